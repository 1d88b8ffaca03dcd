# SPDX-License-Identifier: EUPL-1.2
"""4.1, 3.2: clearances and briefings are recorded with dates, by others than whom they are of."""

from __future__ import annotations

from tests.stories.telling import MINUTES_AGO, Move, Stories, Telling, told

OWN = "clear"

DONE: Stories = {
    "a clearance is recorded": ([("jaime", "grant")], "in_force"),
    "suspended": ([("sara", "suspend of rosa")], "suspended"),
    "restored": ([("sara", "suspend of rosa"), ("jaime", "restore")], "in_force"),
    "ended": ([("jaime", "end of rosa")], "ended"),
    "ended while suspended": ([("sara", "suspend of rosa"), ("jaime", "end")], "ended"),
    "a briefing is recorded by a clerk": ([("carmen", "brief.brief")], "in_force"),
    "a briefing is ended": ([("jaime", "brief.end of rosa")], "ended"),
    "the newer of two grants of one level counts": (
        [("jaime", "grant", {"person": "carmen", "caveats": ["cripto"]}), ("carmen", "register.register", {"caveats": ["cripto"]})],
        "registered",
    ),
}  # fmt: skip

REFUSED: Stories = {
    "granted by a clerk": ([("carmen", "grant")], "not-your-role"),
    "granted to oneself": ([("sara", "grant", {"person": "sara"})], "second-person-concerned"),
    "granted by a delegate of whom it is for": (
        [("jaime", "delegate.delegate", {"role": "head"}), ("nuria", "grant", {"person": "jaime"})], "second-person-concerned",
    ),
    "granted with an old password": ([("jaime", "grant", {MINUTES_AGO: 6})], "fresh-password"),
    "of a level that the scheme lacks": ([("jaime", "grant", {"level": "COSMIC"})], "bad-facts"),
    "restored for oneself": ([("sara", "suspend of jaime"), ("jaime", "restore")], "second-person-concerned"),
    "restored with an old password": ([("jaime", "suspend of rosa"), ("jaime", "restore", {MINUTES_AGO: 6})], "fresh-password"),
    "suspended without a reason": ([("jaime", "suspend of rosa", {"reason": ""})], "bad-facts"),
    "restored after it ended": ([("jaime", "end of rosa"), ("jaime", "restore")], "wrong-stage"),
    "restored for somebody who left while it was suspended": (
        [("jaime", "suspend of vera"), ("sara", "person.leave of vera"), ("jaime", "restore of vera")], "wrong-stage",
    ),
    "briefing oneself": ([("carmen", "brief.brief", {"person": "carmen"})], "second-person-concerned"),
    "briefed by a reader": ([("rosa", "brief.brief", {"person": "vera"})], "not-your-role"),
    "a briefing ended by a clerk": ([("carmen", "brief.end of rosa")], "not-your-role"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)
