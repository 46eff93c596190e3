"""The certificate of a destruction as a text that is made once and kept as it is.

It says what was destroyed, on which ground and how (Archiefbesluit 1995, art. 8), by whom it was proposed and approved, and
what could not be destroyed with it.
"""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings
from django.template.loader import render_to_string

from archive.models import Destruction
from archive.retention.unread import unread_originals
from woo_portal.custody.put_aside import why_left


def compose(destruction: Destruction) -> tuple[str, str]:
    """The text of the certificate of a destruction whose files are gone, and its SHA-256."""
    files, listed = (
        list(destruction.files.select_related("source")),
        list(destruction.originals.select_related("source")),
    )
    put_aside = list(destruction.put_aside.select_related("run"))
    text = render_to_string(
        "custody/certificate.txt",
        {
            "authority": settings.AUTHORITY,
            "destruction": destruction,
            "lines": list(destruction.lines.all()),
            "originals": [file for file in files if file.source_id],
            "attachments": sum(not file.source_id and not file.is_kept for file in files),
            "left": list(destruction.left_originals.select_related("source")),
            "listed": listed,
            "unread": [] if listed else list(unread_originals()),
            "removed": [row for row in put_aside if row.removed],
            "by_hand": [row for row in put_aside if why_left(row)],
        },
    )
    certificate = text.strip() + "\n"
    return certificate, sha256(certificate.encode()).hexdigest()
