# SPDX-License-Identifier: EUPL-1.2
"""What must hold before an address is kept. Each returns None, or the reason why it does not hold."""

from __future__ import annotations

from precinto.documents.lists.models import Filter
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor, Reason

MOST = 40  # kept by one person
PINNED = 5  # on one page: each is counted there


def room_for_one_more(case: Filter, actor: Actor, facts: Facts) -> Reason | None:
    kept = Filter.objects.filter(person=actor.key, stage="kept").count()
    return Reason("too-many-kept", {"most": MOST}) if kept >= MOST else None


def room_to_pin(case: Filter, actor: Actor, facts: Facts) -> Reason | None:
    return room_to_pin_again(case, actor, facts) if facts.pinned else None


def room_to_pin_again(case: Filter, actor: Actor, facts: Facts) -> Reason | None:
    shown = Filter.objects.filter(person=actor.key, stage="kept", pinned=True).count()
    return Reason("too-many-pinned", {"most": PINNED}) if shown >= PINNED else None


def not_pinned(case: Filter, actor: Actor, facts: Facts) -> str | None:
    return "already-pinned" if case.pinned else None


def pinned(case: Filter, actor: Actor, facts: Facts) -> str | None:
    return None if case.pinned else "not-pinned"
