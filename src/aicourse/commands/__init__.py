"""Commands of the command line by concern; `aicourse.cli` registers them."""
