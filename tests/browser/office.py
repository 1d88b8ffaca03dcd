# SPDX-License-Identifier: EUPL-1.2
"""An office with papers on every page, behind a socket of its own.

    python -m tests.browser.office HOME    makes it, serves it, and writes what a browser needs to know of it

With `--empty` nothing has been founded in it yet; with `--people` it has its people and no papers.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

LOGINS = ("carmen", "luis", "rosa", "jaime", "ines", "olga")


def main(home: Path) -> None:
    os.environ |= {
        "PRECINTO_HOME": str(home),
        "PRECINTO_DATABASE": f"sqlite:///{home}/office.sqlite3",
        "DJANGO_SETTINGS_MODULE": "precinto.config.settings",
    }
    from precinto.config.home import Home

    Home(home).make(language="es", time_zone="Europe/Madrid", database=os.environ["PRECINTO_DATABASE"])
    import django

    django.setup()
    from django.core.management import call_command
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application
    from django.test import override_settings

    from precinto.setup.first_run import first_run_token

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    with override_settings(PASSWORD_HASHERS=["tests.world.QuickHasher"]):
        call_command("migrate", verbosity=0)
        server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
        server.set_app(get_wsgi_application())
        address = f"http://127.0.0.1:{server.server_port}"
        told: dict[str, Any] = {"address": address, "first_run": f"/primera-vez/{first_run_token(home)}/"}
        if "--empty" not in sys.argv:
            told |= furnish(papers="--people" not in sys.argv)
        print(json.dumps(told), flush=True)
        server.serve_forever()


def furnish(*, papers: bool = True) -> dict[str, Any]:
    from django.contrib.sessions.backends.db import SessionStore

    from precinto.access.models import Account
    from precinto.custody.models import Place, PlaceKind
    from precinto.ledger import checkpoint
    from precinto.records.clock import now, stamp
    from tests.web.places import office_with_papers
    from tests.world import found

    world = found()
    names = office_with_papers(world) if papers else {}
    if checkpoint.epoch() is None:
        checkpoint.open_epoch("Oficina de prueba")
    checkpoint.current()
    sessions = {}
    for login in LOGINS:
        account = Account.objects.get(login=login)
        session = SessionStore()
        kept: dict[str, Any] = {"account": account.pk, "epoch": account.epoch, "locked": False}
        session.update(kept | {"proved": stamp(now()), "seen": stamp(now())})
        session.create()
        sessions[login] = session.session_key
    # Somebody who gave the password some time ago: a step that asks for a fresh one asks for it again.
    account = Account.objects.get(login="luis")
    session = SessionStore()
    kept = {"account": account.pk, "epoch": account.epoch, "locked": False}
    session.update(kept | {"proved": stamp(now() - timedelta(minutes=6)), "seen": stamp(now())})
    session.create()
    sessions["luis, six minutes ago"] = session.session_key
    counter = Place.objects.get(kind=PlaceKind.COUNTER).code
    badges = dict(Account.objects.values_list("login", "person__code"))
    return {"names": names, "sessions": sessions, "badges": badges, "counter": counter}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
