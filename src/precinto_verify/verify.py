# SPDX-License-Identifier: Apache-2.0
"""The verification of an export, step by step as `docs/formats/export.md` numbers it: all steps in one place, so a long file."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from precinto_verify import canon, epochs, merkle, tiles
from precinto_verify.export import CHECKPOINT, DISCLOSURES, EPOCHS, STATE, VKEY, Export
from precinto_verify.findings import Report, Unusable
from precinto_verify.note import Checkpoint, NoCryptography, Note, NoteError, VKey, parse_vkeys, unbase64
from precinto_verify.proof import Receipt
from precinto_verify.replay import Columns, Key, Replay

TREE_BREAKS = {"missing", "not-plain", "unreadable", "too-big", "malformed", "entry-altered", "tile-size"} | {
    "bundle-size",
    "tile-altered",
    "entries-unknown",
}
MISSING_SHOWN = 100  # a checkpoint may claim 2^63 acts: nobody walks through all that is not there


@dataclass(frozen=True, slots=True)
class Retained:
    """A checkpoint kept outside the office: a note, or the three lines of it that stand on paper."""

    head: Checkpoint
    note: Note | None
    where: str

    @classmethod
    def parse(cls, data: bytes | str, where: str) -> "Retained":
        """`NoteError` when it is neither a signed note, nor its text, nor `origin size root` on one line."""
        try:
            text = data if isinstance(data, str) else data.decode()
        except UnicodeDecodeError:
            raise NoteError("not UTF-8") from None
        if "\n\n" in text:
            note = Note.parse(text)
            return cls(Checkpoint.parse(note.text), note, where)
        lines = text.strip("\n").split("\n") if "\n" in text.strip("\n") else text.strip().rsplit(None, 2)
        return cls(Checkpoint.parse("".join(f"{line.strip()}\n" for line in lines)), None, where)


@dataclass(slots=True)
class Tree:
    """What the walk over the acts found out."""

    roots: dict[int, bytes] = field(default_factory=dict)
    whole: bool = True
    acts: dict[int, bytes] = field(default_factory=dict)
    levels: list[list[bytes]] = field(default_factory=lambda: [[]])
    openings: epochs.Openings = field(default_factory=epochs.Openings)
    # Earlier epochs whose part in these acts the export proves, by their names.
    proved: set[str] = field(default_factory=set)


def verify_export(
    folder: Path,
    *,
    vkeys: Sequence[VKey] = (),
    retained: Sequence[Retained] = (),
    receipts: Sequence[tuple[str, Receipt]] = (),
    quick: bool = False,
    witnesses: Sequence[VKey] = (),
) -> Report:
    """Check everything that can be checked and say what was not. `Unusable` when the folder is not an export."""
    report = Report()
    export = Export(folder, report)
    keys = _keys(export, vkeys, report)
    head = _head(export, keys, report)
    report.did_not("not-true")
    if head is None:
        return report
    report.origin, report.size, report.root = head.origin, head.size, head.root
    _no_strays(export, head.size, report)

    kept = [*retained, *(Retained(receipt.checkpoint, receipt.note, where) for where, receipt in receipts)]
    ended = _ended(export, report)
    sizes = {one.head.size for one in [*kept, *ended]}
    disclosed = _disclosures(export, report) if export.has(DISCLOSURES) else {}
    replay = None if quick else Replay(report, keep_state=export.has(STATE))
    tree = _walk(export, head.size, report, replay, sizes, receipts, disclosed)
    _levels(export, head.size, tree, report)
    _root(head, tree, report)
    _epochs(ended, head, tree, keys, report)
    vouching = _retained(retained, head, tree, keys, report)
    _witnesses(retained, witnesses, report)
    vouching += _receipts(receipts, head, tree, keys, report)
    _what_vouches(vouching, head, report)
    _state(export, replay, report)
    if disclosed and not any(
        one.where.startswith(DISCLOSURES) or one.what.startswith("discl") for one in report.findings
    ):
        report.did("did-disclosures", count=sum(map(len, disclosed.values())))
    if others := export.other_names():
        report.did_not("not-other-files", names=", ".join(others))
    return report


def verify_receipt(where: str, receipt: Receipt, keys: Sequence[VKey]) -> Report:
    """A receipt alone: its act, its proof and the signature of its checkpoint."""
    report = Report()
    if receipt.entry is None:
        raise Unusable("receipt-bare", where=where)
    head = receipt.checkpoint
    report.origin, report.size, report.root = head.origin, head.size, head.root
    _signed(receipt.note, epochs.under_the_name(keys, head.origin), where, report)
    if receipt.index >= head.size:
        report.broke("receipt-index", where, index_said=receipt.index, size=head.size)
    elif not receipt.proves(receipt.entry):
        report.broke("receipt-proof", where, receipt.index)
    if report.sound:
        report.did("did-receipt-alone", where=where, index_said=receipt.index, size=head.size)
    report.did_not("not-true")
    return report


# Step 1: keys and checkpoint.


def _keys(export: Export, given: Sequence[VKey], report: Report) -> list[VKey]:
    claimed: list[VKey] = []
    if export.has(VKEY) or not given:
        data = export.read(VKEY)
        if data is not None:
            try:
                if not data.endswith(b"\n"):
                    raise NoteError("the last line has no end")
                claimed = list(parse_vkeys(data.decode()))
            except (NoteError, UnicodeDecodeError) as error:
                report.broke("malformed", VKEY, why=str(error))
    keys = list(given)
    for key in claimed:
        if key in given:
            continue
        if any(key.kind == one.kind and key.name == one.name for one in given):
            report.broke("other-key", VKEY, key=f"{key.name}+{key.id.hex()}")
        else:
            keys.append(key)
            report.did_not("not-key", key=f"{key.name}+{key.id.hex()}", fingerprint=key.fingerprint)
    return keys


def _head(export: Export, keys: Sequence[VKey], report: Report) -> Checkpoint | None:
    data = export.read(CHECKPOINT)
    if data is None:
        return None
    try:
        note = Note.parse(data)
        head = Checkpoint.parse(note.text)
    except NoteError as error:
        report.broke("malformed", CHECKPOINT, why=str(error))
        return None
    # A witness signs under its own name; the ledger under the name of the book.
    known = _signed(note, keys, CHECKPOINT, report)
    if known < len(note.signatures):
        report.did_not("not-other-signatures", count=len(note.signatures) - known)
    return head


def _signed(note: Note, keys: Sequence[VKey], where: str, report: Report) -> int:
    """Every key must have signed. Answers how many signature lines speak of a key that is known."""
    known = 0
    for key in keys:
        name = f"{key.name}+{key.id.hex()}"
        lines = note.by(key)
        known += len(lines)
        try:
            if not lines:
                report.broke("unsigned", where, key=name)
            elif note.signed_by(key):
                report.did("did-signature", key=name, kind=key.kind.name)
            else:
                report.broke("signature", where, key=name)
        except NoCryptography:
            report.did_not("not-signature", key=name)
    return known


# Step 2: which files there must be.


def _no_strays(export: Export, size: int, report: Report) -> None:
    for path in sorted(export.tree):
        try:
            level, index, width = tiles.parse_path(path)
            belongs = tiles.width_at(size, level or 0, index) == width
        except tiles.TileError:
            belongs = False
        if not belongs:
            report.broke("stray", path, size=size)


# Step 3: acts, leaf hashes, level 0; and on the way everything that is asked of single acts.


def _walk(
    export: Export,
    size: int,
    report: Report,
    replay: Replay | None,
    wanted: set[int],
    receipts: Sequence[tuple[str, Receipt]],
    disclosed: dict[int, list[str]],
) -> Tree:
    tree = Tree()
    tree.roots[0] = merkle.EMPTY_ROOT
    asked = {receipt.index for _, receipt in receipts}
    frontier = merkle.Frontier()
    missing = 0
    hashed = sha256
    for index in range((size + tiles.WIDTH - 1) // tiles.WIDTH):
        first, width = index * tiles.WIDTH, tiles.width_at(size, 0, index)
        entries = export.bundle(index, width)
        tile = export.tile(0, index, width)
        if entries is None:
            missing += 1
            leaves = tiles.hashes_of(tile) if tile else []
            if not leaves:
                report.broke("entries-unknown", first=first, last=first + width - 1)
                tree.whole = False
                if missing > MISSING_SHOWN:
                    report.broke("entries-unknown", first=first + width, last=size - 1)
                    break
        else:
            leaves = [hashed(b"\0" + entry).digest() for entry in entries]
            if tile is not None and b"".join(leaves) != tile:
                for at, (leaf, said) in enumerate(zip(leaves, tiles.hashes_of(tile), strict=True)):
                    if leaf != said:
                        report.broke("entry-altered", index=first + at, tile=tiles.tile_path(0, index, width))
            _look_at(first, entries, replay, asked, disclosed, tree, report)
        if not tree.whole:
            continue
        for at in sorted(one for one in wanted if first < one <= first + width):
            part = frontier.copy()
            for leaf in leaves[: at - first]:
                part.append(leaf)
            tree.roots[at] = part.root()
        if width == tiles.WIDTH:
            top = merkle.root(leaves)
            tree.levels[0].append(top)
            frontier.push(tiles.HEIGHT, top)
        else:
            for leaf in leaves:
                frontier.append(leaf)
    if tree.whole:
        tree.roots[size] = frontier.root()
    return tree


def _look_at(
    first: int,
    entries: list[bytes],
    replay: Replay | None,
    asked: set[int],
    disclosed: dict[int, list[str]],
    tree: Tree,
    report: Report,
) -> None:
    if replay is not None:
        replay.skip_to(first)
        for entry in entries:
            replay.feed(entry)
    for at, entry in enumerate(entries):
        if epochs.MARK in entry:
            with suppress(canon.CanonError):  # which the replay names
                tree.openings.look(first + at, canon.loads(entry))
    for index in asked.intersection(range(first, first + len(entries))):
        tree.acts[index] = entries[index - first]
    for index in disclosed.keys() & range(first, first + len(entries)):
        for commitment in disclosed[index]:
            # In canonical bytes a quotation mark within text is escaped: this can only be a commitment itself.
            if f'{{"$":"{commitment}"}}'.encode() not in entries[index - first]:
                report.broke("disclosure-elsewhere", DISCLOSURES, index, commitment=commitment)


# Step 4: the levels above, and the root.


def _levels(export: Export, size: int, tree: Tree, report: Report) -> None:
    level, nodes = 1, tree.levels[0]
    while tree.whole and nodes:
        above = []
        for index in range((len(nodes) + tiles.WIDTH - 1) // tiles.WIDTH):
            part = nodes[index * tiles.WIDTH : (index + 1) * tiles.WIDTH]
            tile = export.tile(level, index, len(part))
            if tile is not None and tile != b"".join(part):
                _name_altered(level, index, part, tile, report)
            if len(part) == tiles.WIDTH:
                above.append(merkle.root(part))
        level, nodes = level + 1, above


def _name_altered(level: int, index: int, part: list[bytes], tile: bytes, report: Report) -> None:
    span = tiles.WIDTH**level
    for at, (said, found) in enumerate(zip(tiles.hashes_of(tile), part, strict=True)):
        if said != found:
            first = (index * tiles.WIDTH + at) * span
            path = tiles.tile_path(level, index, len(part))
            report.broke("tile-altered", path, position=at, first=first, last=first + span - 1)


def _root(head: Checkpoint, tree: Tree, report: Report) -> None:
    if not tree.whole:
        return
    if tree.roots[head.size] != head.root:
        report.broke("root", CHECKPOINT, size=head.size)
    elif not report.counts.keys() & TREE_BREAKS:
        report.did("did-tree", size=head.size, origin=head.origin)


# Step 5: what was kept outside, and the epochs that have ended.


def _ended(export: Export, report: Report) -> list[Retained]:
    """The checkpoints of earlier epochs that the export carries."""
    found = []
    for path in sorted(export.epochs):
        data = export.read(path)
        try:
            if data is not None:
                one = Retained.parse(data, path)
                if one.note is None or path != f"{EPOCHS}/{epochs.number_of(one.head.origin)}":
                    raise NoteError("it is no signed note of the epoch by whose number it is named")
                found.append(one)
        except NoteError as error:
            report.broke("malformed", path, why=str(error))
    return found


def _epochs(ended: Sequence[Retained], head: Checkpoint, tree: Tree, keys: Sequence[VKey], report: Report) -> None:
    for one in ended:
        opening = next((o for o in tree.openings.all if (o.before, o.common) == (one.head.origin, one.head.size)), None)
        if opening is None:
            report.broke("no-epoch", one.where, found=one.head.origin)
            continue
        before = sum(report.counts.values())
        claimed = [key for key in epochs.under_the_name(keys, one.head.origin) if key.name == one.head.origin]
        signed = one.note is not None and _signed(one.note, claimed, one.where, report)
        if _continues(one.head, one.where, head, tree, report) and before == sum(report.counts.values()):
            if signed:
                tree.proved.add(one.head.origin)
            number = epochs.number_of(one.head.origin)
            report.did("did-epoch", epoch=number, size=one.head.size, act=opening.index)


def _retained(
    kept: Sequence[Retained], head: Checkpoint, tree: Tree, keys: Sequence[VKey], report: Report
) -> list[int]:
    """Answers up to how many acts each speaks of this book; 0 where what it spoke of is lost."""
    vouching = []
    for one in kept:
        if not _of_this_book(one.head, one.where, head, tree, report):
            continue
        _kept_signature(one.note, epochs.under_the_name(keys, one.head.origin), one.where, report)
        opening = _lost(one.head, head, tree)
        facts: dict[str, Any] = {"size": one.head.size, "where": one.where}
        if opening is not None:
            vouching.append(0)
            _say_lost(opening, tree, report, facts)
            continue
        vouching.append(one.head.size)
        if _continues(one.head, one.where, head, tree, report):
            if one.head.origin == head.origin:
                report.did("did-retained", **facts)
            else:
                report.did("did-retained-epoch", epoch=epochs.number_of(one.head.origin), **facts)
    return vouching


def _of_this_book(old: Checkpoint, where: str, head: Checkpoint, tree: Tree, report: Report) -> bool:
    if old.origin == head.origin or old.origin in tree.openings.names:
        return True
    if epochs.same_office(old.origin, head.origin):
        report.broke("no-epoch", where, found=old.origin)
    else:
        report.broke("other-origin", where, found=old.origin, expected=head.origin)
    return False


def _lost(old: Checkpoint, head: Checkpoint, tree: Tree) -> epochs.Opening | None:
    """The act that accounts for a checkpoint of an earlier epoch that does not come out of these acts."""
    if old.origin == head.origin or tree.roots.get(old.size) == old.root:
        return None
    return tree.openings.accounting_for(old)


def _say_lost(opening: epochs.Opening, tree: Tree, report: Report, facts: dict[str, Any]) -> None:
    epoch = epochs.number_of(opening.before)
    report.did("did-retained-lost", epoch=epoch, common=opening.common, act=opening.index, **facts)
    said = any(one.what == "not-epoch" and one.facts["act"] == opening.index for one in report.unchecked)
    if opening.common and opening.before not in tree.proved and not said:
        report.did_not("not-epoch", epoch=epoch, common=opening.common, act=opening.index)


def _continues(old: Checkpoint, where: str, head: Checkpoint, tree: Tree, report: Report) -> bool:
    if old.size > head.size:
        report.broke("rolled-back", where, first=head.size, last=old.size - 1)
        return False
    if old.size not in tree.roots:
        return False  # the acts are not all there, which has been said
    if tree.roots[old.size] != old.root:
        report.broke("rewritten", where, size=old.size)
        return False
    return True


def _kept_signature(note: Note | None, keys: Sequence[VKey], where: str, report: Report) -> None:
    """A signature there must be true. That a note has none (bare paper, an older key) is said, not held against it."""
    known = False
    for key in keys:
        if note is not None and note.by(key):
            known = True
            try:
                if not note.signed_by(key):
                    report.broke("signature", where, key=f"{key.name}+{key.id.hex()}")
            except NoCryptography:
                report.did_not("not-signature", key=f"{key.name}+{key.id.hex()}, {where}")
    if not known:
        report.did_not("not-retained-signature", where=where)


def _receipts(
    receipts: Sequence[tuple[str, Receipt]], head: Checkpoint, tree: Tree, keys: Sequence[VKey], report: Report
) -> list[int]:
    """Answers what `_retained` answers, of their checkpoints."""
    vouching = []
    for where, receipt in receipts:
        old = receipt.checkpoint
        if not _of_this_book(old, where, head, tree, report):
            continue
        _kept_signature(receipt.note, epochs.under_the_name(keys, old.origin), where, report)
        if receipt.index >= old.size:
            report.broke("receipt-index", where, index_said=receipt.index, size=old.size)
            continue
        found = tree.acts.get(receipt.index)
        good = True
        if receipt.entry is not None and not receipt.proves(receipt.entry):
            report.broke("receipt-proof", where, receipt.index)
            good = False
        opening = _lost(old, head, tree)
        vouching.append(0 if opening is not None else old.size)
        stands = found is not None and receipt.entry in (None, found) and receipt.proves(found)
        if opening is not None and not stands and receipt.index >= opening.common:
            epoch = epochs.number_of(opening.before)
            report.did("did-receipt-lost", where=where, index_said=receipt.index, epoch=epoch, act=opening.index)
            continue
        if not stands:
            # Beyond the end of the book, or in a bundle that could not be read, there is no act to compare.
            good = False
            if found is not None:
                report.broke("receipt-act", where, receipt.index)
        if opening is not None:
            _say_lost(opening, tree, report, {"size": old.size, "where": where})
        elif not _continues(old, where, head, tree, report):
            good = False
        if good:
            report.did("did-receipt", where=where, index_said=receipt.index)
    return vouching


def _what_vouches(sizes: Sequence[int], head: Checkpoint, report: Report) -> None:
    """Up to where something outside the export stands witness."""
    if not sizes:
        report.did_not("not-retained")
    elif max(sizes) < head.size:
        report.did_not("not-after", first=max(sizes), last=head.size - 1)


def _witnesses(kept: Sequence[Retained], witnesses: Sequence[VKey], report: Report) -> None:
    """Each witness has cosigned one of the checkpoints kept from before, and no line of its name is false."""
    for key in witnesses:
        name = f"{key.name}+{key.id.hex()}"
        signed = [one for one in kept if one.note is not None and one.note.by(key)]
        if not signed:
            report.broke("not-cosigned", key=name)
        for one in signed:
            try:
                if one.note is not None and one.note.signed_by(key):
                    report.did("did-cosigned", key=name, size=one.head.size, where=one.where)
                else:
                    report.broke("signature", one.where, key=name)
            except NoCryptography:
                report.did_not("not-signature", key=name)


# Step 6: laws and state.


def _state(export: Export, replay: Replay | None, report: Report) -> None:
    if replay is None:
        report.did_not("not-laws")
    else:
        replay.skip_to(report.size)
        if replay.gap is not None:
            report.did_not("not-after-gap", index=replay.gap)
            return
        if not any(what.startswith("law-") for what in report.counts):
            report.did("did-laws", size=replay.size)
    if replay is None or not export.has(STATE):
        report.did_not("not-state")
        return
    before = sum(report.counts.values())
    rows = replay.compare(_rows(export, report))
    if sum(report.counts.values()) == before:
        report.did("did-state", rows=rows)


def _rows(export: Export, report: Report) -> Iterator[tuple[str, Key, Columns]]:
    last: tuple[str, bool, Any] | None = None
    for number, line in enumerate(export.lines(STATE), 1):
        try:
            table, key, values = _row(canon.loads(line))
        except canon.CanonError as error:
            report.broke("malformed", f"{STATE}:{number}", why=str(error))
            continue
        # Numbers before text, so that keys of either kind have one order.
        place = (table, isinstance(key, str), key)
        if last is not None and not last < place:
            report.broke("state-order", f"{STATE}:{number}")
        last = place
        yield table, key, values


def _row(row: Any) -> tuple[str, Key, Columns]:
    match row:
        case [str(table), bool(), _]:
            raise canon.CanonError(f"a key of {table} is neither number nor text")
        case [str(table), int() | str() as key, dict() as values]:
            return table, key, values
    raise canon.CanonError("a row is [table, key, {column: value}]")


# Step 7: disclosures.


def _disclosures(export: Export, report: Report) -> dict[int, list[str]]:
    """Commitments disclosed, by the index of their act."""
    found: dict[int, list[str]] = defaultdict(list)
    for number, line in enumerate(export.lines(DISCLOSURES), 1):
        where = f"{DISCLOSURES}:{number}"
        try:
            match canon.loads(line):
                case [int(index), str(commitment), str(salt), value] if index is not True and index is not False:
                    if canon.commitment(unbase64(salt), value) != commitment:
                        report.broke("disclosure-false", where, index)
                    elif not 0 <= index < report.size:
                        report.broke("disclosure-elsewhere", where, index, commitment=commitment)
                    else:
                        found[index].append(commitment)
                case _:
                    raise canon.CanonError("a line is [index, commitment, salt, value]")
        except (canon.CanonError, NoteError) as error:
            report.broke("malformed", where, why=str(error))
    return found
