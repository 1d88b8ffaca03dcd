# SPDX-License-Identifier: EUPL-1.2
"""Form 26: the emergency plan, and the record of what was destroyed in an emergency. As it stood when it was printed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from precinto.access.decide import Subject
from precinto.custody import codes
from precinto.custody.models import Thing
from precinto.documents.destroying import queries
from precinto.documents.destroying.models import Certificate, Emergency, Plan
from precinto.documents.destroying.printing import Hands, acts_of, highest, number_like, things_seen
from precinto.documents.destroying.procedures import EMERGENCY, PLAN
from precinto.documents.printing import blocks, past, sheets
from precinto.documents.printing.sheets import Found, Paper, moment
from precinto.labels.label import Label
from precinto.office import schemes


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
                    f"{line.place.name} ({codes.pretty(line.place.code)})",
                    _level(line.place.rank),
                    line.method,
                    line.who,
                    f"{line.refuge.name} ({codes.pretty(line.refuge.code)})" if line.refuge is not None else "",
                )
                for line in found.row.lines.select_related("place", "refuge").order_by("number")
            ],
            widths=(1, 4, 3, 4, 4, 4),
        ),
        blocks.signatures((_("Drafted by"), hands.name("draft")), (_("Leader"), hands.name("approve"))),
    )


def _level(rank: int) -> str:
    level = schemes.own().at_least(rank)
    return level.short if level is not None else ""


def find_emergency(target: str, who: Subject) -> Found | None:
    row = Emergency.objects.filter(pk=int(target)).first() if number_like(target) else None
    if row is None or not things_seen(_declared(row), who):
        return None
    return Found(str(row.pk), row, acts_of(EMERGENCY.name, row.pk))


def _declared(row: Emergency) -> list[Thing]:
    judged = queries.with_copies(Thing.objects.filter(emergency_verdicts__emergency=row))
    return [*queries.remaining(row), *judged.exclude(pk__in=queries.remaining(row).values("pk"))]


def emergency(found: Found, paper: Paper) -> dict[str, Any]:
    """Before it is put in order: the list to go through with a pencil. After it: what came of each."""
    row: Emergency = found.row
    then, hands = past.as_it_was(row, EMERGENCY.name, paper.entry), Hands(EMERGENCY.name, row.pk, paper)
    states = {verdict.thing_id: verdict.get_state_display() for verdict in row.verdicts.all()}
    number = Certificate.objects.filter(emergency=row).first()
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
                    codes.pretty(thing.code),
                    _document(thing),
                    _level(thing.rank),
                    thing.pieces,
                    states.get(thing.pk, ""),
                )
                for n, thing in enumerate(_declared(row), start=1)
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


def _document(thing: Thing) -> str:
    copy = queries.copy_of(thing)
    return (
        f"{copy.document.full_number} · {copy.number}/{copy.document.total}" if copy else str(thing.get_kind_display())
    )


def emergency_label(found: Found) -> Label:
    return highest(_declared(found.row))


sheets.register(sheets.Form("emergency-plan", "1.6", find_plan, plan, title=gettext_lazy("Emergency destruction plan")))
sheets.register(
    sheets.Form(
        "emergency-record",
        "1.6",
        find_emergency,
        emergency,
        label=emergency_label,
        title=gettext_lazy("Record of an emergency destruction"),
    )
)
