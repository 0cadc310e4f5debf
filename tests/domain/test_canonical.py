"""Test that equal values have the same text and digest, also if the order of their keys differs."""

from __future__ import annotations

import hashlib

from micromasters_plugin.domain.canonical import canonical, digest


def test_equal_values_have_one_text_without_spaces() -> None:
    assert canonical({"b": [1, None], "a": "é"}) == canonical({"a": "é", "b": [1, None]}) == '{"a":"é","b":[1,null]}'


def test_the_digest_is_of_that_text_in_utf_8() -> None:
    assert digest({"a": "é"}) == hashlib.sha256('{"a":"é"}'.encode()).hexdigest()
