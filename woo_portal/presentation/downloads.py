"""An answer that a browser keeps as a file, and shows nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

CSV = "text/csv; charset=utf-8"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = "text/plain; charset=utf-8"


def as_download(content: str | bytes | Iterator[str], name: str, media_type: str) -> HttpResponseBase:
    """The content as a file of this name; an iterator is sent as it comes. A browser takes it for nothing but its type."""
    made = HttpResponse if isinstance(content, str | bytes) else StreamingHttpResponse
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return made(
        content,
        content_type=media_type,
        headers={"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"},
    )
