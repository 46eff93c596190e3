"""One export format a file; see `woo_portal.disclosure.publishing`."""
