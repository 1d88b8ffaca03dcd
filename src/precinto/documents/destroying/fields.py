# SPDX-License-Identifier: EUPL-1.2
"""Fields that name places by their codes, one a line: the emergency plan, and where its things were carried."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from precinto.custody import codes
from precinto.custody.models import OFFICE, Place, PlaceKind
from precinto.documents import scanned
from precinto.documents.scanned import ManyLines
from precinto.records import memo

# Where things may be carried to: a room or safe of the office, or a body outside.
REFUGES = (*OFFICE, PlaceKind.ROOM, PlaceKind.BUILDING, PlaceKind.BODY)
ERRORS = scanned.ERRORS | {
    "plan": _("Write the place's code; how; who; and, if it can be saved, the code of where to: “%(text)s”."),
    "place": _("There is no place of the office in use under “%(text)s”."),
}


class PlanField(ManyLines):
    """The order of the emergency plan, first to go first: `PLACE; how; who`, and `; PLACE` where it is carried to if it can be
    saved. Cleans to (place, how, who, refuge or None)."""

    kind = "plan"
    default_error_messages: ClassVar[dict[str, Any]] = ERRORS

    def clean(self, value: Any) -> Any:
        found: list[tuple[Place, str, str, Place | None]] = []
        for line in super().clean(value).splitlines():
            parts = [part.strip() for part in line.split(";")]
            if not line.strip():
                continue
            place = _place(parts[0])
            refuge = _place(parts[3]) if len(parts) == 4 else None
            known = place is not None and (len(parts) == 3 or (refuge is not None and refuge.kind in REFUGES))
            if place is None or not known or len(parts) > 4 or not all(parts):
                raise self._fault("plan", line.strip())
            if any(row[0] == place for row in found):
                raise self._fault("twice", parts[0])
            found.append((place, parts[1][:200], parts[2][:200], refuge))
        return found


class PlacesField(ManyLines):
    """Places of the office by their codes, one a line. Cleans to the places, in order."""

    kind = "places"
    default_error_messages: ClassVar[dict[str, Any]] = ERRORS

    def clean(self, value: Any) -> Any:
        found: list[Place] = []
        for line in super().clean(value).replace(",", "\n").splitlines():
            place = _place(line.strip()) if line.strip() else None
            if line.strip() and (place is None or place.kind not in OFFICE):
                raise self._fault("place", line.strip())
            if place is not None and place not in found:
                found.append(place)
        return found


def _place(text: str) -> Place | None:
    code = codes.parse(text)
    name = code.text if code is not None else text
    found: Place | None = memo.once(
        ("place", name), ["custody.place"], Place.objects.filter(code=name, stage="in_use").first
    )
    return found
