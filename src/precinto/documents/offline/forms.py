# SPDX-License-Identifier: EUPL-1.2
"""The facts that stations and queues ask for."""

from __future__ import annotations

from base64 import b64decode
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from precinto.documents.offline import queue
from precinto.documents.offline.models import Movement, Station
from precinto.procedures.facts import FactForm, TextField
from precinto.procedures.refusals import words

LONGEST_SAID = 1000


class Enrol(FactForm):
    name = TextField(label=_("Name of the station"), max_length=100)
    key = TextField(label=_("Its public key"), max_length=400)

    def clean_key(self) -> str:
        text: str = self.cleaned_data["key"]
        try:
            queue.public_key(text)
        except queue.QueueError as error:
            raise forms.ValidationError(words(error.reason)) from error
        self.code = queue.station_name(b64decode(text))
        return text


class Bring(FactForm):
    """The queue as it was written. What goes into the ledger are its digest and its movements, not the file."""

    text = forms.CharField(
        label=_("Queue"),
        strip=False,
        max_length=queue.MOST * (queue.LONGEST + 1),
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    secret: ClassVar[frozenset[str]] = frozenset({"text"})

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        text = str(data.get("text", "")).replace("\r\n", "\n")
        data |= {"station": None, "lines": [], "digest": ""}
        if not text:
            return data
        try:
            station = Station.objects.filter(code=queue.named(text)).first()
            lines = queue.read(text, station.key, now=self.actor.at) if station else []
        except queue.QueueError as error:
            self.add_error("text", words(error.reason, {"line": error.line}))
            return data
        self.written = {"station": station.pk if station else None, "digest": queue.digest(text), "count": len(lines)}
        return data | {"station": station, "lines": lines, "digest": queue.digest(text)}

    def canonical(self) -> dict[str, Any]:
        return dict(getattr(self, "written", {}))


class OfMovement(FactForm):
    n = forms.IntegerField(label=_("Number of the movement"), min_value=1)

    def clean_n(self) -> Movement:
        of_this = Movement.objects.filter(queue=self.case) if self.case is not None else Movement.objects.none()  # type: ignore[misc]
        found = of_this.filter(n=self.cleaned_data["n"]).first()
        if found is None:
            raise forms.ValidationError(_("There is no such movement in this queue."))
        return found

    def canonical(self) -> dict[str, Any]:
        found = super().canonical()
        movement = self.cleaned_data.get("n")
        return found | {"n": movement.n if movement else None}


class Note(OfMovement):
    act = forms.UUIDField(label=_("Act"), required=False)
    refusal = TextField(label=_("Refusal"), max_length=80, required=False)
    said = TextField(label=_("Facts of the refusal"), max_length=LONGEST_SAID, required=False)

    sealed: ClassVar[frozenset[str]] = frozenset({"said"})


class SetAside(OfMovement):
    reason = TextField(label=_("Reason"), lines=2)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})
