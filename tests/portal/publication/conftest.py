"""A released package of a few files, and a publicatiebank to send it to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from django.test import Client

import pytest

from archive.reading.containers import sha256_of
from tests import factories
from tests.portal.disclosure import sample
from tests.portal.publication.stub import PUBLISHER, TOKEN, Stub, publicatiebank
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.disclosure.publishing import DecisionPart, File, formats
from woo_portal.disclosure.zip_archive import write_zip
from woo_portal.dossiers.models import Dossier, Package, PackageState
from woo_portal.dossiers.package_zip import package_path
from woo_portal.dossiers.states import State
from woo_portal.jobs.models import ACTIVE, Job
from woo_portal.jobs.running import perform
from woo_portal.publication import tasks as tasks  # a worker knows the handler because it has read this

PDFS = {
    "besluit.pdf": b"%PDF besluit " + bytes(range(256)) * 3,
    "inventarislijst.pdf": b"%PDF inventarislijst\r\n--grens\r\n" * 20,
    "documenten/0012.pdf": b"%PDF document\n" * 80,
}
OTHERS = {"documenten/0012.txt": b"niet voor de bank", "alles.pdf": b"%PDF alles", "bewijsbijlage.pdf": b"%PDF bijlage"}


@pytest.fixture
def bank(settings) -> Iterator[Stub]:
    with publicatiebank() as stub:
        settings.GPP_URL, settings.GPP_TOKEN, settings.PUBLISHER_URI = stub.url, TOKEN, PUBLISHER
        yield stub


@pytest.fixture
def client(client_for: Callable[[Role], Client]) -> Client:
    return client_for(Role.COORDINATOR)


@pytest.fixture
def released(coordinator: User) -> Dossier:
    """A released dossier and its package."""
    dossier = factories.dossier(coordinator, number="2026-0142", subject="Dijkversterking Oudezijl")
    Dossier.objects.filter(pk=dossier.pk).update(state=State.RELEASED)
    dossier.refresh_from_db()
    a_package(dossier, coordinator)
    return dossier


def a_package(dossier: Dossier, by: User, *, with_metadata: bool = True) -> Package:
    """A released package with these PDFs, and what a package has beside them."""
    package = factories.package(
        dossier, by, state=PackageState.RELEASED, made_at=datetime(2026, 2, 3, 23, 30, tzinfo=UTC)
    )
    package.path = f"{package.pk}.zip"
    path = package_path(package)
    path.parent.mkdir(parents=True, exist_ok=True)
    files = [File(name, content) for name, content in (PDFS | OTHERS).items()]
    files.append(File("nummer.txt", str(package.pk).encode()))
    if with_metadata:
        shown = replace(sample.disclosure(), decision=(DecisionPart("Besluit", ("Ik maak openbaar.",)),))
        files += formats["diwoo"].render(shown)
    write_zip(path, files)
    package.size, package.sha256 = path.stat().st_size, sha256_of(path)
    package.save()
    return package


def work() -> list[Job]:
    """Run every job that waits, also those that come of it, and return them all."""
    while waiting := list(Job.objects.filter(state__in=ACTIVE).order_by("pk")):
        for job in waiting:
            perform(job.pk)
    return list(Job.objects.order_by("pk"))
