# SPDX-License-Identifier: EUPL-1.2
"""What was just done is offered to be undone while it can, on the page of its case and under the list that was done."""

from __future__ import annotations

from collections.abc import Callable

import time_machine

from precinto.custody import codes
from precinto.documents.models import Loan
from tests.web.conftest import Pages
from tests.world import World

Open = Callable[[str], Pages]
OFFERED = "/undo/"


def page_of(pages: Open, loan: Loan, login: str = "carmen") -> str:
    return pages(login).get(f"/caso/documents.lend/{loan.pk}/").content.decode()


def test_it_is_offered_for_ten_minutes(world: World, pages: Open) -> None:
    with time_machine.travel("2026-12-14T10:00:00Z", tick=False):
        loan = world.loan(world.copy(world.document()), stage="approved")
        assert OFFERED not in page_of(pages, loan)
        world.do("carmen", "documents.lend.hand_over", loan.pk, folios=12)
        assert OFFERED in page_of(pages, loan)
        # Nor is it offered to whoever did not do it.
        assert OFFERED not in page_of(pages, loan, "pilar")
        address = f"/caso/documents.lend/{loan.pk}/undo/"
        browser = pages("carmen")
        assert browser.post(address, {"_intent": "otra"}).status_code == 303
        loan.refresh_from_db()
        assert loan.stage == "approved"
        world.do("carmen", "documents.lend.hand_over", loan.pk, folios=12)
    with time_machine.travel("2026-12-14T10:11:00Z", tick=False):
        page = page_of(pages, loan)
        assert OFFERED not in page
        assert "Deshacer" not in page.split("Qué se hizo")[0]
        # Sent all the same, it is answered and changes nothing.
        answer = pages("carmen").post(address, {"_intent": "tarde"})
        assert answer.status_code == 409
        assert "10 minutos" in answer.content.decode()


def test_where_the_office_undoes_nothing_nothing_is_offered(world: World, pages: Open) -> None:
    world.do("jaime", "office.deadline.set", name="undo", value=0, reason="así conviene")
    loan = world.loan(world.copy(world.document()), stage="approved")
    world.do("carmen", "documents.lend.hand_over", loan.pk, folios=12)
    assert OFFERED not in page_of(pages, loan)


def test_the_counter_undoes_without_a_script(world: World, pages: Open) -> None:
    code = world.copy(world.document())
    world.loan(code, stage="approved")
    browser = pages("carmen")
    rosa = Loan.objects.get().borrower.code
    page = browser.post("/mostrador/", {"do": "read", "many": f"{rosa}\n{code}\n{codes.make('Z', command='FIN')}"})
    done = page.context["desk"].done
    assert [one.hex for one in done] == page.content.decode().split('name="done" value="')[1].split('"')[0].split()
    page = browser.post("/mostrador/", {"do": "undo", "done": done[0].hex})
    assert "Deshecho: 1." in page.content.decode()
    assert Loan.objects.get().stage == "approved"


def test_what_somebody_wrote_in_place_of_an_act_undoes_nothing(world: World, pages: Open) -> None:
    browser = pages("carmen")
    for written in ("x", "0" * 32, "0" * 33, "á" * 32, "-" * 32, "0" * 32 + " " + "f" * 32):
        page = browser.post("/mostrador/", {"do": "undo", "done": written})
        assert page.status_code == 200
