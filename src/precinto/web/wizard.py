# SPDX-License-Identifier: EUPL-1.2
"""The first page of an office: behind the one-time link, and gone once it has been used."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from precinto.documents.cases import actor_of, not_found
from precinto.labels import scheme
from precinto.personnel.forms import Found
from precinto.policy.deadlines import Profile
from precinto.procedures.refusals import answer
from precinto.records.errors import BadFacts, NotFound, Refused
from precinto.setup import wizard
from precinto.setup.first_run import check_first_run
from precinto.setup.founding import NOBODY


@require_http_methods(["GET", "HEAD", "POST"])
def first_run(request: HttpRequest, token: str) -> HttpResponse:
    if not wizard.waiting() or not check_first_run(token):
        raise not_found()
    if request.method != "POST":
        return _page(request, None)
    facts = {name: request.POST[name] for name in Found.base_fields if name in request.POST}
    try:
        founded = wizard.found(token, facts)
    except NotFound:
        raise
    except Refused as refused:
        return _page(request, facts, refused)
    page = {"fingerprint": founded.fingerprint, "founded": founded.office, "accounts": founded.accounts}
    return render(request, "web/founded.html", page)


def _page(request: HttpRequest, facts: dict[str, Any] | None, refused: Refused | None = None) -> HttpResponse:
    lang = get_language() or "es"
    form = Found(facts, actor=actor_of(NOBODY), auto_id="f-%s")
    known = [scheme.load(text) for text in scheme.shipped().values()]
    page = {
        "form": form,
        "schemes": sorted(known, key=lambda one: (one.id != "es", one.status == "draft", one.id)),
        "languages": settings.LANGUAGES,
        "said": facts or {"language": lang, "scheme": "es"},
        "refusal": answer(refused, lang) if refused is not None else None,
        "errors": dict(refused.errors) if isinstance(refused, BadFacts) else {},
        "least": Profile.default().value("password-min-length"),
    }
    return render(request, "web/first_run.html", page, status=refused.status if refused else 200)
