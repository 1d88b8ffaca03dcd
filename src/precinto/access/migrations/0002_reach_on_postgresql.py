# SPDX-License-Identifier: EUPL-1.2
"""PostgreSQL walks the derived table by an index that holds all that a list asks of it. SQLite's own key does."""

from django.db import migrations


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX reach_walk ON access_reach (principal, level, doc DESC) INCLUDE (comp, rel, since, until)"
        )


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX reach_walk")


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
