"""Credentials. Rules issue them, staff change them, and anyone can read them."""
