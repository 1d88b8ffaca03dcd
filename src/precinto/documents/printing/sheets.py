# SPDX-License-Identifier: EUPL-1.2
"""What every printed form has: its number, its clause, the act that it documents and where that stands in the ledger.

A form says what its target names and who may see that (`find`), and what stands on the paper (`content`). Who may not see it
gets the answer of a form that does not exist.
"""

from __future__ import annotations

import tomllib
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from precinto.access.decide import Subject
from precinto.custody import codes
from precinto.documents.printing import past, render
from precinto.labels.label import Label
from precinto.ledger import checkpoint
from precinto.ledger.append import index_of
from precinto.ledger.models import Entry
from precinto.office import acts as office_acts
from precinto.office import schemes, sealing
from precinto.office.models import PrintedForm
from precinto.policy import CLAUSES
from precinto.procedures import refusals
from precinto.procedures.model import REGISTRY, Actor, Reason
from precinto.records.errors import Broken, NotFound

LANGUAGES = ("es", "en")
LONGEST_TARGET = 4000  # the acts of a long receipt, one after another
SHORT_ROOT = 16  # hexadecimal digits of the root that stand on every form; the sheet of the day has the whole of it


@dataclass(frozen=True)
class Found:
    """What a target names. `target` is its one spelling; `acts` are those that the paper may document, newest last."""

    target: str
    row: Any
    acts: Sequence[uuid.UUID] = ()


@dataclass(frozen=True)
class Paper:
    """A printed form and the moment whose state it shows: that of its printing, or of the act that it attests (`of`)."""

    case: PrintedForm
    entry: Entry
    lang: str
    start: int = 0

    def of(self, procedure: str, case: int, steps: Iterable[str]) -> Paper:
        """The paper at the newest act of these steps: what it attests is what stood then, whenever it is printed."""
        return replace(self, entry=past.newest(procedure, case, steps, self.entry))

    @cached_property
    def then(self) -> past.Then:
        return past.Then(self.entry)


@dataclass(frozen=True)
class Form:
    name: str
    clause: str
    find: Callable[[str, Subject], Found | None]
    content: Callable[[Found, Paper], dict[str, Any]]
    # What it is marked with. No regrading changes it afterwards: a paper keeps the mark that it was printed with.
    label_then: Callable[[Found, Paper], Label | None] | None = None
    ready: Callable[[Found], bool] | None = None
    # One original of its act, whatever is known later: it goes with what was sent, or a new act gives a new paper.
    once: bool = False
    # Forms made of blocks (`blocks`) name themselves; the others have a template and a title of their own.
    title: Any = None
    # Labels and badges are stuck and worn: there is nothing to seal.
    sealed: bool = True


FORMS: dict[str, Form] = {}
# Who waits for a long form is told how far it is: so many of so many.
waiting: ContextVar[Callable[[int, int], object]] = ContextVar("precinto_waiting", default=lambda done, total: None)


def register(form: Form) -> None:
    FORMS[form.name] = form
    office_acts.PRINTABLE[form.name] = _printable
    office_acts.READ_AS[form.name] = partial(_read_as, form.name)
    office_acts.SAYS_THE_SAME[form.name] = says_the_same


def found(form: str, target: str, who: Subject) -> Found | None:
    known = FORMS.get(form)
    # What is on no keyboard is in no code: a database would stop at it.
    readable = len(target) <= LONGEST_TARGET and target.isprintable()
    return known.find(target, who) if known is not None and readable else None


def _printable(case: PrintedForm, actor: Actor) -> Reason | None:
    """Who may not see what the form speaks of, or names an act that is not one of its, gets the answer of nothing there."""
    here = found(case.form, case.target, actor.subject)
    if here is None or here.target != case.target or (case.about is not None and case.about not in here.acts):
        raise NotFound("not-found", clause="1.2")
    ready = FORMS[case.form].ready
    return Reason("nothing-to-print") if ready is not None and not ready(here) else None


def _read_as(form: str, target: str, actor: Actor) -> tuple[str, uuid.UUID | None] | None:
    here = found(form, target, actor.subject)
    return (here.target, here.acts[-1] if here.acts else None) if here is not None else None


def original(form: str, here: Found) -> PrintedForm | None:
    """This very paper, where it has been printed, under its newest number."""
    about = here.acts[-1] if here.acts else None
    return office_acts.newest_print(form, here.target, about)


def says_the_same(case: PrintedForm, who: Subject) -> bool:
    """Whether a paper printed now would say what this one said, in the office's language and apart from its number."""
    form, here = FORMS[case.form], found(case.form, case.target, who)
    if here is None or form.once:
        return True
    lang = _language("")
    papers = [Paper(case, entry, lang) for entry in (past.acts("office.form", case.pk)[0], Entry.objects.latest("pk"))]
    try:
        with translation.override(lang):
            before, after = [
                (form.content(here, paper), form.label_then(here, paper) if form.label_then is not None else None)
                for paper in papers
            ]
    except NotFound:  # what was on it then is not for this person: they print what is for them, under its own number
        return False
    return before == after


def _language(asked: str) -> str:
    office = schemes.office()
    return asked if asked in LANGUAGES else (office.language if office else "es")


def printed(code: str, who: Subject) -> PrintedForm:
    """The form with this number, for whoever may see what it speaks of. Raises `NotFound`."""
    known = codes.parse(code)
    case = PrintedForm.objects.filter(code=known.text).first() if known is not None and known.kind == "R" else None
    if case is None or found(case.form, case.target, who) is None:
        raise NotFound("not-found", clause="1.2")
    return case


def file_name(case: PrintedForm) -> str:
    """Its number, which says nothing of what stands on it."""
    return f"{codes.pretty(case.code)}.pdf"


PAPERS = ("a4", "a5", "roll")  # a sheet, half a sheet, the 80 mm roll of a receipt printer: where the form has them
LABELS = 24  # of 70 x 37 mm, on a sheet of them


def pdf(case: PrintedForm, who: Subject, *, lang: str = "", start: int = 0, size: str = "a4") -> bytes:
    """The form as PDF: the same bytes each time. `start` is the label of the sheet to begin at; 0 gives single labels.

    Raises `NotFound` for whoever may not see what the form speaks of.
    """
    here = found(case.form, case.target, who)
    if here is None:
        raise NotFound("not-found", clause="1.2")
    form = FORMS[case.form]
    history = past.acts("office.form", case.pk)
    lang = _language(lang)
    paper = Paper(case, history[0], lang, start)
    with translation.override(lang):
        data = _frame(form, here, paper, history)
        data["body"] = form.content(here, paper)
        data["paper"] = size if size in PAPERS else "a4"
    at = history[-1].at
    made = render.pdf("blocks" if form.title is not None else form.name, data, at)
    return sealing.seal(made, at, reason=data["number"], place=data["office"]) if form.sealed else made


def _frame(form: Form, here: Found, paper: Paper, history: list[Entry]) -> dict[str, Any]:
    case, office = paper.case, schemes.office()
    place = index_of(paper.entry)
    if place is None:  # PostgreSQL: the act waits for its place
        checkpoint.current()
        place = index_of(paper.entry)
    if place is None:
        raise Broken("the act of printing has no place in the tree yet")
    head = checkpoint.at(place + 1)
    words = _words(paper.lang)
    label = form.label_then(here, paper) if form.label_then is not None else None
    before = office_acts.newest_print(case.form, case.target, case.about, before=case) if anew(history[0]) else None
    about = past.positions([case.about]).get(case.about) if case.about else None
    by, again_by = (past.Then(entry).names([entry.person]) for entry in (history[0], history[-1]))
    return {
        "lang": paper.lang,
        "office": office.name if office else "",
        "title": words["title"][form.name] if form.title is None else str(form.title),
        "words": words,
        "clause": f"{form.clause} · {CLAUSES[form.clause].title[paper.lang]}",
        "clause_id": form.clause,
        "number": codes.pretty(case.code)[:-2],
        "code": codes.pretty(case.code),
        "qr": render.qr(case.code),
        "printed": moment(paper.entry.at),
        "instead": codes.pretty(before.code)[:-2] if before is not None else "",
        "by": by.get(history[0].person, ""),
        "duplicate": case.prints - 1,
        "again": moment(history[-1].at),
        "again_by": again_by.get(history[-1].person, ""),
        "position": None if about is None else str(about),
        "checkpoint": {"size": str(head.size), "root": bytes(head.root).hex()[:SHORT_ROOT]},
        "level": level(label, paper.lang) if label is not None else None,
    }


def anew(printing: Entry) -> bool:
    """Whether a form was printed in the place of another that says what is so no longer."""
    return printing.step == "print_anew"


def unnumbered(made: dict[str, Any], *, level: dict[str, str] | None = None, lang: str = "es") -> dict[str, Any]:
    """A form made of blocks that is not printed, only measured: it has no number and no place in the ledger."""
    return {
        "lang": lang, "office": "", "title": "", "words": _words(lang), "clause": "", "number": "", "code": "",
        "qr": render.qr("0"), "printed": "", "instead": "", "by": "", "duplicate": 0, "again": "", "again_by": "", "position": None,
        "checkpoint": {"size": "0", "root": "0" * SHORT_ROOT}, "level": level, "body": made,
    }  # fmt: skip


def highest(labels: Iterable[Label]) -> Label | None:
    """What a list of such things is marked with: the highest of them, with the caveats of its scheme. None for no things."""
    found = list(labels)
    if not found:
        return None
    top = max(found, key=lambda label: label.rank)
    comp = 0
    for label in found:
        comp |= label.comp if label.scheme == top.scheme else 0
    return Label(top.scheme, top.rank, comp, top.rel)


def level(label: Label, lang: str) -> dict[str, str]:
    return {"word": schemes.marking(label, "pageTop", lang), "color": schemes.level_of(label).color["light"]}


@cache
def _words(lang: str) -> dict[str, dict[str, str]]:
    read = tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))
    return {room: {name: said[lang] for name, said in words.items()} for room, words in read.items()}


def word(name: str, lang: str) -> str:
    return _words(lang)["data"][name]


def moment(at: datetime | None) -> str:
    return timezone.localtime(at, timezone.get_default_timezone()).strftime("%d/%m/%Y %H:%M") if at else ""


def day(on: date | None) -> str:
    return on.strftime("%d/%m/%Y") if on else ""


def step_title(entry: Entry | None) -> str:
    known = REGISTRY.get(entry.procedure) if entry else None
    step = known.step(entry.step) if known and entry else None
    return str(step.title) if step else ""


def who_did(entry: Entry, people: Mapping[int, str], lang: str) -> str:
    name = people.get(entry.person, "")
    return f"{name}, {word('for_delegation', lang)} {people.get(entry.giver, '')}" if entry.giver else name


refusals.register(
    {
        "nothing-to-print": refusals.Words(
            _("There is nothing to print on this form yet."), _("Take the step that it documents; then print it.")
        )
    }
)
