# SPDX-License-Identifier: EUPL-1.2
"""Cases at the doors that name them by number: who may look at one, how it is found, and a step taken by its name.

`may_see` is asked before every step (`procedures.judging.SIGHT`) and by every page and list, so that a case that does not exist and
one that is not for this person give the same answer, whatever its stage and whoever has the paper.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from precinto.access.models import BY_NATURE, Role
from precinto.access.officers import Officer
from precinto.custody import codes
from precinto.documents.models import CopyCase, Document, Round
from precinto.documents.queries import find_copy, find_document, live_loan, live_round, visible
from precinto.documents.receiving.models import Parcel
from precinto.documents.receiving.parcels import find_parcel
from precinto.ledger.models import Entry
from precinto.procedures.excuses import FACT
from precinto.procedures.fields import find_person
from precinto.procedures.model import REGISTRY, Actor, Procedure
from precinto.procedures.perform import Act, Request, check, perform, record_attempt
from precinto.records.clock import now
from precinto.records.errors import BadFacts, ConditionFailed, NotFound
from precinto.records.models import Case

# Who decides or inspects without being among the readers: they see that the case is there, never the title.
WITHOUT_THE_TITLE = frozenset({Role.LEADER, Role.SUPERIOR, Role.INSPECTOR})
# Who keeps the books sees every case of a document that they may see.
OF_THE_OFFICE = frozenset({Role.HEAD, Role.CLERK})
LARGEST = 2**53
# What goes on once a step is done, as acts of their own: a queue that was brought back is replayed. By procedure and step.
THEN: dict[tuple[str, str], Callable[[Act, Officer], None]] = {}


def not_found() -> NotFound:
    """One refusal for what does not exist and for what is not for this person."""
    return NotFound("not-found", clause="1.2")


def actor_of(officer: Officer) -> Actor:
    return Actor(officer, now())


def document_of(case: Case) -> Document | None:
    key = case.document_key()
    document = Document.objects.prefetch_related("scope").get(pk=key) if key else None
    if document is not None and isinstance(case, CopyCase):
        case.copy.document = document  # the rules then judge the row that was looked at, and need not read it again
    return document


def may_see(
    procedure: Procedure, case: Case, actor: Actor, *, acted: bool | None = None, document: Document | None = None
) -> bool:
    """1.2: who is named in it or has acted in it, and who holds a post that acts in it and may see its document.

    A list that has read them already gives `acted` and `document`.
    """
    if isinstance(case, Document):
        return visible(case, actor.subject)
    roles = {held.role for held in actor.roles}
    if roles & WITHOUT_THE_TITLE:
        return True
    acting = {role for step in procedure.steps.values() for role in step.roles} - BY_NATURE
    if roles & (acting | OF_THE_OFFICE):
        document = document or document_of(case)
        if document is None or visible(document, actor.subject):
            return True
    if acted or actor.key in case.concerned():
        return True
    if isinstance(case, Round) and any(stop.reader_id == actor.key for stop in case.stops.all()):
        return True
    return acted is None and case.pk in acted_in(procedure, [case.pk], actor)


def acted_in(procedure: Procedure, keys: list[int], actor: Actor) -> set[int]:
    """Which of these cases this person has taken a step of."""
    rows = Entry.objects.filter(procedure=procedure.name, case__in=keys, kind="act", person=actor.key)
    return {case for case in rows.values_list("case", flat=True) if case is not None}


def look(procedure: Procedure, key: int, actor: Actor) -> Case:
    """The case with this number. Raises the same `NotFound` where there is none and where it is not for this person."""
    case: Case | None = procedure.case.objects.filter(pk=key).first() if 0 < key < LARGEST else None
    if case is None or not may_see(procedure, case, actor):
        raise not_found()
    return case


def find(procedure: Procedure, text: str, actor: Actor) -> int:
    """The number of a case that is written as its number, or as a code that leads to a live one. Raises `NotFound`."""
    text = text.strip()
    if text.isdigit() and len(text) < 16:
        return int(text)
    found: Case | None = None
    if procedure.case is Document:
        found = find_document(text, actor.subject)
    elif procedure.name in ("documents.lend", "documents.circulate"):
        copy = find_copy(text, actor.subject)
        if copy is not None:
            found = live_loan(copy) if procedure.name == "documents.lend" else live_round(copy)
    elif procedure.name in ("personnel.person", "computers.account"):
        person = find_person(text)
        found = person if procedure.name == "personnel.person" else getattr(person, "account", None)
    elif issubclass(procedure.case, Parcel):
        found = find_parcel(text)
        found = found if isinstance(found, procedure.case) else None
    elif procedure.name == "computers.medium" and (code := codes.parse(text)) is not None:
        media: Any = procedure.case.objects
        found = media.filter(thing__code=code.text).first()
    if found is None:
        raise not_found()
    return int(found.pk)


def named(name: str) -> Procedure:
    """Raises `NotFound`."""
    procedure = REGISTRY.get(name)
    if procedure is None:
        raise NotFound("no-such-step")
    return procedure


def take(
    procedure: Procedure, step: str, key: int | None, *, by: Officer, facts: Mapping[str, Any], intent: str
) -> Act:
    """`perform`, for doors that are told the names of the facts: one that the step does not ask for is refused."""
    _known(Request(procedure, step, key, facts, intent), by, record=True)
    act = perform(procedure, step, key, by=by, facts=facts, intent=intent)
    goes_on = THEN.get((procedure.name, step))
    if goes_on is not None:
        goes_on(act, by)
    return act


def rehearse(procedure: Procedure, step: str, key: int | None, *, by: Officer, facts: Mapping[str, Any]) -> None:
    """Raises the `Refused` that `take` would raise. Changes and records nothing.

    A step that asks for a password or a PIN is not rehearsed: that would tell a right one from a wrong one, on no record.
    """
    row = procedure.step(step)
    if row is not None and row.asks is not None and row.asks.secret:
        raise ConditionFailed("secret-not-rehearsed", clause=row.clause or procedure.clause)
    request = Request(procedure, step, key, facts)
    _known(request, by, record=False)
    check(request, by=by)


def _known(request: Request, by: Officer, *, record: bool) -> None:
    """A fact that the step does not ask for is a slip of the pen, and may not pass as if it had counted.

    Nor may it tell that there is a case: whoever may not see it hears what they would hear without the slip.
    """
    step = request.procedure.step(request.step)
    if step is None:
        return
    unknown = request.facts.keys() - (step.asks.base_fields.keys() if step.asks else set())
    # Whoever is the second person too may say why, at every step that has a first one.
    unknown -= {FACT} if request.procedure.barred[step.name] else set()
    if unknown:
        if isinstance(request.case, int):
            try:
                look(request.procedure, request.case, actor_of(by))
            except NotFound as refused:
                if record:
                    record_attempt(request, by, refused)
                raise
        raise BadFacts({name: [str(_("This step does not ask for it."))] for name in sorted(unknown)})
