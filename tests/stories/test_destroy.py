# SPDX-License-Identifier: EUPL-1.2
"""1.6: proposed, listed, signed by the leader, sealed, delivered, destroyed before a witness, certified. One by one, at every hop."""

from __future__ import annotations

from datetime import timedelta

import pytest

from precinto.custody.models import Thing
from precinto.documents.cases import actor_of
from precinto.documents.destroying.models import Batch
from precinto.documents.lists import evening
from precinto.documents.models import Discrepancy
from tests.stories.destruction import (
    CARRIED_OUT,
    CERTIFIED,
    CLOSED,
    DELIVERED,
    DESTROYED,
    LISTED,
    NOTICE,
    PROPOSED,
    SEALED,
    SIGNED,
    all_but_one,
    batch,
    counts,
    one_gone,
    one_short,
)
from tests.stories.telling import MINUTES_AGO, PAPER, SHORT_BACK, Stories, Telling, later, signs, told

pytestmark = pytest.mark.database

OWN = "destroy"

ONE = [PAPER, ("carmen", "propose", {"things": ["{copy1}"]})]
LENT = [("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over")]
BACK = [*LENT, ("carmen", "lend.take_back")]
TOP = ("carmen", "register.register", {"level": "S"})
TOP_PROPOSED = [TOP, ("jaime", "register.verify"), ("carmen", "propose", {"authorisation": "orden 3/2026"})]
ANOTHER_PAPER = ("carmen", "register.register as other", {"copies": 1})
DEPUTY = ("luis", "delegate.delegate")
UNCLEARED_PILAR = ("jaime", "clear.suspend of pilar")
HOLD = ("jaime", "hold.place")
OPEN_BAG = [("carmen", "waste.open"), ("carmen", "waste.put_in")]


def medium(office: Telling) -> str:
    return str(Thing.objects.filter(kind="medium").latest("pk").code)


def bag(office: Telling) -> str:
    return str(Thing.objects.filter(kind="waste", waste__isnull=False).latest("pk").code)


def six_pages(office: Telling) -> str:
    """The papers counted right, and of the waste bag one page less than was put in."""
    return f"{office.names['copy1']} 12\n{bag(office)} 6"


def with_a_stranger(office: Telling) -> str:
    return f"{counts(office)}\n{office.names['other_copy1']} 12"


WITH_WASTE = [*ONE, *OPEN_BAG, ("carmen", "waste.seal"), ("pilar", "add", {"things": [bag]})]

DONE: Stories = {
    "a clerk proposes": (PROPOSED, "proposed"),
    "the head proposes": ([PAPER, ("jaime", "propose")], "proposed"),
    "empty, to be filled by and by": ([PAPER, ("carmen", "propose", {"things": None}), ("pilar", "add")], "proposed"),
    "a line more": ([*ONE, ("pilar", "add")], "proposed"),
    "a medium, beside the papers": (
        [*ONE, ("carmen", "medium.register"), ("pilar", "add", {"things": [medium], "serial": "0781"})], "proposed",
    ),
    "a sealed waste bag": (
        [*ONE, *OPEN_BAG, ("carmen", "waste.seal"), ("pilar", "add", {"things": [bag]}), ("carmen", "list")], "listed",
    ),
    "a waste bag that holds a page less: off the list with what was counted, and on again": (
        [*WITH_WASTE, ("pilar", "drop", {"things": [bag], "found": 6}), ("pilar", "add", {"things": [bag]}),
         ("carmen", "list", {"counts": six_pages})], "listed",
    ),
    "a waste bag that held a page less in the opened bag": (
        [*WITH_WASTE, ("carmen", "list"), ("luis", "sign"), ("pilar", "seal"),
         ("pilar", "unseal", {"counts": six_pages, "account": "una página menos"}), ("pilar", "add", {"things": [bag]}),
         ("carmen", "list", {"counts": six_pages})], "listed",
    ),
    "a line less": ([*PROPOSED, ("pilar", "drop")], "proposed"),
    "what was found to differ": ([*PROPOSED, ("pilar", "drop", {"found": 11})], "proposed"),
    "what was not there": ([*PROPOSED, ("pilar", "drop", {"found": 0})], "proposed"),
    "of an annulled document: its paper is still there": (
        [PAPER, ("carmen", "register.annul"), ("carmen", "propose"), ("carmen", "list")], "listed",
    ),
    "after the loan was settled": ([PAPER, *BACK, signs("rosa"), ("carmen", "lend.settle"), ("carmen", "propose")], "proposed"),
    "of the highest level, on its authority's order": (TOP_PROPOSED, "proposed"),
    "counted and closed": (LISTED, "listed"),
    "a folio fewer, as the leader concluded": (
        [PAPER, *LENT, ("carmen", "lend.take_back", SHORT_BACK),
         signs("rosa"), ("carmen", "lend.settle"), ("luis", "discrepancy.conclude", {"folios": 11}),
         ("carmen", "propose", {"things": ["{copy1}"]}),
         ("carmen", "list", {"counts": "{copy1} 11"})],
        "listed",
    ),
    "signed": (SIGNED, "signed"),
    "signed by the leader's delegate": ([*LISTED, DEPUTY, ("nuria", "sign")], "signed"),
    "declined": ([*LISTED, ("luis", "decline")], "declined"),
    "what was declined may be proposed again": ([*LISTED, ("luis", "decline"), ("carmen", "propose")], "proposed"),
    "opened again before it is signed": ([*LISTED, ("carmen", "reopen")], "proposed"),
    "opened again after it was signed": ([*SIGNED, ("pilar", "reopen")], "proposed"),
    "and signed anew": ([*SIGNED, ("pilar", "reopen"), ("pilar", "drop"), ("carmen", "list"), ("luis", "sign")], "signed"),
    "sealed": (SEALED, "sealed"),
    "sealed by the one who listed it, at that level": ([*SIGNED, ("carmen", "seal")], "sealed"),
    "of the highest level, counted by one and sealed by another": (
        [*TOP_PROPOSED, ("carmen", "list"), ("luis", "sign"), ("pilar", "seal")], "sealed",
    ),
    "opened again": ([*SEALED, ("pilar", "unseal")], "proposed"),
    "and sealed again with another seal": (
        [*SEALED, ("pilar", "unseal"), ("carmen", "list"), ("luis", "sign"), ("pilar", "seal", {"seal": "PR-102"})], "sealed",
    ),
    "delivered": (DELIVERED, "delivered"),
    "brought back": ([*DELIVERED, ("pilar", "bring_back")], "sealed"),
    "brought back, opened and withdrawn": (
        [*DELIVERED, ("pilar", "bring_back"), ("pilar", "unseal"), ("pilar", "withdraw")], "withdrawn",
    ),
    "opened, and what differed is told": ([*SEALED, ("pilar", "unseal", {"counts": one_short, "account": "un folio menos"})], "proposed"),
    "opened, and one was not in it": (
        [*SEALED, ("pilar", "unseal", {"counts": one_gone, "account": "no estaba"}), ("carmen", "list"), ("luis", "sign"),
         ("pilar", "seal", {"seal": "PR-102"})], "sealed",
    ),
    "brought back with its seal broken": ([*DELIVERED, ("pilar", "bring_back_opened")], "proposed"),
    "brought back opened, and one was not in it": (
        [*DELIVERED, ("pilar", "bring_back_opened", {"counts": one_gone, "account": "no estaba"}), ("pilar", "withdraw")],
        "withdrawn",
    ),
    "opened there, disputed and brought back": ([*CARRIED_OUT, ("ines", "dispute"), ("pilar", "bring_back_opened")], "proposed"),
    "carried out": (CARRIED_OUT, "carried_out"),
    "the witness did not see it": ([*CARRIED_OUT, ("ines", "dispute")], "delivered"),
    "and it is carried out again": ([*CARRIED_OUT, ("ines", "dispute"), ("pilar", "carry_out")], "carried_out"),
    "witnessed": (DESTROYED, "destroyed"),
    "a reader is witness": (
        [*DELIVERED, ("pilar", "carry_out", {"witness": "vera"}), ("vera", "witness")], "destroyed",
    ),
    "somebody out of scope is witness: who sees it burn reads nothing": (
        [*DELIVERED, ("pilar", "carry_out", {"witness": "diego"}), ("diego", "witness")], "destroyed",
    ),
    "the hold was lifted": ([*DELIVERED, HOLD, ("luis", "hold.lift"), ("pilar", "carry_out")], "carried_out"),
    "certified": (CERTIFIED, "certified"),
    "closed": (CLOSED, "closed"),
    "withdrawn before it is signed": ([*PROPOSED, ("pilar", "withdraw")], "withdrawn"),
    "withdrawn after it was signed": ([*SIGNED, ("pilar", "withdraw")], "withdrawn"),
}  # fmt: skip

REFUSED: Stories = {
    # ---- what may not stand on a list
    "proposed by a reader": ([PAPER, ("rosa", "propose")], "not-your-role"),
    "proposed by the leader": ([PAPER, ("luis", "propose")], "not-your-role"),
    "by a clerk who may not see it": ([PAPER, UNCLEARED_PILAR, ("pilar", "propose")], "not-found"),
    "a code that there is not": ([PAPER, ("carmen", "propose", {"things": ["CE260000400199"]})], "bad-facts"),
    "the same thing twice in one list": ([PAPER, ("carmen", "propose", {"things": ["{copy1}", "{copy1}"]})], "bad-facts"),
    "nothing": ([*ONE, ("carmen", "add", {"things": None})], "bad-facts"),
    "without a reason": ([PAPER, ("carmen", "propose", {"reason": " "})], "bad-facts"),
    "on loan": ([PAPER, *LENT, ("carmen", "propose")], "destroy-in-other-hands"),
    "with a reader of a round": (
        [PAPER, ("carmen", "circulate.open"), ("carmen", "circulate.give"), ("carmen", "propose")], "destroy-in-other-hands",
    ),
    "while a round waits": ([PAPER, ("carmen", "circulate.open"), ("carmen", "propose")], "reserved"),
    "while a loan is asked for": ([PAPER, ("rosa", "lend.request"), ("carmen", "propose")], "reserved"),
    "while a loan is approved": ([PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "propose")], "reserved"),
    "before the loan is settled": ([PAPER, *BACK, ("carmen", "propose")], "reserved"),
    "before the discrepancy is concluded": (
        [PAPER, *LENT, ("carmen", "lend.take_back", SHORT_BACK),
         signs("rosa"), ("carmen", "lend.settle"), ("carmen", "propose")],
        "reserved",
    ),
    "missing": ([PAPER, *LENT, ("carmen", "lend.lose"), ("carmen", "propose")], "destroy-missing"),
    "under a legal hold": ([PAPER, HOLD, ("carmen", "propose")], "on-hold"),
    "under a legal hold on the one copy": (
        [PAPER, ("jaime", "hold.place", {"document": None, "things": ["{copy2}"]}), ("carmen", "propose")], "on-hold",
    ),
    "in another batch": ([*ONE, ("pilar", "propose")], "in-a-batch"),
    "the bag of another batch": (
        [*SEALED, ("carmen", "propose", {"things": lambda o: [Thing.objects.get(batches=Batch.objects.latest("pk")).code]})], "in-a-batch",
    ),
    "in this batch already": ([*PROPOSED, ("pilar", "add")], "line-on-the-list"),
    "destroyed": ([*DESTROYED, ("carmen", "propose")], "destroyed-already"),
    "at the authority": ([*DELIVERED, ("carmen", "propose")], "destroy-not-here"),
    "an open waste bag": ([*ONE, *OPEN_BAG, ("carmen", "add", {"things": [bag]})], "bag-still-open"),
    "more than an entry holds": (
        [("carmen", "register.register", {"copies": 100}), ("carmen", "register.register", {"copies": 1}),
         ("carmen", "propose", {"things": lambda _office: list(Thing.objects.filter(kind="copy").values_list("code", flat=True))})],
        "batch-full",
    ),
    "of the highest level, without its authority's order": (
        [TOP, ("jaime", "register.verify"), ("carmen", "propose")], "authorisation-needed",
    ),
    "under a caveat, without its authority's order": (
        [("jaime", "clear.end of carmen"), ("jaime", "clear.grant", {"person": "carmen", "caveats": ["no-copia"]}),
         ("carmen", "register.register", {"level": "R", "caveats": ["no-copia"]}), ("carmen", "propose")],
        "authorisation-needed",
    ),
    "taken off what is not on it": ([*ONE, ("carmen", "drop")], "not-on-the-list"),
    "one count for two things": ([*PROPOSED, ("carmen", "drop", {"things": ["{copy1}", "{copy2}"], "found": 3})], "bad-facts"),
    # ---- the list
    "an empty list": ([*ONE, ("carmen", "drop", {"things": ["{copy1}"]}), ("carmen", "list", {"counts": "{copy1} 12"})], "batch-empty"),
    "counted short": ([*PROPOSED, ("carmen", "list", {"counts": one_short})], "recount-differs"),
    "not all counted": ([*PROPOSED, ("carmen", "list", {"counts": all_but_one})], "line-not-counted"),
    "more counted than listed": ([*ONE, ANOTHER_PAPER, ("carmen", "list", {"counts": with_a_stranger})], "counted-unlisted"),
    "counted without a number": ([*PROPOSED, ("carmen", "list", {"counts": "{copy1}"})], "bad-facts"),
    "counted twice": ([*PROPOSED, ("carmen", "list", {"counts": "{copy1} 12\n{copy1} 12"})], "bad-facts"),
    "listed by a clerk who is not cleared for it": ([*PROPOSED, UNCLEARED_PILAR, ("pilar", "list", {"counts": " "})], "bad-facts"),
    "taken off by a clerk who may not see it": ([*PROPOSED, UNCLEARED_PILAR, ("pilar", "drop")], "not-found"),
    "the hold came after the proposal": ([*PROPOSED, HOLD, ("carmen", "list")], "on-hold"),
    # ---- the signature
    "signed by who proposed": (
        [PAPER, ("carmen", "delegate.delegate", {"role": "clerk", "taker": "luis"}), ("luis", "propose"), ("carmen", "list"),
         ("luis", "sign")],
        "second-person",
    ),
    "signed by who counted": (
        [*PROPOSED, ("carmen", "delegate.delegate", {"role": "clerk", "taker": "luis"}), ("luis", "list"), ("luis", "sign")],
        "second-person",
    ),
    "signed for the leader by who proposed": (
        [PAPER, ("luis", "delegate.delegate", {"taker": "carmen"}), ("carmen", "propose"), ("pilar", "list"), ("carmen", "sign")],
        "second-person",
    ),
    "signed by the head": ([*LISTED, ("jaime", "sign")], "not-your-role"),
    "signed before it is counted": ([*PROPOSED, ("luis", "sign")], "wrong-stage"),
    "signed with an old password": ([*LISTED, ("luis", "sign", {MINUTES_AGO: 6})], "fresh-password"),
    "signed under a hold": ([*LISTED, HOLD, ("luis", "sign")], "on-hold"),
    "a line more after the list is closed": ([*ONE, ("carmen", "list"), ("carmen", "add")], "wrong-stage"),
    "a line more after the signature": ([*ONE, ("carmen", "list"), ("luis", "sign"), ("carmen", "add")], "wrong-stage"),
    # ---- the bag
    "sealed without the signature": ([*LISTED, ("pilar", "seal")], "wrong-stage"),
    "sealed after the list was opened again": ([*SIGNED, ("pilar", "reopen"), ("pilar", "seal")], "wrong-stage"),
    "sealed on a signature that has lapsed": ([*SIGNED, later(days=31), ("pilar", "seal")], "approval-lapsed"),
    "sealed by who signed": (
        [*LISTED, ("carmen", "delegate.delegate", {"role": "clerk", "taker": "luis"}), ("luis", "sign"), ("luis", "seal")],
        "second-person",
    ),
    "sealed with another count": ([*SIGNED, ("pilar", "seal", {"counts": one_short})], "recount-differs"),
    "sealed with one thing less": ([*SIGNED, ("pilar", "seal", {"counts": all_but_one})], "line-not-counted"),
    "sealed under a hold": ([*SIGNED, HOLD, ("pilar", "seal")], "on-hold"),
    "sealed by a clerk who is not cleared": ([*SIGNED, ("jaime", "brief.end of pilar"), ("pilar", "seal")], "not-briefed"),
    "of the highest level, sealed by who counted": (
        [*TOP_PROPOSED, ("carmen", "list"), ("luis", "sign"), ("carmen", "seal")], "another-counts",
    ),
    "kept in a safe of a lower level": (
        [*SIGNED, ("jaime", "place.open as low"), ("pilar", "seal", {"place": "{low}"})], "place-too-low",
    ),
    "with a seal that was broken": (
        [*SEALED, ("pilar", "unseal"), ("carmen", "list"), ("luis", "sign"), ("pilar", "seal")], "bag-seal-used",
    ),
    # ---- the bag opened again, and brought back: a hop like the others
    "opened with another count, and nothing said": ([*SEALED, ("pilar", "unseal", {"counts": one_short})], "opened-differs"),
    "opened with one thing less": ([*SEALED, ("pilar", "unseal", {"counts": all_but_one})], "line-not-counted"),
    "opened with one thing less, whatever is said": (
        [*SEALED, ("pilar", "unseal", {"counts": all_but_one, "account": "falta uno"})], "line-not-counted",
    ),
    "opened with a thing more": (
        [*ONE, ANOTHER_PAPER, ("carmen", "list"), ("luis", "sign"), ("pilar", "seal"),
         ("pilar", "unseal", {"counts": with_a_stranger})], "counted-unlisted",
    ),
    "opened without a count": ([*SEALED, ("pilar", "unseal", {"counts": None})], "bad-facts"),
    "brought back with another seal": ([*DELIVERED, ("pilar", "bring_back", {"seal": "PR-111"})], "seal-differs"),
    "brought back with one thing less": ([*DELIVERED, ("pilar", "bring_back", {"items": 1})], "total-differs"),
    "brought back with another total": ([*DELIVERED, ("pilar", "bring_back", {"pieces": 23})], "total-differs"),
    "brought back by a clerk who is not cleared": (
        [*DELIVERED, ("jaime", "brief.end of pilar"), ("pilar", "bring_back")], "not-briefed",
    ),
    "brought back opened, with another count": (
        [*DELIVERED, ("pilar", "bring_back_opened", {"counts": one_short})], "opened-differs",
    ),
    "brought back opened, into a safe of a lower level": (
        [*DELIVERED, ("jaime", "place.open as low"), ("pilar", "bring_back_opened", {"place": "{low}"})], "place-too-low",
    ),
    # ---- the delivery
    "delivered before it is sealed": ([*SIGNED, ("pilar", "deliver")], "wrong-stage"),
    "delivered with another seal": ([*SEALED, ("pilar", "deliver", {"seal": "PR-111"})], "seal-differs"),
    "delivered with another total": ([*SEALED, ("pilar", "deliver", {"pieces": 23})], "total-differs"),
    "delivered without a receipt": ([*SEALED, ("pilar", "deliver", {"receipt": " "})], "bad-facts"),
    "delivered into a safe": ([*SEALED, ("pilar", "deliver", {"body": "{safe}"})], "bad-facts"),
    "delivered under a hold": ([*SEALED, HOLD, ("pilar", "deliver")], "on-hold"),
    "delivered by who signed": (
        [*SIGNED, ("pilar", "seal"), ("carmen", "delegate.delegate", {"role": "clerk", "taker": "luis"}), ("luis", "deliver")],
        "second-person",
    ),
    "delivered from a safe that was declared destroyed": (
        [*SEALED, ("jaime", "emergency.declare"), ("pilar", "deliver")], "bag-not-here",
    ),
    # ---- the destruction
    "in the office, without the authority": ([*SEALED, ("pilar", "carry_out")], "wrong-stage"),
    "carried out by who proposed": ([*DELIVERED, ("carmen", "carry_out")], "second-person"),
    "carried out by who added a line": (
        [*ONE, ("pilar", "add"), ("carmen", "list"), ("luis", "sign"), ("carmen", "seal"), ("carmen", "deliver"),
         ("pilar", "carry_out")],
        "second-person",
    ),
    "carried out by who signed": (
        [*DELIVERED, ("carmen", "delegate.delegate", {"role": "clerk", "taker": "luis"}), ("luis", "carry_out")], "second-person",
    ),
    "carried out under a hold": ([*DELIVERED, HOLD, ("pilar", "carry_out")], "on-hold"),
    "carried out under a hold on one copy": (
        [*DELIVERED, ("jaime", "hold.place", {"document": None, "things": ["{copy1}"]}), ("pilar", "carry_out")], "on-hold",
    ),
    "carried out with another count": ([*DELIVERED, ("pilar", "carry_out", {"counts": one_short})], "recount-differs"),
    "carried out with another seal": ([*DELIVERED, ("pilar", "carry_out", {"seal": "PR-111"})], "seal-differs"),
    "carried out with an old password": ([*DELIVERED, ("pilar", "carry_out", {MINUTES_AGO: 6})], "fresh-password"),
    "the witness carries it out": ([*DELIVERED, ("pilar", "carry_out", {"witness": "pilar"})], "witness-took-part"),
    "the witness proposed it": ([*DELIVERED, ("pilar", "carry_out", {"witness": "carmen"})], "witness-took-part"),
    "the leader who signed is witness": ([*DELIVERED, ("pilar", "carry_out", {"witness": "luis"})], "witness-took-part"),
    "the witness is not cleared": ([*DELIVERED, ("pilar", "carry_out", {"witness": "olga"})], "clearance-none"),
    "the witness is not briefed": (
        [*DELIVERED, ("jaime", "brief.end of ines"), ("pilar", "carry_out")], "not-briefed",
    ),
    "witnessed by another than was named": ([*CARRIED_OUT, ("jaime", "witness")], "not-your-role"),
    "witnessed by nobody who may see it": ([*CARRIED_OUT, ("vera", "witness")], "not-found"),
    "witnessed with an old password": ([*CARRIED_OUT, ("ines", "witness", {MINUTES_AGO: 6})], "fresh-password"),
    "brought back after it was carried out": ([*CARRIED_OUT, ("pilar", "bring_back")], "wrong-stage"),
    "withdrawn after it was carried out": ([*CARRIED_OUT, ("pilar", "withdraw")], "wrong-stage"),
    "withdrawn with a full bag": ([*SEALED, ("pilar", "withdraw")], "bag-not-empty"),
    "withdrawn after it was destroyed": ([*DESTROYED, ("pilar", "withdraw")], "wrong-stage"),
    # ---- the certificate
    "certified before it is destroyed": ([*CARRIED_OUT, ("carmen", "certify")], "wrong-stage"),
    "certified without the authority's": ([*DESTROYED, ("carmen", "certify", {"authority": " "})], "bad-facts"),
    "certified on a day to come": ([*DESTROYED, ("carmen", "certify", {"authority_on": "+1"})], "bad-facts"),
    "certified twice": ([*CERTIFIED, ("carmen", "certify")], "wrong-stage"),
    "certified by who signed": (
        [*DESTROYED, ("carmen", "delegate.delegate", {"role": "clerk", "taker": "luis"}), ("luis", "certify")], "second-person",
    ),
    "closed before its authority is told": ([*CERTIFIED, ("carmen", "close")], "authority-not-told"),
    "the communication, before there is a certificate": ([*DESTROYED, NOTICE], "nothing-to-print"),
    # ---- nothing comes back
    "lent after it was destroyed": ([*DESTROYED, ("rosa", "lend.request")], "destroyed-is-destroyed"),
    "circulated after it was destroyed": ([*DESTROYED, ("carmen", "circulate.open")], "destroyed-is-destroyed"),
    "annulled after a copy was destroyed": ([*DESTROYED, ("carmen", "register.annul")], "copies-destroyed"),
    "held after it was destroyed": ([*DESTROYED, HOLD], "hold-too-late"),
    "held between the fire and the witness": ([*CARRIED_OUT, HOLD], "hold-too-late"),
    # ---- who counts on a thing is not served by another
    "lent while it stands on a list": ([*PROPOSED, ("rosa", "lend.request")], "in-a-batch"),
    "handed over while it stands on a list": (
        [PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("rosa", "lend.withdraw"), *PROPOSED[1:],
         ("rosa", "lend.request", {"copy": "{copy2}"})],
        "in-a-batch",
    ),
    "circulated while it stands on a list": ([*PROPOSED, ("carmen", "circulate.open")], "in-a-batch"),
    "a medium handed over while it stands on a list": (
        [PAPER, ("carmen", "medium.register"), ("carmen", "propose", {"things": [medium]}), ("carmen", "medium.hand_over")], "in-a-batch",
    ),
    "deleted": ([*PROPOSED, ("carmen", "remove")], "nothing-is-deleted"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list, end: str) -> None:  # type: ignore[type-arg]
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list, end: str) -> None:  # type: ignore[type-arg]
    office.is_refused(moves, end, OWN)


@pytest.mark.parametrize(
    ("moves", "days"), [(SEALED, 16), (DELIVERED, 31), (DESTROYED, 31)], ids=["sealed", "delivered", "destroyed"]
)
def test_a_batch_that_stands_still_is_late_on_everybody_s_list(office: Telling, moves: list, days: int) -> None:  # type: ignore[type-arg]
    """1.6: sealed and not delivered, or its certificate has not come."""
    office.tell(moves, OWN)
    name = batch(office).name
    assert name not in late(office)
    office.wait(timedelta(days=days + 4))
    assert name in late(office)


def late(office: Telling) -> set[str]:
    return {item.code for item in evening.split(actor_of(office.officer("carmen"))).late if item.kind == "case"}


def test_what_the_opened_bag_did_not_hold_is_missing_and_leaves_the_list(office: Telling) -> None:
    """1.6: the count of the opened bag is what the books say from then on, and why."""
    office.tell([*SEALED, ("pilar", "unseal", {"counts": one_gone, "account": "no estaba"})], OWN)
    struck = batch(office).lines.get(removed=True)
    assert struck.removed_why == "no estaba"
    assert struck.thing.place is not None
    assert struck.thing.place.kind == "missing"
    found = Discrepancy.objects.get(copy__thing=struck.thing)
    assert (found.found, found.expected, found.account) == (0, 12, "no estaba")
