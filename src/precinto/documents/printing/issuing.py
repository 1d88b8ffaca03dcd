# SPDX-License-Identifier: EUPL-1.2
"""A paper at a door, whichever it is: the original the first time, a duplicate while it says the same, and another number once
it would say something else. To who only looks, each number shows what was printed under it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, cast

from precinto.access.officers import Officer
from precinto.documents.cases import actor_of
from precinto.documents.printing import sheets
from precinto.ledger import checkpoint
from precinto.ledger.models import Entry
from precinto.office.models import PrintedForm
from precinto.office.procedures import FORM
from precinto.procedures.model import Actor
from precinto.procedures.perform import may_take, perform
from precinto.records.errors import NotYourRole

LONGEST_TARGET = 80
NAMELESS = "-"  # a step is asked for something: where nothing was named, nothing will be found


@dataclass(frozen=True)
class Issued:
    """A paper that was printed; `again` where the same intent had printed it before, so that nothing was done now."""

    paper: PrintedForm
    again: bool = False


def issue(form: str, target: str, *, by: Officer, intent: str = "") -> Issued:
    """Print a form of what `target` names: for the first time, as a duplicate where this very paper was printed before and
    still says the same, or in the place of the one that says what is so no longer.

    `target` is a code or number; for a receipt, the acts of the batch; for the sheet of the day, nothing: it is of now.
    Raises `Refused`.
    """
    sent_already = _same_intent(by, intent)
    if sent_already is not None:
        return Issued(sent_already, again=True)
    actor = actor_of(by)
    target = " ".join(target.split())
    if form == "checkpoint" and not target and may_take(FORM, FORM.steps["print"], None, actor):
        target = str(checkpoint.current().size)
    here = sheets.found(form, target, actor.subject)
    known = sheets.original(form, here) if here is not None else None
    if known is not None and sheets.says_the_same(known, actor.subject):
        return again(known, by=by, intent=intent)
    target = here.target if here is not None else target[:LONGEST_TARGET] or NAMELESS
    step = "print" if known is None else "print_anew"
    return _perform(step, None, by, {"form": form, "target": target}, intent)


def again(known: PrintedForm, *, by: Officer, intent: str = "") -> Issued:
    """A duplicate of a paper that was printed. Raises `Refused`."""
    sent_already = _same_intent(by, intent)
    return Issued(sent_already, again=True) if sent_already else _perform("print_again", known, by, {}, intent)


def shown(code: str, actor: Actor) -> PrintedForm:
    """The paper with this number, for whoever may print it and may see what it speaks of. Changes nothing. Raises `Refused`."""
    known = sheets.printed(code, actor.subject)
    step = FORM.steps["print_again"]
    if not may_take(FORM, step, known, actor):
        roles = [str(role.label) for role in step.roles]
        raise NotYourRole("not-your-role", clause=FORM.clause, facts={"roles": roles, "step": str(step.title)})
    return known


def _same_intent(by: Officer, intent: str) -> PrintedForm | None:
    """The paper of a request sent twice: a double click prints once, and makes no duplicate."""
    entry = Entry.objects.filter(intent=f"{by.key}:{intent}", procedure=FORM.name).first() if intent else None
    return PrintedForm.objects.filter(pk=entry.case or 0).first() if entry is not None else None


def _perform(step: str, case: PrintedForm | None, by: Officer, facts: dict[str, Any], intent: str) -> Issued:
    act = perform(FORM, step, case, by=by, facts=facts, intent=intent or uuid.uuid4().hex)
    return Issued(cast(PrintedForm, act.case), act.again)
