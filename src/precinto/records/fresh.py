# SPDX-License-Identifier: EUPL-1.2
"""An empty database gets the tables of today at once, instead of one migration after the other.

Every migration redraws the models that hang together, and here all of them do: five seconds, in which nothing is stored. What comes
out is the same, and a test compares it table by table on both databases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.apps import apps
from django.db import connection, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.special import RunPython, RunSQL
from django.db.migrations.recorder import MigrationRecorder

if TYPE_CHECKING:
    from django.db.migrations.state import StateApps


def make() -> bool:
    """Make all tables where there is none, and note every migration as done: all of it or nothing. False where there is one already."""
    if connection.introspection.table_names():
        return False
    loader = MigrationLoader(connection)
    plan = dict.fromkeys(key for leaf in loader.graph.leaf_nodes() for key in loader.graph.forwards_plan(leaf))
    own = {label for label, _name in plan}
    # SQLite changes a schema only while it looks at no foreign key, and that is not changed inside a transaction.
    with connection.constraint_checks_disabled(), transaction.atomic():
        with connection.schema_editor(atomic=False) as editor:
            for model in apps.get_models():
                if model._meta.app_label in own and model._meta.managed and not model._meta.proxy:
                    editor.create_model(model)
        with connection.schema_editor(atomic=False) as editor:
            for key in plan:
                _by_hand(loader.graph.nodes[key], editor)
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        for label, name in plan:
            recorder.record_applied(label, name)
    return True


def _by_hand(migration: Migration, editor: BaseDatabaseSchemaEditor) -> None:
    """What a migration does in code of its own."""
    for operation in migration.operations:
        if isinstance(operation, RunPython):
            operation.code(cast("StateApps", apps), editor)  # the models of today: nothing is older here
        elif isinstance(operation, RunSQL):
            raise NotImplementedError(f"{migration}: statements are written as Python here")
