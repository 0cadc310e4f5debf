"""Receive the platform's events."""
