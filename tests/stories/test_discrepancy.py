# SPDX-License-Identifier: EUPL-1.2
"""1.4: folios that do not add up are looked into by the leader or the head, and not by whoever had them."""

from __future__ import annotations

from precinto.documents.models import Discrepancy
from tests.stories.telling import PAPER, SHORT_BACK, Move, Stories, Telling, later, told
from tests.web.conftest import Pages

OWN = "discrepancy"

SHORT = [
    PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over"),
    ("carmen", "lend.take_back", SHORT_BACK),
]  # fmt: skip
LEADERS_OWN = [
    ("carmen", "register.register", {"scope": "luis"}), ("luis", "delegate.delegate"), ("luis", "lend.request"),
    ("jaime", "post.open", {"code": "LID2", "role": "leader"}),
    ("jaime", "appoint.appoint", {"person": "vera", "post": "LID2"}), ("vera", "lend.approve"), ("carmen", "lend.hand_over"),
    ("carmen", "lend.take_back", SHORT_BACK),
]  # fmt: skip

DONE: Stories = {
    "concluded by the leader": ([*SHORT, ("luis", "conclude")], "concluded"),
    "concluded by the head": ([*SHORT, ("jaime", "conclude")], "concluded"),
    "of another leader, by the head": ([*LEADERS_OWN, ("jaime", "conclude")], "concluded"),
}  # fmt: skip

REFUSED: Stories = {
    "concluded by a clerk": ([*SHORT, ("carmen", "conclude")], "not-your-role"),
    "concluded by whoever had the copy": ([*LEADERS_OWN, ("luis", "conclude")], "second-person-concerned"),
    "concluded for whoever had the copy, by the delegate": ([*LEADERS_OWN, ("nuria", "conclude")], "second-person-concerned"),
    "concluded twice": ([*SHORT, ("luis", "conclude"), ("jaime", "conclude")], "wrong-stage"),
    "concluded without words": ([*SHORT, ("luis", "conclude", {"conclusion": ""})], "bad-facts"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def test_folios_that_differ_are_concluded_within_a_term(office: Telling) -> None:
    """1.4: what does not add up waits for nobody's memory, and is not presumed leaked: it is there."""
    office.tell([PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over"),
                 ("carmen", "lend.take_back", SHORT_BACK)], OWN)  # fmt: skip
    row = Discrepancy.objects.get()
    assert row.due is not None
    office.tell([later(days=20)], OWN)
    page = Pages("luis").get("/").content.decode()
    assert row.copy.thing.code in page.replace("-", "")
    assert "Se presume filtrado" not in page
    assert "Presumed leaked" not in page
