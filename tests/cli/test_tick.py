# SPDX-License-Identifier: EUPL-1.2
"""`precinto tick`: each person is told their own, once a day, in codes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from precinto.config.home import Home, Settings
from precinto.custody import codes
from precinto.documents.lists import evening
from precinto.documents.models import Loan
from tests.doors.through import run
from tests.world import TITLE, World

pytestmark = pytest.mark.database


def local(*when: int) -> datetime:
    return timezone.make_aware(datetime(*when))  # type: ignore[arg-type]  # noqa: DTZ001  made aware just here


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, made, with no mail set up."""
    folder = tmp_path / "office"
    Home(folder).make(language="es", time_zone="Europe/Madrid", database="sqlite:///office.sqlite3")
    monkeypatch.setenv("PRECINTO_HOME", str(folder))
    return folder


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A mailer that keeps what it was given, one file for each account."""
    box = tmp_path / "box"
    box.mkdir()
    program = tmp_path / "sendmail"
    program.write_text(f'#!/bin/sh\ncat >> "{box}/${{3%@*}}"\n')
    program.chmod(0o755)
    read = Home.read
    monkeypatch.setattr(Home, "read", lambda home: replace(read(home), sendmail=str(program)))
    return box


def lent(world: World) -> Loan:
    """Due on Tuesday 12 January 2027."""
    with time_machine.travel(local(2027, 1, 5, 10, 0), tick=False):
        return world.loan(world.copy(world.document()))


def tick() -> Any:
    said = run("tick", "--json")
    assert said.status == 0, said.stderr
    return json.loads(said.stdout)


def test_each_is_told_their_own_and_nobody_a_title(world: World, home: Path, box: Path) -> None:
    loan = lent(world)
    with time_machine.travel(local(2027, 1, 13, 18, 0), tick=False):
        found = tick()
    told = {one["account"] for one in found["people"] if one["sent"]}
    # Sara keeps the locks: once the office has had its time, she is told of the safe that has none.
    assert told - {"sara"} == {"rosa", "nuria", "luis", "carmen", "pilar", "jaime"}
    assert told == {file.name for file in box.iterdir()}
    for file in box.iterdir():
        text = file.read_text("utf-8")
        assert (loan.copy.thing.code[:3] in text) is (file.name != "sara"), file.name
        for secret in (TITLE, "CONFIDENCIAL", "Confidencial", "Rosa"):
            assert secret not in text, (file.name, secret)


def test_whoever_keeps_the_office_is_mailed_what_else_is_out(world: World, home: Path, box: Path) -> None:
    """Nothing is late and nothing falls due tomorrow: it is out, and the 18:00 list says so, by its code alone."""
    loan = lent(world)
    with time_machine.travel(local(2027, 1, 5, 18, 0), tick=False):
        found = tick()
    assert {one["account"] for one in found["people"] if one["out"] == 1} >= {"carmen", "luis", "jaime"}
    for login in ("carmen", "luis", "jaime"):
        warnings, heading, others = mail(box / login).rpartition("También fuera de las cajas:")
        code = codes.pretty(loan.copy.thing.code)
        assert heading
        assert code in others
        assert code not in warnings
        for secret in (TITLE, "CONFIDENCIAL", "Confidencial", "Rosa"):
            assert secret not in others
    # Who only reads is not told of it before its time.
    assert not (box / "rosa").exists()


def test_a_mail_that_has_not_all_of_it_says_so(
    world: World, home: Path, box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = lent(world)
    lent(world)
    monkeypatch.setattr(evening, "WHOLE", 1)
    with time_machine.travel(local(2027, 1, 5, 18, 0), tick=False):
        tick()
    text = mail(box / "carmen")
    assert "no está completa" in text
    assert text.count(codes.pretty(first.copy.thing.code)[:4]) == 1


def mail(file: Path) -> str:
    """What stands in a letter, decoded."""
    found: str = message_from_bytes(file.read_bytes(), policy=default).get_content()
    return found


def test_the_same_day_tells_nobody_twice_and_the_next_day_tells_again(world: World, home: Path, box: Path) -> None:
    lent(world)
    with time_machine.travel(local(2027, 1, 13, 18, 0), tick=False):
        assert any(one["sent"] for one in tick()["people"])
        kept = {file.name: file.read_bytes() for file in box.iterdir()}
        assert not any(one["sent"] for one in tick()["people"])
        assert {file.name: file.read_bytes() for file in box.iterdir()} == kept
    with time_machine.travel(local(2027, 1, 14, 18, 0), tick=False):
        assert any(one["sent"] for one in tick()["people"])


def test_one_bad_mailbox_silences_nobody_and_is_tried_by_the_next_run(world: World, home: Path, box: Path) -> None:
    lent(world)
    (box / "carmen").mkdir()  # nothing can be written there, and she comes first
    with time_machine.travel(local(2027, 1, 13, 18, 0), tick=False):
        said = run("tick", "--json")
        assert said.status == 3
        assert "carmen (sendmail" in said.stderr
        assert "precinto tick" in said.stderr
        assert "luis" not in said.stderr
        people = {one["account"]: one for one in json.loads(said.stdout)["people"]}
        assert [name for name, one in people.items() if one["failed"]] == ["carmen"]
        told = {file.name: file.read_bytes() for file in box.iterdir() if file.is_file()}
        assert set(told) == set(people) - {"carmen"} >= {"rosa", "luis"}
        # Once it is mended, she is told and nobody is told twice.
        (box / "carmen").rmdir()
        assert {one["account"] for one in tick()["people"] if one["sent"]} == {"carmen"}
        assert {file.name: file.read_bytes() for file in box.iterdir() if file.name != "carmen"} == told


def test_a_recipient_that_the_server_refuses_silences_nobody(
    world: World, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import smtplib

    sent = refuse_at_first(
        monkeypatch, {"carmen@oficina": smtplib.SMTPRecipientsRefused({"carmen": (550, b"unknown")})}
    )
    lent(world)
    with time_machine.travel(local(2027, 1, 13, 18, 0), tick=False):
        said = run("tick")
        assert said.status == 3
        assert "carmen (550 unknown)" in said.stderr
        assert {"rosa@oficina", "luis@oficina"} <= set(sent)
        run("tick")
    assert sorted(sent) == sorted({*sent, "carmen@oficina"})


def refuse_at_first(monkeypatch: pytest.MonkeyPatch, refusals: dict[str, Exception]) -> list[str]:
    """A server of this machine that takes every mail but the first to each of these. Returns whom it took mail for."""
    from precinto.cli import ticking

    sent: list[str] = []

    def by_smtp(host: str, port: int, mail: Any) -> None:
        if (error := refusals.pop(mail["To"], None)) is not None:
            raise error
        sent.append(mail["To"])

    monkeypatch.setattr(ticking, "by_smtp", by_smtp)
    monkeypatch.setattr(Home, "read", lambda home: Settings(smtp="127.0.0.1:2525", domain="oficina"))
    return sent


def test_without_mail_it_says_what_it_would_tell_and_sends_nothing(world: World, home: Path) -> None:
    lent(world)
    before, entries = world.dump(), world.entries()
    with time_machine.travel(local(2027, 1, 12, 18, 0), tick=False):
        found = tick()
        assert found["mail"] is False
        assert {one["account"]: one["sent"] for one in found["people"]}["rosa"] is False
        assert "No hay correo" in run("tick").stdout
    assert (world.dump(), world.entries()) == (before, entries)


def test_mail_goes_to_this_machine_and_to_no_other(world: World, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Home, "read", lambda home: Settings(smtp="mail.example:25"))
    said = run("tick")
    assert said.status == 2
    assert "127.0.0.1:25" in said.stderr


def test_by_smtp_of_this_machine(world: World, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import smtplib

    sent: list[Any] = []

    class Server:
        def __init__(self, host: str, port: int, timeout: int) -> None:
            sent.append((host, port))

        def __enter__(self) -> Server:
            return self

        def __exit__(self, *error: object) -> None:
            pass

        def send_message(self, mail: Any) -> None:
            sent.append(mail["To"])

    monkeypatch.setattr(smtplib, "SMTP", Server)
    monkeypatch.setattr(Home, "read", lambda home: Settings(smtp="127.0.0.1:2525", domain="oficina"))
    lent(world)
    with time_machine.travel(local(2027, 1, 11, 10, 0), tick=False):
        tick()
    assert ("127.0.0.1", 2525) in sent
    assert "rosa@oficina" in sent
