# SPDX-License-Identifier: EUPL-1.2
"""What every page knows: the office, the left bar, the look chosen at this station."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from precinto.access.models import Role

STAFF = frozenset(Role) - {Role.READER, Role.SELF, Role.FOUNDER}
DESK = frozenset({Role.CLERK, Role.HEAD})
THEMES = ("auto", "light", "dark")


@dataclass(frozen=True)
class Room:
    """An entry of the left bar. `key` goes with Alt."""

    view: str
    words: Any
    key: str
    under: str
    roles: frozenset[Role] | None = None


ROOMS = (
    Room("counter", _("Counter"), "m", "/mostrador/", DESK),
    Room("tasks", _("My tasks"), "t", "/"),
    Room("today", _("18:00 list"), "d", "/hoy/"),
    Room("register", _("Register"), "r", "/registro/"),
    Room("loans", _("Loans"), "p", "/prestamos/"),
    Room("rounds", _("Circulation"), "c", "/circulacion/", STAFF),
    Room("inventories", _("Inventory"), "v", "/inventario/", DESK | {Role.INSPECTOR, Role.LEADER, Role.SUPERIOR}),
    Room("procedures", pgettext_lazy("left bar", "Procedures"), "o", "/tramites/"),
    Room("persons", _("Persons"), "e", "/personas/"),
    Room("book", _("Book"), "l", "/libro/"),
    Room("settings", _("Settings"), "j", "/ajustes/", STAFF),
    Room("help", _("Help"), "y", "/ayuda/"),
)


def rooms(request: HttpRequest) -> list[dict[str, Any]]:
    held = {way.role for way in request.actor.roles}  # type: ignore[attr-defined]
    found = []
    for room in ROOMS:
        if room.roles is not None and not held & room.roles:
            continue
        try:
            address = reverse(room.view)
        except NoReverseMatch:
            continue
        here = request.path == "/" if room.under == "/" else request.path.startswith(room.under)
        found.append({"address": address, "words": room.words, "key": room.key, "here": here})
    return found


def office(request: HttpRequest) -> dict[str, Any]:
    theme = request.COOKIES.get("precinto_theme", "auto")
    found: dict[str, Any] = {
        "theme": theme if theme in THEMES else "auto",
        "keys": request.COOKIES.get("precinto_keys") != "off",
        "lang": getattr(request, "LANGUAGE_CODE", "es"),
        "here": request.get_full_path() if request.method == "GET" else "/",
        "signed": False,
    }
    standing = getattr(request, "standing", None)
    if standing is not None and getattr(request, "officer", None) is not None:
        locked = bool(request.session.get("locked"))
        found |= {"office": standing.office, "me": request.officer.person, "signed": not locked}  # type: ignore[attr-defined]
        if not locked:
            found["rooms"] = rooms(request)
    return found
