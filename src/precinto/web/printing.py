# SPDX-License-Identifier: EUPL-1.2
"""Printing at the door: a POST prints, a GET shows what was printed and changes nothing."""

from __future__ import annotations

import uuid
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from precinto.custody import codes
from precinto.documents.printing import of_custody, sheets
from precinto.ledger import checkpoint
from precinto.ledger.models import Entry
from precinto.office.models import PrintedForm
from precinto.office.procedures import FORM
from precinto.procedures.perform import may_take, perform
from precinto.records.errors import NotYourRole
from precinto.web.session import SignedRequest

LONGEST_TARGET = 80


@require_POST
def print_form(request: HttpRequest, form: str) -> HttpResponse:
    """Print a form of what `target` names: for the first time, or as a duplicate where this very paper was printed before.

    `target` is a code or number; for a receipt, the acts of the batch; for the sheet of the day, nothing: it is of now.
    """
    request = cast(SignedRequest, request)
    sent_already = _same_intent(request)
    if sent_already is not None:
        return _to_the_paper(request, sent_already)
    target = " ".join(request.POST.getlist("target")).strip()
    if form == "checkpoint" and not target and may_take(FORM, FORM.steps["print"], None, request.actor):
        target = str(checkpoint.current().size)
    here = sheets.found(form, target, request.actor.subject)
    target = here.target if here is not None else target[:LONGEST_TARGET]
    known = sheets.known(form, target, request.actor)
    if known is not None:
        paper = _perform(request, "print_again", known, {})
    else:
        paper = _perform(request, "print", None, {"form": form, "target": target or "-"})
    return _to_the_paper(request, paper)


@require_POST
def print_again(request: HttpRequest, code: str) -> HttpResponse:
    request = cast(SignedRequest, request)
    known = sheets.printed(code, request.actor.subject)
    return _to_the_paper(request, _perform(request, "print_again", known, {}))


@require_safe
def printed(request: HttpRequest, code: str) -> HttpResponse:
    """The paper as it was printed. Who may not see what it speaks of gets the answer of a number that was never given."""
    request = cast(SignedRequest, request)
    known = sheets.printed(code, request.actor.subject)
    step = FORM.steps["print_again"]
    if not may_take(FORM, step, known, request.actor):
        roles = [str(role.label) for role in step.roles]
        raise NotYourRole("not-your-role", clause=FORM.clause, facts={"roles": roles, "step": str(step.title)})
    asked = request.GET
    file = sheets.pdf(
        known, request.actor.subject, lang=asked.get("lang", ""), start=_start(asked), size=asked.get("paper", "a4")
    )
    response = HttpResponse(file, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{codes.pretty(known.code)}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _same_intent(request: SignedRequest) -> PrintedForm | None:
    """The paper of a POST sent twice: a double click prints once, and makes no duplicate."""
    intent = request.POST.get("intent", "")
    entry = (
        Entry.objects.filter(intent=f"{request.officer.key}:{intent}", procedure=FORM.name).first() if intent else None
    )
    return PrintedForm.objects.filter(pk=entry.case or 0).first() if entry is not None else None


def _perform(request: SignedRequest, step: str, case: PrintedForm | None, facts: dict[str, str]) -> PrintedForm:
    intent = request.POST.get("intent", "")[:80] or uuid.uuid4().hex
    return cast(PrintedForm, perform(FORM, step, case, by=request.officer, facts=facts, intent=intent).case)


def _to_the_paper(request: SignedRequest, paper: PrintedForm) -> HttpResponse:
    where = reverse("printed", args=[codes.pretty(paper.code)])
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
