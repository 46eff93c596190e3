"""The portal's own processes in the background, for a demonstration or a trial: the web server, the Celery worker and, where
WOO_WATCH_DIR names a folder, the one that watches it.

A production machine leaves them to its service manager (docs/operations.md).
"""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from woo_portal.celery import app
from woo_portal.services import locations
from woo_portal.services.locations import ServiceError

COMMANDS = {
    # Its control socket would stand in the user's home, where two portals would meet.
    "web": (
        *("-m", "gunicorn", "woo_portal.wsgi", "--workers", "2", "--threads", "4", "--timeout", "120"),
        "--no-control-socket",
    ),
    # It is alone: looking for other workers costs it a second at every start.
    "worker": (
        *("-m", "celery", "--app", "woo_portal", "worker", "--concurrency", "2", "--loglevel", "INFO"),
        *("--without-gossip", "--without-mingle"),
    ),
    "watch": ("manage.py", "watch_folder"),
}
"""What each of them is started with, after the name of the interpreter."""
_READY_SECONDS = 90


def address() -> tuple[str, int]:
    """Host and port of the web server: WOO_BIND, else the loopback address at 8000. ServiceError if malformed."""
    given = os.environ.get("WOO_BIND", "127.0.0.1:8000")
    host, _, port = given.rpartition(":")
    if not host or not port.isdecimal():
        raise ServiceError(f"WOO_BIND must be an address such as 127.0.0.1:8000, not {given}.")
    return host, int(port)


def require_free_address() -> None:
    """ServiceError when another program than our own web server listens at `address`."""
    host, port = address()
    if running("web"):
        return
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            message = f"Another program uses {host}:{port}. Stop it, or choose another port: WOO_BIND={host}:{port + 1}"
            raise ServiceError(message) from error


def start() -> None:
    """Start the processes on the code as it is now, stopping earlier ones; return when they do their work.

    ServiceError when one of them does not come up.
    """
    host, port = address()
    stop()
    _start("web", "--bind", f"{host}:{port}")
    _start("worker")
    if "watch" in wanted():
        _start("watch")
    _wait("web", lambda: _web_answers(host, port))
    _wait("worker", lambda: bool(app.control.ping(timeout=0.5)))


def stop() -> None:
    """Stop them, the worker before the web server: it may finish the job it has, then is told to hand it back, then is killed."""
    for name in reversed(COMMANDS):
        process = running(name)
        if process:
            _end(process)
        _pid_file(name).unlink(missing_ok=True)


def wanted() -> list[str]:
    """The names of the processes that run where everything runs."""
    return [name for name in COMMANDS if name != "watch" or os.environ.get("WOO_WATCH_DIR")]


def running(name: str) -> psutil.Process | None:
    """The background process of that name, if it lives."""
    try:
        number, born = _pid_file(name).read_text().split()
        process = psutil.Process(int(number))
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        return None
    # The number alone may by now be a stranger's. The time is reckoned from the machine's start, which a clock set right
    # shifts a little.
    same = abs(process.create_time() - float(born)) < 5
    return process if same and process.status() != psutil.STATUS_ZOMBIE else None


def log(name: str) -> Path:
    """Where the background process of that name writes what it has to say."""
    return locations.data_dir() / "run" / f"{name}.log"


def _pid_file(name: str) -> Path:
    return log(name).with_suffix(".pid")


def _start(name: str, *options: str) -> None:
    log(name).parent.mkdir(mode=0o700, exist_ok=True)
    with log(name).open("w") as output:
        started = subprocess.Popen(
            [sys.executable, *COMMANDS[name], *options],
            cwd=locations.CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    _pid_file(name).write_text(f"{started.pid} {psutil.Process(started.pid).create_time()}")


def _end(process: psutil.Process) -> None:
    family = [process, *process.children(recursive=True)]
    for sign, patience in ((signal.SIGTERM, 20), (signal.SIGQUIT, 10)):
        process.send_signal(sign)
        if not psutil.wait_procs([process], timeout=patience)[1]:
            return
    for member in family:
        if member.is_running():
            member.kill()
    psutil.wait_procs(family, timeout=10)


def _wait(name: str, is_ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while not is_ready():
        if not running(name) or time.monotonic() > deadline:
            last = "\n".join(log(name).read_text(errors="replace").splitlines()[-15:])
            raise ServiceError(f"The {name} process did not come up. The end of {log(name)}:\n{last}")
        time.sleep(0.2)


def _web_answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host.strip("[]"), port, timeout=30)
    try:
        connection.request("GET", "/", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()
