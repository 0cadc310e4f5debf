"""The learners of the demo and the learners' stories.

The demo has a learner for every stage of the program. A step is a tuple of name, course, slot of the run, week of the
run, and grade (0–1 or None). The module ``steps`` defines the names.
"""

from __future__ import annotations

from dataclasses import dataclass

from host.people import Person

Step = tuple[str, str, str, int, float | None]

COURSES = ("CTL.SC0x", "CTL.SC1x", "CTL.SC2x", "CTL.SC3x", "CTL.SC4x")
EXAM = "CTL.CFx"


@dataclass(frozen=True, slots=True)
class Story:
    """A learner and the steps of the learner's story, in order. The steps in ``later`` come after an evaluation."""

    person: Person
    steps: tuple[Step, ...] = ()
    later: tuple[Step, ...] = ()


def _story(
    username: str, first_name: str, last_name: str, story: str, *steps: list[Step], later: tuple[Step, ...] = ()
) -> Story:
    return Story(Person(username, first_name, last_name, story), tuple(step for part in steps for step in part), later)


def _took(course: str, ratio: float, *, slot: str = "past", week: int | None = None) -> list[Step]:
    """Return a step that enrolls the learner in the verified track, and a step that grades the learner later."""
    position = (*COURSES, EXAM).index(course)
    return [("enrolled", course, slot, 0, None), ("grade", course, slot, week or 7 + position, ratio)]


def _took_all(*ratios: float) -> list[Step]:
    return [step for course, ratio in zip(COURSES, ratios, strict=True) for step in _took(course, ratio)]


def _sat_exam(ratio: float) -> list[Step]:
    return [("enrolled", EXAM, "past", 0, None), ("exam", EXAM, "past", 14, ratio)]


STORIES = (
    _story("jonas", "Jonas", "Weber", "Has just signed up and is enrolled nowhere."),
    _story(
        "amina",
        "Amina",
        "Yusuf",
        "Audits SC0x: her grade does not count until she upgrades.",
        [("audit", "CTL.SC0x", "running", 0, None), ("grade", "CTL.SC0x", "running", 4, 0.71)],
    ),
    _story(
        "mateo",
        "Mateo",
        "Quispe Huamán",
        "Has earned SC0x and is on his way in SC1x and SC2x.",
        _took("CTL.SC0x", 0.83),
        _took("CTL.SC1x", 0.34, slot="running", week=4),
        [("enrolled", "CTL.SC2x", "running", 1, None)],
    ),
    _story(
        "linh",
        "Linh",
        "Trần",
        "Passed SC1x by the course's own bar, but not by the program's.",
        _took("CTL.SC0x", 0.77),
        _took("CTL.SC1x", 0.55),
    ),
    _story(
        "chen",
        "Chen",
        "Wei-ling",
        "Fell short in SC2x, took it again and earned it.",
        _took("CTL.SC0x", 0.9),
        _took("CTL.SC1x", 0.81),
        _took("CTL.SC2x", 0.48),
        _took("CTL.SC2x", 0.79, slot="running", week=4),
    ),
    _story(
        "noor",
        "Noor",
        "Al-Masri",
        "Had SC3x refunded after passing it: what was earned by then still counts.",
        _took("CTL.SC1x", 0.74),
        _took("CTL.SC3x", 0.69),
        [("refunded", "CTL.SC3x", "past", 12, None)],
    ),
    _story(
        "ivana",
        "Ivana",
        "Horvat",
        "Had her certificate in SC2x invalidated by the course team.",
        _took("CTL.SC1x", 0.88),
        _took("CTL.SC2x", 0.91),
        [("invalidated", "CTL.SC2x", "past", 13, None)],
    ),
    _story(
        "beatriz",
        "Beatriz",
        "Nogueira",
        "Took the three courses of the older XSeries: enough for that one, not for the MicroMasters program.",
        _took("CTL.SC1x", 0.58),
        _took("CTL.SC2x", 0.63),
        _took("CTL.SC3x", 0.54),
    ),
    _story("sofia", "Sofía", "Marchetti", "All but the comprehensive exam.", _took_all(0.84, 0.79, 0.91, 0.72, 0.88)),
    _story(
        "dara",
        "Dara",
        "Okonkwo",
        "Sat the comprehensive exam; its review is not finished.",
        _took_all(0.73, 0.68, 0.7, 0.81, 0.66),
        [
            ("enrolled", EXAM, "past", 0, None),
            ("exam_submitted", EXAM, "past", 14, None),
            ("grade", EXAM, "past", 14, 0.7),
        ],
    ),
    _story(
        "tomasz",
        "Tomasz",
        "Wiśniewski",
        "His comprehensive exam was rejected by the proctors.",
        _took_all(0.92, 0.87, 0.8, 0.83, 0.9),
        _sat_exam(0.85),
        [("exam_rejected", EXAM, "past", 15, 0.0)],
    ),
    _story(
        "kenji",
        "Kenji",
        "Morita",
        "Earned the credential, below the admission bar.",
        _took_all(0.71, 0.66, 0.74, 0.69, 0.77),
        _sat_exam(0.64),
    ),
    _story(
        "priya",
        "Priya",
        "Raghunathan",
        "Earned the credential and is a candidate for admission.",
        _took_all(0.93, 0.88, 0.95, 0.9, 0.86),
        _sat_exam(0.91),
    ),
    _story(
        "tariq",
        "Tariq",
        "Benali",
        "A candidate too, with another balance of grades.",
        _took_all(0.81, 0.84, 0.79, 0.86, 0.83),
        _sat_exam(0.8),
    ),
    _story(
        "salote",
        "Sālote",
        "Fonua",
        "A candidate who took SC1x twice.",
        _took_all(0.97, 0.52, 0.9, 0.93, 0.95),
        _took("CTL.SC1x", 0.94, slot="running", week=4),
        _sat_exam(0.96),
    ),
    _story(
        "lars",
        "Lars",
        "Nygård",
        "Earned the credential; then a regrading took SC2x below the bar, and staff have to look.",
        _took_all(0.78, 0.82, 0.61, 0.75, 0.7),
        _sat_exam(0.73),
        later=(("grade", "CTL.SC2x", "past", 20, 0.47),),
    ),
)
