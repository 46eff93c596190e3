"""A released package is put ready at the publicatiebank: whole, once, and whatever it is cut off by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

import pytest

from tests.portal.publication.conftest import PDFS, a_package, work
from tests.portal.publication.stub import PUBLISHER, Stub
from woo_portal.accounts.models import User
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.models import Dossier, Package, PackageState
from woo_portal.dossiers.package_zip import package_path
from woo_portal.jobs.models import Job, JobState
from woo_portal.other_servers import Server
from woo_portal.publication.asking import PublicationRefused, send
from woo_portal.publication.carrying_out import carry_out
from woo_portal.publication.models import Publication, PublicationState

pytestmark = pytest.mark.django_db
BY_NAME = {name.rpartition("/")[2]: content for name, content in PDFS.items()}


class Killed(BaseException):
    """What a worker that is killed does not live to catch."""


def no_progress(done: int, total: int) -> None:
    """Nobody looks."""


def test_every_pdf_arrives_as_a_concept_that_nobody_outside_sees(bank, released, coordinator):
    send(released, by=coordinator)
    [job] = work()

    assert (job.state, job.message) == (JobState.DONE, "De publicatie is klaargezet als concept.")
    [there] = bank.publications.values()
    assert there["publicatiestatus"] == "concept"
    assert there["officieleTitel"] == "Woo-verzoek 2026-0142: Dijkversterking Oudezijl"
    assert there["publisher"] == bank.organisations[PUBLISHER]
    assert there["informatieCategorieen"] == list(bank.categories.values())
    assert bank.files() == BY_NAME
    assert bank.created == ["besluit.pdf", "inventarislijst.pdf", "0012.pdf"]
    assert {row["publicatiestatus"] for row in bank.documents.values()} == {"concept"}


def test_each_document_is_called_and_dated_as_in_the_metadata_of_the_package(bank, released, coordinator):
    send(released, by=coordinator)
    work()

    told = {row["bestandsnaam"]: (row["officieleTitel"], row["creatiedatum"]) for row in bank.documents.values()}
    assert told == {
        "besluit.pdf": ("Besluit op Woo-verzoek 2026-0142: Dijkversterking Oudezijl", "2026-02-03"),
        "inventarislijst.pdf": ("Inventarislijst bij Woo-verzoek 2026-0142", "2026-02-03"),
        "0012.pdf": ("Kernteam Zeedijk [weggelakt: 5.1.2e] (WhatsApp, 14-03-2024)", "2024-03-14"),
    }


def test_a_package_from_before_there_were_metadata_is_sent_by_the_names_of_its_files(bank, released, coordinator):
    a_package(released, coordinator, with_metadata=False)
    send(released, by=coordinator)
    work()

    files = Publication.objects.get().files.all()
    assert [(file.title, file.day) for file in files] == [
        ("Besluit", date(2026, 2, 4)),
        ("Inventarislijst", date(2026, 2, 4)),
        ("0012", date(2026, 2, 4)),
    ]
    assert bank.files() == BY_NAME


def test_the_log_of_the_publicatiebank_says_who_it_was_whatever_the_name(bank, released, coordinator):
    coordinator.first_name, coordinator.last_name = "Łucja\nRenée", "Ștefan"
    coordinator.save()
    send(released, by=coordinator)
    work()

    assert {asked.headers["audit-user-id"] for asked in bank.asked} == {"coordinator"}
    assert {asked.headers["audit-user-representation"] for asked in bank.asked} == {"?ucja Renée Stefan"}
    assert Publication.objects.get().state == PublicationState.CONCEPT


def test_it_stands_in_the_log_with_the_hash_of_the_package(bank, released, coordinator):
    send(released, by=coordinator)
    work()

    package = Package.objects.get()
    event = Event.objects.get(verb=Verb.PUBLICATION_SENT)
    assert (event.details, event.dossier_id) == ({"sha256": package.sha256, "files": 3}, released.pk)
    assert sentence(event).replace("\xa0", " ") == (
        f"Anna Coenen zette het pakket (SHA-256 {package.sha256}) met 3 bestanden als concept klaar bij de publicatiebank."
    )


def test_a_double_click_makes_one(bank, released, coordinator):
    assert send(released, by=coordinator) == send(released, by=coordinator)
    work()
    send(released, by=coordinator)
    work()

    assert (Publication.objects.count(), Job.objects.count(), len(bank.publications)) == (1, 1, 1)
    assert len(bank.of("POST", "documenten")) == 3


def killing(monkeypatch: pytest.MonkeyPatch, at: int, *, after: bool) -> Callable[[], None]:
    """Have the worker killed at its request number `at`: before it is sent, or after the answer came and before it was kept."""
    original, numbers = Server.ask, count(1)

    def ask(server: Server, *args: Any, **more: Any) -> Any:
        number = next(numbers)
        if number == at and not after:
            raise Killed
        answer = original(server, *args, **more)
        if number == at:
            raise Killed
        return answer

    monkeypatch.setattr(Server, "ask", ask)
    return lambda: monkeypatch.setattr(Server, "ask", original)


def requests_of_a_whole_run(bank: Stub, released: Dossier, coordinator: User) -> int:
    publication = send(released, by=coordinator)
    carry_out(publication.pk, publication.wanted, progress=no_progress)
    return len(bank.asked)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_cut_off_at_any_request_and_taken_up_again_it_ends_the_same(bank, released, coordinator, monkeypatch, after):
    requests = requests_of_a_whole_run(bank, released, coordinator)
    whole = bank.files()
    assert requests > 12
    for at in range(1, requests + 1):
        bank.publications.clear()
        bank.documents.clear()
        bank.created.clear()
        bank.asked.clear()
        Publication.objects.all().delete()
        publication = send(released, by=coordinator)
        alive = killing(monkeypatch, at, after=after)
        with pytest.raises(Killed):
            carry_out(publication.pk, publication.wanted, progress=no_progress)
        cut = bank.asked[-1] if after else None
        alive()
        publication = carry_out(publication.pk, publication.wanted, progress=no_progress)

        assert publication.state == PublicationState.CONCEPT
        assert bank.files() == whole, f"cut off at {at}"
        assert (len(bank.publications), len(bank.documents)) == (1, len(whole))
        lost = cut is not None and cut.method == "POST" and cut.path.endswith("documenten")
        assert len(bank.created) == len(whole) + lost
        sent = [asked.path for asked in bank.of("PUT")]
        again = sent.count(cut.path) - 1 if cut is not None and cut.method == "PUT" else 0
        assert len(sent) - again == len(set(sent)), f"a part was sent twice after {at}"


def test_a_run_that_was_cut_off_after_its_second_document_goes_on_with_the_third(bank, released, coordinator):
    publication = send(released, by=coordinator)

    def killed(done: int, total: int) -> None:
        if done == 2:
            raise Killed

    with pytest.raises(Killed):
        carry_out(publication.pk, publication.wanted, progress=killed)
    assert sorted(bank.files()) == ["besluit.pdf", "inventarislijst.pdf"]
    carry_out(publication.pk, publication.wanted, progress=no_progress)

    assert bank.created == ["besluit.pdf", "inventarislijst.pdf", "0012.pdf"]
    assert not bank.of("DELETE")
    assert bank.files() == BY_NAME


def test_a_refused_token_is_told_in_dutch_and_nothing_is_lost(bank, released, coordinator):
    bank.token = "een-andere"
    publication = send(released, by=coordinator)
    [job] = work()

    assert job.state == JobState.FAILED
    assert job.message == (
        "De publicatiebank weigert de sleutel van het portaal. Vraag de technisch beheerder de instelling WOO_GPP_TOKEN na te "
        "kijken; probeer het daarna opnieuw. Wat al is klaargezet, blijft staan; bij een nieuwe poging wordt het aangevuld."
    )
    publication.refresh_from_db()
    assert publication.state == PublicationState.SENDING
    bank.token = bank.asked[0].headers["authorization"].removeprefix("Token ")
    send(released, by=coordinator)
    assert work()[-1].state == JobState.DONE
    assert bank.files() == BY_NAME


def test_what_the_publicatiebank_objects_to_is_told(bank, released, coordinator):
    bank.organisations.clear()
    send(released, by=coordinator)
    [job] = work()
    assert f"kent geen actieve organisatie {PUBLISHER}" in job.message
    assert not bank.publications


def test_nobody_there_is_told_and_can_be_tried_again(bank, released, coordinator, settings):
    settings.GPP_URL = "http://127.0.0.1:1/api/v2"
    send(released, by=coordinator)
    [job] = work()
    assert "nu niet te bereiken" in job.message
    settings.GPP_URL = bank.url
    send(released, by=coordinator)
    work()
    assert bank.files() == BY_NAME


@pytest.mark.parametrize("url", ["http://publicatiebank.example.nl/api/v2", "ftp://127.0.0.1/"])
def test_an_address_without_tls_is_not_given_the_key(bank, released, coordinator, settings, url):
    settings.GPP_URL = url
    send(released, by=coordinator)
    [job] = work()
    assert "moet met https beginnen" in job.message


def test_a_concept_that_was_removed_there_is_made_anew(bank, released, coordinator):
    publication = send(released, by=coordinator)
    with pytest.raises(Killed):
        carry_out(publication.pk, publication.wanted, progress=lambda done, total: _kill(done == 1))
    bank.publications.clear()
    bank.documents.clear()
    carry_out(publication.pk, publication.wanted, progress=no_progress)
    assert bank.files() == BY_NAME


def test_a_document_that_was_removed_there_is_made_anew(bank, released, coordinator):
    publication = send(released, by=coordinator)
    with pytest.raises(Killed):
        carry_out(publication.pk, publication.wanted, progress=lambda done, total: _kill(done == 2))
    file = publication.files.get(name="inventarislijst.pdf")
    publication.files.filter(pk=file.pk).update(is_complete=False)
    del bank.documents[str(file.remote)]
    carry_out(publication.pk, publication.wanted, progress=no_progress)
    assert bank.files() == BY_NAME


def test_what_somebody_else_put_in_the_concept_stays(bank, released, coordinator):
    publication = send(released, by=coordinator)
    with pytest.raises(Killed):
        carry_out(publication.pk, publication.wanted, progress=lambda done, total: _kill(done == 1))
    publication.refresh_from_db()
    other = {"uuid": "11111111-2222-4333-8444-555555555555", "publicatie": str(publication.remote)}
    bank.documents[other["uuid"]] = other | {"bestandsnaam": "brief.pdf", "uploadVoltooid": False, "kenmerken": []}
    carry_out(publication.pk, publication.wanted, progress=no_progress)
    assert other["uuid"] in bank.documents


def _kill(now: bool) -> None:
    if now:
        raise Killed


def test_a_package_that_was_changed_after_its_release_is_not_sent(bank, released, coordinator):
    path = package_path(Package.objects.get())
    path.write_bytes(path.read_bytes() + b" ")
    send(released, by=coordinator)
    [job] = work()
    assert "na de vrijgave gewijzigd" in job.message
    assert not bank.asked


def test_only_a_released_package_can_be_sent(bank, released, coordinator):
    Package.objects.update(state=PackageState.READY)
    with pytest.raises(PublicationRefused, match="geen vrijgegeven pakket"):
        send(released, by=coordinator)


@pytest.mark.parametrize("setting", ["GPP_URL", "GPP_TOKEN", "PUBLISHER_URI"])
def test_without_one_of_its_settings_nothing_is_sent_anywhere(bank, released, coordinator, settings, setting):
    setattr(settings, setting, "")
    with pytest.raises(PublicationRefused, match=f"om in te stellen: WOO_{setting}"):
        send(released, by=coordinator)
    assert not Publication.objects.exists()
    assert not bank.asked
