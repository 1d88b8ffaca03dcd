# SPDX-License-Identifier: EUPL-1.2
"""Rows as they stood when a form was printed: read back from the ledger, so that a number always names the same paper."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from precinto.access.models import Person
from precinto.custody.models import Movement, Place
from precinto.documents.models import Document
from precinto.documents.undoing import standing
from precinto.ledger.history import rows_then as rows_then
from precinto.ledger.models import Entry, Leaf
from precinto.ledger.seal import opened
from precinto.office.acts import FORGOTTEN
from precinto.office.models import Office
from precinto.office.procedures import PLACE
from precinto.records.models import Case
from precinto_verify import canon

C = TypeVar("C", bound=Case)
REGISTERING, PERSON, FOUNDING = "documents.register", "personnel.person", "personnel.found"

Touching = Callable[[int], Iterable[tuple[str, int]]]
# A row may be changed by cases that are not its own: by table, who knows which, and the one procedure of those cases.
_TOUCHING: dict[str, dict[Touching, str]] = {}


def touches(table: str, which: Touching, *, by: str = "") -> None:
    """`which` gives, for the key of a row of this table, the cases (procedure, key) whose acts may have changed it.

    `by` is the procedure of those cases: tables of which many rows are read back at once (`Then`) have to name it.
    """
    _TOUCHING.setdefault(table, {})[which] = by


def touching(table: str, key: int) -> list[tuple[str, int]]:
    return [case for which in _TOUCHING.get(table, ()) for case in which(key)]


def acts(procedure: str, case: int, until: Entry | None = None) -> list[Entry]:
    """The acts of a case, in order, up to an entry."""
    rows = Entry.objects.filter(procedure=procedure, case=case, kind="act").order_by("pk")
    return list(rows.filter(pk__lte=until.pk) if until else rows)


def entries(found: Iterable[uuid.UUID], until: Entry | None = None) -> dict[uuid.UUID, Entry]:
    rows = Entry.objects.filter(act__in=set(found)).defer("body")
    return {entry.act: entry for entry in (rows.filter(pk__lte=until.pk) if until else rows)}


def positions(found: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Place in the ledger's tree of each act that has one."""
    return dict(Leaf.objects.filter(entry__act__in=set(found)).values_list("entry__act", "index"))


def changed_since(table: str, procedure: str, until: Entry) -> set[int]:
    """Keys of the rows of a table that acts later than an entry have touched: of `procedure`, whose cases they are, or of another."""
    later = Entry.objects.filter(kind="act", pk__gt=until.pk)
    found = {key for key in later.filter(procedure=procedure).values_list("case", flat=True).distinct() if key}
    others = set(_TOUCHING.get(table, {}).values())
    for body in later.filter(procedure__in=others).values_list("body", flat=True).iterator():
        found |= {key for name, key, _columns in canon.loads(bytes(body)).get("rows", []) if name == table}
    return found


def as_it_was(row: C, procedure: str, until: Entry) -> C:
    """The row as the acts of its case, and of the cases that touch it, left it up to an entry. What was forgotten since stays forgotten."""
    table = row._meta.label_lower
    cases = [(procedure, row.pk), *touching(table, row.pk)]
    later = Q(pk__in=[])
    for name, key in cases:
        later |= Q(procedure=name, case=key)
    if not Entry.objects.filter(later, kind="act", pk__gt=until.pk).exists():
        return row
    values = rows_then(table, cases, until).get(row.pk, {})
    known = opened(row.subject())
    was = copy.copy(row)
    for column, value in values.items():
        field = next(field for field in row._meta.concrete_fields if field.attname == column)
        if isinstance(value, dict):
            value = known[value["$"]][1] if value["$"] in known else FORGOTTEN
        setattr(was, column, field.to_python(value))
    return was


def newest(procedure: str, case: int, steps: Iterable[str], until: Entry) -> Entry:
    """The newest act of these steps up to an entry that was not undone; that entry itself where there was none."""
    return next((entry for entry in reversed(standing(acts(procedure, case, until))) if entry.step in steps), until)


def last_moves(until: Entry) -> QuerySet[Movement]:
    """Of each thing, the movement that stood last when an entry was made."""
    known = Entry.objects.filter(act=OuterRef("act"), pk__lte=until.pk)
    later = Movement.objects.filter(Exists(known), thing=OuterRef("thing"), seq=OuterRef("seq") + 1)
    return Movement.objects.filter(Exists(known)).exclude(Exists(later))


class Then:
    """Documents, places and persons as they stood at an entry: each is read back once."""

    def __init__(self, until: Entry) -> None:
        self.until = until
        self._changed: dict[str, set[int]] = {}
        self._known: dict[tuple[str, int], Any] = {}

    def document(self, row: Document) -> Document:
        return self._of(row, REGISTERING)

    def place(self, row: Place) -> Place:
        return self._of(row, PLACE.name)

    def person(self, row: Person) -> Person:
        return self._of(row, PERSON)

    def holder(self, person: Person | None, place: Place | None) -> str:
        """Whose hands, or else which place; empty for neither."""
        if person is not None:
            return str(self.person(person))
        return str(self.place(place)) if place is not None else ""

    def names(self, keys: Iterable[int | None]) -> dict[int, str]:
        people = Person.objects.in_bulk({key for key in keys if key})
        return {key: self.person(person).name for key, person in people.items()}

    def _of(self, row: C, procedure: str) -> C:
        table = row._meta.label_lower
        if table not in self._changed:
            self._changed[table] = changed_since(table, procedure, self.until)
        if row.pk not in self._changed[table]:
            return row
        if (table, row.pk) not in self._known:
            self._known[table, row.pk] = as_it_was(row, procedure, self.until)
        found: C = self._known[table, row.pk]
        return found


def _founding(key: int) -> list[tuple[str, int]]:
    """The first persons and places came with the office, before any act of their own."""
    return [(FOUNDING, office) for office in Office.objects.values_list("pk", flat=True)]


touches("access.person", _founding, by=FOUNDING)
touches("custody.place", _founding, by=FOUNDING)
