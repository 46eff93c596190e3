"""The keys by which software delivers: what each opens, what none opens, and one that hides what it brings."""

from __future__ import annotations

from django.utils import timezone

import time_machine

from archive.models import Message
from tests.portal.intake.api.conftest import DATA, ROOT, Device, anywhere
from tests.portal.intake.api.test_deliveries import finish
from tests.portal.intake.conftest import GROUP
from woo_portal.accounts.roles import Role
from woo_portal.audit.models import Event, Verb
from woo_portal.intake import tokens

__all__ = ["finish"]


class TestKeys:
    def test_without_a_valid_key_every_address_answers_the_same(self, device, client, finish):
        url = device.deliver()
        answers = set()
        for key in (
            "",
            "Bearer ",
            "Basic abc",
            f"Bearer {device.key[:-1]}x",
            f"Bearer {'a' * 100_000}",
            f"bearer{device.key}",
        ):
            for address in (url, f"{ROOT}/exports", f"{ROOT}/openapi.json", "/api/", "/api/v2/x", f"{url}/"):
                answer = client.get(address, headers={"Authorization": key}, REMOTE_ADDR=anywhere())
                answers.add((answer.status_code, answer.content))
                assert answer["WWW-Authenticate"].startswith("Bearer")
                assert answer["Content-Type"] == "application/problem+json"
        assert len(answers) == 1
        assert answers.pop()[0] == 401

    def test_a_session_opens_nothing(self, client_for):
        for role in Role:
            assert client_for(role).get(f"{ROOT}/openapi.json", REMOTE_ADDR=anywhere()).status_code == 401

    def test_a_key_opens_no_page(self, device):
        for page in ("/", "/archief/", "/beheer/"):
            answer = device.client.get(page, headers={"Authorization": f"Bearer {device.key}"})
            assert answer.status_code == 302

    def test_with_a_key_what_is_not_there_and_what_is_anothers_are_the_same(self, device, kofis_device):
        url = device.announce().json()["url"]
        anothers = kofis_device.call("GET", url)
        absent = kofis_device.call("GET", url[:-12] + "000000000000")
        elsewhere = kofis_device.client.get("/api/v9/x", headers={"Authorization": f"Bearer {kofis_device.key}"})
        assert anothers.status_code == 404
        assert anothers.content == absent.content == elsewhere.content

    def test_a_revoked_key_is_closed_at_once(self, device, user):
        url = device.announce().json()["url"]
        assert tokens.revoke(device.row, by=user(Role.ADMINISTRATOR))
        assert device.send(url, 0, DATA).status_code == 401
        assert not tokens.revoke(device.row, by=user(Role.ADMINISTRATOR))
        assert Event.objects.filter(verb=Verb.TOKEN_REVOKED).count() == 1

    def test_who_guesses_is_slowed_down_and_a_right_key_goes_on(self, device, monkeypatch):
        monkeypatch.setattr("woo_portal.intake.api.gate.WRONG_PER_MINUTE", 3)
        statuses = [
            device.client.get(f"{ROOT}/openapi.json", headers={"Authorization": "Bearer x"}).status_code
            for _ in range(5)
        ]
        assert statuses == [401, 401, 401, 429, 429]
        assert device.call("GET", f"{ROOT}/openapi.json").status_code == 200

    def test_a_key_is_kept_nowhere(self, device):
        secret = device.key.rpartition("_")[2]
        row = device.row
        row.refresh_from_db()
        assert not any(secret in str(value) for value in row.__dict__.values())
        assert not any(secret in str(event.__dict__) for event in Event.objects.all())

    def test_its_last_use_is_told_once_a_minute(self, device):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            device.announce()
            device.row.refresh_from_db()
            first = device.row.last_used_at
            clock.shift(30)
            device.announce()
            device.row.refresh_from_db()
            assert device.row.last_used_at == first
            clock.shift(31)
            device.announce()
            device.row.refresh_from_db()
            assert device.row.last_used_at > first


def test_what_a_key_delivers_can_be_looked_through_before_anybody_sees_it(user, finish):
    row, key = tokens.create(name="Telefoon van Kofi", holder=None, hides_new=True, by=user(Role.ADMINISTRATOR))
    shy = Device(key, row)
    url = shy.deliver()
    finish()

    assert shy.state(url)["report"]["messages_new"] == 4
    assert not Message.objects.visible().exists()
    assert Event.objects.filter(verb=Verb.PRIVATE_MARKED).count() == 1


def test_such_a_key_hides_a_file_that_waits_already_by_another_way(user, send, finish):
    """The delivery was answered with the import that waited, which nobody had asked to hide anything."""
    send((GROUP, DATA))
    row, key = tokens.create(name="Telefoon van Kofi", holder=None, hides_new=True, by=user(Role.ADMINISTRATOR))
    assert Device(key, row).announce().status_code == 200
    finish()
    assert Message.objects.count() == 4
    assert not Message.objects.visible().exists()
