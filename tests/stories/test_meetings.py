# SPDX-License-Identifier: EUPL-1.2
"""1.1: a meeting's list is complete and checked before it is approved; its papers go out by copy number and come back.

Long, because the stories of one clause are told in one file.
"""

from __future__ import annotations

import pytest

from precinto.access.models import Person
from precinto.access.officers import Officer
from precinto.custody.models import Movement, Thing
from precinto.documents import reservations
from precinto.documents.meetings.models import Brought, Handout
from precinto.documents.models import Discrepancy, Document
from precinto.documents.queries import visible
from precinto.procedures.model import Actor
from precinto.procedures.worklist import open_cases
from precinto.records import clock
from tests.stories.destruction import BURNT
from tests.stories.telling import FACTS, MINUTES_AGO, REASON, REGISTERED, Move, Stories, Telling, later, told

pytestmark = pytest.mark.database
OWN = "meet"

FACTS.update(
    {
        "meet.convene": {
            "title": "Seguimiento", "on": "hoy", "room": "Sala 2", "level": "C", "participants": ["rosa", "diego"],
            "agenda": "Lectura y acuerdos",
        },
        "meet.invite": {"person": "vera"},
        "meet.invite_guest": {
            "guest": "Comandante Gil", "body": "Estado Mayor", "level": "R", "certificate": "CH-9/26", "until": "+90",
        },
        "meet.leave_out": {"person": "diego"} | REASON,
        "meet.plan_paper": {"copy": "{copy}", "reader": "rosa"},
        "meet.drop_paper": {"copy": "{copy}"},
        "meet.begin": {"devices_outside": "yes"},
        "meet.give": {"copy": "{copy}", "folios": 12},
        "meet.collect": {"copy": "{copy}", "folios": 12, "place": "{safe}"},
        "meet.let_go": {"copy": "{copy}", "folios": 12, "place": "{safe}"},
        "meet.lose": {"copy": "{copy}"} | REASON,
        "meet.decline": REASON,
        "meet.cancel": REASON,
        "bring_back.expect": {"of": "Comité de enlace", "returned_on": "hoy", "papers": 2, "level": "C"},
        "bring_back.remind": {"answer": "los trae mañana"},
        "bring_back.nothing": {"statement": "no se repartió ningún papel"},
        "bring_back.excuse": REASON,
        "bring_back.surrender": {"found": 2, "folios": 24, "place": "{safe}"},
        "bring_back.take_in": {
            "of": "Comité de enlace", "attendee": "rosa", "returned_on": "hoy", "level": "C", "found": 2, "folios": 24,
            "place": "{safe}",
        },
        "bring_back.link": {"document": "{document}"},
        "bring_back.finish_otherwise": {"reason": "uno venía repetido"},
        "bring_back.confirm_otherwise": {"conclusion": "visto: se destruye el repetido"},
        "bring_back.reopen": REASON,
        "bring_back.conclude": {"conclusion": "uno se devolvió allí mismo"},
    }
)  # fmt: skip

PAPER: Move = ("carmen", "register.register")
SECOND = {"copy": "{copy2}", "reader": "diego"}
CALLED: list[Move] = [PAPER, ("nuria", "convene")]
GUESTS: list[Move] = [*CALLED, ("carmen", "invite_guest")]
FOR_GIL = {"reader": None, "guest": "G1"}
NOT_GIL = {"person": None, "guest": "G1"}
FOR_A_GUEST: list[Move] = [*GUESTS, ("carmen", "plan_paper", FOR_GIL)]
GIVEN_TO_A_GUEST: list[Move] = [*FOR_A_GUEST, ("luis", "approve"), ("carmen", "begin"), ("carmen", "give")]
IN_A_MONTH = {"on": "+30"}
PLANNED: list[Move] = [*CALLED, ("carmen", "plan_paper"), ("carmen", "plan_paper", SECOND)]
APPROVED: list[Move] = [*PLANNED, ("luis", "approve")]
HELD: list[Move] = [*APPROVED, ("carmen", "begin")]
OUT: list[Move] = [*HELD, ("carmen", "give"), ("carmen", "give", {"copy": "{copy2}"})]
BACK: list[Move] = [*OUT, ("carmen", "collect"), ("pilar", "collect", {"copy": "{copy2}"})]
OVER: list[Move] = [*BACK, ("nuria", "end")]
ELSEWHERE: list[Move] = [
    ("nuria", "convene", {"elsewhere": True}), ("luis", "approve"), ("carmen", "begin", {"devices_outside": None}),
    ("carmen", "end"),
]  # fmt: skip
# What burns is another safe, and the copy that Rosa has at the meeting with it.
BURNT_IN_HAND: list[Move] = [
    ("jaime", "place.open as other"), ("jaime", "emergency.declare", {"place": "{other}"}), ("pilar", "emergency.include"), *BURNT[1:],
]  # fmt: skip
TO_LOAN: list[Move] = [*OUT, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "let_go")]

CAVEATED: list[Move] = [
    ("jaime", "clear.grant", {"person": "carmen", "caveats": ["no-copia"]}),
    ("jaime", "clear.grant", {"person": "diego", "caveats": ["no-copia"]}),
    ("carmen", "register.register", {"caveats": ["no-copia"]}), ("nuria", "convene"),
    ("carmen", "plan_paper", {"reader": "diego"}),
]  # fmt: skip

EXPECTED: list[Move] = [("rosa", "bring_back.expect")]
IN: list[Move] = [*EXPECTED, ("carmen", "bring_back.surrender")]
CAME = REGISTERED | {"via": "meeting", "meeting": "Comité de enlace", "source": "{bundle}"}
REGISTERED_OUT: list[Move] = [*IN, ("carmen", "register.register", CAME)]
OTHERWISE: list[Move] = [
    *IN,
    ("carmen", "register.register", CAME | {"copies": 1}),
    ("carmen", "bring_back.finish_otherwise"),
]
WRONG_AND_OTHERWISE: list[Move] = [
    *EXPECTED, ("carmen", "bring_back.surrender", {"found": 1, "account": "solo uno"}), ("carmen", "bring_back.finish_otherwise"),
]  # fmt: skip

CLERK_READS: list[Move] = [
    PAPER, ("nuria", "convene", {"participants": ["pilar", "rosa"]}), ("carmen", "plan_paper", {"reader": "pilar"}),
    ("luis", "approve"), ("carmen", "begin"), ("carmen", "give"),
]  # fmt: skip

DONE: Stories = {
    "called": (CALLED, "planned"),
    "called by the office for another": ([("carmen", "convene", {"organiser": "nuria"})], "planned"),
    "one more on the list": ([*CALLED, ("nuria", "invite")], "planned"),
    "a guest with a certificate": ([*CALLED, ("carmen", "invite_guest")], "planned"),
    "somebody is taken off the list": ([*CALLED, ("nuria", "leave_out")], "planned"),
    "and put on it again": ([*CALLED, ("nuria", "leave_out"), ("nuria", "invite", {"person": "diego"})], "planned"),
    "a copy for each, the organiser plans what she sees": ([*CALLED, ("nuria", "plan_paper")], "planned"),
    "a copy is dropped": ([*PLANNED, ("nuria", "drop_paper")], "planned"),
    "approved": (APPROVED, "approved"),
    "declined": ([*PLANNED, ("luis", "decline")], "declined"),
    "called off": ([*APPROVED, ("nuria", "cancel")], "cancelled"),
    "the leader calls it off": ([*APPROVED, ("luis", "cancel")], "cancelled"),
    "under caveats with its originator's consent": (
        [*CAVEATED, ("luis", "approve", {"consent": "EM 7/26, de ayer"})], "approved",
    ),
    "it begins": (HELD, "held"),
    "copies are handed out, to whoever is out of their scope too": (OUT, "held"),
    "collected": (BACK, "held"),
    "collected when it is over": ([*OUT, ("nuria", "end"), ("carmen", "collect")], "ended"),
    "a copy is lost at it": ([*OUT, ("carmen", "lose")], "held"),
    "and the meeting may be closed": (
        [*OUT, ("carmen", "lose"), ("carmen", "collect", {"copy": "{copy2}"}), ("nuria", "end"), ("carmen", "close")], "closed",
    ),
    "lost when it is over": ([*OUT, ("nuria", "end"), ("carmen", "lose")], "ended"),
    "from a clerk who takes part, by another": ([*CLERK_READS, ("carmen", "collect")], "held"),
    "over": (OVER, "ended"),
    "closed": ([*OVER, ("carmen", "close")], "closed"),
    "closed, though a copy that was out has burnt": (
        [*OUT, *BURNT_IN_HAND, ("carmen", "collect", {"copy": "{copy2}"}), ("nuria", "end"), ("carmen", "close")], "closed",
    ),
    "let go as a loan that was approved": (TO_LOAN, "held"),
    "and lent": ([*TO_LOAN, ("carmen", "lend.hand_over")], "lent"),
    "the copy may be lent before it is held, if it is due before": (
        [PAPER, ("nuria", "convene", IN_A_MONTH), ("carmen", "plan_paper"), ("luis", "approve"), ("rosa", "lend.request"),
         ("luis", "lend.approve"), ("carmen", "lend.hand_over")], "lent",
    ),
    "approved with a copy that is lent until before it": (
        [PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("nuria", "convene", IN_A_MONTH), ("carmen", "plan_paper"),
         ("luis", "approve")], "approved",
    ),
    "approved, though another meeting reads it on another day": (
        [*APPROVED, ("nuria", "convene", IN_A_MONTH), ("carmen", "plan_paper"), ("luis", "approve")], "approved",
    ),
    "after it the copy is lent as ever": (
        [*OVER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over")], "lent",
    ),
    "a guest is taken off the list": ([*GUESTS, ("nuria", "leave_out", {"person": None, "guest": "G1"})], "planned"),
    "a guest by name": ([*GUESTS, ("nuria", "leave_out", {"person": None, "guest": "comandante gil"})], "planned"),
    "a copy for a guest, for which the organiser answers": (FOR_A_GUEST, "planned"),
    "and it is handed out and collected": ([*GIVEN_TO_A_GUEST, ("carmen", "collect")], "held"),
    "a guest did not come": ([*FOR_A_GUEST, ("luis", "approve"), ("carmen", "begin", {"absent_guests": "G1"})], "held"),
    "elsewhere, and it is over": (ELSEWHERE, "ended"),
    "elsewhere, nothing was brought": (
        [*ELSEWHERE, ("rosa", "bring_back.nothing of rosa"), ("diego", "bring_back.nothing of diego"), ("carmen", "close")],
        "closed",
    ),
    "papers are said to be coming": (EXPECTED, "expected"),
    "the office says so for somebody": ([("carmen", "bring_back.expect", {"attendee": "rosa"})], "expected"),
    "asked where they are": ([*EXPECTED, ("carmen", "bring_back.remind")], "expected"),
    "nothing after all": ([("rosa", "bring_back.expect", {"papers": None}), ("rosa", "bring_back.nothing")], "nothing"),
    "excused by the leader": ([*EXPECTED, ("luis", "bring_back.excuse")], "nothing"),
    "handed in": (IN, "surrendered"),
    "handed in though nobody expected them": ([("carmen", "bring_back.take_in")], "surrendered"),
    "fewer than were announced, and what was found": (
        [*EXPECTED, ("carmen", "bring_back.surrender", {"found": 1, "account": "solo uno"})], "surrendered",
    ),
    "registered out of the bundle": (REGISTERED_OUT, "registered"),
    "another count, and why: somebody else is to confirm it": (OTHERWISE, "differs"),
    "and it is confirmed": ([*OTHERWISE, ("luis", "bring_back.confirm_otherwise")], "registered"),
    "back to the clerk": ([*OTHERWISE, ("jaime", "bring_back.reopen")], "surrendered"),
    "and the clerk registers the rest": (
        [*OTHERWISE, ("jaime", "bring_back.reopen"), ("carmen", "register.register", CAME | {"copies": 1}),
         ("carmen", "bring_back.finish")], "registered",
    ),
    "what was wrong is concluded while the count is looked into": (
        [*WRONG_AND_OTHERWISE, ("luis", "bring_back.conclude")], "differs",
    ),
    "and then the count is confirmed": (
        [*WRONG_AND_OTHERWISE, ("luis", "bring_back.conclude"), ("luis", "bring_back.confirm_otherwise")], "registered",
    ),
    "and all of it": ([*REGISTERED_OUT, ("carmen", "bring_back.finish")], "registered"),
    "registered first, linked then": (
        [*IN, ("carmen", "register.register", CAME | {"source": None}), ("carmen", "bring_back.link")], "surrendered",
    ),
    "what was wrong is looked into": (
        [*EXPECTED, ("carmen", "bring_back.surrender", {"found": 1, "account": "solo uno"}), ("luis", "bring_back.conclude")],
        "surrendered",
    ),
    "what was wrong is concluded": (
        [*EXPECTED, ("carmen", "bring_back.surrender", {"found": 1, "account": "solo uno"}),
         ("carmen", "register.register", CAME), ("luis", "bring_back.conclude"), ("carmen", "bring_back.finish")],
        "registered",
    ),
}  # fmt: skip

REFUSED: Stories = {
    "collected by the clerk who reads it": ([*CLERK_READS, ("pilar", "collect")], "not-from-oneself"),
    "let go by the clerk who takes it away": ([*CLERK_READS, ("pilar", "let_go")], "not-from-oneself"),
    "lost, though not handed out": ([*HELD, ("carmen", "lose")], "not-handed-out"),
    "lost by a reader": ([*OUT, ("rosa", "lose")], "not-your-role"),
    "called for yesterday": ([("nuria", "convene", {"on": "2026-01-02"})], "due-in-the-past"),
    "ends before it begins": ([("nuria", "convene", {"on": "+3", "until": "+2"})], "bad-facts"),
    "without a list": ([("nuria", "convene", {"participants": None})], "bad-facts"),
    "with somebody not cleared": ([("nuria", "convene", {"participants": ["olga"]})], "clearance-none"),
    "with somebody not briefed": ([("jaime", "brief.end of rosa"), ("nuria", "convene")], "not-briefed"),
    "one who takes part writes the list": ([*CALLED, ("rosa", "invite")], "not-the-organiser"),
    "somebody else writes the list": ([*CALLED, ("vera", "invite")], "not-found"),
    "invited twice": ([*CALLED, ("nuria", "invite", {"person": "rosa"})], "invited-already"),
    "invited, not cleared": ([*CALLED, ("nuria", "invite", {"person": "olga"})], "clearance-none"),
    "a guest whose certificate is too low": ([*CALLED, ("nuria", "invite_guest", {"level": "DL"})], "guest-level-too-low"),
    "a guest whose certificate ends before": (
        [*CALLED, ("nuria", "invite_guest", {"until": "2026-01-02"})], "guest-certificate-over",
    ),
    "taken off a list where they are not": ([*CALLED, ("nuria", "leave_out", {"person": "vera"})], "not-a-participant"),
    "a guest who is on no list": ([*GUESTS, ("nuria", "leave_out", {"person": None, "guest": "G2"})], "bad-facts"),
    "a guest of another name": ([*GUESTS, ("nuria", "leave_out", {"person": None, "guest": "Gil"})], "bad-facts"),
    "a guest and somebody else at once": ([*GUESTS, ("nuria", "leave_out", {"guest": "G1"})], "bad-facts"),
    "a guest taken off twice": (
        [*GUESTS, ("nuria", "leave_out", NOT_GIL), ("nuria", "leave_out", NOT_GIL)], "not-a-participant",
    ),
    "a guest taken off with a copy planned": ([*FOR_A_GUEST, ("nuria", "leave_out", NOT_GIL)], "papers-are-planned"),
    "a copy for a guest who was taken off": (
        [*GUESTS, ("nuria", "leave_out", NOT_GIL), ("carmen", "plan_paper", FOR_GIL)], "not-a-participant",
    ),
    "a copy under caveats for a guest": (
        [("jaime", "clear.grant", {"person": "carmen", "caveats": ["cripto"]}), ("carmen", "register.register", {"caveats": ["cripto"]}),
         ("nuria", "convene"), ("carmen", "invite_guest"), ("carmen", "plan_paper", FOR_GIL)],
        "guest-no-caveats",
    ),
    "a copy handed out for a guest who did not come": (
        [*FOR_A_GUEST, ("luis", "approve"), ("carmen", "begin", {"absent_guests": "G1"}), ("carmen", "give")], "did-not-come",
    ),
    "a guest takes nothing away": ([*GIVEN_TO_A_GUEST, ("carmen", "let_go")], "guest-takes-nothing"),
    "taken off with a copy planned": ([*PLANNED, ("nuria", "leave_out")], "papers-are-planned"),
    "a copy for somebody not on the list": ([*CALLED, ("carmen", "plan_paper", {"reader": "vera"})], "not-a-participant"),
    "a copy that is planned already": ([*PLANNED, ("carmen", "plan_paper", {"reader": "diego"})], "paper-planned"),
    "a copy of a higher document": (
        [("carmen", "register.register", {"level": "R"}), ("nuria", "convene"), ("carmen", "plan_paper")], "meeting-too-low",
    ),
    "a copy of what is not confirmed": (
        [("carmen", "register.register_deferred"), ("nuria", "convene"), ("carmen", "plan_paper")], "not-registered",
    ),
    "a copy of top level that one person checked": (
        [("carmen", "register.register", {"level": "S"}), ("nuria", "convene", {"level": "S"}), ("carmen", "plan_paper")],
        "not-verified",
    ),
    "a copy for a meeting elsewhere": ([PAPER, ("nuria", "convene", {"elsewhere": True}), ("carmen", "plan_paper")],
                                       "meeting-elsewhere"),
    "a copy that the organiser may not see": (
        [("carmen", "register.register", {"scope": "diego"}), ("nuria", "convene"), ("nuria", "plan_paper")], "not-found",
    ),
    "a copy for somebody whose clearance has ended": (
        [*CALLED, ("jaime", "clear.suspend of rosa"), ("carmen", "plan_paper")], "clearance-suspended",
    ),
    "dropped, though not planned": ([*CALLED, ("nuria", "drop_paper")], "paper-not-planned"),
    "approved by the organiser": (
        [("luis", "delegate.delegate"), *PLANNED, ("nuria", "approve")], "second-person-concerned",
    ),
    "approved by one who takes part": (
        [("luis", "delegate.delegate", {"taker": "rosa"}), *PLANNED, ("rosa", "approve")], "second-person-concerned",
    ),
    "approved by a leader who takes part": (
        [("nuria", "convene", {"participants": ["rosa", "luis"]}), ("luis", "approve")], "second-person-concerned",
    ),
    "approved by whoever planned its papers": (
        [("luis", "delegate.delegate", {"taker": "carmen"}), *PLANNED, ("carmen", "approve")], "second-person",
    ),
    "approved without the password": ([*PLANNED, ("luis", "approve", {MINUTES_AGO: 60})], "fresh-password"),
    "approved with somebody no longer briefed": (
        [*PLANNED, ("jaime", "brief.end of diego"), ("luis", "approve")], "not-briefed",
    ),
    "approved with a paper that was raised since, and that nobody has checked": (
        [PAPER, ("nuria", "convene", {"level": "S"}), ("carmen", "plan_paper"), ("jaime", "regrade.order", {"level": "S"}),
         ("luis", "regrade.confirm"), ("carmen", "regrade.apply"), ("luis", "approve")], "not-verified",
    ),
    "approved with an empty list": (
        [("nuria", "convene", {"participants": ["diego"]}), ("nuria", "leave_out"), ("luis", "approve")], "no-participants",
    ),
    "under caveats, without its originator": ([*CAVEATED, ("luis", "approve")], "consent-needed"),
    "the list after it was approved": ([*APPROVED, ("nuria", "invite")], "wrong-stage"),
    "begun before it was approved": ([*PLANNED, ("carmen", "begin")], "wrong-stage"),
    "begun on another day": ([*APPROVED, later(days=2), ("carmen", "begin")], "not-the-day"),
    "begun with devices inside": ([*APPROVED, ("carmen", "begin", {"devices_outside": "no"})], "devices-inside"),
    "begun by whoever approved it": (
        [("jaime", "delegate.delegate", {"taker": "pilar", "role": "head"}), ("luis", "delegate.delegate", {"taker": "pilar"}),
         *PLANNED, ("pilar", "approve"), ("pilar", "begin")], "second-person",
    ),
    "a copy that is not on its list": (
        [*CALLED, ("luis", "approve"), ("carmen", "begin"), ("carmen", "give")], "paper-not-planned",
    ),
    "to one who did not come": (
        [*APPROVED, ("carmen", "begin", {"absent": ["rosa"]}), ("carmen", "give")], "did-not-come",
    ),
    "to oneself": (
        [PAPER, ("nuria", "convene", {"participants": ["pilar"]}), ("carmen", "plan_paper", {"reader": "pilar"}),
         ("luis", "approve"), ("carmen", "begin"), ("pilar", "give")], "not-to-oneself",
    ),
    "a copy that is out on loan": (
        [PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over"), *APPROVED[1:], ("carmen", "begin"),
         ("carmen", "give")], "in-other-hands",
    ),
    "a copy that is not there any more": (
        [*APPROVED, ("carmen", "discrepancy.open", {"folios": 0, "account": "no está"}), ("carmen", "begin"), ("carmen", "give")],
        "not-in-the-safe",
    ),
    "approved with a copy that is being sent away": (
        [*PLANNED, ("carmen", "channel.propose"), ("luis", "channel.approve"), ("carmen", "correspondent.register"),
         ("carmen", "despatch.prepare"), ("luis", "approve")], "despatch-open",
    ),
    "with another count": ([*HELD, ("carmen", "give", {"folios": 11})], "folios-differ"),
    "to one whose clearance was suspended since": (
        [*HELD, ("jaime", "clear.suspend of rosa"), ("carmen", "give")], "clearance-suspended",
    ),
    "handed out twice": ([*OUT, ("carmen", "give")], "paper-not-planned"),
    "promised to the meeting, and lent": (
        [*APPROVED, ("rosa", "lend.request"), ("luis", "lend.approve")], "promised-to-a-meeting",
    ),
    "approved with a copy that is promised to a borrower": (
        [*PLANNED, ("vera", "lend.request"), ("luis", "lend.approve"), ("luis", "approve")], "promised-to-a-borrower",
    ),
    "approved with a copy that goes round": (
        [*PLANNED, ("carmen", "circulate.open", {"readers": ["vera"]}), ("luis", "approve")], "promised-to-readers",
    ),
    "approved with a copy that another meeting reads on that day": (
        [*APPROVED, ("nuria", "convene"), ("carmen", "plan_paper"), ("luis", "approve")], "promised-to-a-meeting",
    ),
    "collected, though not handed out": ([*HELD, ("carmen", "collect")], "not-handed-out"),
    "collected into a place that is too low": (
        [("jaime", "place.open as low", {"level": "SC"}), *OUT, ("carmen", "collect", {"place": "{low}"})], "place-too-low",
    ),
    "taken away with an approval that has lapsed": (
        [*OUT, ("rosa", "lend.request"), ("luis", "lend.approve"), later(days=5), ("carmen", "let_go")],
        "taking-away-not-approved",
    ),
    "collected with another count, and nothing is said of it": ([*OUT, ("carmen", "collect", {"folios": 11})], "folios-differ-back"),
    "taken away with another count, and nothing is said of it": (
        [*OUT, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "let_go", {"folios": 11})], "folios-differ-back",
    ),
    "taken away without an approved loan": ([*OUT, ("carmen", "let_go")], "taking-away-not-approved"),
    "handed out at another time, which no station says": (
        [*HELD, ("carmen", "give", {"occurred_at": "2026-01-02 10:00"})], "bad-facts",
    ),
    "handed out as a station is said to have done": ([*HELD, ("carmen", "give", {"noted_by": "carmen"})], "brought-by-no-station"),
    "collected as somebody did who keeps no counter": ([*OUT, ("carmen", "collect", {"noted_by": "diego"})], "noted-by-no-clerk"),
    "closed with a copy out": ([*OUT, ("carmen", "end"), ("carmen", "close")], "meeting-paper-out"),
    "closed with papers not surrendered": ([*ELSEWHERE, ("carmen", "close")], "brought-not-registered"),
    "called off when it is held": ([*HELD, ("nuria", "cancel")], "wrong-stage"),
    "one who takes part calls it off": ([*APPROVED, ("rosa", "cancel")], "not-the-organiser"),
    "papers of somebody else": ([("rosa", "bring_back.expect", {"attendee": "vera"})], "papers-of-another"),
    "papers of tomorrow": ([("rosa", "bring_back.expect", {"returned_on": "+1"})], "not-back-yet"),
    "taken in of tomorrow": ([("carmen", "bring_back.take_in", {"returned_on": "+1"})], "not-back-yet"),
    "nothing, though papers were announced": ([*EXPECTED, ("rosa", "bring_back.nothing")], "papers-announced"),
    "excused by whoever said that they were coming": (
        [("jaime", "bring_back.expect", {"attendee": "rosa"}), ("jaime", "bring_back.excuse")], "second-person",
    ),
    "a clerk takes in their own": (
        [("carmen", "bring_back.expect"), ("carmen", "bring_back.surrender")], "second-person-concerned",
    ),
    "a clerk takes in their own, unannounced": (
        [("carmen", "bring_back.take_in", {"attendee": "carmen"})], "second-person-concerned",
    ),
    "fewer than announced and nothing said": ([*EXPECTED, ("carmen", "bring_back.surrender", {"found": 1})], "bad-facts"),
    "into a low place": (
        [("jaime", "place.open as low", {"level": "SC"}), *EXPECTED, ("carmen", "bring_back.surrender", {"place": "{low}"})],
        "place-too-low",
    ),
    "registered out of the bundle as if by bag": (
        [*IN, ("carmen", "register.register", {"source": "{bundle}"})], "came-otherwise",
    ),
    "linked twice": ([*REGISTERED_OUT, ("carmen", "bring_back.link")], "document-came-in-another"),
    "linked, of before": ([PAPER, later(hours=1), *IN, ("carmen", "bring_back.link")], "registered-before-it-came"),
    "done with nothing registered": ([*IN, ("carmen", "bring_back.finish")], "nothing-registered-of-it"),
    "done with nothing registered, whatever is said of it": (
        [*IN, ("carmen", "bring_back.finish", {"reason": "ya veremos"})], "nothing-registered-of-it",
    ),
    "another count, confirmed by whoever took them in": (
        [("jaime", "delegate.delegate", {"taker": "carmen", "role": "head"}), *OTHERWISE[:-1],
         ("pilar", "bring_back.finish_otherwise"), ("carmen", "bring_back.confirm_otherwise")], "second-person",
    ),
    "another count, confirmed by whoever brought them": (
        [("jaime", "delegate.delegate", {"taker": "rosa", "role": "head"}), *OTHERWISE, ("rosa", "bring_back.confirm_otherwise")],
        "second-person-concerned",
    ),
    "another count, confirmed before what was wrong is concluded": (
        [*WRONG_AND_OTHERWISE, ("luis", "bring_back.confirm_otherwise")], "finding-open",
    ),
    "a meeting, closed while another count is to be confirmed": (
        [*ELSEWHERE, ("carmen", "bring_back.surrender of rosa"), ("carmen", "bring_back.finish_otherwise of rosa"),
         ("diego", "bring_back.nothing of diego"), ("carmen", "close")], "brought-not-registered",
    ),
    "done with folios left over": (
        [*IN, ("carmen", "register.register", CAME | {"copies": 1}), ("carmen", "bring_back.finish")],
        "folios-not-all-registered",
    ),
    "done, unconfirmed": (
        [*IN, ("carmen", "register.register_deferred", CAME), ("carmen", "bring_back.finish")], "not-registered",
    ),
    "done before what was wrong is concluded": (
        [*EXPECTED, ("carmen", "bring_back.surrender", {"found": 1, "account": "solo uno"}),
         ("carmen", "register.register", CAME), ("carmen", "bring_back.finish")], "finding-open",
    ),
    "concluded, though nothing was wrong": ([*IN, ("luis", "bring_back.conclude")], "nothing-to-conclude"),
    "a bundle is not lent": ([*IN, ("vera", "lend.request", {"copy": "{bundle}"})], "not-found"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def test_every_copy_goes_from_the_office_to_a_reader_and_back(office: Telling) -> None:
    office.tell(OVER, OWN)
    for thing in Thing.objects.filter(kind="copy"):
        hops = list(Movement.objects.filter(thing=thing).order_by("seq"))
        assert len(hops) == 3
        assert all((hop.from_person_id is None) or (hop.to_person_id is None) for hop in hops)
        assert thing.in_the_safe
    assert {one.state for one in Handout.objects.all()} == {"back"}


def test_another_count_at_the_door_opens_a_discrepancy(office: Telling) -> None:
    office.tell([*OUT, ("carmen", "collect", {"folios": 11, "account": "falta el 3"})], OWN)
    row = Discrepancy.objects.get()
    assert (row.expected, row.found, row.stage) == (12, 11, "open")


def test_who_was_elsewhere_is_chased_until_the_papers_are_in(office: Telling) -> None:
    office.tell(ELSEWHERE, OWN)
    assert Brought.objects.count() == 2
    office.wait(later(days=6)[1])
    late = [w.procedure.name for w in open_cases(before=clock.now())]
    assert late.count("documents.bring_back") == 2
    assert late.count("documents.meet") == 1


def test_the_meeting_gives_nobody_the_document_outside_it(office: Telling) -> None:
    office.tell(OUT, OWN)
    diego = Person.objects.get(account__login="diego")
    document = Document.objects.get()
    assert not visible(document, Actor(Officer(diego, "cli"), clock.now()).subject)
    assert Thing.objects.filter(person=diego).count() == 1


def test_what_a_meeting_is_going_to_read_is_not_destroyed(office: Telling) -> None:
    office.tell(PLANNED, OWN)
    things = list(Thing.objects.filter(kind="copy").values_list("pk", flat=True))
    reason = reservations.why_not(reservations.Use.DESTROY, things)
    assert reason is not None
    assert reason.id == "promised-to-a-meeting"
    assert reservations.why_not(reservations.Use.LEAVE, things) is None, "before it is held, it may be read elsewhere"
    office.take(("nuria", "cancel"), OWN)
    assert reservations.why_not(reservations.Use.DESTROY, things) is None
