# SPDX-License-Identifier: EUPL-1.2
"""Destruction on the page of any case: batches, legal holds, waste bags, sweeps, the emergency plan, emergencies.

A leader signs what stands on a list without being a reader of it: a line of a document out of scope shows its code and its level,
and neither why nor on whose order it is destroyed.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from precinto.custody.models import Thing
from precinto.documents.destroying import printing, queries
from precinto.documents.destroying.models import (
    Batch,
    Carried,
    Certificate,
    Emergency,
    Evacuation,
    Hold,
    Overlong,
    Plan,
    Sweep,
    WasteBag,
)
from precinto.documents.destroying.rules import NOTICE
from precinto.procedures.model import Actor
from precinto.web.offers import HIDDEN
from precinto.web.papers import Paper
from precinto.web.rooms import Cell, Lines, show
from precinto.web.templatetags.precinto import day, due, own_level, pretty, when


def code_cell(thing: Thing, seen: bool) -> Cell:
    copy = queries.copy_of(thing)
    address = f"/registro/{copy.document_id}/#{thing.code}" if copy is not None and seen else ""
    return Cell(pretty(thing.code), address, "code")


def what(thing: Thing) -> str:
    copy = queries.copy_of(thing)
    if copy is not None:
        return f"{copy.document.full_number} · {copy.number}/{copy.document.total}"
    return str(thing.get_kind_display())


def where(thing: Thing) -> Cell:
    if thing.person is not None:
        return Cell(thing.person.name, mark="warn")
    return Cell(str(thing.place or ""))


# ---- batches


def certificate(case: Batch | Emergency) -> str:
    row: Certificate | None = getattr(case, "certificate", None)
    return row.full_number if row is not None else ""


def of_authority(case: Batch) -> str:
    row: Certificate | None = getattr(case, "certificate", None)
    return f"{row.authority}, {day(row.authority_on)}" if row is not None else ""


def batch_lines(case: Batch, actor: Actor) -> list[Lines]:
    rows = case.lines.select_related("thing__place", "thing__person", "thing__copy__document")
    found = []
    for line in rows.prefetch_related("thing__copy__document__scope").order_by("number"):
        seen = queries.seen(line.thing, actor.subject)
        struck = str(_("taken off")) if line.removed else ""
        said = (line.removed_why or line.reason) if seen else "…"
        found.append(
            [
                Cell(line.number, mark="number"),
                code_cell(line.thing, seen),
                Cell(what(line.thing)),
                Cell(own_level(line.thing.rank)),
                Cell(line.pieces, mark="number"),
                Cell(" · ".join(part for part in (struck, said, line.authorisation if seen else "") if part)),
                where(line.thing),
            ]
        )
    head = [_("No."), _("Code"), _("What it is"), _("Level"), _("Folios"), _("Reason and order"), _("Where it is")]
    return [Lines("lines", _("One by one"), head, found, _("Nothing is on the list yet."))]


def others(case: Batch) -> str:
    """The other witnesses while they confirm, each with the time at which it was done. After that the acts tell it."""
    rows = case.named() if case.stage == "carried_out" else ()
    return ", ".join(f"{row.person.name} ({when(row.confirmed_at) if row.confirmed_at else '—'})" for row in rows)


def batch_papers(case: Batch, actor: Actor) -> list[Paper]:
    lines = queries.live_lines(case)
    if not all(queries.seen(line.thing, actor.subject) for line in lines):
        return []
    key = str(case.pk)
    offered = [
        ("destruction-list", _("Print the list"), printing.LISTED),
        ("destruction-sealing", _("Print the record of sealing"), printing.SEALED),
        ("destruction-delivery", _("Print the record of delivery"), printing.DELIVERED),
        ("destruction-certificate", _("Print the certificate"), printing.CERTIFIED),
    ]
    found = [Paper(form, key, words) for form, words, stages in offered if case.stage in stages]
    if case.stage in printing.CERTIFIED:
        words = _("Print the communication to %(name)s")
        for n, (name, _lines) in enumerate(queries.originators(case, lines), start=1):
            found.append(Paper(NOTICE, f"{key}/{n}", words % {"name": name or "—"}))
    return found


show(
    Batch,
    columns=[
        (_("Batch"), "name"),
        (_("Why it is destroyed"), "reason"),
        (_("Due"), lambda case: due(case.due) if case.due else ""),
        (_("Bag"), lambda case: pretty(case.bag.code) if case.bag else ""),
        (_("Number of the seal"), "seal"),
        (_("Destruction authority"), "body"),
        (_("Received by"), "receiver"),
        (_("Receipt"), "receipt"),
        (_("Method"), "method"),
        (_("Where"), "destroyed_where"),
        (_("Carried out"), "carried_out_at"),
        (_("Witness"), "witness"),
        (_("Other witnesses"), others),
        (_("Certificate no."), lambda case: certificate(case) if case.stage in printing.CERTIFIED else ""),
        (
            _("Certificate of the authority"),
            lambda case: of_authority(case) if case.stage in printing.CERTIFIED else "",
        ),
    ],
    reads=("bag", "body", "witness", "certificate"),
    lines=batch_lines,
    papers=batch_papers,
)


# With one witness there is nobody to confirm before.
HIDDEN["documents.destroy", "attend"] = lambda case, actor: not case.awaited()

# ---- legal holds, waste


show(
    Hold,
    columns=[
        (_("Document"), lambda case: case.document.full_number if case.document else ""),
        (_("Code"), lambda case: pretty(case.thing.code) if case.thing else ""),
        (_("Why it must be kept"), "reason"),
        (_("Court, inquiry or order (reference)"), "reference"),
    ],
    reads=("document", "thing__copy"),
)


def waste_lines(case: WasteBag, actor: Actor) -> list[Lines]:
    rows = [
        [
            Cell(entry.number, mark="number"),
            Cell(entry.get_kind_display()),
            Cell(entry.pages, mark="number"),
            Cell(own_level(entry.rank)),
            Cell(entry.origin),
        ]
        for entry in case.entries.order_by("number")
    ]
    head = [_("No."), _("What went in"), _("Pages"), _("Level"), _("Where it comes from")]
    return [Lines("lines", _("What is in the bag"), head, rows, _("Nothing yet."))]


show(
    WasteBag,
    columns=[
        (_("Waste bag"), "name"),
        (_("Code"), lambda case: pretty(case.thing.code) if case.thing else ""),
        (_("Pages"), lambda case: case.thing.pieces if case.thing else ""),
        (_("Number of the seal"), "seal"),
        (_("Where it is"), lambda case: str(case.thing.place or "") if case.thing else ""),
        (_("Due"), lambda case: due(case.due) if case.due else ""),
    ],
    reads=("thing__place",),
    lines=waste_lines,
    papers=lambda case, actor: [Paper("label", case.thing.code, _("Print the label"))] if case.thing else [],
)


# ---- sweeps


def sweep_lines(case: Sweep, actor: Actor) -> list[Lines]:
    rows = []
    for line in queries.this_round(case):
        seen = queries.seen(line.thing, actor.subject)
        gone = line.state == Overlong.State.PENDING and not queries.still_kept(line.thing)
        decided = str(_("Nothing is left to decide")) if gone else line.get_state_display()
        extended = line.until is not None and line.state == Overlong.State.EXTENDED
        rows.append(
            [
                code_cell(line.thing, seen),
                Cell(what(line.thing)),
                Cell(own_level(line.thing.rank)),
                where(line.thing),
                Cell(when(line.since)),
                Cell(when(line.ended)),
                Cell(
                    f"{decided} · {day(line.until)}" if extended else decided,
                    mark="good" if gone else _mark(line.state),
                ),
                Cell(line.reason if seen else ""),
                Cell(line.batch.name if line.batch else ""),
            ]
        )
    head = [
        _("Code"), _("What it is"), _("Level"), _("Where it is"), _("Since"), _("Its term ended"), _("Decision"), _("Reason"), _("Batch"),
    ]  # fmt: skip
    return [Lines("lines", _("Over its term"), head, rows, _("Nothing was over its term."))]


def _mark(state: str) -> str:
    return "warn" if state == Overlong.State.PENDING else "good"


show(
    Sweep,
    columns=[
        (_("What is looked through"), "name"),
        (_("Due"), lambda case: due(case.due) if case.due else ""),
        (_("Rounds"), "rounds"),
        (_("More over its term than one round lists"), lambda case: case.left_over or ""),
    ],
    lines=sweep_lines,
)


# ---- the emergency plan, and emergencies


def plan_lines(case: Plan, actor: Actor) -> list[Lines]:
    rows = [
        [
            Cell(line.number, mark="number"),
            Cell(f"{line.place.name} ({pretty(line.place.code)})"),
            Cell(own_level(line.place.rank)),
            Cell(line.method),
            Cell(line.who),
            Cell(f"{line.refuge.name} ({pretty(line.refuge.code)})" if line.refuge is not None else ""),
        ]
        for line in case.lines.select_related("place", "refuge").order_by("number")
    ]
    head = [_("Order"), _("Place"), _("Highest level"), _("How"), _("Who"), _("Carried to, if it can be saved")]
    return [Lines("lines", _("Order of priority"), head, rows)]


show(
    Plan,
    columns=[(_("Plan"), "name"), (_("To be reviewed before"), lambda case: due(case.due) if case.due else "")],
    lines=plan_lines,
    papers=lambda case, actor: [Paper("emergency-plan", str(case.pk), _("Print the plan"))],
)

SHOWN = 200


def emergency_lines(case: Emergency, actor: Actor) -> list[Lines]:
    left: Iterable[Thing] = queries.remaining(case)[:SHOWN]
    states = {verdict.thing_id: verdict.get_state_display() for verdict in case.verdicts.all()}
    judged = queries.with_copies(Thing.objects.filter(emergency_verdicts__emergency=case).order_by("pk"))[:SHOWN]

    def row(thing: Thing) -> list[Cell]:
        return [
            code_cell(thing, queries.seen(thing, actor.subject)),
            Cell(what(thing)),
            Cell(own_level(thing.rank)),
            Cell(thing.pieces, mark="number"),
            Cell(states.get(thing.pk, "")),
            where(thing),
        ]

    head = [_("Code"), _("What it is"), _("Level"), _("Folios"), _("What came of it"), _("Where it is")]
    return [
        Lines("left", _("Still to be accounted for"), head, [row(thing) for thing in left], _("Nothing is left.")),
        Lines("lines", _("Accounted for"), head, [row(thing) for thing in judged], _("Nothing yet.")),
    ]


show(
    Emergency,
    columns=[
        (_("Emergency"), "name"),
        (_("What happened"), "reason"),
        (_("Method"), "method"),
        (_("Declared"), "declared_at"),
        (_("Due"), lambda case: due(case.due) if case.due else ""),
        (_("Places"), lambda case: ", ".join(row.place.name for row in case.places.select_related("place"))),
        (_("Certificate no."), lambda case: certificate(case) if case.stage == "regularised" else ""),
    ],
    lines=emergency_lines,
    papers=lambda case, actor: [Paper("emergency-record", str(case.pk), _("Print the record"))],
)


# ---- evacuations


def evacuation_lines(case: Evacuation, actor: Actor) -> list[Lines]:
    left = queries.to_carry(case).count()
    known = {row.thing_id: row for row in Carried.objects.filter(evacuation=case)}
    things = queries.with_copies(Thing.objects.filter(carried__evacuation=case).order_by("pk"))[:SHOWN]

    def row(thing: Thing) -> list[Cell]:
        one = known[thing.pk]
        counts = ["" if n is None else n for n in (one.counted, one.recounted)]
        return [
            code_cell(thing, queries.seen(thing, actor.subject)),
            Cell(what(thing)),
            Cell(own_level(thing.rank)),
            Cell(thing.pieces, mark="number"),
            *(Cell(n, mark="number") for n in counts),
            Cell(_("higher than the place") if one.above else "", mark="warn" if one.above else ""),
            where(thing),
        ]

    head = [
        _("Code"), _("What it is"), _("Level"), _("Folios"), _("First count"), _("Second count"), _("Exception"), _("Where it is"),
    ]  # fmt: skip
    rows = [row(thing) for thing in things]
    found = [Lines("lines", _("Carried off"), head, rows, _("Nothing yet."))]
    if left:
        waits = [[Cell(left, mark="number"), Cell(_("Carry the rest"), mark="warn")]]
        found.insert(0, Lines("left", _("Still to be carried"), [_("Things"), _("What to do")], waits))
    return found


show(
    Evacuation,
    columns=[
        (_("Evacuation"), "name"),
        (_("What happened"), "reason"),
        (_("When"), "occurred_at"),
        (_("Places"), lambda case: ", ".join(row.place.name for row in case.emptied.select_related("place"))),
        (_("Where it is carried to"), "target"),
        (_("Due"), lambda case: due(case.due) if case.due else ""),
    ],
    reads=("target", "refuge"),
    lines=evacuation_lines,
)
