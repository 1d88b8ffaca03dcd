# SPDX-License-Identifier: EUPL-1.2
"""The deadline profile: its numbers, when a term runs out, and what an office may change."""

import ast
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import precinto
from precinto.policy import CLAUSES
from precinto.policy.calendar import MADRID, Calendar
from precinto.policy.deadlines import DEADLINES, NO_TERM, Profile, ProfileError

SOURCE = Path(precinto.__file__).parent
SPAIN = Calendar.spain(range(2025, 2041))
PROFILE = Profile.default()
WEDNESDAY = datetime(2026, 4, 1, 10, tzinfo=MADRID)  # of Holy Week


@pytest.mark.parametrize(
    ("id", "value", "unit"),
    [
        ("loan", 7, "days"),
        ("loan-renewals", 1, "times"),
        ("approval-loan", 3, "days"),
        ("reading", 0, "end_of_day"),
        ("scope-extension", 2, "working_days"),
        ("registration", 0, "end_of_working_day"),
        ("receipt-suspense", 10, "working_days"),
        ("settlement", 0, "end_of_day"),
        ("password-max-age", 90, "days"),
        ("password-min-length", 15, "characters"),
        ("idle-lock", 15, "minutes"),
        ("fresh-password", 5, "minutes"),
        ("missing-top", 10, "days"),
        ("missing", 60, "days"),
        ("leak-report", 24, "hours"),
        ("leak-result", 3, "months"),
        ("combination-age", 1, "years"),
        ("loan-warning", 1, "working_days"),
    ],
)
def test_the_default_numbers(id: str, value: int, unit: str) -> None:
    assert (PROFILE.value(id), PROFILE.unit(id)) == (value, unit)


@pytest.mark.parametrize("id", DEADLINES)
def test_an_entry_is_whole(id: str) -> None:
    entry = DEADLINES[id]
    assert set(entry.clauses) <= set(CLAUSES)
    assert entry.clauses
    assert set(entry.source) == {"es", "en"}
    assert set(entry.words) == {"es", "en"}
    assert entry.least <= entry.default <= entry.most


def test_both_doctrines_of_changing_passwords_are_told() -> None:
    assert all("800-63B" in DEADLINES["password-max-age"].note[lang] for lang in ("es", "en"))


@pytest.mark.parametrize(
    ("id", "due"),
    [
        ("idle-lock", datetime(2026, 4, 1, 10, 15, tzinfo=MADRID)),
        ("leak-report", datetime(2026, 4, 2, 10, tzinfo=MADRID)),
        ("reading", datetime(2026, 4, 1, 18, tzinfo=MADRID)),
        ("registration", datetime(2026, 4, 1, 18, tzinfo=MADRID)),
        ("loan", datetime(2026, 4, 8, 18, tzinfo=MADRID)),
        ("approval-loan", datetime(2026, 4, 4, 18, tzinfo=MADRID)),  # a Saturday: an approval does not roll
        ("scope-extension", datetime(2026, 4, 6, 18, tzinfo=MADRID)),
        ("leak-result", datetime(2026, 7, 1, 18, tzinfo=MADRID)),
        ("combination-age", datetime(2027, 4, 1, 18, tzinfo=MADRID)),
    ],
)
def test_when_a_term_runs_out(id: str, due: datetime) -> None:
    assert PROFILE.due(id, WEDNESDAY, SPAIN) == due
    assert PROFILE.due(id, WEDNESDAY.astimezone(UTC), SPAIN) == due


def test_a_loan_that_would_end_on_a_holiday_ends_on_the_next_working_day() -> None:
    assert PROFILE.due("loan", datetime(2026, 3, 27, 10, tzinfo=MADRID), SPAIN).date().isoformat() == "2026-04-06"


def test_months_end_on_the_last_day_there_is() -> None:
    profile = PROFILE.with_values({"leak-result": 1})
    due = profile.due("leak-result", datetime(2027, 1, 31, 10, tzinfo=MADRID), SPAIN)
    assert due.date().isoformat() == "2027-02-28"


def test_a_change_of_the_clock_neither_gives_nor_takes_an_hour() -> None:
    start = datetime(2026, 3, 28, 12, tzinfo=MADRID)  # the clock is put forward in the night
    due = PROFILE.due("leak-report", start, SPAIN)
    assert (due.astimezone(UTC) - start.astimezone(UTC)).total_seconds() == 24 * 3600
    assert due.hour == 13


@given(st.datetimes(datetime(2025, 1, 1), datetime(2029, 1, 1)), st.sampled_from(sorted(DEADLINES)))  # noqa: DTZ001
def test_no_term_ends_before_it_begins(start: datetime, id: str) -> None:
    if DEADLINES[id].unit not in NO_TERM:
        begin = start.replace(microsecond=0, tzinfo=UTC)
        assert PROFILE.due(id, begin, SPAIN) >= begin


def test_an_office_changes_a_number() -> None:
    changed = PROFILE.with_values({"loan": 3}).with_values({"password-max-age": 0})
    assert (changed.value("loan"), PROFILE.value("loan")) == (3, 7)
    assert changed.is_off("password-max-age")
    assert not changed.is_off("reading")
    with pytest.raises(ProfileError) as caught:
        changed.due("password-max-age", WEDNESDAY, SPAIN)
    assert caught.value.message_id == "profile.no-term"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"lone": 3}, "profile.unknown"),
        ({"loan": 0}, "profile.out-of-bounds"),
        ({"loan": -1}, "profile.out-of-bounds"),
        ({"password-min-length": 4}, "profile.out-of-bounds"),
        ({"loan": True}, "profile.not-a-number"),
    ],
)
def test_a_wrong_value_is_refused(values: dict[str, int], message: str) -> None:
    with pytest.raises(ProfileError) as caught:
        PROFILE.with_values(values)
    assert caught.value.message_id == message


def test_a_count_is_no_term() -> None:
    with pytest.raises(ProfileError):
        PROFILE.due("loan-renewals", WEDNESDAY, SPAIN)


def test_a_rule_is_switched_off_and_has_no_term() -> None:
    assert not PROFILE.is_off("overdue-blocks")
    assert PROFILE.with_values({"overdue-blocks": 0}).is_off("overdue-blocks")
    with pytest.raises(ProfileError):
        PROFILE.due("overdue-blocks", WEDNESDAY, SPAIN)


@pytest.mark.parametrize("id", [id for id, entry in DEADLINES.items() if entry.unit not in NO_TERM and entry.most != 0])
def test_a_number_that_can_be_set_moves_the_term(id: str) -> None:
    """A number that nobody reads would be an act that changes nothing."""
    least = max(1, DEADLINES[id].least)
    more = min(least + 20, DEADLINES[id].most)
    ends = [PROFILE.with_values({id: value}).due(id, WEDNESDAY, SPAIN) for value in (least, more)]
    assert ends[0] < ends[1]


@pytest.mark.parametrize(
    ("value", "day"),
    [(0, "2026-04-06"), (1, "2026-04-02"), (2, "2026-04-01"), (3, "2026-03-31")],  # 3 April is Good Friday
)
def test_a_warning_of_working_days_is_counted_back_over_them(value: int, day: str) -> None:
    profile = PROFILE.with_values({"loan-warning": value})
    assert profile.before("loan-warning", date(2026, 4, 6), SPAIN).isoformat() == day


@pytest.mark.parametrize(
    ("id", "value", "day"),
    [
        ("password-warning", 3, "2026-03-28"),
        ("term-warning", 1, "2026-02-28"),
        ("term-warning", 13, "2025-02-28"),
        ("norms-review", 1, "2025-03-31"),
    ],
)
def test_a_warning_is_counted_back_in_its_own_unit(id: str, value: int, day: str) -> None:
    assert PROFILE.with_values({id: value}).before(id, date(2026, 3, 31), SPAIN).isoformat() == day


def test_what_has_no_length_in_days_begins_on_no_day() -> None:
    for id in ("loan-renewals", "idle-lock", "reading"):
        with pytest.raises(ProfileError):
            PROFILE.before(id, date(2026, 3, 31), SPAIN)


# What the code counts by itself, without `Profile.due` or `Profile.before`, and in what it counts it.
COUNTED_BY_HAND = {
    "clearance-last-warning": "days",
    "closing-hour": "hour",
    "fresh-password": "minutes",
    "idle-lock": "minutes",
    "loan": "days",
    "loan-renewals": "times",
    "password-history": "times",
    "password-max-age": "days",
    "password-min-length": "characters",
    "password-warning": "days",
    "relief-absence": "days",
    "safe-retention": "years",
    "term-warning": "months",
    "undo": "minutes",
}


def test_what_is_counted_by_hand_is_counted_in_the_unit_that_the_settings_show() -> None:
    texts = [text for file in SOURCE.rglob("*.py") if ".value(" in (text := file.read_text("utf-8"))]
    found = {id for text in texts for id in read_by_hand(ast.parse(text))}
    assert found == set(COUNTED_BY_HAND)
    assert {id: DEADLINES[id].unit for id in found} == COUNTED_BY_HAND


def read_by_hand(tree: ast.Module) -> set[str]:
    """The ids whose bare number is asked for: `profile.value("loan")`, or by the name of a constant of the module."""
    constants = {
        node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }
    found = set()
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "value"
            and node.args
        ):
            asked = node.args[0]
            id = asked.value if isinstance(asked, ast.Constant) else constants.get(getattr(asked, "id", ""))
            if id in DEADLINES:
                found.add(str(id))
    return found


def test_the_end_of_the_working_day_is_of_the_same_day_or_of_so_many_later() -> None:
    ends = [PROFILE.with_values({"recall": value}).due("recall", WEDNESDAY, SPAIN).date() for value in (0, 1)]
    assert [day.isoformat() for day in ends] == ["2026-04-01", SPAIN.add_working_days(WEDNESDAY.date(), 1).isoformat()]
