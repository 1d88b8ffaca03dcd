# SPDX-License-Identifier: EUPL-1.2
"""Runs of pre-printed sheets, each number of which is used once or declared spoiled, and what was entered from them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import PROTECT
from django.utils.translation import gettext_lazy as _

from precinto.access.models import Person
from precinto.documents.models import Copy
from precinto.records.models import Case, Recorded

RESERVED = "reserved"  # the stage of a run whose sheets may be written on


class For(models.TextChoices):
    """What a sheet is printed for."""

    REGISTER = "register", _("Entries of the register")
    LOAN = "loan", _("Loans")
    ROUND = "round", _("Rounds")


class Run(Case):
    """Sheets numbered from one to another, for one kind of entry, and who has them. No two runs overlap."""

    name = models.CharField(max_length=40)
    prefix = models.CharField(max_length=10, blank=True)
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    use = models.CharField(max_length=10, choices=For.choices)
    holder = models.ForeignKey(Person, PROTECT, related_name="sheets_held")

    def number(self, n: int) -> str:
        return f"{self.prefix}{n:04d}"

    def __str__(self) -> str:
        return self.name


class UsedSheet(Recorded):
    """A number of a run that is not blank any more. `act`: what was entered from it; a spoiled one has none, but a reason."""

    run = models.ForeignKey(Run, PROTECT, related_name="used")
    number = models.PositiveIntegerField()
    act = models.UUIDField(null=True)
    spoiled = models.CharField(max_length=300, blank=True)

    sealed: ClassVar[frozenset[str]] = frozenset({"spoiled"})

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "number"], name="sheet_used_once")
        ]

    def subject(self) -> str:
        return f"paper.run/{self.run_id}"


class Deferred(Case):
    """A movement that was written on paper and entered later. `act`, `procedure`, `step`, `case`, `clause`: what was entered.

    `occurred_at` is when it happened, `entered_at` when it came into the books. `giver`: for whom it was entered, by
    delegation. `due`: until when somebody else has confirmed it against the paper.
    """

    act = models.UUIDField(unique=True)
    procedure = models.CharField(max_length=60)
    step = models.CharField(max_length=40)
    case = models.BigIntegerField()
    clause = models.CharField(max_length=5)
    copy = models.ForeignKey(Copy, PROTECT, related_name="deferred")
    occurred_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    sheet = models.CharField(max_length=60)
    entered_by = models.ForeignKey(Person, PROTECT, related_name="deferred_entries")
    giver = models.ForeignKey(Person, PROTECT, null=True, related_name="+")
    difference = models.CharField(max_length=500, blank=True)
    conclusion = models.CharField(max_length=500, blank=True)
    due = models.DateTimeField(null=True)

    sealed: ClassVar[frozenset[str]] = frozenset({"difference", "conclusion"})

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage", "due"], name="deferred_stage")]

    def concerned(self) -> set[int]:
        """Whoever entered it confirms nothing of it, nor whoever they stood for."""
        return {key for key in (self.entered_by_id, self.giver_id) if key is not None}

    def document_key(self) -> int | None:
        return self.copy.document_id

    def subject(self) -> str:
        return f"documents.document/{self.copy.document_id}"
