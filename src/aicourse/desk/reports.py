"""What `start` tells a learner, in the learner's language."""

from collections.abc import Iterator
from os.path import relpath
from pathlib import Path

from aicourse.desk.merging import Change
from aicourse.desk.starting import Started
from aicourse.syllabus import Language

_MOST_NAMES = 6
_CHANGES: dict[Change, dict[Language, str]] = {
    Change.RENEWED: {"zh": "已更新", "en": "renewed"},
    Change.ADDED: {"zh": "新增", "en": "new"},
    Change.REMOVED: {"zh": "已移除", "en": "removed"},
    Change.SET_ASIDE: {
        "zh": "已更新，你改过的版本在其下方",
        "en": "renewed, with your version of it below",
    },
    Change.NEW_TEXT: {
        "zh": "题面有变化，你的答案保持原样，请对照",
        "en": "handed out with another text now; your answer stays, compare",
    },
}


def told(started: Started, language: Language) -> Iterator[str]:
    """Yield the lines that tell what was done, without the path of the notebook."""
    zh = language == "zh"
    if started.is_new:
        yield "已发放，祝学习愉快。" if zh else "Handed out. It is yours now."
    elif not started.changes and not started.files and not started.kept_files:
        yield (
            "你的笔记本已是最新版本，没有改动。"
            if zh
            else "You have the newest version; nothing was changed."
        )
    if started.switched:
        yield "文字已换成中文。" if started.language == "zh" else "Its text is in English now."
    for change, words in _CHANGES.items():
        if started.switched and change in (Change.ADDED, Change.REMOVED):
            continue
        names = [name for found, name in started.changes if found is change]
        if names:
            more = len(names) - _MOST_NAMES
            shown = ", ".join(names[:_MOST_NAMES]) + (f" … +{more}" if more > 0 else "")
            yield f"{words[language]} ({len(names)}): {shown}"
    if started.changes:
        yield (
            f"保留了你的 {started.answers} 个答案和 {started.own_cells} 个自己的单元格。"
            if zh
            else f"Kept: your {started.answers} answers and {started.own_cells} cells of your own."
        )
    if started.backup is not None:
        yield f"{'之前的笔记本' if zh else 'As it was before'}: {short(started.backup)}"
    if started.files and not started.is_new:
        yield f"{'已更新的文件' if zh else 'files renewed'}: {', '.join(started.files)}"
    if started.kept_files:
        names_of_files = ", ".join(started.kept_files)
        yield (
            f"你改过这些文件，已保留你的版本: {names_of_files}"
            if zh
            else f"you changed these files, so yours stay: {names_of_files}"
        )


def short(path: Path) -> str:
    """Write a path as one would type it here."""
    try:
        near = relpath(path)
    except ValueError:  # on another drive of Windows
        return str(path)
    return str(path) if near.startswith("..") else near
