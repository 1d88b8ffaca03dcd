# SPDX-License-Identifier: EUPL-1.2
"""What is printed of a despatch, and what must never stand on an outer cover or on the receipt that is torn off."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pypdfium2  # type: ignore[import-untyped]
import pytest

from precinto.access.models import Person
from precinto.access.subjects import subject
from precinto.custody import codes
from precinto.despatch.models import Despatch
from precinto.documents.printing import issuing, sheets
from precinto.documents.receiving.models import Book
from precinto.ledger import tree
from precinto.ledger.models import Entry
from precinto.office.models import PrintedForm
from precinto.records import clock
from precinto.records.clock import now, today
from precinto.records.errors import ConditionFailed, NotFound
from tests.despatch.conftest import prepared, sent
from tests.web.conftest import Pages
from tests.world import TITLE, World

LEVELS = ("SECRETO", "RESERVADO", "CONFIDENCIAL", "DIFUSI")


def printed(world: World, form: str, target: object, *, by: str = "carmen", lang: str = "es") -> str:
    """The text of a form, printed for the first time."""
    case = world.do(by, "office.form.print", form=form, target=str(target)).case
    who = subject(Person.objects.get(account__login=by), today())
    return text_of(sheets.pdf(PrintedForm.objects.get(pk=case.pk), who, lang=lang))


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def issued(world: World, form: str, target: int) -> PrintedForm:
    """As a door prints it: the original, or its duplicate."""
    return issuing.issue(form, str(target), by=world.officer("carmen")).paper


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


def packed(world: World) -> int:
    case = prepared(world)
    world.do("carmen", "despatch.despatch.pack", case, folios=12, covers="double")
    return case


def sent_off(world: World, case: int) -> None:
    world.do("pilar", "despatch.despatch.seal", case, seals="A-1")
    world.do("carmen", "despatch.despatch.send", case, carrier="la valija de las diez")


def said_on(world: World, paper: PrintedForm) -> str:
    who = subject(Person.objects.get(account__login="carmen"), today())
    return flat(text_of(sheets.pdf(PrintedForm.objects.get(pk=paper.pk), who)))


PACKING = ("despatch-guide", "outer-cover", "inner-cover")


def test_the_guide_is_there_to_travel_with_the_packet(paired: World) -> None:
    """4.6: printed when it is packed; what is not known yet is left to the pen, and its receipt has the number of the form."""
    case = packed(paired)
    text = flat(printed(paired, "despatch-guide", case))
    row = Despatch.objects.get()
    assert row.envelope is not None
    inside, receipt = text.split("cortar por aquí")
    document = row.lines.get().copy.document
    for word in (document.full_number, "12", "Oficina otra", codes.pretty(row.envelope.code)):
        assert word in inside
    for word in (codes.pretty(row.envelope.code), codes.pretty(PrintedForm.objects.get().code)[:-2]):
        assert word in receipt
    assert "S 20" not in text
    page = Pages("carmen").get(f"/caso/despatch.despatch/{case}/").content.decode()
    assert all(f"/impresos/{form}/" in page for form in PACKING)


@pytest.mark.parametrize("form", PACKING)
def test_a_number_names_the_same_paper_whatever_is_done_to_the_despatch_later(paired: World, form: str) -> None:
    case = packed(paired)
    paper = issued(paired, form, case)
    packing = Entry.objects.get(procedure="despatch.despatch", step="pack", case=case, kind="act")
    assert paper.about == packing.act
    before = said_on(paired, paper)
    assert f"Asiento del libro {packing.leaf.index}" in before
    sent_off(paired, case)
    document = Despatch.objects.get().lines.get().copy.document
    order = paired.do(
        "jaime", "documents.regrade.order", documents=document.code, level="DL", whose="originator", body="EM",
        reference="of. 1", dated="hoy",
    ).case  # fmt: skip
    paired.do("luis", "documents.regrade.confirm", order.pk)
    paired.do("carmen", "documents.regrade.apply", order.pk)
    assert said_on(paired, paper) == before
    # Asked for again after the sending it is a duplicate of the one original, and says what that says.
    again = issued(paired, form, case)
    assert (again.pk, again.prints, PrintedForm.objects.count()) == (paper.pk, 2, 1)
    after = said_on(paired, again)
    assert "DUPLICADO 1" in after
    for word in ("S 20", "la valija de las diez", "A-1"):
        assert word not in after
    if form == "despatch-guide":
        assert after.count(" C ") == before.count(" C ") >= 1


def test_printed_for_the_first_time_after_the_sending_it_says_what_is_known_then(paired: World) -> None:
    case = packed(paired)
    sent_off(paired, case)
    text = flat(printed(paired, "despatch-guide", case))
    for word in (Despatch.objects.get().full_number, "A-1", "la valija de las diez"):
        assert word in text


def test_a_despatch_that_was_given_up_has_no_papers(paired: World) -> None:
    case = packed(paired)
    paper = issued(paired, "despatch-guide", case)
    paired.do("carmen", "despatch.despatch.unpack", case, place=paired.safe, folios=12, note="se aplaza")
    for form in PACKING:
        with pytest.raises(ConditionFailed) as refused:
            issued(paired, form, case)
        assert refused.value.reason == "nothing-to-print"
    assert "Oficina otra" in said_on(paired, paper)  # what was printed stays what it was


def test_a_claim_says_what_was_claimed_when_the_receipt_has_come(paired: World) -> None:
    case = sent(paired)
    with clock.at(now() + timedelta(days=20)):
        paired.do("carmen", "despatch.despatch.claim", case)
        paper = issued(paired, "despatch-claim", case)
        before = said_on(paired, paper)
        paired.do("carmen", "despatch.despatch.receive", case, receipt="firma", received_on="hoy")
        again = issued(paired, "despatch-claim", case)
    assert Despatch.objects.get().due is None
    assert (again.pk, PrintedForm.objects.count()) == (paper.pk, 1)
    until = re.search(r"antes del (\d\d/\d\d/\d{4})", before)
    assert until is not None
    assert until[0] in said_on(paired, again)


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
