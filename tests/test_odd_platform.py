"""Test unexpected data of real platforms, from the event to the credential and the learner's view.

The tests of the ports, the receivers, the block and the rules have further cases.
"""

from __future__ import annotations

from contextlib import nullcontext

import pytest
from django.test import Client
from django.utils.html import escape
from opaque_keys.edx.keys import CourseKey

from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data import LearnerProgress
from micromasters_plugin.data.actors import OPERATOR, Actor, ActorKind
from micromasters_plugin.exceptions import UnknownProgramError
from micromasters_plugin.inbox.models import Hint, ParkedEvent
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs import roles
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.standings.models import Standing
from tests.factories import UUID_A, program_text, run_of, send_grade
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW
from tests.port.people import NAMES

RUNS = (run_of("1x"), run_of("2x"))
OLD_SLASHES = "Ex/1x/2012"


@pytest.fixture(autouse=True)
def nothing_is_set_aside(program: Program):
    """Check that no event, learner or order is parked."""
    yield
    assert not ParkedEvent.objects.exists()
    assert not Work.objects.exclude(parked=None).exists()
    assert not Order.objects.exclude(parked=None).exists()


def settle(*runs: str) -> LearnerProgress:
    """Send a grade of each run, sweep, reconcile all learners, and return the learner's page."""
    for run in runs:
        send_grade(LEARNER, run)
    api.run_pending(now=NOW)
    api.reconcile(now=NOW)
    return api.get_progress(UUID_A, user_id=LEARNER, course_run=runs[0] if runs else "", now=NOW)


def test_a_course_key_with_slashes_counts_like_any_other(platform: FakePlatform) -> None:
    platform.pass_run(LEARNER, OLD_SLASHES)
    platform.pass_run(LEARNER, run_of("2x"))
    shown = settle(OLD_SLASHES, run_of("2x"))
    assert shown.earned and shown.requirements[0].is_this_course
    assert Credential.objects.get().user_id == LEARNER


@pytest.mark.parametrize("key", ["ccx-v1:Ex+1x+2026+ccx@1", "library-v1:Ex+1x"])
def test_a_custom_course_or_a_library_is_no_run_of_the_course_it_is_named_after(
    platform: FakePlatform, key: str
) -> None:
    platform.enroll(LEARNER, run_of("1x"))
    if key.startswith("ccx"):
        platform.pass_run(LEARNER, key, 0.99)
    send_grade(LEARNER, key)
    assert not Hint.objects.exists()
    assert settle(run_of("1x")).earned_requirements == 0
    assert not api.get_progress(UUID_A, user_id=LEARNER, course_run=key).requirements[0].is_this_course


@pytest.mark.parametrize("key", [OLD_SLASHES, "ccx-v1:Ex+1x+2026+ccx@1", "library-v1:Ex+Lib", "Zoë's course", ""])
def test_the_plugin_accepts_course_keys_of_any_form(platform: FakePlatform, key: str) -> None:
    platform.add_learner(LEARNER)
    assert api.get_progress(UUID_A, user_id=LEARNER, course_run=key).total_requirements == 2
    assert api.get_outline(UUID_A, course_run=key).total_requirements == 2
    assert [program.key for program in api.list_programs(course_run=key)] == ["example"]
    actor = Actor(ActorKind.PERSON, LEARNER)
    assert not roles.may_see_own_progress(actor, key) and not roles.may_see_course_standings(actor, key)
    names_it = key == OLD_SLASHES
    with nullcontext() if names_it else pytest.raises(UnknownProgramError):
        assert api.course_standings(UUID_A, actor=OPERATOR, course_run=key).course_run == key


def test_a_learner_without_a_profile_earns_and_gets_the_credential_once_named(
    platform: FakePlatform,
) -> None:
    platform.add_learner(LEARNER, "")
    for run in RUNS:
        platform.pass_run(LEARNER, run)
    assert settle(*RUNS).earned
    [waiting] = Order.objects.filter(done=None)
    assert "has no name" in waiting.error and not Credential.objects.exists()
    platform.add_learner(LEARNER, "Ama Owusu")
    api.run_pending(now=waiting.due.replace(year=NOW.year + 1))
    assert Credential.objects.get().name == "Ama Owusu"


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_is_shown_as_the_person_writes_it(
    platform: FakePlatform, client: Client, name: str
) -> None:
    platform.add_learner(LEARNER, name)
    for run in RUNS:
        platform.pass_run(LEARNER, run)
    settle(*RUNS)
    credential = Credential.objects.get()
    assert credential.name == name
    page = client.get(f"/micromasters/credentials/{credential.uuid}/").content.decode()
    assert escape(name) in page


def test_a_pass_in_a_run_without_a_course_overview_counts_once_there_is_one(platform: FakePlatform) -> None:
    for run in RUNS:
        platform.pass_run(LEARNER, run)
    overview = platform.runs.pop(RUNS[0])
    shown = settle(*RUNS)
    assert (shown.earned_requirements, shown.earned) == (1, False)
    platform.runs[RUNS[0]] = overview
    assert settle().earned


def test_a_requirement_stays_earned_when_its_run_is_deleted(platform: FakePlatform) -> None:
    for run in RUNS:
        platform.pass_run(LEARNER, run)
    settle(*RUNS)
    del platform.runs[RUNS[0]]
    shown = settle(*RUNS)
    assert shown.earned and shown.requirements[0].course_run is not None
    assert Credential.objects.get().state == "valid"


def test_a_custom_mode_earns_no_credit_and_the_learner_sees_why(platform: FakePlatform) -> None:
    for run in RUNS:
        platform.enroll(LEARNER, run, "mitx-scholar")
        platform.grade(LEARNER, run, 0.9)
    shown = settle(*RUNS)
    assert shown.earned_requirements == 0
    assert ("other_track", "mitx-scholar") in [
        (reason.code, dict(reason.values)["mode"]) for reason in shown.requirements[0].reasons
    ]


def test_a_custom_mode_earns_credit_if_the_program_lists_it(platform: FakePlatform) -> None:
    text = program_text(*("1x", "2x")).replace("title: Example", "credit_modes: [mitx-scholar]\ntitle: Example", 1)
    api.import_program(text.replace("title: Example", "grandfathering: latest\ntitle: Example", 1), actor=OPERATOR)
    tracked_runs.forget()
    for run in RUNS:
        platform.enroll(LEARNER, run, "mitx-scholar")
        platform.grade(LEARNER, run, 0.9)
    assert settle(*RUNS).earned


def test_a_grade_without_an_enrollment_earns_nothing_until_the_learner_enrolls(platform: FakePlatform) -> None:
    platform.add_learner(LEARNER)
    for run in RUNS:
        platform.grade(LEARNER, run, 0.99)
    assert settle(*RUNS).earned_requirements == 0
    assert not Credential.objects.exists() and not Hint.objects.exists()
    for run in RUNS:
        platform.enroll(LEARNER, run)
    assert settle().earned
    assert Standing.objects.count() == 1


def test_the_platform_parses_the_keys_of_these_tests() -> None:
    kinds = [type(CourseKey.from_string(key)).__name__ for key in (OLD_SLASHES, "ccx-v1:Ex+1x+2026+ccx@1")]
    assert kinds == ["CourseLocator", "CCXLocator"]
