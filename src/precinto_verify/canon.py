# SPDX-License-Identifier: Apache-2.0
"""Canonical bytes of a value: RFC 8785 (JCS), restricted so that the standard library writes it.

Keys are ASCII, numbers are integers below 2^53, strings are NFC without lone surrogates, no key stands twice.
See `docs/formats/entry.md`.
"""

import base64
import hashlib
import json
import unicodedata
from collections.abc import Callable
from typing import Any, NoReturn

MAX_ENTRY = 65_535  # entry bundles carry a 16-bit length
MAX_INT = 2**53 - 1
SALT_BYTES = 16


class CanonError(ValueError):
    """The value, or the bytes, are outside the canonical form."""


# Keys are ASCII, so sorting by code point and by UTF-16 unit (which RFC 8785 asks for) are the same.
_encode = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
).encode


def dumps(value: Any) -> bytes:
    """The one byte string of a value. Strings must already be NFC: normalising is the caller's choice to make."""
    try:
        _refuse_foreign(value)
        return _encode(value).encode()
    except RecursionError:
        raise CanonError("nested too deeply") from None


def loads(data: bytes) -> Any:
    """The value of canonical bytes; any other spelling of the same value is refused."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise CanonError("not UTF-8") from None
    try:
        value, end = _scan(text, 0)
        if end != len(text):
            raise CanonError("bytes after the value")
        if _encode(value).encode() != data:
            raise CanonError(_why_not_canonical(text))
        if not data.isascii():
            _refuse_foreign_text(value, text)
    except StopIteration:
        raise CanonError("not JSON") from None
    except json.JSONDecodeError as error:
        raise CanonError(f"not JSON: {error.msg}") from None
    except UnicodeEncodeError:
        raise CanonError("lone surrogate in a string") from None
    except RecursionError:
        raise CanonError("nested too deeply") from None
    return value


def commitment(salt: bytes, value: Any) -> str:
    """Base64 of SHA-256(salt || JCS(value)). The salt is 16 bytes: it cannot be read as part of the value."""
    if len(salt) != SALT_BYTES:
        raise CanonError(f"a salt has {SALT_BYTES} bytes")
    return base64.b64encode(hashlib.sha256(salt + dumps(value)).digest()).decode()


def _integer(digits: str) -> int:
    # A number of 16 digits at most: hostile input must not make int() work for minutes.
    if len(digits) > 17 or not -MAX_INT <= (number := int(digits)) <= MAX_INT:
        raise CanonError("integer of 2^53 or more")
    return number


def _no_float(_: str) -> NoReturn:
    raise CanonError("floating-point number")


_scan: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder(
    parse_float=_no_float, parse_int=_integer, parse_constant=_no_float
).scan_once  # type: ignore[attr-defined]  # there, but not in typeshed: it saves two regular expressions a value


def _refuse_foreign(value: Any) -> None:
    """Walk a value and refuse what the canonical form cannot hold."""
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        if not value.isascii():
            if not unicodedata.is_normalized("NFC", value):
                raise CanonError("string is not NFC")
            try:
                value.encode()
            except UnicodeEncodeError:
                raise CanonError("lone surrogate in a string") from None
    elif isinstance(value, int):
        if not -MAX_INT <= value <= MAX_INT:
            raise CanonError("integer of 2^53 or more")
    elif isinstance(value, dict):
        for key, part in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise CanonError("key is not ASCII text")
            _refuse_foreign(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _refuse_foreign(part)
    elif isinstance(value, float):
        raise CanonError("floating-point number")
    else:
        raise CanonError(f"{type(value).__name__} has no canonical form")


def _refuse_foreign_text(value: Any, text: str) -> None:
    # NFC is closed under taking parts, so a document that is NFC as a whole needs its keys looked at only.
    # The other way round does not hold: a letter of an escape may seem to compose with what follows it.
    if unicodedata.is_normalized("NFC", text):
        _refuse_foreign_keys(value)
    else:
        _refuse_foreign(value)


def _refuse_foreign_keys(value: Any) -> None:
    if isinstance(value, dict):
        for key, part in value.items():
            if not key.isascii():
                raise CanonError("key is not ASCII text")
            if isinstance(part, dict | list):
                _refuse_foreign_keys(part)
    elif isinstance(value, list):
        for part in value:
            if isinstance(part, dict | list):
                _refuse_foreign_keys(part)


def _why_not_canonical(text: str) -> str:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        seen = dict(items)
        if len(seen) != len(items):
            raise CanonError("key stands twice")
        return seen

    try:
        json.loads(text, object_pairs_hook=pairs)
    except CanonError as error:
        return str(error)
    return "not in canonical form"
