"""What the learner wrote into the folder of a notebook, for test cells to look at.

In the learner's own JupyterLab, and wherever a test runs in the learner's process, this is the
working folder. A test that runs in a process of its own has the course's files only: there the
learner's process answers over the link, by value and bounded, as it answers every other question
of the test. A learner who lies about a file only hands in another file.
"""

import contextlib
import importlib
import importlib.util
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

MOST_BYTES = 1 << 20  # of one file


class Folder(Protocol):
    """A folder that a learner wrote into, wherever it is."""

    def read_file(self, path: str) -> bytes: ...

    def load_module(self, path: str) -> Any: ...


def read_file(path: str) -> bytes:
    """Return the content of a file in the learner's working folder.

    Parameters
    ----------
    path : str
        Relative to that folder, with forward slashes.

    Raises
    ------
    ValueError
        If the path is absolute or leads out of the folder, or the file exceeds `MOST_BYTES`.
    FileNotFoundError
        If there is no such regular file.
    """
    return _asked[-1].read_file(checked(path))


def load_module(path: str) -> Any:
    """Run a Python file of the learner's working folder, in the learner's process, as a module.

    It runs anew at each call, with its own folder first on the search path, and so do the modules
    beside it that it imports.

    Parameters
    ----------
    path : str
        Relative to the working folder, with forward slashes.

    Returns
    -------
    module
        In a test that runs in a process of its own, a reference: to be called, not compared.

    Raises
    ------
    ValueError
        If the path is absolute, leads out of the folder, or its name is one of Python's modules.
    FileNotFoundError
        If there is no such regular file.
    Exception
        Whatever the file raises as it runs.
    """
    return _asked[-1].load_module(checked(path))


def checked(path: object) -> str:
    """Return a relative path that stays inside its folder, in its plainest form.

    Raises
    ------
    ValueError
        If it is no such path.
    """
    if not isinstance(path, str) or not path or any(sign in path for sign in "\\:\0"):
        raise ValueError(f"{path!r} is no path relative to the notebook, such as 'folder/file.py'")
    plain = PurePosixPath(path)
    if plain.is_absolute() or ".." in plain.parts or not plain.parts:
        raise ValueError(f"{path!r} does not stay inside the folder of the notebook")
    return str(plain)


class Here:
    """The working folder of this process."""

    def read_file(self, path: str) -> bytes:
        with self._inside(path).open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise ValueError(f"{path} is larger than {MOST_BYTES >> 20} MiB")
        return content

    def load_module(self, path: str) -> Any:
        file = self._inside(path)
        if file.stem in sys.stdlib_module_names:
            raise ValueError(f"{path} has the name of one of Python's own modules")
        spec = importlib.util.spec_from_file_location(file.stem, file)
        if spec is None or spec.loader is None:
            raise ValueError(f"{path} is no Python file")
        module = importlib.util.module_from_spec(spec)
        with _searched_first(file.parent):
            sys.modules[file.stem] = module
            spec.loader.exec_module(module)
        return module

    def _inside(self, path: str) -> Path:
        folder = Path.cwd().resolve()
        found = (folder / checked(path)).resolve()
        if not found.is_relative_to(folder):
            raise ValueError(f"{path!r} does not stay inside the folder of the notebook")
        if not found.is_file():
            raise FileNotFoundError(2, "there is no such file", path)
        return found


@contextlib.contextmanager
def _searched_first(folder: Path) -> Iterator[None]:
    """Import from a folder as it is now, not as when modules of these names were last imported."""
    for name in {path.stem for path in folder.iterdir()} & sys.modules.keys():
        if not _is_installed(sys.modules[name]):
            del sys.modules[name]
    importlib.invalidate_caches()
    keeps_bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        sys.dont_write_bytecode = keeps_bytecode


def _is_installed(module: object) -> bool:
    """Whether a module belongs to Python or a library, and not to whoever works here."""
    file = getattr(module, "__file__", None)
    homes = sysconfig.get_paths()
    return not isinstance(file, str) or any(
        Path(file).is_relative_to(homes[home]) for home in ("stdlib", "purelib", "platlib")
    )


class Nowhere:
    """What a tester has between its tests: a locked cell must not look at anybody's files."""

    def read_file(self, path: str) -> bytes:
        raise RuntimeError(f"only a test cell can read the learner's {path}")

    def load_module(self, path: str) -> Any:
        raise RuntimeError(f"only a test cell can load the learner's {path}")


_asked: list[Folder] = [Here()]


@contextlib.contextmanager
def asking(folder: Folder) -> Iterator[None]:
    """Let `read_file` and `load_module` ask another folder for a while."""
    _asked.append(folder)
    try:
        yield
    finally:
        _asked.pop()
