"""The ways into the archive (page, command, watched folder, software), and imports, conversations and persons on screen."""
