# SPDX-License-Identifier: Apache-2.0
"""What the inspector types, and what is answered."""

import json
import os
import re
import shutil
import string
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from precinto_verify import canon, note, proof
from precinto_verify.cli import main
from precinto_verify.findings import WORDS
from tests.verify import book
from tools.build_verifier import build

GOOD = book.VECTORS / "export" / "good"
KEPT = book.VECTORS / "export" / "retained-5"
RECEIPTS = book.VECTORS / "receipt"
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return book.write(book.read(GOOD), tmp_path / "export")


def test_without_a_kept_checkpoint_it_says_what_that_means(capsys: Captured) -> None:
    assert main([str(GOOD)]) == 0
    said = capsys.readouterr().out
    assert "SOUND" in said
    assert "a book rewritten whole cannot be told from a true one" in said
    assert book.VKEY.fingerprint in said


def test_with_checkpoint_key_and_receipt(capsys: Captured) -> None:
    receipt = str(RECEIPTS / "with-act.tlog-proof")
    assert main([str(GOOD), "--paper", str(KEPT), "--vkey", str(book.VKEY), "--receipt", receipt]) == 0
    said = capsys.readouterr().out
    assert "continues the checkpoint of 5 acts" in said
    assert "act 5 stands in the book" in said
    assert "rewritten whole" not in said


def test_a_checkpoint_may_be_typed_from_paper(capsys: Captured) -> None:
    line = " ".join(KEPT.read_text("utf-8").split("\n")[:3])
    assert main([str(GOOD), "--checkpoint", line]) == 0
    assert "its signature" not in capsys.readouterr().err
    wrong = line.replace("\n", " ").rsplit(" ", 1)[0] + " " + note.b64(bytes(32))
    assert main([str(GOOD), "--checkpoint", wrong]) == 1
    assert "the book was rewritten" in capsys.readouterr().out


def test_a_witness_has_cosigned_what_was_kept(capsys: Captured, tmp_path: Path) -> None:
    head = book.head_of(book.story().raw()[:5])
    name = "otra/witness"
    lines = [
        note.sign_ed25519(book.LOG_KEY, book.ORIGIN, head.text),
        note.cosign_ed25519(book.OTHER_KEY, name, head.text, 1795424043),
    ]
    kept = tmp_path / "cosigned"
    kept.write_text(note.signed(head.text, lines), "utf-8")
    witness = str(note.VKey.of(book.OTHER_KEY, name, note.Kind.ED25519_COSIGNATURE))
    assert main([str(GOOD), "--checkpoint", str(kept), "--vkey", str(book.VKEY), "--witness", witness]) == 0
    assert "was cosigned by otra/witness" in capsys.readouterr().out

    # Nobody's signature, a false one, and that of another witness under the same name.
    assert main([str(GOOD), "--checkpoint", str(KEPT), "--witness", witness]) == 1
    assert "carries the cosignature of otra/witness" in capsys.readouterr().out
    false = note.Signature(name, lines[1].key_id, lines[1].blob[:-1] + bytes([lines[1].blob[-1] ^ 1]))
    kept.write_text(note.signed(head.text, [lines[0], false]), "utf-8")
    assert main([str(GOOD), "--checkpoint", str(kept), "--witness", witness]) == 1
    assert "the signature of otra/witness" in capsys.readouterr().out
    stranger = str(note.VKey.of(book.LOG_KEY, name, note.Kind.ED25519_COSIGNATURE))
    assert main([str(GOOD), "--checkpoint", str(kept), "--witness", stranger]) == 1


def test_a_receipt_stands_alone_when_it_carries_its_act(capsys: Captured) -> None:
    receipt = str(RECEIPTS / "with-act.tlog-proof")
    assert main(["--receipt", receipt, "--vkey", str(book.VKEY)]) == 0
    assert main(["--receipt", str(RECEIPTS / "bare.tlog-proof"), "--vkey", str(book.VKEY)]) == 2
    other = note.VKey.of(book.OTHER_KEY, book.ORIGIN)
    assert main(["--receipt", receipt, "--vkey", str(other)]) == 1
    assert main(["--receipt", receipt, "--vkey", str(note.VKey.of(book.OTHER_KEY, "another.example"))]) == 1
    capsys.readouterr()


def test_a_receipt_of_an_act_that_was_changed(tmp_path: Path, capsys: Captured) -> None:
    raw = book.story().raw()
    raw[5] = raw[5].replace(b"hand_over", b"hang_over")
    book.write(book.export_files(raw), tmp_path)
    for name in ("bare", "with-act"):
        assert main([str(tmp_path), "--quick", "--json", "--receipt", str(RECEIPTS / f"{name}.tlog-proof")]) == 1
        answer = json.loads(capsys.readouterr().out)
        assert {(one["what"], one["index"]) for one in answer["findings"]} == {("receipt-act", 5), ("rewritten", None)}


def test_a_receipt_of_an_act_that_is_gone(tmp_path: Path, capsys: Captured) -> None:
    book.write(book.export_files(book.story().raw()[:5]), tmp_path)
    assert main([str(tmp_path), "--receipt", str(RECEIPTS / "bare.tlog-proof")]) == 1
    assert "acts 5 to 10 are missing: the book was rolled back or truncated" in capsys.readouterr().out


def test_a_receipt_whose_proof_was_changed(tmp_path: Path, capsys: Captured) -> None:
    receipt = proof.Receipt.parse((RECEIPTS / "bare.tlog-proof").read_bytes())
    other = proof.Receipt(receipt.index, (bytes(32), *receipt.hashes[1:]), receipt.note)
    (tmp_path / "r").write_text(str(other), "utf-8")
    assert main([str(GOOD), "--receipt", str(tmp_path / "r")]) == 1
    far = proof.Receipt(11, receipt.hashes, receipt.note)
    (tmp_path / "r").write_text(str(far), "utf-8")
    assert main([str(GOOD), "--receipt", str(tmp_path / "r")]) == 1
    assert "beyond its own checkpoint" in capsys.readouterr().out


def test_signed_anew_with_another_key(tmp_path: Path, capsys: Captured) -> None:
    files = book.read(GOOD)
    head = note.Checkpoint.parse(note.Note.parse(files["checkpoint"]).text)
    mine = note.VKey.of(book.OTHER_KEY, book.ORIGIN)
    files["vkey"] = f"{mine}\n".encode()
    files["checkpoint"] = note.signed(head.text, [note.sign_ed25519(book.OTHER_KEY, book.ORIGIN, head.text)]).encode()
    book.write(files, tmp_path)
    assert main([str(tmp_path)]) == 0, "nothing but paper tells a claimed key from the true one"
    capsys.readouterr()
    assert main([str(tmp_path), "--vkey", str(book.VKEY), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert {one["what"] for one in answer["findings"]} == {"other-key", "unsigned"}


def test_quick_says_what_it_left_out(capsys: Captured) -> None:
    assert main([str(GOOD), "--quick"]) == 0
    said = capsys.readouterr().out
    assert "NOT checked: the laws of the acts" in said
    assert "NOT checked: the database" in said


def test_without_cryptography_it_says_that_signatures_were_not_checked(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric.ed25519", None)
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric.mldsa", None)
    assert main([str(GOOD)]) == 0
    assert capsys.readouterr().out.count("signatures NOT checked") == 2


def test_unusable_input_ends_in_a_sentence(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "file").write_bytes(b"\xff\0garbage")
    file = str(tmp_path / "file")
    for arguments in (
        [],
        [str(tmp_path / "nowhere")],
        [file],
        [str(tmp_path)],
        [str(tmp_path / ("x" * 5000))],
        ["a\0b"],
        [str(GOOD), "--vkey", "garbage"],
        [str(GOOD), "--vkey", file],
        [str(GOOD), "--vkey", ""],
        [str(GOOD), "--checkpoint", "garbage"],
        [str(GOOD), "--checkpoint", file],
        [str(GOOD), "--checkpoint", ""],
        [str(GOOD), "--checkpoint", str(tmp_path)],
        [str(GOOD), "--receipt", file],
        [str(GOOD), "--receipt", "nowhere"],
        [str(GOOD), "--receipt", "a\0b"],
        ["--receipt", str(RECEIPTS / "with-act.tlog-proof")],
    ):
        assert main(arguments) == 2, arguments
        said = capsys.readouterr()
        assert said.err.startswith("precinto-verify: ")
        assert said.err.count("\n") == 1
        assert not said.out


def test_links_and_devices_are_not_followed(export: Path, tmp_path: Path, capsys: Captured) -> None:
    whole = tmp_path / "whole"
    shutil.copytree(export, whole)
    for name in ("tile", "tile/entries", "tile/0/000.p", "tile/entries/000.p/11", "checkpoint", "vkey", "state.jsonl"):
        hostile = tmp_path / "hostile"
        shutil.copytree(export, hostile)
        path = hostile / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        path.symlink_to(whole / name)
        assert main([str(hostile), "--json"]) == 1, name
        assert (("not-plain", name)) in {
            (one["what"], one["where"]) for one in json.loads(capsys.readouterr().out)["findings"]
        }
        if not path.is_dir():
            path.unlink()
            os.mkfifo(path)
            assert main([str(hostile)]) == 1
            path.unlink()
            path.mkdir()
            assert main([str(hostile)]) == 1
        capsys.readouterr()
        shutil.rmtree(hostile)


def test_hostile_files_end_in_a_finding(export: Path, capsys: Captured) -> None:
    huge = b"9" * (1 << 21)
    for name in ("checkpoint", "vkey", "tile/0/000.p/11", "tile/entries/000.p/11", "state.jsonl", "disclosures.jsonl"):
        true = (export / name).read_bytes()
        for data in (b"", b"\0", b"\n", b"\n\n\n", b"\xff\xfe", huge, b"[" * 70_000 + b"\n", b'["a",1]\n', b"{}\n"):
            (export / name).write_bytes(data)
            if data or not name.endswith("jsonl"):
                assert main([str(export)]) == 1, (name, data[:10])
        (export / name).write_bytes(true)
    capsys.readouterr()


def test_what_an_export_says_cannot_move_the_cursor(export: Path, capsys: Captured) -> None:
    (export / "tile" / "\x1b[2J").write_bytes(b"")
    (export / "tile" / os.fsdecode(b"\xff")).write_bytes(b"")
    assert main([str(export)]) == 1
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "x1b[2J" in said


def test_every_message_has_its_facts_in_both_languages() -> None:
    for what, (english, spanish) in WORDS.items():
        names = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (english, spanish)]
        assert names[0] == names[1], what
        assert english != spanish, what
    sources = "".join(path.read_text("utf-8") for path in (book.VECTORS.parent / "src/precinto_verify").glob("*.py"))
    used = set(re.findall(r'(?:broke|did|did_not|Unusable|words)\(\s*"([a-z0-9-]+)"', sources))
    used |= {"head-checked", "head-unchecked", "more"}
    # The program that the verifier checks adds words of its own where it runs in one process with it.
    assert used == {what for what in WORDS if not what.startswith("house-")}


def test_the_archive_runs_on_a_bare_python(export: Path, tmp_path: Path) -> None:
    archive = build(tmp_path / "dist")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    receipt = str(RECEIPTS / "with-act.tlog-proof")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = ["python3", "-I", "-S", str(archive), *arguments]
        return subprocess.run(command, cwd=elsewhere, capture_output=True, text=True, check=False, timeout=60)

    good = run(str(export), "--checkpoint", str(KEPT), "--receipt", receipt, "--lang", "en")
    assert (good.returncode, good.stderr) == (0, "")
    assert "signatures NOT checked" in good.stdout
    assert "11 acts of book" in good.stdout
    bundle = export / "tile/entries/000.p/11"
    bundle.write_bytes(bundle.read_bytes().replace(b"hand_over", b"hang_over"))
    bad = run(str(export), "--lang", "es")
    assert (bad.returncode, bad.stderr) == (1, "")
    assert "acto 5: el acto ha sido alterado" in bad.stdout
    assert run("nowhere").returncode == 2
    told = run("--help", "--language", "es")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith("uso: ")
    assert "Comprueba una exportación" in told.stdout


def test_the_archive_is_the_same_every_time(tmp_path: Path) -> None:
    one, other = (build(tmp_path / name).read_bytes() for name in ("a", "b"))
    assert one == other
    assert len(one) < 1 << 20
    with zipfile.ZipFile(tmp_path / "a" / "precinto-verify.pyz") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in archive.namelist() if "pycache" in name]


def test_nothing_but_the_standard_library_is_imported() -> None:
    """`cryptography` only where a signature is checked."""
    sources = (book.VECTORS.parent / "src/precinto_verify").glob("*.py")
    for path in sources:
        for indent, module in re.findall(r"^( *)(?:from|import) ([a-z_0-9]+)", path.read_text("utf-8"), re.MULTILINE):
            lazily = path.name == "note.py" and bool(indent) and module == "cryptography"
            assert module == "precinto_verify" or module in sys.stdlib_module_names or lazily, (path.name, module)


EPOCHS = book.VECTORS / "export" / "epochs"


def test_a_checkpoint_of_an_epoch_that_lost_acts_is_answered_plainly(capsys: Captured) -> None:
    _told, first = book.second_epoch()
    assert main([str(EPOCHS), "--checkpoint", book.signed(book.head_of(first)), "--vkey", str(second(book.VKEY))]) == 0
    said = capsys.readouterr().out
    assert "is of epoch 1 of this office: its first 8 acts are the same here" in said
    assert "acts were LOST, as act 8 says" in said
    assert "was not checked: it carries none of a known key" not in said, "the key is the same under both names"
    assert "acts 0 to 9 are later than every checkpoint and receipt given" in said
    assert main([str(EPOCHS), "--checkpoint", book.head_of(first).text, "--lang", "es", "--quick"]) == 0
    assert "SE PERDIERON actos, como dice el acto 8" in capsys.readouterr().out


def test_a_checkpoint_of_an_earlier_epoch_with_a_false_signature(capsys: Captured) -> None:
    _told, first = book.second_epoch()
    head = book.head_of(first)
    false = note.sign_ed25519(book.OTHER_KEY, book.ORIGIN, head.text)
    forged = note.signed(head.text, [note.Signature(false.name, book.VKEY.id, false.blob)])
    assert main([str(EPOCHS), "--checkpoint", forged]) == 1
    assert f"the signature of {book.ORIGIN}+{book.VKEY.id.hex()} is false" in capsys.readouterr().out


def test_receipts_of_an_epoch_that_lost_acts(capsys: Captured) -> None:
    stands, lost = (str(RECEIPTS / f"epoch-1-{name}.tlog-proof") for name in ("stands", "lost"))
    assert main([str(EPOCHS), "--receipt", stands, "--receipt", lost]) == 0
    said = capsys.readouterr().out
    assert f"receipt {stands}: act 3 stands in the book" in said
    assert f"receipt {lost}: its act 8 was LOST with epoch 1 of this office, as act 8 says" in said
    key = str(second(book.VKEY))
    assert main(["--receipt", lost, "--vkey", key]) == 0, "alone it proves what it always proved"
    assert main(["--receipt", lost, "--vkey", str(second(note.VKey.of(book.OTHER_KEY, book.ORIGIN)))]) == 1


def test_a_receipt_of_an_earlier_epoch_whose_act_must_still_stand(tmp_path: Path, capsys: Captured) -> None:
    told, _first = book.second_epoch()
    raw = [entry.replace(b"second-person-needed", b"second-person-absent") for entry in told.raw()]
    book.write(book.export_files(raw, origin=book.SECOND), tmp_path)
    assert main([str(tmp_path), "--receipt", str(RECEIPTS / "epoch-1-stands.tlog-proof"), "--json"]) == 1
    assert {one["what"] for one in json.loads(capsys.readouterr().out)["findings"]} == {"receipt-act"}


def test_what_the_export_says_of_an_earlier_epoch_is_checked(tmp_path: Path, capsys: Captured) -> None:
    told, first = book.second_epoch()
    good = book.epoch_files(told, first)
    other = note.Checkpoint(book.ORIGIN, book.COMMON, bytes(32))
    unsigned = note.signed(other.text, [note.sign_ed25519(book.OTHER_KEY, "another.example", other.text)])
    lost = book.signed(book.head_of(first))
    cases: dict[str, tuple[dict[str, bytes], set[str]]] = {
        "gone": ({"epochs/1": b""}, set()),
        "of another size": ({"epochs/1": book.signed(book.head_of(first[:7])).encode()}, {"no-epoch"}),
        "of another root": ({"epochs/1": book.signed(other).encode()}, {"rewritten"}),
        "signed by nobody known": ({"epochs/1": unsigned.encode()}, {"unsigned", "rewritten"}),
        "under another number": ({"epochs/1": b"", "epochs/7": good["epochs/1"]}, {"malformed"}),
        "not a note": ({"epochs/1": b"garbage"}, {"malformed"}),
    }
    for name, (change, finds) in cases.items():
        folder = tmp_path / name
        book.write({path: data for path, data in (good | change).items() if data}, folder)
        assert main([str(folder), "--checkpoint", lost, "--json"]) == (1 if finds else 0), name
        answer = json.loads(capsys.readouterr().out)
        assert {one["what"] for one in answer["findings"]} == finds, name
        # Without a true note of it, what is the same in both is but the word of an act.
        assert "not-epoch" in {one["what"] for one in answer["not_checked"]}, name


def test_only_the_act_that_opens_an_epoch_speaks_of_it(tmp_path: Path, capsys: Captured) -> None:
    told, first = book.second_epoch()
    for change in ({"procedure": "office.other"}, {"step": "close"}, {"kind": "attempt"}):
        entries = [entry | (change if index == book.COMMON else {}) for index, entry in enumerate(told.entries)]
        folder = tmp_path / str(change)
        book.write(book.export_files([canon.dumps(entry) for entry in entries], origin=book.SECOND), folder)
        assert main([str(folder), "--quick", "--json", "--checkpoint", book.head_of(first).text]) == 1
        assert {one["what"] for one in json.loads(capsys.readouterr().out)["findings"]} == {"no-epoch"}


def second(key: note.VKey) -> note.VKey:
    """The same key under the name of the second epoch."""
    return note.VKey(book.SECOND, key.kind, key.public)
