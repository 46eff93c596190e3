"""Command line of the packages."""
