# SPDX-License-Identifier: EUPL-1.2
"""4.6, as the clause is shown: two installations on one machine exchange a despatch and its receipt, through the command line.

Long, because it is one story: each office has its own folder, its own books and its own people.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.setup.program import ROOT, ask, environment, run

PASSWORD = "nueve grullas cruzan despacio"
# More people than the two who found an office: a second clerk, and the leader.
PEOPLE = """
from precinto.access.models import Person
from precinto.access.officers import Officer
from precinto.procedures.model import REGISTRY
from precinto.procedures.perform import perform
from precinto.records.clock import now
import itertools
intents = itertools.count()
def do(who, name, step, case=None, /, **facts):
    by = Officer(Person.objects.get(account__login=who), "setup", proved_at=now())
    return perform(REGISTRY[name], step, case, by=by, facts=facts, intent=f"people-{next(intents)}")
do("jaime", "personnel.unit", "open", code="REG", name="Registro")
for login, given, post, role in (("pilar", "Pilar", "ENC2", "clerk"), ("luis", "Luis", "LID", "leader")):
    person = Person.objects.get(pk=do("jaime", "personnel.person", "register", given_name=given, family_name="Soto", unit="REG").case.pk)
    do("jaime", "computers.account", "open", person=person.code, login=login, password="%s")
    do("jaime", "personnel.post", "open", code=post, name=given, unit="REG", role=role)
    do("jaime", "personnel.appoint", "appoint", person=login, post=post, since="hoy")
for login in ("carmen", "pilar", "luis"):
    do("jaime", "personnel.clear", "grant", person=login, level="S", since="hoy", until="+300", granted_by="ONS")
    do("jaime", "personnel.brief", "brief", person=login, since="hoy", until="+300")
do("jaime", "despatch.keys", "make")
from precinto.custody.models import Place
print(json.dumps({"safe": Place.objects.filter(kind="safe").values_list("code", flat=True)[0]}))
"""
WITNESSED = (
    "from precinto.despatch.models import Witnessed\n"
    "print(json.dumps(list(Witnessed.objects.values_list('size', flat=True))))"
)
SOUND = "from precinto.ledger.verify import verify\nprint(json.dumps([f.words('en') for f in verify().findings]))"

STATE = """
from precinto.ledger.models import Entry
from precinto.records.journal import plain
from precinto.records.models import recorded_models
models = [m for m in recorded_models() if m._meta.label_lower != "access.account"]
rows = {m._meta.label: [[plain(v) for v in row] for row in m._base_manager.order_by("pk").values_list()] for m in models}
print(json.dumps([rows, Entry.objects.count()]))
"""


@dataclass
class Office:
    home: Path
    safe: str = ""
    passwords: dict[str, str] | None = None

    def cli(self, *arguments: object, who: str = "", status: int = 0) -> Any:
        """`precinto ARGUMENTS --json` in this office's folder. What it answered, or with another status its refusal."""
        given = [str(one) for one in arguments]
        if who:
            file = self.home.parent / f"{self.home.name}-{who}"
            file.write_text((self.passwords or {})[who])
            given += ["--as", who, "--password-file", str(file)]
        done = subprocess.run(
            [sys.executable, "-m", "precinto.cli.main", *given, "--json"],
            capture_output=True, text=True, check=False, cwd=ROOT, env=environment(self.home) | {"PRECINTO_LANG": "en"},
        )  # fmt: skip
        assert done.returncode == status, done.stdout + done.stderr
        return json.loads(done.stdout)

    def do(self, who: str, step: str, case: int | None = None, /, *, status: int = 0, **facts: object) -> Any:
        given: list[object] = ["do", step]
        given += ["--case", case] if case else []
        for name, value in facts.items():
            given += ["-f", f"{name}={value}"]
        return self.cli(*given, who=who, status=status)

    def python(self, code: str) -> Any:
        return ask(self.home, code)

    @property
    def books(self) -> tuple[Any, int]:
        """Every row of the state tables but those of signing in, and how many entries there are."""
        state, entries = self.python(STATE)
        return state, entries


def founded(folder: Path, name: str) -> Office:
    home = folder / name
    done = run(
        "setup", "--home", home, "--office", f"Oficina {name}", "--head", "Jaime Ruiz", "--clerk", "Carmen Vidal", "--json"
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    passwords = {person["login"]: person["password"] for person in json.loads(done.stdout)["people"]}
    first = PASSWORD
    office = Office(home, passwords=passwords | {"pilar": first, "luis": first})
    office.safe = office.python(PEOPLE.replace("%s", first))["safe"]
    return office


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, Office, Office]:
    """Two that work together, and a third whose keys both have."""
    folder = tmp_path_factory.mktemp("offices")
    one, other, third = (founded(folder, name) for name in ("una", "otra", "tercera"))
    for here in (one, other):
        for there in (one, other, third):
            if here is not there:
                introduce(here, there)
    return one, other, third


def introduce(here: Office, there: Office) -> None:
    """Keys brought by one clerk, and the fingerprint compared by another."""
    file = here.home.parent / f"{there.home.name}.precinto-keys"
    fingerprint = there.cli("bundle", "key", "--out", file)["fingerprint"]
    known = {"code": there.home.name, "name": f"Oficina {there.home.name}", "address": "Plaza 1", "level": "S"}
    case = here.do("carmen", "despatch.correspondent.register", **known)["case"]
    here.do("carmen", "despatch.correspondent.bring_keys", case, **{"card@": file})
    here.do("pilar", "despatch.correspondent.compare", case, fingerprint=fingerprint, with_whom="Jaime Ruiz")


@dataclass
class Sent:
    case: int
    file: Path
    copy: str


def send(one: Office, to: str, number: int) -> Sent:
    """A despatch on its way, and its bundle."""
    known = {
        "title": "Inventario de cisternas",
        "level": "C",
        "copies": 1,
        "folios": 12,
        "via": "bag",
        "place": one.safe,
    }
    copy = one.do("carmen", "documents.register.register", **known)["codes"][-1]
    if number == 1:
        channel = one.do("carmen", "despatch.channel.propose", code="VAL", name="Valija", kind="courier", level="S")[
            "case"
        ]
        one.do("luis", "despatch.channel.approve", channel)
    case = one.do("carmen", "despatch.despatch.prepare", correspondent=to, channel="VAL", copies=copy)["case"]
    one.do("carmen", "despatch.despatch.pack", case, folios=12, covers="double")
    one.do("pilar", "despatch.despatch.seal", case, seals=f"A-{number}")
    one.do("carmen", "despatch.despatch.send", case, carrier="la valija de las diez")
    file = one.home.parent / f"despatch-{number}.precinto"
    one.cli("bundle", "make", case, "--out", file, who="carmen")
    return Sent(case, file, copy)


def refused(office: Office, file: Path) -> str:
    """It is refused, and nothing has changed but the record of the attempt."""
    before, entries = office.books
    said = office.cli("bundle", "open", file, who="carmen", status=2)
    assert said["clause"] == "4.6"
    assert said["way_out"]
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
    sent = send(one, "OTRA", 1)
    data = sent.file.read_bytes()

    # Altered by one byte: in the header, the manifest, each signature, the payload.
    places = {"header": 3, "manifest": data.index(b'"id":"') + 9, "payload": len(data) - 9}
    places |= {"signature": data.index(b"/bundle ") + 30, "second": data.rindex(b"/bundle ") + 30}
    found = {name: refused(other, spoilt(sent.file, name, at)) for name, at in places.items()}
    assert found == {
        "header": "bundle-not-one", "manifest": "bundle-signature", "payload": "bundle-altered", "signature": "bundle-signature",
        "second": "bundle-signature",
    }  # fmt: skip

    # To the wrong office, which has the keys of neither compared; and to the one that wrote it.
    introduce(third, one)
    assert refused(third, sent.file) == "bundle-other-office"
    assert refused(one, sent.file) == "bundle-own"

    # Opened, and not a second time.
    opened = other.cli("bundle", "open", sent.file, who="carmen")
    assert (opened["procedure"], opened["stage"]) == ("despatch.incoming", "announced")
    assert refused(other, sent.file) == "bundle-replayed"
    again = sent.file.with_name("again.precinto")
    one.cli("bundle", "make", sent.case, "--out", again, who="carmen")
    assert again.read_bytes() != data
    assert refused(other, again) == "bundle-replayed"

    # The envelope arrives, its copy is registered, and the receipt goes back the same way.
    case = opened["case"]
    other.do("pilar", "despatch.incoming.arrive", case, intact="true", seals="A-1")
    known = {
        "title": "Inventario de cisternas",
        "level": "C",
        "copies": 1,
        "folios": 12,
        "via": "bag",
        "place": other.safe,
    }
    document = other.do("carmen", "documents.register.register", **known)["codes"][0]
    other.do("carmen", "despatch.incoming.enter", case, line=1, document=document)
    other.do("carmen", "despatch.incoming.accept", case)
    receipt = sent.file.with_name("receipt.precinto")
    other.cli("bundle", "receipt", case, "--out", receipt, who="carmen")
    for name, at in {"receipt-header": 3, "receipt-payload": receipt.stat().st_size - 9}.items():
        assert refused(one, spoilt(receipt, name, at)) in ("bundle-not-one", "bundle-altered")
    assert refused(third, receipt) == "bundle-unknown-sender"

    closed = one.cli("bundle", "open", receipt, who="carmen")
    assert (closed["procedure"], closed["case"], closed["stage"]) == ("despatch.despatch", sent.case, "received")
    assert refused(one, receipt) == "bundle-replayed"
    has = one.cli("who-has", sent.copy, who="carmen")
    assert "Oficina otra" in json.dumps(has, ensure_ascii=False)

    # The second office has signed what it saw of the first one's books: an inspector checks an export against it.
    witnessed = one.cli("bundle", "witnessed")
    note = sent.file.with_name("cosigned")
    note.write_text(witnessed["note"])
    export = sent.file.with_name("export")
    one.cli("ledger", "export", export)
    checked = verified(export, note, witnessed["vkeys"])
    assert checked["sound"]
    assert checked["findings"] == []
    for office in (one, other):
        assert office.python(SOUND) == []

    # A second despatch shows that the books go on from there.
    second = send(one, "OTRA", 2)
    assert other.cli("bundle", "open", second.file, who="carmen")["stage"] == "announced"
    assert len(other.python(WITNESSED)) == 2


def verified(export: Path, note: Path, vkeys: list[str]) -> Any:
    given = [part for key in vkeys for part in ("--vkey", key)]
    done = subprocess.run(
        [sys.executable, "-m", "precinto_verify", str(export), "--checkpoint", str(note), *given, "--json"],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    return json.loads(done.stdout)
