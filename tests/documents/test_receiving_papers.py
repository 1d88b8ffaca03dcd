# SPDX-License-Identifier: EUPL-1.2
"""Forms 1 and 4: what stands on the receipts and in the register's book, and what must never stand there."""

from __future__ import annotations

import re
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest

from precinto.access.models import Clearance
from precinto.custody import codes
from precinto.documents.meetings.models import Brought, Meeting
from precinto.documents.models import Document
from precinto.documents.printing import issuing, sheets
from precinto.documents.receiving.models import Arrival, Book
from precinto.ledger import tree
from precinto.ledger.models import Entry
from precinto.office.models import PrintedForm
from precinto.procedures.model import Actor
from precinto.records.clock import now
from precinto.records.errors import ConditionFailed, NotFound, NotYourRole
from tests.web.conftest import Pages
from tests.world import TITLE, World

pytestmark = pytest.mark.database
LEVELS = ("SECRETO", "RESERVADO", "CONFIDENCIAL", "DIFUSI")


def pages(data: bytes) -> list[str]:
    read = pypdfium2.PdfDocument(data)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in read]


def printed(world: World, form: str, target: str, *, lang: str = "es", by: str = "carmen") -> list[str]:
    tree.integrate()
    case = world.do(by, "office.form.print", None, form=form, target=target).case
    tree.integrate()
    return again(world, case, lang=lang, by=by)


def again(world: World, case: Any, *, lang: str = "es", by: str = "carmen") -> list[str]:
    subject = Actor(world.officer(by), now()).subject
    return pages(sheets.pdf(PrintedForm.objects.get(pk=case.pk), subject, lang=lang))


@pytest.fixture
def arrival(world: World) -> Arrival:
    case = world.do(
        "carmen", "documents.arrive.arrive", None, sender="Estado Mayor", reference="S-77/26", channel="bag", level="S",
        outer_intact="no", seals="114 y 115", brought_by="cabo Ruiz", place=world.safe, account="precinto 115 roto",
    ).case  # fmt: skip
    world.do("carmen", "documents.arrive.open", case.pk, inner_intact="yes", folios=24)
    world.document(by="pilar", level="S", source=Arrival.objects.get().name)
    world.do("luis", "documents.arrive.conclude", case.pk, conclusion="se rompió en la valija")
    return Arrival.objects.get()


def test_the_receipt_names_what_came_and_nothing_classified(world: World, arrival: Arrival) -> None:
    (text,) = printed(world, "arrival-receipt", arrival.name)
    for word in ("Estado Mayor", "S-77/26", "114 y 115", "cabo Ruiz", "precinto 115 roto", "se rompió en la valija", "24",
                 "Carmen", arrival.name):  # fmt: skip
        assert word in text, word
    assert re.search(r"E \d{4}/00001", text)
    assert not [word for word in (*LEVELS, TITLE) if word.upper() in text.upper()]


def test_whoever_brought_it_gets_a_receipt_of_a_closed_envelope(world: World, arrival: Arrival) -> None:
    (text,) = printed(world, "cover-receipt", arrival.name)
    assert "cabo Ruiz" in text
    assert "Folios" not in text
    assert not [word for word in (*LEVELS, TITLE) if word.upper() in text.upper()]


@pytest.fixture
def book(world: World) -> Book:
    case = world.do("carmen", "documents.book.open", None, series="E", year=2025).case
    world.do("jaime", "documents.book.confirm_opening", case.pk)
    world.document(year=2025, title="Primero del año")
    second = world.document(year=2025, title="Segundo del año", level="R")
    world.document(year=2025, title="Tercero del año")
    world.do("carmen", "documents.register.annul", second.pk, reason="dos veces")
    return Book.objects.get(year=2025)


def close(world: World, book: Book) -> None:
    world.do("carmen", "documents.book.close", book.pk)
    tree.integrate()
    world.do("jaime", "documents.book.confirm_closing", book.pk)


def test_a_book_has_its_opening_entry_and_every_entry_in_order(world: World, book: Book) -> None:
    opening, entries = printed(world, "book", book.name)
    assert "Diligencia de apertura" in opening
    assert "Carmen" in opening
    assert "Jaime" in opening
    assert book.opened_root is not None
    assert book.opened_root in opening.replace(" ", ""), "what is in the book was written after that"
    assert entries.index("Primero del año") < entries.index("ANULADO. Segundo del año") < entries.index("Tercero")
    assert "RESERVADO" in entries, "it is marked with the highest level that it lists"
    assert "El libro está abierto" in entries


def test_a_closed_book_says_how_much_is_in_it_and_where_the_ledger_stood(world: World, book: Book) -> None:
    close(world, book)
    read = printed(world, "book", book.name)
    row = Book.objects.get(year=2025)
    assert row.folios == len(read) == 3
    assert "3 asientos" in read[-1]
    assert "de ellos 1 anulados" in read[-1]
    assert row.root in read[-1].replace(" ", "")


def test_what_happened_since_stands_after_the_closing_entry(world: World, book: Book) -> None:
    close(world, book)
    first = printed(world, "book", book.name)
    case = PrintedForm.objects.latest("pk")
    world.do("carmen", "documents.register.annul", _first(), reason="no era nuestro")
    assert again(world, case) == first, "a number always names the same paper"
    later = printed(world, "book", book.name)
    assert len(later) == 4
    assert "Después del cierre" in later[-1]
    assert "Anular" in later[-1]
    assert "ANULADO. Primero" not in later[1]


def _first() -> int:
    return int(Document.objects.get(number=1, year=2025).pk)


def test_a_book_is_not_for_whoever_may_not_see_every_entry_of_it(world: World, book: Book) -> None:
    world.do("jaime", "personnel.clear.suspend", world_clearance("pilar"), reason="en revisión")
    with pytest.raises(NotFound):
        printed(world, "book", book.name, by="pilar")


def world_clearance(login: str) -> int:
    return int(Clearance.objects.get(person__account__login=login).pk)


# ---- form 5


@pytest.fixture
def meeting(world: World) -> Meeting:
    document = world.document(level="R")
    case = world.do(
        "nuria", "documents.meet.convene", None, title="Seguimiento", on="hoy", room="Sala 2", level="R",
        participants=["rosa", "diego"], agenda="Lectura",
    ).case  # fmt: skip
    world.do(
        "carmen", "documents.meet.invite_guest", case.pk, guest="Comandante Gil", body="Estado Mayor", level="R",
        certificate="CH-9", until="+90",
    )  # fmt: skip
    world.do("carmen", "documents.meet.plan_paper", case.pk, copy=world.copy(document), reader="rosa")
    world.do("carmen", "documents.meet.plan_paper", case.pk, copy=world.copy(document, 2), reader="diego")
    world.do("luis", "documents.meet.approve", case.pk)
    world.do("carmen", "documents.meet.begin", case.pk, devices_outside="yes")
    world.do("carmen", "documents.meet.give", case.pk, copy=world.copy(document), folios=12)
    return Meeting.objects.get()


def test_the_list_of_a_meetings_papers_names_copies_and_never_their_subject(world: World, meeting: Meeting) -> None:
    (text,) = printed(world, "meeting", meeting.name)
    for word in ("Seguimiento", "Sala 2", "Nuria", "Rosa", "Diego", "Comandante Gil", "Estado Mayor", "1/2", "2/2",
                 "Repartido", "Por repartir", "Firma", "RESERVADO"):  # fmt: skip
        assert word in text, word
    assert TITLE not in text


def test_the_list_that_was_printed_stays_what_it_was(world: World, meeting: Meeting) -> None:
    first = printed(world, "meeting", meeting.name)
    case = PrintedForm.objects.latest("pk")
    code = Document.objects.get().copies.get(number=1).thing.code
    world.do("carmen", "documents.meet.collect", meeting.pk, copy=code, folios=12, place=world.safe)
    assert again(world, case) == first
    assert "Recogido" in printed(world, "meeting", meeting.name)[0]


def test_a_meeting_elsewhere_lists_what_was_brought_back(world: World) -> None:
    case = world.do(
        "nuria", "documents.meet.convene", None, title="Comité", on="hoy", room="Madrid", level="C",
        participants=["rosa"], elsewhere=True,
    ).case  # fmt: skip
    world.do("luis", "documents.meet.approve", case.pk)
    world.do("carmen", "documents.meet.begin", case.pk)
    world.do("carmen", "documents.meet.end", case.pk)
    bundle = Brought.objects.get()
    world.do("carmen", "documents.bring_back.surrender", bundle.pk, found=1, folios=24, place=world.safe)
    world.document(via="meeting", meeting="Comité", source=bundle.name)
    (text,) = printed(world, "meeting", Meeting.objects.get().name)
    for word in (bundle.name, "Rosa", "Entregados, por registrar", "24"):
        assert word in text, word
    assert re.search(r"E \d{4}/00001", text)


def brought(world: World, **facts: Any) -> Brought:
    given = {"of": TITLE, "returned_on": "hoy", "papers": 2, "level": "S"}
    case = world.do("rosa", "documents.bring_back.expect", None, **given).case
    world.do(
        "carmen", "documents.bring_back.surrender", case.pk,
        **{"found": 1, "folios": 24, "place": world.safe, "account": "el segundo quedó allí"} | facts,
    )  # fmt: skip
    return Brought.objects.get(pk=case.pk)


@pytest.mark.parametrize("lang", ["es", "en"])
def test_whoever_hands_papers_in_gets_a_receipt_with_nothing_classified(world: World, lang: str) -> None:
    """1.1: for the person, what they gave and to whom; neither level nor subject, and a stub for the office."""
    bundle = brought(world)
    (text,) = printed(world, "brought-receipt", bundle.name, lang=lang)
    for word in (bundle.name, codes.pretty(bundle.held.code), "Rosa Lagos", "24", "el segundo quedó allí", "Carmen"):
        assert word in text, word
    assert TITLE not in text
    assert not any(level in text.upper() for level in LEVELS)
    stub = re.split("Matriz|Stub", text)[1]
    for word in (bundle.name, "Rosa Lagos", codes.pretty(PrintedForm.objects.get().code)):
        assert word in stub
    if lang == "es":
        assert re.search(r"Papeles anunciados 2\b.*Papeles entregados 1\b", text)


def test_it_is_of_the_handing_in_whatever_is_registered_out_of_it_later(world: World) -> None:
    bundle = brought(world)
    case = issuing.issue("brought-receipt", bundle.name, by=world.officer("carmen")).paper
    assert case.about == Entry.objects.get(procedure="documents.bring_back", step="surrender", kind="act").act
    first = again(world, case)
    world.do("luis", "documents.bring_back.conclude", bundle.pk, conclusion="se devolvió allí mismo")
    world.document(via="meeting", meeting="Comité", source=bundle.name)
    world.do("carmen", "documents.bring_back.finish_otherwise", bundle.pk, reason="uno quedó allí")
    world.do("luis", "documents.bring_back.confirm_otherwise", bundle.pk, conclusion="visto")
    assert again(world, case) == first
    duplicate = issuing.issue("brought-receipt", bundle.name, by=world.officer("pilar")).paper
    assert (duplicate.pk, PrintedForm.objects.count()) == (case.pk, 1)
    (text,) = again(world, case)
    assert "DUPLICADO 1" in text
    assert "se devolvió allí mismo" not in text


def test_from_a_meeting_elsewhere_it_names_the_meeting_by_its_number_and_stays_what_it_was(world: World) -> None:
    """What is expected from it was entered by the meeting's own act, and is read back from there."""
    case = world.do(
        "nuria", "documents.meet.convene", None, title=TITLE, on="hoy", room="Madrid", level="C", participants=["rosa"],
        elsewhere=True,
    ).case  # fmt: skip
    world.do("luis", "documents.meet.approve", case.pk)
    for step in ("begin", "end"):
        world.do("carmen", f"documents.meet.{step}", case.pk)
    bundle = Brought.objects.get()
    world.do(
        "carmen", "documents.bring_back.surrender", bundle.pk, found=1, folios=24, place=world.safe, account="roto"
    )
    paper = issuing.issue("brought-receipt", bundle.name, by=world.officer("carmen")).paper
    first = again(world, paper)
    assert Meeting.objects.get().name in first[0]
    assert TITLE not in first[0]
    world.do("luis", "documents.bring_back.conclude", bundle.pk, conclusion="venía así")
    assert again(world, paper) == first


def test_there_is_no_receipt_before_they_are_handed_in(world: World) -> None:
    case = world.do(
        "rosa", "documents.bring_back.expect", None, of="Comité", returned_on="hoy", papers=2, level="C"
    ).case
    name = Brought.objects.get(pk=case.pk).name
    with pytest.raises(ConditionFailed, match="nothing-to-print"):
        issuing.issue("brought-receipt", name, by=world.officer("carmen"))
    with pytest.raises(NotFound):
        issuing.issue("brought-receipt", "T 2026/99999", by=world.officer("carmen"))


def test_the_page_offers_it_and_a_reader_is_not_given_it(world: World) -> None:
    bundle = brought(world)
    where = f"/caso/documents.bring_back/{bundle.pk}/"
    assert "/impresos/brought-receipt/" in Pages("carmen").get(where).content.decode()
    with pytest.raises(NotYourRole):
        issuing.issue("brought-receipt", bundle.name, by=world.officer("rosa"))
