"""Command line of the demonstration."""
