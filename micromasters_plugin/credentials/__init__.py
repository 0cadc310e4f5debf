"""Credentials. Rules issue credentials, staff change credentials, and anyone can read a credential."""
