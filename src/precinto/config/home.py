# SPDX-License-Identifier: EUPL-1.2
"""The folder of one installation: its settings file, its keys, its database when that is SQLite.

HOME/precinto.toml      what may be set, with its defaults written out
HOME/keys/              django.key, office.key, ledger.key (signs checkpoints): mode 0600
HOME/keys/office.key    wraps the shredding keys; from it come the keys of the hallmark and of what is encrypted in the tables
HOME/keys/bundle-N.age  what opens the bundles of other offices, from the day on which the office has a card of keys
HOME/office.sqlite3     the books
HOME/import/            old registers that were brought, under whoever brought them, until they are taken away
HOME/ticks.json         whom `precinto tick` has told on its last day
HOME/out/               what leaves: printed sheets, exports, quarantine lists
"""

from __future__ import annotations

import os
import secrets
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from precinto.records.errors import SettingsError as SettingsError
from precinto.records.files import write_whole as write_whole

SETTINGS_FILE = "precinto.toml"
KEYS = ("django", "office", "ledger")

TEMPLATE = """\
# Settings of this installation. The program refuses to start on a name that it does not know.
[office]
language = "{language}"            # es, en
time_zone = "{time_zone}"

[database]
url = "{database}"                 # sqlite:///office.sqlite3 (beside this file) or postgresql://user@host/name

[server]
host = "127.0.0.1"
port = 8420
threads = 4
warn_connected = true              # say so, and note it, when the machine has a way out to a network

[mail]
sendmail = ""                      # "/usr/sbin/sendmail": `precinto tick` writes warnings by local mail, with codes only
smtp = ""                          # or "127.0.0.1:25"; both empty: no mail is written
sender = "precinto@localhost"
domain = "localhost"               # each warning goes to ACCOUNT@domain
"""

KNOWN: dict[str, dict[str, type]] = {
    "office": {"language": str, "time_zone": str},
    "database": {"url": str},
    "server": {"host": str, "port": int, "threads": int, "warn_connected": bool},
    "mail": {"sendmail": str, "smtp": str, "sender": str, "domain": str},
}


@dataclass(frozen=True, slots=True)
class Settings:
    language: str = "es"
    time_zone: str = "Europe/Madrid"
    database: str = "sqlite:///office.sqlite3"
    host: str = "127.0.0.1"
    port: int = 8420
    threads: int = 4
    warn_connected: bool = True
    sendmail: str = ""
    smtp: str = ""
    sender: str = "precinto@localhost"
    domain: str = "localhost"


@dataclass(frozen=True, slots=True)
class Home:
    path: Path

    @classmethod
    def from_environment(cls) -> Home:
        return cls(Path(os.environ.get("PRECINTO_HOME") or "office").absolute())

    @property
    def settings_file(self) -> Path:
        return self.path / SETTINGS_FILE

    @property
    def made(self) -> bool:
        return self.settings_file.is_file()

    def read(self) -> Settings:
        """The settings, or the defaults where no installation has been made yet. Raises `SettingsError`."""
        if not self.made:
            return Settings(database=os.environ.get("PRECINTO_DATABASE") or Settings().database)
        try:
            found = tomllib.loads(self.settings_file.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise SettingsError(f"{self.settings_file}: {error}") from error
        values: dict[str, object] = {}
        for section, names in found.items():
            if section not in KNOWN or not isinstance(names, dict):
                raise SettingsError(f"{self.settings_file}: unknown section [{section}]; known: {', '.join(KNOWN)}")
            for name, value in names.items():
                kind = KNOWN[section].get(name)
                if kind is None:
                    raise SettingsError(f"{self.settings_file}: unknown name {section}.{name}")
                if type(value) is not kind:
                    raise SettingsError(f"{self.settings_file}: {section}.{name} must be {kind.__name__}")
                values["database" if (section, name) == ("database", "url") else name] = value
        if os.environ.get("PRECINTO_DATABASE"):
            values["database"] = os.environ["PRECINTO_DATABASE"]
        return Settings(**values)  # type: ignore[arg-type]  # each was checked against KNOWN just above

    def make(self, *, language: str, time_zone: str, database: str) -> None:
        """Write the folder, its settings and its keys. What is there already stays."""
        self.path.mkdir(parents=True, exist_ok=True)
        (self.path / "keys").mkdir(mode=0o700, exist_ok=True)
        (self.path / "out").mkdir(mode=0o700, exist_ok=True)
        for name in KEYS:
            self.key(name, make=True)
        if not self.made:
            text = TEMPLATE.format(language=language, time_zone=time_zone, database=database)
            write_whole(self.settings_file, text.encode())

    def key(self, name: str, *, make: bool = False) -> bytes:
        """A 32-byte key of the installation. Raises `SettingsError` where it is missing or spoilt."""
        file = self.path / "keys" / f"{name}.key"
        if not file.is_file():
            if not make:
                raise SettingsError(f"{file} is missing: without it the books cannot be opened")
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(file, secrets.token_bytes(32).hex().encode() + b"\n", mode=0o600)
        try:
            value = bytes.fromhex(file.read_text("ascii").strip())
        except (OSError, ValueError) as error:
            raise SettingsError(f"{file}: {error}") from error
        if len(value) != 32:
            raise SettingsError(f"{file}: 32 bytes in hexadecimal are expected")
        return value

    def identity(self, number: int) -> Path:
        """Where the N-th key that opens bundles lies, in the form of the age tools."""
        return self.path / "keys" / f"bundle-{number}.age"


def database(url: str, home: Path) -> dict[str, object]:
    """Django's description of the database that a URL names. Raises `SettingsError`."""
    if url.startswith("sqlite:///"):
        return {
            "ENGINE": "precinto.records.sqlite",
            "NAME": str(home / url.removeprefix("sqlite:///")),
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30},
            "CONN_MAX_AGE": None,
        }
    parts = urlsplit(url)
    if parts.scheme != "postgresql":
        raise SettingsError(f"database.url: {url!r} is neither sqlite:///FILE nor postgresql://…")
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or query.get("host", [""])[0],
        "PORT": str(parts.port or query.get("port", [""])[0]),
        "OPTIONS": {"prepare_threshold": 3},  # of the cursors of `records.ready`: no other prepares anything
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
