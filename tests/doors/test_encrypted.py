# SPDX-License-Identifier: EUPL-1.2
"""A classified subject stands encrypted in its table: who may see the document reads it, and nobody who has only the database."""

from __future__ import annotations

import shutil
from base64 import b64encode
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings

from precinto.config.home import Home
from precinto.documents.models import Document
from precinto.ledger.verify import verify
from precinto.office.acts import FORGOTTEN
from precinto.records import encrypted
from precinto.records.errors import NotOpened
from precinto.setup.starting import get_ready
from precinto.setup.words import CannotSetUp
from precinto_verify.findings import Report
from tests.doors.through import Api, Page
from tests.postgres import wanted
from tests.web.conftest import Pages
from tests.world import World

pytestmark = pytest.mark.database

SECRET = "Carga útil del «Ñandú»"
TABLE, COLUMN = "documents_document", "classified_title"
BOUND = f"{TABLE}.{COLUMN}"


def stands(key: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMN} FROM {TABLE} WHERE id = %s", [key])
        return str(cursor.fetchone()[0])


def put(key: int, text: str) -> None:
    """By SQL, past the guard: as whoever has the database may."""
    with connection.cursor() as cursor:
        if wanted():
            cursor.execute("SELECT set_config('precinto.act', 'x', true)")
        else:
            cursor.execute(f"DROP TRIGGER precinto_update_{TABLE}")
        cursor.execute(f"UPDATE {TABLE} SET {COLUMN} = %s WHERE id = %s", [text, key])
        if wanted():
            cursor.execute("SELECT set_config('precinto.act', '', true)")


def tables_with(text: str) -> set[str]:
    """The tables in which a text stands: as text, as bytes, or as JSON has it."""
    spellings = {
        text,
        b64encode(text.encode()).decode(),
        text.encode("unicode_escape").decode().replace("\\x", "\\u00"),
    }
    asked = [*spellings, *(one.encode().hex() for one in spellings)]
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if wanted():
                cursor.execute(f'SELECT t::text FROM "{table}" t')
                rows = [str(row) for (row,) in cursor.fetchall()]
            else:
                cursor.execute(f'SELECT * FROM "{table}"')
                rows = [" ".join(v.hex() if isinstance(v, bytes) else str(v) for v in row) for row in cursor.fetchall()]
            if any(one in row for one in asked for row in rows):
                found.add(table)
    return found


def unopened(report: Report) -> list[str]:
    return [one.where for one in report.findings if one.what == "house-encrypted"]


def another_home(folder: Path) -> Home:
    """A home of the same books whose key of the office is another."""
    home = Home(folder)
    shutil.copytree(settings.HOME.path / "keys", folder / "keys")
    (folder / "keys" / "office.key").unlink()
    home.key("office", make=True)
    return home


def test_who_may_see_it_reads_it_and_no_table_has_it(world: World, page: Page, api: Api) -> None:
    document = world.document(title="Carga aparente", classified_title=SECRET)
    assert document.classified_title == SECRET
    assert SECRET in page.browser("rosa").get(f"/registro/{document.pk}/").content.decode()
    assert api.get("rosa", f"/documents/{document.code}").body["classified_title"] == SECRET
    assert tables_with("Carga aparente") == {TABLE}, "the control: what is not classified stands there"
    assert tables_with(SECRET) == set()
    report = verify()
    assert report.sound, [finding.words("en") for finding in report.findings]


def test_it_is_never_encrypted_alike_and_nothing_stays_nothing(world: World) -> None:
    one, two, none = (world.document(classified_title=text) for text in (SECRET, SECRET, ""))
    assert stands(none.pk) == ""
    assert none.classified_title == ""
    assert stands(one.pk) != stands(two.pk)
    assert encrypted.opened(stands(one.pk), BOUND) == encrypted.opened(stands(two.pk), BOUND) == SECRET
    for text in (stands(one.pk)[:-8], stands(one.pk).swapcase(), SECRET, "QUJD", "=", 7, b"x"):
        with pytest.raises(NotOpened):
            encrypted.opened(text, BOUND)
    with pytest.raises(NotOpened):
        encrypted.opened(stands(one.pk), f"{TABLE}.title")
    with pytest.raises(FieldError):
        Document.objects.filter(classified_title=SECRET)


def test_the_longest_that_a_form_takes_comes_back_whole(world: World) -> None:
    text = "ñ€𝄞 " * 125
    document = world.document(classified_title=text.strip())
    assert Document.objects.get(pk=document.pk).classified_title == text.strip()
    assert verify().sound


def test_a_row_that_is_given_the_value_of_another_is_named(world: World) -> None:
    one, two = world.document(classified_title=SECRET), world.document(classified_title="Otro asunto")
    put(two.pk, stands(one.pk))
    report = verify()
    assert f"documents.document/{two.pk}/{COLUMN}" in {one.where for one in report.findings}
    assert unopened(report) == []


def test_words_put_there_in_clear_are_named_and_not_believed(world: World) -> None:
    document = world.document(classified_title=SECRET)
    put(document.pk, "Otro asunto")
    with pytest.raises(NotOpened):
        document.refresh_from_db()
    report = verify()
    assert unopened(report) == [f"documents.document/{document.pk}/{COLUMN}"]
    assert not any("Otro asunto" in finding.words("es") for finding in report.findings)


def test_forgotten_it_is_in_no_box_and_the_row_says_so(world: World) -> None:
    document = world.document(classified_title=SECRET)
    before = stands(document.pk)
    order = world.do(
        "carmen", "office.redact.ask", target=f"documents.document/{document.pk}/{COLUMN}", reason="se escribió de más"
    )
    world.do("jaime", "office.redact.forget", order.case.pk)
    document.refresh_from_db()
    assert document.classified_title == FORGOTTEN
    assert tables_with(before) == set()
    assert verify().sound


def test_with_another_key_it_is_said_and_not_shown(world: World, api: Api, tmp_path: Path) -> None:
    document, plain = world.document(classified_title=SECRET), world.document()
    browser, headers = Pages("rosa"), api.headers("rosa")
    with override_settings(HOME=another_home(tmp_path)):
        answer = browser.get(f"/registro/{document.pk}/")
        assert answer.status_code == 500
        assert "keys/office.key" in answer.content.decode()
        assert SECRET not in answer.content.decode()
        assert browser.get(f"/registro/{plain.pk}/").status_code == 200, "what has no classified subject is shown"
        said = Client().get(f"/api/v1/documents/{document.code}", headers=headers)
        assert (said.status_code, said.json()["reason"]) == (500, "key-does-not-fit")
        assert said.json()["way_out"]
        assert unopened(verify()) == [f"documents.document/{document.pk}/{COLUMN}"]
    assert browser.get(f"/registro/{document.pk}/").status_code == 200, "with the key put back all is as before"
    assert verify().sound


def test_without_its_key_the_office_does_not_open_and_says_why(tmp_path: Path) -> None:
    home = another_home(tmp_path)
    (tmp_path / "keys" / "office.key").unlink()
    with override_settings(HOME=home), pytest.raises(CannotSetUp) as stopped:
        get_ready()
    assert "office.key" in stopped.value.words("es")


@pytest.mark.skipif(not wanted(), reason="on SQLite a migration is no part of another transaction: tests/tamper")
def test_what_stood_there_in_clear_is_encrypted(world: World) -> None:
    document, plain = world.document(classified_title=SECRET), world.document()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    call_command("migrate", "documents", "0007_reminders", verbosity=0, interactive=False)
    assert stands(document.pk) == SECRET, "the state before"
    call_command("migrate", verbosity=0, interactive=False)
    assert SECRET not in stands(document.pk)
    assert stands(plain.pk) == ""
    document.refresh_from_db()
    assert document.classified_title == SECRET
    report = verify()
    assert report.sound, [finding.words("en") for finding in report.findings]
