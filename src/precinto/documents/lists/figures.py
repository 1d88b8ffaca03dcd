# SPDX-License-Identifier: EUPL-1.2
"""The figures of an office: what each safe holds, what moves each day, what is late by unit.

Every question is bounded, so that a register of a million documents answers as soon as one of a thousand: a count stops at
`MOST`, and movements are read from the newest back. What is cut says so.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, IntegerField, Value
from django.utils import timezone

from precinto.custody.models import HOLDS, Movement, Place, Thing
from precinto.documents.models import Document

MOST = 2000  # things of one safe that are counted
LATE = 5000  # things that are late and are counted
MOVED = 20_000  # movements that are read
DAYS = 30
SAFES = 60


@dataclass(frozen=True)
class Figure:
    """A number under its name; `more`: there are at least so many."""

    key: int
    name: str
    count: int
    more: bool = False
    code: str = ""

    @property
    def said(self) -> str:
        return f"{self.count}+" if self.more else str(self.count)


def safes() -> list[Figure]:
    """What lies in each place of the office that holds things, the fullest first. Two questions."""
    places = list(Place.objects.filter(stage="in_use", kind__in=HOLDS).exclude(kind="bag").order_by("pk")[:SAFES])
    parts = []
    for place in places:
        # Cut before it is counted: the index of places is walked for so many entries and no further.
        keys = Thing.objects.filter(place=place).order_by().values("pk")[: MOST + 1]
        here = Thing.objects.filter(pk__in=keys).order_by().annotate(w_place=Value(place.pk, IntegerField()))
        parts.append(here.values("w_place").annotate(n=Count("pk")).values_list("w_place", "n"))
    if not parts:
        return []
    counts = dict(parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0])
    found = [Figure(p.pk, p.name, min(counts.get(p.pk, 0), MOST), counts.get(p.pk, 0) > MOST, p.code) for p in places]
    return sorted(found, key=lambda figure: (-figure.count, figure.name))


@dataclass(frozen=True)
class Moved:
    """What went out into somebody's hands and what came back, on one day."""

    on: date
    out: int
    back: int


def movements(at: datetime) -> tuple[list[Moved], bool]:
    """The last days, oldest first, and whether there were more movements than are read."""
    today = timezone.localdate(at)
    first = today - timedelta(days=DAYS - 1)
    rows = Movement.objects.order_by("-pk").values_list("at", "from_person", "to_person")[: MOVED + 1]
    out: Counter[date] = Counter()
    back: Counter[date] = Counter()
    read, oldest = 0, at
    for when, giver, taker in rows.iterator(2000):
        read, oldest = read + 1, when
        day = timezone.localdate(when)
        if day < first:
            break
        out[day] += taker is not None
        back[day] += giver is not None
    days = [first + timedelta(days=n) for n in range(DAYS)]
    cut = read > MOVED and timezone.localdate(oldest) >= first
    return [Moved(day, out[day], back[day]) for day in days], cut


def without_envelope() -> list[Figure]:
    """How many entries that came in were registered out of no envelope, by year, the newest first."""
    newest = Document.objects.exclude(no_envelope="").order_by("-pk").values("pk")[: MOST + 1]
    rows = Document.objects.filter(pk__in=newest).order_by().values("year").annotate(n=Count("pk"))
    found = sorted(((row["year"], row["n"]) for row in rows), reverse=True)
    more = sum(n for _year, n in found) > MOST
    return [Figure(year, str(year), n, more and year == found[-1][0]) for year, n in found]


def late_by_unit(at: datetime) -> list[Figure]:
    """What is in somebody's hands after its time, by the unit of whoever has it: of the `LATE` things that are late longest.

    Where there are more, each number says that it is at least so many.
    """
    late = Thing.objects.filter(person__isnull=False, due__lt=at).order_by("due", "pk").values("pk")[: LATE + 1]
    rows = list(
        Thing.objects.filter(pk__in=late)
        .order_by()
        .values("person__unit", "person__unit__name")
        .annotate(n=Count("pk"))
    )
    # What was not read may be of any of these units, or of one that is not named here.
    more = sum(row["n"] for row in rows) > LATE
    found = [Figure(row["person__unit"] or 0, row["person__unit__name"] or "", row["n"], more) for row in rows]
    return sorted(found, key=lambda figure: (-figure.count, figure.name))
