# SPDX-License-Identifier: EUPL-1.2
"""What the steps of a receipt change."""

from __future__ import annotations

from precinto.access import pins
from precinto.custody.models import Movement
from precinto.documents.receipts.models import Direction, How, Receipt, Receipted
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor
from precinto.records import journal


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
