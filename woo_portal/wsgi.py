"""The web entry point for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from woo_portal.services import start_services

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "woo_portal.settings.base")
start_services()
application = get_wsgi_application()
