# SPDX-License-Identifier: EUPL-1.2
"""“To decide”: whatever procedure it is of, a decision that waits for this person is there, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils.timezone import localdate

from precinto.access.models import Clearance
from precinto.documents.cases import actor_of
from precinto.documents.lists import deciding
from precinto.documents.meetings.models import Meeting
from precinto.procedures.model import REGISTRY
from precinto.records.clock import now
from tests.documents.test_exports import table, taken
from tests.doors.through import Api, Cli
from tests.doors.through import api as api
from tests.doors.through import cli as cli
from tests.web.conftest import Pages
from tests.web.test_budget import MOST, questions
from tests.web.test_destroying import a_batch
from tests.world import World

pytestmark = pytest.mark.database
Open = Callable[[str], Pages]
HIDDEN = "Plan de cifra reservado a Diego"


@dataclass
class Waiting:
    """The keys of three cases that wait for Luis, who leads: a destruction, a copy and a meeting."""

    destruction: int
    copy: int
    meeting: int

    @property
    def addresses(self) -> set[str]:
        return {
            f"/caso/documents.destroy/{self.destruction}/",
            f"/caso/documents.copy/{self.copy}/",
            f"/caso/documents.meet/{self.meeting}/",
        }


def three(world: World) -> Waiting:
    paper = world.document()
    batch = a_batch(world, world.document(), as_far_as="listed")
    copied = world.do(
        "rosa", "documents.copy.request", sources=world.copy(paper), kind="copy", copies=2, pages=12, recipients=["rosa"], kept=1,
        machine="Copiadora 2", reason="reunión",
    ).case  # fmt: skip
    return Waiting(batch.pk, copied.pk, meeting(world))


def meeting(world: World) -> int:
    case = world.do(
        "nuria", "documents.meet.convene", None, title="Seguimiento", on="hoy", room="Sala 2", level="C", participants=["rosa", "diego"],
    ).case  # fmt: skip
    return int(case.pk)


def listed(browser: Pages) -> list[str]:
    """The addresses of the cases on the page, in their order."""
    return [one.address for one in browser.get("/aprobaciones/").context["others"]]


def test_a_destruction_a_copy_and_a_meeting_wait_in_the_inbox(world: World, pages: Open) -> None:
    waiting = three(world)
    luis = pages("luis")
    page = luis.get("/aprobaciones/")
    assert set(listed(luis)) == waiting.addresses
    text = page.content.decode()
    assert "Nada espera" not in text
    for address in waiting.addresses:
        assert f'href="{address}"' in text
    for step in ("Firmar la destrucción", "Autorizar las copias", "Aprobar la reunión y su lista"):
        assert step in text


def test_what_was_decided_is_gone_and_what_is_decided_by_others_is_not_there(world: World, pages: Open) -> None:
    waiting = three(world)
    luis = pages("luis")
    world.do("luis", "documents.meet.approve", waiting.meeting)
    world.do("luis", "documents.copy.approve", waiting.copy)
    assert listed(luis) == [f"/caso/documents.destroy/{waiting.destruction}/"]
    for login in ("rosa", "diego", "vera", "olga"):
        page = pages(login).get("/aprobaciones/")
        assert page.context["others"] == [], login
        assert "Nada espera" in page.content.decode()


def test_nobody_decides_on_their_own(world: World, pages: Open) -> None:
    """1.1: whoever is on the list of a meeting does not approve it, and the inbox does not say that it waits for them."""
    case = world.do(
        "nuria", "documents.meet.convene", None, title="Seguimiento", on="hoy", room="Sala 2", level="C", participants=["luis", "rosa"],
    ).case  # fmt: skip
    assert listed(pages("luis")) == []
    assert Meeting.objects.get(pk=case.pk).stage == "planned"


def test_the_second_person_alone_is_asked(world: World, pages: Open) -> None:
    """1.1: a book's opening entry waits for the head; the head who stands for the clerk and proposed it is not asked."""
    world.document()  # the books of the year
    book = world.do("carmen", "documents.book.open", series="E", year=localdate(now()).year + 1).case
    address = f"/caso/documents.book/{book.pk}/"
    assert listed(pages("jaime")) == [address]
    assert listed(pages("carmen")) == []
    world.do("jaime", "documents.book.confirm_opening", book.pk)
    assert listed(pages("jaime")) == []


def test_the_witness_of_a_destruction_is_asked_to_confirm(world: World, pages: Open) -> None:
    """Vera decides because the case names her: by no post."""
    batch = a_batch(world, world.document(), as_far_as="carried_out", witness="vera")
    address = f"/caso/documents.destroy/{batch.pk}/"
    assert listed(pages("vera")) == [address]
    assert listed(pages("ines")) == listed(pages("luis")) == []
    world.do("vera", "documents.destroy.witness", batch.pk)
    assert listed(pages("vera")) == []


def test_a_catalogue_entry_waits_for_the_leader(world: World, pages: Open) -> None:
    """4.6: a channel has no term and no document; once in use it waits for nobody."""
    case = world.do("carmen", "despatch.channel.propose", code="VAL9", name="Valija", kind="courier", level="C").case
    assert listed(pages("luis")) == [f"/caso/despatch.channel/{case.pk}/"]
    world.do("luis", "despatch.channel.approve", case.pk)
    assert listed(pages("luis")) == []


def test_a_loan_that_is_out_waits_for_no_renewal(world: World, pages: Open) -> None:
    world.loan(world.copy(world.document()))
    page = pages("luis").get("/aprobaciones/")
    assert page.context["sections"] == []


def test_the_most_urgent_comes_first_and_then_the_oldest(world: World, pages: Open) -> None:
    with time_machine.travel(now()) as clock:
        first = meeting(world)
        clock.shift(60)
        second = three(world)
        clock.shift(60)
        found = [
            one
            for one in deciding.waiting(actor_of(world.officer("luis")))[0]
            if one.procedure.name != "documents.lend"
        ]
    key = [(one.due is None, one.due, one.since) for one in found]
    assert key == sorted(key)
    assert [one.key for one in found if one.procedure.name == "documents.meet"] == [first, second.meeting]


def test_what_is_out_of_scope_shows_to_nobody_but_who_decides_without_reading(world: World, pages: Open) -> None:
    """1.2: the leader sees that it waits, never its subject; a clerk who may not read it does not see it at all."""
    hidden = world.document(copies=1, scope="diego", title=HIDDEN)
    case = world.do(
        "diego", "documents.copy.request", sources=world.copy(hidden), kind="copy", copies=2, pages=12, recipients=["diego"], kept=1,
        machine="Copiadora 2", reason="reunión",
    ).case  # fmt: skip
    address = f"/caso/documents.copy/{case.pk}/"
    luis = pages("luis")
    assert listed(luis) == [address]
    assert HIDDEN not in luis.get("/aprobaciones/").content.decode()
    clearance = Clearance.objects.get(person__account__login="pilar")
    world.do("jaime", "personnel.clear.suspend", clearance.pk, reason="baja larga")
    assert listed(pages("pilar")) == []
    rows = table(taken(world, "luis", "approvals"))[3:]
    assert [row[1] for row in rows] == [str(case.pk)]
    assert HIDDEN not in repr(rows)
    assert table(taken(world, "pilar", "approvals"))[3:] == []


def test_the_lists_that_leave_have_the_same(world: World, pages: Open, api: Api, cli: Cli) -> None:
    waiting = three(world)
    loan = world.loan(world.copy(world.document()), stage="asked")
    wanted = {
        (str(REGISTRY["documents.destroy"].title), str(waiting.destruction)),
        (str(REGISTRY["documents.copy"].title), str(waiting.copy)),
        (str(REGISTRY["documents.meet"].title), str(waiting.meeting)),
        (str(REGISTRY["documents.lend"].title), str(loan.pk)),
    }
    rows = table(taken(world, "luis", "approvals"))[3:]
    assert {(row[0], row[1]) for row in rows} == wanted
    # As the page has them, in the same order; what is to be decided is said of each.
    found, cut = deciding.waiting(actor_of(world.officer("luis")))
    assert [row[1] for row in rows] == [str(one.key) for one in found]
    assert [row[7] for row in rows] == [str(one.step.title) for one in found]
    assert not cut
    answer: Any = Client().post("/api/v1/lists/approvals.csv", headers=api.headers("luis"))
    assert [row[1] for row in table(b"".join(answer.streaming_content))[3:]] == [row[1] for row in rows]
    said = cli.ask("list", "approvals", *cli.signed("luis"))
    assert said.status == 0
    assert all(f'"{key}"' in said.raw.decode() or f": {key}" in said.raw.decode() for _title, key in wanted)


def test_more_of_a_kind_than_a_page_shows_is_said_to_be_more(
    world: World, pages: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding, "MOST", 2)
    for _n in range(3):
        meeting(world)
    page = pages("luis").get("/aprobaciones/")
    assert len(page.context["others"]) == 2
    assert "más de los primeros 2" in page.content.decode()
    assert len(table(taken(world, "luis", "approvals"))[3:]) == 3


def test_kinds_without_end_keep_to_the_budget_of_a_page(world: World, pages: Open) -> None:
    luis = pages("luis")
    three(world)
    world.loan(world.copy(world.document()), stage="asked")
    few = questions(luis, "/aprobaciones/")
    for _n in range(3):
        three(world)
    assert questions(luis, "/aprobaciones/") == few <= MOST
