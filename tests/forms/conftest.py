# SPDX-License-Identifier: EUPL-1.2
"""One rich office for a file of tests: each form is printed in it once, and what one test prints another leaves alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from precinto.documents.printing import sheets
from precinto.ledger import checkpoint
from precinto.office import sealing
from precinto.office.models import PrintedForm
from precinto.procedures.model import Actor
from precinto.records import clock
from precinto.records.clock import now
from tests.forms.office import Words, build
from tests.world import World, found


@dataclass
class Printer:
    """Prints by the door, as Carmen; a second time it is a duplicate. `book:out` is the form `book` of another target."""

    world: World
    targets: dict[str, str]
    known: dict[str, PrintedForm] = field(default_factory=dict)
    made: dict[str, bytes] = field(default_factory=dict)  # what one test made and another looks at again

    def print(self, form: str) -> PrintedForm:
        target = self.targets[form] or str(checkpoint.current().size)
        if form in self.known:
            self.world.do("carmen", "office.form.print_again", self.known[form])
        else:
            who = Actor(self.world.officer("carmen"), now()).subject
            name = form.partition(":")[0]
            here = sheets.found(name, target, who)
            assert here is not None, form
            about = str(here.acts[-1]) if here.acts else ""
            case = self.world.do("carmen", "office.form.print", form=name, target=here.target, about=about).case
            self.known[form] = PrintedForm.objects.get(pk=case.pk)
        self.known[form].refresh_from_db()
        return self.known[form]

    def sealed(self) -> dict[str, bytes]:
        """Every form that is sealed, in Spanish; what was made before is not made again."""
        for form in self.targets:
            if sheets.FORMS[form.partition(":")[0]].sealed and form not in self.made:
                self.made[form] = self.pdf(self.known.get(form) or self.print(form), lang="es")
        return {form: pdf for form, pdf in self.made.items() if sheets.FORMS[form.partition(":")[0]].sealed}

    def pdf(self, paper: PrintedForm, **more: Any) -> bytes:
        return sheets.pdf(paper, Actor(self.world.officer("carmen"), now()).subject, **more)


def office(blocker: Any, words: Words) -> Iterator[Printer]:
    with (
        blocker.unblock(),
        override_settings(PASSWORD_HASHERS=["tests.world.QuickHasher"]),
        transaction.atomic(),
    ):
        world = found()
        printer = Printer(world, build(world, words))
        sealing.identity()  # its certificate holds from now on, and the clock goes on
        # The claim of a receipt is made when it is late.
        with clock.at(now() + timedelta(days=20)):
            world.do("carmen", "despatch.despatch.claim", int(printer.targets["despatch-claim"]))
            yield printer
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[Printer]:
    yield from office(django_db_blocker, Words())


@pytest.fixture
def db() -> None:
    """In place of a transaction for each test: the office would have to be founded in each."""


@pytest.fixture
def printer(house: Printer, db: None) -> Printer:
    return house
