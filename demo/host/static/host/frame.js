/* Inside the unit's iframe: report the unit's height to the page around the iframe, like the platform. */
(function () {
  'use strict';
  var said = 0;

  function say() {
    var height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height === said) { return; }
    said = height;
    window.parent.postMessage({ type: 'plugin.resize', payload: { height: height } }, window.location.origin);
    window.scrollTo(0, 0);
  }

  new MutationObserver(say).observe(document.body, { attributes: true, childList: true, subtree: true });
  new ResizeObserver(say).observe(document.body);
}());
