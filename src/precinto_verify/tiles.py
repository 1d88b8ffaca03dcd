# SPDX-License-Identifier: Apache-2.0
"""The tree cut into tiles of 256 hashes, and the entries into bundles of 256: the layout of C2SP tlog-tiles.

See `docs/formats/tree.md`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from precinto_verify import merkle
from precinto_verify.canon import MAX_ENTRY

HEIGHT = 8
WIDTH = 1 << HEIGHT
TILE_BYTES = WIDTH * merkle.HASH_BYTES
MAX_BUNDLE = WIDTH * (2 + MAX_ENTRY)
MAX_LEVEL = 63

TileReader = Callable[[int, int, int], bytes]
"""`(level, index, width)` to the bytes of that tile: `width` hashes of 32 bytes."""


class TileError(ValueError):
    """A path, tile or bundle that is not of the form."""


class Tile(NamedTuple):
    level: int
    n: int
    width: int


def tile_path(level: int, index: int, width: int = WIDTH) -> str:
    if not 0 <= level <= MAX_LEVEL:
        raise TileError(f"no level {level}")
    return f"tile/{level}/{_place(index, width)}"


def entries_path(index: int, width: int = WIDTH) -> str:
    return f"tile/entries/{_place(index, width)}"


def _place(index: int, width: int) -> str:
    """1234067 is written x001/x234/067; a tile that is not full carries its width."""
    if index < 0 or not 1 <= width <= WIDTH:
        raise TileError(f"no tile {index} of width {width}")
    rest, last = divmod(index, 1000)
    path = f"{last:03}"
    while rest:
        rest, part = divmod(rest, 1000)
        path = f"x{part:03}/{path}"
    return path if width == WIDTH else f"{path}.p/{width}"


_PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII)


def parse_path(path: str) -> tuple[int | None, int, int]:
    """Level (None for an entry bundle), index and width of a path; `TileError` unless spelt in the one way."""
    if len(path) > 200 or not (found := _PATH.fullmatch(path)):
        raise TileError(f"not the path of a tile: {path!r}")
    kind, place, width_text = found.groups()
    level = None if kind == "entries" else int(kind)
    index = int(place.replace("x", "").replace("/", ""))
    width = int(width_text) if width_text else WIDTH
    again = entries_path(index, width) if level is None else tile_path(level, index, width)
    if again != path:
        raise TileError(f"not the path of a tile: {path!r}")
    return level, index, width


def width_at(size: int, level: int, index: int) -> int:
    """How many hashes the tile holds in a tree of that size: 0 to 256."""
    return max(0, min(WIDTH, (size >> (HEIGHT * level)) - index * WIDTH))


def tiles_of(size: int) -> Iterator[Tile]:
    """Every tile of a tree, level by level. Entry bundles have the indexes and widths of level 0."""
    return touched(0, size)


def touched(old: int, new: int) -> Iterator[Tile]:
    """The tiles that differ between two sizes of one tree, as they are in the new one."""
    for level in range(MAX_LEVEL + 1):
        before, after = old >> (HEIGHT * level), new >> (HEIGHT * level)
        if not after:
            return
        if before == after:
            continue
        for index in range(before // WIDTH, (after - 1) // WIDTH + 1):
            yield Tile(level, index, width_at(new, level, index))


def grow(size: int, leaves: Sequence[bytes], read_tile: TileReader) -> dict[Tile, bytes]:
    """Append leaf hashes to a tree of `size`: the new contents of each tile touched. Reads at most one tile a level."""
    written: dict[Tile, bytes] = {}
    nodes: Sequence[bytes] = leaves
    for level in range(MAX_LEVEL + 1):
        if not nodes:
            break
        start = size >> (HEIGHT * level)
        index, held = divmod(start, WIDTH)
        whole = b"".join(nodes)
        if held:
            whole = read_tile(level, index, held)[: held * merkle.HASH_BYTES] + whole
        above = []
        for at in range(0, len(whole), TILE_BYTES):
            data = whole[at : at + TILE_BYTES]
            written[Tile(level, index, len(data) // merkle.HASH_BYTES)] = data
            if len(data) == TILE_BYTES:
                above.append(tile_root(data))
            index += 1
        nodes = above
    return written


def hashes_of(tile: bytes) -> list[bytes]:
    return [tile[at : at + merkle.HASH_BYTES] for at in range(0, len(tile), merkle.HASH_BYTES)]


def tile_root(tile: bytes) -> bytes:
    """The hash that a full tile becomes in the level above."""
    if len(tile) != TILE_BYTES:
        raise TileError("only a full tile is hashed into the level above")
    return merkle.root(hashes_of(tile))


def node_reader(size: int, read_tile: TileReader) -> merkle.NodeReader:
    """Read the nodes of a tree of that size from its tiles. A tile is read once as long as it is at hand."""

    @lru_cache(maxsize=64)
    def tile(level: int, index: int) -> bytes:
        width = width_at(size, level, index)
        data = read_tile(level, index, width)
        if len(data) < width * merkle.HASH_BYTES:
            raise TileError(f"{tile_path(level, index, width)} is short")
        return data

    def node(height: int, n: int) -> bytes:
        level, inside = divmod(height, HEIGHT)
        index, first = divmod(n << inside, WIDTH)
        at = first * merkle.HASH_BYTES
        return merkle.root(hashes_of(tile(level, index)[at : at + (merkle.HASH_BYTES << inside)]))

    return node


def root(size: int, read_tile: TileReader) -> bytes:
    return merkle.range_root(0, size, node_reader(size, read_tile))


def prove_inclusion(index: int, size: int, read_tile: TileReader) -> list[bytes]:
    return merkle.prove_inclusion(index, size, node_reader(size, read_tile))


def prove_consistency(old: int, new: int, read_tile: TileReader) -> list[bytes]:
    return merkle.prove_consistency(old, new, node_reader(new, read_tile))


def pack_bundle(entries: Iterable[bytes]) -> bytes:
    """Each entry behind its length as a big-endian 16-bit number."""
    parts = []
    for entry in entries:
        if len(entry) > MAX_ENTRY:
            raise TileError(f"an entry has at most {MAX_ENTRY} bytes")
        parts += [len(entry).to_bytes(2, "big"), entry]
    return b"".join(parts)


def unpack_bundle(data: bytes) -> list[bytes]:
    entries = []
    at, end = 0, len(data)
    while at + 2 <= end:
        start = at + 2
        at = start + (data[at] << 8 | data[at + 1])
        entries.append(data[start:at])
    if at != end:
        raise TileError("the bundle is cut short")
    return entries
