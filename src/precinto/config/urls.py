# SPDX-License-Identifier: EUPL-1.2
"""Two doors under one roof: pages, and the API."""

from django.urls import include, path
from django.urls.resolvers import RoutePattern, URLResolver

urlpatterns = [
    # By its name instead of `include`: building the API's schemas takes half a second that a page does not need.
    URLResolver(RoutePattern("api/v1/"), "precinto.api.urls", app_name="ninja", namespace="api"),
    path("", include("precinto.web.urls")),
]

handler400 = "precinto.web.errors.bad_request"
handler403 = "precinto.web.errors.forbidden"
handler404 = "precinto.web.errors.not_found"
handler500 = "precinto.web.errors.failed"
