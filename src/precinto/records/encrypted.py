# SPDX-License-Identifier: EUPL-1.2
"""Text that stands encrypted in its table: who has only the database, or a backup of it, does not read it.

    key     HKDF-SHA256(office key, no salt, info "precinto/records/encrypted"), 32 bytes
    column  base64(nonce (12) || AES-256-GCM(key, nonce, UTF-8 of the text, bound to "TABLE.COLUMN")); empty text stays empty

The program sees plain text, and the ledger commits to that, so the same text may be encrypted anew without an act. The key comes of
the one that seals values (`HOME/keys/office.key`): no key more has to be kept, or shared by the machines of one office. What is
moved to another column does not open; in another row it does, and there the commitment tells.
"""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models

from precinto.records.errors import Broken, NotOpened

NONCE = 12


def encrypt(cipher: AESGCM, data: bytes, bound: str) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + cipher.encrypt(nonce, data, bound.encode())


def decrypt(cipher: AESGCM, box: bytes, bound: str) -> bytes:
    try:
        return cipher.decrypt(box[:NONCE], box[NONCE:], bound.encode())
    except (InvalidTag, ValueError) as error:  # the second: shorter than a nonce and a tag
        raise Broken(f"the sealed box of {bound} does not open") from error


@lru_cache(maxsize=1)
def _cipher(home: Any) -> AESGCM:
    key = HKDF(hashes.SHA256(), 32, salt=None, info=b"precinto/records/encrypted").derive(home.key("office"))
    return AESGCM(key)


def written(text: str, bound: str) -> str:
    """What stands in the column TABLE.COLUMN for a text."""
    return b64encode(encrypt(_cipher(settings.HOME), text.encode(), bound)).decode() if text else ""


def opened(value: Any, bound: str) -> str:
    """The text that stands encrypted in the column TABLE.COLUMN. Raises `NotOpened`, also where it stands in clear."""
    if value == "":
        return ""
    try:
        return decrypt(_cipher(settings.HOME), b64decode(value, validate=True), bound).decode()
    except (Broken, ValueError, TypeError) as error:
        raise NotOpened(
            f"{bound} does not open with keys/office.key of this home: put back the key with which it was encrypted"
        ) from error


if TYPE_CHECKING:
    _TextField = models.TextField[str, str]
else:
    _TextField = models.TextField


class EncryptedText(_TextField):
    """A text that is encrypted on its way into the table, and is plain text for whoever reads it through the mapper.

    Nothing can be looked up by it: the same text is never encrypted alike. With another name of its table or column it
    has to be encrypted anew.
    """

    @property
    def bound(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        plain = super().get_db_prep_value(value, connection, prepared)
        return written(plain, self.bound) if isinstance(plain, str) else plain

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> str | None:
        return None if value is None else opened(value, self.bound)

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None
