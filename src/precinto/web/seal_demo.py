# SPDX-License-Identifier: EUPL-1.2
"""Break the seal: in a demonstration office only, one row is edited behind the program's back, to be caught by the verifier.

What somebody with the database in their hands would do: take the guard off, write that a copy is elsewhere, put the guard back.
The old value is kept beside the database, so that the demonstration can be put right again.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from precinto.access.models import Person
from precinto.custody.models import Thing, ThingKind
from precinto.office import schemes
from precinto.records import guard
from precinto.records.errors import ConditionFailed
from precinto.records.files import write_whole

HOLDER = "UPDATE custody_thing SET person_id = %s WHERE id = %s"
FOLIOS = "UPDATE custody_thing SET pieces = %s WHERE id = %s"


def _file() -> Path:
    return Path(settings.HOME.path) / "seal-demo.json"


def broken() -> dict[str, Any] | None:
    """What was edited, if something was."""
    try:
        found: dict[str, Any] = json.loads(_file().read_text("utf-8"))
    except FileNotFoundError:
        return None
    return found


def break_it() -> str:
    """Edit one row by SQL. Returns the statement. Raises `ConditionFailed` outside a demonstration office."""
    _only_here()
    already = broken()
    if already is not None:
        return str(already["said"])
    copies = Thing.objects.filter(kind=ThingKind.COPY)
    thing = copies.filter(person__isnull=False).order_by("pk").first() or copies.order_by("pk").first()
    if thing is None:
        raise ConditionFailed("not-found")
    other = Person.objects.filter(stage="active").exclude(pk=thing.person_id or 0).order_by("-pk").first()
    statement, old, new = FOLIOS, thing.pieces, thing.pieces + 1
    if thing.person_id and other is not None:
        statement, old, new = HOLDER, thing.person_id, other.pk
    said = statement % (new, thing.pk)
    kept = {"statement": statement, "old": old, "key": thing.pk, "code": thing.code, "said": said}
    write_whole(_file(), json.dumps(kept).encode(), mode=0o600)
    _write(statement, [new, thing.pk])
    return said


def repair_it() -> None:
    """Write the old value back, by the same way."""
    _only_here()
    kept = broken()
    if kept is not None and kept["statement"] in (HOLDER, FOLIOS):
        _write(kept["statement"], [kept["old"], kept["key"]])
        _file().unlink(missing_ok=True)


def _only_here() -> None:
    office = schemes.office()
    if office is None or not office.demo:
        raise ConditionFailed("not-found")


def _write(statement: str, values: list[int]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        # sql: constants of this file; this is the forger's work that the demonstration is about.
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER IF EXISTS precinto_update_custody_thing")
        else:
            cursor.execute("ALTER TABLE custody_thing DISABLE TRIGGER precinto_guard")
        cursor.execute(statement, values)
        if connection.vendor != "sqlite":
            cursor.execute("ALTER TABLE custody_thing ENABLE TRIGGER precinto_guard")
    guard.install()
