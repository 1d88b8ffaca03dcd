# SPDX-License-Identifier: EUPL-1.2
"""Requests that nobody would write by hand: each is answered, none breaks anything."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode, openapi

from precinto.ledger.verify import verify
from tests.doors.through import Api
from tests.world import PASSWORD, World

FEW = settings(
    max_examples=100,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@pytest.mark.database
def test_no_request_is_left_without_an_answer(world: World, api: Api) -> None:
    """Made from the description, with facts that fit it and facts that do not, by the clerk and by the head."""
    world.loan(world.copy(world.document()))
    described = openapi.from_dict(Client().get("/api/v1/openapi.json").json())
    steps: list[Any] = [found.ok() for found in described.get_all_operations()]  # type: ignore[union-attr]
    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    # There are some hundred steps to take and a dozen things to read: without a share of its own no reading would come up.
    reads = [step for step in steps if step.method == "get"]
    asked = st.one_of(st.sampled_from(reads), st.sampled_from(steps)).flatmap(
        lambda step: st.one_of([step.as_strategy(generation_mode=mode) for mode in modes])
    )
    seen: set[int] = set()

    @FEW
    @given(who=st.sampled_from(["carmen", "jaime", "rosa"]), case=asked)
    def ask(who: str, case: Any) -> None:
        body = case.body if isinstance(case.body, dict) else {}
        headers = api.headers(who) | {"X-Precinto-Password": PASSWORD, "Idempotency-Key": str(hash(repr(case)))}
        path = case.formatted_path
        send = getattr(Client(raise_request_exception=False), case.method.casefold())
        more = {"data": body, "content_type": "application/json"} if case.method == "POST" else {}
        answer = send(path, headers=headers, query_params=case.query, **more)
        seen.add(answer.status_code)
        assert answer.status_code < 500, (who, case.method, path, body, answer.content)
        if answer.status_code >= 400:
            assert answer.json()["why"]

    ask()
    assert {200, 422} <= seen
    assert verify().sound
