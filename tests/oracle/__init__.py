"""A second opinion: standings computed by brute force from the written rules, sharing no code with the package.

Everything is plain: dicts, lists, days as numbers (None: nobody knows), grades as exact fractions. ``attempts`` reads
one attempt, ``standings`` a whole program, ``versions`` one of several versions, ``gradebook`` a grade book on file.

A program is ``{"tree", "modes", "starts", "ends", "shared", "units", "bar", "bar_needs_credential", "letters"}``, with
letters as ``[(letter, least grade)]``; a tree is one of

* ``{"key", "course", "aliases", "runs", "bar", "weight", "proctored", "embargo", "exam", "after", "units", "final"}``,
  whose ``final`` is None or ``{"course", "aliases", "runs", "bar", "proctored", "carries", "splits": [(starts,
  coursework, final)]}``,
* ``{"key", "program", "inner", "overrides", "weight"}``, with the definition of the inner one,
* ``{"key", "all_of": [...], "in_order"}`` and ``{"key", "at_least": n, "of": [...], "all_enter"}``.

An attempt is ``{"course", "run", "start", "mode", "enrolled", "active", "history": [(day, mode)], "percent", "passed",
"exams", "invalidated", "reached"}``; an override is ``{"kind", "key", "from", "until", "ratio"}``.
"""
