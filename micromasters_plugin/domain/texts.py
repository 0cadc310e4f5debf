"""Clean texts that one person writes and other people read. Examples are a name on a credential and a reason in a log.

A name must not change the surrounding text, and must not look empty. This module removes invisible characters and
excess combining marks. The letters of every script stay as they are, without normalisation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

#: A cleaned name has at most this length. A longer name is cut between two graphemes.
MAX_CHARACTERS = 200

#: A letter has at most this number of combining marks. Vietnamese needs two marks, pointed Hebrew needs three marks,
#: and Tibetan needs four marks.
MAX_MARKS = 4

ZWNJ, ZWJ = "\u200c", "\u200d"

#: These scripts use a joiner between two letters. The Unicode names of the scripts' characters begin with these words.
JOINING_SCRIPTS = (
    *("ADLAM", "ARABIC", "BALINESE", "BENGALI", "BRAHMI", "CHAKMA", "DEVANAGARI", "GRANTHA", "GUJARATI", "GURMUKHI"),
    *("HANIFI", "JAVANESE", "KAITHI", "KANNADA", "KHMER", "MALAYALAM", "MANDAIC", "MANICHAEAN", "MODI", "MONGOLIAN"),
    *("MYANMAR", "NEWA", "NKO", "ORIYA", "PHAGS-PA", "SHARADA", "SINHALA", "SOGDIAN", "SYRIAC", "TAMIL", "TELUGU"),
    *("TIBETAN", "TIRHUTA"),
)

#: Unicode classifies these invisible characters as letters, marks or symbols.
_BLANK_CHARACTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0\ufffc")
_INVISIBLE_CATEGORIES = frozenset(("Cc", "Cf", "Cn", "Cs"))
_VIRAMA = 9

#: This pattern matches escape sequences of terminals: CSI, strings such as OSC and DCS, and two-character sequences. If
#: a string has no end, the pattern matches only the string's first two characters, because the other characters may be
#: text.
ESCAPE_SEQUENCE = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]"
    "|(?:\x1b[]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x90\x98\x9c-\x9f]*(?:\x07|\x1b\\\\|\x9c)"
    "|\x1b[ -/]*[0-~]"
)


def clean_name(text: str) -> str:
    """Return the name of a person or a course without invisible characters. If the cleaned name is empty, return "".

    Remove control characters, lone surrogates, unassigned characters, direction marks, tags and all other invisible
    characters. Keep joiners after a virama, and between letters of scripts that use joiners. Keep the first four marks
    of a letter, and remove marks without a letter. Replace white space by one space. If a text has more than 200
    characters, cut the text between two graphemes.
    """
    return _cut("".join(_with_few_marks(_without_stray_joiners(_visible_characters(text)))).strip())


def one_line(text: str) -> str:
    """Return a text as one line that is safe for terminals, logs and pages.

    Remove escape sequences and the characters that ``clean_name`` treats as invisible. Replace a line break by a space.
    """
    return " ".join("".join(_visible_characters(ESCAPE_SEQUENCE.sub("", text))).split())


def first_unsafe_character(text: str) -> str | None:
    """Return the first character that ``clean_name`` removes from a text in any position.

    If the text lacks such a character, return None.
    """
    visible = set(_visible_characters(text))
    return next((character for character in text if character not in visible and not character.isspace()), None)


def has_too_many_marks(text: str) -> bool:
    """Tell whether a letter of the text has more than four marks, or a mark of the text has no letter."""
    return "".join(_with_few_marks(iter(text))) != text


def _visible_characters(text: str) -> Iterator[str]:
    previous = ""
    for character in text:
        if character.isspace() or character == "\u2800":
            yield " "
        elif character in (ZWNJ, ZWJ) or not _is_invisible(character, previous):
            yield character
        previous = character


def _is_invisible(character: str, previous: str) -> bool:
    # U+0600–0605 and similar signs have an invisible category. Terminals and browsers display these signs under the
    # following digits.
    is_number_sign = unicodedata.bidirectional(character) == "AN"
    if unicodedata.category(character) in _INVISIBLE_CATEGORIES and not is_number_sign:
        return True
    if "\U000e0100" <= character <= "\U000e01ef":  # a variation selector is valid after an ideograph
        return not unicodedata.name(previous or " ", "").startswith("CJK")
    return character in _BLANK_CHARACTERS or "\ufe00" <= character <= "\ufe0f"


def _without_stray_joiners(characters: Iterator[str]) -> Iterator[str]:
    text = list(characters)
    for index, character in enumerate(text):
        if character not in (ZWNJ, ZWJ):
            yield character
            continue
        previous = text[index - 1] if index else ""
        following = text[index + 1] if index + 1 < len(text) else ""
        script = _joining_script(previous)
        if script and (script == _joining_script(following) or unicodedata.combining(previous) == _VIRAMA):
            yield character


def _joining_script(character: str) -> str:
    """Return the script of a letter or mark if the script uses joiners, else ""."""
    if not character or unicodedata.category(character)[0] not in "LM":
        return ""
    script = unicodedata.name(character, "").split(" ")[0]
    return script if script in JOINING_SCRIPTS else ""


def _with_few_marks(characters: Iterator[str]) -> Iterator[str]:
    marks = MAX_MARKS  # a mark at the beginning has no letter
    for character in characters:
        if character in (ZWNJ, ZWJ):
            yield character
        elif unicodedata.category(character).startswith("M"):
            marks += 1
            if marks <= MAX_MARKS:
                yield character
        else:
            marks = MAX_MARKS if character == " " else 0
            yield character


def _cut(text: str) -> str:
    text = " ".join(text.split())
    if len(text) <= MAX_CHARACTERS:
        return text
    end = MAX_CHARACTERS
    while end and _form_one_character(text[end - 1], text[end]):
        end -= 1
    return text[: end or MAX_CHARACTERS].rstrip()


def _form_one_character(left: str, right: str) -> bool:
    """Tell whether two characters belong to one grapheme: a letter with marks, a conjunct, or a Hangul syllable."""
    if unicodedata.category(right).startswith("M") or right in (ZWNJ, ZWJ) or left in (ZWNJ, ZWJ):
        return True
    is_jamo = "\u1160" <= right <= "\u11ff" or "\ud7b0" <= right <= "\ud7ff"
    return is_jamo or unicodedata.combining(left) == _VIRAMA


def quote(text: str) -> str:
    """Return a text in quotation marks. The text is isolated from the direction of the surrounding text.

    Use the function in plain text. Curly quotation marks inside the text become straight, so no quotation
    mark inside the text looks like the end of the text.
    """
    inner = text.translate({ord("“"): '"', ord("”"): '"'})
    return f"“\N{FIRST STRONG ISOLATE}{inner}\N{POP DIRECTIONAL ISOLATE}”"


def fold(text: str) -> str:
    """Return the text without case and accents.

    A database may treat two names as equal if this function returns equal results for the names.
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character)).casefold()
