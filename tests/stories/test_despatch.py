# SPDX-License-Identifier: EUPL-1.2
"""4.6: from the safe to another body and its receipt back, with every way in which it may go wrong: long, because one despatch is one
story and its tables are read side by side.
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import tests.stories.destruction  # noqa: F401  the facts of an emergency
from precinto.custody.models import Thing
from precinto.despatch import bundle, keys, rules, writing
from precinto.despatch.models import Despatch, Line, Shown
from precinto.despatch.procedures import DESPATCH
from precinto.documents.models import Discrepancy
from precinto.ledger import checkpoint
from precinto.ledger.models import Entry
from precinto.ledger.verify import verify
from precinto.records.errors import Refused
from precinto_verify import note
from tests.despatch.peer import Peer
from tests.stories.telling import AGELESS, MINUTES_AGO, PAPER, Move, Stories, Telling, later, told

pytestmark = pytest.mark.database

OWN = "despatch"

CHANNEL = [("carmen", "channel.propose"), ("luis", "channel.approve")]
MAEC = ("carmen", "correspondent.register")
READY: list[Move] = [PAPER, *CHANNEL, MAEC]
PREPARED = [*READY, ("carmen", "prepare")]
TWO = [*READY, ("carmen", "prepare", {"copies": ["{copy1}", "{copy2}"]})]
EACH = {"folios": None, "counts": "{copy1} 12\n{copy2} 12"}
PACKED = [*PREPARED, ("carmen", "pack")]
SEALED = [*PACKED, ("carmen", "seal")]
SENT = [*SEALED, ("carmen", "send")]
HOLD: Move = ("jaime", "hold.place", {"document": "{document}", "reference": "DP 12/2026", "reason": "pleito"})
# All that is in the safe burns in it; or an inventory sees nothing there but the copy that is not in the envelope.
ALL_BURNT: list[Move] = [
    ("jaime", "emergency.declare"), ("carmen", "emergency.attest"), ("luis", "emergency.confirm"), ("carmen", "emergency.regularise"),
]  # fmt: skip
SAVED: Move = ("jaime", "place.open as saved", {"level": "S"})
# An emergency in which the copy is found out of its envelope; and one in which it burns, and the envelope is found.
OUT_OF_IT: list[Move] = [SAVED, ("jaime", "emergency.declare"), ("carmen", "emergency.found", {"place": "{saved}"}),
                         ("carmen", "emergency.regularise")]  # fmt: skip
COPY_BURNT: list[Move] = [
    SAVED, ("jaime", "emergency.declare"), ("carmen", "emergency.attest", {"things": "{copy1}"}),
    ("luis", "emergency.confirm", {"things": "{copy1}"}), ("carmen", "emergency.found", {"place": "{saved}"}),
    ("carmen", "emergency.regularise"),
]  # fmt: skip
NOWHERE: list[Move] = [
    ("carmen", "inventory.open", {"plan": "partial", "place": "{safe}"}),
    ("carmen", "inventory.scan", {"place": "{safe}", "codes": "{copy2}"}), ("carmen", "inventory.finish", {"place": "{safe}"}),
    ("carmen", "inventory.close"), ("jaime", "difference.declare_missing", {"conclusion": "no se halla"}),
]  # fmt: skip
LATE = [*SENT, later(days=20)]
CLAIMED = [*LATE, ("pilar", "claim")]
UNTERMED: Move = ("jaime", "deadline.set", {"name": "receipt-suspense", "value": 0})
# A clearance lasts less than a year.
CLEARED_AGAIN: list[Move] = [
    ("jaime", "clear.grant", {"person": "carmen"}), ("jaime", "brief.brief", {"person": "carmen"}),
]  # fmt: skip
OF_SPAIN: list[Move] = [
    ("jaime", "clear.end of carmen"), ("jaime", "clear.grant", {"person": "carmen", "level": "S", "caveats": ["rel:ESP"]}),
]  # fmt: skip
# Of the level that two persons open: the leader approves, and who packs does not seal.
TOP_PAPER = [("carmen", "register.register", {"level": "S"}), ("pilar", "register.verify")]
TOP = [*TOP_PAPER, *CHANNEL, MAEC, ("carmen", "prepare")]
TOP_APPROVED = [*TOP, ("luis", "approve")]
TOP_PACKED = [*TOP_APPROVED, ("carmen", "pack")]
ABROAD = {"level": "C", "abroad": "true"}
# With an office that has bundles.
PEER = Peer("otra")
KEYS: list[Move] = [
    ("jaime", "keys.make"), ("carmen", "correspondent.bring_keys", {"card": PEER.card}),
    ("pilar", "correspondent.compare", {"fingerprint": PEER.keys.fingerprint, "with_whom": "E. Soler"}),
]  # fmt: skip
WRITTEN = {"digest": "ab" * 32, "origin": "precinto/x/1", "size": 3}
SHOWN = {
    "digest": "ab" * 32,
    "origin": lambda office: shown_checkpoint()[0],
    "size": lambda office: shown_checkpoint()[1],
}
BUNDLED = [*SENT, *KEYS]


@pytest.fixture(autouse=True)
def forgetful_signer(office: Telling) -> None:
    """The signer's memory is a file: what it signed in the last story never was."""
    checkpoint.memory().unlink(missing_ok=True)


def numbered(copies: int) -> Callable[[Telling], list[str]]:
    return lambda office: [office.names[f"copy{n}"] for n in range(1, copies + 1)]


def shown_checkpoint() -> tuple[str, int]:
    row = checkpoint.current()
    return checkpoint.vkey().name, row.size


def case_of(office: Telling) -> Despatch:
    return Despatch.objects.get(pk=office.cases["despatch.despatch", ""])


def ours() -> Any:
    row = keys.card()
    assert row is not None
    return keys.own(row)


def in_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def answers(case: Despatch, **other: Any) -> list[dict[str, Any]]:
    rows = case.lines.select_related("copy__document", "copy__thing")
    return [
        {
            "digest": writing.item(case.sent_act or uuid.uuid4(), row).digest,
            "folios": row.folios, "number": "E 2026/00099", "state": "received", **other,
        }
        for row in rows
    ]  # fmt: skip


def receipt(peer: Peer = PEER, /, *, lines: dict[str, Any] | None = None, **other: Any) -> Any:
    """The receipt that the other office writes, when the move comes."""

    def made(office: Telling) -> str:
        case = case_of(office)
        given = {name: value() if callable(value) else value for name, value in other.items()}
        known = {"answers": case.sent_act, "lines": answers(case, **(lines or {}))} | given
        return in_base64(peer.receipt(ours(), **known))

    return {"bundle": made}


def as_sent(office: Telling) -> str:
    """A despatch of theirs, where a receipt was awaited."""
    return in_base64(PEER.despatch(ours()))


def cosigned_falsely(office: Telling) -> str:
    shown = Shown.objects.get()
    one = PEER.cosign(f"{shown.origin}\n{shown.size}\n{'A' * 43}=\n")
    return in_base64(
        PEER.receipt(ours(), case_of(office).sent_act, answers(case_of(office)), books={"cosigned": [one]})
    )


def cosigned_unseen(office: Telling) -> str:
    one = PEER.cosign(f"{shown_checkpoint()[0]}\n2\n{'A' * 43}=\n")
    return in_base64(
        PEER.receipt(ours(), case_of(office).sent_act, answers(case_of(office)), books={"cosigned": [one]})
    )


def altered(office: Telling) -> str:
    data = bytearray(PEER.receipt(ours(), case_of(office).sent_act, answers(case_of(office))))
    data[-1] ^= 1
    return in_base64(bytes(data))


ENDS_IN = {"receive": "received", "lose": "lost"}
ROBBED = {"source": "cabo Ruiz, conductor de la valija, hoy", "account": "robada en el camino"}

DONE: Stories = {
    "prepared": (PREPARED, "prepared"),
    "packed": (PACKED, "packed"),
    "sealed": (SEALED, "sealed"),
    "sent": (SENT, "sent"),
    "its receipt came back": ([*SENT, ("carmen", "receive")], "received"),
    "closed": ([*SENT, ("carmen", "receive"), ("carmen", "close")], "closed"),
    "given up before it is packed": ([*PREPARED, ("carmen", "cancel")], "cancelled"),
    "opened again after it was sealed": ([*SEALED, ("carmen", "unpack")], "cancelled"),
    "prepared again after it was given up": ([*SEALED, ("carmen", "unpack"), ("carmen", "prepare")], "prepared"),
    "claimed when the receipt is late": (CLAIMED, "claimed"),
    "the receipt came after the claim": ([*CLAIMED, ("carmen", "receive")], "received"),
    "lost, and an incident": ([AGELESS, *CLAIMED, later(days=12), ("jaime", "lose")], "lost"),
    "robbed on its way, as who carried it says at once": ([*SENT, ("jaime", "lose", ROBBED)], "lost"),
    "lost, says the other body when it is claimed": ([*CLAIMED, ("jaime", "lose", ROBBED)], "lost"),
    "came back undelivered": ([*SENT, ("pilar", "come_back")], "returned"),
    "sent again after it came back": ([*SENT, ("pilar", "come_back"), ("carmen", "prepare")], "prepared"),
    "of the highest level, approved": (TOP_APPROVED, "approved"),
    "of the highest level, sealed by another": ([*TOP_PACKED, ("pilar", "seal"), ("carmen", "send")], "sent"),
    "declined by the leader": ([*TOP, ("luis", "decline")], "declined"),
    "abroad, with the permit of the authority": (
        [PAPER, *CHANNEL, ("carmen", "correspondent.register", ABROAD), ("carmen", "prepare"),
         ("luis", "approve", {"permit": "SG/12, 2026-11-20"}), ("carmen", "pack")],
        "packed",
    ),
    "two copies in one envelope, each counted": ([*TWO, ("carmen", "pack", EACH)], "packed"),
    "given up after it burnt in its envelope": ([*SEALED, *ALL_BURNT, ("carmen", "unpack", {"folios": 0})], "cancelled"),
    "given up after its envelope was found to be missing": ([*SEALED, *NOWHERE, ("carmen", "unpack", {"folios": 0})], "cancelled"),
    "given up after its copy was found out of it in an emergency": ([*SEALED, *OUT_OF_IT, ("carmen", "unpack")], "cancelled"),
    "and prepared anew": ([*SEALED, *OUT_OF_IT, ("carmen", "unpack"), ("carmen", "prepare"), ("carmen", "pack")], "packed"),
    "given up after its copy burnt, and the envelope did not": (
        [*SEALED, *COPY_BURNT, ("carmen", "unpack", {"folios": 0})], "cancelled",
    ),
    "opened again, and a folio is missing": ([*SEALED, ("carmen", "unpack", {"folios": 11})], "cancelled"),
    "came back with one copy short and one not in it": (
        [*TWO, ("carmen", "pack", EACH), ("carmen", "seal"), ("carmen", "send"),
         ("pilar", "come_back", EACH | {"counts": "{copy1} 11\n{copy2} 0"})],
        "returned",
    ),
    "and counted out of it again": ([*TWO, ("carmen", "pack", EACH), ("carmen", "unpack", EACH)], "cancelled"),
    "one copy, counted by its code": ([*PREPARED, ("carmen", "pack", {"folios": None, "counts": "{copy1} 12"})], "packed"),
    "not classified, by ordinary post": (
        [("carmen", "register.register", {"level": "SC", "copies": 1}),
         ("carmen", "channel.propose", {"name": "Correo ordinario", "kind": "post", "level": "SC"}), ("luis", "channel.approve"),
         ("carmen", "correspondent.register", {"level": "SC"}), ("carmen", "prepare"), ("carmen", "pack", {"covers": "single"})],
        "packed",
    ),
    "releasable to whom it goes": (
        [*OF_SPAIN, ("carmen", "register.register", {"caveats": ["rel:ESP"]}), *CHANNEL,
         ("carmen", "correspondent.register", {"caveats": ["rel:ESP"]}), ("carmen", "prepare")],
        "prepared",
    ),
    "packed after a discrepancy was concluded with another number of folios": (
        [*PREPARED, ("carmen", "discrepancy.open"), ("luis", "discrepancy.conclude", {"folios": 11}), ("carmen", "pack", {"folios": 11})],
        "packed",
    ),
    "claimed at once where the office has set no term": ([UNTERMED, *SENT, ("pilar", "claim")], "claimed"),
    "lost, where no term runs": (
        [UNTERMED, ("jaime", "deadline.set", {"name": "tracer-answer", "value": 0}), *SENT, ("pilar", "claim"), ("jaime", "lose")], "lost",
    ),
    "its bundle is written": ([*BUNDLED, ("carmen", "bundle", WRITTEN)], "sent"),
    "its receipt came as a bundle": ([*BUNDLED, ("pilar", "receive_bundle", receipt())], "received"),
    "its receipt came as a bundle after the claim": (
        [*BUNDLED, later(days=20), ("pilar", "claim"), ("pilar", "receive_bundle", receipt())], "received",
    ),
}  # fmt: skip

REFUSED: Stories = {
    "nothing in it": ([*READY, ("carmen", "prepare", {"copies": " "})], "bad-facts"),
    "nothing in it but commas": ([*READY, ("carmen", "prepare", {"copies": ",,"})], "nothing-to-send"),
    "a copy named twice": ([*READY, ("carmen", "prepare", {"copies": ["{copy}", "{copy}"]})], "bad-facts"),
    "a copy that is not there": ([*READY, ("carmen", "prepare", {"copies": ["E 2026/00999"]})], "not-found"),
    "by a channel that was never approved": (
        [PAPER, MAEC, ("carmen", "channel.propose"), ("carmen", "prepare")], "bad-facts",
    ),
    "what is under a legal hold": ([*READY, HOLD, ("carmen", "prepare")], "on-hold"),
    "what came under a legal hold before it was packed": ([*PREPARED, HOLD, ("carmen", "pack")], "on-hold"),
    "what came under a legal hold after it was sealed": ([*SEALED, HOLD, ("carmen", "send")], "on-hold"),
    "by a channel that was retired since": ([*PREPARED, ("luis", "channel.retire"), ("carmen", "pack")], "channel-not-in-use"),
    "by a channel that was retired since it was sealed": (
        [*SEALED, ("luis", "channel.retire"), ("carmen", "send")], "channel-not-in-use",
    ),
    "by a channel whose highest level is below it": (
        [PAPER, ("carmen", "channel.propose", {"level": "DL"}), ("luis", "channel.approve"), MAEC, ("carmen", "prepare")],
        "channel-too-low",
    ),
    "to a body whose level is below it": (
        [PAPER, *CHANNEL, ("carmen", "correspondent.register", {"level": "DL"}), ("carmen", "prepare")], "body-level-too-low",
    ),
    "to a body that is closed since": ([*READY, ("jaime", "correspondent.close"), ("carmen", "prepare")], "bad-facts"),
    "without its caveat": (
        [("jaime", "clear.end of carmen"), ("jaime", "clear.grant", {"person": "carmen", "level": "S", "caveats": ["cripto"]}),
         ("carmen", "register.register", {"caveats": ["cripto"]}), *CHANNEL, MAEC, ("carmen", "prepare")],
        "body-caveat-missing",
    ),
    "to whom it may not be released": (
        [*OF_SPAIN, ("carmen", "register.register", {"caveats": ["rel:ESP"]}), *CHANNEL,
         ("carmen", "correspondent.register", {"caveats": ["rel:FRA"]}), ("carmen", "prepare")],
        "body-not-releasable",
    ),
    "before it is checked by a second person": (
        [("carmen", "register.register", {"level": "S"}), *CHANNEL, MAEC, ("carmen", "prepare")], "not-verified",
    ),
    "written from paper and not confirmed": (
        [("carmen", "register.register_deferred"), *CHANNEL, MAEC, ("carmen", "prepare")], "not-registered",
    ),
    "what is in a reader's hands": (
        [*READY, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "lend.hand_over"), ("carmen", "prepare")],
        "in-other-hands",
    ),
    "what is promised to a borrower": (
        [*READY, ("rosa", "lend.request"), ("luis", "lend.approve"), ("carmen", "prepare")], "promised-to-a-reader",
    ),
    "what goes round its readers": ([*READY, ("carmen", "circulate.open"), ("carmen", "prepare")], "promised-to-a-reader"),
    "what is in another despatch": ([*PREPARED, ("pilar", "prepare")], "despatch-open"),
    "what has been sent already": ([*SENT, ("pilar", "prepare")], "not-in-the-safe"),
    "what was lost": ([*CLAIMED, later(days=12), AGELESS, ("jaime", "lose"), ("carmen", "prepare")], "not-in-the-safe"),
    "prepared by a reader": ([*READY, ("rosa", "prepare")], "not-your-role"),
    "packed by a clerk who may not see it": ([*PREPARED, ("jaime", "clear.suspend of pilar"), ("pilar", "pack")], "not-found"),
    "packed without the approval that it needs": ([*TOP, ("carmen", "pack")], "despatch-not-approved"),
    "packed with an approval that has lapsed": ([*TOP_APPROVED, later(days=12), ("carmen", "pack")], "approval-lapsed"),
    "sent with an approval that has lapsed": (
        [*TOP_PACKED, ("pilar", "seal"), later(days=12), ("carmen", "send")], "approval-lapsed",
    ),
    "approved by who prepared it, as the leader's delegate": (
        [("luis", "delegate.delegate", {"taker": "carmen"}), *TOP, ("carmen", "approve")], "second-person",
    ),
    "approved with an old password": ([*TOP, ("luis", "approve", {MINUTES_AGO: 6})], "fresh-password"),
    "approved by the head": ([*TOP, ("jaime", "approve")], "not-your-role"),
    "abroad without approval": (
        [PAPER, *CHANNEL, ("carmen", "correspondent.register", ABROAD), ("carmen", "prepare"), ("carmen", "pack")],
        "despatch-not-approved",
    ),
    "approved for abroad without a permit": (
        [PAPER, *CHANNEL, ("carmen", "correspondent.register", ABROAD), ("carmen", "prepare"), ("luis", "approve")], "permit-needed",
    ),
    "packed by who approved": (
        [("carmen", "delegate.delegate", {"role": "clerk", "taker": "luis"}), *TOP_APPROVED, ("luis", "pack")], "second-person",
    ),
    "two copies, counted as a total": ([*TWO, ("carmen", "pack", {"folios": 24})], "line-not-counted"),
    "two copies, one of them counted": ([*TWO, ("carmen", "pack", {"folios": None, "counts": "{copy1} 12"})], "line-not-counted"),
    "two copies, one with another number of folios, though the total is right": (
        [*TWO, ("carmen", "pack", EACH | {"counts": "{copy1} 11\n{copy2} 13"})], "copy-folios-differ",
    ),
    "two copies, counted right beside a total that is wrong": (
        [*TWO, ("carmen", "pack", EACH | {"folios": 23})], "total-differs-from-counts",
    ),
    "a copy counted that is not in it": (
        [*PREPARED, ("carmen", "pack", {"folios": None, "counts": "{copy1} 12\n{copy2} 12"})], "not-of-this-despatch",
    ),
    "nothing counted": ([*PREPARED, ("carmen", "pack", {"folios": None})], "bad-facts"),
    "two copies, counted out of it as a total": (
        [*TWO, ("carmen", "pack", EACH), ("carmen", "unpack", {"folios": 24})], "line-not-counted",
    ),
    "counted out of it right beside a total that is wrong": (
        [*TWO, ("carmen", "pack", EACH), ("carmen", "unpack", EACH | {"folios": 23})], "total-differs-from-counts",
    ),
    "packed with the folios that it had before a discrepancy was concluded": (
        [*PREPARED, ("carmen", "discrepancy.open"), ("luis", "discrepancy.conclude", {"folios": 11}), ("carmen", "pack")],
        "folios-differ",
    ),
    "one more copy than an envelope holds": (
        [("carmen", "register.register", {"copies": 65}), *CHANNEL, MAEC, ("carmen", "prepare", {"copies": numbered(65)})], "bad-facts",
    ),
    "packed with another number of folios": ([*PREPARED, ("carmen", "pack", {"folios": 11})], "folios-differ"),
    "packed in one cover": ([*PREPARED, ("carmen", "pack", {"covers": "single"})], "double-cover-needed"),
    "asked for since it was prepared": ([*PREPARED, ("rosa", "lend.request")], "despatch-open"),
    "sealed by who packed it, at the highest level": ([*TOP_PACKED, ("carmen", "seal")], "packer-seals"),
    "sealed for who packed it by her delegate": (
        [("carmen", "delegate.delegate", {"role": "clerk", "taker": "nuria"}), *TOP_PACKED, ("nuria", "seal")], "packer-seals",
    ),
    "sealed before it is packed": ([*PREPARED, ("carmen", "seal")], "wrong-stage"),
    "a seal written twice": ([*PACKED, ("carmen", "seal", {"seals": "A-1, a-1"})], "seal-used"),
    "a seal that was used before": (
        [*SENT, ("carmen", "prepare", {"copies": ["{copy2}"]}), ("carmen", "pack"), ("carmen", "seal", {"seals": "B-1, A-2"})], "seal-used",
    ),
    "a seal that closed a waste bag": (
        [("carmen", "waste.open"), ("carmen", "waste.put_in"), ("carmen", "waste.seal", {"seal": "A-2"}), *PACKED, ("carmen", "seal")],
        "seal-used",
    ),
    "sent from a safe that was declared destroyed": ([*SEALED, ALL_BURNT[0], ("carmen", "send")], "envelope-not-here"),
    "sent though its envelope is missing": ([*SEALED, *NOWHERE, ("carmen", "send")], "envelope-not-here"),
    "sealed though its envelope is missing": ([*PACKED, *NOWHERE, ("carmen", "seal")], "envelope-not-here"),
    "sealed though its copy was found out of it in an emergency": ([*PACKED, *OUT_OF_IT, ("carmen", "seal")], "not-in-the-envelope"),
    "sent though its copy was found out of it in an emergency": ([*SEALED, *OUT_OF_IT, ("carmen", "send")], "not-in-the-envelope"),
    "sealed though its copy burnt": ([*PACKED, *COPY_BURNT, ("carmen", "seal")], "not-in-the-envelope"),
    "sent though its copy burnt": ([*SEALED, *COPY_BURNT, ("carmen", "send")], "not-in-the-envelope"),
    "opened again in a safe that was declared destroyed": (
        [*SEALED, SAVED, ALL_BURNT[0], ("carmen", "unpack", {"place": "{saved}"})], "envelope-not-here",
    ),
    "counted out of an envelope that is missing": ([*SEALED, *NOWHERE, ("carmen", "unpack")], "counted-though-gone"),
    "counted out of an envelope that burnt": ([*SEALED, *ALL_BURNT, ("carmen", "unpack")], "counted-though-gone"),
    "sent before it is sealed": ([*PACKED, ("carmen", "send")], "wrong-stage"),
    "taken out into a safe of a lower level": (
        [*SEALED, ("jaime", "place.open as low"), ("carmen", "unpack", {"place": "{low}"})], "place-too-low",
    ),
    "cancelled after it was sent": ([*SENT, ("carmen", "cancel")], "wrong-stage"),
    "received before it was sent": ([*SENT, ("carmen", "receive", {"received_on": "2026-01-02"})], "received-before-sent"),
    "received tomorrow": ([*SENT, ("carmen", "receive", {"received_on": "+1"})], "received-in-future"),
    "a receipt that misses what was not sent": ([*SENT, ("carmen", "receive", {"missing": "{copy2}"})], "not-of-this-despatch"),
    "claimed before the term has run out": ([*SENT, later(days=3), ("carmen", "claim")], "receipt-not-late"),
    "lost before it is claimed": ([*LATE, ("jaime", "lose")], "loss-not-known"),
    "lost before the claim has run out": ([*CLAIMED, ("jaime", "lose")], "loss-not-known"),
    "lost before it was sent": ([*SEALED, ("jaime", "lose", ROBBED)], "wrong-stage"),
    "a bundle before the office has keys": ([*SENT, ("carmen", "bundle", WRITTEN)], "no-card"),
    "a bundle to who has no keys": ([*SENT, ("jaime", "keys.make"), ("carmen", "bundle", WRITTEN)], "keys-not-compared"),
    "a receipt with one byte altered": ([*BUNDLED, ("carmen", "receive_bundle", {"bundle": altered})], "bundle-altered"),
    "a receipt in no base64": ([*BUNDLED, ("carmen", "receive_bundle", {"bundle": "ñ"})], "bad-facts"),
    "a receipt of a stranger": ([*BUNDLED, ("carmen", "receive_bundle", receipt(Peer("tercera")))], "bundle-unknown-sender"),
    "a receipt for another despatch": (
        [*BUNDLED, ("carmen", "receive_bundle", receipt(answers=str(uuid.UUID(int=7))))], "receipt-of-nothing-sent",
    ),
    "a receipt for fewer copies": ([*BUNDLED, ("carmen", "receive_bundle", receipt(lines={"digest": "0" * 64}))], "receipt-of-other-lines"),
    "a receipt that is a despatch": ([*BUNDLED, ("carmen", "receive_bundle", {"bundle": as_sent})], "bundle-no-receipt"),
    "a receipt opened twice": (
        [*BUNDLED, ("carmen", "receive_bundle", receipt()), ("carmen", "receive_bundle", receipt())], "wrong-stage",
    ),
    "a cosignature that is false": (
        [*BUNDLED, ("carmen", "bundle", SHOWN), ("carmen", "receive_bundle", {"bundle": cosigned_falsely})], "cosigned-falsely",
    ),
    "a cosignature of what was never shown": (
        [*BUNDLED, ("carmen", "bundle", SHOWN), ("carmen", "receive_bundle", {"bundle": cosigned_unseen})], "cosigned-not-shown",
    ),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def where(code: str) -> str:
    thing = Thing.objects.select_related("place", "person").get(code=code)
    return f"{thing.place.kind}: {thing.place.name}" if thing.place else str(thing.person)


def test_the_chain_of_hands_of_what_was_sent(office: Telling) -> None:
    office.tell(SENT, OWN)
    case = case_of(office)
    copy = office.names["copy1"]
    assert case.envelope is not None
    assert where(copy).startswith("bag: T-")
    assert where(case.envelope.code).startswith("transit")
    assert (case.year, case.number, case.full_number) == (case.year, 1, f"S {case.year}/00001")
    office.tell([("carmen", "receive")], OWN)
    assert where(copy) == "body: Ministerio de al lado"
    kinds = [m.to_place.kind if m.to_place else "hands" for m in Thing.objects.get(code=copy).movements.order_by("seq")]
    assert kinds == ["safe", "bag", "body"]


def test_what_comes_back_short_is_taken_in_and_is_a_case_and_what_is_not_there_is_missing(office: Telling) -> None:
    office.tell([*TWO, ("carmen", "pack", EACH), ("carmen", "seal"), ("carmen", "send"),
                 ("pilar", "come_back", EACH | {"counts": "{copy1} 11\n{copy2} 0"})], OWN)  # fmt: skip
    first, second = (Thing.objects.get(code=office.names[name]) for name in ("copy1", "copy2"))
    assert where(first.code).startswith("safe")
    assert where(second.code).startswith("missing")
    assert second.due is not None
    rows = Discrepancy.objects.order_by("pk").values_list("copy__thing", "expected", "found", "stage")
    assert list(rows) == [(first.pk, 12, 11, "open"), (second.pk, 12, 0, "open")]
    assert [line.outcome for line in Line.objects.order_by("place")] == ["returned", "missing"]
    # What is short is not packed again.
    with pytest.raises(Refused) as refused:
        office.tell([("carmen", "prepare"), ("carmen", "pack", {"folios": 11})], OWN)
    assert refused.value.reason == "folios-differ"


def test_numbers_of_what_goes_out_have_no_gaps(office: Telling) -> None:
    """A despatch that was given up has taken none."""
    office.tell([*SEALED, ("carmen", "unpack"), ("carmen", "prepare"), ("carmen", "pack"),
                 ("carmen", "seal", {"seals": "B-1"}), ("carmen", "send"),
                 ("carmen", "prepare", {"copies": ["{copy2}"]}), ("carmen", "pack"), ("carmen", "seal", {"seals": "B-2"}),
                 ("carmen", "send")], OWN)  # fmt: skip
    assert list(Despatch.objects.exclude(number=0).order_by("pk").values_list("number", flat=True)) == [1, 2]


def test_the_receipt_says_under_which_number_it_was_registered_there(office: Telling) -> None:
    office.tell([*BUNDLED, ("pilar", "receive_bundle", receipt())], OWN)
    assert Line.objects.get().theirs == "E 2026/00099"
    assert where(office.names["copy1"]) == "body: Ministerio de al lado"


def test_the_other_office_cosigns_what_it_was_shown(office: Telling) -> None:
    """4.6: cross-office witnessing: what a second office has signed of our books is kept, and is a checkpoint to be checked against."""
    from precinto.ledger import checkpoint

    office.tell([*BUNDLED, ("carmen", "bundle", SHOWN)], OWN)
    shown = Shown.objects.get()
    seen = checkpoint.at(shown.size).note.split("\n\n")[0] + "\n"
    office.tell([("pilar", "receive_bundle", receipt(books={"cosigned": [PEER.cosign(seen)]}))], OWN)
    shown.refresh_from_db()
    parsed = note.Note.parse(shown.note)
    for key in (PEER.keys.witness, PEER.keys.witness_pq, checkpoint.vkey()):
        assert parsed.signed_by(key)
    assert Entry.objects.latest("pk").step == "receive_bundle"
    report = verify()
    assert [one.what for one in report.findings] == []
    assert "house-cosigned-checked" in [one.what for one in report.checked]


def test_nothing_is_sent_in_a_year_whose_book_nobody_opened(office: Telling, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as nobody:
        nobody.setattr(office.world, "year_books", lambda: None)
        office.tell([AGELESS, *SEALED, later(days=370), *CLEARED_AGAIN], OWN)
    office.is_refused([("carmen", "send")], "book-not-open", OWN)
    office.world.year_books()
    office.is_done([("carmen", "send")], "sent", OWN)


def test_a_receipt_answers_for_what_was_sent_whatever_became_of_the_document_since(office: Telling) -> None:
    office.tell(BUNDLED, OWN)
    case = case_of(office)
    told_then = answers(case)
    office.tell(
        [("rosa", "copy.request", {"sources": "{copy2}"}), ("luis", "copy.approve"), ("carmen", "copy.make")], OWN
    )
    assert case.lines.get().copy.document.total == 4
    written = bundle.unseal(bundle.read(writing.of_despatch(case).data), PEER.identity)
    assert [(line["total"], line["digest"]) for line in written["lines"]] == [(2, told_then[0]["digest"])]
    office.is_done(
        [("pilar", "receive_bundle", {"bundle": in_base64(PEER.receipt(ours(), case.sent_act, told_then))})],
        "received",
        OWN,
    )


@pytest.mark.parametrize("end", ["received", "lost", "returned", "cancelled"])
def test_an_envelope_with_as_many_copies_as_it_holds_goes_its_whole_way(office: Telling, end: str) -> None:
    """Each act on it, with every line, fits an entry of the ledger."""
    most, each = bundle.MOST_LINES, {"folios": None, "counts": counted}
    office.tell([("carmen", "register.register", {"copies": most}), *CHANNEL, MAEC,
                 ("carmen", "prepare", {"copies": numbered(most)}), ("carmen", "pack", each), ("carmen", "seal")], OWN)  # fmt: skip
    if end == "cancelled":
        office.is_done([("carmen", "unpack", each | {"counts": none_of_them})], end, OWN)
        return
    last = {
        "received": ("carmen", "receive", {"missing": lambda office: "\n".join(numbered(most)(office))}),
        "lost": ("jaime", "lose", ROBBED),
        "returned": ("pilar", "come_back", each | {"counts": none_of_them}),
    }[end]
    office.is_done([("carmen", "send"), last], end, OWN)


def test_what_was_prepared_when_an_envelope_held_more_copies_has_its_receipt(
    office: Telling, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = bundle.MOST_LINES + 2
    with monkeypatch.context() as before:
        before.setattr(bundle, "MOST_LINES", bundle.MOST_ONCE)
        office.tell([("carmen", "register.register", {"copies": most}), *CHANNEL, MAEC,
                     ("carmen", "prepare", {"copies": numbered(most)})], OWN)  # fmt: skip
    each = {"folios": None, "counts": "\n".join(f"{code} 12" for code in numbered(most)(office))}
    office.tell([("carmen", "pack", each), ("carmen", "seal"), ("carmen", "send"), *KEYS], OWN)
    case = case_of(office)
    told = in_base64(PEER.receipt(ours(), case.sent_act, answers(case)))
    office.is_done([("pilar", "receive_bundle", {"bundle": told})], "received", OWN)


def counted(office: Telling) -> str:
    return "\n".join(f"{code} 12" for code in numbered(bundle.MOST_LINES)(office))


def none_of_them(office: Telling) -> str:
    return counted(office).replace(" 12", " 0")


def test_what_burnt_in_its_envelope_is_on_its_line_and_is_no_loss(office: Telling) -> None:
    office.tell([*SEALED, *ALL_BURNT, ("carmen", "unpack", {"folios": 0})], OWN)
    assert Line.objects.get().outcome == "destroyed"
    assert not Discrepancy.objects.exists()
    assert where(office.names["copy1"]).startswith("destroyed")


def test_the_copies_of_an_envelope_that_is_missing_are_missing_each_with_its_case(office: Telling) -> None:
    office.tell([*SEALED, *NOWHERE, ("carmen", "unpack", {"folios": 0})], OWN)
    assert Line.objects.get().outcome == "missing"
    assert Discrepancy.objects.get().found == 0
    envelope = case_of(office).envelope
    assert envelope is not None
    assert where(envelope.code).startswith("missing")
    assert where(office.names["copy1"]).startswith("missing")
    # With the last of them found the envelope, torn, is nothing any more.
    office.tell([("pilar", "discrepancy.found")], OWN)
    assert where(envelope.code).startswith("destroyed")


def test_an_envelope_that_is_found_before_what_was_in_it_ends_with_the_last_of_it(office: Telling) -> None:
    """It does not stay in the safe for ever."""
    office.tell([*SEALED, *NOWHERE, ("carmen", "unpack", {"folios": 0}),
                 ("luis", "difference.found", {"place": "{safe}", "folios": 1, "account": "cayó detrás"})], OWN)  # fmt: skip
    envelope = case_of(office).envelope
    assert envelope is not None
    assert where(envelope.code).startswith("safe")
    office.tell([("pilar", "discrepancy.found")], OWN)
    assert where(envelope.code).startswith("destroyed")


def test_an_envelope_that_is_found_after_what_was_in_it_is_nothing_any_more(office: Telling) -> None:
    """An emergency had taken the copy out of it; the envelope was not seen, and the despatch was given up without it."""
    office.tell([*SEALED, *OUT_OF_IT, *[(who, what, at_saved(facts)) for who, what, *facts in NOWHERE],
                 ("carmen", "unpack", {"place": "{saved}"}),
                 ("luis", "difference.found", {"place": "{saved}", "folios": 1, "account": "cayó detrás"})], OWN)  # fmt: skip
    envelope = case_of(office).envelope
    assert envelope is not None
    assert where(envelope.code).startswith("destroyed")


def at_saved(facts: list[Any]) -> dict[str, Any]:
    """The facts of an inventory of the other safe, in which both copies lie."""
    given = dict(facts[0]) if facts else {}
    return (
        given
        | ({"place": "{saved}"} if "place" in given else {})
        | ({"codes": "{copy1}\n{copy2}"} if "codes" in given else {})
    )


@pytest.mark.parametrize("last", ENDS_IN)
@pytest.mark.parametrize(
    ("before", "outcome"), [(OUT_OF_IT, "returned"), (COPY_BURNT, "destroyed")], ids=["found", "burnt"]
)
def test_what_left_without_a_copy_before_that_rule_comes_to_its_end_and_the_copy_stays_where_it_is(
    office: Telling, monkeypatch: pytest.MonkeyPatch, last: str, before: list[Move], outcome: str
) -> None:
    """Books in which an envelope was sent though one of its copies lay in a safe, or was burnt: only what was in it went with it."""
    sent = DESPATCH.steps["send"]
    kept = [rule for rule in sent.needs if rule is not rules.all_in_the_envelope]
    monkeypatch.setitem(DESPATCH.steps, "send", replace(sent, needs=kept))
    office.tell([*SEALED, *before, ("carmen", "send")], OWN)
    here = where(office.names["copy1"])
    office.is_done([("carmen", "receive") if last == "receive" else ("jaime", "lose", ROBBED)], ENDS_IN[last], OWN)
    assert where(office.names["copy1"]) == here
    assert Line.objects.get().outcome == outcome
    envelope = case_of(office).envelope
    assert envelope is not None
    assert where(envelope.code).startswith("body" if last == "receive" else "missing")
