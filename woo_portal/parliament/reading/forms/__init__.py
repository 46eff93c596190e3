"""One module a form of document; a new file is a new form. See `woo_portal.parliament.reading.sheets`."""
