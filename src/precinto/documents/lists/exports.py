# SPDX-License-Identifier: EUPL-1.2
"""A list as a file, CSV or XLSX: under the highest level of what it shows, and with an act that says what left.

The rows are read once, into a file without a name, because the marking stands on top and is known at the end; then they are
written. Memory holds one page of rows, however long the list is. The same list taken by two doors on one day is the same to
the byte. docs/formats/lists.md says what stands where.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from precinto.access.officers import Officer
from precinto.documents.cases import actor_of
from precinto.documents.lists.books import book
from precinto.documents.lists.cells import Book
from precinto.documents.lists.procedures import EXPORT
from precinto.documents.models import Document
from precinto.labels.label import Label
from precinto.office import schemes
from precinto.procedures.perform import Act, Request, perform, record_attempt
from precinto.records.errors import ConditionFailed, Refused

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MOST_OF_A_SHEET = 1_048_576 - 4
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Taken:
    """The file, to be read from its beginning, and the act that says that it left."""

    file: IO[bytes]
    name: str
    type: str
    act: Act
    rows: int


@dataclass
class Top:
    """What a list comes to: how many rows, and the highest level among them."""

    rows: int = 0
    highest: Label | None = None
    bits: dict[str, int] = field(default_factory=dict)

    def saw(self, document: Document | None) -> None:
        self.rows += 1
        if document is not None:
            self.tells(document)

    def tells(self, document: Document) -> None:
        self.bits[document.scheme] = self.bits.get(document.scheme, 0) | document.comp
        if self.highest is None or document.rank > self.highest.rank:
            self.highest = Label(document.scheme, document.rank, 0, 0)

    def marking(self) -> str:
        if self.highest is None:
            return str(_("NO CLASSIFIED MATTER"))
        label = Label(self.highest.scheme, self.highest.rank, self.bits[self.highest.scheme], 0)
        return schemes.marking(label, "pageTop", (get_language() or "es")[:2])


def take(name: str, narrowed: Mapping[str, str], format: str, *, by: Officer, intent: str) -> Taken:
    """The list as a file, with its act. Raises the `Refused` of a list that is not there or not for this person."""
    actor = actor_of(by)
    asked = {key: value for key, value in sorted(narrowed.items()) if value.strip()}
    try:
        found = book(name, actor, asked)
        with tempfile.TemporaryFile("w+", encoding="utf-8") as kept:
            top = _keep(found, kept)
            if format == "xlsx" and top.rows > MOST_OF_A_SHEET:
                raise ConditionFailed("too-long-for-a-sheet", facts={"rows": top.rows, "most": MOST_OF_A_SHEET})
            head = _head(found, asked, top, actor.day.isoformat())
            file = _xlsx(found, head, kept) if format == "xlsx" else _csv(found, head, kept)
    except Refused as refused:
        record_attempt(Request(EXPORT, "take"), by, refused)
        raise
    facts = {
        "name": name,
        "narrowed": " ".join(f"{key}={value}" for key, value in asked.items()),
        "format": format,
        "rows": top.rows,
        "marking": head[0],
        "digest": _digest(file),
    }
    act = perform(EXPORT, "take", None, by=by, facts=facts, intent=intent)
    if act.again and getattr(act.case, "digest", "") != facts["digest"]:
        # The list has changed since: what would leave now is not what the act says that left.
        raise ConditionFailed("intent-used-otherwise")
    return Taken(
        file, f"precinto-{found.name.replace(':', '-')}-{actor.day:%Y%m%d}.{format}", TYPES[format], act, top.rows
    )


def _keep(found: Book, kept: IO[str]) -> Top:
    top = Top()
    for spoken_of in found.of:
        top.tells(spoken_of)
    for cells, document in found.rows:
        top.saw(document)
        kept.write(json.dumps(cells, ensure_ascii=False) + "\n")
    return top


def _kept(kept: IO[str]) -> Iterator[list[Any]]:
    kept.seek(0)
    for line in kept:
        yield json.loads(line)


def _head(found: Book, asked: Mapping[str, str], top: Top, day: str) -> list[str]:
    """The marking stands first and alone; then which list it is, how it was narrowed, and of what day."""
    office = schemes.office()
    narrowed = ", ".join(f"{key}={value}" for key, value in asked.items())
    said = [office.name if office else "", found.title, narrowed, day, _("Lines: %(n)s") % {"n": top.rows}]
    return [top.marking(), " · ".join(part for part in said if part)]


def _digest(file: IO[bytes]) -> str:
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # a file that is read as bytes
    file.seek(0)
    return digest


# ---- the two formats


def guarded(cell: Any) -> Any:
    """A cell that a spreadsheet would take for a formula begins with an apostrophe, and is text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULAS) else cell


def _csv(found: Book, head: list[str], kept: IO[str]) -> IO[bytes]:
    """UTF-8 with its mark, so that a spreadsheet knows it; semicolons where decimals are written with a comma."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  whoever sends it closes it
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    spanish = (get_language() or "es").startswith("es")
    writer = csv.writer(text, delimiter=";" if spanish else ",", lineterminator="\r\n")
    writer.writerows([[guarded(line)] for line in head])
    writer.writerow([guarded(cell) for cell in found.heads])
    writer.writerows([guarded(cell) for cell in cells] for cells in _kept(kept))
    text.flush()
    text.detach()
    return file


def _xlsx(found: Book, head: list[str], kept: IO[str]) -> IO[bytes]:
    """Text is written as text: nothing in it is ever read as a formula or an address."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  whoever sends it closes it
    import xlsxwriter  # 12 MiB that no page needs until a list leaves as a workbook

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    workbook = xlsxwriter.Workbook(file, options)
    workbook.set_properties(
        {"created": datetime(2000, 1, 1, tzinfo=UTC)}
    )  # the file says nothing that the act does not
    sheet = workbook.add_worksheet()
    bold = workbook.add_format({"bold": True})
    sheet.set_column(0, max(len(found.heads) - 1, 0), 18)
    sheet.freeze_panes(len(head) + 1, 0)
    sheet.set_header(f"&C{head[0].replace('&', '&&')}")
    for number, line in enumerate(head):
        sheet.write_string(number, 0, line, bold)
    for column, word in enumerate(found.heads):
        sheet.write_string(len(head), column, word, bold)
    for number, cells in enumerate(_kept(kept), start=len(head) + 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(number, column, cell)
            elif cell:
                sheet.write_string(number, column, guarded(cell))
    workbook.close()
    return file
