"""This package stores programs, versions and course runs, imports definitions, and decides permissions."""
