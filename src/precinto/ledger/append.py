# SPDX-License-Identifier: EUPL-1.2
"""Writing an entry, inside the transaction of what it records."""

from __future__ import annotations

import hashlib
import secrets
import time
import uuid
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from precinto.ledger.models import Entry, Leaf
from precinto.ledger.seal import NewBox, Sealer
from precinto.ledger.tree import place_next
from precinto.records import memo
from precinto.records.clock import stamp
from precinto.records.errors import ConditionFailed
from precinto.records.journal import Journal
from precinto_verify import canon, merkle

LIMIT = 65_535
# Acts that run at once read the clock before they wait for each other; only more than this is a clock set back.
TOLERANCE = timedelta(seconds=60)


def new_act() -> uuid.UUID:
    """A UUID of version 7: time first, so that they sort, and random after it."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | (0x7 << 76) | (secrets.randbits(12) << 64) | (0b10 << 62) | secrets.randbits(62)
    return uuid.UUID(int=value)


@dataclass(slots=True)
class Draft:
    """What is known of an entry before its rows and commitments are put in."""

    kind: str
    at: datetime
    act: uuid.UUID
    person: int
    name_seal: str = ""
    procedure: str = ""
    step: str = ""
    clause: str = ""
    case: int | None = None
    intent: str | None = None
    giver: int | None = None
    delegation: int | None = None
    refusal: str = ""
    more: dict[str, Any] = field(default_factory=dict)


def append(draft: Draft, *, journal: Journal | None = None, sealer: Sealer | None = None) -> Entry:
    """Write one entry. Raises `ConditionFailed` when it would be larger than 64 KiB."""
    sealer = sealer or Sealer()
    # Nobody had signed in: that is null in an attempt, and the founding of the office in an act.
    by: dict[str, Any] = {"person": draft.person or (None if draft.kind == "attempt" else 0)}
    if draft.name_seal:
        by["name"] = {"$": draft.name_seal}
    body: dict[str, Any] = {"v": 1, "kind": draft.kind, "act": str(draft.act), "at": stamp(draft.at), **draft.more}
    if draft.kind != "clock":
        body |= {"by": by, "procedure": draft.procedure, "step": draft.step, "clause": draft.clause}
        if draft.case is not None:
            body["case"] = f"{draft.procedure}/{draft.case}"
    if draft.delegation is not None:
        body |= {"delegation": draft.delegation, "giver": draft.giver}
    if draft.intent is not None:
        body["intent"] = hashed_intent(draft.intent)
    if draft.refusal:
        body["refusal"] = draft.refusal
    if journal is not None:
        body["rows"] = [
            [table, key, _rows(row, values, sealer)] for (table, key), (row, values) in journal.rows.items()
        ]
    data = canon.dumps(body)
    if len(data) > LIMIT:
        # Nobody's mistake in the books: too much was asked for at once, and less can be done.
        raise ConditionFailed("act-too-large", clause=draft.clause)
    entry = Entry(
        act=draft.act,
        intent=draft.intent,
        kind=draft.kind,
        procedure=draft.procedure,
        step=draft.step,
        clause=draft.clause,
        case=draft.case,
        person=draft.person,
        giver=draft.giver,
        refusal=draft.refusal,
        at=draft.at,
        body=data,
    )
    _insert(entry, merkle.leaf_hash(data), sealer.boxes(draft.act))
    memo.know("ledger.last_time", draft.at)
    return entry


def _insert(entry: Entry, leaf: bytes, boxes: list[NewBox]) -> None:
    """Write the entry with its sealed boxes and, in the same breath, its place (SQLite) or its place in the queue (PostgreSQL).

    In SQL of its own: every act comes through here, and this halves what the ledger adds to it.
    """
    fields = [field for field in Entry._meta.concrete_fields if not field.primary_key]
    values = [field.get_db_prep_save(getattr(entry, field.attname), connection) for field in fields]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    # sql: the names are those of the model's columns; every value is a parameter.
    statement = f"INSERT INTO ledger_entry ({columns}) VALUES ({marks})"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(statement, values)
            entry.pk = cursor.lastrowid
            for box in boxes:
                _put(cursor, entry.pk, box)
            place_next(entry.pk, leaf)
        else:
            # One statement and so one way to the server and back, however much is sealed.
            parts, more = [f"e AS ({statement} RETURNING id)"], []  # sql: as above
            for n, box in enumerate(boxes):
                if box.key is None:
                    parts.append(
                        f"k{n} AS (INSERT INTO ledger_shredkey (subject, wrapped) VALUES (%s, %s) RETURNING id)"
                    )
                    more += [box.subject, box.wrapped]
                key = "%s" if box.key is not None else f"(SELECT id FROM k{n})"
                parts.append(
                    # sql: `n` counts, and the rest is a constant.
                    f"s{n} AS (INSERT INTO ledger_sealed (entry_id, key_id, box) SELECT id, {key}, %s FROM e)"
                )
                more += [box.box] if box.key is None else [box.key, box.box]
            cursor.execute(
                f"WITH {', '.join(parts)} "  # sql: as above
                "INSERT INTO ledger_pending (entry_id, hash) SELECT id, %s FROM e RETURNING entry_id",
                [*values, *more, leaf],
            )
            entry.pk = cursor.fetchone()[0]
    entry._state.adding = False


def _put(cursor: Any, entry: int, box: NewBox) -> None:
    key = box.key
    if key is None:
        cursor.execute("INSERT INTO ledger_shredkey (subject, wrapped) VALUES (%s, %s)", [box.subject, box.wrapped])
        key = cursor.lastrowid
    cursor.execute("INSERT INTO ledger_sealed (entry_id, key_id, box) VALUES (%s, %s, %s)", [entry, key, box.box])


def hashed_intent(intent: str) -> str:
    """The caller's idempotency key as the entry holds it: it may be anything the caller chose, so not in clear."""
    return b64encode(hashlib.sha256(intent.encode()).digest()[:16]).decode()


def _rows(row: Any, values: dict[str, Any], sealer: Sealer) -> dict[str, Any]:
    return {
        column: sealer.commit(row.subject(), value) if column in row.sealed and value not in (None, "") else value
        for column, value in values.items()
    }


def last_time() -> datetime | None:
    return Entry.objects.order_by("-pk").values_list("at", flat=True).first()


def note_clock(at: datetime) -> datetime | None:
    """Record that the clock went back, when it did. Returns the last time on record in that case."""
    last = memo.once("ledger.last_time", (), last_time)
    if last is None or last - at <= TOLERANCE:
        return None
    more = {"from": stamp(last), "to": stamp(at)}
    append(Draft(kind="clock", at=at, act=new_act(), person=0, more=more))
    return last


def index_of(entry: Entry) -> int | None:
    """Position of an entry in the tree, or None while it waits for the sequencer."""
    return Leaf.objects.filter(entry=entry).values_list("index", flat=True).first()
