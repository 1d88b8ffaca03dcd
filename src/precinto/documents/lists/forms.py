# SPDX-License-Identifier: EUPL-1.2
"""The facts of lists that leave, and of addresses that are kept."""

from __future__ import annotations

import re
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from precinto.procedures.facts import FactForm, TextField

FORMATS = ("csv", "xlsx")
# The addresses of lists: a path of our own with its question, and nothing that leads elsewhere.
ADDRESS = re.compile(
    r"/(?:registro|prestamos|circulacion|personas|vencidos|hoy|aprobaciones|libro|libro/intentos|efectos|inventario|calendario|plazos"
    r"|casos/[a-z]+\.[a-z_]+)/"
    r"(?:\?[^\s#\\<>\"']{0,250})?"
)


class TakeExport(FactForm):
    name = TextField(label=_("List"), max_length=60)
    narrowed = TextField(label=_("Narrowed by"), max_length=300, required=False)
    format = forms.ChoiceField(label=_("Format"), choices=[(name, name.upper()) for name in FORMATS])
    rows = forms.IntegerField(label=_("Lines"), min_value=0)
    marking = TextField(label=_("Marking"), max_length=120)
    digest = forms.RegexField(label=_("Digest of the file"), regex="[0-9a-f]{64}")

    sealed: ClassVar[frozenset[str]] = frozenset({"narrowed"})


class KeepFilter(FactForm):
    name = TextField(label=_("Name"), max_length=80)
    address = forms.RegexField(
        label=_("Address of the list"),
        regex=re.compile(rf"\A{ADDRESS.pattern}\Z"),
        max_length=300,
        error_messages={"invalid": _("Only the address of a list can be kept, such as /prestamos/?fase=prestados.")},
    )
    pinned = forms.BooleanField(label=_("Show it on my tasks"), required=False)

    sealed: ClassVar[frozenset[str]] = frozenset({"name", "address"})
