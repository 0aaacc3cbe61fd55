"""A lesson to read: its student version, with the figures of its worked examples.

What a learner is to write stays empty. Outputs come from a run of the instructor notebook, and
only from cells that stand in the student version word for word: worked examples and given cells.
"""

import base64
import hashlib
import shutil
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from aicourse import __version__
from aicourse.atomic import write_atomically
from aicourse.errors import CourseError
from aicourse.notebook import Role, cell_place, read_notebook, role
from aicourse.syllabus import Assignment, Language

_KEPT_OUTPUTS = ("image/png", "image/svg+xml", "text/html", "text/latex", "text/plain")
_LONGEST_SHOWN = 15  # lines of code; what is longer is folded
_HOURS = {"zh": "约 {hours:g} 小时", "en": "about {hours:g} hours"}
_DOWNLOAD = {
    "zh": "{{download}}`下载这份笔记本 <{path}>` · {hours} · {points} 分",
    "en": "{{download}}`Download this notebook <{path}>` · {hours} · {points} points",
}


def executed(root: Path, assignment: Assignment) -> NotebookNode:
    """Return the instructor notebook of an assignment with its outputs, run once and then kept.

    Raises
    ------
    CourseError
        If a cell fails; it names file and cell.
    """
    folder = root / "source" / assignment.id
    source = folder / f"{assignment.notebook_name}.ipynb"
    handed_out = [folder / name for name in assignment.handed_out]
    digest = hashlib.sha256(__version__.encode())
    for path in (source, *handed_out):
        digest.update(path.read_bytes())
    kept = root / ".aicourse" / "site" / f"{assignment.id}-{digest.hexdigest()[:16]}.ipynb"
    if kept.is_file():
        return read_notebook(kept)
    notebook = read_notebook(source)
    with tempfile.TemporaryDirectory(prefix="aicourse-site-") as scratch:
        for path in handed_out:
            place = Path(scratch, path.relative_to(folder))
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place)
        client = NotebookClient(
            notebook,
            timeout=None,
            resources={"metadata": {"path": scratch}},
            extra_arguments=["--log-level=ERROR"],
        )
        try:
            client.execute()
        except CellExecutionError as error:
            failed = next(
                cell_place(cell, index)
                for index, cell in enumerate(notebook.cells)
                if any(output.output_type == "error" for output in cell.get("outputs", ()))
            )
            reason = f"{error.ename}: {error.evalue}".splitlines()[0]
            raise CourseError(
                reason, f"run `aicourse verify {assignment.number}`", source, failed
            ) from error
    write_atomically(kept, nbformat.writes(notebook).encode())
    return notebook


def lesson(
    released: NotebookNode, ran: NotebookNode, assignment: Assignment, language: Language, path: str
) -> NotebookNode:
    """Return a student version with the outputs of its worked examples.

    Parameters
    ----------
    released : NotebookNode
        The student version of one language, left as it is.
    ran : NotebookNode
        The instructor notebook with outputs.
    path : str
        Where readers find the notebook to download, from the page.
    """
    page = nbformat.from_dict(released)
    outputs = {(cell.get("id"), cell.source): cell.get("outputs", []) for cell in ran.cells}
    for cell in page.cells:
        if cell.cell_type != "code":
            continue
        cell.execution_count = None
        if role(cell) in (Role.FREE, Role.LOCKED):
            cell.outputs = [_plain(one) for one in outputs.get((cell.get("id"), cell.source), [])]
        given = role(cell) is not Role.SOLUTION
        if given and len(cell.source.splitlines()) > _LONGEST_SHOWN:
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), "hide-input"]
    hours = _HOURS[language].format(hours=assignment.hours)
    facts = _DOWNLOAD[language].format(path=path, hours=hours, points=assignment.points)
    page.cells.insert(1, new_markdown_cell(facts, id="of-the-site"))
    return page


def cover(page: NotebookNode) -> bytes | None:
    """Return the first figure of a lesson as PNG: what the learner works towards."""
    for cell in page.cells:
        for output in cell.get("outputs", ()):
            if "image/png" in output.get("data", {}):
                return base64.b64decode(output.data["image/png"])
    return None


def _plain(output: NotebookNode) -> NotebookNode:
    """Return an output without what needs a kernel, and without numbers of runs."""
    shown = nbformat.from_dict(output)
    if "data" in shown:
        shown.data = {kind: shown.data[kind] for kind in _KEPT_OUTPUTS if kind in shown.data}
    if "execution_count" in shown:
        shown.execution_count = None
    return shown
