# SPDX-License-Identifier: EUPL-1.2
"""Steps as a page offers them: which are open to this person, with their forms, and what became of one that was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from precinto.computers import signin
from precinto.documents.cases import take
from precinto.ledger.append import new_act
from precinto.ledger.models import Entry, Leaf
from precinto.office.acts import FORGOTTEN
from precinto.office.procedures import REDACT
from precinto.procedures import excuses
from precinto.procedures.facts import FactForm, NoFacts
from precinto.procedures.model import NEW, REGISTRY, Actor, Procedure, Step
from precinto.procedures.perform import Act, may_take, needs_excuse
from precinto.procedures.refusals import Answer, answer, words
from precinto.records.errors import FreshPasswordNeeded, NotFound, NotSignedIn, Refused, Unseen
from precinto.records.models import Case
from precinto.web import session, uploads
from precinto.web.session import SignedRequest

# Steps with a page of their own, or that the program takes itself.
ELSEWHERE = {
    ("computers.account", "sign_in"),
    ("computers.account", "sign_out"),
    ("computers.account", "change_password"),
    ("computers.token", "issue"),
    ("documents.export", "take"),
    ("documents.queue", "bring"),
    ("documents.queue", "note"),
    ("documents.station", "enrol"),
    ("despatch.despatch", "bundle"),
    ("despatch.despatch", "receive_bundle"),
    ("despatch.incoming", "open"),
    ("despatch.incoming", "receipt"),
    ("office.form", "print"),
    ("office.form", "print_again"),
    ("office.form", "print_anew"),
    ("personnel.found", "found"),
}
# Steps that are no choice at all while a case stands as it does. The rooms add theirs.
HIDDEN: dict[tuple[str, str], Callable[[Any, Actor], bool]] = {}
Key = tuple[str, int]
NOT_THERE = (None, "", FORGOTTEN)  # of a sealed value: never written, or forgotten already


# Fields that take many codes, one a line.
CODES = frozenset({"codes", "copies", "things"})


@dataclass(frozen=True)
class Done:
    """An act as a page tells it: read from the ledger's index, without its body."""

    key: int
    act: str
    step: str
    person: int
    giver: int | None
    at: Any
    position: int | None


def read_acts(actor: Actor, wanted: Mapping[str, Sequence[int]]) -> dict[Key, list[Done]]:
    """The acts of many cases in one question; what the second-person rule asks of them is then known to the actor."""
    asked = {name: list(keys) for name, keys in wanted.items() if keys}
    found: dict[Key, list[Done]] = {(name, key): [] for name, keys in asked.items() for key in keys}
    if not asked:
        return found
    which = Q()
    for name, keys in asked.items():
        which |= Q(procedure=name, case__in=keys)
    rows = Entry.objects.filter(which, kind="act").order_by("pk")
    for key, act, name, step, case, person, giver, at, position in rows.values_list(
        "pk", "act", "procedure", "step", "case", "person", "giver", "at", "leaf__index"
    ):
        found[(name, case or 0)].append(Done(key, str(act), step, person, giver, at, position))
    for name_and_case, done in found.items():
        actor.done[name_and_case] = [(d.person, d.giver, d.step) for d in done]
    return found


def people_of(acts: Iterable[Done]) -> list[int]:
    return [key for done in acts for key in (done.person, done.giver) if key]


def open_to(procedure: Procedure, case: Case, actor: Actor) -> list[Step]:
    return [
        step
        for step in procedure.steps.values()
        if offered(procedure, step)
        and may_take(procedure, step, case, actor)
        and not hidden(procedure, step, case, actor)
    ]


def hidden(procedure: Procedure, step: Step, case: Case, actor: Actor) -> bool:
    hides = HIDDEN.get((procedure.name, step.name))
    return hides is not None and hides(case, actor)


def opening(actor: Actor, procedures: Iterable[Procedure]) -> list[tuple[Procedure, Step]]:
    """The cases of these procedures that this person may open."""
    return [
        (procedure, step)
        for procedure in procedures
        for step in procedure.steps.values()
        if NEW in step.stages and offered(procedure, step) and may_take(procedure, step, None, actor)
    ]


def forgettable(procedure: Procedure, case: Case, actor: Actor) -> list[tuple[str, str]]:
    """The values of a case that this person may ask to have forgotten: what each is called, and how the step writes it.

    Not those of an account, a key or a PIN: they are changed, and what was is nothing.
    """
    if procedure.name.startswith("computers.") or not opening(actor, [REDACT]):
        return []
    words: dict[str, str] = {}
    for step in procedure.steps.values():
        for name, field in fields_of(step).items():
            words.setdefault(name, str(field.label or name))
    table = case._meta.label_lower
    return [
        (words.get(name, name), f"{table}/{case.pk}/{name}")
        for name in sorted(case.sealed)
        if getattr(case, name) not in NOT_THERE
    ]


def offered(procedure: Procedure, step: Step) -> bool:
    return (procedure.name, step.name) not in ELSEWHERE


@dataclass
class Offer:
    """One step with its form, as it stands on a page; `refusal` and `password_wrong` after a try that did not go through."""

    procedure: Procedure
    step: Step
    case: Case | None
    form: FactForm
    intent: str
    asks_password: bool
    refusal: Answer | None = None
    password_wrong: str = ""

    @property
    def address(self) -> str:
        if self.case is None:
            return f"/acto/{self.procedure.name}/{self.step.name}/"
        return f"/caso/{self.procedure.name}/{self.case.pk}/{self.step.name}/"

    @property
    def daily(self) -> list[Any]:
        """The fields that a page shows first: all, unless the form names some."""
        first = getattr(self.form, "daily", None)
        return [field for field in self.form.visible_fields() if first is None or field.name in first]

    @property
    def rest(self) -> list[Any]:
        first = getattr(self.form, "daily", None)
        return [] if first is None else [field for field in self.form.visible_fields() if field.name not in first]

    @property
    def takes_file(self) -> bool:
        return any(takes_file(field) for field in self.form.fields.values())

    @property
    def rest_open(self) -> bool:
        return any(field.errors for field in self.rest)

    @property
    def button(self) -> str:
        return {"approve": "approve", "stop": "stop"}.get(self.step.tone, "act")


def offer(request: SignedRequest, procedure: Procedure, step: Step, case: Case | None) -> Offer:
    """The step with an empty form; a new case may begin with what the address names."""
    initial = (
        {} if case is not None else {name: value for name, value in request.GET.items() if name in fields_of(step)}
    )
    form = _form(request, procedure, step, case, None, initial)
    return Offer(procedure, step, case, form, str(new_act()), _asks_password(request, step))


def fields_of(step: Step) -> Mapping[str, forms.Field]:
    return step.asks.base_fields if step.asks else {}


def _form(
    request: SignedRequest,
    procedure: Procedure,
    step: Step,
    case: Case | None,
    data: Mapping[str, Any] | None,
    initial: Mapping[str, Any],
) -> FactForm:
    made = step.asks or NoFacts
    bound = made.raw(data) if data is not None else None
    form = made(bound, actor=request.actor, case=case, auto_id=f"{step.name}-%s", initial=dict(initial))
    if needs_excuse(procedure, step, case, request.actor):
        form.fields[excuses.FACT] = excuses.field()
    return form


def _asks_password(request: SignedRequest, step: Step) -> bool:
    return step.fresh and not session.fresh(request)


def sent_facts(step: Step, sent: QueryDict) -> dict[str, Any]:
    """What was sent of the facts that the step asks for; nothing else of the form gets through."""
    facts: dict[str, Any] = {}
    for name, field in fields_of(step).items():
        if isinstance(field, forms.MultipleChoiceField):
            facts[name] = sent.getlist(name)
        elif name in sent:
            facts[name] = sent[name]
    if sent.get(excuses.FACT):
        facts[excuses.FACT] = sent[excuses.FACT]
    return facts


def with_files(step: Step, facts: dict[str, Any], files: Mapping[str, Any]) -> None:
    """The codes of a file stand under those that were written. Raises `ConditionFailed`."""
    for name, field in fields_of(step).items():
        file = files.get(f"{name}-file") if takes_file(field) else None
        if file is not None:
            facts[name] = "\n".join(text for text in (facts.get(name, ""), *uploads.codes_in(file)) if text)


def takes_file(field: Any) -> bool:
    return getattr(field, "kind", "") in CODES


def attempt(request: SignedRequest, procedure: Procedure, step: Step, case: Case | None, **more: str) -> Act | Offer:
    """Take the step that was sent. Returns the act, or the step again with its refusal and everything that was written.

    `more` are facts that the page knows and nobody writes.
    """
    facts = sent_facts(step, request.POST) | more
    intent = request.POST.get("_intent", "")
    asks = _asks_password(request, step)
    try:
        with_files(step, facts, request.FILES)
        officer = request.officer
        if asks and "_password" in request.POST:
            officer = prove(request, request.POST["_password"])
        act = take(procedure, step.name, case.pk if case is not None else None, by=officer, facts=facts, intent=intent)
    except Refused as refused:
        if isinstance(refused, NotFound) and not isinstance(refused, Unseen):
            raise  # the case itself: there is no page to show the step on
        form = _form(request, procedure, step, case, facts, {})
        again = Offer(procedure, step, case, form, intent or str(new_act()), asks)
        if isinstance(refused, FreshPasswordNeeded):
            again.asks_password = True
        if isinstance(refused, NotSignedIn):
            again.password_wrong = words(refused.reason, refused.facts)
        else:
            again.refusal = answer(refused, get_language() or "es")
        # A second try is a new intent: the first one was refused and left nothing behind.
        again.intent = str(new_act())
        again.asks_password = again.asks_password and not session.fresh(request)
        return again
    tell(request, act)
    return act


def prove(request: SignedRequest, password: str) -> Any:
    """Give the password again. Raises `NotSignedIn`."""
    officer = signin.prove(request.officer, password)
    session.proved(request, officer)
    request.officer = officer
    return officer


def tell(request: HttpRequest, act: Act) -> None:
    position = Leaf.objects.filter(entry=act.entry).values_list("index", flat=True).first()
    done = str(act.procedure.steps[act.step].title)
    if act.again:
        messages.success(request, _("%(step)s: this had been done already, and was not done twice.") % {"step": done})
    elif position is None:
        messages.success(request, _("%(step)s: done. The book gives its number in a moment.") % {"step": done})
    else:
        messages.success(request, _("%(step)s: done. Number %(n)s in the book.") % {"step": done, "n": position})


def title_of(entry: Entry | None) -> str:
    """What was done, in the words of its procedure."""
    procedure = REGISTRY.get(entry.procedure) if entry is not None else None
    step = procedure.step(entry.step) if procedure is not None and entry is not None else None
    return str(step.title) if step is not None else (entry.step if entry is not None else "")
