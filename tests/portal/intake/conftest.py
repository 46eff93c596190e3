"""An archivist at the screens of the archive, and a worker that does the queued work when it is told to."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

import pytest

from archive.models import ImportRun, Person
from woo_portal.accounts.roles import Role
from woo_portal.intake import tasks as tasks  # a worker knows the handlers because it has read this
from woo_portal.jobs.models import Job, JobState
from woo_portal.jobs.running import perform

GROUP = "WhatsApp-chat met Crisisteam.txt"
EXPORT = """\
12-11-2025 16:42 - Berichten en oproepen worden end-to-end versleuteld.
12-11-2025 16:45 - Kofi Mensah: Dag allen, groep voor het hoogwater op de Maas.
Graag alleen operationeel.
13-11-2025 08:03 - PJ: Kofi wil jij de regio bellen over de pompen?
13-11-2025 08:04 - Kofi Mensah: Doe ik nu
"""
AMBIGUOUS = "03/04/25, 14:03 - Jan: Kun jij de stukken voor morgen nog even sturen?\n"


@pytest.fixture
def archivist(client_for: Callable[[Role], Client]) -> Client:
    return client_for(Role.ARCHIVIST)


@pytest.fixture
def send(archivist: Client) -> Callable[..., HttpResponse]:
    """Send the upload form: `send(("naam.txt", "tekst"), holder="Kofi Mensah")`."""

    def send_form(*files: tuple[str, str | bytes], **fields: str) -> HttpResponse:
        exports = [SimpleUploadedFile(name, data.encode() if isinstance(data, str) else data) for name, data in files]
        return archivist.post("/archief/inleveren/", {"exports": exports, **fields}, follow=True)

    return send_form


@pytest.fixture
def work() -> Callable[[], None]:
    """Let the worker do what is queued."""

    def do_queued() -> None:
        for pk in Job.objects.filter(state__in=[JobState.QUEUED, JobState.RUNNING]).values_list("pk", flat=True):
            perform(pk)

    return do_queued


@pytest.fixture
def bring_in(send: Callable[..., HttpResponse], work: Callable[[], None]) -> Callable[..., ImportRun]:
    """Upload an export and let it be read: `bring_in("naam.txt", text, holder=person)`."""

    def bring(name: str = GROUP, text: str = EXPORT, *, holder: Person | None = None) -> ImportRun:
        response = send((name, text), holder=f"{holder.name} (persoon {holder.pk})" if holder else "")
        assert response.status_code == 200
        work()
        return ImportRun.objects.latest("pk")

    return bring


def words(response: HttpResponse) -> str:
    """What stands on a page, without its markup and with single spaces."""
    body = re.sub(r"(?s)<(script|style|datalist).*?</\1>", " ", response.content.decode())
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())
