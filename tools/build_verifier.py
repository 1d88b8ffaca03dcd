# SPDX-License-Identifier: Apache-2.0
"""Packs the verifier into one file that a bare `python3` runs: `python tools/build_verifier.py [FOLDER]`.

The same sources give the same bytes, on any machine and day: whoever has the sources can tell that the file is theirs.
"""

import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAME = "precinto-verify.pyz"
SHEBANG = b"#!/usr/bin/env python3\n"
START = (
    b"# SPDX-License-Identifier: Apache-2.0\nimport sys\n\nfrom precinto_verify.cli import main\n\nsys.exit(main())\n"
)
WHEN = (1980, 1, 1, 0, 0, 0)  # the first moment a zip can name


def build(folder: Path) -> Path:
    """Write the archive into the folder; returns its path."""
    package = ROOT / "src" / "precinto_verify"
    files = {f"precinto_verify/{path.name}": path.read_bytes() for path in package.glob("*.py")}
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / NAME
    with open(target, "wb") as out:
        out.write(SHEBANG)
        with zipfile.ZipFile(out, "w") as archive:
            for name, data in sorted({**files, "__main__.py": START}.items()):
                entry = zipfile.ZipInfo(name, WHEN)
                entry.create_system = 3  # the same on every system
                entry.external_attr = 0o644 << 16
                # Stored, not deflated: compressors differ between versions of zlib.
                archive.writestr(entry, data, zipfile.ZIP_STORED)
    target.chmod(0o755)
    return target


if __name__ == "__main__":
    print(build(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist"))
