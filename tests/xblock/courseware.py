"""Show the block's unit in a browser as learners see the unit: the LMS's page in an iframe.

The page around the iframe sets the height that the unit reports. The test supplies the block and the fake plugin.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Frame, Page, Route
from webob import Request

import micromasters_xblock
from micromasters_xblock.block import MicromastersProgressBlock

PACKAGE = Path(micromasters_xblock.__file__).parent
ORIGIN = "http://courses.example.org"
#: The page of the Learning MFE. The iframe has no scroll bar, and has no height until the unit reports a height.
AROUND = """<!doctype html><title>Course</title><style>body { margin: 0 } iframe { display: block; border: 0 }</style>
<h1>Course</h1><iframe name="unit" src="/unit" width="100%" height="0" scrolling="no"></iframe><p id="below">Next</p>
<script>
window.heights = [];
addEventListener('message', ({ data }) => {
  if (data.type !== 'plugin.resize') { return; }
  heights.push(data.payload.height);
  document.querySelector('iframe').height = data.payload.height;
});
</script>"""
#: The LMS's page reports its height after loading and after every change of this height.
UNIT = """<!doctype html><meta name="viewport" content="width=device-width"><title>Unit</title>{head}
<style>body {{ margin: 0 }}</style><script>
window.shifts = [];
window.painted = [];
// A space at the end of what is there so far takes its place when more comes: nobody sees that.
const isSpace = ({{ node }}) => node instanceof Text && !node.data.trim();
const measure = entry => ({{
  value: entry.value, moved: entry.sources.map(({{ node }}) => node && (node.className || node.nodeName))
}});
new PerformanceObserver(list => {{
  shifts.push(...list.getEntries().filter(entry => !entry.sources.every(isSpace)).map(measure));
}}).observe({{ type: 'layout-shift', buffered: true }});
new PerformanceObserver(list => painted.push(...list.getEntriesByName('first-contentful-paint')))
  .observe({{ type: 'paint', buffered: true }});
</script><section id="content"><div id="host">{body}</div></section>
<script>
(() => {{
  const content = document.getElementById('content');
  let reported = '';
  const say = event => {{
    const size = [content.offsetWidth, content.offsetHeight];
    if (window === parent || (event.type !== 'load' && String(size) === reported)) {{ return; }}
    reported = String(size);
    parent.postMessage({{ type: 'plugin.resize', payload: {{ width: size[0], height: size[1] }} }}, document.referrer);
    scrollTo(0, 0);
  }};
  new MutationObserver(say).observe(document.body, {{ attributes: true, childList: true, subtree: true }});
  new ResizeObserver(say).observe(document.body);
  addEventListener('load', say);
}})();
</script>{foot}<script>
window.{init}({{
  handlerUrl: (element, name, suffix, query) => '/handler/' + name + '?' + (query || '')
}}, document.getElementById('host'));
</script>"""


class Courseware:
    """The unit in the page around the iframe.

    ``requests`` records the requests of the block. ``is_held`` delays the block's files.
    """

    def __init__(self, page: Page, block: MicromastersProgressBlock, *, is_held: bool = False):
        self.page, self.block, self.is_held = page, block, is_held
        self.requests: list[str] = []
        self._held: list[tuple[Route, str]] = []
        page.route(f"{ORIGIN}/**", self._respond)

    def open(self) -> Frame:
        """Open the course, and return the unit's frame when the frame's document exists."""
        self.page.goto(ORIGIN, wait_until="commit" if self.is_held else "load")
        self.page.wait_for_selector("iframe", state="attached")
        unit = self.page.frame("unit")
        assert unit is not None
        unit.wait_for_selector(".mm-block", state="attached")
        return unit

    def open_alone(self) -> Frame:
        """Open the unit without an iframe, like the mobile apps."""
        self.page.goto(f"{ORIGIN}/unit", wait_until="commit" if self.is_held else "load")
        self.page.wait_for_selector(".mm-block")
        return self.page.main_frame

    def release(self) -> None:
        """Send the delayed files."""
        self.is_held = False
        for route, path in self._held:
            self._give(route, path)
        self.page.wait_for_load_state()

    def _respond(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path == "/":
            route.fulfill(body=AROUND, content_type="text/html")
        elif path == "/unit":
            route.fulfill(body=self.unit(), content_type="text/html")
        else:
            self.requests.append(path)
            self._give(route, path)

    def _give(self, route: Route, path: str) -> None:
        if path.startswith("/handler/"):
            name = path.rsplit("/", 1)[1]
            headers = {name: route.request.headers.get(name.lower(), "") for name in ("Accept", "If-None-Match")}
            request = Request.blank(f"/?{urlsplit(route.request.url).query}", headers=headers)
            answer = self.block.handle(name, request)
            route.fulfill(status=answer.status_code, body=answer.body, content_type=answer.content_type)
        elif self.is_held:
            self._held.append((route, path))
        else:
            route.fulfill(body=(PACKAGE / path.removeprefix("/resource/")).read_bytes(), content_type="text/javascript")

    def unit(self) -> str:
        """Return the page that the LMS sends."""
        fragment: Any = self.block.student_view()
        return UNIT.format(
            head=fragment.head_html(),
            body=fragment.body_html(),
            foot=fragment.foot_html(),
            init=fragment.js_init_fn,
        )
