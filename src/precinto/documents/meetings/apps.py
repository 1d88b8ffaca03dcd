# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "precinto.documents.meetings"
    label = "meetings"

    def ready(self) -> None:
        from precinto.documents import reservations
        from precinto.documents.meetings import printing, procedures, queries  # noqa: F401  read once, they are in the registry
        from precinto.documents.meetings.models import Brought
        from precinto.documents.receiving.parcels import PARCELS

        PARCELS[Brought] = "documents.bring_back"
        reservations.register(queries.promised, reservations.Use.LEAVE)
        reservations.register(queries.planned, reservations.Use.DESTROY, reservations.Use.ANNUL)
