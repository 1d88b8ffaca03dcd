# SPDX-License-Identifier: EUPL-1.2
"""Commitments in the ledger, and the values behind them sealed under keys that can be destroyed.

One key for each subject (a document, a person), wrapped by the office's key, which is not in the database. One box for each
entry and subject. To forget one value, the boxes of its subject are sealed again without it under a new key, and the old key
is destroyed.
"""

from __future__ import annotations

import json
import secrets
import uuid
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from precinto.ledger.models import Entry, Sealed, ShredKey
from precinto.records.encrypted import decrypt, encrypt
from precinto.records.errors import Broken
from precinto_verify import canon


@lru_cache(maxsize=1)
def _office() -> AESGCM:
    return AESGCM(settings.HOME.key("office"))


class Sealer:
    """Collects what one entry commits to."""

    def __init__(self) -> None:
        self._values: dict[str, dict[str, tuple[str, Any]]] = {}
        self._beginning: set[str] = set()

    def begins(self, subject: str) -> None:
        """This subject comes into being in this act: it can have no key yet."""
        self._beginning.add(subject)

    def commit(self, subject: str, value: Any) -> dict[str, str]:
        """The commitment that stands for a value in an entry. The same value of the same subject is committed once."""
        known = self._values.setdefault(subject, {})
        text = json.dumps(value, ensure_ascii=False, sort_keys=True)
        for commitment, (_salt, other) in known.items():
            if other == value and json.dumps(other, ensure_ascii=False, sort_keys=True) == text:
                return {"$": commitment}
        salt = secrets.token_bytes(16)
        commitment = canon.commitment(salt, value)
        known[commitment] = (b64encode(salt).decode(), value)
        return {"$": commitment}

    def boxes(self, act: uuid.UUID) -> list[NewBox]:
        """What is to be written with the entry of this act: its boxes, and the keys that are new."""
        if not self._values:
            return []
        known = [subject for subject in self._values if subject not in self._beginning]
        keys = {key.subject: key for key in _locked(known)} if known else {}
        made = []
        for subject, values in self._values.items():
            text = json.dumps(values, ensure_ascii=False).encode()
            if subject in keys:
                made.append(
                    NewBox(subject, keys[subject].pk, b"", encrypt(_cipher(keys[subject]), text, f"{act}:{subject}"))
                )
            else:
                raw = secrets.token_bytes(32)
                wrapped = encrypt(_office(), raw, subject)
                made.append(NewBox(subject, None, wrapped, encrypt(AESGCM(raw), text, f"{act}:{subject}")))
        return made


@dataclass(frozen=True, slots=True)
class NewBox:
    """A box that is not written yet. Its subject has a key in the books (`key`), or a new one comes with it (`wrapped`)."""

    subject: str
    key: int | None
    wrapped: bytes
    box: bytes


def _locked(subjects: list[str]) -> list[ShredKey]:
    """The keys of these subjects, held until the act ends: what is sealed now is not sealed under a key just replaced."""
    rows = ShredKey.objects.select_for_update(no_key=True).filter(subject__in=subjects)
    return list(rows.order_by("subject"))


def _cipher(key: ShredKey) -> AESGCM:
    return AESGCM(decrypt(_office(), bytes(key.wrapped), key.subject))


def _open(sealed: Sealed, cipher: AESGCM, act: object, subject: str) -> dict[str, tuple[str, Any]]:
    found: dict[str, tuple[str, Any]] = json.loads(decrypt(cipher, bytes(sealed.box), f"{act}:{subject}"))
    return found


def opened(subject: str) -> dict[str, tuple[str, Any]]:
    """Every commitment made about a subject that can still be opened: commitment to (salt, value)."""
    key = ShredKey.objects.filter(subject=subject).first()
    if key is None:
        return {}
    cipher = _cipher(key)
    found: dict[str, tuple[str, Any]] = {}
    for sealed in Sealed.objects.filter(key=key).select_related("entry").order_by("entry_id"):
        found |= _open(sealed, cipher, sealed.entry.act, subject)
    return found


@dataclass(frozen=True, slots=True)
class Box:
    """One box as it was found. `values` is None when it does not open."""

    key: int
    subject: str
    values: dict[str, tuple[str, Any]] | None


class Keyring:
    """The ciphers of all subjects, each unwrapped once. A key that does not unwrap is told to `trouble`."""

    def __init__(self, trouble: Callable[[str, str], None]) -> None:
        self._ciphers: dict[int, tuple[AESGCM | None, str]] = {}
        for number, subject, wrapped in ShredKey.objects.order_by("pk").values_list("pk", "subject", "wrapped"):
            try:
                cipher = AESGCM(decrypt(_office(), _bytes(wrapped), str(subject)))
            except (Broken, ValueError):
                trouble(f"ledger.shredkey/{number}", str(subject))
                cipher = None
            self._ciphers[number] = (cipher, str(subject))

    def open(self, number: int, key: int, act: object, box: Any) -> Box:
        cipher, subject = self._ciphers.get(key, (None, f"?{key}"))
        if cipher is None:
            return Box(number, subject, None)
        try:
            return Box(number, subject, json.loads(decrypt(cipher, _bytes(box), f"{act}:{subject}")))
        except (Broken, ValueError):
            return Box(number, subject, None)

    @property
    def keys(self) -> set[int]:
        return set(self._ciphers)


def _bytes(value: Any) -> bytes:
    """What a column of bytes holds. In SQLite an editor's hand may have left text or a number there: that opens nothing."""
    return bytes(value) if isinstance(value, bytes | memoryview) else b""


def all_opened() -> Iterator[tuple[Entry, str, dict[str, tuple[str, Any]]]]:
    """Every box of the books, in the order of the entries: the entry (without its body), the subject, the values."""
    ciphers: dict[int, tuple[AESGCM, str]] = {}
    for key in ShredKey.objects.iterator():
        ciphers[key.pk] = (_cipher(key), key.subject)
    rows = Sealed.objects.select_related("entry").defer("entry__body").order_by("entry_id", "pk")
    for sealed in rows.iterator(chunk_size=2000):
        cipher, subject = ciphers[sealed.key_id]
        yield sealed.entry, subject, _open(sealed, cipher, sealed.entry.act, subject)


def opens(commitment: str, salt: str, value: Any) -> bool:
    """Whether a salt and a value are what a commitment was made of."""
    return canon.commitment(b64decode(salt), value) == commitment


def shred(subject: str, commitments: set[str]) -> int:
    """Make some of a subject's commitments impossible to open, for ever. Returns how many were destroyed.

    The rest is sealed again under a new key. Call inside the transaction of the act that orders it.
    """
    old = next(iter(_locked([subject])), None)
    if old is None:
        return 0
    cipher = _cipher(old)
    raw = secrets.token_bytes(32)
    fresh = AESGCM(raw)
    gone = 0
    for sealed in Sealed.objects.filter(key=old).select_related("entry"):
        values = _open(sealed, cipher, sealed.entry.act, subject)
        kept = {commitment: pair for commitment, pair in values.items() if commitment not in commitments}
        gone += len(values) - len(kept)
        sealed.box = encrypt(fresh, json.dumps(kept, ensure_ascii=False).encode(), f"{sealed.entry.act}:{subject}")
        sealed.save(update_fields=["box"])
    old.wrapped = encrypt(_office(), raw, subject)
    old.save(update_fields=["wrapped"])
    return gone
