"""Read single values of a definition, such as texts, names, courses and lists.

``numbers`` reads numbers, ``times`` reads dates and durations, and ``mappings`` reads mappings.

Each reader returns the value or raises ValueError. A reader that can suggest a value raises Remedy.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Callable
from typing import TypeGuard, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import CourseKey, UsageKey
from opaque_keys.edx.locator import BlockUsageLocator, CourseLocator

from micromasters_plugin.domain.texts import first_unsafe_character, has_too_many_marks
from micromasters_plugin.programs.definition.document import Value

T = TypeVar("T")
Choice = TypeVar("Choice", bound=enum.StrEnum)

#: The database stores a title, run key or address of at most this length.
MAX_TEXT = 255
MAX_KEY = 64

SLUG = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
IDENTIFIER = re.compile(r"[A-Za-z0-9]+([-_][A-Za-z0-9]+)*")


class Remedy(ValueError):
    """This error refuses a value. The message says what to write instead."""


def read_text(value: Value) -> str:
    """Return a text of 1–255 characters. Line breaks and repeated spaces become one space."""
    text = " ".join(scalar_text(value).split())
    if not text:
        raise ValueError
    if len(text) > MAX_TEXT:
        raise Remedy(f"has {len(text)} characters: shorten it to {MAX_TEXT}")
    # YAML can contain "\0" and lone surrogates, but databases refuse such characters.
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        raise Remedy("holds a control character: remove it")
    if (hidden := first_unsafe_character(text)) is not None:
        raise Remedy(f"holds U+{ord(hidden):04X}, which nobody sees and which may act on the text around it: remove it")
    if has_too_many_marks(text):
        raise Remedy("has more than four marks on one letter, or one on none: remove them")
    return text


def read_slug(value: Value) -> str:
    """Return a text of at most 64 characters with letters, digits and single hyphens."""
    return _matching(value, SLUG, MAX_KEY)


def read_program_key(value: Value) -> str:
    """Return a slug that is not a UUID, because commands and addresses accept a key or a UUID."""
    key = read_slug(value)
    try:
        UUID(key)
    except ValueError:
        return key
    raise Remedy("a key may not be a UUID: choose a short name, such as scm")


def read_identifier(value: Value) -> str:
    """Return a text of at most 64 characters with letters, digits, hyphens and underscores."""
    return _matching(value, IDENTIFIER, MAX_KEY)


def is_identifier(text: str) -> bool:
    """Tell whether ``read_identifier`` would accept ``text``."""
    return len(text) <= MAX_KEY and IDENTIFIER.fullmatch(text) is not None


def read_colour(value: Value) -> str:
    """Return ``#rrggbb``."""
    return _matching(value, re.compile("#[0-9A-Fa-f]{6}"), 7)


def read_currency(value: Value) -> str:
    """Return three capital letters (ISO 4217)."""
    return _matching(value, re.compile("[A-Z]{3}"), 3)


def read_uuid(value: Value) -> str:
    """Return a UUID in the usual form in lower case."""
    text = scalar_text(value).lower()
    if str(UUID(text)) != text:
        raise ValueError
    return text


def read_url(value: Value) -> str:
    """Return an absolute web address of at most 255 characters."""
    text = read_text(value)
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or " " in text:
        raise ValueError
    return text


def read_boolean(value: Value) -> bool:
    """Return the boolean, which the file writes as ``true`` or ``false`` without quotes."""
    text = scalar_text(value)
    if not value.is_plain or text not in ("true", "false"):
        raise ValueError
    return text == "true"


def read_choice(choices: type[Choice]) -> Callable[[Value], Choice]:
    """Return a reader for the values of an enumeration."""
    return lambda value: choices(scalar_text(value))


def read_course(value: Value) -> str:
    """Return ``ORG+NUMBER``, which has only characters that a course run key may have."""
    text = scalar_text(value)
    key = _course_key(f"course-v1:{text}+run")
    if key is None or f"{key.org}+{key.course}" != text or len(text) > MAX_TEXT - 32:
        raise ValueError
    return text


def read_course_run(value: Value) -> str:
    """Return a course run key in the new or old form. The function refuses keys of libraries, branches and CCX runs."""
    text = scalar_text(value)
    if _course_key(text) is None or len(text) > MAX_TEXT:
        raise ValueError
    return text


def read_usage(value: Value) -> str:
    """Return the usage key of a subsection, such as ``block-v1:MITx+CTL.CFx+1T2026+type@sequential+block@exam``.

    The function refuses keys in the old form, because they lack the course run.
    """
    text = scalar_text(value)
    try:
        key = UsageKey.from_string(text)
    except InvalidKeyError as error:
        raise ValueError from error
    if type(key) is not BlockUsageLocator or not _is_run(key.course_key) or len(text) > MAX_TEXT:
        raise ValueError
    return text


def read_list(read_item: Callable[[Value], T], *, expected: str) -> Callable[[Value], tuple[T, ...]]:
    """Return a reader for a non-empty list, in which no two items are equal. ``expected`` describes an item."""

    def read(value: Value) -> tuple[T, ...]:
        entries = read_items(value, read_item, expected=expected)
        seen: set[str | None] = set()
        for item in value.items or ():
            if item.text in seen:
                item.refuse(f"{item} is in this list twice: keep one")
            seen.add(item.text)
        return entries

    return read


def read_items(value: Value, read_item: Callable[[Value], T], *, expected: str) -> tuple[T, ...]:
    """Return the readable items of a non-empty list. Note each wrong item at the item's own place.

    Raises:
        ValueError: ``value`` is not a list, or the list is empty.
    """
    if not value.items:
        raise ValueError
    entries = []
    for item in value.items:
        if item.is_null:
            item.refuse(f"has no value: expected {expected}; write one, or remove it")
            continue
        try:
            entries.append(read_item(item))
        except ValueError as error:
            message = f"expected {expected}, not {item}: mend it, or remove it"
            item.refuse(str(error) if isinstance(error, Remedy) else message)
    return tuple(entries)


def scalar_text(value: Value) -> str:
    """Return the text of a scalar. Raise ValueError for a list or mapping."""
    if value.text is None:
        raise ValueError
    return value.text


def _matching(value: Value, pattern: re.Pattern[str], longest: int) -> str:
    text = scalar_text(value)
    if len(text) > longest or not pattern.fullmatch(text):
        raise ValueError
    return text


def _course_key(text: str) -> CourseLocator | None:
    try:
        key = CourseKey.from_string(text)
    except InvalidKeyError:
        return None
    return key if _is_run(key) else None


def _is_run(key: CourseKey) -> TypeGuard[CourseLocator]:
    """Tell whether the key is of a course run. A library, a branch and a CCX are no course runs."""
    return type(key) is CourseLocator and bool(key.run) and not key.branch and not key.version_guid
