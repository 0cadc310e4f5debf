"""``platform.port.Platform`` for Open edX: each need goes to the module that knows its tables."""

from __future__ import annotations

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


class EdxappPlatform:
    """Stateless. Also fit for Studio's process, except that nothing is evaluated there."""

    existing_users = staticmethod(people.existing_users)
    leavers = staticmethod(leaving.leavers)
    tell_of_leavers = staticmethod(leaving.tell_of_leavers)
    leaving_receivers = staticmethod(leaving.leaving_receivers)
    identifiers = staticmethod(leaving.identifiers)
    full_names = staticmethod(leaving.full_names)
    credential_name = staticmethod(people.credential_name)
    credential_names = staticmethod(people.credential_names)
    account = staticmethod(people.account)
    usernames = staticmethod(people.usernames)
    find_people = staticmethod(people.find_people)
    credential_host = staticmethod(people.credential_host)
    send = staticmethod(mail.send)

    runs_of_courses = staticmethod(course_runs.runs_of_courses)
    display_runs = staticmethod(course_runs.display_runs)

    enrollments = staticmethod(learners.enrollments)
    grades = staticmethod(learners.grades)
    grades_outside = staticmethod(learners.grades_outside)
    certificates = staticmethod(learners.certificates)
    learners_of = staticmethod(learners.learners_of)
    members_of = staticmethod(teams.members_of)
    is_member = staticmethod(teams.is_member)
    is_viewed_as_anybody = staticmethod(teams.is_viewed_as_anybody)
    is_course_staff = staticmethod(teams.is_course_staff)
    number_of_learners = staticmethod(learners.number_of_learners)
    changed_since = staticmethod(changes.changed_since)

    exam_attempts = staticmethod(proctoring.exam_attempts)
    exam_service_runs = staticmethod(exam_service.exam_service_runs)
    service_exams = staticmethod(exam_service.service_exams)
    service_attempts = staticmethod(exam_service.service_attempts)
