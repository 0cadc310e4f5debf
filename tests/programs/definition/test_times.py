"""Test the faults of time zones, days, release dates and durations, with their line, column, field and remedy."""

from __future__ import annotations

import pytest

from tests.programs.definition.texts import COURSE, FINAL, RUN, Fault, check_fault, course, final, problems_of, top

FAULTS = {
    "zone that does not exist": Fault(
        top("timezone: America/Boston"), 4, 11, "timezone", "write a name of IANA's list, or leave it",
    ),
    "zone in lower case": Fault(
        top("timezone: america/new_york"), 4, 11, "timezone", 'did you mean "America/New_York"?',
    ),
    "zone with a space": Fault(
        top("timezone: America/New York"), 4, 11, "timezone", 'did you mean "America/New_York"?',
    ),
    "zone as an offset": Fault(top("timezone: +02:00"), 4, 11, "timezone", "name a place instead of an offset"),
    "zone whose sign IANA's list turns": Fault(
        top("timezone: GMT+5"), 4, 11, "timezone", "name a place instead of an offset",
    ),
    "zone that is a path": Fault(
        top("timezone: ../../etc/passwd"), 4, 11, "timezone", "write a name of IANA's list, or leave it",
    ),
    "zone of the machine": Fault(
        top("timezone: localtime"), 4, 11, "timezone", "write a name of IANA's list, or leave it",
    ),
    "zone as a list": Fault(top("timezone: [UTC]"), 4, 11, "timezone", 'write for instance "timezone:'),
    "zone as a number": Fault(top("timezone: 5"), 4, 11, "timezone", "write a name of IANA's list, or leave it"),
    "zone far from any name": Fault(
        top("timezone: zzzzqqqq"), 4, 11, "timezone", "write a name of IANA's list, or leave it",
    ),
    "zone in quotes and empty": Fault(
        top('timezone: ""'), 4, 11, "timezone", "write a name of IANA's list, or leave it",
    ),
    "zone without value": Fault(top("timezone:"), 4, 10, "timezone", 'write "timezone: America/New_York" or'),
    "zone of a course": Fault(course("timezone: UTC"), 13, 7, f"{COURSE}.timezone", "remove it"),
    "start with a time": Fault(top("starts: 2016-01-01T00:00"), 4, 9, "starts", "write 2016-01-01"),
    "end with a time": Fault(top("ends: 2021-08-30T12:00"), 4, 7, "ends", "write 2021-08-30"),
    "end with a time and an offset": Fault(top("ends: 2021-08-30 12:00:00-04:00"), 4, 7, "ends", "write 2021-08-30"),
    "end without hyphens": Fault(top("ends: 20210830"), 4, 7, "ends", "write 2021-08-30"),
    "end with one digit": Fault(top("ends: 2021-8-30"), 4, 7, "ends", 'write for instance "ends: 2026-12-31"'),
    "end on no day": Fault(top("ends: 2021-02-29"), 4, 7, "ends", 'write for instance "ends: 2026-12-31"'),
    "end in another order": Fault(top("ends: 30.08.2021"), 4, 7, "ends", 'write for instance "ends: 2026-12-31"'),
    "end as a list": Fault(top("ends: [2021-08-30]"), 4, 7, "ends", 'write for instance "ends: 2026-12-31"'),
    "end before the calendar": Fault(top("ends: 1899-12-31"), 4, 7, "ends", "to set no limit, leave it out"),
    "end of ISO week": Fault(top("ends: 2021-W35-1"), 4, 7, "ends", "write 2021-08-30"),
    "end before the start": Fault(
        top("starts: 2017-01-01\nends: 2016-12-31"), 5, 7, "ends", "write a later date, or remove one",
    ),
    "until with a time": Fault(
        top("admission: {courses: {SC0x: 0.8}, until: 2026-06-30T10:00}"), 4, 42, "admission.until", "write 2026-06-30",
    ),
    "split with a time": Fault(
        final(splits="[{coursework: 0.40, final: 0.60}, {coursework: 0.30, final: 0.70, starts: 2018-01-01T00:00}]"),
        15, 91, f"{FINAL}.splits[1].starts", "write 2018-01-01",
    ),
    "releases as a list": Fault(top("releases: [2026-07-01]"), 4, 11, "releases", 'write for instance "releases:'),
    "no releases": Fault(top("releases: {}"), 4, 11, "releases", "write at least one entry (a course run key"),
    "release of no run": Fault(
        top("releases: {MITx+CTL.SC0x: 2026-07-01}"), 4, 12, "releases.MITx+CTL.SC0x", "mend it, or remove it",
    ),
    "release on no date": Fault(top(f"releases: {{{RUN}: July}}"), 4, 44, f"releases.{RUN}", "mend it, or remove it"),
    "release without a date": Fault(top(f"releases: {{{RUN}: }}"), 4, 43, f"releases.{RUN}", "write one, or remove it"),
    "release as a list": Fault(
        top(f"releases: {{{RUN}: [2026-07-01]}}"), 4, 44, f"releases.{RUN}", "mend it, or remove it",
    ),
    "release twice": Fault(
        top(f"releases: {{{RUN}: 2026-07-01, {RUN}: 2026-07-02}}"), 4, 56, f"releases.{RUN}", "keep one",
    ),
    "release of another program's run": Fault(
        top("releases: {course-v1:MITx+Other+1T2016: 2026-07-01}"),
        4, 12, "releases.course-v1:MITx+Other+1T2016", "remove it, or mend its key",
    ),
    "release of a run in another spelling": Fault(
        top("releases: {course-v1:mitx+CTL.SC1x+1T2016: 2026-07-01}"),
        4, 12, "releases.course-v1:mitx+CTL.SC1x+1T2016", "remove it, or mend its key",
    ),
    "release of an ccx": Fault(
        top("releases: {ccx-v1:MITx+CTL.SC1x+1T2016+ccx@1: 2026-07-01}"),
        4, 12, "releases.ccx-v1:MITx+CTL.SC1x+1T2016+ccx@1", "mend it, or remove it",
    ),
    "release of a date far away": Fault(
        top(f"releases: {{{RUN}: 9999-01-01}}"), 4, 44, f"releases.{RUN}", "to set no limit, leave it out",
    ),
    "release with certificates by yes": Fault(
        top("release_with_certificates: yes"), 4, 28, "release_with_certificates", "write for instance",
    ),
    "release of certificates as date": Fault(
        top("release_with_certificates: 2026-01-01"), 4, 28, "release_with_certificates", "write for instance",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_faulty_time_is_refused_with_line_column_field_and_remedy(fault):
    check_fault(fault)


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("0", "to set no limit, leave it out"),
        ("5", 'write "5 years"'),
        ("0 years", "to set no limit, leave it out"),
        ("-5 years", "to set no limit, leave it out"),
        ("60 months", 'write "5 years"'),
        ("18 months", 'write for instance "2 years"'),
        ("1826 days", 'write for instance "5 years"'),
        ("1825 days", 'write "5 years"'),
        ("101 years", "to set no limit, leave it out"),
        ("5.5 years", 'write for instance "valid_for: 5 years"'),
        ("five years", 'write for instance "valid_for: 5 years"'),
        ("5years", 'write "5 years"'),
        ("5 Years", 'write "5 years"'),
        ("05 years", 'write "5 years"'),
        ("P5Y", 'write for instance "valid_for: 5 years"'),
        ("5 fortnights", 'write for instance "valid_for: 5 years"'),
        ("[5 years]", 'write for instance "valid_for: 5 years"'),
        ("yes", 'write for instance "valid_for: 5 years"'),
        ("99999999999999999999999 years", "to set no limit, leave it out"),
        ('"5"', 'write "5 years"'),
        ("1 month", 'write for instance "1 year"'),
    ],
)
def test_a_faulty_number_of_years_is_refused_with_a_remedy(written, remedy):
    check_fault(Fault(course(f"valid_for: {written}"), 13, 18, f"{COURSE}.valid_for", remedy))


def test_a_date_that_the_time_zone_moves_out_of_the_calendar_is_refused():
    [problem] = problems_of(("2016-02-10", "1900-01-01\ntimezone: Asia/Tokyo"))
    assert (problem.line, problem.column, problem.field) == (7, 17, "effective_from")
    assert "from 1900 to 8999" in problem.message
