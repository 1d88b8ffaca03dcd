# SPDX-License-Identifier: EUPL-1.2
"""The door: signing in and out, the lock, one's own password, and the look and language of a station."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.forms import ChoiceField, PasswordInput
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from precinto.access import accounts
from precinto.access.models import Account
from precinto.computers import signin
from precinto.computers.procedures import ACCOUNT
from precinto.ledger.append import new_act
from precinto.office import schemes
from precinto.procedures.facts import NoFacts
from precinto.procedures.model import NEW, REGISTRY, Actor
from precinto.procedures.perform import perform
from precinto.procedures.refusals import answer
from precinto.records.clock import now
from precinto.records.errors import NotSignedIn, Refused
from precinto.web import carried, offers, session
from precinto.web.context import THEMES
from precinto.web.session import SignedRequest

YEAR = int(timedelta(days=365).total_seconds())


def see(address: str) -> HttpResponse:
    """Go and look: what answers a POST that was carried out."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    back = session.way_back(request)
    if request.method != "POST":
        return _door(request, {"next": back})
    login, password = request.POST.get("login", "")[:150], request.POST.get("password", "")[:1000]
    try:
        officer = signin.sign_in(login, password, door="page", intent=request.POST.get("_intent", ""))
    except NotSignedIn as refused:
        said = answer(refused, get_language() or "es")
        wait = accounts.wait_for(login, now())
        return _door(request, {"next": back, "login": login, "refusal": said, "wait": wait}, status=403)
    session.begin(request, officer)
    return see(back)


def _door(request: HttpRequest, more: dict[str, Any], status: int = 200) -> HttpResponse:
    found = {"here_office": schemes.office(), "intent": str(new_act()), "languages": settings.LANGUAGES}
    return render(request, "web/sign_in.html", found | more, status=status)


@require_POST
def sign_out(request: SignedRequest) -> HttpResponse:
    """Ends this session. The act is on record; that it cannot be recorded keeps nobody in."""
    try:
        perform(ACCOUNT, "sign_out", request.account, by=request.officer, facts={}, intent=str(new_act()))
    finally:
        session.end(request)
    return see("/entrar/")


@require_http_methods(["GET", "HEAD", "POST"])
def lock(request: SignedRequest) -> HttpResponse:
    back = session.way_back(request)
    page = {"next": back, "who": request.account.person, "held": getattr(request, "held", "")}
    if page["held"]:  # sent to a locked door: `middleware.signed_in`
        return render(request, "web/locked.html", page | {"next": "/"}, status=403)
    if request.method == "POST" and "lock" in request.POST:
        carried.keep(request)
        session.lock(request)
    elif request.method == "POST":
        try:
            officer = signin.prove(request.officer, request.POST.get("password", "")[:1000])
        except NotSignedIn as refused:
            page["refusal"] = answer(refused, get_language() or "es")
            page["wait"] = accounts.wait_for(request.account.login, now())
            page["held"] = request.POST.get("held", "")
            return render(request, "web/locked.html", page, status=403)
        session.proved(request, officer)
        form = carried.released(request)
        if form is not None:
            return render(request, "web/held.html", {"form": form, "shown": _shown(form, request.actor), "back": back})
        return see(back)
    elif not request.session.get("locked"):
        return see(back)
    return render(request, "web/locked.html", page)


def _shown(form: carried.Form, actor: Actor) -> list[tuple[str, str]]:
    """What was written into the form of a step, by its labels; nothing of any other form, and no password or PIN."""
    try:
        way = resolve(form.path).kwargs
    except Resolver404:
        return []
    procedure = REGISTRY.get(way.get("name", ""))
    step = procedure.step(way.get("taken", "")) if procedure is not None else None
    if procedure is None or step is None or step.asks is None:
        return []
    case = procedure.case.objects.filter(pk=way["key"]).first() if "key" in way else None
    if case is None and NEW not in step.stages:
        return []
    fields = step.asks(None, actor=actor, case=case).fields
    return [
        (str(fields[name].label or name), _in_words(fields[name], value))
        for name, value in form.values
        if value and name in fields and not isinstance(fields[name].widget, PasswordInput)
    ]


def _in_words(field: Any, value: str) -> str:
    """What was chosen, as the form shows it."""
    choices: dict[Any, Any] = dict(cast(Any, field.choices)) if isinstance(field, ChoiceField) else {}
    return str(choices.get(value, value))


@require_http_methods(["GET", "HEAD", "POST"])
def password(request: SignedRequest) -> HttpResponse:
    """Change one's own password. Sessions elsewhere end; this one goes on."""
    step = ACCOUNT.steps["change_password"]
    offer = offers.offer(request, ACCOUNT, step, request.account)
    if request.method == "POST":
        facts = offers.sent_facts(step, request.POST)
        intent = request.POST.get("_intent") or str(new_act())
        try:
            perform(ACCOUNT, step.name, request.account, by=request.officer, facts=facts, intent=intent)
        except Refused as refused:
            account = Account.objects.get(pk=request.account.pk)
            form = (step.asks or NoFacts)(facts, actor=request.actor, case=account, auto_id="own-%s")
            offer.form = form
            offer.refusal = answer(refused, get_language() or "es")
        else:
            session.renew(request)
            messages.success(request, _("Your password is changed. Sessions elsewhere have ended."))
            return see("/")
    status = offer.refusal.status if offer.refusal else 200
    least = request.standing.profile.value("password-min-length")
    return render(
        request,
        "web/password.html",
        {"offer": offer, "must": session.password_due(request), "least": least},
        status=status,
    )


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system has it; and whether single keys act."""
    response = see(session.way_back(request))
    theme, keys = request.POST.get("theme"), request.POST.get("keys")
    if theme in THEMES:
        _remember(response, "precinto_theme", theme)
    if keys in ("on", "off"):
        _remember(response, "precinto_keys", keys)
    return response


@require_POST
def speech(request: HttpRequest) -> HttpResponse:
    response = see(session.way_back(request))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        _remember(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


def _remember(response: HttpResponse, name: str, value: str) -> None:
    """A choice of this station's, and nothing about a person."""
    response.set_cookie(name, value, max_age=YEAR, httponly=True, samesite="Strict")
