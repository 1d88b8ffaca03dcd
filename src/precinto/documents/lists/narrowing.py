# SPDX-License-Identifier: EUPL-1.2
"""How a list is narrowed: the names and values of an address, of a key of the API or of `--narrow`, read once for all doors.

What is not understood is said and never ignored: whoever asks for the level X must not be given the list of every level.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from precinto.access.models import Person, Role, Unit
from precinto.custody import codes
from precinto.custody.models import Place, PlaceKind, ThingKind
from precinto.documents import listing
from precinto.documents.lists.cells import Narrowed, roles_of
from precinto.documents.shown import KNOW_THE_PEOPLE, OVERSEE
from precinto.labels.scheme import fold
from precinto.office import schemes
from precinto.procedures.fields import find_person
from precinto.procedures.model import Actor, Procedure
from precinto.records.errors import ConditionFailed

# level, words, stage, unit of the holder, the holder, from a day, to a day, place, kind of thing
NAMES = ("nivel", "texto", "fase", "unidad", "quien", "desde", "hasta", "lugar", "clase")
# Who may learn that somebody has an account here. Anybody else is known to themselves only.
KNOWING = KNOW_THE_PEOPLE | OVERSEE | {Role.AUDIT}


class Narrowing:
    """What was asked of one list. Each question raises `ConditionFailed` where its value names nothing."""

    def __init__(self, asked: Narrowed, actor: Actor, known: Sequence[str]) -> None:
        self.asked = {key: str(value).strip()[:100] for key, value in asked.items() if str(value).strip()}
        self.actor = actor
        for name in self.asked:
            if name not in known:
                words = ", ".join(known) or "—"
                raise ConditionFailed("not-narrowed-by", facts={"name": name[:30], "known": words})

    def _no(self, name: str) -> ConditionFailed:
        return ConditionFailed("narrowed-by-unknown", facts={"name": name, "value": self.asked[name]})

    def ranks(self) -> list[int] | None:
        if "nivel" not in self.asked:
            return None
        found = [level.rank for level in schemes.own().levels if level.id == self.asked["nivel"]]
        if not found:
            raise self._no("nivel")
        return found

    def words(self) -> list[str]:
        return fold(self.asked.get("texto", "")).split()

    def stages(self, procedure: Procedure) -> list[str]:
        text = self.asked.get("fase", "")
        if text and text != listing.OPEN and not set(text.split(",")) <= procedure.stages.keys():
            raise self._no("fase")
        return listing.stages_named(procedure, text)

    def unit(self) -> Unit | None:
        if "unidad" not in self.asked:
            return None
        found = Unit.objects.filter(code__iexact=self.asked["unidad"]).first()
        if found is None:
            raise self._no("unidad")
        return found

    def person(self) -> Person | None:
        if "quien" not in self.asked:
            return None
        found = find_person(self.asked["quien"])
        if found is None or (found.pk != self.actor.key and not roles_of(self.actor) & KNOWING):
            raise self._no("quien")
        return found

    def since(self) -> datetime | None:
        """The beginning of the first day."""
        day = self._day("desde")
        return _starts(day) if day is not None else None

    def until(self) -> datetime | None:
        """The end of the last day, which is the beginning of the next."""
        day = self._day("hasta")
        return _starts(day + timedelta(days=1)) if day is not None else None

    def _day(self, name: str) -> date | None:
        if name not in self.asked:
            return None
        try:
            day = date.fromisoformat(self.asked[name])
        except ValueError:
            raise self._no(name) from None
        if not 1900 <= day.year <= 2200:
            raise self._no(name)
        return day

    def place(self) -> Place | None:
        if "lugar" not in self.asked:
            return None
        code = codes.parse(self.asked["lugar"])
        found = Place.objects.filter(code=code.text).first() if code is not None and code.kind == "L" else None
        if found is None or found.kind not in HERE:
            raise self._no("lugar")
        return found

    def kind(self) -> str:
        kind = self.asked.get("clase", "")
        if kind and kind not in ThingKind.values:
            raise self._no("clase")
        return kind


# Places of which it may be asked what lies in them.
HERE = (
    PlaceKind.BUILDING, PlaceKind.ROOM, PlaceKind.SAFE, PlaceKind.DRAWER, PlaceKind.COUNTER, PlaceKind.BAG,
)  # fmt: skip


def _starts(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
