# SPDX-License-Identifier: EUPL-1.2
"""What chapter 1 does with papers on any day: they come in, are registered, lent and circulated, and their scope is extended."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from precinto.documents.models import Document, ScopeGrant
from precinto.documents.receipts.models import Receipt
from tests.year.office import HEAD, KINDS, LEADER, MATTERS, ORIGINATORS, ROOM_ONLY, UNITS, Office, Paper, Reader

REASON = "hace falta para el trabajo"

# ---- 1.1: in


def draw(office: Office) -> dict[str, Any]:
    """Facts of a document that chance writes."""
    level = office.chance.choices(("DL", "C", "R", "S"), (25, 45, 26, 4))[0]
    facts: dict[str, Any] = {
        "title": f"{office.one(KINDS)} de {office.one(MATTERS)}",
        "level": level,
        "copies": office.chance.choices((1, 2, 3), (55, 30, 15))[0],
        "folios": office.chance.randint(1, 40),
        "via": "hand",
        "originator": office.one(ORIGINATORS),
        "reference": f"S-{office.chance.randint(100, 9999)}",
        "place": office.safe,
        "scope": f"unit {office.one(UNITS)}",
    }
    if level != "S" and office.luck(0.04):
        # What is drawn in December is registered in January perhaps: its term is not over by then.
        facts["declassify_on"] = "2025-12-31" if office.day < date(2025, 12, 1) else "2026-12-31"
    return facts


def register(office: Office, facts: dict[str, Any] | None = None, *, by: str = "") -> Paper:
    by = by or office.clerk
    facts = facts or draw(office)
    if "source" not in facts:
        facts = facts | {"no_envelope": "entregado en mano, sin sobre"}
    row: Any = office.do(by, "documents.register.register", **facts).case
    if row.level == "S":
        office.do(office.other(by), "documents.register.verify", row)
    return office.keep(row, unit=facts["scope"].split()[1], folios=facts["folios"])


def envelope(office: Office, papers: int, *, announced: bool = False, broken: bool = False) -> None:
    """One envelope: received closed, opened, counted, registered, and its receipt back."""
    inside = [draw(office) for _ in range(papers)]
    folios = sum(facts["copies"] * facts["folios"] for facts in inside)
    clerk = office.clerk
    about = {"sender": office.one(ORIGINATORS), "reference": f"E-{office.chance.randint(1, 99999)}", "channel": "hand",
             "level": "S", "listed": folios}  # fmt: skip
    cover = {
        "outer_intact": "no" if broken else "yes",
        "seals": "114, 115",
        "brought_by": "cabo Ruiz",
        "place": office.safe,
    }
    cover |= {"account": "el sello venía roto"} if broken else {}

    def receive(case: Any) -> None:
        if case is None:
            case = office.do(clerk, "documents.arrive.arrive", **about, **cover).case
        else:
            office.do(clerk, "documents.arrive.receive", case, **cover)
        office.do(clerk, "documents.arrive.open", case, inner_intact="yes", folios=folios)
        case.refresh_from_db()
        for n, facts in enumerate(inside):
            if n == 0 and papers > 2:
                paper = (
                    register(office, facts, by=clerk) if facts["level"] != "S" else _by_the_other(office, facts, clerk)
                )
                office.do(clerk, "documents.arrive.link", case, document=paper.code)
            elif facts["level"] == "S":
                _by_the_other(office, facts | {"source": case.name}, clerk)
            else:
                register(office, facts | {"source": case.name}, by=clerk)
        office.do(clerk, "documents.arrive.finish", case)
        if broken:
            office.do(LEADER, "documents.arrive.conclude", case, conclusion="el sello se rompió en la valija")
        office.do(clerk, "office.form.print", form="arrival-receipt", target=case.name)
        office.do(clerk, "documents.arrive.return_receipt", case, returned_by="valija del jueves")
        office.burn.append(case.thing.code)

    if announced:
        case = office.do(clerk, "documents.arrive.announce", **about, expected="+2").case
        office.later(1, partial(receive, case))
    else:
        receive(None)


def _by_the_other(office: Office, facts: dict[str, Any], opener: str) -> Paper:
    """Of the top level: whoever opened it registers it, and another checks it."""
    return register(office, facts, by=opener)


def never_came(office: Office) -> None:
    about = {"sender": ORIGINATORS[0], "reference": "S-perdida", "channel": "bag", "level": "C", "expected": "+1"}
    case = office.do("pilar", "documents.arrive.announce", **about).case

    def ask() -> None:
        office.do("pilar", "documents.arrive.inquire", case, answer="se envió ayer", expected="+1")
        office.later(2, partial(office.do, HEAD, "documents.arrive.give_up", case, reason="no se envió nunca"))

    office.later(2, ask)


def sent_back(office: Office) -> None:
    case = office.do(
        "carmen", "documents.arrive.arrive", sender="Otro organismo", channel="hand", level="C", outer_intact="yes",
        brought_by="ordenanza", place=office.safe,
    ).case  # fmt: skip
    office.do("carmen", "documents.arrive.send_back", case, reason="no es para esta oficina", body=office.places["body"],
              returned_by="ordenanza")  # fmt: skip


def paper_day(office: Office) -> None:
    """Written on paper while the machine stood still, confirmed by another; one entry corrected, one annulled."""
    facts = draw(office) | {"level": "C", "copies": 1}
    facts |= {"occurred_at": f"{office.iso()} 08:00", "paper_sheet": f"H-{office.today}"}
    row: Any = office.do("pilar", "documents.register.register_deferred", **facts).case
    office.refused("second-person", "pilar", "documents.register.confirm", row)
    office.do("carmen", "documents.register.confirm", row)
    office.keep(row, unit=facts["scope"].split()[1], folios=facts["folios"])
    office.do("carmen", "documents.register.correct", row, title=f"{facts['title']}, corregido", reason="mal leído")
    wrong = register(office, draw(office) | {"level": "C"})
    office.papers.remove(wrong)
    office.do("carmen", "documents.register.annul", wrong.key, reason="registrado dos veces")
    office.refused("nothing-is-deleted", "carmen", "documents.register.delete", wrong.key)


# ---- 1.4: loans


def lend(office: Office, how: str = "") -> None:
    """A loan from its request to its end. `how` names what goes otherwise than it should."""
    for _n in range(5 if how else 1):  # what is to be seen is seen, though the first reader may owe something
        reader, found = _borrower(office)
        if reader is None or found is None:
            return
        paper, copy = found
        asked = office.unless("overdue-first", reader.login, "documents.lend.request", copy=copy, reason=REASON)
        if asked is not None:
            break
        paper.free.append(copy)
    else:
        return
    loan = asked.case
    if how == "withdrawn":
        office.do(reader.login, "documents.lend.withdraw", loan)
    elif how == "declined":
        office.do(LEADER, "documents.lend.decline", loan, reason="basta con leerlo en la sala")
    else:
        office.refused(
            "wrong-stage", "carmen", "documents.lend.hand_over", loan, folios=paper.folios
        ) if how == "early" else None
        office.do(LEADER, "documents.lend.approve", loan)
        if how == "lapsed" and office.after(5, partial(_lapsed, office, loan, paper, copy)):
            return
        hand_over(office, loan, paper, copy, reader, how)
        return
    paper.free.append(copy)


def _borrower(office: Office) -> tuple[Reader | None, tuple[Paper, str] | None]:
    found = office.take(wanted=lambda paper: paper.rank < ROOM_ONLY and bool(office.who_may(paper)))
    if found is None:
        return None, None
    return office.one(office.who_may(found[0])), found


def _lapsed(office: Office, loan: Any, paper: Paper, copy: str) -> None:
    office.refused("approval-lapsed", "carmen", "documents.lend.hand_over", loan, folios=paper.folios)
    office.do("carmen", "documents.lend.withdraw", loan)
    paper.free.append(copy)


def hand_over(office: Office, loan: Any, paper: Paper, copy: str, reader: Reader, how: str) -> None:
    clerk = office.clerk
    if how == "miscounted":
        office.refused("folios-differ", clerk, "documents.lend.hand_over", loan, folios=paper.folios + 1)
    given = office.unless("overdue-first", clerk, "documents.lend.hand_over", loan, folios=paper.folios)
    if given is None:
        office.do(clerk, "documents.lend.withdraw", loan)
        paper.free.append(copy)
        return
    if how == "undone":
        office.do(clerk, "documents.lend.undo", loan)
        given = office.do(clerk, "documents.lend.hand_over", loan, folios=paper.folios)
    if how == "receipt":
        _signed_for(office, given, reader, clerk)
    if how == "lost":
        office.later(2, partial(office.do, clerk, "documents.lend.lose", loan, reason="no aparece tras el traslado"))
    elif how == "renewed":
        office.later(2, partial(office.unless, "renewal-too-late", LEADER, "documents.lend.renew", loan))
        office.later(5, partial(_give_back, office, loan, paper, copy, how))
    else:
        days = (
            office.chance.randint(12, 15)
            if how == "late"
            else office.chance.choices((0, 1, 2, 3, 4), (3, 3, 2, 1, 1))[0]
        )
        office.later(days, partial(_give_back, office, loan, paper, copy, how))


def _signed_for(office: Office, given: Any, reader: Reader, clerk: str) -> None:
    case = Receipt.objects.get(lines__act=given.uuid)
    if office.luck(0.7):
        office.do(reader.login, "documents.receipt.sign", case)
        return
    office.do(reader.login, "documents.receipt.decline", case, reason="faltaba un folio")
    office.do(LEADER, "documents.receipt.explain", case, reason="estaba al dorso")


def _give_back(office: Office, loan: Any, paper: Paper, copy: str, how: str) -> None:
    clerk = office.clerk
    short = how == "short" and paper.folios > 1
    folios = paper.folios - short
    counted: dict[str, Any] = {"folios": folios, "place": office.safe}
    if short:
        office.refused("folios-differ-back", clerk, "documents.lend.take_back", loan, **counted)
        counted["account"] = "falta el último folio"
    office.do(clerk, "documents.lend.take_back", loan, **counted)
    if how == "undone":
        office.refused("undo-not-yours", office.other(clerk), "documents.lend.undo", loan)
        office.do(clerk, "documents.lend.undo", loan)
        office.do(clerk, "documents.lend.take_back", loan, **counted)
    if short:
        case = loan.discrepancies.get()
        office.do(LEADER, "documents.discrepancy.conclude", case, conclusion="el folio apareció en la sala")
    office.sign(loan.borrower.account.login)
    office.do(clerk, "documents.lend.settle", loan)
    paper.free.append(copy)


def sign_what_is_owed(office: Office) -> None:
    """Before they go home, whoever received or gave back something signs for it from their own session."""
    owed = Receipt.objects.filter(stage="unsigned", person__account__stage="open").order_by("person")
    for login in owed.values_list("person__account__login", flat=True).distinct():
        office.sign(login)


# ---- 1.2: rounds and scopes


def circulate(office: Office, *, leave_out: bool = False) -> None:
    found = office.take(wanted=lambda paper: len(office.who_may(paper)) > 1)
    if found is None:
        return
    paper, copy = found
    readers = office.chance.sample(office.who_may(paper), min(3, len(office.who_may(paper))))
    clerk = office.clerk
    case = office.do(
        clerk, "documents.circulate.open", copy=copy, readers=[one.login for one in readers], due="+20"
    ).case
    if leave_out:
        gone = readers.pop()
        office.do(clerk, "documents.circulate.skip", case, reader=gone.login, reason="de permiso")
    for n, reader in enumerate(readers):
        office.later(n, partial(_read, office, case, paper, reader))

    def close() -> None:
        office.do(clerk, "documents.circulate.close", case)
        paper.free.append(copy)

    office.later(len(readers), close)


def _read(office: Office, case: Any, paper: Paper, reader: Reader) -> None:
    clerk = office.clerk
    office.do(clerk, "documents.circulate.give", case, folios=paper.folios, reader=reader.login)
    office.do(office.other(clerk), "documents.circulate.take_back", case, folios=paper.folios, place=office.safe)


def extend(office: Office) -> None:
    """Asked by whoever may read it, for somebody of another unit: granted, or not; and taken away again."""
    recent = [paper for paper in office.papers[-60:] if office.who_may(paper)]
    if not recent:
        return
    paper = office.one(recent)
    asker = office.one(office.who_may(paper))
    others = [one for one in office.readers if one.unit != paper.unit and one.rank >= paper.rank]
    if not others:
        return
    guest = office.one(others).login
    act = office.unless("in-scope-already", asker.login, "documents.extend.request", document=paper.code, beneficiary=guest,
                        reason="colabora en el plan")  # fmt: skip
    if act is None:
        return
    if office.luck(0.5):
        office.do(LEADER, "documents.extend.decline", act.case, reason="no le hace falta")
        return
    office.do(LEADER, "documents.extend.approve", act.case)
    paper.guests.append(guest)
    grant = Document.objects.get(pk=paper.key).scope.order_by("-pk")[0]
    office.later(3, partial(_guest_goes, office, paper, guest, grant))


def _guest_goes(office: Office, paper: Paper, guest: str, grant: ScopeGrant) -> None:
    office.do("carmen", "documents.scope.withdraw", grant, reason="ya no colabora")
    paper.guests.remove(guest)
