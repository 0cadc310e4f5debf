"""Test replays of a grade book file: the resulting standings, the report, and refused files."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing

import pytest

from tests.demo.conftest import DEMO

GRADEBOOK = DEMO / "gradebooks" / "edge-cases.csv"
EXPECTED = DEMO / "gradebooks" / "edge-cases.expected.csv"
HEADER = "date,learner_id,course_run,event,ratio\n"
GOOD = "2025-01-15,901,course-v1:Edge+A1x+1T2025,enrolled,\n"


@pytest.fixture(scope="module")
def report(manage):
    answer = manage("replay", str(GRADEBOOK), "--program", "EDGE")
    assert answer.returncode == 0, answer.stderr
    assert "failed" not in answer.stderr  # In an earlier version, e-mails to people without an address failed.
    return json.loads(answer.stdout.splitlines()[-1])


def test_the_hand_written_gradebook_gives_the_expected_standings(manage, report):
    standings = manage("micromasters", "export-standings", "--program", "EDGE").stdout

    assert standings.splitlines() == EXPECTED.read_text(encoding="utf-8").splitlines()


def test_a_learner_refunded_after_the_pass_is_still_a_candidate(manage, report):
    candidates = manage("micromasters", "export-candidates", "--program", "EDGE").stdout

    assert candidates.splitlines() == ["learner_id,score,rank", "15,0.8000,1", "4,0.8000,2"]


def test_the_report_has_every_figure(report):
    rows = len(GRADEBOOK.read_text(encoding="utf-8").splitlines()) - 1
    assert report["events"] == rows
    assert report["candidates"] == 2
    assert report["learners"] == len(EXPECTED.read_text(encoding="utf-8").splitlines()) - 1
    assert 0 < report["evaluations"] < report["hints"]
    assert set(report) == {
        "events", "hints", "evaluations", "learners", "credentials", "candidates", "seconds", "events_per_second",
        "peak_rss_mb",
    }  # fmt: skip


def test_the_events_of_one_day_are_evaluated_once(manage, tmp_path, report):
    packed = tmp_path / "day.csv.gz"
    run = "course-v1:Edge+A1x+1T2025"
    day = "".join(f"2025-12-01,777,{run},{event}\n" for event in ("enrolled,", "grade,0.3", "grade,0.5", "grade,0.7"))
    packed.write_bytes(gzip.compress((HEADER + day).encode()))
    everybody = report["learners"] + 2  # also count learner 777, and learner 21, who has a grade without an enrollment

    again = json.loads(manage("replay", str(packed), "--program", "EDGE").stdout)

    # The night has one evaluation, and the reconciliation after the replay evaluates each learner once.
    assert again["evaluations"] <= 1 + everybody
    assert again["events"] == 4 and again["hints"] > 4


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("2025-02-30,1,course-v1:Edge+A1x+1T2025,enrolled,\n", "line 3: day is out of range"),
        ("2025-01-16,x,course-v1:Edge+A1x+1T2025,enrolled,\n", "line 3: learner_id 'x'"),
        ("2025-01-16,1,A1x,enrolled,\n", "line 3: 'A1x' is not a course run key"),
        ("2025-01-16,1,course-v1:Edge+A1x+1T2025,expelled,\n", "line 3: unknown event 'expelled'"),
        ("2025-01-16,1,course-v1:Edge+A1x+1T2025,grade,nan\n", "line 3: ratio 'nan' is not in 0–2"),
        ("2025-01-16,1,course-v1:Edge+A1x+1T2025,grade,60\n", "line 3: ratio '60' is not in 0–2"),
        ("2025-01-14,1,course-v1:Edge+A1x+1T2025,enrolled,\n", "line 3: 2025-01-14 comes after 2025-01-15"),
        ("2025-01-16,1\n", "line 3: expected 5 columns, found 2"),
    ],
)
def test_a_malformed_row_is_refused_with_its_line_before_anything_is_written(line, complaint, manage, report, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text(HEADER + GOOD + line, encoding="utf-8")

    answer = manage("replay", str(path), "--program", "EDGE")

    assert answer.returncode != 0 and complaint in answer.stderr
    with closing(sqlite3.connect(manage.database)) as database:
        assert database.execute("SELECT count(*) FROM auth_user WHERE username LIKE '%901'").fetchone() == (0,)


def test_a_step_that_makes_no_sense_stops_the_replay_at_its_line(manage, tmp_path):
    path = tmp_path / "senseless.csv"
    path.write_text(HEADER + "2025-01-15,902,course-v1:Edge+A1x+1T2025,upgraded,\n", encoding="utf-8")

    answer = manage("replay", str(path), "--program", "EDGE")

    assert answer.returncode != 0 and "line 2: learner-902 is not enrolled" in answer.stderr


def test_an_unknown_program_is_named(manage):
    answer = manage("replay", str(GRADEBOOK), "--program", "NONE")

    assert answer.returncode != 0 and "there is no program NONE" in answer.stderr


def test_a_replay_into_a_retired_program_says_so_in_one_line(manage, tmp_path, report):
    file = tmp_path / "late.csv"
    file.write_text(HEADER + "2026-01-15,901,course-v1:Edge+A1x+1T2025,enrolled,\n")
    decided = ("EDGE", "--actor", "learner-1", "--reason", "an example")
    assert manage("micromasters", "retire-program", *decided).returncode == 0

    answer = manage("replay", str(file), "--program", "EDGE")

    manage("micromasters", "restore-program", *decided)
    assert (answer.returncode, "Traceback" in answer.stderr) == (0, False)
    assert "nobody was evaluated: EDGE was retired on" in answer.stderr
    assert json.loads(answer.stdout.splitlines()[-1])["events"] == 1


RULES = """\
schema: 1
uuid: 5c1f0f0e-0c2e-4d53-9d6f-3a6c0a4c1a77
key: RULES
kind: micromasters
title: Rules of published programs
institution: Example University
effective_from: 2015-01-01
timezone: America/New_York
passing_grade: 0.60
admission: {courses: {A1x: 0.80}, attempts: 1, credential: false}
releases: {"course-v1:Rules+B1x+1T2023": 2023-07-01}
requirements:
  all_of:
    - {course: Rules+A1x, valid_for: 5 years, except_runs: ["course-v1:Rules+A1x+SPOC"]}
    - {course: Rules+B1x, attempts: 2, certificate: true}
"""
RULED = """\
2016-02-01,31,course-v1:Rules+A1x+1T2016,enrolled,
2016-02-01,32,course-v1:Rules+A1x+SPOC,enrolled,
2016-05-01,31,course-v1:Rules+A1x+1T2016,grade,0.85
2016-05-01,32,course-v1:Rules+A1x+SPOC,grade,0.90
2023-02-01,31,course-v1:Rules+B1x+1T2023,enrolled,
2023-05-01,31,course-v1:Rules+B1x+1T2023,grade,0.75
2023-07-02,31,course-v1:Rules+B1x+1T2023,grade,0.75
"""


def test_a_replay_follows_the_rules_of_published_programs(manage, tmp_path):
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "rules.csv").write_text(HEADER + RULED, encoding="utf-8")
    manage("micromasters", "import-program", str(tmp_path / "rules.yaml")).check_returncode()

    answer = manage("replay", str(tmp_path / "rules.csv"), "--program", "RULES")

    assert answer.returncode == 0, answer.stderr
    standings = manage("micromasters", "export-standings", "--program", "RULES").stdout
    assert standings.splitlines()[1:] == ["31,false,0.7500,1,2", "32,false,,0,2"]
