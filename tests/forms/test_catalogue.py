# SPDX-License-Identifier: EUPL-1.2
"""Forms 1 to 11, 24 and 26 of the regime, part by part: each is printed by a form that there is, and says what it must.

The same list is read in `docs/forms.md`, and every form that a page offers to print is one that the door prints.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest

from precinto.documents.printing import sheets
from tests.forms.conftest import Printer

pytestmark = pytest.mark.database

ROOT = Path(__file__).parents[2]
# Number of the form, the part that its row names, the form that prints it, what stands on it in Spanish.
PARTS: list[tuple[int, str, str, list[str]]] = [
    (1, "libro de registro de entrada", "book", ["Libro de registro", "E 2025|serie E", "Diligencia de apertura", "Diligencia de cierre",
                                                "folios", "ANULADO", "Jefe del servicio", "hoja 3 de 3"]),
    (1, "libro de registro de salida", "book:out", ["Libro de registro de salida", "Diligencia de apertura", "S 20\\d\\d/00001",
                                                        "hoja 1 de 2", "Jefe del servicio"]),
    (2, "hoja de control del ejemplar", "control", ["Hoja de control", "Originador", "Fecha del documento", "Grado", "1 / 2", "Folios",
                                                   "Movimientos", "Destrucción"]),
    (3, "lista de lectores, registro de accesos", "readers", ["Lista de lectores", "Personas que han tenido acceso", "Vera Campo"]),
    (4, "recibo sin dato clasificado", "arrival-receipt", ["Recibo", "Folios contados", "Cuerpo|Matriz"]),
    (4, "recibo de sobre doble", "cover-receipt", ["sobre doble", "Precintos", "Recib"]),
    (4, "recibo a quien trae documentación de una reunión", "brought-receipt",
     ["Recibo de documentación traída de reunión", "Rosa Lagos", "Papeles entregados", "Folios contados", "Matriz"]),
    (4, "recibo interno", "receipt", ["Recibo interno", "no contiene información clasificada"]),
    (5, "documentación de reunión: repartida, recogida, llevada, traída", "meeting",
     ["Relación de documentación de reunión", "Papeles repartidos y recogidos", "Papeles traídos", "Organizador", "Firma"]),
    (6, "autorización y vale de préstamo", "loan", ["Autorización y vale", "Autorizado el", "Cuerpo 1", "Cuerpo 2", "Prestatario"]),
    (6, "liquidación", "settlement", ["Liquidación de préstamo", "Folios devueltos", "queda liquidado"]),
    (7, "autorización de reproducción", "reproduction", ["Autorización de reproducción", "Líder", "Originador"]),
    (7, "diligencia de copia", "copy-note", ["Copia 1 de 3 del ejemplar CE26|opia 1 de 3"]),
    (7, "relación de destinatarios", "recipients", ["Rosa Lagos", "Firma"]),
    (8, "relación de destrucción", "destruction-list", ["Relación de destrucción", "Líder", "24 folios"]),
    (8, "acta de precintado", "destruction-sealing", ["Acta de precintado", "PR-7"]),
    (8, "acta de entrega a la autoridad", "destruction-delivery", ["Acta de entrega", "E. Soler", "R-9"]),
    (8, "certificado de destrucción, número del año", "destruction-certificate",
     ["Certificado de destrucción", "20\\d\\d/0001", "Testigo", "Por la autoridad"]),
    (8, "comunicación a la autoridad clasificadora", "destruction-notice", ["Comunicación a la autoridad clasificadora"]),
    (9, "hoja de apertura y cierre", "safe-sheet", ["Hoja de apertura y cierre", "Pilar Soto", "Comprobado por otra persona"]),
    (9, "acta de cambio de combinación", "combination", ["Acta de cambio de combinación", "no se escribe", "Jaime Ruiz", "Rúbrica|Firma"]),
    (9, "lista de personal autorizado", "authorised", ["Armario blindado 2", "Pilar Soto", "Disco de combinación"]),
    (9, "inventario por depósito", "place-inventory", ["Inventario por depósito", "Armario blindado 2", "Visto"]),
    (10, "certificado anual de inventario", "inventory-certificate", ["Certificado de inventario", "CONFORME", "Por la autoridad"]),
    (11, "acta de relevo con inventario contradictorio", "relief",
     ["Acta de relevo", "Inventario contradictorio", "Saliente", "Entrante", "Jefe que conforma", "lomo roto"]),
    (24, "guía de envío con recibo desprendible", "despatch-guide", ["Guía de envío", "cortar por aquí", "Recibo", "Recibe"]),
    (24, "reclamación", "despatch-claim", ["Reclamación", "incidente", "Respuesta"]),
    (26, "plan de destrucción de emergencia, orden por depósito", "emergency-plan",
     ["Plan de destrucción de emergencia", "Orden", "horno del sótano", "Líder"]),
]  # fmt: skip
# What the office prints beside them.
OTHERS = {
    "entry", "cover", "label", "badge", "checkpoint", "evening", "regraded", "remarked", "regrading-notice",
    "inner-cover", "outer-cover", "emergency-record",
}  # fmt: skip


def test_every_row_of_the_regime_has_its_forms() -> None:
    assert {number for number, *_rest in PARTS} == {*range(1, 12), 24, 26}
    assert {form.partition(":")[0] for _number, _part, form, _words in PARTS} | OTHERS == set(sheets.FORMS)


@pytest.mark.parametrize(("part", "form", "words"), [row[1:] for row in PARTS], ids=[row[1] for row in PARTS])
def test_a_part_is_printed(printer: Printer, part: str, form: str, words: list[str]) -> None:
    pdf = printer.pdf(printer.known.get(form) or printer.print(form), lang="es")
    said = " ".join(" ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)).split())
    missing = [word for word in words if not re.search(word, said)]
    assert missing == [], said


def offered() -> set[str]:
    """The forms that the pages name: the first word of each `Paper(...)`."""
    found = set()
    for file in (ROOT / "src/precinto/web").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "Paper":
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add(first.value)
    return found


def test_no_page_offers_a_form_that_there_is_not() -> None:
    names = offered()
    assert len(names) > 20
    assert names - set(sheets.FORMS) == set()


def test_the_page_of_the_forms_tells_what_is_printed() -> None:
    """`docs/forms.md`: a row for each form, with its clause, and the number of the regime where it has one."""
    numbers: dict[str, int] = {form.partition(":")[0]: number for number, _part, form, _words in PARTS}
    rows = re.findall(r"^\| `([a-z-]+)` \| (\d+|—) \| (\d\.\d) \|", (ROOT / "docs/forms.md").read_text("utf-8"), re.M)
    told = {name: (number, clause) for name, number, clause in rows}
    assert len(told) == len(rows)
    assert told == {name: (str(numbers.get(name, "—")), form.clause) for name, form in sheets.FORMS.items()}
