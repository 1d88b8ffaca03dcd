# SPDX-License-Identifier: EUPL-1.2
"""The one-time link by which an office that nobody has founded yet is founded.

HOME/first-run.json holds the SHA-256 of its token and when it lapses, nothing else. Each start before the founding gives a
new link, and the one before it is void. The founding takes the file away; the ledger's first entry forbids a second one.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from precinto.records.clock import now, stamp, unstamp
from precinto.records.files import write_whole

FILE = "first-run.json"
PATH = "/primera-vez/{token}/"
VALID_FOR = timedelta(hours=24)


def first_run_token(home: Path) -> str:
    """A new token for the link. Only its digest is kept."""
    token = secrets.token_urlsafe(32)
    kept = {"sha256": _digest(token), "until": stamp(now() + VALID_FOR)}
    write_whole(home / FILE, json.dumps(kept).encode() + b"\n", mode=0o600)
    return token


def check_first_run(token: str) -> bool:
    """Whether this is the link that was given, still in time, and not used yet."""
    try:
        kept = json.loads(_file().read_text("utf-8"))
        digest, until = str(kept["sha256"]), unstamp(kept["until"])
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return hmac.compare_digest(digest, _digest(token)) and now() <= until


def finish_first_run() -> None:
    """The link has done its work: it opens nothing any more. Safe to repeat."""
    _file().unlink(missing_ok=True)


def _file() -> Path:
    home: Path = settings.HOME.path
    return home / FILE


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
