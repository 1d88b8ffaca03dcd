# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class KeepingConfig(AppConfig):
    name = "precinto.documents.keeping"
    label = "keeping"

    def ready(self) -> None:
        from precinto.documents import losing
        from precinto.documents.keeping import (  # noqa: F401  read once, they are in the registry
            acts,
            duties,
            printing,
            printing_counts,
            printing_knowers,
            procedures,
            rules,
        )
        from precinto.office import places

        losing.when_found(acts.found_elsewhere)
        losing.when_lost(acts.lost)
        if rules.nothing_lives_on_it not in places.CLOSING:
            places.CLOSING.append(rules.nothing_lives_on_it)
