"""A second implementation of the written rules, by brute force. It shares no code with the plugin.

All data is plain: dicts, lists, days as numbers (None if unknown), grades as exact fractions. ``attempts`` judges
one attempt. ``standings`` evaluates a program. ``versions`` finds the binding version. ``gradebook`` reads a grade book
from a file.

A program is ``{"tree", "modes", "starts", "ends", "shared", "units", "bar", "bar_needs_credential", "letters"}``, with
letters as ``[(letter, least grade)]``. A tree is one of these:

* ``{"key", "course", "aliases", "runs", "bar", "weight", "proctored", "embargo", "exam", "after", "units", "final"}``,
  whose ``final`` is None or ``{"course", "aliases", "runs", "bar", "proctored", "carries", "splits": [(starts,
  coursework, final)]}``,
* ``{"key", "program", "inner", "overrides", "weight"}``, with the nested program in ``inner``,
* ``{"key", "all_of": [...], "in_order"}`` and ``{"key", "at_least": n, "of": [...], "all_enter"}``.

An attempt is ``{"course", "run", "start", "mode", "enrolled", "active", "history": [(day, mode)], "percent", "passed",
"exams", "invalidated", "reached"}``. An override is ``{"kind", "key", "from", "until", "ratio"}``.
"""
