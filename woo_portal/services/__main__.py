"""`python -m woo_portal.services COMMAND`: the services and the portal on one machine, as the Makefile runs them."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "woo_portal.settings.base")

from woo_portal.services import EMBEDDED, locations, processes, start_services, stop_services
from woo_portal.services.locations import ServiceError


def main() -> None:
    """Run one command; a ServiceError ends it with its message and exit code 1."""
    commands = {"start": start, "up": up, "down": down, "status": status}
    parser = argparse.ArgumentParser(prog="python -m woo_portal.services", description=__doc__)
    parser.add_argument("command", choices=commands, help="start: the services; up: the portal; down: stop all")
    try:
        commands[parser.parse_args().command]()
    except (ServiceError, PermissionError) as error:
        sys.exit(str(error))


def start() -> None:
    """Start the embedded services."""
    began = time.monotonic()
    start_services()
    print(f"Services ready ({time.monotonic() - began:.1f} s), data in {locations.data_dir()}")


def up() -> None:
    """Start services, bring the database and the static files up to date, start the processes."""
    processes.require_free_address()
    start()
    for step in (["migrate", "--verbosity=0"], ["collectstatic", "--no-input", "--verbosity=0"]):
        print(f"manage.py {step[0]}", flush=True)
        if code := subprocess.run([sys.executable, locations.CHECKOUT / "manage.py", *step], check=False).returncode:
            sys.exit(code)
    print(f"Starting {', '.join(processes.wanted())}", flush=True)
    processes.start()
    host, port = processes.address()
    print(f"The portal runs at http://{host}:{port}   (logs: {processes.log('web').parent}; make down stops it)")


def down() -> None:
    """Stop worker, web server and embedded services."""
    processes.stop()
    stop_services()
    print("Stopped.")


def status() -> None:
    """Say of each part whether it runs."""
    for service in EMBEDDED:
        name = service.__name__.rpartition(".")[2]
        print(f"{name:14}", "elsewhere" if service.external() else "runs" if service.answers() else "stopped")
    for name in processes.wanted():
        print(f"{name:14}", "runs" if processes.running(name) else "stopped")


if __name__ == "__main__":
    main()
