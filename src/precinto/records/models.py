# SPDX-License-Identifier: EUPL-1.2
"""Rows that the ledger answers for. They are written by `records.journal` alone."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn, TypeVar

from django.db import models

from precinto.records.errors import WriteOutsideAct

R = TypeVar("R", bound=models.Model)


class RecordedQuerySet(models.QuerySet[R]):
    """A query set that reads. Its writing half is closed: bulk updates are where audit trails lose rows."""

    def _closed(self, *_: Any, **__: Any) -> NoReturn:
        raise WriteOutsideAct(f"{self.model.__name__} is written by records.journal, inside an act")

    create = update = delete = bulk_create = bulk_update = get_or_create = update_or_create = _closed


class Recorded(models.Model):
    """A row of the state tables.

    `sealed` names the columns that hold text which may be secret or personal: the ledger holds a commitment of them, and
    the value lies encrypted under the key of `subject()`, which can be destroyed.
    """

    sealed: ClassVar[frozenset[str]] = frozenset()

    objects: ClassVar[models.Manager[Any]] = models.Manager.from_queryset(RecordedQuerySet)()

    class Meta:
        abstract = True

    def save(self, *_: Any, **__: Any) -> NoReturn:
        raise WriteOutsideAct(f"{type(self).__name__} is written by records.journal, inside an act")

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        raise WriteOutsideAct("nothing is deleted")

    def subject(self) -> str:
        """Whose key seals this row's sealed columns: a document's or a person's, written `table/key`."""
        return f"{self._meta.label_lower}/{self.pk}"

    @classmethod
    def columns(cls) -> list[str]:
        return [field.attname for field in cls._meta.concrete_fields if not field.primary_key]


class Case(Recorded):
    """Something that goes through stages. Who did which step is never a column: it is asked of the ledger."""

    stage = models.CharField(max_length=20)

    class Meta:
        abstract = True

    def things(self) -> list[int]:
        """Keys of the things in custody that a step of this case may move: locked with it."""
        return []

    def concerned(self) -> set[int]:
        """Persons whom the case is about: they may take the steps of `Role.SELF`, and never approve."""
        return set()

    def of_the_highest_level(self) -> bool:
        """Whether something in it is of the highest level of its scheme: from some rules nobody is then excused."""
        return False

    def document_key(self) -> int | None:
        """The document that the case is about: who may not see it does not see the case."""
        return None


def recorded_models() -> list[type[Recorded]]:
    from django.apps import apps

    return [model for model in apps.get_models() if issubclass(model, Recorded)]
