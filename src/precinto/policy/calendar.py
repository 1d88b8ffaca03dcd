# SPDX-License-Identifier: EUPL-1.2
"""Working days of an office. A confidential machine has no network, so its calendar is data that the office keeps."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

SATURDAY, SUNDAY = 5, 6
MADRID: Final = ZoneInfo("Europe/Madrid")
_LAST_MINUTE: Final = time(23, 59, 59)
_LONGEST_CLOSURE: Final = 366


class CalendarError(ValueError):
    """The calendar leaves no working day: its holidays or weekend must be mended."""


@dataclass(frozen=True)
class Calendar:
    """Holidays, the weekend (Monday is 0), the office's time zone and the hour at which it closes."""

    holidays: frozenset[date] = frozenset()
    weekend: frozenset[int] = frozenset({SATURDAY, SUNDAY})
    tz: ZoneInfo = MADRID
    closing: time = time(18, 0)

    @classmethod
    def spain(cls, years: Iterable[int], *, local: Iterable[date] = ()) -> "Calendar":
        """The national holidays of `years` and the region's and town's own days, which only the office knows."""
        return cls(frozenset(local).union(*(national_holidays(year) for year in years)))

    def is_working(self, day: date) -> bool:
        return day.weekday() not in self.weekend and day not in self.holidays

    def working_day_from(self, day: date) -> date:
        """`day` itself, or the first working day after it. Raises `CalendarError` if none comes within a year."""
        for ahead in range(_LONGEST_CLOSURE + 1):
            candidate = day + timedelta(days=ahead)
            if self.is_working(candidate):
                return candidate
        raise CalendarError("no working day")

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`. With 0, `day` or the first working day after it."""
        if count < 0:
            raise ValueError("working days are counted forward")
        found = self.working_day_from(day) if count == 0 else day
        for _ in range(count):
            found = self.working_day_from(found + timedelta(days=1))
        return found

    def working_days_before(self, day: date, count: int) -> date:
        """The `count`-th working day before `day`. With 0, `day` itself. Raises `CalendarError` if none comes within a year."""
        for _ in range(count):
            earlier = (day - timedelta(days=back) for back in range(1, _LONGEST_CLOSURE + 1))
            found = next((candidate for candidate in earlier if self.is_working(candidate)), None)
            if found is None:
                raise CalendarError("no working day")
            day = found
        return day

    def closing_of(self, day: date) -> datetime:
        return datetime.combine(day, self.closing, self.tz)

    def end_of_day(self, at: datetime, tz: ZoneInfo | None = None) -> datetime:
        """When the day of `at` ends: at closing time or, if that has passed, just before midnight."""
        zone = tz or self.tz
        here = self.local(at, zone)
        closing = datetime.combine(here.date(), self.closing, zone)
        return closing if here <= closing else datetime.combine(here.date(), _LAST_MINUTE, zone)

    def end_of_working_day(self, at: datetime) -> datetime:
        """The first closing time of a working day that is not before `at`."""
        here = self.local(at)
        day = self.working_day_from(here.date())
        closing = self.closing_of(day)
        return closing if here <= closing else self.closing_of(self.working_day_from(day + timedelta(days=1)))

    def local(self, at: datetime, tz: ZoneInfo | None = None) -> datetime:
        """`at` on the office's clock. Raises `ValueError` on a time without a zone."""
        if at.utcoffset() is None:
            raise ValueError("a time needs a zone")
        return at.astimezone(tz or self.tz)


@cache
def national_holidays(year: int) -> frozenset[date]:
    """Spain's national holidays. The days that regions move, replace or add are the office's to enter."""
    return frozenset(_day(entry, year) for entry in _national())


def national_names(year: int, lang: str) -> Mapping[date, str]:
    return MappingProxyType({_day(entry, year): str(entry[lang]) for entry in _national()})


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    leap_centuries, century_rest = divmod(century, 4)
    lunar = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - lunar + 15) % 30
    leap_years, year_rest = divmod(of_century, 4)
    weekday = (32 + 2 * century_rest + 2 * leap_years - epact - year_rest) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _day(entry: Mapping[str, Any], year: int) -> date:
    if "easter" in entry:
        return easter(year) + timedelta(days=int(entry["easter"]))
    return date(year, int(entry["month"]), int(entry["day"]))


@cache
def _national() -> tuple[Mapping[str, Any], ...]:
    data = tomllib.loads((files("precinto.policy") / "holidays_es.toml").read_text(encoding="utf-8"))
    return tuple(data["holiday"])
