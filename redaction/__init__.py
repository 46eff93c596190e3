"""What may not be shown, on which ground, by whom decided. Knows nothing of HTTP or dossiers."""
