# SPDX-License-Identifier: EUPL-1.2
"""Decisions that change how documents are classified, a line for each document, and the receipt of each copy marked anew."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import PROTECT
from django.utils.translation import gettext_lazy as _

from precinto.access.models import Person
from precinto.documents.models import Copy, Document
from precinto.records.models import Case, Recorded

LIVE = ("listing", "recorded", "confirmed", "marking")


class Whose(models.TextChoices):
    ORIGINATOR = "originator", _("The originator")
    SUPERIOR = "superior", _("A superior of the originator")
    SUCCESSOR = "successor", _("The originator's successor")
    TERM = "term", _("The term that was set has run out")


class Regrading(Case):
    """One decision. With `until` it is the list of all whose term runs out by that day; else it is an order about documents."""

    name = models.CharField(max_length=20, unique=True)
    document = models.ForeignKey(Document, PROTECT, null=True, related_name="regradings")  # the first, of an order
    until = models.DateField(null=True)
    whose = models.CharField(max_length=12, choices=Whose.choices)
    body = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=120, blank=True)
    dated = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    scheme = models.CharField(max_length=20)
    level = models.CharField(max_length=20)
    rank = models.PositiveIntegerField()
    comp = models.BigIntegerField(default=0)
    rel = models.BigIntegerField(default=0)
    declassify_on = models.DateField(null=True)
    declassify_event = models.CharField(max_length=200, blank=True)
    due = models.DateTimeField(null=True)

    sealed: ClassVar[frozenset[str]] = frozenset({"body", "reference", "reason"})

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage", "due"], name="regrading_stage")]

    def document_key(self) -> int | None:
        return self.document_id

    def subject(self) -> str:
        return f"documents.document/{self.document_id}" if self.document_id else super().subject()

    def __str__(self) -> str:
        return self.name


class Line(Recorded):
    """One document of a decision. `was_*` and `last_copy` are written when it takes effect: the copies up to there are to be marked."""

    class State(models.TextChoices):
        LISTED = "listed", _("Listed")
        LEFT_OUT = "left_out", _("Left out")
        APPLIED = "applied", _("In effect")

    regrading = models.ForeignKey(Regrading, PROTECT, related_name="lines")
    document = models.ForeignKey(Document, PROTECT, related_name="regrading_lines")
    state = models.CharField(max_length=10, choices=State.choices, default=State.LISTED)
    was_level = models.CharField(max_length=20, blank=True)
    was_rank = models.PositiveIntegerField(null=True)
    was_comp = models.BigIntegerField(null=True)
    was_rel = models.BigIntegerField(null=True)
    was_until = models.DateField(null=True)
    last_copy = models.PositiveIntegerField(null=True)
    why = models.CharField(max_length=300, blank=True)

    sealed: ClassVar[frozenset[str]] = frozenset({"why"})

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["regrading", "document"], name="regraded_once_in_a_case")
        ]

    def subject(self) -> str:
        return f"documents.document/{self.document_id}"


class Mark(Recorded):
    """A copy that bears its new mark, and who signed for it; or why it will not bear it."""

    class State(models.TextChoices):
        MARKED = "marked", _("Marked anew")
        EXCUSED = "excused", _("Excused")

    line = models.ForeignKey(Line, PROTECT, related_name="marks")
    copy = models.ForeignKey(Copy, PROTECT, related_name="marks")
    state = models.CharField(max_length=10, choices=State.choices)
    holder = models.ForeignKey(Person, PROTECT, null=True, related_name="marks_signed")
    receipt = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    sealed: ClassVar[frozenset[str]] = frozenset({"receipt"})

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["line", "copy"], name="marked_once")
        ]

    def subject(self) -> str:
        return self.line.subject()


class Recall(Recorded):
    """A copy that is higher than what holds it, from the moment of the act on: the exception to law (vi), by name."""

    class Kind(models.TextChoices):
        HOLDER = "holder", _("In the hands of somebody not cleared for it")
        BAG = "bag", _("In a bag of a lower level")

    line = models.ForeignKey(Line, PROTECT, related_name="recalls")
    copy = models.ForeignKey(Copy, PROTECT, related_name="recalls")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    holder = models.ForeignKey(Person, PROTECT, null=True, related_name="recalls")
    due = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["line", "copy"], name="recalled_once")
        ]
