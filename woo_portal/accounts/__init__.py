"""Users and THE role matrix."""
