# SPDX-License-Identifier: EUPL-1.2
"""The whole of the books against themselves: entries, tree, checkpoints, laws, and every row of the state tables.

What an outsider can check of an export is `precinto_verify`; here the same replay is run on the database, and what only the
house can open is opened: the sealed values, the derived tables, the guard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from precinto.ledger import checkpoint, seal, state, tree
from precinto.ledger import words as words
from precinto.ledger.models import Checkpoint, Entry, Leaf, Pending, Tile
from precinto.records.clock import unstamp
from precinto.records.errors import Broken
from precinto.records.models import recorded_models
from precinto_verify import canon, merkle, note, tiles
from precinto_verify.findings import Report
from precinto_verify.replay import Replay

Progress = Callable[[int, int], None]
CHUNK = 2000


def verify(retained: str | None = None, progress: Progress | None = None) -> Report:
    """Check everything. `retained` is a signed note that was kept outside. The report names each break."""
    report = Report()
    here = checkpoint.epoch()
    report.origin = here.origin if here else ""
    with tree.still():
        kept = _kept(retained, report)
        replay, leaves = _entries(report, kept, progress)
        report.size = leaves.size
        report.root = leaves.root()
        _tiles(report, leaves.size)
        _signer_memory(report, leaves)
        _state(report, replay)
        _guard(report)
    if retained is None:
        report.did_not("not-retained")
    return report


def _kept(retained: str | None, report: Report) -> dict[int, list[tuple[str, bytes]]]:
    """Roots that must come out at given sizes: of every stored checkpoint, and of the one kept outside."""
    wanted: dict[int, list[tuple[str, bytes]]] = {}
    for row in Checkpoint.objects.order_by("size"):
        where = f"checkpoint/{row.size}"
        try:
            head = _signed(row.note, where, report)
        except note.NoteError as error:
            report.broke("malformed", where, why=str(error))
            continue
        if head.size != row.size or head.root != bytes(row.root):
            report.broke("house-checkpoint-columns", where)
        wanted.setdefault(head.size, []).append((where, head.root))
    if retained is not None:
        try:
            parsed = note.Note.parse(retained)
            head = note.Checkpoint.parse(parsed.text)
        except note.NoteError as error:
            report.broke("malformed", "retained", why=str(error))
            return wanted
        if head.origin.rpartition("/")[0] != report.origin.rpartition("/")[0]:
            report.broke("house-other-book", "retained", origin=head.origin)
        _signed(retained, "retained", report)
        wanted.setdefault(head.size, []).append(("retained", head.root))
        report.did("house-retained", size=head.size)
    return wanted


def _signed(text: str, where: str, report: Report) -> note.Checkpoint:
    from precinto.ledger.models import Epoch

    parsed = note.Note.parse(text)
    head = note.Checkpoint.parse(parsed.text)
    row = Epoch.objects.filter(origin=head.origin).first()
    if row is None:
        report.broke("house-no-epoch", where, origin=head.origin)
    elif not parsed.signed_by(note.VKey.parse(row.vkey)):
        report.broke("signature", where, key=head.origin)
    return head


def _stream() -> Iterator[tuple[int, bytes, Entry]]:
    """Leaves in order with their entries. Read in slices, so that a million entries do not stand in memory."""
    last = -1
    while True:
        rows = list(Leaf.objects.select_related("entry").filter(index__gt=last).order_by("index")[:CHUNK])
        if not rows:
            return
        for row in rows:
            yield row.index, bytes(row.hash), row.entry
        last = rows[-1].index


def _entries(
    report: Report, wanted: dict[int, list[tuple[str, bytes]]], progress: Progress | None
) -> tuple[Replay, merkle.Frontier]:
    replay = Replay(report)
    frontier = merkle.Frontier()
    total = Leaf.objects.count()
    for index, leaf, entry in _stream():
        if index != frontier.size:
            report.broke("house-gap", index=frontier.size, found=index)
            replay.skip_to(index)
        body = bytes(entry.body)
        if merkle.leaf_hash(body) != leaf:
            report.broke("entry-altered", index=index, tile="ledger.leaf")
        replay.feed(body)
        _index_columns(report, index, entry, body)
        frontier.append(leaf)
        for where, root in wanted.pop(frontier.size, ()):
            if frontier.root() != root:
                report.broke("root", where, size=frontier.size)
        if progress is not None and index % CHUNK == 0:
            progress(index, total)
    for size, asked in sorted(wanted.items()):
        for where, root in asked:
            if size == 0 and root == merkle.EMPTY_ROOT:
                continue
            report.broke("house-behind", where, size=size, found=frontier.size)
    orphans = Entry.objects.filter(leaf__isnull=True).count() - Pending.objects.count()
    if orphans:
        report.broke("house-orphans", count=orphans)
    report.did("house-entries", count=frontier.size)
    if progress is not None:
        progress(total, total)
    return replay, frontier


def _index_columns(report: Report, index: int, entry: Entry, body: bytes) -> None:
    """The columns that are searched by say what the body says."""
    try:
        said = canon.loads(body)
    except canon.CanonError:
        return  # the replay has named it
    if not isinstance(said, dict):
        return
    case = said.get("case", "")
    by = said.get("by") or {}
    expected = {
        "act": said.get("act"),
        "kind": said.get("kind"),
        "procedure": said.get("procedure", ""),
        "step": said.get("step", ""),
        "clause": said.get("clause", ""),
        "case": int(case.rpartition("/")[2]) if isinstance(case, str) and case.rpartition("/")[2].isdigit() else None,
        "person": by.get("person") or 0,
        "giver": said.get("giver"),
        "refusal": said.get("refusal", ""),
    }
    found = {name: getattr(entry, name) for name in expected} | {"act": str(entry.act)}
    for name, value in expected.items():
        if found[name] != value:
            report.broke("house-entry-column", f"ledger.entry/{entry.pk}/{name}", index)
    at = said.get("at")
    if isinstance(at, str) and entry.at != unstamp(at):
        report.broke("house-entry-column", f"ledger.entry/{entry.pk}/at", index)


def _tiles(report: Report, size: int) -> None:
    """Full tiles against the leaves and the tiles below them."""
    count = 0
    known = set()
    for row in Tile.objects.order_by("level", "index").iterator(chunk_size=200):
        count += 1
        known.add((row.level, row.index))
        where = tiles.tile_path(row.level, row.index)
        try:
            expected = _expected_tile(row.level, row.index)
        except Broken:
            report.broke("stray", where, size=size)
            continue
        if bytes(row.hashes) != expected:
            report.broke("house-tile", where)
    for level, index, width in tiles.tiles_of(size):
        if width == tree.WIDTH and (level, index) not in known:
            report.broke("missing", tiles.tile_path(level, index))
    report.did("house-tiles", count=count)


def _expected_tile(level: int, index: int) -> bytes:
    if level == 0:
        rows = Leaf.objects.filter(index__gte=index * tree.WIDTH, index__lt=(index + 1) * tree.WIDTH).order_by("index")
        found = b"".join(bytes(h) for h in rows.values_list("hash", flat=True))
    else:
        below = Tile.objects.filter(
            level=level - 1, index__gte=index * tree.WIDTH, index__lt=(index + 1) * tree.WIDTH
        ).order_by("index")
        found = b"".join(merkle.root(tree.split(bytes(h))) for h in below.values_list("hashes", flat=True))
    if len(found) != tree.WIDTH * tree.HASH:
        raise Broken("incomplete")
    return found


def _signer_memory(report: Report, frontier: merkle.Frontier) -> None:
    """What the signer remembers of its last signature, which the database cannot reach."""
    last = checkpoint.remembered()
    here = checkpoint.epoch()
    if last is None or here is None or last.origin != here.origin:
        return
    if last.size > frontier.size:
        report.broke("house-behind", "keys/last-checkpoint", size=last.size, found=frontier.size)
        return
    if tiles.root(last.size, tree.read_tile) != last.root:
        report.broke("root", "keys/last-checkpoint", size=last.size)


def _state(report: Report, replay: Replay) -> None:
    for entry, subject, values in _boxes(report):
        for commitment, (salt, value) in values.items():
            if not seal.opens(commitment, salt, value):
                report.broke("house-box", f"ledger.sealed/{entry.act}", subject=subject)
    salt_of = state.salts(replay.state)
    count = replay.compare(state.rows(replay.state, salt_of))
    report.did("house-state", count=count)


def _boxes(report: Report) -> Iterator[tuple[Entry, str, dict[str, tuple[str, object]]]]:
    try:
        yield from seal.all_opened()
    except Broken as error:
        report.broke("house-box", "ledger.sealed", subject=str(error))


def _guard(report: Report) -> None:
    """Whether the triggers that stop accidents are still there."""
    from precinto.records.guard import missing

    for name in missing():
        report.broke("house-guard", name)
    report.did("house-guard-checked", count=len(recorded_models()))
