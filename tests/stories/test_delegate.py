# SPDX-License-Identifier: EUPL-1.2
"""1.4: a substitute is named by whoever holds the post, for a time, and never to get round a second person."""

from __future__ import annotations

from tests.stories.telling import MINUTES_AGO, Move, Stories, Telling, later, told

OWN = "delegate"

DONE: Stories = {
    "the leader delegates": ([("luis", "delegate")], "in_force"),
    "a clerk delegates": ([("carmen", "delegate", {"role": "clerk"})], "in_force"),
    "the giver revokes": ([("luis", "delegate"), ("luis", "revoke")], "ended"),
    "the head revokes": ([("luis", "delegate"), ("jaime", "revoke")], "ended"),
    "security revokes": ([("luis", "delegate"), ("sara", "revoke")], "ended"),
    "to somebody who was an administrator once": (
        [("jaime", "appoint.appoint", {"person": "rosa", "post": "SIS", "until": "hoy"}), later(days=1),
         ("luis", "delegate", {"taker": "rosa"})],
        "in_force",
    ),
}  # fmt: skip

REFUSED: Stories = {
    "a reader delegates": ([("rosa", "delegate")], "not-your-role"),
    "somebody else's role": ([("carmen", "delegate", {"role": "leader"})], "delegate-own-role"),
    "a role held by delegation is passed on": ([("luis", "delegate"), ("nuria", "delegate", {"taker": "rosa"})], "delegate-own-role"),
    "to oneself": ([("luis", "delegate", {"taker": "luis"})], "delegate-to-another"),
    "to the system administrator": ([("luis", "delegate", {"taker": "olga"})], "administrators-apart"),
    "to the security administrator": ([("carmen", "delegate", {"role": "clerk", "taker": "sara"})], "administrators-apart"),
    "to a system administrator of next month": (
        [("jaime", "appoint.appoint", {"person": "rosa", "post": "SIS", "since": "+5"}), ("luis", "delegate", {"taker": "rosa"})],
        "administrators-apart",
    ),
    "for longer than six weeks": ([("luis", "delegate", {"until": "+60"})], "delegation-too-long"),
    "without a last day": ([("luis", "delegate", {"until": None})], "bad-facts"),
    "with an old password": ([("luis", "delegate", {MINUTES_AGO: 6})], "fresh-password"),
    "an administrator's role": ([("olga", "delegate", {"role": "system"})], "not-your-role"),
    "revoked by whoever took it": ([("luis", "delegate", {"taker": "rosa"}), ("rosa", "revoke")], "not-your-role"),
    "revoked twice": ([("luis", "delegate"), ("luis", "revoke"), ("luis", "revoke")], "wrong-stage"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)
