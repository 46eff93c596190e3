"""How figures, dates and series are shown to a Dutch reader, and what browsers send. Knows nothing of what they stand for."""
