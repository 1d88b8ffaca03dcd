# SPDX-License-Identifier: EUPL-1.2
"""Signing in, the same at every door: account and password, or a token of the API."""

from __future__ import annotations

from precinto.access import accounts
from precinto.access.models import Account, Token
from precinto.access.officers import Officer
from precinto.computers.procedures import ACCOUNT
from precinto.ledger.append import new_act
from precinto.procedures import deadlines
from precinto.procedures.deadlines import local_day
from precinto.procedures.perform import AFTER, Request, perform, record_attempt
from precinto.records.clock import now
from precinto.records.errors import NotSignedIn, Refused


def sign_in(login: str, password: str, *, door: str, device: str = "", intent: str = "") -> Officer:
    """The officer whose account and password these are. Raises `NotSignedIn`; the attempt is then on record.

    A name that has failed three times waits 2, 4, 8 … seconds, 15 minutes at most; nobody is locked out.
    """
    at = now()
    wait = accounts.wait_for(login, at)
    if wait:
        raise NotSignedIn("sign-in-wait", clause="2.2", facts={"seconds": wait})
    named = login.strip().casefold()
    rows = Account.objects.select_related("person")
    # What cannot be printed is nobody's name, and no database need be asked for it.
    account = rows.filter(login=named).first() if named.isprintable() else None
    if account is None or account.stage != "open":
        # Who knows the password that waits is told what it waits for; anybody else learns nothing of the account.
        waits = account is not None and account.stage == "reset"
        known = accounts.right_password(account if waits else None, password)
        if not known:
            accounts.failed(login, at)
        refused = NotSignedIn("reset-unconfirmed" if known else "wrong-password", clause="2.2")
        record_attempt(Request(ACCOUNT, "sign_in"), Officer(None, door, device=device), refused)
        raise refused
    unproved = Officer(account.person, door, device=device)
    try:
        act = perform(
            ACCOUNT, "sign_in", account, by=unproved, facts={"password": password}, intent=intent or str(new_act())
        )
    except Refused as refused:
        if refused.reason not in AFTER and refused.reason != "sign-in-wait":  # a wrong password is counted by its step
            accounts.failed(login, at)
        # Which account it is would tell an account from a name that is nobody's.
        told = {name: value for name, value in refused.facts.items() if name != "account"}
        raise NotSignedIn(refused.reason, clause="2.2", facts=told) from refused
    if act.again and not accounts.right_password(account, password):
        # The request had been sent before: that is no proof, whoever has it may send it again.
        accounts.failed(login, at)
        raise NotSignedIn("wrong-password", clause="2.2")
    accounts.succeeded(login)
    return Officer(account.person, door, proved_at=act.at, device=device)


def must_change(officer: Officer) -> bool:
    """2.2: whether the password is changed before anything else is read or done."""
    account = Account.objects.filter(person=officer.key).first() if officer.person is not None else None
    return account is not None and deadlines.password_due(account, now(), deadlines.profile(), deadlines.calendar())


def prove(officer: Officer, password: str) -> Officer:
    """The same officer, having just given the password again. Raises `NotSignedIn`."""
    return sign_in(
        officer.person.account.login if officer.person else "", password, door=officer.door, device=officer.device
    )


def officer_of_token(text: str) -> Officer:
    """The owner of a token, not proved fresh. Raises `NotSignedIn`."""
    token = Token.objects.select_related("account__person").filter(digest=accounts.token_digest(text)).first()
    today = local_day(now())
    if token is None or token.stage != "live" or token.until < today or token.account.stage != "open":
        raise NotSignedIn("bad-token", clause="2.2")
    return Officer(token.account.person, "api")
