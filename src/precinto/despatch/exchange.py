# SPDX-License-Identifier: EUPL-1.2
"""Bundles at a door: a file that is brought is opened by the step that it calls for; one that leaves is written down as it leaves."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from precinto.access.officers import Officer
from precinto.despatch import bundle, opening, writing
from precinto.despatch.models import Despatch, Incoming
from precinto.despatch.procedures import DESPATCH, INCOMING
from precinto.despatch.writing import Written
from precinto.documents.cases import actor_of, look
from precinto.procedures.model import Procedure
from precinto.procedures.perform import Act, Request, perform, record_attempt
from precinto.records.errors import ConditionFailed, Refused


def bring(data: bytes, *, by: Officer, intent: str) -> Act:
    """Open a bundle: what another office announces, or its receipt for what was sent. Raises `Refused`, which is on record."""
    facts = {"bundle": base64.b64encode(data).decode()}
    case = _despatch_of(data)
    if case is not None:
        return perform(DESPATCH, "receive_bundle", case, by=by, facts=facts, intent=intent)
    if not 0 < len(data) <= bundle.LARGEST:
        # What the field of the step would not take: told in the words of the format, and not in those of a form.
        known: dict[str, Any] = {} if not data else {"most": bundle.LARGEST >> 10}
        reason = "bundle-too-large" if data else "bundle-not-one"
        refused = ConditionFailed(reason, clause="4.6", facts=known)
        record_attempt(Request(INCOMING, "open"), by, refused)
        raise refused
    return perform(INCOMING, "open", None, by=by, facts=facts, intent=intent)


def _despatch_of(data: bytes) -> int | None:
    """The despatch that waits for this receipt. Nothing is believed yet: the step itself judges what is brought."""
    try:
        found = opening.opened(data)
    except Refused:
        return None
    answers = getattr(found.what, "answers", None)
    if answers is None:
        return None
    known = Despatch.objects.filter(sent_act=answers, correspondent=found.correspondent).values_list("pk", flat=True)
    return known.first()


def send_off(key: int, *, by: Officer, intent: str) -> Written:
    """The bundle of a despatch that was sent. Raises `Refused`, which is on record."""
    look(DESPATCH, key, actor_of(by))
    return _leave(DESPATCH, "bundle", key, lambda: writing.of_despatch(Despatch.objects.get(pk=key)), by, intent)


def answer(key: int, *, by: Officer, intent: str) -> Written:
    """The receipt for what came from another office. Raises `Refused`, which is on record."""
    look(INCOMING, key, actor_of(by))
    return _leave(INCOMING, "receipt", key, lambda: writing.of_receipt(Incoming.objects.get(pk=key)), by, intent)


def _leave(
    procedure: Procedure, step: str, key: int, write: Callable[[], Written], by: Officer, intent: str
) -> Written:
    """It is handed over only after the books say that it left: which file, and which checkpoint it shows."""
    try:
        made = write()
    except Refused as refused:
        record_attempt(Request(procedure, step, key), by, refused)
        raise
    facts = {"digest": made.digest, "origin": made.origin, "size": made.size}
    act = perform(procedure, step, key, by=by, facts=facts, intent=intent)
    if act.again:
        # It is sealed anew each time it is written: these bytes are not those that the act says left.
        another = ConditionFailed("bundle-left-already", clause="4.6")
        record_attempt(Request(procedure, step, key), by, another)
        raise another
    return made
