"""How long messages are kept, what holds them, and their destruction by two persons."""
