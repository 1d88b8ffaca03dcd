# SPDX-License-Identifier: EUPL-1.2
"""The words of a refusal, by its message id: what stands in the way, and the way out. Rooms add theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy  # noqa: F401  rooms import it from here

from precinto.policy import CLAUSES
from precinto.records.errors import BadFacts, Refused, Unseen


@dataclass(frozen=True)
class Words:
    """Sentences with %(name)s places for the refusal's facts."""

    why: Any
    way_out: Any = ""


WORDS: dict[str, Words] = {}


def register(words: Mapping[str, Words], *, instead: bool = False) -> None:
    """Raises `ValueError` where a message id has other words already: two rooms would answer with each other's.

    `instead` is for a door whose way out is another one.
    """
    twice = sorted(reason for reason in words if WORDS.get(reason, words[reason]) != words[reason])
    if twice and not instead:
        raise ValueError(f"these refusals have their words already: {', '.join(twice)}")
    WORDS.update(words)


def words(reason: str, facts: Mapping[str, Any] | None = None) -> str:
    """Both sentences, in the language in force."""
    why, way_out = sentences(reason, facts)
    return f"{why} {way_out}".strip()


def sentences(reason: str, facts: Mapping[str, Any] | None = None) -> tuple[str, str]:
    found = WORDS.get(reason)
    if found is None:
        return reason, ""
    values = {name: _plain(value) for name, value in (facts or {}).items()}
    return _filled(found.why, values), _filled(found.way_out, values)


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _filled(text: Any, values: Mapping[str, str]) -> str:
    try:
        return str(text) % values
    except KeyError:
        return str(text)


@dataclass(frozen=True)
class Answer:
    """A refusal as every door gives it."""

    reason: str
    clause: str
    clause_title: str
    why: str
    way_out: str
    status: int
    errors: Mapping[str, list[str]]
    on_record: bool = True

    def as_dict(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "refused": True,
            "reason": self.reason,
            "clause": self.clause,
            "clause_title": self.clause_title,
            "why": self.why,
            "way_out": self.way_out,
        }
        if self.errors:
            found["errors"] = dict(self.errors)
        return found

    def __str__(self) -> str:
        lines = [f"{self.why} {self.way_out}".strip()]
        lines += [f"{name}: {' '.join(map(str, texts))}" for name, texts in self.errors.items()]
        if self.clause:
            lines[0] += f" ({_('Clause')} {self.clause}: {self.clause_title})"
        return "\n".join(lines)


def answer(refused: Refused, lang: str = "es") -> Answer:
    why, way_out = sentences(refused.reason, refused.facts)
    clause = CLAUSES.get(refused.clause)
    return Answer(
        reason=refused.reason,
        clause=refused.clause,
        clause_title=clause.title[lang if lang in clause.title else "en"] if clause else "",
        why=why,
        way_out=way_out,
        status=refused.status,
        errors=refused.errors if isinstance(refused, BadFacts | Unseen) else {},
        on_record=refused.on_record,
    )


register(
    {
        "bad-facts": Words(_("Some of what was written cannot be taken."), _("Correct what is named and try again.")),
        "not-signed-in": Words(_("Nobody has signed in."), _("Sign in with your account and password.")),
        "account-not-open": Words(_("Your account is not open."), _("Ask the system administrator.")),
        "change-password-first": Words(
            _("Your password must be changed before anything else."), _("Change it; then repeat the step.")
        ),
        "not-your-role": Words(
            _("“%(step)s” is for: %(roles)s."), _("Ask whoever holds that post, or its substitute by delegation.")
        ),
        "already-founded": Words(_("This office has been founded already."), _("Sign in.")),
        "not-found": Words(
            _("There is nothing here under that number, or it is not for you."),
            _(
                "Check the number; if you need to read it, whoever reads it or the office asks for the scope to be extended to you."
            ),
        ),
        "no-such-step": Words(
            _("There is no such step in this procedure."), _("Choose one of the steps that the case shows.")
        ),
        "needs-a-case": Words(
            _("This step is taken on a case that is already open."), _("Open the case and take it there.")
        ),
        "wrong-stage": Words(
            _("“%(step)s” cannot be done now: the case stands at “%(stage)s”."),
            _("Look at the case: it shows what is open next, and to whom."),
        ),
        "second-person": Words(
            _("Whoever did “%(earlier)s” in this case cannot also do “%(step)s”, in person or by delegation."),
            _("Ask another person who holds the post."),
        ),
        "second-person-concerned": Words(
            _("Nobody may do “%(step)s” for their own benefit, in person or by delegation."),
            _("Ask another person who holds the post."),
        ),
        "exception-never": Words(
            _(
                "Whoever did “%(earlier)s” in this case may never do “%(step)s”: no regime of minimum staff excuses from that."
            ),
            _("Ask another person, also of another unit: it can be delegated."),
        ),
        "exception-without-regime": Words(
            _("Whoever did “%(earlier)s” cannot also do “%(step)s”: no regime of minimum staff is in force."),
            _("Ask another person who holds the post, or have the head declare the regime and the leader approve it."),
        ),
        "exception-needs-reason": Words(
            _("Whoever did “%(earlier)s” does “%(step)s” only as an exception of minimum staff, with its reason."),
            _("Ask another person, or repeat the step on the page of the case and say why nobody else can do it."),
        ),
        "exception-not-needed": Words(
            _("Nothing stands in the way of this person: no exception is needed."), _("Repeat it without the reason.")
        ),
        "secret-not-rehearsed": Words(
            _("A step that asks for a password or a PIN is not tried beforehand."), _("Take the step itself.")
        ),
        "fresh-password": Words(_("This step asks for your password again."), _("Write it and repeat the step.")),
        "no-approval": Words(
            _("The step “%(approval)s” has not been taken in this case."), _("Ask the leader to approve it.")
        ),
        "approval-lapsed": Words(
            _("The approval was not used in time and has lapsed."),
            _("Give it up, or finish with what has been done already; then ask again."),
        ),
        "intent-used-otherwise": Words(
            _("This request key was already used for another step."), _("Send the request with a new key.")
        ),
        "somebody-was-faster": Words(
            _("Somebody else has just done this."), _("Look at the case again before you go on.")
        ),
        "act-too-large": Words(
            _("That is too much for one act: an entry of the ledger holds 64 KiB."), _("Do it in several parts.")
        ),
        "nothing-is-deleted": Words(
            _("Nothing is deleted from these books."), _("Annul the entry with its reason: the number stays.")
        ),
        "no-passing-on": Words(
            _("Papers do not pass from reader to reader: %(code)s is in somebody's hands."),
            _("Take it back at the counter first, then hand it over."),
        ),
        "not-in-the-safe": Words(
            _("%(code)s is not in the office."), _("Ask “Who has it?” and take it back before you hand it over.")
        ),
        "has-left": Words(_("%(name)s has left."), _("Nothing more can be handed over to them.")),
        "place-too-low": Words(_("“%(place)s” may not hold that level."), _("Choose a safe of a higher level.")),
        "place-holds-nothing": Words(
            _("“%(place)s” is not a place for papers: it holds safes."), _("Choose the safe or the drawer.")
        ),
        "bag-in-a-bag": Words(
            _("%(code)s is a bag or envelope with something in it."),
            _("Open it in its own case; then pack what was in it."),
        ),
        "destroyed-is-destroyed": Words(
            _("%(code)s was destroyed: it cannot move."), _("Check the code that you read.")
        ),
        "missing-until-found": Words(
            _("%(code)s is missing: nothing is done with it until it is found."),
            _("Whoever finds it enters that in the case that looks for it; then go on."),
        ),
        "scheme-version-known": Words(
            _("Version %(version)s of the scheme “%(scheme)s”, or a later one, is loaded already."),
            _("Raise the version in the file."),
        ),
        "place-not-empty": Words(
            _("There are still things in that place."),
            _("Move them first. The place of another body stays as long as that body has something."),
        ),
        "deadline-out-of-bounds": Words(
            _("%(value)s is outside what this deadline may be."), _("Choose another value.")
        ),
        "deadline-set-already": Words(_("The office has set this deadline already."), _("Change it on its own page.")),
    }
)
