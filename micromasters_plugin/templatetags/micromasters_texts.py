"""Show names and titles inside sentences, each with its own text direction and visible ends."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from micromasters_plugin.domain.texts import quote

register = template.Library()


@register.filter
def as_name(text: object) -> SafeString:
    """Wrap a text inside a page's sentence in an element whose border shows where the text begins and ends."""
    return format_html('<bdi class="mm-name">{}</bdi>', text)


@register.filter
def as_bdi(text: object) -> SafeString:
    """Isolate a text on a page from the direction of the text around it."""
    return format_html("<bdi>{}</bdi>", text)


@register.filter
def as_quoted(text: object) -> str:
    """Quote a text for a sentence without markup, such as a page's title or an e-mail."""
    return quote(str(text))
