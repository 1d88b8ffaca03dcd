# SPDX-License-Identifier: EUPL-1.2
"""1.1: an epoch of the ledger ends only because acts were lost, said by a person with the last checkpoint known of them.

What the verifier makes of it afterwards is told in tests/tamper/test_rollback.py.
"""

from __future__ import annotations

import base64

import pytest

from precinto.ledger import checkpoint, tree
from precinto.ledger.models import Epoch
from tests.stories.telling import FACTS, MINUTES_AGO, Move, Stories, Telling, told

pytestmark = pytest.mark.database
OWN = "epoch"
ROOT = base64.b64encode(b"x" * 32).decode()


def lost(office: Telling) -> str:
    """The first three lines of a checkpoint that this office signed: it says more than the books hold."""
    text: str = office.names.setdefault("lost", f"{checkpoint.vkey().name}\n{tree.size() + 100}\n{ROOT}\n")
    return text


def of_another_house(office: Telling) -> str:
    return f"precinto/otra.example/1\n7\n{ROOT}\n"


def signed_by_nobody(office: Telling) -> str:
    return f"{lost(office)}\n— {checkpoint.vkey().name} {base64.b64encode(b'y' * 68).decode()}\n"


def held(office: Telling) -> str:
    """What the books still continue."""
    tree.integrate()
    return str(checkpoint.current().note)


FACTS["epoch.open"] = {"reason": "se quemó el disco; copia de ayer", "checkpoint": lost}
BEHIND: Move = ("jaime", "open")

DONE: Stories = {"acts were lost": ([BEHIND], "opened")}

REFUSED: Stories = {
    "by a clerk": ([("carmen", "open")], "not-your-role"),
    "without the password": ([("jaime", "open", {MINUTES_AGO: 60})], "fresh-password"),
    "without a reason": ([("jaime", "open", {"reason": ""})], "bad-facts"),
    "with what is no checkpoint": ([("jaime", "open", {"checkpoint": "nada"})], "bad-facts"),
    "with nothing that is missing": ([("jaime", "open", {"checkpoint": None})], "epoch-no-checkpoint"),
    "with a checkpoint of another office": (
        [("jaime", "open", {"checkpoint": of_another_house})], "epoch-other-book",
    ),
    "with a checkpoint under a false signature": (
        [("jaime", "open", {"checkpoint": signed_by_nobody})], "epoch-not-signed",
    ),
    "with a checkpoint that the books continue": ([("jaime", "open", {"checkpoint": held})], "epoch-not-needed"),
    "with a loss of which an act has spoken": ([BEHIND, BEHIND], "epoch-accounted-for"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def forgetful_signer(office: Telling) -> None:
    """The signer's memory is a file: what it signed in the last story never was."""
    checkpoint.memory().unlink(missing_ok=True)


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)
    assert [row.number for row in Epoch.objects.order_by("number")] == [1, 2]


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)
