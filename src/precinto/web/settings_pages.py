# SPDX-License-Identifier: EUPL-1.2
"""The office's settings: each with where it comes from, and the steps by which it is changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from precinto.access import accounts
from precinto.access.models import Account, Post, Role, Unit
from precinto.computers.models import Medium
from precinto.computers.procedures import ACCOUNT, MEDIUM, TOKEN
from precinto.custody.models import Place
from precinto.despatch import keys as office_keys
from precinto.despatch.procedures import KEYS
from precinto.documents.cases import not_found
from precinto.documents.offline.procedures import STATION
from precinto.ledger.append import new_act
from precinto.office import schemes
from precinto.office.models import LoadedScheme, Redaction
from precinto.office.procedures import DEADLINE, HOLIDAY, PLACE, REDACT, SCHEME
from precinto.personnel.procedures import POST, UNIT
from precinto.policy.deadlines import COUNTS, DEADLINES
from precinto.procedures.model import Procedure
from precinto.procedures.models import DeadlineValue, Holiday
from precinto.procedures.perform import Act
from precinto.web import offers, offline, sight
from precinto.web.context import STAFF
from precinto.web.session import SignedRequest
from precinto.web.signing import see

KEEP_ACCOUNTS = frozenset({Role.HEAD, Role.SYSTEM, Role.SECURITY})


@dataclass(frozen=True)
class Section:
    name: str
    words: Any
    procedure: Procedure
    roles: frozenset[Role]
    template: str
    rows: Callable[[SignedRequest], dict[str, Any]]


def _schemes(request: SignedRequest) -> dict[str, Any]:
    return {"schemes": [schemes.loaded(row.code) for row in LoadedScheme.objects.order_by("code", "version")]}


def _deadlines(request: SignedRequest) -> dict[str, Any]:
    lang = get_language() or "es"
    profile = request.standing.profile
    rows = {row.name: row for row in DeadlineValue.objects.all()}
    found = [
        {
            "id": entry.id,
            "words": entry.words.get(lang, entry.id),
            "value": profile.value(entry.id),
            "unit": UNITS[entry.unit],
            "off": profile.is_off(entry.id),
            "default": entry.default,
            "changed": entry.id in profile.changed,
            "row": rows.get(entry.id),
            "source": entry.source.get(lang, ""),
            "note": entry.note.get(lang, ""),
            "clauses": entry.clauses,
            "count": entry.unit in COUNTS,
        }
        for entry in DEADLINES.values()
    ]
    return {
        "deadlines": found,
        "max_age": profile.value("password-max-age"),
        "max_age_off": profile.is_off("password-max-age"),
    }


UNITS = {
    "minutes": _("minutes"),
    "hours": _("hours"),
    "days": _("days"),
    "working_days": _("working days"),
    "months": _("months"),
    "years": _("years"),
    "end_of_day": _("end of the day"),
    "end_of_working_day": _("end of the working day"),
    "times": _("times"),
    "characters": _("characters"),
    "hour": _("o'clock"),
    "switch": _("1: yes, 0: no"),
}


def _places(request: SignedRequest) -> dict[str, Any]:
    own = schemes.own()
    rows = Place.objects.order_by("stage", "kind", "name")
    return {"places": [(row, own.at_least(row.rank) if row.rank else None, PLACE.stages[row.stage]) for row in rows]}


def _holidays(request: SignedRequest) -> dict[str, Any]:
    return {
        "holidays": [(row, HOLIDAY.stages[row.stage], row.stage == "kept") for row in Holiday.objects.order_by("day")]
    }


def _units(request: SignedRequest) -> dict[str, Any]:
    return {"units": [(row, UNIT.stages[row.stage]) for row in Unit.objects.select_related("parent").order_by("code")]}


def _posts(request: SignedRequest) -> dict[str, Any]:
    rows = Post.objects.select_related("unit").order_by("code")
    return {"posts": [(row, Role(row.role).label if row.role else "—", POST.stages[row.stage]) for row in rows]}


def _accounts(request: SignedRequest) -> dict[str, Any]:
    rows = Account.objects.select_related("person").order_by("login")[:500]
    return {"accounts": [(row, ACCOUNT.stages[row.stage]) for row in rows]}


def _media(request: SignedRequest) -> dict[str, Any]:
    own = schemes.own()
    rows = Medium.objects.select_related("thing__place", "thing__person").order_by("-pk")[:200]
    return {"media": [(row, own.id, MEDIUM.stages[row.stage]) for row in rows]}


def _redactions(request: SignedRequest) -> dict[str, Any]:
    return {"redactions": [(row, REDACT.stages[row.stage]) for row in Redaction.objects.order_by("-pk")[:200]]}


def _keys(request: SignedRequest) -> dict[str, Any]:
    return {"card": office_keys.card()}


def _stations(request: SignedRequest) -> dict[str, Any]:
    return {"stations": offline.station_rows()}


SECTIONS = (
    Section("esquemas", _("Classification schemes"), SCHEME, STAFF, "schemes", _schemes),
    Section("plazos", _("Deadlines"), DEADLINE, STAFF, "deadlines", _deadlines),
    Section("calendario", _("Calendar"), HOLIDAY, STAFF, "holidays", _holidays),
    Section(
        "lugares",
        _("Safes and places"),
        PLACE,
        sight.KEEPERS | {Role.LEADER, Role.SECURITY, Role.INSPECTOR},
        "places",
        _places,
    ),
    Section("unidades", _("Units"), UNIT, STAFF, "units", _units),
    Section("puestos", _("Posts"), POST, STAFF, "posts", _posts),
    Section("cuentas", _("Accounts"), ACCOUNT, KEEP_ACCOUNTS, "accounts", _accounts),
    Section("soportes", _("Storage media"), MEDIUM, sight.KEEPERS | {Role.INSPECTOR}, "media", _media),
    Section(
        "estaciones",
        _("Stations off-line"),
        STATION,
        sight.KEEPERS | {Role.SECURITY, Role.INSPECTOR},
        "stations",
        _stations,
    ),
    Section("claves", _("Keys of the office"), KEYS, sight.KEEPERS | {Role.SECURITY, Role.INSPECTOR}, "keys", _keys),
    Section(
        "olvido", _("Forgetting a value"), REDACT, sight.KEEPERS | {Role.LEADER, Role.AUDIT}, "redactions", _redactions
    ),
)


@require_safe
def settings(request: SignedRequest, name: str = "plazos") -> HttpResponse:
    held = sight.roles(request.actor)
    mine = [section for section in SECTIONS if held & section.roles]
    section = next((one for one in mine if one.name == name), None)
    if section is None:
        raise not_found()
    page = {
        "sections": mine,
        "section": section,
        "body": f"web/settings/{section.template}.html",
        "doing": offers.opening(request.actor, (section.procedure,)),
    }
    return render(request, "web/settings.html", page | section.rows(request))


@require_http_methods(["GET", "HEAD", "POST"])
def token(request: SignedRequest) -> HttpResponse:
    """Issue a key of the API: it is shown this once, and only its digest is kept."""
    step = TOKEN.steps["issue"]
    offer = offers.offer(request, TOKEN, step, None)
    text = ""
    if request.method == "POST":
        text, digest = accounts.new_token()
        tried = offers.attempt(request, TOKEN, step, None, digest=digest)
        if isinstance(tried, Act):
            if tried.again:
                return see(f"/personas/{request.actor.key}/")
            return render(request, "web/token.html", {"text": text})
        offer = tried
    offer.intent = offer.intent or str(new_act())
    status = offer.refusal.status if offer.refusal else 403 if offer.password_wrong else 200
    return render(request, "web/token.html", {"offer": offer}, status=status)
