# SPDX-License-Identifier: EUPL-1.2
"""1.3: locks and who knows them, doors that are opened, closed and checked, and things moved from safe to safe."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from precinto.documents.keeping import doors, queries
from precinto.documents.keeping.models import DoorLine, Lock, Sheet, Trigger
from precinto.procedures import deadlines
from precinto.procedures.worklist import open_cases
from precinto.records.clock import now, today
from tests.stories.telling import CLOCK, MINUTES_AGO, PAPER, Move, Stories, Telling, later, told

pytestmark = pytest.mark.database
OWN = "lock"

REASON = {"reason": "así conviene"}
GONE = {"conclusion": "la encontró abierta el vigilante y la cerró"}
FIT: Move = ("jaime", "fit", {"place": "{safe}", "kind": "dial"})
CHANGE = {"trigger": "installation", "knowers": ["pilar"]}
KNOWN: list[Move] = [FIT, ("carmen", "change", CHANGE)]
OPEN: Move = ("carmen", "sheet.open", {"place": "{safe}"})
CLOSED: list[Move] = [OPEN, ("carmen", "sheet.close")]
SECOND: Move = ("jaime", "place.open as second", {"name": "Armario 2", "kind": "safe", "level": "S"})
LOW: Move = ("jaime", "place.open as low", {"name": "Armario 3", "kind": "safe", "level": "DL"})
DRAWER: Move = (
    "jaime",
    "place.open as drawer",
    {"name": "Cajón 1", "kind": "drawer", "level": "S", "within": "{safe}"},
)
BUILDING: Move = ("jaime", "place.open as house", {"name": "Sede", "kind": "building", "level": "S"})
ROOM: Move = ("jaime", "place.open as room", {"name": "Cámara", "kind": "room", "level": "S", "within": "{house}"})
HOUSED: list[Move] = [BUILDING, ROOM, ("jaime", "place.put of safe", {"within": "{room}"})]
FOUND_OPEN: Move = ("luis", "doors.left_open", {"place": "{room}", "open": "{safe}", "account": "la puerta cedía"})
TO = {"things": ["{copy}"], "place": "{second}", **REASON}


def missed_day(office: Telling) -> str:
    day = doors.last_working_day(today(), deadlines.calendar())
    assert day is not None
    return day.isoformat()


def to_the_next_day_but_one(office: Telling) -> timedelta:
    """Until a working day passes on which nobody looks at a door, and the next one comes."""
    calendar = deadlines.calendar()
    day = calendar.add_working_days(today(), 2)
    return calendar.closing_of(day) - timedelta(hours=8) - now()


MONDAY: list[Move] = [(CLOCK, to_the_next_day_but_one)]
MISSED = {"day": missed_day, "account": "nadie se quedó; la ronda la vio cerrada"}

DONE: Stories = {
    "a lock is fitted": ([FIT], "to_change"),
    "its combination is set": (KNOWN, "in_force"),
    "it is changed within the year": ([*KNOWN, ("pilar", "change", {"trigger": "yearly"})], "in_force"),
    "it is compromised": ([*KNOWN, ("luis", "compromise", REASON)], "to_change"),
    "and changed": ([*KNOWN, ("luis", "compromise", REASON), ("carmen", "change", {"trigger": "compromise"})], "in_force"),
    "the lock is repaired": ([*KNOWN, ("sara", "repair", REASON)], "to_change"),
    "the lock is taken off": ([*KNOWN, ("jaime", "retire", REASON)], "retired"),
    "another lock is fitted in its place": ([*KNOWN, ("jaime", "retire", REASON), FIT], "to_change"),
    "two figures in the reason": ([*KNOWN, ("luis", "compromise", {"reason": "lo dijo el parte 12"})], "to_change"),
    "a safe without a lock is opened": ([OPEN], "open"),
    "a safe is opened by somebody who knows it": ([*KNOWN, ("pilar", "sheet.open", {"place": "{safe}"})], "open"),
    "and closed": (CLOSED, "closed"),
    "and checked by another": ([*CLOSED, ("luis", "sheet.check")], "checked"),
    "and opened again": ([*CLOSED, OPEN], "open"),
    "at the end of the day all is shut": (
        [*HOUSED, *CLOSED, ("luis", "doors.all_shut", {"place": "{room}"})], "in_order",
    ),
    "something is found open": ([*HOUSED, *CLOSED, FOUND_OPEN], "found_open"),
    "and concluded": ([*HOUSED, *CLOSED, FOUND_OPEN, ("jaime", "doors.put_right", GONE)], "put_right"),
    "a check that was missed is accounted for": ([*MONDAY, ("carmen", "doors.account", MISSED)], "accounted"),
    "and so by the leader": ([*MONDAY, ("luis", "doors.account", MISSED)], "accounted"),
    "a copy goes from safe to safe": ([PAPER, SECOND, ("carmen", "relocate.move", TO)], "moved"),
    "a copy goes into a drawer": ([PAPER, DRAWER, ("carmen", "relocate.move", TO | {"place": "{drawer}"})], "moved"),
    "a drawer in a safe": ([DRAWER], "in_use"),
    "a safe is said to stand in a room": (HOUSED, "in_use"),
    "a drawer is taken away": ([DRAWER, ("jaime", "place.close", REASON)], "closed"),
}  # fmt: skip

REFUSED: Stories = {
    "a lock fitted by a clerk": ([("carmen", "fit", {"place": "{safe}", "kind": "dial"})], "not-your-role"),
    "a second lock": ([FIT, FIT], "lock-known"),
    "a combination changed by an administrator": ([FIT, ("sara", "change", CHANGE)], "not-your-role"),
    "a combination changed by a clerk who is not cleared": (
        [FIT, ("jaime", "clear.suspend of pilar"), ("pilar", "change", {"trigger": "installation"})], "clearance-suspended",
    ),
    "a knower who is not cleared": ([FIT, ("carmen", "change", CHANGE | {"knowers": ["olga"]})], "clearance-none"),
    "a knower who is not briefed": (
        [FIT, ("jaime", "brief.end of pilar"), ("carmen", "change", CHANGE)], "not-briefed",
    ),
    "a combination changed without the password": (
        [FIT, ("carmen", "change", CHANGE | {MINUTES_AGO: 10})], "fresh-password",
    ),
    "a combination written into the reason": (
        [*KNOWN, ("luis", "compromise", {"reason": "está apuntada: 12-34-56"})], "bad-facts",
    ),
    "taken off twice": ([*KNOWN, ("jaime", "retire", REASON), ("jaime", "retire", REASON)], "wrong-stage"),
    "opened by somebody who does not know it": (
        [FIT, ("carmen", "change", {"trigger": "installation"}), ("pilar", "sheet.open", {"place": "{safe}"})], "not-a-knower",
    ),
    "opened without the key": (
        [("jaime", "fit", {"place": "{safe}", "kind": "key"}), ("carmen", "change", {"trigger": "installation"}),
         ("pilar", "sheet.open", {"place": "{safe}"})], "not-a-keyholder",
    ),
    "opened by whoever knew it before": (
        [*KNOWN, ("carmen", "change", {"trigger": "yearly"}), ("pilar", "sheet.open", {"place": "{safe}"})], "not-a-knower",
    ),
    "opened twice": ([OPEN, OPEN], "sheet-open-already"),
    "opened by a reader": ([("rosa", "sheet.open", {"place": "{safe}"})], "not-your-role"),
    "a door checked by who closed it": ([*CLOSED, ("carmen", "sheet.check")], "second-person"),
    "a safe closed with a drawer open": (
        [DRAWER, ("carmen", "sheet.open as outer", {"place": "{safe}"}), ("carmen", "sheet.open", {"place": "{drawer}"}),
         ("carmen", "sheet.close of outer")], "sheet-still-open",
    ),
    "the end of the day while a sheet is open": ([*HOUSED, OPEN, ("luis", "doors.all_shut", {"place": "{room}"})], "sheet-still-open"),
    "the end of the day checked by who closed": (
        [*HOUSED, *CLOSED, ("carmen", "doors.all_shut", {"place": "{room}"})], "checked-by-the-closer",
    ),
    "accounted for on the day itself": ([("carmen", "doors.account", MISSED | {"day": "hoy"})], "no-check-missed"),
    "accounted for twice": ([*MONDAY, ("carmen", "doors.account", MISSED), ("luis", "doors.account", MISSED)], "no-check-missed"),
    "accounted for by a reader": ([*MONDAY, ("rosa", "doors.account", MISSED)], "not-your-role"),
    "found open what stands elsewhere": (
        [*HOUSED, SECOND, ("luis", "doors.left_open", {"place": "{room}", "open": "{second}", "account": "abierta"})],
        "not-in-that-place",
    ),
    "concluded by who found it": ([*HOUSED, FOUND_OPEN, ("luis", "doors.put_right", GONE)], "second-person"),
    "a copy into a safe of a lower level": ([PAPER, LOW, ("carmen", "relocate.move", TO | {"place": "{low}"})], "place-too-low"),
    "a copy to where it is": ([PAPER, ("carmen", "relocate.move", TO | {"place": "{safe}"})], "there-already"),
    "a copy that is lent": (
        [PAPER, SECOND, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over"), ("carmen", "relocate.move", TO)],
        "not-in-the-safe",
    ),
    "a copy that one may not see": (
        [PAPER, SECOND, ("jaime", "clear.suspend of pilar"), ("pilar", "relocate.move", TO)], "not-found",
    ),
    "a copy moved by a reader": ([PAPER, SECOND, ("rosa", "relocate.move", TO)], "not-your-role"),
    "a drawer without a safe": ([("jaime", "place.open", {"name": "Cajón", "kind": "drawer"})], "drawer-needs-a-safe"),
    "a drawer in a room": ([BUILDING, ROOM, ("jaime", "place.open", {"kind": "drawer", "within": "{room}"})], "stands-elsewhere"),
    "a drawer of a higher level than its safe": (
        [LOW, ("jaime", "place.open", {"kind": "drawer", "level": "S", "within": "{low}"})], "higher-than-its-outside",
    ),
    "a room in itself": ([BUILDING, ROOM, ("jaime", "place.put", {"within": "{room}"})], "place-in-itself"),
    "a safe closed with a drawer in it": ([SECOND, ("jaime", "place.open", {"kind": "drawer", "within": "{second}"}),
         ("jaime", "place.close of second", REASON)], "place-holds-places"),
    "a safe closed with its lock": (
        [SECOND, ("jaime", "fit", {"place": "{second}", "kind": "dial"}), ("jaime", "place.close of second", REASON)], "place-has-a-lock",
    ),
    "a place closed while it stands open": (
        [SECOND, ("carmen", "sheet.open", {"place": "{second}"}), ("jaime", "place.close of second", REASON)], "sheet-still-open",
    ),
    "a bag opened by hand": ([("jaime", "place.open", {"kind": "bag"})], "bad-facts"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


LOST: dict[str, list[Move]] = {
    "the knower's clearance is suspended": [("jaime", "clear.suspend of pilar")],
    "the knower's clearance ends": [("jaime", "clear.end of pilar")],
    "the knower's briefing ends": [("jaime", "brief.end of pilar")],
    "the knower leaves": [("luis", "appoint.remove of pilar", REASON), ("jaime", "person.leave of pilar")],
}


@pytest.mark.parametrize("moves", list(LOST.values()), ids=list(LOST))
def test_a_knower_gone_is_a_reason_to_change(office: Telling, moves: list[Move]) -> None:
    office.tell([*KNOWN, *moves], OWN)
    lock = Lock.objects.get()
    assert (lock.stage, lock.trigger) == ("to_change", Trigger.KNOWER)
    assert lock.due is not None
    assert lock.due.date() <= (now() + timedelta(days=4)).date()


def test_somebody_else_s_clearance_changes_nothing(office: Telling) -> None:
    office.tell([*KNOWN, ("jaime", "clear.suspend of diego")], OWN)
    assert Lock.objects.get().stage == "in_force"


def test_a_combination_lasts_a_year_or_as_long_as_the_shortest_clearance(office: Telling) -> None:
    office.tell(KNOWN, OWN)
    due = Lock.objects.get().due
    assert due is not None
    assert timezone.localdate(due) == today() + timedelta(days=300)
    renewed = {"person": "pilar", "level": "S", "since": "hoy", "until": "+900", "granted_by": "ONS"}
    office.tell([("jaime", "clear.grant", renewed), ("jaime", "clear.grant", renewed | {"person": "carmen"})], OWN)
    due = Lock.objects.get().due
    assert due is not None
    assert timedelta(days=363) < due - now() < timedelta(days=372)


def test_who_knows_it_is_on_record_and_who_knew_it_before_knows_it_no_more(office: Telling) -> None:
    office.tell(KNOWN, OWN)
    lock = Lock.objects.get()
    assert [person.given_name for person in queries.knowers(lock)] == ["Carmen", "Pilar"]
    office.tell([("carmen", "change", {"trigger": "yearly", "knowers": ["jaime"]})], OWN)
    lock.refresh_from_db()
    assert {person.given_name for person in queries.knowers(lock)} == {"Carmen", "Jaime"}
    assert [change.number for change in queries.changes(lock)] == [2, 1]


def test_a_safe_left_open_is_overdue_on_the_work_list(office: Telling) -> None:
    office.tell([OPEN, later(days=5)], OWN)
    late = [waiting.procedure.name for waiting in open_cases(before=now())]
    assert "documents.sheet" in late


def test_the_end_of_the_day_checks_every_sheet_that_is_closed(office: Telling) -> None:
    office.tell([*HOUSED, *CLOSED, ("luis", "doors.all_shut", {"place": "{house}"})], OWN)
    assert Sheet.objects.get().stage == "checked"
    assert all(line.shut for line in DoorLine.objects.all())
    assert DoorLine.objects.count() == 2  # the room and its safe; a building has no door of its own
