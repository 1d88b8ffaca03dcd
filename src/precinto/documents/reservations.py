# SPDX-License-Identifier: EUPL-1.2
"""Who counts on a thing: why it may not leave the office, be destroyed, or its entry annulled, though it lies in its safe.

A room below need not know the rooms above: each says here, for the things that it is asked about, which of them it has promised or
keeps back. What is merely elsewhere (lent, missing, in transit) is no matter of this registry: custody knows that.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from precinto.custody import codes
from precinto.custody.models import Thing
from precinto.documents.models import Discrepancy, Loan, Round
from precinto.procedures.model import Reason


class Use(enum.Enum):
    LEAVE = "leave"  # into somebody's hands, or out of the house
    SEND = "send"  # out of the house, to another body
    DESTROY = "destroy"
    ANNUL = "annul"  # the entry of the document


@dataclass(frozen=True)
class Claim:
    """A thing that a case counts on. `reason` is what whoever wants it otherwise is told."""

    thing: int
    reason: Reason
    case: tuple[str, int]


Ask = Callable[[Sequence[int]], Iterable[Claim]]
_ASKED: dict[Use, list[Ask]] = {use: [] for use in Use}


def register(ask: Ask, *uses: Use) -> None:
    for use in uses:
        if ask not in _ASKED[use]:
            _ASKED[use].append(ask)


def claims(use: Use, things: Sequence[int], *, but: tuple[str, int] | None = None) -> Iterator[Claim]:
    """What stands against this use of these things. `but` is the case that asks: it does not stand in its own way."""
    for ask in _ASKED[use]:
        yield from (claim for claim in ask(things) if claim.case != but)


def why_not(use: Use, things: Sequence[int], *, but: tuple[str, int] | None = None) -> Reason | None:
    return next((claim.reason for claim in claims(use, things, but=but)), None)


def of_loans(things: Sequence[int]) -> Iterator[Claim]:
    """1.6: what somebody has been promised, or has not settled, is not destroyed under their hands."""
    rows = Loan.objects.filter(copy__thing__in=things, stage__in=("asked", "approved", "returned"))
    for loan in rows.select_related("copy__thing").order_by("pk"):
        yield _reserved("documents.lend", loan.pk, loan.copy.thing)


def of_rounds(things: Sequence[int]) -> Iterator[Claim]:
    rows = Round.objects.filter(copy__thing__in=things, stage__in=("in_office", "out"))
    for round_ in rows.select_related("copy__thing").order_by("pk"):
        yield _reserved("documents.circulate", round_.pk, round_.copy.thing)


def of_discrepancies(things: Sequence[int]) -> Iterator[Claim]:
    """What does not add up is kept until the leader has concluded why."""
    rows = Discrepancy.objects.filter(copy__thing__in=things).exclude(stage="concluded")
    for row in rows.select_related("copy__thing").order_by("pk"):
        yield _reserved("documents.discrepancy", row.pk, row.copy.thing)


def _reserved(procedure: str, key: int, thing: Thing) -> Claim:
    facts = {"code": codes.pretty(thing.code), "case": f"{procedure}/{key}"}
    return Claim(thing.pk, Reason("reserved", facts, "1.6"), (procedure, key))


for _ask in (of_loans, of_rounds, of_discrepancies):
    register(_ask, Use.DESTROY, Use.ANNUL)
