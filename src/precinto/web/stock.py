# SPDX-License-Identifier: EUPL-1.2
"""The page of what lies in the safes: everything, or what is in one place, of one kind, of one level."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from precinto.custody.models import ThingKind
from precinto.documents.keeping.queries import holding
from precinto.documents.lists import stock
from precinto.documents.lists.narrowing import Narrowing
from precinto.office import schemes
from precinto.web.register import number
from precinto.web.session import SignedRequest

PAGE = 50


@require_safe
def things(request: SignedRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "") for name in stock.NARROWED_BY}
    narrow = Narrowing(asked, request.actor, stock.NARROWED_BY)
    wanted = stock.where(request.actor, narrow)
    after = number(request.GET.get("desde-el"))
    found = stock.page(request.actor, wanted, after=after, size=PAGE)
    level = narrow.asked.get("nivel", "")
    page = {
        "rows": found.rows,
        "after": found.after,
        "before": after,
        "counted": wanted.counted,
        "place": wanted.one,
        "kind": wanted.kind,
        "level": level,
        "kinds": ThingKind.choices,
        "levels": schemes.level_choices(schemes.own()),
        "places": holding(None),
        "asked": urlencode(narrow.asked),
    }
    return render(request, "web/stock.html", page)


urlpatterns = [path("efectos/", things, name="stock")]
