"""Append-only events: who did, and saw, what."""
