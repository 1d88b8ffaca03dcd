# SPDX-License-Identifier: EUPL-1.2
"""The cases of any procedure as a list, and all procedures with what this person may open now. Both come from the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from precinto.documents import listing
from precinto.documents.cases import not_found
from precinto.documents.columns import COLUMNS, Column, value_of
from precinto.documents.listing import Listed
from precinto.documents.models import Document
from precinto.policy import CHAPTERS, CLAUSES
from precinto.procedures import lapsing
from precinto.procedures.model import REGISTRY, Procedure, Step
from precinto.web import offers
from precinto.web.case import address_of, named
from precinto.web.facts import plain
from precinto.web.register import number
from precinto.web.session import SignedRequest
from precinto.web.signing import see

SHOWN = 6  # columns of a list: the rest stands on the case's own page and in an export
LONG = 90  # characters of a cell
NARROW = 18  # characters that are never broken: a code, a date with its hour
# Procedures whose cases have a page of their own, made for their work.
OWN_PAGES = {
    "documents.register": "/registro/",
    "documents.lend": "/prestamos/",
    "documents.circulate": "/circulacion/",
    "personnel.person": "/personas/",
    "despatch.keys": "/paquetes/",
}
HIDDEN = frozenset({"personnel.found"})


@dataclass(frozen=True)
class Cell:
    words: Any
    short: bool = True


@dataclass(frozen=True)
class Row:
    """A line of the list."""

    of: Listed
    address: str
    stage: Any
    ended: bool
    cells: list[Cell]
    due: datetime | None


@require_safe
def cases(request: SignedRequest, name: str) -> HttpResponse:
    procedure = named(name)
    if procedure.name in HIDDEN:
        raise not_found()
    if procedure.case is Document:
        return see(OWN_PAGES[procedure.name])
    stage = request.GET.get("fase", "")
    before = number(request.GET.get("antes"))
    found = listing.page(procedure, request.actor, stages=listing.stages_named(procedure, stage), before=before)
    # The term has a column of its own, at the end.
    columns = [column for column in COLUMNS.get(procedure.case, []) if column[1] != "due" or not has_due(procedure)]
    columns = _said(columns[:SHOWN], [one.case for one in found.rows])
    ends = lapsing.lapses([(procedure, one.case.pk, one.case.stage) for one in found.rows], request.actor)
    page = {
        "procedure": procedure,
        "tabs": tabs(procedure, stage),
        "stage": stage,
        "heads": [label for label, _how in columns],
        "rows": [row(procedure, one, columns, ends, request.actor.at) for one in found.rows],
        "dues": has_due(procedure),
        "subjects": any(one.document is not None for one in found.rows),
        "older": found.older,
        "before": before,
        "opens": offers.opening(request.actor, [procedure]),
        "own": OWN_PAGES.get(procedure.name, ""),
    }
    return render(request, "web/cases.html", page)


def _said(columns: Sequence[Column], cases: Sequence[Any]) -> list[Column]:
    """The columns in which some row of the page says something."""
    return [column for column in columns if any(value_of(case, column[1]) not in (None, "") for case in cases)]


def tabs(procedure: Procedure, stage: str) -> list[tuple[str, Any, bool]]:
    found: list[tuple[str, Any]] = [("", _("All"))]
    if procedure.ends and len(procedure.ends) < len(procedure.stages):
        found.append(("abiertas", _("Open")))
    found += procedure.stages.items()
    known = stage if stage == "abiertas" or stage in procedure.stages else ""
    return [(name, title, name == known) for name, title in found]


def has_due(procedure: Procedure) -> bool:
    told = procedure.told
    return told is not None and told.due


def row(
    procedure: Procedure, one: Listed, columns: Sequence[Any], ends: Mapping[lapsing.Key, datetime], at: datetime
) -> Row:
    case = one.case
    ended = case.stage in procedure.ends
    cells = []
    for _label, how in columns:
        value = plain(value_of(case, how))
        text = "" if value is None else value
        long = isinstance(text, str) and not hasattr(text, "__html__") and len(text) > LONG
        narrow = hasattr(text, "__html__") or len(str(text)) <= NARROW
        cells.append(Cell(text[:LONG].rstrip() + "…" if long else text, narrow))
    due = case.due if has_due(procedure) and not ended else None
    stage = lapsing.stage_words(procedure, case.pk, case.stage, ends, at)
    return Row(one, address_of(procedure, case), stage, ended, cells, due)


@dataclass(frozen=True)
class Offered:
    """A procedure on the page of all: what this person may open now, and whether its list holds more than their own cases."""

    procedure: Procedure
    opens: list[Step]
    keeps: bool
    address: str


def _behind(one: Offered) -> tuple[bool, bool, bool]:
    """What this person may open comes first, then what they keep, the settings of the office behind each; then as in the tables."""
    return (not one.opens, not one.keeps, one.procedure.name.startswith("office."))


@require_safe
def procedures(request: SignedRequest) -> HttpResponse:
    """Every procedure, under its clause."""
    actor = request.actor
    of: dict[str, list[Offered]] = {}
    for name, procedure in REGISTRY.items():
        if name in HIDDEN:
            continue
        opens = [step for _p, step in offers.opening(actor, [procedure])]
        keeps = listing.oversees(procedure, actor)
        address = OWN_PAGES.get(name) or f"/casos/{name}/"
        of.setdefault(procedure.clause, []).append(Offered(procedure, opens, keeps, address))
    chapters = []
    for chapter in CHAPTERS.values():
        clauses = [c for c in CLAUSES.values() if c.chapter == chapter.number and c.id in of]
        rows = [(c, sorted(of[c.id], key=_behind)) for c in clauses]
        if rows:
            chapters.append((chapter, rows))
    return render(request, "web/procedures.html", {"chapters": chapters})
