# SPDX-License-Identifier: EUPL-1.2
"""PostgreSQL is told how many things a table of movements is of: one in five.

It guesses that from a sample, and where a few things move all the time and most hardly ever it takes them for a few things: a
chain of three hands is then read with all the persons there are, for the hundreds of hands that it expects.
"""

from django.db import migrations


def tell(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE custody_movement ALTER COLUMN thing_id SET (n_distinct = -0.2)")


def forget(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE custody_movement ALTER COLUMN thing_id RESET (n_distinct)")


class Migration(migrations.Migration):
    dependencies = [("custody", "0004_what_lies_in_a_place")]
    operations = [migrations.RunPython(tell, forget)]
