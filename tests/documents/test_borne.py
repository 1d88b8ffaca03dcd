# SPDX-License-Identifier: EUPL-1.2
"""1.1: what came as the seventh of twenty stays the seventh of twenty."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precinto.documents import borne
from precinto.records.errors import BadFacts
from tests.web.conftest import Pages
from tests.world import World


@pytest.mark.parametrize(
    ("text", "numbers", "of", "short"),
    [
        ("7/20", [7], 20, "7/20"),
        (" 7 / 20 ", [7], 20, "7/20"),
        ("7-9/20", [7, 8, 9], 20, "7-9/20"),
        ("7–9/20", [7, 8, 9], 20, "7-9/20"),
        ("3, 7, 8/20", [3, 7, 8], 20, "3, 7-8/20"),
        ("20/20", [20], 20, "20/20"),
    ],
)
def test_it_is_read_as_offices_write_it(text: str, numbers: list[int], of: int, short: str) -> None:
    assert borne.read(text) == (numbers, of)
    assert borne.written(numbers, of) == short


@pytest.mark.parametrize(
    "text",
    ["7", "siete/20", "0/20", "21/20", "7-/20", "9-7/20", "7,7/20", "7/", "/20", "1-999999/20", "7//20", "١/20x"],
)
def test_what_is_no_number_of_a_copy_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"/|7"):
        borne.read(text)


@given(st.sets(st.integers(1, 400), min_size=1, max_size=30), st.integers(400, 999))
def test_writing_it_and_reading_it_give_it_back(numbers: set[int], of: int) -> None:
    assert borne.read(borne.written(sorted(numbers), of)) == (sorted(numbers), of)


@pytest.mark.database
def test_each_copy_keeps_the_number_that_it_came_with(world: World) -> None:
    document = world.document(copies=2, borne="7, 8 /20")
    assert document.borne == "7-8/20"
    assert [borne.of_copy(document.borne, n) for n in (1, 2, 3)] == ["7/20", "8/20", ""]
    page = Pages("carmen").get(f"/registro/{document.pk}/").content.decode()
    assert "7-8/20" in page
    assert "(7/20)" in page
    assert "(8/20)" in page


@pytest.mark.database
@pytest.mark.parametrize("text", ["7/20", "7-9/20", "21/20"])
def test_as_many_numbers_as_copies(world: World, text: str) -> None:
    with pytest.raises(BadFacts) as caught:
        world.document(copies=2, borne=text)
    assert "borne" in caught.value.errors


@pytest.mark.database
def test_it_is_corrected_and_what_a_correction_does_not_name_stays(world: World) -> None:
    document = world.document(
        copies=2,
        borne="7-8/20",
        originator="Estado Mayor",
        annexes="un plano",
        brought_by="cabo Ruiz",
        classified_title="Aljibe 4",
    )
    world.do("carmen", "documents.register.correct", document.pk, title="Inventario", borne="8-9/20", reason="errata")
    document.refresh_from_db()
    assert (document.borne, document.originator, document.annexes, document.brought_by) == (
        "8-9/20", "Estado Mayor", "un plano", "cabo Ruiz",
    )  # fmt: skip
    world.do(
        "carmen",
        "documents.register.correct",
        document.pk,
        title="Inventario",
        annexes="dos planos",
        originator="",
        reason="errata",
    )
    document.refresh_from_db()
    assert (document.originator, document.annexes, document.classified_title) == ("", "dos planos", "Aljibe 4")
