"""A package that is made goes wrong on the way: nothing leaves that should not, and nothing stays half."""

from __future__ import annotations

import errno

import pytest

from archive.models import Message
from tests.portal.test_package import ONE, decided, desk, packaged
from woo_portal.disclosure import rendering
from woo_portal.disclosure.package import make_package, request_package
from woo_portal.dossiers.models import PackageState
from woo_portal.dossiers.package_zip import package_path
from woo_portal.dossiers.states import State
from woo_portal.dossiers.workflow import MoveRefused, move
from woo_portal.jobs.models import Job
from woo_portal.jobs.running import JobError
from woo_portal.package_workshop import empty_workshop

__all__ = ["decided", "desk"]

pytestmark = pytest.mark.django_db


def test_a_leak_blocks_the_package_and_destroys_it(decided, desk, monkeypatch):
    """A mistake in the assembly (here: nothing is withheld any more) is caught by who reads the finished files."""
    monkeypatch.setattr(
        "woo_portal.disclosure.assembly.Withholding.runs", lambda self, source, field, index, text: packaging_runs(text)
    )
    dossier = decided(ONE)
    package = packaged(dossier, desk)

    assert package.state == PackageState.BLOCKED
    assert not package.path
    assert not list((package_path(package)).glob("**/*.zip"))
    assert "Marloes" not in str(package.report)
    origins = [finding["origin"] for finding in package.report["findings"]]
    named = Message.objects.get(text__contains="Marloes Prins")
    assert {"message": named.pk, "conversation": None} in origins
    assert {"message": None, "conversation": named.conversation_id} in origins
    with pytest.raises(MoveRefused, match="lekcontrole"):
        move(dossier, to=State.RELEASED, by=desk.coordinator)


def packaging_runs(text: str):
    from redaction.apply import apply

    return apply(text, []) if text else ()


def test_a_render_that_was_cut_off_finishes_once_and_renders_only_what_is_left(decided, desk, monkeypatch):
    dossier = move(decided(ONE), to=State.APPROVED, by=desk.approver)
    package = request_package(dossier, by=desk.coordinator)
    rendered = []
    render = rendering.render_document

    class Killed(BaseException):
        pass

    def die_at_the_second(heading, document):
        rendered.append(document.number)
        if len(rendered) == 2:
            raise Killed
        return render(heading, document)

    monkeypatch.setattr(rendering, "render_document", die_at_the_second)
    with pytest.raises(Killed):
        make_package(package.pk, progress=lambda done, total: None)
    assert not list(package_path(package).parent.rglob("*.zip"))
    finished = make_package(package.pk, progress=lambda done, total: None)
    assert finished.state == PackageState.READY
    assert rendered == ["0001", "0002", "0002"]
    assert make_package(package.pk, progress=lambda done, total: None).sha256 == finished.sha256


def test_a_message_marked_private_elsewhere_while_a_package_is_made_does_not_end_it(decided, desk):
    """Regression: the mark empties the workshop, and the render found the folder of its documents gone."""
    dossier = move(decided(ONE), to=State.APPROVED, by=desk.approver)
    package = request_package(dossier, by=desk.coordinator)
    emptied: list[int] = []

    def empty_once(done: int, total: int) -> None:
        if not emptied:
            emptied.append(done)
            empty_workshop()

    assert make_package(package.pk, progress=empty_once).state == PackageState.READY
    assert emptied


def test_a_full_disk_publishes_nothing_and_says_what_to_do(decided, desk, monkeypatch):
    dossier = move(decided(ONE), to=State.APPROVED, by=desk.approver)
    package = request_package(dossier, by=desk.coordinator)

    def full(path, heading=None, document=None):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(rendering, "_render_one", full)
        with pytest.raises(JobError, match=r"schijf is vol.*niets gepubliceerd"):
            make_package(package.pk, progress=lambda done, total: None)
    package.refresh_from_db()
    assert package.state == PackageState.MAKING
    assert make_package(package.pk, progress=lambda done, total: None).state == PackageState.READY


def test_a_double_click_makes_one_package(decided, desk):
    dossier = move(decided(ONE), to=State.APPROVED, by=desk.approver)
    assert request_package(dossier, by=desk.coordinator) == request_package(dossier, by=desk.coordinator)
    assert Job.objects.filter(kind="package").count() == 1
