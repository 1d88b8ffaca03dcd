# SPDX-License-Identifier: EUPL-1.2
"""Safes, their locks and sheets, and the sessions in which what lies in them is counted.

A combination is in none of these tables: who knows it, since when and why it was changed are all that is on record.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from precinto.access.models import Person
from precinto.custody.models import Place, Thing
from precinto.records.models import Case, Recorded

# ---- locks


class LockKind(models.TextChoices):
    DIAL = "dial", _("Combination dial")
    ELECTRONIC = "electronic", _("Electronic keypad")
    PADLOCK = "padlock", _("Combination padlock")
    KEY = "key", _("Key")


class Trigger(models.TextChoices):
    """Why a combination is changed: on installation, every year, and when one of these happens."""

    INSTALLATION = "installation", _("Installation")
    YEARLY = "yearly", _("Yearly change")
    KNOWER = "knower", _("A knower left or lost the clearance")
    COMPROMISE = "compromise", _("Compromise, or suspicion of it")
    REPAIR = "repair", _("Repair or maintenance")
    RELIEF = "relief", _("Relief of the holder")


class Lock(Case):
    """The lock of a place. `due`: until when its combination is to be changed; `trigger`: why, when that is now."""

    place = models.ForeignKey(Place, PROTECT, related_name="locks")
    kind = models.CharField(max_length=12, choices=LockKind.choices)
    changes = models.PositiveIntegerField(default=0)
    trigger = models.CharField(max_length=12, choices=Trigger.choices, blank=True)
    due = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["place"], condition=~Q(stage="retired"), name="one_lock_of_a_place")
        ]

    def __str__(self) -> str:
        return str(self.place)


class Change(Recorded):
    """One change of the combination of a lock: when and why. Who made it is asked of the ledger."""

    lock = models.ForeignKey(Lock, PROTECT, related_name="history")
    number = models.PositiveIntegerField()
    trigger = models.CharField(max_length=12, choices=Trigger.choices)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["lock", "number"], name="change_once")
        ]


class Knower(Recorded):
    """Somebody who knows a combination since one of its changes. The next change names its knowers anew."""

    change = models.ForeignKey(Change, PROTECT, related_name="knowers")
    person = models.ForeignKey(Person, PROTECT, related_name="combinations")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["change", "person"], name="knower_once")
        ]


# ---- the day


class Sheet(Case):
    """One opening of a place, its closing, and the look of another person at the closed door."""

    place = models.ForeignKey(Place, PROTECT, related_name="sheets")
    day = models.DateField()
    due = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage", "due"], name="sheet_stage")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["place"], condition=Q(stage="open"), name="one_open_sheet_of_a_place")
        ]


class DoorCheck(Case):
    """The check at the end of a day of a place with all that is in it: shut, or found open. Or, of the whole office and a day
    that is over, the account of why nobody looked."""

    place = models.ForeignKey(Place, PROTECT, null=True, related_name="door_checks")
    day = models.DateField()
    due = models.DateTimeField(null=True)
    account = models.CharField(max_length=500, blank=True)
    conclusion = models.CharField(max_length=500, blank=True)

    sealed: ClassVar[frozenset[str]] = frozenset({"account", "conclusion"})

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage", "due"], name="door_check_stage")]


class DoorLine(Recorded):
    door_check = models.ForeignKey(DoorCheck, PROTECT, related_name="lines")
    place = models.ForeignKey(Place, PROTECT, related_name="+")
    shut = models.BooleanField(null=True)  # null: nobody looked, and it was accounted for


class Relocation(Case):
    """Things that were moved from safe to safe."""

    place = models.ForeignKey(Place, PROTECT, related_name="relocations")
    count = models.PositiveIntegerField()
    reason = models.CharField(max_length=300)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})


# ---- inventories


class Plan(models.TextChoices):
    JANUARY = "january", _("General, of January")
    JUNE = "june", _("General, of June")
    SURPRISE = "surprise", _("By surprise")
    PARTIAL = "partial", _("Of one place")
    HAND_OVER = "hand_over", _("Of a hand-over")


GENERAL = (Plan.JANUARY, Plan.JUNE)


class Inventory(Case):
    """A session of counting. What is expected is fixed by the act that opens it: what lay in its places up to `line`.

    `line` is the last movement before that act; `digest` is the SHA-256 of the codes expected, sorted, one a line. The
    results are written when it is closed.
    """

    year = models.PositiveIntegerField()
    number = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=20, blank=True)
    plan = models.CharField(max_length=12, choices=Plan.choices)
    root = models.ForeignKey(Place, PROTECT, null=True, related_name="inventories")
    due = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    line = models.BigIntegerField(default=0)
    expected = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    # Of the whole office: how many things were out then, by the books. Null of a part of it, and before that was kept.
    out = models.PositiveIntegerField(null=True)
    found = models.PositiveIntegerField(null=True)
    since = models.PositiveIntegerField(null=True)
    moved = models.PositiveIntegerField(null=True)
    missing = models.PositiveIntegerField(null=True)
    misplaced = models.PositiveIntegerField(null=True)
    unknown = models.PositiveIntegerField(null=True)
    conformity = models.BooleanField(null=True)
    objections = models.CharField(max_length=1000, blank=True)
    answer = models.CharField(max_length=1000, blank=True)

    sealed: ClassVar[frozenset[str]] = frozenset({"objections", "answer"})

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage", "-id"], name="inventory_stage")]

    def concerned(self) -> set[int]:
        """In a hand-over, who gives and who takes count too."""
        pairs = Relief.objects.filter(inventory=self.pk).values_list("outgoing", "incoming") if self.pk else ()
        return {person for pair in pairs for person in pair}

    def __str__(self) -> str:
        return self.name


class Stop(Recorded):
    """A place of an inventory: where a clerk goes and reads what is there, until it is said to be done."""

    inventory = models.ForeignKey(Inventory, PROTECT, related_name="stops")
    place = models.ForeignKey(Place, PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["inventory", "place"], name="inventory_stop_once")
        ]


class Outcome(models.TextChoices):
    FOUND = "found", _("In its place")
    SINCE = "since", _("In its place, not in the count at its opening")
    MISPLACED = "misplaced", _("Misplaced")
    UNKNOWN = "unknown", _("Unknown")


class Scan(Recorded):
    """A code that was read in a place. Read there again it makes no second row. `expected`: it was to be somewhere in this inventory."""

    inventory = models.ForeignKey(Inventory, PROTECT, related_name="scans")
    place = models.ForeignKey(Place, PROTECT, related_name="+")
    thing = models.ForeignKey(Thing, PROTECT, null=True, related_name="scans")
    code = models.CharField(max_length=30)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    expected = models.BooleanField()
    person = models.ForeignKey(Person, PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["inventory", "code", "place"], name="scan_once")
        ]


class DifferenceKind(models.TextChoices):
    MISSING = "missing", pgettext_lazy("not there", "Missing")
    MISPLACED = "misplaced", _("Misplaced")
    UNKNOWN = "unknown", _("Unknown")


class Difference(Case):
    """What an inventory found otherwise than the books say. `books_*`: where they said; `found_at`: where it was read.

    Without an inventory it is of a thing that is no copy, and was lost otherwise: a copy has a discrepancy then.
    """

    inventory = models.ForeignKey(Inventory, PROTECT, null=True, related_name="differences")
    kind = models.CharField(max_length=10, choices=DifferenceKind.choices)
    thing = models.ForeignKey(Thing, PROTECT, null=True, related_name="differences")
    code = models.CharField(max_length=30)
    seq = models.PositiveIntegerField(default=0)
    books_place = models.ForeignKey(Place, PROTECT, null=True, related_name="+")
    books_person = models.ForeignKey(Person, PROTECT, null=True, related_name="+")
    found_at = models.ForeignKey(Place, PROTECT, null=True, related_name="+")
    due = models.DateTimeField(null=True)
    conclusion = models.CharField(max_length=500, blank=True)

    sealed: ClassVar[frozenset[str]] = frozenset({"conclusion"})

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage", "due"], name="difference_stage")]

    def things(self) -> list[int]:
        return [self.thing_id] if self.thing_id else []

    def document_key(self) -> int | None:
        copy = getattr(self.thing, "copy", None) if self.thing_id else None
        return copy.document_id if copy is not None else None

    def __str__(self) -> str:
        return self.code


class Relief(Case):
    """One holder hands over to another what is in their keeping, counted by both."""

    inventory = models.OneToOneField(Inventory, PROTECT, null=True, related_name="relief")
    outgoing = models.ForeignKey(Person, PROTECT, related_name="reliefs_given")
    incoming = models.ForeignKey(Person, PROTECT, related_name="reliefs_taken")
    root = models.ForeignKey(Place, PROTECT, null=True, related_name="reliefs")
    reason = models.CharField(max_length=300)
    remarks = models.CharField(max_length=1000, blank=True)
    due = models.DateTimeField(null=True)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason", "remarks"})

    def concerned(self) -> set[int]:
        return {self.outgoing_id, self.incoming_id}
