# SPDX-License-Identifier: EUPL-1.2
"""Forms 9, 10 and 11: nobody prints what is expected while it is counted, nobody reads on a list what is not for them, and a
number names the same paper whatever happens later."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest

from precinto.access.models import Person
from precinto.access.subjects import subject
from precinto.custody import codes
from precinto.custody.models import Place
from precinto.documents.destroying.models import Batch
from precinto.documents.destroying.queries import live_lines
from precinto.documents.keeping.models import Relief
from precinto.documents.printing import sheets
from precinto.office.models import PrintedForm
from precinto.procedures import deadlines
from precinto.procedures.model import Actor
from precinto.records import clock
from precinto.records.clock import now, today
from precinto.records.errors import ConditionFailed, NotFound
from tests.world import World

pytestmark = pytest.mark.database


def printed(world: World, form: str, target: str, *, by: str = "carmen") -> PrintedForm:
    here = sheets.found(form, target, Actor(world.officer(by), now()).subject)
    about = str(here.acts[-1]) if here is not None and here.acts else ""
    case = world.do(by, "office.form.print", form=form, target=target, about=about).case
    return PrintedForm.objects.get(pk=case.pk)


def pdf(paper: PrintedForm, *, by: str = "carmen") -> bytes:
    return sheets.pdf(paper, subject(Person.objects.get(account__login=by), today()))


def said(paper: PrintedForm, *, by: str = "carmen") -> str:
    document = pypdfium2.PdfDocument(pdf(paper, by=by))
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


@pytest.fixture
def safe(world: World) -> str:
    world.do("jaime", "office.place.open", name="Armario 2", kind="safe", level="S")
    return str(Place.objects.get(name="Armario 2").code)


def test_what_is_expected_is_not_printed_while_it_is_counted(world: World, safe: str) -> None:
    world.document(place=safe)
    printed(world, "place-inventory", safe)
    count = world.do("carmen", "documents.inventory.open", plan="partial", place=safe).case
    with pytest.raises(ConditionFailed, match="nothing-to-print"):
        printed(world, "place-inventory", safe)
    with pytest.raises(ConditionFailed, match="nothing-to-print"):
        printed(world, "inventory-certificate", str(count.pk))
    world.do("jaime", "documents.inventory.abandon", count.pk, reason="otro día")
    relief = world.do(
        "luis", "documents.relief.open", outgoing="carmen", incoming="pilar", place=safe, reason="permiso"
    ).case
    with pytest.raises(ConditionFailed, match="nothing-to-print"):
        printed(world, "relief", str(relief.pk))
    inventory = Relief.objects.get().inventory
    assert inventory is not None
    world.do("carmen", "documents.inventory.finish", inventory.pk, place=safe)
    world.do("carmen", "documents.inventory.close", inventory.pk)
    assert "Acta de relevo" in said(printed(world, "relief", str(relief.pk)))


def test_a_list_is_for_whoever_may_see_all_of_it_then_and_now(world: World, safe: str) -> None:
    """Luis leads, and so may print; the document is not in his scope."""
    document = world.document(place=safe)
    paper = printed(world, "place-inventory", safe)
    with pytest.raises(NotFound):
        printed(world, "place-inventory", safe, by="luis")
    with pytest.raises(NotFound):
        pdf(paper, by="luis")
    things = [world.copy(document, n) for n in (1, 2)]
    world.do("carmen", "documents.relocate.move", things=things, place=world.safe, reason="se ordena")
    assert "No hay nada en él" in said(printed(world, "place-inventory", safe, by="luis"), by="luis")
    with pytest.raises(NotFound):
        pdf(paper, by="luis")


def test_a_number_names_the_same_paper_whatever_happens_in_the_safe(world: World, safe: str) -> None:
    document = world.document(place=safe)
    lock = world.do("jaime", "documents.lock.fit", place=safe, kind="dial").case
    world.do("carmen", "documents.lock.change", lock.pk, trigger="installation", knowers=["pilar"])
    sheet = world.do("carmen", "documents.sheet.open", place=safe).case
    targets = {
        "place-inventory": safe,
        "safe-sheet": safe,
        "combination": str(lock.pk),
        "control": world.copy(document),
    }
    before = {form: printed(world, form, target) for form, target in targets.items()}
    were = {form: pdf(paper) for form, paper in before.items()}
    world.do("pilar", "documents.sheet.close", sheet.pk)
    world.do("luis", "documents.lock.compromise", lock.pk, reason="quedó abierta")
    world.do("carmen", "documents.lock.change", lock.pk, trigger="compromise", knowers=["jaime"])
    world.do("jaime", "office.place.open", name="Cajón", kind="drawer", level="S", within=safe)
    drawer = Place.objects.get(name="Cajón").code
    world.do("carmen", "documents.relocate.move", things=[world.copy(document)], place=drawer, reason="se ordena")
    world.loan(world.copy(document, 2))
    for form, paper in before.items():
        assert pdf(paper) == were[form], form
    after = {form: printed(world, form, target) for form, target in targets.items()}
    assert {paper.number for paper in after.values()}.isdisjoint({paper.number for paper in before.values()})
    lying = said(after["place-inventory"])
    assert codes.pretty(world.copy(document)) in lying
    assert codes.pretty(world.copy(document, 2)) not in lying
    assert "Pilar Soto" in said(after["safe-sheet"])
    new = said(after["combination"])
    assert "Conocían la anterior" in new
    assert "Jaime Ruiz" in new


def test_the_authority_answers_on_the_certificate(world: World, safe: str) -> None:
    count = world.do("carmen", "documents.inventory.open", plan="partial", place=safe).case
    world.do("carmen", "documents.inventory.finish", count.pk, place=safe)
    world.do("carmen", "documents.inventory.close", count.pk)
    world.do("jaime", "documents.inventory.certify", count.pk)
    first = printed(world, "inventory-certificate", str(count.pk))
    assert "CONFORME: lo contado coincide" in said(first)
    world.do("luis", "documents.inventory.object", count.pk, objections="falta la firma del testigo")
    second = printed(world, "inventory-certificate", str(count.pk))
    assert "falta la firma del testigo" in said(second)
    assert "falta la firma del testigo" not in said(first)
    assert "Luis Prado" in said(second)


def test_the_certificate_of_the_whole_office_tells_what_is_out(world: World, safe: str) -> None:
    """It is confirmed by the records, by holder and with the act of its receipt, and is no part of what was counted."""
    document = world.document()
    world.loan(world.copy(document))
    count = world.do("carmen", "documents.inventory.open", plan="surprise").case
    for place in Place.objects.filter(stage="in_use", kind__in=("safe", "counter")).order_by("pk"):
        inside = "\n".join(place.holds.values_list("code", flat=True))
        if inside:
            world.do("carmen", "documents.inventory.scan", count.pk, place=place.code, codes=inside)
        world.do("carmen", "documents.inventory.finish", count.pk, place=place.code)
    world.do("carmen", "documents.inventory.close", count.pk)
    world.do("jaime", "documents.inventory.certify", count.pk)
    told = said(printed(world, "inventory-certificate", str(count.pk)))
    assert "Fuera, con recibo" in told
    assert codes.pretty(world.copy(document)) in told
    assert codes.pretty(world.copy(document, 2)) not in told
    assert "Rosa" in told
    assert "no se han leído" in told


def test_a_day_on_which_nobody_looked_stays_on_the_sheet(world: World) -> None:
    calendar = deadlines.calendar()
    missed = calendar.add_working_days(today(), 1)
    with clock.at(calendar.closing_of(calendar.add_working_days(missed, 1)) - timedelta(hours=8)):
        assert "Sin comprobar" in said(printed(world, "safe-sheet", world.safe))
        world.do("carmen", "documents.doors.account", day=missed.isoformat(), account="nadie se quedó a mirar")
        told = said(printed(world, "safe-sheet", world.safe))
        assert "nadie se quedó a mirar" in told
        assert "Sin comprobar" in told


def test_the_control_sheet_of_a_destroyed_copy_names_its_certificate(world: World) -> None:
    document = world.document()
    code = world.copy(document)
    earlier = printed(world, "control", code)
    case = world.do("carmen", "documents.destroy.propose", things=[code], reason="sin vigencia").case
    counts = "\n".join(f"{line.thing.code} {line.pieces}" for line in live_lines(Batch.objects.get(pk=case.pk)))
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("carmen", "list", {"counts": counts}),
        ("luis", "sign", {}),
        ("pilar", "seal", {"counts": counts, "seal": "PR-7", "place": world.safe}),
        ("pilar", "deliver", {"body": world.authority, "receiver": "E. Soler", "receipt": "R-9",
                              "seal": "PR-7", "items": 1, "pieces": 12}),
        ("pilar", "carry_out", {"counts": counts, "seal": "PR-7", "method": "horno", "where": "sótano", "witness": "ines"}),
        ("ines", "witness", {}),
    ]  # fmt: skip
    for who, step, facts in steps:
        world.do(who, f"documents.destroy.{step}", case.pk, **facts)
    burnt = printed(world, "control", code)
    assert "/0001" not in said(burnt)
    world.do("carmen", "documents.destroy.certify", case.pk, authority="AD-44", authority_on="hoy")
    certified = printed(world, "control", code)
    assert certified.pk not in (burnt.pk, earlier.pk)
    assert f"{today().year}/0001, " in said(certified)
    assert "Inés Marín" in said(certified)
    assert "/0001" not in said(burnt)
