"""What is kept of a search, that nobody changes it afterwards, and that asking the same again is a re-run."""

from __future__ import annotations

from datetime import date

from django.db import DatabaseError, transaction

import pytest

from archive.ingest import receive, run_import
from archive.models import Batch, MessageIndex
from archive.privacy import Scope, lift, mark
from archive.sealing import growth
from archive.search.expressions import QueryProblem
from archive.search.query import Query
from tests import factories
from tests.portal.dossiers.searches.conftest import EVA, PUMPS, changed, export, sql
from woo_portal.accounts.models import User
from woo_portal.accounts.roles import Role
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers import searches
from woo_portal.dossiers.composing import DossierClosed, add_messages
from woo_portal.dossiers.models import Addition, Dossier, Item, RecordedSearch, Rerun, SearchResult
from woo_portal.dossiers.reruns import new_messages, waiting
from woo_portal.dossiers.searches import CannotAskAgain, ask_again, record_search
from woo_portal.dossiers.states import State


def test_a_search_keeps_what_was_asked_by_whom_on_which_archive_and_what_it_found(dossier, first_export, coordinator):
    add_messages(dossier, [first_export[0].pk, first_export[2].pk], by=coordinator)
    query = Query(words="pomp*", first_day=date(2025, 11, 1), conversation=first_export[0].conversation_id)

    kept = record_search(dossier, query, by=coordinator)

    kept.refresh_from_db()
    assert kept.asked == query
    assert kept.sentence == "pomp*, gesprek ‘Jan’, vanaf 1 november 2025"
    assert (kept.by, kept.by_role) == (coordinator, "Woo-coördinator")
    assert (kept.batch, kept.archive_size, kept.archive_private) == (Batch.objects.get(), 3, 0)
    assert (kept.hits, kept.conversations, kept.in_dossier) == (2, 1, 1)
    assert kept.result.messages == [message.pk for message in first_export[:2]]


def test_a_search_that_found_nothing_counts_too(dossier, first_export, coordinator):
    kept = record_search(dossier, Query(words="onvindbaar"), by=coordinator)

    assert (kept.hits, kept.conversations, kept.in_dossier, kept.result.messages) == (0, 0, 0, [])
    assert Event.objects.get(verb=Verb.SEARCHED).details == {"what": "onvindbaar", "hits": 0, "again": False}


def test_a_topic_is_kept_as_it_was_asked(dossier, first_export, coordinator):
    topic = factories.topic("Noodpompen", "pompen 2\nsluis")
    kept = record_search(dossier, Query(topic=topic.pk), by=coordinator)
    changed(topic, "pompdienst")

    again = record_search(dossier, Query(topic=topic.pk), by=coordinator)

    assert [row["told"] for row in kept.topics] == ["Noodpompen, versie 1 (pompen 2, sluis)"]
    assert [row["told"] for row in again.topics] == ["Noodpompen, versie 2 (pompdienst)"]
    assert again.topics[0]["version"] == topic.versions.first().pk
    assert (again.rerun.first, again.rerun.appeared, again.rerun.dropped) == (kept, 1, 1)


def test_names_in_the_line_of_words_are_kept_by_number_and_told_as_they_were_typed(dossier, first_export, coordinator):
    jan, topic = first_export[0].sender.person, factories.topic("Noodpompen", "pompen")
    kept = record_search(dossier, Query(words="onderwerp:nood van:jan"), by=coordinator)

    assert kept.query["words"] == f"onderwerp:#{topic.pk} van:#{jan.pk}"
    assert kept.sentence == "onderwerp:nood van:jan, onderwerp Noodpompen, versie 1 (pompen)"
    assert (kept.hits, [row["topic"] for row in kept.topics]) == (1, [topic.pk])

    jan.name = "Jan de Boer"
    jan.save()
    factories.conversation("Elders", factories.handle("Jan"))
    again = ask_again(kept, by=coordinator)
    assert again.sentence == 'onderwerp:Noodpompen van:"Jan de Boer", onderwerp Noodpompen, versie 1 (pompen)'
    assert (again.hits, again.rerun.new, again.rerun.gone) == (1, 0, 0)


def test_a_search_that_cannot_be_read_is_not_kept(dossier, first_export, coordinator):
    with pytest.raises(QueryProblem):
        record_search(dossier, Query(words="van:wilma"), by=coordinator)
    assert not RecordedSearch.objects.exists()


CHANGES = (
    "UPDATE dossiers_recordedsearch SET hits = 12",
    "UPDATE dossiers_recordedsearch SET sentence = 'iets anders'",
    "DELETE FROM dossiers_recordedsearch",
    "UPDATE dossiers_searchresult SET messages = '{}'",
    "DELETE FROM dossiers_searchresult",
    "UPDATE dossiers_rerun SET arrived = 0",
    "DELETE FROM dossiers_rerun",
    "UPDATE dossiers_addition SET messages = 0",
    "DELETE FROM dossiers_addition",
    "TRUNCATE dossiers_addition",
    "TRUNCATE dossiers_recordedsearch CASCADE",
)


def test_nobody_changes_what_was_kept(dossier, searched, first_export, coordinator):
    add_messages(dossier, [first_export[0].pk], by=coordinator, search=ask_again(searched, by=coordinator))
    sql("SET CONSTRAINTS ALL IMMEDIATE")

    for statement in CHANGES:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            sql(statement)


def test_what_came_from_a_search_stays_counted_when_it_is_taken_out(dossier, searched, first_export, coordinator):
    add_messages(dossier, [message.pk for message in first_export], by=coordinator, search=searched)
    add_messages(dossier, [first_export[0].pk], by=coordinator, search=searched)
    Item.objects.all().delete()

    assert list(Addition.objects.values_list("search", "by", "messages")) == [(searched.pk, coordinator.pk, 3)]


def test_asking_the_same_again_is_a_rerun_that_says_what_came_in(dossier, searched, second_export, coordinator):
    second_export()

    again = record_search(dossier, PUMPS, by=coordinator)

    assert (again.hits, again.conversations, again.archive_size) == (3, 2, 5)
    rerun = again.rerun
    assert (rerun.first, rerun.before) == (searched, searched)
    assert (rerun.arrived, rerun.appeared, rerun.private, rerun.destroyed, rerun.dropped) == (1, 0, 0, 0, 0)
    assert [message.text for message in new_messages(rerun)] == ["Welke pomp bedoel je?"]
    assert Event.objects.filter(verb=Verb.SEARCHED).first().details["again"] is True


def test_every_rerun_points_at_the_first_and_is_held_against_the_one_before(
    dossier, searched, second_export, coordinator
):
    second_export()
    second = ask_again(searched, by=coordinator)
    third = ask_again(second, by=coordinator)

    assert (third.rerun.first, third.rerun.before, third.rerun.new) == (searched, second, 0)


def test_the_same_result_for_a_colleague_is_kept_once_each(dossier, searched, coordinator):
    colleague = User.objects.create(username="anna2", role=Role.COORDINATOR)
    for _ in range(2):
        record_search(dossier, PUMPS, by=coordinator)
        record_search(dossier, PUMPS, by=colleague)

    assert [search.by for search in dossier.searches.all()] == [coordinator, colleague]


def test_what_became_private_or_was_destroyed_is_counted_and_not_named(dossier, searched, first_export, coordinator):
    chat = first_export[0].conversation
    mark(Scope(chat.pk, (first_export[0].pk,)), reason="Thuis", by="Els", said_by="")
    destroyed = factories.completed_destruction()
    destroyed.destroyed.create(message_id=first_export[1].pk, conversation_id=chat.pk, content_hash=b"0" * 32)
    MessageIndex.objects.filter(message=first_export[1]).delete()
    first_export[1].delete()

    again = ask_again(searched, by=coordinator)

    assert (again.hits, again.archive_private) == (0, 1)
    assert (again.rerun.new, again.rerun.private, again.rerun.destroyed, again.rerun.dropped) == (0, 1, 1, 0)
    assert not new_messages(again.rerun)


def test_a_hit_that_a_mark_hid_the_first_time_is_new_once_the_mark_is_lifted(dossier, first_export, coordinator):
    marks = mark(Scope(first_export[0].conversation_id, (first_export[0].pk,)), reason="Thuis", by="Els", said_by="")
    kept = record_search(dossier, PUMPS, by=coordinator)
    lift(marks[0], reason="Toch zakelijk", by="Els")

    again = ask_again(kept, by=coordinator)

    assert (kept.hits, again.hits) == (1, 2)
    assert (again.rerun.arrived, again.rerun.appeared) == (0, 1)
    assert list(new_messages(again.rerun)) == [first_export[0]]


def test_an_import_that_ends_while_the_search_looks_is_not_in_its_result(
    dossier, first_export, coordinator, tmp_path, monkeypatch
):
    (tmp_path / EVA).write_text(export("Eva", "Welke pomp bedoel je?"))
    run = receive(tmp_path / EVA, file_name=EVA, by="Els")

    def state_and_then_an_import() -> growth.ArchiveState:
        before = growth.state()
        run_import(run.pk)
        return before

    monkeypatch.setattr(searches, "state", state_and_then_an_import)
    kept = record_search(dossier, PUMPS, by=coordinator)

    assert (kept.number, kept.hits, kept.archive_size) == (1, 2, 3)
    monkeypatch.undo()
    assert [row.hits for row in waiting(dossier)] == [1]
    assert ask_again(kept, by=coordinator).rerun.arrived == 1


def test_of_a_search_that_finds_too_many_only_their_number_is_kept(
    dossier, first_export, second_export, coordinator, monkeypatch
):
    monkeypatch.setattr(searches, "MOST_AT_ONCE", 1)
    add_messages(dossier, [first_export[0].pk], by=coordinator)
    kept = record_search(dossier, PUMPS, by=coordinator)
    second_export()
    again = ask_again(kept, by=coordinator)

    assert (kept.hits, kept.conversations, kept.in_dossier) == (2, 1, 1)
    assert not SearchResult.objects.exists()
    assert (again.rerun.arrived, again.rerun.appeared, again.rerun.private) == (1, None, None)
    assert [message.text for message in new_messages(again.rerun)] == ["Welke pomp bedoel je?"]


def test_a_search_for_a_topic_that_is_gone_is_not_asked_again(dossier, first_export, coordinator):
    topic = factories.topic("Noodpompen", "pompen")
    kept = record_search(dossier, Query(topic=topic.pk), by=coordinator)
    topic.delete()

    with pytest.raises(CannotAskAgain, match="kan niet meer zo worden gesteld"):
        ask_again(kept, by=coordinator)
    assert RecordedSearch.objects.count() == 1
    assert not Rerun.objects.exists()


def test_a_search_in_a_conversation_that_became_private_is_not_asked_again(dossier, first_export, coordinator):
    kept = record_search(dossier, Query(words="pomp* in:jan"), by=coordinator)
    mark(Scope(first_export[0].conversation_id), reason="Thuis", by="Els", said_by="")

    with pytest.raises(CannotAskAgain):
        ask_again(kept, by=coordinator)
    assert waiting(dossier) == []


def test_for_a_dossier_that_is_closed_nothing_is_asked_again(dossier, searched, coordinator):
    Dossier.objects.update(state=State.APPROVED)

    with pytest.raises(DossierClosed, match="staat op ‘vastgesteld’"):
        ask_again(RecordedSearch.objects.get(), by=coordinator)
    assert RecordedSearch.objects.count() == 1
