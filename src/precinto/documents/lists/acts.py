# SPDX-License-Identifier: EUPL-1.2
"""What the steps of this room write down."""

from __future__ import annotations

from precinto.documents.lists import evening
from precinto.documents.lists.models import Evening, Export, Filter
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor
from precinto.records import journal


def open_export(actor: Actor, facts: Facts) -> Export:
    return Export(
        name=facts.name,
        narrowed=facts.narrowed,
        format=facts.format,
        rows=facts.rows,
        marking=facts.marking,
        digest=facts.digest,
    )


def open_evening(actor: Actor, facts: Facts) -> Evening:
    return evening.of_now(actor)


def open_filter(actor: Actor, facts: Facts) -> Filter:
    return Filter(person=actor.person, name=facts.name, address=facts.address, pinned=facts.pinned)


def pin(case: Filter, actor: Actor, facts: Facts) -> None:
    journal.change(case, pinned=True)


def unpin(case: Filter, actor: Actor, facts: Facts) -> None:
    journal.change(case, pinned=False)
