# SPDX-License-Identifier: EUPL-1.2
"""What changes only by acts of personnel and office, read once and kept until the next such act.

Who holds which post, clearances, units, the scheme and the deadlines change a few times a week and are needed on every page.
The ledger says when they changed last: one question to it, and what was read before still holds. An act never relies on
this: `perform` reads everything again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import CharField, Count, Max
from django.db.models.functions import Cast

from precinto.access.decide import Subject
from precinto.access.models import Person, Post, Unit
from precinto.access.principals import Kind, kind_and_key
from precinto.access.subjects import Held, roles_held, subject
from precinto.labels.scheme import Scheme
from precinto.ledger.models import Entry
from precinto.office import schemes
from precinto.office.models import Office
from precinto.policy.calendar import Calendar
from precinto.policy.deadlines import Profile
from precinto.procedures import deadlines
from precinto.procedures.model import REGISTRY
from precinto.records import memo

Stamp = tuple[int, str]


@dataclass(frozen=True)
class Standing:
    """The office as it stands between two acts of personnel or office."""

    stamp: Stamp
    office: Office | None
    scheme: Scheme | None
    schemes: tuple[Scheme, ...]
    profile: Profile
    calendar: Calendar
    units: Mapping[int, str]
    posts: Mapping[int, str]
    people: dict[tuple[int, date], tuple[tuple[Held, ...], Subject]] = field(default_factory=dict)

    def of(self, person: Person, day: date) -> tuple[tuple[Held, ...], Subject]:
        """The roles of a person on a day, and how a decision sees them."""
        key = (person.pk, day)
        if key not in self.people:
            roles = roles_held(person.pk, day)
            self.people[key] = (roles, subject(person, day, roles=roles))
        return self.people[key]

    def principal(self, number: int, persons: Mapping[int, str]) -> str:
        """The name of what a reading scope names."""
        kind, key = kind_and_key(number)
        if kind is Kind.PERSON:
            return persons.get(key, "?")
        return (self.posts if kind is Kind.POST else self.units).get(key, "?")


_kept: Standing | None = None


def _watched() -> list[str]:
    return [name for name in REGISTRY if name.startswith(("personnel.", "office.")) and name != "office.form"]


def _stamp() -> Stamp:
    """Changes with every act of personnel or office, in whatever order they commit."""
    found = Entry.objects.filter(kind="act", procedure__in=_watched()).aggregate(
        n=Count("pk"), last=Max(Cast("act", CharField()))
    )
    return int(found["n"]), str(found["last"] or "")


def standing() -> Standing:
    global _kept
    stamp = _stamp()
    kept = _kept
    if kept is None or kept.stamp != stamp:
        office = schemes.office()
        kept = _kept = Standing(
            stamp=stamp,
            office=office,
            scheme=schemes.loaded(office.scheme) if office else None,
            schemes=schemes.newest() if office else (),
            profile=deadlines.profile(),
            calendar=deadlines.calendar(),
            units=dict(Unit.objects.values_list("pk", "name")),
            posts=dict(Post.objects.values_list("pk", "name")),
        )
    if kept.office is not None and kept.scheme is not None:
        memo.know("office", kept.office)
        memo.know("schemes", kept.schemes)
        for scheme in kept.schemes:
            memo.know(("scheme", scheme.id), scheme)
    return kept
