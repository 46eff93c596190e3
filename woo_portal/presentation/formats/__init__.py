"""How Django itself writes a moment, where no template says it: as the portal does everywhere else."""
