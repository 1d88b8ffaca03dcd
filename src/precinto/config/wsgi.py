# SPDX-License-Identifier: EUPL-1.2
"""What the server loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "precinto.config.settings")
application = get_wsgi_application()
