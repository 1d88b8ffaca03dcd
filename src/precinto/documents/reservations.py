# SPDX-License-Identifier: EUPL-1.2
"""Who counts on a thing: why it may not leave the office, be destroyed, or its entry annulled, though it lies in its safe.

A room below need not know the rooms above: each says here, for the things that it is asked about, which of them it has promised or
keeps back. What is merely elsewhere (lent, missing, in transit) is no matter of this registry: custody knows that.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from precinto.access.officers import Officer
from precinto.custody import codes
from precinto.custody.models import Thing
from precinto.documents.models import CopyCase, Discrepancy, Loan, Round
from precinto.documents.queries import lapsed, loan_ends
from precinto.office import schemes
from precinto.procedures.deadlines import local_day
from precinto.procedures.model import Actor, Reason
from precinto.records.clock import now


class Use(enum.Enum):
    LEAVE = "leave"  # into somebody's hands, or out of the house
    SEND = "send"  # out of the house, to another body
    DESTROY = "destroy"
    ANNUL = "annul"  # the entry of the document


# From a day to a day, both included; None where there is no such end.
Span = tuple[date | None, date | None]
ALWAYS: Span = (None, None)
SOME_DAY: Span = (date.max, None)  # whoever can wait asks for this: what comes to an end is no obstacle


@dataclass(frozen=True)
class Claim:
    """A thing that a case counts on. `reason` is what whoever wants it otherwise is told; `when`, the days that it is needed."""

    thing: int
    reason: Reason
    case: tuple[str, int]
    when: Span = ALWAYS


Ask = Callable[[Sequence[int]], Iterable[Claim]]
_ASKED: dict[Use, list[Ask]] = {use: [] for use in Use}


def register(ask: Ask, *uses: Use) -> None:
    for use in uses:
        if ask not in _ASKED[use]:
            _ASKED[use].append(ask)


def claims(
    use: Use, things: Sequence[int], *, but: tuple[str, int] | None = None, when: Span = ALWAYS
) -> Iterator[Claim]:
    """What stands against this use of these things on these days. `but` is the case that asks: it is not in its own way."""
    for ask in _ASKED[use]:
        yield from (claim for claim in ask(things) if claim.case != but and _meet(claim.when, when))


def _meet(one: Span, other: Span) -> bool:
    """Whether two spans have a day in common."""
    return all(
        since is None or until is None or since <= until for since, until in ((one[0], other[1]), (other[0], one[1]))
    )


def why_not(
    use: Use, things: Sequence[int], *, but: tuple[str, int] | None = None, when: Span = ALWAYS
) -> Reason | None:
    return next((claim.reason for claim in claims(use, things, but=but, when=when)), None)


def of_promised_loans(things: Sequence[int]) -> Iterator[Claim]:
    """1.4: what the leader has approved for one person is promised to nobody else, until that approval lapses unused."""
    rows = Loan.objects.filter(copy__thing__in=things, stage="approved").order_by("pk")
    loans = list(rows.select_related("copy__thing", "copy__document", "borrower"))
    if not loans:
        return
    clock = Actor(Officer(None, ""), now())  # nobody acts: it is asked of the terms and of the calendar
    gone = lapsed(loans, clock)
    for loan in loans:
        if loan.pk not in gone:
            ends = local_day(loan_ends(schemes.level_of(loan.copy.document.label), loan.days, clock.at, clock))
            yield _promised(
                "promised-to-a-borrower", "documents.lend", loan, ends, {"name": loan.borrower.name}, clause="1.4"
            )


def of_promised_rounds(things: Sequence[int]) -> Iterator[Claim]:
    """1.2: what goes round its readers comes back to the office for the next of them."""
    rows = Round.objects.filter(copy__thing__in=things, stage__in=("in_office", "out")).order_by("pk")
    today = local_day(now())
    for round_ in rows.select_related("copy__thing"):
        ends = max(local_day(round_.due), today)
        yield _promised("promised-to-readers", "documents.circulate", round_, ends, {}, clause="1.2")


def _promised(reason: str, name: str, case: CopyCase, ends: date, more: dict[str, str], *, clause: str) -> Claim:
    thing = case.copy.thing
    facts = {"code": codes.pretty(thing.code), "case": f"{name}/{case.pk}", "until": ends.isoformat()}
    return Claim(thing.pk, Reason(reason, facts | more, clause), (name, case.pk), (None, ends))


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


for _ask in (of_promised_loans, of_promised_rounds):
    register(_ask, Use.LEAVE)
for _ask in (of_loans, of_rounds, of_discrepancies):
    register(_ask, Use.DESTROY, Use.ANNUL)
