"""PostgreSQL and Redis, started here where the environment names no server of their kind."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from woo_portal.services import locations, postgres, redis_server, system_user
from woo_portal.services.locations import ServiceError

EMBEDDED = (postgres, redis_server)


def start_services() -> None:
    """Start the embedded services that do not answer; those that DATABASE_URL or REDIS_URL names are left alone.

    May be called by any number of processes at once and any number of times: whoever comes later finds them running.
    Raises ServiceError.
    """
    wanted = [service for service in EMBEDDED if not service.external()]
    if all(service.answers() for service in wanted):
        return
    with _one_at_a_time():
        user = system_user.prepare()
        for service in wanted:
            if not service.answers():
                service.start(user)


def stop_services() -> None:
    """Stop the embedded services, the queue first. Raises ServiceError."""
    with _one_at_a_time():
        for service in reversed(EMBEDDED):
            service.stop()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    data = locations.data_dir()
    try:
        locations.make_closed_dir(data)
        # The system drops the lock with the process that holds it, however that ended.
        with (data / "services.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    except PermissionError as error:
        message = f"{data} is not open to this user. Run as its owner, or set WOO_DATA_DIR. ({error})"
        raise ServiceError(message) from error
