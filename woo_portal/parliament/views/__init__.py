"""The pages of Kamervragen."""
