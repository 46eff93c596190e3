"""Reading conversations: found by their filters, read from any place, and seen in the log."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from archive.models import Conversation, Message, Person
from archive.privacy import Scope, mark
from archive.thread_places import assign_threads
from tests import factories
from tests.archive.importers.reading import messages, read
from tests.portal.intake.conftest import EXPORT, GROUP, words
from woo_portal.accounts.roles import Role
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb

LIST = "/archief/gesprekken/"


def address(chat: Conversation) -> str:
    return f"{LIST}{chat.pk}/"


@pytest.fixture
def reader(client_for):
    return client_for(Role.COORDINATOR)


@pytest.fixture
def long_chat():
    """250 messages of two people, one every twenty minutes, some at the very same moment."""
    kofi, fatima = factories.handle("Kofi Mensah"), factories.handle("Fatima El Amrani")
    chat = factories.conversation("Crisisteam", kofi, fatima, app="whatsapp")
    for number in range(250):
        at = factories.MORNING + timedelta(minutes=20 * (number // 2))
        factories.message(chat, f"bericht {number}", sender=(kofi, fatima)[number % 2], at=at)
    return chat


class TestList:
    @pytest.fixture(autouse=True)
    def chats(self, db):
        kofi = factories.handle("Kofi Mensah")
        factories.conversation("Crisisteam Hoogwater", kofi, factories.handle("Fatima El Amrani"), app="whatsapp")
        factories.conversation("Café De Ster", factories.handle("Rieke Talsma"), app="signal")

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("titel=hoogwater", ["Crisisteam Hoogwater"]),
            ("titel=cafe", ["Café De Ster"]),
            ("app=signal", ["Café De Ster"]),
            ("persoon=mensah", ["Crisisteam Hoogwater"]),
            ("titel=niets", []),
        ],
    )
    def test_narrowed_by_title_app_and_person(self, reader, query, found):
        page = reader.get(f"{LIST}?{query}")
        assert [chat.title for chat in page.context["page"].rows] == found
        assert page.status_code == 200

    def test_says_how_many_and_names_the_app(self, reader):
        page = words(reader.get(LIST))
        assert "2 gesprekken" in page
        assert "WhatsApp" in page

    def test_costs_a_fixed_number_of_queries(self, reader, django_assert_max_num_queries):
        for number in range(60):
            factories.conversation(f"Gesprek {number}", factories.handle(f"Persoon {number}"))
        with django_assert_max_num_queries(9):
            reader.get(LIST)


def test_a_long_conversation_is_read_to_its_end_without_a_gap(reader, long_chat):
    seen, place = [], address(long_chat)
    while place:
        page = reader.get(place).context["page"]
        seen += [message.text for message in page.rows]
        place = page.next_url and address(long_chat) + page.next_url
    assert seen == [f"bericht {number}" for number in range(250)]

    back, place = [], address(long_chat) + "?laatste=1"
    while place:
        page = reader.get(place).context["page"]
        back = [message.text for message in page.rows] + back
        place = page.previous_url and address(long_chat) + page.previous_url
    # The first page is never a stump: going back it may show again what the page after it showed.
    assert list(dict.fromkeys(back)) == seen


def test_it_opens_around_the_message_that_was_asked_for(reader, long_chat):
    asked = Message.objects.get(text="bericht 137")
    page = reader.get(f"{address(long_chat)}?bericht={asked.pk}")
    texts = [message.text for message in page.context["page"].rows]

    assert texts.index("bericht 137") == 15
    item = re.search(rf'<li class="([^"]*)" id="bericht-{asked.pk}"([^>]*)>', page.content.decode())
    assert "message--hit" in item[1]
    assert "autofocus" in item[2]


def test_it_jumps_to_a_day(reader, long_chat):
    page = reader.get(f"{address(long_chat)}?dag=2025-11-14")
    assert "vrijdag 14 november 2025" in words(page)
    assert page.context["lines"][0].day.isoformat() == "2025-11-14"

    assert page.context["silent_day"] is None

    late = reader.get(f"{address(long_chat)}?dag=2030-01-01")
    assert "Op 1 januari 2030 is in dit gesprek niets geschreven." in words(late)
    assert late.context["page"].rows[-1].text == "bericht 249"
    assert "Dit is geen datum." in words(reader.get(f"{address(long_chat)}?dag=gisteren"))


@pytest.mark.parametrize("query", ["bericht=abc", "bericht=99999999999999999999", "na=-1", "voor=%00", "vanaf=x"])
def test_an_address_that_makes_no_sense_opens_the_beginning(reader, long_chat, query):
    page = reader.get(f"{address(long_chat)}?{query}")
    assert page.context["page"].rows[0].text == "bericht 0"


def test_a_message_shows_the_function_its_sender_had_then(bring_in, reader):
    kofi = Person.objects.create(name="Kofi Mensah")
    kofi.functions.create(title="coördinator", function_class="official", valid_until="2025-11-12")
    kofi.functions.create(title="directeur", function_class="top_official", valid_from="2025-11-13")
    bring_in()

    page = words(reader.get(address(Conversation.objects.get())))
    assert "Kofi Mensah coördinator 16.45 uur" in page
    assert "Kofi Mensah directeur 08.04 uur" in page


class TestThreads:
    @pytest.fixture
    def chat(self, db):
        members = [factories.handle(name) for name in ("Kofi Mensah", "Fatima El Amrani", "Jan van den Berg")]
        made = factories.conversation("Crisisteam", *members)
        for number, (who, text) in enumerate(
            [(0, "Fatima wil jij bellen?"), (2, "Iemand koffie?"), (1, "Doe ik nu"), (0, "Dank, Fatima")]
        ):
            at = factories.MORNING + timedelta(minutes=number)
            factories.message(made, text, sender=members[who], at=at)
        return made

    def shown(self, page) -> list[str]:
        return [line.message.text for line in page.context["lines"]]

    def test_a_small_thread_is_pointed_at_where_it_begins_and_read_by_itself(self, reader, chat):
        assert "Hele draad" not in words(reader.get(address(chat)))
        assign_threads(chat.pk)
        page = reader.get(address(chat))
        assert words(page).count("Hele draad 3") == 1
        first = Message.objects.get(text="Fatima wil jij bellen?")

        alone = reader.get(f"{address(chat)}?draad={first.pk}")
        assert self.shown(alone) == ["Fatima wil jij bellen?", "Doe ik nu", "Dank, Fatima"]
        assert "U leest één draad van dit gesprek, 3" in words(alone)

    def test_also_at_the_message_that_was_asked_for(self, reader, chat):
        assign_threads(chat.pk)
        answer = Message.objects.get(text="Doe ik nu")
        assert words(reader.get(f"{address(chat)}?bericht={answer.pk}")).count("Hele draad 3") == 2

    def test_a_message_alone_or_in_a_long_thread_is_shown_in_its_conversation(self, reader, chat):
        assign_threads(chat.pk)
        alone = Message.objects.get(text="Iemand koffie?")
        page = reader.get(f"{address(chat)}?draad={alone.pk}")
        assert len(self.shown(page)) == 4
        assert page.context["asked"] == alone

    def test_a_hit_leads_to_its_thread(self, reader, chat):
        assign_threads(chat.pk)
        hit = Message.objects.get(text="Doe ik nu")
        factories.index_archive()
        page = reader.get("/zoeken/", {"q": '"doe ik nu"', "afzender": "Fatima El Amrani"})
        assert f"{address(chat)}?draad={hit.pk}" in page.content.decode()


def test_what_one_of_two_phones_lacks_is_said_and_where_each_message_stands(bring_in, reader):
    kofi, fatima = Person.objects.create(name="Kofi Mensah"), Person.objects.create(name="Fatima El Amrani")
    lines = [f"12-11-2025 16:{minute} - Jan: De pompen bij gemaal {minute} staan uit\n" for minute in range(10, 16)]
    bring_in(GROUP, "".join(lines), holder=kofi)
    bring_in("_chat.txt", "".join([*lines[:3], *lines[4:]]).replace("Jan", "Jan vd Berg"), holder=fatima)
    chat = Conversation.objects.get()

    page = words(reader.get(address(chat)))
    assert page.count("Staat niet op de telefoon van Fatima El Amrani.") == 1
    assert "gemaal 13 staan uit Staat niet op de" in page

    with_sources = words(reader.get(address(chat) + "?bron=1"))
    assert "Staat op de telefoon van Fatima El Amrani, van « Jan vd Berg »: _chat.txt , regel 1" in with_sources
    assert f"{GROUP} , regel 4" in with_sources


def test_reading_is_an_event(bring_in, reader):
    bring_in()
    reader.get(address(Conversation.objects.get()))

    told = sentence(Event.objects.get(verb=Verb.CONVERSATION_VIEWED))
    assert (
        told == "Anna Coenen bekeek het gesprek «Crisisteam» (WhatsApp), 12 november 2025 tot en met 13 november 2025."
    )


def test_a_page_costs_a_fixed_number_of_queries(reader, long_chat, django_assert_max_num_queries):
    with django_assert_max_num_queries(17):
        reader.get(address(long_chat))


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADMINISTRATOR])
def test_who_does_not_read_the_archive_finds_nothing(client_for, bring_in, role):
    bring_in(GROUP, EXPORT)
    assert client_for(role).get(LIST).status_code == 404
    assert client_for(role).get(address(Conversation.objects.get())).status_code == 404


class TestTakingOver:
    """An archivist takes a conversation out as RSMF, for another system."""

    @pytest.fixture
    def chat(self, bring_in):
        bring_in()
        return Conversation.objects.get()

    def test_the_download_is_a_file_other_systems_read_and_stands_in_the_log(self, archivist, chat, tmp_path):
        page = archivist.get(address(chat)).content.decode()
        assert "Exporteren als RSMF" in page
        link = re.search(r'href="([^"]+/rsmf/)" download', page)[1]
        answer = archivist.get(link)
        name = re.search(r'filename="(.+)"', answer["Content-Disposition"])[1]
        assert re.fullmatch(r"C\d+-\w{12}_2025-11-12_001\.rsmf", name)
        (tmp_path / name).write_bytes(b"".join(answer.streaming_content))
        assert [message.text for message in messages(read(tmp_path / name))][2:] == [
            "Kofi wil jij de regio bellen over de pompen?",
            "Doe ik nu",
        ]
        assert sentence(Event.objects.get(verb=Verb.CONVERSATION_EXPORTED)) == (
            f"Els Archema exporteerde het gesprek «Crisisteam» (WhatsApp, 4\u00a0berichten) als RSMF: «{name}»."
        )

    def test_a_long_conversation_is_a_zip_of_files(self, archivist, long_chat, tmp_path, monkeypatch):
        monkeypatch.setattr("archive.exporting.rsmf.MAX_EVENTS", 100)
        answer = archivist.get(f"{address(long_chat)}rsmf/")
        (tmp_path / "x.zip").write_bytes(b"".join(answer.streaming_content))
        assert answer["Content-Disposition"].endswith('.rsmf.zip"')
        assert len(messages(read(tmp_path / "x.zip"))) == 250

    def test_an_empty_conversation_gives_no_file(self, archivist):
        chat = factories.conversation("Leeg")
        answer = archivist.get(f"{address(chat)}rsmf/", follow=True)
        assert "Er is niets om te exporteren." in words(answer)
        assert not Event.objects.filter(verb=Verb.CONVERSATION_EXPORTED).exists()

    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.LIAISON])
    def test_who_may_read_but_not_bring_in_sees_no_button_and_finds_no_file(self, client_for, chat, role):
        assert "Exporteren als RSMF" not in client_for(role).get(address(chat)).content.decode()
        assert client_for(role).get(f"{address(chat)}rsmf/").status_code == 404

    def test_asking_whether_it_is_there_makes_nothing(self, archivist, chat):
        assert archivist.head(f"{address(chat)}rsmf/").status_code == 200
        assert not Event.objects.filter(verb=Verb.CONVERSATION_EXPORTED).exists()


def test_the_address_of_a_conversation_that_became_private_was_a_bare_page_that_is_not_there(
    bring_in, archivist, client_for
):
    bring_in()
    chat = Conversation.objects.get()
    mark(Scope(chat.pk), reason="Verjaardag van de buurman", by="Els Archema", said_by="")
    standing = chat.private_marks.get()

    page = archivist.get(address(chat))

    told = page.content.decode()
    assert page.status_code == 404
    assert "Het hele gesprek is als privé gemarkeerd." in told
    assert f'href="/archief/prive/{standing.pk}/"' in told
    assert f'href="/archief/prive/{standing.pk}/opheffen/"' in told
    seen = words(page)  # a name of two letters also stands in a token of the form, once in a hundred times
    assert not any(word in seen for word in (chat.title, standing.reason, *names_in(chat)))
    elsewhere = client_for(Role.COORDINATOR).get(address(chat))
    assert elsewhere.status_code == 404
    assert "privé" not in elsewhere.content.decode()


def names_in(chat: Conversation) -> list[str]:
    return [participant.handle.value for participant in chat.participants.all()]
