# SPDX-License-Identifier: EUPL-1.2
"""An evacuation of more than one act holds goes on by itself, as whoever declared it. It may stop anywhere and go on later."""

from __future__ import annotations

from precinto.access.officers import Officer
from precinto.documents import cases
from precinto.documents.destroying.models import Evacuation
from precinto.documents.destroying.procedures import EVACUATION
from precinto.documents.destroying.queries import to_carry
from precinto.ledger.append import new_act
from precinto.procedures.perform import Act, perform


def carry_all(act: Act, by: Officer) -> None:
    case = act.case
    while isinstance(case, Evacuation) and case.stage == "carried_off" and to_carry(case).exists():
        case = perform(EVACUATION, "carry_on", case.pk, by=by, facts={}, intent=str(new_act())).case


cases.THEN |= {("documents.evacuation", "evacuate"): carry_all, ("documents.evacuation", "carry_on"): carry_all}
