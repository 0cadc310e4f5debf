"""Test that a faulty definition is refused. The message about each fault has a line, a column, a field and a remedy."""

from __future__ import annotations

import pytest

from micromasters_plugin.exceptions import DefinitionError
from micromasters_plugin.programs.definition.file import parse_definition
from tests.programs.definition.texts import BASE, LAST, RUN, TREE, WEIGHT, Refusal, edited

REFUSALS = {
    # fields in general
    "unknown field": Refusal("kind: ", "colour: blue\nkind: ", 4, 1, "colour", "unknown field: remove it"),
    "misspelt field": Refusal("kind: ", "acent: x\nkind: ", 4, 1, "acent", 'did you mean "accent"?'),
    "misspelt field of a course": Refusal("weight", "wieght", 13, 7, f"{TREE}[1].wieght", 'did you mean "weight"?'),
    "field in the wrong place": Refusal("kind: ", "weight: 2\nkind: ", 4, 1, "weight", "a field of course, exam"),
    "field name that is a list": Refusal("kind: ", "[a]: 1\nkind: ", 4, 1, "?", "a field's name is text"),
    "field written twice": Refusal("kind: ", "key: scl\nkind: ", 4, 1, "key", "first on line 3"),
    "missing field": Refusal("key: scm\n", "", 1, 1, "key", 'write "key: scm"'),
    "missing field of a section": Refusal(
        "kind: ", "price: {amount: 1}\nkind: ", 4, 8, "price.currency", 'write "currency: USD"'
    ),
    "missing passing grade": Refusal(
        "passing_grade: 0.60\nrequirements:\n  all_of:\n    - course: MITx+CTL.SC0x\n    - course: MITx+CTL.SC1x\n"
        "      weight: 2\n    - exam: MITx+CTL.CFx\n",
        "requirements:\n  all_of:\n    - {course: MITx+CTL.SC0x, passing_grade: 0.60}\n"
        "    - {course: MITx+CTL.SC1x, passing_grade: 0.60}\n    - exam: MITx+CTL.CFx\n",
        12, 7, f"{TREE}[2].passing_grade", "once at the top",
    ),
    "field without a value": Refusal("key: scm", "key:", 3, 5, "key", "has no value"),
    # these faults concern values of the program
    "other schema": Refusal("schema: 1", "schema: 2", 1, 9, "schema", "version, 1, not 2"),
    "invalid uuid": Refusal("-ef0c92d41c72", "", 2, 7, "uuid", "expected a UUID"),
    "uuid without hyphens": Refusal("-f7c7-4f45-", "f7c74f45-", 2, 7, "uuid", "expected a UUID"),
    "key that is no slug": Refusal("key: scm", "key: s c m", 3, 6, "key", "letters, digits and single hyphens"),
    "key too long": Refusal("key: scm", f"key: {'s' * 65}", 3, 6, "key", "at most 64"),
    "empty list": Refusal("kind: ", "credit_modes: []\nkind: ", 4, 15, "credit_modes", "not an empty list"),
    "title that is an empty mapping": Refusal("Supply Chain Management", "{}", 5, 8, "title", "not an empty mapping"),
    "title that is a list": Refusal("Supply Chain Management", "[a]", 5, 8, "title", "not a list"),
    "empty title": Refusal("Supply Chain Management", '" "', 5, 8, "title", "1 to 255 characters"),
    "title too long": Refusal("Supply Chain Management", "x" * 256, 5, 8, "title", "shorten it to 255"),
    "title with a control character": Refusal(
        "Supply Chain Management", '"a\\0b"', 5, 8, "title", "control character"
    ),
    "effective_from that is no date": Refusal("2016-02-10", "10.2.2016", 7, 17, "effective_from", "expected a date"),
    "effective_from on no day": Refusal("2016-02-10", "2016-02-30", 7, 17, "effective_from", "expected a date"),
    "effective_from before time": Refusal(
        "2016-02-10", "0001-01-01T00:00+05:00", 7, 17, "effective_from", "expected a date"
    ),
    "accent by name": Refusal("kind: ", "accent: teal\nkind: ", 4, 9, "accent", "#rrggbb"),
    "accent lost in a comment": Refusal("kind: ", "accent: #0e5a66\nkind: ", 4, 8, "accent", "#rrggbb in quotes"),
    "no credit modes": Refusal("kind: ", "credit_modes: []\nkind: ", 4, 15, "credit_modes", "one or more"),
    "credit mode without a list": Refusal(
        "kind: ", "credit_modes: verified\nkind: ", 4, 15, "credit_modes", "a list of one or more"
    ),
    "credit mode twice": Refusal(
        "kind: ", "credit_modes: [honor, honor]\nkind: ", 4, 23, "credit_modes[1]", "twice: keep one"
    ),
    "unknown grandfathering": Refusal(
        "kind: ", "grandfathering: newest\nkind: ", 4, 17, "grandfathering", "pinned, latest, most_favourable"
    ),
    "unknown drop policy": Refusal("kind: ", "drop_policy: ask\nkind: ", 4, 14, "drop_policy", "review, revoke"),
    "succeeds itself": Refusal(
        "kind: ", "succeeds: 55e2caad-f7c7-4f45-a6a1-ef0c92d41c72\nkind: ", 4, 11, "succeeds", "cannot succeed itself"
    ),
    "negative price": Refusal(
        "kind: ", "price: {amount: -1, currency: USD}\nkind: ", 4, 17, "price.amount", "0 or more, not -1"
    ),
    "price without its parts": Refusal("kind: ", "price: 150\nkind: ", 4, 8, "price", "{amount: 150, currency: USD}"),
    "currency by symbol": Refusal(
        "kind: ", "price: {amount: 1, currency: $}\nkind: ", 4, 30, "price.currency", "three capital letters"
    ),
    "admission bar above 1": Refusal(
        "kind: ", "admission: {composite: 180}\nkind: ", 4, 24, "admission.composite", "from 0 to 1"
    ),
    "admission bar in percent": Refusal(
        "kind: ", "admission: {composite: 80%}\nkind: ", 4, 24, "admission.composite", "write 0.80"
    ),
    "admission bar below 0": Refusal(
        "kind: ", "admission: {composite: -0.1}\nkind: ", 4, 24, "admission.composite", "from 0 to 1"
    ),
    "credential asked for by yes": Refusal(
        "kind: ", "admission: {composite: 0.8, credential: yes}\nkind: ", 4, 41, "admission.credential", "true or false"
    ),
    "pathway to a script": Refusal(
        "kind: ", 'pathway: {title: MIT, url: "javascript:x"}\nkind: ', 4, 28, "pathway.url", "https://"
    ),
    # grades and weights
    "passing grade of 60": Refusal("0.60", "60", 8, 16, "passing_grade", "write 0.60"),
    "passing grade of 62.5": Refusal("0.60", "62.5", 8, 16, "passing_grade", "write 0.625"),
    "passing grade of 0": Refusal("0.60", "0", 8, 16, "passing_grade", "above 0"),
    "passing grade above 100": Refusal("0.60", "101", 8, 16, "passing_grade", "up to 1"),
    "passing grade in words": Refusal("0.60", "high", 8, 16, "passing_grade", "not high"),
    "passing grade in quotes": Refusal("0.60", '"0.60"', 8, 16, "passing_grade", 'not "0.60"'),
    "passing grade that is not a number": Refusal("0.60", ".nan", 8, 16, "passing_grade", "not .nan"),
    "passing grade finer than grades": Refusal("0.60", "0.59996", 8, 16, "passing_grade", "write 0.6000"),
    "course's passing grade of 60": Refusal(
        "weight: 2", "passing_grade: 60", 13, 22, f"{TREE}[1].passing_grade", "write 0.60"
    ),
    "weight of 0": Refusal("weight: 2", "weight: 0", 13, 15, f"{TREE}[1].weight", "above 0, not 0"),
    "negative weight": Refusal("weight: 2", "weight: -1", 13, 15, f"{TREE}[1].weight", "above 0, not -1"),
    "weight with an exponent": Refusal("weight: 2", "weight: 1e400", 13, 15, f"{TREE}[1].weight", "above 0"),
    "weight of many digits": Refusal("weight: 2", f"weight: {'9' * 13}", 13, 15, f"{TREE}[1].weight", "above 0"),
    # courses and runs
    "course without a number": Refusal("MITx+CTL.SC0x", "CTL.SC0x", 11, 15, f"{TREE}[0].course", "joined by +"),
    "course named by its run": Refusal("MITx+CTL.SC0x", RUN, 11, 15, f"{TREE}[0].course", "joined by +"),
    "course with a space": Refusal("MITx+CTL.SC0x", "MITx+CTL SC0x", 11, 15, f"{TREE}[0].course", "joined by +"),
    "number that gives no key": Refusal(
        "MITx+CTL.CFx\n" + LAST, "MITx+CF~x\n", 14, 13, f"{TREE}[2].exam", 'add a "key: …"'
    ),
    "course named twice": Refusal(
        "MITx+CTL.CFx\n" + LAST, "MITx+CTL.SC0x\n      key: CFx\n", 14, 13, f"{TREE}[2].exam", "named on line 11"
    ),
    "alias that is a course": Refusal(
        WEIGHT, "      aliases: [MITx+CTL.SC0x]\n", 13, 17, f"{TREE}[1].aliases[0]", "already named on line 11"
    ),
    "alias of its own course": Refusal(
        WEIGHT, "      aliases: [MITx+CTL.SC1x]\n", 13, 17, f"{TREE}[1].aliases[0]", "already named on line 12"
    ),
    "no runs": Refusal(WEIGHT, "      runs: []\n", 13, 13, f"{TREE}[1].runs", "one or more"),
    "run that is no key": Refusal(WEIGHT, "      runs: [1T2016]\n", 13, 14, f"{TREE}[1].runs[0]", "a course run key"),
    "run of a library": Refusal(WEIGHT, "      runs: ['library-v1:MITx+X']\n", 13, 14, f"{TREE}[1].runs[0]", "not"),
    "run on a branch": Refusal(WEIGHT, f"      runs: [{RUN}+branch@draft]\n", 13, 14, f"{TREE}[1].runs[0]", "not"),
    "run twice in a list": Refusal(WEIGHT, f"      runs: [{RUN}, {RUN}]\n", 13, 46, f"{TREE}[1].runs[1]", "twice"),
    "run of two courses": Refusal(
        WEIGHT + "    - exam: MITx+CTL.CFx\n" + LAST,
        f"      runs: [{RUN}]\n    - exam: MITx+CTL.CFx\n      runs: [{RUN}]\n",
        15, 14, f"{TREE}[2].runs[0]", "already listed on line 13",
    ),
    "run that is another course's by number": Refusal(
        LAST, f"      runs: [{RUN}]\n", 15, 14, f"{TREE}[2].runs[0]", "one of MITx+CTL.SC1x (line 12)"
    ),
    "proctored by yes": Refusal(WEIGHT, "      proctored: yes\n", 13, 18, f"{TREE}[1].proctored", "true or false"),
    "embargo without a date": Refusal(
        WEIGHT, "      embargo_until: July\n", 13, 22, f"{TREE}[1].embargo_until", "expected a date"
    ),
    # these faults concern keys and references between requirements
    "key used twice": Refusal(
        WEIGHT + "    - exam: MITx+CTL.CFx\n" + LAST, "      key: SC0x\n", 13, 12, f"{TREE}[1].key", "taken on line 11"
    ),
    "default key used twice": Refusal(
        "MITx+CTL.CFx\n" + LAST, "MITx+SC0x\n", 14, 13, f"{TREE}[2].exam", "taken on line 11"
    ),
    "opens after an unknown key": Refusal("[SC0x, SC1x]", "[SC0x, SC9x]", 15, 27, f"{TREE}[2].opens_after[1]", "SC9x"),
    "opens after itself": Refusal("[SC0x, SC1x]", "[CFx]", 15, 20, f"{TREE}[2].opens_after", "CFx after CFx"),
    "opens after what opens after it": Refusal(
        WEIGHT, "      opens_after: [CFx]\n", 15, 20, f"{TREE}[2].opens_after", "a cycle"
    ),
    "opens after a group": Refusal("[SC0x, SC1x]", "[group]", 15, 21, f"{TREE}[2].opens_after[0]", "is a group"),
    # groups
    "requirements that are one course": Refusal(
        BASE[BASE.index("  all_of"):], "  course: MITx+CTL.SC0x\n", 10, 3, "requirements", "not a single course"
    ),
    "requirement of no kind": Refusal(LAST, LAST + "    - title: X\n", 16, 7, f"{TREE}[3]", "course, exam, program"),
    "requirement that is a text": Refusal(LAST, LAST + "    - MITx+X\n", 16, 7, f"{TREE}[3]", "course, exam, program"),
    "requirement of two kinds": Refusal(
        LAST, "      course: MITx+X\n", 14, 7, f"{TREE}[2]", "is course and exam at once"
    ),
    "empty group": Refusal(LAST, LAST + "    - all_of: []\n", 16, 15, f"{TREE}[3].all_of", "an empty group"),
    "empty choice": Refusal(
        LAST, LAST + "    - at_least: 1\n      of: []\n", 17, 11, f"{TREE}[3].of", "an empty group"
    ),
    "choice without a list": Refusal(LAST, LAST + "    - at_least: 1\n", 16, 7, f"{TREE}[3].of", "missing"),
    "choice of none": Refusal(
        LAST, LAST + "    - at_least: 0\n      of: [{course: MITx+X}]\n", 16, 17, f"{TREE}[3].at_least", "1 or more"
    ),
    "choice of a half": Refusal(
        LAST, LAST + "    - at_least: 0.5\n      of: [{course: MITx+X}]\n", 16, 17, f"{TREE}[3].at_least", "1 or more"
    ),
    "choice of more than there are": Refusal(
        LAST, LAST + "    - at_least: 2\n      of: [{course: MITx+X}]\n", 16, 17, f"{TREE}[3].at_least", "2 of 1"
    ),
    "order of a choice": Refusal(
        LAST, LAST + "    - at_least: 1\n      of: [{course: MITx+X}]\n      in_order: true\n",
        18, 7, f"{TREE}[3].in_order", "a field of all_of",
    ),
}  # fmt: skip


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_a_faulty_definition_is_refused_with_line_column_field_and_remedy(refusal):
    with pytest.raises(DefinitionError) as raised:
        parse_definition(edited((refusal.old, refusal.new)))
    [problem] = raised.value.problems
    assert (problem.line, problem.column, problem.field) == (refusal.line, refusal.column, refusal.field)
    assert refusal.says in problem.message


def test_all_faults_are_reported_together_in_file_order():
    text = edited(("key: scm", "key: s c m"), ("0.60", "60"), ("weight: 2", "weight: 0"), ("SC0x, SC1x", "SC7x, SC8x"))
    with pytest.raises(DefinitionError) as raised:
        parse_definition(text)
    assert [(each.line, each.field) for each in raised.value.problems] == [
        (3, "key"),
        (8, "passing_grade"),
        (13, "requirements.all_of[1].weight"),
        (15, "requirements.all_of[2].opens_after[0]"),
        (15, "requirements.all_of[2].opens_after[1]"),
    ]


def test_an_alias_is_reported_once():
    with pytest.raises(DefinitionError) as raised:
        parse_definition(edited(("MITx\n", "&x MITx\n"), ("Supply Chain Management", "*x")))
    assert [each.field for each in raised.value.problems] == ["title", "institution"]


def test_a_problem_reads_as_a_sentence_with_its_place():
    with pytest.raises(DefinitionError) as raised:
        parse_definition(edited(("0.60", "60")))
    assert str(raised.value) == "line 8, column 16: passing_grade: expected a grade from 0 to 1, not 60: write 0.60"
