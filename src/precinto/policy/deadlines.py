# SPDX-License-Identifier: EUPL-1.2
"""The deadline profile: every number of the rules, with its source. The policy names none: all may be changed.

A term of days, working days, months or years begins on the day after the start and ends when the office closes on its
last day. Where that day is not a working day and the entry says `rolls`, it ends on the next working day. Terms of
minutes and hours run on the clock. `0` switches an optional term off.
"""

import tomllib
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final, Literal, cast, get_args

from precinto.policy.calendar import Calendar

Unit = Literal[
    "minutes",
    "hours",
    "days",
    "working_days",
    "months",
    "years",
    "end_of_day",
    "end_of_working_day",
    "times",
    "characters",
    "hour",
    "switch",
]
COUNTS: Final[frozenset[Unit]] = frozenset({"times", "characters", "hour"})
# What has no length: a number that is counted to, an hour of the day, and a rule that an office keeps (1) or switches off (0).
NO_TERM: Final[frozenset[Unit]] = COUNTS | {"switch"}


class ProfileError(ValueError):
    """A value the profile cannot take. `message_id` and `facts` say which and why."""

    def __init__(self, message_id: str, **facts: str | int) -> None:
        self.message_id = f"profile.{message_id}"
        self.facts = facts
        super().__init__(self.message_id, facts)


@dataclass(frozen=True)
class Deadline:
    """One number: `default` in `unit`, between `least` and `most`, for `clauses`, resting on `source`."""

    id: str
    default: int
    unit: Unit
    clauses: tuple[str, ...]
    source: Mapping[str, str]
    words: Mapping[str, str]
    note: Mapping[str, str]
    rolls: bool
    least: int
    most: int


@dataclass(frozen=True)
class Profile:
    """The deadlines of an installation: the shipped defaults and the values that the office has changed."""

    changed: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def __hash__(self) -> int:
        return hash(frozenset(self.changed.items()))

    @classmethod
    def default(cls) -> "Profile":
        return cls()

    def with_values(self, values: Mapping[str, int]) -> "Profile":
        """Raises `ProfileError` on an unknown id or a value outside the entry's bounds."""
        for id, value in values.items():
            if id not in DEADLINES:
                raise ProfileError("unknown", id=id)
            entry = DEADLINES[id]
            if isinstance(value, bool) or not isinstance(value, int):
                raise ProfileError("not-a-number", id=id)
            if not entry.least <= value <= entry.most:
                raise ProfileError("out-of-bounds", id=id, value=value, least=entry.least, most=entry.most)
        return Profile(MappingProxyType({**self.changed, **values}))

    def value(self, id: str) -> int:
        """Raises `KeyError` on an unknown id."""
        return self.changed.get(id, DEADLINES[id].default)

    def unit(self, id: str) -> Unit:
        return DEADLINES[id].unit

    def is_off(self, id: str) -> bool:
        """Whether a term or a rule is switched off. The end of a day has no length and is never off."""
        return self.value(id) == 0 and self.unit(id) not in ("end_of_day", "end_of_working_day", *COUNTS)

    def due(self, id: str, start: datetime, calendar: Calendar) -> datetime:
        """When the term that begins at `start` runs out, on the office's clock. `start` must have a zone.

        Raises `ProfileError` if the entry is a count or a switch and no term, or is switched off.
        """
        entry = DEADLINES[id]
        if entry.unit in NO_TERM or self.is_off(id):
            raise ProfileError("no-term", id=id)
        value = self.value(id)
        here = calendar.local(start)
        if entry.unit in ("minutes", "hours"):
            # Elapsed time, so that a change of the clock in between neither gives nor takes an hour.
            length = timedelta(minutes=value) if entry.unit == "minutes" else timedelta(hours=value)
            return calendar.local(here.astimezone(UTC) + length)
        if entry.unit == "end_of_day":
            return calendar.end_of_day(here)
        if entry.unit == "end_of_working_day":
            if value:  # so many working days later, where the office gives more than the day itself
                return calendar.closing_of(calendar.add_working_days(here.date(), value))
            return calendar.end_of_working_day(here)
        if entry.unit == "working_days":
            return calendar.closing_of(calendar.add_working_days(here.date(), value))
        if entry.unit == "days":
            last = here.date() + timedelta(days=value)
        else:
            last = _months_after(here.date(), value * (12 if entry.unit == "years" else 1))
        return calendar.closing_of(calendar.working_day_from(last) if entry.rolls else last)

    def before(self, id: str, day: date, calendar: Calendar) -> date:
        """On which day a warning begins: so long before `day`, counted back in the entry's own unit. With 0 it is `day`.

        Raises `ProfileError` if the entry is not a length of days, working days, months or years.
        """
        unit, value = self.unit(id), self.value(id)
        if unit == "working_days":
            return calendar.working_days_before(day, value)
        if unit == "days":
            return day - timedelta(days=value)
        if unit in ("months", "years"):
            return _months_after(day, -value * (12 if unit == "years" else 1))
        raise ProfileError("no-term", id=id)


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@cache
def _entries() -> Mapping[str, Deadline]:
    data = tomllib.loads((files("precinto.policy") / "deadlines.toml").read_text(encoding="utf-8"))
    entries = [_entry(table) for table in data["deadline"]]
    return MappingProxyType({entry.id: entry for entry in entries})


def _entry(table: Mapping[str, Any]) -> Deadline:
    unit = table["unit"]
    if unit not in get_args(Unit):
        raise ProfileError("bad-unit", id=str(table["id"]), unit=str(unit))
    note = {lang: str(table[f"note_{lang}"]) for lang in ("es", "en") if f"note_{lang}" in table}
    return Deadline(
        id=str(table["id"]),
        default=int(table["value"]),
        unit=cast(Unit, unit),
        clauses=tuple(table["clauses"]),
        source=MappingProxyType({lang: str(table[f"source_{lang}"]) for lang in ("es", "en")}),
        words=MappingProxyType({lang: str(table[lang]) for lang in ("es", "en")}),
        note=MappingProxyType(note),
        rolls=bool(table.get("rolls", False)),
        least=int(table.get("least", 0)),
        most=int(table.get("most", 3660)),
    )


DEADLINES: Final[Mapping[str, Deadline]] = _entries()
