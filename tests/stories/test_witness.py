# SPDX-License-Identifier: EUPL-1.2
"""1.6: as many witnesses as the scheme asks for see a destruction, and each of them confirms before it is one."""

from __future__ import annotations

import pytest

from precinto.documents.destroying.models import OtherWitness
from precinto.labels.scheme import shipped
from precinto.ledger.verify import verify
from tests.stories.destruction import DELIVERED
from tests.stories.telling import Move, Stories, Telling, told

pytestmark = pytest.mark.database

OWN = "destroy"

TOP_DELIVERED: list[Move] = [
    ("carmen", "register.register", {"level": "S"}), ("jaime", "register.verify"),
    ("carmen", "propose", {"authorisation": "orden 3/2026"}), ("carmen", "list"), ("luis", "sign"), ("pilar", "seal"), ("pilar", "deliver"),
]  # fmt: skip
TWO_NAMED: list[Move] = [*TOP_DELIVERED, ("pilar", "carry_out", {"others": ["vera"]})]
# A scheme may ask for as many as it likes, at any level.
NEWER = shipped()["es"].decode().replace("version = 3", "version = 4").replace("witnesses = 1", "witnesses = 3")
THREE: Move = ("sara", "scheme.load", {"text": NEWER})

DONE: Stories = {
    "of the highest level, before two": (TWO_NAMED, "carried_out"),
    "where one has confirmed, the other is awaited": ([*TWO_NAMED, ("vera", "attend")], "carried_out"),
    "and both have": ([*TWO_NAMED, ("vera", "attend"), ("ines", "witness")], "destroyed"),
    "one of two did not see it": ([*TWO_NAMED, ("vera", "attend"), ("ines", "dispute")], "delivered"),
    "and both are named anew": (
        [*TWO_NAMED, ("vera", "dispute"), ("pilar", "carry_out", {"witness": "vera", "others": ["ines"]}), ("ines", "attend"),
         ("vera", "witness")], "destroyed",
    ),
    "more than the level asks for": (
        [*DELIVERED, ("pilar", "carry_out", {"others": ["vera"]}), ("vera", "attend"), ("ines", "witness")], "destroyed",
    ),
    "before three, as a newer version of the scheme asks": (
        [THREE, *DELIVERED, ("pilar", "carry_out", {"others": ["vera", "diego"]}), ("diego", "attend"), ("vera", "attend"),
         ("ines", "witness")], "destroyed",
    ),
}  # fmt: skip

REFUSED: Stories = {
    "of the highest level, before one": ([*TOP_DELIVERED, ("pilar", "carry_out")], "witnesses-too-few"),
    "before the same one, named twice": ([*TOP_DELIVERED, ("pilar", "carry_out", {"others": ["ines"]})], "witnesses-too-few"),
    "before two of whom one proposed it": ([*TOP_DELIVERED, ("pilar", "carry_out", {"others": ["carmen"]})], "witness-took-part"),
    "before two of whom one carries it out": ([*TOP_DELIVERED, ("pilar", "carry_out", {"others": ["pilar"]})], "witness-took-part"),
    "before two of whom one is not cleared": ([*TOP_DELIVERED, ("pilar", "carry_out", {"others": ["olga"]})], "clearance-none"),
    "before two where a newer version of the scheme asks for three": (
        [THREE, *DELIVERED, ("pilar", "carry_out", {"others": ["vera"]})], "witnesses-too-few",
    ),
    "confirmed by the witness before the others": ([*TWO_NAMED, ("ines", "witness")], "other-witnesses-first"),
    "confirmed by the witness as if they were another": ([*TWO_NAMED, ("ines", "attend")], "confirms-last"),
    "confirmed twice by another witness": ([*TWO_NAMED, ("vera", "attend"), ("vera", "attend")], "not-your-role"),
    "confirmed by another witness in place of the witness": ([*TWO_NAMED, ("vera", "attend"), ("vera", "witness")], "not-your-role"),
    "confirmed by who carried it out": ([*TWO_NAMED, ("pilar", "attend")], "not-your-role"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def test_who_is_named_anew_confirms_anew(office: Telling) -> None:
    """What was said before a dispute counts for nothing afterwards."""
    office.tell([*TWO_NAMED, ("vera", "attend"), ("ines", "dispute")], OWN)
    again: Move = ("pilar", "carry_out", {"others": ["vera"]})
    office.is_refused([again, ("ines", "witness")], "other-witnesses-first", OWN)
    office.is_done([("vera", "attend"), ("ines", "witness")], "destroyed", OWN)
    assert list(OtherWitness.objects.order_by("pk").values_list("removed", flat=True)) == [True, False]
    assert verify().sound
