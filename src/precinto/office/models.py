# SPDX-License-Identifier: EUPL-1.2
"""The office, the schemes it has loaded, the forms it has printed, the values it has ordered to be forgotten."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from precinto.records.models import Case


class Office(Case):
    """One row: this office."""

    name = models.CharField(max_length=200)
    scheme = models.CharField(max_length=20)
    language = models.CharField(max_length=5, default="es")
    demo = models.BooleanField(default=False)


class LoadedScheme(Case):
    """A classification scheme as it was loaded. A new version is a new row: old labels stay readable."""

    code = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    text = models.TextField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["code", "version"], name="scheme_version_once")
        ]


class PrintedForm(Case):
    """A printed form: its number, of what it speaks, and how many times it has been printed."""

    number = models.PositiveIntegerField()
    year = models.PositiveIntegerField()
    code = models.CharField(max_length=30, unique=True)
    form = models.CharField(max_length=40)
    target = models.CharField(max_length=80)
    prints = models.PositiveIntegerField(default=1)
    # The act that the form documents, where there is one: its place in the ledger stands on the paper.
    about = models.UUIDField(null=True)
    # Fingerprint of the certificate with which the office seals it.
    seal = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["form", "target"], name="form_of_target")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["year", "number"], name="form_number_once")
        ]


class Redaction(Case):
    """An order to forget one sealed value: asked by one person, carried out by another."""

    table = models.CharField(max_length=60)
    key = models.BigIntegerField()
    column = models.CharField(max_length=60)
    reason = models.CharField(max_length=300)
    replacement = models.CharField(max_length=300)
    destroyed = models.PositiveIntegerField(default=0)
    # The commitments that can never be opened again, so that nobody takes them for boxes that were taken away.
    commitments = models.TextField(blank=True)

    def subject(self) -> str:
        return f"{self.table}/{self.key}"


class Reading(Case):
    """How the office reads a clause, in the place of the reading that comes with the program; and its own text of it.

    What is empty stands as it comes. Of each clause the newest that was adopted is in force, and it has `since`.
    """

    clause = models.CharField(max_length=5)
    text = models.TextField(blank=True)
    reading = models.TextField(blank=True)
    reason = models.CharField(max_length=300)
    since = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage"], name="reading_stage")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["clause"], condition=models.Q(stage="in_force"), name="one_reading_in_force"
            )
        ]


class NewEpoch(Case):
    """The ledger goes on under another name, because acts of `before` up to `size` are lost. `note` is the proof that they were."""

    number = models.PositiveIntegerField(default=0)
    origin = models.CharField(max_length=200, blank=True)
    before = models.CharField(max_length=200, blank=True)
    size = models.BigIntegerField(default=0)
    root = models.CharField(max_length=64, blank=True)
    note = models.TextField(blank=True)
    # So many acts are certainly the same in both: the books hold a checkpoint of them. What is later may differ.
    common = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=300)
