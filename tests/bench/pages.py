"""The page of a search on the kept archive, as the portal serves it: `python -m tests.bench.pages [USERS]`.

The web server is the one that `make up` starts, on the archive that `tests.bench.archive_at_size` keeps. One person asks first,
one whole page after another. Then so many at once (twenty), each with questions of its own; between two of them a person looks
at what came for two to six seconds. What is measured is the time from asking to the last byte.
"""

from __future__ import annotations

import http.client
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from urllib.parse import quote, urlencode

from tests.bench.archive_at_size import set_up
from tests.bench.search import ALLOWED, Asked, questions

PORT = 8399
SECONDS = 60
LOOKS = (2.0, 6.0)
"""Seconds that somebody looks at a page before asking the next."""
PAGES = (
    "woord, persoon en jaar, met verdeling",
    "vaak voorkomend woord",
    "zeldzaam woord",
    "zin van twee woorden",
    "onderwerp: acht woorden samen",
    "woord en persoon, alle jaren",
)
ALLOWED_ALONE, ALLOWED_TOGETHER = 200, 300
"""Milliseconds within which 95 % of the pages come: of one person at ten million messages, of twenty at one million."""


def main() -> None:
    """One person, then many at once."""
    os.environ["WOO_HTTPS"] = "0"
    set_up()
    users = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    asked = {kind: listed for kind, listed in questions().items() if kind in PAGES and kind in ALLOWED}
    with _web_server(), _sessions(users) as sessions:
        _warm(asked, sessions[0])
        print(f"Hele bladzijde, één persoon (p95 hoogstens {ALLOWED_ALONE} ms)")
        for kind, listed in asked.items():
            laps = [_load(_address(question), sessions[0])[0] for question in listed]
            print(f"    {kind:42}{_told(laps)}", flush=True)
        print(f"{users} personen tegelijk, {SECONDS} s (p95 hoogstens {ALLOWED_TOGETHER} ms bij een miljoen berichten)")
        everything = [question for listed in asked.values() for question in listed]
        with ThreadPoolExecutor(users) as pool:
            told = list(pool.map(lambda number: _person(number, everything, sessions[number]), range(users)))
        laps = [lap for mine, _ in told for lap in mine]
        print(f"    {'alle soorten door elkaar':42}{_told(laps)}   fouten: {sum(errors for _, errors in told)}")


def _person(number: int, asked: Sequence[Asked], session: str) -> tuple[list[float], int]:
    """Asks and looks in turn; how long each page took, and how many were not a page."""
    chance, laps, errors = random.Random(number), [], 0
    until = time.monotonic() + SECONDS
    time.sleep(chance.uniform(0, LOOKS[1]))
    while time.monotonic() < until:
        lap, status = _load(_address(chance.choice(asked)), session)
        laps.append(lap)
        errors += status != http.client.OK
        time.sleep(chance.uniform(*LOOKS))
    return laps, errors


def _warm(asked: dict[str, list[Asked]], session: str) -> None:
    """Ask everything once, and be sure that these are pages with hits."""
    for listed in asked.values():
        for question in listed:
            _, status = _load(_address(question), session)
            if status != http.client.OK:
                raise SystemExit(f"{_address(question)} gaf {status}")


def _load(address: str, session: str) -> tuple[float, int]:
    """Milliseconds until the last byte, and the status. A new connection each time, as behind a proxy that keeps none."""
    from django.conf import settings

    started = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    try:
        connection.request("GET", address, headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"})
        answer = connection.getresponse()
        answer.read()
        return 1000 * (time.perf_counter() - started), answer.status
    finally:
        connection.close()


def _address(asked: Asked) -> str:
    """The search page that asks this."""
    from django.urls import reverse

    words = f'"{" ".join(asked.words)}"' if asked.is_phrase else " OR ".join(asked.words)
    fields = {"q": words}
    if asked.handle:
        fields["afzender"] = f"Persoon {asked.handle - 1}"
    if asked.year:
        fields |= {"van": f"{asked.year}-01-01", "tot": f"{asked.year}-12-31"}
    return f"{reverse('search')}?{urlencode(fields, quote_via=quote)}"


def _told(laps: list[float]) -> str:
    laps.sort()
    return (
        f"p50 {statistics.median(laps):7.1f} ms   p95 {laps[int(0.95 * len(laps))]:7.1f} ms   ({len(laps)} bladzijden)"
    )


@contextmanager
def _web_server() -> Iterator[None]:
    """The web server on the kept archive, at a port of its own."""
    from django.core.management import call_command
    from django.db import connection

    from psycopg.conninfo import make_conninfo

    from woo_portal.services.processes import COMMANDS

    call_command("collectstatic", interactive=False, verbosity=0)
    base = connection.settings_dict
    parts = {"host": base["HOST"], "port": base["PORT"], "user": base["USER"], "password": base["PASSWORD"]}
    address = make_conninfo("", dbname=base["NAME"], **{key: value for key, value in parts.items() if value})
    command = [sys.executable, *COMMANDS["web"], "--bind", f"127.0.0.1:{PORT}", "--log-level", "error"]
    server = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": address})
    try:
        deadline = time.monotonic() + 30
        while server.poll() is None and time.monotonic() < deadline:
            try:
                _load("/", "")
                break
            except OSError:
                time.sleep(0.2)
        yield
    finally:
        server.terminate()
        server.wait(30)


@contextmanager
def _sessions(number: int) -> Iterator[list[str]]:
    """The keys of the sessions of so many coordinators, who are there for as long as this lasts."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from woo_portal.accounts.models import User
    from woo_portal.accounts.roles import Role

    store = import_module(settings.SESSION_ENGINE).SessionStore
    kept = []
    for place in range(number):
        user, _ = User.objects.get_or_create(username=f"meting{place}", defaults={"role": Role.COORDINATOR})
        session = store()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        kept.append(session)
    try:
        yield [session.session_key for session in kept]
    finally:
        for session in kept:
            session.delete()


if __name__ == "__main__":
    main()
