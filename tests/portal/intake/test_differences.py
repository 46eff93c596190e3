"""What one phone shows and another does not: in the conversation, on a page of its own, and as a table."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from archive.captures.comparing import count_differences
from archive.models import Capture, Conversation, ImportRun, Message, Person, Source
from tests import factories
from tests.portal.intake.conftest import words
from woo_portal.accounts.roles import Role
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb

LIST = "/archief/gesprekken/"


@pytest.fixture
def reader(client_for):
    return client_for(Role.COORDINATOR)


@pytest.fixture
def phones(db) -> tuple[Source, Source]:
    return tuple(
        Source.objects.create(
            sha256=letter * 64, size=1, file_name=f"{letter}.txt", holder=Person.objects.create(name=name)
        )
        for letter, name in (("a", "Kofi Mensah"), ("b", "Fatima El Amrani"))
    )  # fmt: skip


@pytest.fixture
def chat(phones) -> Conversation:
    """Five messages: the second is not on Fatima's phone, the third deleted there, the fourth edited on Kofi's, and the
    clock of the fifth differs. Each phone calls Jan otherwise.
    """
    on_kofis = factories.handle("Jan van den Berg", value="Jan vd Berg")
    on_fatimas = factories.handle(on_kofis.person, value="Jan 🌊")
    made = factories.conversation("Crisisteam", on_kofis, on_fatimas, app="whatsapp")
    for number, text in enumerate(["eerste", "tweede", "derde", "vierde", "vijfde", "zesde"]):
        at = factories.MORNING + timedelta(minutes=number, seconds=5)
        message = factories.message(made, text, sender=on_kofis, at=at)
        capture(message, phones[0], sender=on_kofis)
        if text != "tweede":
            capture(message, phones[1], sender=on_fatimas, first_unit=number + 10, last_unit=number + 10)
    Capture.objects.filter(message__text="derde", source=phones[1]).update(kind="deleted", text="")
    Capture.objects.filter(message__text="vierde", source=phones[0]).update(
        text="vierde, mits <b>goedkoop</b>", edited=True
    )
    Capture.objects.filter(message__text="vijfde", source=phones[1]).update(
        sent_at=factories.MORNING + timedelta(minutes=4, seconds=45)
    )
    return made


def capture(message: Message, source: Source, **facts) -> Capture:
    facts = {"first_unit": 1, "last_unit": 1, "sent_at": message.sent_at} | facts
    return Capture.objects.create(message=message, source=source, **facts)


def page(chat: Conversation, query: str = "") -> str:
    return f"{LIST}{chat.pk}/verschillen/{query}"


def table(client, chat: Conversation, query: str = "") -> list[dict[str, str]]:
    answer = client.get(page(chat, f"tabel/{query}"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


SAID = (
    "Staat niet op de telefoon van Fatima El Amrani.",
    "Verwijderd op de telefoon van Fatima El Amrani.",
    "Op de telefoon van Kofi Mensah staat een bewerkte tekst: vierde, mits <b>goedkoop</b>",
    "De klok van de telefoon van Fatima El Amrani loopt hier 40 seconden voor.",
)


@pytest.mark.parametrize("part", ["", "verschillen/"])
def test_the_conversation_and_the_page_say_in_what_phones_differ(reader, chat, part):
    found = reader.get(f"{LIST}{chat.pk}/{part}")
    told = words(found).replace("\xa0", " ")
    for said in SAID:
        assert told.count(said) == 1, said
    assert b"<b>goedkoop" not in found.content


def test_the_page_lists_what_differs_and_nothing_else(reader, chat):
    shown = reader.get(page(chat))
    assert [line.message.text for line in shown.context["lines"]] == ["tweede", "derde", "vierde", "vijfde"]
    told = words(shown).replace("\xa0", " ")
    assert "4 berichten" in told
    assert "Ontbreekt op een telefoon 1 bericht" in told
    assert "Telefoon van Kofi Mensah 13 nov 2025, 08.00 uur – 13 nov 2025, 08.05 uur 6" in told
    assert "Jan van den Berg Jan vd Berg 6 berichten Jan 🌊 5 berichten" in told


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?soort=absent", ["tweede"]),
        ("?soort=gone", ["derde"]),
        ("?soort=text", ["vierde"]),
        ("?soort=clock", ["vijfde"]),
        ("?telefoon={0}", ["vierde"]),
        ("?telefoon={1}", ["tweede", "derde", "vijfde"]),
        ("?soort=absent&telefoon={0}", []),
        ("?soort=onzin", ["tweede", "derde", "vierde", "vijfde"]),
        ("?telefoon=99999999", ["tweede", "derde", "vierde", "vijfde"]),
    ],
)
def test_narrowed_to_a_kind_or_a_phone(reader, chat, phones, query, found):
    query = query.format(*(phone.pk for phone in phones))
    assert [line.message.text for line in reader.get(page(chat, query)).context["lines"]] == found
    texts = [row["Tekst in het archief"] for row in table(reader, chat, query)]
    assert texts == found


def test_the_table_says_where_each_stands(reader, chat):
    absent, gone, edited, clock = table(reader, chat)
    assert absent["Telefoon"] == "telefoon van Fatima El Amrani"
    assert (absent["Dag"], absent["Tijd"], absent["Afzender"]) == ("2025-11-13", "08:01:05", "Jan van den Berg")
    assert absent["Export"] == absent["Regel of record"] == ""
    assert (gone["Export"], gone["Regel of record"], gone["SHA-256 van de export"]) == ("b.txt", "12", "b" * 64)
    assert edited["Tekst op deze telefoon"] == "vierde, mits <b>goedkoop</b>"
    assert clock["Verschil"] == "andere tijd"


def test_nothing_in_the_table_can_be_run_by_a_spreadsheet(reader, chat, phones):
    Message.objects.filter(text="vierde").update(text='=HYPERLINK("https://example.org";"klik")\nen "meer"')
    Capture.objects.filter(message__text__startswith="=", source=phones[0]).update(text="@SUM(1;1)")
    Person.objects.filter(name="Jan van den Berg").update(name="-1+1")
    for row in table(reader, chat):
        assert not [cell for cell in row.values() if cell[:1] in {"=", "+", "-", "@"}]
    row = table(reader, chat, "?soort=text")[0]
    assert row["Tekst in het archief"] == '\'=HYPERLINK("https://example.org";"klik")\nen "meer"'
    assert row["Tekst op deze telefoon"] == "'@SUM(1;1)"


def test_looking_and_downloading_are_events(reader, chat):
    reader.get(page(chat)), table(reader, chat, "?soort=gone")
    told = {event.verb: sentence(event).replace("\xa0", " ") for event in Event.objects.all()}
    assert told[Verb.DIFFERENCES_VIEWED] == (
        "Anna Coenen bekeek de verschillen tussen telefoons in het gesprek «Crisisteam» (WhatsApp)."
    )
    assert told[Verb.DIFFERENCES_DOWNLOADED] == (
        "Anna Coenen haalde de verschillen tussen telefoons in het gesprek «Crisisteam» (WhatsApp) op als tabel: 1 bericht."
    )
    assert "goedkoop" not in str(list(Event.objects.values_list("details", flat=True)))


def test_a_phone_alone_has_nothing_to_be_compared_with(reader, chat, phones):
    Capture.objects.filter(source=phones[1]).delete()
    assert "Dit gesprek komt van één telefoon." in words(reader.get(page(chat)))
    assert "Verschillen tussen telefoons" not in words(reader.get(f"{LIST}{chat.pk}/"))


def test_phones_that_agree_say_so(reader, chat):
    Message.objects.filter(text__in=["tweede", "derde", "vierde", "vijfde"]).delete()
    assert "De telefoons zijn het eens" in words(reader.get(page(chat)))


def test_two_exports_of_one_phone_are_told_apart(reader, chat, phones):
    Source.objects.filter(pk=phones[1].pk).update(holder=phones[0].holder)
    assert "Staat niet op de telefoon van Kofi Mensah («b.txt»)." in words(reader.get(page(chat)))


def test_the_list_of_conversations_and_the_report_say_how_many(reader, chat, phones):
    factories.conversation("Zonder verschillen")
    run = ImportRun.objects.create(source=phones[1], started_by="Els Archema", state="done", report=_report(chat))
    assert "verschillen tussen telefoons" not in words(reader.get(LIST)).replace("Alleen met verschillen", "")
    count_differences(chat.pk)

    assert "4 verschillen tussen telefoons" in words(reader.get(LIST)).replace("\xa0", " ")
    only = reader.get(f"{LIST}?verschillen=on")
    assert [row.title for row in only.context["page"].rows] == ["Crisisteam"]
    report = words(reader.get(f"/archief/imports/{run.pk}/")).replace("\xa0", " ")
    assert "Over 4 berichten in deze gesprekken zijn telefoons het niet eens" in report
    assert "4 berichten" in words(reader.get(f"{LIST}{chat.pk}/")).replace("\xa0", " ")


def _report(chat: Conversation) -> dict:
    from archive.importers.whatsapp_txt import WhatsAppText
    from archive.reporting import report_for

    report = report_for(WhatsAppText(), 0)
    report.conversations.append({"id": chat.pk, "title": chat.title, "new": 0, "known": 6})
    return report.as_json()


def test_a_page_costs_a_fixed_number_of_queries(reader, chat, phones, django_assert_max_num_queries):
    sender = Message.objects.filter(conversation=chat).first().sender
    for number in range(130):
        at = factories.MORNING + timedelta(minutes=2, seconds=number / 4)
        message = factories.message(chat, f"bericht {number}", sender=sender, at=at)
        capture(message, phones[0], sender=factories.handle(f"Naam {number}"))
    with django_assert_max_num_queries(21):
        first = reader.get(page(chat))
    assert len(first.context["lines"]) == 100
    with django_assert_max_num_queries(23):
        second = reader.get(page(chat, first.context["page"].next_url))
    assert len(second.context["lines"]) == 34
    assert len(table(reader, chat)) == 134


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADMINISTRATOR])
def test_who_does_not_read_the_archive_finds_nothing(client_for, chat, role):
    assert client_for(role).get(page(chat)).status_code == 404
    assert client_for(role).get(page(chat, "tabel/")).status_code == 404


class TestTextOfAnotherPhone:
    """It is content that nobody has judged or redacted: it stands on the screens of the archive, and nowhere else."""

    SECRET = "goedkoop"

    def test_a_search_finds_and_shows_nothing_of_it(self, reader, chat):
        assert self.SECRET not in words(reader.get("/zoeken/", {"q": "vierde"}))
        assert reader.get("/zoeken/", {"q": "goedk*"}).context["total"] == 0

    def test_no_page_of_a_dossier_shows_it(self, client_for, user, chat):
        from woo_portal.dossiers.models import Judgement
        from woo_portal.dossiers.states import State

        dossier = factories.dossier(user(Role.COORDINATOR), *chat.messages.all())
        dossier.items.update(judgement=Judgement.PUBLIC)
        dossier.state = State.REDACTING
        dossier.save()
        client = client_for(Role.COORDINATOR)
        number = dossier.number
        pages = [f"/dossiers/{number}/", f"/dossiers/{number}/berichten/", f"/dossiers/{number}/lakken/"]
        for address in pages:
            answer = client.get(address, follow=True)
            assert answer.status_code == 200, address
            assert self.SECRET not in answer.content.decode(), address
