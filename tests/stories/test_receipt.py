# SPDX-License-Identifier: EUPL-1.2
"""1.4: both sign for what passed between the office and one person; 2.2: the PIN with which it is done at the office."""

from __future__ import annotations

import pytest

from precinto.documents.printing.of_custody import runs
from precinto.ledger.models import Entry
from tests.stories.telling import FACTS, MINUTES_AGO, PAPER, REASON, Move, Stories, Telling, later, told

pytestmark = pytest.mark.database
OWN = "receipt"
PIN = "739164"
CHOSEN = {"pin": PIN, "again": PIN}
DRAWN = "M10 12L14 30L40 22M60 60L90 61"


def passed(office: Telling) -> str:
    """The acts by which the office gave something out, or took it back, in this story."""
    moved = Entry.objects.filter(kind="act", procedure__in=("documents.lend", "documents.circulate"))
    acts = moved.filter(step__in=("hand_over", "give", "take_back")).values_list("act", flat=True)
    return "\n".join(map(str, acts))


def approved(office: Telling) -> str:
    """An act that moved nothing."""
    return str(Entry.objects.get(procedure="documents.lend", kind="act", step="approve").act)


def range_of_them(office: Telling) -> str:
    return runs(Entry.objects.filter(act__in=passed(office).split()).values_list("pk", flat=True))


def the_last_of_them(office: Telling) -> str:
    return passed(office).split()[-1]


FACTS.update(
    {
        "receipt.open": {"person": "rosa", "acts": passed},
        "receipt.sign": {"drawing": DRAWN},
        "receipt.paper": {"form": "{paper}"},
        "receipt.decline": {"reason": "faltaba el folio 3"},
        "receipt.explain": REASON,
        "pin.choose": CHOSEN,
        "pin.give": {"person": "{person}"} | CHOSEN,
        "pin.change": {"pin": "604918", "again": "604918"},
        "pin.renew": {"pin": "604918", "again": "604918"},
    }
)  # fmt: skip

# Where the office asks for no receipts, one is opened by hand when it is wanted all the same.
UNASKED: Move = ("jaime", "deadline.set", {"name": "receipt-signature", "value": 0})
GIVEN: list[Move] = [UNASKED, PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over")]
OPENED: list[Move] = [*GIVEN, ("carmen", "open")]
WITH_PIN: list[Move] = [("rosa", "pin.choose"), *OPENED]
BY_PIN = {"pin": PIN, "drawing": None}
PRINTED: Move = ("carmen", "form.print", {"form": "receipt", "target": range_of_them, "about": the_last_of_them})
DECLINED: list[Move] = [*OPENED, ("rosa", "decline")]
# Eva has no account: somebody sets her PIN at the office.
EVA: list[Move] = [
    ("jaime", "person.register as eva"), ("jaime", "clear.grant", {"person": "{person}"}),
    ("jaime", "brief.brief", {"person": "{person}"}),
]  # fmt: skip
EVAS_PIN: list[Move] = [*EVA, ("carmen", "pin.give")]
TO_EVA: list[Move] = [
    *EVAS_PIN, UNASKED, PAPER, ("carmen", "circulate.open", {"readers": ["{person}"]}), ("carmen", "circulate.give"),
    ("carmen", "open", {"person": "{person}"}),
]  # fmt: skip
TO_CARMEN: list[Move] = [
    UNASKED, ("pilar", "register.register", {"scope": "carmen"}), ("carmen", "lend.request"), ("luis", "lend.approve"),
    ("pilar", "lend.hand_over"),
]  # fmt: skip
BORN = {"birth_date": "1984-05-27", "phones": "+34 600 914 273", "identity_number": "50482917K"}

DONE: Stories = {
    "opened": (OPENED, "unsigned"),
    "of what came back": ([*GIVEN, ("carmen", "lend.take_back"), ("carmen", "open")], "unsigned"),
    "signed by hand": ([*OPENED, ("carmen", "sign")], "signed"),
    "signed with the PIN": ([*WITH_PIN, ("carmen", "sign", BY_PIN)], "signed"),
    "signed from one's own session": ([*OPENED, ("rosa", "sign", {"drawing": None})], "signed"),
    "signed for both, as it is shown": (
        [PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over"), ("carmen", "lend.undo"),
         ("rosa", "sign of rosa", {"lines": 2, "drawing": None})], "signed",
    ),
    "signed in ink": ([*OPENED, PRINTED, ("carmen", "paper")], "signed"),
    "the person refuses": (DECLINED, "declined"),
    "and it is looked into": ([*DECLINED, ("jaime", "explain")], "explained"),
    "a PIN": ([("rosa", "pin.choose")], "set"),
    "another PIN": ([("rosa", "pin.choose"), ("rosa", "pin.change")], "set"),
    "a PIN for somebody without an account": (EVAS_PIN, "set"),
    "and another": ([*EVAS_PIN, ("pilar", "pin.renew")], "set"),
    "signed with it before another clerk": ([*TO_EVA, ("pilar", "sign", BY_PIN)], "signed"),
}  # fmt: skip

REFUSED: Stories = {
    "of somebody else": ([*GIVEN, ("carmen", "open", {"person": "vera"})], "not-of-this-person"),
    "of an act that moved nothing": ([*GIVEN, ("carmen", "open", {"acts": approved})], "not-of-this-person"),
    "of two people": (
        [*GIVEN, ("vera", "lend.request", {"copy": "{copy2}"}), ("luis", "lend.approve"), ("carmen", "lend.hand_over"),
         ("carmen", "open")], "not-of-this-person",
    ),
    "of no act": ([*GIVEN, ("carmen", "open", {"acts": "nada"})], "bad-facts"),
    "twice of the same": ([*OPENED, ("carmen", "open")], "on-a-receipt-already"),
    "by a reader": ([*GIVEN, ("vera", "open")], "not-your-role"),
    "by the clerk who received it": ([*TO_CARMEN, ("carmen", "open", {"person": "carmen"})], "not-to-oneself"),
    "signed with nothing": ([*OPENED, ("carmen", "sign", {"drawing": None})], "sign-one-way"),
    "signed with two things": ([*WITH_PIN, ("carmen", "sign", {"pin": PIN})], "sign-one-way"),
    "signed with a PIN that there is not": ([*OPENED, ("carmen", "sign", BY_PIN)], "no-pin"),
    "signed with a wrong PIN": ([*WITH_PIN, ("carmen", "sign", BY_PIN | {"pin": "739165"})], "wrong-pin"),
    "signed with the PIN that the clerk set": ([*TO_EVA, ("carmen", "sign", BY_PIN)], "pin-set-by-you"),
    "signed by another reader": ([*OPENED, ("vera", "sign", {"drawing": None})], "not-found"),
    "signed twice": ([*OPENED, ("carmen", "sign"), ("carmen", "sign")], "wrong-stage"),
    "signed with what is no drawing": ([*OPENED, ("carmen", "sign", {"drawing": "<svg onload=1>"})], "bad-facts"),
    "signed on the paper of nothing": ([*OPENED, ("carmen", "paper", {"form": "R26-99999-X"})], "bad-facts"),
    "signed as it was shown before something was undone": (
        [PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over"), ("carmen", "lend.undo"),
         ("rosa", "sign of rosa", {"lines": 1, "drawing": None})], "receipt-changed",
    ),
    "signed on the paper of what was undone since": (
        [PAPER, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over"), PRINTED, ("carmen", "lend.undo"),
         ("carmen", "paper of rosa")], "bad-facts",
    ),
    "looked into by a clerk": ([*DECLINED, ("carmen", "explain")], "not-your-role"),
    "a PIN twice": ([("rosa", "pin.choose"), ("rosa", "pin.choose")], "pin-chosen-already"),
    "a PIN for somebody who has an account": ([("carmen", "pin.give", {"person": "rosa"})], "pin-is-their-own"),
    "renewed at the counter when there is an account": (
        [*EVAS_PIN, ("olga", "account.open"), ("carmen", "pin.renew")], "pin-is-their-own",
    ),
    "a PIN too short": ([("rosa", "pin.choose", {"pin": "73916", "again": "73916"})], "pin-digits"),
    "a PIN of letters": ([("rosa", "pin.choose", {"pin": "abcdef", "again": "abcdef"})], "pin-digits"),
    "a PIN that counts up": ([("rosa", "pin.choose", {"pin": "345678", "again": "345678"})], "pin-too-plain"),
    "a PIN of one digit": ([("rosa", "pin.choose", {"pin": "777777", "again": "777777"})], "pin-too-plain"),
    "a PIN that says itself twice": ([("rosa", "pin.choose", {"pin": "123123", "again": "123123"})], "pin-too-plain"),
    "a PIN that is a telephone": (
        [("jaime", "person.register", BORN), ("carmen", "pin.give", {"pin": "914273", "again": "914273"})], "pin-known",
    ),
    "a PIN without the password": ([("rosa", "pin.choose", {MINUTES_AGO: 60})], "fresh-password"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def test_guessing_waits_longer_and_longer_and_the_right_one_ends_it(office: Telling) -> None:
    office.tell(WITH_PIN, OWN)
    for wrong in ("100001", "100002", "100003"):
        office.is_refused([("carmen", "sign", BY_PIN | {"pin": wrong})], "wrong-pin", OWN)
    refused = office.is_refused([("carmen", "sign", BY_PIN)], "pin-wait", OWN)
    assert refused.facts["seconds"] >= 1
    office.is_done([later(seconds=30), ("carmen", "sign", BY_PIN)], "signed", OWN)
