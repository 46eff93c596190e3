"""The tab Zoekslag and the pages behind it: the list, one search, what a re-run brought, the table, and who sees what."""

from __future__ import annotations

import csv
import io
import re

import pytest

from archive.models import Batch, Conversation, Message
from archive.privacy import Scope, mark
from archive.search.query import Query
from tests import factories
from tests.portal.dossiers.conftest import said
from tests.portal.dossiers.searches.conftest import EVA, PUMPS, export
from tests.portal.intake.conftest import words
from woo_portal.accounts.roles import Role
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers import searches, tasks
from woo_portal.dossiers.composing import add_messages
from woo_portal.dossiers.models import Dossier, RecordedSearch
from woo_portal.dossiers.searches import ask_again, record_search
from woo_portal.dossiers.states import State
from woo_portal.jobs.models import Job, JobState
from woo_portal.jobs.running import perform

LIST = "/dossiers/2026-0001/zoekslag/"


def page_of(search: RecordedSearch) -> str:
    return f"{LIST}{search.pk}/"


@pytest.fixture
def rerun(searched, second_export, coordinator) -> RecordedSearch:
    """The search asked again after another chat came in."""
    second_export()
    return ask_again(searched, by=coordinator)


def test_every_search_is_listed_with_its_reruns_also_the_one_that_found_nothing(client, dossier, rerun, coordinator):
    record_search(dossier, Query(words="sluisdeur"), by=coordinator)
    page = client.get(LIST)

    listed = [(one.place, one.run, one.sentence) for one in page.context["searches"]]
    assert listed == [(1, 1, "pomp*"), (1, 2, "pomp*"), (2, 1, "sluisdeur")]
    shown = words(page)
    assert "1. Opnieuw: pomp*" in shown
    assert "3 in 2 gesprekken 1 nieuw" in shown
    assert "(2) sluisdeur: geen treffers." in shown


def test_without_a_search_the_page_says_what_to_do(client, client_for, dossier):
    page = words(client.get(LIST))
    assert "nog niet gezocht" in page
    assert "Zoek berichten voor dit dossier" in page


def test_a_reviewer_reads_the_account_and_cannot_search_from_it(client_for, dossier, rerun):
    Dossier.objects.update(state=State.REDACTING)
    reviewer = client_for(Role.REVIEWER)

    for address in (LIST, page_of(rerun)):
        page = reviewer.get(address).content.decode()
        assert "pomp*" in page
        assert "/zoeken/" not in page
        assert "opnieuw/" not in page
        assert "Welke pomp bedoel je?" not in page


def test_the_page_of_a_search_tells_how_the_archive_stood(client, dossier, first_export, coordinator):
    mark(Scope(first_export[0].conversation_id, (first_export[2].pk,)), reason="Thuis", by="Els", said_by="")
    add_messages(dossier, [first_export[0].pk], by=coordinator)
    page = words(client.get(page_of(record_search(dossier, PUMPS, by=coordinator))))

    assert "Treffers 2 berichten in 1 gesprek; 1 daarvan zat al in het dossier" in page
    assert "Archief toen 2 berichten; 1 bericht als privé gemarkeerd en niet doorzocht" in page
    assert f"batch 1, controlegetal {Batch.objects.get().fingerprint}" in page
    assert "Door Anna Coenen (Woo-coördinator)" in page


def test_a_search_of_another_dossier_is_not_reached_through_this_one(client, dossier, searched, coordinator):
    factories.dossier(coordinator, number="2026-0002")
    for method, tail in (("get", ""), ("post", "opnieuw/"), ("post", "toevoegen/")):
        answer = getattr(client, method)(f"/dossiers/2026-0002/zoekslag/{searched.pk}/{tail}")
        assert answer.status_code == 404


def test_one_search_is_asked_again_by_its_button_and_shows_what_is_new(client, dossier, searched, second_export):
    second_export()
    answer = client.post(f"{page_of(searched)}opnieuw/", follow=True)

    assert said(answer) == "Opnieuw gezocht: 3 treffers, 1 nieuwe treffer."
    assert [message.text for message in answer.context["page"].rows] == ["Welke pomp bedoel je?"]
    assert "1 bericht kwam sinds de vorige keer in het archief" in words(answer)


def test_new_hits_are_added_by_a_persons_choice(client, dossier, rerun):
    hit = Message.objects.get(text="Welke pomp bedoel je?")

    answer = client.post(f"{page_of(rerun)}toevoegen/", {"wat": "ticked", "bericht": [hit.pk, "x"]}, follow=True)

    assert said(answer) == "1 bericht toegevoegd aan dossier 2026-0001."
    assert "Alle nieuwe treffers zitten in het dossier." in words(answer)
    assert "in dossier" in words(answer)
    assert [(item.message, item.search) for item in dossier.items.all()] == [(hit, rerun)]
    assert client.get(LIST).context["searches"][1].added == 1


def test_all_new_hits_are_added_at_once_and_nothing_else(client, dossier, searched, bring_in, coordinator):
    bring_in(EVA, export("Eva", "Welke pomp?", "Die pomp", "Goed", day=13))
    rerun = ask_again(searched, by=coordinator)

    assert said(client.post(f"{page_of(rerun)}toevoegen/", {"wat": "all"}, follow=True)).startswith("2 berichten")
    assert sorted(item.message.text for item in dossier.items.all()) == ["Die pomp", "Welke pomp?"]
    again = client.post(f"{page_of(rerun)}toevoegen/", {"wat": "all"}, follow=True)
    assert "Er is niets toegevoegd" in said(again)


def test_what_was_no_new_hit_is_not_added_whatever_is_sent(client, dossier, rerun, searched, first_export):
    answer = client.post(f"{page_of(rerun)}toevoegen/", {"wat": "ticked", "bericht": [first_export[0].pk]}, follow=True)

    assert "Er is niets toegevoegd" in said(answer)
    assert client.post(f"{page_of(searched)}toevoegen/", {"wat": "all"}).status_code == 404
    assert not dossier.items.exists()


def test_what_became_private_after_a_rerun_is_not_on_its_page_and_not_added(client, dossier, rerun):
    mark(Scope(Conversation.objects.get(title="Eva").pk), reason="Thuis", by="Els", said_by="")

    page = client.get(page_of(rerun))
    assert "Welke pomp" not in page.content.decode()
    assert "1 nieuwe treffer" in words(page)
    client.post(f"{page_of(rerun)}toevoegen/", {"wat": "all"})
    assert not dossier.items.exists()


def test_new_hits_that_were_not_kept_are_not_shown_once_the_search_cannot_be_asked(
    client, dossier, first_export, second_export, coordinator, monkeypatch
):
    monkeypatch.setattr(searches, "MOST_AT_ONCE", 1)
    kept = record_search(dossier, Query(words="pomp* -in:jan OF pomp*"), by=coordinator)
    second_export()
    rerun = ask_again(kept, by=coordinator)
    assert "Welke pomp bedoel je?" in words(client.get(page_of(rerun)))

    mark(Scope(first_export[0].conversation_id), reason="Thuis", by="Els", said_by="")
    page = words(client.get(page_of(rerun)))
    assert "Welke dat zijn, is niet te tonen" in page
    assert "Er is niets toegevoegd" in said(client.post(f"{page_of(rerun)}toevoegen/", {"wat": "all"}, follow=True))


def test_a_closed_dossier_shows_what_is_new_and_takes_nothing(client, dossier, searched, rerun):
    Dossier.objects.update(state=State.APPROVED)

    page = client.get(page_of(rerun))
    assert "Welke pomp bedoel je?" in page.content.decode()
    assert "Stel opnieuw" not in words(page)
    for tail, data in (("opnieuw/", {}), ("toevoegen/", {"wat": "all"})):
        refused = client.post(f"{page_of(rerun)}{tail}", data, follow=True)
        assert "staat op ‘vastgesteld’" in said(refused)
    assert "staat op ‘vastgesteld’" in said(client.post(f"{LIST}opnieuw/", follow=True))
    assert dossier.searches.count() == 2
    assert not Job.objects.exists()


def test_all_searches_are_asked_again_in_a_job(client, dossier, searched, coordinator, second_export):
    record_search(dossier, Query(words="sluis"), by=coordinator)
    second_export()

    for _ in range(2):
        answer = client.post(f"{LIST}opnieuw/", follow=True)
    job = Job.objects.get()
    assert "Zoekvragen opnieuw stellen voor dossier 2026-0001" in words(answer)
    perform(job.pk)

    job.refresh_from_db()
    assert (job.state, job.message.replace("\xa0", " ")) == (
        JobState.DONE,
        "2 zoekvragen opnieuw gesteld: 2 nieuwe treffers.",
    )
    assert [one.rerun.arrived for one in client.get(LIST).context["searches"] if one.rerun] == [1, 1]


def test_a_job_that_was_cut_off_asks_again_only_what_is_left(
    dossier, searched, coordinator, second_export, monkeypatch
):
    record_search(dossier, Query(words="sluis"), by=coordinator)
    job = searches.request_all_again(dossier, by=coordinator)

    def cut_off(done: int, total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        tasks.ask_all_again_job(job.arguments, cut_off)
    told = tasks.ask_all_again_job(job.arguments, lambda done, total: None)

    assert told.replace("\xa0", " ") == "1 zoekvraag opnieuw gesteld: geen nieuwe treffers."
    assert dossier.searches.count() == 4


def test_a_job_for_a_dossier_that_was_closed_meanwhile_says_so(dossier, searched, coordinator):
    job = searches.request_all_again(dossier, by=coordinator)
    Dossier.objects.update(state=State.APPROVED)
    perform(job.pk)

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "staat op ‘vastgesteld’" in job.message


def test_the_job_tells_of_searches_that_cannot_be_asked_any_more(dossier, searched, coordinator, monkeypatch):
    def refuse(search: RecordedSearch, *, by: object) -> RecordedSearch:
        raise searches.CannotAskAgain

    monkeypatch.setattr(searches, "ask_again", refuse)
    job = searches.request_all_again(dossier, by=coordinator)
    told = tasks.ask_all_again_job(job.arguments, lambda done, total: None)

    assert told.replace("\xa0", " ").endswith("1 zoekvraag kan niet meer zo worden gesteld.")


def test_the_header_says_that_the_archive_grew_and_the_count_is_made_when_asked(
    client, dossier, searched, second_export
):
    assert "bij in het archief sinds" not in words(client.get(LIST))
    second_export()

    for address in ("/dossiers/2026-0001/", LIST):
        page = words(client.get(address))
        assert "1 export kwam bij in het archief sinds de zoekslag voor dit dossier. Tel de nieuwe treffers" in page
    page = client.get(f"{LIST}nieuw/")
    assert "1 nieuwe treffer wacht" in words(page)
    assert "pomp*" in words(page)
    assert dossier.searches.count() == 1


def test_a_hit_that_is_in_the_dossier_does_not_wait(client, dossier, searched, second_export, coordinator):
    second_export()
    add_messages(dossier, [Message.objects.get(text__startswith="Welke").pk], by=coordinator)

    assert "Geen nieuwe treffers wachten" in words(client.get(f"{LIST}nieuw/"))


def test_once_everything_was_asked_again_nothing_waits(client, dossier, rerun):
    assert "De zoekslag is bij" in words(client.get(f"{LIST}nieuw/"))
    assert "bij in het archief sinds" not in words(client.get("/dossiers/2026-0001/"))


def test_one_search_that_was_not_asked_again_keeps_the_dossier_behind(
    client, dossier, searched, second_export, coordinator
):
    record_search(dossier, Query(words="sluis"), by=coordinator)
    second_export()
    ask_again(searched, by=coordinator)

    page = client.get(f"{LIST}nieuw/")
    assert [(row.search.sentence, row.hits) for row, _ in page.context["rows"]] == [("sluis", 1)]
    assert "1 export kwam bij in het archief" in words(page)


def test_a_dossier_that_was_released_is_not_behind(client, dossier, searched, second_export):
    second_export()
    Dossier.objects.update(state=State.RELEASED)
    assert "bij in het archief sinds" not in words(client.get(LIST))


def test_a_reviewer_is_told_that_the_archive_grew_and_cannot_count(client_for, dossier, searched, second_export):
    second_export()
    Dossier.objects.update(state=State.REDACTING)
    page = words(client_for(Role.REVIEWER).get(LIST))
    assert "1 export kwam bij in het archief" in page
    assert "Tel de nieuwe treffers" not in page


def test_mijn_werk_says_which_dossiers_are_behind_the_archive(client, dossier, searched, second_export, coordinator):
    factories.dossier(coordinator, number="2026-0002")
    assert "exports sinds de zoekslag" not in words(client.get("/"))
    second_export()

    page = words(client.get("/"))
    assert page.count("1 export sinds de zoekslag") == 1


def test_the_table_has_every_search_and_no_formula(client, dossier, rerun, coordinator):
    record_search(dossier, Query(words="=HYPERLINK(1)"), by=coordinator)

    answer = client.get(f"{LIST}tabel/")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"))

    assert answer["Content-Disposition"] == 'attachment; filename="zoekslag-2026-0001.csv"'
    table = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert [(row["Zoekvraag"], row["Keer gesteld"], row["Treffers"]) for row in table] == [
        ("1", "1", "2"),
        ("1", "2", "3"),
        ("2", "1", "0"),
    ]
    assert [row["Nieuw in het archief"] for row in table] == ["", "1", ""]
    assert table[1]["Controlegetal"] == Batch.objects.get(number=2).fingerprint
    assert [row["Gezocht naar"] for row in table][2] == "'=HYPERLINK(1)"
    assert not [cell for row in rows for cell in row if re.match(r"[=+@-]", cell)]


def test_looking_at_the_account_in_any_form_is_in_the_log(client, dossier, rerun):
    for tail in ("", "tabel/", "nieuw/", "vergelijken/"):
        client.get(f"{LIST}{tail}")
    parts = Event.objects.filter(verb=Verb.DOSSIER_VIEWED).order_by("id").values_list("details__part", flat=True)
    assert list(parts) == ["zoekslag", "zoekslag als tabel", "nieuwe treffers geteld", "zoekvragen vergeleken"]


@pytest.mark.parametrize("tail", ["", "tabel/", "{rerun}/", "vergelijken/?eerste={first}&tweede={other}"])
def test_a_page_costs_the_same_number_of_queries_however_much_was_searched(
    client, dossier, rerun, searched, coordinator, django_assert_num_queries, django_assert_max_num_queries, tail
):
    chat = Conversation.objects.get(title="Eva")
    sender = chat.messages.visible().first().sender.person
    other = record_search(dossier, Query(words="sluis", conversation=chat.pk, person=sender.pk), by=coordinator)
    address = LIST + tail.format(rerun=rerun.pk, first=searched.pk, other=other.pk)
    b"".join(client.get(address))
    with django_assert_max_num_queries(40) as few:
        b"".join(client.get(address))
    for number in range(5):
        query = Query(words=f"woord{number}", conversation=chat.pk, person=sender.pk)
        record_search(dossier, query, by=coordinator)
        ask_again(searched, by=coordinator)
    with django_assert_num_queries(len(few)):
        b"".join(client.get(address))
