# SPDX-License-Identifier: EUPL-1.2
"""Printing at the door: a POST prints, a GET shows what was printed and changes nothing."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from precinto.custody import codes
from precinto.documents.printing import issuing, of_custody, sheets
from precinto.web.session import SignedRequest


@require_POST
def print_form(request: HttpRequest, form: str) -> HttpResponse:
    """Print a form of what `target` names: as many fields as the page gives it, for a receipt one for each act."""
    request = cast(SignedRequest, request)
    target = " ".join(request.POST.getlist("target"))
    return _to_the_paper(request, issuing.issue(form, target, by=request.officer, intent=_intent(request)))


@require_POST
def print_again(request: HttpRequest, code: str) -> HttpResponse:
    request = cast(SignedRequest, request)
    known = sheets.printed(code, request.actor.subject)
    return _to_the_paper(request, issuing.again(known, by=request.officer, intent=_intent(request)))


@require_safe
def printed(request: HttpRequest, code: str) -> HttpResponse:
    """The paper as it was printed. Who may not see what it speaks of gets the answer of a number that was never given."""
    request = cast(SignedRequest, request)
    known = issuing.shown(code, request.actor)
    asked = request.GET
    file = sheets.pdf(
        known, request.actor.subject, lang=asked.get("lang", ""), start=_start(asked), size=asked.get("paper", "a4")
    )
    response = HttpResponse(file, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{sheets.file_name(known)}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _intent(request: SignedRequest) -> str:
    return str(request.POST.get("intent", ""))[:80]


def _to_the_paper(request: SignedRequest, issued: issuing.Issued) -> HttpResponse:
    where = reverse("printed", args=[codes.pretty(issued.paper.code)])
    start = _start(request.POST)
    response = HttpResponseRedirect(f"{where}?start={start}" if start else where)
    response.status_code = 303
    return response


def _start(given: object) -> int:
    """The label of the sheet to begin at, 1 to 24; 0 for single labels."""
    text = str(given.get("start", "")) if hasattr(given, "get") else ""
    return min(int(text), of_custody.SHEET) if text.isascii() and text.isdigit() and len(text) < 4 else 0


urlpatterns = [
    path("impresos/<slug:form>/", print_form, name="print"),
    path("impresos/numero/<slug:code>/otra-vez/", print_again, name="print-again"),
    path("impresos/numero/<slug:code>/", printed, name="printed"),
]
