"""A concept is published by a person, withdrawn for a reason, and replaced by a newer package; whatever answer gets lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

import pytest

from tests import factories
from tests.portal.publication.conftest import a_package, work
from tests.portal.publication.stub import Stub
from woo_portal.accounts.models import User
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.models import Dossier, Judgement, Package, PackageState
from woo_portal.dossiers.states import State
from woo_portal.dossiers.workflow import move
from woo_portal.jobs.models import Job, JobState
from woo_portal.other_servers import Server, Unreachable
from woo_portal.publication.asking import PublicationRefused, ask, send
from woo_portal.publication.models import Publication, PublicationState

pytestmark = pytest.mark.django_db
CONCEPT, PUBLISHED = PublicationState.CONCEPT, PublicationState.PUBLISHED
WITHDRAWN, DISCARDED = PublicationState.WITHDRAWN, PublicationState.DISCARDED


@pytest.fixture
def concept(bank: Stub, released: Dossier, coordinator: User) -> Publication:
    publication = send(released, by=coordinator)
    work()
    publication.refresh_from_db()
    assert publication.state == CONCEPT
    return publication


@pytest.fixture
def published(concept: Publication, coordinator: User) -> Publication:
    return done(concept, PUBLISHED, coordinator)


def done(publication: Publication, wanted: PublicationState, by: User, reason: str = "") -> Publication:
    ask(publication, wanted, by=by, reason=reason)
    work()
    publication.refresh_from_db()
    return publication


def statuses(bank: Stub) -> list[str]:
    return [row["publicatiestatus"] for row in bank.publications.values()]


def losing_answers(monkeypatch: pytest.MonkeyPatch, method: str) -> Callable[[], None]:
    """Have the publicatiebank do what is asked by this method, and its answer get lost."""
    original = Server.ask

    def ask_(server: Server, *args: Any, **more: Any) -> Any:
        answer = original(server, *args, **more)
        if more.get("method") == method:
            raise Unreachable
        return answer

    monkeypatch.setattr(Server, "ask", ask_)
    return lambda: monkeypatch.setattr(Server, "ask", original)


def test_publishing_brings_the_concept_and_its_documents_before_the_public(bank, concept, coordinator):
    publication = done(concept, PUBLISHED, coordinator)

    assert (publication.state, statuses(bank)) == (PUBLISHED, ["gepubliceerd"])
    assert {row["publicatiestatus"] for row in bank.documents.values()} == {"gepubliceerd"}
    assert publication.address == f"https://open.example.nl/publicaties/{publication.remote}"
    assert publication.published_at
    event = Event.objects.get(verb=Verb.PUBLICATION_PUBLISHED)
    assert sentence(event).startswith("Anna Coenen publiceerde het pakket (SHA-256 ")


def test_publishing_twice_is_publishing_once(bank, concept, coordinator):
    ask(concept, PUBLISHED, by=coordinator)
    ask(concept, PUBLISHED, by=coordinator)
    work()
    ask(concept, PUBLISHED, by=coordinator)
    work()
    assert len(bank.of("PATCH")) == 1
    assert Event.objects.filter(verb=Verb.PUBLICATION_PUBLISHED).count() == 1


def test_a_publication_whose_answer_got_lost_is_found_published(bank, concept, coordinator, monkeypatch):
    found_again = losing_answers(monkeypatch, "PATCH")
    assert done(concept, PUBLISHED, coordinator).state == CONCEPT
    assert "druk opnieuw op Publiceer" in Job.objects.first().message
    found_again()
    assert done(concept, PUBLISHED, coordinator).state == PUBLISHED
    assert len(bank.of("PATCH")) == 1


def test_an_address_that_is_none_is_not_kept(bank, concept, coordinator, monkeypatch):
    def move(stub: Stub, row: dict[str, Any], status: str) -> None:
        row.update(publicatiestatus=status, urlPublicatieExtern="javascript:alert(1)")

    monkeypatch.setattr(Stub, "_move", move)
    assert done(concept, PUBLISHED, coordinator).address == ""


def test_what_was_not_put_ready_is_not_published(bank, released, coordinator):
    publication = send(released, by=coordinator)
    with pytest.raises(PublicationRefused, match="nog gewerkt"):
        ask(publication, PUBLISHED, by=coordinator)


def test_a_concept_that_is_gone_there_is_told_thrown_away_and_made_anew(bank, released, concept, coordinator):
    bank.publications.clear()
    bank.documents.clear()
    assert done(concept, PUBLISHED, coordinator).state == CONCEPT
    assert "Het concept is er in de publicatiebank niet meer" in Job.objects.first().message
    assert done(concept, DISCARDED, coordinator).state == DISCARDED
    send(released, by=coordinator)
    work()
    assert statuses(bank) == ["concept"]


def test_withdrawing_asks_for_a_reason(bank, published, coordinator):
    with pytest.raises(PublicationRefused, match="Vul in waarom"):
        ask(published, WITHDRAWN, by=coordinator, reason="  ")


def test_withdrawing_tells_the_reason_to_both_logs_and_takes_the_documents_along(bank, published, coordinator):
    publication = done(published, WITHDRAWN, coordinator, "Er staat een naam\nin document 0012.")

    assert (publication.state, statuses(bank)) == (WITHDRAWN, ["ingetrokken"])
    assert {row["publicatiestatus"] for row in bank.documents.values()} == {"ingetrokken"}
    assert bank.of("PATCH")[-1].headers["audit-remarks"] == "Er staat een naam in document 0012."
    event = Event.objects.get(verb=Verb.PUBLICATION_WITHDRAWN)
    assert event.details["reason"] == "Er staat een naam\nin document 0012."
    assert "Reden: Er staat een naam" in sentence(event)


def test_a_withdrawal_whose_answer_got_lost_is_not_asked_twice(bank, published, coordinator, monkeypatch):
    found_again = losing_answers(monkeypatch, "PATCH")
    assert done(published, WITHDRAWN, coordinator, "Fout").state == PUBLISHED
    assert "kan nog openbaar zijn" in Job.objects.first().message
    found_again()
    assert done(published, WITHDRAWN, coordinator, "Fout").state == WITHDRAWN
    assert len([asked for asked in bank.of("PATCH") if asked.fields["publicatiestatus"] == "ingetrokken"]) == 1


def test_a_job_that_was_cut_off_kept_a_published_leak_from_being_withdrawn(bank, published, coordinator):
    """Its database was restarted while it ended: it said "bezig", and withdrawing had to wait for it for ever."""
    cut_off = Job.objects.filter(arguments__wanted=PUBLISHED).get()
    Job.objects.filter(pk=cut_off.pk).update(state=JobState.RUNNING)

    assert done(published, WITHDRAWN, coordinator, "lek").state == WITHDRAWN
    assert statuses(bank) == ["ingetrokken"]
    cut_off.refresh_from_db()
    assert cut_off.state == JobState.DONE


def test_a_job_that_waits_for_its_turn_is_waited_for(bank, published, coordinator):
    Job.objects.filter(arguments__wanted=PUBLISHED).update(state=JobState.QUEUED)
    with pytest.raises(PublicationRefused, match="wordt nog gewerkt"):
        ask(published, WITHDRAWN, by=coordinator, reason="lek")


def test_what_was_removed_there_counts_as_withdrawn(bank, published, coordinator):
    bank.publications.clear()
    assert done(published, WITHDRAWN, coordinator, "Fout").state == WITHDRAWN


def test_what_was_withdrawn_can_be_published_anew(bank, released, published, coordinator):
    done(published, WITHDRAWN, coordinator, "Fout")
    again = send(released, by=coordinator)
    work()
    assert (again.pk != published.pk, again.replaces) == (True, None)
    assert done(again, PUBLISHED, coordinator).state == PUBLISHED
    assert statuses(bank) == ["ingetrokken", "gepubliceerd"]


def test_a_newer_package_replaces_the_older_once_it_is_published_itself(bank, released, published, coordinator):
    a_package(released, coordinator)
    with pytest.raises(PublicationRefused, match="Vul in waarom"):
        send(released, by=coordinator)
    newer = send(released, by=coordinator, reason="Document 0012 is opnieuw beoordeeld.")
    work()
    assert statuses(bank) == ["gepubliceerd", "concept"]

    newer = done(newer, PUBLISHED, coordinator)

    published.refresh_from_db()
    assert (newer.state, published.state) == (PUBLISHED, WITHDRAWN)
    assert statuses(bank) == ["ingetrokken", "gepubliceerd"]
    assert [asked.fields["publicatiestatus"] for asked in bank.of("PATCH")][-2:] == ["gepubliceerd", "ingetrokken"]
    assert published.reason == "Document 0012 is opnieuw beoordeeld."


def test_nobody_was_told_that_the_older_one_is_still_before_the_public(
    bank, released, published, coordinator, monkeypatch
):
    a_package(released, coordinator)
    newer = send(released, by=coordinator, reason="Opnieuw beoordeeld.")
    work()
    monkeypatch.setattr("woo_portal.publication.asking.is_busy", lambda one: one.pk == published.pk)

    assert done(newer, PUBLISHED, coordinator).state == PUBLISHED

    assert statuses(bank) == ["gepubliceerd", "gepubliceerd"]
    job = Job.objects.order_by("pk").last()
    assert job.state == JobState.FAILED
    assert "staat ook nog openbaar. Aan deze publicatie wordt nog gewerkt." in job.message
    assert "Trek die publicatie zelf in." in job.message


def test_the_older_one_stays_when_the_newer_does_not_get_published(bank, released, published, coordinator):
    a_package(released, coordinator)
    newer = send(released, by=coordinator, reason="Opnieuw beoordeeld.")
    work()
    bank.token = "een-andere"
    assert done(newer, PUBLISHED, coordinator).state == CONCEPT
    assert statuses(bank) == ["gepubliceerd", "concept"]


def test_a_concept_of_an_older_package_is_thrown_away_first(bank, released, concept, coordinator):
    a_package(released, coordinator)
    with pytest.raises(PublicationRefused, match="Gooi dat eerst weg"):
        send(released, by=coordinator, reason="Nieuw")
    done(concept, DISCARDED, coordinator)
    assert (bank.publications, bank.documents) == ({}, {})
    assert Event.objects.filter(verb=Verb.PUBLICATION_DISCARDED).count() == 1
    send(released, by=coordinator)
    work()
    assert statuses(bank) == ["concept"]


def test_a_concept_of_which_only_the_publicatiebank_knows_is_thrown_away_too(bank, released, coordinator, monkeypatch):
    found_again = losing_answers(monkeypatch, "POST")
    publication = send(released, by=coordinator)
    work()
    assert (len(bank.publications), publication.remote) == (1, None)
    found_again()
    assert done(publication, DISCARDED, coordinator).state == DISCARDED
    assert not bank.publications


def test_what_turns_out_to_be_published_is_not_thrown_away(bank, concept, coordinator):
    [there] = bank.publications.values()
    there["publicatiestatus"] = "gepubliceerd"
    assert done(concept, DISCARDED, coordinator).state == PUBLISHED
    job = Job.objects.first()
    assert (job.state, "blijkt al gepubliceerd" in job.message) == (JobState.FAILED, True)
    assert statuses(bank) == ["gepubliceerd"]


def test_a_concept_that_names_somebody_who_turned_out_to_be_another_is_not_published(bank, concept, coordinator):
    """The archive says otherwise since the release who somebody is: that name may have to be withheld."""
    Package.objects.filter(pk=concept.package_id).update(appearance="hoe het toen was")

    with pytest.raises(PublicationRefused, match=r"gewijzigd wie iemand is .* Er is niets gepubliceerd"):
        ask(concept, PUBLISHED, by=coordinator)
    assert statuses(bank) == ["concept"]
    assert done(concept, DISCARDED, coordinator).state == DISCARDED


class TestADossierThatWasReopened:
    """A name stood in it by mistake: nobody may bring that before the public by a button that is still on a screen."""

    @pytest.fixture
    def reopened(self, concept, coordinator) -> Publication:
        move(concept.package.dossier, to=State.REDACTING, by=coordinator, reason="een naam stond er nog in")
        return Publication.objects.get(pk=concept.pk)

    def test_its_concept_is_not_published_and_can_be_thrown_away(self, bank, reopened, coordinator):
        with pytest.raises(PublicationRefused, match="heropend"):
            ask(reopened, PUBLISHED, by=coordinator)

        assert done(reopened, DISCARDED, coordinator).state == DISCARDED
        assert "gepubliceerd" not in statuses(bank)

    def test_its_package_is_not_put_ready(self, bank, reopened, coordinator):
        done(reopened, DISCARDED, coordinator)

        with pytest.raises(PublicationRefused, match="heropend"):
            send(Dossier.objects.get(), by=coordinator)

    def test_a_job_that_waits_publishes_nothing(self, bank, concept, coordinator):
        ask(concept, PUBLISHED, by=coordinator)
        move(concept.package.dossier, to=State.REDACTING, by=coordinator, reason="een naam stond er nog in")
        work()

        assert statuses(bank) == ["concept"]
        assert Job.objects.latest("pk").state == JobState.FAILED

    def test_what_is_published_can_be_withdrawn(self, bank, published, coordinator):
        move(published.package.dossier, to=State.REDACTING, by=coordinator, reason="een naam stond er nog in")

        assert done(published, WITHDRAWN, coordinator, "een naam").state == WITHDRAWN


class TestAPackageThatWasReplaced:
    """A leak was found in it, the dossier was reopened, and a better package was released in its place."""

    @pytest.fixture
    def replace(self, released, coordinator) -> Callable[[], None]:
        def replace_() -> None:
            move(released, to=State.REDACTING, by=coordinator, reason="een naam stond er nog in")
            Dossier.objects.filter(pk=released.pk).update(state=State.APPROVED)  # that road is walked elsewhere
            message = factories.message(factories.conversation(), "De dijk houdt")
            released.items.create(
                message=message, judgement=Judgement.PUBLIC, proposed_at=timezone.now(), added_by=coordinator
            )
            newer = a_package(released, coordinator)
            Package.objects.filter(pk=newer.pk).update(state=PackageState.READY)
            move(released, to=State.RELEASED, by=coordinator)

        return replace_

    def test_its_concept_is_not_published_any_more(self, bank, concept, coordinator, replace):
        replace()
        with pytest.raises(PublicationRefused, match=r"vervangen door een nieuwer\. Er is niets gepubliceerd"):
            ask(concept, PUBLISHED, by=coordinator)
        assert done(concept, DISCARDED, coordinator).state == DISCARDED

    def test_neither_is_one_that_was_asked_before_and_waited(self, bank, concept, coordinator, replace):
        ask(concept, PUBLISHED, by=coordinator)
        replace()
        work()
        assert statuses(bank) == ["concept"]
        assert "vervangen door een nieuwer" in Job.objects.get(arguments__wanted=PUBLISHED).message

    def test_the_page_offers_to_throw_it_away_and_not_to_publish_it(self, client, bank, concept, replace):
        replace()
        page = client.get("/dossiers/2026-0142/publicatie/").content.decode()
        assert f"/publicatie/{concept.pk}/weggooien/" in page
        assert f"/publicatie/{concept.pk}/publiceren/" not in page


def test_who_turned_out_to_be_another_while_the_publication_waited_is_not_published(bank, concept, coordinator):
    ask(concept, PUBLISHED, by=coordinator)
    Package.objects.filter(pk=concept.package_id).update(appearance="hoe het toen was")
    work()
    assert statuses(bank) == ["concept"]


def test_a_concept_that_lacks_a_document_there_is_completed_before_it_is_published(bank, concept, coordinator):
    lost = next(uuid for uuid, row in bank.documents.items() if row["bestandsnaam"] == "0012.pdf")
    del bank.documents[lost]

    publication = done(concept, PUBLISHED, coordinator)
    assert (publication.state, statuses(bank)) == (PublicationState.SENDING, ["concept"])
    assert "ontbreekt 1 document. Er is niets gepubliceerd" in Job.objects.get(arguments__wanted=PUBLISHED).message

    assert done(publication, CONCEPT, coordinator).state == CONCEPT
    assert done(publication, PUBLISHED, coordinator).state == PUBLISHED
    assert sorted(row["bestandsnaam"] for row in bank.documents.values()) == [
        "0012.pdf",
        "besluit.pdf",
        "inventarislijst.pdf",
    ]
