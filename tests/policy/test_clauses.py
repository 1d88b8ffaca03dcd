# SPDX-License-Identifier: EUPL-1.2
"""The 26 clauses, whole and in both languages."""

import pytest

from precinto.policy import CHAPTERS, CLAUSES, clause


def test_there_are_26_clauses_in_four_chapters() -> None:
    expected = [f"{chapter}.{n}" for chapter, last in ((1, 6), (2, 7), (3, 5), (4, 8)) for n in range(1, last + 1)]
    assert list(CLAUSES) == expected
    assert list(CHAPTERS) == [1, 2, 3, 4]
    assert {found.chapter for found in CLAUSES.values()} == set(CHAPTERS)


@pytest.mark.parametrize("id", CLAUSES)
def test_a_clause_is_whole(id: str) -> None:
    found = clause(id)
    for words in (found.title, found.demand):
        assert set(words) == {"es", "en"}
        assert all(words.values())
    assert found.demand["es"].endswith(".")
    assert found.demand["en"].count(".") == 1
    assert len(found.text_es) > 40
    assert set(found.reading) in (set(), {"es", "en"})
    assert found.crosswalk


def test_the_policy_text_is_kept_with_its_faults() -> None:
    assert "serán llevados nuevamente a las reuniones" in clause("1.1").text_es
    assert "destruirlo sin autorización." in clause("1.6").text_es
    assert "prohibido" in clause("1.6").reading["es"]
    assert "autoautorización" in clause("3.5").text_es


def test_an_unknown_clause_is_an_error() -> None:
    with pytest.raises(KeyError):
        clause("5.1")
