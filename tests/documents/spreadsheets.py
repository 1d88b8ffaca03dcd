# SPDX-License-Identifier: EUPL-1.2
"""Spreadsheets of the kinds that no library here writes, made by hand of the parts that they must have."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

Rows = list[list[str | float]]

OPEN_DOCUMENT = "application/vnd.oasis.opendocument.spreadsheet"
SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ods(path: Path, rows: Rows) -> None:
    """OpenDocument: a zip with one sheet in `content.xml`."""

    def cell(value: str | float) -> str:
        if isinstance(value, str):
            return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
        return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Registro">{body}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{OPEN_DOCUMENT}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", OPEN_DOCUMENT)
        packed.writestr("META-INF/manifest.xml", manifest)
        packed.writestr("content.xml", content)


def xls(path: Path, rows: Rows) -> None:
    """Excel 97: a compound file with one stream, of BIFF8 records: a workbook with one sheet."""
    path.write_bytes(_compound(_workbook(rows)))


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _workbook(rows: Rows) -> bytes:
    def begin(what: int) -> bytes:
        return _record(0x0809, struct.pack("<HHHHII", 0x0600, what, 0x0DBB, 0x07CC, 0x41, 6))

    end = _record(0x000A)
    cells = b""
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            place = struct.pack("<HHH", y, x, 0)
            if isinstance(value, str):
                text = value.encode("utf-16-le")
                cells += _record(0x0204, place + struct.pack("<HB", len(text) // 2, 1) + text)
            else:
                cells += _record(0x0203, place + struct.pack("<d", value))
    size = struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0)
    sheet = begin(0x0010) + _record(0x0200, size) + cells + end
    name = "Registro"
    bound = struct.pack("<HBB", 0, len(name), 0) + name.encode()
    head = begin(0x0005) + _record(0x0042, struct.pack("<H", 1200))
    start = len(head) + len(_record(0x0085, b"\0" * 4 + bound)) + len(end)
    return head + _record(0x0085, struct.pack("<I", start) + bound) + end + sheet


def _compound(stream: bytes) -> bytes:
    """MS-CFB, version 3: header, one sector of the allocation table, one of the directory, and the stream."""
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    many = len(stream) // SECTOR
    table = [FAT, END, *range(3, many + 2), END]
    allocation = struct.pack("<128I", *table, *[FREE] * (128 - len(table)))
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII109I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, 1, 1, 0, 4096, END, 0, END, 0, 0, *[FREE] * 108,
    )  # fmt: skip

    def entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
        text = f"{name}\0".encode("utf-16-le") if name else b""
        links = struct.pack("<BBIII", kind, 1, FREE, FREE, child)
        return (
            text.ljust(64, b"\0") + struct.pack("<H", len(text)) + links + b"\0" * 36 + struct.pack("<IQ", first, size)
        )

    directory = entry("Root Entry", 5, 1, END, 0) + entry("Workbook", 2, FREE, 2, len(stream))
    directory += 2 * entry("", 0, FREE, 0, 0)
    return header + allocation + directory + stream
