# SPDX-License-Identifier: EUPL-1.2
"""What the office decides about itself, as tables. Read a row as: who, from where to where, what must hold, what it does."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from precinto.access.models import Role
from precinto.custody.models import Place
from precinto.office import acts, epochs, forgetting, forms, places, readings, staffing
from precinto.office import words as words
from precinto.office.models import LoadedScheme, NewEpoch, PrintedForm, Reading, Redaction
from precinto.procedures.model import NEW, Procedure, Step, Told
from precinto.procedures.models import DeadlineValue, Holiday, MinimumStaff

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
        Step("correct", _("Correct its name or level"), by=SECURITY, leaves="in_use", enters="", asks=forms.CorrectPlace,
             needs=[places.something_changes, places.still_within, places.holds_what_lies_in_it], does=[places.correct]),
        Step("put", _("Say what it stands in"), by=SECURITY, leaves="in_use", enters="", asks=forms.PutWithin,
             needs=[places.not_in_itself, places.fits], does=[places.put_within]),
        Step("authorise", _("Authorise it to destroy"), by=Role.LEADER, leaves="in_use", enters="", clause="1.6", asks=forms.AuthorisePlace,
             needs=[places.another_body, places.may_hold_that_level], does=[places.authorise], fresh=True, tone="approve"),
        Step("unauthorise", _("It destroys for the office no more"), by=(Role.HEAD, Role.LEADER), leaves="in_use", enters="",
             clause="1.6", asks=forms.Reason, needs=[places.destroys], does=[places.destroys_no_more], tone="stop"),
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
    stages={"kept": _("Kept"), "lifted": pgettext_lazy("masculine", "Lifted")},
    steps=[
        Step("keep", _("Add a holiday"), by=SECURITY, leaves=NEW, enters="kept", asks=forms.NewHoliday,
             opens=acts.open_holiday, needs=[acts.holiday_new]),
        Step("lift", _("Lift the holiday"), by=SECURITY, leaves="kept", enters="lifted", asks=forms.Reason, tone="stop"),
        Step("keep_again", _("Keep it again"), by=SECURITY, leaves="lifted", enters="kept", asks=forms.Reason),
    ])  # fmt: skip

LEADERS = (Role.SUPERIOR, Role.LEADER)

MINIMUM_STAFF = Procedure("office.minimum_staff", clause="3.3", title=_("Minimum staff"), case=MinimumStaff,
    stages={"declared": _("Declared, to be approved"), "in_force": _("In force"),
            "reviewed": _("In force, its review to be confirmed"), "ended": pgettext_lazy("masculine", "Ended"),
            "declined": pgettext_lazy("masculine", "Declined")}, ends=["ended", "declined"], told=Told("since"),
    steps=[
        Step("declare", _("Declare the regime of minimum staff"), by=Role.HEAD, leaves=NEW, enters="declared",
             asks=staffing.Declare, opens=staffing.open_regime, fresh=True,
             needs=[staffing.one_regime, staffing.not_backwards]),
        Step("approve", _("Approve the regime"), by=LEADERS, leaves="declared", enters="in_force", never_who=["declare"],
             fresh=True, needs=[staffing.not_over], does=[staffing.begin_term], tone="approve"),
        Step("decline", _("Decline the regime"), by=LEADERS, leaves="declared", enters="declined", asks=forms.Reason,
             never_who=["declare"], tone="stop"),
        Step("review", _("Review the regime"), by=Role.HEAD, leaves="in_force", enters="reviewed", asks=staffing.Review,
             needs=[staffing.in_time, staffing.extends_forward], does=[staffing.note_review]),
        Step("confirm", _("Confirm the review"), by=LEADERS, leaves="reviewed", enters="in_force",
             never_who=["declare", "review"], fresh=True, needs=[staffing.in_time], does=[staffing.renew], tone="approve"),
        Step("end", _("End the regime"), by=(Role.HEAD, *LEADERS), leaves=("declared", "in_force", "reviewed"),
             enters="ended", asks=forms.Reason, does=[staffing.no_longer_due], tone="stop"),
    ])  # fmt: skip

READING = Procedure("office.reading", clause="3.1", title=_("Readings of the clauses"), case=Reading,
    stages={"proposed": pgettext_lazy("feminine", "Proposed"), "in_force": _("In force"),
            "superseded": _("Superseded"), "declined": pgettext_lazy("feminine", "Declined")},
    ends=["superseded", "declined"], told=Told("clause", due=False, rests=("in_force",)),
    steps=[
        Step("propose", _("Propose another reading of a clause"), by=Role.HEAD, leaves=NEW, enters="proposed",
             asks=readings.ProposeReading, opens=readings.open_reading, needs=[readings.says_something_else]),
        Step("adopt", _("Adopt the reading"), by=LEADERS, leaves="proposed", enters="in_force", never_who=["propose"],
             fresh=True, needs=[readings.says_something_else], does=[readings.adopt], tone="approve"),
        Step("decline", _("Decline"), by=LEADERS, leaves="proposed", enters="declined", asks=forms.Reason,
             never_who=["propose"], tone="stop"),
    ])  # fmt: skip

FORM = Procedure("office.form", clause="1.1", title=_("Printed forms"), case=PrintedForm,
    stages={"printed": _("Printed")},
    steps=[
        Step("print", _("Print a form"), by=(Role.CLERK, Role.HEAD, Role.LEADER), leaves=NEW, enters="printed",
             asks=forms.PrintForm, opens=acts.open_form, needs=[acts.may_be_printed, acts.not_printed_yet], does=[acts.number_form]),
        Step("print_anew", _("Print under a new number what says something else now"), by=(Role.CLERK, Role.HEAD, Role.LEADER),
             leaves=NEW, enters="printed", asks=forms.PrintForm, opens=acts.open_form,
             needs=[acts.may_be_printed, acts.says_otherwise_now], does=[acts.number_form]),
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
