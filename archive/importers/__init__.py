"""One package a format. A new importer is a new package here; see `archive.importing`."""
