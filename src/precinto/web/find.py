# SPDX-License-Identifier: EUPL-1.2
"""Who has it? One box that understands codes, numbers and badges, and leads to the right page."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from precinto.custody import codes
from precinto.custody.models import Place, Thing
from precinto.documents.queries import who_has
from precinto.office.models import PrintedForm
from precinto.procedures.fields import find_person
from precinto.web import sight
from precinto.web.persons import may_look_at
from precinto.web.session import SignedRequest
from precinto.web.signing import see


@require_safe
def find(request: SignedRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:100]
    code = codes.parse(text)
    if not text:
        return render(request, "web/find.html", {"text": "", "copies": [], "say": ""})
    if code is not None and code.kind == "P":
        person = find_person(text)
        if person is not None and may_look_at(request, person.pk):
            return see(f"/personas/{person.pk}/")
    elif code is not None and code.kind == "L" and request.actor.roles:
        place = Place.objects.filter(code=code.text).first()
        if place is not None:
            return see(f"/caso/office.place/{place.pk}/")
    elif code is not None and code.kind == "R":
        form = PrintedForm.objects.filter(code=code.text).first()
        if form is not None and sight.roles(request.actor) & sight.KEEPERS:
            return see(f"/caso/office.form/{form.pk}/")
    elif code is not None and code.kind in ("M", "T"):
        thing = Thing.objects.select_related("person", "place").filter(code=code.text).first()
        if thing is not None and sight.roles(request.actor) & sight.KEEPERS:
            return render(request, "web/find.html", {"text": text, "thing": thing, "copies": []})
    copies = who_has(text, request.actor.subject)
    if copies:
        page = {"text": text, "copies": copies, "document": copies[0].document}
        return render(request, "web/find.html", page)
    if code is None and codes.looks_like_code(text):
        say = _("That is not a whole code: its check character does not agree. Read it again.")
    elif code is None and not any(char.isdigit() for char in text) and len(text) > 2:
        return see(f"/registro/?texto={quote(text)}")
    else:
        say = _("There is nothing here under that number, or it is not for you.")
    return render(request, "web/find.html", {"text": text, "copies": [], "say": say}, status=404)
