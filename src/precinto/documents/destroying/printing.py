# SPDX-License-Identifier: EUPL-1.2
"""Forms 8: the list, the records of sealing and delivery, the certificate, the communication to the classifying authority.

Each says what stood when it was printed: the rows are read back from the ledger. Long, because the papers of one batch are read
beside one another: what one of them says, the next one must not say otherwise.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from precinto.access.decide import Subject
from precinto.custody import codes
from precinto.custody.models import Thing
from precinto.documents.destroying import queries
from precinto.documents.destroying.models import Batch, Certificate, Line, Verdict
from precinto.documents.destroying.procedures import DESTROY, EMERGENCY
from precinto.documents.destroying.rules import NOTICE
from precinto.documents.models import Copy
from precinto.documents.printing import blocks, past, sheets
from precinto.documents.printing.of_documents import ENDS, Ended
from precinto.documents.printing.sheets import Found, Paper, day, moment
from precinto.labels.label import Label
from precinto.ledger.models import Entry
from precinto.office import schemes

SIGNED = ("signed", "sealed", "delivered", "carried_out", "destroyed", "certified", "closed")
SEALED = SIGNED[1:]
DELIVERED = SIGNED[2:]
CERTIFIED = SIGNED[5:]


def things_seen(things: list[Thing], who: Subject) -> bool:
    return all(queries.seen(thing, who) for thing in things)


def _batch(target: str) -> Batch | None:
    row = Batch.objects.select_related("bag", "body", "witness").filter(pk=int(target)) if number_like(target) else None
    return row.first() if row is not None else None


def number_like(text: str) -> bool:
    return re.fullmatch("[0-9]{1,15}", text) is not None


def find_batch(target: str, who: Subject) -> Found | None:
    """A paper names every document of the batch: it is for whoever may see them all."""
    batch = _batch(target)
    if batch is None or not things_seen([line.thing for line in queries.live_lines(batch)], who):
        return None
    return Found(str(batch.pk), batch, acts_of(DESTROY.name, batch.pk))


def acts_of(procedure: str, key: int) -> list[uuid.UUID]:
    return [entry.act for entry in past.acts(procedure, key)]


def find_notice(target: str, who: Subject) -> Found | None:
    """`batch/n`: the communication to the n-th classifying authority, which is told of its own documents alone."""
    key, _slash, n = target.partition("/")
    batch = _batch(key)
    if batch is None or not number_like(n):
        return None
    told = queries.originators(batch)
    if not 0 < int(n) <= len(told) or not things_seen([line.thing for line in told[int(n) - 1][1]], who):
        return None
    return Found(f"{batch.pk}/{int(n)}", batch, acts_of(DESTROY.name, batch.pk))


def label_then(thing: Thing, paper: Paper) -> Label:
    copy = queries.copy_of(thing)
    return paper.then.document(copy.document).label if copy is not None else queries.label_of(thing)


def highest(things: list[Thing], *papers: Paper) -> Label:
    """The highest level on the list, at any of these moments: a list of secrets is not less."""
    found = sheets.highest(label_then(thing, paper) for paper in papers for thing in things)
    return found or Label(schemes.own().id, 0, 0, 0)


def numbered(copy: Copy, paper: Paper) -> str:
    document = paper.then.document(copy.document)
    return f"{document.full_number} · {copy.number}/{document.total}"


def _then(found: Found, paper: Paper) -> Batch:
    then: Batch = past.as_it_was(found.row, DESTROY.name, paper.entry)
    return then


def _rows_then(batch: Batch, paper: Paper) -> list[tuple[Line, dict[str, Any]]]:
    """The lines that stood when the form was printed, in their order, each with its columns as they were."""
    rows = past.rows_then("destroying.line", [(DESTROY.name, batch.pk)], paper.entry)
    known = {line.pk: line for line in batch.lines.select_related("thing__copy__document")}
    found = sorted((row["number"], key) for key, row in rows.items() if not row.get("removed") and key in known)
    return [(known[key], rows[key]) for _number, key in found]


def _lines_then(batch: Batch, paper: Paper, steps: Sequence[str]) -> list[dict[str, Any]]:
    """The lines as they stood, each thing under the number and the level that it had at the act that the form attests."""
    attested = paper.of(DESTROY.name, batch.pk, steps)
    found: list[dict[str, Any]] = []
    for line, row in _rows_then(batch, paper):
        thing = line.thing
        copy = queries.copy_of(thing)
        document = attested.then.document(copy.document) if copy is not None else None
        found.append(
            {
                "n": str(len(found) + 1),
                "thing": thing,
                "code": codes.pretty(thing.code),
                "document": numbered(copy, attested) if copy is not None else "",
                "reference": document.reference if document is not None else "",
                "level": sheets.level(label_then(thing, attested), paper.lang)["word"],
                "kind": str(thing.get_kind_display()),
                "pieces": str(row["pieces"]),
                "serial": row["serial"],
                "reason": line.reason,
                "authorisation": line.authorisation,
            }
        )
    return found


def _table(lines: list[dict[str, Any]]) -> blocks.Block:
    head = [_("No."), _("Code"), _("Document and copy"), _("Level"), _("Carrier"), _("Folios"), _("Reason and order")]
    return blocks.table(
        head,
        [
            (
                line["n"],
                line["code"],
                line["document"],
                line["level"],
                " ".join(part for part in (line["kind"], line["serial"]) if part),
                line["pieces"],
                " · ".join(part for part in (line["reason"], line["authorisation"]) if part),
            )
            for line in lines
        ],
        widths=(1, 4, 4, 3, 3, 2, 5),
        right=(5,),
    )


def _sum(lines: list[dict[str, Any]]) -> blocks.Block:
    pieces = sum(int(line["pieces"]) for line in lines)
    return blocks.sentence(
        _("%(things)s lines, %(pieces)s folios and pieces.") % {"things": len(lines), "pieces": pieces}, strong=True
    )


class Hands:
    """Who took each step of a case, up to the printing: the newest act of each."""

    def __init__(self, procedure: str, key: int, paper: Paper) -> None:
        self.steps = {entry.step: entry for entry in past.acts(procedure, key, paper.entry)}
        people = [person for entry in self.steps.values() for person in (entry.person, entry.giver)]
        self.people, self.lang = paper.then.names(people), paper.lang

    def name(self, step: str) -> str:
        entry = self.steps.get(step)
        return sheets.who_did(entry, self.people, self.lang) if entry is not None else ""

    def at(self, step: str) -> str:
        entry: Entry | None = self.steps.get(step)
        return moment(entry.at) if entry is not None else ""


def relation(found: Found, paper: Paper) -> dict[str, Any]:
    batch, hands = _then(found, paper), Hands(DESTROY.name, found.row.pk, paper)
    lines = _lines_then(found.row, paper, LISTING)
    return blocks.body(
        blocks.facts([(_("Batch"), batch.name), (_("Proposed"), hands.at("propose")), (_("Listed"), hands.at("list"))]),
        blocks.facts([(_("Why it is destroyed"), batch.reason)], columns=1),
        _table(lines),
        _sum(lines),
        blocks.signatures(
            (_("Proposed by"), hands.name("propose")),
            (_("Counted by"), hands.name("list")),
            (_("Leader"), hands.name("sign")),
        ),
    )


def sealing(found: Found, paper: Paper) -> dict[str, Any]:
    batch, hands = _then(found, paper), Hands(DESTROY.name, found.row.pk, paper)
    lines = _lines_then(found.row, paper, SEALING)
    bag = Thing.objects.filter(pk=batch.bag_id or 0).first()
    return blocks.body(
        blocks.facts(
            [
                (_("Batch"), batch.name),
                (_("Bag"), codes.pretty(bag.code) if bag else ""),
                (_("Number of the seal"), batch.seal),
                (_("Sealed"), hands.at("seal")),
            ]
        ),
        blocks.sentence(_("Each line was counted again before the bag was closed, and agreed with the signed list.")),
        _table(lines),
        _sum(lines),
        blocks.signatures((_("Counted by"), hands.name("list")), (_("Sealed by"), hands.name("seal"))),
    )


def delivery(found: Found, paper: Paper) -> dict[str, Any]:
    batch, hands = _then(found, paper), Hands(DESTROY.name, found.row.pk, paper)
    lines = _lines_then(found.row, paper, SEALING)
    return blocks.body(
        blocks.facts(
            [
                (_("Batch"), batch.name),
                (_("Number of the seal"), batch.seal),
                (_("Destruction authority"), batch.body and paper.then.place(batch.body)),
                (_("Delivered"), hands.at("deliver")),
                (_("Receipt"), batch.receipt),
                (_("Received by"), batch.receiver),
            ]
        ),
        blocks.sentence(_("The seal was read and found whole, and the things were counted before the receiver.")),
        _sum(lines),
        blocks.signatures((_("Delivered by"), hands.name("deliver")), (_("For the authority"), batch.receiver)),
    )


def certificate(found: Found, paper: Paper) -> dict[str, Any]:
    batch, hands = _then(found, paper), Hands(DESTROY.name, found.row.pk, paper)
    row = Certificate.objects.get(batch=found.row)
    lines = _lines_then(found.row, paper, DESTROYING)
    named = found.row.named()
    people = paper.then.names([batch.witness_id, *(row.person_id for row in named)])
    return blocks.body(
        blocks.heading(_("Certificate no. %(number)s") % {"number": row.full_number}),
        blocks.facts(
            [
                (_("Batch"), batch.name),
                (_("Method"), batch.method),
                (_("Where"), batch.destroyed_where),
                (_("Carried out"), moment(batch.carried_out_at)),
                (_("Certificate of the authority"), row.authority),
                (_("Date of the authority's certificate"), day(row.authority_on)),
                (_("Certified on"), day(row.issued_on)),
            ]
        ),
        _table(lines),
        _sum(lines),
        blocks.signatures(
            (_("Leader"), hands.name("sign")),
            (_("Carried out by"), hands.name("carry_out")),
            (_("Witness"), people.get(batch.witness_id or 0, "")),
            *((_("Witness"), people.get(row.person_id, "")) for row in named),
            (_("For the authority"), batch.receiver),
        ),
    )


def notice(found: Found, paper: Paper) -> dict[str, Any]:
    n = int(found.target.partition("/")[2])
    name, mine = queries.originators(found.row)[n - 1]
    keys = {line.thing_id for line in mine}
    row = Certificate.objects.get(batch=found.row)
    lines = [line for line in _lines_then(found.row, paper, DESTROYING) if line["thing"].pk in keys]
    return blocks.body(
        blocks.facts(
            [(_("To"), name), (_("Certificate no."), row.full_number), (_("Certified on"), day(row.issued_on))]
        ),
        blocks.sentence(
            _(
                "The copies below, which came from you, have been destroyed before a witness. The certificate is kept in this office."
            )
        ),
        blocks.table(
            [_("No."), _("Your reference"), _("Document and copy"), _("Folios"), _("Order")],
            [
                (n, line["reference"], line["document"], line["pieces"], line["authorisation"])
                for n, line in enumerate(lines, start=1)
            ],
            widths=(1, 4, 4, 2, 5),
            right=(3,),
        ),
        blocks.signatures((_("Head of the service"), "")),
        blocks.cut(_("Please sign and return this part"), _("Acknowledgement")),
        blocks.sentence(
            _("We have taken note of the destruction certificate no. %(number)s.") % {"number": row.full_number}
        ),
        blocks.signatures((name, "")),
    )


def ended(copy: Copy) -> Ended | None:
    """The end of a copy on its control sheet, once its destruction is certified."""
    row = Certificate.objects.filter(
        Q(batch__lines__thing=copy.thing_id, batch__lines__removed=False)
        | Q(emergency__verdicts__thing=copy.thing_id, emergency__verdicts__state=Verdict.State.DESTROYED)
    ).first()
    if row is None:
        return None
    of_batch = row.batch_id is not None
    name, key = (DESTROY.name, row.batch_id) if of_batch else (EMERGENCY.name, row.emergency_id)
    steps = {entry.step: entry for entry in past.acts(name, key or 0)}
    done, saw = ("certify", "witness") if of_batch else ("confirm", "attest")
    if done not in steps:
        return None
    witness = past.Then(steps[saw]).names([steps[saw].person]).get(steps[saw].person, "") if saw in steps else ""
    return Ended(steps[done].act, f"{row.full_number}, {day(row.issued_on)}", witness)


ENDS.append(ended)


def _at(*stages: str) -> Any:
    return lambda found: found.row.stage in stages


LISTED = ("listed", *SIGNED)
# The acts that the forms attest. What became of a document afterwards, its other copies go on with.
LISTING, SEALING, DESTROYING = ("propose", "add", "list", "sign"), ("seal",), ("carry_out",)


def _label(steps: Sequence[str]) -> Callable[[Found, Paper], Label]:
    """What is listed is marked as it was at the act, and no lower than it was when the form was printed."""

    def label(found: Found, paper: Paper) -> Label:
        things = [line.thing for line, _row in _rows_then(found.row, paper)]
        return highest(things, paper, paper.of(DESTROY.name, found.row.pk, steps))

    return label


def _of_batch(
    name: str, content: Any, steps: Sequence[str], stages: tuple[str, ...], title: Any, find: Any = find_batch
) -> None:
    label = _label(steps)
    sheets.register(sheets.Form(name, "1.6", find, content, label_then=label, ready=_at(*stages), title=title))


_of_batch("destruction-list", relation, LISTING, LISTED, gettext_lazy("List of things to be destroyed"))
_of_batch("destruction-sealing", sealing, SEALING, SEALED, gettext_lazy("Record of sealing"))
_of_batch(
    "destruction-delivery",
    delivery,
    SEALING,
    DELIVERED,
    gettext_lazy("Record of delivery to the destruction authority"),
)
_of_batch("destruction-certificate", certificate, DESTROYING, CERTIFIED, gettext_lazy("Certificate of destruction"))
_of_batch(
    NOTICE, notice, DESTROYING, CERTIFIED, gettext_lazy("Communication to the classifying authority"), find_notice
)
