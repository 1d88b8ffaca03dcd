# SPDX-License-Identifier: EUPL-1.2
"""4.6, as the clause is shown: two installations on one machine exchange a despatch and its receipt.

Each office has its own folder, its own books and a process of its own; bundles go between them as files, by the command line.
Its commands are typed in that one process: what a process costs to start is no part of what is shown here.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.setup.program import ROOT, environment, run

PASSWORD = "nueve grullas cruzan despacio"
# An office at work: each line that it is told is a piece of Python, and what that leaves in `answer` is its answer.
AT_WORK = """
import contextlib, io, itertools, json, sys
import django
django.setup()
from precinto.cli.main import main
from precinto.access.models import Person
from precinto.access.officers import Officer
from precinto.procedures.model import REGISTRY
from precinto.procedures.perform import perform
from precinto.records.clock import now
intents = itertools.count()
def do(who, name, step, case=None, /, **facts):
    by = Officer(Person.objects.get(account__login=who), "setup", proved_at=now())
    return perform(REGISTRY[name], step, case, by=by, facts=facts, intent=f"office-{next(intents)}").case
def cli(*arguments):
    said, other = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(other):
        status = main(arguments)
    return status, said.getvalue(), other.getvalue()
for line in sys.stdin:
    answer = None
    exec(json.loads(line))
    print(json.dumps(answer), flush=True)
"""
PEOPLE = f"""
do("jaime", "personnel.unit", "open", code="REG", name="Registro")
for login, post, role in (("pilar", "ENC2", "clerk"), ("luis", "LID", "leader")):
    person = do("jaime", "personnel.person", "register", given_name=login.title(), family_name="Soto", unit="REG")
    code = Person.objects.get(pk=person.pk).code
    do("jaime", "computers.account", "open", person=code, login=login, password="{PASSWORD}")
    do("jaime", "personnel.post", "open", code=post, name=login, unit="REG", role=role)
    do("jaime", "personnel.appoint", "appoint", person=login, post=post, since="hoy")
for login in ("carmen", "pilar", "luis"):
    do("jaime", "personnel.clear", "grant", person=login, level="S", since="hoy", until="+300", granted_by="ONS")
    do("jaime", "personnel.brief", "brief", person=login, since="hoy", until="+300")
do("jaime", "despatch.keys", "make")
channel = do("carmen", "despatch.channel", "propose", code="VAL", name="Valija", kind="courier", level="S")
do("luis", "despatch.channel", "approve", channel.pk)
from precinto.custody.models import Place
safe = Place.objects.filter(kind="safe").values_list("code", flat=True)[0]
"""
BOOKS = """
from precinto.ledger.models import Entry
from precinto.records.journal import plain
from precinto.records.models import recorded_models
models = [m for m in recorded_models() if m._meta.label_lower != "access.account"]
rows = {m._meta.label: [[plain(v) for v in row] for row in m._base_manager.order_by("pk").values_list()] for m in models}
answer = [rows, Entry.objects.count()]
"""
SOUND = "from precinto.ledger.verify import verify\nanswer = [f.words('en') for f in verify().findings]"
WITNESSED = (
    "from precinto.despatch.models import Witnessed\nanswer = list(Witnessed.objects.values_list('size', flat=True))"
)
ENVELOPE = """
from precinto.documents.receiving.models import Arrival
came = Arrival.objects.get()
answer = came.name, came.pk
"""
PAPER = """
known = {"level": "C", "copies": 1, "folios": 12, "via": "bag", "no_envelope": "ensayo", "place": safe}
case = do("carmen", "documents.register", "register", title="Inventario de cisternas", **known)
answer = case.code, case.copies.get().thing.code
"""


@dataclass
class Office:
    name: str
    home: Path
    at_work: subprocess.Popen[str]
    passwords: dict[str, str] = field(default_factory=dict)

    def python(self, code: str) -> Any:
        if self.at_work.stdin is None or self.at_work.stdout is None:
            raise ValueError("no pipes")
        self.at_work.stdin.write(json.dumps(code) + "\n")
        self.at_work.stdin.flush()
        return json.loads(self.at_work.stdout.readline())

    def do(self, who: str, procedure: str, step: str, case: int | None = None, /, **facts: object) -> int:
        given = ", ".join(f"{name}={value!r}" for name, value in facts.items())
        found: int = self.python(f"answer = do({who!r}, {procedure!r}, {step!r}, {case}, {given}).pk")
        return found

    def cli(self, *arguments: object, who: str = "", status: int = 0) -> Any:
        """`precinto ARGUMENTS --json` in this office's folder. What it answered, or with another status its refusal."""
        given = [str(one) for one in arguments]
        if who:
            file = self.home.parent / f"{self.name}-{who}"
            file.write_text(self.passwords[who])
            given += ["--as", who, "--password-file", str(file)]
        ended, said, other = self.python(f"answer = cli(*{[*given, '--json']!r})")
        assert ended == status, said + other
        return json.loads(said)

    @property
    def books(self) -> tuple[Any, int]:
        """Every row of the state tables but those of signing in, and how many entries there are."""
        state, entries = self.python(BOOKS)
        return state, entries


@pytest.fixture
def offices(tmp_path: Path) -> Iterator[tuple[Office, Office, Office]]:
    """Two that work together, and a third that has nobody's keys yet, though the first two have its."""
    with ExitStack() as stack:
        one, other, third = (founded(tmp_path, name, stack) for name in ("una", "otra", "tercera"))
        for here, there in ((one, other), (one, third), (other, one), (other, third)):
            introduce(here, there)
        yield one, other, third


def founded(folder: Path, name: str, stack: ExitStack) -> Office:
    home = folder / name
    done = run(
        "setup", "--home", home, "--office", f"Oficina {name}", "--head", "Jaime Ruiz", "--clerk", "Carmen Vidal", "--json"
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    at_work = subprocess.Popen(
        [sys.executable, "-c", AT_WORK], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        env=environment(home) | {"DJANGO_SETTINGS_MODULE": "precinto.config.settings", "PRECINTO_LANG": "en"},
    )  # fmt: skip
    stack.enter_context(at_work)
    stack.callback(at_work.kill)
    passwords = {person["login"]: person["password"] for person in json.loads(done.stdout)["people"]}
    office = Office(name, home, at_work, passwords)
    office.python(PEOPLE)
    return office


def introduce(here: Office, there: Office) -> None:
    """Keys brought by one clerk in a file, and the fingerprint compared by another."""
    file = here.home.parent / f"{there.name}.precinto-keys"
    fingerprint = there.cli("bundle", "key", "--out", file)["fingerprint"]
    code, name = there.name.upper(), f"Oficina {there.name}"
    case = here.do("carmen", "despatch.correspondent", "register", code=code, name=name, address="Plaza 1", level="S")
    here.do("carmen", "despatch.correspondent", "bring_keys", case, card=file.read_text())
    here.do("pilar", "despatch.correspondent", "compare", case, fingerprint=fingerprint, with_whom="Jaime Ruiz")


def send(one: Office, to: str, number: int) -> tuple[int, Path, str]:
    """A despatch on its way: its case, its bundle, and the code of the copy."""
    _document, copy = one.python(PAPER)
    case = one.do("carmen", "despatch.despatch", "prepare", correspondent=to, channel="VAL", copies=copy)
    one.do("carmen", "despatch.despatch", "pack", case, folios=12, covers="double")
    one.do("pilar", "despatch.despatch", "seal", case, seals=f"A-{number}")
    one.do("carmen", "despatch.despatch", "send", case, carrier="la valija de las diez")
    file = one.home.parent / f"despatch-{number}.precinto"
    one.cli("bundle", "make", case, "--out", file, who="carmen")
    return case, file, copy


def refused(office: Office, file: Path) -> str:
    """It is refused in a clear sentence, and nothing has changed but the record of the attempt."""
    before, entries = office.books
    said = office.cli("bundle", "open", file, who="carmen", status=2)
    assert said["clause"] == "4.6"
    assert said["way_out"]
    assert said["why"].endswith(".")
    assert "%(" not in said["why"]
    # The sign-in is an act, and the refusal an attempt.
    assert office.books == (before, entries + 2)
    return str(said["reason"])


def spoilt(file: Path, name: str, at: int) -> Path:
    data = bytearray(file.read_bytes())
    data[at] = ord("0") if data[at] != ord("0") else ord("1")  # it may stand anywhere
    other = file.with_name(f"spoilt-{name}.precinto")
    other.write_bytes(data)
    return other


def test_two_offices_exchange_a_despatch_and_its_receipt(offices: tuple[Office, Office, Office]) -> None:
    one, other, third = offices
    sent, file, copy = send(one, "OTRA", 1)
    data = file.read_bytes()

    # Altered by one byte: in the header, the manifest, each signature, the payload.
    places = {"header": 3, "manifest": data.index(b'"id":"') + 9, "payload": len(data) - 9}
    places |= {"first": data.index(b"/bundle ") + 30, "second": data.rindex(b"/bundle ") + 30}
    found = {name: refused(other, spoilt(file, name, at)) for name, at in places.items()}
    assert found == {
        "header": "bundle-not-one", "manifest": "bundle-signature", "payload": "bundle-altered", "first": "bundle-signature",
        "second": "bundle-signature",
    }  # fmt: skip

    # An office that it does not know, the wrong office, and the one that wrote it.
    assert refused(third, file) == "bundle-unknown-sender"
    introduce(third, one)
    assert refused(third, file) == "bundle-other-office"
    assert refused(one, file) == "bundle-own"

    # Opened, and not a second time, even when it was written anew.
    opened = other.cli("bundle", "open", file, who="carmen")
    assert (opened["procedure"], opened["stage"]) == ("despatch.incoming", "announced")
    assert refused(other, file) == "bundle-replayed"
    again = file.with_name("again.precinto")
    one.cli("bundle", "make", sent, "--out", again, who="carmen")
    assert again.read_bytes() != data
    assert refused(other, again) == "bundle-replayed"

    # The envelope arrives, its copy is registered out of it, and the receipt goes back the same way.
    case = opened["case"]
    into = {"brought_by": "cabo Ruiz", "place": other.python("answer = safe")}
    other.do("pilar", "despatch.incoming", "arrive", case, intact="true", seals="A-1", **into)
    name, arrival = other.python(ENVELOPE)
    other.do("pilar", "documents.arrive", "open", arrival, inner_intact="yes", folios=12)
    document, _copy = other.python(PAPER.replace('"no_envelope": "ensayo"', f'"source": "{name}"'))
    other.do("carmen", "documents.arrive", "finish", arrival)
    other.do("carmen", "despatch.incoming", "enter", case, line=1, document=document)
    other.do("carmen", "despatch.incoming", "accept", case)
    receipt = file.with_name("receipt.precinto")
    other.cli("bundle", "receipt", case, "--out", receipt, who="carmen")
    assert refused(one, spoilt(receipt, "receipt", receipt.stat().st_size - 9)) == "bundle-altered"
    assert refused(third, receipt) == "bundle-unknown-sender"

    closed = one.cli("bundle", "open", receipt, who="carmen")
    assert (closed["procedure"], closed["case"], closed["stage"]) == ("despatch.despatch", sent, "received")
    assert refused(one, receipt) == "bundle-replayed"
    assert "Oficina otra" in json.dumps(one.cli("who-has", copy, who="carmen"), ensure_ascii=False)

    # The second office has signed what it saw of the first one's books: an inspector checks an export against it.
    witnessed = one.cli("bundle", "witnessed")
    note = file.with_name("cosigned")
    note.write_text(witnessed["note"])
    export = file.with_name("export")
    one.cli("ledger", "export", export)
    checked = verified(export, note, witnessed["vkeys"])
    assert [one["what"] for one in checked["findings"]] == []
    assert [one["what"] for one in checked["checked"]].count("did-cosigned") == 2

    # A second despatch shows that the books go on from there.
    _second, file, _copy = send(one, "OTRA", 2)
    assert other.cli("bundle", "open", file, who="carmen")["stage"] == "announced"
    assert len(other.python(WITNESSED)) == 2
    for office in (one, other):
        assert office.python(SOUND) == []


def verified(export: Path, note: Path, witnesses: list[str]) -> Any:
    given = [part for key in witnesses for part in ("--witness", key)]
    done = subprocess.run(
        [sys.executable, "-m", "precinto_verify", str(export), "--checkpoint", str(note), *given, "--json"],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    return json.loads(done.stdout)
