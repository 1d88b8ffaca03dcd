# SPDX-License-Identifier: EUPL-1.2
"""Older copies, histories written anew with the real key, and what is done when acts are truly lost."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from precinto.ledger import checkpoint, tree
from precinto.ledger.export import export
from precinto.ledger.models import Checkpoint, Epoch
from precinto.ledger.receipts import receipt
from precinto.ledger.verify import verify
from precinto.records.errors import Broken, Refused
from precinto_verify import canon, note, proof
from precinto_verify.findings import Report
from precinto_verify.verify import Retained, verify_export
from tests import postgres
from tests.tamper import edits
from tests.tamper.office import Office, back_in, opened, settle

pytestmark = [
    pytest.mark.skipif(postgres.wanted(), reason="copies of a SQLite file"),
    pytest.mark.usefixtures("unblocked"),
]


def kinds(report: Report) -> set[tuple[str, str]]:
    return {(finding.what, finding.where) for finding in report.findings}


def go_on(office: Office, acts: int = 3) -> str:
    """Some more acts and a checkpoint, which is kept outside."""
    with opened(office.home):
        world = back_in()
        for turn in range(acts):
            world.document(title=f"Más tarde {turn}")
        text = str(checkpoint.current().note)
        settle()
    return text


def test_an_older_copy_of_the_database_is_found_by_the_signers_memory_alone(made: Office, work: Path) -> None:
    office = made.copy(work / "home")
    later = go_on(office)
    shutil.copyfile(made.database, office.database)
    with opened(office.home):
        assert kinds(verify()) == {("house-behind", "keys/last-checkpoint")}
        assert ("house-behind", "retained") in kinds(verify(later))


def test_an_older_copy_of_the_whole_home_is_found_by_the_checkpoint_kept_outside(made: Office, work: Path) -> None:
    office = made.copy(work / "home")
    later = go_on(office)
    with opened(made.home):
        assert verify().sound, "an older home is a true office of an earlier day"
        assert kinds(verify(later)) == {("house-behind", "retained")}


def test_a_history_written_anew_and_signed_with_the_real_key(made: Office, work: Path) -> None:
    """Whoever holds the key of the ledger can sign anything. They cannot change what was kept outside."""
    office = made.copy(work / "home")
    bare = work / "bare"
    guards = edits.lifted(made.database, bare)
    shutil.copyfile(bare, office.database)

    def another_door(_editor: edits.Editor, body: bytes) -> bytes:
        return canon.dumps(json.loads(body) | {"door": "import"})

    with opened(office.home), edits.behind(office.database, guards, random.Random(5)) as editor:
        assert edits.rewrite(editor, 200, another_door)
        editor.do("DELETE FROM ledger_checkpoint")
    with opened(office.home):
        assert kinds(verify()) == {("house-root", "keys/last-checkpoint")}, "the signer remembers"
        with pytest.raises(Broken, match="rewritten"):
            checkpoint.current()
        checkpoint.memory().unlink()
        checkpoint.current()
        assert not any(what.startswith("house-root") for what, _where in kinds(verify())), "the house alone is deceived"
        assert ("house-root", "retained") in kinds(verify(office.note))


def test_a_stored_checkpoint_may_be_missing(made: Office, work: Path) -> None:
    """It is the office's own copy: every later one contains it, and signing again gives the same bytes."""
    office = made.copy(work / "home")
    with opened(office.home):
        before = str(Checkpoint.objects.get(size=office.size).note)
        Checkpoint.objects.all().delete()
        assert verify(office.note).sound
        assert str(checkpoint.current().note) == before


def test_without_the_signers_memory_the_verification_says_so(made: Office, work: Path) -> None:
    office = made.copy(work / "home")
    with opened(office.home):
        checkpoint.memory().unlink()
        assert kinds(verify(office.note)) == {("house-no-memory", "keys/last-checkpoint")}


def test_acts_truly_lost_are_said_in_an_act_and_the_ledger_goes_on_under_another_name(made: Office, work: Path) -> None:
    office = made.copy(work / "home")
    later = go_on(office)
    lost = note.Checkpoint.parse(note.Note.parse(later).text)
    shutil.copyfile(made.database, office.database)
    with opened(office.home):
        world = back_in()
        world.document(title="El día después")
        with pytest.raises(Broken, match="they are behind"):
            checkpoint.current()
        with pytest.raises(Refused) as refused:
            world.do("carmen", "office.epoch.open", reason="no me toca")
        assert refused.value.reason == "not-your-role"
        world.do("jaime", "office.epoch.open", reason="se quemó el disco; copia de ayer")
        assert [row.number for row in Epoch.objects.order_by("number")] == [1, 2]
        head = checkpoint.current()
        assert head.note.startswith(f"{lost.origin[:-1]}2\n")

        report = verify(later)
        assert report.sound, kinds(report)
        checked = {statement.what: statement.facts for statement in report.checked}
        act = made.size + 2  # after the day after, and the attempt
        common = {"first": made.size, "last": lost.size - 1}
        assert checked["house-lost"] == common | {"origin": lost.origin, "act": act}
        assert checked["house-retained-lost"] == {"size": lost.size, "epoch": 1, "common": made.size, "act": act}
        earlier = verify(made.note)
        assert earlier.sound, "what is common to both still counts"
        assert {"size": made.size, "origin": lost.origin} in [one.facts for one in earlier.checked]

        # Whoever asks for an early size today does not put the proof of what is common away.
        assert checkpoint.at(made.size).note.startswith(f"{lost.origin[:-1]}2\n")
        assert verify(made.note).sound
        assert Checkpoint.objects.get(size=made.size).note == made.note

        # The stranger says the same of the export, and proves what is common by the first epoch's own note.
        export(work / "out")
        for text, answer, sound in (
            (later, "did-retained-lost", True),
            (made.note, "did-retained-epoch", True),
            (str(head.note), "did-retained", True),
            (later.replace(f"\n{lost.size}\n", f"\n{lost.size + 1}\n"), "did-tree", False),
        ):
            outside = verify_export(work / "out", retained=[Retained.parse(text, "kept")])
            assert outside.sound == sound, [finding.words() for finding in outside.findings]
            assert answer in {one.what for one in outside.checked}
            assert "did-epoch" in {one.what for one in outside.checked}
            assert "not-epoch" not in {one.what for one in outside.unchecked}

        # Receipts of the old epoch, of acts that are still there, hold; new ones are of the new epoch.
        entry = tree.entry_at(3)
        assert proof.Receipt.parse(receipt(entry).encode()).checkpoint.origin.endswith("/2")

        # What the act did not say is not excused: a larger checkpoint of the old epoch, or the same with another root.
        key = checkpoint._ed25519()
        for said in (
            note.Checkpoint(lost.origin, lost.size + 1, lost.root),
            note.Checkpoint(lost.origin, lost.size, b"x" * 32),
        ):
            other = note.signed(said.text, [note.sign_ed25519(key, lost.origin, said.text)])
            assert any(where == "retained" for _what, where in kinds(verify(other)))

        # An epoch that no act opened.
        with connection.cursor() as cursor:
            cursor.execute("UPDATE ledger_epoch SET number=3 WHERE number=2")
        assert ("house-epoch", "ledger.epoch/3") in kinds(verify())


def test_a_later_checkpoint_that_turns_up_afterwards_is_accounted_for_by_an_act_of_its_own(
    made: Office, work: Path
) -> None:
    """The signer's memory was lost as well, and the paper at hand was not the last. Somebody outside had a later one."""
    office = made.copy(work / "home")
    earlier = go_on(office)
    later = go_on(office)
    shutil.copyfile(made.database, office.database)
    with opened(office.home):
        checkpoint.memory().unlink()
        world = back_in()
        world.do("jaime", "office.epoch.open", reason="copia de ayer", checkpoint=earlier)
        checkpoint.current()
        assert verify(earlier).sound
        assert kinds(verify(later)) == {("house-behind", "retained")}
        with pytest.raises(Refused) as refused:
            world.do("jaime", "office.epoch.open", reason="otra vez", checkpoint=earlier)
        assert refused.value.reason == "epoch-accounted-for"
        world.do("jaime", "office.epoch.open", reason="la inspección guardaba uno posterior", checkpoint=later)
        assert checkpoint.current().note.split("\n")[0].endswith("/3")
        for text in (earlier, later, made.note):
            assert verify(text).sound, kinds(verify(text))


def test_an_epoch_is_not_opened_while_nothing_is_missing(made: Office, work: Path) -> None:
    office = made.copy(work / "home")
    with opened(office.home):
        world = back_in()
        with pytest.raises(Refused) as refused:
            world.do("jaime", "office.epoch.open", reason="por probar")
        assert refused.value.reason == "epoch-not-needed"
        forged = office.note.replace("\n— ", "\n— otro.example AAAAAAAA\n— ", 1)
        with pytest.raises(Refused):
            world.do("jaime", "office.epoch.open", reason="por probar", checkpoint=forged)
        assert verify(office.note).sound


def test_the_name_of_an_epoch_is_never_used_twice(made: Office, work: Path) -> None:
    """Put back behind the act that opened the second epoch, the third follows: the signer remembers the second."""
    office = made.copy(work / "home")
    go_on(office)
    shutil.copyfile(made.database, office.database)
    with opened(office.home):
        back_in().do("jaime", "office.epoch.open", reason="copia de ayer")
        second = str(checkpoint.current().note)
    shutil.copyfile(made.database, office.database)
    for beside in ("-wal", "-shm"):
        Path(f"{office.database}{beside}").unlink(missing_ok=True)
    with opened(office.home):
        back_in().document(title="De nuevo")
        with pytest.raises(Broken, match="they are behind"):
            checkpoint.current()
        assert ("house-no-epoch", "retained") in kinds(verify(second))
        back_in().do("jaime", "office.epoch.open", reason="otra vez la copia de ayer")
        assert checkpoint.current().note.split("\n")[0].endswith("/3")
        assert verify(second).sound, kinds(verify(second))


def test_the_books_after_a_crash_between_two_acts_are_sound(made: Office, work: Path) -> None:
    """A power cut leaves the file and its write-ahead log as they were; opening them is all the recovery there is."""
    office = made.copy(work / "home")
    crashed = work / "crashed"
    with opened(office.home):
        back_in().document(title="Justo antes del apagón")
        shutil.copytree(office.home, crashed)
    assert Path(f"{crashed}/office.sqlite3-wal").stat().st_size > 0
    Path(f"{crashed}/office.sqlite3-shm").unlink()
    with opened(crashed):
        assert verify(office.note).sound
        assert tree.size() == office.size + 1


def test_an_index_that_leaves_out_a_row_is_found(made: Office, work: Path) -> None:
    """The rows are all there; whoever asks by the index does not see one of them."""
    office = made.copy(work / "home")
    database = sqlite3.connect(office.database, isolation_level=None)
    (root,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name='entry_case'").fetchone()
    (sql,) = database.execute("SELECT sql FROM sqlite_master WHERE name='entry_case'").fetchone()
    database.execute("PRAGMA writable_schema=ON")
    database.execute("DELETE FROM sqlite_master WHERE name='entry_case'")
    database.close()
    database = sqlite3.connect(office.database, isolation_level=None)
    (trigger,) = database.execute("SELECT sql FROM sqlite_master WHERE name='precinto_update_ledger_entry'").fetchone()
    database.execute("DROP TRIGGER precinto_update_ledger_entry")
    database.execute("""UPDATE ledger_entry SET "case"=99 WHERE id=40""")
    database.execute(trigger)
    database.execute("PRAGMA writable_schema=ON")
    database.execute("INSERT INTO sqlite_master VALUES ('index', 'entry_case', 'ledger_entry', ?, ?)", (root, sql))
    database.close()
    with opened(office.home):
        found = kinds(verify(office.note))
    assert ("house-file", "ledger.entry/40") in found
