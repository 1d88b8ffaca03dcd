# SPDX-License-Identifier: EUPL-1.2
"""Documents whose classification ends with this year or has ended and still stands, and those that wait for an event."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from precinto.documents.procedures import REGISTER
from precinto.documents.regrading.procedures import REGRADE
from precinto.documents.regrading.queries import term_rows
from precinto.procedures.perform import may_take
from precinto.web import offers
from precinto.web.session import SignedRequest

MOST = 200


@require_safe
def terms(request: SignedRequest) -> HttpResponse:
    actor = request.actor
    rows, cut = term_rows(actor, MOST)
    page = {
        "ending": [row for row in rows if row.ends is not None],
        "events": [row for row in rows if row.ends is None],
        "cut": cut,
        "most": MOST,
        "doing": offers.opening(actor, (REGRADE,)),
        "reviews": may_take(REGISTER, REGISTER.steps["review_event"], rows[0].document, actor) if rows else False,
    }
    return render(request, "web/terms.html", page)


urlpatterns = [path("plazos/", terms, name="terms")]
