# SPDX-License-Identifier: EUPL-1.2
"""The door: who comes in, how long they stay, and what ends a session."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from precinto.ledger.models import Entry
from precinto.records.clock import now, stamp
from tests.web.conftest import PASSWORD, Pages
from tests.world import World

Open = Callable[[str], Pages]


def sign_in(browser: Client, login: str, password: str = PASSWORD, **more: str) -> int:
    return browser.post("/entrar/", {"login": login, "password": password, **more}).status_code


def test_the_right_password_opens_the_page_one_wanted(outsider: Client) -> None:
    assert outsider.get("/registro/").headers["Location"] == "/entrar/?next=%2Fregistro%2F"
    answer = outsider.post("/entrar/", {"login": "rosa", "password": PASSWORD, "next": "/registro/"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/registro/")
    assert outsider.get("/registro/").status_code == 200


@pytest.mark.parametrize("wanted", ["https://example.org/", "//example.org", "javascript:alert(1)", "http:example"])
def test_nobody_is_sent_elsewhere_after_signing_in(outsider: Client, wanted: str) -> None:
    answer = outsider.post("/entrar/", {"login": "rosa", "password": PASSWORD, "next": wanted})
    assert answer.headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_name_get_the_same_page(outsider: Client) -> None:
    known = outsider.post("/entrar/", {"login": "rosa", "password": "no es esta"})
    unknown = outsider.post("/entrar/", {"login": "nobo", "password": "no es esta"})
    assert known.status_code == unknown.status_code == 403
    assert _without_the_form(known.content, "rosa") == _without_the_form(unknown.content, "nobo")


def _without_the_form(page: bytes, login: str) -> str:
    lines = page.decode().replace(login, "LOGIN").splitlines()
    return "\n".join(line for line in lines if "csrfmiddlewaretoken" not in line and "_intent" not in line)


def test_a_name_that_fails_thrice_waits_and_is_told_how_long(outsider: Client) -> None:
    for _ in range(3):
        sign_in(outsider, "rosa", "no es esta")
    answer = outsider.post("/entrar/", {"login": "rosa", "password": PASSWORD})
    assert answer.status_code == 403
    assert answer.context["wait"] > 0


def test_the_key_of_the_session_changes_at_sign_in(outsider: Client) -> None:
    outsider.get("/entrar/")
    outsider.session["thing"] = 1
    before = outsider.session.session_key
    sign_in(outsider, "rosa")
    assert outsider.session.session_key != before


def test_signing_out_ends_the_session_and_is_on_record(pages: Open) -> None:
    rosa = pages("rosa")
    key = rosa.cookies["precinto"].value
    assert rosa.post("/salir/").status_code == 303
    assert Entry.objects.filter(procedure="computers.account", step="sign_out").count() == 1
    rosa.cookies["precinto"] = key
    assert rosa.get("/").status_code == 303


def test_stopping_the_account_ends_its_sessions_at_once(world: World, pages: Open) -> None:
    rosa = pages("rosa")
    assert rosa.get("/").status_code == 200
    world.do("jaime", "computers.account.disable", world.account("rosa"), reason="baja")
    assert rosa.get("/").headers["Location"].startswith("/entrar/")


def test_a_withdrawn_role_acts_at_once(world: World, pages: Open) -> None:
    carmen = pages("carmen")
    assert carmen.get("/personas/").status_code == 200
    post = world.account("carmen").person.appointments.get()
    world.do("luis", "personnel.appoint.remove", post, reason="relevo")
    assert carmen.get("/personas/").status_code == 303


def test_an_idle_session_locks_asks_the_password_and_goes_on_where_one_was(pages: Open) -> None:
    rosa = pages("rosa")
    rosa.remember(seen=stamp(now() - timedelta(hours=3)))
    assert rosa.get("/prestamos/").headers["Location"] == "/bloqueo/?next=%2Fprestamos%2F"
    assert rosa.get("/registro/").headers["Location"].startswith("/bloqueo/")
    assert rosa.post("/bloqueo/", {"password": "no es esta", "next": "/prestamos/"}).status_code == 403
    answer = rosa.post("/bloqueo/", {"password": PASSWORD, "next": "/prestamos/"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/prestamos/")
    assert rosa.get("/prestamos/").status_code == 200


def test_a_locked_session_takes_no_step(world: World, pages: Open) -> None:
    rosa = pages("rosa")
    assert rosa.post("/bloqueo/", {"lock": "1"}).status_code == 200
    before = world.entries()
    copy = world.copy(world.document())
    rosa.post("/acto/documents.lend/request/", {"copy": copy, "reason": "informe", "_intent": "x"})
    assert Entry.objects.filter(procedure="documents.lend").count() == 0
    assert world.entries() == before + 1


def test_a_first_password_is_changed_before_anything_else(world: World, pages: Open) -> None:
    world.do("jaime", "computers.account.reset_password", world.account("rosa"), new="una frase de cuatro palabras 8")
    asked = {"login": "rosa", "password": "una frase de cuatro palabras 8"}
    outside = Client()
    assert "todavía nadie lo ha confirmado" in outside.post("/entrar/", asked).content.decode()
    assert "todavía" not in outside.post("/entrar/", asked | {"password": PASSWORD}).content.decode()
    assert "rosa" in pages("carmen").get("/").content.decode()
    world.do("carmen", "computers.account.confirm_reset", world.account("rosa"), how="en persona")
    rosa = pages("rosa")
    assert rosa.get("/").headers["Location"].startswith("/clave/")
    new = "doce mirlos sobre el tejado"
    wrong = rosa.post("/clave/", {"old": "no es esta", "new": new, "_intent": "a"})
    assert wrong.status_code == 409
    assert "Esa no es su contraseña actual." in wrong.content.decode()
    answer = rosa.post("/clave/", {"old": "una frase de cuatro palabras 8", "new": new, "_intent": "b"})
    assert answer.status_code == 303
    assert rosa.get("/").status_code == 200


def test_changing_the_password_ends_the_other_sessions(pages: Open) -> None:
    here, elsewhere = pages("rosa"), pages("rosa")
    here.post("/clave/", {"old": PASSWORD, "new": "doce mirlos sobre el tejado", "_intent": "b"})
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 303


def test_the_language_and_the_look_are_kept_at_the_station(outsider: Client) -> None:
    assert 'lang="es"' in outsider.get("/entrar/").content.decode()
    outsider.post("/idioma/", {"language": "en", "next": "/entrar/"})
    outsider.post("/apariencia/", {"theme": "dark", "next": "/entrar/"})
    page = outsider.get("/entrar/").content.decode()
    assert '<html lang="en" data-theme="dark">' in page
    outsider.post("/idioma/", {"language": "xx"})
    assert '<html lang="en"' in outsider.get("/entrar/").content.decode()
