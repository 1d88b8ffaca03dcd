# SPDX-License-Identifier: EUPL-1.2
"""The description of the API: every step is in it, and it says what the forms say."""

import re
from typing import Any

import jsonschema_rs
import pytest
from django.test import Client

from precinto.procedures.model import REGISTRY
from tests.doors.through import Api
from tests.world import World


@pytest.fixture(scope="module")
def described() -> Any:
    return Client().get("/api/v1/openapi.json").json()


def operations(described: Any) -> dict[str, Any]:
    return {one["operationId"]: one for path in described["paths"].values() for one in path.values()}


def test_every_step_of_every_procedure_is_described(described: Any) -> None:
    named = {f"{procedure.name}.{step}" for procedure in REGISTRY.values() for step in procedure.steps}
    assert named <= operations(described).keys()


def test_the_facts_of_a_step_are_those_of_its_form(described: Any) -> None:
    for procedure in REGISTRY.values():
        for step in procedure.steps.values():
            body = operations(described)[f"{procedure.name}.{step.name}"]["requestBody"]
            asked = body["content"]["application/json"]["schema"]["properties"]["facts"]
            # Where somebody may be the second person too, the reason of the exception is a fact besides.
            excuse = ["exception_reason"] if procedure.barred[step.name] else []
            assert list(asked["properties"]) == [*(step.asks.base_fields if step.asks else {}), *excuse]


def test_the_page_of_help_needs_no_script_and_no_other_host() -> None:
    answer = Client().get("/api/v1/docs")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "documents.lend.hand_over" in page
    assert not re.search(r"<script|\bsrc=|style=|https?://", page)
    assert "script-src 'self'" in answer["Content-Security-Policy"]


@pytest.mark.database
def test_answers_are_as_described(world: World, api: Api, described: Any) -> None:
    """Each list and each detail, against its own schema."""
    document = world.document()
    loan = world.loan(world.copy(document))
    world.do(
        "carmen", "documents.circulate.open", copy=world.copy(document, 2), readers="nuria", due="+15"
    )  # fmt: skip
    paths = {
        "/documents": "/documents",
        "/documents/{code}": f"/documents/{document.code}",
        "/copies/{code}/chain": f"/copies/{world.copy(document)}/chain",
        "/who-has/{code}": f"/who-has/{document.code}",
        "/cases/{procedure}/{case}": f"/cases/documents.lend/{loan.pk}",
        **{f"/{name}": f"/{name}" for name in ("loans", "rounds", "out", "overdue", "persons", "tasks")},
    }
    for template, path in paths.items():
        said = api.get("carmen", path)
        assert said.status == 200, path
        schema = described["paths"][f"/api/v1{template}"]["get"]["responses"]["200"]["content"]["application/json"]
        whole = schema["schema"] | {"components": described["components"]}
        jsonschema_rs.validate(whole, said.body)
