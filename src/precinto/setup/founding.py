# SPDX-License-Identifier: EUPL-1.2
"""The first act of an office, and the name of its ledger: both or neither."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from precinto.access.officers import Officer
from precinto.ledger import checkpoint
from precinto.personnel.procedures import FOUND
from precinto.procedures.perform import perform
from precinto.records import gate
from precinto.records.errors import Refused

NOBODY = Officer(None, "setup")


def found(facts: Mapping[str, Any]) -> str:
    """Found the office and open its ledger's first epoch. Returns the fingerprint of the ledger's key.

    Raises `Refused`: the facts are not good, or the office has been founded already.
    """
    refused: Refused | None = None
    with gate.whole():
        try:
            perform(FOUND, "found", None, by=NOBODY, facts=facts, intent="found")
        except Refused as error:
            refused = error  # raised outside, so that the record of the attempt stays
        else:
            checkpoint.open_epoch(str(facts["name"]))
    if refused is not None:
        raise refused
    return checkpoint.fingerprint()
