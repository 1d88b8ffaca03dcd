# SPDX-License-Identifier: EUPL-1.2
"""1.2: papers go round as a star: office, reader, office, next reader."""

from __future__ import annotations

from datetime import timedelta

from precinto.documents.models import Round
from tests.stories.telling import AGELESS, CLOCK, PAPER, SHORT_BACK, Move, Stories, Telling, later, told

OWN = "circulate"

OPEN = [PAPER, ("carmen", "open")]
TO_ALL = {"scope": "unit SEC\nolga\ndiego\nluis\npilar"}


def to(reader: str) -> Move:
    """A round is opened for one reader."""
    return ("carmen", "open", {"readers": [reader]})


MEETING = {"title": "Seguimiento", "on": "+3", "room": "Sala 2", "level": "C", "participants": ["rosa", "diego"]}
FOR_ROSA = {"copy": "{copy}", "reader": "rosa"}

DONE: Stories = {
    "a round is opened": (OPEN, "in_office"),
    "opened until the day before a meeting that is to read it": (
        [PAPER, ("nuria", "meet.convene", MEETING), ("carmen", "meet.plan_paper", FOR_ROSA), ("luis", "meet.approve"),
         ("carmen", "open", {"due": "+2"})], "in_office",
    ),
    "the first reader has it": ([*OPEN, ("carmen", "give")], "out"),
    "and gives it back": ([*OPEN, ("carmen", "give"), ("carmen", "take_back")], "in_office"),
    "any clerk takes it back": ([*OPEN, ("carmen", "give"), ("pilar", "take_back")], "in_office"),
    "then the second reader has it": (
        [*OPEN, ("carmen", "give", {"reader": "rosa"}), ("carmen", "take_back"), ("carmen", "give", {"reader": "vera"})], "out",
    ),
    "handed over by mistake, and undone": ([*OPEN, ("carmen", "give"), ("carmen", "undo")], "in_office"),
    "and the same reader has it": ([*OPEN, ("carmen", "give"), ("carmen", "undo"), ("carmen", "give", {"reader": "rosa"})], "out"),
    "taken back by mistake, and undone": ([*OPEN, ("carmen", "give"), ("carmen", "take_back"), ("carmen", "undo")], "out"),
    "and taken back at last": (
        [*OPEN, ("carmen", "give"), ("carmen", "take_back"), ("carmen", "undo"), ("pilar", "take_back")], "in_office",
    ),
    "claimed from the reader who kept it overnight": ([*OPEN, ("carmen", "give"), later(days=4), ("carmen", "remind")], "out"),
    "a reader is left out of the round": ([*OPEN, ("carmen", "skip")], "in_office"),
    "and the next one has it": ([*OPEN, ("carmen", "skip"), ("carmen", "give", {"reader": "vera"})], "out"),
    "the round is closed": (
        [*OPEN, ("carmen", "skip"), ("carmen", "give"), ("carmen", "take_back"), ("carmen", "close")], "closed",
    ),
    "fewer folios come back: that is a discrepancy at once": (
        [*OPEN, ("carmen", "give"), ("carmen", "take_back", SHORT_BACK)], "in_office",
    ),
    "lost with the reader": ([*OPEN, ("carmen", "give"), ("pilar", "lose")], "lost"),
    "after it was found it goes round again": (
        [*OPEN, ("carmen", "give"), ("carmen", "lose"), ("pilar", "discrepancy.found"), ("carmen", "open", {"readers": ["vera"]})],
        "in_office",
    ),
    "from a clerk who reads, by another": (
        [("carmen", "register.register", TO_ALL), to("pilar"), ("carmen", "give"), ("carmen", "take_back")], "in_office",
    ),
    "in the reading room": ([PAPER, ("carmen", "open", {"in_room": True})], "in_office"),
    "read with notes, where the level allows them": ([PAPER, ("carmen", "open", {"notes": True}), ("carmen", "give")], "out"),
    "top level, after two have checked it": (
        [("carmen", "register.register", {"level": "S"}), ("pilar", "register.verify"), ("carmen", "open")], "in_office",
    ),
}  # fmt: skip

REFUSED: Stories = {
    "with notes of what no notes are taken of": (
        [("carmen", "register.register", {"level": "S"}), ("pilar", "register.verify"), ("carmen", "open", {"notes": True})],
        "notes-not-allowed",
    ),
    "notes allowed to one reader, of what no notes are taken of": (
        [("carmen", "register.register", {"level": "S"}), ("pilar", "register.verify"), ("carmen", "open"),
         ("carmen", "give", {"notes": "yes"})],
        "notes-not-allowed",
    ),
    "claimed on the day on which it is read": ([*OPEN, ("carmen", "give"), ("carmen", "remind")], "return-not-late"),
    "claimed by who reads it": (
        [("carmen", "register.register", TO_ALL), to("pilar"), ("carmen", "give"), later(days=4), ("pilar", "remind")],
        "not-from-oneself",
    ),
    "claimed from a head of unit that there is not": (
        [("jaime", "appoint.end of nuria"), *OPEN, ("carmen", "give"), later(days=4), ("carmen", "remind", {"to": "chief"})],
        "nobody-to-claim-from",
    ),
    "undone by another than did it": ([*OPEN, ("carmen", "give"), ("pilar", "undo")], "undo-not-yours"),
    "undone before anything was done": ([*OPEN, ("carmen", "undo")], "undo-nothing"),
    "undone too late": ([*OPEN, ("carmen", "give"), (CLOCK, timedelta(minutes=11)), ("carmen", "undo")], "undo-too-late"),
    "undone once it is signed for": ([*OPEN, ("carmen", "give"), ("rosa", "receipt.sign of rosa"), ("carmen", "undo")], "undo-signed"),
    "undone where the office undoes nothing": (
        [("jaime", "deadline.set", {"name": "undo", "value": 0}), *OPEN, ("carmen", "give"), ("carmen", "undo")], "undo-off",
    ),
    "a return undone that opened a discrepancy": (
        [*OPEN, ("carmen", "give"), ("carmen", "take_back", SHORT_BACK), ("carmen", "undo")], "undo-more-followed",
    ),
    "a return undone, and she may not read it any more": (
        [*OPEN, ("carmen", "give"), ("carmen", "take_back"), ("jaime", "clear.suspend of rosa"), ("carmen", "undo")],
        "clearance-suspended",
    ),
    "undone by who may not see it any more": (
        [*OPEN, ("carmen", "give"), ("jaime", "clear.suspend of carmen"), ("carmen", "undo")], "not-found",
    ),
    "claimed while it is in the office": ([*OPEN, ("carmen", "remind")], "wrong-stage"),
    "given, and written down off-line by who is no clerk": ([*OPEN, ("carmen", "give", {"noted_by": "vera"})], "noted-by-no-clerk"),
    "by a clerk who may not see it": ([PAPER, ("carmen", "open"), ("jaime", "clear.suspend of pilar"), ("pilar", "give")], "not-found"),
    "a reader opens a round": ([PAPER, ("rosa", "open")], "not-your-role"),
    "a clerk who may not see it": ([PAPER, ("jaime", "clear.suspend of pilar"), ("pilar", "open")], "not-found"),
    "no readers": ([PAPER, ("carmen", "open", {"readers": ","})], "no-readers"),
    "a reader twice": ([PAPER, ("carmen", "open", {"readers": ["rosa", "rosa"]})], "bad-facts"),
    "it ends yesterday": ([PAPER, later(days=2), ("carmen", "open", {"due": "2026-01-02"})], "due-in-the-past"),
    "the clerk puts herself on the route": (
        [("carmen", "register.register", TO_ALL), ("pilar", "open", {"readers": ["pilar"]})], "scope-adds-oneself",
    ),
    "the clerk hands it to herself": (
        [("carmen", "register.register", TO_ALL), ("carmen", "open", {"readers": ["pilar"]}), ("pilar", "give")],
        "not-to-oneself",
    ),
    "a second round of the same copy": ([*OPEN, ("carmen", "open")], "round-open"),
    "not in the scope": ([PAPER, to("diego")], "out-of-scope"),
    "without a clearance": ([("carmen", "register.register", TO_ALL), to("olga")], "clearance-none"),
    "with an expired clearance": (
        [AGELESS, PAPER, later(days=301), ("jaime", "clear.grant", {"person": "carmen"}), to("rosa")], "clearance-expired",
    ),
    "with a suspended clearance": ([PAPER, ("jaime", "clear.suspend of rosa"), to("rosa")], "clearance-suspended"),
    "with too low a clearance": (
        [PAPER, ("jaime", "clear.end of rosa"), ("jaime", "clear.grant", {"person": "rosa", "level": "DL"}), to("rosa")],
        "level-too-low",
    ),
    "without the caveat": (
        [("jaime", "clear.grant", {"person": "carmen", "caveats": ["cripto"]}),
         ("carmen", "register.register", {"caveats": ["cripto"]}), to("rosa")],
        "caveat-missing",
    ),
    "not releasable": (
        [("jaime", "clear.grant", {"person": "carmen", "caveats": ["rel:FRA"]}),
         ("carmen", "register.register", {"caveats": ["rel:FRA"]}), to("rosa")],
        "not-releasable",
    ),
    "without a briefing in force": ([PAPER, ("jaime", "brief.end of rosa"), to("rosa")], "not-briefed"),
    "the clearance was suspended since": ([*OPEN, ("jaime", "clear.suspend of rosa"), ("carmen", "give")], "clearance-suspended"),
    "the briefing ended since": ([*OPEN, ("jaime", "brief.end of rosa"), ("carmen", "give")], "not-briefed"),
    "the scope was withdrawn since": (
        [("carmen", "register.register", {"scope": "rosa"}), to("rosa"), ("pilar", "scope.withdraw of rosa"), ("carmen", "give")],
        "out-of-scope",
    ),
    "a document not confirmed yet": ([("carmen", "register.register_deferred"), ("carmen", "open")], "not-registered"),
    "an annulled document": ([PAPER, ("carmen", "register.annul"), ("carmen", "open")], "not-registered"),
    "raised while the round waits, and not checked by two": (
        [*OPEN, ("jaime", "regrade.order", {"level": "S"}), ("luis", "regrade.confirm"), ("carmen", "regrade.apply"), ("carmen", "give")],
        "not-verified",
    ),
    "opened while a loan of it is approved": (
        [PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "open")], "promised-to-a-borrower",
    ),
    "opened until after a meeting that is to read it": (
        [PAPER, ("nuria", "meet.convene", MEETING), ("carmen", "meet.plan_paper", FOR_ROSA), ("luis", "meet.approve"),
         ("carmen", "open")], "promised-to-a-meeting",
    ),
    "top level, before two have checked it": ([("carmen", "register.register", {"level": "S"}), ("carmen", "open")], "not-verified"),
    "from reader to reader": ([*OPEN, ("carmen", "give"), ("carmen", "give", {"reader": "vera"})], "wrong-stage"),
    "to end later than the profile allows": ([PAPER, ("carmen", "open", {"due": "+60"})], "round-too-long"),
    "while it is lent": (
        [PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over"), *OPEN[1:], ("carmen", "give")],
        "in-other-hands",
    ),
    "while it is missing": (
        [PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over"), *OPEN[1:],
         ("carmen", "lend.lose"), ("carmen", "give")],
        "not-in-the-safe",
    ),
    "out of turn": ([*OPEN, ("carmen", "give", {"reader": "vera"})], "not-the-next-reader"),
    "fewer folios come back, and nothing is said of it": (
        [*OPEN, ("carmen", "give"), ("carmen", "take_back", {"folios": 11})], "folios-differ-back",
    ),
    "another number of folios": ([*OPEN, ("carmen", "give", {"folios": 11})], "folios-differ"),
    "given once all have read": ([PAPER, to("rosa"), ("carmen", "give"), ("carmen", "take_back"), ("carmen", "give")], "round-finished"),
    "taken back into a safe of a lower level": (
        [*OPEN, ("carmen", "give"), ("jaime", "place.open as low"), ("carmen", "take_back", {"place": "{low}"})], "place-too-low",
    ),
    "taken back twice": ([*OPEN, ("carmen", "give"), ("carmen", "take_back"), ("carmen", "take_back")], "wrong-stage"),
    "a clerk who reads takes it back from herself": (
        [("carmen", "register.register", TO_ALL), to("pilar"), ("carmen", "give"), ("pilar", "take_back")], "not-from-oneself",
    ),
    "taken back from the clerk who reads, by her delegate": (
        [("pilar", "delegate.delegate", {"role": "clerk"}), ("carmen", "register.register", TO_ALL), to("pilar"),
         ("carmen", "give"), ("nuria", "take_back")],
        "not-from-oneself",
    ),
    "lost before it is with a reader": ([*OPEN, ("carmen", "lose")], "wrong-stage"),
    "reported lost by the reader": ([*OPEN, ("carmen", "give"), ("rosa", "lose")], "not-your-role"),
    "closed after it was lost": ([*OPEN, ("carmen", "give"), ("carmen", "lose"), ("carmen", "close")], "wrong-stage"),
    "the reader takes it back herself": ([*OPEN, ("carmen", "give"), ("rosa", "take_back")], "not-your-role"),
    "left out, who is not waiting": ([*OPEN, ("carmen", "skip", {"reader": "diego"})], "not-waiting"),
    "closed while readers wait": ([*OPEN, ("carmen", "close")], "readers-still-wait"),
    "closed while it is out": ([*OPEN, ("carmen", "give"), ("carmen", "close")], "wrong-stage"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def test_what_is_read_in_the_room_only_goes_round_in_the_room(office: Telling) -> None:
    """Of a level for which the scheme says so, whether or not somebody thought of the tick."""
    office.tell([("carmen", "register.register", {"level": "S"}), ("pilar", "register.verify"), ("carmen", "open"),
                 ("carmen", "register.register"), ("carmen", "open")], OWN)  # fmt: skip
    assert list(Round.objects.order_by("pk").values_list("in_room", flat=True)) == [True, False]
