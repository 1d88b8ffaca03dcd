# SPDX-License-Identifier: EUPL-1.2
"""Fetches uv without pip, with what every python3 has: `wheel.py VERSION FOLDER` puts it into FOLDER/bin/uv.

The index is the one that pip would ask (PIP_INDEX_URL, else PyPI); the file is the one whose SHA-256 stands in it.
"""

from __future__ import annotations

import hashlib
import io
import os
import platform
import re
import sys
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

INDEX = "https://pypi.org/simple"
LINK = re.compile(r'href="([^"#]+)#sha256=([0-9a-f]{64})"')


def wheel(index: str, version: str, libc: str, machine: str) -> tuple[str, str]:
    """Address and SHA-256 of the wheel for this machine. Raises `SystemExit` where there is none."""
    page = f"{index.rstrip('/')}/uv/"
    with urllib.request.urlopen(page, timeout=60) as answer:
        links = LINK.findall(answer.read().decode())
    kind = "musllinux" if libc == "musl" else "manylinux"
    for link, digest in links:
        name = urllib.parse.unquote(link.rpartition("/")[2])
        if name.startswith(f"uv-{version}-") and kind in name and name.endswith(f"_{machine}.whl"):
            return urllib.parse.urljoin(page, link), digest
    raise SystemExit(f"no wheel of uv {version} for {kind} {machine} in {page}")


def main(version: str, folder: Path) -> None:
    libc = platform.libc_ver()[0] or "musl"
    address, digest = wheel(os.environ.get("PIP_INDEX_URL", INDEX), version, libc, platform.machine())
    with urllib.request.urlopen(address, timeout=300) as answer:
        data = answer.read()
    if hashlib.sha256(data).hexdigest() != digest:
        raise SystemExit(f"{address} is not the file that the index names")
    program = folder / "bin" / "uv"
    program.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        program.write_bytes(archive.read(next(n for n in archive.namelist() if n.endswith("/scripts/uv"))))
    program.chmod(0o755)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
