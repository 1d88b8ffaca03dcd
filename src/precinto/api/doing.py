# SPDX-License-Identifier: EUPL-1.2
"""One address for each step of each procedure, made from the tables: `POST /do/documents.lend/request`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http import HttpRequest, JsonResponse
from ninja import Router

from precinto.access.officers import Officer
from precinto.api.keys import PASSWORD, fresh
from precinto.api.schemas import Done, Refusal, Rehearsed
from precinto.api.words import NEEDS_INTENT, NOT_A_FACT, NOT_A_NUMBER, NOT_JSON
from precinto.documents import shown
from precinto.documents.cases import LARGEST, named, rehearse, take
from precinto.procedures import excuses
from precinto.procedures.fields import PersonsField, ScopeField
from precinto.procedures.model import NEW, REGISTRY, Procedure, Step
from precinto.records.errors import BadFacts

INTENT = "Idempotency-Key"
HEADER = {"name": INTENT, "in": "header", "required": True, "schema": {"type": "string", "maxLength": 80}}
REFUSALS = dict.fromkeys((401, 403, 404, 409, 422, 503), Refusal)


def router() -> Router:
    found = Router()
    for procedure in REGISTRY.values():
        for step in procedure.steps.values():
            found.post(
                f"/{procedure.name}/{step.name}",
                operation_id=f"{procedure.name}.{step.name}",
                summary=str(step.title),
                description=_description(procedure, step),
                tags=[procedure.name],
                response={200: Done | Rehearsed, 201: Done, **REFUSALS},
                openapi_extra=_asks(procedure, step),
            )(_taker(procedure.name, step.name))
    # A step that is in no table goes through the same door, which refuses it and keeps the attempt.
    found.post("/{procedure}/{step}", include_in_schema=False, response={200: Done, 201: Done})(do)
    return found


def _taker(procedure: str, step: str) -> Any:
    def view(request: HttpRequest) -> JsonResponse:
        return do(request, procedure, step)

    view.__name__ = f"{procedure}.{step}"
    return view


def do(request: HttpRequest, procedure: str, step: str) -> JsonResponse:
    """Take the step. 201 when it was done now, 200 when the same key had done it before or nothing was to be done."""
    officer = cast(Officer, request.auth)  # type: ignore[attr-defined]  # the router's key puts it there
    table = named(procedure)
    case, facts, rehearsal = _body(request, table, step)
    if rehearsal:
        rehearse(table, step, case, by=officer, facts=facts)
        return JsonResponse({"would": True})
    intent = intent_of(request)
    row = table.step(step)
    if row is not None and row.fresh:
        officer = fresh(request, officer)
    act = take(table, step, case, by=officer, facts=facts, intent=intent)
    return JsonResponse(shown.done(act), status=200 if act.again else 201)


def intent_of(request: HttpRequest) -> str:
    """The key under which a request does its step once, however often it is sent. Raises `BadFacts`."""
    intent = request.headers.get(INTENT, "")
    if not 1 <= len(intent) <= 80 or not intent.isprintable():
        raise BadFacts({INTENT: [str(NEEDS_INTENT)]})
    return intent


def _body(request: HttpRequest, table: Procedure, step: str) -> tuple[int | None, Mapping[str, Any], bool]:
    """Case, facts, and whether this is only a rehearsal. Raises `BadFacts`."""
    try:
        # Half a character (a lone surrogate) is JSON, and cannot be stored: encoding the whole text again finds it.
        body = json.loads(request.body.decode() or "{}")
        json.dumps(body, ensure_ascii=False).encode()
    except (UnicodeError, ValueError, RecursionError) as error:
        raise BadFacts({"body": [str(NOT_JSON)]}) from error
    if not isinstance(body, dict) or set(body) - {"case", "facts", "dry_run"}:
        raise BadFacts({"body": [str(NOT_JSON)]})
    case, facts = body.get("case"), body.get("facts", {})
    if case is not None and (type(case) is not int or not 0 < case < LARGEST):
        raise BadFacts({"case": [str(NOT_A_NUMBER)]})
    if not isinstance(facts, dict):
        raise BadFacts({"facts": [str(NOT_JSON)]})
    wrong = {name: [str(NOT_A_FACT)] for name, value in facts.items() if not _is_fact(value)}
    if wrong:
        raise BadFacts(wrong)
    return case, facts, body.get("dry_run") is True


def _is_fact(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(one, str | int) and not isinstance(one, bool) for one in value)
    return value is None or isinstance(value, str | int)


# ---- the description of a step, from its form


def _description(procedure: Procedure, step: Step) -> str:
    lines = [
        f"{procedure.title}. Clause {procedure.clause_of(step)}.",
        f"By: {', '.join(str(role.label) for role in step.roles)}.",
        f"From: {', '.join(step.stages)}. To: {step.enters or 'the same stage'}.",
    ]
    if step.fresh:
        lines.append(f"Needs the password again, in the header `{PASSWORD}`.")
    return "\n\n".join(lines)


def _asks(procedure: Procedure, step: Step) -> dict[str, Any]:
    fields = dict(step.asks.base_fields) if step.asks else {}
    if procedure.barred[step.name]:
        fields[excuses.FACT] = excuses.field()
    facts: dict[str, Any] = {
        "type": "object",
        "properties": {name: _schema(field) for name, field in fields.items()},
        "additionalProperties": False,
    }
    required = [name for name, field in fields.items() if field.required and not isinstance(field, forms.BooleanField)]
    if required:
        facts["required"] = required
    body: dict[str, Any] = {
        "type": "object",
        "properties": {"facts": facts, "dry_run": {"type": "boolean", "default": False}},
        "additionalProperties": False,
        "required": ["facts"] if required else [],
    }
    if NEW not in step.stages:
        body["properties"]["case"] = {"type": "integer", "minimum": 1}
        body["required"].append("case")
    if not body["required"]:
        del body["required"]
    headers: list[dict[str, Any]] = [HEADER]
    if step.fresh:
        headers.append({"name": PASSWORD, "in": "header", "required": False, "schema": {"type": "string"}})
    content = {"application/json": {"schema": body}}
    return {"parameters": headers, "requestBody": {"required": True, "content": content}}


def _schema(field: forms.Field) -> dict[str, Any]:
    """A fact as JSON Schema. Choices that the installation loads (levels, places, units) are left open."""
    described: dict[str, Any] = {"description": str(field.help_text or field.label or "")}
    if isinstance(field, forms.NullBooleanField):
        return described | {"type": ["boolean", "null"]}
    if isinstance(field, forms.BooleanField):
        return described | {"type": "boolean"}
    if isinstance(field, forms.IntegerField):
        bounds = {"minimum": field.min_value, "maximum": field.max_value}
        return described | {"type": "integer"} | {name: value for name, value in bounds.items() if value is not None}
    if isinstance(field, forms.MultipleChoiceField | PersonsField | ScopeField):
        return described | {"type": "array", "items": {"type": "string"}}
    text: dict[str, Any] = {"type": "string"}
    if isinstance(field, forms.CharField) and field.max_length:
        text["maxLength"] = field.max_length
    return described | text
