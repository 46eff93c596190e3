"""What templates say of searching."""
