# SPDX-License-Identifier: EUPL-1.2
"""What the office does to keep and to end things: safes, inventories, hand-overs, holds, waste, sweeps, destruction, emergencies.

Long, because what one office does in a year with what it keeps stands in one place.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from precinto.custody import codes
from precinto.custody.models import Place, Thing
from precinto.documents.destroying.models import Line
from precinto.documents.destroying.queries import originators, remaining, this_round
from precinto.documents.keeping.models import Lock
from precinto.documents.keeping.queries import known_general, undrawn
from precinto.documents.models import Discrepancy
from tests.year.office import HEAD, INSPECTOR, LEADER, SECURITY, Office
from tests.year.papers import draw, register

MOST = 100  # lines of a batch, codes of one reading
NOTHING = codes.make("C", series="Z", year=2026, number=99, copy=1)

# ---- 1.3: the day and its doors


def fit_locks(office: Office) -> None:
    for key in ("safe", "second"):
        case = office.do(HEAD, "documents.lock.fit", place=office.places[key], kind="dial").case
        office.do("carmen", "documents.lock.change", case, trigger="installation", knowers=["pilar"])


def change_locks(office: Office, why: str) -> None:
    low = office.do(HEAD, "documents.lock.fit", place=office.places["low"], kind="key").case
    office.do(HEAD, "documents.lock.retire", low, reason="no la necesita")
    lock = Lock.objects.exclude(stage="retired").earliest("pk")
    if why == "compromise":
        office.do(LEADER, "documents.lock.compromise", lock, reason="la vio quien no debía")
    elif why == "repair":
        office.do(SECURITY, "documents.lock.repair", lock, reason="se atascaba la rueda")
    office.do("carmen", "documents.lock.change", lock, trigger=why, knowers=["pilar"])


def open_doors(office: Office) -> list[Any]:
    return [office.do("carmen", "documents.sheet.open", place=office.places[key]).case for key in ("safe", "second")]


def close_doors(office: Office, sheets: list[Any]) -> None:
    for sheet in sheets:
        office.do("pilar", "documents.sheet.close", sheet)
    office.do(LEADER, "documents.sheet.check", sheets[0])
    office.do(LEADER, "documents.doors.all_shut", place=office.places["room"])


def left_open(office: Office) -> None:
    case = office.do(
        LEADER, "documents.doors.left_open", place=office.places["room"], open=office.places["low"], account="cedía"
    ).case
    office.do(HEAD, "documents.doors.put_right", case, conclusion="la cerró el vigilante")


def relocate(office: Office) -> None:
    """Some copies to the second safe, where they stay."""
    found = [one for _n in range(3) if (one := office.take()) is not None]
    second = office.places["second"]
    there = set(Thing.objects.filter(place__code=second).values_list("code", flat=True))
    for paper, copy in [one for one in found if one[1] in there]:
        paper.free.insert(0, copy)
        found.remove((paper, copy))
    if not found:
        return
    facts = {"place": second, "reason": "falta sitio en el primero"}
    if found[0][0].rank > 20:
        low = {"place": office.places["low"], "reason": "sitio"}
        office.refused("place-too-low", "carmen", "documents.relocate.move", things=[found[0][1]], **low)
    office.do("carmen", "documents.relocate.move", things=[copy for _paper, copy in found], **facts)
    for paper, copy in found:
        paper.free.insert(0, copy)


# ---- 1.3: inventories


def inventory(office: Office, plan: str, year: int, *, objected: bool = False) -> None:
    """Everything is counted, but for what was planted: one thing hidden, one read in another place, one unknown."""
    case: Any = known_general(plan, year)  # the certificate of one plans the next
    if case is None:
        case = office.do(HEAD, "documents.inventory.plan", plan=plan, year=year).case
    office.do("carmen", "documents.inventory.begin", case)
    planted = _count(office, case)
    case.refresh_from_db()
    kinds = sorted(case.differences.values_list("kind", flat=True))
    if kinds != planted:
        raise AssertionError(f"{plan}: planted {planted}, found {kinds}")
    office.do(HEAD, "documents.inventory.certify", case)
    if objected:
        office.do(LEADER, "documents.inventory.object", case, objections="falta la firma del recuento")
        office.do(HEAD, "documents.inventory.answer", case, answer="se firmó ayer")
    office.do(LEADER, "documents.inventory.agree", case)
    for difference in case.differences.order_by("pk"):
        _conclude(office, difference)


def _count(office: Office, case: Any) -> list[str]:
    stops = [stop.place for stop in case.stops.select_related("place").order_by("pk")]
    lying = {
        place.pk: list(Thing.objects.filter(place=place).order_by("pk").values_list("code", flat=True))
        for place in stops
    }
    full = max(stops, key=lambda place: len(lying[place.pk]))
    low = next(place for place in stops if place.code == office.places["low"])
    free = {code: paper for paper in office.papers for code in paper.free}
    copies = [code for code in lying[full.pk] if code in free]
    kinds = ["unknown"]
    lying[low.pk].append(NOTHING)
    if len(copies) > 2:
        hidden, moved = office.chance.sample(copies, 2)
        free[hidden].free.remove(hidden)
        office.later(2, partial(free[hidden].free.append, hidden))
        lying[full.pk].remove(hidden)
        lying[full.pk].remove(moved)
        lying[low.pk].append(moved)
        kinds += ["missing", "misplaced"]
    for place in stops:
        found = lying[place.pk]
        for start in range(0, len(found), MOST):
            office.do(
                office.clerk, "documents.inventory.scan", case, place=place.code, codes=found[start : start + MOST]
            )
        office.do("carmen", "documents.inventory.finish", case, place=place.code)
    office.do("carmen", "documents.inventory.close", case)
    case.refresh_from_db()
    while undrawn(case):
        office.do("carmen", "documents.inventory.draw", case)
    return sorted(kinds)


def _conclude(office: Office, difference: Any) -> None:
    end = {"conclusion": "se comprobó en el depósito"}
    if difference.kind == "missing":
        office.do(HEAD, "documents.difference.declare_missing", difference, **end)
        found = partial(
            office.do,
            LEADER,
            "documents.difference.found",
            difference,
            place=office.safe,
            folios=difference.thing.pieces,
            account="detrás del cajón",
        )
        office.later(1, found)
    elif difference.kind == "misplaced" and difference.thing.rank <= difference.found_at.rank:
        office.do(HEAD, "documents.difference.accept", difference, **end)
    elif difference.kind == "misplaced":
        office.do(HEAD, "documents.difference.put_back", difference, **end)
    else:
        office.do(LEADER, "documents.difference.explain", difference, **end)


def surprise(office: Office) -> None:
    """The inspector counts the lowest safe, and an inventory of the second is given up."""
    case: Any = office.do(INSPECTOR, "documents.inventory.open", plan="partial", place=office.places["low"]).case
    found = list(Thing.objects.filter(place__code=office.places["low"]).values_list("code", flat=True))
    if found:
        office.do("pilar", "documents.inventory.scan", case, place=office.places["low"], codes=found[:MOST])
    if len(found) <= MOST:
        office.do("pilar", "documents.inventory.finish", case, place=office.places["low"])
        office.do(INSPECTOR, "documents.inventory.close", case)
    given_up = office.do("carmen", "documents.inventory.open", plan="partial", place=office.places["second"]).case
    office.do(HEAD, "documents.inventory.abandon", given_up, reason="se hará con el general")


def relief(office: Office) -> None:
    """Carmen hands the second safe over to Pilar, counted by both."""
    place = office.places["second"]
    about = {"outgoing": "carmen", "incoming": "pilar", "place": place, "reason": "vacaciones"}
    given_up = office.do(LEADER, "documents.relief.open", **about).case
    office.do(LEADER, "documents.relief.abandon", given_up, reason="se aplaza")
    case: Any = office.do(LEADER, "documents.relief.open", **about).case
    inventory: Any = case.inventory
    found = list(Thing.objects.filter(place__code=place).order_by("pk").values_list("code", flat=True))
    for start in range(0, len(found), MOST):
        office.do("pilar", "documents.inventory.scan", inventory, place=place, codes=found[start : start + MOST])
    office.do("carmen", "documents.inventory.finish", inventory, place=place)
    office.do("carmen", "documents.inventory.close", inventory)
    office.do("carmen", "documents.relief.hand_over", case)
    office.refused("second-person", "carmen", "documents.relief.take_over", case)
    office.do("pilar", "documents.relief.take_over", case, remarks="")
    office.do(HEAD, "documents.relief.conform", case)


# ---- 1.6: holds, waste, sweeps


def hold(office: Office) -> None:
    """A court wants a document kept: it is not listed to be destroyed before another person lifts the hold."""
    paper = next((paper for paper in office.papers[-60:] if paper.free and paper.rank < 40), None)
    if paper is None:
        return
    case = office.do(
        HEAD, "documents.hold.place", document=paper.code, reference="DP 12/2026", reason="diligencias"
    ).case
    office.refused(
        "on-hold", "carmen", "documents.destroy.propose", things=[paper.free[0]], reason="sobra", authorisation="AD-1"
    )
    # Nobody takes it for anything before it is lifted.
    office.papers.remove(paper)

    def lift() -> None:
        office.do(LEADER, "documents.hold.lift", case, reason="se archivó")
        office.papers.append(paper)

    office.later(2, lift)


def waste(office: Office) -> None:
    """A week's bag: pages go in, it is sealed, and waits for the next batch."""
    case: Any = office.do("carmen", "documents.waste.open", level="R", place=office.safe).case

    def fill(pages: int) -> None:
        office.do(
            "pilar",
            "documents.waste.put_in",
            case,
            kind="draft",
            pages=pages,
            level="C",
            origin="borrador de un informe",
        )

    def seal() -> None:
        office.do("carmen", "documents.waste.seal", case, seal=office.seal(), pages=10)
        office.burn.append(case.thing.code)

    fill(7)
    office.later(1, partial(fill, 3))
    office.later(2, seal)


def set_up_sweep(office: Office) -> None:
    case = office.do("carmen", "documents.sweep.set_up").case
    for days in (180, 330):
        office.after(days, partial(sweep, office, case))


def sweep(office: Office, case: Any) -> None:
    """What is over its term: one is kept longer, one comes back, one comes back to be destroyed."""
    from precinto.computers.models import Medium

    office.do("carmen", "documents.sweep.begin", case)
    case.refresh_from_db()
    for n, line in enumerate(list(this_round(case))):
        medium = Medium.objects.filter(thing=line.thing).first()
        if n % 3 == 0 or medium is None or line.thing.person is None:
            office.do(
                LEADER, "documents.sweep.extend", case, things=[line.thing.code], until="+30", reason="aún se usa"
            )
            continue
        office.do("carmen", "computers.medium.take_back", medium, place=office.safe)
        if n % 3 == 1:
            office.do("carmen", "documents.sweep.receive", case, things=[line.thing.code])
        else:
            office.do("carmen", "documents.sweep.destroy", case, things=[line.thing.code], reason="no se usa")
    office.do("carmen", "documents.sweep.end", case)


# ---- 1.6: destruction


def destroy(office: Office, share: float = 0.3) -> None:
    """A month's batches, of all that waits and of old papers, each as many as a batch holds."""
    old = office.papers[: len(office.papers) // 2]
    wanted = int(office.scale.documents * 20 * share)
    while old and wanted > 0:
        paper = old.pop(0)
        if len(paper.free) == len(paper.copies):
            office.burn.extend(paper.free)
            wanted -= len(paper.free)
            paper.free.clear()
            office.papers.remove(paper)
    lots = office.burn[:]
    office.burn.clear()
    for start in range(0, len(lots), MOST):
        batch(office, lots[start : start + MOST], troubled=start == 0)


def batch(office: Office, things: list[str], *, swept: bool = False, troubled: bool = False) -> None:
    """From the list to the certificate, by five people. A troubled one is counted twice, disputed and brought back first."""
    case: Any = office.do(
        "carmen",
        "documents.destroy.propose",
        things=things[: MOST // 2],
        reason="sin vigencia",
        authorisation="AD-2026/1",
    ).case
    rest = things[MOST // 2 :]
    if rest or swept:
        more = {"from_sweeps": "true"} if swept else {}
        office.do(
            "carmen",
            "documents.destroy.add",
            case,
            things=rest,
            reason="sin vigencia",
            authorisation="AD-2026/1",
            **more,
        )
    listed = list(
        Line.objects.filter(batch=case, removed=False).order_by("number").values_list("thing__code", flat=True)
    )
    if len(listed) > 3:
        dropped = next((code for code in listed if code.startswith("C")), "")
        if dropped:
            office.do("carmen", "documents.destroy.drop", case, things=[dropped], reason="aún hace falta")
            listed.remove(dropped)
    counts = office.folios(listed)
    pieces = sum(int(line.split()[1]) for line in counts.splitlines())
    office.do("carmen", "documents.destroy.list", case, counts=counts)
    if troubled:
        office.do("pilar", "documents.destroy.reopen", case, reason="falta contar otra vez")
        office.do("carmen", "documents.destroy.list", case, counts=counts)
    office.refused("not-your-role", "carmen", "documents.destroy.sign", case)
    office.do(LEADER, "documents.destroy.sign", case)
    seal = office.seal()
    office.do("pilar", "documents.destroy.seal", case, counts=counts, seal=seal, place=office.safe)
    body = {
        "body": office.places["authority"],
        "receiver": "E. Soler",
        "receipt": f"R-{case.pk}",
        "items": len(listed),
        "pieces": pieces,
    }
    office.do("pilar", "documents.destroy.deliver", case, seal=seal, **body)
    # Of the highest level two see it.
    others = ["vera"] if Thing.objects.filter(code__in=listed, rank__gte=40).exists() else []
    end = {
        "method": "incineración", "where": "horno de la autoridad", "witness": INSPECTOR, "others": others, "counts": counts,
    }  # fmt: skip
    office.do("pilar", "documents.destroy.carry_out", case, seal=seal, **end)
    if troubled:
        office.do(INSPECTOR, "documents.destroy.dispute", case, reason="no vi arder el segundo saco")
        back = {"seal": seal, "items": len(listed), "pieces": pieces, "place": office.safe}
        office.do("pilar", "documents.destroy.bring_back", case, reason="se cerró el horno", **back)
        office.do("pilar", "documents.destroy.deliver", case, seal=seal, **body)
        office.do("pilar", "documents.destroy.carry_out", case, seal=seal, **end)
    office.refused("not-your-role", "pilar", "documents.destroy.witness", case)
    for other in others:
        office.do(other, "documents.destroy.attend", case)
    office.do(INSPECTOR, "documents.destroy.witness", case)
    office.do("carmen", "documents.destroy.certify", case, authority=f"AD-2026/{case.pk}", authority_on="hoy")
    for n, _told in enumerate(originators(case), start=1):
        office.do("carmen", "office.form.print", form="destruction-notice", target=f"{case.pk}/{n}")
    office.do("carmen", "documents.destroy.close", case)


def not_destroyed(office: Office) -> None:
    """One batch is declined; another is sealed, opened again, and withdrawn."""
    found = office.take(wanted=lambda paper: paper.rank < 40)
    if found is None:
        return
    paper, copy = found
    facts = {"things": [copy], "reason": "sin vigencia", "authorisation": "AD-2026/1"}
    case: Any = office.do("carmen", "documents.destroy.propose", **facts).case
    counts = office.folios([copy])
    office.do("carmen", "documents.destroy.list", case, counts=counts)
    office.do(LEADER, "documents.destroy.decline", case, reason="aún está en vigor")
    case = office.do("carmen", "documents.destroy.propose", **facts).case
    office.do("carmen", "documents.destroy.list", case, counts=counts)
    office.do(LEADER, "documents.destroy.sign", case)
    office.do("pilar", "documents.destroy.seal", case, counts=counts, seal=office.seal(), place=office.safe)
    office.do("pilar", "documents.destroy.unseal", case, counts=counts, reason="lo pide el líder", place=office.safe)
    office.do("carmen", "documents.destroy.withdraw", case, reason="aún está en vigor")
    paper.free.append(copy)


def emergency_plan(office: Office) -> None:
    rows = Place.objects.filter(stage="in_use", kind__in=("safe", "counter")).order_by("pk")
    order = "\n".join(f"{row.code}; horno del sótano; encargada de guardia" for row in rows)
    case = office.do(HEAD, "documents.emergency_plan.draft", order=order).case
    office.do("carmen", "documents.emergency_plan.withdraw", case, reason="falta el horno nuevo")
    case = office.do(HEAD, "documents.emergency_plan.draft", order=order).case
    office.do(LEADER, "documents.emergency_plan.approve", case)
    office.do(HEAD, "documents.emergency_plan.review", case)


def emergency(office: Office) -> None:
    """Fire in the lowest safe: declared by one, attested by another, confirmed by the leader; one thing is found."""
    low = office.places["low"]
    inside = [register(office, draw(office) | {"level": "DL", "place": low, "copies": 1}) for _ in range(3)]
    for paper in inside:
        office.papers.remove(paper)
    with_a_reader = next((one for one in office.readers if one.login != "nuria" and one.unit == inside[0].unit), None)
    loan = with_a_reader and office.unless(
        "overdue-first", with_a_reader.login, "documents.lend.request", copy=inside[0].free[0], reason="informe"
    )
    if loan:
        office.do(LEADER, "documents.lend.approve", loan.case)
        loan = office.unless("overdue-first", "carmen", "documents.lend.hand_over", loan.case, folios=inside[0].folios)
    case: Any = office.do(
        "pilar", "documents.emergency.declare", place=low, reason="fuego en la sala", method="horno"
    ).case
    if loan:
        burnt = {"things": [inside[0].free[0]], "reason": "ardió con la mesa"}
        office.do("carmen", "documents.emergency.include", case, **burnt)
    saved, *gone = sorted(remaining(case), key=lambda thing: thing.code != inside[-1].free[0])
    office.do(
        "carmen",
        "documents.emergency.found",
        case,
        counts=f"{saved.code} {saved.pieces}",
        place=office.safe,
        account="estaba fuera",
    )
    lost = [thing.code for thing in gone]
    office.burn = [code for code in office.burn if code not in lost]
    for paper in office.papers:
        paper.free = [code for code in paper.free if code not in lost]
    for start in range(0, len(lost), MOST):
        office.do("carmen", "documents.emergency.attest", case, things=lost[start : start + MOST])
        office.do(LEADER, "documents.emergency.confirm", case, things=lost[start : start + MOST])
    for row in Discrepancy.objects.filter(copy__thing=saved, stage="open"):
        office.do(LEADER, "documents.discrepancy.conclude", row, conclusion="no ardió")
    office.do("carmen", "documents.emergency.regularise", case)
