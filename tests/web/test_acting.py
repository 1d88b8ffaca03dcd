# SPDX-License-Identifier: EUPL-1.2
"""Steps taken from a page: done once, refused in place, and nothing lost of what was written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from precinto.documents.models import Document, Extension, Loan
from precinto.ledger.models import Entry
from precinto.records.clock import now, stamp
from tests.web.conftest import PASSWORD, Pages
from tests.world import World

Open = Callable[[str], Pages]


def entry_of(world: World) -> dict[str, str]:
    return {
        "title": "Plan de turnos", "level": "C", "copies": "2", "folios": "7", "via": "bag", "no_envelope": "ensayo", "place": world.safe,
        "scope": "rosa\nunit SEC until +30", "_intent": "one",
    }  # fmt: skip


def test_a_document_is_registered_from_its_page(world: World, pages: Open) -> None:
    carmen = pages("carmen")
    form = carmen.get("/acto/documents.register/register/")
    assert form.content.decode().count("<details") >= 1
    answer = carmen.post("/acto/documents.register/register/", entry_of(world))
    document = Document.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/registro/{document.pk}/")
    page = carmen.get(f"/registro/{document.pk}/").content.decode()
    assert "Plan de turnos" in page
    assert page.count(".tlog-proof") >= 3


def test_sent_twice_it_is_done_once(world: World, pages: Open) -> None:
    carmen = pages("carmen")
    for _ in range(3):
        assert carmen.post("/acto/documents.register/register/", entry_of(world)).status_code == 303
    assert Document.objects.count() == 1


def test_what_was_written_wrong_is_shown_beside_its_field_and_the_rest_is_kept(world: World, pages: Open) -> None:
    facts = entry_of(world) | {"folios": "0", "scope": "nadie"}
    answer = pages("carmen").post("/acto/documents.register/register/", facts)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert text.count('aria-invalid="true"') == 2
    assert "Plan de turnos" in text
    assert Document.objects.count() == 0


def test_a_loan_goes_from_hand_to_hand(world: World, pages: Open) -> None:
    document = world.document()
    rosa, luis, carmen = pages("rosa"), pages("luis"), pages("carmen")
    facts = {"copy": world.copy(document), "reason": "informe", "_intent": "a"}
    rosa.post("/acto/documents.lend/request/", facts)
    loan = Loan.objects.get()
    here = f"/caso/documents.lend/{loan.pk}/"
    for browser, step, more in (
        (luis, "approve", {}),
        (carmen, "hand_over", {"folios": "12"}),
        (carmen, "take_back", {"folios": "12", "place": world.safe}),
        (carmen, "settle", {}),
    ):
        answer = browser.post(f"{here}{step}/", {"_intent": step} | more)
        assert (answer.status_code, answer.headers["Location"]) == (303, here), step
        world.sign("rosa")
    loan.refresh_from_db()
    assert loan.stage == "settled"
    assert "settled" in str(Entry.objects.order_by("-pk").values_list("body", flat=True)[0])


REFUSED = {
    "handed over without approval": ("carmen", "asked", "hand_over", {"folios": "12"}, 409, "1.4"),
    "approved by the borrower": ("rosa", "asked", "approve", {}, 403, "1.4"),
    "handed over with a folio missing": ("carmen", "approved", "hand_over", {"folios": "11"}, 409, "1.4"),
    "taken back by the reader": ("rosa", "lent", "take_back", {"folios": "12"}, 403, "1.4"),
    "handed over by who approved": ("luis", "approved", "hand_over", {"folios": "12"}, 403, "1.4"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_names_its_clause_and_changes_nothing(world: World, pages: Open, name: str) -> None:
    login, stage, step, facts, status, clause = REFUSED[name]
    loan = world.loan(world.copy(world.document()), stage=stage)
    before, attempts = world.dump(), Entry.objects.filter(kind="attempt").count()
    answer = pages(login).post(f"/caso/documents.lend/{loan.pk}/{step}/", {"_intent": "x"} | facts)
    text = answer.content.decode()
    assert answer.status_code == status
    assert 'role="alert"' in text
    assert f"/clausulas/{clause}/" in text
    assert world.dump() == before
    assert Entry.objects.filter(kind="attempt").count() == attempts + 1


def test_nothing_is_deleted_and_who_tries_is_told_why(world: World, pages: Open) -> None:
    document = world.document()
    before = world.dump()
    for address in (f"/registro/{document.pk}/borrar/", f"/caso/documents.register/{document.pk}/delete/"):
        answer = pages("carmen").post(address)
        assert answer.status_code == 409
        assert "/clausulas/1.1/" in answer.content.decode()
    assert world.dump() == before
    assert Entry.objects.filter(refusal="nothing-is-deleted").count() == 2


def test_a_grave_step_asks_for_the_password_again(world: World, pages: Open) -> None:
    loan = world.loan(world.copy(world.document()), stage="asked")
    luis = pages("luis")
    luis.remember(proved=stamp(now() - timedelta(minutes=9)))
    here = f"/caso/documents.lend/{loan.pk}/approve/"
    assert 'name="_password"' in luis.get(here).content.decode()
    assert luis.post(here, {"_intent": "a"}).status_code == 403
    wrong = luis.post(here, {"_intent": "b", "_password": "no es esta"})
    assert wrong.status_code == 403
    loan.refresh_from_db()
    assert loan.stage == "asked"
    assert luis.post(here, {"_intent": "c", "_password": PASSWORD}).status_code == 303
    loan.refresh_from_db()
    assert loan.stage == "approved"


def test_several_requests_are_decided_at_once_or_not_at_all(world: World, pages: Open) -> None:
    document = world.document(copies=3)
    loans = [world.loan(world.copy(document, n), stage="asked") for n in (1, 2, 3)]
    luis = pages("luis")
    sent = {"procedure": "documents.lend", "step": "approve", "case": [loan.pk for loan in loans[:2]], "_intent": "x"}
    assert luis.post("/aprobaciones/", sent).status_code == 303
    assert sorted(Loan.objects.values_list("stage", flat=True)) == ["approved", "approved", "asked"]
    again = sent | {"case": [loan.pk for loan in loans], "_intent": "y"}
    assert luis.post("/aprobaciones/", again).status_code == 409
    assert Loan.objects.filter(stage="asked").count() == 1


def test_a_wider_scope_is_granted_from_the_inbox(world: World, pages: Open) -> None:
    document = world.document(scope="nuria")
    world.do("nuria", "documents.extend.request", document=document.code, beneficiary="rosa", reason="informe")
    rosa = pages("rosa")
    assert rosa.get(f"/registro/{document.pk}/").status_code == 404
    sent = {"procedure": "documents.extend", "step": "approve", "case": Extension.objects.get().pk, "_intent": "x"}
    assert pages("luis").post("/aprobaciones/", sent).status_code == 303
    assert rosa.get(f"/registro/{document.pk}/").status_code == 200


def test_a_step_of_another_case_is_not_for_them(world: World, pages: Open) -> None:
    hidden = world.document(scope="diego")
    asked = world.do("diego", "documents.lend.request", copy=world.copy(hidden), reason="informe").case
    before = world.dump()
    assert pages("rosa").post(f"/caso/documents.lend/{asked.pk}/withdraw/", {"_intent": "x"}).status_code == 404
    assert world.dump() == before


def test_a_key_of_the_api_is_shown_once(world: World, pages: Open) -> None:
    rosa = pages("rosa")
    answer = rosa.post("/clave-api/", {"name": "informe", "until": "+30", "_intent": "k"})
    assert b"prc_" in answer.content
    me = world.account("rosa").person_id
    assert b"prc_" not in rosa.get(f"/personas/{me}/").content
    assert "informe" in rosa.get(f"/personas/{me}/").content.decode()


def test_the_delegate_acts_on_behalf_and_the_page_says_so(world: World, pages: Open) -> None:
    world.do("luis", "personnel.delegate.delegate", taker="nuria", role="leader", since="hoy", until="+5")
    loan = world.loan(world.copy(world.document()), stage="asked")
    here = f"/caso/documents.lend/{loan.pk}/"
    assert pages("nuria").post(f"{here}approve/", {"_intent": "x"}).status_code == 303
    text = pages("nuria").get(here).content.decode()
    assert "Nuria Vidal" in text
    assert "Luis Prado" in text


@pytest.mark.parametrize("minutes", [1, 60])
def test_the_password_is_asked_for_as_the_office_has_set_it(world: World, pages: Open, minutes: int) -> None:
    """A form that asks for no password is one that goes through without it."""
    world.do("jaime", "office.deadline.set", name="fresh-password", value=minutes, reason="ensayo")
    loan = world.loan(world.copy(world.document()), stage="asked")
    luis = pages("luis")
    for ago in (3, 50):
        luis.remember(proved=stamp(now() - timedelta(minutes=ago)))
        for address in (f"/caso/documents.lend/{loan.pk}/", "/aprobaciones/"):
            assert ("_password" in luis.get(address).content.decode()) is (ago > minutes)
    luis.remember(proved=stamp(now() - timedelta(minutes=3)))
    answer = luis.post(f"/caso/documents.lend/{loan.pk}/approve/", {"_intent": "a"})
    assert answer.status_code == (303 if minutes == 60 else 403)
    # Asked for again, and on no record: so the page does not say that it is.
    assert "queda anotado" not in answer.content.decode()
    if minutes == 1:
        assert 'name="_password"' in answer.content.decode()
