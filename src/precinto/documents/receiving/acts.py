# SPDX-License-Identifier: EUPL-1.2
"""What is changed when something comes in, and when a book is opened or closed."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from precinto.custody import codes, move
from precinto.custody.models import Thing, ThingKind
from precinto.documents import losing
from precinto.documents.models import Document
from precinto.documents.receiving.models import Arrival, Book, Enclosed, Parcel
from precinto.documents.receiving.volumes import YEARLY, volume
from precinto.ledger import tree
from precinto.office import schemes
from precinto.procedures import series
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor
from precinto.records import journal
from precinto_verify import tiles

# ---- done by the register


def note_envelope(case: Document, actor: Actor, facts: Facts) -> None:
    """The document says out of which envelope it came."""
    parcel: Parcel | None = getattr(facts, "source", None)
    if parcel is not None:
        journal.add(Enclosed(thing=parcel.held, document=case))


# ---- envelopes


def numbered(letter: str, year: int) -> str:
    """The name of a case that has a number of its own: `A 2026/00012`."""
    return f"{letter} {year}/{series.take(f'case-{letter}', year):05d}"


def of_level(level: str) -> dict[str, Any]:
    of, found = schemes.of_level(level)
    return {"scheme": of.id, "level": found.id, "rank": found.rank}


def end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)), timezone.get_default_timezone())


def expected_by(actor: Actor, day: date | None) -> datetime | None:
    """When it is missed: at the end of the day that the sender named, or else when the profile says."""
    if day is not None:
        return end_of(day)
    return None if actor.profile.is_off("announced-arrival") else actor.due("announced-arrival")


def open_arrival(actor: Actor, facts: Facts) -> Arrival:
    return Arrival(
        name="",
        sender=facts.sender,
        reference=facts.reference,
        channel=facts.channel,
        expected=getattr(facts, "expected", None),
        listed=facts.listed,
        note=facts.note,
        due=expected_by(actor, getattr(facts, "expected", None)),
        **of_level(facts.level),
    )


def number_it(case: Arrival, actor: Actor, facts: Facts) -> None:
    journal.change(case, name=numbered("A", actor.day.year))


def expect_again(case: Arrival, actor: Actor, facts: Facts) -> None:
    journal.change(case, expected=facts.expected, due=expected_by(actor, facts.expected), note=facts.answer)


def bring_in(case: Arrival, actor: Actor, facts: Facts) -> None:
    """The envelope is in the office's hands, closed, with a code of its own."""
    (thing,) = move.bring([new_thing(case.rank)], into=facts.place)
    journal.change(
        case,
        thing=thing,
        outer_intact=facts.outer_intact,
        seals=facts.seals,
        brought_by=facts.brought_by,
        received_at=actor.at,
        account=facts.account,
    )


def new_thing(rank: int, pieces: int = 1) -> Thing:
    code = codes.make("T", number=series.take("thing"))
    return Thing(code=code, kind=ThingKind.ENVELOPE, rank=rank, pieces=pieces)


def send_back(case: Arrival, actor: Actor, facts: Facts) -> None:
    """It goes as it came: unopened."""
    thing = Thing.objects.select_related("place").get(pk=case.held.pk)
    move.move(thing, to=facts.body, pieces=thing.pieces)
    journal.change(case, returned_by=facts.returned_by, due=None)


def opened(case: Arrival, actor: Actor, facts: Facts) -> None:
    found = "\n".join(text for text in (case.account, facts.account) if text)[:500]
    journal.change(
        case,
        inner_intact=facts.inner_intact,
        folios=facts.folios,
        listed=facts.listed if facts.listed is not None else case.listed,
        account=found,
    )


def enclose(case: Parcel, actor: Actor, facts: Facts) -> None:
    journal.add(Enclosed(thing=case.held, document=facts.document))


def conclude(case: Parcel, actor: Actor, facts: Facts) -> None:
    journal.change(case, conclusion=facts.conclusion)


def found_unopened(found: losing.Found) -> None:
    """What was written off as lost is closed in the safe after all: its case is where it was, and what was wrong is open again."""
    off = found.actor.profile.is_off("registration")
    for row in Arrival.objects.filter(thing=found.thing, stage="gone"):
        due = None if off else found.actor.due("registration")
        journal.change(found.same(row), stage="received", conclusion="", due=due)


def say_why(case: Parcel, actor: Actor, facts: Facts) -> None:
    journal.change(case, note=facts.reason)


def decide(case: Parcel, actor: Actor, facts: Facts) -> None:
    journal.change(case, decision=facts.conclusion)


def receipt_back(case: Arrival, actor: Actor, facts: Facts) -> None:
    journal.change(case, returned_by=facts.returned_by, due=None)


def nothing_due(case: Parcel, actor: Actor, facts: Facts) -> None:
    journal.change(case, due=None)


# ---- books


def open_the_first(year: int) -> None:
    """An office is founded with the books of its first year open: the founding is their opening entry."""
    due = end_of(date(year, 12, 31))
    where = dict(zip(("opened_size", "opened_root"), _ledger(), strict=True))
    journal.add_all([_book(letter, year, stage="open", due=due, **where) for letter in YEARLY])


def _book(letter: str, year: int, **more: Any) -> Book:
    return Book(series=letter, year=year, name=f"{letter} {year}", **more)


def open_book(actor: Actor, facts: Facts) -> Book:
    return _book(facts.series, facts.year)


def until_its_last_day(case: Book, actor: Actor, facts: Facts) -> None:
    journal.change(case, due=end_of(date(case.year, 12, 31)))


def bind_opening(case: Book, actor: Actor, facts: Facts) -> None:
    """The opening entry says where the ledger stood: what is in the book was written after that."""
    size, root = _ledger()
    journal.change(case, opened_size=size, opened_root=root)


def _ledger() -> tuple[int, str]:
    """How many entries the tree holds as it stands, and their root."""
    size = tree.size()
    return size, bytes(tiles.root(size, tree.read_tile)).hex()


def count_book(case: Book, actor: Actor, facts: Facts) -> None:
    """The closing entry: how many entries, the last number, how many of them annulled, on how many folios."""
    from precinto.documents.receiving import booklet

    entries, last, annulled = volume(case).counted(case)
    journal.change(case, entries=entries, last=last, annulled=annulled, folios=booklet.folios(case))


def uncount_book(case: Book, actor: Actor, facts: Facts) -> None:
    journal.change(case, entries=None, last=None, annulled=None, folios=None)


def bind_book(case: Book, actor: Actor, facts: Facts) -> None:
    """The book is bound to the tree as it stands: every act of the year is under this root."""
    size, root = _ledger()
    journal.change(case, due=None, size=size, root=root)
