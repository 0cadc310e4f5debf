"""Admission cycles and their candidates."""
