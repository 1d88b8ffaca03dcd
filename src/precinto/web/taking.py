# SPDX-License-Identifier: EUPL-1.2
"""Lists that leave as files, and lists that a person keeps. Both are acts: each is sent by a form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from django.db.models import Q
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from precinto.documents import listing
from precinto.documents.cases import not_found
from precinto.documents.lists import exports
from precinto.documents.lists.books import borrowed
from precinto.documents.lists.forms import FORMATS
from precinto.documents.lists.models import Filter
from precinto.documents.lists.narrowing import NAMES, Narrowing
from precinto.documents.lists.procedures import FILTER
from precinto.documents.lists.rules import PINNED
from precinto.documents.procedures import CIRCULATE, LEND
from precinto.ledger.append import new_act
from precinto.procedures import worklist
from precinto.procedures.model import REGISTRY, Actor, Procedure
from precinto.records.errors import ConditionFailed
from precinto.web import lists, offers
from precinto.web.session import SignedRequest, way_back
from precinto.web.signing import see

COUNTED = 50
WHOSE = ("unidad", "quien")


@require_POST
def export(request: SignedRequest, name: str, format: str) -> HttpResponse | FileResponse:
    """The whole list, as this person sees it now."""
    if format not in FORMATS:
        raise not_found()
    narrowed = {key: request.POST.get(key, "") for key in NAMES}
    intent = request.POST.get("_intent", "")[:80] or str(new_act())
    taken = exports.take(name, narrowed, format, by=request.officer, intent=intent)
    response = FileResponse(taken.file, as_attachment=True, filename=taken.name, content_type=taken.type)
    response.headers["Cache-Control"] = "no-store"
    return response


# ---- kept lists


@require_http_methods(["GET", "HEAD", "POST"])
def filters(request: SignedRequest) -> HttpResponse:
    """The lists that this person keeps. A POST keeps one more."""
    refusal = None
    if request.method == "POST":
        step = FILTER.steps["keep"]
        result = offers.attempt(request, FILTER, step, None)
        if not isinstance(result, offers.Offer):
            return see(way_back(request, "/filtros/"))
        refusal = result
    kept = Filter.objects.filter(person=request.actor.key, stage="kept").order_by("-pinned", "pk")
    page = {"kept": list(kept), "offer": refusal, "most": PINNED, "kept_title": _("Kept lists")}
    return render(request, "web/filters.html", page, status=_status(refusal))


def _status(refused: offers.Offer | None) -> int:
    return refused.refusal.status if refused is not None and refused.refusal is not None else 200


@dataclass(frozen=True)
class Pinned:
    """A kept list on my tasks. `count` is empty where counting would cost more than looking."""

    name: str
    address: str
    count: str


def pins(actor: Actor) -> list[Filter]:
    return list(Filter.objects.filter(person=actor.key, stage="kept", pinned=True).order_by("pk")[:PINNED])


def parts(kept: Sequence[Filter], actor: Actor) -> list[worklist.Part]:
    """The cases of the pinned lists, as parts of one question: each cut to one more than is told."""
    found = []
    for one in kept:
        procedure, stages = cases_of(one.address)
        if procedure is not None and procedure.told is not None:
            only = None if listing.oversees(procedure, actor) else listing.named(procedure, actor)
            if procedure is LEND:
                try:
                    whose = borrowers(one.address, actor)
                except ConditionFailed:  # a unit or a person that is no more: the list itself says so
                    continue
                only = whose if only is None else only if whose is None else only & whose
            found.append(worklist.Part(one.pk, procedure, tuple(stages or procedure.stages), only, COUNTED + 1))
    return found


def counted(
    kept: Sequence[Filter],
    counting: Sequence[worklist.Part],
    rows: Sequence[tuple[int, worklist.Waiting]],
    sees: Callable[[worklist.Waiting], bool],
) -> list[Pinned]:
    """How many there are for this person: each is decided, and no number above fifty is told."""
    known = {part.tag for part in counting}
    found = []
    for one in kept:
        seen = sum(sees(waiting) for tag, waiting in rows if tag == one.pk)
        count = "" if one.pk not in known else f"{COUNTED}+" if seen > COUNTED else str(seen)
        found.append(Pinned(one.name, one.address, count))
    return found


def borrowers(address: str, actor: Actor) -> Q | None:
    """Whose loans an address lists. Raises `ConditionFailed` where it names nobody."""
    asked = dict(parse_qsl(urlsplit(address).query))
    narrow = Narrowing({name: asked.get(name, "") for name in WHOSE}, actor, WHOSE)
    return borrowed(narrow.person(), narrow.unit())


def cases_of(address: str) -> tuple[Procedure | None, list[str]]:
    """The procedure whose cases an address lists, and at which stages. None where it lists something else."""
    parts = urlsplit(address)
    asked = dict(parse_qsl(parts.query))
    stage = asked.get("fase", "")
    if parts.path == "/prestamos/":
        tab = next((tab for tab in lists.TABS if tab[0] == stage), lists.TABS[0])
        return LEND, list(tab[2])
    if parts.path == "/circulacion/":
        return CIRCULATE, ["closed"] if stage == "cerradas" else ["in_office", "out"]
    if parts.path.startswith("/casos/"):
        procedure = REGISTRY.get(parts.path.strip("/").partition("/")[2])
        return (procedure, listing.stages_named(procedure, stage)) if procedure is not None else (None, [])
    return None, []


urlpatterns = [
    path("exportar/<str:name>.<slug:format>", export, name="take"),
    path("filtros/", filters, name="filters"),
]
