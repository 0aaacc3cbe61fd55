"""A Jupyter course from linear algebra to large models, with an autograder."""

__version__ = "0.1.0"
