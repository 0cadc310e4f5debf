"""This package evaluates learners and stores the learners' standings.

This package reads the truth and applies the rules of ``domain``.
"""
