# SPDX-License-Identifier: EUPL-1.2
"""What the steps of destruction change."""

from __future__ import annotations

from collections.abc import Iterable

from precinto.custody import codes, move
from precinto.custody.models import OFFICE, Place, PlaceKind, Thing, ThingKind
from precinto.documents import losing
from precinto.documents.acts import burnt
from precinto.documents.destroying.models import (
    Batch,
    Certificate,
    Emergency,
    EmergencyPlace,
    Hold,
    Line,
    OtherWitness,
    Overlong,
    Plan,
    PlanLine,
    Sweep,
    Verdict,
    Waste,
    WasteBag,
)
from precinto.documents.destroying.queries import (
    MOST,
    live_lines,
    over_term,
    places_under,
    this_round,
    top,
)
from precinto.documents.destroying.rules import wanted
from precinto.office import schemes
from precinto.procedures import series
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor
from precinto.records import journal


def numbered(name: str, actor: Actor) -> str:
    """The next name of a series of this year: `2026/003`."""
    return f"{actor.day.year}/{series.take(name, actor.day.year):03d}"


def place_of(kind: PlaceKind) -> Place:
    found: Place = Place.objects.filter(kind=kind, stage="in_use").order_by("pk")[0]
    return found


def burn(things: Iterable[Thing]) -> None:
    """The last movement of each: to the place from which nothing comes back."""
    gone = list(things)
    destroyed = place_of(PlaceKind.DESTROYED)
    for thing in gone:
        move.move(thing, to=destroyed, pieces=thing.pieces)
    for bag in WasteBag.objects.filter(thing__in=[thing.pk for thing in gone]):
        journal.change(bag, stage="destroyed")
    burnt(gone)


# ---- batches


def open_batch(actor: Actor, facts: Facts) -> Batch:
    return Batch(name="", reason=facts.reason)


def name_batch(case: Batch, actor: Actor, facts: Facts) -> None:
    journal.change(case, name=numbered("destruction-batch", actor))


def add_lines(case: Batch, actor: Actor, facts: Facts) -> None:
    last = case.lines.order_by("-number").values_list("number", flat=True).first() or 0
    things = wanted(case, actor, facts)
    journal.add_all(
        [
            Line(
                batch=case,
                number=n,
                thing=thing,
                pieces=thing.pieces,
                serial=getattr(facts, "serial", "") or getattr(getattr(thing, "medium", None), "serial", ""),
                reason=facts.reason,
                authorisation=facts.authorisation,
            )
            for n, thing in enumerate(things, start=last + 1)
        ]
    )
    for row in Overlong.objects.filter(thing__in=things, state=Overlong.State.DESTROY, batch=None):
        journal.change(row, batch=case)


def drop_lines(case: Batch, actor: Actor, facts: Facts) -> None:
    """The line stays, struck out."""
    for line in live_lines(case):
        if line.thing in facts.things:
            strike_out(case, line, why=facts.reason)
            _account_for(line, actor, found=facts.found, account=facts.reason)


def note_counts(case: Batch, actor: Actor, facts: Facts) -> None:
    """What was counted is what the list says from now on."""
    read = {thing.pk: number for thing, number in facts.counts}
    for line in live_lines(case):
        if line.pieces != read[line.thing_id]:
            journal.change(line, pieces=read[line.thing_id])


def no_longer_due(case: Batch, actor: Actor, facts: Facts) -> None:
    if case.due is not None:
        journal.change(case, due=None)


def seal_bag(case: Batch, actor: Actor, facts: Facts) -> None:
    lines = live_lines(case)
    bag = Thing(
        code=codes.make("T", number=series.take("thing")), kind=ThingKind.WASTE, rank=top(lines), pieces=len(lines)
    )
    move.bring([bag], into=facts.place)
    inside = move.pack(bag, name=f"{case.name} · {facts.seal}", code=codes.make("L", number=series.take("place")))
    for line in lines:
        move.move(line.thing, to=inside, pieces=line.pieces)
    journal.change(case, bag=bag, seal=facts.seal)


def open_bag(case: Batch, actor: Actor, facts: Facts) -> None:
    """What was in it lies in the safe again, as it was counted; what was in it no more leaves the list. The broken bag is rubbish,
    and its inside no place any more."""
    read = {thing.pk: number for thing, number in facts.counts}
    for line in live_lines(case):
        if line.thing_id not in read:
            strike_out(case, line, why=facts.reason)
            continue
        found = read[line.thing_id]
        if found:
            move.move(line.thing, to=facts.place, pieces=found)
        if found != line.pieces:
            strike_out(case, line, why=facts.account)
            _account_for(line, actor, found=found, account=facts.account)
    _end_bag(case)
    journal.change(case, bag=None, body=None, receiver="", receipt="")
    no_longer_due(case, actor, facts)


def strike_out(case: Batch, line: Line, *, why: str) -> None:
    journal.change(line, removed=True, removed_why=why)
    for row in Overlong.objects.filter(thing=line.thing, batch=case):
        journal.change(row, batch=None)


def _account_for(line: Line, actor: Actor, *, found: int | None, account: str) -> None:
    """A count that differs is a discrepancy of its own; what is not there is missing from now on."""
    if found == 0 and not losing.is_missing(line.thing):
        losing.lose(line.thing, actor, account)
    elif found and found != line.thing.pieces:
        losing.differs(line.thing, actor, found=found, account=account)


def _end_bag(case: Batch) -> None:
    if case.bag is None:
        return
    bag = Thing.objects.select_related("place", "person").get(batches=case)
    if bag.place is None or bag.place.kind != PlaceKind.DESTROYED:
        move.move(bag, to=place_of(PlaceKind.DESTROYED), pieces=bag.pieces)
    for inside in Place.objects.filter(container=bag, stage="in_use"):
        journal.change(inside, stage="closed")


def deliver(case: Batch, actor: Actor, facts: Facts) -> None:
    bag = Thing.objects.select_related("place", "person").get(batches=case)
    move.move(bag, to=facts.body, pieces=bag.pieces)
    journal.change(case, body=facts.body, receiver=facts.receiver, receipt=facts.receipt)


def bring_back(case: Batch, actor: Actor, facts: Facts) -> None:
    bag = Thing.objects.select_related("place", "person").get(batches=case)
    move.move(bag, to=facts.place, pieces=bag.pieces)
    journal.change(case, body=None, receiver="", receipt="")


def note_execution(case: Batch, actor: Actor, facts: Facts) -> None:
    journal.change(
        case, method=facts.method, destroyed_where=facts.where, carried_out_at=actor.at, witness=facts.witness
    )
    others = [person for person in facts.others if person.pk != facts.witness.pk]
    journal.add_all([OtherWitness(batch=case, person=person) for person in others])


def note_witness(case: Batch, actor: Actor, facts: Facts) -> None:
    for row in case.awaited():
        if row.person_id == actor.key:
            journal.change(row, confirmed_at=actor.at)


def forget_execution(case: Batch, actor: Actor, facts: Facts) -> None:
    journal.change(case, method="", destroyed_where="", carried_out_at=None, witness=None)
    for row in case.named():
        journal.change(row, removed=True)


def destroy(case: Batch, actor: Actor, facts: Facts) -> None:
    burn([line.thing for line in live_lines(case)])
    _end_bag(case)


def certify(case: Batch, actor: Actor, facts: Facts) -> None:
    _certificate(actor, batch=case, authority=facts.authority, authority_on=facts.authority_on)


def _certificate(actor: Actor, **columns: object) -> None:
    year = actor.day.year
    number = series.take("certificate", year)
    journal.add(Certificate(year=year, number=number, issued_on=actor.day, **columns))


def withdraw(case: Batch, actor: Actor, facts: Facts) -> None:
    """Its empty bag, if it has one, is rubbish: no safe keeps it."""
    release(case, actor, facts)
    _end_bag(case)


def conclude(case: Batch, actor: Actor, facts: Facts) -> None:
    _end_bag(case)
    no_longer_due(case, actor, facts)


def release(case: Batch, actor: Actor, facts: Facts) -> None:
    """What a sweep had decided to destroy waits for another batch."""
    for row in Overlong.objects.filter(batch=case):
        journal.change(row, batch=None)


# ---- legal holds


def open_hold(actor: Actor, facts: Facts) -> Hold:
    thing = facts.things[0] if facts.things else None
    return Hold(document=facts.document, thing=thing, reason=facts.reason, reference=facts.reference)


# ---- waste


def open_waste(actor: Actor, facts: Facts) -> WasteBag:
    return WasteBag(name="")


def bring_waste_bag(case: WasteBag, actor: Actor, facts: Facts) -> None:
    rank = schemes.own().level(facts.level).rank
    thing = Thing(code=codes.make("T", number=series.take("thing")), kind=ThingKind.WASTE, rank=rank, pieces=0)
    move.bring([thing], into=facts.place)
    journal.change(case, thing=thing, name=numbered("waste-bag", actor))


def put_in(case: WasteBag, actor: Actor, facts: Facts) -> None:
    put_pages(case, kind=facts.kind, pages=facts.pages, origin=facts.origin, level=facts.level)


def put_pages(bag: WasteBag, *, kind: str, pages: int, origin: str, level: str) -> Waste:
    """Pages into an open bag. The rooms that make waste call it inside their own acts."""
    last = bag.entries.order_by("-number").values_list("number", flat=True).first() or 0
    rank = schemes.own().level(level).rank
    entry = journal.add(Waste(bag=bag, number=last + 1, kind=kind, pages=pages, origin=origin, rank=rank))
    thing = Thing.objects.get(waste=bag)
    journal.change(thing, pieces=thing.pieces + pages)
    return entry


def seal_waste(case: WasteBag, actor: Actor, facts: Facts) -> None:
    """What was counted is in it: a page less too, once it is said what is known of it."""
    journal.change(case, seal=facts.seal)
    thing = Thing.objects.get(waste=case)
    if thing.pieces != facts.pages:
        journal.change(thing, pieces=facts.pages)


# ---- sweeps


def open_sweep(actor: Actor, facts: Facts) -> Sweep:
    office = schemes.office()
    return Sweep(name=facts.unit.name if facts.unit else (office.name if office else ""), unit=facts.unit)


def list_overlong(case: Sweep, actor: Actor, facts: Facts) -> None:
    found = over_term(case, actor)
    journal.add_all(found[:MOST])
    journal.change(case, rounds=case.rounds + 1, left_over=max(0, len(found) - MOST))


def _decide(case: Sweep, things: list[Thing], **values: object) -> None:
    for row in this_round(case).filter(thing__in=things):
        journal.change(row, **values)


def decide_to_destroy(case: Sweep, actor: Actor, facts: Facts) -> None:
    _decide(case, facts.things, state=Overlong.State.DESTROY, reason=facts.reason)


def extend(case: Sweep, actor: Actor, facts: Facts) -> None:
    _decide(case, facts.things, state=Overlong.State.EXTENDED, until=facts.until, reason=facts.reason)


def came_back(case: Sweep, actor: Actor, facts: Facts) -> None:
    _decide(case, facts.things, state=Overlong.State.RETURNED)


# ---- the emergency plan, and emergencies


def open_plan(actor: Actor, facts: Facts) -> Plan:
    return Plan(name="")


def write_plan(case: Plan, actor: Actor, facts: Facts) -> None:
    journal.change(case, name=numbered("emergency-plan", actor))
    lines = [
        PlanLine(plan=case, number=n, place=place, method=how, who=who, refuge=refuge)
        for n, (place, how, who, refuge) in enumerate(facts.order, start=1)
    ]
    journal.add_all(lines)


def supersede(case: Plan, actor: Actor, facts: Facts) -> None:
    for plan in Plan.objects.filter(stage="in_force").exclude(pk=case.pk):
        journal.change(plan, stage="superseded", due=None)


def open_emergency(actor: Actor, facts: Facts) -> Emergency:
    return Emergency(
        name="",
        everything=facts.everything,
        reason=facts.reason,
        method=facts.method,
        declared_at=facts.occurred_at or actor.at,
    )


def declare(case: Emergency, actor: Actor, facts: Facts) -> None:
    """The places stop being the office's at one stroke, whatever lies in them: nothing in them can be handed out any more."""
    journal.change(case, name=numbered("emergency", actor))
    first = Place.objects.filter(stage="in_use", kind__in=OFFICE).order_by("pk") if facts.everything else [facts.place]
    places = places_under(first)
    journal.add_all([EmergencyPlace(emergency=case, place=place, kind=place.kind) for place in places])
    for place in places:
        journal.change(place, kind=PlaceKind.TRANSIT)


def include(case: Emergency, actor: Actor, facts: Facts) -> None:
    place = case.places.select_related("place").order_by("pk")[0].place
    for thing in facts.things:
        move.move(thing, to=place, pieces=thing.pieces)


def attest(case: Emergency, actor: Actor, facts: Facts) -> None:
    rows = [
        Verdict(emergency=case, thing=thing, pieces=thing.pieces, state=Verdict.State.ATTESTED)
        for thing in facts.things
    ]
    journal.add_all(rows)


def confirm(case: Emergency, actor: Actor, facts: Facts) -> None:
    for row in case.verdicts.filter(thing__in=facts.things):
        journal.change(row, state=Verdict.State.DESTROYED)
    burn(facts.things)


def found_again(case: Emergency, actor: Actor, facts: Facts) -> None:
    """It was never destroyed: it lies in a safe again, and why it was declared so is for the leader to conclude. What was counted 0 is
    not there either, and is missing from now on; a bag with nothing left in it is."""
    emptied = set(Batch.objects.filter(bag__in=[thing.pk for thing, _n in facts.counts]).values_list("bag", flat=True))
    known = {row.thing_id: row for row in case.verdicts.all()}
    for thing, number in facts.counts:
        row = known.get(thing.pk)
        if row is None:
            journal.add(Verdict(emergency=case, thing=thing, pieces=number, state=Verdict.State.FOUND))
        else:
            journal.change(row, pieces=number, state=Verdict.State.FOUND)
        if number or not thing.pieces or thing.pk in emptied:
            move.move(thing, to=facts.place, pieces=number)
            losing.differs(thing, actor, found=number, account=facts.account)
        else:
            losing.lose(thing, actor, facts.account)


def regularise(case: Emergency, actor: Actor, facts: Facts) -> None:
    """The places are places of the office again; what was confirmed gets its certificate."""
    for row in case.places.select_related("place"):
        journal.change(row.place, kind=row.kind)
    if case.verdicts.filter(state=Verdict.State.DESTROYED).exists():
        _certificate(actor, emergency=case)
