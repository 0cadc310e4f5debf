"""Describe the verbs of ``manage.py micromasters``, from the argument parsers of the command."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from textwrap import indent

from code_reference.tables import table
from micromasters_plugin.management.commands.micromasters import Command

#: Arguments of these classes get no row. Everybody knows ``--help``, and a subcommand has its own section.
HIDDEN_ACTIONS = (argparse._HelpAction, argparse._SubParsersAction)


def render() -> str:
    """Return a section for each verb, with the description, usage, arguments, examples and exit status of the verb."""
    return "\n".join(_section(name, parser) for name, parser in verbs())


def verbs() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Yield the name and parser of each verb, in the order of ``--help``.

    A subcommand such as ``ledger head`` comes after its verb ``ledger``.
    """
    yield from _verbs_of(Command().create_parser("manage.py", "micromasters"), ())


def arguments(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """Return a verb's own arguments and options."""
    return [action for action in parser._actions if not isinstance(action, HIDDEN_ACTIONS)]


def _verbs_of(
    parser: argparse.ArgumentParser, parents: tuple[str, ...]
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, child in action.choices.items():
                yield " ".join((*parents, name)), child
                yield from _verbs_of(child, (*parents, name))


def _section(name: str, parser: argparse.ArgumentParser) -> str:
    parser.prog = f"micromasters {name}"
    usage = parser.format_usage().removeprefix("usage: ")
    parts = [name, "-" * len(name), "", parser.description or "", "", _literal(usage)]
    if visible := arguments(parser):
        parts += [table(("Argument", "Meaning"), ((_call(action), _meaning(action)) for action in visible))]
    if parser.epilog:
        parts += [_literal(parser.epilog)]
    return "\n".join(parts)


def _literal(content: str) -> str:
    return f".. code-block:: text\n\n{indent(content.strip(), '   ')}\n"


def _call(action: argparse.Action) -> str:
    value = "" if action.nargs == 0 else str(action.metavar or "|".join(map(str, action.choices or ())))
    names = action.option_strings or [""]
    return ", ".join(f"``{f'{name} {value}'.strip()}``" for name in names)


def _meaning(action: argparse.Action) -> str:
    help_text = action.help or ""
    return f"{help_text}; required" if action.required and action.option_strings else help_text
