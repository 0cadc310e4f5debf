"""Measure the package, compare the figures with limits, and store the results."""
