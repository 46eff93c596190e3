"""Command line of the dossiers."""
