"""List texts that become markup or script if they are not escaped, and check for the effects of these texts."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

CORPUS = (
    "<script>window.harmed = true</script><x-harm>",
    "</script><script>window.harmed = true</script><x-harm>",
    '"><img src=x onerror="window.harmed = true"><x-harm>',
    "'><svg onload='window.harmed = true'><x-harm>",
    '" autofocus onfocus="window.harmed = true" x="',
    "' style='animation: x' onanimationstart='window.harmed = true' x='",
    "</option></select></textarea></title></style><x-harm>",
    "--><x-harm><!--",
    "&lt;x-harm&gt;&#60;x-harm&#62;",
    "\u2028</script><x-harm>\u202e",
    "<a href='javascript:window.harmed = true'><x-harm>",
    "javascript:window.harmed = true",
    "<iframe srcdoc='<script>parent.harmed = true</script>'></iframe>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=window.harmed=1&gt;'>",
    "red; } * { background: url(https://evil.example.org/x) } <x-harm>",
    "{{ 7|add:7 }}{% now 'Y' %}${7 + 7}<%= 7 + 7 %>%(number)s %s",
)
LOOK = """
() => {
  const made = [...document.querySelectorAll('x-harm, img, iframe, object, embed, math, base[href], meta[http-equiv]')];
  const attributes = [...document.querySelectorAll('*')].flatMap(element => [...element.attributes]);
  const acts = attributes.filter(({ name, value }) => /^on/i.test(name) || name === 'srcdoc'
    || (/(^|:)(href|src|action|formaction)$/i.test(name) && /^\\s*javascript:/i.test(value))
    || (name === 'style' && /url/.test(value)));
  return {
    ran: Boolean(window.harmed),
    made: made.map(element => element.outerHTML),
    acts: acts.map(({ name, value }) => name + '=' + value)
  };
}
"""
HARMLESS = {"ran": False, "made": [], "acts": []}


def harm(page: Page) -> dict[str, Any]:
    """Return the effects of hostile texts on the live page, or ``HARMLESS`` if there are no effects."""
    page.wait_for_timeout(20)  # The browser runs an element's handler in a later task.
    return page.evaluate(LOOK)
