"""Find the command lines in the documentation's blocks of code and sentences."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from code_reference import commands
from tests.needs import REPOSITORY

PAGES = [REPOSITORY / "README.rst", *sorted((REPOSITORY / "docs").rglob("*.rst"))]

#: The text before the name of a Django command, on a site, in the demo or in a verb's help. The five fields of a cron
#: job may come before this text.
STARTS_COMMAND = re.compile(
    r"^(?:(?:[\d*]+\s+){5}|\$ )?"
    r"(?:(?:python )?\./manage\.py (?:lms|cms) |\S*python \S*manage\.py (?:lms )?|(?=micromasters ))"
)
OPENS_BLOCK = re.compile(r"(?:^|[^:])::$|^\.\. code-block::")
#: The explanation after an example in a verb's help. Two spaces separate the example and the explanation.
EXPLANATION = re.compile(r"\s{2,}\S.*$")


#: The commands from other packages that a platform has and the demo lacks, and the modules of these commands.
EXTERNAL = {"consume_events": "openedx_events.management.commands.consume_events"}


@dataclass(frozen=True, slots=True)
class Line:
    """A command line: its source, and its words after the words that start Django."""

    source: str
    words: tuple[str, ...]

    @property
    def is_external(self) -> bool:
        """Tell whether the command comes from another package and does not run here."""
        return self.words[0] in EXTERNAL

    def __str__(self) -> str:
        return f"{self.source}: {shlex.join(self.words)}"


def commands_of_pages() -> dict[str, list[Line]]:
    """Return the Django commands in the blocks of code of each page, in the order of the page.

    The result omits pages without commands.
    """
    found = {page.stem: [*_django_commands(page.stem, _block_lines(page.read_text("utf-8")))] for page in PAGES}
    return {name: lines for name, lines in found.items() if lines}


def commands_in_help() -> dict[str, list[Line]]:
    """Return the examples in the help of each verb."""
    examples = {
        name: (EXPLANATION.sub("", line.strip()) for line in (parser.epilog or "").splitlines())
        for name, parser in commands.verbs()
    }
    found = {f"{name} --help": [*_django_commands(name, lines)] for name, lines in examples.items()}
    return {name: lines for name, lines in found.items() if lines}


def targets() -> set[str]:
    """Return every make target that a page names in a block or in a sentence."""
    text = "\n".join(page.read_text("utf-8") for page in PAGES)
    from_sentences = re.findall(r"``(?:\w+=\S+ )*make ([\w-]+)", text)
    return {*from_sentences, *re.findall(r"^\s+(?:\w+=\S+ )*make ([\w-]+)", text, re.MULTILINE)}


def verbs_in_sentences() -> set[str]:
    """Return the first word after ``micromasters`` in every literal of a sentence."""
    text = "\n".join(page.read_text("utf-8") for page in PAGES)
    return set(re.findall(r"``(?:\S*manage\.py (?:lms )?)?micromasters ([a-z][a-z-]*)", text))


def _django_commands(source: str, lines: Iterator[str]) -> Iterator[Line]:
    for line in lines:
        if start := STARTS_COMMAND.match(line):
            yield Line(source, tuple(shlex.split(line[start.end() :])))


def _block_lines(text: str) -> Iterator[str]:
    """Yield each line of the blocks of code without white space at both ends.

    A line that ends in a backslash is joined with the next line.
    """
    block: int | None = None
    for line in text.replace("\\\n", " ").splitlines():
        indent = len(line) - len(line.lstrip())
        if block is not None and line.strip() and indent <= block:
            block = None
        if block is not None:
            yield line.strip()
        elif OPENS_BLOCK.search(line.strip()):
            block = indent
