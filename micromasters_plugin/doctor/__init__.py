"""Examine the installation, and count figures for monitoring."""
