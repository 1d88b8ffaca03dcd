# SPDX-License-Identifier: EUPL-1.2
"""The printed forms: numbered, sealed and kept as those of the pages are, and answered as PDF."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from precinto.access.officers import Officer
from precinto.api.doing import HEADER, REFUSALS, intent_of
from precinto.api.schemas import Look, ToPrint
from precinto.documents.cases import actor_of
from precinto.documents.printing import issuing, sheets
from precinto.office.models import PrintedForm

router = Router(tags=["papers"])

PDF: dict[str, Any] = {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
PRINTS: dict[str, Any] = {
    "response": {200: None, 201: None, **REFUSALS},
    "openapi_extra": {"parameters": [HEADER], "responses": {200: PDF, 201: PDF}},
}


@router.post("/{form}", operation_id="print", **PRINTS)
def print_form(request: HttpRequest, form: str, asked: ToPrint) -> HttpResponse:
    """Print a form of what `target` names. What was printed before and still says the same is a duplicate, under the number
    that it has; what says something else now has a new number.

    201 when it was printed now, 200 when the same key had printed it before. The forms are listed in `docs/forms.md`.
    """
    officer = owner(request)
    issued = issuing.issue(form, asked.target, by=officer, intent=intent_of(request))
    return _file(issued.paper, officer, asked, status=200 if issued.again else 201)


@router.post("/number/{code}", operation_id="print_again", **PRINTS)
def print_again(request: HttpRequest, code: str, asked: Look) -> HttpResponse:
    """A duplicate of the paper with this number."""
    officer = owner(request)
    known = sheets.printed(code, actor_of(officer).subject)
    issued = issuing.again(known, by=officer, intent=intent_of(request))
    return _file(issued.paper, officer, asked, status=200 if issued.again else 201)


@router.get(
    "/number/{code}",
    response={200: None, **REFUSALS},
    operation_id="printed",
    openapi_extra={"responses": {200: PDF}},
)
def printed(request: HttpRequest, code: str, asked: Query[Look]) -> HttpResponse:
    """The paper with this number as it was printed. Nothing is printed by looking."""
    officer = owner(request)
    return _file(issuing.shown(code, actor_of(officer)), officer, asked)


def owner(request: HttpRequest) -> Officer:
    return cast(Officer, request.auth)  # type: ignore[attr-defined]  # the router's key puts it there


def _file(paper: PrintedForm, officer: Officer, asked: Look, *, status: int = 200) -> HttpResponse:
    made = sheets.pdf(paper, actor_of(officer).subject, lang=asked.lang, start=asked.start, size=asked.paper)
    response = HttpResponse(made, content_type="application/pdf", status=status)
    response["Content-Disposition"] = f'attachment; filename="{sheets.file_name(paper)}"'
    response["Cache-Control"] = "no-store"
    return response
