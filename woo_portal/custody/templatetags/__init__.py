"""What templates say of custody."""
