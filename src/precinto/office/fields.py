# SPDX-License-Identifier: EUPL-1.2
"""Fields that name a level and caveats, of the office's own scheme or of any that it has loaded."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language

from precinto.labels.scheme import Scheme
from precinto.office import schemes


class LevelField(forms.ChoiceField):
    """A level of the office's own scheme, the highest first: what is not known yet is handled as the highest.

    A safe, a machine and a waste bag are marked with the office's own levels, whatever they hold.
    """

    def __init__(self, *, classified: bool = False, **kwargs: Any) -> None:
        self.classified = classified
        super().__init__(choices=self.rows, **kwargs)

    def rows(self) -> list[Any]:
        return self._levels(schemes.own())

    def _levels(self, of: Scheme, before: str = "") -> list[tuple[str, str]]:
        open_ones = {level.id for level in of.levels if level.rank == 0} if self.classified else set()
        return [(before + id, name) for id, name in schemes.level_choices(of) if id not in open_ones]


class AnyLevelField(LevelField):
    """A level of any scheme in force: the office's own as it is (`C`), the others in groups, each with its scheme (`otan/NC`)."""

    def rows(self) -> list[Any]:
        own, *others = schemes.in_force()
        return self._levels(own) + [(_name(one), self._levels(one, f"{one.id}/")) for one in others]


class CaveatsField(forms.MultipleChoiceField):
    """The caveats of every scheme in force, written like its levels."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=self.rows, widget=forms.CheckboxSelectMultiple, **kwargs)

    @staticmethod
    def rows() -> list[Any]:
        own, *others = schemes.in_force()
        lang = (get_language() or "es")[:2]
        groups = [(_name(one), [(f"{one.id}/{id}", words) for id, words in one.caveat_words(lang)]) for one in others]
        return [*own.caveat_words(lang), *(group for group in groups if group[1])]


def _name(of: Scheme) -> str:
    lang = (get_language() or "es")[:2]
    return of.name.get(lang, of.id)
