# SPDX-License-Identifier: EUPL-1.2
"""The same edits of rows on PostgreSQL, by somebody who may switch its triggers off."""

from __future__ import annotations

import random

import pytest
from django.db import DatabaseError, connection, transaction

from precinto.ledger import checkpoint, scrub
from precinto.ledger.verify import verify
from precinto.records import guard
from tests import postgres
from tests.tamper import edits
from tests.tamper import office as making
from tests.tamper.test_sqlite import SEED, Tally
from tests.world import World

pytestmark = [pytest.mark.database, pytest.mark.skipif(not postgres.wanted(), reason="row edits on PostgreSQL")]
OPERATORS = [one for one in edits.OPERATORS if one not in edits.SQLITE_ONLY]


def campaign(note: str, count: int, seed: int) -> Tally:
    chance = random.Random(seed)
    tally = Tally()
    refused = 0
    while tally.tried < count and refused < count:
        operator = chance.choice(OPERATORS)
        with transaction.atomic():
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("SET LOCAL session_replication_role = replica")
                    edit = operator(edits.Editor(connection, chance, sqlite=False))
                    cursor.execute("SET LOCAL session_replication_role = origin")
            except DatabaseError:
                refused += 1
                continue
            if edit is not None:
                tally.judge(operator.__name__, edit, verify(note))
            transaction.set_rollback(True)
    print(f"PostgreSQL itself refused {refused}")
    return tally


@pytest.fixture
def note(world: World) -> str:
    text = making.live(world, 4)
    scrub.note().unlink(missing_ok=True)
    report = verify(text)
    assert report.sound, [finding.words() for finding in report.findings]
    return text


def test_no_edit_goes_unseen(note: str) -> None:
    campaign(note, 120, SEED).must_be_clean()


@pytest.mark.campaign
def test_no_edit_of_two_thousand_goes_unseen(note: str) -> None:
    campaign(note, 2000, SEED + 1).must_be_clean()


def test_a_guard_switched_off_or_altered_is_named(world: World) -> None:
    checkpoint.current()
    assert guard.faults() == []
    for statement, name in (
        ("ALTER TABLE documents_loan DISABLE TRIGGER precinto_guard", "precinto_guard:documents_loan"),
        ("DROP TRIGGER precinto_keep ON ledger_entry", "precinto_keep:ledger_entry"),
        (
            "CREATE OR REPLACE FUNCTION precinto_guard() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$",
            "precinto_guard()",
        ),
        (
            "CREATE TRIGGER quiet BEFORE INSERT ON ledger_leaf FOR EACH ROW EXECUTE FUNCTION precinto_guard()",
            "quiet:ledger_leaf",
        ),
    ):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(statement)
            assert name in {finding.where for finding in verify().findings}
            transaction.set_rollback(True)
    assert verify().sound
