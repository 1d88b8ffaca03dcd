# SPDX-License-Identifier: EUPL-1.2
"""Lists that left as a file, evenings whose list was drawn up, and addresses that a person keeps."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import PROTECT

from precinto.access.models import Person
from precinto.records.models import Case


class Export(Case):
    """A list that was taken out as a file: which, how it was narrowed, how many lines, of what level, and the file's digest."""

    name = models.CharField(max_length=60)
    narrowed = models.CharField(max_length=300, blank=True)
    format = models.CharField(max_length=4)
    rows = models.PositiveIntegerField()
    marking = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)

    sealed: ClassVar[frozenset[str]] = frozenset({"narrowed"})


class Evening(Case):
    """The 18:00 list as it stood when somebody drew it up. `lines` is JSON, and holds codes and names, never a title."""

    day = models.DateField()
    out = models.PositiveIntegerField()
    late = models.PositiveIntegerField()
    ahead = models.PositiveIntegerField()
    lines = models.TextField()

    sealed: ClassVar[frozenset[str]] = frozenset({"lines"})

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["day"], name="evening_day")]


class Filter(Case):
    """An address of a list, narrowed as a person likes it, under a name of their own."""

    person = models.ForeignKey(Person, PROTECT, related_name="filters")
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=300)
    pinned = models.BooleanField(default=True)

    sealed: ClassVar[frozenset[str]] = frozenset({"name", "address"})

    def concerned(self) -> set[int]:
        return {self.person_id}
