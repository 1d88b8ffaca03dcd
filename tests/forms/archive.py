# SPDX-License-Identifier: EUPL-1.2
"""What of PDF/A-2a and PDF/UA-1 (ISO 19005-2, 14289-1) can be read off a file without a validator: `faults(pdf)` names what fails.

The typesetter refuses to write what is not of these profiles; this looks at what came out after the seal was put on.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

FORBIDDEN_ACTIONS = {"/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState"}


def faults(pdf: bytes, lang: str) -> list[str]:
    reader = PdfFileReader(io.BytesIO(pdf))
    root: Any = reader.root
    metadata = root["/Metadata"].data if "/Metadata" in root else b""
    checks = {
        "encrypted": "/Encrypt" not in reader.trailer,
        "no file identifier": "/ID" in reader.trailer,
        "binary comment": pdf[pdf.index(b"\n") + 1 :][:1] == b"%"
        and all(byte > 127 for byte in pdf.split(b"\n")[1][1:5]),
        "part of PDF/A": b"<pdfaid:part>2</pdfaid:part>" in metadata,
        "conformance of PDF/A": b"<pdfaid:conformance>A</pdfaid:conformance>" in metadata,
        "part of PDF/UA": b"<pdfuaid:part>1</pdfuaid:part>" in metadata,
        "metadata compressed": "/Filter" not in root["/Metadata"],
        "output intent": any(
            one["/S"] == "/GTS_PDFA1" and "/DestOutputProfile" in one for one in each(got(root, "/OutputIntents", []))
        ),
        "not tagged": bool(root["/MarkInfo"]["/Marked"]) and "/StructTreeRoot" in root,
        "language": str(got(root, "/Lang", "")).split("-")[0] == lang,
        "title is not shown": bool(root["/ViewerPreferences"]["/DisplayDocTitle"]),
        "opens with an action": "/OpenAction" not in root and "/AA" not in root,
        "embedded files": "/EmbeddedFiles" not in got(root, "/Names", {}),
        "forms of another kind": "/XFA" not in got(root, "/AcroForm", {}),
    }
    found = [name for name, holds in checks.items() if not holds]
    for number, page in enumerate(_pages(root["/Pages"]), start=1):
        if "/StructParents" not in page:
            found.append(f"page {number}: its content is not in the structure")
        found += [f"page {number}: font {font} is not embedded" for font in _strangers(got(page, "/Resources", {}))]
    for number, thing in _objects(reader):
        if isinstance(thing, generic.DictionaryObject):
            if got(thing, "/Filter") == "/LZWDecode":
                found.append(f"object {number}: LZW")
            if got(thing, "/S") in FORBIDDEN_ACTIONS:
                found.append(f"object {number}: action {thing['/S']}")
            if got(thing, "/S") == "/Figure" and "/Alt" not in thing:
                found.append(f"object {number}: a picture without words")
    return found


def tags(pdf: bytes) -> set[str]:
    """The names of the tags in the structure of the document."""
    return _tags(PdfFileReader(io.BytesIO(pdf)).root["/StructTreeRoot"])


def got(node: Any, key: str, default: Any = None) -> Any:
    """What stands under a key, followed to where it is."""
    # `get` of pyHanko gives the reference, not what it leads to.
    try:
        return node[key]
    except KeyError:
        return default


def each(array: Any) -> Iterator[Any]:
    for n in range(len(array)):
        yield array[n]


def _pages(node: Any) -> Iterator[Any]:
    if node["/Type"] == "/Page":
        yield node
    for child in each(got(node, "/Kids", [])):
        yield from _pages(child)


def _objects(reader: PdfFileReader) -> Iterator[tuple[int, Any]]:
    objects: Any = reader
    for revision in range(reader.xrefs.total_revisions):
        for reference in reader.xrefs.explicit_refs_in_revision(revision):
            yield reference.idnum, objects.get_object(reference)


def _tags(node: Any, depth: int = 0) -> set[str]:
    if not isinstance(node, generic.DictionaryObject) or depth > 60:
        return set()
    found = {str(node["/S"])} if "/S" in node else set()
    kids = got(node, "/K", generic.ArrayObject())
    for kid in each(kids) if isinstance(kids, generic.ArrayObject) else [kids]:
        found |= _tags(kid, depth + 1)
    return found


def _strangers(resources: Any, depth: int = 0) -> list[str]:
    """Fonts of a page, and of the drawings in it, whose shapes are not in the file."""
    found = []
    fonts, drawings = got(resources, "/Font", {}), got(resources, "/XObject", {})
    for name in fonts:
        font = fonts[name]
        inner = font["/DescendantFonts"][0] if font["/Subtype"] == "/Type0" else font
        shapes = got(inner, "/FontDescriptor", {})
        embedded = any(key in shapes for key in ("/FontFile", "/FontFile2", "/FontFile3"))
        if font["/Subtype"] != "/Type3" and not (embedded and "/ToUnicode" in font):
            found.append(str(name))
    for name in drawings:
        if depth < 5 and "/Resources" in drawings[name]:
            found += _strangers(drawings[name]["/Resources"], depth + 1)
    return found
