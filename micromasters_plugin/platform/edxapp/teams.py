"""Who is in a course run now, and who works on it."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth import get_user_model

from micromasters_plugin.platform.edxapp.keys import parse_keys
from micromasters_plugin.platform.edxapp.leaving import has_left

#: Named one by one: the platform's own check lets limited staff pass.
ROLES = ("staff", "instructor")


def members_of(run: str) -> Iterable[int]:
    """Return ids of people enrolled in the run now, as a queryset."""
    from common.djangoapps.student.models import CourseEnrollment

    rows = CourseEnrollment.objects.filter(course_id__in=parse_keys([run]), is_active=True)
    return rows.exclude(has_left("user__")).values_list("user_id", flat=True)


def is_course_staff(user_id: int, run: str) -> bool:
    """Tell whether the person is staff of the site, or staff or instructor of the run or its organisation."""
    from common.djangoapps.student.models import CourseAccessRole

    user = get_user_model().objects.filter(id=user_id, is_active=True).first()
    keys = parse_keys([run])
    if user is None or not keys:
        return False
    rows = CourseAccessRole.objects.filter(user=user, role__in=ROLES, org=keys[0].org)
    # A role without a course is one in the whole organisation.
    return user.is_staff or any(not key or str(key) == run for key in rows.values_list("course_id", flat=True))
