# SPDX-License-Identifier: EUPL-1.2
"""What happens beside the papers: people come and go, despatches leave, media are handed out, the office keeps its own books."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from precinto.access.models import Account, Briefing, Clearance, Person
from precinto.computers.models import Medium
from precinto.custody.models import Place
from precinto.despatch import keys
from precinto.despatch.models import Incoming
from precinto.documents.receiving.models import Book
from precinto.labels import scheme
from precinto.ledger import checkpoint, tree
from precinto.policy.calendar import national_names
from tests.despatch.peer import Peer
from tests.world import PASSWORD
from tests.year.office import HEAD, LEADER, SECURITY, WORDS, Office, Reader
from tests.year.papers import draw, register

RENEW_AFTER = 75  # days that a password is kept
AHEAD = 30  # days before its end that a clearance is granted anew

# ---- 2.2 and 4.1: people


def renew_passwords(office: Office) -> None:
    for login, (number, since) in list(office.passwords.items()):
        if office.day - since >= timedelta(days=RENEW_AFTER):
            change_password(office, login, number)


def change_password(office: Office, login: str, number: int) -> None:
    old = PASSWORD if number < 0 else WORDS[number % len(WORDS)]
    new = (number + 1) % len(WORDS)
    office.do(login, "computers.account.change_password", Account.objects.get(login=login), old=old, new=WORDS[new])
    office.passwords[login] = (new, office.day)


def renew_clearances(office: Office) -> None:
    """What ends before long is granted and told anew, by the head, and the head's by who administers security."""
    soon = office.day + timedelta(days=AHEAD)
    after = next((day for day in office.days if day > office.day), office.day)
    ends = max(soon, after + timedelta(days=1))
    people = Person.objects.filter(stage="active", clearances__stage="in_force").select_related("account").distinct()
    for person in people.order_by("pk"):
        login = person.account.login
        by = SECURITY if login == HEAD else HEAD
        for model, step in ((Clearance, "clear.grant"), (Briefing, "brief.brief")):
            newest = model.objects.filter(person=person, stage="in_force").order_by("-until", "-pk").first()
            if newest is None or newest.until is None or newest.until > ends:
                continue
            more = {"level": newest.level, "granted_by": "ONS"} if isinstance(newest, Clearance) else {}
            office.do(by, f"personnel.{step}", person=login, since="hoy", until="+400", **more)


def comes_and_goes(office: Office) -> None:
    """Somebody new, who is moved, put right, suspended, restored, loses the briefing, and leaves."""
    login = f"nuevo{office.today}"
    key = office.hire(login, "LOG", 20)
    reader = office.readers.pop()
    person = Person.objects.get(pk=key)
    office.do(HEAD, "personnel.person.transfer", person, unit="TEC")
    office.do(HEAD, "personnel.person.correct", person, given_name="Eva", family_name="Canos", reason="mal escrito")
    clearance = Clearance.objects.get(person=person)
    office.do(HEAD, "personnel.clear.suspend", clearance, reason="baja médica")
    office.do(SECURITY, "personnel.clear.restore", clearance, reason="alta")
    post: Any = office.do(HEAD, "personnel.post.open", code=f"AUX{office.today}", name="Auxiliar", unit="TEC").case
    appointed = office.do(HEAD, "personnel.appoint.appoint", person=login, post=post.code, since="hoy").case
    office.do(HEAD, "personnel.appoint.end", appointed, reason="traslado")
    office.do(HEAD, "personnel.post.close", post, reason="se amortiza")
    unit = office.do(HEAD, "personnel.unit.open", code=f"T{office.today}", name="Provisional").case
    office.do(HEAD, "personnel.unit.close", unit, reason="ya no hace falta")
    account = Account.objects.get(login=login)
    office.do("olga", "computers.account.disable", account, reason="de permiso")
    office.refused("account-not-open", login, "computers.token.issue", name="x", until="+5", digest="ab" * 32)
    office.do("olga", "computers.account.enable", account, reason="ha vuelto")
    office.do(HEAD, "computers.account.reset_password", account, new=WORDS[2])
    office.refused("reset-by-you", HEAD, "computers.account.confirm_reset", account, how="lo di yo")
    office.do(office.clerk, "computers.account.confirm_reset", account, how="en persona")
    office.do(login, "computers.account.change_password", account, old=WORDS[2], new=WORDS[3])
    office.passwords[login] = (3, office.day)
    office.later(1, partial(_goes, office, reader, person))


def _goes(office: Office, reader: Reader, person: Person) -> None:
    medium: Any = office.do(
        "carmen", "computers.medium.register", kind="USB", serial=f"X{office.today}", level="C", place=office.safe
    ).case
    office.do("carmen", "computers.medium.hand_over", medium, person=reader.login)
    office.refused("still-holding", HEAD, "personnel.person.leave", person, reason="traslado")
    office.do("pilar", "computers.medium.take_back", Medium.objects.get(pk=medium.pk), place=office.safe)
    briefing = Briefing.objects.filter(person=person).latest("pk")
    office.do(SECURITY, "personnel.brief.end", briefing, reason="se va")
    office.do(HEAD, "personnel.clear.end", Clearance.objects.filter(person=person).latest("pk"), reason="se va")
    office.do(HEAD, "personnel.person.leave", person, reason="traslado")
    del office.passwords[reader.login]


def delegate(office: Office) -> None:
    """The leader is away for two days: his deputy approves, and does not approve what she asked for herself."""
    case = office.do(LEADER, "personnel.delegate.delegate", taker="nuria", role="leader", since="hoy", until="+10").case
    found = office.take(wanted=lambda paper: paper.rank < 40 and paper.unit == "SEC" and len(paper.free) > 0)
    if found is not None:
        paper, copy = found
        asked = office.unless("overdue-first", "nuria", "documents.lend.request", copy=copy, reason="informe")
        if asked is not None:
            office.refused("second-person-concerned", "nuria", "documents.lend.approve", asked.case)
            office.do("nuria", "documents.lend.withdraw", asked.case)
        asked = office.unless("overdue-first", "rosa", "documents.lend.request", copy=copy, reason="informe")
        if asked is not None:
            office.do("nuria", "documents.lend.approve", asked.case)
            office.do("rosa", "documents.lend.withdraw", asked.case)
        paper.free.append(copy)
    office.later(1, partial(office.do, LEADER, "personnel.delegate.revoke", case))


def own_things(office: Office) -> None:
    """What Rosa does for herself: signing in, a key of the API, a kept list, a list taken out."""
    account = Account.objects.get(login="rosa")
    number = office.passwords["rosa"][0]
    office.refused("wrong-password", "rosa", "computers.account.sign_in", account, password="otra cosa")
    # In a small office the days are short: it may be too soon after the wrong ones.
    right = PASSWORD if number < 0 else WORDS[number]
    if office.unless("sign-in-wait", "rosa", "computers.account.sign_in", account, password=right) is not None:
        office.do("rosa", "computers.account.sign_out", account)
    case = office.do("rosa", "computers.token.issue", name=f"copias {office.today}", until="+30",
                     digest=hashlib.sha256(str(office.today).encode()).hexdigest()).case  # fmt: skip
    # A new password has ended it already, where one was chosen in between.
    office.later(1, partial(office.unless, "wrong-stage", "rosa", "computers.token.revoke", case))
    kept = office.do(
        "rosa", "documents.filter.keep", name=f"lo mío {office.today}", address="/prestamos/?fase=lent"
    ).case
    office.do("rosa", "documents.filter.pin", kept)
    office.do("rosa", "documents.filter.unpin", kept)
    office.do("rosa", "documents.filter.drop", kept)
    office.do("rosa", "documents.export.take", name="loans", format="csv", rows=3, marking="C", digest="ab" * 32)


def pin(office: Office) -> None:
    """Rosa chooses hers; somebody without an account is given one at the counter."""
    person: Any = office.do(HEAD, "personnel.person.register", given_name="Blas", family_name="Ros", unit="LOG").case
    given = office.do("carmen", "computers.pin.give", person=person.code, pin="508371", again="508371").case
    office.do("carmen", "computers.pin.renew", given, pin="274916", again="274916")
    case = office.do("rosa", "computers.pin.choose", pin="508371", again="508371").case
    office.do("rosa", "computers.pin.change", case, pin="274916", again="274916")


# ---- 2.4: media


def media(office: Office) -> None:
    """Three that readers keep so long that the sweep finds them."""
    for n, reader in enumerate([one for one in office.readers if one.rank >= 30][:3]):
        case = office.do(
            "carmen", "computers.medium.register", kind="USB", serial=f"L{n}", level="R", place=office.safe
        ).case
        office.do("carmen", "computers.medium.hand_over", case, person=reader.login)


# ---- 4.6: despatches


def set_up_channels(office: Office) -> None:
    channel: Any = office.do(
        "carmen", "despatch.channel.propose", code="VAL", name="Valija oficial", kind="courier", level="S"
    ).case
    office.refused("not-your-role", "carmen", "despatch.channel.approve", channel)
    office.do(LEADER, "despatch.channel.approve", channel)
    spare = office.do(
        "carmen", "despatch.channel.propose", code="VAL2", name="Otra valija", kind="courier", level="C"
    ).case
    office.do(LEADER, "despatch.channel.decline", spare, reason="basta una")
    spare = office.do(
        "carmen", "despatch.channel.propose", code="VAL3", name="Otra valija", kind="courier", level="C"
    ).case
    office.do(HEAD, "despatch.channel.retire", spare, reason="basta una")
    body = {"name": "Ministerio de al lado", "address": "Plaza 1", "level": "S"}
    office.do("carmen", "despatch.correspondent.register", code="MAEC", **body)
    other = office.do("carmen", "despatch.correspondent.register", code="OTRO", **body | {"name": "Otro"}).case
    office.do(HEAD, "despatch.correspondent.close", other, reason="ya no existe")
    keys = office.do(HEAD, "despatch.keys.make").case
    office.do(HEAD, "despatch.keys.retire", keys, reason="prueba")


def announced(office: Office) -> None:
    """Another office's keys are brought and compared; of its two bundles one comes, with a line short, and one never does."""
    peer = Peer("otra")
    body = {"code": "OFI", "name": "Oficina otra", "address": "Plaza 2", "level": "S"}
    case = office.do("carmen", "despatch.correspondent.register", **body).case
    office.do(HEAD, "despatch.keys.make")
    office.do("carmen", "despatch.correspondent.bring_keys", case, card=peer.card)
    heard = {"fingerprint": peer.keys.fingerprint, "with_whom": "E. Soler"}
    office.refused("second-person", "carmen", "despatch.correspondent.compare", case, **heard)
    office.do("pilar", "despatch.correspondent.compare", case, **heard)
    row = keys.card()
    if row is None:
        raise LookupError("keys")

    def brought(number: int) -> dict[str, str]:
        some = [{}, {"copy": 1, "code": "CE2600008001X", "number": "E 2026/00008"}]
        data = peer.despatch(keys.own(row), id=UUID(int=number), lines=some)
        return {"bundle": b64encode(data).decode()}

    came = office.do("carmen", "despatch.incoming.open", **brought(1)).case
    office.refused("bundle-replayed", "carmen", "despatch.incoming.open", **brought(1))
    office.do(
        "pilar", "despatch.incoming.arrive", came, intact="true", seals="A-2, A-1", brought_by="cabo Ruiz", place=office.safe,
    )  # fmt: skip
    arrival: Any = Incoming.objects.get(pk=came.pk).arrival
    office.do("carmen", "documents.arrive.open", arrival, inner_intact="yes", folios=12, account="de dos venía uno")
    inside = {"level": "C", "copies": 1, "folios": 12, "originator": "Oficina otra", "reference": "E 2026/00007"}
    paper = register(office, draw(office) | inside | {"source": arrival.name}, by="carmen")
    office.do("carmen", "despatch.incoming.enter", came, line=1, document=paper.code)
    office.do("carmen", "despatch.incoming.miss", came, line=2, reason="no venía")
    office.do("carmen", "documents.arrive.finish", arrival)
    office.do(LEADER, "documents.arrive.conclude", arrival, conclusion="el otro no salió de allí")
    office.do("carmen", "despatch.incoming.accept", came)
    with office.now():
        shown = {"origin": checkpoint.vkey().name, "size": checkpoint.current().size, "digest": "cd" * 32}
    office.do("carmen", "despatch.incoming.receipt", came, **shown)
    office.do("carmen", "despatch.incoming.close", came)
    never = office.do("carmen", "despatch.incoming.open", **brought(2)).case
    office.after(20, partial(office.do, HEAD, "despatch.incoming.give_up", never, reason="no llegó"))

    def distrust() -> None:
        office.do("carmen", "despatch.correspondent.distrust", case, reason="han cambiado de claves")

    office.after(25, distrust)


def despatch(office: Office, how: str = "") -> None:
    """From the safe to another body and its receipt back; or late, claimed and lost; or undelivered; or given up."""
    found = office.take(wanted=lambda paper: how == "top" or paper.rank < 40)
    if found is None:
        if how and office.today < len(office.days) - 1:  # what is to be told is told when there is something to send
            office.later(1, partial(despatch, office, how=how))
        return
    paper, copy = found
    case: Any = office.do(
        "carmen", "despatch.despatch.prepare", correspondent="MAEC", channel="VAL", copies=[copy]
    ).case
    if paper.rank == 40:
        office.do(LEADER, "despatch.despatch.approve", case)
    if how in ("cancelled", "declined"):
        who, step = (LEADER, "decline") if how == "declined" else ("carmen", "cancel")
        office.do(who, f"despatch.despatch.{step}", case, reason="ya no hace falta")
        paper.free.append(copy)
        return
    office.do("carmen", "despatch.despatch.pack", case, folios=paper.folios, covers="double")
    office.do("pilar", "despatch.despatch.seal", case, seals=office.seal())
    back = {"folios": paper.folios, "place": office.safe, "note": "no se entregó"}
    if how == "unpacked":
        office.do("pilar", "despatch.despatch.unpack", case, **back)
        paper.free.append(copy)
        return
    office.do("pilar", "despatch.despatch.send", case, carrier="correo de las diez")

    def receive() -> None:
        office.do("carmen", "despatch.despatch.receive", case, receipt="firma E. Soler", received_on="hoy")
        office.do("carmen", "despatch.despatch.close", case)

    def come_back() -> None:
        office.do("carmen", "despatch.despatch.come_back", case, **back)
        paper.free.append(copy)

    def lose() -> None:
        office.do("pilar", "despatch.despatch.lose", case, account="la valija no llegó")
        incident = case.incidents.get()
        office.do("pilar", "despatch.incident.report", incident, report=f"of. {incident.pk}/26")
        office.do(HEAD, "despatch.incident.give_up", incident, conclusion="no aparece")
        if office.luck(0.5):
            office.do(
                "carmen",
                "despatch.incident.found",
                incident,
                place=office.safe,
                folios=paper.folios,
                account="en la estafeta",
            )
            office.do(LEADER, "despatch.incident.conclude", incident, conclusion="estaba en la estafeta")
            paper.free.append(copy)

    def claim() -> None:
        office.do("pilar", "despatch.despatch.claim", case)
        if not office.after(10, lose):
            office.later(1, receive)

    if how == "back":
        office.later(2, come_back)
    elif how != "late" or not office.after(20, claim):
        office.later(2, receive)


# ---- the office's own


def holidays(office: Office) -> None:
    ahead = {**national_names(office.day.year, "es"), **national_names(office.day.year + 1, "es")}
    for day, name in sorted(ahead.items()):
        if day > office.day:
            office.do(HEAD, "office.holiday.keep", day=day.isoformat(), name=name)


def deadlines(office: Office) -> None:
    case = office.do(HEAD, "office.deadline.set", name="approval-despatch", value=5, reason="así se acordó").case
    office.do(HEAD, "office.deadline.change", case, value=6, reason="así se acordó")


def readings(office: Office) -> None:
    facts = {"clause": "1.2", "reading": "Tampoco dentro de una misma unidad.", "reason": "así se acordó"}
    case = office.do(HEAD, "office.reading.propose", None, **facts).case
    office.refused("not-your-role", "carmen", "office.reading.adopt", case)
    office.do(LEADER, "office.reading.adopt", case)


def places(office: Office) -> None:
    code = office.place(f"spare{office.today}", name="Armario de paso", kind="safe", level="C")
    office.do(HEAD, "office.place.close", Place.objects.get(code=code), reason="se retira")


def forget(office: Office) -> None:
    """A secret typed in a title is forgotten for ever; another request is declined. A form is printed twice."""
    printed = office.do("carmen", "office.form.print", form="entry", target=office.papers[-1].code).case
    office.do("pilar", "office.form.print_again", printed)
    for end in ("forget", "decline"):
        paper = register(office, draw(office) | {"level": "C"})
        target = f"documents.document/{paper.key}/title"
        case = office.do("carmen", "office.redact.ask", target=target, reason="era secreto").case
        office.refused("not-your-role", "carmen", f"office.redact.{end}", case)
        office.do(LEADER, f"office.redact.{end}", case, **({"reason": "no lo es"} if end == "decline" else {}))


def refusals(office: Office) -> None:
    """What people try and the policy refuses; each is an answer and on record."""
    found = office.take(wanted=lambda paper: bool(office.who_may(paper)))
    if found is None:
        return
    paper, copy = found
    reader = office.one(office.who_may(paper)).login
    outsider = next((one for one in office.readers if one.unit != paper.unit and one.login not in paper.guests), None)
    if outsider is not None:
        office.refused("not-found", outsider.login, "documents.lend.request", copy=copy, reason="curiosidad")
    office.refused("not-your-role", reader, "documents.register.annul", paper.key, reason="no me gusta")
    office.refused("nothing-is-deleted", "jaime", "documents.register.delete", paper.key)
    office.refused("not-found", "olga", "documents.lend.request", copy=copy, reason="administro el sistema")
    paper.free.append(copy)


def open_book(office: Office, year: int) -> Any:
    """The first year's books were opened when the office was founded; both of every other year are opened here."""
    for series in ("S", "E"):
        case: Any = Book.objects.filter(series=series, year=year).first()
        if case is None:
            case = office.do("carmen", "documents.book.open", series=series, year=year).case
            office.do(HEAD, "documents.book.confirm_opening", case)
    return case


def close_book(office: Office, case: Any) -> None:
    """The old year's book, once not yet, then closed by two."""
    office.do("carmen", "documents.book.close", case)
    office.do(HEAD, "documents.book.reopen", case, reason="falta revisar")
    office.do("carmen", "documents.book.close", case)
    tree.integrate()  # as the sequencer does all day long
    office.do(HEAD, "documents.book.confirm_closing", case)
    year = case.year
    office.refused("book-closed", "carmen", "documents.register.register", title="Tarde", level="C", copies=1, folios=1,
                   via="hand", no_envelope="tarde",
                   place=office.safe, scope="unit SEC", year=year)  # fmt: skip


def scheme_of_another(office: Office) -> None:
    """What the European Union classifies comes with its own levels."""
    office.do(HEAD, "office.scheme.load", text=scheme.shipped()["eu"].decode())
