# SPDX-License-Identifier: EUPL-1.2
"""The API put together: its addresses, its refusals, its page of help."""

from __future__ import annotations

import inspect
import json
import logging
import re
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import register_converter
from django.utils import translation
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, ValidationError

from precinto import __version__
from precinto.access.officers import Officer
from precinto.api import bundles, doing, papers, reading
from precinto.api import words as words
from precinto.api.keys import Key, speak
from precinto.api.words import NOT_JSON
from precinto.documents.shown import steps_of
from precinto.procedures.model import REGISTRY
from precinto.procedures.perform import perform
from precinto.procedures.refusals import answer
from precinto.records.errors import BadFacts, Broken, NotFound, NotOpened, NotSignedIn, Refused, SettingsError

log = logging.getLogger("precinto.api")

# Which register an address speaks of, for the record of an attempt to delete there.
SPEAKS_OF = {
    "loans": "documents.lend",
    "rounds": "documents.circulate",
    "persons": "personnel.person",
    "papers": "office.form",
    "bundles": "despatch.despatch",
}


class Anything:
    """The rest of an address, whatever it is: Django's own `path` stops at the end of a line, and is never empty."""

    regex = "(?s:.*)"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


register_converter(Anything, "anything")


class Unavailable(Refused):
    status = 503


class OutOfOrder(Refused):
    status = 500


class NotAllowed(Refused):
    status = 405


def build() -> NinjaAPI:
    # The bundled documentation pages want inline scripts, which our content policy forbids: we have a page of our own.
    api = NinjaAPI(
        title="Precinto",
        version=__version__,
        docs_url=None,
        openapi_url="/openapi.json",
        auth=Key(),
        urls_namespace="api",
    )
    with translation.override(settings.LANGUAGE_CODE):
        api.add_router("/do", doing.router())
    api.add_router("", reading.router)
    api.add_router("/papers", papers.router)
    api.add_router("/bundles", bundles.router)
    api.get("/docs", auth=None, include_in_schema=False)(docs)
    api.add_router("", _everything_else())
    _nothing_is_deleted(api)
    api.add_exception_handler(Refused, refused)
    api.add_exception_handler(ValidationError, invalid)
    api.add_exception_handler(HttpError, unreadable)
    api.add_exception_handler(AuthenticationError, nobody)
    api.add_exception_handler(OperationalError, busy)
    api.add_exception_handler(Broken, broken)
    api.add_exception_handler(SettingsError, keyless)
    api.add_exception_handler(Exception, failed)
    return api


# ---- refusals


def refused(request: HttpRequest, error: Any) -> HttpResponse:
    """The answer of a refusal. Keys sorted and spaces fixed: what may not be told apart is the same to the byte."""
    found = answer(error, speak(request))
    body = json.dumps(found.as_dict(), ensure_ascii=False, sort_keys=True, default=str)
    response = HttpResponse(body.encode(), content_type="application/json", status=found.status)
    if found.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="precinto"'
    if found.status == 503:
        response["Retry-After"] = "2"
    return response


def invalid(request: HttpRequest, error: Any) -> HttpResponse:
    errors: dict[str, list[str]] = {}
    for one in cast(ValidationError, error).errors:
        errors.setdefault(str(one["loc"][-1]), []).append(str(one["msg"]))
    return refused(request, BadFacts(errors))


def unreadable(request: HttpRequest, _error: Any) -> HttpResponse:
    """A body that is no JSON, where the library reads it."""
    return refused(request, BadFacts({"body": [str(NOT_JSON)]}))


def nobody(request: HttpRequest, _error: Any) -> HttpResponse:
    return refused(request, NotSignedIn("bad-token", clause="2.2"))


def busy(request: HttpRequest, _error: Any) -> HttpResponse:
    return refused(request, Unavailable("books-busy"))


def broken(request: HttpRequest, error: Any) -> HttpResponse:
    return refused(request, OutOfOrder("key-does-not-fit" if isinstance(error, NotOpened) else "books-broken"))


def keyless(request: HttpRequest, error: Any) -> HttpResponse:
    log.error("the installation cannot be used: %s", error)
    return refused(request, OutOfOrder("key-missing"))


def failed(request: HttpRequest, error: Any) -> HttpResponse:
    """A mistake of ours: whoever asked is told in the form of every other answer, and the log has the rest."""
    log.error("the program failed at %s", request.path, exc_info=error)
    return refused(request, OutOfOrder("program-failed"))


# ---- what is not there, and what may never be


def _everything_else() -> Router:
    found = Router()
    methods = ["GET", "POST", "PUT", "PATCH"]
    found.api_operation(methods, "/{anything:path}", include_in_schema=False)(nothing_here)
    return found


def nothing_here(request: HttpRequest, path: str) -> HttpResponse:
    raise NotFound("no-such-address")


def _nothing_is_deleted(api: NinjaAPI) -> None:
    """DELETE is answered at every address, and kept on record as the attempt that it is."""
    for _prefix, router in list(api._routers):
        for path, view in list(router.path_operations.items()):
            view.add_operation(path, ["DELETE"], _deletion(path), include_in_schema=False)


def _deletion(path: str) -> Any:
    """A view with the parameters of the path, because the router asks for views that name them."""

    def view(request: HttpRequest, **_path: Any) -> HttpResponse:
        return delete(request)

    names = re.findall(r"{(?:\w+:)?(\w+)}", path)
    request = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    parameters = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=Any) for name in names]
    view.__signature__ = inspect.Signature([request, *parameters])  # type: ignore[attr-defined]
    return view


def delete(request: HttpRequest) -> HttpResponse:
    officer = cast(Officer, request.auth)  # type: ignore[attr-defined]  # the key puts it there
    _api, _v1, resource, *_rest = [*request.path.strip("/").split("/"), ""]
    table = REGISTRY[SPEAKS_OF.get(resource, "documents.register")]
    try:
        perform(table, "delete", None, by=officer, facts={}, intent="delete")
    except Refused as error:
        raise NotAllowed(error.reason, clause=error.clause, facts=error.facts) from error
    raise NotFound("no-such-address")


# ---- help


def docs(request: HttpRequest) -> HttpResponse:
    """The steps on one page, without any script. The machine's version is `openapi.json`."""
    speak(request)
    engine = Engine(
        dirs=[str(Path(__file__).parent / "templates")], libraries={"i18n": "django.templatetags.i18n"}, autoescape=True
    )
    page = engine.get_template("api/docs.html")
    context = Context({"steps": steps_of(REGISTRY.values()), "lang": translation.get_language()})
    return HttpResponse(page.render(context))


api = build()
