# SPDX-License-Identifier: EUPL-1.2
"""1.4: what was just done by mistake is undone by a second act; the case stands as before, and the chain of hands keeps both."""

from __future__ import annotations

from datetime import timedelta

import time_machine

from precinto.documents.models import Loan
from precinto.documents.receipts.models import Receipt
from tests.stories.telling import CLOCK, PAPER, SHORT_BACK, Move, Stories, Telling, later, signs, told

OWN = "lend"

APPROVED = [PAPER, ("rosa", "request"), ("luis", "approve")]
LENT = [*APPROVED, ("carmen", "hand_over")]
BACK = [*LENT, ("carmen", "take_back")]
SHORT = [*LENT, ("carmen", "take_back", SHORT_BACK)]
SIGNED = [*BACK, signs("rosa")]

DONE: Stories = {
    "handed over by mistake, and undone": ([*LENT, ("carmen", "undo")], "approved"),
    "and handed over on the same approval": ([*LENT, ("carmen", "undo"), ("carmen", "hand_over")], "lent"),
    "and that one undone too": ([*LENT, ("carmen", "undo"), ("carmen", "hand_over"), ("carmen", "undo")], "approved"),
    "a renewal was not undone with it": (
        [*LENT, ("luis", "renew"), ("carmen", "take_back"), ("carmen", "undo")], "lent",
    ),
    "taken back by mistake, and undone": ([*BACK, ("carmen", "undo")], "lent"),
    "and taken back, and settled with one signature": (
        [*BACK, ("carmen", "undo"), ("carmen", "take_back"), signs("rosa"), ("carmen", "settle")], "settled",
    ),
    "that very movement undone": ([*BACK, ("carmen", "undo", {"movement": 3})], "lent"),
    "undone on its last minute": ([*LENT, (CLOCK, timedelta(minutes=9, seconds=50)), ("carmen", "undo")], "approved"),
}  # fmt: skip

REFUSED: Stories = {
    "undone by another than did it": ([*LENT, ("pilar", "undo")], "undo-not-yours"),
    "undone by the reader": ([*LENT, ("rosa", "undo")], "not-your-role"),
    "undone by who may not see it any more": ([*LENT, ("jaime", "clear.suspend of carmen"), ("carmen", "undo")], "not-found"),
    "undone too late": ([*LENT, (CLOCK, timedelta(minutes=11)), ("carmen", "undo")], "undo-too-late"),
    "undone twice": ([*BACK, ("carmen", "undo"), ("carmen", "undo")], "undo-nothing"),
    "an old page undoes nothing newer": ([*BACK, ("carmen", "undo", {"movement": 2})], "undo-nothing"),
    "undone by who approved it, who would hand over so": (
        [PAPER, ("rosa", "request"), ("carmen", "delegate.delegate", {"role": "clerk", "taker": "luis"}), ("luis", "approve"),
         ("carmen", "hand_over"), ("luis", "take_back"), ("luis", "undo")], "second-person",
    ),
    "a return undone of what was counted since": (
        [*BACK, ("pilar", "discrepancy.open"), ("carmen", "undo")], "undo-more-followed",
    ),
    "a return undone of what was read in an inventory since": (
        [*BACK, ("carmen", "inventory.open", {"plan": "surprise"}),
         ("pilar", "inventory.scan", {"place": "{safe}", "codes": ["{copy}"]}), ("carmen", "undo")], "undo-more-followed",
    ),
    "a late return undone, after another was lent on it": (
        [("jaime", "deadline.set", {"value": 20}), PAPER, ("rosa", "request as one"), ("luis", "approve"),
         ("rosa", "request as two", {"copy": "{copy2}"}), ("luis", "approve of two"), ("carmen", "hand_over of one"), later(days=14),
         ("carmen", "take_back of one"), ("carmen", "hand_over of two"), ("carmen", "undo of one")], "undo-more-followed",
    ),
    "undone before it is handed over": ([*APPROVED, ("carmen", "undo")], "wrong-stage"),
    "undone once it is settled": ([*SIGNED, ("carmen", "settle"), ("carmen", "undo")], "wrong-stage"),
    "undone once it is signed for": ([*LENT, ("rosa", "receipt.sign of rosa"), ("carmen", "undo")], "undo-signed"),
    "undone once the signature was refused": ([*LENT, ("rosa", "receipt.decline of rosa"), ("carmen", "undo")], "undo-signed"),
    "undone where the office undoes nothing": (
        [("jaime", "deadline.set", {"name": "undo", "value": 0}), *LENT, ("carmen", "undo")], "undo-off",
    ),
    "a return undone that opened a discrepancy": ([*SHORT, ("carmen", "undo")], "undo-more-followed"),
    "a hand-over undone that was renewed since": ([*LENT, ("luis", "renew"), ("carmen", "undo")], "undo-more-followed"),
    "a return undone, and she may not read it any more": (
        [*BACK, ("jaime", "clear.suspend of rosa"), ("carmen", "undo")], "clearance-suspended",
    ),
    "a hand-over undone, and it is promised to the next one": (
        [PAPER, ("rosa", "request as first"), ("luis", "approve"), ("carmen", "hand_over"), ("vera", "request as second"),
         ("luis", "approve of second"), ("carmen", "undo of first")], "promised-to-a-borrower",
    ),
    "a return undone, and it is promised to the next one": (
        [PAPER, ("rosa", "request as first"), ("luis", "approve"), ("carmen", "hand_over"), ("carmen", "take_back"),
         ("vera", "request as second"), ("luis", "approve of second"), ("carmen", "undo of first")], "promised-to-a-borrower",
    ),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def test_what_was_undone_is_where_it_was_since_it_was_there(office: Telling) -> None:
    """What counts from then, a claim or the longest time in one pair of hands, counts on."""
    with time_machine.travel("2026-12-14T10:00:00Z", tick=False):
        office.tell(LENT, OWN)
        thing = Loan.objects.latest("pk").copy.thing
    with time_machine.travel("2026-12-16T10:00:00Z", tick=False):
        office.tell([("carmen", "take_back"), ("carmen", "undo")], OWN)
    since = thing.since
    thing.refresh_from_db()
    assert thing.since == since


COLUMNS = ("stage", "due", "renewals", "folios_out", "folios_in", "condition_out", "condition")


def stands(loan: Loan) -> tuple[object, ...]:
    """The loan and where its copy is, but for how often that moved."""
    row = Loan.objects.select_related("copy__thing").get(pk=loan.pk)
    thing = row.copy.thing
    return (*(getattr(row, name) for name in COLUMNS), thing.person_id, thing.place_id, thing.due, thing.pieces)


def test_undone_it_stands_as_before_and_both_acts_are_told(office: Telling) -> None:
    with time_machine.travel("2026-12-14T10:00:00Z", tick=False):
        office.tell(APPROVED, OWN)
        loan = Loan.objects.latest("pk")
        approved = stands(loan)
        office.tell([("carmen", "hand_over", {"condition": "una esquina rota"})], OWN)
        lent = stands(loan)
        office.tell([("carmen", "take_back", {"condition": "mojado"}), ("carmen", "undo")], OWN)
        assert stands(loan) == lent
        assert Receipt.objects.latest("pk").direction == "both"
    with time_machine.travel("2026-12-14T10:02:00Z", tick=False):
        office.tell([("carmen", "take_back"), ("carmen", "undo")], OWN)
        assert stands(loan) == lent
    with time_machine.travel("2026-12-14T11:00:00Z", tick=False):
        office.tell(
            [("vera", "request as other", {"copy": "{copy2}"}), ("luis", "approve"), ("carmen", "hand_over")], OWN
        )
        office.tell([("carmen", "undo")], OWN)
        assert stands(Loan.objects.latest("pk"))[1:] == approved[1:]
    assert list(loan.copy.thing.movements.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4, 5, 6]
