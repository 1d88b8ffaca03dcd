# SPDX-License-Identifier: EUPL-1.2
"""A list of the register ends where there is nothing more, however many on the way are not for this person."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from precinto.access.decide import Subject
from precinto.access.principals import REGISTRY
from precinto.documents import queries
from precinto.documents.models import Document
from precinto.labels.label import Label
from precinto.records.clock import today
from tests.world import World

pytestmark = pytest.mark.database

# The derived table knows no schemes: it lets through what is as high as the highest clearance in any of them.
CLEARED_HIGHER_ELSEWHERE = (Label("es", 20), Label("otan", 40))
LEVELS = "CCSSSSCSCC"


@pytest.fixture
def reader(world: World) -> Subject:
    for level in LEVELS:
        world.document(level=level, copies=1)
    return Subject(1, today(), CLEARED_HIGHER_ELSEWHERE, principals=frozenset({REGISTRY}))


@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_what_is_not_for_them_ends_no_list(reader: Subject, size: int) -> None:
    shown: list[int] = []
    before: int | None = None
    while True:
        page = queries.page(reader, before=before, size=size)
        shown += [document.pk for document in page.rows]
        if page.older is None:
            break
        assert before is None or page.older < before
        before = page.older
    assert shown == list(Document.objects.filter(level="C").order_by("-pk").values_list("pk", flat=True))


def test_what_is_chosen_is_looked_for_in_all_of_them(reader: Subject) -> None:
    first = Document.objects.earliest("pk")
    page = queries.page(reader, size=1, wanted=lambda document: document.pk == first.pk)
    assert ([one.pk for one in page.rows], page.older) == ([first.pk], None)


def test_a_page_asks_as_many_questions_for_few_as_for_many(reader: Subject) -> None:
    def asked(size: int) -> int:
        with CaptureQueriesContext(connection) as statements:
            queries.with_copies(queries.page(reader, size=size).rows)
        return len(statements)

    assert asked(2) <= 7
    assert asked(50) <= 4
