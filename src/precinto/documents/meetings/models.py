# SPDX-License-Identifier: EUPL-1.2
"""Meetings, their participants, the copies handed out at them, and the papers that people bring back from meetings elsewhere."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _

from precinto.access.models import Person
from precinto.documents.models import Copy, Loan, Via
from precinto.documents.receiving.models import Parcel
from precinto.labels.label import Label
from precinto.records.models import Case, Recorded


class Meeting(Case):
    """A meeting at which classified papers are read, here or elsewhere. Its approval is a reading scope for who takes part."""

    name = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=200)
    on = models.DateField()
    until = models.DateField()
    room = models.CharField(max_length=200)
    scheme = models.CharField(max_length=20)
    level = models.CharField(max_length=20)
    rank = models.PositiveIntegerField()
    organiser = models.ForeignKey(Person, PROTECT, related_name="meetings")
    elsewhere = models.BooleanField(default=False)
    agenda = models.CharField(max_length=1000, blank=True)
    devices_outside = models.BooleanField(null=True)
    consent = models.CharField(max_length=300, blank=True)
    due = models.DateTimeField(null=True)

    sealed: ClassVar[frozenset[str]] = frozenset({"title", "room", "agenda", "consent"})

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage", "due"], name="meeting_stage")]

    @property
    def label(self) -> Label:
        return Label(self.scheme, self.rank, 0, 0)

    def things(self) -> list[int]:
        return list(self.handouts.values_list("copy__thing_id", flat=True)) if self.pk else []

    def concerned(self) -> set[int]:
        """The organiser, and everybody on the list: nobody of them approves it."""
        return {self.organiser_id, *self.named} if self.pk else {self.organiser_id}

    @cached_property
    def named(self) -> list[int]:
        """Asked once: every step of a page asks who is concerned. A list reads them for all its meetings together."""
        rows = [one for one in self.participants.all() if one.state != Participant.State.LEFT_OUT]
        return [one.person_id for one in rows if one.person_id is not None]

    def __str__(self) -> str:
        return self.name


class Participant(Recorded):
    """Somebody on the list of a meeting: one of the house, or a guest with a certificate of another body."""

    class State(models.TextChoices):
        INVITED = "invited", _("On the list")
        LEFT_OUT = "left_out", _("Left out")
        CAME = "came", _("Took part")
        ABSENT = "absent", _("Did not come")

    meeting = models.ForeignKey(Meeting, PROTECT, related_name="participants")
    person = models.ForeignKey(Person, PROTECT, null=True, related_name="invitations")
    guest = models.CharField(max_length=200, blank=True)
    body = models.CharField(max_length=200, blank=True)
    certificate = models.CharField(max_length=200, blank=True)
    rank = models.PositiveIntegerField(null=True)
    until = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.INVITED)

    sealed: ClassVar[frozenset[str]] = frozenset({"guest", "body", "certificate"})

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["meeting", "person"], name="participant_once"),
            models.CheckConstraint(condition=Q(person__isnull=False) | ~Q(guest=""), name="participant_is_somebody"),
        ]

    @property
    def full_name(self) -> str:
        return self.person.name if self.person is not None else self.guest


class Handout(Recorded):
    """A copy for one participant of one meeting: from the office and back to it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("To be handed out")
        OUT = "out", _("Handed out")
        BACK = "back", _("Collected")
        TAKEN = "taken", _("Taken away, as a loan")
        DROPPED = "dropped", _("Not handed out")
        LOST = "lost", _("Lost")

    meeting = models.ForeignKey(Meeting, PROTECT, related_name="handouts")
    copy = models.ForeignKey(Copy, PROTECT, related_name="handouts")
    # Whoever has it in their hands. For a guest, who is nobody's holder, the organiser answers.
    reader = models.ForeignKey(Person, PROTECT, related_name="handouts")
    guest = models.ForeignKey(Participant, PROTECT, null=True, related_name="handouts")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    given_at = models.DateTimeField(null=True)
    back_at = models.DateTimeField(null=True)
    folios_out = models.PositiveIntegerField(null=True)
    folios_in = models.PositiveIntegerField(null=True)
    loan = models.ForeignKey(Loan, PROTECT, null=True, related_name="handouts")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["copy", "state"], name="handout_copy")]

    @property
    def for_whom(self) -> str:
        return f"{self.guest.guest} ({self.reader.name})" if self.guest is not None else self.reader.name


class Brought(Parcel):
    """Papers that somebody brings back from a meeting elsewhere: expected, surrendered at the counter, registered."""

    OPEN = "surrendered"
    OPENING = ("surrender", "take_in")
    VIA = Via.MEETING.value

    meeting = models.ForeignKey(Meeting, PROTECT, null=True, related_name="brought")
    of = models.CharField(max_length=200, blank=True)
    attendee = models.ForeignKey(Person, PROTECT, related_name="brought")
    returned_on = models.DateField()
    papers = models.PositiveIntegerField(null=True)
    surrendered_at = models.DateTimeField(null=True)

    sealed: ClassVar[frozenset[str]] = Parcel.sealed | {"of"}

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage", "due"], name="brought_stage")]

    def concerned(self) -> set[int]:
        return {self.attendee_id}
