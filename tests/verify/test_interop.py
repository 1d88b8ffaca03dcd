# SPDX-License-Identifier: Apache-2.0
"""An independent implementation of the same formats reads our exports and proofs: `aics-tlog`, on Python >= 3.12.

It lives in an environment of its own, made once in the user's cache. Where it cannot be had the tests are skipped.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from precinto.ledger import checkpoint, export, receipts
from precinto.ledger.models import Entry
from precinto_verify import merkle, note, tiles
from precinto_verify.verify import verify_export
from tests.verify import book
from tests.world import World

PACKAGE = "aics-tlog==0.2.1"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "precinto-tests" / PACKAGE

# Runs there: one JSON question a line on its input, one JSON answer a line on its output.
PEER = r"""
import base64, json, sys, aics_tlog as t
for line in sys.stdin:
    ask = json.loads(line)
    hashes = [bytes.fromhex(one) for one in ask.get("proof", ())]
    try:
        if ask["what"] == "audit":
            note = t.parse_note(open(ask["folder"] + "/checkpoint", "rb").read())
            head = t.parse_checkpoint(note.text)
            key = t.parse_vkey(ask["vkey"])
            witnesses = [t.parse_vkey(one) for one in ask.get("witnesses", ())]
            result = t.verify_checkpoint(note, key, witnesses, len(witnesses), expected_origin=ask["origin"])
            if not result.ok:
                raise ValueError(result.error)
            report = t.audit_tiles(t.FileSystemTileReader(ask["folder"]), head.size, head.root)
            answer = [report.size, report.tiles, report.bundles]
        elif ask["what"] == "inclusion":
            leaf, root = bytes.fromhex(ask["leaf"]), bytes.fromhex(ask["root"])
            answer = t.verify_inclusion(leaf, ask["index"], ask["size"], hashes, root)
        elif ask["what"] == "receipt":
            # c2sp.org/tlog-proof, read as its page says: this package has everything for it but the cutting of the text.
            head, _blank, signed = open(ask["file"], "rb").read().partition(b"\n\n")
            header, *lines = head.decode("ascii").split("\n")
            if header != "c2sp.org/tlog-proof@v1":
                raise ValueError("not a proof")
            extra = base64.b64decode(lines.pop(0)[6:], validate=True) if lines[0].startswith("extra ") else None
            word, index = lines.pop(0).split(" ")
            if word != "index" or str(int(index)) != index:
                raise ValueError("no index")
            note = t.parse_note(signed)
            head = t.parse_checkpoint(note.text)
            result = t.verify_checkpoint(note, t.parse_vkey(ask["vkey"]), [], 0, expected_origin=ask["origin"])
            if not result.ok:
                raise ValueError(result.error)
            proof = [base64.b64decode(one, validate=True) for one in lines]
            leaf = bytes.fromhex(ask["entry"]) if "entry" in ask else extra
            answer = t.verify_leaf_inclusion(leaf, int(index), head.size, proof, head.root)
        else:
            old, new = bytes.fromhex(ask["old_root"]), bytes.fromhex(ask["new_root"])
            answer = t.verify_consistency(ask["old"], ask["new"], old, new, hashes)
        print(json.dumps({"answer": answer}), flush=True)
    except (ValueError, OSError) as error:
        print(json.dumps({"refused": f"{type(error).__name__}: {error}"}), flush=True)
"""


def _runs(python: str) -> bool:
    check = "import sys; sys.exit(sys.version_info < (3, 12))"
    try:
        return subprocess.run([python, "-I", "-c", check], capture_output=True, check=False, timeout=20).returncode == 0
    except OSError:
        return False


def _pythons() -> Iterator[str]:
    yield sys.executable
    for version in ("3.12", "3.13", "3.14"):
        if found := shutil.which(f"python{version}"):
            yield found
            # pyenv puts a stand-in on the path, which runs only the version chosen; the others lie beside it.
            yield from map(str, Path(found).parent.parent.glob(f"versions/{version}*/bin/python"))
    if uv := shutil.which("uv"):
        # It knows interpreters that are installed and not on the path; it is not asked to fetch one.
        command = [uv, "python", "find", "--no-python-downloads", "--no-project", "--system", ">=3.12"]
        found = subprocess.run(command, capture_output=True, text=True, check=False, cwd=CACHE.parent).stdout.strip()
        if found:
            yield found


def _install() -> Path:
    """The peer's own interpreter; the environment is made by the first test process that comes."""
    CACHE.parent.mkdir(parents=True, exist_ok=True)
    ready = CACHE / "bin" / "python"
    with open(CACHE.parent / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (CACHE / "ready").exists() and _runs(str(ready)):
            return ready
        python = next((one for one in _pythons() if _runs(one)), None)
        if python is None:
            pytest.skip("no Python >= 3.12 on this machine, which aics-tlog needs")
        shutil.rmtree(CACHE, ignore_errors=True)
        if uv := shutil.which("uv"):
            make = [uv, "venv", "--quiet", "--no-project", "--python", python, str(CACHE)]
            fill = [uv, "pip", "install", "--quiet", "--python", str(ready), PACKAGE]
        else:
            make = [python, "-I", "-m", "venv", str(CACHE)]
            fill = [str(ready), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE]
        for command in (make, fill):
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, cwd=CACHE.parent)
            if done.returncode:
                pytest.skip(f"{PACKAGE} cannot be installed here: {done.stderr.strip()[-200:]}")
        (CACHE / "ready").touch()
    return ready


class Peer:
    def __init__(self, python: Path) -> None:
        self.process = subprocess.Popen(
            [str(python), "-I", "-c", PEER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, what: str, **question: Any) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"what": what, **question}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        return answer.get("answer", "refused")

    def audit(self, folder: Path, **more: Any) -> Any:
        return self.ask("audit", folder=str(folder), vkey=str(book.VKEY), origin=book.ORIGIN, **more)


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    other = Peer(_install())
    yield other
    other.process.kill()
    other.process.wait()


def test_it_accepts_the_vectors(peer: Peer, tmp_path: Path) -> None:
    assert peer.audit(book.VECTORS / "export" / "good") == [11, 1, 1]
    shutil.copytree(book.VECTORS / "export" / "good", tmp_path, dirs_exist_ok=True)
    shutil.copy(book.VECTORS / "checkpoint" / "signed", tmp_path / "checkpoint")
    witness = book.vectors("checkpoint/keys.json")["witness"]["vkey"]
    assert peer.audit(tmp_path, witnesses=[witness]) == [11, 1, 1]


def test_it_accepts_a_tree_of_three_levels(peer: Peer, tmp_path: Path) -> None:
    raw = [b'{"n":%d}' % number for number in range(70_000)]
    files = book.tree_files(raw)
    book.write(files | {"checkpoint": book.signed(book.head_of(raw)).encode()}, tmp_path)
    assert peer.audit(tmp_path) == [70_000, 277, 274]


def test_both_refuse_the_same_damage(peer: Peer, tmp_path: Path) -> None:
    raw = book.long_story(300).raw()
    files = book.export_files(raw)
    names = sorted(name for name in files if name.startswith("tile/"))
    for number, name in enumerate([*names, *names, "checkpoint"]):
        data = bytearray(files[name])
        data[(number * 7919 + 40) % min(len(data), 150)] ^= 1 << number % 8
        folder = book.write(files | {name: bytes(data)}, tmp_path / str(number))
        assert peer.audit(folder) == "refused", name
        assert verify_export(folder, quick=True).findings, name


def test_it_accepts_our_proofs_and_no_others(peer: Peer) -> None:
    leaves = [merkle.leaf_hash(b"%d" % number) for number in range(600)]
    held = {tile[:2]: data for tile, data in tiles.grow(0, leaves, lambda *_: b"").items()}

    def read(level: int, index: int, width: int) -> bytes:
        return held[level, index][: 32 * width]

    def hexed(path: list[bytes]) -> list[str]:
        return [one.hex() for one in path]

    for size in (1, 2, 3, 7, 8, 255, 256, 257, 300, 511, 512, 513, 600):
        root = merkle.root(leaves[:size]).hex()
        for index in {0, size // 3, size // 2, size - 1}:
            ask = {
                "leaf": leaves[index].hex(),
                "size": size,
                "root": root,
                "proof": hexed(tiles.prove_inclusion(index, size, read)),
            }
            assert peer.ask("inclusion", index=index, **ask) is True
            assert peer.ask("inclusion", index=index + 1, **ask) is False
            old = index + 1
            between = {
                "new": size,
                "old_root": merkle.root(leaves[:old]).hex(),
                "new_root": root,
                "proof": hexed(tiles.prove_consistency(old, size, read)),
            }
            assert peer.ask("consistency", old=old, **between) is True
            if old != size:
                assert peer.ask("consistency", old=old, **between | {"old_root": bytes(32).hex()}) is False


def test_a_note_by_the_other_key_is_refused_by_both(peer: Peer, tmp_path: Path) -> None:
    raw = book.story().raw()
    head = book.head_of(raw)
    forged = note.signed(head.text, [note.sign_ed25519(book.OTHER_KEY, book.ORIGIN, head.text)])
    folder = book.write(book.export_files(raw) | {"checkpoint": forged.encode()}, tmp_path)
    assert peer.audit(folder) == "refused"
    assert {one.what for one in verify_export(folder, vkeys=[book.VKEY]).findings} == {"unsigned"}


def test_it_accepts_the_export_and_every_receipt_that_the_program_wrote(
    peer: Peer, world: World, tmp_path: Path
) -> None:
    """Of an office at work: the export by its own audit, the receipts as files, and none of them when a byte is another."""
    document = world.document()
    world.loan(world.copy(document), stage="returned")
    size = export.export(tmp_path / "book")
    here = checkpoint.epoch()
    assert here is not None
    whose = {"vkey": here.vkey, "origin": here.vkey.partition("+")[0]}
    assert peer.ask("audit", folder=str(tmp_path / "book"), **whose)[0] == size == Entry.objects.count()
    file = tmp_path / "act.tlog-proof"
    refused = 0
    for entry in Entry.objects.order_by("pk")[:: max(1, size // 12)]:
        text = receipts.receipt(entry)
        file.write_text(text, "utf-8")
        assert peer.ask("receipt", file=str(file), **whose) is True
        assert peer.ask("receipt", file=str(file), entry=bytes(entry.body).hex(), **whose) is True
        assert peer.ask("receipt", file=str(file), entry=(bytes(entry.body) + b" ").hex(), **whose) is False
        for at in range(40, len(text), len(text) // 7):
            if text[at + 1 : at + 2] == "=":
                continue  # its last bits say nothing: this package takes every spelling of them
            other = "B" if text[at] == "A" else "A"
            file.write_text(text[:at] + other + text[at + 1 :], "utf-8")
            assert peer.ask("receipt", file=str(file), **whose) in (False, "refused"), at
            refused += 1
    assert refused > 50


def test_it_accepts_the_receipts_of_the_vectors(peer: Peer) -> None:
    folder = book.VECTORS / "receipt"
    whose = {"vkey": str(book.VKEY), "origin": book.ORIGIN}
    assert peer.ask("receipt", file=str(folder / "with-act.tlog-proof"), **whose) is True
    entry = (folder / "act-5.json").read_bytes().hex()
    assert peer.ask("receipt", file=str(folder / "bare.tlog-proof"), entry=entry, **whose) is True
