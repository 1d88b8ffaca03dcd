# SPDX-License-Identifier: EUPL-1.2
"""Deadlines that the office has set differently from the default profile, its holidays, its numbered series."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

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
