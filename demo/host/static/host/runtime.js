/* The platform's part of a block's script: find blocks, give them a runtime, and react to Studio's notifications. */
(function () {
  'use strict';

  function runtimeFor(element) {
    return {
      handlerUrl: function (block, name, suffix, query) {
        return element.dataset.handlerBase.replace('HANDLER', name) + (suffix || '') + (query ? '?' + query : '');
      },
      notify: function (name, data) {
        var modal = element.closest('[data-return]');
        if (modal && (name === 'cancel' || (name === 'save' && data && data.state === 'end'))) {
          window.location.assign(modal.dataset.return);
        }
      }
    };
  }

  document.querySelectorAll('.xblock[data-init]').forEach(function (element) {
    var args = element.querySelector(':scope > script[type="application/json"]');
    // Studio passes a jQuery object, the LMS an element. A list with the element replaces the jQuery object.
    var host = element.closest('[data-return], .preview') ? [element] : element;
    window[element.dataset.init](runtimeFor(element), host, args ? JSON.parse(args.textContent) : {});
  });
}());
