# SPDX-License-Identifier: EUPL-1.2
"""Days that are like no other: no current, nobody there, too few hands, and smoke in the corridor."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from precinto.custody.models import Place, PlaceKind
from precinto.documents.destroying.models import Evacuation
from precinto.documents.destroying.queries import carried as in_the_refuge
from precinto.documents.paper.models import Deferred
from precinto.procedures.deadlines import calendar
from tests.year.office import HEAD, LEADER, Office
from tests.year.papers import draw, register

REASON = "así conviene"


def paper_day(office: Office) -> None:
    """A loan goes out on a reserved sheet; when the machine is back it is entered, and the other clerk reads the sheet."""
    number = 10 * office.today + 1
    run: Any = office.do(
        "pilar", "documents.paper_run.reserve", use="loan", prefix="H-", first=number, last=number + 1, holder="carmen"
    ).case
    units = sorted({reader.unit for reader in office.readers})
    # All of them may read it: somebody has nothing overdue.
    paper = register(office, draw(office) | {"level": "C", "copies": 1, "scope": "\n".join(f"unit {u}" for u in units)})
    paper.guests += [one.login for one in office.readers if one.unit != paper.unit]
    copy = paper.free.pop()
    asked, reader = None, ""
    for one in (one for one in office.readers if one.rank >= paper.rank):
        reader = one.login
        asked = office.unless("overdue-first", reader, "documents.lend.request", copy=copy, reason=REASON)
        if asked is not None:
            break
    if asked is None:
        paper.free.append(copy)
        number -= 1
    else:
        loan: Any = asked.case
        office.do(LEADER, "documents.lend.approve", loan)
        written = calendar().local(office.moment)
        office.moment += timedelta(minutes=2)
        facts = {"occurred_at": written.strftime("%Y-%m-%d %H:%M"), "paper_sheet": f"H-{number:04d}"}
        office.refused("sheet-not-reserved", "carmen", "documents.lend.hand_over", loan, folios=paper.folios,
                       **facts | {"paper_sheet": "H-9999"})  # fmt: skip
        office.moment += timedelta(minutes=1)
        office.do("carmen", "documents.lend.hand_over", loan, folios=paper.folios, **facts)
        office.refused("second-person-concerned", "carmen", "documents.deferred.confirm", Deferred.objects.latest("pk"))
        office.do("pilar", "documents.deferred.confirm", Deferred.objects.latest("pk"))
        office.do("pilar", "documents.lend.take_back", loan, folios=paper.folios, place=office.safe)
        office.sign(reader)
        office.do("pilar", "documents.lend.settle", loan)
        paper.free.append(copy)
    office.do("carmen", "documents.paper_run.spoil", run, first=number + 1, last=run.last, reason="se emborronó")
    office.do("pilar", "documents.paper_run.close", run)


def absence(office: Office) -> None:
    """A reader is away for some days."""
    who = office.one(office.readers).login
    case = office.do(who, "personnel.absence.announce", since="hoy", until="+4", reason="permiso").case
    office.do(who, "personnel.absence.go", case)
    office.later(1, partial(office.do, who, "personnel.absence.come_back", case))


def few_hands(office: Office) -> None:
    """A regime of minimum staff is declared and approved, excuses nobody from their own request, and ends."""
    case = office.do(HEAD, "office.minimum_staff.declare", since="hoy", until="+30", reason="dos bajas a la vez").case
    office.do(LEADER, "office.minimum_staff.approve", case)
    office.later(1, partial(office.do, HEAD, "office.minimum_staff.end", case, reason="han vuelto"))


def evacuation(office: Office) -> None:
    """Smoke: what lies in one small safe is carried to another body, counted by two, put in order and brought back."""
    act = office.do(HEAD, "office.place.open", name="Caja del pasillo", kind="safe", level="S")
    box = Place.objects.get(pk=act.case.pk)
    some = [one for _n in range(2) if (one := office.take(wanted=lambda paper: paper.rank < 40)) is not None]
    if not some:
        return
    office.do(
        "carmen", "documents.relocate.move", things=[copy for _paper, copy in some], place=box.code, reason="obras"
    )
    body = Place.objects.filter(kind=PlaceKind.BODY, stage="in_use").earliest("pk").code
    office.do("carmen", "documents.evacuation.evacuate", places=[box.code], target=body, reason="humo en el pasillo")
    case = Evacuation.objects.latest("pk")
    counts = "\n".join(f"{thing.code} {thing.pieces}" for thing in in_the_refuge(case))
    office.do("carmen", "documents.evacuation.count", case, counts=counts)
    office.do("pilar", "documents.evacuation.recount", case, counts=counts)
    office.do(LEADER, "documents.evacuation.regularise", case)
    things = "\n".join(copy for _paper, copy in some)
    office.do("pilar", "documents.evacuation.put_back", case, things=things, place=office.safe)
    office.do("carmen", "documents.evacuation.close", case)
    for paper, copy in some:
        paper.free.append(copy)
