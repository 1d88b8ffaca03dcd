# SPDX-License-Identifier: EUPL-1.2
"""Media in custody."""

from __future__ import annotations

from django.db import models
from django.db.models import PROTECT

from precinto.access.models import Person
from precinto.custody.models import Thing
from precinto.records.models import Case


class Medium(Case):
    """A registered storage medium: the same custody as a copy, another kind of thing."""

    thing = models.OneToOneField(Thing, PROTECT, null=True, related_name="medium")
    kind = models.CharField(max_length=40)
    serial = models.CharField(max_length=80)
    level = models.CharField(max_length=20)
    keeper = models.ForeignKey(Person, PROTECT, null=True, related_name="media")

    def things(self) -> list[int]:
        return [self.thing_id] if self.thing_id else []

    def whereabouts(self) -> str:
        return str(self.thing.person or self.thing.place) if self.thing is not None else ""
