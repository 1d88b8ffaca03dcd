# SPDX-License-Identifier: EUPL-1.2
"""Minimum staff and absences as pages show them: asked for where it is needed, counted for whoever answers for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from precinto.access.models import Absence, Person
from precinto.procedures.models import MinimumStaff
from tests.doors.test_minimum_staff import WHY, approved, regime
from tests.web.conftest import Pages
from tests.world import World

pytestmark = pytest.mark.database
Open = Callable[[str], Pages]


def text(browser: Pages, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_reason_is_asked_only_of_whoever_needs_the_exception(world: World, pages: Open) -> None:
    loan = approved(world)
    address = f"/caso/documents.lend/{loan.pk}/"
    assert "hand_over-exception_reason" not in text(pages("luis"), address)
    regime(world)
    assert "hand_over-exception_reason" in text(pages("luis"), address)
    assert "hand_over-exception_reason" not in text(pages("carmen"), address)


def test_what_was_excused_stands_on_the_regime_and_on_the_clause(world: World, pages: Open) -> None:
    regime(world)
    loan = approved(world)
    world.do("luis", "documents.lend.hand_over", loan.pk, folios=12, exception_reason=WHY)
    page = text(pages("jaime"), f"/caso/office.minimum_staff/{MinimumStaff.objects.get().pk}/")
    assert WHY in page
    assert "Luis Prado" in page
    assert 'id="by-clause"' in page
    assert 'id="excused"' in text(pages("jaime"), "/clausulas/1.4/")
    assert 'id="excused"' not in text(pages("jaime"), "/clausulas/1.5/")
    assert 'id="excused"' not in text(pages("rosa"), "/clausulas/1.4/")
    assert pages("rosa").get(f"/caso/office.minimum_staff/{MinimumStaff.objects.get().pk}/").status_code == 404


def test_an_absence_is_announced_from_ones_own_page(world: World, pages: Open) -> None:
    carmen = Person.objects.get(account__login="carmen")
    browser = pages("carmen")
    assert "/acto/personnel.absence/announce/" in text(browser, f"/personas/{carmen.pk}/")
    assert "person" in text(browser, "/acto/personnel.absence/announce/")
    world.do("carmen", "personnel.absence.announce", since="+1", until="+20", reason="permiso")
    row = Absence.objects.get()
    assert f"/caso/personnel.absence/{row.pk}/" in text(browser, f"/personas/{carmen.pk}/")
    answer = browser.post(f"/caso/personnel.absence/{row.pk}/go/", {"_intent": "a"})
    assert answer.status_code == 409
    assert "Carmen Solís" in answer.content.decode()
    assert Absence.objects.get().stage == "announced", "nothing has been handed over"
    assert pages("rosa").get(f"/caso/personnel.absence/{row.pk}/").status_code == 404
