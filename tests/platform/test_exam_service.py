"""Test the requests to edx-exams on the real platform, with the platform's account, token, flag and people."""

from __future__ import annotations

import jwt
import pytest
from common.djangoapps.student.tests.factories import UserFactory
from django.conf import settings
from django.test import TestCase, override_settings
from edx_toggles.toggles.testutils import override_waffle_flag
from openedx.core.djangoapps.course_apps.toggles import EXAMS_IDA

from micromasters_plugin import api
from micromasters_plugin.data import ExamStatus
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.exceptions import ExamServiceError
from micromasters_plugin.platform.edxapp import EdxappPlatform
from micromasters_plugin.platform.edxapp.exam_service import USERNAME
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.standings.models import Standing
from tests.exam_service import serving
from tests.factories import proctored_text, run_of, service_exam
from tests.platform.arranger import EdxappArranger

RUN = run_of("1x")


class ExamServiceTest(TestCase):
    """Tests with a fake exam service, and with the account that Studio uses for requests."""

    def setUp(self):
        super().setUp()
        self.service = self.enterContext(serving())
        self.enterContext(override_settings(EXAMS_SERVICE_URL=self.service.url))
        self.enterContext(override_waffle_flag(EXAMS_IDA, active=True))
        self.worker = UserFactory.create(username=USERNAME, is_staff=True)
        self.learner = UserFactory.create()
        self.port = EdxappPlatform()

    def test_the_platforms_flag_selects_the_runs_of_the_exam_service(self):
        runs = [RUN, "Ex/1x/2012", "no key"]
        assert self.port.exam_service_runs(runs) == {RUN, "Ex/1x/2012"}
        with override_waffle_flag(EXAMS_IDA, active=False):
            assert self.port.exam_service_runs(runs) == set()
        with override_settings(EXAMS_SERVICE_URL=""):
            assert self.port.exam_service_runs(runs) == set()

    def test_the_token_is_the_platforms_own_and_says_that_the_account_is_staff(self):
        self.service.add_exam(RUN)
        assert self.port.service_exams(RUN) == [service_exam(RUN)]
        [(_, _, authorization)] = self.service.asked
        token = authorization.removeprefix("JWT ")
        key, audience = settings.JWT_AUTH["JWT_SECRET_KEY"], settings.JWT_AUTH["JWT_AUDIENCE"]
        claims = jwt.decode(token, key, algorithms=[settings.JWT_AUTH["JWT_ALGORITHM"]], audience=audience)
        assert (claims["preferred_username"], claims["administrator"]) == (USERNAME, True)

    def test_people_are_found_by_username_except_unknown_and_leaving_users(self):
        leaving = UserFactory.create()
        EdxappArranger().retire(leaving.id)
        names = (self.learner.username, leaving.username, "somebody-else")
        self.service.add_exam(RUN, *((name, "verified") for name in names))
        found = self.port.service_attempts(service_exam(RUN))
        assert [attempt.user_id for attempt in found] == [self.learner.id, None, None]

    def test_every_status_matches_the_events_and_unsubmitted_attempts_are_skipped(self):
        words = ("created", "started", "timed_out", "submitted", "second_review_required")
        learners = {
            word: UserFactory.create().username for word in (*words, "verified", "rejected", "error", "flagged")
        }
        self.service.add_exam(RUN, *((name, word) for word, name in learners.items()))
        assert {attempt.word: attempt.status for attempt in self.port.service_attempts(service_exam(RUN))} == {
            "submitted": ExamStatus.SUBMITTED,
            "second_review_required": ExamStatus.SUBMITTED,
            "verified": ExamStatus.VERIFIED,
            "rejected": ExamStatus.REJECTED,
            "error": ExamStatus.ERRORED,
            "flagged": None,
        }

    def test_the_error_without_the_account_names_it(self):
        self.worker.delete()
        with pytest.raises(ExamServiceError, match=USERNAME):
            self.port.service_exams(RUN)

    def test_a_fetched_result_lets_a_learner_earn_the_program(self):
        arrange = EdxappArranger()
        arrange.run(RUN)
        arrange.enroll(self.learner.id, RUN)
        arrange.grade(self.learner.id, RUN, 0.9, passed=True)
        api.import_program(proctored_text("1x"), actor=OPERATOR)
        tracked_runs.forget()
        self.service.add_exam(RUN, (self.learner.username, "verified"))
        assert api.fetch_exam_attempts().written == 1
        api.run_pending()
        assert Standing.objects.get(user_id=self.learner.id).earned
