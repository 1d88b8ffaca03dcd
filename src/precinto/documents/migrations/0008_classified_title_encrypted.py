# SPDX-License-Identifier: EUPL-1.2
"""The classified subject is encrypted in its table. The entries commit to the plain text, as before."""

from django.db import migrations

from precinto.ledger import scrub
from precinto.records.encrypted import EncryptedText, opened, written

TABLE, COLUMN = "documents_document", "classified_title"
BOUND = f"{TABLE}.{COLUMN}"


def encrypt(apps, schema_editor):
    if rewritten(schema_editor, written):
        # What stood there in clear still lies in the files of the database.
        scrub.after_commit([TABLE])


def decrypt(apps, schema_editor):
    rewritten(schema_editor, opened)


def rewritten(schema_editor, into):
    with schema_editor.connection.cursor() as cursor:
        # sql: table and column are constants of this file, here and below.
        cursor.execute(f"SELECT id, {COLUMN} FROM {TABLE} WHERE {COLUMN} <> ''")
        found = [(into(text, BOUND), key) for key, text in cursor.fetchall()]
        if found:
            # The guard lets nobody write outside of an act. `migrate` puts it back where it is taken away.
            if schema_editor.connection.vendor == "postgresql":
                cursor.execute("SELECT set_config('precinto.act', 'migration', true)")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS precinto_update_{TABLE}")  # sql: as above
            cursor.executemany(f"UPDATE {TABLE} SET {COLUMN} = %s WHERE id = %s", found)  # sql: as above
    return len(found)


class Migration(migrations.Migration):
    dependencies = [("documents", "0007_reminders"), ("ledger", "0002_hallmark")]

    operations = [
        migrations.AlterField("document", "classified_title", EncryptedText(blank=True, max_length=500)),
        migrations.RunPython(encrypt, decrypt),
    ]
