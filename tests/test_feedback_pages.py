"""Feedback pages: what a learner sees after grading, and what no learner may see."""

import base64
import html
import os
import re
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from aicourse.feedback.pages import configure_feedback, feedback_html
from aicourse.grading.verdict import CellVerdict, Kind

ASSIGNMENT, STUDENT, NOTEBOOK = "104-svd", "ana", "svd"
MESSAGE = "秩应为 3，得到 2 / expected rank 3, got 2"
REPAIR = "文件 a.ipynb 按 svd.ipynb 评分 / graded a.ipynb as svd.ipynb"
HIDDEN = (
    'secret = random_matrix(seed=8128, kind="low & rank")',
    "assert rank(secret) == 7 if secret.size < 10**6 else True",
)
TEST = f"""assert rank(identity) == 3
### BEGIN HIDDEN TESTS
for _ in range(2):
    {HIDDEN[0]}
    {HIDDEN[1]}
### END HIDDEN TESTS"""
PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()


def nbgrader(name: str, **settings: Any) -> dict[str, Any]:
    base = {"grade": False, "solution": False, "locked": False, "task": False}
    return {"grade_id": name, "schema_version": 3, **base, **settings}


def solution(source: str = "def rank(matrix):\n    return 2") -> NotebookNode:
    return new_code_cell(source, metadata={"nbgrader": nbgrader("rank", solution=True)})


def graded(points: float = 0, message: str = MESSAGE) -> NotebookNode:
    verdict = CellVerdict(
        notebook=NOTEBOOK,
        task="rank",
        grade_id="test_rank",
        points=points,
        max_points=3,
        kind=Kind.FAILED,
        message=message,
        seconds=0.1,
    )
    cell = new_code_cell(
        TEST,
        metadata={
            "nbgrader": nbgrader("test_rank", grade=True, locked=True, points=3),
            "aicourse": {"verdict": verdict.model_dump(mode="json")},
        },
    )
    cell.outputs = [new_output("error", ename="E", evalue=HIDDEN[1], traceback=[TEST])]
    return cell


def answer() -> NotebookNode:
    settings = nbgrader("notes", grade=True, solution=True, points=2)
    return new_markdown_cell("It surprised me.", metadata={"nbgrader": settings})


def executed(*cells: NotebookNode, **metadata: Any) -> NotebookNode:
    about: dict[str, Any] = {
        "assignment": ASSIGNMENT,
        "student": STUDENT,
        "problem": None,
        "repairs": [],
    }
    notebook: NotebookNode = new_notebook(
        cells=list(cells), metadata={"aicourse": {**about, **metadata}}
    )
    return nbformat.from_dict(notebook)


def printing(*outputs: NotebookNode) -> NotebookNode:
    return new_code_cell("show()", outputs=list(outputs))


def stream(text: str, name: str = "stdout") -> NotebookNode:
    return new_output("stream", name=name, text=text)


def display(data: dict[str, str]) -> NotebookNode:
    return new_output("display_data", data)


def page_of(notebook: NotebookNode) -> BeautifulSoup:
    return BeautifulSoup(feedback_html(notebook), "html.parser")


def assert_hidden_tests_are_gone(markup: str) -> None:
    readings = [markup, html.unescape(re.sub(r"<[^>]*>", "", markup))]
    readings += [
        base64.b64decode(data).decode("utf-8", "ignore")
        for data in re.findall(r"base64,([A-Za-z0-9+/=]+)", markup)
    ]
    for secret in ("8128", "random_matrix", "secret.size"):
        assert all(secret not in reading for reading in readings)


LEAKS = {
    "print(In)": stream(repr(["", TEST])),
    "print of the source": stream(TEST),
    "one line": stream(f"I read: {HIDDEN[0]}"),
    "stderr": stream(TEST, "stderr"),
    "coloured traceback": new_output(
        "error",
        ename="AssertionError",
        evalue="",
        traceback=["".join(f"\x1b[3{i % 8}m{c}\x1b[39m" for i, c in enumerate(HIDDEN[1]))],
    ),
    "error value": new_output("error", ename="E", evalue=HIDDEN[0], traceback=[HIDDEN[0]]),
    "plain result": new_output("execute_result", {"text/plain": repr(TEST)}, execution_count=1),
    "escaped HTML": display({"text/html": f"<pre>{html.escape(TEST)}</pre>"}),
    "highlighted HTML": display(
        {"text/html": "".join(f"<b>{html.escape(c)}</b>" for c in HIDDEN[0])}
    ),
    "markdown": display({"text/markdown": f"```\n{TEST}\n```"}),
    "SVG": display({"image/svg+xml": f"<svg><text>{html.escape(TEST)}</text></svg>"}),
    "a picture that is none": display({"image/png": base64.b64encode(TEST.encode()).decode()}),
    "metadata": new_output(
        "display_data", {"image/png": PIXEL}, metadata={"image/png": {"width": HIDDEN[0]}}
    ),
}


@pytest.mark.parametrize("output", LEAKS.values(), ids=LEAKS.keys())
def test_no_output_shows_a_hidden_test(output: NotebookNode) -> None:
    markup = feedback_html(executed(solution(), graded(), printing(stream("before\n"), output)))
    assert_hidden_tests_are_gone(markup)
    assert "withheld: the output contains a hidden test" in markup
    assert "before" in markup


def test_a_hidden_test_printed_in_pieces_is_withheld() -> None:
    pieces = [stream(HIDDEN[0][:20]), stream(HIDDEN[0][20:], "stderr")]
    markup = feedback_html(executed(solution(), graded(), printing(*pieces)))
    assert_hidden_tests_are_gone(markup)
    assert "secret" not in markup


def test_no_source_attachment_or_metadata_shows_a_hidden_test() -> None:
    prose = new_markdown_cell(
        "![x](attachment:a.png)",
        attachments={"a.png": {"image/png": base64.b64encode(TEST.encode()).decode()}},
        metadata={"tags": [HIDDEN[1]]},
    )
    notebook = executed(solution(), graded(), prose, new_markdown_cell(TEST))
    notebook.metadata["widgets"] = {
        "application/vnd.jupyter.widget-state+json": {"state": {"value": TEST}}
    }
    notebook.metadata["title"] = HIDDEN[0]
    assert_hidden_tests_are_gone(feedback_html(notebook))


def test_a_hidden_region_without_an_end_stays_hidden() -> None:
    cell = graded()
    cell.source = TEST.removesuffix("### END HIDDEN TESTS")
    assert_hidden_tests_are_gone(feedback_html(executed(solution(), cell, printing(stream(TEST)))))


def test_what_a_learner_wrote_is_no_secret() -> None:
    own = "matrix = random_matrix(seed=1)"
    cell = graded()
    cell.source = cell.source.replace(HIDDEN[0], own)
    traceback = new_output("error", ename="E", evalue="", traceback=[f"----> 1 {own}\nValueError"])
    markup = feedback_html(executed(solution(own), cell, printing(traceback)))
    assert "withheld" not in markup


def test_other_outputs_stay() -> None:
    page = page_of(
        executed(
            solution(),
            graded(),
            printing(
                stream("rank 2 of 3"),
                display({"text/html": "<table class='dataframe'><tr><td>41</td></tr></table>"}),
                display({"image/png": PIXEL, "text/plain": "<Figure>"}),
                new_output("error", ename="NameError", evalue="q", traceback=["NameError: q"]),
            ),
        )
    )
    shown = page.get_text()
    assert all(text in shown for text in ("rank 2 of 3", "41", "NameError: q"))
    assert page.select("img")[0]["src"] == f"data:image/png;base64,{PIXEL}"


def test_a_test_cell_shows_one_card_with_points_kind_and_message() -> None:
    page = page_of(executed(solution(), graded(points=1.5)))
    (card,) = page.select("#test_rank .verdict")
    text = card.get_text(" ", strip=True)
    assert "✗ 未通过 failed" in text
    assert "1.5 / 3" in text
    assert MESSAGE in text
    assert len(page.select("#test_rank .output")) == 1
    assert "assert rank(identity) == 3" in page.select("#test_rank details")[0].get_text()


def test_the_summary_has_the_points_of_each_task_the_repairs_and_links() -> None:
    repairs = [{"kind": "renamed file", "notebook": NOTEBOOK, "cell": None, "text": REPAIR}]
    page = page_of(executed(solution(), graded(points=1), repairs=repairs))
    (summary,) = page.select(".summary")
    assert summary.select("h1")[0].get_text() == ASSIGNMENT
    assert summary.select(".student")[0].get_text() == STUDENT
    assert summary.select(".total")[0].get_text(" ", strip=True).startswith("1 / 3")
    (link,) = summary.select(".tasks a")
    assert link.get_text() == "rank"
    assert page.select(str(link["href"]))
    assert [item.get_text() for item in summary.select(".repairs li")] == [REPAIR]


def test_a_problem_is_told_at_the_top() -> None:
    page = page_of(executed(problem="不是笔记本 / no notebook"))
    assert page.select(".summary .problem")[0].get_text() == "不是笔记本 / no notebook"


def test_nothing_that_a_learner_wrote_runs() -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)><meta http-equiv=refresh>"
    page = page_of(
        executed(
            new_markdown_cell(attack),
            printing(
                display({"text/html": attack}), display({"application/javascript": "alert(1)"})
            ),
            graded(message=attack),
            student=attack,
        )
    )
    assert [s for s in page.select("script") if "alert" in s.get_text()] == []
    assert [tag for tag in page.find_all(True) if "onerror" in tag.attrs] == []
    assert page.select("body meta") == []


def test_a_vector_figure_is_shown_as_a_picture() -> None:
    circle = '<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>'
    (image,) = page_of(executed(printing(display({"image/svg+xml": circle})))).select("img")
    data = str(image["src"]).removeprefix("data:image/svg+xml;base64,")
    assert base64.b64decode(data).decode() == circle


def test_what_no_parser_takes_is_shown_as_text() -> None:
    page = page_of(executed(printing(display({"text/html": "<![ broken"}))))
    assert "<![ broken" in page.get_text()


def test_an_interactive_figure_is_shown_by_its_picture_or_named() -> None:
    plot = "<div id='p'></div><script>draw('p')</script>"
    page = page_of(executed(printing(display({"text/html": plot, "image/png": PIXEL}))))
    assert len(page.select("img")) == 1
    named = page_of(executed(printing(display({"text/html": plot}))))
    assert "this output needs JupyterLab" in named.get_text()


def test_only_the_typesetting_of_formulas_asks_for_the_network() -> None:
    page = page_of(executed(new_markdown_cell("$A = U$"), solution(), graded()))
    sources = [str(tag["src"]) for tag in page.select("[src]")]
    assert len(sources) == 1
    assert "mathjax" in sources[0]
    assert page.select("link") == []
    assert "$A = U$" in page.get_text()


def test_the_executed_notebook_is_not_changed() -> None:
    notebook = executed(solution(), graded(), printing(stream(TEST)))
    before = nbformat.writes(notebook)
    feedback_html(notebook)
    assert nbformat.writes(notebook) == before


def test_a_notebook_of_an_older_format_makes_a_page() -> None:
    notebook = executed(solution(), graded())
    notebook.nbformat_minor = 4
    for cell in notebook.cells:
        del cell["id"]
    assert page_of(notebook).select(".summary")


def test_an_attachment_is_shown_and_a_lost_one_costs_no_page() -> None:
    prose = new_markdown_cell(
        "![kept](attachment:图.png) ![lost](attachment:b.png)",
        attachments={"图.png": {"image/png": PIXEL}},
    )
    kept, lost = page_of(executed(prose)).select("img")
    assert kept["src"] == f"data:image/png;base64,{PIXEL}"
    assert lost["alt"] == "lost"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """An autograded submission in a course folder and its gradebook, marked further by hand."""
    # nbgrader makes its database with the `alembic` that stands beside this Python.
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    folder = tmp_path / "autograded" / STUDENT / ASSIGNMENT
    folder.mkdir(parents=True)
    notebook = executed(solution(), graded(points=1), answer(), printing(stream(TEST)))
    nbformat.write(notebook, folder / f"{NOTEBOOK}.ipynb")
    config = Config()
    config.CourseDirectory.root = str(tmp_path)
    config.CourseDirectory.db_url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    with Gradebook(config.CourseDirectory.db_url) as gradebook:
        gradebook.add_assignment(ASSIGNMENT)
        gradebook.add_notebook(NOTEBOOK, ASSIGNMENT)
        place = (NOTEBOOK, ASSIGNMENT)
        gradebook.add_solution_cell("rank", *place)
        gradebook.add_grade_cell("test_rank", *place, max_score=3, cell_type="code")
        gradebook.add_grade_cell("notes", *place, max_score=2, cell_type="markdown")
        gradebook.add_solution_cell("notes", *place)
        gradebook.add_student(STUDENT)
        gradebook.add_submission(ASSIGNMENT, STUDENT)
        gradebook.find_grade("test_rank", *place, STUDENT).auto_score = 1
        gradebook.find_grade("test_rank", *place, STUDENT).manual_score = 2.5
        gradebook.find_grade("notes", *place, STUDENT).manual_score = 2
        gradebook.find_comment("rank", *place, STUDENT).manual_comment = "Count the *zeros*."
        gradebook.db.commit()
    return config


def assert_is_marked_page(tmp_path: Path) -> None:
    markup = (tmp_path / "feedback" / STUDENT / ASSIGNMENT / f"{NOTEBOOK}.html").read_text()
    assert_hidden_tests_are_gone(markup)
    page = BeautifulSoup(markup, "html.parser")
    assert page.select(".total")[0].get_text(" ", strip=True).startswith("4.5 / 5")
    card = page.select("#test_rank .verdict")[0].get_text(" ", strip=True)
    assert "2.5 / 3" in card
    assert "regraded by the teacher" in card
    assert "2 / 2" in page.select("#notes")[0].get_text(" ", strip=True)
    assert page.select("#rank .comment em")[0].get_text() == "zeros"


def test_nbgraders_own_converter_makes_the_page(course: Config, tmp_path: Path) -> None:
    configure_feedback(course)
    course.CourseDirectory.assignment_id = ASSIGNMENT
    GenerateFeedback(coursedir=CourseDirectory(config=course), config=course).start()
    assert_is_marked_page(tmp_path)


def test_the_formgraders_button_makes_the_page(course: Config, tmp_path: Path) -> None:
    configure_feedback(course)
    course.HTMLExporter.template_name = "formgrade"
    api = NbGraderAPI(CourseDirectory(config=course), config=course)
    assert api.generate_feedback(ASSIGNMENT, STUDENT)["success"]
    assert_is_marked_page(tmp_path)
