# SPDX-License-Identifier: EUPL-1.2
"""The work list: every open case of every procedure, soonest due first, in one question."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from precinto.access.models import Role
from precinto.procedures.model import REGISTRY
from precinto.procedures.worklist import Part, awaited_step, open_cases, tagged
from precinto.records.clock import now
from tests.web.conftest import Pages
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


def arrived(world: World, **facts: Any) -> int:
    given: dict[str, Any] = {
        "sender": "Estado Mayor", "channel": "hand", "level": "C", "outer_intact": "yes", "brought_by": "cabo Ruiz", "place": world.safe,
    }  # fmt: skip
    return int(world.do("carmen", "documents.arrive.arrive", **given | facts).case.pk)


def test_an_envelope_waits_for_the_leader_only_if_something_is_wrong_with_it(world: World) -> None:
    """1.1: whoever took it in writes what was wrong; somebody above them concludes, and is told so."""
    arrived(world)
    assert names(roles=[Role.LEADER]) == []
    assert ("documents.arrive", "received") in names(roles=[Role.CLERK])
    broken = arrived(world, outer_intact="no", account="solapa despegada")
    for held in ([Role.LEADER], [Role.HEAD]):
        assert [one.key for one in open_cases(roles=held) if one.procedure.name == "documents.arrive"] == [broken]
    found = next(one for one in open_cases(roles=[Role.LEADER]) if one.key == broken)
    step = awaited_step(found, [Role.LEADER])
    assert step is not None
    assert step.name == "conclude"
    assert awaited_step(found, [Role.CLERK]) is None
    page = Pages("luis").get("/").content.decode()
    assert "Concluir sobre lo irregular" in page
    world.do("luis", "documents.arrive.conclude", broken, conclusion="venía así de origen")
    assert names(roles=[Role.LEADER]) == []


def test_a_copy_waits_for_the_leader_when_more_came_out_than_was_authorised(world: World) -> None:
    """1.5: more printed pages than authorised."""
    paper = world.document()
    case = world.do(
        "rosa", "documents.copy.request", sources=world.copy(paper), kind="copy", copies=2, pages=12, recipients=["rosa"], kept=1,
        machine="Copiadora 2", reason="reunión",
    ).case.pk  # fmt: skip
    world.do("luis", "documents.copy.approve", case)
    world.do("carmen", "documents.copy.make", case, good=2, folios=12, printed=24, place=world.safe)
    assert names(roles=[Role.LEADER]) == []
    world.do("carmen", "documents.copy.exceed", case, sheets=3, place=world.safe, account="siguió sola")
    assert names(roles=[Role.LEADER]) == [("documents.copy", "making")]


def test_what_only_stops_a_case_waits_for_nobody(world: World) -> None:
    """The head may send back any envelope that lies closed: that is no task of theirs."""
    arrived(world)
    assert [name for name in names(roles=[Role.HEAD]) if name[0] == "documents.arrive"] == []
