"""The questions everybody asks of what is stored, by their names; what may be read is defined here."""
