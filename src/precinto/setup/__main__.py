# SPDX-License-Identifier: EUPL-1.2
"""The process that makes one installation: its order on standard input, its answer on standard output, both JSON."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from precinto.config.home import Home, SettingsError
from precinto.setup.installation import Order, shown, take_its_place
from precinto.setup.people import Account, Founder
from precinto.setup.words import CannotSetUp


def main() -> int:
    os.umask(0o077)
    given = json.loads(sys.stdin.read())
    head, clerk = (Founder(**given[who]) if given[who] else None for who in ("head", "clerk"))
    order = Order(**{**given, "head": head, "clerk": clerk})
    try:
        told = carry_out(order)
    except CannotSetUp as error:
        told = {"error": error.message, "facts": {name: str(value) for name, value in error.facts.items()}}
    except SettingsError as error:
        told = {"error": "settings", "facts": {"why": str(error)}}
    except OSError as error:
        told = {"error": "not-writable", "facts": {"folder": error.filename or order.home, "why": error.strerror or ""}}
    print(json.dumps(told))
    return 2 if "error" in told else 0


def carry_out(order: Order) -> dict[str, Any]:
    # The settings read the folder when they are imported: it comes first.
    Home(Path(order.making)).make(language=order.language, time_zone=order.time_zone, database=order.database)
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise CannotSetUp("database-driver") from error
    from django.db import connection, transaction

    _prepare(order)
    with transaction.atomic():
        told = _fill(order)
        if os.getppid() != order.parent:
            # Whoever would have shown the passwords and the link is gone.
            raise CannotSetUp("stopped", why="parent")
    connection.close()
    take_its_place(Path(order.making), Path(order.home))
    return told


def _prepare(order: Order) -> None:
    """An empty database, reached and with its tables."""
    from django.core.management import call_command
    from django.db import OperationalError, connection

    address = shown(order.database)
    try:
        with connection.cursor() as cursor:
            tables = connection.introspection.table_names(cursor)
    except OperationalError as error:
        why = " ".join(str(error).split()) or type(error).__name__
        raise CannotSetUp("database-unreachable", database=address, why=why) from error
    if "office_office" in tables:
        from precinto.ledger.models import Entry
        from precinto.office.models import Office

        if Office.objects.exists() or Entry.objects.exists():
            raise CannotSetUp("database-taken", database=address)
    call_command("migrate", verbosity=0, interactive=False)


def _fill(order: Order) -> dict[str, Any]:
    from django.utils import translation

    from precinto.ledger.models import Entry
    from precinto.procedures.refusals import answer
    from precinto.records.errors import Refused
    from precinto.setup import demo, first_run
    from precinto.setup.founding import found

    told: dict[str, Any] = {"office": order.office, "fingerprint": "", "people": [], "first_run": ""}
    people: tuple[Account, ...] = ()
    with translation.override(order.language):
        try:
            if order.demo:
                done = demo.fill(name=order.office, scheme=order.scheme, language=order.language)
                told["office"], told["fingerprint"], people = done.name, done.fingerprint, done.accounts
            elif order.head and order.clerk:
                told["fingerprint"] = found(_facts(order, order.head, order.clerk))
                people = tuple(
                    Account(f"{who.given_name} {who.family_name}", who.login.casefold(), role, who.password)
                    for role, who in (("head", order.head), ("clerk", order.clerk))
                )
            else:
                told["first_run"] = first_run.PATH.format(token=first_run.first_run_token(Path(order.making)))
        except Refused as refused:
            raise CannotSetUp("refused", why=str(answer(refused, order.language))) from refused
    told["people"] = [asdict(person) for person in people]
    told["entries"] = Entry.objects.count()
    return told


def _facts(order: Order, head: Founder, clerk: Founder) -> dict[str, Any]:
    facts: dict[str, Any] = {"name": order.office, "scheme": order.scheme, "language": order.language, "demo": False}
    for who, founder in (("head", head), ("clerk", clerk)):
        facts |= {f"{who}_{name}": value for name, value in asdict(founder).items()}
    return facts


if __name__ == "__main__":
    sys.exit(main())
