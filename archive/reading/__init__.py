"""What importers share: from bytes to the text, moments and records of an export. Pure; knows no app and no database."""
