# SPDX-License-Identifier: EUPL-1.2
"""Stations that may work off-line, the queues that they brought back, and each movement of a queue."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import PROTECT
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from precinto.records.models import Case, Recorded


class Station(Case):
    """A browser that keeps a key of its own. `last` is the number of the last movement that was brought from it."""

    code = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=100)
    key = models.TextField()
    last = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=44, blank=True)


class Queue(Case):
    """Movements brought back at once."""

    station = models.ForeignKey(Station, PROTECT, related_name="queues")
    digest = models.CharField(max_length=64)
    first = models.PositiveIntegerField()
    count = models.PositiveIntegerField()

    @property
    def last(self) -> int:
        return self.first + self.count - 1


class Movement(Recorded):
    """One movement as the station wrote it down, and what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("To be taken")
        DONE = "done", _("Done")
        CONFLICT = "conflict", _("Conflict")
        ASIDE = "aside", pgettext_lazy("a movement", "Set aside")

    queue = models.ForeignKey(Queue, PROTECT, related_name="movements")
    station = models.ForeignKey(Station, PROTECT, related_name="movements")
    n = models.PositiveIntegerField()
    at = models.DateTimeField()
    clerk = models.CharField(max_length=20)
    do = models.CharField(max_length=4)
    person = models.CharField(max_length=20, blank=True)
    thing = models.CharField(max_length=30)
    folios = models.PositiveIntegerField()
    place = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    act = models.UUIDField(null=True)
    refusal = models.CharField(max_length=80, blank=True)
    said = models.TextField(blank=True, default="")  # the facts of the refusal, JSON: who, where, how many
    reason = models.CharField(max_length=300, blank=True)

    sealed: ClassVar[frozenset[str]] = frozenset({"said", "reason"})

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["station", "n"], name="offline_movement_once")
        ]
