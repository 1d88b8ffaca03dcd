# SPDX-License-Identifier: EUPL-1.2
"""What the program itself holds in memory is never garbage."""

from __future__ import annotations

import gc


def settle() -> None:
    """Once all is loaded: leave it out of every later look for garbage.

    A look takes as long as what it finds, and a page leaves some thousands of objects behind: many small looks, so that no
    page waits for the garbage of the thirty before it. Measured on the list of things by kind: p95 88 ms with looks at
    every 200,000 objects, 43 ms with these, for the same mean.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(4_000, 4, 10)
