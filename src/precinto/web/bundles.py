# SPDX-License-Identifier: EUPL-1.2
"""The page of bundles: bring one, take away those that are ready, and the card of this office's keys."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from precinto.access.models import Role
from precinto.despatch import bundle, exchange, keys
from precinto.despatch.models import Despatch, Incoming
from precinto.despatch.procedures import INCOMING, KEYS
from precinto.despatch.writing import Written
from precinto.documents.cases import not_found
from precinto.ledger.append import new_act
from precinto.procedures.perform import may_take
from precinto.procedures.refusals import answer
from precinto.records.errors import Refused
from precinto.web import offers, sight
from precinto.web.case import address_of
from precinto.web.session import SignedRequest
from precinto.web.signing import see

WHO = sight.KEEPERS | {Role.LEADER, Role.INSPECTOR, Role.SECURITY, Role.AUDIT}
MOST = 50


def _page(request: SignedRequest, *, refused: Refused | None = None) -> HttpResponse:
    if not sight.roles(request.actor) & WHO:
        raise not_found()
    clerk = may_take(INCOMING, INCOMING.steps["open"], None, request.actor)
    ready = Despatch.objects.filter(stage__in=("sent", "claimed"), correspondent__stage="trusted")
    answers = Incoming.objects.filter(stage__in=("accepted", "acknowledged"))
    page: dict[str, Any] = {
        "card": keys.card(),
        "clerk": clerk,
        "doing": offers.opening(request.actor, (KEYS,)),
        "intent": str(new_act()),
        "ready": [] if not clerk else list(ready.select_related("correspondent").order_by("-pk")[:MOST]),
        "answers": [] if not clerk else list(answers.select_related("correspondent").order_by("-pk")[:MOST]),
        "refusal": answer(refused) if refused is not None else None,
    }
    return render(request, "web/bundles.html", page, status=refused.status if refused is not None else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def bundles(request: SignedRequest) -> HttpResponse:
    """Bring a bundle. What is refused is refused by the step, with its clause, and is on record."""
    file = request.FILES.get("file")
    if request.method != "POST" or file is None:
        return _page(request)
    data = file.read(bundle.LARGEST + 1)
    try:
        act = exchange.bring(data, by=request.officer, intent=request.POST.get("intent") or str(new_act()))
    except Refused as refused:
        return _page(request, refused=refused)
    messages.success(request, _("Opened: %(step)s.") % {"step": act.procedure.steps[act.step].title})
    return see(address_of(act.procedure, act.case))


@require_POST
def send_off(request: SignedRequest, key: int) -> HttpResponse:
    """The bundle of a despatch, to be carried to the other office."""
    return _leave(request, lambda intent: exchange.send_off(key, by=request.officer, intent=intent))


@require_POST
def receipt(request: SignedRequest, key: int) -> HttpResponse:
    """The receipt for what came."""
    return _leave(request, lambda intent: exchange.answer(key, by=request.officer, intent=intent))


def _leave(request: SignedRequest, write: Any) -> HttpResponse:
    try:
        made: Written = write(request.POST.get("intent") or str(new_act()))
    except Refused as refused:
        return _page(request, refused=refused)
    return _file(made.data, made.name)


@require_safe
def card(request: SignedRequest) -> HttpResponse:
    """The public keys of this office: they are for everybody, and only their fingerprint makes them ours."""
    row = keys.card()
    if row is None or not sight.roles(request.actor) & WHO:
        raise not_found()
    return _file(row.card.encode(), f"{keys.own(row).base.rpartition('/')[2]}.precinto-keys")


def _file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


urlpatterns = [
    path("paquetes/", bundles, name="bundles"),
    path("paquetes/claves/", card, name="bundle_card"),
    path("paquetes/envio/<key:key>/", send_off, name="bundle_of_despatch"),
    path("paquetes/recibo/<key:key>/", receipt, name="bundle_of_receipt"),
]
