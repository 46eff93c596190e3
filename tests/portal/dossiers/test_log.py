"""The log of a dossier."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

import pytest
import time_machine

from tests import factories
from woo_portal.audit.events import record, sentence
from woo_portal.audit.models import Event, Verb

DOSSIER = "/dossiers/2026-0001/"


@pytest.mark.parametrize(
    ("verb", "details", "told"),
    [
        (Verb.SEARCHED, {"what": "a & b", "hits": 1}, "zocht naar: a & b (1 treffer)."),
        (Verb.SEARCHED, {"what": "a", "hits": 10_000, "more": True}, "zocht naar: a (meer dan 10.000 treffers)."),
        (Verb.SEARCHED, {"what": "a", "hits": 0, "again": True}, "zocht opnieuw naar: a (geen treffers)."),
        (Verb.DOSSIER_CREATED, {"topic": "Pompen"}, "maakte dossier 2026-1 over ‘Pompen’."),
        (Verb.DOSSIER_VIEWED, {"part": "berichten"}, "bekeek het dossier (berichten)."),
        (Verb.DEADLINE_EXTENDED, {"reason": "Omvang."}, "verlengde de termijn. Reden: Omvang."),
        (
            Verb.DEADLINE_SUSPENDED,
            {"what": "opgeschort", "ground": "overmacht", "first_day": "2 mei 2026", "resumes_on": "9 mei 2026"},
            "schortte de termijn op, van 2 mei 2026 tot 9 mei 2026: overmacht.",
        ),
        (Verb.MESSAGES_ADDED, {"count": 1}, "voegde 1 bericht toe."),
        (Verb.MESSAGES_REMOVED, {"count": 2}, "haalde 2 berichten uit het dossier."),
        (Verb.MESSAGES_JUDGED, {"count": 1200, "judgement": "openbaar"}, "beoordeelde 1.200 berichten als ‘openbaar’."),
        (
            Verb.STATE_CHANGED,
            {"before": "lakken", "after": "verzamelen", "reason": "Mis."},
            "bracht het dossier van ‘lakken’ naar ‘verzamelen’. Reden: Mis.",
        ),
        (
            Verb.STATE_CHANGED,
            {"before": "verzamelen", "after": "lakken", "reason": ""},
            "bracht het dossier van ‘verzamelen’ naar ‘lakken’.",
        ),
        (Verb.PACKAGE_MADE, {"documents": 2}, "maakte een pakket van 2 documenten; de lekcontrole vond niets."),
        (Verb.PACKAGE_DOWNLOADED, {"sha256": "ab12"}, "haalde het pakket op (SHA-256 ab12)."),
    ],
)
def test_each_event_is_one_dutch_sentence(coordinator, verb, details, told):
    event = record(verb, by=coordinator, subject="2026-1", dossier_id=1, **details)
    assert sentence(event).replace("\xa0", " ") == f"Anna Coenen {told}"


def test_a_package_that_was_stopped_is_told_with_the_number_of_findings(coordinator):
    event = record(Verb.PACKAGE_BLOCKED, by=coordinator, subject="2026-1", dossier_id=1, findings=1)
    assert sentence(event).replace("\xa0", " ") == (
        "Het pakket dat Anna Coenen liet maken, is tegengehouden: de lekcontrole meldde 1 bevinding."
    )


def test_what_the_portal_does_by_itself_is_told_so(db):
    event = record(Verb.PASSAGES_PROPOSED, by=None, subject="2026-1", count=3)
    assert (
        sentence(event).replace("\xa0", " ") == "Het portaal zocht naar wat gelakt moet worden: 3 nieuwe voorstellen."
    )


def test_the_log_tells_the_newest_first_and_leaves_views_out_on_request(client, dossier, coordinator):
    client.get(DOSSIER)
    lines = [line for _, line in client.get(f"{DOSSIER}logboek/").context["lines"]]
    assert [line.replace("\xa0", " ") for line in lines] == [
        "Anna Coenen bekeek het dossier (logboek).",
        "Anna Coenen bekeek het dossier (overzicht).",
        "Anna Coenen voegde 5 berichten toe.",
        "Anna Coenen maakte dossier 2026-0001 over ‘Noodpompen’.",
    ]
    assert len(client.get(f"{DOSSIER}logboek/", {"inzage": "nee"}).context["lines"]) == 2


def test_a_view_is_an_event_once_a_sitting(client, dossier):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        for _ in range(3):
            client.get(f"{DOSSIER}berichten/")
        client.get(f"{DOSSIER}zoekslag/")
        assert Event.objects.filter(verb=Verb.DOSSIER_VIEWED).count() == 2
        clock.shift(timedelta(minutes=16))
        client.get(f"{DOSSIER}berichten/")
    assert Event.objects.filter(verb=Verb.DOSSIER_VIEWED).count() == 3


def test_a_long_log_comes_in_pages_of_a_fixed_number_of_queries(
    client, dossier, coordinator, django_assert_num_queries, django_assert_max_num_queries
):
    client.get(f"{DOSSIER}logboek/")
    with django_assert_max_num_queries(10) as few:
        client.get(f"{DOSSIER}logboek/")
    for _ in range(150):
        record(Verb.MESSAGES_ADDED, by=coordinator, subject=dossier.number, dossier_id=dossier.pk, count=1)
    with django_assert_num_queries(len(few)):
        first = client.get(f"{DOSSIER}logboek/").context["page"]
    second = client.get(f"{DOSSIER}logboek/{first.next_url}").context["page"]
    assert (len(first.rows), len(second.rows)) == (100, 53)


def test_the_log_of_one_dossier_tells_nothing_of_another(client, dossier, coordinator):
    factories.dossier(coordinator, number="2026-0002", subject="Iets anders")
    assert "Iets anders" not in client.get(f"{DOSSIER}logboek/").content.decode()
