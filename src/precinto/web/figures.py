# SPDX-License-Identifier: EUPL-1.2
"""The office in figures, drawn, each picture with its table. For those who keep, lead or inspect."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from precinto.documents.lists import figures
from precinto.documents.shown import OVERSEE
from precinto.records.errors import NotYourRole
from precinto.web import drawing, sight
from precinto.web.session import SignedRequest


@require_safe
def office(request: SignedRequest) -> HttpResponse:
    if not sight.roles(request.actor) & OVERSEE:
        names = sorted(str(role.label) for role in OVERSEE)
        raise NotYourRole("not-your-role", clause="1.3", facts={"roles": names, "step": _("The office in figures")})
    at = request.actor.at
    safes = figures.safes()
    moved, cut = figures.movements(at)
    late = figures.late_by_unit(at)
    out, back = _("went out"), _("came back")
    page = {
        "safes": safes,
        "most": figures.MOST,
        "safes_drawn": drawing.lying(
            "safes", _("What each safe holds"), _("One bar for each safe, as long as the things in it are many."),
            [(one.name, one.count, one.said) for one in safes],
        ),
        "moved": [day for day in reversed(moved) if day.out or day.back],
        "cut": cut,
        "moved_drawn": drawing.standing(
            "moved", _("Movement per day"), _("Two bars for each of the last thirty days: what went out, and what came back."),
            [(day.on.isoformat(), day.out, day.back) for day in moved], (out, back),
        ),
        "late": late,
        "late_more": any(one.more for one in late),
        "late_most": figures.LATE,
        "bare": figures.without_envelope(),
        "late_drawn": drawing.lying(
            "late", _("Overdue by unit"), _("One bar for each unit, as long as the things that it keeps too long are many."),
            [(one.name or _("no unit"), one.count, one.said) for one in late], "late",
        ),
    }  # fmt: skip
    return render(request, "web/figures.html", page)


urlpatterns = [path("cuadros/", office, name="figures")]
