"""Evidence for a question: what is proposed and why, judging it, and that nothing private or of another is shown."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

import pytest

from archive.models import Attachment, AttachmentText
from archive.search.index import index_attachment_texts, reindex
from tests import factories
from woo_portal.accounts.roles import Role
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers.models import Dossier, Item, Judgement, Kind
from woo_portal.dossiers.states import State
from woo_portal.parliament import evidence
from woo_portal.parliament.asking import days_of, is_opener, words_of
from woo_portal.parliament.corpus import corpus_of
from woo_portal.parliament.evidence import InvalidQuery, StaleQuery, hits_for, judge, seek, sought
from woo_portal.parliament.models import Verdict

LINES = ("Goedemorgen", "Dijk 12 verzakt bij Oudezijl", "Hoe erg is het?", "Een halve meter", "Ik bel het waterschap")


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("Bent u bekend met het bericht ‘Dijk verzakt’?", True),
        ("Kent u het artikel ‘Noodpompen’ (Courant, 21 januari 2026)?", True),
        ("Kunt u deze vragen afzonderlijk en binnen drie weken beantwoorden?", True),
        ("Bent u bekend met het bericht? Wie heeft de dijk laten verzakken?", False),
        ("Bent u bekend met het bericht «Dijk verzakt»?[1] Klopt het dat u hierover heeft geappt?", False),
        ("Bent u bekend met het bericht «Dijk verzakt»?[1]", True),
        ("Kunt u de vragen en antwoorden van het waterschap over de pomp delen?", False),
        ("Kunt u alle vragen [voetnoot 2] één voor één beantwoorden?", True),
        ("Wanneer werd de dijk hersteld?", False),
    ],
)
def test_a_question_that_only_opens_is_recognised(text: str, opens: bool):
    assert is_opener(text) == opens


def test_the_words_of_a_question_are_those_that_say_something():
    text = "Klopt het dat het waterschap op 14 november 2025 om 16.10 uur heeft gemeld dat dijk 12 verzakte?"

    assert words_of(text) == ["het", "dat", "waterschap", "16.10", "gemeld", "dijk", "12", "verzakte"]
    assert days_of(text) == [date(2025, 11, 14)]


def test_a_footnote_is_no_word_of_a_question():
    text = "Klopt het dat gemaal De Hoop uitviel?[1] En de pompen[voetnoot 3]?"

    assert words_of(text) == ["het", "dat", "gemaal", "Hoop", "uitviel", "pompen"]


@pytest.fixture
def chat(db):
    """A conversation about dijk 12, and another about nothing."""
    kofi = factories.handle("Kofi Mensah")
    crisis, aside = factories.conversation("Crisisteam", kofi), factories.conversation("Koffie", kofi)
    start = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    rows = [
        factories.message(crisis, text, sender=kofi, at=start + timedelta(minutes=place))
        for place, text in enumerate(LINES)
    ]
    rows += [
        factories.message(
            aside, f"Wie haalt er koffie, {'nu' * place}?", sender=kofi, at=start + timedelta(hours=place)
        )
        for place in range(30)
    ]
    reindex([row.pk for row in rows])
    return rows


@pytest.fixture
def question(chat, question_set):
    """ "Wat is er met dijk 12?" """
    return question_set.questions.first()


def hide(message) -> None:
    """Mark a message as private, as an archivist does: its search row goes."""
    factories.private_mark(message.conversation, message)
    reindex([message.pk])


def address(question, name: str = "parliament-question") -> str:
    return reverse(name, args=[question.question_set.dossier.number, question.key])


class TestSeeking:
    def test_terms_come_from_the_question_and_stand_in_the_archive(self, question):
        how = sought(question)

        assert "dijk" in how.terms
        assert how.last_day == question.question_set.dossier.received_on
        assert how.version == 0

    def test_hits_come_with_their_surroundings_and_say_why(self, question, chat):
        found = hits_for(question, sought(question))

        first = found.hits[0]
        assert first.message == chat[1].pk
        assert first.around == tuple(row.pk for row in chat[:5])
        assert "dijk" in first.here
        assert all(hit.message not in {row.pk for row in chat[5:]} for hit in found.hits)

    def test_a_term_that_is_switched_off_stays_on_the_page_and_finds_nothing(self, question, liaison):
        how = sought(question)
        changed = seek(
            question,
            terms=["waterschap"],
            off=how.terms,
            first_day=how.first_day,
            last_day=how.last_day,
            seen=0,
            by=liaison,
        )

        assert changed.off == how.terms
        assert [hit.here for hit in hits_for(question, changed).hits] == [("waterschap",)]
        assert Event.objects.get(verb=Verb.EVIDENCE_SOUGHT).details == {"question": "1"}

    def test_of_two_at_once_the_second_is_refused(self, question, liaison):
        how = sought(question)
        days = {"off": (), "first_day": how.first_day, "last_day": how.last_day, "by": liaison}
        seek(question, terms=["een"], seen=0, **days)

        with pytest.raises(StaleQuery):
            seek(question, terms=["twee"], seen=0, **days)

    @pytest.mark.parametrize(("terms", "days"), [(["x"] * 1, (2, 1)), ([f"t{n}" for n in range(31)], (1, 2))])
    def test_what_cannot_be_sought_is_refused(self, question, liaison, terms, days):
        first, last = (date(2026, 3, day) for day in days)
        with pytest.raises(InvalidQuery, match="niets gewijzigd"):
            seek(question, terms=terms, off=(), first_day=first, last_day=last, seen=0, by=liaison)

    def test_a_question_is_sought_to_the_end_of_the_calendar(self, question, liaison):
        how = sought(question)
        asked = seek(
            question, terms=["dijk"], off=(), first_day=date.min, last_day=date.max, seen=how.version, by=liaison
        )

        assert hits_for(question, asked).hits

    def test_what_is_read_of_an_attachment_later_is_sought_too(self, question, chat):
        file = Attachment.objects.create(message=chat[0], number=0, file_name="brief.pdf", sha256="a" * 64)
        reindex([chat[0].pk])
        how = sought(question)
        before = corpus_of(how.first_day, how.last_day)
        row = AttachmentText.objects.create(sha256=file.sha256)
        opened = corpus_of(how.first_day, how.last_day)
        row.text, row.read_at = "kademuur", timezone.now()
        row.save()
        index_attachment_texts(file.sha256)

        assert "kademur" not in {*before.vocabulary, *opened.vocabulary}
        assert "kademur" in corpus_of(how.first_day, how.last_day).vocabulary

    def test_what_is_private_is_not_found_nor_counted(self, question, chat):
        before = hits_for(question, sought(question)).searched
        hide(chat[1])

        found = hits_for(question, sought(question))
        assert found.searched == before - 1
        assert chat[1].pk not in {pk for hit in found.hits for pk in hit.around}


class TestJudging:
    def test_evidence_comes_into_the_dossier_and_is_not_proposed_again(self, question, chat, liaison):
        assert judge(question, [chat[1].pk], verdict=Verdict.EVIDENCE, by=liaison) == 1

        assert question.question_set.dossier.items.filter(message=chat[1]).exists()
        found = hits_for(question, sought(question))
        assert chat[1].pk not in {hit.message for hit in found.hits}
        assert Event.objects.get(verb=Verb.EVIDENCE_JUDGED).details["verdict"] == "bewijs"

    def test_what_is_not_relevant_stays_out_of_the_dossier(self, question, chat, liaison):
        judge(question, [chat[0].pk], verdict=Verdict.NOT_RELEVANT, by=liaison)

        assert not question.question_set.dossier.items.exists()

    def test_twice_the_same_is_once_and_it_can_be_taken_back(self, question, chat, liaison):
        judge(question, [chat[1].pk], verdict=Verdict.EVIDENCE, by=liaison)
        assert judge(question, [chat[1].pk], verdict=Verdict.EVIDENCE, by=liaison) == 0
        assert judge(question, [chat[1].pk], verdict=Verdict.CONTRADICTS, by=liaison) == 1
        assert judge(question, [chat[1].pk], verdict=None, by=liaison) == 1
        assert not question.judgements.exists()

    def test_what_may_not_be_read_cannot_be_judged(self, question, chat, liaison):
        hide(chat[1])

        assert judge(question, [chat[1].pk, 10**9], verdict=Verdict.EVIDENCE, by=liaison) == 0

    def test_what_resembles_the_evidence_is_proposed_and_says_so(self, question, chat, liaison):
        judge(question, [chat[1].pk], verdict=Verdict.EVIDENCE, by=liaison)

        hit = hits_for(question, sought(question)).hits[0]
        assert hit.message in {row.pk for row in chat[:5]}
        assert hit.is_like
        assert hit.near == ("dijk", "12")


class TestThePage:
    def test_shows_the_question_its_terms_the_hits_and_why(self, question, client):
        page = client.get(address(question)).content.decode()

        assert "Wat is er met dijk 12?" in page
        assert 'value="dijk"' in page
        assert "Dijk 12 verzakt bij Oudezijl" in page
        assert "in het bericht" in page

    def test_judges_what_is_ticked_and_counts_it(self, question, chat, client):
        page = client.post(
            address(question, "parliament-judge"), {"bericht": [chat[1].pk], "oordeel": "evidence"}, follow=True
        ).content.decode()

        assert "gemarkeerd als ‘bewijs’" in page
        assert "1 bewijs" in page
        assert (
            "als bewijs of tegenspraak"
            in client.get(reverse("parliament-set", args=[question.question_set.dossier.number])).content.decode()
        )

    def test_a_judgement_goes_on_at_the_proposal_that_follows_and_not_at_the_top(self, question, liaison, client):
        how = sought(question)
        seek(
            question, terms=["koffie"], off=[], first_day=how.first_day, last_day=how.last_day, seen=how.version, by=liaison
        )  # fmt: skip
        first, second = [row.hit.message for row in client.get(address(question)).context["rows"]]
        page = client.get(address(question)).content.decode()
        assert f'?pagina=1" class="fragment" id="voorstel-{first}"' in page
        assert f'<input type="hidden" name="verder" value="{second}">' in page

        sent = {"bericht": [first], "hier": first, "verder": second}
        judged = client.post(address(question, "parliament-judge"), {**sent, "oordeel": "not_relevant"})
        again = client.post(
            f"{address(question, 'parliament-judge')}?pagina=2", {"hier": second, "oordeel": "evidence"}
        )

        assert judged.url == f"{address(question)}#voorstel-{second}"
        assert again.url == f"{address(question)}?pagina=2#voorstel-{second}"

    def test_the_only_proposal_of_a_page_leads_to_the_page_before(self, question, chat, client):
        sent = {"bericht": [chat[1].pk], "hier": chat[1].pk, "verder": "", "oordeel": "evidence"}

        judged = client.post(f"{address(question, 'parliament-judge')}?pagina=3", sent)

        assert judged.url == f"{address(question)}?pagina=2"

    def test_nothing_ticked_is_said(self, question, client):
        page = client.post(address(question, "parliament-judge"), {"oordeel": "evidence"}, follow=True)

        assert "vink eerst berichten aan" in page.content.decode()

    def test_adds_a_term(self, question, client):
        how = sought(question)
        form = {
            "aan": list(how.terms), "erbij": "koffie, thee", "versie": 0,
            "van": how.first_day.strftime("%d-%m-%Y"), "tot": how.last_day.strftime("%d-%m-%Y"),
        }  # fmt: skip
        client.post(address(question, "parliament-seek"), form)

        assert sought(question).terms == (*how.terms, "koffie", "thee")

    @pytest.mark.parametrize("verdict", ["evidence", "not_relevant", "terug"])
    def test_a_closed_dossier_takes_no_judgement(self, question, chat, client, verdict):
        Dossier.objects.update(state=State.APPROVED)
        page = client.post(
            address(question, "parliament-judge"), {"bericht": [chat[1].pk], "oordeel": verdict}, follow=True
        )

        assert not question.judgements.exists()
        assert "niets gewijzigd" in page.content.decode()

    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.REVIEWER, Role.ARCHIVIST])
    def test_to_who_may_not_search_or_sees_no_questions_it_is_not_there(self, question, client_for, role):
        assert client_for(role).get(address(question)).status_code == 404

    def test_costs_as_many_queries_for_many_hits(self, question, chat, client, django_assert_max_num_queries):
        client.get(address(question))
        with django_assert_max_num_queries(40):
            client.get(address(question))

    def test_earlier_judgements_of_other_sets_one_sees_are_told(self, question, chat, liaison, client):
        other = question.question_set.questions.last()
        judge(other, [chat[1].pk], verdict=Verdict.CONTRADICTS, by=liaison)

        assert "Eerder: tegenspraak bij vraag" in client.get(address(question)).content.decode()
        assert evidence.judged_before(question, [chat[1].pk], liaison)

    def test_what_was_judged_in_another_dossier_one_sees_is_told(self, question, chat, client, user):
        seen = factories.dossier(user(Role.LIAISON), chat[1], number="2026Z09999", kind=Kind.PARLIAMENT)
        unseen = factories.dossier(user(Role.COORDINATOR), chat[1], number="2026-0142")
        Item.objects.filter(dossier__in=(seen, unseen)).update(judgement=Judgement.PUBLIC)

        told = client.get(address(question)).content.decode()
        assert "Eerder: openbaar in dossier <bdi>2026Z09999</bdi>." in told
        assert "2026-0142" not in told
