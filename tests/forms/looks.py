# SPDX-License-Identifier: EUPL-1.2
"""How a printed form is looked at: its text, its codes from a raster, its seal, and whether anything is where it cannot be read."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
import zxingcpp
from asn1crypto import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from precinto.office import sealing

DPI = 150


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def codes_on(pdf: bytes) -> set[tuple[str, str]]:
    """What a scanner reads, from a raster of 150 dots an inch: kind and content of each code."""
    found = set()
    for page in pypdfium2.PdfDocument(pdf):
        bitmap = page.render(scale=DPI / 72, grayscale=True)
        rows = bytes(bitmap.buffer)
        packed = b"".join(rows[y * bitmap.stride : y * bitmap.stride + bitmap.width] for y in range(bitmap.height))
        picture = memoryview(packed).cast("B", shape=[bitmap.height, bitmap.width])
        found |= {(str(code.symbology).replace(" ", ""), code.text) for code in zxingcpp.read_barcodes(picture)}
    return found


def sealed(pdf: bytes) -> bool:
    """Valid for whoever trusts the office's certificate and nothing else, over the whole of the file."""
    trusted = sealing.identity().certificate.public_bytes(serialization.Encoding.DER)
    signatures = PdfFileReader(io.BytesIO(pdf), strict=False).embedded_signatures
    if len(signatures) != 1:
        return False
    context = ValidationContext(trust_roots=[x509.Certificate.load(trusted)], allow_fetching=False)
    found: Any = validate_pdf_signature(signatures[0], context)
    return bool(found.bottom_line and found.docmdp_ok and found.coverage.name == "ENTIRE_FILE")


def another_program_agrees(pdf: bytes, folder: Path) -> bool:
    """Poppler's own opinion: the signature is valid and covers the document. Skips the test where it is not installed."""
    _needs("pdfsig")
    file = folder / "form.pdf"
    file.write_bytes(pdf)
    said = subprocess.run(["pdfsig", str(file)], check=False, capture_output=True, text=True).stdout
    return "Signature is Valid" in said and "Total document signed" in said


def complaints(files: list[Path], flavour: str) -> list[str]:
    """What veraPDF finds wrong with these files in a profile (`2a`, `ua1`). Skips the test where it is not installed."""
    _needs("verapdf")
    asked = ["verapdf", "--format", "text", "--flavour", flavour, *map(str, files)]
    said = subprocess.run(asked, check=False, capture_output=True, text=True)
    passed = {line.split()[1] for line in said.stdout.splitlines() if line.startswith("PASS ")}
    wrong = [str(file) for file in files if str(file) not in passed]
    return [*wrong, said.stdout, said.stderr] if wrong else []


def _needs(program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not on the PATH: its opinion was not asked")


def run_off(pdf: bytes) -> Iterator[tuple[Any, ...]]:
    """Letters outside the page or in its margin of two millimetres."""
    margin = 2 / 25.4 * 72
    for number, page in enumerate(pypdfium2.PdfDocument(pdf), start=1):
        across, down = page.get_size()
        text = page.get_textpage()
        for n in range(text.count_rects()):
            left, low, right, high = text.get_rect(n)
            if right > left and (
                left < margin or low < margin / 2 or right > across - margin or high > down - margin / 2
            ):
                yield number, text.get_text_bounded(left, low, right, high)


def collisions(pdf: bytes) -> Iterator[tuple[Any, ...]]:
    """Words that are written over one another: a narrow column, a long name, a line too near."""
    for number, page in enumerate(pypdfium2.PdfDocument(pdf), start=1):
        text = page.get_textpage()
        boxes = sorted(text.get_rect(n) for n in range(text.count_rects()))
        for n, (left, low, right, high) in enumerate(boxes):
            for other in boxes[n + 1 :]:
                if other[0] >= right - 0.6:
                    break
                if min(high, other[3]) - max(low, other[1]) > 1.2 and min(right, other[2]) - other[0] > 0.6:
                    yield number, text.get_text_bounded(left, low, right, high), text.get_text_bounded(*other)
