# SPDX-License-Identifier: EUPL-1.2
"""The form of a bundle, without a database: what was written is read, and nothing that differs in one byte."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import random
import re
import uuid
from collections.abc import Callable
from typing import Any

import pyrage
import pytest

from precinto.despatch import bundle, contents
from precinto.despatch.bundle import BundleError
from precinto_verify import canon, note
from tests.despatch.peer import AT, Peer

ONE, OTHER, THIRD = Peer("una"), Peer("otra"), Peer("tercera")
ID = uuid.UUID("01938d5e-7c1a-7c3e-9d3f-0c1a2b3c4d5e")


def opened(data: bytes, sender: Peer = ONE, own: Peer = OTHER) -> contents.Sent:
    head = bundle.read(data)
    bundle.check(head, sender=sender.keys, own=own.keys)
    return contents.sent(bundle.unseal(head, own.identity), sender.keys.ledger)


def refused(data: bytes, sender: Peer = ONE, own: Peer = OTHER) -> str:
    with pytest.raises(BundleError) as error:
        opened(data, sender, own)
    return error.value.what


def test_what_was_written_is_read() -> None:
    found = opened(ONE.despatch(OTHER.keys, id=ID, lines=[{}, {"copy": 2, "total": 2, "title": "Válvula ñ"}]))
    assert [line.title for line in found.lines] == ["Plano de aljibes", "Válvula ñ"]
    assert found.id == str(ID)
    assert found.books.head.size == 5


def test_the_outside_says_nothing_of_what_is_inside() -> None:
    data = ONE.despatch(OTHER.keys, id=ID)
    head = bundle.read(data)
    assert set(head.manifest) == {"at", "bytes", "from", "id", "kind", "sha256", "to", "to_key", "v"}
    assert all(secret not in data for secret in (b"aljibes", b"CE2600007001Q", b'"level"', b"ref 7"))


def places(data: bytes) -> dict[str, range]:
    """The classes of bytes that there are in a bundle."""
    ends = [found.end() for found in re.finditer(rb"\n", data)][:6]
    header, manifest, blank, first, second, last = ends
    return {
        "header": range(header),
        "manifest": range(header, manifest),
        "empty line": range(manifest, blank),
        "first signature": range(blank, first),
        "second signature": range(first, second),
        "line before the payload": range(second, last),
        "payload": range(last, len(data)),
    }


DATA = ONE.despatch(OTHER.keys, id=ID)


@pytest.mark.parametrize("part", list(places(DATA)))
def test_one_byte_altered_anywhere_is_refused(part: str) -> None:
    """Every byte of every part, each by one bit that is drawn and by the one that makes capitals."""
    draw = random.Random(part)
    for at in places(DATA)[part]:
        for bit in {1 << draw.randrange(8), 0x20}:
            spoilt = bytearray(DATA)
            spoilt[at] ^= bit
            assert refused(bytes(spoilt)).startswith("bundle-")


@pytest.mark.parametrize("part", list(places(DATA)))
def test_one_byte_more_or_less_is_refused(part: str) -> None:
    here = places(DATA)[part]
    for at in {here.start, (here.start + here.stop) // 2, here.stop - 1}:
        assert refused(DATA[:at] + DATA[at + 1 :]).startswith("bundle-")
        assert refused(DATA[:at] + b"A" + DATA[at:]).startswith("bundle-")
    assert refused(DATA + b"\n").startswith("bundle-")


def test_for_another_office() -> None:
    assert refused(ONE.despatch(THIRD.keys), own=OTHER) == "bundle-other-office"


def test_sealed_to_a_key_that_was_retired() -> None:
    old = Peer("otra", number=1)
    assert refused(ONE.despatch(old.keys), own=Peer("otra", number=2)) == "bundle-old-key"


def test_signed_with_a_key_that_is_not_on_the_card() -> None:
    assert refused(Peer("una", number=7).despatch(OTHER.keys)) == "bundle-unknown-key"
    assert refused(THIRD.despatch(OTHER.keys)) == "bundle-unknown-key"


def test_the_signature_of_one_key_alone_does_not_do() -> None:
    head, name = bundle.read(DATA), ONE.keys.sign.name
    text = head.note.text
    stranger = Peer("extraña")
    for false in (
        (head.note.signatures[0], note.Signature(name, ONE.keys.pq_id, stranger.sign_pq.sign(bundle._signed(text)))),
        (note.Signature(name, ONE.keys.sign.id, stranger.sign.sign(text.encode())), head.note.signatures[1]),
    ):
        assert refused(f"{note.Note(text, false)}\n".encode() + head.payload) == "bundle-signature"
    doubled = note.Note(text, (head.note.signatures[0], head.note.signatures[0]))
    assert refused(f"{doubled}\n".encode() + head.payload) == "bundle-unknown-key"
    swapped = note.Note(text, head.note.signatures[::-1])
    assert refused(f"{swapped}\n".encode() + head.payload) == "bundle-unknown-key"


def resigned(data: bytes, by: Peer, **manifest: Any) -> bytes:
    """The same payload under another's signature, as somebody who cannot read it could do."""
    head = bundle.read(data)
    text = f"{bundle.HEADER}\n{canon.dumps({**head.manifest, **manifest}).decode()}\n"
    signatures = (
        note.sign_ed25519(by.sign, by.keys.sign.name, text),
        note.Signature(by.keys.sign.name, by.keys.pq_id, by.sign_pq.sign(bundle._signed(text))),
    )
    return f"{note.Note(text, signatures)}\n".encode() + head.payload


def test_another_cannot_sign_it_as_their_own() -> None:
    assert refused(resigned(DATA, THIRD, **{"from": THIRD.base}), sender=THIRD) == "bundle-contents"


def test_nor_give_it_another_name_so_that_it_is_taken_in_twice() -> None:
    assert refused(resigned(DATA, ONE, id=str(uuid.uuid4()))) == "bundle-contents"


def test_nor_pass_it_on_to_a_third() -> None:
    on = resigned(ONE.despatch(THIRD.keys), ONE, to=OTHER.base, to_key=OTHER.keys.age)
    assert refused(on) == "bundle-does-not-open"


MANIFESTS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "a field more": lambda known: known | {"note": "x"},
    "a field less": lambda known: {name: value for name, value in known.items() if name != "bytes"},
    "another version": lambda known: known | {"v": 2},
    "true for one": lambda known: known | {"v": True},
    "another kind": lambda known: known | {"kind": "order"},
    "a number for a text": lambda known: known | {"to": 7},
    "no identifier": lambda known: known | {"id": "7"},
    "no time": lambda known: known | {"at": "yesterday"},
    "no digest": lambda known: known | {"sha256": "00"},
    "a list": lambda known: [known],  # type: ignore[dict-item,return-value]
}


@pytest.mark.parametrize("spoil", list(MANIFESTS.values()), ids=list(MANIFESTS))
def test_a_manifest_of_another_form(spoil: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    head = bundle.read(DATA)
    text = f"{bundle.HEADER}\n{canon.dumps(spoil(dict(head.manifest))).decode()}\n"
    assert refused(f"{note.Note(text, head.note.signatures)}\n".encode() + head.payload) == "bundle-not-one"


HOSTILE = {
    "nothing": b"",
    "one line": b"precinto-bundle/v1\n",
    "only newlines": b"\n" * 5000,
    "nulls": b"\0" * 5000,
    "header and newlines": b"precinto-bundle/v1" + b"\n" * 5000,
    "a manifest without end": b"precinto-bundle/v1\n" + b"[" * 200_000 + b"\n\n\n\n\n\n",
    "a manifest that is deep": b"precinto-bundle/v1\n" + b"[" * 15_000 + b"\n\nx\nx\n\nx",
    "a number without end": b"precinto-bundle/v1\n" + b"9" * 15_000 + b"\n\nx\nx\n\nx",
    "an executable": b"\x7fELF" + bytes(range(256)) * 20,
}


@pytest.mark.parametrize("data", list(HOSTILE.values()), ids=list(HOSTILE))
def test_what_is_no_bundle(data: bytes) -> None:
    assert refused(data) == "bundle-not-one"


def test_larger_than_a_bundle_may_be() -> None:
    assert refused(DATA + bytes(bundle.LARGEST)) == "bundle-too-large"
    with pytest.raises(BundleError) as error:
        ONE.despatch(OTHER.keys, seals="x" * bundle.LARGEST)
    assert error.value.what == "bundle-too-large"


def sealed(**other: Any) -> bytes:
    return ONE.despatch(OTHER.keys, **other)


GOOD = ONE.line(ID)
INSIDE: dict[str, dict[str, Any]] = {
    "a field more": {"note": "x"},
    "no lines": {"lines": []},
    "lines that are no list": {"lines": {"0": GOOD}},
    "too many lines": {"lines": [GOOD] * (contents.MOST_PROOFS + bundle.MOST_LINES)},
    "a line with a field more": {"lines": [GOOD | {"rel": "x"}]},
    "a line of another despatch": {"lines": [GOOD | {"digest": "0" * 64}]},
    "fewer folios than its digest says": {"lines": [GOOD | {"folios": 11}]},
    "copy 3 of 2": {"lines": [ONE.line(ID, copy=3, total=2)]},
    "no folios": {"lines": [ONE.line(ID, folios=0)]},
    "a negative number": {"lines": [ONE.line(ID, rank=-1)]},
    "a number larger than its column": {"lines": [ONE.line(ID, folios=2**31)]},
    "true folios": {"lines": [ONE.line(ID, folios=True)]},
    "no title": {"lines": [ONE.line(ID, title="")]},
    "a title longer than its column": {"lines": [ONE.line(ID, title="x" * 501)]},
    "a title that moves the cursor": {"lines": [ONE.line(ID, title="a\x1b[2Jb")]},
    "a title written from right to left": {"lines": [ONE.line(ID, title="a‮b")]},
    "a day that is none": {"lines": [ONE.line(ID, dated="3/12/2026")]},
    "caveats that are no list": {"lines": [ONE.line(ID, caveats="cripto")]},
    "a caveat that is no text": {"lines": [ONE.line(ID, caveats=[7])]},
    "a number that is no text": {"number": 7},
    "books without a part": {"books": {"continues": []}, "proof": ONE.proof()},
    "a proof of no hashes": {"books": {"continues": [{"hashes": ["AA=="], "size": 3}], "cosigned": []}},
    "too many proofs": {"books": {"continues": [{"hashes": [], "size": 3}] * 17, "cosigned": []}},
    "a proof that is none": {"proof": "c2sp.org/tlog-proof@v1\nindex 0\n"},
}


@pytest.mark.parametrize("other", list(INSIDE.values()), ids=list(INSIDE))
def test_an_inside_of_another_form(other: dict[str, Any]) -> None:
    known = {
        "books": {"continues": [], "cosigned": []}, "channel": "courier", "lines": [GOOD], "number": "S 1", "proof": ONE.proof(),
        "seals": "",
    }  # fmt: skip
    assert refused(ONE.write("despatch", OTHER.keys, ID, known | other)) == "bundle-contents"


def test_an_inside_that_is_not_canonical_or_no_object() -> None:
    for plain in (b"{}", b"[]", b'{"a" :1}', b"not json", b"[" * 100_000, b"\xff"):
        payload = pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(OTHER.keys.age)])
        digest = hashlib.sha256(payload).hexdigest()
        head = bundle.read(resigned(DATA, ONE, bytes=len(payload), sha256=digest))
        assert refused(f"{head.note}\n".encode() + payload) == "bundle-contents"


def test_a_payload_that_is_no_age_file() -> None:
    payload = b"plain words"
    digest = hashlib.sha256(payload).hexdigest()
    head = bundle.read(resigned(DATA, ONE, bytes=len(payload), sha256=digest))
    assert refused(f"{head.note}\n".encode() + payload) == "bundle-does-not-open"


def test_books_that_the_ledger_of_the_card_did_not_sign() -> None:
    assert refused(sealed(proof=THIRD.proof())) == "bundle-books-unsigned"
    false = Peer("una")
    false.ledger = THIRD.ledger
    assert refused(sealed(proof=false.proof())) == "bundle-books-unsigned"


def test_an_act_that_is_not_in_the_books() -> None:
    false = Peer("una")
    proof = false.proof(index=2)
    act = canon.dumps({"act": 2})
    other = canon.dumps({"act": 7})
    assert refused(sealed(proof=proof.replace(note.b64(act), note.b64(other)))) == "bundle-books-unproved"
    assert refused(sealed(proof=re.sub("extra .*\n", "", proof))) == "bundle-books-unproved"


# ---- cards


def test_a_card_is_read_as_it_was_written() -> None:
    assert bundle.read_card(ONE.card) == ONE.keys
    assert re.fullmatch("([0-9a-f]{4} ){15}[0-9a-f]{4}", ONE.keys.fingerprint)


def test_one_letter_altered_in_a_card_is_refused() -> None:
    card = ONE.card.encode()
    for at in range(0, len(card), 3):
        spoilt = bytearray(card)
        spoilt[at] ^= 1
        with pytest.raises(BundleError):
            bundle.read_card(bytes(spoilt).decode("utf-8", errors="replace"))


@pytest.mark.parametrize(
    "other",
    [
        {"sign": OTHER.keys.sign}, {"witness": OTHER.keys.witness}, {"witness_pq": OTHER.keys.witness_pq}, {"base": OTHER.base},
        {"ledger": OTHER.keys.ledger}, {"sign_pq": b"short"}, {"age": "age1nothing"}, {"office": ""}, {"office": "x" * 201},
        {"sign": ONE.keys.witness}, {"witness": ONE.keys.sign},
    ],
)  # fmt: skip
def test_a_card_whose_keys_are_not_of_one_office(other: dict[str, Any]) -> None:
    mixed = dataclasses.replace(ONE.keys, **other)
    with pytest.raises(BundleError) as error:
        bundle.read_card(bundle.card(mixed, ONE.ledger))
    assert error.value.what == "card-not-one"


def test_a_card_that_its_ledger_did_not_sign() -> None:
    with pytest.raises(BundleError) as error:
        bundle.read_card(bundle.card(ONE.keys, OTHER.ledger))
    assert error.value.what == "card-not-signed"


def test_a_card_with_a_field_more() -> None:
    body = json.loads(ONE.keys.text.split("\n")[1]) | {"extra": 1}
    text = f"{bundle.CARD_HEADER}\n{canon.dumps(body).decode()}\n"
    whole = str(note.Note(text, (note.sign_ed25519(ONE.ledger, ONE.keys.ledger.name, text),)))
    with pytest.raises(BundleError):
        bundle.read_card(whole)


def test_the_time_of_a_bundle_is_the_writers() -> None:
    assert bundle.read(DATA).manifest["at"] == AT
