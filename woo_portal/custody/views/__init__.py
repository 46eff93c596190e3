"""The screens of custody."""
