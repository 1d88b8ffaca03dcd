# SPDX-License-Identifier: EUPL-1.2
"""1.4: both sign. Who received or gave back signs with a PIN, by hand, from their own session or in ink; or says why not."""

from __future__ import annotations

from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
from django.db import IntegrityError, transaction

from precinto.access.models import Person, Pin
from precinto.documents.cases import actor_of
from precinto.documents.printing import sheets
from precinto.documents.procedures import LEND
from precinto.documents.receipts.models import Receipt, Receipted
from precinto.ledger.append import new_act
from precinto.ledger.models import Entry
from precinto.ledger.seal import Sealer
from precinto.ledger.verify import verify
from precinto.office.models import PrintedForm
from precinto.procedures.perform import Act, Request, perform_all
from precinto.procedures.worklist import open_cases
from precinto.records import gate, journal
from precinto.records.clock import now
from precinto.records.errors import BadFacts, Refused
from tests.world import World

pytestmark = pytest.mark.database
PIN = "739164"
DRAWN = "M10 12L14 30L40 22M60 60L90 61"


class Office:
    """A loan handed over to Rosa, and what may be done with its receipt."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.document = world.document(copies=3)
        self.given = self.lend(1, 2)

    def lend(self, *numbers: int, to: str = "rosa") -> list[str]:
        """Lend copies as the counter does: all as one. The acts by which they were handed over."""
        loans = [self.world.loan(self.world.copy(self.document, n), to=to, stage="approved") for n in numbers]
        hand_over = [Request(LEND, "hand_over", loan.pk, {"folios": 12}, f"lent-{loan.pk}") for loan in loans]
        return [str(act.uuid) for act in perform_all(hand_over, by=self.world.officer("carmen"))]

    def owed(self, person: str = "rosa") -> Receipt:
        """The receipt that was opened for somebody last."""
        return Receipt.objects.filter(person__account__login=person).latest("pk")

    def unasked(self, *numbers: int, to: str = "rosa") -> list[str]:
        """Lend while the office asks for no receipts."""
        term = self.world.do("jaime", "office.deadline.set", name="receipt-signature", value=0, reason="ensayo").case
        acts = self.lend(*numbers, to=to)
        self.world.do("jaime", "office.deadline.change", term, value=1, reason="ensayo")
        return acts

    def open(self, by: str = "carmen", person: str = "rosa", **facts: Any) -> Receipt:
        given = {"person": person, "acts": "\n".join(self.given)} | facts
        return Receipt.objects.get(pk=self.world.do(by, "documents.receipt.open", **given).case.pk)

    def do(self, by: str, step: str, case: Receipt, **facts: Any) -> Receipt:
        self.world.do(by, f"documents.receipt.{step}", case, **facts)
        return Receipt.objects.get(pk=case.pk)

    def printed(self, acts: list[str]) -> PrintedForm:
        act = self.world.do("carmen", "office.form.print", form="receipt", target=_target(acts), about=acts[-1])
        return PrintedForm.objects.get(pk=act.case.pk)

    def pin(self, login: str = "rosa", pin: str = PIN) -> Act:
        return self.world.do(login, "computers.pin.choose", pin=pin, again=pin)


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


# ---- what is done


def test_signed_with_a_pin_at_the_counter(office: Office) -> None:
    office.pin()
    case = office.owed()
    assert (case.stage, case.direction, case.count) == ("unsigned", "out", 2)
    signed = office.do("carmen", "sign", case, pin=PIN)
    assert (signed.stage, signed.how, signed.signed_at is not None) == ("signed", "pin", True)
    for entry in Entry.objects.all():
        assert PIN.encode() not in bytes(entry.body)
    assert verify().sound


def test_signed_by_hand_and_the_hand_is_sealed(office: Office) -> None:
    signed = office.do("carmen", "sign", office.owed(), drawing=DRAWN)
    assert (signed.how, signed.drawing) == ("drawn", DRAWN)
    assert DRAWN.encode() not in bytes(Entry.objects.get(procedure="documents.receipt", step="sign", kind="act").body)


def test_signed_from_their_own_session(office: Office) -> None:
    case = office.owed()
    assert "documents.receipt" in {waiting.procedure.name for waiting in open_cases()}
    signed = office.do("rosa", "sign", case)
    assert signed.how == "account"
    assert "documents.receipt" not in {waiting.procedure.name for waiting in open_cases()}


def test_signed_in_ink_on_the_printed_receipt(office: Office) -> None:
    case = office.owed()
    paper = office.printed(office.given)
    signed = office.do("carmen", "paper", case, form=paper.code)
    assert (signed.how, signed.paper) == ("paper", paper.code)


def _target(acts: list[str]) -> str:
    from precinto.documents.printing.of_custody import runs

    return runs(Entry.objects.filter(act__in=acts).values_list("pk", flat=True))


def test_refused_by_the_person_and_looked_into(office: Office) -> None:
    declined = office.do("rosa", "decline", office.owed(), reason="faltaba el folio 3")
    assert (declined.stage, declined.reason) == ("declined", "faltaba el folio 3")
    assert "documents.receipt" in {waiting.procedure.name for waiting in open_cases()}
    explained = office.do("jaime", "explain", declined, reason="apareció en el mostrador")
    assert explained.stage == "explained"
    assert explained.reason.startswith("faltaba el folio 3")


def test_what_comes_back_is_signed_for_too(office: Office) -> None:
    office.world.loan(office.world.copy(office.document, 3), to="vera", stage="returned")
    directions = Receipt.objects.filter(person__account__login="vera").order_by("pk")
    assert [(one.direction, one.count) for one in directions] == [("out", 1), ("back", 1)]


def test_what_was_handed_over_unasked_may_be_signed_for_later(office: Office) -> None:
    acts = office.unasked(3, to="vera")
    assert not Receipt.objects.filter(person__account__login="vera").exists()
    case = office.open(person="vera", acts="\n".join(acts))
    assert (case.direction, case.count) == ("out", 1)


def test_named_by_the_keys_of_the_requests(office: Office) -> None:
    acts = office.unasked(3, to="vera")
    intents = [str(entry.intent).partition(":")[2] for entry in Entry.objects.filter(act__in=acts)]
    assert office.open(person="vera", acts="\n".join(intents)).count == 1


def test_a_pin_for_somebody_without_an_account(office: Office) -> None:
    eva = office.world.do("jaime", "personnel.person.register", given_name="Eva", family_name="Cano", unit="SEC")
    person = Person.objects.get(pk=eva.case.pk)
    office.world.do("carmen", "computers.pin.give", person=person.code, pin=PIN, again=PIN)
    pin = Pin.objects.get(person=person)
    assert pin.set_by.account.login == "carmen"
    office.world.do("pilar", "computers.pin.renew", pin, pin="604918", again="604918")
    assert Pin.objects.get(person=person).set_by.account.login == "pilar"


# ---- what is refused: tests/stories/test_receipt.py has the table


def test_a_pin_of_what_others_know_is_refused(office: Office) -> None:
    person = office.world.do(
        "jaime", "personnel.person.register", given_name="Eva", family_name="Cano", unit="SEC", birth_date="1984-05-27",
        phones="+34 600 914 273", identity_number="50482917K",
    ).case  # fmt: skip
    badge = Person.objects.get(pk=person.pk).code
    for pin in ("270584", "27051984", "198405", "840527", "914273", "600914", "482917"):
        with pytest.raises(Refused) as refused:
            office.world.do("carmen", "computers.pin.give", person=badge, pin=pin, again=pin)
        assert refused.value.reason == "pin-known", pin
    assert not Pin.objects.exists()


@pytest.mark.parametrize("drawing", ["<svg onload=1>", "M1 1L2", "L1 1", "M1 1" * 100, "M99999 1L1 1", "M1 1L1 1;x"])
def test_only_strokes_are_a_drawing(office: Office, drawing: str) -> None:
    with pytest.raises(BadFacts):
        office.do("carmen", "sign", office.owed(), drawing=drawing)


@pytest.mark.parametrize("acts", ["nada", "00000000-0000-7000-8000-000000000000", "  "])
def test_what_names_no_act_opens_nothing(office: Office, acts: str) -> None:
    with pytest.raises(BadFacts):
        office.open(acts=acts)


def test_the_paper_of_something_else_is_no_signature(office: Office) -> None:
    case = office.owed()
    paper = office.printed(office.lend(3, to="vera"))
    for form in (paper.code, "R26-99999-X", "nada"):
        with pytest.raises(BadFacts):
            office.do("carmen", "paper", case, form=form)


def test_the_database_itself_knows_each_act_on_one_receipt_only(office: Office) -> None:
    case = office.owed()
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        gate.whole(),
        journal.writing(new_act(), now(), Sealer().commit),
    ):
        journal.add(Receipted(receipt=case, act=office.given[0]))


# ---- on paper


def paper_of(office: Office, case: Receipt, **how: str) -> tuple[str, Any]:
    acts = list(case.lines.order_by("pk").values_list("act", flat=True))
    paper = office.world.do(
        "carmen", "office.form.print", form="receipt", target=_target([str(a) for a in acts]), about=str(acts[-1])
    )
    found = PrintedForm.objects.get(pk=paper.case.pk)
    pdf = sheets.pdf(found, actor_of(office.world.officer("carmen")).subject, **how)  # type: ignore[arg-type]
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document), document


def test_the_paper_says_how_it_was_signed(office: Office) -> None:
    case = office.do("carmen", "sign", office.owed(), drawing=DRAWN)
    text, _document = paper_of(office, case)
    assert "Firmado a mano en la pantalla" in " ".join(text.split())


def test_the_paper_says_what_was_said(office: Office) -> None:
    text, _document = paper_of(office, office.do("rosa", "decline", office.owed(), reason="faltaba el folio 3"))
    assert "faltaba el folio 3" in " ".join(text.split())


def test_a_signature_after_the_printing_is_not_on_that_paper(office: Office) -> None:
    case = office.owed()
    text, _document = paper_of(office, case)
    assert "Firmado" not in text
    paper = PrintedForm.objects.get(form="receipt")
    before = sheets.pdf(paper, actor_of(office.world.officer("carmen")).subject)
    office.do("rosa", "sign", case)
    assert sheets.pdf(paper, actor_of(office.world.officer("carmen")).subject) == before


@pytest.mark.parametrize(("size", "across"), [("a4", 210), ("a5", 148), ("roll", 80), ("nada", 210)])
def test_a_receipt_fits_its_paper(office: Office, size: str, across: int) -> None:
    text, document = paper_of(office, office.do("carmen", "sign", office.owed(), drawing=DRAWN), size=size)
    assert len(document) == 1
    assert round(document[0].get_width() / 72 * 25.4) == across
    flat = " ".join(text.split())
    for needed in ("Rosa Lagos", "Carmen", "Recibo interno", "1.1"):
        assert needed in flat
    for level in ("SECRETO", "RESERVADO", "CONFIDENCIAL", "cisternas"):
        assert level not in flat
