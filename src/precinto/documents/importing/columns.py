# SPDX-License-Identifier: EUPL-1.2
"""What a heading means, in Spanish and English. A heading that says nothing known goes into the note, with its value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

# What a column may become. Those of ONCE may have one column only; the rest gather several.
ONCE = (
    "old_number", "number", "title", "classified_title", "level", "originator", "reference", "dated", "copies", "folios",
    "released", "annexes", "brought_by", "meeting", "declassify_on", "declassify_event", "file",
)  # fmt: skip
MANY = ("caveats", "from", "to", "custody", "note", "ignore")
TARGETS = ONCE + MANY

# Headings under which an old register says whose hands a paper is in, or what became of it.
CUSTODY: dict[str, tuple[str, ...]] = {
    "lent": (
        "lent", "lent to", "loan", "loans", "loaned to", "on loan", "on loan to", "loan date", "borrower", "holder", "held by",
        "issued to", "charged to", "checked out to", "prestado", "prestado a", "prestada a", "prestamo", "prestamos",
        "en prestamo", "fecha de prestamo", "fecha prestamo", "prestatario", "poseedor", "tenedor", "en poder de", "poder de",
        "retirado por", "entregado a",
    ),
    "back": (
        "returned", "returned on", "return date", "date returned", "devuelto", "devuelta", "devolucion", "fecha de devolucion",
        "fecha devolucion",
    ),
    "gone": (
        "destroyed", "destroyed on", "destruction", "destruction date", "destruction certificate", "lost", "destruido",
        "destruida", "destruccion", "fecha de destruccion", "fecha destruccion", "acta de destruccion", "extraviado", "extraviada",
    ),
    "deleted": (
        "delete", "deleted", "remove", "removed", "borrar", "borrado", "eliminar", "eliminado", "suprimir", "suprimido", "baja",
        "fecha de baja",
    ),
    "state": ("state", "status", "current status", "location", "estado", "situacion", "paradero", "ubicacion"),
}  # fmt: skip

KNOWN: dict[str, tuple[str, ...]] = {
    "old_number": (
        "record number", "record num", "record no", "record id", "registry number", "register number", "reg no", "serial number",
        "number", "no", "entry", "entry number", "numero de registro", "num de registro", "n registro", "no registro",
        "no de registro", "registro", "numero", "num", "numero de entrada", "no de entrada", "no entrada", "entrada",
        "numero de orden", "no de orden", "no orden", "orden",
    ),
    "title": (
        "title", "subject", "description", "document title", "asunto", "titulo", "descripcion", "extracto", "resumen", "materia",
        "asunto o extracto", "contenido",
    ),
    "level": (
        "level", "classification", "security classification", "clasificacion", "nivel", "grado", "calificacion", "grado de clasificacion",
        "nivel de clasificacion",
    ),
    "caveats": ("caveats", "caveat", "restricciones", "limitaciones"),
    "originator": (
        "originator", "originating agency", "agency", "issuer", "originador", "origen", "organismo", "organismo de origen",
        "procedencia", "autoridad de origen", "organo emisor", "emisor",
    ),
    "from": ("from", "from name", "sender", "author", "de", "remitente", "remite", "autor", "firmante"),
    "to": ("to", "to name", "addressee", "recipient", "a", "para", "destinatario", "destino"),
    "dated": (
        "document date", "doc date", "date", "date of document", "dated", "fecha del documento", "fecha documento", "fecha doc",
        "fecha de documento", "fecha",
    ),
    "folios": (
        "original document pages", "pages", "num pages", "number of pages", "no of pages", "folios", "sheets", "paginas", "pags",
        "hojas", "no de hojas", "numero de hojas", "no hojas", "numero de folios", "no de folios", "no folios", "no de paginas",
        "numero de paginas", "original pages",
    ),
    "released": (
        "document pages in pdf", "pages released", "pages in pdf", "released pages", "paginas publicadas", "paginas entregadas",
        "paginas del pdf",
    ),
    "reference": (
        "file number", "file num", "file no", "reference", "ref", "referencia", "expediente", "numero de expediente",
        "no expediente", "no de expediente", "su referencia", "signatura",
    ),
    "copies": (
        "copies", "number of copies", "no of copies", "ejemplares", "no de ejemplares", "no ejemplares", "numero de ejemplares",
        "copias", "no de copias",
    ),
    "annexes": ("annexes", "enclosures", "attachments", "anexos", "adjuntos"),
    "file": ("file title", "file name", "filename", "file", "pdf", "fichero", "archivo", "nombre de archivo", "nombre del archivo"),
    "brought_by": ("brought by", "carrier", "courier", "traido por", "portador", "entregado por"),
    "meeting": ("meeting", "reunion"),
    "declassify_on": ("declassify on", "declassification date", "fecha de desclasificacion", "desclasificacion"),
    "custody": tuple(words for group in CUSTODY.values() for words in group),
    "note": ("comments", "comment", "note", "notes", "remarks", "observaciones", "observacion", "notas", "nota", "comentarios"),
}  # fmt: skip
_BY_WORDS = {words: target for target, group in KNOWN.items() for words in group}
_CUSTODY_BY_WORDS = {words: kind for kind, group in CUSTODY.items() for words in group}
# What a cell may say of it, by any of its words. What says none of these says nothing that an import must not take.
_SAYS: dict[str, frozenset[str]] = {
    "back": frozenset(("devuelto", "devuelta", "returned", "archivado", "archivada", "archivo", "filed", "safe")),
    "lent": frozenset(("prestado", "prestada", "prestamo", "retirado", "lent", "loan", "loaned", "borrowed")),
    "gone": frozenset(
        ("destruido", "destruida", "destruccion", "quemado", "extraviado", "extraviada", "perdido", "perdida", "destroyed",
         "shredded", "burnt", "lost", "missing")
    ),
    "deleted": frozenset(("borrado", "borrada", "eliminado", "eliminada", "suprimido", "baja", "deleted", "removed")),
}  # fmt: skip
_NO = frozenset(("", "no", "n", "0", "false", "falso", "ninguno", "nadie", "none", "nobody", "pendiente"))
LOOK = 40  # rows at the top of a sheet among which the headings are sought


def folded(text: str) -> str:
    """Small letters and digits with single blanks between: `Nº Registro:` is `no registro`."""
    plain = unicodedata.normalize("NFKD", re.sub(r"\.?[º°]", "o", text).replace("ª", "a"))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split())


def meaning(heading: str) -> str:
    """The target that a heading names, or nothing."""
    return _BY_WORDS.get(folded(heading), "")


def said_of_custody(heading: str, text: str) -> str:
    """What a cell of a column of custody says of the paper: `lent`, `back`, `gone`, `deleted`, or nothing.

    Under a heading that names a holder or an end, any words say it. Under a heading that is known for neither, the office
    has told us that it names a holder.
    """
    words = folded(text)
    if words in _NO:
        return ""
    kind = _CUSTODY_BY_WORDS.get(folded(heading), "lent")
    spoken = next((found for found, group in _SAYS.items() if group & set(words.split())), "")
    if kind == "state" or (kind == "lent" and spoken):
        return spoken
    return kind


def guess(headings: Sequence[str]) -> list[str]:
    """A target for each column. The first column that means something has it; a second one goes into the note."""
    taken: set[str] = set()
    found = []
    for heading in headings:
        target = meaning(heading) or "note"
        if target in ONCE and target in taken:
            target = "note"
        taken.add(target)
        found.append(target)
    return found


def heading_row(rows: Sequence[Sequence[object]]) -> tuple[int, int]:
    """Index of the row whose cells mean most, and how many of them mean something; the title or the number must be among them."""
    best = (0, 0)
    for at, row in enumerate(rows[:LOOK]):
        meanings = {meaning(cell) for cell in row if isinstance(cell, str)} - {""}
        if len(meanings) > best[1] and meanings & {"title", "old_number", "reference"} and len(meanings) > 1:
            best = (at, len(meanings))
    return best
