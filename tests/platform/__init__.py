"""Runs inside a real edx-platform checkout, under its own test settings: ``make test-platform``."""
