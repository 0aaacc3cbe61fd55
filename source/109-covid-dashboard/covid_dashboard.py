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
# # 109 · 疫情仪表盘
#
# 2020 年，一家儿童医院做了 15,524 次新冠病毒检测。阳性人数一天多一天少：是疫情在起伏，还是检测在起伏？本课把这份混乱的记录洗净，变成每日序列、七日移动平均 (moving average) 和带区间的阳性率 (positivity)，再做成一个仪表盘 (dashboard)：先在笔记本里，用控件 (widget) 与回调函数 (callback)；再成为一个独立的网页 `dashboard.html`，不联网也能打开，可以寄给任何人。
#
# 下图是目标中的一屏，现在由几行库函数画出。到本课结尾，它由你自己的函数画出，还可以选人群、地点和日期。请从上到下依次运行各单元格。

# %% [markdown] lang="en"
# # 109 · A COVID-19 dashboard
#
# In 2020 a children's hospital made 15,524 tests for the coronavirus. Some days brought many positives, others few: does the epidemic rise and fall, or the testing? In this lesson you clean these messy records, turn them into daily series, a 7-day moving average and the positivity with its intervals, and build a dashboard: first in the notebook, with widgets and callbacks; then as a page of its own, `dashboard.html`, which opens without a network and can be sent to anybody.
#
# The figure below is one view of the goal, drawn for now by a few library calls. At the end of the lesson your own functions draw it, for any group, site and days that you choose. Run the cells in order, from the top.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false, "task": false}
import datetime
import html
import io
import json
import os
import secrets
from collections.abc import Callable, Sequence
from html.parser import HTMLParser
from pathlib import Path

import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from IPython.display import display
from jaxtyping import Float
from matplotlib.figure import Figure
from plotly.offline import get_plotlyjs
from scipy import stats

from aicourse.datasets import load_covid_testing

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
records = load_covid_testing()
print(f"{len(records)} tests of {records['subject_id'].nunique()} persons")
print(records["result"].value_counts().to_string())


# %% nbgrader={"grade": false, "grade_id": "drawing", "locked": true, "schema_version": 3, "solution": false, "task": false}
def headline(n_positive: int, n_tests: int) -> str:
    """Return one sentence on a share, such as ``3 of 60 results were positive: 5.0%``."""
    if n_tests == 0:
        return "nobody was tested"
    share = 100 * n_positive / n_tests
    return f"{n_positive:,} of {n_tests:,} results were positive: {share:.1f}%"


def draw_view(figure: Figure, view: dict[str, object]) -> None:
    """Draw one view of the dashboard on `figure`, in place of what it showed before.

    `view` is a dict as `dashboard_view` of task 5 returns it.
    """
    figure.clear()
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(2, 3))
    keys = ("tests", "mean_tests", "positivity", "low", "high")
    tests, mean_tests, positivity, low, high = (np.array(view[key], float) for key in keys)
    day = np.array(view["day"], float)
    above.bar(day, tests, width=1.0, color="#C9C9C9", label="each day")
    above.plot(day, mean_tests, color=BLUE, linewidth=2, label="7-day mean")
    below.fill_between(day, low, high, color=ORANGE, alpha=0.25, linewidth=0, label="95% interval")
    below.plot(day, positivity, color=ORANGE, linewidth=2, label="7 days pooled")
    above.set(
        title=f"{view['group']}, {view['site']}: {view['headline']}",
        ylabel="people tested per day",
    )
    below.set(xlabel="day of the pandemic (days)", ylabel="positivity (%)")
    below.set_ylim(bottom=0)
    for ax in (above, below):
        ax.legend(loc="upper right", ncols=2)
        ax.set_ylim(top=1.2 * ax.get_ylim()[1])  # room for the legend


def to_png(figure: Figure) -> bytes:
    """Return the figure as the bytes of a PNG image."""
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=100)
    return stream.getvalue()


# %%
# The goal: everyone, all sites. Rows are counted as they are, repeats included.
known = records[records["result"] != "invalid"]
days = np.arange(records["pan_day"].min(), records["pan_day"].max() + 1)
n_day, k_day = (
    np.bincount(rows["pan_day"], minlength=days[-1] + 1)[days[0] :]
    for rows in (known, known[known["result"] == "positive"])
)
n_week, k_week = (np.convolve(counts, np.ones(7), mode="valid") for counts in (n_day, k_day))
bounds = [
    stats.binomtest(int(k), int(n)).proportion_ci(method="wilson")
    for k, n in zip(k_week, n_week, strict=True)
]
not_yet = np.full(6, np.nan)
goal = {
    "group": "everyone",
    "site": "all sites",
    "headline": headline(k_day.sum(), n_day.sum()),
    "day": days,
    "tests": n_day,
    "mean_tests": np.concatenate([not_yet, n_week / 7]),
    "positivity": 100 * np.concatenate([not_yet, k_week / n_week]),
    "low": 100 * np.concatenate([not_yet, [bound.low for bound in bounds]]),
    "high": 100 * np.concatenate([not_yet, [bound.high for bound in bounds]]),
}
draw_view(plt.figure(figsize=(9, 4.8), layout="constrained"), goal)
plt.show()

# %% [markdown] lang="zh"
# ## 概况
#
# | | |
# |---|---|
# | 计划条目 | 1.17 新冠疫情数据清洗与可视化仪表盘 |
# | 先修 | 103（数组）、106（概率）、107（置信区间）、108（表格）；Python 的函数与字典 |
# | 学习时间 | 约 7 小时 |
# | 计算机 | 两个 CPU 核，全部运行不到一分钟；不需要网络 |
# | 分数 | 20 分：清洗 4、每日计数 3、滑动窗口 3、Wilson 区间 3、笔记本仪表盘 4、网页 3 |

# %% [markdown] lang="en"
# ## Facts
#
# | | |
# |---|---|
# | Rows of the plan | 1.17 project: COVID-19 data cleaning and a visual dashboard |
# | Before | 103 (arrays), 106 (probability), 107 (confidence intervals), 108 (tables); functions and dicts in Python |
# | Work | about 7 hours |
# | Computer | two CPU cores, less than a minute to run it all; no network |
# | Points | 20: cleaning 4, daily counts 3, sliding window 3, Wilson interval 3, dashboard in the notebook 4, page 3 |

# %% [markdown] lang="zh"
# ## 数据
#
# | | |
# |---|---|
# | 记录 | 费城儿童医院 2020 年的 SARS-CoV-2 PCR 检测，15,524 次，12,344 人；由 `load_covid_testing` 读取 |
# | 来源 | Amrom E. Obstfeld 提供，收于 R 软件包 [medicaldata](https://higgi13425.github.io/medicaldata/) |
# | 许可 | MIT（medicaldata） |
# | 行 | 每行一次检测；已去标识、平移时间并打乱 |
# | `subject_id` | 受检者编号；同一人多次受检时相同 |
# | `pan_day` | 疫情开始后的第几天，4 至 107 |
# | `result` | `negative`、`positive` 或 `invalid`（没有得出结果） |
# | `demo_group` | 人群：`patient`、`misc adult`、`client`、`other adult`、`unidentified` |
# | `clinic_name` | 采样的诊室或病房，88 种写法 |
# | `age` | 年龄，岁；不满一岁为小数 |
# | `drive_thru_ind` | 1 为免下车采样点 |
# | `col_rec_tat`、`rec_ver_tat` | 从采样到收样、从收样到核实结果的时间，小时 |
#
# **真实的缺陷。** 下一个单元格逐项数出来：
#
# - 行不是人。1,744 人不止受检一次，最多的 20 次；71 人次在同一天有两行或三行，其中 4 次一阴一阳，3 次一次无效、一次阴性。
# - 301 次结果无效，既非阳性也非阴性。
# - 5 个年龄超过 110 岁，最大 138 岁。
# - 一个时间为负（−18.6 小时）；6 个采样到收样的时间超过 240 小时，最长 61,370 小时，即七年。其余的时间最长是 218.2 小时，再往上直到 438.8 小时都是空白，界线就画在这段空白里。
# - 第 5、6 两天没有任何检测。
# - 诊室的写法不一，125 行里有两个空格相连。
# - 日期只有天数，没有日历。

# %% [markdown] lang="en"
# ## Dataset
#
# | | |
# |---|---|
# | Records | SARS-CoV-2 PCR tests at the Children's Hospital of Philadelphia in 2020, 15,524 tests of 12,344 persons; read by `load_covid_testing` |
# | Source | given by Amrom E. Obstfeld, in the R package [medicaldata](https://higgi13425.github.io/medicaldata/) |
# | Licence | MIT (medicaldata) |
# | Rows | one for each test; anonymized, shifted in time and permuted |
# | `subject_id` | number of the person, the same at each of their tests |
# | `pan_day` | day since the start of the pandemic, 4 to 107 |
# | `result` | `negative`, `positive` or `invalid` (no result was obtained) |
# | `demo_group` | group: `patient`, `misc adult`, `client`, `other adult`, `unidentified` |
# | `clinic_name` | clinic or ward of the specimen, in 88 spellings |
# | `age` | age in years, a fraction below one year |
# | `drive_thru_ind` | 1 where the specimen was taken at a drive-through site |
# | `col_rec_tat`, `rec_ver_tat` | time from collection to receipt, and from receipt to the verified result, in hours |
#
# **Real defects.** The next cell counts them one by one:
#
# - Rows are not persons. 1,744 persons were tested more than once, up to 20 times; in 71 cases one person has two or three rows on one day, 4 times a negative and a positive, 3 times an invalid and a negative.
# - 301 results are invalid, neither positive nor negative.
# - 5 ages exceed 110 years, up to 138.
# - One time is negative (−18.6 hours); 6 times from collection to receipt exceed 240 hours, the longest being 61,370 hours, seven years. The longest of all others is 218.2 hours, and up to 438.8 there is nothing: in this gap we draw the line.
# - Nobody was tested on days 5 and 6.
# - Clinics are spelled in several ways, with two spaces in a row on 125 rows.
# - Days are counted; no calendar is given.

# %%
same_day = records.groupby(["subject_id", "pan_day"])["result"].agg(list)
same_day = same_day[same_day.str.len() > 1]
times = records[["col_rec_tat", "rec_ver_tat"]].to_numpy()
untested = np.setdiff1d(days, records["pan_day"])
print(f"{(records['subject_id'].value_counts() > 1).sum()} persons tested more than once")
print(f"{len(same_day)} times one person has several rows on one day, with results")
print(same_day.map(lambda found: ", ".join(sorted(found))).value_counts().to_string())
print(f"ages above 110: {sorted(records.loc[records['age'] > 110, 'age'].tolist())}")
print(f"times below 0 or above 240 hours: {sorted(times[(times < 0) | (times > 240)].tolist())}")
print(f"longest of the others: {times[times <= 240].max()} hours")
print(f"days without a test: {untested.tolist()}")
print(f"two spaces in clinic_name: {records['clinic_name'].str.contains('  ').sum()} rows")

# %% [markdown] lang="zh"
# ## 开始之前：这份数据怎样变成“导出文件”
#
# 上面的表已由发布者整理过。医院里的导出文件往往更乱，所以下面的 `as_export` 在真实记录之上**另加**四种常见的毛病；记录本身不变：
#
# 1. 天数写成文字的日期，有两种写法：`2020-03-14`（年-月-日）与 `14/03/2020`（日/月/年）。**日历是编的**：第 0 天定为 2020-03-02，真正的日期没有公布。
# 2. `result`、`demo_group`、`clinic_name` 大小写混杂，前后和词间有多余的空格。
# 3. 约百分之三的行发送了两次，第二次的大小写、空格和日期写法可能不同。
# 4. 行的顺序打乱。
#
# 本课从 `export` 开始，就像你刚从医院的系统里拿到它一样。

# %% [markdown] lang="en"
# ## Before you start: how these data become an export
#
# The table above was tidied by its publishers. What comes out of a hospital's system is often worse, so `as_export` below **adds** four common defects to the real records, and leaves the records themselves alone:
#
# 1. Days become dates, written as text in two forms: `2020-03-14` (year-month-day) and `14/03/2020` (day/month/year). **The calendar is invented**: we call day 0 2020-03-02; the true dates were not published.
# 2. `result`, `demo_group` and `clinic_name` come in mixed case, with needless spaces around and between words.
# 3. About three in a hundred rows are sent twice, the second time perhaps in other case, with other spaces and the other form of date.
# 4. The rows are in no order.
#
# The lesson starts from `export`, as if you had just received it from the hospital.


# %% nbgrader={"grade": false, "grade_id": "the_export", "locked": true, "schema_version": 3, "solution": false, "task": false}
ORIGIN = pd.Timestamp("2020-03-02")  # day 0, invented
WORDS = ["result", "demo_group", "clinic_name"]
HOURS = ["col_rec_tat", "rec_ver_tat"]


def as_export(clean: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Write records as a careless export: text dates, mixed case, spaces, rows sent twice."""
    resent = clean.sample(frac=0.03, random_state=rng)
    rows = pd.concat([clean, resent]).sample(frac=1, random_state=rng, ignore_index=True)

    def careless(word: str) -> str:
        """Return `word` in some case and with some spaces."""
        word = (word, word.upper(), word.title())[rng.integers(3)]
        word = word.replace(" ", " " * int(rng.integers(1, 3)))
        return " " * int(rng.integers(2)) + word + " " * int(rng.integers(3))

    dates = ORIGIN + pd.to_timedelta(rows["pan_day"], unit="D")
    forms = np.where(rng.random(len(rows)) < 0.5, "%Y-%m-%d", "%d/%m/%Y")
    export = rows[["subject_id"]].copy()
    export["collected"] = [date.strftime(form) for date, form in zip(dates, forms, strict=True)]
    for column in WORDS:
        export[column] = [careless(word) for word in rows[column]]
    return export.join(rows[["age", "drive_thru_ind", *HOURS]])


export = as_export(records, np.random.default_rng(0))
print(f"{len(export)} rows; the first six:")
print(export.head(6).to_string())
print(f"\n{export['result'].nunique()} ways to write three results, among them")
print(export["result"].map(repr).value_counts().head(6).to_string())

# %% [markdown] lang="zh"
# ### 所有任务共同的约定
#
# 1. 传入的表和数组不得改动：连同列、索引和元素。
# 2. 返回的表恰有所写的列，次序相同；索引为 0, 1, 2, …。“整数”是任何整数类型，“浮点数”是 `float64`。
# 3. 不知道就是缺失值 (missing value)，写作 NaN；零只表示数过之后是零。
# 4. 坏输入报 `ValueError`，何为坏输入由各任务说明。
#
# 每个测试单元格先做几项看得见的检查，评分时再用新抽取的记录检查任务中写明的各项性质。下面的单元格是测试用的工具。

# %% [markdown] lang="en"
# ### Agreed for all tasks
#
# 1. Tables and arrays passed in stay as they are: columns, index and entries.
# 2. A table that you return has just the columns named, in that order, and the index 0, 1, 2, …. "Whole numbers" are of any integer type, "floats" are `float64`.
# 3. What is not known is a missing value, written NaN; zero only says that one has counted and found none.
# 4. Bad input raises `ValueError`; each task says what is bad.
#
# Each test cell makes a few checks that you see; grading then checks, on newly drawn records, the properties that the task names. The next cell holds the tools of the tests.


# %% nbgrader={"grade": false, "grade_id": "checks", "locked": true, "schema_version": 3, "solution": false, "task": false}
TEST_COLUMNS = ["subject_id", "day", *WORDS, "age", "drive_thru", *HOURS]
DAY_COLUMNS = ["day", "n_tests", "n_positive", "positivity"]
WINDOW_COLUMNS = ["day", "mean_tests", "window_tests", "window_positive", "positivity"]
EXPORT_EXAMPLE = pd.DataFrame(
    {
        "subject_id": [7, 8, 7],
        "collected": ["2020-04-03", "14/03/2020", "03/04/2020"],
        "result": [" POSITIVE", "negative", "Positive  "],
        "demo_group": ["Misc  Adult", "patient", "misc adult "],
        "clinic_name": ["clinical lab", "NICU", "CLINICAL   LAB"],
        "age": [30.0, 0.4, 30.0],
        "drive_thru_ind": [1, 0, 1],
        "col_rec_tat": [1.5, 2.0, 1.5],
        "rec_ver_tat": [4.0, 5.5, 4.0],
    }
)


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


def assert_table(table: object, columns: list[str], n_rows: int) -> None:
    """Assert that `table` is a frame of these columns and so many rows, numbered from 0."""
    assert isinstance(table, pd.DataFrame), (
        f"应返回 DataFrame，实得 {type(table).__name__}"
        f" / expected a DataFrame, got {type(table).__name__}"
    )
    assert list(table.columns) == columns, (
        f"列应为 {columns}，实得 {list(table.columns)}"
        f" / expected columns {columns}, got {list(table.columns)}"
    )
    assert len(table) == n_rows, (
        f"应有 {n_rows} 行，实得 {len(table)} / expected {n_rows} rows, got {len(table)}"
    )
    assert list(table.index) == list(range(n_rows)), (
        "索引应为 0, 1, 2, … / the index should be 0, 1, 2, …"
    )


def assert_column(table: pd.DataFrame, name: str, kind: str, expected: Sequence[object]) -> None:
    """Assert a column's kind ("i" integer, "f" float64, "b" bool, "s" text) and its entries."""
    column = table[name]
    fits = {
        "i": pd.api.types.is_integer_dtype(column),
        "f": column.dtype == np.float64,
        "b": pd.api.types.is_bool_dtype(column),
        "s": all(isinstance(entry, str) for entry in column),
    }
    assert fits[kind], (
        f"列 {name} 的类型不对：{column.dtype} / wrong type of {name}: {column.dtype}"
    )
    if kind == "f":
        found = np.array(column.tolist(), float)
        same = np.isclose(found, np.array(expected, float), rtol=1e-9, atol=1e-12, equal_nan=True)
    else:
        same = np.array(
            [entry == wanted for entry, wanted in zip(column.tolist(), expected, strict=True)],
            dtype=bool,
        )
    assert same.all(), (
        f"列 {name} 有 {(~same).sum()} 个值不对，第一个在第 {np.argmin(same)} 行"
        f" / {(~same).sum()} entries of {name} are wrong, the first in row {np.argmin(same)}"
    )


def assert_unchanged(table: pd.DataFrame, before: pd.DataFrame) -> None:
    """Assert that a table that was passed to the learner's function is as it was."""
    assert table.equals(before), "传入的表被改动了 / the table passed in has been changed"
    assert list(table.columns) == list(before.columns), (
        "传入的表的列被改动了 / the columns of the table passed in have been changed"
    )


# %% [markdown] lang="zh"
# ## 1 · 哪些行说的是同一件事？
#
# **统一写法。** `" POSITIVE"`、`"Positive  "` 与 `"positive"` 对人是一个词，对 `groupby` 是三组。先化为一种标准的写法：全部小写，去掉首尾的空格，词间只留一个。
#
# **读日期。** `04/03/2020` 是三月四日还是四月三日？单看一个值无从得知，要由写的人说明：这里是日/月/年。让函数去“猜”，它会把 13 日以前的一律猜成美国的月/日/年，13 日以后的又猜成日/月/年，而且不报错。所以要明说格式，读不懂的就报错。
#
# **去重的次序。** 第二次发送的行写法不同，逐字比较看不出重复；统一写法之后才看得出。先去重、后清洗，是最常见的错误。
#
# **不可能的值。** 138 岁不是年龄，七年不是送样时间。这一行的其余部分仍然可用，所以不删行，只把这个值记为缺失。

# %% [markdown] lang="en"
# ## 1 · Which rows say the same thing?
#
# **One spelling.** `" POSITIVE"`, `"Positive  "` and `"positive"` are one word for a person and three groups for `groupby`. Bring them to one standard spelling first: lower case, no spaces around, one space between words.
#
# **Read dates.** Is `04/03/2020` the fourth of March or the third of April? The value alone does not tell; whoever wrote it must say, and here it is day/month/year. A function left to guess takes days up to the 12th as the American month/day/year and later ones as day/month/year, and reports no error. So state the form, and raise an error on what it does not fit.
#
# **When to drop repeats.** A row sent twice is written differently the second time. Compared letter by letter the two differ; only after the spelling is one are they seen to be equal. To drop first and clean later is the most common mistake.
#
# **Impossible values.** 138 years is no age, and seven years are no time to carry a specimen across a hospital. The rest of such a row is still of use: keep the row, and mark the one value as missing.

# %%
# Worked example: a date that is guessed, and the same date read in the form that was agreed.
written = pd.Series(["04/03/2020", "14/03/2020"])
print("guessed:       ", pd.to_datetime(written, format="mixed").dt.date.tolist())
print("day/month/year:", pd.to_datetime(written, format="%d/%m/%Y").dt.date.tolist())
print("rows repeated letter by letter:", export.duplicated().sum())

# %% [markdown] lang="zh"
# ### 任务 1：`clean_tests`
#
# 把导出文件变成一张干净的检测表。
#
# - 输入：`export`，列与上面的 `export` 相同，次序任意，行数至少为 1，索引任意，标签可以重复；`origin`，第 0 天的日期。
# - 返回的表有九列，依次为：`subject_id`（整数）；`day`（整数），`collected` 比 `origin` 晚几天；`result`、`demo_group`、`clinic_name`（文字），小写，首尾无空格，词间一个空格；`age`（浮点数），小于 0 或大于 110 的记为 NaN；`drive_thru`（布尔），`drive_thru_ind` 为 1 时为真；`col_rec_tat`、`rec_ver_tat`（浮点数），小于 0 或大于 240 小时的记为 NaN。0、110 与 240 本身保留。
# - 日期只有 `2020-03-14` 与 `14/03/2020` 两种写法，首尾可能有空格。空白有时不止是空格，也可能是制表符。
# - 九列都相同的行（NaN 与 NaN 算相同）只留最先出现的一行；留下的行保持原来的先后。
# - 日期不属于这两种写法，或不存在（如 `31/02/2020`），或统一写法之后的 `result` 不是 `negative`、`positive`、`invalid` 之一：`ValueError`。不要悄悄丢掉。
#
# 分数：写法、日期与去重 2 分；不可能的值与坏输入 2 分。

# %% [markdown] lang="en"
# ### Task 1: `clean_tests`
#
# Turn the export into a clean table of tests.
#
# - Input: `export`, with the columns of `export` above in any order, at least one row, and any index, whose labels may repeat; `origin`, the date of day 0.
# - The table returned has nine columns, in this order: `subject_id` (whole numbers); `day` (whole numbers), by how many days `collected` is later than `origin`; `result`, `demo_group`, `clinic_name` (text), in lower case, without spaces around, with one space between words; `age` (floats), NaN where below 0 or above 110; `drive_thru` (booleans), true where `drive_thru_ind` is 1; `col_rec_tat`, `rec_ver_tat` (floats), NaN where below 0 or above 240 hours. 0, 110 and 240 themselves stay.
# - Dates come in the two forms `2020-03-14` and `14/03/2020`, perhaps with spaces around. White space is not always a space; it may be a tab.
# - Of rows that agree in all nine columns (NaN counts as equal to NaN) only the first stays; those that stay keep their order.
# - A date in neither form, or one that does not exist (such as `31/02/2020`), or a `result` that in its standard spelling is none of `negative`, `positive`, `invalid`: `ValueError`. Do not drop it silently.
#
# Points: 2 for spelling, dates and repeats; 2 for impossible values and bad input.

# %% [markdown] aicourse={"hints": "clean_tests"} lang="zh"
# 1. 先想次序：同一行的两次发送，要到哪一步之后才会逐字相同？去重放在九列都已成为最后的样子之后。
# 2. `str.split()` 不带参数时，空格、制表符和它们的任意重复都是分隔；再用一个空格接起来，首尾与词间就都整齐了。日期分两次读：先看每个值属于哪一种写法，再各用自己的 `format`。两种都不是的，必须报错：`errors="coerce"` 只把它变成 `NaT`，要接着问还有没有 `NaT`。
# 3. 不可能的值只改那一格，不删那一行：`Series.where` 在条件不成立处写 NaN，`between` 含两端。若为此少了行，就是在 `clean_tests` 里丢了数据。
# 4. 看得见的检查都过了，评分时还出错？给一部分行赋值时，pandas 按标签配对，而标签可能重复。可以从 `reset_index(drop=True)` 开始。返回之前，再看一眼每列的类型和索引。

# %% [markdown] aicourse={"hints": "clean_tests"} lang="en"
# 1. Think of the order: after which step are the two copies of a row the same, letter by letter? Drop repeats once all nine columns have their final form.
# 2. `str.split()` without an argument takes spaces, tabs and any number of them as one separator; join with one space, and both ends and the middle are in order. Read dates in two goes: see which form each value has, then give each form its own `format`. What has neither must raise: `errors="coerce"` only turns it into `NaT`, so ask afterwards whether any is left.
# 3. An impossible value changes one entry and removes no row: `Series.where` writes NaN where its condition does not hold, and `between` includes both ends. If rows are missing for that reason, `clean_tests` has thrown data away.
# 4. The visible checks pass and grading still fails? When you assign to some of the rows, pandas pairs them by label, and labels may repeat. One may begin with `reset_index(drop=True)`. Before you return, look once more at the type of each column and at the index.


# %% nbgrader={"grade": false, "grade_id": "clean_tests", "locked": false, "schema_version": 3, "solution": true, "task": false}
def clean_tests(export: pd.DataFrame, origin: pd.Timestamp) -> pd.DataFrame:
    """Clean table of tests from the rows of an export.

    Parameters
    ----------
    export : DataFrame
        Columns subject_id, collected, result, demo_group, clinic_name, age (years),
        drive_thru_ind, col_rec_tat and rec_ver_tat (hours).
    origin : Timestamp
        Date of day 0.

    Returns
    -------
    DataFrame
        Columns subject_id, day, result, demo_group, clinic_name, age, drive_thru, col_rec_tat
        and rec_ver_tat, without repeated rows.

    Raises
    ------
    ValueError
        If a date or a result cannot be read.
    """
    ### BEGIN SOLUTION
    texts = export[["collected", *WORDS]].apply(
        lambda text: text.str.lower().str.split().str.join(" ")
    )
    if not texts["result"].isin(["negative", "positive", "invalid"]).all():
        raise ValueError("result must be negative, positive or invalid")
    date = pd.Series(pd.NaT, index=export.index)
    for pattern, form in ((r"\d{4}-\d{2}-\d{2}", "%Y-%m-%d"), (r"\d{2}/\d{2}/\d{4}", "%d/%m/%Y")):
        fits = texts["collected"].str.fullmatch(pattern)
        date[fits] = pd.to_datetime(texts.loc[fits, "collected"], format=form)
    if date.isna().any():
        raise ValueError("collected must be a date such as 2020-03-14 or 14/03/2020")
    hours = export[HOURS]
    tests = pd.DataFrame(
        {
            "subject_id": export["subject_id"],
            "day": (date - origin).dt.days,
            **texts[WORDS],
            "age": export["age"].where(export["age"].between(0, 110)),
            "drive_thru": export["drive_thru_ind"] == 1,
            **hours.where((hours >= 0) & (hours <= 240)),
        }
    )
    return tests.drop_duplicates(ignore_index=True)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_clean_tests_rows", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
tests = clean_tests(EXPORT_EXAMPLE, ORIGIN)
assert_table(tests, TEST_COLUMNS, 2)
assert tests["day"].tolist() == [32, 12], (
    f"day 应为 [32, 12]，实得 {tests['day'].tolist()}"
    f" / expected [32, 12] as day, got {tests['day'].tolist()}"
)
assert_column(tests, "demo_group", "s", ["misc adult", "patient"])
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))


def expected_rows(rows: pd.DataFrame) -> list[tuple[object, ...]]:
    """The clean rows, one after another in plain Python; times and ages as they are."""
    found = {}
    for row in rows.itertuples():
        text = row.collected.strip()
        if "/" in text:
            day, month, year = (int(part) for part in text.split("/"))
        else:
            year, month, day = (int(part) for part in text.split("-"))
        number = datetime.date(year, month, day).toordinal() - ORIGIN.date().toordinal()
        words = [" ".join(getattr(row, name).lower().split()) for name in WORDS]
        rest = row.age, row.drive_thru_ind == 1, row.col_rec_tat, row.rec_ver_tat
        found[(row.subject_id, number, *words, *rest)] = None
    return list(found)


for trial in range(4):
    possible = records[(records["age"] <= 110) & records["rec_ver_tat"].ge(0)]
    possible = possible[possible["col_rec_tat"] <= 240]
    rows = as_export(possible.sample(250, random_state=rng), rng)
    if trial == 1:
        rows = rows[["rec_ver_tat", *rows.columns.drop("rec_ver_tat")]]
        rows.index = rng.permutation(len(rows)) + 100
    if trial == 2:
        rows["collected"] = "  " + rows["collected"] + " "
        rows["clinic_name"] = rows["clinic_name"].str.replace(" ", "\t ")
    if trial == 3:
        rows = rows.loc[rows.index.repeat(2)]
    before = rows.copy()
    tests = clean_tests(rows, ORIGIN)
    assert_unchanged(rows, before)
    expected = list(zip(*expected_rows(rows), strict=True))
    assert_table(tests, TEST_COLUMNS, len(expected[0]))
    for name, kind, wanted in zip(TEST_COLUMNS, "iisssfbff", expected, strict=True):
        assert_column(tests, name, kind, wanted)
later = clean_tests(rows, ORIGIN + pd.Timedelta(days=3))
assert later["day"].tolist() == [day - 3 for day in tests["day"]], (
    "day 应从传入的 origin 数起 / day should be counted from the origin that is passed"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_clean_tests_values", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown = EXPORT_EXAMPLE.iloc[:2].assign(age=[138.0, 0.4], col_rec_tat=[1.5, 61370.2])
tests = clean_tests(shown, ORIGIN)
assert_table(tests, TEST_COLUMNS, 2)
assert_column(tests, "age", "f", [np.nan, 0.4])
assert_column(tests, "col_rec_tat", "f", [1.5, np.nan])
assert raises(ValueError, clean_tests, shown.assign(result="pending"), ORIGIN), (
    "读不懂的 result 应报 ValueError / a result that cannot be read should raise ValueError"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for _ in range(3):
    n_rows = int(rng.integers(20, 60))
    rows = as_export(records.sample(n_rows, random_state=rng), rng)
    rows = rows.drop_duplicates("subject_id", ignore_index=True)
    n_rows = len(rows)
    rows["age"] = rng.choice([-0.1, 0.0, 0.5, 40.0, 110.0, 110.5, 119.0, 138.0, np.nan], n_rows)
    for name in HOURS:
        rows[name] = rng.choice([-18.6, -0.1, 0.0, 3.3, 240.0, 240.1, 1322.1, np.nan], n_rows)
    before = rows.copy()
    tests = clean_tests(rows, ORIGIN)
    assert_unchanged(rows, before)
    assert_table(
        tests, TEST_COLUMNS, n_rows
    )  # no row may go because one of its values is impossible
    for name, most in (("age", 110), ("col_rec_tat", 240), ("rec_ver_tat", 240)):
        wanted = [value if 0 <= value <= most else np.nan for value in rows[name]]
        assert_column(tests, name, "f", wanted)
for column, value, zh, en in (
    ("collected", "31/02/2020", "日期不存在", "the date does not exist"),
    ("collected", "2020-13-01", "没有第 13 个月", "there is no month 13"),
    ("collected", "03/14/2020", "月/日/年不是约定的写法", "month/day/year is not agreed"),
    ("collected", "14.03.2020", "点号不是约定的写法", "dots are not agreed"),
    ("collected", "", "日期是空的", "the date is empty"),
    ("result", "presumptive positive", "result 不认识", "the result is unknown"),
    ("result", "", "result 是空的", "the result is empty"),
):
    rows = as_export(records.sample(40, random_state=rng), rng)
    rows.loc[int(rng.integers(len(rows))), column] = value
    assert raises(ValueError, clean_tests, rows, ORIGIN), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %%
tests = clean_tests(export, ORIGIN)
print(f"{len(export)} rows of the export, {len(tests)} tests, {len(records)} records")
print(tests.head(3).to_string())
print(tests["result"].value_counts().to_string())

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 15,990 行变回 15,523 次检测，比真实的记录少一次：有两条真实记录，同一人、同一天、同一诊室，都是阳性，九列全部相同。是发送了两次，还是真的做了两次？没有记录编号，谁也分不清。清洗总要作出这样的决定；写下来，别人才能不同意。

# %% [markdown] lang="en"
# ### What the result means
#
# 15,990 rows turn back into 15,523 tests, one less than there are real records: two real records, of one person, one day and one clinic, both positive, agree in all nine columns. Sent twice, or tested twice? Without a number for each record nobody can tell. Cleaning always takes decisions such as this one; write them down, so that others can disagree.
#

# %% [markdown] lang="zh"
# ## 2 · 一天里究竟查了几个人？
#
# **数什么？** 住院的孩子可能一天采样三次。数行，他算三次；数人，他算一次。仪表盘回答的是“受检的人里有多少阳性”，所以一人一天只算一次。三次结果不一致怎么办？约定：有一次阳性，这一天就是阳性；没有阳性而有阴性，就是阴性；只有无效结果，这一天没有测出什么，不计入。
#
# **除以什么？** 阳性率是
#
# $$\hat{p} = \frac{k}{n}$$
#
# $n$ 是有结果的人数，$k$ 是其中的阳性人数。无效结果若留在 $n$ 里，阳性率就被压低。
#
# **没有检测的日子。** 第 5、6 两天 $n = 0$。检测人数确实是零；阳性率却是 $0/0$，不知道。画成零，图上就出现一个从未有过的“无疫情日”；把这两天略去，第 4 天与第 7 天就成了邻居，后面的“七日”便数错了。所以日历上的每一天都要有一行。

# %% [markdown] lang="en"
# ## 2 · How many people were tested on a day?
#
# **Count what?** A child in hospital may be swabbed three times a day. Counting rows, that is three; counting persons, one. The dashboard answers "how many of the people tested were positive", so one person counts once a day. And if the three results differ? We agree: one positive makes the day positive; no positive but a negative makes it negative; with nothing but invalid results the day has found out nothing, and does not count.
#
# **Divide by what?** The positivity is
#
# $$\hat{p} = \frac{k}{n}$$
#
# where $n$ is the number of people with a result and $k$ the number of positive ones among them. Leave invalid results in $n$, and the positivity comes out too low.
#
# **Days without tests.** On days 5 and 6, $n = 0$. The number of people tested is indeed zero; the positivity is $0/0$, unknown. Draw it as zero, and the figure shows a "day without virus" that never was; leave the two days out, and day 4 becomes the neighbour of day 7, so that any "seven days" later on are counted wrong. Every day of the calendar needs its row.

# %%
# Worked example: two real persons with several rows on one day.
differing = same_day[same_day.map(set).str.len() > 1]
for (person, day), results in differing.iloc[:2].items():
    print(f"person {person}, day {day}: {results}")

counts = records[records["result"] != "invalid"].groupby("pan_day").size()
by_weekday = counts.groupby(counts.index % 7).mean()
fig, axes = plt.subplots(1, 2, figsize=(9, 2.9), layout="constrained", width_ratios=(3, 1))
axes[0].bar(counts.index, counts, width=1, color="#C9C9C9", edgecolor="white", linewidth=0.3)
slow = counts[counts.index % 7 == 6]
axes[0].bar(slow.index, slow, width=1, color=ORANGE, edgecolor="white", linewidth=0.3)
axes[0].set(
    title="Results each day; orange: days 6, 13, 20, ...",
    xlabel="day of the pandemic (days)",
    ylabel="results per day",
)
axes[1].bar(by_weekday.index, by_weekday, color=["#C9C9C9"] * 6 + [ORANGE])
axes[1].set(title="Mean by day modulo 7", xlabel="day modulo 7", ylabel="results per day")
axes[1].set_xticks(range(7))
for ax in axes:
    ax.grid(axis="x", visible=False)
plt.show()

# %% [markdown] lang="zh"
# 橙色的柱子每七天一根，除最后三根外都偏矮：医院的日子有一周的节律，第 6、13、20 天大概是星期天。（这正是把第 0 天编成星期一的理由。）疫情不会在星期天休息，检测会。任务 3 会对付它。
#
# ### 任务 2：`daily_counts`
#
# 由检测表得到每日的人数。
#
# - 输入：`tests`，至少有 `subject_id`、`day`、`result` 三列，可以没有行，别的列不管；`first_day`、`last_day`，整数，日历的首日与末日。
# - 返回：从 `first_day` 到 `last_day`（含）每天一行，按日递增。列依次为 `day`、`n_tests`、`n_positive`（整数）、`positivity`（浮点数，0 到 1 的比例）。
# - 一人一天只算一次，规则如上。`n_tests` 是当天有阳性或阴性结果的人数，`n_positive` 是其中阳性的人数。
# - 没有检测的日子：两个人数为 0，`positivity` 为 NaN。日历之外的检测不管。
# - `last_day < first_day`：`ValueError`。
#
# 分数：人数 2 分；日历、阳性率与坏输入 1 分。

# %% [markdown] lang="en"
# Every seventh bar is orange, and all but the last three are short: a hospital has its week, and days 6, 13, 20 are probably Sundays. (Which is why we invented a Monday for day 0.) The epidemic does not rest on Sundays; testing does. Task 3 deals with it.
#
# ### Task 2: `daily_counts`
#
# Count people day by day from the table of tests.
#
# - Input: `tests`, with at least the columns `subject_id`, `day` and `result`, possibly without rows; other columns do not matter; `first_day` and `last_day`, whole numbers, the ends of the calendar.
# - Return: one row for each day from `first_day` to `last_day`, both included, days ascending. The columns are `day`, `n_tests`, `n_positive` (whole numbers) and `positivity` (floats, a share from 0 to 1).
# - One person counts once a day, by the rule above. `n_tests` is the number of people with a positive or negative result on that day, `n_positive` how many of them are positive.
# - Days without tests have both numbers 0 and `positivity` NaN. Tests outside the calendar do not matter.
# - `last_day < first_day`: `ValueError`.
#
# Points: 2 for the numbers of people; 1 for the calendar, the positivity and bad input.

# %% [markdown] aicourse={"hints": "daily_counts"} lang="zh"
# 1. 对每个人的每一天问两个问题：有没有结果？其中有没有阳性？只有无效结果的人不该出现在 $n$ 里，所以先把无效的行放到一边。
# 2. 分两层。先按人**和**日分组，“有没有一次阳性”就是 `any`；再按日分组，数有多少人（`size`），多少人为真（`sum`）。只取每人的第一行或最后一行都不行。
# 3. 没有检测的日子不在分组的结果里：用 108 的 `reindex` 补齐从首日到末日的每一天，末日也在内，`range` 的右端要加 1。补 0 的是两个人数；之后再相除，pandas 中 $0/0$ 自己就是 NaN，不要把它填成 0。
# 4. 只在表没有行、或全部无效时出错？看看补齐之后两列还是不是整数。

# %% [markdown] aicourse={"hints": "daily_counts"} lang="en"
# 1. Ask two questions of each person on each day: is there a result at all, and is one of them positive? A person with only invalid results must not be in $n$, so put the invalid rows aside first.
# 2. There are two levels. Group by person **and** day first, where "at least one positive" is `any`; then by day, to count the persons (`size`) and those for whom it is true (`sum`). Neither the first nor the last row of a person will do.
# 3. Days without tests are not among the groups: `reindex`, known from 108, adds each day from first to last, and the last is included, so the end of `range` is one more. It is the two counts that are filled with 0; divide afterwards, and in pandas $0/0$ is NaN by itself. Do not fill that.
# 4. Only a table without rows, or with nothing but invalid ones, fails? See whether the two columns are still whole numbers after filling.


# %% nbgrader={"grade": false, "grade_id": "daily_counts", "locked": false, "schema_version": 3, "solution": true, "task": false}
def daily_counts(tests: pd.DataFrame, first_day: int, last_day: int) -> pd.DataFrame:
    """People tested and people positive on each day of a calendar.

    Parameters
    ----------
    tests : DataFrame
        Columns subject_id, day and result; others are ignored.
    first_day, last_day : int
        Ends of the calendar, both included.

    Returns
    -------
    DataFrame
        Columns day, n_tests, n_positive and positivity (a share), a row for each day.

    Raises
    ------
    ValueError
        If the last day is before the first.
    """
    ### BEGIN SOLUTION
    if last_day < first_day:
        raise ValueError("last_day must not be before first_day")
    valid = tests[tests["result"] != "invalid"]
    positive = valid["result"] == "positive"
    of_person = positive.groupby([valid["subject_id"], valid["day"]]).any()
    counts = of_person.groupby("day").agg(["size", "sum"])
    counts = counts.reindex(range(first_day, last_day + 1), fill_value=0).astype(int)
    daily = pd.DataFrame(
        {"day": counts.index, "n_tests": counts["size"].array, "n_positive": counts["sum"].array}
    )
    daily["positivity"] = daily["n_positive"] / daily["n_tests"]
    return daily
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_daily_counts_people", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown = pd.DataFrame(
    {
        "subject_id": [1, 1, 2, 3, 4, 1],
        "day": [3, 3, 3, 3, 3, 5],
        "result": ["negative", "positive", "negative", "invalid", "negative", "negative"],
    }
)
daily = daily_counts(shown, 3, 5)
assert_table(daily, DAY_COLUMNS, 3)
assert daily["n_tests"].tolist() == [3, 0, 1], (
    f"n_tests 应为 [3, 0, 1]，实得 {daily['n_tests'].tolist()}"
    f" / expected [3, 0, 1] as n_tests, got {daily['n_tests'].tolist()}"
)
assert_column(daily, "n_positive", "i", [1, 0, 0])
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))


def random_tests(n_rows: int, n_days: int) -> pd.DataFrame:
    """Tests of few persons on few days, so that many repeat and differ."""
    results = rng.choice(["negative", "positive", "invalid"], n_rows, p=[0.55, 0.2, 0.25])
    return pd.DataFrame(
        {
            "clinic_name": "ward",
            "result": results,
            "day": rng.integers(10, 10 + n_days, n_rows),
            "subject_id": rng.integers(1, 12, n_rows),
        },
        index=rng.permutation(n_rows),
    )


def expected_counts(rows: pd.DataFrame, first: int, last: int) -> list[tuple[int, int]]:
    """People tested and positive on each day, in plain Python."""
    seen = {}
    for row in rows.itertuples():
        if row.result != "invalid":
            seen.setdefault(row.day, {}).setdefault(row.subject_id, []).append(row.result)
    people = [seen.get(day, {}) for day in range(first, last + 1)]
    return [(len(of), sum("positive" in results for results in of.values())) for of in people]


for trial in range(6):
    rows = random_tests(int(rng.integers(30, 120)), int(rng.integers(2, 9)))
    first, last = int(rows["day"].min()), int(rows["day"].max())
    if trial >= 4:
        chosen = records["pan_day"].between(70, 75)
        rows = records[chosen].rename(columns={"pan_day": "day"}).sample(frac=0.9, random_state=rng)
        rows = pd.concat([rows, rows.sample(150, random_state=rng).assign(result="invalid")])
        first, last = 69, 74
    before = rows.copy()
    daily = daily_counts(rows, first, last)
    assert_unchanged(rows, before)
    assert_table(daily, DAY_COLUMNS, last - first + 1)
    n_expected, k_expected = zip(*expected_counts(rows, first, last), strict=True)
    assert_column(daily, "n_tests", "i", n_expected)
    assert_column(daily, "n_positive", "i", k_expected)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_daily_counts_calendar", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown = pd.DataFrame({"subject_id": [1, 2], "day": [4, 7], "result": ["negative", "positive"]})
daily = daily_counts(shown, 4, 8)
assert_table(daily, DAY_COLUMNS, 5)
assert_column(daily, "day", "i", [4, 5, 6, 7, 8])
assert_column(daily, "positivity", "f", [0, np.nan, np.nan, 1, np.nan])
assert raises(ValueError, daily_counts, shown, 8, 4), (
    "末日在首日之前应报 ValueError / a last day before the first should raise ValueError"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for _ in range(4):
    n_rows = int(rng.integers(5, 25))
    rows = pd.DataFrame(
        {
            "subject_id": np.arange(n_rows),
            "day": 3 * rng.integers(0, 12, n_rows) - 5,
            "result": rng.choice(["negative", "positive"], n_rows),
        }
    )
    first, last = int(rng.integers(-9, 2)), int(rng.integers(20, 40))
    daily = daily_counts(rows, first, last)
    assert_table(daily, DAY_COLUMNS, last - first + 1)
    assert_column(daily, "day", "i", list(range(first, last + 1)))
    on_day = [rows.loc[rows["day"] == day, "result"].tolist() for day in range(first, last + 1)]
    shares = [found.count("positive") / len(found) if found else np.nan for found in on_day]
    assert_column(daily, "n_tests", "i", [len(found) for found in on_day])
    assert_column(daily, "positivity", "f", shares)
for empty in (rows.iloc[:0], rows.assign(result="invalid")):
    daily = daily_counts(empty, 2, 4)
    assert_table(daily, DAY_COLUMNS, 3)
    for column, kind in (("n_tests", "i"), ("n_positive", "i"), ("positivity", "f")):
        assert_column(daily, column, kind, [np.nan if kind == "f" else 0] * 3)
one = daily_counts(rows.assign(day=3, result="positive"), 3, 3)
assert_table(one, DAY_COLUMNS, 1)
assert_column(one, "n_tests", "i", [len(rows)])
### END HIDDEN TESTS

# %%
first_day, last_day = int(tests["day"].min()), int(tests["day"].max())
daily = daily_counts(tests, first_day, last_day)
fig, axes = plt.subplots(2, 1, figsize=(9, 4), sharex=True, layout="constrained")
axes[0].bar(daily["day"], daily["n_positive"], width=1, color=BLUE)
axes[0].set(title="What a bulletin shows: positives each day", ylabel="people positive")
axes[1].plot(daily["day"], 100 * daily["positivity"], ".-", color=ORANGE)
axes[1].set(
    title="The same days as a share of the people tested",
    xlabel="day of the pandemic (days)",
    ylabel="positivity (%)",
)
plt.show()
correlation = daily["n_positive"].corr(daily["n_tests"])
print(f"{daily['n_tests'].sum()} person-days with a result, {daily['n_positive'].sum()} positive")
print(f"correlation of positives with people tested, day by day: {correlation:.2f}")

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 公报里的柱形图像一波疫情：第 79 天有 20 人阳性，全程最高。可是那天也查了 341 人，同样是全程最高；阳性率 5.9%，平平无奇。阳性人数与受检人数的相关系数 (correlation coefficient) 是 0.79：阳性的起伏，大半是检测的起伏。下面的曲线跳得厉害，尤其是开头人少的日子。要看清它，需要把相邻几天合起来，还要说出每个值有多可靠：任务 3 与任务 4。

# %% [markdown] lang="en"
# ### What the result means
#
# The bulletin's bars look like a wave of infections: 20 positives on day 79, the most of all days. But that day 341 people were tested, also the most of all days; the positivity is 5.9%, nothing special. The correlation coefficient of positives and people tested is 0.79: most of what rises and falls is testing. The curve below jumps about, above all in the first days with few people. To see through it, pool neighbouring days, and say how far each value can be trusted: tasks 3 and 4.

# %% [markdown] lang="zh"
# ## 3 · 怎样抹平一周的节律，又不说谎？
#
# **七天正好一周。** 任何连续七天都恰好含有每个星期几各一次。所以七天的平均里，星期天总占七分之一，一周的节律相互抵消；六天或八天的平均里，星期天时有时无，节律留了下来。第 $d$ 天的滑动窗口是第 $d-6, \dots, d$ 天：
#
# $$\bar{n}_d = \frac{1}{7} \sum_{j=d-6}^{d} n_j$$
#
# **是七个日历日，不是七行。** 表里缺了几天，七行就可能跨过两周。先把日历补齐：没有的日子，人数是 0。
#
# **两端。** 头六天之前没有数据，窗口装不满；那里没有七日平均，就是 NaN。用已有的三天冒充七天，开头就带着星期几的偏差，曲线也比别处跳得厉害。窗口只往回看，所以末尾没有问题：今天的值不用等明天的数据，明天也不会改动它。
#
# **先合并，再相除。** 七天的阳性率有两种算法：七个每日比例的平均，或者合并之后的比例
#
# $$\hat{p}_d = \frac{\sum_j k_j}{\sum_j n_j}$$
#
# 某天查 1 人、1 人阳性，另一天查 99 人、无人阳性：每日比例的平均是 50%，合并的是 1%。问题若是“这一周受检的人里有多少阳性”，答案只能是后者：前者让那一个人与 99 个人一样重。

# %% [markdown] lang="en"
# ## 3 · How to smooth the week away without lying?
#
# **Seven days are a week.** Any seven days in a row hold each weekday exactly once. So in a mean over seven days Sunday always has its seventh, and the pattern of the week cancels; in a mean over six or eight days a Sunday comes and goes, and the pattern stays. The sliding window of day $d$ is days $d-6, \dots, d$:
#
# $$\bar{n}_d = \frac{1}{7} \sum_{j=d-6}^{d} n_j$$
#
# **Seven days of the calendar, not seven rows.** Where the table lacks days, seven rows may span two weeks. Complete the calendar first: on a day that is absent, the number of people is 0.
#
# **The ends.** Before the first day there are no data, and the window of the first six days cannot be filled; there is no 7-day mean there, which is NaN. Pass three days off as seven, and the pattern of the week is back, in a curve that jumps more there than elsewhere. The window only looks back, so the end is no trouble: today's value need not wait for tomorrow, and tomorrow will not change it.
#
# **Pool, then divide.** There are two ways to a positivity of seven days: the mean of seven daily shares, or the share of the pooled counts
#
# $$\hat{p}_d = \frac{\sum_j k_j}{\sum_j n_j}$$
#
# One day 1 person is tested and is positive, another day 99 are tested and none is: the mean of the shares is 50%, the pooled share 1%. If the question is how many of the people tested this week were positive, only the second is an answer: the first lets that one person weigh as much as 99.

# %%
# Worked example: client tests, whose numbers differ much from day to day.
clients = known[known["demo_group"] == "client"]
per_day = clients["result"].eq("positive").groupby(clients["pan_day"]).agg(["sum", "size"])
print(f"{len(per_day)} days, {per_day['size'].min()} to {per_day['size'].max()} tests a day")
print(f"mean of the daily shares: {(per_day['sum'] / per_day['size']).mean():.1%}")
print(f"share of the pooled counts: {per_day['sum'].sum() / per_day['size'].sum():.1%}")

# %% [markdown] lang="zh"
# ### 任务 3：`rolling_window`
#
# 把每日人数合并到滑动窗口里。
#
# - 输入：`daily`，至少有 `day`、`n_tests`、`n_positive` 三列和一行；行的次序任意，日历可能缺几天，缺的日子人数为 0；`window`，窗口的天数 $w$，默认 7。
# - 返回：从最小的 `day` 到最大的 `day` 每天一行，按日递增。列依次为 `day`（整数），以及四列浮点数：`mean_tests`，窗口内受检人数之和除以 $w$；`window_tests` 与 `window_positive`，窗口内两种人数之和；`positivity`，后者除以前者，0 到 1 的比例。
# - 头 $w - 1$ 天窗口不满，四列都是 NaN。窗口内无人受检时，前三列为 0，`positivity` 为 NaN。
# - 窗口内之和要精确到 $10^{-9}$。
# - `window` 小于 1，或某一天有两行：`ValueError`。
#
# 分数：窗口 2 分；两端、缺失的日子与坏输入 1 分。

# %% [markdown] lang="en"
# ### Task 3: `rolling_window`
#
# Pool the daily counts over a sliding window.
#
# - Input: `daily`, with at least the columns `day`, `n_tests`, `n_positive` and one row; rows in any order; days may be absent, and their counts are 0; `window`, the number of days $w$ in the window, 7 by default.
# - Return: one row for each day from the smallest `day` to the largest, days ascending. The columns are `day` (whole numbers) and four of floats: `mean_tests`, the sum of the people tested in the window divided by $w$; `window_tests` and `window_positive`, the sums of both counts in the window; `positivity`, the latter divided by the former, a share from 0 to 1.
# - On the first $w - 1$ days the window is not full, and all four are NaN. Where nobody was tested in a window, the first three are 0 and `positivity` is NaN.
# - Sums over the window must be right to $10^{-9}$.
# - `window` less than 1, or two rows for one day: `ValueError`.
#
# Points: 2 for the window; 1 for the ends, absent days and bad input.

# %% [markdown] aicourse={"hints": "rolling_window"} lang="zh"
# 1. `rolling(7)` 数的是行。表要先变成什么样子，七行才等于七个日历日？想想缺的日子和行的次序。
# 2. 以 `day` 为索引，补齐从最小到最大的每一天，人数补 0，次序也就对了。然后只对两列**人数**求窗口内之和；差分累加和也可以。
# 3. `rolling(...).sum()` 在窗口装满之前自己就给出 NaN，所以不要加 `min_periods`，也不要 `center`。除数是传入的 `window`，不总是 7。
# 4. 最后才相除：`positivity` 是两个和之比，不是每日比例的平均；`daily` 里若有 `positivity` 一列，也不要用它。

# %% [markdown] aicourse={"hints": "rolling_window"} lang="en"
# 1. `rolling(7)` counts rows. What must the table be like before seven rows are seven days of the calendar? Think of the absent days, and of the order of the rows.
# 2. Make `day` the index and add each day from the smallest to the largest, with counts of 0; that puts them in order too. Then take sums over the window of the two **counts** alone; differences of cumulative sums do as well.
# 3. `rolling(...).sum()` gives NaN by itself until the window is full, so neither `min_periods` nor `center` belongs here. Divide by the `window` that was passed, which is not always 7.
# 4. Divide last: `positivity` is a ratio of two sums, not a mean of daily shares; if `daily` has a column `positivity`, leave it alone.


# %% nbgrader={"grade": false, "grade_id": "rolling_window", "locked": false, "schema_version": 3, "solution": true, "task": false}
def rolling_window(daily: pd.DataFrame, window: int = 7) -> pd.DataFrame:
    """Counts pooled over the last `window` days of the calendar.

    Parameters
    ----------
    daily : DataFrame
        Columns day, n_tests and n_positive, a row for a day; absent days count 0.
    window : int
        Days in the window, the day itself included.

    Returns
    -------
    DataFrame
        Columns day, mean_tests (people per day), window_tests, window_positive (people) and
        positivity (a share), a row for each day from the first to the last.

    Raises
    ------
    ValueError
        If the window has no day, or a day has two rows.
    """
    ### BEGIN SOLUTION
    if window < 1:
        raise ValueError("window must be at least one day")
    if daily["day"].duplicated().any():
        raise ValueError("daily must have one row for a day")
    calendar = range(daily["day"].min(), daily["day"].max() + 1)
    counts = daily.set_index("day")[["n_tests", "n_positive"]].reindex(calendar, fill_value=0)
    sums = counts.rolling(window).sum()
    rolled = pd.DataFrame(
        {
            "day": sums.index,
            "mean_tests": sums["n_tests"].array / window,
            "window_tests": sums["n_tests"].array,
            "window_positive": sums["n_positive"].array,
        }
    )
    rolled["positivity"] = rolled["window_positive"] / rolled["window_tests"]
    return rolled
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_rolling_window", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown = pd.DataFrame({"day": [4, 5, 6, 7], "n_tests": [1, 99, 20, 0], "n_positive": [1, 0, 5, 0]})
rolled = rolling_window(shown, 2)
assert_table(rolled, WINDOW_COLUMNS, 4)
assert_column(rolled, "mean_tests", "f", [np.nan, 50.0, 59.5, 10.0])
assert abs(rolled["positivity"].iloc[1] - 0.01) < 1e-12, (
    f"第 5 天应为 1 / 100 = 0.01，实得 {rolled['positivity'].iloc[1]}"
    f" / expected 1 / 100 = 0.01 on day 5, got {rolled['positivity'].iloc[1]}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(6):
    n_days, window = int(rng.integers(12, 60)), (7, 7, 1, 5, 8, 3)[trial]
    n_tests = rng.integers(1, 300, n_days)
    table = pd.DataFrame(
        {
            "positivity": 0.5,
            "n_positive": rng.binomial(n_tests, 0.1),
            "n_tests": n_tests,
            "day": np.arange(n_days) + int(rng.integers(-5, 50)),
        }
    )
    before = table.copy()
    rolled = rolling_window(table) if window == 7 else rolling_window(table, window)
    assert_unchanged(table, before)
    assert_table(rolled, WINDOW_COLUMNS, n_days)
    assert_column(rolled, "day", "i", table["day"].tolist())
    ends = range(window, n_days + 1)
    n_sums, k_sums = (
        np.array([table[name].iloc[end - window : end].sum() for end in ends], float)
        for name in ("n_tests", "n_positive")
    )
    for name, wanted in zip(
        WINDOW_COLUMNS[1:], (n_sums / window, n_sums, k_sums, k_sums / n_sums), strict=True
    ):
        assert_column(rolled, name, "f", [*[np.nan] * (window - 1), *wanted])
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_rolling_window_calendar", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown = pd.DataFrame({"day": [9, 4, 5], "n_tests": [8, 2, 4], "n_positive": [2, 0, 1]})
rolled = rolling_window(shown, 3)
assert_table(rolled, WINDOW_COLUMNS, 6)
assert_column(rolled, "day", "i", [4, 5, 6, 7, 8, 9])
assert_column(rolled, "window_tests", "f", [np.nan, np.nan, 6, 4, 0, 8])
assert raises(ValueError, rolling_window, shown, 0), (
    "window = 0 应报 ValueError / window = 0 should raise ValueError"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(5):
    present = np.sort(rng.choice(np.arange(70), int(rng.integers(12, 35)), replace=False))
    present = np.concatenate([present, [present[-1] + 9]])  # a week without any test
    n_tests = rng.integers(0, 40, len(present))
    table = pd.DataFrame(
        {"day": present, "n_tests": n_tests, "n_positive": rng.binomial(n_tests, 0.2)}
    ).sample(frac=1, random_state=rng)
    before = table.copy()
    window = (7, 7, 4, 2, 200)[trial]
    rolled = rolling_window(table, window)
    assert_unchanged(table, before)
    calendar = list(range(int(present[0]), int(present[-1]) + 1))
    assert_table(rolled, WINDOW_COLUMNS, len(calendar))
    assert_column(rolled, "day", "i", calendar)
    wanted = {name: [] for name in WINDOW_COLUMNS[1:]}
    for day in calendar:
        within = (table["day"] > day - window) & (table["day"] <= day)
        n, k = (float(table.loc[within, name].sum()) for name in ("n_tests", "n_positive"))
        full = day - window + 1 >= calendar[0]
        row = (n / window, n, k, k / n if n else np.nan) if full else [np.nan] * 4
        for name, value in zip(WINDOW_COLUMNS[1:], row, strict=True):
            wanted[name].append(value)
    for name in WINDOW_COLUMNS[1:]:
        assert_column(rolled, name, "f", wanted[name])
twice = pd.concat([table, table.iloc[:1]])
for frame, window, zh, en in (
    (table, -2, "window 为负", "window is negative"),
    (twice, 7, "某一天有两行", "one day has two rows"),
):
    assert raises(ValueError, rolling_window, frame, window), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %%
# Does the week vanish? Mean of each weekday, less the slow trend, for windows of several lengths.
fig, axes = plt.subplots(1, 2, figsize=(9, 3.1), layout="constrained", width_ratios=(3, 2))
axes[0].bar(daily["day"], daily["n_tests"], width=1, color="#DDDDDD")
spreads = {}
for window in range(1, 15):
    smooth = rolling_window(daily, window).set_index("day")["mean_tests"].loc[24:]
    ripple = (smooth - smooth.rolling(7, center=True).mean()).dropna()
    spreads[window] = ripple.groupby(ripple.index % 7).mean().std()
    if window in (5, 7):
        label, color = f"{window}-day mean", BLUE if window == 7 else PURPLE
        axes[0].plot(smooth, color=color, linewidth=1.8, label=label)
axes[0].set(title="People tested", xlabel="day of the pandemic (days)", ylabel="people per day")
axes[0].legend(loc="upper left")
colors = [BLUE if window % 7 == 0 else "#C9C9C9" for window in spreads]
axes[1].bar(list(spreads), list(spreads.values()), color=colors)
axes[1].set(
    title="What is left of the week",
    xlabel="length of the window (days)",
    ylabel="SD of the weekday means\n(people per day)",
)
axes[1].set_xticks([1, 7, 14])
axes[1].grid(axis="x", visible=False)
plt.show()
print({window: round(float(spread), 1) for window, spread in spreads.items()})

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 右图是一个阴性对照 (negative control)：窗口的长度若只管“平滑”，越长应当越平。实际上七天与十四天几乎抹掉了一周的节律，六天、八天却留下好几倍。起作用的不是平滑，而是“每个星期几各一次”。

# %% [markdown] lang="en"
# ### What the result means
#
# The panel on the right is a negative control: were it only for smoothing, a longer window would always be smoother. In fact windows of seven and fourteen days wipe the week out almost wholly, while six and eight days leave several times as much. What works is not the smoothing, but each weekday once.

# %% [markdown] lang="zh"
# ## 4 · 160 人中 18 人阳性，能说明什么？
#
# **一个比例的不确定。** 第 103 天查了 160 人，18 人阳性：11.3%，是平常的两倍。疫情抬头，还是运气？设每个受检者为阳性的概率是 $p$，彼此独立，则阳性人数 $k$ 的标准差 (standard deviation) 是 $\sqrt{n p (1-p)}$，比例 $\hat{p} = k/n$ 的标准差是 $\sqrt{p(1-p)/n}$。
#
# **常见的做法**就是 107 的 Wald 区间，那里的 $\theta$ 在这里写作 $p$。它用 $\hat{p}$ 代替不知道的 $p$：$\hat{p} \pm z \sqrt{\hat{p}(1-\hat{p})/n}$。$z$ 由置信水平 (confidence level) 决定，是标准正态分布 (normal distribution) 的分位数 (quantile)：水平 95% 时两边各留 2.5%，$z = 1.96$。查 10 人、无人阳性时，它给出从 0 到 0，仿佛已经确知没有病毒。
#
# **Wilson 的做法**换一个问法：哪些 $p$ 与看到的结果相容？一个 $p$ 相容，是说 $\hat{p}$ 离它不超过 $z$ 个标准差，而标准差由这个 $p$ 自己决定：
#
# $$|\hat{p} - p| \le z \sqrt{\frac{p (1 - p)}{n}}$$
#
# 两边平方，代入 $\hat{p} = k/n$，乘以 $n$ 并整理，得到 $p$ 的一个二次不等式：
#
# $$(n + z^2)\, p^2 - (2k + z^2)\, p + \frac{k^2}{n} \le 0$$
#
# 相容的 $p$ 就是两个根之间的数，这就是 **Wilson 区间** (Wilson interval)，一种置信区间 (confidence interval)。两个根总在 0 与 1 之间。查 10 人、无人阳性时，它是 0 到 27.8%：诚实多了。
#
# **区间好不好，可以算出来。** 95% 的置信区间应当在 95% 的情形里含有真正的 $p$；107 用模拟来数，这里直接算。给定 $n$ 与 $p$，把每个可能的 $k$ 的二项概率加起来，只加区间含有 $p$ 的那些。下图对常见的做法算了一遍。

# %% [markdown] lang="en"
# ## 4 · 18 of 160 are positive: what does it tell?
#
# **The uncertainty of a share.** On day 103, 160 people were tested and 18 were positive: 11.3%, twice the usual. Is it the epidemic, or luck? If each person tested is positive with probability $p$, independently of the others, the number $k$ of positives has the standard deviation $\sqrt{n p (1-p)}$, and the share $\hat{p} = k/n$ has $\sqrt{p(1-p)/n}$.
#
# **The usual way** is the Wald interval of 107, with $p$ for what was $\theta$ there. It puts $\hat{p}$ in the place of the unknown $p$: $\hat{p} \pm z \sqrt{\hat{p}(1-\hat{p})/n}$. The number $z$ follows from the confidence level; it is a quantile of the standard normal distribution: at level 95%, 2.5% are left out on either side, and $z = 1.96$. Where 10 people were tested and none was positive it gives 0 to 0, as if one knew for sure that there is no virus.
#
# **Wilson's way** asks another question: which $p$ agree with what was seen? A $p$ agrees if $\hat{p}$ is no more than $z$ standard deviations away from it, and it is that $p$ which says how large a standard deviation is:
#
# $$|\hat{p} - p| \le z \sqrt{\frac{p (1 - p)}{n}}$$
#
# Square both sides, put in $\hat{p} = k/n$, multiply by $n$ and sort, and you get a quadratic inequality in $p$:
#
# $$(n + z^2)\, p^2 - (2k + z^2)\, p + \frac{k^2}{n} \le 0$$
#
# The $p$ that agree are those between its two roots: the **Wilson interval**, one kind of confidence interval. The roots are never below 0 or above 1. Where none of 10 people was positive it runs from 0 to 27.8%, which is far more honest.
#
# **How good an interval is can be computed.** A confidence interval of 95% should contain the true $p$ in 95% of all cases; 107 counted them in a simulation, here they are computed. Given $n$ and $p$, add up the binomial probabilities of those $k$ whose interval contains $p$. The figure does so for the usual way.


# %%
def coverage(low: np.ndarray, high: np.ndarray, n: int, shares: np.ndarray) -> np.ndarray:
    """Probability that the interval of a binomial count contains each of `shares`."""
    hits = (low[:, None] <= shares) & (shares <= high[:, None])
    return (stats.binom.pmf(np.arange(n + 1)[:, None], n, shares) * hits).sum(axis=0)


def draw_coverage(ax: plt.Axes, level: np.ndarray, color: str, label: str) -> None:
    """Draw the coverage of a method over the true share."""
    ax.plot(100 * true_shares, 100 * level, color=color, linewidth=1.2, label=label)


n_example = 40
true_shares = np.linspace(0.002, 0.3, 600)
k_example = np.arange(n_example + 1)
p_example = k_example / n_example
half_width = 1.96 * np.sqrt(p_example * (1 - p_example) / n_example)
usual = coverage(p_example - half_width, p_example + half_width, n_example, true_shares)

fig, ax = plt.subplots(figsize=(7.6, 3), layout="constrained")
draw_coverage(ax, usual, PURPLE, "usual way")
ax.axhline(95, color="black", linewidth=1, linestyle="--", label="promised: 95%")
ax.axvspan(4, 8, color="#EEEEEE", label="positivity of this hospital")
ax.set(
    title=f"How often the interval of {n_example} tests contains the true share",
    xlabel="true share $p$ (%)",
    ylabel="coverage (%)",
    ylim=(0, 102),
)
ax.legend(loc="lower right")
plt.show()

# %% [markdown] lang="zh"
# 阳性率在 4% 至 8% 之间，正是常见的做法靠不住的地方：说是 95%，实际只有 80% 至 95%，再往左更低。
#
# ### 任务 4：`wilson_interval`
#
# 对整列的人数一次算出 Wilson 区间。107 的函数可以拿来改；新的是广播、NaN，以及无人受检的日子。
#
# - 输入：`n_positive` 与 `n_tests`，数或数组，按广播规则配合，可以是整数或浮点数，可以含 NaN；`confidence`，置信水平，默认 0.95。
# - 返回：`(low, high)`，两个 `float64` 数组（输入是数时，也可以是浮点数），形状为广播之后的形状，是上面二次式的较小与较大的根，比例，不是百分数。
# - $z$ 由 `confidence` 算出：标准正态分布有 `confidence` 的概率落在 $-z$ 与 $z$ 之间。可以用 `scipy.stats.norm`，不要用现成的区间函数。
# - $n = 0$，或任一输入为 NaN：两端都是 NaN；NumPy 为此给出的警告无妨。
# - 结果都在 0 与 1 之间，与 SciPy 的 `binomtest(k, n).proportion_ci(confidence, method="wilson")` 相差不超过 $10^{-9}$。
# - 有人数为负，或 $k > n$，或 `confidence` 不在 0 与 1 之间（不含两端）：`ValueError`。
#
# 分数：区间 2 分；$n = 0$、NaN 与坏输入 1 分。

# %% [markdown] lang="en"
# A positivity between 4% and 8% is just where the usual way cannot be relied on: it promises 95% and holds 80% to 95%, and less further left.
#
# ### Task 4: `wilson_interval`
#
# Compute the Wilson interval for whole columns of counts at once. Your function of 107 is a good start; new are broadcasting, NaN, and days on which nobody was tested.
#
# - Input: `n_positive` and `n_tests`, numbers or arrays that broadcast, integers or floats, possibly with NaN; `confidence`, the confidence level, 0.95 by default.
# - Return: `(low, high)`, two `float64` arrays (or floats, where the input is numbers) of the broadcast shape: the smaller and the larger root of the quadratic above, as shares, not per cent.
# - $z$ follows from `confidence`: a standard normal variable lies between $-z$ and $z$ with probability `confidence`. `scipy.stats.norm` is allowed, a ready-made interval is not.
# - Where $n = 0$ or an input is NaN, both ends are NaN; a warning of NumPy about it does no harm.
# - All results lie between 0 and 1, and differ from SciPy's `binomtest(k, n).proportion_ci(confidence, method="wilson")` by no more than $10^{-9}$.
# - A negative count, $k > n$, or a `confidence` that is not between 0 and 1 (ends excluded): `ValueError`.
#
# Points: 2 for the interval; 1 for $n = 0$, NaN and bad input.

# %% [markdown] aicourse={"hints": "wilson_interval"} lang="zh"
# 1. 先查 $z$：`confidence` 为 0.95 时应得 1.96。若得 1.645，你只在一边留了 5%；`stats.norm.ppf` 要的是 $z$ 左边的全部概率。
# 2. 在纸上用求根公式解那个二次式，三个系数是 $n + z^2$、$-(2k + z^2)$ 和 $k^2/n$。根号里提出 $z^2$ 并化简，只剩 $k (n - k) / n$ 与 $z^2 / 4$ 两项；两端就是中点减去、加上同一个数。
# 3. $n = 0$ 不必另写一支：除之前用 `np.where` 把这样的 $n$ 换成 NaN，其余的算式照旧，NaN 自己会传下去。人数全部换成浮点数，传入的数组就不会被改动。
# 4. 与 NaN 比较总是假。所以检查要写成“有没有一个是坏的”，不要写成“是不是个个都好”。最后，舍入可能让根略小于 0 或略大于 1：`np.clip` 截得住，也保留 NaN。

# %% [markdown] aicourse={"hints": "wilson_interval"} lang="en"
# 1. Check $z$ first: for a `confidence` of 0.95 it is 1.96. If you get 1.645, you left all 5% on one side; `stats.norm.ppf` wants all the probability to the left of $z$.
# 2. Solve the quadratic on paper by the formula for its roots, with the coefficients $n + z^2$, $-(2k + z^2)$ and $k^2/n$. Take $z^2$ out of the square root and simplify: only $k (n - k) / n$ and $z^2 / 4$ are left in it; the ends are the middle minus and plus one number.
# 3. $n = 0$ needs no branch of its own: before dividing, use `np.where` to put NaN in the place of such $n$; the formulas stay as they are, and NaN passes through them. Make all counts floats, and the arrays passed in stay untouched.
# 4. A comparison with NaN is always false. So ask whether any entry is bad, and not whether all are good. In the end rounding may leave a root slightly below 0 or above 1: `np.clip` cuts it, and keeps NaN.


# %% nbgrader={"grade": false, "grade_id": "wilson_interval", "locked": false, "schema_version": 3, "solution": true, "task": false}
def wilson_interval(
    n_positive: Float[np.ndarray, "*shape"] | float,
    n_tests: Float[np.ndarray, "*shape"] | float,
    confidence: float = 0.95,
) -> tuple[Float[np.ndarray, "*shape"], Float[np.ndarray, "*shape"]]:
    """Wilson's confidence interval for a share.

    Parameters
    ----------
    n_positive, n_tests : array-like
        Positive people and people tested; they broadcast against each other.
    confidence : float
        Confidence level, between 0 and 1.

    Returns
    -------
    low, high : ndarray
        Ends of the interval, shares from 0 to 1; NaN where nobody was tested.

    Raises
    ------
    ValueError
        If a count is negative, there are more positives than tests, or the level is not
        between 0 and 1.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22: 209-212.
    """
    ### BEGIN SOLUTION
    k, n = np.broadcast_arrays(np.asarray(n_positive, float), np.asarray(n_tests, float))
    if not 0 < confidence < 1:
        raise ValueError("confidence must be between 0 and 1")
    if (k < 0).any() or (n < 0).any() or (k > n).any():
        raise ValueError("counts must not be negative, nor positives exceed tests")
    z = stats.norm.ppf((1 + confidence) / 2)
    n = np.where(n > 0, n, np.nan)
    centre = (k + z**2 / 2) / (n + z**2)
    half = z / (n + z**2) * np.sqrt(k * (n - k) / n + z**2 / 4)
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_wilson_interval", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
interval = wilson_interval(np.array([0, 18]), np.array([10, 160]))
assert isinstance(interval, tuple | list), "应返回 (low, high) / expected (low, high)"
assert len(interval) == 2, "应返回 (low, high) / expected (low, high)"
shown = np.round(np.array(interval, float), 4)
assert np.allclose(shown, [[0, 0.0723], [0.2775, 0.1708]], atol=1.5e-4), (
    f"0/10 与 18/160 应得 0 至 0.2775、0.0723 至 0.1708，实得\n{shown}"
    f" / expected 0 to 0.2775 and 0.0723 to 0.1708 for 0/10 and 18/160, got\n{shown}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))


def assert_interval(found: object, k: np.ndarray, n: np.ndarray, level: float) -> None:
    """Assert that `found` are the Wilson intervals that SciPy computes one by one."""
    assert isinstance(found, tuple | list), "应返回 (low, high) / expected (low, high)"
    assert len(found) == 2, "应返回 (low, high) / expected (low, high)"
    k, n = np.broadcast_arrays(k, n)
    expected = [
        stats.binomtest(int(one), int(of)).proportion_ci(level, method="wilson")
        for one, of in zip(k.flat, n.flat, strict=True)
    ]
    for name, end in zip(("low", "high"), found, strict=True):
        wanted = np.array([getattr(bound, name) for bound in expected]).reshape(k.shape)
        assert isinstance(end, np.ndarray | float), (
            f"{name} 应为 float64 数组 / expected a float64 array as {name}"
        )
        end = np.asarray(end)
        assert end.dtype == np.float64, f"{name} 应为 float64 / {name} should be float64"
        assert end.shape == k.shape, (
            f"{name} 的形状应为 {k.shape}，实得 {end.shape}"
            f" / expected shape {k.shape} of {name}, got {end.shape}"
        )
        assert ((end >= 0) & (end <= 1)).all(), (
            f"{name} 应在 0 与 1 之间 / {name} should lie between 0 and 1"
        )
        assert np.allclose(end, wanted, rtol=0, atol=1e-9), (
            f"{name} 与 Wilson 区间不符 / {name} differs from the Wilson interval"
        )


for trial in range(6):
    n = rng.integers(1, 400, int(rng.integers(2, 30)))
    k = rng.binomial(n, rng.uniform(0, 1, n.size))
    k[0], k[-1] = 0, n[-1]
    kept = k.copy(), n.copy()
    level = (0.95, 0.95, 0.8, 0.99, 0.5, 0.9)[trial]
    if trial == 1:
        k, n, kept = k.astype(float), n.astype(float), (k.astype(float), n.astype(float))
    found = wilson_interval(k, n) if level == 0.95 else wilson_interval(k, n, level)
    assert np.array_equal(k, kept[0]), "传入的数组被改动了 / an array passed in has been changed"
    assert np.array_equal(n, kept[1]), "传入的数组被改动了 / an array passed in has been changed"
    assert_interval(found, k, n, level)
total = int(rng.integers(20, 60))
assert_interval(
    wilson_interval(np.arange(6)[:, None], total), np.arange(6)[:, None], np.array(total), 0.95
)
assert_interval(wilson_interval(2, total), np.array(2), np.array(total), 0.95)
assert_interval(wilson_interval(700, 12_000_000), np.array(700), np.array(12_000_000), 0.95)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_wilson_interval_edges", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
low, high = wilson_interval(np.array([0, 3]), np.array([0, 3]))
assert np.isnan([low[0], high[0]]).all(), (
    f"无人受检时应为 NaN，实得 {low[0]} 与 {high[0]}"
    f" / expected NaN where nobody was tested, got {low[0]} and {high[0]}"
)
assert abs(high[1] - 1) < 1e-12, (
    f"3/3 的上端应为 1，实得 {high[1]} / the upper end of 3/3 should be 1, got {high[1]}"
)
assert raises(ValueError, wilson_interval, np.array([5]), np.array([4])), (
    "阳性多于受检应报 ValueError / more positives than tests should raise ValueError"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for _ in range(4):
    n = rng.integers(1, 50, 12).astype(float)
    k = rng.binomial(n.astype(int), 0.3).astype(float)
    full = [np.asarray(end, float) for end in wilson_interval(k, n)]
    holes = rng.permutation(12)
    n[holes[:3]] = k[holes[:3]] = 0
    n[holes[3:5]] = k[holes[3:5]] = np.nan
    found = wilson_interval(k, n)
    for whole, end in zip(full, found, strict=True):
        end = np.asarray(end, float)
        assert end.shape == (12,), (
            f"形状应为 (12,)，实得 {end.shape} / expected (12,), got {end.shape}"
        )
        assert np.isnan(end[holes[:5]]).all(), (
            "n = 0 或输入为 NaN 处应为 NaN / expected NaN where n = 0 or an input is NaN"
        )
        assert np.allclose(end[holes[5:]], whole[holes[5:]], rtol=0, atol=1e-12), (
            "别处的区间不应受 NaN 影响 / NaN should leave the other intervals alone"
        )
for k, n, level, zh, en in (
    ([-1, 2], [4, 4], 0.95, "人数为负", "a negative count"),
    ([0], [-3], 0.95, "人数为负", "a negative count"),
    ([1, 9], [4, 8], 0.95, "阳性多于受检", "more positives than tests"),
    ([1, np.nan, 9], [4, np.nan, 8], 0.95, "NaN 之外阳性多于受检", "more positives than tests"),
    ([1], [4], 1.0, "置信水平为 1", "a confidence level of 1"),
    ([1], [4], 0.0, "置信水平为 0", "a confidence level of 0"),
    ([1], [4], 95, "置信水平写成 95", "a confidence level of 95"),
):
    assert raises(ValueError, wilson_interval, np.array(k), np.array(n), level), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %%
wilson = coverage(*wilson_interval(k_example, n_example), n_example, true_shares)
fig, ax = plt.subplots(figsize=(7.6, 3), layout="constrained")
draw_coverage(ax, usual, PURPLE, "usual way")
draw_coverage(ax, wilson, BLUE, "Wilson")
ax.axhline(95, color="black", linewidth=1, linestyle="--", label="promised: 95%")
ax.axvspan(4, 8, color="#EEEEEE", label="positivity of this hospital")
ax.set(
    title=f"How often the interval of {n_example} tests contains the true share",
    xlabel="true share $p$ (%)",
    ylabel="coverage (%)",
    ylim=(0, 102),
)
ax.legend(loc="lower right")
plt.show()

n, k = daily["n_tests"], daily["n_positive"]
low, high = wilson_interval(k, n)
whole = k.sum() / n.sum()
outside = int(((whole < low) | (whole > high)).sum())
print(f"days whose interval misses the overall {whole:.1%}: {outside} of {(n > 0).sum()}")
excess = ((k - n * whole) ** 2 / (n * whole * (1 - whole)))[n > 0].sum() / ((n > 0).sum() - 1)
print(f"variance of the daily counts as a multiple of pure chance: {excess:.2f}")

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# Wilson 区间贴着 95%，在这家医院的阳性率附近也是如此。
#
# 用它回头看：102 个有检测的日子里，区间不含总平均 5.7% 的有 5 天；95% 的区间本来就会漏掉约五天。每日阳性人数的方差是纯粹偶然所应有的 0.95 倍。换句话说，假如一百天里每个人为阳性的概率从未变过，数据看上去也会是这个样子。第 103 天确实是那 5 天之一；看了一百多天，碰上几天这样的，不足为奇。

# %% [markdown] lang="en"
# ### What the result means
#
# Wilson's interval keeps close to 95%, around the positivity of this hospital too.
#
# Look back with it: of the 102 days with tests, 5 have an interval that misses the overall 5.7%, and intervals of 95% would miss about five anyway. The daily positives vary 0.95 times as much as pure chance would have them. In other words, had the probability of being positive never changed in a hundred days, the data would look like this. Day 103 is indeed one of the five; look at more than a hundred days, and a few such days are no surprise.

# %% [markdown] lang="zh"
# ## 5 · 在笔记本里：选一下，图就变
#
# **先算好，再挑选。** 仪表盘要快。所以先用任务 2 至 4 的函数，把每个人群、每个地点的序列都算好，排成一张长表 `series`；选择只是从中挑出几行。下一个单元格用**你的**函数做这件事。

# %% [markdown] lang="en"
# ## 5 · In the notebook: choose, and the figure changes
#
# **Compute first, choose later.** A dashboard must be quick. So the functions of tasks 2 to 4 first compute the series of each group at each site, and put them into one long table, `series`; a choice then only picks rows from it. The next cell does so with **your** functions.

# %%
GROUPS = ["everyone", "patient", "misc adult", "client", "other adult"]
SITES = ["all sites", "drive-through", "elsewhere"]


def series_of(tests: pd.DataFrame, group: str, site: str) -> pd.DataFrame:
    """The daily and weekly series of one group at one site, on the calendar of all tests."""
    chosen = pd.Series(True, index=tests.index)
    if group != "everyone":
        chosen &= tests["demo_group"] == group
    if site != "all sites":
        chosen &= tests["drive_thru"] == (site == "drive-through")
    counts = daily_counts(tests[chosen], int(tests["day"].min()), int(tests["day"].max()))
    week = rolling_window(counts)
    low, high = wilson_interval(week["window_positive"], week["window_tests"])
    return pd.DataFrame(
        {
            "group": group,
            "site": site,
            "day": counts["day"],
            "n_tests": counts["n_tests"],
            "n_positive": counts["n_positive"],
            "mean_tests": week["mean_tests"],
            "positivity": week["positivity"],
            "low": low,
            "high": high,
        }
    )


series = pd.concat(
    [series_of(tests, group, site) for group in GROUPS for site in SITES], ignore_index=True
)
print(
    f"{len(series)} rows: {len(GROUPS)} groups x {len(SITES)} sites x {last_day - first_day + 1} days"
)
print(series.iloc[[0, 50, 1000]].to_string())

# %% [markdown] lang="zh"
# **看与算分开。** 仪表盘由三部分组成：
#
# - 一个**纯函数**：由表和选择得出要显示的一切，不碰屏幕，因此容易测试；
# - **控件**：下拉框和滑块，它们的 `value` 就是当前的选择；
# - **回调函数**：控件的 `value` 一变就被调用，读出**所有**控件的值，交给纯函数，再重画。
#
# 控件用 `observe` 登记回调函数；所有控件见 [ipywidgets 文档](https://ipywidgets.readthedocs.io/)。下面的例子登记之后，在程序里改 `value`；用鼠标改也是同样的效果。

# %% [markdown] lang="en"
# **Keep what is shown apart from how.** A dashboard has three parts:
#
# - a **pure function** from the table and the choices to all that is shown; it never touches the screen, and so is easy to test;
# - **widgets**: drop-downs and sliders, whose `value` is the present choice;
# - a **callback**: it is called whenever the `value` of a widget changes, reads the values of **all** widgets, hands them to the pure function, and draws anew.
#
# A widget takes a callback by `observe`; all widgets are in the [documentation of ipywidgets](https://ipywidgets.readthedocs.io/). The example registers one and then changes `value` in the program; the mouse does the same.

# %%
# Worked example: one drop-down, one callback.
fruit = widgets.Dropdown(options=["apple", "pear"], description="fruit")
answer = widgets.HTML(value="nothing chosen yet")


def tell(change: dict[str, object]) -> None:
    """Show the choice; `change` says what changed, but reading the widget is surer."""
    answer.value = f"you chose {fruit.value}"


fruit.observe(tell, names="value")
fruit.value = "pear"
print(answer.value)
display(widgets.VBox([fruit, answer]))

# %% [markdown] lang="zh"
# ### 任务 5：`dashboard_view` 与 `make_dashboard`
#
# **`dashboard_view(series, group, site, first_day, last_day)`** 是纯函数。
#
# - `series` 的列如上表；行的次序与索引任意。取出这个人群、这个地点、从 `first_day` 到 `last_day`（含）的行，按日递增。
# - 返回一个字典，能原样写成 JSON：只含 `str`、`int`、`float`、`None` 与列表。键为 `group`、`site`（文字，即所选）；`headline`（文字），由给定的函数 `headline(n_positive, n_tests)` 得出，用所取各行每日人数之**和**（所以一人三天受检，就算三次）；`day`、`tests`（整数的列表，`tests` 即 `n_tests`）；`mean_tests`（浮点数的列表）；`positivity`、`low`、`high`（浮点数的列表，**百分数**）。NaN 写作 `None`，因为 JSON 里没有 NaN。
# - 所选的日期之内没有行时，列表为空。`group` 与 `site` 在表中没有这样的组合，或 `last_day < first_day`：`ValueError`。
#
# **`make_dashboard(series)`** 建好控件，返回一个字典：
#
# - `"group"`、`"site"`：`widgets.Dropdown`，选项为表中出现的人群与地点，依最先出现的次序，开始时选第一项；
# - `"days"`：`widgets.IntRangeSlider`，从最小的 `day` 到最大的 `day`，开始时全选；它的 `value` 是 `(first_day, last_day)`；
# - `"headline"`：`widgets.HTML`，`value` 是 `headline` 的文字；
# - `"figure"`：`matplotlib.figure.Figure`，由给定的 `draw_view(figure, view)` 画出；
# - `"image"`：`widgets.Image`，`value` 是给定的 `to_png(figure)`，`format="png"`；
# - `"box"`：`widgets.VBox`，装着所有控件、文字和图。
#
# 返回时已画好开始的一屏。之后任一控件的值一变，文字、图和图像都要随之更新；`figure` 始终是同一个对象。可以同时有几个仪表盘，互不相干。用 `Figure(figsize=(9, 4.8), layout="constrained")`，不用 `plt.figure`，免得笔记本把它另外再显示一次。
#
# 表中每个人群与每个地点的组合都有。分数：纯函数 2 分；控件与回调函数 2 分。

# %% [markdown] lang="en"
# ### Task 5: `dashboard_view` and `make_dashboard`
#
# **`dashboard_view(series, group, site, first_day, last_day)`** is the pure function.
#
# - `series` has the columns shown above; its rows come in any order, with any index. Take the rows of this group at this site from `first_day` to `last_day`, both included, days ascending.
# - Return a dict that can be written as JSON as it is: nothing but `str`, `int`, `float`, `None` and lists. Its keys are `group` and `site` (text, as chosen); `headline` (text), made by the given function `headline(n_positive, n_tests)` from the **sums** of the daily counts of these rows (so that a person tested on three days counts three times); `day` and `tests` (lists of whole numbers, `tests` being `n_tests`); `mean_tests` (a list of floats); `positivity`, `low`, `high` (lists of floats, in **per cent**). NaN becomes `None`, for JSON has no NaN.
# - With no rows on the days chosen, the lists are empty. A `group` and `site` that the table does not have together, or `last_day < first_day`: `ValueError`.
#
# **`make_dashboard(series)`** makes the widgets and returns a dict:
#
# - `"group"`, `"site"`: `widgets.Dropdown`, whose options are the groups and sites of the table in the order of their first appearance, the first one chosen to begin with;
# - `"days"`: `widgets.IntRangeSlider` from the smallest `day` to the largest, all chosen to begin with; its `value` is `(first_day, last_day)`;
# - `"headline"`: `widgets.HTML`, whose `value` is the text of `headline`;
# - `"figure"`: a `matplotlib.figure.Figure`, drawn by the given `draw_view(figure, view)`;
# - `"image"`: `widgets.Image`, whose `value` is the given `to_png(figure)`, with `format="png"`;
# - `"box"`: `widgets.VBox` that holds all the controls, the text and the image.
#
# The first view is drawn when it returns. From then on, whenever the value of any control changes, text, figure and image follow; `figure` stays one and the same object. There may be several dashboards at once, and none touches another. Use `Figure(figsize=(9, 4.8), layout="constrained")` and not `plt.figure`, which the notebook would show a second time.
#
# The table has every group together with every site. Points: 2 for the pure function; 2 for widgets and callbacks.

# %% [markdown] aicourse={"hints": "make_dashboard"} lang="zh"
# 1. 先写 `dashboard_view`，写到它的测试通过为止。空有两种：没有这个人群与地点，要报错；有，但所选的日期里没有行，返回空列表。所以先按人群与地点取行，问是不是空，再按日期取。
# 2. `type(entry)` 若是 `numpy.int64`，就不是 Python 的数；一列的 `tolist()` 给出 Python 的数。乘以 100 的只有后三个键；NaN 逐个换成 `None`。`headline` 用人数之和，不用阳性率的平均。
# 3. `make_dashboard` 里写一个内部函数来刷新：每次被调用时读**全部**三个控件的 `value`，叫 `dashboard_view`，再更新文字、图、图像。若改了第二个控件，第一个却回到从前，就是某个值在登记时被记住了。
# 4. 三个控件都要 `observe`，并写 `names="value"`；`observe` 会传来一个参数，你的函数必须收下。顺序是先 `draw_view` 后 `to_png`，图像才跟得上。返回之前自己叫它一次，开始的一屏就有了。

# %% [markdown] aicourse={"hints": "make_dashboard"} lang="en"
# 1. Write `dashboard_view` first, until its test passes. Empty comes in two kinds: no such group at such a site is an error; there is one, but no row on the days chosen, gives empty lists. So take the rows of group and site, ask whether there are any, and only then choose the days.
# 2. An entry whose `type(entry)` is `numpy.int64` is no number of Python's; `tolist()` of a column gives Python's. Only the last three keys are multiplied by 100; each NaN becomes `None`. `headline` takes sums of people, not a mean of positivities.
# 3. In `make_dashboard`, write one inner function that refreshes: whenever it is called it reads the `value` of **all** three controls, calls `dashboard_view`, and updates text, figure and image. If a change of the second control sends the first one back, some value was remembered when the callback was registered.
# 4. All three controls need `observe`, with `names="value"`; it passes one argument, which your function must take. First `draw_view`, then `to_png`, or the image lags behind. Call the function once yourself before you return, for the first view.


# %% nbgrader={"grade": false, "grade_id": "make_dashboard", "locked": false, "schema_version": 3, "solution": true, "task": false}
def dashboard_view(
    series: pd.DataFrame, group: str, site: str, first_day: int, last_day: int
) -> dict[str, object]:
    """All that the dashboard shows for one choice, ready for JSON.

    Parameters
    ----------
    series : DataFrame
        Columns group, site, day, n_tests, n_positive, mean_tests (people per day), positivity,
        low and high (shares).
    group, site : str
        Whom, and where.
    first_day, last_day : int
        Which days, both included.

    Returns
    -------
    dict
        Keys group, site, headline, day, tests, mean_tests, positivity, low and high, the last
        three in per cent.

    Raises
    ------
    ValueError
        If the table has no such group at such a site, or the last day is before the first.
    """
    ### BEGIN SOLUTION
    if last_day < first_day:
        raise ValueError("last_day must not be before first_day")
    chosen = series[(series["group"] == group) & (series["site"] == site)]
    if chosen.empty:
        raise ValueError(f"there is no {group!r} at {site!r}")
    chosen = chosen[chosen["day"].between(first_day, last_day)].sort_values("day")

    def numbers(column: str, factor: float) -> list[float | None]:
        return [None if np.isnan(value) else factor * value for value in chosen[column].tolist()]

    return {
        "group": group,
        "site": site,
        "headline": headline(int(chosen["n_positive"].sum()), int(chosen["n_tests"].sum())),
        "day": chosen["day"].tolist(),
        "tests": chosen["n_tests"].tolist(),
        "mean_tests": numbers("mean_tests", 1.0),
        **{column: numbers(column, 100.0) for column in ("positivity", "low", "high")},
    }
    ### END SOLUTION


def make_dashboard(series: pd.DataFrame) -> dict[str, object]:
    """Widgets that show a choice from `series`, and follow when it changes.

    Parameters
    ----------
    series : DataFrame
        As in `dashboard_view`.

    Returns
    -------
    dict
        Keys group, site, days, headline, figure, image and box.
    """
    ### BEGIN SOLUTION
    ends = int(series["day"].min()), int(series["day"].max())
    group = widgets.Dropdown(options=series["group"].unique().tolist(), description="group")
    site = widgets.Dropdown(options=series["site"].unique().tolist(), description="site")
    days = widgets.IntRangeSlider(value=ends, min=ends[0], max=ends[1], description="days")
    text, image = widgets.HTML(), widgets.Image(format="png")
    figure = Figure(figsize=(9, 4.8), layout="constrained")

    def refresh(_: object = None) -> None:
        view = dashboard_view(series, group.value, site.value, *days.value)
        text.value = view["headline"]
        draw_view(figure, view)
        image.value = to_png(figure)

    for control in (group, site, days):
        control.observe(refresh, names="value")
    refresh()
    box = widgets.VBox([widgets.HBox([group, site, days]), text, image])
    return {
        "group": group,
        "site": site,
        "days": days,
        "headline": text,
        "figure": figure,
        "image": image,
        "box": box,
    }
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "series_checks", "locked": true, "schema_version": 3, "solution": false, "task": false}
SERIES_EXAMPLE = pd.DataFrame(
    {
        "group": ["a", "a", "a", "b"],
        "site": ["here", "here", "here", "here"],
        "day": [3, 1, 2, 1],
        "n_tests": [99, 1, 0, 5],
        "n_positive": [0, 1, 0, 2],
        "mean_tests": [50.0, np.nan, 0.5, 5.0],
        "positivity": [0.01, np.nan, 1.0, 0.4],
        "low": [0.0, np.nan, 0.2, 0.1],
        "high": [0.05, np.nan, 1.0, 0.7],
    }
)


def picture(board: dict[str, object]) -> bytes:
    """Return the bytes that the image of a dashboard shows; the widget keeps a memoryview."""
    return board["image"].value.tobytes()


def random_series(
    rng: np.random.Generator, names: list[str], sites: list[str], first: int, last: int
) -> pd.DataFrame:
    """A table such as `series`, of random numbers, its rows in no order within a group."""
    parts = []
    for name in names:
        for place in sites:
            days = rng.permutation(np.arange(first, last + 1))
            n_tests = rng.integers(0, 60, days.size) * (rng.random(days.size) < 0.8)
            share = np.where(days < first + 6, np.nan, rng.uniform(0.1, 0.6, days.size))
            part = {"group": name, "site": place, "day": days, "n_tests": n_tests}
            part["n_positive"] = rng.binomial(n_tests, 0.25)
            part["mean_tests"] = np.where(np.isnan(share), np.nan, rng.uniform(1, 60, days.size))
            part |= {"positivity": share, "low": 0.6 * share, "high": 1.4 * share}
            parts.append(pd.DataFrame(part))
    table = pd.concat(parts)
    table.index = rng.permutation(len(table)) + 7
    return table


# %% nbgrader={"grade": true, "grade_id": "test_make_dashboard_view", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
view = dashboard_view(SERIES_EXAMPLE, "a", "here", 1, 3)
assert isinstance(view, dict), "应返回字典 / expected a dict"
assert view["day"] == [1, 2, 3], f"day 应为 [1, 2, 3] / expected [1, 2, 3], got {view['day']}"
assert view["positivity"] == [None, 100.0, 1.0], (
    f"positivity 应为 [None, 100.0, 1.0]，实得 {view['positivity']}"
    f" / expected [None, 100.0, 1.0] as positivity, got {view['positivity']}"
)
assert view["headline"] == headline(1, 100), (
    f"headline 应为 {headline(1, 100)!r} / expected {headline(1, 100)!r}, got {view['headline']!r}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))


def assert_view(view: object, table: pd.DataFrame, group: str, site: str, days: tuple) -> None:
    """Assert that `view` shows what the table holds, by a loop over its rows."""
    assert isinstance(view, dict), "应返回字典 / expected a dict"
    keys = ["group", "site", "headline", "day", "tests", "mean_tests", "positivity", "low", "high"]
    assert sorted(view) == sorted(keys), f"键应为 {keys} / expected the keys {keys}"
    rows = [row for row in table.itertuples() if (row.group, row.site) == (group, site)]
    rows = sorted((row for row in rows if days[0] <= row.day <= days[1]), key=lambda row: row.day)
    n, k = (sum(getattr(row, name) for row in rows) for name in ("n_tests", "n_positive"))
    for key, wanted in (("group", group), ("site", site), ("headline", headline(k, n))):
        assert view[key] == wanted, (
            f"{key} 应为 {wanted!r}，实得 {view[key]!r} / expected {wanted!r} as {key}, got {view[key]!r}"
        )
    for key, column, kind, factor in (
        ("day", "day", int, 1),
        ("tests", "n_tests", int, 1),
        ("mean_tests", "mean_tests", float, 1),
        ("positivity", "positivity", float, 100),
        ("low", "low", float, 100),
        ("high", "high", float, 100),
    ):
        found, wanted = view[key], [factor * getattr(row, column) for row in rows]
        assert isinstance(found, list), f"{key} 应为列表 / expected a list as {key}"
        assert len(found) == len(wanted), (
            f"{key} 应有 {len(wanted)} 项，实得 {len(found)}"
            f" / expected {len(wanted)} entries of {key}, got {len(found)}"
        )
        assert all(type(entry) in (kind, type(None)) for entry in found), (
            f"{key} 中应只有 Python 的 {kind.__name__} 与 None"
            f" / {key} should hold Python's {kind.__name__} and None only"
        )
        assert [entry is None for entry in found] == [bool(np.isnan(value)) for value in wanted], (
            f"{key} 中应恰好在 NaN 处为 None / {key} should be None just where NaN stands"
        )
        gap = [abs(e - w) for e, w in zip(found, wanted, strict=True) if e is not None]
        assert max(gap, default=0) <= 1e-9, f"{key} 的值不对 / wrong values of {key}"
    json.dumps(view, allow_nan=False)


for _ in range(3):
    table = random_series(rng, ["everyone", "patient", "client"], ["all sites", "elsewhere"], 4, 40)
    before = table.copy()
    for group, site, days in (
        ("everyone", "all sites", (4, 40)),
        ("client", "elsewhere", tuple(sorted(int(day) for day in rng.integers(4, 40, 2)))),
        ("patient", "all sites", (int(rng.integers(5, 40)),) * 2),
        ("patient", "elsewhere", (-3, 20)),
        ("client", "all sites", (50, 60)),
    ):
        assert_view(dashboard_view(table, group, site, *days), table, group, site, days)
    assert_unchanged(table, before)
for group, site, first, last, zh, en in (
    ("nobody", "all sites", 4, 40, "没有这个人群", "no such group"),
    ("patient", "nowhere", 4, 40, "没有这个地点", "no such site"),
    ("patient", "all sites", 9, 8, "末日在首日之前", "the last day is before the first"),
):
    assert raises(ValueError, dashboard_view, table, group, site, first, last), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_make_dashboard_callbacks", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
both = SERIES_EXAMPLE[SERIES_EXAMPLE["group"] == "a"]
both = pd.concat([both, both.assign(site="there", n_tests=2 * both["n_tests"])])
both = pd.concat([both, both.assign(group="b", positivity=both["positivity"] / 2)])
board = make_dashboard(both)
assert isinstance(board["group"], widgets.Dropdown), (
    "board['group'] 应为 Dropdown / expected a Dropdown as board['group']"
)
assert list(board["site"].options) == ["here", "there"], (
    "地点的选项应为 here、there / expected here and there as options of the site"
)
assert board["headline"].value == headline(1, 100), (
    "开始时应显示第一个人群、第一个地点 / the first group and site should be shown first"
)
board["site"].value = "there"
assert board["headline"].value == headline(1, 200), (
    "改变 site 之后，文字应随之改变 / the text should follow a change of the site"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))


def line_named(figure: Figure, panel: int, label: str) -> np.ndarray:
    """The x and y of the line with this label, in one panel of the figure."""
    found = [line for line in figure.axes[panel].lines if line.get_label() == label]
    assert len(found) == 1, (
        f"图中应恰有一条名为 {label!r} 的线 / the figure should hold one line named {label!r}"
    )
    return np.array([found[0].get_xdata(), found[0].get_ydata()], float)


def assert_shown(board: dict, table: pd.DataFrame) -> None:
    """Assert that text, figure and image show what the controls say."""
    first, last = board["days"].value
    group, site = board["group"].value, board["site"].value
    rows = table[(table["group"] == group) & (table["site"] == site)]
    rows = rows[(rows["day"] >= first) & (rows["day"] <= last)].sort_values("day")
    wanted = headline(int(rows["n_positive"].sum()), int(rows["n_tests"].sum()))
    assert board["headline"].value == wanted, (
        f"文字应为 {wanted!r}，实得 {board['headline'].value!r}"
        f" / expected the text {wanted!r}, got {board['headline'].value!r}"
    )
    figure = board["figure"]
    assert len(figure.axes) == 2, "图应有两栏 / the figure should have two panels"
    for panel, label, column, factor in (
        (0, "7-day mean", "mean_tests", 1),
        (1, "7 days pooled", "positivity", 100),
    ):
        curve = line_named(figure, panel, label)
        wanted = np.array([rows["day"], factor * rows[column]], float)
        assert curve.shape == wanted.shape, (
            f"曲线 {label!r} 的日期不是所选的 / {label!r} does not show the days chosen"
        )
        assert np.allclose(curve, wanted, equal_nan=True), (
            f"曲线 {label!r} 不是所选的数据 / {label!r} does not show the data chosen"
        )
    bars = [patch.get_height() for patch in figure.axes[0].patches]
    assert np.array_equal(bars, rows["n_tests"]), "柱子不是所选的数据 / the bars show other data"
    assert figure.axes[0].get_title(loc="left") == f"{group}, {site}: {board['headline'].value}", (
        "标题不是所选的 / the title does not say what is chosen"
    )
    assert figure.axes[1].get_ylabel() == "positivity (%)", "纵轴应有单位 / the axis needs its unit"
    assert picture(board).startswith(b"\x89PNG"), (
        "image 的 value 应为 PNG / the value of image should be a PNG"
    )


table = random_series(rng, ["everyone", "patient", "client"], ["all sites", "elsewhere"], 4, 40)
before = table.copy()
board = make_dashboard(table)
for key, kind in (
    ("group", widgets.Dropdown),
    ("site", widgets.Dropdown),
    ("days", widgets.IntRangeSlider),
    ("headline", widgets.HTML),
    ("image", widgets.Image),
    ("box", widgets.VBox),
    ("figure", Figure),
):
    assert isinstance(board[key], kind), (
        f"board[{key!r}] 应为 {kind.__name__} / expected a {kind.__name__} as board[{key!r}]"
    )
assert list(board["group"].options) == ["everyone", "patient", "client"], (
    "人群的选项应依最先出现的次序 / the groups should stand in the order of their first appearance"
)
assert (board["group"].value, board["site"].value) == ("everyone", "all sites"), (
    "开始时应选第一项 / the first option should be chosen to begin with"
)
assert (board["days"].min, board["days"].max) == (4, 40), (
    "days 应从最小的 day 到最大的 day / days should run from the smallest day to the largest"
)
assert tuple(board["days"].value) == (4, 40), (
    "开始时应选全部日期 / all days should be chosen to begin with"
)
assert_shown(board, table)
for key, value in (
    ("group", "client"),
    ("site", "elsewhere"),
    ("days", (8, int(rng.integers(20, 30)))),
    ("group", "patient"),
    ("days", (int(rng.integers(10, 15)), 40)),
    ("site", "all sites"),
):
    shown_before = picture(board)
    board[key].value = value
    assert_shown(board, table)
    assert picture(board) != shown_before, (
        f"改变 {key} 之后，图像没有更新 / the image did not follow a change of {key}"
    )
other = make_dashboard(table.iloc[::-1])
other["group"].value = "everyone"
assert board["group"].value == "patient", (
    "两个仪表盘应互不相干 / two dashboards should be independent"
)
assert_shown(other, table)
assert_shown(board, table)
assert_unchanged(table, before)
### END HIDDEN TESTS

# %%
board = make_dashboard(series)
display(board["box"])

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 选一选人群：`client` 的阳性率是 `patient` 的三倍，区间也宽得多，因为人少。再选地点，比较免下车采样点与别处。先别下结论，第 7 节会回到这里。
#
# 仪表盘离开了正在运行的 Python 就不能用：控件一动，是内核在回答。要寄给别人，得换一种做法。

# %% [markdown] lang="en"
# ### What the result means
#
# Try the groups: the positivity of `client` is three times that of `patient`, and its interval far wider, for they are few. Then choose a site, and compare the drive-through with elsewhere. Do not conclude anything yet; section 7 comes back to it.
#
# Without Python running this dashboard is dead: when a widget moves, it is the kernel that answers. To send it to somebody, it takes another way.

# %% [markdown] lang="zh"
# ## 6 · 不用 Python 也能动的网页
#
# **一个文件，什么都在里面。** 网页里的 JavaScript 也能做回调：数据在网页里，画图的库也在网页里，选项一变就重画。画图用 Plotly，它的源代码约 5 MB，由 `get_plotlyjs()` 给出。若只写一个网址让浏览器去下载，医院的内网里、飞机上、十年之后，图就没有了。
#
# **网页是带标签的文字**，语言是 HTML。`<p id="answer">…</p>` 是一个元素：开始标签、内容、结束标签；`id` 是它的属性 (attribute)，程序凭它找到这个元素。下面是上一节水果的例子，写成了网页：
#
# ```html
# <!DOCTYPE html>
# <html>
# <head><meta charset="utf-8"><title>Fruit</title><style>p { color: gray; }</style></head>
# <body>
# <select id="fruit"><option value="a">apple</option><option value="p">pear</option></select>
# <p id="answer"></p>
# <script>
#   const fruit = document.getElementById("fruit");
#   fruit.addEventListener("change", () => {
#     document.getElementById("answer").textContent = "you chose " + fruit.value;
#   });
# </script>
# </body>
# </html>
# ```
#
# `<head>` 里是关于网页本身的信息：文字的编码、标题、样式；`<body>` 里是读者看到的。`<select>` 是下拉框，每个 `<option>` 是一个选项：标签之间的字给读者看，`value` 给程序读。`<script>` 里的程序在浏览器读到它时就运行，所以它要用的元素必须写在它前面。
#
# **把数据放进网页。** 网页是文字，JSON 也是文字；放进 `<script type="application/json">` 里，浏览器就不会把它当程序运行。可是浏览器不懂 JSON，它只找 `</script>`：假如某个诊室的名字里恰好有这几个字符，数据就在那里断开，后面的成了网页。攻击者若能改动名字，还能借此让读者的浏览器运行他的程序，这叫跨站脚本攻击 (cross-site scripting)。办法很简单：JSON 允许把任何字符写作 `\u` 加四位十六进制数，所以把每个 `<` 换成 `\u003c`，读出来还是同一个字符，浏览器却看不见标签了。写进标签之间和属性里的文字则用 `html.escape`，它把 `<`、`>`、`&` 和引号写成 `&lt;` 之类。
#
# 下面的 `PAGE_SCRIPT` 是给定的回调：读出数据，监听两个下拉框，选中哪一个就画哪一个 `view`。

# %% [markdown] lang="en"
# ## 6 · A page that moves without Python
#
# **One file with everything inside.** The JavaScript of a page has callbacks too: the data are in the page, the library that draws is in the page, and when an option changes it draws anew. The library is Plotly; its source is about 5 MB, and `get_plotlyjs()` returns it. Were there only an address for the browser to download from, there would be no figure inside a hospital's network, on a plane, or ten years from now.
#
# **A page is text with tags**, in a language called HTML. `<p id="answer">…</p>` is an element: an opening tag, content, a closing tag; `id` is an attribute, by which a program finds the element. Here is the fruit of the last section as a page:
#
# ```html
# <!DOCTYPE html>
# <html>
# <head><meta charset="utf-8"><title>Fruit</title><style>p { color: gray; }</style></head>
# <body>
# <select id="fruit"><option value="a">apple</option><option value="p">pear</option></select>
# <p id="answer"></p>
# <script>
#   const fruit = document.getElementById("fruit");
#   fruit.addEventListener("change", () => {
#     document.getElementById("answer").textContent = "you chose " + fruit.value;
#   });
# </script>
# </body>
# </html>
# ```
#
# What stands in `<head>` is about the page: the encoding of its text, its title, its style; `<body>` holds what readers see. `<select>` is a drop-down, and each `<option>` a choice: the text between its tags is for readers, `value` is for programs. The program in a `<script>` runs as soon as the browser reads it, so the elements it uses must stand before it.
#
# **Put data into a page.** A page is text, and so is JSON; inside `<script type="application/json">` the browser does not run it as a program. But the browser knows no JSON, it looks for `</script>` only: should the name of some clinic contain just these characters, the data break off there, and the rest becomes part of the page. An attacker who can change a name could even have readers' browsers run a program of theirs, which is called cross-site scripting. The remedy is simple: JSON allows any character to be written as `\u` and four hexadecimal digits, so replace every `<` by `\u003c`. It reads as the same character, and the browser sees no tag. Text that stands between tags or in an attribute goes through `html.escape`, which writes `<`, `>`, `&` and quotes as `&lt;` and the like.
#
# `PAGE_SCRIPT` below is the given callback: it reads the data, listens to two drop-downs, and draws the `view` that is chosen.


# %% nbgrader={"grade": false, "grade_id": "page_script", "locked": true, "schema_version": 3, "solution": false, "task": false}
PAGE_SCRIPT = """
const views = JSON.parse(document.getElementById("data").textContent);
const group = document.getElementById("group");
const site = document.getElementById("site");
function draw() {
  const view = views.find(v => v.group === group.value && v.site === site.value);
  document.getElementById("headline").textContent = view.headline;
  const x = view.day, below = {yaxis: "y2"};
  const traces = [
    {x, y: view.tests, name: "each day", type: "bar", marker: {color: "#C9C9C9"}},
    {x, y: view.mean_tests, name: "7-day mean", mode: "lines", line: {color: "#0072B2"}},
    {x, y: view.low, name: "low", mode: "lines", line: {width: 0}, showlegend: false, ...below},
    {x, y: view.high, name: "95% interval", mode: "lines", line: {width: 0}, fill: "tonexty",
     fillcolor: "rgba(213, 94, 0, 0.25)", ...below},
    {x, y: view.positivity, name: "7 days pooled", mode: "lines", line: {color: "#D55E00"},
     ...below},
  ];
  const layout = {
    height: 520, margin: {t: 20, r: 10}, bargap: 0, hovermode: "x unified",
    legend: {orientation: "h", y: 1.1},
    xaxis: {title: {text: "day of the pandemic (days)"}, anchor: "y2"},
    yaxis: {title: {text: "people tested per day"}, domain: [0.6, 1], rangemode: "tozero"},
    yaxis2: {title: {text: "positivity (%)"}, domain: [0, 0.52], rangemode: "tozero"},
  };
  Plotly.react("chart", traces, layout, {responsive: true, displaylogo: false});
}
group.addEventListener("change", draw);
site.addEventListener("change", draw);
draw();
"""
PAGE_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
select { font: inherit; margin-right: 1rem; }
#headline { font-size: 1.2rem; }
"""


class PageReader(HTMLParser):
    """What a browser would find in a page: ids, options of the drop-downs, scripts, addresses."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.options: dict[str, list[tuple[str, str]]] = {}
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self._inside = ""
        self._select = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        self.tags.append(tag)
        self._inside = tag
        self.addresses += [str(found[name]) for name in ("src", "href") if name in found]
        if "id" in found:
            self.ids.append(str(found["id"]))
        if tag == "select":
            self._select = str(found.get("id"))
            self.options[self._select] = []
        if tag == "option":
            self.options.setdefault(self._select, []).append((str(found.get("value")), ""))
        if tag == "script":
            self.scripts.append((found, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, text: str) -> None:
        if self._inside == "script":
            found, before = self.scripts[-1]
            self.scripts[-1] = found, before + text
        if self._inside == "option":
            value, before = self.options[self._select][-1]
            self.options[self._select][-1] = value, before + text.strip()


# %% [markdown] lang="zh"
# ### 任务 6：`dashboard_page`
#
# 把许多屏写成一个独立的网页。
#
# - 输入：`views`，至少一个 `dashboard_view` 返回的那种字典，按人群与地点排列；`library`，画图库的源代码（其中没有 `</script>`）。人群与地点的名字可以是任何文字。
# - 返回：网页，一个 `str`，以 `<!DOCTYPE html>` 开头，`<head>` 一开始就是 `<meta charset="utf-8">`。`<body>` 里依次是：
#   1. `<select id="group">`，每个人群一个选项 `<option value="…">…</option>`，依最先出现的次序，不重复；值与文字都是人群的名字，都经过 `html.escape`；
#   2. `<select id="site">`，地点，同上；
#   3. `<p id="headline"></p>` 与 `<div id="chart"></div>`；
#   4. `<script id="data" type="application/json">`，内容是 `views` 的 JSON，读回来与 `views` 相等，其中没有 `<` 这个字符；
#   5. `<script>`，内容是 `library`，一字不改；
#   6. `<script>`，内容是 `PAGE_SCRIPT`，一字不改。
# - 没有别的 `<script>`，没有任何 `src` 或 `href`：什么也不从外面取。标题、说明和样式（`PAGE_STYLE` 可用）随你。
# - `views` 为空，或其中有 NaN 或无穷大（标准的 JSON 没有它们）：`ValueError`。
#
# 分数：选项、数据与程序 2 分；任意的名字、独立与坏输入 1 分。

# %% [markdown] lang="en"
# ### Task 6: `dashboard_page`
#
# Write many views as one page that stands alone.
#
# - Input: `views`, at least one dict such as `dashboard_view` returns, listed by group and site; `library`, the source of the library that draws (without any `</script>` in it). Names of groups and sites may be any text.
# - Return: the page, a `str` that begins with `<!DOCTYPE html>`, with `<meta charset="utf-8">` first in its `<head>`. Its `<body>` holds, in this order:
#   1. `<select id="group">` with an option `<option value="…">…</option>` for each group, in the order of first appearance, none twice; value and text are both the name of the group, both through `html.escape`;
#   2. `<select id="site">` with the sites, likewise;
#   3. `<p id="headline"></p>` and `<div id="chart"></div>`;
#   4. `<script id="data" type="application/json">`, whose content is `views` as JSON, equal to `views` when read back, without the character `<` in it;
#   5. `<script>` whose content is `library`, unchanged;
#   6. `<script>` whose content is `PAGE_SCRIPT`, unchanged.
# - No other `<script>`, and no `src` or `href` at all: nothing is fetched from outside. Heading, explanation and style (there is `PAGE_STYLE`) are up to you.
# - `views` empty, or NaN or infinity in it (standard JSON has neither): `ValueError`.
#
# Points: 2 for options, data and programs; 1 for names of any kind, standing alone, and bad input.

# %% [markdown] aicourse={"hints": "dashboard_page"} lang="zh"
# 1. 先照水果的例子写骨架，再逐段填入：两个下拉框、一段文字、一个 `div`、三个 `script`。次序不能乱：程序一读到就运行，它要用的元素须在前面。
# 2. 每个名字只要一个选项，次序是最先出现的次序：字典的键不重复，也保持次序，`set` 不保持。`value` 与标签之间的文字，两处都要 `html.escape`。
# 3. 浏览器不会还原 `<script>` 里的 `&quot;`，所以数据不能用 `html.escape`。先得到 JSON 的文字，再把其中每个 `<` 换掉；在 Python 的字符串里，一个反斜杠要写成两个。
# 4. 标准的 JSON 没有 NaN，Python 的 `json.dumps` 却照写不误；它有一个参数，遇到 NaN 就报 `ValueError`。把 `library` 原样放进去：对已经含有它的文字再用 `format` 或 `%`，里面的花括号和百分号就会出错。

# %% [markdown] aicourse={"hints": "dashboard_page"} lang="en"
# 1. Begin with a frame like that of the fruit, and fill it piece by piece: two drop-downs, a paragraph, a `div`, three `script`s. Their order matters: a program runs as soon as it is read, and the elements it uses must stand before it.
# 2. One option for each name, in the order of first appearance: the keys of a dict do not repeat and keep their order, a `set` does not keep it. Both `value` and the text between the tags go through `html.escape`.
# 3. Inside `<script>` the browser does not turn `&quot;` back, so `html.escape` is wrong for the data. Make the JSON text first, and then replace each `<` in it; in a string of Python, one backslash is written as two.
# 4. Standard JSON has no NaN, yet Python's `json.dumps` writes it; there is an argument that makes it raise `ValueError` instead. Put `library` in as it is: `format` or `%` on a text that already has it inside trips over its braces and per cent signs.


# %% nbgrader={"grade": false, "grade_id": "dashboard_page", "locked": false, "schema_version": 3, "solution": true, "task": false}
def dashboard_page(views: list[dict[str, object]], library: str) -> str:
    """A page with drop-downs that shows one of many views, and needs no network.

    Parameters
    ----------
    views : list of dict
        What `dashboard_view` returns, for each group at each site.
    library : str
        Source of the JavaScript library that draws.

    Returns
    -------
    str
        The page, HTML with all its data and programs inside.

    Raises
    ------
    ValueError
        If there are no views, or numbers in them that JSON does not have.
    """
    ### BEGIN SOLUTION
    if not views:
        raise ValueError("views must not be empty")
    data = json.dumps(views, allow_nan=False).replace("<", "\\u003c")

    def drop_down(key: str) -> str:
        names = [html.escape(str(name)) for name in dict.fromkeys(view[key] for view in views)]
        options = "".join(f'<option value="{name}">{name}</option>' for name in names)
        return f'<label>{key} <select id="{key}">{options}</select></label>'

    return f"""<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>COVID-19 tests</title><style>{PAGE_STYLE}</style></head>
<body>
<h1>COVID-19 tests of a children's hospital</h1>
{drop_down("group")} {drop_down("site")}
<p id="headline"></p>
<div id="chart"></div>
<script id="data" type="application/json">{data}</script>
<script>{library}</script>
<script>{PAGE_SCRIPT}</script>
</body>
</html>
"""
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "page_checks", "locked": true, "schema_version": 3, "solution": false, "task": false}
VIEWS_EXAMPLE = [
    {"group": group, "site": "here", "headline": "1 of 2", "day": [1, 2], "tests": [0, 2]}
    | {key: [None, value] for key in ("mean_tests", "positivity", "low", "high")}
    for group, value in (("a", 1.0), ("b", 2.5))
]


def random_views(rng: np.random.Generator, names: list[str], sites: list[str]) -> list[dict]:
    """Views of random numbers, some of them missing."""
    views = []
    for name in names:
        for place in sites:
            n_days = int(rng.integers(1, 30))
            view = {"group": name, "site": place, "headline": headline(int(rng.integers(9)), 90)}
            view["day"] = [int(day) + 4 for day in range(n_days)]
            view["tests"] = [int(n) for n in rng.integers(0, 300, n_days)]
            for key in ("mean_tests", "positivity", "low", "high"):
                values = rng.uniform(0, 100, n_days).tolist()
                view[key] = [None if value < 15 else value for value in values]
            views.append(view)
    return views


def only_json(word: str) -> None:
    """Refuse the words that Python's JSON knows and the standard does not."""
    raise AssertionError(f"JSON 里不应有 {word} / there should be no {word} in JSON")


def assert_page(page: object, views: list[dict], library: str) -> None:
    """Assert that a browser would find drop-downs, data and programs."""
    assert isinstance(page, str), "应返回 str / expected a str"
    assert page.lower().startswith("<!doctype html>"), (
        "网页应以 <!DOCTYPE html> 开头 / the page should begin with <!DOCTYPE html>"
    )
    found = PageReader(page)
    for key in ("group", "site"):
        names = list(dict.fromkeys(view[key] for view in views))
        assert found.options.get(key) == [(name, name) for name in names], (
            f"{key} 的选项不对：应为 {names} / wrong options of {key}: expected {names}"
        )
    order = [name for name in found.ids if name in ("group", "site", "headline", "chart", "data")]
    assert order == ["group", "site", "headline", "chart", "data"], (
        f"id 的次序不对：{order} / the ids stand in a wrong order: {order}"
    )
    assert len(found.scripts) == 3, (
        f"应有三个 script，实得 {len(found.scripts)}"
        f" / expected three scripts, got {len(found.scripts)}"
    )
    assert found.scripts[0][0] == {"id": "data", "type": "application/json"}, (
        "数据的 script 应有 id 与 type / the script of the data should have its id and type"
    )
    assert "<" not in found.scripts[0][1], "数据里不应有 < / there should be no < in the data"
    read = json.loads(found.scripts[0][1], parse_constant=only_json)
    assert read == views, "数据读回来应与 views 相等 / the data should read back as views"
    for (attributes, text), wanted, name in (
        (found.scripts[1], library, "library"),
        (found.scripts[2], PAGE_SCRIPT, "PAGE_SCRIPT"),
    ):
        assert attributes in ({}, {"type": "text/javascript"}), (
            f"{name} 的 script 不应有属性 / the script of {name} should have no attributes"
        )
        assert text.strip() == wanted.strip(), f"{name} 应一字不改 / {name} should be unchanged"
    assert not found.addresses, "不应有 src 或 href / there should be no src or href"
    assert "utf-8" in page[:600].lower(), "应声明 utf-8 / the page should declare utf-8"


# %% nbgrader={"grade": true, "grade_id": "test_dashboard_page", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
page = dashboard_page(VIEWS_EXAMPLE, "/* library */ 1 < 2 && 3;")
assert isinstance(page, str), "应返回 str / expected a str"
assert page.lower().startswith("<!doctype html>"), (
    "网页应以 <!DOCTYPE html> 开头 / the page should begin with <!DOCTYPE html>"
)
found = PageReader(page)
assert found.options.get("group") == [("a", "a"), ("b", "b")], (
    f"人群的选项应为 a、b，实得 {found.options.get('group')}"
    f" / expected a and b as options of the group, got {found.options.get('group')}"
)
assert len(found.scripts) == 3, (
    f"应有三个 script，实得 {len(found.scripts)} / expected three scripts, got {len(found.scripts)}"
)
assert json.loads(found.scripts[0][1]) == VIEWS_EXAMPLE, (
    "第一个 script 读回来应与 views 相等 / the first script should read back as views"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))


for names, sites in (
    (["everyone", "patient", "client"], ["all sites", "elsewhere"]),
    (["misc adult"], ["drive-through"]),
    (["z", "a", "m"], ["3", "1", "2"]),
):
    views = random_views(rng, names, sites)
    kept = json.dumps(views)
    library = f"/* {rng.integers(1 << 60)} */ const few = 1 < 2 && 2 > 1, text = '{{x}} \\\\ %s';"
    assert_page(dashboard_page(views, library), views, library)
    assert json.dumps(views) == kept, "传入的 views 被改动了 / views have been changed"
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_dashboard_page_safe", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
wicked = [VIEWS_EXAMPLE[0] | {"group": "x</script><b>"}]
page = dashboard_page(wicked, "/* library */")
found = PageReader(page)
assert "b" not in found.tags, (
    "名字里的 <b> 成了标签 / the <b> of a name has become a tag of the page"
)
assert json.loads(found.scripts[0][1]) == wicked, (
    "名字里有 </script> 时，数据应完整 / the data should be whole where a name has </script> in it"
)
assert raises(ValueError, dashboard_page, [], "/* library */"), (
    "views 为空应报 ValueError / empty views should raise ValueError"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
names = [
    "</script><script>alert(1)</script>",
    "R&D \"east\" 'wing'",
    "儿科 <i>",
    "&lt;",
    "a\\b",
    "<!--",
]
views = random_views(rng, [names[i] for i in rng.permutation(len(names))], ["</select>", 'x" y="'])
page = dashboard_page(views, "/* library */")
assert_page(page, views, "/* library */")
for tag in ("i", "img"):
    assert tag not in PageReader(page).tags, "名字成了标签 / a name has become a tag of the page"
for value in (np.nan, np.inf):
    broken = random_views(rng, ["a"], ["b"])
    broken[0]["high"][-1] = float(value)
    assert raises(ValueError, dashboard_page, broken, "/* library */"), (
        f"数据里有 {value} 应报 ValueError / {value} in the data should raise ValueError"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 下一节写出网页。用浏览器打开 `dashboard.html`，断开网络再试一次：下拉框照样有效。文件约 5 MB，几乎都是画图的库；数据只占百分之几。

# %% [markdown] lang="en"
# ### What the result means
#
# The next section writes the page. Open `dashboard.html` in a browser, then once more with the network off: the drop-downs still work. The file has about 5 MB, almost all of it the library; the data are a few per cent.

# %% [markdown] lang="zh"
# ## 7 · 作品：仪表盘，以及它教给我们的事
#
# 写出网页。

# %% [markdown] lang="en"
# ## 7 · The artefact: the dashboard, and what it teaches
#
# Write the page.

# %%
views = [
    dashboard_view(series, group, site, first_day, last_day) for group in GROUPS for site in SITES
]
page = dashboard_page(views, get_plotlyjs())
Path("dashboard.html").write_text(page, encoding="utf-8")
print(
    f"dashboard.html: {len(page.encode()) / 1e6:.1f} MB, {len(json.dumps(views)) / 1e6:.2f} MB data"
)

# %% [markdown] lang="zh"
# **免下车的人更常阳性吗？** 基线是只看总数：15,000 多次检测，免下车采样点对别处。现在用同样的问题分别问每个人群。横线是 Wilson 区间。

# %% [markdown] lang="en"
# **Are people at the drive-through positive more often?** The baseline is the total: more than 15,000 tests, drive-through against elsewhere. Then ask the same question within each group. The bars are Wilson intervals.


# %%
def totals(table: pd.DataFrame) -> pd.DataFrame:
    """Positivity of each group at each site over all days, with its Wilson interval."""
    sums = table.groupby(["group", "site"], sort=False)[["n_tests", "n_positive"]].sum()
    sums = sums.reset_index()
    sums["low"], sums["high"] = wilson_interval(sums["n_positive"], sums["n_tests"])
    return sums.assign(share=sums["n_positive"] / sums["n_tests"])


def draw_totals(ax: plt.Axes, sums: pd.DataFrame, title: str) -> None:
    """Draw the intervals of each group, one colour for each site."""
    for site, color, marker, shift in (
        ("drive-through", BLUE, "o", 0.16),
        ("elsewhere", ORANGE, "s", -0.16),
    ):
        rows = sums[sums["site"] == site].set_index("group").reindex(GROUPS)
        height = len(GROUPS) - np.arange(len(GROUPS)) + shift
        ax.hlines(height, 100 * rows["low"], 100 * rows["high"], color=color, linewidth=2)
        ax.plot(100 * rows["share"], height, marker, color=color, label=site)
        for y, n, end in zip(height, rows["n_tests"], rows["high"], strict=True):
            if n:
                ax.text(100 * end + 0.4, y, f"{n:,}", va="center", fontsize=7, color=color)
    ax.set_yticks(len(GROUPS) - np.arange(len(GROUPS)), GROUPS)
    ax.set(title=title, xlabel="positivity (%)", xlim=(0, 22))
    ax.grid(axis="y", visible=False)


shuffled = tests.copy()
known_rows = shuffled["result"] != "invalid"
shuffled.loc[known_rows, "result"] = np.random.default_rng(0).permutation(
    shuffled.loc[known_rows, "result"]
)
shuffled_series = pd.concat(
    [series_of(shuffled, group, site) for group in GROUPS for site in SITES], ignore_index=True
)
fig, axes = plt.subplots(1, 2, figsize=(9.5, 3.4), sharey=True, layout="constrained")
draw_totals(axes[0], totals(series), "Real results; small numbers: person-days")
draw_totals(axes[1], totals(shuffled_series), "Negative control: results shuffled among tests")
axes[0].legend(loc="lower right")
plt.show()
for site in ("drive-through", "elsewhere"):
    rows = totals(series).query("site == @site").set_index("group")
    print(
        f"{site:14s} "
        + ", ".join(f"{group} {rows.loc[group, 'share']:.1%}" for group in GROUPS[:2])
    )

# %% [markdown] lang="zh"
# **怎么读它。** 看总数，免下车采样点的阳性率是 6.1%，别处 5.3%，差别似乎不小。可是在 `patient` 里，两边是 4.5% 与 4.6%，几乎没有差别。总数之差来自人群的搭配：阳性率近 10% 的 `misc adult` 几乎都在免下车采样点受检。地点与人群纠缠在一起，这叫**混杂** (confounding)：总数之差说的不是地点，而是去那里的是谁。一个能按人群筛选的仪表盘，几秒钟就能看出这一点；只有总数的公报看不出。
#
# **阴性对照**在右边：把结果在所有检测之间打乱，人群与结果就不再有关。所有区间都含有 5.7%，彼此重叠，怎么筛选也看不出什么。左图的差别不是仪表盘造出来的。
#
# **它不能说什么。** 阳性率不是患病率：受检的人不是随机抽取的，谁受检本身就随时间变化。区间假定各人独立，而同一人不同日子的检测并不独立，一家人也不独立。相邻两天的七日窗口共用六天，所以曲线平滑，不等于疫情平稳。

# %% [markdown] lang="en"
# **How to read it.** In total, 6.1% are positive at the drive-through and 5.3% elsewhere, which looks like a difference. Yet among `patient` it is 4.5% and 4.6%, hardly a difference. The totals differ by the mix of groups: nearly all of `misc adult`, of whom close to 10% are positive, are tested at the drive-through. Site and group are entangled, which is called **confounding**: the difference in total speaks not of the site, but of who goes there. A dashboard that filters by group shows it in seconds; a bulletin of totals cannot.
#
# **The negative control** is on the right: with the results shuffled among all tests, group and result have nothing to do with each other. All intervals contain 5.7% and overlap, and no filter finds anything. The differences on the left are not made by the dashboard.
#
# **What it cannot say.** Positivity is not how many are infected: the people tested are no random sample, and who is tested changes with time. The intervals take people as independent, but tests of one person on different days are not, and neither are families. The windows of two neighbouring days share six days: that the curve is smooth does not say that the epidemic is calm.

# %% [markdown] lang="zh"
# ## 笔记
#
# 在下面的单元格里写半页到一页，没有标准答案；有教师时由教师评阅，自学时写给自己。
#
# 1. 清洗时作了哪些决定？挑一个，改变它，看一个数变了多少。
# 2. 在仪表盘里找一处你没有料到的差别，用区间说明它是否可能只是运气。
# 3. 假如这个网页每天给医院的管理者看，他们最可能怎样误读它？你会改哪里？

# %% [markdown] lang="en"
# ## Notes
#
# Write half a page to a page in the cell below. There is no model answer; an instructor reads it, or it is for yourself.
#
# 1. Which decisions did the cleaning take? Change one, and see by how much some number changes.
# 2. Find a difference in the dashboard that you did not expect, and say by its intervals whether it may be luck.
# 3. If the managers of the hospital looked at this page every day, how would they most likely misread it? What would you change?

# %% [markdown] nbgrader={"grade": true, "grade_id": "notes", "locked": false, "points": 0, "schema_version": 3, "solution": true, "task": false}
# *在此书写 / Write here.*

# %% [markdown] lang="zh"
# ## 延伸阅读
#
# - pandas 用户指南：[Working with text data](https://pandas.pydata.org/docs/user_guide/text.html)、[Time series](https://pandas.pydata.org/docs/user_guide/timeseries.html)、[Windowing operations](https://pandas.pydata.org/docs/user_guide/window.html)。
# - ipywidgets 文档：[Widget Events](https://ipywidgets.readthedocs.io/en/stable/examples/Widget%20Events.html)；Plotly 的 JavaScript 文档：[Function reference](https://plotly.com/javascript/plotlyjs-function-reference/)。
# - Wilson，[Probable inference, the law of succession, and statistical inference](https://doi.org/10.1080/01621459.1927.10502953)，Journal of the American Statistical Association 22 (1927)。
# - Brown, Cai and DasGupta，[Interval estimation for a binomial proportion](https://doi.org/10.1214/ss/1009213286)，Statistical Science 16 (2001)：常见的做法为何不可靠。
# - Wickham，[Tidy data](https://doi.org/10.18637/jss.v059.i10)，Journal of Statistical Software 59 (2014)。
# - OWASP，[Cross Site Scripting Prevention Cheat Sheet](https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html)。
# - 各国的每日病例（PDDL 许可）：[datasets/covid-19](https://github.com/datasets/covid-19)。

# %% [markdown] lang="en"
# ## Further reading
#
# - The user guide of pandas: [Working with text data](https://pandas.pydata.org/docs/user_guide/text.html), [Time series](https://pandas.pydata.org/docs/user_guide/timeseries.html), [Windowing operations](https://pandas.pydata.org/docs/user_guide/window.html).
# - The documentation of ipywidgets: [Widget Events](https://ipywidgets.readthedocs.io/en/stable/examples/Widget%20Events.html); of Plotly for JavaScript: [Function reference](https://plotly.com/javascript/plotlyjs-function-reference/).
# - Wilson, [Probable inference, the law of succession, and statistical inference](https://doi.org/10.1080/01621459.1927.10502953), Journal of the American Statistical Association 22 (1927).
# - Brown, Cai and DasGupta, [Interval estimation for a binomial proportion](https://doi.org/10.1214/ss/1009213286), Statistical Science 16 (2001): why the usual way is not reliable.
# - Wickham, [Tidy data](https://doi.org/10.18637/jss.v059.i10), Journal of Statistical Software 59 (2014).
# - OWASP, [Cross Site Scripting Prevention Cheat Sheet](https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html).
# - Daily cases by country (licence PDDL): [datasets/covid-19](https://github.com/datasets/covid-19).
