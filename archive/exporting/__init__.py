"""Conversations leave the archive in a form that others can take over. What is written is never the only copy."""
