# SPDX-License-Identifier: EUPL-1.2
"""The same on PostgreSQL: what is forgotten stands nowhere in the data folder of a server of its own, its log included."""

from __future__ import annotations

import re
import secrets
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings

from precinto.config.home import Home, database
from precinto.documents.models import Document
from precinto.ledger import checkpoint, scrub, seal, tree
from precinto.ledger.export import export
from precinto.ledger.models import Sealed, ShredKey
from precinto.ledger.verify import verify
from tests import postgres
from tests.tamper.office import forget
from tests.tamper.test_forgetting import spellings
from tests.world import PASSWORD, World, found

pytestmark = [
    pytest.mark.database,
    pytest.mark.skipif(not postgres.wanted(), reason="bytes of PostgreSQL's files"),
    pytest.mark.usefixtures("unblocked"),
]
PAGE = 8192


class Own:
    """A server of this test's own, with an office in it. Nothing else writes in its data folder."""

    def __init__(self, work: Path) -> None:
        self.server = postgres.Server()
        self.home = work / "home"

    def start(self) -> None:
        self.server.start()
        Home(self.home).make(language="es", time_zone="Europe/Madrid", database=self.server.url)

    @contextmanager
    def opened(self) -> Iterator[World]:
        before = dict(connection.settings_dict)
        connection.close()
        connection.settings_dict.update(database(self.server.url, self.home))
        seal._office.cache_clear()
        try:
            with override_settings(HOME=Home(self.home), PASSWORD_HASHERS=["tests.world.QuickHasher"]):
                call_command("migrate", verbosity=0, interactive=False)
                yield found()
        finally:
            connection.close()
            connection.settings_dict.clear()
            connection.settings_dict.update(before)
            seal._office.cache_clear()

    def traces(self, what: set[bytes]) -> dict[str, set[bytes]]:
        """Where one of these strings of bytes stands, in the folder of the server, its log, or the home: which of them."""
        places: dict[str, set[bytes]] = defaultdict(set)
        for top in (self.server.folder, self.home):
            for file in top.rglob("*"):
                if file.is_file():
                    place = "/".join(file.relative_to(top).parts[:2])
                    data = written(file)
                    places[place] |= {one for one in what if one in data}
        return {place: found for place, found in places.items() if found}


def written(file: Path) -> bytes:
    """What a file holds, without its pages of zeros: the log is made of them for the most part."""
    data = file.read_bytes()
    nothing = bytes(PAGE)
    pages = (data[at : at + PAGE] for at in range(0, len(data), PAGE))
    return b"".join(page if page != nothing[: len(page)] else b"\0" for page in pages)


@pytest.fixture
def own(work: Path) -> Iterator[Own]:
    one = Own(work)
    try:
        one.start()
        yield one
    finally:
        one.server.stop()


def secret() -> str:
    """Words that stand nowhere else, with letters beyond ASCII, so that any eight bytes of them give it away."""
    return f"Operación {secrets.token_hex(8)} «Ñandú {secrets.token_hex(8)}»"


def pieces(text: str) -> set[bytes]:
    """What to look for: the whole in several spellings, and its chance part cut small, for text that was compressed."""
    found = set(spellings(text))
    for word in re.findall("[0-9a-f]{16}", text):
        found |= {word[at : at + 7].encode() for at in range(10)}
        found |= {word[at : at + 7].upper().encode() for at in range(10)}
    return found


def spelt(data: bytes) -> set[bytes]:
    """Sealed bytes as they lie in a file, and as a statement or a log writes them."""
    return {data, data.hex().encode(), data.hex().upper().encode(), b64encode(data)}


def boxes(subject: str) -> set[bytes]:
    """The key of a subject as it is wrapped now, and all that is sealed under it."""
    key = ShredKey.objects.get(subject=subject)
    sealed = {bytes(box) for box in Sealed.objects.filter(key=key).values_list("box", flat=True)}
    return {spelling for data in sealed | {bytes(key.wrapped)} for spelling in spelt(data)}


def analysed() -> None:
    """What the server does by itself when enough rows have changed: note the values that stand in each column."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("CHECKPOINT")


def test_nothing_is_left_of_it_in_the_whole_data_folder(own: Own, work: Path) -> None:
    words = secret()
    with own.opened() as world:
        # Enough of them that the statistics keep values of the column, and one so long that it is stored compressed and apart.
        documents = [world.document(title=f"{words} {turn}", note=f"{words} {turn} " * 9) for turn in range(3)]
        subjects = [f"documents.document/{document.pk}" for document in documents]
        client = Client()
        client.post("/entrar/", {"login": "carmen", "password": PASSWORD})
        client.get("/buscar/", {"q": words})
        assert Session.objects.exists()
        tree.integrate()
        analysed()
        looked_for = pieces(words).union(*(boxes(subject) for subject in subjects))
        before = own.traces(looked_for)
        assert {"data/base", "data/pg_wal"} <= before.keys(), "the control: before, it is there"

        for document in documents:
            forget(world, document, words)
            looked_for |= boxes(f"documents.document/{document.pk}")
            analysed()
            order = world.do(
                "carmen",
                "office.redact.ask",
                target=f"documents.document/{document.pk}/note",
                reason="también en la nota",
            )
            looked_for |= boxes(f"documents.document/{document.pk}")
            world.do("jaime", "office.redact.forget", order.case.pk)
        assert not scrub.note().exists(), scrub.due()

        now = set().union(*(boxes(subject) for subject in subjects))
        assert not own.traces(looked_for - now), "while the server runs"
        assert not any(words in str(session.get_decoded()) for session in Session.objects.all())
        assert set(Document.objects.values_list("title", "note")) == {("[…]", "[…]")}
        report = verify(str(checkpoint.current().note))
        assert report.sound, [finding.words() for finding in report.findings]
        assert not {one.what for one in report.unchecked} & {"house-scrub-due", "house-forgotten-elsewhere"}
        export(own.home / "out" / "libro")
        gone = looked_for - now
    assert not own.traces(gone), "nor in the export"
    own.server.halt()
    assert not own.traces(gone), "nor in what the server writes down when it stops"


def test_a_reader_who_still_sees_it_keeps_it_due(own: Own) -> None:
    """An open transaction from before keeps dead rows alive. It is said, and done when the reader has gone."""
    words = secret()
    with own.opened() as world:
        document = world.document(title=words)
        with psycopg.connect(own.server.url) as reader:
            reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            reader.execute("SELECT 1")
            forget(world, document, words)
            # The reader's view holds no lock on the table, and the table was written anew: with the dead rows in it.
            assert {"documents_document", "ledger_sealed"} <= set(scrub.due())
            assert own.traces(pieces(words))
            report = verify()
            assert report.sound
            assert "house-scrub-due" in {one.what for one in report.unchecked}
            reader.rollback()
        assert scrub.again()
        assert not own.traces(pieces(words))


def test_a_reader_of_the_table_itself_puts_it_off(own: Own, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scrub, "PATIENCE", "100ms")
    words = secret()
    with own.opened() as world:
        document = world.document(title=words)
        with psycopg.connect(own.server.url) as reader:
            reader.execute("SELECT count(*) FROM documents_document")
            forget(world, document, words)
            assert scrub.note().exists()
        assert scrub.again()
        assert not own.traces(pieces(words))


def test_an_account_without_the_right_to_the_log_says_what_is_left(own: Own) -> None:
    """The tables are wiped; the log of the server is its administrator's, unless the office's account is let."""
    words = secret()
    with own.opened() as world:
        document = world.document(title=words)
        with connection.cursor() as cursor:
            cursor.execute("CREATE ROLE oficina LOGIN")
            cursor.execute("ALTER DATABASE precinto OWNER TO oficina")
            for table in connection.introspection.table_names():
                cursor.execute(f'ALTER TABLE "{table}" OWNER TO oficina')
        connection.close()
        connection.settings_dict["USER"] = "oficina"
        forget(world, document, words)
        assert scrub.due() == ["pg_wal"]
        assert own.traces(pieces(words)).keys() == {"data/pg_wal"}
        report = verify()
        assert report.sound
        (said,) = [one.words("es") for one in report.unchecked if one.what == "house-scrub-due"]
        assert "pg_wal" in said

        with psycopg.connect(own.server.url, autocommit=True) as administrator:
            administrator.execute("GRANT pg_checkpoint, pg_monitor TO oficina")
            administrator.execute("GRANT EXECUTE ON FUNCTION pg_switch_wal() TO oficina")
        assert scrub.again()
        assert not own.traces(pieces(words))


def test_a_classified_subject_of_an_earlier_version_is_nowhere_once_it_is_encrypted(own: Own) -> None:
    words = secret()
    with own.opened() as world:
        document = world.document(classified_title=words)
        assert not own.traces(pieces(words)), "encrypted from the first, also in the log"
        call_command("migrate", "documents", "0007_reminders", verbosity=0, interactive=False)
        analysed()
        assert {place.split("/")[0] for place in own.traces(pieces(words))} == {"data"}, (
            "the control: it stood there in clear"
        )
        call_command("migrate", verbosity=0, interactive=False)
        assert scrub.due() == []
        assert not own.traces(pieces(words))
        document.refresh_from_db()
        assert document.classified_title == words
        assert verify().sound


def test_a_log_that_the_server_keeps_for_another_stays_due(own: Own) -> None:
    """A slot holds segments back. What was given to a standby, or to an archive, is said to be beyond this program."""
    words = secret()
    with own.opened() as world:
        document = world.document(title=words)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_create_physical_replication_slot('reserva', true)")
        forget(world, document, words)
        assert scrub.due() == ["pg_wal"]
        elsewhere = [one.facts for one in verify().unchecked if one.what == "house-forgotten-elsewhere"]
        assert elsewhere == [{"names": "pg_replication_slots"}]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_drop_replication_slot('reserva')")
        assert scrub.again()
        assert not own.traces(pieces(words))
