"""The demonstration: an invented ministry, from its exports to a released package."""
