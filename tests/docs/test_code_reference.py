"""Test that the generated references contain everything that the code declares."""

from __future__ import annotations

import ast
import re

import pytest
from django.apps import apps

from code_reference import commands, render
from micromasters_plugin import api, data, exceptions
from micromasters_plugin.answers import ANSWERS
from micromasters_plugin.app_settings import SETTINGS
from micromasters_plugin.signals.wiring import RECEIVERS
from micromasters_plugin.toggles import ISSUING_PAUSED
from micromasters_plugin.urls import urlpatterns
from tests.needs import REPOSITORY


def _required() -> list[str]:
    """Return the requirements that ``setup.py`` passes to setuptools."""
    keywords = ast.walk(ast.parse((REPOSITORY / "setup.py").read_text("utf-8")))
    (listed,) = (node.value for node in keywords if isinstance(node, ast.keyword) and node.arg == "install_requires")
    return ast.literal_eval(listed)


VERBS = dict(commands.verbs())
MODELS = [model.__name__ for model in apps.get_app_config("micromasters").get_models()]


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_describes_itself_and_its_arguments(name):
    parser = VERBS[name]
    assert parser.description
    assert [action.dest for action in commands.arguments(parser) if not action.help] == []


@pytest.mark.parametrize("name", [name for name in VERBS if " " not in name])
def test_every_verb_has_examples_in_its_help(name):
    assert f"\n  micromasters {name} " in VERBS[name].epilog.partition("examples:")[2]


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_and_option_is_on_the_page_of_commands(name):
    text = render("commands")
    assert f"\n{name}\n{'-' * len(name)}\n" in f"\n{text}"
    assert all(f"``{option}" in text for action in commands.arguments(VERBS[name]) for option in action.option_strings)


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("settings", [setting.name for setting in SETTINGS]),
        ("toggles", [ISSUING_PAUSED.name]),
        ("received_events", list(RECEIVERS)),
        ("personal_data", MODELS),
        ("dependencies", _required()),
        ("python_errors", ["retired_program", "unknown_user"]),
        ("errors", [kind.code for kind in ANSWERS]),
    ],
)
def test_every_declaration_is_on_its_page(kind, names):
    text = render(kind)
    assert names
    assert [name for name in names if f"``{name}``" not in text] == []


@pytest.mark.parametrize(("kind", "offered"), [("python_functions", api), ("python_data", data)])
def test_every_public_name_is_in_the_reference_of_python(kind, offered):
    described = re.findall(r"^\.\. auto\w+:: \S+\.(\w+)$", render(kind), re.MULTILINE)
    assert sorted(described) == sorted(dir(offered))


def test_every_error_is_in_the_reference_of_python():
    described = set(re.findall(r"^\.\. auto\w+:: \S+\.(\w+)$", render("python_errors"), re.MULTILINE))
    raised = {kind.__name__ for kind in vars(exceptions).values() if isinstance(kind, type)}
    assert described == raised - {"dataclass"}


def test_every_address_is_in_the_reference_of_addresses():
    page = (REPOSITORY / "docs" / "reference" / "addresses.rst").read_text("utf-8")
    routes = [re.sub(r"<\w+:(\w+)>", r"{\1}", str(pattern.pattern)) for pattern in urlpatterns]
    assert routes and [route for route in routes if f"``/{route}``" not in page] == []


def test_an_unknown_kind_raises_key_error():
    with pytest.raises(KeyError):
        render("unknown")
