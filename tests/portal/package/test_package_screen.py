"""The tab Pakket: asking for a package, reading what the leak check found, fetching what passed it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.test import Client
from django.urls import reverse
from django.utils import timezone

import pytest

from archive.models import Attachment
from redaction.choices import Treatment
from tests import factories
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.audit.models import Event, Verb
from woo_portal.disclosure.package import make_package
from woo_portal.dossiers import workflow
from woo_portal.dossiers.models import Dossier, Judgement, Kind, Package, PackageState
from woo_portal.dossiers.package_zip import package_path
from woo_portal.dossiers.sight import stamp_of
from woo_portal.dossiers.states import State
from woo_portal.jobs.models import Job
from woo_portal.jobs.running import JobError

PAGE, MAKE = "/dossiers/2026-0001/pakket/", "/dossiers/2026-0001/pakket/maken/"
FINDING = {
    "file": "0001.pdf",
    "channel": "tekst (PDFium)",
    "reference": "bericht 12, tekst",
    "origin": {"message": 12, "conversation": None},
}


@pytest.fixture
def client(client_for: Callable[[Role], Client]) -> Client:
    return client_for(Role.COORDINATOR)


@pytest.fixture
def approved(coordinator: User) -> Dossier:
    """A dossier of one public message in which nothing waits."""
    message = factories.message(factories.conversation(), "De pompen draaien", sender=factories.handle("Kofi Mensah"))
    dossier = factories.dossier(coordinator, message)
    dossier.items.update(judgement=Judgement.PUBLIC, judged_by=coordinator, proposed_at=timezone.now())
    Dossier.objects.update(state=State.APPROVED)
    dossier.refresh_from_db()
    return dossier


def package(dossier: Dossier, by: User, state: PackageState, **fields: object) -> Package:
    """A package, with its zip in place when it is one that has it."""
    made = factories.package(dossier, by, state=state, **fields)
    if state in (PackageState.READY, PackageState.RELEASED, PackageState.EXPIRED):
        made.path, made.size = f"{made.pk}.zip", 6
        made.sha256 = hashlib.sha256(b"PK\3\4..").hexdigest()
        made.report = {"summary": "3 bestanden gelezen, 1 weggelakte tekst gezocht: niets gevonden.", "findings": []}
        made.save()
        path: Path = package_path(made)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"PK\3\4..")
    return made


def text_of(response) -> str:
    return response.content.decode().replace("\xa0", " ")


def said(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_before_it_is_approved_the_page_says_what_is_missing(client, approved):
    Dossier.objects.update(state=State.REDACTING)
    approved.items.update(judgement="")

    page = text_of(client.get(PAGE))

    assert "pas worden gemaakt als het dossier is vastgesteld. Nog te beoordelen: 1 bericht." in page
    assert "Maak pakket" not in page
    assert "pas worden gemaakt" in said(client.post(MAKE, follow=True))
    assert not Package.objects.exists()


def test_an_approved_dossier_is_made_into_a_package_once(client, approved, coordinator):
    assert "Maak pakket" in text_of(client.get(PAGE))

    for _ in range(2):
        response = client.post(MAKE, follow=True)

    made = Package.objects.get()
    assert (made.state, made.made_by) == (PackageState.MAKING, coordinator)
    assert Job.objects.get().arguments == {"package": made.pk}
    assert "U kunt deze pagina verlaten" in said(response)
    assert "hx-get" in text_of(response)
    assert "Maak pakket" not in text_of(response)
    assert "Pakket van dossier 2026-0001" in text_of(response)


def test_a_package_that_passed_is_shown_with_its_figures_and_fetched(client, approved, coordinator):
    made = package(approved, coordinator, PackageState.READY, documents=27, messages=1101)

    page = text_of(client.get(PAGE))
    for figure in ("27", "1.101", "6 bytes", made.sha256, "3 bestanden gelezen", "gecontroleerd"):
        assert figure in page

    response = client.get(f"{PAGE}{made.pk}/")
    assert b"".join(response.streaming_content) == b"PK\3\4.."
    assert response["Content-Disposition"] == 'attachment; filename="2026-0001.zip"'
    assert response["Content-Type"] == "application/zip"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert Event.objects.get(verb=Verb.PACKAGE_DOWNLOADED).details == {"sha256": made.sha256}


def test_a_package_that_was_stopped_says_what_was_found_where_and_that_nothing_left(client, approved, coordinator):
    report = {"summary": "3 bestanden gelezen: 1 bevinding.", "findings": [FINDING] * 60, "unsearchable": 1}
    made = package(approved, coordinator, PackageState.BLOCKED, report=report)

    response = client.get(PAGE)
    page = text_of(response)

    assert 'href="/dossiers/2026-0001/lakken/?toon=alles&amp;bericht=12"' in response.content.decode()
    for words in ("er is niets gepubliceerd", "0001.pdf", "tekst (PDFium)", "bericht 12, tekst", "En nog 10."):
        assert words in page
    assert "Haal het pakket op" not in page
    assert client.get(f"{PAGE}{made.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("origin", "leads_to"),
    [
        ({"message": 7, "conversation": None}, "toon=alles&bericht=7"),
        ({"message": None, "conversation": 3}, "toon=alles&gesprek=3"),
        ({"message": None, "conversation": None}, ""),
    ],
)
def test_a_finding_leads_to_what_it_is_from_whatever_its_words(client, approved, coordinator, origin, leads_to):
    finding = FINDING | {"reference": "ergens anders: bericht 99", "origin": origin}
    package(approved, coordinator, PackageState.BLOCKED, report={"summary": "", "findings": [finding]})

    [word] = client.get(PAGE).context["rows"][0].words
    [found] = word.places
    assert found.url.partition("?")[2] == leads_to


def finding(word: int, file: str, channel: str, message: int | None = None) -> dict[str, object]:
    reference = f"bericht {message}, tekst" if message else ""
    origin = {"message": message, "conversation": None}
    return {"file": file, "channel": channel, "reference": reference, "origin": origin, "word": word}


def test_one_word_in_many_messages_filled_the_page_and_the_gravest_was_below_it(client, approved, coordinator):
    findings = [
        finding(0, "0003.pdf", "bestand dat niet te lezen is"),
        *(finding(1, "0001.pdf", "eigenschap", message) for message in range(20, 60)),
        finding(2, "0001.pdf", "eigenschap", 7),
        finding(2, "onderwerp van het dossier", "toelichting van de behandelaar", 8),
    ]
    package(approved, coordinator, PackageState.BLOCKED, report={"summary": "", "findings": findings})

    response = client.get(PAGE)

    words = response.context["rows"][0].words
    assert [(word.count, word.sources, word.is_read) for word in words] == [
        (2, 2, True),
        (40, 40, False),
        (1, 1, False),
    ]
    assert [found.file for found in words[0].places] == ["onderwerp van het dossier", "0001.pdf"]
    page = " ".join(text_of(response).split())
    assert "Een gelakte tekst uit bericht 8, tekst en 1 andere tekst: <strong>2 plaatsen</strong>" in page
    assert "Bestand dat niet te lezen is: <strong>1 plaats</strong>" in page
    assert page.count("<details>") >= 3


@pytest.mark.parametrize("state", [PackageState.MAKING, PackageState.BLOCKED, PackageState.EXPIRED])
def test_only_what_passed_and_still_holds_is_fetched(client, approved, coordinator, state):
    made = package(approved, coordinator, state)
    assert client.get(f"{PAGE}{made.pk}/").status_code == 404
    assert not Event.objects.filter(verb=Verb.PACKAGE_DOWNLOADED).exists()


@pytest.mark.parametrize("state", [PackageState.READY, PackageState.RELEASED])
def test_a_package_whose_file_is_gone_was_linked_to_and_led_to_nothing(client, approved, coordinator, state):
    made = package(approved, coordinator, state)
    package_path(made).unlink()

    page = client.get(f"{PAGE}{made.pk}/", follow=True)

    assert "is weg, of het is gewijzigd na de lekcontrole" in said(page)
    assert "Niet meer op te halen." in text_of(page)
    assert f'href="{PAGE}{made.pk}/"' not in text_of(page)
    assert not Event.objects.filter(verb=Verb.PACKAGE_DOWNLOADED).exists()


def test_a_file_that_was_changed_after_the_leak_check_was_given_to_who_asked(client, approved, coordinator):
    made = package(approved, coordinator, PackageState.READY)
    package_path(made).write_bytes(b"PK\3\4,,")  # as long as it was

    page = client.get(f"{PAGE}{made.pk}/", follow=True)

    assert "is weg, of het is gewijzigd na de lekcontrole" in said(page)
    assert not Event.objects.filter(verb=Verb.PACKAGE_DOWNLOADED).exists()


@pytest.mark.parametrize("content", [b"PK\3\4..en meer", b"PK\3\4,,", None])
def test_a_package_that_was_changed_or_removed_after_the_leak_check_was_released(
    client, approved, coordinator, content
):
    made = package(approved, coordinator, PackageState.READY)
    if content is None:
        package_path(made).unlink()
    else:
        package_path(made).write_bytes(content)

    page = client.post("/dossiers/2026-0001/stap/", {"naar": "released", "gezien": stamp_of(approved)}, follow=True)

    assert "is weg, of het is gewijzigd na de lekcontrole" in said(page)
    approved.refresh_from_db()
    made.refresh_from_db()
    assert (approved.state, made.state) == (State.APPROVED, PackageState.READY)
    assert not Event.objects.filter(verb=Verb.STATE_CHANGED).exists()


def test_it_is_released_by_a_step_of_the_workflow(client, approved, coordinator):
    made = package(approved, coordinator, PackageState.READY)

    client.post("/dossiers/2026-0001/stap/", {"naar": "released", "gezien": stamp_of(approved)})

    made.refresh_from_db()
    assert made.state == PackageState.RELEASED
    assert "vrijgegeven. Klopt er iets niet, heropen het dan" in text_of(client.get(PAGE))
    assert client.get(f"{PAGE}{made.pk}/").status_code == 200


def test_a_package_that_is_being_made_while_the_dossier_is_reopened_is_never_published(approved, coordinator):
    made = package(approved, coordinator, PackageState.MAKING)

    def reopen(done: int, total: int) -> None:
        approved.refresh_from_db()
        if approved.state == State.APPROVED:
            workflow.move(approved, to=State.REDACTING, by=coordinator, reason="Er is een naam gemist.")

    with pytest.raises(JobError, match="heropend"):
        make_package(made.pk, progress=reopen)

    made.refresh_from_db()
    assert made.state == PackageState.EXPIRED
    assert not list(package_path(Package(path="")).rglob("*.zip"))


def test_who_reviews_reads_and_fetches_but_does_not_make(client_for, approved, coordinator):
    made = package(approved, coordinator, PackageState.READY)
    client = client_for(Role.REVIEWER)

    assert "Maak pakket" not in text_of(client.get(PAGE))
    assert client.get(f"{PAGE}{made.pk}/").status_code == 200
    assert client.post(MAKE).status_code == 404


@pytest.mark.parametrize("role", [Role.LIAISON, Role.ARCHIVIST, Role.ADMINISTRATOR])
def test_to_other_roles_there_is_no_package(client_for, approved, coordinator, role):
    made = package(approved, coordinator, PackageState.READY)
    client = client_for(role)
    assert client.get(PAGE).status_code == 404
    assert client.post(MAKE).status_code == 404
    assert client.get(f"{PAGE}{made.pk}/").status_code == 404


def test_a_package_of_another_dossier_is_not_reached_through_this_one(client, approved, user):
    liaison = user(Role.LIAISON)
    other = package(factories.dossier(liaison, kind=Kind.PARLIAMENT, number="Z1"), liaison, PackageState.READY)
    assert client.get(f"{PAGE}{other.pk}/").status_code == 404


def test_attachments_nobody_decided_on_are_told_before_a_package_is_made(client, client_for, approved):
    message = approved.items.get().message
    Attachment.objects.create(message=message, number=0, file_name="IMG-1.jpg", sha256="ab" * 32)
    Attachment.objects.create(message=message, number=1, file_name="niet in de bron.jpg")

    page = text_of(client.get(PAGE))
    assert "Over 1 bijlage is nog niet beslist." in page
    assert "Maak pakket" in page
    assert reverse("review-attachments", args=[approved.number]) in text_of(client_for(Role.REVIEWER).get(PAGE))

    factories.treatment(approved.layer, message, treatment=Treatment.WITHHELD, ground="5.1.2e", number=1)
    assert "nog niet beslist" not in text_of(client.get(PAGE))


def test_nothing_is_made_by_following_a_link(client, approved):
    assert client.get(MAKE).status_code == 405


def test_the_page_costs_the_same_number_of_queries_however_many_packages(
    client, approved, coordinator, django_assert_num_queries, django_assert_max_num_queries
):
    package(approved, coordinator, PackageState.EXPIRED)
    client.get(PAGE)
    with django_assert_max_num_queries(26) as few:
        client.get(PAGE)
    for _ in range(10):
        package(approved, coordinator, PackageState.EXPIRED)
    with django_assert_num_queries(len(few)):
        client.get(PAGE)
