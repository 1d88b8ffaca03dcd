# SPDX-License-Identifier: EUPL-1.2
"""What is done each time before the doors open: the tables are those of this version, and the ledger has its name."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from precinto.config.home import KEYS, SettingsError
from precinto.ledger import checkpoint, hallmark, scrub
from precinto.office.models import Office
from precinto.setup.words import CannotSetUp


def get_ready() -> bool:
    """Whether the office has been founded. Raises `CannotSetUp` when its database cannot be reached, or a key is missing."""
    try:
        for name in KEYS:
            settings.HOME.key(name)
    except SettingsError as error:
        raise CannotSetUp("settings", why=error) from error
    try:
        older = is_older()
    except OperationalError as error:
        name = str(connection.settings_dict["NAME"])
        raise CannotSetUp("database-unreachable", database=name, why=" ".join(str(error).split())) from error
    if older:
        call_command("migrate", verbosity=0, interactive=False)
    office = Office.objects.first()
    if office is not None and checkpoint.epoch() is None:
        checkpoint.open_epoch(office.name)
    hallmark.begin()
    scrub.again()
    connection.close()
    return office is not None


def is_older() -> bool:
    """Whether the tables are of an older version of the program than this."""
    return not shipped() <= set(MigrationRecorder(connection).applied_migrations())


def shipped() -> set[tuple[str, str]]:
    """App and name of every migration of this version, by their files: Django would read them all to say the same."""
    return {
        (app.label, file.stem)
        for app in apps.get_app_configs()
        for file in (Path(app.path) / "migrations").glob("[0-9]*.py")
    }
