# SPDX-License-Identifier: EUPL-1.2
"""What is missing, on my tasks and on the page of its case: until when it is looked for, and that it is presumed leaked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from precinto.documents.models import Discrepancy
from tests.web.conftest import Pages
from tests.world import World

pytestmark = pytest.mark.database
Open = Callable[[str], Pages]
LOST, LATER = "2027-01-05 10:00+01:00", "2027-03-08 10:00+01:00"


@pytest.fixture
def lost(world: World) -> Iterator[Discrepancy]:
    world.do("jaime", "office.deadline.set", name="password-max-age", value=0, reason="dura mucho")
    with time_machine.travel(LOST, tick=False):
        loan = world.loan(world.copy(world.document()))
        world.do("carmen", "documents.lend.lose", loan, reason="no aparece")
        yield Discrepancy.objects.get()


def text(page: Any) -> str:
    return str(page.content.decode())


def groups(page: Any) -> dict[str, list[Any]]:
    return {group.id: group.rows for group in page.context["groups"]}


@pytest.mark.parametrize(("who", "group"), [("pilar", "lost"), ("jaime", "lost"), ("luis", "discrepancies")])
def test_it_is_among_the_tasks_with_its_term(lost: Discrepancy, pages: Open, who: str, group: str) -> None:
    (row,) = groups(pages(who).get("/"))[group]
    assert row.due == lost.due


def test_what_was_found_waits_for_the_leader_and_no_more_for_the_office(
    world: World, lost: Discrepancy, pages: Open
) -> None:
    world.do("pilar", "documents.discrepancy.found", lost, place=world.safe, folios=12, account="en otro cajón")
    assert "lost" not in groups(pages("pilar").get("/"))
    assert [row.case for row in groups(pages("luis").get("/"))["discrepancies"]] == [lost]


def test_the_page_says_until_when_and_then_that_it_is_presumed_leaked(lost: Discrepancy, pages: Open) -> None:
    assert lost.due is not None
    day = timezone.localtime(lost.due).strftime("%Y-%m-%d")
    addresses = (f"/caso/documents.discrepancy/{lost.pk}/", f"/caso/documents.lend/{lost.loan_id}/")
    for address in addresses:
        said = text(pages("luis").get(address))
        assert f"Si no aparece antes del {day}" in said
        assert "se presume filtrado (4.8)" in said
    with time_machine.travel(LATER, tick=False):
        for address in addresses:
            assert f"no ha aparecido antes del {day}: se presume filtrado (4.8)" in text(pages("luis").get(address))
        tasks = pages("luis").get("/")
        assert [item.stage for item in tasks.context["warnings"]] == ["Se presume filtrado"]


def test_whoever_reported_it_is_told_why_another_enters_that_it_was_found(
    world: World, lost: Discrepancy, pages: Open
) -> None:
    facts = {"place": world.safe, "folios": "12", "account": "en otro cajón"}
    address = f"/caso/documents.discrepancy/{lost.pk}/found/"
    refused = pages("carmen").post(address, facts | {"_intent": "una"})
    assert "no le corresponde anotar que ha aparecido" in text(refused)
    pages("pilar").post(address, facts | {"_intent": "otra"})
    lost.refresh_from_db()
    assert (lost.stage, lost.copy.thing.in_the_safe) == ("found", True)
