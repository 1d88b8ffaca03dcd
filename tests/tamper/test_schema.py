# SPDX-License-Identifier: EUPL-1.2
"""The tables themselves: a constraint, index or column that is not what the migrations make is named, and nothing else is."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from django.db import connection, transaction

from precinto.ledger.verify import verify
from precinto.records import schema
from precinto_verify.findings import Report
from tests import postgres
from tests.tamper.office import Office, opened
from tests.world import World


def named(report: Report) -> set[tuple[str, str, str]]:
    """Where, what part, and whether it is missing or foreign."""
    return {
        (one.where, one.facts["part"], one.what.removeprefix("house-schema-"))
        for one in report.findings
        if one.what.startswith("house-schema-")
    }


@pytest.mark.database
@pytest.mark.usefixtures("db")
def test_what_the_migrations_made_is_as_they_make_it() -> None:
    assert schema.faults() == []
    parts = schema.tables()
    assert len(parts) > 30
    assert any("CHECK" in part for part in parts["custody_thing"])
    assert any("UNIQUE" in part for part in parts["ledger_entry"])
    assert any("REFERENCES" in part for part in parts["custody_movement"])
    assert any("reach_doc" in part for part in parts["access_reach"])


# SQLite: the statement of the table is rewritten in the file, as whoever holds the file can.
CHECK = (
    ', CONSTRAINT "thing_in_one_pair_of_hands_or_one_place" CHECK ((("person_id" IS NULL AND "place_id" IS NOT NULL) '
    'OR ("person_id" IS NOT NULL AND "place_id" IS NULL)))'
)
SQLITE = {
    "a check that lets everything pass": ("custody_thing", "IS NOT NULL AND", "IS NOT NULL OR"),
    "a unique column that replaces": ("ledger_entry", "NOT NULL UNIQUE", "NOT NULL UNIQUE ON CONFLICT REPLACE"),
    "a check that is not there": ("custody_thing", CHECK, ""),
    "a reference that holds nothing": ("custody_movement", 'REFERENCES "custody_thing" ("id") ', ""),
    "a column of another type": ("custody_thing", '"seq" integer unsigned', '"seq" text'),
    "a column that may be empty": ("ledger_leaf", '"hash" BLOB NOT NULL', '"hash" BLOB NULL'),
    "spaces and quotes": ("custody_thing", '"code" varchar(30)', "code   varchar( 30 )"),
}


@pytest.mark.skipif(postgres.wanted(), reason="the schema of a SQLite file")
@pytest.mark.usefixtures("unblocked")
@pytest.mark.parametrize("name", SQLITE)
def test_an_altered_table_is_named(made: Office, work: Path, name: str) -> None:
    office = made.copy(work / "home")
    table, before, after = SQLITE[name]
    database = sqlite3.connect(office.database, isolation_level=None)
    (sql,) = database.execute("SELECT sql FROM sqlite_master WHERE name = ?", [table]).fetchone()
    assert before in sql, sql
    database.execute("PRAGMA writable_schema=ON")
    database.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", [sql.replace(before, after, 1), table])
    database.close()
    with opened(office.home):
        found = named(verify(office.note))
    if name == "spaces and quotes":
        assert not found, "they make no difference"
    else:
        assert {where for where, _part, _fault in found} == {table}
        assert "missing" in {fault for _where, _part, fault in found}


@pytest.mark.skipif(postgres.wanted(), reason="the schema of a SQLite file")
@pytest.mark.usefixtures("unblocked")
@pytest.mark.parametrize(
    ("statement", "table", "fault"),
    [
        ("DROP INDEX entry_case", "ledger_entry", "missing"),
        ("DROP INDEX thing_due", "custody_thing", "missing"),
        ("CREATE UNIQUE INDEX once ON documents_loan (id, borrower_id)", "documents_loan", "foreign"),
        ("ALTER TABLE documents_loan ADD COLUMN beside text", "documents_loan", "foreign"),
        ("ALTER TABLE procedures_holiday RENAME TO procedures_feast", "procedures_holiday", "missing"),
    ],
)
def test_what_was_dropped_or_added_is_named(made: Office, work: Path, statement: str, table: str, fault: str) -> None:
    office = made.copy(work / "home")
    database = sqlite3.connect(office.database, isolation_level=None)
    database.create_function("precinto_act", 0, lambda: "x")
    database.execute(statement)
    database.close()
    with opened(office.home):
        found = named(verify(office.note))
    assert (table, fault) in {(where, how) for where, _part, how in found}
    assert {where for where, _part, _how in found} == {table}


POSTGRES = {
    "ALTER TABLE custody_thing DROP CONSTRAINT thing_in_one_pair_of_hands_or_one_place": "custody_thing",
    "ALTER TABLE custody_thing ALTER COLUMN code TYPE text": "custody_thing",
    "ALTER TABLE ledger_leaf ALTER COLUMN hash DROP NOT NULL": "ledger_leaf",
    "ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_act_key": "ledger_entry",
    "ALTER TABLE custody_movement DISABLE TRIGGER ALL": "custody_movement",
    "ALTER TABLE ledger_entry ALTER COLUMN at SET DEFAULT now()": "ledger_entry",
    "ALTER TABLE ledger_checkpoint SET UNLOGGED": "ledger_checkpoint",
    "ALTER TABLE documents_loan ENABLE ROW LEVEL SECURITY": "documents_loan",
    "ALTER TABLE documents_loan ADD COLUMN beside text": "documents_loan",
    "CREATE RULE quiet AS ON INSERT TO documents_loan DO INSTEAD NOTHING": "documents_loan",
    "CREATE TABLE more () INHERITS (documents_loan)": "documents_loan",
    "CREATE INDEX again ON documents_loan (lower(stage))": "documents_loan",
    "DROP INDEX entry_case": "ledger_entry",
    "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'entry_case'::regclass": "ledger_entry",
    "SET LOCAL session_replication_role = replica": "database",
}


@pytest.mark.database
@pytest.mark.skipif(not postgres.wanted(), reason="the schema of PostgreSQL")
@pytest.mark.parametrize("statement", POSTGRES)
def test_an_altered_table_of_postgresql_is_named(world: World, statement: str) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(statement)
        assert {where for where, _part, _fault in named(verify())} == {POSTGRES[statement]}
        transaction.set_rollback(True)
    assert not named(verify())


@pytest.mark.database
@pytest.mark.skipif(not postgres.wanted(), reason="rights of an account of PostgreSQL")
def test_without_the_right_to_temporary_tables_it_says_that_it_was_not_checked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "_postgres_wanted", schema._postgres_wanted.__wrapped__)
    with connection.cursor() as cursor:
        cursor.execute(f"REVOKE TEMPORARY ON DATABASE {connection.settings_dict['NAME']} FROM PUBLIC")
        cursor.execute("CREATE ROLE reader")
        cursor.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
        cursor.execute("SET LOCAL ROLE reader")
        report = verify()
        cursor.execute("RESET ROLE")
    assert "house-not-schema" in {one.what for one in report.unchecked}
