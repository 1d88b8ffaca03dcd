# SPDX-License-Identifier: EUPL-1.2
"""Every form that there is, printed by the door in both languages: sealed, archivable, tagged, and its codes read back from a raster."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest

from precinto.custody import codes
from precinto.documents.printing import sheets
from precinto.ledger import checkpoint, tree
from precinto.ledger.models import Entry
from precinto.office.models import PrintedForm
from precinto.procedures.model import Actor
from precinto.records.clock import now
from tests.forms.archive import faults, tags
from tests.forms.conftest import Printer
from tests.forms.looks import another_program_agrees, codes_on, collisions, complaints, run_off, sealed, text_of
from tests.forms.office import Words

pytestmark = pytest.mark.database

# Whatever stands in the office's books and may stand in no code that a stranger can read with a telephone.
SECRET = ("SECRETO", "RESERVADO", "CONFIDENCIAL", "DIFUSI", *(text.upper() for text in vars(Words()).values()))
BARS = {"label", "cover", "badge"}
# On paper that is carried by who may not know what it is for, neither level nor subject stands in any way.
BLIND = (
    "label",
    "badge",
    "receipt",
    "outer-cover",
    "despatch-claim",
    "cover-receipt",
    "arrival-receipt",
    "brought-receipt",
    "book:out",
)


@pytest.mark.parametrize("form", [*sorted(sheets.FORMS), "book:out"])
def test_a_form(printer: Printer, form: str) -> None:
    paper = printer.print(form)
    known = sheets.FORMS[form.partition(":")[0]]
    number = codes.pretty(paper.code)[:-2]
    act = Entry.objects.get(procedure="office.form", case=paper.pk, step="print", kind="act")
    tree.integrate()  # on PostgreSQL the sequencer goes round after the act
    head = checkpoint.at(act.leaf.index + 1)
    pages = {lang: printer.pdf(paper, lang=lang) for lang in ("es", "en")}
    assert pages["es"] != pages["en"]
    for lang, pdf in pages.items():
        assert faults(pdf, lang) == []
        assert "/H1" in tags(pdf) or form == "label"
        assert list(run_off(pdf)) == []
        assert list(collisions(pdf)) == []
        assert sealed(pdf) == known.sealed
        said = text_of(pdf)
        assert number in said
        assert known.clause in said
        assert re.search(rf"{head.size}\D+{bytes(head.root).hex()[:16]}", said)
        assert bool(re.search("DUPLICAD|DUPLICATE", said)) == (paper.prints > 1)
        if paper.about is not None:
            place = Entry.objects.get(act=paper.about).leaf.index
            assert re.search(rf"(Asiento del libro|as\.|Ledger entry|entry) {place} ", said)
    printer.made[form] = pages["es"]
    look_at_the_codes(printer, paper, pages["es"])
    times = printer.print(form).prints - 1
    assert times >= 1
    assert f"DUPLICADO {times}" in text_of(printer.pdf(paper, lang="es"))
    assert f"DUPLICATE {times}" in text_of(printer.pdf(paper, lang="en"))


def test_another_program_finds_the_seals_valid(printer: Printer, tmp_path: Path) -> None:
    made = printer.sealed()
    assert len(made) > 30
    assert [form for form, pdf in made.items() if not another_program_agrees(pdf, tmp_path)] == []


@pytest.mark.campaign
@pytest.mark.parametrize("flavour", ["2a", "ua1"])
def test_a_validator_finds_them_fit_for_the_archive(printer: Printer, flavour: str, tmp_path: Path) -> None:
    """PDF/A-2a and PDF/UA-1 by veraPDF, whose opinion is not the writer's own."""
    files = []
    for form, pdf in printer.sealed().items():
        files.append(tmp_path / f"{form.replace(':', '-')}.pdf")
        files[-1].write_bytes(pdf)
    assert complaints(files, flavour) == []


def look_at_the_codes(printer: Printer, paper: PrintedForm, pdf: bytes) -> None:
    read = codes_on(pdf)
    assert read
    for _kind, text in read:
        assert not any(word in text.upper() for word in SECRET), text
    of_things = {text for kind, text in read if kind == "Code128"}
    assert bool(of_things) == (paper.form in BARS)
    if paper.form in ("label", "badge"):
        # Nothing but the things' own codes, twice each.
        assert read == {(kind, text) for text in of_things for kind in ("QRCode", "Code128")}
        return
    assert ("QRCode", paper.code) in read
    # The code leads back to this very paper, and its act to its place in the ledger.
    known = sheets.printed(paper.code, Actor(printer.world.officer("carmen"), now()).subject)
    assert (known.pk, known.about) == (paper.pk, paper.about)


@pytest.mark.parametrize("form", BLIND)
def test_what_strangers_carry_names_neither_level_nor_subject(printer: Printer, form: str) -> None:
    paper = printer.known.get(form) or printer.print(form)
    said = text_of(printer.pdf(paper)).upper()
    for word in ("SECRETO", "RESERVADO", "CONFIDENCIAL ", "DIFUSI", Words().title.upper()):
        assert word not in said


@pytest.mark.parametrize("start", [1, 23])
def test_labels_begin_at_the_first_one_that_is_left(printer: Printer, start: int) -> None:
    paper = printer.known.get("label") or printer.print("label")
    pdf = pypdfium2.PdfDocument(printer.pdf(paper, start=start))
    assert [round(x / 72 * 25.4) for x in pdf[0].get_size()] == [210, 297]
    assert len(codes_on(printer.pdf(paper, start=start))) == 4
    assert len(pdf) == 1


@pytest.mark.parametrize(("size", "across"), [("a4", 210), ("a5", 148), ("roll", 80)])
def test_a_receipt_is_printed_on_the_paper_that_there_is(printer: Printer, size: str, across: int) -> None:
    paper = printer.known.get("receipt") or printer.print("receipt")
    made = printer.pdf(paper, size=size)
    assert round(pypdfium2.PdfDocument(made)[0].get_width() / 72 * 25.4) == across
    assert sealed(made)
    assert faults(made, "es") == []
    assert ("QRCode", paper.code) in codes_on(made)
