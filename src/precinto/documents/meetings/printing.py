# SPDX-License-Identifier: EUPL-1.2
"""Form 5: the papers of a meeting, handed out, collected, taken away and brought back, with a column to sign in.

And form 4 for whoever brings papers back from a meeting and hands them in: a receipt with nothing classified on it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from precinto.access.decide import Subject
from precinto.access.models import Person
from precinto.custody import codes
from precinto.documents.meetings.models import Brought, Handout, Meeting, Participant
from precinto.documents.meetings.procedures import BRING_BACK
from precinto.documents.meetings.queries import guests, papers
from precinto.documents.printing import blocks, past, sheets
from precinto.documents.printing.sheets import Found, Paper, day, moment
from precinto.documents.receiving.parcels import enclosed
from precinto.labels.label import Label
from precinto.records.clock import unstamp
from precinto_verify import canon

MEET = "documents.meet"
HANDED_IN = ("surrender", "take_in")
Then = dict[int, dict[str, Any]]


def find_meeting(target: str, who: Subject) -> Found | None:
    name = " ".join(target.upper().split())
    meeting = Meeting.objects.select_related("organiser").filter(name=name).first()
    return Found(meeting.name, meeting, [e.act for e in past.acts(MEET, meeting.pk)]) if meeting is not None else None


def label_then(found: Found, paper: Paper) -> Label:
    return past.as_it_was(_meeting(found), MEET, paper.entry).label


def _meeting(found: Found) -> Meeting:
    meeting: Meeting = found.row
    return meeting


def content(found: Found, paper: Paper) -> dict[str, Any]:
    meeting = past.as_it_was(found.row, MEET, paper.entry)
    of_it = [(MEET, meeting.pk)]
    came = past.rows_then("meetings.participant", of_it, paper.entry)
    out = past.rows_then("meetings.handout", of_it, paper.entry)
    bundles = list(found.row.brought.select_related("attendee").order_by("pk"))
    brought = past.rows_then(
        "meetings.brought", [*of_it, *(("documents.bring_back", one.pk) for one in bundles)], paper.entry
    )
    sign, organiser = _("Signature"), paper.then.person(found.row.organiser).name
    return blocks.body(
        blocks.facts(
            [
                (_("Number"), meeting.name),
                (_("Meeting"), meeting.title),
                (_("On"), day(meeting.on) if meeting.on == meeting.until else f"{day(meeting.on)} – {day(meeting.until)}"),
                (_("Where"), meeting.room),
                (_("Organiser"), organiser),
                (_("Devices left outside"), _yes(meeting.devices_outside)),
                (_("Agenda"), meeting.agenda),
            ]
        ),
        blocks.heading(_("Who takes part")),
        blocks.table((_("Name"), _("Body"), _("State"), sign), _participants(found.row, came, paper), widths=(4, 3, 2, 3)),
        blocks.heading(_("Papers handed out and collected")),
        blocks.table(
            (_("Copy"), _("Code"), _("Reader"), _("Given"), _("Folios"), _("Collected"), _("Folios"), _("State"), sign),
            _handouts(found.row, out, paper), widths=(13, 15, 12, 10, 6, 10, 6, 9, 11), right=(4, 6),
        ),
        blocks.heading(_("Papers brought back")),
        blocks.table(
            (_("Number"), _("Who was there"), _("Due"), _("Handed in"), _("Folios"), _("State"), _("Registered as"), sign),
            _brought(bundles, brought, paper), widths=(9, 11, 8, 8, 5, 10, 10, 11), right=(4,),
        ),
        blocks.signatures((_("Organiser"), organiser), (_("Clerk"), "")),
    )  # fmt: skip


def _yes(value: bool | None) -> str:
    return "" if value is None else str(_("Yes") if value else _("No"))


def _at(written: Any) -> str:
    if not written:
        return ""
    return moment(written if isinstance(written, datetime) else unstamp(str(written)))


def _participants(meeting: Meeting, then: Then, paper: Paper) -> list[tuple[Any, ...]]:
    rows = []
    numbers = {guest.pk: f"G{n}" for n, guest in guests(meeting)}
    for one in meeting.participants.select_related("person__unit").order_by("pk"):
        was = then.get(one.pk)
        if was is None or was["state"] == Participant.State.LEFT_OUT:
            continue
        person = paper.then.person(one.person) if one.person is not None else None
        name = person.name if person is not None else one.guest
        name = f"{numbers[one.pk]} {name}" if one.pk in numbers else name
        rows.append((name, one.body or _unit(person), Participant.State(was["state"]).label, blocks.INK))
    return rows


def _unit(person: Person | None) -> str:
    return person.unit.name if person is not None and person.unit is not None else ""


def _handouts(meeting: Meeting, then: Then, paper: Paper) -> list[tuple[Any, ...]]:
    """By number and copy number: the subject of a paper is not on the list that goes round the table."""
    rows = []
    for one in papers(meeting):
        was = then.get(one.pk)
        if was is None:
            continue
        copy = one.copy
        number = f"{copy.document.full_number} {copy.number}/{paper.then.document(copy.document).total}"
        reader = paper.then.person(one.reader).name
        whom = f"{one.guest.guest} ({reader})" if one.guest is not None else reader
        rows.append(
            (number, codes.pretty(copy.thing.code), whom, _at(was.get("given_at")), was.get("folios_out"),
             _at(was.get("back_at")), was.get("folios_in"), Handout.State(was["state"]).label, blocks.INK)
        )  # fmt: skip
    return rows


def _brought(bundles: list[Brought], then: Then, paper: Paper) -> list[tuple[Any, ...]]:
    rows = []
    for one in bundles:
        was = then.get(one.pk)
        if was is None:
            continue
        numbers = [d.full_number for d in enclosed(one) if d.received_at <= paper.entry.at]
        stage = BRING_BACK.stages.get(was["stage"], was["stage"])
        rows.append(
            (was.get("name", one.name), paper.then.person(one.attendee).name, _at(was.get("due")), _at(was.get("surrendered_at")),
             was.get("folios"), stage, ", ".join(numbers), blocks.INK)
        )  # fmt: skip
    return rows


# ---- what is brought back


def _expected_by(key: int) -> list[tuple[str, int]]:
    """What is expected from a meeting elsewhere was entered by the end of that meeting."""
    return [
        (MEET, meeting)
        for meeting in Brought.objects.filter(pk=key, meeting__isnull=False).values_list("meeting", flat=True)
    ]


past.touches("meetings.brought", _expected_by)


def find_brought(target: str, who: Subject) -> Found | None:
    """What was handed in, by its number. The paper is of that act, whatever is registered out of it later."""
    bundle = (
        Brought.objects.select_related("attendee__unit", "meeting", "thing")
        .filter(name=" ".join(target.upper().split()))
        .first()
    )
    if bundle is None:
        return None
    return Found(bundle.name, bundle, [e.act for e in past.acts(BRING_BACK.name, bundle.pk) if e.step in HANDED_IN])


def handed_in(found: Found) -> bool:
    return bool(found.acts)


def receipt(found: Found, paper: Paper) -> dict[str, Any]:
    """For whoever was there: what they handed in, counted. No level, and neither the meeting's subject nor the papers'."""
    bundle: Brought = past.as_it_was(found.row, BRING_BACK.name, paper.entry)
    (act,) = (e for e in past.acts(BRING_BACK.name, found.row.pk) if e.act == found.acts[-1])
    person, code = paper.then.person(bundle.attendee), codes.pretty(bundle.held.code)
    by = sheets.who_did(act, paper.then.names([act.person, act.giver]), paper.lang)
    return blocks.body(
        blocks.sentence(_("The papers brought back from a meeting have been handed in at this office and counted.")),
        blocks.facts(
            [
                (_("Our number"), bundle.name),
                (_("Code"), code),
                (_("Who was there"), f"{person.name} ({codes.pretty(person.code)})"),
                (_("Unit"), _unit(person)),
                (_("Meeting"), bundle.meeting.name if bundle.meeting is not None else ""),
                (_("Back on"), day(bundle.returned_on)),
                (_("Handed in"), moment(bundle.surrendered_at)),
                (_("Papers announced"), bundle.papers),
                (_("Papers handed in"), canon.loads(bytes(act.body))["facts"]["found"]),
                (_("Folios counted"), bundle.folios),
            ]
        ),
        blocks.facts([(_("Remarks"), "\n".join(t for t in (bundle.account, bundle.conclusion) if t))], columns=1),
        blocks.signatures((_("Received by"), by), (_("Handed in by"), person.name)),
        blocks.cut(_("Cut here. The part below stays with the office."), _("Stub of a receipt")),
        blocks.facts(
            [(_("Receipt of"), bundle.name), (_("Code"), code), (_("Who was there"), person.name),
             (_("Form"), codes.pretty(paper.case.code))]
        ),
    )  # fmt: skip


sheets.register(
    sheets.Form(
        "meeting", "1.1", find_meeting, content, label_then=label_then, title=gettext_lazy("Papers of a meeting")
    )
)
sheets.register(
    sheets.Form(
        "brought-receipt", "1.1", find_brought, receipt, ready=handed_in, once=True,
        title=gettext_lazy("Receipt of papers brought from a meeting"),
    )
)  # fmt: skip
