"""Test the refresh handler: the access rules, and the freshness of the page in the browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from webob import Request

from micromasters_plugin import api
from micromasters_plugin.data import Freshness
from micromasters_plugin.data.actors import OPERATOR, Actor
from micromasters_plugin.programs.models import Program
from micromasters_plugin.standings.models import Standing
from micromasters_xblock.block import MicromastersProgressBlock
from micromasters_xblock.page.freshness import etag_of, next_change, still_holds
from micromasters_xblock.views import learner
from tests.factories import UUID_A, program_text, run_of
from tests.fakes import FakePlatform
from tests.xblock.conftest import AUTHOR, LEARNER, FakePlugin
from tests.xblock.specimens import NEXT_RUN, NOW, instant, outline, progress, reason, requirement, run

MakeBlock = Callable[..., MicromastersProgressBlock]
HANDLERS = ["refresh", "student_view_user_state"]


def ask(block: MicromastersProgressBlock, handler: str = "refresh", etag: str = "", **query: str) -> Any:
    """Call a handler like the browser, with the tag of the page that the browser shows."""
    headers = {"If-None-Match": etag} if etag else {}
    path = "/?" + "&".join(f"{name}={value}" for name, value in query.items())
    return block.handle(handler, Request.blank(path, headers=headers))


def test_a_learner_gets_the_fresh_page(make_block: MakeBlock, plugin: FakePlugin) -> None:
    response = ask(make_block())
    answer = json.loads(response.body)
    assert answer["said"] == "Your progress has changed. 3 of 6 requirements earned."
    assert answer["html"] in make_block().student_view().content
    assert (response.content_type, response.headers["Cache-Control"]) == ("application/json", "private, no-cache")


def test_the_pages_own_tag_gets_304_without_reading_progress(make_block: MakeBlock, plugin: FakePlugin) -> None:
    plugin.progress = outline(requirements=(requirement(),))
    etag = json.loads(ask(make_block()).body)["etag"]
    assert etag.replace('"', "&quot;") in make_block().student_view().content
    plugin.progress_reads.clear()
    response = ask(make_block(), etag=etag)
    assert (response.status_code, response.body, plugin.progress_reads) == (304, b"", [])


@pytest.mark.parametrize(
    "change",
    [{"as_of": NOW + timedelta(seconds=1)}, {"is_candidate": True}],
    ids=["evaluated again", "flagged"],
)
def test_a_changed_standing_sends_the_page(make_block: MakeBlock, plugin: FakePlugin, change: dict[str, Any]) -> None:
    etag = json.loads(ask(make_block()).body)["etag"]
    plugin.progress = progress(**change)
    assert ask(make_block(), etag=etag).status_code == 200


def test_another_heading_or_language_sends_the_page(make_block: MakeBlock, plugin: FakePlugin) -> None:
    plugin.progress = outline(requirements=(requirement(),))
    etag = json.loads(ask(make_block()).body)["etag"]
    assert ask(make_block(heading="Your way"), etag=etag).status_code == 200
    with translation.override("fr"):
        assert ask(make_block(), etag=etag).status_code == 200


@pytest.mark.parametrize("handler", HANDLERS)
@pytest.mark.parametrize("attributes", [None, {**LEARNER, "edx-platform.user_id": 8}], ids=["visitor", "not enrolled"])
def test_a_person_outside_the_course_gets_404(
    make_block: MakeBlock, plugin: FakePlugin, handler: str, attributes: Any
) -> None:
    assert ask(make_block(attributes), handler).status_code == 404
    assert plugin.progress_reads == []


@pytest.mark.parametrize("handler", HANDLERS)
@pytest.mark.parametrize("course", ["course-v1:MITx+CTL.SC9x+3T2026", "ccx-v1:MITx+CTL.SC3x+3T2026+ccx@1"])
def test_enrollment_in_another_course_gives_no_access(
    make_block: MakeBlock, plugin: FakePlugin, handler: str, course: str
) -> None:
    assert ask(make_block(course_run=course), handler).status_code == 404


def test_staff_of_the_course_need_no_enrollment(make_block: MakeBlock, plugin: FakePlugin) -> None:
    plugin.enrolled = set()
    assert ask(make_block(AUTHOR)).status_code == 200


def test_the_request_cannot_name_another_learner_or_program(make_block: MakeBlock, plugin: FakePlugin) -> None:
    ask(make_block(), user_id="8", program_uuid="other", masquerade="8")
    assert plugin.progress_reads == [7]


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_deleted_program_is_not_found(make_block: MakeBlock, plugin: FakePlugin, handler: str) -> None:
    plugin.programs = []
    assert ask(make_block(), handler).status_code == 404


def test_the_data_for_apps_omits_grades_under_embargo(make_block: MakeBlock, plugin: FakePlugin) -> None:
    held = requirement("embargoed", ratio=progress().composite)
    plugin.progress = progress(requirements=(held, *progress().requirements[:1]))
    rows = json.loads(ask(make_block(), "student_view_user_state").body)["requirements"]
    assert [(row["key"], row["state"], row["grade"]) for row in rows] == [
        ("SC3x", "embargoed", None),
        ("SC0x", "earned", "0.86"),
    ]


def test_the_data_for_apps_is_the_same_for_everybody(make_block: MakeBlock, plugin: FakePlugin) -> None:
    data = make_block(LEARNER).student_view_data()
    assert data == make_block(None).student_view_data()
    assert (data["title"], len(data["requirements"]), plugin.progress_reads) == ("Supply Chain Management", 6, [])


def test_apps_get_no_data_without_a_program(make_block: MakeBlock, plugin: FakePlugin) -> None:
    assert make_block(program_uuid="").student_view_data() == {}


def test_a_page_is_fresh_until_its_next_date() -> None:
    etag = etag_of(Freshness(as_of=NOW), shown=["x"], changes=NOW + timedelta(hours=1))
    assert still_holds(etag, Freshness(as_of=NOW), shown=["x"], now=NOW + timedelta(minutes=59))
    assert not still_holds(etag, Freshness(as_of=NOW), shown=["x"], now=NOW + timedelta(hours=1))


@pytest.mark.parametrize("sent", ["{}", "W/{}", '"other", {}'], ids=["strong", "weakened by a proxy", "in a list"])
def test_a_tag_is_recognised_in_every_form_of_the_header(sent: str) -> None:
    etag = etag_of(Freshness(as_of=NOW), shown=[], changes=None)
    assert still_holds(sent.format(etag), Freshness(as_of=NOW), shown=[], now=NOW)


@pytest.mark.parametrize("sent", ["", "*", '"', '"x-1"', "\0" * 100, '"' + "0" * 32 + '-0"'])
def test_a_foreign_tag_never_matches(sent: str) -> None:
    assert not still_holds(sent, Freshness(as_of=NOW), shown=[], now=NOW)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (requirement(), None),
        (requirement(next_run=NEXT_RUN), NEXT_RUN.start),
        (requirement("in_progress", course_run=run()), run().end),
        (requirement("audit", course_run=run(upgrade_deadline=instant(2026, 12, 1))), instant(2026, 12, 1)),
        (requirement(next_run=run(enrollment_end=instant(2026, 11, 30))), instant(2026, 11, 30)),
        (
            requirement("embargoed", reasons=reason("embargoed", until="2026-12-20T12:00:00+00:00")),
            instant(2026, 12, 20),
        ),
        (requirement("lapsed", reasons=reason("lapsed", until="2026-12-20", years="5")), None),
        (requirement("outside_dates", reasons=reason("after_program", ends="2026-12-20")), None),
    ],
    ids=["no dates", "start", "end", "upgrade", "enrollment", "embargo", "lapsed", "after the end"],
)
def test_the_next_change_is_the_first_future_date(row: Any, expected: datetime | None) -> None:
    assert next_change(progress(requirements=(row,)), NOW) == expected


def test_a_fresh_page_costs_one_query_of_the_plugin(
    make_block: MakeBlock, program: Program, platform: FakePlatform
) -> None:
    for number in ("1x", "2x"):
        platform.pass_run(7, run_of(number), 0.9)
    api.reconcile(now=datetime(2026, 6, 1, tzinfo=UTC))
    block = make_block(program_uuid=UUID_A, course_run=run_of("1x"))
    etag = ask(block).headers["ETag"]
    with CaptureQueriesContext(connection) as queries:
        assert ask(block, etag=etag).status_code == 304
    assert len(queries) == 1  # a real platform needs one more query for the enrollment


def test_a_credential_changed_by_a_person_sends_the_page(
    make_block: MakeBlock, program: Program, platform: FakePlatform
) -> None:
    for number in ("1x", "2x"):
        platform.pass_run(7, run_of(number), 0.9)
    api.reconcile(now=datetime(2026, 6, 1, tzinfo=UTC))
    block = make_block(program_uuid=UUID_A, course_run=run_of("1x"))
    etag = ask(block).headers["ETag"]
    credential = api.get_progress(UUID_A, user_id=7).credential
    assert credential is not None
    api.change_credential(credential.uuid, "revoke", actor=Actor.operator(1), reason="A test.")
    response = ask(block, etag=etag)
    assert "Your credential was revoked." in json.loads(response.body)["html"]


def test_the_freshness_query_agrees_with_the_whole_page(program: Program, platform: FakePlatform) -> None:
    platform.pass_run(7, run_of("1x"), 0.9)
    assert api.get_freshness(UUID_A, user_id=7) == api.get_progress(UUID_A, user_id=7).freshness == Freshness(version=1)
    platform.pass_run(7, run_of("2x"), 0.9)
    api.reconcile(now=datetime(2026, 6, 1, tzinfo=UTC))
    seen = api.get_freshness(UUID_A, user_id=7)
    assert seen == api.get_progress(UUID_A, user_id=7).freshness
    assert seen != Freshness(version=1)


def test_the_freshness_query_agrees_before_a_candidate_is_flagged(program: Program, platform: FakePlatform) -> None:
    for number in ("1x", "2x"):
        platform.pass_run(7, run_of(number), 0.9)
    api.reconcile(now=datetime(2026, 6, 1, tzinfo=UTC))
    verdict = {**Standing.objects.get().verdict, "meets_admission_bar": False}
    Standing.objects.update(verdict=verdict, meets_admission_bar=False)
    assert api.get_freshness(UUID_A, user_id=7) == api.get_progress(UUID_A, user_id=7).freshness


@pytest.mark.parametrize("effective", ["2026-02-01", "2027-02-01"], ids=["at once", "when it comes into force"])
def test_a_new_version_sends_the_page_to_an_unevaluated_learner(
    make_block: MakeBlock, program: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch, effective: str
) -> None:
    platform.enroll(7, run_of("1x"))
    block = make_block(program_uuid=UUID_A, course_run=run_of("1x"))
    etag = ask(block).headers["ETag"]
    assert ask(block, etag=etag).status_code == 304
    renamed = program_text("1x", "2x").replace("Example program", "Renamed")
    api.import_program(renamed.replace("2025-01-01", effective), actor=OPERATOR)
    if effective > "2027":
        assert ask(block, etag=etag).status_code == 304
        later = type("Later", (), {"now": staticmethod(lambda zone: instant(2027, 3, 1))})
        monkeypatch.setattr(learner, "datetime", later)
    assert "Renamed" in json.loads(ask(block, etag=etag).body)["html"]


def test_retiring_the_program_sends_the_page(make_block: MakeBlock, program: Program, platform: FakePlatform) -> None:
    platform.pass_run(7, run_of("1x"), 0.9)
    api.reconcile(now=datetime(2026, 6, 1, tzinfo=UTC))
    block = make_block(program_uuid=UUID_A, course_run=run_of("1x"))
    etag = ask(block).headers["ETag"]
    api.change_program(UUID_A, "retire", actor=Actor.operator(1), reason="A test.")
    assert ask(block, etag=etag).status_code == 200


def test_the_page_shows_the_earliest_version_before_any_is_in_force(program: Program) -> None:
    early = datetime(2020, 1, 1, tzinfo=UTC)
    assert api.get_freshness(UUID_A, user_id=7, now=early).version == 1
    assert api.get_progress(UUID_A, user_id=7, now=early).freshness.version == 1


def test_an_invalid_uuid_has_the_freshness_of_an_unknown_program(db: None) -> None:
    assert api.get_freshness("no uuid", user_id=7) == Freshness()
