"""Implement every port on Open edX. Each method comes from the module that reads the method's tables."""

from __future__ import annotations

from typing import final

from micromasters_plugin.platform.course_runs import CourseRuns
from micromasters_plugin.platform.course_teams import CourseTeams
from micromasters_plugin.platform.edxapp import (
    changes,
    course_runs,
    exam_service,
    learners,
    leaving,
    mail,
    people,
    proctoring,
    teams,
)
from micromasters_plugin.platform.exam_service import ExamService
from micromasters_plugin.platform.gradebook import Gradebook
from micromasters_plugin.platform.people import People
from micromasters_plugin.platform.public_site import PublicSite
from micromasters_plugin.platform.retirement import Retirement
from micromasters_plugin.platform.roster import Roster


@final  # mypy then finds a missing method
class EdxappPlatform(Gradebook, Roster, CourseRuns, CourseTeams, ExamService, People, Retirement, PublicSite):
    """This object is the host on Open edX and has no state.

    Studio uses the host too, although Studio evaluates nothing.
    """

    enrollments = staticmethod(learners.enrollments)
    grades = staticmethod(learners.grades)
    grades_outside = staticmethod(learners.grades_outside)
    certificates = staticmethod(learners.certificates)
    exam_attempts = staticmethod(proctoring.exam_attempts)

    learners_of = staticmethod(learners.learners_of)
    number_of_learners = staticmethod(learners.number_of_learners)
    changed_since = staticmethod(changes.changed_since)

    runs_of_courses = staticmethod(course_runs.runs_of_courses)
    display_runs = staticmethod(course_runs.display_runs)

    members_of = staticmethod(teams.members_of)
    is_member = staticmethod(teams.is_member)
    is_viewed_as_any_learner = staticmethod(teams.is_viewed_as_any_learner)
    is_course_staff = staticmethod(teams.is_course_staff)

    exam_service_runs = staticmethod(exam_service.exam_service_runs)
    service_exams = staticmethod(exam_service.service_exams)
    service_attempts = staticmethod(exam_service.service_attempts)

    existing_users = staticmethod(people.existing_users)
    usernames = staticmethod(people.usernames)
    find_people = staticmethod(people.find_people)
    account = staticmethod(people.account)
    credential_name = staticmethod(people.credential_name)
    credential_names = staticmethod(people.credential_names)

    leavers = staticmethod(leaving.leavers)
    connect_retirement = staticmethod(leaving.connect_retirement)
    leaving_receivers = staticmethod(leaving.leaving_receivers)
    identifiers = staticmethod(leaving.identifiers)
    full_names = staticmethod(leaving.full_names)

    send = staticmethod(mail.send)
    credential_host = staticmethod(people.credential_host)
