"""Write markup as an indented outline with one element per line, so that a diff of a page is readable."""

from __future__ import annotations

import re
from html.parser import HTMLParser

#: All elements of this class have equal content.
CLOSED = "mm-mark"
#: The value of this attribute depends on the language and the time of evaluation. The refresh tests check the value.
VOLATILE = frozenset({"data-mm-etag"})
#: The elements without an end tag.
VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})
BLOCK_ID = re.compile(r"mm-block-v1\S*progress(?=-)")


def outline_of(markup: str) -> str:
    """Return lines with the elements, their classes and attributes, and the texts in quotation marks.

    Raises:
        AssertionError: an element has no matching end tag.
    """
    writer = _Writer()
    writer.feed(BLOCK_ID.sub("ID", markup))
    writer.close()
    return "\n".join(writer.lines) + "\n"


class _Writer(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._open: list[str] = []
        self._closed_since: int | None = None
        self._is_fresh = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        classes = (values.pop("class", None) or "").split()
        shown = [name if name in VOLATILE or value is None else f"{name}={value}" for name, value in values.items()]
        self._write(" ".join([".".join([tag, *classes]), *shown]))
        if tag in VOID:
            return
        if CLOSED in classes:
            self._closed_since = len(self._open)
        self._open.append(tag)
        self._is_fresh = True

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, f"</{tag}> closes another element"
        self._is_fresh = False
        if self._closed_since == len(self._open):
            self._closed_since = None

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if not text or self._closed_since is not None:
            return
        if self._is_fresh:
            self.lines[-1] += f" “{text}”"
            self._is_fresh = False
        else:
            self._write(f"“{text}”")

    def close(self) -> None:
        super().close()
        assert not self._open, f"never closed: {self._open}"

    def _write(self, text: str) -> None:
        if self._closed_since is None:
            self.lines.append("  " * len(self._open) + text)
