"""Progress as a learner sees it: a map in the terminal, and a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from aicourse.desk.portfolio import Figure
from aicourse.desk.progress import Progress, State, Step
from aicourse.feedback.outcome import points_text
from aicourse.feedback.rendering import environment, security_policy
from aicourse.syllabus import Course, Language

_SYMBOLS = {State.DONE: "●", State.BEGUN: "◐", State.OPEN: "○", State.COMING: "·"}
_ASCII = {State.DONE: "#", State.BEGUN: "+", State.OPEN: "o", State.COMING: "."}
_STYLES = {
    State.DONE: "green",
    State.BEGUN: "yellow",
    State.OPEN: "default",
    State.COMING: "dim",
}
_BLOCKS = "▁▂▃▄▅▆▇█"
_SPARKS = 40
_WORDS: dict[str, dict[Language, str]] = {
    "progress": {"zh": "学习进度", "en": "My progress"},
    "done": {"zh": "已完成", "en": "done"},
    "begun": {"zh": "进行中", "en": "begun"},
    "open": {"zh": "可开始", "en": "open"},
    "coming": {"zh": "编写中", "en": "being written"},
    "points": {"zh": "得分", "en": "points"},
    "point": {"zh": "{} 分", "en": "{} points"},
    "hours": {"zh": "已学的计划学时", "en": "planned hours behind you"},
    "finished": {"zh": "完成的作业", "en": "assignments done"},
    "stage": {"zh": "第 {} 阶段", "en": "Stage {}"},
    "unlocks": {"zh": "之后可学 {}", "en": "unlocks {}"},
    "next": {"zh": "下一步", "en": "Next"},
    "start": {"zh": "运行 aicourse start {}", "en": "run: aicourse start {}"},
    "go_on": {"zh": "继续，再运行 aicourse check {}", "en": "go on, then: aicourse check {}"},
    "all_done": {"zh": "已写成的作业全部完成。", "en": "All that is written is done."},
    "over_time": {"zh": "得分变化", "en": "Points over time"},
    "over_time_of": {
        "zh": "你的每次检查之后，所有作业的得分之和",
        "en": "the sum over all assignments, after each of your checks",
    },
    "figures": {"zh": "我的作品", "en": "My figures"},
    "figures_of": {
        "zh": "由你写的函数画出，取自你保存的笔记本",
        "en": "drawn by functions that you wrote, from your saved notebooks",
    },
    "no_figures": {
        "zh": "运行作业里的作品一节并保存，图就会出现在这里。",
        "en": "Run the artefact section of an assignment and save: its figures appear here.",
    },
    "no_checks": {
        "zh": "检查过一次之后，这里会有一条曲线。",
        "en": "After your first checks a curve stands here.",
    },
    "graded": {"zh": "已评分", "en": "graded"},
    "map": {"zh": "课程地图", "en": "The map"},
    "generated": {"zh": "生成于", "en": "generated"},
}


@dataclass(frozen=True)
class ProgressReport:
    """Progress in one language: a rich renderable, and a page."""

    progress: Progress
    course: Course
    language: Language
    figures: Sequence[Figure] = ()

    def say(self, key: str, *values: object) -> str:
        return _WORDS[key][self.language].format(*values)

    def title(self, step: Step) -> str:
        return self.course.find(step.id).title.in_language(self.language)

    @property
    def following(self) -> Step | None:
        """The assignment to go on with."""
        return next((s for s in self.progress.steps if s.id == self.progress.next), None)

    @property
    def what_to_do(self) -> str:
        step = self.following
        if step is None:
            return self.say("all_done")
        return self.say("go_on" if step.state is State.BEGUN else "start", step.number)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        symbols = _ASCII if options.ascii_only else _SYMBOLS
        progress = self.progress
        head = Text(self.course.title.in_language(self.language), style="bold")
        head.append(f"   {self.say('point', points_text(progress.points))}", style="bold")
        yield head
        yield Text()
        for stage in self.course.stages:
            steps = progress.of_stage(stage.id)
            line = Text()
            for step in steps:
                line.append(symbols[step.state], style=_STYLES[step.state])
            line.append(f"  {stage.id} {stage.title.in_language(self.language)}", style="cyan")
            yield line
            known = [s for s in steps if s.state is not State.COMING]
            if known:
                yield self._table(known, symbols)
        states = (s for s in State)
        legend = "  ".join(f"{symbols[s]} {self.say(s.value)}" for s in states)
        yield Text(legend, style="dim")
        if len(progress.history) > 1 and not options.ascii_only:
            yield Text(f"{self.say('over_time')}  {_sparkline(progress)}")
        yield self._next_line()

    def _next_line(self) -> Text:
        line = Text(f"\n{self.say('next')}: ", style="bold")
        if (step := self.following) is not None:
            line.append(f"{step.number} {self.title(step)}  ", style="not bold")
        return line.append(self.what_to_do, style="not bold")

    def _table(self, steps: Sequence[Step], symbols: dict[State, str]) -> Table:
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 0))
        for justify in ("left", "left", "left", "right", "left"):
            table.add_column(justify=justify)
        for step in steps:
            style = _STYLES[step.state]
            points = f"{points_text(step.points)}/{points_text(step.max_points)}"
            table.add_row(
                Text(f"  {symbols[step.state]}", style=style),
                Text(step.number, style=style),
                Text(self.title(step)),
                Text(points if step.state in (State.DONE, State.BEGUN) else ""),
                Text(self.say("unlocks", ", ".join(step.unlocks)), style="dim")
                if step.unlocks
                else Text(),
            )
        return table

    def html(self, generated: datetime) -> str:
        """Return the page: one file that needs no network."""
        template = environment().get_template("progress.html.j2")
        return template.render(
            report=self,
            progress=self.progress,
            generated=generated,
            policy=security_policy(),
            states=list(State),
            symbols=_SYMBOLS,
            chart=chart(self.progress),
        )


def _sparkline(progress: Progress) -> str:
    points = [moment.points for moment in progress.history][-_SPARKS:]
    most = max(points) or 1
    return "".join(_BLOCKS[round(p / most * (len(_BLOCKS) - 1))] for p in points)


@dataclass(frozen=True)
class Chart:
    """Points over time as a stepped line, in a box of 1000 by 180.

    Attributes
    ----------
    line, area : str
        The ``d`` of SVG paths.
    dots : list of (float, float, str)
        Where each check stands, and what it says.
    most : str
        Points at the top of the box.
    first, last : str
        Dates at its ends.
    """

    line: str
    area: str
    dots: list[tuple[float, float, str]]
    most: str
    first: str
    last: str


def chart(progress: Progress) -> Chart | None:
    """Lay out the points over time; None where fewer than two checks were made."""
    if len(progress.history) < 2:
        return None
    times = [datetime.fromisoformat(moment.time) for moment in progress.history]
    whole = (times[-1] - times[0]).total_seconds() or 1.0
    most = max(moment.points for moment in progress.history) or 1.0
    dots = [
        (
            round(1000 * (time - times[0]).total_seconds() / whole, 1),
            round(180 * (1 - moment.points / most), 1),
            f"{time:%Y-%m-%d %H:%M}: {points_text(moment.points)}",
        )
        for time, moment in zip(times, progress.history, strict=True)
    ]
    steps = [f"M{dots[0][0]} {dots[0][1]}"]
    steps += [f"H{x}V{y}" for x, y, _ in dots[1:]]
    line = "".join(steps)
    return Chart(
        line=line,
        area=f"{line}V180H0Z",
        dots=dots,
        most=points_text(most),
        first=f"{times[0]:%Y-%m-%d}",
        last=f"{times[-1]:%Y-%m-%d}",
    )
