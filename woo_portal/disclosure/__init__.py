"""Packages: assembly, rendering, leak check, release."""
