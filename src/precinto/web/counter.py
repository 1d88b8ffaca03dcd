# SPDX-License-Identifier: EUPL-1.2
"""The counter's page. The list travels in its form, so that the same form works with and without the script.

Where the session is locked before the list is done, it waits in the session, and the page shows it again to whoever unlocks.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from precinto.access.models import Person, Pin
from precinto.custody import codes
from precinto.custody.models import OFFICE, Place, Thing
from precinto.documents.cases import actor_of
from precinto.documents.counter import LONGEST, MOST, Belonging, Desk, Line, Receipt, belongings, line_of
from precinto.documents.receipts.models import Receipt as Signature
from precinto.documents.receipts.procedures import RECEIPT
from precinto.procedures.model import Actor
from precinto.procedures.perform import perform
from precinto.procedures.refusals import answer
from precinto.records.errors import NotSignedIn, Refused
from precinto.web import carried, uploads
from precinto.web.session import SignedRequest
from precinto.web.signing import see
from precinto.web.standing import Standing
from precinto.web.templatetags.precinto import level_class

MODES = ("", "back", "ask")
KEYS = 9  # Alt with a digit adds what the person has, or what waits for them


@dataclass(frozen=True)
class Shown:
    """A row for the eye: a line, a receipt or a belonging with its level."""

    of: Line | Receipt | Belonging
    css: str = ""
    marking: str = ""
    key: int = 0


@require_http_methods(["GET", "POST"])
def counter(request: SignedRequest) -> HttpResponse:
    standing = request.standing
    desk = Desk(request.officer, recall=standing.of)
    desk.actor = request.actor
    if standing.scheme is not None:
        desk.schemes = {"": standing.scheme, standing.scheme.id: standing.scheme}
    texts: list[str] = []
    finish = False
    kept = carried.taken_up(request) if request.method == "GET" else QueryDict()
    if request.method == "POST":
        restore(desk, request.POST)
        texts, finish = told(desk, request.POST)
        if "list" in request.FILES:
            texts, finish = [*texts, *uploads.told(desk, request.FILES["list"])][: MOST + 50], False
    elif kept:
        restore(desk, kept)
    desk.serve(texts, finish=finish)
    partial = request.headers.get("X-Counter") == "board"
    page = shown(desk, standing) | {"kept": bool(kept), "missed": kept.getlist("missed")}
    return render(request, "web/counter_board.html" if partial else "web/counter.html", page)


def restore(desk: Desk, form: QueryDict) -> None:
    """The desk as it stood when the page was sent, newest first. What is not in the shape of a line is left out."""
    badge, place, mode = (form.get(name, "")[:LONGEST] for name in ("person", "place", "mode"))
    if codes.parse(badge) is not None:
        desk.person = Person.objects.select_related("unit").filter(code=badge, stage="active").first()
    if codes.parse(place) is not None:
        desk.place = Place.objects.filter(code=place, stage="in_use", kind__in=OFFICE).first()
    desk.mode = mode if mode in MODES else ""
    desk.done = [uuid.UUID(hex=one) for one in form.get("done", "").split()[:MOST] if re.fullmatch("[0-9a-f]{32}", one)]
    lines = [
        line_of(token, *(form.get(f"{name}-{token[:32]}", "") for name in ("folios", "account")))
        for token in reversed(form.getlist("line")[:MOST])
    ]
    kept = {line.intent: line for line in lines if line is not None}
    desk.lines = list(kept.values())


def told(desk: Desk, form: QueryDict) -> tuple[list[str], bool]:
    """What is to be read, and whether the list is to be done."""
    do, add = form.get("do", "read"), form.get("add", "")
    name, _colon, intent = do.partition(":")
    if add:
        return [add], False
    if name == "drop":
        for one in intent.split():
            desk.drop(one)
    elif name == "leave":
        desk.leave()
    elif name == "clear":
        desk.lines, desk.person, desk.place, desk.mode = [], None, None, ""
    elif name == "finish":
        return [], True
    elif name == "undo":
        return [codes.make("Z", command="ANU")], False
    elif name == "read":
        texts = [text for name in ("scan", "many") for text in form.get(name, "").splitlines()][: MOST + 50]
        # Enter on the empty field finishes, but for a count that was changed and is still to be judged.
        counted = all(line.judged == line.folios for line in desk.lines if line.act)
        return texts, bool(desk.lines) and counted and not any(text.strip() for text in texts)
    return [], False


def shown(desk: Desk, standing: Standing) -> dict[str, Any]:
    keys = count(1)
    waits: list[Shown] = []
    has: list[Shown] = []
    # What waits stands above what they have, and the keys go down the page.
    for belonging in sorted(belongings(desk), key=lambda one: one.kind == "has"):
        key = 0 if belonging.listed else next(keys)
        row = _with_level(desk, belonging, belonging.thing, key if key <= KEYS else 0)
        (has if belonging.kind == "has" else waits).append(row)
    lines = [_with_level(desk, line, line.thing) for line in reversed(desk.lines)]
    return {
        "desk": desk,
        "lines": lines,
        "good": sum(line.state in ("ready", "done") for line in desk.lines),
        "outgoing": [line for line in desk.lines if line.goes_out],
        "crossed": [line.intent for line in desk.lines if line.state == "refused"],
        "stops": [notice for notice in desk.notices if notice.tone == "stop"],
        "calm": [notice for notice in desk.notices if notice.tone != "stop"],
        "has": has,
        "waits": waits,
        "clearances": _clearances(desk, standing),
        "receipts": [_with_level(desk, receipt, receipt.line.thing) for receipt in desk.receipts],
        "papers": _papers(desk.receipts),
        "to_sign": to_sign(desk.unsigned, desk.actor),
        "print_intent": uuid.uuid4().hex,
        "most": MOST,
    }


def _with_level(desk: Desk, of: Line | Receipt | Belonging, thing: Thing | None, key: int = 0) -> Shown:
    if thing is None:
        return Shown(of, key=key)
    scheme, level, marking = desk.band(thing)
    return Shown(of, level_class(scheme, level.id), marking, key)


def _clearances(desk: Desk, standing: Standing) -> list[str]:
    """How high the person at the counter is cleared, in the words of each scheme."""
    if desk.person is None:
        return []
    _roles, subject = standing.of(desk.person, desk.actor.day)
    return [desk.level_name(label) for label in subject.clearances]


@dataclass(frozen=True)
class ToSign:
    """A receipt that waits for its signature here and now; `pin` where its person has one that this clerk may take."""

    case: Signature
    pin: bool
    intent: str
    lines: int  # acts that stand on it, as it is shown


def to_sign(keys: list[int], actor: Actor) -> list[ToSign]:
    if not keys:
        return []
    unsigned = Signature.objects.select_related("person").filter(pk__in=keys, stage="unsigned")
    rows = unsigned.annotate(told=Count("lines")).order_by("pk")
    pins = dict(Pin.objects.filter(person__receipts__in=keys).values_list("person", "set_by"))
    return [
        ToSign(case, pins.get(case.person_id, actor.key) != actor.key, uuid.uuid4().hex, case.told) for case in rows
    ]


@require_POST
def sign(request: SignedRequest) -> HttpResponse:
    """The signature of whoever stands here, under the list that was just done. A wrong PIN shows the same receipt again."""
    key = int(sent) if (sent := request.POST.get("receipt", "")).isdigit() and len(sent) < 16 else 0
    facts = {name: request.POST.get(name, "") for name in ("pin", "drawing", "lines")}
    step = "sign"
    if request.POST.get("do") == "decline":
        step, facts = "decline", {"reason": request.POST.get("reason", "")}
    intent = request.POST.get("intent", "")[:80] or uuid.uuid4().hex
    try:
        perform(RECEIPT, step, key, by=request.officer, facts=facts, intent=intent)
    except NotSignedIn:
        raise
    except Refused as refused:
        desk = Desk(request.officer, recall=request.standing.of)
        desk.actor = actor_of(request.officer)
        desk.unsigned = [key]
        page = shown(desk, request.standing)
        page |= {"kept": False, "missed": [], "sign_refused": answer(refused, get_language() or "es")}
        return render(request, "web/counter.html", page, status=refused.status)
    messages.success(request, _("Signed.") if step == "sign" else _("What was said is on record."))
    return see("/mostrador/")


@dataclass(frozen=True)
class Paper:
    """The receipt that one person signs: the acts of the list that were with them."""

    person: Person
    acts: str


def _papers(receipts: list[Receipt]) -> list[Paper]:
    people = {receipt.party.pk: receipt.party for receipt in receipts if receipt.party is not None}
    return [
        Paper(person, " ".join(str(r.act.uuid) for r in receipts if r.party is not None and r.party.pk == key))
        for key, person in people.items()
    ]


urlpatterns = [
    path("mostrador/", counter, name="counter"),
    path("mostrador/firma/", sign, name="counter_sign"),
]
