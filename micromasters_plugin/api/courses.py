"""Count the learners of a course by their progress in a program. The counts are made once a week, with random noise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.utils.encoding import force_bytes

from micromasters_plugin.data import Actor, CourseStandings, StandingGroup
from micromasters_plugin.domain.definition import Course, Final, ProgramRules, matches_run
from micromasters_plugin.domain.disclosure import MIN_SIZE, Noise, disclose, week_of
from micromasters_plugin.domain.modes import counting_modes, course_modes, final_modes
from micromasters_plugin.domain.texts import clean_name, fold
from micromasters_plugin.exceptions import UnknownProgramError
from micromasters_plugin.platform.course_runs import get_course_runs
from micromasters_plugin.platform.course_teams import get_course_teams
from micromasters_plugin.programs import roles
from micromasters_plugin.programs.registry import Version, family_from_versions
from micromasters_plugin.showing.progress import summarise
from micromasters_plugin.standings.cohorts import tally_standings
from micromasters_plugin.standings.weekly_counts import CoursePage, keep_counts, read_page

#: A learner is counted when this time has passed since the learner joined, paid or came back.
MEMBER_FOR = timedelta(days=7)


def course_standings(
    program_uuid: str, *, course_run: str, actor: Actor, now: datetime | None = None
) -> CourseStandings:
    """Return counts of credit learners in the course run, grouped by progress in the program.

    The first call in a week counts the learners. Later calls in the week return the counts of the first call. The first
    call of a week takes four queries, and each later call takes one query. Each nested program takes one more query.

    Raises:
        NotAllowedError: the actor is not on the team of the course.
        UnknownProgramError: no program has the given uuid, no version names the course, or the platform spells the
            run's key differently. A database may find a key that is spelt differently, and each spelling would get
            different noise.
        UnreadableDefinitionError: a version of the program cannot be read.
    """
    roles.require(roles.may_see_course_standings, actor, course_run)
    now = now or datetime.now(UTC)
    week = week_of(now)
    page = read_page(program_uuid, course_run=course_run, week=week)
    if not _names_course(page, course_run):
        raise UnknownProgramError(f"program {program_uuid!r} does not name the course of {course_run!r}")
    title, url = _title_and_url(page, course_run)
    rules = page.versions[-1].rules
    # Use the largest number of requirements in any version. The number of groups then reveals nothing about a person.
    total = max(version.rules.required for version in page.versions)
    counts = page.counts
    if counts is None:
        noise = Noise(_secret(), f"{rules.uuid} {fold(course_run).strip()}", week)
        sizes = _count_members(page, course_run, total=total, now=now)
        counts = keep_counts(page.program_id, course_run=course_run, week=week, counts=disclose(sizes, noise=noise))
    return CourseStandings(
        program=summarise(rules),
        course_run=course_run,
        course_title=title,
        course_url=url,
        week=week,
        learners=counts.get("learners"),
        total_requirements=total,
        groups=tuple(StandingGroup(number, counts.get(str(number))) for number in range(total + 1)),
        earned=counts.get("earned"),
        has_admission_bar=rules.admission is not None,
        above_bar=counts.get("above_bar") if rules.admission is not None else None,
        least_shown=MIN_SIZE,
    )


def _names_course(page: CoursePage, course_run: str) -> bool:
    """Tell whether any version of the program or of its nested programs names the run's course."""
    if _any_names_course(page.versions, course_run):
        return True
    if not any(version.rules.nested() for version in page.versions):
        return False
    return _any_names_course(family_from_versions(page.program_id, page.versions).all_versions(), course_run)


def _any_names_course(versions: Sequence[Version], course_run: str) -> bool:
    courses = [course for version in versions for course in version.rules.courses()]
    places: list[Course | Final] = [*courses, *(course.final for course in courses if course.final is not None)]
    return any(matches_run(place, course_run) for place in places)


def _count_members(page: CoursePage, course_run: str, *, total: int, now: datetime) -> dict[str, int]:
    modes = _credit_modes(page.versions[-1].rules, course_run)
    members = get_course_teams().members_of(course_run, modes=modes, since=now - MEMBER_FOR)
    sizes = dict.fromkeys([*map(str, range(total + 1)), "learners", "earned", "above_bar"], 0)
    for tally in tally_standings(page.program_id, members):
        sizes[str(min(tally.earned_requirements, total))] += tally.learners
        sizes["learners"] += tally.learners
        sizes["earned"] += tally.learners * tally.earned
        sizes["above_bar"] += tally.learners * tally.meets_admission_bar
    return sizes


def _credit_modes(rules: ProgramRules, course_run: str) -> tuple[str, ...]:
    """Return the modes that earn credit in the run, in the definition's order.

    If the rules do not name the run's course, return the program's modes.
    """
    courses = rules.courses()
    listed = [course_modes(rules, course) for course in courses if matches_run(course, course_run)]
    listed += [
        final_modes(rules, course)
        for course in courses
        if course.final is not None and matches_run(course.final, course_run)
    ]
    found = listed or [rules.credit_modes]
    return tuple(dict.fromkeys(mode for modes in found for mode in counting_modes(modes)))


def _title_and_url(page: CoursePage, course_run: str) -> tuple[str, str]:
    """Return the course's title and address from the stored runs.

    If the run is not stored, ask the platform for the title and the address.

    Raises:
        UnknownProgramError: the platform has the run, but spells the run's key differently.
    """
    found = {page.run_key: (page.title, page.url)} if page.run_key else _platform_titles(course_run)
    if found and course_run not in found:
        raise UnknownProgramError(f"no course run is called {course_run!r}")
    return found.get(course_run, ("", ""))


def _platform_titles(course_run: str) -> dict[str, tuple[str, str]]:
    runs = get_course_runs().display_runs([course_run])
    return {key: (clean_name(run.title), run.url) for key, run in runs.items()}


def _secret() -> bytes:
    """Return the secret of the noise, which is the SHA-256 of a fixed text and the site's ``SECRET_KEY``.

    The counts of a week are stored, so a new ``SECRET_KEY`` changes the noise only from the next week on.
    """
    return sha256(b"micromasters.noise\n" + force_bytes(settings.SECRET_KEY)).digest()
