# SPDX-License-Identifier: EUPL-1.2
"""What is asked of the destruction of things."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Q

from precinto.access.decide import Decision, Scoped, Subject, decide
from precinto.access.models import Unit
from precinto.access.principals import Kind, principal
from precinto.access.reach import FOREVER
from precinto.custody import codes, seals
from precinto.custody.models import OFFICE, Movement, Place, PlaceKind, Thing, ThingKind
from precinto.documents.destroying.models import (
    LIVE,
    Batch,
    Carried,
    Certificate,
    Emergency,
    EmergencyPlace,
    Emptied,
    Evacuation,
    Hold,
    Line,
    Overlong,
    PlanLine,
    Sweep,
    Verdict,
    WasteBag,
)
from precinto.documents.models import Copy, Document
from precinto.documents.printing import past
from precinto.documents.queries import visible
from precinto.documents.reservations import Claim
from precinto.labels.label import Label
from precinto.ledger import history
from precinto.ledger.models import Entry
from precinto.office import schemes
from precinto.procedures.model import Actor, Reason

# What is kept and counted as secret matter: a key or a computer is not called in by a sweep.
SWEPT = (ThingKind.COPY, ThingKind.MEDIUM, ThingKind.NOTEBOOK, ThingKind.WASTE)
AT_ONCE = 60  # things that one act of an evacuation carries: each is a movement, a place and a line
MOST = 100  # lines of a batch, and of a round of a sweep: more does not fit into one entry of the ledger


def with_copies(things: Any) -> Any:
    """Things with all that is asked of them here, in a fixed number of questions."""
    return things.select_related("place", "person", "copy__document").prefetch_related("copy__document__scope")


def copy_of(thing: Thing) -> Copy | None:
    return getattr(thing, "copy", None)


def seen(thing: Thing, who: Subject) -> bool:
    copy = copy_of(thing)
    return copy is None or visible(copy.document, who)


def label_of(thing: Thing) -> Label:
    copy = copy_of(thing)
    return copy.document.label if copy is not None else Label(schemes.own().id, thing.rank, 0, 0)


def cleared(things: Iterable[Thing], who: Subject) -> Decision:
    """May this person handle these things, or see them burn? Clearance, level, caveats and briefing; who only witnesses reads nothing."""
    mine = principal(Kind.PERSON, who.person)
    for label in {label_of(thing) for thing in things}:
        decision = decide(who, Scoped(label, ((mine, 0, FOREVER),)), to_hold=True)
        if not decision:
            return decision
    return Decision(True)


def live_lines(batch: Batch) -> list[Line]:
    """The lines of a batch that stand, each with its thing."""
    rows = batch.lines.filter(removed=False).select_related("thing__place", "thing__person", "thing__copy__document")
    return list(rows.prefetch_related("thing__copy__document__scope").order_by("number"))


def in_the_bag(batch: Batch) -> list[Line]:
    """The lines whose thing lies in the bag of the batch."""
    return [line for line in live_lines(batch) if line.thing.lies_in(batch.bag_id)]


def top(batch_lines: Iterable[Line]) -> int:
    return max((line.thing.rank for line in batch_lines), default=0)


def needs_authorisation(thing: Thing) -> bool:
    """What the scheme lets nobody copy without its originator, and what is under caveats, is destroyed on the originator's order."""
    copy = copy_of(thing)
    if copy is None:
        return False
    document = copy.document
    handling = schemes.loaded(document.scheme).level(document.level).handling
    return bool(document.comp or document.rel or "originator" in str(handling["copy_approval"]))


def of_two(thing: Thing) -> bool:
    """Of the level at which one person counts and another seals."""
    level = schemes.own().at_least(thing.rank)
    return bool(level is not None and level.handling["two_person_open"])


def witnesses_of(thing: Thing) -> int:
    """How many witnesses the scheme asks for when this is destroyed: one at least."""
    copy = copy_of(thing)
    of = schemes.loaded(copy.document.scheme) if copy is not None else schemes.own()
    level = of.level(copy.document.level) if copy is not None else of.at_least(thing.rank)
    return max(1, int(str(level.handling["witnesses"]))) if level is not None else 1


def originators(batch: Batch, standing: list[Line] | None = None) -> list[tuple[str, list[Line]]]:
    """The classifying authorities of a batch's documents, each with its lines: one is not told of another's.

    As they were known when the batch was destroyed: the n-th is the same one for ever, whatever is corrected afterwards.
    `standing` are its lines, where they have been read.
    """
    lines = [(line, copy) for line in standing or live_lines(batch) if (copy := copy_of(line.thing)) is not None]
    burnt = history.of_case("documents.destroy", batch.pk, "carry_out").order_by("-pk")
    keys = [copy.document_id for _line, copy in lines]
    later = Entry.objects.filter(procedure=past.REGISTERING, case__in=keys, kind="act")
    corrected = set(later.filter(pk__gt=burnt.values("pk")[:1]).values_list("case", flat=True))
    then = past.Then(burnt[0]) if corrected else None
    found: dict[str, list[Line]] = {}
    for line, copy in lines:
        known = then.document(copy.document) if then and copy.document_id in corrected else copy.document
        found.setdefault(known.originator, []).append(line)
    return list(found.items())


def certificates_of(things: Sequence[int]) -> dict[int, Certificate]:
    """The certificates of things that were destroyed: of their batch, or of the emergency in which the leader confirmed it."""
    found: dict[int, Certificate] = {}
    lines = Line.objects.filter(thing__in=things, removed=False, batch__certificate__isnull=False)
    for line in lines.select_related("batch__certificate"):
        found[line.thing_id] = line.batch.certificate
    rows = Verdict.objects.filter(thing__in=things, state=Verdict.State.DESTROYED, emergency__certificate__isnull=False)
    for verdict in rows.select_related("emergency__certificate"):
        found[verdict.thing_id] = verdict.emergency.certificate
    return found


# ---- what stands against other uses of a thing


def claimed_by_batches(things: Sequence[int]) -> Iterator[Claim]:
    rows = Line.objects.filter(thing__in=things, removed=False, batch__stage__in=LIVE)
    for line in rows.select_related("batch", "thing").order_by("pk"):
        facts = {"code": codes.pretty(line.thing.code), "batch": line.batch.name}
        yield Claim(line.thing_id, Reason("in-a-batch", facts, "1.6"), ("documents.destroy", line.batch_id))
    # The bag of a batch that was lost ends with it, once it is found and that is concluded.
    for batch in (
        Batch.objects.filter(bag__in=things, stage__in=(*LIVE, "lost", "not_found"))
        .select_related("bag")
        .order_by("pk")
    ):
        if batch.bag is not None:
            facts = {"code": codes.pretty(batch.bag.code), "batch": batch.name}
            yield Claim(batch.bag.pk, Reason("in-a-batch", facts, "1.6"), ("documents.destroy", batch.pk))


def held(things: Sequence[int]) -> Iterator[Claim]:
    documents = dict(Copy.objects.filter(thing__in=things).values_list("thing_id", "document_id"))
    named = Q(thing__in=things) | Q(document__in=documents.values())
    for hold in Hold.objects.filter(named, stage="in_force").order_by("pk"):
        for key in things:
            if key == hold.thing_id or (hold.document_id and documents.get(key) == hold.document_id):
                code = Thing.objects.values_list("code", flat=True).get(pk=key)
                facts = {"code": codes.pretty(code), "case": hold.pk}
                yield Claim(key, Reason("on-hold", facts, "1.6"), ("documents.hold", hold.pk))


# ---- sweeps


def below(unit: Unit) -> list[int]:
    """A unit and all units below it."""
    found, edge = [unit.pk], [unit.pk]
    while edge:
        edge = list(Unit.objects.filter(parent__in=edge).exclude(pk__in=found).values_list("pk", flat=True))
        found += edge
    return found


def over_term(sweep: Sweep, actor: Actor) -> list[Overlong]:
    """What is kept over its term, longest first: in the hands of the unit, and in the safes where the whole office is swept."""
    extended = set(Overlong.objects.filter(state="extended", until__gte=actor.day).values_list("thing_id", flat=True))
    found = [*_in_hands(sweep, actor), *([] if sweep.unit_id else _in_safes(sweep, actor))]
    return sorted((row for row in found if row.thing_id not in extended), key=lambda row: (row.ended, row.thing_id))


def _in_hands(sweep: Sweep, actor: Actor) -> Iterator[Overlong]:
    own = schemes.own()
    things = Thing.objects.filter(person__isnull=False, kind__in=SWEPT).select_related("person")
    if sweep.unit is not None:
        things = things.filter(person__unit__in=below(sweep.unit))
    for thing in things:
        level = own.at_least(thing.rank)
        days = int(str(level.handling["max_holding_days"])) if level is not None else 0
        ended = thing.since + timedelta(days=days)
        if days and ended < actor.at:
            yield _overlong(sweep, thing, thing.since, ended)


def _in_safes(sweep: Sweep, actor: Actor) -> Iterator[Overlong]:
    if actor.profile.is_off("safe-retention"):
        return
    earliest = actor.at - timedelta(days=365 * int(actor.profile.value("safe-retention")))
    rows = Movement.objects.filter(
        seq=1, at__lt=earliest, thing__place__kind__in=OFFICE, thing__kind__in=SWEPT
    ).select_related("thing")
    for link in rows.order_by("at")[: 10 * MOST]:
        ended = actor.profile.due("safe-retention", link.at, actor.calendar)
        if ended < actor.at:
            yield _overlong(sweep, link.thing, link.at, ended)


def _overlong(sweep: Sweep, thing: Thing, since: Any, ended: Any) -> Overlong:
    return Overlong(
        sweep=sweep, round=sweep.rounds + 1, thing=thing, holder_id=thing.person_id, since=since, ended=ended
    )


def this_round(sweep: Sweep) -> Any:
    rows = sweep.lines.filter(round=sweep.rounds)
    related = ("thing__place", "thing__person", "thing__copy__document", "holder", "batch")
    return rows.select_related(*related).prefetch_related("thing__copy__document__scope").order_by("pk")


def still_kept(thing: Thing) -> bool:
    """In somebody's hands, or in a safe of the office."""
    return thing.person_id is not None or (thing.place is not None and thing.place.kind in OFFICE)


def in_round(sweep: Sweep) -> Any:
    """The things of the round that is being decided."""
    keys = sweep.lines.filter(round=sweep.rounds).values("thing")
    return with_copies(Thing.objects.filter(pk__in=keys))


# ---- emergencies


def places_under(places: Iterable[Place]) -> list[Place]:
    """Places of the office with all drawers and safes within them that are in use."""
    found = {place.pk: place for place in places}
    edge = list(found)
    while edge:
        inside = Place.objects.filter(within__in=edge, stage="in_use").exclude(pk__in=found)
        edge = [place.pk for place in inside]
        found |= {place.pk: place for place in inside}
    return [place for place in found.values() if place.kind in OFFICE]


def remaining(emergency: Emergency) -> Any:
    """Things that were declared destroyed and are not accounted for: in the places declared, and in the bags that lie there."""
    places = EmergencyPlace.objects.filter(emergency=emergency).values("place")
    bags = Place.objects.filter(kind=PlaceKind.BAG, container__place__in=places).values("pk")
    return with_copies(Thing.objects.filter(Q(place__in=places) | Q(place__in=bags))).order_by("pk")


def carried(evacuation: Evacuation) -> Any:
    """What lies in the refuge of an evacuation, as far as the books know."""
    return with_copies(Thing.objects.filter(place=evacuation.refuge_id)).order_by("pk")


def to_carry(evacuation: Evacuation) -> Any:
    """What lay in the places when it was carried off, and stands in the books as if it still did."""
    places = Emptied.objects.filter(evacuation=evacuation).values("place")
    return Thing.objects.filter(place__in=places, since__lte=evacuation.carried_at).order_by("pk")


def uncounted(evacuation: Evacuation) -> Any:
    """What is in the refuge, and two people have not counted."""
    known = Carried.objects.filter(evacuation=evacuation, recounted__isnull=False).values("thing")
    return carried(evacuation).exclude(pk__in=known)


def above_its_place(evacuation: Evacuation) -> Any:
    """The exceptions to law (vi) that last."""
    named = Carried.objects.filter(evacuation=evacuation, above=True).values("thing")
    return carried(evacuation).filter(pk__in=named)


def planned_refuge() -> Place | None:
    """Where the plan in force carries what comes first."""
    lines = PlanLine.objects.filter(plan__stage="in_force", refuge__stage="in_use").select_related("refuge")
    first = lines.order_by("number").first()
    return first.refuge if first is not None else None


def safes_in_use() -> Any:
    return Place.objects.filter(stage="in_use", kind__in=(PlaceKind.SAFE, PlaceKind.COUNTER)).order_by("pk")


def document_holds(document: Document) -> Any:
    return Hold.objects.filter(Q(document=document) | Q(thing__copy__document=document), stage="in_force")


def seals_used(wanted: Sequence[str]) -> Iterator[str]:
    def texts(seal: str) -> Iterator[str]:
        for model in (Batch, WasteBag):
            yield from model.objects.filter(seal__icontains=seal).values_list("seal", flat=True)

    return seals.among(wanted, texts)
