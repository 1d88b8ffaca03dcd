# SPDX-License-Identifier: EUPL-1.2
"""What a scheme says of a level is obeyed: each of its rules is read by the program, or it is said here why none reads it."""

from __future__ import annotations

import re

from precinto.labels.scheme import HANDLING
from tests.house.files import modules

# Kept for every level alike, whatever a scheme says: never less careful than it.
FOR_ALL = {
    "numbered_copies": "every copy has its number n/N",
}
# Of clauses that the program does not keep yet.
LATER = {
    "page_marking": "the pages of a document are marked where it is made, not where it is registered (2.3)",
    "min_carriers": "carry-outs (4.3)",
    "max_carriers": "carry-outs (4.3)",
    "review_years": "no scheme states it; what is declassified by an event is looked at by the term `event-review` (1.5)",
    "min_zone": "rooms by zone (4.2)",
    "removable_media": "media by level (2.4)",
    "password_profile": "passwords of machines (2.2)",
}


def test_every_rule_of_a_level_is_read_or_is_said_to_be_read_by_nobody() -> None:
    texts = [
        path.read_text("utf-8")
        for path in modules("src")
        if "/labels/" not in path.as_posix() and "/setup/" not in path.as_posix()
    ]
    read = {rule for rule in HANDLING if any(re.search(rf'"{rule}"', text) for text in texts)}
    assert set(HANDLING) == read | set(FOR_ALL) | set(LATER)
    assert not read & (set(FOR_ALL) | set(LATER)), "it is read by now: take it off the list"
