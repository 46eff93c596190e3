"""Making a package is stopped, and what was written for one that never came goes."""

from __future__ import annotations

from pathlib import Path

from django.urls import reverse

import pytest

from tests import factories
from tests.portal.package.test_package_screen import approved, client, package, said, text_of
from woo_portal.audit.models import Event, Verb
from woo_portal.disclosure.package import cancel_package, make_package, request_package
from woo_portal.dossiers.keeping import discard_expired_packages
from woo_portal.dossiers.models import Package, PackageState
from woo_portal.dossiers.package_zip import package_path
from woo_portal.jobs.running import JobError

__all__ = ["approved", "client"]


def written_for(made: Package) -> list[Path]:
    """A whole zip and the beginning of another, as a worker leaves them that died before it told where."""
    folder = package_path(made) / str(made.dossier_id)
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{made.pk}.zip", folder / f".{made.pk}.zip.a1b2"]
    for path in paths:
        path.write_bytes(b"PK")
    return paths


class TestStopping:
    """Making a package can be stopped: nothing is published, and a next one can be made."""

    def test_what_is_being_made_can_be_stopped_and_made_again(self, approved, coordinator, client):
        client.post(reverse("package-make", args=[approved.number]))
        making = approved.packages.get()
        assert "Breek af" in text_of(client.get(reverse("package", args=[approved.number])))

        page = client.post(reverse("package-cancel", args=[approved.number, making.pk]), follow=True)

        assert "Er is niets gepubliceerd." in said(page)
        making.refresh_from_db()
        assert making.state == PackageState.CANCELLED
        assert Event.objects.filter(verb=Verb.PACKAGE_CANCELLED).count() == 1
        client.post(reverse("package-make", args=[approved.number]))
        assert approved.packages.filter(state=PackageState.MAKING).count() == 1

    def test_a_worker_that_is_at_it_stops_and_leaves_no_file(self, approved, coordinator):
        making = request_package(approved, by=coordinator)

        def stop(done: int, total: int) -> None:
            cancel_package(making, by=coordinator)

        with pytest.raises(JobError, match="afgebroken"):
            make_package(making.pk, progress=stop)
        making.refresh_from_db()
        assert making.state == PackageState.CANCELLED
        assert not list(package_path(making).parent.glob(f"*{approved.pk}/*"))

    def test_a_worker_that_comes_later_does_nothing(self, approved, coordinator):
        making = request_package(approved, by=coordinator)
        cancel_package(making, by=coordinator)

        assert make_package(making.pk, progress=lambda done, total: None).state == PackageState.CANCELLED

    def test_the_zip_of_a_package_that_died_after_it_was_written_stayed_for_ever(
        self, approved, coordinator, django_capture_on_commit_callbacks
    ):
        making = request_package(approved, by=coordinator)
        written = written_for(making)
        with django_capture_on_commit_callbacks(execute=True):
            cancel_package(making, by=coordinator)
        assert not any(path.exists() for path in written)

    def test_what_an_attempt_that_was_killed_wrote_goes_with_the_next_attempt(self, approved, coordinator):
        making = request_package(approved, by=coordinator)
        written = written_for(making)

        def stop(done: int, total: int) -> None:
            cancel_package(making, by=coordinator)

        with pytest.raises(JobError, match="afgebroken"):
            make_package(making.pk, progress=stop)
        assert not any(path.exists() for path in written)

    @pytest.mark.parametrize("state", [PackageState.CANCELLED, PackageState.EXPIRED, PackageState.BLOCKED])
    def test_a_destruction_did_not_reach_a_zip_whose_row_does_not_know_it(self, approved, coordinator, state):
        written = written_for(factories.package(approved, coordinator, state=state))
        kept = [
            *written_for(factories.package(approved, coordinator, state=PackageState.MAKING)),
            package_path(package(approved, coordinator, PackageState.READY)),
        ]

        discard_expired_packages()

        assert not any(path.exists() for path in written)
        assert all(path.exists() for path in kept)

    def test_the_zip_of_an_expired_package_goes_wherever_its_row_says_it_lies(self, approved, coordinator):
        expired = package(approved, coordinator, PackageState.EXPIRED)
        discard_expired_packages()
        assert not package_path(expired).exists()
        expired.refresh_from_db()
        assert expired.path == ""

    def test_what_is_made_cannot_be_stopped(self, approved, coordinator, client):
        made = package(approved, coordinator, PackageState.READY)

        page = client.post(reverse("package-cancel", args=[approved.number, made.pk]), follow=True)

        assert "Er is niets gewijzigd" in said(page)
        made.refresh_from_db()
        assert made.state == PackageState.READY
