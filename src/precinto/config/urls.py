# SPDX-License-Identifier: EUPL-1.2
"""Two doors under one roof: pages, and the API."""

from django.urls import include, path
from django.urls.resolvers import RoutePattern, URLResolver


class Asleep(URLResolver):
    """Addresses that are read when the first of them is asked for.

    Building the API's schemas takes half a second and 40 MiB that the pages do not need. Django would read them for the first
    link of any page; a name in the namespace wakes them still.
    """

    def _populate(self) -> None:
        """Nothing of it is among the names without a namespace."""


urlpatterns = [
    Asleep(RoutePattern("api/v1/"), "precinto.api.urls", app_name="ninja", namespace="api"),
    path("", include("precinto.web.urls")),
]

handler400 = "precinto.web.errors.bad_request"
handler403 = "precinto.web.errors.forbidden"
handler404 = "precinto.web.errors.not_found"
handler500 = "precinto.web.errors.failed"
