"""The screens of the archive, by subject."""
