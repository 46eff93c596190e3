"""What a message is, as bytes, and the SHA-256 of it.

The canonical form is JSON with sorted keys and no white space, UTF-8. It holds the source's own id, or the occurrence of
equal messages (0, 1, …), so that two "ok" in one second stay two.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC

from archive.importing import ParsedMessage


def content_hash(message: ParsedMessage, occurrence: int) -> bytes:
    """The 32 bytes that identify a message within its conversation."""
    canonical = {
        "sent_at": message.sent_at.astimezone(UTC).isoformat(),
        "kind": message.kind.value,
        "sender": message.sender.shown if message.sender else None,
        "text": message.text,
        "id": message.source_id or None,
        "occurrence": occurrence,
        "attachments": [attachment.file_name for attachment in message.attachments],
    }
    encoded = json.dumps(canonical, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(encoded.encode("utf-8", "surrogatepass")).digest()
