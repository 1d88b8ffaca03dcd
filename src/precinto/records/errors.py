# SPDX-License-Identifier: EUPL-1.2
"""Errors, by what the person can do about it.

Refused                     the policy says no: an answer, with its clause and the way out
├── NotSignedIn             sign in (or: wrong name or password, wait a little)
├── NotYourRole             ask whoever holds the role
├── NotFound                it does not exist, or it is not for you: the same words
│   └── Unseen              so it is with something that the facts name
├── WrongStage              the case is somewhere else: the words say where
├── SecondPersonNeeded      somebody else must do this step
├── FreshPasswordNeeded     give the password again
├── BadFacts                correct the fields named
└── ConditionFailed         a rule of the clause does not hold
Broken                      the books do not add up: call the inspector
├── NotOpened               what is encrypted in a table does not open: put the key of the home back
└── WriteOutsideAct         a programmer's mistake, stopped before it reached the books
SettingsError               the installation cannot be used: put the file back that the words name
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Refused(Exception):
    """The policy says no. Holds a message id and facts, never a sentence. `on_record`: the attempt is noted in the ledger."""

    status = 409
    on_record = True

    def __init__(self, reason: str, *, clause: str = "", facts: Mapping[str, Any] | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.clause = clause
        self.facts = dict(facts or {})


class NotSignedIn(Refused):
    status = 401


class NotYourRole(Refused):
    status = 403


class NotFound(Refused):
    status = 404


class Unseen(NotFound):
    """`errors`: field name to a list of sentences in the person's language, the same whether the thing is there or not."""

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        super().__init__("not-found", clause="1.2")
        self.errors = dict(errors)


class WrongStage(Refused):
    pass


class SecondPersonNeeded(Refused):
    status = 403


class FreshPasswordNeeded(Refused):
    status = 403
    on_record = False  # the step was not tried yet


class BadFacts(Refused):
    """`errors`: field name to a list of sentences in the person's language."""

    status = 422
    on_record = False  # a slip of the pen

    def __init__(self, errors: Mapping[str, list[str]], *, clause: str = "") -> None:
        super().__init__("bad-facts", clause=clause, facts={"errors": dict(errors)})
        self.errors = dict(errors)


class ConditionFailed(Refused):
    pass


class Broken(Exception):
    """The books do not add up."""


class NotOpened(Broken):
    """What stands encrypted in a table does not open with the key of this home."""


class WriteOutsideAct(Broken):
    """A recorded row was to be written while no act was open."""


class SettingsError(Exception):
    """The settings file, a key or the database URL cannot be used; the words say which and why."""
