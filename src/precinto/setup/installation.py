# SPDX-License-Identifier: EUPL-1.2
"""Making an installation: whole, or not at all.

Everything is made in a folder beside the one that is wanted, by a process of its own whose settings read that folder, and
the folder then takes its name in one step. Whoever pulls the plug meanwhile leaves nothing that looks like an installation;
what is left over is cleared away by the next one who sets up here.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from precinto.config.home import SETTINGS_FILE, Home, Settings, SettingsError
from precinto.config.home import database as database_settings
from precinto.labels import scheme as schemes
from precinto.setup.people import Account, Founder
from precinto.setup.words import LANGUAGES, CannotSetUp

MAKING = ".making-"


@dataclass(frozen=True, slots=True)
class Made:
    """An installation. `first_run` is the path of the one-time link when the office is still to be founded."""

    home: Path
    office: str
    scheme: str
    language: str
    demo: bool
    database: str
    entries: int
    seconds: float
    fingerprint: str = ""
    people: tuple[Account, ...] = ()
    first_run: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """What the process that makes the installation is told, on its standard input."""

    making: str
    home: str
    parent: int
    office: str
    scheme: str
    language: str
    time_zone: str
    database: str
    demo: bool
    head: Founder | None
    clerk: Founder | None


def make(
    home: Path,
    *,
    office: str = "",
    scheme: str = "es",
    language: str = "es",
    time_zone: str = "Europe/Madrid",
    database: str = Settings().database,
    head: Founder | None = None,
    clerk: Founder | None = None,
    demo: bool = False,
) -> Made:
    """Make an installation in `home`: founded by its head and clerk, as a demonstration, or left to be founded by its link.

    Raises `CannotSetUp`, with `home` as it was before.
    """
    started = time.monotonic()
    home = home.absolute()
    _check(home, office, scheme, language, time_zone, database, head, clerk, demo)
    with _making(home) as (folder, lock):
        order = Order(
            str(folder), str(home), os.getpid(), office, scheme, language, time_zone, database, demo, head, clerk
        )
        told = _told(order, lock)
    return Made(
        home=home,
        office=told["office"],
        scheme=scheme,
        language=language,
        demo=demo,
        database=shown(database),
        entries=told["entries"],
        seconds=round(time.monotonic() - started, 2),
        fingerprint=told["fingerprint"],
        people=tuple(Account(**person) for person in told["people"]),
        first_run=told["first_run"],
    )


def _check(
    home: Path,
    office: str,
    scheme: str,
    language: str,
    time_zone: str,
    database: str,
    head: Founder | None,
    clerk: Founder | None,
    demo: bool,
) -> None:
    """What can be told before anything is made."""
    if Home(home).made:
        raise CannotSetUp("already-there", home=home)
    if home.exists() and not home.is_dir():
        raise CannotSetUp("not-a-folder", home=home)
    if language not in LANGUAGES:
        raise CannotSetUp("unknown-language", language=language, known=", ".join(LANGUAGES))
    if scheme not in schemes.shipped():
        raise CannotSetUp("unknown-scheme", scheme=scheme, known=", ".join(schemes.shipped()))
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise CannotSetUp("unknown-time-zone", time_zone=time_zone) from error
    try:
        database_settings(database, home)
    except (SettingsError, ValueError) as error:
        raise CannotSetUp("bad-database", url=shown(database)) from error
    # The settings file is TOML: a quotation mark would end the text there.
    if any(character in database for character in '"\\\n\r'):
        raise CannotSetUp("bad-database", url=shown(database))
    if demo and (head or clerk):
        raise CannotSetUp("demo-has-its-own")
    if bool(head) != bool(clerk):
        raise CannotSetUp("two-persons")
    if head and not office.strip():
        raise CannotSetUp("name-needed")


@contextmanager
def _making(home: Path) -> Iterator[tuple[Path, int]]:
    """A folder to make the installation in, beside `home` or, where `home` is there and empty, inside it."""
    try:
        inside = home.is_dir()
        around = home if inside else home.parent
        prefix = MAKING if inside else f".{home.name}{MAKING}"
        around.mkdir(parents=True, exist_ok=True)
        _clear(around, prefix)
        if inside and any(home.iterdir()):
            raise CannotSetUp("not-empty", home=home)
        folder = around / f"{prefix}{secrets.token_hex(4)}"
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise CannotSetUp(
            "not-writable", folder=home if home.is_dir() else home.parent, why=error.strerror or str(error)
        ) from error
    lock = os.open(folder, os.O_RDONLY)
    try:
        # Held as long as one of the two processes lives: an unlocked folder of this kind is a left-over.
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder, lock
    finally:
        os.close(lock)
        shutil.rmtree(folder, ignore_errors=True)


def _clear(around: Path, prefix: str) -> None:
    """Take away what somebody who was interrupted left behind."""
    for leftover in around.glob(f"{prefix}*"):
        descriptor = os.open(leftover, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        finally:
            os.close(descriptor)
        shutil.rmtree(leftover, ignore_errors=True)


def _told(order: Order, lock: int) -> dict[str, Any]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PRECINTO_")}
    environment |= {
        "PRECINTO_HOME": order.making,
        "DJANGO_SETTINGS_MODULE": "precinto.config.settings",
        "PYTHONIOENCODING": "utf-8",
    }
    done = subprocess.run(
        [sys.executable, "-m", "precinto.setup"],
        input=json.dumps(asdict(order)).encode(),
        capture_output=True,
        env=environment,
        pass_fds=[lock],
        check=False,
    )
    try:
        told: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise CannotSetUp("stopped", why=last or f"{done.returncode}") from None
    if "error" in told:
        raise CannotSetUp(told["error"], **told["facts"])
    return told


def shown(database: str) -> str:
    """The database's address without the password that may stand in it."""
    head, at, tail = database.rpartition("@")
    if not at:
        return database
    scheme, slashes, account = head.partition("://")
    return f"{scheme}{slashes}{account.partition(':')[0]}@{tail}"


def take_its_place(folder: Path, home: Path) -> None:
    """The folder becomes the installation. Where `home` is there already its settings come last: they are what counts."""
    if not home.is_dir():
        os.rename(folder, home)
    else:
        names = sorted(os.listdir(folder), key=lambda name: name == SETTINGS_FILE)
        for name in names:
            os.rename(folder / name, home / name)
    for changed in {home, home.parent}:
        descriptor = os.open(changed, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
