"""The demonstration from export to released package, with its report."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from woo_portal.demo import road
from woo_portal.demo.cast import PASSWORD, USERS
from woo_portal.dossiers.models import PackageState
from woo_portal.dossiers.package_zip import package_path


class Command(BaseCommand):
    """`manage.py demo`: may be run twice; refuses on a portal that serves over TLS, which is no demonstration."""

    help = "Loop de hele weg met het demo-archief, van export tot vrijgegeven pakket."

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk the road; exit 1 when the package was not released."""
        if settings.HTTPS:
            raise CommandError("De demonstratie draait alleen met WOO_HTTPS=0, op het eigen werkstation.")
        started = time.monotonic()
        self._step("Klaarzetten", road.prepare)
        self._step("Exports importeren", road.import_exports)
        dossier = self._step("Dossier samenstellen", road.compose)
        self._step("Lakken", lambda say: road.redact(dossier, say))
        self._step("Vaststellen", lambda say: road.approve(dossier, say))
        package = self._step("Pakket maken en controleren", lambda say: road.publish(dossier, say))
        self._step("Werk klaarleggen", road.leave_work)
        dossier.refresh_from_db()
        self.stdout.write(f"\nVerslag ({time.monotonic() - started:.0f} s)")
        for name, value in road.figures(dossier, package):
            self.stdout.write(f"  {name + ':':24}{value}")
        if package is None or package.state != PackageState.RELEASED:
            raise CommandError("Er is geen pakket vrijgegeven; zie hierboven waarom.")
        self.stdout.write(f"  {'Bestand:':24}{package_path(package)}")
        self.stdout.write(f"\nInloggen kan met wachtwoord {PASSWORD} als:")
        for username, first, last, role in USERS:
            self.stdout.write(f"  {username:14}{first} {last}, {role.label}")

    def _step(self, title: str, work: Any) -> Any:
        self.stdout.write(f"{title} …")
        started = time.monotonic()
        result = work(lambda line: self.stdout.write(f"  {line}"))
        self.stdout.write(f"  ({time.monotonic() - started:.1f} s)")
        return result
