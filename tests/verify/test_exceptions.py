# SPDX-License-Identifier: Apache-2.0
"""Laws 3 and 7: who is excused from being another person is so for the step named, by a regime in force, and not otherwise."""

from typing import Any

import pytest

from precinto_verify.findings import Report
from precinto_verify.replay import Replay
from tests.verify.book import CARMEN, LUIS, ROSA, SAFE, Book

REGIME = ("procedures.minimumstaff", 1)
HELD = {"stage": "in_force", "since": "2026-11-01", "until": "2026-12-31", "due": "2027-01-31T18:00:00.000000Z"}


def book(regime: dict[str, Any] | None, exception: Any) -> Book:
    """Luis approves a loan and hands the copy over himself."""
    told = Book()
    told.act(0, "office.found", "found", 1, [("custody.place", SAFE, {"kind": "safe"})])
    told.act(CARMEN, "documents.register", "enter", 1, told.moves(1, 1, (None, None), (None, SAFE)))
    if regime is not None:
        told.act(LUIS, "office.minimum_staff", "approve", 1, [(*REGIME, regime)])
    approval = told.act(LUIS, "documents.lend", "approve", 1, [("documents.loan", 1, {"stage": "approved"})])
    more = {} if exception is None else {"exception": exception}
    rests = [{"act": approval, "step": "approve"}]
    told.act(
        LUIS, "documents.lend", "hand_over", 1, told.moves(1, 2, (None, SAFE), (ROSA, None)), approvals=rests, **more
    )
    return told


def found(told: Book, *, keep_state: bool = True) -> list[str]:
    report = Report()
    replay = Replay(report, keep_state=keep_state)
    for raw in told.raw():
        replay.feed(raw)
    return [finding.what for finding in report.findings]


def said(*steps: str, regime: int = 1) -> dict[str, Any]:
    return {"regime": regime, "steps": list(steps), "reason": {"$": "t0XyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}}


@pytest.mark.parametrize("keep_state", [True, False])
def test_an_exception_by_a_regime_in_force_is_sound(keep_state: bool) -> None:
    assert found(book(HELD, said("approve")), keep_state=keep_state) == []
    assert found(book(HELD | {"stage": "reviewed", "due": None}, said("approve")), keep_state=keep_state) == []


WRONG: dict[str, tuple[dict[str, Any] | None, Any, list[str]]] = {
    "nothing is said of it": (HELD, None, ["law-3-human"]),
    "of another step": (HELD, said("request"), ["law-3-human"]),
    "there is no regime": (None, said("approve"), ["law-7-regime", "law-3-human"]),
    "another regime": (HELD, said("approve", regime=2), ["law-7-regime", "law-3-human"]),
    "nobody approved it": (HELD | {"stage": "declared"}, said("approve"), ["law-7-regime", "law-3-human"]),
    "it has ended": (HELD | {"stage": "ended"}, said("approve"), ["law-7-regime", "law-3-human"]),
    "its days are over": (HELD | {"until": "2026-11-20"}, said("approve"), ["law-7-regime", "law-3-human"]),
    "they have not begun": (HELD | {"since": "2026-12-20"}, said("approve"), ["law-7-regime", "law-3-human"]),
    "nobody has reviewed it": (
        HELD | {"due": "2026-11-22T18:00:00.000000Z"},
        said("approve"),
        ["law-7-regime", "law-3-human"],
    ),
    "days that are none": (HELD | {"since": None}, said("approve"), ["law-7-regime", "law-3-human"]),
    "written otherwise": (HELD, {"regime": "1"}, ["entry-form"]),
}


@pytest.mark.parametrize(("regime", "exception", "expected"), list(WRONG.values()), ids=list(WRONG))
def test_any_other_is_found(regime: dict[str, Any] | None, exception: Any, expected: list[str]) -> None:
    assert found(book(regime, exception)) == expected
