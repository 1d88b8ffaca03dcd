# SPDX-License-Identifier: EUPL-1.2
"""Minimum staff: declared by the head, approved by a leader, reviewed in its term; what it excuses is said, sealed and counted."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from precinto.documents.cases import actor_of
from precinto.documents.lists import agenda, books
from precinto.documents.models import Loan
from precinto.ledger.models import Entry
from precinto.ledger.seal import opened
from precinto.procedures.excuses import count
from precinto.procedures.model import REGISTRY
from precinto.procedures.models import ExceptionTaken, MinimumStaff
from precinto.procedures.perform import may_take, needs_excuse
from precinto.records.clock import now
from precinto.records.errors import NotYourRole
from precinto_verify.findings import Report
from precinto_verify.replay import Replay
from tests.stories.destruction import DELIVERED, LISTED
from tests.stories.telling import AGELESS, FACTS, MINUTES_AGO, PAPER, REASON, Move, Stories, Telling, later, told

pytestmark = pytest.mark.database
OWN = "minimum_staff"

ALONE = {"exception_reason": "Carmen y Pilar están de baja"}
FACTS.update(
    {
        "minimum_staff.declare": {"since": "hoy", "until": "+60", "reason": "dos bajas a la vez"},
        "minimum_staff.decline": REASON,
        "minimum_staff.review": {"review": "siguen de baja"},
        "minimum_staff.end": REASON,
    }
)

DECLARED: list[Move] = [("jaime", "minimum_staff.declare")]
REGIME: list[Move] = [*DECLARED, ("luis", "minimum_staff.approve")]
LONG: list[Move] = [
    AGELESS, ("jaime", "minimum_staff.declare", {"until": "+300"}), ("luis", "minimum_staff.approve"),
]  # fmt: skip
REVIEWED: list[Move] = [*REGIME, ("jaime", "minimum_staff.review")]
# Luis leads and, while the clerks are away, keeps the counter too.
TWO_HATS: Move = ("carmen", "delegate.delegate", {"role": "clerk", "taker": "luis"})
HEAD_LEADS: Move = ("luis", "delegate.delegate", {"taker": "jaime"})
APPROVED: list[Move] = [TWO_HATS, PAPER, ("rosa", "lend.request"), ("luis", "lend.approve")]
TOP: list[Move] = [
    ("carmen", "register.register", {"level": "S"}), ("jaime", "register.verify"),
    ("carmen", "destroy.propose", {"authorisation": "orden 3/2026"}), ("carmen", "destroy.list"), ("luis", "destroy.sign"),
    ("pilar", "destroy.seal"), ("pilar", "destroy.deliver"),
]  # fmt: skip
OWN_PAPER: list[Move] = [TWO_HATS, PAPER, ("luis", "extend.request")]

DONE: Stories = {
    "declared": (DECLARED, "declared"),
    "approved": (REGIME, "in_force"),
    "declined": ([*DECLARED, ("luis", "decline")], "declined"),
    "reviewed": (REVIEWED, "reviewed"),
    "and confirmed": ([*REVIEWED, ("luis", "confirm")], "in_force"),
    "with a later last day": ([*REGIME, ("jaime", "review", {"until": "+90"}), ("luis", "confirm")], "in_force"),
    "ended": ([*REGIME, ("luis", "end")], "ended"),
    "ended before it was approved": ([*DECLARED, ("jaime", "end")], "ended"),
    "another one after it": ([*REGIME, ("jaime", "end"), *DECLARED], "declared"),
    "the leader hands over what he approved": ([*REGIME, *APPROVED, ("luis", "lend.hand_over", ALONE)], "lent"),
    "and undoes it": ([*REGIME, *APPROVED, ("luis", "lend.hand_over", ALONE), ("luis", "lend.undo", ALONE)], "approved"),
    "also while the review waits": ([*REVIEWED, *APPROVED, ("luis", "lend.hand_over", ALONE)], "lent"),
    "who asked for the loan takes it out": (
        [*REGIME, ("carmen", "delegate.delegate", {"role": "clerk", "taker": "rosa"}), PAPER, ("rosa", "lend.request"),
         ("luis", "lend.approve"), ("rosa", "lend.hand_over", ALONE)], "lent",
    ),
    "a clerk checks an entry of their own": ([*REGIME, PAPER, ("carmen", "delegate.delegate", {"taker": "jaime", "role": "clerk"}),
         ("carmen", "register.verify", ALONE)], "verified"),
    "a door checked by who closed it": (
        [*REGIME, ("carmen", "sheet.open", {"place": "{safe}"}), ("carmen", "sheet.close"), ("carmen", "sheet.check", ALONE)],
        "checked",
    ),
    "who proposed the destruction carries it out": (
        [*REGIME, *DELIVERED, ("carmen", "destroy.carry_out", ALONE)], "carried_out",
    ),
    "who signed it is the witness": (
        [*REGIME, *DELIVERED, ("pilar", "destroy.carry_out", {"witness": "luis"}), ("luis", "destroy.witness", ALONE)],
        "destroyed",
    ),
}  # fmt: skip

REFUSED: Stories = {
    "declared by a clerk": ([("carmen", "declare")], "not-your-role"),
    "declared without the password": ([("jaime", "declare", {MINUTES_AGO: 10})], "fresh-password"),
    "declared without a reason": ([("jaime", "declare", {"reason": ""})], "bad-facts"),
    "ending before it begins": ([("jaime", "declare", {"until": "2026-01-02"})], "bad-facts"),
    "from a day that has passed": ([("jaime", "declare", {"since": "2026-01-02"})], "minimum-staff-backwards"),
    "two at once": ([*DECLARED, *DECLARED], "minimum-staff-known"),
    "approved by the head for the leader": ([HEAD_LEADS, *DECLARED, ("jaime", "approve")], "second-person"),
    "and no regime excuses from that": ([HEAD_LEADS, *DECLARED, ("jaime", "approve", ALONE)], "exception-never"),
    "the review confirmed by who made it": ([HEAD_LEADS, *REVIEWED, ("jaime", "confirm", ALONE)], "exception-never"),
    "approved after its days": ([AGELESS, *DECLARED, later(days=61), ("luis", "approve")], "minimum-staff-lapsed"),
    "reviewed after its days": ([AGELESS, *REGIME, later(days=61), ("jaime", "review")], "minimum-staff-lapsed"),
    "reviewed too late": ([*LONG, later(days=100), ("jaime", "review")], "minimum-staff-lapsed"),
    "confirmed too late": ([*LONG, ("jaime", "review"), later(days=100), ("luis", "confirm")], "minimum-staff-lapsed"),
    "reviewed backwards": ([*REGIME, ("jaime", "review", {"until": "2026-01-02"})], "minimum-staff-backwards"),
    "an exception without the regime": ([*APPROVED, ("luis", "lend.hand_over", ALONE)], "exception-without-regime"),
    "with one that nobody approved": ([*DECLARED, *APPROVED, ("luis", "lend.hand_over", ALONE)], "exception-without-regime"),
    "with one that was ended": ([*REGIME, ("jaime", "end"), *APPROVED, ("luis", "lend.hand_over", ALONE)], "exception-without-regime"),
    "with one that begins next week": (
        [("jaime", "declare", {"since": "+7"}), ("luis", "approve"), *APPROVED, ("luis", "lend.hand_over", ALONE)],
        "exception-without-regime",
    ),
    "with one past its last day": (
        [AGELESS, *REGIME, later(days=61), *APPROVED, ("luis", "lend.hand_over", ALONE)], "exception-without-regime",
    ),
    "with one past its review": ([*LONG, later(days=100), *APPROVED, ("luis", "lend.hand_over", ALONE)], "exception-without-regime"),
    "an exception without a reason": ([*REGIME, *APPROVED, ("luis", "lend.hand_over")], "exception-needs-reason"),
    "with a reason of nothing": ([*REGIME, *APPROVED, ("luis", "lend.hand_over", {"exception_reason": "  "})], "exception-needs-reason"),
    "with too long a reason": ([*REGIME, *APPROVED, ("luis", "lend.hand_over", {"exception_reason": "x" * 301})], "bad-facts"),
    "that nobody needs": ([*REGIME, *APPROVED, ("carmen", "lend.hand_over", ALONE)], "exception-not-needed"),
    "at a step that has no second person": ([*REGIME, PAPER, ("rosa", "lend.request", ALONE)], "exception-not-needed"),
    "one's own request approved": ([*REGIME, *OWN_PAPER, ("luis", "extend.approve", ALONE)], "exception-never"),
    "or by the delegate of who asked": (
        [*REGIME, *OWN_PAPER, ("luis", "delegate.delegate", {"taker": "nuria"}), ("nuria", "extend.approve", ALONE)], "exception-never",
    ),
    "one's own loan approved": ([*REGIME, TWO_HATS, PAPER, ("luis", "lend.request"), ("luis", "lend.approve", ALONE)],
         "second-person-concerned"),
    "one's own proposal signed": (
        [*REGIME, ("luis", "delegate.delegate", {"taker": "jaime"}), PAPER, ("jaime", "destroy.propose"), ("carmen", "destroy.list"),
         ("jaime", "destroy.sign", ALONE)], "exception-never",
    ),
    "what one listed signed": (
        [*REGIME, ("luis", "delegate.delegate", {"taker": "jaime"}), PAPER, ("carmen", "destroy.propose"), ("jaime", "destroy.list"),
         ("jaime", "destroy.sign", ALONE)], "exception-never",
    ),
    "carried out and witnessed by one": (
        [*REGIME, *DELIVERED, ("pilar", "destroy.carry_out", {"witness": "pilar"})], "witness-took-part",
    ),
    "of the highest level, the witness signed it": (
        [*REGIME, *TOP, ("pilar", "destroy.carry_out", {"witness": "luis"})], "witness-took-part",
    ),
    "a hand-over between holders conformed by one of the two": (
        [*REGIME, ("luis", "relief.open", {"outgoing": "carmen", "incoming": "pilar", "place": "{safe}", **REASON}),
         ("pilar", "inventory.finish", {"place": "{safe}"}), ("pilar", "inventory.close"), ("carmen", "relief.hand_over"),
         ("pilar", "relief.take_over"), ("luis", "delegate.delegate", {"taker": "pilar"}), ("pilar", "relief.conform", ALONE)],
        "second-person-concerned",
    ),
    "two administrators in one person": ([*REGIME, ("jaime", "appoint.appoint", {"person": "olga", "post": "SEG"})],
         "administrators-apart"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def test_the_exception_stands_in_the_entry_and_its_reason_is_sealed(office: Telling) -> None:
    act = office.tell([*REGIME, *APPROVED, ("luis", "lend.hand_over", ALONE)], OWN)
    assert act is not None
    body = json.loads(bytes(Entry.objects.get(pk=act.entry).body))
    row = ExceptionTaken.objects.get()
    assert (body["exception"]["regime"], body["exception"]["steps"]) == (MinimumStaff.objects.get().pk, ["approve"])
    assert ALONE["exception_reason"] not in bytes(Entry.objects.get(pk=act.entry).body).decode()
    assert opened(row.subject())[body["exception"]["reason"]["$"]][1] == ALONE["exception_reason"] == row.reason
    assert (row.clause, row.procedure, row.step, row.case, row.person.given_name) == (
        "1.4", "documents.lend", "hand_over", act.case.pk, "Luis",
    )  # fmt: skip
    assert "exception" not in json.loads(bytes(Entry.objects.order_by("pk")[0].body))


def test_every_bar_that_was_in_the_way_is_named(office: Telling) -> None:
    """Luis signed it himself, and stands for Carmen, who proposed it."""
    office.tell([*REGIME, TWO_HATS, *DELIVERED, ("luis", "destroy.carry_out", ALONE)], OWN)
    assert ExceptionTaken.objects.get().steps == "propose sign"


def test_the_laws_that_both_verifiers_look_at_hold(office: Telling) -> None:
    """`precinto verify` and `precinto-verify` read the acts by this same replay."""
    office.tell([*REGIME, *APPROVED, ("luis", "lend.hand_over", ALONE)], OWN)
    report = Report()
    replay = Replay(report)
    for body in Entry.objects.order_by("pk").values_list("body", flat=True):
        replay.feed(bytes(body))
    assert report.sound, report.findings
    assert [table for table, _key in replay.state if table == "procedures.exceptiontaken"] == [
        "procedures.exceptiontaken"
    ]


def test_exceptions_are_counted_by_clause_and_told_one_by_one(office: Telling) -> None:
    office.tell([*REGIME, *APPROVED, ("luis", "lend.hand_over", ALONE), *LISTED[:-1]], OWN)
    office.tell(
        [("carmen", "sheet.open", {"place": "{safe}"}), ("carmen", "sheet.close"), ("carmen", "sheet.check", ALONE)],
        OWN,
    )
    assert count() == count(MinimumStaff.objects.get()) == [("1.3", 1, 1), ("1.4", 1, 1)]
    head = actor_of(office.officer("jaime"))
    (newest, first) = (cells for cells, _document in books.book("exceptions", head).rows)
    assert [newest[1], newest[5]] == ["1.3", "Carmen Solís"]
    assert [first[1], first[5], first[8]] == ["1.4", "Luis Prado", ALONE["exception_reason"]]
    assert [cells for cells, _document in books.book("exceptions-by-clause", head).rows] == [
        ["1.3", 1, 1],
        ["1.4", 1, 1],
    ]
    for who in ("rosa", "carmen"):
        with pytest.raises(NotYourRole):
            books.book("exceptions", actor_of(office.officer(who)))


def test_a_page_offers_the_step_and_asks_for_the_reason_only_where_it_is_needed(office: Telling) -> None:
    lend = REGISTRY["documents.lend"]
    hand_over = lend.steps["hand_over"]
    office.tell(APPROVED, OWN)
    loan = Loan.objects.get()
    assert not may_take(lend, hand_over, loan, actor_of(office.officer("luis")))
    office.tell(REGIME, OWN)
    luis, carmen = actor_of(office.officer("luis")), actor_of(office.officer("carmen"))
    assert needs_excuse(lend, hand_over, loan, luis)
    assert may_take(lend, hand_over, loan, carmen)
    assert not needs_excuse(lend, hand_over, loan, carmen)


def test_the_agenda_tells_that_the_review_is_due(office: Telling) -> None:
    office.tell(LONG, OWN)

    def told_of() -> bool:
        found = agenda.look(actor_of(office.officer("jaime"))).items
        return any(item.address.startswith("/caso/office.minimum_staff/") for item in found)

    due = MinimumStaff.objects.get().due
    assert due is not None
    assert not told_of()
    office.wait(due - now() - timedelta(hours=6))
    assert told_of()
    office.wait(timedelta(days=2))
    assert told_of()
    office.tell([("jaime", "minimum_staff.end")], OWN)
    assert not told_of()
