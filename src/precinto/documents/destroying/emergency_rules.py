# SPDX-License-Identifier: EUPL-1.2
"""What must hold of the emergency plan and of emergencies. Each returns None, or the reason (a message id) why it does not hold."""

from __future__ import annotations

from precinto.custody import codes
from precinto.custody.models import OFFICE, Place, Thing
from precinto.documents.destroying.models import Emergency, Evacuation, Plan, Verdict
from precinto.documents.destroying.queries import remaining, safes_in_use
from precinto.documents.destroying.rules import named
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor, Reason


def every_safe_planned(case: Plan, actor: Actor, facts: Facts) -> Reason | None:
    """D242 art. 31: an order of priority that leaves a safe out is none."""
    planned = {line[0].pk for line in facts.order} if hasattr(facts, "order") else None
    if planned is None:
        planned = set(case.lines.values_list("place_id", flat=True))
    left = [place.code for place in safes_in_use() if place.pk not in planned]
    return Reason("plan-leaves-out", {"places": [codes.pretty(code) for code in left]}) if left else None


def something_to_declare(case: Emergency, actor: Actor, facts: Facts) -> str | None:
    nothing = facts.everything and not Place.objects.filter(stage="in_use", kind__in=OFFICE).exists()
    return "nothing-to-declare" if nothing else None


def not_in_the_future(case: Emergency | Evacuation, actor: Actor, facts: Facts) -> str | None:
    return "not-yet" if facts.occurred_at is not None and facts.occurred_at > actor.at else None


def in_somebodys_hands(case: Emergency, actor: Actor, facts: Facts) -> Reason | None:
    elsewhere = [thing for thing in facts.things if thing.person_id is None]
    return Reason("not-in-hands", {"code": named(elsewhere)}) if elsewhere else None


def _things_of(facts: Facts) -> list[Thing]:
    return [thing for thing, _n in facts.counts] if hasattr(facts, "counts") else list(facts.things)


def still_declared(case: Emergency, actor: Actor, facts: Facts) -> Reason | None:
    left = {thing.pk for thing in remaining(case)}
    strange = [thing for thing in _things_of(facts) if thing.pk not in left]
    return Reason("not-declared", {"code": named(strange)}) if strange else None


def with_what_is_in_it(case: Emergency, actor: Actor, facts: Facts) -> Reason | None:
    """A bag leaves the places declared, burnt or found, and takes along what lies in it: of that too somebody has said what came."""
    things = _things_of(facts)
    left = remaining(case).filter(place__container__in=things).exclude(pk__in=[thing.pk for thing in things])
    return Reason("bag-without-its-things", {"code": named(left)}) if left else None


def not_attested_yet(case: Emergency, actor: Actor, facts: Facts) -> Reason | None:
    known = Verdict.objects.filter(emergency=case, thing__in=facts.things).select_related("thing")
    return Reason("attested-already", {"code": named(row.thing for row in known)}) if known else None


def attested(case: Emergency, actor: Actor, facts: Facts) -> Reason | None:
    """The leader confirms what a second person has attested, and nothing else."""
    known = set(Verdict.objects.filter(emergency=case, state=Verdict.State.ATTESTED).values_list("thing_id", flat=True))
    bare = [thing for thing in facts.things if thing.pk not in known]
    return Reason("not-attested", {"code": named(bare)}) if bare else None


def accounted_for(case: Emergency, actor: Actor, facts: Facts) -> Reason | None:
    left = list(remaining(case)[:20])
    return Reason("not-accounted-for", {"code": named(left)}) if left else None
