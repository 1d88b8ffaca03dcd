# SPDX-License-Identifier: EUPL-1.2
"""An office of its own behind a socket, for a browser.

    python -m tests.browser.counter_office furnish HOME    makes it, and writes what the tests need to know of it
    python -m tests.browser.counter_office serve HOME      serves it, and writes its address; at a port, where one is named

Nothing is ever deleted, so a test cannot clean up after a browser as it does after itself: it takes a copy of the office
and throws the whole of it away.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path


def main(do: str, home: Path) -> None:
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
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["tests.world.QuickHasher"]):
        if do == "furnish":
            call_command("migrate", verbosity=0)
            print(json.dumps(furnish()), flush=True)
        else:
            serve(int(sys.argv[3]) if len(sys.argv) > 3 else 0)


def serve(port: int = 0) -> None:
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadedWSGIServer(("127.0.0.1", port), Quiet)
    server.set_app(get_wsgi_application())
    print(json.dumps({"address": f"http://127.0.0.1:{server.server_port}"}), flush=True)
    server.serve_forever()


def furnish() -> dict[str, object]:
    """The cast, five copies: three approved for Rosa, one that is not, one that she has."""
    from django.contrib.sessions.backends.db import SessionStore

    from precinto.access.models import Account, Person
    from precinto.records.clock import now, stamp
    from tests.world import found

    world = found()
    lent = world.document(copies=5, title="Inventario de cisternas")
    copies = [world.copy(lent, n) for n in range(1, 6)]
    for code in copies[:3]:
        world.loan(code, stage="approved")
    world.loan(copies[4], stage="lent")
    sessions = {}
    for login in ("carmen", "rosa", "jaime"):
        account = Account.objects.get(login=login)
        session = SessionStore()
        session.update(
            {
                "account": account.pk,
                "epoch": account.epoch,
                "proved": stamp(now()),
                "seen": stamp(now()),
                "locked": False,
            }
        )
        session.create()
        sessions[login] = session.session_key
    badges = {login: Person.objects.get(account__login=login).code for login in ("rosa", "diego", "nuria", "carmen")}
    return {"copies": copies, "badges": badges, "sessions": sessions}


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
