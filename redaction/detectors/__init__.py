"""One kind of personal data a file; see `redaction.detecting`."""
