"""Mijn werk: what waits for whom."""
