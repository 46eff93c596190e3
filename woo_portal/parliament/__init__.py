"""Kamervragen: taking in a set of questions, its term, and the pages of the liaison."""
