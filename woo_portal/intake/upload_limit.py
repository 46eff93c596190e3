"""Keeps an upload that is too large, or has too many files, off the disk, and lets the page say so.

The browser has begun to send by then: what it sends is read and thrown away, because a connection that is cut shows the
user no page at all.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from woo_portal.presentation.dutch import number, size

MAX_FILES = 500
"""Each file of an upload is an open file of the server's while it is read; an ordinary process may have 1,024."""


class UploadLimit(FileUploadHandler):
    """First of FILE_UPLOAD_HANDLERS: passes files on to the others until there are too many, or none when too large."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.bytes = self.files = 0

    def handle_raw_input(
        self, input_data: Any, META: dict[str, str], content_length: int, boundary: str, encoding: str | None = None
    ) -> None:
        """Learn how much is coming; a request without a length has no body."""
        self.bytes = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file, or throw it away."""
        super().new_file(*args, **kwargs)
        self.files += 1
        if self.problem:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass it on."""
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Leave the file to the next handler."""
        return None

    @property
    def problem(self) -> str:
        """What is wrong with the upload, in Dutch; empty when nothing is."""
        if self.bytes > upload_limit():
            return (
                f"Dit is {size(self.bytes)}; in één keer kan hoogstens {size(upload_limit())}. Er is niets "
                "bewaard. Vraag uw beheerder om dit bestand op de server in te lezen."
            )
        if self.files > MAX_FILES:
            return (
                f"U koos {number(self.files)} bestanden; in één keer kunnen er hoogstens {MAX_FILES}. Er is niets "
                "bewaard. Maak er één zip van en lever die in."
            )
        return ""


def upload_limit() -> int:
    """How many bytes one upload may have."""
    return int(settings.UPLOAD_MAX_BYTES)


def upload_problem(request: HttpRequest) -> str:
    """What was wrong with the files of a request, in Dutch; empty when nothing was."""
    return next((handler.problem for handler in request.upload_handlers if isinstance(handler, UploadLimit)), "")
