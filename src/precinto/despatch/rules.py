# SPDX-License-Identifier: EUPL-1.2
"""What must hold when something leaves the house, or comes from another. Each returns None, or the reason why it does not hold."""

from __future__ import annotations

from collections.abc import Iterable

from precinto.custody import codes, seals
from precinto.custody.models import OFFICE, Thing
from precinto.despatch import keys, opening, queries, writing
from precinto.despatch.catalogue import channels_of
from precinto.despatch.models import (
    OUTGOING,
    Channel,
    Correspondent,
    Despatch,
    Incident,
    Incoming,
    Line,
)
from precinto.documents import reservations
from precinto.documents.models import Copy, Document
from precinto.documents.queries import live_loan, live_round, visible
from precinto.documents.receiving.rules import book_stands
from precinto.labels.label import why_not
from precinto.ledger import history
from precinto.office import schemes
from precinto.procedures.facts import Facts
from precinto.procedures.model import NEW, Actor, Reason
from precinto.records.clock import stamp
from precinto.records.errors import NotFound

# ---- what goes into an envelope


def seen_by(actor: Actor, documents: Iterable[Document]) -> bool:
    return all(visible(document, actor.subject) for document in documents)


def copies_of(case: Despatch, facts: Facts) -> list[Copy]:
    """The copies of a case, or those named for one that is being opened."""
    if case.stage == NEW:
        found: list[Copy] = facts.copies
        return found
    lines = Line.objects.filter(despatch=case).select_related("copy__document").order_by("place")
    return [line.copy for line in lines.prefetch_related("copy__document__scope")]


def sees_lines(case: Despatch, actor: Actor, facts: Facts) -> None:
    """1.2: who may not see one of the documents finds nothing, in the same words as if it did not exist."""
    if not seen_by(actor, (copy.document for copy in copies_of(case, facts))):
        raise NotFound("not-found", clause="1.2")


def something_to_send(case: Despatch, actor: Actor, facts: Facts) -> str | None:
    return None if facts.copies else "nothing-to-send"


def registered(case: Despatch, actor: Actor, facts: Facts) -> Reason | None:
    """1.1: nothing leaves before it is registered, and checked by two where its level asks for it."""
    for copy in copies_of(case, facts):
        document = copy.document
        if document.stage not in ("registered", "verified"):
            return Reason("not-registered", {"number": str(document)}, "1.1")
        if _handling(document, "two_person_open") and document.stage != "verified":
            return Reason("not-verified", {"number": str(document)}, "1.1")
    return None


def _handling(document: Document, rule: str) -> bool:
    return bool(schemes.loaded(document.scheme).level(document.level).handling.get(rule))


def all_in_the_safe(case: Despatch, actor: Actor, facts: Facts) -> Reason | None:
    """1.3: only what lies in the office is packed; what is in hands comes back first."""
    for copy in copies_of(case, facts):
        thing = Thing.objects.select_related("place", "person").get(pk=copy.thing_id)
        if thing.person is not None:
            return Reason("in-other-hands", {"code": codes.pretty(thing.code), "holder": thing.person.name}, "1.2")
        if thing.place is None or thing.place.kind not in OFFICE:
            return Reason("not-in-the-safe", {"code": codes.pretty(thing.code)}, "1.3")
    return None


def promised_to_nobody(case: Despatch, actor: Actor, facts: Facts) -> Reason | None:
    """What a reader waits for, or a case of any room counts on, is not sent away."""
    copies = copies_of(case, facts)
    for copy in copies:
        loan = live_loan(copy)
        if live_round(copy) is not None or (loan is not None and loan.stage != "asked"):
            return Reason("promised-to-a-reader", {"code": codes.pretty(copy.thing.code)})
    own = (queries.DESPATCH, case.pk) if case.pk else None
    return reservations.why_not(reservations.Use.LEAVE, [copy.thing_id for copy in copies], but=own)


def free_to_go(case: Despatch, actor: Actor, facts: Facts) -> Reason | None:
    """1.6: what is under a legal hold does not leave the house, also when the hold came after it was packed."""
    return reservations.why_not(reservations.Use.SEND, [copy.thing_id for copy in copies_of(case, facts)])


def channel_serves(case: Despatch, actor: Actor, facts: Facts) -> Reason | None:
    """4.6: by an approved channel whose highest level reaches that of every copy, and which the scheme allows for it."""
    channel = Channel.objects.get(pk=case.channel_id)
    if channel.stage != "in_use":
        return Reason("channel-not-in-use", {"channel": channel.name})
    for copy in copies_of(case, facts):
        document = copy.document
        level = schemes.loaded(document.scheme).level(document.level)
        name = {"channel": channel.name, "number": document.full_number, "level": level.short}
        if document.rank and (channel.scheme != document.scheme or channel.rank < document.rank):
            return Reason("channel-too-low", name)
        if document.rank and channel.kind not in channels_of(level):
            return Reason("channel-too-low", name)
    return None


def body_may_receive(case: Despatch, actor: Actor, facts: Facts) -> Reason | None:
    """4.6: the level of the body reaches it, and the originator's caveats let it go there."""
    body = Correspondent.objects.get(pk=case.correspondent_id)
    if body.stage == "closed":
        return Reason("correspondent-closed", {"name": body.name})
    for copy in copies_of(case, facts):
        why = why_not(body.label, copy.document.label)
        if why is not None:
            return Reason(f"body-{why}", {"name": body.name, "number": copy.document.full_number})
    return None


def asks_for_approval(case: Despatch, facts: Facts) -> bool:
    """The highest levels, which two persons open, and what goes abroad without standing leave, go with the leader's approval."""
    abroad = Correspondent.objects.get(pk=case.correspondent_id).abroad
    return any(
        _handling(copy.document, "two_person_open")
        or (abroad and copy.document.rank > 0 and not _handling(copy.document, "abroad"))
        for copy in copies_of(case, facts)
    )


def permit_for_abroad(case: Despatch, actor: Actor, facts: Facts) -> str | None:
    """4.3: what its level does not let leave the country goes with the permit of the authority only."""
    if not case.correspondent.abroad or facts.permit:
        return None
    bound = (copy.document for copy in copies_of(case, facts))
    return "permit-needed" if any(d.rank > 0 and not _handling(d, "abroad") for d in bound) else None


def approved_where_asked(case: Despatch, actor: Actor, facts: Facts) -> Reason | None:
    if not asks_for_approval(case, facts):
        return None
    entry = history.last(queries.DESPATCH, case.pk, "approve")
    if entry is None:
        return Reason("despatch-not-approved")
    if actor.profile.due("approval-despatch", entry.at, actor.calendar) < actor.at:
        return Reason("approval-lapsed", {"since": stamp(entry.at)})
    return None


def each_counted(case: Despatch, actor: Actor, facts: Facts) -> Reason | None:
    """4.6: what goes into an envelope, or comes out of it, is counted one by one. A total would hide one copy behind another."""
    lines = queries.folios_of(case)
    read = queries.counted(case, facts)
    for code in read:
        if code not in lines:
            return Reason("not-of-this-despatch", {"code": codes.pretty(code)})
    absent = [codes.pretty(code) for code in lines if code not in read]
    return Reason("line-not-counted", {"code": absent[:5], "count": len(absent)}) if absent else None


def count_agrees(case: Despatch, actor: Actor, facts: Facts) -> Reason | None:
    """Nothing leaves with other folios than the register says."""
    lines, read = queries.folios_of(case), queries.counted(case, facts)
    for code, folios in lines.items():
        if read[code] != folios:
            told = {"code": codes.pretty(code), "counted": read[code], "expected": folios}
            return Reason("folios-differ" if len(lines) == 1 else "copy-folios-differ", told)
    return total_agrees(case, actor, facts)


def total_agrees(case: Despatch, actor: Actor, facts: Facts) -> Reason | None:
    """Whoever counts each copy and all of them counts the same."""
    total = sum(queries.counted(case, facts).values())
    differs = facts.folios not in (None, total)
    return Reason("total-differs-from-counts", {"written": facts.folios, "total": total}) if differs else None


def envelope_is_here(case: Despatch, actor: Actor, facts: Facts) -> Reason | None:
    """1.3, 4.8: nothing is sealed or sent that is not in a safe: missing, carried off, or declared destroyed."""
    envelope = queries.envelope_of(case)
    told = {"code": codes.pretty(envelope.code), "place": str(envelope.place or "")}
    return None if envelope.in_the_safe else Reason("envelope-not-here", told)


def all_in_the_envelope(case: Despatch, actor: Actor, facts: Facts) -> Reason | None:
    """4.6: what is sealed and sent is what lies in the envelope: an emergency may have burnt some of it, or taken it out."""
    for line in case.lines.select_related("copy__thing__place").order_by("place"):
        thing = line.copy.thing
        if not thing.lies_in(case.envelope_id):
            told = {"code": codes.pretty(thing.code), "place": str(thing.place or thing.person)}
            return Reason("not-in-the-envelope", told)
    return None


def counted_where_it_lies(case: Despatch, actor: Actor, facts: Facts) -> Reason | None:
    """What burnt, or is missing, is counted 0; what was carried off or declared destroyed is put in order there first."""
    envelope, read = queries.envelope_of(case), queries.counted(case, facts)
    for line in case.lines.select_related("copy__thing__place").order_by("place"):
        place = queries.where(line.copy.thing, envelope)
        told = {"code": codes.pretty(line.copy.thing.code), "place": str(place or "")}
        if place is not None and place.kind in queries.GONE:
            if read[line.copy.thing.code]:
                return Reason("counted-though-gone", told, "4.8")
        elif place is None or place.kind not in OFFICE:
            return Reason("envelope-not-here", told)
    return None


def double_cover(case: Despatch, actor: Actor, facts: Facts) -> str | None:
    """4.6, Decreto 242/1969 art. 18: the level stands on the inner cover only, where the scheme asks for two."""
    bound = any(_handling(copy.document, "double_cover") for copy in copies_of(case, facts))
    return "double-cover-needed" if bound and facts.covers != "double" else None


def packer_does_not_seal(case: Despatch, actor: Actor, facts: Facts) -> Reason | None:
    """4.6: at the level that two persons handle, who packs does not seal, in person or by delegation."""
    if not any(_handling(copy.document, "two_person_open") for copy in copies_of(case, facts)):
        return None
    packed = history.last(queries.DESPATCH, case.pk, "pack")
    return Reason("packer-seals") if packed is not None and actor.humans & history.hands([packed]) else None


def book_of_what_goes_out(case: Despatch, actor: Actor, facts: Facts) -> Reason | None:
    """1.1: what is sent takes the next number of a book that two have opened."""
    return book_stands(OUTGOING, actor.day.year)


def seals_not_used(case: Despatch, actor: Actor, facts: Facts) -> Reason | None:
    """A seal has one number and is used once, by whichever room: on an envelope, a batch or a waste bag."""
    wanted = seals.numbers(facts.seals)
    used = seals.used(wanted) if wanted else facts.seals
    return Reason("seal-used", {"seal": used}) if used is not None else None


def receipt_is_late(case: Despatch, actor: Actor, facts: Facts) -> Reason | None:
    """4.6: the term of the receipt runs out before anybody is pressed. Where the office has set none, it waits for none."""
    return Reason("receipt-not-late", queries.until(case)) if queries.awaited(case, actor.at) else None


def loss_is_known(case: Despatch, actor: Actor, facts: Facts) -> Reason | None:
    """4.6: after the claim has run out; 4.8: at once, where somebody says that it was robbed or lost. No incident waits for a term."""
    known = facts.source or (case.stage == "claimed" and not queries.awaited(case, actor.at))
    return None if known else Reason("loss-not-known", queries.until(case))


def not_received_before_sent(case: Despatch, actor: Actor, facts: Facts) -> str | None:
    sent = case.sent_at
    return "received-before-sent" if sent is not None and facts.received_on < sent.date() else None


def not_received_in_the_future(case: Despatch, actor: Actor, facts: Facts) -> str | None:
    return "received-in-future" if facts.received_on > actor.day else None


def missing_are_of_it(case: Despatch, actor: Actor, facts: Facts) -> Reason | None:
    known = {line.copy.thing.code for line in case.lines.select_related("copy__thing")}
    for text in missing_codes(facts.missing):
        if text not in known:
            return Reason("not-of-this-despatch", {"code": text})
    return None


def missing_codes(text: str) -> list[str]:
    found = []
    for line in text.replace(",", "\n").splitlines():
        if line.strip():
            code = codes.parse(line)
            found.append(code.text if code is not None else line.strip())
    return found


def no_open_incident(case: Despatch, actor: Actor, facts: Facts) -> Reason | None:
    known = case.incidents.filter(stage__in=("open", "found")).first()
    return Reason("incident-open", {"case": known.pk}) if known is not None else None


def sees_what_is_missing(case: Incident, actor: Actor, facts: Facts) -> None:
    """1.2: as `sees_lines`, of what this incident looks for."""
    if not seen_by(actor, (line.copy.document for line in _missing_lines(case))):
        raise NotFound("not-found", clause="1.2")


def arrived_after_it_was_sent(case: Incident, actor: Actor, facts: Facts) -> str | None:
    return not_received_before_sent(case.despatch, actor, facts) or not_received_in_the_future(
        case.despatch, actor, facts
    )


def some_of_it_arrived(case: Incident, actor: Actor, facts: Facts) -> Reason | None:
    """What is said to be missing still is of what was missing, and not all of it."""
    lost = {line.copy.thing.code for line in _missing_lines(case)}
    still = missing_codes(facts.missing)
    for text in still:
        if text not in lost:
            return Reason("not-of-this-despatch", {"code": text})
    return Reason("nothing-arrived") if lost and lost <= set(still) else None


def _missing_lines(case: Incident) -> list[Line]:
    rows = case.despatch.lines.filter(outcome=Line.Outcome.MISSING)
    return list(rows.select_related("copy__thing", "copy__document").order_by("place"))


def not_reported_yet(case: Incident, actor: Actor, facts: Facts) -> str | None:
    return "incident-reported" if case.report else None


def not_by_who_sent(case: Incident, actor: Actor, facts: Facts) -> str | None:
    """4.8: who packed, sealed or sent it, or reported it missing, does not conclude what became of it."""
    part = ("pack", "seal", "send", "lose", "receive", "receive_bundle")
    sending = history.hands(history.of_case(queries.DESPATCH, case.despatch_id, *part))
    return "concluded-by-the-sender" if actor.humans & sending else None


# ---- bundles


def has_keys(case: Despatch | Incoming, actor: Actor, facts: Facts) -> Reason | None:
    return Reason("no-card") if keys.card() is None else None


def keys_compared(case: Despatch | Incoming, actor: Actor, facts: Facts) -> Reason | None:
    body = Correspondent.objects.get(pk=case.correspondent_id)
    return None if body.stage == "trusted" else Reason("keys-not-compared", {"name": body.name})


def answers_this_despatch(case: Despatch, actor: Actor, facts: Facts) -> Reason | None:
    """Steps 1 to 13 of a receipt: it speaks of what was sent in this despatch to that office, all of it and nothing else."""
    facts.found = opening.opened(facts.bundle)
    what = facts.found.what
    if not hasattr(what, "answers"):
        return Reason("bundle-no-receipt")
    if what.answers != str(case.sent_act) or facts.found.correspondent.pk != case.correspondent_id:
        return Reason("receipt-of-nothing-sent", {"name": facts.found.correspondent.name})
    if case.sent_act is None:
        return Reason("receipt-of-nothing-sent", {"name": facts.found.correspondent.name})
    rows = case.lines.select_related("copy__document", "copy__thing")
    sent = sorted(writing.item(case.sent_act, row).digest for row in rows)
    if sorted(answer.digest for answer in what.lines) != sent:
        return Reason("receipt-of-other-lines", {"name": facts.found.correspondent.name})
    return None
