# SPDX-License-Identifier: EUPL-1.2
"""A classification scheme: levels, caveats, their words and how they are handled. It is data, because laws change.

Long, because the file format is read, checked and refused in one place.

A scheme is a TOML file of the installation. Its bytes are loaded by a recorded act and never edited afterwards: a new
version is a new file, so that an old label stays readable. Ids are immutable, names are not.

Ranks are spaced by ten so that a level can be put in between. Rank 0 is the unclassified level that every scheme has:
it needs no clearance. Between schemes only declared equivalences hold, and they have a direction (`label.translate`).
"""

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple, NoReturn, TypeAlias

Handling: TypeAlias = bool | int | str | tuple[str, ...]

LANGUAGES: Final = ("es", "en")
PLACES: Final = ("pageTop", "pageBottom", "portion", "cover", "screen")
THEMES: Final[Mapping[str, tuple[str, ...]]] = {
    # Page backgrounds that a level's band must stand out from (WCAG 1.4.11: 3:1).
    "light": ("#ffffff", "#f6f8fb"),
    "dark": ("#151f2c", "#182433"),
}
MIN_CONTRAST: Final = 3.0
RESTRICTIVE_BITS: Final = range(63)
PERMISSIVE_BITS: Final = range(62)  # bit 62 of `rel` means "releasable to nobody" (see `label.NOBODY`)

# The closed list of handling rules. A rule that a level does not state takes the value here, which is the careful one.
HANDLING: Final[Mapping[str, Handling]] = MappingProxyType(
    {
        "registered": True,  # 1.1: goes through the register
        "numbered_copies": True,  # 1.1, 1.5: each copy has its number n/N
        "page_marking": True,  # mark, number and copy number on every page
        "opener_not_verifier": True,  # 1.1: who opens the envelope does not verify it
        "two_person_open": True,  # 1.3: two cleared persons present
        "reading_room_only": True,  # 1.2, 4.2
        "notes_allowed": False,  # 1.2, 4.5: notes of the reader, in a numbered notebook
        "max_loan_days": 0,  # 1.4: 0 = not lent out of the reading room
        "max_holding_days": 180,  # 1.6: departments may not keep it longer
        "copy_approval": "leader+originator",  # 1.5: 'leader' | 'leader+originator' | 'clerk'
        "extract_allowed": False,  # 1.5: an extract or translation is a copy
        "min_carriers": 2,  # 4.3: persons who travel with it
        "max_carriers": 2,  # 4.3: persons who may be named on one carry-out
        "double_cover": True,  # 4.3, 4.6: inner and outer envelope
        "channels": ("hand", "courier"),  # 4.6: ids of the office's channel catalogue
        "abroad": False,  # 4.3: may leave the country on the leader's approval alone
        "min_zone": 3,  # 4.2: 0 public, 1 administrative, 2 secured, 3 strongroom
        "electronic": False,  # 2.3: contents may be held on an accredited machine
        "removable_media": False,  # 2.4
        "witnesses": 2,  # 1.6: cleared persons who see the destruction and confirm it, beside whoever carries it out
        "review_years": 0,  # classification is reviewed after so many years, 0 = not fixed
        "declassify_years": 0,  # automatic declassification on 31 December of that year, 0 = none
        "password_profile": "strict",  # 2.2
    }
)
# Rules of the first versions that the deadline profile says for every level: they are read over, so that an old label stays readable.
_RETIRED: Final = frozenset({"overnight_with_reader", "inventory_per_year", "missing_days"})
_HANDLING_CHOICES: Final[Mapping[str, frozenset[str]]] = {
    "copy_approval": frozenset({"clerk", "leader", "leader+originator"}),
    "password_profile": frozenset({"strict", "standard"}),
}


# What a caveat may forbid, whoever is cleared for it. 1.5: no copy, extract or translation.
FORBIDDEN: Final = frozenset({"copy"})
# The first versions of the schemes said by the name alone that a caveat forbids copying; an office may still have one.
_NO_COPY: Final = frozenset({"no-copia", "no-copy"})


class SchemeError(Exception):
    """The scheme file cannot be used. The office mends the file: `message_id` and `facts` say where and why."""

    def __init__(self, message_id: str, **facts: str | int) -> None:
        self.message_id = f"scheme.{message_id}"
        self.facts = facts
        super().__init__(self.message_id, facts)

    def __str__(self) -> str:
        return f"{self.message_id} ({', '.join(f'{key}={value}' for key, value in self.facts.items())})"


@dataclass(frozen=True)
class Level:
    """One level. `color` has a band per theme, `marking` the words per place, `handling` every rule of `HANDLING`."""

    id: str
    rank: int
    lacv: int
    name: Mapping[str, str]
    short: str
    aliases: tuple[str, ...]
    color: Mapping[str, str]
    marking: Mapping[str, Mapping[str, str] | str]
    equivalent: Mapping[str, str]
    handling: Mapping[str, Handling]


@dataclass(frozen=True)
class Category:
    """A caveat. A restrictive one is a bit that the holder must have; of a permissive one any one value will do."""

    id: str
    kind: Literal["restrictive", "permissive"]
    name: Mapping[str, str]
    bit: int | None
    values: Mapping[str, int]
    marking: Mapping[str, str]
    needs_level: str | None = None
    excludes: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()  # of `FORBIDDEN`


class Bits(NamedTuple):
    comp: int
    rel: int


@dataclass(frozen=True)
class Scheme:
    """One owner's way of classifying. `digest` is the SHA-256 of its file, `levels` come lowest first."""

    id: str
    version: int
    oid: str
    name: Mapping[str, str]
    levels: tuple[Level, ...]
    categories: tuple[Category, ...]
    digest: str
    status: Literal["in-force", "draft"] = "in-force"
    note: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def _by_id(self) -> Mapping[str, Level]:
        return {level.id: level for level in self.levels}

    @cached_property
    def _by_rank(self) -> Mapping[int, Level]:
        return {level.rank: level for level in self.levels}

    @cached_property
    def _by_word(self) -> Mapping[str, Level]:
        return {fold(word): level for level in self.levels for word in _words(level)}

    def level(self, id: str) -> Level:
        """Raises `KeyError` on an id that the scheme lacks."""
        return self._by_id[id]

    def by_rank(self, rank: int) -> Level:
        """Raises `KeyError` on a rank that the scheme lacks."""
        return self._by_rank[rank]

    def at_least(self, rank: int) -> Level | None:
        """The lowest level whose rank is not below `rank`."""
        return next((level for level in self.levels if level.rank >= rank), None)

    def parse_level(self, text: str) -> Level | None:
        """The level that a name, short name, alias or id stands for; case, accents and punctuation do not matter."""
        return self._by_word.get(fold(text))

    def category(self, id: str) -> Category:
        """Raises `KeyError` on an id that the scheme lacks."""
        found = next((category for category in self.categories if category.id == id), None)
        return found or _missing(id)

    def bits(self, categories: Iterable[str]) -> Bits:
        """The two numbers of a set of caveats, written `cripto` or, for a value of a permissive one, `rel:ESP`.

        Raises `KeyError` on a caveat that the scheme lacks.
        """
        comp = rel = 0
        for written in categories:
            id, _, value = written.partition(":")
            category = self.category(id)
            if category.bit is not None:
                comp |= 1 << (_missing(written) if value else category.bit)
            else:
                rel |= 1 << category.values[value]
        return Bits(comp, rel)

    def categories_of(self, comp: int, rel: int) -> tuple[str, ...]:
        """The caveats of two numbers, in the scheme's order: the inverse of `bits`."""
        found: list[str] = []
        for category in self.categories:
            if category.bit is not None:
                found += [category.id] if comp >> category.bit & 1 else []
            else:
                found += [f"{category.id}:{value}" for value, bit in category.values.items() if rel >> bit & 1]
        return tuple(found)

    def caveat_words(self, lang: str) -> list[tuple[str, str]]:
        """The same with what each means in a language: `no-copia`, «Prohibida la reproducción»."""
        found = []
        for written in self.caveat_names():
            id, _colon, value = written.partition(":")
            words = self.category(id).name.get(lang, id)
            found.append((written, f"{words} {value}" if value else words))
        return found

    def caveat_names(self) -> list[str]:
        """The caveats that may be ticked: a restrictive category by its id, a value of a permissive one as `id:value`."""
        names: list[str] = []
        for category in self.categories:
            names.extend([f"{category.id}:{value}" for value in category.values] or [category.id])
        return names

    def forbidding(self, what: str, comp: int) -> Category | None:
        """The caveat among these bits that forbids `what` (of `FORBIDDEN`), if any does."""
        found = [c for c in self.categories if c.bit is not None and comp >> c.bit & 1 and what in c.forbids]
        return found[0] if found else None

    def unfit(self, level_id: str, categories: Iterable[str]) -> tuple[str, Mapping[str, str]] | None:
        """Why these caveats cannot stand on this level: a message id and facts, or None."""
        level = self.level(level_id)
        for written in categories:
            category = self.category(written.partition(":")[0])
            if category.needs_level and level.rank < self.level(category.needs_level).rank:
                return "caveat-needs-level", {"caveat": category.id, "level": category.needs_level}
            if level_id in category.excludes:
                return "caveat-excluded", {"caveat": category.id, "level": level_id}
        return None


def shipped() -> dict[str, bytes]:
    """The schemes that come with the program, by id, as the bytes to `load`."""
    folder = files("precinto.labels") / "schemes"
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".toml"))
    return {name.removesuffix(".toml"): (folder / name).read_bytes() for name in names}


def load(toml_bytes: bytes) -> Scheme:
    """The scheme of a TOML file, fully checked. Raises `SchemeError`, one message id per kind of fault."""
    try:
        data = tomllib.loads(toml_bytes.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise SchemeError("not-utf8", position=error.start) from error
    except tomllib.TOMLDecodeError as error:
        raise SchemeError("not-toml", where=str(error)) from error
    _only(data, {"scheme", "level", "category"}, where="file")
    head = _table(data, "scheme", where="file")
    _only(head, {"id", "version", "oid", "name", "status", "note"}, where="scheme")
    levels = _levels(data)
    categories = _categories(data, levels)
    oid = _text(head, "oid", where="scheme")
    if not re.fullmatch(r"[0-2](\.(0|[1-9][0-9]*))+", oid):
        raise SchemeError("bad-oid", oid=oid)
    status = head.get("status", "in-force")
    if status not in ("in-force", "draft"):
        raise SchemeError("bad-value", where="scheme", key="status", value=str(status))
    return Scheme(
        id=_id(head, where="scheme"),
        version=_whole(head, "version", where="scheme", least=1),
        oid=oid,
        name=_words_by_language(head, "name", where="scheme"),
        levels=levels,
        categories=categories,
        digest=hashlib.sha256(toml_bytes).hexdigest(),
        status="draft" if status == "draft" else "in-force",
        note=_words_by_language(head, "note", where="scheme") if "note" in head else MappingProxyType({}),
    )


def fold(text: str) -> str:
    """`text` for comparing: no case, no accents, one space for any run of what is neither letter nor digit."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join(re.findall(r"[^\W_]+", plain.casefold()))


def contrast(one: str, other: str) -> float:
    """The WCAG 2 contrast ratio of two `#rrggbb` colours."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _words(level: Level) -> list[str]:
    return [level.id, level.short, *level.name.values(), *level.aliases]


def _levels(data: Mapping[str, Any]) -> tuple[Level, ...]:
    levels = sorted((_level(table) for table in _tables(data, "level")), key=lambda level: level.rank)
    if not levels:
        raise SchemeError("no-levels")
    if levels[0].rank != 0:
        raise SchemeError("no-unclassified", lowest=levels[0].rank)
    if len(levels) == 1:
        raise SchemeError("no-classified")
    for key in ("id", "rank", "lacv"):
        _unique([str(getattr(level, key)) for level in levels], what=f"level.{key}")
    if [level.lacv for level in levels] != sorted(level.lacv for level in levels):
        raise SchemeError("lacv-against-rank")
    meant: dict[str, str] = {}
    for level in levels:
        for word in _words(level):
            other = meant.setdefault(fold(word), level.id)
            if other != level.id:
                raise SchemeError("ambiguous-word", word=word, level=level.id, other=other)
    return tuple(levels)


def _level(table: Mapping[str, Any]) -> Level:
    id = _id(table, where="level")
    where = f"level {id}"
    keys = {"id", "rank", "lacv", "name", "short", "aliases", "color", "marking", "equivalent", "handling"}
    _only(table, keys, where=where)
    return Level(
        id=id,
        rank=_whole(table, "rank", where=where, least=0),
        lacv=_whole(table, "lacv", where=where, least=0),
        name=_words_by_language(table, "name", where=where),
        short=_text(table, "short", where=where),
        aliases=_texts(table, "aliases", where=where),
        color=_color(table, where=where),
        marking=_marking(table, where=where),
        equivalent=_strings(table, "equivalent", where=where),
        handling=_handling(table, where=where),
    )


def _categories(data: Mapping[str, Any], levels: Sequence[Level]) -> tuple[Category, ...]:
    known = {level.id for level in levels}
    categories = tuple(_category(table, known) for table in _tables(data, "category"))
    _unique([category.id for category in categories], what="category.id")
    _unique([str(category.bit) for category in categories if category.bit is not None], what="category.bit")
    # One number holds the values of all permissive caveats, so a bit has one meaning only.
    _unique([str(bit) for category in categories for bit in category.values.values()], what="category.values")
    return categories


_CATEGORY_KEYS: Final = ("id", "kind", "name", "bit", "values", "marking", "needs_level", "excludes", "forbids")


def _category(table: Mapping[str, Any], levels: set[str]) -> Category:
    id = _id(table, where="category")
    where = f"category {id}"
    _only(table, set(_CATEGORY_KEYS), where=where)
    kind = _text(table, "kind", where=where)
    if kind not in ("restrictive", "permissive"):
        raise SchemeError("bad-value", where=where, key="kind", value=kind)
    bit: int | None = None
    values: Mapping[str, int] = MappingProxyType({})
    if kind == "restrictive":
        bit = _bit(table.get("bit"), RESTRICTIVE_BITS, where=where)
        if "values" in table:
            raise SchemeError("restrictive-with-values", where=where)
    else:
        if "bit" in table:
            raise SchemeError("permissive-with-bit", where=where)
        given = _table(table, "values", where=where)
        if not given:
            raise SchemeError("missing", where=where, key="values")
        values = MappingProxyType({key: _bit(value, PERMISSIVE_BITS, where=where) for key, value in given.items()})
    needs = _text(table, "needs_level", where=where) if "needs_level" in table else None
    excludes = _texts(table, "excludes", where=where)
    for level in (*excludes, *([needs] if needs else [])):
        if level not in levels:
            raise SchemeError("unknown-level", where=where, level=level)
    forbids = _texts(table, "forbids", where=where)
    if unknown := sorted(set(forbids) - FORBIDDEN):
        raise SchemeError("bad-value", where=where, key="forbids", value=unknown[0])
    if forbids and kind != "restrictive":
        raise SchemeError("bad-value", where=where, key="forbids", value=kind)
    return Category(
        id=id,
        kind="restrictive" if kind == "restrictive" else "permissive",
        name=_words_by_language(table, "name", where=where),
        bit=bit,
        values=values,
        marking=_strings(table, "marking", where=where),
        needs_level=needs,
        excludes=excludes,
        forbids=forbids or (("copy",) if id in _NO_COPY and kind == "restrictive" else ()),
    )


def _bit(value: object, allowed: range, *, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value not in allowed:
        raise SchemeError("bad-bit", where=where, value=str(value), highest=allowed[-1])
    return value


def _color(table: Mapping[str, Any], *, where: str) -> Mapping[str, str]:
    colors = _strings(table, "color", where=where)
    for theme, backgrounds in THEMES.items():
        color = colors.get(theme)
        if color is None or not re.fullmatch("#[0-9a-fA-F]{6}", color):
            raise SchemeError("bad-color", where=where, theme=theme, value=str(color))
        if min(contrast(color, background) for background in backgrounds) < MIN_CONTRAST:
            raise SchemeError("faint-color", where=where, theme=theme, value=color)
    return colors


def _marking(table: Mapping[str, Any], *, where: str) -> Mapping[str, Mapping[str, str] | str]:
    marking = _table(table, "marking", where=where) if "marking" in table else {}
    _only(marking, set(PLACES), where=f"{where} marking")
    found: dict[str, Mapping[str, str] | str] = {}
    for place, words in marking.items():
        by_language = isinstance(words, dict) and set(words) == set(LANGUAGES)
        if by_language and all(isinstance(word, str) and word for word in words.values()):
            found[place] = MappingProxyType(dict(words))
        elif isinstance(words, str) and words:
            found[place] = words
        else:
            raise SchemeError("bad-value", where=where, key=f"marking.{place}", value=str(words))
    return MappingProxyType(found)


def _handling(table: Mapping[str, Any], *, where: str) -> Mapping[str, Handling]:
    stated = _table(table, "handling", where=where) if "handling" in table else {}
    _only(stated, set(HANDLING) | _RETIRED, where=f"{where} handling")
    rules = dict(HANDLING)
    for key, value in stated.items():
        if key in _RETIRED:
            continue
        value = tuple(value) if isinstance(value, list) else value
        right = type(value) is type(HANDLING[key])
        right = right and not (isinstance(value, int) and value < 0)
        right = right and not (isinstance(value, tuple) and not all(isinstance(item, str) for item in value))
        right = right and (key not in _HANDLING_CHOICES or value in _HANDLING_CHOICES[key])
        if not right:
            raise SchemeError("bad-value", where=where, key=f"handling.{key}", value=str(value))
        rules[key] = value
    fewest, most = rules["min_carriers"], rules["max_carriers"]
    if isinstance(fewest, int) and isinstance(most, int) and most < fewest:
        raise SchemeError("bad-value", where=where, key="handling.max_carriers", value=str(rules["max_carriers"]))
    return MappingProxyType(rules)


def _missing(id: str) -> NoReturn:
    raise KeyError(id)


def _only(table: Mapping[str, Any], keys: set[str], *, where: str) -> None:
    unknown = sorted(set(table) - keys)
    if unknown:
        raise SchemeError("unknown-key", where=where, key=unknown[0])


def _unique(values: Sequence[str], *, what: str) -> None:
    for value in values:
        if values.count(value) > 1:
            raise SchemeError("duplicate", what=what, value=value)


def _table(table: Mapping[str, Any], key: str, *, where: str) -> Mapping[str, Any]:
    value = table.get(key)
    if value is None:
        raise SchemeError("missing", where=where, key=key)
    if not isinstance(value, dict):
        raise SchemeError("bad-value", where=where, key=key, value=str(value))
    return value


def _tables(table: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise SchemeError("bad-value", where="file", key=key, value=type(value).__name__)
    return value


def _text(table: Mapping[str, Any], key: str, *, where: str) -> str:
    value = table.get(key)
    if value is None:
        raise SchemeError("missing", where=where, key=key)
    if not isinstance(value, str) or not value.strip():
        raise SchemeError("bad-value", where=where, key=key, value=str(value))
    return value


def _id(table: Mapping[str, Any], *, where: str) -> str:
    id = _text(table, "id", where=where)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,15}", id):
        raise SchemeError("bad-id", where=where, id=id)
    return id


def _texts(table: Mapping[str, Any], key: str, *, where: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise SchemeError("bad-value", where=where, key=key, value=str(value))
    return tuple(value)


def _strings(table: Mapping[str, Any], key: str, *, where: str) -> Mapping[str, str]:
    value = _table(table, key, where=where) if key in table else {}
    if not all(isinstance(item, str) and item for item in value.values()):
        raise SchemeError("bad-value", where=where, key=key, value=str(value))
    return MappingProxyType(dict(value))


def _words_by_language(table: Mapping[str, Any], key: str, *, where: str) -> Mapping[str, str]:
    words = _strings(table, key, where=where)
    for language in LANGUAGES:
        if language not in words:
            raise SchemeError("missing", where=where, key=f"{key}.{language}")
    return words


def _whole(table: Mapping[str, Any], key: str, *, where: str, least: int) -> int:
    value = table.get(key)
    if value is None:
        raise SchemeError("missing", where=where, key=key)
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise SchemeError("bad-value", where=where, key=key, value=str(value))
    return value
