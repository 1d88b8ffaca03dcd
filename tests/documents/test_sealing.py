# SPDX-License-Identifier: EUPL-1.2
"""The office's seal on printed forms: it is valid, it says what it should, and no changed form passes."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from precinto.documents.printing import sheets
from precinto.ledger.models import Entry
from precinto.office import sealing
from precinto.office.models import PrintedForm
from tests.world import World

pytestmark = pytest.mark.database


def printed(world: World, form: str, target: str) -> tuple[PrintedForm, bytes]:
    case = world.do("carmen", "office.form.print", form=form, target=target).case
    paper = PrintedForm.objects.get(pk=case.pk)
    return paper, sheets.pdf(paper, _subject(world))


def _subject(world: World) -> Any:
    from precinto.documents.cases import actor_of

    return actor_of(world.officer("carmen")).subject


def judged(pdf: bytes) -> Any:
    """What a validator says that trusts the office's certificate, and nothing else."""
    trusted = sealing.identity().certificate.public_bytes(serialization.Encoding.DER)
    reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    if not reader.embedded_signatures:
        return None
    context = ValidationContext(trust_roots=[x509.Certificate.load(trusted)], allow_fetching=False)
    return validate_pdf_signature(reader.embedded_signatures[0], context)


@pytest.fixture
def paper(world: World) -> tuple[PrintedForm, bytes]:
    return printed(world, "entry", world.document().code)


def test_a_form_is_sealed_over_the_whole_of_it_at_the_time_of_the_act(paper: tuple[PrintedForm, bytes]) -> None:
    case, pdf = paper
    found = judged(pdf)
    assert found.bottom_line
    assert found.coverage.name == "ENTIRE_FILE"
    assert found.signer_reported_dt.replace(microsecond=0) == Entry.objects.get(
        procedure="office.form", case=case.pk, kind="act"
    ).at.replace(microsecond=0)
    assert found.docmdp_ok


def test_the_ledger_names_the_certificate(paper: tuple[PrintedForm, bytes]) -> None:
    case, pdf = paper
    signer = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0].signer_cert
    assert signer.sha256.hex() == case.seal == sealing.fingerprint()
    body = bytes(Entry.objects.get(procedure="office.form", case=case.pk, kind="act").body)
    assert case.seal.encode() in body


def test_it_is_the_same_file_each_time_also_by_another_reading_of_the_key(
    paper: tuple[PrintedForm, bytes], world: World
) -> None:
    case, pdf = paper
    sealing._identity.cache_clear()
    assert sheets.pdf(case, _subject(world)) == pdf


def test_what_was_declared_of_the_archive_stays_true(paper: tuple[PrintedForm, bytes]) -> None:
    """PDF/A-2a and PDF/UA-1 as the typesetter wrote it: metadata, tags and language are still there, and it still opens."""
    _case, pdf = paper
    root = PdfFileReader(io.BytesIO(pdf)).root
    said = root["/Metadata"].data
    assert b"<pdfaid:part>2</pdfaid:part>" in said
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in said
    assert b"<pdfuaid:part>1</pdfuaid:part>" in said
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert len(pypdfium2.PdfDocument(pdf)) == 1


def test_the_seal_is_of_no_size_and_is_printed_with_the_page(paper: tuple[PrintedForm, bytes]) -> None:
    """PDF/A-2 6.3.3: an annotation without appearance has no size; 6.3.2: its Print flag is set."""
    _case, pdf = paper
    field = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0].sig_field
    left, low, right, high = (float(n) for n in field["/Rect"])
    assert (left, low) == (right, high)
    assert int(field["/F"]) & 4


def test_no_changed_byte_passes(paper: tuple[PrintedForm, bytes]) -> None:
    _case, pdf = paper
    chance = random.Random(31)
    start, length, resumes, _rest = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0].byte_range
    for _ in range(60):
        place = chance.randrange(len(pdf))
        spoilt = bytearray(pdf)
        spoilt[place] ^= 1 << chance.randrange(8)
        try:
            found = judged(bytes(spoilt))
        except (
            PdfError,
            SigningError,
            ArithmeticError,
            ValueError,
            LookupError,
            TypeError,
            AttributeError,
            RecursionError,
        ):
            continue  # it does not even open
        signature_itself = start + length <= place < resumes
        assert found is None or not found.bottom_line or signature_itself, place


def test_what_is_added_at_the_end_does_not_pass(paper: tuple[PrintedForm, bytes]) -> None:
    """The usual forgery: a later version of the page under the same seal."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    _case, pdf = paper
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = generic.NumberObject(180)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    found = judged(out.getvalue())
    assert not found.bottom_line


def test_labels_and_badges_are_not_sealed(world: World) -> None:
    _case, pdf = printed(world, "label", world.document().code)
    assert PdfFileReader(io.BytesIO(pdf)).embedded_signatures == []


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="no pdfsig here")
def test_another_program_finds_the_seal_valid(paper: tuple[PrintedForm, bytes], tmp_path: Path) -> None:
    file = tmp_path / "asiento.pdf"
    file.write_bytes(paper[1])
    said = subprocess.run(["pdfsig", str(file)], check=False, capture_output=True, text=True).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said


def test_the_key_is_for_the_house_alone(paper: tuple[PrintedForm, bytes], settings: Any) -> None:
    file = settings.HOME.path / "keys" / "seal.pem"
    assert file.stat().st_mode & 0o777 == 0o600
    assert b"PRIVATE KEY" in file.read_bytes()
