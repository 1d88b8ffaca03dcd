# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class PaperConfig(AppConfig):
    name = "precinto.documents.paper"
    label = "paper"

    def ready(self) -> None:
        from precinto.documents.paper import procedures  # noqa: F401  tables enter by being read
