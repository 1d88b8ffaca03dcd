# SPDX-License-Identifier: EUPL-1.2
"""Exceptions to the rule of the second person, under a regime of minimum staff that is in force.

The regime is declared by the head, approved by a leader, reviewed in its term. While it holds, whoever is the second person too
may ask to be excused, with a reason: the fact `exception_reason`, which every step takes besides those of its form. What is
excused is written in the entry and on a row that is counted. What may never be excused is not asked of anybody: it is said by
`policy/incompatible.toml` and by the rows of the procedures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from precinto.policy.incompatible import BELOW, EVER
from precinto.procedures.facts import TextField
from precinto.procedures.model import Actor, Bar, Excused
from precinto.procedures.models import IN_FORCE, ExceptionTaken, MinimumStaff
from precinto.records import journal, memo
from precinto.records.errors import BadFacts, ConditionFailed
from precinto.records.models import Case

FACT = "exception_reason"


class Inexcusable(Exception):
    """Why a broken rule is not excused: a message id, and the earlier step that bars."""

    def __init__(self, reason: str, step: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.step = step


def field() -> TextField:
    return TextField(
        label=_("Reason of the exception (minimum staff)"),
        lines=2,
        required=False,
        help_text=_(
            "You are the second person too. Say why nobody else can do it: it is written in the book and counted."
        ),
    )


def asked(raw: Mapping[str, Any], actor: Actor, clause: str) -> Mapping[str, Any]:
    """The facts of the step's own form; what is said of an exception goes to the actor. Raises `BadFacts`."""
    if FACT not in raw:
        return raw
    try:
        actor.asks_excuse = field().clean(raw[FACT])
    except ValidationError as error:
        raise BadFacts({FACT: list(error.messages)}, clause=clause) from error
    return {name: value for name, value in raw.items() if name != FACT}


def regime(actor: Actor) -> MinimumStaff | None:
    """The regime that holds at this moment: approved, within its days, and not past its review."""
    found: MinimumStaff | None = memo.once(
        "minimum-staff",
        ["procedures.minimumstaff"],
        lambda: MinimumStaff.objects.filter(stage__in=IN_FORCE).order_by("pk").last(),
    )
    return found if found is not None and found.holds(actor.day, actor.at) else None


def excused(broken: Sequence[Bar], case: Case, actor: Actor) -> Excused | None:
    """The exception, or `Inexcusable`. On a page nothing is asked yet: whoever only looks may be offered the step."""
    first = broken[0].step
    if actor.looks and regime(actor) is None:
        raise Inexcusable("second-person", first)  # nobody is excused: what is in the case need not be read to say so
    ever = [bar for bar in broken if not _may_be(bar, case)]
    if ever:
        raise Inexcusable("exception-never" if actor.asks_excuse else "second-person", ever[0].step)
    found = regime(actor)
    if found is None:
        raise Inexcusable("exception-without-regime" if actor.asks_excuse else "second-person", first)
    if not actor.asks_excuse and not actor.looks:
        raise Inexcusable("exception-needs-reason", first)
    return Excused(found.pk, tuple(bar.step for bar in broken), actor.asks_excuse)


def _may_be(bar: Bar, case: Case) -> bool:
    return bar.excuse == EVER or (bar.excuse == BELOW and not case.of_the_highest_level())


def used(actor: Actor, clause: str) -> None:
    """An exception is asked where the rule stands in the way, and nowhere else: none is on record that was not needed."""
    if actor.asks_excuse and actor.excused is None:
        raise ConditionFailed("exception-not-needed", clause=clause)


def write(found: Excused, actor: Actor, *, entry: Mapping[str, Any]) -> ExceptionTaken:
    """The row of an exception, inside its act."""
    return journal.add(
        ExceptionTaken(
            regime_id=found.regime,
            person=actor.person,
            steps=" ".join(found.steps),
            reason=found.reason,
            at=actor.at,
            **entry,
        )
    )


def count(regime: MinimumStaff | None = None) -> list[tuple[str, int, int]]:
    """By clause: how many exceptions, and of how many persons; under one regime, or under all."""
    found: Any = ExceptionTaken.objects.all()
    found = found if regime is None else found.filter(regime=regime)
    found = found.values("clause").annotate(many=Count("pk"), people=Count("person", distinct=True))
    return [(row["clause"], row["many"], row["people"]) for row in found.order_by("clause")]
