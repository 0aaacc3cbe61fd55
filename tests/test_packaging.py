"""One lock, read by everybody; extras that stand alone; files that say the same."""

import re
import subprocess
import sys
import sysconfig
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]


def locked() -> dict[str, list[Requirement]]:
    """The pins of the lock, by package; one package may have a pin for each Python or system."""
    pins: dict[str, list[Requirement]] = {}
    for line in (ROOT / "requirements.lock").read_text().splitlines():
        if line and not line.lstrip().startswith("#"):
            pin = Requirement(line)
            pins.setdefault(canonicalize_name(pin.name), []).append(pin)
    return pins


def test_the_extras_are_those_of_the_course() -> None:
    stages = {f"stage{number}" for number in range(1, 6)}
    assert set(EXTRAS) == {*stages, "tensorflow", "scale", "docs", "dev"}


@pytest.mark.parametrize("extra", ["", *EXTRAS])
def test_every_requirement_is_locked_to_a_version_it_allows(extra: str) -> None:
    pins = locked()
    for line in EXTRAS[extra] if extra else PROJECT["dependencies"]:
        wanted = Requirement(line)
        if wanted.name == PROJECT["name"]:
            assert wanted.extras <= set(EXTRAS)
            continue
        versions = [
            s.version for pin in pins[canonicalize_name(wanted.name)] for s in pin.specifier
        ]
        assert versions
        assert all(version in wanted.specifier for version in versions), line


def test_stage_1_needs_no_torch() -> None:
    needed = {Requirement(line).name for line in [*PROJECT["dependencies"], *EXTRAS["stage1"]]}
    assert needed.isdisjoint({"torch", "tensorflow", "tensorflow-cpu"})


def test_the_lock_names_exact_versions_only() -> None:
    for pins in locked().values():
        for pin in pins:
            assert re.fullmatch(r"==[^*]+", str(pin.specifier)), pin


def test_conda_and_make_install_by_the_same_lock() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    (by_pip,) = [d["pip"] for d in environment["dependencies"] if isinstance(d, dict)]
    assert by_pip == ["--constraint requirements.lock", "--editable .[stage1]"]
    makefile = (ROOT / "Makefile").read_text()
    installs = [line for line in makefile.splitlines() if "pip install" in line]
    assert len(installs) == 1
    assert "--constraint requirements.lock" in installs[0]


def test_conda_takes_a_python_that_the_project_supports() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    (python,) = [d for d in environment["dependencies"] if str(d).startswith("python=")]
    version = python.partition("=")[2]
    assert f"{version}.0" in Requirement(f"python{PROJECT['requires-python']}").specifier


def test_what_is_installed_here_is_what_is_locked() -> None:
    pins = locked()
    site_packages = sysconfig.get_path("purelib")  # not what setuptools brings for itself
    for distribution in distributions(path=[site_packages]):
        name = canonicalize_name(distribution.metadata["Name"])
        if name in ("pip", "setuptools"):  # a new venv brings its own
            continue
        applicable = [p for p in pins.get(name, []) if p.marker is None or p.marker.evaluate()]
        for pin in applicable:
            assert distribution.version.partition("+")[0] in pin.specifier, name


def test_the_commit_hooks_run_programs_that_dev_installs() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    assert {hook["id"] for hook in hooks} == {"ruff-check", "ruff-format", "mypy", "notebook-lint"}
    installed = {Requirement(line).name for line in EXTRAS["dev"]}
    assert {"ruff", "mypy", "pre-commit"} <= installed


def test_no_program_compiles_a_grammar_that_notebooks_do_not_need() -> None:
    program = (
        "import sys, aicourse.grading.grade, aicourse.grading.warm.examiner\n"
        "assert 'jsonschema' in sys.modules\n"
        "sys.exit('lark' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
