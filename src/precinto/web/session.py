# SPDX-License-Identifier: EUPL-1.2
"""Who is at this browser: what the session keeps of a sign-in, and when it stops counting.

The session keeps the account and its epoch (raised, it ends every session at once), when the password was last given, and
when the browser was last used. It keeps nothing of documents, but for
the codes on a counter's list while it is locked.
"""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils.http import url_has_allowed_host_and_scheme

from precinto.access.models import Account
from precinto.access.officers import Officer
from precinto.procedures import deadlines
from precinto.procedures.deadlines import local_day
from precinto.procedures.model import Actor
from precinto.records.clock import now, stamp, unstamp
from precinto.web.standing import Standing, standing

NOTED_EVERY = timedelta(seconds=30)
TO_FILL_A_FORM = timedelta(seconds=30)


class SignedRequest(HttpRequest):
    """A request of somebody who has signed in: what every view behind the door takes."""

    officer: Officer
    actor: Actor
    account: Account
    standing: Standing


def begin(request: HttpRequest, officer: Officer) -> None:
    """A new session for whoever has just proved who they are: nothing of the old one lives on."""
    request.session.flush()
    rotate_token(request)
    account = Account.objects.get(person=officer.person)
    request.session["account"] = account.pk
    request.session["epoch"] = account.epoch
    proved(request, officer)


def proved(request: HttpRequest, officer: Officer) -> None:
    """The password was given just now."""
    request.session["proved"] = stamp(officer.proved_at or now())
    request.session["seen"] = stamp(now())
    request.session["locked"] = False


def renew(request: HttpRequest) -> None:
    """After a change of one's own password: this session goes on, the others do not."""
    account = Account.objects.get(pk=request.session["account"])
    request.session.cycle_key()
    request.session["epoch"] = account.epoch


def end(request: HttpRequest) -> None:
    request.session.flush()


def lock(request: HttpRequest) -> None:
    request.session["locked"] = True


def restore(request: HttpRequest) -> bool:
    """Put the officer on the request, if the session still counts. False where it does not."""
    key = request.session.get("account")
    if key is None:
        return False
    account = Account.objects.select_related("person__unit").filter(pk=key).first()
    if (
        account is None
        or account.stage != "open"
        or account.person.stage != "active"
        or account.epoch != request.session.get("epoch")
    ):
        request.session.flush()
        return False
    at = now()
    request.officer = Officer(account.person, "page", proved_at=unstamp(request.session["proved"]))  # type: ignore[attr-defined]
    signed = cast(SignedRequest, request)
    signed.account = account
    signed.standing = standing()
    signed.actor = Actor(signed.officer, at)
    signed.actor.roles, signed.actor.subject = signed.standing.of(account.person, local_day(at))
    signed.actor.profile = signed.standing.profile
    signed.actor.calendar = signed.standing.calendar
    _note_use(signed)
    return True


def password_due(request: SignedRequest) -> bool:
    """2.2: before anything else is read or done, a first password and one that is too old are changed."""
    actor = request.actor
    return deadlines.password_due(request.account, actor.at, actor.profile, actor.calendar)


def _note_use(request: SignedRequest) -> None:
    seen = unstamp(request.session["seen"])
    at = request.actor.at
    minutes = request.standing.profile.value("idle-lock")
    if minutes and at - seen > timedelta(minutes=minutes):
        lock(request)
    elif at - seen > NOTED_EVERY and not request.session.get("locked"):
        request.session["seen"] = stamp(at)


def fresh(request: SignedRequest) -> bool:
    """Whether the password was given so lately that a step need not ask for it: there is time yet to fill a form."""
    given = request.officer.proved_at
    lately = timedelta(minutes=request.actor.profile.value("fresh-password")) - TO_FILL_A_FORM
    return given is not None and request.actor.at - given <= lately


def way_back(request: HttpRequest, fallback: str = "/") -> str:
    """Where the person was: only ever a page of this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or fallback
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return wanted if safe else fallback
