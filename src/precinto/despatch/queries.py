# SPDX-License-Identifier: EUPL-1.2
"""What is asked of this room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.utils.timezone import localdate

from precinto.custody import codes, seals
from precinto.custody.models import Place, PlaceKind, Thing
from precinto.despatch import bundle
from precinto.despatch.contents import Item
from precinto.despatch.models import Correspondent, Despatch, Incoming, Line
from precinto.documents.reservations import Claim
from precinto.labels import scheme
from precinto.labels.label import Label, translate
from precinto.labels.scheme import Level, Scheme
from precinto.office import schemes
from precinto.procedures.facts import Facts
from precinto.procedures.model import Reason
from precinto.records.errors import ConditionFailed
from precinto_verify.note import VKey

DESPATCH = "despatch.despatch"
ENDS = ("declined", "cancelled", "closed", "returned", "lost")
# Where by the books nobody has it any more.
GONE = (PlaceKind.DESTROYED, PlaceKind.MISSING)
# From the packing on there is an envelope with something in it, or there was one that left.
PACKED = ("packed", "sealed", "sent", "claimed", "received", "closed", "returned", "lost")


def claimed(things: Sequence[int]) -> Iterator[Claim]:
    """4.6: what is being got ready to be sent is neither lent, nor destroyed, nor sent in another envelope."""
    lines = Line.objects.filter(copy__thing__in=things, outcome="").exclude(despatch__stage__in=(*ENDS, "received"))
    for line in lines.select_related("copy__thing").order_by("pk"):
        facts = {"code": codes.pretty(line.copy.thing.code), "case": line.despatch_id}
        reason = Reason("despatch-open", facts, "4.6")
        yield Claim(line.copy.thing_id, reason, (DESPATCH, line.despatch_id))
    for case in Despatch.objects.filter(envelope__in=things, stage__in=("packed", "sealed")).select_related("envelope"):
        if case.envelope is not None:
            facts = {"code": codes.pretty(case.envelope.code), "case": case.pk}
            yield Claim(case.envelope.pk, Reason("despatch-open", facts, "4.6"), (DESPATCH, case.pk))


def scheme_of(item: Item) -> Scheme:
    """The sender's scheme as this office has loaded it. Raises `ConditionFailed`: a label that nobody here can read."""
    facts = {"scheme": item.scheme, "level": item.level}
    try:
        found = schemes.loaded(item.scheme)
    except LookupError as error:
        known = scheme.shipped().get(item.scheme)
        if known is None:
            raise ConditionFailed("scheme-not-loaded", clause="4.6", facts=facts) from error
        # The shipped schemes are part of the program: their equivalences are known before the office loads them.
        found = scheme.load(known)
    try:
        level = found.level(item.level)
        found.bits(item.caveats)
    except KeyError as error:
        raise ConditionFailed("scheme-not-loaded", clause="4.6", facts=facts) from error
    if level.rank != item.rank:
        raise ConditionFailed("scheme-not-loaded", clause="4.6", facts=facts)
    return found


def own_label(item: Item) -> Label | None:
    """The label under which this office handles it, or None where the schemes do not say: then a person decides."""
    of, own = scheme_of(item), schemes.own()
    bits = of.bits(item.caveats)
    return translate(Label(of.id, item.rank, bits.comp, bits.rel), of=of, into=own)


def incoming_labels(items: Iterable[Item]) -> list[Label | None]:
    return [own_label(item) for item in items]


def level_of(incoming: Incoming) -> Level:
    """How high its envelope is handled: as the highest of what it announces; what cannot be told counts as the highest there is."""
    own = schemes.own()
    known = list(incoming.lines.values_list("own_level", flat=True))
    if not known or "" in known:
        return own.levels[-1]
    return max((own.level(one) for one in known), key=lambda level: level.rank)


def witness_keys(correspondent: Correspondent) -> tuple[VKey, ...]:
    """The keys that another office cosigns with, from its card; none where it has none now."""
    if not correspondent.card:
        return ()
    keys = bundle.read_card(correspondent.card)
    return keys.witness, keys.witness_pq


def seals_used(wanted: Sequence[str]) -> Iterator[str]:
    rows = Despatch.objects.all()
    return seals.among(wanted, lambda seal: rows.filter(seals__icontains=seal).values_list("seals", flat=True))


def awaited(case: Despatch | Incoming, at: datetime) -> bool:
    """Its term runs still. Where the office has set none, it waits for nothing."""
    return case.due is not None and case.due >= at


def until(case: Despatch | Incoming) -> dict[str, str]:
    """For a refusal: the day on which its term runs out."""
    return {"due": localdate(case.due).isoformat() if case.due is not None else "—"}


def envelope_of(case: Despatch) -> Thing:
    return Thing.objects.select_related("place", "person").get(despatch=case)


def where(thing: Thing, envelope: Thing) -> Place | None:
    """The place where a thing of an envelope is: what lies in it is where that is."""
    return envelope.place if thing.lies_in(envelope.pk) else thing.place


def folios_of(case: Despatch) -> dict[str, int]:
    """By code, the folios that each copy of a despatch has in the register now."""
    lines = case.lines.select_related("copy__thing").order_by("place")
    return {line.copy.thing.code: line.copy.thing.pieces for line in lines}


def counted(case: Despatch, facts: Facts) -> dict[str, int]:
    """By code, what was counted. Of a despatch of one copy its folios are enough."""
    read = {thing.code: number for thing, number in facts.counts}
    expected = folios_of(case)
    return dict.fromkeys(expected, facts.folios) if not read and len(expected) == 1 else read
