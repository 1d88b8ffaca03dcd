# SPDX-License-Identifier: EUPL-1.2
"""What every request passes through: headers, language, who it is, and refusals turned into answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from urllib.parse import urlencode

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.utils import translation

from precinto.records import memo
from precinto.records.errors import Broken, NotFound, NotOpened, Refused
from precinto.web import carried, errors, session
from precinto.web.session import SignedRequest

Handler = Callable[[HttpRequest], HttpResponse]

CONTENT = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": CONTENT,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    # Nothing goes to any other site. "no-referrer" would also hide the origin of our own forms from the CSRF check.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# What is answered to whoever has not signed in. Everything else leads to the sign-in page, whether it exists or not.
OPEN = (
    "/entrar/",
    "/primera-vez/",
    "/idioma/",
    "/apariencia/",
    "/esquemas.css",
    "/static/",
    "/api/",
    "/calendario/suscripcion/",
    "/mostrador/fuera-de-linea/",  # the same for everybody: it holds nothing of the office
)
WHILE_LOCKED = ("/bloqueo/", "/salir/", *OPEN)
COUNTER = "/mostrador/"  # its list waits behind the lock
WHILE_CHANGING = ("/clave/", "/salir/", *OPEN)


def headers(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def language(get_response: Handler) -> Handler:
    """The office's language, or the one chosen with the switch. What the browser says it likes is not asked."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        with translation.override(chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            response = get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response

    return middleware


def signed_in(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponse:
        path = request.path
        if path.startswith("/api/"):  # it has its own keys
            return get_response(request)
        if request.method in ("GET", "HEAD"):
            with memo.kept():  # a page that only shows reads nothing twice
                return answer(request)
        return answer(request)

    def answer(request: HttpRequest) -> HttpResponse:
        path = request.path
        if not session.restore(request):
            return get_response(request) if path.startswith(OPEN) else _to("/entrar/", request)
        if request.session.get("locked") and not path.startswith(WHILE_LOCKED):
            if request.method == "POST" and path == COUNTER:
                carried.keep(request)
            elif request.method == "POST" and (held := carried.hold(request)):
                return _lock(request, held)
            return _to("/bloqueo/", request)
        if not path.startswith(WHILE_CHANGING) and session.password_due(cast(SignedRequest, request)):
            return _to("/clave/", request)
        return get_response(request)

    def _lock(request: HttpRequest, held: str) -> HttpResponse:
        """The page of the lock, in the place of what the form was to do: the form is checked like any, and travels with it."""
        request.held = held  # type: ignore[attr-defined]
        request.path = request.path_info = "/bloqueo/"
        return get_response(request)

    return middleware


def _to(page: str, request: HttpRequest) -> HttpResponse:
    """There, and back to where one was: to the page itself, never to what a form was about to do."""
    back = request.get_full_path() if request.method in ("GET", "HEAD") else "/"
    back = COUNTER if request.path == COUNTER else back
    query = "" if back == "/" else "?" + urlencode({"next": back})
    response = HttpResponseRedirect(page + query)
    response.status_code = 303
    return response


def refusals(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # The address of a button, typed or opened again: Django answers it with an empty page.
        if isinstance(response, HttpResponseNotAllowed) and not request.path.startswith("/api/"):
            return errors.not_allowed(request, response.headers["Allow"])
        return response

    def answered(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotFound):
            return errors.not_found(request)
        if isinstance(error, Refused):
            return errors.refused(request, error)
        if isinstance(error, OperationalError):
            return errors.busy(request)
        if isinstance(error, NotOpened):
            return errors.not_opened(request)
        if isinstance(error, Broken):
            return errors.broken(request)
        return None

    middleware.process_exception = answered  # type: ignore[attr-defined]  # Django looks for it on the function
    return middleware
