"""The page of the review: which messages wait and why these, the conversation around one, and what is known of a passage."""

from __future__ import annotations

from datetime import timedelta

import pytest

from archive.acting import Actor
from archive.models import Message
from redaction.choices import Status
from redaction.decide import accept, reject
from redaction.detecting import Label
from tests import factories
from tests.portal.review.conftest import NUMBER, SCREEN, redacting, words
from woo_portal.accounts.roles import Role
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.models import Dossier
from woo_portal.dossiers.states import State
from woo_portal.jobs.models import Job, JobState

BERT = Actor(0, "Bert Tazelaar")


class TestWhoMaySeeIt:
    @pytest.mark.parametrize("role", [Role.ARCHIVIST, Role.ADMINISTRATOR, Role.LIAISON])
    def test_for_others_it_does_not_exist(self, case, client_for, role):
        assert client_for(role).get(SCREEN).status_code == 404

    def test_looking_is_recorded_once_a_sitting(self, case, reviewer):
        for _ in range(3):
            reviewer.get(SCREEN)

        assert Event.objects.filter(verb=Verb.DOSSIER_VIEWED, details__part="lakken").count() == 1

    @pytest.mark.parametrize("state", [State.APPROVAL, State.APPROVED, State.RELEASED])
    def test_past_redacting_it_is_for_reading_and_says_why(self, case, reviewer, state):
        Dossier.objects.update(state=state)

        page = reviewer.get(f"{SCREEN}?bericht={case.first.pk}")
        assert f"staat op ‘{state.label}’: u kunt hier lezen, maar er kan nu niet gelakt worden" in words(page)
        assert "Jan de Vries" in words(page)
        assert b'name="besluit"' not in page.content
        assert b"data-place" not in page.content


class TestTheQueue:
    def test_says_how_many_and_is_in_the_order_of_print(self, case, reviewer):
        page = reviewer.get(SCREEN)

        assert "0 van 5 voorstellen beslist" in words(page)
        assert "5 open voorstellen in 3 berichten en titels" in words(page)
        groups = [
            (group.title, group.day and group.day.day, group.waiting) for group in page.context["desk"].position.groups
        ]
        assert groups == [("", None, 1), ("Crisisteam", 13, 3), ("Crisisteam", 14, 1)]

    def test_begins_with_the_titles(self, case, reviewer):
        page = reviewer.get(SCREEN)

        assert page.context["current"] == case.title.pk
        assert "Faat [voorstel: naam]" not in words(page)
        assert "[voorstel: naam] Faat werk" in words(page)

    def test_tells_of_each_message_what_is_marked_and_what_asks_for_a_closer_look(self, case, reviewer):
        page = reviewer.get(f"{SCREEN}?bericht={case.first.pk}")

        assert "Kofi Mensah 09.00 uur 2× naam, telefoonnummer · nakijken" in words(page)

    @pytest.mark.parametrize(
        ("query", "entries", "sentence"),
        [
            ("soort=PHONE", 1, "Alleen soort ‘telefoonnummer’"),
            ("zoek=terug", 1, "Alleen met ‘terug’"),
            ("zoek=faat", 1, "1 open voorstel in 1 bericht of titel"),
            ("toon=beslist", 0, "geen berichten en titels"),
            ("toon=alles", 5, "ook waarin niets is gemarkeerd"),
            ("toon=onzin&soort=ONZIN&persoon=-1", 3, "5 open voorstellen"),
        ],
    )
    def test_can_be_narrowed_and_says_so(self, case, reviewer, query, entries, sentence):
        page = reviewer.get(f"{SCREEN}?{query}")

        assert page.context["desk"].queued == entries
        assert sentence in words(page)

    def test_everything_of_one_person(self, case, reviewer):
        page = reviewer.get(f"{SCREEN}?persoon={case.sender.person_id}")

        assert page.context["desk"].waiting == 1
        assert "Alleen gegevens van Kofi Mensah" in words(page)
        assert "1 open voorstel over Kofi Mensah, in het hele dossier" in words(page)

    def test_what_is_decided_leaves_it_and_is_found_under_decided(self, case, reviewer):
        accept([case.other], by=BERT)

        assert reviewer.get(SCREEN).context["desk"].waiting == 4
        page = reviewer.get(f"{SCREEN}?toon=beslist")
        assert page.context["desk"].opened.redaction == case.other
        assert "gelakt op 5.1.2e, door Bert Tazelaar" in words(page)

    def test_the_rest_of_a_long_day_and_of_many_days_is_one_link_away(self, case, reviewer, user):
        chat = factories.conversation("Lang")
        minutes = (factories.MORNING + timedelta(minutes=number) for number in range(90))
        messages = [factories.message(chat, f"Jan {number}", at=at) for number, at in enumerate(minutes)]
        dossier = redacting(messages, by=user(Role.COORDINATOR), number="2026-9")
        for message in messages:
            factories.proposal(dossier.layer, message, "Jan")

        page = reviewer.get(f"/dossiers/2026-9/lakken/?bericht={messages[45].pk}")
        entries = page.context["desk"].position.near_entries
        assert (entries.before, len(entries.shown), entries.after) == (25, 60, 5)
        assert "Nog 25 eerdere berichten" in words(page)
        assert "Nog 5 latere berichten" in words(page)

    def test_when_all_is_decided_it_says_so_and_points_to_the_next_step(self, case, reviewer):
        accept(list(case.dossier.layer.redactions.all()), by=BERT)

        page = reviewer.get(SCREEN)
        assert "Alle 5 voorstellen zijn beslist" in words(page)
        assert "De volgende stap van het dossier staat bovenaan deze pagina" in words(page)
        assert "Ter vaststelling aanbieden" in words(page)
        assert "Hier is nu niets te beslissen." in words(page)
        assert "Kies een bericht uit de lijst." not in words(page), "the list is empty"

    def test_while_the_portal_searches_it_says_how_far_it_is(self, case, reviewer):
        arguments = {"dossier": case.dossier.pk}
        job = Job.objects.create(
            kind="propose", subject="Lakvoorstellen", arguments=arguments, state=JobState.RUNNING, done=3, total=4
        )

        page = reviewer.get(SCREEN)
        assert "3 van 4 (75%)" in words(page)
        assert f'hx-get="/dossiers/{NUMBER}/taken/{job.pk}/"' in page.content.decode()


class TestTheConversation:
    def test_shows_the_message_between_those_around_it_and_names_what_is_proposed(self, case, reviewer):
        read = words(reviewer.get(f"{SCREEN}?bericht={case.first.pk}"))

        assert "Bel [voorstel: naam] Jan de Vries op [voorstel: telefoonnummer] 06-12345678" in read
        assert "Akkoord" in read
        assert "vrijdag 14 november 2025" in read
        assert "Tot straks" not in read, "another conversation"

    def test_only_of_the_dossier(self, case, reviewer):
        factories.message(case.crisis, "buiten het dossier")
        stranger = factories.message(factories.conversation("Vreemd"), "geheim")

        assert "buiten het dossier" not in words(reviewer.get(f"{SCREEN}?bericht={case.first.pk}"))
        assert reviewer.get(f"{SCREEN}?bericht={stranger.pk}").status_code == 404
        assert reviewer.get(f"{SCREEN}?gesprek={stranger.conversation_id}").status_code == 404

    def test_what_is_not_printed_can_be_read_but_not_chosen(self, case, reviewer):
        factories.proposal(case.dossier.layer, case.outside, "pizza")

        page = reviewer.get(f"{SCREEN}?bericht={case.outside.pk}")
        assert "buiten reikwijdte: wordt niet gedrukt" in words(page)
        assert "Vanavond pizza?" in words(page)
        assert f"bericht-{case.outside.pk}.text.0" not in page.content.decode()
        assert page.context["desk"].window.passages == ()

    def test_what_is_withheld_is_the_token_of_print_and_still_readable(self, case, reviewer):
        accept([case.name], by=BERT)

        assert "Bel [5.1.2e] Jan de Vries op" in words(reviewer.get(f"{SCREEN}?bericht={case.first.pk}"))

    def test_what_is_decided_to_be_shown_leaves_no_trace_but_the_history(self, case, reviewer):
        reject([case.name], by=BERT)

        page = reviewer.get(f"{SCREEN}?bericht={case.first.pk}")
        assert "Bel Jan de Vries op" in words(page)
        page = reviewer.get(f"{SCREEN}?bericht={case.first.pk}&passage={case.name.pk}")
        assert "Bel [openbaar: naam] Jan de Vries op" in words(page)
        assert "niet gelakt Bert Tazelaar" in words(page)

    def test_every_text_is_there_to_be_chosen(self, case, reviewer, user):
        faat = factories.handle("Fatima El Amrani")
        chat = factories.conversation("Alles", faat)
        message = factories.message(
            chat, "tekst", sender=faat, quote_author="Rieke", quote_text="citaat", files=("bijlage.pdf",),
            reactions=(("👍", faat),),
        )  # fmt: skip
        system = factories.message(chat, "Je hebt Wout toegevoegd", kind="system")
        redacting([message, system], by=user(Role.COORDINATOR), number="2026-9")

        page = reviewer.get(f"/dossiers/2026-9/lakken/?bericht={message.pk}").content.decode()
        for place in ("sender.0", "quote_author.0", "quote.0", "text.0", "file_name.0", "reaction.0"):
            assert f'data-place="bericht-{message.pk}.{place}"' in page
            assert f'<option value="bericht-{message.pk}.{place}"' in page
        assert f'data-place="bericht-{system.pk}.text.0"' in page
        assert f'data-place="gesprek-{chat.pk}.title.0"' in page

    def test_odd_text_comes_through_untouched(self, case, reviewer, user):
        text = "👨‍👩‍👧 <b>Jan</b> & \r\nשלום \u202eabc\u202c e\u0301"
        message = factories.message(factories.conversation("Vreemd 😀"), text)
        dossier = redacting([message], by=user(Role.COORDINATOR), number="2026-9")
        factories.proposal(dossier.layer, message, "Jan")

        page = reviewer.get("/dossiers/2026-9/lakken/").content.decode()
        assert "&lt;b&gt;<a" in page
        assert "&amp; &#13;\nשלום \u202eabc\u202c e\u0301" in page


class TestThePassage:
    def test_tells_why_whose_it_is_and_what_the_policy_says(self, case, reviewer):
        read = words(reviewer.get(f"{SCREEN}?bericht={case.first.pk}&passage={case.sender.pk}"))

        assert "Staat in de proef." in read
        assert "Kofi Mensah, crisiscoördinator" in read
        assert "lakt. Namen van ambtenaren" in read

    def test_offers_the_grounds_of_the_dossier_with_their_keys(self, case, reviewer):
        read = words(reviewer.get(f"{SCREEN}?bericht={case.first.pk}"))

        assert "1 · 5.1.2e Eerbiediging van de persoonlijke levenssfeer" in read
        assert "68Gw" not in read

    def test_says_how_many_read_the_same(self, case, reviewer):
        read = words(reviewer.get(f"{SCREEN}?bericht={case.first.pk}&passage={case.name.pk}"))

        assert "Alle gelijke (2) lakken" in read

    def test_what_is_older_than_five_years_asks_for_more(self, reviewer, user):
        message = factories.message(factories.conversation(), "Bel Jan", at=factories.MORNING.replace(year=2018))
        dossier = redacting([message], by=user(Role.COORDINATOR))
        factories.proposal(dossier.layer, message, "Jan")

        assert "ouder dan vijf jaar" in words(reviewer.get(SCREEN))

    def test_the_ways_go_through_the_queue_and_over_its_days(self, case, reviewer):
        def follow(way: str, page):
            return reviewer.get(getattr(page.context["desk"].ways, way).split("#")[0])

        page, seen = reviewer.get(SCREEN), []
        while page.context["desk"].ways.next_passage:
            seen.append(page.context["current"])
            page = follow("next_passage", page)
        seen.append(page.context["current"])
        assert seen == [passage.pk for passage in (case.title, case.sender, case.name, case.number, case.other)]

        back = [page.context["current"]]
        while page.context["desk"].ways.previous_passage:
            page = follow("previous_passage", page)
            back.append(page.context["current"])
        assert back == seen[::-1]
        page = follow("next_entry", follow("next_entry", page))
        assert page.context["current"] == case.other.pk
        assert follow("previous_entry", page).context["current"] == case.sender.pk


def test_the_number_of_queries_does_not_grow_with_the_dossier(reviewer, user, django_assert_max_num_queries):
    people = [factories.handle(factories.person(f"Persoon {n}", function="adviseur")) for n in range(4)]
    chat = factories.conversation("Groot", *people)
    for number in range(60):
        by = people[number % 4]
        factories.message(chat, f"Jan {number}", sender=by, files=("a.pdf",), reactions=(("👍", by),))
    messages = list(Message.objects.all())
    dossier = redacting(messages, by=user(Role.COORDINATOR))
    for message in messages:
        factories.proposal(dossier.layer, message, "Jan", label=Label.PERSON, person=people[0].person)
    accept(list(dossier.layer.redactions.filter(message=messages[30])), by=BERT)
    middle = f"{SCREEN}?bericht={messages[30].pk}&passage={dossier.layer.redactions.get(message=messages[30]).pk}"
    reviewer.get(SCREEN)

    for address in (SCREEN, middle, f"{middle}&toon=alles", f"{middle}&toon=beslist&soort=PERSON&zoek=jan"):
        with django_assert_max_num_queries(22):
            assert reviewer.get(address).status_code == 200
    assert dossier.layer.redactions.filter(status=Status.PROPOSED).count() == 59
