# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "precinto.documents"

    def ready(self) -> None:
        from precinto.documents import cases, checks, procedures  # noqa: F401  the tables enter the registry by being read
        from precinto.documents.printing import of_custody, of_documents, of_office  # noqa: F401  and so do the forms
        from precinto.procedures import judging

        if cases.may_see not in judging.SIGHT:
            judging.SIGHT.append(cases.may_see)
