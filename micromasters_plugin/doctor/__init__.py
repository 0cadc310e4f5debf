"""Examine the installation, and count what monitoring draws."""
