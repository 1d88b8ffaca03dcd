# SPDX-License-Identifier: EUPL-1.2
"""Whoever may write the database, and has no key of the home, cannot append an act in somebody's name and be believed."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from precinto.config.home import Home
from precinto.ledger import checkpoint, hallmark, tree
from precinto.ledger.append import new_act
from precinto.ledger.models import Entry
from precinto.ledger.verify import verify
from precinto.records import clock
from precinto.records.clock import now, stamp
from precinto.records.errors import Broken, Refused
from precinto_verify import canon, merkle
from precinto_verify.findings import Report
from tests.tamper.edits import hallmarked
from tests.world import World, set_back

pytestmark = pytest.mark.database


def named(report: Report) -> set[tuple[str, int | None]]:
    return {(finding.what, finding.index) for finding in report.findings}


def approve_in_the_name_of_luis(world: World, *, with_the_key: bool = False) -> int:
    """By SQL alone: an approval that is consistent in itself, and lies in the tree. Returns its index."""
    luis = world.account("luis").person
    act, at = new_act(), now()
    key = Entry.objects.order_by("-pk")[0].pk + 1
    entry: dict[str, Any] = {
        "v": 1, "kind": "act", "act": str(act), "at": stamp(at), "by": {"person": luis.pk, "name": {"$": luis.name_seal}},
        "procedure": "documents.lend", "step": "approve", "clause": "1.4", "case": "documents.lend/1", "facts": {},
        "rows": [], "stages": ["asked", "asked"], "door": "page",
    }  # fmt: skip
    if connection.vendor == "postgresql":
        entry["key"] = key
    body = canon.dumps(entry)
    index = tree.size()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_entry (id, act, kind, procedure, step, clause, \"case\", person, refusal, at, body, hallmark) "
            "VALUES (%s, %s, 'act', 'documents.lend', 'approve', '1.4', 1, %s, '', %s, %s, %s)",
            [
                key, act.hex, luis.pk, at if connection.vendor == "postgresql" else str(at).removesuffix("+00:00"), body,
                hallmarked(body) if with_the_key else secrets.token_bytes(32),
            ],
        )  # fmt: skip
        cursor.execute(
            'INSERT INTO ledger_leaf ("index", entry_id, hash) VALUES (%s, %s, %s)',
            [index, key, merkle.leaf_hash(body)],
        )
    return index


def test_an_act_put_in_by_sql_is_named_and_the_books_are_not_signed(world: World) -> None:
    kept = str(checkpoint.current().note)
    index = approve_in_the_name_of_luis(world)
    assert named(verify(kept)) == {("house-hallmark", index)}, "nothing else gives it away"
    with pytest.raises(Broken, match=f"act {index} does not bear the hallmark"):
        checkpoint.current()


def test_with_the_key_of_the_home_it_is_not_seen(world: World) -> None:
    """The control: what the hallmark finds is that the key was missing. The threat model says what is left."""
    checkpoint.current()
    approve_in_the_name_of_luis(world, with_the_key=True)
    assert verify(str(checkpoint.current().note)).sound


def test_what_was_signed_is_not_read_again_for_the_next_signature(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkpoint.current()
    world.document()
    asked = []
    real = hallmark.borne

    def noted(entry: bytes, key: Any, mark: Any) -> bool:
        asked.append(key)
        return real(entry, key, mark)

    monkeypatch.setattr(hallmark, "borne", noted)
    checkpoint.current()
    assert asked == [Entry.objects.order_by("-pk")[0].pk]


def test_entries_older_than_hallmarks_need_none(world: World, tmp_path: Path) -> None:
    """An office of an earlier version: from its first start with this one on, every entry bears it."""
    size = tree.integrate()
    _lift()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_entry SET hallmark = NULL")
    home = Home(tmp_path)
    (tmp_path / "keys").mkdir()
    for name in ("office", "ledger"):
        (tmp_path / "keys" / f"{name}.key").write_text(settings.HOME.key(name).hex(), "ascii")
    with override_settings(HOME=home):
        assert ("house-hallmark", size - 1) in named(verify())
        hallmark.begin()
        assert hallmark.since() == size
        assert not any(what == "house-hallmark" for what, _index in named(verify()))
        world.document()
        index = tree.integrate() - 1
        checkpoint.current()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE ledger_entry SET hallmark = NULL")
        assert ("house-hallmark", index) in named(verify())
        hallmark.begin()
        assert hallmark.since() == size, "said once"


def test_a_hallmark_is_of_the_entry_and_of_the_house(world: World, tmp_path: Path) -> None:
    entry = Entry.objects.order_by("-pk")[0]
    body, mark = bytes(entry.body), entry.hallmark
    assert hallmark.borne(body, entry.pk, mark)
    assert not hallmark.borne(body.replace(b'"v":1', b'"v":2'), entry.pk, mark)
    assert not hallmark.borne(body, entry.pk, None)
    assert not hallmark.borne(body, entry.pk, b"")
    # A row may have a column of that name too, with the very number: then it is written again without its own.
    both = canon.dumps({"key": 7, "kind": "act", "rows": [["x", 1, {"key": 7, "kind": "y"}]]})
    assert hallmark.borne(both, 7, hallmarked(both))
    assert json.loads(both)["rows"][0][2]["key"] == 7
    Home(tmp_path).make(language="es", time_zone="Europe/Madrid", database="sqlite:///x")
    with override_settings(HOME=Home(tmp_path)):
        assert not hallmark.borne(body, entry.pk, mark)


def _lift() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER precinto_keep")
        else:
            cursor.execute("DROP TRIGGER precinto_update_ledger_entry")


def test_the_sample(tmp_path: Path) -> None:
    sample = json.loads((Path(__file__).parents[2] / "vectors" / "hallmark.json").read_text("utf-8"))
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "office.key").write_text(sample["office_key"], "ascii")
    with override_settings(HOME=Home(tmp_path)):
        for case in sample["cases"]:
            assert hallmark.borne(case["entry"].encode(), case["key"], bytes.fromhex(case["hallmark"])), case["name"]


def test_a_clock_entry_and_an_attempt_bear_it_too(world: World) -> None:
    world.document()
    with clock.at(set_back()), pytest.raises(Refused):
        world.do("rosa", "documents.register.annul", 1, reason="no me toca")
    kinds = {entry.kind: entry for entry in Entry.objects.order_by("pk")}
    assert kinds.keys() == {"act", "attempt", "clock"}
    assert all(hallmark.borne(bytes(one.body), one.pk, one.hallmark) for one in kinds.values())
