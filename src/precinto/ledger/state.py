# SPDX-License-Identifier: EUPL-1.2
"""The state tables as an outsider may see them: every row, with what is sealed as its commitment, computed afresh.

The commitment is made of the value that stands in the table now and the salt that was sealed when it was written. So a value
that was changed behind the program's back shows, without the value itself being shown.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Mapping
from typing import Any

from precinto.ledger import seal
from precinto.records.journal import plain
from precinto.records.models import Recorded, recorded_models
from precinto_verify import canon

Fold = Mapping[tuple[str, Any], Mapping[str, Any]]
UNSEALABLE = {"$": "?"}


def salts(fold: Fold) -> dict[str, str]:
    """Salts of the commitments that the fold holds now, as far as their boxes open."""
    sealed = {m._meta.label_lower for m in recorded_models() if m.sealed}
    wanted = {
        value["$"]
        for (table, _key), columns in fold.items()
        if table in sealed
        for value in columns.values()
        if isinstance(value, dict) and "$" in value
    }
    found: dict[str, str] = {}
    for _entry, _subject, values in seal.all_opened():
        for commitment, (salt, _value) in values.items():
            if commitment in wanted:
                found[commitment] = salt
    return found


def rows(fold: Fold, salt_of: Mapping[str, str]) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """`(table, key, columns)` of every row of the state tables, in the order of table and key."""
    for model in sorted(recorded_models(), key=lambda m: m._meta.label_lower):
        table = model._meta.label_lower
        columns = model.columns()
        for row in model._base_manager.order_by("pk").iterator(chunk_size=2000):
            yield table, row.pk, _columns(row, columns, fold.get((table, row.pk), {}), salt_of)


def _columns(
    row: Recorded, columns: list[str], expected: Mapping[str, Any], salt_of: Mapping[str, str]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column in columns:
        value = plain(getattr(row, column))
        if column in row.sealed and value not in (None, ""):
            said = expected.get(column)
            salt = salt_of.get(said["$"]) if isinstance(said, dict) else None
            value = {"$": canon.commitment(b64decode(salt), value)} if salt is not None else UNSEALABLE
        found[column] = value
    return found
