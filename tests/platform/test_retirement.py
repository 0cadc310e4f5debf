"""Test that the platform's retirement pipeline retires a person, with the pipeline's requests, order and signals."""

from __future__ import annotations

from unittest import mock

from common.djangoapps.course_modes.models import CourseMode
from common.djangoapps.student.models import CourseEnrollment
from common.djangoapps.student.tests.factories import UserFactory
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from openedx.core.djangoapps.content.course_overviews.tests.factories import CourseOverviewFactory
from openedx.core.djangoapps.user_api.accounts import signals
from openedx.core.djangoapps.user_api.models import RetirementState, UserRetirementStatus
from rest_framework.test import APIClient
from xmodule.modulestore.tests.django_utils import SharedModuleStoreTestCase

from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.doctor import installation
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.people.tables import HOLDINGS
from micromasters_plugin.signals import retirement
from micromasters_plugin.standings.models import Standing
from tests.platform.courses import import_program, make_course, score

STATES = ("PENDING", "RETIRING_ENROLLMENTS", "ENROLLMENTS_COMPLETE", "RETIRING_LMS_MISC", "RETIRING_LMS", "COMPLETE")
#: The pipeline's requests to the LMS, in the order of the pipeline. Each request has only the user name.
STEPS = ("unenroll", "accounts_retire_misc", "accounts_retire")


class RetirementTest(SharedModuleStoreTestCase):
    """Tests with a learner who has earned everything in a program of one course."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.course, cls.problem, _ = make_course("1x")

    def setUp(self):
        super().setUp()
        import_program("1x")
        CourseOverviewFactory.create(id=self.course.id, lowest_passing_grade=0.5)
        CourseMode.objects.create(course_id=self.course.id, mode_slug="verified", min_price=150)
        for order, name in enumerate(STATES):
            RetirementState.objects.create(state_name=name, state_execution_order=order)
        self.learner = UserFactory.create(profile__name="Ama Owusu")
        CourseEnrollment.enroll(self.learner, self.course.id, mode="verified")
        score(self.learner, self.course, self.problem, 90)
        api.run_pending()
        assert Credential.objects.get().name == "Ama Owusu"
        self.pipeline = APIClient()
        self.pipeline.force_authenticate(UserFactory.create(is_superuser=True, is_staff=True))

    def begin(self) -> None:
        UserRetirementStatus.create_retirement(self.learner)

    def retire(self, step: str):
        retirement = UserRetirementStatus.objects.get(user=self.learner)
        retirement.current_state = RetirementState.objects.get(state_name="RETIRING_LMS")
        retirement.save()
        if step == "unenroll":
            CourseEnrollment.unenroll(get_user_model().objects.get(id=self.learner.id), self.course.id)
            return None
        return self.pipeline.post(reverse(step), {"username": self.learner.username}, format="json")

    def nonempty_tables(self) -> set[str]:
        return {holding.model.__name__ for holding in HOLDINGS if holding.rows(self.learner.id).exists()}

    def test_the_whole_pipeline_leaves_nothing(self):
        self.begin()
        for step in STEPS:
            response = self.retire(step)
            assert response is None or response.status_code == 204, response.content
            api.run_pending()
        assert self.nonempty_tables() == set()
        assert Credential.objects.get().name == ""

    def test_a_second_run_of_the_pipeline_finds_nothing_to_do(self):
        self.begin()
        for step in ("accounts_retire_misc", "accounts_retire_misc", "accounts_retire"):
            assert self.retire(step).status_code == 204

    def test_a_failed_erasure_fails_the_pipelines_request(self):
        self.begin()
        with mock.patch("micromasters_plugin.ledger.erasing.Program.objects", new=None):
            response = self.retire("accounts_retire_misc")
        assert response.status_code == 500
        assert "Standing" in self.nonempty_tables()
        assert self.retire("accounts_retire_misc").status_code == 204
        assert self.nonempty_tables() == set()

    def test_unenrolling_before_the_end_evaluates_and_sends_nothing(self):
        standing = Standing.objects.values().get()
        orders = Order.objects.count()
        self.begin()
        self.retire("unenroll")
        api.run_pending()
        assert Standing.objects.values().get() == standing
        assert Order.objects.count() == orders

    def test_the_doctor_finds_an_unconnected_signal_of_the_pipeline(self):
        assert list(installation.check_leaving(timezone.now())) == []
        assert signals.USER_RETIRE_MAILINGS.disconnect(dispatch_uid="micromasters.user_retire_mailings")
        self.addCleanup(retirement.connect)
        [finding] = installation.check_leaving(timezone.now())
        assert finding.code == "retirement_unconnected"
        assert "USER_RETIRE_MAILINGS" in finding.text

    def test_nothing_is_created_after_the_end_even_without_the_pipelines_record(self):
        self.begin()
        for step in STEPS:
            self.retire(step)
        UserRetirementStatus.objects.all().delete()
        score(get_user_model().objects.get(id=self.learner.id), self.course, self.problem, 80)
        api.run_pending()
        api.reconcile()
        assert self.nonempty_tables() == set()
