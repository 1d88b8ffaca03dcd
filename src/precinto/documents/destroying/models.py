# SPDX-License-Identifier: EUPL-1.2
"""Batches and their lines, certificates, legal holds, waste bags, sweeps, the emergency plan and emergencies.

A line names a thing, not a document: custody knows copies, media, notebooks and bags alike. Nothing here says that a thing is
destroyed: that is where the thing is.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _

from precinto.access.models import Person, Unit
from precinto.custody.models import Place, Thing
from precinto.documents.models import Document
from precinto.office import schemes
from precinto.records.models import Case, Recorded

LIVE = ("proposed", "listed", "signed", "sealed", "delivered", "carried_out")


class Batch(Case):
    """Things to be destroyed together, each on a line of its own."""

    name = models.CharField(max_length=20, unique=True)
    reason = models.CharField(max_length=300)
    bag = models.ForeignKey(Thing, PROTECT, null=True, related_name="batches")
    seal = models.CharField(max_length=60, blank=True)
    body = models.ForeignKey(Place, PROTECT, null=True, related_name="batches")
    receiver = models.CharField(max_length=200, blank=True)
    receipt = models.CharField(max_length=120, blank=True)
    method = models.CharField(max_length=120, blank=True)
    destroyed_where = models.CharField(max_length=200, blank=True)
    carried_out_at = models.DateTimeField(null=True)
    witness = models.ForeignKey(Person, PROTECT, null=True, related_name="witnessed")
    due = models.DateTimeField(null=True)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason", "receiver"})

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage", "due"], name="batch_stage")]

    def things(self) -> list[int]:
        found = list(self.lines.filter(removed=False).values_list("thing_id", flat=True)) if self.pk else []
        return [*found, self.bag_id] if self.bag_id else found

    def of_the_highest_level(self) -> bool:
        highest = max(level.rank for level in schemes.own().levels)
        return bool(self.pk) and self.lines.filter(removed=False, thing__rank__gte=highest).exists()

    def concerned(self) -> set[int]:
        """The witnesses who have not confirmed yet, who sign for what was seen, and no other step."""
        others = self.awaited() if self.stage == "carried_out" else []
        return {row.person_id for row in others} | ({self.witness_id} if self.witness_id else set())

    def awaited(self) -> list[OtherWitness]:
        """The other witnesses who have not confirmed yet what they saw: the witness confirms after them."""
        return [row for row in self.named() if row.confirmed_at is None]

    def named(self) -> list[OtherWitness]:
        """The other witnesses, as they are named now."""
        return list(self.others.filter(removed=False).select_related("person").order_by("pk"))

    def __str__(self) -> str:
        return self.name


class Line(Recorded):
    """One thing of a batch. What is taken off keeps its line, with the reason."""

    batch = models.ForeignKey(Batch, PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    thing = models.ForeignKey(Thing, PROTECT, related_name="destruction_lines")
    pieces = models.PositiveIntegerField()
    serial = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=300)
    authorisation = models.CharField(max_length=200, blank=True)
    removed = models.BooleanField(default=False)
    removed_why = models.CharField(max_length=300, blank=True)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason", "authorisation", "removed_why"})

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["batch", "number"], name="line_once"),
            models.UniqueConstraint(
                fields=["batch", "thing"], condition=Q(removed=False), name="thing_once_in_a_batch"
            ),
        ]

    def subject(self) -> str:
        return f"destroying.batch/{self.batch_id}"


class OtherWitness(Recorded):
    """Another witness of a batch whose level asks for several. Named anew when it is carried out anew."""

    batch = models.ForeignKey(Batch, PROTECT, related_name="others")
    person = models.ForeignKey(Person, PROTECT, related_name="also_witnessed")
    confirmed_at = models.DateTimeField(null=True)
    removed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["batch", "person"], condition=Q(removed=False), name="other_witness_once_in_a_batch"
            )
        ]

    def subject(self) -> str:
        return f"destroying.batch/{self.batch_id}"


class Emergency(Case):
    """What was destroyed at once, and is put in order afterwards, line by line."""

    name = models.CharField(max_length=20, unique=True)
    everything = models.BooleanField(default=False)
    reason = models.CharField(max_length=300)
    method = models.CharField(max_length=120, blank=True)
    declared_at = models.DateTimeField()
    due = models.DateTimeField(null=True)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})

    def __str__(self) -> str:
        return self.name


class EmergencyPlace(Recorded):
    """A place whose contents were declared destroyed, and what kind of place it was: it is one again when all is in order."""

    emergency = models.ForeignKey(Emergency, PROTECT, related_name="places")
    place = models.ForeignKey(Place, PROTECT, related_name="emergencies")
    kind = models.CharField(max_length=12)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["emergency", "place"], name="emergency_place_once")
        ]


class Verdict(Recorded):
    """What came of one thing of an emergency: a second person attests that it is gone, the leader confirms, or it was found."""

    class State(models.TextChoices):
        ATTESTED = "attested", _("Attested as destroyed")
        DESTROYED = "destroyed", _("Destroyed, confirmed")
        FOUND = "found", _("Found")

    emergency = models.ForeignKey(Emergency, PROTECT, related_name="verdicts")
    thing = models.ForeignKey(Thing, PROTECT, related_name="emergency_verdicts")
    pieces = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State.choices)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["emergency", "thing"], name="verdict_once")
        ]


class Certificate(Recorded):
    """Numbered without gaps within its year (Decreto 242/1969 arts 28-30). Written once: no step of any procedure changes it."""

    year = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    batch = models.OneToOneField(Batch, PROTECT, null=True, related_name="certificate")
    emergency = models.OneToOneField(Emergency, PROTECT, null=True, related_name="certificate")
    authority = models.CharField(max_length=120, blank=True)
    authority_on = models.DateField(null=True)
    issued_on = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["year", "number"], name="certificate_number_once"),
            models.CheckConstraint(
                condition=Q(batch__isnull=False, emergency__isnull=True)
                | Q(batch__isnull=True, emergency__isnull=False),
                name="certificate_of_one_destruction",
            ),
        ]

    @property
    def full_number(self) -> str:
        return f"{self.year}/{self.number:04d}"

    def __str__(self) -> str:
        return self.full_number


class Hold(Case):
    """A legal hold on a document with all its copies, or on one thing: what it names is not destroyed."""

    document = models.ForeignKey(Document, PROTECT, null=True, related_name="holds")
    thing = models.ForeignKey(Thing, PROTECT, null=True, related_name="holds")
    reason = models.CharField(max_length=300)
    reference = models.CharField(max_length=120)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason", "reference"})

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(document__isnull=False, thing__isnull=True) | Q(document__isnull=True, thing__isnull=False),
                name="hold_on_a_document_or_on_a_thing",
            )
        ]

    def document_key(self) -> int | None:
        if self.document_id:
            return self.document_id
        return getattr(getattr(self.thing, "copy", None), "document_id", None)


class WasteBag(Case):
    """Drafts and spoilt pages of one bag, counted as they go in. The bag is a thing; a batch destroys it like any other."""

    thing = models.OneToOneField(Thing, PROTECT, null=True, related_name="waste")
    name = models.CharField(max_length=20, unique=True)
    seal = models.CharField(max_length=60, blank=True)
    due = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage", "due"], name="waste_bag_stage")]

    def things(self) -> list[int]:
        return [self.thing_id] if self.thing_id else []

    def __str__(self) -> str:
        return self.name


class Waste(Recorded):
    """Pages that somebody put into a bag."""

    class Kind(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SPOILT = "spoilt", _("Spoilt or surplus pages")
        NOTES = "notes", _("Notes")
        CARBON = "carbon", _("Carbon paper, ribbon, stencil")

    bag = models.ForeignKey(WasteBag, PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    pages = models.PositiveIntegerField()
    origin = models.CharField(max_length=200)
    rank = models.PositiveIntegerField()

    sealed: ClassVar[frozenset[str]] = frozenset({"origin"})

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["bag", "number"], name="waste_once")
        ]

    def subject(self) -> str:
        return f"destroying.wastebag/{self.bag_id}"


class Sweep(Case):
    """The half-yearly look at what is kept too long, in one unit or in the whole office. It rests between two rounds."""

    name = models.CharField(max_length=120)
    unit = models.OneToOneField(Unit, PROTECT, null=True, related_name="sweep")
    rounds = models.PositiveIntegerField(default=0)
    # So many more were over their term than one round lists.
    left_over = models.PositiveIntegerField(default=0)
    due = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Overlong(Recorded):
    """A thing that a round found over its term, and what was decided."""

    class State(models.TextChoices):
        PENDING = "pending", _("To be decided")
        DESTROY = "destroy", _("To be destroyed")
        EXTENDED = "extended", _("Kept longer, with a reason")
        RETURNED = "returned", _("Returned to the office")

    sweep = models.ForeignKey(Sweep, PROTECT, related_name="lines")
    round = models.PositiveIntegerField()
    thing = models.ForeignKey(Thing, PROTECT, related_name="overlong")
    holder = models.ForeignKey(Person, PROTECT, null=True, related_name="overlong")
    since = models.DateTimeField()
    ended = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    until = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    batch = models.ForeignKey(Batch, PROTECT, null=True, related_name="from_sweeps")

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sweep", "round", "thing"], name="overlong_once_a_round")
        ]

    def subject(self) -> str:
        return f"destroying.sweep/{self.sweep_id}"


class Plan(Case):
    """The order in which the places are emptied into the fire, by whom and how. One plan is in force at a time."""

    name = models.CharField(max_length=20, unique=True)
    due = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class PlanLine(Recorded):
    plan = models.ForeignKey(Plan, PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    place = models.ForeignKey(Place, PROTECT, related_name="plan_lines")
    method = models.CharField(max_length=200)
    who = models.CharField(max_length=200)
    # Where what lies there is carried to, if it can still be saved.
    refuge = models.ForeignKey(Place, PROTECT, null=True, related_name="+")

    sealed: ClassVar[frozenset[str]] = frozenset({"method", "who"})

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_line_once"),
            models.UniqueConstraint(fields=["plan", "place"], name="plan_place_once"),
        ]

    def subject(self) -> str:
        return f"destroying.plan/{self.plan_id}"


class Evacuation(Case):
    """What lay in some places was carried off at once, to a place of the office or to another body (D242 art. 31).

    `refuge` is a place of its own, within the one that was named: nothing in it can be handed out, and the level of the place
    around it is not asked. `carried_at`: what lay there until then is carried, and nothing that was put there since.
    """

    name = models.CharField(max_length=20, unique=True)
    target = models.ForeignKey(Place, PROTECT, related_name="evacuations")
    refuge = models.OneToOneField(Place, PROTECT, null=True, related_name="evacuation")
    reason = models.CharField(max_length=300)
    occurred_at = models.DateTimeField()
    carried_at = models.DateTimeField()
    due = models.DateTimeField(null=True)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage", "due"], name="evacuation_stage")]

    def __str__(self) -> str:
        return self.name


class Emptied(Recorded):
    """A place whose contents were carried off."""

    evacuation = models.ForeignKey(Evacuation, PROTECT, related_name="emptied")
    place = models.ForeignKey(Place, PROTECT, related_name="emptied_by")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["evacuation", "place"], name="emptied_once")
        ]


class Carried(Recorded):
    """A thing that was carried off. `above`: higher than the place that it was carried to, the exception to law (vi), by name.

    `counted` by one, `recounted` by another; a thing that neither found is missing.
    """

    evacuation = models.ForeignKey(Evacuation, PROTECT, related_name="carried")
    thing = models.ForeignKey(Thing, PROTECT, related_name="carried")
    above = models.BooleanField(default=False)
    counted = models.PositiveIntegerField(null=True)
    recounted = models.PositiveIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["evacuation", "thing"], name="carried_once")
        ]
