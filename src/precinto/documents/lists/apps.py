# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "precinto.documents.lists"
    label = "lists"

    def ready(self) -> None:
        from precinto.documents.lists import printing, procedures  # noqa: F401  tables and forms enter by being read
