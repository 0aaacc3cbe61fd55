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
# # 108 · 世界银行数据分析
#
# 世界正在分裂成富国与穷国，还是正在靠拢？两个问题听来是一个，答案却可能相反，取决于怎样整理、连接、平均和画出同一批数字。本课用世界银行与 Gapminder 的真实数据，写五个不会悄悄丢失、重复或编造数据的函数，最后画出一幅能装下整个世界的图。
#
# 下图是目标：一个圆是一个国家或地区，位置是收入与寿命，面积是人口，颜色是大洲。现在由一个循环一个圆一个圆地画出；到本课结尾，你的函数会画得更完整：有单位，有图例，并说明哪些国家没有画上。请从上到下依次运行各单元格。

# %% [markdown] lang="en"
# # 108 · World Bank data
#
# Is the world drifting apart into rich and poor, or coming together? It sounds like one question, but it may have two opposite answers, depending on how the same numbers are arranged, joined, averaged and drawn. In this lesson you write five functions that lose, repeat and invent nothing in silence, on real data of the World Bank and of Gapminder, and in the end a figure that holds the whole world.
#
# The figure below is the goal: a disc is a country or territory, its place is income and length of life, its area is population, its colour the continent. For now a loop draws it disc by disc; at the end of the lesson your function draws more of it: with units, with a legend, and with word of the countries that are not on it. Run the cells in order, from the top.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false, "task": false}
import os
import re
import secrets
from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgba
from matplotlib.legend import Legend
from matplotlib.ticker import FuncFormatter

from aicourse.datasets import load_country_codes, load_gapminder, load_world_bank_pop

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

# %% nbgrader={"grade": false, "grade_id": "data", "locked": true, "schema_version": 3, "solution": false, "task": false}
wide = load_world_bank_pop().rename(columns={"country": "code"})
gapminder = load_gapminder()
codes = load_country_codes().rename(columns={"iso_alpha": "code"})[["country", "code"]]

# Column names for the World Bank's indicators.
INDICATORS = {
    "SP.POP.TOTL": "population_wb",
    "SP.URB.TOTL": "urban",
    "SP.POP.GROW": "population_growth",
    "SP.URB.GROW": "urban_growth",
}
# Codes of the World Bank that stand for regions or groups of countries.
REGIONS = ["EAS", "ECS", "LCN", "MEA", "NAC", "SAS", "SSF"]
INCOME_GROUPS = ["LIC", "LMC", "UMC", "HIC"]
OTHER_GROUPS = """
    AFE AFW ARB CEB CSS EAP EAR ECA EMU EUU FCS HPC IBD IBT IDA IDB IDX INX LAC LDC LMY LTE
    MIC MNA OED OSS PRE PSS PST SSA SST TEA TEC TLA TMN TSA TSS WLD
"""
AGGREGATES = {*REGIONS, *INCOME_GROUPS, *OTHER_GROUPS.split()}
CONTINENTS = ("Africa", "Americas", "Asia", "Europe", "Oceania")
COLOURS = dict(zip(CONTINENTS, (BLUE, ORANGE, GREEN, PURPLE, GREY), strict=True))

print(wide.iloc[:4, :5].to_string(index=False), "\n")
print(gapminder.iloc[:3, :8].to_string(index=False), "\n")
print(codes.head(3).to_string(index=False))

# %%
# The goal, disc by disc, with hardly a word on it.
fig, axes = plt.subplots(1, 2, figsize=(10.5, 4.2), sharey=True, layout="constrained")
for ax, year in zip(axes, (1970, 2010), strict=True):
    world = gapminder[gapminder["year"] == year].dropna().sort_values("population")
    for country in world[::-1].itertuples():
        income = country.gdp / country.population
        (disc,) = ax.plot(income, country.life_expectancy, "o", alpha=0.65, markeredgewidth=0.5)
        disc.set(markersize=np.sqrt(country.population / 1e6), color=COLOURS[country.continent])
    ax.set(title=str(year), xlabel="income", xscale="log", xlim=(40, 9e4), ylim=(30, 87))
axes[0].set_ylabel("life")
plt.show()

# %% [markdown] lang="zh"
# ## 概况
#
# | | |
# |---|---|
# | 计划条目 | 1.9 Matplotlib 可视化 · 1.10 Pandas 数据处理 · 1.11 官方文档、《Effective Python》、《Python Data Science Handbook》 · 1.18 实数据集（如 World Bank Data） |
# | 先修 | 103；Python 的函数、字典与循环；不需要学过 pandas 或 Matplotlib |
# | 学习时间 | 约 7 小时 |
# | 计算机 | 两个 CPU 核，全部运行不到半分钟；不需要网络 |
# | 分数 | 20 分：整洁数据 4、连接 4、分组 4、折线图 4、气泡图 4 |

# %% [markdown] lang="en"
# ## Facts
#
# | | |
# |---|---|
# | Rows of the plan | 1.9 Matplotlib · 1.10 pandas · 1.11 the official documentation, Effective Python, Python Data Science Handbook · 1.18 real data such as the World Bank's |
# | Before | 103; functions, dicts and loops in Python; no pandas or Matplotlib needed |
# | Work | about 7 hours |
# | Computer | two CPU cores, less than half a minute to run it all; no network |
# | Points | 20: tidy data 4, join 4, groups 4, line chart 4, bubble chart 4 |

# %% [markdown] lang="zh"
# ## 数据
#
# | | `wide` | `gapminder` | `codes` |
# |---|---|---|---|
# | 内容 | 人口指标 | 健康与收入 | 国名与代码 |
# | 来源 | 世界银行 [World Development Indicators](https://datatopics.worldbank.org/world-development-indicators/)，取自 R 软件包 tidyr | [Gapminder 基金会](https://www.gapminder.org/data/)，取自 R 软件包 dslabs | ISO 3166-1，取自 R 软件包 gapminder |
# | 许可 | CC BY 4.0 | CC BY 4.0 | CC0 |
# | 一行 | 一个代码的一个指标，每年一列，2000–2017 | 一个国家或地区的一年，1960–2016 | 一个国家或地区 |
# | 行 × 列 | 1064 × 20 | 10545 × 9 | 187 × 2 |
# | 键 | `code`（三字母）、`indicator` | `country`（英文名）、`year` | `country`；`code` 也不重复 |
#
# 单位：`SP.POP.TOTL` 与 `SP.URB.TOTL` 是总人口与城镇人口（人），`SP.POP.GROW` 与 `SP.URB.GROW` 是二者的增长率（%/年）。`life_expectancy` 是出生时预期寿命（年）；`infant_mortality` 是每千名活产婴儿中不满一岁夭折的人数；`fertility` 是每名妇女的子女数；`population` 是人数；`gdp` 是全国的国内生产总值（美元/年，按不变价，约为 2000 年的价格，按汇率而不是按购买力换算），除以人口才是人均收入。
#
# 这些数据处处有坑：`wide` 的一列里混着人数与百分比；266 个代码中有 49 个是地区或收入组，不是国家；两个来源一个用代码、一个用英文名；GDP 止于 2011 年，早年只有 95 个国家有。后面每一处都会遇到。

# %% [markdown] lang="en"
# ## Dataset
#
# | | `wide` | `gapminder` | `codes` |
# |---|---|---|---|
# | What | indicators of population | health and income | names and codes |
# | Source | World Bank, [World Development Indicators](https://datatopics.worldbank.org/world-development-indicators/), as in the R package tidyr | [Gapminder Foundation](https://www.gapminder.org/data/), as in the R package dslabs | ISO 3166-1, as in the R package gapminder |
# | Licence | CC BY 4.0 | CC BY 4.0 | CC0 |
# | A row | one indicator of one code, a column a year, 2000 to 2017 | one country or territory in one year, 1960 to 2016 | one country or territory |
# | Rows × columns | 1064 × 20 | 10545 × 9 | 187 × 2 |
# | Key | `code` (three letters), `indicator` | `country` (English name), `year` | `country`; `code` is unique too |
#
# Units: `SP.POP.TOTL` and `SP.URB.TOTL` are the total and the urban population (persons), `SP.POP.GROW` and `SP.URB.GROW` their growth (% a year). `life_expectancy` is life expectancy at birth (years); `infant_mortality` counts the infants of 1000 born alive who die before the age of one; `fertility` is children per woman; `population` is persons; `gdp` is the gross domestic product of the whole country (US dollars a year in constant prices, about those of 2000, converted by exchange rates and not by what money buys), so that income per person is `gdp` divided by `population`.
#
# There are traps everywhere: a column of `wide` mixes persons and per cent; 49 of its 266 codes are regions or income groups, not countries; one source uses codes, the other English names; GDP ends in 2011, and in early years only 95 countries have it. You will meet all of them.

# %% [markdown] lang="zh"
# ## 开始之前：表、缺失值、坐标系
#
# **数据框** (`pd.DataFrame`) 是一张表。`frame["year"]` 取一列，称为序列 (`pd.Series`)；`frame[frame["year"] == 2010]` 取满足条件的行；`frame.assign(x=...)` 返回多了一列的新表。一列中的值同属一种数据类型 (data type, dtype)。行的标签称为索引 (index)；它可以是任何东西，所以不要靠行的位置来对应数据，`reset_index()` 把索引变成普通的列，`reset_index(drop=True)` 则丢掉它，重新编号。
#
# **键** (key) 是能认出一行的一列或几列：`gapminder` 的键是 `country` 与 `year`，没有两行相同。`frame.duplicated(["country", "year"]).any()` 检查这件事。
#
# **缺失值** (missing value) 在数值列中写作 `NaN`（不是数），在文字列中写作 `NaN` 或 `None`；`isna()` 找出它们。它不是零，也不等于任何东西，连自己也不等于。pandas 的 `sum`、`mean` 会不声不响地跳过它：`pd.Series([1.0, None]).mean()` 是 1，不是“不知道”。
#
# **坐标系** (`Axes`) 是 Matplotlib 中的一幅图：`fig, ax = plt.subplots()` 造出画布与坐标系，`ax.plot`、`ax.scatter` 往上添图元 (artist)，`ax.set(xlabel=..., title=...)` 写文字。图元记得自己的数据、颜色和大小，所以图可以像函数一样接受检查，不必看像素。
#
# 这里只讲用得着的；要从头学起，见 [Python Data Science Handbook](https://jakevdp.github.io/PythonDataScienceHandbook/) 关于 pandas 与 Matplotlib 的两部分。

# %% [markdown] lang="en"
# ## Before you start: table, missing value, axes
#
# **A frame** (`pd.DataFrame`) is a table. `frame["year"]` takes a column, called a series (`pd.Series`); `frame[frame["year"] == 2010]` takes the rows that fulfil a condition; `frame.assign(x=...)` returns a new table with one more column. All values of a column have one data type (dtype). The labels of the rows are the index; it may be anything, so never match data by the place of a row; `reset_index()` turns the index into ordinary columns, `reset_index(drop=True)` drops it and numbers the rows anew.
#
# **A key** is one column, or several, that tell the rows apart: the key of `gapminder` is `country` and `year`, and no two rows agree in both. `frame.duplicated(["country", "year"]).any()` checks it.
#
# **A missing value** is written `NaN` (not a number) in columns of numbers, and `NaN` or `None` in columns of text; `isna()` finds it. It is not zero, and it equals nothing, not even itself. `sum` and `mean` of pandas skip it without a word: `pd.Series([1.0, None]).mean()` is 1 and not "unknown".
#
# **Axes** (`Axes`) are one plot in Matplotlib: `fig, ax = plt.subplots()` makes a canvas and axes on it, `ax.plot` and `ax.scatter` add artists to them, `ax.set(xlabel=..., title=...)` writes the words. Artists remember their data, colours and sizes; so a figure can be tested like a function, without a look at pixels.
#
# This is only what you need here; to learn it from the start, read the parts on pandas and Matplotlib of the [Python Data Science Handbook](https://jakevdp.github.io/PythonDataScienceHandbook/).

# %%
# Worked example: one country that did not report does not count, and nobody is told.
harvest = pd.DataFrame({"country": ["A", "B", "C"], "tonnes": [10.0, 20.0, None]})
print(harvest, "\n")
print(f"mean: {harvest['tonnes'].mean()}, of {harvest['tonnes'].count()} in {len(harvest)} rows")
print(f"if the gap were zero: {harvest['tonnes'].fillna(0).mean()}")
print(f"NaN == NaN is {np.nan == np.nan}")

# %% [markdown] lang="zh"
# ### 所有任务共同的约定
#
# 1. 传入的表不得改动，包括它的列与索引。需要改时先复制。
# 2. 传入的表，行的次序、列的次序和索引都可以是任意的。
# 3. 返回的表，行的次序、列的次序、索引以及整数的位数由你决定；浮点数用 `float64`。列名和每行的内容由任务规定。任务说是“列”的，就不能放在索引里。
# 4. 坏输入要报错，报哪一种错由各任务说明。
# 5. 图：函数自己用 `plt.subplots()` 造新的画布，返回 `Axes`，不要调用 `plt.show()` 或关闭画布。评分只读图元、坐标轴与文字，不看像素。没有提到的样子（颜色、透明度、大小、网格）随你。
#
# 每个测试单元格先做几项看得见的检查，评分时再用新抽取的数据检查任务中写明的各项性质。下面的单元格准备了测试用的工具；它怎样从图中读出数据，值得一看。

# %% [markdown] lang="en"
# ### Agreed for all tasks
#
# 1. Frames passed in stay as they are, columns and index included. To change one, copy it first.
# 2. Frames passed in may have their rows and columns in any order, and any index.
# 3. In frames that you return, the order of rows and columns, the index and the size of integers are yours; floats are `float64`. The task sets the names of the columns and what a row holds. What the task calls a column must not hide in the index.
# 4. Bad input raises an error; each task says which.
# 5. Figures: the function makes a new canvas by `plt.subplots()` and returns the `Axes`; it neither calls `plt.show()` nor closes the canvas. Grading reads artists, axes and words, never pixels. Looks that are not mentioned (colours, transparency, size, grid) are yours.
#
# Each test cell makes a few checks that you see; grading then checks, on newly drawn data, the properties that the task names. The next cell holds the tools of the tests; how it reads data out of a figure is worth a look.


# %% nbgrader={"grade": false, "grade_id": "checks", "locked": true, "schema_version": 3, "solution": false, "task": false}
def raises(
    error: type[Exception], function: Callable[..., object], *arguments: object, **options: object
) -> bool:
    """Whether the call raises `error`; a function that is not written yet does not count."""
    try:
        function(*arguments, **options)
    except NotImplementedError:
        raise
    except Exception as raised:
        return isinstance(raised, error)
    return False


def assert_unchanged(frame: pd.DataFrame, kept: pd.DataFrame) -> None:
    """Assert that `frame`, which was passed in, is what `kept`, its copy, still is."""
    same = frame.equals(kept) and frame.index.equals(kept.index)
    assert same, "传入的表被改动了 / the frame passed in has been changed"


def assert_same_rows(got: object, expected: pd.DataFrame, key: list[str], name: str) -> None:
    """Assert that `got` holds the rows of `expected`, in whatever order and under any index.

    `key` names columns that tell the rows of `expected` apart.
    """
    assert type(got) is pd.DataFrame, (
        f"{name} 应为 DataFrame，实得 {type(got).__name__}"
        f" / expected {name} to be a DataFrame, got {type(got).__name__}"
    )
    assert sorted(map(str, got.columns)) == sorted(expected.columns), (
        f"{name} 的列应为 {sorted(expected.columns)}，实得 {list(got.columns)}"
        f" / expected columns {sorted(expected.columns)} of {name}, got {list(got.columns)}"
    )
    assert len(got) == len(expected), (
        f"{name} 应有 {len(expected)} 行，实得 {len(got)}"
        f" / expected {len(expected)} rows of {name}, got {len(got)}"
    )
    got = got.sort_values(key, ignore_index=True)
    expected = expected.sort_values(key, ignore_index=True)
    for column in [*key, *sorted(set(expected.columns) - set(key))]:
        message = (
            f"{name} 的列 {column} 中有值不对 / {name} has wrong values in its column {column}"
        )
        if pd.api.types.is_numeric_dtype(expected[column]):
            assert pd.api.types.is_numeric_dtype(got[column]), (
                f"{name} 的列 {column} 应为数值 / column {column} of {name} should hold numbers"
            )
            numbers = [f[column].to_numpy(dtype=float, na_value=np.nan) for f in (got, expected)]
            assert np.allclose(*numbers, rtol=1e-9, atol=0, equal_nan=True), message
        else:
            words = [
                f[column].astype(object).where(f[column].notna(), None) for f in (got, expected)
            ]
            assert words[0].tolist() == words[1].tolist(), message


def shuffled(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The same rows in another order, under an index that means nothing."""
    order = rng.permutation(len(frame))
    return frame.iloc[order].set_axis(rng.integers(0, 5, len(frame)), axis=0)


def colours_of(artist: object) -> set[tuple[float, ...]]:
    """Colours (red, green, blue) of an artist: of its face, line or marker."""
    found = set()
    for getter in ("get_facecolor", "get_edgecolor", "get_color", "get_markerfacecolor"):
        if hasattr(artist, getter):
            colours = getattr(artist, getter)()
            many = isinstance(colours, np.ndarray) and colours.ndim == 2
            rgba = [to_rgba(colour) for colour in (colours if many else [colours])]
            found |= {tuple(np.round(colour[:3], 6)) for colour in rgba if colour[3] > 0}
    return found


def legend_of(ax: Axes) -> dict[str, set[tuple[float, ...]]]:
    """Text of each entry of the legends on `ax` or its figure, and the colours of its sample."""
    legends = [child for child in ax.get_children() if isinstance(child, Legend)]
    legends += list(ax.figure.legends)
    assert legends, "图上没有图例 / the figure has no legend"
    entries = {}
    for legend in legends:
        texts = [text.get_text() for text in legend.get_texts()]
        samples = [colours_of(sample) for sample in legend.legend_handles]
        entries |= dict(zip(texts, samples, strict=True))
    return entries


def points_of(ax: Axes) -> pd.DataFrame:
    """A row for each point of the scatters on `ax`: x, y, its area s (points²) and its colour."""
    parts = []
    for scatter in list(ax.collections):
        if not isinstance(scatter, PathCollection):
            continue
        scatter.update_scalarmappable()  # turns numbers into colours where c was given as numbers
        places = scatter.get_offsets()
        places = places.filled(np.nan) if hasattr(places, "filled") else places
        faces = np.asarray(scatter.get_facecolor())
        colours = faces if len(faces) else np.asarray(scatter.get_edgecolor())
        part = pd.DataFrame(np.asarray(places, dtype=float), columns=["x", "y"])
        part["s"] = np.resize(np.asarray(scatter.get_sizes(), dtype=float), len(part))
        repeated = colours[np.arange(len(part)) % len(colours), :3] if len(part) else []
        part["colour"] = [tuple(np.round(colour, 6)) for colour in repeated]
        parts.append(part)
    assert parts, "图上没有散点 / the figure has no scatter"
    return pd.concat(parts, ignore_index=True).dropna(subset=["x", "y"])


def lines_of(ax: Axes, colours: set[tuple[float, ...]] | None = None) -> tuple[set, set, set]:
    """Points (x, y), those with a marker, and strokes (x, x'), x <= x', of the lines on `ax`.

    Where `colours` are given, of the lines that have one of these. A line joins neighbours in its
    own data, but not across NaN.
    """
    points, marked, strokes = set(), set(), set()
    for line in list(ax.get_lines()):
        if colours is not None and not colours & colours_of_line(line):
            continue
        xy = np.asarray(line.get_xydata(), dtype=float)
        there = np.isfinite(xy).all(axis=1)
        drawn = {(float(x), float(y)) for x, y in xy[there]}
        points |= drawn
        if line.get_marker() not in ("None", "none", " ", "", None):
            marked |= drawn
        if line.get_linestyle() not in ("None", "none", " ", ""):
            joined = [xy[i : i + 2, 0] for i in np.flatnonzero(there[:-1] & there[1:])]
            strokes |= {(float(min(pair)), float(max(pair))) for pair in joined}
    return points, marked, strokes


def colours_of_line(line: object) -> set[tuple[float, ...]]:
    """The colour (red, green, blue) of a line, without that of its markers."""
    return {tuple(np.round(to_rgba(line.get_color())[:3], 6))}


def words_of(ax: Axes) -> str:
    """The title, wherever it stands above the axes."""
    titles = [ax.get_title(loc=place) for place in ("left", "center", "right")]
    return " ".join([*titles, ax.figure.get_suptitle()])


# %% [markdown] lang="zh"
# ## 1 · 表里一行是什么？
#
# **宽表。** 世界银行的表适合人看：年份横着排开，各指标叠在一起。计算机却难用它：年份是列名，不是数据；要知道 `2010` 这一列的单位，得去看另一列 `indicator`。
#
# **整洁数据** (tidy data)。Wickham (2014) 给出三条：每个变量是一列，每个观测是一行，每类观测是一张表。这里的观测是“一个代码在一年里的情形”，变量是代码、年份和四个指标。于是宽表 (wide table) 变成
#
# $$\underbrace{1064}_{266 \times 4} \times \underbrace{18}_{\text{years}} \ \text{values} \quad \longrightarrow \quad \underbrace{4788}_{266 \times 18} \ \text{rows} \times \underbrace{4}_{\text{indicators}} \ \text{values}$$
#
# 两边都是 19152 个值。变形不产生数据，也不消灭数据：这样不变的量称为**不变量** (invariant)，是检查变形的最好办法。缺失的也要照样缺失：INX（未分类）没有任何值，但它的 18 行仍在，因为“没有数字”也是世界银行说的话。
#
# **两步。** 先用 `melt` 把各列堆成一列（长表，long table），再用 `pivot` 把一列按指标摊成几列。第二步要求键不重复。若同一个代码的同一指标有两行，`pivot` 报错；`pivot_table` 却悄悄取平均，还会丢掉全部缺失的行。下面看它们在玩具表上做了什么。

# %% [markdown] lang="en"
# ## 1 · What is a row?
#
# **The wide table** of the World Bank is made for the eye: years side by side, indicators on top of each other. A computer can do little with it: the year is the name of a column, not data; and the unit of the column `2010` stands in another column, `indicator`.
#
# **Tidy data.** Wickham (2014) asks for three things: each variable is a column, each observation a row, each kind of observation a table. Here an observation is one code in one year, and the variables are code, year and the four indicators. The wide table becomes
#
# $$\underbrace{1064}_{266 \times 4} \times \underbrace{18}_{\text{years}} \ \text{values} \quad \longrightarrow \quad \underbrace{4788}_{266 \times 18} \ \text{rows} \times \underbrace{4}_{\text{indicators}} \ \text{values}$$
#
# On both sides there are 19152 values. A change of shape makes no data and destroys none: what stays the same is an **invariant**, the best check of such a change. What is missing stays missing: INX (not classified) has no value at all, yet its 18 rows remain, for "no figure" is also something that the World Bank says.
#
# **Two steps.** First `melt` stacks the columns into one (a long table), then `pivot` spreads one column over several, one for each indicator. The second needs keys that are unique. Where a code has two rows for one indicator, `pivot` raises an error; `pivot_table` takes the mean in silence, and drops rows in which all is missing. See what they do on toy tables.

# %%
toy = pd.DataFrame({"shop": ["North", "South"], "Mon": [3.0, None], "Tue": [5.0, 2.0]})
print(toy, "\n")
print(toy.melt("shop", var_name="day", value_name="sold"), "\n")

long = pd.DataFrame(
    {
        "shop": ["North", "North", "North", "South", "South"],
        "what": ["tea", "tea", "milk", "tea", "milk"],
        "sold": [3.0, 5.0, 1.0, None, None],
    }
)
print(long, "\n")
print("pivot_table takes the mean of 3 and 5, and South is gone:")
print(long.pivot_table(index="shop", columns="what", values="sold"), "\n")
try:
    long.pivot(index="shop", columns="what", values="sold")
except ValueError as error:
    print("pivot:", error)

# %% [markdown] lang="zh"
# ### 任务 1：`tidy_indicators`
#
# 把宽表变成整洁数据。
#
# - 输入：`wide`，含列 `code` 与 `indicator`；其余各列的列名是年份，四位数字的字符串，如 `"2000"`，其中的值为浮点数，可以缺失。`names`，字典，从指标代码到新的列名。
# - 返回：一张表，列为 `code`、`year`（整数）以及表中每个指标各一列，列名由 `names` 给出。每个代码、每个年份恰有一行，即使它的值全部缺失。
# - 值照原样；缺失的仍然缺失，没有新的缺失，也不填补。某个代码若没有某指标的那一行，该指标的值为缺失。
# - 同一个 `(code, indicator)` 有两行：`ValueError`。表中的指标不在 `names` 里：`ValueError`。`names` 里可以有表中没有的指标，它们不成为列。
#
# 测试用的表，代码、指标、年份（不一定相连）与缺失的位置都是随机的。分数：变形与缺失值 3 分；坏输入 1 分。

# %% [markdown] lang="en"
# ### Task 1: `tidy_indicators`
#
# Turn the wide table into tidy data.
#
# - Input: `wide`, with the columns `code` and `indicator`; the names of all other columns are years, strings of four digits such as `"2000"`, and their values are floats, some missing. `names`, a dict from the code of an indicator to the name of its new column.
# - Return: a frame with the columns `code`, `year` (integer) and one for each indicator of the table, named by `names`. Each code has exactly one row for each year, even if all of its values are missing.
# - Values stay as they are; what is missing stays missing, nothing else becomes missing, and nothing is filled. Where a code has no row for an indicator, the value of that indicator is missing.
# - Two rows for the same `(code, indicator)`: `ValueError`. An indicator of the table that is not in `names`: `ValueError`. `names` may know indicators that the table lacks; these give no column.
#
# In the tests the codes, indicators, years (not always consecutive) and gaps are random. Points: 3 for the change of shape and the missing values; 1 for bad input.


# %% [markdown] aicourse={"hints": "tidy_indicators"} lang="zh"
# 1. 先看上面的玩具表：`melt` 把年份的各列堆成一列，`pivot` 再把指标摊开。`melt` 时，哪两列应当原样留着？
# 2. 摊开之后，一行由 `code` 与 `year` 一起认出。用 `pivot`，不用 `pivot_table`：后者会取平均，还会丢掉全部缺失的行。`dropna` 与 `fillna` 在这里都用不上。
# 3. 收尾有三件事：`pivot` 把 `code` 与 `year` 放进了索引，要变回普通的列；年份还是文字，要变成整数；指标的列要按 `names` 改名。三件事都得到新表，不碰传入的。
# 4. 坏输入在变形之前查。不在 `names` 里的指标，`rename` 会不声不响地留着旧名；重复的 `(code, indicator)`，`duplicated` 查得到，两行完全相同也算。

# %% [markdown] aicourse={"hints": "tidy_indicators"} lang="en"
# 1. Look at the toy tables above: `melt` stacks the columns of years into one, and `pivot` spreads the indicators. Which two columns should `melt` leave alone?
# 2. After that, `code` and `year` together tell the rows apart. Use `pivot` and not `pivot_table`: this takes means, and drops rows in which all is missing. Neither `dropna` nor `fillna` has a place here.
# 3. Three things are left to do: `pivot` has put `code` and `year` into the index, and they should be ordinary columns again; years are still text, and should be integers; the indicators need their new `names`. Each gives a new frame and leaves the one passed in alone.
# 4. Look for bad input before you change the shape. An indicator that `names` lacks would keep its old name in `rename`, without a word; `duplicated` finds a repeated `(code, indicator)`, two identical rows included.


# %% nbgrader={"grade": false, "grade_id": "tidy_indicators", "locked": false, "schema_version": 3, "solution": true, "task": false}
def tidy_indicators(wide: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """One row for each code and year, one column for each indicator.

    Parameters
    ----------
    wide : DataFrame
        Columns `code`, `indicator` and one for each year, named by its four digits.
    names : dict of str to str
        New name of each indicator.

    Returns
    -------
    DataFrame
        Columns `code`, `year` (integer), and one for each indicator, missing where the table is.

    Raises
    ------
    ValueError
        If a code has two rows for one indicator, or an indicator has no new name.

    References
    ----------
    Wickham, Tidy data, Journal of Statistical Software 59(10), 2014.
    """
    ### BEGIN SOLUTION
    unnamed = set(wide["indicator"]) - names.keys()
    if unnamed:
        raise ValueError(f"no name for {sorted(unnamed)}")
    if wide.duplicated(["code", "indicator"]).any():
        raise ValueError("a code has two rows for one indicator")
    long = wide.melt(["code", "indicator"], var_name="year", value_name="value")
    tidy = long.pivot(index=["code", "year"], columns="indicator", values="value")
    tidy = tidy.rename(columns=names).rename_axis(columns=None).reset_index()
    return tidy.astype({"year": int})
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_tidy_indicators", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
shown = pd.DataFrame(
    {
        "code": ["AAA", "AAA", "BBB"],
        "indicator": ["SP.POP.TOTL", "SP.URB.TOTL", "SP.POP.TOTL"],
        "2001": [10.0, None, None],
        "2003": [12.0, 6.0, None],
    }
)
tidy = tidy_indicators(shown, INDICATORS)
assert type(tidy) is pd.DataFrame, (
    f"应返回 DataFrame，实得 {type(tidy).__name__} / expected a DataFrame, got {type(tidy).__name__}"
)
assert_same_rows(
    tidy,
    pd.DataFrame(
        {
            "code": ["AAA", "AAA", "BBB", "BBB"],
            "year": [2001, 2003, 2001, 2003],
            "population_wb": [10.0, 12.0, None, None],
            "urban": [None, 6.0, None, None],
        }
    ).astype({"population_wb": float, "urban": float}),
    ["code", "year"],
    "tidy_indicators",
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(8):
    letters = rng.permutation([f"{a}{b}{c}" for a in "ABX" for b in "CDE" for c in "FGH"])
    some_codes = letters[: rng.integers(2, 8)].tolist()
    some_names = {f"XX.{k}.{rng.integers(100)}": f"column_{k}" for k in range(rng.integers(1, 5))}
    years = sorted(rng.choice(np.arange(1960, 2030), rng.integers(2, 9), replace=False).tolist())
    drawn = rng.lognormal(10, 3, (len(some_codes), len(some_names), len(years)))
    drawn[rng.random(drawn.shape) < 0.2] = np.nan
    drawn[0] = np.nan
    if trial % 2 and len(some_names) > 1:
        drawn[-1, 0] = np.nan  # the row that the table will lack
    table = pd.DataFrame(
        drawn.reshape(-1, len(years)),
        columns=pd.Index([str(year) for year in years], dtype=object),
    )
    table["code"] = np.repeat(some_codes, len(some_names))
    table["indicator"] = np.tile(list(some_names), len(some_codes))
    if trial % 2 and len(some_names) > 1:
        absent = (table["code"] == some_codes[-1]) & (table["indicator"] == next(iter(some_names)))
        table = table[~absent]
    table = shuffled(table[rng.permutation(table.columns).tolist()], rng)
    kept = table.copy()
    expected = pd.DataFrame(
        {
            "code": np.repeat(some_codes, len(years)),
            "year": np.tile(years, len(some_codes)),
            **{
                name: drawn[:, position].ravel()
                for position, name in enumerate(some_names.values())
            },
        }
    )
    tidy = tidy_indicators(table, some_names)
    assert_unchanged(table, kept)
    assert_same_rows(tidy, expected, ["code", "year"], "tidy_indicators")
    assert pd.api.types.is_integer_dtype(tidy["year"]), (
        "year 应为整数 / year should be of an integer type"
    )
world_bank = tidy_indicators(wide, INDICATORS)
assert len(world_bank) == 266 * 18, (
    "世界银行的表应有 266 × 18 行 / the World Bank's table should have 266 × 18 rows"
)
missing = world_bank[list(INDICATORS.values())].isna().sum().sum()
assert missing == wide.isna().sum().sum() == 144, (
    "缺失值应为 144 个，不多不少 / expected 144 missing values, no more and no fewer"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_tidy_indicators_errors", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
repeated = pd.DataFrame(
    {"code": ["A", "A"], "indicator": ["SP.POP.TOTL"] * 2, "2001": [1.0, 3.0], "2002": [2.0, 4.0]}
)
assert raises(ValueError, tidy_indicators, repeated, INDICATORS), (
    "同一 (code, indicator) 有两行应报 ValueError"
    " / two rows for one (code, indicator) should raise ValueError"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for _ in range(3):
    row = wide.sample(1, random_state=int(rng.integers(2**31)))
    assert raises(ValueError, tidy_indicators, pd.concat([wide, row]), INDICATORS), (
        "完全相同的两行也应报 ValueError / two identical rows should raise ValueError too"
    )
    unnamed = dict(INDICATORS)
    del unnamed[rng.choice(list(INDICATORS))]
    assert raises(ValueError, tidy_indicators, wide, unnamed), (
        "指标不在 names 里应报 ValueError / an indicator without a name should raise ValueError"
    )
assert not raises(Exception, tidy_indicators, shuffled(wide, rng), INDICATORS), (
    "索引有重复的标签不应报错 / repeated labels in the index should raise nothing"
)
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 表整洁了，就能问它问题，一问就吓一跳：把 2017 年所有代码的人口加起来，是八百多亿，超过全世界的十倍。49 个代码是汇总，一个中国人在中国、东亚、中高收入、全世界等许多行里各数了一次。
#
# 再用守恒去查账。七个地区之和恰好等于世界 (`WLD`)，一人不差。四个收入组之和却少了三千多万，217 个国家和地区之和也少了两千多万。少的是谁？

# %% [markdown] lang="en"
# ### What the result means
#
# A tidy table can be asked questions, and the first answer is a shock: the populations of all codes in 2017 add up to more than eighty thousand million, ten times the world. 49 codes are aggregates: a person in China is counted in China, in East Asia, in upper middle income, in the world, and more.
#
# Now audit the books by what must be conserved. The seven regions add up to the world (`WLD`), to the last person. The four income groups fall short by more than thirty million, and the 217 countries and territories by more than twenty. Who is missing?

# %%
world_bank = tidy_indicators(wide, INDICATORS)
people = world_bank.pivot(index="year", columns="code", values="population_wb")
economies = people.columns.difference(list(AGGREGATES))
short = pd.DataFrame(
    {
        "all 266 codes": people.sum(axis=1) - people["WLD"],
        "7 regions": people[REGIONS].sum(axis=1) - people["WLD"],
        "4 income groups": people[INCOME_GROUPS].sum(axis=1) - people["WLD"],
        f"{len(economies)} economies": people[economies].sum(axis=1) - people["WLD"],
    }
)
print("difference from the world's population, in millions of persons")
print((short.loc[[2000, 2010, 2017]] / 1e6).round(3).to_string(), "\n")
gap = -short["4 income groups"]
equal = [code for code in economies if np.array_equal(people[code], gap)]
print("codes with exactly the population that the income groups lack, in all 18 years:", equal)
print(
    "ISO codes that the World Bank's table lacks:", sorted(set(codes["code"]) - set(wide["code"]))
)

# %% [markdown] lang="zh"
# 收入组少的那一份，十八年里每一年都恰好是委内瑞拉 (VEN) 的人口：世界银行当时没有把它归入任何收入组，INX（未分类）一行又没有数。国家之和少的两千多万，则相当于中国台湾的人口：世界银行把它计入世界与东亚及太平洋的总数，却不单列一行。缺失的数据不总是 NaN，也可能是一行从来没有写下的数据；只有用守恒去查，才会发现它。
#
# 同样的办法还能查公式。`population_growth` 是怎么算的？人们会猜 $100 (P_t / P_{t-1} - 1)$。下面把它与 $100 \ln (P_t / P_{t-1})$ 都算出来比一比，再看城镇人口占总人口之比：它不能超过 1。

# %% [markdown] lang="en"
# In each of the eighteen years the income groups lack exactly the population of Venezuela (VEN): at the time the World Bank put it in no income group, and the row INX (not classified) holds no number. The twenty-odd million that the economies lack are about the population of Taiwan, China, which the World Bank counts in the world and in East Asia and the Pacific but gives no row of its own. Missing data are not always NaN; they may be a row that was never written, and only what is conserved brings it to light.
#
# Formulas can be audited in the same way. How is `population_growth` computed? One would guess $100 (P_t / P_{t-1} - 1)$. Compare it with $100 \ln (P_t / P_{t-1})$, and look at the urban part of the population, which cannot exceed 1.

# %%
ordered = world_bank.sort_values(["code", "year"])
ratio = ordered.groupby("code")["population_wb"].transform(lambda p: p / p.shift())
stated, country_row = ordered["population_growth"], ~ordered["code"].isin(AGGREGATES)
for name, computed in (
    ("100 (ratio - 1)", 100 * (ratio - 1)),
    ("100 ln ratio", 100 * np.log(ratio)),
):
    error = (computed - stated).abs()[country_row]
    print(f"{name:16} differs by up to {error.max():.1e} in {error.count()} rows")

urban = ordered.assign(share=100 * ordered["urban"] / ordered["population_wb"])
print(f"largest urban share: {urban['share'].max():.1f} %")
fig, ax = plt.subplots(figsize=(6, 3.2), layout="constrained")
for code, name, colour in (
    ("WLD", "world", GREY),
    ("CHN", "China", ORANGE),
    ("IND", "India", BLUE),
):
    line = urban[urban["code"] == code]
    ax.plot(line["year"], line["share"], color=colour)
    ax.annotate(name, (2017, line["share"].iloc[-1]), (4, -3), textcoords="offset points")
ax.axhline(50, color="black", linewidth=0.8, linestyle=":")
ax.set(
    title="Half of us live in towns",
    xlabel="year",
    ylabel="urban population (% of total)",
    xlim=(2000, 2018.6),
    xticks=range(2000, 2018, 4),
)
plt.show()

# %% [markdown] lang="zh"
# 世界银行用的是对数，误差只剩舍入。世界在 2007 年越过一半，中国在 2011 年越过，比世界只晚四年，而起点低得多。

# %% [markdown] lang="en"
# The World Bank uses the logarithm; what is left is rounding. The world crossed one half in 2007 and China in 2011, only four years later, from a much lower start.

# %% [markdown] lang="zh"
# ## 2 · 两张表相连，谁不见了？
#
# **连接** (join) 按键把两张表的行配成对。`left.merge(right, on=keys)` 对每一对键相等的行给出一行。设键 $k$ 在左表出现 $l_k$ 次，在右表出现 $r_k$ 次，则
#
# $$\text{rows} = \sum_k l_k r_k$$
#
# 由此看出连接会出的两种错。若 $r_k \ge 2$，左表的行就成倍增加，求和时一人数成两人。若 $r_k = 0$，左表的行就消失。两种错都不报错。
#
# **多对一连接** (many-to-one join) 要求右表的键不重复，即 $r_k \le 1$。这时左表的每一行不是配上一行，就是没有配上：
#
# $$\text{rows}_\text{left} = \text{rows}_\text{matched} + \text{rows}_\text{left only}$$
#
# 把三部分都交出来，就什么也没有悄悄丢掉。
#
# **两个陷阱。** 其一，键里的缺失值：“不知道”与“不知道”并不是同一个国家，可 `merge` 会把 NaN 与 NaN 配成对。其二，两张表有同名而不是键的列：`merge` 给它们加上 `_x` 与 `_y`，之后很容易用错。下面都试给你看。
#
# **有用的零件。** `merge` 的参数 `validate` 会检查键是否重复；`dropna(subset=keys)` 去掉键缺失的行；要比较由几列组成的键，可用 `pd.MultiIndex.from_frame(frame[keys])` 把它们合成一个，再问 `isin`。

# %% [markdown] lang="en"
# ## 2 · Two tables are joined. Who is gone?
#
# **A join** pairs the rows of two tables by a key. `left.merge(right, on=keys)` gives one row for each pair of rows whose keys agree. If the key $k$ stands $l_k$ times in the left table and $r_k$ times in the right one,
#
# $$\text{rows} = \sum_k l_k r_k$$
#
# which shows the two ways for a join to go wrong. Where $r_k \ge 2$, rows of the left table multiply, and a sum counts one person twice. Where $r_k = 0$, rows of the left table vanish. Neither raises an error.
#
# **A many-to-one join** asks that keys are unique in the right table, $r_k \le 1$. Then each row of the left table finds one partner or none:
#
# $$\text{rows}_\text{left} = \text{rows}_\text{matched} + \text{rows}_\text{left only}$$
#
# Hand over all the parts, and nothing is lost in silence.
#
# **Two traps.** First, missing values in a key: "unknown" and "unknown" are not one and the same country, yet `merge` pairs NaN with NaN. Second, columns of the same name that are no keys: `merge` calls them `_x` and `_y`, and sooner or later the wrong one is used. See both below.
#
# **Useful parts.** The argument `validate` of `merge` checks whether keys repeat; `dropna(subset=keys)` takes out rows whose key is missing; to compare keys of several columns, `pd.MultiIndex.from_frame(frame[keys])` makes one of them, which can be asked `isin`.

# %%
left = pd.DataFrame({"city": ["Lima", "Oslo", None], "persons": [10.0, 0.7, 0.1]})
right = pd.DataFrame({"city": ["Lima", "Lima", None], "persons": [9.0, 9.5, 7.0]})
print(left.merge(right, on="city"))
print("Lima twice, Oslo gone, unknown = unknown\n")

wrong = gapminder.merge(codes, on="country").merge(world_bank, on="code")
print(f"joined by code, and not by code and year: {len(wrong):,} rows from {len(gapminder):,}")

# %% [markdown] lang="zh"
# ### 任务 2：`audited_join`
#
# 写出一个多对一的连接，并交代每一行的去向。
#
# - 输入：`left`，`right`，两张表；`on`，列名的列表（一个或几个），两张表都有这些列。
# - 返回：三张表 `(matched, left_only, right_only)`。
#   - `matched`：`left` 的每个配上的行恰有一行，含 `left` 的所有列，以及 `right` 的其余各列。
#   - `left_only`：`left` 中没有配上的行，列与 `left` 相同。
#   - `right_only`：`right` 中没有配上任何一行的行，列与 `right` 相同。
# - 键有几列时，各列都相等才算相等。任何一列缺失的键不与任何键相等，也不与另一个缺失的键相等；这样的行属于 `left_only` 或 `right_only`。
# - `right` 中有两行的键相等：`ValueError`（缺失的键不算相等）。`left` 的键可以重复。
# - 两张表有不在 `on` 里的同名列：`ValueError`。
#
# 分数：三张表 2 分；缺失的键与坏输入 2 分。

# %% [markdown] lang="en"
# ### Task 2: `audited_join`
#
# Write a many-to-one join that accounts for every row.
#
# - Input: `left` and `right`, two frames; `on`, a list of names of columns (one or several) that both have.
# - Return: three frames `(matched, left_only, right_only)`.
#   - `matched`: exactly one row for each row of `left` that has a partner, with all columns of `left` and the other columns of `right`.
#   - `left_only`: the rows of `left` without a partner, with the columns of `left`.
#   - `right_only`: the rows of `right` that are nobody's partner, with the columns of `right`.
# - Keys of several columns are equal if all of them are. A key with a missing part equals no key, not even another missing one; such rows belong in `left_only` or `right_only`.
# - Two rows of `right` with equal keys: `ValueError` (missing keys are not equal). In `left`, keys may be repeated.
# - A column that both tables have and that is not in `on`: `ValueError`.
#
# Points: 2 for the three frames; 2 for missing keys and bad input.


# %% [markdown] aicourse={"hints": "audited_join"} lang="zh"
# 1. 先查后连。不在 `on` 里的同名列，用列名的集合就能找出；`right` 的键是否重复，要在去掉键缺失的行之后再查，即使重复的键没有配上任何行。
# 2. 键缺失的行先放到一边，其余的做内连接，`merge` 的 `validate` 可以替你查重。`how="left"` 会把没有配上的行也留在 `matched` 里。
# 3. 谁没有配上？键有几列时要整个地比：(A, 1) 与 (B, 2) 都在，不等于 (A, 2) 也在。上面“有用的零件”里的 `pd.MultiIndex.from_frame` 与 `isin` 正是为此。
# 4. 筛选用布尔数组，一行一个真假；按索引的标签去找会出错，因为标签可能重复。配上的键里没有缺失，键缺失的行也就自然落进 `left_only` 或 `right_only`。

# %% [markdown] aicourse={"hints": "audited_join"} lang="en"
# 1. Check first, then join. Sets of names find columns in both tables that are not in `on`; whether `right` repeats a key is asked after rows with a missing key are out, and counts even where the key finds no partner.
# 2. Put rows with a missing key aside, and make an inner join of the rest; `validate` of `merge` can look for repeated keys. With `how="left"`, rows without a partner stay in `matched`.
# 3. Who has no partner? Keys of several columns must be compared as a whole: where (A, 1) and (B, 2) exist, (A, 2) need not. `pd.MultiIndex.from_frame` and `isin`, under "Useful parts" above, do it.
# 4. Select by a boolean array, one truth a row; to look rows up by the labels of the index goes wrong, for labels may repeat. As no matched key has a missing part, rows with a missing key fall into `left_only` or `right_only` by themselves.


# %% nbgrader={"grade": false, "grade_id": "audited_join", "locked": false, "schema_version": 3, "solution": true, "task": false}
def audited_join(
    left: pd.DataFrame, right: pd.DataFrame, on: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Join many rows of `left` to one of `right` each, and account for the others.

    Parameters
    ----------
    left, right : DataFrame
        No column in common but those of `on`.
    on : list of str
        Columns of the key, unique in `right`; a missing value in it equals nothing.

    Returns
    -------
    matched : DataFrame
        A row for each row of `left` that has a partner, with the columns of both.
    left_only, right_only : DataFrame
        The rows of each table that have no partner.

    Raises
    ------
    ValueError
        If `right` repeats a key, or another column stands in both tables.
    """
    ### BEGIN SOLUTION
    shared = set(left.columns) & set(right.columns) - set(on)
    if shared:
        raise ValueError(f"both tables have the columns {sorted(shared)}")
    keyed_left, keyed_right = left.dropna(subset=on), right.dropna(subset=on)
    matched = keyed_left.merge(keyed_right, on=on, validate="many_to_one")
    # Without missing values in `matched`, a missing key of the tables cannot be among these.
    found = pd.MultiIndex.from_frame(matched[on])
    left_only = left[~pd.MultiIndex.from_frame(left[on]).isin(found)]
    right_only = right[~pd.MultiIndex.from_frame(right[on]).isin(found)]
    return matched, left_only, right_only
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_audited_join", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown_left = pd.DataFrame({"city": ["Lima", "Oslo", "Lima"], "visit": [1, 2, 3]})
shown_right = pd.DataFrame({"city": ["Lima", "Pune"], "persons": [10.0, 7.0]})
parts = audited_join(shown_left, shown_right, ["city"])
assert isinstance(parts, tuple | list), (
    f"应返回三张表，实得 {type(parts).__name__} / expected three frames, got {type(parts).__name__}"
)
assert len(parts) == 3, (
    "应返回 (matched, left_only, right_only) / expected (matched, left_only, right_only)"
)
assert_same_rows(
    parts[0],
    pd.DataFrame({"city": ["Lima", "Lima"], "visit": [1, 3], "persons": [10.0, 10.0]}),
    ["visit"],
    "matched",
)
assert_same_rows(parts[1], shown_left.iloc[[1]], ["visit"], "left_only")
assert_same_rows(parts[2], shown_right.iloc[[1]], ["city"], "right_only")
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(8):
    places, years = list("ABCDEFGHI"), list(range(2000, 2006))
    on = [["place"], ["place", "year"], ["year", "place"]][trial % 3]
    grid = [(place, year) for place in places for year in (years if len(on) == 2 else [2000])]
    n_left, n_right = int(rng.integers(12, 30)), int(rng.integers(len(grid) // 2, len(grid)))
    from_left = [grid[i] for i in rng.integers(len(grid), size=n_left)]
    from_right = [grid[i] for i in rng.permutation(len(grid))[:n_right]]
    left = pd.DataFrame({"place": [place for place, _ in from_left], "left_id": range(n_left)})
    right = pd.DataFrame({"place": [place for place, _ in from_right], "right_id": range(n_right)})
    if len(on) == 2:
        left["year"] = [year for _, year in from_left]
        right["year"] = [year for _, year in from_right]
    left["value"] = rng.normal(size=n_left)
    left.loc[0, "value"] = np.nan
    right["word"] = rng.choice(["red", "green", None], n_right)
    row_of = {key: i for i, key in enumerate(from_right)}
    partner = [row_of.get(key) for key in from_left]
    with_partner = [i for i in range(n_left) if partner[i] is not None]
    found = right.iloc[[partner[i] for i in with_partner]]
    expected = left.iloc[with_partner].assign(
        right_id=found["right_id"].to_numpy(), word=found["word"].to_numpy()
    )
    asked = shuffled(left, rng), shuffled(right, rng)
    kept = asked[0].copy(), asked[1].copy()
    matched, left_only, right_only = audited_join(*asked, on)
    assert_unchanged(asked[0], kept[0])
    assert_unchanged(asked[1], kept[1])
    assert_same_rows(matched, expected, ["left_id"], "matched")
    assert_same_rows(left_only, left.drop(index=with_partner), ["left_id"], "left_only")
    unused = right[~right["right_id"].isin(partner)]
    assert_same_rows(right_only, unused, ["right_id"], "right_only")
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_audited_join_keys", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
unknown_left = pd.DataFrame({"city": ["Lima", None], "visit": [1, 2]})
unknown_right = pd.DataFrame({"city": ["Lima", None], "persons": [10.0, 7.0]})
parts = audited_join(unknown_left, unknown_right, ["city"])
assert [len(part) for part in parts] == [1, 1, 1], (
    f"缺失的键不应配上：三张表应各有一行，实得 {[len(part) for part in parts]} 行"
    " / missing keys should have no partner: expected one row in each frame,"
    f" got {[len(part) for part in parts]}"
)
assert raises(ValueError, audited_join, unknown_left, pd.concat([unknown_right] * 2), ["city"]), (
    "right 的键重复应报 ValueError / a repeated key of right should raise ValueError"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for _ in range(5):
    n_unknown = rng.integers(2, 5, size=2)
    left = pd.DataFrame(
        {
            "name": [*"AABC", *rng.choice([None, "A"], n_unknown[0])],
            "year": [1.0, 2.0, 1.0, 1.0, *[np.nan] * n_unknown[0]],
        }
    )
    right = pd.DataFrame(
        {
            "name": [*"ABD", *rng.choice([None, "A"], n_unknown[1])],
            "year": [1.0, 1.0, 1.0, *[np.nan] * n_unknown[1]],
        }
    )
    left["left_id"], right["right_id"] = np.arange(len(left)), np.arange(len(right))
    matched, left_only, right_only = audited_join(
        shuffled(left, rng), shuffled(right, rng), ["name", "year"]
    )
    assert_same_rows(matched, left.iloc[[0, 2]].assign(right_id=[0, 1]), ["left_id"], "matched")
    assert_same_rows(left_only, left.drop(index=[0, 2]), ["left_id"], "left_only")
    assert_same_rows(right_only, right.drop(index=[0, 1]), ["right_id"], "right_only")
    twice = pd.concat([right, right.iloc[[int(rng.integers(3))]].assign(right_id=99)])
    assert raises(ValueError, audited_join, left, shuffled(twice, rng), ["name", "year"]), (
        "right 的键重复应报 ValueError，即使它没有配上任何行"
        " / a repeated key of right should raise ValueError, even if nothing matches it"
    )
shared = pd.DataFrame({"city": ["Lima"], "visit": [7]})
assert raises(ValueError, audited_join, unknown_left, shared, ["city"]), (
    "不在 on 里的同名列应报 ValueError"
    " / a column in both tables that is not in on should raise ValueError"
)
nobody = pd.DataFrame({"city": ["Pune"], "persons": [7.0]})
matched, left_only, right_only = audited_join(unknown_left, nobody, ["city"])
assert (len(matched), len(left_only), len(right_only)) == (0, 2, 1), (
    "没有一行配上时，所有的行都应在 left_only 与 right_only 里"
    " / where nothing matches, all rows should be in left_only and right_only"
)
assert sorted(matched.columns) == ["city", "persons", "visit"], (
    "没有一行配上时，matched 仍应有两张表的列"
    " / where nothing matches, matched should still have the columns of both"
)
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 现在给 Gapminder 的国名配上代码。连接交出的不只是配上的行，还有没配上的名字。

# %% [markdown] lang="en"
# ### What the result means
#
# Now give Gapminder's names their codes. The join hands over not only what matched, but also the names that did not.

# %%
coded, nameless, unused = audited_join(gapminder, codes, ["country"])
print(f"{len(gapminder)} rows = {len(coded)} matched + {len(nameless)} without a code")
lost_2010 = nameless[nameless["year"] == 2010]
print(f"{len(lost_2010)} names without a code: {', '.join(lost_2010['country'])}")
print(f"persons lost in 2010: {lost_2010['population'].sum() / 1e6:.1f} million")
print(f"names never used: {', '.join(unused['country'])}")

# %% [markdown] lang="zh"
# 普通的 `merge` 会一声不响地丢掉 8700 万人，其中有整个韩国：一边写 South Korea，另一边写 Korea, Rep.。补上这十一个代码（ISO 3166-1），再连一次，一行不少；然后才按代码与年份接上世界银行的表。

# %% [markdown] lang="en"
# A plain `merge` would lose 87 million persons without a word, all of South Korea among them: it is "South Korea" on one side and "Korea, Rep." on the other. Add the eleven codes (ISO 3166-1), join again, and no row is lost; only then join the World Bank's table, by code and year.

# %%
more_codes = pd.DataFrame(
    [
        ("Antigua and Barbuda", "ATG"),
        ("Greenland", "GRL"),
        ("Kiribati", "KIR"),
        ("Kyrgyz Republic", "KGZ"),
        ("Lao", "LAO"),
        ("Macedonia, FYR", "MKD"),
        ("Seychelles", "SYC"),
        ("South Korea", "KOR"),
        ("St. Lucia", "LCA"),
        ("St. Vincent and the Grenadines", "VCT"),
        ("Yemen", "YEM"),
    ],
    columns=["country", "code"],
)
coded, nameless, unused = audited_join(gapminder, pd.concat([codes, more_codes]), ["country"])
print(f"without a code: {len(nameless)} rows")
both, too_early, not_in_gapminder = audited_join(coded, world_bank, ["code", "year"])
print(f"{len(coded)} rows = {len(both)} matched + {len(too_early)} without a partner, of the years")
print(f"{too_early['year'].min()} to {too_early['year'].max()}")

year_2010 = both[both["year"] == 2010]
difference = 100 * (year_2010["population"] / year_2010["population_wb"] - 1)
fig, ax = plt.subplots(figsize=(7, 3.6), layout="constrained")
ax.scatter(year_2010["population_wb"], difference, s=12, color=BLUE)
ax.set_xscale("log")
for name in ("Eritrea", "Moldova", "Serbia", "Pakistan", "Equatorial Guinea", "China"):
    row = year_2010.index[year_2010["country"] == name][0]
    place = year_2010.loc[row, "population_wb"], difference[row]
    ax.annotate(name, place, (5, 3), textcoords="offset points")
ax.set(
    title="Two sources count the people of 2010",
    xlabel="population by the World Bank (persons)",
    ylabel="Gapminder's is larger by (%)",
    xlim=(4e4, 4e9),
    ylim=(-40, 58),
)
plt.show()

# %% [markdown] lang="zh"
# 同一年、同一个国家，两个来源可以差上一半。有些差别是估计，有些是定义：世界银行的塞尔维亚不含科索沃。哪一个对，表里没有答案；但只有连接之后，你才知道该问。

# %% [markdown] lang="en"
# For one country in one year two sources may differ by half. Some differences are estimates, some are definitions: the World Bank's Serbia is without Kosovo. The tables do not say who is right; but only after the join do you know what to ask.

# %% [markdown] lang="zh"
# ## 3 · 谁的平均？
#
# **分组** (group by) 是三步：按键把行分开，每组各算一个数，再拼成一张表。`frame.groupby("continent")["life_expectancy"].mean()` 一行做完。它也有沉默之处：键缺失的行不属于任何组，默认丢掉（`dropna=False` 才留下）；值缺失的行被 `mean` 跳过，而全部缺失的一组，`sum` 给出 0（`min_count=1` 才给出 NaN）。所以每个组要连同行数一起报告。
#
# **哪一个平均。** 设组 $g$ 中第 $i$ 国的值为 $x_i$，人口为 $w_i$。国家的平均与人的平均是
#
# $$\bar x_g = \frac{1}{n_g} \sum_{i \in g} x_i, \qquad \bar x_g^w = \frac{\sum_{i \in g} w_i x_i}{\sum_{i \in g} w_i}$$
#
# 后者是**加权平均** (weighted mean)。例如卢森堡（50 万人，收入 52 千美元）与中国（13.4 亿人，收入 2.4 千美元）：国家的平均约为 27，人的平均约为 2.4。前者回答“随便挑一个国家”，后者回答“随便挑一个人”。
#
# 两个和都只能取值与权重**都有**的行。若分母用上所有行的人口，没有报告收入的国家就成了收入为零的国家。
#
# **不变量。** 各组的行数加起来是全表的行数。把各组的加权平均再按组内权重之和加权平均，就是全体的加权平均；不加权的平均没有这条性质，除非各组一样大。行的次序不影响任何结果。

# %% [markdown] lang="en"
# ## 3 · Whose mean?
#
# **Group by** means three steps: split the rows by a key, compute a number in each group, put them together in a table. `frame.groupby("continent")["life_expectancy"].mean()` does it in a line. It has its silences too: rows whose key is missing belong to no group and are dropped (unless `dropna=False`), `mean` skips rows whose value is missing, and where all values of a group are missing, `sum` gives 0 (unless `min_count=1`). So each group must be reported with its numbers of rows.
#
# **Which mean.** In group $g$ let $x_i$ be the value of country $i$ and $w_i$ its population. The mean of countries and the mean of persons are
#
# $$\bar x_g = \frac{1}{n_g} \sum_{i \in g} x_i, \qquad \bar x_g^w = \frac{\sum_{i \in g} w_i x_i}{\sum_{i \in g} w_i}$$
#
# and the second is a **weighted mean**. Take Luxembourg (0.5 million persons, income 52 thousand dollars) and China (1340 million, 2.4 thousand): the mean of countries is about 27, that of persons about 2.4. The first answers "pick any country", the second "pick any person".
#
# Both sums take only rows that have **both** value and weight. If the denominator held the population of all rows, a country that did not report its income would count as one without any.
#
# **Invariants.** The rows of the groups add up to the rows of the table. The weighted means of the groups, weighted in turn by the sums of their weights, give the weighted mean of all; plain means do not, unless groups have the same size. The order of rows changes nothing.

# %%
pair = pd.DataFrame({"income": [52.0, 2.4], "persons": [0.5, 1340.0]}, index=["LUX", "CHN"])
print(f"mean of countries: {pair['income'].mean():.1f} thousand dollars")
print(f"mean of persons:   {np.average(pair['income'], weights=pair['persons']):.1f}")
grouped = pd.DataFrame({"key": ["a", "a", None], "value": [1.0, None, 5.0]}).groupby("key")["value"]
print("\none row has no key, one has no value, and groupby says nothing:")
print(grouped.mean())

# %% [markdown] lang="zh"
# ### 任务 3：`group_means`
#
# 按一列分组，求平均与加权平均，并报告用了多少行。
#
# - 输入：`frame`；`by`、`value`、`weight`，三个列名。键是文字或数，可以缺失；值与权重是数，可以缺失。
# - 返回：每组一行，列为 `by` 的列名以及
#   - `rows`：组内的行数，整数；
#   - `used`：组内值与权重都不缺失的行数，整数；
#   - `mean`、`weighted_mean`：只用这些行算出的平均与加权平均，浮点数；没有这样的行时都为缺失 (NaN)。
# - 键缺失的行另成一组，它的键为缺失，不得丢掉；没有缺失的键，就没有这一组。
# - 有权重不大于零：`ValueError`，即使那一行缺值。
#
# 分数：分组与平均 3 分；缺失的键、全部缺失的组与坏输入 1 分。

# %% [markdown] lang="en"
# ### Task 3: `group_means`
#
# Group by one column, take the mean and the weighted mean, and report how many rows they rest on.
#
# - Input: `frame`; `by`, `value`, `weight`, names of three columns. Keys are text or numbers, some may be missing; values and weights are numbers, some may be missing.
# - Return: a row for each group, with the column named by `by` and
#   - `rows`: rows of the group, an integer;
#   - `used`: rows of the group with neither value nor weight missing, an integer;
#   - `mean`, `weighted_mean`: the mean and the weighted mean of these rows alone, floats; both missing (NaN) where there is no such row.
# - Rows whose key is missing are a group of their own, with a missing key, and must not be dropped; where no key is missing, there is no such group.
# - A weight of zero or less: `ValueError`, even in a row without a value.
#
# Points: 3 for groups and means; 1 for missing keys, groups without any value and bad input.


# %% [markdown] aicourse={"hints": "group_means"} lang="zh"
# 1. 两种行数不同：`rows` 数组内的每一行，`used` 只数值与权重都有的行。先做一个布尔列，说明哪些行完整。
# 2. `mean` 也只用完整的行：有值而缺权重的行不算。把不完整的行的值与权重都换成 NaN（`where`），它们就不会进入任何和，而行还在，组也还在。
# 3. 加权平均是两个和之比：先为每行算出权重乘以值，再按组求和。分母若用所有行的权重，缺值的行就成了值为零的行。
# 4. 沉默之处有三：键缺失的行要 `dropna=False` 才留下；全部缺失的一组，`sum` 要 `min_count=1` 才给出 NaN；键在索引里，要 `reset_index`。权重的检查看所有的行，NaN 与 0 比较总为假，不会误报。

# %% [markdown] aicourse={"hints": "group_means"} lang="en"
# 1. There are two numbers of rows: `rows` counts all of a group, `used` only those with both value and weight. Begin with a boolean column that says which rows are complete.
# 2. `mean` rests on complete rows too: a value without a weight does not count. Put NaN for value and weight of incomplete rows (`where`): they enter no sum, while the rows and their groups are still there.
# 3. The weighted mean is a ratio of two sums: compute weight times value in each row, then sum by group. With the weights of all rows in the denominator, a row without a value counts as a value of zero.
# 4. Mind three silences: rows without a key stay only with `dropna=False`; where all of a group is missing, `sum` gives NaN only with `min_count=1`; keys stand in the index until `reset_index`. Check the weights in all rows: NaN compared with 0 is false, so gaps raise nothing.


# %% nbgrader={"grade": false, "grade_id": "group_means", "locked": false, "schema_version": 3, "solution": true, "task": false}
def group_means(frame: pd.DataFrame, by: str, value: str, weight: str) -> pd.DataFrame:
    """Mean and weighted mean of each group, with the number of rows that they rest on.

    Parameters
    ----------
    frame : DataFrame
        One row for each observation.
    by, value, weight : str
        Columns of the groups, the values and their weights; weights are positive or missing.

    Returns
    -------
    DataFrame
        A row for each group, one for rows without key included: columns `by`, `rows`, `used`,
        `mean` and `weighted_mean`, the means NaN where no row has both value and weight.

    Raises
    ------
    ValueError
        If a weight is not positive.
    """
    ### BEGIN SOLUTION
    if (frame[weight] <= 0).any():
        raise ValueError(f"{weight} must be positive where it is given")
    complete = frame[value].notna() & frame[weight].notna()
    parts = pd.DataFrame(
        {
            by: frame[by],
            "complete": complete,
            "x": frame[value].where(complete),
            "w": frame[weight].where(complete),
            "wx": frame[value] * frame[weight],
        }
    )
    groups = parts.groupby(by, dropna=False)
    means = pd.DataFrame(
        {
            "rows": groups.size(),
            "used": groups["complete"].sum(),
            "mean": groups["x"].mean(),
            "weighted_mean": groups["wx"].sum(min_count=1) / groups["w"].sum(min_count=1),
        }
    )
    return means.reset_index()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_group_means", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
shown = pd.DataFrame(
    {
        "continent": ["Asia", "Europe", "Asia", "Asia"],
        "income": [1.0, 5.0, 4.0, None],
        "persons": [3.0, 2.0, 1.0, 9.0],
    }
)
means = group_means(shown, "continent", "income", "persons")
assert type(means) is pd.DataFrame, (
    f"应返回 DataFrame，实得 {type(means).__name__}"
    f" / expected a DataFrame, got {type(means).__name__}"
)
assert_same_rows(
    means,
    pd.DataFrame(
        {
            "continent": ["Asia", "Europe"],
            "rows": [3, 1],
            "used": [2, 1],
            "mean": [2.5, 5.0],
            "weighted_mean": [7 / 4, 5.0],
        }
    ),
    ["continent"],
    "group_means",
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(8):
    n = int(rng.integers(40, 120))
    labels = [list("pqrst"), [2001, 2005, 2007]][trial % 2]
    frame = pd.DataFrame(
        {
            "group": rng.choice(labels, n),
            "x": rng.normal(50, 20, n),
            "persons": rng.lognormal(15, 2, n),
            "other": rng.choice(["u", None], n),
        }
    )
    frame.loc[rng.random(n) < 0.2, "x"] = np.nan
    frame.loc[rng.random(n) < 0.2, "persons"] = np.nan
    expected = []
    for label in labels:
        rows = [row for row in frame.itertuples() if row.group == label]
        used = [row for row in rows if row.x == row.x and row.persons == row.persons]
        total = sum(row.persons for row in used)
        expected.append(
            {
                "group": label,
                "rows": len(rows),
                "used": len(used),
                "mean": sum(row.x for row in used) / len(used) if used else np.nan,
                "weighted_mean": (
                    sum(row.x * row.persons for row in used) / total if used else np.nan
                ),
            }
        )
    expected = [group for group in expected if group["rows"]]
    frame = shuffled(frame[rng.permutation(frame.columns).tolist()], rng)
    kept = frame.copy()
    means = group_means(frame, "group", "x", "persons")
    assert_unchanged(frame, kept)
    assert_same_rows(means, pd.DataFrame(expected), ["group"], "group_means")
world = gapminder[gapminder["year"] == rng.integers(1965, 2011)]
means = group_means(shuffled(world, rng), "continent", "life_expectancy", "population")
known = world.dropna(subset=["population"])
weights = known.groupby("continent")["population"].sum()
overall = np.average(known["life_expectancy"], weights=known["population"])
of_groups = means.set_index("continent")["weighted_mean"]
assert abs((of_groups * weights).sum() / weights.sum() - overall) < 1e-9, (
    "各组加权平均的加权平均应等于全体的加权平均"
    " / the weighted mean of the groups' weighted means should be that of all"
)
assert means["rows"].sum() == len(world), (
    "各组行数之和应为全表的行数 / the groups' rows should add up to all rows"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_group_means_missing", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
unknown = pd.DataFrame(
    {
        "continent": ["Asia", None, "Asia", "Europe"],
        "income": [1.0, 5.0, 4.0, None],
        "persons": [3.0, 2.0, 1.0, 9.0],
    }
)
means = group_means(unknown, "continent", "income", "persons")
assert means["rows"].sum() == 4, (
    f"四行都应计入某一组，实得 {means['rows'].sum()}"
    f" / all four rows should count in a group, got {means['rows'].sum()}"
)
assert raises(
    ValueError, group_means, unknown.assign(persons=0.0), "continent", "income", "persons"
), "权重为零应报 ValueError / a weight of zero should raise ValueError"
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for key in (None, np.nan):
    x, w = rng.normal(5, 1, 6), rng.uniform(1, 9, 6)
    frame = pd.DataFrame(
        {
            "group": ["a", "a", key, key, "b", "c"],
            "x": [x[0], x[1], x[2], x[3], np.nan, x[5]],
            "w": [w[0], w[1], w[2], w[3], w[4], np.nan],
        }
    )
    if key is np.nan:
        frame["group"] = frame["group"].map({"a": 1.0, "b": 2.0, "c": 3.0})
    expected = pd.DataFrame(
        {
            "group": frame["group"].iloc[[0, 2, 4, 5]],
            "rows": [2, 2, 1, 1],
            "used": [2, 2, 0, 0],
            "mean": [x[:2].mean(), x[2:4].mean(), np.nan, np.nan],
            "weighted_mean": [
                *(np.average(x[:2], weights=w[:2]), np.average(x[2:4], weights=w[2:4])),
                *(np.nan, np.nan),
            ],
        }
    )
    means = group_means(shuffled(frame, rng), "group", "x", "w")
    assert_same_rows(means, expected, ["group"], "group_means")
    # Once in a row with a value, once in the row without.
    for row, bad in ((int(rng.integers(4)), 0.0), (4, 0.0), (4, -rng.uniform(1, 9))):
        wrong = frame.copy()
        wrong.loc[row, "w"] = bad
        assert raises(ValueError, group_means, shuffled(wrong, rng), "group", "x", "w"), (
            "不为正的权重应报 ValueError / a weight that is not positive should raise ValueError"
        )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 下图是 2010 年各大洲的收入，空心的是国家的平均，实心的是人的平均。

# %% [markdown] lang="en"
# ### What the result means
#
# The figure shows the income of the continents in 2010, hollow the mean of countries, solid the mean of persons.

# %%
incomes = gapminder.assign(income=gapminder["gdp"] / gapminder["population"])
in_2010 = incomes[incomes["year"] == 2010]
means = group_means(in_2010, "continent", "income", "population").sort_values("weighted_mean")
print(means.round(0).to_string(index=False))
fig, ax = plt.subplots(figsize=(7, 2.8), layout="constrained")
ax.hlines(means["continent"], means["mean"], means["weighted_mean"], color=GREY, linewidth=1)
ax.plot(means["mean"], means["continent"], "o", mfc="white", mec=BLUE, label="mean of countries")
ax.plot(means["weighted_mean"], means["continent"], "o", color=BLUE, label="mean of persons")
ax.set(
    title="Income in 2010, two means", xlabel="GDP per person (US dollars a year)", xlim=(0, 2e4)
)
ax.legend(loc="lower right")
plt.show()

# %% [markdown] lang="zh"
# 国家的平均说，亚洲 (8163) 比美洲 (6797) 富；人的平均说，美洲 (16305) 是亚洲 (3277) 的五倍。两个都算得对。亚洲有许多富裕的小国，而多数人住在中国、印度和印度尼西亚；美洲有许多岛国，而多数人住在大国。报告一个平均而不说是谁的平均，等于什么也没说。
#
# 寿命也是如此：1960 年国家的平均是 54.9 年，人的平均是 50.3 年。差别来自一个国家：那一年中国的预期寿命只有 30.5 年，正值大饥荒；不算中国，人的平均是 55.8 年。

# %% [markdown] lang="en"
# By the mean of countries Asia (8163) is richer than the Americas (6797); by the mean of persons the Americas (16305) have five times the income of Asia (3277). Both are computed correctly. Asia has many small rich countries, while most people live in China, India and Indonesia; the Americas have many islands, while most people live in large countries. A mean without word of whose it is says nothing.
#
# So it is with length of life: in 1960 the mean of countries is 54.9 years and that of persons 50.3. One country makes the difference: China's life expectancy that year is 30.5, in the middle of the great famine; without China the mean of persons is 55.8.

# %% [markdown] lang="zh"
# ## 4 · 线画到哪里为止？
#
# **折线会撒谎。** 折线图的一段线是一句话：“这两点之间大致如此。”若中间几年没有数据，而线照样连过去，图就替数据说了话。pandas 的 `dropna()`、`ffill()`、`interpolate()` 都能让图好看，也都会凭空造出一段趋势。
#
# **两种缺失。** 一种写明了：那一年有一行，值是 NaN。另一种没有写明：那一年根本没有行。这两种称为显式与隐式的缺失 (explicit and implicit missing values; Wickham et al. 2023)。`ax.plot` 遇到 NaN 会断开；遇到没有的行，却会一直连到下一行。以年份为索引时，`reindex(range(first, last + 1))` 给每一年一行，隐式的缺失就变成显式的。
#
# **缺口附近的点。** 只有一年有值，前后都缺，就没有线段可画；不加标记 (marker)，这个值便从图上消失。所以每个值都要有标记。
#
# **图要说自己是什么。** 横轴是什么、纵轴是什么、用什么单位、哪条线是谁，都要写在图上。

# %% [markdown] lang="en"
# ## 4 · Where does the line end?
#
# **Lines can lie.** A stroke of a line chart is a sentence: "between these two points it was about like this." If the years between them have no data and the line runs on, the figure speaks in place of the data. `dropna()`, `ffill()` and `interpolate()` of pandas all make figures pretty, and all make up a piece of a trend.
#
# **Two kinds of missing.** One is written: the year has a row, and the value is NaN. The other is not: the year has no row at all. These are explicit and implicit missing values (Wickham et al. 2023). `ax.plot` breaks the line at NaN; where a row does not exist, it runs on to the next. With the years as index, `reindex(range(first, last + 1))` gives each year a row, and implicit gaps become explicit.
#
# **Points next to gaps.** Where one year alone has a value, and its neighbours have none, there is no stroke to draw; without a marker the value vanishes from the figure. So each value has its marker.
#
# **A figure says what it is.** What the axes are, in which units, and which line is whose, must be written on it.

# %%
# Worked example: the same five numbers drawn in three ways.
measured = pd.Series([9.0, 8.0, np.nan, np.nan, 3.0], index=[2000, 2001, 2002, 2003, 2004])
fig, axes = plt.subplots(1, 3, figsize=(9, 2.6), sharey=True, layout="constrained")
ways = (
    ("as measured", measured),
    ("dropna: invents a slope", measured.dropna()),
    ("ffill: invents a cliff", measured.ffill()),
)
for ax, (title, drawn) in zip(axes, ways, strict=True):
    ax.plot(drawn.index, drawn, marker="o", color=BLUE)
    ax.set(title=title, xlabel="year", xticks=measured.index, ylim=(0, 10))
axes[0].set_ylabel("value (units)")
plt.show()

# %% [markdown] lang="zh"
# ### 任务 4：`trend_chart`
#
# 画出几个国家的一个量随时间的变化，只画测到的。
#
# - 输入：`frame`，含列 `country`、`year`（整数）与 `column` 所指的列；`(country, year)` 不重复，行可以是任意次序，年份可以不全；`countries`，国名的列表，1 至 5 个，互不相同；`label`，纵轴的文字，其中有单位。
# - 返回：一个新的 `Axes`，用 `ax.plot` 或 pandas 的 `.plot` 画线；一个国家可以是一条线，也可以是同色的几段。
# - 这些国家的每个不缺失的值都是某条线上的一点 `(year, value)`，并有标记 (`marker`)；没有别的点。
# - 两点之间有线段，当且仅当它们的年份相差 1。任何缺失，显式的与隐式的，都使线断开。
# - 每个国家自成一色，各国不同；图例中有每个国家的一项，文字就是国名，样本的颜色就是它的线的颜色。
# - 横轴的文字含 `year`（大小写不限），纵轴的文字是 `label`。
# - `countries` 中有国家一个值也没有（包括表中没有它的行）：`ValueError`。它不得悄悄地从图上消失。
#
# 分数：点与线段 2 分；颜色、图例、轴的文字与坏输入 2 分。

# %% [markdown] lang="en"
# ### Task 4: `trend_chart`
#
# Draw one quantity of a few countries over time, and only what was measured.
#
# - Input: `frame`, with the columns `country`, `year` (integer) and the one that `column` names; no `(country, year)` is repeated, rows may be in any order, and years may be lacking; `countries`, a list of 1 to 5 different names; `label`, the words of the y axis, with the unit.
# - Return: new `Axes`, with lines drawn by `ax.plot` or by `.plot` of pandas; a country may be one line, or several pieces of one colour.
# - Each value of these countries that is not missing is a point `(year, value)` of a line, with a marker (`marker`); there are no other points.
# - Two points are joined by a stroke if and only if their years differ by 1. Whatever is missing, explicitly or implicitly, breaks the line.
# - Each country has one colour, different from the others'; the legend has an entry for each country, its text being the name and the colour of its sample that of its line.
# - The words of the x axis contain `year` (in upper or lower case), those of the y axis are `label`.
# - A country in `countries` without a single value (or without a row in the frame): `ValueError`. It must not vanish from the figure in silence.
#
# Points: 2 for points and strokes; 2 for colours, legend, words of the axes and bad input.


# %% [markdown] aicourse={"hints": "trend_chart"} lang="zh"
# 1. 先只画一国：取出它的不缺失的值，以年份为索引。要画的线在哪里应当断开？`ax.plot` 只在 NaN 处断开，次序也只按给它的次序。
# 2. 让该断的地方都成为 NaN：先去掉缺失的行，再用 `reindex` 给首末之间的每一年一行。只去掉缺失，线会跨过缺口；只留着 NaN，线会跨过根本没有的行，包括哪一国都没有行的那一年。
# 3. 循环各国，各用一次 `ax.plot`，给出 `marker` 与 `label`，颜色便自动轮换；最后 `ax.legend()`。若一国分几段画，就自己给各段同一种颜色，`label` 只给一次。
# 4. 没有值的国家，在造画布之前就找出来：要求的国名减去有值的国名，剩下的就是；表中根本没有它的行，也在其中。

# %% [markdown] aicourse={"hints": "trend_chart"} lang="en"
# 1. Draw one country first: take its values that are not missing, with the year as index. Where should the line break? `ax.plot` breaks at NaN only, and keeps the order that it is given.
# 2. Make every break a NaN: drop the missing rows, then let `reindex` give a row to each year between the first and the last. Drop alone, and the line runs across the gap; NaN alone, and it runs across rows that do not exist, such as a year of which no country has a row.
# 3. Loop over the countries, with one `ax.plot` each, its `marker` and its `label`, and colours change by themselves; `ax.legend()` comes last. A country drawn in several pieces needs one colour for all of them, and one `label`.
# 4. Find countries without a value before you make a canvas: the names asked for, less the names that have a value. One without any row is among them.


# %% nbgrader={"grade": false, "grade_id": "trend_chart", "locked": false, "schema_version": 3, "solution": true, "task": false}
def trend_chart(frame: pd.DataFrame, column: str, countries: list[str], label: str) -> Axes:
    """Draw a quantity over time, one colour a country, with a gap wherever a year is missing.

    Parameters
    ----------
    frame : DataFrame
        Columns `country`, `year` and `column`, at most one row for each country and year.
    column : str
        The quantity to draw.
    countries : list of str
        One to five countries.
    label : str
        Words of the y axis, with the unit.

    Returns
    -------
    Axes
        New axes with the lines and a legend.

    Raises
    ------
    ValueError
        If a country has no value.
    """
    ### BEGIN SOLUTION
    measured = frame.dropna(subset=[column]).set_index(["country", "year"])[column]
    empty = set(countries) - set(measured.index.get_level_values("country"))
    if empty:
        raise ValueError(f"no {column} for {sorted(empty)}")
    _, ax = plt.subplots(layout="constrained")
    for country in countries:
        values = measured[country]
        # With a row for each year, every gap is a NaN, and the line breaks at it.
        values = values.reindex(range(values.index.min(), values.index.max() + 1))
        ax.plot(values.index, values, marker="o", markersize=3, label=country)
    ax.set(xlabel="year", ylabel=label)
    ax.legend()
    return ax
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_trend_chart", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown = pd.DataFrame(
    {
        "country": ["Peru", "Peru", "Peru", "Peru", "Chad", "Chad"],
        "year": [2003, 2000, 2001, 2002, 2000, 2002],
        "rate": [6.0, 9.0, 8.0, None, 5.0, 4.0],
    }
)
ax = trend_chart(shown, "rate", ["Peru", "Chad"], "rate (per 1000)")
assert isinstance(ax, Axes), (
    f"应返回 Axes，实得 {type(ax).__name__} / expected Axes, got {type(ax).__name__}"
)
points, _, strokes = lines_of(ax, legend_of(ax).get("Peru", set()))
assert points == {(2000, 9), (2001, 8), (2003, 6)}, (
    f"Peru 的点不对，实得 {sorted(points)} / Peru has wrong points: {sorted(points)}"
)
assert strokes == {(2000, 2001)}, (
    f"Peru 应只有 2000–2001 一段线，实得 {sorted(strokes)}"
    f" / Peru should have the stroke 2000–2001 alone, got {sorted(strokes)}"
)
plt.close("all")
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(4):
    names = [f"Country {letter}" for letter in rng.permutation(list("ABCDEFG"))]
    years = np.arange(1990, 1990 + rng.integers(8, 20))
    frame = pd.DataFrame(
        {
            "country": np.repeat(names, len(years)),
            "year": np.tile(years, len(names)),
            "rate": rng.uniform(1, 90, len(names) * len(years)),
            "other": 0.0,
        }
    )
    # A year that no country has, with rows or without; its neighbours are known everywhere, so that
    # each country has a value, and a line that runs across the gap shows.
    nowhere = int(years[len(years) // 2])
    certain = frame["year"].isin([nowhere - 1, nowhere + 1])
    unknown = (rng.random(len(frame)) < 0.25) & ~certain
    frame["rate"] = frame["rate"].mask(unknown | (frame["year"] == nowhere))
    absent = (rng.random(len(frame)) < 0.15) & ~certain
    frame = frame[~(absent | ((frame["year"] == nowhere) & (trial % 2 == 1)))]
    drawn = names[: int(rng.integers(1, 6))]
    frame = shuffled(frame, rng)
    kept = frame.copy()
    ax = trend_chart(frame, "rate", drawn, "rate (per 1000)")
    assert isinstance(ax, Axes), "应返回 Axes / expected Axes"
    assert_unchanged(frame, kept)
    legend = legend_of(ax)
    all_points = set()
    for name in drawn:
        mine = frame[(frame["country"] == name) & frame["rate"].notna()]
        expected = {(float(row.year), float(row.rate)) for row in mine.itertuples()}
        points, _, strokes = lines_of(ax, legend.get(name, set()))
        assert points == expected, (
            "每个不缺失的值都应是一点，且没有别的点"
            " / each value that is not missing should be a point, and nothing else"
        )
        joined = {(x, x + 1) for x, _ in expected} & {(x - 1, x) for x, _ in expected}
        assert strokes == joined, (
            "只有相邻的两年之间才应有线段 / only consecutive years should be joined by a stroke"
        )
        all_points |= points
    assert lines_of(ax)[0] == all_points, "图上有多余的点 / the figure has points too many"
    plt.close("all")
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_trend_chart_words", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown = pd.DataFrame(
    {"country": ["Peru", "Peru", "Chad"], "year": [2001, 2000, 2000], "rate": [6.0, 9.0, 5.0]}
)
ax = trend_chart(shown, "rate", ["Peru", "Chad"], "rate (per 1000)")
assert isinstance(ax, Axes), "应返回 Axes / expected Axes"
assert "year" in ax.get_xlabel().lower(), (
    "横轴的文字应含 year / the words of the x axis should contain year"
)
assert ax.get_ylabel() == "rate (per 1000)", (
    "纵轴的文字应为 label / the words of the y axis should be label"
)
assert {"Peru", "Chad"} <= set(legend_of(ax)), (
    "图例应有每个国家的一项 / the legend should have an entry for each country"
)
plt.close("all")
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
chosen = rng.permutation(["China", "Germany", "Brazil", "Kenya", "Hungary", "Peru"])[:5].tolist()
label = f"infant mortality (per 1000 live births, {rng.integers(100)})"
ax = trend_chart(shuffled(gapminder, rng), "infant_mortality", chosen, label)
assert ax.get_ylabel() == label, "纵轴的文字应为 label / the words of the y axis should be label"
legend = legend_of(ax)
assert set(chosen) <= set(legend), (
    "图例应有每个国家的一项 / the legend should have an entry for each country"
)
line_colours = set().union(*(colours_of_line(line) for line in list(ax.get_lines())))
for name in chosen:
    others = set().union(*(legend[other] for other in chosen if other != name))
    assert legend[name] & (line_colours - others), (
        "各国的颜色应互不相同，且与图例一致 / countries should differ in colour, as the legend says"
    )
    points, marked, _ = lines_of(ax, legend[name])
    known = gapminder[(gapminder["country"] == name) & gapminder["infant_mortality"].notna()]
    expected = {(float(row.year), float(row.infant_mortality)) for row in known.itertuples()}
    assert expected <= points, (
        "图例的颜色应是该国的线的颜色 / the legend's colour should be that of the country's line"
    )
    assert marked == points, "每个值都应有标记 / each value should have a marker"
plt.close("all")
for absent, zh, en in (
    (["Peru", "Atlantis"], "表中没有的国家", "a country without a row"),
    (["Peru", "Chad"], "值全部缺失的国家", "a country without a value"),
):
    unknown = shown.assign(rate=shown["rate"].where(shown["country"] == "Peru"))
    assert raises(ValueError, trend_chart, unknown, "rate", absent, "rate"), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
plt.close("all")
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 下图是三个国家的婴儿死亡率，只画测到的。

# %% [markdown] lang="en"
# ### What the result means
#
# The figure shows the infant mortality of three countries, and only what was measured.

# %%
ax = trend_chart(
    gapminder,
    "infant_mortality",
    ["China", "Bosnia and Herzegovina", "Germany"],
    "infant mortality (per 1000 live births)",
)
ax.figure.set_size_inches(7.5, 3.6)
ax.set_title("What is known, and what is not")
plt.show()

# %% [markdown] lang="zh"
# 中国的线在 1963–1964 年与 1966–1968 年断开，正是大饥荒之后与“文化大革命”开始之时：没有数据，往往是因为发生了事情。连过去的线会说那几年平稳改善，而我们并不知道。
#
# **会变的样本。** 缺失还会以另一种方式造出趋势。各国平均收入，1980 至 1982 年跌了百分之五，1989 至 1991 年又跌了百分之二。真有其事吗？有收入数据的国家，1979 年是 123 个，1982 年是 141 个，1990 年是 171 个：新加入的多是穷国，平均因此下降，而没有一个国家必须变穷。只看 1960 至 2011 年每年都有数据的 90 个国家，即**平衡面板** (balanced panel)，两次下跌都消失了。

# %% [markdown] lang="en"
# China's line breaks in 1963 to 1964 and in 1966 to 1968, after the great famine and at the beginning of the Cultural Revolution: often there are no data because something happened. A line across the gaps would say that things improved smoothly; we do not know.
#
# **A sample that changes.** Gaps make up trends in another way too. The mean income of countries fell by five per cent from 1980 to 1982, and by two more from 1989 to 1991. Did it? Of 1979 there are incomes of 123 countries, of 1982 of 141, of 1990 of 171: most of the newcomers are poor, and the mean falls though no country need have become poorer. Among the 90 countries that have data in every year from 1960 to 2011, a **balanced panel**, both falls are gone.

# %%
known = incomes[incomes["year"] <= 2011].dropna(subset=["income"])
years_known = known.groupby("country")["year"].transform("size")
panel = known[years_known == 2011 - 1960 + 1]
all_countries = group_means(known, "year", "income", "population").sort_values("year")
same_countries = group_means(panel, "year", "income", "population").sort_values("year")

fig, axes = plt.subplots(1, 2, figsize=(10, 3.3), layout="constrained")
for means, name, colour in (
    (all_countries, "all with data that year", ORANGE),
    (same_countries, f"the same {same_countries['used'].iloc[0]} in every year", BLUE),
):
    axes[0].plot(means["year"], means["mean"], color=colour, label=name)
    axes[1].plot(means["year"], means["used"], color=colour)
for start, end in ((1980, 1982), (1989, 1991)):
    for ax in axes:
        ax.axvspan(start, end, color=GREY, alpha=0.2, linewidth=0)
    change = [m.set_index("year")["mean"] for m in (all_countries, same_countries)]
    change = [100 * (mean[end] / mean[start] - 1) for mean in change]
    print(f"{start} to {end}: all {change[0]:+.1f} %, the same countries {change[1]:+.1f} %")
axes[0].set(
    title="Mean of countries: two falls, or none",
    xlabel="year",
    ylabel="GDP per person (US dollars a year)",
)
axes[1].set(title="How many countries that is", xlabel="year", ylabel="countries", ylim=(0, 190))
axes[0].legend()
plt.show()

# %% [markdown] lang="zh"
# ## 5 · 一张图能装下多少？
#
# 一国一年有四个数要看：收入、寿命、人口、大洲。平面只有两个方向，其余两个交给大小与颜色。`ax.scatter(x, y, s=..., c=..., label=...)` 都能画，`s` 与 `c` 可以每点不同。
#
# **收入用对数刻度** (logarithmic scale)。年收入多 100 美元，对只有 100 美元的人是翻一番，对已有 10000 美元的人几乎没有差别；要改变后者的生活，也得翻一番。所以要比的是倍数。在对数轴上，相等的距离就是相等的倍数。画在线性轴上，一半国家会挤在最左边百分之五的地方。
#
# **人口用面积。** 眼睛比较的是面积。圆的半径为 $r$ 时面积是 $\pi r^2$；若让半径与人口成正比，十倍的人口就成了百倍的墨。所以要让面积与人口成正比：
#
# $$s_i = a \cdot \frac{w_i}{10^6}, \qquad r_i \propto \sqrt{w_i}$$
#
# 其中 $w_i$ 是人口。`ax.scatter` 的参数 `s` 与圆的面积成正比：它是圆的外接正方形的面积，以平方点为单位（1 点是 1/72 英寸），以下就称它为面积；$a$ 是每百万人的面积，各年用同一个 $a$，图与图才能相比。
#
# **大洲用颜色**，并有图例。**先画大的**，小的才不会被盖住。
#
# **画不上的也要说。** 缺了任何一个数的国家没有位置；标题里写明有几个，读者才知道看到的是不是整个世界。

# %% [markdown] lang="en"
# ## 5 · How much fits on one figure?
#
# A country in a year has four things to show: income, length of life, population and continent. The plane has two directions; size and colour take the other two. `ax.scatter(x, y, s=..., c=..., label=...)` draws them all; `s` and `c` may differ from point to point.
#
# **Income has a logarithmic scale.** A hundred dollars more a year double the income of someone who has 100, and hardly matter to someone who has 10000; to change the life of the second, income must double too. So ratios are what to compare. On a logarithmic axis equal distances are equal ratios. On a linear axis half of the countries would crowd in the leftmost five per cent.
#
# **Population is area.** The eye compares areas. A disc of radius $r$ has the area $\pi r^2$; were the radius proportional to population, ten times the people would be a hundred times the ink. So the area is proportional:
#
# $$s_i = a \cdot \frac{w_i}{10^6}, \qquad r_i \propto \sqrt{w_i}$$
#
# where $w_i$ is the population. The argument `s` of `ax.scatter` is proportional to the area of the disc: it is that of the square around it, in square points (a point is 1/72 inch), and is called the area from here on; $a$ is the area for a million persons, the same in every year, so that figures can be compared.
#
# **The continent is a colour**, with a legend. **Draw the large ones first**, or they cover the small.
#
# **Say what is not there.** A country that lacks one of the numbers has no place; the title says how many, and the reader knows whether this is the whole world.

# %%
# Worked example: three towns, and the wrong quantity made proportional.
towns = pd.DataFrame({"persons": [1.0, 4.0, 16.0]})
fig, axes = plt.subplots(1, 2, figsize=(7, 2.2), sharey=True, layout="constrained")
for ax, title, s in (
    (axes[0], "area proportional: honest", 100 * towns["persons"]),
    (axes[1], "radius proportional: 16 looks like 256", 25 * towns["persons"] ** 2),
):
    ax.scatter([1, 2, 3.5], [0, 0, 0], s=s, color=BLUE, alpha=0.65)
    ax.set(title=title, xlim=(0.5, 5), xticks=[1, 2, 3.5], xticklabels=["1", "4", "16"], yticks=[])
    ax.set_xlabel("persons (thousands)")
plt.show()

# %% [markdown] lang="zh"
# ### 任务 5：`bubble_chart`
#
# 画出一年的世界。
#
# - 输入：`frame`，含列 `country`、`year`（整数）、`population`（人）、`gdp`（美元/年，全国）、`life_expectancy`（年）与 `continent`（不缺失），`(country, year)` 不重复；`year`；`area_per_million`，每百万人的面积，平方点。
# - 返回：一个新的 `Axes`，用 `ax.scatter` 或 pandas 的 `.plot.scatter` 画点；一次画完或每洲一次都可以。
# - 该年的行中，`population`、`gdp`、`life_expectancy` 都不缺失的，每行恰有一点：横坐标是人均收入 `gdp / population`，纵坐标是 `life_expectancy`，面积 `s` 是 `area_per_million` 乘以人口的百万数。没有别的点（坐标为 NaN 的不算）。
# - 横轴是对数刻度，纵轴是线性刻度；所有的点都在两轴的范围之内。
# - 每个大洲自成一色，各洲不同；图例中有每个有点的大洲的一项，文字就是洲名，样本的颜色就是点的颜色（透明度不计）。
# - 横轴的文字含 `US dollars`，纵轴的文字含 `years`（大小写不限）。
# - 标题（`set_title` 或 `suptitle`）中有三个数，写作整数，不加千位分隔符：年份、画上的国家数、因缺失而没有画上的国家数（该年有行而值不全的）。
# - 该年没有一行完整：`ValueError`。
#
# 分数：点与面积 2 分；刻度、颜色、图例、文字与坏输入 2 分。

# %% [markdown] lang="en"
# ### Task 5: `bubble_chart`
#
# Draw the world of one year.
#
# - Input: `frame`, with the columns `country`, `year` (integer), `population` (persons), `gdp` (US dollars a year, of the whole country), `life_expectancy` (years) and `continent` (never missing), no `(country, year)` repeated; `year`; `area_per_million`, the area for a million persons, in square points.
# - Return: new `Axes`, with points drawn by `ax.scatter` or by `.plot.scatter` of pandas, all at once or continent by continent.
# - Of that year, each row with none of `population`, `gdp` and `life_expectancy` missing has exactly one point: x is income per person, `gdp / population`, y is `life_expectancy`, and the area `s` is `area_per_million` times the population in millions. There are no other points (NaN coordinates do not count).
# - The x axis has a logarithmic scale, the y axis a linear one; all points lie within the limits of both.
# - Each continent has one colour, different from the others'; the legend has an entry for each continent that has a point, its text being the name and the colour of its sample that of the points (transparency aside).
# - The words of the x axis contain `US dollars`, those of the y axis `years` (in upper or lower case).
# - The title (`set_title` or `suptitle`) contains three numbers, as integers without separators: the year, the number of countries drawn, and the number not drawn for want of data (with a row in that year, but not all values).
# - A year without a complete row: `ValueError`.
#
# Points: 2 for points and areas; 2 for scales, colours, legend, words and bad input.


# %% [markdown] aicourse={"hints": "bubble_chart"} lang="zh"
# 1. 先选出这一年的行，再从中选出三个量都有的行；`dropna` 要写明看哪几列，别的列缺了不要紧。标题里的两个国家数，这时都有了。
# 2. $x$ 是人均收入，不是全国的 `gdp`。`s` 用人口的百万数乘以 `area_per_million`：平方了，就成了半径与人口成正比；除以当年最大的人口，图与图就不能比了。
# 3. 每洲一次 `ax.scatter`，给出 `label`，颜色与图例自然对得上。一次画完也行：把洲名换成颜色，再用空的图元（没有点的 `plot` 或 `scatter`）给图例作样本，两处用同一张颜色表。
# 4. 对数的是轴（`xscale`），不是收入：把 `np.log` 画在线性轴上不算。不必自己设 `xlim` 与 `ylim`，设窄了会切掉国家。标题里的整数不要千位分隔符；没有完整的行，在造画布之前就报错。

# %% [markdown] aicourse={"hints": "bubble_chart"} lang="en"
# 1. Take the rows of the year, and of these the rows that have all three quantities; tell `dropna` which columns to look at, for gaps in others do not matter. Both numbers of countries for the title are now at hand.
# 2. $x$ is income per person, and not the `gdp` of the country. `s` is population in millions times `area_per_million`: squared, it makes the radius proportional; divided by the largest of the year, it makes figures that cannot be compared.
# 3. One `ax.scatter` for each continent, with its `label`, and colours and legend agree by themselves. All at once is right too: turn names into colours, and give the legend empty artists as samples (a `plot` or `scatter` without points), both from one table of colours.
# 4. The axis is logarithmic (`xscale`), not the income: `np.log` on a linear axis does not count. Leave `xlim` and `ylim` alone, for narrow ones cut countries off. Integers in the title have no separators; and raise the error for no complete row before you make a canvas.


# %% nbgrader={"grade": false, "grade_id": "bubble_chart", "locked": false, "schema_version": 3, "solution": true, "task": false}
def bubble_chart(frame: pd.DataFrame, year: int, area_per_million: float = 1.0) -> Axes:
    """Draw income, life expectancy, population and continent of all countries in one year.

    Parameters
    ----------
    frame : DataFrame
        Columns `country`, `year`, `population` (persons), `gdp` (US dollars a year),
        `life_expectancy` (years) and `continent`.
    year : int
        The year to draw.
    area_per_million : float
        Area of a bubble for each million persons, in square points.

    Returns
    -------
    Axes
        New axes with a point for each country whose data are complete, and a legend.

    Raises
    ------
    ValueError
        If no country of that year has complete data.
    """
    ### BEGIN SOLUTION
    world = frame[frame["year"] == year]
    complete = world.dropna(subset=["population", "gdp", "life_expectancy"])
    if complete.empty:
        raise ValueError(f"no country has complete data in {year}")
    complete = complete.sort_values("population", ascending=False)
    colour = {name: f"C{i}" for i, name in enumerate(sorted(complete["continent"].unique()))}
    _, ax = plt.subplots(figsize=(7.5, 4.5), layout="constrained")
    ax.scatter(
        complete["gdp"] / complete["population"],
        complete["life_expectancy"],
        s=area_per_million * complete["population"] / 1e6,
        c=complete["continent"].map(colour),
        alpha=0.65,
        linewidths=0.5,
    )
    for name in colour:
        ax.plot([], [], "o", color=colour[name], alpha=0.65, label=name)
    ax.set(
        title=f"{year}: {len(complete)} countries; {len(world) - len(complete)} without data",
        xlabel="GDP per person (US dollars a year)",
        ylabel="life expectancy at birth (years)",
        xscale="log",
    )
    ax.legend(loc="lower right")
    return ax
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_bubble_chart", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
ax = bubble_chart(gapminder, 2010)
assert isinstance(ax, Axes), (
    f"应返回 Axes，实得 {type(ax).__name__} / expected Axes, got {type(ax).__name__}"
)
points = points_of(ax)
assert len(points) == 176, (
    f"2010 年应有 176 点，实得 {len(points)} / expected 176 points in 2010, got {len(points)}"
)
china = points.loc[points["s"].idxmax()]
assert np.allclose(china[["x", "y"]].astype(float), [2420.644, 74.3], rtol=1e-6), (
    f"最大的圆应在 (2420.644, 74.3)，实得 ({china['x']:.3f}, {china['y']:.3f})"
    f" / expected the largest disc at (2420.644, 74.3), got ({china['x']:.3f}, {china['y']:.3f})"
)
assert abs(china["s"] - 1340.97) < 0.01, (
    f"最大的圆面积应为 1340.97，实得 {china['s']:.2f}"
    f" / expected 1340.97 as the area of the largest disc, got {china['s']:.2f}"
)
plt.close("all")
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for _ in range(4):
    n, area = int(rng.integers(15, 60)), float(rng.uniform(0.2, 8))
    frame = pd.DataFrame(
        {
            "country": [f"Country {i}" for i in range(n)],
            "year": 2001,
            "population": rng.lognormal(16, 2, n),
            "gdp": rng.lognormal(24, 2, n),
            "life_expectancy": rng.uniform(30, 85, n),
            "continent": rng.choice(["Oz", "Mu", "Eden", "Thule"], n),
            "region": None,
        }
    )
    for column in ("population", "gdp", "life_expectancy"):
        frame.loc[rng.random(n) < 0.15, column] = np.nan
    other = frame.assign(year=2002, life_expectancy=rng.uniform(30, 85, n))
    complete = frame.dropna(subset=["population", "gdp", "life_expectancy"])
    expected = pd.DataFrame(
        {
            "x": complete["gdp"] / complete["population"],
            "y": complete["life_expectancy"],
            "s": area * complete["population"] / 1e6,
        }
    ).sort_values("y", ignore_index=True)
    asked = shuffled(pd.concat([frame, other]), rng)
    kept = asked.copy()
    ax = bubble_chart(asked, 2001, area)
    assert isinstance(ax, Axes), "应返回 Axes / expected Axes"
    assert_unchanged(asked, kept)
    points = points_of(ax).sort_values("y", ignore_index=True)
    assert len(points) == len(expected), (
        "每个数据完整的国家应恰有一点 / each country with complete data should have one point"
    )
    for column, zh, en in (
        ("y", "纵坐标应为寿命", "y should be life expectancy"),
        ("x", "横坐标应为人均收入", "x should be income per person"),
        ("s", "面积应与人口成正比", "the area should be proportional to population"),
    ):
        right = np.allclose(points[column], expected[column], rtol=1e-6)
        assert right, f"点的{zh} / of the points, {en}"
    plt.close("all")
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_bubble_chart_words", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
ax = bubble_chart(gapminder, 2010)
assert isinstance(ax, Axes), "应返回 Axes / expected Axes"
assert (ax.get_xscale(), ax.get_yscale()) == ("log", "linear"), (
    "横轴应为对数刻度，纵轴为线性 / the x axis should be logarithmic, the y axis linear"
)
assert "us dollars" in ax.get_xlabel().lower(), (
    "横轴的文字应含 US dollars / the words of the x axis should contain US dollars"
)
assert "years" in ax.get_ylabel().lower(), (
    "纵轴的文字应含 years / the words of the y axis should contain years"
)
assert set(CONTINENTS) <= set(legend_of(ax)), (
    "图例应有每个大洲的一项 / the legend should have an entry for each continent"
)
plt.close("all")
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for _ in range(3):
    year = int(rng.integers(1960, 2012))
    some = rng.permutation(CONTINENTS)[: int(rng.integers(2, 6))].tolist()
    frame = gapminder[gapminder["continent"].isin(some)]
    world = frame[frame["year"] == year]
    complete = world.dropna(subset=["population", "gdp", "life_expectancy"])
    ax = bubble_chart(shuffled(frame, rng), year)
    numbers = [int(number) for number in re.findall(r"\d+", words_of(ax))]
    for number, zh, en in (
        (year, "年份", "the year"),
        (len(complete), "画上的国家数", "the number of countries drawn"),
        (len(world) - len(complete), "没有画上的国家数", "the number of countries not drawn"),
    ):
        assert number in numbers, f"标题中应有{zh} / the title should contain {en}"
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "linear"), (
        "横轴应为对数刻度，纵轴为线性 / the x axis should be logarithmic, the y axis linear"
    )
    points = points_of(ax)
    for name, limits in (("x", ax.get_xlim()), ("y", ax.get_ylim())):
        assert points[name].between(min(limits), max(limits)).all(), (
            "有点在坐标轴的范围之外 / a point lies outside the limits of the axes"
        )
    legend = legend_of(ax)
    present = sorted(complete["continent"].unique())
    assert set(present) <= set(legend), (
        "图例应有每个有点的大洲的一项"
        " / the legend should have an entry for each continent that has a point"
    )
    for name in present:
        mine = complete[complete["continent"] == name]
        # A point belongs to the continent of the country with this life expectancy and income.
        income = mine["gdp"] / mine["population"]
        near = np.isclose(points["y"].to_numpy()[:, None], mine["life_expectancy"].to_numpy())
        near &= np.isclose(points["x"].to_numpy()[:, None], income.to_numpy(), rtol=1e-6)
        here = near.any(axis=1)
        seen = set(points.loc[here, "colour"])
        others = set().union(*(legend[other] for other in present if other != name))
        assert len(seen) == 1, "每洲应只有一色 / a continent should have one colour"
        assert seen <= legend[name], (
            "图例的颜色应是点的颜色 / the legend's colour should be that of the points"
        )
        assert not seen & others, "各洲的颜色应互不相同 / continents should differ in colour"
    plt.close("all")
assert raises(ValueError, bubble_chart, gapminder, 2016), (
    "没有一行完整的年份应报 ValueError / a year without a complete row should raise ValueError"
)
plt.close("all")
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 图画好了，该问它说了什么。下一节把它放到两年的数据上，与一幅不讲究的图相比，再问：若数据里没有关系，它会不会也画出关系来？

# %% [markdown] lang="en"
# ### What the result means
#
# The figure is drawn; now ask what it says. The next section applies it to two years, sets it beside a careless one, and asks: would it show a relation even where there is none?

# %% [markdown] lang="zh"
# ## 6 · 作品：一幅装下世界的图
#
# **第一幅图**是开头的目标，现在由你的 `bubble_chart` 画出。

# %% [markdown] lang="en"
# ## 6 · The artefact: the world on one figure
#
# **The first figure** is the goal from the top, drawn by your `bubble_chart`.

# %%
for year in (1970, 2010):
    ax = bubble_chart(gapminder, year)
    ax.set(xlim=(40, 9e4), ylim=(30, 87))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda dollars, _: f"{dollars:g}"))
    world = incomes[incomes["year"] == year].dropna(subset=["income"])
    for name in ("China", "India", "United States", "Nigeria", "Brazil"):
        row = world[world["country"] == name].iloc[0]
        place = row["income"], row["life_expectancy"]
        ax.annotate(name, place, ha="center", va="center", fontsize=7)
    plt.show()

# %% [markdown] lang="zh"
# 这样的图因 Hans Rosling (1948–2017) 而出名：2006 年他在 TED 演讲中让这些圆动起来，问听众“我们与他们”的世界还在不在。Gapminder 由他与家人创立，本课的数据就来自那里。1970 年，人最多的几国都在左下，富国在右上，中间的圆又少又小；2010 年，中国与印度走到了中间，世界连成一条。你用五个函数走到了同一幅图。（Rosling 的横轴按购买力换算，这里按汇率，穷国因此更靠左。）
#
# 标题也在说话：1970 年缺了 72 个国家和地区，俄罗斯、波兰与越南都在其中。2010 年最低的一点是海地，32.2 年：那一年发生了地震。
#
# **基线** (baseline)：同样的数据，线性的横轴，大小相同的点，不分颜色。右边是同一年的对数轴。量一量直线能解释多少：相关系数 (correlation coefficient) 的平方 $r^2$，107 第 5 节把相关系数写作 $\rho$。
#
# **阴性对照** (negative control)：把寿命在各国之间打乱一千次，每次算 $r^2$。若你的图对什么数据都画得出一条斜线，打乱之后它也会在。

# %% [markdown] lang="en"
# Hans Rosling (1948–2017) made this figure famous: in a TED talk of 2006 he set the discs in motion and asked his audience whether the world of "us and them" still existed. He and his family founded Gapminder, from where the data of this lesson come. In 1970 the largest countries are at the lower left and the rich ones at the upper right, with few and small discs between; in 2010 China and India have moved to the middle, and the world is one band. With five functions you arrived at the same figure. (Rosling's income axis is converted by what money buys, this one by exchange rates, so that poor countries stand farther to the left.)
#
# The title speaks too: of 1970, 72 countries and territories are not there, Russia, Poland and Vietnam among them. The lowest point of 2010 is Haiti, at 32.2 years: that year the earthquake struck.
#
# **The baseline**: the same data with a linear income axis, dots of one size and no colours. To its right the same year on a logarithmic axis. Measure how much a straight line explains: the square $r^2$ of the correlation coefficient, called $\rho$ in section 5 of lesson 107.
#
# **The negative control**: shuffle life expectancy among the countries a thousand times, and compute $r^2$ each time. If your figure made a slope of any data, it would still be there.

# %%
world = incomes[incomes["year"] == 2010].dropna(subset=["income"])
income, life = world["income"].to_numpy(), world["life_expectancy"].to_numpy()
rng = np.random.default_rng(0)
by_chance = [np.corrcoef(np.log(income), rng.permutation(life))[0, 1] ** 2 for _ in range(1000)]

fig, axes = plt.subplots(1, 3, figsize=(10.5, 3.2), sharey=True, layout="constrained")
for ax, y, scale, name in (
    (axes[0], life, "linear", "Baseline: linear"),
    (axes[1], life, "log", "Logarithmic"),
    (axes[2], rng.permutation(life), "log", "Control: shuffled"),
):
    x = np.log(income) if scale == "log" else income
    ax.scatter(income, y, s=8, color=GREY)
    ax.set(xscale=scale, title=f"{name}, $r^2$ = {np.corrcoef(x, y)[0, 1] ** 2:.2f}")
    ax.set_xlabel("GDP per person (US dollars a year)")
axes[0].set_ylabel("life expectancy (years)")
plt.show()
print(f"largest of 1000 shuffles: r2 = {max(by_chance):.3f}")

# %% [markdown] lang="zh"
# 对数轴把 $r^2$ 从 0.36 提高到 0.60，没有多用一个数；打乱一千次，最大也不过 0.09。关系在数据里，不在图里。但图没有说收入是原因：健康也使人富裕，教育、制度与医学使两者一起上升。Preston (1975) 还指出，同样的收入，寿命一代比一代长：曲线本身在上移，上面两幅图也看得出。

# %% [markdown] lang="en"
# The logarithmic axis raises $r^2$ from 0.36 to 0.60 without one more number; of a thousand shuffles the largest is 0.09. The relation is in the data, not in the figure. Yet the figure does not say that income is the cause: health also makes people richer, and schools, institutions and medicine raise both. Preston (1975) noted too that the same income buys a longer life from one generation to the next: the curve itself moves up, and so it does between the two figures above.

# %% [markdown] lang="zh"
# **三步相接。** 城镇人口只在世界银行的表里，大洲只在 Gapminder 的表里。整洁、连接、分组一步接一步，就能回答两张表都答不了的问题：各大洲有多少人住在城镇？

# %% [markdown] lang="en"
# **Three steps in a row.** Only the World Bank's table knows who lives in towns, and only Gapminder's knows continents. Tidied, joined and grouped, they answer what neither could: how many people of each continent live in towns?

# %%
both["urban_share"] = 100 * both["urban"] / both["population_wb"]
shares = {
    year: group_means(both[both["year"] == year], "continent", "urban_share", "population_wb")
    for year in (2000, 2016)
}
table = shares[2000][["continent", "rows", "used"]].copy()
for year, means in shares.items():
    table[f"urban in {year} (%)"] = means["weighted_mean"].round(1)
print(table.to_string(index=False))

# %% [markdown] lang="zh"
# **回到开头的问题**：分裂还是靠拢？量一量收入对数的离散程度。设 $x_i = \ln(\text{income}_i)$，国家之间的标准差 (standard deviation) 是 $\sqrt{\overline{x^2} - \bar x^2}$，即平方的均值减去均值的平方，再开方（见 107 第 1 节，这里分母取 $n$）；把平均换成按人口的加权平均，就是人与人之间（每人都算作拿着本国的平均收入）的标准差。两个平均，你的 `group_means` 都会算。样本用 90 国的平衡面板，免得新来的国家造出趋势。
#
# 先猜：两条线会怎么走？

# %% [markdown] lang="en"
# **Back to the question at the top**: apart or together? Measure how far the logarithms of income spread. With $x_i = \ln(\text{income}_i)$, the standard deviation between countries is $\sqrt{\overline{x^2} - \bar x^2}$, the root of the mean of the squares less the square of the mean (section 1 of lesson 107, here with $n$ in the denominator); with means weighted by population in place of plain ones it is that between persons, each taken to have the mean income of their country. Your `group_means` computes both means. The sample is the balanced panel of 90 countries, so that newcomers make up no trend.
#
# Guess first: where do the two lines go?

# %%
logs = panel.assign(x=np.log(panel["income"]), x_squared=np.log(panel["income"]) ** 2)


def spread(frame: pd.DataFrame) -> pd.DataFrame:
    """Standard deviation of log income in each year: between countries, and between persons."""
    first = group_means(frame, "year", "x", "population").set_index("year")
    second = group_means(frame, "year", "x_squared", "population").set_index("year")
    columns = ["mean", "weighted_mean"]
    return np.sqrt(second[columns] - first[columns] ** 2).sort_index()


spreads = spread(logs)
without_two = spread(logs[~logs["country"].isin(["China", "India"])])
fig, ax = plt.subplots(figsize=(7, 3.6), layout="constrained")
for line, name, colour, style in (
    (spreads["mean"], "between countries", ORANGE, "-"),
    (spreads["weighted_mean"], "between persons", BLUE, "-"),
    (without_two["weighted_mean"], "persons outside China and India", BLUE, ":"),
):
    ax.plot(line.index, line, color=colour, linestyle=style, label=name)
    print(f"{name}: {line.iloc[0]:.2f} in 1960, {line.iloc[-1]:.2f} in 2011")
ax.set(
    title="Apart and together, from the same numbers",
    xlabel="year",
    ylabel="standard deviation of ln(income)",
    ylim=(1.2, 2.0),
)
ax.legend(loc="lower left")
plt.show()

# %% [markdown] lang="zh"
# 同样的数字，两个相反的答案。以国家计，1960 年以来各国越离越远：标准差从 1.40 升到 1.71。以人计，却越来越近：从 1.75 降到 1.35，因为人口最多的两个穷国增长得快。去掉中国与印度，以人计的线也在上升。Milanovic (2005) 把这两种量法称为第一种与第二种全球不平等。国内的贫富差别，这里一概看不见：每人都被当作拿着本国的平均收入。
#
# ## 笔记
#
# 在下面的单元格里写半页到一页，没有标准答案；有教师时由教师评阅，自学时写给自己。
#
# 1. 哪个结果出乎你的意料？用你算出的一个数说明。
# 2. 新闻里的一个平均数或一幅图：它是谁的平均，缺了谁，线连过了什么？你需要什么数据才能回答？
# 3. 气泡图在 2010 年有 9 个国家没有画上。它们会落在哪里？不编造数据，你怎样把它们也放进图里？

# %% [markdown] lang="en"
# The same numbers, two opposite answers. By countries, the world has drifted apart since 1960: the standard deviation rose from 1.40 to 1.71. By persons it has come together: from 1.75 to 1.35, because the two poor countries with most people grew fast. Without China and India the line by persons rises too. Milanovic (2005) calls these two measures the first and the second concept of global inequality. Nothing here shows the rich and the poor within a country: each person was taken to have its mean income.
#
# ## Notes
#
# Write half a page to a page in the cell below. There is no model answer; an instructor reads it where there is one, and alone you write it for yourself.
#
# 1. Which result surprised you? Use a number that you computed.
# 2. Take a mean or a figure from the news: whose mean is it, who is missing, and what did the line run across? Which data would you need to answer?
# 3. Nine countries of 2010 are not on the bubble chart. Where would they be? How would you put them on the figure without inventing data?

# %% [markdown] nbgrader={"grade": true, "grade_id": "notes", "locked": false, "points": 0, "schema_version": 3, "solution": true, "task": false}
# *在此书写 / Write here.*

# %% [markdown] lang="zh"
# ## 延伸阅读
#
# - Jake VanderPlas，[Python Data Science Handbook](https://jakevdp.github.io/PythonDataScienceHandbook/)：关于 pandas 与 Matplotlib 的两部分，可免费阅读。
# - Brett Slatkin，[Effective Python](https://effectivepython.com/)：函数如何报告错误，为何不返回含糊的 `None`。
# - pandas 官方文档，[User Guide](https://pandas.pydata.org/docs/user_guide/index.html)：变形、合并、分组、缺失数据四章。
# - Matplotlib 官方文档，[User guide](https://matplotlib.org/stable/users/index.html)：图元与坐标系。
# - Wickham，[Tidy data](https://doi.org/10.18637/jss.v059.i10)，Journal of Statistical Software 59(10) (2014)。
# - Wickham, Çetinkaya-Rundel and Grolemund，[R for Data Science](https://r4ds.hadley.nz/)，第二版，O'Reilly 2023：缺失值一章，道理不限于 R。
# - Cleveland and McGill，[Graphical perception](https://doi.org/10.1080/01621459.1984.10478080)，Journal of the American Statistical Association 79 (1984)：眼睛读位置、长度与面积各有多准。
# - Preston，[The changing relation between mortality and level of economic development](https://doi.org/10.1080/00324728.1975.10410201)，Population Studies 29 (1975)：收入与寿命的曲线。
# - Milanovic，Worlds Apart: Measuring International and Global Inequality，Princeton 2005。
# - Hans Rosling，[The best stats you've ever seen](https://www.ted.com/talks/hans_rosling_the_best_stats_you_ve_ever_seen)，TED 2006。
# - 世界银行，[World Bank Open Data](https://data.worldbank.org/)：本课的指标与上千个别的指标。

# %% [markdown] lang="en"
# ## Further reading
#
# - Jake VanderPlas, [Python Data Science Handbook](https://jakevdp.github.io/PythonDataScienceHandbook/): the parts on pandas and Matplotlib, free to read.
# - Brett Slatkin, [Effective Python](https://effectivepython.com/): how functions report errors, and why not by an ambiguous `None`.
# - The pandas documentation, [User Guide](https://pandas.pydata.org/docs/user_guide/index.html): the chapters on reshaping, merging, grouping and missing data.
# - The Matplotlib documentation, [User guide](https://matplotlib.org/stable/users/index.html): artists and axes.
# - Wickham, [Tidy data](https://doi.org/10.18637/jss.v059.i10), Journal of Statistical Software 59(10) (2014).
# - Wickham, Çetinkaya-Rundel and Grolemund, [R for Data Science](https://r4ds.hadley.nz/), second edition, O'Reilly 2023: the chapter on missing values, which holds beyond R.
# - Cleveland and McGill, [Graphical perception](https://doi.org/10.1080/01621459.1984.10478080), Journal of the American Statistical Association 79 (1984): how well the eye reads position, length and area.
# - Preston, [The changing relation between mortality and level of economic development](https://doi.org/10.1080/00324728.1975.10410201), Population Studies 29 (1975): the curve of income and length of life.
# - Milanovic, Worlds Apart: Measuring International and Global Inequality, Princeton 2005.
# - Hans Rosling, [The best stats you've ever seen](https://www.ted.com/talks/hans_rosling_the_best_stats_you_ve_ever_seen), TED 2006.
# - The World Bank, [World Bank Open Data](https://data.worldbank.org/): the indicators of this lesson, and more than a thousand others.
