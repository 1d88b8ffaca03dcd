# SPDX-License-Identifier: EUPL-1.2
"""The texts of the program that want a translation, and the catalogue that holds it.

    python tools/messages.py            add the new texts to the Spanish catalogue, drop the dead, list the empty
    python tools/messages.py --check    change nothing; fail where the two differ

The texts are read from the code by `ast` and from the templates by Django's own lexer, so no gettext program is needed.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.template.base import Lexer, Token, TokenType
from django.utils.text import smart_split
from django.utils.translation import trim_whitespace

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src/precinto"
CATALOGUE = SOURCE / "locale/es/LC_MESSAGES/django.po"

# What each function's leading arguments are.
FUNCTIONS: dict[str, tuple[str, ...]] = {
    "gettext": ("msgid",),
    "gettext_lazy": ("msgid",),
    "gettext_noop": ("msgid",),
    "ngettext": ("msgid", "plural"),
    "ngettext_lazy": ("msgid", "plural"),
    "pgettext": ("context", "msgid"),
    "pgettext_lazy": ("context", "msgid"),
    "npgettext": ("context", "msgid", "plural"),
    "npgettext_lazy": ("context", "msgid", "plural"),
}
IN_A_TAG = re.compile(r"""_\(("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\)""")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!%)%[sd]|\{\w+\}")


@dataclass(frozen=True, order=True)
class Message:
    """A text as the catalogue names it, and the file that uses it, from the root of the sources."""

    file: str
    line: int
    msgid: str
    plural: str = ""
    context: str | None = None

    @property
    def key(self) -> tuple[str | None, str]:
        return (self.context, self.msgid)


def in_the_program(root: Path = SOURCE) -> list[Message]:
    """Every text of the code and the templates under `root`, each place it is used."""
    found: list[Message] = []
    for path in sorted(root.rglob("*.py")):
        found += in_python(path.read_text("utf-8"), path.relative_to(root).as_posix())
    for pattern in ("*.html", "*.txt"):
        for path in sorted(root.rglob(f"templates/**/{pattern}")):
            found += in_template(path.read_text("utf-8"), path.relative_to(root).as_posix())
    return found


def in_python(source: str, file: str) -> Iterator[Message]:
    """The literal texts given to gettext and its kin, under whatever name the file imports them."""
    tree = ast.parse(source, file)
    names = {name: name for name in FUNCTIONS}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names.update({alias.asname: alias.name for alias in node.names if alias.asname and alias.name in FUNCTIONS})
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        function = names.get(called)
        if not function:
            continue
        values = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
        given = dict(zip(FUNCTIONS[function], (value for value in values if isinstance(value, str)), strict=False))
        if "msgid" in given:
            yield Message(file, node.lineno, given["msgid"], given.get("plural", ""), given.get("context"))


def in_template(source: str, file: str) -> Iterator[Message]:
    """The texts of `translate`, `blocktranslate` and `_("...")`, as Django looks them up: with `%` doubled."""
    tokens = iter(Lexer(source).tokenize())
    for token in tokens:
        if token.token_type == TokenType.TEXT:
            continue
        bits = list(smart_split(token.contents)) if token.token_type == TokenType.BLOCK else []
        tag = bits[0] if bits else ""
        if tag == "comment":
            _until(tokens, "endcomment")
        elif tag in ("translate", "trans") and bits[1][0] in "\"'":
            yield Message(file, token.lineno or 0, _literal(bits[1]), context=_option(bits, "context"))
        elif tag in ("blocktranslate", "blocktrans"):
            yield _block(tokens, bits, token.lineno or 0, file)
        elif token.token_type != TokenType.COMMENT:
            for quoted in IN_A_TAG.findall(token.contents):
                yield Message(file, token.lineno or 0, _literal(quoted))


def _block(tokens: Iterator[Token], bits: list[str], line: int, file: str) -> Message:
    body = _until(tokens, f"end{bits[0]}")
    cut = next((i for i, token in enumerate(body) if token.contents.strip() == "plural"), len(body))
    singular, plural = _text(body[:cut]), _text(body[cut + 1 :])
    if "trimmed" in bits:
        singular, plural = trim_whitespace(singular), trim_whitespace(plural)
    return Message(file, line, singular, plural, _option(bits, "context"))


def _until(tokens: Iterator[Token], end: str) -> list[Token]:
    body: list[Token] = []
    for token in tokens:
        if token.token_type == TokenType.BLOCK and token.contents.split()[0] == end:
            break
        body.append(token)
    return body


def _text(tokens: list[Token]) -> str:
    return "".join(
        f"%({token.contents})s" if token.token_type == TokenType.VAR else token.contents.replace("%", "%%")
        for token in tokens
        if token.token_type in (TokenType.VAR, TokenType.TEXT)
    )


def _literal(quoted: str) -> str:
    text = quoted[1 : quoted.rindex(quoted[0])]  # filters may follow the literal
    return re.sub(r"\\(.)", r"\1", text).replace("%", "%%")


def _option(bits: list[str], name: str) -> str | None:
    return _literal(bits[bits.index(name) + 1]) if name in bits[2 if bits[0].startswith("trans") else 1 :] else None


# ---- the catalogue


def catalogue(path: Path = CATALOGUE) -> polib.POFile:
    """The catalogue as it is, or an empty one where there is none."""
    if path.is_file():
        return polib.pofile(str(path), wrapwidth=120)
    made = polib.POFile(wrapwidth=120)
    made.metadata = {
        "Project-Id-Version": "Precinto",
        "Language": "es",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    return made


def entries(book: polib.POFile) -> dict[tuple[str | None, str], polib.POEntry]:
    """The living entries of a catalogue by context and text."""
    return {(entry.msgctxt or None, entry.msgid): entry for entry in book if not entry.obsolete}


def merged(old: polib.POFile, messages: list[Message]) -> polib.POFile:
    """The catalogue for these texts: translations are kept, new texts are empty, dead ones are gone."""
    new = catalogue(Path("/nonexistent"))
    new.header, new.metadata, new.metadata_is_fuzzy = old.header, old.metadata or new.metadata, old.metadata_is_fuzzy
    known = entries(old)
    used: dict[tuple[str | None, str], list[Message]] = {}
    for message in sorted(messages):
        used.setdefault(message.key, []).append(message)
    for key, places in used.items():
        plural = next((message.plural for message in places if message.plural), "")
        entry = known.get(key) or polib.POEntry(msgctxt=key[0], msgid=key[1])
        if plural and not entry.msgid_plural:
            entry.msgid_plural, entry.msgstr, entry.msgstr_plural = plural, "", {0: entry.msgstr, 1: ""}
        # No line numbers: they would change the whole catalogue with every edit of the code.
        entry.occurrences = [(file, "") for file in sorted({message.file for message in places})]
        new.append(entry)
    return new


def faults(entry: polib.POEntry) -> list[str]:
    """What keeps an entry from being a translation."""
    texts = [str(text) for text in (entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr])]
    found = ["is marked fuzzy"] if "fuzzy" in entry.flags else []
    if not texts or not all(texts):
        return [*found, "has no Spanish"]
    wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    last = set(PLACEHOLDER.findall(texts[-1]))
    if wanted != last:
        found.append(f"has the placeholders {sorted(last)} in Spanish and {sorted(wanted)} in English")
    return found


def main(arguments: list[str]) -> int:
    old, messages = catalogue(), in_the_program()
    new = merged(old, messages)
    before, after = entries(old).keys(), entries(new).keys()
    print(f"{len(after)} texts, {len(after - before)} new, {len(before - after)} dead")
    if "--check" not in arguments:
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        new.save(str(CATALOGUE))
    wanting = [(entry, fault) for entry in new for fault in faults(entry)]
    for entry, fault in wanting:
        print(f"  {entry.msgid!r} {fault}")
    return 1 if "--check" in arguments and (before != after or wanting) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
