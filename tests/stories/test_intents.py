# SPDX-License-Identifier: EUPL-1.2
"""The same request twice is one act; a key used for something else is told so; several steps go together or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from precinto.access.officers import Officer
from precinto.documents.models import Document, Loan
from precinto.procedures.model import REGISTRY
from precinto.procedures.perform import Act, Request, check, perform, perform_all
from precinto.records.errors import BadFacts, ConditionFailed, NotYourRole, Refused
from tests.stories.telling import PAPER, Telling

LEND = REGISTRY["documents.lend"]


def do(office: Telling, who: str, step: str, case: Any, intent: str, **facts: Any) -> Act:
    return perform(LEND, step, case, by=office.officer(who), facts=facts, intent=intent)


def test_the_same_request_twice_is_one_act(office: Telling) -> None:
    office.tell([PAPER])
    facts = {"copy": office.names["copy"], "reason": "informe"}
    first, second = (do(office, "rosa", "request", None, "key-1", **facts) for _ in range(2))
    assert (first.uuid, first.entry, first.case.pk) == (second.uuid, second.entry, second.case.pk)
    assert (first.again, second.again) == (False, True)
    assert Loan.objects.count() == 1


def test_the_same_key_of_two_persons_are_two_requests(office: Telling) -> None:
    office.tell([PAPER])
    facts = {"copy": office.names["copy"], "reason": "informe"}
    for who in ("rosa", "vera"):
        assert not do(office, who, "request", None, "key-1", **facts).again


def test_a_key_used_for_another_step(office: Telling) -> None:
    office.tell([PAPER, ("rosa", "lend.request")])
    loan = office.cases["documents.lend", ""]
    do(office, "luis", "approve", loan, "key-1")
    books = office.books()
    with pytest.raises(ConditionFailed, match="intent-used-otherwise"):
        do(office, "luis", "decline", loan, "key-1", reason="no")
    assert office.books() == books


def test_a_key_used_for_another_case_is_not_told_done(office: Telling) -> None:
    office.tell([PAPER, ("rosa", "lend.request as one"), ("vera", "lend.request as two", {"copy": "{copy2}"})])
    one, two = office.cases["documents.lend", "one"], office.cases["documents.lend", "two"]
    do(office, "luis", "approve", one, "key-1")
    with pytest.raises(ConditionFailed, match="intent-used-otherwise"):
        do(office, "luis", "approve", two, "key-1")
    assert Loan.objects.get(pk=two).stage == "asked"


@pytest.mark.parametrize("intent", ["", "x" * 81, "a\x00b", "\ud800", "clave\n", "ñ"])
def test_a_key_that_is_none(office: Telling, intent: str) -> None:
    office.tell([PAPER])
    with pytest.raises(BadFacts):
        do(office, "rosa", "request", None, intent, copy=office.names["copy"], reason="informe")


def test_several_steps_go_together_or_not_at_all(office: Telling) -> None:
    office.tell([PAPER, ("rosa", "lend.request as one"), ("vera", "lend.request as two", {"copy": "{copy2}"})])
    one, two = office.cases["documents.lend", "one"], office.cases["documents.lend", "two"]
    books = office.books()
    good, bad = Request(LEND, "approve", one, {}, "a"), Request(LEND, "settle", two, {}, "b")
    with pytest.raises(Refused) as caught:
        perform_all([good, bad], by=office.officer("luis"))
    assert caught.value.line == 1  # type: ignore[attr-defined]
    assert office.books() == books
    assert len(perform_all([good, Request(LEND, "approve", two, {}, "b")], by=office.officer("luis"))) == 2


def test_asking_whether_a_step_would_be_taken_changes_nothing(office: Telling) -> None:
    office.tell([PAPER])
    books, entries = office.books(), office.world.entries()
    circulate = {"copy": office.names["copy"], "readers": ["rosa"], "due": "+5"}
    check(Request(REGISTRY["documents.circulate"], "open", None, circulate), by=office.officer("carmen"))
    with pytest.raises(Refused):
        check(Request(LEND, "request", None, {"copy": office.names["copy"]}), by=office.officer("diego"))
    assert (office.books(), office.world.entries()) == (books, entries)


def test_the_office_is_founded_once(office: Telling) -> None:
    books = office.books()
    with pytest.raises(NotYourRole, match="already-founded"):
        perform(REGISTRY["personnel.found"], "found", None, by=Officer(None, "setup"), facts={}, intent="again")
    assert office.books() == books


def test_a_refusal_inside_leaves_no_document(office: Telling) -> None:
    office.is_refused(
        [("carmen", "register.register", {"copies": 100, "scope": "\n".join(["unit SEC"] * 400)})], "act-too-large"
    )
    assert not Document.objects.exists()
