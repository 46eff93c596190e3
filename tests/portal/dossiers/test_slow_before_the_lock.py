"""What takes long, such as reading a package of gigabytes, is done before a dossier is locked: nobody waits for it."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable
from pathlib import Path

from django.db import OperationalError, connection, transaction

import pytest

from archive import content, previews
from archive.models import Message
from tests import factories
from tests.archive.extraction import documents
from woo_portal.accounts.models import User
from woo_portal.dossiers import attachments, package_zip
from woo_portal.dossiers import tasks as _jobs
from woo_portal.dossiers.models import Dossier, PackageState
from woo_portal.dossiers.package_zip import package_path
from woo_portal.dossiers.states import State
from woo_portal.dossiers.workflow import MoveRefused, move

pytestmark = pytest.mark.django_db(transaction=True)
JOBS = _jobs
"""A worker knows how to do its jobs because it has read these."""


@pytest.fixture
def approved(judged: Dossier) -> Dossier:
    Dossier.objects.update(state=State.APPROVED)
    judged.refresh_from_db()
    return judged


def is_free(dossier: Dossier) -> bool:
    """Whether another connection gets the lock of the dossier now."""
    got: list[bool] = []

    def take() -> None:
        try:
            with transaction.atomic():
                Dossier.objects.select_for_update(nowait=True).get(pk=dossier.pk)
            got.append(True)
        except OperationalError:
            got.append(False)
        finally:
            connection.close()

    other = threading.Thread(target=take)
    other.start()
    other.join()
    return got[0]


def watching(dossier: Dossier, function: Callable[..., object], seen: list[bool]) -> Callable[..., object]:
    def watched(*given: object) -> object:
        seen.append(is_free(dossier))
        return function(*given)

    return watched


def test_the_dossier_was_locked_while_its_package_was_read(
    approved: Dossier, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    package, seen = factories.package(approved, coordinator), list[bool]()
    digest = watching(approved, package_zip.hashlib.file_digest, seen)
    monkeypatch.setattr("woo_portal.dossiers.package_zip.hashlib.file_digest", digest)

    move(approved, to=State.RELEASED, by=coordinator)

    package.refresh_from_db()
    assert (package.state, seen) == (PackageState.RELEASED, [True])


def written_over(path: Path) -> None:
    """Other bytes, as many, and the moment it was changed set back."""
    before = path.stat()
    path.write_bytes(b"PK\3\4!!")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def put_in_its_place(path: Path) -> None:
    other = path.with_suffix(".other")
    other.write_bytes(b"PK\3\4!!")
    other.replace(path)


@pytest.mark.parametrize("change", [written_over, put_in_its_place, Path.unlink])
def test_a_package_that_changes_after_it_was_read_is_not_released(
    approved: Dossier, coordinator: User, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]
) -> None:
    package = factories.package(approved, coordinator)

    def change_it(dossier: Dossier, user: User) -> str:
        change(package_path(package))
        return ""

    monkeypatch.setattr("woo_portal.dossiers.workflow.objection_to_release", change_it)

    with pytest.raises(MoveRefused, match="is weg, of het is gewijzigd"):
        move(approved, to=State.RELEASED, by=coordinator)

    package.refresh_from_db()
    assert package.state == PackageState.READY


def test_a_package_that_came_after_the_reading_is_read_as_well(
    approved: Dossier, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.package(approved, coordinator)
    newer: list[int] = []

    def another(dossier: Dossier, user: User) -> str:
        newer.append(factories.package(dossier, coordinator).pk)
        return ""

    monkeypatch.setattr("woo_portal.dossiers.workflow.objection_to_release", another)

    move(approved, to=State.RELEASED, by=coordinator)

    assert list(approved.packages.filter(state=PackageState.RELEASED).values_list("pk", flat=True)) == newer


def test_the_dossier_was_locked_while_the_pages_of_its_attachments_were_counted(
    judged: Dossier, chat: list[Message], coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    Dossier.objects.update(state=State.REDACTING)
    sha256, size = content.store(io.BytesIO(documents.photo_of("Pompen")))
    attachment = chat[0].attachments.create(number=0, file_name="IMG-1.png", sha256=sha256, size=size)
    attachments.look(judged, attachment, progress=lambda done, total: None)
    seen: list[bool] = []
    monkeypatch.setattr(previews, "page_path", watching(judged, previews.page_path, seen))

    assert attachments.request_look_at_all(judged, by=coordinator) is None
    assert seen == [True]
