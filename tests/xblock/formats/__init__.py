"""Formats of a site of its own, in place of Django's."""
