"""What goes into grading: the instructor's assignment and one student's submission, as bytes."""

import errno
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path, PurePosixPath

from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from nbformat import NotebookNode
from nbgrader.utils import parse_utc

from aicourse.errors import CourseError
from aicourse.grading.sources import SourceCells
from aicourse.notebook import Task, parse_notebook, tasks

MAX_FILE_BYTES = 64 << 20
MAX_FILES = 500
_NO_PLACE = (errno.EEXIST, errno.EISDIR, errno.ENOTDIR, errno.ENAMETOOLONG, errno.EILSEQ)
IGNORED = (".ipynb_checkpoints", "__pycache__", ".git", ".DS_Store", "*.pyc")


@dataclass(frozen=True)
class SourceAssignment:
    """An assignment as its source folder defines it.

    Attributes
    ----------
    name : str
        Name of the folder, nbgrader's assignment id.
    sources : dict of str to bytes
        Instructor notebooks by name, without ``.ipynb``.
    files : dict of str to bytes
        What else the course hands out, by path relative to the assignment's folder.
    """

    name: str
    sources: dict[str, bytes]
    files: dict[str, bytes] = field(default_factory=dict)

    @cached_property
    def notebooks(self) -> dict[str, NotebookNode]:
        return {
            name: parse_notebook(content, Path(self.name) / f"{name}.ipynb")
            for name, content in self.sources.items()
        }

    @cached_property
    def digest(self) -> str:
        """Hash of all that it consists of."""
        return digest(self.sources, self.files)

    @cached_property
    def tasks(self) -> dict[str, tuple[Task, ...]]:
        found = {}
        for name, notebook in self.notebooks.items():
            try:
                found[name] = tasks(notebook)
            except (TypeError, ValueError) as error:
                path = Path(self.name) / f"{name}.ipynb"
                raise CourseError("points that are no number", "mend them", path) from error
        return found

    @cached_property
    def cells(self) -> dict[str, SourceCells]:
        """The cells of each notebook that submissions are matched with."""
        return {name: SourceCells(notebook) for name, notebook in self.notebooks.items()}

    @property
    def max_points(self) -> float:
        return sum(task.points for tasks_ in self.tasks.values() for task in tasks_)


@dataclass(frozen=True)
class Submission:
    """What one student handed in for one assignment.

    Attributes
    ----------
    files : dict of str to bytes
        Regular files by path relative to the submission's folder; links are left out.
    refused : dict of str to (str, str)
        Files that were not read, with the reason in Chinese and in English.
    """

    student: str
    assignment: str
    files: dict[str, bytes]
    refused: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def timestamp(self) -> str | None:
        """When it was handed in, by nbgrader's ``timestamp.txt``, if that makes sense."""
        text = self.files.get("timestamp.txt", b"").decode("utf-8", "replace").strip()
        try:
            parse_utc(text)
        except ValueError:
            return None
        return text or None


def kernel_name(notebook: NotebookNode) -> str:
    """Name of the kernel for a notebook: of Python ones always that of this environment."""
    spec = notebook.metadata.get("kernelspec", {})
    if spec.get("language", "python") == "python":
        return "python3"
    return str(spec.get("name", "python3"))


def digest(*groups: dict[str, bytes]) -> str:
    """Return the SHA-256 of named contents, independent of their order."""
    whole = hashlib.sha256()
    for group in groups:
        for name in sorted(group):
            named = name.encode("utf-8", "surrogateescape")  # a file's name may be no UTF-8
            whole.update(hashlib.sha256(named).digest())
            whole.update(hashlib.sha256(group[name]).digest())
        whole.update(b"|")
    return whole.hexdigest()


def read_assignment(
    folder: Path, ignored: tuple[str, ...] = IGNORED, handed_out: tuple[str, ...] | None = None
) -> SourceAssignment:
    """Read an assignment from its source folder.

    Parameters
    ----------
    folder : Path
        A folder with at least one notebook.
    ignored : tuple of str
        Patterns of file names that belong to nobody.
    handed_out : tuple of str, optional
        The files besides the notebooks that learners receive; all of them if None.

    Raises
    ------
    CourseError
        If there is no such folder, or no notebook in it.
    """
    if not folder.is_dir():
        raise CourseError("no such assignment", f"choose one under {folder.parent}", folder)
    sources: dict[str, bytes] = {}
    files: dict[str, bytes] = {}
    for path in _regular_files(folder, ignored):
        relative = path.relative_to(folder).as_posix()
        if path.suffix == ".ipynb" and path.parent == folder:
            sources[path.stem] = path.read_bytes()
        elif handed_out is None or relative in handed_out:
            files[relative] = path.read_bytes()
    if not sources:
        raise CourseError(
            "no notebook in the assignment", "write it or run `aicourse sync`", folder
        )
    assignment = SourceAssignment(folder.name, sources, files)
    for name, notebook in assignment.notebooks.items():
        _check_kernel(notebook, folder / f"{name}.ipynb")
    return assignment


def _check_kernel(notebook: NotebookNode, path: Path) -> None:
    name = kernel_name(notebook)
    try:
        if name != "python3":
            KernelSpecManager().get_kernel_spec(name)
    except NoSuchKernel as error:
        raise CourseError(
            f"its kernel {name!r} is not installed", "install it or choose another kernel", path
        ) from error


def read_submission(folder: Path, ignored: tuple[str, ...] = IGNORED) -> Submission:
    """Read what a student handed in from ``<submitted>/<student>/<assignment>``.

    Links are not followed, and neither huge files nor more than `MAX_FILES` files are read:
    each is named in `Submission.refused` instead. So is a folder that is a link itself: a learner
    who hands in a repository may have it lead to the solutions.
    """
    files: dict[str, bytes] = {}
    refused: dict[str, tuple[str, str]] = {}
    if folder.is_symlink():
        return Submission(
            folder.parent.name, folder.name, {}, {folder.name: ("是一个链接", "a link")}
        )
    for path in _regular_files(folder, ignored):
        relative = path.relative_to(folder).as_posix()
        try:
            size = path.stat().st_size
            if size > MAX_FILE_BYTES:
                most = MAX_FILE_BYTES >> 20
                refused[relative] = (
                    f"{size >> 20} MiB，超过 {most} MiB",
                    f"{size >> 20} MiB, more than {most} MiB",
                )
            elif len(files) >= MAX_FILES:
                refused[relative] = f"超过 {MAX_FILES} 个文件", f"more than {MAX_FILES} files"
            else:
                files[relative] = path.read_bytes()
        except OSError as error:
            reason = error.strerror or "unreadable"
            refused[relative] = f"无法读取（{reason}）", reason
    return Submission(folder.parent.name, folder.name, files, refused)


def write_file(folder: Path, name: str, content: bytes) -> None:
    """Write a file of a submission elsewhere, if it can stand there beside what is there already.

    A name that leads out of the folder, collides, or is too long there is left out.
    """
    if ".." in PurePosixPath(name).parts or PurePosixPath(name).is_absolute():
        return
    path = folder / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        if error.errno not in _NO_PLACE:
            raise


def _regular_files(folder: Path, ignored: tuple[str, ...]) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if any(fnmatch(part, pattern) for part in relative.parts for pattern in ignored):
            continue
        inside = [
            folder.joinpath(*relative.parts[: depth + 1]) for depth in range(len(relative.parts))
        ]
        if path.is_file() and not any(part.is_symlink() for part in inside):
            yield path
