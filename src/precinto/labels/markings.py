# SPDX-License-Identifier: EUPL-1.2
"""The words of a label, as they stand on a page, a paragraph, a cover or a screen."""

from typing import Final, Literal

from precinto.labels.label import NOBODY, Label
from precinto.labels.scheme import Category, Level, Scheme

Place = Literal["pageTop", "pageBottom", "portion", "cover", "screen"]

# A place that the scheme says nothing about borrows from another one.
_BORROWS: Final[dict[Place, Place]] = {"pageBottom": "pageTop", "cover": "pageTop", "screen": "pageTop"}
_TO_NOBODY: Final = {"es": "SIN DESTINATARIO AUTORIZADO", "en": "NOT RELEASABLE"}


def marking(scheme: Scheme, label: Label, place: Place, lang: str) -> str:
    """The full marking, caveats included: `SECRETO // CRIPTO // REL TO ESP, FRA`; as a portion `(S//CRIPTO)`.

    Never for the outer cover of anything that travels: there the level may not be read (4.3, 4.6).
    Raises `ValueError` on a label of another scheme, `KeyError` on a rank that the scheme lacks.
    """
    if label.scheme != scheme.id:
        raise ValueError(f"label of {label.scheme}, scheme {scheme.id}")
    level = scheme.by_rank(label.rank)
    words = [_level_words(level, place, lang)]
    if place == "portion":
        words[0] = words[0].strip("()")
    words += [text for category in scheme.categories if (text := _caveat_words(category, label, lang))]
    if label.rel & NOBODY:
        words.append(_TO_NOBODY.get(lang, _TO_NOBODY["en"]))
    return f"({'//'.join(words)})" if place == "portion" else " // ".join(words)


def _level_words(level: Level, place: Place, lang: str) -> str:
    words = level.marking.get(place) or level.marking.get(_BORROWS.get(place, place))
    if words is None:
        return f"({level.short})" if place == "portion" else level.name[lang].upper()
    return words if isinstance(words, str) else words[lang]


def _caveat_words(category: Category, label: Label, lang: str) -> str:
    words = category.marking.get(lang) or category.name[lang].upper()
    if category.bit is not None:
        return words if label.comp >> category.bit & 1 else ""
    values = [value for value, bit in category.values.items() if label.rel >> bit & 1]
    if not values:
        return ""
    return words.replace("{values}", ", ".join(values)) if "{values}" in words else f"{words} {', '.join(values)}"
