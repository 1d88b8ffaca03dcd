# SPDX-License-Identifier: EUPL-1.2
"""1.4: folios that do not add up are looked into by the leader or the head, and not by whoever had them."""

from __future__ import annotations

from precinto.custody.models import PlaceKind
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

HERE = [PAPER, ("carmen", "open")]
NOT_HERE = [PAPER, ("carmen", "open", {"folios": 0, "account": "no está en su carpeta"})]

DONE: Stories = {
    "concluded by the leader": ([*SHORT, ("luis", "conclude")], "concluded"),
    "concluded by the head": ([*SHORT, ("jaime", "conclude")], "concluded"),
    "of another leader, by the head": ([*LEADERS_OWN, ("jaime", "conclude")], "concluded"),
    "of what lies in the safe, found with a folio less": (HERE, "open"),
    "opened by the head": ([PAPER, ("jaime", "open")], "open"),
    "of what is not in the safe": (NOT_HERE, "open"),
    "found again by another clerk": ([*NOT_HERE, ("pilar", "found")], "found"),
    "given up by the leader": ([*NOT_HERE, ("luis", "give_up")], "not_found"),
    "concluded: so many it has from now on": ([*HERE, ("luis", "conclude", {"folios": 11})], "concluded"),
    "a second one, after the first was concluded": ([*HERE, ("luis", "conclude"), ("pilar", "open")], "open"),
    "of the copy that nobody asks for, while the other is out": (
        [PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over"),
         ("carmen", "open", {"copy": "{copy2}"})],
        "open",
    ),
}  # fmt: skip

REFUSED: Stories = {
    "concluded by a clerk": ([*SHORT, ("carmen", "conclude")], "not-your-role"),
    "concluded by whoever had the copy": ([*LEADERS_OWN, ("luis", "conclude")], "second-person-concerned"),
    "concluded for whoever had the copy, by the delegate": ([*LEADERS_OWN, ("nuria", "conclude")], "second-person-concerned"),
    "concluded twice": ([*SHORT, ("luis", "conclude"), ("jaime", "conclude")], "wrong-stage"),
    "of what a reader has": (
        [PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over"), ("carmen", "open")],
        "in-other-hands",
    ),
    "of what is missing already": ([*NOT_HERE, ("pilar", "open")], "not-in-the-safe"),
    "where the folios agree": ([PAPER, ("carmen", "open", {"folios": 12})], "folios-agree"),
    "while one is open": ([*HERE, ("pilar", "open", {"folios": 10})], "discrepancy-open"),
    "of a copy out of scope": ([PAPER, ("jaime", "clear.suspend of pilar"), ("pilar", "open")], "not-found"),
    "opened by a reader": ([PAPER, ("rosa", "open")], "not-your-role"),
    "opened without a word": ([PAPER, ("carmen", "open", {"account": " "})], "bad-facts"),
    "concluded by who opened it": (
        [PAPER, ("luis", "delegate.delegate", {"taker": "carmen"}), ("carmen", "open"), ("carmen", "conclude")],
        "concluded-by-who-handled-it",
    ),
    "found by who looked for it in vain": ([*NOT_HERE, ("carmen", "found")], "found-by-who-lost-it"),
    "concluded while it is missing": ([*NOT_HERE, ("luis", "conclude")], "still-missing"),
    "concluded without words": ([*SHORT, ("luis", "conclude", {"conclusion": ""})], "bad-facts"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def test_what_was_concluded_is_what_each_later_count_is_held_against(office: Telling) -> None:
    """Else a copy that has lost a folio for good could never be handed over again."""
    lent = [("rosa", "lend.request"), ("luis", "lend.approve")]
    office.is_refused(
        [*HERE, ("luis", "conclude", {"folios": 11}), *lent, ("carmen", "lend.hand_over")], "folios-differ", OWN
    )
    office.tell([("carmen", "lend.hand_over", {"folios": 11}), ("carmen", "lend.take_back", {"folios": 11})], OWN)
    assert Discrepancy.objects.count() == 1


def test_what_is_not_in_its_safe_is_missing_from_then_on(office: Telling) -> None:
    """4.8: with the clock of what is missing, and nowhere else in the books."""
    office.tell(NOT_HERE, OWN)
    row = Discrepancy.objects.select_related("copy__thing__place").get()
    thing = row.copy.thing
    assert thing.place is not None
    assert (thing.place.kind, row.due) == (PlaceKind.MISSING, thing.due)
    assert row.due is not None
    office.tell([("pilar", "found")], OWN)
    assert Discrepancy.objects.get().due is None


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
