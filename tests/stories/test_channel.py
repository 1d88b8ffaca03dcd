# SPDX-License-Identifier: EUPL-1.2
"""4.6: the catalogue of channels is closed: a telephone is none, whatever it is called."""

from __future__ import annotations

import pytest

from precinto.despatch import talk
from precinto.procedures.refusals import answer
from tests.stories.telling import Move, Stories, Telling, told

OWN = "channel"

PROPOSED = ("carmen", "propose")
IN_USE = [PROPOSED, ("luis", "approve")]

DONE: Stories = {
    "proposed": ([PROPOSED], "proposed"),
    "approved by the leader": (IN_USE, "in_use"),
    "declined": ([PROPOSED, ("luis", "decline")], "declined"),
    "taken out of use": ([*IN_USE, ("luis", "retire")], "retired"),
    "a cipher machine that is spoken into": (
        [("carmen", "propose", {"name": "Teléfono cifrado de mando", "kind": "cipher", "level": "R"})], "proposed",
    ),
    "an encrypted fax": ([("carmen", "propose", {"name": "Fax cifrado", "kind": "cipher-fax", "level": "C"})], "proposed"),
    "ordinary post, for what is not classified": (
        [("carmen", "propose", {"name": "Correo ordinario", "kind": "post", "level": "SC"}), ("luis", "approve")], "in_use",
    ),
    "a courier whom the French call so": ([("carmen", "propose", {"name": "Messagerie officielle"}), ("luis", "approve")], "in_use"),
    "registered post": ([("carmen", "propose", {"name": "Correo certificado", "kind": "certified-post", "level": "C"})], "proposed"),
}  # fmt: skip


def named(name: str, kind: str = "courier", level: str = "DL") -> list[Move]:
    return [("carmen", "propose", {"name": name, "kind": kind, "level": level})]


REFUSED: Stories = {
    "a kind called telephone": (named("Central", "telephone"), "channel-forbidden"),
    "a kind called telephone, in Spanish": (named("Central", "teléfono"), "channel-forbidden"),
    "a kind called mobile": (named("Central", "móvil"), "channel-forbidden"),
    "a kind called fax": (named("Central", "fax"), "channel-forbidden"),
    "a kind called e-mail": (named("Central", "e-mail"), "channel-forbidden"),
    "a kind called messaging": (named("Central", "WhatsApp"), "channel-forbidden"),
    "a telephone under the kind of courier": (named("Teléfono de guardia"), "channel-forbidden"),
    "a clear fax under the kind of registered post": (named("Fax en claro", "certified-post"), "channel-forbidden"),
    "a clear fax under the kind of the encrypted one": (named("Fax de secretaría", "cipher-fax"), "channel-forbidden"),
    "a mobile under the kind of the cipher machine": (named("MÓVIL del jefe", "cipher"), "channel-forbidden"),
    "electronic mail, for what is not classified": (named("Correo electrónico", "post", "SC"), "channel-forbidden"),
    "a telephone in its code": ([("carmen", "propose", {"code": "TELEFONO"})], "channel-forbidden"),
    "a telephone that is written short": (named("Tfno. de guardia", "courier", "S"), "channel-forbidden"),
    "messaging that calls itself encrypted": (named("WhatsApp cifrado de extremo a extremo", "cipher", "R"), "channel-forbidden"),
    "a mobile that calls itself encrypted": (named("Móvil Signal cifrado", "cipher", "R"), "channel-forbidden"),
    "a kind that is no word of anybody's": (named("Paloma", "paloma"), "bad-facts"),
    "registered post above what the scheme lets go by it": (named("Correo certificado", "certified-post", "S"), "channel-above-scheme"),
    "ordinary post for what is classified": (named("Correo ordinario", "post", "DL"), "channel-above-scheme"),
    "under a code that is taken": ([PROPOSED, ("carmen", "propose", {"code": "val"})], "channel-code-taken"),
    "proposed by a reader": ([("rosa", "propose")], "not-your-role"),
    "approved by the head": ([PROPOSED, ("jaime", "approve")], "not-your-role"),
    "approved by who proposed, as the leader's delegate": (
        [("luis", "delegate.delegate", {"taker": "pilar"}), ("pilar", "propose"), ("pilar", "approve")], "second-person",
    ),
    "retired by a clerk": ([*IN_USE, ("carmen", "retire")], "not-your-role"),
}  # fmt: skip


@told(DONE)
def test_done(office: Telling, moves: list[Move], end: str) -> None:
    office.is_done(moves, end, OWN)


@told(REFUSED)
def test_refused(office: Telling, moves: list[Move], end: str) -> None:
    office.is_refused(moves, end, OWN)


def test_a_name_that_the_program_learnt_since_is_refused_at_the_approval(
    office: Telling, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr(talk, "no_channel", lambda text, **_kind: False)
        office.tell(named("Tfno. de guardia"), OWN)
    office.is_refused([("luis", "approve")], "channel-forbidden", OWN)


@pytest.mark.parametrize(
    "name", ["Telefonía", "iPhone 9", "SMS", "Telegram", "Skype", "Gmail", "mensajería instantánea", "correo-e"]
)
def test_a_channel_that_is_none_under_any_name(office: Telling, name: str) -> None:
    refused = office.is_refused(named(f"Enlace {name}"), "channel-forbidden", OWN)
    said = answer(refused, "es")
    assert said.clause == "4.6"
    assert "valija" in said.way_out
