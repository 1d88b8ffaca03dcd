# SPDX-License-Identifier: EUPL-1.2
"""Whatever changes in the office, a number goes on naming the paper that was printed; what says something else gets another."""

from __future__ import annotations

from typing import Any

import pytest

from precinto.access.models import Person, Unit
from precinto.custody.models import Place
from precinto.documents.models import Copy, Document
from precinto.documents.printing import issuing, render
from precinto.office import schemes
from precinto.office.models import PrintedForm
from precinto.records.errors import Refused
from tests.forms.conftest import Printer
from tests.world import World

pytestmark = pytest.mark.database

# What attests an act, or goes with what was sent, says afterwards what it said: there is nothing to be printed anew.
ATTESTING = {
    "loan", "settlement", "receipt", "brought-receipt", "despatch-guide", "outer-cover", "inner-cover", "evening",
}  # fmt: skip


def data_of(printer: Printer, paper: PrintedForm, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What a form hands to the typesetter."""
    handed: list[dict[str, Any]] = []

    def typeset(template: str, data: dict[str, Any], at: object) -> bytes:
        handed.append(data)
        return b""

    with monkeypatch.context() as patched:
        patched.setattr(render, "pdf", typeset)
        patched.setattr("precinto.office.sealing.seal", lambda made, at, **more: made)
        printer.pdf(paper, lang="es")
    return handed[0]


def done(world: World, login: str, step: str, case: Any = None, **facts: Any) -> Any:
    """The case of a step, or None where something stands against it: not every paper can be changed."""
    try:
        return world.do(login, step, case, **facts).case
    except Refused:
        return None


def regraded(world: World, document: Document) -> bool:
    level = "DL" if document.level == "C" else "C"
    facts = {"level": level, "whose": "originator", "body": "Estado Mayor", "reference": "of. 99/2026", "dated": "hoy"}
    case = done(world, "jaime", "documents.regrade.order", documents=document.code, **facts)
    return bool(
        case
        and done(world, "luis", "documents.regrade.confirm", case)
        and done(world, "carmen", "documents.regrade.apply", case)
    )


def copied(world: World, copy: Copy) -> bool:
    facts = {"kind": "copy", "copies": 1, "pages": 12, "kept": 1, "machine": "M", "reason": "hace falta otro"}
    case = done(world, "rosa", "documents.copy.request", sources=copy.thing.code, **facts)
    made = {"good": 1, "folios": 12, "printed": 12, "place": world.safe, "witness": "pilar"}
    return bool(
        case
        and done(world, "luis", "documents.copy.approve", case)
        and done(world, "carmen", "documents.copy.make", case, **made)
    )


def level_id(place: Place) -> str:
    level = schemes.own().at_least(place.rank)
    return level.id if level is not None else ""


def everything_changes(world: World) -> dict[str, int]:
    """Places, persons and documents are corrected, copied and regraded, as far as the rules let them be. How many of each."""
    top = max(schemes.own().levels, key=lambda level: level.rank).id
    told = {"copies": 0, "corrected": 0, "regraded": 0, "places": 0, "persons": 0, "moved": 0}
    for copy in Copy.objects.select_related("thing", "document").order_by("pk"):
        told["copies"] += copied(world, copy)
    for document in Document.objects.order_by("pk"):
        facts = {"title": f"Otro asunto {document.pk}", "originator": f"Otro organismo {document.pk}", "reference": "X"}
        told["corrected"] += bool(
            done(world, "carmen", "documents.register.correct", document, reason="errata", **facts)
        )
        told["regraded"] += regraded(world, document)
    for place in Place.objects.order_by("pk"):
        told["places"] += any(
            done(
                world, "jaime", "office.place.correct", place, name=f"Otro sitio {place.pk}", level=level, reason="obra"
            )
            for level in (top, level_id(place))
        )
    unit = Unit.objects.order_by("-pk").first()
    assert unit is not None
    for person in Person.objects.order_by("pk"):
        facts = {"given_name": f"Nombre{person.pk}", "family_name": f"Apellido{person.pk}", "reason": "errata"}
        told["persons"] += bool(done(world, "jaime", "personnel.person.correct", person, **facts))
        told["moved"] += bool(done(world, "jaime", "personnel.person.transfer", person, unit=unit.code))
    return told


def test_a_number_names_the_same_paper_whatever_changes(printer: Printer, monkeypatch: pytest.MonkeyPatch) -> None:
    papers = {form: printer.print(form) for form in printer.targets}
    before = {form: data_of(printer, paper, monkeypatch) for form, paper in papers.items()}
    told = everything_changes(printer.world)
    assert min(told.values()) > 1, told
    after = {form: data_of(printer, paper, monkeypatch) for form, paper in papers.items()}
    assert [form for form in papers if after[form] != before[form]] == []
    renumbered = set()
    for form, paper in papers.items():
        target = paper.target if form != "checkpoint" else ""
        issued = issuing.issue(paper.form, target, by=printer.world.officer("carmen")).paper
        data = data_of(printer, issued, monkeypatch)
        if issued == paper:
            assert (data["body"], data["level"]) == (before[form]["body"], before[form]["level"]), form
            assert data["duplicate"] == before[form]["duplicate"] + 1, form
        elif (issued.target, issued.about) == (paper.target, paper.about):
            assert data["instead"] == before[form]["number"]
            assert (data["body"], data["level"]) != (before[form]["body"], before[form]["level"]), form
            renumbered.add(form)
    assert {"emergency-plan", "control", "label", "place-inventory", "authorised", "meeting"} <= renumbered
    assert renumbered & ATTESTING == set()
    assert data_of(printer, papers["emergency-plan"], monkeypatch) == before["emergency-plan"]
