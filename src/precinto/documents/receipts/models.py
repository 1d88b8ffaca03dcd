# SPDX-License-Identifier: EUPL-1.2
"""A receipt: what passed at once between the office and one person, or was marked anew in their hands, and how they signed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import PROTECT
from django.utils.translation import gettext_lazy as _

from precinto.access.models import Person
from precinto.records.models import Case, Recorded


class Direction(models.TextChoices):
    OUT = "out", _("Handed over")
    BACK = "back", _("Given back")
    BOTH = "both", _("Handed over and given back")
    MARKED = "marks", _("Marked anew in their hands")


class How(models.TextChoices):
    PIN = "pin", _("with their PIN")
    DRAWN = "drawn", _("by hand on the screen")
    ACCOUNT = "account", _("from their own session")
    PAPER = "paper", _("in ink, on the printed receipt")


class Receipt(Case):
    """The clerk has signed by acting; the person signs here, or declines and says why."""

    person = models.ForeignKey(Person, PROTECT, related_name="receipts")
    direction = models.CharField(max_length=5, choices=Direction.choices)
    count = models.PositiveIntegerField()
    due = models.DateTimeField(null=True)
    how = models.CharField(max_length=8, choices=How.choices, blank=True)
    signed_at = models.DateTimeField(null=True)
    drawing = models.TextField(blank=True)
    paper = models.CharField(max_length=30, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    sealed: ClassVar[frozenset[str]] = frozenset({"drawing", "reason"})

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage", "due"], name="receipt_stage")]

    def concerned(self) -> set[int]:
        return {self.person_id}

    def subject(self) -> str:
        return f"access.person/{self.person_id}"


class Receipted(Recorded):
    """One act of a receipt. No act stands in two."""

    receipt = models.ForeignKey(Receipt, PROTECT, related_name="lines")
    act = models.UUIDField(unique=True)
