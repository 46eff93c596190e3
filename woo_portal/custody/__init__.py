"""Guarding the archive: what in it is private, how long it is kept, what is held, and what is destroyed by two persons."""
