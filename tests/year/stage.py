# SPDX-License-Identifier: EUPL-1.2
"""What the tests that tell a year have in common."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.test import override_settings

# Procedures that have tests of their own and no turn in an ordinary year, each with why.
NOT_HERE = {
    "office.epoch": "only after a restore that lost acts",
    "documents.station": "a browser's key signs what it brings",
    "documents.queue": "a browser's key signs what it brings",
}


@contextmanager
def undone(blocker: Any) -> Iterator[None]:
    """One transaction around a whole story: each act is a part of it, and at the end nothing of it was."""
    with (
        blocker.unblock(),
        override_settings(PASSWORD_HASHERS=["tests.world.QuickHasher"]),
        transaction.atomic(),
    ):
        yield
        transaction.set_rollback(True)
