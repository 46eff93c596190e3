"""Screens of the archive: upload, import reports, conversations, persons."""
