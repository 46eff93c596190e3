"""The way in for archiving software: an HTTPS interface with keys instead of accounts, described by openapi.json."""
