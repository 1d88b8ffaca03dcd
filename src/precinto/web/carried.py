# SPDX-License-Identifier: EUPL-1.2
"""What was sent to a locked door is not lost, and is not done before it opens.

A counter's list waits in the session. Any other form travels with the page of the lock, encrypted and bound to its session: once the
password is given, whoever wrote it sees it again and sends it, or does not.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

from precinto.documents.counter import LONGEST, MOST
from precinto.records.encrypted import opened, written
from precinto.records.errors import NotOpened

KEPT = "counter"  # in the session, while it is locked
TOKEN = 240  # characters of a line as it travels, at most


def keep(request: HttpRequest) -> None:
    """Put a list that was sent to a locked door into the session: codes and counts, and what was read and not taken.

    Words are not kept there: what does not agree may be secret, and a session is no place for it.
    """
    form, sent = QueryDict(mutable=True), request.POST
    lines = [token[:TOKEN] for token in sent.getlist("line")[:MOST]]
    for name in ("person", "place", "mode", *(f"folios-{token[:32]}" for token in lines)):
        form[name] = sent.get(name, "")[:LONGEST]
    form.setlist("line", lines)
    read = [text for name in ("add", "scan", "many") for text in sent.get(name, "").splitlines()]
    form.setlist("missed", [text[:LONGEST] for text in (*sent.getlist("missed"), *read) if text.strip()][:MOST])
    if lines or form["person"] or form.getlist("missed"):
        request.session[KEPT] = form.urlencode()


def taken_up(request: HttpRequest) -> QueryDict:
    """The list that waited, once; empty where none did."""
    return QueryDict(request.session.pop(KEPT, ""))


LARGEST = 64_000  # characters of a form that travels
LEFT_OUT = ("csrfmiddlewaretoken", "_password")


@dataclass(frozen=True)
class Form:
    """What was sent, and where to."""

    path: str
    sent: QueryDict

    @property
    def values(self) -> list[tuple[str, str]]:
        return [(name, value) for name, values in self.sent.lists() for value in values]


def hold(request: HttpRequest) -> str:
    """The form that was sent, as it travels with the page of the lock. Empty for one with files, or one that is too long."""
    sent = request.POST.copy()
    for name in LEFT_OUT:
        sent.pop(name, None)
    text = json.dumps([request.path, sent.urlencode()])
    return "" if request.FILES or len(text) > LARGEST else written(text, _bound(request))


def released(request: HttpRequest) -> Form | None:
    """The form that travelled; none where it did not, or is of another session."""
    try:
        text = opened(request.POST.get("held", ""), _bound(request))
    except NotOpened:
        return None
    if not text:
        return None
    path, sent = json.loads(text)
    return Form(path, QueryDict(sent))


def _bound(request: HttpRequest) -> str:
    return f"held {request.session.session_key} {request.session.get('account')}"
