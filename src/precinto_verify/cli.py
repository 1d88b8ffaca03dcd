# SPDX-License-Identifier: Apache-2.0
"""`precinto-verify`: check an export of the ledger, or receipts, without the program that wrote them.

It speaks the language that `--language` names; else that of PRECINTO_LANG; else English where the locale is English; else Spanish,
as `precinto` does.
Exit 0: nothing broken was found. 1: something is broken, and named. 2: what was given cannot be checked.
"""

import argparse
import io
import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from precinto_verify import __version__
from precinto_verify.findings import LANGUAGES, Report, Statement, Unusable, printable, words
from precinto_verify.note import MAX_NOTE, NoteError, VKey, parse_vkeys
from precinto_verify.proof import MAX_RECEIPT, Receipt, ReceiptError
from precinto_verify.verify import Retained, verify_export, verify_receipt

_LANGUAGE = ("--language", "--lang")
_HELP = {
    "en": {
        "about": "Check an export of a Precinto ledger, or receipts, without the program that wrote them.",
        "folder": "folder of the export",
        "checkpoint": "checkpoint kept from before: a file, or its text as it stands on paper (may be given again)",
        "vkey": "public key that must have signed: a file, or name+id+base64 (may be given again)",
        "witness": "public key of a witness that must have cosigned a checkpoint kept from before (may be given again)",
        "receipt": "receipt of an act, .tlog-proof (may be given again)",
        "json": "answer in JSON",
        "quick": "hashes, signatures and receipts only: no laws, no database",
        "lang": "language of the answer",
        "usage": "usage: ",
        "arguments": "arguments",
        "options": "options",
        "help": "show this message and exit",
        "version": "show the version and exit",
        "error": "error",
    },
    "es": {
        "about": "Comprueba una exportación del libro de Precinto, o recibos, sin el programa que los escribió.",
        "folder": "carpeta de la exportación",
        "checkpoint": "punto de control guardado: un fichero, o su texto tal como está en el papel (puede repetirse)",
        "vkey": "clave pública que debe haber firmado: un fichero, o nombre+id+base64 (puede repetirse)",
        "witness": "clave pública de un testigo que debe haber refrendado un punto de control guardado (puede repetirse)",
        "receipt": "recibo de un acto, .tlog-proof (puede repetirse)",
        "json": "respuesta en JSON",
        "quick": "solo resúmenes, firmas y recibos: ni leyes ni base de datos",
        "lang": "idioma de la respuesta",
        "usage": "uso: ",
        "arguments": "argumentos",
        "options": "opciones",
        "help": "muestra este mensaje y termina",
        "version": "muestra la versión y termina",
        "error": "error",
    },
}
# What the standard library says of arguments that it cannot take, which it says in English only.
_WRONG_ES = [
    (r"unrecognized arguments: (.*)", r"argumentos desconocidos: \1"),
    (r"argument (.*?): expected one argument", r"\1: falta su valor"),
    (r"argument (.*?): invalid choice: (.*?) \(choose from (.*)\)", r"\1: \2 no es una de las posibilidades (\3)"),
    (r"argument (.*?): ignored explicit argument (.*)", r"\1: no lleva valor, y se le ha dado \2"),
    (r"ambiguous option: (.*?) could match (.*)", r"opción ambigua: \1 puede ser \2"),
]


class _Parser(argparse.ArgumentParser):
    """The standard library's, in the language asked for also where it speaks itself."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        say = _HELP[lang]

        class Formatter(argparse.HelpFormatter):
            def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
                super().add_usage(usage, actions, groups, say["usage"] if prefix is None else prefix)

        super().__init__(prog="precinto-verify", description=say["about"], add_help=False, formatter_class=Formatter)

    def error(self, message: str) -> NoReturn:
        if self.lang == "es":
            message = next(
                (re.sub(wrong, es, message) for wrong, es in _WRONG_ES if re.fullmatch(wrong, message)), message
            )
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {_HELP[self.lang]['error']}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    lang = _language(arguments if arguments is not None else sys.argv[1:])
    asked = _parser(lang).parse_args(arguments)
    try:
        reports = _verify(asked)
    except Unusable as problem:
        if asked.json:
            print(json.dumps({"usable": False, "what": problem.said.what, "words": problem.said.words(lang)}))
        print(f"precinto-verify: {problem.said.words(lang)}", file=sys.stderr)
        return 2
    print(_as_json(reports, lang) if asked.json else "\n\n".join(_as_text(report, lang) for report in reports))
    return 0 if all(report.sound for report in reports) else 1


def _verify(asked: argparse.Namespace) -> list[Report]:
    vkeys = [key for given in asked.vkey for key in _vkeys(given)]
    witnesses = [key for given in asked.witness for key in _vkeys(given)]
    receipts = [(given, _receipt(given)) for given in asked.receipt]
    retained = [_retained(given) for given in asked.checkpoint]
    if asked.folder is not None:
        folder = Path(asked.folder)
        return [
            verify_export(
                folder, vkeys=vkeys, retained=retained, receipts=receipts, quick=asked.quick, witnesses=witnesses
            )
        ]
    if not receipts or not vkeys:
        raise Unusable("nothing-to-do")
    return [verify_receipt(where, receipt, vkeys) for where, receipt in receipts]


def _vkeys(given: str) -> list[VKey]:
    try:
        return list(parse_vkeys(_text(given)))
    except (NoteError, OSError, UnicodeDecodeError) as error:
        raise Unusable("bad-vkey", why=error) from None


def _retained(given: str) -> Retained:
    try:
        is_file = _is_file(given)
        return Retained.parse(_text(given), given if is_file else "--checkpoint")
    except (NoteError, OSError, UnicodeDecodeError) as error:
        raise Unusable("bad-checkpoint", why=error) from None


def _receipt(given: str) -> Receipt:
    try:
        with open(given, "rb") as file:
            return Receipt.parse(file.read(MAX_RECEIPT + 1))
    except (ReceiptError, OSError, ValueError) as error:
        raise Unusable("bad-receipt", where=given, why=error) from None


def _is_file(given: str) -> bool:
    try:
        return "\n" not in given and os.path.exists(given)
    except ValueError:
        return False


def _text(given: str) -> str:
    if not _is_file(given):
        return given
    with open(given, "rb") as file:
        return file.read(MAX_NOTE + 1).decode()


def _as_text(report: Report, lang: str) -> str:
    lines = [f"  {finding.words(lang)}" for finding in report.findings]
    lines += [f"  {what}: {words('more', {'count': count}, lang)}" for what, count in report.dropped()]
    if report.sound:
        lines.append(words("sound", {}, lang))
    else:
        lines.insert(0, words("broken", {"count": sum(report.counts.values())}, lang))
    for title, said in (("head-checked", report.checked), ("head-unchecked", report.unchecked)):
        if said:
            lines += ["", words(title, {}, lang), *(f"  - {one.words(lang)}" for one in said)]
    return "\n".join(lines)


def _as_json(reports: Sequence[Report], lang: str) -> str:
    def said(statement: Statement) -> dict[str, Any]:
        return {"what": statement.what, "words": statement.words(lang)}

    answers = [
        {
            "sound": report.sound,
            "origin": report.origin,
            "size": report.size,
            "root": report.root.hex(),
            "breaks": sum(report.counts.values()),
            "findings": [
                {
                    "what": one.what,
                    "where": printable(one.where),
                    "index": one.index,
                    "facts": {name: printable(value) for name, value in one.facts.items()},
                    "words": one.words(lang),
                }
                for one in report.findings
            ],
            "checked": [said(one) for one in report.checked],
            "not_checked": [said(one) for one in report.unchecked],
        }
        for report in reports
    ]
    return json.dumps(answers[0] if len(answers) == 1 else answers, ensure_ascii=False, indent=1)


def _language(arguments: Sequence[str]) -> str:
    """Before the arguments are parsed, so that their own help is in the language asked for."""
    for before, word in zip(["", *arguments], arguments, strict=False):
        option, equals, value = word.partition("=")
        asked = value if equals and option in _LANGUAGE else word if before in _LANGUAGE else ""
        if asked in LANGUAGES:
            return asked
    chosen = os.environ.get("PRECINTO_LANG", "")[:2].casefold()
    if chosen in LANGUAGES:
        return chosen
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "en" if spoken.casefold().startswith("en") else "es"


def _parser(lang: str) -> argparse.ArgumentParser:
    say = _HELP[lang]
    parser = _Parser(lang)
    parser.add_argument_group(say["arguments"]).add_argument("folder", metavar="DIR", nargs="?", help=say["folder"])
    options = parser.add_argument_group(say["options"])
    options.add_argument("-h", "--help", action="help", help=say["help"])
    options.add_argument("--checkpoint", "--paper", action="append", default=[], metavar="NOTE", help=say["checkpoint"])
    options.add_argument("--vkey", action="append", default=[], metavar="KEY", help=say["vkey"])
    options.add_argument("--witness", action="append", default=[], metavar="KEY", help=say["witness"])
    options.add_argument("--receipt", action="append", default=[], metavar="FILE", help=say["receipt"])
    options.add_argument("--json", action="store_true", help=say["json"])
    options.add_argument("--quick", action="store_true", help=say["quick"])
    options.add_argument(*_LANGUAGE, choices=LANGUAGES, help=say["lang"])
    options.add_argument("--version", action="version", version=__version__, help=say["version"])
    return parser


if __name__ == "__main__":
    sys.exit(main())
