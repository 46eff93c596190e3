"""The certificate of a destruction as a text that is made once and kept as it is.

It says what was destroyed, on which ground and how (Archiefbesluit 1995, art. 8), by whom it was proposed and approved, and
what could not be destroyed with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from django.conf import settings
from django.template.loader import render_to_string

from archive.models import Destruction, ImportRun
from archive.retention.unread import unread_originals
from woo_portal.audit.models import Event, Verb


def compose(destruction: Destruction) -> tuple[str, str]:
    """The text of the certificate of a destruction whose files are gone, and its SHA-256."""
    files = list(destruction.files.select_related("source"))
    text = render_to_string(
        "custody/certificate.txt",
        {
            "authority": settings.AUTHORITY,
            "destruction": destruction,
            "lines": list(destruction.lines.all()),
            "originals": [file for file in files if file.source_id],
            "attachments": sum(not file.source_id and not file.is_kept for file in files),
            "left": list(destruction.left_originals.select_related("source")),
            "unread": list(unread_originals()),
            "set_aside": _set_aside([file.source_id for file in files if file.source_id]),
        },
    )
    certificate = text.strip() + "\n"
    return certificate, sha256(certificate.encode()).hexdigest()


def _set_aside(sources: Sequence[int]) -> list[int]:
    """The imports by which these originals (ids) came out of a watched folder, where their files are put aside."""
    runs = list(ImportRun.objects.filter(source__in=sources).values_list("pk", flat=True))
    started = Event.objects.filter(verb=Verb.IMPORT_STARTED, details__run__in=runs, details__has_key="claim")
    return sorted({event.details["run"] for event in started})
