# SPDX-License-Identifier: EUPL-1.2
"""What the office decides about itself, as tables. Read a row as: who, from where to where, what must hold, what it does."""

from django.utils.translation import gettext_lazy as _

from precinto.access.models import Role
from precinto.custody.models import Place
from precinto.office import acts, epochs, forgetting, forms, places
from precinto.office import words as words
from precinto.office.models import LoadedScheme, NewEpoch, PrintedForm, Redaction
from precinto.procedures.model import NEW, Procedure, Step
from precinto.procedures.models import DeadlineValue, Holiday

SECURITY = (Role.HEAD, Role.SECURITY)

SCHEME = Procedure("office.scheme", clause="1.1", title=_("Classification schemes"), case=LoadedScheme,
    stages={"loaded": _("Loaded")},
    steps=[
        Step("load", _("Load a scheme"), by=SECURITY, leaves=NEW, enters="loaded", asks=forms.LoadScheme,
             opens=acts.open_scheme, needs=[acts.new_scheme_version]),
    ])  # fmt: skip

PLACE = Procedure("office.place", clause="1.3", title=_("Safes and places"), case=Place,
    stages={"in_use": _("In use"), "closed": _("Closed")}, ends=["closed"],
    steps=[
        Step("open", _("Open a place"), by=SECURITY, leaves=NEW, enters="in_use", asks=forms.NewPlace,
             opens=acts.open_place, needs=[places.fits], does=[acts.number_place]),
        Step("put", _("Say what it stands in"), by=SECURITY, leaves="in_use", enters="", asks=forms.PutWithin,
             needs=[places.not_in_itself, places.fits], does=[places.put_within]),
        Step("close", _("Close the place"), by=SECURITY, leaves="in_use", enters="closed", asks=forms.Reason,
             needs=[acts.place_empty, places.nothing_within, places.nothing_on_it], tone="stop"),
    ])  # fmt: skip

DEADLINE = Procedure("office.deadline", clause="3.1", title=_("Deadlines"), case=DeadlineValue,
    stages={"set": _("Set by the office")},
    steps=[
        Step("set", _("Set a deadline"), by=SECURITY, leaves=NEW, enters="set", asks=forms.SetDeadline,
             opens=acts.open_deadline, needs=[acts.deadline_in_bounds, acts.deadline_new]),
        Step("change", _("Change the deadline"), by=SECURITY, leaves="set", enters="set", asks=forms.ChangeDeadline,
             needs=[acts.deadline_in_bounds], does=[acts.set_deadline]),
    ])  # fmt: skip

HOLIDAY = Procedure("office.holiday", clause="3.1", title=_("Calendar"), case=Holiday,
    stages={"kept": _("Kept")},
    steps=[
        Step("keep", _("Add a holiday"), by=SECURITY, leaves=NEW, enters="kept", asks=forms.NewHoliday,
             opens=acts.open_holiday),
    ])  # fmt: skip

FORM = Procedure("office.form", clause="1.1", title=_("Printed forms"), case=PrintedForm,
    stages={"printed": _("Printed")},
    steps=[
        Step("print", _("Print a form"), by=(Role.CLERK, Role.HEAD, Role.LEADER), leaves=NEW, enters="printed",
             asks=forms.PrintForm, opens=acts.open_form, needs=[acts.may_be_printed], does=[acts.number_form]),
        Step("print_again", _("Print a duplicate"), by=(Role.CLERK, Role.HEAD, Role.LEADER), leaves="printed",
             enters="printed", needs=[acts.may_be_printed], does=[acts.count_print]),
    ])  # fmt: skip

REDACT = Procedure("office.redact", clause="1.1", title=_("Forgetting a value"), case=Redaction,
    stages={"asked": _("Asked"), "declined": _("Declined"), "forgotten": _("Forgotten")}, ends=["declined", "forgotten"],
    steps=[
        Step("ask", _("Ask to forget a value"), by=(Role.CLERK, Role.HEAD), leaves=NEW, enters="asked", asks=forms.Redact,
             opens=acts.open_redaction),
        Step("forget", _("Forget it for ever"), by=(Role.HEAD, Role.LEADER), leaves="asked", enters="forgotten",
             never_who=["ask"], fresh=True, does=[forgetting.forget], tone="stop"),
        Step("decline", _("Decline"), by=(Role.HEAD, Role.LEADER), leaves="asked", enters="declined",
             never_who=["ask"], asks=forms.Reason),
    ])  # fmt: skip

EPOCH = Procedure("office.epoch", clause="1.1", title=_("Epochs of the ledger"), case=NewEpoch,
    stages={"opened": _("Opened")},
    steps=[
        Step("open", _("Open an epoch: acts were lost"), by=(Role.HEAD, Role.AUDIT), leaves=NEW, enters="opened",
             asks=forms.OpenEpoch, opens=epochs.open_new_epoch, needs=[epochs.books_are_behind], does=[epochs.begin],
             fresh=True, tone="stop"),
    ])  # fmt: skip
