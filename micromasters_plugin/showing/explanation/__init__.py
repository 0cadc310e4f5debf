"""Explain a learner's result: trace a fresh evaluation (``tracing``), and describe it for learners and for staff.

This package makes no verdicts.
"""
