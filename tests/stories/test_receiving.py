# SPDX-License-Identifier: EUPL-1.2
"""1.1: what comes in is announced, received closed, opened and counted, registered; its receipt goes back to the sender."""

from __future__ import annotations

import pytest

from precinto.access.models import Role
from precinto.custody.models import PlaceKind, Thing
from precinto.documents import reservations
from precinto.documents.models import Document
from precinto.documents.receiving.models import Arrival, Enclosed
from precinto.procedures.worklist import open_cases
from precinto.records import clock
from tests.stories.destruction import BURNT, CARRIED_AND_GONE, MISSING
from tests.stories.telling import (
    FACTS,
    MINUTES_AGO,
    REASON,
    REGISTERED,
    Move,
    Stories,
    Telling,
    later,
    procedure_named,
    told,
)

pytestmark = pytest.mark.database
OWN = "arrive"

FACTS.update(
    {
        "arrive.announce": {
            "sender": "Estado Mayor", "reference": "S-77/26", "channel": "bag", "level": "C", "expected": "+5",
            "listed": 24,
        },
        "arrive.inquire": {"answer": "sale mañana", "expected": "+8"},
        "arrive.give_up": REASON,
        "arrive.receive": {"outer_intact": "yes", "seals": "114, 115", "brought_by": "cabo Ruiz", "place": "{safe}"},
        "arrive.arrive": {
            "sender": "Estado Mayor", "channel": "hand", "level": "C", "outer_intact": "yes", "brought_by": "cabo Ruiz",
            "place": "{safe}",
        },
        "arrive.send_back": {"body": "{body}", "returned_by": "cabo Ruiz"} | REASON,
        "arrive.open": {"inner_intact": "yes", "folios": 24},
        "arrive.conclude": {"conclusion": "el sello se rompió en la valija"},
        "arrive.finish_otherwise": {"reason": "son impresos sin clasificar"},
        "arrive.confirm_otherwise": {"conclusion": "vistos: no se registran"},
        "arrive.reopen": REASON,
        "arrive.return_receipt": {"returned_by": "valija del jueves"},
        "arrive.link": {"document": "{document}"},
    }
)  # fmt: skip

ANNOUNCED: list[Move] = [("carmen", "announce")]
RECEIVED = [*ANNOUNCED, ("carmen", "receive")]
OPENED = [*RECEIVED, ("carmen", "open")]
SOURCE = {"source": "{parcel}"}
OUT_OF_IT = [*OPENED, ("carmen", "register.register", SOURCE)]
FINISHED = [*OUT_OF_IT, ("carmen", "finish")]
OTHERWISE: list[Move] = [*OPENED, ("carmen", "finish_otherwise")]
TWELVE = SOURCE | {"copies": 1}  # of the 24 folios that were counted
PRINTED: Move = ("carmen", "form.print", {"form": "arrival-receipt", "target": "{parcel}"})
BROKEN: Move = ("carmen", "receive", {"outer_intact": "no", "account": "sello roto"})
ONE = {"folios": 1}
GONE = {"conclusion": "se da por perdido y se comunica al remitente"}
GIVEN_UP: list[Move] = [*RECEIVED, *MISSING, ("luis", "difference.give_up", GONE)]
TOP = [("carmen", "announce", {"level": "S"}), ("carmen", "receive"), ("carmen", "open")]
TOP_OUT = [*TOP, ("pilar", "register.register", SOURCE | {"level": "S"})]

DONE: Stories = {
    "announced": (ANNOUNCED, "announced"),
    "the sender is asked": ([*ANNOUNCED, ("carmen", "inquire")], "announced"),
    "it never comes": ([*ANNOUNCED, ("jaime", "give_up")], "never_came"),
    "received closed": (RECEIVED, "received"),
    "nobody had announced it": ([("carmen", "arrive")], "received"),
    "received with a broken seal": ([*ANNOUNCED, BROKEN], "received"),
    "sent back unopened": ([*RECEIVED, ("carmen", "send_back")], "sent_back"),
    "opened and counted": (OPENED, "opened"),
    "another number of folios, and what was found": (
        [*RECEIVED, ("carmen", "open", {"folios": 23, "account": "falta el folio 7"})], "opened",
    ),
    "registered out of it": (OUT_OF_IT, "registered"),
    "registered first, linked then": ([*OPENED, ("carmen", "register.register"), ("carmen", "link")], "opened"),
    "all of it": (FINISHED, "registered"),
    "not all of it, and why: somebody else is to confirm it": (OTHERWISE, "differs"),
    "that nothing of it is registered, confirmed": ([*OTHERWISE, ("jaime", "confirm_otherwise")], "registered"),
    "less than was counted, confirmed by the leader": (
        [*OPENED, ("carmen", "register.register", TWELVE), ("carmen", "finish_otherwise"), ("luis", "confirm_otherwise")],
        "registered",
    ),
    "and its receipt goes back": (
        [*OTHERWISE, ("jaime", "confirm_otherwise"), PRINTED, ("carmen", "return_receipt")], "closed",
    ),
    "back to the clerk": ([*OTHERWISE, ("jaime", "reopen")], "opened"),
    "and the clerk registers it": (
        [*OTHERWISE, ("jaime", "reopen"), ("carmen", "register.register", SOURCE), ("carmen", "finish")], "registered",
    ),
    "what was annulled counts for nothing: it is registered anew": (
        [*OUT_OF_IT, ("carmen", "register.annul"), ("carmen", "register.register", SOURCE), ("carmen", "finish")], "registered",
    ),
    "a copy that was made of it since is no folio of the envelope": (
        [*OUT_OF_IT, ("rosa", "copy.request"), ("luis", "copy.approve"), ("carmen", "copy.make"), ("carmen", "finish")],
        "registered",
    ),
    "a broken seal is looked into while the count is": (
        [*ANNOUNCED, BROKEN, ("carmen", "open"), ("carmen", "finish_otherwise"), ("luis", "conclude")], "differs",
    ),
    "a broken seal is looked into": ([*ANNOUNCED, BROKEN, ("luis", "conclude")], "received"),
    "it burnt before it was opened": ([*RECEIVED, *BURNT, ("jaime", "write_off", GONE)], "gone"),
    "it was lost before it was opened, and given up": (
        [*GIVEN_UP, ("jaime", "write_off", GONE)], "gone",
    ),
    "it was found after it was written off, and opened": (
        [*GIVEN_UP, ("jaime", "write_off", GONE), ("luis", "difference.found", ONE), ("carmen", "open")], "opened",
    ),
    "found after it was written off, what was wrong with it is to be concluded": (
        [*ANNOUNCED, BROKEN, *MISSING, ("luis", "difference.give_up", GONE), ("jaime", "write_off", GONE),
         ("luis", "difference.found", ONE), ("luis", "conclude")], "received",
    ),
    "it was gone after everything had been carried off, and was found": (
        [*RECEIVED, *CARRIED_AND_GONE, ("luis", "difference.found of lost", ONE), ("carmen", "open")], "opened",
    ),
    "it was gone after everything had been carried off, and was given up": (
        [*RECEIVED, *CARRIED_AND_GONE, ("luis", "difference.give_up of lost", GONE), ("jaime", "write_off", GONE)], "gone",
    ),
    "the receipt goes back": ([*FINISHED, PRINTED, ("carmen", "return_receipt")], "closed"),
    "what was wrong is concluded, and the receipt goes back": (
        [*ANNOUNCED, BROKEN, ("carmen", "open"), ("carmen", "register.register", SOURCE), ("carmen", "finish"),
         ("luis", "conclude"), PRINTED, ("carmen", "return_receipt")], "closed",
    ),
    "of top level another checks it": ([*TOP_OUT, ("jaime", "register.verify")], "verified"),
    "below it the opener may check what another registered": (
        [*OPENED, ("pilar", "register.register", SOURCE), ("carmen", "register.verify")], "verified",
    ),
}  # fmt: skip

REFUSED: Stories = {
    "announced by a reader": ([("rosa", "announce")], "not-your-role"),
    "received twice": ([*RECEIVED, ("carmen", "receive")], "wrong-stage"),
    "received by the head": ([*ANNOUNCED, ("jaime", "receive")], "not-your-role"),
    "a broken cover and nothing said": ([*ANNOUNCED, ("carmen", "receive", {"outer_intact": "no"})], "bad-facts"),
    "into a place that is too low": (
        [("jaime", "place.open as low"), ("carmen", "announce", {"level": "S"}), ("carmen", "receive", {"place": "{low}"})],
        "place-too-low",
    ),
    "nobody announced it, into a place that is too low": (
        [("jaime", "place.open as low"), ("carmen", "arrive", {"level": "S", "place": "{low}"})], "place-too-low",
    ),
    "written off while it is in the safe": ([*RECEIVED, ("jaime", "write_off", GONE)], "not-gone-for-good"),
    "written off while it is looked for": ([*RECEIVED, *MISSING, ("jaime", "write_off", GONE)], "not-gone-for-good"),
    "written off by whoever received it": (
        [("jaime", "delegate.delegate", {"taker": "carmen", "role": "head"}), *RECEIVED, *BURNT, ("carmen", "write_off", GONE)],
        "second-person",
    ),
    "destroyed, though it was found after it was written off": (
        [*GIVEN_UP, ("jaime", "write_off", GONE), ("luis", "difference.found", ONE),
         ("carmen", "destroy.propose", {"things": lambda office: Arrival.objects.get().held.code})], "envelope-not-registered",
    ),
    "written off while it is looked for after all was carried off": (
        [*RECEIVED, *CARRIED_AND_GONE, ("jaime", "write_off", GONE)], "not-gone-for-good",
    ),
    "given up by whoever counted that it is gone": (
        [("luis", "delegate.delegate", {"taker": "pilar", "role": "leader"}), *RECEIVED, *CARRIED_AND_GONE,
         ("pilar", "difference.give_up of lost", GONE)], "concluded-by-who-handled-it",
    ),
    "found by whoever counted that it is gone": (
        [("luis", "delegate.delegate", {"taker": "pilar", "role": "leader"}), *RECEIVED, *CARRIED_AND_GONE,
         ("pilar", "difference.found of lost", ONE)], "found-by-who-lost-it",
    ),
    "opened before it was received": ([*ANNOUNCED, ("carmen", "open")], "wrong-stage"),
    "opened by whoever is not cleared for it": (
        [*RECEIVED, ("jaime", "clear.suspend of pilar"), ("pilar", "open")], "clearance-suspended",
    ),
    "opened by whoever is not briefed": ([*RECEIVED, ("jaime", "brief.end of pilar"), ("pilar", "open")], "not-briefed"),
    "folios differ and nothing said": ([*RECEIVED, ("carmen", "open", {"folios": 23})], "bad-facts"),
    "sent back after it was opened": ([*OPENED, ("carmen", "send_back")], "wrong-stage"),
    "opened, though it is missing": ([*RECEIVED, *MISSING, ("carmen", "open")], "not-in-the-safe"),
    "linked by a clerk who may not see it": (
        [*OPENED, ("carmen", "register.register", {"level": "S"}), ("jaime", "clear.end of pilar"),
         ("jaime", "clear.grant", {"person": "pilar", "level": "C"}),
         ("pilar", "link")], "not-found",
    ),
    "destroyed with papers in it that are not registered": (
        [*OUT_OF_IT, ("carmen", "destroy.propose", {"things": lambda office: Arrival.objects.get().held.code})],
        "envelope-not-registered",
    ),
    "registered out of what is closed": ([*RECEIVED, ("carmen", "register.register", SOURCE)], "parcel-not-open"),
    "registered out of what is done with": ([*FINISHED, ("carmen", "register.register", SOURCE)], "parcel-not-open"),
    "registered out of nothing": ([("carmen", "register.register", {"source": "A 2026/99999"})], "bad-facts"),
    "an envelope is not lent": ([*OPENED, ("rosa", "lend.request", {"copy": "{parcel}"})], "not-found"),
    "an envelope does not circulate": (
        [*OPENED, ("carmen", "circulate.open", {"copy": "{parcel}"})], "not-found",
    ),
    "linked, of before": (
        [("carmen", "register.register"), later(hours=1), *OPENED, ("carmen", "link")], "registered-before-it-came",
    ),
    "linked twice": ([*OUT_OF_IT, ("carmen", "link")], "document-came-in-another"),
    "done with nothing registered": ([*OPENED, ("carmen", "finish")], "nothing-registered-of-it"),
    "done with folios left over": (
        [*OPENED, ("carmen", "register.register", SOURCE | {"copies": 1}), ("carmen", "finish")], "folios-not-all-registered",
    ),
    "done with nothing registered, whatever is said of it": (
        [*OPENED, ("carmen", "finish", {"reason": "ya veremos"})], "nothing-registered-of-it",
    ),
    "done with what was annulled": ([*OUT_OF_IT, ("carmen", "register.annul"), ("carmen", "finish")], "nothing-registered-of-it"),
    "another count, and nothing said of it": ([*OPENED, ("carmen", "finish_otherwise", {"reason": ""})], "bad-facts"),
    "another count, with a paper day's entry unconfirmed": (
        [*OPENED, ("carmen", "register.register_deferred", TWELVE), ("carmen", "finish_otherwise")], "not-registered",
    ),
    "another count, confirmed by a clerk": ([*OTHERWISE, ("pilar", "confirm_otherwise")], "not-your-role"),
    "another count, confirmed by whoever opened it": (
        [("jaime", "delegate.delegate", {"taker": "carmen", "role": "head"}), ("pilar", "arrive"), ("carmen", "open"),
         ("pilar", "finish_otherwise"), ("carmen", "confirm_otherwise")], "second-person",
    ),
    "another count, confirmed by whoever said so": (
        [("jaime", "delegate.delegate", {"taker": "pilar", "role": "head"}), *OTHERWISE[:-1], ("pilar", "finish_otherwise"),
         ("pilar", "confirm_otherwise")], "second-person",
    ),
    "another count, confirmed without the password": (
        [*OTHERWISE, ("jaime", "confirm_otherwise", {MINUTES_AGO: 60})], "fresh-password",
    ),
    "the receipt, before another count is confirmed": ([*OTHERWISE, PRINTED, ("carmen", "return_receipt")], "wrong-stage"),
    "registered out of it, while another count is to be confirmed": (
        [*OTHERWISE, ("carmen", "register.register", SOURCE)], "parcel-not-open",
    ),
    "destroyed, while another count is to be confirmed": (
        [*OTHERWISE, ("carmen", "destroy.propose", {"things": lambda office: Arrival.objects.get().held.code})],
        "envelope-not-registered",
    ),
    "done with a paper day's entry unconfirmed": (
        [*OPENED, ("carmen", "register.register_deferred", SOURCE), ("carmen", "finish")], "not-registered",
    ),
    "concluded by whoever received it": (
        [*ANNOUNCED, ("jaime", "delegate.delegate", {"taker": "carmen", "role": "head"}), BROKEN, ("carmen", "conclude")],
        "second-person",
    ),
    "nothing to conclude": ([*RECEIVED, ("luis", "conclude")], "nothing-to-conclude"),
    "the receipt, before it is printed": ([*FINISHED, ("carmen", "return_receipt")], "receipt-not-printed"),
    "the receipt, before what was wrong is concluded": (
        [*ANNOUNCED, BROKEN, ("carmen", "open"), ("carmen", "register.register", SOURCE), ("carmen", "finish"), PRINTED,
         ("carmen", "return_receipt")], "finding-open",
    ),
    "a receipt of what was not opened": ([*RECEIVED, PRINTED], "nothing-to-print"),
    "of top level checked by whoever opened it": ([*TOP_OUT, ("carmen", "register.verify")], "opener-verifies"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def test_what_was_announced_and_is_not_there_is_missed_on_its_day(office: Telling) -> None:
    office.tell(ANNOUNCED, OWN)
    assert [w.procedure.name for w in open_cases(before=clock.now())] == []
    office.wait(later(days=6)[1])
    (missed,) = [w for w in open_cases(before=clock.now()) if w.procedure.name == "documents.arrive"]
    assert missed.name == office.names["parcel"]


def test_the_envelope_is_in_the_offices_hands_with_a_code_of_its_own(office: Telling) -> None:
    office.tell(OUT_OF_IT, OWN)
    arrival = Arrival.objects.get()
    assert arrival.thing is not None
    assert arrival.thing.in_the_safe
    assert arrival.thing.kind == "envelope"
    assert Enclosed.objects.get().document == Document.objects.get()
    office.take(("carmen", "register.register", REGISTERED | {"source": arrival.thing.code}))
    assert Enclosed.objects.filter(thing=arrival.thing).count() == 2


def test_another_count_waits_for_whoever_may_confirm_it(office: Telling) -> None:
    office.tell(OTHERWISE, OWN)
    arrival = Arrival.objects.get()
    assert arrival.note == "son impresos sin clasificar"
    for role, waits in ((Role.HEAD, 1), (Role.LEADER, 1), (Role.CLERK, 0)):
        assert len(open_cases([procedure_named(OWN)], roles=[role])) == waits
    office.take(("jaime", "confirm_otherwise"), OWN)
    assert Arrival.objects.get().decision == "vistos: no se registran"


def test_what_goes_back_unopened_is_with_the_other_body(office: Telling) -> None:
    office.tell([*RECEIVED, ("carmen", "send_back")], OWN)
    assert Thing.objects.filter(place__kind=PlaceKind.BODY).count() == 1


def test_an_envelope_with_papers_not_registered_is_not_destroyed(office: Telling) -> None:
    office.tell(OUT_OF_IT, OWN)
    thing = Arrival.objects.get().held
    reason = reservations.why_not(reservations.Use.DESTROY, [thing.pk])
    assert reason is not None
    assert reason.id == "envelope-not-registered"
    office.take(("carmen", "finish"), OWN)
    assert reservations.why_not(reservations.Use.DESTROY, [thing.pk]) is None
