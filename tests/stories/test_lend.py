# SPDX-License-Identifier: EUPL-1.2
"""1.4: asked by who needs it, approved by the leader, handed over and taken back by the office, settled."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.utils import timezone

from precinto.documents.models import Discrepancy, Loan, Reminder
from precinto.records.clock import now
from tests.stories.telling import CLOCK, MINUTES_AGO, PAPER, SHORT_BACK, Move, Stories, Telling, later, signs, told

OWN = "lend"

ASKED = [PAPER, ("rosa", "request")]
APPROVED = [*ASKED, ("luis", "approve")]
LENT = [*APPROVED, ("carmen", "hand_over")]
BACK = [*LENT, ("carmen", "take_back")]
SIGNED = [*BACK, signs("rosa")]
SHORT = [*LENT, ("carmen", "take_back", SHORT_BACK)]
OPEN_TO_ALL = ("carmen", "register.register", {"scope": "unit SEC\nunit DIR\nunit REG\nunit LOG"})
NURIA_DEPUTY = ("luis", "delegate.delegate")
ROSA_DEPUTY = ("luis", "delegate.delegate", {"taker": "rosa"})
UNCLASSIFIED = ("carmen", "register.register", {"level": "SC"})


def a_second_late(office: Telling) -> timedelta:
    """Until just after the term of the newest loan."""
    due = Loan.objects.latest("pk").due
    assert due is not None
    return due - now() + timedelta(seconds=1)


AT_A_MEETING = [
    PAPER,
    ("nuria", "meet.convene", {"title": "Seguimiento", "on": "+4", "room": "Sala 2", "level": "C", "participants": ["rosa", "diego"]}),
    ("carmen", "meet.plan_paper", {"copy": "{copy}", "reader": "rosa"}), ("luis", "meet.approve"),
]  # fmt: skip
LATE = [*LENT, later(days=20)]

DONE: Stories = {
    "a reader asks": (ASKED, "asked"),
    "the leader approves": (APPROVED, "approved"),
    "the leader declines": ([*ASKED, ("luis", "decline")], "declined"),
    "the leader's delegate approves": ([*ASKED, NURIA_DEPUTY, ("nuria", "approve")], "approved"),
    "asked for, though it is promised to another": ([*APPROVED, ("vera", "request")], "asked"),
    "approved, when the other one gives it up": (
        [PAPER, ("rosa", "request as first"), ("luis", "approve"), ("vera", "request as second"), ("rosa", "withdraw of first"),
         ("luis", "approve of second")], "approved",
    ),
    "approved, when the other approval was not used in time": (
        [*APPROVED, later(days=5), ("vera", "request"), ("luis", "approve")], "approved",
    ),
    "approved for the next one, while the first has it": ([*LENT, ("vera", "request"), ("luis", "approve")], "approved"),
    "approved, after the round was closed": (
        [*ASKED, ("carmen", "circulate.open", {"readers": ["vera"]}), ("carmen", "circulate.skip", {"reader": "vera"}),
         ("carmen", "circulate.close"), ("luis", "approve")], "approved",
    ),
    "approved to end before a meeting that is to read it": (
        [*AT_A_MEETING, ("rosa", "request"), ("luis", "approve", {"days": 2})], "approved",
    ),
    "the reader withdraws": ([*ASKED, ("rosa", "withdraw")], "withdrawn"),
    "the reader withdraws what was approved": ([*APPROVED, ("rosa", "withdraw")], "withdrawn"),
    "a clerk withdraws for the reader": ([*APPROVED, ("pilar", "withdraw")], "withdrawn"),
    "after it she may ask again": ([*ASKED, ("rosa", "withdraw"), ("rosa", "request")], "asked"),
    "the office hands over": (LENT, "lent"),
    "on the last day of the approval": ([*APPROVED, later(days=2), ("carmen", "hand_over")], "lent"),
    "the office takes back": (BACK, "returned"),
    "another clerk takes back": ([*LENT, ("pilar", "take_back")], "returned"),
    "settled": ([*SIGNED, ("carmen", "settle")], "settled"),
    "settled, each half signed for in its time": (
        [*LENT, ("rosa", "receipt.sign of rosa"), ("carmen", "take_back"), ("rosa", "receipt.sign of rosa"), ("carmen", "settle")],
        "settled",
    ),
    "settled after a refusal to sign was looked into": (
        [*LENT, signs("rosa"), ("carmen", "take_back"), ("rosa", "receipt.decline of rosa"), ("jaime", "receipt.explain of rosa"),
         ("carmen", "settle")],
        "settled",
    ),
    "settled unsigned, where the office asks for no receipts": (
        [("jaime", "deadline.set", {"name": "receipt-signature", "value": 0}), *BACK, ("carmen", "settle")], "settled",
    ),
    "for fewer days than the office lends": ([PAPER, ("rosa", "request", {"days": 2})], "asked"),
    "approved for fewer days than were asked": ([*ASKED, ("luis", "approve", {"days": 3})], "approved"),
    "asked anew after the approval lapsed": ([*APPROVED, later(days=5), ("rosa", "request")], "asked"),
    "and that one is lent": (
        [*APPROVED, later(days=5), ("rosa", "request"), ("luis", "approve"), ("carmen", "hand_over")], "lent",
    ),
    "while another is overdue, where the office does not mind": (
        [("jaime", "deadline.set", {"name": "overdue-blocks", "value": 0}), *LENT, later(days=20),
         ("rosa", "request", {"copy": "{copy2}"})],
        "asked",
    ),
    "renewed once, by whoever approved": ([*LENT, ("luis", "renew")], "lent"),
    "renewed for the leader by his delegate": ([*LENT, NURIA_DEPUTY, ("nuria", "renew")], "lent"),
    "claimed from the reader once it is late": ([*LATE, ("carmen", "remind")], "lent"),
    "claimed within the very day": ([*LENT, (CLOCK, a_second_late), ("carmen", "remind")], "lent"),
    "claimed up to the leader, rung by rung": (
        [*LATE, ("carmen", "remind"), ("pilar", "remind", {"to": "chief", "how": "written"}),
         ("carmen", "remind", {"to": "leader", "answer": None})], "lent",
    ),
    "and taken back": ([*LATE, ("carmen", "remind"), ("carmen", "take_back")], "returned"),
    "taken back after its day": ([*LENT, later(days=20), ("carmen", "take_back")], "returned"),
    "another number of folios comes back, with a word on it": (SHORT, "returned"),
    "and is settled, as a discrepancy is open": ([*SHORT, signs("rosa"), ("carmen", "settle")], "settled"),
    "reported lost": ([*LENT, ("carmen", "lose")], "lost"),
    "the other copy is lent meanwhile": (
        [*LENT, ("vera", "request", {"copy": "{copy2}"}), ("luis", "approve"), ("carmen", "hand_over")], "lent",
    ),
    "the copy is lent again after it came back": (
        [*SIGNED, ("carmen", "settle"), ("vera", "request"), ("luis", "approve"), ("carmen", "hand_over")], "lent",
    ),
    "a clerk borrows, by the hands of another": (
        [OPEN_TO_ALL, ("pilar", "request"), ("luis", "approve"), ("carmen", "hand_over")], "lent",
    ),
}  # fmt: skip

REFUSED: Stories = {
    "handed over, and written down off-line by who is no clerk": (
        [*APPROVED, ("carmen", "hand_over", {"noted_by": "vera"})], "noted-by-no-clerk",
    ),
    "out of scope": ([PAPER, ("diego", "request")], "not-found"),
    "without a clearance": ([("carmen", "register.register", {"scope": "olga"}), ("olga", "request")], "not-found"),
    "not briefed": ([PAPER, ("jaime", "brief.end of rosa"), ("rosa", "request")], "not-briefed"),
    "of a document not confirmed": ([("carmen", "register.register_deferred"), ("rosa", "request")], "not-registered"),
    "of an annulled document": ([PAPER, ("carmen", "register.annul"), ("rosa", "request")], "not-registered"),
    "of top level, not checked by two": ([("carmen", "register.register", {"level": "S"}), ("rosa", "request")], "not-verified"),
    "of top level, read in the room only": (
        [("carmen", "register.register", {"level": "S"}), ("pilar", "register.verify"), ("rosa", "request")], "reading-room-only",
    ),
    "asked twice": ([*ASKED, ("rosa", "request")], "loan-open"),
    "while another is overdue": (
        [*LENT, later(days=20), ("rosa", "request", {"copy": "{copy2}"})], "overdue-first",
    ),
    "for longer than the office lends": ([PAPER, ("rosa", "request", {"days": 8})], "loan-too-long"),
    "approved for longer than was asked": (
        [PAPER, ("rosa", "request", {"days": 2}), ("luis", "approve", {"days": 3})], "loan-longer-than-asked",
    ),
    "asked again while the approval is good": ([*APPROVED, later(days=1), ("rosa", "request")], "loan-open"),
    "claimed within its term": ([*LENT, ("carmen", "remind")], "return-not-late"),
    "claimed before it is handed over": ([*APPROVED, ("carmen", "remind")], "wrong-stage"),
    "claimed once it is back": ([*LATE, ("carmen", "take_back"), ("carmen", "remind")], "wrong-stage"),
    "claimed by the reader": ([*LATE, ("rosa", "remind")], "not-your-role"),
    "claimed from the leader on its very day": (
        [*LENT, (CLOCK, a_second_late), ("carmen", "remind", {"to": "leader"})], "claimed-too-high",
    ),
    "claimed from a head of unit that there is not": (
        [("jaime", "appoint.end of nuria"), *LATE, ("carmen", "remind", {"to": "chief"})], "nobody-to-claim-from",
    ),
    "claimed without saying how": ([*LATE, ("carmen", "remind", {"how": None})], "bad-facts"),
    "renewed once it is late": ([*LENT, later(days=20), ("luis", "renew")], "renewal-too-late"),
    "without a reason": ([PAPER, ("rosa", "request", {"reason": " "})], "bad-facts"),
    "handed over without approval": ([*ASKED, ("carmen", "hand_over")], "wrong-stage"),
    "handed over after it was declined": ([*ASKED, ("luis", "decline"), ("carmen", "hand_over")], "wrong-stage"),
    "handed over after it was withdrawn": ([*APPROVED, ("rosa", "withdraw"), ("carmen", "hand_over")], "wrong-stage"),
    "handed over with a lapsed approval": ([*APPROVED, later(days=4), ("carmen", "hand_over")], "approval-lapsed"),
    "an approval used twice": ([*BACK, ("carmen", "hand_over")], "wrong-stage"),
    "approved after the hand-over": ([*LENT, ("luis", "approve")], "wrong-stage"),
    "approved by who asked": ([OPEN_TO_ALL, ("luis", "request"), ("luis", "approve")], "second-person-concerned"),
    "approved by who asked, as the leader's delegate": ([PAPER, ROSA_DEPUTY, ("rosa", "request"),
         ("rosa", "approve")], "second-person-concerned"),
    "approved for the leader who asked, by his delegate": (
        [OPEN_TO_ALL, NURIA_DEPUTY, ("luis", "request"), ("nuria", "approve")], "second-person-concerned",
    ),
    "approved by the head": ([*ASKED, ("jaime", "approve")], "not-your-role"),
    "approved by a clerk": ([*ASKED, ("carmen", "approve")], "not-your-role"),
    "approved by the system administrator": ([*ASKED, ("olga", "approve")], "not-found"),
    "approved by the security administrator": ([*ASKED, ("sara", "approve")], "not-found"),
    "approved before the delegation begins": (
        [*ASKED, ("luis", "delegate.delegate", {"since": "+2"}), ("nuria", "approve")], "not-found",
    ),
    "approved after the delegation ended": ([*ASKED, NURIA_DEPUTY, later(days=11), ("nuria", "approve")], "not-found"),
    "approved after the delegation was revoked": (
        [*ASKED, NURIA_DEPUTY, ("luis", "delegate.revoke"), ("nuria", "approve")], "not-found",
    ),
    "approved by the delegate of a leader who is none any more": (
        [*ASKED, NURIA_DEPUTY, ("jaime", "appoint.end of luis"), ("nuria", "approve")], "not-found",
    ),
    "approved with an old password": ([*ASKED, ("luis", "approve", {MINUTES_AGO: 6})], "fresh-password"),
    "declined by who asked": ([PAPER, ROSA_DEPUTY, ("rosa", "request"), ("rosa", "decline")], "second-person"),
    "handed over by who asked": ([OPEN_TO_ALL, ("carmen", "request"), ("luis", "approve"), ("carmen", "hand_over")], "second-person"),
    "handed over for the clerk who asked, by her delegate": (
        [OPEN_TO_ALL, ("carmen", "delegate.delegate", {"role": "clerk"}), ("carmen", "request"), ("luis", "approve"),
         ("nuria", "hand_over")],
        "second-person",
    ),
    "handed over by who approved": (
        [*ASKED, ("carmen", "delegate.delegate", {"role": "clerk", "taker": "luis"}), ("luis", "approve"), ("luis", "hand_over")],
        "second-person",
    ),
    "handed over by who delegated the approval": (
        [*ASKED, ("carmen", "delegate.delegate", {"role": "clerk", "taker": "luis"}), NURIA_DEPUTY, ("nuria", "approve"),
         ("luis", "hand_over")],
        "second-person",
    ),
    "handed over by a reader": ([*APPROVED, ("vera", "hand_over")], "not-found"),
    "handed over by a clerk who may not see it": ([*APPROVED, ("jaime", "clear.suspend of pilar"), ("pilar", "hand_over")], "not-found"),
    "from reader to reader": (
        [*LENT, ("vera", "request"), ("luis", "approve"), ("carmen", "hand_over")], "in-other-hands",
    ),
    "while it goes round": (
        [PAPER, ("carmen", "circulate.open", {"readers": ["vera"]}), ("carmen", "circulate.give"), *ASKED[1:], ("luis", "approve")],
        "promised-to-readers",
    ),
    "while it is missing": (
        [*LENT, ("carmen", "lose"), ("vera", "request"), ("luis", "approve"), ("carmen", "hand_over")], "not-in-the-safe",
    ),
    "the clearance was suspended since": ([*APPROVED, ("jaime", "clear.suspend of rosa"), ("carmen", "hand_over")], "clearance-suspended"),
    "the clearance was ended since": ([*APPROVED, ("jaime", "clear.end of rosa"), later(days=1),
         ("carmen", "hand_over")], "clearance-expired"),
    "the clearance is lower since": (
        [*APPROVED, ("jaime", "clear.end of rosa"), ("jaime", "clear.grant", {"person": "rosa", "level": "DL"}), ("carmen", "hand_over")],
        "level-too-low",
    ),
    "the briefing ended since": ([*APPROVED, ("jaime", "brief.end of rosa"), ("carmen", "hand_over")], "not-briefed"),
    "raised since, and not checked by two": (
        [*APPROVED, ("jaime", "regrade.order", {"level": "S"}), ("luis", "regrade.confirm"), ("carmen", "regrade.apply"),
         ("carmen", "hand_over")],
        "not-verified",
    ),
    "approved for a second person": ([*APPROVED, ("vera", "request"), ("luis", "approve")], "promised-to-a-borrower"),
    "approved for a second person, for a day only": (
        [*APPROVED, ("vera", "request", {"days": 1}), ("luis", "approve")], "promised-to-a-borrower",
    ),
    "approved while it goes round": (
        [*ASKED, ("carmen", "circulate.open", {"readers": ["vera"]}), ("luis", "approve")], "promised-to-readers",
    ),
    "approved until after a meeting that is to read it": (
        [*AT_A_MEETING, ("rosa", "request"), ("luis", "approve")], "promised-to-a-meeting",
    ),
    "approved to end before a meeting, and handed over too late for that": (
        [*AT_A_MEETING, ("rosa", "request", {"days": 2}), ("luis", "approve"), later(days=3), ("carmen", "hand_over")],
        "promised-to-a-meeting",
    ),
    "renewed while it is promised to the next one": (
        [PAPER, ("rosa", "request as first"), ("luis", "approve"), ("carmen", "hand_over"), ("vera", "request as second"),
         ("luis", "approve of second"), ("luis", "renew of first")], "promised-to-a-borrower",
    ),
    "to somebody who has left, of what is not classified": (
        [UNCLASSIFIED, ("rosa", "request"), ("luis", "approve"), ("jaime", "person.leave of rosa"), ("carmen", "hand_over")],
        "has-left",
    ),
    "overdue with another copy since": (
        [PAPER, ("rosa", "request"), ("luis", "approve"), ("carmen", "hand_over"), later(days=20),
         ("carmen", "take_back"), signs("rosa"), ("carmen", "settle"), ("rosa", "request as one"),
         ("rosa", "request as two", {"copy": "{copy2}"}),
         ("luis", "approve of one"), ("carmen", "hand_over of one"), later(days=9), ("luis", "approve of two"),
         ("carmen", "hand_over of two")],
        "overdue-first",
    ),
    "another number of folios goes out": ([*APPROVED, ("carmen", "hand_over", {"folios": 13})], "folios-differ"),
    "renewed twice": ([*LENT, ("luis", "renew"), ("luis", "renew")], "no-renewals-left"),
    "renewed by another than the approver": (
        [*LENT, ("jaime", "post.open", {"code": "LID2", "role": "leader"}),
         ("jaime", "appoint.appoint", {"person": "vera", "post": "LID2"}), ("vera", "renew")],
        "renewed-by-the-approver",
    ),
    "renewed by the borrower as delegate": ([*LENT, ROSA_DEPUTY, ("rosa", "renew")], "second-person-concerned"),
    "renewed with an old password": ([*LENT, ("luis", "renew", {MINUTES_AGO: 6})], "fresh-password"),
    "renewed after the clearance was suspended": ([*LENT, ("jaime", "clear.suspend of rosa"), ("luis", "renew")], "clearance-suspended"),
    "renewed before it is handed over": ([*APPROVED, ("luis", "renew")], "wrong-stage"),
    "taken back by the borrower": ([*LENT, ("rosa", "take_back")], "not-your-role"),
    "taken back by the borrower, who is a clerk": (
        [OPEN_TO_ALL, ("pilar", "request"), ("luis", "approve"), ("carmen", "hand_over"), ("pilar", "take_back")],
        "second-person-concerned",
    ),
    "settled by the borrower, who is a clerk": (
        [OPEN_TO_ALL, ("pilar", "request"), ("luis", "approve"), ("carmen", "hand_over"), ("carmen", "take_back"), ("pilar", "settle")],
        "second-person-concerned",
    ),
    "taken back into a safe of a lower level": ([*LENT, ("jaime", "place.open as low"),
         ("carmen", "take_back", {"place": "{low}"})], "place-too-low"),
    "taken back twice": ([*BACK, ("carmen", "take_back")], "wrong-stage"),
    "fewer folios come back, and nothing is said of it": (
        [*LENT, ("carmen", "take_back", {"folios": 11})], "folios-differ-back",
    ),
    "more folios come back, and nothing is said of it": (
        [*LENT, ("carmen", "take_back", {"folios": 13, "account": " "})], "folios-differ-back",
    ),
    "settled while the return is not signed for": (
        [*LENT, signs("rosa"), ("carmen", "take_back"), ("carmen", "settle")], "receipt-unsigned",
    ),
    "settled while the hand-over is not signed for": (
        [*BACK, ("rosa", "receipt.sign of rosa"), ("carmen", "settle")], "receipt-unsigned",
    ),
    "settled while nobody has looked into why she did not sign": (
        [*LENT, signs("rosa"), ("carmen", "take_back"), ("rosa", "receipt.decline of rosa"), ("carmen", "settle")], "receipt-declined",
    ),
    "settled before it comes back": ([*LENT, ("carmen", "settle")], "wrong-stage"),
    "withdrawn by another reader": ([*ASKED, ("vera", "withdraw")], "not-found"),
    "withdrawn once it is lent": ([*LENT, ("rosa", "withdraw")], "wrong-stage"),
    "lost before it is lent": ([*APPROVED, ("carmen", "lose")], "wrong-stage"),
    "deleted": ([*LENT, ("carmen", "destroy_row")], "nothing-is-deleted"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def test_the_loser_is_told_who_has_it(office: Telling) -> None:
    moves = [*LENT, ("vera", "request"), ("luis", "approve"), ("carmen", "hand_over")]
    assert office.is_refused(moves, "in-other-hands", OWN).facts["holder"] == "Rosa Lagos"


def due_of(office: Telling) -> str:
    loan = Loan.objects.latest("pk")
    return timezone.localtime(loan.due).date().isoformat() if loan.due else ""


def test_the_shorter_of_what_was_asked_and_what_was_approved(office: Telling) -> None:
    with time_machine.travel("2026-12-14T10:00:00Z", tick=False):  # a Monday
        office.tell(
            [PAPER, ("rosa", "request", {"days": 3}), ("luis", "approve", {"days": 2}), ("carmen", "hand_over")], OWN
        )
        assert due_of(office) == "2026-12-16"
        office.tell([("luis", "renew")], OWN)
        assert due_of(office) == "2026-12-18"


def test_what_came_back_is_settled_the_same_day_or_it_is_late(office: Telling) -> None:
    with time_machine.travel("2026-12-14T10:00:00Z", tick=False):
        office.tell([*LENT, ("carmen", "take_back")], OWN)
        assert due_of(office) == "2026-12-14"
        office.tell([signs("rosa"), ("carmen", "settle")], OWN)
        assert due_of(office) == ""


def test_the_condition_is_on_record_when_it_goes_and_when_it_comes(office: Telling) -> None:
    office.tell([*APPROVED, ("carmen", "hand_over", {"condition": "grapa suelta"}),
                 ("carmen", "take_back", {"condition": "igual"})], OWN)  # fmt: skip
    loan = Loan.objects.latest("pk")
    assert (loan.condition_out, loan.condition) == ("grapa suelta", "igual")


def test_a_short_return_opens_its_discrepancy(office: Telling) -> None:
    """1.4: with what was counted, with whom it was, and with what was said at the counter. Where it agrees there is none."""
    office.tell(BACK, OWN)
    assert not Discrepancy.objects.exists()
    office.tell([signs("rosa"), ("carmen", "settle"), ("vera", "request"), ("luis", "approve"), ("carmen", "hand_over"),
                 ("carmen", "take_back", SHORT_BACK)], OWN)  # fmt: skip
    case = Discrepancy.objects.get()
    assert (case.expected, case.found, case.account, case.stage) == (12, 11, "falta el folio 7", "open")
    assert (case.loan_id, case.holder) == (Loan.objects.latest("pk").pk, Loan.objects.latest("pk").borrower)


def test_the_lapsed_approval_ends_with_the_new_request(office: Telling) -> None:
    office.tell([*APPROVED, later(days=5), ("rosa", "request")], OWN)
    assert list(Loan.objects.order_by("pk").values_list("stage", flat=True)) == ["withdrawn", "asked"]


def test_a_claim_says_from_whom_and_how(office: Telling) -> None:
    """1.4: reader, head of unit, leader: each is on record with its day."""
    office.tell([*LATE, ("carmen", "remind"), ("carmen", "remind", {"to": "chief", "how": "written"}),
                 ("carmen", "remind", {"to": "leader"})], OWN)  # fmt: skip
    told = [(one.to, one.person.account.login, one.how) for one in Reminder.objects.order_by("pk")]
    assert told == [("reader", "rosa", "spoken"), ("chief", "nuria", "written"), ("leader", "luis", "spoken")]
