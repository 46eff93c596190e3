"""What the road costs: figures, never a pass or a fail. Run by `make bench`."""
