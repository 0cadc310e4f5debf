"""Test the built distributions, the license, the pinned requirements and the message catalogues."""
