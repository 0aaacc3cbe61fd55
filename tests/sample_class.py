"""A class of fourteen, written by hand: every kind of verdict occurs, and every kind of trouble."""

from aicourse.grading.verdict import CellVerdict, Kind, Repair, RepairKind, Verdict

ASSIGNMENT = "104-svd-image-compression"
NOTEBOOK = "svd_image_compression"

# grade_id of a test cell: its task and its points
TESTS = {
    "test_power_iteration": ("power_iteration", 2.0),
    "test_power_iteration_degenerate": ("power_iteration", 2.0),
    "test_qr_eigenvalues": ("qr_eigenvalues", 4.0),
    "test_compact_svd": ("compact_svd", 3.0),
    "test_compact_svd_signs": ("compact_svd", 2.0),
    "test_truncation_error": ("truncation_error", 3.0),
    "test_psnr_at_budget": ("psnr_at_budget", 4.0),
}

SHAPE = "形状应为 (m, k)，得到 (k, m) / expected shape (m, k), got (k, m)"
SIGNS = "奇异值应为非负、降序 / singular values must be non-negative and descending"
NORM = "误差应等于被舍弃奇异值的平方和之根 / the error is the root of the discarded squares"
PSNR = "PSNR 28.1 dB，应至少 31 dB / PSNR 28.1 dB, expected at least 31 dB"
EMPTY = "尚未作答 / not attempted yet"
LOOP = "超过 30 秒被中断 / interrupted after 30 s"
MEMORY = "内存超过 4 GiB / more than 4 GiB of memory"
NAME_ERROR = "NameError: U 未定义 / name 'U' is not defined"
DEAD = "内核在 compact_svd 中退出 / the kernel exited in compact_svd"
PATCHED = "测试所依赖的函数被改动 / what this test relies on was changed"
WIRE = "被改动：module numpy.testing / changed: module numpy.testing"

P, F, N = Kind.PASSED, Kind.FAILED, Kind.NOT_ATTEMPTED


def submission(
    student: str,
    *cells: tuple[float, Kind, str],
    repairs: tuple[Repair, ...] = (),
    problem: str | None = None,
    assignment: str = ASSIGNMENT,
) -> Verdict:
    """A verdict from points, kind and message of each of the seven test cells, in order."""
    verdicts = tuple(
        CellVerdict(
            notebook=NOTEBOOK,
            task=task,
            grade_id=grade_id,
            points=points,
            max_points=max_points,
            kind=kind,
            message=message,
            seconds=0.1,
        )
        for (grade_id, (task, max_points)), (points, kind, message) in zip(
            TESTS.items(), cells, strict=False
        )
    )
    return Verdict(
        assignment=assignment,
        student=student,
        points=sum(cell.points for cell in verdicts),
        max_points=20,
        cells=verdicts,
        repairs=repairs,
        problem=problem,
        seconds=3.0,
        key=student,
    )


def noted(verdict: Verdict, note: str) -> Verdict:
    """Give every cell that was tampered with a note for the teacher."""
    cells = (
        cell.model_copy(update={"note": note}) if cell.kind is Kind.TAMPERED else cell
        for cell in verdict.cells
    )
    return verdict.model_copy(update={"cells": tuple(cells)})


def repair(kind: RepairKind, text: str, cell: str | None = None) -> Repair:
    return Repair(kind=kind, notebook=NOTEBOOK, cell=cell, text=text)


RENAMED = repair(
    RepairKind.RENAMED_FILE,
    "文件名已改回 svd_image_compression.ipynb / file renamed back to svd_image_compression.ipynb",
)
RESTORED = repair(
    RepairKind.RESTORED_CELL,
    "已恢复被删除的测试单元 test_compact_svd / restored the deleted test cell test_compact_svd",
    "test_compact_svd",
)
DUPLICATE = repair(
    RepairKind.DUPLICATE_CELL,
    "复制的单元 power_iteration 只计一次 / the copied cell power_iteration counts once",
    "power_iteration",
)

OK2, OK3, OK4 = (2.0, P, ""), (3.0, P, ""), (4.0, P, "")

FULL = submission("陈思远", OK2, OK2, OK4, OK3, OK2, OK3, OK4)
ALSO_FULL = submission("amelia.nguyen", OK2, OK2, OK4, OK3, OK2, OK3, OK4, repairs=(RENAMED,))
MOST = submission("王小明", OK2, OK2, OK4, OK3, (0, F, SIGNS), OK3, OK4)
WRONG_SHAPE = submission("b.okafor", OK2, OK2, OK4, (0, F, SHAPE), (0, F, SHAPE), OK3, (0, F, PSNR))
SAME_SHAPE = submission(
    "李娜",
    OK2,
    OK2,
    OK4,
    (0, F, SHAPE),
    (0, F, SIGNS),
    (0, F, NORM),
    (0, F, PSNR),
    repairs=(DUPLICATE,),
)
HALF_DONE = submission(
    "carlos.mendes", OK2, (0, F, SIGNS), OK4, OK3, OK2, (0, N, EMPTY), (0, N, EMPTY)
)
JUST_BEGUN = submission(
    "dana",
    OK2,
    (0, N, EMPTY),
    (0, N, EMPTY),
    (0, N, EMPTY),
    (0, N, EMPTY),
    (0, N, EMPTY),
    (0, N, EMPTY),
)
ENDLESS_LOOP = submission(
    "赵一鸣", OK2, OK2, (0, Kind.TIMED_OUT, LOOP), OK3, OK2, OK3, OK4, repairs=(RENAMED, RESTORED)
)
GREEDY = submission("e.kowalski", OK2, OK2, OK4, OK3, OK2, OK3, (0, Kind.OUT_OF_MEMORY, MEMORY))
CRASHING = submission(
    "f.haddad",
    OK2,
    OK2,
    OK4,
    (0, Kind.CRASHED, NAME_ERROR),
    (0, Kind.CRASHED, NAME_ERROR),
    (0, F, NORM),
    (0, F, PSNR),
)
DEAD_KERNEL = submission(
    "刘雨桐",
    OK2,
    OK2,
    OK4,
    (0, Kind.KILLED, DEAD),
    (0, Kind.NOT_RUN, DEAD),
    (0, Kind.NOT_RUN, DEAD),
    (0, Kind.NOT_RUN, DEAD),
)
CHEATING = noted(
    submission(
        "mallory", OK2, OK2, (0, Kind.TAMPERED, PATCHED), OK3, OK2, (0, F, NORM), (0, F, PSNR)
    ),
    WIRE,
)
CHATTY = submission(
    "hiro.tanaka",
    OK2,
    OK2,
    OK4,
    OK3,
    OK2,
    (1.5, F, NORM),
    (0, Kind.TOO_MUCH_OUTPUT, "输出超过 1 MiB / more than 1 MiB of output"),
)
UNREADABLE = submission(
    "周杰",
    problem="不是笔记本：第 1 行不是 JSON / no notebook: line 1 is no JSON",
)

CLASS = (
    FULL, ALSO_FULL, MOST, WRONG_SHAPE, SAME_SHAPE, HALF_DONE, JUST_BEGUN,
    ENDLESS_LOOP, GREEDY, CRASHING, DEAD_KERNEL, CHEATING, CHATTY, UNREADABLE,
)  # fmt: skip
