# SPDX-License-Identifier: EUPL-1.2
"""The codes that scanners read: what is printed on a label, a badge, a shelf or a command sheet.

A code is upper-case letters and digits only. A scanner that types like a keyboard sends `-` and `/` as other characters
when the machine's layout is Spanish, so separators are for the eye (`pretty`) and never part of the code.

    C series yy number copy check    a copy             CE26000420031...  pretty CE26-00042-003-K
    N series yy number      check    a document number  NE2600042...      pretty NE26-00042-K
    R        yy number      check    a printed form     R2600042...       pretty R26-00042-K
    P           number      check    a person's badge   P00017...         pretty P-00017-K
    L           number      check    a place            L00003...
    M           number      check    a medium           M00009...
    T           number      check    any other thing    T00005...         computer, notebook, envelope, key, waste bag
    Z           command     check    a command          ZFIN...           pretty Z-FIN-K

`series` is one letter (E entry, L legacy import, others as the office needs), `yy` the last two digits of the year (70
to 99 mean 1970 to 1999), `number` five digits or more, `copy` three, `check` the ISO/IEC 7064 MOD 37,36 character of
all that stands before it.

The check character finds every single wrong character. It does not find quite every exchange of two neighbours: of all
states and pairs MOD 37,36 lets 72 of 45,360 pass (1 in 630), of pairs of digits 18 of 3,240. On codes of copies about
1 exchange in 200 gives another valid code; `tests/custody/test_codes.py` measures it. So what was scanned is shown
before an act is taken on it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

Kind = Literal["C", "N", "R", "P", "L", "M", "T", "Z"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

# What a command sheet may say. Closed, so that a word of free text is not taken for an order.
COMMANDS: Final[Mapping[str, str]] = {
    "FIN": "finish",
    "DEV": "take-back",
    "ENT": "hand-over",
    "PRE": "lend",
    "INV": "inventory",
    "ANU": "undo-last",
    "SIG": "sign",
    "QUI": "who-has-it",
}

_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUE: Final[Mapping[str, int]] = {char: value for value, char in enumerate(_ALPHABET)}
_DATED: Final = frozenset("CNR")
_SERIED: Final = frozenset("CN")
_CENTURY_TURN: Final = 70
_MAX_TYPED: Final = 64
_AIM_PREFIX: Final = re.compile(r"^\][A-Za-z][0-9A-Za-z]")
_GRAMMAR: Final = re.compile(
    r"(?P<kind>C)(?P<series>[A-Z])(?P<yy>[0-9]{2})(?P<number>[0-9]{5,9})(?P<copy>[0-9]{3})[0-9A-Z]"
    r"|(?P<kind_n>N)(?P<series_n>[A-Z])(?P<yy_n>[0-9]{2})(?P<number_n>[0-9]{5,9})[0-9A-Z]"
    r"|(?P<kind_r>R)(?P<yy_r>[0-9]{2})(?P<number_r>[0-9]{5,9})[0-9A-Z]"
    r"|(?P<kind_p>[PLMT])(?P<number_p>[0-9]{5,9})[0-9A-Z]"
    r"|(?P<kind_z>Z)(?P<command>[A-Z]{3})[0-9A-Z]"
)


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was read and whose check character agrees. `text` is the code proper, as printed in the bars."""

    text: str
    kind: Kind
    series: str = ""
    year: int | None = None
    number: int = 0
    copy: int | None = None
    command: str = ""


def check_character(body: str) -> str:
    """The ISO/IEC 7064 MOD 37,36 character of `body`, which holds only 0-9 and A-Z."""
    product = 36
    for char in body:
        product = ((product + _VALUE[char]) % 36 or 36) * 2 % 37
    return _ALPHABET[(1 - product) % 36]


def make(
    kind: Kind,
    *,
    number: int = 0,
    year: int | None = None,
    series: str = "",
    copy: int | None = None,
    command: str = "",
) -> str:
    """The code of a thing. Raises `ValueError` on a fact that the grammar of the kind lacks, wants or cannot write."""
    if kind not in KINDS:
        raise ValueError(f"unknown kind of code: {kind!r}")
    if (kind == "Z") != bool(command) or (kind == "Z" and command not in COMMANDS):
        raise ValueError(f"a command code, and no other, names one of {', '.join(COMMANDS)}")
    if (kind in _SERIED) != bool(series) or (series and not re.fullmatch("[A-Z]", series)):
        raise ValueError("codes of copies and document numbers, and no others, have a series of one letter A-Z")
    if (kind in _DATED) != (year is not None) or (year is not None and not 1970 <= year <= 2069):
        raise ValueError("codes of copies, documents and forms, and no others, have a year from 1970 to 2069")
    if (kind == "C") != (copy is not None) or (copy is not None and not 0 <= copy <= 999):
        raise ValueError("a copy's code, and no other, has a copy number from 0 to 999")
    if kind == "Z":
        body = kind + command
    else:
        if not 0 <= number <= 999_999_999:
            raise ValueError("the number of a code has at most nine digits")
        body = kind + series + (f"{year % 100:02d}" if year is not None else "") + f"{number:05d}"
        body += f"{copy:03d}" if copy is not None else ""
    return body + check_character(body)


def parse(text: str) -> Code | None:
    """The code that was scanned or typed, or None. Small letters, separators and control characters do no harm."""
    clean = _clean(text)
    match = _GRAMMAR.fullmatch(clean)
    if match is None or check_character(clean[:-1]) != clean[-1]:
        return None
    found = {name.partition("_")[0]: value for name, value in match.groupdict().items() if value is not None}
    command = found.get("command", "")
    if command and command not in COMMANDS:
        return None
    kind = next(known for known in KINDS if known == found["kind"])
    return Code(
        text=clean,
        kind=kind,
        series=found.get("series", ""),
        year=_year(int(found["yy"])) if "yy" in found else None,
        number=int(found.get("number", "0")),
        copy=int(found["copy"]) if "copy" in found else None,
        command=command,
    )


def looks_like_code(text: str) -> bool:
    """Whether this was meant as a code, right or mistyped: then the answer is 'read it again', not 'nothing found'.

    Five digits or more behind the letter of a known kind, hardly any other letter, and no word. Commands are left out:
    one of them mistyped is not to be told from a short word.
    """
    clean = _clean(text)
    letters = sum(char.isalpha() for char in clean)
    if len(clean) < 7 or len(clean) > 20 or clean[0] not in KINDS or letters > 4 or len(clean) - letters < 5:
        return False
    return re.search(r"[A-Za-z]{4}", text) is None


def pretty(code: Code | str) -> str:
    """The code in groups for the human eye: `CE26-00042-003-K`. Raises `ValueError` on a text that is not a code."""
    known = parse(code) if isinstance(code, str) else code
    if known is None:
        raise ValueError("not a code")
    if known.kind == "Z":
        groups = ["Z", known.command]
    else:
        yy = f"{known.year % 100:02d}" if known.year is not None else ""
        groups = [f"{known.kind}{known.series}{yy}", f"{known.number:05d}"]
        groups += [f"{known.copy:03d}"] if known.copy is not None else []
    return "-".join([*groups, known.text[-1]])


def _clean(text: str) -> str:
    if len(text) > _MAX_TYPED:
        return ""
    bare = "".join(char for char in text if char.isprintable()).strip()
    bare = _AIM_PREFIX.sub("", bare)
    # A letter or digit that is not ours may not be dropped as if it were a separator: it is another text.
    if any(char.isalnum() and not char.isascii() for char in bare):
        return ""
    return "".join(char for char in bare if char.isalnum()).upper()


def _year(yy: int) -> int:
    return (1900 if yy >= _CENTURY_TURN else 2000) + yy
