"""Test the line about the rules that bind the learner."""

from __future__ import annotations

from datetime import date

from micromasters_xblock.page.page import outline_page, progress_page
from micromasters_xblock.words.reader import Reader
from tests.xblock.specimens import NOW, outline, progress


def rules(reader: Reader, **fields: object) -> str:
    return progress_page(progress(version=2, **fields), heading="", now=NOW, reader=reader).rules


def test_the_line_has_the_date_and_the_number_of_the_rules(reader: Reader) -> None:
    assert rules(reader, rules_from=date(2015, 1, 1)) == "Rules of 1 January 2015 (version 2)."


def test_the_line_says_when_the_rules_changed(reader: Reader) -> None:
    line = rules(reader, rules_from=date(2015, 1, 1), rules_changed=date(2026, 3, 2))
    assert line == "Rules of 1 January 2015 (version 2); changed on 2 March 2026."


def test_a_learner_who_was_never_evaluated_and_the_public_page_have_no_line(reader: Reader) -> None:
    assert rules(reader) == ""
    assert outline_page(outline(rules_from=date(2015, 1, 1)), heading="", now=NOW, reader=reader).rules == ""
