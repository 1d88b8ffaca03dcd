# SPDX-License-Identifier: EUPL-1.2
"""The demonstration office: two months of its work, every act of them taken through the one door.

The same people, papers and loans come out each time; only the dates follow the day on which it is made. It is one transaction,
so that there is a whole demonstration or none. It stands in one file because it is one story, told in the order of its days.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from importlib.resources import files
from itertools import count, cycle
from random import Random
from typing import Any

from django.utils import timezone

from precinto.access.decide import decide
from precinto.access.models import Person, Role
from precinto.access.officers import Officer
from precinto.access.passwords import PersonalData, personal_kinds
from precinto.access.subjects import subject
from precinto.computers.procedures import ACCOUNT, MEDIUM
from precinto.custody.models import Place, PlaceKind
from precinto.documents.keeping.procedures import SHEET
from precinto.documents.models import Discrepancy, Document, Loan
from precinto.documents.procedures import CIRCULATE, DISCREPANCY, EXTEND, LEND, REGISTER
from precinto.documents.receipts.models import Receipt
from precinto.documents.receipts.procedures import RECEIPT
from precinto.ledger import checkpoint
from precinto.office import schemes
from precinto.office.procedures import HOLIDAY, MINIMUM_STAFF
from precinto.personnel.procedures import ABSENCE, APPOINT, BRIEF, CLEAR, DELEGATE, FOUND, PERSON, POST, UNIT
from precinto.policy.calendar import national_names
from precinto.procedures.model import Procedure
from precinto.procedures.perform import Act, perform
from precinto.records import clock, gate
from precinto.records.errors import Refused
from precinto.setup import demo_despatch, demo_keeping, demo_receiving
from precinto.setup.people import Account

SEED = 1968
DAYS = 62
DOCUMENTS = 300
COUNTER = ("carmen", "pilar")
LATE = {"vera": 1, "javier": 2, "irene": 2, "manuel": 2, "clara": 2, "pablo": 2, "elena": 1}
BORROWERS = ("rosa", "nuria", "andres", "belen", "elena", "pablo", "javier", "irene", "manuel", "clara")


@dataclass(frozen=True, slots=True)
class Filled:
    name: str
    fingerprint: str
    accounts: tuple[Account, ...]


def fill(*, name: str = "", scheme: str = "es", language: str = "es") -> Filled:
    """Found the demonstration office and let it work until a moment ago. Raises `Refused` where an office stands already."""
    name = name.strip() or str(data()["name"])
    with gate.whole():
        story = Story(clock.now())
        story.found(name, scheme, language)
        story.tell()
    accounts = tuple(
        Account(f"{who['given']} {who['family']}", who["login"], who["does"], password_of(who, name))
        for who in data()["person"]
        if "password" in who
    )
    return Filled(name, checkpoint.fingerprint(), accounts)


def password_of(who: dict[str, Any], office: str) -> str:
    """The one that is known, and another where it has a word of the office's name, which nobody's password may have."""
    about = PersonalData(office=office)
    known: list[str] = [who["password"], *data()["spare_passwords"]]
    return next((text for text in known if not personal_kinds(text, about)), known[0])


@cache
def data() -> dict[str, Any]:
    return tomllib.loads((files("precinto.setup") / "demo.toml").read_text("utf-8"))


@dataclass(eq=False, slots=True)
class Paper:
    """A document of the story, and what the story must remember of it."""

    key: int
    number: str
    rank: int
    level: str
    folios: int
    readers: frozenset[str]
    copies: list[str]
    busy: set[str] = field(default_factory=set)


class Story:
    """Tells the days one after the other. `do` takes a step at the moment that the story has reached."""

    def __init__(self, end: datetime) -> None:
        self.end = end
        self.zone = timezone.get_default_timezone()
        self.today = timezone.localdate(end, self.zone)
        self.random = Random(SEED)  # noqa: S311  the same office each time; nothing secret comes of it
        self.intents = count(1)
        self.days = self._working_days()
        self.moment = self._morning(self.days[0])
        self.pace = 1.0
        self.people: dict[str, Person] = {}
        self.papers: list[Paper] = []
        self.subjects = self._subjects()
        self.classified = iter(data()["papers"]["classified"])
        self.turn = cycle(COUNTER)
        self.planned: dict[int, list[Callable[[], object]]] = defaultdict(list)
        self.safe = self.office = ""

    # ---- the clock of the story

    def _working_days(self) -> list[date]:
        first = self.today - timedelta(days=DAYS)
        off = {day for year in {first.year, self.today.year} for day in national_names(year, "es")}
        days = [first + timedelta(days=n) for n in range(DAYS)]
        return [day for day in days if day.weekday() < 5 and day not in off]

    def _morning(self, day: date) -> datetime:
        return timezone.make_aware(datetime.combine(day, time(8, 30)), self.zone)

    def begin(self, day: date) -> None:
        self.moment = max(self.moment, self._morning(day))
        demo_receiving.open_the_books(self)

    def pass_time(self) -> None:
        """Some minutes, and never as far as the present: the last act lies just before it."""
        step = timedelta(seconds=self.random.uniform(60, 420) * self.pace)
        self.moment += min(step, (self.end - self.moment) / 20)

    def day_from_now(self, days: int) -> str:
        return (self.today + timedelta(days=days)).isoformat()

    def this_day(self) -> date:
        return timezone.localdate(self.moment, self.zone)

    # ---- acting

    def officer(self, login: str) -> Officer:
        person = self.people.get(login)
        if person is None:
            person = self.people[login] = Person.objects.get(account__login=login)
        return Officer(person, "setup", proved_at=self.moment)

    def do(self, who: str, procedure: Procedure, step: str, case: Any = None, **facts: Any) -> Act:
        self.pass_time()
        with clock.at(self.moment):
            return perform(
                procedure, step, case, by=self.officer(who), facts=facts, intent=f"demo-{next(self.intents)}"
            )

    def attempt(self, who: str, procedure: Procedure, step: str, case: Any = None, **facts: Any) -> None:
        """A step that the policy refuses, so that the ledger shows how that looks."""
        try:
            self.do(who, procedure, step, case, **facts)
        except Refused:
            return
        raise LookupError(f"{procedure.name}.{step} was to be refused")

    def code(self, login: str) -> str:
        return str(self.officer(login).person.code)  # type: ignore[union-attr]  # everybody of the story is somebody

    def aside(self, event: Callable[[Story], object]) -> None:
        """Told without touching the chances of the rest of the story, which stays what it was."""
        state = self.random.getstate()
        event(self)
        self.random.setstate(state)

    def free(self, copies: int = 3) -> Paper:
        """A paper of at least so many copies that nobody has or waits for, with no caveat; it is not told of again."""
        for paper in self.papers:
            if paper.rank == self.levels_by(20).rank and len(paper.copies) >= copies and not paper.busy:
                found = Document.objects.get(pk=paper.key)
                if not found.comp and not found.rel and found.stage != "annulled":
                    paper.busy.update(paper.copies)
                    return paper
        raise LookupError("no paper is free")

    @contextmanager
    def quick(self, pace: float) -> Iterator[None]:
        before, self.pace = self.pace, pace
        yield
        self.pace = before

    # ---- the first days: who is who

    def found(self, name: str, scheme: str, language: str) -> None:
        self.office = name
        head, clerk = data()["person"][:2]
        facts: dict[str, Any] = {"name": name, "scheme": scheme, "language": language, "demo": True}
        for role, who in (("head", head), ("clerk", clerk)):
            facts |= {
                f"{role}_given_name": who["given"],
                f"{role}_family_name": who["family"],
                f"{role}_login": who["login"],
                f"{role}_password": password_of(who, name),
            }
        with clock.at(self.moment):
            perform(FOUND, "found", None, by=Officer(None, "setup"), facts=facts, intent="found")
            checkpoint.open_epoch(name)
        self.safe = Place.objects.filter(kind=PlaceKind.SAFE).order_by("pk").values_list("code", flat=True)[0]
        self.own = schemes.own()
        self.levels = {level.rank: level for level in self.own.levels}
        self.caveats = [c.id for c in self.own.categories if c.kind == "restrictive"]

    def tell(self) -> None:
        with self.quick(0.3):
            self.name_the_units_and_people()
            self.begin(self.days[1])
            self.open_accounts()
            self.clear_and_brief()
            self.begin(self.days[2])
            self.register_media()
        self.plan()
        work = self.days[3:]
        for n, day in enumerate(work):
            self.begin(day)
            for _ in range(self._due_by(n + 1, len(work) + 1) - len(self.papers)):
                self.register()
            for event in self._planned_for(n - len(work), first=n == 0):
                event()
        self.last_hour()

    def _planned_for(self, day: int, *, first: bool) -> list[Callable[[], object]]:
        """What is planned for a day; on the first one also what has no day any more, as around the New Year's holidays."""
        earlier = sorted(key for key in self.planned if key < day) if first else []
        return [event for key in (*earlier, day) for event in self.planned[key]]

    def _due_by(self, n: int, of: int) -> int:
        return DOCUMENTS * n // of

    def name_the_units_and_people(self) -> None:
        for code, name, above in data()["units"]:
            self.do("jaime", UNIT, "open", code=code, name=name, parent=above)
        for who in data()["person"][2:]:
            act = self.do(
                "jaime", PERSON, "register",
                given_name=who["given"], family_name=who["family"], unit=who.get("unit", ""),
            )  # fmt: skip
            self.people[who["login"]] = act.case  # type: ignore[assignment]  # the case of this procedure is a person
        for code, name, unit, role, holder in data()["posts"]:
            self.do("jaime", POST, "open", code=code, name=name, unit=unit, role=role)
            self.do("jaime", APPOINT, "appoint", person=self.code(holder), post=code, since=self.this_day().isoformat())
        holidays = {**national_names(self.today.year, "es"), **national_names(self.today.year + 1, "es")}
        for day, name in sorted(holidays.items()):
            if day > self.today:
                self.do("jaime", HOLIDAY, "keep", day=day.isoformat(), name=name)

    def clear_and_brief(self) -> None:
        for who in data()["person"]:
            login, rank = who["login"], who["rank"]
            if not rank:
                continue
            # Nobody records a clearance for themselves: the head's is recorded by the security administrator.
            by = "sara" if login == "jaime" else "jaime"
            act = self.do(
                by, CLEAR, "grant",
                person=self.code(login), level=self.level(rank), caveats=self.caveats if rank >= 30 else [],
                granted_by="Autoridad Nacional", reference=f"HPS {self.random.randint(10000, 99999)}",
                since=self.day_from_now(-self.random.randint(200, 900)), until=self.day_from_now(who.get("ends", 700)),
            )  # fmt: skip
            self.do(
                by, BRIEF, "brief",
                person=self.code(login), since=self.this_day().isoformat(),
                until=self.day_from_now(who.get("briefing", 300)),
            )  # fmt: skip
            if who.get("suspended"):
                self.do(by, CLEAR, "suspend", act.case, reason="Baja médica prolongada")

    def open_accounts(self) -> None:
        for who in data()["person"][2:]:
            if "password" in who:
                self.do(
                    "jaime", ACCOUNT, "open",
                    person=self.code(who["login"]), login=who["login"], password=password_of(who, self.office),
                )  # fmt: skip

    def register_media(self) -> None:
        for (kind, serial), rank in zip(data()["papers"]["media"], (30, 20, 20, 30), strict=True):
            self.do("carmen", MEDIUM, "register", kind=kind, serial=serial, level=self.level(rank), place=self.safe)

    def level(self, rank: int) -> str:
        """The scheme's level of this rank, or the next one up: a scheme of three levels lacks the lowest."""
        return min((level for known, level in self.levels.items() if known >= rank), key=lambda level: level.rank).id

    # ---- papers

    def _subjects(self) -> Iterator[str]:
        papers = data()["papers"]
        every = [f"{kind}: {matter}" for kind in papers["kinds"] for matter in papers["matters"]]
        self.random.shuffle(every)
        return iter(every)

    def register(self, *, readers: tuple[str, ...] = (), rank: int = 0, by: str = "", copies: int = 0) -> Paper:
        """A new document, for these readers or for whom chance names."""
        draw = self.random
        rank = rank or draw.choices((40, 30, 20, 10), (4, 22, 46, 28))[0]
        level = self.levels_by(rank)
        by = by or ("carmen" if rank > 30 else next(self.turn))
        named, lines = self._scope(readers)
        caveats = (
            [draw.choice(self.caveats)] if rank >= 20 and self.caveats and not readers and draw.random() < 0.07 else []
        )
        if self.own.unfit(level.id, caveats):
            caveats = []
        facts = self._facts(level.id, copies) | {"caveats": caveats, "scope": "\n".join(lines)}
        if rank > 30:
            facts["classified_title"] = next(self.classified, "")
        act = demo_receiving.register(self, by, facts)
        if level.handling["two_person_open"]:
            self.do("jaime", REGISTER, "verify", act.case)
        return self._keep(act, facts, level.rank, level.id, named)

    def levels_by(self, rank: int) -> Any:
        return self.own.level(self.level(rank))

    def _facts(self, level: str, copies: int) -> dict[str, Any]:
        draw = self.random
        via = draw.choices(("bag", "mail", "hand", "meeting", "made"), (12, 8, 2, 2, 76))[0]
        made = via == "made"
        originator = "Subdirección de Planes" if made else draw.choice(data()["papers"]["originators"])
        return {
            "title": next(self.subjects),
            "level": level,
            "originator": originator,
            "reference": "" if made else f"{draw.choice('ABCDGMS')}-{draw.randint(100, 4999)}/{self.this_day():%y}",
            "dated": (self.this_day() - timedelta(days=draw.randint(0, 12))).isoformat(),
            "copies": copies or draw.choices((1, 2, 3, 4), (55, 25, 12, 8))[0],
            "folios": draw.choices((draw.randint(1, 9), draw.randint(10, 40), draw.randint(41, 180)), (50, 40, 10))[0],
            "annexes": draw.choice(("", "", "", "Un plano", "Dos anexos")),
            "via": via,
            "envelope_intact": "true" if via in ("bag", "mail") else "",
            "meeting": "Comité de seguimiento" if via == "meeting" else "",
            "place": self.safe,
        }

    def _keep(self, act: Act, facts: dict[str, Any], rank: int, level: str, named: frozenset[str]) -> Paper:
        document = act.case
        if not isinstance(document, Document):
            raise LookupError(act.procedure.name)
        codes = list(document.copies.order_by("number").values_list("thing__code", flat=True))
        paper = Paper(document.pk, document.code, rank, level, facts["folios"], named, codes)
        self.papers.append(paper)
        return paper

    def _scope(self, readers: tuple[str, ...]) -> tuple[frozenset[str], list[str]]:
        """Whom it comes to, and the lines that say so: persons, a post, a unit, a unit with all below it."""
        draw = self.random
        if readers:
            return frozenset(readers), [self.code(reader) for reader in readers]
        kind = draw.choices(("persons", "post", "unit", "tree"), (45, 12, 28, 15))[0]
        people = data()["person"]
        until = f" hasta {self.day_from_now(draw.randint(30, 400))}" if draw.random() < 0.15 else ""
        if kind == "post":
            code, *_words, holder = draw.choice([post for post in data()["posts"] if post[0] in SCOPED_POSTS])
            return frozenset({holder}), [f"puesto {code}{until}"]
        if kind == "persons":
            some = draw.sample([p["login"] for p in people if p.get("unit") in SCOPED_UNITS], draw.randint(1, 4))
            return frozenset(some), [self.code(login) + until for login in some]
        if kind == "unit":
            unit = draw.choice(SCOPED_UNITS)
            return frozenset(p["login"] for p in people if p.get("unit") == unit), [f"unidad {unit}{until}"]
        unit, within = draw.choice((("SEG", ("SEG", "TEC")), ("PLA", ("PLA", "INT"))))
        return frozenset(p["login"] for p in people if p.get("unit") in within), [f"unidad+ {unit}{until}"]

    def paper_for(self, reader: str) -> tuple[Paper, str]:
        """A document that this person may hold, and a copy of it that lies in the safe."""
        with clock.at(self.moment):
            who = subject(self.officer(reader).person, self.this_day())  # type: ignore[arg-type]  # everybody is somebody
        for paper in self.random.sample(self.papers, len(self.papers)):
            free = [code for code in paper.copies if code not in paper.busy]
            if not free or reader not in paper.readers or self.levels_by(paper.rank).handling["reading_room_only"]:
                continue
            document = Document.objects.prefetch_related("scope").get(pk=paper.key)
            if document.stage in ("registered", "verified") and decide(who, document.scoped(), to_hold=True):
                return paper, free[0]
        paper = self.register(readers=(reader,), rank=20)
        return paper, paper.copies[0]

    # ---- loans

    def ask(self, reader: str) -> tuple[Any, Paper, str]:
        paper, copy = self.paper_for(reader)
        paper.busy.add(copy)
        place = self.random.choice(("Despacho 312", "Sala de lectura", "Despacho 204"))
        reason = self.random.choice(data()["papers"]["reasons"])
        act = self.do(reader, LEND, "request", copy=copy, reason=reason, place_of_use=place)
        return act.case, paper, copy

    def lend(self, reader: str, *, approver: str = "luis") -> tuple[Any, Paper, str]:
        loan, paper, copy = self.ask(reader)
        self.do(approver, LEND, "approve", loan)
        self.do(next(self.turn), LEND, "hand_over", loan, folios=paper.folios)
        if reader not in LATE:  # who is late with papers is late with signatures too
            self.sign(reader)
        return loan, paper, copy

    def give_back(self, loan: Any, paper: Paper, copy: str) -> None:
        by = next(self.turn)
        self.do(by, LEND, "take_back", loan, folios=paper.folios, place=self.safe)
        self.sign(loan.borrower.account.login)
        self.do(by, LEND, "settle", loan)
        paper.busy.discard(copy)

    def sign(self, reader: str) -> None:
        """From their own session, for all that they were given or gave back."""
        for receipt in Receipt.objects.filter(person__account__login=reader, stage="unsigned").order_by("pk"):
            self.do(reader, RECEIPT, "sign", receipt)

    def lend_for(self, reader: str, day: int, days: int) -> None:
        """Lent on one day and settled some working days later; days count back from today, which is 0."""

        def begin() -> None:
            lent = self.lend(reader)
            self.planned[day + days].append(partial(self.give_back, *lent))

        self.planned[day].append(begin)

    # ---- what happens when

    def plan(self) -> None:
        on = self.planned
        readers = cycle(BORROWERS)
        for day in range(-36, -16):
            self.lend_for(next(readers), day, self.random.randint(1, 3))
            if day % 3 == 0:
                self.lend_for(next(readers), day, self.random.randint(1, 4))
        for n, (reader, times) in enumerate(LATE.items()):
            on[-13 + n % 4].extend([partial(self.lend, reader)] * times)
        on[-24].append(self.count_differently_and_conclude)
        on[-20].append(self.lose_one)
        on[-15].append(self.lose_and_find)
        on[-18].append(partial(self.decline, "andres"))
        on[-12].append(self.withdraw_one)
        on[-11].append(self.paper_day)
        on[-10].append(self.set_right)
        on[-9].append(self.delegate)
        on[-4].append(self.minimum_staff)
        on[-7].append(self.renewed_later)
        on[-6].append(self.count_differently)
        on[-5].append(partial(self.decline, "belen"))
        for day, reader in ((-2, "rosa"), (-2, "belen"), (-2, "nuria"), (-1, "andres"), (-1, "belen")):
            on[day].append(partial(self.lend, reader))
        on[-2].append(partial(self.lend, "rosa", approver="nuria"))
        on[-2].append(self.hand_out_a_medium)
        for day in (-33, -28, -21, -15):
            on[day].append(self.round_in_a_day)
        on[-8].append(self.extensions)
        on[-1].append(self.claim_one)
        on[-1].append(self.begin_rounds)
        demo_receiving.plan(self)
        demo_despatch.plan(self)
        demo_keeping.plan(self)

    def count_differently_and_conclude(self) -> None:
        loan, paper, copy = self.lend("pablo")
        self.do(
            "carmen", LEND, "take_back", loan, folios=paper.folios + 1, place=self.safe, condition="Una hoja de más",
            account="Venía con una hoja de notas del lector.",
        )  # fmt: skip
        self.sign("pablo")
        self.do("carmen", LEND, "settle", loan)
        found = loan.discrepancies.get()
        self.do("luis", DISCREPANCY, "conclude", found, conclusion="La hoja era del lector: se le devuelve.")
        paper.busy.discard(copy)

    def count_differently(self) -> None:
        paper = self.register(readers=("andres",), rank=20, by="carmen")
        copy = paper.copies[0]
        paper.busy.add(copy)
        loan = self.do("andres", LEND, "request", copy=copy, reason=data()["papers"]["reasons"][0], days=6).case
        self.do("luis", LEND, "approve", loan, days=5)
        self.do("carmen", LEND, "hand_over", loan, folios=paper.folios, condition="Grapa firme")

        def back() -> None:
            fewer = paper.folios + 1 if paper.folios == 1 else paper.folios - 1
            counted = {"folios": fewer, "place": self.safe, "condition": "Grapa abierta"}
            self.attempt("carmen", LEND, "take_back", loan, **counted)
            told = "No coincide el último folio; se busca en la sala."
            self.do("carmen", LEND, "take_back", loan, **counted, account=told)

        self.planned[-2].append(back)

    def lose_one(self) -> None:
        loan, _paper, _copy = self.lend("manuel")
        self.do("pilar", LEND, "lose", loan, reason="No aparece tras el traslado de despacho.")

    def lose_and_find(self) -> None:
        """Lost with the reader of a round; two days later it is found and counted, and the leader concludes why."""
        paper = self.register(readers=("javier", "elena"), rank=20, by="carmen")
        case = self.open_round(paper, ("javier", "elena"), 10)
        self.do("carmen", CIRCULATE, "give", case, folios=paper.folios, reader=self.code("javier"))
        self.do("pilar", CIRCULATE, "lose", case, reason="El lector no la encuentra en su despacho.")

        def found() -> None:
            missed = Discrepancy.objects.get(copy__thing__code=paper.copies[0])
            facts = {"place": self.safe, "folios": paper.folios, "account": "Estaba en la carpeta de otro expediente."}
            self.do("carmen", DISCREPANCY, "found", missed, **facts)
            self.do("luis", DISCREPANCY, "conclude", missed, conclusion="Se guardó por error con otros papeles.")
            paper.busy.discard(paper.copies[0])

        self.planned[-13].append(found)

    def claim_one(self) -> None:
        """1.4: what is late is claimed, from the reader first."""
        late = Loan.objects.filter(stage="lent", due__lt=clock.now()).order_by("due", "pk").first()
        if late is not None:
            self.do("carmen", LEND, "remind", late, to="reader", how="spoken", answer="Lo trae mañana.")

    def decline(self, reader: str) -> None:
        loan, paper, copy = self.ask(reader)
        self.do("luis", LEND, "decline", loan, reason="Basta con leerlo en la sala.")
        paper.busy.discard(copy)

    def withdraw_one(self) -> None:
        loan, paper, copy = self.ask("nuria")
        self.do("nuria", LEND, "withdraw", loan)
        paper.busy.discard(copy)

    def renewed_later(self) -> None:
        lent = self.lend("nuria")
        self.planned[-3].append(partial(self.do, "luis", LEND, "renew", lent[0]))

    def paper_day(self) -> None:
        """A day without current: two documents were written on paper, and one of the two has been confirmed since."""
        written = self.this_day() - timedelta(days=1)
        for n in (1, 2):
            facts = self._facts(self.level(20), 1)
            facts |= {
                "scope": "unidad PLA",
                "occurred_at": f"{written.isoformat()} 1{n}:15",
                "paper_sheet": f"H-{n:02d}",
            }
            # The term of the one, of an old register, ran out and nobody has listed it; the other waits for something to happen.
            year = self.today.year
            run_out = {"via": "legacy", "dated": f"{year - 2}-03-04", "declassify_on": f"{year - 1}-12-31"}
            facts |= run_out if n == 1 else {"declassify_event": "Retirada del material de servicio"}
            act = self.do("pilar", REGISTER, "register_deferred", **facts)
            self._keep(act, facts, self.levels_by(20).rank, self.level(20), frozenset())
            if n == 1:
                self.do("carmen", REGISTER, "confirm", act.case)

    def set_right(self) -> None:
        """Mistakes are corrected or annulled, each with its reason; nothing is deleted."""
        untouched = [paper for paper in self.papers if not paper.busy and paper.rank == self.levels_by(20).rank]
        wrong, double, other = self.random.sample(untouched[:60], 3)
        row = Document.objects.get(pk=wrong.key)
        self.do(
            "carmen", REGISTER, "correct", row,
            title=row.title, originator=row.originator, reference=row.reference or "S-118/26", dated=row.dated,
            note="Se corrige la referencia.", reason="Referencia mal leída",
        )  # fmt: skip
        for paper in (double, other):
            paper.busy.update(paper.copies)
            self.do("carmen", REGISTER, "annul", paper.key, reason="Registrado dos veces")
        self.attempt("carmen", REGISTER, "delete", wrong.key)

    def delegate(self) -> None:
        self.do(
            "luis", DELEGATE, "delegate",
            taker="nuria", role=Role.LEADER.value, since=self.this_day().isoformat(), until=self.day_from_now(14),
        )  # fmt: skip

    def minimum_staff(self) -> None:
        """Pilar announces three weeks away and has not handed over; until then two people do the work of three."""
        case = self.do(
            "jaime", MINIMUM_STAFF, "declare",
            since=self.this_day().isoformat(), until=self.day_from_now(45), reason="Una baja y una plaza sin cubrir.",
        ).case  # fmt: skip
        self.do("luis", MINIMUM_STAFF, "approve", case)
        sheet = self.do("carmen", SHEET, "open", place=self.safe).case
        self.do("carmen", SHEET, "close", sheet)
        self.attempt("carmen", SHEET, "check", sheet)
        self.do("carmen", SHEET, "check", sheet, exception_reason="Nadie más en el edificio a esa hora.")
        self.do(
            "pilar", ABSENCE, "announce",
            since=self.day_from_now(1), until=self.day_from_now(21), reason="Permiso",
        )  # fmt: skip

    def hand_out_a_medium(self) -> None:
        self.do("carmen", MEDIUM, "hand_over", 2, person="rosa")

    def round_in_a_day(self) -> None:
        readers = tuple(self.random.sample(("rosa", "nuria", "vera", "javier", "andres", "elena", "pablo", "clara"), 3))
        paper = self.register(readers=readers, rank=20, by="carmen")
        case = self.open_round(paper, readers, 10)
        for reader in readers[:2]:
            self.read(case, paper, reader)
        self.do("carmen", CIRCULATE, "skip", case, reader=self.code(readers[2]), reason="De permiso")
        self.do("carmen", CIRCULATE, "close", case)

    def open_round(self, paper: Paper, readers: tuple[str, ...], days: int, *, notes: bool = False) -> Any:
        paper.busy.add(paper.copies[0])
        due = (self.this_day() + timedelta(days=days)).isoformat()
        named = [self.code(reader) for reader in readers]
        return self.do("carmen", CIRCULATE, "open", copy=paper.copies[0], readers=named, due=due, notes=notes).case

    def read(self, case: Any, paper: Paper, reader: str) -> None:
        self.do("carmen", CIRCULATE, "give", case, folios=paper.folios, reader=self.code(reader))
        self.do("carmen", CIRCULATE, "take_back", case, folios=paper.folios, place=self.safe)
        self.sign(reader)

    def begin_rounds(self) -> None:
        """One of five readers, of whom two have read it, and one that has not begun."""
        readers = ("nuria", "belen", "elena", "rosa", "vera")
        self.round_paper = self.register(readers=readers, rank=20, by="carmen")
        self.round = self.open_round(self.round_paper, readers, 14, notes=True)
        for reader in readers[:2]:
            self.read(self.round, self.round_paper, reader)
        waiting = ("rosa", "javier", "nuria", "elena")
        self.open_round(self.register(readers=waiting, rank=20, by="carmen"), waiting, 12)

    def extensions(self) -> None:
        """Asked by Nuria for others: one granted, one declined; two more are asked in the last hour."""
        first, second = (self.register(readers=("nuria",), rank=20) for _ in range(2))
        ask = self.do(
            "nuria", EXTEND, "request", document=first.number, beneficiary="rosa", reason="Sustituye a un compañero"
        )
        self.do("luis", EXTEND, "approve", ask.case)
        ask = self.do("nuria", EXTEND, "request", document=second.number, beneficiary="diego", reason="Lo ha pedido")
        self.do("luis", EXTEND, "decline", ask.case, reason="No lo necesita para su trabajo.")

    def last_hour(self) -> None:
        """What lies on the counter when the office is first opened: it ends a moment before now."""
        midnight = timezone.make_aware(datetime.combine(self.today, time(0, 0, 1)), self.zone)
        self.moment = max(self.moment, midnight, self.end - timedelta(minutes=40))
        with self.quick(0.35):
            while len(self.papers) < DOCUMENTS - 3:
                self.register()
            for reader in ("diego", "vera"):
                paper = self.register(readers=("nuria",), rank=20)
                self.do(
                    "nuria", EXTEND, "request",
                    document=paper.number, beneficiary=reader, reason="Colabora en el plan", until=self.day_from_now(60),
                )  # fmt: skip
            self.lend("andres")
            self.lend("rosa")
            for reader in ("belen", "nuria"):
                self.do("luis", LEND, "approve", self.ask(reader)[0])
            loan = self.ask("rosa")[0]
            self.ask("nuria")
            self.ask("andres")
            self.attempt("pilar", LEND, "hand_over", loan, folios=1)
            for_lucia = self.register(readers=("lucia",), rank=20)
            self.attempt("lucia", LEND, "request", copy=for_lucia.copies[0], reason="Consulta urgente")
            # Last of all: what is handed out to be read comes back before the office closes.
            self.do("carmen", CIRCULATE, "give", self.round, folios=self.round_paper.folios, reader="elena")


SCOPED_UNITS = ("SG", "SEG", "TEC", "PLA", "INT")
SCOPED_POSTS = ("LIDER", "JPLA", "JSEG", "ENLACE", "ANALISTA", "RED")
