# SPDX-License-Identifier: EUPL-1.2
"""May this person have this password (2.2)? Not if it is made of what others know about the person.

One file, long as it is: whoever doubts a refusal reads all four judges here.

Strength meters do not answer that: one that is told the person's name still finds `garcialopez612345678` strong. So
there are four judges, and each must be content:

1. length, in characters after NFKC; never truncated, any script, nothing demanded about kinds of characters;
2. personal data, by looking for it: accents and case folded, separators dropped, doubled letters joined, digits and
   signs read as the letters they stand for, forward and backward, dates in every order;
3. guessing, by zxcvbn with the personal data and Spanish commonplaces as its extra words;
4. the previous password, which is at hand when it is changed: `Invierno2026!` may not become `Primavera2026!`.

A whole datum (four letters or more), its beginning of five letters or any piece of six is refused wherever it stands.
Shorter pieces occur by chance: refusing four letters anywhere would turn away 7 of 100 random phrases. They count
against the password only if little is left without them. Digits leave no such doubt: four in a row are refused.

Pure: nothing is stored or logged, and a reason never quotes the password or a personal datum.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import groupby, pairwise, permutations, product
from types import MappingProxyType
from typing import Any, Final


@dataclass(frozen=True)
class PersonalData:
    """What others may know of a person. All optional; `units` are names or codes, `identity_numbers` of any kind."""

    names: Sequence[str] = ()
    birth_date: date | None = None
    phones: Sequence[str] = ()
    identity_numbers: Sequence[str] = ()
    units: Sequence[str] = ()
    login: str = ""
    office: str = ""
    others: Sequence[str] = ()


@dataclass(frozen=True)
class PasswordRules:
    """`least` comes from the deadline profile ('password-min-length'), `score` is zxcvbn's, from 0 to 4."""

    least: int = 15
    most: int = 128
    score: int = 3
    # What must remain beside short pieces of personal data, in characters.
    remainder: int = 12


@dataclass(frozen=True)
class Reason:
    """Why a password is refused: a message id and harmless facts, such as the kind of datum, never its value."""

    id: str
    facts: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


SHORT_NAME: Final = 3
WHOLE: Final = 4
SURE_PIECE: Final = 6
SURE_BEGINNING: Final = 5
ZXCVBN_CAP: Final = 40

# Which letters or digits a sign may stand for.
_STANDS_FOR: Final[Mapping[str, str]] = {
    "0": "o",
    "1": "il",
    "2": "z",
    "3": "e",
    "4": "a",
    "5": "s",
    "6": "bg",
    "7": "t",
    "8": "b",
    "9": "gq",
    "@": "a",
    "$": "s",
    "€": "e",
    "!": "il",
    "¡": "i",
    "|": "il",
    "+": "t",
    "(": "c",
    "<": "c",
    "£": "l",
    "&": "e",
    "ß": "b",
    # Cyrillic letters that look Latin.
    "а": "a",
    "е": "e",
    "о": "o",
    "р": "p",
    "с": "c",
    "х": "x",
    "у": "y",
    "і": "i",
}
# Letters typed for a digit, as in l4o3l984.
_DIGIT_LIKE: Final[Mapping[str, str]] = {"o": "0", "l": "1", "i": "1"}
_PARTICLES: Final = frozenset(
    {
        "a",
        "al",
        "con",
        "da",
        "de",
        "del",
        "der",
        "di",
        "do",
        "dos",
        "du",
        "e",
        "el",
        "en",
        "la",
        "las",
        "los",
        "o",
        "of",
    }
    | {"por", "san", "the", "van", "von", "y"}
)
_MONTHS: Final = (
    ("enero", "january"),
    ("febrero", "february"),
    ("marzo", "march"),
    ("abril", "april"),
    ("mayo", "may"),
    ("junio", "june"),
    ("julio", "july"),
    ("agosto", "august"),
    ("septiembre", "september", "setiembre"),
    ("octubre", "october"),
    ("noviembre", "november"),
    ("diciembre", "december"),
)
_SEASONS: Final = ("primavera", "verano", "otoño", "invierno", "spring", "summer", "autumn", "winter")
_WEEKDAYS: Final = (
    *("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"),
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
)
# Words that Spanish offices put into passwords and that zxcvbn's English lists lack.
_COMMONPLACES: Final = (
    *("contraseña", "contrasena", "clave", "secreto", "secreta", "acceso", "usuario", "entrada", "sistema"),
    *("ordenador", "oficina", "ministerio", "ejercito", "españa", "espana", "madrid", "barcelona", "sevilla"),
    *("valencia", "zaragoza", "bilbao", "malaga", "realmadrid", "atletico", "betis", "barça", "hola"),
    *("adios", "amor", "tequiero", "familia", "navidad", "feliz", "verano", "vacaciones", "precinto"),
    *("confidencial", "reservado"),
)


def normalise(password: str) -> str:
    """The password as it is hashed: NFKC, so that the same keys give the same password on every keyboard."""
    return unicodedata.normalize("NFKC", password)


def check(
    password: str, about: PersonalData, *, rules: PasswordRules | None = None, previous: str | None = None
) -> list[Reason]:
    """Every reason to refuse `password`, or an empty list. `previous` is the password that it would replace."""
    rules = rules or PasswordRules()
    # An absurd length is refused before anything looks at the text.
    if len(password) > rules.most:
        return [Reason("password.too-long", {"most": rules.most})]
    text = normalise(password)
    reasons: list[Reason] = []
    if len(text) > rules.most:
        return [Reason("password.too-long", {"most": rules.most})]
    if len(text) < rules.least:
        reasons.append(Reason("password.too-short", {"least": rules.least, "is": len(text)}))
    if any(unicodedata.category(char) in ("Cc", "Cs", "Cn") for char in text):
        reasons.append(Reason("password.unprintable"))
    personal = personal_kinds(text, about, remainder=rules.remainder)
    reasons += [Reason("password.personal", {"datum": kind}) for kind in personal]
    if _is_common(text):
        reasons.append(Reason("password.common"))
    elif _score(text, about) < rules.score:
        reasons.append(Reason("password.guessable"))
    if previous is not None and too_near(normalise(previous), text):
        reasons.append(Reason("password.like-previous"))
    return reasons


def personal_kinds(text: str, about: PersonalData, *, remainder: int = 12) -> list[str]:
    """The kinds of personal data that `text` is built from, each once, in a fixed order."""
    known = _Known.of(about)
    found: set[str] = set()
    soft: dict[int, str] = {}
    for view in _views(text):
        for start, end, piece in view.matches(known.pieces):
            kind = known.hard.get(piece)
            if kind is not None:
                found.add(kind)
            elif piece in known.short and view.stands_alone(start, end):
                found.add(known.short[piece])
            elif piece in known.soft:
                soft |= dict.fromkeys(view.origins(start, end), known.soft[piece])
    if soft and not found:
        left = [char for at, char in enumerate(text) if at not in soft and char.isalnum()]
        if len(left) < remainder:
            found |= set(soft.values())
    return sorted(found)


def too_near(previous: str, new: str) -> bool:
    """Whether `new` is `previous` again: the same, reversed, a few keys away, or another season, month or number."""
    old, now = _plain(previous) or previous, _plain(new) or new
    if old == now or old == now[::-1]:
        return True
    shorter = min(len(old), len(now))
    # A pattern with its season, weekday and numbers taken out; the words that remain are what the person remembers.
    if _skeleton(previous) == _skeleton(new) != ():
        return True
    if sorted(_words_of(previous)) == sorted(_words_of(new)) and _words_of(previous):
        return True
    if shorter >= 6 and _longest_common(old, now) >= max(6, (shorter + 1) // 2):
        return True
    return _distance(old, now, most=max(3, shorter // 4)) <= max(3, shorter // 4)


# ---- what is known of the person -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Known:
    """Folded pieces of personal data, forward and backward, by the kind they come from.

    `hard` is refused anywhere, `short` only as a word of its own, `soft` only if little is left beside it. `pieces` has
    every beginning of all of them, so that a scan can stop as soon as nothing longer can match.
    """

    hard: Mapping[str, str]
    short: Mapping[str, str]
    soft: Mapping[str, str]
    pieces: frozenset[str]

    @classmethod
    def of(cls, about: PersonalData) -> "_Known":
        hard: dict[str, str] = {}
        short: dict[str, str] = {}
        soft: dict[str, str] = {}
        for kind, datum in _data(about):
            _add_datum(kind, datum, hard, short, soft)
        for form in _date_forms(about.birth_date):
            hard.setdefault(form, "birth-date")
        for table in (hard, short, soft):
            # Doubled characters are joined in one of the views, so a datum must be known in that form too.
            table |= {joined: kind for piece, kind in table.items() if len(joined := _joined(piece)) >= SHORT_NAME}
            table |= {piece[::-1]: kind for piece, kind in table.items()}
        hard = {piece: kind for piece, kind in hard.items() if len(piece) >= WHOLE}
        every = [*hard, *short, *soft]
        return cls(hard, short, soft, frozenset(piece[:end] for piece in every for end in range(1, len(piece) + 1)))


def _data(about: PersonalData) -> Iterator[tuple[str, str]]:
    for kind, values in (
        ("name", about.names),
        ("phone", about.phones),
        ("identity-number", about.identity_numbers),
        ("unit", about.units),
        ("login", [about.login]),
        ("office", [about.office]),
        ("other", about.others),
    ):
        for value in values:
            words = [word for word in _word_list(value) if word not in _PARTICLES]
            if kind in ("phone", "identity-number"):
                yield kind, "".join(words)
                continue
            yield from ((kind, word) for word in words)
            # Short names are only found alone; two of them together are as telling as a long one.
            yield from ((kind, one + other) for one, other in pairwise(words) if min(len(one), len(other)) < WHOLE)
            if kind in ("unit", "login") and len(words) > 1:
                yield kind, "".join(words)
    if len(about.names) > 1:
        words = [word for name in about.names for word in _word_list(name) if word not in _PARTICLES]
        yield from (("name", a + b) for a, b in permutations(words, 2) if min(len(a), len(b)) < WHOLE)


def _add_datum(kind: str, datum: str, hard: dict[str, str], short: dict[str, str], soft: dict[str, str]) -> None:
    if len(datum) == SHORT_NAME:
        short.setdefault(datum, kind)
    if len(datum) >= WHOLE:
        hard.setdefault(datum, kind)
    for start in range(len(datum)):
        for end in range(start + SHORT_NAME, len(datum) + 1):
            piece = datum[start:end]
            # Four digits in a row are no accident; four letters often are.
            sure = len(piece) >= (SURE_PIECE if start else SURE_BEGINNING) or (
                len(piece) >= WHOLE and sum(char.isdigit() for char in piece) >= 3
            )
            if sure:
                hard.setdefault(piece, kind)
            elif len(piece) >= WHOLE or piece.isdigit():
                soft.setdefault(piece, kind)


def _date_forms(born: date | None) -> Iterator[str]:
    if born is None:
        return
    days = {str(born.day), f"{born.day:02d}"}
    months = {str(born.month), f"{born.month:02d}"}
    years = {str(born.year), f"{born.year % 100:02d}"}
    named = {_fold(word) for word in _MONTHS[born.month - 1]} | {_fold(word)[:3] for word in _MONTHS[born.month - 1]}
    yield str(born.year)
    for count in (2, 3):
        for order in permutations((days, months, years), count):
            yield from (form for form in map("".join, product(*order)) if len(form) >= WHOLE)
        for order in permutations((days, named, years), count):
            if named in order:
                yield from map("".join, product(*order))
    for day, month, year in product(days, named, years):
        yield f"{day}de{month}de{year}"
        yield f"{day}de{month}"


# ---- how a password may be read --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _View:
    """One way of reading a password: its characters, each with all it may stand for and where it comes from."""

    text: str
    places: tuple[int, ...]
    readings: tuple[str, ...]

    def matches(self, pieces: frozenset[str]) -> Iterator[tuple[int, int, str]]:
        """Every stretch that can be read as one of `pieces`, as start, end and the piece."""
        for start in range(len(self.readings)):
            open_ = [""]
            for end in range(start, len(self.readings)):
                open_ = [read for head in open_ for char in self.readings[end] if (read := head + char) in pieces]
                if not open_:
                    break
                yield from ((start, end + 1, read) for read in open_ if not self._guessed(start, end + 1, read))

    def _guessed(self, start: int, end: int, read: str) -> bool:
        """Whether more digits are read out of letters than stand there: `l4o3l984` is a date, `hilo` has no 110."""
        real = [
            self.text[place].isdigit()
            for place, char in zip(self.places[start:end], read, strict=True)
            if char.isdigit()
        ]
        return sum(real) * 2 < len(real)

    def stands_alone(self, start: int, end: int) -> bool:
        """Whether a stretch is a word of its own: Ana2026, miAnaX, but not mañana."""
        first, last = self.places[start], self.places[end - 1]
        before = self.text[first - 1] if first else ""
        after = self.text[last + 1] if last + 1 < len(self.text) else ""
        begins = not before.isalpha() or (before.islower() and self.text[first].isupper())
        ends = not after.isalpha() or (after.isupper() and self.text[last].islower())
        return begins and ends

    def origins(self, start: int, end: int) -> range:
        return range(self.places[start], self.places[end - 1] + 1)


def _views(text: str) -> Iterator[_View]:
    # Signs may be separators or letters, `m-a-r-i-a` or `m@r!a`; what never stands for a letter is always dropped.
    for signs in ("", "@$€", "".join(sign for sign in _STANDS_FOR if not sign.isalnum())):
        if signs and not any(sign in text for sign in signs):
            continue
        kept: list[tuple[int, str]] = []
        for place, char in enumerate(text):
            for folded in _fold(char) or char:
                if folded.isalnum() or folded in signs:
                    own = folded if folded.isalnum() else ""
                    kept.append((place, own + _STANDS_FOR.get(folded, "") + _DIGIT_LIKE.get(folded, "")))
        yield _view(text, kept)
        runs = [list(run) for _, run in groupby(kept, key=lambda item: item[1])]
        if len(runs) != len(kept):
            # Either each run is one character, or every character was typed twice.
            yield _view(text, [run[0] for run in runs])
            yield _view(text, [item for run in runs for item in run[: (len(run) + 1) // 2]])


def _view(text: str, kept: Sequence[tuple[int, str]]) -> _View:
    return _View(text, tuple(place for place, _ in kept), tuple(reading for _, reading in kept))


def _fold(text: str) -> str:
    return "".join(
        char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char)
    ).casefold()


def _joined(text: str) -> str:
    return re.sub(r"(.)\1+", r"\1", text)


def _word_list(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", _fold(text))


# ---- guessing --------------------------------------------------------------------------------------------------------


@cache
def _common() -> frozenset[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # 11 MiB that no page needs until somebody chooses a password

    return frozenset(FREQUENCY_LISTS["passwords"])


def _is_common(text: str) -> bool:
    plain = _fold(text)
    letters = _plain(text)
    if plain in _common() or letters in _common():
        return True
    # One common word over and over is no longer for it.
    return any(
        letters == (letters[:size] * (len(letters) // size + 1))[: len(letters)]
        for size in range(1, len(letters) // 2 + 1)
    )


def _score(text: str, about: PersonalData) -> int:
    words = [word for _, datum in _data(about) for word in (datum, datum[::-1])]
    words += [*_COMMONPLACES, *_SEASONS, *_WEEKDAYS, *(word for names in _MONTHS for word in names)]
    from zxcvbn import zxcvbn

    # zxcvbn's time grows fast with length; beyond its own cap only the beginning is judged, which is the strict side.
    capped = text[:ZXCVBN_CAP]
    return int(zxcvbn(_without_accents(capped), user_inputs=[_without_accents(word) for word in words])["score"])


def _without_accents(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


# ---- nearness to the previous one ------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    return "".join(char for char in _fold(text) if char.isalnum())


@cache
def _cyclic_words() -> tuple[str, ...]:
    """Words that people turn over at each change: seasons, months, weekdays; longest first."""
    words = [*_SEASONS, *_WEEKDAYS, *(word for names in _MONTHS for word in names)]
    return tuple(sorted((_fold(word) for word in words), key=len, reverse=True))


def _skeleton(text: str) -> tuple[str, ...]:
    """The remembered pattern of a password: its words without what turns over, its numbers and its tail of signs.

    Seasons, months and weekdays count as one thing: who goes from a season to a month has not left the pattern.
    """
    folded = _fold(text)
    for word in _cyclic_words():
        folded = folded.replace(word, "\0")
    return tuple(re.findall(r"\0|[^\W\d_]+", folded))


def _words_of(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{3,}", _fold(text))


def _longest_common(one: str, other: str) -> int:
    """The length of the longest stretch that both have."""
    best = 0
    row = [0] * (len(other) + 1)
    for char in one:
        row = [0, *(row[at] + 1 if char == other[at] else 0 for at in range(len(other)))]
        best = max(best, *row)
    return best


def _distance(one: str, other: str, *, most: int) -> int:
    """Edits, exchanges of neighbours included, between two texts; any number above `most` means just that."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
