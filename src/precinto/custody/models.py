# SPDX-License-Identifier: EUPL-1.2
"""Things, places, movements. Custody does not know what a thing is for: documents and computers tell it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _

from precinto.access.models import Person
from precinto.records.models import Case, Recorded


class PlaceKind(models.TextChoices):
    BUILDING = "building", _("Building")
    ROOM = "room", _("Room")
    SAFE = "safe", _("Safe or strong room")
    DRAWER = "drawer", _("Drawer or shelf of a safe")
    COUNTER = "counter", _("The office's counter")
    TRANSIT = "transit", _("In transit")
    BODY = "body", _("Another body")
    MISSING = "missing", _("Missing")
    DESTROYED = "destroyed", _("Destroyed")
    BAG = "bag", _("Sealed bag or envelope")


# The office's own places: one of them stands at one end of every movement into or out of hands.
OFFICE = (PlaceKind.SAFE, PlaceKind.DRAWER, PlaceKind.COUNTER)
# What holds things and has a highest level. Buildings and rooms hold safes, never papers.
HOLDS = (*OFFICE, PlaceKind.BAG)


class Place(Case):
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=PlaceKind.choices)
    rank = models.PositiveIntegerField(default=0)
    # 1.6: up to which rank this body destroys for the office; none where it is no destruction authority.
    destroys = models.PositiveIntegerField(null=True)
    within = models.ForeignKey("self", PROTECT, null=True, related_name="places")
    # The inside of a bag or envelope is a place; the bag itself is a thing, and what is in it goes where it goes.
    container = models.OneToOneField("Thing", PROTECT, null=True, related_name="inside")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kind="bag", container__isnull=False) | Q(~Q(kind="bag"), container__isnull=True),
                name="place_inside_a_bag_has_its_bag",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ThingKind(models.TextChoices):
    COPY = "copy", _("Document copy")
    MEDIUM = "medium", _("Storage medium")
    COMPUTER = "computer", _("Computer")
    NOTEBOOK = "notebook", _("Notebook")
    WASTE = "waste", _("Waste bag")
    ENVELOPE = "envelope", _("Sealed envelope")
    KEY = "key", _("Key")


class Thing(Recorded):
    """Something with a code on it. `pieces` is what is counted when it changes hands: folios, for paper."""

    code = models.CharField(max_length=30, unique=True)
    kind = models.CharField(max_length=12, choices=ThingKind.choices)
    rank = models.PositiveIntegerField()
    pieces = models.PositiveIntegerField(default=1)
    person = models.ForeignKey(Person, PROTECT, null=True, related_name="holding")
    place = models.ForeignKey(Place, PROTECT, null=True, related_name="holds")
    since = models.DateTimeField()
    due = models.DateTimeField(null=True)
    seq = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(person__isnull=True, place__isnull=False) | Q(person__isnull=False, place__isnull=True),
                name="thing_in_one_pair_of_hands_or_one_place",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "due"], name="thing_out", condition=Q(person__isnull=False)),
            models.Index(fields=["due", "id"], name="thing_due", condition=Q(person__isnull=False)),
            models.Index(fields=["place", "id"], name="thing_lies", condition=Q(place__isnull=False)),
            models.Index(fields=["place", "kind", "id"], name="thing_lies_kind", condition=Q(place__isnull=False)),
        ]

    @property
    def in_the_safe(self) -> bool:
        return self.place is not None and self.place.kind in OFFICE

    def lies_in(self, bag: int | None) -> bool:
        """In this bag or envelope: what is in it moves with it, is lost with it and is sealed in it; what a list says is not."""
        return bag is not None and self.place is not None and self.place.container_id == bag

    @property
    def full(self) -> bool:
        """A bag or envelope with something in it still."""
        return Thing.objects.filter(place__container=self.pk).exists()


class Movement(Recorded):
    """A link of the chain of hands. The first one of a thing has no earlier end: it came into being."""

    thing = models.ForeignKey(Thing, PROTECT, related_name="movements")
    seq = models.PositiveIntegerField()
    from_person = models.ForeignKey(Person, PROTECT, null=True, related_name="+")
    from_place = models.ForeignKey(Place, PROTECT, null=True, related_name="+")
    to_person = models.ForeignKey(Person, PROTECT, null=True, related_name="received")
    to_place = models.ForeignKey(Place, PROTECT, null=True, related_name="+")
    pieces = models.PositiveIntegerField()
    at = models.DateTimeField()
    act = models.UUIDField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["thing", "seq"], name="movement_once"),
            # 1.2: no passing on sideways.
            models.CheckConstraint(
                condition=Q(from_person__isnull=True) | Q(to_person__isnull=True),
                name="movement_has_the_office_at_one_end",
            ),
            models.CheckConstraint(
                condition=Q(to_person__isnull=True, to_place__isnull=False)
                | Q(to_person__isnull=False, to_place__isnull=True),
                name="movement_ends_somewhere",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["act"], name="movement_act"),
            models.Index(fields=["to_person", "-id"], name="movement_to_person"),
        ]
