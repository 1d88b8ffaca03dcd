# SPDX-License-Identifier: Apache-2.0
"""What must hold for every tree, value, bundle and damaged export, tried on many."""

import tempfile
import unicodedata
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from precinto_verify import canon, merkle, note, proof, tiles
from precinto_verify.verify import Retained, verify_export
from tests.verify import book

LEAVES = [sha256(number.to_bytes(4, "big")).digest() for number in range(70_000)]
TILES = tiles.grow(0, LEAVES, lambda *_: b"")


TILES_BY_PLACE = {tile[:2]: data for tile, data in TILES.items()}


def read_tile(level: int, index: int, width: int) -> bytes:
    """From the tiles of 70,000 leaves, of which every smaller tile is the beginning."""
    return TILES_BY_PLACE[level, index][: 32 * width]


def slowly(leaves: Sequence[bytes]) -> bytes:
    """The root as RFC 9162, 2.1.1 defines it."""
    if len(leaves) < 2:
        return leaves[0] if leaves else merkle.EMPTY_ROOT
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return merkle.node_hash(slowly(leaves[:half]), slowly(leaves[half:]))


@cache
def root_of(size: int) -> bytes:
    return slowly(LEAVES[:size])


sizes = st.integers(0, 600)


@given(sizes)
@settings(deadline=None)
def test_roots_are_those_of_the_definition(size: int) -> None:
    frontier = merkle.Frontier()
    for leaf in LEAVES[:size]:
        frontier.append(leaf)
    again = merkle.Frontier.unpack(size, frontier.pack())
    assert root_of(size) == merkle.root(LEAVES[:size]) == frontier.root() == again.root()


@given(st.data())
@settings(deadline=None)
def test_inclusion_is_proved_and_nothing_else_is(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 600))
    index = data.draw(st.integers(0, size - 1))
    path = tiles.prove_inclusion(index, size, read_tile)
    assert path == merkle.prove_inclusion(index, size, merkle.nodes_of(LEAVES[:size]))
    assert merkle.verify_inclusion(LEAVES[index], index, size, path, root_of(size))
    other = data.draw(st.integers(0, size + 1).filter(lambda one: one != index))
    assert not merkle.verify_inclusion(LEAVES[index], other, size, path, root_of(size))
    assert not merkle.verify_inclusion(LEAVES[index], index, size, [*path, LEAVES[0]], root_of(size))
    assert not merkle.verify_inclusion(LEAVES[600], index, size, path, root_of(size))
    if path:
        assert not merkle.verify_inclusion(LEAVES[index], index, size, path[:-1], root_of(size))


@given(st.data())
@settings(deadline=None)
def test_consistency_is_proved_and_nothing_else_is(data: st.DataObject) -> None:
    new = data.draw(st.integers(0, 600))
    old = data.draw(st.integers(0, new))
    path = tiles.prove_consistency(old, new, read_tile)
    assert path == merkle.prove_consistency(old, new, merkle.nodes_of(LEAVES[:new]))
    assert merkle.verify_consistency(old, new, root_of(old), root_of(new), path)
    assert not merkle.verify_consistency(old, new, root_of(old), root_of(new + 1), path) or old == 0
    assert not merkle.verify_consistency(old, new, root_of(old + 1), root_of(new), path)
    assert not merkle.verify_consistency(old, new, root_of(old), root_of(new), [*path, LEAVES[0]])
    if path:
        assert not merkle.verify_consistency(old, new, root_of(old), root_of(new), path[:-1])
        assert not merkle.verify_consistency(new, old, root_of(new), root_of(old), path)


@given(st.integers(0, 69_999), st.integers(1, 70_000), st.integers(0, 70_000))
@settings(deadline=None, max_examples=20)
def test_proofs_from_tiles_of_three_levels(index: int, size: int, old: int) -> None:
    index, old = index % size, old % (size + 1)
    top = merkle.root(LEAVES[:size])
    assert tiles.root(size, read_tile) == top
    assert merkle.verify_inclusion(LEAVES[index], index, size, tiles.prove_inclusion(index, size, read_tile), top)
    between = tiles.prove_consistency(old, size, read_tile)
    assert merkle.verify_consistency(old, size, merkle.root(LEAVES[:old]), top, between)


@given(st.lists(st.integers(1, 400), max_size=6))
@settings(deadline=None)
def test_a_tree_grown_by_steps_is_the_tree_grown_at_once(steps: list[int]) -> None:
    held: dict[tiles.Tile, bytes] = {}
    size = 0

    def read(level: int, n: int, width: int) -> bytes:
        return held[tiles.Tile(level, n, width)]

    for step in steps:
        grown = tiles.grow(size, LEAVES[size : size + step], read)
        assert set(grown) == set(tiles.touched(size, size + step))
        held |= grown
        size += step
    at_once = tiles.grow(0, LEAVES[:size], lambda *_: b"")
    assert set(at_once) == set(tiles.tiles_of(size))
    assert all(held[tile] == data for tile, data in at_once.items())


texts = st.text().map(lambda text: unicodedata.normalize("NFC", text))
keys = st.text(st.characters(max_codepoint=127))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-canon.MAX_INT, canon.MAX_INT) | texts,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=20,
)


@given(values)
def test_canonical_bytes_are_those_of_rfc8785(value: Any) -> None:
    raw = canon.dumps(value)
    assert raw == rfc8785.dumps(value)
    assert canon.loads(raw) == value


@given(st.binary(max_size=60) | values.map(canon.dumps))
def test_what_is_read_is_written_with_the_same_bytes(raw: bytes) -> None:
    try:
        value = canon.loads(raw)
    except canon.CanonError:
        return
    assert canon.dumps(value) == raw


@pytest.mark.parametrize(
    "value", [1.0, float("nan"), {1: 2}, {"ñ": 1}, 2**53, b"", "e\u0301", "\ud800", [{"a": object()}]]
)
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(canon.CanonError):
        canon.dumps(value)


def test_deep_nesting_is_refused() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(canon.CanonError, match="deep"):
        canon.dumps(deep)
    with pytest.raises(canon.CanonError, match="deep"):
        canon.loads(b"[" * 60_000 + b"]" * 60_000)


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_bundles_come_back(entries: list[bytes]) -> None:
    packed = tiles.pack_bundle(entries)
    assert tiles.unpack_bundle(packed) == entries
    if packed:
        with pytest.raises(tiles.TileError):
            tiles.unpack_bundle(packed + b"\0")


def test_the_largest_entry_fits_and_the_next_does_not() -> None:
    assert tiles.unpack_bundle(tiles.pack_bundle([bytes(canon.MAX_ENTRY)])) == [bytes(canon.MAX_ENTRY)]
    with pytest.raises(tiles.TileError):
        tiles.pack_bundle([bytes(canon.MAX_ENTRY + 1)])


@given(st.integers(0, 63), st.integers(0, 10**12), st.integers(1, 256))
def test_paths_come_back(level: int, index: int, width: int) -> None:
    assert tiles.parse_path(tiles.tile_path(level, index, width)) == (level, index, width)
    assert tiles.parse_path(tiles.entries_path(index, width)) == (None, index, width)


@given(st.text() | st.binary())
def test_no_text_upsets_the_readers(data: str | bytes) -> None:
    """Garbage is refused with the error that says so, and no other."""
    for read, error in ((note.Note.parse, note.NoteError), (proof.Receipt.parse, proof.ReceiptError)):
        with pytest.raises(error):
            read(data)
    for parse in (Retained.parse, _parse_key):
        with pytest.raises(note.NoteError):
            parse(data, "garbage")


def _parse_key(data: str | bytes, _: str) -> note.VKey:
    return note.VKey.parse(data if isinstance(data, str) else data.decode("latin-1"))


TOLD = book.long_story(270)
RAW = TOLD.raw()
FILES = book.export_files(RAW, disclosures=TOLD.disclosures)
KEPT = Retained(book.head_of(RAW[:100]), None, "kept")
SECOND_FILES = book.epoch_files(*book.second_epoch())
SECOND_VKEY = note.VKey(book.SECOND, book.VKEY.kind, book.VKEY.public)
SECOND_KEPT = Retained(book.head_of(book.second_epoch()[1][:5]), None, "kept")


def test_the_long_export_is_sound(tmp_path: Path) -> None:
    assert sorted(FILES) == sorted(
        [
            "checkpoint",
            "disclosures.jsonl",
            "state.jsonl",
            "vkey",
            "tile/0/000",
            "tile/0/001.p/14",
            "tile/1/000.p/1",
            "tile/entries/000",
            "tile/entries/001.p/14",
        ]
    )
    assert verify_export(book.write(FILES, tmp_path), retained=[KEPT]).findings == []


@given(st.data())
@settings(deadline=None, max_examples=150)
def test_any_changed_byte_of_any_file_is_found(data: st.DataObject) -> None:
    of_two = [(FILES, book.VKEY, KEPT), (SECOND_FILES, SECOND_VKEY, SECOND_KEPT)]
    files, vkey, kept = data.draw(st.sampled_from(of_two))
    name = data.draw(st.sampled_from(sorted(files)))
    assume(files[name])
    whole = bytearray(files[name])
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    with tempfile.TemporaryDirectory() as folder:
        book.write(files | {name: bytes(whole)}, Path(folder))
        assert verify_export(Path(folder), vkeys=[vkey], retained=[kept]).findings


@given(st.data())
@settings(deadline=None, max_examples=50)
def test_any_cut_or_lost_file_is_found(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(set(FILES) - {"state.jsonl", "disclosures.jsonl", "vkey"})))
    cut = data.draw(st.integers(-1, len(FILES[name]) - 1))
    files = {**FILES, name: FILES[name][: max(cut, 0)]}
    if cut < 0:
        del files[name]
    with tempfile.TemporaryDirectory() as folder:
        book.write(files, Path(folder))
        assert verify_export(Path(folder), vkeys=[book.VKEY], retained=[KEPT]).findings
