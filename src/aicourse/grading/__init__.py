"""From a submission to a verdict, on any nbgrader course."""
