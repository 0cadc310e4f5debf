/*
 * Refresh the block: announce changes once, never move the focus. Answer the slider.
 * The script finds elements by data-mm- attributes, so that a site may change the classes.
 */
function MicromastersProgress(runtime, host) {
  'use strict';
  /* Milliseconds */
  var FIRST_WAIT = 30000;
  var LONGEST_WAIT = 900000;
  var LEAST_APART = 10000;
  var REST = 300;

  var element = host[0] || host;
  var section = element.querySelector('[data-mm-etag]');
  if (!section) { return; }
  var content = section.querySelector('[data-mm-content]');
  var status = section.querySelector('[role="status"]');
  var etag = section.dataset.mmEtag;
  var wait = FIRST_WAIT;
  var asked = Date.now();
  var timer = null;
  var latest = content.innerHTML;
  var pending = null;
  var isOver = false;
  var isAsking = false;
  var stops = null;
  var resting = null;

  /* Replace the content after the focus leaves it. */
  function showPending() {
    if (pending === null || content.contains(document.activeElement)) { return; }
    var old = content.querySelector('form');
    var isOpen = content.querySelector('details[open]') !== null;
    var above = content.querySelectorAll('[data-mm-outcomes] > [data-mm-outcome]').length;
    content.innerHTML = pending;
    pending = null;
    if (isOpen) { content.querySelector('details').open = true; }
    /* A new line would push down the text that is being read, so it comes last until the page is reopened. */
    content.append(...[...content.querySelectorAll('[data-mm-outcome]')].slice(above));
    showTarget();
    var fresh = content.querySelector('form');
    if (!old || !fresh) { return; }
    fresh.replaceWith(old);
    stops = null;
    if (old.dataset.mmAsked) { answer(old, true); }
  }

  /* Browsers announce the slider's value, so screen readers skip the number beside it. */
  function showTarget() {
    content.querySelectorAll('output').forEach((output) => {
      var form = output.form;
      output.value = Number(form.composite.value).toFixed(2).replace('.', form.dataset.mmPoint);
    });
  }

  /* One answer has all stops. If the request fails, the page stays as it is. */
  function answer(form, isQuiet, given) {
    var had = stops && stops[Number(form.composite.value).toFixed(2)] || given;
    form.dataset.mmAsked = 1;
    if (had) {
      var said = had.said || form.dataset.mmFailed;
      if (had.html) {
        form.querySelector('[data-mm-answer]').innerHTML = had.html;
      }
      form.querySelector('[data-mm-note]').textContent = had.html ? '' : said;
      if (!isQuiet) { status.textContent = said; }
    } else if (!isAsking) {
      isAsking = true;
      var url = runtime.handlerUrl(host, 'plan', '', 'composite=' + form.composite.value);
      fetch(url, { headers: { Accept: 'application/json' } })
        .then((response) => response.json())
        .catch(Object)
        .then((answered) => {
          isAsking = false;
          stops = answered.stops;
          answer(form, isQuiet, answered);
        });
    }
  }

  /* The words without the slider's answer and the time of the last evaluation, which are no news. */
  function wordsOf(html) {
    var copy = document.createElement('div');
    copy.innerHTML = html;
    copy.querySelectorAll('[data-mm-no-news]').forEach((part) => part.remove());
    return copy.textContent;
  }

  function take(answer) {
    var isNews = wordsOf(answer.html) !== wordsOf(latest);
    etag = answer.etag;
    latest = pending = answer.html;
    wait = FIRST_WAIT;
    if (isNews) { status.textContent = answer.said; }
    showPending();
  }

  function plan() {
    clearTimeout(timer);
    timer = setTimeout(ask, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }

  function ask() {
    if (isOver || !section.isConnected) { return; }
    if (document.hidden) { plan(); return; }
    asked = Date.now();
    fetch(runtime.handlerUrl(host, 'refresh'), {
      headers: { 'If-None-Match': etag, Accept: 'application/json' }
    }).then(function (response) {
      /* Signed out, unenrolled or without the program: keep the page and stop asking. */
      isOver = response.status > 304 && response.status < 500;
      return response.ok ? response.json().then(take) : null;
    }).catch(() => {}).then(plan);
  }

  section.addEventListener('focusout', () => setTimeout(showPending, 0));
  section.addEventListener('submit', (event) => {
    event.preventDefault();
    clearTimeout(resting);
    answer(event.target);
  });
  section.addEventListener('input', (event) => {
    showTarget();
    clearTimeout(resting);
    resting = setTimeout(answer, REST, event.target.form);
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && Date.now() - asked > LEAST_APART) {
      wait = FIRST_WAIT;
      clearTimeout(timer);
      ask();
    }
  });
  showTarget();
  plan();
}
