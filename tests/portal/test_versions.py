"""A version for one reader: what concerns a third party and no more, or a requester's own data besides the rest."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pypdfium2
import pytest

from archive.models import Message, Person
from redaction.choices import Field
from tests.portal.test_package import MADE_AT, ONE, Desk, decided, desk, packaged
from woo_portal.audit.models import Event, Verb
from woo_portal.disclosure.package import (
    Audience,
    PackageRefused,
    make_package,
    request_package,
    request_version,
)
from woo_portal.dossiers.models import Dossier, Package, PackageState, Purpose
from woo_portal.dossiers.package_zip import package_path
from woo_portal.dossiers.states import State
from woo_portal.dossiers.versions import concerning, people_in
from woo_portal.dossiers.workflow import MoveRefused, move

__all__ = ["decided", "desk"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(decided) -> Dossier:
    """The little chat, decided and waiting for approval: in one message "pompen draaien", one by Fatima El Amrani."""
    return decided(ONE)


def made(dossier: Dossier, desk: Desk, purpose: Purpose, audience: Audience) -> Package:
    package = request_version(dossier, purpose, audience, by=desk.coordinator)
    Package.objects.filter(pk=package.pk).update(made_at=MADE_AT)
    return make_package(package.pk, progress=lambda done, total: None)


def texts(package: Package) -> dict[str, str]:
    """The text of each file of the version."""
    assert package.state == PackageState.READY, package.report
    found = {}
    with zipfile.ZipFile(package_path(package)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            found[name] = _read(content) if name.endswith(".pdf") else content.decode("latin-1")
    return found


def _read(content: bytes) -> str:
    with pypdfium2.PdfDocument(BytesIO(content)) as document:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


class TestForViews:
    def test_it_holds_what_concerns_the_third_party_as_it_would_be_published(self, dossier, desk):
        files = texts(made(dossier, desk, Purpose.VIEWS, Audience("Pompenbedrijf", words=("pompen draaien",))))

        assert "documenten/0001.pdf" not in files
        chat = files["documenten/0002.pdf"]
        assert "De pompen draaien weer" in chat
        assert "Woo-verzoek 2026-0142 · versie voor zienswijze" in chat

    def test_what_concerns_others_is_counted_and_not_told(self, dossier, desk):
        files = texts(made(dossier, desk, Purpose.VIEWS, Audience("Marloes", words=("dat wist ik niet",))))

        chat = files["documenten/0001.pdf"]
        assert "Dat wist ik niet" in chat
        assert "1 bericht die niet over u gaan" not in chat
        assert "1 bericht dat niet over u gaat, niet opgenomen" in chat
        assert "Zie het bericht" not in "".join(files.values())

    def test_nothing_is_shown_that_would_be_withheld_from_the_public(self, dossier, desk):
        whom = Person.objects.get(name=ONE.sender)
        files = texts(made(dossier, desk, Purpose.VIEWS, Audience("mevrouw", persons=(whom.pk,))))

        assert "Dat wist ik niet" in files["documenten/0001.pdf"]
        assert ONE.sender not in "".join(files.values())

    def test_it_has_no_decision_no_production_report_and_no_name_of_its_reader(self, dossier, desk):
        files = texts(made(dossier, desk, Purpose.VIEWS, Audience("Zwarthoed Bronbemaling", words=("pompen",))))

        assert not {"besluit.pdf", "productierapport.xlsx"} & files.keys()
        assert "Zwarthoed" not in "".join(files.values())

    def test_who_wrote_reacted_is_answered_or_is_meant_is_concerned(self, dossier):
        whom = Person.objects.get(name=ONE.sender)
        first, second, *_ = Message.objects.order_by("sent_at")
        assert concerning(dossier, [whom.pk]) == {second.pk}

        dossier.layer.redactions.filter(message=first, field=Field.TEXT).update(person=whom)
        assert concerning(dossier, [whom.pk]) == {first.pk, second.pk}

        Message.objects.filter(pk=first.pk).update(reply_to=second)
        dossier.layer.redactions.update(person=None)
        assert concerning(dossier, [whom.pk]) == {first.pk, second.pk}
        assert whom in people_in(dossier)

    def test_when_nothing_concerns_them_nothing_is_made(self, dossier, desk):
        with pytest.raises(PackageRefused, match="Geen enkel bericht"):
            request_version(dossier, Purpose.VIEWS, Audience("X", words=("sluisdeur",)), by=desk.coordinator)
        assert not Package.objects.exists()


class TestForTheRequester:
    def test_their_own_data_is_shown_and_that_of_others_is_not(self, dossier, desk):
        whom = Person.objects.get(name=ONE.sender)
        files = texts(made(dossier, desk, Purpose.REQUESTER, Audience("verzoeker", persons=(whom.pk,))))

        chat = files["documenten/0001.pdf"]
        assert ONE.sender in chat
        assert "versie voor de verzoeker" in chat
        assert ONE.passage not in "".join(files.values())
        assert ONE.file not in "".join(files.values())

    def test_what_is_withheld_on_another_ground_than_privacy_stays_withheld(self, dossier, desk):
        whom = Person.objects.get(name=ONE.sender)
        dossier.layer.redactions.filter(field=Field.SENDER).update(ground="5.1.2i")
        files = texts(made(dossier, desk, Purpose.REQUESTER, Audience("verzoeker", persons=(whom.pk,))))

        assert ONE.sender not in "".join(files.values())


class TestBesideThePackage:
    def test_a_version_is_never_what_is_released(self, dossier, desk):
        package = packaged(dossier, desk)
        version = made(dossier, desk, Purpose.VIEWS, Audience("X", words=("pompen",)))

        move(dossier, to=State.RELEASED, by=desk.coordinator)

        package.refresh_from_db()
        version.refresh_from_db()
        assert (package.state, version.state) == (PackageState.RELEASED, PackageState.READY)

    def test_with_only_a_version_nothing_can_be_released(self, dossier, desk):
        move(dossier, to=State.APPROVED, by=desk.approver)
        made(dossier, desk, Purpose.VIEWS, Audience("X", words=("pompen",)))

        with pytest.raises(MoveRefused, match="nog geen pakket"):
            move(dossier, to=State.RELEASED, by=desk.coordinator)

    def test_when_the_dossier_goes_back_the_version_expires(self, dossier, desk):
        version = made(dossier, desk, Purpose.VIEWS, Audience("X", words=("pompen",)))

        move(dossier, to=State.REDACTING, by=desk.coordinator, reason="zienswijze verwerken")

        version.refresh_from_db()
        assert version.state == PackageState.EXPIRED
        with pytest.raises(PackageRefused, match="ter vaststelling"):
            request_version(dossier, Purpose.VIEWS, Audience("X", words=("pompen",)), by=desk.coordinator)

    def test_a_package_that_is_being_made_is_not_taken_for_a_version(self, dossier, desk):
        version = request_version(dossier, Purpose.VIEWS, Audience("X", words=("pompen",)), by=desk.coordinator)
        again = request_version(dossier, Purpose.VIEWS, Audience("X", words=("pompen",)), by=desk.coordinator)
        move(dossier, to=State.APPROVED, by=desk.approver)

        assert again == version
        assert request_package(dossier, by=desk.coordinator) != version

    def test_the_log_says_that_it_was_a_version_and_not_for_whom(self, dossier, desk):
        made(dossier, desk, Purpose.VIEWS, Audience("Zwarthoed", words=("pompen",)))

        event = Event.objects.get(verb=Verb.PACKAGE_MADE)
        assert event.details["what"] == "een versie (zienswijze)"
        assert "Zwarthoed" not in str(event.details)


class TestThePage:
    @pytest.fixture
    def page(self, dossier, desk, client) -> str:
        client.force_login(desk.coordinator, backend="django.contrib.auth.backends.ModelBackend")
        return f"/dossiers/{dossier.number}/pakket/versies/"

    def test_asks_for_whom_and_queues_it(self, page, client, dossier):
        whom = Person.objects.get(name=ONE.sender)
        form = {"purpose": "views", "audience": "Mevrouw", "persons": [str(whom.pk)], "words": ""}
        answer = client.post(page, form, follow=True)

        assert "De versie wordt gemaakt" in answer.content.decode()
        assert dossier.packages.versions().get().persons == [whom.pk]
        assert "Mevrouw" in answer.content.decode()

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"audience": ""}, "Vul in voor wie de versie is."),
            ({"purpose": ""}, "Kies waarvoor de versie is."),
            ({"words": " \n..."}, "Kies een of meer personen"),
            ({"purpose": "requester"}, "Kies wie de verzoeker is"),
            ({"words": "x" * 201}, "Hoogstens 20 regels"),
            ({"words": "sluisdeur"}, "Geen enkel bericht"),
        ],
    )
    def test_says_what_is_missing_and_keeps_what_was_filled_in(self, page, client, dossier, change, told):
        form = {"purpose": "views", "audience": "Pompenbedrijf", "words": "pompen"} | change
        answer = client.post(page, form)

        assert answer.status_code == 400
        assert told in answer.content.decode()
        assert not dossier.packages.exists()

    def test_after_the_release_no_views_are_asked_any_more(self, page, client, dossier):
        Dossier.objects.filter(pk=dossier.pk).update(state=State.RELEASED)
        shown = client.get(page).content.decode()

        assert "Een zienswijze wordt gevraagd vóór het besluit." in shown
        assert 'value="views"' not in shown
        assert 'value="requester"' in shown
        asked = {"purpose": "views", "audience": "Pompenbedrijf", "words": "pompen"}
        assert client.post(page, asked).status_code == 400
        assert not dossier.packages.exists()

    def test_the_file_is_named_for_what_it_is(self, page, client, dossier, desk):
        version = made(dossier, desk, Purpose.VIEWS, Audience("Zwarthoed", words=("pompen",)))
        answer = client.get(f"/dossiers/{dossier.number}/pakket/{version.pk}/")

        assert answer["Content-Disposition"] == f'attachment; filename="2026-0142-zienswijze-{version.pk}.zip"'
        answer.close()
