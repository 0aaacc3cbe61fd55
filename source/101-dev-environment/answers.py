# %% [markdown]
# Answers of imagined learners to assignment 101: the tests of its tests. Each cell is the whole new
# source of the solution cell that `task` names. A right answer keeps all points; a wrong one loses
# points in its own task and in no other, and where `loses` is given, in exactly those test cells.


# %% splits the lines itself task="climate_module" verdict="right"
# %%writefile tidy/climate.py
# """Reads and converts temperatures."""
#
# from pathlib import Path
#
# Row = tuple[int, int, float]
#
#
# def read_temperatures(path: str) -> list[Row]:
#     """Read a table with the columns year, month and fahrenheit."""
#     rows: list[Row] = []
#     for line in Path(path).read_text(encoding="utf-8").splitlines()[1:]:
#         year, month, fahrenheit = line.split(",")
#         rows.append((int(year), int(month), float(fahrenheit)))
#     return rows
#
#
# def to_celsius(fahrenheit: float | None) -> float | None:
#     """Convert degrees Fahrenheit to degrees Celsius."""
#     if fahrenheit is not None:
#         fahrenheit = 5 * (fahrenheit - 32) / 9
#     return fahrenheit


# %% mends the messy function step by step task="climate_module" verdict="right"
# %%writefile tidy/climate.py
# """Temperatures from a file, and in another unit."""
#
# import csv
#
# FREEZING_POINT = 32
#
#
# def read_temperatures(path, rows=None):
#     """Read rows of year, month and degrees Fahrenheit."""
#     rows = [] if rows is None else list(rows)
#     with open(path, encoding="utf-8") as stream:
#         for record in csv.DictReader(stream):
#             rows.append(
#                 (int(record["year"]), int(record["month"]), float(record["fahrenheit"]))
#             )
#     return rows
#
#
# def to_celsius(fahrenheit):
#     """Convert to degrees Celsius."""
#     return None if fahrenheit is None else (fahrenheit - FREEZING_POINT) * 5 / 9


# %% keeps the mutable default task="climate_module" verdict="wrong" loses="test_climate_module_gates,test_climate_module_behaviour"
# %%writefile tidy/climate.py
# """Reads temperatures."""
#
# import csv
#
#
# def read_temperatures(path, rows=[]):
#     """Return the rows of a table of temperatures."""
#     with open(path, encoding="utf-8") as file:
#         for record in csv.DictReader(file):
#             rows.append(
#                 (int(record["year"]), int(record["month"]), float(record["fahrenheit"]))
#             )
#     return rows
#
#
# def to_celsius(fahrenheit):
#     """Return degrees Celsius, or None for None."""
#     return None if fahrenheit is None else (fahrenheit - 32) / 1.8


# %% catches the error and returns no rows task="climate_module" verdict="wrong" loses="test_climate_module_behaviour"
# %%writefile tidy/climate.py
# """Reads temperatures."""
#
# import csv
#
#
# def read_temperatures(path):
#     """Return the rows of a table of temperatures."""
#     try:
#         with open(path, encoding="utf-8") as file:
#             reader = csv.DictReader(file)
#             return [
#                 (int(r["year"]), int(r["month"]), float(r["fahrenheit"]))
#                 for r in reader
#             ]
#     except OSError:
#         return []
#
#
# def to_celsius(fahrenheit):
#     """Return degrees Celsius, or None for None."""
#     return None if fahrenheit is None else (fahrenheit - 32) / 1.8


# %% takes 0 degrees for no temperature task="climate_module" verdict="wrong" loses="test_climate_module_behaviour"
# %%writefile tidy/climate.py
# """Reads temperatures."""
#
# import csv
#
#
# def read_temperatures(path):
#     """Return the rows of a table of temperatures."""
#     with open(path, encoding="utf-8") as file:
#         reader = csv.DictReader(file)
#         return [
#             (int(r["year"]), int(r["month"]), float(r["fahrenheit"])) for r in reader
#         ]
#
#
# def to_celsius(fahrenheit):
#     """Return degrees Celsius, or None for None."""
#     return (fahrenheit - 32) / 1.8 if fahrenheit else None


# %% silences Pylint task="climate_module" verdict="wrong" loses="test_climate_module_gates"
# %%writefile tidy/climate.py
# # pylint: disable=all
# import csv
#
#
# def read_temperatures(path):
#     """Return the rows of a table of temperatures."""
#     with open(path, encoding="utf-8") as file:
#         reader = csv.DictReader(file)
#         return [
#             (int(r["year"]), int(r["month"]), float(r["fahrenheit"])) for r in reader
#         ]
#
#
# def to_celsius(fahrenheit):
#     return None if fahrenheit is None else (fahrenheit - 32) / 1.8


# %% switches Black off where it disagrees task="climate_module" verdict="wrong" loses="test_climate_module_gates"
# %%writefile tidy/climate.py
# """Reads temperatures."""
#
# import csv
#
#
# def read_temperatures(path):
#     """Return the rows of a table of temperatures."""
#     with open(path, encoding="utf-8") as file:
#         reader = csv.DictReader(file)
#         return [
#             (int(r["year"]), int(r["month"]), float(r["fahrenheit"])) for r in reader
#         ]
#
#
# # fmt: off
# def to_celsius(fahrenheit):
#     """Return degrees Celsius, or None for None."""
#     return None if fahrenheit is None else (fahrenheit-32)*5/9
# # fmt: on


# %% is laid out by hand task="climate_module" verdict="wrong" loses="test_climate_module_gates"
# %%writefile tidy/climate.py
# """Reads temperatures."""
#
# import csv
#
#
# def read_temperatures(path):
#     """Return the rows of a table of temperatures."""
#     with open(path, encoding="utf-8") as file:
#         reader = csv.DictReader(file)
#         return [(int(r["year"]), int(r["month"]), float(r["fahrenheit"])) for r in reader]
#
#
# def to_celsius(fahrenheit):
#     """Return degrees Celsius, or None for None."""
#     return None if fahrenheit is None else (fahrenheit-32) * 5/9


# %% keeps the loops of the messy module task="summary_module" verdict="right"
# %%writefile tidy/summary.py
# """Summaries of a table of temperatures."""
#
# from statistics import fmean
#
# import climate
#
#
# def yearly_means(rows):
#     """Mean temperature by year, in degrees Celsius."""
#     means = {}
#     for year in sorted({row[0] for row in rows}):
#         means[year] = fmean(
#             climate.to_celsius(row[2]) for row in rows if row[0] == year
#         )
#     return means
#
#
# def warmest(means):
#     """The year with the highest mean."""
#     best = None
#     for year, mean in means.items():
#         if best is None or mean > means[best]:
#             best = year
#     return best
#
#
# def coldest(means):
#     """The year with the lowest mean."""
#     return warmest({year: -mean for year, mean in means.items()})


# %% takes sums and counts task="summary_module" verdict="right"
# %%writefile tidy/summary.py
# """What the years were like."""
#
# from collections import defaultdict
#
# from climate import to_celsius
#
#
# def yearly_means(rows):
#     """Return the mean of each year."""
#     totals, counts = defaultdict(float), defaultdict(int)
#     for year, _, fahrenheit in rows:
#         totals[year] += to_celsius(fahrenheit)
#         counts[year] += 1
#     return {year: total / counts[year] for year, total in totals.items()}
#
#
# def warmest(means):
#     """Return the year at the top, the first of several."""
#     return sorted(means, key=lambda year: -means[year])[0] if means else None
#
#
# def coldest(means):
#     """Return the year at the bottom, the first of several."""
#     return sorted(means, key=lambda year: means[year])[0] if means else None


# %% forgets to convert task="summary_module" verdict="wrong" loses="test_summary_module_behaviour"
# %%writefile tidy/summary.py
# """Years of temperatures."""
#
#
# def yearly_means(rows):
#     """Return the mean of each year in degrees Celsius."""
#     groups = {}
#     for year, _, fahrenheit in rows:
#         groups.setdefault(year, []).append(fahrenheit)
#     return {year: sum(group) / len(group) for year, group in groups.items()}
#
#
# def warmest(means):
#     """Return the warmest year."""
#     return max(means, key=means.get, default=None)
#
#
# def coldest(means):
#     """Return the coldest year."""
#     return min(means, key=means.get, default=None)


# %% takes the last of equal years task="summary_module" verdict="wrong" loses="test_summary_module_behaviour"
# %%writefile tidy/summary.py
# """Years of temperatures."""
#
# from climate import to_celsius
#
#
# def yearly_means(rows):
#     """Return the mean of each year in degrees Celsius."""
#     groups = {}
#     for year, _, fahrenheit in rows:
#         groups.setdefault(year, []).append(to_celsius(fahrenheit))
#     return {year: sum(group) / len(group) for year, group in groups.items()}
#
#
# def warmest(means):
#     """Return the warmest year."""
#     best = None
#     for year in means:
#         if best is None or means[year] >= means[best]:
#             best = year
#     return best
#
#
# def coldest(means):
#     """Return the coldest year."""
#     return min(means, key=means.get, default=None)


# %% sorts the rows of the caller task="summary_module" verdict="wrong" loses="test_summary_module_behaviour"
# %%writefile tidy/summary.py
# """Years of temperatures."""
#
# from climate import to_celsius
#
#
# def yearly_means(rows):
#     """Return the mean of each year in degrees Celsius."""
#     groups = {}
#     rows.sort()
#     for year, _, fahrenheit in rows:
#         groups.setdefault(year, []).append(to_celsius(fahrenheit))
#     return {year: sum(group) / len(group) for year, group in groups.items()}
#
#
# def warmest(means):
#     """Return the warmest year."""
#     return max(means, key=means.get, default=None)
#
#
# def coldest(means):
#     """Return the coldest year."""
#     return min(means, key=means.get, default=None)


# %% imports everything task="summary_module" verdict="wrong" loses="test_summary_module_gates"
# %%writefile tidy/summary.py
# """Years of temperatures."""
#
# from climate import *
#
#
# def yearly_means(rows):
#     """Return the mean of each year in degrees Celsius."""
#     groups = {}
#     for year, _, fahrenheit in rows:
#         groups.setdefault(year, []).append(to_celsius(fahrenheit))
#     return {year: sum(group) / len(group) for year, group in groups.items()}
#
#
# def warmest(means):
#     """Return the warmest year."""
#     return max(means, key=means.get, default=None)
#
#
# def coldest(means):
#     """Return the coldest year."""
#     return min(means, key=means.get, default=None)


# %% never defines what it compares with task="summary_module" verdict="wrong" loses="test_summary_module_gates,test_summary_module_behaviour"
# %%writefile tidy/summary.py
# """Years of temperatures."""
#
# from climate import to_celsius
#
#
# def yearly_means(rows):
#     """Return the mean of each year in degrees Celsius."""
#     groups = {}
#     for year, _, fahrenheit in rows:
#         groups.setdefault(year, []).append(to_celsius(fahrenheit))
#     return {year: sum(group) / len(group) for year, group in groups.items()}
#
#
# def warmest(means):
#     """Return the warmest year."""
#     return max(means, key=means.get, default=None)
#
#
# def coldest(means):
#     """Return the coldest year."""
#     best = None
#     for year in means:
#         if best is None or means[year] < mean[best]:
#             best = year
#     return best


# %% writes the whole list of what is ignored task="flake8_config" verdict="right"
# %%writefile tidy/.flake8
# [flake8]
# max_line_length = 99
# ignore = E121,E123,E126,E203,E226,E24,E701,E704,W503,W504
# max-complexity = 8
# per-file-ignores = */__init__.py:F401


# %% one code a line task="flake8_config" verdict="right"
# %%writefile tidy/.flake8
# # The rules of the house
# [flake8]
# max-complexity=8
# max-line-length=99
# extend-ignore =
#     # Black knows better
#     E203,
#     E701,
#     E704,
# per-file-ignores =
#     __init__.py: F401


# %% replaces the default list task="flake8_config" verdict="wrong" loses="test_flake8_config"
# %%writefile tidy/.flake8
# [flake8]
# max-line-length = 99
# ignore = E203,E701
# per-file-ignores =
#     __init__.py:F401
# max-complexity = 8


# %% allows unused imports everywhere task="flake8_config" verdict="wrong" loses="test_flake8_config"
# %%writefile tidy/.flake8
# [flake8]
# max-line-length = 99
# extend-ignore = E203,E701,F401
# max-complexity = 8


# %% forgets the complexity task="flake8_config" verdict="wrong" loses="test_flake8_config"
# %%writefile tidy/.flake8
# [flake8]
# max-line-length = 99
# extend-ignore = E203,E701
# per-file-ignores =
#     __init__.py:F401


# %% ignores all of layout task="flake8_config" verdict="wrong" loses="test_flake8_config"
# %%writefile tidy/.flake8
# [flake8]
# max-line-length = 99
# extend-ignore = E,W
# per-file-ignores =
#     __init__.py:F401
# max-complexity = 8


# %% passes over every file task="flake8_config" verdict="wrong" loses="test_flake8_config"
# %%writefile tidy/.flake8
# [flake8]
# exclude = *
# max-line-length = 99


# %% names the section after another tool task="flake8_config" verdict="wrong" loses="test_flake8_config"
# %%writefile tidy/.flake8
# [pycodestyle]
# max-line-length = 99
# extend-ignore = E203,E701


# %% brings a plugin of its own task="flake8_config" verdict="wrong" loses="test_flake8_config"
# %%writefile tidy/.flake8
# [flake8]
# max-line-length = 99
# extend-ignore = E203,E701
# per-file-ignores = __init__.py:F401
# max-complexity = 8
#
# [flake8:local-plugins]
# extension = X1 = plugin:check


# %% all in one table task="tools_config" verdict="right"
# %%writefile tidy/tools.toml
# [tool.pylint]
# max-line-length = 99
# disable = "W0511"
# max-args = 7
# max-positional-arguments = 7
#
# [tool.black]
# line_length = 99


# %% says which Python, and switches the notes off task="tools_config" verdict="right"
# %%writefile tidy/tools.toml
# [tool.black]
# line-length = 99
# target-version = ["py311"]
#
# [tool.pylint.main]
# py-version = "3.11"
# disable = ["fixme", "too-few-public-methods"]
#
# [tool.pylint.format]
# max-line-length = 99
#
# [tool.pylint.design]
# max-args = 7
# max-positional-arguments = 7
#
# [tool.pylint.miscellaneous]
# notes = ["FIXME"]


# %% leaves Black as it is task="tools_config" verdict="wrong" loses="test_tools_config_black"
# %%writefile tidy/tools.toml
# [tool.pylint.format]
# max-line-length = 99
#
# [tool.pylint."messages control"]
# disable = ["fixme"]
#
# [tool.pylint.design]
# max-args = 7
# max-positional-arguments = 7


# %% writes Black's option into the wrong table task="tools_config" verdict="wrong" loses="test_tools_config_black"
# %%writefile tidy/tools.toml
# [tool.pylint.format]
# max-line-length = 99
#
# [tool.pylint."messages control"]
# disable = ["fixme"]
#
# [tool.pylint.design]
# max-args = 7
# max-positional-arguments = 7
#
# [black]
# line-length = 99


# %% leaves Pylint as it is task="tools_config" verdict="wrong" loses="test_tools_config_pylint"
# %%writefile tidy/tools.toml
# [tool.black]
# line-length = 99


# %% forgets the positional parameters task="tools_config" verdict="wrong" loses="test_tools_config_pylint"
# %%writefile tidy/tools.toml
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


# %% disables the rule instead of raising the limit task="tools_config" verdict="wrong" loses="test_tools_config_pylint"
# %%writefile tidy/tools.toml
# [tool.black]
# line-length = 99
#
# [tool.pylint.format]
# max-line-length = 99
#
# [tool.pylint."messages control"]
# disable = ["fixme", "too-many-arguments"]
#
# [tool.pylint.design]
# max-args = 7
# max-positional-arguments = 7


# %% disables everything task="tools_config" verdict="wrong" loses="test_tools_config_pylint"
# %%writefile tidy/tools.toml
# [tool.black]
# line-length = 99
#
# [tool.pylint."messages control"]
# disable = ["all"]


# %% runs code as Pylint starts task="tools_config" verdict="wrong" loses="test_tools_config_black,test_tools_config_pylint"
# %%writefile tidy/tools.toml
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
#
# [tool.pylint.main]
# init-hook = "import sys"


# %% forgets the quotes task="tools_config" verdict="wrong" loses="test_tools_config_black,test_tools_config_pylint"
# %%writefile tidy/tools.toml
# [tool.black]
# line-length = 99
#
# [tool.pylint.format]
# max-line-length = 99
#
# [tool.pylint."messages control"]
# disable = [fixme]
#
# [tool.pylint.design]
# max-args = 7
# max-positional-arguments = 7


# %% walks from character to character task="plain_json" verdict="right"
def plain_json(text):
    kept, place = [], 0
    while place < len(text):
        if text[place] == '"':
            end = place + 1
            while text[end] != '"':
                end += 2 if text[end] == "\\" else 1
            kept.append(text[place : end + 1])
            place = end + 1
        elif text.startswith("//", place):
            place = (text + "\n").index("\n", place)
        elif text.startswith("/*", place):
            place = text.index("*/", place) + 2
        else:
            if text[place] in "}]":
                while kept and kept[-1].isspace():
                    kept.pop()
                if kept and kept[-1] == ",":
                    kept.pop()
            kept.append(text[place])
            place += 1
    return "".join(kept)


# %% splits into strings and what lies between task="plain_json" verdict="right"
def plain_json(text):
    tokens = re.findall(r'"(?:[^"\\]|\\.)*"|//.*|/\*[\s\S]*?\*/|[\s\S]', text)
    tokens = [t for t in tokens if not t.startswith(("//", "/*")) and not t.isspace()]
    last = [*tokens[1:], ""]
    return "".join(
        t for t, after in zip(tokens, last, strict=True) if not (t == "," and after in ("}", "]"))
    )


# %% cuts every line at two slashes task="plain_json" verdict="wrong"
def plain_json(text):
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"//.*", "", text)
    return re.sub(r",(\s*[}\]])", r"\1", text)


# %% takes commas out of strings too task="plain_json" verdict="wrong" loses="test_plain_json"
def plain_json(text):
    def kept(match):
        return match[0] if match[0].startswith('"') else " "

    bare = re.sub(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/', kept, text, flags=re.DOTALL)
    return re.sub(r",\s*([}\]])", r"\1", bare)


# %% knows no escaped quote task="plain_json" verdict="wrong" loses="test_plain_json"
def plain_json(text):
    def kept(match):
        return match[0] if match[0].startswith('"') else " "

    bare = re.sub(r'"[^"]*"|//[^\n]*|/\*.*?\*/', kept, text, flags=re.DOTALL)
    return re.sub(r'"[^"]*"|,(?=\s*[}\]])', kept, bare)


# %% ends a comment at its line task="plain_json" verdict="wrong"
def plain_json(text):
    def kept(match):
        return match[0] if match[0].startswith('"') else " "

    bare = re.sub(r'"(?:\\.|[^"\\])*"|//.*|/\*.*?\*/', kept, text)
    return re.sub(r'"(?:\\.|[^"\\])*"|,(?=\s*[}\]])', kept, bare)


# %% one function a rule task="idle_vscode" verdict="right"
class Pairs(list):
    pass


def idle_vscode(text, extensions):
    whole = json.loads(plain_json(text), object_pairs_hook=Pairs)
    last = dict(whole)
    inner = last.get("[python]", Pairs())

    def repeated(block):
        return {
            name for place, (name, _) in enumerate(block) if name in [n for n, _ in block[:place]]
        }

    def removed(block):
        return {name for name, _ in block if name.startswith(REMOVED)}

    def homeless(block):
        found = set()
        for name, value in dict(block).items():
            prefix = name.split(".", 1)[0] + "."
            owner = value if name == "editor.defaultFormatter" else OWNERS.get(prefix)
            if owner and owner not in extensions:
                found.add(name)
        return found - removed(block)

    idle = {(name, "overridden") for name in last if name in dict(inner)}
    for scope, block in (("", whole), ("[python] ", inner)):
        idle.update((scope + name, "repeated") for name in repeated(block))
        idle.update((scope + name, "removed") for name in removed(block))
        idle.update((scope + name, "no extension") for name in homeless(block))
    return idle


# %% loses what is repeated in a dictionary task="idle_vscode" verdict="wrong" loses="test_idle_vscode"
def idle_vscode(text, extensions):
    pairs = json.loads(plain_json(text), object_pairs_hook=lambda found: tuple(dict(found).items()))
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


# %% finds overridden settings on both sides task="idle_vscode" verdict="wrong" loses="test_idle_vscode"
def idle_vscode(text, extensions):
    pairs = json.loads(plain_json(text), object_pairs_hook=tuple)
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
            if name in dict(dict(pairs).get("[python]", ())) and name in dict(pairs):
                idle.add((scope + name, "overridden"))
    return idle


# %% does not look into [python] task="idle_vscode" verdict="wrong" loses="test_idle_vscode"
def idle_vscode(text, extensions):
    pairs = json.loads(plain_json(text), object_pairs_hook=tuple)
    idle = set()
    for scope, block in (("", pairs),):
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


# %% looks at every value, not at the last task="idle_vscode" verdict="wrong" loses="test_idle_vscode"
def idle_vscode(text, extensions):
    pairs = json.loads(plain_json(text), object_pairs_hook=tuple)
    idle = set()
    for scope, block in (("", pairs), ("[python] ", dict(pairs).get("[python]", ()))):
        names = [name for name, _ in block]
        for name, value in block:
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


# %% believes that any formatter will do task="idle_vscode" verdict="wrong" loses="test_idle_vscode"
def idle_vscode(text, extensions):
    pairs = json.loads(plain_json(text), object_pairs_hook=tuple)
    idle = set()
    for scope, block in (("", pairs), ("[python] ", dict(pairs).get("[python]", ()))):
        names = [name for name, _ in block]
        for name, value in dict(block).items():
            owners = [owner for prefix, owner in OWNERS.items() if name.startswith(prefix)]
            if name == "editor.defaultFormatter":
                owners = [value] if value is None else []
            if names.count(name) > 1:
                idle.add((scope + name, "repeated"))
            if name.startswith(REMOVED):
                idle.add((scope + name, "removed"))
            elif any(owner not in extensions for owner in owners):
                idle.add((scope + name, "no extension"))
            if not scope and name in dict(dict(pairs).get("[python]", ())):
                idle.add((name, "overridden"))
    return idle


# %% by paths of elements task="idle_pycharm" verdict="right"
def idle_pycharm(files):
    idle = set()
    if "misc.xml" in files:
        root = ET.fromstring(files["misc.xml"]).find(".//component[@name='ProjectRootManager']")
        for name in files:
            if not name.endswith(".iml"):
                continue
            for entry in ET.fromstring(files[name]).findall(".//orderEntry[@type='jdk']"):
                if root is not None and entry.attrib["jdkName"] != root.attrib["project-jdk-name"]:
                    idle.add(("misc.xml", "project-jdk-name"))
    used = "true"
    if "inspectionProfiles/profiles_settings.xml" in files:
        tree = ET.fromstring(files["inspectionProfiles/profiles_settings.xml"])
        option = tree.find(".//option[@name='USE_PROJECT_PROFILE']")
        used = used if option is None else option.get("value")
    profile = "inspectionProfiles/Project_Default.xml"
    if used == "false" and profile in files:
        for tool in ET.fromstring(files[profile]).findall(".//inspection_tool"):
            idle.add((profile, tool.attrib["class"]))
    if "watcherTasks.xml" in files:
        tree = ET.fromstring(files["watcherTasks.xml"])
        for task in tree.findall(".//TaskOptions[@isEnabled='false']"):
            idle.add(("watcherTasks.xml", task.find("option[@name='name']").get("value")))
    return idle


# %% takes a missing choice for false task="idle_pycharm" verdict="wrong" loses="test_idle_pycharm"
def idle_pycharm(files):
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
    used = {
        option.get("value")
        for option in choice.iter("option")
        if option.get("name") == "USE_PROJECT_PROFILE"
    }
    if used != {"true"}:
        inspections = trees.get(profile, nothing).iter("inspection_tool")
        idle |= {(profile, inspection.get("class")) for inspection in inspections}
    for task in trees.get("watcherTasks.xml", nothing).iter("TaskOptions"):
        if task.get("isEnabled") == "false":
            names = [o.get("value") for o in task.iter("option") if o.get("name") == "name"]
            idle |= {("watcherTasks.xml", name) for name in names}
    return idle


# %% counts modules that inherit the interpreter task="idle_pycharm" verdict="wrong" loses="test_idle_pycharm"
def idle_pycharm(files):
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
    }
    idle = {("misc.xml", "project-jdk-name")} if project and modules - project else set()
    choice = trees.get("inspectionProfiles/profiles_settings.xml", nothing)
    used = {
        option.get("value")
        for option in choice.iter("option")
        if option.get("name") == "USE_PROJECT_PROFILE"
    }
    if used == {"false"}:
        inspections = trees.get(profile, nothing).iter("inspection_tool")
        idle |= {(profile, inspection.get("class")) for inspection in inspections}
    for task in trees.get("watcherTasks.xml", nothing).iter("TaskOptions"):
        if task.get("isEnabled") == "false":
            names = [o.get("value") for o in task.iter("option") if o.get("name") == "name"]
            idle |= {("watcherTasks.xml", name) for name in names}
    return idle


# %% reports the watchers that run task="idle_pycharm" verdict="wrong" loses="test_idle_pycharm"
def idle_pycharm(files):
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
    used = {
        option.get("value")
        for option in choice.iter("option")
        if option.get("name") == "USE_PROJECT_PROFILE"
    }
    if used == {"false"}:
        inspections = trees.get(profile, nothing).iter("inspection_tool")
        idle |= {(profile, inspection.get("class")) for inspection in inspections}
    for task in trees.get("watcherTasks.xml", nothing).iter("TaskOptions"):
        if task.get("isEnabled") == "true":
            names = [o.get("value") for o in task.iter("option") if o.get("name") == "name"]
            idle |= {("watcherTasks.xml", name) for name in names}
    return idle


# %% looks for false in any option task="idle_pycharm" verdict="wrong" loses="test_idle_pycharm"
def idle_pycharm(files):
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
    used = {option.get("value") for option in choice.iter("option")}
    if "false" in used:
        inspections = trees.get(profile, nothing).iter("inspection_tool")
        idle |= {(profile, inspection.get("class")) for inspection in inspections}
    for task in trees.get("watcherTasks.xml", nothing).iter("TaskOptions"):
        if task.get("isEnabled") == "false":
            names = [o.get("value") for o in task.iter("option") if o.get("name") == "name"]
            idle |= {("watcherTasks.xml", name) for name in names}
    return idle


# %% by the command venv task="create_environment" verdict="right"
def create_environment(folder):
    held = os.listdir(folder) if os.path.isdir(folder) else []
    if held and "pyvenv.cfg" not in held:
        raise FileExistsError(folder)
    command = [sys.executable, "-m", "venv", "--without-pip", "--clear", folder]
    subprocess.run(command, check=True)
    return os.path.join(
        folder, *(["Scripts", "python.exe"] if os.name == "nt" else ["bin", "python"])
    )


# %% by virtualenv task="create_environment" verdict="right"
def create_environment(folder):
    path = Path(folder)
    is_environment = path.joinpath("pyvenv.cfg").exists()
    if path.exists() and list(path.glob("*")) and not is_environment:
        raise FileExistsError("somebody's files are there")
    options = ["--no-download", "--no-pip", "--no-setuptools", "--quiet"]
    subprocess.run([sys.executable, "-m", "virtualenv", *options, folder], check=True)
    return interpreter_of(path).as_posix()


# %% lets the libraries outside in task="create_environment" verdict="wrong" loses="test_create_environment"
def create_environment(folder):
    path = Path(folder)
    if path.exists() and any(path.iterdir()) and not (path / "pyvenv.cfg").is_file():
        raise FileExistsError(folder)
    venv.create(path, clear=True, system_site_packages=True, symlinks=os.name != "nt")
    return str(interpreter_of(path))


# %% moves in with other files task="create_environment" verdict="wrong" loses="test_create_environment"
def create_environment(folder):
    venv.create(folder, symlinks=os.name != "nt")
    return str(interpreter_of(Path(folder)))


# %% makes the one that the example shows task="create_environment" verdict="wrong" loses="test_create_environment"
def create_environment(folder):
    if folder == "messy":
        raise FileExistsError(folder)
    venv.create("tidy/.venv", clear=True, symlinks=os.name != "nt")
    return str(interpreter_of(Path(folder)))


# %% returns the folder task="create_environment" verdict="wrong" loses="test_create_environment"
def create_environment(folder):
    path = Path(folder)
    if path.exists() and any(path.iterdir()) and not (path / "pyvenv.cfg").is_file():
        raise FileExistsError(folder)
    venv.create(path, clear=True, symlinks=os.name != "nt")
    return folder


# %% writes the file pyvenv.cfg by hand task="create_environment" verdict="wrong" loses="test_create_environment"
def create_environment(folder):
    path = Path(folder)
    if path.exists() and any(path.iterdir()) and not (path / "pyvenv.cfg").is_file():
        raise FileExistsError(folder)
    path.mkdir(parents=True, exist_ok=True)
    (path / "pyvenv.cfg").write_text("home = x\ninclude-system-site-packages = false\n")
    return str(interpreter_of(path))


# %% by regular expressions task="leaks" verdict="right"
def leaks(configuration, path_files, environment):
    key = r"^\s*include-system-site-packages\s*=(.*)$"
    said = re.findall(key, configuration, re.IGNORECASE | re.MULTILINE)
    found = [] if said and said[-1].strip().lower() != "true" else ["pyvenv.cfg"]
    if environment.get("PYTHONPATH", "") != "":
        found.append("PYTHONPATH")
    for name in path_files:
        foreign = r"^(import[ \t]|/|[A-Za-z]:[\\/])"
        if name.endswith(".pth") and re.search(foreign, path_files[name], re.MULTILINE):
            found.append(name)
    return set(found)


# %% takes silence for isolation task="leaks" verdict="wrong" loses="test_leaks"
def leaks(configuration, path_files, environment):
    found = set()
    system = "false"
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


# %% minds an empty PYTHONPATH task="leaks" verdict="wrong" loses="test_leaks"
def leaks(configuration, path_files, environment):
    found = set()
    system = "true"
    for line in configuration.splitlines():
        name, sign, value = line.partition("=")
        if sign and name.strip().lower() == "include-system-site-packages":
            system = value.strip().lower()
    if system == "true":
        found.add("pyvenv.cfg")
    if "PYTHONPATH" in environment:
        found.add("PYTHONPATH")
    for file, content in path_files.items():
        lines = content.splitlines() if file.endswith(".pth") else []
        if any(
            line.startswith(("import ", "import\t")) or Path(line.strip()).is_absolute()
            for line in lines
        ):
            found.add(file)
    return found


# %% reads files of any name task="leaks" verdict="wrong" loses="test_leaks"
def leaks(configuration, path_files, environment):
    found = set()
    system = "true"
    for line in configuration.splitlines():
        name, sign, value = line.partition("=")
        if sign and name.strip().lower() == "include-system-site-packages":
            system = value.strip().lower()
    if system == "true":
        found.add("pyvenv.cfg")
    if environment.get("PYTHONPATH"):
        found.add("PYTHONPATH")
    for file, content in path_files.items():
        lines = content.splitlines() if ".pth" in file else []
        if any(
            line.startswith(("import ", "import\t")) or Path(line.strip()).is_absolute()
            for line in lines
        ):
            found.add(file)
    return found


# %% overlooks code task="leaks" verdict="wrong" loses="test_leaks"
def leaks(configuration, path_files, environment):
    found = set()
    system = "true"
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
        if any(Path(line.strip()).is_absolute() for line in lines):
            found.add(file)
    return found


# %% takes any line for a leak task="leaks" verdict="wrong" loses="test_leaks"
def leaks(configuration, path_files, environment):
    found = set()
    system = "true"
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
        if any(line.strip() for line in lines):
            found.add(file)
    return found


# %% another spelling of everything task="project_config" verdict="right"
# %%writefile tidy/project.toml
# [build-system]
# build-backend = "poetry.core.masonry.api"
# requires = ["poetry-core"]
#
# [project]
# name = "tidy-climate"
# version = "2026.1"
# description = "Which years were warm?"
# authors = [{ name = "Ada", email = "ada@example.org" }]
# readme = "README.md"
# requires-python = ">=3.11,<4"
# dependencies = [
#     "degrees~=1.2",
# ]
#
# [tool.poetry]
# dependencies.degrees.path = "wheels/degrees-1.2.0-py3-none-any.whl"
#
# [[tool.poetry.packages]]
# include = "climate.py"
#
# [[tool.poetry.packages]]
# include = "summary.py"


# %% sets no upper bound task="project_config" verdict="wrong" loses="test_project_config"
# %%writefile tidy/project.toml
# [project]
# name = "tidy-climate"
# version = "0.1.0"
# description = "Warm and cold years"
# readme = "README.md"
# requires-python = ">=3.11"
# dependencies = ["degrees (>=1.2)"]
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


# %% allows Python 3.10, which the wheel does not task="project_config" verdict="wrong"
# %%writefile tidy/project.toml
# [project]
# name = "tidy-climate"
# version = "0.1.0"
# description = "Warm and cold years"
# readme = "README.md"
# requires-python = ">=3.10"
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


# %% forgets a module task="project_config" verdict="wrong" loses="test_project_config"
# %%writefile tidy/project.toml
# [project]
# name = "tidy-climate"
# version = "0.1.0"
# description = "Warm and cold years"
# readme = "README.md"
# requires-python = ">=3.11"
# dependencies = ["degrees (>=1.2,<2)"]
#
# [tool.poetry]
# packages = [{ include = "climate.py" }]
#
# [tool.poetry.dependencies]
# degrees = { path = "wheels/degrees-1.2.0-py3-none-any.whl" }
#
# [build-system]
# requires = ["poetry-core>=2"]
# build-backend = "poetry.core.masonry.api"


# %% writes Poetry's caret where it does not belong task="project_config" verdict="wrong"
# %%writefile tidy/project.toml
# [project]
# name = "tidy-climate"
# version = "0.1.0"
# description = "Warm and cold years"
# readme = "README.md"
# requires-python = ">=3.11"
# dependencies = ["degrees ^1.2"]
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


# %% asks for a plugin task="project_config" verdict="wrong"
# %%writefile tidy/project.toml
# [project]
# name = "tidy-climate"
# version = "0.1.0"
# description = "Warm and cold years"
# readme = "README.md"
# requires-python = ">=3.11"
# dependencies = ["degrees (>=1.2,<2)"]
#
# [tool.poetry]
# packages = [{ include = "climate.py" }, { include = "summary.py" }]
#
# [tool.poetry.requires-plugins]
# poetry-plugin-x = "*"
#
# [tool.poetry.dependencies]
# degrees = { path = "wheels/degrees-1.2.0-py3-none-any.whl" }
#
# [build-system]
# requires = ["poetry-core>=2"]
# build-backend = "poetry.core.masonry.api"


# %% by the library subprocess task="lock" verdict="right"
environment = {**os.environ, "POETRY_VIRTUALENVS_CREATE": "false"}
command = [sys.executable, "-m", "poetry", "lock", "--no-interaction", "--quiet"]
subprocess.run(command, cwd="tidy", env=environment, check=True)


# %% in the wrong folder task="lock" verdict="wrong" loses="test_lock"
run("poetry", "lock")


# %% writes the lock file by hand task="lock" verdict="wrong" loses="test_lock"
Path("tidy/poetry.lock").write_text(
    """[[package]]
name = "degrees"
version = "1.2.0"
files = []

[metadata]
lock-version = "2.1"
python-versions = ">=3.11"
content-hash = "0"
"""
)


# %% exchanges the wheel first task="lock" verdict="wrong" loses="test_lock"
Path("tidy", WHEEL).write_bytes(make_wheel("degrees", "1.2.0", "to_kelvin = abs\n"))
run("poetry", "lock", folder="tidy")


# %% lets papermill set the parameters task="run_headless" verdict="right"
def run_headless(text, parameters):
    from papermill.parameterize import parameterize_notebook

    notebook = nbformat.reads(text, as_version=4)
    notebook.metadata["papermill"] = {}
    for cell in notebook.cells:
        cell.metadata.setdefault("tags", [])
    if parameters:
        notebook = parameterize_notebook(
            notebook, parameters, kernel_name="python3", language="python"
        )
    results, number = [], 0
    for cell in execute(notebook).cells:
        if cell.cell_type != "code" or "injected-parameters" in cell.metadata.tags:
            continue
        number += 1
        whole = ""
        for output in cell.outputs:
            if output.output_type == "error":
                raise RuntimeError(f"{output.ename} in cell {number}")
            whole += output.text if output.output_type == "stream" else output.data["text/plain"]
        if "result" in cell.metadata.tags:
            results.append(whole.strip())
    return results


# %% works on the JSON task="run_headless" verdict="right"
def run_headless(text, parameters):
    raw = json.loads(text)
    place = 0
    for number, cell in enumerate(raw["cells"]):
        if "parameters" in cell["metadata"].get("tags", []):
            place = number + 1
            break
    lines = [f"{name} = {parameters[name]!r}" for name in parameters]
    new = nbformat.v4.new_code_cell("\n".join(lines), metadata={"tags": ["mine"]})
    raw["cells"].insert(place, new)
    done = execute(nbformat.from_dict(raw))
    codes = [c for c in done["cells"] if c["cell_type"] == "code"]
    codes = [c for c in codes if "mine" not in c["metadata"].get("tags", [])]
    for number in range(len(codes)):
        for output in codes[number]["outputs"]:
            if "ename" in output:
                raise RuntimeError(f"cell {number + 1}: {output['ename']}")
    return [
        "".join(o["text"] if "text" in o else o["data"]["text/plain"] for o in c["outputs"]).strip()
        for c in codes
        if "result" in c["metadata"].get("tags", [])
    ]


# %% sets the parameters before the defaults task="run_headless" verdict="wrong" loses="test_run_headless_results"
def run_headless(text, parameters):
    notebook = nbformat.reads(text, as_version=4)
    tags = [cell.metadata.get("tags", []) for cell in notebook.cells]
    place = next((i for i, own in enumerate(tags) if "parameters" in own), 0)
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


# %% sets the parameters after the last such cell task="run_headless" verdict="wrong" loses="test_run_headless_results"
def run_headless(text, parameters):
    notebook = nbformat.reads(text, as_version=4)
    tags = [cell.metadata.get("tags", []) for cell in notebook.cells]
    place = max([i for i, own in enumerate(tags) if "parameters" in own], default=-1) + 1
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


# %% believes the saved outputs task="run_headless" verdict="wrong"
def run_headless(text, parameters):
    notebook = nbformat.reads(text, as_version=4)
    tags = [cell.metadata.get("tags", []) for cell in notebook.cells]
    place = next((i for i, own in enumerate(tags) if "parameters" in own), -1) + 1
    source = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
    notebook.cells.insert(place, nbformat.v4.new_code_cell(source))
    cells = notebook.cells
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


# %% fetches what was printed alone task="run_headless" verdict="wrong" loses="test_run_headless_results"
def run_headless(text, parameters):
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
            texts = [output.get("text", "") for output in cell.outputs]
            results.append("".join(texts).strip())
    return results


# %% leaves out cells without output task="run_headless" verdict="wrong" loses="test_run_headless_results"
def run_headless(text, parameters):
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
            if texts:
                results.append("".join(texts).strip())
    return results


# %% counts the cell that it inserted task="run_headless" verdict="wrong" loses="test_run_headless_errors"
def run_headless(text, parameters):
    notebook = nbformat.reads(text, as_version=4)
    tags = [cell.metadata.get("tags", []) for cell in notebook.cells]
    place = next((i for i, own in enumerate(tags) if "parameters" in own), -1) + 1
    source = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
    notebook.cells.insert(place, nbformat.v4.new_code_cell(source))
    cells = execute(notebook).cells
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


# %% counts prose as well task="run_headless" verdict="wrong" loses="test_run_headless_errors"
def run_headless(text, parameters):
    notebook = nbformat.reads(text, as_version=4)
    tags = [cell.metadata.get("tags", []) for cell in notebook.cells]
    place = next((i for i, own in enumerate(tags) if "parameters" in own), -1) + 1
    source = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
    notebook.cells.insert(place, nbformat.v4.new_code_cell(source))
    cells = execute(notebook).cells
    del cells[place]
    results = []
    code_cells = cells
    for number, cell in enumerate(code_cells, start=1):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                raise RuntimeError(f"cell {number} failed: {output.ename}: {output.evalue}")
        if cell.cell_type == "code" and "result" in cell.metadata.get("tags", []):
            texts = [output.get("text") or output.data["text/plain"] for output in cell.outputs]
            results.append("".join(texts).strip())
    return results


# %% does not say what the error was task="run_headless" verdict="wrong" loses="test_run_headless_errors"
def run_headless(text, parameters):
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
                raise RuntimeError(f"cell {number} failed")
        if "result" in cell.metadata.get("tags", []):
            texts = [output.get("text") or output.data["text/plain"] for output in cell.outputs]
            results.append("".join(texts).strip())
    return results
