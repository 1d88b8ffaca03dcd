# SPDX-License-Identifier: EUPL-1.2
"""Reproductions: what is to be copied and for whom, how many were authorised, and what came out of the machine."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import PROTECT
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from precinto.access.models import Person
from precinto.custody.models import Thing
from precinto.documents.models import Copy, Document
from precinto.records.models import Case, Recorded


class Kind(models.TextChoices):
    COPY = "copy", pgettext_lazy("of a copy", "Copy")
    EXTRACT = "extract", _("Extract")
    TRANSLATION = "translation", _("Translation")


class Reproduction(Case):
    """N copies authorised, k of them made. An extract or translation is a document of its own: `result`."""

    name = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    document = models.ForeignKey(Document, PROTECT, related_name="reproductions")  # the first source
    result = models.OneToOneField(Document, PROTECT, null=True, related_name="made_by")
    asked_by = models.ForeignKey(Person, PROTECT, related_name="reproductions")
    asked = models.PositiveIntegerField()
    authorised = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField()
    kept = models.PositiveIntegerField(default=0)
    part = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=300)
    machine = models.CharField(max_length=120)
    consent = models.CharField(max_length=300, blank=True)
    printed = models.PositiveIntegerField(default=0)
    due = models.DateTimeField(null=True)

    sealed: ClassVar[frozenset[str]] = frozenset({"part", "reason", "consent"})

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage", "due"], name="reproduction_stage")]

    def things(self) -> list[int]:
        return list(self.sources.values_list("copy__thing_id", flat=True)) if self.pk else []

    def concerned(self) -> set[int]:
        return {self.asked_by_id}

    def document_key(self) -> int | None:
        return self.document_id

    def subject(self) -> str:
        return f"documents.document/{self.document_id}"

    @property
    def target(self) -> Document:
        """Whose copies are born of it: the source's own, or the new document's."""
        return self.document if self.kind == Kind.COPY or self.result is None else self.result

    def __str__(self) -> str:
        return self.name


class Source(Recorded):
    """The copy that lay in the machine."""

    reproduction = models.ForeignKey(Reproduction, PROTECT, related_name="sources")
    copy = models.ForeignKey(Copy, PROTECT, related_name="copied")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["reproduction", "copy"], name="source_once")
        ]


class Recipient(Recorded):
    """Whom a copy is for, in order. It reaches them as a loan or a round: nothing leaves the office by being copied."""

    reproduction = models.ForeignKey(Reproduction, PROTECT, related_name="recipients")
    place = models.PositiveIntegerField()
    person = models.ForeignKey(Person, PROTECT, related_name="copies_for")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["reproduction", "person"], name="recipient_once")
        ]


class Made(Recorded):
    """Copy n of the N authorised: good or spoiled, it has its number. Surplus is what nobody is to have."""

    class State(models.TextChoices):
        GOOD = "good", _("Good")
        SPOILED = "spoiled", _("Spoiled, to be destroyed")
        SURPLUS = "surplus", _("Surplus, to be destroyed")

    reproduction = models.ForeignKey(Reproduction, PROTECT, related_name="made")
    number = models.PositiveIntegerField()
    copy = models.OneToOneField(Copy, PROTECT, related_name="made")
    state = models.CharField(max_length=10, choices=State.choices)
    recipient = models.ForeignKey(Recipient, PROTECT, null=True, related_name="made")
    operator = models.ForeignKey(Person, PROTECT, related_name="copies_made")
    witness = models.ForeignKey(Person, PROTECT, null=True, related_name="copies_witnessed")
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["reproduction", "number"], name="made_once")
        ]


class Excess(Recorded):
    """Sheets that came out of the machine beyond those authorised. They lie in the safe as waste until they are destroyed."""

    reproduction = models.ForeignKey(Reproduction, PROTECT, related_name="excess")
    thing = models.OneToOneField(Thing, PROTECT, related_name="excess")
    account = models.CharField(max_length=500)
    conclusion = models.CharField(max_length=500, blank=True)

    sealed: ClassVar[frozenset[str]] = frozenset({"account", "conclusion"})

    class Meta:
        # What waits for a conclusion is asked on every page of tasks: a few among all.
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["reproduction"], condition=models.Q(conclusion=""), name="excess_open")
        ]

    def subject(self) -> str:
        return self.reproduction.subject()
