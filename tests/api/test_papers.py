# SPDX-License-Identifier: EUPL-1.2
"""Forms printed through the API are the papers of the pages: the same number, the same duplicate, the same bytes."""

from __future__ import annotations

import re
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
from django.test import Client

from precinto.custody import codes
from precinto.documents.printing import issuing, sheets
from precinto.ledger.models import Entry
from precinto.office.models import PrintedForm
from tests.doors.through import Api, Said, unchanged
from tests.web.conftest import Pages
from tests.world import World

pytestmark = pytest.mark.database


def printed(api: Api, form: str, by: str = "carmen", *, intent: str = "one", **body: Any) -> Said:
    return api.send("post", f"/papers/{form}", api.headers(by) | {"Idempotency-Key": intent}, body)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def test_a_paper_is_printed_once_and_then_a_duplicate_of_it(world: World, api: Api) -> None:
    document = world.document(level="R")
    first = printed(api, "entry", target=document.code)
    paper = PrintedForm.objects.get()
    assert (first.status, first.raw[:4]) == (201, b"%PDF")
    assert "DUPLICADO" not in text_of(first.raw)
    # The same key prints nothing more and answers with the same paper.
    again = printed(api, "entry", target=document.code)
    assert (again.status, again.raw) == (200, first.raw)
    assert Entry.objects.filter(procedure="office.form", kind="act").count() == 1
    other = printed(api, "entry", target=document.code, intent="two")
    assert (other.status, PrintedForm.objects.get().pk) == (201, paper.pk)
    assert "DUPLICADO 1" in text_of(other.raw)


def test_it_is_the_paper_of_the_page_to_the_byte(world: World, api: Api) -> None:
    """One original from whatever door: printed on the page, the API gives its duplicate, and both show the same file."""
    document = world.document(level="R")
    where = Pages("carmen").post("/impresos/entry/", {"target": document.code, "intent": "x"})["Location"]
    assert Pages("carmen").get(where).content == api.get("carmen", f"/papers/number/{where.split('/')[-2]}").raw
    assert "DUPLICADO 1" in text_of(printed(api, "entry", target=document.code).raw)
    assert Pages("carmen").get(where).content == api.get("carmen", f"/papers/number/{where.split('/')[-2]}").raw
    assert PrintedForm.objects.count() == 1


def test_it_is_named_by_its_number_and_not_kept_on_the_way(world: World, api: Api) -> None:
    headers = api.headers("carmen") | {"Idempotency-Key": "one"}
    found = Client().post(
        "/api/v1/papers/entry", {"target": world.document().code}, content_type="application/json", headers=headers
    )
    number = codes.pretty(PrintedForm.objects.get().code)
    assert found["Content-Type"] == "application/pdf"
    assert found["Content-Disposition"] == f'attachment; filename="{number}.pdf"'
    assert found["Cache-Control"] == "no-store"


def test_a_duplicate_is_asked_for_by_its_number_and_looking_prints_nothing(world: World, api: Api) -> None:
    printed(api, "entry", target=world.document().code)
    number = codes.pretty(PrintedForm.objects.get().code)
    api.ready("jaime")
    with unchanged(world, attempts=0):
        assert api.get("jaime", f"/papers/number/{number}").status == 200
    headers = api.headers("jaime") | {"Idempotency-Key": "again"}
    said = [api.send("post", f"/papers/number/{number}", headers, {}) for _ in range(2)]
    assert [one.status for one in said] == [201, 200]
    assert all("DUPLICADO 1" in text_of(one.raw) for one in said)


def test_the_language_the_paper_and_the_first_label(world: World, api: Api) -> None:
    document = world.document()
    loan = world.loan(world.copy(document))
    act = Entry.objects.get(procedure="documents.lend", case=loan.pk, step="hand_over", kind="act").act
    roll = pypdfium2.PdfDocument(printed(api, "receipt", target=str(act), paper="roll", lang="en").raw)
    assert round(roll[0].get_width() / 72 * 25.4) == 80
    assert "Hand-over receipt" in roll[0].get_textpage().get_text_range()
    label = pypdfium2.PdfDocument(printed(api, "label", target=document.code, start=23, intent="two").raw)
    assert (round(label[0].get_width() / 72 * 25.4), len(label)) == (210, 1)
    for odd in ({"paper": "a3"}, {"lang": "fr"}, {"start": 25}, {"start": -1}, {"start": "x"}):
        said = printed(api, "entry", target=document.code, intent="three", **odd)
        assert (said.status, said.reason, list(said.body["errors"])) == (422, "bad-facts", list(odd))


def test_the_sheet_of_the_day_is_of_now(world: World, api: Api) -> None:
    assert printed(api, "checkpoint").status == 201
    assert PrintedForm.objects.get().target.isdigit()
    # Not for who may not print: they sign no checkpoint by asking.
    assert printed(api, "checkpoint", "rosa").reason in ("not-found", "not-your-role")


@pytest.mark.parametrize(
    ("form", "target", "by", "reason"),
    [
        ("entry", "E 2026/09999", "carmen", "not-found"), ("no-such-form", "E 2026/00001", "carmen", "not-found"),
        ("entry", "", "carmen", "not-found"), ("entry", "\u0000", "carmen", "bad-facts"), ("entry", "x" * 4001, "carmen", "bad-facts"),
        ("entry", "E 2026/00001", "rosa", "not-your-role"), ("arrival-receipt", "a\u0000b", "carmen", "not-found"),
    ],
)  # fmt: skip
def test_what_is_refused_is_refused_in_words(
    world: World, api: Api, form: str, target: str, by: str, reason: str
) -> None:
    world.document()
    said = printed(api, form, by, target=target)
    assert said.reason == reason
    assert said.body["why"]
    assert not PrintedForm.objects.exists()


def test_who_may_not_see_what_it_speaks_of_hears_that_there_is_nothing(world: World, api: Api) -> None:
    """1.2: to the byte what is answered of a number that was never given."""
    document = world.document(scope="rosa")
    printed(api, "entry", target=document.code)
    number = codes.pretty(PrintedForm.objects.get().code)
    hidden = api.get("luis", f"/papers/number/{number}")
    never = api.get("luis", "/papers/number/R26-000099-X")
    assert (hidden.status, hidden.raw) == (404, never.raw)
    other = printed(api, "entry", "luis", target=document.code, intent="two")
    assert (other.status, other.raw) == (404, printed(api, "entry", "luis", target="E 2026/09999", intent="three").raw)


@pytest.mark.parametrize(
    "body", [b"{", b"\xff", b"[]", b'"x"', b'{"more": 1}', b'{"target": 1}', b'{"target": "\\ud800"}', b"[" * 100_000]
)
def test_a_body_that_cannot_be_read_is_answered_in_words(world: World, api: Api, body: bytes) -> None:
    headers = api.headers("carmen") | {"Idempotency-Key": "odd"}
    with unchanged(world, attempts=0):
        said = api.send("post", "/papers/entry", headers, body)
    assert (said.status, said.reason) == (422, "bad-facts")
    assert said.body["errors"]


def test_without_a_key_of_its_own_nothing_is_printed(world: World, api: Api) -> None:
    said = api.send("post", "/papers/entry", api.headers("carmen"), {"target": world.document().code})
    assert (said.status, list(said.body["errors"])) == (422, ["Idempotency-Key"])
    assert not PrintedForm.objects.exists()


def test_the_description_says_that_a_pdf_comes_back_and_what_may_be_asked() -> None:
    described = Client().get("/api/v1/openapi.json").json()
    post = described["paths"]["/api/v1/papers/{form}"]["post"]
    assert list(post["responses"]["201"]["content"]) == ["application/pdf"]
    assert [one["name"] for one in post["parameters"] if one["in"] == "header"] == ["Idempotency-Key"]
    look = described["components"]["schemas"]["ToPrint"]["properties"]
    assert look["lang"]["enum"] == ["", *sheets.LANGUAGES]
    assert look["paper"]["enum"] == list(sheets.PAPERS)
    assert look["start"]["maximum"] == sheets.LABELS


def test_what_a_paper_is_of_is_looked_up_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once at the door; what the door itself judges, inside its transaction, is judged again there."""
    document = world.document()
    asked: list[str] = []
    form = sheets.FORMS["entry"]

    def find(target: str, who: Any) -> Any:
        asked.append(target)
        return form.find(target, who)

    monkeypatch.setitem(sheets.FORMS, "entry", sheets.Form(form.name, form.clause, find, form.content))
    monkeypatch.setattr(issuing, "_perform", lambda *_given: issuing.Issued(PrintedForm()))
    issuing.issue("entry", document.code, by=world.officer("carmen"))
    assert len(asked) == 1
    assert re.fullmatch("[A-Z0-9]+", asked[0])
