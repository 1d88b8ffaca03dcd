# SPDX-License-Identifier: EUPL-1.2
"""The counter: what was read makes a list of things that come back or go out, and the whole list is done at once.

What a reading means is decided by where the thing is and who stands at the counter, so that person or thing may come
first. Nothing is kept between two readings: a `Desk` is made of what travels in the page, judged by `check` exactly as
`perform` would, and done by `perform_all`, all or none. The key of each act is made when its code is first read and
travels with it: a list sent twice is done once. The readings, their judgement and the act stand in one file because
they are one conversation.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

from django.db.models import F, Q, QuerySet
from django.utils.translation import get_language

from precinto.access.decide import Subject
from precinto.access.models import Person, Role
from precinto.access.officers import Officer
from precinto.access.subjects import Held, known
from precinto.custody import codes
from precinto.custody.models import OFFICE, Movement, Place, PlaceKind, Thing, ThingKind
from precinto.documents import undoing
from precinto.documents.meetings.queries import out_with, waiting_at_meetings, waiting_for
from precinto.documents.models import LOAN_ENDS, Copy, Loan, Round, Stop
from precinto.documents.procedures import CIRCULATE, LEND
from precinto.documents.queries import find_document, live_round, loan_ends, visible
from precinto.documents.receipts.models import Receipted
from precinto.documents.receiving.parcels import PARCELS, find_parcel
from precinto.documents.rules import lent_at_all, may_read
from precinto.labels.label import Label
from precinto.labels.markings import marking
from precinto.labels.scheme import Level, Scheme
from precinto.ledger import tree
from precinto.ledger.models import Entry, Leaf
from precinto.office import schemes
from precinto.procedures.fields import find_person
from precinto.procedures.model import REGISTRY, Actor, Procedure, procedure
from precinto.procedures.perform import Act, Request, check, may_take, perform_all, record_attempt
from precinto.procedures.refusals import Answer, answer
from precinto.records import memo
from precinto.records.clock import now
from precinto.records.errors import BadFacts, ConditionFailed, NotFound, NotYourRole, Refused

MOST: Final = 200  # lines of a list
ACCOUNT: Final = 300  # characters of what does not agree, as the form of the step has them
LONGEST: Final = 64  # characters of one reading; what is longer is no code, number or account
MEDIUM: Final = "computers.medium"
MEETING: Final = "documents.meet"
KEEPERS: Final = (Role.CLERK, Role.HEAD)  # who may stand behind it; each step still asks for its own role
GIVES: Final = frozenset({"hand_over", "give"})
ACTS: Final = frozenset(
    {
        "documents.lend.hand_over",
        "documents.lend.take_back",
        "documents.circulate.give",
        "documents.circulate.take_back",
        f"{MEDIUM}.hand_over",
        f"{MEDIUM}.take_back",
        f"{MEETING}.give",
        f"{MEETING}.collect",
    }
)
_INTENT = re.compile(r"[0-9a-f]{32}")
_NUMBER = re.compile(r"(?:[A-Za-z] +)?[0-9]{4}/[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Notice:
    """What is said of a reading. `tone` is `ok`, `attention` (calm, nothing to do) or `stop` (the hand stops)."""

    tone: str
    said: Answer
    text: str = ""


@dataclass(slots=True, eq=False)
class Line:
    """One thing on the list. The first eight travel in the page; the rest is found in the books at each look.

    `judged` is the count with which the line was found good: it is judged again when the count or the thing's place
    changes, and in any case by the act itself. So a long list costs no more at each reading than a short one.
    """

    intent: str
    code: str
    act: str = ""  # `documents.lend.hand_over`; empty while it is not known, or not allowed
    case: int | None = None
    place: str = ""
    folios: str = ""
    account: str = ""  # what does not agree, of what comes back with another count
    judged: str = ""
    thing: Thing | None = None
    state: str = "new"  # ready, waiting for a person, refused, done
    said: Answer | None = None
    refused: Refused | None = None
    due: datetime | None = None

    @property
    def token(self) -> str:
        good = self.state in ("ready", "done")
        known = (self.act, str(self.case or ""), self.place, self.judged) if good else ("", "", self.place, "")
        return " ".join((self.intent, self.code, *(part or "-" for part in known)))

    @property
    def step(self) -> str:
        return self.act.rpartition(".")[2]

    @property
    def procedure(self) -> Procedure:
        found = procedure(self.act.rpartition(".")[0])
        if found is None:
            raise NotFound("no-such-step")
        return found

    @property
    def title(self) -> Any:
        """What will be done, in the words of the procedure's own table."""
        return self.procedure.steps[self.step].title if self.act else ""

    @property
    def goes_out(self) -> bool:
        return self.step in GIVES

    @property
    def counted(self) -> bool:
        """Folios are counted; a medium is one piece."""
        return self.thing is None or self.thing.kind == ThingKind.COPY

    @property
    def short(self) -> bool:
        """It comes back, and another number of folios was counted than the register has."""
        out = bool(self.act) and not self.goes_out and self.counted
        return out and self.thing is not None and self.folios != str(self.thing.pieces) and self.state != "done"

    @property
    def pretty(self) -> str:
        return codes.pretty(self.code)

    def request(self, person: Person | None) -> Request:
        facts: dict[str, Any] = {}
        if self.counted:
            facts["folios"] = self.folios
        if self.short:
            facts["account"] = self.account
        if not self.goes_out:
            facts["place"] = self.place
        elif self.act == f"{MEDIUM}.hand_over":
            facts["person"] = person.code if person else ""
        elif self.act == "documents.circulate.give":
            facts["reader"] = person.code if person else ""
        if self.act.startswith(f"{MEETING}."):
            facts["copy"] = self.code
        return Request(self.procedure, self.step, self.case, facts, self.intent)


def line_of(token: str, folios: str, account: str = "") -> Line | None:
    """A line as it travelled, or None where somebody wrote something else in its place."""
    parts = token.split(" ")
    if len(parts) != 6:
        return None
    intent, code, act, case, place, judged = ("" if part == "-" else part for part in parts)
    known = codes.parse(code)
    if not _INTENT.fullmatch(intent) or known is None or known.kind not in "CM" or len(place) > 20:
        return None
    if (act and act not in ACTS) or bool(act) != bool(case) or not re.fullmatch("[0-9]{0,15}", case):
        return None
    told = " ".join(account.split())[:ACCOUNT]
    return Line(intent, known.text, act, int(case) if case else None, place, folios.strip()[:12], told, judged)


@dataclass(frozen=True, slots=True)
class Receipt:
    """An act that was done, with whom, and its place in the ledger's tree (None while it waits for the sequencer)."""

    line: Line
    act: Act
    position: int | None
    party: Person | None


@dataclass
class Desk:
    """The counter as it stands: who works at it, who stands before it, and the list, oldest first."""

    officer: Officer
    person: Person | None = None
    mode: str = ""  # "": what the thing's place says; `back`: all comes back; `ask`: the next one is looked for
    place: Place | None = None
    lines: list[Line] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    unsigned: list[int] = field(default_factory=list)  # receipts that were opened with it, to be signed
    receiver: Person | None = None  # who stood there when the list was done
    done: list[uuid.UUID] = field(default_factory=list)  # acts of the list that the page still shows as done
    schemes: dict[str, Scheme] = field(default_factory=dict)  # by id; the office's own under no id
    # Roles and clearances as a page keeps them between two acts of personnel. The act itself reads them anew.
    recall: Callable[[Person, date], tuple[tuple[Held, ...], Subject]] | None = None
    arrived: bool = False  # somebody has just come: what was refused before is said again
    undoes: bool = False  # it was read that what was just done is to be undone

    @cached_property
    def actor(self) -> Actor:
        return Actor(self.officer, now())

    @cached_property
    def language(self) -> str:
        return (get_language() or "es")[:2]

    def require_clerk(self) -> None:
        """Raises `NotYourRole`: the counter is for whoever keeps the registry, in person or by delegation."""
        if not any(held.role in KEEPERS for held in self.actor.roles):
            facts = {"roles": [str(role.label) for role in KEEPERS], "step": str(LEND.steps["hand_over"].title)}
            raise NotYourRole("not-your-role", clause="1.2", facts=facts)

    # ---- what is read

    def serve(self, texts: Iterable[str] = (), *, finish: bool = False) -> None:
        """Take what was scanned, typed or pasted, one reading a line; judge the list; do it where that was said.

        Raises `NotYourRole`. Every other refusal stands among the notices or beside its line.
        """
        with memo.kept():
            self._recall(self.officer.person)
            self._recall(self.person)
            self.require_clerk()
            finish = self._read(texts) or finish
        # The acts read everything anew, under their locks.
        if self.undoes:
            self.undo()
        self.done = []  # but on the page that shows the list as done, nothing is undone from here
        if finish and not self.undoes and self.tone != "stop":
            self.commit()

    def _recall(self, person: Person | None) -> None:
        if self.recall is not None and person is not None:
            known(person, self.actor.day, *self.recall(person, self.actor.day))

    def _read(self, texts: Iterable[str]) -> bool:
        fresh: list[Line] = []
        finish = False
        for text in texts:
            try:
                before = len(self.lines)
                finish = self._one(text) or finish
                fresh += self.lines[before:]
            except Refused as refused:
                self._say("stop", refused, text)
                if isinstance(refused, NotFound):
                    record_attempt(Request(LEND, "hand_over"), self.officer, refused)
        self.judge()
        for line in self.lines:
            if line.state == "refused" and line.said is not None and (self.arrived or line in fresh):
                self.notices.append(Notice("stop", line.said, line.pretty))
                self._record(line)
        return finish

    def _record(self, line: Line) -> None:
        """What was held out at the counter and refused was an attempt, though the list stops before the act."""
        if line.refused is None:
            return
        request = line.request(self.person) if line.act else Request(LEND, "hand_over")
        record_attempt(request, self.officer, line.refused)

    def _one(self, text: str) -> bool:
        """Take one reading. Returns whether it says to finish. Raises `Refused` where the hand must stop."""
        if not text.strip():
            return False
        text = " ".join("".join(c if c.isprintable() else " " for c in text[: LONGEST + 1]).split())
        code = codes.parse(text)
        if code is None:
            return self._words(text)
        if code.kind == "Z":
            return self._command(code.command)
        if code.kind == "P":
            return self._badge(code.text)
        if code.kind == "L":
            self._choose_safe(code.text)
        elif code.kind == "N":
            self._document(code.text)
        elif code.kind in "CM":
            self._add(code.text)
        elif code.kind == "T":
            self._parcel(code.text)
        else:
            raise NotFound("not-found")
        return False

    def _words(self, text: str) -> bool:
        if len(text) > LONGEST:
            raise NotFound("not-found")
        if codes.looks_like_code(text):
            raise ConditionFailed("mistyped", facts={"text": text})
        if _NUMBER.fullmatch(text):
            self._document(text)
            return False
        person = find_person(text)
        if person is None:
            raise NotFound("not-found")
        return self._badge(person.code)

    def _command(self, command: str) -> bool:
        if command == "FIN":
            return True
        if command == "ANU" and self.done and not self.lines:
            self.undoes = True
        elif command == "ANU":
            self.drop(self.lines[-1].intent if self.lines else "")
        elif command == "DEV":
            if self._outgoing() and self.person is not None:
                raise ConditionFailed("somebody-else-first", facts={"name": self.person.name})
            self.person, self.mode = None, "back"
            self._calm("everything-comes-back")
        elif command in ("ENT", "PRE"):
            self.mode = ""
            self._calm("hand-over-again")
        elif command == "QUI":
            self.mode = "ask"
            self._calm("who-has-which")
        else:
            self._calm("not-a-counter-command")
        return False

    def _badge(self, code: str) -> bool:
        """A badge brings its person to the counter; read again it finishes the list."""
        person = Person.objects.select_related("unit").filter(code=code, stage="active").first()
        if person is None:
            raise NotFound("not-found")
        if self.person is not None and self.person.pk == person.pk:
            if not self.lines:
                self._calm("here-already", name=person.name)
            return bool(self.lines)
        if self.person is not None and self._outgoing():
            raise ConditionFailed("somebody-else-first", facts={"name": self.person.name})
        self.person, self.mode, self.arrived = person, "", True
        self._recall(person)
        return False

    def _outgoing(self) -> bool:
        return any(line.goes_out for line in self.lines)

    def _choose_safe(self, code: str) -> None:
        place = Place.objects.filter(code=code, stage="in_use").first()
        if place is None:
            raise NotFound("not-found")
        if place.kind not in OFFICE:
            raise ConditionFailed("not-a-safe", facts={"place": place.name})
        self.place = place
        for line in self.lines:
            if line.act and not line.goes_out:
                line.place = place.code
        self._calm("safe-chosen", place=place.name)

    def _document(self, text: str) -> None:
        """A document's number stands for its only copy, or for the one that the person has or waits for."""
        document = find_document(text, self.actor.subject)
        if document is None:
            raise NotFound("not-found")
        copies = list(Copy.objects.filter(document=document).select_related("thing"))
        if len(copies) > 1 and self.person is not None:
            mine = [copy for copy in copies if copy.thing.person_id == self.person.pk]
            copies = mine or self._waiting_among(copies, self.person)
        if len(copies) == 1:
            self._add(copies[0].thing.code)
        else:
            self._calm("which-copy", number=str(document))

    @staticmethod
    def _waiting_among(copies: list[Copy], person: Person) -> list[Copy]:
        things = [copy.thing_id for copy in copies]
        waiting = {*to_be_given(person, things), *waiting_at_meetings(things, person)}
        return [copy for copy in copies if copy.thing_id in waiting]

    def _parcel(self, code: str) -> None:
        """An envelope or bundle is not handed over: the counter says what it is and what is open to do with it."""
        parcel = find_parcel(code)
        if parcel is None or parcel.thing is None:
            raise NotFound("not-found", clause="1.2")
        facts = {"code": codes.pretty(code), "name": parcel.name}
        if self.person is not None and parcel.stage in ("received", parcel.OPEN):
            refused = ConditionFailed("envelope-is-closed", clause="1.1", facts=facts)
            record_attempt(Request(LEND, "hand_over"), self.officer, refused)
            raise refused
        of = REGISTRY[PARCELS[type(parcel)]]
        steps = [str(step.title) for step in of.steps.values() if may_take(of, step, parcel, self.actor)]
        place = str(parcel.thing.person or parcel.thing.place)
        self._calm(
            "envelope-here", **facts, stage=str(of.stages[parcel.stage]), place=place, steps="; ".join(steps) or "—"
        )

    def _add(self, code: str) -> None:
        if any(line.code == code for line in self.lines):
            self._calm("on-the-list-already", code=codes.pretty(code))
            return
        line = Line(uuid.uuid4().hex, code)
        self._look([*self.lines, line])
        thing = line.thing
        if thing is None:
            raise NotFound("not-found", clause="1.2")
        if self.mode == "ask":
            self.mode = ""
            self._calm("it-is-with", code=line.pretty, holder=str(thing.person or thing.place))
        elif self.mode == "back" and thing.in_the_safe:
            self._calm("in-the-safe-already", code=line.pretty, place=str(thing.place))
        elif len(self.lines) >= MOST:
            raise ConditionFailed("list-full", facts={"most": MOST})
        else:
            self.lines.append(line)

    # ---- what is set aside

    def drop(self, intent: str) -> None:
        if not any(line.intent == intent for line in self.lines):
            self._calm("list-empty")
        self.lines = [line for line in self.lines if line.intent != intent]

    def leave(self) -> None:
        """The person goes: what was to be handed to them waits for somebody again."""
        for line in self.lines:
            if line.goes_out:
                line.act, line.case = "", None
        self.person, self.mode = None, ""

    # ---- how it stands

    def _look(self, lines: list[Line]) -> None:
        """Find the things of these lines, as far as this clerk may see them."""
        wanted = {line.code for line in lines if line.thing is None}
        found = {thing.code: thing for thing in self.things().filter(code__in=wanted)} if wanted else {}
        for line in lines:
            thing = line.thing or found.get(line.code)
            if thing is not None and self.sees(thing):
                line.thing = thing
                line.folios = line.folios or str(thing.pieces)

    @staticmethod
    def things() -> QuerySet[Thing]:
        rows: QuerySet[Thing] = Thing.objects.filter(kind__in=(ThingKind.COPY, ThingKind.MEDIUM))
        return rows.select_related("person", "place", "copy__document").prefetch_related("copy__document__scope")

    def sees(self, thing: Thing) -> bool:
        return thing.kind != ThingKind.COPY or visible(thing.copy.document, self.actor.subject)

    def judge(self) -> None:
        """Judge every line as `perform` would, without changing or recording anything."""
        self._look(self.lines)
        intents = [f"{self.officer.key}:{line.intent}" for line in self.lines]
        done = set(Entry.objects.filter(intent__in=intents).values_list("intent", flat=True)) if intents else set()
        self._plan_returns()
        for line, intent in zip(self.lines, intents, strict=True):
            line.said = line.refused = None
            if intent in done and line.act:
                line.state = "done"
                continue
            try:
                self._judge_one(line)
            except Refused as refused:
                line.state, line.said, line.refused = "refused", self._answer(refused), refused
        self._terms()

    def _terms(self) -> None:
        """Until when each loan that is about to be handed over would last."""
        lent = [line for line in self.lines if line.state == "ready" and line.act == f"{LEND.name}.hand_over"]
        asked = dict(Loan.objects.filter(pk__in=[line.case for line in lent]).values_list("pk", "days")) if lent else {}
        for line in lent:
            if line.thing is not None:
                label = line.thing.copy.document.label
                level = self._scheme(label.scheme).by_rank(label.rank)
                line.due = loan_ends(level, asked.get(line.case or 0), self.actor.at, self.actor)

    def _judge_one(self, line: Line) -> None:
        if line.thing is None:
            raise NotFound("not-found", clause="1.2")
        if not line.act:
            self._mean(line, line.thing)
        if not line.act:
            line.state = "waiting"
            return
        if not self._still_good(line, line.thing):
            check(line.request(self.person), by=self.officer)
            line.judged = line.folios
        line.state = "ready"
        line.due = self.actor.due("reading" if line.step == "give" else "loan") if line.goes_out else line.thing.due

    @staticmethod
    def _still_good(line: Line, thing: Thing) -> bool:
        where_it_was = thing.in_the_safe if line.goes_out else thing.person_id is not None
        told = bool(line.account) or not line.short
        return where_it_was and bool(line.folios) and line.judged == line.folios and told

    def _mean(self, line: Line, thing: Thing) -> None:
        """What reading this thing means now: its act and case, nothing yet, or a `Refused`."""
        facts = {"code": line.pretty, "holder": str(thing.person or thing.place)}
        if thing.person_id is not None:
            if self.person is not None and self.person.pk != thing.person_id:
                # 1.2: no passing on sideways. With nobody at the counter it is taken back.
                raise ConditionFailed("in-other-hands", clause="1.2", facts=facts)
            self._comes_back(line, thing)
            if not line.act:
                raise ConditionFailed("no-case-of-it", clause="1.2", facts=facts)
        elif not thing.in_the_safe:
            gone = thing.place is not None and thing.place.kind == PlaceKind.DESTROYED
            raise ConditionFailed(
                "destroyed-is-destroyed" if gone else "not-in-the-safe", clause="1.6" if gone else "1.3", facts=facts
            )
        elif self.person is not None:
            self._goes_out(line, thing, self.person)

    def _comes_back(self, line: Line, thing: Thing) -> None:
        if thing.kind == ThingKind.MEDIUM:
            self._medium(line, thing, "take_back")
            return
        loan = Loan.objects.filter(copy=thing.copy, borrower=thing.person_id, stage="lent").first()
        round_ = None if loan else Round.objects.filter(copy=thing.copy, stage="out").first()
        if loan is not None:
            line.act, line.case = f"{LEND.name}.take_back", loan.pk
        elif round_ is not None:
            line.act, line.case = f"{CIRCULATE.name}.take_back", round_.pk
        elif (paper := out_with(thing, thing.person_id)) is not None:
            line.act, line.case = f"{MEETING}.collect", paper.meeting_id

    def _goes_out(self, line: Line, thing: Thing, person: Person) -> None:
        if thing.kind == ThingKind.MEDIUM:
            self._medium(line, thing, "hand_over")
            return
        copy = thing.copy
        loans = Loan.objects.filter(copy=copy, borrower=person).exclude(stage__in=LOAN_ENDS)
        loan = loans.first()
        if loan is not None and loan.stage == "approved":
            line.act, line.case = f"{LEND.name}.hand_over", loan.pk
            return
        round_ = live_round(copy)
        if round_ is not None and round_.stops.filter(reader=person, state=Stop.State.WAITING).exists():
            line.act, line.case = f"{CIRCULATE.name}.give", round_.pk
            return
        paper = waiting_for(thing, person)
        if paper is not None:
            line.act, line.case = f"{MEETING}.give", paper.meeting_id
            return
        # The four checks come first: who may not read it is not told to ask for it.
        reason = may_read(copy.document, person, self.actor)
        if reason is not None:
            raise ConditionFailed(reason.id, clause=reason.clause or "1.2", facts=reason.facts)
        asked = loan is not None and loan.stage == "asked"
        if not lent_at_all(copy.document):
            raise ConditionFailed("reading-room-only", clause="1.4")
        raise ConditionFailed(
            "loan-not-approved-yet" if asked else "no-approved-loan",
            clause="1.4",
            facts={"code": line.pretty, "name": person.name},
        )

    @staticmethod
    def _medium(line: Line, thing: Thing, step: str) -> None:
        # By its name: chapter 2 stands above this room.
        keeping = procedure(MEDIUM)
        media: Any = keeping.case.objects if keeping else None
        case = media.filter(thing=thing).first() if media is not None else None
        if case is not None:
            line.act, line.case = f"{MEDIUM}.{step}", case.pk

    def _plan_returns(self) -> None:
        """What comes back goes where the clerk says, or else into the safe that it left."""
        out = [line for line in self.lines if not line.place and line.thing and line.thing.person_id is not None]
        if not out:
            return
        left: dict[int, str] = {}
        if self.place is None:
            links = Movement.objects.filter(
                thing__in=[line.thing for line in out], seq=F("thing__seq"), from_place__kind__in=OFFICE,
                from_place__stage="in_use",
            )  # fmt: skip
            left = dict(links.values_list("thing_id", "from_place__code"))
        for line in out:
            line.place = self.place.code if self.place else left.get(line.thing.pk if line.thing else 0, "")
            if not line.place and line.thing:
                safe = Place.objects.filter(stage="in_use", kind__in=OFFICE, rank__gte=line.thing.rank).first()
                line.place = safe.code if safe else ""

    # ---- the act

    def commit(self) -> None:
        """Do the whole list, or none of it. Raises nothing: what stops it stands beside its line."""
        try:
            self._all_ready()
            batch = [line.request(self.person) for line in self.lines]
            acts = perform_all(batch, by=self.officer)
        except Refused as refused:
            at = getattr(refused, "line", None)
            at = at if at is not None and at < len(self.lines) else None
            if at is not None:
                self.lines[at].state, self.lines[at].said = "refused", self._answer(refused)
            self._say("stop", refused, self.lines[at].pretty if at is not None else "")
            return
        tree.integrate()
        links = Movement.objects.filter(act__in=[act.uuid for act in acts]).select_related("to_person", "from_person")
        parties = {link.act: link.to_person or link.from_person for link in links}
        places = dict(Leaf.objects.filter(entry__in=[act.entry for act in acts]).values_list("entry_id", "index"))
        now_in = {thing.code: thing for thing in self.things().filter(code__in=[line.code for line in self.lines])}
        for line in self.lines:
            line.account = line.account if line.short else ""
            line.state, line.thing = "done", now_in.get(line.code, line.thing)
            line.due = line.thing.due if line.thing and line.goes_out else None
        signed_for = Receipted.objects.filter(act__in=[act.uuid for act in acts])
        self.unsigned = sorted(set(signed_for.values_list("receipt", flat=True)))
        self.receipts = [
            Receipt(line, act, places.get(act.entry), parties.get(act.uuid))
            for line, act in zip(self.lines, acts, strict=True)
        ]
        self.receiver = self.person
        self.done = [act.uuid for act in acts]
        self.lines, self.person, self.mode, self.place = [], None, "", None

    def undo(self) -> None:
        """Undo what was just done, the last first, all or none. Raises nothing. Read twice, it is done once."""
        acts = list(Entry.objects.filter(act__in=self.done, kind="act").order_by("-pk"))
        links = {link.act: link for link in Movement.objects.filter(act__in=self.done).select_related("thing")}
        batch: list[tuple[Movement, Request]] = []
        for entry in acts:
            of = procedure(entry.procedure)
            if of is not None and entry.step in undoing.STEPS.get(of.name, ()) and entry.act in links:
                facts = {"movement": links[entry.act].seq}
                request = Request(of, undoing.STEP, entry.case, facts, f"undo-{entry.act}")
                batch.append((links[entry.act], request))
        if not batch:
            self._calm("undone-by-reading-again")
            return
        try:
            undone = perform_all([request for _link, request in batch], by=self.officer)
        except Refused as refused:
            thing = batch[getattr(refused, "line", 0)][0].thing
            self._say("stop", refused, "" if isinstance(refused, NotFound) else codes.pretty(thing.code))
            return
        tree.integrate()
        lines = Receipted.objects.filter(act__in=[act.uuid for act in undone])
        self.unsigned = sorted(set(lines.values_list("receipt", flat=True)))
        new = [act for act in undone if not act.again]
        if new:
            self._calm("list-undone", count=len(new))
        else:
            self._calm("undone-already")
        if len(undone) < len(acts):
            self._calm("undone-by-reading-again")

    def _all_ready(self) -> None:
        if not self.lines:
            raise ConditionFailed("list-empty")
        if any(line.state == "refused" for line in self.lines):
            raise ConditionFailed("list-has-refusals")
        for line in self.lines:
            if line.state == "waiting":
                raise ConditionFailed("whose-is-it", facts={"code": line.pretty})

    # ---- what is said

    def _calm(self, reason: str, **facts: Any) -> None:
        self._say("attention", ConditionFailed(reason, facts=facts))

    def _say(self, tone: str, refused: Refused, text: str = "") -> None:
        self.notices.append(Notice(tone, self._answer(refused), text[:40]))

    def _answer(self, refused: Refused) -> Answer:
        said = answer(refused, self.language)
        if isinstance(refused, BadFacts):
            words = " ".join(str(word) for texts in refused.errors.values() for word in texts)
            return Answer(said.reason, said.clause, said.clause_title, words, said.way_out, said.status, {})
        return said

    @property
    def tone(self) -> str:
        tones = {notice.tone for notice in self.notices}
        return next((tone for tone in ("stop", "attention") if tone in tones), "ok")

    def level_name(self, label: Label) -> str:
        """The words of a level, without caveats."""
        names = self._scheme(label.scheme).by_rank(label.rank).name
        return names.get(self.language) or names["en"]

    def band(self, thing: Thing) -> tuple[str, Level, str]:
        """The scheme, the level and the full marking of a thing: its colour and its words."""
        if thing.kind != ThingKind.COPY:
            scheme = self._scheme("")
            label = Label(scheme.id, thing.rank)
        else:
            scheme = self._scheme(thing.copy.document.scheme)
            label = thing.copy.document.label
        return scheme.id, scheme.by_rank(thing.rank), marking(scheme, label, "screen", self.language)

    def _scheme(self, code: str) -> Scheme:
        if code not in self.schemes:
            self.schemes[code] = schemes.loaded(code) if code else schemes.own()
        return self.schemes[code]


def to_be_given(person: Person, among: Iterable[int] | None = None) -> dict[int, str]:
    """What an approved loan or a round has waiting for this person, by thing (of these, or any): `loan` or `round`."""
    of = {} if among is None else {"copy__thing__in": list(among)}
    loans = Loan.objects.filter(borrower=person, stage="approved", **of)
    # The next stop of a round is the first that waits: those before it are back or left out.
    first: dict[int, tuple[int, int]] = {}
    stops = Stop.objects.filter(
        state=Stop.State.WAITING, round__stage="in_office", round__stops__reader=person,
        round__stops__state=Stop.State.WAITING, **{f"round__{name}": value for name, value in of.items()},
    )  # fmt: skip
    for round_, reader, thing in stops.order_by("round", "place").values_list(
        "round_id", "reader_id", "round__copy__thing_id"
    ):
        first.setdefault(round_, (reader, thing))
    lent = dict.fromkeys(loans.values_list("copy__thing_id", flat=True), "loan")
    return lent | {thing: "round" for reader, thing in first.values() if reader == person.pk}


@dataclass(frozen=True, slots=True)
class Belonging:
    """Something that a person has, or that waits for them at the counter."""

    thing: Thing
    kind: str  # has, loan, round
    due: datetime | None
    late: bool
    listed: bool


def belongings(desk: Desk) -> list[Belonging]:
    """What the person at the counter has, soonest due first; then what may be handed to them now."""
    person = desk.person
    if person is None:
        return []
    listed = {line.code for line in desk.lines}
    at = desk.actor.at
    waiting = to_be_given(person)
    rows = desk.things().filter(Q(person=person) | Q(person=None, pk__in=waiting))
    found = [
        Belonging(
            thing,
            "has" if thing.person_id else waiting[thing.pk],
            thing.due,
            thing.due is not None and thing.due < at,
            thing.code in listed,
        )
        for thing in rows.order_by(F("person").asc(nulls_last=True), F("due").asc(nulls_last=True), "pk")
        if desk.sees(thing)
    ]
    return found
