# SPDX-License-Identifier: EUPL-1.2
"""A new database made at once is what all the migrations make, one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import OperationalError

from precinto.records import fresh
from tests.faults.offices import Offices, opened
from tests.postgres import wanted

pytestmark = pytest.mark.database

POSTGRES = """
SELECT rel.relname, con.conname, pg_get_constraintdef(con.oid) FROM pg_constraint con JOIN pg_class rel ON rel.oid = con.conrelid
JOIN pg_namespace space ON space.oid = rel.relnamespace WHERE space.nspname = 'public'
UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
"""


@pytest.fixture
def empty(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[Offices]:
    with django_db_blocker.unblock():
        made = Offices(tmp_path)
        yield made
        made.close()


def another(offices: Offices, name: str) -> str:
    path = offices._name(name)
    if wanted():
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{path}"')
    return path


def schema() -> dict[str, Any]:
    """Columns, and every constraint and index as the database writes it; not the order of the columns."""
    told: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            columns = connection.introspection.get_table_description(cursor, table)
            told[table] = sorted(
                (c.name, str(c.type_code), c.null_ok, str(c.default), c.internal_size) for c in columns
            )
        if wanted():
            cursor.execute(POSTGRES)
            told["rules"] = sorted(cursor.fetchall())
        else:
            cursor.execute("SELECT tbl_name, coalesce(sql, name) FROM sqlite_master WHERE type IN ('table', 'index')")
            told["rules"] = sorted((table, part) for table, sql in cursor.fetchall() for part in parts(sql))
    return told


def parts(sql: str) -> list[str]:
    """What stands between the outer brackets of a statement, comma by comma, and the statement's own beginning."""
    head, _bracket, body = sql.partition("(")
    found, depth, one = [head], 0, ""
    for char in body.rpartition(")")[0]:
        depth += {"(": 1, ")": -1}.get(char, 0)
        if char == "," and depth == 0:
            found.append(one.strip())
            one = ""
        else:
            one += char
    return [re.sub(r"\s+", " ", part) for part in (*found, one.strip())]


def noted() -> set[tuple[str, str]]:
    return set(MigrationRecorder(connection).applied_migrations())


def test_at_once_is_the_same_as_one_by_one(empty: Offices) -> None:
    with opened(another(empty, "slow")):
        call_command(migrate.Command(), verbosity=0)
        slow, steps = schema(), noted()
    with opened(another(empty, "quick")):
        assert fresh.make()
        assert (schema(), noted()) == (slow, steps)
        assert not fresh.make(), "there is something now"
        call_command(migrate.Command(), verbosity=0)
        assert schema() == slow
    assert len(slow) > 60


def test_half_of_it_is_nothing(empty: Offices, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object) -> None:
        raise OperationalError("the disk is full")

    with opened(another(empty, "half")):
        with monkeypatch.context() as patch:
            patch.setattr(MigrationRecorder, "record_applied", full)
            with pytest.raises(OperationalError):
                fresh.make()
        assert connection.introspection.table_names() == []
        assert fresh.make()
