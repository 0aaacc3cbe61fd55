"""Writing assignments: text and notebook, release, lint, verification."""
