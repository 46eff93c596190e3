"""What differs from Django's Dutch: a moment reads as `woo_portal.presentation.dutch.moment` writes it."""

from __future__ import annotations

DATETIME_FORMAT = "j b Y, H.i \\u\\u\\r"
