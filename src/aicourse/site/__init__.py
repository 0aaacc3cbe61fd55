"""The documentation site: lessons to read, guides, the plan; in Chinese and in English."""
