"""One file a format. A new importer is a new file here; see `archive.importing`."""
