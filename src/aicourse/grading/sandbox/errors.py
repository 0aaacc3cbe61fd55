"""What is raised when a wall of the sandbox cannot be put up."""

from aicourse.errors import CourseError


class SandboxError(CourseError):
    """A sandbox could not be made; nothing of the submission has run.

    Parameters
    ----------
    problem : str
        Which step failed, and why.
    """

    def __init__(
        self, problem: str, remedy: str = "`aicourse doctor` says what this machine lacks"
    ) -> None:
        super().__init__(f"no sandbox: {problem}", remedy)
