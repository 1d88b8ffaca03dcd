# SPDX-License-Identifier: EUPL-1.2
"""What one person sees of many cases at once: the rule of `documents.cases`, asked in two questions for a whole page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import prefetch_related_objects

from precinto.access.models import BY_NATURE, Person, Role
from precinto.documents.cases import WITHOUT_THE_TITLE
from precinto.documents.models import Document
from precinto.documents.queries import visible
from precinto.procedures.model import Actor, Procedure
from precinto.records.models import Case
from precinto.web.offers import Done

KEEPERS = frozenset({Role.CLERK, Role.HEAD})
PEOPLE = KEEPERS | {Role.SECURITY, Role.INSPECTOR}
OVERSEERS = frozenset({Role.HEAD, Role.AUDIT, Role.INSPECTOR})


def roles(actor: Actor) -> frozenset[Role]:
    return frozenset(way.role for way in actor.roles)


def with_scope(documents: Iterable[Document]) -> None:
    """Read the reading scopes of all these documents in one question."""
    prefetch_related_objects([document for document in documents if document is not None], "scope")


class Sight:
    """Documents must have had their scope read (`with_scope`)."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.roles = roles(actor)
        self._seen: dict[int, bool] = {}

    def document(self, document: Document) -> bool:
        if document.pk not in self._seen:
            self._seen[document.pk] = visible(document, self.actor.subject)
        return self._seen[document.pk]

    def case(self, procedure: Procedure, case: Case, document: Document, acts: Sequence[Done] = ()) -> bool:
        """1.2: who is named in the case, acted in it, decides or inspects, or acts in it by post and sees the document."""
        if self.actor.key in case.concerned() or any(done.person == self.actor.key for done in acts):
            return True
        if self.roles & WITHOUT_THE_TITLE:
            return True
        posts = {role for step in procedure.steps.values() for role in step.roles} - BY_NATURE
        return bool(self.roles & posts) and self.document(document)


def names_of(keys: Iterable[int | None]) -> dict[int, str]:
    """Names of persons by key, in one question."""
    wanted = {key for key in keys if key}
    return {person.pk: person.name for person in Person.objects.filter(pk__in=wanted)} if wanted else {}
