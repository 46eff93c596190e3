"""Asks one other server, that of a base address in the settings, over https, and follows it nowhere else.

Plain http is for a server on this machine. What it answers is read within limits of time and size. Knows no database, and
nothing of what is asked; whoever asks tells its user what went wrong.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

_BLOCK = 64 * 1024
_MOST_OF_A_REFUSAL = 16 * 1024


class UnsafeAddress(Exception):
    """The base address is none that may be asked: see `is_safe`."""


class Unreachable(Exception):
    """Nobody answered, or not within the time there was; whether the server did what was asked is not known."""


class TooLarge(Exception):
    """The answer is larger than it may be."""


class Refused(Exception):
    """The server answered that it will not: `status` is of HTTP, 300 and on, `body` the beginning of what it said."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(f"HTTP {status}")
        self.status, self.body = status, body


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, and the media type it said that is."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Limits:
    """`timeout`: seconds without an answer, or without the next piece of one. `until`: when all must be read, on the clock of
    `time.monotonic`. `most`: bytes of an answer.
    """

    timeout: float
    until: float
    most: int


class Server:
    """The one server. Raises `UnsafeAddress` for an address that may not be asked."""

    def __init__(self, base_url: str) -> None:
        self._base = base_url.rstrip("/")
        if not is_safe(self._base):
            raise UnsafeAddress
        self._opener: OpenerDirector = build_opener(_SameServer(self._base))

    def ask(
        self,
        path: str,
        limits: Limits,
        *,
        headers: Mapping[str, str],
        method: str = "GET",
        body: bytes | None = None,
    ) -> Answer:
        """What the server answers at `path`, beneath the base address. Raises `Refused`, `Unreachable` and `TooLarge`."""
        try:
            request = Request(
                f"{self._base}/{path}", body, {"User-Agent": "Woo-portaal"} | dict(headers), method=method
            )
            with self._opener.open(request, timeout=limits.timeout) as answer:
                return Answer(_read(answer, limits), answer.headers.get_content_type())
        except HTTPError as error:
            raise Refused(error.code, _beginning(error)) from error
        except (URLError, HTTPException, OSError, ValueError) as error:
            raise Unreachable from error


def _read(answer: IO[bytes], limits: Limits) -> bytes:
    pieces, size = [], 0
    while piece := answer.read(_BLOCK):
        size += len(piece)
        if size > limits.most:
            raise TooLarge
        if time.monotonic() > limits.until:
            raise Unreachable
        pieces.append(piece)
    return b"".join(pieces)


def _beginning(error: HTTPError) -> bytes:
    try:
        return error.read(_MOST_OF_A_REFUSAL)
    except (HTTPException, OSError):
        return b""


def is_safe(url: str) -> bool:
    """Whether an address may be asked: over https, or on this machine."""
    parts = urlsplit(url)
    if not parts.hostname or parts.username or parts.query or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname))


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _SameServer(HTTPRedirectHandler):
    """Follows the server to another of its own addresses, and nowhere else."""

    max_redirections = 3

    def __init__(self, base_url: str) -> None:
        self._server = urlsplit(base_url)[:2]

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        """The request to follow with; raises for another server."""
        if urlsplit(newurl)[:2] != self._server:
            raise URLError("the server points elsewhere")
        return super().redirect_request(req, fp, code, msg, headers, newurl)
