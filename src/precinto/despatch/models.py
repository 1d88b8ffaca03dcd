# SPDX-License-Identifier: EUPL-1.2
"""Channels, correspondents, despatches with their lines, what came from other offices, and what was witnessed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from precinto.custody.models import Place, Thing
from precinto.documents.models import Copy, Document
from precinto.documents.receiving.models import Arrival
from precinto.labels.label import Label
from precinto.records.models import Case, Recorded


class ChannelKind(models.TextChoices):
    """The only kinds of channel that there are: 4.6 knows no other. The ids are those of the schemes' handling rules."""

    HAND = "hand", _("By hand of the office's own staff")
    COURIER = "courier", _("Official bag or courier")
    CERTIFIED = "certified-post", _("Registered post with acknowledgement")
    CIPHER = "cipher", _("Cipher machine")
    CIPHER_FAX = "cipher-fax", _("Encrypted fax")
    POST = "post", _("Ordinary post, for what is not classified")


class Channel(Case):
    """An entry of the catalogue of channels: how things may leave, and up to which level."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=ChannelKind.choices)
    scheme = models.CharField(max_length=20)
    level = models.CharField(max_length=20)
    rank = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.name


class Correspondent(Case):
    """Another body. What it may receive, the place where things are that it has, and its keys when it works with bundles."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300)
    scheme = models.CharField(max_length=20)
    level = models.CharField(max_length=20)
    rank = models.PositiveIntegerField()
    comp = models.BigIntegerField(default=0)
    rel = models.BigIntegerField(default=0)
    abroad = models.BooleanField(default=False)
    place = models.OneToOneField(Place, PROTECT, null=True, related_name="correspondent")
    # The card of its public keys as it came, and the name under which it signs. Believed once two persons have compared it.
    card = models.TextField(blank=True)
    base = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["base"], condition=~Q(base=""), name="correspondent_of_an_office_once")
        ]

    @property
    def label(self) -> Label:
        return Label(self.scheme, self.rank, self.comp, self.rel)

    def __str__(self) -> str:
        return self.name


class KeyCard(Case):
    """The public keys of this office, as other offices have them. Changed as a whole, under the next number."""

    number = models.PositiveIntegerField(unique=True)
    card = models.TextField()
    fingerprint = models.CharField(max_length=80)


OUTGOING = "S"  # the letter of the book of what goes out


class Despatch(Case):
    """One envelope to one body by one channel: prepared, packed, sealed, sent, and the receipt that comes back."""

    # 0 until it is sent: the book of what goes out has no number for what stayed.
    year = models.PositiveIntegerField(default=0)
    number = models.PositiveIntegerField(default=0)
    correspondent = models.ForeignKey(Correspondent, PROTECT, related_name="despatches")
    channel = models.ForeignKey(Channel, PROTECT, related_name="despatches")
    rank = models.PositiveIntegerField()
    envelope = models.OneToOneField(Thing, PROTECT, null=True, related_name="despatch")
    seals = models.CharField(max_length=300, blank=True)
    carrier = models.CharField(max_length=200, blank=True)
    permit = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)
    # The act by which it was sent: the name of its bundle.
    sent_act = models.UUIDField(null=True, unique=True)
    due = models.DateTimeField(null=True)
    received_on = models.DateField(null=True)
    receipt = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)

    sealed: ClassVar[frozenset[str]] = frozenset({"carrier", "permit", "receipt", "note"})

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage", "due"], name="despatch_stage")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["year", "number"], condition=Q(number__gt=0), name="despatch_number_once")
        ]

    @property
    def full_number(self) -> str:
        return f"{OUTGOING} {self.year}/{self.number:05d}" if self.number else ""

    def things(self) -> list[int]:
        if not self.pk:
            return []
        envelope = [self.envelope_id] if self.envelope_id else []
        return [*envelope, *self.lines.values_list("copy__thing_id", flat=True)]

    def __str__(self) -> str:
        return self.full_number or str(self.pk)


class Line(Recorded):
    """One copy of a despatch, with the folios that were counted into the envelope."""

    class Outcome(models.TextChoices):
        RECEIVED = "received", _("Received")
        MISSING = "missing", pgettext_lazy("not there", "Missing")
        RETURNED = "returned", _("Returned")
        DESTROYED = "destroyed", _("Destroyed in an emergency")

    despatch = models.ForeignKey(Despatch, PROTECT, related_name="lines")
    place = models.PositiveIntegerField()
    copy = models.ForeignKey(Copy, PROTECT, related_name="despatch_lines")
    folios = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    # What the bundle says of it and a receipt answers for, as it was when it was sent: it may be regraded or copied since.
    total = models.PositiveIntegerField(default=0)
    scheme = models.CharField(max_length=20, blank=True)
    level = models.CharField(max_length=20, blank=True)
    # Under which number the other office has registered it.
    theirs = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["despatch", "place"], name="despatch_line_once")
        ]


class Incident(Case):
    """Something sent that did not arrive. What is found out of it is written when it is concluded.

    `due`: until it is reported in writing, the term of the report; then the day on which what is missing is presumed leaked.
    """

    despatch = models.ForeignKey(Despatch, PROTECT, related_name="incidents")
    account = models.CharField(max_length=500)
    report = models.CharField(max_length=200, blank=True)
    finding = models.CharField(max_length=500, blank=True)
    conclusion = models.CharField(max_length=500, blank=True)
    due = models.DateTimeField(null=True)

    sealed: ClassVar[frozenset[str]] = frozenset({"account", "report", "finding", "conclusion"})

    def things(self) -> list[int]:
        """The copies that are missing from it, and the envelope that they were in."""
        lost = self.despatch.lines.filter(outcome=Line.Outcome.MISSING).order_by("place")
        envelope = [self.despatch.envelope_id] if self.despatch.envelope_id else []
        return [*lost.values_list("copy__thing_id", flat=True), *envelope]

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage", "due"], name="incident_stage")]


class Incoming(Case):
    """A despatch of another office, known from its bundle before its envelope is here."""

    correspondent = models.ForeignKey(Correspondent, PROTECT, related_name="incoming")
    bundle = models.UUIDField(unique=True)
    number = models.CharField(max_length=40)
    channel = models.CharField(max_length=20)
    seals = models.CharField(max_length=300)
    rank = models.PositiveIntegerField(default=0)
    due = models.DateTimeField(null=True)
    arrived_on = models.DateField(null=True)
    intact = models.BooleanField(null=True)
    condition = models.CharField(max_length=300, blank=True)
    accepted_act = models.UUIDField(null=True)
    # Its envelope, once it is here: from then on it is opened, counted and registered like any other.
    arrival = models.OneToOneField(Arrival, PROTECT, null=True, related_name="announced_in")

    sealed: ClassVar[frozenset[str]] = frozenset({"condition"})

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage", "due"], name="incoming_stage")]

    def things(self) -> list[int]:
        return self.arrival.things() if self.arrival is not None else []


class IncomingLine(Recorded):
    """One copy that another office says it sent, and under what it was registered here."""

    incoming = models.ForeignKey(Incoming, PROTECT, related_name="lines")
    place = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    number = models.CharField(max_length=40)
    scheme = models.CharField(max_length=20)
    level = models.CharField(max_length=20)
    caveats = models.CharField(max_length=400, blank=True)
    # The level under which this office handles it; empty where the schemes do not say, and the office decides.
    own_level = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=500)
    originator = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=120, blank=True)
    dated = models.DateField(null=True)
    annexes = models.CharField(max_length=300, blank=True)
    copy = models.PositiveIntegerField()
    total = models.PositiveIntegerField()
    folios = models.PositiveIntegerField()
    document = models.ForeignKey(Document, PROTECT, null=True, related_name="came_as")
    missing = models.BooleanField(default=False)

    sealed: ClassVar[frozenset[str]] = frozenset({"title", "originator", "reference", "annexes"})

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["incoming", "place"], name="incoming_line_once")
        ]

    def subject(self) -> str:
        return f"despatch.incoming/{self.incoming_id}"


class Opened(Recorded):
    """A bundle that was opened here. What is in this list is not opened again."""

    bundle = models.UUIDField(unique=True)
    kind = models.CharField(max_length=10)
    correspondent = models.ForeignKey(Correspondent, PROTECT, related_name="opened")
    digest = models.CharField(max_length=64)


class Witnessed(Recorded):
    """A checkpoint of another office's books, which continues all that was seen of them before."""

    correspondent = models.ForeignKey(Correspondent, PROTECT, related_name="witnessed")
    origin = models.CharField(max_length=200)
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    text = models.TextField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["correspondent", "origin", "size"], name="witnessed_once")
        ]


class Shown(Recorded):
    """A checkpoint of our books that another office was shown, and the note with its cosignature when it answered."""

    correspondent = models.ForeignKey(Correspondent, PROTECT, related_name="shown")
    origin = models.CharField(max_length=200)
    size = models.BigIntegerField()
    note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["correspondent", "origin", "size"], name="shown_once")
        ]
