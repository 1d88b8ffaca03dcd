# SPDX-License-Identifier: EUPL-1.2
"""Fields that name things by their codes, one a line, as a scanner writes them. What the person may not see is unknown to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from precinto.custody import codes
from precinto.custody.models import OFFICE, Place, PlaceKind, Thing
from precinto.documents.destroying.queries import find_thing
from precinto.procedures.facts import NOT_FOR_YOU, FactForm, TextField
from precinto.records import memo

ERRORS = {
    "unknown": _("There is nothing here under “%(text)s”, or it is not for you."),
    "twice": _("“%(text)s” is there twice."),
    "count": _("Write the code and the number counted: “%(text)s”."),
    "plan": _("Write the place's code; how; who; and, if it can be saved, the code of where to: “%(text)s”."),
    "place": _("There is no place of the office in use under “%(text)s”."),
}


# Where things may be carried to: a room or safe of the office, or a body outside.
REFUGES = (*OFFICE, PlaceKind.ROOM, PlaceKind.BUILDING, PlaceKind.BODY)


class Things(FactForm):
    """Fields of this room look with the eyes of the person who acts."""

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for name, field in self.fields.items():
            if isinstance(field, CodesField | CountsField) and name not in self.errors:
                try:
                    self.cleaned_data[name] = field.look(self.cleaned_data.get(name), self)
                except forms.ValidationError as error:
                    self.add_error(name, error)


class ManyLines(TextField):
    default_error_messages: ClassVar[dict[str, Any]] = ERRORS

    def __init__(
        self,
        *,
        of_the_case: Callable[[Any], Any] | None = None,
        ordered: Callable[[Any], Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """`of_the_case` gives the things that a leader, who reads none of them, may name all the same: the case names them.
        `ordered` gives, of the form, those that this person may name because an order does."""
        self.of_the_case = of_the_case
        self.ordered = ordered
        super().__init__(lines=6, max_length=8000, **kwargs)

    def _fault(self, name: str, text: str, code: str = "") -> forms.ValidationError:
        return forms.ValidationError(self.error_messages[name], code=code or name, params={"text": text})

    def _find(self, text: str, form: Any) -> Thing:
        thing = find_thing(text, form.actor.subject)
        if thing is None and form.case is not None and self.of_the_case is not None:
            code = codes.parse(text)
            thing = self.of_the_case(form.case).filter(code=code.text).first() if code is not None else None
        if thing is None and self.ordered is not None and (code := codes.parse(text)) is not None:
            thing = self.ordered(form).filter(code=code.text).first()
        if thing is None:
            code = codes.parse(text)
            named = code is not None and code.kind in ("C", "M", "T")
            raise self._fault("unknown", text, NOT_FOR_YOU if named else "unknown")
        return thing


class CodesField(ManyLines):
    """Cleans to the things, in order."""

    kind = "codes"

    def look(self, value: Any, form: Any) -> list[Thing]:
        found: list[Thing] = []
        for line in str(value or "").replace(",", "\n").splitlines():
            if text := line.strip():
                thing = self._find(text, form)
                if thing in found:
                    raise self._fault("twice", text)
                found.append(thing)
        return found


class CountsField(ManyLines):
    """A count, one thing a line: its code and how many folios or pieces there are. Cleans to (thing, number) in order."""

    kind = "counts"

    def look(self, value: Any, form: Any) -> list[tuple[Thing, int]]:
        found: list[tuple[Thing, int]] = []
        for line in str(value or "").splitlines():
            text, _space, count = line.strip().rpartition(" ")
            if not line.strip():
                continue
            if not (count.isascii() and count.isdigit() and len(count) < 7 and text):
                raise self._fault("count", line.strip())
            thing = self._find(text, form)
            if any(known == thing for known, _n in found):
                raise self._fault("twice", text)
            found.append((thing, int(count)))
        return found


class PlanField(ManyLines):
    """The order of the emergency plan, first to go first: `PLACE; how; who`, and `; PLACE` where it is carried to if it can be
    saved. Cleans to (place, how, who, refuge or None)."""

    kind = "plan"

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
