"""A package can be made again to the same bytes, or it is told what would be another now (`rebuild_package`)."""

from __future__ import annotations

from django.core.management import CommandError, call_command

import pytest

from archive.ingest import receive, run_import
from archive.models import Message
from tests.portal.test_package import ONE, decided, desk, packaged
from woo_portal.disclosure.rebuilding import difference
from woo_portal.dossiers import composing
from woo_portal.dossiers.models import Dossier, Judgement
from woo_portal.dossiers.package_zip import package_path
from woo_portal.dossiers.states import State

__all__ = ["decided", "desk"]
pytestmark = pytest.mark.django_db


def test_a_package_can_be_made_again_to_the_same_bytes(decided, desk, capsys):
    package = packaged(decided(ONE), desk)
    kept = (package_path(package).parent.parent / "rendered").glob("*.pdf")
    for path in kept:
        path.write_bytes(b"what is kept is not what is compared with")

    call_command("rebuild_package", package.dossier.number)
    assert package.sha256 in capsys.readouterr().out


def test_a_package_that_would_be_another_now_is_named_with_the_file(decided, desk):
    """A message that was changed in the database itself, and a file that was changed on the disk."""
    package = packaged(decided(ONE), desk)
    Message.objects.filter(text__contains="draaien weer").update(text="De pompen staan weer stil")
    with pytest.raises(CommandError, match=r"documenten/0002\.pdf is anders"):
        call_command("rebuild_package", package.dossier.number)

    path = package_path(package)
    path.write_bytes(path.read_bytes().replace(b"0001", b"0009", 1))
    assert "SHA-256" in difference(package)
    path.unlink()
    with pytest.raises(CommandError, match="is er niet meer"):
        call_command("rebuild_package", package.dossier.number)


def test_making_it_again_changes_nothing(decided, desk, tmp_path):
    """Not even the number of a document that came into the dossier later."""
    package = packaged(decided(ONE), desk)
    name = "WhatsApp-chat met Later.txt"
    (tmp_path / name).write_text("01-12-2025 10:00 - Kofi Mensah: Later dan alle andere berichten in dit dossier\n")
    run_import(receive(tmp_path / name, file_name=name, by="Els").pk)
    Dossier.objects.update(state=State.COLLECTING)
    later = Message.objects.get(text__startswith="Later").pk
    composing.add_messages(package.dossier, [later], by=desk.coordinator)
    package.dossier.items.filter(message=later).update(judgement=Judgement.PUBLIC)

    before = list(package.dossier.documents.values_list("number", flat=True))
    files = sorted(path for path in package_path(package).parent.parent.rglob("*"))
    assert difference(package) == "documenten/0003.pdf staat niet in het pakket, en zou er nu in komen."
    assert list(package.dossier.documents.values_list("number", flat=True)) == before
    assert sorted(path for path in package_path(package).parent.parent.rglob("*")) == files


def test_a_dossier_without_a_package_has_none_to_compare(decided):
    with pytest.raises(CommandError, match="geen pakket"):
        call_command("rebuild_package", decided(ONE).number)
    with pytest.raises(CommandError, match="geen dossier"):
        call_command("rebuild_package", "2026-9999")
