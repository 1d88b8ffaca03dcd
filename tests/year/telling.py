# SPDX-License-Identifier: EUPL-1.2
"""Which day brings what. `year(scale)` founds an office and lets it work; it stops after each day and says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from tests.invariants import laws
from tests.world import found_as
from tests.year import house, keeping, making, papers, unusual
from tests.year.office import WEEK, Office, Scale
from tests.year.plans import Statements

LOANS = ("", "late", "renewed", "short", "declined", "withdrawn", "early", "receipt", "miscounted")
MONTH = 20  # days of work


def year(
    scale: Scale, *, watched: bool = True, listener: Statements | None = None, office: type[Office] = Office
) -> Iterator[Office]:
    """One simulated day at each turn. Watched, it judges the laws after each act, all of them each week, the books each month."""
    told = office(scale, watched=watched, listener=listener)
    with told.now():
        found_as(told)
    for index in range(len(told.days)):
        told.begin(index)
        _day(told)
        if watched:
            _judge(told)
        yield told


def _judge(office: Office) -> None:
    with office.now():
        if office.today % WEEK == WEEK - 1 or office.last:
            laws.sweep()
        if office.today % MONTH == MONTH - 1 or office.last:
            laws.books()


def _day(office: Office) -> None:
    expected = 12 * office.scale.documents + 60
    office.pace = min(4.0, 30_000 / expected / 11)
    if office.today == 0:
        _first(office)
    house.renew_passwords(office)
    house.renew_clearances(office)
    sheets = keeping.open_doors(office)
    _dated(office)  # a new year begins with its books
    office.run_planned()
    _papers(office)
    for event in WEEKLY[office.today % 5]:
        office.happens(partial(event, office))
    for event in MONTHLY.get(office.today % MONTH, ()):
        office.happens(partial(event, office))
    office.run_planned()
    if office.last:
        office.happens(partial(keeping.destroy, office))
    papers.sign_what_is_owed(office)
    office.evening()
    keeping.close_doors(office, sheets)
    office.do("pilar", "documents.evening.draw")


def _first(office: Office) -> None:
    office.bring_people()
    keeping.fit_locks(office)
    keeping.emergency_plan(office)
    keeping.set_up_sweep(office)
    house.set_up_channels(office)
    house.media(office)
    house.holidays(office)
    house.deadlines(office)
    house.readings(office)
    house.pin(office)
    house.scheme_of_another(office)
    house.announced(office)
    making.with_terms(office)
    office.books[office.day.year] = house.open_book(office, office.day.year)


# Once, on the first day of work from that day on.
DATED: list[tuple[date, Callable[[Office], object]]] = [
    (date(2026, 1, 1), partial(house.open_book, year=2026)),
    (date(2026, 1, 1), making.terms),
    (date(2026, 1, 5), lambda office: house.close_book(office, office.books[2025])),
    (date(2026, 1, 12), partial(keeping.inventory, plan="january", year=2026)),
    (date(2026, 2, 2), keeping.emergency),
    (date(2026, 6, 8), partial(keeping.inventory, plan="june", year=2026, objected=True)),
    (date(2026, 6, 15), keeping.relief),
]


def _dated(office: Office) -> None:
    before = office.days[office.today - 1] if office.today else date.min
    for day, event in DATED:
        if before < day <= office.day:
            office.happens(partial(event, office))


def _papers(office: Office) -> None:
    """The day's documents, four of five out of envelopes, and what readers want of them."""
    left = office.scale.documents
    while left > 0:
        some = min(left, office.chance.randint(1, 6))
        if office.luck(0.2):
            office.happens(partial(papers.register, office))
            left -= 1
            continue
        office.happens(partial(papers.envelope, office, some, announced=office.luck(0.3), broken=office.luck(0.1)))
        left -= some
    for _n in range(max(1, office.some(0.3))):
        office.happens(partial(papers.lend, office, _how(office)))
    for _n in range(office.some(0.04)):
        office.happens(partial(papers.circulate, office, leave_out=office.luck(0.3)))
    for _n in range(office.some(0.03)):
        office.happens(partial(making.copy, office))
    for _n in range(office.some(0.02)):
        office.happens(partial(papers.extend, office))
    for _n in range(office.some(0.02)):
        office.happens(partial(house.despatch, office))


def _how(office: Office) -> str:
    return str(office.chance.choices(LOANS, (70, 4, 4, 3, 4, 3, 2, 7, 3))[0])


def _loan(how: str) -> Callable[[Office], None]:
    return partial(papers.lend, how=how)


WEEKLY: dict[int, list[Callable[[Office], object]]] = {
    0: [keeping.waste, making.bring_back, house.despatch, papers.circulate, papers.extend],
    1: [making.meet, making.copy, _loan("receipt"), keeping.relocate],
    2: [house.refusals, papers.paper_day, _loan("short"), making.regrade],
    3: [_loan("renewed"), making.not_copied, partial(making.copy, kind="extract")],
    4: [_loan("late"), papers.sent_back, partial(papers.envelope, papers=2, broken=True)],
}
# Each within the first ten days of every twenty, so that the shortest story has them all.
MONTHLY: dict[int, list[Callable[[Office], object]]] = {
    0: [_loan("lost"), partial(house.despatch, how="late")],
    1: [house.comes_and_goes, partial(house.despatch, how="back"), partial(making.copy, spoiled=True)],
    2: [house.delegate, keeping.hold, partial(house.despatch, how="unpacked")],
    3: [house.own_things, keeping.left_open, partial(house.despatch, how="cancelled")],
    4: [_loan("lapsed"), partial(making.copy, excess=True), partial(house.despatch, how="declined"), papers.never_came],
    5: [partial(papers.circulate, leave_out=True), making.no_meeting, keeping.surprise],
    6: [
        partial(keeping.change_locks, why="compromise"),
        house.places,
        _loan("declined"),
        _loan("withdrawn"),
        _loan("undone"),
    ],
    7: [
        unusual.paper_day,
        unusual.absence,
        partial(papers.envelope, papers=3, announced=True),
        house.forget,
        keeping.not_destroyed,
    ],
    8: [unusual.few_hands, unusual.evacuation, partial(keeping.change_locks, why="repair"), keeping.destroy],
}
