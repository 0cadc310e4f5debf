"""Check that every error class of the package has one answer, and that every entry point gives this answer."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

import micromasters_plugin
from micromasters_plugin import exceptions
from micromasters_plugin.answers import ANSWERS, answer_to
from micromasters_plugin.exceptions import MicromastersError
from tests.factories import UUID_A, run_of
from tests.fakes import FakePlatform
from tests.raising import FOR_STAFF, KINDS, make_api_raise

PACKAGE = Path(micromasters_plugin.__file__).parent
#: The packages that answer requests of clients.
EDGES = ("rest_api", "views", "management", "admin")


def test_the_table_has_every_class_in_the_order_of_the_tree() -> None:
    assert set(ANSWERS) == set(KINDS)
    assert len({kind.code for kind in KINDS}) == len(KINDS)


def test_each_answer_is_a_refusal() -> None:
    assert all(400 <= answer.http < 600 and answer.exit_status not in (0, 2) for answer in ANSWERS.values())


def test_a_new_error_class_answers_like_its_base_class() -> None:
    class LaterError(exceptions.UnknownProgramError):
        """An error class that the table lacks."""

    assert answer_to(LaterError()) is ANSWERS[exceptions.UnknownProgramError]


@pytest.fixture(autouse=True)
def unthrottled() -> None:
    """Reset the count of requests before each test."""
    cache.clear()


@pytest.fixture
def amina(db: None) -> Client:
    """Return a signed-in member of staff."""
    client = Client()
    client.force_login(get_user_model().objects.create_user("amina", is_staff=True))
    return client


@pytest.mark.parametrize("kind", KINDS)
def test_the_rest_api_answers_the_status_without_the_text_for_staff(
    kind: type[MicromastersError], amina: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_api_raise(monkeypatch, "explain_in_words", kind)
    response = amina.get(f"/api/micromasters/v1/programs/{UUID_A}/explanation/")
    assert response.status_code == ANSWERS[kind].http
    assert list(response.json()) == ["detail"] and FOR_STAFF not in response.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_the_metrics_answer_the_status_of_an_error(
    kind: type[MicromastersError], amina: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_api_raise(monkeypatch, "read_metrics", kind)
    response = amina.get("/api/micromasters/v1/metrics/")
    assert (response.status_code, response.content[:2]) == (ANSWERS[kind].http, b"# ")


@pytest.mark.parametrize("kind", KINDS)
def test_a_credential_page_answers_the_status_of_an_error(
    kind: type[MicromastersError], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_api_raise(monkeypatch, "get_credential", kind)
    response = client.get(f"/micromasters/credentials/{UUID_A}/")
    assert response.status_code == ANSWERS[kind].http
    assert FOR_STAFF not in response.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_a_course_team_page_answers_the_status_of_an_error(
    kind: type[MicromastersError], amina: Client, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.staff.add((get_user_model().objects.get().pk, run_of("1x")))
    make_api_raise(monkeypatch, "course_standings", kind)
    response = amina.get(f"/micromasters/courses/{run_of('1x')}/{UUID_A}/")
    assert response.status_code == ANSWERS[kind].http
    assert FOR_STAFF not in response.content.decode()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("verb", "asks"),
    [
        (("import-program", "FILE"), "import_program"),
        (("preview", "FILE"), "preview_definition"),
        (("import-exam-attempts", "FILE"), "import_exam_attempts"),
        (("override", "withdraw", "1", "--actor", "amina", "--reason", "x"), "withdraw_override"),
        (("credential", "keep", UUID_A, "--actor", "amina", "--reason", "x"), "change_credential"),
        (("reconcile", "--program", "example"), "reconcile"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_the_command_exits_with_the_status_of_an_error_and_its_text(
    kind: type[MicromastersError],
    verb: tuple[str, ...],
    asks: str,
    amina: Client,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    file = tmp_path / "file"
    file.write_text("", "utf-8")
    make_api_raise(monkeypatch, asks, kind)
    with pytest.raises(CommandError) as refused:
        call_command("micromasters", *(str(file) if word == "FILE" else word for word in verb))
    assert refused.value.returncode == ANSWERS[kind].exit_status


def test_every_edge_takes_its_statuses_from_the_table() -> None:
    """Code that catches the errors takes the answer from the table, except on pages of the admin."""
    names = {kind.__name__ for kind in KINDS}
    apart = []
    for path in (path for edge in EDGES for path in sorted((PACKAGE / edge).rglob("*.py"))):
        text = path.read_text("utf-8")
        caught = {
            each.id
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.ExceptHandler) and node.type is not None
            for each in ast.walk(node.type)
            if isinstance(each, ast.Name)
        }
        if caught & names and "admin" not in path.parts and not ("answer_to" in text or "refusal(" in text):
            apart.append(str(path))
    assert apart == []
