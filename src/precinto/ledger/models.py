# SPDX-License-Identifier: EUPL-1.2
"""The ledger's own tables. Nothing here is `Recorded`: this is what records."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import PROTECT


class Entry(models.Model):
    """One act or attempt. `body` is the truth; the other columns are read off it, to be searched by."""

    act = models.UUIDField(unique=True)
    # `person:key` of the caller's idempotency key. Null for what is not asked for by anybody (attempts, clock).
    intent = models.CharField(max_length=120, null=True, unique=True)
    kind = models.CharField(max_length=10)
    procedure = models.CharField(max_length=60)
    step = models.CharField(max_length=40)
    clause = models.CharField(max_length=8)
    case = models.BigIntegerField(null=True)
    person = models.BigIntegerField()
    giver = models.BigIntegerField(null=True)
    refusal = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    body = models.BinaryField()
    # A code under a key of the home over the body: null only for entries older than hallmarks.
    hallmark = models.BinaryField(max_length=32, null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["procedure", "case", "id"], name="entry_case"),
            models.Index(fields=["person", "id"], name="entry_person"),
        ]


class Leaf(models.Model):
    """Where an entry stands in the tree. On PostgreSQL given by the sequencer, after the act has committed."""

    index = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, PROTECT, related_name="leaf")
    hash = models.BinaryField(max_length=32)


class Pending(models.Model):
    """Committed entries that wait for their place. PostgreSQL only: SQLite gives the place inside the act."""

    entry = models.OneToOneField(Entry, PROTECT, primary_key=True)
    hash = models.BinaryField(max_length=32)


class Tile(models.Model):
    """A full tile: 256 hashes of one level. What is not full yet is the newest leaves."""

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField(max_length=8192)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["level", "index"], name="tile_once")
        ]


class Epoch(models.Model):
    """A log with its name. A second one is opened when a restored database is behind a checkpoint that was published."""

    number = models.PositiveIntegerField(primary_key=True)
    origin = models.CharField(max_length=200)
    vkey = models.CharField(max_length=400)
    opened_at = models.DateTimeField()


class Checkpoint(models.Model):
    """Signed notes, one for each size at most: the same size is never signed twice."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    signed_at = models.DateTimeField()


class ShredKey(models.Model):
    """The key that seals what is known of one document or person, wrapped by the office's key. Destroying it is an act."""

    subject = models.CharField(max_length=80, unique=True)
    wrapped = models.BinaryField()


class Sealed(models.Model):
    """Values and salts behind the commitments of one entry that speak of one subject, encrypted under its key."""

    entry = models.ForeignKey(Entry, PROTECT, related_name="sealed")
    key = models.ForeignKey(ShredKey, PROTECT, related_name="sealed")
    box = models.BinaryField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["key", "entry"], name="sealed_subject")]
