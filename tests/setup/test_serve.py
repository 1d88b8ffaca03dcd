# SPDX-License-Identifier: EUPL-1.2
"""`precinto serve`: from an empty folder to a page, one process, and closed by a signal."""

import http.client
import re
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.setup.program import run, start

PATIENCE = 90


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


class Serving:
    """A running office, and all that it has said so far."""

    def __init__(self, home: Path, *more: object) -> None:
        self.port = free_port()
        self.process = start("serve", "--home", home, "--port", self.port, *more)
        self.said: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        if self.process.stdout is not None:
            self.said.extend(iter(self.process.stdout.readline, ""))

    def until_said(self, words: str) -> str:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            for line in list(self.said):
                if words in line:
                    return line
            time.sleep(0.02)
        raise AssertionError("".join(self.said))

    def get(self, path: str = "/") -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", path)
        status = connection.getresponse().status
        connection.close()
        return status

    def close(self, by: signal.Signals) -> int:
        self.process.send_signal(by)
        status = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return status


@contextmanager
def serving(home: Path, *more: object) -> Iterator[Serving]:
    office = Serving(home, *more)
    try:
        yield office
    finally:
        office.process.kill()
        office.process.wait()


def test_closed_while_it_opens(tmp_path: Path) -> None:
    """The worker that is still loading does not hear that it is to stop."""
    home = tmp_path / "office"
    with serving(home, "--setup") as office:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", office.port), timeout=1).close()
                break
        office.close(signal.SIGTERM)
        with pytest.raises(OSError):
            office.get("/")


def test_from_an_empty_folder_to_a_page_and_again(tmp_path: Path) -> None:
    home = tmp_path / "office"
    with serving(home, "--setup") as office:
        link = re.search(r"http://127\.0\.0\.1:(\d+)/primera-vez/(\S+)/", office.until_said("/primera-vez/"))
        assert link is not None
        assert int(link[1]) == office.port
        assert office.get("/") < 500
        second = run("serve", "--home", home, "--port", office.port)
        assert second.returncode == 2
        assert str(office.port) in second.stderr
        assert "Traceback" not in second.stderr
        waiting = http.client.HTTPConnection("127.0.0.1", office.port, timeout=PATIENCE)
        waiting.request("GET", "/")
        waiting.getresponse().read()  # a connection that a browser keeps open does not hold the office up
        assert office.close(signal.SIGTERM) == 0
        waiting.close()
        assert "cerrada" in office.said[-1]
    with serving(home) as office:
        # Nobody has founded it yet: there is a new link, and the old one is void.
        again = re.search(r"/primera-vez/(\S+)/", office.until_said("/primera-vez/"))
        assert again is not None
        assert again[1] != link[2]
        assert office.get("/") < 500
        assert office.close(signal.SIGINT) == 0


def test_it_makes_nothing_unless_it_is_told_to(tmp_path: Path) -> None:
    done = run("serve", "--home", tmp_path / "office")
    assert done.returncode == 2
    assert "--setup" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("port", ["99999", "-1"])
def test_a_port_that_is_none_is_told(tmp_path: Path, port: str) -> None:
    done = run("serve", "--home", tmp_path / "office", "--setup", f"--port={port}")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
