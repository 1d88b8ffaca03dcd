# SPDX-License-Identifier: EUPL-1.2
"""An office with its cast, founded through the one door: `def test_x(world: World)`.

Jaime heads the service, Carmen and Pilar keep the registry, Luis leads, Inés inspects, Rosa reads, Diego is cleared
but out of scope, Vera drafts, Nuria heads Rosa's unit, Olga administers the system, Sara administers security. All are
cleared to the highest level and briefed for 300 days, but for Olga and Sara, who hold no clearance. Every password is
`PASSWORD`.

`world.do("rosa", "documents.lend.request", copy=code, reason="…")` takes a step and returns its act, or raises
`Refused`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any, TypeVar

import pytest
from django.db import connection
from django.db.models import Model
from django.test import override_settings
from django.utils.timezone import localdate

from precinto.access.accounts import new_token
from precinto.access.hashing import OfficeArgon2Hasher
from precinto.access.models import Account, Person, Token
from precinto.access.officers import Officer
from precinto.custody.models import Place, PlaceKind
from precinto.documents.models import Document, Loan
from precinto.documents.receipts.models import Receipt
from precinto.documents.receiving.models import Book
from precinto.documents.receiving.volumes import YEARLY
from precinto.ledger import checkpoint
from precinto.ledger.append import TOLERANCE, last_time
from precinto.ledger.models import Entry
from precinto.procedures.model import REGISTRY
from precinto.procedures.perform import Act, perform
from precinto.records.clock import now
from precinto.records.models import Case, recorded_models
from tests import founding

PASSWORD = "nueve grullas cruzan despacio"
TITLE = "Inventario de cisternas"


def set_back() -> datetime:
    """A time so long before the last entry that it is on record, and mostly on the same day of the office."""
    last = last_time()
    if last is None:
        raise ValueError("nothing is on record")
    return last - TOLERANCE - timedelta(seconds=5)


class QuickHasher(OfficeArgon2Hasher):
    """The same scheme, so cheap that a test may sign in a hundred times."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


# Login, given name, family name, unit, the post's code, title and role.
CAST = [
    ("pilar", "Pilar", "Soto", "REG", "ENC2", "Segunda encargada", "clerk"),
    ("luis", "Luis", "Prado", "DIR", "LID", "Líder encargado", "leader"),
    ("ines", "Inés", "Marín", "DIR", "INS", "Inspectora", "inspector"),
    ("rosa", "Rosa", "Lagos", "SEC", "", "", ""),
    ("diego", "Diego", "Paz", "LOG", "", "", ""),
    ("vera", "Vera", "Campo", "SEC", "RED", "Redactora", "drafter"),
    ("nuria", "Nuria", "Vidal", "SEC", "JSEC", "Jefa de la Secretaría", "unit_head"),
    ("olga", "Olga", "Ríos", "DIR", "SIS", "Administradora del sistema", "system"),
    ("sara", "Sara", "Nieto", "DIR", "SEG", "Administradora de seguridad", "security"),
]
UNITS = [("DIR", "Dirección"), ("REG", "Registro"), ("SEC", "Secretaría"), ("LOG", "Logística")]
UNCLEARED = {"olga", "sara"}


class World:
    """The office and its people. Steps are named as everywhere: `procedure.step`."""

    def __init__(self, first: int = 1) -> None:
        self._intents = itertools.count(first)

    # ---- acting

    def officer(self, login: str, *, door: str = "cli") -> Officer:
        """Somebody who has just given the password."""
        return Officer(Person.objects.get(account__login=login), door, proved_at=now())

    def do(self, login: str, procedure_step: str, /, case: Case | int | None = None, **facts: Any) -> Act:
        """Take a step as somebody. Returns the act, or raises `Refused`."""
        name, _dot, step = procedure_step.rpartition(".")
        intent = f"world-{next(self._intents)}"
        return perform(REGISTRY[name], step, case, by=self.officer(login), facts=facts, intent=intent)

    # ---- what a story often needs first

    def clear(self, login: str, *, by: str = "jaime", level: str = "S") -> None:
        """Clear and brief somebody for 300 days."""
        self.do(by, "personnel.clear.grant", person=login, level=level, since="hoy", until="+300", granted_by="ONS")
        self.do(by, "personnel.brief.brief", person=login, since="hoy", until="+300")

    @property
    def safe(self) -> str:
        """Code of the office's safe: the first one, with which it was founded."""
        return str(Place.objects.filter(kind=PlaceKind.SAFE).earliest("pk").code)

    @property
    def body(self) -> str:
        """Code of another body, which destroys nothing for the office."""
        return str(Place.objects.filter(kind=PlaceKind.BODY, destroys=None).earliest("pk").code)

    @property
    def authority(self) -> str:
        """Code of the destruction authority with which the office was founded."""
        return str(Place.objects.filter(kind=PlaceKind.BODY).exclude(destroys=None).earliest("pk").code)

    def document(self, *, by: str = "carmen", level: str = "C", scope: str = "unit SEC", **facts: Any) -> Document:
        """A registered document, two copies of 12 folios, in the scope of Rosa's unit. A new year's books are opened first."""
        self.year_books()
        given: dict[str, Any] = {
            "title": TITLE, "level": level, "copies": 2, "folios": 12, "via": "bag", "no_envelope": "ensayo",
            "place": self.safe, "scope": scope,
        }  # fmt: skip
        case = self.do(by, "documents.register.register", None, **given | facts).case
        return Document.objects.get(pk=case.pk)

    def year_books(self) -> None:
        """The clerk opens the books of the year and the head signs, as every January."""
        year = localdate(now()).year
        for letter in YEARLY:
            if not Book.objects.filter(series=letter, year=year).exists():
                book = self.do("carmen", "documents.book.open", series=letter, year=year).case
                self.do("jaime", "documents.book.confirm_opening", book.pk)

    def copy(self, document: Document, number: int = 1) -> str:
        """Code of a copy."""
        return str(document.copies.get(number=number).thing.code)

    def loan(self, copy: str, *, to: str = "rosa", stage: str = "lent", folios: int = 12) -> Loan:
        """A loan taken as far as `asked`, `approved`, `lent` or `returned`; what was handed over or given back is signed for."""
        loan = self.do(to, "documents.lend.request", copy=copy, reason="informe").case
        steps = [
            ("approved", partial(self.do, "luis", "documents.lend.approve", loan.pk)),
            ("lent", partial(self.do, "carmen", "documents.lend.hand_over", loan.pk, folios=folios)),
            (
                "returned",
                partial(self.do, "carmen", "documents.lend.take_back", loan.pk, folios=folios, place=self.safe),
            ),
        ]
        for reached, take in steps:
            if Loan.objects.get(pk=loan.pk).stage == stage:
                break
            take()
            self.sign(to)
            if reached == stage:
                break
        return Loan.objects.get(pk=loan.pk)

    def sign(self, login: str) -> None:
        """Somebody signs from their own session for all that waits for their signature."""
        for receipt in Receipt.objects.filter(person__account__login=login, stage="unsigned").order_by("pk"):
            self.do(login, "documents.receipt.sign", receipt.pk)

    def token(self, login: str) -> str:
        """A key of the API for somebody, live for 30 days."""
        text, digest = new_token()
        known = Token.objects.filter(account__login=login).count()
        self.do(login, "computers.token.issue", name=f"prueba {known + 1}", until="+30", digest=digest)
        return text

    def account(self, login: str) -> Account:
        return Account.objects.get(login=login)

    # ---- what a story asserts at its end

    def entries(self) -> int:
        return Entry.objects.count()

    def dump(self) -> str:
        """Every row of every state table, as the database has it. Two dumps are equal when nothing has changed."""
        return repr([whole_table(model) for model in recorded_models()])


def whole_table(model: type[Model]) -> list[tuple[Any, ...]]:
    """Not through the mapper: hundreds of tests look at all the tables twice, and that was a quarter of their time."""
    with connection.cursor() as cursor:
        cursor.execute(_whole(model))
        return [tuple(bytes(one) if isinstance(one, memoryview) else one for one in row) for row in cursor]


@cache
def _whole(model: type[Model]) -> str:
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    order = ", ".join(f'"{field.column}"' for field in model._meta.pk_fields)
    return f'SELECT {columns} FROM "{model._meta.db_table}" ORDER BY {order}'


W = TypeVar("W", bound=World)


def found() -> World:
    return found_as(World())


def found_as(world: W) -> W:
    """Found the office and bring the cast. About 60 acts."""
    perform(
        REGISTRY["personnel.found"], "found", None, by=Officer(None, "setup"), intent="found",
        facts={
            "name": "Oficina de prueba", "scheme": "es", "language": "es", "demo": True,
            "head_given_name": "Jaime", "head_family_name": "Ruiz", "head_login": "jaime", "head_password": PASSWORD,
            "clerk_given_name": "Carmen", "clerk_family_name": "Solís", "clerk_login": "carmen",
            "clerk_password": PASSWORD,
        },
    )  # fmt: skip
    # The signer's memory is a file, apart from the database: the last test's is forgotten with its database.
    checkpoint.memory().unlink(missing_ok=True)
    checkpoint.open_epoch("Oficina de prueba")
    head = "jaime"
    for code, name in UNITS:
        world.do(head, "personnel.unit.open", code=code, name=name)
    setup = Officer(world.officer(head).person, "setup", proved_at=now())
    for login, given, family, unit, post, title, role in CAST:
        person = world.do(head, "personnel.person.register", given_name=given, family_name=family, unit=unit).case
        perform(
            REGISTRY["computers.account"], "open", None, by=setup, intent=f"account-{login}",
            facts={"person": Person.objects.get(pk=person.pk).code, "login": login, "password": PASSWORD},
        )  # fmt: skip
        if post:
            world.do(head, "personnel.post.open", code=post, name=title, unit=unit, role=role)
            world.do(head, "personnel.appoint.appoint", person=login, post=post, since="hoy")
    for login in ("carmen", *(row[0] for row in CAST if row[0] not in UNCLEARED)):
        world.clear(login, by=head)
    world.clear("jaime", by="sara")
    return world


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with override_settings(PASSWORD_HASHERS=["tests.world.QuickHasher"]):
        yield found_once()


def found_once() -> World:
    """The office as this process founded it first, row for row, or founded anew where that one does not fit."""
    kept = founding.again()
    if kept is not None:
        return World(kept.intents)
    before = founding.counted()
    world = found()
    used = next(world._intents)
    founding.keep(before, used)
    world._intents = itertools.count(used)
    return world
