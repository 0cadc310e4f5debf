/* Around the unit's iframe: set the height that the unit reports. */
(function () {
  'use strict';
  var unit = document.querySelector('[data-unit]');
  window.addEventListener('message', function (event) {
    if (event.source === unit.contentWindow && event.origin === window.location.origin && event.data.type === 'plugin.resize') {
      unit.style.blockSize = event.data.payload.height + unit.offsetHeight - unit.clientHeight + 'px';
    }
  });
}());
