# SPDX-License-Identifier: EUPL-1.2
"""What a bundle changes: what was shown and cosigned, and what another office announces until it is entered here."""

from __future__ import annotations

from datetime import date, datetime

from precinto.despatch import bundle, contents, opening, queries
from precinto.despatch.models import (
    ChannelKind,
    Correspondent,
    Despatch,
    Incoming,
    IncomingLine,
    Opened,
    Shown,
    Witnessed,
)
from precinto.despatch.queries import own_label
from precinto.documents.models import Via
from precinto.documents.receiving.acts import bring_in, numbered
from precinto.documents.receiving.models import Arrival
from precinto.ledger import checkpoint, witness
from precinto.office import schemes
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor
from precinto.records import journal
from precinto.records.errors import ConditionFailed

# How an envelope comes, by the channel that its sender says; by the bag where that is another.
CAME_BY: dict[str, Via] = {ChannelKind.HAND: Via.HAND, ChannelKind.CERTIFIED: Via.MAIL, ChannelKind.POST: Via.MAIL}


def remember_shown(case: Despatch | Incoming, actor: Actor, facts: Facts) -> None:
    """That office has now seen our books up to here, and may be asked for its signature under them."""
    known = Shown.objects.filter(correspondent=case.correspondent_id, origin=facts.origin, size=facts.size)
    if not known.exists():
        journal.add(Shown(correspondent_id=case.correspondent_id, origin=facts.origin, size=facts.size))


def remember(case: Despatch | Incoming, actor: Actor, facts: Facts) -> None:
    """Never opened again; what it shows of the sender's books is kept, and what it cosigns of ours."""
    found: opening.Found = facts.found
    # Two at once from one office follow each other here, so that what both show is compared.
    sender = Correspondent.objects.select_for_update(of=("self",)).get(pk=found.correspondent.pk)
    journal.add(
        Opened(bundle=found.head.id, kind=found.head.manifest["kind"], correspondent=sender, digest=found.digest)
    )
    try:
        keep = opening.standing(sender, found.what.books)
    except bundle.BundleError as error:
        raise ConditionFailed(error.what, clause="4.6", facts=error.facts) from error
    head = found.what.books.head
    if keep == opening.KEEP:
        journal.add(
            Witnessed(
                correspondent=sender,
                origin=head.origin,
                size=head.size,
                root=head.root.hex(),
                text=found.what.books.note.text,
                seen_at=actor.at,
            )
        )
    _keep_cosigned(sender, found)


def _keep_cosigned(sender: Correspondent, found: opening.Found) -> None:
    """Step 14. Raises `ConditionFailed` where a signature is not what it should be."""
    own = checkpoint.vkey().name
    for one in found.what.books.cosigned:
        row = Shown.objects.filter(correspondent=sender, origin=one.origin, size=one.size).first()
        if one.origin != own:
            continue  # of an epoch that has ended: nothing more is signed under its name
        if row is None:
            raise ConditionFailed("cosigned-not-shown", clause="4.6", facts={"name": sender.name})
        both = witness.cosigned(checkpoint.at(one.size).note, one.lines, (found.keys.witness, found.keys.witness_pq))
        if both is None:
            raise ConditionFailed("cosigned-falsely", clause="4.6", facts={"name": sender.name})
        if not row.note:
            journal.change(row, note=both)


def open_incoming(actor: Actor, facts: Facts) -> Incoming:
    """Steps 1 to 12 of a despatch. Raises `ConditionFailed`."""
    facts.found = found = opening.opened(facts.bundle)
    what = found.what
    if not isinstance(what, contents.Sent):
        raise ConditionFailed("receipt-of-nothing-sent", clause="4.6", facts={"name": found.correspondent.name})
    labels = [own_label(item) for item in what.lines]
    return Incoming(
        correspondent=found.correspondent,
        bundle=found.head.id,
        number=what.number,
        channel=what.channel,
        seals=what.seals,
        rank=max((label.rank for label in labels if label is not None), default=0),
    )


def keep_lines(case: Incoming, actor: Actor, facts: Facts) -> None:
    what: contents.Sent = facts.found.what
    own = schemes.own()
    rows = []
    for n, item in enumerate(what.lines, start=1):
        label = own_label(item)
        rows.append(
            IncomingLine(
                incoming=case,
                place=n,
                digest=item.digest,
                number=item.number,
                scheme=item.scheme,
                level=item.level,
                caveats=", ".join(item.caveats)[:400],
                own_level=own.by_rank(label.rank).id if label is not None else "",
                title=item.title,
                originator=item.originator,
                reference=item.reference,
                dated=_day(item.dated),
                annexes=item.annexes,
                copy=item.copy,
                total=item.total,
                folios=item.folios,
            )
        )
    journal.add_all(rows)


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date() if text else None  # noqa: DTZ007  a day has no zone
    except ValueError:
        return None


def arrive(case: Incoming, actor: Actor, facts: Facts) -> None:
    """Its envelope is received as every envelope is: a thing in custody, to be opened, counted and registered out of."""
    level, own = queries.level_of(case), schemes.own()
    arrival = Arrival(
        name=numbered("A", actor.day.year),
        stage="received",
        sender=case.correspondent.name,
        reference=case.number,
        channel=CAME_BY.get(case.channel, Via.BAG),
        listed=sum(case.lines.values_list("folios", flat=True)),
        scheme=own.id,
        level=level.id,
        rank=level.rank,
        due=None if actor.profile.is_off("registration") else actor.due("registration"),
    )
    journal.add(arrival)
    facts.outer_intact, facts.account = facts.intact, facts.condition
    bring_in(arrival, actor, facts)
    journal.change(case, arrival=arrival, arrived_on=actor.day, intact=facts.intact, condition=facts.condition)


def receipt_goes(case: Incoming, actor: Actor, facts: Facts) -> None:
    """The bundle is the receipt that the sender waits for: that of the envelope has gone back with it."""
    arrival = case.arrival
    if arrival is not None and arrival.stage == "registered":
        journal.change(arrival, stage="closed", returned_by=f"{case.number}: {facts.digest[:16]}", due=None)
    journal.change(case, due=None)


def given_up(case: Incoming, actor: Actor, facts: Facts) -> None:
    journal.change(case, due=None)


def enter_line(case: Incoming, actor: Actor, facts: Facts) -> None:
    journal.change(case.lines.get(place=facts.line), document=facts.document, missing=False)


def take_off(case: Incoming, actor: Actor, facts: Facts) -> None:
    journal.change(case.lines.get(place=facts.line), document=None)


def miss_line(case: Incoming, actor: Actor, facts: Facts) -> None:
    journal.change(case.lines.get(place=facts.line), missing=True)


def accept(case: Incoming, actor: Actor, facts: Facts) -> None:
    journal.change(case, accepted_act=journal.current().act)
