# SPDX-License-Identifier: EUPL-1.2
"""Absences: what must hold, and what their steps change.

D242 17: whoever keeps papers and goes for longer than the term hands them over first, by an inventory that both sign. Until that
is done a long absence stays announced, and late on the agenda once it has begun: the alarm for whoever fell ill.
"""

from __future__ import annotations

from datetime import timedelta

from precinto.access.models import Absence, Role
from precinto.custody import codes
from precinto.custody.models import Thing
from precinto.documents.keeping.queries import keeps, not_handed_over
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor, Reason
from precinto.records import journal

TERM = "relief-absence"


def open_absence(actor: Actor, facts: Facts) -> Absence:
    return Absence(person=facts.person or actor.person, since=facts.since, until=facts.until, reason=facts.reason)


def own_or_of_the_head(case: Absence, actor: Actor, facts: Facts) -> str | None:
    """One announces one's own; the head announces whose it is."""
    heads = any(held.role == Role.HEAD for held in actor.roles)
    return None if case.person_id == actor.key or heads else "absence-of-another"


def not_away_then(case: Absence, actor: Actor, facts: Facts) -> Reason | None:
    known = Absence.objects.filter(person=case.person_id, stage__in=("announced", "away")).exclude(pk=case.pk)
    known = known.filter(since__lte=facts.until, until__gte=facts.since)
    first = known.first()
    return Reason("absence-known", {"case": first.pk}) if first is not None else None


def is_long(case: Absence, actor: Actor) -> bool:
    return not actor.profile.is_off(TERM) and case.days > actor.profile.value(TERM)


def set_term(case: Absence, actor: Actor, facts: Facts) -> None:
    """What a keeper hands over is handed over by the evening before the first day."""
    due = actor.calendar.closing_of(case.since - timedelta(days=1))
    journal.change(case, due=due if is_long(case, actor) and keeps(case.person, actor.day) else None)


def change_days(case: Absence, actor: Actor, facts: Facts) -> None:
    journal.change(case, since=facts.since, until=facts.until)


def holds_nothing(case: Absence, actor: Actor, facts: Facts) -> Reason | None:
    """For as long as that nobody keeps a paper in a drawer."""
    if not is_long(case, actor):
        return None
    held = list(Thing.objects.filter(person=case.person_id).values_list("code", flat=True)[:5])
    return Reason("absence-still-holding", {"codes": [codes.pretty(code) for code in held]}, "1.3") if held else None


def handed_over(case: Absence, actor: Actor, facts: Facts) -> Reason | None:
    return not_handed_over(case.person, actor) if is_long(case, actor) else None


def has_begun(case: Absence, actor: Actor, facts: Facts) -> str | None:
    return "absence-not-begun" if case.since > actor.day else None


def due_back(case: Absence, actor: Actor, facts: Facts) -> None:
    journal.change(case, due=actor.calendar.closing_of(case.until) if case.until is not None else None)


def end_today(case: Absence, actor: Actor, facts: Facts) -> None:
    last = actor.day if case.until is None else min(case.until, actor.day)
    journal.change(case, until=last, due=None)


def nothing_due(case: Absence, actor: Actor, facts: Facts) -> None:
    journal.change(case, due=None)
