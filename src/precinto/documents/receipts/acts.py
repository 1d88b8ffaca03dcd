# SPDX-License-Identifier: EUPL-1.2
"""What the steps of a receipt change."""

from __future__ import annotations

from precinto.access import pins
from precinto.access.models import Person
from precinto.custody.models import Movement
from precinto.documents.receipts.models import Direction, How, Receipt, Receipted
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor
from precinto.records import journal
from precinto.records.models import Case

TERM = "receipt-signature"


def ask_signature(case: Case, actor: Actor, facts: Facts) -> None:
    """1.4: what this act moved into or out of somebody's hands is to be signed for, by whatever door the act came."""
    for move in journal.rows_of(Movement):
        party = move.to_person or move.from_person
        if party is not None:
            owe(party, Direction.OUT if move.to_person_id else Direction.BACK, actor)


def owe(party: Person, way: Direction, actor: Actor, things: int = 1) -> None:
    """From this act on somebody owes a signature for it.

    What one officer does as one with one person stands on one receipt: a list done at the counter takes one signature.
    Nobody signs to themselves, and with the term switched off nothing is asked.
    """
    if party.pk == actor.key or actor.profile.is_off(TERM):
        return
    key = ("receipt", party.pk, way == Direction.MARKED)
    case: Receipt | None = actor.together.get(key)
    if case is None:
        case = Receipt(person=party, stage="unsigned", direction=way, count=things, due=actor.due(TERM))
        actor.together[key] = journal.add(case)
        journal.add(Receipted(receipt=case, act=journal.current().act))
    else:
        also(case, way, things)


def also(case: Receipt, way: Direction, things: int = 1) -> None:
    """The open act stands on this receipt too."""
    both = way if case.direction == way else Direction.BOTH
    journal.change(case, count=case.count + things, direction=both)
    journal.add(Receipted(receipt=case, act=journal.current().act))


def open_receipt(actor: Actor, facts: Facts) -> Receipt:
    ways = set(Movement.objects.filter(act__in=facts.acts).values_list("to_person", flat=True))
    out, back = any(ways), None in ways
    direction = Direction.BOTH if out and back else Direction.OUT if out else Direction.BACK
    return Receipt(person=facts.person, direction=direction, count=len(facts.acts))


def write_lines(case: Receipt, actor: Actor, facts: Facts) -> None:
    journal.add_all([Receipted(receipt=case, act=act) for act in facts.acts])


def note_signature(case: Receipt, actor: Actor, facts: Facts) -> None:
    if facts.pin:
        pins.succeeded(case.person)
    how = How.ACCOUNT if actor.key == case.person_id else How.DRAWN if facts.drawing else How.PIN
    journal.change(case, how=how, signed_at=actor.at, drawing=facts.drawing if how == How.DRAWN else "")


def note_paper(case: Receipt, actor: Actor, facts: Facts) -> None:
    journal.change(case, how=How.PAPER, signed_at=actor.at, paper=facts.form)


def note_refusal(case: Receipt, actor: Actor, facts: Facts) -> None:
    journal.change(case, reason=facts.reason)


def note_answer(case: Receipt, actor: Actor, facts: Facts) -> None:
    """What the person said stays; what was found out is beside it."""
    journal.change(case, reason=f"{case.reason} — {facts.reason}"[:300])
