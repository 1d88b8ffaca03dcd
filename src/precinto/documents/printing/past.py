# SPDX-License-Identifier: EUPL-1.2
"""Rows as they stood when a form was printed: read back from the ledger, so that a number always names the same paper."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db.models import Q

from precinto.ledger.models import Entry, Leaf
from precinto.ledger.seal import opened
from precinto.office.acts import FORGOTTEN
from precinto.records.models import Case
from precinto_verify import canon

C = TypeVar("C", bound=Case)


Touching = Callable[[int], Iterable[tuple[str, int]]]
# A row may be changed by cases that are not its own: by table, who knows which.
_TOUCHING: dict[str, list[Touching]] = {}


def touches(table: str, which: Touching) -> None:
    """`which` gives, for the key of a row of this table, the cases (procedure, key) whose acts may have changed it."""
    if which not in _TOUCHING.setdefault(table, []):
        _TOUCHING[table].append(which)


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


def rows_then(table: str, cases: Iterable[tuple[str, int]], until: Entry) -> dict[int, dict[str, Any]]:
    """Rows of a table as the acts of some cases, up to an entry, left them: key to columns, as the ledger writes them."""
    wanted = Q(pk__in=[])
    for procedure, case in cases:
        wanted |= Q(procedure=procedure, case=case)
    rows: dict[int, dict[str, Any]] = {}
    bodies = Entry.objects.filter(wanted, kind="act", pk__lte=until.pk).order_by("pk").values_list("body", flat=True)
    for body in bodies:
        for name, key, columns in canon.loads(bytes(body)).get("rows", []):
            if name == table:
                rows.setdefault(key, {}).update(columns)
    return rows


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
