# SPDX-License-Identifier: EUPL-1.2
"""Deadlines that the office has set differently from the default profile, its holidays, its numbered series; and the regime of
minimum staff with the exceptions that were taken under it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import PROTECT, Q

from precinto.access.models import Person
from precinto.records.models import Case, Recorded


class DeadlineValue(Case):
    """One value of the deadline profile, as the office has set it."""

    name = models.CharField(max_length=60, unique=True)
    value = models.IntegerField()
    reason = models.CharField(max_length=300, blank=True)


class Holiday(Case):
    """A day of the local calendar on which the office does not work."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=100)


class Series(Recorded):
    """The last number given in a series and year. Taken inside the act, so an act undone leaves no gap."""

    name = models.CharField(max_length=20)
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["name", "year"], name="series_once")
        ]


# Approved, and approved with its review waiting for the second person.
IN_FORCE = ("in_force", "reviewed")


class MinimumStaff(Case):
    """The office says that it has too few people for the rule of the second person, from a day to a day and why.

    `due`: until when it must have been reviewed. `extended`: the last day that a review proposes.
    """

    since = models.DateField()
    until = models.DateField()
    extended = models.DateField(null=True)
    reason = models.CharField(max_length=500)
    review = models.CharField(max_length=500, blank=True)
    due = models.DateTimeField(null=True)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason", "review"})

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["stage"],
                condition=Q(stage__in=("declared", "in_force", "reviewed")),
                name="one_regime_at_a_stage",
            )
        ]

    def holds(self, day: date, at: datetime) -> bool:
        """Within its days, and not past its review: a regime that nobody looks at again lapses by itself."""
        return self.since <= day <= self.until and (self.due is None or at <= self.due)

    def __str__(self) -> str:
        return f"{self.since} – {self.until}"


class ExceptionTaken(Recorded):
    """One act in which a person was the second person too. `steps`: what the same person had done before in the case."""

    regime = models.ForeignKey(MinimumStaff, PROTECT, related_name="exceptions")
    person = models.ForeignKey(Person, PROTECT, related_name="exceptions")
    procedure = models.CharField(max_length=60)
    step = models.CharField(max_length=40)
    case = models.BigIntegerField()
    clause = models.CharField(max_length=5)
    steps = models.CharField(max_length=300)
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["clause"], name="exception_clause")]
