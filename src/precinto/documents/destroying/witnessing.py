# SPDX-License-Identifier: EUPL-1.2
"""1.6: who sees a destruction. Each returns None, or the reason (a message id) why it does not hold."""

from __future__ import annotations

from precinto.access.models import Person
from precinto.access.subjects import subject
from precinto.documents.destroying.models import Batch
from precinto.documents.destroying.queries import cleared, live_lines, witnesses_of
from precinto.ledger import history
from precinto.procedures.excuses import regime
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor, Reason

DESTROY = "documents.destroy"


def witness_apart(case: Batch, actor: Actor, facts: Facts) -> Reason | None:
    """The witness neither proposed nor signed nor carries it out, and is cleared for all of it.

    Under a regime of minimum staff only who carries it out is never the witness: the witness says why, when it is confirmed.
    """
    took_part = actor.humans
    if regime(actor) is None or case.of_the_highest_level():
        took_part |= history.hands(history.of_case(DESTROY, case.pk, "propose", "add", "sign"))
    things = [line.thing for line in live_lines(case)]
    for witness in _witnesses(facts):
        if witness.pk in took_part:
            return Reason("witness-took-part", {"name": witness.name})
        decision = cleared(things, subject(witness, actor.day))
        if not decision:
            return Reason(decision.reason or "", {"name": witness.name}, decision.clause)
    return None


def _witnesses(facts: Facts) -> list[Person]:
    return list({person.pk: person for person in [facts.witness, *facts.others]}.values())


def enough_witnesses(case: Batch, actor: Actor, facts: Facts) -> Reason | None:
    """1.6: as many as the scheme asks for at the levels in the bag, each another person, and none of them who carries it out."""
    named, needed = len(_witnesses(facts)), max((witnesses_of(line.thing) for line in live_lines(case)), default=1)
    return Reason("witnesses-too-few", {"named": named, "needed": needed}) if named < needed else None


def one_of_the_others(case: Batch, actor: Actor, facts: Facts) -> str | None:
    return None if actor.key in {row.person_id for row in case.awaited()} else "confirms-last"


def others_have_confirmed(case: Batch, actor: Actor, facts: Facts) -> Reason | None:
    awaited = [row.person.name for row in case.awaited()]
    return Reason("other-witnesses-first", {"names": awaited}) if awaited else None
