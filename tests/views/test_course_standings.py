"""Test that the course team's page checks permissions and shows numbers."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from micromasters_plugin import api
from micromasters_plugin.programs.models import Program
from tests.browsing import barriers, running_browser
from tests.factories import UUID_A, UUID_B, run_of
from tests.fakes import FakePlatform
from tests.views.specimens import HERE, PATH, standings
from tests.views.styles import linked_style


def test_the_team_sees_the_numbers_of_its_own_course(team: Client, program: Program) -> None:
    response = team.get(PATH)
    assert response.status_code == 200
    assert "fewer than 10" in response.content.decode()
    assert response.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


@pytest.mark.parametrize(
    "path",
    [
        f"/micromasters/courses/{run_of('2x')}/{UUID_A}/",
        f"/micromasters/courses/{HERE}/{UUID_B}/",
        f"/micromasters/courses/Ex/1x/2012/{UUID_A}/",
        f"/micromasters/courses/nonsense/{UUID_A}/",
    ],
    ids=["another course", "unknown program", "old key", "no course"],
)
def test_pages_of_other_courses_and_programs_are_not_found(team: Client, program: Program, path: str) -> None:
    assert team.get(path).status_code == 404


def test_learners_and_administrators_of_the_database_are_not_the_team(db: None, client: Client) -> None:
    client.force_login(get_user_model().objects.create(username="learner", is_staff=True, is_superuser=True))
    assert client.get(PATH).status_code == 404


def test_anonymous_users_are_sent_to_the_sign_in_page(db: None, client: Client) -> None:
    response = client.get(PATH)
    assert (response.status_code, "next=/micromasters/courses/" in response.headers["Location"]) == (302, True)


def test_the_page_is_read_only(team: Client) -> None:
    assert team.post(PATH).status_code == 405


def test_groups_have_bars_of_their_size_and_the_others_none(team: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "course_standings", lambda *_, **__: standings())
    html = team.get(PATH).content.decode()
    assert [html.count(f'width="{length}" height="14"') for length in ("100.0%", "50.0%")] == [1, 1]
    assert html.count("<rect") == 2
    assert "about 45" in html and html.count("fewer than 10") == 3


def test_the_page_names_its_week_and_says_that_numbers_need_not_add_up(
    team: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "course_standings", lambda *_, **__: standings())
    html = team.get(PATH).content.decode()
    assert "1 June 2026" in html and "need not add up" in html


def test_the_page_names_the_course_and_leads_back_to_it(team: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "course_standings", lambda *_, **__: standings())
    html = team.get(PATH).content.decode()
    assert "Course one" in html and HERE in html and 'href="/courses/one/"' in html


def test_the_page_uses_the_frame_of_the_site(team: Client, program: Program, settings: Any) -> None:
    frame = "<header>Example University</header>{% block body %}{% endblock %}"
    loader = ("django.template.loaders.locmem.Loader", {"main_django.html": frame})
    engine = {**settings.TEMPLATES[0], "APP_DIRS": False}
    others = ["django.template.loaders.app_directories.Loader"]
    settings.TEMPLATES = [{**engine, "OPTIONS": {**engine["OPTIONS"], "loaders": [loader, *others]}}]
    for path in (PATH, f"/micromasters/courses/{HERE}/{UUID_B}/"):
        html = team.get(path).content.decode()
        assert html.startswith("<header>Example University</header>") and "</main>" in html


def test_the_team_reads_that_a_program_does_not_name_its_course(
    team: Client, program: Program, platform: FakePlatform
) -> None:
    platform.staff.add((get_user_model().objects.get().id, run_of("9x")))
    response = team.get(f"/micromasters/courses/{run_of('9x')}/{UUID_A}/")
    assert response.status_code == 404
    assert "does not name this course" in response.content.decode()


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("fr", "ltr"), ("ar", "rtl")])
@pytest.mark.parametrize("uuid", [UUID_A, UUID_B])
def test_the_page_names_its_language_and_direction_in_any_frame(
    team: Client, program: Program, uuid: str, language: str, direction: str
) -> None:
    page = team.get(PATH.replace(UUID_A, uuid), HTTP_ACCEPT_LANGUAGE=language).content.decode()
    assert f'<main id="main" class="mm-standings" lang="{language}" dir="{direction}">' in page


def test_a_program_without_an_admission_bar_shows_none(team: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "course_standings", lambda *_, **__: standings(has_admission_bar=False, above_bar=None))
    assert "admission" not in team.get(PATH).content.decode()


@pytest.mark.parametrize("learners", [45, None])
def test_the_page_has_no_barrier_and_fits_a_narrow_screen(
    team: Client, monkeypatch: pytest.MonkeyPatch, chromium: str, learners: int | None
) -> None:
    monkeypatch.setattr(api, "course_standings", lambda *_, **__: standings(learners))
    html = team.get(PATH).content.decode()
    with running_browser(chromium) as browser:
        page = browser.new_page(viewport={"width": 320, "height": 600})
        page.set_content(html)
        page.add_style_tag(content=linked_style(html))
        found = barriers(page)
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert (found, overflow) == ([], 0)
