"""Real tools on files of somebody else: they judge, and no configuration makes them run code."""

from collections.abc import Mapping

import pytest

from aicourse.gates import NotAcceptedError, check_configuration, check_poetry, findings, run_tool

TIDY = {"tidy.py": '"""A tidy module."""\n\nFIVE = 5\n'}
MESSY = {"messy.py": "import os\nx=[ 1,2 ]\ndef f(a=[]):\n    return l\n"}


def codes(tool: str, files: Mapping[str, str], *arguments: str) -> set[str]:
    return {found.code for found in findings(tool, files, *arguments)}


@pytest.mark.parametrize("tool", ["black", "flake8", "pylint"])
def test_a_tidy_file_passes(tool: str) -> None:
    assert findings(tool, TIDY) == []


@pytest.mark.parametrize(
    ("tool", "expected"),
    [
        ("black", {"BLK"}),
        ("flake8", {"F401", "E225", "E201", "E231", "E202", "E302", "F821"}),
        ("pylint", {"C0114", "C0116", "W0102", "E0602", "W0613", "W0611"}),
    ],
)
def test_a_messy_file_is_found_out(tool: str, expected: set[str]) -> None:
    found = findings(tool, {**TIDY, **MESSY})
    assert {finding.path for finding in found} == {"messy.py"}
    assert expected <= {finding.code for finding in found}


def test_a_file_in_a_folder_and_one_that_is_no_python_are_told() -> None:
    files = {"inner/broken.py": "x = (\n", **TIDY}
    assert [found[:2] for found in findings("black", files)] == [("black", "inner/broken.py")]
    assert "E999" in codes("flake8", files)
    assert "E0001" in codes("pylint", files)


def test_configuration_takes_effect() -> None:
    long = {"long.py": f'"""Long."""\n\nTOTAL = {" + ".join(["123"] * 15)}\n'}
    wide = {
        "pyproject.toml": "[tool.black]\nline-length = 99\n[tool.pylint.format]\n"
        "max-line-length = 60\n",
        ".flake8": "[flake8]\nmax-line-length = 99\n",
    }
    assert findings("black", long) != []
    assert codes("flake8", long) == {"E501"}
    assert findings("pylint", long) == []
    assert findings("black", {**long, **wide}) == []
    assert findings("flake8", {**long, **wide}) == []
    assert codes("pylint", {**long, **wide}) == {"C0301"}


@pytest.mark.parametrize(
    ("tool", "name", "text"),
    [
        ("black", "pyproject.toml", "[tool.black]\nline-length = 'wide'"),
        ("pylint", "pyproject.toml", "[tool.pylint]\nmax-line-length = 'wide'"),
        ("flake8", ".flake8", "[flake8]\nmax-line-length = wide"),
        ("flake8", ".flake8", "max-line-length = 99"),
        ("pylint", "pyproject.toml", "raise NotImplementedError()"),
    ],
)
def test_a_configuration_that_the_tool_cannot_read_is_told(tool: str, name: str, text: str) -> None:
    with pytest.raises(NotAcceptedError, match=f"{tool} did not run|{name} is no"):
        findings(tool, {**TIDY, name: text})


PROJECT = """\
[project]
name = "tidy"
version = "0.1.0"
description = "A tidy project"
authors = [{ name = "Ada", email = "ada@example.org" }]
requires-python = ">=3.11"

[build-system]
requires = ["poetry-core>=2"]
build-backend = "poetry.core.masonry.api"
"""


def test_poetry_accepts_a_project_and_misses_its_lock() -> None:
    assert check_poetry({"pyproject.toml": PROJECT}).code == 0
    assert check_poetry({"pyproject.toml": PROJECT.replace("0.1.0", "one")}).code != 0
    missing = check_poetry({"pyproject.toml": PROJECT}, lock=True)
    assert missing.code != 0
    assert "poetry.lock" in missing.errors


# Each would leave the file PROOF, or change what is judged, if it were passed on to its tool.
PROOF = "open('{proof}', 'w').close()"
HOSTILE = {
    "an init-hook": ("pylint", "pyproject.toml", '[tool.pylint.main]\ninit-hook = "{code}"'),
    "an init-hook by its other spelling": (
        "pylint",
        "pyproject.toml",
        '[tool.pylint]\ninit_hook = "{code}"',
    ),
    "an init-hook beside the tables": (
        "pylint",
        "pyproject.toml",
        '[tool.pylint]\ninit-hook = "{code}"',
    ),
    "an init-hook deeper": ("pylint", "pyproject.toml", '[tool.pylint.a.b]\ninit-hook = "{code}"'),
    "an abbreviated init-hook": ("pylint", "pyproject.toml", '[tool.pylint]\ninit = "{code}"'),
    "a Pylint plugin": ("pylint", "pyproject.toml", '[tool.pylint.main]\nload-plugins = "plugin"'),
    "a Pylint reporter": (
        "pylint",
        "pyproject.toml",
        '[tool.pylint.main]\noutput-format = "plugin.Reporter"',
    ),
    "an evaluation": (
        "pylint",
        "pyproject.toml",
        "[tool.pylint.reports]\nevaluation = \"__import__('plugin') and 1\"",
    ),
    "a compiled extension": (
        "pylint",
        "pyproject.toml",
        '[tool.pylint.main]\nextension-pkg-allow-list = "plugin"',
    ),
    "unsafe extensions": (
        "pylint",
        "pyproject.toml",
        "[tool.pylint.main]\nunsafe-load-any-extension = true",
    ),
    "a pylintrc": ("pylint", ".pylintrc", "[MAIN]\ninit-hook={code}"),
    "a pylintrc of another name": ("pylint", "pylintrc", "[MAIN]\ninit-hook={code}"),
    "a setup.cfg": ("flake8", "setup.cfg", "[flake8:local-plugins]\nextension = X1 = plugin:f"),
    "a tox.ini": ("flake8", "tox.ini", "[flake8:local-plugins]\nextension = X1 = plugin:f"),
    "a flake8 plugin": (
        "flake8",
        ".flake8",
        "[flake8]\n[flake8:local-plugins]\nextension = X1 = plugin:f\npaths = .",
    ),
    "a flake8 section for all": ("flake8", ".flake8", "[DEFAULT]\nformat = plugin\n[flake8]\n"),
    "another flake8 format": ("flake8", ".flake8", "[flake8]\nformat = plugin"),
    "a flake8 output file": ("flake8", ".flake8", "[flake8]\noutput-file = {proof}"),
    "a flake8 that never fails": ("flake8", ".flake8", "[flake8]\nexit_zero = true"),
    "a Poetry plugin": (
        "poetry",
        "pyproject.toml",
        PROJECT + '[tool.poetry.requires-plugins]\nplugin = "*"',
    ),
    "a Poetry build script": (
        "poetry",
        "pyproject.toml",
        PROJECT + '[tool.poetry.build]\nscript = "plugin.py"',
    ),
    "a build backend of one's own": (
        "poetry",
        "pyproject.toml",
        PROJECT + 'backend-path = ["."]',
    ),
    "Poetry's own settings": ("poetry", "poetry.toml", "[virtualenvs]\ncreate = true"),
    "a module that takes the place of Python's": ("black", "ast.py", "{code}"),
    "a module that takes the place of a library": ("pylint", "isort.py", "{code}"),
    "a package that takes the place of a library": ("pylint", "isort/__init__.py", "{code}"),
    "a folder with such a module": ("pylint", "inner/isort.py", "{code}"),
    "a table that is none": ("black", "pyproject.toml", "[tool]\nblack = 3"),
}


@pytest.mark.parametrize(("tool", "name", "text"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_configuration_that_could_run_code_is_refused_and_runs_none(
    tool: str, name: str, text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    proof = tmp_path_factory.mktemp("proof") / "ran"
    code = PROOF.format(proof=proof)
    filled = text.replace("{proof}", str(proof)).replace("{code}", code)
    files = {**TIDY, "plugin.py": f'"""A plugin."""\n\n{code}\n', name: filled}
    with pytest.raises(NotAcceptedError, match=r"不.* / .*not"):
        run_tool(tool, files, "." if tool != "poetry" else "check")
    assert not proof.exists()


def test_the_files_themselves_are_read_and_never_run(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    proof = tmp_path_factory.mktemp("proof") / "ran"
    code = PROOF.format(proof=proof)
    names = ("plugin.py", "sitecustomize.py", "usercustomize.py", "conftest.py", "setuptools_x.py")
    files = dict.fromkeys(names, f'"""Runs."""\n\nimport plugin\n\n{code}\n')
    for tool in ("black", "flake8", "pylint"):
        findings(tool, files)
    check_poetry({**files, "pyproject.toml": PROJECT, ".poetry/plugins/p.py": code})
    assert not proof.exists()


FORGED = "would reformat messy.py\\nmessy.py:1:0: W0611 forged\\nmessy.py:1:1: F401 forged"


@pytest.mark.parametrize(
    ("tool", "name", "text"),
    [
        ("black", "pyproject.toml", f'[tool.black]\nline-length = "x\\n{FORGED}"'),
        ("black", "pyproject.toml", f'[tool.black]\nrequired-version = "x\\n{FORGED}"'),
        ("black", "pyproject.toml", f'[tool.black]\ntarget-version = ["x\\n{FORGED}"]'),
        ("pylint", "pyproject.toml", f'[tool.pylint]\ndisable = ["all", "x\\n{FORGED}"]'),
        ("pylint", "pyproject.toml", f'[tool.pylint]\nmax-args = "x\\n{FORGED}"'),
        (
            "flake8",
            ".flake8",
            "[flake8]\nexclude = *\nmax-complexity = x\n" + " messy.py:1:1: F401 y",
        ),
        (
            "flake8",
            ".flake8",
            "[flake8]\nexclude = *\nper-file-ignores =\n  messy.py:1:1: F401 forged",
        ),
    ],
)
def test_a_configuration_cannot_forge_findings(tool: str, name: str, text: str) -> None:
    try:
        found = findings(tool, {**MESSY, name: text})
    except NotAcceptedError:
        return
    assert "messy.py" not in {finding.path for finding in found}


@pytest.mark.parametrize("name", ["/x.py", "../x.py", "a/../../x.py", "a\\x.py", ""])
def test_a_file_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"path|stay"):
        check_configuration({name: ""})


def test_what_steers_tools_from_outside_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYLINTRC", "nowhere")
    monkeypatch.setenv("PYTHONPATH", "nowhere")
    monkeypatch.setenv("POETRY_REQUESTS_TIMEOUT", "no number")
    monkeypatch.setenv("VIRTUAL_ENV", "nowhere")
    assert findings("pylint", TIDY) == []
    assert check_poetry({"pyproject.toml": PROJECT}).code == 0
