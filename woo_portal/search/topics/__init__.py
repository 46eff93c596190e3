"""The topics of the archive: what each asks, what it finds, and changing it."""
