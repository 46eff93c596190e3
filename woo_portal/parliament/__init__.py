"""Kamervragen: taking in a set of questions, its term, the evidence for each question, and the answers."""
