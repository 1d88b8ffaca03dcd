# SPDX-License-Identifier: EUPL-1.2
"""Places as a tree: building, room, safe, drawer. What stands in a place holds no higher level than the place itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from precinto.custody import codes
from precinto.custody.models import Place, PlaceKind
from precinto.office import schemes
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor, Reason
from precinto.records import journal

# Within what each kind may stand. The others are no places of the office's own premises.
STANDS_IN: Final[Mapping[str, frozenset[str]]] = {
    PlaceKind.ROOM: frozenset({PlaceKind.BUILDING, PlaceKind.ROOM}),
    PlaceKind.SAFE: frozenset({PlaceKind.BUILDING, PlaceKind.ROOM}),
    PlaceKind.COUNTER: frozenset({PlaceKind.BUILDING, PlaceKind.ROOM}),
    PlaceKind.DRAWER: frozenset({PlaceKind.SAFE, PlaceKind.DRAWER}),
}
OUTER: Final = (PlaceKind.BUILDING, PlaceKind.ROOM, PlaceKind.SAFE, PlaceKind.DRAWER)

# What else stands in the way of closing a place. The rooms that put something on places add theirs.
CLOSING: list[Callable[[Place, Actor, Facts], Reason | None]] = []


def fits(case: Place, actor: Actor, facts: Facts) -> Reason | None:
    """1.3: a drawer in a safe, a safe in a room, a room in a building, and none of them higher than what it stands in."""
    outer: Place | None = facts.within
    if outer is None:
        return Reason("drawer-needs-a-safe") if case.kind == PlaceKind.DRAWER else None
    if outer.kind not in STANDS_IN.get(case.kind, frozenset()):
        return Reason(
            "stands-elsewhere", {"kind": case.get_kind_display(), "outer": outer.get_kind_display(), "name": outer.name}
        )
    return Reason("higher-than-its-outside", {"name": outer.name}) if case.rank > outer.rank else None


def not_in_itself(case: Place, actor: Actor, facts: Facts) -> Reason | None:
    """No place stands in itself, nor in what stands in it."""
    outer: Place | None = facts.within
    passed: set[int] = set()
    while outer is not None and outer.pk not in passed:
        if outer.pk == case.pk:
            return Reason("place-in-itself", {"name": case.name})
        passed.add(outer.pk)
        outer = outer.within
    return None


def put_within(case: Place, actor: Actor, facts: Facts) -> None:
    journal.change(case, within=facts.within)


def still_within(case: Place, actor: Actor, facts: Facts) -> Reason | None:
    """1.3: as `fits`, with the level that it is to have."""
    if case.within is not None and _rank(facts) > case.within.rank:
        return Reason("higher-than-its-outside", {"name": case.within.name})
    return None


def holds_what_lies_in_it(case: Place, actor: Actor, facts: Facts) -> Reason | None:
    """1.3: nothing lies, and no place stands, in a place that may not hold its level."""
    rank = _rank(facts)
    thing = case.holds.filter(rank__gt=rank).order_by("pk").first()
    if thing is not None:
        return Reason("higher-lies-in-it", {"what": codes.pretty(thing.code)})
    inner = case.places.filter(stage="in_use", rank__gt=rank).order_by("pk").first()
    return Reason("higher-lies-in-it", {"what": inner.name}) if inner is not None else None


def something_changes(case: Place, actor: Actor, facts: Facts) -> str | None:
    return None if (facts.name, _rank(facts)) != (case.name, case.rank) else "nothing-to-correct"


def correct(case: Place, actor: Actor, facts: Facts) -> None:
    journal.change(case, name=facts.name, rank=_rank(facts))


def _rank(facts: Facts) -> int:
    rank: int = schemes.own().level(facts.level).rank
    return rank


def another_body(case: Place, actor: Actor, facts: Facts) -> Reason | None:
    """1.6: what destroys for the office is outside of it, and is no place where something else is kept."""
    return None if case.kind == PlaceKind.BODY else Reason("no-body-destroys", {"name": case.name})


def may_hold_that_level(case: Place, actor: Actor, facts: Facts) -> Reason | None:
    """1.6: a body destroys nothing that is above what it may receive."""
    return Reason("destroys-above-itself", {"name": case.name}) if _rank(facts) > case.rank else None


def authorise(case: Place, actor: Actor, facts: Facts) -> None:
    journal.change(case, destroys=_rank(facts))


def destroys(case: Place, actor: Actor, facts: Facts) -> Reason | None:
    return Reason("destroys-nothing", {"name": case.name}) if case.destroys is None else None


def destroys_no_more(case: Place, actor: Actor, facts: Facts) -> None:
    journal.change(case, destroys=None)


def nothing_within(case: Place, actor: Actor, facts: Facts) -> Reason | None:
    inner = case.places.filter(stage="in_use").order_by("pk").first()
    return Reason("place-holds-places", {"name": inner.name}) if inner is not None else None


def nothing_on_it(case: Place, actor: Actor, facts: Facts) -> Reason | None:
    for rule in CLOSING:
        reason = rule(case, actor, facts)
        if reason is not None:
            return reason
    return None
