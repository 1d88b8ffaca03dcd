# SPDX-License-Identifier: EUPL-1.2
"""Persons, units, posts, appointments, delegations, clearances, briefings, reading scopes. All with dates."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import PROTECT, Q
from django.utils.translation import gettext_lazy as _

from precinto.records.models import Case, Recorded


class Role(models.TextChoices):
    """What a step asks of the person who takes it. A post gives a role; an appointment with dates gives the post."""

    HEAD = "head", _("Head of the confidentiality service")
    CLERK = "clerk", _("Registry clerk")
    LEADER = "leader", _("Leader in charge of confidentiality")
    SUPERIOR = "superior", _("Superior leader")
    UNIT_HEAD = "unit_head", _("Head of unit")
    DRAFTER = "drafter", _("Drafter")
    INSPECTOR = "inspector", _("Inspector")
    SYSTEM = "system", _("System administrator")
    SECURITY = "security", _("Security administrator")
    AUDIT = "audit", _("Audit administrator")
    # Held by whom they describe, never by appointment:
    READER = "reader", _("Reader")
    SELF = "self", _("The person concerned")
    FOUNDER = "founder", _("Founder of the office")


ADMINISTRATORS = frozenset({Role.SYSTEM, Role.SECURITY, Role.AUDIT})
BY_NATURE = frozenset({Role.READER, Role.SELF, Role.FOUNDER})


class Unit(Case):
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", PROTECT, null=True, related_name="children")

    def __str__(self) -> str:
        return self.name


class Person(Case):
    """Somebody whom the office knows. The names and numbers are sealed: they can be forgotten after their term."""

    code = models.CharField(max_length=20, unique=True)
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=150)
    birth_date = models.CharField(max_length=10, blank=True)
    phones = models.CharField(max_length=200, blank=True)
    identity_number = models.CharField(max_length=40, blank=True)
    unit = models.ForeignKey(Unit, PROTECT, null=True, related_name="persons")
    # Commitment of the name as the ledger last recorded it; every entry of this person's repeats it.
    name_seal = models.CharField(max_length=44, blank=True)

    sealed: ClassVar[frozenset[str]] = frozenset(
        {"given_name", "family_name", "birth_date", "phones", "identity_number"}
    )

    def concerned(self) -> set[int]:
        return {self.pk} if self.pk else set()

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    def __str__(self) -> str:
        return self.name


class Post(Case):
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, PROTECT, null=True, related_name="posts")
    role = models.CharField(max_length=20, choices=Role.choices, blank=True)

    def __str__(self) -> str:
        return self.name


class Dated(Case):
    """Something that holds from a day to a day, both included."""

    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        abstract = True


class Appointment(Dated):
    person = models.ForeignKey(Person, PROTECT, related_name="appointments")
    post = models.ForeignKey(Post, PROTECT, related_name="appointments")

    def concerned(self) -> set[int]:
        return {self.person_id}


class Absence(Dated):
    """Somebody is away from a day to a day. `due`: until when a keeper of papers must have handed them over."""

    person = models.ForeignKey(Person, PROTECT, related_name="absences")
    reason = models.CharField(max_length=300, blank=True)
    due = models.DateTimeField(null=True)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage", "due"], name="absence_stage")]

    def subject(self) -> str:
        return f"access.person/{self.person_id}"

    def concerned(self) -> set[int]:
        return {self.person_id}

    @property
    def days(self) -> int:
        """How many days it lasts; one without a last day lasts for ever."""
        return (self.until - self.since).days + 1 if self.until is not None else 10_000

    def __str__(self) -> str:
        return f"{self.person}"


class Delegation(Dated):
    giver = models.ForeignKey(Person, PROTECT, related_name="delegations_given")
    taker = models.ForeignKey(Person, PROTECT, related_name="delegations_taken")
    role = models.CharField(max_length=20, choices=Role.choices)

    def concerned(self) -> set[int]:
        return {self.giver_id}


class Clearance(Dated):
    """How high, and into which caveats, somebody may read: granted outside, recorded here."""

    person = models.ForeignKey(Person, PROTECT, related_name="clearances")
    scheme = models.CharField(max_length=20)
    level = models.CharField(max_length=20)
    rank = models.PositiveIntegerField()
    comp = models.BigIntegerField(default=0)
    rel = models.BigIntegerField(default=0)
    granted_by = models.CharField(max_length=200)
    reference = models.CharField(max_length=100, blank=True)

    def concerned(self) -> set[int]:
        return {self.person_id}


class Briefing(Dated):
    person = models.ForeignKey(Person, PROTECT, related_name="briefings")

    def concerned(self) -> set[int]:
        return {self.person_id}


class Reach(models.Model):
    """Which documents a principal can come to see: derived from the reading scopes, rebuilt at will, never recorded.

    `principal` is a number of `access.principals`; `until` a day number (proleptic ordinal), 9,999,999 when it has no end.
    """

    principal = models.BigIntegerField()
    doc = models.BigIntegerField()
    level = models.IntegerField()
    comp = models.BigIntegerField(default=0)
    rel = models.BigIntegerField(default=0)
    since = models.IntegerField(default=0)
    until = models.IntegerField(default=9_999_999)

    pk = models.CompositePrimaryKey("principal", "level", "doc", "since", "until")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["doc"], name="reach_doc")]


class Account(Case):
    """How a person signs in. The hash of the password is sealed like a secret, because it is one."""

    person = models.OneToOneField(Person, PROTECT, related_name="account")
    login = models.CharField(max_length=60, unique=True)
    password = models.CharField(max_length=256)
    password_set_at = models.DateTimeField()
    must_change = models.BooleanField(default=False)
    # Raised to end every session and token of the account at once.
    epoch = models.PositiveIntegerField(default=1)
    language = models.CharField(max_length=5, blank=True)

    sealed: ClassVar[frozenset[str]] = frozenset({"password"})

    def subject(self) -> str:
        return f"access.person/{self.person_id}"

    def concerned(self) -> set[int]:
        return {self.person_id}


class FormerPassword(Recorded):
    """A password that an account has had, as its hash: it does not come back. Sealed like the present one."""

    account = models.ForeignKey(Account, PROTECT, related_name="former_passwords")
    digest = models.CharField(max_length=256)
    until = models.DateTimeField()

    sealed: ClassVar[frozenset[str]] = frozenset({"digest"})

    def subject(self) -> str:
        return f"access.person/{self.account.person_id}"


class Token(Case):
    """A key of the API: 256 random bits, of which only the hash is kept."""

    account = models.ForeignKey(Account, PROTECT, related_name="tokens")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    until = models.DateField()

    def concerned(self) -> set[int]:
        return {self.account.person_id}


class Pin(Case):
    """What somebody signs receipts with at the counter. The hash is sealed like that of a password."""

    person = models.OneToOneField(Person, PROTECT, related_name="pin")
    digest = models.CharField(max_length=256)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(Person, PROTECT, related_name="+")

    sealed: ClassVar[frozenset[str]] = frozenset({"digest"})

    def subject(self) -> str:
        return f"access.person/{self.person_id}"

    def concerned(self) -> set[int]:
        return {self.person_id}


class SignInDelay(models.Model):
    """Failed sign-ins of one login name, known or not, and when the next try may be made. Not a record: the ledger has the tries."""

    login = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()


IN_FORCE = "in_force"


def in_force(day: object) -> Q:
    """Filter for `Dated` rows that hold on a day and were not ended before their time."""
    return Q(stage=IN_FORCE, since__lte=day) & (Q(until__isnull=True) | Q(until__gte=day))
