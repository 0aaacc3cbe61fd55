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
# # 107 · 蒙特卡洛抛硬币
#
# 48 个人抛了 350,757 次硬币，每次都记下了落地的是哪一面、抛出时朝上的是哪一面。硬币公平吗？抛的人呢？偏差若不到百分之一，要抛多少次才看得见；拿它去赌，又会怎样？本课用蒙特卡洛方法 (Monte Carlo method) 回答：用随机数模拟，量出结果的误差，再用公式核对，最后让模拟用少得多的随机数得到同样准的结果。
#
# 下图是目标。左边的 A 与 B 是对同样这些抛掷提出的两个问题：落地为正面的比例，以及落地与抛出时朝上的是同一面的比例；哪个是哪个先不说。线段是估计的误差范围。右边是一个赌徒的命运：他手里有 $i$ 元，每次押 1 元，到 100 元就收手，输光就破产。押在公平的硬币上，押在 B 上，破产的概率分别是多少？现在这些由 SciPy 和一个线性方程组画出；到本课结尾，由你自己的函数画出。请从上到下依次运行各单元格。

# %% [markdown] lang="en"
# # 107 · Coin flips by Monte Carlo
#
# 48 people flipped coins 350,757 times, and of every flip it was noted which side landed up and which side had been up at the start. Are coins fair? Are the people who flip them? If the bias is less than a hundredth, how many flips does it take to see it, and what does it do to a gambler who bets on it? This lesson answers by the Monte Carlo method: simulate with random numbers, measure the error of the result, check it by a formula, and in the end make the simulation as accurate with far fewer random numbers.
#
# The figure below is the goal. On the left, A and B are two questions about the same flips: the share that landed heads, and the share that landed on the side that had been up at the start; which is which is not said yet. The bars are the error of the estimate. On the right is the fate of a gambler who owns $i$ coins, bets one at a time, stops at 100 and is ruined at 0. How probable is ruin when he bets on a fair coin, and when he bets on B? For now SciPy and a system of linear equations draw this; at the end of the lesson your own functions do. Run the cells in order, from the top.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false, "task": false}
import os
import secrets
from collections.abc import Callable
from fractions import Fraction

import matplotlib.pyplot as plt
import numpy as np
from jaxtyping import Float, Int
from scipy import special, stats

from aicourse.datasets import load_coin_flips

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
table = load_coin_flips().set_index("person")
flips = table.sum(axis=1).to_numpy()
heads = (table["heads_same_side"] + table["heads_other_side"]).to_numpy()
same_side = (table["heads_same_side"] + table["tails_same_side"]).to_numpy()
print(f"{len(table)} people, {flips.sum()} flips, from {flips.min()} to {flips.max()} a person")

# %%
# The goal: two shares with their errors, and the fate of a gambler.
fig, axes = plt.subplots(1, 2, figsize=(9, 3), layout="constrained")
shares = {}
for name, counts, color in (("A", heads, BLUE), ("B", same_side, ORANGE)):
    result = stats.binomtest(int(counts.sum()), int(flips.sum()))
    low, high = result.proportion_ci(method="exact")
    shares[name] = result.statistic
    axes[0].plot([low, high], [name, name], color=color, linewidth=3)
    axes[0].plot(result.statistic, name, "o", color=color, markersize=8)
axes[0].axvline(0.5, color="black", linestyle="--", linewidth=1)
axes[0].set(
    title="Two questions about 350,757 flips",
    xlabel="share of the flips, with 95% interval",
    xlim=(0.494, 0.514),
    ylim=(-0.6, 1.6),
    xticks=(0.495, 0.5, 0.505, 0.51),
)
for theta, color, label in (
    (0.5, BLUE, "bets on a fair coin"),
    (shares["B"], ORANGE, "bets on B"),
):
    # In a game that goes on, the probability of ruin is the mean of those one coin up and down.
    equations = np.eye(101)
    for i in range(1, 100):
        equations[i, [i - 1, i + 1]] = theta - 1, -theta
    probabilities = np.linalg.solve(equations, np.append(1.0, np.zeros(100)))
    axes[1].plot(probabilities, color=color, label=label)
axes[1].set(
    title="A gambler who stops at 100 coins",
    xlabel="coins at the start, $i$",
    ylabel="probability of ruin",
    ylim=(-0.02, 1.02),
)
axes[1].legend()
plt.show()

# %% [markdown] lang="zh"
# ## 概况
#
# | | |
# |---|---|
# | 计划条目 | 1.16 项目：用蒙特卡洛模拟预测硬币概率 |
# | 先修 | 106；中学代数；NumPy 数组 |
# | 学习时间 | 约 6 小时 |
# | 计算机 | 两个 CPU 核，全部运行约半分钟；不需要网络 |
# | 分数 | 20 分：估计与标准误 (standard error) 3、Wilson 区间 (Wilson interval) 4、Beta 后验 4、模拟破产 2、破产的闭式解 (closed-form solution) 3、方差缩减 (variance reduction) 4 |

# %% [markdown] lang="en"
# ## Facts
#
# | | |
# |---|---|
# | Rows of the plan | 1.16 project: the probability of a coin by Monte Carlo simulation |
# | Before | 106; school algebra; NumPy arrays |
# | Work | about 6 hours |
# | Computer | two CPU cores, about half a minute to run it all; no network |
# | Points | 20: estimate and standard error 3, Wilson interval 4, Beta posterior 4, simulated ruin 2, closed-form solution of ruin 3, variance reduction 4 |

# %% [markdown] lang="zh"
# ## 数据
#
# | | |
# |---|---|
# | 抛掷 | 48 人，每人 701 至 20,100 次，共 350,757 次，由 `load_coin_flips` 读取 |
# | 来源 | Bartoš 等，[Fair coins tend to land on the same side they started: Evidence from 350,757 flips](https://arxiv.org/abs/2310.04153)，2023；计数收于 R 软件包 metadat |
# | 许可 | CC BY 4.0 |
# | 行 | 每行一人，`person` 为行号 |
# | 列 | 四种结果各出现多少次（次）：落地为正面 (heads) 或反面 (tails)，与抛出时同面 (same side) 或异面 (other side) |
# | `flips`、`heads`、`same_side` | 由上面的单元格算出，形状 $(48,)$：每人的抛掷次数、正面次数、同面次数 |
#
# 有三处要留意。表中只有计数，没有逐次的序列，所以看不出同一个人前后有没有变化。各行按同面的比例从小到大排列，行号因此不是随机的。人与人的差别比纯粹的偶然所能造成的更大；这一点在第 3 节会变得要紧。

# %% [markdown] lang="en"
# ## Dataset
#
# | | |
# |---|---|
# | Flips | 48 people, 701 to 20,100 flips each, 350,757 in all, read by `load_coin_flips` |
# | Source | Bartoš et al., [Fair coins tend to land on the same side they started: Evidence from 350,757 flips](https://arxiv.org/abs/2310.04153), 2023; counts as in the R package metadat |
# | Licence | CC BY 4.0 |
# | Rows | one person each, `person` being the row's number |
# | Columns | how often each of four results occurred, in flips: landed heads or tails, on the same side as at the start or on the other side |
# | `flips`, `heads`, `same_side` | computed by the cell above, of shape $(48,)$: each person's number of flips, of heads, and of landings on the same side |
#
# Three things are odd. The table has counts and no sequences, so that nobody can see whether a person changed over time. The rows go by rising share of flips on the same side, so that their numbers are not random. And people differ more than chance alone can make them; that will matter in section 3.

# %% [markdown] lang="zh"
# ## 开始之前：次数与比例
#
# **一次抛掷**有两种结果，记作 1（“成功”，例如正面）与 0。成功的概率记作 $\theta$，它未知。$n$ 次独立的抛掷中成功 $k$ 次的概率为
#
# $$P(K = k) = \binom{n}{k} \theta^k (1 - \theta)^{n - k}, \qquad k = 0, \dots, n$$
#
# 这是二项分布 (binomial distribution)：$\theta^k (1 - \theta)^{n - k}$ 是任何一种先后次序的概率，$\binom{n}{k} = n! / (k! (n - k)!)$ 是次序的种数。$K$ 的均值为 $n \theta$，方差 (variance) 为 $n \theta (1 - \theta)$。
#
# **模拟一次抛掷**：取 0 与 1 之间的均匀随机数 $u$，若 $u < \theta$ 则成功。这就是 106 的逆变换采样 (inverse transform sampling)，只是以 $1 - u$ 代替 $u$，两者同样均匀。**蒙特卡洛方法**就是把问题写成某个随机量的均值，再用许多次模拟的平均来估计它。
#
# ### 所有任务共同的约定
#
# 1. 传入的数组不得改动。
# 2. 数组输入可以是布尔值（`True` 为 1）、整数、`float32` 或 `float64`；先转成 `float64` 再算，返回的数组是 `float64`（写明为整数的除外）。要求返回一个数时，Python 的 `float` 与 NumPy 的浮点数都可以。
# 3. 返回多个结果时用元组。
# 4. 坏输入报 `ValueError`，何为坏输入由各任务说明。
# 5. 函数自己不取随机数。需要随机数的函数收到一个均匀随机数的数组，所以结果是确定的，可以逐个核对。
#
# 每个测试单元格先做几项看得见的检查，评分时再用新抽取的数据检查任务中写明的各项性质。

# %% [markdown] lang="en"
# ## Before you start: counts and shares
#
# **One flip** has two results, written 1 ("success", for example heads) and 0. The probability of success is $\theta$, and unknown. In $n$ independent flips the probability of $k$ successes is
#
# $$P(K = k) = \binom{n}{k} \theta^k (1 - \theta)^{n - k}, \qquad k = 0, \dots, n$$
#
# This is the binomial distribution: $\theta^k (1 - \theta)^{n - k}$ is the probability of each order in which they may come, and $\binom{n}{k} = n! / (k! (n - k)!)$ is the number of orders. $K$ has mean $n \theta$ and variance $n \theta (1 - \theta)$.
#
# **To simulate one flip**, take a uniform random number $u$ between 0 and 1; where $u < \theta$, it is a success. This is the inverse transform sampling of 106 with $1 - u$ in place of $u$, which is uniform too. **The Monte Carlo method** writes a question as the mean of some random quantity, and estimates it by the average of many simulations.
#
# ### Agreed for all tasks
#
# 1. Arrays passed in stay as they are.
# 2. Array input may be boolean (`True` is 1), integer, `float32` or `float64`; convert to `float64` first, and return `float64` arrays (but where integers are asked for). Where one number is wanted, Python's `float` and NumPy's floats are both right.
# 3. Several results are returned as a tuple.
# 4. Bad input raises `ValueError`; each task says what is bad.
# 5. No function draws random numbers. One that needs them is passed an array of uniform numbers, so that its result is determined and can be checked number by number.
#
# Each test cell makes a few checks that you see; grading then checks, on newly drawn data, the properties that the task names.


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


def is_array(value: object, shape: tuple[int, ...]) -> bool:
    """Whether `value` is a float64 array of this shape."""
    return isinstance(value, np.ndarray) and value.shape == shape and value.dtype == np.float64


def is_integer_array(value: object, shape: tuple[int, ...]) -> bool:
    """Whether `value` is an array of integers of this shape."""
    return (
        isinstance(value, np.ndarray)
        and value.shape == shape
        and np.issubdtype(value.dtype, np.integer)
    )


def is_number(value: object) -> bool:
    """Whether `value` is one float, of Python or of NumPy."""
    return isinstance(value, float | np.floating)


def are_arrays(values: object, number: int, shape: tuple[int, ...]) -> bool:
    """Whether `values` is a tuple of so many float64 arrays of this shape."""
    return (
        isinstance(values, tuple | list)
        and len(values) == number
        and all(is_array(value, shape) for value in values)
    )


def are_numbers(values: object, number: int) -> bool:
    """Whether `values` is a tuple of so many floats."""
    return (
        isinstance(values, tuple | list)
        and len(values) == number
        and all(is_number(value) for value in values)
    )


# %% [markdown] lang="zh"
# ## 1 · 抛了 $n$ 次，能相信到什么程度？
#
# 第 21 号抛了 20,100 次，是抛得最多的人。抛到第 100 次时，他的比例可信吗？
#
# **一列数** $x_1, x_2, \dots$ 是独立同分布 (independent and identically distributed) 的，均值为 $\mu$，标准差 (standard deviation) 为 $\sigma$。前 $n$ 个数的平均 $\bar{x}_n$ 是 $\mu$ 的估计量：它的期望值 (expected value)，即无数次重复的平均，就是 $\mu$。独立的量之和，方差相加，所以
#
# $$\mathrm{Var}(\bar{x}_n) = \frac{1}{n^2} \cdot n \sigma^2 = \frac{\sigma^2}{n}$$
#
# 其平方根 $\sigma / \sqrt{n}$ 是标准误：$n$ 增至四倍，误差减半；要多一位准确的数字，就要一百倍的抛掷。$\sigma$ 也未知，用前 $n$ 个数自己的标准差代替：
#
# $$\bar{x}_n = \frac{1}{n} \sum_{i=1}^n x_i, \qquad s_n^2 = \frac{1}{n - 1} \sum_{i=1}^n (x_i - \bar{x}_n)^2, \qquad \mathrm{SE}_n = \frac{s_n}{\sqrt{n}}$$
#
# 只有一个数时，$s_1$ 的分母为零：一次抛掷说不出自己的误差。
#
# **对 0 与 1 的数列**，$\bar{x}_n = k / n = \hat\theta$，而 $s_n^2 = \frac{n}{n-1} \hat\theta (1 - \hat\theta)$：方差由均值决定。对一般的数列则不然，公式却相同，第 5 节会用到。
#
# **误差有多大？** 中心极限定理 (central limit theorem) 说：$n$ 大时，$(\bar{x}_n - \mu) / \mathrm{SE}_n$ 近似服从标准正态分布 (normal distribution)，所以大约 95% 的时候 $\bar{x}_n$ 离 $\mu$ 不超过 $1.96 \, \mathrm{SE}_n$。下面各模拟 2,000 组抛掷：次数每增至四倍，直方图窄一半，形状越来越像正态分布。
#
# **一个陷阱。** 由 $\sum (x_i - \bar{x}_n)^2 = \sum x_i^2 - n \bar{x}_n^2$，累加 $x_i$ 与 $x_i^2$ 就够了。可是若每个数都在 $10^8$ 附近，$\sum x_i^2$ 约为 $10^{16} n$，`float64` 只有约 16 位，两个大数相减，方差的数字全丢了。给所有的 $x_i$ 减去同一个数，方差不变；先减去一个合适的数，再累加。

# %% [markdown] lang="en"
# ## 1 · After $n$ flips, how much can one believe?
#
# Person 21 flipped 20,100 times, more than anybody else. After 100 of these, how far could one trust the share?
#
# **A row of numbers** $x_1, x_2, \dots$ is independent and identically distributed, with mean $\mu$ and standard deviation $\sigma$. The average $\bar{x}_n$ of the first $n$ is an estimator of $\mu$: its expected value, the average over endless repetitions, is $\mu$. Variances of independent quantities add up, and so
#
# $$\mathrm{Var}(\bar{x}_n) = \frac{1}{n^2} \cdot n \sigma^2 = \frac{\sigma^2}{n}$$
#
# The root, $\sigma / \sqrt{n}$, is the standard error: four times as many flips halve the error, and one more digit takes a hundred times as many. As $\sigma$ is unknown too, the standard deviation of the first $n$ numbers stands in for it:
#
# $$\bar{x}_n = \frac{1}{n} \sum_{i=1}^n x_i, \qquad s_n^2 = \frac{1}{n - 1} \sum_{i=1}^n (x_i - \bar{x}_n)^2, \qquad \mathrm{SE}_n = \frac{s_n}{\sqrt{n}}$$
#
# For a single number $s_1$ divides by zero: one flip cannot tell its own error.
#
# **For numbers 0 and 1**, $\bar{x}_n = k / n = \hat\theta$ and $s_n^2 = \frac{n}{n-1} \hat\theta (1 - \hat\theta)$: the mean decides the variance. For other numbers it does not, but the formulas are the same, and section 5 needs them.
#
# **How large is the error?** The central limit theorem says: for large $n$, $(\bar{x}_n - \mu) / \mathrm{SE}_n$ follows the standard normal distribution, nearly, so that about 95% of the time $\bar{x}_n$ is within $1.96 \, \mathrm{SE}_n$ of $\mu$. Below, 2,000 sets of flips are simulated for each $n$: for four times as many flips the histogram is half as wide, and looks more and more normal.
#
# **A trap.** Since $\sum (x_i - \bar{x}_n)^2 = \sum x_i^2 - n \bar{x}_n^2$, running sums of $x_i$ and of $x_i^2$ seem to be enough. But where all numbers are near $10^8$, $\sum x_i^2$ is about $10^{16} n$, and `float64` has some 16 digits: subtract two such numbers, and all digits of the variance are lost. Taking one number from all the $x_i$ does not change their variance; take a suitable one first, and then add up.

# %%
# Worked example: the share of successes in n flips of a coin with theta = 0.5.
rng = np.random.default_rng(0)
fig, axes = plt.subplots(1, 3, figsize=(9, 2.7), layout="constrained", sharex=True)
for ax, n, step in zip(axes, (25, 100, 400), (1, 2, 4), strict=True):
    k = (rng.uniform(size=(2000, n)) < 0.5).sum(axis=1)
    edges = (
        np.arange(0, n + 2, step) - 0.5
    ) / n  # a bin holds `step` possible numbers of successes
    ax.hist(k / n, bins=edges, density=True, color="#B5B5B5")
    grid = np.linspace(0.2, 0.8, 300)
    ax.plot(grid, stats.norm.pdf(grid, 0.5, 0.5 / np.sqrt(n)), color=ORANGE)
    ax.set(
        title=f"$n$ = {n}: standard error {0.5 / np.sqrt(n):.3f}",
        xlabel="share of successes",
        xlim=(0.2, 0.8),
    )
axes[0].set_ylabel("density")
plt.show()

# %% [markdown] lang="zh"
# ### 任务 1：`running_estimate`
#
# 写出每多一个数就更新一次的估计及其标准误。
#
# - 输入：`x`，形状 $(n,)$，$n \ge 1$，任意有限的数。
# - 返回：`(means, standard_errors)`，两个形状 $(n,)$ 的数组。`means[j]` 是前 $j + 1$ 个数的 $\bar{x}_{j+1}$，`standard_errors[j]` 是 $\mathrm{SE}_{j+1}$；`standard_errors[0]` 为 `nan`。
# - 所有的数加上 $10^8$ 这样的大数之后，标准误的误差仍不超过 $10^{-6} s_n$，$s_n$ 是全部数据的标准差。前几个数相同时，标准误为零（同样的误差之内），不是 `nan`。
# - `ValueError`：`x` 不是一维、为空或含非有限数。
#
# 分数：均值与标准误 2 分；大数、前几个数相同与坏输入 1 分。

# %% [markdown] lang="en"
# ### Task 1: `running_estimate`
#
# Write the estimate and its standard error after each number of a row.
#
# - Input: `x`, of shape $(n,)$, $n \ge 1$, any finite numbers.
# - Return: `(means, standard_errors)`, two arrays of shape $(n,)$. `means[j]` is $\bar{x}_{j+1}$, of the first $j + 1$ numbers, and `standard_errors[j]` is $\mathrm{SE}_{j+1}$; `standard_errors[0]` is `nan`.
# - After a large number such as $10^8$ is added to all of `x`, the standard errors are still right within $10^{-6} s_n$, where $s_n$ is the standard deviation of all the data. Where the first few numbers are equal, the standard error is zero (within the same error), and not `nan`.
# - `ValueError`: `x` not one-dimensional, empty, or with a non-finite number.
#
# Points: 2 for means and standard errors; 1 for large numbers, equal numbers and bad input.


# %% [markdown] aicourse={"hints": "running_estimate"} lang="zh"
# 1. 用 `[1, 0, 1, 1]` 手算两步。`np.cumsum` 给出前 1, 2, …, $n$ 个数的和，除以各自的个数就是均值；标准误只看同样这几个数，不看后面的。
# 2. 方差的分母是个数减一，标准误还要再除以个数的平方根。平方和也可以累加得出，但先读第 1 节末尾的“一个陷阱”。
# 3. 先减去哪个数？全体的均值就合适，均值最后加回来。差存进新的数组：`x -= ...` 会改动传入的数组。
# 4. 前几个数相同时，舍入会使平方和略小于零，开方就成了 `nan`：先截到 0。第一项没有标准误，直接写成 `nan`。

# %% [markdown] aicourse={"hints": "running_estimate"} lang="en"
# 1. Do two steps of `[1, 0, 1, 1]` by hand. `np.cumsum` gives the sums of the first 1, 2, ..., $n$ numbers; divided by how many they are, these are the means. A standard error looks at the same numbers, and at none behind them.
# 2. The variance divides by the number of values less one, and the standard error once more by the root of their number. Sums of squares may be running sums too, but read "A trap" at the end of section 1 first.
# 3. Which number to take away first? The mean of all will do; add it back to the means in the end. Keep the differences in an array of their own: `x -= ...` changes the array that was passed in.
# 4. Where the first numbers are equal, rounding may leave a sum of squares just below zero, and its root is `nan`: clip it at 0. The first number has no standard error: write `nan` there.


# %% nbgrader={"grade": false, "grade_id": "running_estimate", "locked": false, "schema_version": 3, "solution": true, "task": false}
def running_estimate(
    x: Float[np.ndarray, "n"],
) -> tuple[Float[np.ndarray, "n"], Float[np.ndarray, "n"]]:
    """Mean of the first numbers of a row, and its standard error, after each number.

    Parameters
    ----------
    x : ndarray of shape (n,)
        Independent observations or results of a simulation.

    Returns
    -------
    means : ndarray of shape (n,)
        Mean of the first 1, 2, ..., n numbers, in the unit of `x`.
    standard_errors : ndarray of shape (n,)
        Standard error of each mean, with n - 1 in the variance; `nan` for the first.

    Raises
    ------
    ValueError
        If `x` is not a vector of finite numbers or is empty.
    """
    ### BEGIN SOLUTION
    x = np.asarray(x, dtype=float)
    if x.ndim != 1 or x.size == 0 or not np.isfinite(x).all():
        raise ValueError("x must be a vector of finite numbers")
    n = np.arange(1, len(x) + 1)
    centre = x.mean()  # deviations from it keep the digits that squares of x would lose
    sums = np.cumsum(x - centre)
    squares = np.cumsum((x - centre) ** 2) - sums**2 / n
    standard_errors = np.full(len(x), np.nan)
    # Rounding may leave a sum of squares a little below zero.
    standard_errors[1:] = np.sqrt(np.maximum(squares[1:], 0) / (n[1:] - 1) / n[1:])
    return centre + sums / n, standard_errors
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_running_estimate", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown = running_estimate(np.array([1, 0, 1, 1]))
assert are_arrays(shown, 2, (4,)), (
    "应返回两个形状 (4,) 的 float64 数组的元组"
    " / expected a tuple of two float64 arrays of shape (4,)"
)
assert np.allclose(shown[0], [1, 0.5, 2 / 3, 0.75]), (
    f"均值应为 1, 0.5, 0.6667, 0.75，实得 {shown[0]}"
    f" / expected means 1, 0.5, 0.6667, 0.75, got {shown[0]}"
)
assert np.allclose(shown[1], [np.nan, 0.5, 1 / 3, 0.25], equal_nan=True), (
    f"标准误应为 nan, 0.5, 0.3333, 0.25，实得 {shown[1]}"
    f" / expected standard errors nan, 0.5, 0.3333, 0.25, got {shown[1]}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(8):
    n = 1 if trial == 7 else int(rng.integers(2, 120))
    x = rng.normal(rng.uniform(-5, 5), rng.uniform(0.5, 20), n)
    if trial % 4 == 1:
        x = rng.integers(0, 2, n)
    if trial % 4 == 2:
        x = x.astype(np.float32)
    passed_in = x.copy()
    results = running_estimate(x)
    assert np.array_equal(x, passed_in), "传入的 x 被改动了 / x has been changed"
    assert are_arrays(results, 2, (n,)), (
        "应返回两个形状 (n,) 的 float64 数组的元组"
        " / expected a tuple of two float64 arrays of shape (n,)"
    )
    means, errors = results
    x = x.astype(float)
    spread = x.std() + 1e-12
    expected = np.array([x[: j + 1].mean() for j in range(n)])
    assert np.allclose(means, expected, rtol=1e-9, atol=1e-9 * spread), (
        "means[j] 应为前 j + 1 个数的均值 / means[j] should be the mean of the first j + 1 numbers"
    )
    assert np.isnan(errors[0]), "standard_errors[0] 应为 nan / standard_errors[0] should be nan"
    expected = np.array([x[:j].std(ddof=1) / np.sqrt(j) for j in range(2, n + 1)])
    assert np.allclose(errors[1:], expected, rtol=1e-6, atol=1e-6 * spread), (
        "standard_errors[j] 应为前 j + 1 个数的标准误，方差的分母为 j"
        " / standard_errors[j] should be the standard error of the first j + 1 numbers,"
        " with j in the denominator of the variance"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_running_estimate_precision", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown = running_estimate(np.array([1e8, 1e8 + 2]))
assert are_arrays(shown, 2, (2,)), (
    "应返回两个形状 (2,) 的 float64 数组的元组"
    " / expected a tuple of two float64 arrays of shape (2,)"
)
assert abs(shown[1][1] - 1) < 1e-6, (
    f"1e8 与 1e8 + 2 的标准误应为 1，实得 {shown[1][1]}"
    f" / expected a standard error of 1 for 1e8 and 1e8 + 2, got {shown[1][1]}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for shift in (-1e8, 1e6, 3e8):
    x = shift + rng.normal(0, rng.uniform(0.5, 3), 400)
    results = running_estimate(x)
    assert are_arrays(results, 2, (400,)), (
        "应返回两个形状 (n,) 的 float64 数组的元组"
        " / expected a tuple of two float64 arrays of shape (n,)"
    )
    expected = np.array([x[:j].std(ddof=1) / np.sqrt(j) for j in range(2, 401)])
    assert np.abs(results[1][1:] - expected).max() < 1e-6 * x.std(ddof=1), (
        "给 x 加上大数之后，标准误不应失去精度"
        " / a large number added to x should not cost the standard errors their precision"
    )
x = np.append(np.full(20, rng.uniform(0.1, 0.9)), rng.uniform(size=80))
results = running_estimate(x)
assert are_arrays(results, 2, (100,)), (
    "应返回两个形状 (n,) 的 float64 数组的元组"
    " / expected a tuple of two float64 arrays of shape (n,)"
)
assert np.isfinite(results[1][1:]).all(), (
    "从第二个数起，标准误应为有限的数 / from the second number on, standard errors should be finite"
)
assert np.abs(results[1][1:20]).max() < 1e-6 * x.std(ddof=1), (
    "前几个数相同时，标准误应为零 / where the first numbers are equal, expected a standard error of 0"
)
for bad, zh, en in (
    (np.ones((2, 3)), "x 不是一维", "x of two dimensions"),
    (np.array([]), "x 为空", "an empty x"),
    (np.array([1.0, np.nan]), "x 含 NaN", "x with NaN"),
    (np.array([1.0, np.inf]), "x 含无穷大", "x with infinity"),
):
    assert raises(ValueError, running_estimate, bad), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 左图是第 21 号的同面比例。表中只有他的计数，先后次序由随机重排补上；若各次抛掷可以互换（106 中的可交换性 (exchangeability)），任何次序都同样可信。灰色的带子是 $\bar{x}_n \pm 1.96 \, \mathrm{SE}_n$。抛了 20,100 次，带子仍然盖住 1/2：就他一人，看不出偏差。而在 2,600 至 17,600 次之间，带子大半时候排除了 1/2：谁在那时停手，就是 106 中的偷看。右图模拟 $\theta = 0.5$ 的硬币：实际的误差顺着 $1 / \sqrt{n}$ 的直线下降，标准误没有看过真值，却说出了误差的大小。

# %% [markdown] lang="en"
# ### What the result means
#
# On the left is person 21's share of flips that landed on the side they started from. The table has counts alone; a random shuffle supplies an order, and where flips may be exchanged (exchangeability, in 106) any order is as good as another. The grey band is $\bar{x}_n \pm 1.96 \, \mathrm{SE}_n$. After 20,100 flips it still covers 1/2: from one person alone, no bias is seen. Between 2,600 and 17,600 flips it mostly excluded 1/2: to stop there would be the peeking of 106. On the right a coin with $\theta = 0.5$ is simulated: the real errors fall along the line of $1 / \sqrt{n}$, and the standard error, which never saw the truth, tells their size.

# %%
rng = np.random.default_rng(4)
sequence = rng.permutation(np.arange(flips[20]) < same_side[20]).astype(float)
means, errors = running_estimate(sequence)
n = np.arange(1, len(sequence) + 1)
fig, axes = plt.subplots(1, 2, figsize=(9, 3), layout="constrained")
shown = n >= 30
axes[0].fill_between(
    n[shown], (means - 1.96 * errors)[shown], (means + 1.96 * errors)[shown], color="#D5D5D5"
)
axes[0].plot(n[shown], means[shown], color=BLUE)
axes[0].axhline(0.5, color="black", linestyle="--", linewidth=1)
axes[0].set(
    title=f"Person 21: {means[-1]:.4f} ± {1.96 * errors[-1]:.4f} in the end",
    xlabel="flips so far, $n$",
    ylabel="share on the same side",
    xscale="log",
    ylim=(0.3, 0.7),
)
runs = [running_estimate(rng.uniform(size=10_000) < 0.5) for _ in range(100)]
n = np.unique(np.geomspace(10, 10_000, 60).astype(int))
misses = np.array([np.abs(means[n - 1] - 0.5) for means, _ in runs])
for miss in misses[:25]:
    axes[1].loglog(n, np.maximum(miss, 1e-5), color="#B5B5B5", linewidth=0.5)
axes[1].loglog(n, np.sqrt((misses**2).mean(axis=0)), color=BLUE, label="RMS error of 100 runs")
axes[1].loglog(n, runs[0][1][n - 1], "--", color=ORANGE, label="standard error of one run")
axes[1].set(
    title=r"Simulated coins: the error falls as $1/\sqrt{n}$",
    xlabel="flips so far, $n$",
    ylabel="error of the share",
    ylim=(1e-4, 0.5),
)
axes[1].legend(loc="lower left")
plt.show()

# %% [markdown] lang="zh"
# ## 2 · 95% 的区间，真有 95% 的时候是对的吗？
#
# **置信区间** (confidence interval) 是由数据算出的区间，规则事先定下；在重复的试验中，它盖住真值 $\theta$ 的比例叫覆盖率 (coverage)。说“95% 的区间”，就是承诺覆盖率为 95%，不管 $\theta$ 是多少。区间每次不同，$\theta$ 不动；承诺的是规则，不是某一个区间。
#
# **Wald 区间**直接用第 1 节的标准误。设 $c$ 为置信水平，$z$ 是标准正态分布的 $(1 + c) / 2$ 分位数，$c = 0.95$ 时 $z = 1.96$：
#
# $$\hat\theta \pm z \sqrt{\frac{\hat\theta (1 - \hat\theta)}{n}}$$
#
# 教科书上大多是它。它守信吗？不必争论，模拟就知道：选定 $\theta$ 与 $n$，抛许多轮，每轮算一个区间，数一数盖住 $\theta$ 的有多少。下面左图是 $\theta = 0.02$，$n = 50$ 的 60 轮。一次成功也没有时，$\hat\theta = 0$，标准误也是 0，区间缩成一个点：抛了 50 次没见过的事，它断言不可能。这样的轮次占 $0.98^{50} = 36\%$。右图让 $\theta$ 走遍 0 到 1：靠近两端时，“95%”的区间有时连一半都盖不住。
#
# **毛病在哪里？** 标准误用的是 $\hat\theta$，而估计偏小时，它也把自己的误差估小了。换个问法：对每个可能的 $\theta$，用 **$\theta$ 自己的**标准误，问数据离它是否太远。没有被排除的 $\theta$ 就是区间：
#
# $$\left\{ \theta : | \hat\theta - \theta | \le z \sqrt{\frac{\theta (1 - \theta)}{n}} \right\}$$
#
# 两边平方，得到 $\theta$ 的一个二次不等式；它的两个根就是区间的两端。这是 Wilson 区间 (1927)。它不对称，偏向 1/2；$k = 0$ 时左端恰为 0，而右端不是 0。

# %% [markdown] lang="en"
# ## 2 · Is a 95% interval right 95% of the time?
#
# **A confidence interval** is computed from data by a rule that is fixed beforehand; its coverage is the share of repeated experiments in which it covers the true $\theta$. To call it a 95% interval is to promise a coverage of 95%, whatever $\theta$ may be. The interval changes from one experiment to the next and $\theta$ stays; the promise is about the rule, not about one interval.
#
# **The Wald interval** uses the standard error of section 1. Let $c$ be the confidence level and $z$ the $(1 + c) / 2$ quantile of the standard normal distribution, $z = 1.96$ for $c = 0.95$:
#
# $$\hat\theta \pm z \sqrt{\frac{\hat\theta (1 - \hat\theta)}{n}}$$
#
# It stands in most textbooks. Does it keep its promise? There is no need to argue, one can simulate: choose $\theta$ and $n$, flip for many rounds, compute an interval in each, and count how many cover $\theta$. On the left are 60 rounds with $\theta = 0.02$ and $n = 50$. Without a single success $\hat\theta = 0$, the standard error is 0 too, and the interval shrinks to a point: what did not happen in 50 flips is called impossible. Such rounds are $0.98^{50} = 36\%$ of all. On the right $\theta$ goes from 0 to 1: near the ends, the "95%" interval at times covers less than half.
#
# **What is wrong?** The standard error uses $\hat\theta$, and where that is too small, it finds its own error too small as well. Ask otherwise: for each possible $\theta$, take the standard error **of that $\theta$**, and ask whether the data are too far from it. Those $\theta$ that are not excluded are the interval:
#
# $$\left\{ \theta : | \hat\theta - \theta | \le z \sqrt{\frac{\theta (1 - \theta)}{n}} \right\}$$
#
# Square both sides, and get a quadratic inequality in $\theta$; its two roots are the ends of the interval. This is the Wilson interval (1927). It is not symmetric, and leans towards 1/2; for $k = 0$ its lower end is exactly 0, and its upper end is not.


# %%
# Worked example: the coverage of the Wald interval, by simulation.
def wald_interval(k: np.ndarray, n: int, confidence: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Estimate plus and minus z estimated standard errors."""
    z = stats.norm.ppf((1 + confidence) / 2)
    share = k / n
    half = z * np.sqrt(share * (1 - share) / n)
    return share - half, share + half


def simulated_coverage(
    interval: Callable[..., tuple[np.ndarray, np.ndarray]], theta: float, n: int, seed: int
) -> float:
    """Share of 4000 simulated experiments of n flips whose interval covers theta."""
    k = np.random.default_rng(seed).binomial(n, theta, 4000)
    low, high = interval(k, n)
    return float(((low <= theta) & (theta <= high)).mean())


fig, axes = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
k = np.random.default_rng(1).binomial(50, 0.02, 60)
lows, highs = wald_interval(k, 50)
covers = (lows <= 0.02) & (highs >= 0.02)
for chosen, color, label in ((covers, BLUE, "covers"), (~covers, ORANGE, "misses")):
    rounds = np.flatnonzero(chosen)
    axes[0].hlines(rounds, lows[chosen], highs[chosen], color=color, linewidth=1)
    axes[0].plot(k[chosen] / 50, rounds, "o", color=color, markersize=3, label=label)
axes[0].axvline(0.02, color="black", linestyle="--", linewidth=1)
axes[0].set(
    title=f"60 Wald intervals, $n$ = 50: {covers.sum()} cover 0.02",
    xlabel=r"$\theta$",
    ylabel="round",
    ylim=(-1.5, 70),
)
axes[0].legend(loc="upper right", ncols=2)
thetas = np.linspace(0.005, 0.995, 199)
wald_coverage = [simulated_coverage(wald_interval, theta, 50, 7) for theta in thetas]
axes[1].plot(thetas, wald_coverage, color=ORANGE)
axes[1].axhline(0.95, color="black", linestyle="--", linewidth=1)
axes[1].set(
    title="Wald intervals, $n$ = 50: 95% promised",
    xlabel=r"true $\theta$",
    ylabel="coverage",
    ylim=(0.2, 1.02),
)
plt.show()

# %% [markdown] lang="zh"
# ### 任务 2：`wilson_interval`
#
# 解出那个二次不等式，写出 Wilson 区间。
#
# - 输入：`k`，任意形状的数组，成功的次数；`n`，同形状的数组或一个整数，抛掷的次数，$n \ge 1$；`confidence`，即 $c$，$0 < c < 1$。次数是整数，但可以存为浮点数。
# - 返回：`(low, high)`，两个与 `k` 同形状的数组。两端都在 0 与 1 之间，舍入也不得越界。
# - 隐藏的随机种子 (random seed) 上，它的覆盖率与 Wilson 区间的准确值之差在模拟误差以内；$\theta$ 靠近 0 时也是如此。
# - `ValueError`：次数不是有限的整数；$k < 0$ 或 $k > n$；$n < 1$；`confidence` 不在 0 与 1 之间（不含端点）。
#
# 可以用 `stats.norm.ppf`；不要用 `stats.binomtest` 及其变体。分数：两端的值 2 分；覆盖率 1 分；边界与坏输入 1 分。

# %% [markdown] lang="en"
# ### Task 2: `wilson_interval`
#
# Solve that quadratic inequality, and write the Wilson interval.
#
# - Input: `k`, an array of any shape, numbers of successes; `n`, an array of the same shape or one integer, numbers of flips, $n \ge 1$; `confidence`, which is $c$, $0 < c < 1$. Counts are whole numbers, but may be stored as floats.
# - Return: `(low, high)`, two arrays of the shape of `k`. Both ends are between 0 and 1, and rounding must not take them outside.
# - On hidden random seeds its coverage equals the exact coverage of the Wilson interval within the error of simulation, also for $\theta$ near 0.
# - `ValueError`: a count that is not a finite whole number; $k < 0$ or $k > n$; $n < 1$; `confidence` not between 0 and 1 (ends excluded).
#
# `stats.norm.ppf` is allowed; `stats.binomtest` and its variants are not. Points: 2 for the values; 1 for the coverage; 1 for edges and bad input.


# %% [markdown] aicourse={"hints": "wilson_interval"} lang="zh"
# 1. 把绝对值的不等式平方，通分，按 $\theta$ 的次数整理成 $A \theta^2 + B \theta + C \le 0$ 的样子；区间的两端就是求根公式的两个根。
# 2. $\hat\theta$ 写成 $k / n$，两边同乘 $n$，$\theta^2$ 的系数便是 $n + z^2$。两根的中点不是 $\hat\theta$，而是落在 $\hat\theta$ 与 1/2 之间；$k = 5$，$n = 10$ 时区间应以 1/2 为中心。
# 3. $z$ 由传入的 `confidence` 算出，`stats.norm.ppf` 的自变量是 $(1 + c) / 2$：填 $c$ 就成了单侧的分位数。
# 4. $k = 0$ 与 $k = n$ 时，舍入会使一端越界 $10^{-17}$：截回 0 与 1。是不是整数，可以与 `np.rint` 的结果比较；用肯定的条件加 `.all()` 来检查，NaN 也就通不过。

# %% [markdown] aicourse={"hints": "wilson_interval"} lang="en"
# 1. Square the inequality, clear the fractions, and sort by powers of $\theta$ into $A \theta^2 + B \theta + C \le 0$; the ends of the interval are the two roots of the quadratic formula.
# 2. With $k / n$ for $\hat\theta$ and both sides times $n$, the coefficient of $\theta^2$ is $n + z^2$. The roots are not centred at $\hat\theta$, but between $\hat\theta$ and 1/2; for $k = 5$ and $n = 10$ the centre should be 1/2.
# 3. $z$ comes from the `confidence` that is passed, and `stats.norm.ppf` wants $(1 + c) / 2$: with $c$ it gives the one-sided quantile.
# 4. For $k = 0$ and $k = n$ rounding may take an end out by $10^{-17}$: bring it back to 0 or 1. Whether a number is whole shows when you compare it with its `np.rint`; ask that what is right holds for `.all()`, and NaN does not get through either.


# %% nbgrader={"grade": false, "grade_id": "wilson_interval", "locked": false, "schema_version": 3, "solution": true, "task": false}
def wilson_interval(
    k: Float[np.ndarray, "..."], n: Float[np.ndarray, "..."] | int, confidence: float = 0.95
) -> tuple[Float[np.ndarray, "..."], Float[np.ndarray, "..."]]:
    """Confidence interval of a probability, by inverting the test of each value.

    Parameters
    ----------
    k : ndarray of any shape
        Numbers of successes.
    n : ndarray of the shape of `k`, or int
        Numbers of flips, at least 1.
    confidence : float
        Confidence level, between 0 and 1.

    Returns
    -------
    low, high : ndarray of the shape of `k`
        The ends, between 0 and 1.

    Raises
    ------
    ValueError
        If a count is not a whole number, `k` is not within 0 to `n`, `n` is below 1, or
        `confidence` is not between 0 and 1.

    References
    ----------
    Wilson, Probable inference, the law of succession, and statistical inference, Journal of the
    American Statistical Association 22 (1927).
    """
    ### BEGIN SOLUTION
    k, n = np.asarray(k, dtype=float), np.asarray(n, dtype=float)
    if not (np.isfinite(k) & np.isfinite(n) & (k == np.rint(k)) & (n == np.rint(n))).all():
        raise ValueError("k and n must be whole numbers")
    if not ((k >= 0) & (k <= n) & (n >= 1)).all():
        raise ValueError("k must be within 0 to n, and n at least 1")
    if not 0 < confidence < 1:
        raise ValueError("confidence must be between 0 and 1")
    z = stats.norm.ppf((1 + confidence) / 2)
    centre = (k + z**2 / 2) / (n + z**2)
    half = z * np.sqrt(k * (n - k) / n + z**2 / 4) / (n + z**2)
    return np.maximum(centre - half, 0), np.minimum(centre + half, 1)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_wilson_interval", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown = wilson_interval(np.array([0, 5]), 10)
assert are_arrays(shown, 2, (2,)), (
    "应返回两个形状 (2,) 的 float64 数组的元组"
    " / expected a tuple of two float64 arrays of shape (2,)"
)
assert np.allclose(shown, [[0, 0.236593], [0.277533, 0.763407]], atol=1e-5), (
    f"k = 0, 5 且 n = 10 时应得 low 0, 0.2366 与 high 0.2775, 0.7634，实得 {shown}"
    f" / for k = 0, 5 and n = 10 expected low 0, 0.2366 and high 0.2775, 0.7634, got {shown}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(8):
    shape = ((7,), (2, 3), (1,), (2, 2, 2))[trial % 4]
    confidence = float((0.95, 0.8, 0.99, rng.uniform(0.5, 0.999))[trial % 4])
    n = rng.integers(1, (30, 5000)[trial % 2], shape)
    k = rng.binomial(n, rng.uniform(0, 1))
    if trial == 5:
        k, n = k.astype(np.float32), n.astype(np.float32)
    passed_in = k.copy(), n.copy()
    results = wilson_interval(k, n, confidence)
    for array, before in zip((k, n), passed_in, strict=True):
        assert np.array_equal(array, before), (
            "传入的数组被改动了 / an array that was passed in has been changed"
        )
    assert are_arrays(results, 2, shape), (
        "应返回两个与 k 同形状的 float64 数组的元组"
        " / expected a tuple of two float64 arrays of the shape of k"
    )
    for place in np.ndindex(shape):
        low, high = stats.binomtest(int(k[place]), int(n[place])).proportion_ci(
            confidence, method="wilson"
        )
        assert abs(results[0][place] - low) < 1e-9, (
            "区间的左端不对 / the lower end of the interval is wrong"
        )
        assert abs(results[1][place] - high) < 1e-9, (
            "区间的右端不对 / the upper end of the interval is wrong"
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_wilson_interval_coverage", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown = wilson_interval(np.random.default_rng(5).binomial(50, 0.02, 2000), 50)
assert are_arrays(shown, 2, (2000,)), (
    "应返回两个形状 (2000,) 的 float64 数组的元组"
    " / expected a tuple of two float64 arrays of shape (2000,)"
)
covered = ((shown[0] <= 0.02) & (shown[1] >= 0.02)).mean()
assert 0.88 < covered < 0.96, (
    f"theta = 0.02、n = 50 时覆盖率应约为 0.92，实得 {covered:.3f}"
    f" / for theta = 0.02 and n = 50 expected a coverage of about 0.92, got {covered:.3f}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for theta, n, confidence in (
    (rng.uniform(0.01, 0.03), 60, 0.95),
    (rng.uniform(0.96, 0.99), 40, 0.95),
    (rng.uniform(0.2, 0.8), int(rng.integers(20, 200)), 0.8),
    (rng.uniform(0.2, 0.8), int(rng.integers(20, 200)), 0.99),
):
    counts = rng.binomial(n, theta, 5000)
    results = wilson_interval(counts, n, confidence)
    assert are_arrays(results, 2, (5000,)), (
        "应返回两个与 k 同形状的 float64 数组的元组"
        " / expected a tuple of two float64 arrays of the shape of k"
    )
    covered = ((results[0] <= theta) & (theta <= results[1])).mean()
    k = np.arange(n + 1)
    z = stats.norm.ppf((1 + confidence) / 2)
    inside = np.abs(k - n * theta) <= z * np.sqrt(n * theta * (1 - theta))
    exact = stats.binom.pmf(k[inside], n, theta).sum()
    # Six standard errors of 5000 rounds, no less than those of a coverage of 0.99: 0.0084.
    assert abs(covered - exact) < 6 * np.sqrt(max(exact * (1 - exact), 0.0099) / 5000), (
        "覆盖率不对：模拟中盖住 theta 的比例与承诺的不符"
        " / the coverage is wrong: the share of simulated rounds that cover theta is not as promised"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_wilson_interval_input", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
assert raises(ValueError, wilson_interval, np.array([11]), 10), (
    "k 大于 n 应报 ValueError / k above n should raise ValueError"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
n = np.append(rng.integers(1, 10_000, 300), [1, 2, 3])
for k, zh, en in ((0 * n, "k = 0", "k = 0"), (n, "k = n", "k = n")):
    results = wilson_interval(k, n, float(rng.uniform(0.5, 0.999)))
    assert are_arrays(results, 2, n.shape), (
        "应返回两个与 k 同形状的 float64 数组的元组"
        " / expected a tuple of two float64 arrays of the shape of k"
    )
    low, high = results
    assert (low >= 0).all(), f"{zh} 时左端小于 0 / for {en} a lower end is below 0"
    assert (high <= 1).all(), f"{zh} 时右端大于 1 / for {en} an upper end is above 1"
    assert (high - low > 1e-7).all(), (
        f"{zh} 时区间不应缩成一点 / for {en} the interval should not shrink to a point"
    )
for k, n, confidence, zh, en in (
    (np.array([3, -1]), 10, 0.95, "k 为负", "a negative k"),
    (np.array([3, 4]), np.array([5, 3]), 0.95, "k 大于 n", "k above n"),
    (np.array([0]), 0, 0.95, "n 为零", "n of zero"),
    (np.array([2.5]), 10, 0.95, "k 不是整数", "k that is not whole"),
    (np.array([2.0]), np.array([10.5]), 0.95, "n 不是整数", "n that is not whole"),
    (np.array([np.nan]), 10, 0.95, "k 为 NaN", "k that is NaN"),
    (np.array([2.0]), np.array([np.inf]), 0.95, "n 为无穷大", "an infinite n"),
    (np.array([2]), 10, 0.0, "confidence 为 0", "confidence of 0"),
    (np.array([2]), 10, 1.0, "confidence 为 1", "confidence of 1"),
    (np.array([2]), 10, 95, "confidence 为 95", "confidence of 95"),
):
    assert raises(ValueError, wilson_interval, k, n, confidence), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 左图：Wilson 区间在 95% 上下摆动；锯齿是因为 $k$ 只取整数，不可能处处恰好 95%。它也不完美：在图中看不到的地方，$\theta \approx 0.0035$，它跌到 84%，而 Wald 在那里只有 16%。右图用它看真实的硬币。正面的比例，区间从 0.4985 到 0.5018，盖住 1/2：**看不出硬币有偏差，若有也不到 0.2 个百分点。** 同面的比例是 0.5077，区间从 0.5060 到 0.5094，不含 1/2：**落地与抛出时同面，略多于一半。** 这就是第一幅图中的 A 与 B。2007 年 Diaconis 等人预言过这件事：硬币翻转时，转轴自己也在摆动（进动），于是抛出时朝上的一面在空中朝上的时间略多；他们的估计约为 0.51。
#
# **一个人要抛多少次才看得见？** 要让 $1.96 \cdot 0.5 / \sqrt{n}$ 小于偏差 0.0077，需要约 16,000 次，那也只有一半的机会排除 1/2；要有 80% 的机会，偏差须达 $1.96 + 0.84$ 个标准误（0.84 是标准正态分布的 80% 分位数），需要约 33,000 次，而抛得最多的人也只有 20,100 次。

# %% [markdown] lang="en"
# ### What the result means
#
# On the left, the coverage of the Wilson interval swings about 95%; its teeth come from $k$ being whole, so that it cannot be exactly 95% everywhere. It is not perfect either: at $\theta \approx 0.0035$, outside of the figure, it falls to 84%, where Wald's is 16%. On the right it looks at the real coins. The interval for heads goes from 0.4985 to 0.5018 and covers 1/2: **no bias of coins is seen, and if there is one, it is below 0.2 percentage points.** The share on the same side is 0.5077, with an interval from 0.5060 to 0.5094 and without 1/2: **slightly more than half of the flips land on the side that they started from.** These are A and B of the first figure. In 2007 Diaconis and others had predicted it: while a coin turns, its axis wobbles (precession), and so the side that was up at the start faces up a little longer; they put it at about 0.51.
#
# **How many flips would one person need to see it?** For $1.96 \cdot 0.5 / \sqrt{n}$ to be smaller than the bias of 0.0077, about 16,000, and even then 1/2 is excluded only half of the time; for a chance of 80% the bias must be $1.96 + 0.84$ standard errors (0.84 is the 80% quantile of the standard normal distribution), which takes about 33,000. Nobody among the 48 went beyond 20,100.

# %%
fig, axes = plt.subplots(1, 2, figsize=(9, 3), layout="constrained")
wilson_coverage = [simulated_coverage(wilson_interval, theta, 50, 7) for theta in thetas]
axes[0].plot(thetas, wald_coverage, color=ORANGE, linewidth=1, label="Wald")
axes[0].plot(thetas, wilson_coverage, color=BLUE, linewidth=1, label="Wilson")
axes[0].axhline(0.95, color="black", linestyle="--", linewidth=1)
axes[0].set(
    title="Coverage of 95% intervals, $n$ = 50",
    xlabel=r"true $\theta$",
    ylabel="coverage",
    ylim=(0.2, 1.02),
)
axes[0].legend(loc="lower center")
for row, (name, counts, color) in enumerate(
    (("heads", heads, BLUE), ("same side", same_side, ORANGE))
):
    (low,), (high,) = wilson_interval(counts.sum(keepdims=True), int(flips.sum()))
    share = counts.sum() / flips.sum()
    axes[1].plot([low, high], [row, row], color=color, linewidth=3)
    axes[1].plot(share, row, "o", color=color, markersize=8)
    print(f"{name:10s} {share:.4f}, 95% interval {low:.4f} to {high:.4f}")
axes[1].axvline(0.5, color="black", linestyle="--", linewidth=1)
axes[1].set(
    title="350,757 flips of 48 people",
    xlabel="share of the flips, with 95% Wilson interval",
    xlim=(0.494, 0.514),
    ylim=(-0.6, 1.6),
    xticks=(0.495, 0.5, 0.505, 0.51),
)
axes[1].set_yticks([0, 1], ["heads", "same side"])
plt.show()
bias = same_side.sum() / flips.sum() - 0.5
for chance in (0.5, 0.8):
    needed = ((1.96 + stats.norm.ppf(chance)) * 0.5 / bias) ** 2
    print(f"to exclude 1/2 with probability {chance}: about {needed:,.0f} flips")

# %% [markdown] lang="zh"
# ## 3 · 抛之前就知道一点，怎样算进去？
#
# 置信区间只承诺规则的覆盖率。想直接说“$\theta$ 大于 1/2 的概率是多少”，就要像 106 那样，从先验分布 (prior distribution) 出发，用贝叶斯定理 (Bayes' theorem) 得到后验分布 (posterior distribution)。106 把 $\theta$ 放在 80 个格点上；这里用一个公式代替格点。
#
# **Beta 分布** (Beta distribution) 是 0 与 1 之间的连续分布，参数 $a, b > 0$，概率密度函数 (probability density function) 为
#
# $$f(\theta) = \frac{\theta^{a - 1} (1 - \theta)^{b - 1}}{B(a, b)}, \qquad B(a, b) = \int_0^1 t^{a - 1} (1 - t)^{b - 1} \, dt$$
#
# 积分 (integral) 是曲线之下的面积；除以 $B(a, b)$，密度之下的总面积，也就是总概率，便等于 1。均值为 $a / (a + b)$。$a = b = 1$ 时处处相同，什么也没有断言；$a = b = 500$ 时集中在 1/2 附近。
#
# **乘一下就知道。** 抛 $n$ 次成功 $k$ 次，似然 (likelihood) 正比于 $\theta^k (1 - \theta)^{n - k}$。它与先验密度形状相同，相乘只是指数相加：
#
# $$\theta^k (1 - \theta)^{n - k} \cdot \theta^{a - 1} (1 - \theta)^{b - 1} = \theta^{(a + k) - 1} (1 - \theta)^{(b + n - k) - 1}$$
#
# 所以后验仍是 Beta 分布。先验若如此，称为共轭先验 (conjugate prior)。$a$ 与 $b$ 可以读作抛之前“想象中”的成功与失败次数。分几批更新，与一次全用上相同。
#
# **可信区间** (credible interval) 由后验的两个分位数围成：左右各留 $(1 - c) / 2$ 的概率。它与置信区间看上去相似，说的却不是一回事：它说 $\theta$ 在其中的概率为 $c$，前提是接受先验与模型。
#
# **下一批会怎样？** 再抛 $m$ 次，成功 $j$ 次的概率，要对所有可能的 $\theta$ 平均。设 $\theta$ 现在的分布是 Beta$(a, b)$：
#
# $$P(J = j) = \binom{m}{j} \int_0^1 \theta^j (1 - \theta)^{m - j} f(\theta) \, d\theta = \binom{m}{j} \frac{B(a + j, b + m - j)}{B(a, b)}$$
#
# 这是后验预测分布 (posterior predictive distribution)。它比把 $\theta$ 固定在均值的二项分布更宽，因为 $\theta$ 也不确定。$a$ 与 $b$ 是几十万时，$B(a, b)$ 小得 `float64` 存不下；`special.betaln` 直接算出 $\ln B(a, b)$。又因为
#
# $$\binom{m}{j} = \frac{1}{(m + 1) \, B(j + 1, m - j + 1)}$$
#
# 组合数也可以这样算。在对数尺度上加减，最后取一次指数。

# %% [markdown] lang="en"
# ## 3 · Something was known before the flips: how does it enter?
#
# A confidence interval promises no more than the coverage of a rule. To say how probable it is that $\theta$ is above 1/2, start from a prior distribution, as in 106, and go by Bayes' theorem to the posterior distribution. In 106 $\theta$ stood on a grid of 80 values; here one formula takes the place of the grid.
#
# **The Beta distribution** is continuous between 0 and 1, with parameters $a, b > 0$ and the probability density function
#
# $$f(\theta) = \frac{\theta^{a - 1} (1 - \theta)^{b - 1}}{B(a, b)}, \qquad B(a, b) = \int_0^1 t^{a - 1} (1 - t)^{b - 1} \, dt$$
#
# The integral is the area under the curve; divided by $B(a, b)$, the whole area under the density, which is the whole probability, is 1. The mean is $a / (a + b)$. For $a = b = 1$ it is the same everywhere and claims nothing; for $a = b = 500$ it is close to 1/2.
#
# **Multiply, and see.** For $k$ successes in $n$ flips the likelihood is proportional to $\theta^k (1 - \theta)^{n - k}$. It has the shape of the prior density, and exponents add up:
#
# $$\theta^k (1 - \theta)^{n - k} \cdot \theta^{a - 1} (1 - \theta)^{b - 1} = \theta^{(a + k) - 1} (1 - \theta)^{(b + n - k) - 1}$$
#
# So the posterior is a Beta distribution again. Such a prior is a conjugate prior. One may read $a$ and $b$ as numbers of successes and failures that were imagined before the flips. Updating batch by batch gives the same as all at once.
#
# **A credible interval** lies between two quantiles of the posterior that leave a probability of $(1 - c) / 2$ on either side. It looks like a confidence interval and says another thing: that $\theta$ is in it with probability $c$, for whoever accepts the prior and the model.
#
# **And the next flips?** The probability of $j$ successes in $m$ more flips is an average over all possible $\theta$. With $\theta$ now distributed as Beta$(a, b)$:
#
# $$P(J = j) = \binom{m}{j} \int_0^1 \theta^j (1 - \theta)^{m - j} f(\theta) \, d\theta = \binom{m}{j} \frac{B(a + j, b + m - j)}{B(a, b)}$$
#
# This is the posterior predictive distribution. It is wider than the binomial distribution with $\theta$ fixed at its mean, since $\theta$ is uncertain too. Where $a$ and $b$ are some hundred thousand, $B(a, b)$ is too small for `float64`; `special.betaln` computes $\ln B(a, b)$ at once. And since
#
# $$\binom{m}{j} = \frac{1}{(m + 1) \, B(j + 1, m - j + 1)}$$
#
# the number of orders may be computed so too. Add and subtract logarithms, and take the exponential once, at the end.

# %%
# Worked example: two priors meet 10, 100 and 1000 flips of which 60% are successes.
grid = np.linspace(0.001, 0.999, 999)
fig, axes = plt.subplots(1, 2, figsize=(9, 3), layout="constrained", sharey=True)
for ax, a, title in (
    (axes[0], 1, "Prior Beta(1, 1): knows nothing"),
    (axes[1], 100, "Prior Beta(100, 100): believes in 1/2"),
):
    ax.plot(grid, stats.beta.pdf(grid, a, a), "--", color=GREY, label="prior")
    for n, color in ((10, PURPLE), (100, ORANGE), (1000, BLUE)):
        k = round(0.6 * n)
        ax.plot(grid, stats.beta.pdf(grid, a + k, a + n - k), color=color, label=f"after {n} flips")
    ax.axvline(0.6, color="black", linestyle=":", linewidth=1)
    ax.set(title=title, xlabel=r"$\theta$", xlim=(0.25, 0.85))
axes[0].set_ylabel("density")
axes[0].legend()
plt.show()

# %% [markdown] lang="zh"
# ### 任务 3：`beta_posterior` 与 `posterior_predictive`
#
# **`beta_posterior(a, b, k, n, confidence)`**，后验与可信区间：
#
# - 输入：先验的 `a`、`b`，有限的正数；`n` 次抛掷中成功 `k` 次，整数，$0 \le k \le n$，$n$ 可以为 0；`confidence`，即 $c$，$0 < c < 1$。
# - 返回：`(a_posterior, b_posterior, low, high)`，四个浮点数：后验的两个参数与可信区间的两端。后验小于 `low` 的概率与大于 `high` 的概率都是 $(1 - c) / 2$，误差不超过 $10^{-6}$。
# - `ValueError`：`a` 或 `b` 不是有限的正数；$k < 0$ 或 $k > n$；`confidence` 不在 0 与 1 之间（不含端点）。
#
# **`posterior_predictive(a, b, m)`**，下一批抛掷：
#
# - 输入：$\theta$ 现在的分布的 `a`、`b`，有限的正数，可达 $10^6$；`m`，整数，$m \ge 0$，可达数千。
# - 返回：形状 $(m + 1,)$ 的数组，第 $j$ 项是 $P(J = j)$；相对误差不超过 $10^{-6}$（小于 $10^{-200}$ 的除外）。
# - `ValueError`：`a` 或 `b` 不是有限的正数；$m < 0$。
#
# 可以用 `stats.beta` 与 `special.betaln`；不要用 `stats.betabinom`。分数：后验与区间 2 分；预测 2 分。

# %% [markdown] lang="en"
# ### Task 3: `beta_posterior` and `posterior_predictive`
#
# **`beta_posterior(a, b, k, n, confidence)`**, the posterior and a credible interval:
#
# - Input: `a`, `b` of the prior, positive and finite; `k` successes in `n` flips, integers, $0 \le k \le n$, where $n$ may be 0; `confidence`, which is $c$, $0 < c < 1$.
# - Return: `(a_posterior, b_posterior, low, high)`, four floats: the two parameters of the posterior and the ends of the credible interval. The posterior probability below `low` and that above `high` are each $(1 - c) / 2$, within $10^{-6}$.
# - `ValueError`: `a` or `b` not positive and finite; $k < 0$ or $k > n$; `confidence` not between 0 and 1 (ends excluded).
#
# **`posterior_predictive(a, b, m)`**, the next flips:
#
# - Input: `a`, `b` of the present distribution of $\theta$, positive and finite, up to $10^6$; `m`, an integer, $m \ge 0$, up to some thousands.
# - Return: an array of shape $(m + 1,)$, whose entry $j$ is $P(J = j)$, with a relative error of at most $10^{-6}$ (but for probabilities below $10^{-200}$).
# - `ValueError`: `a` or `b` not positive and finite; $m < 0$.
#
# `stats.beta` and `special.betaln` are allowed; `stats.betabinom` is not. Points: 2 for posterior and interval; 2 for the prediction.


# %% [markdown] aicourse={"hints": "beta_posterior"} lang="zh"
# 1. 后验的两个参数写在“乘一下就知道”的那一行里：$a$ 加上成功次数，$b$ 加上的是失败次数，不是抛掷次数。
# 2. 可信区间的两端是后验的分位数，`stats.beta` 的 `ppf` 能给出；后验不对称，均值加减 1.96 个标准差左右两边的概率就不相等。
# 3. 预测时，$j$ 是 $0$ 到 $m$ 的整个数组，一次算完。漏掉组合数，`posterior_predictive(1, 1, 4)` 就得不到五个 0.2；把 $\theta$ 固定在均值上，也得不到。
# 4. $P(J = j)$ 里有三个 $B$ 与一个 $m + 1$。每个 $B$ 换成 `special.betaln`，乘变加，除变减，最后才取一次指数。

# %% [markdown] aicourse={"hints": "beta_posterior"} lang="en"
# 1. The two parameters of the posterior stand in the line under "Multiply, and see": $a$ grows by the successes, $b$ by the failures, not by the flips.
# 2. The ends of the credible interval are quantiles of the posterior, which `ppf` of `stats.beta` gives. A posterior is skewed: 1.96 standard deviations on either side of the mean leave unequal probabilities.
# 3. To predict, let $j$ be the whole array from $0$ to $m$, at once. Without the number of orders, `posterior_predictive(1, 1, 4)` is not five times 0.2; nor is it with $\theta$ fixed at its mean.
# 4. $P(J = j)$ holds three $B$ and one $m + 1$. Make each $B$ a `special.betaln`, each product a sum and each quotient a difference, and take the exponential once, at the end.


# %% nbgrader={"grade": false, "grade_id": "beta_posterior", "locked": false, "schema_version": 3, "solution": true, "task": false}
def beta_posterior(
    a: float, b: float, k: int, n: int, confidence: float = 0.95
) -> tuple[float, float, float, float]:
    """Posterior of a probability under a Beta prior, with an equal-tailed credible interval.

    Parameters
    ----------
    a, b : float
        Parameters of the prior, positive.
    k : int
        Number of successes.
    n : int
        Number of flips.
    confidence : float
        Posterior probability of the interval, between 0 and 1.

    Returns
    -------
    a_posterior, b_posterior : float
        Parameters of the posterior.
    low, high : float
        Ends of the credible interval.

    Raises
    ------
    ValueError
        If `a` or `b` is not positive and finite, `k` is not within 0 to `n`, or `confidence` is
        not between 0 and 1.
    """
    ### BEGIN SOLUTION
    if not (0 < a < np.inf and 0 < b < np.inf):
        raise ValueError("a and b must be positive and finite")
    if not 0 <= k <= n:
        raise ValueError("k must be within 0 to n")
    if not 0 < confidence < 1:
        raise ValueError("confidence must be between 0 and 1")
    posterior = stats.beta(a + k, b + n - k)
    low, high = posterior.ppf([(1 - confidence) / 2, (1 + confidence) / 2])
    return float(a + k), float(b + n - k), float(low), float(high)
    ### END SOLUTION


def posterior_predictive(a: float, b: float, m: int) -> Float[np.ndarray, "m+1"]:
    """Probability of each number of successes in the next flips, averaged over a Beta distribution.

    Parameters
    ----------
    a, b : float
        Parameters of the present distribution of the probability of success, positive.
    m : int
        Number of flips to come.

    Returns
    -------
    ndarray of shape (m + 1,)
        Probability of 0, 1, ..., m successes.

    Raises
    ------
    ValueError
        If `a` or `b` is not positive and finite, or `m` is negative.
    """
    ### BEGIN SOLUTION
    if not (0 < a < np.inf and 0 < b < np.inf):
        raise ValueError("a and b must be positive and finite")
    if m < 0:
        raise ValueError("m must not be negative")
    j = np.arange(m + 1)
    log_orders = -np.log(m + 1) - special.betaln(j + 1, m - j + 1)
    return np.exp(log_orders + special.betaln(a + j, b + m - j) - special.betaln(a, b))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_beta_posterior", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown = beta_posterior(1, 1, 6, 10)
assert are_numbers(shown, 4), "应返回四个浮点数的元组 / expected a tuple of four floats"
assert np.allclose(shown[:2], [7, 5]), (
    f"后验的参数应为 7 与 5，实得 {shown[:2]} / expected posterior parameters 7 and 5, got {shown[:2]}"
)
assert np.allclose(shown[2:], [0.30790, 0.83251], atol=1e-4), (
    f"可信区间应为 0.3079 至 0.8325，实得 {shown[2:]}"
    f" / expected a credible interval from 0.3079 to 0.8325, got {shown[2:]}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(8):
    a, b = (float(value) for value in rng.uniform(0.4, (3, 400)[trial % 2], 2))
    n = int(rng.integers(0, (20, 20_000)[trial % 2]))
    k = int(rng.integers(0, n + 1))
    if trial == 4:
        k, n = 0, 0
    confidence = (0.95, 0.5, 0.9)[trial % 3]
    results = beta_posterior(a, b, k, n, confidence)
    assert are_numbers(results, 4), "应返回四个浮点数的元组 / expected a tuple of four floats"
    assert np.allclose(results[:2], [a + k, b + n - k], rtol=1e-9), (
        "后验的参数不对 / the parameters of the posterior are wrong"
    )
    posterior = stats.beta(a + k, b + n - k)
    assert abs(posterior.cdf(results[2]) - (1 - confidence) / 2) < 1e-6, (
        "后验小于 low 的概率应为 (1 - c) / 2"
        " / the posterior probability below low should be (1 - c) / 2"
    )
    assert abs(posterior.sf(results[3]) - (1 - confidence) / 2) < 1e-6, (
        "后验大于 high 的概率应为 (1 - c) / 2"
        " / the posterior probability above high should be (1 - c) / 2"
    )
    first = beta_posterior(a, b, k // 2, n // 2, confidence)
    assert are_numbers(first, 4), "应返回四个浮点数的元组 / expected a tuple of four floats"
    second = beta_posterior(first[0], first[1], k - k // 2, n - n // 2, confidence)
    assert are_numbers(second, 4), "应返回四个浮点数的元组 / expected a tuple of four floats"
    assert np.allclose(second, results, rtol=1e-5), (
        "分两批更新应与一次更新相同 / updating in two batches should equal updating at once"
    )
for a, b, k, n, confidence, zh, en in (
    (0.0, 1.0, 1, 2, 0.95, "a 为零", "a of zero"),
    (1.0, -1.0, 1, 2, 0.95, "b 为负", "a negative b"),
    (np.nan, 1.0, 1, 2, 0.95, "a 为 NaN", "a that is NaN"),
    (1.0, np.inf, 1, 2, 0.95, "b 为无穷大", "an infinite b"),
    (2.0, 2.0, -1, 2, 0.95, "k 为负", "a negative k"),
    (2.0, 2.0, 3, 2, 0.95, "k 大于 n", "k above n"),
    (1.0, 1.0, 1, 2, 0.0, "confidence 为 0", "confidence of 0"),
    (1.0, 1.0, 1, 2, 1.0, "confidence 为 1", "confidence of 1"),
):
    assert raises(ValueError, beta_posterior, a, b, k, n, confidence), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_beta_posterior_predictive", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown = posterior_predictive(1, 1, 4)
assert is_array(shown, (5,)), (
    "应返回形状 (m + 1,) = (5,) 的 float64 数组 / expected a float64 array of shape (m + 1,) = (5,)"
)
assert np.allclose(shown, 0.2), (
    f"Beta(1, 1) 之下，4 次中成功 0 至 4 次应同样可能，各 0.2，实得 {shown}"
    f" / under Beta(1, 1) all of 0 to 4 successes in 4 flips have probability 0.2, got {shown}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(8):
    largest = (5, 1e3, 1e6)[trial % 3]
    a, b = (float(value) for value in rng.uniform(0.3, largest, 2))
    m = int(rng.integers(1, (12, 3000)[trial % 2]))
    results = posterior_predictive(a, b, m)
    assert is_array(results, (m + 1,)), (
        "应返回形状 (m + 1,) 的 float64 数组 / expected a float64 array of shape (m + 1,)"
    )
    assert abs(results.sum() - 1) < 1e-6, "概率之和应为 1 / the probabilities should sum to 1"
    j = np.arange(m + 1)
    assert abs((j * results).sum() - m * a / (a + b)) < 1e-5 * m, (
        "均值应为 m a / (a + b) / the mean should be m a / (a + b)"
    )
    expected = stats.betabinom.pmf(j, m, a, b)
    known = expected > 1e-200
    # Both work with logarithms of some 1e6: rounding of 1e-10 each.
    assert np.allclose(results[known], expected[known], rtol=1e-6, atol=0), (
        "概率与 Beta 二项分布的不符 / the probabilities differ from the beta-binomial distribution"
    )
nothing = posterior_predictive(2.0, 3.0, 0)
assert is_array(nothing, (1,)), (
    "m = 0 时应返回形状 (1,) 的数组 / for m = 0 expected an array of shape (1,)"
)
assert abs(nothing[0] - 1) < 1e-9, "m = 0 时概率应为 1 / for m = 0 the probability should be 1"
for a, b, m, zh, en in (
    (0.0, 1.0, 3, "a 为零", "a of zero"),
    (1.0, -2.0, 3, "b 为负", "a negative b"),
    (1.0, np.nan, 3, "b 为 NaN", "b that is NaN"),
    (np.inf, 1.0, 3, "a 为无穷大", "an infinite a"),
    (1.0, 1.0, -1, "m 为负", "a negative m"),
):
    assert raises(ValueError, posterior_predictive, a, b, m), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 左图是用上全部抛掷的后验，先验为 Beta(1, 1)。它整个在 1/2 的右边；可信区间与 Wilson 区间在五位小数上相同，因为 350,757 次抛掷压过了先验。换一个坚信 1/2 的先验，Beta(500, 500)，也只移动十万分之二，左图中两条曲线重合。
#
# **但模型对吗？** 到这里都假定 48 人有同一个 $\theta$。预测可以检验它：对每个人，用其余 47 人的后验预测他的同面次数，看实际的次数落在预测分布的什么位置（取 $P(J < j) + P(J = j) / 2$）。模型若对，这些位置在 0 与 1 之间均匀，约 2.4 人在 95% 的预测区间之外。实际有 14 人，右图两端堆得很高。**人与人不同**，而且差别比抽签的运气大得多：最低 0.4875，最高 0.6007。
#
# 所以左图那样窄的区间说得太满。改为把一个人当作一次观测，用任务 1 的函数算 48 个比例的均值与标准误，得到 $0.5105 \pm 0.0054$：区间宽了三倍，仍然不含 1/2。结论站得住，精度要打折扣。

# %% [markdown] lang="en"
# ### What the result means
#
# On the left is the posterior after all flips, from the prior Beta(1, 1). All of it lies to the right of 1/2, and the credible interval equals the Wilson interval to five decimals: 350,757 flips outweigh the prior. A prior with a firm belief in 1/2, Beta(500, 500), moves it by two units in the fifth decimal, and its curve covers the other.
#
# **But is the model right?** So far all 48 people had one $\theta$. Predictions can test that: for each person, predict the count on the same side from the posterior of the other 47, and see where in the predicted distribution the real count lies (taken as $P(J < j) + P(J = j) / 2$). If the model is right, these places are uniform between 0 and 1, and about 2.4 people are outside of their 95% prediction. In fact 14 are, and on the right the ends are piled high. **People differ**, by much more than the luck of the draw: from 0.4875 to 0.6007.
#
# So an interval as narrow as on the left claims too much. Take one person as one observation instead, and let the function of task 1 compute mean and standard error of 48 shares: $0.5105 \pm 0.0054$. The interval is three times as wide, and still without 1/2. The conclusion stands; its precision has to be discounted.

# %%
total_k, total_n = int(same_side.sum()), int(flips.sum())
fig, axes = plt.subplots(1, 2, figsize=(9, 3), layout="constrained")
grid = np.linspace(0.498, 0.513, 600)
for prior, color, style in ((1, ORANGE, "-"), (500, BLUE, "--")):
    a, b, low, high = beta_posterior(prior, prior, total_k, total_n)
    density = stats.beta.pdf(grid, a, b)
    axes[0].plot(grid, density, style, color=color, label=f"prior Beta({prior}, {prior})")
    print(f"prior Beta({prior}, {prior}): 95% credible interval {low:.5f} to {high:.5f}")
axes[0].axvline(0.5, color="black", linestyle="--", linewidth=1)
axes[0].set(
    title="Same side: posterior after all flips",
    xlabel=r"$\theta$",
    ylabel="density",
    ylim=(-20, 640),
)
axes[0].legend(loc=(0.22, 0.8))
places = []
for k, n in zip(same_side.tolist(), flips.tolist(), strict=True):
    a, b, _, _ = beta_posterior(1, 1, total_k - k, total_n - n)
    probabilities = posterior_predictive(a, b, n)
    places.append(probabilities[:k].sum() + probabilities[k] / 2)
places = np.array(places)
axes[1].hist(places, bins=np.linspace(0, 1, 21), color="#B5B5B5")
axes[1].axhline(48 / 20, color="black", linestyle="--", linewidth=1, label="if all were alike")
axes[1].set(
    title="48 people, predicted by the other 47",
    xlabel="place of the real count in the prediction",
    ylabel="people",
)
axes[1].legend()
plt.show()
outside = (np.abs(places - 0.5) > 0.475).sum()
print(f"outside their 95% prediction: {outside} of 48 people, expected 2.4")
means, errors = running_estimate(same_side / flips)
print(f"mean of 48 shares: {means[-1]:.4f} ± {1.96 * errors[-1]:.4f}")

# %% [markdown] lang="zh"
# ## 4 · 一点点偏差，对赌徒意味着什么？
#
# 0.508 与 0.5 之差，一次抛掷根本看不出来。赌徒破产问题 (gambler's ruin) 让它现形：手里有 $i$ 元，每次押 1 元，赢的概率为 $\theta$，赢则加 1，输则减 1；到 0 为破产，到 $N$ 收手。破产的概率 $h_i$ 是多少？
#
# **先模拟。** 一局要抛多少次，事先不知道。所以给每一局备好一行均匀随机数 $u_{g,1}, u_{g,2}, \dots, u_{g,T}$，第 $t$ 次 $u_{g,t} < \theta$ 为赢。局一旦结束，其余的数不用。若 $T$ 个数用完还没有分出结果，这一局就是未决的；$T$ 够大时，这样的局很少。
#
# **一个算例。** $i = 2$，$N = 4$，$\theta = 0.5$，一行随机数为 0.3, 0.9, 0.2, 0.1, 0.8。手里的钱依次为 3, 2, 3, 4：第 4 次后到 4，收手，共抛了 4 次；0.8 没有用到。

# %% [markdown] lang="en"
# ## 4 · What does a small bias mean to a gambler?
#
# No single flip shows the difference between 0.508 and 0.5. Gambler's ruin brings it out: own $i$ coins, bet one at a time, win with probability $\theta$, and have one more after a win and one less after a loss; at 0 the gambler is ruined, at $N$ he stops. What is the probability of ruin, $h_i$?
#
# **First simulate.** Nobody knows beforehand how many flips a game takes. So give each game a row of uniform random numbers $u_{g,1}, u_{g,2}, \dots, u_{g,T}$; flip $t$ wins where $u_{g,t} < \theta$. Once the game is over, the rest of the row is not used. A game that has used up all $T$ numbers without a result is undecided; for $T$ large enough there are few.
#
# **By hand.** Let $i = 2$, $N = 4$, $\theta = 0.5$, and the row 0.3, 0.9, 0.2, 0.1, 0.8. The gambler owns 3, 2, 3, 4: after flip 4 he has reached 4 and stops, with 4 flips used and 0.8 left over.

# %% [markdown] lang="zh"
# ### 任务 4：`simulate_ruin`
#
# 写出许多局的模拟。
#
# - 输入：`start`，即 $i$，与 `target`，即 $N$，整数，$0 < i < N$；`theta`，即 $\theta$，$0 \le \theta \le 1$；`u`，形状 $(G, T)$，每行一局，$G \ge 1$，$T \ge 1$，各数不小于 0 且小于 1。
# - 返回：`(capital, n_flips)`，两个形状 $(G,)$ 的**整数**数组：每局结束时的钱（0 为破产，$N$ 为收手，其他为未决），与用掉的随机数的个数（未决的为 $T$）。
# - 赢当且仅当 $u < \theta$：恰好相等为输。
# - `ValueError`：不满足 $0 < i < N$；`theta` 不在 0 与 1 之间；`u` 不是二维，为空，含 NaN 或在范围之外的数。
#
# 分数 2 分。测试给你 `u`，所以每一局都可以核对。

# %% [markdown] lang="en"
# ### Task 4: `simulate_ruin`
#
# Write the simulation of many games.
#
# - Input: `start`, which is $i$, and `target`, which is $N$, integers with $0 < i < N$; `theta`, which is $\theta$, $0 \le \theta \le 1$; `u`, of shape $(G, T)$, one row a game, $G \ge 1$, $T \ge 1$, with numbers at least 0 and below 1.
# - Return: `(capital, n_flips)`, two **integer** arrays of shape $(G,)$: what the gambler owns at the end of each game (0 where ruined, $N$ where he stopped, another number where undecided), and how many random numbers were used ($T$ where undecided).
# - A flip wins if and only if $u < \theta$: equal means lost.
# - `ValueError`: $0 < i < N$ does not hold; `theta` not between 0 and 1; `u` not two-dimensional, empty, or with NaN or a number out of range.
#
# Points: 2. The tests supply `u`, so that each game can be checked.


# %% [markdown] aicourse={"hints": "simulate_ruin"} lang="zh"
# 1. 先只做一局，用算例的一行核对：从 $i$ 起，$u < \theta$ 加 1，否则减 1（恰好相等为输），到 0 或 $N$ 就停。逐局循环完全可以，只是慢。
# 2. 要整块算：把输赢变成 $\pm 1$，沿 `axis=1` 累加，就得到每局每一步的钱。等于 0 或 $N$ 的位置做成布尔数组，一行中第一个 `True` 就是结束的时刻。
# 3. 局结束后不再变：取的是那一刻的钱，不是最后一列。`argmax` 给出第一个 `True` 的下标，抛掷次数比下标大 1。
# 4. 一行全是 `False` 时 `argmax` 也返回 0，未决的局就好像第一次便结束了：用 `any` 把它们分出来，次数为 $T$。两个结果都应是整数数组。

# %% [markdown] aicourse={"hints": "simulate_ruin"} lang="en"
# 1. Play one game first and check it by the row of the example: begin with $i$, add 1 where $u < \theta$ and take 1 away where not (equal means lost), and stop at 0 or $N$. A loop over games is right, if slow.
# 2. For all at once, make $\pm 1$ of wins and losses and add up along `axis=1`: that is what is owned in each game at each step. Mark where it equals 0 or $N$; the first `True` of a row is the end of its game.
# 3. Nothing changes after the end: take what is owned at that moment, and not the last column. `argmax` gives the index of the first `True`; the number of flips is one more.
# 4. For a row of nothing but `False`, `argmax` gives 0 as well, and an undecided game seems to end with its first flip: tell these apart by `any`, and let them have $T$ flips. Both results are arrays of integers.


# %% nbgrader={"grade": false, "grade_id": "simulate_ruin", "locked": false, "schema_version": 3, "solution": true, "task": false}
def simulate_ruin(
    start: int, target: int, theta: float, u: Float[np.ndarray, "g t"]
) -> tuple[Int[np.ndarray, "g"], Int[np.ndarray, "g"]]:
    """Play gambler's ruin with given uniform random numbers, one row a game.

    Parameters
    ----------
    start : int
        Coins at the start.
    target : int
        Coins at which the gambler stops, above `start`.
    theta : float
        Probability to win one flip.
    u : ndarray of shape (g, t)
        Uniform random numbers; a flip wins where its number is below `theta`.

    Returns
    -------
    capital : ndarray of int of shape (g,)
        Coins at the end of each game: 0, `target`, or another number where it is undecided.
    n_flips : ndarray of int of shape (g,)
        Flips that each game took.

    Raises
    ------
    ValueError
        If not 0 < `start` < `target`, `theta` is not between 0 and 1, or `u` is not a matrix of
        numbers from 0 to below 1.
    """
    ### BEGIN SOLUTION
    u = np.asarray(u, dtype=float)
    if not 0 < start < target:
        raise ValueError("start must be above 0 and below target")
    if not 0 <= theta <= 1:
        raise ValueError("theta must be between 0 and 1")
    if u.ndim != 2 or u.size == 0 or not ((u >= 0) & (u < 1)).all():
        raise ValueError("u must be a matrix of numbers from 0 to below 1")
    paths = start + np.cumsum(np.where(u < theta, 1, -1), axis=1)
    over = (paths == 0) | (paths == target)
    n_flips = np.where(over.any(axis=1), over.argmax(axis=1) + 1, u.shape[1])
    return paths[np.arange(len(u)), n_flips - 1], n_flips
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_simulate_ruin", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown = simulate_ruin(
    2,
    4,
    0.5,
    np.array([[0.3, 0.9, 0.2, 0.1, 0.8], [0.6, 0.7, 0.1, 0.1, 0.1], [0.1, 0.6] * 2 + [0.2]]),
)
assert isinstance(shown, tuple | list), "应返回 (capital, n_flips) / expected (capital, n_flips)"
assert len(shown) == 2, "应返回 (capital, n_flips) / expected (capital, n_flips)"
assert is_integer_array(shown[0], (3,)), (
    "capital 应为形状 (3,) 的整数数组 / expected capital as an array of 3 integers"
)
assert is_integer_array(shown[1], (3,)), (
    "n_flips 应为形状 (3,) 的整数数组 / expected n_flips as an array of 3 integers"
)
assert shown[0].tolist() == [4, 0, 3], (
    f"三局结束时应有 4、0、3 元，实得 {shown[0]} / expected 4, 0, 3 coins at the end, got {shown[0]}"
)
assert shown[1].tolist() == [4, 2, 5], (
    f"三局应各抛 4、2、5 次，实得 {shown[1]} / expected 4, 2, 5 flips, got {shown[1]}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))


def one_game(start, target, theta, row):
    """Capital and flips of one game, flip by flip."""
    capital, played = start, 0
    while 0 < capital < target and played < len(row):
        capital += 1 if row[played] < theta else -1
        played += 1
    return capital, played


for trial in range(10):
    target = int(rng.integers(2, 15))
    start = int(rng.integers(1, target))
    theta = (0.5, 0.25, 0.0, 1.0, float(rng.uniform(0.3, 0.7)))[trial % 5]
    size = (int(rng.integers(1, 60)), int(rng.integers(1, 80)))
    u = rng.uniform(size=size)
    if trial < 5:
        u = rng.integers(0, 8, size) / 8  # many numbers equal theta exactly
    if trial == 6:
        u = np.minimum(u, 0.999).astype(np.float32)
    passed_in = u.copy()
    results = simulate_ruin(start, target, theta, u)
    assert np.array_equal(u, passed_in), "传入的 u 被改动了 / u has been changed"
    assert isinstance(results, tuple | list), (
        "应返回 (capital, n_flips) / expected (capital, n_flips)"
    )
    assert len(results) == 2, "应返回 (capital, n_flips) / expected (capital, n_flips)"
    capital, n_flips = results
    assert is_integer_array(capital, (size[0],)), (
        "capital 应为形状 (G,) 的整数数组 / capital should be an integer array of shape (G,)"
    )
    assert is_integer_array(n_flips, (size[0],)), (
        "n_flips 应为形状 (G,) 的整数数组 / n_flips should be an integer array of shape (G,)"
    )
    expected = np.array([one_game(start, target, theta, row) for row in u.astype(float)])
    assert np.array_equal(capital, expected[:, 0]), (
        "有的局结束时的钱不对：局一旦结束就不再变，u < theta 为赢"
        " / some game ends with a wrong capital: nothing changes after its end, and u < theta wins"
    )
    assert np.array_equal(n_flips, expected[:, 1]), (
        "有的局的抛掷次数不对 / some game has a wrong number of flips"
    )
fine = np.full((2, 3), 0.5)
for start, target, theta, u, zh, en in (
    (0, 4, 0.5, fine, "start 为 0", "start of 0"),
    (4, 4, 0.5, fine, "start 等于 target", "start equal to target"),
    (5, 4, 0.5, fine, "start 大于 target", "start above target"),
    (2, 4, -0.1, fine, "theta 为负", "a negative theta"),
    (2, 4, 1.1, fine, "theta 大于 1", "theta above 1"),
    (2, 4, np.nan, fine, "theta 为 NaN", "theta that is NaN"),
    (2, 4, 0.5, fine[0], "u 不是二维", "u of one dimension"),
    (2, 4, 0.5, fine[:, :0], "u 为空", "an empty u"),
    (2, 4, 0.5, fine + 0.5, "u 等于 1", "u equal to 1"),
    (2, 4, 0.5, fine - 0.6, "u 为负", "a negative u"),
    (2, 4, 0.5, np.array([[0.5, np.nan]]), "u 含 NaN", "u with NaN"),
):
    assert raises(ValueError, simulate_ruin, start, target, theta, u), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 下面是 $N = 100$ 的赌局，押同面、押公平的硬币、押异面，各从 9 个起点模拟 250 局；线段是 $\pm 1.96$ 个标准误。三种赌法每次只差 0.0077，命运却完全不同。公平的点排成一条直线；另外两组排成什么曲线？先猜，再推导。

# %% [markdown] lang="en"
# ### What the result means
#
# Below are games with $N = 100$ for bets on the same side, on a fair coin and on the other side, 250 of them from each of 9 starts; bars are $\pm 1.96$ standard errors. One flip of these bets differs by 0.0077, and the fates have nothing in common. The fair points lie on a straight line; on which curve do the others lie? Guess first, then derive.

# %%
theta_same = float(same_side.sum() / flips.sum())
bets = (
    ("the other side", 1 - theta_same, PURPLE),
    ("a fair coin", 0.5, BLUE),
    ("the same side", theta_same, ORANGE),
)
starts = np.arange(10, 100, 10)
rng = np.random.default_rng(11)
simulated = {}
for name, theta, _ in bets:
    for start in starts:
        capital, n_flips = simulate_ruin(int(start), 100, theta, rng.uniform(size=(250, 20_000)))
        means, errors = running_estimate(capital == 0)
        simulated[name, int(start)] = means[-1], errors[-1], (n_flips == 20_000).sum()
fig, ax = plt.subplots(figsize=(7, 3.2), layout="constrained")
for name, _, color in bets:
    means, errors, undecided = np.array([simulated[name, int(start)] for start in starts]).T
    ax.errorbar(starts, means, 1.96 * errors, fmt="o", color=color, label=f"bets on {name}")
    print(f"{name:14s} undecided games: {undecided.sum():.0f} of {250 * len(starts)}")
ax.set(
    title="Simulated ruin: the gambler stops at 100 coins",
    xlabel="coins at the start, $i$",
    ylabel="share of games ruined",
    ylim=(-0.05, 1.05),
)
ax.legend(loc="lower left")
plt.show()

# %% [markdown] lang="zh"
# ### 再推导
#
# 抛一次之后，钱变为 $i + 1$ 或 $i - 1$，一切从头开始。所以
#
# $$h_i = \theta \, h_{i + 1} + (1 - \theta) \, h_{i - 1}, \qquad h_0 = 1, \quad h_N = 0$$
#
# 这就是第一幅图中的方程组。它可以手解。把左边写成 $\theta h_i + (1 - \theta) h_i$，移项，设 $d_i = h_i - h_{i + 1}$ 为多一元钱少掉的破产概率：
#
# $$\theta \, d_i = (1 - \theta) \, d_{i - 1}, \qquad \Longrightarrow \qquad d_i = r \, d_{i - 1} = r^i d_0, \qquad r = \frac{1 - \theta}{\theta}$$
#
# 这些差构成等比数列！而 $d_0 + d_1 + \dots + d_{N - 1} = h_0 - h_N = 1$，这就定下了 $d_0$；$h_i = d_i + d_{i + 1} + \dots + d_{N - 1}$。剩下的是两个等比数列的和，$r = 1$ 时要另算。
#
# **写成程序，有三处陷阱。** $r > 1$ 时 $r^N$ 会溢出：公式的分子分母同除以 $r^N$。$\theta$ 离 1/2 只有 $10^{-12}$ 时，$1 - r^N$ 是两个几乎相等的数之差：写成 $r^N = e^{N \ln r}$，`np.expm1` 算 $e^x - 1$ 而不丢数字。破产极少见时，$h_i$ 可以小到 $10^{-50}$：不要用 1 去减赢的概率。

# %% [markdown] lang="en"
# ### Now derive
#
# After one flip the gambler owns $i + 1$ or $i - 1$, and everything starts anew. So
#
# $$h_i = \theta \, h_{i + 1} + (1 - \theta) \, h_{i - 1}, \qquad h_0 = 1, \quad h_N = 0$$
#
# These are the equations of the first figure, and they can be solved by hand. Write the left side as $\theta h_i + (1 - \theta) h_i$, rearrange, and let $d_i = h_i - h_{i + 1}$ be how much less probable ruin is with one coin more:
#
# $$\theta \, d_i = (1 - \theta) \, d_{i - 1}, \qquad \Longrightarrow \qquad d_i = r \, d_{i - 1} = r^i d_0, \qquad r = \frac{1 - \theta}{\theta}$$
#
# The differences form a geometric sequence! And $d_0 + d_1 + \dots + d_{N - 1} = h_0 - h_N = 1$ fixes $d_0$, while $h_i = d_i + d_{i + 1} + \dots + d_{N - 1}$. What remains are two sums of geometric sequences, with a case of its own for $r = 1$.
#
# **As a program it has three traps.** For $r > 1$, $r^N$ overflows: divide numerator and denominator by $r^N$. Where $\theta$ is only $10^{-12}$ from 1/2, $1 - r^N$ is the difference of two numbers that are almost equal: write $r^N = e^{N \ln r}$, for `np.expm1` computes $e^x - 1$ and keeps the digits. And where ruin is rare, $h_i$ may be as small as $10^{-50}$: do not subtract the probability of winning from 1.

# %% [markdown] lang="zh"
# ### 任务 5：`ruin_probability`
#
# 写出破产概率的闭式解。
#
# - 输入：`start`，任意形状的数组，各数为 $0$ 至 $N$ 的整数；`target`，即 $N$，整数，$N \ge 1$，可达 $10^5$；`theta`，$0 < \theta < 1$。
# - 返回：与 `start` 同形状的数组，各处的 $h_i$；$h_0 = 1$，$h_N = 0$，$\theta = 1/2$ 时取极限。
# - 相对误差不超过 $10^{-8}$，包括：$\theta$ 离 1/2 只有 $10^{-12}$ 时；$h_i$ 小到 $10^{-50}$ 时；$r^N$ 超出 `float64` 时。不得出现 `nan`。
# - `ValueError`：`start` 小于 0 或大于 `target`；`target` 小于 1；`theta` 不在 0 与 1 之间（不含端点）。
#
# 分数：一般的 $\theta$ 2 分；1/2 附近、极小与极大的数、坏输入 1 分。

# %% [markdown] lang="en"
# ### Task 5: `ruin_probability`
#
# Write the closed-form solution for the probability of ruin.
#
# - Input: `start`, an array of any shape, whole numbers from $0$ to $N$; `target`, which is $N$, an integer, $N \ge 1$, up to $10^5$; `theta`, $0 < \theta < 1$.
# - Return: an array of the shape of `start` with $h_i$ in each place; $h_0 = 1$, $h_N = 0$, and the limit for $\theta = 1/2$.
# - The relative error is at most $10^{-8}$, also where $\theta$ is only $10^{-12}$ from 1/2, where $h_i$ is as small as $10^{-50}$, and where $r^N$ is beyond `float64`. There must be no `nan`.
# - `ValueError`: `start` below 0 or above `target`; `target` below 1; `theta` not between 0 and 1 (ends excluded).
#
# Points: 2 for general $\theta$; 1 for $\theta$ near 1/2, tiny and huge numbers, and bad input.


# %% [markdown] aicourse={"hints": "ruin_probability"} lang="zh"
# 1. 先求一般的 $\theta$：所有的 $d_i$ 之和为 1，$h_i$ 是从 $d_i$ 起的那一段。两段都是等比数列，$d_0$ 约去。用 $N = 3$，$\theta = 0.6$ 核对：首项应为 1，末项为 0；反了，就是算成了赢的概率，或者把 $r$ 写倒了。
# 2. 从分子中提出 $r^i$，余下的是 $1 - r^{N - i}$ 与 $1 - r^N$ 之比，正是两个 `np.expm1` 的比，负号约去。指数里的 $\ln r$ 由两个对数相减得出。
# 3. $r > 1$ 时分子分母同除以 $r^N$：余下的比形状不变，只是 $\ln r$ 变号，前面的 $r^i$ 消失了。这样所有的指数都不大于零，不会溢出。
# 4. 只有 $\ln r$ 恰好为零时才用 $1 - i / N$：把 1/2 附近一段都当作公平，相对误差就不够小。$h_i$ 极小时，也不要由 1 减去什么得到它。

# %% [markdown] aicourse={"hints": "ruin_probability"} lang="en"
# 1. Take a general $\theta$ first: all the $d_i$ sum to 1, and $h_i$ is the part from $d_i$ on. Both are geometric sequences, and $d_0$ cancels. Check with $N = 3$ and $\theta = 0.6$: the first entry should be 1 and the last 0; the other way round you have the probability of winning, or $r$ upside down.
# 2. Take $r^i$ out of the numerator. What remains is $1 - r^{N - i}$ over $1 - r^N$, which is a ratio of two `np.expm1`, where the signs cancel. The $\ln r$ in their exponents is a difference of two logarithms.
# 3. For $r > 1$ divide numerator and denominator by $r^N$: the ratio keeps its form with the sign of $\ln r$ changed, and the $r^i$ in front is gone. Then no exponent is above zero, and nothing overflows.
# 4. Use $1 - i / N$ only where $\ln r$ is exactly zero: to treat a stretch about 1/2 as fair costs too much relative error. And do not get a tiny $h_i$ by taking something away from 1.


# %% nbgrader={"grade": false, "grade_id": "ruin_probability", "locked": false, "schema_version": 3, "solution": true, "task": false}
def ruin_probability(
    start: Float[np.ndarray, "..."], target: int, theta: float
) -> Float[np.ndarray, "..."]:
    """Probability of gambler's ruin in closed form.

    Parameters
    ----------
    start : ndarray of any shape
        Coins at the start, from 0 to `target`.
    target : int
        Coins at which the gambler stops, at least 1.
    theta : float
        Probability to win one flip, above 0 and below 1.

    Returns
    -------
    ndarray of the shape of `start`
        Probability to reach 0 before `target`.

    Raises
    ------
    ValueError
        If `start` is not within 0 to `target`, `target` is below 1, or `theta` is not above 0 and
        below 1.
    """
    ### BEGIN SOLUTION
    start = np.asarray(start, dtype=float)
    if target < 1 or not ((start >= 0) & (start <= target)).all():
        raise ValueError("start must be within 0 to target, and target at least 1")
    if not 0 < theta < 1:
        raise ValueError("theta must be above 0 and below 1")
    log_r = np.log1p(-theta) - np.log(theta)
    if log_r == 0:
        return np.asarray((target - start) / target)
    # All exponents are negative, so that nothing overflows.
    ratio = np.expm1(-(target - start) * abs(log_r)) / np.expm1(-target * abs(log_r))
    return np.asarray(ratio * np.exp(start * min(log_r, 0.0)))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_ruin_probability", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown = ruin_probability(np.array([0, 1, 2, 3]), 3, 0.6)
assert is_array(shown, (4,)), (
    "应返回与 start 同形状的 float64 数组 / expected a float64 array of the shape of start"
)
assert np.allclose(shown, [1, 10 / 19, 4 / 19, 0]), (
    f"theta = 0.6、N = 3 时应得 1, 0.5263, 0.2105, 0，实得 {shown}"
    f" / for theta = 0.6 and N = 3 expected 1, 0.5263, 0.2105, 0, got {shown}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(8):
    n = int(rng.integers(2, 60))
    theta = 0.5 if trial == 3 else float(rng.uniform(0.35, 0.65))
    shape = ((5,), (2, 4), (1,))[trial % 3]
    starts_drawn = rng.integers(0, n + 1, shape)
    if trial % 2:
        starts_drawn = starts_drawn.astype(np.float32)
    passed_in = starts_drawn.copy()
    results = ruin_probability(starts_drawn, n, theta)
    assert np.array_equal(starts_drawn, passed_in), "传入的 start 被改动了 / start has been changed"
    assert is_array(results, shape), (
        "应返回与 start 同形状的 float64 数组 / expected a float64 array of the shape of start"
    )
    equations = np.eye(n + 1)
    for i in range(1, n):
        equations[i, [i - 1, i + 1]] = theta - 1, -theta
    solved = np.linalg.solve(equations, np.append(1.0, np.zeros(n)))
    assert np.allclose(results, solved[starts_drawn.astype(int)], rtol=0, atol=1e-8), (
        "破产概率不满足方程 h_i = theta h_(i+1) + (1 - theta) h_(i-1)，h_0 = 1，h_N = 0"
        " / the probabilities do not solve h_i = theta h_(i+1) + (1 - theta) h_(i-1),"
        " h_0 = 1, h_N = 0"
    )
start, n, theta = int(rng.integers(2, 5)), 7, float(rng.uniform(0.4, 0.6))
steps = np.where(rng.uniform(size=(4000, 400)) < theta, 1, -1)
paths = start + np.cumsum(steps, axis=1)
first_ruin = np.where((paths == 0).any(axis=1), (paths == 0).argmax(axis=1), 400)
first_stop = np.where((paths == n).any(axis=1), (paths == n).argmax(axis=1), 400)
expected = ruin_probability(np.array([start]), n, theta)
assert is_array(expected, (1,)), (
    "应返回与 start 同形状的 float64 数组 / expected a float64 array of the shape of start"
)
# A share of 4000 games: 6 standard errors. A game lasts longer than 400 flips once in 1e17.
error = 6 * np.sqrt(0.25 / 4000)
assert abs((first_ruin < first_stop).mean() - expected[0]) < error, (
    "闭式解与模拟不符 / the closed form differs from a simulation"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_ruin_probability_edges", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown = ruin_probability(np.array([0, 2500, 10_000]), 10_000, 0.5)
assert is_array(shown, (3,)), (
    "应返回形状 (3,) 的 float64 数组 / expected a float64 array of shape (3,)"
)
assert np.allclose(shown, [1, 0.75, 0]), (
    f"公平时 h_i 应为 1 - i / N，实得 {shown} / for a fair coin expected 1 - i / N, got {shown}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for theta, n, zh, en in (
    (0.5 + 1e-12, 20, "theta 比 1/2 大 1e-12", "theta above 1/2 by 1e-12"),
    (0.5 - 1e-12, 20, "theta 比 1/2 小 1e-12", "theta below 1/2 by 1e-12"),
    (0.5 + float(rng.uniform(1e-9, 1e-7)), 20, "theta 靠近 1/2", "theta near 1/2"),
    (float(rng.uniform(0.88, 0.92)), 60, "h_i 极小", "a tiny h_i"),
    (float(rng.uniform(0.08, 0.12)), 60, "r 很大", "a large r"),
):
    starts_drawn = np.arange(1, n)
    r = (1 - Fraction(theta)) / Fraction(theta)
    tails = np.cumsum([r**i for i in range(n)][::-1])[::-1]
    expected = (tails[1:] / tails[0]).astype(float)
    results = ruin_probability(starts_drawn, n, theta)
    assert is_array(results, (n - 1,)), (
        "应返回与 start 同形状的 float64 数组 / expected a float64 array of the shape of start"
    )
    assert np.allclose(results, expected, rtol=1e-8, atol=0), (
        f"{zh}时相对误差过大 / for {en} the relative error is too large"
    )
for theta, expected in ((0.4, [1, 1, 1, 1 / 3, 0]), (0.6, [1, 2 / 3, 4 / 9, 0, 0])):
    results = ruin_probability(np.array([0, 1, 2, 99_999, 100_000]), 100_000, theta)
    assert is_array(results, (5,)), (
        "应返回形状 (5,) 的 float64 数组 / expected a float64 array of shape (5,)"
    )
    assert np.allclose(results, expected, rtol=1e-8, atol=1e-12), (
        "N = 100000 时结果不对：r^N 不应溢出"
        " / for N = 100000 the result is wrong: r^N should not overflow"
    )
some = np.array([1, 2])
for start, n, theta, zh, en in (
    (np.array([-1, 1]), 3, 0.5, "start 为负", "a negative start"),
    (np.array([1, 4]), 3, 0.5, "start 大于 target", "start above target"),
    (np.array([0]), 0, 0.5, "target 为 0", "target of 0"),
    (np.array([np.nan]), 3, 0.6, "start 为 NaN", "start that is NaN"),
    (some, 3, 0.0, "theta 为 0", "theta of 0"),
    (some, 3, 1.0, "theta 为 1", "theta of 1"),
    (some, 3, np.nan, "theta 为 NaN", "theta that is NaN"),
):
    assert raises(ValueError, ruin_probability, start, n, theta), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 你得到的公式应当等于
#
# $$h_i = \frac{r^i - r^N}{1 - r^N} \quad (\theta \neq 1/2), \qquad h_i = 1 - \frac{i}{N} \quad (\theta = 1/2)$$
#
# **偏差乘以本钱。** $r^i = e^{i \ln r}$，而 $\ln r \approx -4 (\theta - 1/2)$。所以要紧的不是偏差 0.0077 本身，而是 $4 \cdot 0.0077 \cdot i$：本钱 10 元时，押同面几乎与公平无异；本钱 100 元、到 200 元收手，破产的概率由 1/2 降到 4.4%，押异面则升到 95.6%。对于 $N$ 很大、$\theta > 1/2$ 的赌徒，$h_i \to r^i$：他可能永远不破产。公平的赌局对他却是 $h_i \to 1$：对手的钱若无穷多，破产是必然的。

# %% [markdown] lang="en"
# ### What the result means
#
# Your formula should equal
#
# $$h_i = \frac{r^i - r^N}{1 - r^N} \quad (\theta \neq 1/2), \qquad h_i = 1 - \frac{i}{N} \quad (\theta = 1/2)$$
#
# **Bias times bankroll.** $r^i = e^{i \ln r}$, and $\ln r \approx -4 (\theta - 1/2)$. So it is not the bias of 0.0077 that counts, but $4 \cdot 0.0077 \cdot i$. With 10 coins, betting on the same side is almost a fair game; with 100 coins, stopping at 200, the probability of ruin falls from 1/2 to 4.4%, and rises to 95.6% for who bets on the other side. For large $N$ and $\theta > 1/2$, $h_i \to r^i$: this gambler may never be ruined. For a fair coin $h_i \to 1$: against a bank of unlimited wealth, ruin is certain.

# %%
print("start, stop     other side   fair coin   same side")
for start, target in ((10, 20), (100, 200), (500, 1000), (100, 100_000)):
    chances = [float(ruin_probability(np.array([start]), target, theta)[0]) for _, theta, _ in bets]
    print(f"{start:5d}, {target:6d}   " + "  ".join(f"{chance:10.4g}" for chance in chances))

# %% [markdown] lang="zh"
# ## 5 · 同样准的结果，能不能少抛一百倍？
#
# 误差按 $1 / \sqrt{n}$ 下降，太慢。但误差还与 $\sigma$ 成正比，而 $\sigma$ 取决于我们平均的是**什么**。方差缩减就是换一个均值相同、方差更小的量。下面三种办法都能证明有效，也都有失效的时候。
#
# 先要一个没有简单公式的问题：押同面 1,000 次，途中最多会落后多少？记 $Y$ 为途中的最低点（不高于起点 0）。
#
# **两个量怎样一同变化？** 协方差 (covariance) $\mathrm{Cov}(Y, C)$ 是离差之积 $(Y - \mu_Y)(C - \mu_C)$ 的均值，样本协方差为 $\frac{1}{n - 1} \sum_j (y_j - \bar{y})(c_j - \bar{c})$。协方差除以两个标准差，就是相关系数 (correlation coefficient) $\rho$，在 $-1$ 与 1 之间：正则同涨同落，负则此涨彼落。
#
# **对偶变量 (antithetic variates)。** $u$ 均匀，则 $1 - u$ 也均匀。用同一组随机数抛两遍，第二遍以 $1 - u$ 代替 $u$，得到 $Y$ 与 $Y'$，取每对的平均 $M = (Y + Y') / 2$。设两者方差同为 $\sigma^2$，相关系数为 $\rho$，则
#
# $$\mathrm{Var}(M) = \frac{\sigma^2}{2} (1 + \rho)$$
#
# 与两次独立的模拟（方差 $\sigma^2 / 2$）之比为 $1 + \rho$：$\rho < 0$ 就有好处，一个走运时另一个倒霉，误差抵消。**若 $Y = f(u)$ 单调，必有 $\rho \le 0$。** 证明：取独立的 $u$ 与 $v$，$f(u) - f(v)$ 与 $f(1 - u) - f(1 - v)$ 总是异号，积的均值 $2 \, \mathrm{Cov}(f(u), f(1 - u)) \le 0$。多个随机数时，若对每一个都单调，结论仍成立。$Y$ 正是如此：哪个 $u$ 变大，输得只会更多。但若 $f(u) = f(1 - u)$，则 $\rho = 1$，方差反而**加倍**。
#
# $n$ 对的标准误由 $n$ 个平均 $M_1, \dots, M_n$ 算出。把 $2n$ 个数当作独立的来算，就错了：它们成对相关。
#
# **控制变量 (control variate)。** 另找一个量 $C$，与 $Y$ 相关，而且均值 $\mu_C$ 已知，例如 1,000 次之后的净胜 $C$，$\mu_C = 1000 (2 \theta - 1)$。对任何常数 $\beta$，$Y - \beta (C - \mu_C)$ 的均值仍是 $Y$ 的均值。使方差最小的是
#
# $$\beta = \frac{\mathrm{Cov}(Y, C)}{\mathrm{Var}(C)}, \qquad \mathrm{Var}(Y - \beta (C - \mu_C)) = \sigma^2 (1 - \rho^2)$$
#
# 这里 $\rho$ 是 $Y$ 与 $C$ 的相关系数：方差绝不会增加，$\rho = 0$ 时也不减少。$\beta$ 由同样的数据估计。
#
# **重要性采样 (importance sampling)。** 本钱 500 元押同面，到 1,000 收手，破产的概率是 $2 \cdot 10^{-7}$。直接模拟，平均五百万局才见一次。改用另一个概率 $\theta_s$ 模拟，让破产常见，再给每一局乘上似然比 (likelihood ratio)：这一局在真实的 $\theta$ 下的概率，除以在 $\theta_s$ 下的概率。设一局中赢 $w$ 次，输 $l$ 次，
#
# $$L = \left( \frac{\theta}{\theta_s} \right)^w \left( \frac{1 - \theta}{1 - \theta_s} \right)^l$$
#
# 每条路径 $p$ 在 $\theta_s$ 下的概率 $q_s(p)$ 乘以 $L = q(p) / q_s(p)$ 恰为 $q(p)$。记 $1_{\text{ruin}}$ 在破产的局为 1，在其余的局为 0；于是 $L \cdot 1_{\text{ruin}}$ 在 $\theta_s$ 下的均值就是真实的破产概率，对任何 $0 < \theta_s < 1$ 都是如此。方差则全看 $\theta_s$ 怎样选。$w$ 与 $l$ 由两件事定下：$w + l$ 是抛掷次数，$w - l$ 是结束时与开始时的钱之差。一局可达几万次抛掷，两个幂一个溢出，一个成零，乘积却是平常的数：在对数尺度上算。

# %% [markdown] lang="en"
# ## 5 · The same accuracy with a hundredth of the flips?
#
# Errors fall as $1 / \sqrt{n}$, which is slow. But they are proportional to $\sigma$ as well, and $\sigma$ depends on **what** is averaged. Variance reduction averages another quantity with the same mean and a smaller variance. Each of the three ways below can be proved to work, and each has cases in which it does not.
#
# First a question that has no simple formula: in 1,000 bets on the same side, how far will one fall behind? Let $Y$ be the lowest point on the way (at most 0, the start).
#
# **How do two quantities move together?** The covariance $\mathrm{Cov}(Y, C)$ is the mean of the product of their deviations, $(Y - \mu_Y)(C - \mu_C)$; that of a sample is $\frac{1}{n - 1} \sum_j (y_j - \bar{y})(c_j - \bar{c})$. Divided by both standard deviations it is the correlation coefficient $\rho$, between $-1$ and 1: above zero they rise and fall together, below zero one rises where the other falls.
#
# **Antithetic variates.** If $u$ is uniform, so is $1 - u$. Flip twice with the same random numbers, the second time with $1 - u$ in place of $u$, for $Y$ and $Y'$, and take the mean of each pair, $M = (Y + Y') / 2$. Let both have the variance $\sigma^2$, and let $\rho$ be their correlation coefficient; then
#
# $$\mathrm{Var}(M) = \frac{\sigma^2}{2} (1 + \rho)$$
#
# Two independent simulations have $\sigma^2 / 2$, so the ratio is $1 + \rho$. It pays where $\rho < 0$: one is lucky where the other is not, and errors cancel. **Where $Y = f(u)$ is monotone, $\rho \le 0$ for sure.** Proof: for independent $u$ and $v$, the differences $f(u) - f(v)$ and $f(1 - u) - f(1 - v)$ always have opposite signs, so that the mean of their product, $2 \, \mathrm{Cov}(f(u), f(1 - u)) \le 0$. For several random numbers it still holds where $f$ is monotone in each. Our $Y$ is: if any $u$ grows, one can only lose more. But where $f(u) = f(1 - u)$, $\rho = 1$, and the variance is **doubled**.
#
# The standard error of $n$ pairs comes from the $n$ means $M_1, \dots, M_n$. To treat the $2n$ numbers as independent is wrong, for they are correlated in pairs.
#
# **A control variate.** Find another quantity $C$ that is correlated with $Y$ and whose mean $\mu_C$ is known, for example the net gain $C$ after the 1,000 flips, with $\mu_C = 1000 (2 \theta - 1)$. For any constant $\beta$, $Y - \beta (C - \mu_C)$ has the same mean as $Y$. The variance is smallest for
#
# $$\beta = \frac{\mathrm{Cov}(Y, C)}{\mathrm{Var}(C)}, \qquad \mathrm{Var}(Y - \beta (C - \mu_C)) = \sigma^2 (1 - \rho^2)$$
#
# where $\rho$ is the correlation coefficient of $Y$ and $C$: the variance never grows, and for $\rho = 0$ it does not shrink either. $\beta$ is estimated from the same data.
#
# **Importance sampling.** With 500 coins on the same side, stopping at 1,000, ruin has probability $2 \cdot 10^{-7}$. A plain simulation sees it once in five million games. So simulate with another probability $\theta_s$ that makes ruin common, and multiply each game by its likelihood ratio: how probable this game is under the real $\theta$, divided by how probable it is under $\theta_s$. For a game with $w$ wins and $l$ losses,
#
# $$L = \left( \frac{\theta}{\theta_s} \right)^w \left( \frac{1 - \theta}{1 - \theta_s} \right)^l$$
#
# The probability $q_s(p)$ of a path $p$ under $\theta_s$, times $L = q(p) / q_s(p)$, is just $q(p)$. Let $1_{\text{ruin}}$ be 1 in a game that ends in ruin and 0 in any other. Then the mean of $L \cdot 1_{\text{ruin}}$ under $\theta_s$ is the real probability of ruin, for any $0 < \theta_s < 1$; but the variance depends on the choice of $\theta_s$. Two facts determine $w$ and $l$: $w + l$ is the number of flips, and $w - l$ is what the gambler owns at the end less what he owned at the start. A game may take tens of thousands of flips, so that one power overflows and the other becomes zero, while their product is an ordinary number: compute with logarithms.

# %%
# Worked example: the lowest point of 1000 bets, twice, with u and with 1 - u.
theta_same = float(same_side.sum() / flips.sum())


def walk_extremes(u: np.ndarray, theta: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lowest point, range and end of each row's walk from 0."""
    walks = np.cumsum(np.where(u < theta, 1.0, -1.0), axis=1)
    lowest, highest = np.minimum(walks.min(axis=1), 0), np.maximum(walks.max(axis=1), 0)
    return lowest, highest - lowest, walks[:, -1]


u = np.random.default_rng(21).uniform(size=(400, 1000))
lowest, ranges, end = walk_extremes(u, theta_same)
mirrored_lowest, mirrored_ranges, _ = walk_extremes(1 - u, theta_same)
fig, axes = plt.subplots(1, 3, figsize=(9.5, 3), layout="constrained")
for ax, x, y, title, xlabel, ylabel, color in (
    (axes[0], lowest, mirrored_lowest, "Antithetic: helps", "lowest", "lowest, mirrored", BLUE),
    (axes[1], end, lowest, "Control: helps", "net gain at the end", "lowest", GREEN),
    (axes[2], ranges, mirrored_ranges, "Antithetic: harms", "range", "range, mirrored", ORANGE),
):
    ax.plot(x, y, "o", markersize=2.5, alpha=0.5, color=color, markeredgewidth=0)
    correlation = np.corrcoef(x, y)[0, 1]
    ax.set(
        title=rf"{title}, $\rho$ = {correlation:.2f}",
        xlabel=f"{xlabel} (coins)",
        ylabel=f"{ylabel} (coins)",
    )
plt.show()

# %% [markdown] lang="zh"
# 第三幅图是全程的幅度，即最高点减最低点：走势上下颠倒，幅度几乎不变，对偶变量于是帮倒忙。
#
# ### 任务 6：`antithetic_estimate`、`control_variate`、`ruin_weights`
#
# **`antithetic_estimate(y, y_mirrored)`**：
#
# - 输入：两个形状 $(n,)$ 的数组，$n \ge 2$，第 $j$ 对来自 $u$ 与 $1 - u$。
# - 返回：`(estimate, standard_error, variance_ratio)`，三个浮点数。前两个是 $M_1, \dots, M_n$ 的均值及其标准误，照第 1 节。第三个是 $2 s_M^2 / s^2$，即 $1 + \rho$ 的估计，其中 $s_M^2$ 是 $M$ 的样本方差，$s^2$ 是 `y` 与 `y_mirrored` 的样本方差的平均，分母都是 $n - 1$。
# - `ValueError`：不是两个等长的一维数组；$n < 2$；含非有限数；两个数组各自都是常数。
#
# **`control_variate(y, c, mean_c)`**：
#
# - 输入：`y`、`c`，形状 $(n,)$，$n \ge 2$；`mean_c`，即 $\mu_C$，一个数。
# - 返回：`(estimate, standard_error, beta)`，三个浮点数：$n$ 个修正后的数 $y_j - \beta (c_j - \mu_C)$ 的均值及其标准误，照第 1 节（$s$ 的分母为 $n - 1$）；以及由样本协方差与样本方差算出的 $\beta$。
# - `ValueError`：不是两个等长的一维数组；$n < 2$；含非有限数；`c` 是常数。
#
# **`ruin_weights(start, capital, n_flips, theta, theta_sim)`**：
#
# - 输入：`start`，整数；`capital`、`n_flips`，形状 $(G,)$ 的整数数组，如 `simulate_ruin` 所返回；`theta` 即 $\theta$，`theta_sim` 即 $\theta_s$，都大于 0、小于 1。
# - 返回：形状 $(G,)$ 的数组，每局的 $L$，不论是否破产。抛掷可达 $10^5$ 次；相对误差不超过 $10^{-6}$。
# - `ValueError`：`capital` 与 `n_flips` 不是等长的一维数组；某局不可能（$w$ 或 $l$ 为负或不是整数）；`theta` 或 `theta_sim` 不在 0 与 1 之间（不含端点）。
#
# 分数：对偶变量 1 分；控制变量 1 分；似然比 2 分。

# %% [markdown] lang="en"
# The third panel shows the range of the walk, its highest point less its lowest: turn a walk upside down, and the range hardly changes. There the antithetic variates do harm.
#
# ### Task 6: `antithetic_estimate`, `control_variate`, `ruin_weights`
#
# **`antithetic_estimate(y, y_mirrored)`**:
#
# - Input: two arrays of shape $(n,)$, $n \ge 2$, where pair $j$ comes from $u$ and $1 - u$.
# - Return: `(estimate, standard_error, variance_ratio)`, three floats. The first two are the mean of $M_1, \dots, M_n$ and its standard error, as in section 1. The third is $2 s_M^2 / s^2$, which estimates $1 + \rho$; $s_M^2$ is the sample variance of $M$ and $s^2$ the mean of the sample variances of `y` and `y_mirrored`, all with $n - 1$ in the denominator.
# - `ValueError`: not two one-dimensional arrays of one length; $n < 2$; a non-finite number; both arrays constant.
#
# **`control_variate(y, c, mean_c)`**:
#
# - Input: `y`, `c`, of shape $(n,)$, $n \ge 2$; `mean_c`, which is $\mu_C$, one number.
# - Return: `(estimate, standard_error, beta)`, three floats: the mean of the $n$ corrected numbers $y_j - \beta (c_j - \mu_C)$ and its standard error, as in section 1 ($n - 1$ in the denominator of $s$); and $\beta$, from the sample covariance and the sample variance.
# - `ValueError`: not two one-dimensional arrays of one length; $n < 2$; a non-finite number; `c` constant.
#
# **`ruin_weights(start, capital, n_flips, theta, theta_sim)`**:
#
# - Input: `start`, an integer; `capital`, `n_flips`, integer arrays of shape $(G,)$ as `simulate_ruin` returns them; `theta`, which is $\theta$, and `theta_sim`, which is $\theta_s$, both above 0 and below 1.
# - Return: an array of shape $(G,)$ with $L$ of each game, ruined or not. A game may have $10^5$ flips; the relative error is at most $10^{-6}$.
# - `ValueError`: `capital` and `n_flips` not one-dimensional arrays of one length; a game that cannot be ($w$ or $l$ negative or not whole); `theta` or `theta_sim` not between 0 and 1 (ends excluded).
#
# Points: 1 for antithetic variates; 1 for the control variate; 2 for the likelihood ratio.


# %% [markdown] aicourse={"hints": "variance_reduction"} lang="zh"
# 1. 三个函数互不依赖，各有一个测试单元格：写好一个，运行一个。公式都在任务里，“照第 1 节”指标准误是标准差除以个数的平方根。
# 2. `antithetic_estimate`：先把每对平均成 $M_j$，以后只有 $n$ 个数，不是 $2n$ 个。第三个结果里的 2，是因为拿来比较的是两次独立模拟的平均，不是一次。
# 3. `control_variate`：修正时减去的是已知的 `mean_c`；若减去 $c$ 的样本均值，修正量的平均恰为零，等于没有修正。`np.cov` 的分母是 $n - 1$，`np.var` 默认是 $n$，$\beta$ 的上下两个必须一致。
# 4. 常数怎样认？0.1 重复三次，算出的方差未必恰好为零；最大值减最小值（`np.ptp`）则可靠。
# 5. `ruin_weights`：由 $w + l$ 与 $w - l$ 解出 $w$ 与 $l$，有一个为负或不是整数，就没有这样的局。$L$ 的两个幂先取对数再相加，最后取指数；真实的 $\theta$ 在分子上。

# %% [markdown] aicourse={"hints": "variance_reduction"} lang="en"
# 1. The three functions do not need each other, and each has a test cell: write one, run one. The formulas stand in the task; "as in section 1" means a standard deviation over the root of how many numbers there are.
# 2. `antithetic_estimate`: average each pair into $M_j$ first; from there on there are $n$ numbers and not $2n$. The 2 in the third result is there because the rival is the mean of two independent simulations, not one.
# 3. `control_variate`: what is subtracted from $c$ is the known `mean_c`; with the sample mean of $c$ the corrections average to zero, and nothing is corrected. `np.cov` divides by $n - 1$, `np.var` by $n$ unless told otherwise; both parts of $\beta$ must agree.
# 4. How to know a constant? Three times 0.1 need not have a computed variance of exactly zero; the largest less the smallest value (`np.ptp`) is safe.
# 5. `ruin_weights`: solve for $w$ and $l$ from $w + l$ and $w - l$; where one is negative or not whole, there is no such game. Add the logarithms of the two powers in $L$, and take the exponential last; the real $\theta$ is in the numerator.


# %% nbgrader={"grade": false, "grade_id": "variance_reduction", "locked": false, "schema_version": 3, "solution": true, "task": false}
def antithetic_estimate(
    y: Float[np.ndarray, "n"], y_mirrored: Float[np.ndarray, "n"]
) -> tuple[float, float, float]:
    """Mean of antithetic pairs, its standard error, and what the pairing gains.

    Parameters
    ----------
    y, y_mirrored : ndarray of shape (n,)
        Results from uniform numbers u and from 1 - u.

    Returns
    -------
    estimate : float
        Mean of all results, in the unit of `y`.
    standard_error : float
        Standard error of `estimate`, from the means of the pairs.
    variance_ratio : float
        Variance of a pair's mean over that of the mean of two independent results.

    Raises
    ------
    ValueError
        If the arrays are not vectors of one length of at least 2 finite numbers, or are both
        constant.

    References
    ----------
    Hammersley and Morton, A new Monte Carlo technique: antithetic variates, 1956.
    """
    ### BEGIN SOLUTION
    y, y_mirrored = np.asarray(y, dtype=float), np.asarray(y_mirrored, dtype=float)
    if y.ndim != 1 or y.shape != y_mirrored.shape or len(y) < 2:
        raise ValueError("y and y_mirrored must be vectors of one length, at least 2")
    if not (np.isfinite(y) & np.isfinite(y_mirrored)).all():
        raise ValueError("y and y_mirrored must be finite")
    if np.ptp(y) == 0 and np.ptp(y_mirrored) == 0:
        raise ValueError("y and y_mirrored are constant")
    pairs = (y + y_mirrored) / 2
    variance = (y.var(ddof=1) + y_mirrored.var(ddof=1)) / 2
    standard_error = pairs.std(ddof=1) / np.sqrt(len(pairs))
    return float(pairs.mean()), float(standard_error), float(2 * pairs.var(ddof=1) / variance)
    ### END SOLUTION


def control_variate(
    y: Float[np.ndarray, "n"], c: Float[np.ndarray, "n"], mean_c: float
) -> tuple[float, float, float]:
    """Mean of simulated results, corrected by another quantity whose mean is known.

    Parameters
    ----------
    y : ndarray of shape (n,)
        Results whose mean is wanted.
    c : ndarray of shape (n,)
        Control from the same simulations.
    mean_c : float
        True mean of the control.

    Returns
    -------
    estimate : float
        Mean of the corrected results.
    standard_error : float
        Standard error of `estimate`.
    beta : float
        Sample covariance of `y` and `c` over the sample variance of `c`.

    Raises
    ------
    ValueError
        If the arrays are not vectors of one length of at least 2 finite numbers, or `c` is
        constant.
    """
    ### BEGIN SOLUTION
    y, c = np.asarray(y, dtype=float), np.asarray(c, dtype=float)
    if y.ndim != 1 or y.shape != c.shape or len(y) < 2:
        raise ValueError("y and c must be vectors of one length, at least 2")
    if not (np.isfinite(y) & np.isfinite(c)).all():
        raise ValueError("y and c must be finite")
    if np.ptp(c) == 0:
        raise ValueError("c is constant")
    covariance = np.cov(y, c)
    beta = covariance[0, 1] / covariance[1, 1]
    corrected = y - beta * (c - mean_c)
    return float(corrected.mean()), float(corrected.std(ddof=1) / np.sqrt(len(y))), float(beta)
    ### END SOLUTION


def ruin_weights(
    start: int,
    capital: Int[np.ndarray, "g"],
    n_flips: Int[np.ndarray, "g"],
    theta: float,
    theta_sim: float,
) -> Float[np.ndarray, "g"]:
    """Likelihood ratio of each game: its probability under `theta` over that under `theta_sim`.

    Parameters
    ----------
    start : int
        Coins at the start.
    capital : ndarray of int of shape (g,)
        Coins at the end of each game.
    n_flips : ndarray of int of shape (g,)
        Flips that each game took.
    theta, theta_sim : float
        Probability to win a flip, in reality and in the simulation.

    Returns
    -------
    ndarray of shape (g,)
        One positive weight a game.

    Raises
    ------
    ValueError
        If the arrays are not vectors of one length, a game cannot be, or a probability is not
        above 0 and below 1.

    References
    ----------
    Siegmund, Importance sampling in the Monte Carlo study of sequential tests, 1976.
    """
    ### BEGIN SOLUTION
    capital, n_flips = np.asarray(capital, dtype=float), np.asarray(n_flips, dtype=float)
    if capital.ndim != 1 or capital.shape != n_flips.shape:
        raise ValueError("capital and n_flips must be vectors of one length")
    if not (0 < theta < 1 and 0 < theta_sim < 1):
        raise ValueError("theta and theta_sim must be above 0 and below 1")
    wins = (n_flips + capital - start) / 2
    losses = n_flips - wins
    if not ((wins >= 0) & (losses >= 0) & (wins == np.rint(wins))).all():
        raise ValueError("capital cannot come from n_flips flips")
    return np.exp(wins * np.log(theta / theta_sim) + losses * np.log((1 - theta) / (1 - theta_sim)))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_variance_reduction_antithetic", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown = antithetic_estimate(np.array([1.0, 2.0, 3.0]), np.array([6.0, 4.0, 5.0]))
assert are_numbers(shown, 3), "应返回三个浮点数的元组 / expected a tuple of three floats"
assert np.allclose(shown, [3.5, 0.288675, 0.5], atol=1e-5), (
    f"应得 3.5, 0.2887, 0.5，实得 {shown} / expected 3.5, 0.2887, 0.5, got {shown}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(6):
    n = int(rng.integers(2, 200))
    u = rng.uniform(size=n)
    y, mirrored = ((u, 1 - u), (np.exp(u), np.exp(1 - u)), (u * (1 - u), u * (1 - u)))[trial % 3]
    y = y + rng.normal(0, 0.1, n)
    if trial == 4:
        y, mirrored = y.astype(np.float32), np.round(mirrored).astype(int)
    passed_in = y.copy(), mirrored.copy()
    results = antithetic_estimate(y, mirrored)
    for array, before in zip((y, mirrored), passed_in, strict=True):
        assert np.array_equal(array, before), (
            "传入的数组被改动了 / an array that was passed in has been changed"
        )
    assert are_numbers(results, 3), "应返回三个浮点数的元组 / expected a tuple of three floats"
    y, mirrored = y.astype(float), mirrored.astype(float)
    pairs = y / 2 + mirrored / 2
    assert abs(results[0] - np.mean([y, mirrored])) < 1e-9, (
        "estimate 应为各对平均的均值 / estimate should be the mean of the means of pairs"
    )
    assert abs(results[1] - stats.sem(pairs)) < 1e-9, (
        "standard_error 应由 n 对的平均算出 / standard_error should come from the means of n pairs"
    )
    covariance = np.cov(y, mirrored)
    expected = 1 + covariance[0, 1] / (np.trace(covariance) / 2)
    assert abs(results[2] - expected) < 1e-9, (
        "variance_ratio 应为 2 s_M^2 / s^2 / variance_ratio should be 2 s_M^2 / s^2"
    )
# What the pairs promise, over 200 simulations of exp(u): the standard errors fit the spread of
# the estimates (their ratio is 1.00 ± 0.05), whose variance is 0.032 of that without pairs.
estimates = []
for u in rng.uniform(size=(200, 50)):
    results = antithetic_estimate(np.exp(u), np.exp(1 - u))
    assert are_numbers(results, 3), "应返回三个浮点数的元组 / expected a tuple of three floats"
    estimates.append(results)
centres, errors, _ = np.array(estimates).T
assert 0.7 < centres.std() / np.sqrt((errors**2).mean()) < 1.4, (
    "标准误与各次模拟的离散程度不符 / the standard errors do not fit the spread of the simulations"
)
plain = rng.uniform(size=(200, 100))
assert centres.var() < 0.1 * np.exp(plain).mean(axis=1).var(), (
    "对单调的函数，方差应当缩减 / for a monotone function the variance should shrink"
)
one = np.ones(3)
for y, mirrored, zh, en in (
    (np.arange(3.0), np.arange(4.0), "长度不同", "lengths that differ"),
    (np.ones((2, 2)), np.eye(2), "不是一维", "two dimensions"),
    (np.array([1.0]), np.array([2.0]), "只有一对", "a single pair"),
    (np.array([1.0, np.nan]), np.array([1.0, 2.0]), "含 NaN", "NaN"),
    (one, 2 * one, "两个都是常数", "two constants"),
):
    assert raises(ValueError, antithetic_estimate, y, mirrored), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_variance_reduction_control", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown = control_variate(np.array([1.0, 3.0, 5.0]), np.array([0.0, 1.0, 2.0]), 1.5)
assert are_numbers(shown, 3), "应返回三个浮点数的元组 / expected a tuple of three floats"
assert np.allclose(shown, [4, 0, 2], atol=1e-8), (
    f"y = 1 + 2c 时应得 4, 0, 2，实得 {shown} / for y = 1 + 2c expected 4, 0, 2, got {shown}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(6):
    n = int(rng.integers(4, 300))
    mean_c = float(rng.uniform(-3, 3))
    c = rng.normal(mean_c, rng.uniform(0.5, 3), n)
    y = rng.uniform(-3, 3) * c + rng.normal(2, 1, n)
    if trial == 2:
        c, y = np.arange(n), rng.integers(0, 9, n)
    if trial == 4:
        c, y = c.astype(np.float32), y.astype(np.float32)
    passed_in = y.copy(), c.copy()
    results = control_variate(y, c, mean_c)
    for array, before in zip((y, c), passed_in, strict=True):
        assert np.array_equal(array, before), (
            "传入的数组被改动了 / an array that was passed in has been changed"
        )
    assert are_numbers(results, 3), "应返回三个浮点数的元组 / expected a tuple of three floats"
    line = stats.linregress(c.astype(float), y.astype(float))
    assert np.isclose(results[2], line.slope, rtol=1e-6, atol=1e-9), (
        "beta 应为样本协方差除以 c 的样本方差"
        " / beta should be the sample covariance over the sample variance of c"
    )
    assert np.isclose(results[0], line.intercept + line.slope * mean_c, rtol=1e-6, atol=1e-6), (
        "estimate 应为修正后各数的均值 / estimate should be the mean of the corrected numbers"
    )
    residuals = y - line.slope * c.astype(float)
    assert np.isclose(results[1], stats.sem(residuals), rtol=1e-5, atol=1e-9), (
        "standard_error 应由修正后的各数算出"
        " / standard_error should come from the corrected numbers"
    )
# Correlation 0.9: over 200 simulations the variance of the estimates is 0.19 of that of the means,
# and the logarithm of this ratio has a standard error of 0.13; 0.45 is 6 of them away.
estimates, centres = [], []
for c, noise in rng.normal(size=(200, 2, 40)):
    y = 0.9 * c + np.sqrt(0.19) * noise
    results = control_variate(y, c, 0.0)
    assert are_numbers(results, 3), "应返回三个浮点数的元组 / expected a tuple of three floats"
    estimates.append(results[0])
    centres.append(y.mean())
assert np.var(estimates) < 0.45 * np.var(centres), (
    "控制变量与 y 高度相关时，方差应当缩减"
    " / with a control that is correlated with y, the variance should shrink"
)
for y, c, zh, en in (
    (np.arange(3.0), np.arange(4.0), "长度不同", "lengths that differ"),
    (np.eye(2), np.eye(2), "不是一维", "two dimensions"),
    (np.array([1.0]), np.array([2.0]), "只有一个数", "a single number"),
    (np.array([1.0, np.inf]), np.array([1.0, 2.0]), "含无穷大", "infinity"),
    (np.arange(3.0), np.full(3, 0.1), "c 是常数", "a constant c"),
):
    assert raises(ValueError, control_variate, y, c, 0.0), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_variance_reduction_importance", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown = ruin_weights(2, np.array([0, 3]), np.array([2, 3]), 0.6, 0.5)
assert is_array(shown, (2,)), (
    "应返回形状 (G,) = (2,) 的 float64 数组 / expected a float64 array of shape (G,) = (2,)"
)
assert np.allclose(shown, [0.64, 1.152]), (
    f"0 赢 2 输与 2 赢 1 输的 L 应为 0.64 与 1.152，实得 {shown}"
    f" / for 0 wins, 2 losses and 2 wins, 1 loss expected L = 0.64 and 1.152, got {shown}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for _ in range(6):
    start = int(rng.integers(1, 30))
    theta, theta_sim = (float(value) for value in rng.uniform(0.2, 0.8, 2))
    wins, losses = rng.integers(0, 40, (2, 9))
    capital, n_flips = start + wins - losses, wins + losses
    passed_in = capital.copy(), n_flips.copy()
    results = ruin_weights(start, capital, n_flips, theta, theta_sim)
    for array, before in zip((capital, n_flips), passed_in, strict=True):
        assert np.array_equal(array, before), (
            "传入的数组被改动了 / an array that was passed in has been changed"
        )
    assert is_array(results, (9,)), (
        "应返回形状 (G,) 的 float64 数组 / expected a float64 array of shape (G,)"
    )
    won, lost = theta / theta_sim, (1 - theta) / (1 - theta_sim)
    expected = won ** wins.astype(float) * lost ** losses.astype(float)
    assert np.allclose(results, expected, rtol=1e-6, atol=0), (
        "L 应为每次赢与每次输的概率之比的乘积"
        " / L should be the product of the ratios of probabilities of all wins and losses"
    )
# The mean of L over the ruined games is the probability of ruin, whatever the simulation used.
start, target = 4, 9
for theta, theta_sim in ((0.6, 0.4), (0.6, 0.5), (0.5, 0.45), (0.45, 0.5)):
    paths = start + np.cumsum(np.where(rng.uniform(size=(4000, 400)) < theta_sim, 1, -1), axis=1)
    over = (paths == 0) | (paths == target)
    last = over.argmax(axis=1)
    capital = paths[np.arange(4000), last]
    results = ruin_weights(start, capital, last + 1, theta, theta_sim)
    assert is_array(results, (4000,)), (
        "应返回形状 (G,) 的 float64 数组 / expected a float64 array of shape (G,)"
    )
    weighted = results * (capital == 0)
    r = (1 - theta) / theta
    exact = (r**start - r**target) / (1 - r**target) if theta != 0.5 else 1 - start / target
    assert abs(weighted.mean() - exact) < 6 * stats.sem(weighted) + 1e-9, (
        "加权之后，破产的比例应等于真实 theta 之下的破产概率"
        " / weighted by L, the share of ruined games should equal the probability under theta"
    )
long_games = ruin_weights(
    500, np.array([0, 0, 1000]), np.array([30_000, 99_500, 80_000]), 0.51, 0.49
)
assert is_array(long_games, (3,)), (
    "应返回形状 (3,) 的 float64 数组 / expected a float64 array of shape (3,)"
)
assert np.allclose(long_games, (0.51 / 0.49) ** np.array([-500.0, -500.0, 500.0]), rtol=1e-6), (
    "几万次抛掷的 L 应保持精度，不应溢出、为零或为 nan"
    " / L of games of tens of thousands of flips should stay precise: no overflow, zero or nan"
)
some, counts = np.array([0, 4]), np.array([2, 2])
for start, capital, n_flips, theta, theta_sim, zh, en in (
    (2, some, np.array([2]), 0.6, 0.4, "长度不同", "lengths that differ"),
    (2, np.array([[0]]), np.array([[2]]), 0.6, 0.4, "不是一维", "two dimensions"),
    (2, np.array([0, 3]), counts, 0.6, 0.4, "w 不是整数", "w that is not whole"),
    (3, np.array([0, 3]), np.array([1, 2]), 0.6, 0.4, "w 为负", "a negative w"),
    (1, np.array([5]), np.array([2]), 0.6, 0.4, "l 为负", "a negative l"),
    (2, some, counts, 0.0, 0.4, "theta 为 0", "theta of 0"),
    (2, some, counts, 0.6, 1.0, "theta_sim 为 1", "theta_sim of 1"),
):
    assert raises(ValueError, ruin_weights, start, capital, n_flips, theta, theta_sim), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# **缩减是真的吗？** 下面把三种估计各重复 300 遍，每遍用 60 行随机数（对偶变量用 30 行，各用两次），量出 300 个结果的方差。最低点：对偶变量与控制变量都把方差减到一半以下，一次抛掷抵得上两次多。幅度：对偶变量使方差约为 1.4 倍；取 $\theta = 1/2$，颠倒后的幅度完全相同，方差之比的真值恰为 2，而控制变量与幅度不相关，毫无作用。这是阴性对照 (negative control)：方法在不该有效的地方确实无效。图中的比值来自 300 遍，误差约一成。
#
# 右图是重要性采样：$\theta = 0.6$，本钱 20，到 40 收手，破产的概率约为 $3 \cdot 10^{-4}$，每点 2,000 局。纵轴是单局的标准差除以破产概率，越小越好。直接模拟（$\theta_s = \theta$）约为 58。最低处在 $\theta_s = 1 - \theta = 0.4$：那里每个破产的局 $w - l = -i$，权重全都是 $r^i$，几乎没有方差。**公式自己走了出来**：破产概率等于 $r^i$ 乘以一个接近 1 的比例。再往左就过了头，方差又迅速上升；从 $\theta_s \approx 0.355$ 往左，方差的真值是无穷大，曲线不再平滑就是征兆：个别权重极大的局左右了一切。

# %% [markdown] lang="en"
# ### What the result means
#
# **Is the reduction real?** Below, each of three estimates is repeated 300 times from 60 rows of random numbers (30 rows used twice for the antithetic variates), and the variance of the 300 results is taken. Lowest point: antithetic variates and the control variate both reduce the variance to less than half, so that one flip does the work of more than two. Range: antithetic variates make it about 1.4 times as large; with $\theta = 1/2$ the range turned upside down is exactly the same, and the true ratio of the variances is 2, while the control is not correlated with the range and does nothing. This is the negative control: the method does not work where it must not. The ratios come from 300 repetitions and have an error of about a tenth.
#
# On the right is importance sampling: $\theta = 0.6$, 20 coins, stopping at 40, a probability of ruin of about $3 \cdot 10^{-4}$, and 2,000 games a point. The vertical axis is the standard deviation of one game over the probability of ruin; less is better. Plain simulation ($\theta_s = \theta$) has about 58. The lowest point is at $\theta_s = 1 - \theta = 0.4$: there each ruined game has $w - l = -i$, all weights are $r^i$, and there is hardly any variance. **The formula came out by itself**: the probability of ruin is $r^i$ times a share that is close to 1. Further left one goes too far, and the variance soars again; from $\theta_s \approx 0.355$ to the left its true value is infinite. The jagged curve is the symptom: single games with huge weights decide everything.

# %%
rng = np.random.default_rng(8)


def estimates_of(column: int, theta: float) -> tuple[float, float, float]:
    """Plain, antithetic and control estimate of one mean, each from 60 walks of 1000 flips."""
    u = rng.uniform(size=(60, 1000))
    walks, mirrored = walk_extremes(u, theta), walk_extremes(1 - u[:30], theta)
    antithetic, _, _ = antithetic_estimate(walks[column][:30], mirrored[column])
    controlled, _, _ = control_variate(walks[column], walks[2], 1000 * (2 * theta - 1))
    return float(walks[column].mean()), antithetic, controlled


cases = (
    ("lowest point, same side", 0, theta_same),
    ("range, same side", 1, theta_same),
    ("range, fair coin", 1, 0.5),
)
ratios = {}
for name, column, theta in cases:
    variances = np.var([estimates_of(column, theta) for _ in range(300)], axis=0)
    ratios[name] = variances[1:] / variances[0]
    print(f"{name:24s} antithetic {ratios[name][0]:.2f}, control {ratios[name][1]:.2f}")

fig, axes = plt.subplots(1, 2, figsize=(9.5, 3.1), layout="constrained")
for offset, label, color in ((0.18, "antithetic", BLUE), (-0.18, "control", GREEN)):
    values = [ratios[name][0 if offset > 0 else 1] for name, _, _ in cases]
    axes[0].barh(np.arange(3)[::-1] + offset, values, height=0.34, color=color, label=label)
axes[0].axvline(1, color="black", linestyle="--", linewidth=1)
axes[0].set_yticks(np.arange(3)[::-1], [name.replace(", ", "\n") for name, _, _ in cases])
axes[0].set(title="Variance, as a multiple of plain simulation", xlabel="variance ratio")
axes[0].legend(loc="upper right")
exact = ruin_probability(np.array([20]), 40, 0.6)[0]
u = rng.uniform(size=(2000, 3000))
tilts = np.linspace(0.3, 0.54, 13)
spreads = []
for tilt in tilts:
    capital, n_flips = simulate_ruin(20, 40, float(tilt), u)
    spreads.append(
        (ruin_weights(20, capital, n_flips, 0.6, float(tilt)) * (capital == 0)).std() / exact
    )
axes[1].semilogy(tilts, spreads, "o-", color=PURPLE, markersize=3)
axes[1].axhline(np.sqrt(1 / exact - 1), color="black", linestyle="--", linewidth=1)
axes[1].annotate("plain simulation", (0.3, 1.15 * np.sqrt(1 / exact - 1)))
axes[1].axvline(0.4, color="black", linestyle=":", linewidth=1)
axes[1].set(
    title="Rare ruin: spread of one weighted game",
    xlabel=r"probability in the simulation, $\theta_s$",
    ylabel="SD / probability of ruin",
    ylim=(0.01, 200),
)
plt.show()

# %% [markdown] lang="zh"
# ## 6 · 作品：48 个人与一个赌徒
#
# 现在用你自己的函数画出完整的图。左边是 48 个人，各有 Wilson 区间，不含 1/2 的为橙色；灰色的带子是合并全部抛掷的后验可信区间。右边是三种赌法：线是闭式解，点是模拟。

# %% [markdown] lang="en"
# ## 6 · The artefact: 48 people and a gambler
#
# Now your own functions draw the whole picture. On the left are the 48 people with their Wilson intervals, orange where 1/2 is excluded; the grey band is the pooled posterior's credible interval. On the right are the three bets: lines are the closed form, points the simulation.

# %%
lows, highs = wilson_interval(same_side, flips)
excludes = (lows > 0.5) | (highs < 0.5)
_, _, low, high = beta_posterior(1, 1, total_k, total_n)
fig, axes = plt.subplots(
    1, 2, figsize=(10.5, 5.6), layout="constrained", gridspec_kw={"width_ratios": (1, 1.15)}
)
ax = axes[0]
rows = np.arange(1, 49)
ax.axvspan(low, high, color=GREY, alpha=0.35, linewidth=0, label="all flips pooled: posterior")
for chosen, color, label in (
    (~excludes, BLUE, "interval covers 1/2"),
    (excludes, ORANGE, "interval excludes 1/2"),
):
    ax.hlines(rows[chosen], lows[chosen], highs[chosen], color=color, linewidth=1.5)
    ax.scatter(
        (same_side / flips)[chosen], rows[chosen], s=flips[chosen] / 400, color=color, label=label
    )
ax.axvline(0.5, color="black", linestyle="--", linewidth=1)
ax.set(
    title="48 people: flips that landed on the side they started",
    xlabel="share on the same side, with 95% Wilson interval",
    ylabel="person (area of the point: flips)",
    xlim=(0.455, 0.625),
    ylim=(0, 49),
)
ax.grid(axis="y", visible=False)
legend = ax.legend(loc="lower right")
for handle in legend.legend_handles[1:]:
    handle.set_sizes([20])
ax = axes[1]
coins = np.arange(101)
for name, theta, color in bets:
    ax.plot(coins, ruin_probability(coins, 100, theta), color=color)
    means, errors, _ = np.array([simulated[name, int(start)] for start in starts]).T
    ax.errorbar(
        starts, means, 1.96 * errors, fmt="o", color=color, markersize=4, label=f"bets on {name}"
    )
ax.set(
    title="Ruin of a gambler who stops at 100 coins: theory and 250 games",
    xlabel="coins at the start, $i$",
    ylabel="probability of ruin",
    ylim=(-0.03, 1.03),
)
ax.legend(loc="lower left")
plt.show()
print(f"{excludes.sum()} of 48 intervals exclude 1/2, all of them above: {(lows > 0.5).sum()}")

# %% [markdown] lang="zh"
# **基线 (baseline)。** 破产在同面的赌徒身上有多罕见？本钱 500 元，到 1,000 收手。基线是直接模拟；对手是重要性采样，用 $\theta_s = 1 - \theta$，两者各 200 局。基线一次破产也没看到，只能说“小于百分之二”。重要性采样的 200 局全部破产，权重都是 $r^{500}$，没有方差可言：结果与闭式解相同。
#
# **阴性对照。** 同样的方法用在正面的次数上，不应当发现什么。若每人的硬币都公平，48 个 95% 的区间平均有 2.4 个排除 1/2，有 4 个或更多的概率为 0.22。

# %% [markdown] lang="en"
# **A baseline.** How rare is ruin for a gambler who bets on the same side, owns 500 coins and stops at 1,000? The baseline is plain simulation; its rival is importance sampling with $\theta_s = 1 - \theta$, 200 games each. The baseline sees no ruin at all, and can only say "below two hundredths". In importance sampling all 200 games are ruined, each with the weight $r^{500}$, so that no variance is left: its result is that of the closed form.
#
# **The negative control.** The same methods on the counts of heads should find nothing. If everybody's coins are fair, 2.4 of 48 intervals of 95% exclude 1/2 on average, and 4 or more do so with probability 0.22.

# %%
rng = np.random.default_rng(30)
u = rng.uniform(size=(200, 80_000))
capital, n_flips = simulate_ruin(500, 1000, theta_same, u)
(_,), (upper,) = wilson_interval(np.array([(capital == 0).sum()]), 200)
print(f"baseline: {(capital == 0).sum()} of 200 games ruined, probability below {upper:.3f}")
capital, n_flips = simulate_ruin(500, 1000, 1 - theta_same, u)
weights = ruin_weights(500, capital, n_flips, theta_same, 1 - theta_same) * (capital == 0)
closed_form = ruin_probability(np.array([500]), 1000, theta_same)[0]
print(f"importance sampling: {(capital == 0).sum()} of 200 games ruined, {weights.mean():.4g}")
print(f"closed form: {closed_form:.4g}")

lows, highs = wilson_interval(heads, flips)
excluded = ((lows > 0.5) | (highs < 0.5)).sum()
means, errors = running_estimate(heads / flips)
print(
    f"heads: {excluded} of 48 intervals exclude 1/2; mean {means[-1]:.4f} ± {1.96 * errors[-1]:.4f}"
)

# %% [markdown] lang="zh"
# ## 笔记
#
# 在下面的单元格里写半页到一页，没有标准答案；有教师时由教师评阅，自学时写给自己。
#
# 1. 哪个结果出乎你的意料？用你算出的一个数说明。
# 2. 第 47、48 号的比例远高于其他人。去掉这两人，结论变不变？用 `wilson_interval` 与 `running_estimate` 各算一次。
# 3. 延伸：给 48 人各自的 $\theta$ 一个共同的 Beta$(a, b)$ 先验，用 `posterior_predictive` 算出 48 个计数的概率之积，找出使它最大的 $a$ 与 $b$。人与人之间的标准差有多大？

# %% [markdown] lang="en"
# ## Notes
#
# Write half a page to a page in the cell below. There is no model answer; an instructor reads it, or it is for yourself.
#
# 1. Which result did you not expect? Show it with a number that you computed.
# 2. The shares of persons 47 and 48 are far above the others. Does the conclusion change without these two? Compute it once with `wilson_interval` and once with `running_estimate`.
# 3. An extension: give the 48 values of $\theta$ one common prior Beta$(a, b)$, let `posterior_predictive` compute the product of the probabilities of the 48 counts, and find the $a$ and $b$ that make it largest. What is the standard deviation between people?

# %% [markdown] nbgrader={"grade": true, "grade_id": "notes", "locked": false, "points": 0, "schema_version": 3, "solution": true, "task": false}
# *在此书写 / Write here.*

# %% [markdown] lang="zh"
# ## 延伸阅读
#
# - 陈希孺，《概率论与数理统计》，中国科学技术大学出版社：第四章（参数估计：点估计、区间估计与贝叶斯估计）。
# - Bartoš 等，[Fair coins tend to land on the same side they started](https://arxiv.org/abs/2310.04153)，2023：这份数据与它的分层模型。
# - Diaconis, Holmes and Montgomery，[Dynamical bias in the coin toss](https://doi.org/10.1137/S0036144504446436)，SIAM Review 49 (2007)：先于数据的预言。
# - Wilson，[Probable inference, the law of succession, and statistical inference](https://doi.org/10.1080/01621459.1927.10502953)，Journal of the American Statistical Association 22 (1927)。
# - Brown, Cai and DasGupta，[Interval estimation for a binomial proportion](https://doi.org/10.1214/ss/1009213286)，Statistical Science 16 (2001)：覆盖率的锯齿。
# - Feller，An Introduction to Probability Theory and Its Applications，第一卷，第十四章：随机游走 (random walk) 与破产问题。
# - Hammersley and Morton，[A new Monte Carlo technique: antithetic variates](https://doi.org/10.1017/S0305004100031455)，Mathematical Proceedings of the Cambridge Philosophical Society 52 (1956)。
# - Siegmund，[Importance sampling in the Monte Carlo study of sequential tests](https://doi.org/10.1214/aos/1176343541)，Annals of Statistics 4 (1976)：为什么是 $1 - \theta$。

# %% [markdown] lang="en"
# ## Further reading
#
# - Chen Xiru, Probability Theory and Mathematical Statistics (in Chinese), University of Science and Technology of China Press: chapter 4 (estimation of parameters: points, intervals, Bayes).
# - Bartoš et al., [Fair coins tend to land on the same side they started](https://arxiv.org/abs/2310.04153), 2023: these data and a hierarchical model of them.
# - Diaconis, Holmes and Montgomery, [Dynamical bias in the coin toss](https://doi.org/10.1137/S0036144504446436), SIAM Review 49 (2007): the prediction before the data.
# - Wilson, [Probable inference, the law of succession, and statistical inference](https://doi.org/10.1080/01621459.1927.10502953), Journal of the American Statistical Association 22 (1927).
# - Brown, Cai and DasGupta, [Interval estimation for a binomial proportion](https://doi.org/10.1214/ss/1009213286), Statistical Science 16 (2001): the teeth of the coverage.
# - Feller, An Introduction to Probability Theory and Its Applications, volume 1, chapter 14: the random walk and the problem of ruin.
# - Hammersley and Morton, [A new Monte Carlo technique: antithetic variates](https://doi.org/10.1017/S0305004100031455), Mathematical Proceedings of the Cambridge Philosophical Society 52 (1956).
# - Siegmund, [Importance sampling in the Monte Carlo study of sequential tests](https://doi.org/10.1214/aos/1176343541), Annals of Statistics 4 (1976): why $1 - \theta$.
