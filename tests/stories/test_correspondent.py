# SPDX-License-Identifier: EUPL-1.2
"""4.6: other bodies, and the keys of those that work with bundles: brought by one person, compared aloud by another."""

from __future__ import annotations

import pytest

from precinto.custody.models import PlaceKind
from precinto.despatch import rules
from precinto.despatch.models import Correspondent, Despatch
from precinto.documents.models import Copy, Document
from precinto.ledger.append import new_act
from precinto.ledger.seal import Sealer
from precinto.procedures.facts import Facts
from precinto.procedures.model import NEW, Actor
from precinto.records import gate, journal
from precinto.records.clock import now
from tests.despatch.peer import Peer
from tests.stories.telling import MINUTES_AGO, PAPER, Move, Stories, Telling, told

pytestmark = pytest.mark.database

OWN = "correspondent"

PEER = Peer("otra")
CARD, HEARD = (
    {"card": PEER.card},
    {"fingerprint": PEER.keys.fingerprint, "with_whom": "E. Soler, por la línea interior"},
)
MAEC = ("carmen", "register")
KEYED = [MAEC, ("carmen", "bring_keys", CARD)]
TRUSTED = [*KEYED, ("pilar", "compare", HEARD)]
OURS = ("jaime", "keys.make")


def our_card(office: Telling) -> str:
    from precinto.despatch import keys

    row = keys.card()
    return row.card if row else ""


DONE: Stories = {
    "registered": ([MAEC], "in_use"),
    "its keys brought": (KEYED, "keyed"),
    "its keys compared by another": (TRUSTED, "trusted"),
    "compared with capitals and without spaces": (
        [*KEYED, ("pilar", "compare", HEARD | {"fingerprint": PEER.keys.fingerprint.replace(" ", "").upper()})], "trusted",
    ),
    "new keys wait to be compared again": ([*TRUSTED, ("carmen", "bring_keys", {"card": Peer("otra", number=2).card})], "keyed"),
    "trusted no more": ([*TRUSTED, ("sara", "distrust")], "in_use"),
    "closed": ([*TRUSTED, ("jaime", "close")], "closed"),
    "our own keys": ([OURS], "in_force"),
    "our own keys retired, and others made": ([OURS, ("sara", "keys.retire"), ("sara", "keys.make")], "in_force"),
    "retired": ([OURS, ("jaime", "keys.retire")], "retired"),
}  # fmt: skip

REFUSED: Stories = {
    "under a code that is taken": ([MAEC, MAEC], "channel-code-taken"),
    "by a reader": ([("rosa", "register")], "not-your-role"),
    "a card that is none": ([MAEC, ("carmen", "bring_keys", {"card": "hola"})], "bad-facts"),
    "a card with a letter altered": ([MAEC, ("carmen", "bring_keys", {"card": PEER.card.replace("Oficina", "Oficino")})], "bad-facts"),
    "the card of this office": ([OURS, MAEC, ("carmen", "bring_keys", {"card": our_card})], "card-own"),
    "the card of an office that is here": (
        [*KEYED, ("carmen", "register as second", {"code": "OTRO"}), ("carmen", "bring_keys of second", CARD)], "card-known",
    ),
    "compared by who brought them": ([*KEYED, ("carmen", "compare", HEARD)], "second-person"),
    "compared for who brought them, by her delegate": (
        [("carmen", "delegate.delegate", {"role": "clerk", "taker": "vera"}), *KEYED, ("vera", "compare", HEARD)], "second-person",
    ),
    "compared with a password of a while ago": ([*KEYED, ("pilar", "compare", HEARD | {MINUTES_AGO: 6})], "fresh-password"),
    "one figure differs": (
        [*KEYED, ("pilar", "compare", HEARD | {"fingerprint": f"0000{PEER.keys.fingerprint[4:]}"})], "fingerprint-differs",
    ),
    "nothing but the beginning": (
        [*KEYED, ("pilar", "compare", HEARD | {"fingerprint": PEER.keys.fingerprint[:9]})], "fingerprint-differs",
    ),
    "compared before they are brought": ([MAEC, ("pilar", "compare", HEARD)], "wrong-stage"),
    "closed while something is under way": (
        [MAEC, ("carmen", "register.register"), ("carmen", "channel.propose"), ("luis", "channel.approve"),
         ("carmen", "despatch.prepare"), ("jaime", "close")],
        "correspondent-busy",
    ),
    "keys made twice": ([OURS, ("sara", "keys.make")], "card-in-force"),
    "keys made by a clerk": ([("carmen", "keys.make")], "not-your-role"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def test_each_body_is_a_place_of_its_own(office: Telling) -> None:
    office.tell([MAEC, ("carmen", "register", {"code": "OTRO", "name": "Otro"})], OWN)
    first, second = Correspondent.objects.order_by("pk").select_related("place")
    assert first.place is not None
    assert second.place is not None
    assert first.place.kind == PlaceKind.BODY
    assert first.place.pk != second.place.pk


def test_what_is_under_another_scheme_than_the_body_is_not_sent_to_it(office: Telling) -> None:
    """An office registers under its own scheme; this document came otherwise."""
    office.tell([PAPER, ("carmen", "correspondent.register")])
    case = Despatch(correspondent_id=office.cases["despatch.correspondent", ""], stage=NEW)
    facts = Facts(copies=list(Copy.objects.select_related("document")))
    actor = Actor(office.officer("carmen"), now())
    assert rules.body_may_receive(case, actor, facts) is None
    with gate.whole(), journal.writing(new_act(), now(), Sealer().commit):
        journal.change(Document.objects.get(), scheme="eu", level="C-UE", rank=20)
    facts = Facts(copies=list(Copy.objects.select_related("document")))
    reason = rules.body_may_receive(case, actor, facts)
    assert reason is not None
    assert reason.id == "body-other-scheme"
