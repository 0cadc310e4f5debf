/* Switch the preview in Studio to another invented learner. Studio passes a jQuery object. */
function MicromastersProgressPreview(runtime, host) {
  'use strict';
  var element = host[0] || host;
  var chooser = element.querySelector('[data-mm-specimen]');
  if (!chooser) { return; }
  var status = element.querySelector('[role="status"]');
  chooser.addEventListener('change', function () {
    fetch(runtime.handlerUrl(host, 'specimen', '', 'code=' + encodeURIComponent(chooser.value)), {
      credentials: 'same-origin'
    }).then(function (response) {
      if (!response.ok) { throw new Error(response.status); }
      return response.text();
    }).then(function (html) {
      element.querySelector('[data-mm-content]').innerHTML = html;
      status.textContent = chooser.selectedOptions[0].textContent;
    }).catch(function () { status.textContent = chooser.dataset.mmFailed; });
  });
}
