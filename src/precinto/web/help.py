# SPDX-License-Identifier: EUPL-1.2
"""Help from the tables themselves: the clauses in the policy's own words, each procedure as its table of steps, the keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from precinto.documents.cases import not_found
from precinto.documents.lists import books, deferring
from precinto.documents.paper import queries as paper
from precinto.office import readings
from precinto.office.procedures import READING
from precinto.policy import CHAPTERS, CLAUSES
from precinto.policy.deadlines import DEADLINES
from precinto.procedures import excuses
from precinto.procedures.model import NEW, REGISTRY, Procedure, Step
from precinto.web import diagram, offers, sight
from precinto.web.session import SignedRequest

HIDDEN = {"personnel.found"}


@dataclass(frozen=True)
class Line:
    """A row of a procedure, as the help tells it."""

    procedure: Procedure
    step: Step
    who: str
    leaves: str
    enters: str
    never: str
    clause: str

    @property
    def password(self) -> bool:
        return self.step.fresh


def lines(procedure: Procedure) -> Iterator[Line]:
    for step in procedure.steps.values():
        if (procedure.name, step.name) in offers.ELSEWHERE and procedure.name in HIDDEN:
            continue
        leaves = ", ".join(_("a new case") if stage == NEW else str(procedure.stages[stage]) for stage in step.stages)
        enters = str(procedure.stages[step.enters]) if step.enters else _("the same")
        never = [str(procedure.steps[bar.step].title) for bar in procedure.barred[step.name]]
        if step.never_concerned:
            never.append(_("the case is about them"))
        who = ", ".join(str(role.label) for role in step.roles)
        yield Line(procedure, step, who, leaves, enters, "; ".join(never), procedure.clause_of(step))


def procedures() -> list[Procedure]:
    return [procedure for name, procedure in REGISTRY.items() if name not in HIDDEN]


@require_safe
def help_page(request: SignedRequest) -> HttpResponse:
    return render(request, "web/help.html", {"procedures": procedures(), "chapters": _chapters()})


def _chapters() -> list[tuple[Any, list[Any]]]:
    return [(chapter, [c for c in CLAUSES.values() if c.chapter == chapter.number]) for chapter in CHAPTERS.values()]


@require_safe
def procedure(request: SignedRequest, name: str) -> HttpResponse:
    found = REGISTRY.get(name)
    if found is None or name in HIDDEN:
        raise not_found()
    page = {"procedure": found, "lines": list(lines(found)), "drawing": diagram.draw(found)}
    return render(request, "web/procedure.html", page)


@require_safe
def clauses(request: SignedRequest) -> HttpResponse:
    return render(request, "web/clauses.html", {"chapters": _chapters()})


@require_safe
def clause(request: SignedRequest, id: str) -> HttpResponse:
    found = CLAUSES.get(id)
    if found is None:
        raise not_found()
    lang = get_language() or "es"
    ids = list(CLAUSES)
    here = ids.index(id)
    roles = sight.roles(request.actor)
    excused = [row for row in excuses.count() if row[0] == id] if roles & books.STAFFING else []
    deferred = [row for row in paper.count(request.actor) if row[0] == id] if roles & deferring.COUNT else []
    page = {
        "clause": found,
        "excused": excused[0] if excused else None,
        "deferred": deferred[0] if deferred else None,
        "chapter": CHAPTERS[found.chapter],
        "own": readings.in_force(id),
        "proposes": bool(offers.opening(request.actor, [READING])),
        "lines": [line for p in procedures() for line in lines(p) if line.clause == id],
        "deadlines": [
            (entry.words.get(lang, entry.id), request.standing.profile.value(entry.id), entry.source.get(lang, ""))
            for entry in DEADLINES.values()
            if id in entry.clauses
        ],
        "before": ids[here - 1] if here else None,
        "after": ids[here + 1] if here + 1 < len(ids) else None,
    }
    return render(request, "web/clause.html", page)
