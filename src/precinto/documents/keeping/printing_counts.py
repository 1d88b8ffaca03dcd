# SPDX-License-Identifier: EUPL-1.2
"""Forms 10 and 11: the certificate of an inventory, with conformity or objections, and the record of a hand-over.

They are for whoever may see every thing that was read or missed: a count says where things are.
"""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from precinto.access.decide import Subject
from precinto.custody import codes
from precinto.custody.models import Movement, Thing
from precinto.documents.keeping import queries
from precinto.documents.keeping.models import Difference, DifferenceKind, Inventory, Outcome, Relief, Scan
from precinto.documents.keeping.printing import Lying, acts_of, as_they_lay
from precinto.documents.keeping.procedures import DIFFERENCE, INVENTORY, RELIEF
from precinto.documents.printing import blocks, past, render, sheets
from precinto.documents.printing.sheets import Found, Paper, moment
from precinto.labels.label import Label
from precinto.ledger.models import Entry
from precinto.office import schemes
from precinto.procedures.model import REGISTRY, Procedure

CERTIFIED = ("certified", "objected", "agreed")
past.touches(
    "keeping.inventory",
    lambda key: [(RELIEF.name, pk) for pk in Relief.objects.filter(inventory=key).values_list("pk", flat=True)],
)
past.touches(
    "keeping.difference",
    lambda key: [(INVENTORY.name, pk) for pk in Inventory.objects.filter(differences=key).values_list("pk", flat=True)],
)


class Hands:
    """Who took each step of a case up to the printing, and when: the newest act of each."""

    def __init__(self, procedure: Procedure, key: int, paper: Paper) -> None:
        self.steps: dict[str, Entry] = {entry.step: entry for entry in past.acts(procedure.name, key, paper.entry)}
        self.people = paper.then.names([key for entry in self.steps.values() for key in (entry.person, entry.giver)])
        self.lang = paper.lang

    def name(self, *steps: str) -> str:
        entry = self._last(steps)
        return sheets.who_did(entry, self.people, self.lang) if entry is not None else ""

    def at(self, *steps: str) -> str:
        entry = self._last(steps)
        return moment(entry.at) if entry is not None else ""

    def _last(self, steps: tuple[str, ...]) -> Entry | None:
        return max((self.steps[step] for step in steps if step in self.steps), key=lambda e: e.pk, default=None)


def _counted(inventory: Inventory) -> list[Thing]:
    """Everything that was read, and everything that was missed."""
    read = Thing.objects.filter(scans__inventory=inventory)
    missed = Thing.objects.filter(differences__inventory=inventory)
    return list((read | missed).distinct())


def _out(inventory: Inventory) -> list[Thing]:
    """What was out when the whole office was counted."""
    moves = queries.out_then(inventory).select_related("thing") if inventory.out else ()
    return [move.thing for move in moves]


def _key(target: str) -> int:
    return int(target) if re.fullmatch("[0-9]{1,15}", target) else 0


# ---- form 10


def find_inventory(target: str, who: Subject) -> Found | None:
    row = Inventory.objects.select_related("root").filter(pk=_key(target)).first()
    if row is None or queries.hidden_things([*_counted(row), *_out(row)], who):
        return None
    return Found(str(row.pk), row, acts_of(INVENTORY.name, row.pk))


def certificate(found: Found, paper: Paper) -> dict[str, Any]:
    then, hands = past.as_it_was(found.row, INVENTORY.name, paper.entry), Hands(INVENTORY, found.row.pk, paper)
    differ = _differences(found.row, paper)
    if not then.conformity:
        verdict = _("WITH OBJECTIONS: what was counted does not agree with the books in what is listed below.")
    elif differ:
        verdict = _("IN CONFORMITY: what differed was found or explained, one by one, as listed below.")
    else:
        verdict = _("IN CONFORMITY: what was counted agrees with the books.")
    counters = Scan.objects.filter(inventory=then.pk).values_list("person", flat=True).distinct()
    return blocks.body(
        blocks.facts(
            [
                (_("What was counted"), paper.then.place(then.root).name if then.root else _("The whole office")),
                *_session(then),
                (_("Who counted"), ", ".join(sorted(paper.then.names(list(counters)).values()))),
                (_("Signed by the head"), hands.at("certify", "answer")),
            ]
        ),
        blocks.facts([(_("Digest of what was expected"), render.Exact(then.digest))], columns=1),
        blocks.heading(_("Places counted")),
        blocks.sentence(
            ", ".join(f"{paper.then.place(stop.place).name} ({codes.pretty(stop.place.code)})" for stop in queries.stops_of(then))
        ),
        blocks.heading(_("Result")),
        blocks.table(
            [_("What was counted"), _("Things")],
            [
                (_("Expected by the books"), then.expected),
                (_("Found in their place"), then.found),
                (_("Moved by recorded acts during the count"), then.moved),
                (_("Come in during the count"), then.since),
                (_("Missing"), then.missing),
                (_("Misplaced"), then.misplaced),
                (_("Unknown to the books"), then.unknown),
                *([(_("Out, on receipt, by the records"), then.out)] if then.out is not None else []),
            ],
            widths=(5, 1), right=(1,),
        ),
        blocks.sentence(verdict, strong=True),
        *_outside(found.row, then),
        *differ,
        *_authority(then, hands),
        blocks.signatures(
            (_("Head of the service"), hands.name("certify", "answer")),
            (_("For the authority"), hands.name("agree", "object")),
        ),
    )  # fmt: skip


def _outside(inventory: Inventory, then: Inventory) -> list[blocks.Block | None]:
    """What was with readers, with other bodies or on its way: by holder, with the act that its receipt is of. It was not read."""
    if not then.out:
        return []
    moves = queries.out_then(inventory).select_related("thing", "to_person", "to_place__container")
    acts = {move.act for move in moves}
    entries = {entry.act: entry for entry in Entry.objects.filter(act__in=acts, kind="act").defer("body")}
    rows = sorted(
        (_holder(move), _by(entries.get(move.act)), moment(move.at), codes.pretty(move.thing.code)) for move in moves
    )
    return [
        blocks.heading(_("Out, on receipt")),
        blocks.sentence(
            _("%(n)s things were out when the count was opened. The records say where they are: they were not read, and are not part "
              "of what was counted.") % {"n": then.out}
        ),
        blocks.table([_("Holder"), _("By which act"), _("Since"), _("Code")], rows, widths=(5, 5, 3, 4)),
    ]  # fmt: skip


def _holder(move: Movement) -> str:
    if move.to_person is not None:
        return move.to_person.name
    bag = move.to_place.container if move.to_place is not None else None
    return _("Sealed in %(code)s") % {"code": codes.pretty(bag.code)} if bag is not None else str(move.to_place)


def _by(entry: Entry | None) -> str:
    of = REGISTRY.get(entry.procedure) if entry is not None else None
    return f"{of.title}, {of.steps[entry.step].title} ({entry.case})" if of is not None and entry is not None else ""


def _session(then: Inventory) -> list[tuple[str, Any]]:
    return [
        (_("Inventory"), then.name),
        (_("Kind of inventory"), then.get_plan_display()),
        (_("Count opened"), moment(then.opened_at)),
        (_("Count closed"), moment(then.closed_at)),
    ]


def _authority(then: Inventory, hands: Hands) -> list[blocks.Block | None]:
    """What the superior authority answered; before it has, the room to do so in ink."""
    told = (_("Objections of the authority"), then.objections), (_("Answer to the objections"), then.answer)
    given = [pair for pair in told if pair[1]]
    heading = blocks.heading(_("Answer of the authority"))
    if then.stage == "agreed":
        agreed = (_("Agreed to"), hands.at("agree"))
        return [heading, blocks.facts([agreed, *given], columns=1)]
    if then.stage == "objected":
        return [heading, blocks.facts([(_("Objected to"), hands.at("object")), *given], columns=1)]
    open_ = [(_("In conformity"), "☐"), (_("With objections"), "☐"), (_("Objections"), blocks.INK)]
    return [heading, blocks.facts([*given, *open_], columns=1)]


def _differences(row: Inventory, paper: Paper) -> list[blocks.Block | None]:
    drawn = past.acts(INVENTORY.name, row.pk, paper.entry)
    known = past.rows_then("keeping.difference", [(INVENTORY.name, row.pk)], paper.entry) if drawn else {}
    found = Difference.objects.filter(pk__in=list(known)).select_related("books_person", "books_place", "found_at")
    lines = []
    for n, one in enumerate(found.order_by("kind", "code"), start=1):
        was = past.as_it_was(one, DIFFERENCE.name, paper.entry)
        state = " · ".join(text for text in (str(DIFFERENCE.stages[was.stage]), was.conclusion) if text)
        books, read = (
            paper.then.holder(one.books_person, one.books_place),
            paper.then.holder(None, one.found_at),
        )
        lines.append((n, one.get_kind_display(), codes.pretty(one.code), books, read, state))
    if not lines:
        return []
    head = [_("No."), _("Difference"), _("Code"), _("By the books"), _("Found in"), _("State")]
    return [blocks.heading(_("Differences")), blocks.table(head, lines, widths=(2, 5, 7, 6, 6, 9), right=(0,))]


# ---- form 11


def find_relief(target: str, who: Subject) -> Found | None:
    rows = Relief.objects.select_related("inventory__root", "outgoing__unit", "incoming__unit", "root")
    row = rows.filter(pk=_key(target)).first()
    if row is None or row.inventory is None or queries.hidden_things(_counted(row.inventory), who):
        return None
    entries = [*past.acts(RELIEF.name, row.pk), *past.acts(INVENTORY.name, row.inventory.pk)]
    return Found(str(row.pk), row, [entry.act for entry in sorted(entries, key=lambda entry: entry.pk)])


def counted(found: Found) -> bool:
    """Before the count is closed, what is expected is told to nobody."""
    return found.row.inventory.closed_at is not None


def _counted_then(found: Found, paper: Paper) -> list[Lying]:
    keys = [thing.pk for thing in _counted(found.row.inventory)]
    return as_they_lay(past.last_moves(paper.entry).filter(thing__in=keys), paper.entry)


def relief_label(found: Found, paper: Paper) -> Label | None:
    return sheets.highest(one.label for one in _counted_then(found, paper))


def relief(found: Found, paper: Paper) -> dict[str, Any]:
    row: Relief = found.row
    then, hands = past.as_it_was(row, RELIEF.name, paper.entry), Hands(RELIEF, row.pk, paper)
    inventory = past.as_it_was(row.inventory, INVENTORY.name, paper.entry) if row.inventory is not None else Inventory()
    things = _counted_then(found, paper)
    results = _results(inventory, paper)
    outgoing, incoming = paper.then.person(row.outgoing), paper.then.person(row.incoming)
    lines = [
        (n, codes.pretty(one.thing.code), one.name, schemes.level_of(one.label).short, one.pieces, *results.get(one.thing.pk, ("", "")))
        for n, one in enumerate(things, start=1)
    ]  # fmt: skip
    head = [_("No."), _("Code"), _("Document and copy"), _("Level"), _("Folios"), _("Where it was read"), _("Result")]
    pieces = sum(one.pieces for one in things)
    return blocks.body(
        blocks.facts(
            [
                (_("Who hands over"), f"{outgoing.name} ({codes.pretty(outgoing.code)})"),
                (_("Who takes over"), f"{incoming.name} ({codes.pretty(incoming.code)})"),
                (_("What is handed over"), paper.then.place(row.root).name if row.root else _("The whole office")),
                *_session(inventory),
            ]
        ),
        blocks.facts([(_("Reason"), then.reason), (_("Objections of who takes over"), then.remarks)], columns=1),
        blocks.heading(_("Inventory, counted before both")),
        blocks.table(head, lines, widths=(2, 7, 7, 3, 3, 6, 5), right=(0, 4)) if lines else blocks.sentence(_("Nothing lies in it.")),
        blocks.sentence(_("%(things)s things, %(pieces)s folios and pieces.") % {"things": len(things), "pieces": pieces}, strong=True),
        *(_differences(row.inventory, paper) if row.inventory is not None else []),
        blocks.heading(_("Signed")),
        blocks.facts(
            [
                (_("Who hands over"), hands.at("hand_over")),
                (_("Who takes over"), hands.at("take_over")),
                (_("Chief who conforms"), hands.at("conform")),
            ]
        ),
        blocks.sentence(_("The combinations that the outgoing holder knows are changed with this hand-over.")),
        blocks.signatures(
            (_("Who hands over"), outgoing.name), (_("Who takes over"), incoming.name),
            (_("Chief who conforms"), hands.name("conform")),
        ),
    )  # fmt: skip


def _results(inventory: Inventory, paper: Paper) -> dict[int, tuple[str, str]]:
    """Of each thing, where it was read and what that meant; what was read nowhere is missing."""
    found: dict[int, tuple[str, str]] = {}
    for one in Difference.objects.filter(inventory=inventory.pk, kind=DifferenceKind.MISSING):
        if one.thing_id:
            found[one.thing_id] = "", str(one.get_kind_display())
    for scan in Scan.objects.filter(inventory=inventory.pk).select_related("place").order_by("pk"):
        if scan.thing_id and (scan.thing_id not in found or scan.outcome != Outcome.MISPLACED):
            found[scan.thing_id] = paper.then.place(scan.place).name, str(scan.get_outcome_display())
    return found


def _certified(found: Found) -> bool:
    return found.row.stage in CERTIFIED


sheets.register(
    sheets.Form("inventory-certificate", "1.3", find_inventory, certificate, ready=_certified,
                title=gettext_lazy("Certificate of inventory"))
)  # fmt: skip
sheets.register(
    sheets.Form("relief", "4.1", find_relief, relief, label_then=relief_label, ready=counted,
                title=gettext_lazy("Record of a hand-over"))
)  # fmt: skip
