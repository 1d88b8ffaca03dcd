# SPDX-License-Identifier: Apache-2.0
"""The Merkle tree of RFC 6962 / RFC 9162 with SHA-256: roots, inclusion proofs and consistency proofs.

A *node* is named by its height and its place in that height: `(height, n)` covers the leaves `n * 2^height` up to
`(n + 1) * 2^height`, all of them present. Proofs are made from a function that reads nodes, whatever stores them.
See `docs/formats/tree.md`.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()

NodeReader = Callable[[int, int], bytes]
"""`(height, n)` to the hash of that node."""

_CHUNK = 1 << 14  # leaves folded at a time: the working set stays in the processor's cache


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Root over leaf hashes. 1 M leaves take about as long as 1 M bare SHA-256 calls and a half."""
    if not leaves:
        return EMPTY_ROOT
    tops = [_fold(leaves[start : start + _CHUNK]) for start in range(0, len(leaves), _CHUNK)]
    return _fold(tops)


def _fold(level: Sequence[bytes]) -> bytes:
    """Hash pairs until one is left; a node without a partner climbs unchanged, which is RFC 6962's shape."""
    hashed = sha256
    while len(level) > 1:
        pairs = iter(level)
        above = [hashed(b"\1" + left + right).digest() for left, right in zip(pairs, pairs, strict=False)]
        if len(level) % 2:
            above.append(level[-1])
        level = above
    return level[0]


class Frontier:
    """The roots of the perfect subtrees that make up a tree, largest first: enough to append and to know the root."""

    __slots__ = ("peaks", "size")

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)
        if size < 0 or len(self.peaks) != size.bit_count() or any(len(peak) != HASH_BYTES for peak in self.peaks):
            raise ValueError("a frontier has one hash for each bit set in its size")

    @classmethod
    def unpack(cls, size: int, packed: bytes) -> "Frontier":
        return cls(size, [packed[at : at + HASH_BYTES] for at in range(0, len(packed), HASH_BYTES)])

    def pack(self) -> bytes:
        """The peaks one after another: at most 64 x 32 bytes."""
        return b"".join(self.peaks)

    def copy(self) -> "Frontier":
        return Frontier(self.size, self.peaks)

    def append(self, leaf: bytes) -> None:
        self.push(0, leaf)

    def push(self, height: int, node: bytes) -> None:
        """Append a whole subtree of 2^height leaves; the size must be a multiple of 2^height."""
        if self.size & ((1 << height) - 1):
            raise ValueError("a subtree starts at a multiple of its own size")
        carry = self.size >> height
        while carry & 1:
            node = node_hash(self.peaks.pop(), node)
            carry >>= 1
        self.peaks.append(node)
        self.size += 1 << height

    def root(self) -> bytes:
        return _join(self.peaks)


def _join(peaks: Sequence[bytes]) -> bytes:
    if not peaks:
        return EMPTY_ROOT
    top = peaks[-1]
    for peak in reversed(peaks[:-1]):
        top = node_hash(peak, top)
    return top


def nodes_of(leaves: Sequence[bytes]) -> NodeReader:
    """Read nodes from a list of leaf hashes; each height is computed when it is first asked for."""
    levels: list[Sequence[bytes]] = [leaves]

    def node(height: int, n: int) -> bytes:
        while len(levels) <= height:
            pairs = iter(levels[-1])
            levels.append([node_hash(left, right) for left, right in zip(pairs, pairs, strict=False)])
        return levels[height][n]

    return node


def range_root(start: int, end: int, node: NodeReader) -> bytes:
    """Hash over the leaves `start` up to `end`; `start` is a multiple of a power of two >= their number."""
    peaks = []
    while start < end:
        height = (end - start).bit_length() - 1
        peaks.append(node(height, start >> height))
        start += 1 << height
    return _join(peaks)


def _split(size: int) -> int:
    """The largest power of two below size."""
    return 1 << ((size - 1).bit_length() - 1)


def prove_inclusion(index: int, size: int, node: NodeReader) -> list[bytes]:
    """RFC 9162, 2.1.3.1: the hashes beside the path from the leaf to the root, lowest first."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    start, end = 0, size
    path = []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(range_root(middle, end, node))
            end = middle
        else:
            path.append(range_root(start, middle, node))
            start = middle
    path.reverse()
    return path


def prove_consistency(old: int, new: int, node: NodeReader) -> list[bytes]:
    """RFC 9162, 2.1.4.1: that the tree of `old` leaves is the beginning of the tree of `new`. Empty when `old` is 0."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {old} cannot come before a tree of {new}")
    if old in (0, new):
        return []
    start, end = 0, new
    path = []
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(range_root(middle, end, node))
            end = middle
        else:
            path.append(range_root(start, middle, node))
            start = middle
    if start:  # the verifier knows the old root already when it is a node of the new tree
        path.append(range_root(start, end, node))
    path.reverse()
    return path


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162, 2.1.3.2."""
    if not 0 <= index < size:
        return False
    place, last = index, size - 1
    top = leaf
    for beside in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            top = node_hash(beside, top)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            top = node_hash(top, beside)
        place >>= 1
        last >>= 1
    return last == 0 and top == root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """RFC 9162, 2.1.4.2; every tree is consistent with the empty one."""
    if not 0 <= old <= new:
        return False
    if old == 0:
        return not proof and old_root == EMPTY_ROOT and (new > 0 or new_root == EMPTY_ROOT)
    if old == new:
        return not proof and old_root == new_root
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place >>= 1
        last >>= 1
    before = after = path[0]
    for beside in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before = node_hash(beside, before)
            after = node_hash(beside, after)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            after = node_hash(after, beside)
        place >>= 1
        last >>= 1
    return last == 0 and before == old_root and after == new_root
