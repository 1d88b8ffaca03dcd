# SPDX-License-Identifier: EUPL-1.2
"""Channels, bodies, despatches and what other offices announce, on the page of their case."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from precinto.access.models import Role
from precinto.despatch import bundle
from precinto.despatch.models import OUTGOING, Channel, Correspondent, Despatch, Incident, Incoming, KeyCard
from precinto.despatch.procedures import INCIDENT
from precinto.despatch.queries import PACKED
from precinto.documents.queries import visible
from precinto.documents.receiving.procedures import ARRIVE
from precinto.labels.label import Label
from precinto.office import schemes
from precinto.procedures.model import Actor
from precinto.web import rooms
from precinto.web.papers import Paper
from precinto.web.rooms import Cell, Lines
from precinto.web.templatetags.precinto import day, level, pretty


def copies(case: Despatch, actor: Actor) -> list[Lines]:
    """What is in the envelope; of a document out of scope its number only."""
    rows = []
    lines = case.lines.select_related("copy__document", "copy__thing__place", "copy__thing__person").order_by("place")
    for line in lines.prefetch_related("copy__document__scope"):
        document, thing = line.copy.document, line.copy.thing
        seen = visible(document, actor.subject)
        rows.append(
            [
                Cell(document.full_number, f"/registro/{document.pk}/" if seen else "", "code"),
                Cell(document.title if seen else "—"),
                Cell(pretty(thing.code) if seen else "—", f"/quien/?q={thing.code}" if seen else "", "code"),
                Cell(line.folios, mark="number"),
                Cell(str(thing.person or thing.place) if seen else "—"),
                Cell(line.get_outcome_display(), mark={"received": "good", "missing": "stop"}.get(line.outcome, "")),
                Cell(line.theirs),
            ]
        )
    head = (
        _("Number"), _("Subject, unclassified"), _("Copy"), _("Folios"), _("With"), _("What became of it"), _("Their number"),
    )  # fmt: skip
    found = [Lines("copies", _("What is in it"), head, rows, _("Nothing yet."))]
    incidents = [
        [Cell(one.pk, f"/caso/despatch.incident/{one.pk}/"), Cell(INCIDENT.stages[one.stage])]
        for one in case.incidents.order_by("pk")
    ]
    if incidents:
        found.append(Lines("incidents", _("Incidents"), (_("Case"), _("State")), incidents))
    return found


def papers_of_despatch(case: Despatch, actor: Actor) -> list[Paper]:
    key = str(case.pk)
    found = []
    if case.stage in PACKED:
        found = [
            Paper("inner-cover", key, _("Print the inner cover")),
            Paper("outer-cover", key, _("Print the outer cover")),
            Paper("despatch-guide", key, _("Print the guide with its receipt")),
        ]
    if case.number:
        found.append(Paper("book", f"{OUTGOING} {case.year}", _("Print the book of %(year)s") % {"year": case.year}))
    if case.stage == "claimed":
        found.append(Paper("despatch-claim", key, _("Print the claim")))
    return found


def announced(case: Incoming, actor: Actor) -> list[Lines]:
    """What another office says that it sent: a title is for whoever is cleared as high as it."""
    own = schemes.own()
    clearance = actor.subject.clearance_for(Label(own.id, own.levels[-1].rank))
    clerk = Role.CLERK in {held.role for held in actor.roles}
    absent = pgettext("not there", "Missing")
    rows = []
    for line in case.lines.select_related("document").order_by("place"):
        rank = own.level(line.own_level).rank if line.own_level else own.levels[-1].rank
        seen = rank == 0 or (clearance is not None and clearance.rank >= rank)
        state = line.document.full_number if line.document is not None else absent if line.missing else ""
        address = _registering(case, line) if clerk and case.stage == "arrived" and not state and seen else ""
        rows.append(
            [
                Cell(line.place, mark="number"),
                Cell(line.number, mark="code"),
                Cell(line.title if seen else "—", address),
                Cell(f"{line.scheme} {line.level} {line.caveats}".strip()),
                Cell(level(own.id, line.own_level) if line.own_level else _("to be decided")),
                Cell(f"{line.copy}/{line.total}"),
                Cell(line.folios, mark="number"),
                Cell(state, mark="stop" if line.missing else "good" if state else ""),
            ]
        )
    head = (
        _("Line"), _("Their number"), _("Subject, unclassified"), _("Their level"), _("Level here"), _("Copy n/N"), _("Folios"),
        _("Registered as"),
    )  # fmt: skip
    return [*envelope(case), Lines("announced", _("What they announce"), head, rows)]


def _registering(case: Incoming, line: Any) -> str:
    """The page of registering, begun with what the bundle says."""
    given = {
        "title": line.title, "level": line.own_level, "originator": line.originator or case.correspondent.name,
        "reference": line.reference or line.number, "dated": line.dated.isoformat() if line.dated else "", "copies": 1,
        "borne": f"{line.copy}/{line.total}",
        "folios": line.folios, "annexes": line.annexes, "via": case.arrival.channel if case.arrival else "bag",
        "source": case.arrival.name if case.arrival else "", "next": f"/caso/despatch.incoming/{case.pk}/",
    }  # fmt: skip
    return "/acto/documents.register/register/?" + urlencode({k: v for k, v in given.items() if v not in ("", None)})


def envelope(case: Incoming) -> list[Lines]:
    """Where it is opened, counted and finished."""
    arrival = case.arrival
    if arrival is None:
        return []
    row = [
        Cell(arrival.name, f"/caso/{ARRIVE.name}/{arrival.pk}/", "code"),
        Cell(pretty(arrival.held.code), mark="code"),
        Cell(ARRIVE.stages[arrival.stage]),
    ]
    return [Lines("envelope", _("Its envelope"), (_("Number"), _("Code"), _("Stage")), [row])]


def keys_of(case: Correspondent, actor: Actor) -> list[Lines]:
    """The keys as they stand, and how far its books were witnessed, and ours by it."""
    if not case.card:
        return []
    fingerprint = bundle.read_card(case.card).fingerprint
    rows = [[Cell(_("Fingerprint")), Cell(fingerprint, mark="code")]]
    last = case.witnessed.order_by("-pk").first()
    if last is not None:
        rows.append([Cell(_("Its books, as last seen")), Cell(f"{last.origin}, {last.size}", mark="code")])
    ours = case.shown.exclude(note="").order_by("-size").first()
    if ours is not None:
        rows.append([Cell(_("Our books, as it has signed them")), Cell(f"{ours.origin}, {ours.size}", mark="code")])
    return [Lines("keys", _("Its keys"), (_("What"), _("Value")), rows)]


def highest(case: Any) -> Any:
    return level(case.scheme, case.level)


rooms.show(
    Channel,
    columns=[
        (gettext_lazy("Code"), "code"), (gettext_lazy("Name"), "name"), (gettext_lazy("Kind of channel"), "get_kind_display"),
        (gettext_lazy("Highest level that may go by it"), highest),
    ],
)  # fmt: skip
rooms.show(
    Correspondent,
    columns=[
        (gettext_lazy("Code"), "code"), (gettext_lazy("Name"), "name"), (gettext_lazy("Address"), "address"),
        (gettext_lazy("Highest level that it may receive"), highest), (gettext_lazy("It is abroad"), "abroad"),
    ],
    lines=keys_of,
)  # fmt: skip
rooms.show(
    KeyCard, columns=[(gettext_lazy("Number"), "number"), (gettext_lazy("Fingerprint"), "fingerprint")]
)  # fmt: skip
rooms.show(
    Despatch,
    columns=[
        (gettext_lazy("Number"), "full_number"), (gettext_lazy("To"), "correspondent"), (gettext_lazy("Channel"), "channel"),
        (gettext_lazy("Envelope"), lambda case: pretty(case.envelope.code) if case.envelope else ""),
        (gettext_lazy("Seals"), "seals"), (gettext_lazy("Who takes it, or number of the consignment"), "carrier"),
        (gettext_lazy("Sent on"), "sent_at"), (gettext_lazy("Due"), lambda case: case.due and day(case.due)),
        (gettext_lazy("Received there on"), "received_on"), (gettext_lazy("Receipt"), "receipt"),
        (gettext_lazy("Permit of the authority"), "permit"), (gettext_lazy("Note"), "note"),
    ],
    reads=("correspondent", "channel", "envelope"),
    lines=copies,
    papers=papers_of_despatch,
)  # fmt: skip
rooms.show(
    Incident,
    columns=[
        (gettext_lazy("Despatch"), "despatch"), (gettext_lazy("What was found out"), "account"),
        (gettext_lazy("Reference and date of the report"), "report"), (gettext_lazy("How it was found"), "finding"),
        (gettext_lazy("Conclusion"), "conclusion"), (gettext_lazy("Due"), lambda case: case.due and day(case.due)),
    ],
    reads=("despatch",),
    lines=lambda case, actor: copies(case.despatch, actor)[:1],
)  # fmt: skip
rooms.show(
    Incoming,
    columns=[
        (gettext_lazy("From"), "correspondent"), (gettext_lazy("Their number"), "number"), (gettext_lazy("Seals"), "seals"),
        (gettext_lazy("Due"), lambda case: case.due and day(case.due)), (gettext_lazy("Arrived on"), "arrived_on"),
        (gettext_lazy("Covers and seals intact"), "intact"), (gettext_lazy("What was wrong"), "condition"),
    ],
    reads=("correspondent", "arrival__thing"),
    lines=announced,
)  # fmt: skip
