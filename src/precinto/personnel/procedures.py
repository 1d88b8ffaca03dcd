# SPDX-License-Identifier: EUPL-1.2
"""Chapter 4 as tables, its first part: the people. Founding the office stands here too: its first act names its first two."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from precinto.access.models import (
    IN_FORCE,
    Absence,
    Appointment,
    Briefing,
    Clearance,
    Delegation,
    Person,
    Post,
    Role,
    Unit,
)
from precinto.office.models import Office
from precinto.personnel import absences, acts, forms
from precinto.personnel import words as words
from precinto.procedures.model import NEW, Procedure, Step, Told

SECURITY = (Role.HEAD, Role.SECURITY)
DATED = {IN_FORCE: _("In force"), "suspended": _("Suspended"), "ended": pgettext_lazy("feminine", "Ended")}

FOUND = Procedure("personnel.found", clause="4.1", title=_("Founding of the office"), case=Office,
    stages={"founded": _("Founded")},
    steps=[
        Step("found", _("Found the office"), by=Role.FOUNDER, leaves=NEW, enters="founded", asks=forms.Found,
             opens=acts.open_office, does=[acts.found]),
    ])  # fmt: skip

UNIT = Procedure("personnel.unit", clause="3.3", title=_("Units"), case=Unit,
    stages={"in_use": _("In use"), "closed": pgettext_lazy("feminine", "Closed")}, ends=["closed"],
    steps=[
        Step("open", _("Open a unit"), by=SECURITY, leaves=NEW, enters="in_use", asks=forms.NewUnit,
             opens=acts.open_unit, needs=[acts.code_free]),
        Step("close", _("Close the unit"), by=SECURITY, leaves="in_use", enters="closed", asks=forms.Reason, tone="stop"),
    ])  # fmt: skip

POST = Procedure("personnel.post", clause="3.3", title=_("Posts"), case=Post,
    stages={"in_use": _("In use"), "closed": _("Closed")}, ends=["closed"],
    steps=[
        Step("open", _("Open a post"), by=SECURITY, leaves=NEW, enters="in_use", asks=forms.NewPost,
             opens=acts.open_post, needs=[acts.code_free]),
        Step("close", _("Close the post"), by=SECURITY, leaves="in_use", enters="closed", asks=forms.Reason, tone="stop"),
    ])  # fmt: skip

PERSON = Procedure("personnel.person", clause="4.1", title=_("Persons"), case=Person,
    stages={"active": _("Active"), "left": _("Has left")}, ends=["left"],
    steps=[
        Step("register", _("Register a person"), by=SECURITY, leaves=NEW, enters="active", asks=forms.NewPerson,
             opens=acts.open_person, does=[acts.number_person]),
        Step("transfer", _("Move to another unit"), by=SECURITY, leaves="active", enters="active",
             asks=forms.Transfer, never_concerned=True, does=[acts.transfer]),
        Step("correct", _("Correct the data"), by=SECURITY, leaves="active", enters="active",
             asks=forms.CorrectPerson, does=[acts.correct]),
        Step("leave", _("Leave, free of charges"), by=SECURITY, leaves="active", enters="left", asks=forms.Reason,
             never_concerned=True, needs=[acts.holds_nothing, acts.handed_over], does=[acts.end_all, acts.combinations], tone="stop"),
    ])  # fmt: skip

APPOINT = Procedure("personnel.appoint", clause="3.3", title=_("Appointments"), case=Appointment, stages=DATED,
    ends=["ended"],
    steps=[
        Step("appoint", _("Appoint to a post"), by=SECURITY, leaves=NEW, enters=IN_FORCE, asks=forms.Appoint,
             opens=acts.open_appointment, never_concerned=True, needs=[acts.one_administrator]),
        Step("end", _("End the appointment"), by=SECURITY, leaves=IN_FORCE, enters="ended", asks=forms.Reason,
             needs=[acts.handed_over], does=[acts.end_now, acts.enters("ended"), acts.left_post], tone="stop"),
        Step("remove", _("End it without a hand-over: the holder cannot sign"), by=(Role.LEADER, Role.SUPERIOR),
             leaves=IN_FORCE, enters="ended", asks=forms.Reason, never_concerned=True, fresh=True,
             does=[acts.end_now, acts.enters("ended"), acts.left_post], tone="stop"),
    ])  # fmt: skip

ABSENCE = Procedure("personnel.absence", clause="4.1", title=_("Absences"), case=Absence,
    stages={"announced": pgettext_lazy("feminine", "Announced"), "away": _("Away"), "back": _("Back"),
            "cancelled": pgettext_lazy("feminine", "Cancelled")}, ends=["back", "cancelled"], told=Told("person__code"),
    steps=[
        Step("announce", _("Announce an absence"), by=(Role.READER, Role.HEAD), leaves=NEW, enters="announced",
             asks=forms.Announce, opens=absences.open_absence,
             needs=[absences.own_or_of_the_head, absences.not_away_then], does=[absences.set_term]),
        Step("change", _("Change the days"), by=(Role.SELF, Role.HEAD), leaves="announced", enters="",
             asks=forms.AbsenceDays, needs=[absences.not_away_then], does=[absences.change_days, absences.set_term]),
        Step("go", _("Go"), by=(Role.SELF, Role.HEAD), leaves="announced", enters="away",
             needs=[absences.holds_nothing, absences.handed_over], does=[absences.due_back]),
        Step("come_back", _("Come back"), by=(Role.SELF, Role.HEAD), leaves=("announced", "away"), enters="back",
             needs=[absences.has_begun], does=[absences.end_today]),
        Step("cancel", _("Cancel the absence"), by=(Role.SELF, Role.HEAD), leaves="announced", enters="cancelled",
             does=[absences.nothing_due], tone="stop"),
    ])  # fmt: skip

DELEGATE = Procedure("personnel.delegate", clause="1.4", title=_("Delegations"), case=Delegation, stages=DATED,
    ends=["ended"],
    steps=[
        Step("delegate", _("Delegate a role"), by=(Role.LEADER, Role.HEAD, Role.UNIT_HEAD, Role.CLERK), leaves=NEW,
             enters=IN_FORCE, asks=forms.Delegate, opens=acts.open_delegation, needs=[acts.own_role], fresh=True),
        Step("revoke", _("Revoke the delegation"), by=(Role.SELF, Role.HEAD, Role.SECURITY), leaves=IN_FORCE,
             enters="ended", does=[acts.end_now], tone="stop"),
    ])  # fmt: skip

CLEAR = Procedure("personnel.clear", clause="4.1", title=_("Clearances"), case=Clearance, stages=DATED, ends=["ended"],
    steps=[
        Step("grant", _("Record a clearance"), by=SECURITY, leaves=NEW, enters=IN_FORCE, asks=forms.Grant,
             opens=acts.open_clearance, never_concerned=True, fresh=True, does=[acts.combinations]),
        Step("suspend", _("Suspend the clearance"), by=SECURITY, leaves=IN_FORCE, enters="suspended", asks=forms.Reason,
             locks=acts.held_copies,
             does=[acts.enters("suspended"), acts.combinations, acts.recall], tone="stop"),
        Step("restore", _("Restore the clearance"), by=SECURITY, leaves="suspended", enters=IN_FORCE, asks=forms.Reason,
             never_concerned=True, fresh=True, does=[acts.enters(IN_FORCE), acts.combinations]),
        Step("end", _("End the clearance"), by=SECURITY, leaves=(IN_FORCE, "suspended"), enters="ended",
             asks=forms.Reason, locks=acts.held_copies,
             does=[acts.end_now, acts.enters("ended"), acts.combinations, acts.recall], tone="stop"),
    ])  # fmt: skip

BRIEF = Procedure("personnel.brief", clause="3.2", title=_("Briefings"), case=Briefing, stages=DATED, ends=["ended"],
    steps=[
        Step("brief", _("Record a briefing"), by=(Role.HEAD, Role.CLERK, Role.SECURITY), leaves=NEW, enters=IN_FORCE,
             asks=forms.Brief, opens=acts.open_briefing, never_concerned=True),
        Step("end", _("End the briefing"), by=SECURITY, leaves=IN_FORCE, enters="ended", asks=forms.Reason,
             locks=acts.held_copies,
             does=[acts.end_now, acts.enters("ended"), acts.combinations, acts.recall], tone="stop"),
    ])  # fmt: skip
