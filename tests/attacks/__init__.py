"""Submissions that attack the grader, each beside an honest one that works alike."""
