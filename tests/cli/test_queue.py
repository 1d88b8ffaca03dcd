# SPDX-License-Identifier: EUPL-1.2
"""`precinto queue bring`: the same function as the page's, with the same answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from precinto.access.models import Person
from precinto.documents.offline.models import Queue
from tests.doors.through import Cli, run
from tests.station import Away
from tests.world import World

pytestmark = pytest.mark.database


@pytest.fixture
def away(world: World) -> Away:
    found = Away(clerk=Person.objects.get(account__login="carmen").code)
    station = world.do("carmen", "documents.station.enrol", name="Ventanilla 2", key=found.public).case
    world.do("jaime", "documents.station.let_in", station.pk)
    return found


def test_a_queue_is_brought_and_what_was_refused_is_said(world: World, cli: Cli, away: Away, tmp_path: Path) -> None:
    document = world.document()
    world.loan(world.copy(document, 1), stage="approved")
    rosa = Person.objects.get(account__login="rosa").code
    lines = [away.line("out", world.copy(document, n), person=rosa) for n in (1, 2)]
    file = tmp_path / "cola.jsonl"
    file.write_text("\n".join(lines) + "\n")
    said = cli.ask("queue", "bring", str(file), *cli.signed("carmen"))
    assert said.status == 0, said.stderr
    assert (said.body["done"], said.body["conflicts"], said.body["stage"]) == (1, 1, "brought")
    first, second = said.body["items"]
    assert (first["state"], first["refusal"]) == ("done", "")
    assert (second["state"], second["refusal"], second["thing"]) == (
        "conflict",
        "movement-no-step",
        world.copy(document, 2),
    )
    assert second["why"]
    again = cli.ask("queue", "bring", str(file), *cli.signed("carmen"))
    assert (again.status, again.body["reason"]) == (2, "queue-brought-already")


def test_one_byte_altered(world: World, cli: Cli, away: Away, tmp_path: Path) -> None:
    file = tmp_path / "cola.jsonl"
    file.write_text(away.line("back", world.copy(world.document())).replace('"folios":12', '"folios":13') + "\n")
    said = cli.ask("queue", "bring", str(file), *cli.signed("carmen"))
    assert (said.status, said.body["reason"]) == (2, "bad-facts")
    assert "text" in said.body["errors"]
    assert not Queue.objects.exists()


def test_the_generic_command_replays_too(world: World, cli: Cli, away: Away, tmp_path: Path) -> None:
    document = world.document()
    world.loan(world.copy(document, 1), stage="lent")
    file = tmp_path / "cola.jsonl"
    file.write_text(away.line("back", world.copy(document, 1)) + "\n")
    said = cli.ask("do", "documents.queue.bring", "--fact", f"text@={file}", *cli.signed("carmen"))
    assert (said.status, said.body["stage"]) == (0, "settled"), said.stderr
    assert Queue.objects.get().movements.get().state == "done"


def test_a_table_for_people(world: World, cli: Cli, away: Away, tmp_path: Path) -> None:
    file = tmp_path / "cola.jsonl"
    file.write_text(away.line("back", world.copy(world.document())) + "\n")
    said = run("queue", "bring", str(file), *[word for word in cli.signed("carmen") if word != "--json"])
    assert said.status == 0, said.stderr
    assert "0 movimientos en los libros, 1 por decidir" in said.stdout
    assert "movement-no-step" in said.stdout
