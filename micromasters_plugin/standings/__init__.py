"""This package evaluates learners and stores their standings.

This package reads the truth and applies the rules of ``domain``.
"""
