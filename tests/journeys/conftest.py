"""A procedure from its first page to its last, in a real browser, by the person whose work it is.

The worker's jobs are done by the test when the page says that they wait: no other process is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from archive.functions import FunctionClass
from archive.ingest import receive, run_import
from archive.models import Function, Handle, Message
from redaction.choices import Status
from redaction.models import Redaction
from tests.browser import DESKTOP, PHONE, axe
from tests.portal.conftest import user
from woo_portal.accounts.models import User
from woo_portal.custody import tasks as _destructions
from woo_portal.disclosure import tasks as _packages
from woo_portal.dossiers import composing, passages
from woo_portal.dossiers import tasks as _proposals
from woo_portal.dossiers.models import Dossier, Judgement, Kind
from woo_portal.dossiers.states import State
from woo_portal.dossiers.workflow import move
from woo_portal.intake import tasks as _imports
from woo_portal.jobs.models import Job, JobState
from woo_portal.jobs.running import perform
from woo_portal.search import tasks as _topics

__all__ = ["user"]

HANDLERS = (_imports, _proposals, _packages, _destructions, _topics)
"""A worker knows how to do its jobs because it has read these."""
GROUP = "WhatsApp-chat met Crisisteam.txt"
EXPORT = """\
12-11-2025 16:42 - Berichten en oproepen worden end-to-end versleuteld.
12-11-2025 16:45 - Kofi Mensah: Dag allen, groep voor het hoogwater op de Maas.
12-11-2025 16:47 - PJ: Top
13-11-2025 08:03 - PJ: Kofi wil jij de regio bellen over de pompen? Ben op 06 39 57 01 34
13-11-2025 08:04 - Kofi Mensah: Doe ik nu. De pompen bij Roermond staan klaar
13-11-2025 08:09 - Kofi Mensah: Fijn. Vanavond eten we bij mijn schoonmoeder
"""
PATIENCE = 10_000
"""Milliseconds; a machine that does more than this may be slow."""


@pytest.fixture(autouse=True)
def _patient(browser_page: Page) -> None:
    expect.set_options(timeout=PATIENCE)
    browser_page.set_default_timeout(PATIENCE)


@pytest.fixture
def scriptless_page(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page of a browser that runs no scripts."""
    context = chromium.new_context(
        base_url=live_server.url, viewport=DESKTOP, locale="nl-NL", java_script_enabled=False
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


@pytest.fixture
def work() -> Callable[[], None]:
    """What the worker does: every job that waits, to its end."""

    def do_queued() -> None:
        waiting = Job.objects.filter(state=JobState.QUEUED)
        assert waiting
        for pk in waiting.values_list("pk", flat=True):
            perform(pk)

    return do_queued


@pytest.fixture
def archive(tmp_path: Path, transactional_db: None) -> list[Message]:
    """The little chat in the archive, of a minister's adviser and somebody else; its messages in order."""
    path = tmp_path / GROUP
    path.write_text(EXPORT)
    run_import(receive(path, file_name=path.name, by="Els Archema").pk)
    adviser = Handle.objects.get(value="Kofi Mensah").person
    Function.objects.create(
        person=adviser, title="politiek adviseur", function_class=FunctionClass.OFFICIAL, valid_from=date(2024, 7, 2)
    )
    return list(Message.objects.order_by("sent_at", "position"))


def judged_dossier(messages: list[Message], *, by: User, kind: Kind = Kind.WOO, number: str = "2026-0142") -> Dossier:
    """A dossier with these messages, all public, brought to the state in which is redacted."""
    dossier = composing.create(
        kind=kind, number=number, subject="Noodpompen", received_on=date(2026, 1, 21), requester="", by=by
    )
    composing.add_messages(dossier, [message.pk for message in messages], by=by)
    composing.judge(dossier, list(dossier.items.all()), judgement=Judgement.PUBLIC, by=by)
    return move(dossier, to=State.REDACTING, by=by)


def redact_everything(dossier: Dossier, *, by: User) -> Dossier:
    """Look for passages, accept every proposal, and offer the dossier for approval."""
    passages.propose(dossier)
    for proposal in Redaction.objects.filter(layer=dossier.layer, status=Status.PROPOSED):
        passages.accept(dossier, [proposal], by=by, ground=proposal.ground or "5.1.2e", motivation="persoonlijk")
    return move(dossier, to=State.APPROVAL, by=by)


def look(page: Page, title: str) -> None:
    """The page with this title is there, without a fault of accessibility, and fits a telephone."""
    expect(page).to_have_title(f"{title} – Woo-portaal")
    axe(page)
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], f"{page.url} is wider than a phone"
    page.set_viewport_size(DESKTOP)
