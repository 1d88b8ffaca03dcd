# SPDX-License-Identifier: EUPL-1.2
"""The one place where the time is read. An act reads it once and passes it on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

from django.utils import timezone

_told: ContextVar[datetime | None] = ContextVar("precinto_clock", default=None)


def now() -> datetime:
    return _told.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[datetime]:
    """Inside it, and for this thread alone, it is `moment`. For the past of a demonstration office, and for tests."""
    token = _told.set(moment.astimezone(UTC))
    try:
        yield moment
    finally:
        _told.reset(token)


def today() -> date:
    """The date on the office's wall."""
    return timezone.localdate(now())


def stamp(at: datetime) -> str:
    """The one written form of a time in the books: UTC with microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def unstamp(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
