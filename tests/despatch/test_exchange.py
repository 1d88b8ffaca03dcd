# SPDX-License-Identifier: EUPL-1.2
"""Bundles at the doors: nothing leaves before the books say so, and what is refused there is on record too."""

from __future__ import annotations

from pathlib import Path

import pytest

from precinto.cli import bundles as commands
from precinto.despatch import bundle, exchange, keys
from precinto.despatch.models import Despatch, Incoming, Shown
from precinto.ledger.models import Entry
from precinto.records.errors import ConditionFailed, NotFound, NotYourRole
from tests.despatch.conftest import PEER, prepared, sent
from tests.world import World


def ours() -> bundle.OfficeKeys:
    row = keys.card()
    assert row is not None
    return keys.own(row)


def last() -> Entry:
    return Entry.objects.latest("pk")


def test_the_bundle_of_a_despatch_is_for_the_other_office_alone(paired: World) -> None:
    made = exchange.send_off(sent(paired), by=paired.officer("carmen"), intent="x")
    head = bundle.read(made.data)
    bundle.check(head, sender=ours(), own=PEER.keys)
    inside = bundle.unseal(head, PEER.identity)
    assert [line["title"] for line in inside["lines"]] == ["Inventario de cisternas"]
    assert str(head.id) == str(Despatch.objects.get().sent_act)
    assert b"cisternas" not in made.data
    assert "00001" not in made.name
    assert (Shown.objects.get().size, last().step) == (made.size, "bundle")


def test_not_before_it_is_sent(paired: World) -> None:
    case = prepared(paired)
    with pytest.raises(ConditionFailed) as refused:
        exchange.send_off(case, by=paired.officer("carmen"), intent="x")
    assert refused.value.reason == "not-sent-yet"
    assert (last().kind, last().refusal) == ("attempt", "not-sent-yet")


def test_not_by_who_is_no_clerk(paired: World) -> None:
    case = sent(paired)
    with pytest.raises(NotFound):
        exchange.send_off(case, by=paired.officer("rosa"), intent="x")
    with pytest.raises(NotYourRole):
        exchange.send_off(case, by=paired.officer("luis"), intent="x")
    assert not Shown.objects.exists()


def test_no_receipt_before_it_is_accepted(paired: World) -> None:
    act = exchange.bring(PEER.despatch(ours()), by=paired.officer("carmen"), intent="x")
    with pytest.raises(ConditionFailed) as refused:
        exchange.answer(act.case.pk, by=paired.officer("carmen"), intent="y")
    assert refused.value.reason == "not-accepted-yet"


@pytest.mark.parametrize("extra", [1, bundle.LARGEST, 4 * bundle.LARGEST])
def test_a_file_that_is_too_large_is_refused_unread(paired: World, extra: int) -> None:
    with pytest.raises(ConditionFailed) as refused:
        exchange.bring(bytes(bundle.LARGEST + extra), by=paired.officer("carmen"), intent="x")
    assert refused.value.reason == "bundle-too-large"
    assert last().refusal == "bundle-too-large"
    assert not Incoming.objects.exists()


def test_a_reader_learns_nothing_of_a_bundle(paired: World) -> None:
    with pytest.raises(NotYourRole):
        exchange.bring(PEER.despatch(ours()), by=paired.officer("rosa"), intent="x")
    assert not Incoming.objects.exists()


def test_nobody_has_cosigned_yet(paired: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "opened", lambda: None)
    with pytest.raises(ConditionFailed) as refused:
        commands.witnessed()
    assert refused.value.reason == "nobody-cosigned"


def test_the_card_is_written_into_a_file(paired: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(commands, "opened", lambda: None)
    commands.key(tmp_path / "card")
    assert bundle.read_card((tmp_path / "card").read_text()) == ours()


def test_the_private_key_is_for_the_office_alone(paired: World) -> None:
    from django.conf import settings

    file = settings.HOME.identity(1)
    assert file.stat().st_mode & 0o077 == 0
    assert "AGE-SECRET-KEY-1" in file.read_text()


def test_keys_that_are_retired_open_nothing_more(paired: World) -> None:
    data = PEER.despatch(ours())
    row = keys.card()
    assert row is not None
    paired.do("jaime", "despatch.keys.retire", row.pk, reason="cambio anual")
    paired.do("jaime", "despatch.keys.make")
    assert ours().number == 2
    with pytest.raises(ConditionFailed) as refused:
        exchange.bring(data, by=paired.officer("carmen"), intent="x")
    assert refused.value.reason == "bundle-old-key"
