/* Save and cancel the block's editor. Studio passes a jQuery object, the LMS an element. */
function MicromastersProgressEditor(runtime, host) {
  'use strict';
  var element = host[0] || host;
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
      control.setAttribute('aria-invalid', Boolean(byField[name]));
      if (byField[name]) { first = first || control; }
    });
    alertRegion.textContent = summary;
    if (first) { first.focus(); }
  }

  function values() {
    var read = Object.assign({ program_uuid: '' }, Object.fromEntries(new FormData(form)));
    form.querySelectorAll('input[type="checkbox"]').forEach(function (box) { read[box.name] = box.checked; });
    return read;
  }

  /* Remove options that do not match, since not every browser hides an option marked as hidden. */
  function makeSearchable(search) {
    var list = form.elements.program_uuid;
    var options = Array.from(list.options);
    var homes = options.map(function (option) { return option.parentNode; });
    search.addEventListener('input', function () {
      var terms = search.value.toLowerCase().split(/\s+/);
      var found = 0;
      options.forEach(function (option, index) {
        var text = option.textContent.toLowerCase();
        if (option.selected || terms.every(function (word) { return text.indexOf(word) >= 0; })) {
          homes[index].appendChild(option);
          found += option.value ? 1 : 0;
        } else {
          option.remove();
        }
      });
      form.querySelector('[data-mm-found]').textContent = terms.join('') && words.found.replace('%(number)s', found);
    });
  }

  function refuse(answer) {
    var error = answer.error;
    if (error && typeof error === 'object') {
      showErrors(error, words.check);
    } else {
      showErrors({}, error || words.failed);
    }
    runtime.notify('error', { title: words.not_saved, msg: alertRegion.textContent });
  }

  function save(event) {
    event.preventDefault();
    showErrors({}, '');
    runtime.notify('save', { state: 'start' });
    fetch(runtime.handlerUrl(host, 'save_settings'), {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json', 'X-CSRFToken': csrfToken() },
      body: JSON.stringify(values())
    }).then(function (response) {
      if (response.ok) {
        runtime.notify('save', { state: 'end' });
        return null;
      }
      return response.json().then(refuse);
    }).catch(function () { refuse({}); });
  }

  var search = form.querySelector('[data-mm-search]');
  if (search) { makeSearchable(search); }
  form.addEventListener('submit', save);
  form.querySelector('.cancel-button').addEventListener('click', function () {
    runtime.notify('cancel', {});
  });
}
