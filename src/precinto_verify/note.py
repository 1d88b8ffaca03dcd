# SPDX-License-Identifier: Apache-2.0
"""Checkpoints: signed notes that name a tree, its size and its root (C2SP signed-note, tlog-checkpoint, cosignatures).

See `docs/formats/checkpoint.md`.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from precinto_verify.merkle import HASH_BYTES

MAX_NOTE = 1 << 20
MAX_SIGNATURES = 64  # the specification asks that at least 16 be read
MAX_SIZE = 2**63 - 1
_DASH = "\u2014 "


class NoteError(ValueError):
    """A note, checkpoint or key that is not of the form."""


class NoCryptography(Exception):
    """The signature cannot be checked here: the package `cryptography` is missing or too old."""


class Kind(IntEnum):
    """Signature types that are understood here."""

    ED25519 = 0x01
    ED25519_COSIGNATURE = 0x04
    MLDSA44 = 0x06


_PUBLIC_BYTES = {Kind.ED25519: 32, Kind.ED25519_COSIGNATURE: 32, Kind.MLDSA44: 1312}
_BLOB_BYTES = {Kind.ED25519: 64, Kind.ED25519_COSIGNATURE: 8 + 64, Kind.MLDSA44: 8 + 2420}


class PublicKey(Protocol):
    def public_bytes_raw(self) -> bytes: ...


class SigningKey(Protocol):
    """What `cryptography`'s private keys offer; a key in another process may offer the same."""

    def sign(self, data: bytes, /) -> bytes: ...

    def public_key(self) -> PublicKey: ...


@dataclass(frozen=True, slots=True)
class VKey:
    """A public key with the name it signs under, written `name+id+base64(type || key)`."""

    name: str
    kind: Kind
    public: bytes

    @classmethod
    def of(cls, key: SigningKey, name: str, kind: Kind = Kind.ED25519) -> "VKey":
        return cls(_named(name), kind, key.public_key().public_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> "VKey":
        try:
            name, key_id, material = text.split("+", 2)
        except ValueError:
            raise NoteError("a key is written name+id+base64") from None
        raw = unbase64(material)
        try:
            kind = Kind(raw[0])
        except (IndexError, ValueError):
            raise NoteError("the key is of an unknown type") from None
        if len(raw) != 1 + _PUBLIC_BYTES[kind]:
            raise NoteError("the key is too short or too long")
        key = cls(_named(name), kind, raw[1:])
        if key_id != key.id.hex():
            raise NoteError("the key does not have the id it is written with")
        return key

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()

    @property
    def id(self) -> bytes:
        return self.digest[:4]

    @property
    def fingerprint(self) -> str:
        """The whole hash of which the id is the beginning, in groups to be read aloud: this is what stands on paper."""
        text = self.digest.hex()
        return " ".join(text[at : at + 4] for at in range(0, len(text), 4))

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64(bytes([self.kind]) + self.public)}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line. `blob` is what follows the key id."""

    name: str
    key_id: bytes
    blob: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {b64(self.key_id + self.blob)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    text: str
    signatures: tuple[Signature, ...]

    @classmethod
    def parse(cls, data: bytes | str) -> "Note":
        if len(data) > MAX_NOTE:
            raise NoteError("the note is too long")
        try:
            whole = data if isinstance(data, str) else data.decode()
        except UnicodeDecodeError:
            raise NoteError("the note is not UTF-8") from None
        if any(letter < " " and letter != "\n" for letter in whole):
            raise NoteError("the note holds a control character")
        cut = whole.rfind("\n\n")
        if cut < 0 or not whole.endswith("\n"):
            raise NoteError("the note has no signatures, or its last line has no end")
        lines = whole[cut + 2 : -1].split("\n")
        if lines == [""]:
            raise NoteError("the note has no signatures")
        if len(lines) > MAX_SIGNATURES:
            raise NoteError("the note has too many signatures")
        return cls(whole[: cut + 1], tuple(_signature(line) for line in lines))

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"

    def by(self, key: VKey) -> list[Signature]:
        """The lines that name this key."""
        return [line for line in self.signatures if (line.name, line.key_id) == (key.name, key.id)]

    def signed_by(self, key: VKey) -> bool:
        """Whether this key signed the note. A false signature beside a true one counts as false.

        Raises `NoCryptography` where it cannot be known.
        """
        lines = self.by(key)
        return bool(lines) and all(_verified(key, self.text, line.blob) for line in lines)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a tree: `origin` names the ledger, `root` is the hash over its first `size` entries."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """From the text of a note (not its signatures)."""
        if not text.endswith("\n"):
            raise NoteError("the last line of the checkpoint has no end")
        lines = text[:-1].split("\n")
        if len(lines) < 3 or not all(lines):
            raise NoteError("a checkpoint has a name, a size and a root, each on its line")
        origin, size_text, root_text, *extensions = lines
        if not re.fullmatch(r"0|[1-9][0-9]{0,18}", size_text, re.ASCII) or int(size_text) > MAX_SIZE:
            raise NoteError("the size of the checkpoint is not a number")
        root = unbase64(root_text)
        if len(root) != HASH_BYTES:
            raise NoteError("the root of the checkpoint is not a SHA-256")
        return cls(origin, int(size_text), root, tuple(extensions))

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in (self.origin, self.size, b64(self.root), *self.extensions))


def sign_ed25519(key: SigningKey, name: str, text: str) -> Signature:
    """The log's own signature over the text of a note."""
    return Signature(name, VKey.of(key, name).id, key.sign(text.encode()))


def cosign_ed25519(key: SigningKey, name: str, text: str, seconds: int) -> Signature:
    """A witness's signature: it saw this checkpoint, and nothing inconsistent before, at that POSIX time."""
    vkey = VKey.of(key, name, Kind.ED25519_COSIGNATURE)
    return Signature(name, vkey.id, seconds.to_bytes(8, "big") + key.sign(_cosigned(text, seconds)))


def sign_mldsa44(key: SigningKey, name: str, text: str, seconds: int = 0) -> Signature:
    """A signature that outlives Ed25519, by the log or a witness. Time 0 says nothing about time."""
    vkey = VKey.of(key, name, Kind.MLDSA44)
    message = _subtree(name, Checkpoint.parse(text), seconds)
    return Signature(name, vkey.id, seconds.to_bytes(8, "big") + key.sign(message))


def signed(text: str, signatures: Iterable[Signature]) -> str:
    """The whole note, checked by reading it back."""
    note = Note(text, tuple(signatures))
    if Note.parse(str(note)) != note:
        raise NoteError("the text cannot be told from the signatures")
    return str(note)


def unbase64(text: str) -> bytes:
    """Standard base64, in its one canonical spelling."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteError("not base64") from None
    if b64(raw) != text:
        raise NoteError("not base64 in its canonical spelling")
    return raw


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _named(name: str) -> str:
    if not name or "+" in name or any(letter.isspace() or letter < " " for letter in name):
        raise NoteError("the name of a key has no spaces and no plus sign")
    return name


def _signature(line: str) -> Signature:
    if not line.startswith(_DASH):
        raise NoteError("a line among the signatures is not a signature")
    name, space, material = line.removeprefix(_DASH).partition(" ")
    raw = unbase64(material)
    if not space or len(raw) <= 4:
        raise NoteError("a signature is too short")
    return Signature(_named(name), raw[:4], raw[4:])


def _cosigned(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _subtree(name: str, head: Checkpoint, seconds: int) -> bytes:
    """`cosigned_message` of tlog-cosignature, for a subtree that starts at 0: a checkpoint."""

    def short(text: str) -> bytes:
        raw = text.encode()
        if not 1 <= len(raw) <= 255:
            raise NoteError("a name has 1 to 255 bytes")
        return bytes([len(raw)]) + raw

    numbers = bytes(8) + head.size.to_bytes(8, "big")
    return b"subtree/v1\n\0" + short(name) + seconds.to_bytes(8, "big") + short(head.origin) + numbers + head.root


def _verified(key: VKey, text: str, blob: bytes) -> bool:
    if len(blob) != _BLOB_BYTES[key.kind]:
        return False
    seconds = int.from_bytes(blob[:8], "big")
    match key.kind:
        case Kind.ED25519:
            return _ed25519(key.public, blob, text.encode())
        case Kind.ED25519_COSIGNATURE:
            return seconds <= MAX_SIZE and _ed25519(key.public, blob[8:], _cosigned(text, seconds))
        case Kind.MLDSA44:
            try:
                message = _subtree(key.name, Checkpoint.parse(text), seconds)
            except NoteError:
                return False
            return seconds <= MAX_SIZE and _mldsa44(key.public, blob[8:], message)


def _ed25519(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        raise NoCryptography from None
    return _accepts(lambda: Ed25519PublicKey.from_public_bytes(public).verify(signature, message))


def _mldsa44(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
    except ImportError:
        raise NoCryptography from None
    return _accepts(lambda: MLDSA44PublicKey.from_public_bytes(public).verify(signature, message))


def _accepts(verify: Callable[[], None]) -> bool:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    try:
        verify()
    except UnsupportedAlgorithm:
        raise NoCryptography from None
    except (InvalidSignature, ValueError):
        return False
    return True


def parse_vkeys(text: str) -> Sequence[VKey]:
    """One key a line, and nothing else: no comment can hide a key."""
    return [VKey.parse(line) for line in text.removesuffix("\n").split("\n")]
