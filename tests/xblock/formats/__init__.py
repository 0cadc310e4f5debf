"""Formats of a site that replace Django's formats."""
