"""Archiving software over a real connection: it breaks off in the middle of a piece, and two devices deliver one file at once."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from archive.models import ImportRun, Message, Source
from tests.portal.intake.api.conftest import DATA, ROOT, Device, sha256
from tests.portal.intake.conftest import GROUP
from woo_portal.accounts.roles import Role
from woo_portal.intake import tokens

pytestmark = pytest.mark.django_db(transaction=True)
Answer = tuple[int, dict[str, Any]]


@pytest.fixture
def ask(live_server) -> Callable[..., Answer]:
    """One request on a connection of its own; its status and what it answers."""

    def request(device: Device, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        connection = http.client.HTTPConnection(urlsplit(live_server.url).netloc, timeout=20)
        sent = {"Authorization": f"Bearer {device.key}"} | {
            name.replace("_", "-"): told for name, told in headers.items()
        }
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        read = answer.status, json.loads(answer.read())
        connection.close()
        return read

    return request


def announced(ask: Callable[..., Answer], device: Device, **fields: object) -> Answer:
    told = {"file_name": GROUP, "size": len(DATA), "sha256": sha256()} | fields
    return ask(device, "POST", f"{ROOT}/exports", json.dumps(told).encode(), Content_Type="application/json")


def sent(ask: Callable[..., Answer], device: Device, url: str, offset: int, piece: bytes) -> Answer:
    return ask(device, "PATCH", url, piece, Content_Type="application/octet-stream", Upload_Offset=str(offset))


def break_off(live_server, device: Device, url: str, offset: int, piece: bytes, *, after: int) -> None:
    """Say that this piece comes and go away in the middle of it."""
    place = urlsplit(live_server.url)
    with socket.create_connection((place.hostname, place.port)) as line:
        head = (
            f"PATCH {url} HTTP/1.1\r\nHost: {place.netloc}\r\nAuthorization: Bearer {device.key}\r\nUpload-Offset: {offset}\r\n"
            f"Content-Type: application/octet-stream\r\nContent-Length: {len(piece)}\r\n\r\n"
        )
        line.sendall(head.encode() + piece[:after])


def test_a_piece_that_breaks_off_in_the_middle_is_sent_again_from_where_it_began(live_server, ask, device, work):
    status, delivery = announced(ask, device, zone="America/Curacao")
    assert status == 201
    url, half = delivery["url"], len(DATA) // 2
    assert sent(ask, device, url, 0, DATA[:half])[1]["offset"] == half

    break_off(live_server, device, url, half, DATA[half:], after=10)

    status, delivery = ask(device, "GET", url)
    assert (status, delivery["offset"], delivery["state"]) == (200, half, "receiving")
    status, gap = sent(ask, device, url, half + 10, DATA[half + 10 :])
    assert (status, gap["code"], gap["offset"]) == (409, "gap", half)
    assert sent(ask, device, url, half, DATA[half:])[0] == 200
    work()
    work()
    report = ask(device, "GET", url)[1]["report"]
    assert (report["zone"], report["messages_new"]) == ("America/Curacao", Message.objects.count())
    assert Source.objects.get().sha256 == sha256()


def test_two_devices_that_deliver_the_same_file_at_once_make_one_original_and_each_message_once(
    ask, device, user, work
):
    row, key = tokens.create(name="Telefoon van Rieke", holder=None, by=user(Role.ADMINISTRATOR))
    devices = (device, Device(key, row))
    urls: dict[int, str] = {}
    statuses: list[int] = []
    start = threading.Barrier(2)

    def deliver(place: int) -> None:
        start.wait()
        urls[place] = announced(ask, devices[place])[1]["url"]
        for at in range(0, len(DATA), 50):
            statuses.append(sent(ask, devices[place], urls[place], at, DATA[at : at + 50])[0])

    threads = [threading.Thread(target=deliver, args=(place,)) for place in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) == {200}
    for _ in range(6):
        work()

    states = [ask(devices[place], "GET", urls[place])[1]["state"] for place in (0, 1)]
    assert states == ["done", "done"]
    assert Source.objects.count() == 1
    assert ImportRun.objects.count() >= 1
    texts = list(Message.objects.values_list("text", flat=True))
    assert len(texts) == len(set(texts)) > 0
    assert ask(devices[1], "GET", urls[0])[0] == 404


def test_a_device_that_sends_one_piece_twice_at_once_keeps_it_once(ask, device):
    url, got = announced(ask, device)[1]["url"], list[Answer]()
    start = threading.Barrier(3)

    def send() -> None:
        start.wait()
        got.append(sent(ask, device, url, 0, DATA[:60]))

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {status for status, _ in got} <= {200, 409}
    assert ask(device, "GET", url)[1]["offset"] == 60
