# SPDX-License-Identifier: EUPL-1.2
"""An office in which everything that a form documents has happened once: `build(world)` gives the target of each form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from precinto.access.models import Person
from precinto.custody.models import Place, PlaceKind
from precinto.despatch.models import Despatch
from precinto.documents.destroying.models import Batch, Emergency
from precinto.documents.destroying.queries import live_lines, remaining
from precinto.documents.keeping.models import Difference, Relief
from precinto.documents.meetings.models import Brought, Meeting
from precinto.documents.models import Document
from precinto.documents.receiving.models import Arrival, Book
from precinto.ledger import checkpoint
from precinto.ledger.models import Entry
from precinto.records.clock import today
from precinto.records.models import Case
from tests.world import World

LAST_YEAR = today().year - 1


@dataclass(frozen=True)
class Words:
    """What people write. Nothing of it may stand in a code."""

    title: str = "Plan de cisternas del acuartelamiento"
    originator: str = "Estado Mayor de pruebas"
    reason: str = "sin vigencia desde enero"
    name: str = "Armario blindado 2"
    body: str = "Ministerio de al lado"
    machine: str = "Copiadora 2 del registro"
    seals: str = "0114, 0115"


class Telling:
    """Acts one after another; `do` returns the case as it stands then."""

    def __init__(self, world: World, words: Words) -> None:
        self.world, self.words = world, words
        self.targets: dict[str, str] = {}

    def do(self, who: str, step: str, case: Case | int | None = None, **facts: Any) -> Any:
        return self.world.do(who, step, case, **facts).case

    def document(self, **facts: Any) -> Document:
        given = {"title": self.words.title, "originator": self.words.originator, "reference": "EM/7-bis", "level": "R"}
        return self.world.document(**given | facts)

    def copy(self, document: Document, number: int = 1) -> str:
        return self.world.copy(document, number)


def build(world: World, words: Words | None = None) -> dict[str, str]:
    told = Telling(world, words or Words())
    for part in (books, papers, safes, copies, meeting, marks, destruction, despatches, notices, inventories, last):
        part(told)
    return told.targets


def books(told: Telling) -> None:
    """The book of last year, opened and closed, and an envelope whose receipt goes back."""
    book = told.do("carmen", "documents.book.open", series="E", year=LAST_YEAR)
    told.do("jaime", "documents.book.confirm_opening", book)
    told.document(year=LAST_YEAR)
    struck = told.document(year=LAST_YEAR)
    told.do("carmen", "documents.register.annul", struck, reason="anotado dos veces")
    for who, step in (("carmen", "close"), ("jaime", "confirm_closing")):
        checkpoint.current()
        told.do(who, f"documents.book.{step}", Book.objects.get(pk=book.pk))
    arrival = told.do(
        "carmen", "documents.arrive.arrive", sender=told.words.originator, reference="S-77/26", channel="bag", level="C",
        outer_intact="no", seals=told.words.seals, brought_by="Cabo Ruiz, de la valija", place=told.world.safe,
        account="el sello 0115 llegó roto",
    )  # fmt: skip
    told.do("jaime", "documents.arrive.conclude", arrival, conclusion="se rompió en la valija")
    told.do("carmen", "documents.arrive.open", arrival, inner_intact="yes", folios=24)
    told.document(source=str(Arrival.objects.values_list("thing__code", flat=True).get()))
    told.targets |= {
        "book": book.name,
        "book:out": f"S {today().year}",
        "cover-receipt": arrival.name,
        "arrival-receipt": arrival.name,
    }


def papers(told: Telling) -> None:
    document = told.document(scope="rosa\nunit SEC until +30", annexes="un plano", declassify_on="+4000")
    copy = told.copy(document)
    loan = told.world.loan(copy, stage="returned")
    told.world.sign("rosa")
    told.do("carmen", "documents.lend.settle", loan.pk)
    lent = Entry.objects.get(procedure="documents.lend", case=loan.pk, step="hand_over", kind="act")
    round_ = told.do("carmen", "documents.circulate.open", copy=copy, readers=["rosa", "vera"], due="+5")
    told.do("carmen", "documents.circulate.give", round_, folios=12)
    told.do("carmen", "documents.circulate.take_back", round_, folios=12, place=told.world.safe)
    told.world.loan(told.copy(document, 2), to="vera")
    told.targets |= {
        "entry": document.code, "cover": copy, "control": copy, "readers": document.code, "label": document.code,
        "receipt": str(lent.act), "loan": str(loan.pk), "settlement": str(loan.pk),
        "badge": Person.objects.get(account__login="rosa").code,
    }  # fmt: skip


def safes(told: Telling) -> None:
    world = told.world
    told.do("jaime", "office.place.open", name=told.words.name, kind="safe", level="S")
    safe = Place.objects.filter(kind=PlaceKind.SAFE).latest("pk")
    told.do(
        "jaime",
        "office.place.open",
        name=f"Cajón de {told.words.name}"[:200],
        kind="drawer",
        level="S",
        within=safe.code,
    )
    lock = told.do("jaime", "documents.lock.fit", place=safe.code, kind="dial")
    told.do("carmen", "documents.lock.change", lock, trigger="installation", knowers=["pilar", "jaime"])
    told.do("luis", "documents.lock.compromise", lock, reason="se dejó la puerta abierta")
    told.do("carmen", "documents.lock.change", lock, trigger="compromise", knowers=["pilar"])
    for checked in (True, False):
        sheet = told.do("carmen", "documents.sheet.open", place=safe.code)
        told.do("pilar", "documents.sheet.close", sheet)
        if checked:
            told.do("luis", "documents.sheet.check", sheet)
    told.do("ines", "documents.doors.left_open", place=safe.code, open=safe.code, account="la puerta cedía al tirar")
    told.do("ines", "documents.doors.all_shut", place=safe.code)
    for place in (safe.code, safe.places.get().code):
        world.document(place=place, title=told.words.title, level="C")
    told.targets |= {
        "place-inventory": safe.code,
        "safe-sheet": safe.code,
        "authorised": safe.code,
        "combination": str(lock.pk),
    }


def copies(told: Telling) -> None:
    source = told.copy(told.document(level="C"))
    case = told.do(
        "rosa", "documents.copy.request", sources=source, kind="copy", copies=3, pages=12, recipients=["rosa", "vera"], kept=1,
        machine=told.words.machine, reason=told.words.reason,
    )  # fmt: skip
    told.do("luis", "documents.copy.approve", case)
    told.do(
        "carmen", "documents.copy.make", case, good=3, folios=12, printed=36, place=told.world.safe, witness="pilar"
    )
    told.do("carmen", "documents.copy.finish", case)
    told.targets |= dict.fromkeys(("reproduction", "copy-note", "recipients"), str(case.pk))


def meeting(told: Telling) -> None:
    document = told.document(level="C", scope="unit SEC\nunit LOG")
    case = told.do(
        "nuria", "documents.meet.convene", title="Seguimiento de planes", on="hoy", room=told.words.name[:60], level="C",
        participants=["rosa", "diego"], agenda="Lectura y acuerdos",
    )  # fmt: skip
    for n, reader in ((1, "rosa"), (2, "diego")):
        told.do("carmen", "documents.meet.plan_paper", case, copy=told.copy(document, n), reader=reader)
    told.do("luis", "documents.meet.approve", case)
    told.do("carmen", "documents.meet.begin", case, devices_outside="yes")
    for n in (1, 2):
        told.do("carmen", "documents.meet.give", case, copy=told.copy(document, n), folios=12)
    told.do("pilar", "documents.meet.collect", case, copy=told.copy(document), folios=12, place=told.world.safe)
    told.targets["meeting"] = Meeting.objects.get(pk=case.pk).name
    brought = told.do(
        "rosa", "documents.bring_back.expect", of="Comité de enlace", returned_on="hoy", papers=2, level="C"
    )
    told.do(
        "carmen", "documents.bring_back.surrender", brought, found=1, folios=24, place=told.world.safe,
        account="el segundo se devolvió allí",
    )  # fmt: skip
    told.targets["brought-receipt"] = Brought.objects.get(pk=brought.pk).name


def marks(told: Telling) -> None:
    document = told.document()
    case = told.do(
        "jaime", "documents.regrade.order", documents=document.code, level="C", whose="originator", body=told.words.body,
        reference="of. 12/2026", dated="hoy",
    )  # fmt: skip
    told.do("luis", "documents.regrade.confirm", case)
    told.do("carmen", "documents.regrade.apply", case)
    told.do("carmen", "documents.regrade.remark", case, copies=[told.copy(document, 1), told.copy(document, 2)])
    told.targets |= {"regraded": str(case.pk), "remarked": str(case.pk)}


def destruction(told: Telling) -> None:
    document = told.document()
    things = [told.copy(document, 1), told.copy(document, 2)]
    case = told.do(
        "carmen", "documents.destroy.propose", things=things, reason=told.words.reason, authorisation="orden 3/2026"
    )
    counts = "\n".join(f"{line.thing.code} {line.pieces}" for line in live_lines(Batch.objects.get(pk=case.pk)))
    body = told.world.authority
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("carmen", "list", {"counts": counts}),
        ("luis", "sign", {}),
        ("pilar", "seal", {"counts": counts, "seal": "PR-7", "place": told.world.safe}),
        ("pilar", "deliver", {"body": body, "receiver": "E. Soler", "receipt": "R-9", "seal": "PR-7", "items": 2, "pieces": 24}),
        ("pilar", "carry_out",
         {"counts": counts, "seal": "PR-7", "method": "incineración", "where": "horno 2", "witness": "ines"}),
        ("ines", "witness", {}),
        ("carmen", "certify", {"authority": "AD-44", "authority_on": "hoy"}),
    ]  # fmt: skip
    for who, step, facts in steps:
        told.do(who, f"documents.destroy.{step}", case, **facts)
    told.targets |= {f"destruction-{what}": str(case.pk) for what in ("list", "sealing", "delivery", "certificate")}
    told.targets["destruction-notice"] = f"{case.pk}/1"


def despatches(told: Telling) -> None:
    told.do(
        "carmen",
        "despatch.correspondent.register",
        code="MAEC",
        name=told.words.body,
        address="Plaza Mayor 1, 28012 Madrid",
        level="S",
    )
    channel = told.do(
        "carmen", "despatch.channel.propose", code="VAL", name="Valija oficial", kind="courier", level="S"
    )
    told.do("luis", "despatch.channel.approve", channel)
    case = None
    for n in range(2):
        copy = told.copy(told.document(level="C"))
        case = told.do("carmen", "despatch.despatch.prepare", correspondent="MAEC", channel="VAL", copies=copy)
        told.do("carmen", "despatch.despatch.pack", case, folios=12, covers="double")
        told.do("pilar", "despatch.despatch.seal", case, seals=f"A-{n}")
        told.do("carmen", "despatch.despatch.send", case, carrier="la valija de las diez")
    key = str(Despatch.objects.latest("pk").pk)
    told.targets |= dict.fromkeys(("despatch-guide", "outer-cover", "inner-cover", "despatch-claim"), key)


def notices(told: Telling) -> None:
    """A body that has a copy is told of its new level; the copy comes back later, which changes nothing of the paper."""
    document = told.document(level="C")
    case = told.do(
        "carmen", "despatch.despatch.prepare", correspondent="MAEC", channel="VAL", copies=told.copy(document)
    )
    told.do("carmen", "despatch.despatch.pack", case, folios=12, covers="double")
    told.do("pilar", "despatch.despatch.seal", case, seals="B-1")
    told.do("carmen", "despatch.despatch.send", case, carrier="la valija de las diez")
    told.do("carmen", "despatch.despatch.receive", case, receipt="firma E. Soler", received_on="hoy")
    order = told.do(
        "jaime", "documents.regrade.order", documents=document.code, level="DL", whose="originator", body=told.words.body,
        reference="of. 13/2026", dated="hoy",
    )  # fmt: skip
    told.do("luis", "documents.regrade.confirm", order)
    told.do("carmen", "documents.regrade.apply", order)
    body = document.copies.get(number=1).thing.place
    assert body is not None
    told.targets["regrading-notice"] = f"{order.pk}-{body.code}"


def inventories(told: Telling) -> None:
    """Of the new safe: one with something missing, certified; then a hand-over."""
    world = told.world
    safe = Place.objects.get(code=told.targets["place-inventory"])
    here = [thing.code for thing in safe.holds.order_by("pk")]
    drawer = safe.places.get()
    there = [thing.code for thing in drawer.holds.order_by("pk")]

    def count(case: Any, who: str, missing: int) -> None:
        for place, found in ((safe, here[missing:]), (drawer, there)):
            told.do(who, "documents.inventory.scan", case, place=place.code, codes=found)
            told.do(who, "documents.inventory.finish", case, place=place.code)
        told.do("carmen", "documents.inventory.close", case)

    case = told.do("carmen", "documents.inventory.open", plan="partial", place=safe.code)
    count(case, "pilar", 1)
    lost = Difference.objects.get(inventory=case.pk)
    told.do(
        "jaime", "documents.difference.found", lost, place=safe.code, folios=12, account="estaba detrás de una carpeta"
    )
    told.do("jaime", "documents.inventory.certify", case)
    told.targets["inventory-certificate"] = str(case.pk)
    relief = told.do(
        "luis",
        "documents.relief.open",
        outgoing="carmen",
        incoming="pilar",
        place=safe.code,
        reason="permiso de un mes",
    )
    count(Relief.objects.get(pk=relief.pk).inventory, "pilar", 0)
    told.do("carmen", "documents.relief.hand_over", relief)
    told.do("pilar", "documents.relief.take_over", relief, remarks="una carpeta tiene el lomo roto")
    told.do("jaime", "documents.relief.conform", relief)
    told.targets["relief"] = str(relief.pk)
    assert world is told.world


def last(told: Telling) -> None:
    order = "\n".join(
        f"{row.code}; horno del sótano; encargada de guardia"
        for row in Place.objects.filter(stage="in_use", kind__in=("safe", "counter")).order_by("-rank", "pk")
    )
    plan = told.do("jaime", "documents.emergency_plan.draft", order=order)
    told.do("luis", "documents.emergency_plan.approve", plan)
    told.targets["evening"] = str(told.do("carmen", "documents.evening.draw").pk)
    told.do("jaime", "office.place.open", name="Caja de guardia", kind="safe", level="S")
    box = Place.objects.filter(kind=PlaceKind.SAFE).latest("pk")
    told.document(place=box.code)
    row = told.do("pilar", "documents.emergency.declare", place=box.code, reason="asalto", method="horno")
    things = "\n".join(thing.code for thing in remaining(Emergency.objects.get(pk=row.pk)))
    told.do("jaime", "documents.emergency.attest", row, things=things)
    told.do("luis", "documents.emergency.confirm", row, things=things)
    told.targets |= {"emergency-plan": str(plan.pk), "emergency-record": str(row.pk)}
    told.targets["checkpoint"] = ""
