"""The people of the demo and their rights. All people are invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser, Group, Permission, User

COURSE_TEAM = "Course team"
PROGRAM_STAFF = "Program staff"
ADMISSIONS = "Admissions office"


@dataclass(frozen=True, slots=True)
class Person:
    """A person with an account.

    ``group`` is empty for learners. ``story`` describes the person's situation in the demo.
    """

    username: str
    first_name: str
    last_name: str
    story: str
    group: str = ""


STAFF = (
    Person(
        "author",
        "Ingrid",
        "Solheim",
        "Course team: puts the block into a unit, chooses the program, previews it.",
        COURSE_TEAM,
    ),
    Person(
        "staff",
        "Rafael",
        "Quintana",
        "Program staff: gives grades, and sees programs, standings and credentials in the admin.",
        PROGRAM_STAFF,
    ),
    Person(
        "admissions",
        "Akosua",
        "Mensah",
        "Admissions office: reads the ranked list of candidates in the admin, and nothing else.",
        ADMISSIONS,
    ),
)


def save_person(person: Person) -> User:
    """Create or update the account. The account has no password, because visitors sign in with one click."""
    user, _ = User.objects.update_or_create(
        username=person.username,
        defaults={
            "first_name": person.first_name,
            "last_name": person.last_name,
            "email": f"{person.username}@example.com",
            "is_staff": person.group in (PROGRAM_STAFF, ADMISSIONS),
        },
    )
    if person.group:
        user.groups.set([Group.objects.get(name=person.group)])
    return user


def save_groups() -> None:
    """Create the three groups with their rights in the admin."""
    plugin = Permission.objects.filter(content_type__app_label="micromasters")
    Group.objects.get_or_create(name=COURSE_TEAM)
    staff, _ = Group.objects.get_or_create(name=PROGRAM_STAFF)
    staff.permissions.set(plugin)
    admissions, _ = Group.objects.get_or_create(name=ADMISSIONS)
    admissions.permissions.set(plugin.filter(codename__in=("view_candidate", "view_admissioncycle")))


def is_course_team(user: User | AnonymousUser) -> bool:
    """Tell whether the person is an author of the courses."""
    return _is_in(user, COURSE_TEAM)


def is_program_staff(user: Any) -> bool:
    """Tell whether the person may use the grade book."""
    return _is_in(user, PROGRAM_STAFF)


def _is_in(user: User | AnonymousUser, group: str) -> bool:
    return user.is_authenticated and user.groups.filter(name=group).exists()
