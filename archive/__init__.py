"""What was said. Knows nothing of dossiers, redaction or HTTP."""
