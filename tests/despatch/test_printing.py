# SPDX-License-Identifier: EUPL-1.2
"""What is printed of a despatch, and what must never stand on an outer cover or on the receipt that is torn off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pypdfium2  # type: ignore[import-untyped]
import pytest

from precinto.access.models import Person
from precinto.access.subjects import subject
from precinto.despatch.models import Despatch
from precinto.documents.printing import sheets
from precinto.documents.receiving.models import Book
from precinto.ledger import tree
from precinto.office.models import PrintedForm
from precinto.records import clock
from precinto.records.clock import now, today
from precinto.records.errors import ConditionFailed, NotFound
from tests.despatch.conftest import prepared, sent
from tests.world import TITLE, World

LEVELS = ("SECRETO", "RESERVADO", "CONFIDENCIAL", "DIFUSI")


def printed(world: World, form: str, target: object, *, by: str = "carmen", lang: str = "es") -> str:
    """The text of a form, printed for the first time."""
    case = world.do(by, "office.form.print", form=form, target=str(target)).case
    who = subject(Person.objects.get(account__login=by), today())
    pdf = sheets.pdf(PrintedForm.objects.get(pk=case.pk), who, lang=lang)
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_guide_has_what_is_inside_and_a_receipt_without_it(paired: World) -> None:
    text = flat(printed(paired, "despatch-guide", sent(paired)))
    row = Despatch.objects.get()
    assert "Guía de envío con recibo desprendible".casefold() in text.casefold()
    assert row.full_number in text
    inside, receipt = text.split("cortar por aquí")
    document = row.lines.get().copy.document
    for word in (document.full_number, "1/2", "12", "Oficina otra", "Plaza Mayor 1", "A-1", "la valija de las diez"):
        assert word in inside
    assert TITLE not in text
    for word in (*LEVELS, document.full_number, TITLE):
        assert word not in receipt
    for word in (row.full_number, "A-1", "Recibe", "Oficina de prueba"):
        assert word in receipt


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_outer_cover_says_nothing_of_what_is_inside(paired: World, lang: str) -> None:
    text = flat(printed(paired, "outer-cover", sent(paired), lang=lang))
    document = Despatch.objects.get().lines.get().copy.document
    assert "Plaza Mayor 1" in text
    for word in (*LEVELS, document.full_number, document.code, TITLE, "(C)"):
        assert word not in text


def test_the_inner_cover_has_the_level(paired: World) -> None:
    text = printed(paired, "inner-cover", sent(paired))
    assert "CONFIDENCIAL" in text
    assert TITLE not in text


def test_the_claim_goes_in_clear(paired: World) -> None:
    case = sent(paired)
    with clock.at(now() + timedelta(days=20)):
        paired.do("carmen", "despatch.despatch.claim", case)
        text = flat(printed(paired, "despatch-claim", case))
    assert "Reclamación de recibo".casefold() in text.casefold()
    for word in (*LEVELS, TITLE, "12"):
        assert word not in text.replace("2026", "").replace("/12/", "").replace("-12-", "") or word == "12"
    assert Despatch.objects.get().full_number in text


def test_the_book_of_the_year_has_every_number_and_no_title(paired: World) -> None:
    first = sent(paired)
    sent(paired, seals="B-1")
    paired.do("carmen", "despatch.despatch.receive", first, receipt="firma", received_on="hoy")
    text = flat(printed(paired, "book", f"S {today().year}"))
    assert "Libro de registro de salida".casefold() in text.casefold()
    for row in Despatch.objects.all():
        assert row.full_number in text
    assert TITLE not in text
    for word in LEVELS:
        assert word not in text


def test_the_book_is_closed_with_its_entry_and_says_what_came_back_since(paired: World) -> None:
    case = sent(paired)
    book = Book.objects.get(series="S")
    with clock.at(datetime(book.year, 12, 31, 20, tzinfo=UTC)):
        paired.do("carmen", "documents.book.close", book)
        tree.integrate()
        paired.do("jaime", "documents.book.confirm_closing", book)
        paired.do("carmen", "despatch.despatch.receive", case, receipt="firma", received_on="hoy")
        text = flat(printed(paired, "book", book.name))
    closed = Book.objects.get(series="S")
    assert (closed.entries, closed.last, closed.folios, closed.size is not None) == (1, 1, 3, True)
    for words in ("Diligencia de apertura", "Diligencia de cierre", "1 asientos", "Después del cierre", closed.root):
        assert words in text or words in text.replace(" ", ""), words


def test_nothing_is_printed_before_its_time(paired: World) -> None:
    case = prepared(paired)
    for form in ("despatch-guide", "outer-cover", "inner-cover", "despatch-claim"):
        with pytest.raises(ConditionFailed) as refused:
            printed(paired, form, case)
        assert refused.value.reason == "nothing-to-print"


def test_nor_for_who_may_not_see_it(paired: World) -> None:
    case = sent(paired)
    for form in ("despatch-guide", "inner-cover", "outer-cover"):
        with pytest.raises(NotFound):
            printed(paired, form, case, by="luis")
    for target in ("0", "99999", "x", "1" * 16):
        with pytest.raises(NotFound):
            printed(paired, "despatch-guide", target)
    with pytest.raises(NotFound):
        printed(paired, "book", f"S {today().year + 1}")


def test_the_control_sheet_shows_where_it_went(paired: World) -> None:
    case = sent(paired)
    paired.do("carmen", "despatch.despatch.receive", case, receipt="firma", received_on="hoy")
    code = Despatch.objects.get().lines.get().copy.thing.code
    assert "Oficina otra" in flat(printed(paired, "control", code))
