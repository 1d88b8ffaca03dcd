# SPDX-License-Identifier: EUPL-1.2
"""The demonstration office: what it shows is there, its books are sound, and it could only be made through the door."""

import json
import os
import pty
import subprocess
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from precinto.access.passwords import PersonalData, check
from precinto.despatch.models import Despatch
from precinto.ledger import checkpoint
from precinto.ledger.models import Checkpoint
from precinto.ledger.verify import verify
from precinto.records import clock
from precinto.setup.demo import data, fill, password_of
from tests.setup.program import ROOT, ask, command, environment, run

COUNTS = """
from collections import Counter
from precinto.access.models import Person, Unit, Delegation, Clearance, Account
from precinto.access.officers import Officer
from precinto.access.subjects import subject
from precinto.computers.models import Medium
from precinto.computers.signin import sign_in
from precinto.documents import queries
from precinto.documents.models import Document, Loan, Round, Stop, Extension, Discrepancy
from precinto.ledger.models import Checkpoint, Entry
from precinto.ledger.verify import verify
from precinto.records.clock import now, today
sign_in("rosa", "lee-en-la-sala-norte", door="cli")
report = verify()
times = list(Entry.objects.order_by("pk").values_list("at", flat=True))
def of(rows, column="stage"):
    return dict(Counter(rows.values_list(column, flat=True)))
diego = Person.objects.get(account__login="diego")
print(json.dumps({
    "findings": [finding.words("en") for finding in report.findings], "size": report.size,
    "people": Person.objects.count(), "units": Unit.objects.count(), "accounts": Account.objects.count(),
    "documents": Document.objects.count(), "levels": of(Document.objects, "level"), "stages": of(Document.objects),
    "classified": sorted(filter(None, Document.objects.values_list("classified_title", flat=True))),
    "loans": of(Loan.objects), "overdue": len(queries.out(late=now())), "extensions": of(Extension.objects),
    "discrepancies": of(Discrepancy.objects), "media": of(Medium.objects), "rounds": of(Round.objects),
    "in the round": of(Stop.objects.filter(round__stage="out"), "state"), "delegations": of(Delegation.objects),
    "expired": Clearance.objects.filter(stage="in_force", until__lt=today()).count(),
    "diego": [len(queries.page(subject(diego, today())).rows), bool(subject(diego, today()).clearances)],
    "kinds": of(Entry.objects, "kind"), "refusals": sorted(Entry.objects.filter(kind="attempt").values_list("refusal", flat=True)),
    "signed": list(Checkpoint.objects.values_list("size", flat=True)),
    "in order": times == sorted(times), "days": (now() - times[0]).days, "minutes": (now() - times[-2]).seconds // 60,
}))
"""


@pytest.mark.parametrize(
    "name",
    [
        "Oficina de prueba",
        "Registro de la Planta Norte",
        "Libros y Llaves",
        "Autoridad Portuaria del Faro",
        "Test office",
    ],
)
def test_whatever_the_office_is_called_its_people_may_have_their_passwords(name: str) -> None:
    for who in data()["person"]:
        if "password" in who:
            about = PersonalData(names=(who["given"], who["family"]), login=who["login"], office=name)
            assert check(password_of(who, name), about) == [], who["login"]


def test_where_every_spare_has_a_word_of_the_name_the_known_one_stays() -> None:
    who = data()["person"][0]
    name = " ".join([who["password"], *data()["spare_passwords"]])
    assert password_of(who, name) == who["password"]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], dict[str, Any]]:
    home = tmp_path_factory.mktemp("demo") / "office"
    done = run("setup", "--home", home, "--demo", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    passwords = {person["login"]: person["password"] for person in told["people"]}
    everything = b"".join(file.read_bytes() for file in home.rglob("*") if file.is_file())
    assert len(passwords) == 21
    assert not [login for login, password in passwords.items() if password.encode() in everything]
    assert not [subject for subject in data()["papers"]["classified"] if subject.encode() in everything]
    return home, told, ask(home, COUNTS)


def test_what_it_shows_is_there(office: tuple[Path, dict[str, Any], dict[str, Any]]) -> None:
    _home, told, found = office
    assert (told["demo"], told["office"]) == (True, data()["name"])
    assert (found["people"], found["units"], found["accounts"], found["documents"]) == (25, 7, 21, 300)
    assert set(found["levels"]) == {"S", "R", "C", "DL"}
    assert found["classified"] == sorted(data()["papers"]["classified"])
    assert set(found["stages"]) == {"registered", "verified", "annulled", "deferred"}
    assert found["loans"]["asked"] == 3
    assert found["loans"]["approved"] == 2
    assert found["loans"]["returned"] == 1
    assert found["loans"]["settled"] > 20
    assert set(found["loans"]) == {
        *("asked", "approved", "lent", "returned", "settled", "declined", "withdrawn", "lost")
    }
    assert found["overdue"] >= 12
    assert found["loans"]["lent"] > found["overdue"] - 1
    assert found["extensions"] == {"asked": 2, "granted": 1, "declined": 1}
    assert found["discrepancies"] == {"open": 2, "concluded": 2}
    assert found["media"] == {"kept": 3, "out": 1}
    assert found["rounds"] == {"closed": 4, "out": 1, "in_office": 1, "lost": 1}
    assert found["in the round"] == {"back": 2, "out": 1, "waiting": 2}
    assert found["delegations"] == {"in_force": 1}
    assert found["expired"] == 1
    assert found["diego"] == [0, True]


def test_its_books_are_sound_and_its_time_runs_forward(office: tuple[Path, dict[str, Any], dict[str, Any]]) -> None:
    _home, told, found = office
    assert found["findings"] == []
    assert set(found["kinds"]) == {"act", "attempt"}
    assert found["kinds"]["act"] + found["kinds"]["attempt"] == found["size"] == told["entries"] + 1
    assert found["refusals"] == [
        "exception-needs-reason", "folios-differ-back", "not-briefed", "not-your-role", "nothing-is-deleted", "on-hold",
        "wrong-stage",
    ]  # fmt: skip
    assert found["signed"] == [told["entries"]]
    assert found["in order"]
    assert 58 <= found["days"] <= 62
    assert found["minutes"] < 40


def test_the_clock_is_set_for_the_demonstration_and_for_nothing_else() -> None:
    told = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "src/precinto").rglob("*.py")
        if "clock.at(" in path.read_text("utf-8")
    ]
    assert told == ["src/precinto/setup/demo.py"]


RECEIVING = """
from precinto.documents.meetings.models import Brought, Meeting
from precinto.documents.receiving.models import Arrival, Book
print(json.dumps({
    "arrivals": sorted(set(Arrival.objects.values_list("stage", flat=True))),
    "books": sorted(set(Book.objects.values_list("stage", flat=True))),
    "meetings": list(Meeting.objects.values_list("stage", flat=True)), "brought": sorted(Brought.objects.values_list("stage", flat=True)),
}))
"""


def test_what_comes_in_and_the_meetings_are_there(office: tuple[Path, dict[str, Any], dict[str, Any]]) -> None:
    assert ask(office[0], RECEIVING) == {
        "arrivals": ["announced", "closed", "received", "registered"],
        "books": ["open"],
        "meetings": ["approved"],
        "brought": ["expected", "surrendered"],
    }


KEEPING = """
from precinto.documents.copying.models import Reproduction
from precinto.documents.destroying.models import Batch, Certificate, Hold, Plan, WasteBag
from precinto.documents.keeping.models import Difference, Inventory, Lock, Sheet
from precinto.documents.regrading.models import Regrading
def stages(model):
    return sorted(model.objects.values_list("stage", flat=True))
print(json.dumps({
    "locks": stages(Lock), "sheets": sorted(set(stages(Sheet))), "inventories": stages(Inventory), "differences": stages(Difference),
    "copies": stages(Reproduction), "plans": stages(Plan), "waste": stages(WasteBag), "batches": stages(Batch),
    "certificates": list(Certificate.objects.values_list("number", flat=True)), "holds": stages(Hold), "regrades": stages(Regrading),
}))
"""


def test_what_is_kept_and_what_is_ended_is_there(office: tuple[Path, dict[str, Any], dict[str, Any]]) -> None:
    assert ask(office[0], KEEPING) == {
        "locks": ["in_force"],
        "sheets": ["checked"],
        "inventories": ["certified"],
        "differences": ["open", "open"],
        "copies": ["asked", "closed"],
        "plans": ["in_force"],
        "waste": ["open", "sealed"],
        "batches": ["closed", "listed"],
        "certificates": [1],
        "holds": ["in_force"],
        "regrades": ["recorded"],
    }


def test_it_is_whole_on_the_first_days_of_a_year(db: None) -> None:
    """The holidays leave it fewer working days than it was told in: what was planned before the first happens on it."""
    checkpoint.memory().unlink(missing_ok=True)  # what the signer signed for another office
    with clock.at(datetime(2027, 1, 7, 11, tzinfo=UTC)):
        fill()
        assert set(Despatch.objects.values_list("stage", flat=True)) == {"closed", "sent", "prepared"}
        assert verify().sound
        assert Checkpoint.objects.get().size == checkpoint.current().size  # it ends with its books signed


@pytest.mark.parametrize(("right", "status"), [(True, 0), (False, 2)])
def test_a_person_types_the_password_at_the_keyboard(
    office: tuple[Path, dict[str, Any], dict[str, Any]], right: bool, status: int
) -> None:
    """On a terminal it is asked for, and does not show."""
    home, told, _counts = office
    password = next(one["password"] for one in told["people"] if one["login"] == "carmen") if right else "no es esta"
    master, slave = pty.openpty()
    words = command("list", ["--home", home, "rounds", "--as", "carmen", "--json"])
    with subprocess.Popen(
        words, stdin=slave, stdout=subprocess.PIPE, stderr=slave, env=environment(), cwd=ROOT
    ) as process:
        os.close(slave)
        shown = b""
        while "Contraseña: ".encode() not in shown:  # the space comes once nothing shows any more
            shown += os.read(master, 1024)
        os.write(master, password.encode() + b"\n")
        assert process.stdout is not None
        said = process.stdout.read()
        with suppress(OSError):  # the other end is closed: on Linux that is an error
            while more := os.read(master, 1024):
                shown += more
    os.close(master)
    assert process.returncode == status
    assert password.encode() not in shown
    assert (b'"items"' in said) is right
