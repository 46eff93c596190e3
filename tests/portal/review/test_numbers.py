"""Numbers beside withheld names: switched on once for the dossier, the same person the same number, in every file."""

from __future__ import annotations

import zipfile
from io import BytesIO

from django.db import transaction
from django.urls import reverse

import pypdfium2
import pytest

from tests.portal.test_package import ONE, OTHER, decided, desk, packaged
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.models import PackageState
from woo_portal.dossiers.numbering import numbered, set_numbering
from woo_portal.dossiers.package_zip import package_path
from woo_portal.dossiers.states import State
from woo_portal.dossiers.workflow import move

__all__ = ["decided", "desk"]
pytestmark = pytest.mark.django_db


def numbered_package(decided, desk, hidden):
    dossier = move(decided(hidden), to=State.REDACTING, by=desk.reviewer, reason="nummers")
    assert set_numbering(dossier, True, by=desk.reviewer)
    return packaged(move(dossier, to=State.APPROVAL, by=desk.reviewer), desk)


@pytest.mark.django_db(transaction=True)  # as a worker makes it: nothing around the job
def test_no_package_could_be_made_of_a_dossier_with_numbers(decided, desk):
    assert numbered_package(decided, desk, ONE).state == PackageState.READY


def test_the_number_stands_in_the_documents_and_the_leak_check_lets_it_pass(decided, desk):
    package = numbered_package(decided, desk, ONE)

    assert package.state == PackageState.READY, package.report
    with zipfile.ZipFile(package_path(package)) as archive:
        chat = archive.read("documenten/0001.pdf")
    with pypdfium2.PdfDocument(BytesIO(chat)) as document:
        said = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    assert "5.1.2e persoon 2 · nr. 2" in said
    assert [row.name for row in numbered(package.dossier)] == ["", ONE.sender, "", ""]


def test_two_packages_with_numbers_that_differ_in_what_is_withheld_are_the_same_bytes(decided, desk):
    contents = []
    for hidden in (ONE, OTHER):
        with transaction.atomic():
            package = numbered_package(decided, desk, hidden)
            assert package.state == PackageState.READY, package.report
            contents.append(package_path(package).read_bytes())
            transaction.set_rollback(True)
    assert contents[0] == contents[1]


def test_the_page_switches_them_on_and_tells_who_has_which(decided, desk, client):
    dossier = move(decided(ONE), to=State.REDACTING, by=desk.reviewer, reason="nummers")
    client.force_login(desk.reviewer, backend="django.contrib.auth.backends.ModelBackend")
    page = reverse("review-numbers", args=[dossier.number])
    assert "De nummers staan uit." in client.get(page).content.decode()

    answer = client.post(page, {"nummers": "aan"}, follow=True).content.decode()
    assert "De nummers staan aan." in answer
    assert ONE.sender in answer
    client.post(page, {"nummers": "aan"})
    assert Event.objects.filter(verb=Verb.PEOPLE_NUMBERED).count() == 1

    move(dossier, to=State.APPROVAL, by=desk.reviewer)
    assert "kan nu niet gelakt worden" in client.post(page, {"nummers": "uit"}, follow=True).content.decode()
    dossier.layer.refresh_from_db()
    assert dossier.layer.numbers_people
