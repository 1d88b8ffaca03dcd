# SPDX-License-Identifier: EUPL-1.2
"""A real export of the office, damaged and forged: the verifier that trusts nothing of the program finds it."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from precinto.ledger import checkpoint
from precinto.ledger.export import export
from precinto_verify import canon, merkle, note, tiles
from precinto_verify.findings import Report, Unusable
from precinto_verify.note import VKey
from precinto_verify.verify import Retained, verify_export
from tests import postgres
from tests.tamper.office import Office, opened
from tests.verify import book

pytestmark = [
    pytest.mark.skipif(postgres.wanted(), reason="the office of the tampering tests is a SQLite file"),
    pytest.mark.usefixtures("unblocked"),
]
KEEP = "checkpoint"


def exported(made: Office, folder: Path) -> VKey:
    with opened(made.home):
        export(folder)
        return checkpoint.vkey()


def checked(folder: Path, made: Office, key: VKey) -> Report | None:
    """The report, or None where the verifier says that this is no export at all."""
    try:
        return verify_export(folder, vkeys=[key], retained=[Retained.parse(made.note, "kept")])
    except Unusable:
        return None


def damage(path: Path, others: list[Path], chance: random.Random) -> str:
    data = path.read_bytes()
    place = chance.randrange(len(data))
    way = chance.choice(["bit", "bit", "bit", "bit", "byte", "cut", "more", "gone", "line", "other", "twice"])
    match way:
        case "bit":
            path.write_bytes(data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :])
        case "byte":
            path.write_bytes(data[:place] + data[place + 1 :])
        case "cut":
            path.write_bytes(data[:place])
        case "more":
            path.write_bytes(data + chance.randbytes(chance.randint(1, 40)))
        case "gone":
            path.unlink()
        case "line":
            lines = data.splitlines(keepends=True)
            lines.pop(chance.randrange(len(lines)))
            path.write_bytes(b"".join(lines))
        case "other":
            path.write_bytes(chance.choice(others).read_bytes())
        case "twice":
            path.write_bytes(data + data)
    return f"{path.name}, {way} at {place}"


def mutations(made: Office, work: Path, count: int, seed: int) -> tuple[int, list[str], list[str]]:
    """Damage one file of the export, so often: (tried, found and not named by file, act or row, what went unseen)."""
    chance = random.Random(seed)
    folder = work / "out"
    key = exported(made, folder)
    whole = {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    sound = checked(folder, made, key)
    assert sound is not None
    assert sound.sound
    # Each file as often as every other: the state has most of the bytes.
    tried = 0
    unnamed: list[str] = []
    unseen: list[str] = []
    while tried < count:
        path = chance.choice(list(whole))
        what = damage(path, [other for other in whole if other != path], chance)
        if path.exists() and path.read_bytes() == whole[path]:
            continue
        tried += 1
        report = checked(folder, made, key)
        # What an export need not hold may be gone: the answer then says that it was not checked. Keys are claims: one more
        # time the same, or one less where the inspector brings the ledger's own, says nothing false.
        told = report is not None and {one.what for one in report.unchecked} != {one.what for one in sound.unchecked}
        left = path.read_bytes().split(b"\n") if path.exists() else []
        claims = path.name == "vkey" and set(left) <= {*whole[path].split(b"\n"), b""}
        if report is not None and report.sound and not told and not claims:
            unseen.append(what)
        if (
            report is not None
            and report.findings
            and not any(one.where or one.index is not None for one in report.findings)
        ):
            unnamed.append(what)
        path.write_bytes(whole[path])
    return tried, unnamed, unseen


def test_no_damage_to_an_export_goes_unseen(made: Office, work: Path) -> None:
    tried, unnamed, unseen = mutations(made, work, 200, 6962)
    assert tried == 200
    assert not unseen, unseen
    assert not unnamed, unnamed


@pytest.mark.campaign
def test_no_damage_of_five_thousand_goes_unseen(made: Office, work: Path) -> None:
    tried, unnamed, unseen = mutations(made, work, 5000, 6963)
    print(f"export: {tried} tried, {len(unnamed)} found and not named, {len(unseen)} unseen")
    assert not unseen, unseen
    assert not unnamed, unnamed


def test_an_export_forged_with_the_real_key_does_not_continue_what_was_kept(made: Office, work: Path) -> None:
    """Everything is made anew and signed by the ledger's own keys: only the checkpoint kept outside tells."""
    folder = work / "out"
    key = exported(made, folder)
    files = book.read(folder)
    bundles = sorted(path for path in files if path.startswith("tile/entries/"))
    raw = [entry for path in bundles for entry in tiles.unpack_bundle(files[path])]
    at = next(index for index, entry in enumerate(raw) if b'"folios":11' in entry)
    raw[at] = canon.dumps(json.loads(raw[at].replace(b'"folios":11', b'"folios":12')))
    head = note.Checkpoint(key.name, len(raw), merkle.root([merkle.leaf_hash(entry) for entry in raw]))
    with opened(made.home):
        signatures = [
            note.sign_ed25519(checkpoint._ed25519(), key.name, head.text),
            note.sign_mldsa44(checkpoint._mldsa(), key.name, head.text),
        ]
    forged = files | book.tree_files(raw) | {"checkpoint": note.signed(head.text, signatures).encode()}
    book.write(forged, work / "forged")
    alone = verify_export(work / "forged", vkeys=[key])
    assert "root" not in alone.counts
    report = checked(work / "forged", made, key)
    assert report is not None
    assert "rewritten" in report.counts
