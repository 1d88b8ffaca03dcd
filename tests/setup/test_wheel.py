# SPDX-License-Identifier: EUPL-1.2
"""Where python3 has neither pip nor venv, uv is fetched all the same, and nothing but the file that the index names."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "tools" / "setup" / "wheel.py"
NAME = f"uv-1.2.3-py3-none-manylinux_2_17_{platform.machine()}.whl"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """An index on this machine, and its folder of uv."""
    folder = tmp_path / "simple" / "uv"
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / NAME, "w") as archive:
        archive.writestr("uv-1.2.3.data/scripts/uv", "#!/bin/sh\necho uv 1.2.3\n")
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/simple", folder
        server.shutdown()


def fetch(index: str, into: Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, str(SCRIPT), "1.2.3", str(into)]
    environment = os.environ | {"PIP_INDEX_URL": index, "no_proxy": "127.0.0.1"}
    return subprocess.run(words, env=environment, capture_output=True, text=True, check=False)


def test_the_wheel_that_the_index_names(index: tuple[str, Path], tmp_path: Path) -> None:
    address, folder = index
    digest = hashlib.sha256((folder / NAME).read_bytes()).hexdigest()
    other = f'<a href="uv-1.2.2-py3-none-manylinux_2_17_{platform.machine()}.whl#sha256={"0" * 64}">older</a>'
    (folder / "index.html").write_text(f'{other}<a href="{NAME}#sha256={digest}">uv</a>')
    assert fetch(address, tmp_path / "own").returncode == 0
    said = subprocess.run([tmp_path / "own" / "bin" / "uv"], capture_output=True, text=True, check=True)
    assert said.stdout == "uv 1.2.3\n"


def test_another_file_is_not_taken(index: tuple[str, Path], tmp_path: Path) -> None:
    address, folder = index
    (folder / "index.html").write_text(f'<a href="{NAME}#sha256={"0" * 64}">uv</a>')
    said = fetch(address, tmp_path / "own")
    assert said.returncode != 0
    assert "not the file that the index names" in said.stderr
    assert not (tmp_path / "own").exists()


def test_there_is_none_for_this_machine(index: tuple[str, Path], tmp_path: Path) -> None:
    address, folder = index
    (folder / "index.html").write_text("<html></html>")
    assert "no wheel of uv 1.2.3" in fetch(address, tmp_path / "own").stderr
