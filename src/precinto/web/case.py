# SPDX-License-Identifier: EUPL-1.2
"""Any case of any procedure: where it stands, what was done, and what may be done next, by whom and why not yet."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from precinto.custody.models import Thing
from precinto.documents import losing
from precinto.documents.cases import WITHOUT_THE_TITLE, actor_of, may_see, not_found
from precinto.documents.models import Discrepancy, Document, Loan, Round
from precinto.documents.queries import visible
from precinto.ledger import history
from precinto.ledger.append import new_act
from precinto.procedures import lapsing
from precinto.procedures.model import NEW, REGISTRY, Actor, Procedure, Step
from precinto.procedures.perform import DELETIONS, Act, Request, perform, record_attempt
from precinto.records.errors import NotFound
from precinto.records.models import Case
from precinto.web import facts, offers, papers, rooms, sight
from precinto.web.offers import Done, Offer
from precinto.web.session import SignedRequest, way_back
from precinto.web.signing import see

OWN_PAGES = {"personnel.person": "/personas/%d/", "documents.queue": "/mostrador/colas/%d/"}
LOOKED_UP = {
    "office.scheme",
    "office.place",
    "office.deadline",
    "office.holiday",
    "office.reading",
    "personnel.unit",
    "personnel.post",
}


@dataclass(frozen=True)
class Stage:
    words: Any
    been: bool
    here: bool
    aside: bool


@dataclass
class Closed:
    """A step that is not open to this person now: who may take it, and why not now."""

    step: Step
    who: str
    why: list[str] = field(default_factory=list)


def named(name: str) -> Procedure:
    found = REGISTRY.get(name)
    if found is None:
        raise not_found()
    return found


def found_case(request: SignedRequest, procedure: Procedure, key: int) -> Case:
    """The case, if it is for this person. Raises `NotFound` in the same words otherwise."""
    rows = procedure.case.objects.select_related(*facts.WITH.get(procedure.case, ()))
    case: Case | None = rows.filter(pk=key).first() if 0 < key < 2**53 else None
    if case is None or not (may_see(procedure, case, request.actor) or _known_to_staff(request, procedure)):
        raise not_found()
    return case


def _known_to_staff(request: SignedRequest, procedure: Procedure) -> bool:
    """Units, posts, places, deadlines: whoever has a post may look them up."""
    return procedure.name in LOOKED_UP and bool(sight.roles(request.actor))


def address_of(procedure: Procedure, case: Case) -> str:
    """Where a case is looked at: documents and persons have pages of their own."""
    if isinstance(case, Document):
        return f"/registro/{case.pk}/"
    return address(procedure.name, case.pk)


def address(name: str, key: int) -> str:
    """The same for a case of which only procedure and number are known."""
    return OWN_PAGES.get(name, f"/caso/{name}/%d/") % key


@require_http_methods(["GET", "HEAD"])
def case(request: SignedRequest, name: str, key: int) -> HttpResponse:
    procedure = named(name)
    found = found_case(request, procedure, key)
    return _page(request, procedure, found)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: SignedRequest, name: str, key: int, taken: str) -> HttpResponse:
    """One step of a case: its form, and what was sent of it."""
    procedure = named(name)
    if request.method == "POST" and taken in DELETIONS:
        # Whatever it names, there or not: the refusal and its clause are the same.
        perform(procedure, taken, key, by=request.officer, facts={}, intent=str(new_act()))
    try:
        found = found_case(request, procedure, key)
    except NotFound as refused:
        if request.method == "POST":
            record_attempt(Request(procedure, taken, key), request.officer, refused)
        raise
    table = procedure.step(taken)
    if table is None or not offers.offered(procedure, table):
        raise not_found()
    if request.method != "POST":
        return _page(request, procedure, found, only=table)
    result = offers.attempt(request, procedure, table, found)
    if isinstance(result, Act):
        return see(way_back(request, address_of(procedure, result.case)))
    # Another may have gone ahead meanwhile: the page shows the case as it stands now.
    request.actor = actor_of(request.officer)
    found = found_case(request, procedure, key)
    result.case = found
    return _page(request, procedure, found, only=table, tried=result)


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: SignedRequest, name: str, taken: str) -> HttpResponse:
    """A step that opens a case."""
    procedure = named(name)
    table = procedure.step(taken)
    if table is None or NEW not in table.stages or not offers.offered(procedure, table):
        raise not_found()
    tried: Act | Offer = offers.offer(request, procedure, table, None)
    if request.method == "POST":
        tried = offers.attempt(request, procedure, table, None)
        if isinstance(tried, Act):
            return see(way_back(request, address_of(procedure, tried.case)))
    elif (table, procedure) not in [(s, p) for p, s in offers.opening(request.actor, [procedure])]:
        closed = Closed(table, who_may(table))
        return render(request, "web/act.html", {"procedure": procedure, "closed": closed}, status=403)
    status = _status(tried)
    page = {
        "procedure": procedure,
        "offer": tried,
        "clause": procedure.clause_of(table),
        "next": request.GET.get("next", ""),
    }
    return render(request, "web/act.html", page, status=status)


def _status(tried: Act | Offer | None) -> int:
    if isinstance(tried, Offer):
        return tried.refusal.status if tried.refusal else 403 if tried.password_wrong else 200
    return 200


def called(case: Case) -> str:
    """The number or name that the office knows a case by, or else its key."""
    return str(case) if type(case).__str__ is not Model.__str__ else str(case.pk)


def who_may(table: Step) -> str:
    return ", ".join(str(role.label) for role in table.roles)


def ordinary_stages(procedure: Procedure) -> set[str]:
    """Where a case comes when nothing is stopped, lost or taken back: by such steps alone, one after the other."""
    forward = [t for t in procedure.steps.values() if t.enters and (t.tone != "stop" or NEW in t.stages)]
    entered = {table.enters for table in procedure.steps.values()}
    reached = {NEW} | {name for name in procedure.stages if name not in entered}  # what another procedure brings about
    ordinary: set[str] = set()
    while more := {t.enters for t in forward if t.enters not in ordinary and reached & set(t.stages)}:
        ordinary |= more
        reached |= more
    return ordinary


def stages_of(procedure: Procedure, case: Case, been: set[str]) -> list[Stage]:
    """The line of stages: the ordinary way, and the present one wherever it is."""
    ordinary = ordinary_stages(procedure)
    names = list(procedure.stages)
    here = names.index(case.stage) if case.stage in names else len(names)
    line = []
    for place, name in enumerate(names):
        on_the_way = name in ordinary and (name in been or place > here) and case.stage not in procedure.ends
        if name == case.stage or name in been or on_the_way:
            line.append(Stage(procedure.stages[name], name in been, name == case.stage, name not in ordinary))
    return line


def been_through(procedure: Procedure, case: Case) -> set[str]:
    """The stages that the ledger says this case has been in."""
    bodies = history.of_case(procedure.name, case.pk).values_list("body", flat=True)
    return {str(stage) for body in bodies for stage in json.loads(bytes(body)).get("stages", [])}


def closed_steps(
    procedure: Procedure, case: Case, acts: list[Done], open_now: list[Step], request: SignedRequest
) -> list[Closed]:
    """The steps that this case could still see, and why this person cannot take them now."""
    if case.stage in procedure.ends:
        return []
    held = sight.roles(request.actor)
    found = []
    for table in procedure.steps.values():
        if table in open_now or not offers.offered(procedure, table) or table.stages == (NEW,):
            continue
        if case.stage in table.stages and offers.hidden(procedure, table, case, request.actor):
            continue
        closed = Closed(table, who_may(table))
        if case.stage not in table.stages:
            names = ", ".join(str(procedure.stages[s]) for s in table.stages if s in procedure.stages)
            closed.why.append(_("It is done when the case stands at: %(stages)s.") % {"stages": names})
        elif held & set(table.roles):
            bars = {bar.step for bar in procedure.barred[table.name]}
            earlier = [d for d in acts if d.step in bars and request.actor.key in (d.person, d.giver)]
            titles = {str(procedure.steps[d.step].title) for d in earlier}
            if titles:
                closed.why.append(
                    _("You did “%(steps)s” in this case: another person does this.")
                    % {"steps": ", ".join(sorted(titles))}
                )
            elif table.never_concerned:
                closed.why.append(_("The case is about you: another person does this."))
        found.append(closed)
    return found


def _page(
    request: SignedRequest, procedure: Procedure, found: Case, *, only: Step | None = None, tried: Offer | None = None
) -> HttpResponse:
    actor = request.actor
    acts = offers.read_acts(actor, {procedure.name: [found.pk]})[(procedure.name, found.pk)]
    open_now = offers.open_to(procedure, found, actor)
    lapsed = _lapsed(procedure, found, actor)
    shown = open_now if only is None else [table for table in open_now if table is only]
    made = [offers.offer(request, procedure, table, found) for table in shown]
    if tried is not None:
        made = [tried if offer.step is tried.step else offer for offer in made]
    document = getattr(found, "document", None) or getattr(getattr(found, "copy", None), "document", None)
    document = found if isinstance(found, Document) else document
    title = document.title if document is not None and visible(document, actor.subject) else ""
    page = {
        "procedure": procedure,
        "case": found,
        "called": called(found),
        "stage": procedure.stages.get(found.stage, found.stage),
        "lapsed": lapsed,
        "ended": found.stage in procedure.ends,
        "stages": stages_of(procedure, found, been_through(procedure, found)),
        "facts": facts.facts_of(found),
        "document": document,
        "title": title,
        "acts": acts,
        "people": sight.names_of(offers.people_of(acts)),
        "titles": {table.name: table.title for table in procedure.steps.values()},
        "offers": made,
        "tried": tried if tried is not None and not any(offer is tried for offer in made) else None,
        "closed": [
            c for c in closed_steps(procedure, found, acts, open_now, request) if only is None or c.step is only
        ],
        "only": only,
        "discrepancies": _discrepancies(found),
        "concludes": bool(sight.roles(actor) & (WITHOUT_THE_TITLE | sight.KEEPERS)),
        "missing": _missing(procedure, found, actor),
        "stops": list(found.stops.select_related("reader").order_by("place")) if isinstance(found, Round) else [],
        "lines": rooms.LINES[type(found)](found, actor) if type(found) in rooms.LINES else [],
        "takes": f"{procedure.name}:{found.pk}:",
        "papers": _papers(found, actor, visible_title=bool(title)),
        "leader": bool(sight.roles(actor) & WITHOUT_THE_TITLE),
        "forgettable": offers.forgettable(procedure, found, actor),
    }
    return render(request, "web/case.html", page, status=_status(tried))


def _lapsed(procedure: Procedure, found: Case, actor: Actor) -> datetime | None:
    """When the approval lapsed on which every way forward rests; None while it is good, or where there is none."""
    end = lapsing.lapses([(procedure, found.pk, found.stage)], actor).get((procedure.name, found.pk))
    return end if end is not None and end < actor.at else None


def _discrepancies(found: Case) -> list[Discrepancy]:
    if isinstance(found, Loan):
        return list(found.discrepancies.order_by("pk"))
    if isinstance(found, Round):
        readers = found.stops.exclude(given_at=None).values("reader")
        return list(Discrepancy.objects.filter(copy=found.copy_id, holder__in=readers).order_by("pk"))
    return []


def _missing(procedure: Procedure, found: Case, actor: Actor) -> list[tuple[Thing, bool]]:
    """What of this case is missing, where it has a step that speaks of it; and whether it is presumed leaked (4.8)."""
    if not {"lose", "found"} & procedure.steps.keys():
        return []
    return [(thing, losing.presumed_leaked(thing, actor.at)) for thing in losing.missing_of(found)]


def _papers(found: Case, actor: Actor, *, visible_title: bool) -> list[papers.Paper]:
    if isinstance(found, Loan):
        return papers.of_loan(found, actor, visible=visible_title)
    offered = rooms.PAPERS.get(type(found))
    return list(offered(found, actor)) if offered is not None and papers.may_print(actor) else []
