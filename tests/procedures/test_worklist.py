# SPDX-License-Identifier: EUPL-1.2
"""The work list: every open case of every procedure, soonest due first, in one question."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from precinto.access.models import Role
from precinto.procedures.model import REGISTRY
from precinto.procedures.worklist import Part, open_cases, tagged
from precinto.records.clock import now
from tests.world import World

pytestmark = pytest.mark.database


def names(**how: object) -> list[tuple[str, str]]:
    return [(waiting.procedure.name, waiting.stage) for waiting in open_cases(**how)]  # type: ignore[arg-type]


def test_what_is_open_shows_with_its_term_and_what_ended_does_not(world: World) -> None:
    document = world.document(copies=4)
    lent, settled = (
        world.loan(world.copy(document, 1)),
        world.loan(world.copy(document, 2), to="vera", stage="returned"),
    )
    world.sign("vera")
    world.do("carmen", "documents.lend.settle", settled)
    world.do("carmen", "documents.circulate.open", copy=world.copy(document, 3), readers=["rosa"], due="+2")
    world.do("rosa", "documents.extend.request", document=document.code, beneficiary="diego", reason="informe")
    assert [name for name in names() if name[0] != "documents.book"] == [
        ("documents.circulate", "in_office"), ("documents.extend", "asked"), ("documents.lend", "lent"),
    ]  # fmt: skip
    found = next(one for one in open_cases() if one.procedure.name == "documents.lend")
    assert (found.key, found.name, found.document) == (lent.pk, world.copy(document, 1), document.pk)
    assert found.due is not None
    assert found.due > now()


def test_only_the_stages_at_which_a_role_may_act(world: World) -> None:
    document = world.document()
    world.loan(world.copy(document), stage="asked")
    assert names(roles=[Role.LEADER]) == [("documents.lend", "asked")]
    assert names(roles=[Role.DRAFTER]) == []


def test_before_a_time(world: World) -> None:
    document = world.document()
    world.loan(world.copy(document))
    assert names(before=now()) == []
    assert names(before=now() + timedelta(days=30)) == [("documents.lend", "lent")]


def test_one_question_whatever_the_number_of_procedures(world: World) -> None:
    world.loan(world.copy(world.document()))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        open_cases()
    assert len(asked) == 1


def test_two_procedures_without_a_document_stand_before_one_that_has_one(world: World) -> None:
    """PostgreSQL takes the type of two bare NULLs for text; found by the year, whose clerk's page it broke."""
    loan = world.loan(world.copy(world.document()))
    world.do("jaime", "documents.lock.fit", place=world.safe, kind="dial")
    rows = [REGISTRY[name] for name in ("documents.book", "documents.lock", "documents.lend")]
    assert {one.document for one in open_cases(rows)} == {None, loan.copy.document_id}
    found = tagged(Part(n, procedure, tuple(procedure.stages)) for n, procedure in enumerate(rows))
    assert {n for n, _one in found} == {0, 1, 2}
