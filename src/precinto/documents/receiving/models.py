# SPDX-License-Identifier: EUPL-1.2
"""Envelopes that come in, what was registered out of them, and the register's books."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import PROTECT

from precinto.custody.models import Thing
from precinto.documents.models import Document, Via
from precinto.records.errors import NotFound
from precinto.records.models import Case, Recorded


class Parcel(Case):
    """Papers that the office has before they are registered: one thing in custody, whatever is in it.

    The stage named in `OPEN` is the one in which its papers are registered; at `DIFFERS` it waits until somebody else confirms
    that not all of it is; `OPENING` are the steps whose humans had it open.
    """

    OPEN: ClassVar[str] = ""
    DIFFERS: ClassVar[str] = "differs"
    OPENING: ClassVar[tuple[str, ...]] = ()
    VIA: ClassVar[str] = ""  # how its papers came, where that is not asked

    name = models.CharField(max_length=20, unique=True)
    scheme = models.CharField(max_length=20)
    level = models.CharField(max_length=20)
    rank = models.PositiveIntegerField()
    thing = models.OneToOneField(Thing, PROTECT, null=True, related_name="%(class)s")
    folios = models.PositiveIntegerField(null=True)
    account = models.CharField(max_length=500, blank=True)
    conclusion = models.CharField(max_length=500, blank=True)
    note = models.CharField(max_length=500, blank=True)
    # Why it is done with though another number of folios is registered than was counted, in the words of who confirmed it.
    decision = models.CharField(max_length=500, blank=True)
    due = models.DateTimeField(null=True)

    sealed: ClassVar[frozenset[str]] = frozenset({"account", "conclusion", "note", "decision"})

    class Meta:
        abstract = True

    def things(self) -> list[int]:
        return [self.thing_id] if self.thing_id else []

    @property
    def held(self) -> Thing:
        """The envelope or bundle itself, once it is here. Raises `NotFound` before that."""
        if self.thing is None:
            raise NotFound("not-found", clause="1.1")
        return self.thing

    def __str__(self) -> str:
        return self.name


class Arrival(Parcel):
    """An envelope from another body: announced, received, opened, registered, its receipt returned."""

    OPEN = "opened"
    OPENING = ("open",)

    sender = models.CharField(max_length=200)
    reference = models.CharField(max_length=120, blank=True)
    channel = models.CharField(max_length=10, choices=Via.choices)
    expected = models.DateField(null=True)
    listed = models.PositiveIntegerField(null=True)
    outer_intact = models.BooleanField(null=True)
    seals = models.CharField(max_length=200, blank=True)
    brought_by = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField(null=True)
    inner_intact = models.BooleanField(null=True)
    returned_by = models.CharField(max_length=200, blank=True)

    sealed: ClassVar[frozenset[str]] = Parcel.sealed | {"sender", "reference", "brought_by", "returned_by"}

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage", "due"], name="arrival_stage")]

    @property
    def flawed(self) -> bool:
        """Something was not as it should be: the receipt says so, and somebody above the counter concludes why."""
        return bool(self.account)


class Enclosed(Recorded):
    """A document, and the envelope or bundle out of which it was registered."""

    thing = models.ForeignKey(Thing, PROTECT, related_name="enclosed")
    document = models.OneToOneField(Document, PROTECT, related_name="came_in")


class Book(Case):
    """The register's book of a series and year: opened by two, closed by two, bound to a place in the ledger."""

    series = models.CharField(max_length=1)
    year = models.PositiveIntegerField()
    name = models.CharField(max_length=20)
    entries = models.PositiveIntegerField(null=True)
    last = models.PositiveIntegerField(null=True)
    annulled = models.PositiveIntegerField(null=True)
    folios = models.PositiveIntegerField(null=True)
    # Where the ledger stood when the head signed the opening entry. A book of an office set up before it was kept has none.
    opened_size = models.BigIntegerField(null=True)
    opened_root = models.CharField(max_length=64, null=True)
    size = models.BigIntegerField(null=True)
    root = models.CharField(max_length=64, blank=True)
    due = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["series", "year"], name="book_once")
        ]

    def __str__(self) -> str:
        return self.name
