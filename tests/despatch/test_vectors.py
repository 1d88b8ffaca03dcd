# SPDX-License-Identifier: EUPL-1.2
"""The samples of docs/formats/bundle.md: what others may check their own implementation with."""

from __future__ import annotations

import json
from typing import Any

import pytest

from precinto.despatch import bundle, contents
from precinto_verify import note
from tests.despatch.make_vectors import CASES, DESPATCH, FOLDER, peers

ONE, OTHER = peers()


def spoilt(case: dict[str, Any]) -> bytes:
    data = bytearray((FOLDER / case["file"]).read_bytes())
    if "after" in case:
        data[data.index(case["after"].encode()) + len(case["after"].encode())] ^= 1
    if "flip" in case:
        data[case["flip"]] ^= 1
    if "append" in case:
        data += bytes.fromhex(case["append"])
    if "cut" in case:
        data = data[: case["cut"]]
    if "exchange" in case or "twice" in case:
        lines = bytes(data).split(b"\n")
        first, second = case.get("exchange") or case["twice"]
        lines[second], lines[first] = lines[first], (lines[first] if "twice" in case else lines[second])
        data = bytearray(b"\n".join(lines))
    return bytes(data)


def answer(case: dict[str, Any]) -> str:
    from_one = case["file"] == "despatch.precinto"
    sender = {"one": ONE, "other": OTHER}[case.get("sender", "one" if from_one else "other")]
    reader = {"one": ONE, "other": OTHER}[case.get("reader", "other" if from_one else "one")]
    try:
        head = bundle.read(spoilt(case))
        bundle.check(head, sender=sender.keys, own=reader.keys)
        read = contents.sent if from_one else contents.received
        read(bundle.unseal(head, reader.identity), sender.keys.ledger)
    except bundle.BundleError as error:
        return error.what
    return "opened"


@pytest.mark.parametrize("case", json.loads((FOLDER / "cases.json").read_text("utf-8")), ids=lambda case: case["name"])
def test_each_sample_is_answered_as_it_says(case: dict[str, Any]) -> None:
    assert answer(case) == case["answer"]


def test_the_cases_are_those_that_are_written() -> None:
    assert json.loads((FOLDER / "cases.json").read_text("utf-8")) == CASES


def test_the_cards_are_those_of_the_keys() -> None:
    for name, peer in (("one", ONE), ("other", OTHER)):
        assert bundle.read_card((FOLDER / f"{name}.precinto-keys").read_text("utf-8")) == peer.keys
        kept = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
        assert kept["fingerprint"] == peer.keys.fingerprint


def test_the_receipt_answers_the_despatch_and_cosigns_its_checkpoint() -> None:
    despatch = contents.sent(
        bundle.unseal(bundle.read((FOLDER / "despatch.precinto").read_bytes()), OTHER.identity), ONE.keys.ledger
    )
    receipt = contents.received(
        bundle.unseal(bundle.read((FOLDER / "receipt.precinto").read_bytes()), ONE.identity), OTHER.keys.ledger
    )
    assert receipt.answers == despatch.id == str(DESPATCH)
    assert [line.digest for line in receipt.lines] == [line.digest for line in despatch.lines]
    (cosigned,) = receipt.books.cosigned
    assert (cosigned.origin, cosigned.size) == (despatch.books.head.origin, despatch.books.head.size)
    both = note.Note.parse(f"{despatch.books.note.text}\n{cosigned.lines}")
    assert both.signed_by(OTHER.keys.witness)
    assert both.signed_by(OTHER.keys.witness_pq)
