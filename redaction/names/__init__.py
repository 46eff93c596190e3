"""Names of people: lists, what reads a text by them, and trained networks."""
