# SPDX-License-Identifier: EUPL-1.2
"""Bundles: what one office sends to another in a file. Signed by the sender, sealed for the recipient, refused if one byte differs.

Format: docs/formats/bundle.md, whose numbered steps stand here in their order. No database and no clock: who is known, and
what was seen before, is the caller's to say.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

from precinto_verify import canon
from precinto_verify.note import Kind, Note, NoteError, Signature, SigningKey, VKey, b64, sign_ed25519, unbase64

HEADER = "precinto-bundle/v1"
CARD_HEADER = "precinto-office-keys/v1"
LARGEST = 1 << 20
LARGEST_HEAD = 1 << 14
MOST_LINES = 64
MOST_ONCE = 200  # the bound before: what was announced or sent under it goes on to its end
KINDS = ("despatch", "receipt")
# What the second key signs as: a type of signature of our own (C2SP signed-note, type 0xff), because its own type there
# is for checkpoints alone.
PQ_TYPE = b"\xffprecinto-bundle/ml-dsa-44"
PQ_PUBLIC, PQ_SIGNATURE = 1312, 2420
_MANIFEST = {
    "at": str,
    "bytes": int,
    "from": str,
    "id": str,
    "kind": str,
    "sha256": str,
    "to": str,
    "to_key": str,
    "v": int,
}
_SAME = ("at", "from", "id", "kind", "to", "v")


class BundleError(ValueError):
    """Why a bundle is refused: a message id, and facts for its words."""

    def __init__(self, what: str, **facts: Any) -> None:
        super().__init__(what)
        self.what = what
        self.facts = facts


@dataclass(frozen=True, slots=True)
class OfficeKeys:
    """The public keys of an office: its ledger's, those that sign its bundles, those it witnesses with, and where to seal to."""

    office: str
    base: str
    number: int
    age: str
    ledger: VKey
    sign: VKey
    sign_pq: bytes
    witness: VKey
    witness_pq: VKey

    @property
    def text(self) -> str:
        known = {
            "age": self.age,
            "base": self.base,
            "ledger": str(self.ledger),
            "number": self.number,
            "office": self.office,
            "sign": str(self.sign),
            "sign_pq": b64(self.sign_pq),
            "v": 1,
            "witness": str(self.witness),
            "witness_pq": str(self.witness_pq),
        }
        return f"{CARD_HEADER}\n{canon.dumps(known).decode()}\n"

    @property
    def fingerprint(self) -> str:
        """What two persons read to each other, in groups of four."""
        text = hashlib.sha256(self.text.encode()).hexdigest()
        return " ".join(text[at : at + 4] for at in range(0, len(text), 4))

    @property
    def pq_id(self) -> bytes:
        return hashlib.sha256(self.sign.name.encode() + b"\n" + PQ_TYPE + self.sign_pq).digest()[:4]


@dataclass(frozen=True, slots=True)
class Signer:
    """The private half of what signs bundles, and the card of its office."""

    keys: OfficeKeys
    ed25519: SigningKey
    mldsa44: SigningKey


@dataclass(frozen=True, slots=True)
class Head:
    """What stands on the outside of a bundle, after its form has been checked and before anything of it is believed."""

    manifest: Mapping[str, Any]
    note: Note
    payload: bytes

    @property
    def id(self) -> uuid.UUID:
        return uuid.UUID(self.manifest["id"])


# ---- the card of an office's public keys


def card(keys: OfficeKeys, ledger: SigningKey) -> str:
    """The card as it is handed over: its text, certified by the key of the ledger."""
    text = keys.text
    return str(Note(text, (sign_ed25519(ledger, keys.ledger.name, text),)))


def read_card(text: str) -> OfficeKeys:
    """Raises `BundleError` on what is not a card, or is one that its own ledger's key has not signed."""
    try:
        note = Note.parse(text)
        header, _line, body = note.text.partition("\n")
        known = canon.loads(body.removesuffix("\n").encode())
        if header != CARD_HEADER or not isinstance(known, dict) or known.pop("v", None) != 1:
            raise BundleError("card-not-one")
        keys = OfficeKeys(
            office=str(known.pop("office")),
            base=str(known.pop("base")),
            number=int(known.pop("number")),
            age=str(known.pop("age")),
            ledger=VKey.parse(known.pop("ledger")),
            sign=VKey.parse(known.pop("sign")),
            sign_pq=unbase64(known.pop("sign_pq")),
            witness=VKey.parse(known.pop("witness")),
            witness_pq=VKey.parse(known.pop("witness_pq")),
        )
        pyrage.x25519.Recipient.from_str(keys.age)
    except (
        NoteError,
        canon.CanonError,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        pyrage.RecipientError,
    ) as error:
        raise BundleError("card-not-one") from error
    kinds = (keys.ledger.kind, keys.sign.kind, keys.witness.kind, keys.witness_pq.kind)
    named = keys.ledger.name.rpartition("/")[0], keys.sign.name, keys.witness.name, keys.witness_pq.name
    if (
        known
        or keys.text != note.text
        or kinds != (Kind.ED25519, Kind.ED25519, Kind.ED25519_COSIGNATURE, Kind.MLDSA44)
        or named != (keys.base, f"{keys.base}/bundle", f"{keys.base}/witness", f"{keys.base}/witness")
        or len(keys.sign_pq) != PQ_PUBLIC
        or not 0 < len(keys.office) <= 200
    ):
        raise BundleError("card-not-one")
    if len(note.signatures) != 1 or not note.signed_by(keys.ledger):
        raise BundleError("card-not-signed")
    return keys


# ---- writing


def write(*, kind: str, id: uuid.UUID, at: str, sender: Signer, to: OfficeKeys, contents: Mapping[str, Any]) -> bytes:
    """A bundle. `contents` are the fields of its payload besides those that it shares with the outside."""
    outside = {"at": at, "from": sender.keys.base, "id": str(id), "kind": kind, "to": to.base, "v": 1}
    payload = pyrage.encrypt(canon.dumps({**contents, **outside}), [pyrage.x25519.Recipient.from_str(to.age)])
    manifest = outside | {"bytes": len(payload), "sha256": hashlib.sha256(payload).hexdigest(), "to_key": to.age}
    text = f"{HEADER}\n{canon.dumps(manifest).decode()}\n"
    name = sender.keys.sign.name
    signatures = (
        sign_ed25519(sender.ed25519, name, text),
        Signature(name, sender.keys.pq_id, sender.mldsa44.sign(_signed(text))),
    )
    whole: bytes = f"{Note(text, signatures)}\n".encode() + payload
    if len(whole) > LARGEST:
        raise BundleError("bundle-too-large", most=LARGEST >> 10)
    return whole


def _signed(text: str) -> bytes:
    return PQ_TYPE + b"\0" + text.encode()


# ---- reading


def read(data: bytes) -> Head:
    """Steps 1 to 3: the size, the form, the manifest. Raises `BundleError`."""
    if len(data) > LARGEST:
        raise BundleError("bundle-too-large", most=LARGEST >> 10)
    # header, manifest, empty line, two signatures, empty line; then the payload, whatever bytes it has
    parts = data.split(b"\n", 6)
    if len(parts) != 7 or parts[0] != HEADER.encode() or parts[2] or parts[5] or not parts[6]:
        raise BundleError("bundle-not-one")
    if len(data) - len(parts[6]) > LARGEST_HEAD:
        raise BundleError("bundle-not-one")
    try:
        note = Note.parse(b"\n".join(parts[:5]) + b"\n")
        manifest = canon.loads(parts[1])
    except (NoteError, canon.CanonError) as error:
        raise BundleError("bundle-not-one") from error
    if (
        len(note.signatures) != 2
        or not isinstance(manifest, dict)
        or {name: type(value) for name, value in manifest.items()} != _MANIFEST
        or manifest["v"] != 1
        or manifest["kind"] not in KINDS
        or not _is_uuid(manifest["id"])
        or not re.fullmatch("[0-9a-f]{64}", manifest["sha256"])
        or not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", manifest["at"], re.ASCII)
    ):
        raise BundleError("bundle-not-one")
    return Head(manifest, note, parts[6])


def check(head: Head, *, sender: OfficeKeys, own: OfficeKeys) -> None:
    """Steps 5 to 7: signed by the sender's two keys, the payload whole, and addressed to this office. Raises `BundleError`."""
    first, second = head.note.signatures
    name = sender.sign.name
    if (first.name, first.key_id) != (name, sender.sign.id) or (second.name, second.key_id) != (name, sender.pq_id):
        raise BundleError("bundle-unknown-key", name=sender.office)
    if not head.note.signed_by(sender.sign) or not _verified(sender.sign_pq, second.blob, head.note.text):
        raise BundleError("bundle-signature", name=sender.office)
    if (
        len(head.payload) != head.manifest["bytes"]
        or hashlib.sha256(head.payload).hexdigest() != head.manifest["sha256"]
    ):
        raise BundleError("bundle-altered", name=sender.office)
    if head.manifest["to"] != own.base:
        raise BundleError("bundle-other-office", name=sender.office)
    if head.manifest["to_key"] != own.age:
        raise BundleError("bundle-old-key", name=sender.office)


def unseal(head: Head, identity: str) -> dict[str, Any]:
    """Steps 9 and 10: the payload, which says of itself what the outside says. Raises `BundleError`."""
    try:
        plain = pyrage.decrypt(head.payload, [pyrage.x25519.Identity.from_str(identity)])
    except (pyrage.DecryptError, pyrage.IdentityError) as error:
        raise BundleError("bundle-does-not-open") from error
    try:
        contents = canon.loads(plain)
    except canon.CanonError as error:
        raise BundleError("bundle-contents") from error
    if not isinstance(contents, dict):
        raise BundleError("bundle-contents")
    # Whoever takes another's payload and signs it anew is found here: inside stands for whom it was, and from whom.
    if any(contents.get(name) != head.manifest[name] for name in _SAME):
        raise BundleError("bundle-contents")
    return contents


def _verified(public: bytes, signature: bytes, text: str) -> bool:
    if len(signature) != PQ_SIGNATURE:
        return False
    try:
        MLDSA44PublicKey.from_public_bytes(public).verify(signature, _signed(text))
    except (InvalidSignature, ValueError):
        return False
    return True


def _is_uuid(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text))
