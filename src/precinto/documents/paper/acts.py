# SPDX-License-Identifier: EUPL-1.2
"""What the steps of paper days change."""

from __future__ import annotations

from precinto.documents.models import CopyCase, Round
from precinto.documents.paper import queries
from precinto.documents.paper.models import RESERVED, Deferred, Run, UsedSheet
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor
from precinto.records import journal
from precinto.records.models import Case


def use_sheet(case: Case, actor: Actor, facts: Facts) -> None:
    """A reserved number is used by the act that was entered from it, and by no other."""
    found = queries.sheet(facts.paper_sheet) if facts.paper_sheet else None
    if found is not None and found[0].stage == RESERVED and found[0].use == queries.use_of(case):
        journal.add(UsedSheet(run=found[0], number=found[1], act=journal.current().act))


def to_confirm(case: CopyCase, actor: Actor, facts: Facts) -> None:
    """What was brought from paper waits for somebody else to look at the paper. A station's queue is signed, and has none."""
    if not facts.paper_sheet:
        return
    use_sheet(case, actor, facts)
    of_a_round, held = isinstance(case, Round), actor.held
    steps = ("give", "take_back") if of_a_round else ("hand_over", "take_back")
    off = actor.profile.is_off("deferred-entry")
    journal.add(
        Deferred(
            stage="entered",
            act=journal.current().act,
            procedure="documents.circulate" if of_a_round else "documents.lend",
            step=steps[1] if hasattr(facts, "place") else steps[0],
            case=case.pk,
            clause="1.2" if of_a_round else "1.4",
            copy=case.copy,
            occurred_at=facts.occurred_at,
            entered_at=actor.at,
            sheet=facts.paper_sheet,
            entered_by=actor.person,
            giver_id=held.giver if held else None,
            due=None if off else actor.profile.due("deferred-entry", facts.occurred_at, actor.calendar),
        )
    )


# ---- runs


def open_run(actor: Actor, facts: Facts) -> Run:
    run = Run(
        prefix=facts.prefix, first=facts.first, last=facts.last, use=facts.use, holder=facts.holder, name=""
    )  # fmt: skip
    run.name = f"{run.number(run.first)} … {run.number(run.last)}"
    return run


def pass_on(case: Run, actor: Actor, facts: Facts) -> None:
    journal.change(case, holder=facts.holder)


def spoil(case: Run, actor: Actor, facts: Facts) -> None:
    numbers = range(facts.first, facts.last + 1)
    journal.add_all([UsedSheet(run=case, number=n, spoiled=facts.reason) for n in numbers])


# ---- what was entered from them


def note_difference(case: Deferred, actor: Actor, facts: Facts) -> None:
    journal.change(case, difference=facts.difference)


def conclude(case: Deferred, actor: Actor, facts: Facts) -> None:
    journal.change(case, conclusion=facts.conclusion)
