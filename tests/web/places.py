# SPDX-License-Identifier: EUPL-1.2
"""Every page there is, and an office with something on each of them."""

from __future__ import annotations

from typing import Any

from precinto.access.models import Account, Person
from precinto.custody.models import Place, PlaceKind
from precinto.despatch.models import KeyCard
from precinto.documents.keeping.models import Inventory
from precinto.documents.offline import replay
from tests.station import Away
from tests.world import World

PLACES = (
    "/",
    "/mostrador/",
    "/mostrador/fuera-de-linea/",
    "/mostrador/estaciones/",
    "/mostrador/colas/{queue}/",
    "/caso/documents.queue/{queue}/",
    "/caso/documents.station/{station}/",
    "/registro/",
    "/registro/?texto=cisternas",
    "/registro/?nivel=C",
    "/registro/{document}/",
    "/acto/documents.register/register/",
    "/acto/documents.register/register_deferred/",
    "/acto/documents.lend/request/?copy={free}",
    "/acto/documents.circulate/open/",
    "/acto/documents.discrepancy/open/?copy={free}",
    "/acto/documents.extend/request/",
    "/acto/personnel.person/register/",
    "/acto/personnel.clear/grant/",
    "/acto/personnel.delegate/delegate/",
    "/acto/office.place/open/",
    "/acto/office.deadline/set/?name=loan",
    "/caso/documents.register/{document}/",
    "/caso/documents.register/{document}/annul/",
    "/caso/documents.lend/{asked}/",
    "/caso/documents.lend/{approved}/",
    "/caso/documents.lend/{lent}/",
    "/caso/documents.lend/{lent}/take_back/",
    "/caso/documents.lend/{returned}/",
    "/caso/documents.circulate/{round}/",
    "/caso/documents.extend/{extension}/",
    "/caso/personnel.clear/1/",
    "/caso/computers.account/{account}/",
    "/quien/",
    "/quien/?q={copy}",
    "/quien/?q={number}",
    "/buscar/?q={number}",
    "/prestamos/",
    "/prestamos/?fase=cerrados",
    "/hoy/",
    "/calendario/",
    "/calendario/?mes=2030-02",
    "/cuadros/",
    "/filtros/",
    "/efectos/",
    "/efectos/?clase=copy&nivel=C",
    "/plazos/",
    "/tramites/",
    "/casos/documents.export/",
    "/casos/documents.lend/",
    "/casos/documents.lend/?fase=abiertas",
    "/casos/documents.circulate/",
    "/casos/documents.extend/",
    "/casos/personnel.clear/",
    "/casos/computers.account/",
    "/casos/office.scheme/",
    "/vencidos/",
    "/circulacion/",
    "/aprobaciones/",
    "/personas/",
    "/personas/{rosa}/",
    "/ajustes/",
    "/ajustes/plazos/",
    "/ajustes/esquemas/",
    "/ajustes/calendario/",
    "/ajustes/lugares/",
    "/ajustes/unidades/",
    "/ajustes/puestos/",
    "/ajustes/cuentas/",
    "/ajustes/soportes/",
    "/ajustes/olvido/",
    "/ajustes/estaciones/",
    "/ajustes/claves/",
    "/clave/",
    "/clave-api/",
    "/inventario/",
    "/inventario/{inventory}/",
    "/paquetes/",
    "/importar/",
    "/libro/",
    "/libro/intentos/",
    "/ayuda/",
    "/ayuda/documents.lend/",
    "/clausulas/",
    "/clausulas/1.4/",
    "/nada/",
)


def office_with_papers(world: World, *, many: int = 1) -> dict[str, Any]:
    """Documents, loans at every stage, a round, an extension; `many` times over. Returns what the addresses name."""
    found: dict[str, Any] = {}
    for _ in range(many):
        first = world.document(copies=6)
        other = world.document(scope="rosa\nnuria")
        asked = world.loan(world.copy(first, 1), stage="asked")
        approved = world.loan(world.copy(first, 2), stage="approved")
        lent = world.loan(world.copy(first, 3), stage="lent")
        returned = world.loan(world.copy(first, 4), stage="returned")
        short = world.loan(world.copy(world.document(), 1), stage="lent")
        world.do(
            "carmen", "documents.lend.take_back", short.pk, folios=11, account="falta el folio 7", place=world.safe
        )
        world.sign("rosa")
        opened = world.do(
            "carmen", "documents.circulate.open", copy=world.copy(first, 5), readers="rosa\nnuria", due="+5"
        ).case
        extension = world.do(
            "nuria", "documents.extend.request", document=other.code, beneficiary="vera", reason="informe"
        ).case
        found = {
            "document": first.pk,
            "number": f"{first.year}/{first.number}",
            "copy": world.copy(first, 3),
            "free": world.copy(first, 6),
            "asked": asked.pk,
            "approved": approved.pk,
            "lent": lent.pk,
            "returned": returned.pk,
            "round": opened.pk,
            "extension": extension.pk,
        }
    return (
        found
        | a_queue(world, found["free"])
        | an_inventory(world)
        | {
            "rosa": Person.objects.get(account__login="rosa").pk,
            "account": Account.objects.get(login="rosa").pk,
        }
    )


def an_inventory(world: World) -> dict[str, Any]:
    """A count under way, and the keys for bundles of this office."""
    if not KeyCard.objects.filter(stage="in_force").exists():
        world.do("jaime", "despatch.keys.make")
    under_way = Inventory.objects.filter(stage="counting").first()
    if under_way is None:
        counter = Place.objects.get(
            kind=PlaceKind.COUNTER
        )  # not the safe: what lies there is not told while it is counted
        opened = world.do("carmen", "documents.inventory.open", plan="partial", place=counter.code)
        return {"inventory": opened.case.pk}
    return {"inventory": under_way.pk}


def a_queue(world: World, copy: str) -> dict[str, Any]:
    """A station, and a queue of one movement that the door refuses: what it brings back was never out."""
    away = Away(clerk=Person.objects.get(account__login="carmen").code)
    station = world.do("carmen", "documents.station.enrol", name="Ventanilla 2", key=away.public).case
    world.do("jaime", "documents.station.let_in", station.pk)
    text = away.line("back", copy) + "\n"
    queue, _outcome = replay.bring(text, by=world.officer("carmen"), intent=f"queue-{away.name}")
    return {"station": station.pk, "queue": queue.pk}
