"""Command line of the archive."""
