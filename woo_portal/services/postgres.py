"""The embedded PostgreSQL server, for where DATABASE_URL names none. Knows nothing of Django's models.

It listens only on a socket in a closed directory. Which programs it is made of is said in `postgres_programs`.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import time
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

import psutil
import psycopg
from psycopg.conninfo import conninfo_to_dict

from woo_portal.services import locations, postgres_programs
from woo_portal.services.locations import ServiceError
from woo_portal.services.postgres_programs import Installation
from woo_portal.services.system_user import SystemUser

NAME = "woo"
"""Of the database and of the role that owns it, which is no superuser."""

_URL_FORM = "postgresql://user:password@host/database"
_PORT = 5432  # part of the socket's name; nothing listens on a network
_START_SECONDS = 120  # after a crash the server first reads its log of changes again
_SERVER_SETTINGS = {
    "listen_addresses": "",
    "port": _PORT,
    "unix_socket_permissions": "0700",
    # A machine of two cores that also renders: parallel plans and compiled queries cost more than they bring.
    "max_connections": 60,
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_parallel_workers_per_gather": 0,
    "jit": "off",
    "random_page_cost": 1.1,
    "max_wal_size": "2GB",
    "wal_compression": "on",
    # The statement of a process that was killed ends soon after it, and with it the locks that a new one waits for.
    "client_connection_check_interval": "2s",
    # A failing statement would carry what was said in a chat into the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}


def database_settings() -> dict[str, Any]:
    """Django's DATABASES entry: for the server DATABASE_URL names, in any form libpq reads, else for the embedded one.

    Further options of the URL, such as sslmode, become Django's OPTIONS. ImproperlyConfigured when it cannot be read;
    the message does not repeat the URL, which holds a password.
    """
    try:
        given = conninfo_to_dict(os.environ.get("DATABASE_URL") or _conninfo(NAME))
    except psycopg.ProgrammingError:
        raise ImproperlyConfigured(f"DATABASE_URL is not of the form {_URL_FORM}") from None
    if "dbname" not in given:
        raise ImproperlyConfigured(f"DATABASE_URL names no database: {_URL_FORM}")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": given.pop("dbname"),
        "USER": given.pop("user", ""),
        "PASSWORD": given.pop("password", ""),
        "HOST": given.pop("host", ""),
        "PORT": given.pop("port", ""),
        "OPTIONS": given,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def external() -> bool:
    """Whether DATABASE_URL names a server, which then is not ours to start or stop."""
    return bool(os.environ.get("DATABASE_URL"))


def answers() -> bool:
    """Whether the embedded server runs and lets the portal into its database."""
    try:
        psycopg.connect(_conninfo(NAME), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def start(user: SystemUser) -> None:
    """Start the server as `user`, making cluster and database where absent. For one process at a time.

    ServiceError when there are no programs for it, or none for the data that is there, or it does not come up.
    """
    clusters = _clusters()
    installation = postgres_programs.find(user, made_by=_major_of(clusters[0]) if clusters else None)
    data = locations.services_dir() / f"postgres-{installation.major}"
    if not data.exists():
        _make_cluster(installation, data, user)
    if not _left_running(data):
        _launch(installation, data, user)
    _make_database()


def stop() -> None:
    """Stop the embedded server: open transactions are rolled back and everything is written to disk."""
    for data in _clusters():
        postmaster = _postmaster(data)
        if postmaster:
            postmaster.send_signal(signal.SIGINT)  # "fast shutdown" in PostgreSQL's manual
            _, left = psutil.wait_procs([postmaster], timeout=_START_SECONDS)
            if left:
                raise ServiceError(f"PostgreSQL (process {postmaster.pid}) does not stop; see {_log(data)}.")


def _conninfo(database: str, user: str = NAME) -> str:
    return f"host={locations.socket_dir()} port={_PORT} dbname={database} user={user}"


def _log(data: Path) -> Path:
    return data.with_suffix(".log")


def _clusters() -> list[Path]:
    """The data directories there are, the highest major version first."""
    found = [path for path in locations.services_dir().glob("postgres-*") if re.fullmatch(r"postgres-\d+", path.name)]
    return sorted(found, key=_major_of, reverse=True)


def _major_of(data: Path) -> int:
    return int(data.name.removeprefix("postgres-"))


def _make_cluster(installation: Installation, data: Path, user: SystemUser) -> None:
    fresh = data.with_name(data.name + "-unfinished")
    # Only the socket's owner and root get as far as the server: no password adds anything to that.
    options = ("--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums")
    shutil.rmtree(fresh, ignore_errors=True)
    made = user.run(installation.programs / "initdb", "--pgdata", fresh, *options)
    if made.returncode:
        raise ServiceError(f"PostgreSQL could not make its data directory {data}:\n{made.stderr}")
    # Under its name the directory is whole: a start that was killed half-way begins again.
    fresh.rename(data)


def _left_running(data: Path) -> bool:
    """Whether a server already works in `data`; if not, wait for the children of a killed one and drop its lock files.

    A lock file names a process by its number. After a crash, and always in a container started anew, that number may
    be a stranger's, and PostgreSQL would refuse to start. Its processes are known by their command lines instead.
    """
    if _postmaster(data):
        deadline = time.monotonic() + _START_SECONDS
        while psycopg.pq.PGconn.ping(_conninfo("postgres").encode()) != psycopg.pq.Ping.OK:
            if time.monotonic() > deadline:
                raise ServiceError(f"PostgreSQL runs but does not answer; see {_log(data)}.")
            time.sleep(0.1)
        return True
    _, left = psutil.wait_procs(_processes(data), timeout=_START_SECONDS)
    if left:
        numbers = [process.pid for process in left]
        raise ServiceError(f"Processes of a killed PostgreSQL still work in {data}: {numbers}.")
    socket = locations.socket_dir() / f".s.PGSQL.{_PORT}"
    for lock in (data / "postmaster.pid", socket, socket.with_name(socket.name + ".lock")):
        lock.unlink(missing_ok=True)
    return False


def _processes(data: Path) -> list[psutil.Process]:
    """The server's processes: the main one names its directory, the others carry the cluster's name in their title."""
    title = f"postgres: {_cluster_name(data)}: "
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if (line := process.info["cmdline"] or []) and (line[1:3] == ["-D", str(data)] or line[0].startswith(title))
    ]


def _cluster_name(data: Path) -> str:
    return f"woo-portal-{locations.digest(data)}"


def _postmaster(data: Path) -> psutil.Process | None:
    """The main process of the server that works in `data`."""
    try:
        number = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    return next((process for process in _processes(data) if process.pid == number), None)


def _launch(installation: Installation, data: Path, user: SystemUser) -> None:
    named = {"unix_socket_directories": locations.socket_dir(), "cluster_name": _cluster_name(data)}
    settings = {**_SERVER_SETTINGS, **named}
    options = shlex.join(part for key, value in settings.items() for part in ("-c", f"{key}={value}"))
    command = ("start", "-w", f"--timeout={_START_SECONDS}", "-D", data, "-l", _log(data), "-o", options)
    started = user.run(installation.programs / "pg_ctl", *command)
    if started.returncode:
        raise ServiceError(f"PostgreSQL did not start: {started.stderr.strip()}\nIts own account is in {_log(data)}.")


def _make_database() -> None:
    with psycopg.connect(_conninfo("postgres", "postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [NAME]).fetchone():
            connection.execute(f"CREATE ROLE {NAME} LOGIN CREATEDB")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            connection.execute(f"CREATE DATABASE {NAME} OWNER {NAME}")
