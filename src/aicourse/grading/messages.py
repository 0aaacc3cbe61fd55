"""What the grader says to people: every line in Chinese and English."""

from collections.abc import Sequence

from aicourse.grading.exceeded import Exceeded
from aicourse.grading.limits import FLOOD, Limits
from aicourse.sizes import size_text

_MOST_WIRES = 5


def both(zh: str, en: str) -> str:
    """Join one line in both languages."""
    return f"{zh} / {en}"


def timed_out(limits: Limits) -> str:
    seconds = f"{limits.cell_seconds:g}"
    return both(
        f"超时：运行超过 {seconds} 秒被中断，检查循环的结束条件",
        f"interrupted after {seconds} s: check that every loop ends",
    )


def too_much_output(limits: Limits) -> str:
    size = size_text(FLOOD * limits.output_bytes)
    return both(
        f"输出过多：超过 {size} 被中断，去掉循环里的 print",
        f"interrupted for more than {size} of output: remove the print in the loop",
    )


def exceeded(limit: Exceeded, limits: Limits) -> str:
    """Say which limit was met, and how much was allowed."""
    match limit:
        case Exceeded.MEMORY:
            size = size_text(limits.memory_bytes)
            return both(f"内存不足：超过 {size}", f"out of memory: more than {size}")
        case Exceeded.PROCESSES:
            return both(
                f"进程过多：同时最多 {limits.processes} 个进程和线程",
                f"too many processes: at most {limits.processes} processes and threads at a time",
            )
        case Exceeded.FILE_SIZE:
            size = size_text(limits.file_bytes)
            return both(f"文件过大：单个文件最多 {size}", f"too large a file: at most {size} each")
        case Exceeded.DISK:
            size = size_text(limits.disk_bytes)
            return both(f"磁盘已满：所有文件最多 {size}", f"disk full: at most {size} in all files")
        case Exceeded.NETWORK:
            return both(
                "没有网络：评分时不能联网，请使用随作业下发的文件",
                "no network while grading: use the files that came with the assignment",
            )


def tampered() -> str:
    return both(
        "测试所依赖的函数或解释器设置被改动，这个测试不给分；请删去改动它们的代码",
        "what this test relies on was changed, so it gives no points: "
        "remove the code that patches libraries or the interpreter",
    )


def tripped(wires: Sequence[str]) -> str:
    names = ", ".join(wires[:_MOST_WIRES]) + (", …" if len(wires) > _MOST_WIRES else "")
    return both(f"被改动：{names}", f"changed: {names}")


def died() -> str:
    return both(
        "运行这个单元格时内核退出，其余任务照常评分",
        "the kernel ended while this cell ran; the other tasks were graded all the same",
    )


def not_run(limits: Limits) -> str:
    seconds = f"{limits.notebook_seconds:g}"
    return both(
        f"没有运行：整个笔记本的 {seconds} 秒已经用完，或内核一再退出",
        f"did not run: the {seconds} s for the notebook were up, or its kernel kept ending",
    )


def not_attempted() -> str:
    return both("还没有作答", "not attempted yet")


def partial(points: float, of: float) -> str:
    return both(f"部分得分：{points:g}/{of:g}", f"part marks: {points:g} of {of:g}")


def hidden_check_failed() -> str:
    return both("一项隐藏检查没有通过", "a hidden check did not hold")


def hidden_check_crashed(error: str) -> str:
    return both(f"在一项隐藏检查中，代码引发 {error}", f"the code raised {error} in a hidden check")


def assertion_failed() -> str:
    return both("断言不成立", "an assertion does not hold")


def solution_raised(cell: str, error: str) -> str:
    return both(f"单元格 {cell} 本身出错：{error}", f"cell {cell} itself raised {error}")


def solution_stopped(cell: str, reason: str) -> str:
    """Join the name of a cell to a line in both languages."""
    zh, _, en = reason.partition(" / ")
    return both(f"单元格 {cell}：{zh}", f"cell {cell}: {en}")


def stub_left() -> str:
    return both(
        "删去答案下面的 `raise NotImplementedError()`",
        "remove `raise NotImplementedError()` under your answer",
    )


def nobody_to_ask() -> str:
    return both(
        "评分时无人回答 input()，请把值写进代码",
        "nobody answers input() while grading: write the value into the code",
    )


def renamed_file(found: str, expected: str) -> str:
    return both(f"文件 {found} 按 {expected} 评分", f"graded {found} as {expected}")


def restored_cell(cell: str) -> str:
    return both(f"缺少单元格 {cell}，已补回", f"cell {cell} was missing and has been put back")


def replaced_cell(cell: str) -> str:
    return both(
        f"单元格 {cell} 被改动，已恢复原文", f"cell {cell} was edited; the original was used"
    )


def duplicate_cell(cell: str, copies: int) -> str:
    return both(
        f"单元格 {cell} 有 {copies} 份，只评一份", f"{copies} copies of cell {cell}; one counts"
    )


def moved_ahead(cell: str) -> str:
    return both(
        f"单元格 {cell} 移回用到它的答案之前",
        f"cell {cell} was moved back before the answers that need it",
    )


def merged_cell(cell: str) -> str:
    return both(
        f"单元格 {cell} 与别的单元格合并，已拆开",
        f"cell {cell} had been merged with another and was taken apart",
    )


def recognized_cell(cell: str) -> str:
    return both(
        f"单元格 {cell} 丢失了名称，按内容认出",
        f"cell {cell} had lost its name and was recognized by its content",
    )


def recognized_cells(count: int) -> str:
    return both(
        f"{count} 个单元格丢失了名称（元数据），按内容和次序认出",
        f"{count} cells had lost their names (metadata) and were recognized by content and order",
    )


def moved_answer(cell: str) -> str:
    return both(
        f"单元格 {cell} 原样未动，以另一个单元格中的答案评分",
        f"cell {cell} was left as handed out; its answer was found in another cell",
    )


def changed_type(cell: str) -> str:
    return both(f"单元格 {cell} 的类型被改，已恢复", f"cell {cell} had become another type of cell")


def left_out_line(line: str) -> str:
    return both(
        f"略去评分时无法生效的一行：{line}", f"left out a line that cannot work here: {line}"
    )


def damaged_cells(cells: str) -> str:
    return both(f"略去损坏的单元格 {cells}", f"left out damaged cells: {cells}")


def converted_encoding(encoding: str) -> str:
    return both(f"文件编码 {encoding} 已转换", f"the file was in {encoding} and was converted")


def moved_cell(cell: str) -> str:
    return both(f"单元格 {cell} 移到了答案之后", f"cell {cell} was moved behind its answer")


def changed_kernel(found: str, expected: str) -> str:
    return both(f"内核 {found} 换成 {expected}", f"kernel {found} was replaced by {expected}")


def converted_format(version: str) -> str:
    return both(f"笔记本格式 {version} 已转换", f"notebook format {version} was converted")


def no_notebook() -> str:
    return both("提交中没有笔记本", "there is no notebook in the submission")


def unreadable(file: str, zh: str, en: str) -> str:
    """Say why a file cannot be opened."""
    return both(f"{file} 无法打开：{zh}", f"{file} cannot be opened: {en}")
