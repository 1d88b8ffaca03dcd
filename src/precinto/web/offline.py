# SPDX-License-Identifier: EUPL-1.2
"""The pages of the off-line counter: the station itself, which opens without the office's machine, the stations there are, and
the queues that were brought back.

The station's page holds nothing of anybody: it is the same for whoever asks, signed in or not, so that a browser may keep it.
What it has written down leaves it through the page of stations, signed in, or as a file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from precinto.access.models import Role
from precinto.documents.cases import actor_of, may_see, not_found
from precinto.documents.offline import told
from precinto.documents.offline.models import Movement, Queue, Station
from precinto.documents.offline.procedures import QUEUE, STATION
from precinto.documents.offline.queue import LONGEST, MOST
from precinto.documents.offline.replay import bring, replay, take
from precinto.documents.offline.rules import OPEN
from precinto.ledger.append import new_act
from precinto.procedures.perform import Act, may_take
from precinto.procedures.refusals import Answer, answer
from precinto.records.errors import BadFacts, NotSignedIn, Refused
from precinto.web import offers, sight
from precinto.web.session import SignedRequest
from precinto.web.signing import see

WHO = sight.KEEPERS | {Role.SECURITY, Role.INSPECTOR, Role.LEADER, Role.AUDIT}
SHOWN = 50
PART = 20  # movements of one request, where the page tells how far it is


@require_safe
def station(request: HttpRequest) -> HttpResponse:
    """The counter off-line. Nothing of the session may stand in what a browser keeps."""
    return render(request, "web/station.html", {"signed": False, "messages": (), "most": MOST})


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The worker that keeps the station's page. Its address is what bounds it: it sees no other page of the office."""
    file = finders.find("web/station-worker.js")
    if not isinstance(file, str):
        raise not_found()
    return HttpResponse(Path(file).read_bytes(), content_type="text/javascript; charset=utf-8")


# ---- the stations


@require_http_methods(["GET", "HEAD", "POST"])
def stations(request: SignedRequest) -> HttpResponse:
    """The stations and their queues. A POST enrols the browser that sent it."""
    enrolled = None
    if request.method == "POST":
        step = STATION.steps["enrol"]
        result = offers.attempt(request, STATION, step, None)
        if isinstance(result, Act):
            return see("/mostrador/estaciones/")
        enrolled = result
    return _stations(request, enrolled=enrolled)


def _stations(
    request: SignedRequest, *, enrolled: offers.Offer | None = None, refused: Answer | None = None
) -> HttpResponse:
    if not sight.roles(request.actor) & WHO:
        raise not_found()
    refusal = refused or (_named(enrolled) if enrolled is not None else None)
    page: dict[str, Any] = {
        "stations": station_rows(),
        "queues": queue_rows(),
        "clerk": may_take(QUEUE, QUEUE.steps["bring"], None, request.actor),
        "intent": str(new_act()),
        "refusal": refusal,
        "most": MOST,
    }
    return render(request, "web/stations.html", page, status=refusal.status if refusal is not None else 200)


def _named(offer: offers.Offer) -> Answer | None:
    """Why it was not enrolled: the sentences of the fields, where it was for what they hold."""
    found = offer.refusal
    return _with_errors(found) if found is not None else None


def _with_errors(found: Answer) -> Answer:
    words = " ".join(str(text) for texts in found.errors.values() for text in texts)
    return Answer(found.reason, found.clause, found.clause_title, words or found.why, found.way_out, found.status, {})


def said(refused: Refused) -> Answer:
    found = answer(refused, get_language() or "es")
    return _with_errors(found) if isinstance(refused, BadFacts) else found


def station_rows() -> list[tuple[Station, Any]]:
    rows = Station.objects.order_by("stage", "name", "pk")[:SHOWN]
    return [(row, STATION.stages[row.stage]) for row in rows]


def queue_rows() -> list[tuple[Queue, Any, int]]:
    """Newest first, those that wait for a decision above all; with how many of their movements wait."""
    rows = list(Queue.objects.select_related("station").order_by("stage", "-pk")[:SHOWN])
    waiting = Movement.objects.filter(queue__in=rows, state__in=OPEN).values_list("queue", flat=True)
    left: dict[int, int] = {}
    for key in waiting:
        left[key] = left.get(key, 0) + 1
    return [(row, QUEUE.stages[row.stage], left.get(row.pk, 0)) for row in rows]


# ---- the queues


@require_POST
def brought(request: SignedRequest) -> HttpResponse:
    """Bring a queue back: a file, or what the browser of the station holds. With the script, a part at a time."""
    file = request.FILES.get("file")
    most = MOST * (LONGEST + 1) + 1
    text = file.read(most).decode(errors="replace") if file is not None else request.POST.get("text", "")
    partial = request.headers.get("X-Counter") == "queue"
    intent = request.POST.get("intent", "")[:80] or str(new_act())
    try:
        queue, outcome = bring(text, by=request.officer, intent=intent, most=PART if partial else None)
    except NotSignedIn:
        raise
    except Refused as refused:
        if partial:
            return render(request, "web/refusal.html", {"refusal": said(refused)}, status=refused.status)
        request.actor = actor_of(request.officer)
        return _stations(request, refused=said(refused))
    return _progress(request, queue, outcome.left) if partial else see(page_of(queue))


def page_of(queue: Queue) -> str:
    return f"/mostrador/colas/{queue.pk}/"


def _progress(request: SignedRequest, queue: Queue, left: int) -> HttpResponse:
    page = {"queue": queue, "left": left, "taken": queue.count - left, "address": page_of(queue)}
    return render(request, "web/queue_progress.html", page)


def _found(request: SignedRequest, key: int) -> Queue:
    found = Queue.objects.select_related("station").filter(pk=key).first() if 0 < key < 2**53 else None
    if found is None or not may_see(QUEUE, found, request.actor):
        raise not_found()
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: SignedRequest, key: int) -> HttpResponse:
    """A queue with every movement. What the door refused is decided here: taken again, or set aside with a reason."""
    found = _found(request, key)
    if request.method != "POST":
        return _queue(request, found)
    do, _colon, number = request.POST.get("do", "").partition(":")
    if do == "go_on":
        partial = request.headers.get("X-Counter") == "queue"
        outcome = replay(found, by=request.officer, most=PART if partial else None)
        return _progress(request, found, outcome.left) if partial else see(page_of(found))
    if do == "again":
        movement = found.movements.filter(n=int(number), state__in=OPEN).first() if number.isdecimal() else None
        refused = take(found, movement, by=request.officer) if movement is not None else None
        if refused is None:
            return see(page_of(found))
        request.actor = actor_of(request.officer)
        return _queue(request, _found(request, key), refused=said(refused))
    result = offers.attempt(request, QUEUE, QUEUE.steps["set_aside"], found)
    if isinstance(result, Act):
        return see(page_of(found))
    request.actor = actor_of(request.officer)
    return _queue(request, _found(request, key), refused=_named(result))


def _queue(request: SignedRequest, found: Queue, *, refused: Answer | None = None) -> HttpResponse:
    rows = told.rows(found, request.actor)
    states = [row.movement.state for row in rows]
    page: dict[str, Any] = {
        "queue": found,
        "stage": QUEUE.stages[found.stage],
        "rows": rows,
        "conflicts": [row for row in rows if row.conflict],
        "waiting": states.count(Movement.State.WAITING),
        "done": states.count(Movement.State.DONE),
        "aside": states.count(Movement.State.ASIDE),
        "clerk": may_take(QUEUE, QUEUE.steps["note"], found, request.actor),
        "decides": may_take(QUEUE, QUEUE.steps["set_aside"], found, request.actor),
        "refusal": refused,
    }
    return render(request, "web/queue.html", page, status=refused.status if refused is not None else 200)


urlpatterns = [
    path("mostrador/fuera-de-linea/", station, name="station"),
    path("mostrador/fuera-de-linea/guarda.js", worker, name="station_worker"),
    path("mostrador/estaciones/", stations, name="stations"),
    path("mostrador/colas/", brought, name="queue_bring"),
    path("mostrador/colas/<key:key>/", queue, name="queue"),
]
