"""Template filters and tags of dossiers."""
