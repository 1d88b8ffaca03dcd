# SPDX-License-Identifier: EUPL-1.2
"""What is inside a bundle, once it has been opened: typed, bounded, and nothing else. See docs/formats/bundle.md, steps 10 and 11.

A payload is signed by an office that is trusted, and is nevertheless read as if it came from a stranger.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from precinto.despatch.bundle import MOST_LINES, MOST_ONCE, BundleError
from precinto_verify import canon, merkle
from precinto_verify.note import Checkpoint, Note, NoteError, VKey, unbase64
from precinto_verify.proof import Receipt, ReceiptError

MOST_PROOFS = 16
MOST_SIGNATURES = 4
_OUTSIDE = {"at", "from", "id", "kind", "to", "v"}
_DESPATCH = _OUTSIDE | {"books", "channel", "lines", "number", "proof", "seals"}
_RECEIPT = _OUTSIDE | {"answers", "books", "lines", "number", "proof", "received"}
STATES = ("received", "missing")


@dataclass(frozen=True, slots=True)
class Item:
    """One copy, as the sender's register has it."""

    annexes: str
    caveats: tuple[str, ...]
    code: str
    copy: int
    dated: str
    folios: int
    level: str
    number: str
    originator: str
    rank: int
    reference: str
    scheme: str
    title: str
    total: int
    digest: str = ""

    LENGTHS = {
        "annexes": 300, "code": 30, "dated": 10, "level": 20, "number": 40, "originator": 200, "reference": 120, "scheme": 20,
        "title": 500,
    }  # fmt: skip

    @property
    def written(self) -> dict[str, Any]:
        return asdict(self) | {"caveats": list(self.caveats)}


def digest(despatch: str, code: str, copy: int, total: int, folios: int, scheme: str, level: str) -> str:
    """What a receipt answers for: this copy, with so many folios, of this despatch. Titles may be corrected; this stays."""
    known = {
        "code": code,
        "copy": copy,
        "despatch": despatch,
        "folios": folios,
        "level": level,
        "scheme": scheme,
        "total": total,
    }
    return hashlib.sha256(canon.dumps(known)).hexdigest()


@dataclass(frozen=True, slots=True)
class Continues:
    """That the sender's tree at its checkpoint continues the tree that it had at an earlier size."""

    size: int
    hashes: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Cosigned:
    """The witness's lines under a checkpoint of the office that reads this."""

    origin: str
    size: int
    lines: str


@dataclass(frozen=True, slots=True)
class Books:
    """The sender's newest checkpoint with what proves that it continues those shown before, and what it cosigns of ours."""

    receipt: Receipt
    continues: tuple[Continues, ...]
    cosigned: tuple[Cosigned, ...]

    @property
    def note(self) -> Note:
        return self.receipt.note

    @property
    def head(self) -> Checkpoint:
        return self.receipt.checkpoint


@dataclass(frozen=True, slots=True)
class Sent:
    id: str
    at: str
    number: str
    channel: str
    seals: str
    lines: tuple[Item, ...]
    books: Books


@dataclass(frozen=True, slots=True)
class Answer:
    """Of one copy: whether it came, under which number it was registered, and how many folios were counted."""

    digest: str
    state: str
    number: str
    folios: int


@dataclass(frozen=True, slots=True)
class Received:
    id: str
    at: str
    answers: str
    number: str
    received: str
    lines: tuple[Answer, ...]
    books: Books


def sent(payload: Mapping[str, Any], ledger: VKey) -> Sent:
    """A despatch. Raises `BundleError`."""
    _only(payload, _DESPATCH)
    lines = tuple(_item(one, str(payload["id"])) for one in _list(payload["lines"], MOST_LINES))
    if not lines:
        raise BundleError("bundle-contents")
    return Sent(
        id=_text(payload["id"], 36),
        at=_text(payload["at"], 27),
        number=_text(payload["number"], 40),
        channel=_text(payload["channel"], 20),
        seals=_text(payload["seals"], 300),
        lines=lines,
        books=books(payload, ledger),
    )


def received(payload: Mapping[str, Any], ledger: VKey) -> Received:
    """A receipt. Raises `BundleError`."""
    _only(payload, _RECEIPT)
    answers = []
    # It answers for what was sent, line by line; whether these are its lines is asked where it is read.
    for one in _list(payload["lines"], MOST_ONCE):
        _only(one, {"digest", "folios", "number", "state"})
        if one["state"] not in STATES or not re.fullmatch("[0-9a-f]{64}", _text(one["digest"], 64)):
            raise BundleError("bundle-contents")
        answers.append(Answer(one["digest"], one["state"], _text(one["number"], 40), _count(one["folios"])))
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", _text(payload["received"], 10), re.ASCII):
        raise BundleError("bundle-contents")
    return Received(
        id=_text(payload["id"], 36),
        at=_text(payload["at"], 27),
        answers=_text(payload["answers"], 36),
        number=_text(payload["number"], 40),
        received=payload["received"],
        lines=tuple(answers),
        books=books(payload, ledger),
    )


def books(payload: Mapping[str, Any], ledger: VKey) -> Books:
    """Step 11: the act of the sender stands in its books under a checkpoint that its ledger's key signed."""
    told = payload["books"]
    _only(told, {"continues", "cosigned"})
    try:
        receipt = Receipt.parse(_text(payload["proof"], 200_000, lines=True))
        continues = []
        for one in _list(told["continues"], MOST_PROOFS):
            _only(one, {"hashes", "size"})
            hashes = tuple(unbase64(_text(text, 44)) for text in _list(one["hashes"], 63))
            if any(len(one) != merkle.HASH_BYTES for one in hashes):
                raise BundleError("bundle-contents")
            continues.append(Continues(_count(one["size"]), hashes))
        cosigned = []
        for one in _list(told["cosigned"], MOST_PROOFS):
            _only(one, {"lines", "origin", "size"})
            cosigned.append(
                Cosigned(_text(one["origin"], 200), _count(one["size"]), _text(one["lines"], 20_000, lines=True))
            )
    except (NoteError, ReceiptError) as error:
        raise BundleError("bundle-contents") from error
    found = Books(receipt, tuple(continues), tuple(cosigned))
    key = VKey(found.head.origin, ledger.kind, ledger.public)
    same_book = found.head.origin.rpartition("/")[0] == ledger.name.rpartition("/")[0]
    if not same_book or not receipt.note.signed_by(key):
        raise BundleError("bundle-books-unsigned")
    if receipt.entry is None or receipt.index >= found.head.size or not receipt.proves(receipt.entry):
        raise BundleError("bundle-books-unproved")
    return found


def _item(one: Any, despatch: str) -> Item:
    fields = {*Item.LENGTHS, "caveats", "copy", "digest", "folios", "rank", "total"}
    _only(one, fields)
    texts = {name: _text(one[name], most) for name, most in Item.LENGTHS.items()}
    numbers = {name: _count(one[name]) for name in ("copy", "folios", "rank", "total")}
    caveats = tuple(_text(caveat, 40) for caveat in _list(one["caveats"], 60))
    known: dict[str, Any] = {**texts, **numbers}
    item = Item(**known, caveats=caveats, digest=_text(one["digest"], 64))
    if item.dated and not re.fullmatch(r"\d{4}-\d\d-\d\d", item.dated, re.ASCII):
        raise BundleError("bundle-contents")
    own = digest(despatch, item.code, item.copy, item.total, item.folios, item.scheme, item.level)
    if not item.title or not item.number or not 1 <= item.copy <= item.total or not item.folios or item.digest != own:
        raise BundleError("bundle-contents")
    return item


def _only(value: Any, fields: set[str]) -> None:
    if not isinstance(value, dict) or set(value) != fields:
        raise BundleError("bundle-contents")


def _list(value: Any, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise BundleError("bundle-contents")
    return value


def _text(value: Any, most: int, *, lines: bool = False) -> str:
    """What another office wrote may not be longer than our column, nor move the cursor of whoever reads it."""
    if not isinstance(value, str) or len(value) > most:
        raise BundleError("bundle-contents")
    if any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") and not (lines and c == "\n") for c in value):
        raise BundleError("bundle-contents")
    return value


def _count(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 2**31:
        raise BundleError("bundle-contents")
    return value
