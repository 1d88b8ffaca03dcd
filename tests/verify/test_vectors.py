# SPDX-License-Identifier: Apache-2.0
"""The vectors: what others may check their own implementation with."""

import base64
import copy
import re
from pathlib import Path
from typing import Any

import pytest

from precinto_verify import canon, merkle, note, proof, tiles
from precinto_verify.replay import Replay
from precinto_verify.verify import Retained, verify_export
from tests.verify import book

CANON = book.vectors("canon/cases.json")
RFC = book.vectors("tree/rfc6962.json")
PATHS = book.vectors("tree/paths.json")
EPOCHS = book.vectors("export/epochs.json")
MUTATIONS = book.vectors("export/mutations.json")
GOOD = book.VECTORS / "export" / "good"
LEAVES = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in RFC["leaves"]]
ROOTS = [bytes.fromhex(root) for root in RFC["roots"]]


@pytest.mark.parametrize(("text", "value"), CANON["good"])
def test_canonical_text_is_read_and_written(text: str, value: Any) -> None:
    assert canon.loads(text.encode()) == value
    assert canon.dumps(value) == text.encode()


@pytest.mark.parametrize(("text", "reason"), CANON["bad"])
def test_any_other_text_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(canon.CanonError, match=reason):
        canon.loads(text.encode())


@pytest.mark.parametrize("raw", CANON["bad_hex"])
def test_bytes_that_are_not_text_are_refused(raw: str) -> None:
    with pytest.raises(canon.CanonError):
        canon.loads(bytes.fromhex(raw))


@pytest.mark.parametrize("case", CANON["commitments"])
def test_commitments(case: dict[str, Any]) -> None:
    assert canon.commitment(bytes.fromhex(case["salt"]), case["value"]) == case["commitment"]


def test_rfc6962_roots() -> None:
    assert [merkle.root(LEAVES[:size]) for size in range(9)] == ROOTS


@pytest.mark.parametrize("case", RFC["inclusion"], ids=lambda case: f"{case['index']} in {case['size']}")
def test_rfc6962_inclusion(case: dict[str, Any]) -> None:
    index, size, path = case["index"], case["size"], [bytes.fromhex(one) for one in case["proof"]]
    assert merkle.prove_inclusion(index, size, merkle.nodes_of(LEAVES)) == path
    assert merkle.verify_inclusion(LEAVES[index], index, size, path, ROOTS[size])


@pytest.mark.parametrize("case", RFC["consistency"], ids=lambda case: f"{case['old']} to {case['new']}")
def test_rfc6962_consistency(case: dict[str, Any]) -> None:
    old, new, path = case["old"], case["new"], [bytes.fromhex(one) for one in case["proof"]]
    assert merkle.prove_consistency(old, new, merkle.nodes_of(LEAVES)) == path
    assert merkle.verify_consistency(old, new, ROOTS[old], ROOTS[new], path)


def test_tile_paths() -> None:
    for tile in PATHS["tiles"]:
        level, index, width, path = tile["level"], tile["index"], tile["width"], tile["path"]
        made = tiles.entries_path(index, width) if level is None else tiles.tile_path(level, index, width)
        assert made == path
        assert tiles.parse_path(path) == (level, index, width)
    for size, expected in PATHS["sizes"].items():
        assert [list(tile) for tile in tiles.tiles_of(int(size))] == expected
    assert sum(1 for _ in tiles.tiles_of(70_000)) == PATHS["count_70000"]


@pytest.mark.parametrize("path", PATHS["not_paths"])
def test_other_spellings_of_a_path_are_refused(path: str) -> None:
    with pytest.raises(tiles.TileError):
        tiles.parse_path(path)


def test_signed_checkpoint() -> None:
    text = (book.VECTORS / "checkpoint" / "signed").read_text("utf-8")
    keys = book.vectors("checkpoint/keys.json")
    signed = note.Note.parse(text)
    assert str(signed) == text
    for name in ("log", "archive", "witness"):
        key = note.VKey.parse(keys[name]["vkey"])
        assert str(key) == keys[name]["vkey"]
        assert signed.signed_by(key)
    assert note.VKey.parse(keys["log"]["vkey"]).fingerprint == keys["log"]["fingerprint"]
    head = note.Checkpoint.parse(signed.text)
    assert (head.origin, head.size) == (book.ORIGIN, 11)


@pytest.mark.parametrize("name", ["bare", "with-act"])
def test_receipts(name: str) -> None:
    text = (book.VECTORS / "receipt" / f"{name}.tlog-proof").read_text("utf-8")
    act = (book.VECTORS / "receipt" / "act-5.json").read_bytes()
    receipt = proof.Receipt.parse(text)
    assert str(receipt) == text
    assert receipt.proves(act)
    assert not receipt.proves(act + b" ")
    assert receipt.entry == (act if name == "with-act" else None)
    assert receipt.note.signed_by(book.VKEY)


def found(folder: Path, *kept: Retained) -> set[str]:
    return {finding.what for finding in verify_export(folder, retained=kept).findings}


def test_the_good_export_is_sound() -> None:
    text = (book.VECTORS / "export" / "retained-5").read_text("utf-8")
    report = verify_export(GOOD, retained=[Retained.parse(text, "retained-5")])
    assert report.findings == []
    said = {one.what for one in report.checked}
    assert said == {"did-tree", "did-signature", "did-retained", "did-laws", "did-state", "did-disclosures"}


@pytest.mark.parametrize("case", EPOCHS["cases"], ids=lambda case: str(case["name"]))
def test_a_checkpoint_of_one_epoch_or_another(case: dict[str, Any]) -> None:
    """The answer says of which epoch it is, and is a break only where no act accounts for it."""
    report = verify_export(book.VECTORS / "export" / "epochs", retained=[Retained.parse(case["checkpoint"], "kept")])
    assert [finding.what for finding in report.findings] == case["finds"]
    assert [one.what for one in report.checked if one.what.startswith("did-retained")] == case["says"]
    assert "did-epoch" in {one.what for one in report.checked}


@pytest.mark.parametrize("case", MUTATIONS["edit"], ids=lambda case: str(case["name"]))
def test_an_edited_export(case: dict[str, Any], tmp_path: Path) -> None:
    files = book.read(GOOD)
    name = case["file"]
    if "replace" in case:
        old, new = (part.encode() for part in case["replace"])
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)
    elif "cut" in case:
        files[name] = files[name][: case["cut"]]
    elif "add" in case:
        files[name] = case["add"].encode()
    else:
        del files[name]
    assert found(book.write(files, tmp_path)) == set(case["finds"])


@pytest.mark.parametrize("case", MUTATIONS["forge"], ids=lambda case: str(case["name"]))
def test_a_forged_export(case: dict[str, Any], tmp_path: Path) -> None:
    raw = tiles.unpack_bundle((GOOD / "tile/entries/000.p/11").read_bytes())
    true = Retained(book.head_of(raw), None, "true")
    entries = [canon.loads(entry) for entry in raw]
    for index, path, value in case.get("set", ()):
        part = entries[index]
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = value
    if "drop" in case:
        del entries[case["drop"]]
    if "swap" in case:
        one, other = case["swap"]
        entries[one], entries[other] = copy.deepcopy(entries[other]), copy.deepcopy(entries[one])
    folder = book.write(book.export_files([canon.dumps(entry) for entry in entries]), tmp_path)
    assert found(folder) == set(case["finds"])
    beside = found(folder, true) - set(case["finds"])
    assert beside
    assert beside == set(case.get("retained", beside))


def test_base64_is_read_in_one_spelling() -> None:
    assert note.unbase64("AA==") == b"\0"
    for text in ("AB==", "AA=", "AA", "A A=", "AA==\n", "AA=="[:-1], base64.urlsafe_b64encode(b"\xff\xff").decode()):
        with pytest.raises(note.NoteError):
            note.unbase64(text)


def test_replay_without_a_state_finds_the_same() -> None:
    from precinto_verify.findings import Report

    for case in MUTATIONS["forge"]:
        entries = [canon.loads(one) for one in tiles.unpack_bundle((GOOD / "tile/entries/000.p/11").read_bytes())]
        for index, path, value in case.get("set", ()):
            part = entries[index]
            for step in path[:-1]:
                part = part[step]
            part[path[-1]] = value
        reports = [Report(), Report()]
        for report, keep in zip(reports, (True, False), strict=True):
            replay = Replay(report, keep_state=keep)
            for entry in entries:
                replay.feed(canon.dumps(entry))
        assert reports[0].findings == reports[1].findings


def test_the_examples_in_the_documents_are_the_vectors() -> None:
    formats = book.VECTORS.parent / "docs" / "formats"
    good = {path.name: path.read_bytes() for path in GOOD.rglob("*") if path.is_file()}
    tile, bundle = (GOOD / "tile/0/000.p/11").read_bytes(), (GOOD / "tile/entries/000.p/11").read_bytes()
    receipt = (book.VECTORS / "receipt" / "bare.tlog-proof").read_text("utf-8")
    checkpoint = receipt.partition("\n\n")[2]
    said = {name: (formats / f"{name}.md").read_text("utf-8") for name in ("tree", "checkpoint", "receipt", "export")}
    assert f"```\n{checkpoint}```" in said["checkpoint"]
    assert f"{receipt.partition(chr(10))[2]}```" in said["receipt"]
    assert str(book.VKEY) in said["checkpoint"]
    assert book.VKEY.fingerprint in said["checkpoint"]
    for part in (tile[:16], tile[16:32], tile[32:36], bundle[:10]):
        assert part.hex(" ") in said["tree"]
    for name in ("state.jsonl", "disclosures.jsonl"):
        examples = re.findall(r"```\n(\[.*\n)```", said["export"])
        assert any(one.encode() in good[name] for one in examples)
