# SPDX-License-Identifier: EUPL-1.2
"""The house's hallmark on every entry: a code under a key of the home, which whoever has only the database cannot make.

The tree says that nothing was changed since it was signed. It cannot say who wrote what is newest: an entry that is consistent in
itself could be put in by SQL, in anybody's name. Without the key of the home it has no hallmark; the house does not sign such books, and
says which entry it is (`docs/formats/entry.md`).
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from precinto.ledger import tree
from precinto.ledger.models import Entry, Leaf
from precinto.records.errors import Broken
from precinto.records.files import write_whole
from precinto_verify import canon

CHUNK = 1000


@lru_cache(maxsize=1)
def _key(home: Any) -> bytes:
    """Of the key that seals values: so no key more has to be kept, and the one that signs stays for signing alone."""
    return HKDF(hashes.SHA256(), 32, salt=None, info=b"precinto/ledger/hallmark").derive(home.key("office"))


def of(entry: bytes) -> bytes:
    """The hallmark of an entry, as it is without the `key` that a database gave it."""
    return hmac.digest(_key(settings.HOME), entry, "sha256")


def borne(entry: bytes, key: Any, hallmark: Any) -> bool:
    """Whether an entry as it stands in the books, with that key of its row, bears the hallmark of this house."""
    found = bytes(hallmark) if isinstance(hallmark, bytes | memoryview) else b""
    return any(hmac.compare_digest(of(one), found) for one in _without_key(entry, key))


def _without_key(entry: bytes, key: Any) -> Iterator[bytes]:
    """The entry without its `key`: as it is, where it has none; cut out, which is quick; or written again, which is sure."""
    yield entry
    said = f'"key":{key},"kind":'.encode()
    if entry.count(said) == 1:
        yield entry.replace(said, b'"kind":')
    try:
        whole = canon.loads(entry)
        if isinstance(whole, dict) and whole.pop("key", None) is not None:
            yield canon.dumps(whole)
    except canon.CanonError:
        return  # which others name


def must_be_borne(first: int, size: int) -> None:
    """Every entry from `first` to before `size` bears the hallmark. Raises `Broken` with the first that does not."""
    rows = Leaf.objects.filter(index__gte=max(first, since()), index__lt=size).order_by("index")
    asked = rows.values_list("index", "entry_id", "entry__body", "entry__hallmark")
    for index, key, body, hallmark in asked.iterator(chunk_size=CHUNK):
        if not borne(bytes(body), key, hallmark):
            raise Broken(
                f"act {index} does not bear the hallmark of this house: it was not written by this program with the key of "
                "this home. The books are not signed; precinto verify says more"
            )


def _since() -> Path:
    return Path(settings.HOME.path) / "keys" / "hallmarks-since"


def since() -> int:
    """The entries before this index are older than hallmarks. Kept in the home, beside the key."""
    try:
        return int(_since().read_text("ascii"))
    except FileNotFoundError:
        return 0


def begin() -> None:
    """Say once, of this home, from which entry on there must be hallmarks."""
    if not _since().exists():
        older = Entry.objects.filter(hallmark__isnull=True).exists()
        write_whole(_since(), f"{tree.integrate() if older else 0}\n".encode(), mode=0o600)
