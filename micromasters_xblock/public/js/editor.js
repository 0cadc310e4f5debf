/* Save and cancel of the block's editor in Studio. The LMS passes an element, Studio a jQuery object. */
function MicromastersProgressEditor(runtime, host) {
  'use strict';
  var element = host instanceof Element ? host : host[0];
  var form = element.querySelector('form');
  var alertRegion = form.querySelector('[data-mm-alert]');
  var words = JSON.parse(element.querySelector('script[type="application/json"]').textContent);

  function csrfToken() {
    var found = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/);
    return found ? decodeURIComponent(found[1]) : '';
  }

  function showErrors(byField, summary) {
    var first = null;
    form.querySelectorAll('[data-mm-error]').forEach(function (place) {
      var name = place.dataset.mmError;
      place.textContent = byField[name] || '';
      var control = form.elements[name];
      if (byField[name]) {
        control.setAttribute('aria-invalid', 'true');
        first = first || control;
      } else {
        control.removeAttribute('aria-invalid');
      }
    });
    alertRegion.textContent = summary;
    if (first) { first.focus(); }
  }

  function refuse(answer) {
    var error = answer.error;
    if (error && typeof error === 'object') {
      showErrors(error, words.check);
    } else {
      showErrors({}, error || words.failed);
    }
    runtime.notify('error', { msg: alertRegion.textContent });
  }

  function save(event) {
    event.preventDefault();
    showErrors({}, '');
    runtime.notify('save', { state: 'start' });
    fetch(runtime.handlerUrl(host, 'save_settings'), {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json', 'X-CSRFToken': csrfToken() },
      body: JSON.stringify({
        program_uuid: form.elements.program_uuid.value,
        heading: form.elements.heading.value,
        display_name: form.elements.display_name.value
      })
    }).then(function (response) {
      if (response.ok) {
        runtime.notify('save', { state: 'end' });
        return null;
      }
      return response.json().then(refuse);
    }).catch(function () { refuse({}); });
  }

  form.addEventListener('submit', save);
  form.querySelector('.cancel-button').addEventListener('click', function () {
    runtime.notify('cancel', {});
  });
}
