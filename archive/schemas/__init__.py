"""JSON Schemas (draft 2020-12) of the formats whose records are held against one; read by `archive.reading.json_schemas`."""
