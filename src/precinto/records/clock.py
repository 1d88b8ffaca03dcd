# SPDX-License-Identifier: EUPL-1.2
"""The one place where the time is read. An act reads it once and passes it on."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.utils import timezone


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """The date on the office's wall."""
    return timezone.localdate(now())


def stamp(at: datetime) -> str:
    """The one written form of a time in the books: UTC with microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def unstamp(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
