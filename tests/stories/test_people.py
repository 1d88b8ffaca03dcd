# SPDX-License-Identifier: EUPL-1.2
"""3.3, 4.1: units, posts, persons, appointments: by the head and the security administrator, never for oneself."""

from __future__ import annotations

from tests.stories.telling import PAPER, REASON, Move, Stories, Telling, later, told

OWN = "person"

EVA = ("jaime", "register")

DONE: Stories = {
    "a unit is opened": ([("jaime", "unit.open")], "in_use"),
    "by the security administrator": ([("sara", "unit.open", {"parent": "DIR"})], "in_use"),
    "a unit is closed": ([("jaime", "unit.open"), ("jaime", "unit.close")], "closed"),
    "a post is opened": ([("jaime", "post.open")], "in_use"),
    "a post is closed": ([("jaime", "post.open"), ("sara", "post.close")], "closed"),
    "a person is registered": ([EVA], "active"),
    "moved to another unit": ([EVA, ("sara", "transfer")], "active"),
    "corrected": ([EVA, ("sara", "correct")], "active"),
    "leaves": ([("jaime", "leave of diego")], "left"),
    "leaves once all has come back": (
        [PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over"), ("carmen", "lend.take_back"),
         ("jaime", "leave of rosa")],
        "left",
    ),
    "the head leaves by the hand of security, having handed over": (
        [("luis", "relief.open", {"outgoing": "jaime", "incoming": "carmen", "place": "{safe}", **REASON}),
         ("carmen", "inventory.finish", {"place": "{safe}"}), ("carmen", "inventory.close"), ("jaime", "relief.hand_over"),
         ("carmen", "relief.take_over"), ("luis", "relief.conform"), ("sara", "leave of jaime")],
        "left",
    ),
    "somebody is appointed": ([("jaime", "appoint.appoint")], "in_force"),
    "and the appointment ends": ([("jaime", "appoint.appoint", {"post": "RED"}), ("sara", "appoint.end")], "ended"),
    "an administrator after the other post has ended": (
        [("jaime", "appoint.end of luis"), later(days=1), ("jaime", "appoint.appoint", {"person": "luis", "post": "SIS"})],
        "in_force",
    ),
}  # fmt: skip

REFUSED: Stories = {
    "a clerk opens a unit": ([("carmen", "unit.open")], "not-your-role"),
    "two units of one code": ([("jaime", "unit.open", {"code": "sec"})], "code-taken"),
    "two posts of one code": ([("jaime", "post.open", {"code": "LID"})], "code-taken"),
    "the system administrator registers persons": ([("olga", "register")], "not-your-role"),
    "a unit closed twice": ([("jaime", "unit.open"), ("jaime", "unit.close"), ("jaime", "unit.close")], "wrong-stage"),
    "leaving while holding a copy": (
        [PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over"), ("jaime", "leave of rosa")],
        "still-holding",
    ),
    "leaving while holding a medium": (
        [("carmen", "medium.register"), ("carmen", "medium.hand_over"), ("jaime", "leave of rosa")], "still-holding",
    ),
    "letting oneself leave": ([("jaime", "leave of jaime")], "second-person-concerned"),
    "leaving twice": ([("jaime", "leave of diego"), ("jaime", "leave")], "wrong-stage"),
    "whoever left does nothing more": ([PAPER, ("jaime", "leave of vera"), ("vera", "lend.request")], "account-not-open"),
    "moving oneself": ([("sara", "transfer of sara")], "second-person-concerned"),
    "appointing oneself": ([("jaime", "appoint.appoint", {"person": "jaime", "post": "LID"})], "second-person-concerned"),
    "a delegate appoints the head": (
        [("jaime", "delegate.delegate", {"role": "head"}), ("nuria", "appoint.appoint", {"person": "jaime", "post": "LID"})],
        "second-person-concerned",
    ),
    "a clerk appointed system administrator": ([("jaime", "appoint.appoint", {"person": "carmen", "post": "SIS"})], "administrators-apart"),
    "the leader appointed security administrator": ([("jaime", "appoint.appoint", {"person": "luis", "post": "SEG"})],
         "administrators-apart"),
    "the system administrator appointed leader": ([("jaime", "appoint.appoint", {"person": "olga", "post": "LID"})],
         "administrators-apart"),
    "one person in two administrations": ([("jaime", "appoint.appoint", {"person": "olga", "post": "SEG"})], "administrators-apart"),
    "an administrator by a later appointment": (
        [("jaime", "appoint.appoint", {"person": "rosa", "post": "SIS", "since": "+30"}),
         ("jaime", "appoint.appoint", {"person": "rosa", "post": "LID"})],
        "administrators-apart",
    ),
    "an administrator who holds a clerk's delegation": (
        [("carmen", "delegate.delegate", {"role": "clerk", "taker": "rosa"}),
         ("jaime", "appoint.appoint", {"person": "rosa", "post": "SIS"})],
        "administrators-apart",
    ),
    "an appointment that ends before it begins": ([("jaime", "appoint.appoint", {"until": "2026-01-02"})], "bad-facts"),
    "an appointment ended by a reader": ([("rosa", "appoint.end of luis")], "not-found"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)
