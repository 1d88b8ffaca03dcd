# SPDX-License-Identifier: EUPL-1.2
"""What the steps of clause 1.3 change."""

from __future__ import annotations

from datetime import datetime

from precinto.access.models import Person
from precinto.custody import move
from precinto.custody.models import Movement, Place, PlaceKind, Thing
from precinto.documents import losing
from precinto.documents.keeping import doors, queries
from precinto.documents.keeping.models import (
    GENERAL,
    Change,
    Difference,
    DifferenceKind,
    DoorCheck,
    DoorLine,
    Inventory,
    Knower,
    Lock,
    Outcome,
    Plan,
    Relief,
    Relocation,
    Scan,
    Sheet,
    Stop,
    Trigger,
)
from precinto.office import schemes
from precinto.procedures import series
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor
from precinto.records import journal

AT_ONCE = 120  # differences of one act: an entry of the ledger holds 64 KiB
CHANGE = "combination-change"

# ---- locks


def open_lock(actor: Actor, facts: Facts) -> Lock:
    return Lock(place=facts.place, kind=facts.kind, trigger=Trigger.INSTALLATION)


def name_knowers(case: Lock, actor: Actor, facts: Facts) -> None:
    """Who knows the combination from now on: whoever changed it, and those named. The earlier ones know it no more."""
    number = case.changes + 1
    change = journal.add(Change(lock=case, number=number, trigger=facts.trigger, at=actor.at))
    people = {person.pk: person for person in [actor.person, *facts.knowers]}
    journal.add_all([Knower(change=change, person=person) for _key, person in sorted(people.items())])
    journal.change(case, changes=number, trigger="", due=_until(list(people.values()), actor))


def _until(people: list[Person], actor: Actor) -> datetime | None:
    """A year, or the day on which the first clearance of a knower ends, where that is sooner."""
    yearly = None if actor.profile.is_off("combination-age") else actor.due("combination-age")
    scheme = schemes.own().id
    ends = []
    for person in people:
        rows = person.clearances.filter(scheme=scheme, stage="in_force", since__lte=actor.day)
        lasts = [row.until for row in rows if row.until is None or row.until >= actor.day]
        if lasts and None not in lasts:
            ends.append(actor.calendar.closing_of(max(day for day in lasts if day is not None)))
    return min([*([yearly] if yearly else []), *ends], default=None)


def _to_be_changed(lock: Lock, trigger: Trigger, actor: Actor) -> None:
    due = None if actor.profile.is_off(CHANGE) else actor.due(CHANGE)
    journal.change(lock, stage="to_change", trigger=trigger, due=due)


def compromised(case: Lock, actor: Actor, facts: Facts) -> None:
    journal.change(case, trigger=Trigger.COMPROMISE)


def repaired(case: Lock, actor: Actor, facts: Facts) -> None:
    journal.change(case, trigger=Trigger.REPAIR)


def no_longer_due(case: Lock | Sheet | DoorCheck | Inventory | Difference | Relief, actor: Actor, facts: Facts) -> None:
    journal.change(case, due=None)


def look_at_combinations(person: Person, actor: Actor, *, moved: bool = False) -> None:
    """1.3: what somebody knows who has left or is no longer cleared is changed at once; else until when it holds is told anew.

    Called by whatever changes a person's standing. `moved`: they went to another place in the house, and know on only what
    a post of the office lets them know.
    """
    elsewhere = moved and not queries.has_post(person, actor.day)
    for lock in queries.known_by(person):
        gone = (
            elsewhere
            or person.stage != "active"
            or queries.why_not_cleared(person, lock.place.rank, actor.day) is not None
        )
        if gone:
            _to_be_changed(lock, Trigger.KNOWER, actor)
        else:
            made = Change.objects.get(lock=lock, number=lock.changes)
            then = Actor(actor.officer, made.at)
            journal.change(lock, due=_until(queries.knowers(lock), then))


# ---- the day


def open_sheet(actor: Actor, facts: Facts) -> Sheet:
    return Sheet(place=facts.place, day=actor.day)


def open_door_check(actor: Actor, facts: Facts) -> DoorCheck:
    return DoorCheck(place=facts.place, day=actor.day, account=getattr(facts, "account", ""))


def note_doors(case: DoorCheck, actor: Actor, facts: Facts) -> None:
    """A line for each door that was looked at; the sheets of those that are shut have been checked by it."""
    left = getattr(facts, "open", None)
    places = [
        place for place in queries.below(case.place) if place.kind in (PlaceKind.ROOM, PlaceKind.SAFE, PlaceKind.DRAWER)
    ]
    journal.add_all([DoorLine(door_check=case, place=p, shut=left is None or p.pk != left.pk) for p in places])
    if left is None:
        for sheet in queries.closed_sheets(queries.below(case.place)):
            journal.change(sheet, stage="checked", due=None)


def open_missed_check(actor: Actor, facts: Facts) -> DoorCheck:
    return DoorCheck(day=facts.day, account=facts.account)


def note_missed(case: DoorCheck, actor: Actor, facts: Facts) -> None:
    """A line for each safe that nobody looked at: its sheet says so for ever, with the account."""
    places = list(doors.not_accounted_for(case.day, actor.calendar).order_by("pk"))
    journal.add_all([DoorLine(door_check=case, place=place, shut=None) for place in places])


def conclude_doors(case: DoorCheck, actor: Actor, facts: Facts) -> None:
    journal.change(case, conclusion=facts.conclusion, due=None)


# ---- from safe to safe


def open_relocation(actor: Actor, facts: Facts) -> Relocation:
    return Relocation(place=facts.place, count=len(facts.things), reason=facts.reason)


def relocate(case: Relocation, actor: Actor, facts: Facts) -> None:
    for thing in facts.things:
        move.move(thing, to=facts.place, pieces=thing.pieces)


# ---- inventories


def open_plan(actor: Actor, facts: Facts) -> Inventory:
    last = queries.last_day(facts.plan, facts.year)
    return Inventory(year=facts.year, plan=facts.plan, due=actor.calendar.closing_of(last))


def open_inventory(actor: Actor, facts: Facts) -> Inventory:
    """January's is of the year that begins, also where it is counted in December."""
    ahead = facts.plan == Plan.JANUARY and actor.day.month == 12
    return Inventory(year=actor.day.year + ahead, plan=facts.plan, root=facts.place)


def name_inventory(case: Inventory, actor: Actor, facts: Facts) -> None:
    number = series.take("inventory", case.year)
    journal.change(case, number=number, name=f"INV {case.year}/{number:02d}")


def begin_counting(case: Inventory, actor: Actor, facts: Facts) -> None:
    """What is expected from now on is what lies in the places at this act."""
    line = queries.draw_line()
    places = queries.holding(case.root)
    found = list(Thing.objects.filter(place__in=[place.pk for place in places]).values_list("code", flat=True))
    journal.change(case, opened_at=actor.at, line=line, expected=len(found), digest=queries.digest(found))
    if case.root is None:
        journal.change(case, out=queries.out_then(case).count())
    journal.add_all([Stop(inventory=case, place=place) for place in places])


def note_scans(case: Inventory, actor: Actor, facts: Facts) -> None:
    """What was read in a place, each judged against the books as they stood at the opening and as they went on since."""
    place: Place = facts.place
    read = set(Scan.objects.filter(inventory=case, place=place, code__in=facts.codes).values_list("code", flat=True))
    fresh = [code for code in facts.codes if code not in read]
    things = {thing.code: thing for thing in Thing.objects.filter(code__in=fresh)}
    where = _whereabouts(case, list(things.values()))
    inside = set(queries.line_up(place, queries.tree()))
    counted = set(case.stops.values_list("place_id", flat=True))
    rows = []
    for code in fresh:
        thing = things.get(code)
        then, later = where.get(thing.pk, (None, set())) if thing is not None else (None, set())
        expected = then is not None and then in counted
        if thing is None:
            outcome = Outcome.UNKNOWN
        elif inside & ({then} | later):
            outcome = Outcome.FOUND if expected else Outcome.SINCE
        else:
            outcome = Outcome.MISPLACED
        rows.append(
            Scan(
                inventory=case,
                place=place,
                thing=thing,
                code=code,
                outcome=outcome,
                expected=expected,
                person=actor.person,
                at=actor.at,
            )
        )
    journal.add_all(rows)


def _whereabouts(case: Inventory, things: list[Thing]) -> dict[int, tuple[int | None, set[int]]]:
    """Of each thing, the place in which it lay when the line was drawn, and every place to which acts have brought it since."""
    found: dict[int, tuple[int | None, set[int]]] = {}
    rows = Movement.objects.filter(thing__in=[thing.pk for thing in things]).order_by("thing", "seq")
    for thing, key, to_place in rows.values_list("thing", "pk", "to_place"):
        then, later = found.get(thing, (None, set()))
        if key <= case.line:
            found[thing] = (to_place, later)
        elif to_place is not None:
            found[thing] = (then, later | {to_place})
    return found


def finish_place(case: Inventory, actor: Actor, facts: Facts) -> None:
    journal.change(case.stops.get(place=facts.place), finished_at=actor.at)


def sum_up(case: Inventory, actor: Actor, facts: Facts) -> None:
    """The results, in numbers that stay."""
    stops = queries.stops_of(case)
    sums = queries.tally(case, stops)
    journal.change(
        case,
        closed_at=actor.at,
        found=sums.found,
        since=sums.since,
        missing=sums.missing,
        misplaced=sums.misplaced,
        unknown=sums.unknown,
        moved=case.expected - queries.expected_seen(case) - sums.missing,
    )


def draw_differences(case: Inventory, actor: Actor, facts: Facts) -> None:
    """A case for each difference, as many as one act holds; `draw` goes on with the rest."""
    scans = list(queries.scans_to_draw(case).select_related("thing", "place")[:AT_ONCE])
    missing = queries.missing_to_draw(case).select_related("place")[: AT_ONCE - len(scans)]
    journal.add_all(
        [
            *(
                _difference(case, DifferenceKind(scan.outcome), scan.code, scan.thing, scan.place, actor)
                for scan in scans
            ),
            *(_difference(case, DifferenceKind.MISSING, thing.code, thing, None, actor) for thing in missing),
        ]
    )


def _difference(
    case: Inventory, kind: DifferenceKind, code: str, thing: Thing | None, found_at: Place | None, actor: Actor
) -> Difference:
    return Difference(
        stage="open",
        inventory=case,
        kind=kind,
        thing=thing,
        code=code,
        seq=thing.seq if thing is not None else 0,
        books_place_id=thing.place_id if thing is not None else None,
        books_person_id=thing.person_id if thing is not None else None,
        found_at=found_at,
        due=actor.due("inventory-difference"),
    )


def judge_conformity(case: Inventory, actor: Actor, facts: Facts) -> None:
    journal.change(case, conformity=not queries.unresolved(case))


def plan_the_next(case: Inventory, actor: Actor, facts: Facts) -> None:
    """A general inventory that is certified leaves the next one planned: January, June, January."""
    if case.plan not in GENERAL:
        return
    plan, year = (Plan.JUNE, case.year) if case.plan == Plan.JANUARY else (Plan.JANUARY, case.year + 1)
    if queries.known_general(plan, year) is None:
        due = actor.calendar.closing_of(queries.last_day(plan, year))
        following = journal.add(Inventory(stage="planned", year=year, plan=plan, due=due))
        name_inventory(following, actor, facts)


def note_objections(case: Inventory, actor: Actor, facts: Facts) -> None:
    journal.change(case, objections=facts.objections, due=None)


def note_answer(case: Inventory, actor: Actor, facts: Facts) -> None:
    journal.change(case, answer=facts.answer)


def end_relief_too(case: Inventory, actor: Actor, facts: Facts) -> None:
    journal.change(case, due=None)
    relief = Relief.objects.filter(inventory=case).exclude(stage__in=("conformed", "abandoned")).first()
    if relief is not None:
        journal.change(relief, stage="abandoned", due=None)


# ---- differences


def lost(thing: Thing, actor: Actor, account: str) -> None:
    """What went missing outside an inventory, and is no copy, is looked for in a case of its own."""
    loss = thing.movements.select_related("from_place", "from_person").get(seq=thing.seq)
    journal.add(
        Difference(
            stage="missing", kind=DifferenceKind.MISSING, thing=thing, code=thing.code, seq=thing.seq, conclusion=account,
            books_place=loss.from_place, books_person=loss.from_person, due=thing.due,
        )
    )  # fmt: skip


def conclude(case: Difference, actor: Actor, facts: Facts) -> None:
    journal.change(case, conclusion=facts.conclusion, due=None)


def conclude_found(case: Difference, actor: Actor, facts: Facts) -> None:
    journal.change(case, conclusion=facts.account, due=None, seq=losing.sought(case, facts).seq)


def found_elsewhere(found: losing.Found) -> None:
    """What another case says was found is presumed leaked here no more: a person concludes the difference with that.

    What had been given up waits for that again.
    """
    for row in Difference.objects.filter(thing=found.thing, stage__in=("missing", "not_found")):
        if found.same(row) is row:
            journal.change(row, due=None, stage="missing")


def declare_missing(case: Difference, actor: Actor, facts: Facts) -> None:
    thing = case.thing
    if thing is None:
        return
    due = losing.go_missing(thing, actor)
    journal.change(case, conclusion=facts.conclusion, due=due, seq=thing.seq)


def books_follow(case: Difference, actor: Actor, facts: Facts) -> None:
    thing = case.thing
    if thing is not None and case.found_at is not None and thing.place_id != case.found_at_id:
        move.move(thing, to=case.found_at, pieces=thing.pieces)


# ---- hand-overs


def open_relief(actor: Actor, facts: Facts) -> Relief:
    return Relief(outgoing=facts.outgoing, incoming=facts.incoming, root=facts.place, reason=facts.reason)


def begin_relief(case: Relief, actor: Actor, facts: Facts) -> None:
    inventory = journal.add(
        Inventory(stage="counting", year=actor.day.year, plan=Plan.HAND_OVER, root=case.root, due=case.due)
    )
    name_inventory(inventory, actor, facts)
    begin_counting(inventory, actor, facts)
    journal.change(case, inventory=inventory)


def note_remarks(case: Relief, actor: Actor, facts: Facts) -> None:
    journal.change(case, remarks=facts.remarks)


def end_relief(case: Relief, actor: Actor, facts: Facts) -> None:
    """The inventory is theirs and ends with it; what the outgoing holder knows is changed."""
    journal.change(case, due=None)
    if case.inventory is not None:
        conformity = not case.remarks and not queries.unresolved(case.inventory)
        journal.change(case.inventory, stage="agreed", conformity=conformity, due=None)
    for lock in queries.known_by(case.outgoing):
        if lock.place_id in {place.pk for place in queries.below(case.root)} or case.root is None:
            _to_be_changed(lock, Trigger.RELIEF, actor)


def abandon_relief(case: Relief, actor: Actor, facts: Facts) -> None:
    journal.change(case, due=None)
    inventory = case.inventory
    if inventory is not None and inventory.stage in ("counting", "counted"):
        journal.change(inventory, stage="abandoned", due=None)
