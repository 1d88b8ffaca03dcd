# SPDX-License-Identifier: EUPL-1.2
"""A throw-away PostgreSQL 15 of the tests' own.

It lives in a temporary folder and listens on a socket in it and nowhere else. PostgreSQL refuses to run as root, so
root runs it as another account of the machine. fsync stays on: what is tested is what an office runs.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

BINARIES = Path(os.environ.get("PRECINTO_TEST_POSTGRES_BIN", "/usr/lib/postgresql/15/bin"))
OWNER = "precinto"
PATIENCE = 60  # seconds; a loaded machine with a slow disk needs some


def wanted() -> bool:
    """Whether these tests run on PostgreSQL; else they run on SQLite."""
    return os.environ.get("PRECINTO_TEST_DATABASE", "sqlite") == "postgres"


class CannotStart(Exception):
    """There is no PostgreSQL to be had; the message is its own log."""


class Server:
    """A PostgreSQL server that lives as long as this object: `start()`, `url`, `stop()`."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="precinto-pg-"))
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        self._process: subprocess.Popen[bytes] | None = None
        self._account = _account()

    @property
    def url(self) -> str:
        return f"postgresql://{OWNER}@/precinto?host={quote(str(self.folder))}"

    def start(self) -> None:
        """Make the cluster, start it and make an empty database. Raises `CannotStart`."""
        if not (BINARIES / "initdb").exists():
            raise CannotStart(f"no PostgreSQL 15 in {BINARIES}")
        self.give(self.folder)
        self._do("initdb", "--pgdata", str(self.data), "--username", OWNER, "--auth", "trust", "--no-sync")
        self.run()
        self._do("createdb", "--host", str(self.folder), "--username", OWNER, "precinto")

    def give(self, folder: Path) -> None:
        """A folder to the account that the server runs as."""
        if self._account is not None:
            os.chown(folder, self._account.pw_uid, self._account.pw_gid)

    def back(self) -> None:
        """Wait until the server answers again after it ended its work by itself, or run it where it ended altogether."""
        if self._process is None or self._process.poll() is not None:
            self.run()
        else:
            self._wait_until_ready()

    def run(self) -> None:
        """Run the server on the files that are there, also after `crash`. Raises `CannotStart`."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._as_account(
                    str(BINARIES / "postgres"),
                    *("-D", str(self.data), "-k", str(self.folder), "-c", "listen_addresses=", "-c", "fsync=on"),
                ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                # A Ctrl-C at the terminal is for the tests: they stop the server when they are done with it.
                start_new_session=True,
            )
        self._wait_until_ready()

    def crash(self) -> None:
        """Every process of the server is killed at once, as when the machine loses its power. The files stay."""
        if self._process is None:
            return
        children = _children(self._process.pid)
        self._process.kill()
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        self._process.wait()
        deadline = time.monotonic() + PATIENCE
        while any(Path(f"/proc/{child}").exists() for child in children) and time.monotonic() < deadline:
            time.sleep(0.01)

    def halt(self) -> None:
        """Stop the server, if it runs, and leave its files."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)  # the fast shutdown: connections are cut, data is written
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=PATIENCE)
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """Stop the server, if it runs, and leave nothing behind. May be called twice."""
        self.halt()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while self._process is not None and self._process.poll() is None and time.monotonic() < deadline:
            asked = self._as_account(str(BINARIES / "pg_isready"), "--quiet", "--host", str(self.folder))
            if subprocess.run(asked, check=False, cwd=self.folder).returncode == 0:
                return
            time.sleep(0.05)
        raise CannotStart(self.log.read_text(errors="replace"))

    def _do(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            self._as_account(str(BINARIES / program), *arguments),
            check=False,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        )
        if done.returncode != 0:
            raise CannotStart(f"{program}: {done.stdout}")

    def _as_account(self, *command: str) -> Sequence[str]:
        # The kernel stops the server when the tests are killed before they could do it themselves.
        guard = ["setpriv", "--pdeathsig", "INT"]
        if self._account is None:
            return [*guard, *command]
        uid, gid = self._account.pw_uid, self._account.pw_gid
        return [*guard, f"--reuid={uid}", f"--regid={gid}", "--clear-groups", *command]


def _children(parent: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # The name stands in brackets and may hold anything; what follows it is the state and the parent.
            if int(status.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(status.parent.name))
    return found


def _account() -> pwd.struct_passwd | None:
    """The account to run the server as: one's own, unless one is root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise CannotStart("root may not run PostgreSQL, and there is no account `postgres` or `nobody`")
