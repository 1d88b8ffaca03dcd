# SPDX-License-Identifier: EUPL-1.2
"""Working days with a local calendar."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precinto.policy.calendar import MADRID, Calendar, CalendarError, easter, national_holidays, national_names

SPAIN = Calendar.spain(range(2025, 2030), local=[date(2026, 11, 9)])


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        (1818, (3, 22)),
        (1943, (4, 25)),
        (2000, (4, 23)),
        (2008, (3, 23)),
        (2024, (3, 31)),
        (2026, (4, 5)),
        (2038, (4, 25)),
    ],
)
def test_easter(year: int, sunday: tuple[int, int]) -> None:
    assert easter(year) == date(year, *sunday)


def test_national_holidays() -> None:
    assert len(national_holidays(2026)) == 10
    assert national_names(2026, "es")[date(2026, 4, 3)] == "Viernes Santo"
    assert not SPAIN.is_working(date(2026, 10, 12))
    assert not SPAIN.is_working(date(2026, 11, 9))
    assert not SPAIN.is_working(date(2026, 11, 7))
    assert SPAIN.is_working(date(2026, 11, 10))


def test_counting_over_holy_week() -> None:
    wednesday = date(2026, 4, 1)
    assert SPAIN.add_working_days(wednesday, 1) == date(2026, 4, 2)
    assert SPAIN.add_working_days(wednesday, 2) == date(2026, 4, 6)
    assert SPAIN.add_working_days(date(2026, 4, 3), 0) == date(2026, 4, 6)


@given(st.dates(date(2025, 1, 1), date(2029, 1, 1)), st.integers(1, 40))
def test_working_days_are_counted_one_by_one(day: date, count: int) -> None:
    last = SPAIN.add_working_days(day, count)
    between = [date.fromordinal(at) for at in range(day.toordinal() + 1, last.toordinal() + 1)]
    assert SPAIN.is_working(last)
    assert sum(SPAIN.is_working(each) for each in between) == count


def test_the_end_of_a_day_is_closing_time_or_midnight() -> None:
    at_noon, at_night = datetime(2026, 6, 1, 12, tzinfo=MADRID), datetime(2026, 6, 1, 22, tzinfo=MADRID)
    assert SPAIN.end_of_day(at_noon) == datetime(2026, 6, 1, 18, tzinfo=MADRID)
    assert SPAIN.end_of_day(at_night).time() == time(23, 59, 59)
    # 23:30 in London is already the next day in Madrid.
    assert SPAIN.end_of_day(datetime(2026, 6, 1, 22, 30, tzinfo=UTC)).date() == date(2026, 6, 2)
    assert SPAIN.end_of_day(at_noon, ZoneInfo("Atlantic/Canary")).hour == 18


def test_the_end_of_a_working_day_waits_for_one() -> None:
    assert SPAIN.end_of_working_day(datetime(2026, 6, 5, 19, tzinfo=MADRID)) == datetime(2026, 6, 8, 18, tzinfo=MADRID)


def test_a_time_without_zone_and_a_calendar_without_days_are_errors() -> None:
    with pytest.raises(ValueError):
        SPAIN.end_of_day(datetime(2026, 6, 1, 12))  # noqa: DTZ001  naive on purpose
    with pytest.raises(CalendarError):
        Calendar(weekend=frozenset(range(7))).working_day_from(date(2026, 1, 1))
    with pytest.raises(ValueError):
        SPAIN.add_working_days(date(2026, 1, 1), -1)
