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
# # 106 · 概率与推断
#
# 823 名孕妇参加了一项随机试验：一半在孕期治疗牙周病，一半等到产后。治疗改变了什么，又有哪些差别只是抽签的运气？本课写出回答这个问题的工具：逐条更新信念的贝叶斯定理 (Bayes' theorem)、由均匀随机数造出任意分布的逆变换采样 (inverse transform sampling)、置换检验 (permutation test)、t 检验 (t-test)，以及一个检查检验本身的模拟。
#
# 下图是目标。两栏是同一项试验的两个结局，一个是早产，一个是牙龈出血，哪个是哪个先不说。灰色是“把分组标签随机重排几千次”得到的组间差，竖线是实际的组间差，都以灰色分布的标准差 (standard deviation) 为单位。请先猜一猜，到本课结尾由你自己的函数揭晓。请从上到下依次运行各单元格。

# %% [markdown] lang="en"
# # 106 · Probability and inference
#
# In a randomized trial, 823 pregnant women were treated for gum disease, half of them during pregnancy and half after delivery. What did the treatment change, and which differences are only the luck of the draw? In this lesson you write the tools that answer: Bayes' theorem, which updates a belief one observation after another; inverse transform sampling, which turns uniform random numbers into any distribution; a permutation test; a t-test; and a simulation that tests the tests.
#
# The figure below is the goal. Its two panels are two outcomes of one trial, preterm birth and bleeding gums; which is which is not said yet. Grey are the differences between the groups when the group labels are shuffled some thousand times; the line is the real difference; both in units of the standard deviation of the grey distribution. Guess first: at the end of the lesson your own functions will tell. Run the cells in order, from the top.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false, "task": false}
import itertools
import os
import secrets
from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
from jaxtyping import Float
from scipy import stats

from aicourse.datasets import load_clinical_trial

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
trial = load_clinical_trial()


def outcome_of(column: str) -> tuple[np.ndarray, np.ndarray]:
    """Values of `column` under treatment and under control, without the missing ones."""
    known = trial[["group", column]].dropna()
    treated = known["group"] == "treatment"
    return known.loc[treated, column].to_numpy(float), known.loc[~treated, column].to_numpy(float)


print(f"{len(trial)} women, {trial.shape[1]} columns")
print(trial["group"].value_counts().to_string())

# %%
# The goal: shuffle the labels, take the difference of the means again, and look where the real one is.
fig, axes = plt.subplots(1, 2, figsize=(9, 2.9), layout="constrained")
rng = np.random.default_rng(0)
for ax, column, name in zip(axes, ("preterm", "bleeding_after"), "AB", strict=True):
    treated, control = outcome_of(column)
    result = stats.permutation_test(
        (treated, control),
        lambda x, y, axis: x.mean(axis=axis) - y.mean(axis=axis),
        vectorized=True,
        n_resamples=3000,
        rng=rng,
    )
    spread = result.null_distribution.std()
    # Shares of women move in steps: a bin holds four of them, or else it holds now more, now fewer.
    step = (1 / len(treated) + 1 / len(control)) / spread
    width = 4 * step if column == "preterm" else 0.4
    edges = result.statistic / spread + width * (np.arange(-45, 46) - 0.125)
    ax.hist(result.null_distribution / spread, bins=edges, color="#B5B5B5")
    ax.axvline(result.statistic / spread, color=ORANGE, linewidth=2)
    ax.set(
        title=f"Outcome {name}",
        xlabel="treatment minus control (SD of shuffled differences)",
        ylabel="shuffles",
        xlim=(-15, 5),
    )
plt.show()

# %% [markdown] lang="zh"
# ## 概况
#
# | | |
# |---|---|
# | 计划条目 | 1.2 概率统计：贝叶斯定理、分布函数、假设检验 (hypothesis test)；Khan Academy，《概率论与数理统计》 · R.1 数学基础 |
# | 先修 | 105；中学代数；Python 的函数与循环，NumPy 数组 |
# | 学习时间 | 约 6 小时 |
# | 计算机 | 两个 CPU 核，全部运行不到半分钟；不需要网络 |
# | 分数 | 20 分：贝叶斯滤波 4、逆变换采样 4、置换检验 5、t 检验 4、假阳性率 (false positive rate) 3 |

# %% [markdown] lang="en"
# ## Facts
#
# | | |
# |---|---|
# | Rows of the plan | 1.2 probability and statistics: Bayes' theorem, distribution functions, hypothesis tests; Khan Academy, Probability Theory and Mathematical Statistics · R.1 mathematics |
# | Before | 105; school algebra; functions and loops in Python, NumPy arrays |
# | Work | about 6 hours |
# | Computer | two CPU cores, less than half a minute to run it all; no network |
# | Points | 20: Bayes filter 4, inverse transform sampling 4, permutation test 5, t-test 4, false positive rate 3 |

# %% [markdown] lang="zh"
# ## 数据
#
# | | |
# |---|---|
# | 试验 | OPT (Obstetrics and Periodontal Therapy)，美国四个中心，823 名患牙周病的孕妇，由 `load_clinical_trial` 读取 |
# | 来源 | Michalowicz 等，[Treatment of periodontal disease and the risk of preterm birth](https://doi.org/10.1056/NEJMoa062249)，2006；收于 R 软件包 medicaldata |
# | 许可 | MIT（medicaldata） |
# | 行 | 每行一名孕妇；`group` 为 `treatment`（孕 21 周前治疗）或 `control`（产后治疗），由抽签决定 |
# | `preterm` | 1 为妊娠在 37 周前结束，0 为否 |
# | `birthweight` | 出生体重，克 |
# | `bleeding_before`、`bleeding_after` | 探诊时出血的牙龈位点所占比例，百分比；治疗前，与孕 29–32 周 |
#
# 有三处要留意。164 人没有 `bleeding_after`（治疗组 93 人，对照组 71 人），9 人没有 `preterm`，14 人没有 `birthweight`；函数 `outcome_of` 去掉缺失值 (missing value)，而缺失的人未必与其余的人一样。`preterm` 把两例选择性流产也算作提前结束。分组由抽签决定，所以两组的基线只会因运气而不同；这正是本课的检验所依靠的。

# %% [markdown] lang="en"
# ## Dataset
#
# | | |
# |---|---|
# | Trial | OPT (Obstetrics and Periodontal Therapy), four centres in the United States, 823 pregnant women with gum disease, read by `load_clinical_trial` |
# | Source | Michalowicz et al., [Treatment of periodontal disease and the risk of preterm birth](https://doi.org/10.1056/NEJMoa062249), 2006; as in the R package medicaldata |
# | Licence | MIT (medicaldata) |
# | Rows | one woman each; `group` is `treatment` (before 21 weeks) or `control` (after delivery), decided by lot |
# | `preterm` | 1 where the pregnancy ended before 37 weeks, 0 where not |
# | `birthweight` | weight at birth, in grams |
# | `bleeding_before`, `bleeding_after` | share of gum sites that bled on probing, in per cent; before treatment, and at 29 to 32 weeks |
#
# Three things to keep in mind. 164 women have no `bleeding_after` (93 treated, 71 control), 9 no `preterm`, 14 no `birthweight`; the function `outcome_of` leaves out missing values, and those who are missing need not be like the others. `preterm` counts two elective abortions as ended early. And the groups were drawn by lot, so that at the start they differ by luck alone; the tests of this lesson rest on that.

# %% [markdown] lang="zh"
# ## 开始之前：概率、均值、方差
#
# **概率** (probability) 是 0 与 1 之间的数，互斥且穷尽的几种可能，概率之和为 1。**条件概率** (conditional probability) $P(A \mid B) = P(A \cap B) / P(B)$ 是已知 $B$ 发生时 $A$ 的概率，$A \cap B$ 指两者都发生。掷一枚骰子，已知点数为偶数，它是 6 的概率为 1/3；已知点数为 6，它是偶数的概率为 1。两者不可混淆：竖线之后写的是已知什么。若知道 $B$ 不改变 $A$ 的概率，即 $P(A \mid B) = P(A)$，则称两者**独立** (independent)，这时 $P(A \cap B) = P(A) \, P(B)$：掷两枚骰子，都是 6 的概率为 1/36。
#
# **样本** $x_1, \dots, x_n$ 的均值与方差 (variance) 为
#
# $$\bar{x} = \frac{1}{n} \sum_{i=1}^n x_i, \qquad s_x^2 = \frac{1}{n-1} \sum_{i=1}^n (x_i - \bar{x})^2$$
#
# 分母为 $n - 1$，因为 $\bar{x}$ 是由同一批数算出的，离差之和必为零，只有 $n - 1$ 个可以自由变动；NumPy 中写作 `np.var(x, ddof=1)`。$s_x$ 称为标准差。独立的量之和，方差相加；所以 $\bar{x}$ 的方差约为 $s_x^2 / n$，其平方根称为标准误 (standard error)：样本大四倍，均值的误差减半。
#
# 若这些都是新的，可先做 Khan Academy 的 [Statistics and Probability](https://www.khanacademy.org/math/statistics-probability) 中相应的练习。
#
# ### 所有任务共同的约定
#
# 1. 传入的数组不得改动。
# 2. 数组输入可以是整数、`float32` 或 `float64`；先转成 `float64` 再算，返回的数组也是 `float64`。要求返回一个数时，Python 的 `float` 与 NumPy 的浮点数都可以。
# 3. 坏输入报 `ValueError`，何为坏输入由各任务说明。
# 4. 带 `seed` 参数的函数由 `np.random.default_rng(seed)` 取随机数：同一个随机种子 (random seed) 两次给出相同的结果，不同的种子给出不同的结果。
#
# 每个测试单元格先做几项看得见的检查，评分时再用新抽取的数据检查任务中写明的各项性质。

# %% [markdown] lang="en"
# ## Before you start: probability, mean, variance
#
# **A probability** is a number between 0 and 1; over possibilities that exclude each other and leave nothing out, probabilities sum to 1. **The conditional probability** $P(A \mid B) = P(A \cap B) / P(B)$ is the probability of $A$ when $B$ is known to have happened; $A \cap B$ means that both happen. Of a die that is known to show an even number, the probability of 6 is 1/3; of one that is known to show 6, the probability of an even number is 1. The two must not be confused: what stands after the bar is what is known. Where to know $B$ does not change the probability of $A$, which is $P(A \mid B) = P(A)$, the two are **independent**, and $P(A \cap B) = P(A) \, P(B)$: two dice both show 6 with probability 1/36.
#
# **A sample** $x_1, \dots, x_n$ has the mean and the variance
#
# $$\bar{x} = \frac{1}{n} \sum_{i=1}^n x_i, \qquad s_x^2 = \frac{1}{n-1} \sum_{i=1}^n (x_i - \bar{x})^2$$
#
# One divides by $n - 1$ because $\bar{x}$ comes from the same numbers: deviations from it sum to zero, and only $n - 1$ of them are free. In NumPy this is `np.var(x, ddof=1)`. $s_x$ is the standard deviation. Variances of independent quantities add up, so the variance of $\bar{x}$ is about $s_x^2 / n$; its root is the standard error. A sample four times as large halves the error of the mean.
#
# If all of this is new, do the exercises on it in Khan Academy's [Statistics and Probability](https://www.khanacademy.org/math/statistics-probability) first.
#
# ### Agreed for all tasks
#
# 1. Arrays passed in stay as they are.
# 2. Array input may be integer, `float32` or `float64`; convert to `float64` first, and return `float64` arrays. Where one number is wanted, Python's `float` and NumPy's floats are both right.
# 3. Bad input raises `ValueError`; each task says what is bad.
# 4. A function with a parameter `seed` draws from `np.random.default_rng(seed)`: the same random seed gives the same result twice, another seed another result.
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


def is_number(value: object) -> bool:
    """Whether `value` is one float, of Python or of NumPy."""
    return isinstance(value, float | np.floating)


def batch_posterior(
    prior: Float[np.ndarray, "k"], likelihoods: Float[np.ndarray, "t k"]
) -> Float[np.ndarray, "k"]:
    """All observations at once, on the scale of logarithms."""
    with np.errstate(divide="ignore"):
        logs = np.log(prior) + np.log(likelihoods).sum(axis=0)
    weights = np.exp(logs - logs.max())
    return weights / weights.sum()


def all_differences(x: np.ndarray, y: np.ndarray) -> Float[np.ndarray, "c"]:
    """Difference of the means for every way to split the pooled values."""
    pooled = np.concatenate([x, y])
    indices = set(range(len(pooled)))
    return np.array(
        [
            pooled[list(chosen)].mean() - pooled[list(indices - set(chosen))].mean()
            for chosen in itertools.combinations(range(len(pooled)), len(x))
        ]
    )


# %% [markdown] lang="zh"
# ## 1 · 一条新的观测，该把信念改变多少？
#
# **一次检测。** 某病的患病率为 1%。检测在病人中 90% 呈阳性（灵敏度），在健康人中 5% 也呈阳性。某人检测为阳性，他有病的概率是多少？数一数 10,000 人：100 个病人中 90 个阳性，9,900 个健康人中 495 个阳性。阳性共 585 人，其中有病的占 $90 / 585 \approx 15\%$，远不是 90%。
#
# **贝叶斯定理**把这次计数写成公式。设有 $K$ 个互斥且穷尽的假设 $H_1, \dots, H_K$，看到观测 $e$ 之前的概率 $P(H_k)$ 称为先验分布 (prior distribution)，$P(e \mid H_k)$ 称为似然 (likelihood)。由条件概率的定义，$P(H_k \cap e)$ 可以写成两种乘积，于是
#
# $$P(H_k \mid e) = \frac{P(e \mid H_k) \, P(H_k)}{\sum_{j=1}^K P(e \mid H_j) \, P(H_j)}$$
#
# 左边是后验分布 (posterior distribution)。分母对所有假设相同，作用只是让各概率之和为 1，所以似然只有**比值**起作用：整行乘以同一个数，结果不变。似然也不必小于 1：观测为连续量时，它是概率密度（第 2 节）。
#
# **滤波。** 若在每个假设之下各次观测相互独立，今天的后验就是明天的先验：
#
# $$b_{t,k} = \frac{b_{t-1,k} \, \ell_{t,k}}{\sum_j b_{t-1,j} \, \ell_{t,j}}, \qquad b_{0,k} = P(H_k)$$
#
# 其中 $\ell_{t,k} = P(e_t \mid H_k)$。一路乘下去，$b_{T,k}$ 正比于 $b_{0,k} \, \ell_{1,k} \cdots \ell_{T,k}$。乘法可以交换，所以观测的先后无关紧要；一次全部用上，结果也一样。但不要等到最后才归一化 (normalization)：上千个小数之积在浮点数中是零。
#
# **零永远是零。** 先验为零的假设，任何证据都不能使它复活。若某次观测在所有仍有可能的假设下都不可能，分母为零：模型与数据矛盾，应当报错，而不是返回 `nan`。

# %% [markdown] lang="en"
# ## 1 · How far should one observation move a belief?
#
# **One medical test.** 1% of people have a disease. The test is positive for 90% of the ill (its sensitivity), and for 5% of the healthy too. Somebody tests positive: how probable is the disease? Count 10,000 people: of 100 ill, 90 are positive; of 9,900 healthy, 495 are. Of 585 positives, $90 / 585 \approx 15\%$ are ill, which is far from 90%.
#
# **Bayes' theorem** writes this count as a formula. Let $H_1, \dots, H_K$ be $K$ hypotheses that exclude each other and leave nothing out. The probabilities $P(H_k)$ before the observation $e$ are the prior distribution; $P(e \mid H_k)$ is the likelihood. By the definition of conditional probability, $P(H_k \cap e)$ is a product in two ways, and so
#
# $$P(H_k \mid e) = \frac{P(e \mid H_k) \, P(H_k)}{\sum_{j=1}^K P(e \mid H_j) \, P(H_j)}$$
#
# The left side is the posterior distribution. The denominator is the same for all hypotheses and only makes the probabilities sum to 1. Therefore only the **ratios** of the likelihoods count: multiply them all by one number, and nothing changes. Nor need they be below 1: for a continuous observation they are probability densities (section 2).
#
# **A filter.** If under each hypothesis the observations are independent, today's posterior is tomorrow's prior:
#
# $$b_{t,k} = \frac{b_{t-1,k} \, \ell_{t,k}}{\sum_j b_{t-1,j} \, \ell_{t,j}}, \qquad b_{0,k} = P(H_k)$$
#
# with $\ell_{t,k} = P(e_t \mid H_k)$. Multiplied out, $b_{T,k}$ is proportional to $b_{0,k} \, \ell_{1,k} \cdots \ell_{T,k}$. Products commute, so the order of the observations does not matter, and using them all at once gives the same. But do not leave the normalization to the end: in floating point, a product of a thousand small numbers is zero.
#
# **Zero stays zero.** No evidence revives a hypothesis with prior zero. And where an observation is impossible under every hypothesis that is still possible, the denominator is zero: the model contradicts the data, which deserves an error and not `nan`.

# %%
# Worked example: 10,000 people, one test; then a second, independent positive test.
prevalence, sensitivity, false_alarm = 0.01, 0.90, 0.05
ill, healthy = 10_000 * prevalence, 10_000 * (1 - prevalence)
belief = [prevalence]
for _ in range(3):
    evidence = belief[-1] * sensitivity + (1 - belief[-1]) * false_alarm
    belief.append(belief[-1] * sensitivity / evidence)

fig, axes = plt.subplots(1, 2, figsize=(9, 2.8), layout="constrained")
axes[0].barh(["positive", "negative"], [ill * sensitivity, ill * (1 - sensitivity)], label="ill")
axes[0].barh(
    ["positive", "negative"],
    [healthy * false_alarm, healthy * (1 - false_alarm)],
    left=[ill * sensitivity, ill * (1 - sensitivity)],
    color="#B5B5B5",
    label="healthy",
)
axes[0].set(title="10,000 people by test result", xlabel="people")
axes[0].legend(loc="lower right")
axes[1].plot(belief, "o-")
for tests, probability in enumerate(belief):
    axes[1].annotate(
        f"{probability:.1%}", (tests, probability), (8, -9), textcoords="offset points"
    )
axes[1].set(
    title="Every positive test moves the belief",
    xlabel="positive tests so far",
    ylabel="probability of disease",
    xticks=range(4),
    xlim=(-0.2, 3.6),
    ylim=(-0.12, 1.08),
)
plt.show()

# %% [markdown] lang="zh"
# ### 任务 1：`bayes_filter`
#
# 写出逐条更新的滤波器。
#
# - 输入：`prior`，形状 $(K,)$，先验概率；`likelihoods`，形状 $(T, K)$，第 $t$ 行是第 $t$ 次观测在各假设下的似然 $\ell_{t,k}$。$K \ge 1$，$T \ge 0$。
# - 返回：形状 $(T + 1, K)$ 的数组。第 0 行是先验，第 $t$ 行是前 $t$ 次观测之后的后验 $b_t$。每行之和为 1。
# - 似然可以大于 1（密度），也可以小到 $10^{-300}$；几千次观测之后仍要正确。$T = 0$ 时只返回先验一行。
# - `ValueError`：`prior` 不是一维、为空、含负数或非有限数，或和不为 1（用 `np.isclose`）；`likelihoods` 不是二维、列数不是 $K$、含负数或非有限数；某次观测在仍有可能的假设下概率全为零。
#
# 分数：更新、次序与整批一致 2 分；极小的似然、零与坏输入 2 分。

# %% [markdown] lang="en"
# ### Task 1: `bayes_filter`
#
# Write the filter that updates by one observation after another.
#
# - Input: `prior`, of shape $(K,)$, the prior probabilities; `likelihoods`, of shape $(T, K)$, whose row $t$ holds the likelihoods $\ell_{t,k}$ of observation $t$ under each hypothesis. $K \ge 1$, $T \ge 0$.
# - Return: an array of shape $(T + 1, K)$. Row 0 is the prior, row $t$ the posterior $b_t$ after the first $t$ observations. Each row sums to 1.
# - Likelihoods may be above 1 (densities) and as small as $10^{-300}$; after thousands of observations the result must still be right. For $T = 0$ the prior is the only row.
# - `ValueError`: `prior` not one-dimensional, empty, with a negative or non-finite number, or not summing to 1 (by `np.isclose`); `likelihoods` not two-dimensional, without $K$ columns, with a negative or non-finite number; an observation that has probability zero under every hypothesis still possible.
#
# Points: 2 for updating, order and agreement with the batch; 2 for tiny likelihoods, zeros and bad input.


# %% [markdown] aicourse={"hints": "bayes_filter"} lang="zh"
# 1. 先手算一步：把先验与这一行似然逐项相乘，再除以这些乘积之和。这个和用在谁身上，又在什么时候应当报错？
# 2. 第 $t$ 行从第 $t - 1$ 行算出，不是从先验算出。把每一行都存下来，第 0 行是先验，一共 $T + 1$ 行。
# 3. 每一步都归一化，上千个小数之积就不会变成零。若想一次算完，就在对数里累加，取指数之前先减去每行的最大值。
# 4. 乘积之和为零，就是“在仍有可能的假设下概率全为零”；别让 `nan` 流出去。检查输入时，似然大于 1 不是错误；`np.isclose` 只用于先验之和。

# %% [markdown] aicourse={"hints": "bayes_filter"} lang="en"
# 1. Do one step by hand: multiply the prior by this row of likelihoods, term by term, and divide by the sum of the products. When should that sum raise an error?
# 2. Row $t$ follows from row $t - 1$, and not from the prior. Keep them all: row 0 is the prior, and there are $T + 1$.
# 3. Normalize at every step, and no product of a thousand small numbers becomes zero. To do it all at once, add up logarithms, and subtract the maximum of each row before you exponentiate.
# 4. A sum of zero is the observation "that has probability zero under every hypothesis still possible"; let no `nan` out. Likelihoods above 1 are no bad input; `np.isclose` is for the sum of the prior alone.


# %% nbgrader={"grade": false, "grade_id": "bayes_filter", "locked": false, "schema_version": 3, "solution": true, "task": false}
def bayes_filter(
    prior: Float[np.ndarray, "k"], likelihoods: Float[np.ndarray, "t k"]
) -> Float[np.ndarray, "t+1 k"]:
    """Posterior after each of a sequence of observations.

    Parameters
    ----------
    prior : ndarray of shape (k,)
        Probability of each hypothesis before the first observation.
    likelihoods : ndarray of shape (t, k)
        Probability (or density) of each observation under each hypothesis.

    Returns
    -------
    ndarray of shape (t + 1, k)
        The prior, then the posterior after each observation; each row sums to 1.

    Raises
    ------
    ValueError
        If `prior` is no probability distribution, `likelihoods` do not fit it or are negative, or
        an observation is impossible under every hypothesis still possible.
    """
    ### BEGIN SOLUTION
    prior = np.asarray(prior, dtype=float)
    likelihoods = np.asarray(likelihoods, dtype=float)
    if prior.ndim != 1 or not np.isfinite(prior).all() or (prior < 0).any():
        raise ValueError("prior must be a vector of probabilities")
    if not np.isclose(prior.sum(), 1):
        raise ValueError("prior must sum to 1")
    if likelihoods.ndim != 2 or likelihoods.shape[1] != len(prior):
        raise ValueError("likelihoods must have one column for each hypothesis")
    if not np.isfinite(likelihoods).all() or (likelihoods < 0).any():
        raise ValueError("likelihoods must be finite and not negative")
    beliefs = np.empty((len(likelihoods) + 1, len(prior)))
    beliefs[0] = prior
    for t, likelihood in enumerate(likelihoods, start=1):
        joint = beliefs[t - 1] * likelihood
        if joint.sum() == 0:
            raise ValueError(f"observation {t} is impossible under every hypothesis")
        beliefs[t] = joint / joint.sum()
    return beliefs
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_bayes_filter", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown = bayes_filter(np.array([0.01, 0.99]), np.array([[0.9, 0.05], [0.9, 0.05]]))
assert is_array(shown, (3, 2)), (
    "应返回形状 (T + 1, K) = (3, 2) 的 float64 数组"
    " / expected a float64 array of shape (T + 1, K) = (3, 2)"
)
assert np.allclose(shown[:, 0], [0.01, 0.15384615, 0.76595745]), (
    f"患病的概率应为 0.01、0.1538、0.7660，实得 {shown[:, 0]}"
    f" / expected probabilities of disease 0.01, 0.1538, 0.7660, got {shown[:, 0]}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial_number in range(8):
    k, t = int(rng.integers(1, 7)), int(rng.integers(1, 40))
    prior = rng.dirichlet(np.ones(k))
    likelihoods = rng.uniform(0.1, 1, (t, k)) * (3 if trial_number % 2 else 1)
    if trial_number % 3 == 2:
        likelihoods = likelihoods.astype(np.float32)
    passed_in = prior.copy(), likelihoods.copy()
    beliefs = bayes_filter(prior, likelihoods)
    assert np.array_equal(prior, passed_in[0]), (
        "传入的数组被改动了 / an array that was passed in has been changed"
    )
    assert np.array_equal(likelihoods, passed_in[1]), (
        "传入的数组被改动了 / an array that was passed in has been changed"
    )
    assert is_array(beliefs, (t + 1, k)), (
        "应返回形状 (T + 1, K) 的 float64 数组 / expected a float64 array of shape (T + 1, K)"
    )
    assert np.allclose(beliefs[0], prior), "第 0 行应为先验 / row 0 should be the prior"
    assert np.allclose(beliefs.sum(axis=1), 1), "每行之和应为 1 / each row should sum to 1"
    for step in range(1, t + 1):
        expected = batch_posterior(prior, likelihoods[:step].astype(float))
        assert np.allclose(beliefs[step], expected, rtol=1e-8, atol=1e-12), (
            "第 t 行应等于前 t 次观测一次全部用上的后验"
            " / row t should equal the posterior of the first t observations at once"
        )
    shuffled = bayes_filter(prior, rng.permutation(likelihoods, axis=0))
    assert is_array(shuffled, (t + 1, k)), (
        "应返回形状 (t + 1, k) 的 float64 数组 / expected a float64 array of shape (t + 1, k)"
    )
    assert np.allclose(shuffled[-1], beliefs[-1]), (
        "改变观测的次序不应改变最后的后验"
        " / the order of the observations should not change the last posterior"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_bayes_filter_edges", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
assert raises(ValueError, bayes_filter, np.array([1.0, 0.0]), np.array([[0.0, 0.5]])), (
    "不可能的观测应报 ValueError / an impossible observation should raise ValueError"
)
assert raises(ValueError, bayes_filter, np.array([0.5, 0.6]), np.array([[0.5, 0.5]])), (
    "先验之和不为 1 应报 ValueError / a prior that does not sum to 1 should raise ValueError"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
prior = rng.dirichlet(np.full(4, 5.0))
# 3000 rows: the log ratio of two hypotheses walks by sd 0.27 sqrt(3000) = 15, far from underflow.
for tiny in (1e-300, 1e-3, 1e3):
    likelihoods = tiny * rng.uniform(0.5, 1, (3000, 4))
    beliefs = bayes_filter(prior, likelihoods)
    assert is_array(beliefs, (3001, 4)), (
        "应返回形状 (T + 1, K) 的 float64 数组 / expected a float64 array of shape (T + 1, K)"
    )
    assert np.allclose(beliefs[-1], batch_posterior(prior, likelihoods), rtol=1e-7, atol=1e-10), (
        "很大或很小的似然、几千次观测之后，后验仍应正确"
        " / the posterior should be right for large or tiny likelihoods and thousands of rows"
    )
beliefs = bayes_filter(prior, np.empty((0, 4)))
assert is_array(beliefs, (1, 4)), (
    "应返回形状 (1, 4) 的 float64 数组 / expected a float64 array of shape (1, 4)"
)
assert np.allclose(beliefs[0], prior), (
    "没有观测时应只返回先验一行 / without observations the prior should be the only row"
)
excluded = bayes_filter(np.array([0.0, 0.5, 0.5]), np.array([[0.9, 0.2, 0.1], [0.9, 0.2, 0.0]]))
assert is_array(excluded, (3, 3)), (
    "应返回形状 (3, 3) 的 float64 数组 / expected a float64 array of shape (3, 3)"
)
assert np.allclose(excluded[-1], [0, 1, 0]), (
    "先验为零或观测不可能的假设，后验应为零"
    " / a hypothesis of prior zero, or that an observation excludes, should have posterior zero"
)
assert raises(ValueError, bayes_filter, np.array([0.5, 0.5]), np.array([[0.0, 0.3], [0.7, 0.0]])), (
    "第二次观测与第一次矛盾时应报 ValueError"
    " / a second observation that contradicts the first should raise ValueError"
)
half = np.array([0.5, 0.5])
for bad_prior, bad_likelihoods, zh, en in (
    (np.array([-0.5, 1.5]), np.ones((2, 2)), "先验含负数", "a negative prior"),
    (np.array([np.nan, 1.0]), np.ones((2, 2)), "先验含 NaN", "a prior with NaN"),
    (np.array([[0.5, 0.5]]), np.ones((2, 2)), "先验不是一维", "a prior of two dimensions"),
    (np.array([]), np.ones((2, 0)), "先验为空", "an empty prior"),
    (half, np.ones(2), "似然不是二维", "likelihoods of one dimension"),
    (half, np.ones((2, 3)), "似然列数不对", "a wrong number of columns"),
    (half, np.array([[0.5, -0.1]]), "似然含负数", "a negative likelihood"),
    (half, np.array([[0.5, np.inf]]), "似然含无穷大", "an infinite likelihood"),
):
    assert raises(ValueError, bayes_filter, bad_prior, bad_likelihoods), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 现在用真实的数据。对照组中妊娠早产的概率 $\theta$ 是多少？取 80 个假设 $\theta = 0.005, 0.010, \dots, 0.400$，先验一律相同；一名孕妇早产，似然为 $\theta$，否则为 $1 - \theta$。下图是看过 0、20、100 与全部孕妇之后的信念：起初平坦，而后越来越窄，人数多四倍，宽度约减半。次序打乱，终点不变。

# %% [markdown] lang="en"
# ### What the result means
#
# Now the real data. How probable is preterm birth in the control group? Take 80 hypotheses $\theta = 0.005, 0.010, \dots, 0.400$ with equal priors; the likelihood is $\theta$ for a woman who gave birth early, and $1 - \theta$ for another. The figure shows the belief after 0, 20, 100 and all women: flat at first, then narrower and narrower, half as wide for four times as many. Shuffle the women, and the end is the same.

# %%
theta = np.arange(1, 81) / 200
uniform = np.full(len(theta), 1 / len(theta))


def preterm_likelihoods(outcomes: np.ndarray) -> np.ndarray:
    """Likelihood of each woman's outcome (1 preterm, 0 not) under each rate in `theta`."""
    return np.where(outcomes[:, np.newaxis] == 1, theta, 1 - theta)


control_preterm = outcome_of("preterm")[1]
beliefs = bayes_filter(uniform, preterm_likelihoods(control_preterm))
fig, ax = plt.subplots(figsize=(7, 3), layout="constrained")
for seen, color in ((0, GREY), (20, PURPLE), (100, ORANGE), (len(control_preterm), BLUE)):
    ax.plot(theta, beliefs[seen], color=color, label=f"{seen} women")
ax.set(
    title="Belief about the rate of preterm birth, control group",
    xlabel=r"rate $\theta$",
    ylabel="probability of each grid value",
)
ax.legend()
plt.show()
backwards = bayes_filter(uniform, preterm_likelihoods(control_preterm[::-1]))
print(f"largest change when the order is reversed: {np.abs(beliefs[-1] - backwards[-1]).max():.1e}")

# %% [markdown] lang="zh"
# ## 2 · 只有均匀随机数，怎样造出任意分布？
#
# **累积分布函数** (cumulative distribution function, CDF) 是 $F(x) = P(X \le x)$：从 0 升到 1，从不下降。连续分布的 $F$ 连续上升，斜率就是概率密度函数 (probability density function, PDF)；离散分布的 $F$ 是阶梯，台阶的高度是概率。
#
# **反过来读。** 先在纵轴上选一个高度 $u$，再看曲线在哪里达到它：
#
# $$Q(u) = \min \{ x : F(x) \ge u \}$$
#
# 这是分位函数 (quantile function)。$F$ 连续严格上升时它就是反函数 $F^{-1}$；阶梯函数没有反函数，但 $Q$ 仍有意义。
#
# **为什么能采样？** $Q(u) \le x$ 与 $u \le F(x)$ 是同一件事。若 $U$ 在 0 与 1 之间均匀，则
#
# $$P(Q(U) \le x) = P(U \le F(x)) = F(x)$$
#
# 所以 $Q(U)$ 的分布正是 $F$。这就是逆变换采样。
#
# **一个连续的例子。** 韦布尔分布 (Weibull distribution) 描述等待时间与寿命：$F(x) = 1 - \exp(-(x / \lambda)^c)$，$x \ge 0$，形状 $c > 0$，尺度 $\lambda > 0$。由 $u = F(x)$ 解出
#
# $$Q(u) = \lambda \left( -\ln(1 - u) \right)^{1 / c}$$
#
# $u$ 很小时，$1 - u$ 在浮点数中等于 1，小数全丢了；`np.log1p(-u)` 算的就是 $\ln(1 - u)$，但不丢。
#
# **怎样检验样本？** 把样本排好，$F_n(x)$ 是不大于 $x$ 的比例。KS 检验 (Kolmogorov–Smirnov test) 的统计量是两条曲线的最大间距：
#
# $$D_n = \max_x | F_n(x) - F(x) |$$
#
# 样本确实来自 $F$ 时，$D_n$ 约为 $1 / \sqrt{n}$，且 $P(D_n > d) \le 2 \exp(-2 n d^2)$，对任何 $F$ 都成立（Dvoretzky–Kiefer–Wolfowitz 不等式，简称 DKW）。`scipy.stats.kstest` 对连续的 $F$ 给出这个概率的准确值。

# %% [markdown] lang="en"
# ## 2 · With uniform random numbers alone, how to draw from any distribution?
#
# **The cumulative distribution function** (CDF) is $F(x) = P(X \le x)$: it rises from 0 to 1 and never falls. For a continuous distribution it rises smoothly, and its slope is the probability density function (PDF); for a discrete one it is a staircase, and the height of a step is a probability.
#
# **Read it backwards.** Choose a height $u$ on the vertical axis, and look where the curve reaches it:
#
# $$Q(u) = \min \{ x : F(x) \ge u \}$$
#
# This is the quantile function. Where $F$ is continuous and strictly rising, it is the inverse $F^{-1}$; a staircase has no inverse, but it has a $Q$.
#
# **Why does this sample?** $Q(u) \le x$ says the same as $u \le F(x)$. So for $U$ uniform between 0 and 1,
#
# $$P(Q(U) \le x) = P(U \le F(x)) = F(x)$$
#
# and $Q(U)$ has the distribution $F$. This is inverse transform sampling.
#
# **A continuous example.** The Weibull distribution describes waiting times and lifetimes: $F(x) = 1 - \exp(-(x / \lambda)^c)$ for $x \ge 0$, with shape $c > 0$ and scale $\lambda > 0$. Solve $u = F(x)$:
#
# $$Q(u) = \lambda \left( -\ln(1 - u) \right)^{1 / c}$$
#
# For a small $u$, floating point makes $1 - u$ equal to 1, and all digits are lost; `np.log1p(-u)` computes $\ln(1 - u)$ and keeps them.
#
# **How to test a sample?** Let $F_n(x)$ be the share of the sample that is not above $x$. The statistic of the Kolmogorov–Smirnov test (KS test) is the largest gap between the two curves:
#
# $$D_n = \max_x | F_n(x) - F(x) |$$
#
# If the sample does come from $F$, then $D_n$ is about $1 / \sqrt{n}$, and $P(D_n > d) \le 2 \exp(-2 n d^2)$, whatever $F$ is (the inequality of Dvoretzky, Kiefer and Wolfowitz, DKW). For continuous $F$, `scipy.stats.kstest` gives that probability exactly.

# %%
# Worked example: heights u on the vertical axis, and the x at which each curve reaches them.
heights = np.array([0.1, 0.35, 0.6, 0.85])
steps, masses = np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.2, 0.5, 0.0, 0.3])
fig, axes = plt.subplots(1, 3, figsize=(10.5, 3), layout="constrained")
axes[0].step([-1, *steps, 4], [0, *np.cumsum(masses), 1], where="post", color=BLUE)
axes[0].set(title="Discrete: staircase", xlabel="$x$", ylabel="$F(x)$", xlim=(-0.6, 3.8))
grid = np.linspace(0, 3, 200)
axes[1].plot(grid, stats.weibull_min.cdf(grid, 1.5), color=BLUE)
axes[1].set(
    title="Continuous: Weibull, $c$ = 1.5, $\\lambda$ = 1",
    xlabel="$x$",
    ylabel="$F(x)$",
    xlim=(-0.1, 3),
)
reached = (np.array([0.0, 1.0, 1.0, 3.0]), stats.weibull_min.ppf(heights, 1.5))
for ax, positions, left in zip(axes, reached, (-0.6, -0.1), strict=False):
    for u, x in zip(heights, positions, strict=True):
        ax.plot([left, x, x], [u, u, 0], color=ORANGE, linewidth=1)
    ax.plot(positions, np.zeros(4), "v", color=ORANGE, clip_on=False)
sample = np.sort(np.random.default_rng(3).weibull(1.5, 25))
axes[2].plot(grid, stats.weibull_min.cdf(grid, 1.5), color=BLUE, label="$F$")
axes[2].step(
    [0, *sample, 3], [0, *np.arange(1, 26) / 25, 1], where="post", color=GREY, label="$F_n$"
)
above = np.arange(1, 26) / 25 - stats.weibull_min.cdf(sample, 1.5)
below = stats.weibull_min.cdf(sample, 1.5) - np.arange(25) / 25
worst = int(np.argmax(np.maximum(above, below)))
edge = (worst + 1) / 25 if above[worst] > below[worst] else worst / 25
axes[2].plot(
    [sample[worst]] * 2,
    [edge, stats.weibull_min.cdf(sample[worst], 1.5)],
    color=ORANGE,
    linewidth=3,
    label=f"$D_n$ = {max(above.max(), below.max()):.3f}",
)
axes[2].set(title="Largest gap, $n$ = 25", xlabel="$x$", ylabel="share", xlim=(0, 3))
axes[2].legend(loc="lower right")
plt.show()

# %% [markdown] lang="zh"
# ### 任务 2：`discrete_quantile` 与 `weibull_quantile`
#
# 写出两个分位函数 $Q(u)$。把均匀随机数传给它们，就得到样本。
#
# **`discrete_quantile(values, probabilities, u)`**，离散分布：
#
# - 输入：`values`，形状 $(m,)$，严格上升；`probabilities`，形状 $(m,)$，各值的概率，可以含零；`u`，任意形状，各数在 0 与 1 之间，端点在内。
# - 返回：与 `u` 同形状的数组，每处是满足 $F(x) \ge u$ 的最小的 $x$。
# - 概率为零的值永不返回：$u = 0$ 给出概率为正的最小值，$u = 1$ 给出概率为正的最大值，哪怕累加的舍入使 $F$ 的末项略小于 1。
# - $u$ 恰好等于某级台阶的高度时，返回的是这一级的值。
# - `ValueError`：`values` 与 `probabilities` 不是等长的非空一维数组；`values` 不严格上升；概率含负数，或和不为 1（用 `np.isclose`）；`u` 含 NaN 或在区间之外。
#
# **`weibull_quantile(u, shape, scale)`**，韦布尔分布：
#
# - 输入：`u` 同上；`shape` 即 $c$，`scale` 即 $\lambda$，都是有限的正数。
# - 返回：与 `u` 同形状的数组；$u = 0$ 给出 0，$u = 1$ 给出 `inf`。$u$ 小到 $10^{-15}$ 时相对误差仍不超过 $10^{-8}$。
# - `ValueError`：`u` 含 NaN 或在区间之外；`shape` 或 `scale` 不是有限的正数。
#
# `scipy.stats` 的 `ppf` 与 `rvs`、NumPy 的 `rng.choice` 与 `rng.weibull` 不要用。分数：离散 2 分，连续 2 分。

# %% [markdown] lang="en"
# ### Task 2: `discrete_quantile` and `weibull_quantile`
#
# Write two quantile functions $Q(u)$. Pass them uniform random numbers, and you have a sample.
#
# **`discrete_quantile(values, probabilities, u)`**, for a discrete distribution:
#
# - Input: `values`, of shape $(m,)$, strictly rising; `probabilities`, of shape $(m,)$, one for each value, some of them possibly zero; `u`, of any shape, numbers between 0 and 1, ends included.
# - Return: an array of the shape of `u`; in each place the smallest $x$ with $F(x) \ge u$.
# - A value of probability zero is never returned: $u = 0$ gives the smallest value with a positive probability, $u = 1$ the largest such value, even where rounding leaves the last sum of $F$ a little below 1.
# - Where $u$ equals the height of a step exactly, the value of that step is returned.
# - `ValueError`: `values` and `probabilities` not one-dimensional, not of the same length, or empty; `values` not strictly rising; a negative probability, or a sum other than 1 (by `np.isclose`); `u` with NaN or outside the interval.
#
# **`weibull_quantile(u, shape, scale)`**, for the Weibull distribution:
#
# - Input: `u` as above; `shape` is $c$ and `scale` is $\lambda$, both positive and finite.
# - Return: an array of the shape of `u`; $u = 0$ gives 0, $u = 1$ gives `inf`. For $u$ as small as $10^{-15}$ the relative error is at most $10^{-8}$.
# - `ValueError`: `u` with NaN or outside the interval; `shape` or `scale` not positive and finite.
#
# Do not use `ppf` and `rvs` of `scipy.stats`, nor NumPy's `rng.choice` and `rng.weibull`. Points: 2 for the discrete one, 2 for the continuous one.


# %% [markdown] aicourse={"hints": "discrete_quantile"} lang="zh"
# 1. 看第 2 节第一幅图左边的阶梯：从高度 $u$ 向右走，第一次碰到的是哪一级？各级的高度由概率累加得出。
# 2. 先去掉概率为零的值，再累加；之后剩下的每一级都可以返回，$u = 0$ 也就不必另外讨论。
# 3. `np.searchsorted` 在升序的高度中找位置，对任意形状的 `u` 都行。$u$ 恰为台阶高度时要返回这一级：参数 `side` 该取哪一个？
# 4. 十个 0.1 累加起来略小于 1，`u = 1` 便会越过最后一级：把最后的高度设为 1，或者限制下标。NaN 的任何比较都为假，检查 `u` 时问“是否全在区间之内”，而不是“有没有在区间之外”。

# %% [markdown] aicourse={"hints": "discrete_quantile"} lang="en"
# 1. Look at the staircase on the left of the first figure of section 2: from height $u$ go to the right. Which step do you meet first? The heights are running sums of the probabilities.
# 2. Leave out the values of probability zero before you add up. Then every step that remains may be returned, and $u = 0$ needs no case of its own.
# 3. `np.searchsorted` finds places among rising heights, for a `u` of any shape. Where $u$ equals a height, that step is wanted: which `side` does this?
# 4. Ten times 0.1 adds up to a little less than 1, and `u = 1` then lies beyond the last step: make the last height 1, or limit the index. Comparisons with NaN are false, so ask whether all of `u` is inside the interval, not whether any is outside.


# %% nbgrader={"grade": false, "grade_id": "discrete_quantile", "locked": false, "schema_version": 3, "solution": true, "task": false}
def discrete_quantile(
    values: Float[np.ndarray, "m"],
    probabilities: Float[np.ndarray, "m"],
    u: Float[np.ndarray, "..."],
) -> Float[np.ndarray, "..."]:
    """Smallest value at which a discrete distribution function reaches `u`.

    Parameters
    ----------
    values : ndarray of shape (m,)
        What may be drawn, strictly rising.
    probabilities : ndarray of shape (m,)
        Probability of each value.
    u : ndarray of any shape
        Heights between 0 and 1, ends included.

    Returns
    -------
    ndarray of the shape of `u`
        A value of positive probability for each height.

    Raises
    ------
    ValueError
        If the distribution is not valid or a height is NaN or outside of 0 to 1.
    """
    ### BEGIN SOLUTION
    values = np.asarray(values, dtype=float)
    probabilities = np.asarray(probabilities, dtype=float)
    u = np.asarray(u, dtype=float)
    if values.ndim != 1 or values.shape != probabilities.shape or values.size == 0:
        raise ValueError("values and probabilities must be vectors of one length")
    if not (np.diff(values) > 0).all():
        raise ValueError("values must be strictly rising")
    if (probabilities < 0).any() or not np.isclose(probabilities.sum(), 1):
        raise ValueError("probabilities must not be negative and must sum to 1")
    if not ((u >= 0) & (u <= 1)).all():
        raise ValueError("u must be between 0 and 1")
    possible = probabilities > 0
    heights = np.cumsum(probabilities[possible])
    heights[-1] = 1  # rounding may leave it a little below
    return values[possible][np.searchsorted(heights, u, side="left")]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_discrete_quantile", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown = discrete_quantile(
    np.array([1, 2, 5]), np.array([0.25, 0.5, 0.25]), np.array([0.1, 0.5, 0.9])
)
assert is_array(shown, (3,)), (
    "应返回与 u 同形状的 float64 数组 / expected a float64 array of the shape of u"
)
assert np.array_equal(shown, [1, 2, 5]), (
    f"u = 0.1, 0.5, 0.9 应得 1, 2, 5，实得 {shown}"
    f" / expected 1, 2, 5 for u = 0.1, 0.5, 0.9, got {shown}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial_number in range(6):
    m = int(rng.integers(1, 9))
    values = np.sort(rng.choice(np.arange(-50, 50), m, replace=False)) / 4
    probabilities = rng.dirichlet(np.ones(m))
    shape = ((4000,), (40, 100), (10, 20, 20))[trial_number % 3]
    u = rng.uniform(size=shape)
    passed_in = values.copy(), probabilities.copy(), u.copy()
    drawn = discrete_quantile(values, probabilities, u)
    for array, before in zip((values, probabilities, u), passed_in, strict=True):
        assert np.array_equal(array, before), (
            "传入的数组被改动了 / an array that was passed in has been changed"
        )
    assert is_array(drawn, shape), (
        "应返回与 u 同形状的 float64 数组 / expected a float64 array of the shape of u"
    )
    assert np.isin(drawn, values).all(), (
        "只能返回 values 中的值 / only numbers of values may be returned"
    )
    # DKW: P(gap > d) <= 2 exp(-2 n d^2), which is 1e-8 for d = 0.049 and n = 4000.
    gaps = [abs((drawn <= x).mean() - probabilities[values <= x].sum()) for x in values]
    assert max(gaps) < 0.049, (
        "样本通不过 KS 检验：与 F 的最大间距过大"
        " / the sample fails the KS test: its largest gap to F is too wide"
    )
    order = np.argsort(u, axis=None)
    assert (np.diff(drawn.ravel()[order]) >= 0).all(), (
        "u 较大时 Q(u) 不应较小 / Q(u) should not fall where u rises"
    )
levels = np.array([-3.0, -1.0, 0.5, 2.0, 7.0])
eighths = np.array([0.0, 0.25, 0.0, 0.75, 0.0])
edges = discrete_quantile(levels, eighths, np.array([0.0, 0.125, 0.25, 0.2500001, 1.0]))
assert is_array(edges, (5,)), (
    "应返回与 u 同形状的 float64 数组 / expected a float64 array of the shape of u"
)
assert np.array_equal(edges[[0, -1]], [-1, 2]), (
    "u = 0 与 u = 1 应给出概率为正的最小值与最大值"
    " / u = 0 and u = 1 should give the smallest and largest value of positive probability"
)
assert np.array_equal(edges[1:4], [-1, -1, 2]), (
    "u 恰为台阶高度时应返回这一级，略高则返回下一级"
    " / at the height of a step expected its value, just above it the next"
)
tenths = np.append(np.full(10, 0.1), 0.0)
last = discrete_quantile(np.arange(11), tenths, np.array([[np.nextafter(1, 0), 1.0]]))
assert is_array(last, (1, 2)), (
    "应返回形状 (1, 2) 的 float64 数组 / expected a float64 array of shape (1, 2)"
)
assert np.array_equal(last, [[9, 9]]), (
    "累加的舍入不应使 u = 1 失败或返回概率为零的值"
    " / rounding should not make u = 1 fail or return a value of probability zero"
)
third, fine = np.array([0.25, 0.25, 0.5]), np.array([0.5])
for values, probabilities, u, zh, en in (
    (np.array([1, 2]), third, fine, "长度不同", "lengths that differ"),
    (np.array([]), np.array([]), fine, "为空", "an empty distribution"),
    (np.ones((1, 1)), np.ones((1, 1)), fine, "不是一维", "two dimensions"),
    (np.array([1, 3, 2]), third, fine, "values 不上升", "values that do not rise"),
    (np.array([1, 2, 2]), third, fine, "values 重复", "repeated values"),
    (np.array([1, 2, 3]), np.array([0.6, -0.1, 0.5]), fine, "概率为负", "a negative probability"),
    (np.array([1, 2, 3]), 2 * third, fine, "概率之和不为 1", "probabilities that sum to 2"),
    (np.array([1, 2, 3]), third, np.array([0.5, 1.1]), "u 大于 1", "u above 1"),
    (np.array([1, 2, 3]), third, np.array([-0.1]), "u 为负", "u below 0"),
    (np.array([1, 2, 3]), third, np.array([np.nan]), "u 为 NaN", "u that is NaN"),
):
    assert raises(ValueError, discrete_quantile, values, probabilities, u), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS


# %% [markdown] aicourse={"hints": "weibull_quantile"} lang="zh"
# 1. 公式在任务上面。次序要紧：先取对数、变号，再开 $c$ 次方，最后乘以 $\lambda$。
# 2. `np.log(1 - u)` 在 $u = 10^{-15}$ 时剩不下几位数字；用正文提到的那个函数。`np.log(u)` 给出的样本分布也对，但 $u$ 越大结果越小，就不是 $Q(u)$ 了。
# 3. $u = 1$ 时对数为负无穷，结果自然是 `inf`；除零警告用 `np.errstate` 关掉。检查 `shape` 与 `scale` 时别忘了无穷大与 NaN：`0 < v < np.inf` 把它们都排除了。

# %% [markdown] aicourse={"hints": "weibull_quantile"} lang="en"
# 1. The formula stands above the task. Its order matters: logarithm and sign first, then the root of order $c$, and $\lambda$ last.
# 2. At $u = 10^{-15}$, `np.log(1 - u)` has few digits left; use the function that the text names. `np.log(u)` gives samples of the right distribution, but falls where $u$ rises, and so it is no $Q(u)$.
# 3. At $u = 1$ the logarithm is minus infinity, and the result is `inf` by itself; `np.errstate` silences the warning of a division by zero. Infinity and NaN are bad values of `shape` and `scale`: `0 < v < np.inf` is false for both.


# %% nbgrader={"grade": false, "grade_id": "weibull_quantile", "locked": false, "schema_version": 3, "solution": true, "task": false}
def weibull_quantile(
    u: Float[np.ndarray, "..."], shape: float, scale: float
) -> Float[np.ndarray, "..."]:
    """Where the distribution function of a Weibull distribution reaches `u`.

    Parameters
    ----------
    u : ndarray of any shape
        Heights between 0 and 1, ends included.
    shape : float
        Exponent c of the distribution, positive.
    scale : float
        Scale of the distribution, positive, in the unit of the result.

    Returns
    -------
    ndarray of the shape of `u`
        0 for height 0, infinity for height 1.

    Raises
    ------
    ValueError
        If a height is NaN or outside of 0 to 1, or `shape` or `scale` is not positive and finite.
    """
    ### BEGIN SOLUTION
    u = np.asarray(u, dtype=float)
    if not ((u >= 0) & (u <= 1)).all():
        raise ValueError("u must be between 0 and 1")
    if not (0 < shape < np.inf and 0 < scale < np.inf):
        raise ValueError("shape and scale must be positive and finite")
    with np.errstate(divide="ignore"):
        return np.asarray(scale * (-np.log1p(-u)) ** (1 / shape))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_weibull_quantile", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown = weibull_quantile(np.array([0.0, 1 - np.exp(-1), 1.0]), 2.0, 3.0)
assert is_array(shown, (3,)), (
    "应返回与 u 同形状的 float64 数组 / expected a float64 array of the shape of u"
)
assert np.allclose(shown, [0, 3, np.inf]), (
    f"u = 0, 1 - 1/e, 1 应得 0, 3, inf，实得 {shown}"
    f" / expected 0, 3, inf for u = 0, 1 - 1/e, 1, got {shown}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial_number in range(6):
    c, scale = float(rng.uniform(0.5, 4)), float(10 ** rng.uniform(-2, 3))
    size = ((3000,), (30, 100))[trial_number % 2]
    u = rng.uniform(size=size)
    passed_in = u.copy()
    drawn = weibull_quantile(u, c, scale)
    assert np.array_equal(u, passed_in), "传入的 u 被改动了 / u has been changed"
    assert is_array(drawn, size), (
        "应返回与 u 同形状的 float64 数组 / expected a float64 array of the shape of u"
    )
    # The p-value of a right sample is uniform: below 1e-7 once in ten million.
    assert stats.kstest(drawn.ravel(), stats.weibull_min(c, scale=scale).cdf).pvalue > 1e-7, (
        "样本通不过 KS 检验 / the sample fails the KS test"
    )
    assert np.allclose(drawn, stats.weibull_min.ppf(u, c, scale=scale), rtol=1e-9, atol=0), (
        "Q(u) 的值不对 / the values of Q(u) are wrong"
    )
    small = np.array([1e-15, 1e-12, 1e-9, 1e-6])
    tail = weibull_quantile(small, c, scale)
    assert is_array(tail, (4,)), (
        "应返回形状 (4,) 的 float64 数组 / expected a float64 array of shape (4,)"
    )
    assert np.allclose(tail, stats.weibull_min.ppf(small, c, scale=scale), rtol=1e-8, atol=0), (
        "很小的 u 应保持相对精度 / a small u should keep its relative precision"
    )
whole = weibull_quantile(np.array([0, 1]), 1.5, 2.0)
assert is_array(whole, (2,)), (
    "应返回形状 (2,) 的 float64 数组 / expected a float64 array of shape (2,)"
)
assert np.array_equal(whole, [0, np.inf]), (
    "整数的 0 与 1 应给出 0 与 inf / the integers 0 and 1 should give 0 and inf"
)
for u, c, scale, zh, en in (
    (np.array([1.5]), 1.0, 1.0, "u 大于 1", "u above 1"),
    (np.array([0.5, -0.1]), 1.0, 1.0, "u 为负", "u below 0"),
    (np.array([np.nan]), 1.0, 1.0, "u 为 NaN", "u that is NaN"),
    (np.array([0.5]), 0.0, 1.0, "shape 为零", "shape zero"),
    (np.array([0.5]), 1.0, -2.0, "scale 为负", "a negative scale"),
    (np.array([0.5]), np.inf, 1.0, "shape 为无穷大", "an infinite shape"),
    (np.array([0.5]), 1.0, np.nan, "scale 为 NaN", "scale that is NaN"),
):
    assert raises(ValueError, weibull_quantile, u, c, scale), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 离散的分位函数也能从数据采样：各个观测值的概率就是它的频率，从出生体重得到的样本服从 $F_n$，不必假定任何公式。下图左边是 809 个真实的体重与 5,000 个这样抽出的体重。
#
# 右边问反过来的问题：体重服从正态分布 (normal distribution) 吗？它的密度是左右对称的钟形曲线 $\frac{1}{\sigma \sqrt{2 \pi}} e^{-(x - \mu)^2 / (2 \sigma^2)}$，由均值 $\mu$ 与标准差 $\sigma$ 决定；$\mu = 0$、$\sigma = 1$ 时称为标准正态分布。取体重的均值与标准差画出正态的 $F$，最大间距约为 0.12，远大于 $1 / \sqrt{809} \approx 0.035$。早产儿使左尾拖得很长，正态分布没有这条尾巴。所以对后面的每个检验都要先问一句：它要求数据服从正态分布吗？

# %% [markdown] lang="en"
# ### What the result means
#
# The discrete quantile function samples from data too: give each observed value its frequency as probability, and a sample of birth weights follows $F_n$, with no formula assumed. On the left are 809 real weights and 5,000 drawn in this way.
#
# On the right stands the opposite question: do the weights follow a normal distribution? Its density is the symmetric bell $\frac{1}{\sigma \sqrt{2 \pi}} e^{-(x - \mu)^2 / (2 \sigma^2)}$, given by its mean $\mu$ and its standard deviation $\sigma$; with $\mu = 0$ and $\sigma = 1$ it is the standard normal distribution. Against the normal $F$ with the mean and standard deviation of the weights the largest gap is about 0.12, well above $1 / \sqrt{809} \approx 0.035$. Children born early give the weights a long left tail that the normal distribution lacks. So of each test that follows one must ask: does it need normal data?

# %%
weights = np.concatenate(outcome_of("birthweight"))
observed_values, counts = np.unique(weights, return_counts=True)
u = np.random.default_rng(1).uniform(size=5000)
drawn_weights = discrete_quantile(observed_values, counts / counts.sum(), u)
normal = stats.norm(weights.mean(), weights.std(ddof=1))
fig, axes = plt.subplots(1, 2, figsize=(9, 3), layout="constrained")
axes[0].ecdf(weights, color=GREY, linewidth=3, label="809 women")
axes[0].ecdf(drawn_weights, color=ORANGE, linewidth=1, label="5,000 drawn")
axes[0].set_title("Sampling from the data")
axes[1].ecdf(weights, color=GREY, linewidth=3, label="809 women")
gram_grid = np.linspace(0, 5300, 300)
axes[1].plot(gram_grid, normal.cdf(gram_grid), color=BLUE, label="normal")
axes[1].set_title(f"Not normal: $D_n$ = {stats.kstest(weights, normal.cdf).statistic:.3f}")
for ax in axes:
    ax.set(xlabel="birth weight (g)", ylabel="share of women", xlim=(0, 5300))
    ax.legend(loc="upper left")
plt.show()

# %% [markdown] lang="zh"
# ## 3 · 组间的差别，会不会只是运气？
#
# 牙龈出血位点的比例，治疗前的平均是治疗组 69.8%、对照组 69.1%。治疗还没有开始，这 0.7 的差别只能来自抽签。抽签能造出多大的差别？
#
# **零假设** (null hypothesis) 说：治疗对这个结局毫无作用，每个人不论抽到哪组，结局都一样。那么组别的标签可以随意重排，得到的数据与真实的数据同样可能。这称为可交换性 (exchangeability)，在随机试验中它由抽签保证。它要求整个分布相同：若两组均值相同而离散程度不同，标签就不能互换。
#
# **重演抽签。** 105 的结尾打乱过一次，作为对照；打乱几千次，就成了检验。治疗组有 $n$ 人，对照组有 $m$ 人。取检验统计量 (test statistic) $T = \bar{x} - \bar{y}$。把 $n + m$ 个数合在一起，不放回地随机分成 $n$ 个与 $m$ 个，再算均值之差，记作 $T^*_1$；重复 $B$ 次，得 $T^*_1, \dots, T^*_B$。这就是零假设之下的分布，没有用到正态。
#
# **p 值** (p-value) 是零假设之下出现这样大或更大的差别的概率：
#
# $$p = \frac{1 + \#\{ b : T^*_b \text{ at least as extreme as } T \}}{1 + B}$$
#
# “同样极端或更极端”有三种：`greater` 为 $T^*_b \ge T$，`less` 为 $T^*_b \le T$，`two-sided` 为 $|T^*_b| \ge |T|$。该用哪一种，须在看数据之前决定。
#
# **为什么加一？** 零假设成立时，真实的分组只是 $B + 1$ 次同等可能的抽签之一。它自己也算一次，$p \le \alpha$ 的概率才不超过 $\alpha$；而且 $p$ 永不为零：只看了 $B$ 次，不能声称更多。
#
# **相等也算。** 0 与 1 的数据中，$T^*_b$ 常与 $T$ 恰好相等，所以是 $\ge$ 而不是 $>$。而同样的数按不同的次序相加，舍入会使相等的差别相差 $10^{-16}$；所以相差不到 $10^{-9} M$ 的视为相等，$M$ 是所有数据中最大的绝对值。

# %% [markdown] lang="en"
# ## 3 · Could the difference between the groups be luck?
#
# Before treatment, 69.8% of the gum sites bled in the treatment group and 69.1% in the control group. Nobody had been treated yet, so this difference of 0.7 can only come from the draw. How large a difference can a draw make?
#
# **The null hypothesis** says: the treatment does nothing to this outcome, and each woman would have the same one in either group. Then the labels of the groups may be shuffled at will, and data so made are as probable as the real ones. This is exchangeability; in a randomized trial the draw guarantees it. The whole distribution must be the same: where two groups have equal means but different spread, labels cannot be exchanged.
#
# **Replay the draw.** Lesson 105 shuffled once, as a control; shuffle some thousand times, and you have a test. The treatment group has $n$ women, the control group $m$. Take the test statistic $T = \bar{x} - \bar{y}$. Pool the $n + m$ numbers, divide them at random into $n$ and $m$, without replacement, and take the difference of the means again: $T^*_1$. Repeat $B$ times, for $T^*_1, \dots, T^*_B$. This is the distribution under the null hypothesis, and nothing normal was needed.
#
# **The p-value** is the probability, under the null hypothesis, of a difference as large as this or larger:
#
# $$p = \frac{1 + \#\{ b : T^*_b \text{ at least as extreme as } T \}}{1 + B}$$
#
# "At least as extreme" comes in three kinds: $T^*_b \ge T$ is `greater`, $T^*_b \le T$ is `less`, and $|T^*_b| \ge |T|$ is `two-sided`. Which one to use must be decided before one looks at the data.
#
# **Why add one?** Under the null hypothesis the real groups are one of $B + 1$ draws that are equally probable. Only if it counts as one itself is the probability of $p \le \alpha$ no more than $\alpha$. And $p$ is never zero: who has looked $B$ times cannot claim more.
#
# **Equal counts too.** In data of 0 and 1, $T^*_b$ often equals $T$ exactly, and so it is $\ge$ and not $>$. But the same numbers added in another order may differ by $10^{-16}$ through rounding; therefore what differs by less than $10^{-9} M$ is taken as equal, where $M$ is the largest absolute value in all the data.

# %%
# Worked example: 3 and 4 women can be drawn from 7 in 35 ways; look at them all.
small_x, small_y = np.array([9.0, 7.0, 6.0]), np.array([5.0, 8.0, 3.0, 2.0])
differences = all_differences(small_x, small_y)
observed = small_x.mean() - small_y.mean()
fig, ax = plt.subplots(figsize=(7, 2.8), layout="constrained")
bins = observed + 7 / 12 * (np.arange(-14, 5) - 0.5)  # the differences are 7/12 apart
extreme = np.abs(differences) >= abs(observed) - 1e-9
ax.hist(
    [differences[extreme], differences[~extreme]],
    bins=bins,
    stacked=True,
    color=[ORANGE, "#B5B5B5"],
    label=["as extreme or more", "less extreme"],
)
ax.axvline(observed, color="black", linestyle="--", label=f"observed, {observed:.2f}")
ax.set(
    title=f"All 35 draws: {extreme.sum()} are as extreme, two-sided p = {extreme.mean():.3f}",
    xlabel="difference of the means",
    ylabel="draws",
)
ax.legend()
plt.show()

# %% [markdown] lang="zh"
# ### 任务 3：`permutation_test`
#
# 写出均值之差的置换检验。
#
# - 输入：`x`，形状 $(n,)$；`y`，形状 $(m,)$；`n_permutations`，即 $B$，整数，至少为 1；`alternative`，`"two-sided"`、`"greater"` 或 `"less"`；`seed`，整数。
# - 返回：`(observed, p_value, null)`：$T = \bar{x} - \bar{y}$；上面公式的 $p$；形状 $(B,)$ 的数组 $T^*_1, \dots, T^*_B$，每次都是独立的随机重排，不放回。$p$ 要由返回的 `null` 按公式算出，相等的判断照上文。
# - `ValueError`：`x` 或 `y` 不是一维、为空或含非有限数；`n_permutations` 小于 1；`alternative` 不是这三种。
#
# 不要用 `scipy.stats.permutation_test`。分数：重排的分布 2 分；三种 $p$ 值 2 分；随机种子与坏输入 1 分。

# %% [markdown] lang="en"
# ### Task 3: `permutation_test`
#
# Write the permutation test for a difference of means.
#
# - Input: `x`, of shape $(n,)$; `y`, of shape $(m,)$; `n_permutations`, which is $B$, an integer of at least 1; `alternative`, one of `"two-sided"`, `"greater"` and `"less"`; `seed`, an integer.
# - Return: `(observed, p_value, null)`: $T = \bar{x} - \bar{y}$; the $p$ of the formula above; an array of shape $(B,)$ with $T^*_1, \dots, T^*_B$, each from an independent random shuffle, without replacement. Compute $p$ from the `null` that you return by the formula, with equality as said above.
# - `ValueError`: `x` or `y` not one-dimensional, empty, or with a non-finite number; `n_permutations` below 1; an `alternative` other than the three.
#
# Do not use `scipy.stats.permutation_test`. Points: 2 for the distribution of the shuffles; 2 for the three $p$-values; 1 for the seed and bad input.


# %% [markdown] aicourse={"hints": "permutation_test"} lang="zh"
# 1. 再看一遍第 3 节的“重演抽签”：打乱的是合在一起的 $n + m$ 个数，每组内部各自打乱什么也不会改变。前 $n$ 个数作为一组，其余为另一组。
# 2. `rng.permutation` 每次给出一个新的次序，每个数恰好用一次；`rng.choice` 默认是放回的。随机数发生器在循环之外由 `seed` 建立一次，否则每次重排都一样。
# 3. $p$ 的分子与分母都加一，相等也算：比较时让出 $10^{-9} M$ 的余地，$M$ 是全部数据中最大的绝对值。`two-sided` 比较的是绝对值，不是把单侧的 $p$ 乘以二。
# 4. 三种 $p$ 值可以归为一种：先对 `null` 与 `observed` 做同样的变换（取绝对值、不变、变号），再数有多少个不小于它。

# %% [markdown] aicourse={"hints": "permutation_test"} lang="en"
# 1. Read "Replay the draw" in section 3 again: what is shuffled is all $n + m$ numbers together; a shuffle within each group changes nothing. The first $n$ make one group, the rest the other.
# 2. `rng.permutation` gives a new order each time and uses each number once; `rng.choice` draws with replacement unless told otherwise. Make the generator from `seed` once, before the loop, or all shuffles are the same.
# 3. Numerator and denominator of $p$ both have their plus one, and ties count: compare with a slack of $10^{-9} M$, where $M$ is the largest absolute value in all the data. `two-sided` compares absolute values; it is not twice a one-sided $p$.
# 4. The three $p$-values are one: change `null` and `observed` alike (absolute value, nothing, sign), and count how many are not smaller.


# %% nbgrader={"grade": false, "grade_id": "permutation_test", "locked": false, "schema_version": 3, "solution": true, "task": false}
def permutation_test(
    x: Float[np.ndarray, "n"],
    y: Float[np.ndarray, "m"],
    n_permutations: int = 9999,
    alternative: str = "two-sided",
    seed: int = 0,
) -> tuple[float, float, Float[np.ndarray, "b"]]:
    """Permutation test of the difference of two means.

    Parameters
    ----------
    x, y : ndarray of shape (n,) and (m,)
        The two samples, in one unit.
    n_permutations : int
        Number of random shuffles, at least 1.
    alternative : {"two-sided", "greater", "less"}
        Which differences count as extreme.
    seed : int
        Seed of the random generator.

    Returns
    -------
    observed : float
        Mean of `x` minus mean of `y`.
    p_value : float
        Share of the shuffles at least as extreme, the observed one counted among them.
    null : ndarray of shape (n_permutations,)
        Difference of the means after each shuffle.

    Raises
    ------
    ValueError
        If a sample is not a vector of finite numbers or is empty, `n_permutations` is below 1, or
        `alternative` is unknown.

    References
    ----------
    Phipson and Smyth, Permutation p-values should never be zero, 2010.
    """
    ### BEGIN SOLUTION
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    for sample in (x, y):
        if sample.ndim != 1 or sample.size == 0 or not np.isfinite(sample).all():
            raise ValueError("x and y must be vectors of finite numbers")
    if n_permutations < 1:
        raise ValueError("n_permutations must be at least 1")
    if alternative not in ("two-sided", "greater", "less"):
        raise ValueError("alternative must be two-sided, greater or less")
    n, pooled = len(x), np.concatenate([x, y])
    rng = np.random.default_rng(seed)
    observed = x.mean() - y.mean()
    null = np.empty(n_permutations)
    for b in range(n_permutations):
        shuffled = rng.permutation(pooled)
        null[b] = shuffled[:n].mean() - shuffled[n:].mean()
    # One direction serves all three: "less" is "greater" of the negative differences.
    fold = {"two-sided": np.abs, "greater": np.positive, "less": np.negative}[alternative]
    extreme = fold(null) >= fold(observed) - 1e-9 * np.abs(pooled).max()
    return float(observed), float((1 + extreme.sum()) / (1 + n_permutations)), null
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_permutation_test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown = permutation_test(np.array([9.0, 7.0, 6.0]), np.array([5.0, 8.0, 3.0, 2.0]), 500)
assert isinstance(shown, tuple | list), (
    "应返回 (observed, p_value, null) / expected (observed, p_value, null)"
)
assert len(shown) == 3, "应返回 (observed, p_value, null) / expected (observed, p_value, null)"
assert is_number(shown[0]), "应为一个浮点数 / expected a float"
assert abs(shown[0] - 17 / 6) < 1e-9, (
    f"observed 应为 2.8333，实得 {shown[0]} / expected observed 2.8333, got {shown[0]}"
)
assert is_array(shown[2], (500,)), (
    "null 应为形状 (500,) 的 float64 数组 / expected null as a float64 array of shape (500,)"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for n, m in ((4, 4), (3, 5), (2, 4)):
    x, y = rng.normal(2, 1, n), rng.normal(0, 3, m)
    passed_in = x.copy(), y.copy()
    observed, p_value, null = permutation_test(x, y, 3000, "two-sided", int(rng.integers(2**31)))
    assert np.array_equal(x, passed_in[0]), (
        "传入的数组被改动了 / an array that was passed in has been changed"
    )
    assert np.array_equal(y, passed_in[1]), (
        "传入的数组被改动了 / an array that was passed in has been changed"
    )
    assert is_number(observed), "应为一个浮点数 / expected a float"
    assert abs(observed - (x.mean() - y.mean())) < 1e-9, (
        "observed 应为 x 的均值减去 y 的均值 / observed should be the mean of x minus that of y"
    )
    assert is_array(null, (3000,)), (
        "null 应为形状 (B,) 的 float64 数组 / null should be a float64 array of shape (B,)"
    )
    possible = np.sort(all_differences(x, y))
    nearest = np.abs(null[:, np.newaxis] - possible)
    assert (nearest.min(axis=1) < 1e-9).all(), (
        "null 中有不放回重排得不到的差别：每个数应恰好用一次"
        " / null holds differences that no shuffle gives: each number should be used exactly once"
    )
    frequency = np.bincount(nearest.argmin(axis=1), minlength=len(possible))
    # The p-value of right shuffles is uniform: below 1e-7 once in ten million.
    assert stats.chisquare(frequency).pvalue > 1e-7, (
        "各种重排应同样可能 / all ways to shuffle should be equally probable"
    )
    halves = null[:-1] - possible.mean(), null[1:] - possible.mean()
    # Independent draws: the correlation of neighbours has sd 0.018; 0.1 is 5.5 of them.
    assert abs(np.corrcoef(*halves)[0, 1]) < 0.1, (
        "各次重排应相互独立 / the shuffles should be independent of each other"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_permutation_test_p_value", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
far = permutation_test(np.arange(20) + 100.0, np.arange(20.0), 199)
assert is_number(far[1]), "应为一个浮点数 / expected a float"
assert abs(far[1] - 1 / 200) < 1e-12, (
    f"没有一次重排同样极端时 p 应为 1 / (B + 1) = 0.005，实得 {far[1]}"
    f" / where no shuffle is as extreme, expected p = 1 / (B + 1) = 0.005, got {far[1]}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for number in range(4):
    if number % 2:
        x, y = rng.integers(0, 2, 9), rng.integers(0, 2, 7)
        x[0], y[0] = 1, 0
    else:
        x, y = rng.choice([0.1, 0.2, 0.3, 0.7], 5), rng.choice([0.1, 0.2, 0.6], 5)
    exact = all_differences(x.astype(float), y.astype(float))
    slack = 1e-9 * max(np.abs(x).max(), np.abs(y).max())
    p_values = {}
    for alternative, fold in (
        ("two-sided", np.abs),
        ("greater", np.positive),
        ("less", np.negative),
    ):
        seed = int(rng.integers(2**31))
        observed, p_value, null = permutation_test(x, y, 999, alternative, seed)
        assert is_number(p_value), "p_value 应为 float / p_value should be a float"
        assert is_array(null, (999,)), (
            "null 应为形状 (B,) 的 float64 数组 / null should be a float64 array of shape (B,)"
        )
        difference = x.mean() - y.mean()
        count = (fold(null) >= fold(difference) - slack).sum()
        assert abs(p_value - (1 + count) / 1000) < 1e-9, (
            f"{alternative}：p 应为 (1 + 至少同样极端的次数) / (1 + B)，相等也算"
            f" / {alternative}: expected p = (1 + number at least as extreme) / (1 + B),"
            " ties included"
        )
        true_p = (fold(exact) >= fold(difference) - slack).mean()
        error = 6 * np.sqrt(true_p * (1 - true_p) / 999) + 2 / 1000
        assert abs(p_value - true_p) < error, (
            f"{alternative}：p 与全部重排的结果相差过大"
            f" / {alternative}: p is too far from that of all shuffles"
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_permutation_test_input", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
assert raises(ValueError, permutation_test, np.ones(3), np.ones(4), 10, "both"), (
    "未知的 alternative 应报 ValueError / an unknown alternative should raise ValueError"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
x, y = rng.normal(size=15), rng.normal(size=12)
first, again, other = (
    permutation_test(x, y, 50, seed=seed)[2] for seed in (int(rng.integers(1000)),) * 2 + (5000,)
)
assert is_array(first, (50,)), (
    "null 应为形状 (B,) 的 float64 数组 / null should be a float64 array of shape (B,)"
)
assert is_array(again, (50,)), (
    "null 应为形状 (B,) 的 float64 数组 / null should be a float64 array of shape (B,)"
)
assert is_array(other, (50,)), (
    "null 应为形状 (B,) 的 float64 数组 / null should be a float64 array of shape (B,)"
)
assert np.array_equal(first, again), (
    "同一个种子应给出相同的结果 / the same seed should give the same result"
)
assert not np.array_equal(first, other), (
    "不同的种子应给出不同的结果 / another seed should give another result"
)
for x, y, count, zh, en in (
    (np.ones((2, 2)), np.ones(3), 10, "x 不是一维", "x of two dimensions"),
    (np.ones(3), np.array([]), 10, "y 为空", "an empty y"),
    (np.array([1.0, np.nan]), np.ones(3), 10, "x 含 NaN", "x with NaN"),
    (np.ones(3), np.array([1.0, np.inf]), 10, "y 含无穷大", "y with infinity"),
    (np.ones(3), np.ones(3), 0, "n_permutations 为 0", "n_permutations of 0"),
):
    assert raises(ValueError, permutation_test, x, y, count), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 先问治疗之前。`bleeding_before` 的 0.7 个百分点，在几千次重演的抽签中很常见。零假设在这里确实成立，因为治疗还没有开始；检验没有被骗。再问出生体重：治疗组平均重 36 克，你认为这是疗效吗？

# %% [markdown] lang="en"
# ### What the result means
#
# Ask about the time before treatment first. The 0.7 points of `bleeding_before` are common among thousands of replayed draws. Here the null hypothesis is surely true, for nobody had been treated, and the test is not fooled. Then ask about birth weight: it is 36 grams higher under treatment. Would you call that an effect?

# %%
for column, unit in (("bleeding_before", "points"), ("birthweight", "g")):
    observed, p_value, null = permutation_test(*outcome_of(column), 4999)
    print(
        f"{column:16s} difference {observed:6.2f} {unit}, "
        f"SD of the shuffles {null.std():6.2f}, p = {p_value:.3f}"
    )

# %% [markdown] lang="zh"
# ## 4 · 没有计算机的时候，怎样得到 p 值？
#
# 1908 年，在酿酒厂工作的 William Gosset 用笔名 Student 发表了一个公式，一张表就能代替几千次重演。
#
# **信号与噪声。** 把均值之差除以它的标准误，得到没有单位的 $t$。两组独立，方差相加：
#
# $$t = \frac{\bar{x} - \bar{y}}{\sqrt{s_x^2 / n + s_y^2 / m}}$$
#
# 样本小时 $s_x$ 与 $s_y$ 本身也不准，所以 $t$ 比正态分布更容易取大的值。它近似服从 t 分布，参数 $\nu$ 称为自由度 (degrees of freedom)，即有多少个数自由地参与了方差的估计；$\nu$ 很大时，t 分布就是标准正态分布。Welch 给出
#
# $$\nu = \frac{(s_x^2 / n + s_y^2 / m)^2}{\dfrac{(s_x^2 / n)^2}{n - 1} + \dfrac{(s_y^2 / m)^2}{m - 1}}$$
#
# **合并方差。** 若可以假定两组方差相等，就用所有的离差一起估计它，分布便是准确的（对正态的数据）：
#
# $$s_p^2 = \frac{(n - 1) s_x^2 + (m - 1) s_y^2}{n + m - 2}, \qquad t = \frac{\bar{x} - \bar{y}}{s_p \sqrt{1 / n + 1 / m}}, \qquad \nu = n + m - 2$$
#
# **双侧 p 值**是 $2 P(T_\nu \ge |t|)$。右尾的概率用 `stats.t.sf(abs(t), df)` 计算；写成 `1 - stats.t.cdf(...)`，小于 $10^{-16}$ 的尾巴就成了零。
#
# **一个算例。** `x` 为 1, 2, 3，`y` 为 2, 4, 6, 8：均值 2 与 5，方差 1 与 20/3。Welch：$t = -3 / \sqrt{1/3 + 5/3} = -2.1213$，$\nu = 4 / (1/18 + 25/27) = 4.075$。

# %% [markdown] lang="en"
# ## 4 · How to get a p-value without a computer?
#
# In 1908 William Gosset, who worked at a brewery, published under the name of Student a formula by which one table replaces thousands of replays.
#
# **Signal and noise.** Divide the difference of the means by its standard error, and get $t$, which has no unit. The groups are independent, so variances add:
#
# $$t = \frac{\bar{x} - \bar{y}}{\sqrt{s_x^2 / n + s_y^2 / m}}$$
#
# In small samples $s_x$ and $s_y$ are inexact themselves, and so $t$ takes large values more easily than a normal quantity. It follows a t distribution, nearly; its parameter $\nu$ is called the degrees of freedom: how many numbers had a free say in the variance. For large $\nu$ the t distribution is the standard normal distribution. Welch gives
#
# $$\nu = \frac{(s_x^2 / n + s_y^2 / m)^2}{\dfrac{(s_x^2 / n)^2}{n - 1} + \dfrac{(s_y^2 / m)^2}{m - 1}}$$
#
# **Pooled variance.** Where the groups may be assumed to have equal variance, estimate it from all deviations together; for normal data the distribution is then exact:
#
# $$s_p^2 = \frac{(n - 1) s_x^2 + (m - 1) s_y^2}{n + m - 2}, \qquad t = \frac{\bar{x} - \bar{y}}{s_p \sqrt{1 / n + 1 / m}}, \qquad \nu = n + m - 2$$
#
# **The two-sided p-value** is $2 P(T_\nu \ge |t|)$. Compute the right tail as `stats.t.sf(abs(t), df)`; written as `1 - stats.t.cdf(...)`, a tail below $10^{-16}$ becomes zero.
#
# **By hand.** Let `x` be 1, 2, 3 and `y` 2, 4, 6, 8: means 2 and 5, variances 1 and 20/3. Welch: $t = -3 / \sqrt{1/3 + 5/3} = -2.1213$ and $\nu = 4 / (1/18 + 25/27) = 4.075$.

# %%
# Worked example: the fewer degrees of freedom, the heavier the tails.
t_grid = np.linspace(-5, 5, 400)
fig, axes = plt.subplots(1, 2, figsize=(9, 2.9), layout="constrained")
for df, color in ((2, ORANGE), (4.075, GREEN), (30, BLUE)):
    axes[0].plot(t_grid, stats.t.pdf(t_grid, df), color=color, label=rf"$\nu$ = {df}")
axes[0].plot(t_grid, stats.norm.pdf(t_grid), color="black", linestyle=":", label="normal")
axes[0].set(title="t distributions", xlabel="$t$", ylabel="density")
axes[0].legend()
t_shown = 3 / np.sqrt(2)
axes[1].plot(t_grid, stats.t.pdf(t_grid, 4.075), color=GREEN)
for side in (t_grid >= t_shown, t_grid <= -t_shown):
    axes[1].fill_between(t_grid[side], stats.t.pdf(t_grid[side], 4.075), color=GREEN, alpha=0.4)
axes[1].set(
    title=rf"Two tails beyond $\pm${t_shown:.2f}: p = {2 * stats.t.sf(t_shown, 4.075):.3f}",
    xlabel="$t$",
    ylabel="density",
)
plt.show()

# %% [markdown] lang="zh"
# ### 任务 4：`t_test`
#
# 写出两个独立样本的双侧 t 检验。
#
# - 输入：`x`，形状 $(n,)$；`y`，形状 $(m,)$；`equal_var`，`False` 为 Welch，`True` 为合并方差。
# - 返回：`(t, df, p_value)`，三个浮点数。$t$ 带符号，`x` 在前；`df` 即 $\nu$。
# - $p$ 值要保持相对精度，小到 $10^{-100}$ 也不能成为零。所有数据加上同一个大数（例如 $10^7$），结果不应改变，只差舍入。
# - 只有一组是常数时照公式算。
# - `ValueError`：`x` 或 `y` 不是一维、少于两个数或含非有限数；两组各自都是常数，标准误为零。
#
# 可以用 `stats.t.sf`；不要用 `stats.ttest_ind` 及其变体。分数：与 SciPy 一致 3 分；极小的 $p$ 值、偏移与坏输入 1 分。

# %% [markdown] lang="en"
# ### Task 4: `t_test`
#
# Write the two-sided t-test for two independent samples.
#
# - Input: `x`, of shape $(n,)$; `y`, of shape $(m,)$; `equal_var`, `False` for Welch's test and `True` for the pooled variance.
# - Return: `(t, df, p_value)`, three floats. $t$ has a sign, `x` comes first; `df` is $\nu$.
# - The $p$-value keeps its relative precision, and does not become zero where it is as small as $10^{-100}$. Adding one large number (such as $10^7$) to all data changes nothing but the rounding.
# - Where only one group is constant, the formulas hold.
# - `ValueError`: `x` or `y` not one-dimensional, with fewer than two numbers, or with a non-finite one; both groups constant, each in itself, so that the standard error is zero.
#
# `stats.t.sf` is allowed; `stats.ttest_ind` and variants of it are not. Points: 3 for agreement with SciPy; 1 for tiny $p$-values, the offset and bad input.


# %% [markdown] aicourse={"hints": "t_test"} lang="zh"
# 1. 先用手算的例子核对：方差应为 1 与 20/3。NumPy 的 `var` 默认除以 $n$，参数 `ddof` 能改。
# 2. 给 $s_x^2 / n$ 与 $s_y^2 / m$ 各取一个名字，Welch 的 $t$ 与 $\nu$ 就都只有一行。合并方差有另一个标准误，也有另一个 $\nu$。
# 3. 右尾用 `stats.t.sf`，$t$ 取绝对值，乘以二；`1 - cdf` 会使极小的尾巴变成零。$t$ 本身保留符号。
# 4. “平方的均值减去均值的平方”在数据都很大时会丢光数字，先减去均值再平方。报错的条件是两组**各自**都是常数：只有一组是常数时，标准误仍大于零。

# %% [markdown] aicourse={"hints": "t_test"} lang="en"
# 1. Begin with the example done by hand: the variances should be 1 and 20/3. NumPy's `var` divides by $n$ unless its parameter `ddof` says otherwise.
# 2. Give names to $s_x^2 / n$ and to $s_y^2 / m$, and both $t$ and $\nu$ of Welch take one line each. The pooled variance has another standard error, and another $\nu$.
# 3. Take the right tail by `stats.t.sf` at the absolute value of $t$, twice; `1 - cdf` makes zero of a tiny tail. The $t$ that you return keeps its sign.
# 4. "Mean of the squares less the square of the mean" loses all digits where the data are large; subtract the mean first, then square. Raise the error where **both** groups are constant: with one of them constant the standard error is above zero.


# %% nbgrader={"grade": false, "grade_id": "t_test", "locked": false, "schema_version": 3, "solution": true, "task": false}
def t_test(
    x: Float[np.ndarray, "n"], y: Float[np.ndarray, "m"], equal_var: bool = False
) -> tuple[float, float, float]:
    """Two-sided t-test of the difference of two means.

    Parameters
    ----------
    x, y : ndarray of shape (n,) and (m,)
        Two independent samples, in one unit.
    equal_var : bool
        Whether to pool the variances (Student) or not (Welch).

    Returns
    -------
    t : float
        Difference of the means, `x` first, over its standard error.
    df : float
        Degrees of freedom.
    p_value : float
        Probability of a value of at least ``|t|`` in either tail.

    Raises
    ------
    ValueError
        If a sample is not a vector of at least two finite numbers, or both are constant.

    References
    ----------
    Welch, The generalization of Student's problem, Biometrika 34, 1947.
    """
    ### BEGIN SOLUTION
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    for sample in (x, y):
        if sample.ndim != 1 or sample.size < 2 or not np.isfinite(sample).all():
            raise ValueError("x and y must be vectors of at least two finite numbers")
    if np.ptp(x) == 0 and np.ptp(y) == 0:
        raise ValueError("both samples are constant")
    n, m = len(x), len(y)
    if equal_var:
        df = n + m - 2
        pooled = ((n - 1) * x.var(ddof=1) + (m - 1) * y.var(ddof=1)) / df
        standard_error = np.sqrt(pooled * (1 / n + 1 / m))
    else:
        a, b = x.var(ddof=1) / n, y.var(ddof=1) / m
        df = (a + b) ** 2 / (a**2 / (n - 1) + b**2 / (m - 1))
        standard_error = np.sqrt(a + b)
    t = (x.mean() - y.mean()) / standard_error
    return float(t), float(df), float(2 * stats.t.sf(abs(t), df))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_t_test", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
shown = t_test(np.array([1, 2, 3]), np.array([2, 4, 6, 8]))
assert isinstance(shown, tuple | list), "应返回 (t, df, p_value) / expected (t, df, p_value)"
assert len(shown) == 3, "应返回 (t, df, p_value) / expected (t, df, p_value)"
assert all(is_number(value) for value in shown), (
    "t、df、p_value 都应为浮点数 / t, df and p_value should be floats"
)
assert np.allclose(shown[:2], [-2.12132034, 4.0754717]), (
    f"t 与 df 应为 -2.1213 与 4.0755，实得 {shown[:2]}"
    f" / expected t = -2.1213 and df = 4.0755, got {shown[:2]}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for number in range(12):
    n, m = int(rng.integers(2, 9)), int(rng.integers(10, 40))
    x = rng.normal(rng.normal(), rng.uniform(1, 4), n)
    y = rng.normal(rng.normal(), rng.uniform(0.5, 1), m)
    if number % 2:
        x, y = y, x
    if number % 4 == 3:
        x = x.astype(np.float32)
    passed_in = x.copy(), y.copy()
    for equal_var in (False, True):
        result = t_test(x, y, equal_var)
        assert np.array_equal(x, passed_in[0]), (
            "传入的数组被改动了 / an array that was passed in has been changed"
        )
        assert np.array_equal(y, passed_in[1]), (
            "传入的数组被改动了 / an array that was passed in has been changed"
        )
        assert isinstance(result, tuple | list), (
            "应返回 (t, df, p_value) / expected (t, df, p_value)"
        )
        assert len(result) == 3, "应返回 (t, df, p_value) / expected (t, df, p_value)"
        assert all(is_number(value) for value in result), (
            "t、df、p_value 都应为浮点数 / t, df and p_value should be floats"
        )
        expected = stats.ttest_ind(x.astype(float), y.astype(float), equal_var=equal_var)
        kind = "合并方差 / pooled" if equal_var else "Welch"
        for name, mine, right in (
            ("t", result[0], expected.statistic),
            ("df", result[1], expected.df),
            ("p_value", result[2], expected.pvalue),
        ):
            assert np.isclose(mine, right, rtol=1e-7, atol=1e-12), (
                f"{kind}：{name} 应与 SciPy 的相等 / {kind}: {name} should equal SciPy's"
            )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_t_test_extremes", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
assert raises(ValueError, t_test, np.array([1.0]), np.array([1.0, 2.0])), (
    "少于两个数应报 ValueError / fewer than two numbers should raise ValueError"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
x, y = rng.normal(0, 1, 400), rng.normal(2, 1, 400)
for equal_var in (False, True):
    result = t_test(x, y, equal_var)
    expected = stats.ttest_ind(x, y, equal_var=equal_var)
    assert is_number(result[2]), "应为一个浮点数 / expected a float"
    assert np.isclose(result[2], expected.pvalue, rtol=1e-5, atol=0), (
        "极小的 p 值应保持相对精度 / a tiny p-value should keep its relative precision"
    )
    near, apart = x[:60], y[:60] - 1.8
    moved = t_test(near + 1e7, apart + 1e7, equal_var)
    still = stats.ttest_ind(near, apart, equal_var=equal_var)
    assert is_number(moved[0]), "应为一个浮点数 / expected a float"
    assert np.isclose(moved[0], still.statistic, rtol=1e-3, atol=1e-4), (
        "所有数据加上同一个大数不应改变 t / adding one large number to all data should not change t"
    )
    result = t_test(np.full(3, 3.0), y[:20], equal_var)
    expected = stats.ttest_ind_from_stats(
        3.0, 0.0, 3, y[:20].mean(), y[:20].std(ddof=1), 20, equal_var=equal_var
    )
    assert is_number(result[0]), "应为一个浮点数 / expected a float"
    assert is_number(result[2]), "t、df、p_value 都应为浮点数 / t, df and p_value should be floats"
    assert np.allclose([result[0], result[2]], expected), (
        "只有一组是常数时应照公式算 / where one group is constant the formulas should hold"
    )
for x, y, zh, en in (
    (np.ones((2, 2)), np.arange(3.0), "x 不是一维", "x of two dimensions"),
    (np.arange(3.0), np.array([]), "y 为空", "an empty y"),
    (np.array([1.0, np.nan, 2.0]), np.arange(3.0), "x 含 NaN", "x with NaN"),
    (np.arange(3.0), np.array([1.0, -np.inf]), "y 含无穷大", "y with infinity"),
    (np.full(3, 2.0), np.full(4, 5.0), "两组都是常数", "both groups constant"),
):
    assert raises(ValueError, t_test, x, y), f"应报 ValueError：{zh} / expected a ValueError: {en}"
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 出生体重远不是正态的，公式还管用吗？下面把它与置换检验并排放：几乎一样。均值是许多数之和，样本够大时，和的分布接近正态，不论各个数是怎样分布的；这就是中心极限定理 (central limit theorem)。t 检验检验的是均值，不是数据的形状。

# %% [markdown] lang="en"
# ### What the result means
#
# Birth weights are far from normal: does the formula still work? Below it stands beside the permutation test, and they are nearly equal. A mean is a sum of many numbers, and in a large sample the distribution of a sum is close to normal, however the single numbers are distributed; this is the central limit theorem. A t-test is about means, not about the shape of the data.

# %%
for column in ("bleeding_before", "birthweight"):
    treated, control = outcome_of(column)
    print(
        f"{column:16s} permutation p = {permutation_test(treated, control, 4999)[1]:.3f}, "
        f"Welch p = {t_test(treated, control)[2]:.3f}, "
        f"pooled p = {t_test(treated, control, equal_var=True)[2]:.3f}"
    )

# %% [markdown] lang="zh"
# ## 5 · 检验自己说话算数吗？
#
# **两种错误。** 决定在 $p \le \alpha$ 时拒绝零假设；$\alpha$ 称为显著性水平 (significance level)，常取 0.05。零假设成立却被拒绝，是假阳性；它的概率，即假阳性率，应当是 $\alpha$。零假设不成立却没有被拒绝，是假阴性。没有被拒绝不等于成立。
#
# **模拟能检查它。** 让计算机造出许多项“试验”，两组都来自同一个正态分布，零假设确实成立；数一数有多少项被拒绝。$S$ 项试验中的比例，标准误为 $\sqrt{\alpha (1 - \alpha) / S}$。
#
# **偷看 (peeking)。** 试验者每组收到 20 人时检验一次，不显著就再收 20 人，再检验，直到显著或收满 100 人。数据是累积的：第二次检验用全部 40 人。每次的 $\alpha$ 都是 0.05，整项试验的假阳性率也是 0.05 吗？请先猜一个数。

# %% [markdown] lang="en"
# ## 5 · Does a test keep its word?
#
# **Two kinds of error.** Decide to reject the null hypothesis where $p \le \alpha$; $\alpha$ is the significance level, often 0.05. To reject it where it is true is a false positive, and the probability of that, the false positive rate, should be $\alpha$. Not to reject it where it is false is a false negative. What was not rejected has not been shown to be true.
#
# **A simulation can check.** Let the computer make many "trials" with both groups from one normal distribution, so that the null hypothesis is true, and count how many reject it. The share in $S$ trials has the standard error $\sqrt{\alpha (1 - \alpha) / S}$.
#
# **Peeking.** A researcher tests when each group has 20 members; if nothing is significant, 20 more join each group and all are tested again, until something is significant or each group has 100. The data add up: the second test uses all 40. Each test has $\alpha$ of 0.05; is that also the false positive rate of the whole trial? Guess a number first.

# %%
# Worked example: p-values of six trials without any effect, tested after every pair of women.
rng = np.random.default_rng(4)
fig, ax = plt.subplots(figsize=(8, 3), layout="constrained")
sizes = np.arange(5, 101)
for _ in range(6):
    x, y = rng.normal(size=(2, 100))
    walk = np.array([stats.ttest_ind(x[:size], y[:size]).pvalue for size in sizes])
    crossed = (walk <= 0.05).any()
    ax.plot(sizes, walk, color=ORANGE if crossed else "#B5B5B5", linewidth=1.8 if crossed else 1)
ax.axhline(0.05, color="black", linestyle="--", linewidth=1)
ax.set_yscale("log")
ax.set_yticks([0.01, 0.05, 0.1, 0.5, 1], ["0.01", "0.05", "0.1", "0.5", "1"])
ax.minorticks_off()
ax.set(
    title="No effect at all; orange: below 0.05 at some time",
    xlabel="women in each group when tested",
    ylabel="p-value",
)
plt.show()

# %% [markdown] lang="zh"
# ### 任务 5：`false_positive_rates`
#
# 写出偷看的模拟。
#
# - 输入：`looks`，形状 $(L,)$，整数，严格上升，最小为 2：每次检验时**每组**的人数；`n_trials`，即 $S$；`alpha`，即 $\alpha$；`seed`，整数。
# - 每项试验：两组各有 `looks` 末项那么多人，全部独立地来自标准正态分布。第 $l$ 次检验用每组的前 `looks[l]` 人，做合并方差的双侧 t 检验；$p \le \alpha$ 为拒绝。
# - 返回：形状 $(L,)$ 的数组。第 $l$ 项是到第 $l$ 次为止**至少拒绝过一次**的试验在 $S$ 项中所占的比例。它从不下降；$L = 1$ 时就是普通的假阳性率。
# - `ValueError`：`looks` 不是一维、为空、不严格上升或有小于 2 的数；`n_trials` 小于 1；`alpha` 不严格介于 0 与 1 之间。
#
# 这里可以用 `stats.ttest_ind`（它有参数 `axis`）、自己的 `t_test` 或累加和。测试中 $S$ 为 2,000 至 4,000，$L$ 不超过 5，每组不超过 100 人，逐项循环也来得及，向量化 (vectorization) 则快得多。分数：单次检验与坏输入 2 分；偷看 1 分。

# %% [markdown] lang="en"
# ### Task 5: `false_positive_rates`
#
# Write the simulation of peeking.
#
# - Input: `looks`, of shape $(L,)$, integers, strictly rising, at least 2: the size of **each** group at each test; `n_trials`, which is $S$; `alpha`, which is $\alpha$; `seed`, an integer.
# - Each trial: both groups have as many members as the last of `looks` says, all of them independent and standard normal. Test number $l$ takes the first `looks[l]` of each group and makes a two-sided t-test with pooled variance; $p \le \alpha$ rejects.
# - Return: an array of shape $(L,)$. Entry $l$ is the share of the $S$ trials that **rejected at least once** up to test $l$. It never falls; for $L = 1$ it is the ordinary false positive rate.
# - `ValueError`: `looks` not one-dimensional, empty, not strictly rising, or with a number below 2; `n_trials` below 1; `alpha` not strictly between 0 and 1.
#
# Here you may use `stats.ttest_ind` (it has a parameter `axis`), your own `t_test`, or cumulative sums. In the tests $S$ is 2,000 to 4,000, $L$ at most 5, and a group has at most 100 members: a loop over trials is fast enough, vectorization much faster. Points: 2 for one test and bad input; 1 for peeking.


# %% [markdown] aicourse={"hints": "false_positive_rates"} lang="zh"
# 1. 先只做一次检验：造出 $S$ 项试验的两组数据，数一数 $p \le \alpha$ 的比例。它应当接近 $\alpha$，与每组的人数无关。
# 2. 数据是累积的：每项试验的数据只造一次，人数为 `looks` 的末项；第 $l$ 次检验取前 `looks[l]` 个。每次重新造数据，是另一种试验。
# 3. `stats.ttest_ind` 配上 `axis=1`，一次就检验全部 $S$ 项试验；默认正是合并方差的双侧检验。
# 4. 拒绝过的试验从此一直算拒绝：先在各次检验之间对每项试验做“或”的累积（例如 `np.logical_or.accumulate`），再求比例。先求比例再取最大值，数出来的偏少。

# %% [markdown] aicourse={"hints": "false_positive_rates"} lang="en"
# 1. Begin with one test: make the two groups of all $S$ trials and count the share with $p \le \alpha$. It should be close to $\alpha$, however large the groups.
# 2. The data add up: make those of a trial once, as many as the last of `looks` says, and let test $l$ take the first `looks[l]`. New data at each test would be another trial.
# 3. With `axis=1`, `stats.ttest_ind` tests all $S$ trials at once; two-sided with pooled variance is its default.
# 4. A trial that once rejected counts from then on: accumulate by "or" over the tests, for each trial (`np.logical_or.accumulate` is one way), and take the share afterwards. The maximum of the shares counts too few.


# %% nbgrader={"grade": false, "grade_id": "false_positive_rates", "locked": false, "schema_version": 3, "solution": true, "task": false}
def false_positive_rates(
    looks: np.ndarray, n_trials: int = 4000, alpha: float = 0.05, seed: int = 0
) -> Float[np.ndarray, "l"]:
    """Share of trials without effect that have rejected at or before each look.

    Parameters
    ----------
    looks : ndarray of integers, of shape (l,)
        Size of each group at each test, strictly rising, at least 2.
    n_trials : int
        Number of simulated trials.
    alpha : float
        Significance level of each test.
    seed : int
        Seed of the random generator.

    Returns
    -------
    ndarray of shape (l,)
        Share of trials with a p-value of at most `alpha` at this look or an earlier one.

    Raises
    ------
    ValueError
        If `looks` are not rising sizes of at least 2, `n_trials` is below 1, or `alpha` is not
        between 0 and 1.

    References
    ----------
    Armitage, McPherson and Rowe, Repeated significance tests on accumulating data, 1969.
    """
    ### BEGIN SOLUTION
    looks = np.asarray(looks)
    if looks.ndim != 1 or looks.size == 0 or looks[0] < 2 or (np.diff(looks) <= 0).any():
        raise ValueError("looks must be strictly rising sizes of at least 2")
    if n_trials < 1:
        raise ValueError("n_trials must be at least 1")
    if not 0 < alpha < 1:
        raise ValueError("alpha must be between 0 and 1")
    x, y = np.random.default_rng(seed).normal(size=(2, n_trials, looks[-1]))
    p_values = [stats.ttest_ind(x[:, :size], y[:, :size], axis=1).pvalue for size in looks]
    rejected_so_far = np.logical_or.accumulate(np.array(p_values) <= alpha, axis=0)
    return rejected_so_far.mean(axis=1)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_false_positive_rates", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown = false_positive_rates(np.array([30]), 2000)
assert is_array(shown, (1,)), (
    "应返回形状 (1,) 的 float64 数组 / expected a float64 array of shape (1,)"
)
assert 0.02 < shown[0] < 0.08, (
    f"只检验一次时应接近 0.05，实得 {shown[0]} / expected about 0.05 for one test, got {shown[0]}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for alpha in (0.02, 0.1, 0.3):
    size = int(rng.integers(3, 30))
    seed = int(rng.integers(2**31))
    looks = np.array([size])
    rates = false_positive_rates(looks, 4000, alpha, seed)
    assert np.array_equal(looks, [size]), "传入的 looks 被改动了 / looks has been changed"
    assert is_array(rates, (1,)), (
        "应返回形状 (L,) 的 float64 数组 / expected a float64 array of shape (L,)"
    )
    # A share of 4000 trials, exact test: 5.5 standard errors are missed once in 2e7.
    assert abs(rates[0] - alpha) < 5.5 * np.sqrt(alpha * (1 - alpha) / 4000), (
        "只检验一次时假阳性率应接近 alpha"
        " / with one test the false positive rate should be close to alpha"
    )
    assert abs(rates[0] * 4000 - np.rint(rates[0] * 4000)) < 1e-6, (
        "比例应为整数除以 n_trials / a share should be a whole number over n_trials"
    )
    assert np.array_equal(rates, false_positive_rates(looks, 4000, alpha, seed)), (
        "同一个种子应给出相同的结果 / the same seed should give the same result"
    )
seeds = [false_positive_rates(np.array([10]), 2000, 0.5, seed)[0] for seed in range(6)]
assert len(set(seeds)) > 1, "不同的种子应给出不同的结果 / another seed should give another result"
one = np.array([10])
for looks, n_trials, alpha, zh, en in (
    (np.array([]), 10, 0.05, "looks 为空", "empty looks"),
    (np.array([[5, 10]]), 10, 0.05, "looks 不是一维", "looks of two dimensions"),
    (np.array([10, 10]), 10, 0.05, "looks 不严格上升", "looks that do not rise"),
    (np.array([20, 10]), 10, 0.05, "looks 下降", "looks that fall"),
    (np.array([1, 10]), 10, 0.05, "looks 小于 2", "a look below 2"),
    (one, 0, 0.05, "n_trials 为 0", "n_trials of 0"),
    (one, 10, 0.0, "alpha 为 0", "alpha of 0"),
    (one, 10, 1.0, "alpha 为 1", "alpha of 1"),
):
    assert raises(ValueError, false_positive_rates, looks, n_trials, alpha), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_false_positive_rates_peeking", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown = false_positive_rates(np.array([20, 40]), 2000)
assert is_array(shown, (2,)), (
    "应返回形状 (2,) 的 float64 数组 / expected a float64 array of shape (2,)"
)
assert shown[0] <= shown[1], (
    f"应返回形状 (2,) 的数组，从不下降，实得 {shown}"
    f" / expected an array of shape (2,) that never falls, got {shown}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for looks, alpha in (
    (np.array([20, 40, 60, 80, 100]), 0.05),
    (np.array([5, 10, 40, 100]), 0.1),
):
    rates = false_positive_rates(looks, 4000, alpha, int(rng.integers(2**31)))
    assert is_array(rates, looks.shape), (
        "应返回形状 (L,) 的 float64 数组 / expected a float64 array of shape (L,)"
    )
    assert (np.diff(rates) >= 0).all(), (
        "至少拒绝过一次的比例不应下降 / the share that rejected at least once should never fall"
    )
    x, y = rng.normal(size=(2, 12_000, looks[-1]))
    rejected = [stats.ttest_ind(x[:, :size], y[:, :size], axis=1).pvalue <= alpha for size in looks]
    expected = np.logical_or.accumulate(rejected, axis=0).mean(axis=1)
    error = np.sqrt(expected * (1 - expected) * (1 / 4000 + 1 / 12_000))
    # 5.5 standard errors of both simulations: at the last of five looks 0.142 ± 0.035.
    assert (np.abs(rates - expected) < 5.5 * error).all(), (
        "偷看之后的假阳性率不对：数据应当累积，拒绝过的试验一直算拒绝"
        " / the rate after peeking is wrong: data should add up, and a trial that once rejected"
        " should count from then on"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 只看一次，5%；看五次，约 14%；看二十次，约四分之一。只要一直看下去，迟早会“发现”点什么。所以试验要先写明何时看、看几次，或者用更小的 $\alpha$ 换取偷看的权利。
#
# 右图检查另一个前提：两组 15 人与 60 人，均值相同，小组的标准差却是大组的三倍。合并方差的检验远远超过 $\alpha$，Welch 守住了约定。这是默认用 Welch 的理由；置换检验也会因同样的原因失约，因为标签不可交换。

# %% [markdown] lang="en"
# ### What the result means
#
# One look: 5%. Five looks: about 14%. Twenty looks: about a quarter. Who goes on looking will "find" something in the end. So a trial writes down beforehand when and how often it looks, or pays for the right to look with a smaller $\alpha$.
#
# On the right another assumption is put to the test: groups of 15 and 60 with equal means, the small one with three times the standard deviation. The test with pooled variance goes far beyond $\alpha$; Welch's keeps its word. This is the reason for Welch by default. The permutation test breaks its word in the same case, since labels are not exchangeable.

# %%
many_looks = np.arange(5, 101, 5)
peeking = false_positive_rates(many_looks, 4000)
rng = np.random.default_rng(2)
x, y = rng.normal(0, 3, (4000, 15)), rng.normal(0, 1, (4000, 60))
kept = {
    name: stats.ttest_ind(x, y, axis=1, equal_var=equal_var).pvalue
    for name, equal_var in (("pooled", True), ("Welch", False))
}
fig, axes = plt.subplots(1, 2, figsize=(9, 3), layout="constrained")
axes[0].plot(range(1, len(many_looks) + 1), peeking, "o-", color=ORANGE)
axes[0].axhline(0.05, color="black", linestyle="--", linewidth=1)
axes[0].set(
    title="Peeking after every 5 women in each group",
    xlabel="looks so far",
    ylabel="false positive rate",
    ylim=(0, 0.3),
    xticks=(1, 5, 10, 15, 20),
)
levels = np.linspace(0, 0.3, 61)
for (name, p_values), color in zip(kept.items(), (ORANGE, BLUE), strict=True):
    shares = [(p_values <= level).mean() for level in levels]
    axes[1].plot(levels, shares, color=color, label=name)
axes[1].plot(levels, levels, color="black", linestyle="--", linewidth=1, label="as promised")
axes[1].set(
    title="Unequal spread: 15 with SD 3, 60 with SD 1",
    xlabel=r"significance level $\alpha$",
    ylabel="false positive rate",
)
axes[1].legend()
plt.show()
print(
    f"at level 0.05: pooled {(kept['pooled'] <= 0.05).mean():.3f}, "
    f"Welch {(kept['Welch'] <= 0.05).mean():.3f}"
)

# %% [markdown] lang="zh"
# ## 6 · 作品：一项试验，两个结局
#
# 现在揭晓第一幅图。两个结局都用双侧检验，$\alpha = 0.05$，在看数据之前定下。

# %% [markdown] lang="en"
# ## 6 · The artefact: one trial, two outcomes
#
# Now the first figure is resolved. Both outcomes are tested two-sided with $\alpha = 0.05$, as decided before looking at the data.

# %%
fig, axes = plt.subplots(1, 2, figsize=(9.5, 3.2), layout="constrained")
for ax, column, name, factor, unit in (
    (axes[0], "preterm", "A: preterm birth", 100, "percentage points"),
    (axes[1], "bleeding_after", "B: bleeding gum sites", 1, "percentage points"),
):
    treated, control = outcome_of(column)
    observed, p_value, null = permutation_test(factor * treated, factor * control, 9999)
    t, df, welch_p = t_test(treated, control)
    # One bin for each possible difference of the shares, or else ties leave gaps.
    bins = 25 if column == "bleeding_after" else 100 * np.arange(-25.5, 26) * (1 / 408 + 1 / 406)
    ax.hist(null, bins=bins, color="#B5B5B5")
    ax.axvline(observed, color=ORANGE, linewidth=2)
    ax.set(
        title=f"{name}\npermutation p = {p_value:.4f}, Welch p = {welch_p:.2g}",
        xlabel=f"treatment minus control ({unit})",
        ylabel="shuffles",
        xlim=(-26, 11),
    )
    print(
        f"{column:15s} treatment {factor * treated.mean():5.1f}%, "
        f"control {factor * control.mean():5.1f}%, difference {observed:6.2f} points, "
        f"t = {t:.2f}, df = {df:.1f}"
    )
plt.show()

# %% [markdown] lang="zh"
# 早产的差别正处在抽签造得出的差别之中；出血的差别在 9,999 次抽签中一次也没有出现，而按 Welch 的公式，大约要抽 $10^{41}$ 次才等得到一次。**治疗确实减轻了牙龈出血，却没有测出对早产的作用。** 这正是 2006 年的论文报告的结果；此前的观察性研究曾发现牙周病与早产相关，人们因此寄望于治疗。相关不等于治疗有效，只有抽签能分辨。
#
# **没有测出，有多确定？** 用任务 1 的滤波器为两组各求一个早产率的后验，再看两者之差。它说的不是“没有作用”，而是这些数据还容得下多大的作用：从每百人多 4 例早产到少 5.5 例，而早产率本身只有 13%。没有测出，不等于作用很小。

# %% [markdown] lang="en"
# The difference in preterm birth lies in the middle of what a draw produces; that in bleeding did not occur once in 9,999 draws, and by Welch's formula one would wait some $10^{41}$ draws for it. **The treatment did reduce bleeding, and no effect on preterm birth was seen.** This is what the paper of 2006 reported. Earlier, observational studies had found gum disease and preterm birth together, and hopes were set on treatment. That two things go together does not make a treatment work; only a draw by lot can tell.
#
# **Not seen: how sure is that?** The filter of task 1 gives each group a posterior of its rate of preterm birth, and so one of the difference. It does not say "no effect", but how large an effect these data leave open: from 4 more preterm births in a hundred to 5.5 fewer, where the rate itself is 13%. Not seen does not mean small.

# %%
posteriors = [
    bayes_filter(uniform, preterm_likelihoods(outcomes))[-1] for outcomes in outcome_of("preterm")
]
joint = np.outer(*posteriors)
lower = np.tril(np.ones_like(joint), -1).T  # rate under treatment below that under control
step = theta[np.newaxis, :] - theta[:, np.newaxis]
order = np.argsort(step, axis=None)
mass = np.cumsum(joint.ravel()[order])
low, high = step.ravel()[order][np.searchsorted(mass, [0.025, 0.975])]
fig, ax = plt.subplots(figsize=(7, 2.9), layout="constrained")
for posterior, name, color in zip(
    posteriors, ("treatment", "control"), (ORANGE, BLUE), strict=True
):
    ax.plot(theta, posterior, color=color, label=name)
ax.set(
    title="Belief about the rate of preterm birth",
    xlabel=r"rate $\theta$",
    ylabel="probability of each grid value",
    xlim=(0.05, 0.22),
)
ax.legend()
plt.show()
print(f"probability that the rate is lower under treatment: {(joint * lower).sum():.2f}")
print(f"control minus treatment, middle 95%: {100 * low:.1f} to {100 * high:.1f} points")

# %% [markdown] lang="zh"
# **阴性对照 (negative control) 与基线 (baseline)。** 打乱分组标签，治疗就不可能有作用，任何方法都不应该“发现”什么。基线是不做检验的人：哪组的出血少，就说哪组好。下面把 `bleeding_after` 的标签打乱 2,000 次。基线有一半的时候宣布治疗有效；Welch 检验约 5% 的时候拒绝，p 值在 0 与 1 之间均匀分布。

# %% [markdown] lang="en"
# **The negative control, and a baseline.** Shuffle the labels of the groups, and no treatment can have an effect: no method should find any. The baseline is somebody who does not test: whichever group bleeds less is called the better one. Below, the labels of `bleeding_after` are shuffled 2,000 times. The baseline announces that the treatment works half of the time; Welch's test rejects about 5% of the time, and its p-values are uniform between 0 and 1.

# %%
treated, control = outcome_of("bleeding_after")
pooled = np.concatenate([treated, control])
rng = np.random.default_rng(0)
control_p, claims = [], 0
for _ in range(2000):
    shuffled = rng.permutation(pooled)
    t, _, p_value = t_test(shuffled[: len(treated)], shuffled[len(treated) :])
    control_p.append(p_value)
    claims += t < 0
fig, ax = plt.subplots(figsize=(7, 2.8), layout="constrained")
ax.hist(control_p, bins=np.linspace(0, 1, 21), color="#B5B5B5")
ax.hist([p for p in control_p if p <= 0.05], bins=np.linspace(0, 1, 21), color=ORANGE)
ax.axhline(100, color="black", linestyle="--", linewidth=1)
ax.set(
    title="Shuffled labels: p-values are uniform; orange: false positives",
    xlabel="p-value of Welch's test",
    ylabel="shuffles",
)
plt.show()
print(f"baseline announces an effect in {claims / 2000:.1%} of the shuffles")
print(f"Welch's test rejects in {np.mean(np.array(control_p) <= 0.05):.1%} of them")

# %% [markdown] lang="zh"
# ## 笔记
#
# 在下面的单元格里写半页到一页，没有标准答案；有教师时由教师评阅，自学时写给自己。
#
# 1. 哪个结果出乎你的意料？用你算出的一个数说明。
# 2. 164 人没有 `bleeding_after`，两组不等。她们若都是治疗无效的人，结论会变吗？怎样用数据检查？
# 3. 试验记录了 171 项。若每项都在 $\alpha = 0.05$ 检验，零假设全都成立，会有几项“显著”？你会怎样应对？

# %% [markdown] lang="en"
# ## Notes
#
# Write half a page to a page in the cell below. There is no model answer; an instructor reads it, or it is for yourself.
#
# 1. Which result did you not expect? Show it with a number that you computed.
# 2. 164 women have no `bleeding_after`, not equally many in both groups. If the treatment had failed all of them, would the conclusion change? How could the data tell?
# 3. The trial recorded 171 variables. If each were tested with $\alpha = 0.05$ and every null hypothesis were true, how many would be "significant"? What would you do about it?

# %% [markdown] nbgrader={"grade": true, "grade_id": "notes", "locked": false, "points": 0, "schema_version": 3, "solution": true, "task": false}
# *在此书写 / Write here.*

# %% [markdown] lang="zh"
# ## 延伸阅读
#
# - Khan Academy，[Statistics and Probability](https://www.khanacademy.org/math/statistics-probability)：条件概率、抽样分布与假设检验的练习。
# - 陈希孺，《概率论与数理统计》，中国科学技术大学出版社：第一章（条件概率与贝叶斯公式）与第五章（假设检验）。
# - 3Blue1Brown，[Bayes theorem](https://www.3blue1brown.com/lessons/bayes-theorem)：用面积看贝叶斯定理。
# - Michalowicz 等，[Treatment of periodontal disease and the risk of preterm birth](https://doi.org/10.1056/NEJMoa062249)，New England Journal of Medicine 355 (2006)：这项试验。
# - Student，[The probable error of a mean](https://doi.org/10.1093/biomet/6.1.1)，Biometrika 6 (1908)。
# - Welch，[The generalization of Student's problem when several different population variances are involved](https://doi.org/10.1093/biomet/34.1-2.28)，Biometrika 34 (1947)。
# - Phipson and Smyth，[Permutation P-values should never be zero](https://doi.org/10.2202/1544-6115.1585)，Statistical Applications in Genetics and Molecular Biology 9 (2010)：为什么加一。
# - Armitage, McPherson and Rowe，[Repeated significance tests on accumulating data](https://doi.org/10.2307/2343787)，Journal of the Royal Statistical Society A 132 (1969)：偷看的代价。
# - Devroye，[Non-Uniform Random Variate Generation](https://doi.org/10.1007/978-1-4613-8643-8)，Springer 1986：第二章（逆变换）。

# %% [markdown] lang="en"
# ## Further reading
#
# - Khan Academy, [Statistics and Probability](https://www.khanacademy.org/math/statistics-probability): exercises on conditional probability, sampling distributions and hypothesis tests.
# - Chen Xiru, Probability Theory and Mathematical Statistics (in Chinese), University of Science and Technology of China Press: chapters 1 (conditional probability, Bayes' formula) and 5 (hypothesis tests).
# - 3Blue1Brown, [Bayes theorem](https://www.3blue1brown.com/lessons/bayes-theorem): Bayes' theorem seen as areas.
# - Michalowicz et al., [Treatment of periodontal disease and the risk of preterm birth](https://doi.org/10.1056/NEJMoa062249), New England Journal of Medicine 355 (2006): the trial.
# - Student, [The probable error of a mean](https://doi.org/10.1093/biomet/6.1.1), Biometrika 6 (1908).
# - Welch, [The generalization of Student's problem when several different population variances are involved](https://doi.org/10.1093/biomet/34.1-2.28), Biometrika 34 (1947).
# - Phipson and Smyth, [Permutation P-values should never be zero](https://doi.org/10.2202/1544-6115.1585), Statistical Applications in Genetics and Molecular Biology 9 (2010): why to add one.
# - Armitage, McPherson and Rowe, [Repeated significance tests on accumulating data](https://doi.org/10.2307/2343787), Journal of the Royal Statistical Society A 132 (1969): the price of peeking.
# - Devroye, [Non-Uniform Random Variate Generation](https://doi.org/10.1007/978-1-4613-8643-8), Springer 1986: chapter 2 (the inversion method).
