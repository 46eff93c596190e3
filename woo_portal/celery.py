"""The Celery application. Tasks live in the `tasks` module of each app and only load by id and call the domain."""

import os

from celery import Celery
from celery.signals import celeryd_init

from woo_portal.services import start_services

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "woo_portal.settings.base")
app = Celery("woo_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
def start_services_first(**_: object) -> None:
    """A worker that begins needs its queue; what only hands out work finds the services running."""
    start_services()
