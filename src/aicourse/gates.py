"""Black, flake8, Pylint and Poetry, run on files that somebody else wrote.

Each run has a folder of its own, which holds the files that are passed and nothing else. Tools obey
their configuration, and some of what it may say is code: Pylint runs an ``init-hook`` and evaluates
an ``evaluation``, flake8 and Poetry load plugins that are named. So a configuration is read as data
first, and refused unless every option of it is listed here.
"""

import configparser
import importlib.machinery
import json
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from aicourse.learner import checked

FLAKE8_FILE, PROJECT_FILE = ".flake8", "pyproject.toml"

_OPTIONS = {  # those that neither run code nor write files, nor have a text of theirs printed
    "black": """
        enable-unstable-feature exclude extend-exclude force-exclude include line-length preview
        skip-magic-trailing-comma skip-string-normalization target-version unstable
    """,
    "flake8": """
        builtins count disable-noqa doctests exclude extend-exclude extend-ignore extend-select
        filename hang-closing ignore indent-size max-complexity max-doc-length max-line-length
        per-file-ignores select show-source statistics
    """,
    "pylint": """
        allow-wildcard-with-all argument-naming-style argument-rgx attr-naming-style attr-rgx
        bad-names bad-names-rgxs check-fixme-in-docstring class-attribute-naming-style
        class-attribute-rgx class-const-naming-style class-const-rgx class-naming-style
        class-rgx confidence const-naming-style const-rgx disable docstring-min-length
        dummy-variables-rgx enable exclude-too-few-public-methods fail-on fail-under
        function-naming-style function-rgx generated-members good-names good-names-rgxs ignore
        ignore-comments ignore-docstrings ignore-imports ignore-long-lines ignore-paths
        ignore-patterns ignore-signatures ignored-argument-names ignored-classes ignored-modules
        include-naming-hint inlinevar-naming-style inlinevar-rgx jobs logging-format-style
        max-args max-attributes max-bool-expr max-branches max-line-length max-locals
        max-module-lines max-nested-blocks max-parents max-positional-arguments
        max-public-methods max-returns max-statements method-naming-style method-rgx
        min-public-methods min-similarity-lines module-naming-style module-rgx no-docstring-rgx
        notes notes-rgx persistent py-version recursive reports score single-line-class-stmt
        single-line-if-stmt variable-naming-style variable-rgx
    """,
    "poetry": """
        authors classifiers dependencies description documentation exclude extras group homepage
        include keywords license maintainers name package-mode packages readme repository
        requires-poetry scripts urls version
    """,
    "build-system": "build-backend requires",
}
_ALLOWED = {table: frozenset(options.split()) for table, options in _OPTIONS.items()}
_OTHER_CONFIGURATION = {
    *(".isort.cfg", ".pylintrc", ".pylintrc.toml", "pylintrc", "pylintrc.toml"),
    *("poetry.toml", "setup.cfg", "setup.py", "tox.ini"),
}
_FLAKE8_LINE = re.compile(r"^([^:\n]+):(\d+):\d+: ([A-Z]+\d+) (.*)", re.MULTILINE)
_BLACK_LINE = re.compile(
    r"^(would reformat|error: cannot (?:format|parse)):? ([^:\n]+)", re.MULTILINE
)
_ENDINGS = {  # the exit codes of a tool that has looked at the files; Pylint's are sets of bits
    "black": {0, 1, 123},
    "flake8": {0, 1},
    "pylint": set(range(32)),
}
_LONGEST = 500
_FOREIGN = re.compile(r"(PYTHON|PIP_|POETRY|PYLINT|BLACK|FLAKE8|VIRTUAL_ENV|XDG_)", re.IGNORECASE)


class NotAcceptedError(AssertionError):
    """The files cannot be judged: an option is not allowed, or a tool cannot read them.

    An assertion about what was handed in, so that a test that meets it fails; its message is
    bilingual and says what to change.
    """


class Finding(NamedTuple):
    """What a tool objects to.

    Attributes
    ----------
    tool, path : str
        Who, and in which of the files.
    line : int
        From 1; 0 where the whole file is meant.
    code : str
        Name of the rule, such as ``F401``; ``BLK`` for Black.
    """

    tool: str
    path: str
    line: int
    code: str
    message: str


class Ran(NamedTuple):
    """How a command ended: its exit code, and what it wrote to its standard streams."""

    code: int
    output: str
    errors: str


def findings(tool: str, files: Mapping[str, str], *arguments: str) -> list[Finding]:
    """Return what a tool objects to in all Python files that are passed.

    Parameters
    ----------
    tool : {"black", "flake8", "pylint"}
        Black finds the files that it would format otherwise.
    files : mapping of str to str
        Contents by relative path. Black and Pylint are configured by ``pyproject.toml`` and
        flake8 by ``.flake8``, where these are among them.
    *arguments : str
        Options of the command line, which the caller answers for.

    Raises
    ------
    NotAcceptedError
        If a configuration is malformed or has an option that is not allowed.
    """
    sources = sorted(name for name in files if name.endswith(".py"))
    config = FLAKE8_FILE if tool == "flake8" else PROJECT_FILE
    given = config if config in files else os.devnull
    options = {
        "black": ["--check", "--no-color", "--workers=1", f"--config={given}"],
        "flake8": ["--jobs=1", f"--config={given}"],
        "pylint": ["--jobs=1", "--persistent=n", "--output-format=json", f"--rcfile={given}"],
    }[tool]
    ran = run_tool(tool, files, *options, *arguments, "--", *sources)
    found = list(_FOUND[tool](ran)) if ran.code in _ENDINGS[tool] else []
    if ran.code and not found:
        raise _not_accepted(tool, ran.errors or ran.output or f"exit code {ran.code}")
    return found


def check_poetry(files: Mapping[str, str], *, lock: bool = False) -> Ran:
    """Return how ``poetry check`` ends in a folder with these files.

    Parameters
    ----------
    files : mapping of str to str
        Contents by relative path, ``pyproject.toml`` among them.
    lock : bool
        Whether ``poetry.lock`` must be there and fit.

    Raises
    ------
    NotAcceptedError
        If ``pyproject.toml`` is no TOML or has an option that is not allowed.
    """
    return run_tool("poetry", files, "check", "--no-interaction", *(["--lock"] if lock else []))


def run_tool(tool: str, files: Mapping[str, str], *arguments: str, seconds: float = 280) -> Ran:
    """Run a tool of this environment in a fresh folder that holds these files.

    Raises
    ------
    NotAcceptedError
        If a configuration among the files has an option that is not allowed.
    """
    check_configuration(files)
    with tempfile.TemporaryDirectory(prefix="aicourse-gates-") as scratch:
        home, folder = Path(scratch).resolve() / "home", Path(scratch).resolve() / "repository"
        home.mkdir()
        folder.mkdir()
        for name, content in files.items():
            path = folder / checked(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8", newline="")
        try:
            done = subprocess.run(
                [sys.executable, "-P", "-m", tool, *arguments],  # -P: nothing here is imported
                cwd=folder,
                env=_environment(home),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise _not_accepted(tool, f"no end after {seconds:g} s") from None
    output, errors = (data.decode("utf-8", "replace") for data in (done.stdout, done.stderr))
    return Ran(done.returncode, output, errors)


def check_configuration(files: Mapping[str, str]) -> None:
    """Refuse files by which a tool could be made to run code, or to look elsewhere.

    Raises
    ------
    NotAcceptedError
        If there is one; its message names file and option.
    """
    for name, content in files.items():
        plain = checked(name)
        base = plain.rpartition("/")[2]
        if base in _OTHER_CONFIGURATION:
            raise NotAcceptedError(
                f"不接受 {name}：配置只写在 {FLAKE8_FILE} 与 {PROJECT_FILE} 中"
                f" / {name} is not accepted: configuration stands in {FLAKE8_FILE} and"
                f" {PROJECT_FILE} alone"
            )
        modules = plain.removesuffix(".py").split("/")
        if any(map(_is_taken, modules if base.endswith(".py") else modules[:-1])):
            raise NotAcceptedError(
                f"不接受 {name}：与 Python 或已安装的库同名"
                f" / {name} is not accepted: it has the name of a module of Python or of a library"
            )
        if base == FLAKE8_FILE:
            _refuse_unlisted(name, "flake8", _flake8_options(name, content))
        elif base == PROJECT_FILE:
            for table, options in _project_options(name, content):
                _refuse_unlisted(name, table, options)


def _is_taken(name: str) -> bool:
    """Whether Python or an installed library has a module of that name.

    Pylint searches for modules beside what it reads, and imports some of its own only then.
    """
    if not name.isidentifier() or name in sys.stdlib_module_names:
        return name in sys.stdlib_module_names
    installed = [sysconfig.get_path(home) for home in ("purelib", "platlib")]
    return importlib.machinery.PathFinder.find_spec(name, installed) is not None


def _flake8_options(name: str, content: str) -> Iterator[str]:
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(content)
    except configparser.Error as error:
        raise _malformed(name, "INI", error) from None
    for section in ["DEFAULT", *parser.sections()] if parser.defaults() else parser.sections():
        if section != "flake8":
            yield f"[{section}]"
        else:
            yield from parser[section]


def _project_options(name: str, content: str) -> Iterator[tuple[str, Iterator[str]]]:
    try:
        project = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise _malformed(name, "TOML", error) from None
    tools = project.get("tool", {})
    for table in ("black", "pylint", "poetry"):
        if isinstance(tools, dict) and table in tools:
            yield table, _keys(tools[table], deep=table == "pylint")
    yield "build-system", _keys(project.get("build-system", {}))


def _keys(table: Any, deep: bool = False) -> Iterator[str]:
    """Yield the options of a table; with `deep`, those of the tables in it instead of their names.

    Pylint takes its options from whatever tables they stand in.
    """
    if not isinstance(table, dict):
        yield "?"
        return
    for key, value in table.items():
        if deep and isinstance(value, dict):
            yield from _keys(value, deep)
        else:
            yield key


def _refuse_unlisted(name: str, table: str, options: Iterator[str]) -> None:
    for option in options:
        if option.replace("_", "-") not in _ALLOWED[table]:
            raise NotAcceptedError(
                f"{name} 中 {table} 的选项 {option[:60]} 不允许使用：评分只接受不会执行代码的选项"
                f" / the option {option[:60]} of {table} in {name} is not allowed: only options"
                " that cannot run code are accepted"
            )


def _malformed(name: str, kind: str, error: Exception) -> NotAcceptedError:
    reason = " ".join(str(error).split())[:200]
    return NotAcceptedError(f"{name} 不是 {kind} / {name} is no {kind}: {reason}")


def _not_accepted(tool: str, output: str) -> NotAcceptedError:
    told = output.strip().splitlines()[-1][-_LONGEST:]
    return NotAcceptedError(
        f"{tool} 没有正常运行，多半是配置有误"
        f" / {tool} did not run, most likely for its configuration: {told}"
    )


def _found_by_black(ran: Ran) -> Iterator[Finding]:
    for message, path in _BLACK_LINE.findall(ran.errors):
        yield Finding("black", _slashes(path), 0, "BLK", message)


def _found_by_flake8(ran: Ran) -> Iterator[Finding]:
    for path, line, code, message in _FLAKE8_LINE.findall(ran.output):
        yield Finding("flake8", _slashes(path), int(line), code, message)


def _found_by_pylint(ran: Ran) -> Iterator[Finding]:
    for found in json.loads(ran.output or "[]"):
        message = f"{found['message']} ({found['symbol']})"
        yield Finding(
            "pylint", _slashes(found["path"]), found["line"], found["message-id"], message
        )


_FOUND = {"black": _found_by_black, "flake8": _found_by_flake8, "pylint": _found_by_pylint}


def _slashes(path: str) -> str:
    return path.replace("\\", "/").removeprefix("./")


def _environment(home: Path) -> dict[str, str]:
    """Return this process's environment, without what would lead a tool elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not _FOREIGN.match(name)}
    return {
        **kept,
        "HOME": str(home),
        "USERPROFILE": str(home),
        "NO_COLOR": "1",
        "POETRY_KEYRING_ENABLED": "false",
        "POETRY_VIRTUALENVS_CREATE": "false",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
    }
