# SPDX-License-Identifier: EUPL-1.2
"""1.3: what a safe and a year ask of the office: a lock, its combination, the look at the end of the day, the general inventories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from precinto.access.models import Role
from precinto.documents import duties
from precinto.documents.duties import Asker, Duty, Fact, Moment, Task
from precinto.documents.keeping import doors, queries
from precinto.documents.keeping.models import GENERAL, Change, Inventory, Lock
from precinto.ledger.models import Entry

OFFICE = frozenset({Role.CLERK, Role.HEAD})
SECURITY = frozenset({Role.HEAD, Role.SECURITY})


# ---- the general inventories


def known_generals(asker: Asker) -> QuerySet[Any, Any]:
    rows = Inventory.objects.filter(plan__in=GENERAL, year__gte=asker.day.year - 1).exclude(stage="abandoned")
    return duties.facts(rows, text=F("plan"), n=F("year"))


def general(facts: Sequence[Fact], moment: Moment) -> Iterator[Task]:
    known = [queries.last_day(fact.text, fact.n) for fact in facts]
    wanted = queries.general_wanted(known, moment.actor, moment.founded)
    if wanted is not None:
        yield Task(
            due=moment.actor.calendar.closing_of(wanted.last),
            code=f"{wanted.year}",
            address="/inventario/",
            words=str(wanted.plan.label),
            begins=duties.starts(wanted.last.replace(day=1)),
        )


# ---- locks


def without_lock(asker: Asker) -> QuerySet[Any, Any]:
    rows = doors.safes().filter(~Exists(Lock.objects.filter(place=OuterRef("pk")).exclude(stage="retired")))
    opened = Entry.objects.filter(procedure="office.place", step="open", kind="act", case=OuterRef("pk")).order_by("pk")
    return duties.facts(rows, text=F("code"), more=F("name"), at=Subquery(opened.values("at")[:1]))


def fit_a_lock(facts: Sequence[Fact], moment: Moment) -> Iterator[Task]:
    for fact in facts:
        ends = [moment.set_up(), *_known(moment.after("combination-change", fact.at) if fact.at else None)]
        yield Task(max(ends), fact.text, f"/acto/documents.lock/fit/?place={fact.text}", words=fact.more)


def _known(when: datetime | None) -> list[datetime]:
    return [when] if when is not None else []


def without_term(asker: Asker) -> QuerySet[Any, Any]:
    """Locks whose combination was set while the office had the yearly change switched off."""
    made = Change.objects.filter(lock=OuterRef("pk"), number=OuterRef("changes"))
    rows = Lock.objects.filter(stage="in_force", due=None)
    return duties.facts(
        rows, text=F("place__code"), n=F("pk"), more=F("place__name"), at=Subquery(made.values("at")[:1])
    )


def change_the_combination(facts: Sequence[Fact], moment: Moment) -> Iterator[Task]:
    for fact in facts:
        end = moment.after("combination-age", fact.at) if fact.at else None
        if end is not None:
            yield Task(end, fact.text, f"/caso/documents.lock/{fact.n}/", words=fact.more)


# ---- the end of the day


def not_looked_at(asker: Asker) -> QuerySet[Any, Any] | None:
    if not asker.calendar.is_working(asker.day):
        return None
    return duties.facts(doors.not_looked_at(asker.day, asker.calendar), text=F("code"), more=F("name"))


def look_at_the_doors(facts: Sequence[Fact], moment: Moment) -> Iterator[Task]:
    end = moment.after("day-end", duties.starts(moment.actor.day))
    if facts and end is not None:
        words = ngettext("%(n)s safe has not been looked at", "%(n)s safes have not been looked at", len(facts))
        yield Task(
            end, moment.actor.day.isoformat(), "/acto/documents.doors/all_shut/", words=words % {"n": len(facts)}
        )


def missed(asker: Asker) -> QuerySet[Any, Any] | None:
    day = doors.last_working_day(asker.day, asker.calendar)
    if day is None:
        return None
    return duties.facts(doors.not_accounted_for(day, asker.calendar), text=F("code"), more=F("name"))


def account_for_the_missed(facts: Sequence[Fact], moment: Moment) -> Iterator[Task]:
    """Told on the next working day, and until then: after that the sheet of the place has it."""
    day = doors.last_working_day(moment.actor.day, moment.actor.calendar)
    end = moment.after("day-end", duties.starts(day)) if day is not None else None
    if facts and day is not None and end is not None and moment.founded < end:
        words = ngettext("%(n)s safe was not looked at", "%(n)s safes were not looked at", len(facts)) % {
            "n": len(facts)
        }
        yield Task(end, day.isoformat(), f"/acto/documents.doors/account/?day={day.isoformat()}", words=words)


duties.register(
    Duty("general-inventory", _("General inventory that nobody has planned"), "1.3", OFFICE, ("inventory",), known_generals,
         general),
    Duty("no-lock", _("Safe without a lock on record"), "1.3", SECURITY, ("setting-up", "combination-change"), without_lock,
         fit_a_lock),
    Duty("old-combination", _("Combination without a term"), "1.3", OFFICE, ("combination-age",), without_term,
         change_the_combination),
    Duty("doors", _("End-of-day check"), "1.3", OFFICE, ("day-end",), not_looked_at, look_at_the_doors),
    Duty("missed-doors", _("End-of-day check that was missed"), "1.3", OFFICE, ("day-end",), missed, account_for_the_missed),
)  # fmt: skip
