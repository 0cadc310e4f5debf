"""Explain a learner's standing: trace a fresh evaluation (``tracing``), and describe it for learners and for staff.

This package judges nothing.
"""
