# SPDX-License-Identifier: EUPL-1.2
"""`precinto`, the command.

Exit 0: done. 1: the books are broken, and it says where. 2: refused, or asked wrongly. 3: it could not be done.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

# These two have the option of their own: they work before there is an installation.
OF_THEIR_OWN = frozenset({"setup", "serve"})


def home_first(given: Sequence[str]) -> list[str]:
    """`precinto do STEP --home DIR` means `precinto --home DIR do STEP`: whoever types does not ask whose option it is."""
    end = given.index("--") if "--" in given else len(given)
    for at, word in enumerate(given[:end]):
        if (at and word == "--home") or word.startswith("--home="):
            size = 1 if "=" in word else 2
            moved, rest = list(given[at : at + size]), [*given[:at], *given[at + size :]]
            whole = at + size <= end and given[0] not in OF_THEIR_OWN
            return [*moved, *rest] if whole else list(given)
    return list(given)


def main(arguments: Sequence[str] | None = None) -> int:
    from precinto.cli import texts

    texts.prepare()  # before the commands are read: their help is taken when they are
    # A broken pipe or a small terminal code page must not end in a traceback.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")

    from precinto.cli.ending import Ending

    ending = Ending(traceback=os.environ.get("PRECINTO_DEBUG") == "1")
    with ending:
        from precinto.cli.app import command

        given = home_first(sys.argv[1:] if arguments is None else arguments)
        # Not standing alone: what was asked wrongly is said by us, in the language of the house.
        status = command(given)(args=given, prog_name="precinto", standalone_mode=False)
        ending.status = status if isinstance(status, int) else 0
    return ending.status


if __name__ == "__main__":
    sys.exit(main())
