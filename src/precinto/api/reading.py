# SPDX-License-Identifier: EUPL-1.2
"""What the owner of the key may see."""

from __future__ import annotations

import uuid
from typing import Any, Literal

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Query, Router

from precinto.api.doing import REFUSALS
from precinto.api.schemas import (
    Before,
    Case,
    Cases,
    Chain,
    Copies,
    Document,
    Documents,
    Loans,
    Narrow,
    Persons,
    Rounds,
    Size,
    Stage,
    Tasks,
    Things,
)
from precinto.documents.cases import look, not_found
from precinto.documents.lists import exports
from precinto.documents.shown import PAGE, Eyes
from precinto.ledger import checkpoint, receipts
from precinto.ledger.append import new_act
from precinto.procedures.model import REGISTRY

router = Router(tags=["reading"])


def eyes(request: HttpRequest) -> Eyes:
    return Eyes.of(request.auth)  # type: ignore[attr-defined]  # the router's key puts it there


@router.get("/documents", response={200: Documents, **REFUSALS}, operation_id="documents")
def documents(request: HttpRequest, before: Before = None, size: Size = PAGE) -> Any:
    """The newest documents first. `next` is the `before` of the next page."""
    return eyes(request).documents(before=before, size=size)


@router.get("/documents/{path:code}", response={200: Document, **REFUSALS}, operation_id="document")
def document(request: HttpRequest, code: str) -> Any:
    """One document, by its code, with its copies and who has them."""
    return eyes(request).document(code)


@router.get("/copies/{code}/chain", response={200: Chain, **REFUSALS}, operation_id="chain", by_alias=True)
def chain(request: HttpRequest, code: str) -> Any:
    """The chain of hands of one copy, oldest first."""
    return eyes(request).chain(code)


@router.get("/who-has/{path:code}", response={200: Copies, **REFUSALS}, operation_id="who_has")
def who_has(request: HttpRequest, code: str) -> Any:
    """Who has a copy, or each copy of a document."""
    return eyes(request).who_has(code)


@router.get("/loans", response={200: Loans, **REFUSALS}, operation_id="loans", by_alias=True)
def loans(request: HttpRequest, before: Before = None, size: Size = PAGE) -> Any:
    """Loans: all for those who keep or oversee the register, else one's own."""
    return eyes(request).loans(before=before, size=size)


@router.get("/rounds", response={200: Rounds, **REFUSALS}, operation_id="rounds", by_alias=True)
def rounds(request: HttpRequest, before: Before = None, size: Size = PAGE) -> Any:
    """Rounds: all for those who keep or oversee the register, else those one reads in."""
    return eyes(request).rounds(before=before, size=size)


@router.get("/out", response={200: Things, **REFUSALS}, operation_id="out")
def out(request: HttpRequest, after: Before = None, size: Size = PAGE) -> Any:
    """What is in somebody's hands, soonest due first. `next` is the `after` of the next page."""
    return eyes(request).out(after=after, size=size)


@router.get("/overdue", response={200: Things, **REFUSALS}, operation_id="overdue")
def overdue(request: HttpRequest, after: Before = None, size: Size = PAGE) -> Any:
    """What is out after its time, oldest first. `next` is the `after` of the next page."""
    return eyes(request).out(late=True, after=after, size=size)


@router.get("/persons", response={200: Persons, **REFUSALS}, operation_id="persons")
def persons(request: HttpRequest, before: Before = None, size: Size = PAGE) -> Any:
    """For those who keep the register or the list of persons."""
    return eyes(request).persons(before=before, size=size)


@router.get("/tasks", response={200: Tasks, **REFUSALS}, operation_id="tasks")
def tasks(request: HttpRequest) -> Any:
    """Cases that wait for a step of the owner's, oldest first."""
    return eyes(request).tasks()


@router.get("/cases/{procedure}/{int:case}", response={200: Case, **REFUSALS}, operation_id="case")
def case(request: HttpRequest, procedure: str, case: int) -> Any:
    """A case: its stage, its acts, and the steps that are open to the owner now."""
    table = REGISTRY.get(procedure)
    if table is None:
        raise not_found()
    seen = eyes(request)
    return seen.case(table, look(table, case, seen.actor))


@router.get("/cases/{procedure}", response={200: Cases, **REFUSALS}, operation_id="cases")
def cases(request: HttpRequest, procedure: str, stage: Stage = "", before: Before = None, size: Size = PAGE) -> Any:
    """The newest cases of a procedure that the owner may see. `next` is the `before` of the next page.

    `stage` is one of the procedure's stages, several with commas between, or `abiertas`: all that are not an end. A page may
    be short and still have a next one.
    """
    table = REGISTRY.get(procedure)
    if table is None:
        raise not_found()
    return eyes(request).cases(table, stage=stage, before=before, size=size)


FILE: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/acts/{uuid:act}/receipt",
    response={200: None, **REFUSALS},
    operation_id="receipt",
    openapi_extra={"responses": {200: {"content": {"application/octet-stream": FILE}}}},
)
def receipt(request: HttpRequest, act: uuid.UUID) -> HttpResponse:
    """Proof that an act stands in the books under a signed checkpoint (`.tlog-proof`). `precinto-verify` checks it."""
    text = receipts.receipt(eyes(request).receipt_entry(str(act)))
    name = f'attachment; filename="{act}.tlog-proof"'
    return HttpResponse(text.encode(), content_type="application/octet-stream", headers={"Content-Disposition": name})


@router.get(
    "/checkpoint",
    response={200: None, **REFUSALS},
    operation_id="checkpoint",
    openapi_extra={"responses": {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}},
)
def signed_checkpoint(request: HttpRequest) -> HttpResponse:
    """The signed note of the tree as it stands."""
    return HttpResponse(checkpoint.current().note.encode(), content_type="text/plain; charset=utf-8")


@router.post(
    "/lists/{name}.{format}",
    response={200: None, **REFUSALS},
    operation_id="take_list",
    openapi_extra={"responses": {200: {"content": {"application/octet-stream": FILE}}}},
)
def take_list(request: HttpRequest, name: str, format: Literal["csv", "xlsx"], narrow: Query[Narrow]) -> FileResponse:
    """A whole list as a file, under the level of what it shows. That it left is an act, with the digest of these bytes.

    `name` is one of documents, loans, rounds, out, overdue, persons, tasks, evening, terms, things, approvals, calendar, kept,
    acts, attempts, exceptions, exceptions-by-clause, deferred, deferred-by-clause, without-envelope, figures-safes,
    figures-movements, figures-late; a procedure; or the lines of a case, as `documents.inventory:7:differences`.
    What a list is not narrowed by is refused.
    """
    narrowed = narrow.dict()
    intent = request.headers.get("Idempotency-Key", "")[:80] or str(new_act())
    officer = request.auth  # type: ignore[attr-defined]  # the router's key puts it there
    taken = exports.take(name, narrowed, format, by=officer, intent=intent)
    return FileResponse(taken.file, as_attachment=True, filename=taken.name, content_type=taken.type)
