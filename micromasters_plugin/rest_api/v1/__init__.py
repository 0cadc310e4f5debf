"""Serve version 1 of the REST API."""
