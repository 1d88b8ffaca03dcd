# SPDX-License-Identifier: EUPL-1.2
"""Whose request it is, and in which language to answer."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header
from ninja.security import HttpBearer

from precinto.access.officers import Officer
from precinto.computers.signin import must_change, officer_of_token, prove
from precinto.records.errors import NotSignedIn

PASSWORD = "X-Precinto-Password"  # noqa: S105  the name of a header


def speak(request: HttpRequest) -> str:
    """Answer in the language that the request asks for; the office's own when it asks for none of ours.

    The middleware puts back afterwards what was in force.
    """
    known = dict(settings.LANGUAGES)
    asked = (name[:2] for name, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")))
    lang = next((name for name in asked if name in known), settings.LANGUAGE_CODE)
    translation.activate(lang)
    return lang


class Key(HttpBearer):
    """A key of the API, in `Authorization: Bearer prc_…`. No cookie opens this door."""

    def authenticate(self, request: HttpRequest, token: str) -> Officer:
        speak(request)
        officer = officer_of_token(token)
        # What is done is judged at the door; what is only read passes none.
        if request.method == "GET" and must_change(officer):
            raise NotSignedIn("change-password-first", clause="2.2")
        return officer


def fresh(request: HttpRequest, officer: Officer) -> Officer:
    """The officer, proved when the request gives the password again. Raises `NotSignedIn`."""
    password = request.headers.get(PASSWORD)
    return prove(officer, password) if password else officer
