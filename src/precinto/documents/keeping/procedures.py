# SPDX-License-Identifier: EUPL-1.2
"""Clause 1.3 as tables. Read a row as: who, from where to where, what must hold, what it does.

Who closes a door does not check it; who signs an inventory does not agree to it; who hands over, who takes over and the chief
who conforms are three persons; who counts does not conclude what differs.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from precinto.access.models import Role
from precinto.documents import losing
from precinto.documents.keeping import acts, forms, rules
from precinto.documents.keeping import words as words
from precinto.documents.keeping.models import Difference, DoorCheck, Inventory, Lock, Relief, Relocation, Sheet
from precinto.procedures.model import NEW, Procedure, Step, Told

OFFICE = (Role.CLERK, Role.HEAD)
SECURITY = (Role.HEAD, Role.SECURITY)
LOOKS = (*OFFICE, Role.LEADER, Role.INSPECTOR)
COUNTS = (*OFFICE, Role.INSPECTOR)
CHIEFS = (Role.HEAD, Role.LEADER, Role.SUPERIOR)

LOCK = Procedure("documents.lock", clause="1.3", title=_("Locks and combinations"), case=Lock,
    stages={"to_change": _("To be changed"), "in_force": _("In force"), "retired": pgettext_lazy("feminine", "Taken off")},
    ends=["retired"], told=Told("place__code"),
    steps=[
        Step("fit", _("Fit a lock"), by=SECURITY, leaves=NEW, enters="to_change", asks=forms.FitLock, opens=acts.open_lock,
             due="combination-change", needs=[rules.one_lock]),
        Step("change", _("Change the combination"), by=OFFICE, leaves=("to_change", "in_force"), enters="in_force",
             asks=forms.ChangeCombination, fresh=True, needs=[rules.changer_cleared, rules.knowers_cleared],
             does=[acts.name_knowers]),
        Step("compromise", _("Report it as compromised"), by=(*OFFICE, Role.LEADER, Role.SECURITY), leaves="in_force",
             enters="to_change", asks=forms.LockReason, due="combination-change", does=[acts.compromised], tone="stop"),
        Step("repair", _("Record a repair"), by=(*OFFICE, Role.SECURITY), leaves="in_force", enters="to_change",
             asks=forms.LockReason, due="combination-change", does=[acts.repaired]),
        Step("retire", _("Take the lock off"), by=SECURITY, leaves=("to_change", "in_force"), enters="retired",
             asks=forms.LockReason, does=[acts.no_longer_due], tone="stop"),
    ])  # fmt: skip

SHEET = Procedure("documents.sheet", clause="1.3", title=_("Opening and closing"), case=Sheet,
    stages={"open": _("Open"), "closed": _("Closed, to be checked"), "checked": _("Closed and checked")}, ends=["checked"],
    told=Told("place__code"),
    steps=[
        Step("open", _("Open a safe"), by=OFFICE, leaves=NEW, enters="open", asks=forms.OpenSheet, opens=acts.open_sheet,
             due="sheet", needs=[rules.not_open_already, rules.opener_cleared, rules.opener_knows]),
        Step("close", _("Close the safe"), by=OFFICE, leaves="open", enters="closed", needs=[rules.shut_inside]),
        Step("check", _("Check that it is shut"), by=LOOKS, leaves="closed", enters="checked", never_who=["close"], excusable=True,
             does=[acts.no_longer_due]),
    ])  # fmt: skip

DOORS = Procedure("documents.doors", clause="1.3", title=_("End-of-day check"), case=DoorCheck,
    stages={"in_order": _("All shut"), "found_open": _("Found open"), "put_right": _("Put right"),
            "accounted": _("Missed, and accounted for")},
    ends=["in_order", "put_right", "accounted"], told=Told("place__code"),
    steps=[
        Step("all_shut", _("Check at the end of the day: all is shut"), by=LOOKS, leaves=NEW, enters="in_order",
             asks=forms.AllShut, opens=acts.open_door_check, needs=[rules.shut_in_the_books, rules.another_closed],
             does=[acts.note_doors]),
        Step("left_open", _("Report something found open"), by=LOOKS, leaves=NEW, enters="found_open", asks=forms.LeftOpen,
             opens=acts.open_door_check, due="found-open", needs=[rules.found_within], does=[acts.note_doors], tone="stop"),
        Step("account", _("Account for a check that was missed"), by=(*OFFICE, Role.LEADER), leaves=NEW, enters="accounted",
             asks=forms.AccountForMissed, opens=acts.open_missed_check, needs=[rules.day_was_missed], does=[acts.note_missed],
             tone="stop"),
        Step("put_right", _("Conclude what was found open"), by=(Role.HEAD, Role.LEADER), leaves="found_open",
             enters="put_right", asks=forms.Conclude, never_who=["left_open"], does=[acts.conclude_doors]),
    ])  # fmt: skip

RELOCATE = Procedure("documents.relocate", clause="1.3", title=_("From safe to safe"), case=Relocation,
    stages={"moved": _("Moved")},
    steps=[
        Step("move", _("Move things to another safe"), by=OFFICE, leaves=NEW, enters="moved", asks=forms.Relocate,
             opens=acts.open_relocation, locks=lambda case, facts: [thing.pk for thing in facts.things],
             needs=[rules.all_in_the_office, rules.not_there_already, rules.place_holds_them], does=[acts.relocate]),
    ])  # fmt: skip

INVENTORY = Procedure("documents.inventory", clause="1.3", title=_("Inventories"), case=Inventory,
    stages={"planned": _("Planned"), "counting": _("Being counted"), "counted": _("Counted"),
            "certified": _("Certified by the head"), "objected": _("With objections of the authority"),
            "agreed": _("Agreed to by the authority"), "abandoned": _("Abandoned")}, ends=["agreed", "abandoned"],
    told=Told("name"),
    steps=[
        Step("plan", _("Plan a general inventory"), by=Role.HEAD, leaves=NEW, enters="planned", asks=forms.PlanInventory,
             opens=acts.open_plan, needs=[rules.not_planned_yet], does=[acts.name_inventory]),
        Step("open", _("Open an inventory"), by=COUNTS, leaves=NEW, enters="counting", asks=forms.OpenInventory,
             opens=acts.open_inventory, due="inventory-session",
             needs=[rules.general_counts_all, rules.place_named, rules.not_planned_yet, rules.in_its_time, rules.scope_free],
             does=[acts.name_inventory, acts.begin_counting]),
        Step("begin", _("Begin the count"), by=COUNTS, leaves="planned", enters="counting", due="inventory-session",
             needs=[rules.in_its_time, rules.scope_free], does=[acts.begin_counting]),
        Step("scan", _("Count what lies in a place"), by=(*COUNTS, Role.SELF), leaves="counting", enters="",
             asks=forms.ScanFacts, needs=[rules.place_of_it, rules.counter_cleared], does=[acts.note_scans]),
        Step("finish", _("This place is done"), by=(*COUNTS, Role.SELF), leaves="counting", enters="",
             asks=forms.FinishPlace, needs=[rules.place_of_it, rules.counter_cleared, rules.not_finished],
             does=[acts.finish_place]),
        Step("close", _("Close the count"), by=COUNTS, leaves="counting", enters="counted", needs=[rules.every_place_done],
             does=[acts.sum_up, acts.draw_differences]),
        Step("draw", _("Open the cases of more differences"), by=COUNTS, leaves="counted", enters="",
             needs=[rules.some_left_to_draw], does=[acts.draw_differences]),
        Step("certify", _("Sign the certificate"), by=Role.HEAD, leaves="counted", enters="certified", fresh=True,
             due="inventory-certificate", needs=[rules.no_hand_over, rules.all_drawn],
             does=[acts.judge_conformity, acts.plan_the_next], tone="approve"),
        Step("agree", _("Agree to the certificate"), by=(Role.SUPERIOR, Role.LEADER), leaves="certified", enters="agreed",
             never_who=["certify", "answer"], fresh=True, does=[acts.no_longer_due], tone="approve"),
        Step("object", _("Object to the certificate"), by=(Role.SUPERIOR, Role.LEADER), leaves="certified",
             enters="objected", asks=forms.Objections, never_who=["certify", "answer"], fresh=True,
             does=[acts.note_objections], tone="stop"),
        Step("answer", _("Answer the objections"), by=Role.HEAD, leaves="objected", enters="certified",
             asks=forms.AnswerObjections, fresh=True, due="inventory-certificate",
             does=[acts.note_answer, acts.judge_conformity]),
        Step("abandon", _("Abandon the inventory"), by=Role.HEAD, leaves=("planned", "counting"), enters="abandoned",
             asks=forms.Reason, does=[acts.end_relief_too], tone="stop"),
    ])  # fmt: skip

DIFFERENCE = Procedure("documents.difference", clause="1.3", title=_("Differences and losses"), case=Difference,
    stages={"open": pgettext_lazy("feminine", "Open"), "missing": _("Declared missing"),
            "not_found": _("Concluded without having found it"), "concluded": _("Concluded")},
    ends=["concluded"], told=Told("code", "thing__copy__document_id", rests=("not_found",)),
    steps=[
        losing.found_step(by=(Role.HEAD, Role.LEADER), leaves=("open", "missing", "not_found"), enters="concluded",
                          never_who=["declare_missing"],
                          first=[rules.lost_or_not_seen, losing.not_by_who_lost_it, rules.not_by_who_counted,
                                 rules.books_stand],
                          does=[acts.conclude_found]),
        Step("declare_missing", _("Declare it missing"), by=(Role.HEAD, Role.LEADER), leaves="open", enters="missing",
             asks=forms.Conclude, fresh=True, needs=[rules.is_missing, rules.not_by_who_counted, rules.books_stand],
             does=[acts.declare_missing], tone="stop"),
        Step("give_up", _("Conclude without having found it"), by=(Role.HEAD, Role.LEADER), leaves="missing", enters="not_found",
             asks=forms.Conclude, clause="4.8", never_who=["declare_missing"], fresh=True,
             needs=[rules.not_by_who_counted, rules.books_stand], does=[losing.no_longer_sought, acts.conclude], tone="stop"),
        Step("put_back", _("It was put back in its place"), by=(Role.HEAD, Role.LEADER), leaves="open", enters="concluded",
             asks=forms.Conclude, needs=[rules.is_misplaced, rules.not_by_who_counted, rules.books_stand, rules.thing_in_the_office],
             does=[acts.conclude]),
        Step("accept", _("It stays where it was found"), by=(Role.HEAD, Role.LEADER), leaves="open", enters="concluded",
             asks=forms.Conclude, needs=[rules.is_misplaced, rules.not_by_who_counted, rules.books_stand,
                                         rules.thing_in_the_office, rules.still_stands, rules.found_place_holds_it],
             does=[acts.books_follow, acts.conclude]),
        Step("explain", _("Conclude the difference"), by=(Role.HEAD, Role.LEADER), leaves=("open", "missing", "not_found"),
             enters="concluded", asks=forms.Conclude, needs=[rules.nothing_moves, rules.not_by_who_counted], does=[acts.conclude]),
    ])  # fmt: skip

RELIEF = Procedure("documents.relief", clause="1.3", title=_("Hand-overs between holders"), case=Relief,
    stages={"counting": _("Being counted"), "handed": _("Signed by who hands over"), "taken": _("Signed by who takes over"),
            "conformed": _("Conformed by the chief"), "abandoned": _("Abandoned")}, ends=["conformed", "abandoned"],
    told=Told("inventory__name"),
    steps=[
        Step("open", _("Open a hand-over with its inventory"), by=CHIEFS, leaves=NEW, enters="counting",
             asks=forms.OpenRelief, opens=acts.open_relief, due="inventory-session",
             needs=[rules.two_persons, rules.incoming_cleared, rules.scope_free], does=[acts.begin_relief]),
        Step("hand_over", _("Sign as who hands over"), by=Role.SELF, leaves="counting", enters="handed", acts_as="outgoing",
             fresh=True, needs=[rules.counted, rules.outgoing_signs], tone="approve"),
        Step("take_over", _("Sign as who takes over"), by=Role.SELF, leaves="handed", enters="taken", fresh=True,
             asks=forms.TakeOver, acts_as="incoming", needs=[rules.incoming_signs], does=[acts.note_remarks],
             tone="approve"),
        Step("conform", _("Conform the hand-over"), by=CHIEFS, leaves="taken", enters="conformed", clause="4.1",
             acts_as="confirming-chief", never_concerned=True, fresh=True, does=[acts.end_relief],
             tone="approve"),
        Step("abandon", _("Abandon the hand-over"), by=CHIEFS, leaves=("counting", "handed", "taken"), enters="abandoned",
             asks=forms.Reason, does=[acts.abandon_relief], tone="stop"),
    ])  # fmt: skip
