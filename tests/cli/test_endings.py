# SPDX-License-Identifier: EUPL-1.2
"""However a command ends, it ends with a status and a sentence."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError, ProgrammingError

from precinto.cli.ending import Ending, told
from precinto.cli.main import home_first
from precinto.config.home import SettingsError
from precinto.records.errors import Broken, ConditionFailed, NotOpened


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ConditionFailed("nothing-is-deleted", clause="1.1"), 2),
        (SettingsError("precinto.toml: unknown name"), 3),
        (Broken("a leaf is missing"), 3),
        (NotOpened("documents_document.classified_title"), 3),
        (OperationalError("database is locked"), 3),
        (OperationalError("database or disk is full"), 3),
        (OperationalError("connection to server failed: Connection refused"), 3),
        (OperationalError("unable to open database file"), 3),
        (OperationalError("attempt to write a readonly database"), 3),
        (ProgrammingError('relation "ledger_entry" does not exist'), 3),
        (FileNotFoundError(2, "No such file or directory", "note"), 3),
        (ZeroDivisionError("division by zero"), 3),
    ],
)
def test_one_sentence_and_a_status(error: Exception, status: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(error) == status
    words = capsys.readouterr().err
    assert words.startswith("precinto: ")
    assert len(words.strip().splitlines()) == 1


def test_the_traceback_is_for_whoever_asks_for_it() -> None:
    with pytest.raises(ZeroDivisionError), Ending(traceback=True):
        raise ZeroDivisionError
    with Ending() as ending:
        raise ZeroDivisionError
    assert ending.status == 3


def precinto(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    surroundings = {
        name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PRECINTO"))
    }
    command = [sys.executable, "-m", "precinto.cli.main", *words]
    return subprocess.run(command, capture_output=True, text=True, env=surroundings | environment, check=False)


def test_help_without_an_office_and_without_django(tmp_path: Path) -> None:
    ran = precinto("--help", PRECINTO_HOME=str(tmp_path))
    assert ran.returncode == 0
    for name in ("do", "who-has", "list", "verify", "ledger", "token", "serve", "setup", "register", "doctor"):
        assert name in ran.stdout
    program = (
        "import sys; from precinto.cli.main import main; main(['--help']); "
        "sys.exit(int(bool({'django', 'pydantic', 'rich'} & sys.modules.keys())))"
    )
    alone = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert alone.returncode == 0, "help is to be there at once"


LATE = ("ninja", "pydantic", "xlsxwriter", "zxcvbn", "openpyxl", "pyhanko", "typst", "precinto.api.v1")


def test_a_page_loads_nothing_that_only_few_need(tmp_path: Path) -> None:
    """Half of the memory of an office at rest was what nobody had asked for yet."""
    from precinto.config.home import Home

    Home(tmp_path).make(language="es", time_zone="Europe/Madrid", database=f"sqlite:///{tmp_path}/office.sqlite3")
    program = (
        "import sys, django; django.setup(); from django.core.management import call_command; "
        "call_command('migrate', verbosity=0); from django.test import Client; "
        "print(Client().get('/entrar/').status_code, *sorted(set(sys.argv[1:]) & sys.modules.keys()))"
    )
    surroundings = os.environ | {"PRECINTO_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "precinto.config.settings"}
    surroundings.pop("PRECINTO_DATABASE", None)
    alone = subprocess.run(
        [sys.executable, "-c", program, *LATE], capture_output=True, text=True, check=False, env=surroundings
    )
    assert alone.stdout.split() == ["200"], alone.stdout + alone.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--help"], "Mostrar este mensaje y terminar."),
        (["who-has"], "Falta 'code'."),
        (["nada"], "No hay ninguna orden 'nada'."),
        (["who-has", "--foo", "x"], "No hay ninguna opción --foo."),
        (["list", "--before", "x"], "'--before': ese valor no se puede leer."),
        (["do", "--fact"], "--fact necesita un valor."),
    ],
)
def test_what_is_asked_wrongly_is_said_in_spanish(tmp_path: Path, words: list[str], said: str) -> None:
    ran = precinto(*words, PRECINTO_HOME=str(tmp_path), PRECINTO_LANG="es")
    assert ran.returncode == (0 if words == ["--help"] else 2)
    assert said in ran.stdout + ran.stderr
    assert not re.search(r"Usage|Error|Missing|No such|Show this|Try ", ran.stdout + ran.stderr)


@pytest.mark.parametrize(
    "words", [["verify"], ["doctor"], ["list", "documents", "--as", "rosa"], ["ledger", "export", "x"]]
)
def test_there_is_no_office_here(tmp_path: Path, words: list[str]) -> None:
    ran = precinto("--home", str(tmp_path), *words, PRECINTO_LANG="en")
    assert (ran.returncode, ran.stdout) == (3, "")
    assert ran.stderr.startswith("precinto: ")
    assert "precinto setup" in ran.stderr


def test_the_language_of_the_help(monkeypatch: pytest.MonkeyPatch) -> None:
    from precinto.cli.texts import language

    for name in ("PRECINTO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert language() == "es"
    for locale, expected in {"en_GB.UTF-8": "en", "es_ES.UTF-8": "es", "C.UTF-8": "es", "fr_FR.UTF-8": "es"}.items():
        monkeypatch.setenv("LANG", locale)
        assert language() == expected
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("PRECINTO_LANG", "es")
    assert language() == "es"


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (["do", "a.b", "--home", "x", "--json"], ["--home", "x", "do", "a.b", "--json"]),
        (["who-has", "C1", "--home=x"], ["--home=x", "who-has", "C1"]),
        (["--home", "x", "do"], ["--home", "x", "do"]),
        (["setup", "--home", "x"], ["setup", "--home", "x"]),
        (["serve", "--home", "x"], ["serve", "--home", "x"]),
        (["do", "a.b", "--", "--home", "x"], ["do", "a.b", "--", "--home", "x"]),
        (["do", "a.b", "--home"], ["do", "a.b", "--home"]),
        ([], []),
    ],
)
def test_the_installation_is_named_before_or_after_the_command(given: list[str], meant: list[str]) -> None:
    assert home_first(given) == meant


def test_there_is_no_office_where_the_command_says_last(tmp_path: Path) -> None:
    ran = precinto("who-has", "CE2600001001G", "--home", str(tmp_path), PRECINTO_LANG="en")
    assert (ran.returncode, ran.stdout) == (3, "")
    assert str(tmp_path) in ran.stderr
