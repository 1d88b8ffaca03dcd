# SPDX-License-Identifier: EUPL-1.2
"""An office of a few hundred acts of every kind, in a home and a database file of its own, made once and copied for each edit."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from precinto.computers.signin import sign_in
from precinto.config.home import Home
from precinto.documents.models import Discrepancy, Document
from precinto.ledger import checkpoint, seal
from precinto.ledger.models import Entry
from precinto.records import clock, encrypted
from precinto.records.errors import Refused
from tests.world import PASSWORD, World, found, set_back

SECRET = "Operación Ñandú «Viento del Éste»"
_numbers = itertools.count(1)


@dataclass
class Office:
    """A finished home: its database file, and a note of its last checkpoint that was kept outside."""

    home: Path
    note: str
    size: int

    @property
    def database(self) -> Path:
        return self.home / "office.sqlite3"

    def copy(self, to: Path) -> Office:
        shutil.copytree(self.home, to)
        return Office(to, self.note, self.size)


@contextmanager
def opened(home: Path) -> Iterator[None]:
    """The program works on this home and its SQLite file, whatever it worked on before."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(home / "office.sqlite3")
    seal._office.cache_clear()
    encrypted._cipher.cache_clear()
    try:
        with override_settings(HOME=Home(home), PASSWORD_HASHERS=["tests.world.QuickHasher"]):
            yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
        seal._office.cache_clear()
        encrypted._cipher.cache_clear()


def back_in() -> World:
    """The world of an office that lives already: its intents go on where no earlier one was."""
    world = World()
    world._intents = itertools.count(10_000 + 1_000 * next(_numbers))
    return world


def settle() -> None:
    """All that was written is in the one file: then its copy is the whole database."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def make(home: Path, rounds: int = 11) -> Office:
    """Found it and let it live for some weeks."""
    Home(home).make(language="es", time_zone="Europe/Madrid", database="sqlite:///office.sqlite3")
    with opened(home):
        call_command("migrate", verbosity=0, interactive=False)
        world = found()
        note = live(world, rounds)
        settle()
        return Office(home, note, Entry.objects.count())


def live(world: World, rounds: int = 11) -> str:
    """Acts of all kinds, with checkpoints in between. Returns the last one's note."""
    administration(world)
    for turn in range(rounds):
        weeks(world, turn)
        checkpoint.current()
    return str(checkpoint.current().note)


def administration(world: World) -> None:
    world.do("jaime", "office.place.open", name="Mostrador del sótano", kind="counter", level="R")
    closed = world.do("jaime", "office.place.open", name="Mostrador viejo", kind="counter", level="R").case
    world.do("jaime", "office.place.close", closed.pk, reason="vacío")
    deadline = world.do("jaime", "office.deadline.set", name="loan", value=10, reason="costumbre").case
    world.do("jaime", "office.deadline.change", deadline.pk, value=12, reason="más tiempo")
    world.do("jaime", "office.holiday.keep", day="2027-01-06", name="Reyes")
    world.do("luis", "personnel.delegate.delegate", taker="nuria", role="leader", since="hoy", until="+5")
    clearance = world.do(
        "jaime", "personnel.clear.grant", person="diego", level="C", since="hoy", until="+9", granted_by="ONS"
    )
    world.do("jaime", "personnel.clear.suspend", clearance.case.pk, reason="en estudio")
    world.do("jaime", "personnel.clear.restore", clearance.case.pk, reason="aclarado")
    for login in ("rosa", "vera"):
        account = world.account(login)
        phrase = f"doce faroles apagados por {'viento' if login == 'rosa' else 'nadie'}"
        world.do(login, "computers.account.change_password", account.pk, old=PASSWORD, new=phrase)
        sign_in(login, phrase, door="page")
        with suppress(Refused):
            sign_in(login, "no es esta frase", door="page")
    world.token("rosa")
    medium = world.do(
        "carmen", "computers.medium.register", kind="USB", serial="K-77", level="C", place=world.safe
    ).case
    world.do("carmen", "computers.medium.hand_over", medium.pk, person="rosa")
    world.do("carmen", "computers.medium.take_back", medium.pk, place=world.safe)


def weeks(world: World, turn: int) -> None:
    """Registering, correcting, lending, circulating, losing count, asking, being refused, forgetting."""
    document = world.document(
        title=f"Inventario {turn}", originator="EMAD", note=f"nota {turn}", scope="unit SEC\nines until +30"
    )
    world.do("pilar", "documents.register.verify", document.pk)
    world.do("carmen", "documents.register.correct", document.pk, title=f"Inventario {turn} corregido", reason="errata")
    first, second = world.copy(document, 1), world.copy(document, 2)
    world.loan(first, stage="lent")
    loan = world.loan(second, to="vera", stage="returned", folios=12)
    world.do("pilar", "documents.lend.settle", loan.pk)
    refused(world, "diego", "documents.lend.request", copy=second, reason="curiosidad")
    refused(
        world,
        "rosa",
        "documents.register.register",
        title="x",
        level="C",
        copies=1,
        folios=1,
        via="bag",
        no_envelope="ensayo",
        place=world.safe,
    )
    other = world.document(by="pilar", level="R", title=f"Nota {turn}", scope="unit SEC")
    way = world.do("carmen", "documents.circulate.open", copy=world.copy(other), readers="rosa\nvera", due="+15").case
    world.do("carmen", "documents.circulate.give", way.pk, folios=12)
    back = 11 if turn % 2 else 12
    world.do("carmen", "documents.circulate.take_back", way.pk, folios=back, place=world.safe, account="falta una hoja")
    world.do("carmen", "documents.circulate.skip", way.pk, reader="vera", reason="de viaje")
    world.do("carmen", "documents.circulate.close", way.pk)
    for case in Discrepancy.objects.filter(stage="open"):
        world.do("luis", "documents.discrepancy.conclude", case.pk, conclusion="era el índice")
    asked = world.do(
        "nuria", "documents.extend.request", document=document.code, beneficiary="diego", reason="lo pide su jefe"
    ).case
    world.do("luis", "documents.extend.approve", asked.pk, consent="carta de ayer")
    if turn == 1:
        forget(world, document, SECRET)
    if turn == 2:
        # An hour that is not there twice a year: the clock of the machine goes back, and the books say so.
        with clock.at(set_back()):
            world.do("carmen", "documents.register.correct", document.pk, title="A otra hora", reason="reloj")


def refused(world: World, login: str, step: str, **facts: Any) -> None:
    with suppress(Refused):
        world.do(login, step, **facts)


def forget(world: World, document: Document, secret: str) -> None:
    """A secret is typed in a title, corrected twice, and forgotten."""
    for title in (secret, f"{secret} (bis)", "Asunto reservado"):
        world.do("carmen", "documents.register.correct", document.pk, title=title, reason="errata")
    order = world.do(
        "carmen", "office.redact.ask", target=f"documents.document/{document.pk}/title", reason="se escribió un secreto"
    )
    world.do("jaime", "office.redact.forget", order.case.pk)
