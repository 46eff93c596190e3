"""Archiving software delivers exports: in pieces, cut off, sent twice, wrong, and in the end imported once."""

from __future__ import annotations

import io
from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

import pytest
import time_machine

from archive import content, identity
from archive.models import DestroyedFile, Destruction, ImportRun, ImportState, Message, Person, Source
from tests.portal.intake.api.conftest import DATA, ROOT, Device, sha256
from tests.portal.intake.conftest import AMBIGUOUS, GROUP, words
from woo_portal.accounts.roles import Role
from woo_portal.audit.events import sentence
from woo_portal.audit.models import Event, Verb
from woo_portal.intake import deliveries, tokens
from woo_portal.intake.api import requests
from woo_portal.intake.models import Delivery, DeliveryState
from woo_portal.jobs.models import Job
from woo_portal.jobs.running import perform


@pytest.fixture
def finish(work):
    """Let the worker check what came in, and then import it."""

    def both() -> None:
        work()
        work()

    return both


def parts() -> list[str]:
    return [path.name for path in deliveries._folder().iterdir()]


def test_an_export_is_announced_sent_in_pieces_checked_and_imported(device, finish):
    announced = device.announce()
    assert announced.status_code == 201
    url = announced.json()["url"]
    assert announced["Location"] == url
    assert (announced.json()["state"], announced["Upload-Offset"]) == ("receiving", "0")

    for start in range(0, len(DATA), 100):
        sent = device.send(url, start, DATA[start : start + 100])
    assert sent.json()["state"] == "checking"
    assert Message.objects.count() == 0

    finish()
    done = device.state(url)
    assert (done["state"], done["problem"], done["offset"]) == ("done", "", len(DATA))
    assert (done["report"]["messages_new"], done["report"]["conversations"]) == (4, 1)
    assert content.path_of(sha256()).read_bytes() == DATA
    assert parts() == []


def test_the_log_and_the_page_of_the_import_say_how_it_came_in(kofis_device, finish, archivist):
    kofis_device.deliver()
    finish()
    run = ImportRun.objects.get()
    assert run.source.holder.name == "Kofi Mensah"
    assert "door apparaat «Telefoon van Kofi»" in words(archivist.get(f"/archief/imports/{run.pk}/"))
    event = Event.objects.get(verb=Verb.IMPORT_STARTED)
    assert event.actor_id is None
    assert event.details["token"] == kofis_device.row.public_id
    assert (
        sentence(event) == f"«{GROUP}» kwam binnen via apparaat «Telefoon van Kofi», van de telefoon van Kofi Mensah."
    )


class TestSending:
    def test_a_piece_that_comes_twice_is_kept_once(self, device, finish):
        url = device.announce().json()["url"]
        for _ in range(2):
            assert device.send(url, 0, DATA[:90]).json()["offset"] == 90
        # The software did not hear the answer, and begins somewhat before.
        assert device.send(url, 50, DATA[50:200]).json()["offset"] == 200
        device.send(url, 200, DATA[200:])
        assert device.send(url, 200, DATA[200:]).json()["state"] == "checking"

        finish()
        assert device.send(url, 0, DATA).json()["state"] == "done"
        assert ImportRun.objects.count() == 1
        assert Job.objects.filter(kind=deliveries.JOB_KIND).count() == 1

    def test_a_gap_is_refused_with_where_to_go_on(self, device):
        url = device.announce().json()["url"]
        device.send(url, 0, DATA[:90])
        refused = device.send(url, 120, DATA[120:])
        assert refused.status_code == 409
        assert (refused.json()["code"], refused.json()["offset"]) == ("gap", 90)
        assert "er zijn 90 bytes ontvangen" in refused.json()["detail"]
        assert device.state(url)["offset"] == 90

    def test_a_connection_that_breaks_leaves_what_was_kept(self, device):
        url = device.announce().json()["url"]
        device.send(url, 0, DATA[:90])
        broken = device.send(url, 90, b"x", **{"CONTENT_LENGTH": "100", "wsgi.input": io.BytesIO(DATA[90:120])})
        assert (broken.status_code, broken.json()["code"]) == (400, "incomplete")
        assert device.state(url)["offset"] == 90

    def test_what_a_process_wrote_before_it_died_is_written_again(self, device, finish, monkeypatch):
        url = device.announce().json()["url"]
        device.send(url, 0, DATA[:90])
        with monkeypatch.context() as patch:
            patch.setattr(deliveries, "_queue_check", lambda delivery: 1 / 0)
            assert device.send(url, 90, DATA[90:]).status_code == 500
        assert device.state(url)["offset"] == 90
        assert deliveries.part_path(Delivery.objects.get()).stat().st_size == len(DATA)

        device.send(url, 90, DATA[90:])
        finish()
        assert device.state(url)["state"] == "done"

    def test_after_the_folder_was_lost_it_begins_where_the_disk_says(self, device):
        url = device.announce().json()["url"]
        device.send(url, 0, DATA[:90])
        deliveries.part_path(Delivery.objects.get()).unlink()
        assert device.send(url, 90, DATA[90:]).json()["offset"] == 0
        assert device.send(url, 0, DATA[:30]).json()["offset"] == 30

    def test_a_piece_beyond_the_end_or_too_large_is_refused(self, device, monkeypatch):
        url = device.announce().json()["url"]
        assert device.send(url, 0, DATA + b"x").json()["code"] == "beyond_end"
        monkeypatch.setattr(requests, "PIECE_BYTES", 10)
        assert device.send(url, 0, DATA[:11]).json()["code"] == "piece_too_large"
        assert parts() == []

    def test_announced_again_it_goes_on(self, device):
        first = device.announce().json()
        device.send(first["url"], 0, DATA[:90])
        again = device.announce()
        assert again.status_code == 200
        assert (again.json()["id"], again.json()["offset"]) == (first["id"], 90)


class TestChecking:
    def test_other_bytes_than_announced_are_thrown_away(self, device, finish):
        wrong = DATA.replace(b"pompen", b"sluizn")
        url = device.announce().json()["url"]
        device.send(url, 0, wrong)
        finish()
        state = device.state(url)
        assert (state["state"], state["offset"]) == ("receiving", 0)
        assert "hebben een andere SHA-256" in state["problem"]
        assert Source.objects.count() == 0
        assert parts() == []

        device.send(url, 0, DATA)
        finish()
        assert device.state(url)["state"] == "done"
        assert device.state(url)["problem"] == ""

    @pytest.mark.parametrize("step", ["sha256_of", "receive_unattended"])
    def test_a_worker_that_is_killed_leaves_nothing_half(self, device, work, finish, monkeypatch, step):
        class Killed(BaseException):
            pass

        def die(*args, **rest):
            raise Killed

        url = device.deliver()
        job = Job.objects.get(kind=deliveries.JOB_KIND)
        with monkeypatch.context() as patch:
            patch.setattr(deliveries, step, die)
            with pytest.raises(Killed):
                perform(job.pk)
        assert device.state(url)["state"] == "checking"

        finish()
        perform(job.pk)
        assert device.state(url)["state"] == "done"
        assert ImportRun.objects.count() == Event.objects.filter(verb=Verb.IMPORT_STARTED).count() == 1

    def test_killed_after_receiving_it_is_not_received_again(self, device, finish):
        url = device.deliver()
        finish()
        Job.objects.filter(kind=deliveries.JOB_KIND).update(state="running")
        finish()
        assert ImportRun.objects.count() == 1
        assert device.state(url)["state"] == "done"

    def test_a_check_that_broke_down_is_queued_again_when_the_software_asks(self, device, finish, monkeypatch):
        url = device.deliver()
        with monkeypatch.context() as patch:
            patch.setattr(deliveries, "sha256_of", lambda path: 1 / 0)
            finish()
        assert device.state(url)["state"] == "checking"
        device.announce()
        finish()
        assert device.state(url)["state"] == "done"


class TestKnown:
    def test_a_file_the_archive_holds_needs_no_bytes(self, device, bring_in, finish):
        bring_in()
        answer = device.announce()
        assert answer.status_code == 200
        assert (answer.json()["state"], answer.json()["offset"]) == ("done", len(DATA))
        assert answer.json()["report"]["messages_new"] == 4
        assert device.send(answer.json()["url"], 0, DATA).json()["state"] == "done"
        assert ImportRun.objects.count() == 1
        assert parts() == []

    def test_two_devices_with_one_file_import_it_once(self, device, kofis_device, finish):
        urls = [each.deliver() for each in (device, kofis_device)]
        finish()
        finish()
        assert Source.objects.count() == 1
        assert Message.objects.count() == 4
        assert [each.state(url)["state"] for each, url in zip((device, kofis_device), urls, strict=True)] == [
            "done"
        ] * 2

    def test_a_refused_file_says_why(self, device, finish):
        url = device.deliver(b"Notulen van de vergadering\nAanwezig: Jan\n", file_name="notulen.txt")
        finish()
        state = device.state(url)
        assert state["state"] == "refused"
        assert "onbekende vorm" in state["problem"]
        assert state["report"] is None

    def test_a_question_waits_for_the_archivist(self, device, finish, archivist):
        url = device.deliver(AMBIGUOUS.encode(), file_name="WhatsApp Chat with Jan.txt")
        finish()
        assert (device.state(url)["state"], device.state(url)["report"]) == ("question", None)
        run = ImportRun.objects.get()
        archivist.post(f"/archief/imports/{run.pk}/antwoord/", {"date_order": "dmy"})
        finish()
        assert device.state(url)["state"] == "done"


class TestAnnouncement:
    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"file_name": "../../etc/cron.d/x"}, "file_name"),
            ({"file_name": "a\\b.txt"}, "file_name"),
            ({"file_name": ".."}, "file_name"),
            ({"file_name": "a\u0000.txt"}, "file_name"),
            ({"file_name": "a\ud800.txt"}, "file_name"),
            ({"file_name": ""}, "file_name"),
            ({"file_name": "x" * 256}, "file_name"),
            ({"file_name": None}, "file_name"),
            ({"size": 0}, "size"),
            ({"size": "12"}, "size"),
            ({"size": True}, "size"),
            ({"size": 1.5}, "size"),
            ({"size": ...}, "size"),
            ({"sha256": sha256().upper()}, "sha256"),
            ({"sha256": 12}, "sha256"),
            ({"holder": 7}, "holder"),
            ({"holder": " "}, "holder"),
            ({"holder": "Niemand Bekend"}, "unknown_holder"),
            ({"houder": "Kofi Mensah"}, "fields"),
        ],
    )
    def test_what_is_wrong_with_it_is_said(self, device, fields, code):
        refused = device.announce(**fields)
        assert (refused.status_code, refused.json()["code"]) == (422, code)
        assert Delivery.objects.count() == 0

    @pytest.mark.parametrize("body", ["", "[]", "null", '"x"', "{", "9" * 5000, "[" * 9000, "{" + " " * 17_000 + "}"])
    def test_what_is_no_object_is_refused(self, device, body):
        answer = device.call("POST", f"{ROOT}/exports", data=body, CONTENT_TYPE="application/json")
        assert (answer.status_code, answer.json()["code"]) == (400, "json")

    def test_whose_telephone_it_is_may_be_said(self, device, kofi, finish):
        device.deliver(holder="kofi mensah")
        finish()
        assert Source.objects.get().holder == kofi

    @pytest.mark.parametrize("name", ["Cornelis Mensah", "Kofi Mensah"])
    def test_who_was_merged_is_who_that_is_now(self, device, kofi, finish, name):
        identity.merge(person=Person.objects.create(name=name), into=kofi)
        device.deliver(holder=name)
        finish()
        assert Source.objects.get().holder == kofi

    def test_a_key_of_somebody_who_was_merged_is_of_who_that_is_now(self, user, kofi, finish):
        same = Person.objects.create(name="Cornelis Mensah")
        row, key = tokens.create(name="Telefoon", holder=same, by=user(Role.ADMINISTRATOR))
        identity.merge(person=same, into=kofi)
        for name in (..., "Cornelis Mensah", "Kofi Mensah"):
            Device(key, row).deliver(holder=name)
        finish()
        assert Source.objects.get().holder == kofi

    def test_namesakes_are_not_guessed(self, device, kofi):
        Person.objects.create(name="Kofi Mensah")
        assert device.announce(holder="Kofi Mensah").json()["code"] == "unknown_holder"

    def test_a_key_of_one_person_delivers_for_nobody_else(self, kofis_device):
        Person.objects.create(name="Rieke Talsma")
        assert kofis_device.announce(holder="Rieke Talsma").json()["code"] == "other_holder"
        assert kofis_device.announce(holder="Kofi Mensah").status_code == 201

    def test_an_export_over_the_limit_is_refused_before_it_is_sent(self, device, settings):
        settings.UPLOAD_MAX_BYTES = 100
        assert device.announce().json()["code"] == "too_large"

    def test_no_more_than_so_many_at_a_time(self, device, monkeypatch):
        monkeypatch.setattr(deliveries, "OPEN_AT_MOST", 1)
        device.announce()
        assert device.announce(b"een ander").json()["code"] == "too_many"
        assert device.announce().status_code == 200

    def test_that_a_file_was_destroyed_is_told_as_the_description_says(self, device):
        """The description knew no such code, so software had to guess what to do."""
        destruction = Destruction.objects.create(basis="selectielijst", proposed_by="Els", proposed_by_id=1)
        DestroyedFile.objects.create(destruction=destruction, sha256=sha256())

        answer = device.announce()
        assert (answer.status_code, answer.json()["code"]) == (409, "destroyed")


def test_what_was_not_gone_on_with_is_thrown_away(device, capsys):
    stale, fresh = device.announce().json()["url"], None
    device.send(stale, 0, DATA[:90])
    orphan = deliveries._folder() / "0.part"
    orphan.write_bytes(b"x")
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        fresh = device.announce(b"een ander").json()["url"]
        device.send(fresh, 0, b"een")
        call_command("clean_deliveries")
        assert "1 onvolledige leveringen weggegooid." in capsys.readouterr().out
        assert device.call("GET", stale).status_code == 404
        assert device.state(fresh)["offset"] == 3
        # It may be announced anew.
        assert device.announce().status_code == 201
    assert orphan.name not in parts()


def test_what_was_received_is_not_touched_by_cleaning(device, finish):
    url = device.deliver()
    finish()
    assert deliveries.clean(untouched_for=timedelta(days=-1)) == 0
    assert device.state(url)["state"] == "done"
    assert Delivery.objects.get().state == DeliveryState.RECEIVED
    assert ImportRun.objects.get().state == ImportState.DONE


def test_a_device_costs_few_queries(device: Device, django_assert_max_num_queries):
    url = device.announce().json()["url"]
    with django_assert_max_num_queries(10):
        device.send(url, 0, DATA[:10])
