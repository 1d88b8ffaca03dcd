# SPDX-License-Identifier: EUPL-1.2
"""1.1: nothing is deleted, by any word, at any door. Who tries is on record."""

import pytest

from precinto.ledger.models import Entry
from precinto.procedures.model import REGISTRY
from tests.doors.through import Api, Door, unchanged
from tests.world import World

pytestmark = pytest.mark.database


@pytest.mark.parametrize("word", ["delete", "borrar"])
def test_a_document_is_not_deleted(world: World, door: Door, word: str) -> None:
    document = world.document()
    for who in ("carmen", "jaime", "olga"):
        said = door.refuses(who, f"documents.register.{word}", document.pk)
        assert (said.reason, said.clause) == ("nothing-is-deleted", "1.1")


def test_nothing_of_any_procedure_is_deleted(world: World, door: Door) -> None:
    for name in REGISTRY:
        assert door.refuses("olga", f"{name}.delete", 1).reason == "nothing-is-deleted"


@pytest.mark.parametrize("path", ["/documents", "/documents/{code}", "/loans", "/cases/documents.lend/1", "/no/such"])
def test_the_verb_delete_is_answered_with_the_clause(world: World, api: Api, path: str) -> None:
    document = world.document()
    headers = api.headers("jaime")
    with unchanged(world, attempts=1):
        said = api.send("delete", path.format(code=document.code), headers)
    assert (said.status, said.reason, said.clause) == (405, "nothing-is-deleted", "1.1")
    last = Entry.objects.order_by("-pk")[0]
    assert (last.kind, last.refusal, last.person) == ("attempt", "nothing-is-deleted", world.officer("jaime").key)
