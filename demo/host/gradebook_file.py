"""Read a grade book file row by row.

The file is CSV, or CSV that is compressed with gzip. Errors name the line of the file. The columns are ``date`` (ISO),
``learner_id`` (the user's id), ``course_run``, ``event`` (a name in ``steps``) and ``ratio`` (0–1 for events with a
grade, otherwise empty). The rows are sorted by day.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import CourseKey

from host.steps import GRADED, STEPS
from micromasters_plugin.domain.instants import EXPECTED

COLUMNS = ["date", "learner_id", "course_run", "event", "ratio"]


class GradebookFileError(Exception):
    """The file cannot be used. The message of the error names the line."""


@dataclass(frozen=True, slots=True)
class Row:
    """One event. ``line`` counts from 1 and includes the header."""

    line: int
    day: date
    learner_id: int
    course_run: str
    event: str
    ratio: float


@dataclass(slots=True)
class Contents:
    """A summary of the file: the number of rows, the learners, and the day of the first event of each run."""

    rows: int = 0
    learner_ids: set[int] = field(default_factory=set)
    first_days: dict[str, date] = field(default_factory=dict)


def survey(path: Path) -> Contents:
    """Check every row and return a summary of the file.

    Raises:
        GradebookFileError: a row, or the file, cannot be read.
    """
    contents = Contents()
    for row in read_rows(path):
        contents.rows += 1
        contents.learner_ids.add(row.learner_id)
        if row.course_run not in contents.first_days:
            _check_run_key(row)
            contents.first_days[row.course_run] = row.day
    return contents


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the rows in the file's order. Only one row is in memory at a time.

    Raises:
        GradebookFileError: a row, or the file, cannot be read.
    """
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8", newline="") as lines:
            yield from _rows(lines)
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise GradebookFileError(f"{path}: {error}") from error


def _rows(lines: Iterator[str]) -> Iterator[Row]:
    reader = csv.reader(lines)
    if next(reader, None) != COLUMNS:
        raise GradebookFileError(f"line 1: expected the columns {','.join(COLUMNS)}")
    last = date.min
    for cells in reader:
        try:
            row = _row(reader.line_num, cells)
        except ValueError as error:
            raise GradebookFileError(f"line {reader.line_num}: {error}") from None
        if row.day < last:
            raise GradebookFileError(f"line {row.line}: {row.day} comes after {last}; days must not go backwards")
        last = row.day
        yield row


def _row(line: int, cells: list[str]) -> Row:
    if len(cells) != len(COLUMNS):
        raise ValueError(f"expected {len(COLUMNS)} columns, found {len(cells)}")
    day, learner_id, course_run, event, ratio = cells
    if event not in STEPS:
        raise ValueError(f"unknown event {event!r}; known are {', '.join(STEPS)}")
    if not (learner_id.isascii() and learner_id.isdigit()) or int(learner_id) == 0:
        raise ValueError(f"learner_id {learner_id!r} is not a whole number above 0")
    if event not in GRADED and ratio:
        raise ValueError(f"{event} carries no ratio, found {ratio!r}")
    number = float(ratio) if event in GRADED else 0.0
    if not 0 <= number <= 2:  # with extra credit, a ratio is above 1
        raise ValueError(f"ratio {ratio!r} is not in 0–2")
    when = date.fromisoformat(day)
    if not 1900 <= when.year < 9000:
        raise ValueError(f"day {day!r} is not {EXPECTED}")
    return Row(line, when, int(learner_id), course_run, event, number)


def _check_run_key(row: Row) -> None:
    try:
        CourseKey.from_string(row.course_run)
    except InvalidKeyError:
        raise GradebookFileError(f"line {row.line}: {row.course_run!r} is not a course run key") from None
