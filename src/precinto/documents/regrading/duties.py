# SPDX-License-Identifier: EUPL-1.2
"""Terms of classification end on 31 December, and events on which one depends are looked at: nobody opens a case for either."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import F, Min, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from precinto.access.models import Role
from precinto.documents import duties
from precinto.documents.duties import Asker, Duty, Fact, Moment, Task
from precinto.documents.models import Document
from precinto.documents.regrading import queries

ADDRESS = "/plazos/"


def _by_label(rows: QuerySet[Document], **columns: Any) -> QuerySet[Any, Any]:
    """One fact for each label: whoever may not see a level is not told that something of it is there."""
    labels = {"more": F("scheme"), "rank": F("rank"), "comp": F("comp"), "rel": F("rel")}
    return duties.facts(rows, **labels, **columns)


def end_of_terms(asker: Asker) -> QuerySet[Any, Any]:
    return _by_label(queries.run_out(date(asker.day.year, 12, 31)), day=Min("declassify_on"))


def declassify(facts: Sequence[Fact], moment: Moment) -> Iterator[Task]:
    """Those of a year end on its 31 December: what is left from earlier years is late."""
    actor = moment.actor
    years = [fact.day.year for fact in facts if fact.day is not None and duties.sees(actor, fact)]
    if years:
        last = date(min(years), 12, 31)
        ahead = actor.profile.value("term-warning")
        month = last.year * 12 + 12 - ahead  # the first of December, where one month is the warning
        begins = date(month // 12, month % 12 + 1, 1) if ahead else last
        yield Task(actor.calendar.closing_of(last), f"{last.year}", ADDRESS, begins=duties.starts(begins))


def awaited(asker: Asker) -> QuerySet[Any, Any]:
    return _by_label(queries.awaiting_event(), at=Min(Coalesce("event_reviewed_at", "received_at")))


def look_at_events(facts: Sequence[Fact], moment: Moment) -> Iterator[Task]:
    seen = [fact.at for fact in facts if fact.at is not None and duties.sees(moment.actor, fact)]
    end = moment.after("event-review", min(seen)) if seen else None
    if end is not None:
        yield Task(end, f"{moment.actor.calendar.local(end).year}", f"{ADDRESS}#events")


duties.register(
    Duty("terms", _("Documents whose term of classification ends"), "1.5", frozenset({Role.HEAD}), ("term-warning",), end_of_terms,
         declassify),
    Duty("events", _("Declassification that depends on an event, to be looked at"), "1.5", frozenset({Role.CLERK, Role.HEAD}),
         ("event-review",), awaited, look_at_events),
)  # fmt: skip
