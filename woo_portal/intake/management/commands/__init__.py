"""Commands of the ways in."""
