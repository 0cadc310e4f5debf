"""Inverted admission for Open edX: program progress, credentials and candidates."""

__version__ = "0.1.0"
