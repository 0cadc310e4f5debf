"""Decisions by hand about a learner's requirements, with actor and reason."""
