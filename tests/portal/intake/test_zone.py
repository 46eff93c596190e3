"""Who brings an export in says in which zone its times are; what was read with one stays as it was read."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from archive.models import Conversation, ImportRun, ImportState, Message
from archive.sealing.verifying import differences
from archive.zones import ELSEWHERE, KINGDOM, is_zone
from tests.portal.intake.conftest import AMBIGUOUS, EXPORT, GROUP, words
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb

CURACAO = "America/Curacao"
IN_WILLEMSTAD = datetime(2025, 11, 12, 20, 45, tzinfo=UTC)
"""16.45 in Willemstad."""


def greeting() -> Message:
    return Message.objects.get(text__startswith="Dag allen")


def test_a_telephone_of_willemstad_was_read_as_one_of_the_hague(send, work, archivist):
    """Regression: every local time was Dutch time; a message of the evening there stood five hours too early."""
    page = send((GROUP, EXPORT), zone=CURACAO)
    assert "Tijdzone Curaçao (America/Curacao), waar het bestand er geen noemt" in words(page)
    work()

    run = ImportRun.objects.get()
    assert (run.zone, run.report["local_times"]) == (CURACAO, 4)
    assert (greeting().sent_at, greeting().zone) == (IN_WILLEMSTAD, CURACAO)
    told = words(archivist.get(f"/archief/imports/{run.pk}/"))
    assert "Tijdzone Curaçao (America/Curacao); zo zijn de tijden gelezen van 4 berichten waarbij" in told
    event = Event.objects.get(verb=Verb.IMPORT_STARTED)
    assert sentence(event).endswith(f"leverde «{GROUP}» in, met tijden in de tijdzone America/Curacao.")


def test_who_says_nothing_says_the_netherlands(send, work, archivist):
    page = archivist.get("/archief/inleveren/").content.decode()
    first = "Nederland (Europe/Amsterdam), of wat eerder bij dit bestand is gekozen"
    assert f'<option value="" selected>{first}</option>' in page
    assert '<option value="Europe/Amsterdam">Nederland (Europe/Amsterdam)</option>' in page
    assert "In welke tijdzone zijn deze tijden?" in page

    send((GROUP, EXPORT))
    work()
    assert greeting().sent_at == datetime(2025, 11, 12, 15, 45, tzinfo=UTC)
    assert "tijdzone" not in sentence(Event.objects.get(verb=Verb.IMPORT_STARTED))


def test_a_zone_that_is_not_offered_is_refused(send):
    page = send((GROUP, EXPORT), zone="Europe/Atlantis")
    assert "Kies een tijdzone uit de lijst." in words(page)
    assert not ImportRun.objects.exists()


def test_what_names_its_own_instants_is_not_asked_about(send, work, archivist):
    telegram = (
        '{"name": "Jan", "type": "personal_chat", "id": 5, "messages": [{"id": 1, "type": "message", '
        '"date": "2025-11-12T16:45:00", "date_unixtime": "1762962300", "from": "Jan", "from_id": "user5", "text": "hoi"}]}'
    )
    send(("result.json", telegram), zone=CURACAO)
    work()
    run = ImportRun.objects.get()
    assert run.state == ImportState.DONE
    assert run.report["local_times"] == 0
    assert Message.objects.get().sent_at == datetime(2025, 11, 12, 15, 45, tzinfo=UTC)
    page = words(archivist.get(f"/archief/imports/{run.pk}/"))
    assert "Tijdzone" not in page
    assert "Klopt die tijdzone niet?" not in page


class TestSaidAgain:
    def test_until_a_file_is_read_the_zone_said_last_counts(self, send, work):
        send((GROUP, EXPORT))
        send((GROUP, EXPORT), zone=CURACAO)
        work()
        assert ImportRun.objects.get().zone == CURACAO
        assert greeting().sent_at == IN_WILLEMSTAD

    def test_bringing_it_in_again_set_the_zone_back_without_a_word(self, send, work, archivist):
        """Regression: the list stood on the Netherlands, and who left it so, to add a photo or a holder, chose that."""
        send((GROUP, EXPORT), zone=CURACAO)
        page = archivist.get("/archief/inleveren/").content.decode()
        untouched = re.findall(r'<option value="([^"]*)" selected>', page)
        assert untouched == [""]
        told = words(send((GROUP, EXPORT), zone=untouched[0]))
        assert "Tijdzone Curaçao (America/Curacao), waar het bestand er geen noemt" in told
        work()
        assert (ImportRun.objects.get().zone, greeting().sent_at) == (CURACAO, IN_WILLEMSTAD)

    def test_the_netherlands_can_still_be_chosen_for_a_file_that_waits(self, send, work):
        send((GROUP, EXPORT), zone=CURACAO)
        send((GROUP, EXPORT), zone="Europe/Amsterdam")
        work()
        assert ImportRun.objects.get().zone == "Europe/Amsterdam"

    def test_the_answer_to_a_question_can_mend_it(self, send, work, archivist):
        asking = send(("chat.txt", AMBIGUOUS))
        work()
        run = ImportRun.objects.get()
        assert run.state == ImportState.QUESTION
        archivist.post(f"{asking.redirect_chain[-1][0]}antwoord/", {"date_order": "dmy", "zone": "America/Aruba"})
        work()
        assert Message.objects.get().sent_at == datetime(2025, 4, 3, 18, 3, tzinfo=UTC)
        told = sentence(Event.objects.get(verb=Verb.IMPORT_ANSWERED))
        assert told.endswith("eerst de dag, dan de maand; tijden in de tijdzone America/Aruba.")

    def test_an_answer_without_a_zone_keeps_the_one_the_file_came_in_with(self, send, work, archivist):
        asking = send(("chat.txt", AMBIGUOUS), zone=CURACAO)
        work()
        page = archivist.get(asking.redirect_chain[-1][0]).content.decode()
        assert '<option value="America/Curacao" selected>' in page
        archivist.post(f"{asking.redirect_chain[-1][0]}antwoord/", {"date_order": "dmy"})
        work()
        assert Message.objects.get().zone == CURACAO

    def test_a_zone_no_list_offers_can_be_chosen_again(self, send, work, archivist):
        asking = send(("chat.txt", AMBIGUOUS))
        work()
        ImportRun.objects.update(zone="Asia/Kathmandu")
        page = archivist.get(asking.redirect_chain[-1][0]).content.decode()
        assert '<option value="Asia/Kathmandu" selected>Asia/Kathmandu</option>' in page
        archivist.post(f"{asking.redirect_chain[-1][0]}antwoord/", {"date_order": "dmy", "zone": "Asia/Kathmandu"})
        work()
        assert Message.objects.get().zone == "Asia/Kathmandu"

    def test_a_file_that_was_read_stays_as_it_was_read_and_the_page_says_so(self, send, work, archivist):
        send((GROUP, EXPORT))
        work()
        page = words(send((GROUP, EXPORT), zone=CURACAO))
        assert (
            "De tijden zijn gelezen in de tijdzone Nederland (Europe/Amsterdam). Dat is niet gewijzigd in Curaçao "
            "(America/Curacao)." in page
        )
        assert "Klopt die tijdzone niet?" in page
        assert "Dit bestand nog eens inleveren met een andere tijdzone voegt niets toe." in page
        assert {message.zone for message in Message.objects.all()} == {"Europe/Amsterdam"}
        assert set(ImportRun.objects.values_list("zone", flat=True)) == {"Europe/Amsterdam"}
        assert not list(differences())

    def test_a_new_export_with_the_right_zone_is_a_conversation_beside_the_first(self, send, work):
        """What the page of an import tells the archivist to do, does what it says."""
        send((GROUP, EXPORT))
        work()
        send((GROUP, EXPORT + "14-11-2025 09:00 - PJ: nieuwe export\n"), zone=CURACAO)
        work()
        wrong, right = Conversation.objects.order_by("pk")
        assert (wrong.message_count, right.message_count) == (4, 5)
        assert right.messages.get(text__startswith="Dag allen").sent_at == IN_WILLEMSTAD


def test_every_zone_that_is_offered_is_one():
    assert all(map(is_zone, KINGDOM | ELSEWHERE))
    assert not any(map(is_zone, ("", "Nederland", "localtime", "Factory", "../UTC")))
