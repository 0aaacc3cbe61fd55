"""What grading asks git: which files changed between two commits, and what a file was before."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from aicourse.errors import CourseError

_SECONDS = 120
_OF_HOOKS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_QUARANTINE_PATH")
# The repository may be a stranger's: nothing that it configures for a diff is run.
_PLAIN_DIFF = ("--no-ext-diff", "--no-textconv", "--no-renames", "--ignore-submodules")


@dataclass(frozen=True)
class Repository:
    """A checked-out git repository.

    Attributes
    ----------
    root : Path
        The top folder of its working tree.
    """

    root: Path

    def commit(self, revision: str) -> str | None:
        """Return the hash of a commit that is here, or None."""
        answer = self._git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
        return answer.decode("ascii").strip() or None if answer is not None else None

    def fetch(self, commit: str) -> bool:
        """Ask the remote for one commit that is not here; say whether it came."""
        is_shallow = self._git("rev-parse", "--is-shallow-repository") == b"true\n"
        depth = ["--depth=1"] if is_shallow else []
        self._git("fetch", "--quiet", "--no-tags", *depth, "origin", commit)
        return self.commit(commit) is not None

    def merge_base(self, one: str, other: str) -> str | None:
        """Return the best common ancestor of two commits, if both are here and there is any."""
        answer = self._git("merge-base", one, other)
        return answer.decode("ascii").strip() if answer else None

    def changed(self, base: str) -> list[str]:
        """Return the files that differ between the trees of `base` and of HEAD.

        By their paths below `root`; a file that was renamed counts as two.
        """
        answer = self._git("diff", "--name-only", "-z", *_PLAIN_DIFF, base, "HEAD", "--")
        if answer is None:
            raise CourseError(
                f"git cannot compare {base} with HEAD", "check out both commits", self.root
            )
        return [os.fsdecode(name) for name in answer.split(b"\0") if name]

    def read(self, commit: str, path: str) -> bytes | None:
        """Return a file as it was in a commit, or None if it was not there."""
        return self._git("cat-file", "blob", f"{commit}:{path}")

    def _git(self, *arguments: str) -> bytes | None:
        """Return what git prints, or None if it fails."""
        # A hook's own GIT_DIR and the like would lead elsewhere.
        inherited = {k: v for k, v in os.environ.items() if k not in _OF_HOOKS}
        environment = {**inherited, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
        try:
            answer = subprocess.run(
                ["git", "-C", str(self.root), *arguments],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                env=environment,
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return None
        except FileNotFoundError as error:
            raise CourseError("git is not installed", "install it") from error
        return answer.stdout if answer.returncode == 0 else None


def open_repository(folder: Path) -> Repository:
    """Return the repository that a folder belongs to.

    Raises
    ------
    CourseError
        If it belongs to none, or git does not trust it.
    """
    here = Repository(folder.resolve())
    top = here._git("rev-parse", "--show-toplevel")
    if top is None:
        raise CourseError(
            "no git repository that git trusts",
            "name one, or see `git config safe.directory`",
            folder,
        )
    return Repository(Path(os.fsdecode(top.removesuffix(b"\n"))))
