"""Check that no text uses a word that docs/concepts/terms.rst lists after *Not:*.

The test searches pages, docstrings, comments, strings with a space, and messages. The test skips regular expressions,
and names in code.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import polib
import pytest

from tests.catalogues import CATALOGUES
from tests.needs import REPOSITORY

TERMS = REPOSITORY / "docs" / "concepts" / "terms.rst"
PAGES = [REPOSITORY / "README.rst", *sorted((REPOSITORY / "docs").rglob("*.rst"))]
MODULES = sorted(
    path for package in ("micromasters_plugin", "micromasters_xblock") for path in (REPOSITORY / package).rglob("*.py")
)

NOT = re.compile(r"\bNot: ([^.]+)\.")
LITERAL = re.compile(r"``[^`]+``")
#: A block of code: a line that opens the block, and the indented lines after this line.
CODE_BLOCK = re.compile(r"^( *)(?:\.\. code-block:: \w+|(?!\.\. ).*::)\n(?:\n|\1 +.*\n)+", re.MULTILINE)


def refused_words() -> list[str]:
    """Return the words that the glossary refuses, in the glossary's spelling."""
    text = " ".join(TERMS.read_text("utf-8").split())
    return [word.strip() for words in NOT.findall(text) for word in words.split(",")]


WORDS = refused_words()
REFUSED = re.compile(
    rf"\b(?:{'|'.join(re.escape(word).replace(chr(92) + ' ', '[ -]') for word in WORDS)})(?:e?s)?\b", re.IGNORECASE
)


def refused_words_in(text: str) -> list[str]:
    """Return the refused words in a text.

    A word may be in any case, may be singular or plural, and may contain a line break.
    """
    return REFUSED.findall(" ".join(LITERAL.sub("", text).split()))


def prose_of_page(path: Path) -> str:
    """Return a page's text without its blocks of code and without the glossary's refused words."""
    text = path.read_text("utf-8")
    return NOT.sub("", CODE_BLOCK.sub("", text)) if path == TERMS else CODE_BLOCK.sub("", text)


def texts_of_module(source: str) -> Iterator[str]:
    """Yield a module's docstrings, comments, and other strings with a space. Adjacent comments are one text."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_prose(node.value):
            yield node.value
    comments = [
        token for token in tokenize.generate_tokens(io.StringIO(source).readline) if token.type == tokenize.COMMENT
    ]
    for _, row in groupby(enumerate(comments), key=lambda pair: pair[1].start[0] - pair[0]):
        yield " ".join(comment.string.lstrip("#:. ") for _, comment in row)


def _is_prose(string: str) -> bool:
    """Tell whether a string is neither a single word nor a regular expression."""
    return " " in string and "(?" not in string


def test_the_glossary_refuses_words():
    assert {"student", "pass mark", "program certificate"} <= set(WORDS)


@pytest.mark.parametrize(
    "text",
    [
        "a Student",
        "two students",
        "The pass\n    marks of a course",
        "a dead-letter queue",
        "No final examination is held.",
    ],
)
def test_a_refused_word_is_found(text):
    assert refused_words_in(text)


@pytest.mark.parametrize(
    "text", ["``student`` is the platform's table", "studentship", "a passing grade", "the marks pass"]
)
def test_other_words_are_not(text):
    assert refused_words_in(text) == []


def test_strings_docstrings_and_comments_are_read_and_names_are_not():
    source = (
        '"""A pupil\'s page."""\n# The pass\n# mark.\n'
        'student = "students" + r"(?: a student)"\nraise Error(f"no pupil {student}")\n'
    )
    assert [word for text in texts_of_module(source) for word in refused_words_in(text)] == [
        "pupil",
        "pupil",
        "pass mark",
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_uses_no_refused_word(page):
    assert refused_words_in(prose_of_page(page)) == []


def test_the_next_release_uses_no_refused_word_in_the_changelog():
    _, begins, unreleased = (REPOSITORY / "CHANGELOG.rst").read_text("utf-8").partition("– unreleased\n")
    assert begins
    assert refused_words_in(re.split(r"^\d+\.\d+\.\d+ – ", unreleased, flags=re.MULTILINE)[0]) == []


def test_no_docstring_comment_or_string_uses_a_refused_word():
    found = {
        name: words
        for name, source in ((str(path.relative_to(REPOSITORY)), path.read_text("utf-8")) for path in MODULES)
        if (words := [word for text in texts_of_module(source) for word in refused_words_in(text)])
    }
    assert found == {}


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda catalogue: catalogue.package)
def test_no_message_uses_a_refused_word(catalogue):
    messages = polib.pofile(str(catalogue.path("en", ".po")))
    assert [text for entry in messages for text in (entry.msgid, entry.msgid_plural) if refused_words_in(text)] == []
