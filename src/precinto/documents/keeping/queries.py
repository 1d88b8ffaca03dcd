# SPDX-License-Identifier: EUPL-1.2
"""What is asked of safes and inventories. What is expected is never asked for a place that is still being counted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Count, Exists, F, Max, OuterRef, QuerySet

from precinto.access.decide import Scoped, Subject, decide
from precinto.access.models import Appointment, Person, Role, in_force
from precinto.access.principals import Kind, principal
from precinto.access.reach import FOREVER
from precinto.access.subjects import subject
from precinto.custody.models import OFFICE, Movement, Place, PlaceKind, Thing
from precinto.documents.keeping.models import (
    GENERAL,
    Change,
    Difference,
    DifferenceKind,
    Inventory,
    Knower,
    Lock,
    Outcome,
    Plan,
    Relief,
    Scan,
    Sheet,
    Stop,
)
from precinto.documents.models import Copy
from precinto.documents.queries import visible
from precinto.labels.label import Label
from precinto.ledger.models import Entry
from precinto.office import schemes
from precinto.procedures.model import Actor, Reason

LIVE = "in_use"
KEEPING = (Role.CLERK, Role.HEAD)

# ---- places as a tree


def tree() -> dict[int, Place]:
    """Every place in use, by key. An office has some dozens of them."""
    return {place.pk: place for place in Place.objects.filter(stage=LIVE).exclude(kind="bag")}


def below(root: Place | None, places: dict[int, Place] | None = None) -> list[Place]:
    """A place with all that stands in it; without one, every place that holds things of the office."""
    places = tree() if places is None else places
    if root is None:
        return [place for place in places.values() if place.kind in OFFICE]
    return [place for place in places.values() if root.pk in line_up(place, places)]


def line_up(place: Place, places: dict[int, Place]) -> list[int]:
    """The place and whatever it stands in, outwards."""
    found = [place.pk]
    here: Place | None = place
    while here is not None and here.within_id is not None and here.within_id not in found:
        found.append(here.within_id)
        here = places.get(here.within_id)
    return found


def holding(root: Place | None) -> list[Place]:
    """Where things can lie, within a place or in the whole office."""
    return sorted((place for place in below(root) if place.kind in OFFICE), key=lambda place: (place.name, place.pk))


# ---- who may stand before a place


def why_not_cleared(person: Person, rank: int, on: date) -> Reason | None:
    """1.3: whoever opens a place, knows its combination or counts in it is cleared as high as the place may hold."""
    label = Label(schemes.own().id, rank)
    mine = principal(Kind.PERSON, person.pk)
    decision = decide(subject(person, on), Scoped(label, ((mine, 0, FOREVER),)), to_hold=True)
    return None if decision else Reason(decision.reason or "", {"name": person.name}, decision.clause)


# ---- locks


def lock_of(place: Place) -> Lock | None:
    return Lock.objects.filter(place=place).exclude(stage="retired").first()


def locked_within(place: Place) -> bool:
    """Whether the place, or one that stands in it, has a lock."""
    keys = {place.pk, *(inner.pk for inner in below(place))}
    return Lock.objects.filter(place__in=keys).exclude(stage="retired").exists()


def knowers(lock: Lock) -> list[Person]:
    rows = Knower.objects.filter(change__lock=lock, change__number=lock.changes).select_related("person")
    return [row.person for row in rows.order_by("person__code")]


def knows(person: Person, lock: Lock) -> bool:
    return Knower.objects.filter(change__lock=lock, change__number=lock.changes, person=person).exists()


def known_by(person: Person) -> list[Lock]:
    """The locks in use whose combination this person knows."""
    rows = Lock.objects.filter(stage="in_force", history__number=F("changes"), history__knowers__person=person)
    return list(rows.select_related("place").order_by("pk"))


# ---- who keeps, and who has handed over


def has_post(person: Person, on: date) -> bool:
    """Whether a post of the office, which opens safes, is this person's today."""
    return Appointment.objects.filter(in_force(on), person=person, post__role__in=KEEPING).exists()


def keeps(person: Person, on: date) -> bool:
    """Whether papers are in this person's keeping: by a post of the office, or by a combination that they know."""
    return has_post(person, on) or bool(known_by(person))


def not_handed_over(person: Person, actor: Actor) -> Reason | None:
    """D242 17: a keeper goes when an inventory of the hand-over was signed by both and conformed, lately enough.

    It covers the places whose combination they know; without one, any hand-over of theirs is enough.
    """
    if not keeps(person, actor.day):
        return None
    days = timedelta(days=actor.profile.value("relief-absence"))
    acts = Entry.objects.filter(procedure="documents.relief", step="conform", kind="act", at__gte=actor.at - days)
    reliefs = list(Relief.objects.filter(outgoing=person, stage="conformed", pk__in=acts.values("case")))
    facts = {"name": person.name, "days": days.days}
    if not reliefs:
        return Reason("keeper-has-not-handed-over", facts, "1.3")
    places = tree()
    covered = {place.pk for relief in reliefs for place in below(relief.root, places)}
    left = [lock.place.name for lock in known_by(person) if lock.place_id not in covered]
    return Reason("hand-over-not-of-all", {"name": person.name, "places": left}, "1.3") if left else None


def changes(lock: Lock) -> list[Change]:
    return list(lock.history.prefetch_related("knowers__person").order_by("-number"))


# ---- sheets


def open_sheets(places: Iterable[Place]) -> list[Sheet]:
    keys = [place.pk for place in places]
    return list(Sheet.objects.filter(place__in=keys, stage="open").select_related("place").order_by("pk"))


def closed_sheets(places: Iterable[Place]) -> list[Sheet]:
    """Closed, and no other person has looked at the door yet."""
    keys = [place.pk for place in places]
    return list(Sheet.objects.filter(place__in=keys, stage="closed").select_related("place").order_by("pk"))


# ---- things with somebody's eyes


def seen_things(found: Sequence[str], who: Subject) -> dict[str, Thing]:
    """Things by code: a copy shows to whoever may see its document; a medium or a bag has no reading scope."""
    things = {
        thing.code: thing for thing in Thing.objects.filter(code__in=list(found)).select_related("place", "person")
    }
    hidden = hidden_things(things.values(), who)
    return {code: thing for code, thing in things.items() if thing.pk not in hidden}


def hidden_things(things: Iterable[Thing], who: Subject) -> set[int]:
    """Which of these things are copies of documents that this person may not see. Two questions, however many."""
    keys = [thing.pk for thing in things]
    copies = Copy.objects.filter(thing__in=keys).select_related("document").prefetch_related("document__scope")
    seen: dict[int, bool] = {}
    found = set()
    for copy in copies:
        document = copy.document
        if document.pk not in seen:
            seen[document.pk] = visible(document, who)
        if not seen[document.pk]:
            found.add(copy.thing_id)
    return found


# ---- inventories


def draw_line() -> int:
    """The last movement there is. On PostgreSQL movements under way are waited for, so that the line is one for all."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE custody_movement IN SHARE MODE")
    return Movement.objects.aggregate(last=Max("pk"))["last"] or 0


def digest(found: Iterable[str]) -> str:
    """SHA-256 of the codes, sorted, one a line."""
    return hashlib.sha256("".join(f"{code}\n" for code in sorted(found)).encode()).hexdigest()


def expected_then(inventory: Inventory, places: Iterable[int]) -> QuerySet[Movement]:
    """What lay in these places when the inventory was opened: of each thing, the movement that had brought it there."""
    later = Movement.objects.filter(thing=OuterRef("thing"), seq=OuterRef("seq") + 1, pk__lte=inventory.line)
    rows = Movement.objects.filter(pk__lte=inventory.line, to_place__in=list(places))
    return rows.exclude(Exists(later))


def out_then(inventory: Inventory) -> QuerySet[Movement]:
    """What was in no place of the office when it was opened, nor destroyed or missing: of each thing, the movement that took it
    there. With readers, with other bodies, in transit, sealed in a bag or envelope; the bag itself is told by what is in it."""
    later = Movement.objects.filter(thing=OuterRef("thing"), seq=OuterRef("seq") + 1, pk__lte=inventory.line)
    rows = Movement.objects.filter(pk__lte=inventory.line).exclude(Exists(later))
    rows = rows.exclude(to_place__kind__in=(*OFFICE, PlaceKind.DESTROYED, PlaceKind.MISSING))
    return rows.exclude(Exists(Place.objects.filter(container=OuterRef("thing"))))


def not_seen(inventory: Inventory, places: Iterable[int]) -> QuerySet[Thing]:
    """What was to lie in these places, has not been moved by any act since, and has been read nowhere."""
    stayed = Movement.objects.filter(thing=OuterRef("pk"), seq=OuterRef("seq"), pk__lte=inventory.line)
    read = Scan.objects.filter(inventory=inventory, thing=OuterRef("pk"))
    return Thing.objects.filter(Exists(stayed), ~Exists(read), place__in=list(places))


@dataclass(frozen=True)
class Tally:
    """How a session stands. `missing` counts the places that are done; nothing is said of the others."""

    found: int
    since: int
    misplaced: int
    unknown: int
    missing: int
    places: int
    done: int

    @property
    def read(self) -> int:
        return self.found + self.since + self.misplaced + self.unknown


def stops_of(inventory: Inventory) -> list[Stop]:
    return list(inventory.stops.select_related("place").order_by("place__name", "pk"))


def tally(inventory: Inventory, stops: Sequence[Stop]) -> Tally:
    counts = dict(Scan.objects.filter(inventory=inventory).values_list("outcome").annotate(n=Count("pk")).order_by())
    done = [stop.place_id for stop in stops if stop.finished_at is not None]
    return Tally(
        **{outcome.value: counts.get(outcome.value, 0) for outcome in Outcome},
        missing=not_seen(inventory, done).count() if done else 0,
        places=len(stops),
        done=len(done),
    )


def expected_seen(inventory: Inventory) -> int:
    """How many of the things expected were read somewhere, each counted once."""
    return Scan.objects.filter(inventory=inventory, expected=True).values("thing").distinct().count()


def overlapping(root: Place | None) -> Inventory | None:
    """An inventory under way that counts a place of this one."""
    keys = [place.pk for place in holding(root)]
    found: Inventory | None = Inventory.objects.filter(stage="counting", stops__place__in=keys).order_by("pk").first()
    return found


def scans_to_draw(inventory: Inventory) -> QuerySet[Scan]:
    """What was read where it does not belong, or is in no book, and has no case yet."""
    drawn = Difference.objects.filter(
        inventory=inventory, kind=OuterRef("outcome"), code=OuterRef("code"), found_at=OuterRef("place")
    )
    kinds = (DifferenceKind.MISPLACED, DifferenceKind.UNKNOWN)
    return Scan.objects.filter(~Exists(drawn), inventory=inventory, outcome__in=kinds).order_by("outcome", "pk")


def missing_to_draw(inventory: Inventory) -> QuerySet[Thing]:
    """What was not seen, has not been moved by any act since, and has no case yet."""
    drawn = Difference.objects.filter(inventory=inventory, kind=DifferenceKind.MISSING, thing=OuterRef("pk"))
    places = inventory.stops.values_list("place_id", flat=True)
    return not_seen(inventory, places).filter(~Exists(drawn)).order_by("pk")


def undrawn(inventory: Inventory) -> int:
    """How many differences have no case yet, as they stand now: what an act has moved since the count is none any more."""
    return scans_to_draw(inventory).count() + missing_to_draw(inventory).count()


def unresolved(inventory: Inventory) -> bool:
    """Whether a difference is still open, or ended with the thing missing."""
    return inventory.differences.exclude(stage="concluded").exists()


def its_time(plan: str, year: int) -> tuple[date, date]:
    """1.3, D242 26: January's is counted from December to February, June's from May to July."""
    if plan == Plan.JANUARY:
        return date(year - 1, 12, 1), date(year, 3, 1) - timedelta(days=1)
    return date(year, 5, 1), date(year, 7, 31)


@dataclass(frozen=True)
class Due:
    """A general inventory that the year asks for."""

    plan: Plan
    year: int
    last: date


def general_after(day: date) -> Due:
    """The general inventory whose month ends next after a day."""
    if day <= date(day.year, 1, 31):
        return Due(Plan.JANUARY, day.year, date(day.year, 1, 31))
    if day <= date(day.year, 6, 30):
        return Due(Plan.JUNE, day.year, date(day.year, 6, 30))
    return Due(Plan.JANUARY, day.year + 1, date(day.year + 1, 1, 31))


def last_day(plan: str, year: int) -> date:
    return date(year, 1, 31) if plan == Plan.JANUARY else date(year, 6, 30)


def known_general(plan: str, year: int) -> Inventory | None:
    rows = Inventory.objects.filter(plan=plan, year=year).exclude(stage="abandoned")
    found: Inventory | None = rows.order_by("pk").first()
    return found


def general_wanted(known: Sequence[date], actor: Actor, founded: datetime) -> Due | None:
    """1.3: the next general inventory that nobody has planned, from the last days of those that are known.

    It is the last January or June that lies within the term of the profile from the one before, or from the founding. One that
    nobody held stays wanted until a later one is planned. None where the office has switched the term off.
    """
    if actor.profile.is_off("inventory"):
        return None
    since = max(known, default=actor.calendar.local(founded).date())
    limit = actor.profile.due("inventory", actor.calendar.closing_of(since), actor.calendar).date()
    following = general_after(since + timedelta(days=1))
    while (later := general_after(following.last + timedelta(days=1))).last <= limit:
        following = later
    return following


def unplanned(actor: Actor) -> Due | None:
    """The same, read for a page of its own. Two questions."""
    founded = Entry.objects.filter(procedure="personnel.found", kind="act").values_list("at", flat=True).first()
    rows = Inventory.objects.filter(plan__in=GENERAL, year__gte=actor.day.year - 1).exclude(stage="abandoned")
    known = [last_day(plan, year) for plan, year in rows.values_list("plan", "year")]
    return general_wanted(known, actor, founded) if founded is not None else None


def moved_since(difference: Difference) -> bool:
    """Whether an act has moved the thing since the inventory was closed: then the books have changed, and say why."""
    return difference.thing is not None and difference.thing.seq != difference.seq


def out_of_the_books(difference: Difference) -> bool:
    """Whether by the books the thing was destroyed, or is with another body."""
    place = difference.thing.place if difference.thing is not None else None
    return place is not None and place.kind in (PlaceKind.DESTROYED, PlaceKind.BODY)
