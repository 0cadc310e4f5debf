"""Explain a learner's standing.

``tracing`` traces a fresh evaluation, and other modules describe the trace for learners and staff. This package judges
nothing.
"""
