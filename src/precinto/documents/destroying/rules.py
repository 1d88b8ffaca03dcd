# SPDX-License-Identifier: EUPL-1.2
"""What must hold before anything is destroyed. Each returns None, or the reason (a message id) why it does not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from precinto.custody import codes, seals
from precinto.custody.models import OFFICE, PlaceKind, Thing
from precinto.documents import reservations
from precinto.documents.destroying.models import (
    Batch,
    Hold,
    Line,
    Overlong,
    Sweep,
    WasteBag,
)
from precinto.documents.destroying.queries import (
    MOST,
    cleared,
    in_the_bag,
    live_lines,
    needs_authorisation,
    of_two,
    originators,
    still_kept,
    this_round,
)
from precinto.documents.reservations import Use
from precinto.ledger import history
from precinto.office import schemes
from precinto.office.models import PrintedForm
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor, Reason

DESTROY = "documents.destroy"
NOTICE = "destruction-notice"


def named(things: Iterable[Thing]) -> str:
    """The first few codes, as a person reads them."""
    found = [codes.pretty(thing.code) for thing in things]
    return ", ".join(found[:5]) + ("…" if len(found) > 5 else "")


# ---- what may stand on a line


def in_the_office(things: Iterable[Thing]) -> Reason | None:
    """1.6: what is lent comes back first, by whoever has it: nothing is taken back on paper so that it can be destroyed."""
    for thing in things:
        code = codes.pretty(thing.code)
        if thing.person is not None:
            return Reason("destroy-in-other-hands", {"code": code, "holder": thing.person.name})
        kind = thing.place.kind if thing.place is not None else ""
        if kind == PlaceKind.DESTROYED:
            return Reason("destroyed-already", {"code": code})
        if kind == PlaceKind.MISSING:
            return Reason("destroy-missing", {"code": code})
        if kind not in OFFICE:
            return Reason("destroy-not-here", {"code": code, "place": str(thing.place)})
    return None


def free(things: Sequence[Thing], case: Batch) -> Reason | None:
    """Nobody else counts on these things, and no legal hold keeps them."""
    own = (DESTROY, case.pk) if case.pk else None
    return reservations.why_not(Use.DESTROY, [thing.pk for thing in things], but=own)


def wanted(case: Batch, actor: Actor, facts: Facts) -> list[Thing]:
    """The things that this step puts on the list."""
    found = list(facts.things)
    return [*found, *_decided(case, actor, facts, found)] if getattr(facts, "from_sweeps", False) else found


def _decided(case: Batch, actor: Actor, facts: Facts, named: Sequence[Thing]) -> list[Thing]:
    """What the sweeps have decided to destroy, as much of it as may be listed and finds room. The rest waits for another list: one
    thing that was lent or is kept by a hold since is not in the way of all."""
    rows = Overlong.objects.filter(state=Overlong.State.DESTROY, batch=None).order_by("pk")
    rows = rows.select_related("thing__place", "thing__person", "thing__copy__document")
    listed = set(case.lines.filter(removed=False).values_list("thing_id", flat=True)) if case.pk else set()
    room = MOST - len(listed) - len(named)
    things = {row.thing_id: row.thing for row in rows if row.thing_id not in listed | {thing.pk for thing in named}}
    kept = {claim.thing for claim in reservations.claims(Use.DESTROY, list(things))}
    kept |= set(WasteBag.objects.filter(thing__in=things, stage="open").values_list("thing_id", flat=True))
    found = [thing for thing in things.values() if thing.pk not in kept and not in_the_office([thing])]
    if not facts.authorisation:
        found = [thing for thing in found if not needs_authorisation(thing)]
    return [thing for thing in found if cleared([thing], actor.subject)][: max(room, 0)]


def something_decided(case: Batch, actor: Actor, facts: Facts) -> str | None:
    """Nobody is told that a list was filled to which nothing was added."""
    return None if wanted(case, actor, facts) else "nothing-from-sweeps"


def may_be_listed(case: Batch, actor: Actor, facts: Facts) -> Reason | None:
    things = wanted(case, actor, facts)
    return in_the_office(things) or free(things, case) or _sealed_if_waste(things)


def _sealed_if_waste(things: Iterable[Thing]) -> Reason | None:
    """A waste bag is full when it is sealed and counted: what is open can still take pages."""
    bags = WasteBag.objects.filter(thing__in=[thing.pk for thing in things], stage="open").select_related("thing")
    bag = bags.first()
    return Reason("bag-still-open", {"bag": bag.name}) if bag is not None and bag.thing is not None else None


def on_no_line_twice(case: Batch, actor: Actor, facts: Facts) -> Reason | None:
    known = set(Line.objects.filter(batch=case.pk or 0, removed=False).values_list("thing_id", flat=True))
    twice = [thing for thing in wanted(case, actor, facts) if thing.pk in known]
    return Reason("line-on-the-list", {"code": named(twice)}) if twice else None


def not_too_many(case: Batch, actor: Actor, facts: Facts) -> Reason | None:
    before = case.lines.filter(removed=False).count() if case.pk else 0
    return Reason("batch-full", {"most": MOST}) if before + len(wanted(case, actor, facts)) > MOST else None


def authorised(case: Batch, actor: Actor, facts: Facts) -> Reason | None:
    """Decreto 242/1969 art. 28: what its authority keeps to itself is destroyed on that authority's order."""
    if facts.authorisation:
        return None
    for thing in wanted(case, actor, facts):
        if needs_authorisation(thing):
            return Reason("authorisation-needed", {"code": codes.pretty(thing.code)})
    return None


def on_the_list(case: Batch, actor: Actor, facts: Facts) -> Reason | None:
    known = set(case.lines.filter(removed=False).values_list("thing_id", flat=True))
    strange = [thing for thing in facts.things if thing.pk not in known]
    return Reason("not-on-the-list", {"code": named(strange)}) if strange else None


# ---- the batch on its way


def not_empty(case: Batch, actor: Actor, facts: Facts) -> str | None:
    return None if case.lines.filter(removed=False).exists() else "batch-empty"


def handler_cleared(case: Batch, actor: Actor, facts: Facts) -> Reason | None:
    """Who counts, seals, delivers or destroys a thing has it in the hand: the clearance reaches every line."""
    things = [line.thing for line in live_lines(case)] if case.pk else []
    decision = cleared([*things, *getattr(facts, "things", [])], actor.subject)
    return None if decision else Reason(decision.reason or "", {"name": actor.person.name}, decision.clause)


def lines_fit(case: Batch, actor: Actor, facts: Facts) -> Reason | None:
    """Every thing is still in its safe, and free: on the day of the signature and of the seal, not only of the proposal."""
    things = [line.thing for line in live_lines(case)]
    return in_the_office(things) or free(things, case) or _sealed_if_waste(things)


def lines_free(case: Batch, actor: Actor, facts: Facts) -> Reason | None:
    return free([line.thing for line in live_lines(case)], case)


def still_in_the_bag(case: Batch, actor: Actor, facts: Facts) -> Reason | None:
    for line in live_lines(case):
        if not line.thing.lies_in(case.bag_id):
            told = {"code": codes.pretty(line.thing.code), "place": str(line.thing.place or "")}
            return Reason("not-in-the-bag", told)
    return None


def something_in_the_bag(case: Batch, actor: Actor, facts: Facts) -> Reason | None:
    """It is opened for what is in it still: what an emergency took out of it leaves the list."""
    return None if in_the_bag(case) else still_in_the_bag(case, actor, facts)


def counted_first(case: Batch, actor: Actor, facts: Facts) -> Reason | None:
    """The count that makes the list: the register's number, as a concluded discrepancy may have left it."""
    return _counted(live_lines(case), facts, lambda line: line.thing.pieces)


def counted(case: Batch, actor: Actor, facts: Facts) -> Reason | None:
    """The same count at every hop, by whoever has the things in the hand then."""
    return _counted(live_lines(case), facts, lambda line: line.pieces)


def counted_as_it_lies_open(case: Batch, actor: Actor, facts: Facts) -> Reason | None:
    """The opened bag is counted whole. Here, and nowhere else, may a count differ: if it is so, it is told."""
    found = _counted(in_the_bag(case), facts, lambda line: line.pieces)
    if found is not None and found.id == "recount-differs":
        return None if facts.account else Reason("opened-differs", found.facts)
    return found


def _counted(rows: Sequence[Line], facts: Facts, expected: Callable[[Line], int]) -> Reason | None:
    """One by one: every line is counted, nothing else is, and each number agrees."""
    lines = {line.thing_id: line for line in rows}
    read = {thing.pk: number for thing, number in facts.counts}
    strange = [thing for thing, _n in facts.counts if thing.pk not in lines]
    if strange:
        return Reason("counted-unlisted", {"code": named(strange)})
    absent = [line.thing for key, line in lines.items() if key not in read]
    if absent:
        return Reason("line-not-counted", {"code": named(absent), "count": len(absent)})
    for key, line in lines.items():
        if read[key] != expected(line):
            told = {"code": codes.pretty(line.thing.code), "counted": read[key], "expected": expected(line)}
            return Reason("recount-differs", told)
    return None


def counted_in_all(case: Batch, actor: Actor, facts: Facts) -> Reason | None:
    lines = live_lines(case)
    things, pieces = len(lines), sum(line.pieces for line in lines)
    told = {"items": facts.items, "pieces": facts.pieces, "things": things, "expected": pieces}
    return None if (facts.items, facts.pieces) == (things, pieces) else Reason("total-differs", told)


def seal_agrees(case: Batch, actor: Actor, facts: Facts) -> Reason | None:
    return None if facts.seal == case.seal else Reason("seal-differs", {"read": facts.seal, "seal": case.seal})


def seal_is_new(case: Batch | WasteBag, actor: Actor, facts: Facts) -> Reason | None:
    """A seal is used once, by whichever room: on a bag, a batch or an envelope that left."""
    used = seals.used(seals.numbers(facts.seal))
    return Reason("bag-seal-used", {"seal": used}) if used else None


def another_counted(case: Batch, actor: Actor, facts: Facts) -> Reason | None:
    """Of the highest level two persons count: who wrote the list does not seal the bag alone."""
    if not any(of_two(line.thing) for line in live_lines(case)):
        return None
    listed = history.last(DESTROY, case.pk, "list")
    return Reason("another-counts") if listed is not None and actor.humans & history.hands([listed]) else None


def place_holds_it(case: Batch, actor: Actor, facts: Facts) -> Reason | None:
    highest = max((line.thing.rank for line in live_lines(case)), default=0)
    return Reason("place-too-low", {"place": facts.place.name}, "1.3") if highest > facts.place.rank else None


def bag_in_the_office(case: Batch, actor: Actor, facts: Facts) -> Reason | None:
    """It stands on no list that it could come off: what became of it has words of its own."""
    bag = Thing.objects.select_related("place", "person").get(batches=case)
    told = {"code": codes.pretty(bag.code), "place": str(bag.place or "")}
    kind = bag.place.kind if bag.place is not None else ""
    if kind == PlaceKind.DESTROYED:
        return Reason("bag-burnt", told)
    if kind == PlaceKind.MISSING:
        return Reason("bag-missing", told)
    return None if kind in OFFICE else Reason("bag-not-here", told)


def authority_destroys_it(case: Batch, actor: Actor, facts: Facts) -> Reason | None:
    """1.6: to a body that the leader has authorised, up to a level that reaches everything in the bag."""
    body = facts.body
    if body.destroys is None:
        return Reason("no-destruction-authority", {"name": body.name})
    # The level of the body itself may have been lowered since it was authorised.
    most = min(body.destroys, body.rank)
    if max((line.thing.rank for line in live_lines(case)), default=0) <= most:
        return None
    below = [level for level in schemes.own().levels if level.rank <= most]
    return Reason("authority-too-low", {"name": body.name, "most": below[-1].short})


def bag_may_be_lost(case: Batch, actor: Actor, facts: Facts) -> Reason | None:
    """Out of a safe or at the authority, or missing by an inventory already; what burnt or was carried off is told there."""
    return _bag_unless(case, actor, facts, "bag-missing")


def bag_can_end(case: Batch, actor: Actor, facts: Facts) -> Reason | None:
    """Out of a safe or at the authority, or burnt already; what is missing is lost first, and what was carried off is told there."""
    return _bag_unless(case, actor, facts, "bag-burnt") if case.bag_id else None


def _bag_unless(case: Batch, actor: Actor, facts: Facts, excepted: str) -> Reason | None:
    reason = bag_in_the_office(case, actor, facts)
    if reason is None or reason.id == excepted:
        return None
    return None if case.stage == "delivered" and reason.id == "bag-not-here" else reason


def of_this_batch(case: Batch, actor: Actor, facts: Facts) -> Reason | None:
    known = facts.thing.pk in case.things()
    return None if known else Reason("not-on-the-list", {"code": codes.pretty(facts.thing.code)})


def bag_is_empty(case: Batch, actor: Actor, facts: Facts) -> Reason | None:
    """A batch whose bag still holds something is not dropped: it is opened, and what is in it goes back to the safe."""
    if case.bag_id is None:
        return None
    inside = Thing.objects.filter(place__container=case.bag_id)
    return Reason("bag-not-empty", {"count": inside.count()}) if inside.exists() else None


def authorities_told(case: Batch, actor: Actor, facts: Facts) -> Reason | None:
    """The communication to each classifying authority is printed: its number stands in the books."""
    printed = set(
        PrintedForm.objects.filter(form=NOTICE, target__startswith=f"{case.pk}/").values_list("target", flat=True)
    )
    for n, (name, _lines) in enumerate(originators(case), start=1):
        if f"{case.pk}/{n}" not in printed:
            return Reason("authority-not-told", {"n": n, "name": name or "—"})
    return None


# ---- legal holds


def not_destroyed_yet(case: Hold, actor: Actor, facts: Facts) -> Reason | None:
    """What is ash cannot be kept: whoever orders a hold is told so at once."""
    which = {"copy__document": case.document_id} if case.document_id else {"pk": case.thing_id or 0}
    here = list(Thing.objects.select_related("place").filter(**which))
    burning = Line.objects.filter(thing__in=here, removed=False, batch__stage="carried_out").select_related("thing")
    if gone := burning.first():
        return Reason("hold-too-late", {"code": codes.pretty(gone.thing.code)})
    left = [thing for thing in here if thing.place is None or thing.place.kind != PlaceKind.DESTROYED]
    return None if left else Reason("hold-too-late", {"code": named(here)})


# ---- sweeps


def one_sweep(case: Sweep, actor: Actor, facts: Facts) -> Reason | None:
    known = Sweep.objects.filter(unit=case.unit).first()
    return Reason("sweep-known", {"case": known.pk}) if known is not None else None


def in_this_round(case: Sweep, actor: Actor, facts: Facts) -> Reason | None:
    pending = set(this_round(case).filter(state=Overlong.State.PENDING).values_list("thing_id", flat=True))
    strange = [thing for thing in facts.things if thing.pk not in pending]
    return Reason("not-pending", {"code": named(strange)}) if strange else None


def is_here(case: Sweep, actor: Actor, facts: Facts) -> Reason | None:
    return in_the_office(facts.things)


def not_ones_own(case: Sweep, actor: Actor, facts: Facts) -> Reason | None:
    """Nobody decides that they may keep longer what is in their own hands, in person or by delegation."""
    own = [thing for thing in facts.things if thing.person_id in actor.humans]
    return Reason("extends-own", {"code": named(own)}) if own else None


def until_soon(case: Sweep, actor: Actor, facts: Facts) -> Reason | None:
    """An extension lasts until the next look at it, and no longer."""
    last = actor.due("holding-extension").date()
    return None if actor.day < facts.until <= last else Reason("extension-too-long", {"last": last.isoformat()})


def all_decided(case: Sweep, actor: Actor, facts: Facts) -> Reason | None:
    """What was lost, destroyed or sent away since is kept by nobody; if it comes back, the next round lists it."""
    pending = [line.thing for line in this_round(case).filter(state=Overlong.State.PENDING) if still_kept(line.thing)]
    return Reason("sweep-undecided", {"count": len(pending), "code": named(pending)}) if pending else None
