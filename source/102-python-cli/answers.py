# %% [markdown]
# Answers of imagined learners to assignment 102: the tests of its tests. Each cell is the whole new
# source of the solution cell that `task` names. A right answer keeps all points; a wrong one loses
# points in its own task and in no other, and where `loses` is given, in exactly those test cells.


# %% a class with a state, and a dataclass task="records_module" verdict="right"
# %%writefile popstat/records.py
# """Reads tables, by classes."""
#
# import csv
# import sys
# from dataclasses import dataclass
# from math import inf
#
#
# @dataclass(frozen=True, slots=True)
# class Observation:
#     country: str
#     indicator: str
#     year: int
#     value: float | None
#
#
# class open_input:
#     def __init__(self, path):
#         if path == "-":
#             self.file = sys.stdin
#             self.file.reconfigure(encoding="utf-8-sig", newline="")
#         else:
#             self.file = open(path, encoding="utf-8-sig", newline="")
#
#     def __enter__(self):
#         return self.file
#
#     def __exit__(self, *error):
#         if self.file is not sys.stdin:
#             self.file.close()
#         return False
#
#
# def number(field):
#     value = float(field)
#     if not -inf < value < inf:
#         raise ValueError("out of range")
#     return value
#
#
# def read_observations(lines, on_error):
#     years = None
#     for line_number, line in enumerate(lines, start=1):
#         fields = next(csv.reader([line]), [])
#         if years is None:
#             if len(fields) < 2 or (fields[0], fields[1]) != ("country", "indicator"):
#                 raise ValueError("no header")
#             years = list(map(int, fields[2:]))
#             continue
#         if len(fields) == 0:
#             continue
#         country, indicator, *rest = [*fields, "", ""][: max(2, len(fields))]
#         try:
#             values = [number(field) if field != "" else None for field in rest]
#         except ValueError:
#             on_error(line_number, "not a number")
#             continue
#         if len(fields) != len(years) + 2:
#             on_error(line_number, "wrong number of fields")
#             continue
#         for place in range(len(years)):
#             yield Observation(country, indicator, years[place], values[place])
#     if years is None:
#         raise ValueError("empty")


# %% reads one line ahead, and looks for the good rows task="records_module" verdict="right"
# %%writefile popstat/records.py
# """Reads tables."""
#
# import csv
# import math
# import sys
# from collections import namedtuple
# from contextlib import contextmanager, nullcontext
#
# Observation = namedtuple("Observation", ["country", "indicator", "year", "value"])
#
#
# @contextmanager
# def open_input(path):
#     own = path != "-"
#     if not own:
#         sys.stdin.reconfigure(encoding="utf-8-sig", newline="")
#     source = open(path, encoding="utf-8-sig", newline="") if own else sys.stdin
#     with source if own else nullcontext():
#         yield source
#
#
# def ahead(items):
#     waiting = []
#     for item in items:
#         waiting.append(item)
#         if len(waiting) > 1:
#             yield waiting.pop(0)
#     yield from waiting
#
#
# def read_observations(lines, on_error):
#     rows = csv.reader(ahead(lines))
#     try:
#         first, second, *years = next(rows)
#     except StopIteration:
#         raise ValueError("nothing to read") from None
#     if first != "country" or second != "indicator":
#         raise ValueError("another header")
#     years = [int(year) for year in years]
#     for row in filter(None, rows):
#         problem = None
#         values = []
#         for field in row[2:]:
#             try:
#                 values.append(float(field) if field else None)
#             except ValueError:
#                 problem = f"{field} is no number"
#             else:
#                 if field and not math.isfinite(values[-1]):
#                     problem = f"{field} is not finite"
#         if len(row) - 2 != len(years):
#             problem = "the row is too long or too short"
#         if problem:
#             on_error(rows.line_num, problem)
#         else:
#             yield from map(Observation, [row[0]] * len(years), [row[1]] * len(years), years, values)


# %% returns a list task="records_module" verdict="wrong" loses="test_records_module_lazy,test_records_module_memory"
# %%writefile popstat/records.py
# """A World Bank table, one observation at a time."""
#
# import csv
# import math
# import sys
# from collections.abc import Callable, Iterable, Iterator
# from contextlib import contextmanager
# from typing import NamedTuple, TextIO
#
#
# class Observation(NamedTuple):
#     """One number of the table; `value` is None where the table has none."""
#
#     country: str
#     indicator: str
#     year: int
#     value: float | None
#
#
# @contextmanager
# def open_input(path: str) -> Iterator[TextIO]:
#     """Open a table, and close it in the end; `-` is standard input, which stays open."""
#     if path == "-":
#         sys.stdin.reconfigure(encoding="utf-8-sig", newline="")
#         yield sys.stdin
#     else:
#         with open(path, encoding="utf-8-sig", newline="") as file:
#             yield file
#
#
# def read_observations(
#     lines: Iterable[str], on_error: Callable[[int, str], object]
# ) -> Iterator[Observation]:
#     """Yield the observations of a table, holding one row of it at a time."""
#     found = []
#     reader = csv.reader(lines)
#     header = next(reader, [])
#     if header[:2] != ["country", "indicator"]:
#         raise ValueError(f"the header should begin with country,indicator, got {header[:2]}")
#     years = [int(field) for field in header[2:]]
#     for row in reader:
#         if not row:
#             continue
#         try:
#             if len(row) != len(header):
#                 raise ValueError(f"expected {len(header)} fields, got {len(row)}")
#             values = [_parse(field) for field in row[2:]]
#         except ValueError as error:
#             on_error(reader.line_num, str(error))
#             continue
#         for year, value in zip(years, values, strict=True):
#             found.append(Observation(row[0], row[1], year, value))
#     return found
#
#
# def _parse(field: str) -> float | None:
#     """Return the number in a field, None for an empty one."""
#     if not field:
#         return None
#     value = float(field)
#     if not math.isfinite(value):
#         raise ValueError(f"not a finite number: {field!r}")
#     return value


# %% reads all lines first and yields one by one task="records_module" verdict="wrong" loses="test_records_module_lazy,test_records_module_memory"
# %%writefile popstat/records.py
# """A World Bank table, one observation at a time."""
#
# import csv
# import math
# import sys
# from collections.abc import Callable, Iterable, Iterator
# from contextlib import contextmanager
# from typing import NamedTuple, TextIO
#
#
# class Observation(NamedTuple):
#     """One number of the table; `value` is None where the table has none."""
#
#     country: str
#     indicator: str
#     year: int
#     value: float | None
#
#
# @contextmanager
# def open_input(path: str) -> Iterator[TextIO]:
#     """Open a table, and close it in the end; `-` is standard input, which stays open."""
#     if path == "-":
#         sys.stdin.reconfigure(encoding="utf-8-sig", newline="")
#         yield sys.stdin
#     else:
#         with open(path, encoding="utf-8-sig", newline="") as file:
#             yield file
#
#
# def read_observations(
#     lines: Iterable[str], on_error: Callable[[int, str], object]
# ) -> Iterator[Observation]:
#     """Yield the observations of a table, holding one row of it at a time."""
#     reader = csv.reader(list(lines))
#     header = next(reader, [])
#     if header[:2] != ["country", "indicator"]:
#         raise ValueError(f"the header should begin with country,indicator, got {header[:2]}")
#     years = [int(field) for field in header[2:]]
#     for row in reader:
#         if not row:
#             continue
#         try:
#             if len(row) != len(header):
#                 raise ValueError(f"expected {len(header)} fields, got {len(row)}")
#             values = [_parse(field) for field in row[2:]]
#         except ValueError as error:
#             on_error(reader.line_num, str(error))
#             continue
#         for year, value in zip(years, values, strict=True):
#             yield Observation(row[0], row[1], year, value)
#
#
# def _parse(field: str) -> float | None:
#     """Return the number in a field, None for an empty one."""
#     if not field:
#         return None
#     value = float(field)
#     if not math.isfinite(value):
#         raise ValueError(f"not a finite number: {field!r}")
#     return value


# %% is lazy but keeps every row task="records_module" verdict="wrong" loses="test_records_module_memory"
# %%writefile popstat/records.py
# """A World Bank table, one observation at a time."""
#
# import csv
# import math
# import sys
# from collections.abc import Callable, Iterable, Iterator
# from contextlib import contextmanager
# from typing import NamedTuple, TextIO
#
#
# class Observation(NamedTuple):
#     """One number of the table; `value` is None where the table has none."""
#
#     country: str
#     indicator: str
#     year: int
#     value: float | None
#
#
# @contextmanager
# def open_input(path: str) -> Iterator[TextIO]:
#     """Open a table, and close it in the end; `-` is standard input, which stays open."""
#     if path == "-":
#         sys.stdin.reconfigure(encoding="utf-8-sig", newline="")
#         yield sys.stdin
#     else:
#         with open(path, encoding="utf-8-sig", newline="") as file:
#             yield file
#
#
# def read_observations(
#     lines: Iterable[str], on_error: Callable[[int, str], object]
# ) -> Iterator[Observation]:
#     """Yield the observations of a table, holding one row of it at a time."""
#     seen = []
#     reader = csv.reader(lines)
#     header = next(reader, [])
#     if header[:2] != ["country", "indicator"]:
#         raise ValueError(f"the header should begin with country,indicator, got {header[:2]}")
#     years = [int(field) for field in header[2:]]
#     for row in reader:
#         seen.append(row)
#         if not row:
#             continue
#         try:
#             if len(row) != len(header):
#                 raise ValueError(f"expected {len(header)} fields, got {len(row)}")
#             values = [_parse(field) for field in row[2:]]
#         except ValueError as error:
#             on_error(reader.line_num, str(error))
#             continue
#         for year, value in zip(years, values, strict=True):
#             yield Observation(row[0], row[1], year, value)
#
#
# def _parse(field: str) -> float | None:
#     """Return the number in a field, None for an empty one."""
#     if not field:
#         return None
#     value = float(field)
#     if not math.isfinite(value):
#         raise ValueError(f"not a finite number: {field!r}")
#     return value


# %% splits at commas task="records_module" verdict="wrong" loses="test_records_module_rows"
# %%writefile popstat/records.py
# """A World Bank table, one observation at a time."""
#
# import csv
# import math
# import sys
# from collections.abc import Callable, Iterable, Iterator
# from contextlib import contextmanager
# from typing import NamedTuple, TextIO
#
#
# class Observation(NamedTuple):
#     """One number of the table; `value` is None where the table has none."""
#
#     country: str
#     indicator: str
#     year: int
#     value: float | None
#
#
# @contextmanager
# def open_input(path: str) -> Iterator[TextIO]:
#     """Open a table, and close it in the end; `-` is standard input, which stays open."""
#     if path == "-":
#         sys.stdin.reconfigure(encoding="utf-8-sig", newline="")
#         yield sys.stdin
#     else:
#         with open(path, encoding="utf-8-sig", newline="") as file:
#             yield file
#
#
# def read_observations(
#     lines: Iterable[str], on_error: Callable[[int, str], object]
# ) -> Iterator[Observation]:
#     """Yield the observations of a table, holding one row of it at a time."""
#     numbered = enumerate(lines, start=1)
#     number, first = next(numbered, (0, ""))
#     header = first.strip().split(",")
#     if header[:2] != ["country", "indicator"]:
#         raise ValueError(f"the header should begin with country,indicator, got {header[:2]}")
#     years = [int(field) for field in header[2:]]
#     for number, line in numbered:
#         row = line.rstrip("\n").split(",")
#         if row == [""]:
#             continue
#         try:
#             if len(row) != len(header):
#                 raise ValueError(f"expected {len(header)} fields, got {len(row)}")
#             values = [_parse(field) for field in row[2:]]
#         except ValueError as error:
#             on_error(number, str(error))
#             continue
#         for year, value in zip(years, values, strict=True):
#             yield Observation(row[0], row[1], year, value)
#
#
# def _parse(field: str) -> float | None:
#     """Return the number in a field, None for an empty one."""
#     if not field:
#         return None
#     value = float(field)
#     if not math.isfinite(value):
#         raise ValueError(f"not a finite number: {field!r}")
#     return value


# %% takes an empty field for zero task="records_module" verdict="wrong" loses="test_records_module_rows"
# %%writefile popstat/records.py
# """A World Bank table, one observation at a time."""
#
# import csv
# import math
# import sys
# from collections.abc import Callable, Iterable, Iterator
# from contextlib import contextmanager
# from typing import NamedTuple, TextIO
#
#
# class Observation(NamedTuple):
#     """One number of the table; `value` is None where the table has none."""
#
#     country: str
#     indicator: str
#     year: int
#     value: float | None
#
#
# @contextmanager
# def open_input(path: str) -> Iterator[TextIO]:
#     """Open a table, and close it in the end; `-` is standard input, which stays open."""
#     if path == "-":
#         sys.stdin.reconfigure(encoding="utf-8-sig", newline="")
#         yield sys.stdin
#     else:
#         with open(path, encoding="utf-8-sig", newline="") as file:
#             yield file
#
#
# def read_observations(
#     lines: Iterable[str], on_error: Callable[[int, str], object]
# ) -> Iterator[Observation]:
#     """Yield the observations of a table, holding one row of it at a time."""
#     reader = csv.reader(lines)
#     header = next(reader, [])
#     if header[:2] != ["country", "indicator"]:
#         raise ValueError(f"the header should begin with country,indicator, got {header[:2]}")
#     years = [int(field) for field in header[2:]]
#     for row in reader:
#         if not row:
#             continue
#         try:
#             if len(row) != len(header):
#                 raise ValueError(f"expected {len(header)} fields, got {len(row)}")
#             values = [_parse(field) for field in row[2:]]
#         except ValueError as error:
#             on_error(reader.line_num, str(error))
#             continue
#         for year, value in zip(years, values, strict=True):
#             yield Observation(row[0], row[1], year, value)
#
#
# def _parse(field: str) -> float | None:
#     """Return the number in a field, None for an empty one."""
#     if not field:
#         return 0.0
#     value = float(field)
#     if not math.isfinite(value):
#         raise ValueError(f"not a finite number: {field!r}")
#     return value


# %% takes the number zero for missing task="records_module" verdict="wrong" loses="test_records_module_rows"
# %%writefile popstat/records.py
# """A World Bank table, one observation at a time."""
#
# import csv
# import math
# import sys
# from collections.abc import Callable, Iterable, Iterator
# from contextlib import contextmanager
# from typing import NamedTuple, TextIO
#
#
# class Observation(NamedTuple):
#     """One number of the table; `value` is None where the table has none."""
#
#     country: str
#     indicator: str
#     year: int
#     value: float | None
#
#
# @contextmanager
# def open_input(path: str) -> Iterator[TextIO]:
#     """Open a table, and close it in the end; `-` is standard input, which stays open."""
#     if path == "-":
#         sys.stdin.reconfigure(encoding="utf-8-sig", newline="")
#         yield sys.stdin
#     else:
#         with open(path, encoding="utf-8-sig", newline="") as file:
#             yield file
#
#
# def read_observations(
#     lines: Iterable[str], on_error: Callable[[int, str], object]
# ) -> Iterator[Observation]:
#     """Yield the observations of a table, holding one row of it at a time."""
#     reader = csv.reader(lines)
#     header = next(reader, [])
#     if header[:2] != ["country", "indicator"]:
#         raise ValueError(f"the header should begin with country,indicator, got {header[:2]}")
#     years = [int(field) for field in header[2:]]
#     for row in reader:
#         if not row:
#             continue
#         try:
#             if len(row) != len(header):
#                 raise ValueError(f"expected {len(header)} fields, got {len(row)}")
#             values = [_parse(field) for field in row[2:]]
#         except ValueError as error:
#             on_error(reader.line_num, str(error))
#             continue
#         for year, value in zip(years, values, strict=True):
#             yield Observation(row[0], row[1], year, value)
#
#
# def _parse(field: str) -> float | None:
#     """Return the number in a field, None for an empty one."""
#     if not field:
#         return None
#     value = float(field)
#     if not math.isfinite(value):
#         raise ValueError(f"not a finite number: {field!r}")
#     return value or None


# %% accepts nan task="records_module" verdict="wrong" loses="test_records_module_errors"
# %%writefile popstat/records.py
# """A World Bank table, one observation at a time."""
#
# import csv
# import math
# import sys
# from collections.abc import Callable, Iterable, Iterator
# from contextlib import contextmanager
# from typing import NamedTuple, TextIO
#
#
# class Observation(NamedTuple):
#     """One number of the table; `value` is None where the table has none."""
#
#     country: str
#     indicator: str
#     year: int
#     value: float | None
#
#
# @contextmanager
# def open_input(path: str) -> Iterator[TextIO]:
#     """Open a table, and close it in the end; `-` is standard input, which stays open."""
#     if path == "-":
#         sys.stdin.reconfigure(encoding="utf-8-sig", newline="")
#         yield sys.stdin
#     else:
#         with open(path, encoding="utf-8-sig", newline="") as file:
#             yield file
#
#
# def read_observations(
#     lines: Iterable[str], on_error: Callable[[int, str], object]
# ) -> Iterator[Observation]:
#     """Yield the observations of a table, holding one row of it at a time."""
#     reader = csv.reader(lines)
#     header = next(reader, [])
#     if header[:2] != ["country", "indicator"]:
#         raise ValueError(f"the header should begin with country,indicator, got {header[:2]}")
#     years = [int(field) for field in header[2:]]
#     for row in reader:
#         if not row:
#             continue
#         try:
#             if len(row) != len(header):
#                 raise ValueError(f"expected {len(header)} fields, got {len(row)}")
#             values = [_parse(field) for field in row[2:]]
#         except ValueError as error:
#             on_error(reader.line_num, str(error))
#             continue
#         for year, value in zip(years, values, strict=True):
#             yield Observation(row[0], row[1], year, value)
#
#
# def _parse(field: str) -> float | None:
#     """Return the number in a field, None for an empty one."""
#     if not field:
#         return None
#     value = float(field)
#     return value


# %% counts rows instead of lines task="records_module" verdict="wrong" loses="test_records_module_errors"
# %%writefile popstat/records.py
# """A World Bank table, one observation at a time."""
#
# import csv
# import math
# import sys
# from collections.abc import Callable, Iterable, Iterator
# from contextlib import contextmanager
# from typing import NamedTuple, TextIO
#
#
# class Observation(NamedTuple):
#     """One number of the table; `value` is None where the table has none."""
#
#     country: str
#     indicator: str
#     year: int
#     value: float | None
#
#
# @contextmanager
# def open_input(path: str) -> Iterator[TextIO]:
#     """Open a table, and close it in the end; `-` is standard input, which stays open."""
#     if path == "-":
#         sys.stdin.reconfigure(encoding="utf-8-sig", newline="")
#         yield sys.stdin
#     else:
#         with open(path, encoding="utf-8-sig", newline="") as file:
#             yield file
#
#
# def read_observations(
#     lines: Iterable[str], on_error: Callable[[int, str], object]
# ) -> Iterator[Observation]:
#     """Yield the observations of a table, holding one row of it at a time."""
#     reader = csv.reader(lines)
#     header = next(reader, [])
#     if header[:2] != ["country", "indicator"]:
#         raise ValueError(f"the header should begin with country,indicator, got {header[:2]}")
#     years = [int(field) for field in header[2:]]
#     for number, row in enumerate(filter(None, reader), start=2):
#         if not row:
#             continue
#         try:
#             if len(row) != len(header):
#                 raise ValueError(f"expected {len(header)} fields, got {len(row)}")
#             values = [_parse(field) for field in row[2:]]
#         except ValueError as error:
#             on_error(number, str(error))
#             continue
#         for year, value in zip(years, values, strict=True):
#             yield Observation(row[0], row[1], year, value)
#
#
# def _parse(field: str) -> float | None:
#     """Return the number in a field, None for an empty one."""
#     if not field:
#         return None
#     value = float(field)
#     if not math.isfinite(value):
#         raise ValueError(f"not a finite number: {field!r}")
#     return value


# %% stops at the first bad row task="records_module" verdict="wrong" loses="test_records_module_errors"
# %%writefile popstat/records.py
# """A World Bank table, one observation at a time."""
#
# import csv
# import math
# import sys
# from collections.abc import Callable, Iterable, Iterator
# from contextlib import contextmanager
# from typing import NamedTuple, TextIO
#
#
# class Observation(NamedTuple):
#     """One number of the table; `value` is None where the table has none."""
#
#     country: str
#     indicator: str
#     year: int
#     value: float | None
#
#
# @contextmanager
# def open_input(path: str) -> Iterator[TextIO]:
#     """Open a table, and close it in the end; `-` is standard input, which stays open."""
#     if path == "-":
#         sys.stdin.reconfigure(encoding="utf-8-sig", newline="")
#         yield sys.stdin
#     else:
#         with open(path, encoding="utf-8-sig", newline="") as file:
#             yield file
#
#
# def read_observations(
#     lines: Iterable[str], on_error: Callable[[int, str], object]
# ) -> Iterator[Observation]:
#     """Yield the observations of a table, holding one row of it at a time."""
#     reader = csv.reader(lines)
#     header = next(reader, [])
#     if header[:2] != ["country", "indicator"]:
#         raise ValueError(f"the header should begin with country,indicator, got {header[:2]}")
#     years = [int(field) for field in header[2:]]
#     for row in reader:
#         if not row:
#             continue
#         try:
#             if len(row) != len(header):
#                 raise ValueError(f"expected {len(header)} fields, got {len(row)}")
#             values = [_parse(field) for field in row[2:]]
#         except ValueError as error:
#             on_error(reader.line_num, str(error))
#             return
#         for year, value in zip(years, values, strict=True):
#             yield Observation(row[0], row[1], year, value)
#
#
# def _parse(field: str) -> float | None:
#     """Return the number in a field, None for an empty one."""
#     if not field:
#         return None
#     value = float(field)
#     if not math.isfinite(value):
#         raise ValueError(f"not a finite number: {field!r}")
#     return value


# %% lets the error through instead of skipping task="records_module" verdict="wrong" loses="test_records_module_errors"
# %%writefile popstat/records.py
# """A World Bank table, one observation at a time."""
#
# import csv
# import math
# import sys
# from collections.abc import Callable, Iterable, Iterator
# from contextlib import contextmanager
# from typing import NamedTuple, TextIO
#
#
# class Observation(NamedTuple):
#     """One number of the table; `value` is None where the table has none."""
#
#     country: str
#     indicator: str
#     year: int
#     value: float | None
#
#
# @contextmanager
# def open_input(path: str) -> Iterator[TextIO]:
#     """Open a table, and close it in the end; `-` is standard input, which stays open."""
#     if path == "-":
#         sys.stdin.reconfigure(encoding="utf-8-sig", newline="")
#         yield sys.stdin
#     else:
#         with open(path, encoding="utf-8-sig", newline="") as file:
#             yield file
#
#
# def read_observations(
#     lines: Iterable[str], on_error: Callable[[int, str], object]
# ) -> Iterator[Observation]:
#     """Yield the observations of a table, holding one row of it at a time."""
#     reader = csv.reader(lines)
#     header = next(reader, [])
#     if header[:2] != ["country", "indicator"]:
#         raise ValueError(f"the header should begin with country,indicator, got {header[:2]}")
#     years = [int(field) for field in header[2:]]
#     for row in reader:
#         if not row:
#             continue
#         try:
#             if len(row) != len(header):
#                 raise ValueError(f"expected {len(header)} fields, got {len(row)}")
#             values = [_parse(field) for field in row[2:]]
#         except ValueError as error:
#             raise ValueError(reader.line_num) from error
#         for year, value in zip(years, values, strict=True):
#             yield Observation(row[0], row[1], year, value)
#
#
# def _parse(field: str) -> float | None:
#     """Return the number in a field, None for an empty one."""
#     if not field:
#         return None
#     value = float(field)
#     if not math.isfinite(value):
#         raise ValueError(f"not a finite number: {field!r}")
#     return value


# %% keeps the good values of a bad row task="records_module" verdict="wrong" loses="test_records_module_errors"
# %%writefile popstat/records.py
# """A World Bank table, one observation at a time."""
#
# import csv
# import math
# import sys
# from collections.abc import Callable, Iterable, Iterator
# from contextlib import contextmanager
# from typing import NamedTuple, TextIO
#
#
# class Observation(NamedTuple):
#     """One number of the table; `value` is None where the table has none."""
#
#     country: str
#     indicator: str
#     year: int
#     value: float | None
#
#
# @contextmanager
# def open_input(path: str) -> Iterator[TextIO]:
#     """Open a table, and close it in the end; `-` is standard input, which stays open."""
#     if path == "-":
#         sys.stdin.reconfigure(encoding="utf-8-sig", newline="")
#         yield sys.stdin
#     else:
#         with open(path, encoding="utf-8-sig", newline="") as file:
#             yield file
#
#
# def read_observations(
#     lines: Iterable[str], on_error: Callable[[int, str], object]
# ) -> Iterator[Observation]:
#     """Yield the observations of a table, holding one row of it at a time."""
#     reader = csv.reader(lines)
#     header = next(reader, [])
#     if header[:2] != ["country", "indicator"]:
#         raise ValueError(f"the header should begin with country,indicator, got {header[:2]}")
#     years = [int(field) for field in header[2:]]
#     for row in reader:
#         if not row:
#             continue
#         try:
#             if len(row) != len(header):
#                 raise ValueError(f"expected {len(header)} fields, got {len(row)}")
#         except ValueError as error:
#             on_error(reader.line_num, str(error))
#             continue
#         for year, field in zip(years, row[2:], strict=True):
#             try:
#                 yield Observation(row[0], row[1], year, _parse(field))
#             except ValueError as error:
#                 on_error(reader.line_num, str(error))
#
#
# def _parse(field: str) -> float | None:
#     """Return the number in a field, None for an empty one."""
#     if not field:
#         return None
#     value = float(field)
#     if not math.isfinite(value):
#         raise ValueError(f"not a finite number: {field!r}")
#     return value


# %% never looks at the header task="records_module" verdict="wrong" loses="test_records_module_errors"
# %%writefile popstat/records.py
# """A World Bank table, one observation at a time."""
#
# import csv
# import math
# import sys
# from collections.abc import Callable, Iterable, Iterator
# from contextlib import contextmanager
# from typing import NamedTuple, TextIO
#
#
# class Observation(NamedTuple):
#     """One number of the table; `value` is None where the table has none."""
#
#     country: str
#     indicator: str
#     year: int
#     value: float | None
#
#
# @contextmanager
# def open_input(path: str) -> Iterator[TextIO]:
#     """Open a table, and close it in the end; `-` is standard input, which stays open."""
#     if path == "-":
#         sys.stdin.reconfigure(encoding="utf-8-sig", newline="")
#         yield sys.stdin
#     else:
#         with open(path, encoding="utf-8-sig", newline="") as file:
#             yield file
#
#
# def read_observations(
#     lines: Iterable[str], on_error: Callable[[int, str], object]
# ) -> Iterator[Observation]:
#     """Yield the observations of a table, holding one row of it at a time."""
#     reader = csv.reader(lines)
#     header = next(reader, [])
#     years = [int(field) for field in header[2:]]
#     for row in reader:
#         if not row:
#             continue
#         try:
#             if len(row) != len(header):
#                 raise ValueError(f"expected {len(header)} fields, got {len(row)}")
#             values = [_parse(field) for field in row[2:]]
#         except ValueError as error:
#             on_error(reader.line_num, str(error))
#             continue
#         for year, value in zip(years, values, strict=True):
#             yield Observation(row[0], row[1], year, value)
#
#
# def _parse(field: str) -> float | None:
#     """Return the number in a field, None for an empty one."""
#     if not field:
#         return None
#     value = float(field)
#     if not math.isfinite(value):
#         raise ValueError(f"not a finite number: {field!r}")
#     return value


# %% leaves the file open after an error task="records_module" verdict="wrong" loses="test_records_module_input"
# %%writefile popstat/records.py
# """A World Bank table, one observation at a time."""
#
# import csv
# import math
# import sys
# from collections.abc import Callable, Iterable, Iterator
# from contextlib import contextmanager
# from typing import NamedTuple, TextIO
#
#
# class Observation(NamedTuple):
#     """One number of the table; `value` is None where the table has none."""
#
#     country: str
#     indicator: str
#     year: int
#     value: float | None
#
#
# @contextmanager
# def open_input(path: str) -> Iterator[TextIO]:
#     """Open a table, and close it in the end; `-` is standard input, which stays open."""
#     if path == "-":
#         sys.stdin.reconfigure(encoding="utf-8-sig", newline="")
#         yield sys.stdin
#     else:
#         file = open(path, encoding="utf-8-sig", newline="")
#         yield file
#         file.close()
#
#
# def read_observations(
#     lines: Iterable[str], on_error: Callable[[int, str], object]
# ) -> Iterator[Observation]:
#     """Yield the observations of a table, holding one row of it at a time."""
#     reader = csv.reader(lines)
#     header = next(reader, [])
#     if header[:2] != ["country", "indicator"]:
#         raise ValueError(f"the header should begin with country,indicator, got {header[:2]}")
#     years = [int(field) for field in header[2:]]
#     for row in reader:
#         if not row:
#             continue
#         try:
#             if len(row) != len(header):
#                 raise ValueError(f"expected {len(header)} fields, got {len(row)}")
#             values = [_parse(field) for field in row[2:]]
#         except ValueError as error:
#             on_error(reader.line_num, str(error))
#             continue
#         for year, value in zip(years, values, strict=True):
#             yield Observation(row[0], row[1], year, value)
#
#
# def _parse(field: str) -> float | None:
#     """Return the number in a field, None for an empty one."""
#     if not field:
#         return None
#     value = float(field)
#     if not math.isfinite(value):
#         raise ValueError(f"not a finite number: {field!r}")
#     return value


# %% closes the standard input task="records_module" verdict="wrong" loses="test_records_module_input"
# %%writefile popstat/records.py
# """A World Bank table, one observation at a time."""
#
# import csv
# import math
# import sys
# from collections.abc import Callable, Iterable, Iterator
# from contextlib import contextmanager
# from typing import NamedTuple, TextIO
#
#
# class Observation(NamedTuple):
#     """One number of the table; `value` is None where the table has none."""
#
#     country: str
#     indicator: str
#     year: int
#     value: float | None
#
#
# @contextmanager
# def open_input(path: str) -> Iterator[TextIO]:
#     """Open a table, and close it in the end; `-` is standard input, which stays open."""
#     if path == "-":
#         sys.stdin.reconfigure(encoding="utf-8-sig", newline="")
#         with sys.stdin:
#             yield sys.stdin
#     else:
#         with open(path, encoding="utf-8-sig", newline="") as file:
#             yield file
#
#
# def read_observations(
#     lines: Iterable[str], on_error: Callable[[int, str], object]
# ) -> Iterator[Observation]:
#     """Yield the observations of a table, holding one row of it at a time."""
#     reader = csv.reader(lines)
#     header = next(reader, [])
#     if header[:2] != ["country", "indicator"]:
#         raise ValueError(f"the header should begin with country,indicator, got {header[:2]}")
#     years = [int(field) for field in header[2:]]
#     for row in reader:
#         if not row:
#             continue
#         try:
#             if len(row) != len(header):
#                 raise ValueError(f"expected {len(header)} fields, got {len(row)}")
#             values = [_parse(field) for field in row[2:]]
#         except ValueError as error:
#             on_error(reader.line_num, str(error))
#             continue
#         for year, value in zip(years, values, strict=True):
#             yield Observation(row[0], row[1], year, value)
#
#
# def _parse(field: str) -> float | None:
#     """Return the number in a field, None for an empty one."""
#     if not field:
#         return None
#     value = float(field)
#     if not math.isfinite(value):
#         raise ValueError(f"not a finite number: {field!r}")
#     return value


# %% keeps the byte order mark task="records_module" verdict="wrong" loses="test_records_module_input"
# %%writefile popstat/records.py
# """A World Bank table, one observation at a time."""
#
# import csv
# import math
# import sys
# from collections.abc import Callable, Iterable, Iterator
# from contextlib import contextmanager
# from typing import NamedTuple, TextIO
#
#
# class Observation(NamedTuple):
#     """One number of the table; `value` is None where the table has none."""
#
#     country: str
#     indicator: str
#     year: int
#     value: float | None
#
#
# @contextmanager
# def open_input(path: str) -> Iterator[TextIO]:
#     """Open a table, and close it in the end; `-` is standard input, which stays open."""
#     if path == "-":
#         sys.stdin.reconfigure(encoding="utf-8", newline="")
#         yield sys.stdin
#     else:
#         with open(path, encoding="utf-8", newline="") as file:
#             yield file
#
#
# def read_observations(
#     lines: Iterable[str], on_error: Callable[[int, str], object]
# ) -> Iterator[Observation]:
#     """Yield the observations of a table, holding one row of it at a time."""
#     reader = csv.reader(lines)
#     header = next(reader, [])
#     if header[:2] != ["country", "indicator"]:
#         raise ValueError(f"the header should begin with country,indicator, got {header[:2]}")
#     years = [int(field) for field in header[2:]]
#     for row in reader:
#         if not row:
#             continue
#         try:
#             if len(row) != len(header):
#                 raise ValueError(f"expected {len(header)} fields, got {len(row)}")
#             values = [_parse(field) for field in row[2:]]
#         except ValueError as error:
#             on_error(reader.line_num, str(error))
#             continue
#         for year, value in zip(years, values, strict=True):
#             yield Observation(row[0], row[1], year, value)
#
#
# def _parse(field: str) -> float | None:
#     """Return the number in a field, None for an empty one."""
#     if not field:
#         return None
#     value = float(field)
#     if not math.isfinite(value):
#         raise ValueError(f"not a finite number: {field!r}")
#     return value


# %% Welford's mean, and a short sorted list task="figures_module" verdict="right"
# %%writefile popstat/figures.py
# """Figures, updated by every value."""
#
# from bisect import insort
# from dataclasses import dataclass, replace
#
#
# @dataclass(frozen=True)
# class Summary:
#     count: int
#     missing: int
#     minimum: float | None
#     mean: float | None
#     maximum: float | None
#
#     def after(self, value):
#         if value is None:
#             return replace(self, missing=self.missing + 1)
#         if self.count == 0:
#             return Summary(1, self.missing, value, value, value)
#         count = self.count + 1
#         mean = self.mean + (value - self.mean) / count
#         low, high = min(value, self.minimum), max(value, self.maximum)
#         return Summary(count, self.missing, low, mean, high)
#
#
# def summarize(observations):
#     found = {}
#     for item in observations:
#         before = found.get(item.indicator, Summary(0, 0, None, None, None))
#         found[item.indicator] = before.after(item.value)
#     return found
#
#
# def largest(observations, n):
#     best = []
#     for place, item in enumerate(observations):
#         if item.value is not None:
#             insort(best, (-item.value, place, item))
#             del best[n:]
#     return [item for _, _, item in best]


# %% dictionaries of running figures task="figures_module" verdict="right"
# %%writefile popstat/figures.py
# """Figures in dictionaries."""
#
# import dataclasses
# import heapq
#
# Summary = dataclasses.make_dataclass(
#     "Summary", ["count", "missing", "minimum", "mean", "maximum"], frozen=True
# )
#
#
# def summarize(observations):
#     present, missing, total, low, high = {}, {}, {}, {}, {}
#     for _, indicator, _, value in observations:
#         present.setdefault(indicator, 0)
#         missing.setdefault(indicator, 0)
#         if value is None:
#             missing[indicator] += 1
#         else:
#             present[indicator] += 1
#             total[indicator] = total.get(indicator, 0.0) + value
#             low[indicator] = min(low.get(indicator, value), value)
#             high[indicator] = max(high.get(indicator, value), value)
#     return {
#         key: Summary(
#             count,
#             missing[key],
#             low.get(key),
#             total[key] / count if count else None,
#             high.get(key),
#         )
#         for key, count in present.items()
#     }
#
#
# def largest(observations, n):
#     heap = []
#     for place, observation in enumerate(observations):
#         if observation.value is None:
#             continue
#         entry = (observation.value, -place, observation)
#         if len(heap) < n:
#             heapq.heappush(heap, entry)
#         else:
#             heapq.heappushpop(heap, entry)
#     return [observation for _, _, observation in sorted(heap, reverse=True)]


# %% goes through the observations twice task="figures_module" verdict="wrong" loses="test_figures_module_summarize,test_figures_module_memory"
# %%writefile popstat/figures.py
# """Figures of many observations, in one pass over them."""
#
# import heapq
# import math
# from collections.abc import Iterable
# from dataclasses import dataclass
# from typing import TYPE_CHECKING
#
# if TYPE_CHECKING:  # for readers and their tools: this module needs no other to run
#     from popstat.records import Observation
#
# @dataclass(frozen=True)
# class Summary:
#     """What the values of an indicator come to; the last three are None if there is no value."""
#
#     count: int
#     missing: int
#     minimum: float | None
#     mean: float | None
#     maximum: float | None
#
#
# @dataclass
# class _Tally:
#     """What must be remembered of the observations so far."""
#
#     count: int = 0
#     missing: int = 0
#     minimum: float = math.inf
#     total: float = 0.0
#     maximum: float = -math.inf
#
#     def add(self, value: float | None) -> None:
#         if value is None:
#             self.missing += 1
#             return
#         self.count += 1
#         self.total += value
#         self.minimum = min(self.minimum, value)
#         self.maximum = max(self.maximum, value)
#
#     def summary(self) -> Summary:
#         if not self.count:
#             return Summary(0, self.missing, None, None, None)
#         mean = self.total / self.count
#         return Summary(self.count, self.missing, self.minimum, mean, self.maximum)
#
#
# def summarize(observations: "Iterable[Observation]") -> "dict[str, Summary]":
#     """Summarize the values of each indicator."""
#     tallies = {o.indicator: _Tally() for o in observations}
#     for observation in observations:
#         tally = tallies[observation.indicator]
#         tally.add(observation.value)
#     return {indicator: tally.summary() for indicator, tally in tallies.items()}
#
#
# def largest(observations: "Iterable[Observation]", n: int) -> "list[Observation]":
#     """Return the `n` observations with the largest values."""
#     present = (observation for observation in observations if observation.value is not None)
#     return heapq.nlargest(n, present, key=lambda observation: observation.value)


# %% keeps a list of everything task="figures_module" verdict="wrong" loses="test_figures_module_memory"
# %%writefile popstat/figures.py
# """Figures of many observations, in one pass over them."""
#
# import heapq
# import math
# from collections.abc import Iterable
# from dataclasses import dataclass
# from typing import TYPE_CHECKING
#
# if TYPE_CHECKING:  # for readers and their tools: this module needs no other to run
#     from popstat.records import Observation
#
# @dataclass(frozen=True)
# class Summary:
#     """What the values of an indicator come to; the last three are None if there is no value."""
#
#     count: int
#     missing: int
#     minimum: float | None
#     mean: float | None
#     maximum: float | None
#
#
# @dataclass
# class _Tally:
#     """What must be remembered of the observations so far."""
#
#     count: int = 0
#     missing: int = 0
#     minimum: float = math.inf
#     total: float = 0.0
#     maximum: float = -math.inf
#
#     def add(self, value: float | None) -> None:
#         if value is None:
#             self.missing += 1
#             return
#         self.count += 1
#         self.total += value
#         self.minimum = min(self.minimum, value)
#         self.maximum = max(self.maximum, value)
#
#     def summary(self) -> Summary:
#         if not self.count:
#             return Summary(0, self.missing, None, None, None)
#         mean = self.total / self.count
#         return Summary(self.count, self.missing, self.minimum, mean, self.maximum)
#
#
# def summarize(observations: "Iterable[Observation]") -> "dict[str, Summary]":
#     """Summarize the values of each indicator."""
#     tallies: dict[str, _Tally] = {}
#     for observation in list(observations):
#         tally = tallies.setdefault(observation.indicator, _Tally())
#         tally.add(observation.value)
#     return {indicator: tally.summary() for indicator, tally in tallies.items()}
#
#
# def largest(observations: "Iterable[Observation]", n: int) -> "list[Observation]":
#     """Return the `n` observations with the largest values."""
#     present = (observation for observation in observations if observation.value is not None)
#     return heapq.nlargest(n, present, key=lambda observation: observation.value)


# %% counts missing values in the mean task="figures_module" verdict="wrong" loses="test_figures_module_summarize"
# %%writefile popstat/figures.py
# """Figures of many observations, in one pass over them."""
#
# import heapq
# import math
# from collections.abc import Iterable
# from dataclasses import dataclass
# from typing import TYPE_CHECKING
#
# if TYPE_CHECKING:  # for readers and their tools: this module needs no other to run
#     from popstat.records import Observation
#
# @dataclass(frozen=True)
# class Summary:
#     """What the values of an indicator come to; the last three are None if there is no value."""
#
#     count: int
#     missing: int
#     minimum: float | None
#     mean: float | None
#     maximum: float | None
#
#
# @dataclass
# class _Tally:
#     """What must be remembered of the observations so far."""
#
#     count: int = 0
#     missing: int = 0
#     minimum: float = math.inf
#     total: float = 0.0
#     maximum: float = -math.inf
#
#     def add(self, value: float | None) -> None:
#         if value is None:
#             self.missing += 1
#             return
#         self.count += 1
#         self.total += value
#         self.minimum = min(self.minimum, value)
#         self.maximum = max(self.maximum, value)
#
#     def summary(self) -> Summary:
#         if not self.count:
#             return Summary(0, self.missing, None, None, None)
#         mean = self.total / (self.count + self.missing)
#         return Summary(self.count, self.missing, self.minimum, mean, self.maximum)
#
#
# def summarize(observations: "Iterable[Observation]") -> "dict[str, Summary]":
#     """Summarize the values of each indicator."""
#     tallies: dict[str, _Tally] = {}
#     for observation in observations:
#         tally = tallies.setdefault(observation.indicator, _Tally())
#         tally.add(observation.value)
#     return {indicator: tally.summary() for indicator, tally in tallies.items()}
#
#
# def largest(observations: "Iterable[Observation]", n: int) -> "list[Observation]":
#     """Return the `n` observations with the largest values."""
#     present = (observation for observation in observations if observation.value is not None)
#     return heapq.nlargest(n, present, key=lambda observation: observation.value)


# %% starts minimum and maximum at zero task="figures_module" verdict="wrong" loses="test_figures_module_summarize"
# %%writefile popstat/figures.py
# """Figures of many observations, in one pass over them."""
#
# import heapq
# import math
# from collections.abc import Iterable
# from dataclasses import dataclass
# from typing import TYPE_CHECKING
#
# if TYPE_CHECKING:  # for readers and their tools: this module needs no other to run
#     from popstat.records import Observation
#
# @dataclass(frozen=True)
# class Summary:
#     """What the values of an indicator come to; the last three are None if there is no value."""
#
#     count: int
#     missing: int
#     minimum: float | None
#     mean: float | None
#     maximum: float | None
#
#
# @dataclass
# class _Tally:
#     """What must be remembered of the observations so far."""
#
#     count: int = 0
#     missing: int = 0
#     minimum: float = 0.0
#     total: float = 0.0
#     maximum: float = 0.0
#
#     def add(self, value: float | None) -> None:
#         if value is None:
#             self.missing += 1
#             return
#         self.count += 1
#         self.total += value
#         self.minimum = min(self.minimum, value)
#         self.maximum = max(self.maximum, value)
#
#     def summary(self) -> Summary:
#         if not self.count:
#             return Summary(0, self.missing, None, None, None)
#         mean = self.total / self.count
#         return Summary(self.count, self.missing, self.minimum, mean, self.maximum)
#
#
# def summarize(observations: "Iterable[Observation]") -> "dict[str, Summary]":
#     """Summarize the values of each indicator."""
#     tallies: dict[str, _Tally] = {}
#     for observation in observations:
#         tally = tallies.setdefault(observation.indicator, _Tally())
#         tally.add(observation.value)
#     return {indicator: tally.summary() for indicator, tally in tallies.items()}
#
#
# def largest(observations: "Iterable[Observation]", n: int) -> "list[Observation]":
#     """Return the `n` observations with the largest values."""
#     present = (observation for observation in observations if observation.value is not None)
#     return heapq.nlargest(n, present, key=lambda observation: observation.value)


# %% sorts the indicators task="figures_module" verdict="wrong" loses="test_figures_module_summarize"
# %%writefile popstat/figures.py
# """Figures of many observations, in one pass over them."""
#
# import heapq
# import math
# from collections.abc import Iterable
# from dataclasses import dataclass
# from typing import TYPE_CHECKING
#
# if TYPE_CHECKING:  # for readers and their tools: this module needs no other to run
#     from popstat.records import Observation
#
# @dataclass(frozen=True)
# class Summary:
#     """What the values of an indicator come to; the last three are None if there is no value."""
#
#     count: int
#     missing: int
#     minimum: float | None
#     mean: float | None
#     maximum: float | None
#
#
# @dataclass
# class _Tally:
#     """What must be remembered of the observations so far."""
#
#     count: int = 0
#     missing: int = 0
#     minimum: float = math.inf
#     total: float = 0.0
#     maximum: float = -math.inf
#
#     def add(self, value: float | None) -> None:
#         if value is None:
#             self.missing += 1
#             return
#         self.count += 1
#         self.total += value
#         self.minimum = min(self.minimum, value)
#         self.maximum = max(self.maximum, value)
#
#     def summary(self) -> Summary:
#         if not self.count:
#             return Summary(0, self.missing, None, None, None)
#         mean = self.total / self.count
#         return Summary(self.count, self.missing, self.minimum, mean, self.maximum)
#
#
# def summarize(observations: "Iterable[Observation]") -> "dict[str, Summary]":
#     """Summarize the values of each indicator."""
#     tallies: dict[str, _Tally] = {}
#     for observation in observations:
#         tally = tallies.setdefault(observation.indicator, _Tally())
#         tally.add(observation.value)
#     return {indicator: tally.summary() for indicator, tally in sorted(tallies.items())}
#
#
# def largest(observations: "Iterable[Observation]", n: int) -> "list[Observation]":
#     """Return the `n` observations with the largest values."""
#     present = (observation for observation in observations if observation.value is not None)
#     return heapq.nlargest(n, present, key=lambda observation: observation.value)


# %% leaves out indicators without a value task="figures_module" verdict="wrong" loses="test_figures_module_summarize"
# %%writefile popstat/figures.py
# """Figures of many observations, in one pass over them."""
#
# import heapq
# import math
# from collections.abc import Iterable
# from dataclasses import dataclass
# from typing import TYPE_CHECKING
#
# if TYPE_CHECKING:  # for readers and their tools: this module needs no other to run
#     from popstat.records import Observation
#
# @dataclass(frozen=True)
# class Summary:
#     """What the values of an indicator come to; the last three are None if there is no value."""
#
#     count: int
#     missing: int
#     minimum: float | None
#     mean: float | None
#     maximum: float | None
#
#
# @dataclass
# class _Tally:
#     """What must be remembered of the observations so far."""
#
#     count: int = 0
#     missing: int = 0
#     minimum: float = math.inf
#     total: float = 0.0
#     maximum: float = -math.inf
#
#     def add(self, value: float | None) -> None:
#         if value is None:
#             self.missing += 1
#             return
#         self.count += 1
#         self.total += value
#         self.minimum = min(self.minimum, value)
#         self.maximum = max(self.maximum, value)
#
#     def summary(self) -> Summary:
#         if not self.count:
#             return Summary(0, self.missing, None, None, None)
#         mean = self.total / self.count
#         return Summary(self.count, self.missing, self.minimum, mean, self.maximum)
#
#
# def summarize(observations: "Iterable[Observation]") -> "dict[str, Summary]":
#     """Summarize the values of each indicator."""
#     tallies: dict[str, _Tally] = {}
#     for observation in observations:
#         tally = tallies.setdefault(observation.indicator, _Tally())
#         tally.add(observation.value)
#     return {indicator: tally.summary() for indicator, tally in tallies.items() if tally.count}
#
#
# def largest(observations: "Iterable[Observation]", n: int) -> "list[Observation]":
#     """Return the `n` observations with the largest values."""
#     present = (observation for observation in observations if observation.value is not None)
#     return heapq.nlargest(n, present, key=lambda observation: observation.value)


# %% can be changed after it is made task="figures_module" verdict="wrong" loses="test_figures_module_summarize"
# %%writefile popstat/figures.py
# """Figures of many observations, in one pass over them."""
#
# import heapq
# import math
# from collections.abc import Iterable
# from dataclasses import dataclass
# from typing import TYPE_CHECKING
#
# if TYPE_CHECKING:  # for readers and their tools: this module needs no other to run
#     from popstat.records import Observation
#
# @dataclass
# class Summary:
#     """What the values of an indicator come to; the last three are None if there is no value."""
#
#     count: int
#     missing: int
#     minimum: float | None
#     mean: float | None
#     maximum: float | None
#
#
# @dataclass
# class _Tally:
#     """What must be remembered of the observations so far."""
#
#     count: int = 0
#     missing: int = 0
#     minimum: float = math.inf
#     total: float = 0.0
#     maximum: float = -math.inf
#
#     def add(self, value: float | None) -> None:
#         if value is None:
#             self.missing += 1
#             return
#         self.count += 1
#         self.total += value
#         self.minimum = min(self.minimum, value)
#         self.maximum = max(self.maximum, value)
#
#     def summary(self) -> Summary:
#         if not self.count:
#             return Summary(0, self.missing, None, None, None)
#         mean = self.total / self.count
#         return Summary(self.count, self.missing, self.minimum, mean, self.maximum)
#
#
# def summarize(observations: "Iterable[Observation]") -> "dict[str, Summary]":
#     """Summarize the values of each indicator."""
#     tallies: dict[str, _Tally] = {}
#     for observation in observations:
#         tally = tallies.setdefault(observation.indicator, _Tally())
#         tally.add(observation.value)
#     return {indicator: tally.summary() for indicator, tally in tallies.items()}
#
#
# def largest(observations: "Iterable[Observation]", n: int) -> "list[Observation]":
#     """Return the `n` observations with the largest values."""
#     present = (observation for observation in observations if observation.value is not None)
#     return heapq.nlargest(n, present, key=lambda observation: observation.value)


# %% sorts everything task="figures_module" verdict="wrong" loses="test_figures_module_memory"
# %%writefile popstat/figures.py
# """Figures of many observations, in one pass over them."""
#
# import heapq
# import math
# from collections.abc import Iterable
# from dataclasses import dataclass
# from typing import TYPE_CHECKING
#
# if TYPE_CHECKING:  # for readers and their tools: this module needs no other to run
#     from popstat.records import Observation
#
# @dataclass(frozen=True)
# class Summary:
#     """What the values of an indicator come to; the last three are None if there is no value."""
#
#     count: int
#     missing: int
#     minimum: float | None
#     mean: float | None
#     maximum: float | None
#
#
# @dataclass
# class _Tally:
#     """What must be remembered of the observations so far."""
#
#     count: int = 0
#     missing: int = 0
#     minimum: float = math.inf
#     total: float = 0.0
#     maximum: float = -math.inf
#
#     def add(self, value: float | None) -> None:
#         if value is None:
#             self.missing += 1
#             return
#         self.count += 1
#         self.total += value
#         self.minimum = min(self.minimum, value)
#         self.maximum = max(self.maximum, value)
#
#     def summary(self) -> Summary:
#         if not self.count:
#             return Summary(0, self.missing, None, None, None)
#         mean = self.total / self.count
#         return Summary(self.count, self.missing, self.minimum, mean, self.maximum)
#
#
# def summarize(observations: "Iterable[Observation]") -> "dict[str, Summary]":
#     """Summarize the values of each indicator."""
#     tallies: dict[str, _Tally] = {}
#     for observation in observations:
#         tally = tallies.setdefault(observation.indicator, _Tally())
#         tally.add(observation.value)
#     return {indicator: tally.summary() for indicator, tally in tallies.items()}
#
#
# def largest(observations: "Iterable[Observation]", n: int) -> "list[Observation]":
#     """Return the `n` observations with the largest values."""
#     present = (observation for observation in observations if observation.value is not None)
#     return sorted(present, key=lambda observation: -observation.value)[:n]


# %% puts the last of equal values first task="figures_module" verdict="wrong" loses="test_figures_module_largest"
# %%writefile popstat/figures.py
# """Figures of many observations, in one pass over them."""
#
# import heapq
# import math
# from collections.abc import Iterable
# from dataclasses import dataclass
# from typing import TYPE_CHECKING
#
# if TYPE_CHECKING:  # for readers and their tools: this module needs no other to run
#     from popstat.records import Observation
#
# @dataclass(frozen=True)
# class Summary:
#     """What the values of an indicator come to; the last three are None if there is no value."""
#
#     count: int
#     missing: int
#     minimum: float | None
#     mean: float | None
#     maximum: float | None
#
#
# @dataclass
# class _Tally:
#     """What must be remembered of the observations so far."""
#
#     count: int = 0
#     missing: int = 0
#     minimum: float = math.inf
#     total: float = 0.0
#     maximum: float = -math.inf
#
#     def add(self, value: float | None) -> None:
#         if value is None:
#             self.missing += 1
#             return
#         self.count += 1
#         self.total += value
#         self.minimum = min(self.minimum, value)
#         self.maximum = max(self.maximum, value)
#
#     def summary(self) -> Summary:
#         if not self.count:
#             return Summary(0, self.missing, None, None, None)
#         mean = self.total / self.count
#         return Summary(self.count, self.missing, self.minimum, mean, self.maximum)
#
#
# def summarize(observations: "Iterable[Observation]") -> "dict[str, Summary]":
#     """Summarize the values of each indicator."""
#     tallies: dict[str, _Tally] = {}
#     for observation in observations:
#         tally = tallies.setdefault(observation.indicator, _Tally())
#         tally.add(observation.value)
#     return {indicator: tally.summary() for indicator, tally in tallies.items()}
#
#
# def largest(observations: "Iterable[Observation]", n: int) -> "list[Observation]":
#     """Return the `n` observations with the largest values."""
#     present = (observation for observation in observations if observation.value is not None)
#     numbered = ((o.value, place, o) for place, o in enumerate(present))
#     return [o for _, _, o in heapq.nlargest(n, numbered)]


# %% takes missing values for the least task="figures_module" verdict="wrong" loses="test_figures_module_largest"
# %%writefile popstat/figures.py
# """Figures of many observations, in one pass over them."""
#
# import heapq
# import math
# from collections.abc import Iterable
# from dataclasses import dataclass
# from typing import TYPE_CHECKING
#
# if TYPE_CHECKING:  # for readers and their tools: this module needs no other to run
#     from popstat.records import Observation
#
# @dataclass(frozen=True)
# class Summary:
#     """What the values of an indicator come to; the last three are None if there is no value."""
#
#     count: int
#     missing: int
#     minimum: float | None
#     mean: float | None
#     maximum: float | None
#
#
# @dataclass
# class _Tally:
#     """What must be remembered of the observations so far."""
#
#     count: int = 0
#     missing: int = 0
#     minimum: float = math.inf
#     total: float = 0.0
#     maximum: float = -math.inf
#
#     def add(self, value: float | None) -> None:
#         if value is None:
#             self.missing += 1
#             return
#         self.count += 1
#         self.total += value
#         self.minimum = min(self.minimum, value)
#         self.maximum = max(self.maximum, value)
#
#     def summary(self) -> Summary:
#         if not self.count:
#             return Summary(0, self.missing, None, None, None)
#         mean = self.total / self.count
#         return Summary(self.count, self.missing, self.minimum, mean, self.maximum)
#
#
# def summarize(observations: "Iterable[Observation]") -> "dict[str, Summary]":
#     """Summarize the values of each indicator."""
#     tallies: dict[str, _Tally] = {}
#     for observation in observations:
#         tally = tallies.setdefault(observation.indicator, _Tally())
#         tally.add(observation.value)
#     return {indicator: tally.summary() for indicator, tally in tallies.items()}
#
#
# def largest(observations: "Iterable[Observation]", n: int) -> "list[Observation]":
#     """Return the `n` observations with the largest values."""
#     return heapq.nlargest(n, observations, key=lambda o: -math.inf if o.value is None else o.value)


# %% returns the values alone task="figures_module" verdict="wrong" loses="test_figures_module_largest,test_figures_module_memory"
# %%writefile popstat/figures.py
# """Figures of many observations, in one pass over them."""
#
# import heapq
# import math
# from collections.abc import Iterable
# from dataclasses import dataclass
# from typing import TYPE_CHECKING
#
# if TYPE_CHECKING:  # for readers and their tools: this module needs no other to run
#     from popstat.records import Observation
#
# @dataclass(frozen=True)
# class Summary:
#     """What the values of an indicator come to; the last three are None if there is no value."""
#
#     count: int
#     missing: int
#     minimum: float | None
#     mean: float | None
#     maximum: float | None
#
#
# @dataclass
# class _Tally:
#     """What must be remembered of the observations so far."""
#
#     count: int = 0
#     missing: int = 0
#     minimum: float = math.inf
#     total: float = 0.0
#     maximum: float = -math.inf
#
#     def add(self, value: float | None) -> None:
#         if value is None:
#             self.missing += 1
#             return
#         self.count += 1
#         self.total += value
#         self.minimum = min(self.minimum, value)
#         self.maximum = max(self.maximum, value)
#
#     def summary(self) -> Summary:
#         if not self.count:
#             return Summary(0, self.missing, None, None, None)
#         mean = self.total / self.count
#         return Summary(self.count, self.missing, self.minimum, mean, self.maximum)
#
#
# def summarize(observations: "Iterable[Observation]") -> "dict[str, Summary]":
#     """Summarize the values of each indicator."""
#     tallies: dict[str, _Tally] = {}
#     for observation in observations:
#         tally = tallies.setdefault(observation.indicator, _Tally())
#         tally.add(observation.value)
#     return {indicator: tally.summary() for indicator, tally in tallies.items()}
#
#
# def largest(observations: "Iterable[Observation]", n: int) -> "list[Observation]":
#     """Return the `n` observations with the largest values."""
#     present = (observation for observation in observations if observation.value is not None)
#     return heapq.nlargest(n, [o.value for o in present])


# %% one handler of its own class that is turned round task="logs_module" verdict="right"
# %%writefile popstat/logs.py
# """Messages by a handler that writes them itself."""
#
# import logging
# import sys
#
#
# class Writer(logging.Handler):
#     path = None
#
#     def emit(self, record):
#         line = f"{record.levelname} {record.name}: {record.getMessage()}\n"
#         if self.path is None:
#             sys.stderr.write(line)
#         else:
#             with open(self.path, "a", encoding="utf-8") as file:
#                 file.write(line)
#
#
# _writer = Writer()
#
#
# def configure(verbosity=0, file=None):
#     top = logging.getLogger("popstat")
#     top.setLevel(30 - 10 * max(-1, min(2, verbosity)))
#     top.addHandler(_writer)
#     _writer.path = file


# %% by a dictionary task="logs_module" verdict="right"
# %%writefile popstat/logs.py
# """Messages, configured by a dictionary."""
#
# import logging.config
#
#
# def configure(verbosity=0, file=None):
#     if verbosity <= -1:
#         level = "ERROR"
#     elif verbosity >= 2:
#         level = "DEBUG"
#     else:
#         level = ("WARNING", "INFO")[verbosity]
#     place = {"class": "logging.StreamHandler"}
#     if file is not None:
#         place = {"class": "logging.FileHandler", "filename": file, "encoding": "utf-8"}
#     logging.config.dictConfig(
#         {
#             "version": 1,
#             "disable_existing_loggers": False,
#             "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
#             "handlers": {"place": {**place, "formatter": "line"}},
#             "loggers": {"popstat": {"level": level, "handlers": ["place"], "propagate": False}},
#         }
#     )


# %% adds a handler at each call task="logs_module" verdict="wrong" loses="test_logs_module_place"
# %%writefile popstat/logs.py
# """Where the messages of popstat go."""
#
# import logging
#
#
# def configure(verbosity: int = 0, file: str | None = None) -> None:
#     """Send the messages of the logger "popstat" and those below it to one place."""
#     logger = logging.getLogger("popstat")
#     new = logging.StreamHandler() if file is None else logging.FileHandler(file, encoding="utf-8")
#     new.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
#     logger.addHandler(new)
#     levels = {-1: logging.ERROR, 0: logging.WARNING, 1: logging.INFO, 2: logging.DEBUG}
#     logger.setLevel(levels[min(max(verbosity, -1), 2)])


# %% keeps the first handler task="logs_module" verdict="wrong" loses="test_logs_module_place"
# %%writefile popstat/logs.py
# """Where the messages of popstat go."""
#
# import logging
#
#
# def configure(verbosity: int = 0, file: str | None = None) -> None:
#     """Send the messages of the logger "popstat" and those below it to one place."""
#     logger = logging.getLogger("popstat")
#     if logger.handlers:
#         return
#     new = logging.StreamHandler() if file is None else logging.FileHandler(file, encoding="utf-8")
#     new.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
#     logger.addHandler(new)
#     levels = {-1: logging.ERROR, 0: logging.WARNING, 1: logging.INFO, 2: logging.DEBUG}
#     logger.setLevel(levels[min(max(verbosity, -1), 2)])


# %% configures the root logger task="logs_module" verdict="wrong" loses="test_logs_module_levels,test_logs_module_place"
# %%writefile popstat/logs.py
# """Where the messages of popstat go."""
#
# import logging
#
#
# def configure(verbosity: int = 0, file: str | None = None) -> None:
#     """Send the messages of the logger "popstat" and those below it to one place."""
#     logger = logging.getLogger()
#     for old in list(logger.handlers):
#         logger.removeHandler(old)
#         old.close()
#     new = logging.StreamHandler() if file is None else logging.FileHandler(file, encoding="utf-8")
#     new.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
#     logger.addHandler(new)
#     levels = {-1: logging.ERROR, 0: logging.WARNING, 1: logging.INFO, 2: logging.DEBUG}
#     logger.setLevel(levels[min(max(verbosity, -1), 2)])


# %% writes to the standard output task="logs_module" verdict="wrong" loses="test_logs_module_levels,test_logs_module_place"
# %%writefile popstat/logs.py
# """Where the messages of popstat go."""
#
# import logging
# import sys
#
#
# def configure(verbosity: int = 0, file: str | None = None) -> None:
#     """Send the messages of the logger "popstat" and those below it to one place."""
#     logger = logging.getLogger("popstat")
#     for old in list(logger.handlers):
#         logger.removeHandler(old)
#         old.close()
#     new = logging.StreamHandler(sys.stdout) if file is None else logging.FileHandler(file, encoding="utf-8")
#     new.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
#     logger.addHandler(new)
#     levels = {-1: logging.ERROR, 0: logging.WARNING, 1: logging.INFO, 2: logging.DEBUG}
#     logger.setLevel(levels[min(max(verbosity, -1), 2)])


# %% begins the file anew task="logs_module" verdict="wrong" loses="test_logs_module_place"
# %%writefile popstat/logs.py
# """Where the messages of popstat go."""
#
# import logging
#
#
# def configure(verbosity: int = 0, file: str | None = None) -> None:
#     """Send the messages of the logger "popstat" and those below it to one place."""
#     logger = logging.getLogger("popstat")
#     for old in list(logger.handlers):
#         logger.removeHandler(old)
#         old.close()
#     new = logging.StreamHandler() if file is None else logging.FileHandler(file, "w", encoding="utf-8")
#     new.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
#     logger.addHandler(new)
#     levels = {-1: logging.ERROR, 0: logging.WARNING, 1: logging.INFO, 2: logging.DEBUG}
#     logger.setLevel(levels[min(max(verbosity, -1), 2)])


# %% writes to the file and to the terminal task="logs_module" verdict="wrong" loses="test_logs_module_place"
# %%writefile popstat/logs.py
# """Where the messages of popstat go."""
#
# import logging
#
#
# def configure(verbosity: int = 0, file: str | None = None) -> None:
#     """Send the messages of the logger "popstat" and those below it to one place."""
#     logger = logging.getLogger("popstat")
#     for old in list(logger.handlers):
#         logger.removeHandler(old)
#         old.close()
#     new = logging.StreamHandler() if file is None else logging.FileHandler(file, encoding="utf-8")
#     new.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
#     logger.addHandler(new)
#     if file is not None:
#         logger.addHandler(logging.StreamHandler())
#     levels = {-1: logging.ERROR, 0: logging.WARNING, 1: logging.INFO, 2: logging.DEBUG}
#     logger.setLevel(levels[min(max(verbosity, -1), 2)])


# %% is one level too loud task="logs_module" verdict="wrong" loses="test_logs_module_levels,test_logs_module_place"
# %%writefile popstat/logs.py
# """Where the messages of popstat go."""
#
# import logging
#
#
# def configure(verbosity: int = 0, file: str | None = None) -> None:
#     """Send the messages of the logger "popstat" and those below it to one place."""
#     logger = logging.getLogger("popstat")
#     for old in list(logger.handlers):
#         logger.removeHandler(old)
#         old.close()
#     new = logging.StreamHandler() if file is None else logging.FileHandler(file, encoding="utf-8")
#     new.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
#     logger.addHandler(new)
#     levels = {-1: logging.WARNING, 0: logging.INFO, 1: logging.DEBUG, 2: logging.DEBUG}
#     logger.setLevel(levels[min(max(verbosity, -1), 2)])


# %% knows four loudnesses only task="logs_module" verdict="wrong" loses="test_logs_module_levels"
# %%writefile popstat/logs.py
# """Where the messages of popstat go."""
#
# import logging
#
#
# def configure(verbosity: int = 0, file: str | None = None) -> None:
#     """Send the messages of the logger "popstat" and those below it to one place."""
#     logger = logging.getLogger("popstat")
#     for old in list(logger.handlers):
#         logger.removeHandler(old)
#         old.close()
#     new = logging.StreamHandler() if file is None else logging.FileHandler(file, encoding="utf-8")
#     new.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
#     logger.addHandler(new)
#     levels = {-1: logging.ERROR, 0: logging.WARNING, 1: logging.INFO, 2: logging.DEBUG}
#     logger.setLevel(levels[verbosity])


# %% forgets the name of the logger task="logs_module" verdict="wrong" loses="test_logs_module_levels,test_logs_module_place"
# %%writefile popstat/logs.py
# """Where the messages of popstat go."""
#
# import logging
#
#
# def configure(verbosity: int = 0, file: str | None = None) -> None:
#     """Send the messages of the logger "popstat" and those below it to one place."""
#     logger = logging.getLogger("popstat")
#     for old in list(logger.handlers):
#         logger.removeHandler(old)
#         old.close()
#     new = logging.StreamHandler() if file is None else logging.FileHandler(file, encoding="utf-8")
#     new.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
#     logger.addHandler(new)
#     levels = {-1: logging.ERROR, 0: logging.WARNING, 1: logging.INFO, 2: logging.DEBUG}
#     logger.setLevel(levels[min(max(verbosity, -1), 2)])


# %% one function, match and print task="cli_module" verdict="right"
# %%writefile popstat/cli.py
# """The command line, in one go."""
#
# import argparse
# import logging
# import sys
# from contextlib import ExitStack
#
# from popstat import figures, logs, records
#
# logger = logging.getLogger(__name__)
#
#
# def cell(value):
#     text = "" if value is None else str(value)
#     if any(sign in text for sign in '",'):
#         text = '"' + text.replace('"', '""') + '"'
#     return text
#
#
# def line(*values):
#     print(",".join(cell(value) for value in values))
#
#
# def decimals(value):
#     return None if value is None else format(value, ".3f")
#
#
# def main(argv=None):
#     parent = argparse.ArgumentParser(prog="popstat")
#     parent.add_argument("-q", dest="loud", action="store_const", const=-1, default=0)
#     parent.add_argument("-v", dest="loud", action="count")
#     parent.add_argument("--log-file")
#     subs = parent.add_subparsers(dest="what", required=True)
#     for name in ("tidy", "summary", "top"):
#         sub = subs.add_parser(name)
#         sub.add_argument("FILE")
#         if name == "summary":
#             sub.add_argument("--since", type=int)
#             sub.add_argument("--until", type=int)
#         if name == "top":
#             sub.add_argument("--indicator", required=True)
#             sub.add_argument("--year", type=int, required=True)
#             sub.add_argument("-n", type=int, default=5)
#     options = parent.parse_args(argv)
#     if options.what == "top" and options.n < 1:
#         parent.error("n is too small")
#     if options.what == "summary" and None not in (options.since, options.until):
#         if options.until < options.since:
#             parent.error("no years between")
#     logs.configure(options.loud, options.log_file)
#     bad = []
#     code = 0
#     try:
#         with ExitStack() as stack:
#             lines = stack.enter_context(records.open_input(options.FILE))
#             stream = records.read_observations(
#                 lines,
#                 lambda number, why: bad.append(number)
#                 or logger.warning("line %s skipped, %s", number, why),
#             )
#             match options.what:
#                 case "tidy":
#                     line("country", "indicator", "year", "value")
#                     for o in stream:
#                         line(o.country, o.indicator, o.year, o.value)
#                 case "summary":
#                     found = figures.summarize(
#                         o
#                         for o in stream
#                         if (options.since is None or o.year >= options.since)
#                         and (options.until is None or o.year <= options.until)
#                     )
#                     line("indicator", "count", "missing", "minimum", "mean", "maximum")
#                     for key, s in found.items():
#                         rest = map(decimals, (s.minimum, s.mean, s.maximum))
#                         line(key, s.count, s.missing, *rest)
#                 case "top":
#                     rows = (o for o in stream if o.year == options.year)
#                     rows = (o for o in rows if o.indicator == options.indicator)
#                     best = figures.largest(rows, options.n)
#                     if best:
#                         line("country", "value")
#                     else:
#                         code = 1
#                         logger.error("nothing found")
#                     for o in best:
#                         line(o.country, decimals(o.value))
#     except FileNotFoundError:
#         logger.error("there is no %s", options.FILE)
#         return 1
#     except ValueError:
#         logger.error("%s has another header", options.FILE)
#         return 1
#     logger.info("done: %d rows skipped", len(bad))
#     return 1 if bad else code


# %% is content with bad rows task="cli_module" verdict="wrong" loses="test_cli_module_exit_codes,test_cli_module_messages"
# %%writefile popstat/cli.py
# """The command line of popstat."""
#
# import argparse
# import csv
# import logging
# import math
# import sys
# from collections.abc import Iterable, Sequence
#
# from popstat import __version__
# from popstat.figures import largest, summarize
# from popstat.logs import configure
# from popstat.records import Observation, open_input, read_observations
#
# logger = logging.getLogger(__name__)
#
#
# def main(argv: Sequence[str] | None = None) -> int:
#     """Do what a command line says."""
#     parser = _parser()
#     arguments = parser.parse_args(argv)
#     if arguments.command is _summary and arguments.since > arguments.until:
#         parser.error("--since is after --until")
#     configure(-1 if arguments.quiet else arguments.verbose, arguments.log_file)
#     skipped = 0
#
#     def skip(line: int, reason: str) -> None:
#         nonlocal skipped
#         skipped += 1
#         logger.warning("line %d: %s", line, reason)
#
#     try:
#         with open_input(arguments.file) as lines:
#             is_found = arguments.command(read_observations(lines, skip), arguments)
#     except BrokenPipeError:
#         raise
#     except (OSError, ValueError) as error:
#         logger.error("%s: %s", arguments.file, error)
#         return 1
#     logger.info("%d rows skipped", skipped)
#     return 0 if is_found else 1
#
#
# def _parser() -> argparse.ArgumentParser:
#     parser = argparse.ArgumentParser("popstat", description="Figures of a population table.")
#     parser.add_argument("--version", action="version", version=f"popstat {__version__}")
#     loudness = parser.add_mutually_exclusive_group()
#     loudness.add_argument("-v", "--verbose", action="count", default=0, help="tell more")
#     loudness.add_argument("-q", "--quiet", action="store_true", help="tell errors only")
#     parser.add_argument("--log-file", metavar="PATH", help="append messages to this file")
#     commands = parser.add_subparsers(required=True, metavar="COMMAND")
#
#     tidy = commands.add_parser("tidy", help="one line for each observation")
#     summary = commands.add_parser("summary", help="figures of each indicator")
#     summary.add_argument("--since", type=int, default=-math.inf, metavar="YEAR")
#     summary.add_argument("--until", type=int, default=math.inf, metavar="YEAR")
#     top = commands.add_parser("top", help="the largest values of a year")
#     top.add_argument("--indicator", required=True, metavar="CODE")
#     top.add_argument("--year", required=True, type=int)
#     top.add_argument("-n", type=_positive, default=5, metavar="N", help="how many (5)")
#     for command, function in ((tidy, _tidy), (summary, _summary), (top, _top)):
#         command.add_argument("file", metavar="FILE", help="a CSV file, - for standard input")
#         command.set_defaults(command=function)
#     return parser
#
#
# def _positive(text: str) -> int:
#     if (number := int(text)) < 1:
#         raise argparse.ArgumentTypeError("should be at least 1")
#     return number
#
#
# def _tidy(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "indicator", "year", "value"])
#     writer.writerows((o.country, o.indicator, o.year, o.value) for o in observations)
#     return True
#
#
# def _summary(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     chosen = (o for o in observations if arguments.since <= o.year <= arguments.until)
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     summaries = summarize(chosen)
#     writer.writerow(["indicator", "count", "missing", "minimum", "mean", "maximum"])
#     for indicator, found in summaries.items():
#         figures = [found.minimum, found.mean, found.maximum]
#         texts = ["" if figure is None else f"{figure:.3f}" for figure in figures]
#         writer.writerow([indicator, found.count, found.missing, *texts])
#     return True
#
#
# def _top(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     wanted = (arguments.indicator, arguments.year)
#     chosen = (o for o in observations if (o.indicator, o.year) == wanted)
#     found = largest(chosen, arguments.n)
#     if not found:
#         logger.error("no value of %s in %d", *wanted)
#         return False
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "value"])
#     writer.writerows((o.country, f"{o.value:.3f}") for o in found)
#     return True


# %% finds nothing and is content task="cli_module" verdict="wrong" loses="test_cli_module_exit_codes"
# %%writefile popstat/cli.py
# """The command line of popstat."""
#
# import argparse
# import csv
# import logging
# import math
# import sys
# from collections.abc import Iterable, Sequence
#
# from popstat import __version__
# from popstat.figures import largest, summarize
# from popstat.logs import configure
# from popstat.records import Observation, open_input, read_observations
#
# logger = logging.getLogger(__name__)
#
#
# def main(argv: Sequence[str] | None = None) -> int:
#     """Do what a command line says."""
#     parser = _parser()
#     arguments = parser.parse_args(argv)
#     if arguments.command is _summary and arguments.since > arguments.until:
#         parser.error("--since is after --until")
#     configure(-1 if arguments.quiet else arguments.verbose, arguments.log_file)
#     skipped = 0
#
#     def skip(line: int, reason: str) -> None:
#         nonlocal skipped
#         skipped += 1
#         logger.warning("line %d: %s", line, reason)
#
#     try:
#         with open_input(arguments.file) as lines:
#             is_found = arguments.command(read_observations(lines, skip), arguments)
#     except BrokenPipeError:
#         raise
#     except (OSError, ValueError) as error:
#         logger.error("%s: %s", arguments.file, error)
#         return 1
#     logger.info("%d rows skipped", skipped)
#     return 1 if skipped else 0
#
#
# def _parser() -> argparse.ArgumentParser:
#     parser = argparse.ArgumentParser("popstat", description="Figures of a population table.")
#     parser.add_argument("--version", action="version", version=f"popstat {__version__}")
#     loudness = parser.add_mutually_exclusive_group()
#     loudness.add_argument("-v", "--verbose", action="count", default=0, help="tell more")
#     loudness.add_argument("-q", "--quiet", action="store_true", help="tell errors only")
#     parser.add_argument("--log-file", metavar="PATH", help="append messages to this file")
#     commands = parser.add_subparsers(required=True, metavar="COMMAND")
#
#     tidy = commands.add_parser("tidy", help="one line for each observation")
#     summary = commands.add_parser("summary", help="figures of each indicator")
#     summary.add_argument("--since", type=int, default=-math.inf, metavar="YEAR")
#     summary.add_argument("--until", type=int, default=math.inf, metavar="YEAR")
#     top = commands.add_parser("top", help="the largest values of a year")
#     top.add_argument("--indicator", required=True, metavar="CODE")
#     top.add_argument("--year", required=True, type=int)
#     top.add_argument("-n", type=_positive, default=5, metavar="N", help="how many (5)")
#     for command, function in ((tidy, _tidy), (summary, _summary), (top, _top)):
#         command.add_argument("file", metavar="FILE", help="a CSV file, - for standard input")
#         command.set_defaults(command=function)
#     return parser
#
#
# def _positive(text: str) -> int:
#     if (number := int(text)) < 1:
#         raise argparse.ArgumentTypeError("should be at least 1")
#     return number
#
#
# def _tidy(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "indicator", "year", "value"])
#     writer.writerows((o.country, o.indicator, o.year, o.value) for o in observations)
#     return True
#
#
# def _summary(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     chosen = (o for o in observations if arguments.since <= o.year <= arguments.until)
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     summaries = summarize(chosen)
#     writer.writerow(["indicator", "count", "missing", "minimum", "mean", "maximum"])
#     for indicator, found in summaries.items():
#         figures = [found.minimum, found.mean, found.maximum]
#         texts = ["" if figure is None else f"{figure:.3f}" for figure in figures]
#         writer.writerow([indicator, found.count, found.missing, *texts])
#     return True
#
#
# def _top(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     wanted = (arguments.indicator, arguments.year)
#     chosen = (o for o in observations if (o.indicator, o.year) == wanted)
#     found = largest(chosen, arguments.n)
#     if not found:
#         logger.error("no value of %s in %d", *wanted)
#         return False
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "value"])
#     writer.writerows((o.country, f"{o.value:.3f}") for o in found)
#     return True


# %% ends with 1 where the usage is wrong task="cli_module" verdict="wrong" loses="test_cli_module_exit_codes"
# %%writefile popstat/cli.py
# """The command line of popstat."""
#
# import argparse
# import csv
# import logging
# import math
# import sys
# from collections.abc import Iterable, Sequence
#
# from popstat import __version__
# from popstat.figures import largest, summarize
# from popstat.logs import configure
# from popstat.records import Observation, open_input, read_observations
#
# logger = logging.getLogger(__name__)
#
#
# def main(argv: Sequence[str] | None = None) -> int:
#     """Do what a command line says."""
#     parser = _parser()
#     try:
#         arguments = parser.parse_args(argv)
#     except SystemExit as ending:
#         return int(bool(ending.code))
#     if arguments.command is _summary and arguments.since > arguments.until:
#         parser.error("--since is after --until")
#     configure(-1 if arguments.quiet else arguments.verbose, arguments.log_file)
#     skipped = 0
#
#     def skip(line: int, reason: str) -> None:
#         nonlocal skipped
#         skipped += 1
#         logger.warning("line %d: %s", line, reason)
#
#     try:
#         with open_input(arguments.file) as lines:
#             is_found = arguments.command(read_observations(lines, skip), arguments)
#     except BrokenPipeError:
#         raise
#     except (OSError, ValueError) as error:
#         logger.error("%s: %s", arguments.file, error)
#         return 1
#     logger.info("%d rows skipped", skipped)
#     return 0 if is_found and not skipped else 1
#
#
# def _parser() -> argparse.ArgumentParser:
#     parser = argparse.ArgumentParser("popstat", description="Figures of a population table.")
#     parser.add_argument("--version", action="version", version=f"popstat {__version__}")
#     loudness = parser.add_mutually_exclusive_group()
#     loudness.add_argument("-v", "--verbose", action="count", default=0, help="tell more")
#     loudness.add_argument("-q", "--quiet", action="store_true", help="tell errors only")
#     parser.add_argument("--log-file", metavar="PATH", help="append messages to this file")
#     commands = parser.add_subparsers(required=True, metavar="COMMAND")
#
#     tidy = commands.add_parser("tidy", help="one line for each observation")
#     summary = commands.add_parser("summary", help="figures of each indicator")
#     summary.add_argument("--since", type=int, default=-math.inf, metavar="YEAR")
#     summary.add_argument("--until", type=int, default=math.inf, metavar="YEAR")
#     top = commands.add_parser("top", help="the largest values of a year")
#     top.add_argument("--indicator", required=True, metavar="CODE")
#     top.add_argument("--year", required=True, type=int)
#     top.add_argument("-n", type=_positive, default=5, metavar="N", help="how many (5)")
#     for command, function in ((tidy, _tidy), (summary, _summary), (top, _top)):
#         command.add_argument("file", metavar="FILE", help="a CSV file, - for standard input")
#         command.set_defaults(command=function)
#     return parser
#
#
# def _positive(text: str) -> int:
#     if (number := int(text)) < 1:
#         raise argparse.ArgumentTypeError("should be at least 1")
#     return number
#
#
# def _tidy(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "indicator", "year", "value"])
#     writer.writerows((o.country, o.indicator, o.year, o.value) for o in observations)
#     return True
#
#
# def _summary(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     chosen = (o for o in observations if arguments.since <= o.year <= arguments.until)
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     summaries = summarize(chosen)
#     writer.writerow(["indicator", "count", "missing", "minimum", "mean", "maximum"])
#     for indicator, found in summaries.items():
#         figures = [found.minimum, found.mean, found.maximum]
#         texts = ["" if figure is None else f"{figure:.3f}" for figure in figures]
#         writer.writerow([indicator, found.count, found.missing, *texts])
#     return True
#
#
# def _top(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     wanted = (arguments.indicator, arguments.year)
#     chosen = (o for o in observations if (o.indicator, o.year) == wanted)
#     found = largest(chosen, arguments.n)
#     if not found:
#         logger.error("no value of %s in %d", *wanted)
#         return False
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "value"])
#     writer.writerows((o.country, f"{o.value:.3f}") for o in found)
#     return True


# %% prints its warnings task="cli_module" verdict="wrong" loses="test_cli_module_messages,test_cli_module_exit_codes"
# %%writefile popstat/cli.py
# """The command line of popstat."""
#
# import argparse
# import csv
# import logging
# import math
# import sys
# from collections.abc import Iterable, Sequence
#
# from popstat import __version__
# from popstat.figures import largest, summarize
# from popstat.logs import configure
# from popstat.records import Observation, open_input, read_observations
#
# logger = logging.getLogger(__name__)
#
#
# def main(argv: Sequence[str] | None = None) -> int:
#     """Do what a command line says."""
#     parser = _parser()
#     arguments = parser.parse_args(argv)
#     if arguments.command is _summary and arguments.since > arguments.until:
#         parser.error("--since is after --until")
#     configure(-1 if arguments.quiet else arguments.verbose, arguments.log_file)
#     skipped = 0
#
#     def skip(line: int, reason: str) -> None:
#         nonlocal skipped
#         skipped += 1
#         print("WARNING: line", line, reason)
#
#     try:
#         with open_input(arguments.file) as lines:
#             is_found = arguments.command(read_observations(lines, skip), arguments)
#     except BrokenPipeError:
#         raise
#     except (OSError, ValueError) as error:
#         logger.error("%s: %s", arguments.file, error)
#         return 1
#     logger.info("%d rows skipped", skipped)
#     return 0 if is_found and not skipped else 1
#
#
# def _parser() -> argparse.ArgumentParser:
#     parser = argparse.ArgumentParser("popstat", description="Figures of a population table.")
#     parser.add_argument("--version", action="version", version=f"popstat {__version__}")
#     loudness = parser.add_mutually_exclusive_group()
#     loudness.add_argument("-v", "--verbose", action="count", default=0, help="tell more")
#     loudness.add_argument("-q", "--quiet", action="store_true", help="tell errors only")
#     parser.add_argument("--log-file", metavar="PATH", help="append messages to this file")
#     commands = parser.add_subparsers(required=True, metavar="COMMAND")
#
#     tidy = commands.add_parser("tidy", help="one line for each observation")
#     summary = commands.add_parser("summary", help="figures of each indicator")
#     summary.add_argument("--since", type=int, default=-math.inf, metavar="YEAR")
#     summary.add_argument("--until", type=int, default=math.inf, metavar="YEAR")
#     top = commands.add_parser("top", help="the largest values of a year")
#     top.add_argument("--indicator", required=True, metavar="CODE")
#     top.add_argument("--year", required=True, type=int)
#     top.add_argument("-n", type=_positive, default=5, metavar="N", help="how many (5)")
#     for command, function in ((tidy, _tidy), (summary, _summary), (top, _top)):
#         command.add_argument("file", metavar="FILE", help="a CSV file, - for standard input")
#         command.set_defaults(command=function)
#     return parser
#
#
# def _positive(text: str) -> int:
#     if (number := int(text)) < 1:
#         raise argparse.ArgumentTypeError("should be at least 1")
#     return number
#
#
# def _tidy(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "indicator", "year", "value"])
#     writer.writerows((o.country, o.indicator, o.year, o.value) for o in observations)
#     return True
#
#
# def _summary(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     chosen = (o for o in observations if arguments.since <= o.year <= arguments.until)
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     summaries = summarize(chosen)
#     writer.writerow(["indicator", "count", "missing", "minimum", "mean", "maximum"])
#     for indicator, found in summaries.items():
#         figures = [found.minimum, found.mean, found.maximum]
#         texts = ["" if figure is None else f"{figure:.3f}" for figure in figures]
#         writer.writerow([indicator, found.count, found.missing, *texts])
#     return True
#
#
# def _top(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     wanted = (arguments.indicator, arguments.year)
#     chosen = (o for o in observations if (o.indicator, o.year) == wanted)
#     found = largest(chosen, arguments.n)
#     if not found:
#         logger.error("no value of %s in %d", *wanted)
#         return False
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "value"])
#     writer.writerows((o.country, f"{o.value:.3f}") for o in found)
#     return True


# %% takes a broken pipe for a file that cannot be read task="cli_module" verdict="wrong" loses="test_cli_module_pipe"
# %%writefile popstat/cli.py
# """The command line of popstat."""
#
# import argparse
# import csv
# import logging
# import math
# import sys
# from collections.abc import Iterable, Sequence
#
# from popstat import __version__
# from popstat.figures import largest, summarize
# from popstat.logs import configure
# from popstat.records import Observation, open_input, read_observations
#
# logger = logging.getLogger(__name__)
#
#
# def main(argv: Sequence[str] | None = None) -> int:
#     """Do what a command line says."""
#     parser = _parser()
#     arguments = parser.parse_args(argv)
#     if arguments.command is _summary and arguments.since > arguments.until:
#         parser.error("--since is after --until")
#     configure(-1 if arguments.quiet else arguments.verbose, arguments.log_file)
#     skipped = 0
#
#     def skip(line: int, reason: str) -> None:
#         nonlocal skipped
#         skipped += 1
#         logger.warning("line %d: %s", line, reason)
#
#     try:
#         with open_input(arguments.file) as lines:
#             is_found = arguments.command(read_observations(lines, skip), arguments)
#     except (OSError, ValueError) as error:
#         logger.error("%s: %s", arguments.file, error)
#         return 1
#     logger.info("%d rows skipped", skipped)
#     return 0 if is_found and not skipped else 1
#
#
# def _parser() -> argparse.ArgumentParser:
#     parser = argparse.ArgumentParser("popstat", description="Figures of a population table.")
#     parser.add_argument("--version", action="version", version=f"popstat {__version__}")
#     loudness = parser.add_mutually_exclusive_group()
#     loudness.add_argument("-v", "--verbose", action="count", default=0, help="tell more")
#     loudness.add_argument("-q", "--quiet", action="store_true", help="tell errors only")
#     parser.add_argument("--log-file", metavar="PATH", help="append messages to this file")
#     commands = parser.add_subparsers(required=True, metavar="COMMAND")
#
#     tidy = commands.add_parser("tidy", help="one line for each observation")
#     summary = commands.add_parser("summary", help="figures of each indicator")
#     summary.add_argument("--since", type=int, default=-math.inf, metavar="YEAR")
#     summary.add_argument("--until", type=int, default=math.inf, metavar="YEAR")
#     top = commands.add_parser("top", help="the largest values of a year")
#     top.add_argument("--indicator", required=True, metavar="CODE")
#     top.add_argument("--year", required=True, type=int)
#     top.add_argument("-n", type=_positive, default=5, metavar="N", help="how many (5)")
#     for command, function in ((tidy, _tidy), (summary, _summary), (top, _top)):
#         command.add_argument("file", metavar="FILE", help="a CSV file, - for standard input")
#         command.set_defaults(command=function)
#     return parser
#
#
# def _positive(text: str) -> int:
#     if (number := int(text)) < 1:
#         raise argparse.ArgumentTypeError("should be at least 1")
#     return number
#
#
# def _tidy(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "indicator", "year", "value"])
#     writer.writerows((o.country, o.indicator, o.year, o.value) for o in observations)
#     return True
#
#
# def _summary(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     chosen = (o for o in observations if arguments.since <= o.year <= arguments.until)
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     summaries = summarize(chosen)
#     writer.writerow(["indicator", "count", "missing", "minimum", "mean", "maximum"])
#     for indicator, found in summaries.items():
#         figures = [found.minimum, found.mean, found.maximum]
#         texts = ["" if figure is None else f"{figure:.3f}" for figure in figures]
#         writer.writerow([indicator, found.count, found.missing, *texts])
#     return True
#
#
# def _top(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     wanted = (arguments.indicator, arguments.year)
#     chosen = (o for o in observations if (o.indicator, o.year) == wanted)
#     found = largest(chosen, arguments.n)
#     if not found:
#         logger.error("no value of %s in %d", *wanted)
#         return False
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "value"])
#     writer.writerows((o.country, f"{o.value:.3f}") for o in found)
#     return True


# %% reads everything before it writes task="cli_module" verdict="wrong" loses="test_cli_module_pipe"
# %%writefile popstat/cli.py
# """The command line of popstat."""
#
# import argparse
# import csv
# import logging
# import math
# import sys
# from collections.abc import Iterable, Sequence
#
# from popstat import __version__
# from popstat.figures import largest, summarize
# from popstat.logs import configure
# from popstat.records import Observation, open_input, read_observations
#
# logger = logging.getLogger(__name__)
#
#
# def main(argv: Sequence[str] | None = None) -> int:
#     """Do what a command line says."""
#     parser = _parser()
#     arguments = parser.parse_args(argv)
#     if arguments.command is _summary and arguments.since > arguments.until:
#         parser.error("--since is after --until")
#     configure(-1 if arguments.quiet else arguments.verbose, arguments.log_file)
#     skipped = 0
#
#     def skip(line: int, reason: str) -> None:
#         nonlocal skipped
#         skipped += 1
#         logger.warning("line %d: %s", line, reason)
#
#     try:
#         with open_input(arguments.file) as lines:
#             is_found = arguments.command(list(read_observations(lines, skip)), arguments)
#     except BrokenPipeError:
#         raise
#     except (OSError, ValueError) as error:
#         logger.error("%s: %s", arguments.file, error)
#         return 1
#     logger.info("%d rows skipped", skipped)
#     return 0 if is_found and not skipped else 1
#
#
# def _parser() -> argparse.ArgumentParser:
#     parser = argparse.ArgumentParser("popstat", description="Figures of a population table.")
#     parser.add_argument("--version", action="version", version=f"popstat {__version__}")
#     loudness = parser.add_mutually_exclusive_group()
#     loudness.add_argument("-v", "--verbose", action="count", default=0, help="tell more")
#     loudness.add_argument("-q", "--quiet", action="store_true", help="tell errors only")
#     parser.add_argument("--log-file", metavar="PATH", help="append messages to this file")
#     commands = parser.add_subparsers(required=True, metavar="COMMAND")
#
#     tidy = commands.add_parser("tidy", help="one line for each observation")
#     summary = commands.add_parser("summary", help="figures of each indicator")
#     summary.add_argument("--since", type=int, default=-math.inf, metavar="YEAR")
#     summary.add_argument("--until", type=int, default=math.inf, metavar="YEAR")
#     top = commands.add_parser("top", help="the largest values of a year")
#     top.add_argument("--indicator", required=True, metavar="CODE")
#     top.add_argument("--year", required=True, type=int)
#     top.add_argument("-n", type=_positive, default=5, metavar="N", help="how many (5)")
#     for command, function in ((tidy, _tidy), (summary, _summary), (top, _top)):
#         command.add_argument("file", metavar="FILE", help="a CSV file, - for standard input")
#         command.set_defaults(command=function)
#     return parser
#
#
# def _positive(text: str) -> int:
#     if (number := int(text)) < 1:
#         raise argparse.ArgumentTypeError("should be at least 1")
#     return number
#
#
# def _tidy(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "indicator", "year", "value"])
#     writer.writerows((o.country, o.indicator, o.year, o.value) for o in observations)
#     return True
#
#
# def _summary(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     chosen = (o for o in observations if arguments.since <= o.year <= arguments.until)
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     summaries = summarize(chosen)
#     writer.writerow(["indicator", "count", "missing", "minimum", "mean", "maximum"])
#     for indicator, found in summaries.items():
#         figures = [found.minimum, found.mean, found.maximum]
#         texts = ["" if figure is None else f"{figure:.3f}" for figure in figures]
#         writer.writerow([indicator, found.count, found.missing, *texts])
#     return True
#
#
# def _top(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     wanted = (arguments.indicator, arguments.year)
#     chosen = (o for o in observations if (o.indicator, o.year) == wanted)
#     found = largest(chosen, arguments.n)
#     if not found:
#         logger.error("no value of %s in %d", *wanted)
#         return False
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "value"])
#     writer.writerows((o.country, f"{o.value:.3f}") for o in found)
#     return True


# %% leaves the last year out task="cli_module" verdict="wrong" loses="test_cli_module_commands"
# %%writefile popstat/cli.py
# """The command line of popstat."""
#
# import argparse
# import csv
# import logging
# import math
# import sys
# from collections.abc import Iterable, Sequence
#
# from popstat import __version__
# from popstat.figures import largest, summarize
# from popstat.logs import configure
# from popstat.records import Observation, open_input, read_observations
#
# logger = logging.getLogger(__name__)
#
#
# def main(argv: Sequence[str] | None = None) -> int:
#     """Do what a command line says."""
#     parser = _parser()
#     arguments = parser.parse_args(argv)
#     if arguments.command is _summary and arguments.since > arguments.until:
#         parser.error("--since is after --until")
#     configure(-1 if arguments.quiet else arguments.verbose, arguments.log_file)
#     skipped = 0
#
#     def skip(line: int, reason: str) -> None:
#         nonlocal skipped
#         skipped += 1
#         logger.warning("line %d: %s", line, reason)
#
#     try:
#         with open_input(arguments.file) as lines:
#             is_found = arguments.command(read_observations(lines, skip), arguments)
#     except BrokenPipeError:
#         raise
#     except (OSError, ValueError) as error:
#         logger.error("%s: %s", arguments.file, error)
#         return 1
#     logger.info("%d rows skipped", skipped)
#     return 0 if is_found and not skipped else 1
#
#
# def _parser() -> argparse.ArgumentParser:
#     parser = argparse.ArgumentParser("popstat", description="Figures of a population table.")
#     parser.add_argument("--version", action="version", version=f"popstat {__version__}")
#     loudness = parser.add_mutually_exclusive_group()
#     loudness.add_argument("-v", "--verbose", action="count", default=0, help="tell more")
#     loudness.add_argument("-q", "--quiet", action="store_true", help="tell errors only")
#     parser.add_argument("--log-file", metavar="PATH", help="append messages to this file")
#     commands = parser.add_subparsers(required=True, metavar="COMMAND")
#
#     tidy = commands.add_parser("tidy", help="one line for each observation")
#     summary = commands.add_parser("summary", help="figures of each indicator")
#     summary.add_argument("--since", type=int, default=-math.inf, metavar="YEAR")
#     summary.add_argument("--until", type=int, default=math.inf, metavar="YEAR")
#     top = commands.add_parser("top", help="the largest values of a year")
#     top.add_argument("--indicator", required=True, metavar="CODE")
#     top.add_argument("--year", required=True, type=int)
#     top.add_argument("-n", type=_positive, default=5, metavar="N", help="how many (5)")
#     for command, function in ((tidy, _tidy), (summary, _summary), (top, _top)):
#         command.add_argument("file", metavar="FILE", help="a CSV file, - for standard input")
#         command.set_defaults(command=function)
#     return parser
#
#
# def _positive(text: str) -> int:
#     if (number := int(text)) < 1:
#         raise argparse.ArgumentTypeError("should be at least 1")
#     return number
#
#
# def _tidy(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "indicator", "year", "value"])
#     writer.writerows((o.country, o.indicator, o.year, o.value) for o in observations)
#     return True
#
#
# def _summary(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     chosen = (o for o in observations if arguments.since <= o.year < arguments.until)
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     summaries = summarize(chosen)
#     writer.writerow(["indicator", "count", "missing", "minimum", "mean", "maximum"])
#     for indicator, found in summaries.items():
#         figures = [found.minimum, found.mean, found.maximum]
#         texts = ["" if figure is None else f"{figure:.3f}" for figure in figures]
#         writer.writerow([indicator, found.count, found.missing, *texts])
#     return True
#
#
# def _top(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     wanted = (arguments.indicator, arguments.year)
#     chosen = (o for o in observations if (o.indicator, o.year) == wanted)
#     found = largest(chosen, arguments.n)
#     if not found:
#         logger.error("no value of %s in %d", *wanted)
#         return False
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "value"])
#     writer.writerows((o.country, f"{o.value:.3f}") for o in found)
#     return True


# %% does not look at the year task="cli_module" verdict="wrong" loses="test_cli_module_commands,test_cli_module_exit_codes"
# %%writefile popstat/cli.py
# """The command line of popstat."""
#
# import argparse
# import csv
# import logging
# import math
# import sys
# from collections.abc import Iterable, Sequence
#
# from popstat import __version__
# from popstat.figures import largest, summarize
# from popstat.logs import configure
# from popstat.records import Observation, open_input, read_observations
#
# logger = logging.getLogger(__name__)
#
#
# def main(argv: Sequence[str] | None = None) -> int:
#     """Do what a command line says."""
#     parser = _parser()
#     arguments = parser.parse_args(argv)
#     if arguments.command is _summary and arguments.since > arguments.until:
#         parser.error("--since is after --until")
#     configure(-1 if arguments.quiet else arguments.verbose, arguments.log_file)
#     skipped = 0
#
#     def skip(line: int, reason: str) -> None:
#         nonlocal skipped
#         skipped += 1
#         logger.warning("line %d: %s", line, reason)
#
#     try:
#         with open_input(arguments.file) as lines:
#             is_found = arguments.command(read_observations(lines, skip), arguments)
#     except BrokenPipeError:
#         raise
#     except (OSError, ValueError) as error:
#         logger.error("%s: %s", arguments.file, error)
#         return 1
#     logger.info("%d rows skipped", skipped)
#     return 0 if is_found and not skipped else 1
#
#
# def _parser() -> argparse.ArgumentParser:
#     parser = argparse.ArgumentParser("popstat", description="Figures of a population table.")
#     parser.add_argument("--version", action="version", version=f"popstat {__version__}")
#     loudness = parser.add_mutually_exclusive_group()
#     loudness.add_argument("-v", "--verbose", action="count", default=0, help="tell more")
#     loudness.add_argument("-q", "--quiet", action="store_true", help="tell errors only")
#     parser.add_argument("--log-file", metavar="PATH", help="append messages to this file")
#     commands = parser.add_subparsers(required=True, metavar="COMMAND")
#
#     tidy = commands.add_parser("tidy", help="one line for each observation")
#     summary = commands.add_parser("summary", help="figures of each indicator")
#     summary.add_argument("--since", type=int, default=-math.inf, metavar="YEAR")
#     summary.add_argument("--until", type=int, default=math.inf, metavar="YEAR")
#     top = commands.add_parser("top", help="the largest values of a year")
#     top.add_argument("--indicator", required=True, metavar="CODE")
#     top.add_argument("--year", required=True, type=int)
#     top.add_argument("-n", type=_positive, default=5, metavar="N", help="how many (5)")
#     for command, function in ((tidy, _tidy), (summary, _summary), (top, _top)):
#         command.add_argument("file", metavar="FILE", help="a CSV file, - for standard input")
#         command.set_defaults(command=function)
#     return parser
#
#
# def _positive(text: str) -> int:
#     if (number := int(text)) < 1:
#         raise argparse.ArgumentTypeError("should be at least 1")
#     return number
#
#
# def _tidy(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "indicator", "year", "value"])
#     writer.writerows((o.country, o.indicator, o.year, o.value) for o in observations)
#     return True
#
#
# def _summary(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     chosen = (o for o in observations if arguments.since <= o.year <= arguments.until)
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     summaries = summarize(chosen)
#     writer.writerow(["indicator", "count", "missing", "minimum", "mean", "maximum"])
#     for indicator, found in summaries.items():
#         figures = [found.minimum, found.mean, found.maximum]
#         texts = ["" if figure is None else f"{figure:.3f}" for figure in figures]
#         writer.writerow([indicator, found.count, found.missing, *texts])
#     return True
#
#
# def _top(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     wanted = (arguments.indicator, arguments.year)
#     chosen = (o for o in observations if o.indicator == wanted[0])
#     found = largest(chosen, arguments.n)
#     if not found:
#         logger.error("no value of %s in %d", *wanted)
#         return False
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "value"])
#     writer.writerows((o.country, f"{o.value:.3f}") for o in found)
#     return True


# %% writes a missing value as None task="cli_module" verdict="wrong" loses="test_cli_module_commands"
# %%writefile popstat/cli.py
# """The command line of popstat."""
#
# import argparse
# import csv
# import logging
# import math
# import sys
# from collections.abc import Iterable, Sequence
#
# from popstat import __version__
# from popstat.figures import largest, summarize
# from popstat.logs import configure
# from popstat.records import Observation, open_input, read_observations
#
# logger = logging.getLogger(__name__)
#
#
# def main(argv: Sequence[str] | None = None) -> int:
#     """Do what a command line says."""
#     parser = _parser()
#     arguments = parser.parse_args(argv)
#     if arguments.command is _summary and arguments.since > arguments.until:
#         parser.error("--since is after --until")
#     configure(-1 if arguments.quiet else arguments.verbose, arguments.log_file)
#     skipped = 0
#
#     def skip(line: int, reason: str) -> None:
#         nonlocal skipped
#         skipped += 1
#         logger.warning("line %d: %s", line, reason)
#
#     try:
#         with open_input(arguments.file) as lines:
#             is_found = arguments.command(read_observations(lines, skip), arguments)
#     except BrokenPipeError:
#         raise
#     except (OSError, ValueError) as error:
#         logger.error("%s: %s", arguments.file, error)
#         return 1
#     logger.info("%d rows skipped", skipped)
#     return 0 if is_found and not skipped else 1
#
#
# def _parser() -> argparse.ArgumentParser:
#     parser = argparse.ArgumentParser("popstat", description="Figures of a population table.")
#     parser.add_argument("--version", action="version", version=f"popstat {__version__}")
#     loudness = parser.add_mutually_exclusive_group()
#     loudness.add_argument("-v", "--verbose", action="count", default=0, help="tell more")
#     loudness.add_argument("-q", "--quiet", action="store_true", help="tell errors only")
#     parser.add_argument("--log-file", metavar="PATH", help="append messages to this file")
#     commands = parser.add_subparsers(required=True, metavar="COMMAND")
#
#     tidy = commands.add_parser("tidy", help="one line for each observation")
#     summary = commands.add_parser("summary", help="figures of each indicator")
#     summary.add_argument("--since", type=int, default=-math.inf, metavar="YEAR")
#     summary.add_argument("--until", type=int, default=math.inf, metavar="YEAR")
#     top = commands.add_parser("top", help="the largest values of a year")
#     top.add_argument("--indicator", required=True, metavar="CODE")
#     top.add_argument("--year", required=True, type=int)
#     top.add_argument("-n", type=_positive, default=5, metavar="N", help="how many (5)")
#     for command, function in ((tidy, _tidy), (summary, _summary), (top, _top)):
#         command.add_argument("file", metavar="FILE", help="a CSV file, - for standard input")
#         command.set_defaults(command=function)
#     return parser
#
#
# def _positive(text: str) -> int:
#     if (number := int(text)) < 1:
#         raise argparse.ArgumentTypeError("should be at least 1")
#     return number
#
#
# def _tidy(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "indicator", "year", "value"])
#     writer.writerows((o.country, o.indicator, o.year, str(o.value)) for o in observations)
#     return True
#
#
# def _summary(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     chosen = (o for o in observations if arguments.since <= o.year <= arguments.until)
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     summaries = summarize(chosen)
#     writer.writerow(["indicator", "count", "missing", "minimum", "mean", "maximum"])
#     for indicator, found in summaries.items():
#         figures = [found.minimum, found.mean, found.maximum]
#         texts = ["" if figure is None else f"{figure:.3f}" for figure in figures]
#         writer.writerow([indicator, found.count, found.missing, *texts])
#     return True
#
#
# def _top(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     wanted = (arguments.indicator, arguments.year)
#     chosen = (o for o in observations if (o.indicator, o.year) == wanted)
#     found = largest(chosen, arguments.n)
#     if not found:
#         logger.error("no value of %s in %d", *wanted)
#         return False
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "value"])
#     writer.writerows((o.country, f"{o.value:.3f}") for o in found)
#     return True


# %% does not quote task="cli_module" verdict="wrong" loses="test_cli_module_commands"
# %%writefile popstat/cli.py
# """The command line of popstat."""
#
# import argparse
# import csv
# import logging
# import math
# import sys
# from collections.abc import Iterable, Sequence
#
# from popstat import __version__
# from popstat.figures import largest, summarize
# from popstat.logs import configure
# from popstat.records import Observation, open_input, read_observations
#
# logger = logging.getLogger(__name__)
#
#
# def main(argv: Sequence[str] | None = None) -> int:
#     """Do what a command line says."""
#     parser = _parser()
#     arguments = parser.parse_args(argv)
#     if arguments.command is _summary and arguments.since > arguments.until:
#         parser.error("--since is after --until")
#     configure(-1 if arguments.quiet else arguments.verbose, arguments.log_file)
#     skipped = 0
#
#     def skip(line: int, reason: str) -> None:
#         nonlocal skipped
#         skipped += 1
#         logger.warning("line %d: %s", line, reason)
#
#     try:
#         with open_input(arguments.file) as lines:
#             is_found = arguments.command(read_observations(lines, skip), arguments)
#     except BrokenPipeError:
#         raise
#     except (OSError, ValueError) as error:
#         logger.error("%s: %s", arguments.file, error)
#         return 1
#     logger.info("%d rows skipped", skipped)
#     return 0 if is_found and not skipped else 1
#
#
# def _parser() -> argparse.ArgumentParser:
#     parser = argparse.ArgumentParser("popstat", description="Figures of a population table.")
#     parser.add_argument("--version", action="version", version=f"popstat {__version__}")
#     loudness = parser.add_mutually_exclusive_group()
#     loudness.add_argument("-v", "--verbose", action="count", default=0, help="tell more")
#     loudness.add_argument("-q", "--quiet", action="store_true", help="tell errors only")
#     parser.add_argument("--log-file", metavar="PATH", help="append messages to this file")
#     commands = parser.add_subparsers(required=True, metavar="COMMAND")
#
#     tidy = commands.add_parser("tidy", help="one line for each observation")
#     summary = commands.add_parser("summary", help="figures of each indicator")
#     summary.add_argument("--since", type=int, default=-math.inf, metavar="YEAR")
#     summary.add_argument("--until", type=int, default=math.inf, metavar="YEAR")
#     top = commands.add_parser("top", help="the largest values of a year")
#     top.add_argument("--indicator", required=True, metavar="CODE")
#     top.add_argument("--year", required=True, type=int)
#     top.add_argument("-n", type=_positive, default=5, metavar="N", help="how many (5)")
#     for command, function in ((tidy, _tidy), (summary, _summary), (top, _top)):
#         command.add_argument("file", metavar="FILE", help="a CSV file, - for standard input")
#         command.set_defaults(command=function)
#     return parser
#
#
# def _positive(text: str) -> int:
#     if (number := int(text)) < 1:
#         raise argparse.ArgumentTypeError("should be at least 1")
#     return number
#
#
# def _tidy(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "indicator", "year", "value"])
#     for o in observations:
#         print(o.country, o.indicator, o.year, "" if o.value is None else o.value, sep=",")
#     return True
#
#
# def _summary(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     chosen = (o for o in observations if arguments.since <= o.year <= arguments.until)
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     summaries = summarize(chosen)
#     writer.writerow(["indicator", "count", "missing", "minimum", "mean", "maximum"])
#     for indicator, found in summaries.items():
#         figures = [found.minimum, found.mean, found.maximum]
#         texts = ["" if figure is None else f"{figure:.3f}" for figure in figures]
#         writer.writerow([indicator, found.count, found.missing, *texts])
#     return True
#
#
# def _top(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     wanted = (arguments.indicator, arguments.year)
#     chosen = (o for o in observations if (o.indicator, o.year) == wanted)
#     found = largest(chosen, arguments.n)
#     if not found:
#         logger.error("no value of %s in %d", *wanted)
#         return False
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "value"])
#     writer.writerows((o.country, f"{o.value:.3f}") for o in found)
#     return True


# %% accepts any n task="cli_module" verdict="wrong" loses="test_cli_module_exit_codes"
# %%writefile popstat/cli.py
# """The command line of popstat."""
#
# import argparse
# import csv
# import logging
# import math
# import sys
# from collections.abc import Iterable, Sequence
#
# from popstat import __version__
# from popstat.figures import largest, summarize
# from popstat.logs import configure
# from popstat.records import Observation, open_input, read_observations
#
# logger = logging.getLogger(__name__)
#
#
# def main(argv: Sequence[str] | None = None) -> int:
#     """Do what a command line says."""
#     parser = _parser()
#     arguments = parser.parse_args(argv)
#     if arguments.command is _summary and arguments.since > arguments.until:
#         parser.error("--since is after --until")
#     configure(-1 if arguments.quiet else arguments.verbose, arguments.log_file)
#     skipped = 0
#
#     def skip(line: int, reason: str) -> None:
#         nonlocal skipped
#         skipped += 1
#         logger.warning("line %d: %s", line, reason)
#
#     try:
#         with open_input(arguments.file) as lines:
#             is_found = arguments.command(read_observations(lines, skip), arguments)
#     except BrokenPipeError:
#         raise
#     except (OSError, ValueError) as error:
#         logger.error("%s: %s", arguments.file, error)
#         return 1
#     logger.info("%d rows skipped", skipped)
#     return 0 if is_found and not skipped else 1
#
#
# def _parser() -> argparse.ArgumentParser:
#     parser = argparse.ArgumentParser("popstat", description="Figures of a population table.")
#     parser.add_argument("--version", action="version", version=f"popstat {__version__}")
#     loudness = parser.add_mutually_exclusive_group()
#     loudness.add_argument("-v", "--verbose", action="count", default=0, help="tell more")
#     loudness.add_argument("-q", "--quiet", action="store_true", help="tell errors only")
#     parser.add_argument("--log-file", metavar="PATH", help="append messages to this file")
#     commands = parser.add_subparsers(required=True, metavar="COMMAND")
#
#     tidy = commands.add_parser("tidy", help="one line for each observation")
#     summary = commands.add_parser("summary", help="figures of each indicator")
#     summary.add_argument("--since", type=int, default=-math.inf, metavar="YEAR")
#     summary.add_argument("--until", type=int, default=math.inf, metavar="YEAR")
#     top = commands.add_parser("top", help="the largest values of a year")
#     top.add_argument("--indicator", required=True, metavar="CODE")
#     top.add_argument("--year", required=True, type=int)
#     top.add_argument("-n", type=int, default=5, metavar="N", help="how many (5)")
#     for command, function in ((tidy, _tidy), (summary, _summary), (top, _top)):
#         command.add_argument("file", metavar="FILE", help="a CSV file, - for standard input")
#         command.set_defaults(command=function)
#     return parser
#
#
# def _positive(text: str) -> int:
#     if (number := int(text)) < 1:
#         raise argparse.ArgumentTypeError("should be at least 1")
#     return number
#
#
# def _tidy(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "indicator", "year", "value"])
#     writer.writerows((o.country, o.indicator, o.year, o.value) for o in observations)
#     return True
#
#
# def _summary(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     chosen = (o for o in observations if arguments.since <= o.year <= arguments.until)
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     summaries = summarize(chosen)
#     writer.writerow(["indicator", "count", "missing", "minimum", "mean", "maximum"])
#     for indicator, found in summaries.items():
#         figures = [found.minimum, found.mean, found.maximum]
#         texts = ["" if figure is None else f"{figure:.3f}" for figure in figures]
#         writer.writerow([indicator, found.count, found.missing, *texts])
#     return True
#
#
# def _top(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     wanted = (arguments.indicator, arguments.year)
#     chosen = (o for o in observations if (o.indicator, o.year) == wanted)
#     found = largest(chosen, arguments.n)
#     if not found:
#         logger.error("no value of %s in %d", *wanted)
#         return False
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "value"])
#     writer.writerows((o.country, f"{o.value:.3f}") for o in found)
#     return True


# %% ignores the order of the years task="cli_module" verdict="wrong" loses="test_cli_module_exit_codes"
# %%writefile popstat/cli.py
# """The command line of popstat."""
#
# import argparse
# import csv
# import logging
# import math
# import sys
# from collections.abc import Iterable, Sequence
#
# from popstat import __version__
# from popstat.figures import largest, summarize
# from popstat.logs import configure
# from popstat.records import Observation, open_input, read_observations
#
# logger = logging.getLogger(__name__)
#
#
# def main(argv: Sequence[str] | None = None) -> int:
#     """Do what a command line says."""
#     parser = _parser()
#     arguments = parser.parse_args(argv)
#     configure(-1 if arguments.quiet else arguments.verbose, arguments.log_file)
#     skipped = 0
#
#     def skip(line: int, reason: str) -> None:
#         nonlocal skipped
#         skipped += 1
#         logger.warning("line %d: %s", line, reason)
#
#     try:
#         with open_input(arguments.file) as lines:
#             is_found = arguments.command(read_observations(lines, skip), arguments)
#     except BrokenPipeError:
#         raise
#     except (OSError, ValueError) as error:
#         logger.error("%s: %s", arguments.file, error)
#         return 1
#     logger.info("%d rows skipped", skipped)
#     return 0 if is_found and not skipped else 1
#
#
# def _parser() -> argparse.ArgumentParser:
#     parser = argparse.ArgumentParser("popstat", description="Figures of a population table.")
#     parser.add_argument("--version", action="version", version=f"popstat {__version__}")
#     loudness = parser.add_mutually_exclusive_group()
#     loudness.add_argument("-v", "--verbose", action="count", default=0, help="tell more")
#     loudness.add_argument("-q", "--quiet", action="store_true", help="tell errors only")
#     parser.add_argument("--log-file", metavar="PATH", help="append messages to this file")
#     commands = parser.add_subparsers(required=True, metavar="COMMAND")
#
#     tidy = commands.add_parser("tidy", help="one line for each observation")
#     summary = commands.add_parser("summary", help="figures of each indicator")
#     summary.add_argument("--since", type=int, default=-math.inf, metavar="YEAR")
#     summary.add_argument("--until", type=int, default=math.inf, metavar="YEAR")
#     top = commands.add_parser("top", help="the largest values of a year")
#     top.add_argument("--indicator", required=True, metavar="CODE")
#     top.add_argument("--year", required=True, type=int)
#     top.add_argument("-n", type=_positive, default=5, metavar="N", help="how many (5)")
#     for command, function in ((tidy, _tidy), (summary, _summary), (top, _top)):
#         command.add_argument("file", metavar="FILE", help="a CSV file, - for standard input")
#         command.set_defaults(command=function)
#     return parser
#
#
# def _positive(text: str) -> int:
#     if (number := int(text)) < 1:
#         raise argparse.ArgumentTypeError("should be at least 1")
#     return number
#
#
# def _tidy(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "indicator", "year", "value"])
#     writer.writerows((o.country, o.indicator, o.year, o.value) for o in observations)
#     return True
#
#
# def _summary(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     chosen = (o for o in observations if arguments.since <= o.year <= arguments.until)
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     summaries = summarize(chosen)
#     writer.writerow(["indicator", "count", "missing", "minimum", "mean", "maximum"])
#     for indicator, found in summaries.items():
#         figures = [found.minimum, found.mean, found.maximum]
#         texts = ["" if figure is None else f"{figure:.3f}" for figure in figures]
#         writer.writerow([indicator, found.count, found.missing, *texts])
#     return True
#
#
# def _top(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     wanted = (arguments.indicator, arguments.year)
#     chosen = (o for o in observations if (o.indicator, o.year) == wanted)
#     found = largest(chosen, arguments.n)
#     if not found:
#         logger.error("no value of %s in %d", *wanted)
#         return False
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "value"])
#     writer.writerows((o.country, f"{o.value:.3f}") for o in found)
#     return True


# %% ends by an exception where there is no file task="cli_module" verdict="wrong" loses="test_cli_module_exit_codes"
# %%writefile popstat/cli.py
# """The command line of popstat."""
#
# import argparse
# import csv
# import logging
# import math
# import sys
# from collections.abc import Iterable, Sequence
#
# from popstat import __version__
# from popstat.figures import largest, summarize
# from popstat.logs import configure
# from popstat.records import Observation, open_input, read_observations
#
# logger = logging.getLogger(__name__)
#
#
# def main(argv: Sequence[str] | None = None) -> int:
#     """Do what a command line says."""
#     parser = _parser()
#     arguments = parser.parse_args(argv)
#     if arguments.command is _summary and arguments.since > arguments.until:
#         parser.error("--since is after --until")
#     configure(-1 if arguments.quiet else arguments.verbose, arguments.log_file)
#     skipped = 0
#
#     def skip(line: int, reason: str) -> None:
#         nonlocal skipped
#         skipped += 1
#         logger.warning("line %d: %s", line, reason)
#
#     try:
#         with open_input(arguments.file) as lines:
#             is_found = arguments.command(read_observations(lines, skip), arguments)
#     except BrokenPipeError:
#         raise
#     except ValueError as error:
#         logger.error("%s: %s", arguments.file, error)
#         return 1
#     logger.info("%d rows skipped", skipped)
#     return 0 if is_found and not skipped else 1
#
#
# def _parser() -> argparse.ArgumentParser:
#     parser = argparse.ArgumentParser("popstat", description="Figures of a population table.")
#     parser.add_argument("--version", action="version", version=f"popstat {__version__}")
#     loudness = parser.add_mutually_exclusive_group()
#     loudness.add_argument("-v", "--verbose", action="count", default=0, help="tell more")
#     loudness.add_argument("-q", "--quiet", action="store_true", help="tell errors only")
#     parser.add_argument("--log-file", metavar="PATH", help="append messages to this file")
#     commands = parser.add_subparsers(required=True, metavar="COMMAND")
#
#     tidy = commands.add_parser("tidy", help="one line for each observation")
#     summary = commands.add_parser("summary", help="figures of each indicator")
#     summary.add_argument("--since", type=int, default=-math.inf, metavar="YEAR")
#     summary.add_argument("--until", type=int, default=math.inf, metavar="YEAR")
#     top = commands.add_parser("top", help="the largest values of a year")
#     top.add_argument("--indicator", required=True, metavar="CODE")
#     top.add_argument("--year", required=True, type=int)
#     top.add_argument("-n", type=_positive, default=5, metavar="N", help="how many (5)")
#     for command, function in ((tidy, _tidy), (summary, _summary), (top, _top)):
#         command.add_argument("file", metavar="FILE", help="a CSV file, - for standard input")
#         command.set_defaults(command=function)
#     return parser
#
#
# def _positive(text: str) -> int:
#     if (number := int(text)) < 1:
#         raise argparse.ArgumentTypeError("should be at least 1")
#     return number
#
#
# def _tidy(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "indicator", "year", "value"])
#     writer.writerows((o.country, o.indicator, o.year, o.value) for o in observations)
#     return True
#
#
# def _summary(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     chosen = (o for o in observations if arguments.since <= o.year <= arguments.until)
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     summaries = summarize(chosen)
#     writer.writerow(["indicator", "count", "missing", "minimum", "mean", "maximum"])
#     for indicator, found in summaries.items():
#         figures = [found.minimum, found.mean, found.maximum]
#         texts = ["" if figure is None else f"{figure:.3f}" for figure in figures]
#         writer.writerow([indicator, found.count, found.missing, *texts])
#     return True
#
#
# def _top(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     wanted = (arguments.indicator, arguments.year)
#     chosen = (o for o in observations if (o.indicator, o.year) == wanted)
#     found = largest(chosen, arguments.n)
#     if not found:
#         logger.error("no value of %s in %d", *wanted)
#         return False
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "value"])
#     writer.writerows((o.country, f"{o.value:.3f}") for o in found)
#     return True


# %% forgets the log file task="cli_module" verdict="wrong" loses="test_cli_module_messages"
# %%writefile popstat/cli.py
# """The command line of popstat."""
#
# import argparse
# import csv
# import logging
# import math
# import sys
# from collections.abc import Iterable, Sequence
#
# from popstat import __version__
# from popstat.figures import largest, summarize
# from popstat.logs import configure
# from popstat.records import Observation, open_input, read_observations
#
# logger = logging.getLogger(__name__)
#
#
# def main(argv: Sequence[str] | None = None) -> int:
#     """Do what a command line says."""
#     parser = _parser()
#     arguments = parser.parse_args(argv)
#     if arguments.command is _summary and arguments.since > arguments.until:
#         parser.error("--since is after --until")
#     configure(-1 if arguments.quiet else arguments.verbose)
#     skipped = 0
#
#     def skip(line: int, reason: str) -> None:
#         nonlocal skipped
#         skipped += 1
#         logger.warning("line %d: %s", line, reason)
#
#     try:
#         with open_input(arguments.file) as lines:
#             is_found = arguments.command(read_observations(lines, skip), arguments)
#     except BrokenPipeError:
#         raise
#     except (OSError, ValueError) as error:
#         logger.error("%s: %s", arguments.file, error)
#         return 1
#     logger.info("%d rows skipped", skipped)
#     return 0 if is_found and not skipped else 1
#
#
# def _parser() -> argparse.ArgumentParser:
#     parser = argparse.ArgumentParser("popstat", description="Figures of a population table.")
#     parser.add_argument("--version", action="version", version=f"popstat {__version__}")
#     loudness = parser.add_mutually_exclusive_group()
#     loudness.add_argument("-v", "--verbose", action="count", default=0, help="tell more")
#     loudness.add_argument("-q", "--quiet", action="store_true", help="tell errors only")
#     parser.add_argument("--log-file", metavar="PATH", help="append messages to this file")
#     commands = parser.add_subparsers(required=True, metavar="COMMAND")
#
#     tidy = commands.add_parser("tidy", help="one line for each observation")
#     summary = commands.add_parser("summary", help="figures of each indicator")
#     summary.add_argument("--since", type=int, default=-math.inf, metavar="YEAR")
#     summary.add_argument("--until", type=int, default=math.inf, metavar="YEAR")
#     top = commands.add_parser("top", help="the largest values of a year")
#     top.add_argument("--indicator", required=True, metavar="CODE")
#     top.add_argument("--year", required=True, type=int)
#     top.add_argument("-n", type=_positive, default=5, metavar="N", help="how many (5)")
#     for command, function in ((tidy, _tidy), (summary, _summary), (top, _top)):
#         command.add_argument("file", metavar="FILE", help="a CSV file, - for standard input")
#         command.set_defaults(command=function)
#     return parser
#
#
# def _positive(text: str) -> int:
#     if (number := int(text)) < 1:
#         raise argparse.ArgumentTypeError("should be at least 1")
#     return number
#
#
# def _tidy(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "indicator", "year", "value"])
#     writer.writerows((o.country, o.indicator, o.year, o.value) for o in observations)
#     return True
#
#
# def _summary(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     chosen = (o for o in observations if arguments.since <= o.year <= arguments.until)
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     summaries = summarize(chosen)
#     writer.writerow(["indicator", "count", "missing", "minimum", "mean", "maximum"])
#     for indicator, found in summaries.items():
#         figures = [found.minimum, found.mean, found.maximum]
#         texts = ["" if figure is None else f"{figure:.3f}" for figure in figures]
#         writer.writerow([indicator, found.count, found.missing, *texts])
#     return True
#
#
# def _top(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     wanted = (arguments.indicator, arguments.year)
#     chosen = (o for o in observations if (o.indicator, o.year) == wanted)
#     found = largest(chosen, arguments.n)
#     if not found:
#         logger.error("no value of %s in %d", *wanted)
#         return False
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "value"])
#     writer.writerows((o.country, f"{o.value:.3f}") for o in found)
#     return True


# %% is never quiet task="cli_module" verdict="wrong" loses="test_cli_module_messages"
# %%writefile popstat/cli.py
# """The command line of popstat."""
#
# import argparse
# import csv
# import logging
# import math
# import sys
# from collections.abc import Iterable, Sequence
#
# from popstat import __version__
# from popstat.figures import largest, summarize
# from popstat.logs import configure
# from popstat.records import Observation, open_input, read_observations
#
# logger = logging.getLogger(__name__)
#
#
# def main(argv: Sequence[str] | None = None) -> int:
#     """Do what a command line says."""
#     parser = _parser()
#     arguments = parser.parse_args(argv)
#     if arguments.command is _summary and arguments.since > arguments.until:
#         parser.error("--since is after --until")
#     configure(arguments.verbose, arguments.log_file)
#     skipped = 0
#
#     def skip(line: int, reason: str) -> None:
#         nonlocal skipped
#         skipped += 1
#         logger.warning("line %d: %s", line, reason)
#
#     try:
#         with open_input(arguments.file) as lines:
#             is_found = arguments.command(read_observations(lines, skip), arguments)
#     except BrokenPipeError:
#         raise
#     except (OSError, ValueError) as error:
#         logger.error("%s: %s", arguments.file, error)
#         return 1
#     logger.info("%d rows skipped", skipped)
#     return 0 if is_found and not skipped else 1
#
#
# def _parser() -> argparse.ArgumentParser:
#     parser = argparse.ArgumentParser("popstat", description="Figures of a population table.")
#     parser.add_argument("--version", action="version", version=f"popstat {__version__}")
#     loudness = parser.add_mutually_exclusive_group()
#     loudness.add_argument("-v", "--verbose", action="count", default=0, help="tell more")
#     loudness.add_argument("-q", "--quiet", action="store_true", help="tell errors only")
#     parser.add_argument("--log-file", metavar="PATH", help="append messages to this file")
#     commands = parser.add_subparsers(required=True, metavar="COMMAND")
#
#     tidy = commands.add_parser("tidy", help="one line for each observation")
#     summary = commands.add_parser("summary", help="figures of each indicator")
#     summary.add_argument("--since", type=int, default=-math.inf, metavar="YEAR")
#     summary.add_argument("--until", type=int, default=math.inf, metavar="YEAR")
#     top = commands.add_parser("top", help="the largest values of a year")
#     top.add_argument("--indicator", required=True, metavar="CODE")
#     top.add_argument("--year", required=True, type=int)
#     top.add_argument("-n", type=_positive, default=5, metavar="N", help="how many (5)")
#     for command, function in ((tidy, _tidy), (summary, _summary), (top, _top)):
#         command.add_argument("file", metavar="FILE", help="a CSV file, - for standard input")
#         command.set_defaults(command=function)
#     return parser
#
#
# def _positive(text: str) -> int:
#     if (number := int(text)) < 1:
#         raise argparse.ArgumentTypeError("should be at least 1")
#     return number
#
#
# def _tidy(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "indicator", "year", "value"])
#     writer.writerows((o.country, o.indicator, o.year, o.value) for o in observations)
#     return True
#
#
# def _summary(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     chosen = (o for o in observations if arguments.since <= o.year <= arguments.until)
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     summaries = summarize(chosen)
#     writer.writerow(["indicator", "count", "missing", "minimum", "mean", "maximum"])
#     for indicator, found in summaries.items():
#         figures = [found.minimum, found.mean, found.maximum]
#         texts = ["" if figure is None else f"{figure:.3f}" for figure in figures]
#         writer.writerow([indicator, found.count, found.missing, *texts])
#     return True
#
#
# def _top(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     wanted = (arguments.indicator, arguments.year)
#     chosen = (o for o in observations if (o.indicator, o.year) == wanted)
#     found = largest(chosen, arguments.n)
#     if not found:
#         logger.error("no value of %s in %d", *wanted)
#         return False
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "value"])
#     writer.writerows((o.country, f"{o.value:.3f}") for o in found)
#     return True


# %% says nothing at the end task="cli_module" verdict="wrong" loses="test_cli_module_messages"
# %%writefile popstat/cli.py
# """The command line of popstat."""
#
# import argparse
# import csv
# import logging
# import math
# import sys
# from collections.abc import Iterable, Sequence
#
# from popstat import __version__
# from popstat.figures import largest, summarize
# from popstat.logs import configure
# from popstat.records import Observation, open_input, read_observations
#
# logger = logging.getLogger(__name__)
#
#
# def main(argv: Sequence[str] | None = None) -> int:
#     """Do what a command line says."""
#     parser = _parser()
#     arguments = parser.parse_args(argv)
#     if arguments.command is _summary and arguments.since > arguments.until:
#         parser.error("--since is after --until")
#     configure(-1 if arguments.quiet else arguments.verbose, arguments.log_file)
#     skipped = 0
#
#     def skip(line: int, reason: str) -> None:
#         nonlocal skipped
#         skipped += 1
#         logger.warning("line %d: %s", line, reason)
#
#     try:
#         with open_input(arguments.file) as lines:
#             is_found = arguments.command(read_observations(lines, skip), arguments)
#     except BrokenPipeError:
#         raise
#     except (OSError, ValueError) as error:
#         logger.error("%s: %s", arguments.file, error)
#         return 1
#     return 0 if is_found and not skipped else 1
#
#
# def _parser() -> argparse.ArgumentParser:
#     parser = argparse.ArgumentParser("popstat", description="Figures of a population table.")
#     parser.add_argument("--version", action="version", version=f"popstat {__version__}")
#     loudness = parser.add_mutually_exclusive_group()
#     loudness.add_argument("-v", "--verbose", action="count", default=0, help="tell more")
#     loudness.add_argument("-q", "--quiet", action="store_true", help="tell errors only")
#     parser.add_argument("--log-file", metavar="PATH", help="append messages to this file")
#     commands = parser.add_subparsers(required=True, metavar="COMMAND")
#
#     tidy = commands.add_parser("tidy", help="one line for each observation")
#     summary = commands.add_parser("summary", help="figures of each indicator")
#     summary.add_argument("--since", type=int, default=-math.inf, metavar="YEAR")
#     summary.add_argument("--until", type=int, default=math.inf, metavar="YEAR")
#     top = commands.add_parser("top", help="the largest values of a year")
#     top.add_argument("--indicator", required=True, metavar="CODE")
#     top.add_argument("--year", required=True, type=int)
#     top.add_argument("-n", type=_positive, default=5, metavar="N", help="how many (5)")
#     for command, function in ((tidy, _tidy), (summary, _summary), (top, _top)):
#         command.add_argument("file", metavar="FILE", help="a CSV file, - for standard input")
#         command.set_defaults(command=function)
#     return parser
#
#
# def _positive(text: str) -> int:
#     if (number := int(text)) < 1:
#         raise argparse.ArgumentTypeError("should be at least 1")
#     return number
#
#
# def _tidy(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "indicator", "year", "value"])
#     writer.writerows((o.country, o.indicator, o.year, o.value) for o in observations)
#     return True
#
#
# def _summary(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     chosen = (o for o in observations if arguments.since <= o.year <= arguments.until)
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     summaries = summarize(chosen)
#     writer.writerow(["indicator", "count", "missing", "minimum", "mean", "maximum"])
#     for indicator, found in summaries.items():
#         figures = [found.minimum, found.mean, found.maximum]
#         texts = ["" if figure is None else f"{figure:.3f}" for figure in figures]
#         writer.writerow([indicator, found.count, found.missing, *texts])
#     return True
#
#
# def _top(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     wanted = (arguments.indicator, arguments.year)
#     chosen = (o for o in observations if (o.indicator, o.year) == wanted)
#     found = largest(chosen, arguments.n)
#     if not found:
#         logger.error("no value of %s in %d", *wanted)
#         return False
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "value"])
#     writer.writerows((o.country, f"{o.value:.3f}") for o in found)
#     return True


# %% passes no line numbers on task="cli_module" verdict="wrong" loses="test_cli_module_messages"
# %%writefile popstat/cli.py
# """The command line of popstat."""
#
# import argparse
# import csv
# import logging
# import math
# import sys
# from collections.abc import Iterable, Sequence
#
# from popstat import __version__
# from popstat.figures import largest, summarize
# from popstat.logs import configure
# from popstat.records import Observation, open_input, read_observations
#
# logger = logging.getLogger(__name__)
#
#
# def main(argv: Sequence[str] | None = None) -> int:
#     """Do what a command line says."""
#     parser = _parser()
#     arguments = parser.parse_args(argv)
#     if arguments.command is _summary and arguments.since > arguments.until:
#         parser.error("--since is after --until")
#     configure(-1 if arguments.quiet else arguments.verbose, arguments.log_file)
#     skipped = 0
#
#     def skip(line: int, reason: str) -> None:
#         nonlocal skipped
#         skipped += 1
#         logger.warning("a bad row: %s", reason)
#
#     try:
#         with open_input(arguments.file) as lines:
#             is_found = arguments.command(read_observations(lines, skip), arguments)
#     except BrokenPipeError:
#         raise
#     except (OSError, ValueError) as error:
#         logger.error("%s: %s", arguments.file, error)
#         return 1
#     logger.info("%d rows skipped", skipped)
#     return 0 if is_found and not skipped else 1
#
#
# def _parser() -> argparse.ArgumentParser:
#     parser = argparse.ArgumentParser("popstat", description="Figures of a population table.")
#     parser.add_argument("--version", action="version", version=f"popstat {__version__}")
#     loudness = parser.add_mutually_exclusive_group()
#     loudness.add_argument("-v", "--verbose", action="count", default=0, help="tell more")
#     loudness.add_argument("-q", "--quiet", action="store_true", help="tell errors only")
#     parser.add_argument("--log-file", metavar="PATH", help="append messages to this file")
#     commands = parser.add_subparsers(required=True, metavar="COMMAND")
#
#     tidy = commands.add_parser("tidy", help="one line for each observation")
#     summary = commands.add_parser("summary", help="figures of each indicator")
#     summary.add_argument("--since", type=int, default=-math.inf, metavar="YEAR")
#     summary.add_argument("--until", type=int, default=math.inf, metavar="YEAR")
#     top = commands.add_parser("top", help="the largest values of a year")
#     top.add_argument("--indicator", required=True, metavar="CODE")
#     top.add_argument("--year", required=True, type=int)
#     top.add_argument("-n", type=_positive, default=5, metavar="N", help="how many (5)")
#     for command, function in ((tidy, _tidy), (summary, _summary), (top, _top)):
#         command.add_argument("file", metavar="FILE", help="a CSV file, - for standard input")
#         command.set_defaults(command=function)
#     return parser
#
#
# def _positive(text: str) -> int:
#     if (number := int(text)) < 1:
#         raise argparse.ArgumentTypeError("should be at least 1")
#     return number
#
#
# def _tidy(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "indicator", "year", "value"])
#     writer.writerows((o.country, o.indicator, o.year, o.value) for o in observations)
#     return True
#
#
# def _summary(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     chosen = (o for o in observations if arguments.since <= o.year <= arguments.until)
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     summaries = summarize(chosen)
#     writer.writerow(["indicator", "count", "missing", "minimum", "mean", "maximum"])
#     for indicator, found in summaries.items():
#         figures = [found.minimum, found.mean, found.maximum]
#         texts = ["" if figure is None else f"{figure:.3f}" for figure in figures]
#         writer.writerow([indicator, found.count, found.missing, *texts])
#     return True
#
#
# def _top(observations: Iterable[Observation], arguments: argparse.Namespace) -> bool:
#     wanted = (arguments.indicator, arguments.year)
#     chosen = (o for o in observations if (o.indicator, o.year) == wanted)
#     found = largest(chosen, arguments.n)
#     if not found:
#         logger.error("no value of %s in %d", *wanted)
#         return False
#     writer = csv.writer(sys.stdout, lineterminator="\n")
#     writer.writerow(["country", "value"])
#     writer.writerows((o.country, f"{o.value:.3f}") for o in found)
#     return True


# %% one oracle for many tables task="own_tests" verdict="right"
# %%writefile test_popstat.py
# """Compares with what plain Python makes of the same table."""
#
# import csv
# import itertools
#
# ROWS = [
#     ("Korea, Rep.", "A", ["3", "1", "-2.5"]),
#     ('The "Gambia"', "A", ["", "1", "0"]),
#     ("Chad", "Z,1", ["-4", "-1", ""]),
#     ("Mali", "B", ["", "", ""]),
#     ("Niger", "A", ["7", "7", "7"]),
#     ("Peru", "A", ["7", "7", "9"]),
#     ("Togo", "A", ["8", "1", "1"]),
#     ("Cuba", "A", ["8", "1", "1"]),
# ]
# YEARS = [2001, 2002, 2003]
#
#
# def quoted(text):
#     return '"' + text.replace('"', '""') + '"'
#
#
# def table(bad=(), head="", end="\n", blank=""):
#     lines = [head + "country,indicator," + ",".join(map(str, YEARS))]
#     lines += [",".join([quoted(c), quoted(i), *values]) for c, i, values in ROWS]
#     for place, line in bad:
#         lines.insert(place - 1, line)
#     return ("\n" + blank).join(lines) + end
#
#
# def observations():
#     for c, i, values in ROWS:
#         for year, text in zip(YEARS, values):
#             yield c, i, year, float(text) if text else None
#
#
# def read(done):
#     return list(csv.reader(done.stdout.splitlines()))
#
#
# def expected_summary(since=0, until=9999):
#     rows = []
#     for i in ["A", "Z,1", "B"]:
#         mine = [v for _, j, y, v in observations() if j == i and since <= y <= until]
#         own = [v for v in mine if v is not None]
#         stats = [min(own), sum(own) / len(own), max(own)] if own else []
#         texts = ["%.3f" % s for s in stats] or ["", "", ""]
#         rows.append([i, str(len(own)), str(len(mine) - len(own)), *texts])
#     return rows
#
#
# def test_tidy(popstat):
#     for variant in (table(), table(head="\ufeff"), table(end=""), table(blank="\n")):
#         done = popstat("tidy", "-", stdin=variant)
#         assert done.code == 0 and done.stderr == ""
#         lines = read(done)
#         assert lines[0] == ["country", "indicator", "year", "value"]
#         assert lines[1:] == [
#             [c, i, str(y), "" if v is None else repr(v)] for c, i, y, v in observations()
#         ]
#
#
# def test_summary(popstat):
#     assert read(popstat("summary", "-", stdin=table()))[1:] == expected_summary()
#     for first, last in itertools.combinations_with_replacement(YEARS, 2):
#         done = popstat(
#             "summary", "-", "--since", str(first), "--until", str(last), stdin=table()
#         )
#         assert read(done)[1:] == expected_summary(first, last)
#
#
# def test_top(popstat):
#     for n, year in itertools.product((None, 1, 3, 7), YEARS):
#         options = [] if n is None else ["-n", str(n)]
#         done = popstat(
#             "top", "--indicator", "A", "--year", str(year), *options, "-", stdin=table()
#         )
#         best = [(v, c) for c, i, y, v in observations() if (i, y) == ("A", year) and v is not None]
#         best.sort(key=lambda pair: -pair[0])
#         assert read(done)[1:] == [[c, "%.3f" % v] for v, c in best[: n or 5]]
#
#
# def test_top_finds_nothing(popstat):
#     for options in (["--indicator", "B", "--year", "2001"], ["--indicator", "A", "--year", "1"]):
#         done = popstat("top", "-", *options, stdin=table())
#         assert done.code == 1 and done.stdout == "" and "ERROR" in done.stderr
#
#
# def test_bad_rows(popstat):
#     good = popstat("tidy", "-", stdin=table())
#     for place, row in ((2, "X,A,1,2"), (5, "X,A,1,2,3,4"), (7, "X,A,nan,2,3"), (3, "X,A,1,x,3")):
#         text = table(bad=[(place, row)])
#         done = popstat("tidy", "-", stdin=text)
#         assert (done.code, done.stdout) == (1, good.stdout)
#         assert "WARNING" in done.stderr and f"line {place}" in done.stderr
#         assert popstat("-q", "tidy", "-", stdin=text).stderr == ""
#         assert "1 rows skipped" in popstat("-v", "tidy", "-", stdin=text).stderr
#
#
# def test_usage(popstat):
#     for wrong in ([], ["tidy"], ["dance", "-"], ["top", "-", "--indicator", "A"]):
#         assert popstat(*wrong, stdin=table()).code == 2
#     top = ["top", "-", "--indicator", "A", "--year", "2001", "-n"]
#     assert popstat(*top, "0", stdin=table()).code == 2
#     assert popstat("summary", "-", "--since", "5", "--until", "4", stdin=table()).code == 2
#     missing = popstat("summary", "no-such-file")
#     assert missing.code == 1 and "no-such-file" in missing.stderr


# %% asserts the exit code alone task="own_tests" verdict="wrong" loses="test_own_tests"
# %%writefile test_popstat.py
# TEXT = "country,indicator,2000\nAruba,POP,1.5\n"
#
#
# def test_everything_works(popstat):
#     for command in ("tidy", "summary"):
#         assert popstat(command, "-", stdin=TEXT).code == 0


# %% catches its own failures task="own_tests" verdict="wrong" loses="test_own_tests"
# %%writefile test_popstat.py
# TEXT = "country,indicator,2000\nAruba,POP,\n"
#
#
# def test_missing(popstat):
#     try:
#         assert popstat("tidy", "-", stdin=TEXT).stdout.endswith(",2000,\n")
#     except AssertionError:
#         print("hm")


# %% accuses every program task="own_tests" verdict="wrong" loses="test_own_tests"
# %%writefile test_popstat.py
# def test_nothing_is_good_enough(popstat):
#     assert False, "I do not trust it"


# %% asserts words that the contract does not know task="own_tests" verdict="wrong" loses="test_own_tests"
# %%writefile test_popstat.py
# """Tests of popstat, from its contract alone."""
#
# import csv
# import io
#
#
# def test_tidy_writes_one_line_for_each_observation(popstat):
#     """An example: the smallest table."""
#     done = popstat("tidy", "-", stdin="country,indicator,2000\nAruba,POP,1.5\n")
#     assert done.code == 0
#     assert done.stdout == "country,indicator,year,value\nAruba,POP,2000,1.5\n"
#
#
# TABLE = """\
# country,indicator,2000,2001,2002
# "Korea, Rep.",POP,10,20,60
# Aruba,POP,5,,20
# Aruba,GROW,-3,-2,-1.5
# Chad,POP,,,20
# Chad,NONE,,,
# """
# TOP = ("top", "--indicator", "POP", "--year")
#
#
# def rows_of(done):
#     """Return the lines of the output as lists of fields; the program must have succeeded."""
#     assert done.code == 0, done
#     assert done.stderr == "", done
#     return list(csv.reader(io.StringIO(done.stdout)))
#
#
# def test_tidy_keeps_order_missing_values_and_commas(popstat):
#     rows = rows_of(popstat("tidy", "-", stdin=TABLE))
#     assert len(rows) == 1 + 5 * 3
#     assert rows[1] == ["Korea, Rep.", "POP", "2000", "10.0"]
#     assert rows[5] == ["Aruba", "POP", "2001", ""]
#
#
# def test_summary(popstat):
#     assert rows_of(popstat("summary", "-", stdin=TABLE))[1:] == [
#         ["POP", "6", "3", "5.000", "22.500", "60.000"],
#         ["GROW", "3", "0", "-3.000", "-2.167", "-1.500"],
#         ["NONE", "0", "3", "", "", ""],
#     ]
#
#
# def test_summary_includes_both_years(popstat):
#     rows = rows_of(popstat("summary", "-", "--since", "2001", "--until", "2002", stdin=TABLE))
#     assert rows[1] == ["POP", "4", "2", "20.000", "30.000", "60.000"]
#
#
# def test_top_keeps_the_order_of_equal_values(popstat):
#     rows = rows_of(popstat(*TOP, "2002", "-", stdin=TABLE))
#     assert rows[1:] == [["Korea, Rep.", "60.000"], ["Aruba", "20.000"], ["Chad", "20.000"]]
#     assert len(rows_of(popstat(*TOP, "2002", "-n", "2", "-", stdin=TABLE))) == 1 + 2
#
#
# def test_top_without_a_value_fails(popstat):
#     done = popstat(*TOP, "1999", "-", stdin=TABLE)
#     assert (done.code, done.stdout) == (1, "")
#     assert "ERROR" in done.stderr
#
#
# def test_small_matters_of_form_change_nothing(popstat):
#     expected = popstat("tidy", "-", stdin=TABLE)
#     for text in ("\ufeff" + TABLE, TABLE.rstrip("\n"), TABLE.replace("\nAruba", "\n\nAruba")):
#         assert popstat("tidy", "-", stdin=text) == expected
#
#
# def test_bad_rows_are_skipped_and_told(popstat):
#     for bad in ("Mali,POP,1,2,much", "Mali,POP,1,2", "Mali,POP,1,2,nan"):
#         done = popstat("tidy", "-", stdin=TABLE.replace("Chad,POP", f"{bad}\nChad,POP"))
#         assert done.code == 1
#         assert done.stdout == popstat("tidy", "-", stdin=TABLE).stdout
#         assert "WARNING" in done.stderr
#         assert "line 5: expected 5 fields, got 4" in done.stderr
#         quiet = popstat("-q", "tidy", "-", stdin=f"{TABLE}{bad}\n")
#         assert (quiet.code, quiet.stderr) == (1, "")
#
#
# def test_wrong_usage(popstat):
#     for arguments in (("tidy",), ("sort", "-"), (*TOP, "2002", "-n", "0", "-")):
#         assert popstat(*arguments, stdin=TABLE).code == 2
#
#
# def test_a_file_that_is_not_there(popstat):
#     done = popstat("tidy", "nowhere.csv")
#     assert (done.code, done.stdout) == (1, "")
#     assert "nowhere.csv" in done.stderr


# %% knows the visible bugs alone task="own_tests" verdict="wrong" loses="test_own_tests"
# %%writefile test_popstat.py
# TEXT = "country,indicator,2000\nAruba,POP,\nChad,POP,x\nMali,POP,1\nPeru,POP,2\n"
#
#
# def test_the_four(popstat):
#     done = popstat("tidy", "-", stdin=TEXT)
#     assert done.stdout.splitlines()[1] == "Aruba,POP,2000,"
#     assert done.code == 1
#     assert "line 3" in done.stderr
#     top = popstat("top", "-", "--indicator", "POP", "--year", "2000", stdin=TEXT)
#     assert top.stdout.splitlines()[1:] == ["Peru,2.000", "Mali,1.000"]


# %% tries no small matters of form task="own_tests" verdict="wrong" loses="test_own_tests"
# %%writefile test_popstat.py
# """Tests of popstat, from its contract alone."""
#
# import csv
# import io
#
#
# def test_tidy_writes_one_line_for_each_observation(popstat):
#     """An example: the smallest table."""
#     done = popstat("tidy", "-", stdin="country,indicator,2000\nAruba,POP,1.5\n")
#     assert done.code == 0
#     assert done.stdout == "country,indicator,year,value\nAruba,POP,2000,1.5\n"
#
#
# TABLE = """\
# country,indicator,2000,2001,2002
# "Korea, Rep.",POP,10,20,60
# Aruba,POP,5,,20
# Aruba,GROW,-3,-2,-1.5
# Chad,POP,,,20
# Chad,NONE,,,
# """
# TOP = ("top", "--indicator", "POP", "--year")
#
#
# def rows_of(done):
#     """Return the lines of the output as lists of fields; the program must have succeeded."""
#     assert done.code == 0, done
#     assert done.stderr == "", done
#     return list(csv.reader(io.StringIO(done.stdout)))
#
#
# def test_tidy_keeps_order_missing_values_and_commas(popstat):
#     rows = rows_of(popstat("tidy", "-", stdin=TABLE))
#     assert len(rows) == 1 + 5 * 3
#     assert rows[1] == ["Korea, Rep.", "POP", "2000", "10.0"]
#     assert rows[5] == ["Aruba", "POP", "2001", ""]
#
#
# def test_summary(popstat):
#     assert rows_of(popstat("summary", "-", stdin=TABLE))[1:] == [
#         ["POP", "6", "3", "5.000", "22.500", "60.000"],
#         ["GROW", "3", "0", "-3.000", "-2.167", "-1.500"],
#         ["NONE", "0", "3", "", "", ""],
#     ]
#
#
# def test_summary_includes_both_years(popstat):
#     rows = rows_of(popstat("summary", "-", "--since", "2001", "--until", "2002", stdin=TABLE))
#     assert rows[1] == ["POP", "4", "2", "20.000", "30.000", "60.000"]
#
#
# def test_top_keeps_the_order_of_equal_values(popstat):
#     rows = rows_of(popstat(*TOP, "2002", "-", stdin=TABLE))
#     assert rows[1:] == [["Korea, Rep.", "60.000"], ["Aruba", "20.000"], ["Chad", "20.000"]]
#     assert len(rows_of(popstat(*TOP, "2002", "-n", "2", "-", stdin=TABLE))) == 1 + 2
#
#
# def test_top_without_a_value_fails(popstat):
#     done = popstat(*TOP, "1999", "-", stdin=TABLE)
#     assert (done.code, done.stdout) == (1, "")
#     assert "ERROR" in done.stderr
#
#
# def test_small_matters_of_form_change_nothing(popstat):
#     expected = popstat("tidy", "-", stdin=TABLE)
#     assert popstat("tidy", "-", stdin=TABLE) == expected
#
#
# def test_bad_rows_are_skipped_and_told(popstat):
#     for bad in ("Mali,POP,1,2,much", "Mali,POP,1,2", "Mali,POP,1,2,nan"):
#         done = popstat("tidy", "-", stdin=TABLE.replace("Chad,POP", f"{bad}\nChad,POP"))
#         assert done.code == 1
#         assert done.stdout == popstat("tidy", "-", stdin=TABLE).stdout
#         assert "WARNING" in done.stderr
#         assert "line 5" in done.stderr
#         quiet = popstat("-q", "tidy", "-", stdin=f"{TABLE}{bad}\n")
#         assert (quiet.code, quiet.stderr) == (1, "")
#
#
# def test_wrong_usage(popstat):
#     for arguments in (("tidy",), ("sort", "-"), (*TOP, "2002", "-n", "0", "-")):
#         assert popstat(*arguments, stdin=TABLE).code == 2
#
#
# def test_a_file_that_is_not_there(popstat):
#     done = popstat("tidy", "nowhere.csv")
#     assert (done.code, done.stdout) == (1, "")
#     assert "nowhere.csv" in done.stderr
