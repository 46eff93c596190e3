"""How figures, dates and series are shown to a Dutch reader. Knows nothing of what they stand for."""
