/* The platform's side of a block's script: finds blocks, gives them a runtime, and follows Studio's notices. */
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
    // Studio hands jQuery, the LMS an element: a list of one stands for the former.
    var host = element.closest('[data-return], .preview') ? [element] : element;
    window[element.dataset.init](runtimeFor(element), host, args ? JSON.parse(args.textContent) : {});
  });
}());
