# SPDX-License-Identifier: Apache-2.0
"""The verifier's language: chosen as the program chooses it, and spoken to the last word of its help."""

from __future__ import annotations

import re

import pytest

from precinto.cli import texts
from precinto_verify.cli import main
from tests.verify import book

Captured = pytest.CaptureFixture[str]
GOOD = book.VECTORS / "export" / "good"


def test_spanish(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setenv("LANG", "es_ES.UTF-8")
    assert main([str(GOOD)]) == 0
    assert "ÍNTEGRO" in capsys.readouterr().out
    assert main([str(GOOD), "--lang", "en"]) == 0
    assert "SOUND" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("chosen", "locale", "arguments", "sound"),
    [
        ("", "", [], "ÍNTEGRO"),
        ("", "C.UTF-8", [], "ÍNTEGRO"),
        ("", "en_GB.UTF-8", [], "SOUND"),
        ("es", "en_GB.UTF-8", [], "ÍNTEGRO"),
        ("en", "es_ES.UTF-8", [], "SOUND"),
        ("en", "en_GB.UTF-8", ["--language=es"], "ÍNTEGRO"),
        ("es", "es_ES.UTF-8", ["--language", "en"], "SOUND"),
    ],
)
def test_it_chooses_its_language_as_the_program_does(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, chosen: str, locale: str, arguments: list[str], sound: str
) -> None:
    for name, value in {"PRECINTO_LANG": chosen, "LC_ALL": "", "LC_MESSAGES": "", "LANG": locale}.items():
        monkeypatch.setenv(name, value)
    assert main([str(GOOD), *arguments]) == 0
    assert sound in capsys.readouterr().out
    if not arguments:
        assert texts.language() == ("es" if sound == "ÍNTEGRO" else "en")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a", "b"], "argumentos desconocidos: b"),
        (["--vkey"], "--vkey: falta su valor"),
        (["--lang", "fr"], "'fr' no es una de las posibilidades"),
        (["--quick=3"], "--quick: no lleva valor, y se le ha dado '3'"),
        (["--v"], "opción ambigua: --v puede ser --vkey, --version"),
    ],
)
def test_what_is_asked_wrongly_is_told_in_spanish(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, arguments: list[str], said: str
) -> None:
    monkeypatch.setenv("LANG", "es_ES.UTF-8")
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert told.startswith("uso: precinto-verify")
    assert said in told


ENGLISH = re.compile(r"\b(usage|options|arguments|show|this|message|exit|optional|positional|the|version and)\b")


def test_its_help_is_in_spanish_to_the_last_word(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setenv("LANG", "es_ES.UTF-8")
    with pytest.raises(SystemExit):
        main(["--help"])
    told = capsys.readouterr().out
    assert "Comprueba una exportación" in told
    assert not ENGLISH.search(told), told
    with pytest.raises(SystemExit):
        main(["--help", "--language", "en"])
    assert ENGLISH.search(capsys.readouterr().out)
