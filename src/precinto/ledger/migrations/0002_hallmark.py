# SPDX-License-Identifier: EUPL-1.2
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.AddField(model_name="entry", name="hallmark", field=models.BinaryField(max_length=32, null=True)),
    ]
