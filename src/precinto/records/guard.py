# SPDX-License-Identifier: EUPL-1.2
"""Triggers that refuse a write to the books while no act is open, and any deletion.

They stop accidents: a script, a forgotten bulk update, a curious hand with an SQL prompt. Whoever may alter the database may
drop them, or leave one of the same name that does nothing; that is found by `precinto verify`.
"""

from __future__ import annotations

from django.db import connection

from precinto.records.models import recorded_models

# What only ever grows. The leaves and the tiles too: what is in the tree stays in its place.
GROWING = ("ledger_entry", "ledger_leaf", "ledger_tile")

POSTGRES_BODIES = {
    "precinto_guard": """
BEGIN
  IF coalesce(current_setting('precinto.act', true), '') = '' THEN RAISE EXCEPTION 'no act is open'; END IF;
  RETURN NEW;
END """,
    "precinto_keep": """
BEGIN RAISE EXCEPTION 'nothing is deleted'; END """,
}


def install() -> None:
    """Put the guard on every state table and on the ledger's own. Safe to repeat; one that was altered is made anew."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            found = _sqlite_found()
            for name, made in _sqlite_wanted().items():
                if found.get(name) != made:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}")  # sql: the name is ours
                    cursor.execute(made)
        else:
            for name, body in POSTGRES_BODIES.items():
                cursor.execute(
                    # sql: both are constants of this file.
                    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard${body}$guard$"
                )
            for name, table, verbs, function, each in _postgres_wanted():
                cursor.execute(
                    # sql: names of tables are the models' own, the rest are constants of this file.
                    f"CREATE OR REPLACE TRIGGER precinto_{name} BEFORE {verbs} ON {table} "
                    f"FOR EACH {each} EXECUTE FUNCTION {function}()"
                )


def faults() -> list[tuple[str, str]]:
    """`(name, fault)` of every guard that is `missing`, `altered`, or `foreign`: a trigger that this program did not make."""
    return _sqlite_faults() if connection.vendor == "sqlite" else _postgres_faults()


def missing() -> list[str]:
    """Names of guards that are not in the database."""
    return [name for name, fault in faults() if fault == "missing"]


def _sqlite_wanted() -> dict[str, str]:
    wanted: dict[str, str] = {}

    def trigger(table: str, verb: str, when: str, words: str) -> None:
        name = f"precinto_{verb.lower()}_{table}"
        wanted[name] = (
            # sql: names of tables are the models' own, the rest are constants of this file.
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )

    for model in recorded_models():
        table = model._meta.db_table
        for verb in ("INSERT", "UPDATE"):
            trigger(table, verb, "precinto_act() IS NULL", "no act is open")
        trigger(table, "DELETE", "1", "nothing is deleted")
    for table in GROWING:
        for verb in ("UPDATE", "DELETE"):
            trigger(table, verb, "1", "the ledger only grows")
    return wanted


def _sqlite_found() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')")
        return dict(cursor.fetchall())


def _sqlite_faults() -> list[tuple[str, str]]:
    wanted, found = _sqlite_wanted(), _sqlite_found()
    told = [(name, "missing" if name not in found else "altered") for name in wanted if found.get(name) != wanted[name]]
    return sorted([*told, *((str(name), "foreign") for name in found.keys() - wanted.keys())])


def _postgres_wanted() -> list[tuple[str, str, str, str, str]]:
    wanted = []
    for model in recorded_models():
        table = model._meta.db_table
        wanted.append(("guard", table, "INSERT OR UPDATE", "precinto_guard", "ROW"))
        wanted.append(("keep", table, "DELETE OR TRUNCATE", "precinto_keep", "STATEMENT"))
    wanted.extend(("keep", table, "UPDATE OR DELETE OR TRUNCATE", "precinto_keep", "STATEMENT") for table in GROWING)
    return wanted


# Bits of pg_trigger.tgtype.
_ROW, _BEFORE, _VERBS = 1, 2, {"INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}


def _postgres_faults() -> list[tuple[str, str]]:
    wanted = {
        f"precinto_{name}:{table}": (
            _BEFORE | (_ROW if each == "ROW" else 0) | sum(_VERBS[verb] for verb in verbs.split(" OR ")),
            function,
        )
        for name, table, verbs, function, each in _postgres_wanted()
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname || ':' || c.relname, t.tgtype, p.proname, t.tgenabled, t.tgqual IS NULL FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
        )
        found = {name: (kind, function, enabled, bare) for name, kind, function, enabled, bare in cursor.fetchall()}
        cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE proname = ANY(%s)", [list(POSTGRES_BODIES)])
        bodies = cursor.fetchall()
        cursor.execute("SELECT viewname FROM pg_views WHERE schemaname = current_schema()")
        views = [(str(name), "foreign") for (name,) in cursor.fetchall()]
    told = [(f"{name}()", "altered") for name, body in bodies if body != POSTGRES_BODIES[name]]
    for name, (kind, function) in wanted.items():
        if name not in found:
            told.append((name, "missing"))
        elif found[name] != (kind, function, "O", True):
            told.append((name, "altered"))
    return sorted([*told, *views, *((name, "foreign") for name in found.keys() - wanted.keys())])
