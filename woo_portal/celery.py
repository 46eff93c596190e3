"""The Celery application. Its tasks are those of `woo_portal.jobs`; the `tasks` module of an app says what its jobs do."""

import os
from typing import Any

from celery import Celery, bootsteps
from celery.signals import celeryd_init

from woo_portal.services import start_services

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "woo_portal.settings.base")
app = Celery("woo_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
LOOK_EVERY = 60
"""Seconds between two looks for jobs that the queue does not know of."""


@celeryd_init.connect
def start_services_first(**_: object) -> None:
    """A worker that begins needs its queue; what only hands out work finds the services running."""
    start_services()


class LooksAgain(bootsteps.StartStopStep):
    """Part of a worker: has it look every minute for jobs that wait without the queue knowing of them.

    A part of what listens to the queue, for that begins anew, without its clocks, when the queue went away and came back.
    """

    _clock: Any = None

    def start(self, parent: Any) -> None:
        """Begin to look; the first time after a minute, for a worker that starts has just taken up everything."""
        self._clock = parent.timer.call_repeatedly(LOOK_EVERY, app.send_task, ("jobs.look_again",))

    def stop(self, parent: Any) -> None:
        """Look no more."""
        if self._clock is not None:
            self._clock.cancel()


app.steps["consumer"].add(LooksAgain)
