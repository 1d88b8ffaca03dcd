# SPDX-License-Identifier: EUPL-1.2
"""What the steps of this room change."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from precinto.custody import codes, move, seals
from precinto.custody.models import Place, PlaceKind, Thing, ThingKind
from precinto.despatch import bundle, contents, keys, queries, rules, writing
from precinto.despatch.models import (
    Channel,
    Correspondent,
    Despatch,
    Incident,
    KeyCard,
    Line,
)
from precinto.documents import losing
from precinto.office import schemes
from precinto.office.acts import place_row
from precinto.procedures import series
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor
from precinto.records import journal
from precinto.records.errors import ConditionFailed

SERIES = "despatch"  # the series of what goes out
# What becomes of a line whose copy was not in the envelope: what is at none of these places is with the office.
STAYED: dict[str, Line.Outcome] = {PlaceKind.DESTROYED: Line.Outcome.DESTROYED, PlaceKind.MISSING: Line.Outcome.MISSING}
SHOWN = 20  # codes in an account; the lines of the despatch have them all


# ---- channels, correspondents, our own keys


def open_channel(actor: Actor, facts: Facts) -> Channel:
    of, level = schemes.of_level(facts.level)
    return Channel(
        code=facts.code.upper(),
        name=facts.name,
        kind=facts.kind,
        scheme=of.id,
        level=level.id,
        rank=level.rank,
    )


def open_correspondent(actor: Actor, facts: Facts) -> Correspondent:
    return Correspondent(
        code=facts.code.upper(),
        name=facts.name,
        address=facts.address,
        **schemes.label(facts.level, facts.caveats),
        abroad=facts.abroad,
    )


def make_its_place(case: Correspondent, actor: Actor, facts: Facts) -> None:
    """What it has received is at a place with its name, so that every chain of hands ends at somebody."""
    place = place_row(case.name, PlaceKind.BODY, case.rank)
    place.stage = "in_use"
    journal.change(case, place=journal.add(place))


def keep_card(case: Correspondent, actor: Actor, facts: Facts) -> None:
    journal.change(case, card=facts.card, base=bundle.read_card(facts.card).base)


def drop_card(case: Correspondent, actor: Actor, facts: Facts) -> None:
    """What it signs from now on is signed by nobody known here."""
    journal.change(case, card="", base="")


def open_card(actor: Actor, facts: Facts) -> KeyCard:
    last = KeyCard.objects.order_by("-number").values_list("number", flat=True).first() or 0
    card, fingerprint = keys.make(last + 1)
    return KeyCard(number=last + 1, card=card, fingerprint=fingerprint)


# ---- what goes out


def open_despatch(actor: Actor, facts: Facts) -> Despatch:
    rank = max((copy.document.rank for copy in facts.copies), default=0)
    return Despatch(correspondent=facts.correspondent, channel=facts.channel, rank=rank)


def make_lines(case: Despatch, actor: Actor, facts: Facts) -> None:
    journal.add_all(
        [
            Line(despatch=case, place=n, copy=copy, folios=copy.thing.pieces)
            for n, copy in enumerate(facts.copies, start=1)
        ]
    )


def keep_permit(case: Despatch, actor: Actor, facts: Facts) -> None:
    if facts.permit:
        journal.change(case, permit=facts.permit)


def things_of(case: Despatch) -> list[tuple[Line, Thing]]:
    """The copies, locked with the case, each with its line."""
    lines = list(case.lines.select_related("copy").order_by("place"))
    things = Thing.objects.select_related("place", "person").in_bulk([line.copy.thing_id for line in lines])
    return [(line, things[line.copy.thing_id]) for line in lines]


def pack(case: Despatch, actor: Actor, facts: Facts) -> None:
    """An envelope comes into being where the first copy lies, and all copies go into it."""
    packed = things_of(case)
    number = series.take("thing")
    envelope = Thing(code=codes.make("T", number=number), kind=ThingKind.ENVELOPE, rank=case.rank)
    here = next(thing.place for _line, thing in packed if thing.place is not None)
    move.bring([envelope], into=here)
    # Its name is what an outer cover may say: a code, and nothing of what is in it.
    inside = move.pack(envelope, name=codes.pretty(envelope.code), code=codes.make("L", number=series.take("place")))
    for line, thing in packed:
        move.move(thing, to=inside, pieces=thing.pieces)
        # A discrepancy may have been concluded since it was prepared.
        if line.folios != thing.pieces:
            journal.change(line, folios=thing.pieces)
    journal.change(case, envelope=envelope)


def seal(case: Despatch, actor: Actor, facts: Facts) -> None:
    journal.change(case, seals=", ".join(seals.numbers(facts.seals)))


def place_of(kind: PlaceKind) -> Place:
    return Place.objects.filter(kind=kind, stage="in_use", correspondent__isnull=True).order_by("pk")[0]


def send(case: Despatch, actor: Actor, facts: Facts) -> None:
    """It takes the next number of the book of what goes out, and is in transit until somebody signs for it."""
    number = series.take(SERIES, actor.day.year)
    move.move(queries.envelope_of(case), to=place_of(PlaceKind.TRANSIT), pieces=1)
    for line in case.lines.select_related("copy__document").order_by("place"):
        document = line.copy.document
        journal.change(line, scheme=document.scheme, level=document.level, total=document.total)
    act: UUID = journal.current().act
    journal.change(case, year=actor.day.year, number=number, carrier=facts.carrier, sent_at=actor.at, sent_act=act)


def take_out(case: Despatch, actor: Actor, facts: Facts) -> None:
    """What was in the envelope is in a safe again, or missing. The envelope, cut open, is nothing any more.

    Whatever the count: what is there is taken into the safe, and the folios that differ are a case of their own.
    """
    if case.envelope_id:
        read = queries.counted(case, facts)
        envelope = queries.envelope_of(case)
        for line, thing in things_of(case):
            _take_out(line, thing, read[thing.code], actor, facts)
        if envelope.place is None or envelope.place.kind not in queries.GONE:
            move.move(envelope, to=place_of(PlaceKind.DESTROYED), pieces=1)
    journal.change(case, note=facts.note)


def _take_out(line: Line, thing: Thing, read: int, actor: Actor, facts: Facts) -> None:
    if read:
        move.move(thing, to=facts.place, pieces=thing.pieces)
        if read != thing.pieces:
            losing.differs(thing, actor, found=read, account=facts.note)
    elif thing.place is not None and thing.place.kind == PlaceKind.DESTROYED:
        journal.change(line, outcome=Line.Outcome.DESTROYED)
    else:
        if not losing.is_missing(thing):
            losing.lose(thing, actor, facts.note)
        journal.change(line, outcome=Line.Outcome.MISSING)


def come_back(case: Despatch, actor: Actor, facts: Facts) -> None:
    read = queries.counted(case, facts)
    for line, thing in things_of(case):
        if read[thing.code]:
            journal.change(line, outcome=Line.Outcome.RETURNED)
    take_out(case, actor, facts)
    journal.change(case, due=None)


def arrive_there(case: Despatch, actor: Actor, facts: Facts) -> None:
    """The receipt came back on paper: all but what it says is missing is at the other body."""
    missing = set(rules.missing_codes(facts.missing))
    gone = {line.pk for line, thing in things_of(case) if thing.code in missing}
    _settle(case, actor, gone, facts.received_on, facts.receipt)


def arrive_by_bundle(case: Despatch, actor: Actor, facts: Facts) -> None:
    what: contents.Received = facts.found.what
    answers = {answer.digest: answer for answer in what.lines}
    gone = set()
    for line in case.lines.select_related("copy__document", "copy__thing"):
        answer = answers[writing.item(_sent(case), line).digest]
        if answer.state == "missing":
            gone.add(line.pk)
        elif answer.number:
            journal.change(line, theirs=answer.number)
    _settle(case, actor, gone, date.fromisoformat(what.received), what.id)


def _sent(case: Despatch) -> UUID:
    if case.sent_act is None:
        raise ConditionFailed("not-sent-yet", clause="4.6")
    return case.sent_act


def _settle(case: Despatch, actor: Actor, gone: set[int], on: date, receipt: str) -> None:
    body: Place = case.correspondent.place  # type: ignore[assignment]  # it has had one from its first act
    went = _went_with_it(case)
    for line, thing in went:
        lost = line.pk in gone
        if lost:
            losing.go_missing(thing, actor)
        else:
            move.move(thing, to=body, pieces=thing.pieces)
        journal.change(line, outcome=Line.Outcome.MISSING if lost else Line.Outcome.RECEIVED)
    move.move(queries.envelope_of(case), to=body, pieces=1)
    journal.change(case, received_on=on, receipt=receipt, due=None)
    codes_gone = [codes.pretty(thing.code) for line, thing in went if line.pk in gone]
    if codes_gone:
        more = f" (+{len(codes_gone) - SHOWN})" if len(codes_gone) > SHOWN else ""
        open_incident(case, actor, ", ".join(codes_gone[:SHOWN]) + more)


def _went_with_it(case: Despatch) -> list[tuple[Line, Thing]]:
    """What lay in the envelope. In old books it was sent though a copy was not in it: of that, the line says what became of it."""
    went = []
    for line, thing in things_of(case):
        kind = thing.place.kind if thing.place is not None else ""
        if thing.lies_in(case.envelope_id):
            went.append((line, thing))
        else:
            journal.change(line, outcome=STAYED.get(kind, Line.Outcome.RETURNED))
    return went


def open_incident(case: Despatch, actor: Actor, account: str) -> None:
    """4.8: a thing that is nowhere is told at once: in writing first, and then its own clock runs on."""
    incident = journal.add(Incident(despatch=case, stage="open", account=account))
    due = presumed_on(incident) if actor.profile.is_off("leak-report") else actor.due("leak-report")
    journal.change(incident, due=due)


def presumed_on(case: Incident) -> datetime | None:
    """When the first of what is missing is presumed leaked."""
    return min((thing.due for thing in losing.missing_of(case) if thing.due is not None), default=None)


def lose(case: Despatch, actor: Actor, facts: Facts) -> None:
    """Envelope and what was in it are at the place called missing."""
    for line, thing in _went_with_it(case):
        losing.go_missing(thing, actor)
        journal.change(line, outcome=Line.Outcome.MISSING)
    losing.go_missing(queries.envelope_of(case), actor)
    journal.change(case, due=None)
    open_incident(case, actor, facts.account)


def note_report(case: Incident, actor: Actor, facts: Facts) -> None:
    journal.change(case, report=facts.report, due=presumed_on(case))


def found_on_its_way(found: losing.Found) -> None:
    """A copy of a despatch came back after all. With the last one the envelope, torn, is nothing any more."""
    for despatch in Despatch.objects.filter(envelope=found.thing, stage__in=queries.ENDS):
        _end_envelope(despatch, found.thing)
    for line in Line.objects.filter(copy__thing=found.thing, outcome=Line.Outcome.MISSING).select_related("despatch"):
        journal.change(line, outcome=Line.Outcome.RETURNED)
        despatch = line.despatch
        left = despatch.lines.filter(outcome=Line.Outcome.MISSING).exists()
        if despatch.envelope_id:
            move.lock([despatch.envelope_id])
            _end_envelope(despatch, queries.envelope_of(despatch))
        for row in despatch.incidents.exclude(stage="concluded").order_by("pk"):
            incident = found.same(row)
            due = incident.due if left and not incident.report else presumed_on(incident)
            journal.change(incident, finding=found.account, due=due, stage="found")


def _end_envelope(despatch: Despatch, envelope: Thing) -> None:
    """Missing, or found before what was in it: no safe keeps it once nothing of the despatch is sought."""
    left = despatch.lines.filter(outcome=Line.Outcome.MISSING).exists()
    if not left and (envelope.in_the_safe or losing.is_missing(envelope)):
        move.move(envelope, to=place_of(PlaceKind.DESTROYED), pieces=1, found=True)


def arrive_late(case: Incident, actor: Actor, facts: Facts) -> None:
    """The other body has it after all, and says so: what is not missing any more is there, with the envelope after the last."""
    despatch, still = case.despatch, set(rules.missing_codes(facts.missing))
    body: Place = despatch.correspondent.place  # type: ignore[assignment]  # it has had one from its first act
    left = False
    for line, thing in things_of(despatch):
        if line.outcome != Line.Outcome.MISSING:
            continue
        if thing.code in still:
            left = True
            continue
        move.move(thing, to=body, pieces=thing.pieces, found=True)
        journal.change(line, outcome=Line.Outcome.RECEIVED)
    envelope = queries.envelope_of(despatch)
    if not left and losing.is_missing(envelope):
        move.move(envelope, to=body, pieces=1, found=True)
    if despatch.received_on is None:
        journal.change(despatch, received_on=facts.received_on, receipt=facts.receipt)
    due = case.due if left and not case.report else presumed_on(case)
    journal.change(case, finding=f"{facts.receipt}, {facts.received_on.isoformat()}", due=due)


def conclude(case: Incident, actor: Actor, facts: Facts) -> None:
    journal.change(case, conclusion=facts.conclusion, due=None)
