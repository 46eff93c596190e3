"""The decision on a Woo request: drafted from the dossier, written by a lawyer, and complete before anything is released."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.urls import reverse

import pytest

from archive.acting import Actor
from archive.importing import MessageKind
from archive.models import Attachment, Conversation, Message
from archive.search.query import Query
from redaction.choices import BY_HAND, Status, Treatment
from redaction.decide import accept
from redaction.detecting import Label
from redaction.held import day_of
from redaction.models import AttachmentTreatment, Box
from tests import factories
from tests.portal.dossiers.conftest import said
from woo_portal.accounts.roles import Role
from woo_portal.audit.models import Event, Verb
from woo_portal.disclosure import inventory
from woo_portal.disclosure.assembly import assemble
from woo_portal.dossiers import composing
from woo_portal.dossiers.decision import DecisionRefused, printed, sections_of, withdraw, write
from woo_portal.dossiers.models import Dossier, Judgement, Kind
from woo_portal.dossiers.searches import record_search
from woo_portal.dossiers.states import State
from woo_portal.dossiers.uses import unmotivated, uses_of

ANNA = Actor(0, "Anna Coenen")
BY_GROUND = "grond:5.1.2e"


def section(dossier: Dossier, key: str):
    return next(one for one in sections_of(dossier) if one.key == key)


def withhold(
    dossier: Dossier, message, passage: str, *, ground: str = "5.1.2e", further=(), motivation: str = ""
) -> None:
    proposal = factories.proposal(dossier.layer, message, passage)
    accept([proposal], by=ANNA, ground=ground, further=further, motivation=motivation)


def with_file(message: Message) -> Message:
    Attachment.objects.create(message=message, number=0, file_name="IMG-1.jpg")
    return message


class TestTheDraft:
    def test_tells_the_request_the_term_the_counts_and_how_to_object(self, judged):
        Dossier.objects.filter(pk=judged.pk).update(extended=True, extension_reason="de omvang")
        judged.refresh_from_db()
        texts = {one.key: " ".join(one.paragraphs) for one in sections_of(judged)}

        assert judged.number in texts["verzoek"]
        assert "twee weken verlengd" in texts["verloop"]
        assert "De reden was: de omvang." in texts["verloop"]
        assert "5\xa0berichten, verdeeld over 3\xa0documenten" in texts["oordeel"]
        assert "binnen zes weken" in texts["bezwaar"]
        assert texts["zienswijzen"] == ""

    def test_counts_messages_and_documents_as_the_inventory_of_the_package_does(self, judged, chat):
        """Regression: what the app wrote was counted as a message, and an attachment was called a document in the inventory."""
        Message.objects.filter(pk=chat[0].pk).update(kind=MessageKind.SYSTEM)
        for number, treatment in enumerate((Treatment.WITHHELD, Treatment.UNDECIDED), start=1):
            with_file(chat[number])
            Attachment.objects.filter(message=chat[number]).update(sha256=str(number) * 64)
            is_decided = treatment == Treatment.WITHHELD
            factories.treatment(
                judged.layer,
                chat[number],
                treatment=treatment,
                ground="5.1.2i" if is_decided else "",
                number=number if is_decided else None,
            )

        told = section(judged, "oordeel").paragraphs[0].replace("\xa0", " ")
        disclosure = assemble(judged, made_at=datetime(2026, 2, 18, tzinfo=UTC)).disclosure

        record_search(judged, Query(words="pompen"), by=judged.created_by)
        sought = " ".join(section(judged, "zoekslag").paragraphs).replace("\xa0", " ")
        assert "In behandeling genomen zijn 5 berichten (1 systeemregel van de app meegeteld): wat op" in sought
        assert "4 berichten, verdeeld over 3 documenten" in told
        assert "Daarvan zijn 4 geheel of gedeeltelijk openbaar." in told
        assert "In de documenten staat ook 1 systeemregel, geschreven door de app." in told
        assert "Bij de documenten hoort 1 bijlage waarover apart is beslist." in told
        assert sum(row.messages for row in inventory.rows(disclosure)) == 4
        assert inventory.summary(disclosure).startswith("3 documenten en 1 bijlage: ")

    def test_names_no_requester(self, judged):
        Dossier.objects.filter(pk=judged.pk).update(requester="Mevrouw Zwaluwkamp")
        judged.refresh_from_db()

        assert "Zwaluwkamp" not in str(printed(judged))

    def test_each_ground_has_the_law_and_how_often_it_is_used(self, judged, chat):
        withhold(judged, chat[1], "Delta Pompen")

        fixed = section(judged, BY_GROUND).fixed
        assert fixed[0].endswith("levenssfeer. (Artikel 5.1, tweede lid, onder e, Woo.)")
        assert fixed[1] == "Op deze grond is 1\xa0passage niet openbaar gemaakt."

    def test_a_search_term_that_is_withheld_is_withheld_in_the_account_of_the_search(self, judged, chat, coordinator):
        record_search(judged, Query(words='"Delta Pompen" OR sluis'), by=coordinator)
        assert "Delta Pompen" in section(judged, "zoekslag").body

        withhold(judged, chat[1], "Delta Pompen")

        account = section(judged, "zoekslag").body
        assert "delta" not in account.casefold()
        assert '"(niet openbaar)" OR sluis' in account

    @pytest.mark.parametrize("words", ["schuurmans", "schuurman OR sluis", "schuurm*"])
    def test_a_part_of_a_withheld_name_is_no_search_term_to_be_told_either(self, judged, chat, coordinator, words):
        """Only the whole passage was: "schuurmans" stood in the account, and "5.1.2e" in the documents."""
        name = factories.message(chat[1].conversation, "Bel Kees Schuurmans")
        composing.add_messages(judged, [name.pk], by=coordinator)
        composing.judge(judged, list(judged.items.filter(message=name)), judgement=Judgement.PARTIAL, by=coordinator)
        record_search(judged, Query(words=words), by=coordinator)
        assert "chuurm" in section(judged, "zoekslag").body

        withhold(judged, name, "Kees Schuurmans")

        assert "chuurm" not in section(judged, "zoekslag").body
        assert "(niet openbaar)" in section(judged, "zoekslag").body

    @pytest.mark.parametrize(
        ("passage", "words", "told"),
        [
            ("06 12345678", "0612345678 OR sluis", "0612345678"),
            ("NL91 ABNA 0417 1643 00", "NL91ABNA0417164300 OR sluis", "NL91ABNA"),
            ("12-AB-34", "12ab34 OR sluis", "12ab34"),
            ("Bob Bos", "bos OR sluis", "bos"),
            ("Bob Bos", "bob OR sluis", "bob"),
            ("Kees Schuurmans", "keesschuurmans OR sluis", "schuurmans"),
            ("Kees Schuurmans", "schuurmns OR sluis", "schuurmns"),
            ("Eva", "eva OR sluis", " eva "),
        ],
    )
    def test_a_withheld_number_or_name_is_no_search_term_to_be_told_however_it_was_typed(
        self, judged, chat, coordinator, passage, words, told
    ):
        """The portal itself wrote it in the decision: it knew what reads the same, and words of four letters."""
        message = factories.message(chat[1].conversation, f"Bel {passage} nu")
        composing.add_messages(judged, [message.pk], by=coordinator)
        composing.judge(judged, list(judged.items.filter(message=message)), judgement=Judgement.PARTIAL, by=coordinator)
        record_search(judged, Query(words=words), by=coordinator)
        assert told in section(judged, "zoekslag").body

        withhold(judged, message, passage)

        account = section(judged, "zoekslag").body
        assert told.casefold() not in account.casefold()
        assert "(niet openbaar) OR sluis" in account

    def test_an_app_that_a_tool_made_up_is_told_as_another_app(self, judged, coordinator):
        """ "WA Jan Bakker 06-12345678" was the platform in an export, and stood in the account and above a document."""
        chat = factories.conversation("Team", app="wa jan bakker 0612345678")
        message = factories.message(chat, "Goedemorgen")
        composing.add_messages(judged, [message.pk], by=coordinator)
        composing.judge(judged, list(judged.items.filter(message=message)), judgement=Judgement.PUBLIC, by=coordinator)
        record_search(judged, Query(words="pomp", app="wa jan bakker 0612345678"), by=coordinator)
        record_search(judged, Query(words='app:"wa jan bakker 0612345678"'), by=coordinator)

        account = section(judged, "zoekslag").body
        assert "andere app" in account
        assert "bakker" not in account
        documents = assemble(judged, made_at=datetime(2026, 2, 18, tzinfo=UTC)).disclosure.documents
        assert "andere app" in {document.app for document in documents}

    def test_what_is_outside_the_request_is_told_and_is_no_ground(self, judged, chat):
        judged.items.filter(message=chat[4]).update(judgement=Judgement.OUT_OF_SCOPE)

        assert "gaat niet over uw verzoek" in section(judged, "oordeel").body
        assert uses_of(judged) == ()

    def test_parliamentary_questions_have_no_decision(self, coordinator, chat):
        questions = factories.dossier(coordinator, *chat, kind=Kind.PARLIAMENT, number="Z1")

        assert sections_of(questions) == ()
        assert unmotivated(questions) == ()


class TestWhatTheLawAsks:
    def test_a_relative_ground_needs_a_motivation_for_all_or_for_each(self, judged, chat, coordinator):
        withhold(judged, chat[1], "Delta Pompen")
        assert "Grond 5.1.2e heeft nog geen motivering" in unmotivated(judged)[0]

        write(judged, BY_GROUND, "Privé.", seen=0, by=coordinator)
        assert unmotivated(judged) == ()

    def test_with_a_motivation_at_every_passage_none_is_needed_for_the_class(self, judged, chat):
        withhold(judged, chat[1], "Delta Pompen", motivation="Dit bedrijf is een eenmanszaak.")

        assert unmotivated(judged) == ()

    def test_a_passage_on_two_grounds_counts_and_is_motivated_under_each(self, judged, chat, coordinator):
        withhold(judged, chat[1], "Delta Pompen", further=["5.1.2i"])

        assert [(use.ground.code, sum(use.parts.values())) for use in uses_of(judged)] == [("5.1.2e", 1), ("5.1.2i", 1)]
        write(judged, BY_GROUND, "Privé.", seen=0, by=coordinator)
        assert [line[:12] for line in unmotivated(judged)] == ["Grond 5.1.2i"]

    def test_an_absolute_ground_is_not_weighed(self, judged, chat):
        withhold(judged, chat[1], "Delta Pompen", ground="5.1.1c")

        assert unmotivated(judged) == ()
        assert section(judged, "grond:5.1.1c").suggestion == ""

    def test_what_is_withheld_of_attachments_counts_and_is_motivated_like_all_else(self, judged, chat, coordinator):
        refused = factories.treatment(
            judged.layer, with_file(chat[0]), treatment=Treatment.WITHHELD, ground="5.1.2i", number=1
        )
        shown = factories.treatment(judged.layer, with_file(chat[2]), treatment=Treatment.SHOWN, number=2)
        place = {"treatment": shown, "page": 1, "x": 1, "width": 10, "height": 10, "label": Label.PERSON}
        for row, status in enumerate(Status, start=1):
            Box.objects.create(**place, y=20 * row, ground="5.1.2e", status=status, found_by=BY_HAND)

        assert "1\xa0gehele bijlage" in section(judged, "grond:5.1.2i").fixed[1]
        assert "1\xa0vlak in een bijlage" in section(judged, BY_GROUND).fixed[1]
        assert [line[:12] for line in unmotivated(judged)] == ["Grond 5.1.2e", "Grond 5.1.2i"]

        AttachmentTreatment.objects.filter(pk=refused.pk).update(motivation="Dit is nog een concept.")
        write(judged, BY_GROUND, "Privé.", seen=0, by=coordinator)
        assert unmotivated(judged) == ()

    def test_attachments_of_messages_that_are_not_shown_do_not_count(self, judged, chat):
        factories.treatment(judged.layer, with_file(chat[0]), treatment=Treatment.WITHHELD, ground="5.1.2i")
        judged.items.filter(message=chat[0]).update(judgement=Judgement.OUT_OF_SCOPE)

        assert uses_of(judged) == ()

    def test_information_of_more_than_five_years_old_asks_for_more(self, coordinator):
        old = factories.message(factories.conversation("Oud"), "Bel Jan", at=datetime(2019, 1, 1, 9, tzinfo=UTC))
        dossier = factories.dossier(coordinator, old, received_on=date(2026, 1, 1))
        dossier.items.update(judgement=Judgement.PUBLIC)
        withhold(dossier, old, "Jan")
        write(dossier, BY_GROUND, "Privé.", seen=0, by=coordinator)

        assert "meer dan vijf jaar oud" in unmotivated(dossier)[0]
        write(dossier, "ouder", "Nog steeds herleidbaar.", seen=0, by=coordinator)
        assert unmotivated(dossier) == ()

    def test_a_title_without_a_day_was_old_on_the_desk_and_new_in_the_decision(self, judged, chat):
        title = chat[0].conversation
        Conversation.objects.filter(pk=title.pk).update(last_at=None)
        title.refresh_from_db()
        accept([factories.proposal(judged.layer, title)], by=ANNA, ground="5.1.2e")

        assert day_of(title) == date.min
        assert [use.aged for use in uses_of(judged)] == [1]

    def test_what_stands_between_brackets_must_be_filled_in(self, judged, coordinator):
        write(judged, "slot", "Namens de minister,\n\n[naam]", seen=0, by=coordinator)

        assert "tussen vierkante haken" in unmotivated(judged)[0]


class TestWriting:
    def test_what_a_person_wrote_stays_and_a_changed_fact_is_told(self, judged, chat, coordinator):
        write(judged, "oordeel", "Er zijn vijf berichten.", seen=0, by=coordinator)
        assert not section(judged, "oordeel").is_overtaken

        judged.items.filter(message=chat[4]).update(judgement=Judgement.OUT_OF_SCOPE)

        now = section(judged, "oordeel")
        assert (now.body, now.is_overtaken) == ("Er zijn vijf berichten.", True)
        assert "4\xa0berichten" in now.draft

    def test_of_two_at_once_the_second_is_refused_and_nothing_is_lost(self, judged, coordinator):
        write(judged, "slot", "Eerste", seen=0, by=coordinator)

        with pytest.raises(DecisionRefused, match="Iemand anders"):
            write(judged, "slot", "Tweede", seen=0, by=coordinator)
        assert section(judged, "slot").body == "Eerste"

    def test_sent_twice_it_is_saved_once(self, judged, coordinator):
        first = write(judged, "slot", "Tekst", seen=0, by=coordinator)
        again = write(judged, "slot", "Tekst", seen=first.saved, by=coordinator)

        assert again == first
        assert judged.decision_texts.count() == 1

    def test_back_to_the_draft_keeps_the_history(self, judged, coordinator):
        saved = write(judged, "slot", "Tekst", seen=0, by=coordinator).saved
        back = withdraw(judged, "slot", seen=saved, by=coordinator)

        assert back.body == back.draft
        assert back.saved == 0
        assert [row.body for row in judged.decision_texts.all()] == ["", "Tekst"]

    def test_after_release_nothing_can_be_written(self, judged, coordinator):
        Dossier.objects.update(state=State.RELEASED)

        with pytest.raises(DecisionRefused, match="vrijgegeven"):
            write(judged, "slot", "Tekst", seen=0, by=coordinator)

    @pytest.mark.parametrize(("key", "body"), [("onzin", "x"), ("slot", "x" * 20_001)])
    def test_what_cannot_be_saved_is_refused(self, judged, coordinator, key, body):
        with pytest.raises(DecisionRefused, match="niets gewijzigd"):
            write(judged, key, body, seen=0, by=coordinator)


class TestThePage:
    def test_of_a_released_dossier_it_says_that_the_pdf_is_what_was_released(self, judged, client):
        """Regression: after the release the page counted exports that came later, as if the decision had told of them."""
        address, notice = reverse("dossier-decision", args=[judged.number]), "Dit besluit is vrijgegeven."
        assert notice not in client.get(address).content.decode()

        Dossier.objects.update(state=State.RELEASED)

        page = client.get(address).content.decode()
        assert notice in page
        assert "dan luidt het hier anders dan in de pdf" in page
        assert "Het portaal schrijft een concept uit" not in page

    def test_shows_every_section_and_what_is_lacking(self, judged, chat, client):
        withhold(judged, chat[1], "Delta Pompen")
        page = client.get(reverse("dossier-decision", args=[judged.number])).content.decode()

        assert "Zo kan het pakket nog niet worden vrijgegeven." in page
        assert "Grond 5.1.2e: Eerbiediging van de persoonlijke levenssfeer" in page
        assert "Dit is een voorbeeld; het telt pas als u het opslaat." in page

    def test_that_a_motivation_beside_a_passage_is_not_published_was_said_nowhere(self, judged, chat, client):
        withhold(judged, chat[1], "Delta Pompen", motivation="Dit bedrijf is een eenmanszaak.")
        page = client.get(reverse("dossier-decision", args=[judged.number])).content.decode()

        assert "Zo kan het pakket nog niet worden vrijgegeven." not in page
        assert "zelf als motivering is geschreven, komt niet in het besluit en niet in het pakket." in page
        assert "eenmanszaak" not in str(printed(judged))

    def test_saves_a_section_and_the_log_says_which_but_not_what(self, judged, client):
        address = reverse("dossier-decision-write", args=[judged.number])
        page = client.post(address, {"onderdeel": "slot", "gezien": "0", "tekst": "Namens mij"}, follow=True)

        assert "‘Ondertekening’ is opgeslagen." in said(page)
        assert "Namens mij" in page.content.decode()
        details = Event.objects.get(verb=Verb.DECISION_WRITTEN).details
        assert details == {"section": "Ondertekening", "withdrawn": False}

    def test_a_part_of_a_withheld_name_in_an_officers_own_words_is_pointed_out(self, judged, chat, client, coordinator):
        """The leak check seeks whole passages, and let the surname pass."""
        name = factories.message(chat[1].conversation, "Bel Kees Schuurmans")
        composing.add_messages(judged, [name.pk], by=coordinator)
        composing.judge(judged, list(judged.items.filter(message=name)), judgement=Judgement.PARTIAL, by=coordinator)
        write(judged, "slot", "Zoals de heer Schuurmans mij schreef.", seen=0, by=coordinator)
        address = reverse("dossier-decision", args=[judged.number])
        assert "Staat hier iets dat is gelakt?" not in client.get(address).content.decode()

        withhold(judged, name, "Kees Schuurmans")

        page = client.get(address).content.decode()
        assert page.count("Staat hier iets dat is gelakt?") == 1
        assert "waarin dit voorkomt: Schuurmans." in page

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("Bel 0612345678.", "0612345678"),
            ("Wij spraken Eva.", "Eva"),
            ("Dus: Delta liegt over het bod.", "Delta liegt over het bod"),
        ],
    )
    def test_a_number_a_short_name_or_a_sentence_in_an_officers_own_words_is_pointed_out(
        self, judged, chat, client, coordinator, text, told
    ):
        """The page knew words of four letters of names only."""
        message = factories.message(chat[1].conversation, "Bel Eva op 06 12345678")
        whole = factories.message(chat[1].conversation, "Nee. Delta liegt over het bod. Zwijg.")
        composing.add_messages(judged, [message.pk, whole.pk], by=coordinator)
        for one, judgement in ((message, Judgement.PARTIAL), (whole, Judgement.WITHHELD)):
            grounds = ["5.1.2i"] if judgement == Judgement.WITHHELD else []
            items = list(judged.items.filter(message=one))
            composing.judge(judged, items, judgement=judgement, by=coordinator, grounds=grounds, motivation="beraad")
        for passage in ("Eva", "06 12345678"):
            withhold(judged, message, passage)
        write(judged, "slot", text, seen=0, by=coordinator)

        page = client.get(reverse("dossier-decision", args=[judged.number])).content.decode()
        assert page.count("Staat hier iets dat is gelakt?") == 1
        assert f"waarin dit voorkomt: {told}." in page

    def test_a_text_that_came_too_late_is_on_the_page_to_copy(self, judged, client, coordinator):
        write(judged, "slot", "Eerste", seen=0, by=coordinator)
        address = reverse("dossier-decision-write", args=[judged.number])
        page = client.post(address, {"onderdeel": "slot", "gezien": "0", "tekst": "Tweede versie"})

        assert page.status_code == 409
        assert "Tweede versie</textarea>" in page.content.decode()

    def test_the_liaison_finds_no_decision_with_questions(self, client_for, coordinator, chat):
        factories.dossier(coordinator, *chat, kind=Kind.PARLIAMENT, number="Z1")

        assert client_for(Role.LIAISON).get(reverse("dossier-decision", args=["Z1"])).status_code == 404

    def test_costs_as_many_queries_however_large_the_dossier(self, judged, chat, client, django_assert_max_num_queries):
        for number in range(15):
            write(judged, "slot", f"Tekst {number}", seen=section(judged, "slot").saved, by=judged.created_by)

        with django_assert_max_num_queries(45):
            client.get(reverse("dossier-decision", args=[judged.number]))
