# SPDX-License-Identifier: EUPL-1.2
"""The eight laws of the books, on random mornings of random people, against a model that was written apart.

i      each thing is with one person or in one place, and none is lost from count
ii     the office is one end of every movement
iii    no act without its live approval, which stands before it in the ledger
iv     no person in two roles of one case that exclude each other, delegations included
v      numbers without gap
vi     the level of the person or place reaches that of the thing when it comes there
vii    what is missing comes back by being found, and not by whoever lost it (what is destroyed stays so: test_destroyed.py)
viii   the ledger rebuilds the tables, bit by bit
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from precinto.access.models import Person
from precinto.custody.models import Thing
from precinto.documents.models import Discrepancy, Document
from precinto.documents.receipts.models import Receipt
from precinto.ledger import seal
from precinto.ledger.models import Entry
from precinto.ledger.verify import verify
from precinto.records.errors import Refused
from precinto.records.journal import plain
from precinto.records.models import recorded_models
from precinto_verify import canon
from tests.invariants import laws
from tests.invariants.model import FOLIOS, PEOPLE, RANKS, TOPS, Borrowing, Going, Item, Office
from tests.stories.telling import Telling
from tests.world import World, found

LONG = os.environ.get("PRECINTO_CAMPAIGN") == "1"
somebody = st.sampled_from(PEOPLE)
# Whoever can do it is tried more often than whoever cannot, or nothing would ever happen.
a_clerk = st.one_of(st.sampled_from(["carmen", "pilar"]), somebody)
a_leader = st.one_of(st.just("luis"), somebody)
a_reader = st.one_of(st.sampled_from(["rosa", "vera", "nuria"]), somebody)
a_count = st.sampled_from([FOLIOS] * 6 + [FOLIOS - 1])
an_account = st.sampled_from(["", "falta el 7"])
WEEKS = 4  # passwords, delegations and clearances outlast these

tally: Counter[str] = Counter()


class Custody(RuleBasedStateMachine):
    world: World

    copies = Bundle("copies")
    media = Bundle("media")
    documents = Bundle("documents")
    loans = Bundle("loans")
    rounds = Bundle("rounds")
    lent = Bundle("lent")

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.office = Telling(self.world)
        self.model = Office()
        for who, level in TOPS.items():
            self.office.tell(
                [("jaime", f"clear.end of {who}"), ("jaime", "clear.grant", {"person": who, "level": level})]
            )

    def teardown(self) -> None:
        try:
            the_eight(self.model)
        finally:
            self.office.close()
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def attempt(self, who: str, step: str, case: int | None, expected: bool, **facts: Any) -> Any:
        """Take the step. Model and office agree on whether it is done."""
        why = ""
        what = step if case is None else f"{step} of {case}"
        try:
            act = self.office.take((who, what, facts))
        except Refused as refused:
            act, why = None, f"refused for {refused.reason} {refused.facts}"
        if act is None:
            tally["refused"] += 1
            assert not expected, f"{who} {what} {facts}: {why}"
            return None
        tally["done"] += 1
        assert expected, f"{who} {what} {facts}: done, and should have been refused"
        return act.case

    # ---- what there is

    @initialize(target=documents)
    def a_document(self) -> int:
        return self._register("carmen", "C")

    def _register(self, who: str, level: str) -> int:
        case = self.attempt(who, "register.register", None, True, level=level)
        for copy in case.copies.select_related("thing"):
            self.model.items[copy.thing.code] = Item(document=case.pk, level=level)
        return int(case.pk)

    @rule(target=documents, who=a_clerk, level=st.sampled_from(sorted(RANKS)))
    def register(self, who: str, level: str) -> int:
        model = self.model
        reaches = RANKS[TOPS.get(who, level)] >= RANKS[level]
        may = model.is_a(who, "clerk") and who in model.cleared and reaches
        if may:
            return self._register(who, level)
        self.attempt(who, "register.register", None, False, level=level)
        return next(iter(Document.objects.values_list("pk", flat=True)))

    @rule(target=copies, document=documents, number=st.sampled_from([1, 2]))
    def a_copy(self, document: int, number: int) -> str:
        return str(Document.objects.get(pk=document).copies.get(number=number).thing.code)

    @rule(target=media)
    def a_medium(self) -> tuple[int, str]:
        case = self.attempt("carmen", "medium.register", None, "carmen" not in self.model.left)
        self.model.items[case.thing.code] = Item()
        return (int(case.pk), str(case.thing.code))

    @rule(document=documents, who=a_clerk, often=st.integers(0, 9))
    def annul(self, document: int, who: str, often: int) -> None:
        if often:
            return
        if self.attempt(who, "register.annul", document, self.model.annul(who, document)):
            self.model.annulled.add(document)

    # ---- loans

    @rule(target=loans, copy=copies, who=a_reader)
    def request(self, copy: str, who: str) -> int:
        case = self.attempt(who, "lend.request", None, self.model.request(who, copy), copy=copy)
        if case is None:
            return 0
        for lapsed in self.model.of(who, copy):
            lapsed.stage = "withdrawn" if lapsed.stage == "approved" else lapsed.stage
        self.model.loans[case.pk] = Borrowing(copy, who)
        return int(case.pk)

    @rule(loan=loans, who=a_leader)
    def approve(self, loan: int, who: str) -> None:
        if not loan:
            return
        row = self.model.loans[loan]
        humans = self.model.approve(who, row)
        if self.attempt(who, "lend.approve", loan, humans is not None):
            row.stage, row.approvers, row.approved = "approved", frozenset(humans or ()), self.model.weeks

    @rule(loan=loans, who=a_leader, often=st.integers(0, 4))
    def decline(self, loan: int, who: str, often: int) -> None:
        if (
            loan
            and not often
            and self.attempt(who, "lend.decline", loan, self.model.decline(who, self.model.loans[loan]))
        ):
            self.model.loans[loan].stage = "declined"

    @rule(loan=loans, who=a_clerk, folios=a_count)
    def hand_over(self, loan: int, who: str, folios: int) -> None:
        if not loan:
            return
        row = self.model.loans[loan]
        if self.attempt(who, "lend.hand_over", loan, self.model.hand_over(who, row, folios), folios=folios):
            row.stage, row.unsigned = "lent", True
            self._put(row.copy, row.borrower, by=(row, who))

    @rule(loan=loans, who=a_clerk, folios=a_count, account=an_account)
    def take_back(self, loan: int, who: str, folios: int, account: str) -> None:
        if not loan:
            return
        row = self.model.loans[loan]
        may = self.model.take_back(who, row, folios, account)
        if self.attempt(who, "lend.take_back", loan, may, folios=folios, account=account):
            row.stage, row.unsigned = "returned", True
            # What opened a case is not undone.
            self._put(row.copy, None, by=(row, who) if folios == FOLIOS else None)
            self.model.items[row.copy].doubtful |= folios != FOLIOS
            # 1.4: what comes back with another count has its case from that act on.
            assert Discrepancy.objects.filter(loan=loan).count() == (folios != FOLIOS)

    @rule(loan=loans, who=a_clerk)
    def undo(self, loan: int, who: str) -> None:
        if not loan:
            return
        row = self.model.loans[loan]
        if self.attempt(who, "lend.undo", loan, self.model.undo(who, row)):
            lent = row.stage == "lent"
            row.stage = "approved" if lent else "lent"
            self._put_back(row.copy, None if lent else row.borrower)

    @rule(case=rounds, who=a_clerk)
    def undo_in_a_round(self, case: int, who: str) -> None:
        if not case:
            return
        going = self.model.rounds[case]
        if self.attempt(who, "circulate.undo", case, self.model.undo_round(who, going)):
            if going.out is not None:
                going.waiting.insert(0, going.out)
                going.out = None
            else:
                going.out = going.back
            self._put_back(going.copy, going.out)

    @rule(loan=loans, who=a_clerk)
    def sign(self, loan: int, who: str) -> None:
        if not loan or not self.model.loans[loan].unsigned:
            return
        row = self.model.loans[loan]
        drawing = "" if who == row.borrower else "M1 1L2 2"
        acts = Entry.objects.filter(procedure="documents.lend", case=loan, kind="act").values("act")
        for receipt in Receipt.objects.filter(lines__act__in=acts, stage="unsigned").order_by("pk"):
            if self.attempt(who, "receipt.sign", receipt.pk, self.model.sign(who, row), drawing=drawing) is None:
                return
        row.unsigned = False

    @rule(loan=loans, who=a_clerk)
    def settle(self, loan: int, who: str) -> None:
        if loan and self.attempt(who, "lend.settle", loan, self.model.settle(who, self.model.loans[loan])):
            self.model.loans[loan].stage = "settled"

    @rule(loan=loans, who=somebody, often=st.integers(0, 3))
    def withdraw(self, loan: int, who: str, often: int) -> None:
        if (
            loan
            and not often
            and self.attempt(who, "lend.withdraw", loan, self.model.withdraw(who, self.model.loans[loan]))
        ):
            self.model.loans[loan].stage = "withdrawn"

    @rule(loan=loans, who=a_clerk, often=st.integers(0, 5))
    def lose(self, loan: int, who: str, often: int) -> None:
        if not loan or often:
            return
        row = self.model.loans[loan]
        if self.attempt(who, "lend.lose", loan, self.model.lose(who, row)):
            row.stage = "lost"
            self._goes_missing(row.copy, who, row.borrower)

    def _goes_missing(self, copy: str, who: str, holder: str) -> None:
        self._put(copy, None)
        item = self.model.items[copy]
        item.doubtful = True
        item.missing, item.lost_by = True, (holder, self.model.first_way(who, "clerk"))

    @rule(case=rounds, who=a_clerk, often=st.integers(0, 3))
    def lose_in_a_round(self, case: int, who: str, often: int) -> None:
        if not case or often:
            return
        going = self.model.rounds[case]
        holder = going.out or ""
        if self.attempt(who, "circulate.lose", case, self.model.lose_round(who, going)):
            going.out, going.closed = None, True
            self._goes_missing(going.copy, who, holder)

    @rule(copy=copies, who=a_clerk)
    def find(self, copy: str, who: str) -> None:
        row = Discrepancy.objects.filter(copy__thing__code=copy, found=0, stage="open").first()
        if row is not None and self.attempt(who, "discrepancy.found", row.pk, self.model.find(who, copy)):
            self.model.items[copy].missing = False
            self._put(copy, None)

    # ---- rounds

    @rule(target=rounds, copy=copies, who=a_clerk, readers=st.lists(a_reader, min_size=1, max_size=3, unique=True))
    def open_round(self, copy: str, who: str, readers: list[str]) -> int:
        expected = self.model.open_round(who, copy, readers)
        case = self.attempt(who, "circulate.open", None, expected, copy=copy, readers=readers, due="+5")
        if case is None:
            return 0
        self.model.rounds[case.pk] = Going(copy, list(readers), opened=self.model.weeks)
        return int(case.pk)

    @rule(case=rounds, who=a_clerk, folios=a_count)
    def give(self, case: int, who: str, folios: int) -> None:
        if not case:
            return
        going = self.model.rounds[case]
        if self.attempt(who, "circulate.give", case, self.model.give(who, going, folios), folios=folios):
            going.out = going.waiting.pop(0)
            self._put(going.copy, going.out, by=(going, who))
            self.model.items[going.copy].since = going.opened

    @rule(case=rounds, who=a_clerk, folios=a_count, account=an_account)
    def back_from_reader(self, case: int, who: str, folios: int, account: str) -> None:
        if not case:
            return
        going = self.model.rounds[case]
        may = self.model.back_from_reader(who, going, folios, account)
        if self.attempt(who, "circulate.take_back", case, may, folios=folios, account=account):
            going.out, going.back = None, going.out or ""
            self._put(going.copy, None, by=(going, who) if folios == FOLIOS else None)
            self.model.items[going.copy].doubtful |= folios != FOLIOS

    @rule(case=rounds, who=a_clerk, reader=a_reader)
    def skip(self, case: int, who: str, reader: str) -> None:
        if not case:
            return
        going = self.model.rounds[case]
        if self.attempt(who, "circulate.skip", case, self.model.skip(who, going, reader), reader=reader):
            going.waiting.remove(reader)

    @rule(case=rounds, who=a_clerk)
    def close(self, case: int, who: str) -> None:
        if case and self.attempt(who, "circulate.close", case, self.model.close(who, self.model.rounds[case])):
            self.model.rounds[case].closed = True

    # ---- media

    @rule(medium=media, who=a_clerk, to=a_reader)
    def give_medium(self, medium: tuple[int, str], who: str, to: str) -> None:
        case, code = medium
        if self.attempt(who, "medium.hand_over", case, self.model.give_medium(who, code, to), person=to):
            self._put(code, to)

    @rule(medium=media, who=a_clerk)
    def take_medium(self, medium: tuple[int, str], who: str) -> None:
        case, code = medium
        if self.attempt(who, "medium.take_back", case, self.model.take_medium(who, code)):
            self._put(code, None)

    # ---- people

    @rule(who=st.sampled_from(["jaime", "sara", "luis"]), person=st.sampled_from(["rosa", "vera", "pilar"]))
    def suspend_or_restore(self, who: str, person: str) -> None:
        model = self.model
        may = who in {"jaime", "sara"} - model.left
        if person in model.cleared:
            if self.attempt(who, f"clear.suspend of {person}", None, may and person not in model.left):
                model.cleared.discard(person)
        elif self.attempt(who, f"clear.restore of {person}", None, may and person not in model.left):
            model.cleared.add(person)

    @rule(person=st.sampled_from(["rosa", "vera", "nuria"]))
    def briefing_ends_or_begins(self, person: str) -> None:
        model = self.model
        if person in model.briefed:
            if self.attempt("jaime", f"brief.end of {person}", None, person not in model.left):
                model.briefed.discard(person)
        elif self.attempt("jaime", "brief.brief", None, person not in model.left, person=person):
            model.briefed.add(person)

    @rule(who=a_leader, person=st.sampled_from(["vera", "nuria", "pilar", "diego"]), often=st.integers(0, 7))
    def leave(self, who: str, person: str, often: int) -> None:
        who = "jaime" if often == 1 else who
        if often > 1:
            return
        if self.attempt(who, f"person.leave of {self._key(person)}", None, self.model.leave(who, person)):
            self.model.left.add(person)

    @rule(
        target=lent,
        who=st.sampled_from(["luis", "carmen", "pilar", "rosa"]),
        taker=somebody,
        role=st.sampled_from(["leader", "clerk"]),
    )
    def delegate(self, who: str, taker: str, role: str) -> int:
        expected = self.model.delegate(who, taker, role)
        case = self.attempt(who, "delegate.delegate", None, expected, taker=taker, role=role, until="+40")
        if case is None:
            return 0
        self.model.lent_roles[case.pk] = (who, taker, role)
        return int(case.pk)

    @rule(key=lent, who=somebody)
    def revoke(self, key: int, who: str) -> None:
        if key in self.model.lent_roles and self.attempt(who, "delegate.revoke", key, self.model.revoke(who, key)):
            del self.model.lent_roles[key]

    @rule()
    def ten_days_go_by(self) -> None:
        if self.model.weeks < WEEKS - 1:
            self.office.wait(timedelta(days=10))
            self.model.weeks += 1

    # ---- at every moment

    @invariant()
    def everything_is_where_the_model_says(self) -> None:
        """i, vii: one pair of hands or one place, and the same as in the model."""
        here = {
            thing.code: (_login(thing.person), thing.place.kind if thing.place else None)
            for thing in Thing.objects.select_related("person__account", "place")
        }
        assert here == {
            code: (item.holder, None if item.holder else "missing" if item.missing else "safe")
            for code, item in self.model.items.items()
        }

    def _put(self, code: str, holder: str | None, by: tuple[object, str] | None = None) -> None:
        item = self.model.items[code]
        item.came = (*by, self.model.weeks, item.since) if by else None
        item.holder, item.since = holder, self.model.weeks

    def _put_back(self, code: str, holder: str | None) -> None:
        """Where it was, with the term that it had."""
        item = self.model.items[code]
        since = item.came[3] if item.came else 0
        item.holder, item.since, item.came = holder, since, None

    @staticmethod
    def _key(login: str) -> int:
        return int(Person.objects.get(account__login=login).pk)


def _login(person: Person | None) -> str | None:
    return None if person is None else str(person.account.login)


def the_eight(model: Office) -> None:
    """What must be so at the end of any morning."""
    # i: what was registered is all there is, since nothing is destroyed or sent away.
    assert Thing.objects.count() == len(model.items)
    # i to vii, as they are held everywhere. Here clearances are taken from people who hold things, so hands are not asked.
    laws.custody()
    laws.case_by_case()
    laws.numbers()
    # iii once more, read from the ledger's own bytes.
    order: dict[str, int] = {}
    for position, entry in enumerate(Entry.objects.filter(kind="act").order_by("pk")):
        body: dict[str, Any] = canon.loads(bytes(entry.body))
        for approval in body.get("approvals", ()):
            assert order[approval["act"]] < position
        order[str(entry.act)] = position
        if (entry.procedure, entry.step) == ("documents.lend", "hand_over"):
            assert body["approvals"], "handed over without its approval"
    # viii, twice: by the program's own verification, and here.
    report = verify()
    assert report.sound, [finding.words("en") for finding in report.findings]
    assert rebuilt() == as_they_are()


def rebuilt() -> dict[tuple[str, int], dict[str, Any]]:
    """The tables as the entries alone tell them, with the values behind the commitments put in."""
    values = {c: value for _entry, _subject, box in seal.all_opened() for c, (_salt, value) in box.items()}
    tables: dict[tuple[str, int], dict[str, Any]] = {}
    for body in Entry.objects.filter(kind="act").order_by("pk").values_list("body", flat=True):
        for table, key, columns in canon.loads(bytes(body))["rows"]:
            tables.setdefault((table, key), {}).update(columns)
    return {
        key: {
            name: values[value["$"]] if isinstance(value, dict) and set(value) == {"$"} else value
            for name, value in columns.items()
        }
        for key, columns in tables.items()
    }


def as_they_are() -> dict[tuple[str, int], dict[str, Any]]:
    return {
        (model._meta.label_lower, row.pk): {column: plain(getattr(row, column)) for column in row.columns()}
        for model in recorded_models()
        for row in model._base_manager.all()
    }


@pytest.fixture
def db() -> None:
    """The machine opens and undoes its own transactions."""


@pytest.fixture
def office(db: None, django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with (
        django_db_blocker.unblock(),
        override_settings(PASSWORD_HASHERS=["tests.world.QuickHasher"]),
        transaction.atomic(),
    ):
        yield found()
        transaction.set_rollback(True)


@pytest.mark.database
def test_the_eight_laws_hold_whatever_is_tried(office: World, record_property: Any) -> None:
    Custody.world = office
    tally.clear()
    run_state_machine_as_test(
        Custody,
        settings=settings(
            max_examples=int(os.environ.get("PRECINTO_EXAMPLES", "2000")) if LONG else 12,
            stateful_step_count=120 if LONG else 50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=not LONG,
        ),
    )
    record_property("steps done", tally["done"])
    record_property("steps refused", tally["refused"])
    assert tally["done"] > 100
    assert tally["refused"] > 50
