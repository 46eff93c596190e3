"""Taking the text out of attachments: the contract, the kinds of files, and the process that does it. Pure: no Django."""
