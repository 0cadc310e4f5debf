"""Read the YAML of a definition as a tree of values, and keep each value's position in the file.

This module checks only rules that apply to every YAML document. ``schema`` defines the program's fields. Scalars stay
text. ``0.60`` becomes a decimal and never a float, and ``NO`` is no boolean.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from micromasters_plugin.exceptions import DefinitionError, DefinitionProblem

MAX_BYTES = 1 << 20
#: Mappings and lists are nested at most this deep. The shipped definitions need 4 levels.
MAX_DEPTH = 50
#: A file has at most this many scalars, lists and mappings, including field names. The shipped definitions have about a
#: hundred values.
MAX_VALUES = 20_000
#: Reading stops after this many faults, because nobody would read more faults.
MAX_PROBLEMS = 200

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Value:
    """A scalar, list or mapping of the file.

    ``path`` is the value's dotted path, such as ``requirements.all_of[2]``.
    """

    node: yaml.Node
    path: str
    problems: list[DefinitionProblem] = field(repr=False, compare=False)

    @property
    def line(self) -> int:
        """Return the line on which the value begins, counted from 1."""
        return self.node.start_mark.line + 1

    @property
    def text(self) -> str | None:
        """Return the scalar's text without the quotes, or None if the value is a list or mapping."""
        return self.node.value if isinstance(self.node, yaml.ScalarNode) else None

    @property
    def is_plain(self) -> bool:
        """Tell whether the value is a scalar without quotes.

        Only a scalar without quotes can be a number, a boolean or null.
        """
        return isinstance(self.node, yaml.ScalarNode) and self.node.style is None

    @property
    def is_null(self) -> bool:
        return self.is_plain and self.text in _NULLS

    @property
    def items(self) -> list[Value] | None:
        """Return the items of a list in the order of the file, or None if the value is no list."""
        if not isinstance(self.node, yaml.SequenceNode):
            return None
        return [Value(node, f"{self.path}[{index}]", self.problems) for index, node in enumerate(self.node.value)]

    @property
    def entries(self) -> list[tuple[Value, Value]] | None:
        """Return a mapping's pairs of name and value, with repeated names, or None if the value is no mapping."""
        if not isinstance(self.node, yaml.MappingNode):
            return None
        pairs = []
        for name, node in self.node.value:
            path = ".".join(filter(None, (self.path, name.value if isinstance(name, yaml.ScalarNode) else "?")))
            pairs.append((Value(name, path, self.problems), Value(node, path, self.problems)))
        return pairs

    def refuse(self, message: str, *, path: str | None = None) -> None:
        """Note a problem at the place of this value.

        If ``path`` is given, the problem names that field, such as a missing field.

        Raises:
            DefinitionError: the problem is the 200th problem.
        """
        _note(self.problems, _problem(self.node.start_mark, self.path if path is None else path, message))

    def __str__(self) -> str:
        if self.text is None:
            kind = "list" if isinstance(self.node, yaml.SequenceNode) else "mapping"
            return f"a {kind}" if self.node.value else f"an empty {kind}"
        excerpt = self.text if len(self.text) <= 60 else f"{self.text[:57]}..."
        return excerpt if self.is_plain else f'"{excerpt}"'


def read_document(text: str, *, name: str) -> Value:
    """Return the document's root mapping. The mapping's ``problems`` lists the problems that did not stop the reading.

    Args:
        text: the file's content, which has at most 1 MiB in UTF-8. name: the name by which problems refer to the whole
            document.

    Raises:
        DefinitionError: the text is not a single YAML mapping, is too large, is nested too deep, or has too many
            faults.
    """
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise DefinitionError([DefinitionProblem(1, 1, name, "larger than 1 MiB: a definition has a few kilobytes")])
    problems: list[DefinitionProblem] = []
    try:
        node = _Loader(text, name, problems).get_single_node()
    except yaml.reader.ReaderError as error:
        raise DefinitionError([*problems, _unreadable_character(text, error, name)]) from None
    except yaml.MarkedYAMLError as error:
        message = ": ".join(filter(None, (error.context, error.problem)))
        message = f"not valid YAML: {message}; check indentation, quotes and brackets here"
        raise DefinitionError([*problems, _problem(error.problem_mark or error.context_mark, name, message)]) from None
    if node is None:
        raise DefinitionError([DefinitionProblem(1, 1, name, 'empty: expected fields such as "schema: 1"')])
    root = Value(node, "", problems)
    if root.entries is None:
        root.refuse(f'expected fields such as "schema: 1", not {root}', path=name)
        raise DefinitionError(problems)
    return root


class _Loader(yaml.SafeLoader):
    """This loader of PyYAML reads only the tree of nodes and the features that definitions need.

    The loader notes aliases and tags as problems. Aliases can make a small file fill the memory, and tags can name
    Python objects. Deep nesting stops the reading, because deep nesting would cause a RecursionError.
    """

    def __init__(self, text: str, name: str, problems: list[DefinitionProblem]):
        super().__init__(text)
        self.name_of_file = name
        self.problems = problems
        self.trail: list[str] = []
        self.values = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event: Any = self.peek_event()
        mark: Any = event.start_mark
        self.trail.append(_step(index))
        if len(self.trail) > MAX_DEPTH + 1:
            message = f"nested deeper than {MAX_DEPTH} levels: use fewer groups inside each other"
            raise DefinitionError([*self.problems, _problem(mark, self.name_of_file, message)])
        self.values += 1
        if self.values > MAX_VALUES:
            message = f"more than {MAX_VALUES} values: a definition has a few hundred"
            raise DefinitionError([*self.problems, _problem(mark, self.name_of_file, message)])
        path = "".join(self.trail).removeprefix(".")
        if isinstance(event, yaml.AliasEvent):
            self.get_event()
            message = f"aliases (*{event.anchor}) are not allowed: write the value again"
            _note(self.problems, _problem(mark, path, message))
            node: yaml.Node | None = yaml.ScalarNode("", "", mark, mark)
        else:
            if event.anchor is not None:
                message = f"anchors (&{event.anchor}) are not allowed: remove it"
                _note(self.problems, _problem(mark, path, message))
            if event.tag is not None:
                message = f"tags ({event.tag}) are not allowed: remove it"
                _note(self.problems, _problem(mark, path, message))
            node = super().compose_node(parent, index)
        self.trail.pop()
        return node


def _step(index: Any) -> str:
    """Return one level of a path as text. PyYAML passes either a list's index or a mapping's key node."""
    if isinstance(index, int):
        return f"[{index}]"
    return f".{index.value}" if isinstance(index, yaml.ScalarNode) else ""


def _note(problems: list[DefinitionProblem], problem: DefinitionProblem) -> None:
    problems.append(problem)
    if len(problems) >= MAX_PROBLEMS:
        raise DefinitionError(problems)


def _problem(mark: Any, path: str, message: str) -> DefinitionProblem:
    return DefinitionProblem(mark.line + 1, mark.column + 1, path, message)


def _unreadable_character(text: str, error: yaml.reader.ReaderError, name: str) -> DefinitionProblem:
    """Return the problem of an unreadable character.

    ReaderError has the character's position in the text, but lacks the line.
    """
    before = text[: error.position]
    line, column = before.count("\n") + 1, error.position - (before.rfind("\n") + 1) + 1
    return DefinitionProblem(
        line, column, name, f"character U+{ord(text[error.position]):04X} is not allowed: remove it"
    )
