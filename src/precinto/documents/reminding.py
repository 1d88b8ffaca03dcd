# SPDX-License-Identifier: EUPL-1.2
"""1.4: what is late is told of, and claimed: from the reader, from the head of their unit, and then from who leads the office."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from precinto.access.models import Appointment, Person, Role, in_force
from precinto.custody.models import Thing
from precinto.documents import losing
from precinto.documents.models import CopyCase, Loan, Reminder, Round
from precinto.procedures.facts import FactForm, Facts, TextField
from precinto.procedures.model import Actor, Reason
from precinto.records import journal

READER, CHIEF, LEADER = Reminder.To.READER, Reminder.To.CHIEF, Reminder.To.LEADER


def told_to(due: datetime | None, actor: Actor) -> tuple[str, ...]:
    """1.4: the reader from the working day before (T-1), the head of their unit on the day (T), the leader once it has passed."""
    if due is None:
        return ()
    day, last = actor.day, actor.calendar.local(due).date()
    if due < actor.at and day > last:
        return (READER, CHIEF, LEADER)
    if day >= last:
        return (READER, CHIEF)
    return (READER,) if day >= actor.profile.before("loan-warning", last, actor.calendar) else ()


def recipient(to: str, holder: Person, actor: Actor) -> Person | None:
    """Who is asked for it on that rung today. A head of unit who has it themselves is asked as its reader."""
    if to == READER:
        return holder
    place = {"post__role": Role.UNIT_HEAD, "post__unit": holder.unit_id} if to == CHIEF else {"post__role": Role.LEADER}
    posts = Appointment.objects.filter(in_force(actor.day), **place).select_related("person").order_by("pk")
    found = posts.exclude(person=holder).first()
    return found.person if found is not None else None


def of_this_holding(things: Iterable[Thing]) -> dict[int, Reminder]:
    """The last claim of each of these things since it came into the hands in which it is."""
    since = {thing.pk: thing.since for thing in things}
    rows = Reminder.objects.filter(copy__thing__in=since).select_related("copy", "person").order_by("pk")
    return {row.copy.thing_id: row for row in rows if row.at >= since[row.copy.thing_id]}


def claims_of(case: Loan | Round) -> list[Reminder]:
    """The claims of one case, in their order: one question, however often it is asked of this row."""
    rows = Reminder.objects.select_related("person").order_by("pk")
    prefetch_related_objects([case], Prefetch("reminders", rows))
    return list(case.reminders.all())


def claimable(things: Iterable[Thing]) -> dict[int, str]:
    """By thing, the loan or the round in which it is out: the address of its claim."""
    keys = [thing.pk for thing in things]
    loans = Loan.objects.filter(copy__thing__in=keys, stage="lent").values_list("copy__thing", "pk")
    rounds = Round.objects.filter(copy__thing__in=keys, stage="out").values_list("copy__thing", "pk")
    found = {thing: f"/caso/documents.circulate/{key}/remind/" for thing, key in rounds}
    return found | {thing: f"/caso/documents.lend/{key}/remind/" for thing, key in loans}


# ---- the step


class Remind(FactForm):
    to = forms.ChoiceField(label=_("From whom it is claimed"), choices=Reminder.To.choices)
    how = forms.ChoiceField(label=_("How"), choices=Reminder.How.choices)
    answer = TextField(label=_("What they answer"), max_length=300, lines=2, required=False)

    sealed: ClassVar[frozenset[str]] = Reminder.sealed

    def prepare(self) -> None:
        """The rung above the last one, as far as it is its turn."""
        case: Any = self.case
        if case is None:
            return
        thing = case.copy.thing
        rungs = told_to(thing.due, self.actor) or (READER,)
        last = next((row for row in reversed(claims_of(case)) if row.at >= thing.since), None)
        after = rungs.index(last.to) + 1 if last is not None and last.to in rungs else 0
        self.fields["to"].initial = rungs[min(after, len(rungs) - 1)]


def is_late(case: CopyCase, actor: Actor, facts: Facts) -> Reason | None:
    """1.4: nobody is pressed within their time."""
    due = losing.sought(case, facts).due
    if due is not None and due < actor.at:
        return None
    return Reason("return-not-late", {"due": due.date().isoformat() if due else "—"})


def its_turn(case: CopyCase, actor: Actor, facts: Facts) -> Reason | None:
    """1.4: first the reader, then the head of their unit, and whoever leads once the day has passed."""
    if facts.to in told_to(losing.sought(case, facts).due, actor):
        return None
    return Reason("claimed-too-high", {"name": Reminder.To(facts.to).label})


def somebody_is_there(case: CopyCase, actor: Actor, facts: Facts) -> Reason | None:
    holder = losing.sought(case, facts).person
    found = recipient(facts.to, holder, actor) if holder is not None else None
    return None if found else Reason("nobody-to-claim-from", {"name": Reminder.To(facts.to).label})


def note_reminder(case: CopyCase, actor: Actor, facts: Facts) -> None:
    holder = losing.sought(case, facts).person
    person = recipient(facts.to, holder, actor) if holder is not None else None
    if person is None:
        return
    journal.add(
        Reminder(
            copy=case.copy,
            loan=case if isinstance(case, Loan) else None,
            round=case if isinstance(case, Round) else None,
            to=facts.to,
            person=person,
            how=facts.how,
            answer=facts.answer,
            at=actor.at,
        )
    )
