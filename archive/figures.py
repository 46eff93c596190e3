"""Figures in a Dutch sentence. Pure."""

from __future__ import annotations


def dotted(value: int) -> str:
    """ "1.234": a point for the thousands."""
    return f"{value:,}".replace(",", ".")
