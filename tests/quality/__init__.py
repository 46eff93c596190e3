"""How well personal data is found: figures with their margins, never a pass or a fail. Run by `make quality`."""
