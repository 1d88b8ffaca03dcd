# SPDX-License-Identifier: EUPL-1.2
"""No false alarm: after every act of an honest life the books are sound, whatever it was."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from precinto.ledger import append, checkpoint, scrub
from precinto.ledger.verify import verify
from precinto.procedures import perform
from tests import postgres
from tests.tamper import office as making
from tests.world import World


@pytest.mark.database
def test_the_books_are_sound_after_every_act(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """On either database. What is verified costs the more the longer the books are: so each act, of a short life."""
    real = append.append
    acts: list[str] = []

    def appended(draft: Any, **more: Any) -> Any:
        acts.append(f"{draft.procedure}.{draft.step} {draft.refusal}".strip())
        return real(draft, **more)

    monkeypatch.setattr(perform, "append", appended)
    step = World.do

    def watched(self: World, *args: Any, **facts: Any) -> Any:
        act = step(self, *args, **facts)
        report = verify()
        assert report.sound, (acts[-1], [finding.words() for finding in report.findings])
        return act

    monkeypatch.setattr(World, "do", watched)
    making.administration(world)
    for turn in range(3):
        making.weeks(world, turn)
        checkpoint.current()
        assert verify(str(checkpoint.current().note)).sound
    assert len(set(acts)) > 30, "of all kinds"
    scrub.note().unlink()  # the test's own transaction never commits, and what waits for that never runs


@pytest.mark.campaign
@pytest.mark.skipif(postgres.wanted(), reason="the office of the tampering tests is a SQLite file")
@pytest.mark.usefixtures("unblocked")
def test_many_different_lives_are_sound(work: Path) -> None:
    for life in range(20):
        rounds = random.Random(life).randint(1, 4)
        office = making.make(work / f"home-{life}", rounds)
        with making.opened(office.home):
            report = verify(office.note)
        assert report.sound, [finding.words() for finding in report.findings]
