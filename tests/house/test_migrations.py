# SPDX-License-Identifier: EUPL-1.2
"""An upgrade is no act. So the tables only grow, and what they gain is empty: then the books of before verify after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations import AddField, DeleteModel, RemoveField, RenameField, RenameModel
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

EMPTY = (None, "", 0, False)


def breach(operation: Operation) -> str:
    """Why the tables would no longer say what the acts of before said; empty where they do."""
    if isinstance(operation, RemoveField | RenameField | DeleteModel | RenameModel):
        return "takes away or renames what acts have told of"
    if isinstance(operation, AddField) and models.Field.get_default(operation.field) not in EMPTY:
        return "puts into rows what no act told of"
    return ""


def upgrades() -> Iterator[tuple[str, Operation]]:
    """What is done to tables that may have rows: all but the first migration of a room."""
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        if apps.get_app_config(app).name.startswith("precinto.") and not name.startswith("0001_"):
            yield from ((f"{app} {name}", operation) for operation in migration.operations)


def test_an_upgrade_leaves_what_the_acts_said() -> None:
    found = [(where, operation.describe(), why) for where, operation in upgrades() if (why := breach(operation))]
    assert not found
    assert any(isinstance(operation, AddField) for _, operation in upgrades())


@pytest.mark.parametrize(
    ("operation", "bites"),
    [
        (RemoveField("loan", "days"), True),
        (RenameField("loan", "days", "term"), True),
        (DeleteModel("loan"), True),
        (RenameModel("loan", "borrowing"), True),
        (AddField("loan", "stage", models.CharField(max_length=9, default="lent")), True),
        (AddField("loan", "stage", models.CharField(max_length=9, blank=True)), False),
        (AddField("loan", "days", models.PositiveIntegerField(null=True)), False),
        (AddField("loan", "days", models.PositiveIntegerField(default=0)), False),
        (AddField("loan", "late", models.BooleanField(default=False)), False),
        (AddField("loan", "at", models.UUIDField(null=True)), False),
    ],
)  # fmt: skip
def test_the_rule_bites(operation: Operation, bites: bool) -> None:
    assert bool(breach(operation)) is bites
