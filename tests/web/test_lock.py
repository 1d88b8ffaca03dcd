# SPDX-License-Identifier: EUPL-1.2
"""A form that was sent while the session had locked: it is not done, and not lost."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from precinto.documents.models import Document
from precinto.ledger.models import Entry
from precinto.records.clock import now, stamp
from tests.web.conftest import PASSWORD, Pages
from tests.web.test_acting import entry_of
from tests.world import World

Open = Callable[[str], Pages]
REGISTER = "/acto/documents.register/register/"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def hidden(answer: Any) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in HIDDEN.findall(answer.content.decode())}


@pytest.fixture
def away(pages: Open) -> Pages:
    """Carmen, who has not touched the keys for longer than the office allows."""
    carmen = pages("carmen")
    carmen.remember(seen=stamp(now() - timedelta(minutes=16)))
    return carmen


def test_it_is_shown_again_behind_the_lock_and_then_sent(world: World, away: Pages) -> None:
    before = Entry.objects.count()
    locked = away.post(REGISTER, entry_of(world))
    assert locked.status_code == 403
    assert "Plan de turnos" not in locked.content.decode()
    assert (Document.objects.count(), Entry.objects.count()) == (0, before)
    wrong = away.post("/bloqueo/", hidden(locked) | {"password": "no es esta"})
    assert wrong.status_code == 403
    held = away.post("/bloqueo/", hidden(wrong) | {"password": PASSWORD})
    assert held.status_code == 200
    assert "<dd>Plan de turnos</dd>" in held.content.decode()
    assert "<dd>CONFIDENCIAL</dd>" in held.content.decode()
    assert Document.objects.count() == 0
    assert f'action="{REGISTER}"' in held.content.decode()
    assert away.post(REGISTER, hidden(held)).status_code == 303
    assert Document.objects.get().title == "Plan de turnos"


def test_a_step_of_a_case_waits_too(world: World, away: Pages) -> None:
    document = world.document()
    address = f"/caso/documents.register/{document.pk}/annul/"
    held = away.post(
        "/bloqueo/", hidden(away.post(address, {"reason": "repetido", "_intent": "a"})) | {"password": PASSWORD}
    )
    assert "<dd>repetido</dd>" in held.content.decode()
    assert away.post(address, hidden(held)).status_code == 303
    document.refresh_from_db()
    assert document.stage == "annulled"
    away.remember(locked=True)
    lost = away.post("/caso/documents.register/999999/annul/", {"reason": "repetido", "_intent": "b"})
    assert away.post("/bloqueo/", hidden(lost) | {"password": PASSWORD}).status_code == 200


def test_nothing_of_it_stays_in_the_session_or_in_the_page(world: World, away: Pages) -> None:
    locked = away.post(REGISTER, entry_of(world))
    assert "turnos" not in str(dict(away.session.items()))
    assert "turnos" not in str(hidden(locked))


def test_another_session_does_not_open_it(world: World, away: Pages, pages: Open) -> None:
    locked = away.post(REGISTER, entry_of(world))
    for who in ("carmen", "pilar"):
        other = pages(who)
        other.remember(locked=True)
        assert other.post("/bloqueo/", hidden(locked) | {"password": PASSWORD}).status_code == 303


@pytest.mark.parametrize("held", ["", "AAAA", "no es base64", "A" * 500])
def test_what_was_made_up_opens_nothing(world: World, away: Pages, held: str) -> None:
    away.get("/")
    assert away.post("/bloqueo/", {"held": held, "password": PASSWORD, "next": "/registro/"}).status_code == 303


def test_a_form_of_another_site_is_not_carried(world: World) -> None:
    carmen = Pages("carmen", checks_csrf=True)
    carmen.remember(locked=True)
    answer = carmen.post(REGISTER, entry_of(world))
    assert answer.status_code == 403
    assert 'name="held"' not in answer.content.decode()


def test_a_password_is_not_carried_nor_shown(world: World, away: Pages) -> None:
    sent = {"pin": "825036", "again": "825036", "_password": PASSWORD, "_intent": "x"}
    locked = away.post("/acto/computers.pin/set/", sent)
    held = away.post("/bloqueo/", hidden(locked) | {"password": PASSWORD})
    assert "<dd>825036</dd>" not in held.content.decode()
    assert PASSWORD not in held.content.decode()


def test_a_file_or_a_very_long_text_waits_for_nobody(world: World, away: Pages) -> None:
    long = away.post(REGISTER, entry_of(world) | {"title": "x" * 70_000})
    assert (long.status_code, long.headers["Location"]) == (303, "/bloqueo/")
    file = away.post(REGISTER, entry_of(world) | {"things-file": SimpleUploadedFile("codes.txt", b"CE26")})
    assert (file.status_code, file.headers["Location"]) == (303, "/bloqueo/")
