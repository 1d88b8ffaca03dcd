# SPDX-License-Identifier: EUPL-1.2
"""The facts that the steps of this room ask for."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Any, ClassVar

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from precinto.despatch import bundle
from precinto.despatch.models import Channel, ChannelKind, Correspondent, Despatch, Incident
from precinto.despatch.talk import FORBIDDEN, no_channel
from precinto.documents.fields import CopyField, DocumentField, code_of
from precinto.documents.forms import MOST_FOLIOS, Found, Looking, folios_field
from precinto.documents.models import Copy
from precinto.documents.queries import find_copy
from precinto.documents.receiving.forms import WHERE
from precinto.documents.scanned import COUNT_HELP, CountsField
from precinto.office.fields import AnyLevelField, CaveatsField
from precinto.procedures.facts import DayField, FactForm, TextField
from precinto.procedures.fields import CodedField, PlaceField


def code_field() -> forms.RegexField:
    return forms.RegexField(label=_("Code"), regex=r"^[A-Za-z0-9][A-Za-z0-9-]*$", max_length=20)


class KindField(forms.ChoiceField):
    """A kind of channel from the closed list. What 4.6 forbids is taken too, to be refused with its clause and its way out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=ChannelKind.choices, **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return FORBIDDEN if text not in ChannelKind.values and no_channel(text) else text

    def valid_value(self, value: Any) -> bool:
        return value == FORBIDDEN or super().valid_value(value)


class ChannelField(CodedField):
    model = Channel


class CorrespondentField(CodedField):
    model = Correspondent

    def queryset(self) -> Any:
        return Correspondent.objects.exclude(stage="closed").order_by("name")


class CopiesField(CopyField):
    """Several copies, one a line. All of them are seen, or nothing is there."""

    kind = "copies"
    default_error_messages: ClassVar[dict[str, Any]] = {
        "unknown": _("“%(text)s”: there is nothing here under that number, or it is not for you."),
        "twice": _("“%(text)s” is there twice."),
        "too_many": _("An envelope holds %(most)s copies at most."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(lines=4, max_length=8000, **kwargs)

    def look(self, value: Any, form: Any) -> Any:
        found: list[Copy] = []
        for line in str(value or "").replace(",", "\n").splitlines():
            text = line.strip()
            if not text:
                continue
            copy = find_copy(text, form.actor.subject)
            if copy is None:
                code = code_of(text, form.actor.subject)
                raise forms.ValidationError(self.error_messages["unknown"], code=code, params={"text": text})
            if copy in found:
                raise forms.ValidationError(self.error_messages["twice"], code="twice", params={"text": text})
            found.append(copy)
        if len(found) > bundle.MOST_LINES:
            raise forms.ValidationError(
                self.error_messages["too_many"], code="too_many", params={"most": bundle.MOST_LINES}
            )
        return found


class BundleField(forms.CharField):
    """The bytes of a bundle in base64. Cleans to the bytes; their form is judged by the rules, which say the clause."""

    default_error_messages: ClassVar[dict[str, Any]] = {"not_base64": _("This is not a file in base64.")}
    kind = "bundle"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2 * bundle.LARGEST, widget=forms.Textarea(attrs={"rows": 4}), **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as error:
            raise forms.ValidationError(self.error_messages["not_base64"], code="not_base64") from error


class CardField(forms.CharField):
    """The card of an office's keys, as its file has it."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "card-not-one": _("This is not a card of keys."),
        "card-not-signed": _("This card of keys was not signed by the ledger that it names."),
    }
    kind = "card"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20_000, widget=forms.Textarea(attrs={"rows": 6}), **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        whole = "".join(f"{line}\n" for line in str(text).replace("\r\n", "\n").strip("\n").split("\n"))
        try:
            bundle.read_card(whole)
        except bundle.BundleError as error:
            raise forms.ValidationError(self.error_messages[error.what], code=error.what) from error
        return whole


class Reason(FactForm):
    reason = TextField(label=_("Reason"), lines=2)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})


class NewChannel(FactForm):
    code = code_field()
    name = TextField(label=_("Name"), max_length=100)
    kind = KindField(label=_("Kind of channel"))
    level = AnyLevelField(label=_("Highest level that may go by it"))


class NewCorrespondent(FactForm):
    code = code_field()
    name = TextField(label=_("Name of the body"), max_length=200)
    address = TextField(label=_("Address"), max_length=300, lines=2)
    level = AnyLevelField(label=_("Highest level that it may receive"))
    caveats = CaveatsField(label=_("Caveats for which it is cleared, and to whom it belongs"), required=False)
    abroad = forms.BooleanField(label=_("It is abroad"), required=False)


class Keys(FactForm):
    card = CardField(label=_("Its card of keys"))

    def canonical(self) -> dict[str, Any]:
        return {"fingerprint": bundle.read_card(self.cleaned_data["card"]).fingerprint}


class Compare(FactForm):
    fingerprint = TextField(
        label=_("Fingerprint, as the other office read it aloud"),
        max_length=100,
        help_text=_("By telephone or in person, never from the file: that is what the comparison is for."),
    )
    with_whom = TextField(label=_("With whom it was compared"), max_length=200)

    sealed: ClassVar[frozenset[str]] = frozenset({"with_whom"})


class Prepare(Looking):
    correspondent = CorrespondentField(label=_("To which body"))
    channel = ChannelField(label=_("By which channel"))
    copies = CopiesField(label=_("Copies, one a line"))


class Approve(FactForm):
    permit = TextField(
        label=_("Permit of the authority, for what goes abroad (reference and date)"), max_length=200, required=False
    )

    sealed: ClassVar[frozenset[str]] = Despatch.sealed


DIFFERS_HELP = _(
    "Another number opens a discrepancy of that copy; 0 says that it is not there, and it is missing from now on."
)


class Counting(Looking):
    """One copy is counted by its folios; of several each one is, with its code. A page asks for the one or for the other."""

    folios = folios_field(_("Folios counted"))
    counts = CountsField(label=_("Folios counted, copy by copy"), help_text=COUNT_HELP, required=False)

    def prepare(self) -> None:
        self.fields["folios"].required = False
        lines = self.case.lines.count() if isinstance(self.case, Despatch) else 0
        if lines:
            asked, other = ("counts", "folios") if lines > 1 else ("folios", "counts")
            self.fields[asked].required = not self.data.get(other)
            self.fields[other].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not data.get("counts") and data.get("folios") is None:
            several = isinstance(self.fields["folios"].widget, forms.HiddenInput)
            self.add_error("counts" if several else "folios", _("Count, and write what was counted."))
        return data


class Pack(Counting):
    covers = forms.ChoiceField(
        label=_("Covers"),
        choices=[
            ("double", _("Inner cover with the level, outer cover without level or subject")),
            ("single", _("One cover")),
        ],
    )


class Seal(FactForm):
    seals = TextField(label=_("Numbers of the seals"), max_length=300, help_text=_("With a comma between them."))


class Send(FactForm):
    carrier = TextField(label=_("Who takes it, or number of the consignment"), max_length=200)

    sealed: ClassVar[frozenset[str]] = Despatch.sealed


class GoBack(Counting):
    """An envelope is opened here again: what was in it is counted into a safe. What differs is a case of its own."""

    folios = forms.IntegerField(label=_("Folios counted"), min_value=0, max_value=MOST_FOLIOS, help_text=DIFFERS_HELP)
    counts = CountsField(
        label=_("Folios counted, copy by copy"),
        help_text=format_lazy("{} {}", COUNT_HELP, DIFFERS_HELP),
        required=False,
    )
    place = PlaceField(label=_("Into which safe"))
    note = TextField(label=_("Why"), max_length=500, lines=2)

    sealed: ClassVar[frozenset[str]] = frozenset({"note"})


class ReceiptBack(FactForm):
    receipt = TextField(label=_("Reference of the receipt, and who signed it"), max_length=200)
    received_on = DayField(label=_("Received there on"))
    missing = TextField(
        label=_("Copies that the receipt says are missing, one a line"), lines=2, max_length=4000, required=False
    )

    sealed: ClassVar[frozenset[str]] = frozenset({"receipt"})


class ArrivedLate(ReceiptBack):
    missing = TextField(label=_("Copies that are still missing, one a line"), lines=2, max_length=4000, required=False)


class Lose(FactForm):
    account = TextField(label=_("What was found out"), lines=3, max_length=500)
    source = TextField(
        label=_("Who says that it is lost, and when"), max_length=200, required=False,
        help_text=_("Needed while the receipt, or the answer to the claim, may still come: who carried it, or the other body."),
    )  # fmt: skip

    sealed: ClassVar[frozenset[str]] = Incident.sealed | {"source"}


class Reported(FactForm):
    report = TextField(label=_("Reference and date of the report"), max_length=200)

    sealed: ClassVar[frozenset[str]] = frozenset({"report"})


class FoundCopy(Looking, Found):
    copy = CopyField(
        label=_("Copy"), required=False, help_text=_("Only needed where several copies of the despatch are missing.")
    )

    field_order = ("copy",)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "copy" in self.errors or not isinstance(self.case, Incident):
            return data
        lines = self.case.despatch.lines.filter(outcome="missing").select_related("copy__thing", "copy__document")
        lost = {line.copy_id: line.copy for line in lines.order_by("place")}
        if data.get("copy") is None and len(lost) == 1:
            data["copy"] = next(iter(lost.values()))
        elif data.get("copy") is None or data["copy"].pk not in lost:
            self.add_error("copy", _("Write which of the missing copies was found."))
        return data


class Conclude(FactForm):
    conclusion = TextField(label=_("Conclusion"), lines=3, max_length=500)

    sealed: ClassVar[frozenset[str]] = Incident.sealed


class Brought(FactForm):
    """A bundle. What goes into the ledger is its digest."""

    bundle = BundleField(label=_("Bundle (file in base64)"))

    def canonical(self) -> dict[str, Any]:
        return {"sha256": hashlib.sha256(self.cleaned_data["bundle"]).hexdigest()}


class Written(FactForm):
    """Which file left. The program writes it and says so here."""

    digest = forms.RegexField(label=_("Digest of the file"), regex="^[0-9a-f]{64}$")
    origin = TextField(label=_("Name of the ledger"), max_length=200)
    size = forms.IntegerField(label=_("Size of the checkpoint in it"), min_value=1, max_value=2**53 - 1)


class Arrive(FactForm):
    intact = forms.NullBooleanField(label=_("Covers and seals intact"))
    seals = TextField(label=_("Numbers of the seals, as they were read"), max_length=200)
    brought_by = TextField(label=_("Brought by"), max_length=200)
    place = PlaceField(label=_("Where it is kept until it is opened"), kinds=WHERE)
    condition = TextField(
        label=_("What is wrong with it"), max_length=250, required=False, lines=2,
        help_text=_("Only where the cover or a seal is not as it should be. It stands on the receipt: nothing classified."),
    )  # fmt: skip

    sealed: ClassVar[frozenset[str]] = frozenset({"brought_by", "condition"})


class Enter(Looking):
    line = forms.IntegerField(label=_("Line"), min_value=1, max_value=bundle.MOST_ONCE)
    document = DocumentField(label=_("Under which number it was registered"))


class TakeOff(FactForm):
    line = forms.IntegerField(label=_("Line"), min_value=1, max_value=bundle.MOST_ONCE)
    reason = TextField(label=_("Why"), lines=2)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})


class NotInIt(FactForm):
    line = forms.IntegerField(label=_("Line"), min_value=1, max_value=bundle.MOST_ONCE)
    reason = TextField(label=_("What was found"), lines=2)

    sealed: ClassVar[frozenset[str]] = frozenset({"reason"})
