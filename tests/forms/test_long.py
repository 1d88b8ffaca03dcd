# SPDX-License-Identifier: EUPL-1.2
"""Forms under strain: as much text as every field takes, and tables of three hundred lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest

from precinto.custody.models import Place
from precinto.documents.printing import sheets
from precinto.office.models import PrintedForm
from precinto.procedures.model import Actor
from precinto.records.clock import now
from tests.forms.conftest import Printer, office
from tests.forms.looks import collisions, run_off
from tests.forms.office import Words

LINE = "Gabinete técnico de la Subdelegación territorial para la conservación de los aljibes y las cisternas "
LONG = Words(
    title=(LINE * 6)[:500], originator=(LINE * 3)[:200].strip(), reason=(LINE * 4)[:300].strip(), name=(LINE * 2)[:190].strip(),
    body="Otorrinolaringología" * 4 + " " + LINE.strip(), machine=LINE.strip()[:110], seals=", ".join(f"{n:06}" for n in range(24)),
)  # fmt: skip
LINES = 300


@pytest.fixture(scope="module")
def wordy(django_db_setup: None, django_db_blocker: Any) -> Iterator[Printer]:
    yield from office(django_db_blocker, LONG)


@pytest.mark.parametrize("form", sorted(sheets.FORMS))
def test_whatever_people_write_stays_on_the_paper(wordy: Printer, db: None, form: str) -> None:
    pdf = wordy.pdf(wordy.print(form))
    assert list(run_off(pdf)) == []
    assert list(collisions(pdf)) == []


def test_a_table_of_three_hundred_lines(wordy: Printer, db: None) -> None:
    """Its head is on every page, so is the level, above and below, and each folio says which it is and of how many."""
    world = wordy.world
    world.do("jaime", "office.place.open", name="Archivo", kind="safe", level="S")
    safe = Place.objects.get(name="Archivo").code
    for n in range(5):
        world.document(level="R", copies=LINES // 5, place=safe, title=f"Serie {n}")
    case = world.do("carmen", "office.form.print", form="place-inventory", target=safe).case
    who = Actor(world.officer("carmen"), now()).subject
    made = pypdfium2.PdfDocument(sheets.pdf(PrintedForm.objects.get(pk=case.pk), who))
    pages = [page.get_textpage() for page in made]
    assert 6 < len(pages) < 14
    numbers: list[str] = []
    for n, (page, text) in enumerate(zip(made, pages, strict=True), start=1):
        high = page.get_height()
        whole = " ".join(text.get_text_range().split())
        assert f"hoja {n} de {len(pages)}" in whole
        assert "RESERVADO" in text.get_text_bounded(bottom=high * 0.9)
        assert "RESERVADO" in text.get_text_bounded(top=high * 0.1)
        if "CE2" in whole:
            assert "Documento y ejemplar" in whole
        numbers += [word for word in whole.split() if word.startswith("CE2")]
    assert len(numbers) == len(set(numbers)) == LINES
