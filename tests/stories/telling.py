# SPDX-License-Identifier: EUPL-1.2
"""How a story is told: moves of the cast in one office, and what comes of the last of them.

A move is `(who, step)` or `(who, step, facts)`. `step` names the procedure unless it is the story's own: `request`,
`clear.suspend`. `step as plan` names the case that it opens; `step of plan` takes it on that case, `step of rosa` on what
Rosa has of that kind; without a name it is the newest of its kind in the story. Facts stand over `FACTS`; `{safe}`,
`{copy}` and the like are filled in, a function is asked when its move comes, and None leaves a fact out. `later(days=4)` is a
move of the clock alone, `signs("rosa")` her signature for all that passed between her and the office. It is long: the usual facts
of every step stand here, once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate

from precinto.access.models import Account, Person, Reach, Token
from precinto.access.officers import Officer
from precinto.access.principals import Kind, principal
from precinto.custody.models import Place
from precinto.documents.keeping.models import Difference
from precinto.documents.meetings.models import Brought, Meeting
from precinto.documents.models import Discrepancy, Document, ScopeGrant
from precinto.documents.paper.models import Deferred
from precinto.documents.receiving.models import Arrival
from precinto.ledger.models import Entry, Sealed, ShredKey
from precinto.office.models import PrintedForm
from precinto.procedures.model import NEW, REGISTRY, Procedure
from precinto.procedures.perform import Act, perform
from precinto.procedures.refusals import answer
from precinto.records import clock
from precinto.records.errors import BadFacts, FreshPasswordNeeded, Refused
from precinto.records.models import Case
from tests.world import PASSWORD, World, whole_table

Move = tuple[Any, ...]
Story = tuple[list[Move], str]
Stories = Mapping[str, Story]

CLOCK = "the clock"
SIGNATURE = "the signature"
MINUTES_AGO = "password given minutes ago"
TITLE = "Inventario de cisternas"
PAPER = ("carmen", "register.register")
STEP = re.compile(r"(?P<step>[\w.]+)(?: as (?P<name>\w+))?(?: of (?P<case>\w+))?")

REGISTERED = {
    "title": TITLE, "level": "C", "copies": 2, "folios": 12, "via": "bag", "no_envelope": "ensayo", "place": "{safe}",
    "scope": "unit SEC",
}  # fmt: skip
REASON = {"reason": "así conviene"}
SHORT_BACK = {"folios": 11, "account": "falta el folio 7"}
FOUND = {"place": "{safe}", "folios": 12, "account": "estaba detrás del cajón"}
FACTS: dict[str, dict[str, Any]] = {
    "register.register": REGISTERED,
    "register.register_deferred": REGISTERED | {"occurred_at": "2026-01-02 09:30", "paper_sheet": "7"},
    "register.correct": {"title": "Inventario de aljibes"} | REASON,
    "register.annul": REASON,
    "circulate.open": {"copy": "{copy}", "readers": ["rosa", "vera"], "due": "+5"},
    "circulate.give": {"folios": 12},
    "circulate.take_back": {"folios": 12, "place": "{safe}"},
    "circulate.lose": REASON,
    "circulate.skip": {"reader": "rosa"} | REASON,
    "circulate.remind": {"to": "reader", "how": "spoken", "answer": "lo trae hoy"},
    "extend.request": {"document": "{document}", "beneficiary": "diego"} | REASON,
    "extend.decline": REASON,
    "scope.withdraw": REASON,
    "person.transfer": {"unit": "LOG"},
    "person.correct": {"given_name": "Eva", "family_name": "Canos"} | REASON,
    "lend.request": {"copy": "{copy}"} | REASON,
    "lend.decline": REASON,
    "lend.hand_over": {"folios": 12},
    "lend.take_back": {"folios": 12, "place": "{safe}"},
    "lend.remind": {"to": "reader", "how": "spoken", "answer": "lo trae hoy"},
    "lend.lose": REASON,
    "receipt.decline": REASON,
    "receipt.explain": REASON,
    "discrepancy.conclude": {"conclusion": "el folio apareció en el mostrador"},
    "discrepancy.open": {"copy": "{copy}", "folios": 11, "account": "falta el folio 7"},
    "discrepancy.found": FOUND,
    "discrepancy.give_up": {"conclusion": "se da por perdido y se comunica"},
    "difference.found": FOUND,
    "difference.give_up": {"conclusion": "se da por perdido y se comunica"},
    "unit.open": {"code": "TEC", "name": "Técnica"},
    "unit.close": REASON,
    "post.open": {"code": "ARC", "name": "Archivera", "unit": "REG", "role": "clerk"},
    "post.close": REASON,
    "person.register": {"given_name": "Eva", "family_name": "Cano", "unit": "SEC"},
    "person.leave": REASON,
    "appoint.appoint": {"person": "rosa", "post": "ENC2", "since": "hoy"},
    "appoint.end": REASON,
    "delegate.delegate": {"taker": "nuria", "role": "leader", "since": "hoy", "until": "+10"},
    "clear.grant": {"person": "olga", "level": "S", "since": "hoy", "until": "+300", "granted_by": "ONS"},
    "clear.suspend": REASON,
    "clear.restore": REASON,
    "clear.end": REASON,
    "brief.brief": {"person": "olga", "since": "hoy", "until": "+300"},
    "brief.end": REASON,
    "account.open": {"person": "{person}", "login": "eva", "password": "mesa lluvia tren candil"},
    "account.change_password": {"old": PASSWORD, "new": "mesa lluvia tren candil"},
    "account.reset_password": {"new": "mesa lluvia tren candil"},
    "account.confirm_reset": {"how": "en persona, con su tarjeta"},
    "account.disable": REASON,
    "account.enable": REASON,
    "account.sign_in": {"password": PASSWORD},
    "token.issue": {"name": "copias", "until": "+30", "digest": "ab" * 32},
    "medium.register": {"kind": "USB", "serial": "0781:5583", "level": "C", "place": "{safe}"},
    "medium.hand_over": {"person": "rosa"},
    "medium.take_back": {"place": "{safe}"},
    "copy.request": {"sources": "{copy}", "kind": "copy", "copies": 2, "pages": 12, "recipients": ["rosa"], "kept": 1,
                     "machine": "Copiadora 2 del registro"} | REASON,
    "copy.decline": REASON,
    "copy.make": {"good": 2, "folios": 12, "printed": 24, "place": "{safe}"},
    "copy.exceed": {"sheets": 3, "place": "{safe}", "account": "la copiadora siguió sola"},
    "copy.conclude": {"conclusion": "avería de la copiadora, ya reparada"},
    "regrade.order": {"documents": "{document}", "level": "R", "whose": "originator", "body": "Estado Mayor",
                      "reference": "of. 12/2026", "dated": "hoy"},
    "regrade.list_terms": {"until": "hoy"},
    "regrade.leave_out": {"document": "{document}"} | REASON,
    "regrade.decline": REASON,
    "regrade.withdraw": REASON,
    "regrade.remark": {"copies": ["{copy1}", "{copy2}"]},
    "regrade.excuse": {"copy": "{copy}"} | REASON,
    "place.open": {"name": "Armario 3", "kind": "safe", "level": "DL"},
    "place.close": REASON, "place.unauthorise": REASON,
    "deadline.set": {"name": "approval-loan", "value": 5} | REASON,
    "deadline.change": {"value": 6} | REASON,
    "reading.propose": {"clause": "1.2", "reading": "Tampoco dentro de una misma unidad."} | REASON,
    "reading.decline": REASON,
    "place.authorise": {"level": "S", "reference": "of. 8/2026"},
    "place.correct": {"name": "Armario 3 bis", "level": "C"} | REASON,
    "holiday.lift": REASON,
    "holiday.keep_again": REASON,
    "holiday.keep": {"day": "2026-12-08", "name": "Fiesta local"},
    "form.print": {"form": "entry", "target": "{document}"},
    "redact.ask": {"target": "documents.document/{document_key}/title"} | REASON,
    "redact.decline": REASON,
    "channel.propose": {"code": "VAL", "name": "Valija oficial", "kind": "courier", "level": "S"},
    "waste.open": {"level": "C", "place": "{safe}"},
    "waste.put_in": {"kind": "draft", "pages": 7, "level": "C", "origin": "borrador del informe"},
    "waste.seal": {"seal": "SD-1", "pages": 7},
    "channel.decline": REASON,
    "waste.lose": REASON,
    "waste.found": FOUND | {"folios": 7},
    "waste.give_up": {"conclusion": "se da por perdida y se comunica"},
    "channel.retire": REASON,
    "correspondent.register": {"code": "MAEC", "name": "Ministerio de al lado", "address": "Plaza 1", "level": "S"},
    "correspondent.distrust": REASON,
    "correspondent.close": REASON,
    "keys.retire": REASON,
    "despatch.prepare": {"correspondent": "MAEC", "channel": "VAL", "copies": ["{copy}"]},
    "despatch.decline": REASON,
    "despatch.pack": {"folios": 12, "covers": "double"},
    "despatch.seal": {"seals": "A-1, A-2"},
    "despatch.send": {"carrier": "correo de las diez"},
    "despatch.cancel": REASON,
    "despatch.unpack": {"folios": 12, "place": "{safe}", "note": "ya no hace falta"},
    "despatch.come_back": {"folios": 12, "place": "{safe}", "note": "dirección desconocida"},
    "despatch.receive": {"receipt": "firma E. Soler", "received_on": "hoy"},
    "despatch.lose": {"account": "la valija no llegó"},
    "incident.report": {"report": "of. 31/2026, hoy"},
    "incident.found": FOUND,
    "incident.arrived": {"receipt": "firma E. Soler", "received_on": "hoy"},
    "incident.conclude": {"conclusion": "se halló en la estafeta"},
    "incident.give_up": {"conclusion": "no consta en ninguna estafeta"},
    "incoming.arrive": {"intact": "true", "seals": "A-2, A-1", "brought_by": "cabo Ruiz", "place": "{safe}"},
    "incoming.enter": {"line": 1, "document": "{document}"},
    "incoming.miss": {"line": 1} | REASON,
    "incoming.give_up": REASON,
    "station.withdraw": REASON,
    "queue.set_aside": {"n": 1} | REASON,
    "paper_run.reserve": {"use": "loan", "prefix": "H-", "first": 1, "last": 3, "holder": "pilar"},
    "paper_run.spoil": {"first": 1} | REASON,
    "deferred.dispute": {"difference": "la hoja dice 11 folios"},
    "deferred.conclude": {"conclusion": "se corrige en el préstamo"},
}  # fmt: skip


def later(**length: float) -> Move:
    return (CLOCK, timedelta(**length))


def signs(who: str) -> Move:
    """Somebody signs from their own session for all that waits for their signature."""
    return (SIGNATURE, who)


# Eva is registered in stories that need somebody new; her first password is not one to keep.
EVAS = {"old": "mesa lluvia tren candil", "new": "otro puente sobre hielo"}
# Stories that last longer than a password may.
AGELESS = ("jaime", "deadline.set", {"name": "password-max-age", "value": 0})


def procedure_named(short: str) -> Procedure:
    (found,) = [p for name, p in REGISTRY.items() if name.rpartition(".")[2] == short]
    return found


class Telling:
    """One office while one story is told in it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cases: dict[tuple[str, str], int] = {}
        self.names: dict[str, Any] = {
            "safe": world.safe,
            "body": world.body,
            "authority": world.authority,
            "password": PASSWORD,
        }
        self.act: Act | None = None
        self._ahead = timedelta()
        self._clock = ExitStack()

    # ---- moves

    def tell(self, moves: Iterable[Move], own: str = "") -> Act | None:
        for move in moves:
            self.take(move, own)
        return self.act

    def take(self, move: Move, own: str = "") -> Act | None:
        who, what = move[0], move[1]
        if who == CLOCK:
            self.wait(what(self) if callable(what) else what)
            return None
        if who == SIGNATURE:
            self.world.sign(what)
            return None
        procedure, step, name, case = self.read(what, own)
        given = {**FACTS.get(f"{procedure.name.rpartition('.')[2]}.{step}", {}), **(move[2] if len(move) > 2 else {})}
        minutes = given.pop(MINUTES_AGO, 0)
        facts = {key: self._filled(value) for key, value in given.items() if value is not None}
        self.act = perform(
            procedure,
            step,
            case,
            by=self.officer(who, minutes),
            facts=facts,
            intent=f"told-{next(self.world._intents)}",
        )
        self._remember(procedure, self.act, name)
        return self.act

    def wait(self, length: timedelta) -> None:
        """The clock of the story goes on. It stands still between its moves. With a new year come its books."""
        before = localdate(clock.now()).year
        self._ahead += length
        self._clock.close()
        self._clock.enter_context(clock.at(_real() + self._ahead))
        if localdate(clock.now()).year != before:
            with suppress(Refused):  # an office that has nobody left to open them opens none
                self.world.year_books()

    def close(self) -> None:
        self._clock.close()

    def officer(self, who: str, minutes: float = 0) -> Officer:
        """Somebody by account, or by name and surname when they have none yet; nobody at all is the empty name."""
        if not who:
            return Officer(None, "cli")
        return Officer(
            Person.objects.get(account__login=who), "cli", proved_at=clock.now() - timedelta(minutes=minutes)
        )

    # ---- words

    def read(self, what: str, own: str) -> tuple[Procedure, str, str, int | None]:
        """What a move names: procedure, step, the name given to its case, and the case."""
        parts = STEP.fullmatch(what)
        if parts is None:
            raise ValueError(what)
        short, _dot, step = parts["step"].rpartition(".")
        procedure = procedure_named(short or own)
        row = procedure.step(step)
        case: int | None = None
        if parts["case"]:
            case = self._case(procedure, parts["case"])
        elif row is None or NEW not in row.stages:
            case = self.cases.get((procedure.name, ""))
        return procedure, step, parts["name"] or "", case

    def _case(self, procedure: Procedure, name: str) -> int:
        if name.isdigit():
            return int(name)
        if (procedure.name, name) in self.cases:
            return self.cases[procedure.name, name]
        model: Any = procedure.case
        if model is Place:
            return int(Place.objects.get(kind=name).pk)
        if model is ScopeGrant:
            person = Person.objects.get(account__login=name)
            return int(ScopeGrant.objects.filter(principal=principal(Kind.PERSON, person.pk)).latest("pk").pk)
        path = {Account: "login", Person: "account__login", Token: "account__login"}.get(
            model, "person__account__login"
        )
        return int(model.objects.filter(**{path: name}).latest("pk").pk)

    def _remember(self, procedure: Procedure, act: Act, name: str) -> None:
        case: Case = act.case
        for key in {"", name}:
            self.cases[procedure.name, key] = case.pk
        if isinstance(case, Document):
            for prefix in {"document", name} - {""}:
                self.names |= {prefix: case.code, f"{prefix}_key": case.pk}
            codes = {f"copy{copy.number}": copy.thing.code for copy in case.copies.all()}
            self.names |= codes | {"copy": codes["copy1"]}
            if name:
                self.names |= {f"{name}_{key}": code for key, code in codes.items()}
        elif isinstance(case, Person):
            self.names |= {"person": case.code}
        elif isinstance(case, Place):
            self.names |= {name or "place": case.code}
        elif isinstance(case, Arrival):
            self.names |= {"parcel": case.name}
        elif isinstance(case, Brought):
            self.names |= {"bundle": case.name}
        elif isinstance(case, PrintedForm):
            self.names |= {"paper": case.code}
        elif isinstance(case, Meeting):
            for one in case.brought.select_related("attendee__account"):
                self.cases["documents.bring_back", one.attendee.account.login] = one.pk
        if procedure.name not in ("documents.discrepancy", "documents.register"):
            for row in Discrepancy.objects.order_by("-pk")[:1]:
                self.cases["documents.discrepancy", ""] = row.pk
        if procedure.name == "despatch.incoming" and case.arrival is not None:  # type: ignore[attr-defined]
            self.cases["documents.arrive", ""] = case.arrival.pk  # type: ignore[attr-defined]
            self.names["envelope"] = case.arrival.name  # type: ignore[attr-defined]
        for entered in Deferred.objects.order_by("-pk")[:1]:
            self.cases["documents.deferred", ""] = entered.pk
        if procedure.name == "despatch.despatch":
            for row in case.incidents.all():  # type: ignore[attr-defined]
                self.cases["despatch.incident", ""] = row.pk
        if procedure.name == "documents.inventory":
            for row in case.differences.order_by("-pk"):  # type: ignore[attr-defined]
                self.cases |= {("documents.difference", name): row.pk for name in ("", row.kind)}
        elif procedure.name != "documents.difference":
            for lost in Difference.objects.filter(inventory=None).order_by("-pk")[:1]:
                self.cases["documents.difference", "lost"] = lost.pk
        if procedure.name == "documents.relief":
            self.cases["documents.inventory", ""] = case.inventory_id  # type: ignore[attr-defined]
        self.names |= {"case": case.pk, f"{procedure.name.rpartition('.')[2]}_key": case.pk}

    def _filled(self, value: Any) -> Any:
        if isinstance(value, str):
            return re.sub(r"\{(\w+)\}", lambda found: str(self.names.get(found[1], found[0])), value)
        if callable(value):
            return value(self)
        return [self._filled(one) for one in value] if isinstance(value, list) else value

    # ---- what is asserted

    def books(self) -> tuple[Any, ...]:
        """All that a refusal may not touch: the state, what is derived from it, and the keys and boxes of the sealed."""
        return (
            self.world.dump(),
            whole_table(Reach),
            whole_table(ShredKey),
            Sealed.objects.count(),
        )

    def is_refused(self, moves: list[Move], reason: str, own: str = "") -> Refused:
        """The last move is refused for this reason, and nothing has changed but the record of the attempt."""
        *before, last = moves
        self.tell(before, own)
        books, entries = self.books(), self.world.entries()
        with pytest.raises(Refused) as caught:
            self.take(last, own)
        refused = caught.value
        assert refused.reason == reason, getattr(refused, "errors", refused.facts)
        assert self.books() == books
        silent = isinstance(refused, BadFacts | FreshPasswordNeeded)
        assert self.world.entries() == entries + (0 if silent else 1)
        if not silent:
            attempt = Entry.objects.latest("pk")
            assert (attempt.kind, attempt.refusal) == ("attempt", reason)
            assert attempt.person == (self.officer(last[0]).key if last[0] else 0)
        said = answer(refused, "es")
        assert said.why
        assert said.why != reason
        assert "%(" not in f"{said.why} {said.way_out}", "a fact is missing from its words"
        return refused

    def is_done(self, moves: list[Move], stage: str, own: str = "") -> Act:
        act = self.tell(moves, own)
        assert act is not None
        assert type(act.case).objects.get(pk=act.case.pk).stage == stage
        assert Entry.objects.get(pk=act.entry).kind == "act"
        return act


def _real() -> datetime:
    with ExitStack() as stack:
        token = clock._told.set(None)
        stack.callback(clock._told.reset, token)
        return clock.now()


def told(stories: Stories) -> pytest.MarkDecorator:
    """The parameters of a table of stories, each under its name."""
    return pytest.mark.parametrize(("moves", "end"), list(stories.values()), ids=list(stories))
