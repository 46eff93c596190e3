"""The description of the interface and the interface itself say the same: every path, method and answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

from django.core.cache.backends.redis import RedisCache
from django.urls import URLPattern

import pytest

from tests.portal.intake.api.conftest import DATA, DESCRIPTION, ROOT, Device, sha256
from woo_portal.intake import deliveries
from woo_portal.intake.api import gate, urls, views

METHODS = {"get", "put", "post", "patch", "delete", "options", "head", "trace"}
EXPORTS, DESCRIPTION_PATH = f"{ROOT}/exports", f"{ROOT}/openapi.json"
Scenario = Callable[[Device, pytest.MonkeyPatch], object]


def broken(*args: object, **rest: object) -> None:
    raise RuntimeError("proef")


def under_way(device: Device) -> str:
    """The address of a delivery that waits for its bytes."""
    return device.announce().json()["url"]


def without_key(device: Device, method: str, path: str) -> None:
    device.key = "woo_000000000000_" + "x" * 43
    device.call(method, path)


def too_fast(device: Device, patch: pytest.MonkeyPatch, method: str, path: str) -> None:
    patch.setattr(gate, "PER_MINUTE", 0)
    device.call(method, path)


def without_redis(device: Device, patch: pytest.MonkeyPatch, method: str, path: str) -> None:
    """The requests of a key are counted there."""
    patch.setattr(gate, "cache", RedisCache("unix:///nergens/redis.sock?db=1", {}))
    device.call(method, path)


def breaking(device: Device, patch: pytest.MonkeyPatch, what: str, method: str, path: str, **request: object) -> None:
    patch.setattr(deliveries, what, broken)
    device.call(method, path, **request)


def announcement(**fields: object) -> dict[str, object]:
    body = {"file_name": "a.txt", "size": 3, "sha256": sha256(b"abc")} | fields
    return {"data": json.dumps(body), "content_type": "application/json"}


def missing_description(device: Device, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(views, "OPENAPI", Path("/bestaat/niet"))
    device.call("GET", DESCRIPTION_PATH)


def no_room(device: Device, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(deliveries.shutil, "disk_usage", lambda path: SimpleNamespace(free=deliveries.KEPT_FREE))
    device.announce()


SCENARIOS: dict[tuple[str, str, str], Scenario] = {
    ("/exports", "post", "201"): lambda device, patch: device.announce(),
    ("/exports", "post", "200"): lambda device, patch: (device.announce(), device.announce()),
    ("/exports", "post", "400"): lambda device, patch: device.call(
        "POST", EXPORTS, data="{", content_type="application/json"
    ),
    ("/exports", "post", "401"): lambda device, patch: without_key(device, "POST", EXPORTS),
    ("/exports", "post", "409"): lambda device, patch: (device.announce(), device.announce(size=1)),
    ("/exports", "post", "413"): lambda device, patch: device.announce(size=10**13),
    ("/exports", "post", "415"): lambda device, patch: device.call("POST", EXPORTS, data="a=1", content_type="text/x"),
    ("/exports", "post", "422"): lambda device, patch: device.announce(sha256="geen"),
    ("/exports", "post", "429"): lambda device, patch: too_fast(device, patch, "POST", EXPORTS),
    ("/exports", "post", "500"): lambda device, patch: breaking(
        device, patch, "announce", "POST", EXPORTS, **announcement()
    ),
    ("/exports", "post", "503"): lambda device, patch: without_redis(device, patch, "POST", EXPORTS),
    ("/exports", "post", "507"): no_room,
    ("/exports/{id}", "get", "200"): lambda device, patch: device.call("GET", under_way(device)),
    ("/exports/{id}", "get", "401"): lambda device, patch: without_key(device, "GET", f"{EXPORTS}/{uuid4()}"),
    ("/exports/{id}", "get", "404"): lambda device, patch: device.call("GET", f"{EXPORTS}/{uuid4()}"),
    ("/exports/{id}", "get", "429"): lambda device, patch: too_fast(device, patch, "GET", f"{EXPORTS}/{uuid4()}"),
    ("/exports/{id}", "get", "500"): lambda device, patch: breaking(
        device, patch, "find", "GET", f"{EXPORTS}/{uuid4()}"
    ),
    ("/exports/{id}", "get", "503"): lambda device, patch: without_redis(device, patch, "GET", f"{EXPORTS}/{uuid4()}"),
    ("/exports/{id}", "patch", "200"): lambda device, patch: device.send(under_way(device), 0, DATA[:5]),
    ("/exports/{id}", "patch", "400"): lambda device, patch: device.send(under_way(device), "vijf", DATA[:5]),
    ("/exports/{id}", "patch", "401"): lambda device, patch: without_key(device, "PATCH", f"{EXPORTS}/{uuid4()}"),
    ("/exports/{id}", "patch", "404"): lambda device, patch: device.send(f"{EXPORTS}/{uuid4()}", 0, b"x"),
    ("/exports/{id}", "patch", "409"): lambda device, patch: device.send(under_way(device), 5, DATA[5:]),
    ("/exports/{id}", "patch", "411"): lambda device, patch: device.send(
        under_way(device), 0, b"", CONTENT_TYPE="application/octet-stream"
    ),
    ("/exports/{id}", "patch", "413"): lambda device, patch: device.send(under_way(device), 0, DATA + b"x"),
    ("/exports/{id}", "patch", "415"): lambda device, patch: device.call(
        "PATCH", under_way(device), data="x", content_type="text/plain"
    ),
    ("/exports/{id}", "patch", "429"): lambda device, patch: too_fast(device, patch, "PATCH", f"{EXPORTS}/{uuid4()}"),
    ("/exports/{id}", "patch", "500"): lambda device, patch: (
        patch.setattr(deliveries, "append", broken),
        device.send(under_way(device), 0, b"x"),
    ),
    ("/exports/{id}", "patch", "503"): lambda device, patch: without_redis(
        device, patch, "PATCH", f"{EXPORTS}/{uuid4()}"
    ),
    ("/openapi.json", "get", "200"): lambda device, patch: device.call("GET", DESCRIPTION_PATH),
    ("/openapi.json", "get", "401"): lambda device, patch: without_key(device, "GET", DESCRIPTION_PATH),
    ("/openapi.json", "get", "429"): lambda device, patch: too_fast(device, patch, "GET", DESCRIPTION_PATH),
    ("/openapi.json", "get", "500"): missing_description,
    ("/openapi.json", "get", "503"): lambda device, patch: without_redis(device, patch, "GET", DESCRIPTION_PATH),
}


def operations() -> list[tuple[str, str]]:
    return [(path, method) for path, item in DESCRIPTION["paths"].items() for method in item if method in METHODS]


def test_every_answer_of_the_description_is_tried_here() -> None:
    documented = {
        (path, method, status)
        for path, method in operations()
        for status in DESCRIPTION["paths"][path][method]["responses"]
    }
    assert documented == set(SCENARIOS)


@pytest.mark.parametrize("key", SCENARIOS, ids=" ".join)
def test_each_answer_is_as_described(
    key: tuple[str, str, str], device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[int] = []
    real = device.client.generic
    monkeypatch.setattr(
        device.client, "generic", lambda *a, **k: (answer := real(*a, **k), given.append(answer.status_code))[0]
    )
    SCENARIOS[key](device, monkeypatch)
    assert given[-1] == int(key[2])


def test_every_address_is_described_and_no_other() -> None:
    open_addresses = {
        str(entry.pattern).removeprefix("v1").replace("<uuid:delivery_id>", "{id}")
        for entry in urls.urlpatterns
        if isinstance(entry, URLPattern) and entry.name not in ("api", "api-nowhere")
    }
    assert open_addresses == set(DESCRIPTION["paths"])


@pytest.mark.parametrize("path", DESCRIPTION["paths"])
def test_a_method_that_is_not_described_is_refused(path: str, device: Device) -> None:
    address = ROOT + path.replace("{id}", str(uuid4()))
    described = {method for at, method in operations() if at == path}
    for method in METHODS - described:
        answer = device.client.generic(method.upper(), address, headers={"Authorization": f"Bearer {device.key}"})
        assert answer.status_code == 405, f"{method} {address}"
        assert {name.strip().lower() for name in answer["Allow"].split(",")} == described


def test_the_document_is_whole() -> None:
    assert DESCRIPTION["openapi"].startswith("3.1.")
    assert set(DESCRIPTION) >= {"info", "servers", "paths", "components", "security"}
    assert DESCRIPTION["servers"] == [{"url": ROOT}]
    names = [DESCRIPTION["paths"][path][method]["operationId"] for path, method in operations()]
    assert len(names) == len(set(names))
    text = json.dumps(DESCRIPTION)
    for kind, parts in DESCRIPTION["components"].items():
        for name in parts:
            used = f'"#/components/{kind}/{name}"' in text or kind == "securitySchemes"
            assert used, f"nobody uses {kind}/{name}"


def test_the_sizes_it_names_are_those_of_the_portal() -> None:
    patch = DESCRIPTION["paths"]["/exports/{id}"]["patch"]
    length = next(parameter for parameter in patch["parameters"] if parameter["name"] == "Content-Length")
    assert length["schema"]["maximum"] == views.PIECE_BYTES
    told = DESCRIPTION["components"]["responses"]["TooFast"]["description"]
    assert f"More than {gate.PER_MINUTE} requests" in told
    assert f"or {gate.WRONG_PER_MINUTE} with a wrong key" in told


@pytest.mark.parametrize("is_known", [True, False])
def test_without_redis_software_is_told_to_come_back_and_not_that_the_portal_is_broken(
    is_known: bool, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "cache", RedisCache("unix:///nergens/redis.sock?db=1", {}))
    if not is_known:
        device.key = "woo_000000000000_" + "x" * 43

    answer = device.call("GET", f"{EXPORTS}/{uuid4()}")

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert answer.json()["detail"].startswith("Het portaal kan nu even niets aannemen. Wat ontvangen is, is er nog.")
