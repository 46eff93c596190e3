"""Provable: the hash of a message, the chain of imports, the check of the whole archive and the proof of one message."""
