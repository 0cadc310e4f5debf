"""Read the staff and the members of a course run, and detect staff who view the run as a learner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q, Subquery

from micromasters_plugin.platform.edxapp.keys import parse_keys
from micromasters_plugin.platform.edxapp.leaving import has_left

#: Only these roles count. This module does not use the platform's own check, because the platform's check accepts
#: limited staff.
ROLES = ("staff", "instructor")


def members_of(run: str, *, modes: Sequence[str], since: datetime) -> Iterable[int]:
    """Return ids of people enrolled in the run in one of ``modes``, without a gap, since ``since`` or earlier.

    The result is a queryset. Enrollments older than the platform's histories have no history, so the present mode
    counts for the whole time.
    """
    from common.djangoapps.student.models import CourseEnrollment

    past = CourseEnrollment.history.filter(id=OuterRef("id"))
    before = past.filter(history_date__lte=since).order_by("-history_date", "-history_id")
    otherwise = past.filter(history_date__gt=since).exclude(is_active=True, mode__in=modes)
    rows = CourseEnrollment.objects.filter(course_id__in=parse_keys([run]), is_active=True, mode__in=modes)
    rows = rows.exclude(has_left("user__")).exclude(Exists(otherwise))
    rows = rows.annotate(
        mode_then=Subquery(before.values("mode")[:1]), active_then=Subquery(before.values("is_active")[:1])
    )
    is_old = Q(created__isnull=True) | Q(created__lte=since)
    was_there = Q(mode_then__in=modes, active_then=True) | (is_old & ~Exists(past))
    return rows.filter(was_there).order_by().values_list("user_id", flat=True)


def is_member(user_id: int, run: str) -> bool:
    """Tell whether the person is enrolled in the run now, in any mode.

    In a request, use the platform's own function, because the request's cache already has the answer. Outside a
    request, this cache would never expire.
    """
    from common.djangoapps.student.models import CourseEnrollment
    from crum import get_current_request

    keys = parse_keys([run])
    if get_current_request() is not None:
        person = get_user_model()(id=user_id)
        return any(CourseEnrollment.is_enrolled(person, key) for key in keys)
    return CourseEnrollment.objects.filter(user_id=user_id, course_id__in=keys, is_active=True).exists()


def is_viewed_as_any_learner(run: str) -> bool:
    """Tell whether staff view the run as a learner without choosing a specific learner.

    The user service then still returns the staff member's own id.
    """
    from crum import get_current_request
    from lms.djangoapps.courseware.masquerade import get_course_masquerade

    request, keys = get_current_request(), parse_keys([run])
    viewed = get_course_masquerade(request.user, keys[0]) if request is not None and keys else None
    return viewed is not None and viewed.role == "student" and not viewed.user_name


def is_course_staff(user_id: int, run: str) -> bool:
    """Tell whether the person is staff of the site or of the run.

    Staff of the run have the role staff or instructor in the run or the run's organisation.
    """
    from common.djangoapps.student.models import CourseAccessRole

    user = get_user_model().objects.filter(id=user_id, is_active=True).first()
    keys = parse_keys([run])
    if user is None or not keys:
        return False
    rows = CourseAccessRole.objects.filter(user=user, role__in=ROLES, org=keys[0].org)
    # A role without a course applies to the whole organisation.
    return user.is_staff or any(not key or str(key) == run for key in rows.values_list("course_id", flat=True))
