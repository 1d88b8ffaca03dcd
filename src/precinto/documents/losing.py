# SPDX-License-Identifier: EUPL-1.2
"""What is lost, and what is found again.

Whatever the case in which a thing is lost (a loan, a round, a meeting, a despatch, a list to be destroyed, an inventory), it goes
to the place called missing by `go_missing` and the one clock of 4.8 begins; and whatever the case that tells of it, it comes
back by the one step of `found_step`, which every case that waited for the thing hears of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from precinto.access.models import Person, Role
from precinto.custody import codes, move
from precinto.custody.models import Movement, Place, PlaceKind, Thing
from precinto.documents import forms
from precinto.documents.models import Copy, Discrepancy, Loan
from precinto.ledger import history
from precinto.office import schemes
from precinto.procedures.facts import Facts
from precinto.procedures.model import Act, Actor, Reason, Rule, Step
from precinto.records import journal
from precinto.records.models import Case

# ---- lost


def presumed_on(thing: Thing, actor: Actor) -> datetime:
    """4.8: when what goes missing now is presumed leaked. No office can put this term off."""
    highest = max(level.rank for level in schemes.own().levels)
    return actor.due("missing-top" if thing.rank >= highest else "missing")


def go_missing(thing: Thing, actor: Actor) -> datetime:
    """The chain of hands does not end in nothing: the thing is at the place called missing, until the day that is returned."""
    due = presumed_on(thing, actor)
    move.move(thing, to=Place.objects.get(kind=PlaceKind.MISSING), pieces=thing.pieces, due=due)
    return due


def differs(
    thing: Thing,
    actor: Actor,
    *,
    found: int,
    account: str,
    expected: int | None = None,
    holder: Person | None = None,
    loan: Loan | None = None,
    due: datetime | None = None,
) -> Discrepancy | None:
    """What was counted is not what the register says, to be concluded within the term of the profile unless `due` says when.

    A discrepancy belongs to a copy. Of another thing there is none, and what was counted is what the books say from then on: else
    every later count would be held against what is not there. What else is lost has the case of `when_lost`.
    """
    copy: Copy | None = getattr(thing, "copy", None)
    if copy is None:
        if thing.pieces != found:
            journal.change(thing, pieces=found)
        return None
    if due is None:
        due = concluded_by(actor)
    return journal.add(
        Discrepancy(
            copy=copy,
            stage="open",
            expected=thing.pieces if expected is None else expected,
            found=found,
            account=account,
            holder=holder,
            loan=loan,
            due=due,
            seq=thing.seq,
            act=journal.current().act,
        )
    )


def concluded_by(actor: Actor) -> datetime | None:
    return None if actor.profile.is_off("discrepancy") else actor.due("discrepancy")


def open_here(actor: Actor, facts: Facts) -> Discrepancy:
    """Of what lies in the office: counted again, or looked for in vain."""
    thing = facts.copy.thing
    return Discrepancy(
        copy=facts.copy, expected=thing.pieces, found=facts.folios, account=facts.account, due=concluded_by(actor)
    )


def opened_here(case: Discrepancy, actor: Actor, facts: Facts) -> None:
    """What is not there is missing from now on."""
    thing = sought(case, facts)
    due = case.due if facts.folios else go_missing(thing, actor)
    journal.change(case, due=due, seq=thing.seq, act=journal.current().act)


LOST: list[Callable[[Thing, Actor, str], None]] = []


def when_lost(open_case: Callable[[Thing, Actor, str], None]) -> None:
    """The room that keeps a case of what is lost and is no copy says here how it is opened: of which thing, by whom, and why."""
    if open_case not in LOST:
        LOST.append(open_case)


def lose(thing: Thing, actor: Actor, account: str, *, loan: Loan | None = None) -> None:
    """Missing from now on, with a case that is open until it is found or concluded without it: of a copy a discrepancy."""
    holder = thing.person
    due = go_missing(thing, actor)
    if hasattr(thing, "copy"):
        differs(thing, actor, found=0, account=account, holder=holder, loan=loan, due=due)
        return
    for open_case in LOST:
        open_case(thing, actor, account)


def mark_missing(case: Case, actor: Actor, facts: Facts) -> None:
    """The copy of a loan, of a round, or the one that is named of a meeting's."""
    lose(sought(case, facts), actor, facts.reason, loan=case if isinstance(case, Loan) else None)


# ---- where it is, and who had a hand in it


def sought(case: Case, facts: Facts) -> Thing:
    """The thing that a step is about, as it stands under the lock of the act: the one that is named, or the first of the case."""
    copy: Copy | None = getattr(facts, "copy", None)
    named: Thing | None = getattr(facts, "thing", None)
    key = copy.thing_id if copy is not None else named.pk if named is not None else case.things()[0]
    return Thing.objects.select_related("place", "person", "copy").get(pk=key)


def is_missing(thing: Thing) -> bool:
    return thing.place is not None and thing.place.kind == PlaceKind.MISSING


def missing_of(case: Case) -> list[Thing]:
    """The things of a case that are missing now."""
    things = case.things()
    rows = Thing.objects.filter(pk__in=things, place__kind=PlaceKind.MISSING) if things else Thing.objects.none()
    return list(rows.select_related("place").order_by("pk"))


def presumed_leaked(thing: Thing, at: datetime) -> bool:
    """4.8: missing past its term. What is presumed leaked stays so until it is found, or concluded without."""
    return is_missing(thing) and thing.due is not None and thing.due < at


def _last_loss(thing: Thing) -> Movement | None:
    if not is_missing(thing):
        return None
    return thing.movements.filter(to_place__kind=PlaceKind.MISSING).order_by("-seq").first()


def hands_of(loss: Movement) -> set[int]:
    """Whoever had what was lost, and whoever reported it."""
    return history.hands(history.named([loss.act])) | {loss.from_person_id or 0}


def _hands_of_the_last_loss(thing: Thing) -> set[int]:
    """Of what is missing now: of a copy lost twice, the second time."""
    loss = _last_loss(thing)
    return hands_of(loss) if loss is not None else set()


# ---- what must hold


def lies_in_the_office(case: Discrepancy, actor: Actor, facts: Facts) -> Reason | None:
    """What is in somebody's hands is counted when it comes back, and what is in a bag when the bag is opened."""
    thing = sought(case, facts)
    code = codes.pretty(thing.code)
    if thing.person is not None:
        return Reason("in-other-hands", {"code": code, "holder": thing.person.name}, "1.2")
    return None if thing.in_the_safe else Reason("not-in-the-safe", {"code": code}, "1.3")


def count_differs(case: Discrepancy, actor: Actor, facts: Facts) -> Reason | None:
    return Reason("folios-agree", {"count": facts.folios}) if facts.folios == sought(case, facts).pieces else None


def none_open(case: Discrepancy, actor: Actor, facts: Facts) -> Reason | None:
    """One case of a copy at a time: what else was found is told to whoever concludes it."""
    row = Discrepancy.objects.filter(copy=case.copy, stage__in=("open", "found")).first()
    return Reason("discrepancy-open", {"case": row.pk}) if row is not None else None


def still_missing(case: Case, actor: Actor, facts: Facts) -> Reason | None:
    """Only what the books say is missing is found."""
    thing = sought(case, facts)
    if is_missing(thing):
        return None
    return Reason("not-missing", {"code": codes.pretty(thing.code), "where": str(thing.person or thing.place)}, "1.4")


def nothing_missing(case: Case, actor: Actor, facts: Facts) -> Reason | None:
    """A case is not concluded as if all were well while its thing is nowhere."""
    gone = missing_of(case)
    return Reason("still-missing", {"code": codes.pretty(gone[0].code)}, "4.8") if gone else None


def something_missing(case: Case, actor: Actor, facts: Facts) -> Reason | None:
    return None if missing_of(case) else Reason("nothing-is-missing", clause="4.8")


def not_by_who_lost_it(case: Case, actor: Actor, facts: Facts) -> Reason | None:
    """Whoever had it, and whoever reported it lost, does not enter that it was found."""
    thing = sought(case, facts)
    if actor.humans & _hands_of_the_last_loss(thing):
        return Reason("found-by-who-lost-it", {"code": codes.pretty(thing.code)}, "4.8")
    return None


def found_place_holds_it(case: Case, actor: Actor, facts: Facts) -> Reason | None:
    """1.3: level(place) >= level(thing), also of what was found."""
    low = sought(case, facts).rank > facts.place.rank
    return Reason("place-too-low", {"place": facts.place.name}, "1.3") if low else None


def pieces_agree(case: Case, actor: Actor, facts: Facts) -> Reason | None:
    """A copy with other folios keeps its discrepancy open; of a thing that has none, all is found or nothing."""
    thing = sought(case, facts)
    if hasattr(thing, "copy") or facts.folios == thing.pieces:
        return None
    return Reason(
        "found-in-part", {"code": codes.pretty(thing.code), "counted": facts.folios, "expected": thing.pieces}
    )


def not_by_who_handled_it(case: Discrepancy, actor: Actor, facts: Facts) -> Reason | None:
    """1.4: who handed it over, took it back, counted it, reported it lost or found it does not conclude why it differed."""
    links = case.copy.thing.movements.filter(seq__in=(case.seq - 1, case.seq, case.seq + 1)).select_related(
        "from_place"
    )
    acts = [
        link.act for link in links if link.seq <= case.seq or (link.from_place and link.from_place.kind == "missing")
    ]
    if case.act is not None:
        acts.append(case.act)
    hands = history.hands(history.named(acts)) | _hands_of_the_last_loss(case.copy.thing)
    return Reason("concluded-by-who-handled-it", clause="1.4") if actor.humans & hands else None


# ---- found


@dataclass(frozen=True)
class Found:
    """A thing that was found, told to every case that waited for it. `case`: where it was entered."""

    thing: Thing
    folios: int
    account: str
    case: Case
    actor: Actor

    def same(self, row: Any) -> Any:
        """The row itself, or the case of the act where they are the same: an act writes a row through one instance only."""
        return self.case if type(row) is type(self.case) and row.pk == self.case.pk else row


AFTER: list[Callable[[Found], None]] = []


def when_found(tell: Callable[[Found], None]) -> None:
    """Rooms whose cases wait for what is missing say here what becomes of them when it is found."""
    if tell not in AFTER:
        AFTER.append(tell)


def was_found(case: Case, actor: Actor, facts: Facts) -> None:
    """It is in the office again, counted. Where it never left its place in the books, nothing moves."""
    thing = sought(case, facts)
    if thing.place_id != facts.place.pk:
        move.move(thing, to=facts.place, pieces=facts.folios, found=True)
    found = Found(thing, facts.folios, facts.account, case, actor)
    _told_to_discrepancies(found)
    for tell in AFTER:
        tell(found)


def _told_to_discrepancies(found: Found) -> None:
    """What was open because it was lost waits for its conclusion; folios that differ keep it open, or open one.

    So does what was given up, whatever had been counted before, and the case in which it is entered.
    """
    told = Q(stage="open", found=0) | Q(stage="not_found")
    if isinstance(found.case, Discrepancy):
        told |= Q(pk=found.case.pk)
    rows = list(Discrepancy.objects.filter(told, copy__thing=found.thing))
    for row in rows:
        journal.change(found.same(row), found=found.folios, finding=found.account, due=None, stage="found")
    if not rows and found.folios != found.thing.pieces:
        differs(found.thing, found.actor, found=found.folios, account=found.account)


def no_longer_sought(case: Case, actor: Actor, facts: Facts) -> None:
    """It was concluded without it: it stays missing, and no term runs any more."""
    for thing in missing_of(case):
        if thing.due is not None:
            journal.change(thing, due=None)


def found_step(
    *,
    by: tuple[Role, ...],
    leaves: tuple[str, ...],
    enters: str,
    asks: type[forms.Found] = forms.Found,
    first: Sequence[Rule] = (),
    never_who: Sequence[str] = (),
    does: Sequence[Act] = (),
) -> Step:
    """It was found: where, with how many folios, and how. Never entered by whoever lost it or reported it lost."""
    return Step(
        "found", _("It was found"), by=by, leaves=leaves, enters=enters, asks=asks, never_who=never_who, never_concerned=True,
        needs=[*first, not_by_who_lost_it, found_place_holds_it, pieces_agree], does=[was_found, *does],
    )  # fmt: skip
