# SPDX-License-Identifier: EUPL-1.2
"""Triggers that refuse a write to the books while no act is open, and any deletion.

They stop accidents: a script, a forgotten bulk update, a curious hand with an SQL prompt. Whoever may alter the database may
drop them; that is found by `precinto verify`.
"""

from __future__ import annotations

from django.db import connection

from precinto.records.models import recorded_models


def install() -> None:
    """Put the guard on every state table and on the ledger's entries. Safe to repeat."""
    tables = [model._meta.db_table for model in recorded_models()]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for table in tables:
                for verb in ("INSERT", "UPDATE"):
                    cursor.execute(_sqlite(table, verb, "precinto_act() IS NULL", "no act is open"))
                cursor.execute(_sqlite(table, "DELETE", "1", "nothing is deleted"))
            for verb in ("UPDATE", "DELETE"):
                cursor.execute(_sqlite("ledger_entry", verb, "1", "the ledger only grows"))
        else:
            cursor.execute(POSTGRES_FUNCTIONS)
            for table in tables:
                cursor.execute(_postgres(table, "guard", "INSERT OR UPDATE", "precinto_guard"))
                cursor.execute(_postgres(table, "keep", "DELETE OR TRUNCATE", "precinto_keep", each="STATEMENT"))
            cursor.execute(
                _postgres("ledger_entry", "keep", "UPDATE OR DELETE OR TRUNCATE", "precinto_keep", each="STATEMENT")
            )


def _sqlite(table: str, verb: str, when: str, words: str) -> str:
    return (
        f"CREATE TRIGGER IF NOT EXISTS precinto_{verb.lower()}_{table} BEFORE {verb} ON {table} "
        f"WHEN {when} BEGIN SELECT RAISE(ABORT, '{words}'); END"
    )


def _postgres(table: str, name: str, verbs: str, function: str, each: str = "ROW") -> str:
    return (
        f"CREATE OR REPLACE TRIGGER precinto_{name} BEFORE {verbs} ON {table} "
        f"FOR EACH {each} EXECUTE FUNCTION {function}()"
    )


POSTGRES_FUNCTIONS = """
CREATE OR REPLACE FUNCTION precinto_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(current_setting('precinto.act', true), '') = '' THEN RAISE EXCEPTION 'no act is open'; END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION precinto_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'nothing is deleted'; END $$;
"""


def missing() -> list[str]:
    """Names of guards that are not in the database."""
    wanted: set[str] = set()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            wanted = {
                f"precinto_{verb}_{model._meta.db_table}"
                for model in recorded_models()
                for verb in ("insert", "update", "delete")
            } | {"precinto_update_ledger_entry", "precinto_delete_ledger_entry"}
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            wanted = {
                f"precinto_{name}:{model._meta.db_table}" for model in recorded_models() for name in ("guard", "keep")
            } | {"precinto_keep:ledger_entry"}
            cursor.execute(
                "SELECT t.tgname || ':' || c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE t.tgenabled <> 'D' AND NOT t.tgisinternal"
            )
        found = {row[0] for row in cursor.fetchall()}
    return sorted(wanted - found)
