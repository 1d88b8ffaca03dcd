# SPDX-License-Identifier: EUPL-1.2
"""A question put into words once gives what the query set gives, in any thread, and again after the rows have changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import BigIntegerField, CharField, DateTimeField, F, Q, Value
from django.test.utils import CaptureQueriesContext

from precinto.access.models import Clearance, Role
from precinto.documents import duties
from precinto.ledger.models import Entry
from precinto.procedures import worklist
from precinto.procedures.model import REGISTRY, Actor
from precinto.records.clock import now
from precinto.records.nothing import Nothing
from precinto.records.question import Question
from tests.world import World

pytestmark = pytest.mark.database


def entries(since: datetime) -> Any:
    rows = Entry.objects.filter(at__gte=since).values("pk", "at").annotate(
        w_what=F("procedure"), w_tag=Value(7, output_field=BigIntegerField()), w_day=Nothing(DateTimeField())
    )  # fmt: skip
    names = Clearance.objects.values("pk").annotate(
        at=Nothing(DateTimeField()), w_what=Value("x", output_field=CharField()), w_tag=F("rank"), w_day=Nothing(DateTimeField())
    )  # fmt: skip
    return rows.union(names, all=True).order_by("w_what", "pk")


def test_it_gives_what_the_query_set_gives(world: World) -> None:
    rows = entries(datetime(2020, 1, 1, tzinfo=UTC))
    said = list(Question.of(rows).rows())
    assert said == list(rows)
    assert any(row["at"] is not None and row["at"].tzinfo is not None for row in said)


def test_days_come_back_as_days(world: World) -> None:
    world.clear("rosa", level="R")
    rows = Clearance.objects.values("pk", "since")
    found = list(Question.of(rows).rows())
    assert found == list(rows)
    assert type(found[0]["since"]) is date


def test_what_can_hold_no_row_is_not_asked(world: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert list(Question.of(Clearance.objects.filter(pk__in=[]).values("pk")).rows()) == []


def test_one_question_is_one_statement_and_reads_what_is_there_now(
    world: World, django_assert_num_queries: Any
) -> None:
    question = Question.of(Entry.objects.filter(step="open", procedure="personnel.unit").values("pk"))
    with django_assert_num_queries(1):
        before = len(list(question.rows()))
    world.do("jaime", "personnel.unit.open", code="NUE", name="Nueva")
    assert len(list(question.rows())) == before + 1


def test_the_same_lists_are_put_into_words_once_and_persons_are_not_mixed(world: World) -> None:
    procedures = [REGISTRY["documents.lend"], REGISTRY["documents.extend"]]

    def asked(person: int) -> list[str]:
        parts = [
            *worklist.parts_for(0, procedures, [Role.LEADER], size=10),
            worklist.Part(1, REGISTRY["documents.receipt"], ("unsigned",), Q(person=person), 10),
        ]
        with CaptureQueriesContext(connection) as seen:
            worklist.tagged(parts)
        return [query["sql"] for query in seen]

    worklist._each_cut.cache_clear()
    one, again, other = asked(1), asked(1), asked(2)
    assert one == again != other
    assert worklist._each_cut.cache_info().misses == 2


def test_what_a_duty_asks_follows_the_person_the_day_and_the_switches_of_the_office(world: World) -> None:
    asker = duties.Asker.of(Actor(world.officer("carmen"), now()))
    off = replace(asker, profile=asker.profile.with_values({"password-max-age": 0}))
    others = [off, replace(asker, day=asker.day + timedelta(days=1)), replace(asker, key=asker.key + 1)]
    assert len({one: duties._question(one) for one in (asker, replace(asker), *others)}) == 4
    asked = [duty.name for duty in duties._asked(off)]
    _question, silent = duties._question(off)
    assert silent[asked.index("own-password")]
    _question, silent = duties._question(asker)
    assert not silent[asked.index("own-password")]
