# SPDX-License-Identifier: Apache-2.0
"""`precinto-verify`: check an export of the ledger, or receipts, without the program that wrote them.

Exit 0: nothing broken was found. 1: something is broken, and named. 2: what was given cannot be checked.
"""

import argparse
import io
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from precinto_verify import __version__
from precinto_verify.findings import LANGUAGES, Report, Statement, Unusable, printable, words
from precinto_verify.note import MAX_NOTE, NoteError, VKey, parse_vkeys
from precinto_verify.proof import MAX_RECEIPT, Receipt, ReceiptError
from precinto_verify.verify import Retained, verify_export, verify_receipt

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
    },
}


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
        asked = word.removeprefix("--lang=") if word.startswith("--lang=") else word if before == "--lang" else ""
        if asked in LANGUAGES:
            return asked
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "es" if spoken.startswith("es") else "en"


def _parser(lang: str) -> argparse.ArgumentParser:
    say = _HELP[lang]
    parser = argparse.ArgumentParser(prog="precinto-verify", description=say["about"])
    parser.add_argument("folder", metavar="DIR", nargs="?", help=say["folder"])
    parser.add_argument("--checkpoint", "--paper", action="append", default=[], metavar="NOTE", help=say["checkpoint"])
    parser.add_argument("--vkey", action="append", default=[], metavar="KEY", help=say["vkey"])
    parser.add_argument("--witness", action="append", default=[], metavar="KEY", help=say["witness"])
    parser.add_argument("--receipt", action="append", default=[], metavar="FILE", help=say["receipt"])
    parser.add_argument("--json", action="store_true", help=say["json"])
    parser.add_argument("--quick", action="store_true", help=say["quick"])
    parser.add_argument("--lang", choices=LANGUAGES, help=say["lang"])
    parser.add_argument("--version", action="version", version=__version__)
    return parser


if __name__ == "__main__":
    sys.exit(main())
