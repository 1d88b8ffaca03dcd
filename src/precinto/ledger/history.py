# SPDX-License-Identifier: EUPL-1.2
"""The acts of a case, as the rules and the pages ask for them: in their order, the last of a step, and whose hands did them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from precinto.ledger.models import Entry
from precinto_verify import canon


def of_case(procedure: str, case: int | None, *steps: str) -> QuerySet[Entry]:
    """In their order: all of them, or those of some steps."""
    rows = Entry.objects.filter(procedure=procedure, case=case, kind="act").order_by("pk")
    return rows.filter(step__in=steps) if steps else rows


def last(procedure: str, case: int | None, *steps: str) -> Entry | None:
    return of_case(procedure, case, *steps).order_by("-pk").first()


def hands(acts: QuerySet[Entry] | Iterable[Entry]) -> set[int]:
    """The humans behind these acts, in person or by delegation."""
    rows = acts.values_list("person", "giver") if isinstance(acts, QuerySet) else ((a.person, a.giver) for a in acts)
    return {human for row in rows for human in row if human}


def named(acts: Iterable[UUID]) -> QuerySet[Entry]:
    return Entry.objects.filter(act__in=list(acts), kind="act")


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
