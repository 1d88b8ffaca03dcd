# SPDX-License-Identifier: EUPL-1.2
"""The whole of the books against themselves: entries, tree, checkpoints, laws, and every row of the state tables.

What an outsider can check of an export is `precinto_verify`; here the same replay is run on the database, and what only the
house can open is opened: the sealed values, the derived tables, the guard. Whatever lies in the database, the answer is a
report: what cannot be read is a break with a name, never an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection

from precinto.ledger import frame, hallmark, kept, scrub, seal, state, tree
from precinto.ledger import words as words
from precinto.ledger.append import hashed_intent
from precinto.ledger.models import Entry, Leaf, Pending, Sealed, Tile
from precinto.records.errors import Broken
from precinto.records.models import Recorded, recorded_models
from precinto_verify import merkle, tiles
from precinto_verify.epochs import Openings
from precinto_verify.findings import Report
from precinto_verify.replay import Columns, Replay

Progress = Callable[[int, int], None]
CHUNK = 2000
COMMITMENT = re.compile(rb'\{"\$":"([A-Za-z0-9+/]{43}=)"\}')
PERSON = "access.person/"
REDACTION, REDACT = "office.redaction", "office.redact"

# What reading a column may raise when it holds what the program would never have written.
UNREADABLE = (DatabaseError, Broken, ValueError, TypeError, OverflowError, LookupError)

# What rooms above this one derive from the state, and check themselves.
EXTRA: list[Callable[[Report], None]] = []


def verify(retained: str | None = None, progress: Progress | None = None) -> Report:
    """Check everything. `retained` is what was kept outside: a signed note, or its lines as they stand on paper."""
    report = Report()
    if retained is None:
        report.did_not("not-retained")
    with _readable(report, "database"):
        frame.pages(report)
    with _readable(report, "database"):
        frame.tables(report)
        if left := scrub.due():
            report.did_not("house-scrub-due", names=", ".join(left))
        with tree.still():
            _everything(report, retained, progress)
    return report


def _everything(report: Report, retained: str | None, progress: Progress | None) -> None:
    heads = kept.Heads(report)
    with _readable(report, "ledger.epoch"):
        heads.gather(retained)
    walk = Walk(report, heads)
    with _readable(report, "ledger.entry"):
        walk.through(progress)
    report.size = walk.frontier.size
    report.root = walk.frontier.root()
    with _readable(report, "ledger.tile"):
        _tiles(report, walk.frontier.size)
    heads.judge(walk.openings, walk.frontier.size)
    with _readable(report, "state"):
        _state(report, walk)
    for check in EXTRA:
        with _readable(report, getattr(check, "__module__", "")):
            check(report)
    with _readable(report, "guard"):
        frame.guards(report)


@contextmanager
def _readable(report: Report, where: str) -> Iterator[None]:
    """What the database cannot give is a break, and the rest is still looked at."""
    try:
        yield
    except UNREADABLE as error:
        report.broke("house-unreadable", where, why=str(error))


@dataclass(slots=True)
class Found:
    """An entry as the database holds it, beside the leaf that names it."""

    index: Any
    leaf: Any
    key: Any
    body: Any
    columns: dict[str, Any]
    boxes: list[seal.Box] = field(default_factory=list)


class Walk:
    """One pass over the leaves in their order, with entries and boxes beside them."""

    def __init__(self, report: Report, heads: kept.Heads) -> None:
        self.report = report
        self.heads = heads
        self.replay = Replay(report)
        self.openings = Openings()
        self.frontier = merkle.Frontier()
        self.salts: dict[str, str] = {}
        self._prune_at = 100_000
        self._named: set[str] = set()
        self._unopened: dict[str, tuple[int, str]] = {}
        self._last_key: Any = 0
        self._of_case: dict[tuple[Any, Any], Any] = {}
        self._since = hallmark.since()
        self._boxes = 0
        self._values = 0

    def through(self, progress: Progress | None) -> None:
        total = Leaf.objects.count()
        place = 0
        whole = True
        for found in _stream(seal.Keyring(self._bad_key)):
            if found.index != place:
                self.report.broke("house-gap", index=place, found=found.index)
                whole = False
                if isinstance(found.index, int) and found.index > place:
                    self.replay.skip_to(found.index)
                    place = found.index
            self._one(place, found)
            place += 1
            if whole:
                self.heads.at(self.frontier)
            if progress is not None and place % CHUNK == 1:
                progress(place, total)
        self._counts(place)
        self._accounted()
        self.report.did("house-entries", count=place)
        if progress is not None:
            progress(total, total)

    def _bad_key(self, where: str, subject: str) -> None:
        self.report.broke("house-key", where, subject=subject)

    def _one(self, index: int, found: Found) -> None:
        leaf = found.leaf if isinstance(found.leaf, bytes) and len(found.leaf) == tree.HASH else b""
        if not isinstance(found.body, bytes):
            self.report.broke("house-no-entry", f"ledger.leaf/{found.index}", index)
            self.replay.skip_to(index + 1)
        else:
            if merkle.leaf_hash(found.body) != leaf:
                self.report.broke("entry-altered", index=index, tile="ledger.leaf")
            self.replay.feed(found.body)
            self.openings.look(index, self.replay.last)
            self._columns(index, found)
            self._hallmark(index, found)
            self._sealed(index, found)
            self._order(index, found)
        self.frontier.append(leaf or merkle.EMPTY_ROOT)

    def _columns(self, index: int, found: Found) -> None:
        """The columns that are searched by say what the body says."""
        said = self.replay.last
        if said is None:
            return  # the replay has named it
        case = said.get("case", "")
        number = case.rpartition("/")[2] if isinstance(case, str) else ""
        expected = {
            "act": said["act"],
            "kind": said["kind"],
            "procedure": said.get("procedure", ""),
            "step": said.get("step", ""),
            "clause": said.get("clause", ""),
            "case": int(number) if number.isdigit() else None,
            "person": (said.get("by") or {}).get("person") or 0,
            "giver": said.get("giver"),
            "refusal": said.get("refusal", ""),
            "at": said["at"],
            "intent": said.get("intent"),
        }
        columns = found.columns
        if isinstance(columns["intent"], str):
            columns["intent"] = hashed_intent(columns["intent"])
        for name, value in expected.items():
            if columns[name] != value:
                self.report.broke("house-entry-column", f"ledger.entry/{found.key}/{name}", index)

    def _hallmark(self, index: int, found: Found) -> None:
        """The house wrote this itself: nobody makes the hallmark who has only the database."""
        said = found.columns["hallmark"]
        if said is None and index < self._since:
            return
        try:
            borne = hallmark.borne(found.body, found.key, bytes.fromhex(said))
        except (TypeError, ValueError):
            borne = False
        if not borne:
            self.report.broke("house-hallmark", f"ledger.entry/{found.key}", index)

    def _order(self, index: int, found: Found) -> None:
        """Questions to the books are answered in the order of the keys, so that must be the order of the tree.

        On PostgreSQL two acts at once may be placed the other way round, and the entry says its key; two acts of one case
        never are.
        """
        said = self.replay.last or {}
        if "key" in said and said["key"] != found.key:
            self.report.broke("house-order", f"ledger.entry/{found.key}", index)
        if connection.vendor == "sqlite":
            wrong = not isinstance(found.key, int) or found.key <= self._last_key
            self._last_key = found.key if isinstance(found.key, int) else self._last_key
        else:
            case = (found.columns["procedure"], found.columns["case"])
            wrong = found.columns["kind"] == "act" and found.key <= self._of_case.get(case, 0)
            if found.columns["kind"] == "act":
                self._of_case[case] = found.key
        if wrong:
            self.report.broke("house-order", f"ledger.entry/{found.key}", index)

    def _sealed(self, index: int, found: Found) -> None:
        """Every box opens to what was committed to, and every commitment opens, but for those that an act destroyed."""
        body = found.body
        opened: set[str] = set()
        subjects: set[str] = set()
        for box in found.boxes:
            self._boxes += 1
            where = f"ledger.sealed/{box.key}"
            if box.values is None or box.subject in subjects:
                self.report.broke(
                    "house-box" if box.values is None else "house-box-extra", where, index, subject=box.subject
                )
                continue
            subjects.add(box.subject)
            for commitment, (salt, value) in box.values.items():
                self._values += 1
                if not seal.opens(commitment, salt, value):
                    self.report.broke("house-box", where, index, subject=box.subject)
                opened.add(commitment)
                self.salts[commitment] = salt
                if box.subject.startswith(PERSON):
                    self._named.add(commitment)
        for match in COMMITMENT.finditer(body):
            commitment = match[1].decode()
            if commitment not in opened and commitment not in self._named:
                self._unopened.setdefault(commitment, (index, f"ledger.sealed/{found.columns['act']}"))
        if len(self.salts) > self._prune_at:
            wanted = state.wanted(self.replay.state)
            self.salts = {commitment: salt for commitment, salt in self.salts.items() if commitment in wanted}
            self._prune_at = max(100_000, 2 * len(self.salts))

    def _counts(self, places: int) -> None:
        """Nothing lies beside the tree: no entry without a place, no box without an entry."""
        for key in Entry.objects.filter(leaf__isnull=True).order_by("pk").values_list("pk", flat=True)[:100]:
            self.report.broke("house-orphan", f"ledger.entry/{key}")
        if waiting := Pending.objects.count():
            self.report.broke("house-pending", "ledger.pending", count=waiting)
        extra = Sealed.objects.count() - self._boxes
        if extra:
            self.report.broke("house-boxes-beside", "ledger.sealed", count=extra)

    def _accounted(self) -> None:
        """What does not open was destroyed by an act that says so, and what an act destroyed does not open."""
        destroyed: dict[str, Any] = {}
        for (table, key), columns in self.replay.state.items():
            if table == REDACTION:
                destroyed |= dict.fromkeys(str(columns.get("commitments", "")).split(), key)
        for commitment, (index, where) in self._unopened.items():
            if commitment not in destroyed:
                self.report.broke("house-box-missing", where, index, commitment=commitment)
        for key in dict.fromkeys(destroyed.values()):
            self._forgotten(key, self.replay.state[REDACTION, key])
        self.report.did("house-boxes", count=self._values, destroyed=len(destroyed))
        last = (
            Entry.objects.filter(procedure=REDACT, step="forget").order_by("-pk").values_list("at", flat=True).first()
        )
        if last is not None and (places := scrub.elsewhere(last)):
            self.report.did_not("house-forgotten-elsewhere", names=", ".join(places))

    def _forgotten(self, key: Any, order: Columns) -> None:
        row: Recorded | None = None
        table = str(order.get("table", ""))
        if table in {model._meta.label_lower for model in recorded_models()}:
            row = apps.get_model(table)._base_manager.filter(pk=order.get("key")).first()
        try:
            still = seal.opened(row.subject()).keys() if row is not None else set()
        except Broken:
            return  # the box that does not open has been named
        for commitment in set(str(order.get("commitments", "")).split()) & set(still):
            self.report.broke("house-not-forgotten", f"{REDACTION}/{key}", commitment=commitment)


# Read beside the leaf. The body is not read as text, the key of the row is.
_READ = [f for f in Entry._meta.concrete_fields if f.name not in ("id", "body")]


def _stream(ring: seal.Keyring) -> Iterator[Found]:
    """Leaves in order with their entries and boxes. Read in slices, so that a million entries do not stand in memory."""
    quote = connection.ops.quote_name
    leaf, entry, sealed = (quote(model._meta.db_table) for model in (Leaf, Entry, Sealed))
    index = quote("index")
    readers = [(f.name, state.reader(f)) for f in _READ]
    acts = (
        # sql: names of tables and columns are the models' own; the numbers travel as parameters.
        f"SELECT l.{index}, l.hash, e.id, e.body, {state.names(_READ, 'e')} FROM {leaf} l "
        f"LEFT JOIN {entry} e ON e.id = l.entry_id WHERE l.{index} > %s ORDER BY l.{index} LIMIT {CHUNK}"
    )
    boxes = (
        # sql: as above.
        f"SELECT l.{index}, s.id, s.key_id, s.box FROM {sealed} s JOIN {leaf} l ON l.entry_id = s.entry_id "
        f"WHERE l.{index} >= %s AND l.{index} <= %s ORDER BY s.id"
    )
    last = -(2**62)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(acts, [last])
            found = [
                Found(at, _raw(leaf), key, _raw(body), {n: r(v) for (n, r), v in zip(readers, values, strict=True)})
                for at, leaf, key, body, *values in cursor.fetchall()
            ]
            if not found:
                return
            here = {one.index: one for one in found}
            cursor.execute(boxes, [found[0].index, found[-1].index])
            for at, number, key, box in cursor.fetchall():
                here[at].boxes.append(ring.open(number, key, here[at].columns["act"], _raw(box)))
        yield from found
        last = found[-1].index


def _raw(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _tiles(report: Report, size: int) -> None:
    """Full tiles against the leaves and the tiles below them."""
    count = 0
    known = set()
    for row in Tile.objects.order_by("level", "index").iterator(chunk_size=200):
        count += 1
        known.add((row.level, row.index))
        if not isinstance(row.level, int) or not isinstance(row.index, int) or row.level < 0 or row.index < 0:
            report.broke("stray", f"ledger.tile/{row.pk}", size=size)
            continue
        where = tiles.tile_path(row.level, row.index)
        try:
            expected = _expected_tile(row.level, row.index)
        except Broken:
            report.broke("stray", where, size=size)
            continue
        found = bytes(row.hashes) if isinstance(row.hashes, bytes | memoryview) else b""
        if found != expected:
            at = next(
                (i for i, (a, b) in enumerate(zip(tree.split(found), tree.split(expected), strict=False)) if a != b), 0
            )
            report.broke("house-tile", where, row.index * tree.WIDTH + at if row.level == 0 else None, position=at)
    for level, index, width in tiles.tiles_of(size):
        if width == tree.WIDTH and (level, index) not in known:
            report.broke("missing", tiles.tile_path(level, index))
    report.did("house-tiles", count=count)


def _expected_tile(level: int, index: int) -> bytes:
    if level == 0:
        rows = Leaf.objects.filter(index__gte=index * tree.WIDTH, index__lt=(index + 1) * tree.WIDTH).order_by("index")
        found = b"".join(bytes(h) for h in rows.values_list("hash", flat=True) if isinstance(h, bytes | memoryview))
    else:
        below = Tile.objects.filter(
            level=level - 1, index__gte=index * tree.WIDTH, index__lt=(index + 1) * tree.WIDTH
        ).order_by("index")
        found = b"".join(
            merkle.root(tree.split(bytes(h)))
            for h in below.values_list("hashes", flat=True)
            if isinstance(h, bytes | memoryview)
        )
    if len(found) != tree.WIDTH * tree.HASH:
        raise Broken("incomplete")
    return found


def _state(report: Report, walk: Walk) -> None:
    count = walk.replay.compare(state.rows(walk.replay.state, walk.salts, report.broke))
    report.did("house-state", count=count)
