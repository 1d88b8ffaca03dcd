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
from functools import cache
from typing import Any

from django.db import connection

from precinto.ledger import hallmark
from precinto.ledger.models import Entry, Leaf
from precinto.ledger.seal import NewBox, Sealer
from precinto.ledger.tree import place_next
from precinto.records import memo, ready
from precinto.records.clock import stamp
from precinto.records.errors import Broken, ConditionFailed
from precinto.records.journal import Journal, bare_type
from precinto_verify import canon, merkle

LIMIT = 65_535
LARGEST_KEY = 2**53 - 1
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
    # On PostgreSQL the entry says its own key, which the database gives while it writes it.
    keyed = connection.vendor != "sqlite"
    data = canon.dumps(body | {"key": LARGEST_KEY} if keyed else body)
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
        # Without the key, which is the last name before `kind`.
        hallmark=hallmark.of(data.replace(b'"key":%d,' % LARGEST_KEY, b"") if keyed else data),
    )
    boxes = sealer.boxes(draft.act)
    if keyed:
        _insert_keyed(entry, boxes)
    else:
        _insert(entry, merkle.leaf_hash(data), boxes)
    memo.know("ledger.last_time", draft.at)
    return entry


# Both in SQL of their own: every act comes through here, and this halves what the ledger adds to it.


def _insert(entry: Entry, leaf: bytes, boxes: list[NewBox]) -> None:
    """SQLite: write the entry with its sealed boxes and, in the same breath, its place."""
    columns, marks, _typed = _columns()
    with connection.cursor() as cursor:
        # sql: the names are those of the model's columns; every value is a parameter.
        statement = f"INSERT INTO ledger_entry (body, {columns}) VALUES (%s, {marks})"
        cursor.execute(statement, [bytes(entry.body), *_values(entry)])
        entry.pk = cursor.lastrowid
        for box in boxes:
            _put(cursor, entry.pk, box)
        place_next(entry.pk, leaf)
    entry._state.adding = False


def _insert_keyed(entry: Entry, boxes: list[NewBox]) -> None:
    """PostgreSQL: write the entry, its sealed boxes and its place in the queue: one statement, one way there and back.

    The key is taken last, after every row that the act read or locked, so that keys grow in the order of what was seen; the
    database puts it into the body, between what stands before and after it, and hashes the whole as RFC 6962 asks.
    """
    mark = b'"key":%d' % LARGEST_KEY
    body = bytes(entry.body)
    if body.count(mark) != 1:
        raise Broken("the entry has not one place for its key")
    before, _mark, after = body.partition(mark)
    columns, _marks, typed = _columns()
    made = "%s::bytea || convert_to('\"key\":' || n.id::text, 'UTF8') || %s::bytea"
    parts = [
        # sql: the names are those of the model's columns; every value is a parameter.
        f"e AS (INSERT INTO ledger_entry (id, body, {columns}) SELECT n.id, {made}, {typed} "
        "FROM (SELECT nextval('ledger_entry_id_seq') AS id) AS n RETURNING id, body)",
    ]
    values: list[Any] = [before, after, *_values(entry)]
    for n, box in enumerate(boxes):
        if box.key is None:
            # sql: `n` counts, and the rest is a constant.
            parts.append(f"k{n} AS (INSERT INTO ledger_shredkey (subject, wrapped) VALUES (%s, %s) RETURNING id)")
            values += [box.subject, box.wrapped]
        # sql: `n` counts here too.
        key = "%s" if box.key is not None else f"(SELECT id FROM k{n})"
        # sql: and `key` is one of these two.
        parts.append(f"s{n} AS (INSERT INTO ledger_sealed (entry_id, key_id, box) SELECT id, {key}, %s FROM e)")
        values += [box.box] if box.key is None else [box.key, box.box]
    with ready.cursor() as cursor:
        cursor.execute(
            f"WITH {', '.join(parts)} "  # sql: as above
            r"INSERT INTO ledger_pending (entry_id, hash) SELECT id, sha256('\x00'::bytea || body) FROM e RETURNING entry_id",
            values,
        )
        entry.pk = cursor.fetchone()[0]
    entry.body = before + b'"key":%d' % entry.pk + after
    entry._state.adding = False


_FIELDS = [field for field in Entry._meta.concrete_fields if not field.primary_key and field.name != "body"]


@cache
def _columns() -> tuple[str, str, str]:
    """The columns of an entry beside key and body, and the places of their values: as they are, and with their types."""
    columns = ", ".join(f'"{field.column}"' for field in _FIELDS)
    typed = ", ".join(f"%s::{bare_type(field)}" for field in _FIELDS)
    return columns, ", ".join(["%s"] * len(_FIELDS)), typed


def _values(entry: Entry) -> list[Any]:
    return [field.get_db_prep_save(getattr(entry, field.attname), connection) for field in _FIELDS]


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
