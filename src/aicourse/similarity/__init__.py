"""Answers that are closer to each other than two independent answers of a class are."""
