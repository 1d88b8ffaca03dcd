# SPDX-License-Identifier: EUPL-1.2
"""What must hold of waste bags, and of whoever had a bag that is lost. Each returns None, or the reason why it does not hold."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from precinto.custody.models import Movement, PlaceKind, Thing
from precinto.documents.destroying.models import Batch, Emergency, WasteBag
from precinto.documents.destroying.rules import DESTROY, in_the_office
from precinto.ledger import history
from precinto.ledger.models import Entry
from precinto.office import schemes
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor, Reason

WASTE = "documents.waste"


def level_fits_the_bag(case: WasteBag, actor: Actor, facts: Facts) -> Reason | None:
    rank = schemes.own().level(facts.level).rank
    if case.thing is not None and rank > case.thing.rank:
        return Reason("bag-too-low", {"bag": case.name}, "1.3")
    return None


def bag_here(case: WasteBag, actor: Actor, facts: Facts) -> Reason | None:
    return in_the_office(Thing.objects.select_related("place", "person").filter(waste=case))


def here_or_missing(case: WasteBag, actor: Actor, facts: Facts) -> Reason | None:
    """An inventory may have found that it is missing. What lies in the bag of a batch is lost with that bag."""
    reason = bag_here(case, actor, facts)
    return None if reason is not None and reason.id == "destroy-missing" else reason


def pages_agree(case: WasteBag, actor: Actor, facts: Facts) -> Reason | None:
    written = sum(case.entries.values_list("pages", flat=True))
    if not written:
        return Reason("waste-empty", {"bag": case.name})
    told = {"counted": facts.pages, "expected": written}
    if facts.pages > written:
        return Reason("waste-differs", told)
    return Reason("waste-short", told) if facts.pages < written and not facts.account else None


def short_by_anothers_count(case: WasteBag, actor: Actor, facts: Facts) -> Reason | None:
    """Whoever put papers in does not say alone that some of them are not there."""
    short = facts.pages < sum(case.entries.values_list("pages", flat=True))
    return Reason("waste-short-by-one", {"bag": case.name}) if short and actor.humans & _filled_by(case) else None


def fewer_pages_by_anothers_count(case: Batch | Emergency, actor: Actor, facts: Facts) -> Reason | None:
    """Nor in another case than that of the bag: taken off a list, counted out of the bag of a batch, or found in an emergency."""
    counts = facts.counts if hasattr(facts, "counts") else [(thing, facts.found) for thing in facts.things]
    for thing, number in counts:
        bag = WasteBag.objects.filter(thing=thing).first() if number and number < thing.pieces else None
        if bag is not None and actor.humans & _filled_by(bag):
            return Reason("waste-short-by-one", {"bag": bag.name})
    return None


def _filled_by(bag: WasteBag) -> set[int]:
    return history.hands(history.of_case(WASTE, bag.pk, "put_in"))


def bag_place_holds_it(case: WasteBag, actor: Actor, facts: Facts) -> Reason | None:
    rank = schemes.own().level(facts.level).rank
    return Reason("place-too-low", {"place": facts.place.name}, "1.3") if rank > facts.place.rank else None


# ---- a bag that is lost


def not_by_who_had_the_bag(case: Batch, actor: Actor, facts: Facts) -> Reason | None:
    """4.8: whoever sealed, moved or opened the bag, said that it is missing, or found in whichever case what had been in it, does not
    conclude what became of it."""
    return _had_no_hand_in(case.bag_id, case.things(), actor, history.of_case(DESTROY, case.pk, "carry_out", "lose"))


def not_by_who_had_the_waste(case: WasteBag, actor: Actor, facts: Facts) -> Reason | None:
    """4.8: nor does whoever filled, sealed or moved a waste bag."""
    told = history.of_case(WASTE, case.pk, "put_in", "seal", "lose")
    return _had_no_hand_in(case.thing_id, case.things(), actor, told)


def _had_no_hand_in(bag: int | None, things: list[int], actor: Actor, told: QuerySet[Entry]) -> Reason | None:
    lost = told.filter(step="lose").last()
    found = Q(thing__in=things, from_place__kind=PlaceKind.MISSING, at__gte=lost.at if lost is not None else actor.at)
    moved = Movement.objects.filter(Q(thing=bag) | found).values_list("act", flat=True)
    hands = history.hands(told) | history.hands(history.named(moved))
    return Reason("concluded-by-who-had-the-bag", clause="4.8") if actor.humans & hands else None
