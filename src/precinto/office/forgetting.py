# SPDX-License-Identifier: EUPL-1.2
"""Forgetting one sealed value: the row says something else from now on, and what was committed to can never be opened again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps

from precinto.access import accounts
from precinto.access.models import Person
from precinto.ledger import scrub, seal
from precinto.ledger.models import Entry, ShredKey
from precinto.office.models import Redaction
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor
from precinto.records import journal
from precinto_verify import canon

NAMES = ("given_name", "family_name")


def forget(case: Redaction, actor: Actor, facts: Facts) -> None:
    """Put the replacement in the row, and destroy every commitment of what stood in that column, now or before.

    The order keeps the list of what it destroyed: whoever verifies can tell this from a box that somebody took away.
    """
    row: Any = apps.get_model(case.table).objects.select_for_update().get(pk=case.key)
    subject = row.subject()
    old = {getattr(row, case.column)}
    journal.change(row, **{case.column: case.replacement})
    opened = seal.opened(subject)
    doomed: set[str] = set()
    live: dict[tuple[str, Any, str], str] = {}
    for table, key, column, commitment in _committed(subject):
        live[table, key, column] = commitment
        if (table, key, column) == (case.table, case.key, case.column):
            doomed.add(commitment)
    live.pop((case.table, case.key, case.column), None)
    if isinstance(row, Person) and case.column in NAMES:
        # The whole name was committed to as well, and stands in every entry of this person's.
        doomed |= _name_seals(row.pk)
        accounts.seal_name(row)
    old |= {opened[commitment][1] for commitment in doomed if commitment in opened}
    doomed |= {commitment for commitment, (_salt, value) in opened.items() if value in old}
    # The same words may stand elsewhere by right: they are forgotten there by an order of their own.
    doomed = (doomed & opened.keys()) - set(live.values())
    seal.shred(subject, doomed)
    journal.change(case, destroyed=len(doomed), commitments=" ".join(sorted(doomed)))
    scrub.after_commit([row._meta.db_table])


def _committed(subject: str) -> Iterator[tuple[str, Any, str, str]]:
    """Every commitment that a row of this subject ever had: table, key, column, commitment, in the order of the acts."""
    for entry in _entries(subject):
        for table, key, values in entry.get("rows", []):
            for column, value in values.items():
                if isinstance(value, dict) and "$" in value:
                    yield table, key, column, value["$"]


def _name_seals(person: int) -> set[str]:
    return {
        values["name_seal"]
        for entry in _entries(f"access.person/{person}")
        for table, key, values in entry.get("rows", [])
        if (table, key) == ("access.person", person) and values.get("name_seal")
    }


def _entries(subject: str) -> Iterator[dict[str, Any]]:
    key = ShredKey.objects.filter(subject=subject).first()
    bodies = Entry.objects.filter(sealed__key=key).order_by("pk").values_list("body", flat=True) if key else []
    for body in bodies:
        yield canon.loads(bytes(body))
