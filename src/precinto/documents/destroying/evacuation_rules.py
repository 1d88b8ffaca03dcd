# SPDX-License-Identifier: EUPL-1.2
"""What must hold of an evacuation. Each returns None, or the reason (a message id) why it does not hold."""

from __future__ import annotations

from precinto.custody import codes
from precinto.custody.models import OFFICE, Place, Thing
from precinto.documents.destroying.models import (
    Carried,
    Evacuation,
)
from precinto.documents.destroying.queries import (
    above_its_place,
    carried,
    places_under,
    to_carry,
    uncounted,
)
from precinto.documents.destroying.rules import named
from precinto.ledger import history
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor, Reason


def evacuated_places(facts: Facts) -> list[Place]:
    """The places that are emptied, with all that is within them."""
    first = Place.objects.filter(stage="in_use", kind__in=OFFICE).order_by("pk") if facts.everything else facts.places
    target = facts.target.pk if facts.everything else None
    return [place for place in places_under(first) if place.pk != target]


def something_lies_there(case: Evacuation, actor: Actor, facts: Facts) -> str | None:
    return None if Thing.objects.filter(place__in=evacuated_places(facts)).exists() else "nothing-to-carry"


def carried_elsewhere(case: Evacuation, actor: Actor, facts: Facts) -> Reason | None:
    same = facts.target in evacuated_places(facts)
    return Reason("carried-into-itself", {"place": facts.target.name}) if same else None


def some_left_to_carry(case: Evacuation, actor: Actor, facts: Facts) -> str | None:
    return None if to_carry(case).exists() else "all-is-carried"


def _rows(case: Evacuation, facts: Facts) -> list[Carried]:
    things = [thing for thing, _n in facts.counts] if hasattr(facts, "counts") else facts.things
    return list(Carried.objects.filter(evacuation=case, thing__in=things).select_related("thing"))


def lies_in_the_refuge(case: Evacuation, actor: Actor, facts: Facts) -> Reason | None:
    there = set(carried(case).values_list("pk", flat=True))
    things = [thing for thing, _n in facts.counts] if hasattr(facts, "counts") else facts.things
    strange = [thing for thing in things if thing.pk not in there]
    return Reason("not-in-the-refuge", {"code": named(strange)}) if strange else None


def not_recounted_yet(case: Evacuation, actor: Actor, facts: Facts) -> Reason | None:
    done = [row.thing for row in _rows(case, facts) if row.recounted is not None]
    return Reason("recounted-already", {"code": named(done)}) if done else None


def not_recounted_yet_or_gone(case: Evacuation, actor: Actor, facts: Facts) -> Reason | None:
    """What two have counted is counted anew only if it has gone since: another then finds nothing either, or it is there."""
    gone = {thing.pk for thing, number in facts.counts if number == 0}
    done = [row.thing for row in _rows(case, facts) if row.recounted is not None and row.thing_id not in gone]
    return Reason("recounted-already", {"code": named(done)}) if done else None


def counts_agree(case: Evacuation, actor: Actor, facts: Facts) -> Reason | None:
    """The second count is of what the first one counted, and says the same: what two people say is so."""
    first = {row.thing_id: row.counted for row in _rows(case, facts)}
    for thing, number in facts.counts:
        before = first.get(thing.pk)
        if before is None:
            return Reason("not-counted-first", {"code": codes.pretty(thing.code)})
        if before != number:
            return Reason("second-count-differs", {"code": codes.pretty(thing.code), "first": before, "second": number})
    return None


def nobody_counted_it(case: Evacuation, actor: Actor, facts: Facts) -> Reason | None:
    there = [row.thing for row in _rows(case, facts) if row.counted]
    return Reason("it-was-counted", {"code": named(there)}) if there else None


def somebody_has_counted(case: Evacuation, actor: Actor, facts: Facts) -> str | None:
    """Missing is what two looked for: one who counted what is there, and whoever says that the rest is not."""
    took = history.of_case("documents.evacuation", case.pk, "count").exists()
    return None if took else "count-first"


def two_have_counted(case: Evacuation, actor: Actor, facts: Facts) -> Reason | None:
    bare = [row.thing for row in _rows(case, facts) if row.recounted is None]
    return Reason("two-count-first", {"code": named(bare)}) if bare else None


def safe_holds_them(case: Evacuation, actor: Actor, facts: Facts) -> Reason | None:
    """1.3: the exception was for the refuge: a safe holds what its level allows, as ever."""
    low = any(thing.rank > facts.place.rank for thing in facts.things)
    return Reason("place-too-low", {"place": facts.place.name}, "1.3") if low else None


def all_recounted(case: Evacuation, actor: Actor, facts: Facts) -> Reason | None:
    left = [*to_carry(case)[:20], *uncounted(case)[:20]]
    return Reason("not-recounted", {"code": named(left)}) if left else None


def nothing_above(case: Evacuation, actor: Actor, facts: Facts) -> Reason | None:
    """1.3: the exception ends with the evacuation: what is too high for where it was carried lies in a safe of its level."""
    left = list(above_its_place(case)[:20])
    return Reason("still-above-its-place", {"code": named(left)}, "1.3") if left else None


def refuge_empty(case: Evacuation, actor: Actor, facts: Facts) -> Reason | None:
    left = list(carried(case)[:20])
    return Reason("refuge-not-empty", {"code": named(left)}) if left else None
