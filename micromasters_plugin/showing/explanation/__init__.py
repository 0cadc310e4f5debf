"""Why a learner has what they have: the trace of a fresh evaluation (``tracing``), in words for learners and for staff.

No verdict is made here.
"""
