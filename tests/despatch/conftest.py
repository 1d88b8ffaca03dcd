# SPDX-License-Identifier: EUPL-1.2
"""An office that works with another one in bundles: keys, a correspondent whose keys were compared, and a channel."""

from __future__ import annotations

from typing import Any

import pytest

from tests.despatch.peer import Peer
from tests.world import World

PEER = Peer("otra")


@pytest.fixture
def paired(world: World) -> World:
    world.do("jaime", "despatch.keys.make")
    known: dict[str, Any] = {"code": "OTRA", "name": "Oficina otra", "address": "Plaza Mayor 1", "level": "S"}
    case = world.do("carmen", "despatch.correspondent.register", **known).case
    world.do("carmen", "despatch.correspondent.bring_keys", case.pk, card=PEER.card)
    world.do(
        "pilar", "despatch.correspondent.compare", case.pk, fingerprint=PEER.keys.fingerprint, with_whom="E. Soler"
    )
    channel = world.do("carmen", "despatch.channel.propose", code="VAL", name="Valija", kind="courier", level="S").case
    world.do("luis", "despatch.channel.approve", channel.pk)
    return world


def prepared(world: World, **facts: Any) -> int:
    copy = world.copy(world.document(**facts))
    case = world.do("carmen", "despatch.despatch.prepare", correspondent="OTRA", channel="VAL", copies=copy).case
    return int(case.pk)


def sent(world: World, *, seals: str = "A-1", **facts: Any) -> int:
    case = prepared(world, **facts)
    world.do("carmen", "despatch.despatch.pack", case, folios=12, covers="double")
    world.do("pilar", "despatch.despatch.seal", case, seals=seals)
    world.do("carmen", "despatch.despatch.send", case, carrier="la valija de las diez")
    return case
