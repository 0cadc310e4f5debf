"""Implement the written rules a second time, by brute force. The oracle shares no code with the plugin.

All data is plain: dicts, lists, days as numbers (None for an unknown day), and grades as exact fractions. The module
``attempts`` judges one attempt. The module ``standings`` evaluates a program. The module ``versions`` finds the binding
version. The module ``releases`` finds when the results of a run are published. The module ``gradebook`` reads a grade
book from a file.

A program is ``{"tree", "modes", "starts", "ends", "shared", "units", "bar", "bar_needs_credential",
"bar_courses": {key: grade}, "bar_attempts", "bar_until", "letters", "from", "releases":
{run: day}, "with_certificates"}``. The letters of a program are ``[(letter, least grade)]``. A tree has one
of these forms:

* ``{"key", "course", "aliases", "runs", "bar", "weight", "proctored", "embargo", "exam", "after", "units", "modes",
  "except", "certificate", "attempts", "valid_for", "make_ups", "final"}``, whose ``final`` is None or ``{"course",
  "aliases", "runs", "bar", "proctored", "carries", "modes", "work_modes", "work_bar", "except", "attempts", "splits":
  [(starts, coursework, final, by)]}``, and whose empty lists of modes inherit the modes,
* ``{"key", "program", "inner", "overrides", "weight"}``, with the nested program in ``inner``,
* ``{"key", "all_of": [...], "in_order", "shared"}`` and ``{"key", "at_least": n, "of": [...], "all_enter", "shared"}``,
  whose ``shared`` is "once", "each" or None.

An attempt is ``{"course", "run", "start", "mode", "enrolled", "active", "history": [(day, mode)], "percent", "passed",
"exams", "invalidated", "certificate", "reached", "known", "end", "certified"}``. ``known`` tells whether the learner
reached the bar on the day ``reached``, and not before. ``certificate`` is the platform's status, and ``certified`` is
when the platform shows the run's certificates. An override is ``{"kind", "key", "from", "until", "ratio", "count",
"run", "exam", "for"}``. An exam is ``run#n``, the exam with the index n in a run. ``make_ups`` has pairs of a make-up
exam and the exam that it makes up for.
"""
