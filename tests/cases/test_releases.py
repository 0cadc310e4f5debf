"""Test cases about results that are held back until an instant."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.cases.site import Site, definition

SITTING = """\
    - course: Ex+A1x
    - exam: Ex+CFx
      embargo_until: {release}
"""
#: Learner 1 earns the program in the sitting of 2025. Learner 2 fails that sitting.
SITTING_OF_2025 = """
    2025-02-01 1 A1x+1T2025 enrolled
    2025-02-01 2 A1x+1T2025 enrolled
    2025-05-01 1 A1x+1T2025 grade 0.85
    2025-05-01 2 A1x+1T2025 grade 0.85
    2025-06-01 1 CFx+1T2025 enrolled
    2025-06-01 2 CFx+1T2025 enrolled
    2025-06-05 1 CFx+1T2025 exam 0.75
    2025-06-05 2 CFx+1T2025 exam 0.40
    2025-07-02 1 A1x+1T2025 grade 0.86
"""
SITTING_OF_2026 = """
    2026-05-10 2 CFx+1T2026 enrolled
    2026-06-05 2 CFx+1T2026 exam 0.80
    2026-06-06 1 A1x+1T2025 grade 0.86
"""


def sitting(release: str, *, grandfathering: str, effective_from: str = "2015-01-01") -> str:
    top = f"""\
passing_grade: 0.60
admission: {{composite: 0.70}}
grandfathering: {grandfathering}
effective_from: {effective_from}"""
    return definition(SITTING.format(release=release), top)


@pytest.mark.parametrize("grandfathering", ["latest", "pinned", "most_favourable"])
def test_a_release_of_the_next_sitting_changes_nothing_about_the_last(site: Site, grandfathering: str) -> None:
    site.define(sitting("2025-07-01", grandfathering=grandfathering))
    site.play(SITTING_OF_2025)
    assert site.result(1) == "2 of 2, 0.8050, earned"
    site.define(sitting("2026-07-01", grandfathering=grandfathering, effective_from="2026-05-01"))
    site.play(SITTING_OF_2026)
    assert site.result(1) == "2 of 2, 0.8050, earned"
    assert site.credentials(1) == ["valid"]
    assert site.result(2) == "1 of 2, 0.8500, open"
    assert site.reasons("CFx+1T2026", learner=2) == ["embargoed"]
    site.sweep(datetime(2026, 6, 30, 23, 59, tzinfo=UTC))
    assert not site.standing(2).earned
    site.sweep(datetime(2026, 7, 1, tzinfo=UTC))
    assert site.result(2) == "2 of 2, 0.8250, earned"


RELEASES = """\
passing_grade: 0.60
grandfathering: {grandfathering}
effective_from: {effective_from}
releases: {{"course-v1:Ex+CFx+1T2025": 2025-07-01{more}}}"""


@pytest.mark.parametrize("grandfathering", ["latest", "pinned", "most_favourable"])
def test_the_newest_version_s_releases_hold_for_everybody(site: Site, grandfathering: str) -> None:
    exam = "    - course: Ex+A1x\n    - exam: Ex+CFx\n"
    site.define(definition(exam, RELEASES.format(grandfathering=grandfathering, effective_from="2015-01-01", more="")))
    site.play(SITTING_OF_2025)
    more = ', "course-v1:Ex+CFx+1T2026": 2026-07-01'
    site.define(
        definition(exam, RELEASES.format(grandfathering=grandfathering, effective_from="2026-05-01", more=more))
    )
    site.play(SITTING_OF_2026)
    assert site.result(1) == "2 of 2, 0.8050, earned"
    assert site.reasons("CFx+1T2026", learner=2) == ["embargoed"]
    site.sweep(datetime(2026, 7, 1, tzinfo=UTC))
    assert site.result(2) == "2 of 2, 0.8250, earned"


def test_a_bare_date_of_a_release_is_midnight_in_the_program_s_zone(site: Site) -> None:
    top = 'passing_grade: 0.60\ntimezone: America/New_York\nreleases: {"course-v1:Ex+A1x+1T2026": 2026-07-01}'
    site.define(definition("    - course: Ex+A1x\n", top))
    site.play("""
        2026-02-01 1 A1x+1T2026 enrolled
        2026-06-05 1 A1x+1T2026 grade 0.80
    """)
    site.sweep(datetime(2026, 7, 1, 3, 59, tzinfo=UTC))
    assert not site.standing().earned
    site.sweep(datetime(2026, 7, 1, 4, tzinfo=UTC))
    assert site.standing().earned


def test_an_exam_of_its_own_for_each_sitting_holds_each_result_until_its_release(site: Site) -> None:
    requirements = """\
    - course: Ex+A1x
    - at_least: 1
      title: Comprehensive exam
      key: cfx
      of:
        - exam: Ex+CFx-2025
          key: cfx-2025
          runs: [course-v1:Ex+CFx+1T2025]
          embargo_until: 2025-07-01
        - exam: Ex+CFx-2026
          key: cfx-2026
          runs: [course-v1:Ex+CFx+1T2026]
          embargo_until: 2026-07-01
"""
    site.define(definition(requirements, "passing_grade: 0.60\nadmission: {composite: 0.70}"))
    site.play(SITTING_OF_2025 + SITTING_OF_2026)
    assert site.result(1) == "2 of 2, 0.8050, earned"
    assert site.result(2) == "1 of 2, 0.8500, open"
    site.sweep(datetime(2026, 7, 1, tzinfo=UTC))
    assert site.result(2) == "2 of 2, 0.8250, earned"


AVAILABLE = """
    2025-02-01 1 A1x+1T2025 enrolled
    2025-02-01 1 B1x+1T2025 enrolled
    2025-03-10 1 A1x+1T2025 grade 0.80
    2025-05-20 1 B1x+1T2025 grade 0.62
"""


class TestAvailableDate:
    """The certificates of the second course become available on 30 June 2025."""

    COURSES = "    - course: Ex+A1x\n    - course: Ex+B1x\n"
    BAR = "passing_grade: 0.60\nadmission: {composite: 0.70}"

    @pytest.fixture(autouse=True)
    def available(self, site: Site) -> None:
        site.run(
            "B1x+1T2025",
            start=datetime(2025, 2, 1, tzinfo=UTC),
            certificates_available=datetime(2025, 6, 30, tzinfo=UTC),
        )

    def test_without_the_field_the_credential_is_issued_on_the_day_of_the_grade(self, site: Site) -> None:
        site.define(definition(self.COURSES, self.BAR))
        site.play(AVAILABLE)
        assert site.result() == "2 of 2, 0.7100, earned"

    def test_with_the_field_the_result_waits_for_the_date_of_the_certificates(self, site: Site) -> None:
        site.define(definition(self.COURSES, self.BAR + "\nrelease_with_certificates: true"))
        site.play(AVAILABLE + "\n2025-06-25 1 B1x+1T2025 grade 0.95", until="2025-06-29")
        assert site.result() == "1 of 2, 0.8000, open"
        site.sweep(datetime(2025, 6, 30, tzinfo=UTC))
        assert site.result() == "2 of 2, 0.8750, earned"
        site.play("2025-07-01 1 B1x+1T2025 grade 0.55")
        assert site.result() == "1 of 2, 0.8000, open"
        assert site.credentials() == ["valid"], "a person has to review the drop"
