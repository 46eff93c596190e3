"""What is asked of a password, in words Django's translation lacks."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator


class MinimumLength(MinimumLengthValidator):
    """A least number of characters; Django 5.2 says so in English only."""

    def get_error_message(self) -> str:
        """The sentence beneath the field."""
        return f"Dit wachtwoord is te kort. Kies er een van minstens {self.min_length} tekens."
