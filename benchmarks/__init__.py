"""Benchmarks, their limits and their recorded results."""
