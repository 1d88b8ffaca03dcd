# SPDX-License-Identifier: Apache-2.0
"""A small true book to check, and the means to write it, break it and forge it.

Rosa (2) reads, Luis (3) leads, Carmen (4) keeps the office, Olga (5) administers the system.
"""

import copy
import json
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from precinto_verify import canon, merkle, note, tiles
from precinto_verify.epochs import under_the_name
from precinto_verify.findings import Report
from precinto_verify.replay import Replay

ORIGIN = "oficina.example/precinto/1"
SECOND = "oficina.example/precinto/2"
ROSA, LUIS, CARMEN, OLGA = 2, 3, 4, 5
OUTSIDE, SAFE, GONE = 1, 2, 3
LOG_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ARCHIVE_KEY = MLDSA44PrivateKey.from_seed_bytes(bytes(range(32, 64)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(64, 96)))
VKEY = note.VKey.of(LOG_KEY, ORIGIN)
ARCHIVE_VKEY = note.VKey.of(ARCHIVE_KEY, ORIGIN, note.Kind.MLDSA44)

Entry = dict[str, Any]


@dataclass
class Book:
    """Entries as they come, with what was sealed away."""

    entries: list[Entry] = field(default_factory=list)
    disclosures: list[list[Any]] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(6962))
    movements: int = 0
    hour: int = 9

    def secret(self, value: Any, disclosed: bool = False) -> dict[str, str]:
        salt = self.chance.randbytes(16)
        said = canon.commitment(salt, value)
        if disclosed:
            self.disclosures.append([len(self.entries), said, note.b64(salt), value])
        return {"$": said}

    def entry(self, kind: str, **fields: Any) -> str:
        number = len(self.entries)
        act = str(uuid.UUID(int=(0x0193_8D5E_0000 + number) << 80 | 7 << 76 | 2 << 62 | number))
        at = datetime(2026, 11, 23, self.hour, tzinfo=UTC) + timedelta(seconds=number)
        self.entries.append({"act": act, "at": f"{at:%Y-%m-%dT%H:%M:%S.%f}Z", "kind": kind, "v": 1, **fields})
        return act

    def act(self, person: int, procedure: str, step: str, case: int, rows: Sequence[Any], **fields: Any) -> str:
        return self.entry(
            "act",
            by={"name": self.secret(f"person {person}"), "person": person},
            procedure=procedure,
            step=step,
            clause="1.4",
            case=f"{procedure}/{case}",
            facts={},
            rows=[list(row) for row in rows],
            stages=["before", step],
            **fields,
        )

    def moves(
        self, thing: int, seq: int, start: tuple[int | None, int | None], end: tuple[int | None, int | None]
    ) -> Any:
        """The two rows of a movement. An end is (person, place)."""
        self.movements += 1
        movement = {
            "thing_id": thing,
            "seq": seq,
            "from_person_id": start[0],
            "from_place_id": start[1],
            "to_person_id": end[0],
            "to_place_id": end[1],
        }
        return [
            ("custody.movement", self.movements, movement),
            ("custody.thing", thing, {"person_id": end[0], "place_id": end[1], "seq": seq}),
        ]

    def raw(self) -> list[bytes]:
        return [canon.dumps(entry) for entry in self.entries]


def story() -> Book:
    """A document is registered, lent, taken back and destroyed; once it is refused, once the clock goes back."""
    book = Book()
    places = [("custody.place", key, {"kind": kind}) for key, kind in ((1, "outside"), (2, "safe"), (3, "destroyed"))]
    people = [
        ("access.person", key, {"name": book.secret(f"name {key}", disclosed=key == ROSA)}) for key in (2, 3, 4, 5)
    ]
    book.act(0, "office.found", "found", 1, [*places, *people])
    document = (
        "documents.document",
        1,
        {"series": "S", "year": 2026, "number": 1, "title": book.secret("Informe ñandú")},
    )
    book.act(CARMEN, "documents.register", "enter", 1, [document, *book.moves(1, 1, (None, None), (None, SAFE))])
    loan = ("documents.loan", 1)
    book.act(ROSA, "documents.lend", "request", 1, [(*loan, {"stage": "asked", "borrower_id": ROSA})])
    book.entry(
        "attempt",
        by={"name": book.secret("person 2"), "person": ROSA},
        procedure="documents.lend",
        step="approve",
        clause="1.4",
        case="documents.lend/1",
        facts={},
        refusal="second-person-needed",
    )
    approval = book.act(LUIS, "documents.lend", "approve", 1, [(*loan, {"stage": "approved"})])
    rests = [{"act": approval, "step": "approve"}]
    out = book.moves(1, 2, (None, SAFE), (ROSA, None))
    book.act(CARMEN, "documents.lend", "hand_over", 1, [*out, (*loan, {"stage": "lent"})], approvals=rests)
    back = book.moves(1, 3, (ROSA, None), (None, SAFE))
    book.act(CARMEN, "documents.lend", "take_back", 1, [*back, (*loan, {"stage": "returned"})])
    second = ("documents.document", 2, {"series": "S", "year": 2026, "number": 2, "title": book.secret("Otro")})
    book.act(CARMEN, "documents.register", "enter", 2, [second, *book.moves(2, 1, (None, None), (None, SAFE))])
    last = book.entries[-1]["at"]
    book.entry("clock", **{"from": last, "to": "2026-11-23T08:00:00.000000Z"})
    book.entries[-1]["at"] = "2026-11-23T08:00:00.000000Z"
    book.hour = 8
    destroy = book.act(LUIS, "documents.destroy", "approve", 1, [("documents.destruction", 1, {"stage": "approved"})])
    end = book.moves(1, 4, (None, SAFE), (None, GONE))
    rests = [{"act": destroy, "step": "approve"}]
    book.act(CARMEN, "documents.destroy", "destroy", 1, end, approvals=rests, delegation=1, giver=OLGA)
    return book


COMMON = 8  # so many acts are the same in both epochs


def second_epoch() -> tuple[Book, list[bytes]]:
    """A copy of eight acts is put back after nine were signed; the head opens epoch 2, and the office goes on.

    With the entries of the first epoch, the lost one too.
    """
    book = story()
    first = book.raw()[: COMMON + 1]
    del book.entries[COMMON:], book.disclosures[:]
    book.movements, book.hour = 4, 9
    lost = head_of(first)
    opening = {
        "number": 2,
        "origin": SECOND,
        "before": ORIGIN,
        "size": lost.size,
        "root": lost.root.hex(),
        "note": signed(lost, archive=False),
        "common": COMMON,
        "reason": "copia de ayer",
        "stage": "opened",
    }
    book.act(LUIS, "office.epoch", "open", 1, [("office.newepoch", 1, opening)])
    third = ("documents.document", 3, {"series": "S", "year": 2026, "number": 3, "title": book.secret("Un tercero")})
    book.act(CARMEN, "documents.register", "enter", 3, [third, *book.moves(3, 1, (None, None), (None, SAFE))])
    return book, first


def epoch_files(book: Book, first: Sequence[bytes]) -> dict[str, bytes]:
    """The export of the second epoch."""
    return export_files(book.raw(), origin=SECOND) | {
        "epochs/1": signed(head_of(first[:COMMON])).encode(),
    }


def long_story(size: int) -> Book:
    """The story and then a loan after another, until there are so many acts."""
    book = story()
    seq = 1
    while len(book.entries) < size:
        seq += 1
        ends = ((None, SAFE), (ROSA, None))
        start, end = ends if seq % 2 == 0 else ends[::-1]
        book.act(CARMEN, "documents.lend", "move", seq, book.moves(2, seq, start, end))
    return book


def state_of(raw: Sequence[bytes]) -> list[list[Any]]:
    replay = Replay(Report())
    for entry in raw:
        replay.feed(entry)
    rows = sorted(replay.state, key=lambda row: (row[0], isinstance(row[1], str), row[1]))
    return [[table, key, copy.deepcopy(replay.state[table, key])] for table, key in rows]


def lines(values: Sequence[Any]) -> bytes:
    return b"".join(canon.dumps(value) + b"\n" for value in values)


def tree_files(raw: Sequence[bytes]) -> dict[str, bytes]:
    files = {}
    leaves = [merkle.leaf_hash(entry) for entry in raw]
    for tile, data in tiles.grow(0, leaves, lambda *_: b"").items():
        files[tiles.tile_path(*tile)] = data
        if tile.level == 0:
            first = tile.n * tiles.WIDTH
            files[tiles.entries_path(tile.n, tile.width)] = tiles.pack_bundle(raw[first : first + tile.width])
    return files


def head_of(raw: Sequence[bytes], origin: str = ORIGIN) -> note.Checkpoint:
    return note.Checkpoint(origin, len(raw), merkle.root([merkle.leaf_hash(entry) for entry in raw]))


def signed(head: note.Checkpoint, archive: bool = True) -> str:
    """By the keys of the book, under the name of the head's epoch."""
    signatures = [note.sign_ed25519(LOG_KEY, head.origin, head.text)]
    if archive:
        signatures.append(note.sign_mldsa44(ARCHIVE_KEY, head.origin, head.text))
    return note.signed(head.text, signatures)


def export_files(
    raw: Sequence[bytes],
    state: Sequence[Any] | None = None,
    disclosures: Sequence[Any] = (),
    origin: str = ORIGIN,
) -> dict[str, bytes]:
    """Everything an export holds. Without a state, that which the entries say."""
    files = tree_files(raw)
    files["checkpoint"] = signed(head_of(raw, origin)).encode()
    keys = under_the_name([VKEY, ARCHIVE_VKEY], origin)
    files["vkey"] = "".join(f"{key}\n" for key in keys).encode()
    files["state.jsonl"] = lines(state_of(raw) if state is None else state)
    files["disclosures.jsonl"] = lines(disclosures)
    return files


def write(files: dict[str, bytes], folder: Path) -> Path:
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder


def read(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def vectors(name: str) -> Any:
    return json.loads((VECTORS / name).read_text("utf-8"))


VECTORS = Path(__file__).resolve().parents[2] / "vectors"
