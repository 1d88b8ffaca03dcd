# SPDX-License-Identifier: EUPL-1.2
"""A classified subject is in no file of an office, neither in its log; and what stood there in clear before is wiped."""

from __future__ import annotations

import secrets
import sqlite3
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from precinto.documents.models import Document
from precinto.ledger import scrub
from precinto.ledger.verify import verify
from tests import postgres
from tests.tamper.office import SECRET, Office, back_in, opened
from tests.tamper.test_forgetting import traces

pytestmark = [
    pytest.mark.skipif(postgres.wanted(), reason="bytes of SQLite files"),
    pytest.mark.usefixtures("unblocked"),
]
OPEN = "Asunto que no es secreto"
KEPT = "SELECT classified_title FROM documents_document WHERE id = ?"


def kept(office: Office, key: int) -> str:
    database = sqlite3.connect(office.database)
    try:
        return str(database.execute(KEPT, [key]).fetchone()[0])
    finally:
        database.close()


def test_it_is_in_no_file_of_the_office(made: Office, work: Path) -> None:
    office = made.copy(work / "home")
    with opened(office.home):
        document = back_in().document(title=OPEN, classified_title=SECRET)
        assert (office.home / "office.sqlite3-wal").stat().st_size > 0
        assert traces(office.home, OPEN), "the control: what is not classified is in the log"
        assert not traces(office.home, SECRET), "with the connection still open: neither file, nor log, nor index of it"
        connection.close()
        assert not traces(office.home, SECRET)
        assert Document.objects.get(pk=document.pk).classified_title == SECRET
        assert verify(office.note).sound


def test_forgotten_its_cipher_is_wiped_too(made: Office, work: Path) -> None:
    office = made.copy(work / "home")
    with opened(office.home):
        world = back_in()
        document = world.document(classified_title=SECRET)
        before = kept(office, document.pk)
        assert traces(office.home, before), "the control"
        target = f"documents.document/{document.pk}/classified_title"
        order = world.do("carmen", "office.redact.ask", target=target, reason="se escribió de más")
        world.do("jaime", "office.redact.forget", order.case.pk)
        assert not scrub.note().exists()
        assert not traces(office.home, before)
        assert not traces(office.home, SECRET)
        assert Document.objects.get(pk=document.pk).classified_title == "[…]"
        assert verify(office.note).sound


def test_an_office_of_an_earlier_version_keeps_its_acts_and_no_clear_words(made: Office, work: Path) -> None:
    office = made.copy(work / "home")
    with opened(office.home):
        world = back_in()
        document, plain = world.document(classified_title=SECRET), world.document()
        call_command("migrate", "documents", "0007_reminders", verbosity=0, interactive=False)
        assert kept(office, document.pk) == SECRET, "the state before"
        assert traces(office.home, SECRET)

        call_command("migrate", verbosity=0, interactive=False)

        assert not scrub.note().exists()
        assert not traces(office.home, SECRET), "neither file, nor log, nor the slack of a page"
        assert kept(office, plain.pk) == ""
        assert Document.objects.get(pk=document.pk).classified_title == SECRET
        report = verify(office.note)
        assert report.sound, [finding.words("en") for finding in report.findings]


def test_a_wiping_that_a_reader_hinders_is_left_due(made: Office, work: Path) -> None:
    office = made.copy(work / "home")
    with opened(office.home):
        document = back_in().document(classified_title=SECRET)
        call_command("migrate", "documents", "0007_reminders", verbosity=0, interactive=False)
        connection.settings_dict["OPTIONS"]["timeout"] = 0.2
        connection.close()
        reader = sqlite3.connect(office.database, isolation_level=None)
        try:
            reader.execute("BEGIN")
            reader.execute(KEPT, [document.pk]).fetchone()
            call_command("migrate", verbosity=0, interactive=False)
        finally:
            reader.close()
            connection.settings_dict["OPTIONS"]["timeout"] = 30
        assert "documents_document" in scrub.due()
        assert scrub.again()
        connection.close()
        assert not traces(office.home, SECRET)


def test_with_the_key_changed_the_row_is_named(made: Office, work: Path) -> None:
    office = made.copy(work / "home")
    with opened(office.home):
        document = back_in().document(classified_title=SECRET)
    key = office.home / "keys" / "office.key"
    right = key.read_bytes()
    key.write_text(secrets.token_hex(32), "ascii")
    with opened(office.home):
        named = [one for one in verify().findings if one.what == "house-encrypted"]
        assert [one.where for one in named] == [f"documents.document/{document.pk}/classified_title"]
        assert "keys/office.key" in named[0].words("es")
    key.write_bytes(right)
    with opened(office.home):
        assert verify(office.note).sound
