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
# # 103 · 数组编程
#
# 102 课逐行读表，一次只看一个数，省下的是内存；本课把数据整个放在内存里，省下的是时间。一张照片是一个数组 (array)：八十多万个数，整齐地排在内存里。用 Python 循环逐个处理，要等上几秒；对整个数组写一个式子，只要几十毫秒。本课教你用整个数组来思考：形状、数据类型 (data type)、轴，然后是广播 (broadcasting)、视图 (view)、步幅 (stride) 和 einsum。最后用它们搭一间小小的照片工作室，再写一个手写数字识别器：没见过的数字，每百个能认对 96 个。
#
# 下图是目标。现在它由 SciPy、scikit-image 和 scikit-learn 画出；到本课结尾，你自己的函数会画出同样的一张。请从上到下依次运行各单元格。

# %% [markdown] lang="en"
# # 103 · Programming with arrays
#
# Lesson 102 read its table row by row and looked at one number at a time, which saved memory; here all the data lie in memory at once, and what is saved is time. A photo is an array: more than eight hundred thousand numbers, in good order in memory. A Python loop over them takes seconds; an expression on the whole array takes some tens of milliseconds. In this lesson you learn to think in whole arrays: shapes, data types and axes first, then broadcasting, views, strides and einsum. With these you build a small photo studio, and a reader of handwritten digits that gets 96 in 100 right which it has never seen.
#
# The figure below is the goal. For now SciPy, scikit-image and scikit-learn draw it; at the end of the lesson your own functions draw the same one. Run the cells in order, from the top.

# %% nbgrader={"grade": false, "grade_id": "imports", "locked": true, "schema_version": 3, "solution": false, "task": false}
import os
import secrets
import time
from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
from jaxtyping import Float, Real, Shaped, UInt8
from matplotlib.axes import Axes
from numpy.lib.stride_tricks import as_strided, sliding_window_view
from scipy import ndimage, signal
from scipy.spatial.distance import cdist
from skimage.measure import block_reduce
from sklearn.datasets import load_digits, load_sample_image
from sklearn.neighbors import KNeighborsClassifier

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


def show_photo(ax: Axes, image: np.ndarray, title: str) -> None:
    """Draw an image without axes; a grey image in grey."""
    ax.imshow(image, cmap="gray")
    ax.set_title(title)
    ax.set_axis_off()


# %% nbgrader={"grade": false, "grade_id": "data", "locked": true, "schema_version": 3, "solution": false, "task": false}
photo = load_sample_image("china.jpg")
digits = load_digits()
digit_images, digit_labels = digits.images, digits.target
N_TRAIN = 1200  # rows of the file from which a program may learn; the other 597 are held out

row = np.array([1, 6, 15, 20, 15, 6, 1])
KERNELS = {
    "blur": np.outer(row, row) / 4096,
    "sharpen": np.array([[0, -0.5, 0], [-0.5, 3, -0.5], [0, -0.5, 0]]),
    "emboss": np.array([[2, 1, 0], [1, 0, -1], [0, -1, -2]]) / 4,
    "edge_x": np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]]),
    "edge_y": np.array([[1, 2, 1], [0, 0, 0], [-1, -2, -1]]),
}
print("photo:       ", photo.shape, photo.dtype, "from", photo.min(), "to", photo.max())
print("digit_images:", digit_images.shape, digit_images.dtype, "to", digit_images.max())
print("digit_labels:", digit_labels.shape, digit_labels.dtype)

# %%
# The goal, drawn by SciPy, scikit-image and scikit-learn for now.
scene = photo[20:260, 80:400]


def to_photo(image: np.ndarray) -> np.ndarray:
    """Round to whole grey levels from 0 to 255."""
    return np.clip(np.rint(image), 0, 255).astype(np.uint8)


def contact_sheet(images: np.ndarray) -> np.ndarray:
    """One picture of digits of shape (rows, columns, 8, 8), with thin lines between them."""
    framed = np.pad(images, ((0, 0), (0, 0), (1, 1), (1, 1)), constant_values=6)
    rows, columns = images.shape[:2]
    return framed.transpose(0, 2, 1, 3).reshape(10 * rows, 10 * columns)


def by_scipy(image: np.ndarray, name: str) -> np.ndarray:
    """An image under a kernel; a colour image colour by colour."""
    kernel = KERNELS[name].reshape(KERNELS[name].shape + (1,) * (image.ndim - 2))
    return ndimage.convolve(image.astype(float), kernel, mode="nearest")


grey = scene.mean(axis=2)
edges = np.hypot(by_scipy(grey, "edge_x"), by_scipy(grey, "edge_y"))
corner_distance = np.hypot(*np.mgrid[-1 : 1 : scene.shape[0] * 1j, -1 : 1 : scene.shape[1] * 1j])
mosaic = scene.copy()
block_means = block_reduce(scene[24:168, 32:272], (12, 12, 1), np.mean)
mosaic[24:168, 32:272] = np.rint(block_means).repeat(12, axis=0).repeat(12, axis=1)
flat_digits = digit_images.reshape(len(digit_images), 64)
reader = KNeighborsClassifier(1).fit(flat_digits[:N_TRAIN], digit_labels[:N_TRAIN])
unseen = np.arange(N_TRAIN, N_TRAIN + 10)
nearest = reader.kneighbors(flat_digits[unseen], return_distance=False)[:, 0]
pairs = digit_images[np.stack([unseen[:5], nearest[:5], unseen[5:], nearest[5:]])]

panels = {
    "Original": scene,
    "Warm, darker corners": to_photo(
        scene * np.array([1.15, 1.0, 0.8]) * (1 - 0.35 * corner_distance[:, :, None] ** 2)
    ),
    "Mosaic": mosaic,
    "Blur": to_photo(ndimage.gaussian_filter(scene.astype(float), (2.7, 2.7, 0))),
    "Sharpen": to_photo(by_scipy(scene, "sharpen")),
    "Emboss": to_photo(128 + by_scipy(grey, "emboss")),
    "Edges": to_photo(255 - 0.6 * edges),
    "Unseen digits, nearest below": contact_sheet(pairs),
}
fig, axes = plt.subplots(2, 4, figsize=(10.5, 4.6), layout="constrained")
for ax, (title, image) in zip(axes.flat, panels.items(), strict=True):
    show_photo(ax, image, title)
plt.show()

# %% [markdown] lang="zh"
# ## 概况
#
# | | |
# |---|---|
# | 计划条目 | 1.8 NumPy 矩阵操作 · 1.11 官方文档、《Effective Python》、《Python Data Science Handbook》 |
# | 先修 | 101、102：Python 的函数、循环、列表与切片；中学代数 |
# | 学习时间 | 约 6 小时 |
# | 计算机 | 两个 CPU 核，全部运行不到一分钟；不需要网络 |
# | 分数 | 20 分：广播 3、视图与步幅 4、einsum 4、卷积 (convolution) 5、向量化 (vectorization) 4 |

# %% [markdown] lang="en"
# ## Facts
#
# | | |
# |---|---|
# | Rows of the plan | 1.8 NumPy array operations · 1.11 official documentation, Effective Python, Python Data Science Handbook |
# | Before | 101, 102: functions, loops, lists and slices in Python; school algebra |
# | Work | about 6 hours |
# | Computer | two CPU cores, less than a minute to run it all; no network |
# | Points | 20: broadcasting 3, views and strides 4, einsum 4, convolution 5, vectorization 4 |

# %% [markdown] lang="zh"
# ## 数据
#
# | | 照片 | 手写数字 |
# |---|---|---|
# | 内容 | `china.jpg`，北京颐和园佛香阁 | 0 到 9，13 人所写 |
# | 读取 | [`load_sample_image`](https://scikit-learn.org/stable/modules/generated/sklearn.datasets.load_sample_image.html) | [`load_digits`](https://scikit-learn.org/stable/modules/generated/sklearn.datasets.load_digits.html) |
# | 作者与许可 | danielbuechele，[CC BY 2.0](https://creativecommons.org/licenses/by/2.0/)，[Flickr](https://www.flickr.com/photos/danielbuechele/6061409035/) | Alpaydin 与 Kaynak，[UCI](https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits)，[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/) |
# | 行 | 427 行像素，自上而下 | 1797 幅小图，每幅 8 行像素 |
# | 列 | 640 列像素，自左而右；每个像素有红、绿、蓝三个数 | 每幅 8 列像素；另有一个标签，0 到 9 |
# | 单位 | 灰度级，0（黑）到 255（最亮），`uint8` | 原始 32×32 扫描图中 4×4 小格内墨点的个数，0 到 16，`float64` |
#
# 有两处要留意。灰度级不与光强成正比，而是按人眼的感觉编码。手写数字没有打乱：文件里相邻的行常出自同一人之手。所以这里按文件的次序划分，前 1200 幅用来学，后 597 幅留作检验；若随机划分，同一人的笔迹会同时落在两边，成绩就会虚高。第 6 节去量高了多少。

# %% [markdown] lang="en"
# ## Dataset
#
# | | Photo | Handwritten digits |
# |---|---|---|
# | What | `china.jpg`, the Tower of Buddhist Incense in Beijing's Summer Palace | 0 to 9, by 13 writers |
# | Read by | [`load_sample_image`](https://scikit-learn.org/stable/modules/generated/sklearn.datasets.load_sample_image.html) | [`load_digits`](https://scikit-learn.org/stable/modules/generated/sklearn.datasets.load_digits.html) |
# | Author and licence | danielbuechele, [CC BY 2.0](https://creativecommons.org/licenses/by/2.0/), [Flickr](https://www.flickr.com/photos/danielbuechele/6061409035/) | Alpaydin and Kaynak, [UCI](https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits), [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/) |
# | Rows | 427 rows of pixels, from top to bottom | 1797 small images of 8 rows of pixels |
# | Columns | 640 columns of pixels, from left to right; each pixel has three numbers, red, green and blue | 8 columns of pixels each; and one label, 0 to 9 |
# | Unit | grey level, 0 (black) to 255 (brightest), `uint8` | dots of ink in a 4×4 cell of the 32×32 scan, 0 to 16, `float64` |
#
# Two things to note. Grey levels are not proportional to light: they are coded as the eye feels them. And the digits are not shuffled: neighbours in the file are often by one hand. So we split in the order of the file, the first 1200 to learn from, the last 597 to be tested on; a random split would put one writer's hand on both sides and flatter the result. Section 6 measures by how much.

# %% [markdown] lang="zh"
# ## 开始之前：数组是什么？
#
# **形状与数据类型。** 数组是一批同类的数，加上一个**形状** (shape)。`photo.shape` 是 `(427, 640, 3)`：427 行，640 列，3 种颜色。形状的每一项对应一个**轴** (axis)，轴从 0 编号：轴 0 是行，轴 1 是列，轴 2 是颜色。轴的个数是 `photo.ndim`，数的总个数是 `photo.size`。
#
# 每个数占多少字节、怎样解读，由**数据类型** (dtype) 决定：
#
# | dtype | 字节 | 能存什么 |
# |---|---|---|
# | `uint8` | 1 | 整数 0 到 255 |
# | `int64` | 8 | 整数，绝对值到约 $9 \times 10^{18}$ |
# | `float32` | 4 | 小数，约 7 位有效数字 |
# | `float64` | 8 | 小数，约 16 位有效数字 |
# | `bool` | 1 | 真或假 |
#
# **`uint8` 的陷阱。** 它没有负数，也没有 256：超出范围就从另一头**绕回**，200 + 100 成了 44，而且不报错。所以计算之前先用 `astype(float)` 转成 `float64`；算完之后取整、截到 0 至 255，再转回 `uint8`。截断用 `np.clip`，取整用 `np.rint`；直接 `astype(np.uint8)` 只会扔掉小数，超出范围的照样绕回。
#
# **取元素与切片。** 每个轴一个下标，逗号隔开：`photo[0, 0]` 是左上角像素的三个数，`photo[0, 0, 2]` 是其中的蓝。切片 (slice) 与列表的一样，写作 `start:stop:step`，但每个轴都可以切；负数从末尾数起，`:` 是整个轴。整数会去掉一个轴，切片保留它；`None` 添上一个长度为 1 的轴，下一节要用。
#
# **沿着轴归约。** `A.sum(axis=0)` 把轴 0 加掉：对 $2 \times 3$ 的数组，它沿着行的方向往下加，剩下 3 个数。`axis=1` 剩下 2 个。`axis=(0, 1)` 两个轴都加掉。加上 `keepdims=True`，被加掉的轴以长度 1 留下。`mean`、`min`、`max`、`argmin` 都是这样。

# %% [markdown] lang="en"
# ## Before you start: what is an array?
#
# **Shape and data type.** An array is a lot of numbers of one kind, and a **shape**. `photo.shape` is `(427, 640, 3)`: 427 rows, 640 columns, 3 colours. Each entry of the shape belongs to an **axis**, and axes are numbered from 0: axis 0 is the rows, axis 1 the columns, axis 2 the colours. `photo.ndim` is the number of axes, `photo.size` the number of numbers.
#
# How many bytes a number takes, and what they mean, is its **data type** (dtype):
#
# | dtype | bytes | holds |
# |---|---|---|
# | `uint8` | 1 | whole numbers from 0 to 255 |
# | `int64` | 8 | whole numbers, to about $9 \times 10^{18}$ either way |
# | `float32` | 4 | fractions, about 7 digits |
# | `float64` | 8 | fractions, about 16 digits |
# | `bool` | 1 | true or false |
#
# **The trap of `uint8`.** It has no negative numbers and no 256: what leaves the range comes back at the other end, 200 + 100 becomes 44, and nothing is raised. So convert to `float64` with `astype(float)` before you compute; afterwards round, limit to 0 to 255, and convert back to `uint8`. `np.clip` limits, `np.rint` rounds; `astype(np.uint8)` by itself drops the fraction, and wraps what is out of range.
#
# **Entries and slices.** One index for each axis, with commas between: `photo[0, 0]` is the three numbers of the pixel at the top left, `photo[0, 0, 2]` its blue. A slice is written `start:stop:step` as in lists, but every axis can be sliced; negative numbers count from the end, and `:` is the whole axis. An integer removes an axis, a slice keeps it; `None` adds an axis of length 1, which the next section needs.
#
# **Reducing along an axis.** `A.sum(axis=0)` adds axis 0 up: in a $2 \times 3$ array it adds down the rows and leaves 3 numbers. `axis=1` leaves 2. `axis=(0, 1)` adds both axes up. With `keepdims=True` an axis that was added up stays, with length 1. `mean`, `min`, `max` and `argmin` work in the same way.

# %%
# Worked example: shapes, slices, axes, and a wrap-around.
A = np.array([[1, 2, 3], [10, 20, 30]])
print("A.shape", A.shape, "  A.sum(axis=0)", A.sum(axis=0), "  A.sum(axis=1)", A.sum(axis=1))
print("A.sum(axis=1, keepdims=True) has shape", A.sum(axis=1, keepdims=True).shape)
print("A[1]", A[1], "  A[:, 0]", A[:, 0], "  A[:, ::-1]\n", A[:, ::-1])
print("A[:, None].shape", A[:, None].shape)
print("mean colour of the photo:", photo.mean(axis=(0, 1)).round(1))
level = np.array([200], dtype=np.uint8)
print("uint8 200 + 100:", level + np.uint8(100), "  in float64:", level.astype(float) + 100)
print("to uint8:  299.7 without clip", np.array([299.7]).astype(int).astype(np.uint8), end=", ")
print("with rint and clip", np.clip(np.rint([299.7]), 0, 255).astype(np.uint8))

fig, axes = plt.subplots(1, 4, figsize=(10.5, 2.1), layout="constrained")
show_photo(axes[0], photo[20:260, 80:400], "photo[20:260, 80:400]")
show_photo(axes[1], photo[:, ::-1], "photo[:, ::-1]")
show_photo(axes[2], photo[::12, ::12], "photo[::12, ::12]")
show_photo(axes[3], photo[:, :, 2], "photo[:, :, 2], blue as grey")
plt.show()

# %% [markdown] lang="zh"
# ### 所有任务共同的约定
#
# 1. 传入的数组不得改动，只有任务 2 的 `pixelate` 例外：改动正是它的工作。
# 2. 输入可以是 `uint8`、别的整数、`float32` 或 `float64`，在内存中可以按任何次序排列（转置的、按列存的）。除非任务另有规定，先转成 `float64` 再算，返回的数组也是 `float64`。
# 3. 坏输入要报错，报哪一种错由各任务说明。
# 4. 你的函数只用 NumPy；SciPy 和 scikit-learn 是测试用来对照的。
# 5. 循环不算错。用循环写出的正确结果，除任务 5 的速度一项外都得分。但整个数组的写法更短，也是本课要教的。
# 6. 函数签名里的 `UInt8[np.ndarray, "m n 3"]` 是类型标注 (type annotation，102 课)：`uint8` 的数组，三个轴，长度为 $m$、$n$ 与 3；`Float` 是小数，`Real` 是整数或小数，`Shaped` 是任何类型，同一个字母是同一个长度。它只写给读代码的人，运行时不检查。
#
# 每个测试单元格先做几项看得见的检查，评分时再用新抽取的数据检查任务中写明的各项性质。下面的单元格准备了测试用的工具，读一读有好处。

# %% [markdown] lang="en"
# ### Agreed for all tasks
#
# 1. Arrays passed in stay as they are, but for `pixelate` in task 2, whose work is to change one.
# 2. Input may be `uint8`, another integer type, `float32` or `float64`, and in any order in memory (transposed, or stored by columns). Unless the task says otherwise, convert to `float64` first; arrays that you return are `float64` too.
# 3. Bad input raises an error; each task says which.
# 4. Your functions use NumPy only; SciPy and scikit-learn are there for the tests to compare with.
# 5. A loop is not wrong. Right results by a loop earn all points but those for speed in task 5. Whole arrays make shorter code, though, and are what this lesson teaches.
# 6. A signature such as `UInt8[np.ndarray, "m n 3"]` is a type annotation (lesson 102): an array of `uint8` with three axes, of lengths $m$, $n$ and 3; `Float` are fractions, `Real` integers or fractions, `Shaped` anything, and one letter is one length. It is for readers; nothing checks it when the code runs.
#
# Each test cell makes a few checks that you see; grading then checks, on newly drawn data, the properties that the task names. The next cell holds the tools of the tests; it is worth reading.


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


def is_array(value: object, shape: tuple[int, ...], dtype: object = np.float64) -> bool:
    """Whether `value` is an array of this shape and dtype."""
    return isinstance(value, np.ndarray) and value.shape == shape and value.dtype == dtype


def fastest(repeats: int, function: Callable[..., object], *arguments: object) -> float:
    """Shortest of several runs, in seconds: the others were disturbed by other programs."""
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        function(*arguments)
        seconds.append(time.perf_counter() - started)
    return min(seconds)


# %% [markdown] lang="zh"
# ## 1 · 形状不同的数组怎样相乘？
#
# 要让照片偏暖，就把每个像素的红乘 1.15，蓝乘 0.8。照片的形状是 $(427, 640, 3)$，倍数只有三个，形状 $(3,)$。NumPy 里直接写 `photo * gains` 就行，不用循环，也不必把三个倍数抄写 273,280 遍。
#
# **广播的规则。** 两个形状**从右边**对齐。左边缺的轴当作长度 1。每一对长度要么相等，要么有一个是 1；是 1 的那个沿着这个轴重复使用，直到与另一个一样长。对不上就报 `ValueError`。
#
# | 形状 | 形状 | 结果 |
# |---|---|---|
# | (427, 640, 3) | (3,) | (427, 640, 3) |
# | (427, 640, 3) | (427, 640) | 报错：3 对 640 |
# | (427, 640, 3) | (427, 640, 1) | (427, 640, 3) |
# | (4, 1) | (5,) | (4, 5) |
#
# 第二行的两个数组，用 `None` 添一个轴就成了第三行：`weights[:, :, None]`。最后一行是**外积** (outer product) 的样子：一列与一行相遇，得到一张表，第 $i$ 行第 $j$ 列是列的第 $i$ 个数与行的第 $j$ 个数相加（或相乘）。
#
# 广播也会悄悄帮倒忙：形状 $(5,)$ 减去 $(5, 1)$ 不报错，得到 $5 \times 5$ 的表，而你想要的可能是 5 个差。所以要常看形状。

# %% [markdown] lang="en"
# ## 1 · How do you multiply arrays of different shapes?
#
# For a warmer photo, multiply the red of each pixel by 1.15 and the blue by 0.8. The photo has shape $(427, 640, 3)$, and there are three factors, shape $(3,)$. In NumPy you write `photo * gains`, without a loop and without copying the three factors 273,280 times.
#
# **The rule of broadcasting.** Line the two shapes up **from the right**. An axis that is missing on the left counts as length 1. Each pair of lengths must be equal, or one of them 1; the one that is 1 is used again and again along this axis until it is as long as the other. If that cannot be, a `ValueError` is raised.
#
# | shape | shape | result |
# |---|---|---|
# | (427, 640, 3) | (3,) | (427, 640, 3) |
# | (427, 640, 3) | (427, 640) | error: 3 against 640 |
# | (427, 640, 3) | (427, 640, 1) | (427, 640, 3) |
# | (4, 1) | (5,) | (4, 5) |
#
# In the second row, `None` adds an axis and makes it the third: `weights[:, :, None]`. The last row has the form of an outer product: a column meets a row and gives a table, with the sum (or product) of number $i$ of the column and number $j$ of the row in row $i$, column $j$.
#
# Broadcasting can do silent harm too: $(5,)$ minus $(5, 1)$ raises nothing and gives a $5 \times 5$ table, where you may have wanted 5 differences. So look at shapes often.

# %%
# Worked example: a column and a row become a table; one error, one silent surprise.
column, line = np.array([0, 10, 20, 30])[:, None], np.arange(5)
table = column + line
print("column", column.shape, "+ row", line.shape, "->", table.shape)
try:
    photo * np.ones((427, 640))
except ValueError as error:
    print("ValueError:", error)
print("(5,) - (5, 1) ->", (np.arange(5) - np.arange(5)[:, None]).shape)

fig, axes = plt.subplots(1, 3, figsize=(8.4, 2.2), layout="constrained")
for ax, array, title in (
    (axes[0], column, "column (4, 1), pale: reused"),
    (axes[1], line, "row (5,), pale: reused"),
    (axes[2], table, "column + row (4, 5)"),
):
    for (i, j), value in np.ndenumerate(np.broadcast_to(array, table.shape)):
        is_stored = (j == 0 or array is not column) and (i == 0 or array is not line)
        color, ink = (plt.cm.cividis(value / 34), "white") if is_stored else ("#EEEEEE", GREY)
        ax.add_patch(plt.Rectangle((j, -i), 0.94, 0.94, color=color))
        ink = "black" if is_stored and value > 17 else ink
        ax.text(j + 0.47, 0.47 - i, value, ha="center", va="center", color=ink)
    ax.set(title=title, xlim=(0, 5), ylim=(-3, 1), aspect="equal")
    ax.set_axis_off()
plt.show()

# %% [markdown] lang="zh"
# ### 任务 1：`develop`
#
# 冲洗一张照片：每种颜色乘一个倍数，再让四角变暗。
#
# - 输入：`photo`，`uint8`，形状 $(m, n, 3)$，$m, n \ge 1$；`gains`，形状 $(3,)$，三个非负的倍数 $g_c$；`strength`，$0$ 到 $1$ 的数 $s$。
# - 第 $i$ 行第 $j$ 列的权重随它到中心的距离减小，中心为 1，四角为 $1 - s$：
#
# $$w_{ij} = 1 - s \, \frac{\left(i - \frac{m-1}{2}\right)^2 + \left(j - \frac{n-1}{2}\right)^2}{\left(\frac{m-1}{2}\right)^2 + \left(\frac{n-1}{2}\right)^2}$$
#
# - 返回：`uint8`，形状 $(m, n, 3)$，每个数是 $\mathrm{photo}_{ijc} \cdot g_c \cdot w_{ij}$ 取整到最近的整数（恰在正中时取哪边都行），再截到 0 至 255。
# - $1 \times 1$ 的照片没有四角，分母为零：权重取 1。
# - `photo` 不是形状 $(m, n, 3)$ 的 `uint8` 数组，`gains` 的形状不是 $(3,)$（能广播的也不行），`strength` 不在 0 至 1：`ValueError`。
#
# 分数：倍数（`strength` 为 0 时）1 分；变暗与坏输入 2 分。

# %% [markdown] lang="en"
# ### Task 1: `develop`
#
# Develop a photo: multiply each colour by a factor, and darken the corners.
#
# - Input: `photo`, `uint8`, of shape $(m, n, 3)$, $m, n \ge 1$; `gains`, of shape $(3,)$, three non-negative factors $g_c$; `strength`, a number $s$ from $0$ to $1$.
# - The weight in row $i$, column $j$ falls with the distance from the centre, from 1 there to $1 - s$ in the corners:
#
# $$w_{ij} = 1 - s \, \frac{\left(i - \frac{m-1}{2}\right)^2 + \left(j - \frac{n-1}{2}\right)^2}{\left(\frac{m-1}{2}\right)^2 + \left(\frac{n-1}{2}\right)^2}$$
#
# - Return: `uint8`, of shape $(m, n, 3)$; each number is $\mathrm{photo}_{ijc} \cdot g_c \cdot w_{ij}$, rounded to the nearest whole number (either one, if just between two) and limited to 0 to 255.
# - A photo of $1 \times 1$ has no corners, and the denominator is zero: let the weight be 1.
# - `photo` not a `uint8` array of shape $(m, n, 3)$, `gains` not of shape $(3,)$ (even where it would broadcast), `strength` not from 0 to 1: `ValueError`.
#
# Points: 1 for the gains (with `strength` 0); 2 for the darkening and bad input.

# %% [markdown] aicourse={"hints": "develop"} lang="zh"
# 1. 三样东西要相乘，先写出各自的形状：照片 $(m, n, 3)$，倍数 $(3,)$，权重 $(m, n)$。从右边对齐，哪一个对不上？用 `None` 给它添一个轴。
# 2. 权重表由一列与一行合成：列是 $\left(i - \frac{m-1}{2}\right)^2$，行是 $\left(j - \frac{n-1}{2}\right)^2$，都从 `np.arange` 来；中心不是 `m // 2`。分母正是这张表左上角的那个数，只有 $1 \times 1$ 的照片会让它为零。
# 3. 先在浮点数里把乘法全部做完，最后才取整、截断、转成 `uint8`，次序不能换：没有截断就转换，256 会绕回成 0；没有取整，小数就被扔掉了。
# 4. 测试会送来 `(1,)` 与 `(5, 1)` 的 `gains`：它们能广播，NumPy 不会替你报错。检查写在计算之前：`photo` 看轴数、最后一个轴的长度和 `dtype`，`gains` 看形状。

# %% [markdown] aicourse={"hints": "develop"} lang="en"
# 1. Three things are multiplied; write down the shape of each: the photo $(m, n, 3)$, the gains $(3,)$, the weights $(m, n)$. Lined up from the right, which of them does not fit? Add an axis to it with `None`.
# 2. The table of weights is a column and a row together: $\left(i - \frac{m-1}{2}\right)^2$ down, $\left(j - \frac{n-1}{2}\right)^2$ across, both from `np.arange`; the centre is not `m // 2`. The denominator is the number in the top left corner of that table, and only a photo of $1 \times 1$ makes it zero.
# 3. Do all the multiplying in floating point, and only then round, limit and convert to `uint8`, in this order: converted without a limit, 256 comes back as 0; without rounding the fraction is dropped.
# 4. The tests send `gains` of shape `(1,)` and `(5, 1)`: these broadcast, and NumPy will not complain for you. Check before you compute: of `photo` the number of axes, the length of the last and the `dtype`; of `gains` the shape.


# %% nbgrader={"grade": false, "grade_id": "develop", "locked": false, "schema_version": 3, "solution": true, "task": false}
def develop(
    photo: UInt8[np.ndarray, "m n 3"], gains: Real[np.ndarray, "3"], strength: float
) -> UInt8[np.ndarray, "m n 3"]:
    """Multiply the colours of a photo, and darken it towards the corners.

    Parameters
    ----------
    photo : ndarray of shape (m, n, 3), uint8
        Red, green and blue grey levels.
    gains : ndarray of shape (3,)
        Non-negative factors for red, green and blue.
    strength : float
        How much darker the corners become, from 0 (not at all) to 1 (black).

    Returns
    -------
    ndarray of shape (m, n, 3), uint8
        Rounded, and limited to 0 to 255.

    Raises
    ------
    ValueError
        If `photo` is no uint8 array of shape (m, n, 3), `gains` is not of shape (3,), or
        `strength` is not from 0 to 1.

    References
    ----------
    NumPy documentation, Broadcasting.
    """
    ### BEGIN SOLUTION
    gains = np.asarray(gains, dtype=float)
    if photo.ndim != 3 or photo.shape[2] != 3 or photo.dtype != np.uint8:
        raise ValueError("photo must be a uint8 array of shape (m, n, 3)")
    if gains.shape != (3,):
        raise ValueError(f"gains must have shape (3,), got {gains.shape}")
    if not 0 <= strength <= 1:
        raise ValueError(f"strength must be from 0 to 1, got {strength}")
    m, n, _ = photo.shape
    rows = np.arange(m) - (m - 1) / 2
    columns = np.arange(n) - (n - 1) / 2
    squared = rows[:, None] ** 2 + columns**2
    weights = 1 - strength * squared / (squared[0, 0] or 1)  # a 1 by 1 photo has no corners
    return np.clip(np.rint(photo * gains * weights[:, :, None]), 0, 255).astype(np.uint8)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_develop_gains", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown = np.array([[[100, 100, 100], [200, 50, 7]]], dtype=np.uint8)
developed = develop(shown, np.array([1.5, 1.0, 0.5]), 0.0)
assert is_array(developed, (1, 2, 3), np.uint8), (
    "应返回形状 (1, 2, 3) 的 uint8 数组 / expected a uint8 array of shape (1, 2, 3)"
)
assert developed[0, 0].tolist() == [150, 100, 50], (
    f"第一个像素应为 [150, 100, 50]，实得 {developed[0, 0]}"
    f" / expected [150, 100, 50] as the first pixel, got {developed[0, 0]}"
)
assert developed[0, 1, 0] == 255, (
    f"200 × 1.5 应截到 255，实得 {developed[0, 1, 0]}"
    f" / 200 × 1.5 should be limited to 255, got {developed[0, 1, 0]}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(8):
    m, n = (int(size) for size in rng.integers(1, 30, 2))
    image = rng.integers(0, 256, (m, n, 3), dtype=np.uint8)
    image = np.asfortranarray(image) if trial == 3 else image
    gains = rng.uniform(0, 2.5, 3).astype(np.float32 if trial == 5 else np.float64)
    gains = np.array([1, 2, 0]) if trial == 6 else gains
    passed_in = image.copy(), gains.copy()
    developed = develop(image, gains, 0)
    assert is_array(developed, (m, n, 3), np.uint8), (
        "应返回形状 (m, n, 3) 的 uint8 数组 / expected a uint8 array of shape (m, n, 3)"
    )
    assert np.array_equal(image, passed_in[0]), "传入的 photo 被改动了 / photo has been changed"
    assert np.array_equal(gains, passed_in[1]), "传入的 gains 被改动了 / gains has been changed"
    for i in range(m):
        for c in range(3):
            exact = np.minimum(image[i, :, c].astype(float) * float(gains[c]), 255)
            assert (np.abs(developed[i, :, c] - exact) <= 0.5 + 1e-3).all(), (
                "不等于 photo × gains 取整并截到 0 至 255"
                " / differs from photo × gains, rounded and limited to 0 to 255"
            )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_develop_vignette", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown = np.full((3, 5, 3), 200, dtype=np.uint8)
developed = develop(shown, np.ones(3), 0.5)
assert is_array(developed, (3, 5, 3), np.uint8), (
    "应返回形状 (3, 5, 3) 的 uint8 数组 / expected a uint8 array of shape (3, 5, 3)"
)
assert developed[:, :, 0].tolist() == [
    [100, 160, 180, 160, 100],
    [120, 180, 200, 180, 120],
    [100, 160, 180, 160, 100],
], f"权重不对，实得\n{developed[:, :, 0]} / the weights are wrong, got\n{developed[:, :, 0]}"
assert raises(ValueError, develop, shown, np.ones(3), 1.5), (
    "strength = 1.5 应报 ValueError / strength = 1.5 should raise ValueError"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(8):
    m, n = (int(size) for size in rng.integers(1, 25, 2))
    m, n = ((1, 7), (6, 1), (m, n))[min(trial, 2)]
    image = rng.integers(0, 256, (m, n, 3), dtype=np.uint8)
    gains, strength = rng.uniform(0.5, 1.8, 3), float(rng.uniform(0.2, 1))
    passed_in = image.copy()
    developed = develop(image, gains, strength)
    assert is_array(developed, (m, n, 3), np.uint8), (
        "应返回形状 (m, n, 3) 的 uint8 数组 / expected a uint8 array of shape (m, n, 3)"
    )
    assert np.array_equal(image, passed_in), "传入的 photo 被改动了 / photo has been changed"
    corner = ((m - 1) / 2) ** 2 + ((n - 1) / 2) ** 2
    for i in range(m):
        for j in range(n):
            squared = (i - (m - 1) / 2) ** 2 + (j - (n - 1) / 2) ** 2
            weight = 1 - strength * (squared / corner if corner else 0)
            exact = np.clip(image[i, j] * gains * weight, 0, 255)
            assert (np.abs(developed[i, j] - exact) <= 0.5 + 1e-3).all(), (
                "不等于 photo × gains × 权重取整并截到 0 至 255"
                " / differs from photo × gains × weights, rounded and limited to 0 to 255"
            )
single = develop(np.full((1, 1, 3), 90, np.uint8), np.ones(3), 0.7)
assert is_array(single, (1, 1, 3), np.uint8), (
    "1 × 1 的照片应得 uint8 数组 / a photo of 1 × 1 should give a uint8 array"
)
assert (single == 90).all(), "1 × 1 的照片权重应为 1 / a photo of 1 × 1 should have weight 1"
good = np.zeros((4, 5, 3), np.uint8)
for image, gains, strength, zh, en in (
    (good[:, :, 0], np.ones(3), 0.5, "photo 是二维", "photo is two-dimensional"),
    (np.zeros((4, 5, 4), np.uint8), np.ones(3), 0.5, "photo 有四种颜色", "four colours"),
    (good.astype(float), np.ones(3), 0.5, "photo 不是 uint8", "photo is not uint8"),
    (good, np.ones(1), 0.5, "gains 的形状是 (1,)", "gains has shape (1,)"),
    (good, np.ones((5, 1)), 0.5, "gains 的形状是 (5, 1)", "gains has shape (5, 1)"),
    (good, np.ones(3), -0.1, "strength 为负", "strength is negative"),
):
    assert raises(ValueError, develop, image, gains, strength), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 权重那张表有 $m \times n$ 个数，却只由一列 $m$ 个数和一行 $n$ 个数算出；照片乘以三个倍数，也没有造出第二份倍数。广播没有复制任何东西，下一节会看到它是怎样做到的：步幅取零。
#
# 在文档里：NumPy 的 [Broadcasting](https://numpy.org/doc/stable/user/basics.broadcasting.html) 一章；《Python Data Science Handbook》中同名的[一节](https://jakevdp.github.io/PythonDataScienceHandbook/02.05-computation-on-arrays-broadcasting.html)。

# %% [markdown] lang="en"
# ### What the result means
#
# The table of weights has $m \times n$ numbers, but was made from a column of $m$ and a row of $n$; and the photo was multiplied by three factors of which no second copy was made. Broadcasting copies nothing. The next sections show how: by strides of zero.
#
# In the documentation: the chapter [Broadcasting](https://numpy.org/doc/stable/user/basics.broadcasting.html) of NumPy; the [section](https://jakevdp.github.io/PythonDataScienceHandbook/02.05-computation-on-arrays-broadcasting.html) of that name in the Python Data Science Handbook.

# %%
warm = np.array([1.15, 1.0, 0.8])
fig, axes = plt.subplots(1, 3, figsize=(10.5, 2.5), layout="constrained")
show_photo(axes[0], photo, "Original")
show_photo(axes[1], develop(photo, warm, 0.0), "gains (1.15, 1, 0.8), strength 0")
show_photo(axes[2], develop(photo, warm, 0.7), "gains (1.15, 1, 0.8), strength 0.7")
plt.show()

# %% [markdown] lang="zh"
# ## 2 · 切一片照片，会复制多少字节？
#
# **内存是一条线。** 不论数组有几个轴，它的数在内存里排成一行。数组只另外记三样：从哪里**开始**、**形状**、**步幅** (stride)。步幅每个轴一个，说的是沿这个轴走一步，在内存里要跳过多少**字节**。元素 $(i, j, c)$ 的位置是
#
# $$\mathrm{address}(i, j, c) = \mathrm{start} + i \, s_0 + j \, s_1 + c \, s_2$$
#
# 照片的步幅是 `(1920, 3, 1)`：往右一个像素跳 3 字节，往下一行跳 $640 \times 3 = 1920$ 字节。同样形状的 `float64` 数组，每个数 8 字节，步幅是 `(15360, 24, 8)`。
#
# **切片只改这三样。** 以 $3 \times 4$ 的 `uint8` 数组 `A` 为例，步幅是 `(4, 1)`。`A[:, 1::2]` 从第 1 个字节开始，形状 `(3, 2)`，列的步幅变成 2。`A[::-1]` 从最后一行开始，行的步幅变成 $-4$。`A.T` 把形状与步幅都倒过来。一个数也没有移动。这样得到的数组称为**视图** (view)：它与原来的数组共用内存，改其中一个，另一个也变。
#
# 下图每一行是一个视图，十二个格子是同一段内存，橙色是视图用到的字节，里面的数是读取的次序。

# %% [markdown] lang="en"
# ## 2 · How many bytes does a slice of a photo copy?
#
# **Memory is a line.** However many axes an array has, its numbers stand in a row in memory. Besides them it keeps only three things: where it **starts**, its **shape**, and its **strides**. There is one stride for each axis: how many **bytes** of memory one step along this axis jumps over. Entry $(i, j, c)$ stands at
#
# $$\mathrm{address}(i, j, c) = \mathrm{start} + i \, s_0 + j \, s_1 + c \, s_2$$
#
# The strides of the photo are `(1920, 3, 1)`: one pixel to the right jumps 3 bytes, one row down jumps $640 \times 3 = 1920$. A `float64` array of the same shape takes 8 bytes a number, and its strides are `(15360, 24, 8)`.
#
# **A slice changes these three and nothing else.** Take a $3 \times 4$ array `A` of `uint8`, with strides `(4, 1)`. `A[:, 1::2]` starts at byte 1, has shape `(3, 2)`, and the stride of its columns is 2. `A[::-1]` starts at the last row, and the stride of its rows is $-4$. `A.T` reverses shape and strides. Not one number has moved. Such an array is a **view**: it shares memory with the first, and what you change in one changes in the other.
#
# In the figure each line is a view; the twelve boxes are the same stretch of memory; orange bytes belong to the view, and the number in a box says when it is read.

# %%
# Worked example: five views of twelve bytes.
A = np.arange(12, dtype=np.uint8).reshape(3, 4)
views = {"A": A, "A[1]": A[1], "A[:, 1::2]": A[:, 1::2], "A[::-1]": A[::-1], "A.T": A.T}
first_byte = A.__array_interface__["data"][0]

fig, ax = plt.subplots(figsize=(9.6, 2.7), layout="constrained")
for line, (name, view) in enumerate(views.items()):
    offset = view.__array_interface__["data"][0] - first_byte
    print(f"{name:11s} offset {offset:2d}, shape {view.shape}, strides {view.strides}")
    for byte in range(12):
        read_at = np.flatnonzero(view.ravel() == byte)  # A holds its own addresses
        color = ORANGE if read_at.size else "#E6E6E6"
        ax.add_patch(plt.Rectangle((byte, -line), 0.92, 0.8, color=color))
        if read_at.size:
            ax.text(
                byte + 0.46, 0.4 - line, read_at[0] + 1, ha="center", va="center", color="white"
            )
    ax.text(-0.3, 0.4 - line, name, ha="right", va="center", family="monospace")
    ax.text(
        12.3,
        0.4 - line,
        f"shape {view.shape}, strides {view.strides}",
        va="center",
        family="monospace",
    )
for byte in range(12):
    ax.text(byte + 0.46, 1.15, byte, ha="center", color=GREY)
ax.text(-0.3, 1.15, "byte", ha="right", color=GREY)
ax.set(xlim=(-2.6, 19.5), ylim=(-4.2, 1.7))
ax.set_axis_off()
plt.show()

# %% [markdown] lang="zh"
# **视图还是副本？** 能用“开始、形状、步幅”说清的，NumPy 就给视图；说不清的，只好复制：
#
# | 写法 | 得到 | 原因 |
# |---|---|---|
# | `A[1:3]`、`A[:, ::-1]`、`A[0]`、`A.T`、`A[:, None]` | 视图 | 只是另一组步幅 |
# | `A.reshape(2, 6)` | 能则视图，不能则副本 | 拆开一个轴总能办到；合并两个轴，要看步幅接不接得上 |
# | `A[[0, 2]]`、`A[A > 5]` | 副本 | 下标是数组：花式索引 (fancy indexing) 与布尔掩码 (boolean mask) 取出的数，间隔没有规律 |
# | `A.astype(float)`、`A + 1`、`A.copy()` | 副本 | 新的数要有新的地方放 |
#
# `np.shares_memory(A, B)` 说两个数组是否共用内存。
#
# **写在等号左边时要分清。** `crop = photo[0:8, 0:8]` 之后，`crop[...] = 0` 把零写进照片；`crop = 0` 只是让名字 `crop` 另指别的东西，照片不变。`crop += 1` 写进照片，`crop = crop + 1` 不会。`A[A > 5] = 0` 直接写进 `A`，可是 `B = A[A > 5]` 之后 `B[...] = 0` 只改了副本。
#
# **拆开一个轴。** 把 6 行拆成 3 组、每组 2 行：`A.reshape(3, 2, n)`，元素 $(g, r, j)$ 就是原来的第 $2g + r$ 行。新的两个步幅是 $2 s_0$ 与 $s_0$，所以一定是视图。行与列都拆，$6 \times 8$ 的图就成了 $(3, 2, 4, 2)$：轴 0 与轴 2 说是哪个小块，轴 1 与轴 3 说是块中哪个像素。对轴 1 和 3 求平均，就是每个小块的平均。下面的单元格给你看，并看看合并时何时要复制。

# %% [markdown] lang="en"
# **View or copy?** What can be told by start, shape and strides, NumPy gives as a view; what cannot, it has to copy:
#
# | you write | you get | because |
# |---|---|---|
# | `A[1:3]`, `A[:, ::-1]`, `A[0]`, `A.T`, `A[:, None]` | a view | only other strides |
# | `A.reshape(2, 6)` | a view where possible, else a copy | splitting one axis is always possible; joining two depends on whether their strides fit together |
# | `A[[0, 2]]`, `A[A > 5]` | a copy | the index is an array: with fancy indexing and a boolean mask the numbers taken are not evenly spaced |
# | `A.astype(float)`, `A + 1`, `A.copy()` | a copy | new numbers need a new place |
#
# `np.shares_memory(A, B)` says whether two arrays share memory.
#
# **On the left of an equals sign, mind the difference.** After `crop = photo[0:8, 0:8]`, `crop[...] = 0` writes zeros into the photo; `crop = 0` only lets the name `crop` mean something else, and the photo stays. `crop += 1` writes into the photo, `crop = crop + 1` does not. `A[A > 5] = 0` writes into `A` itself, but after `B = A[A > 5]`, `B[...] = 0` changes the copy only.
#
# **Splitting an axis.** To split 6 rows into 3 groups of 2, write `A.reshape(3, 2, n)`: entry $(g, r, j)$ is in what was row $2g + r$. The two new strides are $2 s_0$ and $s_0$, so it is a view for certain. Split rows and columns both, and a $6 \times 8$ image becomes $(3, 2, 4, 2)$: axes 0 and 2 say which block, axes 1 and 3 which pixel of the block. A mean over axes 1 and 3 is the mean of each block. The next cell shows it, and when joining must copy.

# %%
# Worked example: who shares memory, and what a write does.
A = np.arange(48.0).reshape(6, 8)
candidates = {
    "A[1:5, ::2]": A[1:5, ::2],
    "A.T": A.T,
    "A[[0, 2]]": A[[0, 2]],
    "A[A > 5]": A[A > 5],
    "A.reshape(3, 2, 4, 2)": A.reshape(3, 2, 4, 2),
    "A[:, ::2].reshape(6, 2, 2)": A[:, ::2].reshape(6, 2, 2),
    "A.reshape(-1)": A.reshape(-1),
    "A.T.reshape(-1)": A.T.reshape(-1),
}
for name, array in candidates.items():
    print(f"{name:27s} {'view' if np.shares_memory(A, array) else 'copy'}")
blocks = A.reshape(3, 2, 4, 2)
print("strides of A", A.strides, " strides of the blocks", blocks.strides)
print("mean of each block:\n", blocks.mean(axis=(1, 3)))
crop = A[0:2, 0:3]
crop += 100
crop = crop * 0
print("first row of A after crop += 100 and crop = crop * 0:\n", A[0])

# %% [markdown] lang="zh"
# ### 任务 2：`view_layout` 与 `pixelate`
#
# 先算出切片做了什么，再用视图原地改照片。
#
# `view_layout(shape, strides, key)`：给定一个数组的形状、步幅和方括号里的下标，不碰数组，说出视图的三样东西。
#
# - 输入：`shape` 与 `strides`，整数的元组，一样长；`key`，元组，每一项是整数或 `slice` 对象，依次属于轴 0、轴 1……；项数少于轴数时，剩下的轴取全部。`A[1, ::2]` 的 `key` 是 `(1, slice(None, None, 2))`。
# - 返回：`(offset, shape, strides)`。`offset` 是 `int`，视图的第一个元素在原数组第一个元素之后多少字节（步幅为负时可以小于零）；后两个是整数的元组。
# - 整数可以为负，从末尾数起；它去掉一个轴。切片可以有负的步长，可以越过边界，与列表的切片一样。`slice.indices(n)` 替你把一个切片化成长度 `n` 之内的 `start, stop, step`，`len(range(start, stop, step))` 就是取到的个数。测试中的切片都至少取到一个元素。
# - `key` 的项数多于轴数，或整数超出范围：`IndexError`。
#
# `pixelate(photo, top, left, height, width, block)`：把照片中的一个矩形原地打上马赛克。
#
# - 输入：`photo`，`uint8`，形状 $(m, n, 3)$；矩形的左上角是第 `top` 行、第 `left` 列，高 `height`，宽 `width`；`block`，小块的边长 $b$。
# - 矩形里每个 $b \times b$ 的小块，从矩形左上角排起，换成它自己的平均颜色（每种颜色各自平均，取整到最近的整数，恰在正中时取哪边都行）。矩形之外不变。
# - 返回 `None`：结果就在传入的 `photo` 里。
# - $b < 1$，高或宽不是 $b$ 的正整数倍，或矩形不全在照片之内（`top`、`left` 为负也算）：`ValueError`，这时照片不变。
#
# 分数：各 2 分。

# %% [markdown] lang="en"
# ### Task 2: `view_layout` and `pixelate`
#
# First compute what a slice does, then change a photo in place through a view.
#
# `view_layout(shape, strides, key)`: from the shape and strides of an array and what stands in the brackets, tell the three things of the view, without any array.
#
# - Input: `shape` and `strides`, tuples of integers, of one length; `key`, a tuple whose entries are integers or `slice` objects, for axis 0, axis 1 and so on; with fewer entries than axes, the other axes are taken whole. For `A[1, ::2]`, `key` is `(1, slice(None, None, 2))`.
# - Return: `(offset, shape, strides)`. `offset` is an `int`: how many bytes the first entry of the view lies after the first entry of the array (less than zero is possible, where a stride is negative); the other two are tuples of integers.
# - An integer may be negative and then counts from the end; it removes an axis. A slice may have a negative step and may reach beyond the border, as with lists. `slice.indices(n)` turns a slice into `start, stop, step` within a length `n`, and `len(range(start, stop, step))` is how many it takes. Every slice in the tests takes at least one.
# - More entries in `key` than axes, or an integer out of range: `IndexError`.
#
# `pixelate(photo, top, left, height, width, block)`: turn a rectangle of a photo into a mosaic, in place.
#
# - Input: `photo`, `uint8`, of shape $(m, n, 3)$; the rectangle has its top left corner in row `top`, column `left`, and is `height` high and `width` wide; `block` is the side $b$ of a block.
# - Each $b \times b$ block of the rectangle, counted from its top left corner, becomes its own mean colour (each colour for itself, rounded to the nearest whole number; either one, if just between two). Outside the rectangle nothing changes.
# - Return `None`: the result is in the `photo` that was passed in.
# - $b < 1$, height or width no positive multiple of $b$, or the rectangle not wholly in the photo (so also a negative `top` or `left`): `ValueError`, and the photo stays as it was.
#
# Points: 2 each.

# %% [markdown] aicourse={"hints": "view_layout"} lang="zh"
# 1. `view_layout` 一个轴一个轴地走，每个轴只有三个数：长度、步幅、下标。`key` 不够长时，剩下的轴当作写了 `slice(None)`。每个轴都可能使起点后移，但只有切片留下一个轴。
# 2. 切片先用 `slice.indices` 化开：起点后移 `start` 步，新步幅是旧步幅的 `step` 倍，长度用 `range` 数（不要自己除，余数会出错）。整数若为负，就加上轴的长度；先检查 $-n \le k < n$，再移动起点。
# 3. `pixelate` 的检查要在写第一个像素之前全部做完，负的 `top` 与 `left` 也要查：切片遇到负数会从末尾数起，不报错。
# 4. 取出矩形的切片是视图；把它拆成五个轴：第几排小块、块内第几行、第几列小块、块内第几列、颜色。对块内的两个轴求平均，留住它们（`keepdims`），取整，再用 `[...] =` 写*进*这个视图。`blocks = ...` 只是换了名字；花式索引、`astype` 给的是副本，写了也白写。

# %% [markdown] aicourse={"hints": "view_layout"} lang="en"
# 1. `view_layout` goes axis by axis, and of each it needs three numbers only: length, stride, index. Where `key` is too short, take the other axes as if `slice(None)` stood there. Every axis may move the start, but only a slice leaves an axis behind.
# 2. Resolve a slice with `slice.indices`: the start moves by `start` steps, the new stride is `step` times the old one, and `range` counts the length (do not divide by hand, the remainder will trip you). Of an integer, check $-n \le k < n$ first; if it is negative add the length, then move the start.
# 3. `pixelate` must have checked everything before it writes the first pixel, a negative `top` or `left` too: a slice with a negative number counts from the end and raises nothing.
# 4. The slice that takes the rectangle is a view; split it into five axes: which row of blocks, which row in the block, which column of blocks, which column in the block, the colour. Take the mean over the two axes inside a block, keep them (`keepdims`), round, and write *into* the view with `[...] =`. `blocks = ...` only renames; fancy indexing and `astype` give copies, and what you write there is lost.


# %% nbgrader={"grade": false, "grade_id": "view_layout", "locked": false, "schema_version": 3, "solution": true, "task": false}
def view_layout(
    shape: tuple[int, ...], strides: tuple[int, ...], key: tuple[int | slice, ...]
) -> tuple[int, tuple[int, ...], tuple[int, ...]]:
    """Offset, shape and strides of the view that indexing an array with `key` gives.

    Parameters
    ----------
    shape : tuple of int
        Length of each axis of the array.
    strides : tuple of int
        Bytes from one entry to the next along each axis.
    key : tuple of int or slice
        One entry for each axis, from axis 0; axes that have none are taken whole.

    Returns
    -------
    offset : int
        Bytes from the first entry of the array to the first entry of the view.
    shape : tuple of int
        Lengths of the axes that are left.
    strides : tuple of int
        Bytes from one entry to the next along each of them.

    Raises
    ------
    IndexError
        If there are more entries in `key` than axes, or an integer is out of range.

    References
    ----------
    NumPy documentation, Indexing on ndarrays.
    """
    ### BEGIN SOLUTION
    if len(key) > len(shape):
        raise IndexError(f"{len(key)} indices for {len(shape)} axes")
    whole_axes = [slice(None)] * (len(shape) - len(key))
    offset, lengths, steps = 0, [], []
    for index, length, stride in zip([*key, *whole_axes], shape, strides, strict=True):
        if isinstance(index, slice):
            start, stop, step = index.indices(length)
            lengths.append(len(range(start, stop, step)))
            steps.append(step * stride)
        elif -length <= index < length:
            start = index % length
        else:
            raise IndexError(f"index {index} is out of range for an axis of length {length}")
        offset += start * stride
    return offset, tuple(lengths), tuple(steps)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "pixelate", "locked": false, "schema_version": 3, "solution": true, "task": false}
def pixelate(
    photo: UInt8[np.ndarray, "m n 3"], top: int, left: int, height: int, width: int, block: int
) -> None:
    """Replace each block of a rectangle of the photo by its mean colour, in place.

    Parameters
    ----------
    photo : ndarray of shape (m, n, 3), uint8
        Changed in place.
    top, left : int
        Row and column of the top left pixel of the rectangle.
    height, width : int
        Size of the rectangle in pixels, positive multiples of `block`.
    block : int
        Side of a block in pixels.

    Returns
    -------
    None
        The result is in `photo`.

    Raises
    ------
    ValueError
        If the rectangle is not whole blocks or not within the photo.

    References
    ----------
    NumPy documentation, Copies and views.
    """
    ### BEGIN SOLUTION
    if block < 1 or height < 1 or width < 1 or height % block or width % block:
        raise ValueError("height and width must be positive multiples of block")
    if top < 0 or left < 0 or top + height > photo.shape[0] or left + width > photo.shape[1]:
        raise ValueError("the rectangle must lie within the photo")
    crop = photo[top : top + height, left : left + width]
    # Splitting axes never copies, so that what is written here is written into the photo.
    blocks = crop.reshape(height // block, block, width // block, block, 3)
    blocks[...] = np.rint(blocks.mean(axis=(1, 3), keepdims=True))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_view_layout", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
layout = view_layout((3, 4), (4, 1), (slice(None), slice(1, None, 2)))
assert isinstance(layout, tuple | list), (
    "应返回 (offset, shape, strides) / expected (offset, shape, strides)"
)
assert len(layout) == 3, "应返回 (offset, shape, strides) / expected (offset, shape, strides)"
assert isinstance(layout[0], int | np.integer), (
    f"offset 应为 int，实得 {type(layout[0]).__name__}"
    f" / expected an int as offset, got {type(layout[0]).__name__}"
)
assert (layout[0], tuple(layout[1]), tuple(layout[2])) == (1, (3, 2), (4, 2)), (
    f"A[:, 1::2] 应得 (1, (3, 2), (4, 2))，实得 {layout}"
    f" / expected (1, (3, 2), (4, 2)) for A[:, 1::2], got {layout}"
)
assert raises(IndexError, view_layout, (3, 4), (4, 1), (0, 1, 2)), (
    "下标多于轴数应报 IndexError / more indices than axes should raise IndexError"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))


def random_index(length: int) -> int | slice:
    """An integer, or a slice that takes at least one of `length` entries."""
    if rng.random() < 0.25:
        return int(rng.integers(-length, length))
    while True:
        start, stop = (
            None if rng.random() < 0.3 else int(rng.integers(-length - 3, length + 4))
            for _ in range(2)
        )
        step = None if rng.random() < 0.3 else int(rng.choice([-3, -2, -1, 1, 2, 3]))
        if len(range(length)[start:stop:step]) > 0:
            return slice(start, stop, step)


for trial in range(60):
    ndim = int(rng.integers(1, 5))
    sizes = [int(size) for size in rng.integers(1, 8, ndim)]
    array = np.zeros(sizes, rng.choice([np.uint8, np.float32, np.float64]))
    array = (array, array.T, array[::-1], np.repeat(array, 2, axis=-1)[..., ::2])[trial % 4]
    key = tuple(random_index(length) for length in array.shape[: int(rng.integers(ndim + 1))])
    view = array[(*key, ...)]
    expected = view.__array_interface__["data"][0] - array.__array_interface__["data"][0]
    layout = view_layout(array.shape, array.strides, key)
    assert isinstance(layout, tuple | list), (
        "应返回 (offset, shape, strides) / expected (offset, shape, strides)"
    )
    assert len(layout) == 3, "应返回 (offset, shape, strides) / expected (offset, shape, strides)"
    offset, view_shape, view_strides = layout
    assert isinstance(offset, int | np.integer), "offset 应为 int / offset should be an int"
    assert isinstance(view_shape, tuple | list), "shape 应为元组 / shape should be a tuple"
    assert isinstance(view_strides, tuple | list), "strides 应为元组 / strides should be a tuple"
    assert tuple(view_shape) == view.shape, (
        f"形状与 NumPy 的不符：形状 {array.shape} 的数组，下标 {key}"
        f" / the shape differs from NumPy's: array of shape {array.shape}, index {key}"
    )
    assert tuple(view_strides) == view.strides, (
        f"步幅与 NumPy 的不符：步幅 {array.strides} 的数组，下标 {key}"
        f" / the strides differ from NumPy's: array of strides {array.strides}, index {key}"
    )
    assert offset == expected, (
        f"offset 与 NumPy 的不符：形状 {array.shape}、步幅 {array.strides} 的数组，下标 {key}"
        f" / the offset differs from NumPy's: array of shape {array.shape}, strides"
        f" {array.strides}, index {key}"
    )
for key in ((5,), (-6,), (0, 3), (slice(None), -4)):
    assert raises(IndexError, view_layout, (5, 3), (24, 8), key), (
        "整数超出范围应报 IndexError / an integer out of range should raise IndexError"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_pixelate", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown = np.zeros((4, 6, 3), dtype=np.uint8)
shown[1, 2] = (40, 80, 120)
returned = pixelate(shown, 1, 2, 2, 4, 2)
assert returned is None, "应原地改动并返回 None / expected a change in place and None"
assert shown[1:3, 2:4].reshape(4, 3).tolist() == [[10, 20, 30]] * 4, (
    f"第一个小块应全为 [10, 20, 30]，实得\n{shown[1:3, 2:4]}"
    f" / expected [10, 20, 30] all over the first block, got\n{shown[1:3, 2:4]}"
)
assert shown.sum() == 4 * 60, "别的像素应保持为零 / the other pixels should stay zero"
assert raises(ValueError, pixelate, shown, 0, 0, 3, 4, 2), (
    "高 3 不是 2 的倍数，应报 ValueError / height 3 is no multiple of 2: expected a ValueError"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(8):
    block = int(rng.integers(1, 6))
    height, width = (int(size) for size in block * rng.integers(1, 5, 2))
    top, left, below, right = (int(size) for size in rng.integers(0, 6, 4))
    image = rng.integers(0, 256, (top + height + below, left + width + right, 3), dtype=np.uint8)
    image = np.asfortranarray(image) if trial % 3 == 1 else image
    image = np.repeat(image, 2, axis=1)[:, ::2] if trial % 3 == 2 else image
    before = image.copy()
    assert pixelate(image, top, left, height, width, block) is None, (
        "应返回 None / None should be returned"
    )
    outside = np.ones(image.shape, dtype=bool)
    outside[top : top + height, left : left + width] = False
    assert np.array_equal(image[outside], before[outside]), (
        "矩形之外的像素变了 / pixels outside the rectangle have changed"
    )
    for i in range(top, top + height, block):
        for j in range(left, left + width, block):
            exact = before[i : i + block, j : j + block].mean(axis=(0, 1))
            after = image[i : i + block, j : j + block]
            assert (after == after[0, 0]).all(), (
                "小块里的颜色不一致 / the colour within a block varies"
            )
            assert (np.abs(after[0, 0] - exact) <= 0.5 + 1e-6).all(), (
                "小块的颜色不是它的平均 / the colour of a block is not its mean"
            )
image = rng.integers(0, 256, (12, 15, 3), dtype=np.uint8)
before = image.copy()
for arguments, zh, en in (
    ((0, 0, 4, 6, 0), "block 为 0", "block is 0"),
    ((0, 0, 0, 6, 2), "高为 0", "height is 0"),
    ((0, 0, 4, 7, 2), "宽不是 block 的倍数", "width is no multiple of block"),
    ((-2, 0, 4, 6, 2), "top 为负", "top is negative"),
    ((0, -6, 4, 6, 2), "left 为负", "left is negative"),
    ((10, 0, 4, 6, 2), "矩形伸出下边", "the rectangle sticks out below"),
    ((0, 12, 4, 6, 2), "矩形伸出右边", "the rectangle sticks out on the right"),
):
    assert raises(ValueError, pixelate, image, *arguments), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
    assert np.array_equal(image, before), (
        "报错时照片应保持不变 / where an error is raised the photo should stay as it was"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# `view_layout` 就是 NumPy 切片所做的全部：几次整数的乘加。所以无论照片多大，切一片都只要不到一微秒，一个像素也不复制。代价是共享：留着一小片，整张照片就得留在内存里；改了一小片，照片也变了。要一份独立的，就写 `.copy()`。
#
# 下面用同样的拆轴办法，把 40 幅数字拼成一张：形状 $(4, 10, 8, 8)$ 的轴换一换次序，再合并。换次序是视图；合并时步幅接不上，这一步才复制。
#
# 在文档里：NumPy 的 [Copies and views](https://numpy.org/doc/stable/user/basics.copies.html)，以及 [Indexing](https://numpy.org/doc/stable/user/basics.indexing.html) 中关于切片的部分；《Effective Python》里谈切片、谈用 `memoryview` 免去复制的几条，说的是列表与字节串上的同一回事。

# %% [markdown] lang="en"
# ### What the result means
#
# `view_layout` is all that a slice does in NumPy: a few products and sums of integers. So however large a photo, a slice of it takes less than a microsecond and copies no pixel. The price is the sharing: keep a small slice, and the whole photo stays in memory; change the slice, and the photo changes. For one of your own, write `.copy()`.
#
# Next, the same splitting of axes puts 40 digits into one picture: the axes of shape $(4, 10, 8, 8)$ change their order and are joined. The change of order is a view; for the joining the strides do not fit, and only this step copies.
#
# In the documentation: [Copies and views](https://numpy.org/doc/stable/user/basics.copies.html) of NumPy, and what [Indexing](https://numpy.org/doc/stable/user/basics.indexing.html) says on slices; the items of Effective Python on slicing, and on avoiding copies by `memoryview`, tell the same of lists and bytes.

# %%
sheet = digit_images[:40].reshape(4, 10, 8, 8)
exchanged = sheet.transpose(0, 2, 1, 3)
joined = exchanged.reshape(32, 80)
print("exchanged shares memory with the digits:", np.shares_memory(exchanged, digit_images))
print("joined shares memory with the digits:   ", np.shares_memory(joined, digit_images))

private = photo.copy()
pixelate(private, 24, 84, 400, 400, 20)
fig, axes = plt.subplots(1, 2, figsize=(10.5, 3.3), layout="constrained", width_ratios=[3, 4])
show_photo(axes[0], private, "pixelate(private, 24, 84, 400, 400, 20)")
show_photo(axes[1], contact_sheet(sheet), "The first 40 digits of the file, framed")
plt.show()

# %% [markdown] lang="zh"
# ## 3 · 能不能只写下标，就把求和说清？
#
# 矩阵乘法 (matrix multiplication) 在书里写作
#
# $$C_{ik} = \sum_j A_{ij} B_{jk}$$
#
# 求和号其实多余：$j$ 只出现在右边，就一定是被加掉的。省去它的记法叫作爱因斯坦求和 (Einstein summation)，NumPy 的 `np.einsum` 照样写成字符串：`np.einsum("ij,jk->ik", A, B)`。规则只有三条：
#
# 1. 逗号隔开各个数组，每个轴一个字母；
# 2. 同一个字母走同一步：它出现在哪些轴上，那些轴就一起走，长度必须相等；
# 3. `->` 右边没有的字母，沿着它求和；右边字母的次序就是结果各轴的次序。
#
# | 写法 | 意思 |
# |---|---|
# | `"ij->ji"` | 转置 |
# | `"ij->"`、`"ij->j"` | 全部相加；沿轴 0 相加 |
# | `"i,i->"`、`"i,j->ij"` | 点积 (dot product)；外积 |
# | `"ij,ij->ij"`、`"ij,ij->"` | 逐个相乘；逐个相乘再全部相加 |
# | `"ij,j->i"` | 矩阵乘向量 |
# | `"ii->i"` | 对角线：行与列同步走 |
#
# 再加一个字母就是**批量**：`"bij,bj->bi"` 对每个 $b$ 各做一次矩阵乘向量。

# %% [markdown] lang="en"
# ## 3 · Can subscripts alone say what to add up?
#
# Books write matrix multiplication as
#
# $$C_{ik} = \sum_j A_{ij} B_{jk}$$
#
# The sign of the sum is not needed: $j$ stands on the right only, so it must be added up. The notation that leaves the sign out is Einstein summation, and NumPy's `np.einsum` takes it as a string: `np.einsum("ij,jk->ik", A, B)`. There are three rules:
#
# 1. commas separate the arrays, and each axis has a letter;
# 2. one letter, one step: the axes on which it stands walk together, and must be equally long;
# 3. a letter that is missing on the right of `->` is summed over; the letters on the right give the order of the axes of the result.
#
# | you write | meaning |
# |---|---|
# | `"ij->ji"` | the transpose |
# | `"ij->"`, `"ij->j"` | the sum of all; the sum along axis 0 |
# | `"i,i->"`, `"i,j->ij"` | the dot product; the outer product |
# | `"ij,ij->ij"`, `"ij,ij->"` | products entry by entry; the same, all added up |
# | `"ij,j->i"` | matrix times vector |
# | `"ii->i"` | the diagonal: row and column walk together |
#
# One more letter makes a **batch**: `"bij,bj->bi"` multiplies a matrix and a vector for every $b$.

# %%
# Worked example: one product by three nested loops, by einsum, and by @.
A, B = np.arange(6.0).reshape(2, 3), np.arange(12.0).reshape(3, 4)
C = np.zeros((2, 4))
for i in range(2):
    for k in range(4):
        for j in range(3):
            C[i, k] += A[i, j] * B[j, k]
print("loops and einsum agree:", np.array_equal(C, np.einsum("ij,jk->ik", A, B)))
print("loops and @ agree:     ", np.array_equal(C, A @ B))
square = np.arange(9.0).reshape(3, 3)
print("diagonal:", np.einsum("ii->i", square), "  column sums:", np.einsum("ij->j", square))

weights = {"mean of the colours": np.ones(3) / 3, "as the eye feels it": [0.299, 0.587, 0.114]}
weights["red minus green"] = [1, -1, 0]
fig, axes = plt.subplots(1, 3, figsize=(10.5, 2.7), layout="constrained")
for ax, (name, vector) in zip(axes, weights.items(), strict=True):
    show_photo(ax, np.einsum("ijc,c->ij", photo, vector), f'"ijc,c->ij", {name}')
plt.show()

# %% [markdown] lang="zh"
# **einsum 就是步幅。** 循环里有三个字母 $i, j, k$，可是 $A_{ij}$ 不随 $k$ 变，$B_{jk}$ 不随 $i$ 变。不变，就是走一步跳过**零**个字节。所以把两个数组都看成三个轴的视图，轴的次序是 $(i, k, j)$：
#
# | | $i$ | $k$ | $j$ |
# |---|---|---|---|
# | 长度 | 2 | 4 | 3 |
# | `A` 的步幅 | $s_0$ | 0 | $s_1$ |
# | `B` 的步幅 | 0 | $t_1$ | $t_0$ |
#
# 两个视图形状相同，逐个相乘，再把 $j$ 加掉，就是矩阵乘法。步幅为零正是广播。那么 `"ii->i"` 呢？$i$ 走一步，行和列都走一步，步幅就是 $s_0 + s_1$。于是一条规则管住全部：**一个字母在某个数组中的步幅，是它所在各轴的步幅之和；哪个轴上都没有，就是零。**
#
# `np.lib.stride_tricks.as_strided(x, shape, strides, writeable=False)` 按你说的形状与步幅造出视图。它完全信任你，不检查边界；形状说大了，就读到不属于 `x` 的内存。所以字母的长度要先核对，一样才能往下走。下一节再细说它的危险。

# %% [markdown] lang="en"
# **Einsum is strides.** The loops have three letters $i, j, k$, but $A_{ij}$ does not change with $k$, nor $B_{jk}$ with $i$. Not to change is to jump over **zero** bytes at a step. So see both arrays as views with three axes, in the order $(i, k, j)$:
#
# | | $i$ | $k$ | $j$ |
# |---|---|---|---|
# | length | 2 | 4 | 3 |
# | strides of `A` | $s_0$ | 0 | $s_1$ |
# | strides of `B` | 0 | $t_1$ | $t_0$ |
#
# The two views have one shape; multiply them entry by entry, add up $j$, and you have the matrix product. A stride of zero is what broadcasting is. And `"ii->i"`? A step of $i$ is a step of the row and of the column, so its stride is $s_0 + s_1$. One rule covers it all: **the stride of a letter in an array is the sum of the strides of the axes on which it stands; where it stands on none, zero.**
#
# `np.lib.stride_tricks.as_strided(x, shape, strides, writeable=False)` makes a view of the shape and strides that you tell it. It trusts you wholly and checks no border; with a shape too large you read memory that is not part of `x`. So check the lengths of a letter first, and go on only where they agree. The next section says more of the danger.

# %%
# Worked example: the table above as views, and the diagonal as a view.
shape = (2, 4, 3)  # i, k, j
A_view = as_strided(A, shape, (A.strides[0], 0, A.strides[1]), writeable=False)
B_view = as_strided(B, shape, (0, B.strides[1], B.strides[0]), writeable=False)
print("product by strides equals A @ B:", np.array_equal((A_view * B_view).sum(axis=2), A @ B))
print("A_view[0, :, :] repeats row 0 of A for every k:\n", A_view[0])
diagonal = as_strided(square, (3,), (sum(square.strides),), writeable=False)
print("strides of the square", square.strides, " diagonal", diagonal, "with", diagonal.strides)

# %% [markdown] lang="zh"
# ### 任务 3：`einsum_recipes` 与 `strided_einsum`
#
# 先用 einsum 的记法写出八种运算，再用步幅写出 einsum 本身。
#
# `einsum_recipes()` 没有输入，返回一个字典，键是下表的名称，值是 `np.einsum` 的字符串，操作数依表中的次序。用哪些字母都行，但不要用 `...`。
#
# | 名称 | 操作数与形状 | 结果 |
# |---|---|---|
# | `trace` | $A$ $(n, n)$ | 迹 (trace)：$\sum_i A_{ii}$，一个数 |
# | `trace_of_product` | $A$ $(m, n)$，$B$ $(n, m)$ | $A B$ 的迹，一个数 |
# | `product_transposed` | $A$ $(m, n)$，$B$ $(p, n)$ | $A B^\top$，$(m, p)$ |
# | `quadratic_form` | $x$ $(m,)$，$A$ $(m, n)$，$y$ $(n,)$ | $x^\top A y$，一个数 |
# | `batch_product` | $A$ $(k, m, n)$，$B$ $(k, n, p)$ | 每一对的矩阵乘积，$(k, m, p)$ |
# | `batch_trace` | $A$ $(k, n, n)$ | 每个矩阵的迹，$(k,)$ |
# | `squared_lengths` | $X$ $(m, n)$，$X$ $(m, n)$ | 每一行的平方和，$(m,)$ |
# | `grey` | $P$ $(m, n, 3)$，$w$ $(3,)$ | 每个像素的加权和，$(m, n)$ |
#
# `strided_einsum(subscripts, *operands)` 是你自己的 einsum，不调用 `np.einsum`。
#
# - 输入：`subscripts`，小写字母、逗号和恰好一个 `->`，没有空格和 `...`；`operands`，一个或多个数组。
# - 返回：`float64`，各轴依 `->` 右边的次序；右边为空时是一个数。与 `np.einsum` 的结果一样，相对误差不超过 $10^{-9}$。
# - 一个字母可以在同一个操作数中出现多次，如 `"ii->i"`；这时它沿对角线走。
# - 下列情形报 `ValueError`：没有 `->`；操作数的个数不对；某个操作数的字母数不等于它的轴数；同一个字母的长度不一（测试中都大于 1）；右边的字母重复，或左边没有。
#
# 分数：`einsum_recipes` 前四行 1 分，后四行 1 分；`strided_einsum` 字母不重复时 1 分，对角线与坏输入 1 分。

# %% [markdown] lang="en"
# ### Task 3: `einsum_recipes` and `strided_einsum`
#
# First write eight operations in the notation of einsum, then einsum itself by strides.
#
# `einsum_recipes()` has no input and returns a dictionary; its keys are the names in the table, its values strings for `np.einsum`, with the operands in the order of the table. Any letters will do, but no `...`.
#
# | name | operands and shapes | result |
# |---|---|---|
# | `trace` | $A$ $(n, n)$ | the trace $\sum_i A_{ii}$, a number |
# | `trace_of_product` | $A$ $(m, n)$, $B$ $(n, m)$ | the trace of $A B$, a number |
# | `product_transposed` | $A$ $(m, n)$, $B$ $(p, n)$ | $A B^\top$, $(m, p)$ |
# | `quadratic_form` | $x$ $(m,)$, $A$ $(m, n)$, $y$ $(n,)$ | $x^\top A y$, a number |
# | `batch_product` | $A$ $(k, m, n)$, $B$ $(k, n, p)$ | the matrix product of each pair, $(k, m, p)$ |
# | `batch_trace` | $A$ $(k, n, n)$ | the trace of each matrix, $(k,)$ |
# | `squared_lengths` | $X$ $(m, n)$, $X$ $(m, n)$ | the sum of squares of each row, $(m,)$ |
# | `grey` | $P$ $(m, n, 3)$, $w$ $(3,)$ | the weighted sum of each pixel, $(m, n)$ |
#
# `strided_einsum(subscripts, *operands)` is an einsum of your own, without `np.einsum`.
#
# - Input: `subscripts`, of small letters, commas and exactly one `->`, without spaces and `...`; `operands`, one array or more.
# - Return: `float64`, with the axes in the order on the right of `->`; a number, if nothing stands there. The result is that of `np.einsum`, to a relative error of $10^{-9}$.
# - A letter may stand more than once in one operand, as in `"ii->i"`; it then walks along the diagonal.
# - `ValueError` in these cases: no `->`; the wrong number of operands; an operand with another number of letters than axes; one letter with different lengths (in the tests all above 1); a letter on the right twice, or not on the left.
#
# Points: `einsum_recipes` 1 for the first four rows, 1 for the last four; `strided_einsum` 1 where no operand repeats a letter, 1 for diagonals and bad input.

# %% [markdown] aicourse={"hints": "einsum_recipes"} lang="zh"
# 1. 先把每一行写成带 $\sum$ 的式子，再擦掉求和号：两边都有的字母留在 `->` 右边，只在左边的被加掉。例如 $A B$ 的迹是 $\sum_i \sum_j A_{ij} B_{ji}$，右边什么也没有。
# 2. 转置不用另写：`B` 的两个字母换个位置就是。批量就是每一处都多一个同样的字母，`->` 右边也有它。迹与对角线只差 `->` 右边。
# 3. `strided_einsum` 的检查都在造视图之前。用一个字典记字母的长度，第一次见到就记下，再见到就比较；每一项的字母数与那个数组的轴数比，右边的字母另外查两件事。
# 4. 给全部字母排一个次序：右边的在前，要加掉的在后。每个操作数照这个次序造一个视图，一个字母的步幅是它在这个操作数里*所有*位置的步幅之和，没有就是 0。各视图形状相同，相乘之后，把后面那些轴加掉。先转成 `float64`，再取步幅：转换之后的数组，步幅是新的。

# %% [markdown] aicourse={"hints": "einsum_recipes"} lang="en"
# 1. Write each row with its $\sum$ first, then wipe the sign out: letters that stand on both sides stay on the right of `->`, letters on the left alone are added up. The trace of $A B$, for one, is $\sum_i \sum_j A_{ij} B_{ji}$, with nothing on the right.
# 2. A transpose needs nothing new: let the two letters of `B` change places. A batch is the same letter once more everywhere, on the right of `->` as well. Trace and diagonal differ only on the right of `->`.
# 3. In `strided_einsum` all checks come before any view. Keep the length of each letter in a dictionary, enter it when you first see the letter and compare when you see it again; compare the number of letters of each term with the axes of its array; and ask two things of the letters on the right.
# 4. Put all letters in one order, those on the right first, those to be added up last. Make a view of every operand in this order, where the stride of a letter is the sum of the strides at *all* its places in that operand, and 0 where it has none. The views have one shape; multiply them and add up the axes at the end. Convert to `float64` before you take strides: the converted array has new ones.


# %% nbgrader={"grade": false, "grade_id": "einsum_recipes", "locked": false, "schema_version": 3, "solution": true, "task": false}
def einsum_recipes() -> dict[str, str]:
    """Subscripts for `np.einsum` by the name of the operation.

    Returns
    -------
    dict of str to str
        Strings for trace, trace_of_product, product_transposed, quadratic_form, batch_product,
        batch_trace, squared_lengths and grey.

    References
    ----------
    NumPy documentation, numpy.einsum.
    """
    ### BEGIN SOLUTION
    return {
        "trace": "ii->",
        "trace_of_product": "ij,ji->",
        "product_transposed": "ij,kj->ik",
        "quadratic_form": "i,ij,j->",
        "batch_product": "bij,bjk->bik",
        "batch_trace": "bii->b",
        "squared_lengths": "ij,ij->i",
        "grey": "ijc,c->ij",
    }
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "strided_einsum", "locked": false, "schema_version": 3, "solution": true, "task": false}
def strided_einsum(
    subscripts: str, *operands: Real[np.ndarray, "..."]
) -> Float[np.ndarray, "..."] | float:
    """Einstein summation by views of one shape: broadcast by stride 0, multiply, sum.

    Parameters
    ----------
    subscripts : str
        A small letter for each axis of each operand, commas between operands, ``->``, and the
        letters of the result.
    *operands : ndarray
        As many as `subscripts` names.

    Returns
    -------
    ndarray or float
        The sum of products, with one axis for each letter on the right of ``->``.

    Raises
    ------
    ValueError
        If `subscripts` cannot be read, or does not fit the operands.

    References
    ----------
    NumPy documentation, numpy.einsum and numpy.lib.stride_tricks.as_strided.
    """
    ### BEGIN SOLUTION
    left, arrow, right = subscripts.partition("->")
    terms = left.split(",")
    if not arrow or len(terms) != len(operands):
        raise ValueError("expected '->' and one term for each operand")
    arrays = [np.asarray(operand, dtype=float) for operand in operands]
    lengths: dict[str, int] = {}
    for term, array in zip(terms, arrays, strict=True):
        if len(term) != array.ndim:
            raise ValueError(f"{term!r} does not name {array.ndim} axes")
        for letter, length in zip(term, array.shape, strict=True):
            if lengths.setdefault(letter, length) != length:
                raise ValueError(f"{letter!r} has lengths {lengths[letter]} and {length}")
    if len(set(right)) < len(right) or not set(right) <= set(lengths):
        raise ValueError(f"{right!r} repeats a letter or has one that no operand has")

    letters = right + "".join(letter for letter in lengths if letter not in right)
    shape = [lengths[letter] for letter in letters]
    product = np.ones(shape)
    for term, array in zip(terms, arrays, strict=True):
        strides = [
            sum(stride for name, stride in zip(term, array.strides, strict=True) if name == letter)
            for letter in letters
        ]
        # Within bounds, for every letter has the length of each axis that it stands for.
        product *= as_strided(array, shape, strides, writeable=False)
    return product.sum(axis=tuple(range(len(right), len(letters))))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_einsum_recipes_matrix", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
recipes = einsum_recipes()
assert isinstance(recipes, dict), (
    f"应返回字典，实得 {type(recipes).__name__} / expected a dict, got {type(recipes).__name__}"
)
assert isinstance(recipes.get("trace"), str), (
    "键 trace 应有一个字符串 / expected a string for the key trace"
)
shown = np.array([[1.0, 2.0], [3.0, 4.0]])
assert np.einsum(recipes["trace"], shown) == 5, (
    "[[1, 2], [3, 4]] 的迹应为 5 / the trace of [[1, 2], [3, 4]] should be 5"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
m, n, p = (int(size) for size in rng.permutation(np.arange(3, 9))[:3])
square, x, y = rng.normal(size=(n, n)), rng.normal(size=m), rng.normal(size=n)
A, B, C = rng.normal(size=(m, n)), rng.normal(size=(n, m)), rng.normal(size=(p, n))
for name, operands, expected in (
    ("trace", (square,), np.trace(square)),
    ("trace_of_product", (A, B), np.trace(A @ B)),
    ("product_transposed", (A, C), A @ C.T),
    ("quadratic_form", (x, A, y), x @ A @ y),
):
    recipe = recipes.get(name)
    assert isinstance(recipe, str), f"缺少 {name} 的字符串 / the string for {name} is missing"
    try:
        result = np.einsum(recipe, *operands)
    except ValueError as error:
        raise AssertionError(
            f"np.einsum 不接受 {name} 的字符串：{error}"
            f" / np.einsum refuses the string for {name}: {error}"
        ) from None
    assert np.shape(result) == np.shape(expected), (
        f"{name} 的形状不对 / the result of {name} has the wrong shape"
    )
    assert np.allclose(result, expected, atol=1e-10), (
        f"{name} 的结果不对 / the result of {name} is wrong"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_einsum_recipes_batch", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
recipes = einsum_recipes()
assert isinstance(recipes, dict), (
    f"应返回字典，实得 {type(recipes).__name__} / expected a dict, got {type(recipes).__name__}"
)
assert isinstance(recipes.get("batch_trace"), str), (
    "键 batch_trace 应有一个字符串 / expected a string for the key batch_trace"
)
shown = np.stack([np.eye(2), 3 * np.eye(2)])
assert np.array_equal(np.einsum(recipes["batch_trace"], shown), [2, 6]), (
    "I 与 3I 的迹应为 [2, 6] / the traces of I and 3I should be [2, 6]"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
k, m, n, p = (int(size) for size in rng.permutation(np.arange(4, 10))[:4])
A, B, squares = (rng.normal(size=size) for size in ((k, m, n), (k, n, p), (k, n, n)))
X, P, w = rng.normal(size=(m, n)), rng.normal(size=(m, n, 3)), rng.normal(size=3)
for name, operands, expected in (
    ("batch_product", (A, B), A @ B),
    ("batch_trace", (squares,), np.trace(squares, axis1=1, axis2=2)),
    ("squared_lengths", (X, X), np.linalg.norm(X, axis=1) ** 2),
    ("grey", (P, w), P @ w),
):
    recipe = recipes.get(name)
    assert isinstance(recipe, str), f"缺少 {name} 的字符串 / the string for {name} is missing"
    try:
        result = np.einsum(recipe, *operands)
    except ValueError as error:
        raise AssertionError(
            f"np.einsum 不接受 {name} 的字符串：{error}"
            f" / np.einsum refuses the string for {name}: {error}"
        ) from None
    assert np.shape(result) == np.shape(expected), (
        f"{name} 的形状不对 / the result of {name} has the wrong shape"
    )
    assert np.allclose(result, expected, atol=1e-10), (
        f"{name} 的结果不对 / the result of {name} is wrong"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_strided_einsum", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown = np.arange(6.0).reshape(2, 3), np.arange(12.0).reshape(3, 4)
product = strided_einsum("ij,jk->ik", *shown)
assert is_array(product, (2, 4)), (
    "应返回形状 (2, 4) 的 float64 数组 / expected a float64 array of shape (2, 4)"
)
assert np.allclose(product, shown[0] @ shown[1]), (
    f"应为 A @ B，实得\n{product} / expected A @ B, got\n{product}"
)
assert np.shape(strided_einsum("ij->", shown[0])) == (), (
    '"ij->" 应返回一个数 / "ij->" should return a number'
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(20):
    lengths = dict(zip("abcdefg", (int(size) for size in rng.integers(1, 5, 7)), strict=True))
    pool = rng.permutation(list("abcdefg"))[: int(rng.integers(2, 5))]
    terms = []
    for _ in range(int(rng.integers(1, 4))):
        terms.append("".join(rng.permutation(pool)[: int(rng.integers(1, len(pool) + 1))]))
    used = sorted(set("".join(terms)))
    right = "".join(rng.permutation(used)[: int(rng.integers(0, len(used) + 1))])
    subscripts = ",".join(terms) + "->" + right
    operands = [rng.normal(size=[lengths[letter] for letter in term]) for term in terms]
    if trial % 4 == 1:
        operands = [np.asfortranarray(operand) for operand in operands]
    if trial % 4 == 2:
        operands = [(100 * operand).astype(np.uint8) for operand in np.abs(operands[:1])]
        subscripts = terms[0] + "->" + "".join(letter for letter in right if letter in terms[0])
    passed_in = [operand.copy() for operand in operands]
    expected = np.einsum(subscripts, *(operand.astype(float) for operand in operands))
    result = strided_einsum(subscripts, *operands)
    for operand, before in zip(operands, passed_in, strict=True):
        assert np.array_equal(operand, before), (
            "传入的数组被改动了 / an array that was passed in has been changed"
        )
    if np.ndim(expected) == 0:
        assert isinstance(result, float | np.floating) or is_array(result, ()), (
            f"{subscripts} 应返回一个 float64 / {subscripts} should return one float64"
        )
    else:
        assert is_array(result, np.shape(expected)), (
            f"{subscripts} 应返回形状 {np.shape(expected)} 的 float64 数组"
            f" / {subscripts} should return a float64 array of shape {np.shape(expected)}"
        )
    tolerance = 1e-9 * max(1.0, float(np.max(np.abs(expected))))
    assert np.max(np.abs(result - expected)) <= tolerance, (
        f"{subscripts} 与 np.einsum 的不符 / {subscripts} differs from np.einsum"
    )
A, B = rng.normal(size=(2, 3)), rng.normal(size=(3, 4))
assert is_array(strided_einsum("ij,jk->ki", A, B), (4, 2)), (
    "各轴应依 -> 右边的次序 / the axes should be in the order on the right of ->"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_strided_einsum_diagonal", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown = np.arange(9.0).reshape(3, 3)
diagonal = strided_einsum("ii->i", shown)
assert is_array(diagonal, (3,)), (
    "应返回形状 (3,) 的 float64 数组 / expected a float64 array of shape (3,)"
)
assert diagonal.tolist() == [0, 4, 8], (
    f"对角线应为 [0, 4, 8]，实得 {diagonal} / expected the diagonal [0, 4, 8], got {diagonal}"
)
assert raises(ValueError, strided_einsum, "ij,jk->ik", shown, np.ones((2, 4))), (
    "j 的长度是 3 和 2，应报 ValueError / j has lengths 3 and 2: expected a ValueError"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for subscripts in ("ii->", "iji->ij", "bii->b", "iij,jk->ik", "iii->i", "ii,jj->ij", "ijij->ji"):
    left = subscripts.partition("->")[0]
    lengths = {letter: int(rng.integers(2, 6)) for letter in "bijk"}
    operands = [rng.normal(size=[lengths[letter] for letter in term]) for term in left.split(",")]
    operands[0] = np.asfortranarray(operands[0]) if rng.random() < 0.5 else operands[0]
    expected = np.einsum(subscripts, *operands)
    result = strided_einsum(subscripts, *operands)
    assert isinstance(result, float | np.ndarray | np.floating), (
        "应返回数组或 float / expected an array or a float"
    )
    assert np.shape(result) == np.shape(expected), (
        f"{subscripts} 的形状不对 / the result of {subscripts} has the wrong shape"
    )
    assert np.allclose(result, expected, rtol=1e-9, atol=1e-9), (
        f"{subscripts} 与 np.einsum 的不符 / {subscripts} differs from np.einsum"
    )
square, wide = np.ones((3, 3)), np.ones((3, 4))
for subscripts, operands, zh, en in (
    ("ij,jk", (square, square), "没有 ->", "no ->"),
    ("ij,jk->ik", (square,), "操作数太少", "too few operands"),
    ("ij->ij", (square, square), "操作数太多", "too many operands"),
    ("ijk->i", (square,), "字母多于轴", "more letters than axes"),
    ("i->i", (square,), "字母少于轴", "fewer letters than axes"),
    ("ii->i", (wide,), "i 的长度是 3 和 4", "i has lengths 3 and 4"),
    ("ij,ij->i", (wide, square), "j 的长度是 4 和 3", "j has lengths 4 and 3"),
    ("ij->ii", (square,), "右边的字母重复", "a letter on the right twice"),
    ("ij->ik", (square,), "右边的字母左边没有", "a letter on the right only"),
):
    assert raises(ValueError, strided_einsum, subscripts, *operands), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 广播、转置、对角线、矩阵乘法、批量，都是同一件事的不同字母：选好步幅，相乘，求和。你的函数先造出所有乘积再相加，字母多时很占内存；`np.einsum` 边乘边加，不必存中间的乘积。`A @ B` 更进一步，调用分块计算的 BLAS 程序，大矩阵快得多；写成 `np.einsum(..., optimize=True)`，它会在合适的时候转而调用 BLAS。
#
# 迹还有一个有用的等式：`trace_of_product` 没有算出 $A B$，只用了 $m n$ 次乘法，而先求乘积要 $m^2 n$ 次。
#
# 在文档里：[`numpy.einsum`](https://numpy.org/doc/stable/reference/generated/numpy.einsum.html)，注意其中关于 `...` 和 `optimize` 的说明。

# %% [markdown] lang="en"
# ### What the result means
#
# Broadcasting, transposition, diagonals, matrix products and batches are one thing in other letters: choose strides, multiply, add up. Your function makes all products before it adds them, which takes much memory where there are many letters; `np.einsum` adds as it multiplies and keeps no products. `A @ B` goes further and calls BLAS, which works in blocks and is far faster on large matrices; `np.einsum(..., optimize=True)` turns to BLAS where that fits.
#
# The trace has a useful equality besides: `trace_of_product` never computes $A B$, and takes $m n$ multiplications where the product takes $m^2 n$.
#
# In the documentation: [`numpy.einsum`](https://numpy.org/doc/stable/reference/generated/numpy.einsum.html); mind what it says on `...` and `optimize`.

# %%
# All digits at once. A one-hot label is a row of ten numbers with a 1 in the column of its digit
# and zeros elsewhere; the product of labels and images adds the images of each digit up.
one_hot = (digit_labels[:N_TRAIN, None] == np.arange(10)).astype(float)
sums = strided_einsum("nk,nij->kij", one_hot[:300], digit_images[:300])
means = (
    np.einsum("nk,nij->kij", one_hot, digit_images[:N_TRAIN]) / one_hot.sum(axis=0)[:, None, None]
)
print("one-hot labels", one_hot.shape, " class sums", sums.shape, " class means", means.shape)
fig, ax = plt.subplots(figsize=(9, 1.5), layout="constrained")
show_photo(ax, contact_sheet(means[None]), 'Class means by "nk,nij->kij"')
plt.show()

# %% [markdown] lang="zh"
# ## 4 · 每个像素看看四周：模糊、锐化、边缘
#
# **窗口。** 许多滤镜只做一件事：新的像素是它四周一小块旧像素的加权和。所有 $h \times w$ 的小块，就是一个四轴的数组：
#
# $$W_{ijuv} = I_{i+u, \, j+v}, \qquad 0 \le i \le m - h, \; 0 \le j \le n - w, \; 0 \le u < h, \; 0 \le v < w$$
#
# 复制出来，$3 \times 3$ 的窗口要 9 倍的内存，$13 \times 13$ 的要 169 倍。可是 $W$ 中每个元素本来就在 $I$ 的内存里：$i$ 走一步和 $u$ 走一步，都是下移一行；$j$ 与 $v$ 都是右移一列。四个步幅就是 $(s_0, s_1, s_0, s_1)$。`as_strided` 不复制一个字节就给出 $W$。
#
# **三种危险。** `as_strided` 相信你说的一切：
#
# 1. 形状太大，就读到不属于这个数组的内存。那里可能是别的数组，可能是密码，也可能让程序崩溃。所以要先检查窗口放得下。
# 2. 步幅不能想当然。C 次序的 `uint8` 图，步幅是 $(n, 1)$；转置之后是 $(1, n)$，切片之后又不同。一定要用 `image.strides`，它以字节计，对任何数组都对。
# 3. 窗口互相重叠，同一个字节在 $W$ 中出现多次。往 $W$ 里写一个数，会改掉许多窗口。所以总要加上 `writeable=False`。
#
# 下面的单元格依次展示三种危险。为了安全，第一种读到的是同一段内存中故意留好的数。

# %% [markdown] lang="en"
# ## 4 · Each pixel looks around: blur, sharpen, edges
#
# **Windows.** Many filters do one thing: the new pixel is a weighted sum of a small block of old pixels around it. All blocks of $h \times w$ together are an array with four axes:
#
# $$W_{ijuv} = I_{i+u, \, j+v}, \qquad 0 \le i \le m - h, \; 0 \le j \le n - w, \; 0 \le u < h, \; 0 \le v < w$$
#
# Copied out, windows of $3 \times 3$ take 9 times the memory, windows of $13 \times 13$ take 169 times. But every entry of $W$ is in the memory of $I$ already: a step of $i$ and a step of $u$ both go down one row, and $j$ and $v$ both go right one column. The four strides are $(s_0, s_1, s_0, s_1)$. `as_strided` gives $W$ without copying a byte.
#
# **Three dangers.** `as_strided` believes all you say:
#
# 1. With a shape too large you read memory that is not the array's. It may be another array, it may be a password, it may crash the program. So check first that the window fits.
# 2. Strides are not what you assume. A `uint8` image in C order has strides $(n, 1)$; transposed they are $(1, n)$, and sliced they are others again. Use `image.strides`: it counts bytes and is right for every array.
# 3. Windows overlap, so one byte stands in many places of $W$. Write one number into $W$, and many windows change. So always pass `writeable=False`.
#
# The next cell shows the three dangers in turn. To be safe, what the first reads beyond its array are numbers that were put there on purpose.

# %%
# Worked example: three ways to hurt yourself with as_strided.
memory = np.arange(20)
public, secret = memory[:12].reshape(3, 4), memory[12:]
secret[:] = 900 + np.arange(8)
print("1. an array of 3 rows, read as 5:\n", as_strided(public, (5, 4), public.strides))

upright = photo[:, :, 1].T
right = as_strided(upright, upright.shape, upright.strides, writeable=False)
assumed = (upright.shape[1] * upright.itemsize, upright.itemsize)
wrong = as_strided(upright, upright.shape, assumed, writeable=False)
print("2. strides of the transposed green channel", upright.strides, " assumed", assumed)

x = np.arange(6)
overlapping = as_strided(x, (4, 3), 2 * x.strides)
overlapping[0, 2] = 100
print("3. one entry written, three changed:\n", overlapping)

fig, axes = plt.subplots(1, 2, figsize=(5.6, 3.6), layout="constrained")
show_photo(axes[0], right, "its own strides")
show_photo(axes[1], wrong, "strides of C order assumed")
plt.show()

# %% [markdown] lang="zh"
# **卷积。** 权重排成一张小表，称为**卷积核** (convolution kernel) $K$，形状 $(h, w)$。卷积 (convolution) 的定义是
#
# $$(I * K)_{ij} = \sum_{u=0}^{h-1} \sum_{v=0}^{w-1} K_{uv} \, I_{i+h-1-u, \; j+w-1-v} = \sum_{u=0}^{h-1} \sum_{v=0}^{w-1} K_{h-1-u, \; w-1-v} \, W_{ijuv}$$
#
# 注意方向：$K$ 的下标增大，$I$ 的下标减小。也就是说，先把核上下左右都**翻转**，再与每个窗口逐个相乘、相加。不翻转的叫作**互相关** (cross-correlation)，深度学习 (deep learning) 里说的“卷积”其实是它。核若旋转 180° 不变，两者就一样，所以用对称的核试不出错。
#
# 为什么要翻转？把一个白点放在黑图中央，卷积得到的就是核本身；互相关得到的是倒过来的核。白点的像是什么样，镜头的模糊就是什么样，所以物理上的核要用卷积。下图用一个形如 F 的核给你看。
#
# **边上怎么办？** $W$ 只在窗口放得下的地方有定义，结果比原图小：$(m - h + 1, n - w + 1)$。这种做法叫 `valid`。要与原图一样大，就先把图向四周**填充** (padding)：上下各添 $(h - 1) / 2$ 行，左右各添 $(w - 1) / 2$ 列，添的像素照抄最近的边上像素，`np.pad(image, pads, mode="edge")` 就是如此。这种做法这里叫 `nearest`，要求 $h$ 与 $w$ 都是奇数。

# %% [markdown] lang="en"
# **Convolution.** The weights form a small table, the convolution kernel $K$, of shape $(h, w)$. Convolution is defined as
#
# $$(I * K)_{ij} = \sum_{u=0}^{h-1} \sum_{v=0}^{w-1} K_{uv} \, I_{i+h-1-u, \; j+w-1-v} = \sum_{u=0}^{h-1} \sum_{v=0}^{w-1} K_{h-1-u, \; w-1-v} \, W_{ijuv}$$
#
# Mind the direction: where the index of $K$ rises, that of $I$ falls. So first **flip** the kernel, up to down and left to right, then multiply it with every window entry by entry, and add up. Without the flip it is a cross-correlation, which is what deep learning calls "convolution". If the kernel does not change by a turn of 180°, the two are the same, so a symmetric kernel will not show you the mistake.
#
# Why flip? Put one white dot on a black image: convolution gives the kernel itself, cross-correlation gives it upside down. What a dot looks like is what the blur of a lens looks like, so for kernels of physics convolution is right. The figure shows it with a kernel in the form of an F.
#
# **What of the border?** $W$ exists only where the window fits, and the result is smaller than the image: $(m - h + 1, n - w + 1)$. This is called `valid`. For a result as large as the image, first enlarge the image on all sides (padding): $(h - 1) / 2$ rows above and below, $(w - 1) / 2$ columns left and right, whose pixels repeat the nearest pixel of the border, as `np.pad(image, pads, mode="edge")` does. This is called `nearest` here, and takes odd $h$ and $w$.

# %%
# Worked example: a dot under a kernel; and one output of `valid` by hand.
letter = np.array([[1, 1, 1], [1, 0, 0], [1, 1, 0], [1, 0, 0], [1, 0, 0]])
dot = np.zeros((11, 11))
dot[5, 5] = 1
fig, axes = plt.subplots(1, 4, figsize=(9, 2.4), layout="constrained")
show_photo(axes[0], dot, "A dot")
show_photo(axes[1], np.pad(letter, ((3, 3), (4, 4))), "The kernel, in a black frame")
show_photo(axes[2], signal.convolve2d(dot, letter, "same"), "Convolution")
show_photo(axes[3], signal.correlate2d(dot, letter, "same"), "Cross-correlation")
plt.show()

image = np.array([[1, 2, 3], [4, 5, 6]])
kernel = np.array([[10, 1], [0, 0]])
print("kernel flipped:\n", kernel[::-1, ::-1])
print("first window times flipped kernel:", (image[0:2, 0:2] * kernel[::-1, ::-1]).sum())
print("SciPy, valid:", signal.convolve2d(image, kernel, "valid"))
print("edge padding of [1, 2, 3]:", np.pad([1, 2, 3], (2, 2), mode="edge"))

# %% [markdown] lang="zh"
# ### 任务 4：`windows` 与 `convolve`
#
# `windows(image, height, width)`
#
# - 输入：`image`，形状 $(m, n)$，任何数据类型，任何步幅；窗口的高 $h$ 与宽 $w$，整数。
# - 返回：$W$，形状 $(m - h + 1, n - w + 1, h, w)$，数据类型与 `image` 相同，**不**转成 `float64`。它是视图：与 `image` 共用内存，之后改 `image`，窗口跟着变。它是只读的：`flags.writeable` 为 `False`。`image` 本身仍可写。
# - `image` 不是二维，$h$ 或 $w$ 小于 1 或大于图：`ValueError`。
#
# `convolve(image, kernel, mode)`
#
# - 输入：`image`，形状 $(m, n)$，或彩色的 $(m, n, 3)$，这时三种颜色各自卷积；`kernel`，形状 $(h, w)$，整数或小数；`mode`，`"valid"` 或 `"nearest"`。
# - 返回：`float64`，不取整也不截断。`valid` 的形状是 $(m - h + 1, n - w + 1)$，等于 `scipy.signal.convolve2d(image, kernel, "valid")`；`nearest` 的形状与 `image` 相同，等于 `scipy.ndimage.convolve(image, kernel, mode="nearest")`，核可以比图还大。彩色时都添上最后的轴 3。误差不超过 $10^{-9}$ 乘以结果的大小。
# - 下列情形报 `ValueError`：`image` 不是二维或三维，`kernel` 不是二维，`mode` 是别的；`valid` 时核比图高或宽；`nearest` 时 $h$ 或 $w$ 是偶数。
#
# `convolve` 可以调用你的 `windows`（它错了，这里也跟着错），也可以用 NumPy 自带的 `sliding_window_view(image, (h, w), axis=(0, 1))`：它做同样的事，而且会检查边界。彩色图的窗口轴总在最后，形状是 $(m - h + 1, n - w + 1, 3, h, w)$。
#
# 分数：`windows` 的数值 1 分，共用内存、只读与坏输入 1 分；`convolve` 的灰度 `valid` 2 分，`nearest`、彩色与坏输入 1 分。

# %% [markdown] lang="en"
# ### Task 4: `windows` and `convolve`
#
# `windows(image, height, width)`
#
# - Input: `image`, of shape $(m, n)$, any data type, any strides; height $h$ and width $w$ of the window, integers.
# - Return: $W$, of shape $(m - h + 1, n - w + 1, h, w)$, of the data type of `image`, **not** converted to `float64`. It is a view: it shares memory with `image`, and when `image` is changed later, the windows change too. It is read-only: `flags.writeable` is `False`. `image` itself can still be written to.
# - `image` not two-dimensional, $h$ or $w$ less than 1 or larger than the image: `ValueError`.
#
# `convolve(image, kernel, mode)`
#
# - Input: `image`, of shape $(m, n)$, or in colour $(m, n, 3)$, where each colour is convolved for itself; `kernel`, of shape $(h, w)$, integers or fractions; `mode`, `"valid"` or `"nearest"`.
# - Return: `float64`, neither rounded nor limited. For `valid` the shape is $(m - h + 1, n - w + 1)$ and the result that of `scipy.signal.convolve2d(image, kernel, "valid")`; for `nearest` the shape is that of `image` and the result that of `scipy.ndimage.convolve(image, kernel, mode="nearest")`, and the kernel may be larger than the image. In colour both have 3 as last axis. The error may be $10^{-9}$ times the size of the result.
# - `ValueError` in these cases: `image` not two- or three-dimensional, `kernel` not two-dimensional, another `mode`; with `valid`, a kernel higher or wider than the image; with `nearest`, an even $h$ or $w$.
#
# `convolve` may call your `windows` (if that is wrong, so is this), or NumPy's own `sliding_window_view(image, (h, w), axis=(0, 1))`, which does the same and checks the borders. In colour the axes of the window still come last, and the shape is $(m - h + 1, n - w + 1, 3, h, w)$.
#
# Points: `windows` 1 for the values, 1 for sharing memory, being read-only and bad input; `convolve` 2 for grey `valid`, 1 for `nearest`, colour and bad input.

# %% [markdown] aicourse={"hints": "windows"} lang="zh"
# 1. `windows` 只是一次 `as_strided`：形状照任务，步幅是 $(s_0, s_1, s_0, s_1)$，取自 `image.strides`。不要先转类型，也不要 `ascontiguousarray`，那就复制了。先查轴数与大小；`writeable=False` 管只读。
# 2. `convolve` 分三步：`nearest` 时填充；取窗口；每个窗口与*翻转*的核逐个相乘再相加。翻转是两个轴都倒过来。核对称时看不出错，所以用例子里的 `[[10, 1], [0, 0]]` 试。
# 3. 填充的宽度每个轴一对，上下是 $(h-1)/2$，左右是 $(w-1)/2$，颜色那个轴是 0；填 0 是另一种做法，这里照抄边上的像素。先填充再检查核放不放得下，因为 `nearest` 的核可以比图大。
# 4. 彩色图的窗口有五个轴，颜色在中间，窗口的两个轴在最后。核与最后两个轴相乘，再把这两个轴加掉，前面有几个轴都一样；或者三种颜色各做一次，再用 `np.stack` 沿最后的轴叠起来。

# %% [markdown] aicourse={"hints": "windows"} lang="en"
# 1. `windows` is a single `as_strided`: the shape is in the task, the strides are $(s_0, s_1, s_0, s_1)$, taken from `image.strides`. Convert no type first and use no `ascontiguousarray`, for these copy. Check axes and sizes before; `writeable=False` makes it read-only.
# 2. `convolve` has three steps: pad, for `nearest`; take windows; multiply each window with the *flipped* kernel entry by entry and add up. To flip is to reverse both axes. A symmetric kernel hides the mistake, so try the `[[10, 1], [0, 0]]` of the example.
# 3. The padding is a pair for each axis, $(h-1)/2$ above and below, $(w-1)/2$ left and right, 0 for the colours; to pad with zeros is another way, here the border is repeated. Pad before you check whether the kernel fits, for with `nearest` it may be larger than the image.
# 4. The windows of a colour image have five axes, the colours in the middle and the window last. Multiply the last two by the kernel and add these two up; how many axes there are before them makes no difference. Or do each colour by itself and put the three together with `np.stack` along the last axis.


# %% nbgrader={"grade": false, "grade_id": "windows", "locked": false, "schema_version": 3, "solution": true, "task": false}
def windows(
    image: Shaped[np.ndarray, "m n"], height: int, width: int
) -> Shaped[np.ndarray, "rows columns height width"]:
    """All windows of an image, as a read-only view.

    Parameters
    ----------
    image : ndarray of shape (m, n)
        Any dtype and any strides.
    height, width : int
        Size of a window, at least 1 and no larger than the image.

    Returns
    -------
    ndarray of shape (m - height + 1, n - width + 1, height, width)
        Entry (i, j, u, v) is ``image[i + u, j + v]``, in the memory of `image`.

    Raises
    ------
    ValueError
        If `image` is not two-dimensional, or the window does not fit.

    References
    ----------
    NumPy documentation, numpy.lib.stride_tricks.as_strided.
    """
    ### BEGIN SOLUTION
    if image.ndim != 2:
        raise ValueError(f"image must be two-dimensional, got {image.ndim} axes")
    m, n = image.shape
    if not (1 <= height <= m and 1 <= width <= n):
        raise ValueError(f"a window of {height} by {width} does not fit an image of {m} by {n}")
    shape = (m - height + 1, n - width + 1, height, width)
    return as_strided(image, shape, image.strides * 2, writeable=False)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "convolve", "locked": false, "schema_version": 3, "solution": true, "task": false}
def convolve(
    image: Real[np.ndarray, "m n *colours"], kernel: Real[np.ndarray, "h w"], mode: str
) -> Float[np.ndarray, "rows columns *colours"]:
    """Convolve an image, colour by colour, with a kernel.

    Parameters
    ----------
    image : ndarray of shape (m, n) or (m, n, 3)
        Grey levels.
    kernel : ndarray of shape (h, w)
        Weights, not yet flipped.
    mode : str
        "valid" where the kernel fits, or "nearest" with the border pixels repeated outwards.

    Returns
    -------
    ndarray
        Of shape (m - h + 1, n - w + 1) for "valid", (m, n) for "nearest", and with the colour
        axis of `image` behind.

    Raises
    ------
    ValueError
        If a shape or `mode` is not as above, a "valid" kernel exceeds the image, or a
        "nearest" kernel has an even side.

    References
    ----------
    Gonzalez and Woods, Digital Image Processing (4th ed.), chapter 3.
    """
    ### BEGIN SOLUTION
    image, kernel = np.asarray(image, dtype=float), np.asarray(kernel, dtype=float)
    if image.ndim not in (2, 3) or kernel.ndim != 2 or mode not in ("valid", "nearest"):
        raise ValueError("expected a grey or colour image, a kernel with two axes, a known mode")
    h, w = kernel.shape
    if mode == "nearest":
        if h % 2 == 0 or w % 2 == 0:
            raise ValueError(f"the sides of the kernel must be odd, got {h} and {w}")
        pads = [(h // 2, h // 2), (w // 2, w // 2), (0, 0)][: image.ndim]
        image = np.pad(image, pads, mode="edge")
    if h > image.shape[0] or w > image.shape[1]:
        raise ValueError("the kernel is larger than the image")
    patches = sliding_window_view(image, (h, w), axis=(0, 1))
    return np.einsum("...uv,uv->...", patches, kernel[::-1, ::-1])
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_windows", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown = np.arange(12, dtype=np.uint8).reshape(3, 4)
cut = windows(shown, 2, 3)
assert is_array(cut, (2, 2, 2, 3), np.uint8), (
    "应返回形状 (2, 2, 2, 3) 的 uint8 数组 / expected a uint8 array of shape (2, 2, 2, 3)"
)
assert cut[1, 0].tolist() == [[4, 5, 6], [8, 9, 10]], (
    f"W[1, 0] 应为 [[4, 5, 6], [8, 9, 10]]，实得 {cut[1, 0].tolist()}"
    f" / expected [[4, 5, 6], [8, 9, 10]] as W[1, 0], got {cut[1, 0].tolist()}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(12):
    m, n = (int(size) for size in rng.integers(2, 14, 2))
    height, width = int(rng.integers(1, m + 1)), int(rng.integers(1, n + 1))
    image = rng.integers(0, 256, (m, n)).astype((np.uint8, np.int64, np.float32, float)[trial % 4])
    image = np.asfortranarray(image) if trial % 3 == 1 else image
    image = np.repeat(image, 2, axis=0)[::2] if trial % 3 == 2 else image
    passed_in = image.copy()
    cut = windows(image, height, width)
    assert is_array(cut, (m - height + 1, n - width + 1, height, width), image.dtype), (
        "应返回形状 (m - h + 1, n - w + 1, h, w)、数据类型与 image 相同的数组"
        " / expected an array of shape (m - h + 1, n - w + 1, h, w) and the dtype of image"
    )
    assert np.array_equal(cut, sliding_window_view(image, (height, width))), (
        "窗口里的数不对 / the numbers in the windows are wrong"
    )
    assert np.array_equal(image, passed_in), (
        "传入的数组被改动了 / the array that was passed in has been changed"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_windows_view", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown = np.arange(12.0).reshape(3, 4)
cut = windows(shown, 2, 2)
assert isinstance(cut, np.ndarray), "应返回数组 / expected an array"
assert np.shares_memory(cut, shown), "窗口应与 image 共用内存 / windows should share memory"
assert not cut.flags.writeable, "窗口应是只读的 / the windows should be read-only"
assert raises(ValueError, windows, shown, 4, 2), (
    "窗口比图高，应报 ValueError / a window higher than the image should raise ValueError"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(4):
    m, n = (int(size) for size in rng.integers(3, 12, 2))
    height, width = int(rng.integers(1, m)), int(rng.integers(1, n))
    image = rng.normal(size=(m, n)).astype(np.float32 if trial % 2 else np.float64)
    image = np.asfortranarray(image) if trial > 1 else image
    cut = windows(image, height, width)
    assert is_array(cut, (m - height + 1, n - width + 1, height, width), image.dtype), (
        "应返回形状 (m - h + 1, n - w + 1, h, w)、数据类型与 image 相同的数组"
        " / expected an array of shape (m - h + 1, n - w + 1, h, w) and the dtype of image"
    )
    assert np.shares_memory(cut, image), (
        "窗口应与 image 共用内存 / the windows should share memory with image"
    )
    assert not cut.flags.writeable, "窗口应是只读的 / the windows should be read-only"
    assert image.flags.writeable, "image 应仍可写 / image should still be writeable"
    image[m - 1, n - 1] = 1000
    assert cut[-1, -1, -1, -1] == 1000, (
        "改了 image，窗口没有跟着变 / image was changed and the windows did not follow"
    )
    assert np.array_equal(cut, sliding_window_view(image, (height, width))), (
        "窗口里的数不对 / the numbers in the windows are wrong"
    )
good = np.zeros((5, 6))
for image, height, width, zh, en in (
    (good, 6, 2, "窗口太高", "the window is too high"),
    (good, 2, 7, "窗口太宽", "the window is too wide"),
    (good, 0, 2, "高为 0", "height is 0"),
    (good, 2, -1, "宽为负", "width is negative"),
    (np.zeros(5), 1, 1, "image 是一维", "image is one-dimensional"),
    (np.zeros((5, 6, 3)), 2, 2, "image 是三维", "image is three-dimensional"),
):
    assert raises(ValueError, windows, image, height, width), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_convolve_valid", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
shown = np.array([[1, 2, 3], [4, 5, 6]]), np.array([[10, 1], [0, 0]])
filtered = convolve(*shown, "valid")
assert is_array(filtered, (1, 2)), (
    "应返回形状 (1, 2) 的 float64 数组 / expected a float64 array of shape (1, 2)"
)
assert np.allclose(filtered, [[54, 65]]), (
    f"应为 [[54, 65]]，实得 {filtered.tolist()}；若得 [[12, 23]]，是没有翻转核"
    f" / expected [[54, 65]], got {filtered.tolist()}; [[12, 23]] means the kernel was not flipped"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(10):
    m, n = (int(size) for size in rng.integers(2, 20, 2))
    h, w = int(rng.integers(1, m + 1)), int(rng.integers(1, n + 1))
    image = rng.integers(0, 256, (m, n)).astype((np.uint8, np.float32, float)[trial % 3])
    kernel = rng.integers(-9, 10, (h, w)) if trial % 2 else rng.normal(size=(h, w))
    image = np.asfortranarray(image) if trial % 4 == 3 else image
    passed_in = image.copy(), kernel.copy()
    filtered = convolve(image, kernel, "valid")
    assert np.array_equal(image, passed_in[0]), "传入的 image 被改动了 / image has been changed"
    assert np.array_equal(kernel, passed_in[1]), "传入的 kernel 被改动了 / kernel has been changed"
    assert is_array(filtered, (m - h + 1, n - w + 1)), (
        "应返回形状 (m - h + 1, n - w + 1) 的 float64 数组"
        " / expected a float64 array of shape (m - h + 1, n - w + 1)"
    )
    expected = signal.convolve2d(image.astype(float), kernel, "valid")
    tolerance = 1e-9 * max(1.0, float(np.abs(expected).max()))
    assert np.abs(filtered - expected).max() <= tolerance, (
        "与 scipy.signal.convolve2d 的结果不符 / the result differs from scipy.signal.convolve2d"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_convolve_nearest", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown = np.array([[1.0, 2.0, 4.0]])
filtered = convolve(shown, np.array([[1, 0, 0]]), "nearest")
assert is_array(filtered, (1, 3)), (
    "应返回形状 (1, 3) 的 float64 数组 / expected a float64 array of shape (1, 3)"
)
assert np.allclose(filtered, [[2, 4, 4]]), (
    f"应为 [[2, 4, 4]]，实得 {filtered.tolist()} / expected [[2, 4, 4]], got {filtered.tolist()}"
)
assert raises(ValueError, convolve, shown, np.ones((2, 1)), "nearest"), (
    "核高 2 是偶数，应报 ValueError / a kernel of height 2 is even: expected a ValueError"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(10):
    m, n = (int(size) for size in rng.integers(2, 16, 2))
    h, w = (int(size) for size in 2 * rng.integers(0, 4, 2) + 1)
    in_colour = trial % 2 == 1
    image = rng.integers(0, 256, (m, n, 3)[: 2 + in_colour])
    image = image.astype((np.uint8, float, np.float32)[trial % 3])
    kernel = rng.normal(size=(h, w))
    filtered = convolve(image, kernel, "nearest")
    assert is_array(filtered, image.shape), (
        "nearest 应返回与 image 形状相同的 float64 数组"
        " / nearest should return a float64 array of the shape of image"
    )
    channels = np.moveaxis(np.atleast_3d(image.astype(float)), 2, 0)
    expected = np.stack([ndimage.convolve(c, kernel, mode="nearest") for c in channels], axis=2)
    expected = expected.reshape(image.shape)
    tolerance = 1e-9 * max(1.0, float(np.abs(expected).max()))
    assert np.abs(filtered - expected).max() <= tolerance, (
        "与 scipy.ndimage.convolve 的 nearest 不符"
        " / the result differs from scipy.ndimage.convolve with nearest"
    )
image, kernel = rng.normal(size=(7, 8, 3)), rng.normal(size=(2, 3))
filtered = convolve(image, kernel, "valid")
assert is_array(filtered, (6, 6, 3)), (
    "彩色图 valid 的形状应为 (m - h + 1, n - w + 1, 3)"
    " / valid in colour should have shape (m - h + 1, n - w + 1, 3)"
)
for c in range(3):
    expected = signal.convolve2d(image[:, :, c], kernel, "valid")
    assert np.allclose(filtered[:, :, c], expected, rtol=0, atol=1e-9), (
        "彩色图应每种颜色各自卷积 / each colour should be convolved for itself"
    )
good = np.ones((5, 6))
for image, kernel, mode, zh, en in (
    (good, np.ones((6, 2)), "valid", "核比图高", "the kernel is higher than the image"),
    (good, np.ones((2, 7)), "valid", "核比图宽", "the kernel is wider than the image"),
    (good, np.ones((3, 2)), "nearest", "核宽是偶数", "the kernel has an even width"),
    (good, np.ones(3), "valid", "kernel 是一维", "kernel is one-dimensional"),
    (np.ones(5), np.ones((1, 1)), "valid", "image 是一维", "image is one-dimensional"),
    (good, np.ones((3, 3)), "same", "mode 不认识", "an unknown mode"),
):
    assert raises(ValueError, convolve, image, kernel, mode), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 模糊、锐化、浮雕、求边缘，是同一个函数配上五张小表。核的各数之和是 1，平坦处亮度不变；和是 0，平坦处变成 0，只留下变化。边缘用到两个这样的核：一个量左右的变化 $G_x$，一个量上下的变化 $G_y$，合起来 $\sqrt{G_x^2 + G_y^2}$ 是变化的快慢。这是 Sobel 算子。卷积神经网络 (convolutional neural network, CNN) 做的也是这件事，只是表中的数由数据学来。
#
# 在文档里：[`as_strided`](https://numpy.org/doc/stable/reference/generated/numpy.lib.stride_tricks.as_strided.html) 的警告，以及更安全的 [`sliding_window_view`](https://numpy.org/doc/stable/reference/generated/numpy.lib.stride_tricks.sliding_window_view.html)。平时请用后者。

# %% [markdown] lang="en"
# ### What the result means
#
# Blur, sharpen, emboss and edges are one function and five small tables. Where the numbers of a kernel add up to 1, brightness stays in flat places; where they add up to 0, flat places become 0 and only changes are left. Edges take two such kernels: one measures the change from left to right, $G_x$, the other from top to bottom, $G_y$, and $\sqrt{G_x^2 + G_y^2}$ is how fast it changes. This is the Sobel operator. A convolutional neural network (CNN) does the same, but learns the numbers of the tables from data.
#
# In the documentation: the warning of [`as_strided`](https://numpy.org/doc/stable/reference/generated/numpy.lib.stride_tricks.as_strided.html), and the safer [`sliding_window_view`](https://numpy.org/doc/stable/reference/generated/numpy.lib.stride_tricks.sliding_window_view.html). In daily work, use the latter.

# %%
print("kernel      sum of its numbers   largest difference from SciPy")
for name, kernel in KERNELS.items():
    difference = np.abs(convolve(scene, kernel, "nearest") - by_scipy(scene, name)).max()
    print(f"{name:10s} {kernel.sum():12.0f} {difference:25.1e}")
cut = windows(scene[:, :, 1], 13, 13)
print(f"13 x 13 windows of the green channel: {cut.size} numbers seen,", end=" ")
print("no byte copied" if np.shares_memory(cut, photo) else "copied")

# %% [markdown] lang="zh"
# ## 5 · 快多少？
#
# 认一个手写数字，最直接的办法是找最像的：与 1200 幅见过的图逐一比较，最近的那幅是几，就说是几。这是 $k = 1$ 的 k 近邻 (k-nearest neighbours, KNN)。一幅图排成 64 个数的一行，两行之间的距离取平方和
#
# $$D_{ij} = \lVert x_i - y_j \rVert_2^2 = \sum_{d} (x_{id} - y_{jd})^2$$
#
# 照公式写三层循环，597 幅对 1200 幅要做四千多万次减、乘、加。Python 每做一次都要查类型、取对象，花上百纳秒；而这些运算本身只要一纳秒左右。**向量化** (vectorization) 就是把循环交给 NumPy 里编译好的程序。下面的单元格给出三层循环的写法，它是任务要超过的对手。
#
# **两种向量化。** 一是广播：把 $X$ 看成 $(a, 1, d)$，$Y$ 看成 $(1, b, d)$，差就是 $(a, b, d)$ 的数组；平方后沿最后的轴求和。它最直白，但要存下所有的差，597 × 1200 × 64 个 `float64` 占 367 MB。二是先展开平方：
#
# $$\lVert x - y \rVert_2^2 = \lVert x \rVert_2^2 + \lVert y \rVert_2^2 - 2 \, x^\top y$$
#
# 前两项是一列和一行，广播成表；最后一项对所有的 $i, j$ 合起来是一个矩阵乘积。没有三轴的数组，又用上了最快的矩阵乘法。代价是舍入：两个很大的数相减，结果可能是 $-10^{-12}$ 这样的负数，要用 `np.maximum` 截到零。例如 $x = (1, 2)$，$y = (4, 6)$：$5 + 52 - 2 \cdot 16 = 25 = 3^2 + 4^2$。
#
# **从距离到标签。** `D.argmin(axis=1)` 给出每一行最小值在第几列；用这串列号作下标，就取出对应的标签，这是花式索引。下面的单元格在小例子上各做一次。

# %% [markdown] lang="en"
# ## 5 · How much faster?
#
# The plainest way to read a handwritten digit is to look for the most similar one: compare it with 1200 images that you know, and say what the nearest one is. This is k-nearest neighbours (KNN) with $k = 1$. An image becomes a row of 64 numbers, and the distance of two rows is the sum of squares
#
# $$D_{ij} = \lVert x_i - y_j \rVert_2^2 = \sum_{d} (x_{id} - y_{jd})^2$$
#
# Three nested loops after this formula, for 597 images against 1200, make more than forty million subtractions, products and sums. For each, Python looks up types and fetches objects, some hundred nanoseconds; the arithmetic itself takes about one. **Vectorization** hands the loops to the compiled programs in NumPy. The next cell gives the three loops; they are what the task has to beat.
#
# **Two ways to vectorize.** One is broadcasting: see $X$ as $(a, 1, d)$ and $Y$ as $(1, b, d)$, and the difference is an array of $(a, b, d)$; square it and sum along the last axis. This is the plainest, but it stores all differences, and 597 × 1200 × 64 numbers of `float64` take 367 MB. The other multiplies the square out first:
#
# $$\lVert x - y \rVert_2^2 = \lVert x \rVert_2^2 + \lVert y \rVert_2^2 - 2 \, x^\top y$$
#
# The first two terms are a column and a row, broadcast to a table; the last is, for all $i, j$ together, one matrix product. There is no array of three axes, and the fastest matrix multiplication does the work. The price is rounding: large numbers are subtracted, and the result can be negative, like $-10^{-12}$; limit it to zero with `np.maximum`. For $x = (1, 2)$, $y = (4, 6)$: $5 + 52 - 2 \cdot 16 = 25 = 3^2 + 4^2$.
#
# **From distances to labels.** `D.argmin(axis=1)` tells for each row in which column its smallest number is; with these column numbers as index you take the labels, which is fancy indexing. The next cell does each once on a small example.


# %% nbgrader={"grade": false, "grade_id": "loops", "locked": true, "schema_version": 3, "solution": false, "task": false}
def distances_by_loop(
    X: Real[np.ndarray, "a d"], Y: Real[np.ndarray, "b d"]
) -> Float[np.ndarray, "a b"]:
    """Squared distances by three nested loops: the rival in the test of speed."""
    D = np.zeros((len(X), len(Y)))
    for i in range(len(X)):
        for j in range(len(Y)):
            for d in range(X.shape[1]):
                D[i, j] += (X[i, d] - Y[j, d]) ** 2
    return D


# %%
# Worked example: loops on three rows against two, then a smallest entry and a fancy index.
X_small, Y_small = np.array([[1.0, 2.0], [0.0, 0.0], [4.0, 5.0]]), np.array([[4.0, 6.0], [0, 1]])
D_small = distances_by_loop(X_small, Y_small)
print("distances:\n", D_small)
print("column of the smallest entry of each row:", D_small.argmin(axis=1))
names = np.array(["far", "near"])
print("names taken by an array of indices:", names[np.array([1, 1, 0])])
rows_of_64 = digit_images.reshape(len(digit_images), 64)
seconds = fastest(1, distances_by_loop, rows_of_64[:20], rows_of_64[20:70])
print(f"loops, 20 against 50 digits: {seconds:.2f} s; 597 against 1200 would take", end=" ")
print(f"{seconds * 597 * 1200 / 1000:.0f} s")

# %% [markdown] lang="zh"
# ### 任务 5：`squared_distances` 与 `nearest_labels`
#
# 两个函数在同一个单元格里。
#
# `squared_distances(X, Y)`
#
# - 输入：`X`，形状 $(a, d)$；`Y`，形状 $(b, d)$。
# - 返回：$D$，形状 $(a, b)$，`float64`，没有负数；与逐对相减再平方的结果相差不超过 $10^{-10}$ 乘以最大的 $\lVert x_i \rVert_2^2 + \lVert y_j \rVert_2^2$。
# - `X` 或 `Y` 不是二维，或列数不同（能广播的也不行）：`ValueError`。
# - 速度：120 行对 250 行、每行 16 个数时，至少比 `distances_by_loop` 快 **20 倍**；两者在同一次运行中各计时，取最短的一次。广播和展开都远远超过它；只留一层循环、每次算一整行，也够快；逐对循环不够。
#
# `nearest_labels(X_train, y_train, X)`
#
# - 输入：`X_train`，形状 $(b, d)$；`y_train`，形状 $(b,)$，整数或字符串的标签；`X`，形状 $(a, d)$。
# - 返回：形状 $(a,)$ 的数组，第 $i$ 个是离 $x_i$ 最近的训练行的标签，数据类型与 `y_train` 相同。恰有两行一样近时，取哪个都行。可以调用 `squared_distances`。
# - 准确率 (accuracy)：从文件前 1200 幅中随机取 800 幅来学，从后 597 幅中随机取 200 幅来认，至少 90% 认对。
#
# 分数：距离与坏输入 1 分；速度 2 分；标签与准确率 1 分。

# %% [markdown] lang="en"
# ### Task 5: `squared_distances` and `nearest_labels`
#
# Both functions stand in one cell.
#
# `squared_distances(X, Y)`
#
# - Input: `X`, of shape $(a, d)$; `Y`, of shape $(b, d)$.
# - Return: $D$, of shape $(a, b)$, `float64`, without negative numbers; it may differ from subtracting and squaring pair by pair by $10^{-10}$ times the largest $\lVert x_i \rVert_2^2 + \lVert y_j \rVert_2^2$.
# - `X` or `Y` not two-dimensional, or with different numbers of columns (even where they would broadcast): `ValueError`.
# - Speed: for 120 rows against 250, with 16 numbers each, at least **20 times** faster than `distances_by_loop`; both are timed in the same run, and the shortest time of each counts. Broadcasting and multiplying out are both far beyond it; with a single loop left, which does a whole row at a time, it is fast enough too; a loop over pairs is not.
#
# `nearest_labels(X_train, y_train, X)`
#
# - Input: `X_train`, of shape $(b, d)$; `y_train`, of shape $(b,)$, labels that are integers or strings; `X`, of shape $(a, d)$.
# - Return: an array of shape $(a,)$ whose entry $i$ is the label of the training row nearest to $x_i$, of the data type of `y_train`. If two rows are just as near, either will do. It may call `squared_distances`.
# - Accuracy: learning from 800 images drawn from the first 1200 of the file, it should get at least 90% right of 200 drawn from the last 597.
#
# Points: 1 for the distances and bad input; 2 for the speed; 1 for labels and accuracy.

# %% [markdown] aicourse={"hints": "nearest_neighbour"} lang="zh"
# 1. 先转成 `float64`：`uint8` 减 `uint8` 会绕回。列数不等要自己查，因为 $(4, 3)$ 与 $(5, 1)$ 能广播，不会报错。
# 2. 展开之后有三项，写出它们的形状：$\lVert x_i \rVert_2^2$ 是 $(a,)$，$\lVert y_j \rVert_2^2$ 是 $(b,)$，$x_i^\top y_j$ 是 $(a, b)$。前两项谁该变成一列？最后一项对所有的 $i, j$ 是哪一个矩阵乘积？
# 3. 速度不够，说明还有逐对的循环；最多留一层，每次算出整整一行。舍入会留下极小的负数，最后截到零。不要开方：任务要的是平方距离。
# 4. `nearest_labels`：把要认的行放在前面、训练的行放在后面去求距离，每一*行*就属于一个要认的点，所以最小值在每行里找。得到的是训练行的编号，不是标签；用它作下标去取 `y_train`。

# %% [markdown] aicourse={"hints": "nearest_neighbour"} lang="en"
# 1. Convert to `float64` first: `uint8` minus `uint8` wraps round. Look at the numbers of columns yourself, for $(4, 3)$ and $(5, 1)$ broadcast and raise nothing.
# 2. Multiplied out there are three terms; write down their shapes: $\lVert x_i \rVert_2^2$ is $(a,)$, $\lVert y_j \rVert_2^2$ is $(b,)$, $x_i^\top y_j$ is $(a, b)$. Which of the first two must become a column? Which matrix product is the last, for all $i, j$ at once?
# 3. If it is too slow there is still a loop over pairs; at most one loop may stay, which does a whole row at a time. Rounding leaves tiny negative numbers; limit them to zero at the end. Take no root: squared distances are asked for.
# 4. `nearest_labels`: with the rows to be labelled first and the training rows second, each *row* of distances belongs to one point to be labelled, so look for the smallest within each row. What you get are numbers of training rows and no labels; use them as index into `y_train`.


# %% nbgrader={"grade": false, "grade_id": "nearest_neighbour", "locked": false, "schema_version": 3, "solution": true, "task": false}
def squared_distances(
    X: Real[np.ndarray, "a d"], Y: Real[np.ndarray, "b d"]
) -> Float[np.ndarray, "a b"]:
    """Squared Euclidean distance of each row of `X` to each row of `Y`.

    Parameters
    ----------
    X : ndarray of shape (a, d)
        One point a row.
    Y : ndarray of shape (b, d)
        One point a row.

    Returns
    -------
    ndarray of shape (a, b)
        Non-negative.

    Raises
    ------
    ValueError
        If the arrays are not two-dimensional with equally many columns.

    References
    ----------
    VanderPlas, Python Data Science Handbook, Computation on arrays: broadcasting.
    """
    ### BEGIN SOLUTION
    X, Y = np.asarray(X, dtype=float), np.asarray(Y, dtype=float)
    if X.ndim != 2 or Y.ndim != 2 or X.shape[1] != Y.shape[1]:
        raise ValueError(f"cannot compare rows of shapes {X.shape} and {Y.shape}")
    X_lengths, Y_lengths = (np.einsum("id,id->i", Z, Z) for Z in (X, Y))
    # Rounding can leave tiny negative numbers where two rows are equal.
    return np.maximum(X_lengths[:, None] + Y_lengths - 2 * X @ Y.T, 0)
    ### END SOLUTION


def nearest_labels(
    X_train: Real[np.ndarray, "b d"], y_train: Shaped[np.ndarray, "b"], X: Real[np.ndarray, "a d"]
) -> Shaped[np.ndarray, "a"]:
    """Label of the training row nearest to each row of `X`.

    Parameters
    ----------
    X_train : ndarray of shape (b, d)
        Points whose labels are known.
    y_train : ndarray of shape (b,)
        Their labels.
    X : ndarray of shape (a, d)
        Points to label.

    Returns
    -------
    ndarray of shape (a,)
        Labels, of the dtype of `y_train`.

    References
    ----------
    Cover and Hart, Nearest neighbor pattern classification,
    IEEE Transactions on Information Theory 13 (1967).
    """
    ### BEGIN SOLUTION
    return y_train[squared_distances(X, X_train).argmin(axis=1)]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "test_nearest_neighbour_distances", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown = np.array([[1, 2], [0, 0], [4, 5]]), np.array([[4, 6], [0, 1]])
distances = squared_distances(*shown)
assert is_array(distances, (3, 2)), (
    "应返回形状 (3, 2) 的 float64 数组 / expected a float64 array of shape (3, 2)"
)
assert np.allclose(distances, [[25, 2], [52, 1], [1, 32]]), (
    f"应为 [[25, 2], [52, 1], [1, 32]]，实得 {distances.tolist()}"
    f" / expected [[25, 2], [52, 1], [1, 32]], got {distances.tolist()}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(10):
    a, b, d = (int(size) for size in rng.integers(1, 12, 3))
    X = rng.normal(size=(a, d)) * 10 ** rng.uniform(-2, 3) + rng.uniform(-50, 50)
    Y = rng.normal(size=(b, d)) * 10 ** rng.uniform(-2, 3)
    if trial == 3:
        X, Y = (rng.integers(0, 256, size).astype(np.uint8) for size in ((a, d), (b, d)))
    if trial == 5:
        X, Y = X.astype(np.float32), Y.astype(np.float32)
    if trial == 7:
        X = Y = np.repeat(X, 2, axis=0)
    passed_in = X.copy(), Y.copy()
    distances = squared_distances(X, Y)
    for array, before in zip((X, Y), passed_in, strict=True):
        assert np.array_equal(array, before), (
            "传入的数组被改动了 / an array that was passed in has been changed"
        )
    assert is_array(distances, (len(X), len(Y))), (
        "应返回形状 (a, b) 的 float64 数组 / expected a float64 array of shape (a, b)"
    )
    assert (distances >= 0).all(), "距离不应为负 / distances should not be negative"
    X, Y = X.astype(float), Y.astype(float)
    tolerance = 1e-10 * ((X**2).sum(axis=1).max() + (Y**2).sum(axis=1).max())
    assert np.abs(distances - cdist(X, Y, "sqeuclidean")).max() <= tolerance, (
        "距离与 SciPy 的不符 / the distances differ from SciPy's"
    )
points = rng.normal(size=(40, 30)) + 100
assert (squared_distances(points, points) >= 0).all(), (
    "相同的行之间，距离不应因舍入而为负"
    " / rounding should not make the distance of equal rows negative"
)
for X, Y, zh, en in (
    (np.ones((4, 3)), np.ones((5, 2)), "列数 3 与 2", "3 and 2 columns"),
    (np.ones((4, 3)), np.ones((5, 1)), "列数 3 与 1", "3 and 1 columns"),
    (np.ones(3), np.ones((5, 3)), "X 是一维", "X is one-dimensional"),
    (np.ones((4, 3)), np.ones((2, 5, 3)), "Y 是三维", "Y is three-dimensional"),
):
    assert raises(ValueError, squared_distances, X, Y), (
        f"应报 ValueError：{zh} / expected a ValueError: {en}"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_nearest_neighbour_speed", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
rows = digit_images.reshape(len(digit_images), 64)
X, Y = rows[:120, 24:40], rows[120:370, 24:40]  # the two middle rows of each image
distances = squared_distances(X, Y)
assert is_array(distances, (120, 250)), (
    "应返回形状 (120, 250) 的 float64 数组 / expected a float64 array of shape (120, 250)"
)
assert np.allclose(distances, cdist(X, Y, "sqeuclidean")), (
    "距离与 SciPy 的不符 / the distances differ from SciPy's"
)
own_seconds = fastest(12, squared_distances, X, Y)
loop_seconds = fastest(1, distances_by_loop, X, Y)
assert 20 * own_seconds <= loop_seconds, (
    f"应至少比循环快 20 倍，实得 {loop_seconds / own_seconds:.1f} 倍"
    f" / expected at least 20 times the speed of the loops, got {loop_seconds / own_seconds:.1f}"
)
### BEGIN HIDDEN TESTS
# loops / own time over 20 seeds, cores shared with others: multiplied out 4400 ± 1000, broadcast
# 900 ± 590 (at least 111), one loop 640 ± 490 (at least 113); over pairs 2 to 6, lists 3 to 7
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
X, Y = rng.normal(size=(120, 16)), rng.normal(size=(250, 16))
distances = squared_distances(X, Y)
assert is_array(distances, (120, 250)), (
    "应返回形状 (120, 250) 的 float64 数组 / expected a float64 array of shape (120, 250)"
)
assert np.allclose(distances, cdist(X, Y, "sqeuclidean")), (
    "距离与 SciPy 的不符 / the distances differ from SciPy's"
)
own_seconds = fastest(12, squared_distances, X, Y)
loop_seconds = fastest(2, distances_by_loop, X, Y)
assert 20 * own_seconds <= loop_seconds, (
    "应至少比循环快 20 倍 / expected at least 20 times the speed of the loops"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "test_nearest_neighbour_labels", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
shown = np.array([[0.0, 0.0], [4.0, 4.0]]), np.array(["low", "high"])
labels = nearest_labels(*shown, np.array([[1.0, 1.0], [5.0, 3.0], [3.0, 3.0]]))
assert is_array(labels, (3,), shown[1].dtype), (
    "应返回形状 (3,)、数据类型与 y_train 相同的数组"
    " / expected an array of shape (3,) and the dtype of y_train"
)
assert labels.tolist() == ["low", "high", "high"], (
    f"应为 low, high, high，实得 {labels} / expected low, high, high, got {labels}"
)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(int(os.environ.get("AICOURSE_SEED", secrets.randbits(32))))
for trial in range(4):
    a, b, d = (int(size) for size in rng.integers(2, 30, 3))
    X_train, X = rng.normal(size=(b, d)), rng.normal(size=(a, d))
    y_train = rng.integers(0, 5, b)
    y_train = np.array(["a", "b", "c", "d", "e"])[y_train] if trial % 2 else y_train
    labels = nearest_labels(X_train, y_train, X)
    assert is_array(labels, (a,), y_train.dtype), (
        "应返回形状 (a,)、数据类型与 y_train 相同的数组"
        " / expected an array of shape (a,) and the dtype of y_train"
    )
    expected = KNeighborsClassifier(1).fit(X_train, y_train).predict(X)
    assert np.array_equal(labels, expected), (
        "与 scikit-learn 的最近邻不符 / the labels differ from scikit-learn's nearest neighbour"
    )
# accuracy: reference 0.959 ± 0.013 over 200 seeds, at least 0.92; class means 0.873 ± 0.018
rows = digit_images.reshape(len(digit_images), 64)
learn = rng.choice(N_TRAIN, 800, replace=False)
held_out = N_TRAIN + rng.choice(len(rows) - N_TRAIN, 200, replace=False)
labels = nearest_labels(rows[learn], digit_labels[learn], rows[held_out])
assert is_array(labels, (200,), digit_labels.dtype), (
    "应返回形状 (a,) 的标签数组 / expected an array of labels of shape (a,)"
)
assert (labels == digit_labels[held_out]).mean() >= 0.9, (
    "没见过的数字应至少认对 90% / at least 90% of unseen digits should be right"
)
### END HIDDEN TESTS

# %% [markdown] lang="zh"
# ### 结果说明了什么
#
# 下图是同一件事的三种写法，纵轴是对数：每往上一格，慢十倍。循环慢，不是因为算得多，而是因为 Python 为每个数做的杂事多。逐对循环把最里面一层交给了 NumPy，快了一些，可每次只交出 64 个数；全部交出去，才快几百倍到上万倍。所以不必消灭所有循环：外面那层若每次都交出成千上万个数，杂事就不值一提。
#
# 在文档里：《Python Data Science Handbook》第二章讲 NumPy 的各节，从 [Computation on NumPy arrays](https://jakevdp.github.io/PythonDataScienceHandbook/02.03-computation-on-arrays-ufuncs.html) 到 [Fancy indexing](https://jakevdp.github.io/PythonDataScienceHandbook/02.07-fancy-indexing.html)。

# %% [markdown] lang="en"
# ### What the result means
#
# The figure shows three ways to do one thing, on a logarithmic axis: one step up is ten times slower. The loops are slow not because there is much to compute, but because of all that Python does around each number. The loop over pairs leaves the innermost loop to NumPy and is faster, but hands over 64 numbers at a time; hand over everything, and it is hundreds to ten thousand times faster. So not every loop has to go: where the outer one hands over many thousand numbers each time, what Python does around it no longer matters.
#
# In the documentation: the sections on NumPy in chapter 2 of the Python Data Science Handbook, from [Computation on NumPy arrays](https://jakevdp.github.io/PythonDataScienceHandbook/02.03-computation-on-arrays-ufuncs.html) to [Fancy indexing](https://jakevdp.github.io/PythonDataScienceHandbook/02.07-fancy-indexing.html).


# %%
def distances_by_pairs(X: np.ndarray, Y: np.ndarray) -> np.ndarray:
    """Squared distances, one pair of rows at a time."""
    return np.array([[((x - y) ** 2).sum() for y in Y] for x in X])


X_timed, Y_timed = rows_of_64[:60], rows_of_64[60:210]
seconds = {
    "three loops": fastest(1, distances_by_loop, X_timed, Y_timed),
    "loop over pairs": fastest(2, distances_by_pairs, X_timed, Y_timed),
    "your function": fastest(5, squared_distances, X_timed, Y_timed),
}
fig, ax = plt.subplots(figsize=(5.2, 2.8), layout="constrained")
bars = ax.bar(list(seconds), [1000 * s for s in seconds.values()], color=[GREY, BLUE, ORANGE])
ratios = [f"{seconds['three loops'] / s:.0f} ×" for s in seconds.values()]
ax.bar_label(bars, ratios, padding=2)
ax.set_yscale("log")
ax.set(title="60 against 150 digits; speed against three loops", ylabel="time (ms)")
ax.margins(y=0.15)
plt.show()

# %% [markdown] lang="zh"
# ## 6 · 作品：照片工作室与数字识别器
#
# **第一幅图**与开头那幅对应，每一格都由你的函数画出：`develop` 调色，`pixelate` 打马赛克，`convolve` 模糊、锐化、浮雕、求边缘，`strided_einsum` 把彩色变成灰度，`squared_distances` 找最像的数字。

# %% [markdown] lang="en"
# ## 6 · The artefact: a photo studio and a reader of digits
#
# **The first figure** answers the one at the top, and every panel is drawn by your functions: `develop` tones, `pixelate` makes the mosaic, `convolve` blurs, sharpens, embosses and finds edges, `strided_einsum` turns colour into grey, `squared_distances` looks for the most similar digit.


# %%
def edge_strength(grey: np.ndarray) -> np.ndarray:
    """How fast an image changes at each pixel, in grey levels."""
    return np.hypot(
        convolve(grey, KERNELS["edge_x"], "nearest"), convolve(grey, KERNELS["edge_y"], "nearest")
    )


mosaic = scene.copy()
pixelate(mosaic, 24, 32, 144, 240, 12)
blurred = scene
for _ in range(5):
    blurred = convolve(blurred, KERNELS["blur"], "nearest")
grey_scene = strided_einsum("ijc,c->ij", scene, np.array([0.299, 0.587, 0.114]))
X_learn, y_learn = rows_of_64[:N_TRAIN], digit_labels[:N_TRAIN]
X_held, y_held = rows_of_64[N_TRAIN:], digit_labels[N_TRAIN:]
distances = squared_distances(X_held, X_learn)
nearest = distances.argmin(axis=1)
pairs = np.stack([digit_images[N_TRAIN:], digit_images[nearest]])[:, :10].reshape(2, 2, 5, 8, 8)

panels = {
    "Original": scene,
    "develop": develop(scene, warm, 0.7),
    "pixelate": mosaic,
    "convolve: blur, five times": to_photo(blurred),
    "convolve: sharpen": to_photo(convolve(scene, KERNELS["sharpen"], "nearest")),
    "convolve: emboss": to_photo(128 + convolve(grey_scene, KERNELS["emboss"], "nearest")),
    "convolve: edges": to_photo(255 - 0.6 * edge_strength(grey_scene)),
    "Unseen digits, nearest below": contact_sheet(pairs.swapaxes(0, 1).reshape(4, 5, 8, 8)),
}
fig, axes = plt.subplots(2, 4, figsize=(10.5, 4.6), layout="constrained")
for ax, (title, image) in zip(axes.flat, panels.items(), strict=True):
    show_photo(ax, image, title)
plt.show()

# %% [markdown] lang="zh"
# **第二幅图**问数字识别器有多可靠。基线 (baseline) 有两条：一律猜训练图中最多的那个数字；或者只与十幅类平均图（第 3 节）比较，每个数字一幅。下面还把同一个程序放到随机划分上：测试图与训练图常出自同一人之手，成绩就高了。两个数字都没有算错，只是回答了不同的问题。

# %% [markdown] lang="en"
# **The second figure** asks how far the reader can be trusted. There are two baselines: always guess the digit that is most frequent among the training images; or compare with the ten class means of section 3 only, one for each digit. The same program is also put on a random split: test images and training images are then often by one hand, and the result is higher. Neither number is wrong; they answer different questions.

# %%
predicted = nearest_labels(X_learn, y_learn, X_held)
by_means = nearest_labels(means.reshape(10, 64), np.arange(10), X_held)
most_frequent = np.bincount(y_learn).argmax()
order = np.random.default_rng(0).permutation(len(rows_of_64))
learn, test = order[:N_TRAIN], order[N_TRAIN:]
mixed = nearest_labels(rows_of_64[learn], digit_labels[learn], rows_of_64[test])
accuracies = {
    "most frequent digit": (y_held == most_frequent).mean(),
    "ten class means": (y_held == by_means).mean(),
    "nearest neighbour": (y_held == predicted).mean(),
    "the same, random split": (digit_labels[test] == mixed).mean(),
}
wrong = np.flatnonzero(predicted != y_held)
print(f"{len(wrong)} of {len(y_held)} held-out digits are misread")

fig, axes = plt.subplots(1, 2, figsize=(10.5, 2.9), layout="constrained", width_ratios=[1, 1.25])
bars = axes[0].barh(
    list(accuracies), [100 * a for a in accuracies.values()], color=[GREY, BLUE, ORANGE, GREEN]
)
axes[0].bar_label(bars, fmt="%.1f", padding=3)
axes[0].invert_yaxis()
axes[0].set(title="Digits read rightly", xlabel="accuracy (%)", xlim=(0, 115))
axes[0].grid(axis="y", visible=False)
first_wrong = wrong[:10]
misread = np.stack([digit_images[N_TRAIN:][first_wrong], digit_images[nearest[first_wrong]]])
show_photo(axes[1], contact_sheet(misread), "Misread (above), nearest neighbours (below)")
for place, index in enumerate(first_wrong):
    text = f"{y_held[index]} as {predicted[index]}"
    axes[1].text(10 * place + 4.5, 21.4, text, ha="center", va="center", fontsize=8)
plt.show()

# %% [markdown] lang="zh"
# **怎么读它。** 最近邻认对 96.5%，十幅平均图 88.1%：平均图把不同的写法糊在一起，最近邻却记得每一种写法，错误不到前者的三分之一。随机划分得 98.8%；换 20 种随机次序，平均 98.6%，标准差 (standard deviation) 0.5%。在熟人的笔迹上，错误少了一大半。想知道程序到了新用户手里会怎样，该信 96.5%。右边认错的那些，人也要迟疑。
#
# **阴性对照 (negative control)。** 方法若什么都能认出来，就可疑了。先看滤镜：把照片的像素打乱，每个像素还在，位置随机。边缘是相邻像素之间有秩序的变化，打乱之后就不该再有。下面的单元格数一数：最强的那些像素，要多少才凑得出全部边缘强度的一半？
#
# 再看数字识别器。第一种打乱：所有的图用**同一个**次序打乱 64 个像素，人眼认不出一个字。第二种：每幅图各用各的次序。请先猜两种准确率，再运行。

# %% [markdown] lang="en"
# **How to read it.** The nearest neighbour gets 96.5% right, the ten means 88.1%: a mean smears different hands together, while the nearest neighbour remembers each, and makes less than a third of the mistakes. The random split gives 98.8%; over 20 random orders the mean is 98.6%, with a standard deviation of 0.5%. On hands that it knows, the reader makes less than half the mistakes. How it will do for a new user, the 96.5% tell. What it misreads on the right would make a human hesitate too.
#
# **The negative control.** A method that recognized everything would be suspect. First the filter: shuffle the pixels of the photo, so that every pixel is still there, but in a random place. Edges are orderly changes between neighbours, and once shuffled there should be none. The next cell counts: how many of the strongest pixels make up half of all edge strength?
#
# Then the reader. First shuffle: the 64 pixels of all images in **one and the same** order, so that no human eye can read a digit. Second: each image in an order of its own. Guess the two accuracies before you run the cell.

# %%
rng = np.random.default_rng(0)
shuffled_grey = rng.permutation(grey_scene.reshape(-1)).reshape(grey_scene.shape)
fig, axes = plt.subplots(1, 4, figsize=(10.5, 2.2), layout="constrained")
for pair, image, name in ((axes[:2], grey_scene, "photo"), (axes[2:], shuffled_grey, "shuffled")):
    strength = edge_strength(image)
    show_photo(pair[0], image, f"Grey levels, {name}")
    show_photo(pair[1], to_photo(255 - 0.6 * strength), f"Edges, {name}")
    cumulative = np.cumsum(np.sort(strength.reshape(-1))[::-1])
    share = np.searchsorted(cumulative, cumulative[-1] / 2) / strength.size
    print(f"{name:9s} half of the edge strength is in {100 * share:.0f}% of the pixels")
plt.show()

one_order = rng.permutation(64)
all_alike = nearest_labels(X_learn[:, one_order], y_learn, X_held[:, one_order])
own_orders = rng.permuted(rows_of_64, axis=1)
each_its_own = nearest_labels(own_orders[:N_TRAIN], y_learn, own_orders[N_TRAIN:])
shifted = np.zeros_like(digit_images)
shifted[:, :, 1:] = digit_images[:, :, :-1]
moved = nearest_labels(X_learn, y_learn, shifted.reshape(-1, 64)[N_TRAIN:])
for name, labels in (
    ("pixels as they are", predicted),
    ("one order for all images", all_alike),
    ("an order for each image", each_its_own),
    ("moved right by one pixel", moved),
):
    print(f"{name:25s} accuracy {100 * (labels == y_held).mean():5.1f}%")

# %% [markdown] lang="zh"
# 滤镜的对照成立：照片里 11% 的像素就占了一半的边缘强度；打乱之后要 32%，处处都是“边缘”，也就没有了边缘。
#
# 数字识别器的结果更值得想一想。每幅图各用各的次序，准确率 10.1%，与瞎猜无异。所有的图用同一个次序，人一个字也认不出，准确率却分毫不差：距离是 64 个差的平方和，换了次序，和不变。最近邻从来没有看过图，只是逐格对账。所以图往右移一个像素，人看不出区别，准确率却跌到 62.6%。卷积正好相反，它只看邻居。把两者合起来，就是后面卷积神经网络要做的事。
#
# ## 笔记
#
# 在下面的单元格里写半页到一页，没有标准答案；有教师时由教师评阅，自学时写给自己。
#
# 1. 哪个结果出乎你的意料？用你算出的一个数说明。
# 2. 自己设计一个 $5 \times 5$ 的核，先预测它对照片做什么（和是多少？对称吗？），再用 `convolve` 验证。
# 3. 数字识别器在什么样的图上会失败？若要让它不怕平移，你先试什么，为什么？

# %% [markdown] lang="en"
# The control of the filter holds: in the photo, 11% of the pixels make up half of all edge strength; shuffled, it takes 32%. There are "edges" everywhere, and so there are none.
#
# What the reader does deserves more thought. With an order for each image the accuracy is 10.1%, no better than a guess. With one order for all images no human reads a single digit, and yet the accuracy is exactly the same: the distance is a sum of 64 squared differences, and in another order the sum is the same. The nearest neighbour never looked at a picture; it checks entry against entry. So when the images move right by one pixel, which a human does not notice, the accuracy falls to 62.6%. Convolution is the opposite: it looks at neighbours only. To put the two together is what convolutional neural networks do, later in the course.
#
# ## Notes
#
# Write half a page to a page in the cell below. There is no model answer; an instructor reads it, or it is for yourself.
#
# 1. Which result did you not expect? Show it with a number that you computed.
# 2. Design a kernel of $5 \times 5$ and predict what it does to the photo (what is its sum, is it symmetric?), then check with `convolve`.
# 3. On what kind of image does the reader fail? What would you try first, so that it does not mind a shift, and why?

# %% [markdown] nbgrader={"grade": true, "grade_id": "notes", "locked": false, "points": 0, "schema_version": 3, "solution": true, "task": false}
# *在此书写 / Write here.*

# %% [markdown] lang="zh"
# ## 延伸阅读
#
# - NumPy 官方文档，[NumPy: the absolute basics for beginners](https://numpy.org/doc/stable/user/absolute_beginners.html) 与 [NumPy fundamentals](https://numpy.org/doc/stable/user/basics.html)：索引、广播、副本与视图。
# - Jake VanderPlas，[Python Data Science Handbook](https://jakevdp.github.io/PythonDataScienceHandbook/)：第二章，可免费阅读。
# - Brett Slatkin，[Effective Python](https://effectivepython.com/)：谈切片、带步长的切片、生成器与 `memoryview` 的各条。
# - Python 官方文档，[slice](https://docs.python.org/3/library/functions.html#slice)：切片对象与 `indices`。
# - Nicolas Rougier，[From Python to NumPy](https://www.labri.fr/perso/nrougier/from-python-to-numpy/)：如何把循环改写成数组运算。
# - Harris et al.，[Array programming with NumPy](https://doi.org/10.1038/s41586-020-2649-2)，Nature 585 (2020)：用几页篇幅综述数组、步幅与广播。
# - van der Walt, Colbert and Varoquaux，[The NumPy array: a structure for efficient numerical computation](https://doi.org/10.1109/MCSE.2011.37)，Computing in Science and Engineering 13 (2011)：步幅的由来。
# - Gonzalez and Woods，Digital Image Processing，第四版，Pearson 2018：第三章，空间滤波。
# - Cover and Hart，[Nearest neighbor pattern classification](https://doi.org/10.1109/TIT.1967.1053964)，IEEE Transactions on Information Theory 13 (1967)。

# %% [markdown] lang="en"
# ## Further reading
#
# - The documentation of NumPy, [NumPy: the absolute basics for beginners](https://numpy.org/doc/stable/user/absolute_beginners.html) and [NumPy fundamentals](https://numpy.org/doc/stable/user/basics.html): indexing, broadcasting, copies and views.
# - Jake VanderPlas, [Python Data Science Handbook](https://jakevdp.github.io/PythonDataScienceHandbook/): chapter 2, free to read.
# - Brett Slatkin, [Effective Python](https://effectivepython.com/): the items on slicing, slices with a step, generators and `memoryview`.
# - The documentation of Python, [slice](https://docs.python.org/3/library/functions.html#slice): slice objects and `indices`.
# - Nicolas Rougier, [From Python to NumPy](https://www.labri.fr/perso/nrougier/from-python-to-numpy/): how to rewrite loops as operations on arrays.
# - Harris et al., [Array programming with NumPy](https://doi.org/10.1038/s41586-020-2649-2), Nature 585 (2020): arrays, strides and broadcasting in a few pages.
# - van der Walt, Colbert and Varoquaux, [The NumPy array: a structure for efficient numerical computation](https://doi.org/10.1109/MCSE.2011.37), Computing in Science and Engineering 13 (2011): where strides come from.
# - Gonzalez and Woods, Digital Image Processing, fourth edition, Pearson 2018: chapter 3, spatial filtering.
# - Cover and Hart, [Nearest neighbor pattern classification](https://doi.org/10.1109/TIT.1967.1053964), IEEE Transactions on Information Theory 13 (1967).
