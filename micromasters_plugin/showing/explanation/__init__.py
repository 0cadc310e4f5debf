"""Explain a learner's result: trace a fresh evaluation (``tracing``) and word it for learners and for staff.

This package makes no verdicts.
"""
