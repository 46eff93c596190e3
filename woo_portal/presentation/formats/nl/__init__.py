"""The Dutch forms."""
