# SPDX-License-Identifier: EUPL-1.2
"""Whom a reading scope may name, each as one number: a person, a post, a unit, a unit with all below it, the registry."""

from __future__ import annotations

from enum import IntEnum

from precinto.access.models import Unit


class Kind(IntEnum):
    PERSON = 1
    POST = 2
    UNIT = 3
    TREE = 4
    REGISTRY = 5


SHIFT = 40
REGISTRY = int(Kind.REGISTRY) << SHIFT


def principal(kind: Kind, key: int) -> int:
    return (int(kind) << SHIFT) | key


def kind_and_key(number: int) -> tuple[Kind, int]:
    return Kind(number >> SHIFT), number & ((1 << SHIFT) - 1)


def ancestors(unit_id: int | None) -> list[int]:
    """A unit and all above it."""
    found: list[int] = []
    parents = dict(Unit.objects.values_list("pk", "parent_id")) if unit_id else {}
    while unit_id is not None and unit_id not in found:
        found.append(unit_id)
        unit_id = parents.get(unit_id)
    return found
