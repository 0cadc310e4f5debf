"""Test the platform's signals with unusual data of real sites: odd keys, people and modes, and deleted objects.

The contract (``tests/port``) checks that each function of the ports can handle these data.
"""

from __future__ import annotations

from common.djangoapps.course_modes.models import CourseMode
from common.djangoapps.student.models import CourseEnrollment, UserProfile
from common.djangoapps.student.tests.factories import UserFactory
from lms.djangoapps.grades.models import PersistentCourseGrade
from opaque_keys.edx.keys import CourseKey
from openedx.core.djangoapps.content.course_overviews.models import CourseOverview
from openedx.core.djangoapps.content.course_overviews.tests.factories import CourseOverviewFactory
from xmodule.modulestore import ModuleStoreEnum
from xmodule.modulestore.tests.django_utils import ModuleStoreTestCase

from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.inbox.models import Hint, ParkedEvent
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.standings.models import Standing
from tests.agreeing import import_and_agree
from tests.factories import program_text
from tests.platform.courses import import_program, make_course, score
from tests.port.people import NAMES

OLD, CCX, LIBRARY = "Ex/1x/2012", "ccx-v1:Ex+1x+2026+ccx@1", "library-v1:Ex+Lib"
INVENTED = "mitx-scholar"


class BadInputTest(ModuleStoreTestCase):
    """Tests with a program of one course, and with a learner who is not enrolled in the course yet."""

    def setUp(self):
        super().setUp()
        import_program("1x")
        self.course, self.problem, _ = make_course("1x")
        CourseOverviewFactory.create(id=self.course.id, lowest_passing_grade=0.5, start=self.course.start)
        CourseMode.objects.create(course_id=self.course.id, mode_slug="verified", min_price=150)
        self.learner = UserFactory.create(profile__name="Ama Owusu")

    def pass_course(self, learner=None, mode: str = "verified") -> None:
        learner = learner or self.learner
        CourseEnrollment.enroll(learner, self.course.id, mode=mode)
        score(learner, self.course, self.problem, 90)
        api.run_pending()

    def is_earned(self) -> bool:
        return Standing.objects.get(user_id=self.learner.id).earned


class KeyTest(BadInputTest):
    def grade_in(self, key: str) -> None:
        """Enroll and grade the learner in the run with this key.

        The platform then sends the signals of a real grade.
        """
        run = CourseKey.from_string(key)
        CourseEnrollment.enroll(self.learner, run, mode="verified", check_access=False)
        PersistentCourseGrade.update_or_create(
            user_id=self.learner.id,
            course_id=run,
            course_version="1",
            course_edited_timestamp=self.course.start,
            grading_policy_hash="hash",
            percent_grade=0.9,
            letter_grade="Pass",
            passed=True,
        )
        api.run_pending()

    def test_a_run_of_the_old_form_counts_for_its_course(self):
        CourseOverviewFactory.create(id=CourseKey.from_string(OLD), lowest_passing_grade=0.5, start=self.course.start)
        tracked_runs.forget()
        self.grade_in(OLD)
        assert self.is_earned()

    def test_a_custom_course_and_a_library_count_for_nothing_and_park_nothing(self):
        for key in (CCX, LIBRARY):
            CourseOverviewFactory.create(id=CourseKey.from_string(key), start=self.course.start)
            tracked_runs.forget()
            self.grade_in(key)
        assert not Standing.objects.filter(user_id=self.learner.id, earned=True).exists()
        assert not Hint.objects.exists() and not ParkedEvent.objects.exists()


class PeopleTest(BadInputTest):
    def test_without_a_profile_everything_counts_and_the_credential_waits_for_a_name(self):
        UserProfile.objects.filter(user=self.learner).delete()
        self.pass_course()
        assert self.is_earned()
        assert not Credential.objects.exists()
        assert Order.objects.exclude(error="").exists()
        UserProfile.objects.create(user=self.learner, name="Ama Owusu")
        Order.objects.update(due=self.course.start)
        api.run_pending()
        assert Credential.objects.get().name == "Ama Owusu"

    def test_a_name_in_any_script_is_on_the_credential_and_on_its_page(self):
        for name in NAMES:
            learner = UserFactory.create(profile__name=name)
            self.pass_course(learner)
            credential = Credential.objects.get(user_id=learner.id)
            assert credential.name == name
            assert name in self.client.get(f"/micromasters/credentials/{credential.uuid}/").content.decode()

    def test_a_grade_of_someone_never_enrolled_counts_for_nothing(self):
        score(self.learner, self.course, self.problem, 90)
        api.run_pending()
        api.reconcile()
        assert not Standing.objects.filter(user_id=self.learner.id, earned=True).exists()
        assert not Credential.objects.exists()


class ModeTest(BadInputTest):
    def test_a_mode_that_the_site_invented_counts_where_the_program_names_it(self):
        self.pass_course(mode=INVENTED)
        assert not self.is_earned()
        text = program_text("1x").replace("drop_policy:", f"credit_modes: [verified, {INVENTED}]\ndrop_policy:")
        import_and_agree(text)
        api.reconcile()
        assert self.is_earned()


class GoneTest(BadInputTest):
    ENABLED_SIGNALS = ("course_deleted",)

    def test_a_missing_course_overview_takes_nothing_away(self):
        self.pass_course()
        CourseOverview.objects.all().delete()
        tracked_runs.forget()
        api.reconcile()
        assert self.is_earned()

    def test_a_grade_that_comes_while_the_overview_is_missing_is_not_lost(self):
        CourseEnrollment.enroll(self.learner, self.course.id, mode="verified")
        CourseOverview.objects.all().delete()
        tracked_runs.forget()
        score(self.learner, self.course, self.problem, 90)
        api.run_pending()
        CourseOverview.objects.all().delete()  # grading may have created an overview from the modulestore
        CourseOverviewFactory.create(id=self.course.id, lowest_passing_grade=0.5, start=self.course.start)
        tracked_runs.forget()
        api.reconcile()
        assert self.is_earned()

    def test_a_run_that_was_deleted_takes_nothing_away(self):
        self.pass_course()
        self.store.delete_course(self.course.id, ModuleStoreEnum.UserID.test)
        assert not CourseOverview.objects.exists()
        tracked_runs.forget()
        api.reconcile()
        assert self.is_earned()
        assert Credential.objects.get().state == "valid"
