# SPDX-License-Identifier: EUPL-1.2
"""Pages for when something cannot be answered: a clear sentence, and the way out.

They hold nothing of the request: the page for what does not exist is, byte for byte, the page for what is not for you.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from precinto.procedures.refusals import answer
from precinto.records.errors import NotSignedIn, Refused, SettingsError

log = logging.getLogger("precinto.web")


def _page(request: HttpRequest, status: int, title: str, why: str, way_out: str) -> HttpResponse:
    words = {"status": status, "title": title, "why": why, "way_out": way_out}
    return render(request, "web/error.html", words, status=status)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    why = _("The browser sent something that this program does not understand.")
    return _page(request, 400, _("That request cannot be read"), why, _("Go back and try again."))


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    why = _("The form was open for too long, or it did not come from this site.")
    return _page(
        request, 403, _("The form is out of date"), why, _("Go back, load the page again and send it once more.")
    )


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    why = _("Your posts do not open this page.")
    return _page(request, 403, _("Not for your post"), why, _("Ask whoever holds the post."))


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    why = _("There is nothing here under that number, or it is not for you.")
    way_out = _("Check the number; if you need to read it, ask for your reading scope to be extended.")
    return _page(request, 404, _("Nothing here"), why, way_out)


def not_allowed(request: HttpRequest, methods: str) -> HttpResponse:
    why = _("This page does not take that kind of request.")
    answer = _page(request, 405, _("Not in this way"), why, _("Use the buttons of the page."))
    answer.headers["Allow"] = methods
    return answer


def failed(request: HttpRequest) -> HttpResponse:
    error = sys.exc_info()[1]  # Django calls this while it handles it, whether a view or what stands before it failed
    if isinstance(error, SettingsError):
        return keyless(request, error)
    why = _("The program failed. Nothing was half done: an act is in the books whole, or not at all.")
    way_out = _("Look whether what you were doing is there; if not, try again, and tell whoever runs the system.")
    return _page(request, 500, _("Something broke"), why, way_out)


def keyless(request: HttpRequest, error: SettingsError) -> HttpResponse:
    log.error("the installation cannot be used: %s", error)
    why = _("A key or the settings file of this installation is missing or spoilt. Nothing was done.")
    way_out = _("Tell whoever runs the system: the log says which file, and the backup of the keys has it.")
    return _page(request, 500, _("A key is missing"), why, way_out)


def broken(request: HttpRequest) -> HttpResponse:
    log.error("the books do not add up")
    why = _("The books do not add up. Nothing was written.")
    return _page(
        request, 500, _("The seal is broken"), why, _("Stop and call the inspector: the page “Book” verifies.")
    )


def not_opened(request: HttpRequest) -> HttpResponse:
    log.error("what is encrypted in a table does not open with the key of this home")
    why = _("A classified subject is encrypted in the books and does not open with the key of this installation.")
    way_out = _(
        "Tell whoever runs the system: keys/office.key must be the one that it was encrypted with; it is in the backup of the "
        "keys. “precinto verify” says what does not open."
    )
    return _page(request, 500, _("The key does not fit"), why, way_out)


def busy(request: HttpRequest, exception: Any = None) -> HttpResponse:
    log.error("the database does not answer or cannot write")
    why = _("The database is busy, full or cannot be written. Nothing was done.")
    way_out = _("Wait a moment and try again. If it goes on, tell whoever runs the system to look at the disk.")
    response = _page(request, 503, _("Not just now"), why, way_out)
    response.headers["Retry-After"] = "5"
    return response


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """A refusal that no form was there to show."""
    said = answer(error, get_language() or "es")
    status = 403 if isinstance(error, NotSignedIn) else said.status
    return render(request, "web/refused.html", {"refusal": said, "status": status}, status=status)
