# SPDX-License-Identifier: EUPL-1.2
"""What is out, late, or falls due: one list from custody, the open cases, the approvals, the dates of people and standing duties.

The 18:00 list, the calendar, the warnings of each person and the mails are all made of it. Every line is decided for the
person who looks, and none holds a title: whoever shows it may add the title of a document that this person sees. Long, because
its sources stand beside one another: what one of them tells, no other may tell again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, Value, prefetch_related_objects
from django.utils.translation import gettext as _

from precinto.access.models import (
    IN_FORCE,
    Appointment,
    Briefing,
    Clearance,
    Dated,
    Delegation,
    Person,
    Role,
    in_force,
)
from precinto.custody.models import Place, PlaceKind, Thing
from precinto.documents import duties, listing, losing, queries
from precinto.documents.cases import WITHOUT_THE_TITLE
from precinto.documents.models import Document
from precinto.documents.reminding import CHIEF, LEADER, READER, told_to
from precinto.documents.shown import KNOW_THE_PEOPLE, OVERSEE
from precinto.procedures import lapsing, worklist
from precinto.procedures.model import REGISTRY, Actor, Procedure

MOST = 500  # lines of one kind: more is said to be more, and the exports have all of it
AWAY = (PlaceKind.TRANSIT, PlaceKind.MISSING)


@dataclass(frozen=True)
class Item:
    """One line. `what` is the procedure or the kind of thing, `code` its number or code, `person` whom it is about."""

    kind: str  # thing, away, case, approval, clearance, briefing, delegation, duty
    what: str
    code: str
    address: str
    due: datetime | None = None
    who: str = ""
    unit: str = ""
    stage: str = ""
    person: int | None = None
    unit_key: int | None = None
    since: datetime | None = None
    document: Document | None = None
    seen: bool = False

    @property
    def title(self) -> str:
        return self.document.title if self.document is not None and self.seen else ""


@dataclass(frozen=True)
class Agenda:
    """The lines, soonest due first, those without a term last. `cut`: there was more than is shown."""

    items: list[Item]
    cut: bool = False

    def of(self, *kinds: str) -> list[Item]:
        return [item for item in self.items if item.kind in kinds]


def horizon(actor: Actor) -> datetime:
    """The end of the next working day: what an evening must look ahead to."""
    return actor.calendar.closing_of(actor.calendar.add_working_days(actor.day, 1)) + timedelta(hours=6)


def look(
    actor: Actor,
    *,
    before: datetime | None = None,
    since: datetime | None = None,
    hands: bool = True,
    cases: bool = True,
    people: bool = True,
    standing: bool = True,
    most: int = MOST,
) -> Agenda:
    """What is out of the safes, with the cases, approvals, dates of people and standing duties that fall due before a time.

    `since` leaves out what fell due earlier. About ten questions, whatever there is.
    """
    before = before or horizon(actor)
    things, cut = _out(actor, since, before if since else None, most) if hands else ([], False)
    found: list[worklist.Waiting] = []
    near: list[worklist.Waiting] = []
    ends: dict[lapsing.Key, datetime] = {}
    if cases:
        found = worklist.open_cases(since=since, before=before, narrowed=_narrowed(actor), size=most + 1)
        cut, found = cut or len(found) > most, found[:most]
        near, ends, more = _approvals(actor, found, since, before, most)
        cut = cut or more
    documents = Document.objects.in_bulk({one.document for one in (*found, *near) if one.document})
    of_things = {thing.copy.document for thing in things if hasattr(thing, "copy")}
    prefetch_related_objects([*of_things, *documents.values()], "scope")
    items = _things(actor, things)
    # What is lent is told once: as the thing in somebody's hands, not again as its case with the same term.
    told = {(item.code, item.due) for item in items}
    found = [one for one in found if (one.name, one.due) not in told]
    items += _told(actor, found, "case", documents, ends) + _told(actor, near, "approval", documents, ends)
    if people:
        dates, more = _people(actor, since, before, most)
        cut, items = cut or more, items + dates
    if standing:
        items += _standing(duties.tasks(actor, since=since, before=before))
    return Agenda(sorted(items, key=_order), cut)


def _order(item: Item) -> tuple[bool, float, str]:
    return item.due is None, item.due.timestamp() if item.due else 0, item.code


def _roles(actor: Actor) -> frozenset[Role]:
    return frozenset(held.role for held in actor.roles)


# ---- things


def _out(actor: Actor, since: datetime | None, before: datetime | None, most: int) -> tuple[list[Thing], bool]:
    """In somebody's hands, on its way, or missing. One's own for whoever keeps nothing. Between two times: what falls due."""
    everybody = bool(_roles(actor) & OVERSEE)
    hands = Thing.objects.filter(person__isnull=False) if everybody else Thing.objects.filter(person=actor.key)
    read = Thing.objects.select_related("person__unit", "place", "copy__document")
    dated = hands.filter(due__isnull=False)
    if since is not None and before is not None:
        dated = dated.filter(due__gte=since, due__lt=before)
    # The page is found by the index of dues before anything is joined to it.
    found = list(read.filter(pk__in=dated.order_by("due", "pk").values("pk")[: most + 1]))
    cut, found = len(found) > most, sorted(found, key=lambda thing: (thing.due, thing.pk))[:most]
    if since is not None:
        if everybody and before is not None:
            found += read.filter(_missing(), due__gte=since, due__lt=before).order_by("due", "pk")[:most]
        return found, cut
    rest = Q(pk__in=hands.filter(due__isnull=True).order_by("pk").values("pk")[: most + 1])
    if everybody:
        rest |= Q(place__in=Place.objects.filter(kind__in=AWAY).values("pk"))
    others = list(read.filter(rest).order_by("pk")[: most + 1])
    return found + others[:most], cut or len(others) > most


def _missing() -> Q:
    """4.8: what is missing has a term too: the day on which it is presumed leaked."""
    return Q(place__in=Place.objects.filter(kind=PlaceKind.MISSING).values("pk"))


def _things(actor: Actor, things: Iterable[Thing]) -> list[Item]:
    items = []
    blind = bool(_roles(actor) & WITHOUT_THE_TITLE)
    for thing in things:
        document = thing.copy.document if hasattr(thing, "copy") else None
        seen = document is None or queries.visible(document, actor.subject)
        if not (seen or blind or thing.person_id == actor.key):
            continue
        person = thing.person
        items.append(
            Item(
                kind="thing" if person is not None else "away",
                what=str(thing.get_kind_display()),
                code=thing.code,
                address=f"/quien/?q={thing.code}",
                due=thing.due,
                who=str(person or thing.place or ""),
                unit=str(person.unit or "") if person is not None else "",
                person=thing.person_id,
                unit_key=person.unit_id if person is not None else None,
                since=thing.since,
                stage=_("Presumed leaked") if losing.presumed_leaked(thing, actor.at) else "",
                document=document,
                seen=seen,
            )
        )
    return items


# ---- cases


def _narrowed(actor: Actor) -> Any:
    """For whoever holds no post in a procedure: only the cases that name them or in which they acted."""

    def only(procedure: Procedure) -> Q | None:
        return None if listing.oversees(procedure, actor) else listing.named(procedure, actor)

    return only


def _told(
    actor: Actor,
    found: Sequence[worklist.Waiting],
    kind: str,
    documents: Mapping[int, Document],
    ends: Mapping[lapsing.Key, datetime],
) -> list[Item]:
    """Each decided: a document out of scope keeps its case from everybody but those who decide without reading."""
    blind = bool(_roles(actor) & WITHOUT_THE_TITLE)
    items = []
    for one in found:
        document = documents.get(one.document or 0)
        seen = document is not None and queries.visible(document, actor.subject)
        if one.document and not seen and not blind:
            continue
        items.append(
            Item(
                kind=kind,
                what=str(one.procedure.title),
                code=one.name,
                address=f"/caso/{one.procedure.name}/{one.key}/",
                due=one.due,
                stage=lapsing.stage_words(one.procedure, one.key, one.stage, ends, actor.at),
                document=document,
                seen=seen,
            )
        )
    return items


def _approvals(
    actor: Actor, found: Sequence[worklist.Waiting], since: datetime | None, before: datetime, most: int
) -> tuple[list[worklist.Waiting], dict[lapsing.Key, datetime], bool]:
    """Cases that wait on an approval which lapses before a time or has lapsed, when those of all the cases lapse, and
    whether more cases wait on one than were looked at."""
    stages = lapsing.stages_that_lapse()
    resting = worklist.open_cases(
        [REGISTRY[name] for name in stages],
        stages=lambda procedure: stages[procedure.name],
        narrowed=_narrowed(actor),
        size=most + 1,
    )
    cut, resting = len(resting) > most, resting[:most]
    ends = lapsing.lapses([(one.procedure, one.key, one.stage) for one in (*found, *resting)], actor)
    near = []
    for one in resting:
        end = ends.get((one.procedure.name, one.key))
        if end is not None and end < before and (since is None or end >= since):
            near.append(replace(one, due=end))
    return near, ends, cut


# ---- people

# What ends with a day, whose case it is, and who it is about.
ENDING: tuple[tuple[str, type[Dated], str, str], ...] = (
    ("clearance", Clearance, "personnel.clear", "person"),
    ("briefing", Briefing, "personnel.brief", "person"),
    ("delegation", Delegation, "personnel.delegate", "taker"),
)


def _people(actor: Actor, since: datetime | None, before: datetime, most: int) -> tuple[list[Item], bool]:
    """Clearances, briefings and delegations whose last day comes before a time and that nothing follows, and whether there
    are more. Two questions."""
    last = actor.calendar.local(before).date()
    first = actor.calendar.local(since).date() if since else actor.day
    everybody = bool(_roles(actor) & (KNOW_THE_PEOPLE | {Role.INSPECTOR}))
    parts = []
    for kind, model, _procedure, about in ENDING:
        rows: Any = model._default_manager.filter(stage=IN_FORCE, until__gte=first, until__lte=last)
        rows = rows.filter(**{f"{about}__stage": "active"})
        if not everybody:
            rows = rows.filter(**{about: actor.key})
        # Nothing ends for whom the next one is already on record.
        later = model._default_manager.filter(stage=IN_FORCE, **{about: OuterRef(about)})
        later = later.filter(Q(until__isnull=True) | Q(until__gt=last))
        parts.append(
            rows.filter(~Exists(later))
            .values("pk", "until")
            .annotate(w_kind=Value(kind, output_field=CharField()), w_person=F(f"{about}_id"))
        )
    found = list(parts[0].union(*parts[1:], all=True).order_by("until", "w_person", "w_kind")[: most + 1])
    cut, found = len(found) > most, found[:most]
    people = Person.objects.select_related("unit").in_bulk({row["w_person"] for row in found}) if found else {}
    of = {kind: procedure for kind, _model, procedure, _about in ENDING}
    words = {"clearance": _("Clearance"), "briefing": _("Briefing"), "delegation": _("Delegation")}
    return [
        Item(
            kind=row["w_kind"],
            what=words[row["w_kind"]],
            code=people[row["w_person"]].code,
            address=f"/caso/{of[row['w_kind']]}/{row['pk']}/",
            due=actor.calendar.closing_of(row["until"]),
            who=people[row["w_person"]].name,
            unit=str(people[row["w_person"]].unit or ""),
            person=row["w_person"],
            unit_key=people[row["w_person"]].unit_id,
        )
        for row in found
    ], cut


# ---- what nobody has begun


def _standing(found: Iterable[tuple[duties.Duty, duties.Task]]) -> list[Item]:
    return [
        Item(
            kind="duty",
            what=str(duty.title),
            code=task.code,
            address=task.address,
            due=task.due,
            who=task.who,
            unit=task.unit,
            stage=task.words,
            person=task.person,
        )
        for duty, task in found
    ]


# ---- 1.4: who is told, and when


# 4.8: the chief at once, and whoever leads.
TOLD_OF_LEAKS = frozenset({Role.HEAD, Role.LEADER})


def watched(actor: Actor, units: Collection[int]) -> Q:
    """The things of which this person may have to be told: their own, those of their units, all that is late or leaked."""
    which = Q(person=actor.key)
    if units:
        which |= Q(person__unit__in=units, due__isnull=False)
    if Role.LEADER in _roles(actor):
        which |= Q(person__isnull=False, due__lt=actor.at)
    if _roles(actor) & TOLD_OF_LEAKS:
        which |= _missing() & Q(due__lt=actor.at)
    return which


def warnings(actor: Actor) -> list[Item]:
    """What this person is told today of what is in somebody's hands, or presumed leaked."""
    units = headed(actor)
    keys = Thing.objects.filter(watched(actor, units), due__isnull=False).order_by("due", "pk").values("pk")[:MOST]
    things = Thing.objects.filter(pk__in=keys).select_related("person__unit", "place", "copy__document")
    return warned(actor, list(things.prefetch_related("copy__document__scope")), units)


def warned(actor: Actor, things: Sequence[Thing], units: Collection[int]) -> list[Item]:
    """Which of these things this person is told of. The reading scopes of their documents have been read.

    1.4: a chief is told that somebody of the unit keeps something too long, by its code alone where it is not theirs to read.
    """
    leads, hears = Role.LEADER in _roles(actor), bool(_roles(actor) & TOLD_OF_LEAKS)
    known = {item.code: item for item in _things(actor, things)}
    found = []
    for thing in things:
        told = told_to(thing.due, actor) if thing.person is not None else ()
        mine = READER in told and thing.person_id == actor.key
        theirs = CHIEF in told and thing.person is not None and thing.person.unit_id in units
        leaked = hears and losing.presumed_leaked(thing, actor.at)
        if mine or theirs or leaked or (LEADER in told and leads):
            found.append(known.get(thing.code) or _by_its_code(thing))
    return sorted(found, key=_order)


def _by_its_code(thing: Thing) -> Item:
    person = thing.person
    return Item(
        kind="thing",
        what=str(thing.get_kind_display()),
        code=thing.code,
        address="",
        due=thing.due,
        who=str(person or ""),
        unit=str(person.unit or "") if person is not None else "",
        person=thing.person_id,
        unit_key=person.unit_id if person is not None else None,
        since=thing.since,
    )


def headed(actor: Actor) -> set[int]:
    """The units at whose head this person stands today, in person or by delegation."""
    if Role.UNIT_HEAD not in _roles(actor):
        return set()
    heads = {actor.key} | {held.giver for held in actor.roles if held.role == Role.UNIT_HEAD and held.giver}
    posts = Appointment.objects.filter(in_force(actor.day), person__in=heads, post__role=Role.UNIT_HEAD)
    return {unit for unit in posts.values_list("post__unit", flat=True) if unit is not None}
