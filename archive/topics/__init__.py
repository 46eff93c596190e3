"""What messages are about: topics as weighted terms, and the messages they are set on."""
