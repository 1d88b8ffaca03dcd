# SPDX-License-Identifier: EUPL-1.2
"""4.6: what another office announces in a bundle, from the file to the receipt; and every bundle that is refused."""

from __future__ import annotations

import base64
import dataclasses
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from precinto.custody.models import Place
from precinto.despatch import bundle, contents, keys
from precinto.despatch.models import Incoming, KeyCard, Opened, Shown, Witnessed
from precinto.ledger import checkpoint
from precinto_verify import canon
from tests.despatch.peer import AT, Peer
from tests.stories.destruction import BURNT
from tests.stories.telling import Move, Stories, Telling, later, told

pytestmark = pytest.mark.database

OWN = "incoming"

PEER = Peer("otra")
ID = uuid.UUID("01938d5e-7c1a-7c3e-9d3f-0c1a2b3c4d5e")
HEARD = {"fingerprint": PEER.keys.fingerprint, "with_whom": "E. Soler, en persona"}
OURS = ("jaime", "keys.make")
KNOWN: list[Move] = [
    OURS,
    ("carmen", "correspondent.register"),
    ("carmen", "correspondent.bring_keys", {"card": PEER.card}),
]
TRUSTED: list[Move] = [*KNOWN, ("pilar", "correspondent.compare", HEARD)]


@pytest.fixture(autouse=True)
def forgetful_signer(office: Telling) -> None:
    """The signer's memory is a file: what it signed in the last story never was."""
    checkpoint.memory().unlink(missing_ok=True)


def ours() -> bundle.OfficeKeys:
    row = keys.card()
    assert row is not None
    return keys.own(row)


def in_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def theirs(peer: Peer = PEER, /, spoil: Callable[[bytes], bytes] = bytes, **given: Any) -> dict[str, Any]:
    """The bundle of another office, written when its move comes."""

    def made(office: Telling) -> str:
        return in_base64(spoil(peer.despatch(ours(), **({"id": ID} | given))))

    return {"bundle": made}


def brought(*args: Any, **given: Any) -> Move:
    return ("carmen", "open", theirs(*args, **given))


def flipped(at: int) -> Callable[[bytes], bytes]:
    def spoil(data: bytes) -> bytes:
        spoilt = bytearray(data)
        spoilt[at] ^= 1
        return bytes(spoilt)

    return spoil


def flipped_in(mark: bytes) -> Callable[[bytes], bytes]:
    return lambda data: flipped(data.index(mark) + len(mark))(data)


def grown(acts: int) -> Peer:
    return Peer("otra", acts=[canon.dumps({"act": n}) for n in range(acts)])


def rewritten(acts: int) -> Peer:
    """The same office with another past."""
    return Peer("otra", acts=[canon.dumps({"act": n, "otherwise": True}) for n in range(acts)])


def body(office: Telling) -> str:
    return str(Place.objects.get(kind="body", name="Ministerio de al lado").code)


def to_another(office: Telling) -> str:
    return in_base64(PEER.despatch(Peer("tercera").keys))


def to_an_old_key(office: Telling) -> str:
    return in_base64(PEER.despatch(dataclasses.replace(ours(), age=Peer("vieja").keys.age)))


def our_own(office: Telling) -> str:
    mine = keys.signer(KeyCard.objects.get())
    return in_base64(bundle.write(kind="despatch", id=ID, at=AT, sender=mine, to=PEER.keys, contents={}))


def a_receipt(office: Telling) -> str:
    return in_base64(PEER.receipt(ours(), uuid.UUID(int=7), []))


def cosigned(size: Callable[[], int]) -> Callable[[Telling], str]:
    """A second despatch of theirs, with their signature under a root of ours that there never was."""

    def made(office: Telling) -> str:
        one = PEER.cosign(f"{checkpoint.vkey().name}\n{size()}\n{'A' * 43}=\n")
        return in_base64(PEER.despatch(ours(), id=uuid.UUID(int=9), books={"cosigned": [one]}))

    return made


OPENED: list[Move] = [*TRUSTED, brought()]
ARRIVED = [*OPENED, ("pilar", "arrive")]
OPEN_IT: Move = ("carmen", "arrive.open", {"inner_intact": "yes", "folios": 12})
UNPACKED = [*ARRIVED, OPEN_IT]
PAPER: Move = (
    "carmen", "register.register",
    {"copies": 1, "originator": "Oficina otra", "reference": "E 2026/00007", "source": "{envelope}", "no_envelope": ""},
)  # fmt: skip
ENTERED = [*UNPACKED, PAPER, ("carmen", "enter")]
ELSEWHERE: Move = (*PAPER[:2], {"copies": 1})
ALL_OF_IT: Move = ("carmen", "arrive.finish", {})
EMPTY: list[Move] = [
    ("carmen", "arrive.finish_otherwise", {"reason": "no venía dentro"}),
    ("luis", "arrive.confirm_otherwise", {"conclusion": "visto: estaba vacío"}),
]
ACCEPTED = [*ENTERED, ALL_OF_IT, ("carmen", "accept")]
WRITTEN = {
    "digest": "cd" * 32,
    "origin": lambda office: checkpoint.vkey().name,
    "size": lambda office: checkpoint.current().size,
}
BROKEN = [*OPENED, ("pilar", "arrive", {"intact": "false", "condition": "el precinto A-2 estaba roto"})]
ACKNOWLEDGED = [*ACCEPTED, ("carmen", "receipt", WRITTEN)]
TAKEN_OFF: Move = ("carmen", "take_off", {"line": 1, "reason": "era otro papel"})
GONE = {"conclusion": "ardió"}
MOST = [
    {"copy": n, "total": bundle.MOST_LINES, "code": f"CE2600007{n:03d}X", "title": "ñ" * 500, "originator": "ñ" * 200,
     "reference": "ñ" * 120, "annexes": "ñ" * 300, "number": "E 2026/00007 del libro de entradas"}
    for n in range(1, bundle.MOST_LINES + 1)
]  # fmt: skip
TWO: tuple[dict[str, Any], ...] = (
    {},
    {"copy": 1, "code": "CE2600008001X", "title": "Otro plano", "number": "E 2026/00008"},
)

DONE: Stories = {
    "opened": (OPENED, "announced"),
    "arrived as announced": (ARRIVED, "arrived"),
    "arrived with a broken seal, and words for it": (BROKEN, "arrived"),
    "arrived with another seal, and words for it": (
        [*OPENED, ("pilar", "arrive", {"seals": "A-1, Z-9", "condition": "A-2 cambiado por Z-9"})], "arrived",
    ),
    "its line entered": (ENTERED, "arrived"),
    "a line that is not in it": ([*ARRIVED, ("carmen", "miss")], "arrived"),
    "accepted": (ACCEPTED, "accepted"),
    "entered after all, though it was not seen at first": ([*UNPACKED, ("carmen", "miss"), PAPER, ("carmen", "enter")], "arrived"),
    "a wrong number taken off": ([*ENTERED, TAKEN_OFF], "arrived"),
    "entered anew, after a wrong number was taken off": ([*ENTERED, TAKEN_OFF, ("carmen", "enter")], "arrived"),
    "entered, though its envelope was finished before": (
        [*UNPACKED, *EMPTY, ELSEWHERE, ("carmen", "arrive.link", {"document": "{document}"}), ("carmen", "enter"),
         ("carmen", "accept")],
        "accepted",
    ),
    "given up where the office has set no term": (
        [("jaime", "deadline.set", {"name": "announced-arrival", "value": 0}), *OPENED, ("jaime", "give_up")], "never_came",
    ),
    "as many copies as an envelope holds, each described at length": ([*TRUSTED, brought(lines=MOST)], "announced"),
    "accepted though a line is missing": ([*UNPACKED, ("carmen", "miss"), *EMPTY, ("carmen", "accept")], "accepted"),
    "it went back unopened": (
        [*ARRIVED, ("carmen", "arrive.send_back", {"reason": "no era para nosotros", "body": body, "returned_by": "cabo Ruiz"}),
         ("jaime", "give_up")],
        "never_came",
    ),
    "accepted though its envelope burnt unopened: the receipt says that all of it is missing": (
        [*ARRIVED, *BURNT, ("jaime", "arrive.write_off", GONE), ("carmen", "miss"), ("carmen", "accept")], "accepted",
    ),
    "its receipt written, the broken seal looked into": (
        [*BROKEN, OPEN_IT, PAPER, ("carmen", "enter"), ALL_OF_IT, ("carmen", "accept"),
         ("luis", "arrive.conclude", {"conclusion": "se rompió en la valija"}), ("carmen", "receipt", WRITTEN)],
        "acknowledged",
    ),
    "its receipt written": (ACKNOWLEDGED, "acknowledged"),
    "its receipt written again": ([*ACKNOWLEDGED, ("carmen", "receipt", WRITTEN)], "acknowledged"),
    "closed": ([*ACKNOWLEDGED, ("carmen", "close")], "closed"),
    "it never came": ([*OPENED, later(days=20), ("jaime", "give_up")], "never_came"),
    "under another scheme that this office knows": (
        [*TRUSTED, brought(lines=[{"scheme": "otan", "level": "NC", "rank": 20}])], "announced",
    ),
    "under caveats that do not translate: the office decides": (
        [*TRUSTED, brought(lines=[{"scheme": "otan", "level": "NC", "rank": 20, "caveats": ["atomal"]}]), ("pilar", "arrive"),
         OPEN_IT, PAPER, ("carmen", "enter")],
        "arrived",
    ),
    "a second one, whose books continue the first": (
        [*OPENED, brought(grown(9), id=uuid.UUID(int=1), books={"continues": grown(9).continues(5)})], "announced",
    ),
    "a second one that was written before the first": ([*TRUSTED, brought(grown(9)), brought(id=uuid.UUID(int=1))], "announced"),
    "a second one that proves nothing of the first": ([*OPENED, brought(grown(9), id=uuid.UUID(int=1))], "announced"),
}  # fmt: skip

REFUSED: Stories = {
    "before this office has keys": ([("carmen", "open", {"bundle": in_base64(PEER.despatch(Peer("tercera").keys))})], "no-card"),
    "of an office that is not known": ([OURS, brought()], "bundle-unknown-sender"),
    "of an office whose keys nobody compared": ([*KNOWN, brought()], "bundle-not-compared"),
    "of an office whose keys are trusted no more": ([*TRUSTED, ("sara", "correspondent.distrust"), brought()], "bundle-unknown-sender"),
    "of an office whose entry is closed": ([*TRUSTED, ("jaime", "correspondent.close"), brought()], "bundle-unknown-sender"),
    "signed with keys that it has changed": ([*TRUSTED, brought(Peer("otra", number=2))], "bundle-unknown-key"),
    "one byte of the header altered": ([*TRUSTED, brought(spoil=flipped(3))], "bundle-not-one"),
    "one byte of the manifest altered": ([*TRUSTED, brought(spoil=flipped_in(b'"id":"'))], "bundle-signature"),
    "one byte of a signature altered": ([*TRUSTED, brought(spoil=flipped_in(b"/bundle "))], "bundle-unknown-key"),
    "one byte of the payload altered": ([*TRUSTED, brought(spoil=flipped(-1))], "bundle-altered"),
    "cut short": ([*TRUSTED, brought(spoil=lambda data: data[:-40])], "bundle-altered"),
    "half of it": ([*TRUSTED, brought(spoil=lambda data: data[:400])], "bundle-not-one"),
    "another file": ([*TRUSTED, brought(spoil=lambda data: b"%PDF-1.7")], "bundle-not-one"),
    "larger than a bundle may be": ([*TRUSTED, brought(spoil=lambda data: data + bytes(bundle.LARGEST))], "bundle-too-large"),
    "for another office": ([*TRUSTED, ("carmen", "open", {"bundle": to_another})], "bundle-other-office"),
    "sealed to keys that were retired": ([*TRUSTED, ("carmen", "open", {"bundle": to_an_old_key})], "bundle-old-key"),
    "written by this office": ([*TRUSTED, ("carmen", "open", {"bundle": our_own})], "bundle-own"),
    "opened before": ([*OPENED, brought()], "bundle-replayed"),
    "opened before, and written again": ([*OPENED, brought(seals="B-7")], "bundle-replayed"),
    "a receipt that nobody waits for": ([*TRUSTED, ("carmen", "open", {"bundle": a_receipt})], "receipt-of-nothing-sent"),
    "with contents of another form": ([*TRUSTED, brought(lines=[])], "bundle-contents"),
    "whose act is under no checkpoint of its ledger": ([*TRUSTED, brought(proof=Peer("tercera").proof())], "bundle-books-unsigned"),
    "whose act is not in its books": (
        [*TRUSTED, brought(proof=PEER.proof().replace(base64.b64encode(PEER.acts[0]).decode(), base64.b64encode(b"{}").decode()))],
        "bundle-books-unproved",
    ),
    "whose books were rewritten": ([*OPENED, brought(rewritten(5), id=uuid.UUID(int=1))], "books-rewritten"),
    "whose longer books do not continue what they showed": (
        [*OPENED, brought(rewritten(9), id=uuid.UUID(int=1), books={"continues": rewritten(9).continues(5)})], "books-rewritten",
    ),
    "under a scheme that nobody here can read": ([*TRUSTED, brought(lines=[{"scheme": "marte"}])], "scheme-not-loaded"),
    "under a level that its scheme lacks": ([*TRUSTED, brought(lines=[{"level": "XX"}])], "scheme-not-loaded"),
    "with a rank that is not that of its level": ([*TRUSTED, brought(lines=[{"rank": 10}])], "scheme-not-loaded"),
    "with a cosignature of what was never shown": (
        [*TRUSTED, ("carmen", "open", {"bundle": cosigned(lambda: 2)})], "cosigned-not-shown",
    ),
    "with a cosignature that is false": (
        [*ACKNOWLEDGED, ("carmen", "open", {"bundle": cosigned(lambda: Shown.objects.get().size)})], "cosigned-falsely",
    ),
    "by a clerk who is not cleared for it": (
        [*TRUSTED, ("jaime", "clear.end of carmen"), ("jaime", "clear.grant", {"person": "carmen", "level": "DL"}), brought()],
        "level-too-low",
    ),
    "by a reader": ([*TRUSTED, ("rosa", "open", theirs())], "not-your-role"),
    "arrived with other seals and no words for it": ([*OPENED, ("pilar", "arrive", {"seals": "A-1"})], "seals-differ"),
    "arrived broken and no words for it": ([*OPENED, ("pilar", "arrive", {"intact": "false"})], "condition-needed"),
    "into a safe of a lower level": (
        [*OPENED, ("jaime", "place.open as low"), ("pilar", "arrive", {"place": "{low}"})], "place-too-low",
    ),
    "entered before it arrived": ([*OPENED, ELSEWHERE, ("carmen", "enter")], "wrong-stage"),
    "registered before it was opened": ([*ARRIVED, PAPER], "parcel-not-open"),
    "entered, though it came otherwise": ([*UNPACKED, ELSEWHERE, ("carmen", "enter")], "not-out-of-it"),
    "accepted before all of it is registered": ([*ENTERED, ("carmen", "accept")], "envelope-not-done-with"),
    "given up once its envelope is written off": (
        [*ARRIVED, *BURNT, ("jaime", "arrive.write_off", GONE), later(days=20), ("jaime", "give_up")], "envelope-is-gone",
    ),
    "its envelope written off by whoever took it in": (
        [("jaime", "delegate.delegate", {"taker": "pilar", "role": "head"}), *ARRIVED, *BURNT, ("pilar", "arrive.write_off", GONE)],
        "concluded-by-the-receiver",
    ),
    "given up while it is here": ([*ARRIVED, later(days=20), ("jaime", "give_up")], "envelope-is-with-us"),
    "its receipt, while nobody has concluded why a seal was broken": (
        [*BROKEN, OPEN_IT, PAPER, ("carmen", "enter"), ALL_OF_IT, ("carmen", "accept"), ("carmen", "receipt", WRITTEN)],
        "finding-open",
    ),
    "what was wrong, concluded by whoever took it in": (
        [("luis", "delegate.delegate", {"taker": "pilar"}), *BROKEN, OPEN_IT,
         ("pilar", "arrive.conclude", {"conclusion": "nada"})], "concluded-by-the-receiver",
    ),
    "a line that is not announced": ([*UNPACKED, PAPER, ("carmen", "enter", {"line": 2})], "line-not-open"),
    "a line entered twice": ([*ENTERED, ("carmen", "enter")], "line-not-open"),
    "a number taken off a line that has none": ([*UNPACKED, TAKEN_OFF], "line-without-number"),
    "a number taken off after it was accepted": ([*ACCEPTED, TAKEN_OFF], "wrong-stage"),
    "closed by the other body's entry while it is announced": ([*OPENED, ("jaime", "correspondent.close")], "correspondent-busy"),
    "closed by the other body's entry before its receipt is written": ([*ACCEPTED, ("jaime", "correspondent.close")], "correspondent-busy"),
    "a line missing that was entered": ([*ENTERED, ("carmen", "miss")], "line-not-open"),
    "one document for two lines": (
        [*TRUSTED, brought(lines=TWO), ("pilar", "arrive"), (*OPEN_IT[:2], OPEN_IT[2] | {"account": "falta el segundo"}),
         PAPER, ("carmen", "enter"), ("carmen", "enter", {"line": 2})],
        "document-entered",
    ),
    "registered with other folios": (
        [*UNPACKED, ("carmen", "register.register", {"folios": 11, "source": "{envelope}"}), ("carmen", "enter")], "announced-otherwise",
    ),
    "registered below its level": (
        [*UNPACKED, ("carmen", "register.register", {"level": "DL", "source": "{envelope}"}), ("carmen", "enter")], "registered-too-low",
    ),
    "registered as not classified, where the schemes do not say": (
        [*TRUSTED, brought(lines=[{"scheme": "otan", "level": "NC", "rank": 20, "caveats": ["atomal"]}]), ("pilar", "arrive"),
         OPEN_IT, ("carmen", "register.register", {"level": "SC", "source": "{envelope}"}), ("carmen", "enter")],
        "no-equivalence",
    ),
    "accepted with a line open": ([*ARRIVED, ("carmen", "accept")], "lines-open"),
    "given up before its time": ([*OPENED, ("jaime", "give_up")], "receipt-not-late"),
    "its receipt, to who is trusted no more": (
        [*ACCEPTED, ("sara", "correspondent.distrust"), ("carmen", "receipt", WRITTEN)], "keys-not-compared",
    ),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def test_what_was_announced_is_kept_as_it_was_written(office: Telling) -> None:
    office.tell(OPENED, OWN)
    case = Incoming.objects.get()
    line = case.lines.get()
    assert (case.number, case.seals, case.bundle) == ("S 2026/00003", "A-1, A-2", ID)
    assert (line.title, line.number, line.level, line.own_level, line.folios) == (
        "Plano de aljibes",
        "E 2026/00007",
        "C",
        "C",
        12,
    )
    assert Opened.objects.get().bundle == ID


@pytest.mark.parametrize(
    ("scheme", "level", "rank", "own"),
    [
        ("es", "R", 30, "R"),
        ("otan", "NC", 20, "C"),
        ("otan", "CTS", 40, "S"),
        ("generic", "AS", 40, "S"),
        ("otan", "NU", 0, "SC"),
    ],
)
def test_equivalences_are_those_of_the_sender(office: Telling, scheme: str, level: str, rank: int, own: str) -> None:
    office.tell([*TRUSTED, brought(lines=[{"scheme": scheme, "level": level, "rank": rank}])], OWN)
    assert Incoming.objects.get().lines.get().own_level == own


def test_the_books_of_the_other_office_are_witnessed(office: Telling) -> None:
    """What continues is kept; what is older, or proves nothing, is not."""
    office.tell([*OPENED, brought(grown(9), id=uuid.UUID(int=1), books={"continues": grown(9).continues(3, 5)}),
                 brought(grown(7), id=uuid.UUID(int=2)), brought(grown(12), id=uuid.UUID(int=3))], OWN)  # fmt: skip
    assert list(Witnessed.objects.order_by("size").values_list("size", flat=True)) == [5, 9]


def test_what_was_announced_when_an_envelope_held_more_lines_goes_on_to_its_end(
    office: Telling, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = bundle.MOST_LINES + 2
    lines = [{"copy": n, "total": most, "code": f"CE2600007{n:03d}X"} for n in range(1, most + 1)]
    office.is_refused([*TRUSTED, brought(lines=lines)], "bundle-contents", OWN)
    with monkeypatch.context() as before:
        before.setattr(contents, "MOST_LINES", bundle.MOST_ONCE)
        office.tell([brought(lines=lines)], OWN)
    short = (*OPEN_IT[:2], OPEN_IT[2] | {"account": "solo venía el último"})
    last, missed = {"line": most}, [("carmen", "miss", {"line": n}) for n in range(1, most)]
    office.tell(
        [("pilar", "arrive"), short, PAPER, ("carmen", "enter", last), ("carmen", "take_off", TAKEN_OFF[2] | last)], OWN
    )
    office.is_done([("carmen", "enter", last), *missed, ALL_OF_IT, ("carmen", "accept")], "accepted", OWN)
