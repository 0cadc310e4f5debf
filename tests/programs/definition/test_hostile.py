"""Test that costly files are refused after a limited number of steps and in little memory."""

from __future__ import annotations

import tracemalloc

import pytest

from micromasters_plugin.exceptions import DefinitionError
from micromasters_plugin.programs.definition.document import MAX_PROBLEMS
from micromasters_plugin.programs.definition.file import parse_definition
from tests.counting import count_calls
from tests.factories import program_text
from tests.programs.definition.texts import BASE, edited

MEBIBYTE = 1 << 20
#: The maximum number of calls of Python and C functions. The largest allowed number of calls takes about a second. The
#: largest measured number was 7.4 million.
MOST_CALLS = 11_000_000


def aliases(*, width: int, levels: int) -> str:
    """Return a document whose aliases expand to width ** levels texts."""
    lines = [f"a0: &a0 [{', '.join(['x'] * width)}]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * width)}]" for n in range(1, levels)]
    return "\n".join(lines)


def courses(count: int, *, more: str = "") -> str:
    """Return a definition with ``count`` courses. Each course contains the text ``more``."""
    listed = "".join(f"    - {{course: MITx+C{n}{more}}}\n" for n in range(count))
    return edited((BASE[BASE.index("    - course: MITx+CTL.SC0x") :], listed))


def deep_groups(levels: int) -> str:
    """Return a definition with groups nested in ``levels`` levels."""
    tree = "{all_of: [" * levels + "{course: MITx+A}" + "]}" * levels
    return BASE[: BASE.index("requirements:")] + f"requirements: {tree}\n"


def impossible(count: int) -> str:
    """Return a definition with ``count`` courses, and with 12 more courses that nobody can earn in two groups."""
    groups = [", ".join(f"{{course: MITx+E{n}, key: e{n}-{group}}}" for n in range(12)) for group in range(2)]
    return courses(count) + "".join(f"    - all_of: [{listed}]\n" for listed in groups)


def electives(count: int) -> str:
    """Return a definition in which ``count`` groups name the same 60 courses."""
    groups = (", ".join(f"{{course: MITx+E{n}, key: e{n}-{group}}}" for n in range(60)) for group in range(count))
    return courses(1) + "".join(f"    - {{at_least: 1, of: [{listed}]}}\n" for listed in groups)


#: The text of each file, and a part of a message about the file.
HOSTILE = {
    "ten megabytes": ("# " + "x" * (10 * MEBIBYTE), "larger than 1 MiB"),
    "a mebibyte of brackets": ("[" * MEBIBYTE, "nested deeper"),
    "groups a thousandfold inside each other": (deep_groups(1000), "nested deeper than 50 levels"),
    "aliases that explode": (aliases(width=10, levels=30), "aliases (*a0) are not allowed"),
    "a mebibyte of aliases": (f"a: [{'*x,' * (MEBIBYTE // 3 - 2)}]", "aliases (*x) are not allowed"),
    "a mebibyte of commas": (f"a: [{'1,' * (MEBIBYTE // 2 - 3)}]", "more than 20000 values"),
    "a mebibyte of unknown fields": ("".join(f"field{n}: 1\n" for n in range(9000)), "unknown field"),
    "courses that all open after nothing": (courses(1500, more=", opens_after: [nothing1, nothing2]"), "no course or"),
    "one course a thousandfold": (courses(1, more="}\n    - {course: MITx+C0" * 1000), "is taken on line"),
    "shared courses that cannot be earned": (impossible(3000), "too few to earn the program"),
    "shared courses in too many places": (electives(60), "judging one learner may take"),
    "one long word": (edited(("key: scm", f"key: {'a-' * (MEBIBYTE // 4)}")), "letters, digits and single hyphens"),
    "digits without end": (edited(("0.60", "9" * (MEBIBYTE // 2))), "a grade above 0"),
}


def problems_of(text):
    with pytest.raises(DefinitionError) as raised:
        parse_definition(text)
    return raised.value.problems


@pytest.mark.parametrize(("text", "says"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_in_few_steps_and_with_few_words(text, says):
    problems = []
    assert count_calls(lambda: problems.extend(problems_of(text))) < MOST_CALLS
    assert any(says in problem.message for problem in problems)
    assert len(problems) <= MAX_PROBLEMS
    assert all(len(problem.message) < 1000 for problem in problems)


@pytest.mark.parametrize("name", ["ten megabytes", "aliases that explode", "groups a thousandfold inside each other"])
def test_a_hostile_file_is_refused_in_little_memory(name):
    text, _ = HOSTILE[name]
    tracemalloc.start()
    with pytest.raises(DefinitionError):
        parse_definition(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 * MEBIBYTE


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\u200f", "\u061c", "\u200b", "\U000e0041", "\u0378"])
def test_a_title_with_control_or_format_characters_is_refused(hidden: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        parse_definition(program_text("1x").replace("Example program", f'"Example{hidden} program"'))
    [problem] = refused.value.problems
    assert problem.field == "title" and f"U+{ord(hidden):04X}" in problem.message


def test_a_title_with_stacked_combining_marks_is_refused() -> None:
    with pytest.raises(DefinitionError, match="more than four marks"):
        parse_definition(program_text("1x").replace("Example program", "Example" + "\u0334" * 9))
