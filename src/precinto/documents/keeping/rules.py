# SPDX-License-Identifier: EUPL-1.2
"""What must hold before a step of clause 1.3. Each returns None, or the reason why it does not hold."""

from __future__ import annotations

from precinto.access.models import Person
from precinto.custody import codes
from precinto.custody.models import OFFICE, Movement, Place, Thing
from precinto.documents import losing
from precinto.documents.keeping import doors, queries
from precinto.documents.keeping.models import (
    GENERAL,
    Difference,
    DifferenceKind,
    DoorCheck,
    Inventory,
    Lock,
    LockKind,
    Plan,
    Relief,
    Relocation,
    Sheet,
)
from precinto.ledger import history
from precinto.ledger.models import Entry
from precinto.procedures.facts import Facts
from precinto.procedures.model import NEW, Actor, Reason


def nothing_lives_on_it(case: Place, actor: Actor, facts: Facts) -> Reason | None:
    """A place is not closed while it has a lock in use, an open sheet, or is being counted."""
    lock = queries.lock_of(case)
    if lock is not None:
        return Reason("place-has-a-lock", {"case": lock.pk})
    counting = Inventory.objects.filter(stage="counting", stops__place=case).first()
    if counting is not None:
        return Reason("place-being-counted", {"name": counting.name})
    sheet = next(iter(queries.open_sheets([case])), None)
    return Reason("sheet-still-open", {"place": case.name}) if sheet is not None else None


# ---- locks


def one_lock(case: Lock, actor: Actor, facts: Facts) -> Reason | None:
    known = queries.lock_of(case.place)
    return Reason("lock-known", {"case": known.pk}) if known is not None else None


def changer_cleared(case: Lock, actor: Actor, facts: Facts) -> Reason | None:
    """1.3: only cleared persons change combinations."""
    return queries.why_not_cleared(actor.person, case.place.rank, actor.day)


def knowers_cleared(case: Lock, actor: Actor, facts: Facts) -> Reason | None:
    for person in facts.knowers:
        reason = queries.why_not_cleared(person, case.place.rank, actor.day)
        if reason is not None:
            return reason
    return None


# ---- the day


def opener_cleared(case: Sheet, actor: Actor, facts: Facts) -> Reason | None:
    return queries.why_not_cleared(actor.person, case.place.rank, actor.day)


def opener_knows(case: Sheet, actor: Actor, facts: Facts) -> Reason | None:
    """A place with a combination is opened by somebody who knows it."""
    lock = queries.lock_of(case.place)
    if lock is None or lock.changes == 0 or queries.knows(actor.person, lock):
        return None
    reason = "not-a-keyholder" if lock.kind == LockKind.KEY else "not-a-knower"
    return Reason(reason, {"place": case.place.name})


def not_open_already(case: Sheet, actor: Actor, facts: Facts) -> Reason | None:
    known = Sheet.objects.filter(place=case.place, stage="open").first()
    return Reason("sheet-open-already", {"case": known.pk}) if known is not None else None


def shut_inside(case: Sheet, actor: Actor, facts: Facts) -> Reason | None:
    """What stands in a place is shut before the place is."""
    inner = [place for place in queries.below(case.place) if place.pk != case.place_id]
    still = next(iter(queries.open_sheets(inner)), None)
    return Reason("sheet-still-open", {"place": still.place.name}) if still is not None else None


def shut_in_the_books(case: DoorCheck, actor: Actor, facts: Facts) -> Reason | None:
    """Nothing is said to be shut while its sheet says that it is open."""
    still = next(iter(queries.open_sheets(queries.below(case.place))), None)
    return Reason("sheet-still-open", {"place": still.place.name}) if still is not None else None


def another_closed(case: DoorCheck, actor: Actor, facts: Facts) -> Reason | None:
    """1.3: who closed a door is not the one who looks whether it is closed."""
    sheets = {sheet.pk: sheet for sheet in queries.closed_sheets(queries.below(case.place))}
    acts = Entry.objects.filter(procedure="documents.sheet", step="close", kind="act", case__in=list(sheets))
    for key, person, giver in acts.values_list("case", "person", "giver"):
        if actor.humans & {person, giver}:
            return Reason("checked-by-the-closer", {"place": sheets[key or 0].place.name})
    return None


def day_was_missed(case: DoorCheck, actor: Actor, facts: Facts) -> Reason | None:
    """1.3: a working day that is over, on which a safe was looked at by nobody when it was."""
    founded = Entry.objects.filter(procedure="personnel.found", kind="act").values_list("at", flat=True).first()
    ended = actor.calendar.closing_of(facts.day)
    past = facts.day < actor.day and actor.calendar.is_working(facts.day) and (founded is None or founded < ended)
    missed = past and doors.not_accounted_for(facts.day, actor.calendar).exists()
    return None if missed else Reason("no-check-missed", {"day": facts.day.isoformat()})


def found_within(case: DoorCheck, actor: Actor, facts: Facts) -> Reason | None:
    if facts.open.pk in {place.pk for place in queries.below(case.place)}:
        return None
    return Reason("not-in-that-place", {"place": facts.open.name, "outer": str(case.place)})


# ---- from safe to safe


def all_in_the_office(case: Relocation, actor: Actor, facts: Facts) -> Reason | None:
    for thing in facts.things:
        if not thing.in_the_safe:
            return Reason("not-in-the-safe", {"code": codes.pretty(thing.code)})
    return None


def not_there_already(case: Relocation, actor: Actor, facts: Facts) -> Reason | None:
    for thing in facts.things:
        if thing.place_id == facts.place.pk:
            return Reason("there-already", {"code": codes.pretty(thing.code), "place": facts.place.name})
    return None


def place_holds_them(case: Relocation, actor: Actor, facts: Facts) -> Reason | None:
    """1.3: level(place) >= level(thing), also from safe to safe."""
    high = max((thing.rank for thing in facts.things), default=0)
    return Reason("place-too-low", {"place": facts.place.name}) if high > facts.place.rank else None


# ---- inventories


def not_planned_yet(case: Inventory, actor: Actor, facts: Facts) -> Reason | None:
    known = queries.known_general(case.plan, case.year) if case.plan in GENERAL else None
    return Reason("inventory-known", {"case": known.pk}) if known is not None else None


def scope_free(case: Inventory | Relief, actor: Actor, facts: Facts) -> Reason | None:
    """A place is counted in one session at a time: whoever comes joins it."""
    places = queries.holding(case.root)
    if not places:
        return Reason("no-places-to-count")
    known = queries.overlapping(case.root)
    return Reason("inventory-open", {"name": known.name, "case": known.pk}) if known is not None else None


def general_counts_all(case: Inventory, actor: Actor, facts: Facts) -> str | None:
    return "general-counts-all" if case.plan in GENERAL and case.root is not None else None


def in_its_time(case: Inventory, actor: Actor, facts: Facts) -> Reason | None:
    """1.3: a general inventory is of its months. One that is late is still made: planned, or wanted and planned by nobody."""
    if case.plan not in GENERAL:
        return None
    first, last = queries.its_time(case.plan, case.year)
    if first <= actor.day <= last:
        return None
    wanted = queries.unplanned(actor) if case.stage == NEW else queries.Due(Plan(case.plan), case.year, last)
    if actor.day > last and wanted is not None and (wanted.plan, wanted.year) == (case.plan, case.year):
        return None
    told = {"plan": case.get_plan_display(), "first": first.isoformat(), "last": last.isoformat()}
    return Reason("inventory-not-in-its-time", told)


def place_named(case: Inventory, actor: Actor, facts: Facts) -> str | None:
    return "partial-needs-a-place" if case.plan == Plan.PARTIAL and case.root is None else None


def place_of_it(case: Inventory, actor: Actor, facts: Facts) -> Reason | None:
    if case.stops.filter(place=facts.place).exists():
        return None
    return Reason("not-of-this-inventory", {"place": facts.place.name, "name": case.name})


def counter_cleared(case: Inventory, actor: Actor, facts: Facts) -> Reason | None:
    """1.3: who counts in a place is cleared as high as what may lie there."""
    return queries.why_not_cleared(actor.person, facts.place.rank, actor.day)


def not_finished(case: Inventory, actor: Actor, facts: Facts) -> Reason | None:
    done = case.stops.filter(place=facts.place, finished_at__isnull=False).exists()
    return Reason("place-finished-already", {"place": facts.place.name}) if done else None


def every_place_done(case: Inventory, actor: Actor, facts: Facts) -> Reason | None:
    left = list(case.stops.filter(finished_at__isnull=True).order_by("pk").values_list("place__name", flat=True)[:6])
    return Reason("places-left", {"places": left}) if left else None


def some_left_to_draw(case: Inventory, actor: Actor, facts: Facts) -> str | None:
    return None if queries.undrawn(case) else "nothing-to-draw"


def all_drawn(case: Inventory, actor: Actor, facts: Facts) -> Reason | None:
    left = queries.undrawn(case)
    return Reason("differences-left", {"n": left}) if left else None


def no_hand_over(case: Inventory, actor: Actor, facts: Facts) -> str | None:
    """An inventory of a hand-over is signed by those two, and ends with their case."""
    return "relief-signs-it" if case.plan == Plan.HAND_OVER else None


# ---- differences


def of_kind(case: Difference, *kinds: DifferenceKind) -> Reason | None:
    return None if case.kind in kinds else Reason("difference-of-another-kind", {"kind": case.get_kind_display()})


def is_missing(case: Difference, actor: Actor, facts: Facts) -> Reason | None:
    return of_kind(case, DifferenceKind.MISSING)


def lost_or_not_seen(case: Difference, actor: Actor, facts: Facts) -> Reason | None:
    """What was not seen in its place; and what was read in one though by the books it is missing."""
    lost = case.thing is not None and losing.is_missing(case.thing)
    return None if lost else of_kind(case, DifferenceKind.MISSING)


def is_misplaced(case: Difference, actor: Actor, facts: Facts) -> Reason | None:
    return of_kind(case, DifferenceKind.MISPLACED)


def nothing_moves(case: Difference, actor: Actor, facts: Facts) -> Reason | None:
    """What is unknown is no thing of ours; of the rest, an act has moved it since, and the books say so.

    What by the books was destroyed or is with another body comes back by no step: of it there is only something to say.
    """
    if case.kind == DifferenceKind.UNKNOWN or queries.moved_since(case) or queries.out_of_the_books(case):
        return None
    return Reason("difference-of-another-kind", {"kind": case.get_kind_display()})


def books_stand(case: Difference, actor: Actor, facts: Facts) -> Reason | None:
    """The thing is where the inventory left it in the books: nobody has moved it since."""
    return Reason("moved-since", {"code": codes.pretty(case.code)}) if queries.moved_since(case) else None


def thing_in_the_office(case: Difference, actor: Actor, facts: Facts) -> Reason | None:
    """What the books give to a person comes back at the counter, and not by an inventory."""
    thing: Thing | None = case.thing
    if thing is not None and thing.in_the_safe:
        return None
    return Reason("not-in-the-safe", {"code": codes.pretty(case.code)})


def found_place_holds_it(case: Difference, actor: Actor, facts: Facts) -> Reason | None:
    place = case.found_at
    low = place is not None and case.thing is not None and case.thing.rank > place.rank
    return Reason("place-too-low", {"place": place.name}) if low and place is not None else None


def still_stands(case: Difference, actor: Actor, facts: Facts) -> Reason | None:
    place = case.found_at
    usable = place is not None and place.stage == queries.LIVE and place.kind in OFFICE
    return None if usable else Reason("place-closed", {"place": str(place or "")})


def not_by_who_counted(case: Difference, actor: Actor, facts: Facts) -> Reason | None:
    """Who read the codes, or said that a place or the count was done, does not conclude what differs.

    Of what was lost without an inventory, neither does who had it, or entered that it is missing.
    """
    if case.inventory is None:
        loss = Movement.objects.filter(thing=case.thing_id, seq=case.seq).first()
        own = loss is not None and actor.humans & losing.hands_of(loss)
        return Reason("concluded-by-who-handled-it", clause="4.8") if own else None
    hands = history.hands(history.of_case("documents.inventory", case.inventory_id, "scan", "finish", "close"))
    return Reason("concluded-by-who-counted", {"name": case.inventory.name}) if actor.humans & hands else None


# ---- hand-overs


def two_persons(case: Relief, actor: Actor, facts: Facts) -> str | None:
    return "relief-two-persons" if case.outgoing_id == case.incoming_id else None


def incoming_cleared(case: Relief, actor: Actor, facts: Facts) -> Reason | None:
    rank = max((place.rank for place in queries.holding(case.root)), default=0)
    return queries.why_not_cleared(case.incoming, rank, actor.day)


def counted(case: Relief, actor: Actor, facts: Facts) -> Reason | None:
    inventory = case.inventory
    if inventory is None or inventory.stage != "counted":
        return Reason("inventory-not-counted", {"name": inventory.name if inventory else ""})
    left = queries.undrawn(inventory)
    return Reason("differences-left", {"n": left}) if left else None


def _signs(person: Person, actor: Actor) -> Reason | None:
    return None if actor.key == person.pk else Reason("signs-oneself", {"name": person.name})


def outgoing_signs(case: Relief, actor: Actor, facts: Facts) -> Reason | None:
    return _signs(case.outgoing, actor)


def incoming_signs(case: Relief, actor: Actor, facts: Facts) -> Reason | None:
    return _signs(case.incoming, actor)
