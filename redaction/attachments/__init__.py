"""Pictures and pages: boxes proposed, drawn and burned into pixels, and what of an attachment is published."""
