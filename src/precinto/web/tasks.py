# SPDX-License-Identifier: EUPL-1.2
"""My tasks: what waits for me, the most urgent first. A fixed number of questions, whatever waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from typing import Any

from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from precinto.access.models import Role
from precinto.custody.models import Thing
from precinto.documents import duties
from precinto.documents.cases import WITHOUT_THE_TITLE
from precinto.documents.lists import agenda, deciding
from precinto.documents.models import Discrepancy, Document, Extension, Loan, Round, Stop
from precinto.documents.procedures import CIRCULATE, CONCLUDES, DISCREPANCY, EXTEND, LEND, REGISTER
from precinto.documents.receipts.procedures import RECEIPT
from precinto.office import schemes
from precinto.procedures import lapsing, worklist
from precinto.procedures.model import REGISTRY as PROCEDURES
from precinto.procedures.model import Procedure, Step
from precinto.records.models import Case
from precinto.web import offers, sight, taking
from precinto.web.case import address
from precinto.web.offers import Done
from precinto.web.session import SignedRequest

MOST = 60
ALIKE = 3  # cases of one procedure at one stage that have a line each
TO_SIGN = -1  # the tag of the receipts that wait for my own signature
# What has a group of its own on this page.
SHOWN_APART = frozenset(p.name for p in (LEND, CIRCULATE, EXTEND, DISCREPANCY, REGISTER))


@dataclass
class Row:
    """One thing that waits, or that somebody has."""

    address: str
    code: str
    document: Document | None
    title: str
    who: str = ""
    why: str = ""
    since: datetime | None = None
    due: datetime | None = None
    steps: list[Step] = field(default_factory=list)
    stage: str = ""
    case: Case | None = None
    many: int = 1
    all_of: str = ""  # where all cases of this kind at this stage are listed


@dataclass
class Group:
    id: str
    title: str
    rows: list[Row]
    empty: str
    act: str = ""

    @property
    def whys(self) -> bool:
        return any(row.why for row in self.rows)

    @property
    def whos(self) -> bool:
        return any(row.who for row in self.rows)

    @property
    def sinces(self) -> bool:
        return any(row.since for row in self.rows)

    @property
    def papers(self) -> bool:
        return any(row.document is not None for row in self.rows)

    @property
    def dues(self) -> bool:
        return any(row.due for row in self.rows)

    @property
    def acts(self) -> bool:
        return any(row.case is not None or row.steps for row in self.rows)

    @property
    def count(self) -> str:
        return f"{MOST}+" if len(self.rows) >= MOST else str(sum(row.many for row in self.rows))


class Waiting:
    """Everything live that could concern this person, read once."""

    def __init__(self, request: SignedRequest) -> None:
        self.actor = request.actor
        self.sight = sight.Sight(request.actor)
        held = self.sight.roles
        self.clerk, self.leader = bool(held & sight.KEEPERS), Role.LEADER in held
        on_copies = ("copy__document", "copy__thing__person", "copy__thing__place")
        loans = Loan.objects.select_related(*on_copies, "borrower").filter(stage__in=("asked", "approved", "returned"))
        if not (self.clerk or self.leader):
            loans = loans.filter(borrower=self.actor.key)
        self.loans = list(loans.order_by("pk")[: MOST * 2])
        rounds = Round.objects.select_related(*on_copies).filter(stage__in=("in_office", "out"))
        stops = Prefetch("stops", Stop.objects.select_related("reader").order_by("place"))
        self.rounds = list(rounds.order_by("due", "pk")[:MOST].prefetch_related(stops)) if self.clerk else []
        extensions = Extension.objects.select_related("document", "beneficiary").filter(stage="asked")
        if not self.leader:
            extensions = extensions.filter(beneficiary=self.actor.key)
        self.extensions = list(extensions.order_by("pk")[:MOST])
        discrepancies = Discrepancy.objects.select_related("copy__document", "copy__thing", "loan").filter(
            stage__in=("open", "found")
        )
        self.discrepancies = list(discrepancies.order_by("due", "pk")[:MOST]) if self.clerk or self.leader else []
        self.units = agenda.headed(self.actor)
        which = agenda.watched(self.actor, self.units)
        if self.clerk:
            which |= Q(person__isnull=False, due__lt=self.actor.at)
        things = Thing.objects.select_related("person__unit", "place", "copy__document").filter(which)
        self.things = list(things.order_by("due", "pk")[: MOST * 2])
        self.kept = taking.pins(self.actor)
        self.counting = taking.parts(self.kept, self.actor)
        others = [procedure for procedure in PROCEDURES.values() if procedure.name not in SHOWN_APART]
        self.duties = duties.tasks(self.actor, before=agenda.horizon(self.actor))
        owed = worklist.Part(TO_SIGN, RECEIPT, ("unsigned",), Q(person=self.actor.key), MOST)
        self.rows = worklist.tagged([*worklist.parts_for(0, others, held, size=MOST), *self.counting, owed])
        keys = {waiting.document for _tag, waiting in self.rows if waiting.document is not None}
        self.other_documents, self.unchecked = self._papers(keys)
        sight.with_scope(self._documents())
        self.acts = offers.read_acts(
            self.actor,
            {
                LEND.name: [case.pk for case in self.loans],
                CIRCULATE.name: [case.pk for case in self.rounds],
                EXTEND.name: [case.pk for case in self.extensions],
                DISCREPANCY.name: [case.pk for case in self.discrepancies],
                REGISTER.name: [case.pk for case in self.unchecked],
            },
        )
        done = {key: [(act.step, act.at) for act in acts] for key, acts in self.acts.items()}
        self.ends = lapsing.lapses_of([(LEND, loan.pk, loan.stage) for loan in self.loans], done, self.actor)

    def _papers(self, keys: set[int]) -> tuple[dict[int, Document], list[Document]]:
        """The documents with these keys; and for a clerk what a second person must still look at, asked for in the same question.

        That is papers of the levels that ask for it, and those written from paper.
        """
        wanted = Q(pk__in=keys)
        two = [(s.id, [one.id for one in s.levels if one.handling.get("two_person_open")]) for s in schemes.in_force()]
        if self.clerk:
            unchecked = Q(stage="deferred")
            for scheme, levels in two:
                unchecked |= Q(stage="registered", scheme=scheme, level__in=levels)
            wanted |= Q(pk__in=Document.objects.filter(unchecked).order_by("pk").values("pk")[:MOST])
        papers = {paper.pk: paper for paper in Document.objects.filter(wanted).order_by("pk")}
        asking = {(scheme, level) for scheme, levels in two for level in levels}

        def waits(paper: Document) -> bool:
            return paper.stage == "deferred" or (paper.stage == "registered" and (paper.scheme, paper.level) in asking)

        return papers, [paper for paper in papers.values() if self.clerk and waits(paper)]

    def _documents(self) -> Iterable[Document]:
        copies = (case.copy.document for case in (*self.loans, *self.rounds, *self.discrepancies))
        things = (thing.copy.document for thing in self.things if hasattr(thing, "copy"))
        extended = (case.document for case in self.extensions)
        return list(chain(copies, things, extended, self.unchecked, self.other_documents.values()))

    # ---- rows

    def row(self, procedure: Procedure, case: Any, document: Document, **more: Any) -> Row | None:
        acts = self.acts[(procedure.name, case.pk)]
        if not self.sight.case(procedure, case, document, acts):
            return None
        code = case.copy.thing.code if hasattr(case, "copy") else document.code
        steps = [step for step in offers.open_to(procedure, case, self.actor) if step.tone != "stop"]
        end = self.ends.get((procedure.name, case.pk))
        if end is not None and end < self.actor.at:
            steps = [step for step in steps if not step.rests_on]
        return Row(
            address=f"/caso/{procedure.name}/{case.pk}/",
            code=code,
            document=document,
            title=document.title if self.sight.document(document) else "",
            since=self._since(acts),
            steps=steps,
            stage=lapsing.stage_words(procedure, case.pk, case.stage, self.ends, self.actor.at),
            case=case,
            **more,
        )

    @staticmethod
    def _since(acts: list[Done]) -> datetime | None:
        return acts[-1].at if acts else None

    def of(self, procedure: Procedure, step: str, cases: Iterable[Any], **how: Any) -> list[Row]:
        """The cases on which this person may take this step now."""
        rows = [self.row(procedure, case, _document(case), **_words(case, self.actor.at)) for case in cases]
        return [row for row in rows if row is not None and any(s.name == step for s in row.steps)][:MOST]

    def sees(self, waiting: worklist.Waiting) -> bool:
        """A post that acts in a case sees it with its document, or decides without reading."""
        document = self.other_documents.get(waiting.document or 0)
        if not waiting.document or self.sight.roles & WITHOUT_THE_TITLE:
            return True
        return document is not None and self.sight.document(document)

    def of_others(self) -> list[Row]:
        """What else waits for a post of this person, of every procedure without a group of its own here.

        What is many times the same is one line: thirteen receipts that wait for a signature would hide what else there is.
        """
        rows = self._told(0)
        alike = Counter((row.why, row.stage) for row in rows)
        lines: dict[tuple[str, ...], Row] = {}
        for row in rows:
            key = (row.why, row.stage) if alike[row.why, row.stage] > ALIKE else (row.address,)
            lines.setdefault(key, row if len(key) == 1 else self._all_of(row, alike[key[0], key[1]]))
        return list(lines.values())

    @staticmethod
    def _all_of(first: Row, many: int) -> Row:
        """The line of many, as urgent as the first of them."""
        words = ngettext("%(n)s case", "%(n)s cases", many) % {"n": many}
        return Row(first.all_of, words, None, "", why=first.why, due=first.due, stage=first.stage, many=many)

    def to_sign(self) -> list[Row]:
        """What this person was given or gave back, and has not signed for: the way to the signature is one key long."""
        return [replace(row, steps=[RECEIPT.steps["sign"]]) for row in self._told(TO_SIGN)]

    def _told(self, wanted: int) -> list[Row]:
        rows = []
        for tag, waiting in self.rows:
            if tag != wanted or not self.sees(waiting):
                continue
            document = self.other_documents.get(waiting.document or 0)
            rows.append(
                Row(
                    address=address(waiting.procedure.name, waiting.key),
                    code=waiting.name,
                    document=document,
                    title=document.title if document is not None and self.sight.document(document) else "",
                    why=str(self._why(waiting)),
                    due=waiting.due,
                    stage=str(waiting.procedure.stages[waiting.stage]),
                    all_of=f"/casos/{waiting.procedure.name}/?fase={waiting.stage}",
                )
            )
        return rows[:MOST]

    def _why(self, waiting: worklist.Waiting) -> Any:
        step = worklist.awaited_step(waiting, self.sight.roles)
        return waiting.procedure.title if step is None else step.title

    def of_duties(self) -> list[Row]:
        """What nobody has begun. What was written from paper shows among what is to be checked."""
        return [
            Row(task.address, task.code, None, "", who=task.who, why=str(duty.title), due=task.due, stage=task.words)
            for duty, task in sorted(self.duties, key=lambda one: (one[1].due, one[1].code))
            if duty.name != "deferred"
        ][:MOST]

    def in_hands(self, things: Iterable[Thing]) -> list[Row]:
        rows = []
        for thing in things:
            document = thing.copy.document if hasattr(thing, "copy") else None
            mine = thing.person_id == self.actor.key
            seen = document is None or self.sight.document(document)
            if not (mine or seen or self.sight.roles & WITHOUT_THE_TITLE):
                continue
            rows.append(
                Row(
                    address=f"/quien/?q={thing.code}",
                    code=thing.code,
                    document=document,
                    title=document.title if document is not None and seen else "",
                    who=str(thing.person or ""),
                    since=thing.since,
                    due=thing.due,
                    stage=thing.get_kind_display(),
                )
            )
        return rows


def _document(case: Any) -> Document:
    found: Document = (
        case if isinstance(case, Document) else case.copy.document if hasattr(case, "copy") else case.document
    )
    return found


def _words(case: Any, at: datetime) -> dict[str, Any]:
    if isinstance(case, Loan):
        return {"who": case.borrower.name, "why": case.reason, "due": case.due}
    if isinstance(case, Extension):
        return {"who": case.beneficiary.name, "why": case.reason, "due": case.due}
    if isinstance(case, Round):
        stops = list(case.stops.all())
        out = next((stop for stop in stops if stop.state == Stop.State.OUT), None)
        following = next((stop for stop in stops if stop.state == Stop.State.WAITING), None)
        stop = out or following
        return {"who": stop.reader.name if stop else "", "due": case.due}
    if isinstance(case, Discrepancy):
        counted = _("%(found)s of %(expected)s folios") % {"found": case.found, "expected": case.expected}
        leaked = f"{_('Presumed leaked')}. " if not case.found and case.due is not None and case.due < at else ""
        return {"why": f"{leaked}{counted}. {case.account}", "due": case.due}
    return {"why": case.originator} if isinstance(case, Document) else {}


def groups(waiting: Waiting) -> list[Group]:
    found: list[Group] = []
    actor = waiting.actor
    if waiting.leader or waiting.sight.roles & deciding.posts():
        approvals = waiting.of(LEND, "approve", waiting.loans) + waiting.of(EXTEND, "approve", waiting.extensions)
        nothing = _(
            "Requests for loans and for wider reading scopes show here. The page has every decision that waits for you."
        )
        found.append(Group("approvals", _("To decide"), approvals, nothing, "/aprobaciones/"))
    lost = [one for one in waiting.discrepancies if waiting.clerk and one.stage == "open" and not one.found]
    if lost:
        found.append(Group("lost", _("Missing"), waiting.of(DISCREPANCY, "found", lost), ""))
    if len(waiting.discrepancies) > len(lost) and not waiting.sight.roles.isdisjoint(CONCLUDES):
        rows = waiting.of(DISCREPANCY, "conclude", [one for one in waiting.discrepancies if one not in lost])
        found.append(Group("discrepancies", _("Discrepancies to conclude"), rows, ""))
    if waiting.clerk:
        out = [thing for thing in waiting.things if thing.person_id is not None]
        late = [thing for thing in out if thing.due is not None and thing.due < actor.at]
        nothing = _("Everything that is out is within its time.")
        found.append(Group("late", _("Overdue"), waiting.in_hands(late), nothing, "/vencidos/"))
        nothing = _("Loans that the leader has approved wait here until their borrower comes for them.")
        found.append(Group("give", _("To hand over"), waiting.of(LEND, "hand_over", waiting.loans), nothing))
        nothing = _("What was returned waits here until its folios are counted and the loan is settled.")
        found.append(Group("settle", _("To settle"), waiting.of(LEND, "settle", waiting.loans), nothing))
        between = waiting.of(CIRCULATE, "give", waiting.rounds) + waiting.of(CIRCULATE, "take_back", waiting.rounds)
        nothing = _("Copies that go round their readers show here with the next reader.")
        found.append(Group("rounds", _("Rounds under way"), between, nothing, "/circulacion/"))
        checks = waiting.of(REGISTER, "verify", waiting.unchecked) + waiting.of(REGISTER, "confirm", waiting.unchecked)
        nothing = _("Papers that a second person must check show here, but never those that you registered.")
        found.append(Group("check", _("To check"), checks, nothing))
    standing = waiting.of_duties()
    if standing:
        found.append(Group("duties", _("Standing duties"), standing, "", "/hoy/"))
    owed = waiting.to_sign()
    if owed:
        found.append(Group("sign", _("To be signed by me"), owed, ""))
    others = waiting.of_others()
    if others:
        found.append(Group("others", _("Other procedures"), others, "", "/tramites/"))
    mine = [thing for thing in waiting.things if thing.person_id == actor.key]
    nothing = _("You hold nothing. What the office hands over to you shows here, with the day on which it is due.")
    found.append(Group("mine", _("In my hands"), waiting.in_hands(mine), nothing))
    asked = [
        waiting.row(LEND, loan, loan.copy.document, **_words(loan, actor.at))
        for loan in waiting.loans
        if loan.borrower_id == actor.key
    ]
    asked += [
        waiting.row(EXTEND, case, case.document, **_words(case, actor.at))
        for case in waiting.extensions
        if case.beneficiary_id == actor.key
    ]
    rows = [row for row in asked if row is not None]
    nothing = _(
        "You have asked for nothing that is still open. To ask for a loan, open the document and choose its copy."
    )
    found.append(Group("asked", _("What I have asked for"), rows, nothing))
    # What waits comes before what explains itself by being empty.
    return sorted(found, key=lambda group: not group.rows)


@require_safe
def tasks(request: SignedRequest) -> HttpResponse:
    waiting = Waiting(request)
    found = groups(waiting)
    waits = [group for group in found if group.rows]
    idle = [group for group in found if not group.rows]
    page = {
        "warnings": agenda.warned(request.actor, waiting.things, waiting.units),
        "pinned": taking.counted(waiting.kept, waiting.counting, waiting.rows, waiting.sees),
        "groups": waits,
        "idle": idle,
        "doing": opening(request),
    }
    return render(request, "web/tasks.html", page)


def opening(request: SignedRequest) -> list[tuple[Procedure, Step]]:
    """The cases of everyday that this person may open."""
    return offers.opening(request.actor, (REGISTER, CIRCULATE, LEND, EXTEND))
