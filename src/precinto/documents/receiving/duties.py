# SPDX-License-Identifier: EUPL-1.2
"""1.1: the year's book is opened, and what was written on paper is confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from precinto.access.models import Role
from precinto.documents import duties
from precinto.documents.duties import Asker, Duty, Fact, Moment, Task
from precinto.documents.models import Document
from precinto.documents.receiving.models import Book
from precinto.procedures.model import REGISTRY

OFFICE = frozenset({Role.CLERK, Role.HEAD})
ENTRIES = "E"  # the series of what is received, which every office keeps
MOST = 60


def books_of_the_year(asker: Asker) -> QuerySet[Any, Any]:
    return duties.facts(
        Book.objects.filter(series=ENTRIES, year=asker.day.year), text=F("name"), more=F("stage"), n=F("pk")
    )


def open_the_book(facts: Sequence[Fact], moment: Moment) -> Iterator[Task]:
    """On the first working day of the year; in the year of its founding, once a new office has been set up."""
    if any(fact.more != "proposed" for fact in facts):
        return
    calendar, year = moment.actor.calendar, moment.actor.day.year
    first = calendar.closing_of(calendar.working_day_from(date(year, 1, 1)))
    due = max(first, moment.set_up())
    if facts:
        stage = str(REGISTRY["documents.book"].stages["proposed"])
        yield Task(due, facts[0].text, f"/caso/documents.book/{facts[0].n}/", words=stage)
    else:
        yield Task(due, str(year), "/acto/documents.book/open/")


def deferred(asker: Asker) -> QuerySet[Any, Any]:
    rows = duties.only(Document.objects.filter(stage="deferred"), MOST, "pk")
    written = Coalesce("occurred_at", "received_at")
    return duties.facts(
        rows, text=F("code"), n=F("pk"), at=written, more=F("scheme"), rank=F("rank"), comp=F("comp"), rel=F("rel")
    )


def confirm_deferred(facts: Sequence[Fact], moment: Moment) -> Iterator[Task]:
    for fact in facts:
        end = moment.after("deferred-entry", fact.at) if fact.at else None
        if end is not None and duties.sees(moment.actor, fact):
            yield Task(end, fact.text, f"/registro/{fact.n}/")


duties.register(
    Duty("book", _("Register book of the year not opened"), "1.1", OFFICE, ("setting-up",), books_of_the_year, open_the_book),
    Duty("deferred", _("Written from paper, to be confirmed"), "1.1", OFFICE, ("deferred-entry",), deferred, confirm_deferred),
)  # fmt: skip
