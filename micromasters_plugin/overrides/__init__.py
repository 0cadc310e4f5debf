"""Overrides: what staff decide about learners, with actor and reason."""
