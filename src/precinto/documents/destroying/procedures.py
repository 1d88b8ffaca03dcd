# SPDX-License-Identifier: EUPL-1.2
"""Clause 1.6 as tables. Read a row as: who, from where to where, what must hold, what it does.

Who proposes does not sign, who signs neither delivers nor destroys, who destroys did not propose, and the witness did none of it.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from precinto.access.models import Role
from precinto.documents import losing
from precinto.documents.destroying import acts, evacuating, forms, lost_bags, rules, witnessing
from precinto.documents.destroying import bag_rules as bags
from precinto.documents.destroying import emergency_rules as burnt
from precinto.documents.destroying import evacuation_rules as saved
from precinto.documents.destroying import words as words
from precinto.documents.destroying.models import Batch, Emergency, Evacuation, Hold, Plan, Sweep, WasteBag
from precinto.procedures.model import NEW, Procedure, Step, Told

OFFICE, CONCLUDES = (Role.CLERK, Role.HEAD), (Role.LEADER, Role.HEAD)
THERE = ("carried_off", "put_in_order")  # what was carried off lies there until it is back
PROPOSING = [rules.handler_cleared, rules.on_no_line_twice, rules.not_too_many, rules.may_be_listed, rules.authorised]


def locked(case: object, facts: object) -> list[int]:
    """The things that the facts name, beside those of the case."""
    found = list(getattr(facts, "things", None) or [])
    return [thing.pk for thing in [*found, *(thing for thing, _n in getattr(facts, "counts", None) or [])]]


DESTROY = Procedure("documents.destroy", clause="1.6", title=_("Destroy"), case=Batch,
    stages={"proposed": _("Proposed"), "listed": _("Listed and counted"), "signed": _("Signed by the leader"),
            "sealed": _("Sealed in its bag"), "delivered": _("Delivered to the authority"),
            "carried_out": _("Destroyed, to be witnessed"), "destroyed": _("Destroyed before a witness"),
            "certified": _("Certified"), "closed": _("Batch closed"), "declined": _("Declined"),
            "withdrawn": _("Withdrawn"), "lost": _("Its bag is lost"),
            "not_found": _("Concluded without having found it")},
    ends=["closed", "declined", "withdrawn"], told=Told("name", rests=("not_found",)),
    steps=[
        Step("propose", _("Propose a destruction"), by=OFFICE, leaves=NEW, enters="proposed", acts_as="proposer", asks=forms.Propose,
             opens=acts.open_batch, locks=locked, needs=PROPOSING, does=[acts.name_batch, acts.add_lines]),
        Step("add", _("Add to the list"), by=OFFICE, leaves="proposed", enters="", acts_as="proposer", asks=forms.AddLines,
             locks=locked, needs=[*PROPOSING, rules.something_decided], does=[acts.add_lines]),
        Step("drop", _("Take off the list"), by=OFFICE, leaves="proposed", enters="", asks=forms.DropLine,
             needs=[rules.on_the_list, bags.fewer_pages_by_anothers_count], does=[acts.drop_lines], tone="stop"),
        Step("list", _("Count and close the list"), by=OFFICE, leaves="proposed", enters="listed", asks=forms.Count,
             needs=[rules.not_empty, rules.handler_cleared, rules.lines_fit, rules.counted_first], does=[acts.note_counts]),
        Step("sign", _("Sign the destruction"), by=Role.LEADER, leaves="listed", enters="signed",
             acts_as="approver", never_who=["list"], fresh=True, needs=[rules.lines_fit], tone="approve"),
        Step("decline", _("Decline the destruction"), by=Role.LEADER, leaves="listed", enters="declined",
             asks=forms.Reason, acts_as="approver", does=[acts.release], tone="stop"),
        Step("reopen", _("Open the list again"), by=OFFICE, leaves=("listed", "signed"), enters="proposed",
             asks=forms.Reason, tone="stop"),
        Step("seal", _("Count and seal the bag"), by=OFFICE, leaves="signed", enters="sealed", asks=forms.Seal,
             acts_as="deliverer", rests_on={"sign": "approval-destruction"}, due="sealed-batch",
             needs=[rules.handler_cleared, rules.another_counted, rules.lines_fit, rules.place_holds_it, rules.seal_is_new,
                    rules.counted], does=[acts.seal_bag]),
        Step("unseal", _("Open the bag"), by=OFFICE, leaves="sealed", enters="proposed", asks=forms.Unseal,
             needs=[rules.handler_cleared, rules.bag_in_the_office, rules.something_in_the_bag, rules.place_holds_it,
                    rules.counted_as_it_lies_open, bags.fewer_pages_by_anothers_count], does=[acts.open_bag], tone="stop"),
        Step("deliver", _("Deliver to the destruction authority"), by=OFFICE, leaves="sealed", enters="delivered",
             asks=forms.Deliver, acts_as="deliverer", rests_on={"sign": ""}, due="destruction-certificate",
             needs=[rules.handler_cleared, rules.authority_destroys_it, rules.bag_in_the_office, rules.still_in_the_bag,
                    rules.lines_free, rules.seal_agrees, rules.counted_in_all], does=[acts.deliver]),
        Step("bring_back", _("Bring the bag back"), by=OFFICE, leaves="delivered", enters="sealed", asks=forms.BringBack,
             due="sealed-batch", needs=[rules.handler_cleared, rules.place_holds_it, rules.still_in_the_bag, rules.seal_agrees,
                    rules.counted_in_all], does=[acts.bring_back], tone="stop"),
        Step("bring_back_opened", _("Bring it back with the bag opened"), by=OFFICE, leaves="delivered", enters="proposed",
             asks=forms.BringBackOpened, needs=[rules.handler_cleared, rules.place_holds_it, rules.something_in_the_bag,
                    rules.counted_as_it_lies_open, bags.fewer_pages_by_anothers_count], does=[acts.open_bag], tone="stop"),
        Step("carry_out", _("Carry out the destruction"), by=OFFICE, leaves="delivered", enters="carried_out",
             asks=forms.CarryOut, acts_as="executor", rests_on={"sign": ""}, fresh=True,
             needs=[rules.handler_cleared, rules.still_in_the_bag, rules.lines_free, rules.seal_agrees, rules.counted,
                    witnessing.witness_apart, witnessing.enough_witnesses], does=[acts.note_execution]),
        Step("attend", _("Confirm as one of several witnesses"), by=Role.SELF, leaves="carried_out", enters="",
             acts_as="witness", rests_on={"carry_out": ""}, fresh=True,
             needs=[rules.still_in_the_bag, witnessing.one_of_the_others], does=[acts.note_witness], tone="approve"),
        Step("witness", _("Confirm as witness"), by=Role.SELF, leaves="carried_out", enters="destroyed",
             acts_as="witness", rests_on={"carry_out": ""}, fresh=True,
             needs=[rules.still_in_the_bag, witnessing.others_have_confirmed], does=[acts.destroy], tone="approve"),
        Step("dispute", _("It was not destroyed"), by=(Role.SELF, *OFFICE), leaves="carried_out", enters="delivered",
             asks=forms.Reason, does=[acts.forget_execution], tone="stop"),
        Step("certify", _("Enter the certificate"), by=OFFICE, leaves="destroyed", enters="certified", asks=forms.Certify,
             acts_as="deliverer", does=[acts.certify]),
        Step("close", _("Close the batch"), by=OFFICE, leaves="certified", enters="closed", needs=[rules.authorities_told],
             does=[acts.no_longer_due]),
        Step("withdraw", _("Withdraw the batch"), by=OFFICE, leaves=("proposed", "listed", "signed", "sealed", "delivered"),
             enters="withdrawn", asks=forms.Reason, needs=[rules.bag_is_empty, rules.bag_can_end], does=[acts.withdraw], tone="stop"),
        Step("lose", _("The bag is lost"), by=OFFICE, leaves=("sealed", "delivered"), enters="lost", clause="4.8",
             asks=forms.Reason, needs=[rules.bag_may_be_lost], does=[lost_bags.lose_bag], tone="stop"),
        losing.found_step(by=OFFICE, leaves=("lost", "not_found"), enters="", asks=forms.FoundOfBatch,
                          first=[rules.of_this_batch, losing.still_missing]),
        Step("conclude", _("All that was in the bag was found"), by=CONCLUDES, leaves=("lost", "not_found"), enters="withdrawn",
             clause="4.8", asks=forms.Conclude, never_who=["lose", "found"], fresh=True,
             needs=[bags.not_by_who_had_the_bag, losing.nothing_missing, rules.bag_can_end],
             does=[acts.conclude], tone="approve"),
        Step("give_up", _("Conclude without having found it"), by=CONCLUDES, leaves="lost", enters="not_found", clause="4.8",
             asks=forms.Conclude, never_who=["lose"], fresh=True, needs=[bags.not_by_who_had_the_bag, losing.something_missing],
             does=[lost_bags.give_up_bag], tone="stop"),
    ])  # fmt: skip

HOLD = Procedure("documents.hold", clause="1.6", title=_("Legal holds"), case=Hold,
    stages={"in_force": _("In force"), "lifted": _("Lifted")}, ends=["lifted"],
    steps=[
        Step("place", _("Place a legal hold"), by=(Role.HEAD, Role.LEADER), leaves=NEW, enters="in_force",
             asks=forms.PlaceHold, opens=acts.open_hold, needs=[rules.not_destroyed_yet]),
        Step("lift", _("Lift the legal hold"), by=(Role.HEAD, Role.LEADER), leaves="in_force", enters="lifted",
             asks=forms.Reason, never_who=["place"], fresh=True, tone="stop"),
    ])  # fmt: skip

WASTE = Procedure("documents.waste", clause="1.6", title=_("Drafts and waste"), case=WasteBag,
    stages={"open": pgettext_lazy("feminine", "Open"), "sealed": pgettext_lazy("feminine", "Sealed"),
            "destroyed": pgettext_lazy("feminine", "Destroyed"), "lost": pgettext_lazy("feminine", "Lost"),
            "not_found": _("Concluded without having found it")},
    ends=["destroyed"], told=Told("name", rests=("not_found",)),
    steps=[
        Step("open", _("Open a waste bag"), by=Role.CLERK, leaves=NEW, enters="open", asks=forms.OpenBag,
             opens=acts.open_waste, needs=[bags.bag_place_holds_it], does=[acts.bring_waste_bag], due="waste-bag"),
        Step("put_in", _("Put pages in"), by=OFFICE, leaves="open", enters="", asks=forms.PutIn,
             needs=[bags.bag_here, bags.level_fits_the_bag], does=[acts.put_in]),
        Step("seal", _("Seal the waste bag"), by=OFFICE, leaves="open", enters="sealed", asks=forms.SealBag,
             needs=[bags.bag_here, bags.pages_agree, bags.short_by_anothers_count, rules.seal_is_new],
             does=[acts.seal_waste], due="waste-bag"),
        Step("lose", _("The bag is lost"), by=OFFICE, leaves=("open", "sealed"), enters="lost", clause="4.8", asks=forms.Reason,
             needs=[bags.here_or_missing], does=[lost_bags.lose_waste], tone="stop"),
        losing.found_step(by=OFFICE, leaves=("lost", "not_found"), enters="open", asks=forms.FoundWaste),
        Step("give_up", _("Conclude without having found it"), by=CONCLUDES, leaves="lost", enters="not_found", clause="4.8",
             asks=forms.Conclude, never_who=["lose"], fresh=True, needs=[bags.not_by_who_had_the_waste],
             does=[lost_bags.give_up_waste], tone="stop"),
    ])  # fmt: skip

SWEEP = Procedure("documents.sweep", clause="1.6", title=_("What is kept too long"), case=Sweep,
    stages={"resting": _("Until the next round"), "running": _("Being decided")}, told=Told("name"),
    steps=[
        Step("set_up", _("Set up a half-yearly sweep"), by=OFFICE, leaves=NEW, enters="resting", asks=forms.SetUpSweep,
             opens=acts.open_sweep, needs=[rules.one_sweep], due="holding-sweep"),
        Step("begin", _("List what is over its term"), by=OFFICE, leaves="resting", enters="running",
             does=[acts.list_overlong], due="holding-decisions"),
        Step("destroy", _("Decide to destroy"), by=OFFICE, leaves="running", enters="", asks=forms.DecideToDestroy,
             needs=[rules.in_this_round, rules.is_here], does=[acts.decide_to_destroy]),
        Step("extend", _("Keep longer"), by=(Role.LEADER, Role.HEAD), leaves="running", enters="", asks=forms.Extend,
             needs=[rules.in_this_round, rules.not_ones_own, rules.until_soon], does=[acts.extend], fresh=True, tone="approve"),
        Step("receive", _("It has come back to the office"), by=OFFICE, leaves="running", enters="", asks=forms.Decide,
             needs=[rules.in_this_round, rules.is_here], does=[acts.came_back]),
        Step("end", _("End the round"), by=OFFICE, leaves="running", enters="resting", needs=[rules.all_decided],
             due="holding-sweep"),
    ])  # fmt: skip

PLAN = Procedure("documents.emergency_plan", clause="1.6", title=_("Emergency destruction plan"), case=Plan,
    stages={"drafted": _("Drafted"), "in_force": _("In force"), "superseded": _("Superseded"),
            "withdrawn": _("Withdrawn")},
    ends=["superseded", "withdrawn"], told=Told("name"),
    steps=[
        Step("draft", _("Draft an emergency plan"), by=(Role.HEAD, Role.CLERK), leaves=NEW, enters="drafted", acts_as="proposer",
             asks=forms.DraftPlan, opens=acts.open_plan, needs=[burnt.every_safe_planned], does=[acts.write_plan]),
        Step("approve", _("Approve the emergency plan"), by=Role.LEADER, leaves="drafted", enters="in_force",
             acts_as="approver", fresh=True, needs=[burnt.every_safe_planned], does=[acts.supersede],
             due="emergency-plan", tone="approve"),
        Step("review", _("Confirm that the plan still holds"), by=Role.HEAD, leaves="in_force", enters="",
             needs=[burnt.every_safe_planned], due="emergency-plan"),
        Step("withdraw", _("Withdraw the draft"), by=(Role.HEAD, Role.CLERK, Role.LEADER), leaves="drafted",
             enters="withdrawn", asks=forms.Reason, tone="stop"),
    ])  # fmt: skip

EMERGENCY = Procedure("documents.emergency", clause="1.6", title=_("Emergency destruction"), case=Emergency,
    stages={"declared": _("Declared destroyed, to be put in order"), "regularised": _("Put in order")},
    ends=["regularised"], told=Told("name"),
    steps=[
        Step("declare", _("Declare an emergency destruction"), by=OFFICE, leaves=NEW, enters="declared",
             asks=forms.Declare, opens=acts.open_emergency, fresh=True, due="regularisation",
             needs=[burnt.something_to_declare, burnt.not_in_the_future], does=[acts.declare], tone="stop"),
        Step("include", _("Include what was in somebody's hands"), by=OFFICE, leaves="declared", enters="",
             asks=forms.Include, locks=locked, never_who=["declare"], needs=[burnt.in_somebodys_hands],
             does=[acts.include]),
        Step("attest", _("Attest what was destroyed"), by=OFFICE, leaves="declared", enters="", asks=forms.Decide,
             locks=locked, never_who=["declare"], fresh=True, needs=[burnt.still_declared, burnt.not_attested_yet],
             does=[acts.attest]),
        Step("confirm", _("Confirm what was destroyed"), by=Role.LEADER, leaves="declared", enters="", asks=forms.Confirm,
             locks=locked, never_who=["declare", "include", "attest"], fresh=True,
             needs=[burnt.still_declared, burnt.attested, burnt.with_what_is_in_it], does=[acts.confirm], tone="approve"),
        Step("found", _("Enter what was found"), by=OFFICE, leaves="declared", enters="", asks=forms.FoundAgain,
             locks=locked, needs=[burnt.still_declared, burnt.with_what_is_in_it, bags.fewer_pages_by_anothers_count],
             does=[acts.found_again]),
        Step("regularise", _("Close the emergency"), by=OFFICE, leaves="declared", enters="regularised",
             never_who=["declare"], needs=[burnt.accounted_for], does=[acts.regularise]),
    ])  # fmt: skip

EVACUATION = Procedure("documents.evacuation", clause="1.3", title=_("Evacuation"), case=Evacuation,
    stages={"carried_off": _("Carried off, to be put in order"), "put_in_order": _("Put in order by the leader"),
            "all_back": _("All is in the safes again")},
    ends=["all_back"], told=Told("name"),
    steps=[
        Step("evacuate", _("Carry everything off"), by=OFFICE, leaves=NEW, enters="carried_off", asks=forms.Evacuate,
             opens=evacuating.open_evacuation, fresh=True, due="regularisation", tone="stop",
             needs=[burnt.not_in_the_future, saved.carried_elsewhere, saved.something_lies_there], does=[evacuating.evacuate]),
        Step("carry_on", _("Carry the rest"), by=OFFICE, leaves="carried_off", enters="",
             needs=[saved.some_left_to_carry], does=[evacuating.carry]),
        Step("count", _("Count what was carried off"), by=OFFICE, leaves=THERE, enters="", asks=forms.CountCarried,
             locks=locked, needs=[saved.lies_in_the_refuge, saved.not_recounted_yet_or_gone], does=[evacuating.count_carried]),
        Step("recount", _("Count it again"), by=OFFICE, leaves=THERE, enters="", asks=forms.CountCarried,
             locks=locked, never_who=["count"], excusable=True, does=[evacuating.recount_carried],
             needs=[saved.lies_in_the_refuge, saved.not_recounted_yet, saved.counts_agree]),
        Step("miss", _("Declare missing what is not there"), by=OFFICE, leaves=THERE, enters="", clause="4.8",
             asks=forms.MissCarried, locks=locked, never_who=["count"], excusable=True, tone="stop",
             needs=[saved.lies_in_the_refuge, saved.somebody_has_counted, saved.nobody_counted_it], does=[evacuating.miss_carried]),
        Step("put_back", _("Put into a safe again"), by=OFFICE, leaves=THERE, enters="",
             asks=forms.PutBack, locks=locked, does=[evacuating.put_back],
             needs=[saved.lies_in_the_refuge, saved.two_have_counted, saved.safe_holds_them]),
        Step("regularise", _("Put the evacuation in order"), by=Role.LEADER, leaves="carried_off", enters="put_in_order",
             never_who=["evacuate", "carry_on", "count", "recount", "miss"], fresh=True, tone="approve",
             needs=[saved.all_recounted, saved.nothing_above], does=[evacuating.in_order]),
        Step("close", _("All is back"), by=OFFICE, leaves="put_in_order", enters="all_back", needs=[saved.refuge_empty],
             does=[evacuating.close_refuge]),
    ])  # fmt: skip
