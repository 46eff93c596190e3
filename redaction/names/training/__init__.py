"""How the shipped name finder was trained: data, generated chat and the training itself. Nothing of it runs in the portal."""
