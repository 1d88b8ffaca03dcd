# SPDX-License-Identifier: EUPL-1.2
"""Reading a queue: `docs/formats/offline-queue.md`, whose numbered steps these are. Pure but for the station's row."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

# As many movements as one entry of the ledger holds, with room to spare.
MOST, LONGEST = 150, 1000
FIELDS = ("v", "station", "n", "at", "clerk", "do", "person", "thing", "folios", "place", "prev", "sig")
_CODES = {
    name: re.compile(f"[A-Z0-9]{{0,{most}}}")
    for name, most in (("clerk", 20), ("person", 20), ("place", 20), ("thing", 30))
}
_AT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")


class QueueError(ValueError):
    """The file is not a queue, or not this station's. `reason` is a message id; `line` the line that shows it, from 1."""

    def __init__(self, reason: str, line: int = 0) -> None:
        self.reason, self.line = reason, line
        super().__init__(reason, line)


@dataclass(frozen=True)
class Line:
    station: str
    n: int
    at: datetime
    clerk: str
    do: str
    person: str
    thing: str
    folios: int
    place: str
    prev: str
    text: str  # as it stands in the file

    @property
    def digest(self) -> str:
        return digest(self.text)


def digest(text: str) -> str:
    return b64encode(hashlib.sha256(text.encode()).digest()).decode()


def station_name(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()[:16]


def public_key(text: str) -> ec.EllipticCurvePublicKey:
    """Raises `QueueError` for what is no key of P-256."""
    try:
        key = serialization.load_der_public_key(b64decode(text, validate=True))
    except (ValueError, TypeError) as error:
        raise QueueError("queue-bad-key") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise QueueError("queue-bad-key")
    return key


def named(text: str) -> str:
    """The station that a file says it comes from. Raises `QueueError` where it is no queue at all."""
    first = text.partition("\n")[0]
    return str(_object(first, 1)["station"])


def read(text: str, key: str, *, now: datetime) -> list[Line]:
    """Steps 1, 3 and 5, and that each line follows the one before. Raises `QueueError`."""
    rows = text.removesuffix("\n").split("\n")
    if not text.strip() or len(rows) > MOST:
        raise QueueError("queue-too-long" if text.strip() else "queue-empty")
    signer = public_key(key)
    station = station_name(b64decode(key))
    found: list[Line] = []
    for number, row in enumerate(rows, start=1):
        line = _line(row, number)
        if line.station != station:
            raise QueueError("queue-not-signed", number)
        _signed(row, signer, number)
        if found and (line.n != found[-1].n + 1 or line.prev != found[-1].digest):
            raise QueueError("queue-broken", number)
        if (line.at - now).total_seconds() > 60:
            raise QueueError("queue-from-tomorrow", number)
        found.append(line)
    return found


def _object(row: str, number: int) -> dict[str, object]:
    if len(row.encode()) > LONGEST:
        raise QueueError("queue-malformed", number)
    try:
        value = json.loads(row)
    except ValueError as error:
        raise QueueError("queue-malformed", number) from error
    plain = isinstance(value, dict) and tuple(value) == FIELDS
    # What was signed is what is there: no white space, no field twice, nothing escaped otherwise.
    if not plain or json.dumps(value, separators=(",", ":"), ensure_ascii=False) != row:
        raise QueueError("queue-malformed", number)
    found: dict[str, object] = value
    return found


def _line(row: str, number: int) -> Line:
    value = _object(row, number)
    whole = [value[name] for name in ("v", "n", "folios")]
    texts = [value[name] for name in ("station", "at", "clerk", "do", "person", "thing", "place", "prev", "sig")]
    good = (
        all(type(one) is int and 0 <= one < 2**31 for one in whole)
        and all(isinstance(one, str) for one in texts)
        and value["v"] == 1
        and value["do"] in ("out", "back")
        and all(code.fullmatch(str(value[name])) for name, code in _CODES.items())
        and bool(_AT.fullmatch(str(value["at"])))
        and bool(value["thing"])
        and value["n"] != 0
    )
    if not good:
        raise QueueError("queue-malformed", number)
    try:
        at = datetime.strptime(str(value["at"]), "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise QueueError("queue-malformed", number) from error
    texts_of = {name: str(value[name]) for name in ("station", "clerk", "do", "person", "thing", "place", "prev")}
    return Line(n=int(str(value["n"])), at=at, folios=int(str(value["folios"])), text=row, **texts_of)


def _signed(row: str, key: ec.EllipticCurvePublicKey, number: int) -> None:
    signed, _mark, rest = row.rpartition(',"sig":"')
    try:
        text = rest.removesuffix('"}')
        raw = b64decode(text, validate=True)
        # Base64 has several texts for one value: the file is believed in one of them only.
        if len(raw) != 64 or b64encode(raw).decode() != text:
            raise QueueError("queue-not-signed", number)
        signature = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
        key.verify(signature, f"{signed}}}".encode(), ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError) as error:
        raise QueueError("queue-not-signed", number) from error
