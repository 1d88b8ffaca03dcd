# SPDX-License-Identifier: EUPL-1.2
"""What the steps of this room change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from precinto.access.decide import Subject
from precinto.custody import codes
from precinto.custody.models import Place
from precinto.labels import scheme
from precinto.office import schemes, sealing
from precinto.office.models import LoadedScheme, PrintedForm, Redaction
from precinto.procedures import series
from precinto.procedures.facts import Facts
from precinto.procedures.model import Actor, Reason
from precinto.procedures.models import DeadlineValue, Holiday
from precinto.records import journal
from precinto.records.errors import NotFound

FORGOTTEN = "[…]"

# The forms there are, by name, each with its rule on what it speaks of and to whom. The rooms that print put theirs here.
PRINTABLE: dict[str, Callable[[PrintedForm, Actor], Reason | None]] = {}
# How a form reads what it is asked for: the target as the form writes it, and the act that it documents.
READ_AS: dict[str, Callable[[str, Actor], tuple[str, UUID | None] | None]] = {}
# Whether a paper that was printed says what it would say if it were printed now.
SAYS_THE_SAME: dict[str, Callable[[PrintedForm, Subject], bool]] = {}


def scheme_row(text: str) -> LoadedScheme:
    parsed = scheme.load(text.encode())
    return LoadedScheme(code=parsed.id, version=parsed.version, digest=parsed.digest, text=text)


def open_scheme(actor: Actor, facts: Facts) -> LoadedScheme:
    return scheme_row(facts.text)


def new_scheme_version(case: LoadedScheme, actor: Actor, facts: Facts) -> Reason | None:
    """A version is loaded once: what labels were given under it must stay readable."""
    if LoadedScheme.objects.filter(code=case.code, version__gte=case.version).exists():
        return Reason("scheme-version-known", {"scheme": case.code, "version": case.version})
    return None


def place_row(name: str, kind: str, rank: int) -> Place:
    return Place(code=codes.make("L", number=series.take("place")), name=name, kind=kind, rank=rank)


def open_place(actor: Actor, facts: Facts) -> Place:
    rank = schemes.own().level(facts.level).rank
    return Place(code="", name=facts.name, kind=facts.kind, rank=rank, within=facts.within)


def number_place(case: Place, actor: Actor, facts: Facts) -> None:
    journal.change(case, code=codes.make("L", number=series.take("place")))


def place_empty(case: Place, actor: Actor, facts: Facts) -> str | None:
    return "place-not-empty" if case.holds.exists() else None


def open_deadline(actor: Actor, facts: Facts) -> DeadlineValue:
    return DeadlineValue(name=facts.name, value=facts.value, reason=facts.reason)


def deadline_in_bounds(case: Any, actor: Actor, facts: Facts) -> Reason | None:
    from precinto.policy.deadlines import Profile, ProfileError

    try:
        Profile.default().with_values({getattr(facts, "name", None) or case.name: facts.value})
    except ProfileError:
        return Reason("deadline-out-of-bounds", {"value": facts.value})
    return None


def deadline_new(case: DeadlineValue, actor: Actor, facts: Facts) -> Reason | None:
    known = DeadlineValue.objects.filter(name=case.name).first()
    return Reason("deadline-set-already", {"case": known.pk}) if known else None


def set_deadline(case: DeadlineValue, actor: Actor, facts: Facts) -> None:
    journal.change(case, value=facts.value, reason=facts.reason)


def open_holiday(actor: Actor, facts: Facts) -> Holiday:
    return Holiday(day=facts.day, name=facts.name)


def holiday_new(case: Holiday, actor: Actor, facts: Facts) -> Reason | None:
    known = Holiday.objects.filter(day=facts.day).first()
    return Reason("holiday-known", {"case": known.pk, "name": known.name}) if known is not None else None


def open_form(actor: Actor, facts: Facts) -> PrintedForm:
    """Of what it is, and of which act, says the form itself: from every door the same paper is the same."""
    read = READ_AS.get(facts.form)
    target, about = (read(facts.target, actor) if read is not None else None) or (facts.target, None)
    return PrintedForm(
        number=0,
        year=actor.day.year,
        code="",
        form=facts.form,
        target=target,
        about=facts.about or about,
        seal=sealing.fingerprint(),
    )


def may_be_printed(case: PrintedForm, actor: Actor, facts: Facts) -> Reason | None:
    """1.2: who may not see what a form speaks of gets the answer of a form that does not exist."""
    rule = PRINTABLE.get(case.form)
    if rule is None:
        raise NotFound("not-found", clause="1.2")
    return rule(case, actor)


def not_printed_yet(case: PrintedForm, actor: Actor, facts: Facts) -> Reason | None:
    """There is one original: whoever prints the same paper again prints a duplicate, under its number."""
    known = newest_print(case.form, case.target, case.about)
    if known is None:
        return None
    return Reason("printed-already", {"number": codes.pretty(known.code), "case": known.pk})


def says_otherwise_now(case: PrintedForm, actor: Actor, facts: Facts) -> Reason | None:
    """A number names one paper for ever: what says something else now gets a number of its own, and nothing else does."""
    known = newest_print(case.form, case.target, case.about)
    if known is None:
        return Reason("not-printed-yet")
    if SAYS_THE_SAME[case.form](known, actor.subject):
        return Reason("printed-already", {"number": codes.pretty(known.code), "case": known.pk})
    return None


def newest_print(
    form: str, target: str, about: UUID | None, *, before: PrintedForm | None = None
) -> PrintedForm | None:
    """The newest number under which this very paper was printed: at all, or before another."""
    rows = PrintedForm.objects.filter(form=form, target=target, about=about)
    rows = rows.filter(pk__lt=before.pk) if before is not None else rows
    return rows.order_by("-pk").first()


def number_form(case: PrintedForm, actor: Actor, facts: Facts) -> None:
    number = series.take("form", case.year)
    journal.change(case, number=number, code=codes.make("R", year=case.year, number=number))


def count_print(case: PrintedForm, actor: Actor, facts: Facts) -> None:
    journal.change(case, prints=case.prints + 1, seal=sealing.fingerprint())


def open_redaction(actor: Actor, facts: Facts) -> Redaction:
    table, _slash, rest = facts.target.partition("/")
    key, _slash, column = rest.partition("/")
    return Redaction(
        table=table, key=int(key), column=column, reason=facts.reason, replacement=facts.replacement or FORGOTTEN
    )
