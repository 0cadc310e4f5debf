"""Evaluation of learners and their stored standings.

This package reads the truth and applies the rules of ``domain``.
"""
