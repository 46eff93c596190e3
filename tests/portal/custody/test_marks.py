"""Marking messages as private at the screens of the archivist, what stands in the way, and taking it back."""

from __future__ import annotations

from datetime import date

import pytest

from archive.models import Conversation, Message, PrivateMark
from archive.privacy import Scope
from archive.search.query import Query, find
from redaction.choices import Field
from tests import factories
from tests.portal.custody.conftest import words
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.custody import marking
from woo_portal.dossiers.composing import add_messages, remove
from woo_portal.dossiers.models import Dossier
from woo_portal.package_workshop import rendered_folder

CHAT = """\
13-11-2025 08:03 - PJ: Kofi wil jij de regio bellen over de pompen?
13-11-2025 08:04 - Kofi Mensah: Doe ik nu
14-11-2025 09:00 - PJ: Zondag naar de dierentuin met de kinderen?
14-11-2025 09:01 - Kofi Mensah: Ja leuk
"""


@pytest.fixture
def crisis(bring_in) -> Conversation:
    bring_in("Crisisteam", CHAT)
    return Conversation.objects.get()


@pytest.fixture
def outing(crisis) -> Message:
    return Message.objects.get(text__startswith="Zondag")


@pytest.fixture
def archivist(els, browser):
    return browser(els)


def private(scope: Scope, by) -> int:
    return marking.mark(scope, reason="Gezin", said_by="", by=by)


class TestMarking:
    def test_what_was_ticked_in_the_reader(self, crisis, outing, archivist):
        reader = archivist.get(f"/archief/gesprekken/{crisis.pk}/?markeren=1")
        assert reader.content.decode().count('type="checkbox" name="bericht"') == 4
        page = f"/archief/gesprekken/{crisis.pk}/prive/"
        assert "Wat is aangevinkt: 1 bericht" in words(archivist.get(page, {"bericht": outing.pk}))
        form = {"bericht": outing.pk, "what": "berichten", "reason": "Gezin", "said_by": "Pieter Jansen"}
        answer = archivist.post(page, form, follow=True)

        assert "1 bericht is nu als privé gemarkeerd." in words(answer)
        assert "op aanwijzing van Pieter Jansen" in words(answer)
        assert not find(Query(words="dierentuin"))
        event = Event.objects.get(verb=Verb.PRIVATE_MARKED)
        assert sentence(event) == (
            f"Els Archema markeerde 1\xa0bericht als privé, op aanwijzing van Pieter Jansen (gesprek {crisis.pk})."
        )

    def test_documents_kept_for_the_next_package_are_made_anew(
        self, crisis, outing, els, django_capture_on_commit_callbacks
    ):
        kept = rendered_folder() / "ab.pdf"
        kept.parent.mkdir(parents=True)
        kept.write_bytes(b"Zondag naar de dierentuin")
        with django_capture_on_commit_callbacks(execute=True):
            private(Scope(crisis.pk, messages=(outing.pk,)), els)

        assert not kept.exists()

    def test_a_day_and_all_of_it(self, crisis, archivist):
        page = f"/archief/gesprekken/{crisis.pk}/prive/"
        form = {"what": "periode", "first_day": "2025-11-14", "last_day": "2025-11-14", "reason": "Gezin"}
        assert "2 berichten zijn nu als privé gemarkeerd." in words(archivist.post(page, form, follow=True))
        reader = words(archivist.get(f"/archief/gesprekken/{crisis.pk}/"))
        assert "2 berichten, op 13 november 2025. Als privé gemarkeerd: 2 berichten" in reader
        answer = archivist.post(page, {"what": "gesprek", "reason": "Toch alles"}, follow=True)
        assert "Het hele gesprek" in words(answer)
        assert archivist.get(f"/archief/gesprekken/{crisis.pk}/").status_code == 404

    @pytest.mark.parametrize(
        ("form", "problem"),
        [
            ({"what": "periode"}, "Vul in van wanneer tot wanneer."),
            (
                {"what": "periode", "first_day": "2025-11-14", "last_day": "2025-11-13"},
                "De laatste dag ligt vóór de eerste.",
            ),
            ({"what": "periode", "first_day": "2030-01-01"}, "Hier is niets dat nog niet als privé gemarkeerd is."),
            ({"what": "berichten"}, "Selecteer een geldige keuze"),
            ({"what": "gesprek", "reason": ""}, "Dit veld is verplicht"),
        ],
    )
    def test_what_cannot_be_meant(self, crisis, archivist, form, problem):
        answer = archivist.post(f"/archief/gesprekken/{crisis.pk}/prive/", {"reason": "Gezin"} | form)
        assert problem in words(answer)
        assert not PrivateMark.objects.exists()

    def test_a_message_of_another_conversation_is_not_marked_with_it(self, crisis, els):
        other = factories.message(factories.conversation("Ander"), "elders")
        with pytest.raises(marking.MarkRefused):
            private(Scope(crisis.pk, (other.pk,)), els)


class TestOtherPhones:
    """The same chat from another phone meets what is private, and does not bring it back."""

    OTHER = (
        CHAT.replace("Kofi Mensah", "Kofi").replace("PJ", "Pieter") + "15-11-2025 08:00 - Pieter: De pompen zijn uit\n"
    )

    def test_a_message_stays_private(self, crisis, outing, els, bring_in):
        private(Scope(crisis.pk, (outing.pk,)), els)
        run = bring_in("Crisisteam", self.OTHER, folder="tweede")
        assert run.report["messages_new"] == 1
        assert outing.captures.count() == 2
        assert Message.objects.visible().filter(conversation=crisis).count() == 4
        assert not Message.objects.visible().filter(text=outing.text).exists()

    def test_a_conversation_stays_private_with_what_is_new_in_it(self, crisis, els, bring_in):
        private(Scope(crisis.pk), els)
        bring_in("Crisisteam", self.OTHER, folder="tweede")
        assert Conversation.objects.count() == 1
        assert Message.objects.count() == 5
        assert not Message.objects.visible().exists()
        assert not find(Query(words="pompen"))


class TestDossiers:
    """What somebody judges stays as it is under their hands."""

    @pytest.mark.parametrize("state", ["collecting", "redacting", "approval", "approved", "released"])
    def test_what_is_in_a_dossier_is_not_marked(self, crisis, outing, els, anna, archivist, state):
        factories.dossier(anna, outing)
        Dossier.objects.update(state=state)
        for scope in (Scope(crisis.pk, (outing.pk,)), Scope(crisis.pk, (), date(2025, 11, 14), None), Scope(crisis.pk)):
            with pytest.raises(marking.MarkRefused, match="in een dossier"):
                private(scope, els)
        answer = archivist.post(f"/archief/gesprekken/{crisis.pk}/prive/", {"what": "gesprek", "reason": "Gezin"})
        assert "Hiervan zit 1 bericht in een dossier. Er is niets gemarkeerd." in words(answer)
        # Which dossier is not told: the archivist does not know of dossiers.
        assert "2026-0001" not in words(answer)
        assert not PrivateMark.objects.exists()

    def test_once_it_is_taken_out_it_can_be_marked_and_not_be_put_back(self, crisis, outing, els, anna):
        dossier = factories.dossier(anna, outing)
        remove(dossier, list(dossier.items.all()), by=anna)
        assert private(Scope(crisis.pk, (outing.pk,)), els) == 1
        assert add_messages(dossier, [outing.pk], by=anna) == 0

    def test_nor_what_an_answer_in_a_dossier_quotes_in_either_direction(self, crisis, outing, els, anna):
        reply = Message.objects.get(text="Ja leuk")
        Message.objects.filter(pk=reply.pk).update(quote_text=outing.text, reply_to=outing)
        dossier = factories.dossier(anna, reply)
        with pytest.raises(marking.MarkRefused, match="met een aanhaling hiervan"):
            private(Scope(crisis.pk, (outing.pk,)), els)
        remove(dossier, list(dossier.items.all()), by=anna)
        reply.refresh_from_db()
        factories.proposal(dossier.layer, reply, "Zondag", field=Field.QUOTE)
        private(Scope(crisis.pk, (outing.pk,)), els)
        assert not dossier.layer.redactions.exists()

        add_messages(dossier, [reply.pk], by=anna)
        with pytest.raises(marking.MarkRefused, match="opheffen kan pas"):
            marking.lift(PrivateMark.objects.get(), reason="Toch zakelijk", by=els)


class TestLifting:
    def test_it_is_read_first_and_then_lifted_with_a_reason(self, crisis, outing, els, archivist):
        private(Scope(crisis.pk, (outing.pk,)), els)
        mark = PrivateMark.objects.get()
        assert "dierentuin" in words(archivist.get(f"/archief/prive/{mark.pk}/"))
        page = f"/archief/prive/{mark.pk}/opheffen/"
        assert "1 bericht uit «Crisisteam» wordt weer leesbaar" in words(archivist.get(page))
        assert "Dit veld is verplicht" in words(archivist.post(page, {"reason": ""}))
        answer = archivist.post(page, {"reason": "Ging over een werkbezoek."}, follow=True)

        assert "De markering is opgeheven." in words(answer)
        assert find(Query(words="dierentuin")).count() == 1
        assert archivist.get(page).status_code == 404
        assert "Ging over een werkbezoek." in words(archivist.get("/archief/prive/?toon=opgeheven"))
        assert [event.verb for event in Event.objects.filter(verb__startswith="private_").order_by("id")] == [
            Verb.PRIVATE_MARKED,
            Verb.PRIVATE_READ,
            Verb.PRIVATE_LIFTED,
        ]

    def test_a_mark_on_what_is_to_come_says_so(self, crisis, els, archivist):
        factories.private_mark(crisis, since=factories.MORNING.replace(year=2030))
        mark = PrivateMark.objects.get()
        assert "Er valt nu geen bericht onder deze markering" in words(archivist.get(f"/archief/prive/{mark.pk}/"))


class TestTheReader:
    def test_it_says_how_many_stand_where_over_pages(self, els, browser):
        chat = factories.conversation("Lang", app="whatsapp")
        messages = [factories.message(chat, f"bericht {number}") for number in range(205)]
        Conversation.objects.filter(pk=chat.pk).update(message_count=205)
        hidden = (0, 1, 60, 103, 104, 150, 204)
        private(Scope(chat.pk, tuple(messages[number].pk for number in hidden)), els)
        client, gaps, address = browser(els), [], f"/archief/gesprekken/{chat.pk}/"
        while address:
            page = client.get(address)
            gaps.append([line.private_before for line in page.context["lines"] if line.private_before])
            gaps[-1].append(page.context["private_after"])
            following = page.context["page"].next_url
            address = f"/archief/gesprekken/{chat.pk}/{following}" if following else ""

        # 100 messages a page: 2 … 102 with 60 left out, then 103 and 104 before the second page.
        assert gaps == [[2, 1, 0], [2, 1, 1]]
        assert sum(map(sum, gaps)) == len(hidden)

    def test_participants_are_counted_by_what_may_be_read(self, crisis, outing, els, browser):
        private(Scope(crisis.pk, (outing.pk,)), els)
        page = browser(els).get(f"/archief/gesprekken/{crisis.pk}/")
        assert {person.name: count for person, count in page.context["participants"]} == {"PJ": 1, "Kofi Mensah": 2}
        assert [phone.count for phone in page.context["phones"]] == [3]


def test_the_list_of_marks_costs_a_fixed_number_of_queries(crisis, els, archivist, django_assert_max_num_queries):
    for message in Message.objects.all():
        factories.private_mark(crisis, message)
    with django_assert_max_num_queries(8):
        page = archivist.get("/archief/prive/")
    assert [mark.count for mark, _ in page.context["rows"]] == [1, 1, 1, 1]
