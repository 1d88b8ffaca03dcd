# SPDX-License-Identifier: EUPL-1.2
"""What must hold of envelopes and books, and what the register asks of them. Each returns None, or why it does not hold."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from precinto.access.decide import Scoped, decide
from precinto.access.principals import REGISTRY
from precinto.access.reach import FOREVER
from precinto.custody import codes
from precinto.custody.models import PlaceKind, Thing
from precinto.documents.models import CAME, Document, Via
from precinto.documents.receiving.models import Arrival, Book, Enclosed, Parcel
from precinto.documents.receiving.parcels import enclosed, openers, registered_folios
from precinto.documents.receiving.volumes import volume
from precinto.labels.label import Label
from precinto.ledger import history, tree
from precinto.ledger.append import index_of
from precinto.office import schemes
from precinto.office.models import PrintedForm
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor, Reason
from precinto.records import memo

# ---- asked by the register


def envelope_open(case: Document, actor: Actor, facts: Facts) -> Reason | None:
    """1.1: what is registered out of an envelope comes out of one that was opened and is not done with."""
    parcel: Parcel | None = getattr(facts, "source", None)
    if parcel is None:
        return None
    if parcel.stage != parcel.OPEN:
        return Reason("parcel-not-open", {"name": parcel.name})
    if facts.via == Via.MEETING and parcel.VIA != Via.MEETING:
        return Reason("not-from-a-meeting", {"name": parcel.name})
    return Reason("came-otherwise", {"name": parcel.name}) if parcel.VIA not in ("", facts.via) else None


def out_of_no_envelope(facts: Facts) -> bool:
    return facts.via in CAME and facts.source is None


def from_its_envelope(case: Document, actor: Actor, facts: Facts) -> Reason | None:
    """1.1: what came in is registered out of what it came in, which somebody received, opened and counted, and for which its
    sender gets a receipt. Where there is nothing to name it is said why, and counted. A paper day is confirmed from its paper.
    """
    if not out_of_no_envelope(facts) or facts.no_envelope or getattr(facts, "occurred_at", None) is not None:
        return None
    return Reason("brought-from-nowhere" if facts.via == Via.MEETING else "no-envelope")


def book_open(case: Document, actor: Actor, facts: Facts) -> Reason | None:
    """1.1: an entry is made in a book that two have opened, and in none that is closed or being closed.

    The books of before the first of its letter were opened on paper: what is taken over from them is asked for none here.
    """
    kept = facts.via != Via.LEGACY or Book.objects.filter(series=case.series, year__lte=case.year).exists()
    return book_stands(case.series, case.year, asked=kept)


def book_stands(letter: str, year: int, *, asked: bool = True) -> Reason | None:
    stage = memo.once(
        ("book", letter, year),
        ["receiving.book"],
        lambda: Book.objects.filter(series=letter, year=year).values_list("stage", flat=True).first(),
    )
    named = {"series": letter, "year": year}
    if stage in ("closing", "closed"):
        return Reason("book-closed", named, "1.1")
    return Reason("book-not-open", named, "1.1") if asked and stage != "open" else None


def not_the_opener(case: Document, actor: Actor, facts: Facts) -> Reason | None:
    """1.1: at the top level, whoever opened the envelope does not also check what was received."""
    if not _two_receive(case):
        return None
    return Reason("opener-verifies", {"number": str(case)}) if actor.humans & openers(case) else None


def not_the_registrar(case: Document, actor: Actor, facts: Facts) -> Reason | None:
    """1.1: at the top level, whoever opened or registered it does not make it disappear from the register either."""
    if not _two_receive(case):
        return None
    wrote = history.hands(history.of_case("documents.register", case.pk, "register", "register_deferred"))
    own = actor.humans & (wrote | openers(case))
    return Reason("annulled-by-the-registrar", {"number": str(case)}) if own else None


def _two_receive(case: Document) -> bool:
    handling = schemes.loaded(case.scheme).level(case.level).handling
    return bool(handling.get("two_person_open") or handling.get("opener_not_verifier"))


# ---- envelopes


def place_high_enough(case: Parcel, actor: Actor, facts: Facts) -> Reason | None:
    """1.3: the level of the place reaches the level that the cover says."""
    return Reason("place-too-low", {"place": facts.place.name}, "1.3") if case.rank > facts.place.rank else None


def opener_cleared(case: Parcel, actor: Actor, facts: Facts) -> Reason | None:
    """Whoever opens it reads it: the clearance of the clerk reaches the level of the cover."""
    label = Label(case.scheme, case.rank, 0, 0)
    decision = decide(actor.subject, Scoped(label, ((REGISTRY, 0, FOREVER),)), to_hold=True)
    return None if decision else Reason(decision.reason or "", {"name": actor.person.name}, decision.clause)


def in_the_office(case: Parcel, actor: Actor, facts: Facts) -> Reason | None:
    thing = Thing.objects.select_related("place").get(pk=case.held.pk)
    return None if thing.in_the_safe else Reason("not-in-the-safe", {"code": codes.pretty(thing.code)}, "1.3")


def gone_for_good(case: Parcel, actor: Actor, facts: Facts) -> Reason | None:
    """4.8: it burnt in an emergency, or is missing and was given up: while somebody looks for it, its case waits."""
    thing = Thing.objects.select_related("place").get(pk=case.held.pk)
    kind = thing.place.kind if thing.place is not None else ""
    gone = kind == PlaceKind.DESTROYED or (kind == PlaceKind.MISSING and thing.due is None)
    return None if gone else Reason("not-gone-for-good", {"code": codes.pretty(thing.code)})


def not_linked_yet(case: Parcel, actor: Actor, facts: Facts) -> Reason | None:
    linked = Enclosed.objects.filter(document=facts.document).exists()
    return Reason("document-came-in-another", {"number": str(facts.document)}) if linked else None


def registered_since(case: Parcel, actor: Actor, facts: Facts) -> Reason | None:
    """A document that was registered before the envelope was here did not come in it."""
    began = case.held.movements.order_by("seq").values_list("at", flat=True).first()
    if began is None or facts.document.received_at >= began:
        return None
    return Reason("registered-before-it-came", {"number": str(facts.document), "name": case.name})


def all_registered(case: Parcel, actor: Actor, facts: Facts) -> Reason | None:
    """1.1: every folio that was counted is registered. Where it is not, somebody else confirms it."""
    found = registered_folios(case)
    if found is None:
        return Reason("nothing-registered-of-it", {"name": case.name})
    if case.folios is not None and found != case.folios:
        return Reason("folios-not-all-registered", {"name": case.name, "counted": case.folios, "registered": found})
    return None


def deferred_confirmed(case: Parcel, actor: Actor, facts: Facts) -> Reason | None:
    for document in enclosed(case):
        if document.stage == "deferred":
            return Reason("not-registered", {"number": str(document)})
    return None


def concluded(case: Parcel, actor: Actor, facts: Facts) -> Reason | None:
    """What was not as it should be has been looked at by somebody who did not receive it."""
    return Reason("finding-open", {"name": case.name}) if case.account and not case.conclusion else None


# An envelope or bundle of which something was written down that nobody has concluded.
TO_CONCLUDE = ~Q(account="") & Q(conclusion="")


def something_to_conclude(case: Parcel, actor: Actor, facts: Facts) -> Reason | None:
    return None if case.account else Reason("nothing-to-conclude", {"name": case.name})


def not_by_who_took_it_in(case: Parcel, actor: Actor, facts: Facts) -> Reason | None:
    """Whoever took the envelope in, by whatever step, does not conclude what was wrong with it."""
    first = case.held.movements.order_by("seq").first()
    own = first is not None and actor.humans & history.hands(history.named([first.act]))
    return Reason("concluded-by-the-receiver", {"name": case.name}) if own else None


def receipt_printed(case: Arrival, actor: Actor, facts: Facts) -> Reason | None:
    """1.1: what goes back to the sender is form 4, numbered like every form."""
    printed = PrintedForm.objects.filter(form="arrival-receipt", target=case.name).exists()
    return None if printed else Reason("receipt-not-printed", {"name": case.name})


# ---- books


def one_book(case: Book, actor: Actor, facts: Facts) -> Reason | None:
    known = Book.objects.filter(series=case.series, year=case.year).first()
    return Reason("book-known", {"name": case.name, "case": known.pk}) if known is not None else None


def year_over(case: Book, actor: Actor, facts: Facts) -> Reason | None:
    """1.1: the book of a year is closed on its last day or later."""
    last_day = date(case.year, 12, 31)
    return Reason("year-not-over", {"year": case.year}) if actor.day < last_day else None


def nothing_deferred(case: Book, actor: Actor, facts: Facts) -> Reason | None:
    """What was written on paper is confirmed before the book is closed."""
    waiting = volume(case).unready(case)
    return Reason("deferred-open", {"number": waiting}) if waiting is not None else None


def no_gap(case: Book, actor: Actor, facts: Facts) -> Reason | None:
    """1.1: the entries are as many as the last number says."""
    count, last, _annulled = volume(case).counted(case)
    return None if count == last else Reason("book-has-gaps", {"entries": count, "last": last})


def under_the_tree(case: Book, actor: Actor, facts: Facts) -> Reason | None:
    """The act by which the clerk closed it has its place in the ledger, so that the checkpoint covers the whole year."""
    entry = history.of_case("documents.book", case.pk, "close").latest("pk")
    place = index_of(entry)
    return None if place is not None and place < tree.size() else Reason("not-in-the-ledger-yet")
