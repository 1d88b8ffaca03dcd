# SPDX-License-Identifier: EUPL-1.2
"""1.3: which safes nobody looked at when a day was over, and which of these are still to be accounted for."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from precinto.custody.models import Place, PlaceKind
from precinto.documents.keeping.models import DoorCheck, DoorLine
from precinto.documents.keeping.queries import LIVE
from precinto.ledger.models import Entry
from precinto.policy.calendar import Calendar


def safes() -> QuerySet[Place]:
    return Place.objects.filter(stage=LIVE, kind=PlaceKind.SAFE)


def not_looked_at(day: date, calendar: Calendar) -> QuerySet[Place]:
    """1.3: the safes that nobody looked at when that day was over. A look before the office closes is none for the evening."""
    done = Entry.objects.filter(
        procedure="documents.doors", kind="act", case=OuterRef("door_check"), at__gte=calendar.closing_of(day)
    )
    looked = DoorLine.objects.filter(Exists(done), place=OuterRef("pk"), door_check__day=day)
    return safes().filter(~Exists(looked))


def not_accounted_for(day: date, calendar: Calendar) -> QuerySet[Place]:
    """Of a day that is over: the same, but for what was accounted for since."""
    accounted = DoorLine.objects.filter(place=OuterRef("pk"), door_check__day=day, shut=None)
    opened = Entry.objects.filter(
        procedure="office.place", step="open", kind="act", case=OuterRef("pk"), at__gte=calendar.closing_of(day)
    )
    return not_looked_at(day, calendar).filter(~Exists(accounted), ~Exists(opened))


def made_early(check: DoorCheck, calendar: Calendar) -> datetime | None:
    """When the office closes on the day of a check that was made before; None for one that counts for the evening."""
    closing = calendar.closing_of(check.day)
    looks = Entry.objects.filter(procedure="documents.doors", kind="act", case=check.pk).exclude(step="account")
    first = looks.order_by("pk").first()
    return closing if first is not None and first.at < closing and calendar.is_working(check.day) else None


def last_working_day(before: date, calendar: Calendar) -> date | None:
    """The last working day before a day; None if there is none within a month."""
    days = (before - timedelta(days=back) for back in range(1, 32))
    return next((day for day in days if calendar.is_working(day)), None)
