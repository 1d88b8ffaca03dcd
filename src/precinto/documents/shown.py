# SPDX-License-Identifier: EUPL-1.2
"""What one person is told, as plain data: the same at the command line and at the API.

Every row is decided for this person before it is written down. What they may not see is not there, is not counted, and
a list goes on with the next row that is for them. Long, because every shape that a door tells is here, and one cut is made for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from precinto.access.models import Person, Role
from precinto.custody.models import Movement, Place, Thing
from precinto.documents import listing, queries, reminding
from precinto.documents.cases import WITHOUT_THE_TITLE, acted_in, actor_of, document_of, may_see, not_found
from precinto.documents.columns import COLUMNS, value_of
from precinto.documents.lists.cells import plain
from precinto.documents.models import Copy, CopyCase, Document, Extension, Loan, Round, Stop
from precinto.documents.procedures import CIRCULATE, DISCREPANCY, EXTEND, LEND
from precinto.labels.scheme import Scheme
from precinto.ledger.append import index_of
from precinto.ledger.models import Entry
from precinto.office import schemes
from precinto.procedures import excuses
from precinto.procedures.model import NEW, REGISTRY, Actor, Procedure, Step
from precinto.procedures.perform import Act, may_take
from precinto.procedures.queries import acts_of
from precinto.records.clock import stamp
from precinto.records.errors import NotYourRole
from precinto.records.models import Case

Row = dict[str, Any]
PAGE = 50
REGISTRY_KEEPERS = frozenset({Role.CLERK, Role.HEAD})
KNOW_THE_PEOPLE = REGISTRY_KEEPERS | {Role.SECURITY}
OVERSEE = REGISTRY_KEEPERS | WITHOUT_THE_TITLE


def page(rows: list[Row], *, size: int = PAGE) -> Row:
    """A page of a list, and the number to ask for the next page with. Null when there is none."""
    return {"items": rows, "next": rows[-1]["key"] if len(rows) >= size else None}


def done(act: Act) -> Row:
    """What a step has done. The position is null while the ledger has not placed the entry."""
    entry = Entry.objects.get(pk=act.entry)
    return {
        "act": str(act.uuid),
        "position": index_of(entry),
        "procedure": act.procedure.name,
        "step": act.step,
        "case": act.case.pk,
        "stage": act.case.stage,
        "stage_name": str(act.procedure.stages.get(act.case.stage, act.case.stage)),
        "at": stamp(act.at),
        "again": act.again,
        "codes": _codes(act.case),
    }


def _codes(case: Case) -> list[str]:
    """The codes that whoever did the act writes on the paper: of a document and its copies, of a person, of a place."""
    found = [str(code) for code in (getattr(case, "code", ""),) if code]
    if isinstance(case, Document):
        found += list(case.copies.order_by("number").values_list("thing__code", flat=True))
    return found


class Eyes:
    """One person, looking once: one time, one set of roles, one set of clearances."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.roles = frozenset(held.role for held in actor.roles)
        self._seen: dict[int, bool] = {}
        self._schemes: dict[str, Scheme] = {}

    @classmethod
    def of(cls, officer: Any) -> Eyes:
        return cls(actor_of(officer))

    def must_be(self, roles: frozenset[Role], step: str) -> None:
        if not self.roles & roles:
            names = sorted(str(role.label) for role in roles)
            raise NotYourRole("not-your-role", clause="1.2", facts={"roles": names, "step": step})

    def sees(self, document: Document) -> bool:
        if document.pk not in self._seen:
            self._seen[document.pk] = queries.visible(document, self.actor.subject)
        return self._seen[document.pk]

    # ---- documents and copies

    def documents(self, *, before: int | None = None, size: int = PAGE) -> Row:
        found = queries.page(self.actor.subject, before=before, size=size)
        return {"items": [self.document_row(row) for row in found.rows], "next": found.older}

    def document_row(self, document: Document) -> Row:
        if document.scheme not in self._schemes:
            self._schemes[document.scheme] = schemes.loaded(document.scheme)
        level = self._schemes[document.scheme].level(document.level)
        lang = (get_language() or "es")[:2]
        return {
            "key": document.pk,
            "code": document.code,
            "number": str(document),
            "level": level.id,
            "level_name": level.name.get(lang, level.short),
            "title": document.title,
            "originator": document.originator,
            "dated": document.dated.isoformat() if document.dated else None,
            "copies": document.total,
            "stage": document.stage,
        }

    def document(self, text: str) -> Row:
        """One document with its copies. Raises `NotFound`."""
        found = queries.find_document(text, self.actor.subject)
        if found is None:
            raise not_found()
        return self.document_row(found) | {
            "classified_title": found.classified_title,
            "reference": found.reference,
            "via": found.via,
            "received_at": stamp(found.received_at),
            "held": [self.copy_row(copy) for copy in queries.who_has(found.code, self.actor.subject)],
        }

    def copy_row(self, copy: Copy) -> Row:
        return self._thing(copy.thing) | {"document": str(copy.document), "title": copy.document.title}

    def _thing(self, thing: Thing) -> Row:
        return {
            "key": thing.pk,
            "code": thing.code,
            "kind": thing.kind,
            "holder": _end(thing.person, thing.place),
            "in_hands": thing.person_id is not None,
            "since": stamp(thing.since),
            "due": stamp(thing.due) if thing.due else None,
            "late": thing.due is not None and thing.due < self.actor.at,
            "pieces": thing.pieces,
        }

    def who_has(self, text: str) -> Row:
        """The holders of one copy, or of all copies of a document. Raises `NotFound`."""
        copies = queries.who_has(text, self.actor.subject)
        if not copies:
            raise not_found()
        return {"items": [self.copy_row(copy) for copy in copies]}

    def chain(self, text: str) -> Row:
        """Every pair of hands that a copy has been in, oldest first. Raises `NotFound`."""
        copy = queries.find_copy(text, self.actor.subject)
        if copy is None:
            raise not_found()
        return {"code": copy.thing.code, "items": [_link(link) for link in queries.chain(copy.thing)]}

    # ---- lists of cases and things

    def loans(self, *, before: int | None = None, size: int = PAGE) -> Row:
        rows = with_copies(Loan.objects.select_related("borrower"))
        if not self.roles & OVERSEE:
            rows = rows.filter(borrower=self.actor.key)
        return self._newest(rows, LEND, self._loan, before, size)

    def rounds(self, *, before: int | None = None, size: int = PAGE) -> Row:
        rows = with_copies(Round.objects.prefetch_related("stops__reader"))
        if not self.roles & OVERSEE:
            rows = rows.filter(pk__in=Stop.objects.filter(reader=self.actor.key).values("round"))
        return self._newest(rows, CIRCULATE, self._round, before, size)

    def _newest(
        self, rows: QuerySet[Any], procedure: Procedure, told: Callable[[Any], Row], before: int | None, size: int
    ) -> Row:
        """The newest cases that this person may see. Looks on until the page is full, so that no gap shows."""
        found: list[Row] = []
        edge = before
        while len(found) < size:
            some = list((rows.filter(pk__lt=edge) if edge is not None else rows).order_by("-pk")[: size * 2])
            if not some:
                break
            found += [told(case) for case in self._seen_of(procedure, some)]
            edge = some[-1].pk
        return page(found[:size], size=size)

    def _seen_of(self, procedure: Procedure, cases: list[Any]) -> list[Any]:
        """Those of the cases that this person may see. Reads at most one statement for all of them."""
        mine = acted_in(procedure, [case.pk for case in cases], self.actor)
        return [
            case
            for case in cases
            if may_see(procedure, case, self.actor, acted=case.pk in mine, document=document_at_hand(case))
        ]

    def _copy_case(self, procedure: Procedure, case: CopyCase) -> Row:
        return {
            "key": case.pk,
            "case": case.pk,
            "stage": case.stage,
            "stage_name": str(procedure.stages.get(case.stage, case.stage)),
            "copy": case.copy.thing.code,
            "title": case.copy.document.title if self.sees(case.copy.document) else None,
            "holder": _end(case.copy.thing.person, case.copy.thing.place),
        }

    def _loan(self, loan: Loan) -> Row:
        return self._copy_case(LEND, loan) | {
            "borrower": loan.borrower.name,
            "due": stamp(loan.due) if loan.due else None,
            "late": loan.stage in ("lent", "returned") and loan.due is not None and loan.due < self.actor.at,
            "renewals": loan.renewals,
        }

    def _round(self, round_: Round) -> Row:
        order = sorted(round_.stops.all(), key=lambda stop: stop.place)
        stops = [{"reader": stop.reader.name, "state": stop.state} for stop in order]
        return self._copy_case(CIRCULATE, round_) | {"due": stamp(round_.due), "stops": stops}

    def out(self, *, late: bool = False, after: int | None = None, size: int = PAGE) -> Row:
        """What is in somebody's hands: all of it for those who keep or oversee the register, else one's own."""
        last = Thing.objects.filter(pk=after).first() if after is not None else None
        only = queries.Held(None if self.roles & OVERSEE else self.actor.person)
        things = queries.out(late=self.actor.at if late else None, only=only, after=last, size=size)
        claims = reminding.of_this_holding(things)
        found: list[Row] = []
        for thing in things:
            document = thing.copy.document if hasattr(thing, "copy") else None
            seen = document is None or self.sees(document)
            if seen or self.roles & WITHOUT_THE_TITLE or thing.person_id == self.actor.key:
                title = document.title if document is not None and seen else None
                claimed = stamp(claims[thing.pk].at) if thing.pk in claims else None
                found.append(self._thing(thing) | {"title": title, "claimed": claimed})
        return {"items": found, "next": things[-1].pk if len(things) >= size else None}

    def cases(self, procedure: Procedure, *, stage: str = "", before: int | None = None, size: int = PAGE) -> Row:
        """The newest cases of any procedure, each decided as the page of its cases does. `stage`: some, with commas between.

        Raises `NotFound` for a procedure whose cases are on no list, `ConditionFailed` for a stage that there is not."""
        from precinto.documents.lists import narrowing, tables  # they read this module

        if procedure.name in tables.NEVER:
            raise not_found()
        stages = narrowing.Narrowing({"fase": stage}, self.actor, ("fase",)).stages(procedure)
        if procedure.case is Document:
            # The register is found by reading scope: its keeper is not all that may see it.
            wanted = (lambda one: one.stage in stages) if stages else None
            read = queries.page(self.actor.subject, before=before, size=size, wanted=wanted)
            rows = [listing.Listed(one, one, True) for one in read.rows]
            found = listing.Page(rows, read.older)
        else:
            found = listing.page(procedure, self.actor, stages=stages, before=before, size=size)
        return {"items": [self._listed(procedure, one) for one in found.rows], "next": found.older}

    def _listed(self, procedure: Procedure, one: listing.Listed) -> Row:
        case = one.case
        due = case.due if procedure.told is not None and procedure.told.due else None
        return {
            "key": case.pk,
            "case": case.pk,
            "procedure": procedure.name,
            "stage": case.stage,
            "stage_name": str(procedure.stages.get(case.stage, case.stage)),
            "ended": case.stage in procedure.ends,
            "document": str(one.document) if one.document is not None else None,
            "title": one.title or None,
            "due": stamp(due) if due else None,
            "columns": [
                {"name": str(label), "value": plain(value_of(case, how))}
                for label, how in COLUMNS.get(procedure.case, [])
            ],
        }

    def persons(self, *, before: int | None = None, size: int = PAGE) -> Row:
        """Raises `NotYourRole` for whoever neither keeps the register nor the list of persons."""
        self.must_be(KNOW_THE_PEOPLE, str(REGISTRY["personnel.person"].title))
        rows = Person.objects.select_related("unit", "account")
        if before is not None:
            rows = rows.filter(pk__lt=before)
        return page([_person(person) for person in rows.order_by("-pk")[:size]], size=size)

    # ---- one case, and what waits

    def case(self, procedure: Procedure, case: Case) -> Row:
        document = document_of(case)
        return {
            "procedure": procedure.name,
            "case": case.pk,
            "stage": case.stage,
            "stage_name": str(procedure.stages.get(case.stage, case.stage)),
            "ended": case.stage in procedure.ends,
            "document": str(document) if document is not None and self.sees(document) else None,
            "acts": [self._act(procedure, entry) for entry in acts_of(procedure, case)],
            "open_steps": [
                {"step": step.name, "title": str(step.title), "tone": step.tone, "fresh": step.fresh}
                for step in procedure.steps.values()
                if may_take(procedure, step, case, self.actor)
            ],
        }

    def _act(self, procedure: Procedure, entry: Entry) -> Row:
        step = procedure.step(entry.step)
        person = Person.objects.filter(pk=entry.person).first()
        return {
            "act": str(entry.act),
            "position": index_of(entry),
            "step": entry.step,
            "title": str(step.title) if step else entry.step,
            "clause": entry.clause,
            "by": person.name if person else None,
            "by_delegation": entry.giver is not None,
            "at": stamp(entry.at),
        }

    def tasks(self, *, size: int = PAGE) -> Row:
        """Cases that wait for a step of this person's, oldest first."""
        found: list[Row] = []
        for procedure in (LEND, CIRCULATE, EXTEND, DISCREPANCY):
            stages = {stage for step in self._mine(procedure) for stage in step.stages}
            rows: Any = procedure.case.objects.filter(stage__in=stages - {NEW})
            rows = with_copies(rows) if issubclass(procedure.case, CopyCase) else with_document(rows)
            for case in self._seen_of(procedure, list(rows.order_by("pk")[:500])):
                if len(found) == size:
                    break
                found += self._waiting(procedure, case)
        return {"items": found}

    def _mine(self, procedure: Procedure) -> list[Step]:
        """The steps that this person's posts could take, short of asking any case."""
        asked = self.roles | {Role.SELF}
        return [step for step in procedure.steps.values() if step.tone != "stop" and asked & set(step.roles)]

    def _waiting(self, procedure: Procedure, case: Case) -> list[Row]:
        steps = [step for step in self._mine(procedure) if may_take(procedure, step, case, self.actor)]
        if not steps:
            return []
        row = {
            "procedure": procedure.name,
            "case": case.pk,
            "stage": case.stage,
            "stage_name": str(procedure.stages.get(case.stage, case.stage)),
            "steps": [step.name for step in steps],
        }
        return [row]

    def receipt_entry(self, act: str) -> Entry:
        """The entry of an act that this person did, or whose case they may see. Raises `NotFound`."""
        entry = Entry.objects.filter(act=act, kind="act").first()
        if entry is None:
            raise not_found()
        if self.actor.key in (entry.person, entry.giver):
            return entry
        procedure = REGISTRY.get(entry.procedure)
        case = procedure.case.objects.filter(pk=entry.case).first() if procedure else None
        if procedure is None or case is None or not may_see(procedure, case, self.actor):
            raise not_found()
        return entry


def with_copies(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Cases of copies with all that a decision and a row need of them."""
    rows = rows.select_related("copy__document", "copy__thing__person", "copy__thing__place")
    return rows.prefetch_related("copy__document__scope")


def with_document(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("document").prefetch_related("document__scope")


def document_at_hand(case: Case) -> Document | None:
    """The document of a case that was read together with it."""
    if isinstance(case, CopyCase):
        return case.copy.document
    return case.document if isinstance(case, Extension) else None


def _end(person: Person | None, place: Place | None) -> str:
    return str(person or place or "")


def _link(link: Movement) -> Row:
    return {
        "n": link.seq,
        "from": _end(link.from_person, link.from_place) or None,
        "to": _end(link.to_person, link.to_place),
        "pieces": link.pieces,
        "at": stamp(link.at),
        "act": str(link.act),
    }


def _person(person: Person) -> Row:
    account = getattr(person, "account", None)
    return {
        "key": person.pk,
        "code": person.code,
        "name": person.name,
        "login": account.login if account else None,
        "unit": person.unit.name if person.unit else None,
        "stage": person.stage,
    }


def steps_of(procedures: Iterable[Procedure]) -> list[Row]:
    """Every step that can be asked for, with its facts."""
    return [
        {
            "name": f"{procedure.name}.{step.name}",
            "title": str(step.title),
            "clause": procedure.clause_of(step),
            "by": [str(role.value) for role in step.roles],
            "opens_a_case": step.opens is not None,
            "fresh": step.fresh,
            "facts": [
                {"name": name, "label": str(field.label or name), "required": field.required}
                for name, field in (step.asks.base_fields.items() if step.asks else ())
            ]
            + [
                {"name": excuses.FACT, "label": str(excuses.field().label), "required": False}
                for _bar in procedure.barred[step.name][:1]
            ],
        }
        for procedure in procedures
        for step in procedure.steps.values()
    ]
