# SPDX-License-Identifier: EUPL-1.2
"""The program's settings, with the peers installed beside it."""

from precinto.config.settings import *  # noqa: F403
from precinto.config.settings import INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    *INSTALLED_APPS,
    "auditlog",
    "simple_history",
    "guardian",
    "bench.peers",
]
MIDDLEWARE = [*MIDDLEWARE]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "guardian.backends.ObjectPermissionBackend"]
ANONYMOUS_USER_NAME = None
