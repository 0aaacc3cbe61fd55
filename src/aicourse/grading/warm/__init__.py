"""Submissions run in sandboxed forks of one warm process, and their tests in another fork."""
