# SPDX-License-Identifier: EUPL-1.2
"""Bundles: what goes to other offices in a file, and what comes from them (4.6)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import File, Router
from ninja.files import UploadedFile

from precinto.api.doing import HEADER, REFUSALS, intent_of
from precinto.api.papers import owner
from precinto.api.reading import FILE
from precinto.api.schemas import Done
from precinto.despatch import bundle, exchange
from precinto.despatch.writing import Written
from precinto.documents import shown

router = Router(tags=["bundles"])

LEAVES: dict[str, Any] = {
    "response": {200: None, **REFUSALS},
    "openapi_extra": {
        "parameters": [HEADER],
        "responses": {200: {"content": {"application/octet-stream": FILE}}},
    },
}


@router.post(
    "", response={200: Done, 201: Done, **REFUSALS}, operation_id="open_bundle", openapi_extra={"parameters": [HEADER]}
)
def bring(request: HttpRequest, file: File[UploadedFile]) -> JsonResponse:
    """Bring a bundle of another office: what it announces, or its receipt for a despatch of ours, which closes the wait.

    What is refused is refused by the step that the bundle calls for, with its clause, and is on record.
    """
    intent = intent_of(request)
    act = exchange.bring(file.read(bundle.LARGEST + 1), by=owner(request), intent=intent)
    return JsonResponse(shown.done(act), status=200 if act.again else 201)


@router.post("/despatches/{int:case}", operation_id="bundle_of_despatch", **LEAVES)
def send_off(request: HttpRequest, case: int) -> HttpResponse:
    """The bundle of a despatch that was sent. That it left is an act, with the digest of these bytes."""
    return _file(exchange.send_off(case, by=owner(request), intent=intent_of(request)))


@router.post("/receipts/{int:case}", operation_id="bundle_of_receipt", **LEAVES)
def receipt(request: HttpRequest, case: int) -> HttpResponse:
    """The receipt for what another office announced, once it was accepted. That it left is an act, with the digest of these bytes."""
    return _file(exchange.answer(case, by=owner(request), intent=intent_of(request)))


def _file(made: Written) -> HttpResponse:
    response = HttpResponse(made.data, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response
