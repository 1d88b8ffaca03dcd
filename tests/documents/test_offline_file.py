# SPDX-License-Identifier: EUPL-1.2
"""The queue as a file, by itself: what is no queue, or not this station's, is said, and no changed byte is believed."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from precinto.documents.offline import queue as reading
from tests.station import Away

AT = datetime.fromisoformat("2026-11-24T10:00:00+00:00")


@pytest.fixture(scope="module")
def three() -> tuple[Away, str]:
    away = Away()
    return away, "\n".join(away.line("back", f"CE260000100{n}X", at=AT - timedelta(hours=1)) for n in (1, 2, 3)) + "\n"


def test_a_queue_is_read_as_it_was_written(three: tuple[Away, str]) -> None:
    away, text = three
    assert [line.n for line in reading.read(text, away.public, now=AT)] == [1, 2, 3]


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_changed_byte_is_believed(three: tuple[Away, str], data: st.DataObject) -> None:
    away, text = three
    place = data.draw(st.integers(0, len(text) - 2))
    other = data.draw(st.characters(min_codepoint=32, max_codepoint=126).filter(lambda c: c != text[place]))
    spoilt = text[:place] + other + text[place + 1 :]
    with pytest.raises(reading.QueueError):
        reading.read(spoilt, away.public, now=AT)


def test_a_signature_is_written_in_one_way_only(three: tuple[Away, str]) -> None:
    """The last letter of its base64 has bits that say nothing: with others it would be another file of the same signature."""
    away, text = three
    place = text.index('=="}') - 1
    for other in sorted(set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") - {text[place]}):
        with pytest.raises(reading.QueueError):
            reading.read(text[:place] + other + text[place + 1 :], away.public, now=AT)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda t: "", "queue-empty"),
        (lambda t: "nada\n", "queue-malformed"),
        (lambda t: "\n".join(t.split("\n")[1:2] + t.split("\n")[:1]) + "\n", "queue-broken"),
        (lambda t: "\n".join(t.split("\n")[0:1] + t.split("\n")[2:3]) + "\n", "queue-broken"),
        (lambda t: t.replace('"v":1', '"v":2', 1), "queue-malformed"),
        (lambda t: t.replace('"do":"back"', '"do":"lose"', 1), "queue-malformed"),
        (lambda t: t.replace('"folios":12', '"folios":12.0', 1), "queue-malformed"),
        (lambda t: t.replace('"folios":12', '"folios":11', 1), "queue-not-signed"),
        (lambda t: t.replace('{"v"', '{ "v"', 1), "queue-malformed"),
        (lambda t: t.replace('"clerk":"P00001X"', f'"clerk":"P{"0" * 20}"', 1), "queue-malformed"),
        (lambda t: t * 200, "queue-too-long"),
        (lambda t: "[" * 100_000, "queue-malformed"),
    ],
)  # fmt: skip
def test_what_is_no_queue_is_said(three: tuple[Away, str], change: Any, reason: str) -> None:
    away, text = three
    with pytest.raises(reading.QueueError) as refused:
        reading.read(change(text), away.public, now=AT)
    assert refused.value.reason == reason


@pytest.mark.parametrize("key", ["", "nada", b64encode(b"x" * 91).decode()])
def test_what_is_no_key_is_said(key: str) -> None:
    with pytest.raises(reading.QueueError) as refused:
        reading.public_key(key)
    assert refused.value.reason == "queue-bad-key"


def test_the_station_of_a_queue_is_the_one_whose_key_signed_it(three: tuple[Away, str]) -> None:
    _away, text = three
    with pytest.raises(reading.QueueError) as refused:
        reading.read(text, Away().public, now=AT)
    assert refused.value.reason == "queue-not-signed"
