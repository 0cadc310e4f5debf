"""Receivers of the platform's events."""
