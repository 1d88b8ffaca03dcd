# SPDX-License-Identifier: EUPL-1.2
"""Django's settings, read from the installation's one file (`config.home`)."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from precinto.config.home import Home, database

HOME = Home.from_environment()
SETTINGS = HOME.read()
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = HOME.key("django").hex() if HOME.made else hashlib.sha256(os.urandom(32)).hexdigest()
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver", os.environ.get("PRECINTO_HOST", SETTINGS.host)]
INTERNAL_IPS: list[str] = []

INSTALLED_APPS = [
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "precinto.records",
    "precinto.access",
    "precinto.ledger",
    "precinto.custody",
    "precinto.procedures",
    "precinto.office",
    "precinto.documents",
    "precinto.documents.destroying",
    "precinto.documents.receipts",
    "precinto.documents.keeping",
    "precinto.documents.receiving",
    "precinto.documents.meetings",
    "precinto.documents.copying",
    "precinto.documents.regrading",
    "precinto.documents.offline",
    "precinto.documents.paper",
    "precinto.documents.lists",
    "precinto.computers",
    "precinto.personnel",
    "precinto.despatch",
    "precinto.web",
]
DATABASES = {"default": database(SETTINGS.database, HOME.path)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "precinto.web.middleware.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "precinto.web.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "precinto.web.middleware.signed_in",
    "django.contrib.messages.middleware.MessageMiddleware",
    "precinto.web.middleware.refusals",
]
ROOT_URLCONF = "precinto.config.urls"
WSGI_APPLICATION = "precinto.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "precinto.web.context.office",
            ],
        },
    }
]

PASSWORD_HASHERS = ["precinto.access.hashing.OfficeArgon2Hasher"]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "precinto"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "precinto.web.errors.csrf"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LANGUAGE_CODE = SETTINGS.language
LANGUAGES = [("es", "Español"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "precinto_language"
LANGUAGE_COOKIE_SAMESITE = "Strict"
TIME_ZONE = SETTINGS.time_zone
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH: list[str] = ["precinto.locale.formats"]

STATIC_URL = "/static/"
STATICFILES_DIRS: list[str] = []
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

TEST_RUNNER = "django.test.runner.DiscoverRunner"
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    # Titles never reach a log: the program logs message ids, and Django's own request log stays at errors.
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "ERROR"}
    },  # a page not found has its address, and that may be a one-time link
}
