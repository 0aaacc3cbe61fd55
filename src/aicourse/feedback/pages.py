"""A learner's feedback page: the executed notebook, its verdicts, and no hidden test.

nbgrader's own `GenerateFeedback` makes the page, with the preprocessor and the template here;
`feedback_html` makes the same page from the executed notebook alone.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import nbformat
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from nbgrader.preprocessors import NbGraderPreprocessor
from pydantic import ValidationError
from traitlets import List
from traitlets.config import Config

from aicourse.feedback.outcome import LABELS, points_text, task_outcomes
from aicourse.feedback.redact import HiddenText
from aicourse.feedback.rendering import TEMPLATES, environment, security_policy
from aicourse.feedback.static import notice, still
from aicourse.grading.verdict import CellVerdict, Kind
from aicourse.notebook import Role, grade_id, language, role, visible_source

_WITHHELD = "输出含隐藏测试，此处略去 / withheld: the output contains a hidden test"
_REGRADED = "教师已改分 / regraded by the teacher"
_NO_VERDICT = "没有自动评分 / not graded automatically"

_MATHJAX = "https://cdnjs.cloudflare.com/ajax/libs/mathjax/3.2.2/es5/"
_MATHJAX_SETTINGS = (
    'window.MathJax = {tex: {inlineMath: [["$", "$"], ["\\\\(", "\\\\)"]], processEscapes: true}, '
    'options: {enableMenu: false, ignoreHtmlClass: "source|output", '
    'processHtmlClass: "math"}};'
)

_EXPORTER_SETTINGS: dict[str, Any] = {
    "template_name": "feedback",
    "extra_template_basedirs": [str(TEMPLATES)],
    "extra_template_paths": [str(TEMPLATES)],
    "language_code": "zh",
    "filters": {
        "inert": "aicourse.feedback.static.inert",
        "markdown": "aicourse.feedback.static.markdown",
        "points": "aicourse.feedback.outcome.points_text",
    },
}


_LONGEST_SOURCE = 100_000


class RedactFeedback(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader carries no types
    """Make an autograded notebook fit for the learner's eyes.

    Hidden tests go, from sources and from whatever a learner's code printed; the outputs of each
    test cell become one card with its verdict; a summary comes first. Scores and comments that
    nbgrader's `GetGrades` put there before are shown, so that marking by hand counts.
    """

    # nbconvert sets this for every preprocessor, and warns where it is not declared.
    display_data_priority = List().tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        hidden = HiddenText(nb.cells)
        gradebook = resources.get("nbgrader", {})
        page = _Page(nb, gradebook)
        nb.cells = [
            page.summary(),
            *(page.shown(cell, hidden) for cell in nb.cells),
        ]
        if (nb.nbformat, nb.nbformat_minor) < (4, 5):
            del nb.cells[0]["id"]
        resources["feedback"] = {
            "title": f"{page.assignment} · {page.student}",
            "late_penalty": gradebook.get("late_penalty", 0),
            "mathjax_settings": _MATHJAX_SETTINGS,
            "mathjax_url": f"{_MATHJAX}tex-svg.min.js",
            "policy": security_policy(
                _MATHJAX_SETTINGS, script_hosts=_MATHJAX, images="'self' data: file:"
            ),
        }
        language_info = nb.metadata.get("language_info", {"name": "python"})
        nb.metadata = nbformat.from_dict({"language_info": language_info})
        return nb, resources


class _Page:
    """What one page tells: the notebook's own grading, and the gradebook's where it was read."""

    def __init__(self, nb: NotebookNode, gradebook: dict[str, Any]) -> None:
        graded = nb.metadata.get("aicourse", {})
        self.assignment = gradebook.get("assignment") or graded.get("assignment") or ""
        self.student = gradebook.get("student") or graded.get("student") or ""
        self.notebook = gradebook.get("notebook") or ""
        self.problem = graded.get("problem")
        self.repairs = tuple(dict.fromkeys(repair["text"] for repair in graded.get("repairs", ())))
        self.by_hand = "score" in gradebook
        self.verdicts = {
            cell.metadata.nbgrader.grade_id: self._verdict(cell)
            for cell in nb.cells
            if role(cell) is Role.TEST
        }
        self.answers = [self._answer(cell) for cell in nb.cells if role(cell) in _BY_HAND]
        earned = sum(cell.points for cell in self.verdicts.values())
        possible = sum(cell.max_points for cell in self.verdicts.values())
        self.points = float(gradebook.get("score", earned))
        self.max_points = float(gradebook.get("max_score", possible))

    def _verdict(self, cell: NotebookNode) -> CellVerdict:
        """Return the verdict that the grader left in a test cell, with the gradebook's points."""
        settings = cell.metadata.nbgrader
        try:
            verdict = CellVerdict.model_validate(cell.metadata.get("aicourse", {}).get("verdict"))
        except ValidationError:
            verdict = self._verdict_without_grader(cell)
        score = settings.get("score") if self.by_hand else None
        if score is None or abs(score - verdict.points) < 1e-9:
            return verdict
        message = "\n".join(filter(None, (_REGRADED, verdict.message)))
        return verdict.model_copy(update={"points": float(score), "message": message})

    def _verdict_without_grader(self, cell: NotebookNode) -> CellVerdict:
        settings = cell.metadata.nbgrader
        most = float(settings.get("points", 0))
        score = float(settings.get("score") or 0) if self.by_hand else 0.0
        kind = Kind.PASSED if score >= most else Kind.FAILED
        return CellVerdict(
            notebook=self.notebook,
            task=settings.grade_id,
            grade_id=settings.grade_id,
            points=score,
            max_points=most,
            kind=kind if self.by_hand else Kind.NOT_RUN,
            message="" if self.by_hand else _NO_VERDICT,
            seconds=0,
        )

    def _answer(self, cell: NotebookNode) -> dict[str, Any]:
        settings = cell.metadata.nbgrader
        return {
            "name": settings.grade_id,
            "points": settings.get("score") if self.by_hand else None,
            "max_points": float(settings.get("points") or 0),
        }

    def summary(self) -> NotebookNode:
        """Return the first cell of the page: points, tasks, repairs, and the problem if any."""
        tasks = task_outcomes(self.verdicts.values())
        markup = environment().get_template("summary.html.j2").render(page=self, tasks=tasks)
        lines = [
            f"{self.assignment}  {self.student}",
            f"{points_text(self.points)}/{points_text(self.max_points)}",
            *(
                f"{task.label.symbol} {task.name} {points_text(task.points)}/"
                f"{points_text(task.max_points)} {task.label.text}"
                for task in tasks
            ),
        ]
        cell = new_code_cell("", metadata={"feedback": {"part": "overview"}})
        cell.outputs = [_display(markup, lines)]
        return cell

    def shown(self, cell: NotebookNode, hidden: HiddenText) -> NotebookNode:
        """Return a cell as the learner may see it."""
        found = role(cell)
        name = grade_id(cell)
        visible = visible_source(cell.source)
        shown = nbformat.from_dict(cell)
        shown.metadata = nbformat.from_dict(
            {
                "nbgrader": cell.metadata.get("nbgrader", {}) if name else {},
                "feedback": {
                    "part": found.value,
                    "name": name or "",
                    "lang": language(cell) or "",
                    "abridged": "HIDDEN TESTS" in cell.source,
                    "comment": cell.metadata.nbgrader.get("comment") or "" if name else "",
                    "answer": self._answer(cell) if found in _BY_HAND else None,
                },
            }
        )
        if "HIDDEN TESTS" in cell.source:
            shown.source = visible
        if len(shown.source) > _LONGEST_SOURCE:  # highlighting takes minutes
            shown.source = shown.source[:_LONGEST_SOURCE] + "\n…"
        if hidden.leaks(shown.get("attachments")):
            del shown["attachments"]
        if found is Role.TEST and cell.cell_type == "code":
            shown.outputs = [self._card(self.verdicts[cell.metadata.nbgrader.grade_id])]
        elif cell.cell_type == "code":
            shown.outputs = _without_hidden(cell.outputs, hidden)
        return shown

    def _card(self, verdict: CellVerdict) -> NotebookNode:
        label = LABELS[verdict.kind]
        markup = environment().get_template("card.html.j2").render(verdict=verdict, label=label)
        head = f"{label.symbol} {label.text}  {points_text(verdict.points)}/"
        head += points_text(verdict.max_points)
        return _display(markup, [head, *verdict.message.splitlines()])


_BY_HAND = (Role.ANSWER, Role.TASK)


def _display(markup: str, lines: Sequence[str]) -> NotebookNode:
    return new_output("display_data", {"text/html": markup, "text/plain": "\n".join(lines)})


def _without_hidden(outputs: Sequence[NotebookNode], hidden: HiddenText) -> list[NotebookNode]:
    """Drop outputs that show a hidden test, all of them if it shows only in them together."""
    kept = [output for output in outputs if not hidden.leaks(output)]
    if hidden.leaks([_texts(output) for output in kept]):
        kept = []
    withheld = [notice(_WITHHELD)] if len(kept) < len(outputs) else []
    return [still(output) for output in kept] + withheld


def _texts(output: NotebookNode) -> Any:
    """Return only what an output shows, so that neighbours join without their keys between."""
    if output.output_type == "stream":
        return output.text
    return output.get("data", {}).get("text/plain", "")


def configure_feedback(config: Config) -> None:
    """Set up `nbgrader generate_feedback`, and the formgrader's button for it, to make these pages.

    Parameters
    ----------
    config : traitlets.config.Config
        The ``c`` of an ``nbgrader_config.py``; it is changed in place.
    """
    config.GenerateFeedback.preprocessors = [
        "nbgrader.preprocessors.GetGrades",
        "aicourse.feedback.pages.RedactFeedback",
        "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    ]
    # Under GenerateFeedback, for the formgrader sets its own template on HTMLExporter itself.
    for name, value in _EXPORTER_SETTINGS.items():
        setattr(config.GenerateFeedback.HTMLExporter, name, value)


@cache
def _exporter() -> HTMLExporter:
    config = Config()
    config.Exporter.default_preprocessors = []
    config.HTMLExporter = Config(_EXPORTER_SETTINGS)
    exporter = HTMLExporter(config=config)
    exporter.register_preprocessor(RedactFeedback, enabled=True)
    return exporter


def feedback_html(executed: NotebookNode, gradebook: dict[str, Any] | None = None) -> str:
    """Make the page from an executed notebook.

    Parameters
    ----------
    executed : NotebookNode
        As the grader writes it: verdicts in the metadata of test cells, hidden tests in their
        sources. It is not changed.
    gradebook : dict, optional
        What nbgrader's `GetGrades` has read of it: ``score``, ``max_score``, ``late_penalty``.

    Returns
    -------
    str
        One HTML file; only typesetting of formulas asks for the network.
    """
    resources = {"nbgrader": gradebook} if gradebook else None
    page, _ = _exporter().from_notebook_node(executed, resources)
    return str(page)
