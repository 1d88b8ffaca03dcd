# SPDX-License-Identifier: EUPL-1.2
"""A value is forgotten for ever by two persons: one asks, another does it."""

from __future__ import annotations

import pytest

from precinto.documents.models import Document
from precinto.ledger.seal import opened
from precinto.ledger.verify import verify
from precinto.office.acts import FORGOTTEN as FORGOTTEN_TEXT
from tests.stories.telling import MINUTES_AGO, PAPER, Move, Stories, Telling, told

OWN = "redact"

ASKED = [PAPER, ("carmen", "ask")]

DONE: Stories = {
    "asked": (ASKED, "asked"),
    "forgotten by the head": ([*ASKED, ("jaime", "forget")], "forgotten"),
    "forgotten by the leader": ([*ASKED, ("luis", "forget")], "forgotten"),
    "declined": ([*ASKED, ("luis", "decline")], "declined"),
}  # fmt: skip

REFUSED: Stories = {
    "asked by a reader": ([PAPER, ("rosa", "ask")], "not-your-role"),
    "of what is not sealed": ([PAPER, ("carmen", "ask", {"target": "documents.document/{document_key}/level"})], "bad-facts"),
    "of what is not there": ([PAPER, ("carmen", "ask", {"target": "documents.document/999999/title"})], "bad-facts"),
    "of a key beyond all keys": ([PAPER, ("carmen", "ask", {"target": "documents.document/99999999999999999999/title"})], "bad-facts"),
    "forgotten by whoever asked": ([PAPER, ("jaime", "ask"), ("jaime", "forget")], "second-person"),
    "forgotten by the delegate of whoever asked": (
        [PAPER, ("jaime", "delegate.delegate", {"role": "head"}), ("jaime", "ask"), ("nuria", "forget")], "second-person",
    ),
    "forgotten with an old password": ([*ASKED, ("luis", "forget", {MINUTES_AGO: 6})], "fresh-password"),
    "forgotten twice": ([*ASKED, ("luis", "forget"), ("jaime", "forget")], "wrong-stage"),
    "forgotten by a clerk": ([*ASKED, ("pilar", "forget")], "not-your-role"),
    "declined by whoever asked": ([PAPER, ("jaime", "ask"), ("jaime", "decline")], "second-person"),
}  # fmt: skip

SAME = "Inventario de aljibes"
FORGOTTEN: dict[str, list[Move]] = {
    "a title": [PAPER, ("carmen", "ask"), ("luis", "forget")],
    "a title corrected twice": [
        PAPER, ("carmen", "register.correct"), ("carmen", "register.correct", {"title": "Inventario de pozos"}),
        ("carmen", "ask"), ("luis", "forget"),
    ],
    "a title that is also the reference": [
        ("carmen", "register.register", {"title": SAME, "reference": SAME}), ("carmen", "ask"), ("luis", "forget"),
    ],
    "a title that is also the reason of a loan": [
        ("carmen", "register.register", {"title": SAME}), ("rosa", "lend.request", {"reason": SAME}), ("carmen", "ask"),
        ("luis", "forget"),
    ],
    "a given name that is also the family name": [
        ("jaime", "person.register", {"given_name": "Martín", "family_name": "Martín"}),
        ("carmen", "ask", {"target": "access.person/{person_key}/given_name"}), ("luis", "forget"),
    ],
    "a value forgotten twice": [
        PAPER, ("carmen", "ask"), ("luis", "forget"), ("carmen", "ask"), ("luis", "forget"),
    ],
    "an empty value": [PAPER, ("carmen", "ask", {"target": "documents.document/{document_key}/note"}), ("luis", "forget")],
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


@pytest.mark.parametrize("moves", list(FORGOTTEN.values()), ids=list(FORGOTTEN))
def test_the_books_stay_sound_and_the_value_is_in_no_box(office: Telling, moves: list[Move]) -> None:
    office.tell(moves, OWN)
    report = verify()
    assert report.sound, [finding.words("en") for finding in report.findings]


def test_what_was_forgotten_cannot_be_opened_by_anybody(office: Telling) -> None:
    office.tell(FORGOTTEN["a title corrected twice"], OWN)
    subject = f"documents.document/{office.names['document_key']}"
    known = {value for _salt, value in opened(subject).values()}
    assert not {"Inventario de cisternas", "Inventario de aljibes", "Inventario de pozos"} & known - {
        "Inventario de aljibes"
    }
    document = Document.objects.get(pk=office.names["document_key"])
    assert document.title == FORGOTTEN_TEXT
