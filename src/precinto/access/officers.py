# SPDX-License-Identifier: EUPL-1.2
"""Somebody acting: who they are, through which door, and when they last proved it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from precinto.access.models import Person


@dataclass(frozen=True, slots=True)
class Officer:
    """`person` is None only for the founder of an office whose ledger is still empty, and for a sign-in not yet proved."""

    person: Person | None
    door: str  # page, api, cli, import
    proved_at: datetime | None = None
    device: str = ""

    @property
    def key(self) -> int:
        return self.person.pk if self.person else 0
