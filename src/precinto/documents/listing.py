# SPDX-License-Identifier: EUPL-1.2
"""Lists of the cases of any procedure: the newest that one person may see, in a fixed number of questions a page.

Every row is decided by `cases.may_see`. Whoever holds no post that acts in the procedure is only looked up among the cases
that name them or in which they acted, so that a list of a million cases costs a reader no more than one of ten.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from precinto.access.models import BY_NATURE, Person
from precinto.documents.cases import OF_THE_OFFICE, WITHOUT_THE_TITLE, acted_in, may_see
from precinto.documents.columns import GATHERED, WITH
from precinto.documents.models import Document
from precinto.documents.queries import visible
from precinto.ledger.models import Entry
from precinto.procedures.model import REGISTRY, Actor, Procedure
from precinto.records.models import Case, Recorded

PAGE = 50
AHEAD = 4  # times a page: how far one question looks for rows that are for this person


@dataclass(frozen=True)
class Listed:
    """A case of a list. `seen`: its document may be read, so its subject may be written down."""

    case: Any
    document: Document | None
    seen: bool

    @property
    def title(self) -> str:
        return self.document.title if self.document is not None and self.seen else ""


@dataclass(frozen=True)
class Page:
    rows: list[Listed]
    older: int | None  # the `before` of the next page


OPEN = "abiertas"


def stages_named(procedure: Procedure, text: str) -> list[str]:
    """The stages that an address names, with commas between them: `abiertas` is all that are not an end. None named: all."""
    if text == OPEN:
        return [name for name in procedure.stages if name not in procedure.ends]
    return [name for name in text.split(",") if name in procedure.stages]


def oversees(procedure: Procedure, actor: Actor) -> bool:
    """Whether a post of this person acts in the procedure, keeps the books or inspects them."""
    return bool({held.role for held in actor.roles} & (acting(procedure) | OF_THE_OFFICE | WITHOUT_THE_TITLE))


def acting(procedure: Procedure) -> set[Any]:
    """The posts that act in it."""
    return {role for step in procedure.steps.values() for role in step.roles} - BY_NATURE


def page(
    procedure: Procedure,
    actor: Actor,
    *,
    stages: Sequence[str] = (),
    before: int | None = None,
    size: int = PAGE,
    shown: bool = True,
    only: Q | None = None,
) -> Page:
    """The newest cases that this person may see, at one of `stages` (any, when none is named), older than `before`.

    A page may be short and still have a next one: what lies between is not for this person.
    """
    rows = candidates(procedure, actor)
    if only is not None:
        rows = rows.filter(only)
    if stages:
        rows = rows.filter(stage__in=stages)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    model = procedure.case
    if shown:
        rows = rows.select_related(*WITH.get(model, ())).prefetch_related(*GATHERED.get(model, ()))
    everything = {held.role for held in actor.roles} & WITHOUT_THE_TITLE
    read = list(rows.order_by("-pk")[: size * (1 if everything else AHEAD) + 1])
    found = decided(procedure, read, actor)
    if len(found) > size:
        return Page(found[:size], found[size - 1].case.pk)
    more = len(read) > size * AHEAD
    return Page(found, read[-1].pk if more else None)


def decided(procedure: Procedure, cases: Sequence[Case], actor: Actor) -> list[Listed]:
    """Those of the cases that are for this person, each with its document."""
    keys = {case.pk: case.document_key() for case in cases}
    documents = scoped(keys.values())
    mine = acted_in(procedure, list(keys), actor)
    found = []
    for case in cases:
        document = documents.get(keys[case.pk] or 0)
        if may_see(procedure, case, actor, acted=case.pk in mine, document=document):
            found.append(Listed(case, document, document is not None and visible(document, actor.subject)))
    return found


def scoped(keys: Iterable[int | None]) -> dict[int, Document]:
    """These documents with their reading scopes, in two questions."""
    wanted = {key for key in keys if key}
    return Document.objects.prefetch_related("scope").in_bulk(wanted) if wanted else {}


def candidates(procedure: Procedure, actor: Actor) -> QuerySet[Any]:
    rows: QuerySet[Any] = procedure.case.objects.all()
    return rows if oversees(procedure, actor) else rows.filter(named(procedure, actor))


def named(procedure: Procedure, actor: Actor) -> Q:
    """The cases that name this person in a column or a line, and those in which they took a step."""
    return _named(procedure.name, actor.key)


@lru_cache(maxsize=1024)
def _named(name: str, person: int) -> Q:
    """One and the same condition for one person: a question that holds it is known again."""
    procedure = REGISTRY[name]
    acted = Entry.objects.filter(procedure=name, kind="act", person=person).values("case")
    which = Q(pk__in=acted)
    for column in _persons(procedure.case):
        which |= Q(**{column: person})
    for relation in procedure.case._meta.related_objects:
        lines: Any = relation.related_model
        if relation.one_to_many and issubclass(lines, Recorded):
            for column in _persons(lines):
                named = lines.objects.filter(**{column: person}).values(relation.field.attname)
                which |= Q(pk__in=named)
    return which


def _persons(model: Any) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if field.related_model is Person]
