"""Test that grades, enrollments, certificates and invalidations become standings through the platform's signals."""

from __future__ import annotations

from decimal import Decimal

import pytest
from common.djangoapps.course_modes.models import CourseMode
from common.djangoapps.student.models import CourseEnrollment, UserProfile
from common.djangoapps.student.tests.factories import UserFactory
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lms.djangoapps.certificates.models import CertificateInvalidation
from lms.djangoapps.certificates.tests.factories import GeneratedCertificateFactory
from lms.djangoapps.grades.api import CourseGradeFactory
from lms.djangoapps.grades.models import PersistentCourseGrade
from opaque_keys.edx.keys import CourseKey
from openedx.core.djangoapps.content.course_overviews.tests.factories import CourseOverviewFactory
from openedx_events.learning import signals
from xmodule.modulestore.tests.django_utils import SharedModuleStoreTestCase

from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential, CredentialReview
from micromasters_plugin.exceptions import MissingNameError
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.platform.edxapp import EdxappPlatform
from micromasters_plugin.standings.models import Standing
from tests.factories import UUID_A, send_exam
from tests.platform.courses import import_program, make_course, score


class PipelineTest(SharedModuleStoreTestCase):
    """Tests with a program of two courses at 0.60. The passing grade of each course is 0.50."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.courses = {number: make_course(number) for number in ("1x", "2x")}

    def setUp(self):
        super().setUp()
        import_program("1x", "2x")
        for course, _, _ in self.courses.values():
            CourseOverviewFactory.create(id=course.id, display_name=course.display_name, lowest_passing_grade=0.5)
            CourseMode.objects.create(course_id=course.id, mode_slug="verified", min_price=150, currency="usd")
        self.learner = UserFactory.create(profile__name="Ama Owusu")

    def enroll(self, number: str, mode: str = "verified") -> CourseEnrollment:
        return CourseEnrollment.enroll(self.learner, self.courses[number][0].id, mode=mode)

    def score(self, number: str, earned: int) -> None:
        course, problem, _ = self.courses[number]
        score(self.learner, course, problem, earned)

    def standing(self) -> Standing:
        api.run_pending()
        return Standing.objects.get(user_id=self.learner.id)

    def test_passing_everything_issues_a_credential_with_the_profiles_name_and_flags_a_candidate(self):
        for number in self.courses:
            self.enroll(number)
            self.score(number, 90)
        assert self.standing().composite == Decimal("0.9")
        assert Credential.objects.get().name == "Ama Owusu"
        assert [candidate.user_id for candidate in api.candidates("example")] == [self.learner.id]

    def test_every_passing_status_follows_the_summary_of_a_grade_that_is_kept(self):
        """Check the assumptions of docs/decisions/0006."""
        sent = []

        def note(signal, **kwargs):
            sent.append((signal, PersistentCourseGrade.objects.filter(user_id=self.learner.id).count()))

        self.enroll("1x")
        both = (signals.PERSISTENT_GRADE_SUMMARY_CHANGED, signals.COURSE_PASSING_STATUS_UPDATED)
        for signal in both:
            signal.connect(note)
        try:
            CourseGradeFactory().update(self.learner, self.courses["1x"][0])  # the learner has no attempt
            for earned in (90, 90, 10):
                self.score("1x", earned)
        finally:
            for signal in both:
                signal.disconnect(note)
        assert len(sent) >= 8
        assert sent == [(signal, 1) for signal in both] * (len(sent) // 2)

    def test_a_pass_below_the_programs_bar_does_not_count(self):
        self.enroll("1x")
        self.score("1x", 55)
        assert self.standing().verdict["root"]["children"][0]["state"] == "below_program_bar"

    def test_audit_does_not_count_until_the_upgrade(self):
        self.enroll("1x", "audit")
        self.score("1x", 90)
        assert self.standing().earned_requirements == 0
        CourseEnrollment.objects.get(user=self.learner).update_enrollment(mode="verified")
        assert self.standing().earned_requirements == 1

    def test_unenrolling_after_a_pass_takes_nothing_away(self):
        self.enroll("1x")
        self.score("1x", 90)
        CourseEnrollment.unenroll(self.learner, self.courses["1x"][0].id)
        assert self.standing().earned_requirements == 1

    def test_a_drop_is_noticed_and_opens_a_review(self):
        for number in self.courses:
            self.enroll(number)
            self.score(number, 90)
        assert self.standing().earned
        self.score("2x", 10)
        assert not self.standing().earned
        assert CredentialReview.objects.count() == 1

    def test_a_deleted_grade_sends_nothing_and_reconciliation_finds_it(self):
        self.enroll("1x")
        self.score("1x", 90)
        assert self.standing().earned_requirements == 1
        PersistentCourseGrade.objects.all().delete()
        assert api.run_pending().evaluations == 0
        api.reconcile(program_key="example")
        assert Standing.objects.get().earned_requirements == 0

    def test_an_invalidated_certificate_does_not_count(self):
        self.enroll("1x")
        self.score("1x", 90)
        certificate = GeneratedCertificateFactory.create(
            user=self.learner, course_id=self.courses["1x"][0].id, status="downloadable", mode="verified"
        )
        assert self.standing().earned_requirements == 1
        CertificateInvalidation.objects.create(
            generated_certificate=certificate, invalidated_by=UserFactory.create(), active=True
        )
        certificate.invalidate()
        assert self.standing().earned_requirements == 0

    def test_exam_events_are_stored(self):
        send_exam(self.learner.id, str(self.courses["1x"][0].id), "verified")
        assert Hint.objects.filter(user_id=self.learner.id).exists()

    def test_all_receivers_are_connected(self):
        uids = {lookup[0] for lookup, *_ in signals.PERSISTENT_GRADE_SUMMARY_CHANGED.receivers}
        assert "micromasters.persistent_grade_summary_changed" in uids

    def test_progress_shows_the_platforms_price_and_title(self):
        self.enroll("1x", "audit")
        api.run_pending()
        progress = api.get_progress(UUID_A, user_id=self.learner.id)
        run = progress.requirements[0].course_run
        assert (run.upgrade_price, run.currency) == (Decimal(150), "USD")


class PortTest(SharedModuleStoreTestCase):
    """The number of queries does not depend on the number of people and runs. The test uses keys of every form."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runs = [f"course-v1:Ex+{n}x+2026" for n in range(4)]

    def setUp(self):
        super().setUp()
        for run in self.runs:
            CourseOverviewFactory.create(id=CourseKey.from_string(run))
        self.learners = [UserFactory.create().id for _ in range(12)]
        self.port = EdxappPlatform()

    def queries(self, ask, user_ids, runs) -> int:
        with CaptureQueriesContext(connection) as queries:
            ask(user_ids, runs)
        return len(queries)

    def test_each_verdict_read_costs_one_query_for_one_and_for_many(self):
        for name in ("enrollments", "grades", "certificates", "exam_attempts"):
            ask = getattr(self.port, name)
            assert self.queries(ask, self.learners[:1], self.runs[:1]) <= 1
            assert self.queries(ask, self.learners, self.runs) <= 1

    def test_people_and_runs_cost_one_query(self):
        with CaptureQueriesContext(connection) as queries:
            assert self.port.existing_users([*self.learners, 10**9]) == set(self.learners)
            found = self.port.runs_of_courses(["Ex+0x", "Ex+3x", "No+Such"])
        assert len(queries) == 2
        assert [[run.key for run in runs] for runs in found.values()] == [[self.runs[0]], [self.runs[3]], []]

    def test_invalid_keys_are_no_error(self):
        assert self.port.grades(self.learners, ["nonsense", "library-v1:Ex+Lib", "Ex/old/run"]) == {}

    def test_a_username_is_never_put_on_a_credential(self):
        user = UserFactory.create()
        UserProfile.objects.filter(user=user).delete()
        with pytest.raises(MissingNameError):
            self.port.credential_name(user.id)
