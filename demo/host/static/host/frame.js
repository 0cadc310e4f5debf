/* Inside the unit's iframe: tell the page around it how high the unit is, in the platform's own message. */
(function () {
  'use strict';
  new ResizeObserver(function () {
    var height = Math.ceil(document.body.getBoundingClientRect().height);
    window.parent.postMessage({ type: 'plugin.resize', payload: { height: height } }, window.location.origin);
  }).observe(document.body);
}());
