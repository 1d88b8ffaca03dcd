# SPDX-License-Identifier: EUPL-1.2
"""An office with thousands of things in five places, of which some are not where the books say: for a browser to count.

    python -m tests.browser.inventory_office HOME MANY

makes it, opens an inventory in it, moves some things by acts after that, serves it, and writes what lies where in truth.
"""

from __future__ import annotations

import json
import os
import random
import sys
from pathlib import Path
from typing import Any

EACH = 100  # copies of a document


def main(home: Path, many: int) -> None:
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

    from tests.browser.counter_office import serve

    with override_settings(PASSWORD_HASHERS=["tests.world.QuickHasher"]):
        call_command("migrate", verbosity=0)
        print(json.dumps(furnish(many)), flush=True)
        serve()


def furnish(many: int) -> dict[str, Any]:
    """Things in three safes and two drawers; the truth of where they are differs from the books as `planted` says."""
    from precinto.custody import codes
    from precinto.custody.models import Thing
    from tests.world import found

    chance = random.Random(13)
    world = found()
    safe = world.safe
    places = [safe]
    for name, kind, within in (
        ("Armario 2", "safe", ""), ("Armario 3", "safe", ""), ("Cajón 1", "drawer", safe), ("Cajón 2", "drawer", safe),
    ):  # fmt: skip
        case = world.do("jaime", "office.place.open", name=name, kind=kind, level="S", within=within).case
        places.append(case.code)  # type: ignore[attr-defined]  # the case of this procedure is a place
    for n in range(many // EACH):
        world.document(by=("carmen", "pilar")[n % 2], copies=EACH, place=places[n % len(places)])
    truth = {place: list(Thing.objects.filter(place__code=place).values_list("code", flat=True)) for place in places}
    inventory = world.do("carmen", "documents.inventory.open", plan="surprise").case

    # What acts move after the opening is no difference: five things go to another safe, three are lent.
    taken = [truth[places[1]].pop() for _ in range(5)]
    world.do("pilar", "documents.relocate.move", things=taken, place=places[2], reason="sitio")
    truth[places[2]] += taken
    for _ in range(3):
        world.loan(truth[places[0]].pop(0))

    # What nobody wrote down.
    planted: dict[str, list[str]] = {"missing": [], "misplaced": [], "unknown": []}
    for n in range(12):
        here = truth[places[n % len(places)]]
        planted["missing"].append(here.pop(chance.randrange(len(here))))
    for n in range(9):
        here, there = truth[places[n % 3]], truth[places[(n + 1) % 3]]
        code = here.pop(chance.randrange(len(here) // 2))
        there.append(code)
        planted["misplaced"].append(code)
    for n in range(7):
        code = codes.make("C", series="X", year=2026, number=900 + n, copy=1)
        truth[places[n % len(places)]].append(code)
        planted["unknown"].append(code)
    for here in truth.values():
        chance.shuffle(here)
        here += here[:5]  # read twice
    return {
        "inventory": inventory.pk, "truth": truth, "planted": planted, "counter": _counter(),
        "sessions": {login: session(login) for login in ("carmen", "pilar", "jaime")}, "expected": many,
    }  # fmt: skip


def _counter() -> str:
    from precinto.custody.models import Place, PlaceKind

    return str(Place.objects.get(kind=PlaceKind.COUNTER).code)


def session(login: str) -> str:
    from django.contrib.sessions.backends.db import SessionStore

    from precinto.access.models import Account
    from precinto.records.clock import now, stamp

    account = Account.objects.get(login=login)
    made = SessionStore()
    kept: dict[str, Any] = {"account": account.pk, "epoch": account.epoch, "locked": False}
    made.update(kept | {"proved": stamp(now()), "seen": stamp(now())})
    made.create()
    return str(made.session_key)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
