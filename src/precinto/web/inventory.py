# SPDX-License-Identifier: EUPL-1.2
"""The pages of inventories: the sessions there are, and the one field in which everything is read.

The place where the clerk stands travels in the form, so that the same form works with and without the script, and several
clerks count in one session, each at a place of their own.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from precinto.access.models import Role
from precinto.custody import codes
from precinto.custody.models import Place
from precinto.documents.cases import may_see, not_found
from precinto.documents.keeping import queries
from precinto.documents.keeping.desk import MOST_READINGS, Desk
from precinto.documents.keeping.models import GENERAL, Inventory
from precinto.documents.keeping.procedures import DOORS, INVENTORY, LOCK, RELIEF, RELOCATE, SHEET
from precinto.ledger.append import new_act
from precinto.web import offers, sight, uploads
from precinto.web.session import SignedRequest
from precinto.web.signing import see

PAGE = 50
KEEPS = frozenset({Role.CLERK, Role.HEAD, Role.INSPECTOR, Role.LEADER, Role.SUPERIOR})


@require_safe
def inventories(request: SignedRequest) -> HttpResponse:
    """The sessions, newest first, what the year still asks for, and what may be opened."""
    if not sight.roles(request.actor) & KEEPS:
        raise not_found()
    before = request.GET.get("antes", "")
    rows = Inventory.objects.select_related("root").order_by("-pk")
    if before.isdigit() and len(before) < 16:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE + 1])
    page = {
        "rows": [(row, INVENTORY.stages[row.stage], address_of(row)) for row in found[:PAGE]],
        "older": found[PAGE - 1].pk if len(found) > PAGE else None,
        "before": before,
        "unplanned": queries.unplanned(request.actor),
        "doing": offers.opening(request.actor, (INVENTORY, RELIEF)),
        "daily": offers.opening(request.actor, (SHEET, DOORS, RELOCATE, LOCK)),
        "general": [plan.value for plan in GENERAL],
    }
    return render(request, "web/inventories.html", page)


def address_of(row: Inventory) -> str:
    return f"/inventario/{row.pk}/" if row.stage == "counting" else f"/caso/{INVENTORY.name}/{row.pk}/"


@require_http_methods(["GET", "POST"])
def inventory(request: SignedRequest, key: int) -> HttpResponse:
    """A session under way. What was closed is looked at as any other case."""
    found = Inventory.objects.select_related("root").filter(pk=key).first() if 0 < key < 2**53 else None
    if found is None or not may_see(INVENTORY, found, request.actor):
        raise not_found()
    if found.stage != "counting":
        return see(address_of(found))
    desk = Desk(request.officer, found, intent=request.POST.get("intent", "")[:60] or str(new_act()))
    desk.actor = request.actor
    if request.method == "POST":
        texts, finish = told(request, desk)
        desk.serve(texts, finish=finish)
    name = request.headers.get("X-Counter", "")
    template = {"board": "web/inventory_board.html", "tally": "web/inventory_tally.html"}.get(
        name, "web/inventory.html"
    )
    return render(request, template, shown(request, desk))


def told(request: SignedRequest, desk: Desk) -> tuple[list[str], bool]:
    """Where the clerk stands, what was read there, and whether the place is done."""
    form = request.POST
    place = form.get("place", "")
    if codes.parse(place) is not None:
        desk.place = next((stop.place for stop in desk.stops if stop.place.code == place), None)
    do = form.get("do", "read")
    if do == "leave":
        desk.place = None
        return [], False
    if do == "done":
        return [], True
    if do != "read":
        return [], False
    texts = [text for name in ("scan", "many") for text in form.get(name, "").splitlines()]
    return [*texts, *uploads.told(desk, request.FILES.get("list"))][:MOST_READINGS], False


def shown(request: SignedRequest, desk: Desk) -> dict[str, Any]:
    place: Place | None = desk.place
    may_close = INVENTORY.name, "close"
    return desk.shown() | {
        "desk": desk,
        "inventory": desk.inventory,
        "place": place,
        "halts": [notice for notice in desk.notices if notice.tone == "stop"],
        "calm": [notice for notice in desk.notices if notice.tone == "attention"],
        "said": [notice for notice in desk.notices if notice.tone == "ok"],
        "intent": str(new_act()),
        "closes": any(
            (INVENTORY.name, s.name) == may_close for s in offers.open_to(INVENTORY, desk.inventory, desk.actor)
        ),
    }
