# SPDX-License-Identifier: EUPL-1.2
"""Every text that a person may see has its Spanish."""

from tests.house.files import holds
from tools.messages import catalogue, entries, faults, in_python, in_template, in_the_program, merged

AGAIN = "every text has its Spanish; `make messages` brings the catalogue in line, then translate what is empty"


def test_every_text_of_the_program_has_its_spanish() -> None:
    book = entries(catalogue())
    found = []
    for message in in_the_program():
        entry = book.get(message.key)
        reasons = ["is not in the catalogue"] if entry is None else faults(entry)
        found += [f"src/precinto/{message.file}:{message.line}: {message.msgid!r} {reason}" for reason in reasons]
    holds(AGAIN, found)


def test_the_catalogue_holds_nothing_dead() -> None:
    used = {message.key for message in in_the_program()}
    book = catalogue()
    dead = [msgid for context, msgid in entries(book) if (context, msgid) not in used]
    dead += [entry.msgid for entry in book if entry.obsolete]
    holds(AGAIN, dead)


def test_texts_are_found_in_code_under_any_name() -> None:
    source = (
        "from django.utils.translation import gettext_lazy as _, ngettext as many, pgettext\n"
        "_('Lend' ' it')\nmany('a copy', '%(n)d copies', n)\npgettext('noun', 'act')\n_(variable)\n"
    )
    found = [(m.context, m.msgid, m.plural) for m in in_python(source, "sample.py")]
    assert found == [(None, "Lend it", ""), (None, "a copy", "%(n)d copies"), ("noun", "act", "")]


def test_texts_are_found_in_templates_as_django_looks_them_up() -> None:
    source = """{% load i18n %}{% comment %}{% translate "dead" %}{% endcomment %}{# _("dead") #}
    {% translate 'Take back' %}{% translate "100%" context "share" as x %}{% translate name %}
    {% blocktranslate trimmed count n=copies|length with who=holder %}
      {{ who }} holds
      a copy{% plural %}{{ who }} holds {{ n }} copies, 5%{% endblocktranslate %}
    {{ _("Settle")|upper }}{% include "a.html" with title=_("Destroy") %}"""
    assert [(m.context, m.msgid, m.plural) for m in in_template(source, "sample.html")] == [
        (None, "Take back", ""),
        ("share", "100%%", ""),
        (None, "%(who)s holds a copy", "%(who)s holds %(n)s copies, 5%%"),
        (None, "Settle", ""),
        (None, "Destroy", ""),
    ]


def test_merging_keeps_what_is_translated_and_drops_what_is_dead() -> None:
    first = merged(catalogue(), list(in_python("gettext('Lend')\ngettext('Copy')", "a.py")))
    for entry in first:
        entry.msgstr = entry.msgid.upper()
    second = merged(first, list(in_python("gettext('Lend')\ngettext('Settle')", "b.py")))
    assert {entry.msgid: entry.msgstr for entry in second} == {"Lend": "LEND", "Settle": ""}
    assert faults(next(entry for entry in second if entry.msgid == "Settle")) == ["has no Spanish"]
