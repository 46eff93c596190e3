"""The redaction review screen."""
