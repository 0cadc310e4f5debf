"""Test that a decision to keep a credential is final until the learner's results get worse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from waffle.testutils import override_switch

from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data.actors import Actor
from micromasters_plugin.data.truth import CourseCertificate
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.standings.models import Standing
from tests.agreeing import import_and_agree
from tests.factories import UUID_A, program_text, run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW

STAFF = 99
RETAKE = "course-v1:Ex+1x+2027"


class Story:
    """A learner with a credential for the courses 1x, 2x and 3x. The methods change the learner's results."""

    def __init__(self, platform: FakePlatform, policy: str):
        self.platform, self.policy, self.now = platform, policy, NOW
        self.define()
        self.grade(**{"1x": 0.9, "2x": 0.9, "3x": 0.9})

    def define(self, *courses: str, policy: str = "", **named: str) -> None:
        """Import a version that takes effect now.

        The version has the same courses, unless ``courses`` names other courses.
        """
        text = program_text(*(courses or ("1x", "2x", "3x")), drop_policy=policy or self.policy, **named)
        text = text.replace("drop_policy:", "grandfathering: latest\ndrop_policy:")
        import_and_agree(text.replace("2025-01-01", f"{self.now:%Y-%m-%d}"), now=self.now)
        tracked_runs.forget()
        self.work()

    def grade(self, run: str = "", /, **percents: float) -> None:
        """Give grades by course number, in the usual run or in ``run``."""
        for number, percent in percents.items():
            self.platform.pass_run(LEARNER, run or run_of(number), percent)
        self.work()

    def act(self, action: str) -> None:
        uuid = str(Credential.objects.get(is_current=True).uuid)
        api.change_credential(uuid, action, actor=Actor.operator(STAFF), reason="a good one", now=self.now)
        self.work()

    def override(self, kind: str, requirement: str = "", **named) -> int:
        recorded = api.record_override(
            UUID_A,
            kind,
            user_id=LEARNER,
            actor=Actor.operator(STAFF),
            reason="a board",
            requirement=requirement,
            now=self.now,
            **named,
        )
        self.work()
        return recorded.id

    def work(self, *, days: int = 1) -> None:
        """Let a day pass and do all work."""
        self.now += timedelta(days=days)
        api.reconcile(now=self.now)

    def drop_and_keep(self) -> None:
        """Let the learner fall below the bar of 2x, and let a person keep the credential.

        If the policy is to revoke, the credential is suspended before the person keeps the credential.
        """
        if self.policy == "revoke":
            self.act("suspend")
        self.grade(**{"2x": 0.55})
        self.act("keep")
        if self.policy == "revoke":
            self.act("reinstate")

    def is_in_question(self) -> bool:
        """Tell whether a review is open or the credential was revoked, although a person kept the credential."""
        current = Credential.objects.filter(is_current=True, state="valid").first()
        return current is None or current.reviews.filter(closed__isnull=True).exists()


@pytest.fixture(params=["review", "revoke"])
def story(request: pytest.FixtureRequest, db: None, platform: FakePlatform) -> Story:
    """Return a story in which a person kept the credential after the learner fell below the bar of 2x."""
    story = Story(platform, request.param)
    story.drop_and_keep()
    assert not story.is_in_question()
    return story


#: The changes that do not reopen a decision to keep.
EQUAL: dict[str, Callable[[Story], None]] = {
    "nothing": lambda story: story.work(),
    "the learner is evaluated anew": lambda story: _forget_the_standing(story),
    "a version with other words": lambda story: story.define(bar="0.6"),
    "a version with a higher bar": lambda story: story.define(bar="0.95"),
    "a version with one more course": lambda story: story.define("1x", "2x", "3x", "4x"),
    "a version with one course less": lambda story: story.define("1x", "2x"),
    "a version that revokes": lambda story: story.define(policy="revoke"),
    "a version that asks": lambda story: story.define(policy="review"),
    "a version with a higher bar, then a better grade below it": lambda story: (
        story.define(bar="0.95"),
        story.grade(**{"2x": 0.58}),
    ),
    "a grade that rises and falls back": lambda story: (story.grade(**{"2x": 0.58}), story.grade(**{"2x": 0.55})),
    "a grade that falls further": lambda story: story.grade(**{"2x": 0.10}),
    "another grade that falls and still counts": lambda story: story.grade(**{"1x": 0.61}),
    "a failed retake": lambda story: story.grade(RETAKE, **{"1x": 0.30}),
    "a better retake": lambda story: story.grade(RETAKE, **{"1x": 0.95}),
    "a suspension and its end": lambda story: (story.act("suspend"), story.act("reinstate")),
    "a reissue": lambda story: story.act("reissue"),
    "a reissue and a suspension": lambda story: (story.act("reissue"), story.act("suspend"), story.act("reinstate")),
    "a reissue and a grade that rises": lambda story: (story.act("reissue"), story.grade(**{"2x": 0.58})),
    "a waiver of what is earned, withdrawn": lambda story: _waive_for_a_while(story, "1x"),
    "a second decision to keep": lambda story: (story.act("keep"), story.act("suspend"), story.act("reinstate")),
}


@pytest.mark.parametrize("name", EQUAL)
def test_a_decision_to_keep_survives(story: Story, name: str) -> None:
    EQUAL[name](story)
    assert not story.is_in_question()


#: The changes that reopen a decision to keep.
MORE: dict[str, Callable[[Story], None]] = {
    "another requirement is lost": lambda story: story.grade(**{"1x": 0.55}),
    "a grade is deleted": lambda story: (story.platform.graded.pop((LEARNER, run_of("1x"))), story.work()),
    "a grade is deleted, and a second decision comes before any evaluation": lambda story: (
        story.platform.graded.pop((LEARNER, run_of("1x"))),
        story.act("keep"),
    ),
    "a certificate is invalidated": lambda story: _invalidate(story, run_of("1x")),
    "an attempt is lost that another carries": lambda story: _lose_a_better_retake(story),
    "recovered and dropped": lambda story: (story.grade(**{"2x": 0.7}), story.grade(**{"2x": 0.55})),
    "recovered and dropped between two rounds of effects": lambda story: _recover_and_drop_at_once(story),
    "recovered by a waiver that is withdrawn": lambda story: _waive_for_a_while(story, "2x"),
    "recovered by a waiver that ends": lambda story: (
        story.override("waive", "2x", expires=story.now + timedelta(days=2)),
        story.work(days=3),
    ),
    "recovered by a version and dropped": lambda story: (story.define(bar="0.50"), story.grade(**{"2x": 0.40})),
    "a person holds the program": lambda story: story.override("hold"),
    "a person revokes the program": lambda story: story.override("revoke"),
    "another requirement is lost after a reissue": lambda story: (story.act("reissue"), story.grade(**{"3x": 0.1})),
    "another requirement is lost after an import": lambda story: (story.define(bar="0.61"), story.grade(**{"3x": 0.1})),
    "another requirement is lost while suspended": lambda story: (
        story.act("suspend"),
        story.grade(**{"1x": 0.1}),
        story.act("reinstate"),
    ),
}


@pytest.mark.parametrize("name", MORE)
def test_a_decision_to_keep_is_reopened_after(story: Story, name: str) -> None:
    MORE[name](story)
    assert story.is_in_question()


def _forget_the_standing(story: Story) -> None:
    Standing.objects.all().delete()
    story.work()
    story.act("suspend")
    story.act("reinstate")


def _waive_for_a_while(story: Story, requirement: str) -> None:
    override_id = story.override("waive", requirement)
    api.withdraw_override(override_id, actor=Actor.operator(STAFF), reason="an error", now=story.now)
    story.work()


def _invalidate(story: Story, run: str) -> None:
    story.platform.certified[LEARNER, run] = CourseCertificate("unavailable", "verified", is_invalidated=True)
    story.work()


def _lose_a_better_retake(story: Story) -> None:
    story.grade(RETAKE, **{"1x": 0.95})
    story.act("keep")
    story.grade(RETAKE, **{"1x": 0.10})


def _recover_and_drop_at_once(story: Story) -> None:
    """Let two decisions come before the issuing effect runs.

    When the effect runs, the learner has lost the program again.
    """
    with override_switch("micromasters.issuing_paused", active=True):
        for percent in (0.7, 0.55):
            story.grade(**{"2x": percent})
    story.work()
