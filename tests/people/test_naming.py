"""A person's names are found in other people's texts, whatever their case, accents and width, and nothing else is."""

from __future__ import annotations

import json
import time

import pytest

from micromasters_plugin.people.naming import Names

AMA = Names(identifiers=["ama7", "ama.o+x@example.org"], full_names=["Ama Owusu-Ánsah", "José  García"])


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("ama7 wrote", "[erased] wrote"),
        ("AMA7, and ａｍａ７.", "[erased], and [erased]."),
        ("see @ama7", "see @[erased]"),
        ("{'username': 'ama7'}", "{'username': '[erased]'}"),
        ("/u/ama7/", "/u/[erased]/"),
        ("to Ama.O+x@Example.ORG.", "to [erased]."),
        ("?email=ama.o%2Bx%40example.org&x", "?email=[erased]&x"),
        ("AMA OWUSU-ANSAH was ill", "[erased] was ill"),
        ("ama\nowusu-a\u0301nsah", "[erased]"),
        ("Jose Garcia; JOSÉ,GARCÍA", "[erased]; [erased]"),
        ("Jo\u200dsé Gar\u00adcía\u0301!", "[erased]!"),
        ("José \t\r\n    García", "[erased]"),
        ("José\u00a0García, Jose\u2028Garcia", "[erased], [erased]"),
        ("José_García.pdf is _José García_", "[erased].pdf is _[erased]_"),
        ("-ama7, ama7-, ama7--she and +ama7", "-[erased], [erased]-, [erased]--she and +[erased]"),
        ("DOMAIN\\ama7 and C:\\Users\\ama7\\x", "DOMAIN\\[erased] and C:\\Users\\[erased]\\x"),
        (r"said\nama7 and\tJosé García", r"said\n[erased] and\t[erased]"),
        (r"{'name': 'Jos\xe9\xa0Garc\xeda'} in a log", "{'name': '[erased]'} in a log"),
        (r'so: {"n": "Jos\u00e9 Garci\u0301a"}', 'so: {"n": "[erased]"}'),
        (r'{"n": "{\"m\": \"Jos\\u00e9 Garc\\u00eda\"}"}', r'{"n": "{\"m\": \"[erased]\"}"}'),
        ("Jos&eacute;&nbsp;Garc&#237;a, ama&#55;", "[erased], [erased]"),
        ("?q=%20ama7&n=Jos%C3%A9%20Garc%c3%ada", "?q=%20[erased]&n=[erased]"),
        ("ama.o+x%40example.org", "[erased]"),
        ("\x1b[31mama7\x1b[0m", "\x1b[31m[erased]\x1b[0m"),
        ("Ama Owusu Ansah, AMA OWUSU\u2011ANSAH, Ama OwusuAnsah", "[erased], [erased], [erased]"),
    ],
)
def test_username_address_and_full_name_are_taken_out(text: str, redacted: str) -> None:
    assert AMA.redact(text) == redacted
    assert AMA.redact(redacted) is redacted
    assert AMA.found_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ama70 and ama7x, ama7@example.org, ama7.b@example.org, x-ama7, ama7-x",
        "mama.o+x@example.org and ama.o+x@example.org.uk",
        "Amara Owusu-Ansah, Ama Owusu-Ansahene",
        "José and Mr García",
    ],
)
def test_what_only_looks_alike_stays(text: str) -> None:
    assert AMA.redact(text) is text


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Işık Yılmaz", "IŞIK YILMAZ"),
        ("Łukasz Søren Đorđe", "lukasz soren dorde"),
        ("Sean O’Neil", "SEAN O'NEIL"),
        ("Sean O'Neil", "Sean O\u02bcNeil"),
        ("J. R. R. Tolkien", "J.R.R. Tolkien"),
        ("山田 太郎", "山田太郎"),
        ("김 민준", "김민준"),
        ("محمد عبدالله", "مُحَـمَّد  عبدالله"),
        ("สมชาย ใจดี", "สมชายใจดี"),
    ],
)
def test_a_full_name_is_taken_out_as_people_write_it(name: str, written: str) -> None:
    assert Names(identifiers=[], full_names=[name]).redact(f"({written})") == "([erased])"


def test_a_korean_name_before_a_particle_is_taken_out_and_another_syllable_stays() -> None:
    assert Names(identifiers=[], full_names=["김 가나"]).redact("김가나는, 김 가난") == "[erased]는, 김 가난"


def test_a_username_within_a_longer_word_is_listed_and_left() -> None:
    assert AMA.redact("_ama7_, x-ama7") == "_ama7_, x-ama7"
    assert AMA.mentions("_ama7_, x-ama7, ama70") == ["ama7"]


def test_json_whose_letters_are_escaped_is_read() -> None:
    text = json.dumps([{"changed": {"name": "José García"}}])
    assert "\\u" in text
    assert json.loads(AMA.redact(text)) == [{"changed": {"name": "[erased]"}}]


def test_a_name_of_one_word_is_only_mentioned() -> None:
    cher = Names(identifiers=[], full_names=["Cher"])
    assert cher.redact("Cher sang") == "Cher sang"
    assert cher.mentions("cher Monsieur, CHÉR") == ["cher", "CHÉR"]
    assert cher.mentions("Cherry") == []


def test_parts_of_a_full_name_are_mentioned_where_they_stand_alone() -> None:
    assert AMA.mentions("José came, not José García") == ["José"]


def test_a_name_in_a_script_without_spaces_is_found_within_the_line() -> None:
    assert Names(identifiers=[], full_names=["王小明"]).mentions("關於王小明的成績") == ["王小明"]


@pytest.mark.parametrize("name", ["", " ", "\x00\x07\x1b", "\u202e\u200f", "\u0301"])
def test_a_name_of_which_nothing_is_seen_is_looked_for_nowhere(name: str) -> None:
    nobody = Names(identifiers=[name], full_names=[name])
    assert not nobody
    assert nobody.redact("anything at all") == "anything at all"
    assert (nobody.mentions("anything"), nobody.found_in("anything")) == ([], [])


def test_a_user_who_is_called_as_the_mark_is_taken_out_once() -> None:
    erased = Names(identifiers=["erased"], full_names=[])
    once = erased.redact("erased was erased")
    assert (once, erased.redact(once)) == ("[erased] was [erased]", once)


@pytest.mark.alone
def test_time_grows_with_the_text_and_not_faster() -> None:
    def seconds(length: int) -> float:
        text = "Ama Owusu " * length + "é"
        began = time.process_time()
        AMA.redact(text)
        return time.process_time() - began

    seconds(1_000)
    assert seconds(40_000) < 20 * max(min(seconds(4_000) for _ in range(3)), 0.001)
