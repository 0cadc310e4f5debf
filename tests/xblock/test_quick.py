"""Tests that the quick classes for template nodes render exactly what Django renders."""

from __future__ import annotations

import cProfile
import pstats
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.template import Context, Engine, Library, TemplateDoesNotExist
from django.template.base import VariableNode
from django.template.defaulttags import IfNode
from django.template.loader_tags import IncludeNode
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe

from micromasters_xblock.block import MicromastersProgressBlock
from micromasters_xblock.drawing import quick, rendering
from micromasters_xblock.readable import Readable
from tests.xblock.conftest import FakePlugin

LOCMEM = "django.template.loaders.locmem.Loader"
CACHED = "django.template.loaders.cached.Loader"
QUICK = f"{quick.__name__}.{quick.QuickLoader.__name__}"

library = Library()
library.filter("loud", lambda value: mark_safe(f"<b>{value}</b>"))
library.filter("plain", lambda value: f"{value}<")


@dataclass(frozen=True, slots=True)
class Row(Readable):
    """A value with a field, a property and a method."""

    field: Any

    @property
    def doubled(self) -> Any:
        return self.field * 2

    def method(self) -> str:
        return "<called>"


class Plain:
    """A value without lookup by name."""

    field = "<&>"

    def __str__(self) -> str:
        return "<plain>"


VALUES = {
    "text": "<a & 'b' \"c\">",
    "safe text": mark_safe("<b>"),
    "lazy text": lazystr("<lazy>"),
    "number": 1234567,
    "decimal": Decimal("1234.5"),
    "moment": datetime(2026, 11, 24, 10, 41, tzinfo=UTC),
    "nothing": None,
    "true": True,
    "empty": "",
    "list": ["<", 2],
    "function": lambda: "<called>",
    "class": Plain,
}
TEMPLATES = {
    "variable": "{{ value }}",
    "field of a dictionary": "{{ dictionary.field }} {{ dictionary.items }}",
    "field of a row": "{{ row.field }} {{ row.doubled }} {{ row.method }} {{ row.absent }}",
    "field of a plain object": "{{ plain.field }} {{ plain.absent.more }}",
    "index": "{{ items.0 }} {{ items.9 }} {{ value.0 }}",
    "constants": "{{ 'text' }} {{ 7 }} {{ _('text') }}",
    "filters": "{{ value|loud }} {{ value|plain }} {{ row.field|loud|plain }} {{ absent|loud }} {{ row.method|loud }}",
    "Django's filters": "{{ value|default:'none' }} {{ value|safe }} {{ value|force_escape }} {{ value|upper }}",
    "without escaping": "{% autoescape off %}{{ value }}{% if value %}{{ value }}{% endif %}{% endautoescape %}",
    "condition": "{% if value %}yes{% elif row.field %}perhaps{% else %}no{% endif %}",
    "condition on what is absent": "{% if absent.more %}yes{% elif row.absent %}perhaps{% endif %}",
    "condition on a method": "{% if row.method %}yes{% endif %}{% if dictionary.items %}yes{% endif %}",
    "condition on a constant": "{% if 0 %}yes{% elif 'text' %}perhaps{% endif %}",
    "composed condition": "{% if not value or row.field and value == row.field %}yes{% else %}no{% endif %}",
    "condition with a filter": "{% if value|plain %}yes{% endif %}",
    "include": "{% include 'part' with value=row.field %}{% include 'part' %}{{ value }}",
    "isolated include": "{% include 'part' with other=value only %}",
    "include by a variable": "{% include name %}{% include 'pa'|add:'rt' %}",
    "includes in a loop": "{% for item in items %}{% include 'cycle' %}{% endfor %}{% include 'cycle' %}",
    "include of itself": "{% include 'tree' with node=tree %}",
    "extended": "{% extends 'base' %}{% block middle %}{{ value }}{{ block.super }}{% endblock %}",
}
PARTS = {
    "part": "[{{ value }}{% if other %}{{ other }}{% endif %}]",
    "cycle": "{% for one in items %}{% cycle 'a' 'b' 'c' %}{% ifchanged %}{{ item }}{% endifchanged %}{% endfor %}",
    "tree": "({{ node.name }}{% for node in node.children %}{% include 'tree' %}{% endfor %})",
    "base": "<p>{% block middle %}{% include 'part' %}{% endblock %}</p>",
}
TREE = {"name": "<1>", "children": [{"name": "2", "children": [{"name": "3"}]}, {"name": "4"}]}


def engine(loader: str, **templates: str) -> Engine:
    """Return an engine with the loader, the given templates and the parts."""
    made = Engine(loaders=[(loader, [(LOCMEM, {**PARTS, **templates})])], debug=True)
    made.template_builtins.append(library)
    return made


def values(value: Any) -> dict[str, Any]:
    row = Row("<row>")
    return {
        "value": value,
        "row": row,
        "dictionary": {"field": value},
        "plain": Plain(),
        "items": [value, "<", "<", value],
        "name": "part",
        "tree": TREE,
    }


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
@pytest.mark.parametrize("source", TEMPLATES.values(), ids=TEMPLATES.keys())
def test_a_template_renders_what_django_renders(source: str, value: Any) -> None:
    own, djangos = (engine(loader, page=source).get_template("page") for loader in (QUICK, CACHED))
    expected = djangos.render(Context(values(value)))
    assert own.render(Context(values(value))) == expected
    assert own.render(Context(values(value))) == expected


def test_a_failing_property_raises_as_in_django() -> None:
    for loader in (QUICK, CACHED):
        with pytest.raises(TypeError):
            engine(loader, page="{{ row.doubled }}").get_template("page").render(Context({"row": Row(None)}))


def test_an_absent_template_is_named() -> None:
    page = engine(QUICK, page="{% if row.field %}{% include 'absent' %}{% endif %}").get_template("page")
    with pytest.raises(TemplateDoesNotExist, match="absent"):
        page.render(Context(values("text")))


def test_an_error_names_the_included_template_and_its_line() -> None:
    made = engine(QUICK, page="\n{% include 'broken' %}", broken="\n\n{{ row.explode }}")
    with pytest.raises(ZeroDivisionError) as caught:
        made.get_template("page").render(Context({"row": {"explode": lambda: 1 / 0}}))
    known: Any = caught.value
    assert (known.template_debug["name"], known.template_debug["line"]) == ("broken", 3)


def test_nearly_all_nodes_of_the_page_are_quick() -> None:
    names = [
        "progress.html",
        "content.html",
        *(f"elements/{part}.html" for part in ("requirement", "table", "picture")),
    ]
    found = [
        node
        for name in names
        for kind in (VariableNode, IfNode, IncludeNode)
        for node in rendering._engine(()).get_template(name).nodelist.get_nodes_by_type(kind)
    ]
    slow = [node for node in found if not isinstance(node, (quick.QuickVariable, quick.QuickIf, quick.QuickInclude))]
    assert len(slow) * 10 <= len(found)


def test_a_view_takes_few_function_calls(
    plugin: FakePlugin, make_block: Callable[..., MicromastersProgressBlock]
) -> None:
    for _ in range(2):
        make_block().student_view()
    block, profile = make_block(), cProfile.Profile()
    profile.runcall(block.student_view)
    assert pstats.Stats(profile).total_calls < 7000
