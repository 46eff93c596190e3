"""An archivist or coordinator keeps the topics; whoever reads the archive sees what each asks, what it finds, and why."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.urls import reverse

import pytest

from archive.models import Topic, VersionState
from archive.search.vocabulary import settle
from archive.topics.editing import Asked
from archive.topics.hits import totals
from archive.topics.terms import Term
from tests import factories
from tests.portal.intake.conftest import words
from woo_portal.accounts.roles import Role
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.jobs.models import Job, JobState
from woo_portal.jobs.running import perform
from woo_portal.search import tasks as _tasks
from woo_portal.search.topics.changes import changes
from woo_portal.search.topics.editing import JOB_KIND

__all__ = ["_tasks"]
NEW = "/archief/onderwerpen/nieuw/"
PUMPS = {"name": "Pompen", "terms": 'pomp*\n"delta pompen" 2\n-pompstation', "threshold": "1", "theme": "c_a71dc533"}


@pytest.fixture
def client(client_for: Callable[[Role], Client]) -> Client:
    return client_for(Role.ARCHIVIST)


def work() -> Job:
    """Do the job that waits."""
    job = Job.objects.get(kind=JOB_KIND, state=JobState.QUEUED)
    perform(job.pk)
    job.refresh_from_db()
    return job


def of(topic: Topic, page: str = "") -> str:
    return f"/archief/onderwerpen/{topic.pk}/{page}"


class TestMakingATopic:
    def test_it_is_seen_beforehand_what_it_would_find_and_nothing_is_kept(self, client, archive):
        page = words(client.post(NEW, PUMPS | {"seen": 0, "stap": "bekijken"}))
        assert "Zou nu 2 berichten vinden" in page
        assert "pomp* 2" in page
        assert not Topic.objects.exists()

    def test_then_its_messages_are_looked_for(self, client, archive):
        page = words(client.post(NEW, PUMPS | {"seen": 0, "stap": "bewaren"}, follow=True))
        topic = Topic.objects.get()
        assert "Onderwerp ‘Pompen’ is gemaakt" in page
        assert "natuur" not in page
        assert "ruimte en infrastructuur: waterbeheer" in page
        assert totals() == {}

        job = work()
        assert (job.state, job.message.replace("\xa0", " ")) == (
            JobState.DONE,
            "Deze versie is in gebruik. Toen gevonden: 2 berichten; hoeveel het er nu zijn, staat bij het onderwerp.",
        )
        assert totals() == {topic.pk: 2}
        event = Event.objects.get(verb=Verb.TOPIC_CHANGED)
        assert sentence(event) == (
            'Els Archema maakte onderwerp ‘Pompen’: vraagt pomp*, "delta pompen" 2, -pompstation; thema ruimte en '
            "infrastructuur: waterbeheer."
        )

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"terms": "pomp\nde\ncode rood\n-bal 2"}, "Regel 2: ‘de’ is zo gewoon"),
            ({"terms": "pomp\nde\ncode rood\n-bal 2"}, "Regel 3: ‘rood’ is geen gewicht."),
            ({"terms": "pomp\nde\ncode rood\n-bal 2"}, "Regel 4: Een term met een minteken heeft geen gewicht"),
            ({"terms": "pomp\nde"}, "Regel 2: ‘de’ is zo gewoon dat er niet op gezocht kan worden."),
            ({"terms": "-bal"}, "Geef ten minste één term zonder minteken"),
            ({"threshold": "4"}, "Geen bericht kan deze drempel halen: alle gewichten samen zijn 3."),
            ({"threshold": "0"}, "Drempel"),
            ({"theme": "c_00000000"}, "Thema"),
            ({"name": " "}, "Naam"),
        ],
    )
    def test_what_is_wrong_is_told_and_nothing_is_kept(self, client, archive, wrong, told):
        page = words(client.post(NEW, PUMPS | {"seen": 0, "stap": "bewaren"} | wrong))
        assert "Dit klopt nog niet." in page
        assert told in page
        assert not Topic.objects.exists()

    def test_a_name_is_given_once(self, client, archive):
        factories.topic("pompen", "pomp")
        assert "Er is al een onderwerp met deze naam." in words(
            client.post(NEW, PUMPS | {"seen": 0, "stap": "bewaren"})
        )


class TestChangingATopic:
    @pytest.fixture
    def topic(self, archive) -> Topic:
        return factories.topic("Pompen", "pomp*\nsluis")

    def test_makes_a_version_and_the_one_before_serves_until_all_is_found(self, client, topic):
        asked = {
            "name": "Pompen",
            "terms": "gemaal 2\nsluis",
            "threshold": 1,
            "theme": "",
            "reason": "Te ruim",
            "seen": 1,
            "stap": "bewaren",
        }
        page = words(client.post(of(topic, "wijzigen/"), asked, follow=True))
        assert "Versie 2 is bewaard. Tot alle berichten gevonden zijn geldt de vorige versie." in page
        assert "Tot alle berichten gevonden zijn geldt versie 1" in page
        assert totals() == {topic.pk: 4}
        assert "Onderwerp Pompen, versie 2" in words(client.get(of(topic, "voortgang/")))

        assert work().state == JobState.DONE
        assert client.get(of(topic, "voortgang/"))["HX-Refresh"] == "true"
        assert totals() == {topic.pk: 2}
        page = words(client.get(of(topic)))
        assert "Erbij gemaal 2; weg pomp* Reden: Te ruim in gebruik" in page
        assert sentence(Event.objects.get(verb=Verb.TOPIC_CHANGED)).endswith(
            "wijzigde onderwerp ‘Pompen’ in versie 2: erbij gemaal 2; weg pomp*. Reden: Te ruim"
        )

    def test_what_changes_nothing_is_told_so(self, client, topic):
        asked = {"name": "Pompen", "terms": "pomp*\nsluis", "threshold": 1, "theme": "", "seen": 1, "stap": "bewaren"}
        assert "Er is niets gewijzigd" in words(client.post(of(topic, "wijzigen/"), asked, follow=True))
        assert topic.versions.count() == 1

    def test_who_did_not_see_somebody_elses_version_keeps_nothing(self, client, client_for, topic):
        asked = {"name": "Pompen", "terms": "gemaal", "threshold": 1, "theme": "", "seen": 1, "stap": "bewaren"}
        client_for(Role.COORDINATOR).post(of(topic, "wijzigen/"), asked)
        page = words(client.post(of(topic, "wijzigen/"), asked | {"terms": "sluis"}))
        assert "Iemand anders heeft dit onderwerp intussen gewijzigd. Er is niets bewaard." in page
        assert topic.versions.count() == 2

    def test_earlier_versions_stay_to_be_read(self, client, topic):
        asked = {"name": "Pompen", "terms": "gemaal", "threshold": 1, "theme": "", "seen": 1, "stap": "bewaren"}
        client.post(of(topic, "wijzigen/"), asked)
        assert "pomp* sluis" in words(client.get(of(topic, "versies/1/")))
        assert "Erbij gemaal Weg pomp*, sluis" in words(client.get(of(topic, "versies/2/")))
        assert client.get(of(topic, "versies/3/")).status_code == 404

    def test_work_that_was_given_up_can_be_started_again(self, client, topic):
        asked = {"name": "Pompen", "terms": "gemaal", "threshold": 1, "theme": "", "seen": 1, "stap": "bewaren"}
        client.post(of(topic, "wijzigen/"), asked)
        Job.objects.update(state=JobState.FAILED, message="Er ging iets mis.")
        page = words(client.get(of(topic)))
        assert "Er ging iets mis." in page
        assert "Zoek de berichten erbij" in page
        client.post(of(topic, "toekennen/"))
        work()
        assert topic.versions.first().state == VersionState.SERVING

    def test_an_edit_while_the_one_before_is_worked_on_replaces_that(self, client, topic):
        asked = {"name": "Pompen", "terms": "gemaal", "threshold": 1, "theme": "", "seen": 1, "stap": "bewaren"}
        client.post(of(topic, "wijzigen/"), asked)
        first = Job.objects.get(kind=JOB_KIND)
        client.post(of(topic, "wijzigen/"), asked | {"terms": "sluis", "seen": 2})
        perform(first.pk)
        first.refresh_from_db()
        assert first.message == "Deze versie is intussen vervangen; de nieuwere volgt."
        work()
        assert totals() == {topic.pk: 1}


class TestWordsThatMayBePutBesideTheTerms:
    @pytest.fixture(autouse=True)
    def talk(self, archive) -> None:
        for number in range(8):
            factories.message(archive.chat, f"De storing bij het gemaal, melding {number}")
            factories.message(archive.chat, f"Mail naar piket{number}@haven.example.org")
            factories.message(archive.chat, "Het gemaaltje draait weer" if number % 2 else "Eet smakelijk allemaal")
        factories.index_archive()
        settle()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE archive_messageindex")

    def test_are_named_with_their_counts_and_come_among_the_terms_when_ticked(self, client):
        topic = factories.topic("Gemalen", "gemaal")
        page = words(client.get(of(topic, "wijzigen/")))
        assert "storing 8" in page
        assert "gemaaltje 4" in page
        sent = {"name": "Gemalen", "terms": "gemaal", "threshold": 1, "theme": "", "seen": 1}
        shown = client.post(of(topic, "wijzigen/"), sent | {"stap": "aanvullen", "voorstel": ["storing", "gemaaltje"]})
        assert shown.context["form"]["terms"].value() == "gemaal\nstoring\ngemaaltje"
        assert "Zou nu 13 berichten vinden" in words(shown)
        assert [suggestion.word for _, alike in shown.context["groups"] for suggestion in alike] == ["melding"]
        assert topic.versions.count() == 1

    def test_also_of_a_topic_that_is_being_made_and_not_what_a_term_finds_or_keeps_out(self, client):
        asked = {"name": "Gemalen", "terms": "gemaal\nmeld*\n-gemaaltje", "threshold": 1, "seen": 0}
        shown = client.post(NEW, asked)
        assert [suggestion.word for _, alike in shown.context["groups"] for suggestion in alike] == ["storing"]


class TestEndingATopic:
    def test_after_a_question_and_taking_it_up_again(self, client, client_for, archive):
        topic, coordinator = factories.topic("Pompen", "pomp*"), client_for(Role.COORDINATOR)
        assert "Er horen nu 3 berichten bij; die blijven in het archief." in words(client.get(of(topic, "beeindigen/")))
        assert "Onderwerp ‘Pompen’ is beëindigd." in words(client.post(of(topic, "beeindigen/"), follow=True))
        assert work().message == "Het onderwerp is beëindigd; wat het vond is opgeruimd."
        assert "Beëindigd op" in words(client.get(of(topic)))
        assert "Pompen" in words(client.get("/archief/onderwerpen/?toon=beeindigd"))
        assert "Pompen" not in words(client.get("/archief/onderwerpen/"))
        assert "Deze keuze is niet beschikbaar" in words(coordinator.get("/zoeken/", {"onderwerp": topic.pk}))
        assert client.get(of(topic, "beeindigen/")).status_code == 404
        assert sentence(Event.objects.get(verb=Verb.TOPIC_ENDED)) == "Els Archema beëindigde onderwerp ‘Pompen’."

        asked = {"name": "Pompen", "terms": "pomp*", "threshold": 1, "theme": "", "seen": 1, "stap": "bewaren"}
        client.post(of(topic, "wijzigen/"), asked)
        work()
        assert "Weer in gebruik" in words(client.get(of(topic)))
        assert coordinator.get("/zoeken/", {"onderwerp": topic.pk}).context["total"] == 3


class TestThePageOfATopic:
    def test_shows_what_it_finds_when_and_of_whom(self, client, archive):
        topic = factories.topic("Water", "pomp*\nsluis\ngemaal")
        shown = client.get(of(topic))
        page = words(shown)
        assert "5 berichten" in page
        assert [(row.label, row.count) for row in shown.context["histogram"].rows] == [
            ("nov 2025", 4),
            ("dec 2025", 0),
            ("jan 2026", 1),
        ]
        assert [(person.name, number) for person, number in shown.context["writers"].persons] == [
            ("Rieke Talsma", 3),
            ("Kofi Mensah", 2),
        ]
        assert "crisiscoördinator" in page
        assert "onderwerp: Water (sluis)" in page
        assert "<mark>pompstation</mark>" in shown.content.decode()
        assert sentence(Event.objects.get(verb=Verb.TOPIC_VIEWED)) == (
            "Els Archema bekeek onderwerp ‘Water’ en de nieuwste berichten daarover."
        )

    def test_its_bars_lead_to_the_hits_of_who_may_search(self, client, client_for, archive):
        topic, coordinator = factories.topic("Water", "pomp*"), client_for(Role.COORDINATOR)
        assert {bar.url for bar in client.get(of(topic)).context["histogram"].rows} == {""}
        first = coordinator.get(of(topic)).context["histogram"].rows[0]
        assert first.url == f"/zoeken/?onderwerp={topic.pk}&van=2025-11-01&tot=2025-11-30"
        assert coordinator.get(first.url).context["total"] == first.count

    def test_costs_the_same_number_of_queries_however_much_it_finds(
        self, client, archive, django_assert_num_queries, django_assert_max_num_queries
    ):
        topic = factories.topic("Dijken", "dijk*")
        factories.message(archive.chat, "de dijk", sender=archive.kofi)
        factories.index_archive()
        with django_assert_max_num_queries(40) as few:
            client.get(of(topic))
        for number in range(15):
            factories.message(archive.chat, f"dijken {number}", sender=archive.rieke)
            factories.message(archive.chat, "iets anders", sender=archive.kofi)
        factories.index_archive()
        with django_assert_num_queries(len(few)):
            client.get(of(topic))

    def test_the_list_too(self, client, archive, django_assert_num_queries, django_assert_max_num_queries):
        factories.topic("Pompen", "pomp*")
        with django_assert_max_num_queries(12) as few:
            client.get(reverse("topics"))
        for name in ("Sluizen", "Gemalen", "Dijken"):
            factories.topic(name, f"{name}\nsluis")
        with django_assert_num_queries(len(few)):
            page = words(client.get(reverse("topics")))
        assert "Pompen 3 pomp* in gebruik" in page

    def test_an_archive_without_topics_says_who_makes_them(self, client, client_for):
        assert "Maak een lijst van termen" in words(client.get(reverse("topics")))
        assert "De archivaris of de Woo-coördinator maakt ze." in words(client_for(Role.LIAISON).get(reverse("topics")))

    def test_one_that_finds_nothing_says_what_to_do(self, client, archive):
        assert "Maak de termen ruimer" in words(client.get(of(factories.topic("Leeg", "zeppelin"))))


def test_a_hit_on_a_topic_says_by_which_terms(client_for, archive):
    topic = factories.topic("Water", 'pomp*\n"delta pompen"\nsluis')
    page = words(client_for(Role.COORDINATOR).get("/zoeken/", {"onderwerp": topic.pk}))
    assert 'onderwerp: Water (pomp*, "delta pompen")' in page
    assert "onderwerp: Water" not in words(client_for(Role.COORDINATOR).get("/zoeken/", {"q": "pompen"}))


def test_what_differs_between_two_versions_is_said_in_clauses():

    before = Asked("Water", (Term("pomp"), Term("sluis"), Term("bal", excludes=True)), 1, "c_389a72e6")
    after = Asked("Wateren", (Term("sluis", 2), Term("bal"), Term("gemaal")), 3)
    assert changes(before, after) == [
        "heette ‘Water’",
        "geen thema",
        "drempel 3, was 1",
        "erbij gemaal",
        "weg pomp",
        "sluis 2 was sluis",
        "bal was -bal",
    ]
    assert changes(before, before) == []
    assert changes(after, Asked("Wateren", after.terms[::-1], 3)) == ["andere volgorde"]
