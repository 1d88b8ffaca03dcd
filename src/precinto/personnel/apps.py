# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class PersonnelConfig(AppConfig):
    name = "precinto.personnel"

    def ready(self) -> None:
        from precinto.personnel import duties, procedures  # noqa: F401  the tables enter the registry by being read
