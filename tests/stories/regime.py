# SPDX-License-Identifier: EUPL-1.2
"""The requirement of chapter 1 and clause 4.6 as data: what is forbidden, what holds of every act, and the way laid down.

`FORBIDDEN` says what must be impossible, in our words, with the message ids that answer and the story that hears each;
`ALWAYS` what no single story can show and a test shows of every act; `WAY` the stages of each clause with the story that
reaches them. `test_regime.py` holds all of it against the stories, and has the warnings.
"""

from __future__ import annotations

from typing import NamedTuple


class Forbidden(NamedTuple):
    clause: str
    what: str
    told: dict[str, str]  # message id to `file: story`


FORBIDDEN = [
    # ---- 1.1
    Forbidden("1.1", "anything is done with a copy whose document is not registered", {
        "not-registered": "lend: of a document not confirmed",
        "not-verified": "circulate: top level, before two have checked it",
        "parcel-not-open": "receiving: registered out of what is closed",
    }),
    Forbidden("1.1", "a number is missing from the register, or stands in it twice", {
        "number-leaves-gap": "register: a number that leaves a gap",
        "number-taken": "register: the number of what was annulled",
        "book-closed": "book: an entry after it was closed",
    }),
    Forbidden("1.1", "an entry is deleted; it is annulled, with its reason, and its number stays", {
        "nothing-is-deleted": "register: an entry is deleted",
        "copies-out": "register: annulled while a copy is out",
        "in-a-batch": "register: annulled while it stands on a list that the leader has signed",
        "on-hold": "register: annulled under a legal hold",
        "reserved": "register: annulled while a loan is approved",
        "annulled-by-the-registrar": "register: of top level, annulled by whoever registered it",
    }),
    Forbidden("1.1", "somebody outside the office registers, or an envelope is passed on unopened", {
        "not-your-role": "register: a reader registers",
        "not-found": "receiving: an envelope is not lent",
    }),
    Forbidden("1.1", "at the top level one person opens and checks", {
        "opener-verifies": "receiving: of top level checked by whoever opened it",
        "second-person": "register: checked by whoever registered",
    }),
    Forbidden("1.1", "an envelope is done with while folios of it are not registered, or what was wrong is not looked into", {
        "folios-not-all-registered": "receiving: done with folios left over",
        "nothing-registered-of-it": "receiving: done with nothing registered, whatever is said of it",
        "second-person": "receiving: another count, confirmed by whoever opened it",
        "finding-open": "receiving: the receipt, before what was wrong is concluded",
        "receipt-not-printed": "receiving: the receipt, before it is printed",
    }),
    Forbidden("1.1", "a meeting begins with a list that is not complete or not approved, or ends with papers out", {
        "no-participants": "meetings: approved with an empty list",
        "wrong-stage": "meetings: begun before it was approved",
        "meeting-paper-out": "meetings: closed with a copy out",
        "brought-not-registered": "meetings: closed with papers not surrendered",
        "taking-away-not-approved": "meetings: taken away without an approved loan",
    }),
    # ---- 1.2
    Forbidden("1.2", "a copy goes from hand to hand without coming back to the office", {
        "wrong-stage": "circulate: from reader to reader",
        "in-other-hands": "lend: from reader to reader",
    }),
    Forbidden("1.2", "a reader without one of the four: scope, clearance in force, level and caveats, briefing", {
        "out-of-scope": "circulate: not in the scope",
        "clearance-none": "circulate: without a clearance",
        "clearance-expired": "circulate: with an expired clearance",
        "clearance-suspended": "circulate: the clearance was suspended since",
        "level-too-low": "circulate: with too low a clearance",
        "caveat-missing": "circulate: without the caveat",
        "not-releasable": "circulate: not releasable",
        "not-briefed": "circulate: without a briefing in force",
    }),
    Forbidden("1.2", "a clerk writes themselves into a scope or onto a route, or hands something to themselves", {
        "scope-adds-oneself": "circulate: the clerk puts herself on the route",
        "not-to-oneself": "circulate: the clerk hands it to herself",
    }),
    Forbidden("1.2", "somebody extends a scope for their own benefit, or one extends it alone", {
        "second-person-concerned": "extend: approved by the beneficiary as delegate",
        "second-person": "extend: approved by who asked, as the leader's delegate",
        "not-your-role": "extend: approved by the clerk",
    }),
    Forbidden("1.2", "the scope of what its originator keeps to itself grows without the originator's written consent", {
        "consent-needed": "extend: without the originator's consent",
    }),
    Forbidden("1.2", "the office's order of readers is not kept, or a round is closed unread", {
        "not-the-next-reader": "circulate: out of turn",
        "readers-still-wait": "circulate: closed while readers wait",
        "folios-differ": "circulate: another number of folios",
    }),
    # ---- 1.3
    Forbidden("1.3", "something lies in a place of a lower level than its own", {
        "place-too-low": "keeping: a copy into a safe of a lower level",
        "higher-than-its-outside": "keeping: a drawer of a higher level than its safe",
    }),
    Forbidden("1.3", "a combination is changed or known by somebody who is not cleared, or is written down", {
        "clearance-suspended": "keeping: a combination changed by a clerk who is not cleared",
        "clearance-none": "keeping: a knower who is not cleared",
        "not-briefed": "keeping: a knower who is not briefed",
        "bad-facts": "keeping: a combination written into the reason",
    }),
    Forbidden("1.3", "somebody opens a safe whose combination they do not know, or checks the door that they closed", {
        "not-a-knower": "keeping: opened by whoever knew it before",
        "not-a-keyholder": "keeping: opened without the key",
        "second-person": "keeping: a door checked by who closed it",
        "checked-by-the-closer": "keeping: the end of the day checked by who closed",
        "sheet-still-open": "keeping: the end of the day while a sheet is open",
    }),
    Forbidden("1.3", "an inventory is signed before all of it is counted, or by one person alone", {
        "places-left": "inventory: closed before every place is done",
        "differences-left": "inventory: certified before every difference has its case",
        "second-person": "inventory: agreed to by the head for the leader",
        "signs-oneself": "inventory: signed by the other",
    }),
    # ---- 1.4
    Forbidden("1.4", "a copy is handed over without an approval in force", {
        "wrong-stage": "lend: handed over without approval",
        "approval-lapsed": "lend: handed over with a lapsed approval",
    }),
    Forbidden("1.4", "a copy is promised twice: to two borrowers, to a round or a meeting and to a borrower", {
        "promised-to-a-borrower": "lend: approved for a second person",
        "promised-to-readers": "lend: approved while it goes round",
        "promised-to-a-meeting": "lend: approved until after a meeting that is to read it",
    }),
    Forbidden("1.4", "somebody approves their own loan, by whatever path, or hands over what they asked for or approved", {
        "second-person-concerned": "lend: approved for the leader who asked, by his delegate",
        "second-person": "lend: handed over by who delegated the approval",
        "not-your-role": "lend: approved by a clerk",
        "not-found": "lend: approved after the delegation ended",
    }),
    Forbidden("1.4", "an approval is written after the hand-over", {"wrong-stage": "lend: approved after the hand-over"}),
    Forbidden("1.4", "somebody borrows more while something of theirs is overdue, or renews without end", {
        "overdue-first": "lend: while another is overdue",
        "no-renewals-left": "lend: renewed twice",
        "renewed-by-the-approver": "lend: renewed by another than the approver",
    }),
    Forbidden("1.4", "a loan with another number of folios is settled, and nobody looks into it", {
        "folios-differ-back": "lend: fewer folios come back, and nothing is said of it",
        "second-person-concerned": "discrepancy: concluded by whoever had the copy",
    }),
    Forbidden("1.4", "somebody signs for another, or the clerk for themselves", {
        "not-of-this-person": "receipt: of somebody else",
        "not-to-oneself": "receipt: by the clerk who received it",
        "wrong-pin": "receipt: signed with a wrong PIN",
        "pin-set-by-you": "receipt: signed with the PIN that the clerk set",
    }),
    # ---- 1.5
    Forbidden("1.5", "more copies or more sheets are made than were authorised", {
        "more-than-authorised": "copy: the spoiled one counts",
        "more-pages-than-authorised": "copy: more sheets than authorised",
        "sheets-do-not-add-up": "copy: sheets unaccounted for",
    }),
    Forbidden("1.5", "a copy or an extract has a lower level, another term or fewer marks than its source, or more readers", {
        "copy-level-differs": "copy: an extract at a lower level",
        "copy-term-differs": "copy: an extract that is secret for less long",
        "copy-caveats-differ": "copy: an extract without one of the marks",
        "copy-scope-wider": "copy: an extract for more readers than its source",
    }),
    Forbidden("1.5", "a part is taken out under the name of a copy", {
        "part-is-an-extract": "copy: a part of what has no extracts, as if it were a copy",
        "copy-is-whole": "copy: of fewer folios than its source has",
    }),
    Forbidden("1.5", "what bears the mark against copying is copied", {
        "no-copy": "copy: of what may not be copied",
        "no-extract": "copy: an extract of the top level",
    }),
    Forbidden("1.5", "copies are made without the leader, or of the top level without its originator, or on a lapsed approval", {
        "wrong-stage": "copy: made before it is authorised",
        "leader-approves-copies": "copy: authorised by a clerk, above their level",
        "originator-consents-first": "copy: of the top level, without consent",
        "approval-lapsed": "copy: made with a lapsed approval",
    }),
    Forbidden("1.5", "one person asks for, authorises, receives and makes copies", {
        "second-person-concerned": "copy: authorised by who asked",
        "approver-is-recipient": "copy: authorised by a recipient's delegate",
        "second-person": "copy: made by who authorised",
        "operator-approved": "copy: worked by who authorised",
        "operator-is-witness": "copy: worked and witnessed by one",
    }),
    Forbidden("1.5", "a copy that nobody is to have stays", {"surplus-lives": "copy: closed while one is left over"}),
    # ---- 1.6
    Forbidden("1.6", "something is destroyed that is lent, promised, kept by a legal hold or missing", {
        "destroy-in-other-hands": "destroy: on loan",
        "reserved": "destroy: while a loan is approved",
        "on-hold": "destroy: under a legal hold",
        "destroy-missing": "destroy: missing",
    }),
    Forbidden("1.6", "the hold is asked for once and not again when it burns", {
        "on-hold": "destroy: carried out under a hold on one copy",
    }),
    Forbidden("1.6", "a batch goes on with another count, another seal or a line not counted", {
        "recount-differs": "destroy: carried out with another count",
        "line-not-counted": "destroy: sealed with one thing less",
        "counted-unlisted": "destroy: more counted than listed",
        "seal-differs": "destroy: delivered with another seal",
        "total-differs": "destroy: delivered with another total",
    }),
    Forbidden("1.6", "a bag that is lost, burnt or found takes along what lies in it, and nobody says what came of that", {
        "bag-missing": "lost_bag: opened when it is missing",
        "bag-burnt": "emergency: a bag that burnt is not opened",
        "bag-without-its-things": "emergency: the bag is confirmed, and nothing said of what is in it",
        "still-missing": "lost_bag: concluded with one still missing",
    }),
    Forbidden("1.6", "what was destroyed is lent, circulated, annulled or destroyed again", {
        "destroyed-is-destroyed": "destroy: lent after it was destroyed",
        "destroyed-already": "destroy: destroyed",
        "copies-destroyed": "destroy: annulled after a copy was destroyed",
        "wrong-stage": "destroy: withdrawn after it was destroyed",
    }),
    Forbidden("1.6", "a certificate is written before the fire, or a second time over the first", {
        "wrong-stage": "destroy: certified twice",
    }),
    Forbidden("1.6", "fewer than the persons it takes: who proposes, who signs, who destroys, who watches", {
        "second-person": "destroy: carried out by who proposed",
        "witness-took-part": "destroy: the leader who signed is witness",
        "not-your-role": "destroy: witnessed by another than was named",
        "authorisation-needed": "destroy: of the highest level, without its authority's order",
    }),
    Forbidden("1.6", "an office or a department destroys by itself", {"wrong-stage": "destroy: in the office, without the authority"}),
    Forbidden("1.6", "a department keeps things beyond their term, or prolongs its own", {
        "sweep-undecided": "sweep: ended before all is decided",
        "extends-own": "sweep: kept longer by who has it, as the leader's delegate",
        "extension-too-long": "sweep: kept for years",
    }),
    # ---- 4.6
    Forbidden("4.6", "something is sent by a channel whose highest level is below it, or that nobody approved", {
        "channel-too-low": "despatch: by a channel whose highest level is below it",
        "channel-above-scheme": "channel: ordinary post for what is classified",
        "channel-not-in-use": "despatch: by a channel that was retired since",
        "second-person": "channel: approved by who proposed, as the leader's delegate",
    }),
    Forbidden("4.6", "a telephone, a clear fax or a mobile is a channel, under whatever name", {
        "channel-forbidden": "channel: a telephone under the kind of courier",
    }),
    Forbidden("4.6", "at the top level one person packs and seals", {"packer-seals": "despatch: sealed for who packed it by her delegate"}),
    Forbidden("4.6", "it goes in one cover, under a used seal, or counted otherwise", {
        "double-cover-needed": "despatch: packed in one cover",
        "seal-used": "despatch: a seal that was used before",
        "folios-differ": "despatch: packed with another number of folios",
    }),
    Forbidden("4.6", "it goes to a body that may not have it, or abroad without the authority's permit", {
        "body-level-too-low": "despatch: to a body whose level is below it",
        "body-caveat-missing": "despatch: without its caveat",
        "body-not-releasable": "despatch: to whom it may not be released",
        "permit-needed": "despatch: approved for abroad without a permit",
        "despatch-not-approved": "despatch: abroad without approval",
    }),
    Forbidden("4.6", "a despatch ends without its receipt, or what was lost is concluded by who sent it", {
        "loss-not-known": "despatch: lost before it is claimed",
        "incident-open": "incident: closed while its incident is open",
        "concluded-by-the-sender": "incident: the incident concluded by who packed it",
    }),
]  # fmt: skip

# Of every act, whatever is tried: the test that shows it.
ALWAYS = {
    ("1.1", "numbers are without a gap in each year and series"): "invariants/test_custody.py::test_the_eight_laws_hold_whatever_is_tried",
    ("1.1", "no page, address or command deletes"): "doors/test_nothing_is_deleted.py",
    ("1.2", "by every door, from reader to reader is refused"): "doors/test_reader_to_reader.py",
    ("1.2", "what is out of one's scope does not show, by any door"): "doors/test_out_of_scope.py",
    ("1.3", "a thing is in one place, or in one pair of hands"): "invariants/test_custody.py::test_the_eight_laws_hold_whatever_is_tried",
    ("1.4", "by every door, without approval nothing is handed over"): "doors/test_without_approval.py",
    ("1.4", "by every door, nobody approves their own"): "doors/test_own_approval.py",
    ("1.6", "what was destroyed does not come back"): "invariants/test_destroyed.py::test_no_step_of_any_procedure_brings_anything_back",
    ("1.6", "nor by a hand in the database"): "invariants/test_destroyed.py::test_a_raw_hand_is_refused_by_the_guard",
    ("4.6", "two offices, from the safe of one to the register of the other"): "despatch/test_two_offices.py",
}  # fmt: skip

# The way of each clause, stage by stage: the story that ends there.
WAY = {
    "1.1": {
        "announced": "receiving: announced",
        "received": "receiving: received closed",
        "opened": "receiving: opened and counted",
        "registered": "register: a clerk registers",
        "verified": "register: a second person checks what was received",
        "annulled": "register: a document without copies out may be annulled",
        "closed": "receiving: the receipt goes back",
        "surrendered": "meetings: handed in",
    },
    "1.2": {
        "out": "circulate: the first reader has it",
        "in_office": "circulate: and gives it back",
        "closed": "circulate: the round is closed",
        "granted": "extend: granted by the leader",
    },
    "1.3": {
        "moved": "keeping: a copy goes from safe to safe",
        "checked": "keeping: and checked by another",
        "missing": "inventory: it is declared missing",
        "agreed": "inventory: agreed to by the leader",
        "conformed": "inventory: the chief conforms",
    },
    "1.4": {
        "asked": "lend: a reader asks",
        "approved": "lend: the leader approves",
        "declined": "lend: the leader declines",
        "lent": "lend: the office hands over",
        "returned": "lend: the office takes back",
        "settled": "lend: settled",
        "lost": "lend: reported lost",
        "signed": "receipt: signed by hand",
    },
    "1.5": {
        "asked": "copy: a reader asks",
        "approved": "copy: the leader authorises",
        "making": "copy: made",
        "made": "copy: finished",
        "closed": "copy: closed, when there is no surplus",
    },
    "1.6": {
        "proposed": "destroy: a clerk proposes",
        "listed": "destroy: counted and closed",
        "signed": "destroy: signed",
        "sealed": "destroy: sealed",
        "delivered": "destroy: delivered",
        "destroyed": "destroy: witnessed",
        "certified": "destroy: certified",
        "closed": "destroy: closed",
    },
    "4.6": {
        "prepared": "despatch: prepared",
        "packed": "despatch: packed",
        "sealed": "despatch: sealed",
        "sent": "despatch: sent",
        "received": "despatch: its receipt came back",
        "closed": "despatch: closed",
        "claimed": "despatch: claimed when the receipt is late",
        "lost": "despatch: lost, and an incident",
    },
}
