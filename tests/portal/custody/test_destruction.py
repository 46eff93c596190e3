"""Destruction as the procedure: one person proposes, another approves, a worker destroys, a certificate stays."""

from __future__ import annotations

import hashlib
import re
import zipfile
from datetime import date
from pathlib import Path
from unittest.mock import patch

from django.utils import timezone

import pytest

from archive import content
from archive.functions import FunctionClass
from archive.models import (
    DestroyedMessage,
    Destruction,
    DestructionState,
    Hold,
    ImportRun,
    ImportState,
    Message,
    RetentionRule,
    Source,
)
from archive.retention.destruction_lists import ListRefused
from archive.sealing.integrity import source_told
from archive.sealing.verifying import differences
from tests import factories
from tests.portal.custody.conftest import words
from tests.portal.custody.destructions import (
    CHAT,
    approved,
    carry_out,
    destroyed,
    everything,
    proposed,
)
from woo_portal.accounts.roles import Role
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event
from woo_portal.custody import destroying, holding
from woo_portal.jobs.running import JobError


class TestTheProcedure:
    def test_who_ticks_no_conversation_does_not_propose_to_destroy_all(self, crisis, els, browser):
        """Regression: "Zet wat is aangevinkt op een lijst", with nothing ticked, led to a list of everything that was due."""
        archivist = browser(els)
        page = archivist.get("/archief/bewaren/").content.decode()
        button = re.search(r'<button[^>]* name="(\w+)" value="(\w+)"[^>]*>Zet wat', page)

        answer = words(archivist.get("/archief/bewaren/voorstel/", {button[1]: button[2]}, follow=True))

        assert "Er is niets aangevinkt. Vink eerst gesprekken aan; er is niets op een lijst gezet." in answer
        assert "Wat vernietigd mag worden" in answer
        ticked = archivist.get("/archief/bewaren/voorstel/", {button[1]: button[2], "gesprek": crisis.pk})
        assert "Van deze gesprekken: Crisisteam" in words(ticked)

    def test_one_proposes_another_approves_and_a_certificate_stays(self, crisis, els, anna, browser, work):
        hashes = sorted(bytes(digest) for digest in Message.objects.values_list("content_hash", flat=True))
        original = content.path_of(Source.objects.get().sha256)

        # Given what is due, the archivist puts it on a list
        archivist, coordinator = browser(els), browser(anna)
        assert "Crisisteam" in words(archivist.get("/archief/bewaren/"))
        address = f"/archief/bewaren/voorstel/?gesprek={crisis.pk}"
        assert "Crisisteam" in words(archivist.get(address))
        answer = archivist.post(address, {"gesprek": crisis.pk, "basis": "Selectielijst MinWR 2020"}, follow=True)
        made = Destruction.objects.get()
        page = f"/archief/bewaren/lijsten/{made.pk}/"
        assert "3 berichten uit 1 gesprek" in words(answer)
        # When the archivist tries to approve it alone, that is refused
        answer = archivist.post(f"{page}goedkeuren/", follow=True)
        assert "U hebt deze lijst zelf voorgesteld" in words(answer)
        # When the coordinator approves
        assert "3 berichten vernietigen?" in words(coordinator.get(f"{page}goedkeuren/"))
        answer = coordinator.post(f"{page}goedkeuren/", follow=True)
        assert "Goedgekeurd. De vernietiging begint" in words(answer)
        assert Message.objects.count() == 3
        work()

        # Then nothing of it is left, in the database or on disk
        assert set(everything().values()) == {0}
        assert not original.exists()
        # And what is left says that it was there, and who wanted it gone
        made.refresh_from_db()
        assert (made.state, made.number, made.messages) == (DestructionState.COMPLETED, 1, 3)
        assert sorted(bytes(row.content_hash) for row in DestroyedMessage.objects.all()) == hashes
        told = sorted(hashlib.sha256(f"{made.salt}".encode() + digest).digest() for digest in hashes)
        assert made.root == hashlib.sha256(b"".join(told)).hexdigest()
        text = coordinator.get(f"{page}verklaring/").content.decode()
        assert hashlib.sha256(text.encode()).hexdigest() == made.certificate_sha256
        for fact in (
            "VERKLARING VAN VERNIETIGING 1",
            "Els Archema",
            "Anna Coenen",
            "Selectielijst MinWR 2020",
            "cat. 4.2",
        ):
            assert fact in text
        assert "pompen" not in text
        listed = b"".join(coordinator.get(f"{page}hashes/").streaming_content).decode()
        assert listed.splitlines() == [digest.hex() for digest in told]
        # Regression: a short message could be guessed from its own hash, which both of these gave.
        for digest in hashes:
            assert digest.hex() not in listed + text
            assert hashlib.sha256(digest).hexdigest() not in text
        assert str(made.salt) not in listed + text + words(coordinator.get(page))
        assert Source.objects.get().sha256 not in text
        assert f"{source_told(Source.objects.get())}  " in text
        assert "Verklaring van vernietiging 1" in words(coordinator.get("/archief/bewaren/"))

    def test_of_a_destruction_from_before_there_were_salts_no_list_is_given(self, crisis, els, anna, browser, work):
        with patch("archive.retention.destroying.uuid4", return_value=None):
            made = destroyed(els, anna, work)
        page = f"/archief/bewaren/lijsten/{made.pk}/"
        assert made.salt is None
        assert browser(anna).get(f"{page}hashes/").status_code == 404
        assert "hashes van wat is vernietigd" not in words(browser(anna).get(page))
        assert not list(differences())

    def test_the_log_tells_all_of_it(self, crisis, els, anna, work):
        made = destroyed(els, anna, work)
        told = [sentence(event) for event in Event.objects.filter(details__destruction=made.pk).order_by("id")]
        assert told[0] == f"Els Archema stelde voor 3\xa0berichten te vernietigen (vernietigingslijst {made.pk})."
        assert told[1] == f"Anna Coenen besliste over vernietigingslijst {made.pk}: goedgekeurd."
        assert told[2].startswith(
            "Het portaal vernietigde 3\xa0berichten: verklaring van vernietiging 1, voorgesteld door"
        )
        assert made.certificate_sha256 in told[2]

    def test_namesakes_are_two_persons_and_one_account_is_one(self, crisis, els, second_archivist):
        assert str(els) == str(second_archivist)
        made = proposed(els)
        with pytest.raises(ListRefused, match="zelf voorgesteld"):
            destroying.approve(made, by=els)
        els.first_name = "Iemand Anders"
        with pytest.raises(ListRefused, match="zelf voorgesteld"):
            destroying.approve(made, by=els)
        assert destroying.approve(made, by=second_archivist).state == DestructionState.APPROVED

    def test_a_list_is_decided_on_once(self, crisis, els, anna, second_archivist):
        made = approved(els, anna)
        for late in (
            lambda: destroying.approve(made, by=second_archivist),
            lambda: destroying.reject(made, by=second_archivist, reason="Toch niet."),
        ):
            with pytest.raises(ListRefused, match="al beslist"):
                late()

    def test_it_can_be_refused_by_the_other_and_withdrawn_by_oneself(self, crisis, els, anna, browser):
        refused = proposed(els)
        page = f"/archief/bewaren/lijsten/{refused.pk}/"
        browser(anna).post(f"{page}afwijzen/", {"reason": "Er komt nog een verzoek."})
        refused.refresh_from_db()
        assert (refused.state, refused.decision_reason) == (DestructionState.REJECTED, "Er komt nog een verzoek.")
        assert "Er komt nog een verzoek." in words(browser(els).get(page))
        assert destroying.reject(proposed(els), by=els, reason="Vergist.").state == DestructionState.WITHDRAWN

    def test_what_waits_on_one_list_is_not_put_on_a_second(self, crisis, els):
        proposed(els)
        with pytest.raises(ListRefused, match="niets dat nu vernietigd mag worden"):
            proposed(els)

    def test_only_what_was_sent_until_a_day(self, crisis, els, anna, work):
        made = destroyed(els, anna, work, until=date(2025, 11, 13))
        assert made.messages == 2
        crisis.refresh_from_db()
        assert (crisis.message_count, crisis.first_at) == (1, crisis.last_at)
        assert {part.handle.value: part.message_count for part in crisis.participants.all()} == {
            "PJ": 1,
            "Kofi Mensah": 0,
        }

    def test_what_is_not_due_is_on_no_list(self, crisis, els):
        RetentionRule.objects.filter(function_class=FunctionClass.UNKNOWN).update(years=5)
        with pytest.raises(ListRefused):
            proposed(els)
        RetentionRule.objects.filter(function_class=FunctionClass.UNKNOWN).delete()
        with pytest.raises(ListRefused):
            proposed(els)


def test_the_list_of_what_is_due_costs_a_fixed_number_of_queries(bring_in, els, browser, django_assert_max_num_queries):
    for number in range(12):
        bring_in(f"Groep {number}", CHAT.replace("pompen", f"pompen {number}"))
    holding.set_hold(Hold(reason="Verzoek", words="pompen"), persons=[], by=els)
    client = browser(els)
    with django_assert_max_num_queries(22):
        page = client.get("/archief/bewaren/")
    assert page.context["overview"].conversations == len(page.context["overview"].rows) == 12
    assert {row.held for row in page.context["overview"].rows} == {1}


def test_a_chat_of_which_everything_stays_is_not_counted_among_what_goes(crisis, bring_in, els, browser):
    """Regression: "3 berichten uit 2 gesprekken", of which one had a row that said 0 messages."""
    bring_in("Rekeningen", "14-11-2025 09:00 - PJ: De rekening van de aannemer is er\n")
    holding.set_hold(Hold(reason="Verzoek", words="rekening"), persons=[], by=els)
    page = words(browser(els).get(f"/archief/bewaren/lijsten/{proposed(els).pk}/"))
    going, staying = page.split("Aan de beurt, en toch geheel bewaard")
    assert "3 berichten uit 1 gesprek of deel ervan" in going
    assert "Crisisteam" in going
    assert "Rekeningen" not in going
    assert "Rekeningen" in staying
    assert "1 vastgehouden" in staying


def test_jobs_that_fail_say_why_to_who_started_them(crisis, els, anna):
    made = approved(els, anna)
    ImportRun.objects.create(source=Source.objects.get(), started_by="Els", state=ImportState.RUNNING)
    with pytest.raises(JobError, match="niets vernietigd"):
        carry_out(made)


def test_who_may_only_read_sees_no_buttons(crisis, els, user, browser):
    made = proposed(els)
    page = browser(user(Role.LIAISON)).get(f"/archief/bewaren/lijsten/{made.pk}/")
    assert "Goedkeuren" not in words(page)
    assert "Crisisteam" in words(page)


def test_packages_that_expired_lose_their_file(crisis, els, anna, work, settings):
    package = factories.dossier(anna).packages.create(
        made_by=anna, made_at=timezone.now(), state="expired", path="1/1.zip"
    )
    path = Path(settings.PACKAGE_DIR) / package.path
    path.parent.mkdir(parents=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("0001.pdf", b"%PDF")
    destroyed(els, anna, work)
    assert not path.exists()
