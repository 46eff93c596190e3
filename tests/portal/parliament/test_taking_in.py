"""A document comes in, is kept and read; a person looks at it, changes it and confirms it; a dossier exists from then on."""

from __future__ import annotations

import io
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import pytest

from archive.extraction.contract import NotReadable
from tests.portal.dossiers.conftest import said
from tests.portal.parliament.chamber import DOCUMENT, case, chamber, usual
from tests.portal.parliament.documents import FOLDER, packed
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.parliament import forms, taking_in
from woo_portal.parliament.models import QuestionSet, Reading, Way

pytestmark = pytest.mark.django_db
TAKE_IN = "/kamervragen/innemen/"


def page_of(reading: Reading) -> str:
    return reverse("parliament-draft", args=[reading.pk])


def filled(client: Client, reading: Reading, **changes: str) -> dict[str, str]:
    """The form of a draft as the page shows it, with changes."""
    page = client.get(page_of(reading))
    contents = page.context["beside"].contents
    shown = {name: value or "" for name, value in forms.initial_facts(contents).items()}
    for question in contents.questions:
        shown |= {f"nummer-{question.key}": question.label, f"tekst-{question.key}": question.text}
    return {**shown, "versie": str(page.context["reading"].version), "doe": "opslaan"} | changes


class TestComingIn:
    def test_a_file_is_kept_unchanged_and_read(self, client: Client) -> None:
        data = packed(FOLDER / "vragen_docx" / "source.docx")
        answer = client.post(TAKE_IN, {"wijze": "upload", "document": SimpleUploadedFile("2026Z08080.docx", data)})
        reading = Reading.objects.get()
        assert answer["Location"] == page_of(reading)
        assert taking_in.original_of(reading.sha256).read_bytes() == data
        assert (reading.way, reading.file_name, reading.size) == (Way.UPLOAD, "2026Z08080.docx", len(data))
        assert len(taking_in.draft_of(reading).questions) == 4
        page = client.get(page_of(reading)).content.decode()
        assert "Klopt het dat" in page
        assert "a) de offerte na de levering" in page
        event = Event.objects.get(verb=Verb.QUESTIONS_TAKEN_IN)
        assert "nam «2026Z08080.docx» in (ingeleverd als bestand" in sentence(event)
        assert b"".join(client.get(reverse("parliament-original", args=[reading.pk])).streaming_content) == data

    def test_a_pasted_text_is_kept_as_a_file_of_its_own(self, client: Client) -> None:
        client.post(TAKE_IN, {"wijze": "paste", "text": DOCUMENT})
        reading = Reading.objects.get()
        assert (reading.way, reading.file_name) == (Way.PASTE, "geplakte-tekst.txt")
        assert taking_in.draft_of(reading).case_number == "2026Z03456"

    def test_a_text_that_is_sent_twice_is_one_draft(self, client: Client, reading: Reading) -> None:
        """Regression: each time made a draft of its own, and the log told of as many documents."""
        pasted = {"wijze": "paste", "text": DOCUMENT}
        first = client.post(TAKE_IN, pasted)

        assert client.post(TAKE_IN, pasted).headers["Location"] == first.headers["Location"]
        assert Reading.objects.filter(way=Way.PASTE).count() == 1
        assert Event.objects.filter(verb=Verb.QUESTIONS_TAKEN_IN, details__way=Way.PASTE.label).count() == 1
        assert Reading.objects.count() == 2
        # What somebody worked on is left alone: who pastes it then begins anew.
        Reading.objects.filter(way=Way.PASTE).update(version=1)
        assert client.post(TAKE_IN, pasted).headers["Location"] != first.headers["Location"]

    @pytest.mark.parametrize(
        ("form", "problem"),
        [
            ({"wijze": "upload"}, "Kies een bestand."),
            ({"wijze": "paste", "text": ""}, "Dit veld is verplicht."),
            ({"wijze": "chamber", "number": "2026Z03456"}, "Kies een bestand."),
            ({}, "Kies een bestand."),
        ],
    )
    def test_an_empty_form_says_what_is_missing(self, client: Client, form: dict[str, str], problem: str) -> None:
        assert problem in client.post(TAKE_IN, form).content.decode()

    def test_what_cannot_be_read_is_not_kept_and_says_why(self, client: Client, settings) -> None:
        photo = SimpleUploadedFile("vragen.png", b"\x89PNG\r\n\x1a\n" + bytes(50))
        page = client.post(TAKE_IN, {"wijze": "upload", "document": photo}).content.decode()
        assert "Dit soort bestand wordt niet gelezen." in page
        assert "Het stuk is niet bewaard." in page
        assert not [path for path in settings.DOCUMENT_DIR.rglob("*") if path.is_file()]
        assert not Reading.objects.exists()

    def test_a_file_too_large_is_refused_before_it_is_read(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(forms, "MAX_BYTES", 10)
        page = client.post(TAKE_IN, {"wijze": "upload", "document": SimpleUploadedFile("a.txt", b"elf letters")})
        assert "te groot" in page.content.decode()

    def test_the_name_of_a_file_is_no_path(self, liaison: User) -> None:
        reading = taking_in.take_in(DOCUMENT.encode(), file_name="../../etc/" + "x" * 300, way=Way.UPLOAD, by=liaison)
        assert reading.file_name == "x" * 255


class TestTheTweedeKamer:
    def test_the_way_is_not_there_unless_it_is_set(self, client: Client) -> None:
        assert "Een zaaknummer" not in client.get(TAKE_IN).content.decode()

    def test_a_case_is_fetched_and_what_differs_is_flagged(self, client: Client, settings) -> None:
        with chamber(usual()) as (url, _):
            settings.CHAMBER_DATA_URL = url
            assert "Een zaaknummer" in client.get(TAKE_IN).content.decode()
            client.post(TAKE_IN, {"wijze": "chamber", "number": " 2026z03456 "})
        reading = Reading.objects.get()
        draft = taking_in.draft_of(reading)
        assert (reading.way, draft.document_number) == (Way.CHAMBER, "2026D08765")
        assert (draft.subject, [str(member) for member in draft.members]) == ("dijk 12", ["De Graaf-Timmer (PvdR)"])
        page = client.get(page_of(reading)).content.decode()
        assert (
            "De Tweede Kamer noemt andere vraagstellers dan het stuk: T.A. de Graaf-Timmer (PvdR) en S. van der Zee"
            in page
        )

    def test_a_case_whose_questions_are_recorded_is_refused_at_once(
        self, client: Client, question_set: QuestionSet, settings
    ) -> None:
        """Regression: it was fetched and looked through, and refused only when it was confirmed."""
        with chamber(usual()) as (url, asked):
            settings.CHAMBER_DATA_URL = url
            answer = client.post(TAKE_IN, {"wijze": "chamber", "number": "2026z03456"}, follow=True)
        assert answer.redirect_chain[-1][0] == "/kamervragen/2026Z03456/"
        assert "De vragen van zaak 2026Z03456 zijn al vastgelegd, door Daan Liem op " in said(answer)
        assert not asked
        assert Reading.objects.count() == 1

    def test_a_draft_of_what_is_recorded_says_so_before_it_is_looked_through(
        self, client: Client, question_set: QuestionSet, liaison: User
    ) -> None:
        """Regression: it was refused only when it was confirmed, under the same number."""
        pasted = taking_in.take_in(DOCUMENT.encode(), file_name="nog eens.txt", way=Way.PASTE, by=liaison)
        told = "kunt u dit stuk niet vastleggen"
        page = client.get(page_of(pasted)).content.decode()
        assert told in page
        assert '<a href="/kamervragen/2026Z03456/">naar die vragen</a>' in page
        assert told not in client.get(page_of(question_set.reading)).content.decode()
        client.post(page_of(pasted), filled(client, pasted, number="2026Z00009"))
        assert told not in client.get(page_of(pasted)).content.decode()

    def test_a_case_that_is_fetched_twice_is_one_draft(self, client: Client, settings) -> None:
        """Regression: the second fetch made a draft of its own, and two people worked on the same questions."""
        with chamber(usual()) as (url, asked):
            settings.CHAMBER_DATA_URL = url
            client.post(TAKE_IN, {"wijze": "chamber", "number": "2026Z03456"})
            first, requests = Reading.objects.get(), len(asked)
            client.post(page_of(first), filled(client, first, subject="Dijk 12"))
            colleague = User.objects.create(username="tweede", role=Role.LIAISON)
            client.force_login(colleague, backend="django.contrib.auth.backends.ModelBackend")
            answer = client.post(TAKE_IN, {"wijze": "chamber", "number": "2026z03456"}, follow=True)
            assert answer.redirect_chain[-1][0] == page_of(first)
            told = said(answer)
            assert "Van zaak 2026Z03456 is al een concept, ingenomen door Daan Liem op " in told
            assert "er is niets nieuws ingenomen" in told
            assert "ingenomen. Kijk na" not in told
            assert Reading.objects.get() == first
            assert len(asked) == requests, "the Kamer is not asked again"
            assert Event.objects.filter(verb=Verb.QUESTIONS_TAKEN_IN).count() == 1

            client.post(reverse("parliament-discard", args=[first.pk]))
            client.post(TAKE_IN, {"wijze": "chamber", "number": "2026Z03456"})
        assert Reading.objects.get().pk != first.pk, "what was thrown away may be fetched again"

    def test_a_file_of_the_same_case_is_no_fetched_draft(self, client: Client, reading: Reading, settings) -> None:
        with chamber(usual()) as (url, _):
            settings.CHAMBER_DATA_URL = url
            client.post(TAKE_IN, {"wijze": "chamber", "number": "2026Z03456"})
        assert Reading.objects.filter(way=Way.CHAMBER).count() == 1

    def test_what_the_document_lacks_is_taken_from_the_kamer(self, liaison: User, settings) -> None:
        with chamber(usual(document=(200, {}, b"1\nWat nu?\n\n2\nEn dan?"))) as (url, _):
            settings.CHAMBER_DATA_URL = url
            draft = taking_in.draft_of(taking_in.take_in_case("2026Z03456", by=liaison))
        assert (draft.case_number, draft.subject, draft.sent_in) == (
            "2026Z03456",
            "Dijk 12 bij Maasdrecht",
            date(2026, 3, 2),
        )
        assert [str(member) for member in draft.members] == [
            "T.A. de Graaf-Timmer (PvdR)",
            "S. van der Zee (Lijst Noord)",
        ]
        assert [str(minister) for minister in draft.ministers] == ["Minister van Water en Ruimte"]

    def test_a_day_and_a_number_that_differ_are_flagged(self, liaison: User, settings) -> None:
        other = case(Nummer="2026Z00007", GestartOp="2026-03-03T00:00:00+01:00")
        with chamber(usual(other)) as (url, _):
            settings.CHAMBER_DATA_URL = url
            reading = taking_in.take_in_case("2026Z00007", by=liaison)
        told = [flag.text for flag in taking_in.found_in(reading).flags]
        assert told[0] == "Het stuk noemt zaaknummer 2026Z03456; opgevraagd is 2026Z00007."
        assert "ingezonden op 2 maart 2026" in told[1]

    def test_what_goes_wrong_is_said_on_the_page(self, client: Client, settings) -> None:
        with chamber(lambda path: (500, {}, b"")) as (url, _):
            settings.CHAMBER_DATA_URL = url
            page = client.post(TAKE_IN, {"wijze": "chamber", "number": "2026Z03456"}).content.decode()
            wrong = client.post(TAKE_IN, {"wijze": "chamber", "number": "26-345"}).content.decode()
        assert "(fout 500)" in page
        assert "Een zaaknummer is een jaartal" in wrong
        assert not Reading.objects.exists()


class TestLookingAtIt:
    def test_everything_typed_is_kept(self, client: Client, reading: Reading) -> None:
        form = filled(client, reading, subject="Dijk 12", members="De Graaf-Timmer (PvdR)\nVan der Zee (Lijst Noord)",
                      ministers="minister van Water en Ruimte en de minister voor Klimaatadaptatie", earlier="2026Z00001",
                      notes="[1] De Landelijke Courant, www.lc.example.nl/a", explanation="Aanvulling.")  # fmt: skip
        form |= {"tekst-1": "Wat is er met dijk 12?[1]", "nummer-2": "2-3"}
        answer = client.post(page_of(reading), form)
        assert said(client.get(answer["Location"])) == "Uw wijzigingen zijn bewaard."
        reading.refresh_from_db()
        draft = taking_in.draft_of(reading)
        assert [str(member) for member in draft.members] == ["De Graaf-Timmer (PvdR)", "Van der Zee (Lijst Noord)"]
        assert [str(minister) for minister in draft.ministers] == [
            "Minister van Water en Ruimte", "Minister voor Klimaatadaptatie"
        ]  # fmt: skip
        assert (draft.subject, draft.earlier, draft.explanation) == ("Dijk 12", ("2026Z00001",), "Aanvulling.")
        assert draft.notes[0].links == ("https://www.lc.example.nl/a",)
        assert [(row.numbers, row.text) for row in draft.questions] == [
            (("1",), "Wat is er met dijk 12?[1]"),
            (("2", "3"), "Wanneer wordt hij hersteld?"),
        ]
        assert taking_in.found_in(reading).subject == "dijk 12"

    def test_the_buttons(self, client: Client, reading: Reading) -> None:
        def press(todo: str, **changes: str) -> list[tuple[str, str]]:
            answer = client.post(page_of(reading), filled(client, reading, **changes) | {"doe": todo})
            assert answer.status_code == 302, answer.context["form"].errors
            reading.refresh_from_db()
            return [(question.label, question.text) for question in taking_in.draft_of(reading).questions]

        first, second = "Wat is er met dijk 12?", "Wanneer wordt hij hersteld?"
        assert press("splits-1", **{"tekst-1": f"{first}\n\nEn met dijk 13?"}) == [
            ("1", first), ("2", "En met dijk 13?"), ("2", second)
        ]  # fmt: skip
        assert press("nummer") == [("1", first), ("2", "En met dijk 13?"), ("3", second)]
        assert press("omlaag-1") == [("2", "En met dijk 13?"), ("1", first), ("3", second)]
        assert press("omhoog-1") == [("1", first), ("2", "En met dijk 13?"), ("3", second)]
        assert press("samen-3") == [("1 en 2", f"{first}\n\nEn met dijk 13?"), ("3", second)]
        assert press("weg-1") == [("3", second)]
        assert press("erbij") == [("3", second), ("4", "")]

    def test_splitting_without_an_empty_line_explains_how(self, client: Client, reading: Reading) -> None:
        answer = client.post(page_of(reading), filled(client, reading, doe="splits-1", subject="Anders"))
        assert "Zet een lege regel" in said(client.get(answer["Location"]))
        reading.refresh_from_db()
        assert taking_in.draft_of(reading).subject == "Anders"

    def test_a_form_that_is_wrong_keeps_what_was_typed_on_the_page(self, client: Client, reading: Reading) -> None:
        form = filled(client, reading, ministers="De burgemeester", sent_in="2099-01-01") | {
            "tekst-1": "Anders getypt?"
        }
        page = client.post(page_of(reading), form)
        assert page.status_code == 200
        shown = page.content.decode()
        assert "«De burgemeester» is geen minister of staatssecretaris." in shown
        assert "Deze dag moet nog komen." in shown
        assert "Anders getypt?" in shown
        reading.refresh_from_db()
        assert reading.version == 0

    def test_of_two_people_the_second_is_told(self, client: Client, reading: Reading) -> None:
        form = filled(client, reading)
        client.post(page_of(reading), form | {"subject": "De eerste"})
        answer = client.post(page_of(reading), form | {"subject": "De tweede"})
        assert "Iemand anders heeft dit concept intussen gewijzigd." in said(client.get(answer["Location"]))
        reading.refresh_from_db()
        assert taking_in.draft_of(reading).subject == "De eerste"

    @pytest.mark.parametrize("todo", ["weg-x", "weg-99999999999", "onzin", "splits-", ""])
    def test_a_button_that_does_not_exist_keeps_what_was_typed(
        self, client: Client, reading: Reading, todo: str
    ) -> None:
        client.post(
            page_of(reading), filled(client, reading, subject="Anders", doe=todo) | {"tekst-x": "?", "tekst-99": "?"}
        )
        reading.refresh_from_db()
        assert (taking_in.draft_of(reading).subject, len(taking_in.draft_of(reading).questions)) == ("Anders", 2)

    def test_the_page_takes_no_query_for_each_question(
        self, client: Client, liaison: User, django_assert_max_num_queries
    ) -> None:
        many = DOCUMENT + "".join(f"\n{number}\nEn dijk {number}?\n" for number in range(3, 60))
        reading = taking_in.take_in(many.encode(), file_name="veel.txt", way=Way.UPLOAD, by=liaison)
        with django_assert_max_num_queries(8):
            assert len(client.get(page_of(reading)).context["beside"].questions) == 59

    def test_markup_in_a_document_is_text(self, client: Client, liaison: User) -> None:
        reading = taking_in.take_in(
            b"Vraag 1\nKlopt <script>alert(1)</script> dat?", file_name="<b>.txt", way=Way.UPLOAD, by=liaison
        )
        page = client.get(page_of(reading)).content.decode()
        assert "<script>alert" not in page
        assert "<b>.txt" not in page


class TestThrowingAway:
    def test_a_draft_and_its_file_go(
        self, client: Client, reading: Reading, django_capture_on_commit_callbacks
    ) -> None:
        address = reverse("parliament-discard", args=[reading.pk])
        assert "niet terug te draaien" in client.get(address).content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            client.post(address)
        assert not Reading.objects.exists()
        assert not taking_in.original_of(reading.sha256).exists()
        assert "gooide «2026Z03456.txt» weg" in sentence(Event.objects.get(verb=Verb.QUESTIONS_DISCARDED))

    def test_a_file_that_another_draft_has_stays(
        self, client: Client, reading: Reading, liaison: User, django_capture_on_commit_callbacks
    ) -> None:
        taking_in.take_in(DOCUMENT.encode(), file_name="nog eens.txt", way=Way.UPLOAD, by=liaison)
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("parliament-discard", args=[reading.pk]))
        assert taking_in.original_of(reading.sha256).exists()

    def test_what_was_confirmed_stays(self, client: Client, reading: Reading, question_set: QuestionSet) -> None:
        answer = client.post(reverse("parliament-discard", args=[reading.pk]))
        assert answer["Location"] == "/kamervragen/2026Z03456/"
        taking_in.discard(reading, by=question_set.confirmed_by)
        assert Reading.objects.filter(pk=reading.pk).exists()


def test_a_file_that_the_archive_has_as_well_does_not_go_with_the_archives(liaison: User) -> None:
    """The liaison's originals are a store of their own: somebody may have sent the same file in a chat."""
    from archive import content

    sha256, _ = content.store(io.BytesIO(DOCUMENT.encode()))
    reading = taking_in.take_in(DOCUMENT.encode(), file_name="a.txt", way=Way.UPLOAD, by=liaison)
    assert reading.sha256 == sha256
    content.path_of(sha256).unlink()
    assert taking_in.original_of(sha256).exists()


def test_an_original_that_is_gone_is_said(client: Client, reading: Reading) -> None:
    taking_in.original_of(reading.sha256).unlink()
    answer = client.get(reverse("parliament-original", args=[reading.pk]))
    assert "Het origineel staat niet meer in de opslag." in said(client.get(answer["Location"]))


def test_reading_fails_without_a_trace(liaison: User) -> None:
    with pytest.raises(NotReadable):
        taking_in.take_in(b"\x00\x01", file_name="a.bin", way=Way.UPLOAD, by=liaison)
    assert not Event.objects.filter(verb=Verb.QUESTIONS_TAKEN_IN).exists()
