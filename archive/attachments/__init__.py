"""How text is taken from attachments: one module a kind of file, found by the registry of `archive.extraction.contract`."""
