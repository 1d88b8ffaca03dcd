# SPDX-License-Identifier: EUPL-1.2
"""Form 26: the emergency plan, and the record of what was destroyed in an emergency. As it stood when it was printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from precinto.access.decide import Subject
from precinto.custody import codes
from precinto.custody.models import Place, PlaceKind, Thing
from precinto.documents.destroying import queries
from precinto.documents.destroying.models import Certificate, Emergency, Evacuation, Plan, Verdict
from precinto.documents.destroying.printing import (
    Hands,
    acts_of,
    highest,
    label_then,
    number_like,
    numbered,
    things_seen,
)
from precinto.documents.destroying.procedures import EMERGENCY, EVACUATION, PLAN
from precinto.documents.printing import blocks, past, sheets
from precinto.documents.printing.sheets import Found, Paper, moment
from precinto.labels.label import Label
from precinto.ledger.models import Entry
from precinto.office import schemes


def _emptied_by(key: int) -> Iterator[tuple[str, int]]:
    """A place is none of the office's while it is declared destroyed."""
    for case in Emergency.objects.filter(places__place=key).values_list("pk", flat=True):
        yield EMERGENCY.name, case


def _opened_by(key: int) -> Iterator[tuple[str, int]]:
    """A refuge comes into being with its evacuation."""
    for case in Evacuation.objects.filter(refuge=key).values_list("pk", flat=True):
        yield EVACUATION.name, case


past.touches("custody.place", _emptied_by, by=EMERGENCY.name)
past.touches("custody.place", _opened_by, by=EVACUATION.name)


def find_plan(target: str, who: Subject) -> Found | None:
    plan = Plan.objects.filter(pk=int(target)).first() if number_like(target) else None
    return Found(str(plan.pk), plan, acts_of(PLAN.name, plan.pk)) if plan is not None else None


def plan(found: Found, paper: Paper) -> dict[str, Any]:
    hands = Hands(PLAN.name, found.row.pk, paper)
    then = past.as_it_was(found.row, PLAN.name, paper.entry)
    return blocks.body(
        blocks.facts(
            [
                (_("Plan"), then.name),
                (_("Stage"), PLAN.stages[then.stage]),
                (_("Approved"), hands.at("approve")),
                (_("To be reviewed before"), moment(then.due)),
            ]
        ),
        blocks.sentence(
            _("In this order. An emergency is declared at once, and put in order the next working day."),
            strong=True,
        ),
        blocks.table(
            [_("Order"), _("Place"), _("Highest level"), _("How"), _("Who"), _("Carried to, if it can be saved")],
            [
                (
                    line.number,
                    _place(line.place, paper),
                    _level(paper.then.place(line.place).rank),
                    line.method,
                    line.who,
                    _place(line.refuge, paper) if line.refuge is not None else "",
                )
                for line in found.row.lines.select_related("place", "refuge").order_by("number")
            ],
            widths=(1, 4, 3, 4, 4, 4),
        ),
        blocks.signatures((_("Drafted by"), hands.name("draft")), (_("Leader"), hands.name("approve"))),
    )


def _place(place: Place, paper: Paper) -> str:
    """A place under the name that it had: the plan that was printed goes on saying where the key of that day is kept."""
    return f"{paper.then.place(place).name} ({codes.pretty(place.code)})"


def _level(rank: int) -> str:
    level = schemes.own().at_least(rank)
    return level.short if level is not None else ""


@dataclass(frozen=True)
class Declared:
    """A thing that was declared destroyed, with the folios that it had."""

    thing: Thing
    pieces: int


def find_emergency(target: str, who: Subject) -> Found | None:
    row = Emergency.objects.filter(pk=int(target)).first() if number_like(target) else None
    acts = past.acts(EMERGENCY.name, row.pk) if row is not None else []
    if row is None or not things_seen([one.thing for one in _declared(row, acts)], who):
        return None
    return Found(str(row.pk), row, [entry.act for entry in acts])


def _declared(row: Emergency, acts: Iterable[Entry]) -> list[Declared]:
    """What lay in the places, and in the bags there, when they were declared destroyed, and what was included later."""
    places = list(row.places.values_list("place", flat=True))
    found: dict[int, Declared] = {}
    for entry in acts:
        if entry.step in ("declare", "include"):
            moves = past.last_moves(entry)
            inside = moves.filter(to_place__in=places).values("thing")
            bags = list(Place.objects.filter(kind=PlaceKind.BAG, container__in=inside).values_list("pk", flat=True))
            here = moves.filter(to_place__in=[*places, *bags]).select_related("thing__copy__document")
            for move in here.prefetch_related("thing__copy__document__scope"):
                found.setdefault(move.thing_id, Declared(move.thing, move.pieces))
    return [one for _key, one in sorted(found.items())]


def emergency(found: Found, paper: Paper) -> dict[str, Any]:
    """Before it is put in order: the list to go through with a pencil. After it: what came of each."""
    row: Emergency = found.row
    then, hands = past.as_it_was(row, EMERGENCY.name, paper.entry), Hands(EMERGENCY.name, row.pk, paper)
    of_it = [(EMERGENCY.name, row.pk)]
    verdicts = {one["thing_id"]: one for one in past.rows_then("destroying.verdict", of_it, paper.entry).values()}
    given = past.rows_then("destroying.certificate", of_it, paper.entry)
    number = Certificate.objects.filter(pk__in=given).first()
    declared = paper.of(EMERGENCY.name, row.pk, DECLARING)
    return blocks.body(
        blocks.facts(
            [
                (_("Emergency"), then.name),
                (_("Declared"), moment(then.declared_at)),
                (_("Method"), then.method),
                (_("Stage"), EMERGENCY.stages[then.stage]),
                (_("Certificate no."), number.full_number if number else ""),
            ]
        ),
        blocks.facts([(_("What happened"), then.reason)], columns=1),
        blocks.table(
            [_("No."), _("Code"), _("Document and copy"), _("Level"), _("Folios"), _("What came of it")],
            [
                (
                    n,
                    codes.pretty(one.thing.code),
                    _document(one.thing, declared),
                    _level(label_then(one.thing, declared).rank),
                    verdicts[one.thing.pk]["pieces"] if one.thing.pk in verdicts else one.pieces,
                    Verdict.State(verdicts[one.thing.pk]["state"]).label if one.thing.pk in verdicts else "",
                )
                for n, one in enumerate(_declared(row, past.acts(EMERGENCY.name, row.pk, paper.entry)), start=1)
            ],
            widths=(1, 4, 4, 2, 2, 4),
            right=(4,),
        ),
        blocks.signatures(
            (_("Declared by"), hands.name("declare")),
            (_("Attested by"), hands.name("attest")),
            (_("Leader"), hands.name("confirm")),
        ),
    )


DECLARING = ("declare",)  # what burns is what it was then, whatever becomes of its other copies


def _document(thing: Thing, paper: Paper) -> str:
    copy = queries.copy_of(thing)
    return numbered(copy, paper) if copy is not None else str(thing.get_kind_display())


def emergency_label(found: Found, paper: Paper) -> Label:
    things = [one.thing for one in _declared(found.row, past.acts(EMERGENCY.name, found.row.pk, paper.entry))]
    return highest(things, paper, paper.of(EMERGENCY.name, found.row.pk, DECLARING))


sheets.register(sheets.Form("emergency-plan", "1.6", find_plan, plan, title=gettext_lazy("Emergency destruction plan")))
sheets.register(
    sheets.Form(
        "emergency-record",
        "1.6",
        find_emergency,
        emergency,
        label_then=emergency_label,
        title=gettext_lazy("Record of an emergency destruction"),
    )
)
