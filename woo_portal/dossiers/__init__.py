"""Dossiers: messages, judgements, workflow, deadlines and access."""
