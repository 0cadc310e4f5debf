"""Parse exam attempts from CSV or JSON lines, and report every fault with a line and a column.

``importing`` checks that the learners exist, and stores the attempts.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import CourseKey, UsageKey

from micromasters_plugin.data import ExamAttempt, ExamStatus
from micromasters_plugin.domain.instants import is_plausible
from micromasters_plugin.exceptions import ExamFileError, FileProblem

COLUMNS = ("user_id", "course_run", "usage_key", "status", "time")
STATUSES = ", ".join(ExamStatus)

#: A row has a line's number, counted from 1, and the line's fields as text.
Row = tuple[int, dict[str, str]]


@dataclass(frozen=True, slots=True)
class ImportedAttempt:
    """An imported attempt has the learner, the run, the exam attempt and the attempt's line in the file."""

    line: int
    user_id: int
    course_run: str
    exam: ExamAttempt


class _FaultError(Exception):
    """The fault of a field has a column and a message."""

    def __init__(self, column: str, message: str):
        super().__init__(column, message)
        self.column, self.message = column, message


def parse_attempts(text: str, *, now: datetime) -> list[ImportedAttempt]:
    """Return a file's attempts in the order of the file's lines.

    A file that starts with ``{`` has JSON lines, and any other file has CSV rows.

    No attempt may be later than ``now``. The latest attempt counts, so a future attempt would hide real attempts.

    Raises:
        ExamFileError: a line is wrong. The error lists all faults.
    """
    problems: list[FileProblem] = []
    attempts: list[ImportedAttempt] = []
    seen: dict[tuple[int, str, datetime], ImportedAttempt] = {}
    for line, fields in _json_rows(text, problems) if text.lstrip().startswith("{") else _csv_rows(text, problems):
        try:
            attempt = _parse(line, fields, now)
            key = (attempt.user_id, attempt.exam.usage_key, attempt.exam.time)
            other = seen.setdefault(key, attempt)
            if other.exam.status is not attempt.exam.status:
                raise _FaultError("status", f"line {other.line} gives another status for the same exam and time")
        except _FaultError as fault:
            problems.append(FileProblem(line, fault.column, fault.message))
        else:
            attempts.append(attempt)
    if problems:
        raise ExamFileError(sorted(problems, key=lambda problem: problem.line))
    return attempts


def _csv_rows(text: str, problems: list[FileProblem]) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        header = next(reader, [])
        if sorted(header) != sorted(COLUMNS):
            problems.append(FileProblem(1, "", f"expected a header with the columns {', '.join(COLUMNS)}"))
            return
        for values in reader:
            if not values:
                continue
            if len(values) != len(header):
                message = f"expected {len(header)} values, found {len(values)}"
                problems.append(FileProblem(reader.line_num, "", message))
                continue
            yield reader.line_num, dict(zip(header, values, strict=True))
    except csv.Error as error:
        problems.append(FileProblem(reader.line_num, "", f"not CSV: {error}"))


def _json_rows(text: str, problems: list[FileProblem]) -> Iterator[Row]:
    for line, content in enumerate(text.splitlines(), start=1):
        if not content.strip():
            continue
        try:
            fields = json.loads(content)
        except ValueError as error:
            problems.append(FileProblem(line, "", f"not JSON: {error}"))
            continue
        if not isinstance(fields, dict) or sorted(fields) != sorted(COLUMNS):
            problems.append(FileProblem(line, "", f"expected an object with {', '.join(COLUMNS)}"))
            continue
        yield line, {name: str(value) for name, value in fields.items()}


def _parse(line: int, fields: dict[str, str], now: datetime) -> ImportedAttempt:
    if not fields["user_id"].isascii() or not fields["user_id"].isdigit() or len(fields["user_id"]) > 18:
        raise _FaultError("user_id", "expected the learner's id in the LMS, a whole number")
    try:
        run = CourseKey.from_string(fields["course_run"])
    except InvalidKeyError:
        raise _FaultError("course_run", f"no course run key: {fields['course_run']!r}") from None
    try:
        usage = UsageKey.from_string(fields["usage_key"])
    except InvalidKeyError:
        raise _FaultError("usage_key", f"no usage key: {fields['usage_key']!r}") from None
    if usage.course_key != run:
        raise _FaultError("usage_key", "belongs to another course run")
    try:
        status = ExamStatus(fields["status"])
    except ValueError:
        raise _FaultError("status", f"expected one of {STATUSES}") from None
    time = _instant(fields["time"])
    if time > now:
        raise _FaultError("time", "lies in the future")
    return ImportedAttempt(line, int(fields["user_id"]), str(run), ExamAttempt(str(usage), status, time))


def _instant(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
        if time.tzinfo is not None and is_plausible(time):
            return time.astimezone(UTC)
    except (ValueError, OverflowError):
        pass  # raised below
    raise _FaultError("time", "expected ISO 8601 with a time zone, of 1900 to 8999, such as 2026-05-01T12:00+00:00")
