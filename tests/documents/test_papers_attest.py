# SPDX-License-Identifier: EUPL-1.2
"""A paper attests an act: it says what was so then, whenever it is printed, and each number says it for ever.

What changes afterwards (copies are made, levels change, safes are renamed, an emergency is put in order) stands on a paper of its
own number, which says in whose place it is.
"""

from __future__ import annotations

from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest

from precinto.access.models import Person
from precinto.access.subjects import subject
from precinto.custody import codes
from precinto.custody.models import Place
from precinto.documents.destroying.models import Batch, Emergency
from precinto.documents.destroying.queries import live_lines, originators
from precinto.documents.meetings.models import Meeting
from precinto.documents.models import Document
from precinto.documents.printing import issuing, sheets
from precinto.documents.printing.of_custody import runs
from precinto.ledger.models import Entry
from precinto.office.models import PrintedForm
from precinto.records.clock import today
from precinto.records.errors import Refused
from tests.world import World

ORIGINATOR = "Estado Mayor de pruebas"
HIGH, LOW = "RESERVADO", "DIFUSIÓN LIMITADA"


@pytest.fixture
def document(world: World) -> Document:
    return world.document(level="R", copies=3, originator=ORIGINATOR, reference="EM/7")


def issued(world: World, form: str, target: object) -> PrintedForm:
    """By the door: for the first time, as a duplicate, or under a new number."""
    return issuing.issue(form, str(target), by=world.officer("carmen")).paper


def said(paper: PrintedForm) -> str:
    paper.refresh_from_db()
    pdf = sheets.pdf(paper, subject(Person.objects.get(account__login="carmen"), today()))
    text = "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    return " ".join(text.split())


def regrade(world: World, document: Document, level: str = "DL") -> None:
    facts: dict[str, Any] = {
        "level": level,
        "whose": "originator",
        "body": ORIGINATOR,
        "reference": "of. 12/2026",
        "dated": "hoy",
    }
    case = world.do("jaime", "documents.regrade.order", documents=document.code, **facts).case
    world.do("luis", "documents.regrade.confirm", case.pk)
    world.do("carmen", "documents.regrade.apply", case.pk)
    assert Document.objects.get(pk=document.pk).level == level


def copy_made(world: World, document: Document) -> None:
    """One more copy of it, of the copy that lies in the safe."""
    facts: dict[str, Any] = {
        "kind": "copy",
        "copies": 1,
        "pages": 12,
        "kept": 1,
        "machine": "Copiadora 2",
        "reason": "hace falta otro",
    }
    case = world.do("pilar", "documents.copy.request", sources=world.copy(document, document.total), **facts).case
    world.do("luis", "documents.copy.approve", case.pk, authorisation="consta, EM/8")
    world.do("carmen", "documents.copy.make", case.pk, good=1, folios=12, printed=12, place=world.safe, witness="jaime")
    assert Document.objects.get(pk=document.pk).total == document.total + 1


def batch_of(world: World, document: Document) -> Batch:
    """Copies 1 and 2 on a list, burnt and certified."""
    things = [world.copy(document, 1), world.copy(document, 2)]
    facts: dict[str, Any] = {"reason": "sin vigencia", "authorisation": "orden 3/2026"}
    case = world.do("carmen", "documents.destroy.propose", things=things, **facts).case
    batch = Batch.objects.get(pk=case.pk)
    counts = "\n".join(f"{line.thing.code} {line.pieces}" for line in live_lines(batch))
    body = world.authority
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("carmen", "list", {"counts": counts}),
        ("luis", "sign", {}),
        ("pilar", "seal", {"counts": counts, "seal": "PR-7", "place": world.safe}),
        ("pilar", "deliver", {"body": body, "receiver": "E. Soler", "receipt": "R-9", "seal": "PR-7", "items": 2, "pieces": 24}),
        ("pilar", "carry_out", {"counts": counts, "seal": "PR-7", "method": "incineración", "where": "horno 2", "witness": "ines"}),
        ("ines", "witness", {}),
        ("carmen", "certify", {"authority": "AD-44", "authority_on": "hoy"}),
    ]  # fmt: skip
    for who, step, given in steps:
        world.do(who, f"documents.destroy.{step}", batch.pk, **given)
    return batch


BURNT = {
    "destruction-list": "",
    "destruction-sealing": "",
    "destruction-certificate": "",
    "destruction-notice": "/1",
}


def target_of(form: str, batch: Batch) -> str:
    return f"{batch.pk}{BURNT[form]}"


@pytest.mark.parametrize("form", BURNT)
def test_what_was_printed_of_a_destruction_keeps_level_and_number(world: World, document: Document, form: str) -> None:
    batch = batch_of(world, document)
    paper = issued(world, form, target_of(form, batch))
    before = said(paper)
    assert "1/3" in before
    assert HIGH in before
    regrade(world, document)
    copy_made(world, document)
    assert said(paper) == before
    assert issued(world, form, target_of(form, batch)) == paper
    again = said(paper)
    assert "DUPLICADO 1" in again
    assert (HIGH in again, LOW in again, "1/4" in again) == (True, False, False)


@pytest.mark.parametrize("form", BURNT)
def test_printed_for_the_first_time_afterwards_it_says_what_was_burnt(
    world: World, document: Document, form: str
) -> None:
    batch = batch_of(world, document)
    regrade(world, document)
    copy_made(world, document)
    text = said(issued(world, form, target_of(form, batch)))
    assert (HIGH in text, LOW in text) == (True, False)
    assert ("1/3" in text, "1/4" in text) == (True, False)


def test_a_list_is_marked_no_lower_than_what_it_names_has_become(world: World) -> None:
    """What was signed as lower than it is now is printed as what it is now."""
    document = world.document(level="C", copies=3, originator=ORIGINATOR)
    batch = batch_of(world, document)
    regrade(world, document, "R")
    text = said(issued(world, "destruction-certificate", batch.pk))
    assert text.startswith(HIGH)
    assert "CONFIDENCIAL" in text


def test_the_authority_that_was_told_stays_who_it_was(world: World, document: Document) -> None:
    batch = batch_of(world, document)
    paper = issued(world, "destruction-notice", f"{batch.pk}/1")
    before = said(paper)
    facts = {"title": document.title, "originator": "Otro organismo", "reference": "OT/1", "reason": "errata"}
    world.do("carmen", "documents.register.correct", document.pk, **facts)
    assert ORIGINATOR in before
    assert said(paper) == before
    assert [name for name, _lines in originators(batch)] == [ORIGINATOR]


def test_a_slip_a_settlement_and_a_receipt_keep_level_and_number(world: World, document: Document) -> None:
    loan = world.loan(world.copy(document), stage="lent")
    handed = Entry.objects.filter(procedure="documents.lend", step="hand_over").latest("pk")
    slip, receipt = issued(world, "loan", loan.pk), issued(world, "receipt", runs([handed.pk]))
    world.do("carmen", "documents.lend.take_back", loan.pk, folios=12, place=world.safe)
    world.sign("rosa")
    world.do("pilar", "documents.lend.settle", loan.pk)
    papers = {"loan": slip, "receipt": receipt, "settlement": issued(world, "settlement", loan.pk)}
    before = {form: said(paper) for form, paper in papers.items()}
    regrade(world, document)
    copy_made(world, document)
    world.do("sara", "personnel.person.transfer", Person.objects.get(account__login="rosa"), unit="LOG")
    for form, paper in papers.items():
        assert "1/3" in before[form]
        assert said(paper) == before[form], form
    for form in ("loan", "settlement"):
        assert HIGH in before[form]
        # Asked for by what it names, it is a duplicate of the same: it attests what was lent and settled then.
        assert issued(world, form, loan.pk) == papers[form]
        assert (HIGH in said(papers[form]), "1/4" in said(papers[form])) == (True, False)


def test_a_slip_printed_for_the_first_time_after_a_change_says_what_was_lent(world: World, document: Document) -> None:
    loan = world.loan(world.copy(document), stage="settled")
    regrade(world, document)
    copy_made(world, document)
    for form in ("loan", "settlement"):
        text = said(issued(world, form, loan.pk))
        assert (HIGH in text, LOW in text, "1/3" in text, "1/4" in text) == (True, False, True, False), form


def test_the_slip_of_a_hand_over_that_was_undone_is_no_paper_of_the_next_one(world: World, document: Document) -> None:
    loan = world.loan(world.copy(document), stage="approved")
    asked = issued(world, "loan", loan.pk)
    world.do("carmen", "documents.lend.hand_over", loan.pk, folios=12, condition="una esquina rota")
    slip = issued(world, "loan", loan.pk)
    before = said(slip)
    world.do("carmen", "documents.lend.undo", loan.pk)
    # What was printed says what it said. What is printed now attests the approval, as the first one did.
    assert (said(slip), "una esquina rota" in before) == (before, True)
    assert issued(world, "loan", loan.pk) == asked
    assert "una esquina rota" not in said(asked)
    assert issuing.again(slip, by=world.officer("carmen")).paper == slip
    world.do("carmen", "documents.lend.hand_over", loan.pk, folios=12)
    anew = issued(world, "loan", loan.pk)
    assert anew not in (asked, slip)
    assert "una esquina rota" not in said(anew)


def test_the_settlement_of_a_return_that_was_undone_is_of_the_next_return(world: World, document: Document) -> None:
    loan = world.loan(world.copy(document), stage="lent")
    world.do("carmen", "documents.lend.take_back", loan.pk, folios=12, place=world.safe, condition="mojado")
    first = issued(world, "settlement", loan.pk)
    before = said(first)
    world.do("carmen", "documents.lend.undo", loan.pk)
    with pytest.raises(Refused, match="nothing-to-print"):
        issued(world, "settlement", loan.pk)
    world.do("carmen", "documents.lend.take_back", loan.pk, folios=12, place=world.safe)
    anew = issued(world, "settlement", loan.pk)
    assert anew != first
    assert ("mojado" in before, said(first) == before, "mojado" in said(anew)) == (True, True, False)


def test_a_receipt_of_what_was_undone_says_so(world: World, document: Document) -> None:
    loan = world.loan(world.copy(document), stage="approved")
    world.do("carmen", "documents.lend.hand_over", loan.pk, folios=12)
    handed = Entry.objects.latest("pk")
    first = issued(world, "receipt", handed.pk)
    world.do("carmen", "documents.lend.undo", loan.pk)
    world.sign("rosa")
    anew = issued(world, "receipt", handed.pk)
    assert anew != first
    assert ("deshecho" in said(first), "deshecho" in said(anew)) == (False, True)
    both = said(
        issued(
            world,
            "receipt",
            runs(Entry.objects.filter(case=loan.pk, step__in=("hand_over", "undo")).values_list("pk", flat=True)),
        )
    )
    assert both.count("deshecho") == 1


def test_a_receipt_that_was_signed_since_is_another_paper(world: World, document: Document) -> None:
    """The signature stands on the paper that is printed after it; the one before goes on without it."""
    loan = world.loan(world.copy(document), stage="approved")
    world.do("carmen", "documents.lend.hand_over", loan.pk, folios=12)
    act = Entry.objects.filter(procedure="documents.lend", step="hand_over").latest("pk")
    first = issued(world, "receipt", runs([act.pk]))
    before = said(first)
    world.sign("rosa")
    second = issued(world, "receipt", runs([act.pk]))
    assert first.pk != second.pk
    assert "Firmado" in said(second)
    assert instead(first) in said(second)
    assert said(first) == before


def test_the_papers_of_a_meeting_keep_their_numbers(world: World) -> None:
    document = world.document(level="C", copies=2, scope="unit SEC")
    facts: dict[str, Any] = {
        "title": "Seguimiento",
        "on": "hoy",
        "room": "Sala 1",
        "level": "C",
        "participants": ["rosa"],
        "agenda": "Planes",
    }
    case = world.do("nuria", "documents.meet.convene", **facts).case
    world.do("carmen", "documents.meet.plan_paper", case.pk, copy=world.copy(document), reader="rosa")
    name = Meeting.objects.get(pk=case.pk).name
    first = issued(world, "meeting", name)
    before = said(first)
    assert "1/2" in before
    copy_made(world, document)
    assert said(first) == before
    second = issued(world, "meeting", name)
    assert first.number != second.number
    after = said(second)
    assert ("1/3" in after, "DUPLICADO" in after) == (True, False)
    assert instead(first) in after
    assert said(first) == before


def instead(paper: PrintedForm) -> str:
    return f"En lugar del impreso {codes.pretty(paper.code)[:-2]}"


def test_the_pencil_list_of_an_emergency_stays_one(world: World, document: Document) -> None:
    case = world.do("pilar", "documents.emergency.declare", place=world.safe, reason="asalto", method="horno").case
    paper = issued(world, "emergency-record", case.pk)
    before = said(paper)
    regrade(world, document)
    things = "\n".join(world.copy(document, n) for n in (1, 2))
    world.do("jaime", "documents.emergency.attest", case.pk, things=things)
    world.do("luis", "documents.emergency.confirm", case.pk, things=things)
    world.do(
        "jaime", "documents.emergency.found", case.pk, counts=f"{world.copy(document, 3)} 12", place=other_safe(world),
        account="estaba en el pasillo",
    )  # fmt: skip
    world.do("jaime", "documents.emergency.regularise", case.pk)
    # What is put into the safe afterwards never was in the fire.
    new = world.document()
    assert said(paper) == before
    assert "Destruido, confirmado" not in before
    record = issued(world, "emergency-record", case.pk)
    assert record.number != paper.number
    text = said(record)
    row = Emergency.objects.get(pk=case.pk)
    for words in ("Destruido, confirmado", row.certificate.full_number, "1/3"):
        assert words in text
    assert new.full_number not in text
    assert said(paper) == before


def other_safe(world: World) -> str:
    place = world.do("jaime", "office.place.open", name="Caja de guardia", kind="safe", level="S").case
    return str(Place.objects.get(pk=place.pk).code)


def test_a_plan_keeps_the_safes_as_they_were_called(world: World) -> None:
    places = Place.objects.filter(kind__in=("safe", "counter"), stage="in_use").order_by("pk")
    order = "\n".join(f"{place.code}; horno; guardia" for place in places)
    case = world.do("jaime", "documents.emergency_plan.draft", order=order).case
    world.do("luis", "documents.emergency_plan.approve", case.pk)
    safe = Place.objects.get(code=world.safe)
    first = issued(world, "emergency-plan", case.pk)
    before = said(first)
    assert safe.name in before
    world.do("jaime", "office.place.correct", safe.pk, name="Armero del sótano", level="S", reason="obra")
    assert said(first) == before
    second = issued(world, "emergency-plan", case.pk)
    assert second.number != first.number
    assert "Armero del sótano" in said(second)
    assert instead(first) in said(second)
    assert said(first) == before
    # By its number, the earlier one is still printed as what it is.
    again = issuing.again(first, by=world.officer("jaime")).paper
    assert again == first
    assert (safe.name in said(first), "DUPLICADO 1" in said(first), "Armero" in said(first)) == (True, True, False)
    # And what says the same is a duplicate of the newest.
    assert issued(world, "emergency-plan", case.pk) == second
