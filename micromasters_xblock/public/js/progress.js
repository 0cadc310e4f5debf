/* Keeps the block fresh: asks whether anything changed, says so once, and never moves the focus. */
function MicromastersProgress(runtime, host) {
  'use strict';
  var FIRST_WAIT = 30000;
  var LONGEST_WAIT = 900000;
  var LEAST_APART = 10000;
  var element = host instanceof Element ? host : host[0];
  var section = element.querySelector('[data-mm-etag]');
  if (!section) { return; }
  var content = section.querySelector('.mm-in');
  var status = section.querySelector('[role="status"]');
  var etag = section.dataset.mmEtag;
  var wait = FIRST_WAIT;
  var asked = Date.now();
  var timer = null;
  var pending = null;
  var isOver = false;

  /* What has the focus stays in place: the new content waits until the reader has left the block. */
  function showPending() {
    if (pending === null || content.contains(document.activeElement)) { return; }
    content.innerHTML = pending;
    pending = null;
  }

  /* What is said, without the time of the last evaluation: that alone is no news. */
  function wordsOf(html) {
    var copy = document.createElement('div');
    copy.innerHTML = html;
    copy.querySelectorAll('.mm-foot').forEach(function (foot) { foot.remove(); });
    return copy.textContent;
  }

  function take(answer) {
    var isNews = wordsOf(answer.html) !== wordsOf(pending === null ? content.innerHTML : pending);
    etag = answer.etag;
    pending = answer.html;
    wait = FIRST_WAIT;
    if (isNews) { status.textContent = answer.said; }
    showPending();
  }

  function plan() {
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }

  function ask() {
    if (isOver || !section.isConnected) { return; }
    if (document.hidden) { plan(); return; }
    asked = Date.now();
    fetch(runtime.handlerUrl(host, 'refresh'), {
      credentials: 'same-origin',
      headers: { 'If-None-Match': etag, Accept: 'application/json' }
    }).then(function (response) {
      if (response.status === 304) { plan(); return null; }
      /* Signed out, unenrolled or without the program: what is shown stays, and nothing is asked again. */
      if (response.status < 500 && !response.ok) { isOver = true; return null; }
      if (!response.ok) { plan(); return null; }
      return response.json().then(take).then(plan);
    }).catch(plan);
  }

  section.addEventListener('focusout', function () { window.setTimeout(showPending, 0); });
  document.addEventListener('visibilitychange', function () {
    if (!document.hidden && Date.now() - asked > LEAST_APART) {
      wait = FIRST_WAIT;
      window.clearTimeout(timer);
      ask();
    }
  });
  plan();
}
