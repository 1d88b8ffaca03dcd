# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "precinto.web"

    def ready(self) -> None:
        from precinto.web import converters, rooms  # noqa: F401  addresses name the first

        rooms.read_all()
