# SPDX-License-Identifier: EUPL-1.2
"""The regime of minimum staff: its facts, what must hold, what its steps change. What it excuses is `procedures.excuses`'.

Nobody declares and approves it, nobody reviews it and confirms the review, and no regime excuses from that.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from precinto.procedures.facts import DayField, FactForm, Facts, TextField
from precinto.procedures.model import Actor, Reason
from precinto.procedures.models import IN_FORCE, MinimumStaff
from precinto.records import journal

TERM = "minimum-staff-review"


class Declare(FactForm):
    since = DayField(label=_("From"))
    until = DayField(label=_("Until"))
    reason = TextField(label=_("Why the office has too few people"), lines=3, max_length=500)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("It ends before it begins."))
        return data


class Review(FactForm):
    review = TextField(label=_("What was looked at, and whether it is still needed"), lines=3, max_length=500)
    until = DayField(label=_("New last day (empty: as it is)"), required=False)

    sealed: ClassVar[frozenset[str]] = frozenset({"review"})


def open_regime(actor: Actor, facts: Facts) -> MinimumStaff:
    return MinimumStaff(since=facts.since, until=facts.until, reason=facts.reason)


def one_regime(case: MinimumStaff, actor: Actor, facts: Facts) -> Reason | None:
    known = MinimumStaff.objects.filter(stage__in=("declared", *IN_FORCE)).first()
    return Reason("minimum-staff-known", {"case": known.pk}) if known is not None else None


def not_backwards(case: MinimumStaff, actor: Actor, facts: Facts) -> str | None:
    """An exception is allowed before it is taken, never afterwards."""
    return "minimum-staff-backwards" if case.since < actor.day else None


def not_over(case: MinimumStaff, actor: Actor, facts: Facts) -> str | None:
    return "minimum-staff-lapsed" if case.until < actor.day else None


def in_time(case: MinimumStaff, actor: Actor, facts: Facts) -> str | None:
    """A regime is reviewed while it holds; one that has lapsed is declared anew."""
    over = case.until < actor.day or (case.due is not None and case.due < actor.at)
    return "minimum-staff-lapsed" if over else None


def extends_forward(case: MinimumStaff, actor: Actor, facts: Facts) -> str | None:
    return "minimum-staff-backwards" if facts.until is not None and facts.until < actor.day else None


def begin_term(case: MinimumStaff, actor: Actor, facts: Facts) -> None:
    """Until the next review, or the last day where that is sooner: the agenda tells of it."""
    ends = actor.calendar.closing_of(case.until)
    due = ends if actor.profile.is_off(TERM) else min(actor.due(TERM), ends)
    journal.change(case, due=due)


def note_review(case: MinimumStaff, actor: Actor, facts: Facts) -> None:
    journal.change(case, review=facts.review, extended=facts.until)


def renew(case: MinimumStaff, actor: Actor, facts: Facts) -> None:
    if case.extended is not None:
        journal.change(case, until=case.extended, extended=None)
    begin_term(case, actor, facts)


def no_longer_due(case: MinimumStaff, actor: Actor, facts: Facts) -> None:
    journal.change(case, due=None)
