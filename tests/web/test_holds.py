# SPDX-License-Identifier: EUPL-1.2
"""1.6: the leader orders that a document be kept without reading it: by its number, and without its title."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from precinto.documents.destroying.models import Hold
from tests.web.conftest import Pages
from tests.world import World

pytestmark = pytest.mark.database
Open = Callable[[str], Pages]
HIDDEN = "Traslado de la caja fuerte"


def test_a_hold_on_what_the_leader_may_not_read_shows_no_title(world: World, pages: Open) -> None:
    hidden = world.document(scope="diego", title=HIDDEN)
    luis = pages("luis")
    sent = {"document": f"{hidden.year}/{hidden.number}", "reason": "diligencias", "reference": "JCI 3"}
    answer = luis.post("/acto/documents.hold/place/", sent | {"_intent": "h"}, follow=True)
    hold = Hold.objects.get()
    assert hold.document_id == hidden.pk
    said = answer.content.decode() + luis.get(f"/caso/documents.hold/{hold.pk}/").content.decode()
    said += luis.get("/casos/documents.hold/").content.decode()
    assert hidden.full_number in said
    assert HIDDEN not in said
