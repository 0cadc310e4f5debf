"""This package reads, checks, stores and compares the definition files of programs."""
