# SPDX-License-Identifier: EUPL-1.2
"""What chapter 1 makes of papers and does with them: copies and extracts, changes of classification, meetings."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from precinto.custody.models import Thing
from precinto.documents.copying.queries import excess_due, surplus_due
from precinto.documents.regrading import queries as regrading
from tests.year.office import HEAD, LEADER, ROOM_ONLY, Office, Paper
from tests.year.papers import REASON, draw, hand_over, register

# ---- 1.5: copies, extracts, and changes of classification


def copy(office: Office, kind: str = "copy", *, spoiled: bool = False, excess: bool = False) -> None:
    found = office.take(wanted=lambda paper: paper.rank < ROOM_ONLY and bool(office.who_may(paper)))
    if found is None:
        return
    paper, source = found
    reader, clerk = office.one(office.who_may(paper)), office.clerk
    many, pages = (2, paper.folios) if kind == "copy" else (1, 1)
    case: Any = office.do(
        reader.login, "documents.copy.request", sources=source, kind=kind, copies=many + spoiled, pages=pages,
        part="" if kind == "copy" else "folio 1", recipients=[reader.login], kept=many - 1,
        machine="Copiadora 2 del registro", reason=REASON,
    ).case  # fmt: skip
    office.do(LEADER, "documents.copy.approve", case)
    facts = {
        "good": many,
        "spoiled": int(spoiled),
        "folios": pages,
        "printed": (many + spoiled) * pages,
        "place": office.safe,
    }
    office.do(clerk, "documents.copy.make", case, **facts, **({} if kind == "copy" else {"title": "Extracto"}))
    if excess:
        office.do(clerk, "documents.copy.exceed", case, sheets=3, place=office.safe, account="la copiadora siguió sola")
    office.do(clerk, "documents.copy.finish", case)
    if excess:
        office.do(LEADER, "documents.copy.conclude", case, conclusion="avería de la copiadora, ya reparada")
    paper.free.append(source)
    surplus = [one.copy.thing.code for one in surplus_due(case)] + [thing.code for thing in excess_due(case)]
    case.refresh_from_db()
    if kind != "copy":
        office.keep(case.result, unit=paper.unit, folios=pages)
    if surplus:
        office.burn.extend(surplus)
        office.refused("surplus-lives", clerk, "documents.copy.close", case)
    else:
        office.do(clerk, "documents.copy.close", case)


def not_copied(office: Office) -> None:
    found = office.take(wanted=lambda paper: paper.rank < ROOM_ONLY and bool(office.who_may(paper)))
    if found is None:
        return
    paper, source = found
    reader = office.one(office.who_may(paper))
    facts = {"sources": source, "kind": "copy", "copies": 1, "pages": paper.folios, "recipients": [reader.login],
             "machine": "Copiadora 1", "reason": REASON}  # fmt: skip
    case = office.do(reader.login, "documents.copy.request", **facts).case
    office.do(LEADER, "documents.copy.decline", case, reason="basta con leerlo")
    case = office.do(reader.login, "documents.copy.request", **facts).case
    office.do(reader.login, "documents.copy.withdraw", case)
    paper.free.append(source)


def regrade(office: Office) -> None:
    """An order for one document whose copies are all here: recorded, confirmed, in effect, marked."""
    paper = next(
        (
            paper
            for paper in office.papers[-60:]
            if paper.rank in (20, 30) and paper.originator and len(paper.free) == len(paper.copies)
        ),
        None,
    )
    if paper is None:
        return
    up = paper.rank == 20
    order = {"documents": paper.code, "level": "R" if up else "C", "whose": "originator", "body": paper.originator,
             "reference": f"of. {office.today}/26", "dated": "hoy"}  # fmt: skip
    case = office.do(HEAD, "documents.regrade.order", **order).case
    office.do(LEADER, "documents.regrade.decline", case, reason="no es lo que dice el oficio")
    case = office.do(HEAD, "documents.regrade.order", **order).case
    office.do(HEAD, "documents.regrade.withdraw", case, reason="el oficio viene sin firma")
    case = office.do(HEAD, "documents.regrade.order", **order).case
    office.refused("not-your-role", "carmen", "documents.regrade.confirm", case)
    office.do(LEADER, "documents.regrade.confirm", case)
    office.do("carmen", "documents.regrade.apply", case)
    paper.rank = 30 if up else 20
    _remark(office, case)


def with_terms(office: Office) -> None:
    """Two documents whose term is the end of the year, and a copy of one that is lost on a loan."""
    for _n in range(2):
        register(office, draw(office) | {"level": "C", "declassify_on": "2025-12-31"})
    paper = office.papers[-1]
    readers = office.who_may(paper)
    copy = paper.free.pop()
    asked = office.unless("overdue-first", readers[0].login, "documents.lend.request", copy=copy, reason=REASON)
    if asked is not None:
        office.do(LEADER, "documents.lend.approve", asked.case)
        hand_over(office, asked.case, paper, copy, readers[0], "lost")


def terms(office: Office) -> None:
    """The 31st of December: all whose term has run out, in one list."""
    until = "2025-12-31"
    if not regrading.run_out(office.moment.date().replace(year=2025, month=12, day=31)).exists():
        return
    case: Any = office.do(HEAD, "documents.regrade.list_terms", until=until).case
    while regrading.to_list(case).exists():
        office.do(HEAD, "documents.regrade.list_more", case)
    if case.lines.count() > 1:
        spared = case.lines.earliest("pk").document
        office.do(HEAD, "documents.regrade.leave_out", case, document=spared.code, reason="lo pide su originador")
    office.do(HEAD, "documents.regrade.propose", case)
    office.do(LEADER, "documents.regrade.confirm", case)
    while regrading.next_lines(case):
        office.do("pilar", "documents.regrade.apply", case)
    _remark(office, case)
    opened = set(case.lines.filter(state="applied").values_list("document_id", flat=True))
    for paper in office.papers:
        if paper.key in opened:
            paper.free.clear()  # what is open to all is nobody's loan
    office.papers[:] = [paper for paper in office.papers if paper.key not in opened]


def _remark(office: Office, case: Any) -> None:
    """Copies in the safe by their clerk, in hands before the holder; what is gone is excused."""
    found = list(regrading.to_mark(case))
    rows = Thing.objects.filter(pk__in=[one.thing_id for one in found]).select_related("person__account", "place")
    things = {thing.pk: thing for thing in rows}
    heaps: dict[tuple[str, str], list[str]] = {}
    for one in found:
        thing = things[one.thing_id]
        kind = (
            ""
            if thing.place is None
            else "body"
            if thing.place.kind in ("body", "transit", "bag")
            else thing.place.kind
        )
        who = thing.person.account.login if thing.person is not None else ""
        heaps.setdefault((kind, who), []).append(thing.code)
    for (kind, who), codes in heaps.items():
        for start in range(0, len(codes), 40):
            some = codes[start : start + 40]
            if kind == "missing":
                for code in some:
                    office.do(HEAD, "documents.regrade.excuse", case, copy=code, reason="no aparece")
                continue
            facts: dict[str, Any] = {"copies": some} | ({"holder": who} if who else {})
            facts |= {"receipt": "acuse del organismo"} if kind == "body" else {}
            office.do("carmen", "documents.regrade.remark", case, **facts)
            if who:
                office.sign(who)
    office.do("carmen", "documents.regrade.close", case)


# ---- 1.1: meetings


def meet(office: Office) -> None:
    """Called for the next day of work, with a copy for each of two; papers are brought back from another one."""
    first = office.take(wanted=lambda paper: paper.rank <= 30 and len(office.who_may(paper)) > 1)
    if first is None:
        return
    paper, copy = first
    who = [one.login for one in office.chance.sample(office.who_may(paper), 2)]
    on = office.days[min(office.today + 1, len(office.days) - 1)]
    case: Any = office.do(
        "nuria", "documents.meet.convene", title="Seguimiento", on=on.isoformat(), room="Sala 2", level=paper.level,
        participants=[login for login in who if login != "nuria"] or ["rosa"], agenda="Lectura y acuerdos",
    ).case  # fmt: skip
    if "vera" not in who:
        office.do("nuria", "documents.meet.invite", case, person="vera")
        office.do("nuria", "documents.meet.leave_out", case, person="vera", reason="está de viaje")
    office.do("carmen", "documents.meet.invite_guest", case, guest="Comandante Gil", body="Estado Mayor", level="R",
              certificate="CH-9/26", until=(on + timedelta(days=90)).isoformat())  # fmt: skip
    reader = next(login for login in [*who, "rosa"] if login != "nuria")
    office.do("carmen", "documents.meet.plan_paper", case, copy=copy, reader=reader)
    office.do("carmen", "documents.meet.drop_paper", case, copy=copy)
    office.do("carmen", "documents.meet.plan_paper", case, copy=copy, reader=reader)
    office.do(LEADER, "documents.meet.approve", case)
    office.later(1, partial(_hold, office, case, paper, copy))


def _hold(office: Office, case: Any, paper: Paper, copy: str) -> None:
    office.do("carmen", "documents.meet.begin", case, devices_outside="yes")
    office.do("carmen", "documents.meet.give", case, copy=copy, folios=paper.folios)
    office.do("nuria", "documents.meet.end", case)
    office.refused("meeting-paper-out", "carmen", "documents.meet.close", case)
    reader = next(one for one in office.readers if one.login == case.handouts.get(state="out").reader.account.login)
    loan = office.unless("overdue-first", reader.login, "documents.lend.request", copy=copy, reason=REASON)
    if loan is None:
        office.do("pilar", "documents.meet.collect", case, copy=copy, folios=paper.folios, place=office.safe)
        paper.free.append(copy)
    elif office.luck(0.5):
        office.do("pilar", "documents.meet.collect", case, copy=copy, folios=paper.folios, place=office.safe)
        office.do(LEADER, "documents.lend.decline", loan.case, reason="basta con lo leído")
        paper.free.append(copy)
    else:
        office.do(LEADER, "documents.lend.approve", loan.case)
        office.do("pilar", "documents.meet.let_go", case, copy=copy, folios=paper.folios, place=office.safe)
        hand_over(office, loan.case, paper, copy, reader, "")
    office.do("carmen", "documents.meet.close", case)


def no_meeting(office: Office) -> None:
    facts = {"title": "Urgente", "on": "hoy", "room": "Sala 1", "level": "C", "participants": ["rosa"]}
    case = office.do("nuria", "documents.meet.convene", **facts).case
    office.do(LEADER, "documents.meet.decline", case, reason="no hace falta")
    case = office.do("nuria", "documents.meet.convene", **facts).case
    office.do("nuria", "documents.meet.cancel", case, reason="se aplaza")


def bring_back(office: Office) -> None:
    """Papers from meetings elsewhere: announced and handed in, one fewer than said; not announced; none at all; excused."""
    who = office.one(office.readers).login
    about = {"of": "Comité de enlace", "returned_on": "hoy", "level": "C"}
    inside = draw(office) | {"level": "C", "copies": 1, "via": "meeting", "meeting": "Comité de enlace"}
    handed = {"found": 1, "folios": inside["folios"], "place": office.safe}
    case: Any = office.do(who, "documents.bring_back.expect", **about, papers=2).case
    office.do("carmen", "documents.bring_back.remind", case, answer="lo trae hoy")
    office.do("carmen", "documents.bring_back.surrender", case, **handed, account="uno se devolvió allí mismo")
    case.refresh_from_db()
    register(office, inside | {"source": case.name}, by="carmen")
    office.do(LEADER, "documents.bring_back.conclude", case, conclusion="se devolvió allí mismo")
    office.do("carmen", "documents.bring_back.finish", case)
    case = office.do("pilar", "documents.bring_back.take_in", **about, **handed, attendee=who).case
    paper = register(office, inside, by="carmen")
    office.do("carmen", "documents.bring_back.link", case, document=paper.code)
    office.do("carmen", "documents.bring_back.finish", case)
    case = office.do(who, "documents.bring_back.expect", **about).case
    office.do(who, "documents.bring_back.nothing", case, statement="no se repartió ningún papel")
    case = office.do(who, "documents.bring_back.expect", **about, papers=1).case
    office.do(LEADER, "documents.bring_back.excuse", case, reason="lo recogió el organizador")
