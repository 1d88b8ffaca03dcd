# SPDX-License-Identifier: EUPL-1.2
"""No edit of the database file goes unseen by whoever keeps one checkpoint outside, and what was edited is named.

`PRECINTO_CAMPAIGN=1` makes ten thousand edits; the suite a few hundred.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import connection

from precinto.ledger import frame
from precinto.ledger.verify import verify
from precinto_verify.findings import Report
from tests import postgres
from tests.tamper import edits
from tests.tamper.office import Office, opened

pytestmark = pytest.mark.skipif(postgres.wanted(), reason="edits of a SQLite file")
SEED = int(os.environ.get("PRECINTO_SEED", "6962"))


@dataclass
class Tally:
    """What became of the edits."""

    tried: int = 0
    unseen: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)
    by: Counter[str] = field(default_factory=Counter)

    def judge(self, name: str, edit: edits.Edit, report: Report) -> None:
        self.tried += 1
        self.by[name] += 1
        if report.sound:
            self.unseen.append(f"{name}: {edit.what}")
        elif not any(mark in finding.words("en") + ":" for finding in report.findings for mark in edit.marks):
            said = "; ".join(finding.words("en")[:150] for finding in report.findings[:4])
            self.unnamed.append(f"{name}: {edit.what} | {said}")

    def must_be_clean(self) -> None:
        print(f"{self.tried} edits, {len(self.unseen)} unseen, {len(self.unnamed)} not named; {dict(self.by)}")
        assert not self.unseen, "\n".join(self.unseen[:20])
        assert not self.unnamed, "\n".join(self.unnamed[:20])


def campaign(made: Office, work: Path, count: int, seed: int) -> Tally:
    chance = random.Random(seed)
    office = made.copy(work / "home")
    bare = work / "bare.sqlite3"
    guards = edits.lifted(made.database, bare)
    tally = Tally()
    order: list[Callable[[edits.Editor], edits.Edit | None]] = []
    with opened(office.home):
        while tally.tried < count:
            order = order or chance.sample(edits.OPERATORS, len(edits.OPERATORS))
            operator = order.pop()
            shutil.copyfile(bare, office.database)
            try:
                with edits.behind(office.database, guards, chance) as editor:
                    edit = operator(editor)
            except sqlite3.IntegrityError:
                continue  # the database itself refused it
            if edit is not None:
                tally.judge(operator.__name__, edit, verify(office.note))
            connection.close()
    return tally


@pytest.mark.usefixtures("unblocked")
def test_the_untouched_office_is_sound(made: Office) -> None:
    with opened(made.home):
        report = verify(made.note)
    assert report.sound, [finding.words() for finding in report.findings]
    assert report.size == made.size > 256


@pytest.mark.usefixtures("unblocked")
def test_lifting_the_guard_and_putting_it_back_leaves_no_trace(made: Office, work: Path) -> None:
    """The control of all that follows: what is found below is the edit, and not the editing."""
    office = made.copy(work / "home")
    guards = edits.lifted(made.database, office.database)
    with opened(office.home):
        assert {finding.what for finding in verify(office.note).findings} == {"house-guard"}
        connection.close()
        with edits.behind(office.database, guards, random.Random(1)):
            pass
        assert verify(office.note).sound


@pytest.mark.usefixtures("unblocked")
def test_no_edit_goes_unseen(made: Office, work: Path) -> None:
    campaign(made, work, 250, SEED).must_be_clean()


@pytest.mark.campaign
@pytest.mark.usefixtures("unblocked")
@pytest.mark.parametrize("part", range(10))
def test_no_edit_of_ten_thousand_goes_unseen(made: Office, work: Path, part: int) -> None:
    campaign(made, work, 1000, SEED + 1 + part).must_be_clean()


def readable(file: Path) -> list[str] | None:
    """All that the books hold, by plain reading; None where that is not possible. Not what the books do not answer for."""
    database = sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)
    try:
        database.text_factory = bytes
        names = database.execute("SELECT name FROM sqlite_master WHERE type='table' ORDER BY 1").fetchall()
        said = []
        for (name,) in names:
            table = name.decode()
            if table.startswith(("sqlite_", "django_")) or table in NOT_ANSWERED_FOR:
                continue
            columns = [row[1].decode() for row in database.execute(f"PRAGMA table_info({table})")]
            columns = [f'quote("{column}")' for column in columns if (table, column) not in FREE_COLUMNS]
            rows = database.execute(f"SELECT {', '.join(columns)} FROM {table} NOT INDEXED").fetchall()
            said.append(f"{table}: {sorted(rows)}")
        return said
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return None
    finally:
        database.close()


PAGE = 4096
HEADER = 100  # bytes, of the file itself

# docs/threat-model.md says why nothing rests on these.
NOT_ANSWERED_FOR = {"access_signindelay"}
FREE_COLUMNS = {
    ("ledger_checkpoint", "signed_at"), ("ledger_epoch", "opened_at"), ("ledger_tile", "id"), ("ledger_sealed", "id"),
    ("ledger_shredkey", "id"),
}  # fmt: skip


def owners(file: Path) -> dict[int, tuple[str, str]]:
    """Whose page each page of the file is: the table, and the table or index itself. Of what holds nothing of the books, none."""
    database = sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)
    tables = dict(database.execute("SELECT name, tbl_name FROM sqlite_master"))
    found = database.execute("SELECT pageno, name FROM dbstat").fetchall()
    database.close()
    return {page: (tables.get(name, name), name) for page, name in found}


# What the findings call these tables when the act, the file of the export or the head itself says where.
CALLED = {
    "ledger_entry": ("act ", "ledger.entry"), "ledger_leaf": ("act ", "ledger.leaf"), "ledger_tile": ("tile/", "ledger.tile"),
    "ledger_checkpoint": ("checkpoint/", "ledger.checkpoint"), "ledger_epoch": ("epoch", "ledger.epoch"),
}  # fmt: skip


def named(report: Report, page: int, owner: tuple[str, str]) -> bool:
    """Whether some finding says where the damage is: the row or its act, the table, or the page of the file."""
    table = owner[0]
    if table in ("sqlite_schema", "sqlite_master"):
        # What a schema page holds is names: of a table, an index, a trigger.
        said = " ".join(finding.words("en") for finding in report.findings)
        return "sqlite_schema" in said or any(one.where != "database" for one in report.findings)
    marks = (*CALLED.get(table, (frame.label(table),)), f"database/page-{page}")
    return any(mark in finding.words("en") for finding in report.findings for mark in marks)


@dataclass
class Flips:
    found: int = 0
    harmless: int = 0
    unseen: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)

    def must_be_clean(self) -> None:
        print(
            f"flips: {self.found} found, {self.harmless} change nothing, {len(self.unseen)} unseen, {len(self.unnamed)} unnamed"
        )
        assert not self.unseen, self.unseen
        # Of damage that the database cannot read past, only the file itself can be named.
        assert len(self.unnamed) <= self.found * 0.02, "\n".join(self.unnamed)


def flips(made: Office, work: Path, count: int, seed: int) -> Flips:
    """Flip one bit of the file, so often. What is found must be named: the row, the table or the page."""
    chance = random.Random(seed)
    office = made.copy(work / "home")
    whole = made.database.read_bytes()
    truth = readable(made.database)
    whose = owners(made.database)
    told = Flips()
    with opened(office.home):
        for _turn in range(count):
            place, bit = chance.randrange(len(whole)), chance.randrange(8)
            spoilt = bytearray(whole)
            spoilt[place] ^= 1 << bit
            office.database.write_bytes(spoilt)
            report = verify(office.note)
            connection.close()
            for beside in ("-wal", "-shm"):
                Path(f"{office.database}{beside}").unlink(missing_ok=True)
            page = place // PAGE + 1
            owner = whose.get(page, ("", ""))
            if not report.sound:
                told.found += 1
                if place >= HEADER and not named(report, page, owner):
                    said = "; ".join(finding.words("en")[:150] for finding in report.findings[:4])
                    told.unnamed.append(f"byte {place}, bit {bit}, page {page} of {owner}: {said}")
            elif readable(office.database) == truth:
                told.harmless += 1
            else:
                told.unseen.append(f"byte {place}, bit {bit}")
    return told


@pytest.mark.usefixtures("unblocked")
def test_a_flipped_bit_is_found_or_changes_nothing_readable(made: Office, work: Path) -> None:
    flips(made, work, 150, SEED).must_be_clean()


@pytest.mark.campaign
@pytest.mark.usefixtures("unblocked")
def test_two_thousand_flipped_bits_are_found_or_change_nothing_readable(made: Office, work: Path) -> None:
    flips(made, work, 2000, SEED + 1).must_be_clean()


@pytest.mark.usefixtures("unblocked")
@pytest.mark.parametrize("size", [0, 1, 100, 4096, 50_000])
def test_a_file_cut_short_is_a_finding_and_not_an_error(made: Office, work: Path, size: int) -> None:
    office = made.copy(work / "home")
    office.database.write_bytes(made.database.read_bytes()[:size])
    with opened(office.home):
        report = verify(office.note)
    assert not report.sound
    assert all(finding.words("es") for finding in report.findings)


@pytest.mark.usefixtures("unblocked")
@pytest.mark.parametrize(
    "spot", ['CREATE INDEX "docu', 'CREATE INDEX "document_stage" ON "docu', 'CREATE TABLE "documents_document" ("i']
)
def test_damage_in_the_names_of_the_tables_is_named(made: Office, work: Path, spot: str) -> None:
    """SQLite says what it cannot read in the very bytes that are no text any more; found by chance in a run of flips."""
    office = made.copy(work / "home")
    spoilt = bytearray(made.database.read_bytes())
    spoilt[spoilt.index(spot.encode()) + len(spot)] ^= 0x80
    office.database.write_bytes(spoilt)
    with opened(office.home):
        report = verify(office.note)
    assert not report.sound
    assert any("sqlite_schema" in finding.words("en") for finding in report.findings), [
        one.words("en") for one in report.findings
    ]
