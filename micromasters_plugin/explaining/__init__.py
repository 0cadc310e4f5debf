"""Why a learner has what they have: the trace of a fresh evaluation (``tracing``), told to people (``telling``).

No verdict is made here.
"""
