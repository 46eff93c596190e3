"""The organisation's own texts: every draft begins with them, and what somebody wrote in a dossier stays."""

from __future__ import annotations

from django.urls import reverse

import pytest

from tests.portal.dossiers.conftest import said
from tests.portal.dossiers.test_decision import BY_GROUND, section, withhold
from woo_portal.accounts.roles import Role
from woo_portal.audit.models import Event, Verb
from woo_portal.dossiers import decision
from woo_portal.dossiers.models import StandardText
from woo_portal.dossiers.standard_texts import TextRefused, standing, write
from woo_portal.dossiers.uses import unmotivated

PAGE = reverse("standard-texts")


def test_a_draft_begins_with_the_text_of_the_organisation_filled_in_for_the_dossier(judged, coordinator):
    write("slot", "Kenmerk {nummer}, over { onderwerp }.\n\nDe minister", seen=0, by=coordinator)

    assert section(judged, "slot").paragraphs == (f"Kenmerk {judged.number}, over {judged.subject}.", "De minister")


def test_what_the_portal_would_write_can_stand_inside_it(judged, coordinator):
    before = section(judged, "oordeel").body
    write("oordeel", "Ik heb als volgt besloten.\n\n{concept}", seen=0, by=coordinator)

    assert section(judged, "oordeel").body == f"Ik heb als volgt besloten.\n\n{before}"


def test_for_a_ground_it_is_an_example_that_does_not_count_before_it_is_saved(judged, chat, coordinator):
    withhold(judged, chat[1], "Delta Pompen")
    write(BY_GROUND, "Wij noemen geen namen.", seen=0, by=coordinator)

    assert section(judged, BY_GROUND).suggestion == "Wij noemen geen namen."
    assert "Grond 5.1.2e heeft nog geen motivering" in unmotivated(judged)[0]


def test_what_somebody_wrote_in_a_dossier_stays_and_the_dossier_tells_the_draft_is_another(judged, coordinator):
    decision.write(judged, "slot", "Namens mij", seen=0, by=coordinator)
    write("slot", "Namens ons", seen=0, by=coordinator)

    now = section(judged, "slot")
    assert (now.body, now.draft, now.is_overtaken) == ("Namens mij", "Namens ons", True)


def test_an_empty_text_goes_back_to_that_of_the_portal_and_the_history_stays(judged, coordinator):
    before = section(judged, "slot").body
    kept = write("slot", "Namens ons", seen=0, by=coordinator)
    assert write("slot", "Namens ons", seen=kept.saved, by=coordinator) == kept  # a double click
    write("slot", " ", seen=kept.saved, by=coordinator)

    assert section(judged, "slot").body == before
    assert list(StandardText.objects.values_list("body", flat=True)) == ["", "Namens ons"]


@pytest.mark.parametrize(
    ("key", "body", "seen", "told"),
    [
        ("slot", "Beste {verzoeker}", 0, r"\{verzoeker\} kan het portaal niet invullen"),
        ("slot", "x" * 20_001, 0, "te lang"),
        ("onzin", "x", 0, "bestaat niet"),
        ("slot", "x", 7, "Iemand anders"),
    ],
)
def test_what_cannot_be_kept_is_refused(coordinator, key, body, seen, told):
    with pytest.raises(TextRefused, match=told):
        write(key, body, seen=seen, by=coordinator)
    assert not StandardText.objects.exists()


def test_every_section_and_every_ground_that_is_weighed_can_have_one(db):
    keys = [one.key for one in standing()]
    assert keys[:5] == ["verzoek", "verloop", "zoekslag", "oordeel", "grond:5.1.2a"]
    assert keys[-1] == "slot"
    assert {"grond:5.2", "grond:5.1.5"} <= set(keys)
    assert not any(key.startswith("grond:5.1.1") for key in keys)


def test_a_reviewer_writes_one_and_the_log_says_which(client_for):
    client = client_for(Role.REVIEWER)
    page = client.post(PAGE, {"onderdeel": "slot", "gezien": "0", "tekst": "Namens ons"}, follow=True)

    assert "‘Ondertekening’ is opgeslagen." in said(page)
    assert "<p>Namens ons</p>" in page.content.decode()
    assert Event.objects.get(verb=Verb.STANDARD_TEXT_WRITTEN).details == {
        "section": "Ondertekening",
        "withdrawn": False,
    }


def test_a_text_that_is_refused_is_on_the_page_to_copy(client):
    page = client.post(PAGE, {"onderdeel": "slot", "gezien": "0", "tekst": "Beste {verzoeker}"})

    assert page.status_code == 409
    assert "Beste {verzoeker}</textarea>" in page.content.decode()
