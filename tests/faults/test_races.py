# SPDX-License-Identifier: EUPL-1.2
"""Sixty-four at once for one copy: one has it, and every other is told who. Numbers, and requests sent twice, at once."""

from __future__ import annotations

import os
import pickle
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection

from precinto.access.models import Person
from precinto.access.officers import Officer
from precinto.custody.models import Movement, Thing
from precinto.documents.models import Document, Loan
from precinto.documents.receipts.models import Receipt
from precinto.ledger.models import Entry
from precinto.procedures.model import REGISTRY
from precinto.procedures.perform import perform
from precinto.records.clock import now
from precinto.records.errors import Refused
from tests.faults.offices import Deed, Offices, morning, whole
from tests.world import World, found

pytestmark = pytest.mark.database

CLIENTS = 64
PROCESSES = 8
Note = Callable[[str, object], None]


@dataclass(frozen=True)
class Outcome:
    """How one client fared: the act's entry, or the reason of the refusal and who has the copy, or is to have it; the seconds it took."""

    entry: int | None
    reason: str = ""
    holder: str = ""
    seconds: float = 0.0
    trouble: str = ""


def go(deed: Deed) -> Outcome:
    started = time.perf_counter()
    try:
        act = deed.do()
    except Refused as refused:
        told = next((str(refused.facts[name]) for name in ("where", "name") if name in refused.facts), "")
        return Outcome(None, refused.reason, told, time.perf_counter() - started)
    return Outcome(act.entry, seconds=time.perf_counter() - started)


def at_once(deeds: Sequence[Deed]) -> list[Outcome]:
    """Each by a thread with a connection of its own, all released together. An exception is an outcome too."""
    barrier = threading.Barrier(len(deeds))
    outcomes: list[Outcome] = []

    def client(deed: Deed) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(60)
            outcomes.append(go(deed))
        except BaseException as error:  # noqa: BLE001  the thread's own end: what it met is what the test asserts on
            outcomes.append(Outcome(None, trouble=repr(error)))
        finally:
            connection.close()

    threads = [threading.Thread(target=client, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    assert [outcome.trouble for outcome in outcomes if outcome.trouble] == []
    return outcomes


def p99(outcomes: Sequence[Outcome]) -> float:
    return sorted(outcome.seconds for outcome in outcomes)[max(0, int(len(outcomes) * 0.99) - 1)]


def crowd() -> list[Deed]:
    """Sixty-four readers who ask for the one copy: to approve each of their loans is a deed."""
    world = found()
    copy = world.copy(world.document())
    setup = Officer(Person.objects.get(account__login="jaime"), "setup", proved_at=now())
    deeds = []
    for n in range(CLIENTS):
        person = world.do(
            "jaime", "personnel.person.register", given_name="Lector", family_name=f"Número {n}", unit="SEC"
        )
        account = {
            "person": Person.objects.get(pk=person.case.pk).code,
            "login": f"reader{n}",
            "password": "tres tristes tigres",
        }
        perform(REGISTRY["computers.account"], "open", None, by=setup, facts=account, intent=account["login"])
        world.clear(f"reader{n}")
        loan = world.loan(copy, to=f"reader{n}", stage="asked")
        deeds.append(Deed("luis", "documents.lend.approve", loan.pk, {}, f"approve-{n}"))
    return deeds


def handing_over() -> list[Deed]:
    """Sixty-four windows, two clerks: each hands over what was approved."""
    loan = Loan.objects.get(stage="approved")
    return [
        Deed("carmen" if n % 2 else "pilar", "documents.lend.hand_over", loan.pk, {"folios": 12}, f"hand-over-{n}")
        for n in range(CLIENTS)
    ]


def one_is_promised_it(outcomes: Sequence[Outcome]) -> None:
    assert len(outcomes) == CLIENTS
    (winner,) = [outcome for outcome in outcomes if outcome.entry is not None]
    loan = Loan.objects.get(stage="approved")
    assert Entry.objects.get(pk=winner.entry or 0).case == loan.pk
    assert Counter((o.reason, o.holder) for o in outcomes if o.entry is None) == {
        ("promised-to-a-borrower", loan.borrower.name): CLIENTS - 1
    }
    whole()


def one_has_it(outcomes: Sequence[Outcome]) -> None:
    assert len(outcomes) == CLIENTS
    (winner,) = [outcome for outcome in outcomes if outcome.entry is not None]
    (loan,) = Loan.objects.filter(stage="lent")
    thing = Thing.objects.get(pk=loan.copy.thing_id)
    assert thing.person_id == loan.borrower_id
    assert thing.person is not None
    assert Movement.objects.filter(thing=thing).count() == 2
    assert Entry.objects.get(pk=winner.entry or 0).case == loan.pk
    others = [outcome for outcome in outcomes if outcome.entry is None]
    assert {outcome.reason for outcome in others} == {"wrong-stage"}
    assert all(thing.person.name in outcome.holder for outcome in others)
    assert Entry.objects.filter(kind="attempt", procedure="documents.lend", step="hand_over").count() == CLIENTS - 1
    whole()


def test_sixty_four_threads_want_one_copy(offices: Offices, record_property: Note) -> None:
    with offices.office("crowd", crowd) as deeds:
        one_is_promised_it(at_once(deeds))
        outcomes = at_once(handing_over())
        record_property("p99 seconds", round(p99(outcomes), 3))
        one_has_it(outcomes)


def test_sixty_four_threads_hand_over_one_medium(offices: Offices) -> None:
    """What needs no approval goes to sixty-four readers at once, and to one of them."""
    with offices.office("crowd", crowd):
        world = World()
        medium = world.do(
            "carmen", "computers.medium.register", kind="USB", serial="0781:5583", level="C", place=world.safe
        ).case
        badges = Person.objects.filter(account__login__startswith="reader").values_list("code", flat=True)
        outcomes = at_once(
            [
                Deed("carmen", "computers.medium.hand_over", medium.pk, {"person": code}, f"medium-{code}")
                for code in badges
            ]
        )
        assert len(outcomes) == CLIENTS
        thing = Thing.objects.get(pk=getattr(medium, "thing_id"))  # noqa: B009  a case of any kind
        assert thing.person is not None
        others = [outcome for outcome in outcomes if outcome.entry is None]
        assert len(others) == CLIENTS - 1
        assert {outcome.reason for outcome in others} == {"wrong-stage"}
        assert all(thing.person.name in outcome.holder for outcome in others)
        whole()


def test_eight_processes_want_one_copy(offices: Offices, record_property: Note) -> None:
    with offices.office("crowd", crowd) as deeds:
        one_is_promised_it(_by_eight(deeds))
        outcomes = _by_eight(handing_over())
        record_property("p99 seconds", round(p99(outcomes), 3))
        one_has_it(outcomes)


def _by_eight(deeds: Sequence[Deed]) -> list[Outcome]:
    """By eight processes, each with its share, all let go at the same moment."""
    connection.close()
    gate, open_gate = os.pipe()
    share = CLIENTS // PROCESSES

    def client(n: int) -> list[Outcome]:
        connection.ensure_connection()
        os.close(open_gate)
        os.read(gate, 1)  # the end of the file comes to all at once
        return [go(deed) for deed in deeds[n * share : (n + 1) * share]]

    children = _forked([partial(client, n) for n in range(PROCESSES)])
    os.close(gate)
    os.close(open_gate)
    return [outcome for part in children() for outcome in part]


def _forked(works: Sequence[Callable[[], Any]]) -> Callable[[], list[Any]]:
    """Start all; then wait for what each gives."""
    connection.close()
    running: list[tuple[int, int]] = []
    for work in works:
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                os.write(writer, pickle.dumps(work()))
                status = 0
            finally:
                os._exit(status)
        os.close(writer)
        running.append((child, reader))

    def gather() -> list[Any]:
        given = []
        for child, reader in running:
            with os.fdopen(reader, "rb") as stream:
                data = stream.read()
            _pid, status = os.waitpid(child, 0)
            assert status == 0
            given.append(pickle.loads(data))
        return given

    return gather


def test_sixty_four_registrations_get_sixty_four_numbers(offices: Offices, record_property: Note) -> None:
    with offices.office("nothing", found) as world:
        safe = World().safe
        facts = {
            "title": "Acta",
            "level": "C",
            "copies": 1,
            "folios": 3,
            "via": "bag",
            "no_envelope": "ensayo",
            "place": safe,
            "scope": "unit SEC",
        }
        deeds = [
            Deed("carmen" if n % 2 else "pilar", "documents.register.register", None, facts, f"register-{n}")
            for n in range(CLIENTS)
        ]
        outcomes = at_once(deeds)
        assert isinstance(world, World)
        record_property("p99 seconds", round(p99(outcomes), 3))
        assert [o.reason for o in outcomes if o.entry is None] == []
        assert sorted(Document.objects.values_list("number", flat=True)) == list(range(1, CLIENTS + 1))
        numbers = [
            Document.objects.get(pk=entry.case or 0).number
            for entry in Entry.objects.filter(procedure="documents.register", kind="act").order_by("pk")
        ]
        assert all(one < two for one, two in pairwise(numbers)), "numbers follow the order of the ledger"
        whole()


@pytest.mark.parametrize("step", ["register", "hand_over"])
def test_thirty_two_times_the_same_request_is_one_act(offices: Offices, step: str) -> None:
    with offices.office("morning", morning) as deeds:
        deed: Deed = deeds[step]
        outcomes = at_once([deed] * 32)
        (entry,) = deed.entries
        assert {outcome.entry for outcome in outcomes} == {entry.pk}
        whole(deed)


@pytest.mark.parametrize("step", ["request", "give", "back_from_reader", "forget"])
def test_two_requests_of_the_same_kind_at_once(offices: Offices, step: str) -> None:
    """Two tabs, two keys: one of them does it, the other is told."""
    with offices.office("morning", morning) as deeds:
        deed: Deed = deeds[step]
        twins = [Deed(deed.who, deed.step, deed.case, deed.facts, f"{deed.intent}-{n}") for n in range(8)]
        outcomes = at_once(twins)
        assert len([o for o in outcomes if o.entry is not None]) == 1
        assert {o.reason for o in outcomes if o.entry is None} <= {"wrong-stage", "loan-open", "somebody-was-faster"}
        whole()


def test_nobody_leaves_with_a_copy_on_its_way_to_them(offices: Offices) -> None:
    """Handing over and leaving at once: one of the two is refused, whoever comes first."""
    for _turn in range(6):
        with offices.office("morning", morning) as deeds:
            rosa = Person.objects.get(account__login="rosa")
            # She holds a copy from another loan and a round: they come back first.
            for thing in Thing.objects.filter(person=rosa):
                loan = Loan.objects.filter(copy__thing=thing, stage="lent").first()
                back = deeds["take_back"] if loan else deeds["back_from_reader"]
                back.do()
            leave = Deed("jaime", "personnel.person.leave", rosa.pk, {"reason": "traslado"}, "leave")
            hand_over: Deed = deeds["hand_over"]
            outcomes = at_once([leave, hand_over])
            assert len([o for o in outcomes if o.entry is not None]) == 1, outcomes
            rosa.refresh_from_db()
            assert rosa.stage == "active" or not Thing.objects.filter(person=rosa).exists()
            whole()


def signing() -> list[tuple[Deed, Deed]]:
    """Eight loans just handed over: to undo each, and to sign for it."""
    world = found()
    pairs = []
    loans = [world.loan(world.copy(world.document()), stage="approved") for _n in range(8)]
    for n, loan in enumerate(loans):
        world.do("carmen", "documents.lend.hand_over", loan.pk, folios=12)
        receipt = Receipt.objects.latest("pk")
        undo = Deed("carmen", "documents.lend.undo", loan.pk, {}, f"undo-{n}")
        pairs.append((undo, Deed("rosa", "documents.receipt.sign", receipt.pk, {}, f"sign-{n}")))
    return pairs


def test_nobody_signs_for_what_is_undone_under_their_hand(offices: Offices) -> None:
    """At once: she signs for the hand-over, which is not undone then, or for both."""
    with offices.office("signing", signing) as pairs:
        for undo, sign in pairs:
            outcomes = at_once([undo, sign])
            loan, receipt = Loan.objects.get(pk=undo.case), Receipt.objects.get(pk=sign.case)
            assert receipt.stage == "signed"
            assert (loan.stage, receipt.direction, len(undo.entries)) in (("lent", "out", 0), ("approved", "both", 1))
            assert all(entry.pk < sign.entries[0].pk for entry in undo.entries)
            assert {outcome.reason for outcome in outcomes} == ({""} if undo.entries else {"", "undo-signed"})
        whole()


def test_a_value_is_forgotten_while_its_document_is_lent(offices: Offices) -> None:
    """What is sealed at the same moment under the key that is replaced can still be opened afterwards."""
    for _turn in range(4):
        with offices.office("morning", morning) as deeds:
            document = Document.objects.get(pk=Loan.objects.get(pk=deeds["settle"].case).copy.document_id)
            correct = [
                Deed(
                    "pilar",
                    "documents.register.correct",
                    document.pk,
                    {"title": f"Versión {n}", "reason": "errata"},
                    f"c{n}",
                )
                for n in range(6)
            ]
            outcomes = at_once([*correct[:3], deeds["forget"], *correct[3:], deeds["take_back"]])
            assert all(outcome.entry for outcome in outcomes), outcomes
            whole()


def test_sealing_waits_for_a_key_that_is_being_replaced(offices: Offices) -> None:
    """One act holds still before it seals what it says of a document; meanwhile a value of that document is forgotten."""
    with offices.office("morning", morning) as deeds:
        ready, go_on = threading.Event(), threading.Event()
        failed: list[str] = []

        def slow() -> None:
            def watch(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
                if sql.startswith("INSERT") and "ledger_sealed" in sql:
                    ready.set()
                    go_on.wait(1.5)
                return execute(sql, params, many, context)

            try:
                with connection.execute_wrapper(watch):
                    deeds["take_back"].do()
            except Refused as refused:
                failed.append(refused.reason)
            finally:
                ready.set()
                connection.close()

        thread = threading.Thread(target=slow)
        thread.start()
        assert ready.wait(30)
        deeds["forget"].do()
        go_on.set()
        thread.join(30)
        assert failed == []
        whole()
