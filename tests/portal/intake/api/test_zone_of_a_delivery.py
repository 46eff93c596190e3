"""Archiving software says in which zone the times of an export are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive.models import Message
from tests.portal.intake.api.conftest import Device

CURACAO = "America/Curacao"


def test_an_export_that_names_no_zone_is_read_with_the_one_the_software_says(device, work):
    url = device.deliver(zone=CURACAO)
    work()
    work()
    assert Message.objects.get(text__startswith="Dag allen").sent_at == datetime(2025, 11, 12, 20, 45, tzinfo=UTC)
    report = device.state(url)["report"]
    assert (report["zone"], report["local_times"]) == (CURACAO, 4)


@pytest.mark.parametrize("zone", [None, ...])
def test_software_that_says_none_has_dutch_times(device, work, zone):
    url = device.deliver(zone=zone)
    work()
    work()
    assert device.state(url)["report"]["zone"] == "Europe/Amsterdam"


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "", "localtime", "x" * 41, 5, "europe/amsterdam"])
def test_what_is_no_zone_is_refused(device, zone):
    answer = device.announce(zone=zone)
    assert (answer.status_code, answer.json()["code"]) == (422, "zone")


def test_the_zone_said_last_counts_until_the_bytes_are_there(device: Device, work):
    device.announce(zone="America/Aruba")
    url = device.deliver(zone=CURACAO)
    device.announce(zone="America/Aruba")
    work()
    work()
    assert device.state(url)["report"]["zone"] == CURACAO
