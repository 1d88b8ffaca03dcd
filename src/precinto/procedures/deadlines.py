# SPDX-License-Identifier: EUPL-1.2
"""The deadline profile and the calendar in force: the defaults with what the office has set over them."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone

from precinto.access.models import Account
from precinto.policy.calendar import Calendar
from precinto.policy.deadlines import Profile
from precinto.procedures.models import DeadlineValue, Holiday
from precinto.records import memo


def profile() -> Profile:
    return memo.once(
        "deadline-profile",
        ["procedures.deadlinevalue"],
        lambda: Profile.default().with_values(dict(DeadlineValue.objects.values_list("name", "value"))),
    )


def calendar(of: Profile | None = None) -> Calendar:
    """`of`: the profile, where it has been read."""
    days = memo.once(
        "holidays",
        ["procedures.holiday"],
        lambda: frozenset(Holiday.objects.filter(stage="kept").values_list("day", flat=True)),
    )
    closing = time((of or profile()).value("closing-hour"))
    return Calendar(holidays=days, closing=closing, tz=timezone.get_default_timezone())


def password_due(account: Account, at: datetime, profile: Profile, calendar: Calendar) -> bool:
    """Whether the password must be changed before anything else: it is a first one, or older than the profile allows."""
    if account.must_change:
        return True
    if profile.is_off("password-max-age"):
        return False
    return profile.due("password-max-age", account.password_set_at, calendar) < at


def local_day(at: datetime) -> date:
    return timezone.localdate(at, timezone.get_default_timezone())
