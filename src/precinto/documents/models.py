# SPDX-License-Identifier: EUPL-1.2
"""Documents, their numbered copies, their reading scopes, and the cases in which copies leave the safe."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _

from precinto.access.decide import Scoped
from precinto.access.models import IN_FORCE, Person
from precinto.access.principals import REGISTRY
from precinto.access.reach import FOREVER
from precinto.custody.models import Thing
from precinto.labels.label import Label
from precinto.records.encrypted import EncryptedText
from precinto.records.models import Case, Recorded


class Via(models.TextChoices):
    BAG = "bag", _("Diplomatic or official bag")
    MAIL = "mail", _("Registered mail")
    MEETING = "meeting", _("Brought from a meeting")
    HAND = "hand", _("By hand")
    MADE = "made", _("Produced here")
    LEGACY = "legacy", _("Old register")


# What comes in, and in something: an envelope, or what is handed in after a meeting.
CAME = (Via.BAG, Via.MAIL, Via.HAND, Via.MEETING)


class Document(Case):
    """An entry of the register. Gap-free number in its annual series; what is annulled keeps its number."""

    series = models.CharField(max_length=1)
    year = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=30, unique=True)
    scheme = models.CharField(max_length=20)
    level = models.CharField(max_length=20)
    rank = models.PositiveIntegerField()
    comp = models.BigIntegerField(default=0)
    rel = models.BigIntegerField(default=0)
    originator = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=120, blank=True)
    dated = models.DateField(null=True)
    title = models.CharField(max_length=500)
    classified_title = EncryptedText(max_length=500, blank=True)
    declassify_on = models.DateField(null=True)
    declassify_event = models.CharField(max_length=200, blank=True)
    total = models.PositiveIntegerField(default=1)
    # What its copies bear of their originator's numbering (`borne`).
    borne = models.CharField(max_length=60, blank=True)
    annexes = models.CharField(max_length=300, blank=True)
    via = models.CharField(max_length=10, choices=Via.choices)
    envelope_intact = models.BooleanField(null=True)
    brought_by = models.CharField(max_length=200, blank=True)
    received_by = models.ForeignKey(Person, PROTECT, related_name="documents_received")
    received_at = models.DateTimeField()
    occurred_at = models.DateTimeField(null=True)
    paper_sheet = models.CharField(max_length=60, blank=True)
    meeting = models.CharField(max_length=200, blank=True)
    # Why something that came in is registered without the envelope in which it came.
    no_envelope = models.CharField(max_length=300, blank=True)
    old_number = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    # When somebody last said that the event on which it is declassified has not happened yet.
    event_reviewed_at = models.DateTimeField(null=True)

    sealed: ClassVar[frozenset[str]] = frozenset(
        {
            "originator",
            "reference",
            "title",
            "classified_title",
            "annexes",
            "brought_by",
            "meeting",
            "no_envelope",
            "old_number",
            "note",
        }
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["series", "year", "number"], name="document_number_once")
        ]
        # What is asked on every page of what waits: a handful among all the documents there are.
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["stage", "level"], name="document_stage"),
            models.Index(fields=["id"], name="document_deferred", condition=Q(stage="deferred")),
            models.Index(fields=["declassify_on"], name="document_term", condition=Q(declassify_on__isnull=False)),
            models.Index(fields=["id"], name="document_event", condition=~Q(declassify_event="")),
            models.Index(fields=["-id"], condition=~Q(no_envelope=""), name="document_no_envelope"),
        ]

    @property
    def label(self) -> Label:
        return Label(self.scheme, self.rank, self.comp, self.rel)

    @property
    def full_number(self) -> str:
        return f"{self.series} {self.year}/{self.number:05d}"

    def document_key(self) -> int | None:
        return self.pk

    def things(self) -> list[int]:
        return list(self.copies.values_list("thing_id", flat=True)) if self.pk else []

    def scoped(self) -> Scoped:
        """The document as a decision sees it. The registry is always in the scope: it keeps the copies."""
        grants = [
            (g.principal, g.since.toordinal() if g.since else 0, g.until.toordinal() if g.until else FOREVER)
            for g in self.scope.all()
            if g.stage == IN_FORCE
        ]
        return Scoped(self.label, ((REGISTRY, 0, FOREVER), *grants))

    def __str__(self) -> str:
        return self.full_number


class Copy(Recorded):
    """Copy n of N. What is in custody is its `thing`, whose pieces are the folios."""

    document = models.ForeignKey(Document, PROTECT, related_name="copies")
    number = models.PositiveIntegerField()
    thing = models.OneToOneField(Thing, PROTECT, related_name="copy")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["document", "number"], name="copy_once")
        ]

    def __str__(self) -> str:
        return self.thing.code


class ScopeGrant(Case):
    """Somebody named in a document's reading scope, from a day to a day."""

    document = models.ForeignKey(Document, PROTECT, related_name="scope")
    principal = models.BigIntegerField()
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    def document_key(self) -> int | None:
        return self.document_id


class CopyCase(Case):
    """A case in which one copy leaves the safe."""

    copy = models.ForeignKey(Copy, PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True

    def things(self) -> list[int]:
        return [self.copy.thing_id]

    def document_key(self) -> int | None:
        return self.copy.document_id

    def subject(self) -> str:
        return f"documents.document/{self.copy.document_id}"

    def whereabouts(self) -> str:
        thing = Thing.objects.select_related("person", "place").get(pk=self.copy.thing_id)
        return str(thing.person or thing.place)


class Round(CopyCase):
    """A copy going round its readers as a star: office, reader, office, next reader."""

    due = models.DateTimeField()
    in_room = models.BooleanField(default=False)
    notes = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage", "due"], name="round_stage")]


class Stop(Recorded):
    """One reader on the route sheet of a round."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        OUT = "out", _("Reading")
        BACK = "back", _("Returned")
        SKIPPED = "skipped", _("Left out")
        LOST = "lost", _("Lost")
        DESTROYED = "destroyed", _("Destroyed in an emergency")

    round = models.ForeignKey(Round, PROTECT, related_name="stops")
    place = models.PositiveIntegerField()
    reader = models.ForeignKey(Person, PROTECT, related_name="stops")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    given_at = models.DateTimeField(null=True)
    back_at = models.DateTimeField(null=True)
    folios_out = models.PositiveIntegerField(null=True)
    folios_in = models.PositiveIntegerField(null=True)
    # Whether they were allowed to take notes of it; null before it is theirs to read.
    notes = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["round", "place"], name="stop_once")
        ]


LOAN_ENDS = ("settled", "declined", "withdrawn", "lost", "destroyed")
# An approval may have lapsed: whether it still counts is computed (`queries.lapsed`), and no constraint can know it.
NO_LIVE_LOAN = (*LOAN_ENDS, "approved")


class Loan(CopyCase):
    """A copy lent to one person: asked, approved, handed over, perhaps renewed, returned, settled.

    `days`: for how long, where that is less than the office lends. `due`: until when it comes back, and once it has, until
    when it is settled. `condition_out` and `condition`: how it went and how it came back.
    """

    borrower = models.ForeignKey(Person, PROTECT, related_name="loans")
    reason = models.CharField(max_length=300)
    place_of_use = models.CharField(max_length=200, blank=True)
    days = models.PositiveIntegerField(null=True)
    due = models.DateTimeField(null=True)
    renewals = models.PositiveIntegerField(default=0)
    folios_out = models.PositiveIntegerField(null=True)
    folios_in = models.PositiveIntegerField(null=True)
    condition_out = models.CharField(max_length=300, blank=True)
    condition = models.CharField(max_length=300, blank=True)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason", "place_of_use", "condition", "condition_out"})

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["copy", "borrower"],
                condition=~Q(stage__in=NO_LIVE_LOAN),
                name="one_live_loan_of_a_copy_to_a_person",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage", "due"], name="loan_stage")]

    def concerned(self) -> set[int]:
        return {self.borrower_id}


class Reminder(Recorded):
    """A claim of what is late: from whom, and how, and what they answered."""

    class To(models.TextChoices):
        READER = "reader", _("The reader")
        CHIEF = "chief", _("The head of their unit")
        LEADER = "leader", _("Whoever leads the office")

    class How(models.TextChoices):
        SPOKEN = "spoken", _("In person")
        WRITTEN = "written", _("In writing, by internal mail")

    copy = models.ForeignKey(Copy, PROTECT, related_name="reminders")
    loan = models.ForeignKey(Loan, PROTECT, null=True, related_name="reminders")
    round = models.ForeignKey(Round, PROTECT, null=True, related_name="reminders")
    to = models.CharField(max_length=8, choices=To.choices)
    person = models.ForeignKey(Person, PROTECT, related_name="reminders")
    how = models.CharField(max_length=8, choices=How.choices)
    answer = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    sealed: ClassVar[frozenset[str]] = frozenset({"answer"})

    def subject(self) -> str:
        return f"documents.document/{self.copy.document_id}"


class Extension(Case):
    """A request to widen the reading scope of a document by one person."""

    document = models.ForeignKey(Document, PROTECT, related_name="extensions")
    beneficiary = models.ForeignKey(Person, PROTECT, related_name="extensions")
    reason = models.CharField(max_length=300)
    until = models.DateField(null=True)
    consent = models.CharField(max_length=300, blank=True)
    due = models.DateTimeField(null=True)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason", "consent"})

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage"], name="extension_stage")]

    def concerned(self) -> set[int]:
        return {self.beneficiary_id}

    def document_key(self) -> int | None:
        return self.document_id

    def subject(self) -> str:
        return f"documents.document/{self.document_id}"


class Discrepancy(CopyCase):
    """Folios counted differ from folios expected, or the copy is lost: then none was found.

    `due` says until when it is to be concluded; of a lost copy, when it is presumed leaked.

    Opened by whoever counted or missed it, closed by the leader with a conclusion.
    """

    expected = models.PositiveIntegerField()
    found = models.PositiveIntegerField()
    loan = models.ForeignKey(Loan, PROTECT, null=True, related_name="discrepancies")
    # In whose hands it was, where it was in somebody's.
    holder = models.ForeignKey(Person, PROTECT, null=True, related_name="discrepancies")
    # The act that opened it, and how far the chain of hands had come by then.
    act = models.UUIDField(null=True)
    seq = models.PositiveIntegerField(default=0)
    account = models.CharField(max_length=500)
    finding = models.CharField(max_length=500, blank=True)
    conclusion = models.CharField(max_length=500, blank=True)
    due = models.DateTimeField(null=True)

    sealed: ClassVar[frozenset[str]] = frozenset({"account", "finding", "conclusion"})

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage"], name="discrepancy_stage")]

    def concerned(self) -> set[int]:
        named = {self.holder_id, self.loan.borrower_id if self.loan is not None else None}
        return {key for key in named if key is not None}
