"""Render variables, conditions and includes of Django templates with less work and the same result.

Nearly all values of the block's templates are texts in fields, but Django looks for other kinds of values first. Django
also searches included templates again for each page. The templates of a site are rendered in the same way.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from django.template import Context, Template
from django.template.base import FilterExpression, NodeList, Variable, VariableNode
from django.template.defaulttags import IfNode, TemplateLiteral
from django.template.loader_tags import IncludeNode
from django.template.loaders import cached
from django.template.loaders.base import Loader
from django.utils.safestring import SafeString

#: The names in ``a.b.c``.
Names = tuple[str, ...]
Filter = Callable[[Any], Any]

#: Errors after which Django looks for attributes, indexes and methods.
NOT_FOUND = (AttributeError, IndexError, KeyError, TypeError, ValueError)
#: Marks of filters that Django treats specially.
SPECIAL = ("expects_localtime", "needs_autoescape", "is_safe")


class QuickVariable(VariableNode):
    """A variable. Django prints it unless it is a text."""

    names: Names
    filters: tuple[Filter, ...]

    def render(self, context: Context) -> str:
        """Return the value as HTML."""
        value: Any = context
        try:
            for name in self.names:
                value = value[name]
        except NOT_FOUND:
            return super().render(context)
        if callable(value):
            return super().render(context)
        for convert in self.filters:
            value = convert(value)
        kind = type(value)
        if kind is str and context.autoescape:
            return escape(value)
        return value if kind is SafeString else super().render(context)


class QuickIf(IfNode):
    """An ``{% if %}`` whose conditions are variables. The condition of ``{% else %}`` has no names."""

    branches: list[tuple[Names, NodeList]]

    def render(self, context: Context) -> str:
        """Return the HTML of the first branch whose variable is true."""
        for names, nodes in self.branches:
            value: Any = context
            try:
                for name in names:
                    value = value[name]
            except NOT_FOUND:
                return super().render(context)
            if callable(value):
                return super().render(context)
            if value or not names:
                return nodes.render(context)
        return ""


class QuickInclude(IncludeNode):
    """An ``{% include %}`` of a template with a constant name. It searches the template once."""

    found: Template | None = None

    def render(self, context: Context) -> SafeString:
        """Return the template's HTML."""
        if self.found is None:
            assert context.template is not None, "Django binds the outermost template"
            self.found = context.template.engine.get_template(self.template.var)
        values = {name: value.resolve(context) for name, value in self.extra_context.items()}
        state = context.render_context
        outer, state.template = state.template, self.found
        context.dicts.append(values)
        state.dicts.append({})
        try:
            return self.found.nodelist.render(context)
        finally:
            state.dicts.pop()
            context.dicts.pop()
            state.template = outer


class _Quickening(Loader):
    def get_template(self, template_name: str, skip: Any = None) -> Template:
        template = super().get_template(template_name, skip)
        _quicken(template.nodelist)
        return template


class QuickLoader(cached.Loader, _Quickening):
    """Django's loader that compiles each template once. Its templates are rendered by the classes of this module."""


def _quicken(nodes: NodeList) -> None:
    """Give the nodes of a compiled template the classes of this module, if they are simple enough."""
    node: Any
    for node in nodes.get_nodes_by_type(VariableNode):
        names, filters = _names(node.filter_expression), _plain_filters(node.filter_expression)
        if names and filters is not None:
            node.__class__, node.names, node.filters = QuickVariable, names, filters
    for node in nodes.get_nodes_by_type(IfNode):
        branches = [(_tested(condition), each) for condition, each in node.conditions_nodelists]
        if all(names is not None for names, _ in branches):
            node.__class__, node.branches = QuickIf, branches
    for node in nodes.get_nodes_by_type(IncludeNode):
        name = node.template.var
        if isinstance(name, str) and not (name.startswith(".") or node.template.filters or node.isolated_context):
            node.__class__ = QuickInclude


def _names(expression: FilterExpression) -> Names:
    """Return the names of an expression's variable; () for a constant."""
    variable = expression.var
    return variable.lookups or () if isinstance(variable, Variable) and not variable.translate else ()


def _plain_filters(expression: FilterExpression) -> tuple[Filter, ...] | None:
    """Return an expression's filters if they have no arguments and get the value as it is; otherwise None."""
    filters = tuple(function for function, arguments in expression.filters if not arguments)
    is_plain = len(filters) == len(expression.filters)
    return filters if is_plain and not any(hasattr(each, mark) for each in filters for mark in SPECIAL) else None


def _tested(condition: Any) -> Names | None:
    """Return the names of the variable that is the whole condition, () for ``{% else %}``, or None."""
    if condition is None:
        return ()
    expression: Any = condition.value if type(condition) is TemplateLiteral else None
    return None if expression is None or expression.filters else _names(expression) or None
