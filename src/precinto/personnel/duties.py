# SPDX-License-Identifier: EUPL-1.2
"""1.2 and law (vi): somebody's clearance or briefing ends, or has ended, while copies are in their hands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, DateField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from precinto.access.models import IN_FORCE, Briefing, Clearance, Role
from precinto.custody.models import Thing, ThingKind
from precinto.documents import duties
from precinto.documents.duties import Asker, Duty, Fact, Moment, Task

KEEPERS = frozenset({Role.CLERK, Role.HEAD})
OPEN_END = date(9999, 12, 31)


def held_by_the_uncleared(asker: Asker) -> QuerySet[Any, Any]:
    """Classified copies in hands whose clearance for them, or whose briefing, ends within the warning, or is not in force."""
    last = asker.day + timedelta(days=_warning(asker))
    cleared = Clearance.objects.filter(
        person=OuterRef("person"), stage=IN_FORCE, since__lte=asker.day,
        scheme=OuterRef("copy__document__scheme"), rank__gte=OuterRef("copy__document__rank"),
    )  # fmt: skip
    briefed = Briefing.objects.filter(person=OuterRef("person"), stage=IN_FORCE, since__lte=asker.day)
    rows: QuerySet[Any, Any] = Thing.objects.filter(kind=ThingKind.COPY, person__isnull=False).exclude(
        copy__document__rank=0
    )
    if not asker.roles & (KEEPERS | duties.OVER | {Role.SECURITY}):
        rows = rows.filter(person=asker.key)
    rows = rows.annotate(w_cleared=_end(cleared), w_briefed=_end(briefed))
    ends = Q(w_cleared__isnull=True) | Q(w_briefed__isnull=True) | Q(w_cleared__lte=last) | Q(w_briefed__lte=last)
    name = Concat("person__given_name", Value(" "), "person__family_name", output_field=CharField())
    document = "copy__document__"
    return duties.facts(
        rows.filter(ends),
        text=F("code"), who=name, badge=F("person__code"), unit=F("person__unit__name"), at=F("due"),
        day=F("w_cleared"), other=F("w_briefed"),
        more=F(f"{document}scheme"), rank=F(f"{document}rank"), comp=F(f"{document}comp"), rel=F(f"{document}rel"),
        person=F("person_id"),
    )  # fmt: skip


def _end(rows: QuerySet[Any]) -> Subquery:
    """The last day of what holds longest; none where nothing is in force."""
    until = Coalesce("until", Value(OPEN_END, output_field=DateField()))
    return Subquery(rows.annotate(w_until=until).order_by("-w_until").values("w_until")[:1])


def _warning(asker: Asker) -> int:
    return asker.profile.value("clearance-last-warning")


def call_back(facts: Sequence[Fact], moment: Moment) -> Iterator[Task]:
    """Named to whoever may see the copy; the others who know the people are told of the person alone, once."""
    actor = moment.actor
    persons: dict[int, Task] = {}
    for fact in facts:
        due = _until(fact, moment)
        over = due < actor.at or fact.day is None or fact.other is None
        words = gettext("No longer cleared: it is called back") if over else gettext("Comes back before that day")
        told = Task(
            due, fact.text, f"/quien/?q={fact.text}", words=words, begins=duties.starts(actor.day),
            who=fact.who.strip(), unit=fact.unit, person=fact.person,
        )  # fmt: skip
        if fact.person == actor.key or duties.sees(actor, fact):
            yield told
        elif fact.person is not None and (fact.person not in persons or due < persons[fact.person].due):
            persons[fact.person] = replace(told, code=fact.badge, address=f"/personas/{fact.person}/")
    yield from persons.values()


def _until(fact: Fact, moment: Moment) -> datetime:
    """T-0: the last day of the clearance or briefing; where an act ended it, the term that the act gave to bring it back."""
    closing = moment.actor.calendar.closing_of
    if fact.day is None or fact.other is None:
        return fact.at or closing(moment.actor.day)
    return closing(min(fact.day, fact.other))


duties.register(
    Duty("held-uncleared", _("Copy in the hands of somebody whose clearance or briefing ends"), "1.2",
         KEEPERS | {Role.SECURITY}, ("clearance-last-warning", "recall"), held_by_the_uncleared, call_back, personal=True),
)  # fmt: skip
