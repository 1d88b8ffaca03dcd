# SPDX-License-Identifier: EUPL-1.2
"""1.2: a reading scope is extended by the leader, at the request of who needs it, and never for oneself."""

from __future__ import annotations

import time_machine
from django.utils import timezone

from precinto.documents.cases import actor_of
from precinto.documents.lists import evening
from tests.stories.telling import MINUTES_AGO, PAPER, Move, Stories, Telling, told

OWN = "extend"

ASKED = [PAPER, ("rosa", "request")]
LUIS_DELEGATES = ("luis", "delegate.delegate")
CAVEATED = [
    ("jaime", "clear.grant", {"person": "carmen", "caveats": ["no-copia"]}),
    ("jaime", "clear.grant", {"person": "rosa", "caveats": ["no-copia"]}),
    ("jaime", "clear.grant", {"person": "diego", "caveats": ["no-copia"]}),
    ("carmen", "register.register", {"caveats": ["no-copia"]}),
    ("rosa", "request"),
]

DONE: Stories = {
    "asked by a reader for a colleague": (ASKED, "asked"),
    "granted by the leader": ([*ASKED, ("luis", "approve")], "granted"),
    "declined": ([*ASKED, ("luis", "decline")], "declined"),
    "the new reader may then borrow": ([*ASKED, ("luis", "approve"), ("diego", "lend.request")], "asked"),
    "by delegation of the leader": ([*ASKED, LUIS_DELEGATES, ("nuria", "approve")], "granted"),
    "with the originator's consent": ([*CAVEATED, ("luis", "approve", {"consent": "EMAD 7/2026"})], "granted"),
}  # fmt: skip

REFUSED: Stories = {
    "of top level, not checked by two": ([("carmen", "register.register", {"level": "S"}), ("rosa", "request")], "not-verified"),
    "asked by who does not see it": ([PAPER, ("diego", "request")], "not-found"),
    "a clerk asks for herself": ([PAPER, ("carmen", "request", {"beneficiary": "carmen"})], "in-scope-already"),
    "for who is in it already": ([PAPER, ("rosa", "request", {"beneficiary": "vera"})], "in-scope-already"),
    "for who is not cleared": ([PAPER, ("rosa", "request", {"beneficiary": "olga"})], "clearance-none"),
    "of a document not confirmed": ([("carmen", "register.register_deferred"), ("rosa", "request")], "not-registered"),
    "approved by a reader": ([*ASKED, ("vera", "approve")], "not-found"),
    "approved by the clerk": ([*ASKED, ("carmen", "approve")], "not-your-role"),
    "approved by the head": ([*ASKED, ("jaime", "approve")], "not-your-role"),
    "approved by the administrator": ([*ASKED, ("olga", "approve")], "not-found"),
    "approved by who asked, as the leader's delegate": (
        [PAPER, ("luis", "delegate.delegate", {"taker": "rosa"}), ("rosa", "request"), ("rosa", "approve")], "second-person",
    ),
    "approved by the beneficiary": (
        [PAPER, ("rosa", "request", {"beneficiary": "luis"}), ("luis", "approve")], "second-person-concerned",
    ),
    "approved by the beneficiary as delegate": (
        [PAPER, ("luis", "delegate.delegate", {"taker": "diego"}), ("rosa", "request"), ("diego", "approve")],
        "second-person-concerned",
    ),
    "approved for the leader by his delegate": (
        [PAPER, LUIS_DELEGATES, ("rosa", "request", {"beneficiary": "luis"}), ("nuria", "approve")], "second-person-concerned",
    ),
    "declined by who asked": (
        [PAPER, ("luis", "delegate.delegate", {"taker": "rosa"}), ("rosa", "request"), ("rosa", "decline")], "second-person",
    ),
    "approved with an old password": ([*ASKED, ("luis", "approve", {MINUTES_AGO: 6})], "fresh-password"),
    "the beneficiary lost the clearance since": ([*ASKED, ("jaime", "clear.suspend of diego"), ("luis", "approve")], "clearance-suspended"),
    "without the originator's consent": ([*CAVEATED, ("luis", "approve")], "consent-needed"),
    "of a document annulled since": ([*ASKED, ("carmen", "register.annul"), ("luis", "approve")], "not-registered"),
    "approved twice": ([*ASKED, ("luis", "approve"), ("luis", "approve")], "wrong-stage"),
    "approved after it was declined": ([*ASKED, ("luis", "decline"), ("luis", "approve")], "wrong-stage"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def test_it_is_answered_within_two_working_days_or_it_is_late(office: Telling) -> None:
    with time_machine.travel("2026-12-14T10:00:00Z", tick=False):  # a Monday
        office.tell(ASKED, OWN)
    with time_machine.travel("2026-12-16T10:00:00Z", tick=False):
        assert [item.kind for item in evening.split(actor_of(office.officer("luis"))).ahead if item.kind == "case"] == [
            "case"
        ]
    with time_machine.travel("2026-12-17T10:00:00Z", tick=False):
        late = [item for item in evening.split(actor_of(office.officer("luis"))).late if item.kind == "case"]
        assert [timezone.localtime(item.due).day for item in late if item.due is not None] == [16]
