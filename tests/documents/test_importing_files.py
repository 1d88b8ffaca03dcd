# SPDX-License-Identifier: EUPL-1.2
"""What is brought to an import: files of every kind, and those that mean harm or are not what they say."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from precinto.documents.importing import mapping, plan, verdict
from precinto.documents.importing.sheet import CannotImport, open_sheet
from precinto.procedures.refusals import answer

DATA = Path(__file__).parent.parent / "data"
REAL = DATA / "nara-register-2021.xlsx"
SAMPLE = DATA / "nara-register-2021-sample.xlsx"
HEAD = ["Nº registro", "Asunto", "Fecha", "Folios"]


# ---- files that mean harm, or are not what they say ------------------------------------------------------------------


def _zip(path: Path, **parts: bytes) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name.replace("__", "/"), data)


def _bomb(path: Path) -> None:
    _zip(path, xl__worksheets__sheet1=b" " * 60 * 2**20)


def _far_corner(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEAD)
        page.write(1_048_575, 16_383, "x")


def _wide(path: Path) -> None:
    path.write_text(",".join(f"c{n}" for n in range(200_000)) + "\n")


def _large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(64 * 2**20 + 1)  # a hole: it takes no room on the disk


def _half(path: Path) -> None:
    path.write_bytes(REAL.read_bytes()[:100_000])


@pytest.mark.parametrize(
    ("name", "make", "reason"),
    [
        ("bomb.xlsx", _bomb, "import-bomb"),
        ("corner.xlsx", _far_corner, "import-too-large-inside"),
        ("wide.csv", _wide, "import-too-wide"),
        ("half.xlsx", _half, "import-damaged"),
        ("text.xlsx", lambda path: _zip(path, readme=b"hello"), "import-damaged"),
        ("empty.xlsx", lambda path: path.write_bytes(b""), "import-empty-file"),
        ("blank.csv", lambda path: path.write_bytes(b"\n\n\n"), "import-no-rows"),
        ("photo.xlsx", lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9), "import-not-a-table"),
        ("paper.ods", lambda path: path.write_bytes(b"%PDF-1.7\n1 0 obj\n"), "import-not-a-table"),
        ("old.doc", lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), "import-not-a-table"),
        (
            "locked.xlsx",
            lambda path: path.write_bytes(
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
            ),
            "import-password",
        ),
        ("letter.csv", lambda path: path.write_text("Muy señor mío:\nle escribo para…\n"), "import-no-headings"),
        ("quote.csv", lambda path: path.write_text('No;Asunto\n1;a\n2;"b\n3;c\n'), "import-quote-open"),
        ("gone.csv", lambda path: None, "import-no-file"),
        ("cell.csv", lambda path: path.write_text(f"No;Asunto\n1;{'x' * 2**20}x\n"), "import-csv-broken"),
        ("long.csv", lambda path: path.write_text("No;Asunto\n" + "1;a\n" * 200_100), "import-too-long"),
        ("large.csv", _large, "import-file-too-large"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_ends_in_one_clear_sentence(
    tmp_path: Path, name: str, make: Any, reason: str
) -> None:
    file = tmp_path / name
    make(file)
    with pytest.raises(CannotImport) as stopped:
        open_sheet(file)
    told = answer(stopped.value)
    assert stopped.value.reason == reason
    assert told.why != reason
    assert "%(" not in told.why + told.way_out
    assert told.way_out


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_of_every_kind_reads_alike(tmp_path: Path, encoding: str, delimiter: str) -> None:
    file = tmp_path / "viejo.xlsx"  # the name does not decide
    out = io.StringIO()
    rows = [HEAD, ["1/64", 'Dice «sí», y "no"; año', "26/03/1964", "2"], ["2/64", "dos\nlíneas", "", "3"]]
    csv.writer(out, delimiter=delimiter).writerows(rows)
    file.write_bytes(out.getvalue().encode(encoding))
    assert open_sheet(file).rows == rows


def test_of_several_sheets_the_others_are_told_and_one_that_is_not_there_is_said(tmp_path: Path) -> None:
    file = tmp_path / "viejo.xlsx"
    with xlsxwriter.Workbook(file) as book:
        for name in ("1964", "1965"):
            page = book.add_worksheet(name)
            page.write_row(0, 0, HEAD)
            page.write_row(1, 0, ["1", "Informe", "", 2])
    sheet = open_sheet(file, name="1965")
    map_ = mapping.guess(sheet, level="C", place="L1", title="[—]")
    (doubt,) = plan.make(sheet, map_, verdict.Office(date(2026, 11, 23), {}, {})).doubts
    assert (doubt.reason, doubt.facts) == ("other-sheets", {"sheets": ["1964"], "sheet": "1965"})
    with pytest.raises(CannotImport) as stopped:
        open_sheet(file, name="1966")
    assert (stopped.value.reason, stopped.value.facts["sheets"]) == ("import-no-sheet", ["1964", "1965"])
